//! How many come together? Asked before a ticket where the service wants to know.

use crate::catalogue::ServiceId;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;

/// The question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    service: ServiceId,
    count: u8,
    most: u8,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// So many come.
    Count(u32),
    /// That is right: the ticket.
    Ticket,
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside.
    None,
    /// The ticket, for so many.
    Ticket(ServiceId, u8),
    /// The screen before.
    Back,
}

impl Party {
    /// The question for a service: one person, and up to `most`.
    #[must_use]
    pub fn new(service: ServiceId, most: u8) -> Self {
        Self { service, count: 1, most }
    }

    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Count(count) => {
                self.count = u8::try_from(count).unwrap_or(self.most).clamp(1, self.most);
                Action::None
            }
            Message::Ticket => Action::Ticket(self.service.clone(), self.count),
            Message::Back => Action::Back,
        }
    }

    /// Fewer, how many, more.
    pub fn view<'a>(&self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let service = ctx.catalogue.service(&self.service);
        let stepper = compose::stepper(ctx, u32::from(self.count), 1..=u32::from(self.most), Message::Count);
        Page::new("party", ctx.t("party-title"), stepper)
            .context(service.map(|service| ctx.texts.local(&service.name)))
            .hint(ctx.t("party-hint"))
            .back(Message::Back)
            .primary(Act::new("party.ticket", ctx.t("party-ticket"), Message::Ticket).icon(Icon::Ticket))
    }
}
