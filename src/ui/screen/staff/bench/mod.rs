//! Tests that a technician makes at the screen: one page each, and each shows at once what is right and what is not.

mod colours;
mod devices;
mod keys;
mod log;
mod network;
mod sound;
mod touch;

use std::time::Duration;

use super::desk::{self, Desk};
use super::menu::columns;
use crate::speech::Side;
use crate::staff::{Act, Answer, LogLine, NetworkState};
use crate::ui::Element;
use crate::ui::app::bench::{ScanNotice, SoundWay};
use crate::ui::app::compose;
use crate::ui::app::ctx::Ctx;
use crate::ui::app::page::Page;
use crate::ui::icon::Icon;

pub use keys::Pressed;
pub use log::Filter;

/// A test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Every place of the touch panel answers.
    Touch,
    /// What each key means.
    Keys,
    /// Colours, greys, and how large a millimetre is.
    Colours,
    /// The voice, and on which side it is.
    Sound,
    /// The printer and a strip.
    Printer,
    /// What was scanned, and how it was framed.
    Scanner,
    /// The way to central.
    Network,
}

const TESTS: [(Test, &str, Icon, &str, &str); 7] = [
    (Test::Touch, "test.touch", Icon::Reach, "test-touch", "test-touch-about"),
    (Test::Keys, "test.keys", Icon::Keyboard, "test-keys", "test-keys-about"),
    (Test::Colours, "test.colours", Icon::Contrast, "test-colours", "test-colours-about"),
    (Test::Sound, "test.sound", Icon::Speaker, "test-sound", "test-sound-about"),
    (Test::Printer, "test.printer", Icon::Printer, "test-printer", "test-printer-about"),
    (Test::Scanner, "test.scanner", Icon::Scan, "test-scanner", "test-scanner-about"),
    (Test::Network, "test.network", Icon::Online, "test-network", "test-network-about"),
];

/// The bench: the list of tests, one of them, or the log.
#[derive(Debug, Clone)]
pub struct Bench {
    pub(super) view: View,
}

/// What is shown.
#[derive(Debug, Clone)]
pub(super) enum View {
    Menu,
    Touch(touch::Panel),
    Keys(keys::Keys),
    Colours(u16),
    Sound(Option<SoundWay>),
    Printer,
    Scanner(Vec<ScanNotice>),
    Network(Box<NetworkState>),
    Log { lines: Vec<LogLine>, filter: Filter },
}

/// What a technician does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Begins a test.
    Open(Test),
    /// This field of the touch panel has answered.
    Field(u16),
    /// The touch panel once more.
    Again,
    /// The line on the screen measures so many millimetres.
    Measured(u16),
    /// Says something on this side.
    Say(Side),
    /// Prints the strip.
    Strip,
    /// Looks at the way to central again.
    Look,
    /// Shows these lines of the log.
    Show(Filter),
}

/// What follows.
#[derive(Debug, Clone)]
pub(super) enum Action {
    None,
    Act(Act),
    Say(Side),
}

impl Bench {
    /// The list of tests.
    pub(super) fn new() -> Self {
        Self { view: View::Menu }
    }

    /// The log.
    pub(super) fn log(lines: Vec<LogLine>) -> Self {
        Self { view: View::Log { lines, filter: Filter::default() } }
    }

    /// Takes a touch.
    pub(super) fn update(&mut self, message: Message) -> Action {
        match (message, &mut self.view) {
            (Message::Open(test), View::Menu) => return self.open(test),
            (Message::Again, View::Touch(panel)) => *panel = touch::Panel::default(),
            (Message::Field(field), View::Touch(panel)) => panel.answered(field),
            (Message::Measured(now), View::Colours(measured)) => {
                *measured = now.clamp(*colours::LENGTHS.start(), *colours::LENGTHS.end());
            }
            (Message::Say(side), View::Sound(_)) => return Action::Say(side),
            (Message::Strip, View::Printer) => return Action::Act(Act::TestStrip),
            (Message::Look, View::Network(_)) => return Action::Act(Act::Network),
            (Message::Show(wanted), View::Log { filter, .. }) => *filter = wanted,
            _ => {}
        }
        Action::None
    }

    fn open(&mut self, test: Test) -> Action {
        self.view = match test {
            Test::Touch => View::Touch(touch::Panel::default()),
            Test::Keys => View::Keys(keys::Keys::default()),
            Test::Colours => View::Colours(colours::TRUE),
            Test::Sound => View::Sound(None),
            Test::Printer => View::Printer,
            Test::Scanner => View::Scanner(Vec::new()),
            Test::Network => return Action::Act(Act::Network),
        };
        Action::None
    }

