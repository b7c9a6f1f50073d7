//! A world in memory that does what the test says.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iced::Size;
use iced::futures::channel::{mpsc, oneshot};
use kiosk_protocol::{CheckCode, Reference, RequestState, StatusAnswer, StatusEvent};

use crate::catalogue::{Catalogue, ServiceId};
use crate::clock::TestClock;
use crate::config::Config;
use crate::i18n::{Language, Locales};
use crate::identity::{Framing, Who};
use crate::receipt::{Bitmap, Dots};
use crate::speech::Side;
use crate::staff::{Act, Answer, LogLine, Taste};
use crate::ui::app::backend::{
    Backend, BackendError, CheckedIn, Doubt, Event, Events, FormOutcome, Held, Later, Link, LookUp, NoTicket,
    PaperRead, PrintJob, PrintOutcome, PrinterNotice, Spoken, Submitted, TicketIssued, TicketOrder, VoiceWish,
};
use crate::ui::app::bench::SoundWay;
use crate::ui::app::{App, World};
use crate::ui::headless::Headless;
use crate::visit::{Form, Submission};

/// What the outside was asked, and what it will answer.
#[derive(Default)]
pub(super) struct State {
    pub(super) submissions: Vec<Submission>,
    pub(super) tickets: Vec<ServiceId>,
    pub(super) orders: Vec<TicketOrder>,
    pub(super) refused: Option<NoTicket>,
    pub(super) no_tickets: Option<NoTicket>,
    pub(super) waiting: Option<u32>,
    pub(super) held: Option<Held>,
    pub(super) again: Vec<String>,
    pub(super) has_staff: bool,
    pub(super) acts: Vec<Act>,
    pub(super) answers: Vec<Answer>,
    pub(super) left: usize,
    pub(super) paused: bool,
    pub(super) check_ins: Vec<Who>,
    pub(super) checked_in: Option<CheckedIn>,
    pub(super) touches: usize,
    pub(super) tastes: Vec<Taste>,
    pub(super) log: Vec<LogLine>,
    pub(super) framing: Option<Framing>,
    pub(super) tried: Vec<(Side, String)>,
    pub(super) sound: Option<SoundWay>,
    pub(super) visits: Vec<bool>,
    pub(super) given_up: Vec<String>,
    pub(super) printed: Vec<String>,
    pub(super) reprinted: Vec<String>,
    pub(super) answered: Vec<(String, bool)>,
    pub(super) owed: Option<String>,
    pub(super) outcomes: Vec<PrintOutcome>,
    pub(super) forms: Vec<Arc<Form>>,
    pub(super) form_outcomes: Vec<FormOutcome>,
    pub(super) receipts_a4: usize,
    pub(super) paper: Option<PaperRead>,
    pub(super) ratings: Vec<u8>,
    pub(super) staff: Vec<&'static str>,
    pub(super) spoken: Vec<Spoken>,
    pub(super) wishes: Vec<VoiceWish>,
    pub(super) scans_wanted: Vec<bool>,
    pub(super) refuse: bool,
    pub(super) closed: bool,
    /// What a look-up finds, whatever is asked.
    pub(super) looked: Option<LookUp>,
    /// Answers of the outside are held back until [`Kiosk::release`].
    pub(super) hold: bool,
    held_back: Vec<oneshot::Sender<()>>,
    senders: Vec<mpsc::UnboundedSender<Event>>,
}

#[derive(Clone, Default)]
pub(super) struct Fake(pub(super) Arc<Mutex<State>>);

impl Fake {
    pub(super) fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap())
    }

    /// Tells the screens that something happened.
    pub(super) fn tell(&self, event: &Event) {
        self.with(|state| state.senders.retain(|sender| sender.unbounded_send(event.clone()).is_ok()));
    }

    pub(super) fn reference() -> Reference {
        Reference::new([11, 22, 33, 44, 55, 66, 77])
    }

    pub(super) fn code() -> CheckCode {
        "0427".parse().unwrap()
    }

    /// What the office says of that request.
    pub(super) fn approved() -> StatusAnswer {
        let event = |state, at_ms| StatusEvent { state, at_ms, note: None };
        StatusAnswer {
            reference: Self::reference(),
            state: RequestState::Approved,
            at_ms: 1_795_500_000_000,
            history: vec![
                event(RequestState::Received, 1_795_300_000_000),
                event(RequestState::InReview, 1_795_400_000_000),
                event(RequestState::Approved, 1_795_500_000_000),
            ],
        }
    }
}

