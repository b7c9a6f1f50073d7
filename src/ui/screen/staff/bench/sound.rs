//! The voice: a sentence, and which side it comes from.

use iced::Fill;

use super::super::desk::{self, Desk};
use super::Message;
use crate::i18n::args;
use crate::speech::Side;
use crate::ui::Element;
use crate::ui::app::bench::SoundWay;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;
use crate::ui::theme::Kind;
use crate::ui::widget::button;
use crate::ui::widget::card::{Tone, notice};

pub(super) fn view<'a>(way: Option<SoundWay>, desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let look = &ctx.look;
    let mut parts: Vec<Element<'a, desk::Message>> = Vec::new();
    for (id, side, words) in [
        ("test.say", Side::Both, "test-sound-say"),
        ("test.left", Side::Left, "test-sound-left"),
        ("test.right", Side::Right, "test-sound-right"),
    ] {
        parts.push(
            button(look, Kind::Secondary, id, ctx.t(words))
                .icon(Icon::Speaker)
                .width(Fill)
                .on_press(desk::Message::Bench(Message::Say(side)))
                .into(),
        );
    }
    if let Some(way) = way {
        let (tone, words) = match way {
            SoundWay::Device => {
                (Tone::Info, ctx.with("test-sound-device", &args![key = ctx.texts.code("speech.device")]))
            }
            SoundWay::File => (Tone::Info, ctx.t("test-sound-file")),
            SoundWay::Off => (Tone::Warning, ctx.t("test-sound-off")),
        };
        // what came of it stands above, so that it is seen at once
        parts.insert(0, notice(look, tone, words));
    }
    Page::new("test-sound", ctx.t("test-sound"), compose::pages(ctx, parts, desk.page, desk::Message::Page))
        .hint(ctx.t("test-sound-do"))
}
