//! The dialog of the voice: all that its keys do, for whoever has no such keys.

use iced::Fill;
use iced::widget::{Column, Row};

use super::ctx::Ctx;
use super::frame::voice_words;
use super::voice::VoiceKey;
use super::{Input, Message};
use crate::ui::Element;
use crate::ui::icon::Icon;
use crate::ui::theme::{Kind, Layout, Type};
use crate::ui::widget::button::Button;
use crate::ui::widget::{body, button, reading};

/// Side by side.
const COLUMNS: usize = 4;

/// How it sounds now, and what can be done about it.
pub(super) fn panel<'a>(ctx: &Ctx<'_>) -> Vec<Element<'a, Message>> {
    let look = &ctx.look;
    let audio = ctx.audio;
    let key = |key| Message::Key(Input::Voice(key));
    // a screen that comes back from under a dialog is read again: to say it again is to close this one
    let things: [Button<'a, Message>; 2 * COLUMNS] = [
        thing(ctx, "voice.slower", Icon::Slower, "voice-slower", None, key(VoiceKey::Slower)),
        thing(ctx, "voice.faster", Icon::Faster, "voice-faster", None, key(VoiceKey::Faster)),
        thing(ctx, "voice.softer", Icon::Softer, "voice-softer", None, key(VoiceKey::Softer)),
        thing(ctx, "voice.louder", Icon::Louder, "voice-louder", None, key(VoiceKey::Louder)),
        thing(ctx, "voice.speaks", Icon::Speaker, "voice-speaks", Some(audio.on), Message::Listen(!audio.on)),
        thing(ctx, "voice.pause", Icon::Pause, "voice-pause", None, key(VoiceKey::Pause)),
        thing(ctx, "voice.again", Icon::Again, "voice-again", None, Message::CloseOverlay),
        thing(ctx, "voice.private", Icon::Lock, "voice-private", Some(audio.aloud), key(VoiceKey::Aloud)),
    ];
    let mut rows: Vec<Vec<Element<'a, Message>>> = Vec::new();
    for thing in things {
        if rows.last().is_none_or(|row| row.len() == COLUMNS) {
            rows.push(Vec::new());
        }
        if let Some(row) = rows.last_mut() {
            row.push(thing.into());
        }
    }
    let gap = look.metrics.gap();
    let rows =
        rows.into_iter().map(|row| -> Element<'a, Message> { Row::with_children(row).spacing(gap).width(Fill).into() });
    // the line is said when something of it changes, and goes where there is no room
    vec![Column::with_children(rows).spacing(gap).into(), reading::silent(body(look, voice_words(ctx)))]
}

/// One thing to do; what is on or off says so in words.
fn thing<'a>(
    ctx: &Ctx<'_>,
    id: &str,
    icon: Icon,
    key: &str,
    state: Option<bool>,
    message: Message,
) -> Button<'a, Message> {
    let look = super::frame::calm(ctx);
    let thing = button(&look, Kind::Secondary, id, ctx.t(key)).size(Type::Small).width(Fill).on_press(message);
    let thing = match state {
        Some(on) => thing.note(ctx.t(if on { "display-on" } else { "display-off" })).selected(on),
        None => thing,
    };
    match look.layout() {
        Layout::Portrait => thing.small_icon(icon).stacked(),
        Layout::Landscape => thing.icon(icon),
    }
}
