//! A list that turns pages instead of scrolling.
//!
//! How many things fit depends on the panel, the text size and the language,
//! so it is decided where it is known: in the layout. Every item keeps its
//! place in the widget tree; those of other pages are neither drawn nor
//! reachable by finger, keypad or voice.

use iced::advanced::layout::{Limits, Node};
use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, renderer};
use iced::{Event, Length, Point, Rectangle, Size, Theme, mouse};

use crate::ui::widget::press;
use crate::ui::{Element, Renderer};

/// Makes the line that turns the pages: shown page and number of pages, both from 0 and at least 1.
type Turner<'a, M> = Box<dyn Fn(usize, usize) -> Element<'a, M> + 'a>;

/// Items in rows, as many as fit, and a line to turn the pages when there are more.
pub struct Paged<'a, M> {
    items: Vec<Element<'a, M>>,
    columns: usize,
    gap: f32,
    page: usize,
    turner: Turner<'a, M>,
    /// Made in the layout, when there is more than one page.
    line: Option<Element<'a, M>>,
    even: bool,
    most: usize,
    tall: f32,
    between: f32,
}

/// Which items the present layout shows: `from..to`.
#[derive(Debug, Clone, Copy, Default)]
struct Shown {
    from: usize,
    to: usize,
}

impl<'a, M> Paged<'a, M> {
    /// Shows page `page` of `items`; a page beyond the last shows the last.
    pub fn new(
        items: Vec<Element<'a, M>>,
        page: usize,
        gap: f32,
        turner: impl Fn(usize, usize) -> Element<'a, M> + 'a,
    ) -> Self {
        Self {
            items,
            columns: 1,
            gap,
            page,
            turner: Box::new(turner),
            line: None,
            even: false,
            most: usize::MAX,
            tall: 0.0,
            between: gap,
        }
    }

    /// Beside each other, in reading order.
    #[must_use]
    pub fn columns(mut self, columns: usize) -> Self {
        self.columns = columns.max(1);
        self
    }

    /// All rows of a page equally high.
    #[must_use]
    pub fn even(mut self) -> Self {
        self.even = true;
        self
    }

    /// No more than so many on one page, however much room there is.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = most.max(self.columns);
        self
    }

    /// Rows share the room that is left, up to this height each.
    #[must_use]
    pub fn tall(mut self, tall: f32) -> Self {
        self.tall = tall;
        self
    }

    /// Another space between rows than before the line that turns the pages.
    #[must_use]
    pub fn between(mut self, between: f32) -> Self {
        self.between = between;
        self
    }

    fn cell(&self, width: f32) -> f32 {
        ((width - self.gap * (self.columns as f32 - 1.0)) / self.columns as f32).floor().max(1.0)
    }

    /// The rows that fill pages of this height: ranges of rows.
    fn pages(&self, rows: &[f32], height: f32) -> Vec<(usize, usize)> {
        let mut pages = Vec::new();
        let (mut from, mut used, mut tallest) = (0, 0.0_f32, 0.0_f32);
        for (index, row) in rows.iter().enumerate() {
            tallest = tallest.max(*row);
            let count = (index - from + 1) as f32;
            let needs = if self.even { tallest * count + self.between * (count - 1.0) } else { used + row };
            if index > from && (needs > height || (index + 1 - from) * self.columns > self.most) {
                pages.push((from, index));
                (from, used, tallest) = (index, 0.0, *row);
            }
            used += row + self.between;
        }
        pages.push((from, rows.len()));
        pages
    }
}

