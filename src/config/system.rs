//! Sections `[store]`, `[speech]` and `[log]`: what the kiosk keeps, says and writes down.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::resolved;
use crate::problem::nearest;
use crate::problem::source::Section;

/// Where the kiosk keeps its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The folder of the database, keys and backups.
    pub state_dir: PathBuf,
    /// Where copies of the database go; `None` = `backup/` in the state folder.
    pub backup_dir: Option<PathBuf>,
    /// After so many commits the copy is renewed at once.
    pub backup_every: u32,
    /// Below so many free bytes no requests are taken.
    pub requests_need: u64,
    /// Below so many free bytes nothing is taken.
    pub tickets_need: u64,
    /// Bytes held back for the day the disk is full.
    pub ballast: u64,
    /// So long the metadata of what central has is kept.
    pub keep_delivered: Duration,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            state_dir: PathBuf::from("/var/lib/kiosk"),
            backup_dir: None,
            backup_every: 200,
            requests_need: 256 << 20,
            tickets_need: 64 << 20,
            ballast: 16 << 20,
            keep_delivered: Duration::from_secs(30 * 86_400),
        }
    }
}

impl Store {
    pub(super) fn read(&mut self, section: &Section<'_>, base: &Path) {
        if let Some(path) = section.get("state_dir").and_then(|e| e.filled()) {
            self.state_dir = resolved(base, path);
        }
        if let Some(path) = section.get("backup_dir").and_then(|e| e.text()) {
            self.backup_dir = (!path.trim().is_empty()).then(|| resolved(base, path));
        }
        if let Some(commits) = section.get("backup_every").and_then(|e| e.within(1, 100_000, "commits")) {
            self.backup_every = u32::try_from(commits).unwrap_or(u32::MAX);
        }
        let megabytes = |key| {
            let entry = section.get(key)?;
            Some((entry.within(0, 1_000_000, "megabytes")?.unsigned_abs() << 20, entry))
        };
        if let Some((bytes, _)) = megabytes("requests_need_mb") {
            self.requests_need = bytes;
        }
        if let Some((bytes, entry)) = megabytes("tickets_need_mb") {
            self.tickets_need = bytes;
            if bytes > self.requests_need {
                entry.bad(
                    "tickets would stop before requests do",
                    Some("make it smaller than requests_need_mb".to_owned()),
                );
            }
        }
        if let Some((bytes, _)) = megabytes("ballast_mb") {
            self.ballast = bytes;
        }
        if let Some(days) = section.get("keep_delivered_days").and_then(|e| e.within(1, 3650, "days")) {
            self.keep_delivered = Duration::from_secs(days.unsigned_abs() * 86_400);
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

/// When the voice speaks to the sound device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SpeechStart {
    /// After headphones were plugged in, or somebody asked for it.
    #[default]
    Asked,
    /// From the first touch on.
    Always,
}

/// The voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    /// Where it goes.
    pub output: SpeechOutput,
    /// When it speaks.
    pub start: SpeechStart,
    /// Its speed at the beginning of a visit, in percent.
    pub rate: u16,
    /// Its loudness at the beginning of a visit, from 1 to 7.
    pub volume: u8,
    /// ALSA's name of the sound device.
    pub device: String,
    /// The program that speaks where nothing is recorded.
    pub espeak: PathBuf,
    /// Whether the machine's headphone jack is watched.
    pub jack: bool,
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            output: SpeechOutput::Device,
            start: SpeechStart::Asked,
            rate: 100,
            volume: 4,
            device: "default".to_owned(),
            espeak: PathBuf::from("espeak-ng"),
            jack: true,
        }
    }
}

impl Speech {
    pub(super) fn read(&mut self, section: &Section<'_>, base: &Path) {
        self.read_output(section, base);
        let starts = [("asked", SpeechStart::Asked), ("always", SpeechStart::Always)];
        if let Some(start) = section.get("start").and_then(|entry| entry.word(&starts)) {
            self.start = start;
        }
        if let Some(entry) = section.get("rate_percent")
            && let Some(rate) = entry.within(50, 200, "percent")
        {
            match u16::try_from(rate) {
                Ok(rate) if rate % 25 == 0 => self.rate = rate,
                _ => entry.bad(
                    format!("{rate} % is between two steps"),
                    Some("the steps are 50, 75, 100, 125, 150, 175 and 200 %".to_owned()),
                ),
            }
        }
        if let Some(volume) = section.get("volume").and_then(|entry| entry.within(1, 7, "")) {
            self.volume = u8::try_from(volume).unwrap_or(self.volume);
        }
        if let Some(device) = section.get("device").and_then(|entry| entry.filled()) {
            device.clone_into(&mut self.device);
        }
        if let Some(program) = section.get("espeak").and_then(|entry| entry.filled()) {
            // a plain name is looked for in PATH
            self.espeak = if program.contains('/') { resolved(base, program) } else { PathBuf::from(program) };
        }
        if let Some(jack) = section.get("jack").and_then(|entry| entry.flag()) {
            self.jack = jack;
        }
    }

    fn read_output(&mut self, section: &Section<'_>, base: &Path) {
        let Some(entry) = section.get("output") else { return };
        let Some(text) = entry.filled_like("^(off|device|(wav|log):.+)$") else { return };
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
