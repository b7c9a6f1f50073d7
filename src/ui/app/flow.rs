//! From screen to screen: what the screens ask for, and what becomes of it.

use std::sync::Arc;
use std::time::Duration;

use iced::Task;

use super::backend::Event;
use super::{App, Message};
use crate::catalogue::ServiceId;
use crate::i18n::Language;
use crate::ui::screen::{
    Screen, attract, categories, checkin, consent, done, eligibility, form, home, moments, printing, question, queue,
    review, scanned, service, sheet, staff, status,
};
use crate::visit::{self, Step, Visit};

/// So long the thanks stand at least: the touch that ended the visit may be told after it.
const THANKS: Duration = Duration::from_millis(300);

impl App {
    /// A message of the present screen.
    pub(super) fn on_screen(&mut self, message: Message) -> Task<Message> {
        let at_desk = staff::desk::Around { window: self.window, px_per_mm: self.look().metrics.px_per_mm };
        match (&mut self.screen, message) {
            (Screen::Attract(screen), Message::Attract(message)) => match screen.update(message) {
                attract::Action::Begin(language) => self.begin(language),
                attract::Action::PrintUnprinted => self.print_unprinted(),
                attract::Action::LookAtSheet => self.ask_about_sheet(None),
                attract::Action::CallStaff => self.dispatch(Message::AskStaff),
                attract::Action::Display => self.dispatch(Message::AskDisplay),
                attract::Action::Listen => self.ask_for_voice(),
            },
            (Screen::Home(screen), Message::Home(message)) => match screen.update(message) {
                home::Action::None => Task::none(),
                home::Action::Services if !self.look_for_requests() => Task::none(),
                home::Action::Services => self.forward(Screen::Categories(categories::Categories::default())),
                home::Action::Ticket => self.choose_ticket(),
                home::Action::Status => self.forward(Screen::Status(Box::default())),
                home::Action::Appointment => self.forward(Screen::Checkin(Box::default())),
                home::Action::Help => self.dispatch(Message::AskHelp),
            },
            (Screen::Categories(screen), Message::Categories(message)) => match screen.update(message) {
                categories::Action::None => Task::none(),
                categories::Action::Open(category) => {
                    self.forward(Screen::Services(categories::Services::of(category)))
                }
                categories::Action::Back => self.back(),
            },
            (Screen::Services(screen), Message::Services(message)) => match screen.update(message) {
                categories::ServicesAction::None => Task::none(),
                categories::ServicesAction::Open(service) => {
                    self.forward(Screen::Service(service::ServiceCard::new(service)))
                }
                categories::ServicesAction::Ticket(service) => self.ask_ticket(service),
                categories::ServicesAction::Priority => {
                    self.forward(Screen::Priority(queue::priority::Priority::default()))
                }
                categories::ServicesAction::Back => self.back(),
            },
            (Screen::Closed(_), Message::Closed(queue::closed::Message::Back)) => self.back(),
            (Screen::Ask(screen), Message::Ask(message)) => match screen.update(message) {
                queue::ask::Action::Ticket(service) => self.ask_party(service),
                queue::ask::Action::Back => self.back(),
            },
            (Screen::Priority(screen), Message::Priority(message)) => match screen.update(message) {
                queue::priority::Action::None => Task::none(),
                queue::priority::Action::Chosen(class) => self.prioritised(class),
            },
            (Screen::Party(screen), Message::Party(message)) => match screen.update(message) {
                queue::party::Action::None => Task::none(),
                queue::party::Action::Ticket(service, party) => {
                    self.party = Some(party);
                    self.order_ticket(service)
                }
                queue::party::Action::Back => self.back(),
            },
            (Screen::Held(screen), Message::Held(message)) => match screen.update(message) {
                queue::held::Action::None => Task::none(),
                queue::held::Action::Print(job, label) => self.print_held(job, label),
                queue::held::Action::GiveUp(label) => self.give_up(label),
                queue::held::Action::Back => self.back(),
            },
            (Screen::Service(screen), Message::Service(message)) => match screen.update(message) {
                service::Action::None => Task::none(),
                service::Action::Start(service) => self.start(&service),
                service::Action::Ticket(service) => self.ask_ticket(service),
                service::Action::Back => self.back(),
            },
            (Screen::Consent(screen), Message::Consent(message)) => match message {
                consent::Message::Page(page) => {
                    screen.turn(page);
                    Task::none()
                }
                consent::Message::Agree => self.submit(),
                consent::Message::Staff => self.dispatch(Message::AskHelp),
                consent::Message::Back => {
                    if let Some(visit) = &mut self.visit {
                        let _ = visit.back();
                    }
                    self.follow()
                }
            },
            (Screen::Failed(failed), Message::Failed(message)) => match (*failed, message) {
                (moments::Failed::Request, moments::FailedMessage::Again) => self.submit(),
                (moments::Failed::Request, moments::FailedMessage::Back) => self.follow(),
                (moments::Failed::Ticket, moments::FailedMessage::Again) => match self.wanted.clone() {
                    Some(service) => self.order_ticket(service),
                    None => self.back(),
                },
                (moments::Failed::Ticket, moments::FailedMessage::Back) => self.back(),
                (_, moments::FailedMessage::CallStaff) => self.call_staff(),
            },
            (Screen::Done(screen), Message::Done(message)) => match screen.update(&message) {
                done::Action::Printing(printing::Action::None) => Task::none(),
                done::Action::Printing(printing::Action::Reprint(job)) => self.reprint(job),
                done::Action::Printing(printing::Action::CallStaff) => self.call_staff(),
                done::Action::Printing(printing::Action::LookAtSheet(job)) => self.ask_about_sheet(Some(job)),
                done::Action::Form(form::Action::None) => Task::none(),
                done::Action::Form(form::Action::Print(form, reference)) => self.print_form(form, reference),
                done::Action::Form(form::Action::Receipt(reference)) => self.print_receipt_a4(reference),
                done::Action::Read => self.read_paper(),
                done::Action::Another => self.another_ticket(),
                done::Action::Finish => {
                    self.screen = Screen::Rating;
                    Task::none()
                }
            },
            (Screen::Gate(screen), Message::Gate(message)) => match screen.update(message) {
                staff::gate::Action::None => Task::none(),
                staff::gate::Action::Enter(act) => self.ask_staff(act),
                staff::gate::Action::Back => self.leave_gate(),
            },
            (Screen::Desk(screen), Message::Desk(message)) => match screen.update(message, &at_desk) {
                staff::desk::Action::None => Task::none(),
                staff::desk::Action::Act(act) => {
                    if let crate::staff::Act::Ticket(_, language, _) = &act {
                        self.ticket_language = Some(*language);
                    }
                    self.ask_staff(act)
                }
                staff::desk::Action::Sheet => self.look_at_sheet(None),
                staff::desk::Action::Say(side) => self.test_sound(side),
                staff::desk::Action::Leave => self.wipe(),
            },
            (Screen::Sheet(screen), Message::Sheet(message)) => match screen.update(&message) {
                sheet::Action::None => Task::none(),
                sheet::Action::Answer { job, whole } => self.answer_sheet(job, whole),
                sheet::Action::Leave => {
                    let back = self.back();
                    self.staff_goes();
                    back
                }
            },
            (Screen::Checkin(screen), Message::Checkin(message)) => match screen.update(message) {
                checkin::Action::None => Task::none(),
                checkin::Action::CheckIn(who) => self.check_in(who),
                checkin::Action::Ticket(service) => self.ask_ticket(service),
                checkin::Action::CallStaff => self.dispatch(Message::AskStaff),
                checkin::Action::Leave => self.back(),
            },
            (Screen::Rating, Message::Rating(message)) => self.rated(message),
            (Screen::Status(screen), Message::Status(message)) => match screen.update(message) {
                status::Action::None => Task::none(),
                status::Action::LookUp(reference, code) => self.look_up(reference, code),
                status::Action::Leave => self.back(),
            },
            (_, message) => self.on_visit(message),
        }
    }

