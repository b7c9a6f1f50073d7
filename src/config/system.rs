//! Sections `[store]`, `[speech]` and `[log]`: what the kiosk keeps, says and writes down.

use std::path::{Path, PathBuf};

use super::resolved;
use crate::problem::nearest;
use crate::problem::source::Section;

/// Where the kiosk keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The folder of the database, keys and backups.
    pub state_dir: PathBuf,
}

impl Default for Store {
    fn default() -> Self {
        Self { state_dir: PathBuf::from("/var/lib/kiosk") }
    }
}

impl Store {
    pub(super) fn read(&mut self, section: &Section<'_>, base: &Path) {
        if let Some(path) = section.get("state_dir").and_then(|e| e.filled()) {
            self.state_dir = resolved(base, path);
        }
    }
}

/// Where the voice goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SpeechOutput {
    /// Nowhere.
    #[default]
    Off,
    /// To the sound device.
    Device,
    /// Into WAV files in a folder.
    Wav(PathBuf),
    /// As JSON lines into a file.
    Log(PathBuf),
}

/// The voice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Speech {
    /// Where it goes.
    pub output: SpeechOutput,
}

impl Speech {
    pub(super) fn read(&mut self, section: &Section<'_>, base: &Path) {
        let Some(entry) = section.get("output") else { return };
        let Some(text) = entry.filled() else { return };
        self.output = match text.split_once(':') {
            None if text == "off" => SpeechOutput::Off,
            None if text == "device" => SpeechOutput::Device,
            Some(("wav", path)) if !path.is_empty() => SpeechOutput::Wav(resolved(base, path)),
            Some(("log", path)) if !path.is_empty() => SpeechOutput::Log(resolved(base, path)),
            Some((kind @ ("wav" | "log"), _)) => {
                entry.bad(format!("\"{text}\" names no path"), Some(format!("write it like \"{kind}:/tmp/speech\"")));
                return;
            }
            _ => {
                let fix = nearest(text, ["off", "device"]).map_or_else(
                    || "allowed are \"off\", \"device\", \"wav:FOLDER\", \"log:FILE\"".to_owned(),
                    |near| format!("did you mean \"{near}\"?"),
                );
                entry.bad(format!("\"{text}\" is not known here"), Some(fix));
                return;
            }
        };
    }
}

/// How much is written to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    /// Only what failed.
    Error,
    /// And what looks wrong.
    Warn,
    /// And what happens.
    #[default]
    Info,
    /// And how.
    Debug,
    /// Everything.
    Trace,
}

impl LogLevel {
    /// The word of the configuration file, which `tracing` also knows.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The log. It never holds personal data, at any level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Log {
    /// How much.
    pub level: LogLevel,
    /// In which form.
    pub format: LogFormat,
}

impl Log {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        let levels = [LogLevel::Error, LogLevel::Warn, LogLevel::Info, LogLevel::Debug, LogLevel::Trace];
        if let Some(level) = section.get("level").and_then(|e| e.word(&levels.map(|level| (level.as_str(), level)))) {
            self.level = level;
        }
        if let Some(format) =
            section.get("format").and_then(|e| e.word(&[("text", LogFormat::Text), ("json", LogFormat::Json)]))
        {
            self.format = format;
        }
    }
}
