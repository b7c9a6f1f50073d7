//! The frame around every screen: the same header, heading and footer at the same place.
//!
//! Portrait: heading above the body. Landscape: heading beside it, so that the
//! body has the whole height even on a panel 216 mm high.

use iced::alignment::Horizontal;
use iced::widget::{Column, Row, column, container, row, space};
use iced::{Alignment, Fill, Length, Padding};

use super::backend::Link;
use super::ctx::Ctx;
use super::fitting::Fitting;
use super::page::{Act, Page};
use super::{Input, Message, VoiceKey};
use crate::i18n::args;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Look, TextScale, Type};
use crate::ui::widget::button::Button;
use crate::ui::widget::card::{Tone, mark, notice, rule};
use crate::ui::widget::progress::steps;
use crate::ui::widget::{button, heading_stop, label, reading, small, title};
use crate::ui::{Element, font};

/// Below this width in millimetres the settings in the header show icons only.
const WORDS_FROM_MM: f32 = 440.0;

/// The whole screen.
pub fn frame<'a>(ctx: &Ctx<'_>, page: Page<'a, Message>) -> Element<'a, Message> {
    if !page.framed {
        return page.body;
    }
    if ctx.low_reach() {
        return low_frame(ctx, page);
    }
    let look = &ctx.look;
    let margin = look.metrics.margin();
    let low = super::compose::is_low(ctx);
    let (gap, edge) = if low { (look.mm(4.0), look.mm(3.5)) } else { (look.mm(8.0), look.mm(7.0)) };
    // in large text the line of the voice takes its room from what is white
    let dense = ctx.audio.on && look.metrics.scale.is_enlarged();
    let above = match look.layout() {
        Layout::Portrait if dense => look.mm(2.0),
        Layout::Portrait => look.mm(14.0),
        Layout::Landscape => gap * 1.25,
    };
    let below = if dense { look.mm(3.0) } else { gap };
    let head = header(ctx, page.may_finish);
    let foot = footer(ctx, &page);
    let heading = heading(ctx, &page, gap);
    let beside = look.layout() == Layout::Landscape && !page.wide;
    let content: Element<'a, Message> = match beside {
        false => {
            let mut content = Column::new().spacing(gap).height(Fill).push(heading);
            if let Some(offer) = page.offer {
                content = content.push(offer);
            }
            content.push(container(page.body).height(Fill)).into()
        }
        true => {
            let side = match page.offer {
                Some(offer) => heading.push(1, container(offer).padding(Padding::ZERO.top(gap))),
                None => heading,
            };
            row![
                container(side).width(Length::FillPortion(37)).height(Fill),
                container(page.body).width(Length::FillPortion(63)).height(Fill)
            ]
            .spacing(look.mm(10.0))
            .height(Fill)
            .into()
        }
    };
    column![
        container(head).padding(Padding::ZERO.top(edge).bottom(edge).left(margin).right(margin)),
        rule(look),
        container(content).height(Fill).padding(Padding::ZERO.top(above).bottom(below).left(margin).right(margin)),
        container(foot).padding(Padding::ZERO.bottom(edge).left(margin).right(margin)),
    ]
    .into()
}

/// How much of the height hands reach from a wheelchair, from below (services_i18n_a11y §3.2, check 13).
pub const REACH: f32 = 0.45;

/// The same screen with everything that can be touched in its lowest 45 %, and everything that is read above.
fn low_frame<'a>(ctx: &Ctx<'_>, page: Page<'a, Message>) -> Element<'a, Message> {
    let look = &ctx.look;
    let margin = look.metrics.margin();
    let (gap, edge) = (look.mm(4.0), look.metrics.gap());
    let (head, foot) = (low_header(ctx, page.may_finish), bar(ctx, &page));
    let mut above = heading(ctx, &page, gap);
    if let Some(offer) = page.offer {
        above = above.push(7, container(offer).padding(Padding::ZERO.top(gap)));
    }
    let mut upper =
        Column::new().push(centre(ctx)).spacing(look.mm(8.0)).height(Fill).push(container(above).height(Fill));
    if let Some(status) = status_line(ctx) {
        upper = upper.push(status);
    }
    let reach = (look.metrics.window.height * REACH).floor();
    let lower = column![container(page.body).height(Fill), foot, rule(look), head].spacing(edge);
    column![
        container(upper).height(Fill).padding(Padding::ZERO.top(look.mm(7.0)).bottom(gap).left(margin).right(margin)),
        container(lower).height(reach).padding(Padding::ZERO.bottom(edge).left(margin).right(margin)),
    ]
    .into()
}

