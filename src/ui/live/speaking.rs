//! What the screens say, to the voice or into the speech log.

use std::io;
use std::sync::Arc;

use iced::futures::{Stream, stream};
use tokio::sync::broadcast;

use crate::config::data::DataDir;
use crate::config::{Config, SpeechOutput, SpeechStart};
use crate::i18n::Locales;
use crate::kiosk::Kiosk;
use crate::problem::Problems;
use crate::speech::{Espeak, Manner, Output, Setting, Side, Voice, VoiceEvent, Voices};
use crate::ui::app::backend::{Event, Spoken, VoiceWish};
use crate::ui::app::bench::SoundWay;
use crate::ui::app::speech_log::SpeechLog;

/// What plays sound on a Debian system.
const PLAYER: &str = "aplay";

/// Decibels of each step of loudness; the fourth is as recorded.
const STEPS: [f32; 7] = [-18.0, -12.0, -6.0, 0.0, 4.0, 8.0, 12.0];

/// The way out for everything that is said. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Speaking {
    /// Nobody listens.
    Off,
    /// The speech log.
    Log(Arc<SpeechLog>),
    /// A voice.
    Voice(Voice),
}

impl Speaking {
    /// As configured. What is wrong with recordings is in the log, and not used.
    ///
    /// # Errors
    /// The speech log cannot be opened.
    pub fn start(config: &Config, data: &DataDir, locales: &Locales) -> io::Result<Self> {
        let speech = &config.speech;
        let output = match &speech.output {
            SpeechOutput::Off => return Ok(Self::Off),
            SpeechOutput::Log(path) => return Ok(Self::Log(Arc::new(SpeechLog::open(path)?))),
            SpeechOutput::Device => Output::Device { player: PLAYER.into(), name: speech.device.clone() },
            SpeechOutput::Wav(folder) => Output::Folder(folder.clone()),
        };
        let mut problems = Problems::default();
        let voices = Voices::load(&data.speech(), locales, Espeak::new(&speech.espeak), &mut problems);
        for problem in &problems {
            tracing::warn!(event = "speech.recordings", %problem);
        }
        let audible = speech.start == SpeechStart::Always;
        let setting = Setting { percent: speech.rate, db: decibels(speech.volume), audible };
        let is_device = matches!(output, Output::Device { .. });
        let voice = Voice::start(voices, output, setting);
        if is_device && speech.jack {
            voice.watch_jacks();
        }
        Ok(Self::Voice(voice))
    }

    pub(super) fn say(&self, kiosk: &Kiosk, spoken: Spoken) {
        match self {
            Self::Off => {}
            Self::Log(log) => {
                let direction = kiosk.locales().texts(spoken.language).direction();
                if let Err(error) = log.write(kiosk.now(), &spoken, direction) {
                    tracing::warn!(event = "speech.log.failed", %error);
                }
            }
            Self::Voice(voice) => {
                // what appears on a screen does not cut off the screen itself
                let manner = if spoken.role == "notice" && spoken.focus.is_none() { Manner::Next } else { Manner::Now };
                let mut parts = vec![(spoken.voice.unwrap_or(spoken.language), spoken.say)];
                parts.extend(spoken.also);
                voice.say(parts, manner);
            }
        }
    }

    /// Says something on one side, whether anybody listens or not; where it went.
    pub(super) fn try_out(&self, kiosk: &Kiosk, spoken: Spoken, side: Side) -> SoundWay {
        match self {
            Self::Off => SoundWay::Off,
            Self::Log(_) => {
                self.say(kiosk, spoken);
                SoundWay::File
            }
            Self::Voice(voice) => {
                voice.try_out(vec![(spoken.language, spoken.say)], side);
                match kiosk.config().speech.output {
                    SpeechOutput::Device => SoundWay::Device,
                    _ => SoundWay::File,
                }
            }
        }
    }

    pub(super) fn wish(&self, wish: VoiceWish) {
        let Self::Voice(voice) = self else { return };
        match wish {
            VoiceWish::Hush => voice.hush(),
            VoiceWish::Pause => voice.pause(),
            VoiceWish::Tune { percent, volume, audible } => {
                voice.set(Setting { percent, db: decibels(volume), audible });
            }
        }
    }

    /// What the voice tells the screens.
    pub(super) fn events(&self) -> impl Stream<Item = Event> + Send + use<> {
        let events = match self {
            Self::Voice(voice) => Some(voice.events()),
            Self::Off | Self::Log(_) => None,
        };
        stream::unfold(events, |events| async move {
            let mut events = events?;
            loop {
                match events.recv().await {
                    Ok(VoiceEvent::Headphones(plugged)) => return Some((Event::Headphones(plugged), Some(events))),
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        })
    }
}

fn decibels(step: u8) -> f32 {
    usize::from(step).checked_sub(1).and_then(|place| STEPS.get(place)).copied().unwrap_or(0.0)
}
