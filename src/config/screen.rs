//! Sections `[display]` and `[timeouts]`: what people see and how long it waits for them.

use std::time::Duration;

use crate::i18n::Language;
use crate::problem::source::Section;

/// A length in millimetres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Millimetres(pub f64);

impl Millimetres {
    /// How many pixels of this pitch (`self`) make a length.
    #[must_use]
    pub fn pixels(self, length: Self) -> f64 {
        length.0 / self.0
    }
}

/// The screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Display {
    /// Cover the whole screen.
    pub fullscreen: bool,
    /// Width of the window when not full screen, in pixels.
    pub width: u32,
    /// Height of the window when not full screen, in pixels.
    pub height: u32,
    /// Distance from one pixel to the next; every size on the screen follows from it.
    pub pixel_pitch: Millimetres,
    /// Languages offered to citizens, in this order.
    pub languages: Vec<Language>,
    /// The language of the first screen.
    pub default_language: Language,
}

impl Default for Display {
    fn default() -> Self {
        Self {
            fullscreen: true,
            width: 1080,
            height: 1920,
            pixel_pitch: Millimetres(0.277),
            languages: vec![Language::CKB, Language::KMR, Language::AR, Language::EN],
            default_language: Language::CKB,
        }
    }
}

impl Display {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(flag) = section.get("fullscreen").and_then(|e| e.flag()) {
            self.fullscreen = flag;
        }
        for (key, size) in [("width", &mut self.width), ("height", &mut self.height)] {
            if let Some(pixels) = section.get(key).and_then(|e| e.within(480, 7680, "pixels")) {
                *size = u32::try_from(pixels).unwrap_or(*size);
            }
        }
        if let Some(entry) = section.get("pixel_pitch_mm")
            && let Some(pitch) = entry.number_like(0.05, 1.0)
        {
            if (0.05..=1.0).contains(&pitch) {
                self.pixel_pitch = Millimetres(pitch);
            } else {
                entry.bad(
                    format!("{pitch} mm is not the pitch of a screen"),
                    Some("allowed are 0.05 to 1.0 mm; divide the width of the picture in mm by its pixels".into()),
                );
            }
        }
        let mut languages = None;
        if let Some(entry) = section.get("languages")
            && let Some(list) = entry.list()
        {
            let mut read = Vec::new();
            for item in &list {
                let Some(tag) = item.text() else { continue };
                match Language::parse(tag) {
                    None => {
                        item.bad(
                            format!("\"{tag}\" is not a language tag"),
                            Some("write a tag such as \"ckb\"".into()),
                        );
                    }
                    Some(language) if read.contains(&language) => {
                        item.bad(format!("\"{tag}\" stands twice"), Some("remove one of them".into()));
                    }
                    Some(language) => read.push(language),
                }
            }
            if list.is_empty() {
                entry.bad("no language is offered", Some("write at least [\"ckb\"]".into()));
            } else if read.len() == list.len() {
                languages = Some(read);
            }
        }
        let known = languages.is_some();
        if let Some(languages) = languages {
            self.languages = languages;
        }
        match section.get("default_language") {
            Some(entry) => {
                let Some(tag) = entry.text() else { return };
                match Language::parse(tag) {
                    None => entry
                        .bad(format!("\"{tag}\" is not a language tag"), Some("write a tag such as \"ckb\"".into())),
                    Some(language) if !self.languages.contains(&language) => {
                        let offered: Vec<_> = self.languages.iter().map(|l| l.tag()).collect();
                        entry.bad(
                            format!("\"{tag}\" is not among display.languages"),
                            Some(format!("take one of {}", offered.join(", "))),
                        );
                    }
                    Some(language) => self.default_language = language,
                }
            }
            None if known && !self.languages.contains(&self.default_language) => {
                self.default_language = self.languages[0];
            }
            None => {}
        }
    }
}

/// How long the kiosk waits for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeouts {
    /// After so long without a touch the kiosk asks whether someone is still there.
    pub idle_ask: Duration,
    /// So long it then counts down before it wipes the visit.
    pub idle_countdown: Duration,
    /// How many times a visit can be extended in a row.
    pub extensions: u32,
    /// So long the last screen stays.
    pub done: Duration,
    /// So long the kiosk waits for a rating.
    pub rating: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            idle_ask: Duration::from_secs(120),
            idle_countdown: Duration::from_secs(45),
            extensions: 10,
            done: Duration::from_secs(60),
            rating: Duration::from_secs(20),
        }
    }
}

impl Timeouts {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        let rows: [(&'static str, i64, i64, &mut Duration); 4] = [
            ("idle_ask_s", 30, 600, &mut self.idle_ask),
            ("idle_countdown_s", 20, 180, &mut self.idle_countdown),
            ("done_s", 10, 300, &mut self.done),
            ("rating_s", 5, 120, &mut self.rating),
        ];
        for (key, least, most, value) in rows {
            if let Some(seconds) = section.get(key).and_then(|e| e.within(least, most, "seconds")) {
                *value = Duration::from_secs(seconds.unsigned_abs());
            }
        }
        if let Some(times) = section.get("extensions").and_then(|e| e.within(1, 100, "times")) {
            self.extensions = u32::try_from(times).unwrap_or(self.extensions);
        }
    }
}
