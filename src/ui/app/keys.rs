//! A keypad with arrows, switches, and a real keyboard.
//!
//! What each key does stands in the configuration (`[keypad]`). A key that selects reaches the focused thing as Enter
//! ([`taken`]); every other key that has a use is taken by the application, and the rest types.

use iced::futures::{Stream, stream};
use iced::keyboard::{self, Key};
use iced::{Event, Subscription, Task, event, mouse, touch, window};
use std::time::{Duration, Instant};

use super::voice::VoiceKey;
use super::{App, Message};
use crate::config::{KeyUse, Keypad};
use crate::ui::screen::{Screen, home};
use crate::ui::widget::Taken;
use crate::ui::widget::stop::{self, Go};

/// A key, as far as the screens know keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Moves the focus.
    Go(Go),
    /// A key that selects, when no focused thing took it.
    Enter,
    /// The screen before.
    Back,
    /// The start screen; answers stay.
    Home,
    /// Opens the help.
    Help,
    /// Say it again.
    Repeat,
    /// Opens the choice of language.
    Language,
    /// Characters from a real keyboard.
    Text(String),
    /// Removes the character before the caret.
    Backspace,
    /// For the voice.
    Voice(VoiceKey),
    /// The key switch of staff was turned.
    Staff,
}

/// A key that was pressed, as the window told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stroke {
    /// Its W3C name, or the character that it types.
    name: Option<String>,
    shift: bool,
    /// What it types; nothing together with Ctrl, Alt or the logo key.
    text: Option<String>,
    /// Whether it is held and repeats.
    repeat: bool,
    /// Whether something on the screen has taken it already.
    taken: bool,
}

impl Stroke {
    /// Its name in the configuration.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What it types, if that can be seen.
    pub(super) fn types(&self) -> Option<String> {
        let typed: String = self.text.as_deref()?.chars().filter(|c| !c.is_control()).collect();
        (!typed.trim().is_empty()).then_some(typed)
    }

    /// Whether something on the screen has taken it already.
    pub(super) fn is_taken(&self) -> bool {
        self.taken
    }
}

impl App {
    /// A key was pressed. One that is held down acts once, and does not keep a visit alive.
    pub(super) fn stroke(&mut self, stroke: &Stroke) -> Task<Message> {
        if self.keys_are_tested() {
            return if stroke.repeat { Task::none() } else { self.test_key(stroke) };
        }
        if stroke.taken {
            if !stroke.repeat {
                self.touch();
            }
            return Task::none();
        }
        match meaning(&self.world.config.keypad, stroke) {
            Some(input) => self.key(input),
            None => Task::none(),
        }
    }

    pub(super) fn key(&mut self, input: Input) -> Task<Message> {
        if self.has_thanked() && !matches!(input, Input::Voice(_)) {
            return self.return_home();
        }
        self.touch();
        // Enter on a real keyboard ends a line; whoever types is not led about by the focus.
        let types = matches!(input, Input::Text(_) | Input::Backspace | Input::Voice(_) | Input::Staff)
            || (input == Input::Enter && self.overlay.is_none() && self.screen.entered().is_some());
        self.by_keys |= !types;
        match input {
            Input::Go(go) => self.step(go),
            Input::Help => self.dispatch(Message::AskHelp),
            Input::Language => self.dispatch(Message::AskLanguage),
            Input::Repeat => self.repeat(),
            Input::Voice(key) => self.voice_key(key),
            Input::Staff => self.key_switch(),
            Input::Back | Input::Home if self.overlay.is_some() => self.escape_overlay(),
            Input::Back => {
                let back = self.page(&self.ctx()).back;
                back.map_or_else(Task::none, |message| self.dispatch(message))
            }
            Input::Home => self.go_home(),
            Input::Enter if self.overlay.is_none() => match self.screen.entered() {
                Some(message) => self.dispatch(message),
                None => stop::keep(None).map(Message::Focused),
            },
            Input::Text(text) if self.overlay.is_none() => match self.screen.typed(&text) {
                Some(message) => self.dispatch(message),
                None => Task::none(),
            },
            Input::Backspace if self.overlay.is_none() => match self.screen.erased() {
                Some(message) => self.dispatch(message),
                None => Task::none(),
            },
            Input::Enter | Input::Text(_) | Input::Backspace => Task::none(),
        }
    }

