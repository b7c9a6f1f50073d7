//! A small application to try the widgets on: one view, every message kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::stop::{self, Focus, Go};
use super::{Deck, Edit, Key, mirror, stage};
use crate::ui::Element;
use crate::ui::headless::{Headless, Program};
use crate::ui::theme::{Contrast, Direction, Look, Metrics, TextScale};
use iced::keyboard::key::Named;
use iced::keyboard::{self};
use iced::{Size, Subscription, Task};
use std::time::Duration;
use tokio::runtime::Runtime;

#[derive(Debug, Clone)]
pub(super) enum Message {
    Pressed(&'static str),
    Page(usize),
    Key(Key),
    Caret(usize),
    Pick(super::picker::Pick),
    Go(Go),
    Focused(Focus),
}

pub(super) type View = fn(&Trial) -> Element<'_, Message>;

pub(super) struct Trial {
    pub(super) look: Look,
    pub(super) language: &'static str,
    pub(super) view: View,
    pub(super) pressed: Vec<&'static str>,
    pub(super) focused: Vec<Focus>,
    pub(super) page: usize,
    pub(super) edit: Edit,
    pub(super) deck: Deck,
    pub(super) date: super::picker::DateModel,
}

impl Trial {
    /// The word for the language of the trial.
    pub(super) fn t(&self, ckb: &'static str, ar: &'static str, en: &'static str) -> &'static str {
        match self.language {
            "ckb" => ckb,
            "ar" => ar,
            _ => en,
        }
    }
}

impl Program for Trial {
    type Message = Message;

    fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Pressed(what) => self.pressed.push(what),
            Message::Page(page) => self.page = page,
            Message::Caret(index) => self.edit.set_caret(index),
            Message::Pick(pick) => self.date.apply(pick),
            Message::Go(go) => return stop::go(go).map(Message::Focused),
            Message::Focused(focus) => self.focused.push(focus),
            Message::Key(key) => {
                let _applied = self.edit.apply(&key, 40) || self.deck.apply(&key);
            }
        }
        Task::none()
    }

    fn view(&self) -> Element<'_, Message> {
        stage(mirror(self.look.direction, (self.view)(self)))
    }

    fn subscription(&self) -> Subscription<Message> {
        keyboard::listen().filter_map(|event| match event {
            keyboard::Event::KeyPressed { key: keyboard::Key::Named(named), .. } => Some(Message::Go(match named {
                Named::ArrowLeft => Go::Left,
                Named::ArrowRight => Go::Right,
                Named::ArrowUp => Go::Up,
                Named::ArrowDown => Go::Down,
                Named::Tab => Go::Next,
                _ => return None,
            })),
            _ => None,
        })
    }

    fn style(&self) -> iced::theme::Style {
        self.look.window()
    }
}

/// The runtime must outlive the application.
pub(super) struct Stand {
    pub(super) app: Headless<Trial>,
    _runtime: Runtime,
}

pub(super) fn stand(
    language: &'static str,
    size: (f32, f32),
    contrast: Contrast,
    scale: TextScale,
    view: View,
) -> Stand {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let size = Size::new(size.0, size.1);
    let direction = if language == "en" { Direction::Ltr } else { Direction::Rtl };
    let trial = Trial {
        look: Look { contrast, metrics: Metrics::new(0.277, size, scale), direction },
        language,
        view,
        pressed: Vec::new(),
        focused: Vec::new(),
        page: 0,
        edit: Edit::default(),
        deck: Deck::letters(language),
        date: super::picker::DateModel::new(jiff::civil::date(1920, 1, 1), jiff::civil::date(2026, 11, 24)),
    };
    let app = Headless::new(runtime.handle().clone(), size, 1.0, trial).unwrap();
    Stand { app, _runtime: runtime }
}

pub(super) fn kurdish(view: View) -> Stand {
    stand("ckb", (1080.0, 1920.0), Contrast::Standard, TextScale::Normal, view)
}

pub(super) const SOON: Duration = Duration::from_secs(5);