/// The header keeps its size whatever the size of text: it must not move.
pub(super) fn calm(ctx: &Ctx<'_>) -> Look {
    let mut look = ctx.look;
    look.metrics.scale = TextScale::Normal;
    look
}

/// The name of the centre under a thin mark of dignity.
fn centre<'a>(ctx: &Ctx<'_>) -> Element<'a, Message> {
    let look = &calm(ctx);
    let name = ctx.config.centre.name.in_language(ctx.language()).to_owned();
    row![
        container(space::horizontal()).width(look.mm(1.2)).height(look.mm(11.0)).style({
            let gold = look.palette().gold;
            move |_| container::Style { background: Some(iced::Background::Color(gold)), ..container::Style::default() }
        }),
        container(label::text_in(look, Type::Small, font::BOLD, Some(look.palette().ink), name)).width(Fill),
    ]
    .spacing(look.mm(3.5))
    .align_y(Alignment::Center)
    .width(Fill)
    .into()
}

fn finish<'a>(ctx: &Ctx<'_>, may_finish: bool) -> Button<'a, Message> {
    button(&calm(ctx), Kind::Danger, "header.finish", ctx.t("header-finish"))
        .icon(Icon::Finish)
        .size(Type::Small)
        .on_press_maybe(may_finish.then_some(Message::AskFinish))
}

fn header<'a>(ctx: &Ctx<'_>, may_finish: bool) -> Element<'a, Message> {
    let look = &calm(ctx);
    let (centre, finish) = (centre(ctx), finish(ctx, may_finish));
    match look.layout() {
        Layout::Portrait => column![
            row![centre, finish].spacing(look.metrics.gap()).align_y(Alignment::Center),
            Row::with_children(tools(ctx, look, Tools::Stacked)).spacing(look.metrics.gap()),
        ]
        .spacing(look.metrics.gap())
        .into(),
        Layout::Landscape => row![
            centre,
            Row::with_children(tools(ctx, look, landscape_tools(look)))
                .spacing(look.metrics.gap())
                .align_y(Alignment::Center),
            finish
        ]
        .spacing(look.metrics.gap())
        .align_y(Alignment::Center)
        .into(),
    }
}

/// The same things at the lower edge, in one row.
fn low_header<'a>(ctx: &Ctx<'_>, may_finish: bool) -> Element<'a, Message> {
    let look = &calm(ctx);
    let stacked = look.layout() == Layout::Portrait;
    let mut things = tools(ctx, look, if stacked { Tools::Stacked } else { landscape_tools(look) });
    let finish = finish(ctx, may_finish);
    things.push(if stacked { finish.stacked().width(Fill).into() } else { space::horizontal().into() });
    let mut line = Row::with_children(things).spacing(look.metrics.gap()).align_y(Alignment::Center);
    if !stacked {
        line = line.push(self::finish(ctx, may_finish));
    }
    line.into()
}

fn landscape_tools(look: &Look) -> Tools {
    let wide = look.metrics.window.width / look.metrics.px_per_mm >= WORDS_FROM_MM;
    if wide { Tools::Words } else { Tools::Icons }
}

/// How the settings in the header stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tools {
    /// Icon above the word, spread over the width.
    Stacked,
    /// Icon and word in a line.
    Words,
    /// The icon alone; the voice still says the word.
    Icons,
}

/// A person, help, language, display.
fn tools<'a>(ctx: &Ctx<'_>, look: &Look, shape: Tools) -> Vec<Element<'a, Message>> {
    let items: [(&str, Icon, &str, Message); 4] = [
        ("header.staff", Icon::Person, "header-staff", Message::AskStaff),
        ("header.help", Icon::Help, "header-help", Message::AskHelp),
        ("header.language", Icon::Language, "header-language", Message::AskLanguage),
        ("header.display", Icon::Contrast, "header-display", Message::AskDisplay),
    ];
    items
        .into_iter()
        .map(|(id, icon, key, message)| {
            let words = ctx.t(key);
            let shows_word = shape != Tools::Icons || id == "header.help";
            let tool = button(look, Kind::Quiet, id, if shows_word { words.clone() } else { String::new() })
                .icon(icon)
                .size(Type::Small)
                .words(words)
                .on_press(message);
            match shape {
                Tools::Stacked => tool.stacked().width(Fill).into(),
                Tools::Words | Tools::Icons => tool.into(),
            }
        })
        .collect()
}

