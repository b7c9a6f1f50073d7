//! What staff ask of the kiosk, and what it says. Nothing of any citizen.

use jiff::Timestamp;
use jiff::civil::DateTime;
use kiosk_protocol::PriorityClass;
use zeroize::Zeroizing;

use super::{Right, Role};
use crate::catalogue::ServiceId;
use crate::i18n::{Language, Texts};
use crate::ticket::{QueueLength, ServiceDay};

/// What is paused or reopened.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    /// The whole kiosk.
    Kiosk,
    /// One service.
    Service(ServiceId),
}

/// How a member of staff has the screens; kept from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taste {
    /// Their language.
    pub language: Language,
    /// The size of text: its place among the sizes, from 0, the smallest.
    pub size: u8,
}

/// Which day's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportOf {
    /// The present service day's.
    Today,
    /// Those of the last day before it on which anything was done.
    Before,
}

/// Something a member of staff does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Types number and PIN.
    Enter(Zeroizing<String>),
    /// Holds a badge before the scanner.
    Badge(Zeroizing<String>),
    /// Prints a ticket for a citizen, in the citizen's language; with how many come together, where the service asks.
    Ticket(ServiceId, Language, Option<u8>),
    /// Looks at the newest tickets of today.
    Tickets,
    /// Prints a ticket of today again.
    Reprint(String),
    /// Gives a ticket of today up.
    Cancel(String),
    /// Marks priority.
    Prioritise(String, PriorityClass),
    /// Looks at the calls for help that nobody has answered.
    Calls,
    /// Has answered all of them.
    AnswerCalls,
    /// Looks how the kiosk is.
    Look,
    /// Prints a strip of paper, to see that it does.
    TestStrip,
    /// Has put a new roll of paper in.
    NewRoll,
    /// Pauses (`true`) or reopens.
    Pause(What, bool),
    /// Looks at the figures of a day.
    Report(ReportOf),
    /// Prints them.
    PrintReport(ReportOf),
    /// Closes the day (`true`): no tickets until the next one opens; or takes that back.
    CloseDay(bool),
    /// Is about to say whether a sheet came out whole.
    Sheet,
    /// Says that the day which the clock shows has come, although the clock has leapt.
    BeginDay,
    /// Begins with the tests of a technician.
    Diagnose,
    /// Looks at the way to central.
    Network,
    /// Reads what the log has said lately.
    Log,
}

impl Act {
    /// The right it needs; `None` for what opens and closes.
    #[must_use]
    pub const fn right(&self) -> Option<Right> {
        match self {
            Self::Enter(_) | Self::Badge(_) => None,
            Self::Ticket(..) | Self::Tickets | Self::Reprint(_) | Self::Cancel(_) | Self::Prioritise(..) => {
                Some(Right::Tickets)
            }
            Self::Calls | Self::AnswerCalls => Some(Right::Calls),
            Self::Look | Self::TestStrip | Self::NewRoll | Self::Sheet => Some(Right::Papers),
            Self::Pause(..) | Self::BeginDay => Some(Right::Pause),
            Self::Report(_) | Self::PrintReport(_) | Self::CloseDay(_) => Some(Right::Report),
            Self::Diagnose | Self::Network | Self::Log => Some(Right::Diagnose),
        }
    }

    /// Its word in the audit chain; `None` for looking, which is not recorded.
    #[must_use]
    pub const fn recorded(&self) -> Option<&'static str> {
        match self {
            Self::Enter(_) | Self::Badge(_) => Some("enter"),
            Self::Ticket(..) => Some("ticket"),
            Self::Reprint(_) => Some("reprint"),
            Self::Cancel(_) => Some("cancel"),
            Self::Prioritise(..) => Some("priority"),
            Self::AnswerCalls => Some("answer_calls"),
            Self::TestStrip => Some("test_strip"),
            Self::NewRoll => Some("new_roll"),
            Self::Pause(_, true) => Some("pause"),
            Self::Pause(_, false) => Some("reopen"),
            Self::PrintReport(_) => Some("print_report"),
            Self::CloseDay(true) => Some("close_day"),
            Self::CloseDay(false) => Some("open_day"),
            Self::Sheet => Some("sheet"),
            Self::BeginDay => Some("begin_day"),
            Self::Diagnose => Some("diagnose"),
            Self::Tickets | Self::Calls | Self::Look | Self::Report(_) | Self::Network | Self::Log => None,
        }
    }
}

/// Why nobody is let in, or not to this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not the code of anybody.
    Wrong,
    /// After too many of them, for so many seconds more.
    Locked(u64),
    /// The badge is not good.
    Badge,
    /// The time is over.
    Over,
    /// Not this role's work.
    Role,
    /// It could not be done.
    Failed,
    /// No ticket: closed at this time, or all are given.
    NoTicket,
}

/// A ticket of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketLine {
    /// Its label.
    pub label: String,
    /// Its service.
    pub service: Option<ServiceId>,
    /// When it was issued.
    pub issued: Timestamp,
    /// Why it is called before others, if it is.
    pub priority: Option<PriorityClass>,
    /// Whether it was called.
    pub called: bool,
    /// Whether it was given up.
    pub cancelled: bool,
}

/// A call for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallLine {
    /// When.
    pub at: Timestamp,
}

