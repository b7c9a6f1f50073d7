//! What the screens ask of the world outside, and what it tells them.
//!
//! The screens know this trait and nothing behind it: no store, no port, no
//! server. `kiosk.rs` implements it over the running actors; the tests
//! implement it in memory.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use iced::futures::Stream;
use jiff::Timestamp;
use jiff::civil::DateTime;
use kiosk_protocol::{CheckCode, PriorityClass, Reference, StatusAnswer};

use super::bench::SoundWay;
use crate::catalogue::ServiceId;
use crate::i18n::Language;
use crate::identity::{Framing, Scanned, Who};
use crate::receipt::{Bitmap, Said};
use crate::speech::Side;
use crate::staff::{Act, Answer, LogLine, Refusal, Taste};
use crate::visit::{Form, Submission};

/// An answer that comes later. It must not block: slow work belongs to the actors.
pub type Later<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// What the outside tells, for as long as the kiosk runs.
pub type Events = Pin<Box<dyn Stream<Item = Event> + Send + 'static>>;

/// The world outside, as far as the screens need it.
pub trait Backend: Send + Sync + 'static {
    /// Whether a request would be taken now. Where it would not, there are queue tickets all the same, and nobody is let
    /// begin a form for nothing. Must return at once.
    fn takes_requests(&self) -> bool;

    /// Makes the request durable and gives it its reference, its check code and its ticket.
    /// Returns only after the commit; nothing has been printed then.
    fn submit(&self, submission: Submission) -> Later<Result<Submitted, BackendError>>;

    /// Issues a queue ticket without a request.
    fn queue_ticket(&self, order: TicketOrder) -> Later<Result<TicketIssued, NoTicket>>;

    /// Checks in for an appointment.
    fn check_in(&self, who: Who, language: Language) -> Later<CheckedIn> {
        let _ = (who, language);
        Box::pin(async { CheckedIn::Unknown })
    }

    /// Why no queue tickets are given now, if none are. Asked before a citizen chooses a service. Must return at once.
    fn no_tickets(&self) -> Option<NoTicket> {
        None
    }

    /// How many wait for a service, when that is known. Must return at once.
    fn waiting(&self, service: &ServiceId) -> Option<u32> {
        let _ = service;
        None
    }

    /// The ticket of today with this label, for whoever holds its paper; `None`: not of today, or not of this kiosk.
    fn held_ticket(&self, label: String) -> Later<Option<Held>> {
        let _ = label;
        Box::pin(async { None })
    }

    /// Prints the ticket of an old paper once more, although that paper is there.
    fn print_again(&self, job: PrintJob) -> Later<PrintOutcome> {
        self.reprint(job)
    }

    /// Gives a ticket up; whether that was done.
    fn give_up(&self, label: String) -> Later<bool> {
        let _ = label;
        Box::pin(async { false })
    }

    /// Whether there are members of staff: what is theirs asks for a PIN then. Must return at once.
    fn has_staff(&self) -> bool {
        false
    }

    /// Does what a member of staff asks for.
    fn staff(&self, act: Act) -> Later<Answer> {
        let _ = act;
        Box::pin(async { Answer::Refused(Refusal::Wrong) })
    }

    /// Whoever is in has touched something: the time without a touch begins anew. Must return at once.
    fn staff_touches(&self) {}

    /// What the log has said lately, the newest first, for a technician who is in. Must return at once.
    fn log(&self) -> Vec<LogLine> {
        Vec::new()
    }

    /// How the newest scan came from the scanner. Must return at once.
    fn framing(&self) -> Option<Framing> {
        None
    }

    /// Says something on one side of the sound device, whether anybody listens or not; where it went. Must return at once.
    fn try_voice(&self, spoken: Spoken, side: Side) -> SoundWay {
        let _ = (spoken, side);
        SoundWay::Off
    }

    /// Whoever is in has the screens so from now on, this time and the next. Must return at once.
    fn staff_prefers(&self, taste: Taste) {
        let _ = taste;
    }

    /// Whoever is in has gone. Must return at once.
    fn staff_leaves(&self) {}

    /// Whether staff have paused the kiosk, or this service. Must return at once.
    fn is_paused(&self, service: Option<&ServiceId>) -> bool {
        let _ = service;
        false
    }

    /// Counts a visit that begins, or that nobody ended, for the report of the day.
    fn count_visit(&self, aborted: bool) {
        let _ = aborted;
    }

    /// Prints a committed job; answers when its end is known.
    fn print(&self, job: PrintJob) -> Later<PrintOutcome>;

    /// Prints a job again whose paper is missing. A sheet in doubt is not printed: that needs [`Self::answer`].
    fn reprint(&self, job: PrintJob) -> Later<PrintOutcome>;

    /// What stands on the papers of a job, for the voice; `None`: nobody knows.
    fn read_paper(&self, job: PrintJob) -> Later<Option<PaperRead>> {
        let _ = job;
        Box::pin(async { None })
    }

    /// Prints the filled form of a request on the A4 printer; answers when its end is known.
    fn print_form(&self, form: Arc<Form>, reference: Reference) -> Later<FormOutcome>;

    /// Prints the receipt of a request on the A4 printer; answers when its end is known.
    fn print_receipt_a4(&self, reference: Reference) -> Later<FormOutcome>;

    /// Asks how far a request has come. Without the check code the office may refuse to tell.
    fn look_up(&self, reference: Reference, code: Option<CheckCode>) -> Later<LookUp>;

    /// Keeps a rating from 1 (very bad) to 5 (very good), tied to nobody.
    fn rate(&self, stars: u8) -> Later<()>;

    /// Calls a member of staff to this kiosk; `screen` is the stable id of the screen.
    /// Answers whether the call went out.
    fn call_staff(&self, screen: &'static str) -> Later<bool>;

    /// A sheet of which nobody knows whether it came out whole: the oldest of this job's papers, or of all.
    fn doubt(&self, job: Option<PrintJob>) -> Later<Option<Doubt>>;

    /// What a member of staff says of such a sheet; one that is not whole is printed again. Answers when its end is known.
    fn answer(&self, job: PrintJob, whole: bool) -> Later<PrintOutcome>;

    /// The papers of the last visit that were never proven, if it is not long ago.
    fn unprinted(&self) -> Later<Option<PrintJob>>;

    /// Whether the present screen asks for a scan: a scanner that waits for a trigger looks while it does.
    /// Told on each change only. Must return at once.
    fn want_scan(&self, wanted: bool) {
        let _ = wanted;
    }

    /// Whether the screen is at rest: no visit, no member of staff, no paper on its way that was asked for here. Told on
    /// each change only. Must return at once.
    fn rests(&self, at_rest: bool) {
        let _ = at_rest;
    }

    /// The window closes so that the kiosk begins anew, as [`Event::BeginAnew`] asked. Must return at once.
    fn begins_anew(&self) {}

    /// The whole view has been drawn: what watches over the kiosk wants to know that it still is. Must return at once.
    fn drawn(&self) {}

    /// A new stream of what happens outside. It begins with the present state of
    /// printer, scanner and link.
    fn events(&self) -> Events;

    /// What was just entered or focused, for the voice and the speech log. Must return at once.
    fn say(&self, spoken: Spoken);

    /// What the voice is to do. Must return at once.
    fn voice(&self, wish: VoiceWish) {
        let _ = wish;
    }
}

