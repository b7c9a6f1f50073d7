//! Section `[keypad]`: keypads, switches and what counts as a trembling hand.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::problem::nearest;
use crate::problem::source::Section;

/// What a key of a keypad does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyUse {
    /// The focus goes on; after the last comes the first.
    Next,
    /// The focus goes back.
    Previous,
    /// The focus goes up, as seen.
    Up,
    /// The focus goes down, as seen.
    Down,
    /// The focus goes left, as seen.
    Left,
    /// The focus goes right, as seen.
    Right,
    /// Does what has the focus.
    Select,
    /// The screen before; closes a dialog.
    Back,
    /// The start screen; answers stay.
    Home,
    /// Help, and a person.
    Help,
    /// Choice of language.
    Language,
    /// Says the screen again.
    Repeat,
    /// Stops the voice, and lets it go on.
    Pause,
    /// A louder voice.
    Louder,
    /// A softer voice.
    Softer,
    /// A faster voice.
    Faster,
    /// A slower voice.
    Slower,
    /// Headphones were plugged in.
    Headphones,
    /// Headphones were pulled out.
    Unplugged,
    /// They were plugged in or pulled out, where one key tells both by turns.
    Jack,
    /// Personal answers aloud, or not any more.
    Aloud,
    /// On the screen at rest: the question for a member of staff's PIN. For a key switch.
    Staff,
}

const USES: [(&str, KeyUse); 22] = [
    ("next", KeyUse::Next),
    ("previous", KeyUse::Previous),
    ("up", KeyUse::Up),
    ("down", KeyUse::Down),
    ("left", KeyUse::Left),
    ("right", KeyUse::Right),
    ("select", KeyUse::Select),
    ("back", KeyUse::Back),
    ("home", KeyUse::Home),
    ("help", KeyUse::Help),
    ("language", KeyUse::Language),
    ("repeat", KeyUse::Repeat),
    ("pause", KeyUse::Pause),
    ("louder", KeyUse::Louder),
    ("softer", KeyUse::Softer),
    ("faster", KeyUse::Faster),
    ("slower", KeyUse::Slower),
    ("headphones", KeyUse::Headphones),
    ("unplugged", KeyUse::Unplugged),
    ("jack", KeyUse::Jack),
    ("aloud", KeyUse::Aloud),
    ("staff", KeyUse::Staff),
];

/// Keys by their W3C names (UI Events `key` values); besides these, any single visible character.
const KEYS: [&str; 42] = [
    "ArrowUp",
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "Enter",
    "Escape",
    "Tab",
    "Space",
    "Backspace",
    "Home",
    "End",
    "PageUp",
    "PageDown",
    "Insert",
    "Delete",
    "F1",
    "F2",
    "F3",
    "F4",
    "F5",
    "F6",
    "F7",
    "F8",
    "F9",
    "F10",
    "F11",
    "F12",
    "F13",
    "F14",
    "F15",
    "F16",
    "F17",
    "F18",
    "F19",
    "F20",
    "F21",
    "F22",
    "F23",
    "F24",
    "AudioVolumeUp",
    "AudioVolumeDown",
    "MediaPlayPause",
];

/// A real keyboard, and keypads that send the same keys.
const KEYBOARD: [(&str, KeyUse); 20] = [
    ("ArrowUp", KeyUse::Up),
    ("ArrowDown", KeyUse::Down),
    ("ArrowLeft", KeyUse::Left),
    ("ArrowRight", KeyUse::Right),
    ("Tab", KeyUse::Next),
    ("Enter", KeyUse::Select),
    ("Escape", KeyUse::Back),
    ("Home", KeyUse::Home),
    ("F1", KeyUse::Help),
    ("F2", KeyUse::Repeat),
    ("F3", KeyUse::Language),
    ("F4", KeyUse::Pause),
    ("F5", KeyUse::Slower),
    ("F6", KeyUse::Faster),
    ("F7", KeyUse::Softer),
    ("F8", KeyUse::Louder),
    ("F9", KeyUse::Aloud),
    ("F10", KeyUse::Jack),
    ("AudioVolumeUp", KeyUse::Louder),
    ("AudioVolumeDown", KeyUse::Softer),
];