/// How long a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLine {
    /// Its letter.
    pub queue: char,
    /// What central has said of it; `None`: not in the last two minutes.
    pub length: Option<QueueLength>,
}

/// How the kiosk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Fluent key of what is wrong with the printer, or will be soon.
    pub printer: Option<&'static str>,
    /// About how many tickets are left on the roll.
    pub tickets_left: Option<u32>,
    /// Whether the scanner can read.
    pub scanner: bool,
    /// Whether central can be reached.
    pub online: bool,
    /// The queues of the services that this kiosk offers, by letter.
    pub queues: Vec<QueueLine>,
    /// Requests and tickets that wait to be sent.
    pub queued: u64,
    /// What central refused, for a technician.
    pub aside: u64,
    /// Sheets of which nobody knows whether they came out.
    pub doubts: usize,
    /// Whether requests are taken.
    pub requests: bool,
    /// The day that counts and the one that the clock shows, when it has leapt forward and nobody vouches for it.
    pub leap: Option<(ServiceDay, ServiceDay)>,
    /// What is paused.
    pub paused: Vec<What>,
    /// What the log has said lately that staff should know: the message, and at what time.
    pub noticed: Vec<(&'static str, Timestamp)>,
}

/// The figures of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// The service; `None`: tickets without one.
    pub service: Option<String>,
    /// Tickets issued.
    pub tickets: u32,
    /// Requests taken.
    pub requests: u32,
}

/// The figures of a service day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayReport {
    /// By service.
    pub services: Vec<ServiceLine>,
    /// Tickets that were given up.
    pub cancelled: u32,
    /// Tickets that were called.
    pub called: u32,
    /// From issue to call on average, in minutes.
    pub mean_wait: Option<u32>,
    /// The longest of them, in minutes.
    pub longest_wait: Option<u32>,
    /// Visits that were begun.
    pub visits: u32,
    /// Visits that nobody ended: the kiosk erased them.
    pub aborted: u32,
    /// Calls for help.
    pub calls: u32,
}

/// The figures of a day as they are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayShown {
    /// Which it is.
    pub of: ReportOf,
    /// Its date.
    pub day: ServiceDay,
    /// From which local time on tickets are given again, when staff have closed the day.
    pub closed_until: Option<DateTime>,
    /// The figures.
    pub report: DayReport,
}

impl DayReport {
    /// What stands below the services: message key and value.
    #[must_use]
    pub fn totals(&self, texts: &Texts) -> Vec<(&'static str, String)> {
        let number = |n: u32| texts.number(i64::from(n));
        let minutes = |n: Option<u32>| n.map_or_else(|| texts.get("staff-report-unknown"), |n| texts.minutes(n));
        vec![
            ("staff-report-called", number(self.called)),
            ("staff-report-mean", minutes(self.mean_wait)),
            ("staff-report-longest", minutes(self.longest_wait)),
            ("staff-report-cancelled", number(self.cancelled)),
            ("staff-report-visits", number(self.visits)),
            ("staff-report-aborted", number(self.aborted)),
            ("staff-report-calls", number(self.calls)),
        ]
    }
}

/// The way to central, as it was seen a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkState {
    /// When.
    pub at: Timestamp,
    /// Where central is.
    pub address: Option<String>,
    /// What it answered.
    pub central: Central,
    /// Until when its certificate, and that of its authority, is good; `None` without one.
    pub certificate_until: Option<Timestamp>,
    /// The word for how the exchange with it goes.
    pub link: &'static str,
    /// What waits to be sent.
    pub queued: u64,
}

/// What central answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Central {
    /// It was not asked: no address is configured.
    NotConfigured,
    /// It was asked the time.
    Reached {
        /// From question to answer, in milliseconds.
        ms: u64,
        /// So far is this kiosk's clock ahead of central's, in seconds.
        apart_s: i64,
    },
    /// It does not answer as central does.
    NotReached {
        /// Why, in English.
        why: String,
    },
}

/// How severe a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Good to know.
    Info,
    /// To be heeded.
    Warning,
    /// To be mended.
    Error,
}

/// An event that the log has told lately: its name and what the catalogue of events says of it, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When, the last time.
    pub at: Timestamp,
    /// How severe.
    pub level: LogLevel,
    /// Its name.
    pub event: &'static str,
    /// So often in a row.
    pub times: u32,
    /// What has happened, in English.
    pub meaning: &'static str,
    /// What somebody has to do, in English.
    pub act: Option<&'static str>,
    /// The message that says both to staff in each language, where there is one.
    pub text: Option<&'static str>,
}

/// What the kiosk says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Somebody is in.
    Open {
        /// What they may do.
        role: Role,
        /// What colleagues call them.
        name: String,
        /// How they had the screens last, if they have chosen.
        taste: Option<Taste>,
    },
    /// Not so.
    Refused(Refusal),
    /// Done.
    Done,
    /// A ticket with this label is on its way.
    Issued(String),
    /// The newest tickets.
    Tickets(Vec<TicketLine>),
    /// The open calls.
    Calls(Vec<CallLine>),
    /// How the kiosk is.
    Overview(Overview),
    /// The figures.
    Report(DayShown),
    /// The tests may begin.
    Tests,
    /// The way to central.
    Network(NetworkState),
    /// What the log has said lately, the newest first.
    Log(Vec<LogLine>),
    /// Printing did not work: the Fluent key of the fault.
    NotPrinted(&'static str),
}
