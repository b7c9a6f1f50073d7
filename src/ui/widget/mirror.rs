//! Reflects a whole layout for languages that read right to left.
//!
//! Views are written once, in reading order. All of iced's geometry is in the
//! layout tree, so the root reflects every node inside its parent: rows
//! reverse, start and end paddings swap, alignments flip. Reflecting twice
//! restores, so [`ltr`] keeps what reads left to right in every language.

use crate::ui::theme::Direction;
use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, overlay, renderer};
use iced::{Event, Length, Point, Rectangle, Size, Theme, Vector, mouse};

/// The content, reflected when `direction` reads right to left.
pub fn mirror<'a, M: 'a>(direction: Direction, content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Mirror { direction, content: content.into() })
}

/// Content inside a [`mirror`] of the same direction that always reads left to right.
pub fn ltr<'a, M: 'a>(direction: Direction, content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    mirror(direction, content)
}

struct Mirror<'a, M> {
    direction: Direction,
    content: Element<'a, M>,
}

/// Reflects the children of `node` inside its width, and theirs inside theirs.
fn reflect(node: &Node) -> Node {
    let width = node.size().width;
    let children = node
        .children()
        .iter()
        .map(|child| {
            let bounds = child.bounds();
            reflect(child).move_to(Point::new(width - bounds.x - bounds.width, bounds.y))
        })
        .collect();
    Node::with_children(node.size(), children)
}

// Everything but the layout passes straight through, the state too: it
// survives a change of language.
impl<M> Widget<M, Theme, Renderer> for Mirror<'_, M> {
    fn tag(&self) -> tree::Tag {
        self.content.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.content.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.content.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.content.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let node = self.content.as_widget_mut().layout(tree, renderer, limits);
        match self.direction {
            Direction::Ltr => node,
            Direction::Rtl => reflect(&node),
        }
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.content.as_widget_mut().operate(tree, layout, renderer, operation);
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
        self.content.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
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
        self.content.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn reflecting_twice_restores() {
        let leaf = |x, w| Node::new(Size::new(w, 10.0)).move_to(Point::new(x, 5.0));
        let inner = Node::with_children(Size::new(60.0, 20.0), vec![leaf(0.0, 10.0), leaf(30.0, 5.0)])
            .move_to(Point::new(20.0, 1.0));
        let node = Node::with_children(Size::new(100.0, 30.0), vec![inner]);
        let once = reflect(&node);
        assert_eq!(once.children()[0].bounds(), Rectangle::new(Point::new(20.0, 1.0), Size::new(60.0, 20.0)));
        assert_eq!(once.children()[0].children()[0].bounds().x, 50.0);
        assert_eq!(once.children()[0].children()[1].bounds().x, 25.0);
        let twice = reflect(&once);
        assert_eq!(twice.children()[0].children()[1].bounds(), node.children()[0].children()[1].bounds());
    }
}
