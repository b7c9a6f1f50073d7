//! The speech log: what the voice says, one JSON object a line.
//!
//! With `[speech] output = "log:FILE"` someone who sees nothing can follow the
//! kiosk, and a test can drive it from outside. `screen` and `focus` are
//! stable ids, the same in every language; `say` never holds the digits of a
//! masked field.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use super::backend::Spoken;
use crate::i18n::Direction;

/// An open speech log; each line is flushed at once.
#[derive(Debug)]
pub struct SpeechLog {
    file: Mutex<File>,
}

#[derive(Serialize)]
struct Line<'a> {
    /// Milliseconds since 1970, UTC.
    at_ms: i64,
    lang: &'a str,
    dir: &'a str,
    screen: &'a str,
    focus: Option<&'a str>,
    role: &'a str,
    text: &'a str,
    say: &'a str,
    value: Option<&'a str>,
    /// Counted from 1, and how many there are.
    position: Option<(usize, usize)>,
}

impl SpeechLog {
    /// Opens `path` for appending, readable by its owner only.
    ///
    /// # Errors
    /// When the file cannot be opened or made.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
        Ok(Self { file: Mutex::new(file) })
    }

    /// Appends one line.
    ///
    /// # Errors
    /// When the line cannot be written; the kiosk goes on without it.
    pub fn write(&self, at: Timestamp, spoken: &Spoken, direction: Direction) -> io::Result<()> {
        // all of it is said, also what follows in other languages
        let mut say = spoken.say.clone();
        for (_, more) in &spoken.also {
            say.push_str(". ");
            say.push_str(more);
        }
        let line = Line {
            at_ms: at.as_millisecond(),
            lang: spoken.language.tag(),
            dir: if direction == Direction::Rtl { "rtl" } else { "ltr" },
            screen: spoken.screen,
            focus: spoken.focus.as_deref(),
            role: spoken.role,
            text: &spoken.text,
            say: &say,
            value: spoken.value.as_deref(),
            position: spoken.position,
        };
        let mut json = serde_json::to_vec(&line).map_err(io::Error::other)?;
        json.push(b'\n');
        // A panic elsewhere cannot leave half a line: each line is one write.
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&json)?;
        file.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_line_is_one_json_object_with_the_promised_members() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("speech.log");
        let log = SpeechLog::open(&path).unwrap();
        let spoken = Spoken {
            language: Language::CKB,
            screen: "service",
            focus: Some("action.continue".into()),
            role: "button",
            text: "دواتر".into(),
            say: "دواتر".into(),
            value: None,
            position: Some((3, 7)),
            voice: None,
            also: Vec::new(),
        };
        log.write(Timestamp::UNIX_EPOCH, &spoken, Direction::Rtl).unwrap();
        log.write(
            Timestamp::UNIX_EPOCH,
            &Spoken {
                focus: None,
                role: "screen",
                position: None,
                also: vec![(Language::EN, "Next".into())],
                ..spoken
            },
            Direction::Rtl,
        )
        .unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            lines[0],
            serde_json::json!({"at_ms": 0, "lang": "ckb", "dir": "rtl", "screen": "service", "focus": "action.continue",
                "role": "button", "text": "دواتر", "say": "دواتر", "value": null, "position": [3, 7]})
        );
        assert_eq!(lines[1]["focus"], serde_json::Value::Null);
        assert_eq!(lines[1]["say"], "دواتر. Next");
    }
}
