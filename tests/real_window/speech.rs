//! The speech log, followed as a person who hears it would.

use std::path::PathBuf;

use serde_json::Value;

use super::wait_for;

/// A reader of the speech log.
pub struct Speech {
    path: PathBuf,
    /// Lines already heard.
    heard: usize,
}

impl Speech {
    /// Follows this file, from its beginning.
    pub fn follow(path: PathBuf) -> Self {
        Self { path, heard: 0 }
    }

    /// Every whole line so far.
    pub fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(|line| serde_json::from_str(line).expect("each line is one JSON object")).collect()
    }

    /// The next line that is not yet heard and fits.
    fn next(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let (index, line) = wait_for(what, || {
            let lines = self.lines();
            let index = lines.iter().skip(self.heard).position(&fits)? + self.heard;
            Some((index, lines[index].clone()))
        });
        self.heard = index + 1;
        line
    }

    /// Waits until this screen is entered.
    pub fn screen(&mut self, id: &str) -> Value {
        let before = self.lines();
        let what = format!("screen \"{id}\" (so far: {})", before.last().map_or_else(String::new, Value::to_string));
        self.next(&what, |line| line["screen"] == id && line["role"] == "screen")
    }

    /// Waits for the next move of the focus.
    pub fn focus(&mut self) -> Value {
        let moves = |line: &Value| {
            !line["focus"].is_null() && !["echo", "notice"].contains(&line["role"].as_str().unwrap_or(""))
        };
        self.next("a move of the focus", moves)
    }

    /// Waits until these words are said, on whatever screen; the line that told of a screen may have held them already.
    pub fn words(&mut self, words: &str) -> Value {
        let before = self.lines();
        if self.heard > 0 && before.get(self.heard - 1).is_some_and(|line| line["role"] == "screen") {
            self.heard -= 1;
        }
        let what = format!("\"{words}\" (so far: {})", before.last().map_or_else(String::new, Value::to_string));
        self.next(&what, |line| line["say"].as_str().is_some_and(|say| say.contains(words)))
    }

    /// Waits until nothing more is said; what was said so far is heard.
    pub fn rest(&mut self) {
        loop {
            let before = self.count();
            std::thread::sleep(std::time::Duration::from_millis(200));
            self.heard = self.count();
            if self.heard == before {
                return;
            }
        }
    }

    /// Waits until something that appears is said with these words.
    pub fn notice(&mut self, words: &str) -> Value {
        let says = |line: &Value| line["say"].as_str().is_some_and(|say| say.contains(words));
        self.next(&format!("\"{words}\""), |line| line["role"] == "notice" && says(line))
    }

    /// How many lines there are; a screen that is not entered adds none.
    pub fn count(&self) -> usize {
        self.lines().len()
    }
}
