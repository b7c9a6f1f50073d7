//! A ticket whose paper was held before the scanner: print it again, or give it up.

use iced::Fill;
use iced::widget::{column, container};

use crate::ui::Element;
use crate::ui::app::backend::{Held as Ticket, HeldState, PrintJob};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::card::{Tone, card, notice};
use crate::ui::widget::{button, number, small};

/// The ticket, as far as this kiosk knows it.
#[derive(Debug, Clone)]
pub struct Held {
    ticket: Option<Ticket>,
    /// Whether it is being given up; asked once more before.
    asking: bool,
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Prints it again.
    Print,
    /// Wants to give it up.
    GiveUp,
    /// Really.
    Really,
    /// Turns to a page.
    Page(usize),
    /// Goes back.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside.
    None,
    /// This paper once more, of the ticket with this label.
    Print(PrintJob, String),
    /// The ticket with this label is wanted no more.
    GiveUp(String),
    /// The screen before.
    Back,
}

impl Held {
    /// What is known of the ticket; `None`: it is not of today, or not of this kiosk.
    #[must_use]
    pub fn new(ticket: Option<Ticket>) -> Self {
        Self { ticket, asking: false, page: 0 }
    }

    /// Its label, where it is known.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.ticket.as_ref().map(|ticket| ticket.label.as_str())
    }

    /// It was given up.
    pub fn given_up(&mut self) {
        self.asking = false;
        if let Some(ticket) = &mut self.ticket {
            ticket.state = HeldState::GivenUp;
        }
    }

    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match (message, &self.ticket) {
            (Message::Print, Some(ticket)) if ticket.state == (HeldState::Waiting { may_print: true }) => {
                Action::Print(ticket.job.clone(), ticket.label.clone())
            }
            (Message::GiveUp, Some(_)) => {
                self.asking = true;
                Action::None
            }
            (Message::Really, Some(ticket)) if self.asking => Action::GiveUp(ticket.label.clone()),
            (Message::Page(page), _) => {
                self.page = page;
                Action::None
            }
            (Message::Back, _) if self.asking => {
                self.asking = false;
                Action::None
            }
            (Message::Back, _) => Action::Back,
            _ => Action::None,
        }
    }

    /// The number, how it stands, and what can be done.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let look = &ctx.look;
        let Some(ticket) = &self.ticket else {
            let body = compose::moment(ctx, Icon::Ticket, String::new(), None);
            return Page::new("held-unknown", ctx.t("held-unknown-title"), body)
                .hint(ctx.t("held-unknown-about"))
                .wide()
                .back(Message::Back);
        };
        if self.asking {
            let label = ctx.texts.code(&ticket.label);
            return Page::new("held-sure", ctx.t("held-sure-title"), container(number(look, label)).center(Fill))
                .hint(ctx.t("held-sure-about"))
                .wide()
                .back(Message::Back)
                .primary(Act::new("held.really", ctx.t("held-really"), Message::Really).icon(Icon::Close));
        }
        let service = ticket.service.as_ref().and_then(|id| ctx.catalogue.service(id));
        let service = service.map(|service| ctx.texts.local(&service.name));
        let words = column![small(look, service.unwrap_or_default()), number(look, ctx.texts.code(&ticket.label))]
            .align_x(iced::Alignment::Center);
        let mut parts: Vec<Element<'a, Message>> = vec![card(look, container(words).center_x(Fill))];
        let (tone, key) = match ticket.state {
            HeldState::Waiting { may_print: true } => (Tone::Info, "held-waiting"),
            HeldState::Waiting { may_print: false } => (Tone::Warning, "held-enough"),
            HeldState::Called => (Tone::Warning, "held-called"),
            HeldState::GivenUp => (Tone::Success, "held-given-up"),
        };
        parts.push(notice(look, tone, ctx.t(key)));
        if matches!(ticket.state, HeldState::Waiting { .. }) {
            parts.push(
                button(look, Kind::Secondary, "held.give-up", ctx.t("held-give-up"))
                    .icon(Icon::Close)
                    .width(Fill)
                    .on_press(Message::GiveUp)
                    .into(),
            );
        }
        let page = Page::new("held", ctx.t("held-title"), compose::pages(ctx, parts, self.page, Message::Page))
            .back(Message::Back);
        if ticket.state == (HeldState::Waiting { may_print: true }) {
            page.primary(Act::new("held.print", ctx.t("held-print"), Message::Print).icon(Icon::Printer))
        } else {
            page
        }
    }
}
