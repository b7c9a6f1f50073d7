//! The log as it goes on: when, how severe, what it means, and what to do. Names and meanings come from the catalogue of
//! events; of a line of the log nothing else is shown.

use iced::widget::{Column, Row, container};
use iced::{Fill, Padding};

use super::super::desk::{self, Desk};
use super::Message;
use crate::i18n::args;
use crate::staff::{LogLevel, LogLine};
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::font;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Type};
use crate::ui::widget::card::{Tone, notice};
use crate::ui::widget::{button, label, small};

/// Which lines are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All.
    #[default]
    All,
    /// Warnings and errors.
    Warnings,
    /// Errors.
    Errors,
}

impl Filter {
    fn shows(self, level: LogLevel) -> bool {
        match self {
            Self::All => true,
            Self::Warnings => level != LogLevel::Info,
            Self::Errors => level == LogLevel::Error,
        }
    }
}

const FILTERS: [(Filter, &str, &str); 3] = [
    (Filter::All, "log.all", "log-all"),
    (Filter::Warnings, "log.warnings", "log-warnings"),
    (Filter::Errors, "log.errors", "log-errors"),
];

pub(super) fn view<'a>(lines: &'a [LogLine], filter: Filter, desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let choices = FILTERS.map(|(which, id, words)| {
        button(look, Kind::Tile, id, ctx.t(words))
            .selected(which == filter)
            .size(Type::Small)
            .width(Fill)
            .on_press(desk::Message::Bench(Message::Show(which)))
            .into()
    });
    let mut parts: Vec<Element<'a, desk::Message>> =
        lines.iter().filter(|line| filter.shows(line.level)).map(|line| entry(line, ctx)).collect();
    if parts.is_empty() {
        parts.push(notice(look, Tone::Success, ctx.t("log-nothing")));
    }
    let body = Column::new()
        .push(Row::with_children(choices).spacing(look.metrics.gap()))
        .push(container(compose::pages(ctx, parts, desk.page, desk::Message::Page)).height(Fill))
        .spacing(look.mm(4.0));
    Page::new("staff-log", ctx.t("staff-log"), body).hint(ctx.t("log-hint"))
}

fn entry<'a>(line: &'a LogLine, ctx: &Ctx<'_>) -> Element<'a, desk::Message> {
    let look = &ctx.look;
    let p = look.palette();
    let (icon, colour, level) = match line.level {
        LogLevel::Info => (Icon::Info, p.accent, "log-level-info"),
        LogLevel::Warning => (Icon::Warning, p.warning, "log-level-warning"),
        LogLevel::Error => (Icon::Error, p.error, "log-level-error"),
    };
    let time = ctx.texts.time(ctx.zone.to_datetime(line.at).time());
    let mut head = vec![time, ctx.t(level), ctx.texts.code(line.event)];
    if line.times > 1 {
        head.push(ctx.with("log-times", &args![n = i64::from(line.times)]));
    }
    let mut words =
        Column::new().push(label::text_in(look, Type::Small, font::BOLD, Some(p.ink), head.join(" · "))).width(Fill);
    // In the language of the screen where the catalogue has words for staff, else as technicians read it in the log.
    match line.text {
        Some(text) => words = words.push(small(look, ctx.t(text))),
        None => {
            words = words.push(small(look, line.meaning));
            words = words.push(line.act.map(|act| small(look, act)));
        }
    }
    let mark = container(label::icon_image(look, icon, 8.0, colour)).padding(Padding::ZERO.top(look.mm(1.0)));
    iced::widget::row![mark, words].spacing(look.mm(4.0)).into()
}