/// What the Storm 1400 AudioNav adds with its default code table. Only `F23` (the key "<<") stands in the pages of its
/// manual that were at hand; the others were not tried on a device.
const STORM_AUDIONAV: [(&str, KeyUse); 8] = [
    ("F15", KeyUse::Headphones),
    ("F16", KeyUse::Unplugged),
    ("F17", KeyUse::Help),
    ("F18", KeyUse::Up),
    ("F19", KeyUse::Down),
    ("F20", KeyUse::Next),
    ("F21", KeyUse::Select),
    ("F23", KeyUse::Previous),
];

/// Keypads, switches and trembling hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keypad {
    keys: BTreeMap<String, KeyUse>,
    /// The same action again within this time counts once.
    pub double_press: Duration,
    /// With one switch: so long the focus rests on each thing. `None`: it does not move by itself.
    pub scan: Option<Duration>,
}

impl Default for Keypad {
    fn default() -> Self {
        Self { keys: preset(&[]), double_press: Duration::from_millis(500), scan: None }
    }
}

/// A keyboard's keys, and these.
fn preset(more: &[(&str, KeyUse)]) -> BTreeMap<String, KeyUse> {
    KEYBOARD.iter().chain(more).map(|(key, used)| ((*key).to_owned(), *used)).collect()
}

impl Keypad {
    /// What the key of this name does; `None`: it types, or nothing.
    #[must_use]
    pub fn used(&self, key: &str) -> Option<KeyUse> {
        self.keys.get(key).copied()
    }

    /// The names of the keys that do something, with what they do.
    pub fn keys(&self) -> impl Iterator<Item = (&str, KeyUse)> {
        self.keys.iter().map(|(key, used)| (key.as_str(), *used))
    }

    pub(super) fn read(&mut self, section: &Section<'_>) {
        let presets: [(&str, &[(&str, KeyUse)]); 2] = [("keyboard", &[]), ("storm-audionav", &STORM_AUDIONAV)];
        if let Some(more) = section.get("preset").and_then(|entry| entry.word(&presets)) {
            self.keys = preset(more);
        }
        if let Some(ms) = section.get("double_press_ms").and_then(|entry| entry.within(0, 3000, "milliseconds")) {
            self.double_press = Duration::from_millis(ms.unsigned_abs());
        }
        if let Some(entry) = section.get("scan_ms")
            && let Some(ms) = entry.within(0, 20_000, "milliseconds")
        {
            match ms {
                0 => self.scan = None,
                500.. => self.scan = Some(Duration::from_millis(ms.unsigned_abs())),
                _ => entry.bad(
                    format!("{ms} milliseconds are too short to press a switch in"),
                    Some("write 0 (off), or 500 to 20000".into()),
                ),
            }
        }
        if let Some(keys) = section.section("keys") {
            self.read_keys(&keys);
        }
        if !self.keys.values().any(|used| *used == KeyUse::Select) {
            section.bad("no key selects", Some("map one to \"select\": nobody could choose anything by keys".into()));
        }
    }

    fn read_keys(&mut self, keys: &Section<'_>) {
        let mut words: Vec<(&'static str, Option<KeyUse>)> = vec![("none", None)];
        words.extend(USES.map(|(word, used)| (word, Some(used))));
        for (_, name, entry) in keys.entries() {
            let is_sign = name.chars().count() == 1 && !name.chars().any(|sign| sign.is_control() || sign == ' ');
            if !is_sign && !KEYS.contains(&name) {
                let fix = match nearest(name, KEYS) {
                    Some(known) => format!("did you mean {known}?"),
                    None => format!("write one character, or one of {}", KEYS.join(", ")),
                };
                entry.bad(format!("there is no key \"{name}\""), Some(fix));
                continue;
            }
            match entry.word(&words) {
                Some(Some(used)) => {
                    let _before = self.keys.insert(name.to_owned(), used);
                }
                Some(None) => {
                    let _before = self.keys.remove(name);
                }
                None => {}
            }
        }
    }
}
