//! Sections `[centre]`, `[kiosk]` and `[day]`: where this kiosk stands and when its day begins.

use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::i18n::{Language, LocalText};
use crate::problem::nearest;
use crate::problem::source::{Entry, Section};

/// The public service centre.
#[derive(Debug, Clone, PartialEq)]
pub struct Centre {
    /// Short code of the centre, sent to the central server: 2 to 24 of `a-z`, `0-9`, `-`.
    pub id: String,
    /// Its name in every language.
    pub name: LocalText,
    /// Where citizens can complain; printed on tickets and receipts. Empty: nothing is printed.
    pub complaint_phone: String,
}

impl Default for Centre {
    fn default() -> Self {
        Self {
            id: "erbil-1".into(),
            name: LocalText::new([
                (Language::CKB, "سەنتەری خزمەتگوزاریی گشتی، هەولێر"),
                (Language::KMR, "سەنتەرێ خزمەتگوزاریێن گشتی، هەولێر"),
                (Language::AR, "مركز الخدمات العامة، أربيل"),
                (Language::EN, "Public Service Centre, Erbil"),
            ]),
            complaint_phone: String::new(),
        }
    }
}

impl Centre {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(entry) = section.get("id")
            && let Some(id) = entry.text_like("^[a-z0-9-]{2,24}$")
        {
            let fits = (2..=24).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if fits {
                id.clone_into(&mut self.id);
            } else {
                entry.bad(
                    "this is not a centre code",
                    Some("write 2 to 24 of a-z, 0-9 and -, such as \"erbil-1\"".into()),
                );
            }
        }
        if let Some(names) = section.section("name") {
            let mut name = LocalText::default();
            for (_, tag, entry) in names.entries() {
                match Language::parse(tag) {
                    Some(language) => {
                        if let Some(text) = entry.filled() {
                            name.set(language, text.trim());
                        }
                    }
                    None => entry.bad(
                        format!("\"{tag}\" is not a language tag"),
                        Some("write a tag such as ckb, ar, en".into()),
                    ),
                }
            }
            if name.languages().next().is_none() {
                names.bad("the centre has no name", Some("write at least ckb = \"…\"".into()));
            } else {
                self.name = name;
            }
        }
        if let Some(entry) = section.get("complaint_phone")
            && let Some(text) = entry.text()
        {
            let plain = crate::i18n::text::fold_digits(text.trim());
            let digits = plain.chars().filter(char::is_ascii_digit).count();
            let fits = plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-'))
                && (plain.is_empty() || (3..=15).contains(&digits));
            if fits {
                self.complaint_phone = plain;
            } else {
                entry.bad(
                    "this is not a phone number",
                    Some("write 3 to 15 digits, such as \"066 211 0000\", or \"\" for none".into()),
                );
            }
        }
    }
}

/// This kiosk in its centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// What the staff call it.
    pub name: String,
    /// The sign of this kiosk in ticket labels (`3` in `B3-041`): 0 to 9 or A to Z without I and O. Unique in
    /// the centre.
    pub slot: char,
}

impl Default for Kiosk {
    fn default() -> Self {
        Self { name: "Kiosk 1".into(), slot: '1' }
    }
}

impl Kiosk {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(entry) = section.get("name")
            && let Some(name) = entry.filled_like(r"^(?=.*\S).{1,40}$")
        {
            if name.chars().count() <= 40 {
                name.trim().clone_into(&mut self.name);
            } else {
                entry.bad("the name is too long", Some("write at most 40 characters".into()));
            }
        }
        if let Some(entry) = section.get("slot") {
            self.read_slot(&entry);
        }
    }

    fn read_slot(&mut self, entry: &Entry<'_>) {
        let Some(text) = entry.text_like("^[0-9A-HJ-NP-Z]$") else { return };
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some('I' | 'O'), None) => {
                entry.bad(
                    format!("the letter {text} looks like a digit"),
                    Some("take 0 to 9 or A to Z except I and O".into()),
                );
            }
            (Some(sign), None) if sign.is_ascii_uppercase() || sign.is_ascii_digit() => self.slot = sign,
            (Some(letter), None) if letter.is_ascii_lowercase() && !matches!(letter, 'i' | 'o') => {
                entry.bad(
                    "the slot is a digit or a capital letter",
                    Some(format!("did you mean \"{}\"?", letter.to_ascii_uppercase())),
                );
            }
            _ => entry.bad(
                format!("\"{text}\" is not a slot"),
                Some("write one sign: 0 to 9, or A to Z except I and O".into()),
            ),
        }
    }
}

/// When a service day begins: ticket numbers start anew then.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The IANA name of the time zone.
    pub time_zone: String,
    /// The time zone itself.
    pub zone: TimeZone,
    /// Time of day at which a new service day begins.
    pub starts_at: Time,
}

impl Default for Day {
    fn default() -> Self {
        Self {
            time_zone: "Asia/Baghdad".into(),
            // Three hours ahead of UTC, no summer time since 2008: the fallback tells the same time.
            zone: TimeZone::get("Asia/Baghdad").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(3))),
            starts_at: jiff::civil::time(4, 0, 0, 0),
        }
    }
}

impl Day {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(entry) = section.get("time_zone")
            && let Some(name) = entry.text()
        {
            match TimeZone::get(name) {
                Ok(zone) => {
                    self.zone = zone;
                    name.clone_into(&mut self.time_zone);
                }
                Err(_) => {
                    let names: Vec<String> = jiff::tz::db().available().map(|n| n.to_string()).collect();
                    let fix = match nearest(name, names.iter().map(String::as_str)) {
                        Some(known) => format!("did you mean \"{known}\"?"),
                        None => "write an IANA name such as \"Asia/Baghdad\"".into(),
                    };
                    entry.bad(format!("\"{name}\" is not a known time zone"), Some(fix));
                }
            }
        }
        if let Some(entry) = section.get("starts_at")
            && let Some(text) = entry.text_like("^([01][0-9]|2[0-3]):[0-5][0-9]$")
        {
            match clock_time(text) {
                Some(time) => self.starts_at = time,
                None => entry.bad(
                    format!("\"{text}\" is not a time of day"),
                    Some("write it like \"04:00\", from 00:00 to 23:59".into()),
                ),
            }
        }
    }
}

/// A time of day written `HH:MM`.
fn clock_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<i8>().ok()).flatten()
    };
    Time::new(two(hour)?, two(minute)?, 0, 0).ok()
}
