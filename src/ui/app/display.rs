//! The panel behind "Display": size of text, colours, low reach, hidden screen, digits.
//!
//! Each setting shows what it does – letters in their size, colours on their ground – so that nobody needs to read. The
//! panel stays open while things are tried; nothing that was answered is touched.

use iced::widget::{Column, Row, column, container, row};
use iced::{Alignment, Background, Border, Fill, Length};

use super::Message;
use super::ctx::Ctx;
use crate::i18n::Digits;
use crate::i18n::text::arabic_digits;
use crate::ui::icon::Icon;
use crate::ui::theme::{Contrast, Kind, Layout, Look, TextScale, Type};
use crate::ui::widget::button::Button;
use crate::ui::widget::stop::Role;
use crate::ui::widget::{body, button, label, small};
use crate::ui::{Element, font};

/// The settings below each other.
pub(super) fn panel<'a>(ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
    vec![
        setting(ctx, "header-text-size", TextScale::ALL.map(|scale| size(ctx, scale)).into()),
        setting(ctx, "header-contrast", Contrast::ALL.map(|contrast| colours(ctx, contrast)).into()),
        in_rows(ctx, switches(ctx)),
    ]
}

/// Side by side where the screen is wide, else two by two: their words need the room.
fn in_rows<'a>(ctx: &Ctx<'_>, switches: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    let gap = ctx.look.metrics.gap();
    let most = match ctx.look.layout() {
        Layout::Portrait => 2,
        Layout::Landscape => switches.len(),
    };
    let mut rows = Column::new().spacing(gap).width(Fill);
    let mut switches = switches.into_iter().peekable();
    while switches.peek().is_some() {
        rows = rows.push(Row::with_children(switches.by_ref().take(most)).spacing(gap));
    }
    rows.into()
}

/// A word and what there is to choose, beside each other where the screen is wide.
fn setting<'a>(ctx: &Ctx<'_>, key: &str, choices: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    let look = &ctx.look;
    let choices = Row::with_children(choices).spacing(look.metrics.gap()).width(Fill);
    match look.layout() {
        Layout::Portrait => column![small(look, ctx.t(key)), choices].spacing(look.mm(1.5)).into(),
        Layout::Landscape => row![
            container(body(look, ctx.t(key))).width(Length::FillPortion(1)),
            container(choices).width(Length::FillPortion(4))
        ]
        .spacing(look.metrics.gap())
        .align_y(Alignment::Center)
        .into(),
    }
}

/// One of several: what is chosen has the mark of choice, not only another colour.
fn choice<'a>(
    ctx: &Ctx<'_>,
    id: String,
    words: &str,
    chosen: bool,
    face: Element<'a, Message>,
    message: Message,
) -> Element<'a, Message> {
    let look = &ctx.look;
    let spoken = if chosen { format!("{words}. {}", ctx.t("selected")) } else { words.to_owned() };
    let mark: Element<'a, Message> = if chosen {
        label::icon_image(look, Icon::Check, 7.0, look.palette().accent)
    } else {
        iced::widget::space::horizontal().width(0).into()
    };
    let face = row![face, mark].spacing(look.mm(1.5)).align_y(Alignment::Center);
    button(look, Kind::Tile, id, words)
        .role(Role::Choice)
        .words(spoken)
        .selected(chosen)
        .width(Fill)
        .content(container(face).center_x(Fill))
        .on_press(message)
        .into()
}

fn size<'a>(ctx: &Ctx<'_>, scale: TextScale) -> Element<'a, Message> {
    let (name, key) = match scale {
        TextScale::Small => ("small", "text-size-small"),
        TextScale::Normal => ("standard", "text-size-standard"),
        TextScale::Large => ("large", "text-size-large"),
        TextScale::Largest => ("largest", "text-size-largest"),
    };
    let mut look = ctx.look;
    look.metrics.scale = scale;
    let sample = label::text_in(&look, Type::Body, font::BOLD, Some(look.palette().ink), ctx.t("display-sample"));
    let chosen = ctx.settings.scale == scale;
    choice(ctx, format!("display.size.{name}"), &ctx.t(key), chosen, sample, Message::Scale(scale))
}

fn colours<'a>(ctx: &Ctx<'_>, contrast: Contrast) -> Element<'a, Message> {
    let (name, key) = match contrast {
        Contrast::Standard => ("standard", "contrast-standard"),
        Contrast::BlackOnWhite => ("black-on-white", "contrast-black-on-white"),
        Contrast::WhiteOnBlack => ("white-on-black", "contrast-white-on-black"),
        Contrast::Low => ("low", "contrast-low"),
    };
    let look = calm(&ctx.look);
    let p = contrast.palette();
    let (paper, edge, line, radius) = (p.paper, p.ink, look.mm(0.3), look.mm(1.5));
    let sample = label::text_in(&look, Type::Body, font::BOLD, Some(p.ink), ctx.t("display-sample"));
    let swatch = container(sample).padding([0.0, look.mm(3.0)]).style(move |_| container::Style {
        background: Some(Background::Color(paper)),
        border: Border { color: edge, width: line, radius: radius.into() },
        ..container::Style::default()
    });
    let chosen = ctx.settings.contrast == contrast;
    choice(ctx, format!("display.colours.{name}"), &ctx.t(key), chosen, swatch.into(), Message::Colours(contrast))
}

/// Low reach (where the panel is high enough for it), the voice where there is one, hidden screen, digits.
fn switches<'a>(ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
    let look = &calm(&ctx.look);
    let on = |on: bool| ctx.t(if on { "display-on" } else { "display-off" });
    let switch = |id: &str, icon: Icon, key: &str, state: Option<bool>, message: Message| -> Button<'a, Message> {
        let words = ctx.t(key);
        let spoken = state.map_or_else(|| words.clone(), |state| format!("{words}. {}", on(state)));
        let switch = button(look, Kind::Tile, id, words).icon(icon).size(Type::Small).words(spoken).role(Role::Button);
        switch.selected(state == Some(true)).width(Fill).on_press(message)
    };
    let mut switches: Vec<Element<'a, Message>> = Vec::new();
    if !look.metrics.is_low() {
        let low = ctx.settings.low_reach;
        let reach = switch("display.reach", Icon::Reach, "display-reach", Some(low), Message::LowReach(!low));
        switches.push(if low { reach.trailing(Icon::Check).into() } else { reach.into() });
    }
    if ctx.has_voice() {
        switches.push(switch("display.voice", Icon::Speaker, "display-voice", None, Message::AskVoice).into());
    }
    switches.push(switch("display.hide", Icon::Hide, "display-hide", None, Message::Hide(true)).into());
    let (digits, key) = match ctx.texts.digits() {
        Digits::Arabic => ("123".to_owned(), "digits-latin"),
        Digits::Latin => (arabic_digits("123"), "digits-arabic"),
    };
    let picture = label::text_in(look, Type::Body, font::BOLD, Some(look.palette().accent), digits);
    let words = label::text_in(look, Type::Small, font::MEDIUM, None, ctx.t("header-digits"));
    let face = Column::new().push(picture).push(words).align_x(Alignment::Center);
    switches.push(
        button(look, Kind::Tile, "display.digits", ctx.t("header-digits"))
            .role(Role::Button)
            .words(format!("{}. {}", ctx.t("header-digits"), ctx.t(key)))
            .content(container(face).center_x(Fill))
            .width(Fill)
            .on_press(Message::TurnDigits)
            .into(),
    );
    switches
}

/// What a picture of a setting shows does not grow with the text around it.
fn calm(look: &Look) -> Look {
    let mut look = *look;
    look.metrics.scale = TextScale::Normal;
    look
}
