//! Printer and scanner.

use super::super::desk::{self, Desk};
use super::super::menu::said;
use super::Message;
use crate::config::Port;
use crate::i18n::args;
use crate::identity::{End, Framing};
use crate::ui::Element;
use crate::ui::app::bench::{ScanKind, ScanNotice};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::icon::Icon;
use crate::ui::screen::printing::picture_of;
use crate::ui::widget::card::{Tone, notice, pictured};
use crate::ui::widget::small;

/// So many of the last scans are shown.
pub(super) const SCANS: usize = 5;

fn port(port: &Port) -> String {
    match port {
        Port::Path(path) => path.display().to_string(),
        Port::Virtual => "virtual".to_owned(),
    }
}

pub(super) fn printer<'a>(desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, desk::Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    match ctx.outside.printer.fault {
        Some(fault) => {
            let words = ctx.texts.attr(fault, "staff").unwrap_or_else(|| ctx.t(fault));
            parts.push(pictured(look, Tone::Warning, picture_of(fault), words));
            parts.extend(ctx.texts.attr(fault, "staff-steps").map(|steps| small(look, steps)));
        }
        None => parts.push(compose::point(ctx, Icon::Printer, ctx.t("staff-printer-good"))),
    }
    let set = &ctx.config.printer;
    let set = args![
        port = ctx.texts.code(&port(&set.port)),
        baud = ctx.texts.code(&set.line.baud.to_string()),
        profile = ctx.texts.code(&set.profile)
    ];
    parts.push(compose::point(ctx, Icon::Info, ctx.with("test-printer-set", &set)));
    Page::new("test-printer", ctx.t("test-printer"), compose::pages(ctx, parts, desk.page, desk::Message::Page))
        .primary(
            Act::new("test.strip", ctx.t("staff-strip"), desk::Message::Bench(Message::Strip))
                .icon(Icon::Printer)
                .only_if(!desk.waiting),
        )
}

/// What kind of thing it was. What stood in it is shown to nobody.
fn kind_key(kind: ScanKind) -> &'static str {
    match kind {
        ScanKind::Identity => "scan-kind-identity",
        ScanKind::Unreadable => "scan-kind-unreadable",
        ScanKind::Reference => "scan-kind-reference",
        ScanKind::Refused => "scan-kind-refused",
        ScanKind::Appointment => "scan-kind-appointment",
        ScanKind::Ticket => "scan-kind-ticket",
        ScanKind::Badge => "scan-kind-badge",
        ScanKind::Unknown => "scan-kind-unknown",
    }
}

/// What ended it, by the names that the signs have everywhere.
fn ended(ctx: &Ctx<'_>, end: End) -> String {
    let by = |sign: &str| ctx.with("scan-end-sign", &args![sign = ctx.texts.code(sign)]);
    match end {
        End::Cr => by("CR"),
        End::Lf => by("LF"),
        End::CrLf => by("CR+LF"),
        End::Etx => {
            let signs = args![first = ctx.texts.code("STX"), last = ctx.texts.code("ETX")];
            ctx.with("scan-end-wrapped", &signs)
        }
        End::Silence => ctx.t("scan-end-silence"),
        End::Packet => ctx.t("scan-end-packet"),
    }
}

fn framed(ctx: &Ctx<'_>, framing: Framing) -> String {
    let known = args![n = i64::try_from(framing.characters).unwrap_or(i64::MAX), end = ended(ctx, framing.end)];
    let mut words = vec![ctx.with("scan-framing", &known)];
    if let Some(aim) = framing.aim {
        let aim =
            args![code = ctx.texts.code(&format!("]{}{}", aim.kind, aim.variant)), kind = ctx.texts.code(aim.name)];
        words.push(ctx.with("scan-aim", &aim));
    }
    if framing.is_latin {
        words.push(ctx.with("scan-latin", &args![code = ctx.texts.code("UTF-8")]));
    }
    words.join(" · ")
}

pub(super) fn scanner<'a>(seen: &'a [ScanNotice], desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, desk::Message>> = Vec::new();
    if !ctx.outside.scanner {
        parts.push(notice(look, Tone::Warning, ctx.t("staff-scanner-bad")));
    }
    for scan in seen {
        let words = match scan.framing {
            Some(framing) => format!("{}: {}", ctx.t(kind_key(scan.kind)), framed(ctx, framing)),
            None => ctx.t(kind_key(scan.kind)),
        };
        let tone = if matches!(scan.kind, ScanKind::Unknown | ScanKind::Unreadable | ScanKind::Refused) {
            Tone::Warning
        } else {
            Tone::Success
        };
        parts.push(notice(look, tone, words));
    }
    let set = &ctx.config.scanner;
    let set = args![port = ctx.texts.code(&port(&set.port)), baud = ctx.texts.code(&set.line.baud.to_string())];
    parts.push(compose::point(ctx, Icon::Info, ctx.with("test-scanner-set", &set)));
    Page::new("test-scanner", ctx.t("test-scanner"), compose::pages(ctx, parts, desk.page, desk::Message::Page))
        .hint(ctx.t("test-scanner-do"))
}
