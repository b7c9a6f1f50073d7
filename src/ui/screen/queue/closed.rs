//! No queue tickets now: why, and when there will be some.

use jiff::civil::DateTime;

use crate::i18n::args;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;

/// Why there is no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The centre gives none at this time.
    Hours(Option<DateTime>),
    /// All of today are given.
    Full,
    /// Staff have paused the kiosk or the service, or central has locked it: then with the message that says why.
    Paused(Option<&'static str>),
}

/// What a citizen does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// Goes back.
    Back,
}

impl Closed {
    /// One sentence why, one what to do.
    pub fn view<'a>(self, ctx: &Ctx<'_>) -> Page<'a, Message> {
        let (id, icon, title, about) = match self {
            Self::Hours(opens) => ("closed", Icon::Clock, "queue-closed-title", next(ctx, opens)),
            Self::Paused(why) => {
                ("paused", Icon::Pause, "queue-paused-title", ctx.t(why.unwrap_or("queue-paused-about")))
            }
            Self::Full => ("queue-full", Icon::Ticket, "queue-full-title", ctx.t("queue-full-about")),
        };
        // In the heading, since that is what the voice reads.
        Page::new(id, ctx.t(title), compose::moment(ctx, icon, String::new(), None))
            .hint(about)
            .wide()
            .back(Message::Back)
    }
}

/// When the centre opens again.
fn next(ctx: &Ctx<'_>, opens: Option<DateTime>) -> String {
    let Some(opens) = opens else { return ctx.t("queue-closed-unknown") };
    let time = ctx.texts.time(opens.time());
    if opens.date() == ctx.today {
        return ctx.with("queue-opens-today", &args![time = time]);
    }
    if ctx.today.tomorrow().is_ok_and(|tomorrow| tomorrow == opens.date()) {
        return ctx.with("queue-opens-tomorrow", &args![time = time]);
    }
    ctx.with("queue-opens-on", &args![day = ctx.texts.long_date(opens.date()), time = time])
}
