//! Fields over all of the room, each of which says that it was touched: by a finger that rests on it or wipes over it.

use crate::ui::theme::Look;
use crate::ui::widget::press::Contact;
use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::Tree;
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, renderer};
use iced::{Border, Color, Event, Fill, Length, Point, Rectangle, Size, Theme, mouse};

/// Columns and rows of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// Beside each other.
    pub columns: u16,
    /// Below each other.
    pub rows: u16,
}

impl Fields {
    /// How many.
    #[must_use]
    pub fn count(self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }

    /// The field at a place of a room of this size, counted line by line from the upper left.
    #[must_use]
    pub fn at(self, place: Point, room: Size) -> Option<u16> {
        let part = |at: f32, all: f32, count: u16| {
            (all > 0.0 && at >= 0.0 && at <= all).then(|| ((at / all * f32::from(count)) as u16).min(count - 1))
        };
        let (column, row) = (part(place.x, room.width, self.columns)?, part(place.y, room.height, self.rows)?);
        Some(row * self.columns + column)
    }

    /// Where a field lies.
    fn bounds(self, field: u16, room: Rectangle) -> Rectangle {
        let edge = |n: u16, of: u16, from: f32, all: f32| from + (all * f32::from(n) / f32::from(of)).round();
        let (column, row) = (field % self.columns, field / self.columns);
        let (left, right) =
            (edge(column, self.columns, room.x, room.width), edge(column + 1, self.columns, room.x, room.width));
        let (top, bottom) = (edge(row, self.rows, room.y, room.height), edge(row + 1, self.rows, room.y, room.height));
        Rectangle { x: left, y: top, width: right - left, height: bottom - top }
    }
}

/// The fields; `touched` says which have answered, `on_touch` is said once for each that has not.
pub fn cells<'a, M: 'a>(
    look: &Look,
    fields: Fields,
    touched: &'a [bool],
    on_touch: impl Fn(u16) -> M + 'a,
) -> Element<'a, M> {
    let p = look.palette();
    let colours = Colours { done: p.accent, open: p.card, missed: p.warning, line: p.outline };
    Element::new(Cells { fields, touched, on_touch: Some(Box::new(on_touch)), colours, shows_missed: false })
}

/// What came of it: those that have not answered are dark. Cannot be touched.
pub fn cells_seen<'a, M: 'a>(look: &Look, fields: Fields, touched: &'a [bool]) -> Element<'a, M> {
    let p = look.palette();
    let colours = Colours { done: p.tint, open: p.card, missed: p.error, line: p.outline };
    Element::new(Cells { fields, touched, on_touch: None, colours, shows_missed: true })
}

struct Colours {
    done: Color,
    open: Color,
    missed: Color,
    line: Color,
}

struct Cells<'a, M> {
    fields: Fields,
    touched: &'a [bool],
    on_touch: Option<Box<dyn Fn(u16) -> M + 'a>>,
    colours: Colours,
    shows_missed: bool,
}

impl<M> Widget<M, Theme, Renderer> for Cells<'_, M> {
    fn size(&self) -> Size<Length> {
        Size::new(Fill, Fill)
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, limits: &Limits) -> Node {
        Node::new(limits.resolve(Fill, Fill, Size::ZERO))
    }

    fn update(
        &mut self,
        _tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        _viewport: &Rectangle,
    ) {
        let Some(on_touch) = &self.on_touch else { return };
        let place = match Contact::read(event, cursor) {
            // a mouse that moves without its button touches nothing, but says the place of the press that follows
            Some(Contact::Down(_, place) | Contact::Move(Some(_), place)) => place,
            _ => return,
        };
        let bounds = layout.bounds();
        let inside = Point::new(place.x - bounds.x, place.y - bounds.y);
        if let Some(field) = self.fields.at(inside, bounds.size())
            && !self.touched.get(usize::from(field)).copied().unwrap_or(true)
        {
            shell.publish(on_touch(field));
        }
    }

    fn draw(
        &self,
        _tree: &Tree,
        renderer: &mut Renderer,
        _theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        for (field, touched) in (0..).zip(self.touched) {
            let fill = match (touched, self.shows_missed) {
                (true, _) => self.colours.done,
                (false, false) => self.colours.open,
                (false, true) => self.colours.missed,
            };
            let border = Border { color: self.colours.line, width: 1.0, ..Border::default() };
            let bounds = self.fields.bounds(field, layout.bounds());
            renderer.fill_quad(Quad { bounds, border, ..Quad::default() }, fill);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every place lies in one field, and that field lies there.
        #[test]
        fn no_place_is_without_its_field(
            columns in 1_u16..40, rows in 1_u16..40, x in 0.0_f32..=1.0, y in 0.0_f32..=1.0,
            width in 100.0_f32..4000.0, height in 100.0_f32..4000.0,
        ) {
            let fields = Fields { columns, rows };
            let place = Point::new(x * width, y * height);
            let field = fields.at(place, Size::new(width, height)).unwrap();
            prop_assert!(usize::from(field) < fields.count());
            let bounds = fields.bounds(field, Rectangle { x: 0.0, y: 0.0, width, height }).expand(1.0);
            prop_assert!(bounds.contains(place), "{bounds:?} {place:?}");
        }
    }

    #[test]
    fn outside_is_nowhere() {
        let fields = Fields { columns: 3, rows: 2 };
        let room = Size::new(300.0, 200.0);
        assert_eq!(fields.at(Point::new(-1.0, 5.0), room), None);
        assert_eq!(fields.at(Point::new(5.0, 200.5), room), None);
        assert_eq!(fields.at(Point::new(f32::NAN, 5.0), room), None);
        assert_eq!(fields.at(Point::new(300.0, 200.0), room), Some(5));
    }
}
