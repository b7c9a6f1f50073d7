//! Texts and icons in the sizes of the design.
//!
//! Aligned by containers only: iced 0.14 draws a right-to-left line outside
//! its box when the text itself is aligned.

use super::ink::ink;
use crate::ui::icon::{self, Icon};
use crate::ui::theme::{Look, Type};
use crate::ui::{Element, font};
use iced::widget::{container, image, text};
use iced::{Color, Fill, Font, Length};

/// A text of a kind in a weight and a colour; `None` takes the colour around it.
pub fn text_in<'a, M: 'a>(
    look: &Look,
    kind: Type,
    face: Font,
    color: Option<Color>,
    words: impl Into<String>,
) -> Element<'a, M> {
    let words: String = words.into();
    let label = text(words).size(look.text(kind)).font(face).line_height(font::LINE_HEIGHT);
    let label = match color {
        Some(color) => label.color(color),
        None => label,
    };
    ink(container(label))
}

/// The largest text: a ticket label, a welcome.
pub fn display<'a, M: 'a>(look: &Look, words: impl Into<String>) -> Element<'a, M> {
    text_in(look, Type::Display, font::BOLD, None, words)
}

/// The one title of a screen.
pub fn title<'a, M: 'a>(look: &Look, words: impl Into<String>) -> Element<'a, M> {
    text_in(look, Type::Title, font::BOLD, None, words)
}

/// A heading inside a screen.
pub fn heading<'a, M: 'a>(look: &Look, words: impl Into<String>) -> Element<'a, M> {
    text_in(look, Type::Heading, font::BOLD, None, words)
}

/// Text that is read.
pub fn body<'a, M: 'a>(look: &Look, words: impl Into<String>) -> Element<'a, M> {
    text_in(look, Type::Body, font::MEDIUM, None, words)
}

/// A remark, softer than body text.
pub fn small<'a, M: 'a>(look: &Look, words: impl Into<String>) -> Element<'a, M> {
    text_in(look, Type::Small, font::REGULAR, Some(look.palette().soft), words)
}

/// A number or code that must be found at a glance: large, bold, in the accent.
pub fn number<'a, M: 'a>(look: &Look, words: impl Into<String>) -> Element<'a, M> {
    text_in(look, Type::Display, font::BOLD, Some(look.palette().accent), words)
}

/// Any content in the middle of the width.
pub fn centred<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    container(content).center_x(Fill).into()
}

/// An icon of `size` millimetres; directional icons point the way the language reads.
pub fn icon_image<'a, M: 'a>(look: &Look, which: Icon, size: f32, color: Color) -> Element<'a, M> {
    let px = look.mm(size);
    image(icon::handle(which, px as u32, color, look.direction))
        .width(Length::Fixed(px))
        .height(Length::Fixed(px))
        .into()
}
