//! A curtain before the screen: keys and the voice work behind it, eyes and fingers do not.
//!
//! The window itself is dark then (the application's style): a background of the size of the screen would cost
//! 20 ms with each frame.

use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, renderer};
use iced::{Event, Length, Rectangle, Size, Theme, mouse};

/// `screen` behind the curtain, and `front` before it: what stands on the curtain itself.
pub fn curtain<'a, M: 'a>(screen: impl Into<Element<'a, M>>, front: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Curtain { parts: [screen.into(), front.into()] })
}

struct Curtain<'a, M> {
    /// The screen, and what stands before it.
    parts: [Element<'a, M>; 2],
}

impl<M> Widget<M, Theme, Renderer> for Curtain<'_, M> {
    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let nodes = self.parts.iter_mut().zip(&mut tree.children);
        let nodes = nodes.map(|(part, tree)| part.as_widget_mut().layout(tree, renderer, limits)).collect();
        Node::with_children(limits.max(), nodes)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for ((part, tree), layout) in self.parts.iter_mut().zip(&mut tree.children).zip(layout.children()) {
                part.as_widget_mut().operate(tree, layout, renderer, operation);
            }
        });
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
        for (index, (part, tree)) in self.parts.iter_mut().zip(&mut tree.children).enumerate() {
            // nobody presses what cannot be seen
            if index == 0 && matches!(event, Event::Touch(_) | Event::Mouse(_)) {
                continue;
            }
            let layout = layout.child(index);
            part.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
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
        self.parts[1].as_widget().draw(&tree.children[1], renderer, theme, style, layout.child(1), cursor, viewport);
    }
}