    /// One step back; whether that leaves the bench.
    pub(super) fn back(&mut self) -> bool {
        match self.view {
            View::Menu | View::Log { .. } => true,
            _ => {
                self.view = View::Menu;
                false
            }
        }
    }

    /// What the kiosk has said. What is not for the bench comes back.
    pub(super) fn answered(&mut self, answer: Answer) -> Option<Answer> {
        match answer {
            Answer::Network(state) => self.view = View::Network(Box::new(state)),
            other => return Some(other),
        }
        None
    }

    /// The log goes on.
    pub(super) fn fresh(&mut self, fresh: Vec<LogLine>) {
        if let View::Log { lines, .. } = &mut self.view {
            *lines = fresh;
        }
    }

    /// Whether the log is shown.
    pub(super) fn follows_log(&self) -> bool {
        matches!(self.view, View::Log { .. })
    }

    /// Whether something on the screen is measured with a ruler.
    pub(super) fn is_measured(&self) -> bool {
        matches!(self.view, View::Colours(_))
    }

    /// Whether every key is for the test of keys.
    pub(super) fn takes_keys(&self) -> bool {
        matches!(self.view, View::Keys(_))
    }

    /// A key was pressed; whether that leaves the test.
    pub(super) fn pressed(&mut self, pressed: Pressed) -> bool {
        match &mut self.view {
            View::Keys(keys) => {
                let leaves = keys.pressed(pressed);
                if leaves {
                    self.view = View::Menu;
                }
                leaves
            }
            _ => false,
        }
    }

    /// Whether a scan is looked at here.
    pub(super) fn takes_scans(&self) -> bool {
        matches!(self.view, View::Scanner(_))
    }

    /// Something was scanned.
    pub(super) fn scanned(&mut self, notice: ScanNotice) {
        if let View::Scanner(seen) = &mut self.view {
            seen.insert(0, notice);
            seen.truncate(devices::SCANS);
        }
    }

    /// What became of what was to be said.
    pub(super) fn said(&mut self, way: SoundWay) {
        if let View::Sound(last) = &mut self.view {
            *last = Some(way);
        }
    }

    /// How long it waits for a touch before it shows what came of the test.
    pub(super) fn patience(&self) -> Option<Duration> {
        match &self.view {
            View::Touch(panel) if !panel.has_ended() => Some(touch::PATIENCE),
            _ => None,
        }
    }

    /// Nobody touches any more.
    pub(super) fn end_touch(&mut self) {
        if let View::Touch(panel) = &mut self.view {
            panel.end();
        }
    }

    pub(super) fn view<'a>(&'a self, desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
        match &self.view {
            View::Menu => menu(desk, ctx),
            View::Touch(panel) => touch::view(panel, ctx),
            View::Keys(keys) => keys::view(keys, desk, ctx),
            View::Colours(measured) => colours::view(*measured, ctx),
            View::Sound(way) => sound::view(*way, desk, ctx),
            View::Printer => devices::printer(desk, ctx),
            View::Scanner(seen) => devices::scanner(seen, desk, ctx),
            View::Network(state) => network::view(state, desk, ctx),
            View::Log { lines, filter } => log::view(lines, *filter, desk, ctx),
        }
    }

    /// Resets what the touch panel needs to know of the screen: how many fields it has.
    pub(super) fn fit(&mut self, window: iced::Size, px_per_mm: f32) {
        if let View::Touch(panel) = &mut self.view {
            panel.fit(window, px_per_mm);
        }
    }
}

fn menu<'a>(desk: &'a Desk, ctx: &Ctx<'_>) -> Page<'a, desk::Message> {
    let tiles: Vec<Element<'a, desk::Message>> = TESTS
        .into_iter()
        .map(|(test, id, icon, name, about)| {
            compose::tile(ctx, id, Some(icon), ctx.t(name), Some(ctx.t(about)))
                .on_press(desk::Message::Bench(Message::Open(test)))
                .into()
        })
        .collect();
    let hint = ctx.t(if desk.waiting { "staff-gate-wait" } else { "staff-tests-hint" });
    Page::new(
        "staff-tests",
        ctx.t("staff-tests"),
        compose::choices(ctx, columns(ctx), tiles, desk.page, desk::Message::Page),
    )
    .hint(hint)
}
