//! A text in its box, and room for ink beside it.
//!
//! cosmic-text 0.15 breaks a line only between words of one direction: where a number or a Latin word begins in a
//! right-to-left line (and the other way round), what does not fit stays on the line and hangs over. Such a text is
//! laid out in less width, until all of its lines fit the width that there is.
//!
//! iced redraws what changed by the boxes of texts. Some letters reach a dot
//! beyond: when such a text goes, its edge would stay on the screen as a
//! speck. An invisible area a little larger than the box goes with it, and
//! takes the speck along.

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::layout::{Limits, Node};
use iced::advanced::text::paragraph::Plain;
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, overlay, renderer};
use iced::{Color, Event, Length, Rectangle, Size, Theme, Vector, mouse};

use crate::ui::{Element, Renderer};

/// How far ink may reach beyond a text's box, in pixels.
const REACH: f32 = 4.0;

/// Parts of the width that are tried, in order, while a line hangs over. A single word that is too long hangs over in
/// any width.
const NARROWER: [f32; 7] = [0.97, 0.93, 0.88, 0.82, 0.75, 0.65, 0.5];

/// Whether a line of the text is wider than `room` pixels.
fn hangs_over(tree: &Tree, room: f32) -> bool {
    tree.tag == tree::Tag::of::<Plain<Paragraph>>()
        && tree.state.downcast_ref::<Plain<Paragraph>>().min_width() > room + 0.5
}

/// Gives the ink of `text` room.
pub fn ink<'a, M: 'a>(text: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Ink { text: text.into() })
}

/// Reserves the area around `bounds`; to be called before text is drawn there.
pub(super) fn reserve(renderer: &mut Renderer, bounds: Rectangle) {
    let quad = renderer::Quad { bounds: bounds.expand(REACH), ..renderer::Quad::default() };
    renderer.fill_quad(quad, Color::TRANSPARENT);
}

struct Ink<'a, M> {
    text: Element<'a, M>,
}

impl<M> Widget<M, Theme, Renderer> for Ink<'_, M> {
    fn tag(&self) -> tree::Tag {
        self.text.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.text.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.text.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.text.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.text.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.text.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let room = limits.max().width;
        let mut node = self.text.as_widget_mut().layout(tree, renderer, limits);
        for part in NARROWER {
            if !hangs_over(tree, room) {
                break;
            }
            node = self.text.as_widget_mut().layout(tree, renderer, &limits.max_width(room * part));
        }
        node
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.text.as_widget_mut().operate(tree, layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        self.text.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        reserve(renderer, layout.bounds());
        self.text.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        self.text.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}
