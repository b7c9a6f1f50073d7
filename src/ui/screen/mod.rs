//! The screens. Each has its state, its messages, what it asks of its parent, and its view.

pub mod attract;
pub mod categories;
pub mod checkin;
mod code;
pub mod consent;
pub mod done;
pub mod eligibility;
pub mod form;
pub mod home;
pub mod moments;
pub mod printing;
pub mod question;
pub mod queue;
pub mod review;
pub mod scanned;
pub mod service;
pub mod sheet;
pub mod staff;
pub mod status;

use crate::i18n::Texts;
use crate::ui::app::Message;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::widget::Key;
use crate::visit::Visit;

/// What is shown.
#[derive(Debug, Clone)]
pub enum Screen {
    /// The kiosk at rest.
    Attract(attract::Attract),
    /// What do you need today?
    Home(home::Home),
    /// The groups of services.
    Categories(categories::Categories),
    /// The services of a group, or all for a ticket.
    Services(categories::Services),
    /// No queue tickets now.
    Closed(queue::closed::Closed),
    /// Still want a ticket?
    Ask(Box<queue::ask::Ask>),
    /// Who needs priority?
    Priority(queue::priority::Priority),
    /// How many come together?
    Party(queue::party::Party),
    /// A ticket whose paper was scanned.
    Held(Box<queue::held::Held>),
    /// The card of a service.
    Service(service::ServiceCard),
    /// Is it for you?
    Eligibility(eligibility::Eligibility),
    /// A question of the form.
    Question(Box<question::Question>),
    /// What was read from a card.
    Scanned(scanned::Scanned),
    /// Check your answers.
    Review(review::Review),
    /// May this be sent?
    Consent(consent::Consent),
    /// Waiting for a commit or an answer.
    Waiting(moments::Waiting),
    /// It could not be done.
    Failed(moments::Failed),
    /// The number, the paper, what happens next.
    Done(Box<done::Done>),
    /// Staff: number and PIN.
    Gate(Box<staff::gate::Gate>),
    /// Staff: what they do here.
    Desk(Box<staff::desk::Desk>),
    /// Did this sheet come out whole?
    Sheet(Box<sheet::Sheet>),
    /// How was it?
    Rating,
    /// Nothing is left of the visit.
    Wiped,
    /// How far is my request?
    Status(Box<status::Status>),
    /// Check-in for an appointment.
    Checkin(Box<checkin::Checkin>),
}

impl Screen {
    /// The screen, described.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>, visit: Option<&Visit>, staff: Option<bool>) -> Page<'a, Message> {
        // a screen of the visit without a visit cannot be reached; it shows an empty page with the header
        let lost = || Page::new("lost", String::new(), iced::widget::space::vertical());
        match self {
            Self::Attract(screen) => screen.view(ctx).map(Message::Attract),
            Self::Home(screen) => screen.view(ctx).map(Message::Home),
            Self::Categories(screen) => screen.view(ctx).map(Message::Categories),
            Self::Services(screen) => screen.view(ctx).map(Message::Services),
            Self::Closed(screen) => screen.view(ctx).map(Message::Closed),
            Self::Ask(screen) => screen.view(ctx).map(Message::Ask),
            Self::Priority(screen) => screen.view(ctx).map(Message::Priority),
            Self::Party(screen) => screen.view(ctx).map(Message::Party),
            Self::Held(screen) => screen.view(ctx).map(Message::Held),
            Self::Service(screen) => screen.view(ctx).map(Message::Service),
            Self::Eligibility(screen) => {
                visit.map_or_else(lost, |visit| screen.view(ctx, visit, staff).map(Message::Eligibility))
            }
            Self::Question(screen) => visit.map_or_else(lost, |visit| screen.view(ctx, visit).map(Message::Question)),
            Self::Scanned(screen) => visit.map_or_else(lost, |visit| screen.view(ctx, visit).map(Message::Scanned)),
            Self::Review(screen) => visit.map_or_else(lost, |visit| screen.view(ctx, visit).map(Message::Review)),
            Self::Consent(screen) => screen.view(ctx).map(Message::Consent),
            Self::Waiting(waiting) => waiting.view(ctx),
            Self::Failed(failed) => failed.view(ctx, staff).map(Message::Failed),
            Self::Done(screen) => screen.view(ctx).map(Message::Done),
            Self::Gate(screen) => screen.view(ctx).map(Message::Gate),
            Self::Desk(screen) => screen.view(ctx).map(Message::Desk),
            Self::Sheet(screen) => screen.view(ctx).map(Message::Sheet),
            Self::Rating => moments::rating(ctx).map(Message::Rating),
            Self::Wiped => moments::wiped(ctx),
            Self::Status(screen) => screen.view(ctx).map(Message::Status),
            Self::Checkin(screen) => screen.view(ctx).map(Message::Checkin),
        }
    }

    /// Another language: the keyboard changes, what is typed stays.
    pub fn language_changed(&mut self, visit: Option<&Visit>, texts: &Texts) {
        if let (Self::Question(question), Some(visit)) = (self, visit) {
            question.language_changed(visit, texts);
        }
    }

    /// What Enter does when nothing has the focus: it ends what is being typed.
    #[must_use]
    pub fn entered(&self) -> Option<Message> {
        self.key(Key::Done)
    }

    /// What characters of a real keyboard do when the field did not take them itself.
    #[must_use]
    pub fn typed(&self, text: &str) -> Option<Message> {
        self.key(Key::Text(text.to_owned()))
    }

    /// What Backspace does.
    #[must_use]
    pub fn erased(&self) -> Option<Message> {
        self.key(Key::Backspace)
    }

    fn key(&self, key: Key) -> Option<Message> {
        match self {
            Self::Question(question) if question.takes_text() => Some(Message::Question(question::Message::Key(key))),
            Self::Gate(_) => Some(Message::Gate(staff::gate::Message::Key(key))),
            Self::Checkin(checkin) if checkin.takes_text() => Some(Message::Checkin(checkin::Message::Key(key))),
            Self::Status(status) if status.takes_text() => Some(Message::Status(status::Message::Key(key))),
            _ => None,
        }
    }
}
