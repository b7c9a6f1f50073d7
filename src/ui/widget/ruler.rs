//! A line of a known length with marks, to hold a real ruler against. It has as many pixels as the configured pitch
//! says, rounded once at each mark and not added up from rounded millimetres.

use crate::ui::theme::Look;
use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::renderer::Quad;
use iced::advanced::widget::Tree;
use iced::advanced::{Layout, Renderer as _, Widget, renderer};
use iced::{Color, Length, Point, Rectangle, Size, Theme, mouse};

/// Which way a ruler lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lies {
    /// Across.
    Across,
    /// Down.
    Down,
}

/// A ruler of so many millimetres.
pub fn ruler<'a, M: 'a>(look: &Look, lies: Lies, millimetres: u16) -> Element<'a, M> {
    Element::new(Ruler { lies, millimetres, px_per_mm: look.metrics.px_per_mm, ink: look.palette().ink })
}

struct Ruler {
    lies: Lies,
    millimetres: u16,
    px_per_mm: f32,
    ink: Color,
}

/// How far marks reach, in millimetres: each, each fifth, each tenth.
const MARKS: [f32; 3] = [3.0, 5.0, 8.0];

impl Ruler {
    /// Pixels from the beginning to this millimetre.
    fn at(&self, millimetre: u16) -> f32 {
        (f32::from(millimetre) * self.px_per_mm).round()
    }

    fn mark(&self, millimetre: u16) -> f32 {
        let reach = match millimetre {
            tenth if tenth % 10 == 0 => MARKS[2],
            fifth if fifth % 5 == 0 => MARKS[1],
            _ => MARKS[0],
        };
        (reach * self.px_per_mm).round()
    }

    fn extent(&self) -> Size {
        // one pixel more: the last mark begins where the length ends
        let (long, high) = (self.at(self.millimetres) + 1.0, self.mark(0));
        match self.lies {
            Lies::Across => Size::new(long, high),
            Lies::Down => Size::new(high, long),
        }
    }
}

impl<M> Widget<M, Theme, Renderer> for Ruler {
    fn size(&self) -> Size<Length> {
        let Size { width, height } = self.extent();
        Size::new(Length::Fixed(width), Length::Fixed(height))
    }

    fn layout(&mut self, _tree: &mut Tree, _renderer: &Renderer, _limits: &Limits) -> Node {
        // never squeezed: a ruler that does not fit must not lie
        Node::new(self.extent())
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
        let Rectangle { x, y, .. } = layout.bounds();
        let mut bar = |at: Point, size: Size| {
            let bounds = Rectangle::new(Point::new(x.round() + at.x, y.round() + at.y), size);
            renderer.fill_quad(Quad { bounds, ..Quad::default() }, self.ink);
        };
        let long = self.at(self.millimetres) + 1.0;
        match self.lies {
            Lies::Across => bar(Point::ORIGIN, Size::new(long, 2.0)),
            Lies::Down => bar(Point::ORIGIN, Size::new(2.0, long)),
        }
        for millimetre in 0..=self.millimetres {
            let (at, reach) = (self.at(millimetre), self.mark(millimetre));
            match self.lies {
                Lies::Across => bar(Point::new(at, 0.0), Size::new(1.0, reach)),
                Lies::Down => bar(Point::new(0.0, at), Size::new(reach, 1.0)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_millimetres_are_as_many_pixels_as_the_pitch_says() {
        for (pitch, pixels) in [(0.277_f32, 361.0), (0.311, 322.0), (0.2, 500.0)] {
            let ruler = Ruler { lies: Lies::Across, millimetres: 100, px_per_mm: 1.0 / pitch, ink: Color::BLACK };
            assert!((ruler.at(100) - pixels).abs() < f32::EPSILON, "{pitch}");
            assert!((0..=100).map(|mm| ruler.at(mm)).is_sorted());
            assert!((ruler.extent().width - pixels - 1.0).abs() < f32::EPSILON);
        }
    }
}
