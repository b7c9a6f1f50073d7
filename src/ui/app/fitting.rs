//! A column that leaves out what does not fit, the least important first.
//!
//! A low panel with the largest text cannot show a title, a remark, the
//! progress and an offer beside the answer. Nothing may be cut through the
//! middle, so whole parts go, in an order that the screen decides.

use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, renderer};
use iced::{Event, Length, Point, Rectangle, Size, Theme, mouse};

use crate::ui::{Element, Renderer};

/// Parts below each other; each with its weight: the heaviest stay longest.
pub struct Fitting<'a, M> {
    parts: Vec<Element<'a, M>>,
    weights: Vec<u8>,
    gap: f32,
}

/// Which parts the present layout shows.
#[derive(Debug, Clone, Default)]
struct Shown(Vec<bool>);

impl<'a, M> Fitting<'a, M> {
    /// An empty column with this space between its parts, in pixels.
    #[must_use]
    pub fn new(gap: f32) -> Self {
        Self { parts: Vec::new(), weights: Vec::new(), gap }
    }

    /// Another part below.
    #[must_use]
    pub fn push(mut self, weight: u8, part: impl Into<Element<'a, M>>) -> Self {
        self.parts.push(part.into());
        self.weights.push(weight);
        self
    }

    /// The parts that fit into `room`: all, or without the lightest.
    fn choose(&self, heights: &[f32], room: f32) -> Vec<bool> {
        let mut shown = vec![true; heights.len()];
        loop {
            let kept = shown.iter().filter(|shown| **shown).count();
            let used: f32 = heights.iter().zip(&shown).filter(|(_, shown)| **shown).map(|(height, _)| height).sum();
            if kept <= 1 || used + self.gap * (kept as f32 - 1.0) <= room {
                return shown;
            }
            let lightest = (0..heights.len()).filter(|index| shown[*index]).min_by_key(|index| self.weights[*index]);
            match lightest {
                Some(index) => shown[index] = false,
                None => return shown,
            }
        }
    }
}

impl<M> Widget<M, Theme, Renderer> for Fitting<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Shown>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Shown::default())
    }

    fn children(&self) -> Vec<Tree> {
        self.parts.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.parts);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let most = limits.max();
        let loose = Limits::new(Size::ZERO, Size::new(most.width, f32::INFINITY)).width(Length::Fill);
        let nodes: Vec<Node> = self
            .parts
            .iter_mut()
            .zip(&mut tree.children)
            .map(|(part, tree)| part.as_widget_mut().layout(tree, renderer, &loose))
            .collect();
        let heights: Vec<f32> = nodes.iter().map(|node| node.size().height).collect();
        let shown = self.choose(&heights, most.height);
        let mut y = 0.0;
        let nodes = nodes
            .into_iter()
            .zip(&shown)
            .map(|(node, shown)| {
                if !shown {
                    return Node::new(Size::ZERO);
                }
                let place = Point::new(0.0, y);
                y += node.size().height + self.gap;
                node.move_to(place)
            })
            .collect();
        *tree.state.downcast_mut::<Shown>() = Shown(shown);
        Node::with_children(Size::new(most.width, (y - self.gap).max(0.0)), nodes)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let Shown(shown) = tree.state.downcast_ref::<Shown>().clone();
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for (index, part) in self.parts.iter_mut().enumerate() {
                if shown.get(index).copied().unwrap_or_default() {
                    part.as_widget_mut().operate(&mut tree.children[index], layout.child(index), renderer, operation);
                }
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
        let Shown(shown) = tree.state.downcast_ref::<Shown>().clone();
        for (index, part) in self.parts.iter_mut().enumerate() {
            if shown.get(index).copied().unwrap_or_default() {
                let (tree, layout) = (&mut tree.children[index], layout.child(index));
                part.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
            }
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
        let Shown(shown) = tree.state.downcast_ref::<Shown>();
        for (index, part) in self.parts.iter().enumerate() {
            if shown.get(index).copied().unwrap_or_default() {
                part.as_widget().draw(
                    &tree.children[index],
                    renderer,
                    theme,
                    style,
                    layout.child(index),
                    cursor,
                    viewport,
                );
            }
        }
    }
}

impl<'a, M: 'a> From<Fitting<'a, M>> for Element<'a, M> {
    fn from(fitting: Fitting<'a, M>) -> Self {
        Element::new(fitting)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_lightest_goes_first_and_the_heaviest_stays() {
        let space = || iced::widget::space::vertical();
        let column: Fitting<'_, ()> = Fitting::new(10.0).push(3, space()).push(9, space()).push(1, space());
        let heights = [100.0, 50.0, 30.0];
        assert_eq!(column.choose(&heights, 200.0), [true, true, true]);
        assert_eq!(column.choose(&heights, 199.0), [true, true, false]);
        assert_eq!(column.choose(&heights, 100.0), [false, true, false]);
        assert_eq!(column.choose(&heights, 1.0), [false, true, false], "the title always stands");
    }
}
