//! "Many are waiting, still want a ticket?" and "you have one already": asked, never refused.

use crate::catalogue::ServiceId;
use crate::i18n::args;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;

/// A question before a ticket is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    service: ServiceId,
    why: Why,
}

/// Why it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// So many wait.
    Many(u32),
    /// This ticket was given for the service in this visit.
    Another(String),
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Wants the ticket.
    Yes,
    /// Does not.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The ticket.
    Ticket(ServiceId),
    /// The screen before.
    Back,
}

impl Ask {
    /// The question about a ticket for this service.
    #[must_use]
    pub fn new(service: ServiceId, why: Why) -> Self {
        Self { service, why }
    }

    /// Takes a touch.
    pub fn update(&self, message: Message) -> Action {
        match message {
            Message::Yes => Action::Ticket(self.service.clone()),
            Message::Back => Action::Back,
        }
    }

    /// What is known, and two answers.
    pub fn view<'a>(&self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let (id, icon, title, about, yes) = match &self.why {
            Why::Many(waiting) => (
                "queue-many",
                Icon::Family,
                "queue-many-title",
                ctx.with("queue-many-about", &args![n = i64::from(*waiting)]),
                "queue-many-yes",
            ),
            Why::Another(label) => (
                "queue-another",
                Icon::Ticket,
                "queue-another-title",
                ctx.with("queue-another-about", &args![label = ctx.texts.code(label)]),
                "queue-another-yes",
            ),
        };
        let mut page = Page::new(id, ctx.t(title), compose::moment(ctx, icon, String::new(), None))
            .hint(about)
            .wide()
            .back(Message::Back)
            .primary(Act::new("queue.yes", ctx.t(yes), Message::Yes).icon(Icon::Ticket));
        // Neither answer is the better one.
        page.equal = true;
        page
    }
}
