//! Cards, notices and rules.

use super::label;
use crate::ui::Element;
use crate::ui::icon::Icon;
use crate::ui::theme::Look;
use iced::widget::{container, row, space};
use iced::{Alignment, Background, Border, Color, Fill, Length, Padding};

fn boxed(look: &Look, fill: Color, border: Color, width: f32) -> impl Fn(&iced::Theme) -> container::Style + 'static {
    let radius = look.metrics.radius();
    move |_| container::Style {
        background: Some(Background::Color(fill)),
        border: Border { color: border, width, radius: radius.into() },
        ..container::Style::default()
    }
}

/// Content on white with a hairline around it. For parts of a screen, never for all of it.
pub fn card<'a, M: 'a>(look: &Look, content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    let p = look.palette();
    container(content).padding(look.mm(6.0)).width(Fill).style(boxed(look, p.card, p.hairline, look.mm(0.3))).into()
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Something is done.
    Success,
    /// Something to heed.
    Warning,
    /// Something must be mended before going on.
    Error,
}

/// A message with an icon, so that colour alone says nothing.
pub fn notice<'a, M: 'a>(look: &Look, tone: Tone, words: impl Into<String>) -> Element<'a, M> {
    let icon = match tone {
        Tone::Info => Icon::Info,
        Tone::Success => Icon::Check,
        Tone::Warning => Icon::Warning,
        Tone::Error => Icon::Error,
    };
    told(look, tone, icon, 9.0, words.into())
}

/// A message with a picture of what it is about.
pub fn pictured<'a, M: 'a>(look: &Look, tone: Tone, icon: Icon, words: impl Into<String>) -> Element<'a, M> {
    told(look, tone, icon, 16.0, words.into())
}

fn told<'a, M: 'a>(look: &Look, tone: Tone, icon: Icon, millimetres: f32, words: String) -> Element<'a, M> {
    let p = look.palette();
    let (color, fill) = match tone {
        Tone::Info | Tone::Success => (p.accent, p.tint),
        Tone::Warning => (p.warning, p.warning_tint),
        Tone::Error => (p.error, p.error_tint),
    };
    let line = row![
        label::icon_image(look, icon, look.icon_mm(millimetres), color),
        container(label::text_in(look, crate::ui::theme::Type::Body, crate::ui::font::MEDIUM, Some(p.ink), words))
            .width(Fill),
    ]
    .spacing(look.mm(4.0))
    .align_y(Alignment::Center);
    container(line)
        .padding(Padding::from([look.mm(3.0), look.mm(5.0)]))
        .width(Fill)
        .style(boxed(look, fill, color, look.mm(0.5)))
        .into()
}

/// A hairline across the width.
pub fn rule<'a, M: 'a>(look: &Look) -> Element<'a, M> {
    bar(look.mm(0.3), Fill, look.palette().hairline)
}

/// The thin mark of gold under a title: 24 mm by 1.
pub fn mark<'a, M: 'a>(look: &Look) -> Element<'a, M> {
    bar(look.mm(1.0), Length::Fixed(look.mm(24.0)), look.palette().gold)
}

fn bar<'a, M: 'a>(height: f32, width: impl Into<Length>, color: Color) -> Element<'a, M> {
    container(space::horizontal())
        .height(height)
        .width(width)
        .style(move |_| container::Style { background: Some(Background::Color(color)), ..container::Style::default() })
        .into()
}

/// A label and its value in one line, as on *check your answers* and service cards.
pub fn pair<'a, M: 'a>(look: &Look, name: impl Into<String>, value: impl Into<Element<'a, M>>) -> Element<'a, M> {
    row![
        container(label::small(look, name)).width(Length::FillPortion(2)),
        container(value).width(Length::FillPortion(3))
    ]
    .spacing(look.mm(4.0))
    .align_y(Alignment::Center)
    .into()
}
