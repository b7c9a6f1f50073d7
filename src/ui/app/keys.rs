//! A keypad with arrows, and a real keyboard.

use iced::keyboard::{self, Key, key::Named};
use iced::{Event, Task, event, mouse, touch, window};

use super::voice::VoiceKey;
use super::{App, Message};
use crate::ui::widget::stop::{self, Go};

/// A key, as far as the screens know keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Moves the focus.
    Go(Go),
    /// Enter that no focused thing took.
    Enter,
    /// Escape.
    Back,
    /// F1.
    Help,
    /// F2: say it again.
    Repeat,
    /// F3.
    Language,
    /// Characters from a real keyboard.
    Text(String),
    /// Removes the character before the caret.
    Backspace,
    /// F4 to F10: for the voice.
    Voice(VoiceKey),
}

impl App {
    pub(super) fn key(&mut self, input: Input) -> Task<Message> {
        self.touch();
        match input {
            Input::Go(go) => stop::go(go).map(Message::Focused),
            Input::Help => self.dispatch(Message::AskHelp),
            Input::Language => self.dispatch(Message::AskLanguage),
            Input::Repeat => self.repeat(),
            Input::Voice(key) => self.voice_key(key),
            Input::Back if self.overlay.is_some() => self.escape_overlay(),
            Input::Back => {
                let back = self.page(&self.ctx()).back;
                back.map_or_else(Task::none, |message| self.dispatch(message))
            }
            Input::Enter if self.overlay.is_none() => match self.screen.entered() {
                Some(message) => self.dispatch(message),
                None => Task::none(),
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
            if status == event::Status::Captured {
                return Some(Message::Activity);
            }
            pressed(&key, modifiers, text.as_deref(), repeat).map(Message::Key)
        }
        _ => None,
    }
}

/// What a key means. Held keys repeat only where they type or erase.
fn pressed(key: &Key, modifiers: keyboard::Modifiers, text: Option<&str>, repeat: bool) -> Option<Input> {
    let once = |input| (!repeat).then_some(input);
    match key {
        Key::Named(Named::ArrowUp) => once(Input::Go(Go::Up)),
        Key::Named(Named::ArrowDown) => once(Input::Go(Go::Down)),
        Key::Named(Named::ArrowLeft) => once(Input::Go(Go::Left)),
        Key::Named(Named::ArrowRight) => once(Input::Go(Go::Right)),
        Key::Named(Named::Tab) if modifiers.shift() => once(Input::Go(Go::Previous)),
        Key::Named(Named::Tab) => once(Input::Go(Go::Next)),
        Key::Named(Named::Enter) => once(Input::Enter),
        Key::Named(Named::Escape) => once(Input::Back),
        Key::Named(Named::F1) => once(Input::Help),
        Key::Named(Named::F2) => once(Input::Repeat),
        Key::Named(Named::F3) => once(Input::Language),
        Key::Named(Named::F4) => once(Input::Voice(VoiceKey::Pause)),
        Key::Named(Named::F5) => once(Input::Voice(VoiceKey::Slower)),
        Key::Named(Named::F6) => once(Input::Voice(VoiceKey::Faster)),
        Key::Named(Named::F7) => once(Input::Voice(VoiceKey::Softer)),
        Key::Named(Named::F8) => once(Input::Voice(VoiceKey::Louder)),
        Key::Named(Named::F9) => once(Input::Voice(VoiceKey::Aloud)),
        Key::Named(Named::F10) => once(Input::Voice(VoiceKey::Headphones)),
        Key::Named(Named::Backspace) => Some(Input::Backspace),
        _ if modifiers.control() || modifiers.alt() || modifiers.logo() => None,
        _ => {
            let typed: String = text?.chars().filter(|c| !c.is_control()).collect();
            (!typed.is_empty()).then_some(Input::Text(typed))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use iced::keyboard::Modifiers;

    #[test]
    fn keys_mean_what_the_house_plan_says() {
        let none = Modifiers::empty();
        assert_eq!(pressed(&Key::Named(Named::F1), none, None, false), Some(Input::Help));
        assert_eq!(pressed(&Key::Named(Named::Enter), none, Some("\r"), false), Some(Input::Enter));
        assert_eq!(pressed(&Key::Named(Named::Enter), none, Some("\r"), true), None, "a held key acts once");
        assert_eq!(pressed(&Key::Named(Named::Tab), Modifiers::SHIFT, None, false), Some(Input::Go(Go::Previous)));
        assert_eq!(pressed(&Key::Named(Named::Space), none, Some(" "), false), Some(Input::Text(" ".into())));
        assert_eq!(pressed(&Key::Character("ڕ".into()), none, Some("ڕ"), true), Some(Input::Text("ڕ".into())));
        assert_eq!(pressed(&Key::Character("c".into()), Modifiers::CTRL, Some("\u{3}"), false), None);
    }
}