/// Progress, context, title, hint and what must be mended.
fn heading<'a>(ctx: &Ctx<'_>, page: &Page<'_, Message>, gap: f32) -> Fitting<'a, Message> {
    let look = &ctx.look;
    let mut lines = Fitting::new(look.mm(1.5));
    if let Some((n, of)) = page.progress {
        let words = ctx.with("step-of", &args![n = n as i64, of = of as i64]);
        let line = column![small(look, words), steps(look, n, of)].spacing(look.mm(1.5));
        lines = lines.push(3, container(line).padding(Padding::ZERO.bottom(gap / 2.0)));
    }
    if let Some(context) = &page.context {
        lines =
            lines.push(2, label::text_in(look, Type::Small, font::BOLD, Some(look.palette().accent), context.clone()));
    }
    let title = title(look, page.title.clone());
    lines = lines.push(9, heading_stop(look, page.spoken(), title, Message::Key(Input::Repeat)));
    if let Some(hint) = &page.hint {
        lines = lines.push(5, label::text_in(look, Type::Body, font::REGULAR, Some(look.palette().soft), hint.clone()));
    }
    if page.context.is_none() && page.progress.is_none() && page.hint.is_none() {
        lines = lines.push(0, container(mark(look)).padding(Padding::ZERO.top(look.mm(2.0))));
    }
    if let Some(problem) = &page.problem {
        lines =
            lines.push(8, container(notice(look, Tone::Error, problem.clone())).padding(Padding::ZERO.top(gap / 2.0)));
    }
    lines
}

/// What is wrong outside, in small honest words, and the way back and on.
fn footer<'a>(ctx: &Ctx<'_>, page: &Page<'a, Message>) -> Element<'a, Message> {
    let look = &ctx.look;
    let dense = super::compose::is_low(ctx) || look.metrics.scale.is_enlarged();
    let mut lines = Column::new().spacing(look.mm(if dense { 3.0 } else { 5.0 }));
    if let Some(status) = status_line(ctx) {
        lines = lines.push(status);
    }
    lines.push(rule(look)).push(bar(ctx, page)).into()
}

/// The way back and on.
fn bar<'a>(ctx: &Ctx<'_>, page: &Page<'a, Message>) -> Element<'a, Message> {
    let look = &ctx.look;
    let act = |act: &Act<Message>, kind: Kind| {
        let act_button = button(look, kind, act.id, act.label.clone()).on_press_maybe(act.message.clone());
        match act.icon {
            Some(Icon::Next) => act_button.trailing(Icon::Next),
            Some(icon) => act_button.icon(icon),
            None => act_button,
        }
    };
    // Back keeps its place when what stands beside it takes two lines
    let mut bar = Row::new().spacing(look.metrics.gap()).align_y(Alignment::End);
    if let Some(message) = &page.back {
        bar = bar.push(
            button(look, Kind::Secondary, "action.back", ctx.t("action-back"))
                .icon(Icon::Back)
                .on_press(message.clone()),
        );
    }
    if ctx.audio.on {
        bar = voice_tools(ctx).into_iter().fold(bar, Row::push);
    }
    // in the largest text they may not fit beside each other: then they stand below each other
    let mut onward = Row::new().spacing(look.metrics.gap()).align_y(Alignment::Center);
    if let Some(secondary) = &page.secondary {
        onward = onward.push(act(secondary, Kind::Secondary));
    }
    if let Some(primary) = &page.primary {
        onward = onward.push(act(primary, if page.equal { Kind::Secondary } else { Kind::Primary }));
    }
    let onward = onward.wrap().align_x(Horizontal::Right);
    if page.back.is_none() && page.secondary.is_none() && page.primary.is_none() {
        // as high as a button where there is none, so that nothing jumps
        bar = bar.push(space::horizontal().height(look.metrics.target()));
    }
    bar = bar.push(container(onward).align_right(Fill));
    bar.into()
}