impl<M> Widget<M, Theme, Renderer> for Paged<'_, M> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Shown>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Shown::default())
    }

    fn children(&self) -> Vec<Tree> {
        let mut trees: Vec<Tree> = self.items.iter().map(Tree::new).collect();
        trees.push(Tree::empty());
        trees
    }

    fn diff(&self, tree: &mut Tree) {
        // the last tree belongs to the line that turns the pages, made in the layout
        let line = tree.children.pop().unwrap_or_else(Tree::empty);
        tree.diff_children(&self.items);
        tree.children.push(line);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &Limits) -> Node {
        let size = limits.max();
        let cell = self.cell(size.width);
        let loose = Limits::new(Size::new(cell, 0.0), Size::new(cell, size.height));
        let heights: Vec<f32> = self
            .items
            .iter_mut()
            .zip(&mut tree.children)
            .map(|(item, tree)| item.as_widget_mut().layout(tree, renderer, &loose).size().height.ceil())
            .collect();
        let rows: Vec<f32> = heights.chunks(self.columns).map(|row| row.iter().copied().fold(0.0, f32::max)).collect();

        let mut pages = self.pages(&rows, size.height);
        let mut line_node = None;
        let mut room = size.height;
        self.line = None;
        if pages.len() > 1 {
            // the line that turns the pages takes its own height from each of them
            let place = Limits::new(Size::ZERO, size).width(Length::Fill);
            let mut sample = (self.turner)(0, pages.len());
            let tree_line = &mut tree.children[self.items.len()];
            tree_line.diff(&sample);
            let high = sample.as_widget_mut().layout(tree_line, renderer, &place).size().height;
            room = size.height - high - self.gap;
            pages = self.pages(&rows, room);
            let shown = self.page.min(pages.len() - 1);
            let mut line = (self.turner)(shown, pages.len());
            tree_line.diff(&line);
            let node = line.as_widget_mut().layout(tree_line, renderer, &place);
            let at = Point::new(0.0, size.height - node.size().height);
            line_node = Some(node.move_to(at));
            self.line = Some(line);
        }

        let (first, last) = pages[self.page.min(pages.len() - 1)];
        let tallest = rows[first..last].iter().copied().fold(0.0, f32::max);
        // the fullest page decides, so that rows are equally high on all pages
        let most = pages.iter().map(|(from, to)| to - from).max().unwrap_or(1).max(1) as f32;
        let share = ((room - self.between * (most - 1.0)) / most).floor().min(self.tall);
        let (from, to) = (first * self.columns, (last * self.columns).min(self.items.len()));
        *tree.state.downcast_mut::<Shown>() = Shown { from, to };
        // what stands on another page cannot keep the focus
        for (index, tree) in tree.children.iter_mut().enumerate().take(self.items.len()) {
            if !(from..to).contains(&index) {
                press::leave(tree);
            }
        }

        let mut nodes = Vec::with_capacity(self.items.len() + 1);
        let mut y = 0.0;
        for (index, (item, tree)) in self.items.iter_mut().zip(&mut tree.children).enumerate() {
            if !(from..to).contains(&index) {
                nodes.push(Node::new(Size::ZERO));
                continue;
            }
            let (row, column) = (index / self.columns, index % self.columns);
            // One that needs more than there is keeps its height: what overlaps can be found (and is, by a test), what
            // hangs out of its own box cannot.
            let high = if self.even { tallest } else { rows[row] }.max(share.min(room));
            // things in one row are equally high
            let exact = Limits::new(Size::new(cell, high), Size::new(cell, high));
            let node = item.as_widget_mut().layout(tree, renderer, &exact);
            nodes.push(node.move_to(Point::new(column as f32 * (cell + self.gap), y)));
            if column + 1 == self.columns {
                y += high + self.between;
            }
        }
        nodes.push(line_node.unwrap_or_default());
        Node::with_children(size, nodes)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let Shown { from, to } = *tree.state.downcast_ref::<Shown>();
        operation.container(None, layout.bounds());
        operation.traverse(&mut |operation| {
            for index in from..to {
                let (item, tree) = (&mut self.items[index], &mut tree.children[index]);
                item.as_widget_mut().operate(tree, layout.child(index), renderer, operation);
            }
            if let Some(line) = &mut self.line {
                let last = self.items.len();
                line.as_widget_mut().operate(&mut tree.children[last], layout.child(last), renderer, operation);
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
        let Shown { from, to } = *tree.state.downcast_ref::<Shown>();
        for index in from..to {
            let (item, tree) = (&mut self.items[index], &mut tree.children[index]);
            item.as_widget_mut().update(tree, event, layout.child(index), cursor, renderer, clipboard, shell, viewport);
        }
        if let Some(line) = &mut self.line {
            let last = self.items.len();
            let tree = &mut tree.children[last];
            line.as_widget_mut().update(tree, event, layout.child(last), cursor, renderer, clipboard, shell, viewport);
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
        let Shown { from, to } = *tree.state.downcast_ref::<Shown>();
        for index in from..to {
            let item = self.items[index].as_widget();
            item.draw(&tree.children[index], renderer, theme, style, layout.child(index), cursor, viewport);
        }
        if let Some(line) = &self.line {
            let last = self.items.len();
            line.as_widget().draw(&tree.children[last], renderer, theme, style, layout.child(last), cursor, viewport);
        }
    }
}

impl<'a, M: 'a> From<Paged<'a, M>> for Element<'a, M> {
    fn from(paged: Paged<'a, M>) -> Self {
        Element::new(paged)
    }
}