/// Names one print job for the backend; opaque to the screens.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrintJob(pub Arc<str>);

/// What stands on papers, to be read aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRead {
    /// The language of their words.
    pub language: Language,
    /// In the order in which they stand there.
    pub lines: Vec<Said>,
}

/// A request that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// What the citizen types to look the request up.
    pub reference: Reference,
    /// Needed together with the reference.
    pub check_code: CheckCode,
    /// The queue ticket's label, like `B3-041`.
    pub ticket: Option<String>,
    /// The receipt with the ticket, ready to be printed.
    pub job: PrintJob,
    /// Whether central can be reached now.
    pub online: bool,
}

/// A queue ticket that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketIssued {
    /// Its label, like `B3-041`.
    pub label: String,
    /// The paper, ready to be printed.
    pub job: PrintJob,
    /// For what, as the kiosk knows it.
    pub service: Option<ServiceId>,
}

/// A queue ticket that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketOrder {
    /// For this service.
    pub service: ServiceId,
    /// In this language.
    pub language: Language,
    /// Why it is to be called before others, if it is.
    pub priority: Option<PriorityClass>,
    /// How many come together, where that was asked.
    pub party: Option<u8>,
}

/// What becomes of a check-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckedIn {
    /// The ticket is durable.
    Ticket(TicketIssued),
    /// Too early: from this moment on.
    Early {
        /// When it is.
        at: Timestamp,
        /// From when on it is taken.
        from: Timestamp,
    },
    /// Too late: an ordinary ticket can be had.
    Late {
        /// When it was.
        at: Timestamp,
        /// For what.
        service: ServiceId,
    },
    /// It is checked in already: with this ticket, if this kiosk gave it.
    Already(Option<String>),
    /// It was cancelled.
    Cancelled(ServiceId),
    /// None is known.
    Unknown,
    /// There is none although it is in time.
    NoTicket(NoTicket),
}

