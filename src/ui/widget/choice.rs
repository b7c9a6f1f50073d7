//! Choices: tiles in columns, at most six on a page, and two buttons that turn
//! the page. Nothing scrolls.

use super::button::button;
use super::even::even;
use super::label;
use crate::ui::Element;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Look};
use iced::widget::{Column, container, row};
use iced::{Alignment, Fill};

/// Most choices on one page (services_i18n_a11y §3.2, check 15).
pub const PAGE: usize = 6;

/// One thing that can be chosen.
#[derive(Debug, Clone)]
pub struct Choice<M> {
    /// Stable id: `choice.erbil`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// A second line.
    pub note: Option<String>,
    /// Its picture.
    pub icon: Option<Icon>,
    /// Whether it is the chosen one.
    pub selected: bool,
    /// What choosing it says.
    pub message: M,
}

/// The words and messages of the page buttons.
pub struct Pages<'a, M> {
    /// The page shown, from 0.
    pub page: usize,
    /// "Earlier choices".
    pub previous: String,
    /// "More choices".
    pub next: String,
    /// "2 of 3", as the language writes it; page from 1.
    pub of: Box<dyn Fn(usize, usize) -> String + 'a>,
    /// Turns to a page.
    pub on_page: Box<dyn Fn(usize) -> M + 'a>,
}

/// How the tiles look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Icon, name and note in a line.
    Line,
    /// A large icon above the name.
    Stacked,
}

/// Number of pages for so many choices; at least one.
#[must_use]
pub fn page_count(choices: usize) -> usize {
    choices.div_ceil(PAGE).max(1)
}

/// The tiles of one page in `columns`, and the page buttons when there are more pages.
#[expect(clippy::needless_pass_by_value, reason = "it is built for this call; its functions move into messages")]
pub fn choices<'a, M: Clone + 'a>(
    look: &Look,
    shape: Shape,
    columns: usize,
    items: Vec<Choice<M>>,
    pages: Pages<'a, M>,
) -> Element<'a, M> {
    let count = page_count(items.len());
    let page = pages.page.min(count - 1);
    let tiles: Vec<Choice<M>> = items.into_iter().skip(page * PAGE).take(PAGE).collect();
    let all = grid(look, shape, columns, tiles);
    if count == 1 {
        return all;
    }
    Column::new().push(all).push(turn(look, page, count, &pages)).spacing(look.mm(6.0)).into()
}

/// Tiles in columns without paging: for six and fewer.
pub fn grid<'a, M: Clone + 'a>(look: &Look, shape: Shape, columns: usize, items: Vec<Choice<M>>) -> Element<'a, M> {
    even(columns, look.metrics.gap(), items.into_iter().map(|item| tile(look, shape, item)))
}

fn tile<'a, M: Clone + 'a>(look: &Look, shape: Shape, item: Choice<M>) -> Element<'a, M> {
    let mut tile =
        button(look, Kind::Tile, item.id, item.label).width(Fill).selected(item.selected).on_press(item.message);
    if let Some(icon) = item.icon {
        tile = tile.icon(icon);
    }
    if let Some(note) = item.note {
        tile = tile.note(note);
    }
    match shape {
        Shape::Line if item.selected => tile.least_height(24.0).trailing(Icon::Check).into(),
        Shape::Line => tile.least_height(24.0).into(),
        Shape::Stacked => tile.stacked().least_height(52.0).into(),
    }
}

/// Previous, "2 of 3", next.
fn turn<'a, M: Clone + 'a>(look: &Look, page: usize, count: usize, pages: &Pages<'a, M>) -> Element<'a, M> {
    let to = |page: usize| (pages.on_page)(page);
    row![
        button(look, Kind::Secondary, "page.previous", pages.previous.clone())
            .icon(Icon::Back)
            .on_press_maybe((page > 0).then(|| to(page.saturating_sub(1)))),
        container(label::body(look, (pages.of)(page + 1, count))).center_x(Fill),
        button(look, Kind::Secondary, "page.next", pages.next.clone())
            .trailing(Icon::Next)
            .on_press_maybe((page + 1 < count).then(|| to(page + 1))),
    ]
    .spacing(look.metrics.gap())
    .align_y(Alignment::Center)
    .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn pages_hold_six() {
        assert_eq!([0, 1, 6, 7, 12, 13].map(page_count), [1, 1, 1, 2, 2, 3]);
    }
}
