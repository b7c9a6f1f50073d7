//! The ticket that figures are taken of: the content of `reference/printing.md` §4, in the house's design.
//!
//! Header, sub-header, two rules, «your number», the number, the service, date and time, people ahead, wait,
//! a QR code of 116 characters (version 7-M, 5 dots a module), three lines at the foot; 576 dots wide and
//! about 906 high. It is a sample to measure, and stands on no paper that a citizen gets.

use jiff::civil::{DateTime, datetime};

use super::document::{Align, Block, Body, Document, Gap, Row, Rule, Size, Weight};
use super::media::{Media, PerPaper, Sizes};
use super::page::Millimetres;
use crate::i18n::Language;

/// Services of the sample, so that tickets differ as they do in a day.
const SERVICES: [&str; 10] = [
    "نوێکردنەوەی مۆڵەتی شۆفێری",
    "دەرکردنی کارتی نیشتمانی",
    "تۆماری لەدایکبوون",
    "گرێبەستی هاوسەرگیری",
    "گۆڕینی ناونیشان",
    "بڕوانامەی جیابوونەوە",
    "ڤیزای ئەلیکترۆنی",
    "پارەدانی باجی ئۆتۆمبێل",
    "تۆماری مردن",
    "پشتڕاستکردنەوەی بەڵگەنامە",
];

/// QR modules of 5 dots, and type that makes the ticket as long as the one measured.
const SIZES: Sizes = Sizes {
    small: 8.0,
    body: 9.0,
    large: 14.0,
    title: 14.0,
    label: Millimetres(13.5),
    logo: Millimetres(10.0),
    qr_module: Millimetres(0.62),
};

/// What differs from ticket to ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasuredTicket {
    /// The letter before the number.
    pub letter: char,
    /// The number, 0..=999.
    pub number: u32,
    /// Which service, 0..10.
    pub service: usize,
    /// Date and time.
    pub issued: DateTime,
    /// People ahead.
    pub ahead: u32,
    /// Minutes to wait.
    pub minutes: u32,
}

impl Default for MeasuredTicket {
    /// A-042, as measured.
    fn default() -> Self {
        let issued = datetime(2026, 11, 23, 10, 42, 0, 0);
        Self { letter: 'A', number: 42, service: 0, issued, ahead: 7, minutes: 25 }
    }
}

impl MeasuredTicket {
    /// How many services there are.
    pub const SERVICES: usize = SERVICES.len();

    /// Tickets that teach a cache: three of each service, in which every number differs.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        (0..Self::SERVICES * 3)
            .map(|n| {
                let n32 = n as u32;
                let digit = n32 % 10;
                let issued = DateTime::default()
                    .with()
                    .year(2000 + 7 * n as i16)
                    .month(1 + (n % 12) as i8)
                    .day(1 + (n * 5 % 28) as i8)
                    .hour((n * 7 % 24) as i8)
                    .minute((n * 11 % 60) as i8)
                    .build()
                    .unwrap_or_default();
                Self {
                    letter: char::from(b'A' + (n % 8) as u8),
                    number: digit * 111 + n32 / 10,
                    service: n / 3,
                    issued,
                    ahead: 10 + n32,
                    minutes: 50 + n32,
                }
            })
            .collect()
    }

    /// The ticket's content.
    #[must_use]
    pub fn document(&self) -> Document {
        let centred = |text: &str, size, weight| Block::Text { text: text.into(), size, weight, align: Align::Centre };
        let at = self.issued;
        let issued = format!(
            "\u{2066}{:04}/{:02}/{:02}  {:02}:{:02}\u{2069}",
            at.year(),
            at.month(),
            at.day(),
            at.hour(),
            at.minute()
        );
        let blocks = vec![
            Block::Heading("حکوومەتی هەرێمی کوردستان".into()),
            centred("ناوەندی خزمەتگوزاریی گشتی هەولێر", Size::Body, Weight::Medium),
            Block::Rule(Rule::Thin),
            centred("ژمارەی نۆرەت", Size::Body, Weight::Medium),
            Block::Number { label: format!("\u{2066}{}-{:03}\u{2069}", self.letter, self.number), coarse: false },
            centred(SERVICES[self.service % SERVICES.len()], Size::Large, Weight::Bold),
            Block::Rule(Rule::Thin),
            Block::Rows(vec![
                Row::new("بەروار و کات", issued),
                Row::new("کەس لە پێشتن", self.ahead.to_string()),
                Row::new("چاوەڕوانی بە خولەک", self.minutes.to_string()),
            ]),
            Block::Gap(Gap::Small),
            Block::Qr { payload: self.payload(), caption: None },
            Block::Gap(Gap::Small),
            centred("تکایە چاوەڕێی بانگکردنی ژمارەکەت بکە", Size::Body, Weight::Medium),
            centred("ئەم پسووڵەیە تەنیا ئەمڕۆ کاری پێ دەکرێت", Size::Small, Weight::Medium),
            centred("سوپاس بۆ سەردانەکەت", Size::Small, Weight::Medium),
        ];
        let body = Body { sizes: SIZES, blocks };
        let bodies = PerPaper { wide: body.clone(), narrow: body.clone(), sheet: body };
        Document { language: Language::CKB, direction: crate::i18n::Direction::Rtl, title: String::new(), bodies }
    }

    /// 116 characters in lower case, which only the byte mode of a QR code holds: version 7-M.
    fn payload(&self) -> String {
        let head = format!("kr:{}{:03}.", self.letter.to_ascii_lowercase(), self.number);
        let letters = b"abcdefghijklmnopqrstuvwxyz234567";
        let tail = (head.len()..116).map(|at| char::from(letters[(at * 7 + self.number as usize) % letters.len()]));
        head.chars().chain(tail).collect()
    }

    /// Paper of 80 mm.
    #[must_use]
    pub fn media() -> Media {
        Media::thermal_80()
    }
}
