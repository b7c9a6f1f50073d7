//! Check-in for an appointment: the code is scanned, the reference or the phone number typed; and what came of it where
//! there is no ticket.

use jiff::Timestamp;
use kiosk_protocol::Reference;

use super::code::Code;
use crate::catalogue::ServiceId;
use crate::i18n::args;
use crate::i18n::text::fold_digits;
use crate::identity::{Phone, Who};
use crate::ui::Element;
use crate::ui::app::backend::CheckedIn;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::{Deck, Edit, Key};

/// The check-in, from the choice of a way to what came of it.
#[derive(Clone)]
pub struct Checkin {
    stage: Stage,
    edit: Edit,
    deck: Deck,
    problem: Option<&'static str>,
    page: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// With what?
    Way,
    /// The reference is typed.
    Reference,
    /// The phone number is typed.
    Phone,
    /// There is no ticket, and why.
    Ended(CheckedIn),
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Types the reference.
    ByReference,
    /// Types the phone number.
    ByPhone,
    /// A key of the on-screen or a real keyboard.
    Key(Key),
    /// The caret goes before this byte.
    Caret(usize),
    /// Goes on.
    Continue,
    /// Takes an ordinary ticket for this service instead.
    Ticket(ServiceId),
    /// Calls a person.
    CallStaff,
    /// Turns to a page.
    Page(usize),
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// Checks in.
    CheckIn(Who),
    /// An ordinary ticket.
    Ticket(ServiceId),
    /// A person.
    CallStaff,
    /// The screen before.
    Leave,
}

/// Longest reference or phone number with its separators.
const MOST: usize = 18;

impl Default for Checkin {
    fn default() -> Self {
        Self { stage: Stage::Way, edit: Edit::default(), deck: Deck::digits(), problem: None, page: 0 }
    }
}

impl std::fmt::Debug for Checkin {
    /// Never what was typed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checkin").finish_non_exhaustive()
    }
}

impl Checkin {
    /// There is no ticket, and why.
    #[must_use]
    pub fn ended(with: CheckedIn) -> Self {
        Self { stage: Stage::Ended(with), ..Self::default() }
    }

    /// A word about a scan that was no appointment.
    pub fn notice(&mut self, key: &'static str) {
        self.problem = Some(key);
    }

