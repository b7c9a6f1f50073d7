//! Reads what strace wrote.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Something that happened, in order.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// Bytes went to a file.
    Write { file: String, at: usize, bytes: Vec<u8> },
    /// A file got this length.
    Truncate { file: String, length: usize },
    /// All of a file is on the disk.
    Sync { file: String },
    /// A file is gone.
    Remove { file: String },
    /// The kiosk has answered.
    Ack(String),
}

impl Event {
    pub(crate) fn ack(&self) -> Option<&str> {
        match self {
            Self::Ack(line) => Some(line),
            _ => None,
        }
    }

    pub(crate) fn is_sync(&self) -> bool {
        matches!(self, Self::Sync { .. })
    }
}

/// A call that began, and whether it has ended.
struct Call {
    name: String,
    arguments: String,
    result: Option<i64>,
}

/// The events of the files in `state` that are the database and its log. A write counts from its beginning, a sync from
/// its end.
pub(crate) fn read(text: &str, state: &Path) -> Vec<Event> {
    let mut open: HashMap<i64, PathBuf> = HashMap::new();
    let mut unfinished: HashMap<&str, (String, String)> = HashMap::new();
    let mut events = Vec::new();
    for line in text.lines() {
        let Some((pid, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let (call, began) = if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some((name, mut arguments)) = unfinished.remove(pid) else { continue };
            let tail = resumed.split_once("resumed>").map_or("", |(_, tail)| tail);
            let (more, result) = ended(tail);
            arguments.push_str(more);
            (Call { name, arguments, result }, false)
        } else {
            let Some((name, tail)) = rest.split_once('(') else { continue };
            if let Some(arguments) = tail.strip_suffix(" <unfinished ...>") {
                unfinished.insert(pid, (name.to_owned(), arguments.to_owned()));
                (Call { name: name.to_owned(), arguments: arguments.to_owned(), result: None }, true)
            } else {
                let (arguments, result) = ended(tail);
                (Call { name: name.to_owned(), arguments: arguments.to_owned(), result }, true)
            }
        };
        take(&call, began, state, &mut open, &mut events);
    }
    events
}

/// `arguments) = result` apart.
fn ended(tail: &str) -> (&str, Option<i64>) {
    let Some((arguments, result)) = tail.rsplit_once(" = ") else { return (tail, None) };
    let result = result.split_whitespace().next().and_then(|word| word.parse().ok());
    (arguments.trim_end().trim_end_matches(')'), result)
}

fn take(call: &Call, began: bool, state: &Path, open: &mut HashMap<i64, PathBuf>, events: &mut Vec<Event>) {
    let arguments = &call.arguments;
    let name_of = |path: &Path| -> Option<String> {
        let name = path.strip_prefix(state).ok()?.to_str()?;
        (name == "kiosk.db" || name == "kiosk.db-wal").then(|| name.to_owned())
    };
    let descriptor = || arguments.split(',').next().and_then(|word| word.trim().parse::<i64>().ok());
    let file = || descriptor().and_then(|number| open.get(&number)).and_then(|path| name_of(path));
    let after_bytes = || arguments.rsplit_once('"').map_or("", |(_, rest)| rest);
    match call.name.as_str() {
        "openat" => {
            if let Some(number) = call.result.filter(|number| *number >= 0) {
                let path = String::from_utf8(quoted(arguments)).unwrap();
                if arguments.contains("O_TRUNC")
                    && let Some(file) = name_of(Path::new(&path))
                {
                    events.push(Event::Truncate { file, length: 0 });
                }
                open.insert(number, PathBuf::from(path));
            }
        }
        // Given up when its number is opened anew: a close that has begun may still be passed by other calls.
        "close" => {}
        "pwrite64" if began => {
            if let Some(file) = file() {
                let at = after_bytes().rsplit(',').next().unwrap().trim().trim_end_matches(')').parse().unwrap();
                events.push(Event::Write { file, at, bytes: quoted(arguments) });
            }
        }
        "write" if began && descriptor() == Some(1) => {
            let said = String::from_utf8_lossy(&quoted(arguments)).into_owned();
            events
                .extend(said.lines().filter_map(|line| line.find("ack-").map(|at| Event::Ack(line[at..].to_owned()))));
        }
        "write" if began => assert!(file().is_none(), "the database is written with pwrite64 only"),
        "ftruncate" if began => {
            if let Some(file) = file() {
                let length = arguments.rsplit(',').next().unwrap().trim().parse().unwrap();
                events.push(Event::Truncate { file, length });
            }
        }
        "fsync" | "fdatasync" if call.result == Some(0) => {
            if let Some(file) = file() {
                events.push(Event::Sync { file });
            }
        }
        "unlink" if began => {
            if let Some(file) = name_of(Path::new(&String::from_utf8(quoted(arguments)).unwrap())) {
                events.push(Event::Remove { file });
            }
        }
        _ => {}
    }
}

/// The first quoted text, as bytes: with `-xx` every byte is `\xHH`.
fn quoted(arguments: &str) -> Vec<u8> {
    let inner = arguments.split('"').nth(1).unwrap_or_default();
    assert!(!arguments.contains("\"..."), "strace has cut a text off");
    inner.split("\\x").skip(1).map(|hex| u8::from_str_radix(hex, 16).unwrap()).collect()
}
