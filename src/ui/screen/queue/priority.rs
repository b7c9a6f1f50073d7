//! Who may be called before others: chosen openly, by whoever it is true of.

use kiosk_protocol::PriorityClass;

use crate::ticket::priority_key;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;

/// The choice of a reason.
#[derive(Debug, Clone, Default)]
pub struct Priority {
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// This is the reason.
    Choose(PriorityClass),
    /// Turns to a page.
    Page(usize),
    /// Goes back without one.
    Back,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside.
    None,
    /// The services again, with this reason or without.
    Chosen(Option<PriorityClass>),
}

impl Priority {
    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Choose(class) => Action::Chosen(Some(class)),
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
            Message::Back => Action::Chosen(None),
        }
    }

    /// One tile for each reason that this centre takes.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let offered = &ctx.config.queue.priority;
        let tiles: Vec<Element<'a, Message>> = offered
            .iter()
            .map(|class| {
                compose::tile(ctx, format!("priority.{class}"), Some(icon(class)), ctx.t(priority_key(class)), None)
                    .on_press(Message::Choose(class.clone()))
                    .into()
            })
            .collect();
        Page::new("priority", ctx.t("priority-title"), compose::choices(ctx, 1, tiles, self.page, Message::Page))
            .context(ctx.t("home-ticket"))
            .hint(ctx.t("priority-hint"))
            .back(Message::Back)
    }
}

/// The picture of a reason.
#[must_use]
pub fn icon(class: &PriorityClass) -> Icon {
    match class {
        PriorityClass::Elderly => Icon::Elderly,
        PriorityClass::Disabled => Icon::Wheelchair,
        PriorityClass::Pregnant => Icon::Pregnant,
        PriorityClass::Infant => Icon::Baby,
        PriorityClass::Appointment => Icon::Calendar,
        PriorityClass::Other(_) => Icon::Person,
    }
}
