//! The few arrangements that several screens share.

use iced::widget::{Column, Row, container, row};
use iced::{Alignment, Fill, Padding};

use super::ctx::Ctx;
use super::paged::Paged;
use crate::i18n::args;
use crate::i18n::text::{directed, fold_digits, strip_bidi};
use crate::ui::Element;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Look, Type};
use crate::ui::widget::button::Button;
use crate::ui::widget::{body, button, card, heading, label, number, small};

/// Most choices on one page.
const MOST: usize = 6;

/// A large choice: icon, name, remark, and an arrow that points on.
pub fn tile<'a, M: Clone + 'a>(
    ctx: &Ctx<'_>,
    id: impl Into<String>,
    icon: Option<Icon>,
    name: impl Into<String>,
    note: Option<String>,
) -> Button<'a, M> {
    let name = name.into();
    let face = face(ctx, icon, &name, note.clone(), Some(Icon::Next));
    let tile = button(&ctx.look, Kind::Tile, id, name).width(Fill).least_height(24.0).content(face);
    match note {
        Some(note) => tile.note(note),
        None => tile,
    }
}

/// A large choice that cannot be made now: without icon and arrow, it does not look like one.
pub fn closed_tile<'a, M: Clone + 'a>(
    ctx: &Ctx<'_>,
    id: impl Into<String>,
    name: &str,
    note: Option<String>,
) -> Button<'a, M> {
    let face = face(ctx, None, name, note, None);
    button(&ctx.look, Kind::Tile, id, name).width(Fill).least_height(24.0).content(face)
}

/// What stands on a large choice.
pub fn face<'a, M: 'a>(
    ctx: &Ctx<'_>,
    icon: Option<Icon>,
    name: &str,
    note: Option<String>,
    end: Option<Icon>,
) -> Element<'a, M> {
    let look = &ctx.look;
    let p = look.palette();
    let roomy = look.layout() == Layout::Portrait;
    let mut words = Column::new().push(heading(look, name)).width(Fill);
    if let Some(note) = note {
        words = words.push(small(look, note));
    }
    let mut line = Row::new().align_y(Alignment::Center).spacing(look.mm(if roomy { 7.0 } else { 5.0 }));
    if let Some(icon) = icon {
        line = line.push(label::icon_image(look, icon, if roomy { 18.0 } else { 14.0 }, p.accent));
    }
    line = line.push(words);
    if let Some(end) = end {
        line = line.push(label::icon_image(look, end, 9.0, p.accent));
    }
    container(line).padding(Padding::ZERO.left(look.mm(1.5)).right(look.mm(1.5))).into()
}

/// Choices below each other, or beside each other where the screen is wide, on as many pages as needed.
pub fn choices<'a, M: Clone + 'a>(
    ctx: &Ctx<'_>,
    columns: usize,
    items: Vec<Element<'a, M>>,
    page: usize,
    on_page: impl Fn(usize) -> M + 'a,
) -> Element<'a, M> {
    let wide = ctx.look.layout() == Layout::Landscape;
    let tall = if wide { 38.0 } else { 44.0 };
    // what lies within low reach of a wide screen is too little for more than a choice or two below each other
    let columns = if wide && ctx.low_reach() { columns.max(2) } else { columns };
    pages(ctx, items, page, on_page).columns(columns).even().most(MOST).tall(ctx.look.mm(tall)).into()
}

/// Anything below each other on as many pages as needed.
pub fn pages<'a, M: Clone + 'a>(
    ctx: &Ctx<'_>,
    items: Vec<Element<'a, M>>,
    page: usize,
    on_page: impl Fn(usize) -> M + 'a,
) -> Paged<'a, M> {
    let look = ctx.look;
    let texts = ctx.texts.clone();
    let (previous, next) = (ctx.t("page-previous"), ctx.t("page-next"));
    Paged::new(items, page, look.metrics.gap(), move |page, of| {
        let words = texts.with("page-of", &args![n = page as i64 + 1, of = of as i64]);
        turner(&look, page, of, words, &previous, &next, &on_page)
    })
}

/// Previous page, "2 of 3", next page.
fn turner<'a, M: Clone + 'a>(
    look: &Look,
    page: usize,
    of: usize,
    words: String,
    previous: &str,
    next: &str,
    on_page: &impl Fn(usize) -> M,
) -> Element<'a, M> {
    let earlier = button(look, Kind::Secondary, "page.previous", "")
        .icon(Icon::Back)
        .words(format!("{previous}. {words}"))
        .on_press_maybe((page > 0).then(|| on_page(page.saturating_sub(1))));
    let later = button(look, Kind::Secondary, "page.next", next)
        .words(format!("{next}. {words}"))
        .trailing(Icon::Next)
        .on_press_maybe((page + 1 < of).then(|| on_page(page + 1)));
    // the words between them keep the buttons apart
    let spacing = if look.metrics.is_low() { look.mm(1.0) } else { look.metrics.gap() };
    row![earlier, container(body(look, words)).center_x(Fill), later].spacing(spacing).align_y(Alignment::Center).into()
}