/// Why there is no queue ticket. No number has been used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTicket {
    /// The centre gives none at this time.
    Closed {
        /// From this local time on, when that is known.
        opens: Option<DateTime>,
    },
    /// All of today are given.
    Full,
    /// Staff have paused the kiosk or the service, or central has locked it: then with the message that says why.
    Paused(Option<&'static str>),
    /// It could not be kept.
    Failed(BackendError),
}

/// A ticket of today whose paper was held before the scanner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its label, like `B3-041`.
    pub label: String,
    /// Its paper.
    pub job: PrintJob,
    /// Its service, unless that is private.
    pub service: Option<ServiceId>,
    /// How it stands.
    pub state: HeldState,
}

/// How a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldState {
    /// It will be called.
    Waiting {
        /// Whether its paper may be printed once more here.
        may_print: bool,
    },
    /// It was called.
    Called,
    /// It was given up.
    GivenUp,
}

/// How a print job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintOutcome {
    /// The printer proved that the paper is out.
    Proven,
    /// Nothing, or not all, was printed.
    Fault {
        /// Fluent key of what is wrong, for the citizen.
        key: &'static str,
        /// Whether printing again can help now, or a person must mend something first.
        can_retry: bool,
    },
    /// Nobody can tell whether the paper is out.
    Unknown {
        /// Fluent key of what is wrong, for the citizen.
        key: &'static str,
    },
}

/// A sheet that may or may not have come out whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Its job.
    pub job: PrintJob,
    /// How it should look.
    pub picture: Option<Arc<Bitmap>>,
    /// Fluent key of what happened.
    pub key: &'static str,
}

impl fmt::Debug for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doubt").field("job", &self.job).field("key", &self.key).finish_non_exhaustive()
    }
}

/// How printing a form, or a receipt on A4, ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormOutcome {
    /// The printer said that it is out.
    Printed,
    /// It is not printed, and nothing of it waits in the printer.
    Fault {
        /// Fluent key of what is wrong, for the citizen.
        key: &'static str,
    },
}

/// The answer to a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// The office's answer.
    Found(StatusAnswer),
    /// No request has this reference and code.
    NotFound,
    /// The office cannot be asked; perhaps with what was known last.
    Offline(Option<StatusAnswer>),
}

/// A call that the outside could not do. Nothing is half done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BackendError(
    /// For the log, in English, without personal data.
    pub String,
);

