//! The time that is left: the seconds large, and a bar that runs out in
//! reading direction. Quads only, so that a tick repaints a few pixels.

use super::label;
use crate::ui::Element;
use crate::ui::theme::Look;
use iced::widget::{Row, column, container, space};
use iced::{Background, Border, Fill, Length};

/// `left` of `total` seconds; `words` is the number as the language writes it.
pub fn countdown<'a, M: 'a>(look: &Look, left: u32, total: u32, words: impl Into<String>) -> Element<'a, M> {
    column![label::centred(label::number(look, words)), bar(look, left, total)].spacing(look.mm(2.0)).into()
}

/// The bar alone.
pub fn bar<'a, M: 'a>(look: &Look, left: u32, total: u32) -> Element<'a, M> {
    let p = look.palette();
    let height = look.mm(4.0);
    let portion = |part: u32| {
        Length::FillPortion(u16::try_from(u64::from(part) * 1000 / u64::from(total.max(1))).unwrap_or(u16::MAX))
    };
    let left = left.min(total);
    let radius = (height / 2.0).into();
    let (fill, ground, edge, line) = (p.accent, p.card, p.outline, look.mm(0.3));
    let part = |part: u32| container(space::horizontal()).height(height).width(portion(part));
    // a portion of nothing takes the room of the other: it is left out
    let mut parts = Row::new();
    if left > 0 {
        parts = parts.push(part(left).style(move |_| container::Style {
            background: Some(Background::Color(fill)),
            border: Border { radius, ..Border::default() },
            ..container::Style::default()
        }));
    }
    if left < total {
        parts = parts.push(part(total - left));
    }
    container(parts)
        .width(Fill)
        .height(height)
        .style(move |_| container::Style {
            background: Some(Background::Color(ground)),
            border: Border { color: edge, width: line, radius },
            ..container::Style::default()
        })
        .into()
}