    /// Moves the focus.
    pub(super) fn step(&mut self, go: Go) -> Task<Message> {
        self.moves += 1;
        stop::go(go).map(Message::Focused)
    }

    /// The start screen, where there is a way back to it. The answers stay, and the same service goes on with them.
    fn go_home(&mut self) -> Task<Message> {
        if self.page(&self.ctx()).back.is_none() {
            return Task::none();
        }
        self.keep_draft();
        self.trail.clear();
        self.staff = None;
        self.screen = Screen::Home(home::Home::default());
        Task::none()
    }

    /// With one switch: moves the focus on by itself.
    pub(super) fn scan(&self) -> Subscription<Message> {
        match self.world.config.keypad.scan {
            Some(period) if self.by_keys => {
                Subscription::run_with(Scan { since: self.last_activity, period }, scanning)
            }
            _ => Subscription::none(),
        }
    }
}

/// A press begins the period anew, so that nobody is hurried right after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Scan {
    since: Instant,
    period: Duration,
}

fn scanning(scan: &Scan) -> impl Stream<Item = Message> + use<> {
    let period = scan.period;
    stream::unfold((), move |()| async move {
        tokio::time::sleep(period).await;
        Some((Message::Scan, ()))
    })
}

/// Where the pointer is: panels that pass for a mouse tell it before each press, which itself does not say where.
mod pointer {
    use std::sync::atomic::{AtomicU64, Ordering};

    use iced::Point;

    static LAST: AtomicU64 = AtomicU64::new(0);

    pub(super) fn moved(to: Point) {
        LAST.store(u64::from(to.x.to_bits()) << 32 | u64::from(to.y.to_bits()), Ordering::Relaxed);
    }

    pub(super) fn last() -> Point {
        let bits = LAST.load(Ordering::Relaxed);
        Point::new(f32::from_bits((bits >> 32) as u32), f32::from_bits(bits as u32))
    }
}

/// What of iced's events concerns the whole application.
pub(super) fn heard(event: Event, status: event::Status, _window: window::Id) -> Option<Message> {
    match event {
        Event::Touch(touch::Event::FingerPressed { position, .. }) => Some(Message::Touched(position)),
        Event::Mouse(mouse::Event::CursorMoved { position }) => {
            pointer::moved(position);
            None
        }
        Event::Mouse(mouse::Event::ButtonPressed(_)) => Some(Message::Touched(pointer::last())),
        Event::Window(window::Event::Opened { size, .. } | window::Event::Resized(size)) => {
            Some(Message::Resized(size))
        }
        Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, text, repeat, .. }) => {
            let alone = !(modifiers.control() || modifiers.alt() || modifiers.logo());
            Some(Message::Stroke(Stroke {
                name: name(&key),
                shift: modifiers.shift(),
                text: text.filter(|_| alone).map(|text| text.to_string()),
                repeat,
                taken: status == event::Status::Captured,
            }))
        }
        _ => None,
    }
}

/// What becomes of a key before the screen sees it.
pub(super) fn taken(keypad: &Keypad, key: &Key) -> Taken {
    match name(key).and_then(|name| keypad.used(&name)) {
        None => Taken::No,
        Some(KeyUse::Select) => Taken::AsEnter,
        Some(_) => Taken::Wholly,
    }
}

/// Whether a key is one of the voice's own.
pub(super) fn is_for_voice(keypad: &Keypad, stroke: &Stroke) -> bool {
    matches!(meaning(keypad, stroke), Some(Input::Voice(_)))
}

/// The name of a key in the configuration.
fn name(key: &Key) -> Option<String> {
    match key {
        // iced names its keys as the W3C does; a test holds it to that
        Key::Named(named) => Some(format!("{named:?}")),
        Key::Character(sign) => Some(sign.to_string()),
        Key::Unidentified => None,
    }
}

