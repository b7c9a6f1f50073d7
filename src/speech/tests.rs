//! The running voice on real espeak-ng, into files and onto a sound device that is none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tokio::sync::broadcast::Receiver;

use super::*;
use crate::i18n::Locales;
use crate::problem::Problems;

const SETTING: Setting = Setting { percent: 100, db: 0.0, audible: true };
const LONG: &str = "Please wait. Your request is being saved. It takes a few seconds. Please do not go away. ";

fn voices(espeak: &str) -> Voices {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let locales = Locales::load(&root.join("locales")).unwrap();
    let mut problems = Problems::default();
    Voices::load(&root.join("assets/speech"), &locales, Espeak::new(Path::new(espeak)), &mut problems)
}

/// `aplay` on a machine without a sound card: what is played goes into `heard.wav`.
fn aplay(folder: &Path) -> Output {
    let asound = folder.join("asound.conf");
    let wav = folder.join("heard.wav");
    let text = format!(
        "</usr/share/alsa/alsa.conf>\npcm.!default {{ type file slave.pcm \"null\" file \"{}\" format \"wav\" }}\n",
        wav.display()
    );
    std::fs::write(&asound, text).unwrap();
    let player = folder.join("aplay");
    std::fs::write(&player, format!("#!/bin/sh\nALSA_CONFIG_PATH={} exec aplay \"$@\"\n", asound.display())).unwrap();
    std::fs::set_permissions(&player, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    Output::Device { player, name: "default".into() }
}

fn next(events: &mut Receiver<VoiceEvent>) -> VoiceEvent {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        match events.try_recv() {
            Ok(event) => return event,
            Err(_) if Instant::now() < end => std::thread::sleep(Duration::from_millis(1)),
            Err(error) => panic!("nothing happens: {error}"),
        }
    }
}

fn english(text: &str) -> Vec<(Language, String)> {
    vec![(Language::EN, text.to_owned())]
}

#[test]
fn each_utterance_becomes_a_file_in_each_language() {
    let dir = tempfile::tempdir().unwrap();
    let voice = Voice::start(voices("espeak-ng"), Output::Folder(dir.path().join("wav")), SETTING);
    let mut events = voice.events();
    for (language, text) in [
        (Language::CKB, "زمانەکەت هەڵبژێرە"),
        (Language::KMR, "زمانێ خۆ هەلبژێرە"),
        (Language::AR, "اختر لغتك"),
        (Language::EN, "Choose your language"),
    ] {
        voice.say(vec![(language, text.into())], Manner::Next);
    }
    for name in ["0001-ckb.wav", "0002-kmr.wav", "0003-ar.wav", "0004-en.wav"] {
        assert!(matches!(next(&mut events), VoiceEvent::Began(after) if after < Duration::from_secs(5)));
        assert_eq!(next(&mut events), VoiceEvent::Ended);
        let sound = Sound::load(&dir.path().join("wav").join(name)).unwrap();
        assert!((500..4_000).contains(&sound.ms()), "{name}: {} ms", sound.ms());
        assert!(sound.rms() > 0.03 && sound.peak() < 0.99, "{name}: {} {}", sound.rms(), sound.peak());
    }
}

#[test]
fn check_33_speech_begins_soon_and_falls_silent_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let voice = Voice::start(voices("espeak-ng"), aplay(dir.path()), SETTING);
    let mut events = voice.events();
    voice.say(english("One."), Manner::Now);
    assert!(matches!(next(&mut events), VoiceEvent::Began(_)));
    assert_eq!(next(&mut events), VoiceEvent::Ended);
    let heard = Sound::parse(&std::fs::read(dir.path().join("heard.wav")).unwrap()).unwrap();
    assert!(heard.ms() > 200 && heard.rms() > 0.02, "{} ms, {}", heard.ms(), heard.rms());

    // the best of four: whatever else this machine does meanwhile
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..4 {
        voice.say(english(&LONG.repeat(5)), Manner::Now);
        let VoiceEvent::Began(began) = next(&mut events) else { panic!("it does not begin") };
        std::thread::sleep(Duration::from_millis(100));
        voice.hush();
        let VoiceEvent::Stopped(stopped) = next(&mut events) else { panic!("it does not stop") };
        best = (best.0.min(began), best.1.min(stopped));
    }
    assert!(best.0 <= Duration::from_millis(500), "it begins after {:?}", best.0);
    assert!(best.1 <= Duration::from_millis(100), "it stops after {:?}", best.1);
}

#[test]
fn what_is_said_now_ends_what_is_being_said_and_what_waits() {
    let dir = tempfile::tempdir().unwrap();
    let voice = Voice::start(voices("espeak-ng"), aplay(dir.path()), SETTING);
    let mut events = voice.events();
    voice.say(english(LONG), Manner::Now);
    voice.say(english(LONG), Manner::Next);
    assert!(matches!(next(&mut events), VoiceEvent::Began(_)));
    voice.say(english("No."), Manner::Now);
    assert!(matches!(next(&mut events), VoiceEvent::Stopped(_)));
    assert!(matches!(next(&mut events), VoiceEvent::Began(_)));
    assert_eq!(next(&mut events), VoiceEvent::Ended);
    std::thread::sleep(Duration::from_millis(200));
    assert!(events.try_recv().is_err(), "what waited is not said any more");
}

#[test]
fn a_pause_keeps_the_rest() {
    let dir = tempfile::tempdir().unwrap();
    let voice = Voice::start(voices("espeak-ng"), aplay(dir.path()), SETTING);
    let mut events = voice.events();
    let began = Instant::now();
    voice.say(english("Please wait a moment."), Manner::Now);
    assert!(matches!(next(&mut events), VoiceEvent::Began(_)));
    voice.pause();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(events.try_recv().is_err(), "it is silent and has not ended");
    voice.pause();
    assert_eq!(next(&mut events), VoiceEvent::Ended);
    assert!(began.elapsed() > Duration::from_millis(2_000), "{:?}", began.elapsed());
}

#[test]
fn a_machine_without_a_voice_or_a_device_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let voice = Voice::start(voices("/nowhere/espeak-ng"), Output::Folder(dir.path().join("wav")), SETTING);
    let mut events = voice.events();
    voice.say(english("One."), Manner::Now);
    let player = Output::Device { player: "/bin/false".into(), name: "default".into() };
    let other = Voice::start(voices("espeak-ng"), player, SETTING);
    other.say(english(LONG), Manner::Now);
    let mute = Voice::start(voices("espeak-ng"), aplay(dir.path()), Setting { audible: false, ..SETTING });
    let mut muted = mute.events();
    mute.say(english("One."), Manner::Now);
    std::thread::sleep(Duration::from_millis(600));
    assert!(events.try_recv().is_err() && muted.try_recv().is_err());
    assert!(!dir.path().join("wav").exists());
    mute.set(SETTING);
    mute.say(english("One."), Manner::Now);
    assert!(matches!(next(&mut muted), VoiceEvent::Began(_)));
}