/// While the voice speaks: to pause it, and to what else can be done about it. For whoever has no keys for that.
fn voice_tools<'a>(ctx: &Ctx<'_>) -> [Element<'a, Message>; 2] {
    let look = &calm(ctx);
    let tool = |id, icon, key, message| -> Element<'a, Message> {
        button(look, Kind::Quiet, id, "").icon(icon).words(ctx.t(key)).on_press(message).into()
    };
    [
        tool("footer.pause", Icon::Pause, "voice-pause", Message::Key(Input::Voice(VoiceKey::Pause))),
        tool("footer.voice", Icon::Speaker, "display-voice", Message::AskVoice),
    ]
}

fn status_line<'a>(ctx: &Ctx<'_>) -> Option<Element<'a, Message>> {
    let look = &calm(ctx);
    let soft = look.palette().soft;
    let mut parts: Vec<(Icon, String)> = Vec::new();
    if let Some(fault) = ctx.outside.printer.fault {
        parts.push((Icon::Printer, ctx.t(fault)));
    }
    // Its words promise that requests are kept.
    if matches!(ctx.outside.link, Link::Offline { .. }) && ctx.outside.requests {
        parts.push((Icon::Offline, ctx.t("link-offline")));
    }
    let voice = ctx.audio.on.then(|| voice_words(ctx));
    if parts.is_empty() && voice.is_none() {
        return None;
    }
    let line = |(icon, words): (Icon, String)| -> Element<'a, Message> {
        row![label::icon_image(look, icon, 7.0, soft), container(small(look, words)).width(Fill)]
            .spacing(look.mm(3.0))
            .align_y(Alignment::Center)
            .into()
    };
    let mut lines: Vec<Element<'a, Message>> = parts.into_iter().map(line).collect();
    lines.extend(voice.map(|words| reading::silent(line((Icon::Speaker, words)))));
    Some(Column::with_children(lines).into())
}

/// How the voice is set: what it says about itself is seen as well.
pub(super) fn voice_words(ctx: &Ctx<'_>) -> String {
    let audio = ctx.audio;
    let mut words = vec![
        ctx.with("voice-rate", &args![n = i64::from(audio.percent)]),
        ctx.with("voice-volume", &args![n = i64::from(audio.volume), of = i64::from(super::voice::LOUDEST)]),
    ];
    if audio.aloud {
        words.push(ctx.t("voice-aloud"));
    }
    words.join(" · ")
}

/// The answers of a dialog with a person among them: whoever is lost in a question needs one as much as elsewhere.
pub fn with_person<'a>(ctx: &Ctx<'_>, mut answers: Vec<Element<'a, Message>>) -> Vec<Element<'a, Message>> {
    let look = &calm(ctx);
    let person = button(look, Kind::Secondary, "dialog.staff", ctx.t("header-staff"))
        .icon(Icon::Person)
        .size(Type::Small)
        .on_press(Message::AskStaff);
    // a wide panel has no height to spare
    match answers.pop() {
        Some(last) if look.layout() == Layout::Landscape => {
            let pair = row![last, person].spacing(look.metrics.gap()).align_y(Alignment::Center);
            answers.push(pair.into());
        }
        last => answers.extend(last.into_iter().chain([person.width(Fill).into()])),
    }
    answers
}

/// A dialog: title, words, and two answers below each other.
pub fn dialog<'a>(
    ctx: &Ctx<'_>,
    heading: Element<'a, Message>,
    middle: Vec<Element<'a, Message>>,
    answers: Vec<Element<'a, Message>>,
    keeps_last: bool,
) -> Element<'a, Message> {
    let look = &ctx.look;
    let gap = look.mm(if super::compose::is_low(ctx) { 3.5 } else { 5.0 });
    let mut lines = Fitting::new(gap).push(10, heading);
    // of the words the last goes first; what was just said (a call went out) is given last and stays
    let count = middle.len();
    for (index, line) in middle.into_iter().enumerate() {
        let weight =
            if index + 1 == count && keeps_last { 9 } else { u8::try_from(8_usize.saturating_sub(index)).unwrap_or(0) };
        lines = lines.push(weight, line);
    }
    lines.push(11, Column::with_children(answers).spacing(look.metrics.gap()).width(Fill)).into()
}
