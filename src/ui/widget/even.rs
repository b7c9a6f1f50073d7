//! A grid of equal columns in which the cells of a row are equally high.
//!
//! iced's rows cannot do that for cells that shrink to their content: a tile
//! whose name takes two lines would stand taller than its neighbours.

use crate::ui::{Element, Renderer};
use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, renderer};
use iced::{Event, Length, Point, Rectangle, Size, Theme, mouse};

/// The cells in rows of `columns`, `gap` pixels apart.
pub fn even<'a, M: 'a>(columns: usize, gap: f32, cells: impl IntoIterator<Item = Element<'a, M>>) -> Element<'a, M> {
    Element::new(Even { columns: columns.max(1), gap, cells: cells.into_iter().collect() })
}

struct Even<'a, M> {
    columns: usize,
    gap: f32,
    cells: Vec<Element<'a, M>>,
}

impl<M> Widget<M, Theme, Renderer> for Even<'_, M> {
    fn children(&self) -> Vec<Tree> {
        self.cells.iter().map(Tree::new).collect()
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(&self.cells);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let full = limits.max().width;
        let columns = self.columns as f32;
        // whole pixels, and the last column ends where the grid ends
        let step = (full + self.gap) / columns;
        let start = |column: usize| (column as f32 * step).round();
        let width = |column: usize| (start(column + 1) - self.gap - start(column)).max(0.0);
        let mut nodes = Vec::with_capacity(self.cells.len());
        let mut y = 0.0;
        for (row, trees) in self.cells.chunks_mut(self.columns).zip(tree.children.chunks_mut(self.columns)) {
            let heights = row.iter_mut().zip(trees.iter_mut()).enumerate().map(|(column, (cell, tree))| {
                let width = width(column);
                let natural = Limits::new(Size::new(width, 0.0), Size::new(width, f32::INFINITY));
                cell.as_widget_mut().layout(tree, renderer, &natural).size().height
            });
            let height = heights.fold(0.0, f32::max);
            for (column, (cell, tree)) in row.iter_mut().zip(trees.iter_mut()).enumerate() {
                let size = Size::new(width(column), height);
                let node = cell.as_widget_mut().layout(tree, renderer, &Limits::new(size, size));
                nodes.push(node.move_to(Point::new(start(column), y)));
            }
            y += height + self.gap;
        }
        Node::with_children(Size::new(full, (y - self.gap).max(0.0)), nodes)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for ((cell, tree), layout) in self.cells.iter_mut().zip(&mut tree.children).zip(layout.children()) {
                cell.as_widget_mut().operate(tree, layout, renderer, operation);
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
        for ((cell, tree), layout) in self.cells.iter_mut().zip(&mut tree.children).zip(layout.children()) {
            cell.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
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
        for ((cell, tree), layout) in self.cells.iter().zip(&tree.children).zip(layout.children()) {
            cell.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
        }
    }
}
