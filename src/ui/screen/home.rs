//! The start: what do you need today?

use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;

/// The start screen of a visit.
#[derive(Debug, Clone, Default)]
pub struct Home {
    page: usize,
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Wants a service.
    Service,
    /// Wants a queue ticket and nothing else.
    Ticket,
    /// Wants to know how far a request is.
    Status,
    /// Has an appointment.
    Appointment,
    /// Wants a person.
    Help,
    /// Turns to a page (on a low panel with large text).
    Page(usize),
}

/// What follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Nothing outside this screen.
    None,
    /// The groups of services.
    Services,
    /// The services, for a ticket.
    Ticket,
    /// The look-up.
    Status,
    /// The check-in.
    Appointment,
    /// The help.
    Help,
}

impl Home {
    /// Takes a touch.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Service => Action::Services,
            Message::Ticket => Action::Ticket,
            Message::Status => Action::Status,
            Message::Appointment => Action::Appointment,
            Message::Help => Action::Help,
            Message::Page(page) => {
                self.page = page;
                Action::None
            }
        }
    }

    /// Four large choices, five where citizens come for appointments. Where no requests are taken the first cannot be touched, and it is said why.
    pub fn view<'a>(&'a self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let open = ctx.outside.requests;
        let tile = |id, icon, name, about, message| -> Element<'a, Message> {
            compose::tile(ctx, id, Some(icon), ctx.t(name), Some(ctx.t(about))).on_press(message).into()
        };
        let service = if open {
            tile("home.service", Icon::Documents, "home-service", "home-service-about", Message::Service)
        } else {
            let about = Some(ctx.t("home-service-about"));
            compose::closed_tile(ctx, "home.service", &ctx.t("home-service"), about).into()
        };
        let mut tiles = vec![
            service,
            tile("home.ticket", Icon::Ticket, "home-ticket", "home-ticket-about", Message::Ticket),
            tile("home.status", Icon::Search, "home-status", "home-status-about", Message::Status),
            tile("home.help", Icon::Person, "home-help", "home-help-about", Message::Help),
        ];
        if ctx.config.appointments.check_in {
            let (name, about) = ("home-appointment", "home-appointment-about");
            tiles.insert(2, tile("home.appointment", Icon::Calendar, name, about, Message::Appointment));
        }
        Page::new("home", ctx.t("home-title"), compose::choices(ctx, 1, tiles, self.page, Message::Page))
            .hint((!open).then(|| ctx.t("requests-closed")))
    }
}
