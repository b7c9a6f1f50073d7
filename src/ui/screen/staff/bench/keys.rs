//! Each key that is pressed is named, with what it means by `[keypad]`.

use super::super::desk::{self, Desk};
use crate::config::KeyUse;
use crate::i18n::args;
use crate::ui::Element;
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;
use crate::ui::widget::card::{Tone, notice};

/// So many of the last keys are shown.
const SHOWN: usize = 6;

/// A key that was pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pressed {
    /// Its name in the configuration, when it has one.
    pub name: Option<String>,
    /// What it does.
    pub used: Option<KeyUse>,
    /// What it types where it does nothing else.
    pub types: Option<String>,
}

/// The last keys, the newest first.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Keys(Vec<Pressed>);

impl Keys {
    /// Takes a key; whether it was the one for Back, twice in a row: the way out for whoever has only keys.
    pub(super) fn pressed(&mut self, pressed: Pressed) -> bool {
        let leaves = pressed.used == Some(KeyUse::Back) && self.0.first() == Some(&pressed);
        self.0.insert(0, pressed);
        self.0.truncate(SHOWN);
        leaves
    }
}

/// The message that says what a key is for.
fn use_key(used: KeyUse) -> &'static str {
    match used {
        KeyUse::Next => "key-use-next",
        KeyUse::Previous => "key-use-previous",
        KeyUse::Up => "key-use-up",
        KeyUse::Down => "key-use-down",
        KeyUse::Left => "key-use-left",
        KeyUse::Right => "key-use-right",
        KeyUse::Select => "key-use-select",
        KeyUse::Back => "key-use-back",
        KeyUse::Home => "key-use-home",
        KeyUse::Help => "key-use-help",
        KeyUse::Language => "key-use-language",
        KeyUse::Repeat => "key-use-repeat",
        KeyUse::Pause => "key-use-pause",
        KeyUse::Louder => "key-use-louder",
        KeyUse::Softer => "key-use-softer",
        KeyUse::Faster => "key-use-faster",
        KeyUse::Slower => "key-use-slower",
        KeyUse::Headphones => "key-use-headphones",
        KeyUse::Unplugged => "key-use-unplugged",
        KeyUse::Jack => "key-use-jack",
        KeyUse::Aloud => "key-use-aloud",
        KeyUse::Staff => "key-use-staff",
    }
}

pub(super) fn view<'a>(keys: &'a Keys, desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let mut parts: Vec<Element<'a, desk::Message>> = Vec::new();
    if keys.0.is_empty() {
        parts.push(notice(&ctx.look, Tone::Info, ctx.t("test-keys-none")));
    }
    parts.extend(keys.0.iter().map(|pressed| {
        let name = pressed.name.as_ref().map_or_else(|| ctx.t("test-key-unknown"), |name| ctx.texts.code(name));
        let means = match (pressed.used, &pressed.types) {
            (Some(used), _) => ctx.t(use_key(used)),
            (None, Some(types)) => ctx.with("test-key-types", &args![sign = types.as_str()]),
            (None, None) => ctx.t("test-key-nothing"),
        };
        let words = ctx.with("test-key-line", &args![key = name, means = means]);
        compose::point(ctx, Icon::Keyboard, words)
    }));
    Page::new("test-keys", ctx.t("test-keys"), compose::pages(ctx, parts, desk.page, desk::Message::Page))
        .hint(ctx.t("test-keys-do"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_for_back_leaves_when_it_is_pressed_twice_in_a_row() {
        let key = |name: &str, used| Pressed { name: Some(name.into()), used, types: None };
        let (back, up) = (key("Escape", Some(KeyUse::Back)), key("ArrowUp", Some(KeyUse::Up)));
        let mut keys = Keys::default();
        for pressed in [&up, &up, &back, &up, &back] {
            assert!(!keys.pressed(pressed.clone()));
        }
        assert!(keys.pressed(back));
        for _ in 0..20 {
            let _ = keys.pressed(up.clone());
        }
        assert_eq!(keys.0.len(), SHOWN);
    }
}
