//! The voice: utterances with an order of their own, on a thread of its own.
//!
//! [`Voice`] takes what is to be said and returns at once. What is said *now* ends what is being said; what is
//! said *next* waits for its turn. Sound comes from recordings (`pack`), else from espeak-ng as a subprocess
//! (`espeak`, Kurdish through `hawar`), and goes to the sound device or into WAV files (`sink`). A voice that
//! cannot speak says so once in the log and never keeps anybody from using the screen.

mod actor;
mod espeak;
mod hawar;
mod jack;
mod pack;
mod sink;
mod sound;
mod source;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::broadcast;

use crate::i18n::Language;

pub use espeak::{Espeak, EspeakError};
pub use pack::{Clip, Pack, Spoken};
pub use sound::{RATE, Sound, SoundError};
pub use source::Voices;

/// Events kept for a listener that is slow.
const BACKLOG: usize = 32;

/// Where sound goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// To a sound device, by a program like `aplay`.
    Device {
        /// The program: `aplay`, or a path.
        player: PathBuf,
        /// ALSA's name of the device: `default`.
        name: String,
    },
    /// Into WAV files in this folder, one for each utterance.
    Folder(PathBuf),
}

/// How it is spoken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Speed in percent, 50 to 200.
    pub percent: u16,
    /// Louder or softer than recorded, in decibels.
    pub db: f32,
    /// Whether the device is spoken to; a folder hears everything.
    pub audible: bool,
}

/// When it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Instead of what is being said.
    Now,
    /// After it.
    Next,
}

/// What happens to the voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceEvent {
    /// The first sound of an utterance went to the device, so long after it was asked for.
    Began(Duration),
    /// It fell silent before its end, so long after it was told to.
    Stopped(Duration),
    /// An utterance was said to its end.
    Ended,
    /// Headphones were plugged in, or pulled out.
    Headphones(bool),
}

/// Where between two loudspeakers something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// From both.
    Both,
    /// From the left one.
    Left,
    /// From the right one.
    Right,
}

/// Something to say: texts, each in the voice of its language.
#[derive(Debug)]
struct Utterance {
    parts: Vec<(Language, String)>,
    asked: Instant,
    turn: u64,
    /// A test: it is heard on this side whether anybody listens or not.
    test: Option<Side>,
}

#[derive(Debug)]
enum Command {
    Say(Utterance),
    Set(Setting),
    Pause,
    /// Only wakes the thread: its turn has passed.
    Hush,
}

/// Which turn it is; what belongs to an earlier one is not said any more.
#[derive(Debug)]
struct Turn {
    count: AtomicU64,
    since: Mutex<Instant>,
}

impl Turn {
    fn now(&self) -> u64 {
        self.count.load(Ordering::Acquire)
    }

    fn end(&self) -> u64 {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        self.count.fetch_add(1, Ordering::AcqRel) + 1
    }

    fn lasts(&self) -> Duration {
        self.since.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

/// The running voice. Cheap to clone; its thread ends when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Voice {
    commands: mpsc::Sender<Command>,
    events: broadcast::Sender<VoiceEvent>,
    turn: Arc<Turn>,
}

impl Voice {
    /// Starts the thread. Never fails: what cannot speak says so in the log.
    #[must_use]
    pub fn start(voices: Voices, output: Output, setting: Setting) -> Self {
        let (commands, inbox) = mpsc::channel();
        let (events, _) = broadcast::channel(BACKLOG);
        let turn = Arc::new(Turn { count: AtomicU64::new(0), since: Mutex::new(Instant::now()) });
        let actor = actor::Actor::new(voices, output, setting, inbox, events.clone(), Arc::clone(&turn));
        if let Err(error) = std::thread::Builder::new().name("voice".into()).spawn(move || actor.run()) {
            tracing::error!(event = "speech.thread", %error);
        }
        Self { commands, events, turn }
    }

    /// Watches the headphone jacks of this machine and tells what happens as [`VoiceEvent::Headphones`].
    pub fn watch_jacks(&self) {
        jack::watch(&self.events);
    }

    /// Says these texts, each in the voice of its language.
    pub fn say(&self, parts: Vec<(Language, String)>, manner: Manner) {
        let turn = match manner {
            Manner::Now => self.turn.end(),
            Manner::Next => self.turn.now(),
        };
        self.tell(Command::Say(Utterance { parts, asked: Instant::now(), turn, test: None }));
    }

    /// Says something now on one side of the device, also while the device is not spoken to.
    pub fn try_out(&self, parts: Vec<(Language, String)>, side: Side) {
        let turn = self.turn.end();
        self.tell(Command::Say(Utterance { parts, asked: Instant::now(), turn, test: Some(side) }));
    }

    /// Silence, at once.
    pub fn hush(&self) {
        let _turn = self.turn.end();
        self.tell(Command::Hush);
    }

    /// Pauses, or goes on where it paused.
    pub fn pause(&self) {
        self.tell(Command::Pause);
    }

    /// Another speed or loudness, from the next clause on.
    pub fn set(&self, setting: Setting) {
        self.tell(Command::Set(setting));
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<VoiceEvent> {
        self.events.subscribe()
    }

    fn tell(&self, command: Command) {
        // Without its thread there is no voice, which is in the log.
        let _ = self.commands.send(command);
    }
}