    /// A message of a screen that works on the visit.
    fn on_visit(&mut self, message: Message) -> Task<Message> {
        let Some(visit) = &mut self.visit else { return Task::none() };
        match (&mut self.screen, message) {
            (Screen::Eligibility(screen), Message::Eligibility(message)) => match screen.update(message, visit) {
                eligibility::Action::None => Task::none(),
                eligibility::Action::Moved => self.follow(),
                eligibility::Action::Leave => self.back(),
                eligibility::Action::Ticket(service) => self.ask_ticket(service),
                eligibility::Action::CallStaff => self.call_staff(),
            },
            (Screen::Question(screen), Message::Question(message)) => match screen.update(message, visit) {
                question::Action::None => Task::none(),
                question::Action::Moved => self.follow(),
                question::Action::Leave => self.back(),
            },
            (Screen::Scanned(screen), Message::Scanned(message)) => match screen.update(message, visit) {
                scanned::Action::None => Task::none(),
                scanned::Action::Moved => self.follow(),
            },
            (Screen::Review(screen), Message::Review(message)) => match screen.update(message, visit) {
                review::Action::None => Task::none(),
                review::Action::Moved => self.follow(),
                review::Action::Leave => self.back(),
            },
            // a touch that was meant for a screen that has gone
            _ => Task::none(),
        }
    }

