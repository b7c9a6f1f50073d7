//! What the tests at the screen need of the whole application: keys before anything else sees them, scans, the voice, and
//! the log as it goes on.

use std::time::Duration;

use iced::futures::{Stream, stream};
use iced::{Subscription, Task};

use super::backend::Spoken;
use super::{App, Message, Stroke};
use crate::identity::{Framing, Scanned};
use crate::speech::Side;
use crate::ui::screen::Screen;
use crate::ui::screen::staff::bench::Pressed;

/// So often the log is looked at while it is shown.
const LOOK: Duration = Duration::from_secs(2);

/// What kind of thing was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanKind {
    /// An identity card or a passport.
    Identity,
    /// Meant to be one, but not right.
    Unreadable,
    /// A receipt or a reference.
    Reference,
    /// A signed code that is not believed.
    Refused,
    /// The code of an appointment.
    Appointment,
    /// A queue ticket.
    Ticket,
    /// A badge of staff.
    Badge,
    /// None of these.
    Unknown,
}

impl ScanKind {
    /// Of what was scanned.
    #[must_use]
    pub const fn of(scanned: &Scanned) -> Self {
        match scanned {
            Scanned::Identity(_) => Self::Identity,
            Scanned::Unreadable(_) => Self::Unreadable,
            Scanned::Reference { .. } => Self::Reference,
            Scanned::Refused(_) => Self::Refused,
            Scanned::Appointment(_) => Self::Appointment,
            Scanned::Ticket(_) => Self::Ticket,
            Scanned::Badge(_) => Self::Badge,
            Scanned::Unknown => Self::Unknown,
        }
    }
}

/// A scan, without anything that stood in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanNotice {
    /// What it was.
    pub kind: ScanKind,
    /// How it came, where the scanner can tell.
    pub framing: Option<Framing>,
}

/// Where a test of the voice goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundWay {
    /// To the sound device.
    Device,
    /// Into a file.
    File,
    /// Nowhere: the voice is off.
    Off,
}

impl App {
    /// Whether every key is for the test of keys now.
    pub(super) fn keys_are_tested(&self) -> bool {
        matches!(&self.screen, Screen::Desk(desk) if desk.takes_keys()) && self.overlay.is_none()
    }

    /// A key, on the test of keys: it is named, and does nothing else.
    pub(super) fn test_key(&mut self, stroke: &Stroke) -> Task<Message> {
        self.touch();
        let pressed = Pressed {
            name: stroke.name().map(str::to_owned),
            used: stroke.name().and_then(|name| self.world.config.keypad.used(name)),
            types: stroke.types(),
        };
        if let Screen::Desk(desk) = &mut self.screen {
            desk.pressed(pressed);
        }
        Task::none()
    }

    /// Whether a scan is for the test of the scanner. Then that is all that becomes of it.
    pub(super) fn test_scan(&mut self, scanned: &Scanned) -> bool {
        match &mut self.screen {
            Screen::Desk(desk) if desk.takes_scans() => {
                desk.scanned(ScanNotice { kind: ScanKind::of(scanned), framing: self.world.backend.framing() });
                true
            }
            _ => false,
        }
    }

    /// Says something on one side, or on both.
    pub(super) fn test_sound(&mut self, side: Side) -> Task<Message> {
        let key = match side {
            Side::Both => "test-sound-sentence",
            Side::Left => "test-sound-left-sentence",
            Side::Right => "test-sound-right-sentence",
        };
        let text = self.texts.get(key);
        let say = self.texts.spoken(&text);
        let spoken = Spoken {
            language: self.settings.language,
            screen: "test-sound",
            focus: None,
            role: "notice",
            text,
            say,
            value: None,
            position: None,
            voice: None,
            also: Vec::new(),
        };
        let way = self.world.backend.try_voice(spoken, side);
        if let Screen::Desk(desk) = &mut self.screen {
            desk.said(way);
        }
        Task::none()
    }

    /// The log is looked at again.
    pub(super) fn look_at_log(&mut self) -> Task<Message> {
        let lines = self.world.backend.log();
        if let Screen::Desk(desk) = &mut self.screen {
            desk.log(lines);
        }
        Task::none()
    }

    /// While the log is shown it goes on.
    pub(super) fn follow_log(&self) -> Subscription<Message> {
        match &self.screen {
            Screen::Desk(desk) if desk.follows_log() => Subscription::run(looks),
            _ => Subscription::none(),
        }
    }
}

fn looks() -> impl Stream<Item = Message> {
    stream::unfold((), |()| async {
        tokio::time::sleep(LOOK).await;
        Some((Message::LookAtLog, ()))
    })
}