fn now<T: Send + 'static>(value: T) -> Later<T> {
    Box::pin(async move { value })
}

impl Fake {
    /// At once, or when the test lets it through.
    fn later<T: Send + 'static>(&self, value: T) -> Later<T> {
        let held = self.with(|state| {
            state.hold.then(|| {
                let (let_through, held) = oneshot::channel();
                state.held_back.push(let_through);
                held
            })
        });
        Box::pin(async move {
            if let Some(held) = held {
                // Dropped is let through as well.
                let _ = held.await;
            }
            value
        })
    }
}

impl Backend for Fake {
    fn takes_requests(&self) -> bool {
        self.with(|state| !state.closed)
    }

    fn submit(&self, submission: Submission) -> Later<Result<Submitted, BackendError>> {
        let refuse = self.with(|state| {
            if !state.refuse {
                state.submissions.push(submission);
            }
            state.refuse
        });
        self.later(if refuse {
            Err(BackendError("the disk is full".into()))
        } else {
            Ok(Submitted {
                reference: Self::reference(),
                check_code: Self::code(),
                ticket: Some("B3-041".into()),
                job: PrintJob("request-1".into()),
                online: true,
            })
        })
    }

    fn queue_ticket(&self, order: TicketOrder) -> Later<Result<TicketIssued, NoTicket>> {
        let refused = self.with(|state| {
            state.orders.push(order.clone());
            state.refused.clone()
        });
        match refused {
            Some(refused) => self.later(Err(refused)),
            None => {
                self.with(|state| state.tickets.push(order.service.clone()));
                let job = PrintJob("ticket-1".into());
                self.later(Ok(TicketIssued { label: "A3-007".into(), job, service: Some(order.service) }))
            }
        }
    }

    fn check_in(&self, who: Who, _language: Language) -> Later<CheckedIn> {
        now(self.with(|state| {
            state.check_ins.push(who);
            state.checked_in.clone().unwrap_or(CheckedIn::Unknown)
        }))
    }

    fn no_tickets(&self) -> Option<NoTicket> {
        self.with(|state| state.no_tickets.clone())
    }

    fn has_staff(&self) -> bool {
        self.with(|state| state.has_staff)
    }

    fn staff(&self, act: Act) -> Later<Answer> {
        now(self.with(|state| {
            state.acts.push(act);
            state.answers.pop().unwrap_or(Answer::Done)
        }))
    }

    fn staff_touches(&self) {
        self.with(|state| state.touches += 1);
    }

    fn staff_prefers(&self, taste: Taste) {
        self.with(|state| state.tastes.push(taste));
    }

    fn log(&self) -> Vec<LogLine> {
        self.with(|state| state.log.clone())
    }

    fn framing(&self) -> Option<Framing> {
        self.with(|state| state.framing)
    }

    fn try_voice(&self, spoken: Spoken, side: Side) -> SoundWay {
        self.with(|state| {
            state.tried.push((side, spoken.say));
            state.sound.unwrap_or(SoundWay::Off)
        })
    }

    fn staff_leaves(&self) {
        self.with(|state| state.left += 1);
    }

    fn is_paused(&self, _service: Option<&ServiceId>) -> bool {
        self.with(|state| state.paused)
    }

    fn count_visit(&self, aborted: bool) {
        self.with(|state| state.visits.push(aborted));
    }

    fn waiting(&self, _service: &ServiceId) -> Option<u32> {
        self.with(|state| state.waiting)
    }

