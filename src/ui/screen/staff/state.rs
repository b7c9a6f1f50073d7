//! How the kiosk is, paper, pause, and the close of the day.

use iced::Fill;
use iced::widget::{container, row};

use super::desk::{Desk, Message};
use super::menu::said;
use crate::catalogue::ServiceId;
use crate::i18n::args;
use crate::staff::{DayShown, Overview, QueueLine, ReportOf, Right, What};
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::{Act, Page};
use crate::ui::font;
use crate::ui::icon::Icon;
use crate::ui::screen::printing::picture_of;
use crate::ui::theme::{Kind, Type};
use crate::ui::widget::card::{Tone, notice, pictured};
use crate::ui::widget::{body, button, label};

/// Printer, paper, scanner, connection: one line each, in plain words.
pub(super) fn overview<'a>(desk: &'a Desk, ctx: &Ctx<'_>, now: &'a Overview) -> Page<'a, Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    match now.printer {
        Some(fault) => {
            let words = ctx.texts.attr(fault, "staff").unwrap_or_else(|| ctx.t(fault));
            parts.push(pictured(look, Tone::Warning, picture_of(fault), words));
            let steps = ctx.texts.attr(fault, "staff-steps");
            parts.extend(steps.iter().flat_map(|steps| compose::steps(ctx, steps)));
        }
        None => parts.push(compose::point(ctx, Icon::Printer, ctx.t("staff-printer-good"))),
    }
    if let Some((day, clock)) = now.leap {
        let dates = args![day = ctx.texts.date(day.date()), clock = ctx.texts.date(clock.date())];
        parts.push(notice(look, Tone::Warning, ctx.with("staff-leap", &dates)));
        if desk.role.may(Right::Pause) {
            let words = ctx.with("staff-begin-day", &args![clock = ctx.texts.date(clock.date())]);
            parts.push(
                button(look, Kind::Secondary, "staff.begin-day", words)
                    .icon(Icon::Clock)
                    .width(Fill)
                    .on_press_maybe((!desk.waiting).then_some(Message::BeginDay))
                    .into(),
            );
        }
    }
    if let Some(left) = now.tickets_left {
        parts.push(compose::point(ctx, Icon::Paper, ctx.with("paper-left", &args![count = i64::from(left)])));
    }
    if now.doubts > 0 {
        let words = ctx.with("staff-doubts", &args![n = now.doubts as i64]);
        parts.push(
            button(look, Kind::Secondary, "staff.sheet", words)
                .icon(Icon::Receipt)
                .width(Fill)
                .on_press(Message::Sheet)
                .into(),
        );
    }
    for (text, at) in &now.noticed {
        let time = ctx.texts.time(ctx.zone.to_datetime(*at).time());
        let words = ctx.with("staff-noticed", &args![time = time, text = ctx.t(text)]);
        parts.push(pictured(look, Tone::Warning, Icon::Warning, words));
    }
    let line = |good: bool, icons: (Icon, Icon), keys: (&str, &str)| {
        let (icon, key) = if good { (icons.0, keys.0) } else { (icons.1, keys.1) };
        compose::point(ctx, icon, ctx.t(key))
    };
    parts.push(line(now.scanner, (Icon::Scan, Icon::Warning), ("staff-scanner-good", "staff-scanner-bad")));
    parts.push(line(now.online, (Icon::Online, Icon::Offline), ("staff-online", "staff-offline")));
    parts.extend(now.queues.iter().map(|queue| compose::point(ctx, Icon::Family, queue_words(ctx, queue))));
    if now.queued > 0 {
        let count = i64::try_from(now.queued).unwrap_or(i64::MAX);
        parts.push(compose::point(ctx, Icon::Clock, ctx.with("staff-queued", &args![n = count])));
    }
    if now.aside > 0 {
        let count = i64::try_from(now.aside).unwrap_or(i64::MAX);
        parts.push(notice(look, Tone::Warning, ctx.with("staff-aside", &args![n = count])));
    }
    if !now.requests {
        parts.push(notice(look, Tone::Warning, ctx.t("requests-closed")));
    }
    Page::new("staff-overview", ctx.t("staff-overview"), compose::pages(ctx, parts, desk.page, Message::Page))
}

/// How many wait in a queue, and how long that takes; or that it is not known.
fn queue_words(ctx: &Ctx<'_>, line: &QueueLine) -> String {
    let letter = ctx.texts.code(&line.queue.to_string());
    let Some(length) = line.length else {
        return ctx.with("staff-queue-unknown", &args![queue = letter]);
    };
    let waiting = ctx.with("staff-queue-waiting", &args![queue = letter, n = i64::from(length.waiting)]);
    match length.minutes {
        Some(minutes) => {
            let minutes = ctx.with("staff-queue-minutes", &args![minutes = ctx.texts.minutes(minutes)]);
            format!("{waiting} {minutes}")
        }
        None => waiting,
    }
}