/// Fewer, how many, more: by large buttons.
pub fn stepper<'a, M: Clone + 'a>(
    ctx: &Ctx<'_>,
    count: u32,
    range: std::ops::RangeInclusive<u32>,
    on_count: impl Fn(u32) -> M,
) -> Element<'a, M> {
    let look = &ctx.look;
    let step = |id, icon, key, to: Option<u32>| {
        button(look, Kind::Secondary, id, "")
            .icon(icon)
            .words(ctx.t(key))
            .width(look.mm(36.0))
            .least_height(30.0)
            .on_press_maybe(to.map(&on_count))
    };
    let line = row![
        step("count.less", Icon::Minus, "action-less", (count > *range.start()).then(|| count - 1)),
        container(number(look, ctx.texts.number(i64::from(count)))).center_x(Fill),
        step("count.more", Icon::Plus, "action-more", (count < *range.end()).then(|| count + 1)),
    ]
    .spacing(look.metrics.gap())
    .align_y(Alignment::Center);
    card(look, line)
}

/// Whether the panel is so low that every millimetre of height counts.
#[must_use]
pub fn is_low(ctx: &Ctx<'_>) -> bool {
    ctx.look.metrics.is_low()
}

/// An icon, the official word, and what there is to say.
pub fn section<'a, M: 'a>(ctx: &Ctx<'_>, icon: Icon, name: String, content: Vec<Element<'a, M>>) -> Element<'a, M> {
    let look = &ctx.look;
    let words = Column::with_children(content).spacing(look.mm(1.0)).width(Fill);
    row![
        container(label::icon_image(look, icon, 9.0, look.palette().accent)).padding(Padding::ZERO.top(look.mm(1.0))),
        iced::widget::column![
            label::text_in(look, Type::Small, crate::ui::font::BOLD, Some(look.palette().accent), name),
            words
        ]
        .width(Fill),
    ]
    .spacing(look.mm(5.0))
    .into()
}

/// A line with an icon before it.
pub fn point<'a, M: 'a>(ctx: &Ctx<'_>, icon: Icon, words: String) -> Element<'a, M> {
    let look = &ctx.look;
    row![label::icon_image(look, icon, 11.0, look.palette().accent), container(body(look, words)).width(Fill)]
        .spacing(look.mm(5.0))
        .align_y(Alignment::Center)
        .into()
}

/// What a hand has to do, one step below the other. `text` numbers them itself (`1. Open the cover. 2. …`), each language
/// with its own digits.
pub fn steps<'a, M: 'a>(ctx: &Ctx<'_>, text: &str) -> Vec<Element<'a, M>> {
    let look = &ctx.look;
    let step = |(number, words): (&str, &str)| {
        let number = label::text_in(look, Type::Body, crate::ui::font::BOLD, Some(look.palette().accent), number);
        let words = directed(words, look.direction).into_owned();
        // one digit, in the largest text as well
        row![container(number).width(look.mm(7.0).max(look.text(Type::Body))), container(body(look, words)).width(Fill)]
            .spacing(look.mm(2.0))
            .into()
    };
    numbered(text).into_iter().map(step).collect()
}

/// The steps of a numbered text with their numbers. What is not numbered is one step without a number.
fn numbered(text: &str) -> Vec<(&str, &str)> {
    // Where each number begins, and where its step does.
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let digits = word.trim_end().strip_suffix('.').unwrap_or_default();
        // A speed or a year at the end of a sentence is no step.
        if fold_digits(&strip_bidi(digits)).parse::<usize>() == Ok(starts.len() + 1) {
            starts.push((at, at + word.len()));
        }
        at += word.len();
    }
    if starts.is_empty() {
        return vec![("", text)];
    }
    let ends = starts.iter().skip(1).map(|(next, _)| *next).chain([text.len()]);
    let step = |((number, words), end): (&(usize, usize), usize)| {
        (text[*number..*words].trim_end().trim_end_matches('.'), text[*words..end].trim())
    };
    starts.iter().zip(ends).map(step).collect()
}

/// A large icon over a few lines in the middle of the screen.
pub fn moment<'a, M: 'a>(ctx: &Ctx<'_>, icon: Icon, title: String, about: Option<String>) -> Element<'a, M> {
    let look = &ctx.look;
    // what is touched in low reach stands in a part of the screen, and what is read with it
    let sign = if ctx.low_reach() { 20.0 } else { 32.0 };
    let mut lines = Column::new()
        .push(label::icon_image(look, icon, sign, look.palette().accent))
        .push(heading(look, title))
        .spacing(look.mm(5.0))
        .align_x(Alignment::Center);
    if let Some(about) = about {
        lines = lines.push(small(look, about));
    }
    container(lines).center(Fill).padding(look.metrics.margin()).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::device::printer::Fault;
    use crate::i18n::{Language, Locales};

    #[test]
    fn steps_are_told_apart_by_their_own_numbers() {
        assert_eq!(
            numbered("1. Open it. 2. Set it to 115200. Close it."),
            [("1", "Open it."), ("2", "Set it to 115200. Close it."),]
        );
        assert_eq!(numbered("١. بیکەرەوە. ٢. دایبخە."), [("١", "بیکەرەوە."), ("٢", "دایبخە.")]);
        assert_eq!(numbered("\u{200F}١. a. ٢. b."), [("\u{200F}١", "a."), ("٢", "b.")]);
        assert_eq!(numbered("Wait."), [("", "Wait.")]);
    }

    /// No step is empty, and none is lost between two numbers, in any language.
    #[test]
    fn the_steps_of_every_fault_are_steps() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let locales = Locales::load(&folder).unwrap();
        for tag in ["ckb", "ar", "en", "kmr"] {
            let texts = locales.texts(Language::parse(tag).unwrap());
            for fault in Fault::ALL {
                let text = texts.attr(fault.message_key(), "staff-steps").unwrap();
                let steps = numbered(&text);
                assert!(steps.iter().all(|(number, words)| !number.is_empty() && !words.is_empty()), "{tag}: {text}");
            }
        }
    }
}