/// What a key means. Held keys repeat only where they type or erase.
fn meaning(keypad: &Keypad, stroke: &Stroke) -> Option<Input> {
    let used = stroke.name.as_deref().and_then(|name| keypad.used(name));
    let Some(used) = used else {
        if stroke.name.as_deref() == Some("Backspace") {
            return Some(Input::Backspace);
        }
        let typed: String = stroke.text.as_deref()?.chars().filter(|c| !c.is_control()).collect();
        return (!typed.is_empty()).then_some(Input::Text(typed));
    };
    if stroke.repeat {
        return None;
    }
    Some(match used {
        KeyUse::Next if stroke.shift => Input::Go(Go::Previous),
        KeyUse::Next => Input::Go(Go::Next),
        KeyUse::Previous => Input::Go(Go::Previous),
        KeyUse::Up => Input::Go(Go::Up),
        KeyUse::Down => Input::Go(Go::Down),
        KeyUse::Left => Input::Go(Go::Left),
        KeyUse::Right => Input::Go(Go::Right),
        KeyUse::Select => Input::Enter,
        KeyUse::Back => Input::Back,
        KeyUse::Home => Input::Home,
        KeyUse::Help => Input::Help,
        KeyUse::Language => Input::Language,
        KeyUse::Repeat => Input::Repeat,
        KeyUse::Pause => Input::Voice(VoiceKey::Pause),
        KeyUse::Louder => Input::Voice(VoiceKey::Louder),
        KeyUse::Softer => Input::Voice(VoiceKey::Softer),
        KeyUse::Faster => Input::Voice(VoiceKey::Faster),
        KeyUse::Slower => Input::Voice(VoiceKey::Slower),
        KeyUse::Headphones => Input::Voice(VoiceKey::Plugged),
        KeyUse::Jack => Input::Voice(VoiceKey::Headphones),
        KeyUse::Aloud => Input::Voice(VoiceKey::Aloud),
        KeyUse::Unplugged => Input::Voice(VoiceKey::Unplugged),
        KeyUse::Staff => Input::Staff,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use iced::keyboard::key::Named;

    fn stroke(key: &Key, text: Option<&str>) -> Stroke {
        Stroke { name: name(key), shift: false, text: text.map(str::to_owned), repeat: false, taken: false }
    }

    #[test]
    fn keys_mean_what_the_house_plan_says() {
        let keypad = Keypad::default();
        let means = |key: Named, text: Option<&str>| meaning(&keypad, &stroke(&Key::Named(key), text));
        assert_eq!(means(Named::F1, None), Some(Input::Help));
        assert_eq!(means(Named::F2, None), Some(Input::Repeat));
        assert_eq!(means(Named::F3, None), Some(Input::Language));
        assert_eq!(means(Named::Enter, Some("\r")), Some(Input::Enter));
        assert_eq!(means(Named::Escape, None), Some(Input::Back));
        assert_eq!(means(Named::Space, Some(" ")), Some(Input::Text(" ".into())));
        assert_eq!(means(Named::AudioVolumeUp, None), Some(Input::Voice(VoiceKey::Louder)));
        let held = Stroke { repeat: true, ..stroke(&Key::Named(Named::Enter), Some("\r")) };
        assert_eq!(meaning(&keypad, &held), None, "a held key acts once");
        let back = Stroke { shift: true, ..stroke(&Key::Named(Named::Tab), None) };
        assert_eq!(meaning(&keypad, &back), Some(Input::Go(Go::Previous)));
        let letter = Stroke { repeat: true, ..stroke(&Key::Character("ڕ".into()), Some("ڕ")) };
        assert_eq!(meaning(&keypad, &letter), Some(Input::Text("ڕ".into())));
    }

    #[test]
    fn iced_names_the_keys_of_the_configuration_as_the_configuration_does() {
        let named = [
            Named::ArrowUp,
            Named::ArrowDown,
            Named::ArrowLeft,
            Named::ArrowRight,
            Named::Tab,
            Named::Enter,
            Named::Escape,
            Named::Home,
            Named::F1,
            Named::F9,
            Named::AudioVolumeUp,
            Named::AudioVolumeDown,
        ];
        let keypad = Keypad::default();
        for key in named {
            assert!(keypad.used(&name(&Key::Named(key)).unwrap()).is_some(), "{key:?}");
        }
        assert_eq!(taken(&keypad, &Key::Named(Named::Enter)), Taken::AsEnter);
        assert_eq!(taken(&keypad, &Key::Named(Named::ArrowUp)), Taken::Wholly);
        assert_eq!(taken(&keypad, &Key::Character("a".into())), Taken::No);
        let other: Vec<Named> = vec![Named::Space, Named::Backspace, Named::PageUp, Named::Insert, Named::F24];
        let names: Vec<String> = other.into_iter().filter_map(|key| name(&Key::Named(key))).collect();
        assert_eq!(names, ["Space", "Backspace", "PageUp", "Insert", "F24"]);
    }
}
