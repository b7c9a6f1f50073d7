//! Section `[appointments]`: check-in for appointments at the kiosk.

use std::time::Duration;

use crate::problem::source::Section;

/// Check-in for appointments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointments {
    /// Whether it is offered.
    pub check_in: bool,
    /// So long before the appointment it begins.
    pub early: Duration,
    /// So long after the appointment it ends.
    pub late: Duration,
    /// The letter of their own queue; `None`: that of the service, called before others.
    pub queue: Option<char>,
}

impl Default for Appointments {
    fn default() -> Self {
        Self { check_in: false, early: Duration::from_secs(30 * 60), late: Duration::from_secs(15 * 60), queue: None }
    }
}

impl Appointments {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(offered) = section.get("check_in").and_then(|entry| entry.flag()) {
            self.check_in = offered;
        }
        let minutes = |key: &'static str, most: i64| {
            let minutes = section.get(key)?.within(0, most, "minutes")?;
            Some(Duration::from_secs(minutes.unsigned_abs() * 60))
        };
        if let Some(early) = minutes("early_min", 240) {
            self.early = early;
        }
        if let Some(late) = minutes("late_min", 120) {
            self.late = late;
        }
        if let Some(entry) = section.get("queue")
            && let Some(text) = entry.text()
        {
            let mut signs = text.chars();
            match (signs.next(), signs.next()) {
                (None, _) => self.queue = None,
                (Some(sign), None) if sign.is_ascii_uppercase() && !matches!(sign, 'I' | 'O') => {
                    self.queue = Some(sign);
                }
                _ => entry.bad(
                    format!("\"{text}\" is not a queue letter"),
                    Some("write one letter of A to Z except I and O, or \"\" for the queue of the service".into()),
                ),
            }
        }
    }
}
