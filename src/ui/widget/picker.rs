//! A date in three or four touches: decade, year, month, day.
//!
//! Each step is a grid of large targets on one page; nothing scrolls, and
//! nothing is typed. What is chosen stands above as tabs that lead back.

mod model;

pub use model::{DateModel, DateStep, Pick};

use super::button::button;
use super::even::even;
use super::label;
use super::lines::centred_text;
use super::stop::Role;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Look, Type};
use crate::ui::{Element, font};
use iced::widget::{Column, Row};
use iced::{Alignment, Fill};

/// How the parts of a date are written; all in the language of the screen.
pub struct DateWords<'a> {
    /// "Year", over the first tab.
    pub year: String,
    /// "Month".
    pub month: String,
    /// "Day".
    pub day: String,
    /// Month 1-12: number and name.
    pub months: [String; 12],
    /// Many beside each other and few rows, where the screen is wide and there is little height.
    pub dense: bool,
    /// A number in the digits of the language, without grouping.
    pub number: Box<dyn Fn(i64) -> String + 'a>,
    /// A span of years: "1980–1989".
    pub years: Box<dyn Fn(i16, i16) -> String + 'a>,
}

/// The picker: `id` begins the ids of its stops (`person.birth`).
pub fn date<'a, M: Clone + 'a>(
    look: &Look,
    id: &str,
    model: &DateModel,
    words: &DateWords<'_>,
    on_pick: impl Fn(Pick) -> M + 'a,
) -> Element<'a, M> {
    let number = |value: i64| (words.number)(value);
    let step = model.step();
    let cell = |name: String, label: String, chosen: bool, pick: Option<Pick>, size: Type| -> Element<'a, M> {
        button(look, Kind::Tile, format!("{id}.{name}"), label.clone())
            .role(Role::Choice)
            .selected(chosen)
            .width(Fill)
            .content(label::centred(centred_text(look, size, font::BOLD, None, label)))
            .on_press_maybe(pick.map(&on_pick))
            .into()
    };
    // a landscape panel has little height
    let wide = match look.layout() {
        Layout::Landscape if words.dense => 7,
        Layout::Portrait if !words.dense => 2,
        Layout::Landscape | Layout::Portrait => 3,
    };
    let (columns, cells): (usize, Vec<Element<'a, M>>) = match step {
        DateStep::Decade => (
            wide,
            model
                .decades()
                .map(|(from, to)| {
                    let label = (words.years)(from, to);
                    cell(format!("decade.{from}"), label, false, Some(Pick::Decade(from)), Type::Body)
                })
                .collect(),
        ),
        DateStep::Year => {
            let years = model.years();
            let chosen = model.year();
            (
                match look.text(Type::Body) > look.mm(10.0) {
                    _ if words.dense => 5,
                    true => 3,
                    false => 4,
                },
                years
                    .map(|year| {
                        cell(
                            format!("year.{year}"),
                            number(year.into()),
                            chosen == Some(year),
                            Some(Pick::Year(year)),
                            Type::Heading,
                        )
                    })
                    .collect(),
            )
        }
        DateStep::Month => (
            wide,
            (1..=12)
                .zip(&words.months)
                .map(|(month, name)| {
                    let open = model.has_month(month).then_some(Pick::Month(month));
                    cell(format!("month.{month}"), name.clone(), model.month() == Some(month), open, Type::Body)
                })
                .collect(),
        ),
        DateStep::Day | DateStep::Done => (
            if words.dense && look.layout() == Layout::Landscape { 16 } else { 7 },
            (1..=model.days_in_month())
                .map(|day| {
                    let open = model.has_day(day).then_some(Pick::Day(day));
                    cell(format!("day.{day}"), number(day.into()), model.day() == Some(day), open, Type::Body)
                })
                .collect(),
        ),
    };
    Column::new()
        .push(tabs(look, id, model, words, &on_pick))
        .push(even(columns, look.metrics.gap(), cells))
        .spacing(look.mm(6.0))
        .into()
}

/// Year, month and day as far as they are chosen; each leads back to its grid.
fn tabs<'a, M: Clone + 'a>(
    look: &Look,
    id: &str,
    model: &DateModel,
    words: &DateWords<'_>,
    on_pick: &(impl Fn(Pick) -> M + 'a),
) -> Element<'a, M> {
    let step = model.step();
    let month = model.month().and_then(|month| words.months.get(usize::from(month.unsigned_abs()) - 1)).cloned();
    let parts = [
        (
            "year",
            &words.year,
            model.year().map(|year| (words.number)(year.into())),
            matches!(step, DateStep::Decade | DateStep::Year),
            DateStep::Decade,
        ),
        ("month", &words.month, month, step == DateStep::Month, DateStep::Month),
        ("day", &words.day, model.day().map(|day| (words.number)(day.into())), step == DateStep::Day, DateStep::Day),
    ];
    let tab = |(name, title, value, current, back): (&str, &String, Option<String>, bool, DateStep)| -> Element<'a, M> {
        let shown = value.clone().unwrap_or_else(|| title.clone());
        let spoken = value.as_ref().map_or_else(|| title.clone(), |value| format!("{title}: {value}"));
        let reachable = model.can_go_to(back);
        let icon =
            value.as_ref().map(|_| label::icon_image(look, Icon::Edit, look.icon_mm(6.0), look.palette().accent));
        let face = if current { font::BOLD } else { font::MEDIUM };
        let words = Row::new().push(icon).push(centred_text(look, Type::Body, face, None, shown.clone()));
        let words = words.spacing(look.mm(2.5)).align_y(Alignment::Center);
        let tab = button(look, Kind::Tile, format!("{id}.tab.{name}"), shown)
            .role(Role::Button)
            .words(spoken)
            .selected(current)
            .width(Fill)
            .content(label::centred(words))
            .on_press_maybe(reachable.then(|| on_pick(Pick::Back(back))));
        tab.into()
    };
    Row::with_children(parts.map(tab)).spacing(look.metrics.gap()).into()
}
