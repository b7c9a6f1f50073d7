//! Section `[staff]`: the way into staff mode.

use std::time::Duration;

use crate::problem::source::Section;

/// A corner of the screen, as it hangs on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Corner {
    /// Above, left.
    TopLeft,
    /// Above, right.
    TopRight,
    /// Below, right.
    BottomRight,
    /// Below, left.
    BottomLeft,
}

/// Staff mode. It is there where somebody was added with `kiosk staff add`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The corners to be touched one after the other on the screen at rest; none: badges only.
    pub gesture: Vec<Corner>,
    /// Without a touch it closes after so long.
    pub idle: Duration,
    /// It closes after so long in any case.
    pub most: Duration,
}

impl Default for Staff {
    fn default() -> Self {
        Self {
            gesture: vec![Corner::TopLeft, Corner::TopRight, Corner::BottomRight, Corner::BottomLeft],
            idle: Duration::from_secs(90),
            most: Duration::from_secs(15 * 60),
        }
    }
}

/// Fewer corners are found by children who play.
const LEAST: usize = 4;
/// More nobody remembers.
const MOST: usize = 8;

impl Staff {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        let words = [
            ("top-left", Corner::TopLeft),
            ("top-right", Corner::TopRight),
            ("bottom-right", Corner::BottomRight),
            ("bottom-left", Corner::BottomLeft),
        ];
        if let Some(entry) = section.get("gesture")
            && let Some(list) = entry.list()
        {
            let read: Vec<Corner> = list.iter().filter_map(|entry| entry.word(&words)).collect();
            if !(list.is_empty() || (LEAST..=MOST).contains(&list.len())) {
                entry.bad(
                    format!("{} corners are too few or too many", list.len()),
                    Some(format!("name {LEAST} to {MOST}, or [] to let badges in only")),
                );
            } else if read.len() == list.len() {
                self.gesture = read;
            }
        }
        if let Some(seconds) = section.get("idle_s").and_then(|entry| entry.within(20, 600, "seconds")) {
            self.idle = Duration::from_secs(seconds.unsigned_abs());
        }
        if let Some(minutes) = section.get("most_min").and_then(|entry| entry.within(1, 120, "minutes")) {
            self.most = Duration::from_secs(minutes.unsigned_abs() * 60);
        }
    }
}
