//! The voice: from what is to be said to its first sound at the device, and from a key to silence.
//!
//! With the real espeak-ng and the real aplay, onto ALSA's device `null`: the machine need have no sound card.

use std::path::Path;
use std::time::{Duration, Instant};

use kiosk::i18n::{Language, Locales};
use kiosk::problem::Problems;
use kiosk::speech::{Espeak, Manner, Output, Setting, Voice, VoiceEvent, Voices};
use tokio::sync::broadcast::Receiver;

use crate::Trouble;
use crate::common::PATIENCE;
use crate::figures::{Figure, ms};

/// Goals of the project, in milliseconds.
mod goal {
    pub(super) const START_MS: f64 = 500.0;
    pub(super) const STOP_MS: f64 = 100.0;
}

/// What a screen says when it is entered, in the language whose way to the voice is the longest.
const SCREEN: &str = "ئەمڕۆ پێویستت بە چییە؟ دەستپێکردنی خزمەتگوزاری، داواکاری، نوێکردنەوە یان تۆمارکردن. تەنها ژمارەی نۆرە، ژمارەیەک وەربگرە و چاوەڕێی نۆرەت بکە.";

fn next(events: &mut Receiver<VoiceEvent>) -> Result<VoiceEvent, Trouble> {
    let began = Instant::now();
    loop {
        match events.try_recv() {
            Ok(event) => return Ok(event),
            Err(_) if began.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(1)),
            Err(_) => return Err("the voice does not answer; `scripts/setup-debian bench` installs it".into()),
        }
    }
}

/// Measures it so many times.
pub(crate) fn measure(rounds: usize) -> Result<(), Trouble> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).map_err(|problems| problems.to_string())?;
    let mut problems = Problems::default();
    let espeak = Espeak::new(Path::new("espeak-ng"));
    let voices = Voices::load(&root.join("assets/speech"), &locales, espeak, &mut problems);
    let output = Output::Device { player: "aplay".into(), name: "null".into() };
    let voice = Voice::start(voices, output, Setting { percent: 100, db: 0.0, audible: true });
    let mut events = voice.events();
    let (mut starts, mut stops) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        voice.say(vec![(Language::CKB, SCREEN.to_owned())], Manner::Now);
        match next(&mut events)? {
            VoiceEvent::Began(after) => starts.push(ms(after)),
            other => return Err(format!("the voice did not begin: {other:?}").into()),
        }
        std::thread::sleep(Duration::from_millis(150));
        voice.hush();
        match next(&mut events)? {
            VoiceEvent::Stopped(after) => stops.push(ms(after)),
            other => return Err(format!("the voice did not stop: {other:?}").into()),
        }
    }
    Figure::of("voice: to its first sound", "ms", Some(goal::START_MS), starts).tell();
    Figure::of("voice: from a key to silence", "ms", Some(goal::STOP_MS), stops).tell();
    Ok(())
}