/// How a roll is changed, step by step with pictures, a word that it was, and a strip to see that it prints.
pub(super) fn paper<'a>(desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, Message> {
    let look = &ctx.look;
    let steps = [
        (Icon::FaultCover, "staff-paper-open"),
        (Icon::FaultPaper, "staff-paper-put"),
        (Icon::FaultBlade, "staff-paper-close"),
        (Icon::Printer, "staff-paper-test"),
    ];
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    parts.extend(steps.map(|(icon, key)| pictured(look, Tone::Info, icon, ctx.t(key))));
    // Where the printer has no sensor that sees it, or it was changed without one noticing.
    parts.push(
        button(look, Kind::Secondary, "staff.new-roll", ctx.t("staff-new-roll"))
            .icon(Icon::Check)
            .width(Fill)
            .on_press_maybe((!desk.waiting).then_some(Message::NewRoll))
            .into(),
    );
    Page::new("staff-paper", ctx.t("staff-paper"), compose::pages(ctx, parts, desk.page, Message::Page)).primary(
        Act::new("staff.strip", ctx.t("staff-strip"), Message::TestStrip).icon(Icon::Printer).only_if(!desk.waiting),
    )
}

/// The kiosk and each service: open or paused.
pub(super) fn pause<'a>(desk: &'a Desk, ctx: &Ctx<'_>, paused: &'a [What]) -> Page<'a, Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    let mut line = |id: String, what: What, name: String| {
        let is_paused = paused.contains(&what);
        let (key, icon) = if is_paused { ("staff-reopen", Icon::Check) } else { ("staff-pause-it", Icon::Pause) };
        let words = ctx.t(key);
        let turn = button(look, Kind::Secondary, id, words.clone())
            .icon(icon)
            .words(format!("{name}. {words}"))
            .on_press_maybe((!desk.waiting).then_some(Message::Pause(what, !is_paused)));
        let name = if is_paused { format!("{name} · {}", ctx.t("staff-paused")) } else { name };
        parts.push(
            row![container(body(look, name)).width(Fill), turn]
                .spacing(look.metrics.gap())
                .align_y(iced::Alignment::Center)
                .into(),
        );
    };
    line("staff.pause.kiosk".to_owned(), What::Kiosk, ctx.t("staff-whole-kiosk"));
    for service in &ctx.catalogue.services {
        let id = format!("staff.pause.{}", service.id);
        line(id, What::Service(service.id.clone()), ctx.texts.local(&service.name));
    }
    Page::new("staff-pause", ctx.t("staff-pause"), compose::pages(ctx, parts, desk.page, Message::Page))
}

/// The figures of a day, the way to those of the day before, and the close of today.
pub(super) fn report<'a>(desk: &'a Desk, ctx: &Ctx<'_>, shown: &'a DayShown) -> Page<'a, Message> {
    let (look, report) = (&ctx.look, &shown.report);
    let pair = |name: String, value: String| -> Element<'a, Message> {
        row![
            container(body(look, name)).width(Fill),
            label::text_in(look, Type::Body, font::BOLD, Some(look.palette().ink), value)
        ]
        .spacing(look.metrics.gap())
        .into()
    };
    let mut parts: Vec<Element<'a, Message>> = Vec::new();
    parts.extend(said(desk, ctx));
    if let Some(opens) = shown.closed_until {
        let opens = format!("{} {}", ctx.texts.date(opens.date()), ctx.texts.time(opens.time()));
        parts.push(notice(look, Tone::Info, ctx.with("staff-day-closed", &args![opens = opens])));
    }
    let turn = |id: &str, key: &str, icon: Icon, message: Message| -> Element<'a, Message> {
        button(look, Kind::Secondary, id, ctx.t(key))
            .icon(icon)
            .width(Fill)
            .on_press_maybe((!desk.waiting).then_some(message))
            .into()
    };
    match shown.of {
        ReportOf::Today => {
            parts.push(match shown.closed_until {
                None => turn("staff.close-day", "staff-close-day", Icon::Pause, Message::CloseDay(true)),
                Some(_) => turn("staff.open-day", "staff-open-day", Icon::Check, Message::CloseDay(false)),
            });
            parts.push(turn("staff.before", "staff-report-before", Icon::Receipt, Message::Report(ReportOf::Before)));
        }
        ReportOf::Before => {
            parts.push(turn("staff.today", "staff-report-today", Icon::Receipt, Message::Report(ReportOf::Today)));
        }
    }
    for line in &report.services {
        let service = line.service.as_deref().and_then(|id| ctx.catalogue.service(&ServiceId::new(id)));
        let name = service.map_or_else(|| ctx.t("staff-report-other"), |service| ctx.texts.local(&service.name));
        let figures = ctx
            .with("staff-report-line", &args![tickets = i64::from(line.tickets), requests = i64::from(line.requests)]);
        parts.push(pair(name, figures));
    }
    let texts = ctx.texts;
    parts.extend(report.totals(texts).into_iter().map(|(key, value)| pair(ctx.t(key), value)));
    Page::new("staff-report", ctx.t("staff-report"), compose::pages(ctx, parts, desk.page, Message::Page))
        .hint(format!("{}. {}", ctx.texts.long_date(shown.day.date()), ctx.t("staff-report-hint")))
        .primary(
            Act::new("staff.print-report", ctx.t("staff-report-print"), Message::PrintReport)
                .icon(Icon::Printer)
                .only_if(!desk.waiting),
        )
}
