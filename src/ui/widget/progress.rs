//! Where in the questions one is: a bar of pieces that fills in reading
//! direction (rows are mirrored), to be set beside the words "3 of 7".

use crate::ui::Element;
use crate::ui::theme::Look;
use iced::widget::{Row, container, space};
use iced::{Background, Border, Fill};

/// `done` of `of` pieces filled.
pub fn steps<'a, M: 'a>(look: &Look, done: usize, of: usize) -> Element<'a, M> {
    let p = look.palette();
    let height = look.mm(2.0);
    let pieces = (0..of.max(1)).map(|piece| {
        let (fill, border) = if piece < done { (p.accent, p.accent) } else { (p.card, p.outline) };
        let line = look.mm(0.3);
        container(space::horizontal())
            .width(Fill)
            .height(height)
            .style(move |_| container::Style {
                background: Some(Background::Color(fill)),
                border: Border { color: border, width: line, radius: (height / 2.0).into() },
                ..container::Style::default()
            })
            .into()
    });
    Row::with_children(pieces).spacing(look.mm(1.2)).into()
}