    /// A visit begins.
    pub(super) fn begin(&mut self, language: Language) -> Task<Message> {
        self.speak(language);
        self.trail.clear();
        self.extensions = 0;
        self.look_for_requests();
        self.screen = Screen::Home(home::Home::default());
        self.world.backend.count_visit(false);
        if self.world.backend.is_paused(None) {
            return self.choose_ticket();
        }
        tracing::info!(event = "visit.began", language = language.tag());
        Task::none()
    }

    /// Another screen; Back leads here.
    pub(super) fn forward(&mut self, next: Screen) -> Task<Message> {
        let here = std::mem::replace(&mut self.screen, next);
        self.trail.push(here);
        self.staff = None;
        Task::none()
    }

    /// The screen before.
    pub(super) fn back(&mut self) -> Task<Message> {
        self.screen = self.trail.pop().unwrap_or_else(|| Screen::Home(home::Home::default()));
        self.look_for_requests();
        self.staff = None;
        Task::none()
    }

    /// Begins the service, or goes on where the citizen left it. Where no requests are taken the card says so.
    fn start(&mut self, service: &ServiceId) -> Task<Message> {
        if self.world.backend.is_paused(Some(service)) {
            return self.forward(Screen::Closed(queue::closed::Closed::Paused(None)));
        }
        if !self.look_for_requests() {
            return Task::none();
        }
        let same = self.visit.as_ref().is_some_and(|visit| visit.service().id == *service);
        if !same {
            match Visit::start(Arc::clone(&self.world.catalogue), service, self.settings.language, self.today()) {
                Ok(visit) => self.visit = Some(visit),
                Err(error) => {
                    tracing::error!(event = "visit.no_service", %error);
                    return Task::none();
                }
            }
        }
        let card = self.screen.clone();
        self.trail.push(card);
        self.follow()
    }

    /// Shows the page at which the visit stands.
    pub(super) fn follow(&mut self) -> Task<Message> {
        let Some(visit) = &self.visit else { return self.back() };
        self.staff = None;
        self.screen = match visit.step() {
            Step::Eligibility(_) | Step::Stopped(_) => match eligibility::Eligibility::at(visit) {
                Some(screen) => Screen::Eligibility(screen),
                None => return Task::none(),
            },
            Step::Question(_) => match question::Question::at(visit, &self.texts) {
                Some(screen) => Screen::Question(Box::new(screen)),
                None => return Task::none(),
            },
            Step::Review => Screen::Review(review::Review::default()),
            Step::Consent => Screen::Consent(consent::Consent::new(visit.service().id.clone())),
        };
        Task::none()
    }