    fn held_ticket(&self, label: String) -> Later<Option<Held>> {
        now(self.with(|state| state.held.clone().filter(|held| held.label == label)))
    }

    fn print_again(&self, job: PrintJob) -> Later<PrintOutcome> {
        self.with(|state| state.again.push(job.0.to_string()));
        now(PrintOutcome::Proven)
    }

    fn give_up(&self, label: String) -> Later<bool> {
        self.with(|state| state.given_up.push(label));
        now(true)
    }

    fn print(&self, job: PrintJob) -> Later<PrintOutcome> {
        now(self.with(|state| {
            state.printed.push(job.0.to_string());
            state.outcomes.pop().unwrap_or(PrintOutcome::Proven)
        }))
    }

    fn reprint(&self, job: PrintJob) -> Later<PrintOutcome> {
        now(self.with(|state| {
            state.reprinted.push(job.0.to_string());
            state.outcomes.pop().unwrap_or(PrintOutcome::Proven)
        }))
    }

    fn read_paper(&self, _job: PrintJob) -> Later<Option<PaperRead>> {
        now(self.with(|state| state.paper.clone()))
    }

    fn print_form(&self, form: Arc<Form>, reference: Reference) -> Later<FormOutcome> {
        assert_eq!(reference, Self::reference());
        now(self.with(|state| {
            state.forms.push(form);
            state.form_outcomes.pop().unwrap_or(FormOutcome::Printed)
        }))
    }

    fn print_receipt_a4(&self, reference: Reference) -> Later<FormOutcome> {
        assert_eq!(reference, Self::reference());
        now(self.with(|state| {
            state.receipts_a4 += 1;
            state.form_outcomes.pop().unwrap_or(FormOutcome::Printed)
        }))
    }

    fn look_up(&self, reference: Reference, code: Option<CheckCode>) -> Later<LookUp> {
        let known = reference == Self::reference() && code == Some(Self::code());
        let usual = if known { LookUp::Found(Self::approved()) } else { LookUp::NotFound };
        let looked = self.with(|state| state.looked.clone());
        self.later(looked.unwrap_or(usual))
    }

    fn rate(&self, stars: u8) -> Later<()> {
        self.with(|state| state.ratings.push(stars));
        now(())
    }

    fn call_staff(&self, screen: &'static str) -> Later<bool> {
        self.with(|state| state.staff.push(screen));
        now(true)
    }

    fn doubt(&self, job: Option<PrintJob>) -> Later<Option<Doubt>> {
        let job = job.or_else(|| self.with(|state| state.owed.clone()).map(|job| PrintJob(job.into())));
        let mut picture = Bitmap::new(Dots(576), Dots(900));
        picture.fill(60, 60, 400, 300, true);
        now(job.map(|job| Doubt { job, picture: Some(Arc::new(picture)), key: "fault-unplugged" }))
    }

    fn answer(&self, job: PrintJob, whole: bool) -> Later<PrintOutcome> {
        now(self.with(|state| {
            state.answered.push((job.0.to_string(), whole));
            state.outcomes.pop().unwrap_or(PrintOutcome::Proven)
        }))
    }

    fn unprinted(&self) -> Later<Option<PrintJob>> {
        now(self.with(|state| state.owed.clone()).map(|job| PrintJob(job.into())))
    }

    fn want_scan(&self, wanted: bool) {
        self.with(|state| state.scans_wanted.push(wanted));
    }

    fn events(&self) -> Events {
        let (sender, receiver) = mpsc::unbounded();
        for event in
            [Event::Printer(PrinterNotice::default()), Event::Scanner { ready: true }, Event::Link(Link::Online)]
        {
            sender.unbounded_send(event).unwrap();
        }
        self.with(|state| state.senders.push(sender));
        Box::pin(receiver)
    }

    fn say(&self, spoken: Spoken) {
        self.with(|state| state.spoken.push(spoken));
    }

    fn voice(&self, wish: VoiceWish) {
        self.with(|state| state.wishes.push(wish));
    }
}