/// Something happened outside.
#[derive(Clone)]
pub enum Event {
    /// The printer's state changed.
    Printer(PrinterNotice),
    /// The scanner came or went.
    Scanner {
        /// Whether it can read now.
        ready: bool,
    },
    /// Something was held before the scanner.
    Scan(Arc<Scanned>),
    /// The link to central changed.
    Link(Link),
    /// A print job has ended that no screen may be waiting for: the kiosk prints by itself what is missing.
    Printed(PrintJob, PrintOutcome),
    /// Whether a member of staff has to look at a sheet.
    Doubt(bool),
    /// How the roll of paper is.
    Paper(PaperNotice),
    /// A sign of life is asked for: the frame that follows is one.
    Pulse,
    /// The kiosk wants to begin anew, if the screen is still at rest.
    BeginAnew,
    /// There is, or is no longer, a ticket of an earlier visit that never printed.
    Unprinted(Option<PrintJob>),
    /// Headphones were plugged in, or pulled out.
    Headphones(bool),
}

impl fmt::Debug for Event {
    /// Never shows what was read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Printer(notice) => f.debug_tuple("Printer").field(notice).finish(),
            Self::Scanner { ready } => f.debug_struct("Scanner").field("ready", ready).finish(),
            Self::Scan(_) => f.write_str("Scan(..)"),
            Self::Link(link) => f.debug_tuple("Link").field(link).finish(),
            Self::Printed(job, outcome) => f.debug_tuple("Printed").field(job).field(outcome).finish(),
            Self::Pulse => f.write_str("Pulse"),
            Self::BeginAnew => f.write_str("BeginAnew"),
            Self::Doubt(is_there) => f.debug_tuple("Doubt").field(is_there).finish(),
            Self::Paper(notice) => f.debug_tuple("Paper").field(notice).finish(),
            Self::Unprinted(job) => f.debug_tuple("Unprinted").field(job).finish(),
            Self::Headphones(plugged) => f.debug_tuple("Headphones").field(plugged).finish(),
        }
    }
}

/// The printer as the citizen should know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PrinterNotice {
    /// Fluent key of the fault; `None` while all is well.
    pub fault: Option<&'static str>,
}

/// The roll of paper as whoever stands before the screen at rest should know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaperNotice {
    /// About so many tickets are left, rounded for people; `None` where they are not counted.
    pub tickets: Option<u32>,
    /// Whether a new roll should be brought.
    pub low: bool,
}

/// The link to central as the citizen should know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Central answers.
    Online,
    /// Central does not answer; what is submitted waits here.
    Offline {
        /// Requests and tickets that wait.
        queued: u64,
    },
}

/// What the voice is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoiceWish {
    /// Fall silent.
    Hush,
    /// Pause, or go on.
    Pause,
    /// Speak so from now on.
    Tune {
        /// Speed in percent.
        percent: u16,
        /// Loudness, from 1 to 7.
        volume: u8,
        /// Whether the sound device is spoken to.
        audible: bool,
    },
}

/// One line for the voice and the speech log: a screen was entered or the focus moved, something appeared on the
/// screen (`notice`), or something was typed (`echo`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Language of the screen.
    pub language: Language,
    /// Stable id of the screen, the same in every language.
    pub screen: &'static str,
    /// Stable id of the focused thing; `None` when the screen itself was entered.
    pub focus: Option<String>,
    /// `screen`, `button`, `field`, …; `notice` and `echo` are no change of screen or focus.
    pub role: &'static str,
    /// What stands there.
    pub text: String,
    /// What the voice says, numbers in words; never the digits of a masked field.
    pub say: String,
    /// What is filled in or chosen, if that may be told.
    pub value: Option<String>,
    /// Place among the screen's stops, counted from 1, and how many there are.
    pub position: Option<(usize, usize)>,
    /// The language of what is said, where that is another one: the name of a language.
    pub voice: Option<Language>,
    /// What is said after it in the voices of other languages.
    pub also: Vec<(Language, String)>,
}
