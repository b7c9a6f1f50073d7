//! The first page of the desk, and the words above each other one.

use super::desk::{Desk, Message, Part, Said};
use super::gate;
use crate::i18n::args;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;
use crate::ui::theme::TextScale;
use crate::ui::widget::card::{Tone, notice};

const PARTS: [(Part, &str, Icon, &str, &str); 9] = [
    (Part::Ticket, "staff.ticket", Icon::Ticket, "staff-ticket", "staff-ticket-about"),
    (Part::Tickets, "staff.tickets", Icon::Search, "staff-tickets", "staff-tickets-about"),
    (Part::Calls, "staff.calls", Icon::Help, "staff-calls", "staff-calls-about"),
    (Part::Overview, "staff.overview", Icon::Info, "staff-overview", "staff-overview-about"),
    (Part::Paper, "staff.paper", Icon::Paper, "staff-paper", "staff-paper-about"),
    (Part::Pause, "staff.pause", Icon::Pause, "staff-pause", "staff-pause-about"),
    (Part::Report, "staff.report", Icon::Receipt, "staff-report", "staff-report-about"),
    (Part::Tests, "staff.tests", Icon::FaultSettings, "staff-tests", "staff-tests-about"),
    (Part::Log, "staff.log", Icon::Documents, "staff-log", "staff-log-about"),
];

/// One tile for each part that this role sees.
pub(super) fn menu<'a>(desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, Message> {
    let tiles: Vec<Element<'a, Message>> = PARTS
        .into_iter()
        .filter(|(part, ..)| desk.sees(*part))
        .map(|(part, id, icon, name, about)| {
            compose::tile(ctx, id, Some(icon), ctx.t(name), Some(ctx.t(about))).on_press(Message::Open(part)).into()
        })
        .collect();
    let hint = desk.said.as_ref().map(|said| said.words(ctx)).unwrap_or_else(|| ctx.t("staff-menu-about"));
    Page::new(
        "staff-desk",
        ctx.t("staff-menu-title"),
        compose::choices(ctx, columns(ctx), tiles, desk.page, Message::Page),
    )
    .hint(if desk.waiting { ctx.t("staff-gate-wait") } else { hint })
}

/// Two beside each other where the words are not large.
pub(super) fn columns(ctx: &Ctx<'_>) -> usize {
    if ctx.look.metrics.scale == TextScale::Normal { 2 } else { 1 }
}

impl Said {
    /// In plain words.
    pub(super) fn words(&self, ctx: &Ctx<'_>) -> String {
        match self {
            Self::Done => ctx.t("staff-done"),
            Self::Issued(label) => ctx.with("staff-issued", &args![label = ctx.texts.code(label)]),
            Self::NotPrinted(fault) => {
                let steps = ctx.texts.attr(fault, "staff").unwrap_or_else(|| ctx.t(fault));
                format!("{} {steps}", ctx.t("staff-not-printed"))
            }
            Self::Refused(refusal) => gate::words(ctx, *refusal),
        }
    }

    fn tone(&self) -> Tone {
        match self {
            Self::Done | Self::Issued(_) => Tone::Success,
            Self::NotPrinted(_) | Self::Refused(_) => Tone::Warning,
        }
    }
}

/// What was said last, above what a page shows.
pub(super) fn said<'a>(desk: &Desk, ctx: &Ctx<'_>) -> Option<Element<'a, Message>> {
    let said = desk.said.as_ref()?;
    Some(notice(&ctx.look, said.tone(), said.words(ctx)))
}
