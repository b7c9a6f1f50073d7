//! What every screen may look at while it draws itself.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Audio;
use super::backend::{Link, PaperNotice, PrintJob, PrinterNotice};
use super::settings::Settings;
use crate::catalogue::Catalogue;
use crate::config::{Config, SpeechOutput};
use crate::i18n::{Args, Language, Locales, Texts};
use crate::ui::theme::Look;

/// The shared surroundings of a view: nothing here changes while it is drawn.
#[derive(Debug)]
pub struct Ctx<'a> {
    /// Colours, millimetres, direction.
    pub look: Look,
    /// The words of the present language.
    pub texts: &'a Texts,
    /// All languages, for the screens that offer them.
    pub locales: &'a Locales,
    /// The services.
    pub catalogue: &'a Catalogue,
    /// The configuration.
    pub config: &'a Config,
    /// What the citizen has set.
    pub settings: Settings,
    /// The state of printer, scanner and link.
    pub outside: &'a Outside,
    /// How the voice is set.
    pub audio: Audio,
    /// Today at the centre.
    pub today: Date,
    /// Where the centre is in time.
    pub zone: &'a TimeZone,
}

impl Ctx<'_> {
    /// A message in the present language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.texts.get(key)
    }

    /// A message with values.
    #[must_use]
    pub fn with(&self, key: &str, args: &Args<'_>) -> String {
        self.texts.with(key, args)
    }

    /// A fault in the citizen's words (attribute `citizen` of the message, or the message).
    #[must_use]
    pub fn fault(&self, key: &str) -> String {
        self.texts.attr(key, "citizen").unwrap_or_else(|| self.texts.get(key))
    }

    /// The present language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.settings.language
    }

    /// Whether this kiosk has a voice.
    #[must_use]
    pub fn has_voice(&self) -> bool {
        self.config.speech.output != SpeechOutput::Off
    }

    /// Whether everything that can be touched stands in the lowest 45 % of the screen. A panel less than 240 mm high is
    /// in reach as a whole.
    #[must_use]
    pub fn low_reach(&self) -> bool {
        self.settings.low_reach && !self.look.metrics.is_low()
    }

    /// The day of a moment at the centre, without the day of the week.
    #[must_use]
    pub fn day(&self, at_ms: i64) -> String {
        let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
        self.texts.date(at.to_zoned_datetime(self.zone.clone()).date())
    }
}

/// What is known of the world outside.
#[derive(Debug, Clone)]
pub struct Outside {
    /// The link to central.
    pub link: Link,
    /// Whether requests are taken; queue tickets are given in any case.
    pub requests: bool,
    /// The printer.
    pub printer: PrinterNotice,
    /// Whether the scanner can read.
    pub scanner: bool,
    /// A ticket of an earlier visit whose paper was never proven.
    pub unprinted: Option<PrintJob>,
    /// Whether a member of staff has to look at a sheet.
    pub doubt: bool,
    /// The roll of paper.
    pub paper: PaperNotice,
}

impl Default for Outside {
    /// Nothing is known to be wrong until somebody says so; the scanner is not
    /// offered before it reported.
    fn default() -> Self {
        Self {
            link: Link::Online,
            requests: true,
            printer: PrinterNotice::default(),
            scanner: false,
            unprinted: None,
            doubt: false,
            paper: PaperNotice::default(),
        }
    }
}