    /// Takes a touch or a key.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::ByReference => {
                *self = Self { stage: Stage::Reference, deck: Deck::letters("en"), ..Self::default() }
            }
            Message::ByPhone => *self = Self { stage: Stage::Phone, ..Self::default() },
            Message::Key(Key::Done) | Message::Continue => return self.proceed(),
            Message::Key(key) => {
                self.problem = None;
                if !self.deck.apply(&key) {
                    self.edit.apply(&key, MOST);
                }
            }
            Message::Caret(index) => self.edit.set_caret(index),
            Message::Page(page) => self.page = page,
            Message::Ticket(service) => return Action::Ticket(service),
            Message::CallStaff => return Action::CallStaff,
            Message::Back => match self.stage {
                Stage::Way | Stage::Ended(_) => return Action::Leave,
                Stage::Reference | Stage::Phone => *self = Self::default(),
            },
        }
        Action::None
    }

    fn proceed(&mut self) -> Action {
        let typed = zeroize::Zeroizing::new(fold_digits(self.edit.text()));
        match self.stage {
            Stage::Reference => match typed.parse::<Reference>() {
                Ok(reference) => return Action::CheckIn(Who::Reference(reference)),
                Err(_) => self.problem = Some("status-bad-reference"),
            },
            Stage::Phone => match Phone::parse(&typed) {
                Some(phone) => return Action::CheckIn(Who::Phone(phone)),
                None => self.problem = Some("checkin-bad-phone"),
            },
            Stage::Way | Stage::Ended(_) => {}
        }
        Action::None
    }

    /// What is typed, and where.
    #[must_use]
    pub fn edit(&self) -> &Edit {
        &self.edit
    }

    /// Whether a real keyboard types into this page.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        matches!(self.stage, Stage::Reference | Stage::Phone)
    }

    /// Whether a code may be held before the scanner.
    #[must_use]
    pub fn takes_scan(&self) -> bool {
        !matches!(self.stage, Stage::Ended(_))
    }

    /// Whether it is a phone number that is typed: nobody else shall hear it.
    #[must_use]
    pub fn is_private(&self) -> bool {
        matches!(self.stage, Stage::Phone)
    }

    /// The choice, the field and its keyboard, or what came of it.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        match &self.stage {
            Stage::Way => self.way(ctx),
            Stage::Reference => {
                self.typed(ctx, "checkin-reference", "checkin-reference-title", "checkin-reference-hint")
            }
            Stage::Phone => self.typed(ctx, "checkin-phone", "checkin-phone-title", "checkin-phone-hint"),
            Stage::Ended(with) => ended(ctx, with),
        }
        .context(ctx.t("home-appointment"))
        .back(Message::Back)
    }

    fn way<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let tile = |id, icon, name, about, message| -> Element<'a, Message> {
            compose::tile(ctx, id, Some(icon), ctx.t(name), Some(ctx.t(about))).on_press(message).into()
        };
        let tiles = vec![
            tile(
                "checkin.reference",
                Icon::Receipt,
                "checkin-by-reference",
                "checkin-by-reference-about",
                Message::ByReference,
            ),
            tile("checkin.phone", Icon::Phone, "checkin-by-phone", "checkin-by-phone-about", Message::ByPhone),
        ];
        let scan = ctx.outside.scanner.then(|| compose::point(ctx, Icon::Scan, ctx.t("checkin-scan")));
        Page::new("checkin", ctx.t("checkin-title"), compose::choices(ctx, 1, tiles, self.page, Message::Page))
            .problem(self.problem.map(|key| ctx.t(key)))
            .offer(scan)
    }

    fn typed<'a>(
        &'a self,
        ctx: &Ctx<'_>,
        id: &'static str,
        title: &'static str,
        hint: &'static str,
    ) -> Page<'a, Message> {
        Code { id, title, hint, edit: &self.edit, deck: &self.deck, problem: self.problem }
            .view(ctx, None, Message::Key, Message::Caret)
            .primary(Act::new("action.continue", ctx.t("action-continue"), Message::Continue).icon(Icon::Next))
    }
}

/// What came of it, and what to do: said as one says it to a guest.
fn ended<'a>(ctx: &Ctx<'_>, with: &CheckedIn) -> Page<'a, Message> {
    let look = &ctx.look;
    let time = |at: Timestamp| {
        let at = ctx.zone.to_datetime(at);
        let time = ctx.texts.time(at.time());
        if at.date() == ctx.today { time } else { format!("{} {time}", ctx.texts.date(at.date())) }
    };
    let page = |id, title: &str, tone, words: String| Page::new(id, ctx.t(title), notice(look, tone, words));
    let staff = Act::new("staff.call", ctx.t("call-staff"), Message::CallStaff).icon(Icon::Person);
    let ticket = |service: &ServiceId| {
        Act::new("checkin.ticket", ctx.t("checkin-ordinary"), Message::Ticket(service.clone())).icon(Icon::Ticket)
    };
    match with {
        CheckedIn::Early { at, from } => {
            let words = ctx.with("checkin-early-about", &args![at = time(*at), from = time(*from)]);
            page("checkin-early", "checkin-early", Tone::Info, words)
        }
        CheckedIn::Late { at, service } => {
            let words = ctx.with("checkin-late-about", &args![at = time(*at)]);
            page("checkin-late", "checkin-late", Tone::Warning, words).secondary(staff).primary(ticket(service))
        }
        CheckedIn::Already(label) => {
            let words = match label {
                Some(label) => ctx.with("checkin-already-ticket", &args![label = ctx.texts.code(label)]),
                None => ctx.t("checkin-already-elsewhere"),
            };
            page("checkin-already", "checkin-already", Tone::Info, words).primary(staff)
        }
        CheckedIn::Cancelled(service) => {
            page("checkin-cancelled", "checkin-cancelled", Tone::Warning, ctx.t("checkin-cancelled-about"))
                .secondary(staff)
                .primary(ticket(service))
        }
        CheckedIn::Unknown | CheckedIn::Ticket(_) | CheckedIn::NoTicket(_) => {
            page("checkin-unknown", "checkin-unknown", Tone::Warning, ctx.t("checkin-unknown-about")).primary(staff)
        }
    }
}