/// The application at rest in a window of this size, on a tokio runtime of its own.
pub(super) struct Kiosk {
    pub(super) fake: Fake,
    pub(super) shown: Headless<App>,
    _runtime: tokio::runtime::Runtime,
}

pub(super) const PATIENCE: Duration = Duration::from_secs(5);

impl Kiosk {
    pub(super) fn open(width: f32, height: f32) -> Self {
        Self::with(width, height, |_| {})
    }

    pub(super) fn with(width: f32, height: f32, change: impl FnOnce(&mut Config)) -> Self {
        Self::made(width, height, change, |app| app)
    }

    /// As [`Self::with`], with the application changed before it runs.
    pub(super) fn made(
        width: f32,
        height: f32,
        change: impl FnOnce(&mut Config),
        made: impl FnOnce(App) -> App,
    ) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let locales = Locales::load(&root.join("locales")).unwrap();
        let catalogue = Catalogue::load(&root.join("assets/catalogue"), &locales).unwrap();
        let mut config = Config::default();
        change(&mut config);
        let fake = Fake::default();
        let world = World {
            locales,
            catalogue,
            config: Arc::new(config),
            clock: Arc::new(TestClock::new("2026-11-24T08:00:00Z".parse().unwrap())),
            backend: Arc::new(fake.clone()),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let size = Size::new(width, height);
        let mut shown = Headless::new(runtime.handle().clone(), size, 1.0, made(App::new(world, size))).unwrap();
        shown.wait_until(PATIENCE, |shown| shown.program().outside.scanner).unwrap();
        Self { fake, shown, _runtime: runtime }
    }

    /// Lets what follows happen, but for the answers that are held back.
    pub(super) fn settle(&mut self) {
        let held = self.fake.with(|state| state.held_back.len());
        self.shown.settle_but(held, PATIENCE).unwrap();
    }

    /// The outside answers what it was asked, and from now on at once.
    pub(super) fn release(&mut self) {
        self.fake.with(|state| {
            state.hold = false;
            state.held_back.clear();
        });
        self.settle();
    }

    /// Somebody listens: headphones are in, and stay in from visit to visit.
    pub(super) fn listen(&mut self) {
        self.tell(&Event::Headphones(true));
    }

    /// Taps the stop with this id, on a later page if need be, and lets what follows happen.
    pub(super) fn tap(&mut self, id: &str) {
        for turn in ["page.next", "page.previous"] {
            while !self.shown.stops().iter().any(|stop| stop.words.id == id) && self.shown.tap_id(turn).is_ok() {
                self.settle();
            }
        }
        self.shown.tap_id(id).unwrap_or_else(|error| panic!("on {}: {error}", self.shown.program().shown()));
        self.settle();
    }

    /// The stable id of what is shown.
    pub(super) fn at(&self) -> &'static str {
        self.shown.program().shown()
    }

    /// Every text on the screen, joined.
    pub(super) fn text(&mut self) -> String {
        self.shown.texts().into_iter().map(|seen| seen.text).collect::<Vec<_>>().join(" | ")
    }

    /// Presses a key of the keypad and lets what follows happen.
    pub(super) fn key(&mut self, key: iced::keyboard::key::Named) {
        self.shown.key(key);
        self.settle();
    }

    /// The stable id of what has the focus.
    pub(super) fn focus(&mut self) -> Option<String> {
        self.shown.focus().map(|focus| focus.words.id)
    }

    pub(super) fn type_in(&mut self, text: &str) {
        self.shown.type_text(text);
        self.settle();
    }

    pub(super) fn tell(&mut self, event: &Event) {
        self.fake.tell(event);
        self.settle();
    }

    /// From rest to the first page of a service.
    pub(super) fn start(&mut self, language: &str, category: &str, service: &str) {
        self.tap(&format!("language.{language}"));
        assert_eq!(self.at(), "home");
        self.tap("home.service");
        self.tap(&format!("category.{category}"));
        self.tap(&format!("service.{service}"));
        assert_eq!(self.at(), "service");
        self.tap("action.start");
    }
}