    /// Seals the visit and hands it over. The visit stays until the commit is known, so that a
    /// failed save loses nothing.
    fn submit(&mut self) -> Task<Message> {
        let shown = {
            let ctx = self.ctx();
            match &self.visit {
                Some(visit) => consent::Consent::new(visit.service().id.clone()).shown(&ctx),
                None => return Task::none(),
            }
        };
        let Some(visit) = &self.visit else { return Task::none() };
        let consent = visit::Consent::given(visit::CONSENT_VERSION, &shown, self.world.clock.now());
        match visit.submission(&consent) {
            Ok(submission) => {
                self.screen = Screen::Waiting(moments::Waiting::Request);
                let session = self.session;
                Task::perform(self.world.backend.submit(submission), move |result| Message::Submitted(session, result))
            }
            Err(not_ready) => {
                tracing::warn!(event = "visit.not_ready", open = not_ready.open.len());
                self.follow()
            }
        }
    }

    /// The rating, then nothing is left.
    fn rated(&mut self, message: moments::RatingMessage) -> Task<Message> {
        let sent = match message {
            moments::RatingMessage::Rate(stars) => Task::perform(self.world.backend.rate(stars), |()| Message::Nothing),
            moments::RatingMessage::Skip => Task::none(),
        };
        Task::batch([sent, self.farewell()])
    }

    /// Erases the visit and says so.
    pub(super) fn farewell(&mut self) -> Task<Message> {
        self.erase();
        self.screen = Screen::Wiped;
        tracing::info!(event = "visit.finished");
        Task::none()
    }

    /// Erases the visit without a word: nobody is there.
    pub(super) fn wipe(&mut self) -> Task<Message> {
        self.erase();
        self.rest()
    }

    /// Whether the words of thanks have been seen: a touch or a key then comes from whoever is next.
    pub(super) fn has_thanked(&self) -> bool {
        matches!(self.screen, Screen::Wiped) && self.entered.elapsed() >= THANKS
    }

    /// After the words of thanks, or a screen that returns by itself.
    pub(super) fn return_home(&mut self) -> Task<Message> {
        // A test has ended, not the work of whoever makes it.
        if let Screen::Desk(desk) = &mut self.screen
            && desk.patience().is_some()
        {
            desk.end_test();
            self.touch();
            return Task::none();
        }
        match self.screen {
            Screen::Wiped => self.rest(),
            _ => self.wipe(),
        }
    }

    /// Erases the visit and closes the window.
    pub(super) fn end(&mut self) -> Task<Message> {
        self.erase();
        iced::exit()
    }

    /// Every answer is overwritten; what was asked for by this visit will not be shown.
    fn erase(&mut self) {
        self.staff_goes();
        // Visit overwrites its answers when it is dropped, Edit its text
        self.visit = None;
        self.trail.clear();
        self.overlay = None;
        self.beneath = None;
        self.wanted = None;
        self.priority = None;
        self.party = None;
        self.own.clear();
        self.staff = None;
        self.extensions = 0;
        self.session = self.session.wrapping_add(1);
        self.focus = None;
        self.pressed = None;
        self.heard.forget();
        self.touch();
    }

    /// The kiosk at rest, with the settings of a fresh one.
    fn rest(&mut self) -> Task<Message> {
        self.settings = super::Settings::fresh(self.world.config.display.default_language);
        self.renew_texts();
        self.by_keys = false;
        self.reset_audio();
        self.screen = Screen::Attract(attract::Attract);
        Task::perform(self.world.backend.unprinted(), |job| Message::Outside(Event::Unprinted(job)))
    }
}
