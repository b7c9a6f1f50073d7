//! What goes into the store and what comes out of it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use kiosk_protocol::{
    CentreId, CheckCode, Command, DeviceId, DeviceSeq, Digest, Item, ItemId, PriorityClass, Rating, Reference,
    RequestState,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::ticket::{QueueLength, QueueLetter, ServiceDay, Slot, TicketLabel};

/// Who this kiosk is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The identity that central knows it by; made at the first start, kept for ever.
    pub id: DeviceId,
    /// The centre it stands in.
    pub centre: CentreId,
    /// Its slot in ticket labels.
    pub slot: Slot,
    /// 1, and one more each time a damaged database had to be begun anew.
    pub incarnation: u32,
    /// This run of the machine; monotonic times of the same boot can be compared.
    pub boot_id: String,
}

/// A finished visit that is to become a request.
pub struct NewSubmission {
    /// The service's id in the catalogue.
    pub service: String,
    /// `service@version` that the body follows.
    pub schema: String,
    /// The queue of the service.
    pub queue: QueueLetter,
    /// Whether paper must not name the service.
    pub private: bool,
    /// The citizen's language (BCP 47).
    pub language: String,
    /// The answers, as the schema wants them. Overwritten in memory as soon as they are in the transaction.
    pub body: Zeroizing<Vec<u8>>,
    /// Scanned documents, at most [`kiosk_protocol::MAX_BLOBS`] of [`kiosk_protocol::seal::MAX_PLAIN_BYTES`] each. Sealed
    /// with the answers, and overwritten in memory like them.
    pub documents: Vec<Zeroizing<Vec<u8>>>,
    /// Whether a queue ticket is wanted too.
    pub with_ticket: bool,
    /// On which terms; a request beyond the limit has no ticket.
    pub terms: TicketTerms,
}

impl fmt::Debug for NewSubmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSubmission")
            .field("service", &self.service)
            .field("schema", &self.schema)
            .field("queue", &self.queue)
            .field("private", &self.private)
            .field("language", &self.language)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("documents", &self.documents.len())
            .field("with_ticket", &self.with_ticket)
            .finish()
    }
}

/// The terms of a queue ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TicketTerms {
    /// At most so many tickets of its queue a service day, as far as this kiosk gives them.
    pub limit: Option<u32>,
    /// How long the queue is, where that is known: it stands on the ticket.
    pub queue: Option<QueueLength>,
}

/// A queue ticket that is wanted without a request.
#[derive(Clone, Debug)]
pub struct NewTicket {
    /// The service, if one was chosen.
    pub service: Option<String>,
    /// The queue.
    pub queue: QueueLetter,
    /// Whether paper must not name the service.
    pub private: bool,
    /// The citizen's language (BCP 47).
    pub language: String,
    /// Why it is to be called before others, if it is.
    pub priority: Option<PriorityClass>,
    /// How many come together, where that was asked.
    pub party: Option<u8>,
    /// On which terms.
    pub terms: TicketTerms,
}

/// A rating that was tapped. It is not connected with the request or the ticket.
#[derive(Clone, Debug)]
pub struct NewRating {
    /// From 1 (bad) to 5 (good).
    pub rating: Rating,
    /// The service of the visit.
    pub service: Option<String>,
}

/// A queue ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Its identity; also that of its item in the outbox.
    pub id: ItemId,
    /// What people read and hear.
    pub label: TicketLabel,
    /// The service, if one was chosen.
    pub service: Option<String>,
    /// Whether paper must not name the service.
    pub private: bool,
    /// The citizen's language (BCP 47).
    pub language: String,
    /// The day it counts in.
    pub day: ServiceDay,
    /// When, by the kiosk's clock.
    pub issued: Timestamp,
    /// Why it is called before others, if it is.
    pub priority: Option<PriorityClass>,
    /// How many come together, where that was asked.
    pub party: Option<u8>,
    /// How long the queue was then, where that was known.
    pub queue: Option<QueueLength>,
}

/// An appointment, as central has told it.
#[derive(Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its identity at central.
    pub id: ItemId,
    /// For which service.
    pub service: String,
    /// When somebody is expected.
    pub at: Timestamp,
    /// The keyed hash of the phone number, where one was given.
    pub phone: Option<[u8; 32]>,
    /// How many come together, where that is known.
    pub party: Option<u8>,
    /// How it stands.
    pub state: CheckIn,
}

impl fmt::Debug for Appointment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Appointment").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// How an appointment stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckIn {
    /// Somebody is expected.
    Open,
    /// Somebody has come; with the label of the ticket, if this kiosk gave it.
    Done(Option<String>),
    /// Nobody is expected any more.
    Cancelled,
}

/// A ticket of today, with its paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldTicket {
    /// The ticket.
    pub ticket: Ticket,
    /// The newest job that prints it.
    pub job: JobId,
    /// How many papers were made of it.
    pub papers: u32,
    /// When it was given up.
    pub cancelled: Option<Timestamp>,
    /// When it was called, as central told.
    pub called: Option<Timestamp>,
}

/// A request that is durable on this kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// Its identity; also that of its item in the outbox.
    pub id: ItemId,
    /// What the citizen reads and types to look it up.
    pub reference: Reference,
    /// The four digits that go with the reference.
    pub check_code: CheckCode,
    /// The queue ticket, if one was wanted.
    pub ticket: Option<Ticket>,
    /// When, by the kiosk's clock.
    pub created: Timestamp,
    /// What is to be printed, in this order: the receipt, then the ticket.
    pub jobs: Vec<JobId>,
}

/// A queue ticket that is durable on this kiosk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The ticket.
    pub ticket: Ticket,
    /// Its print job.
    pub job: JobId,
}

/// The identity of a print job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub Uuid);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Enums that stand in the database as a word.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
        }

        impl $name {
            /// The word in the database and in `--json` output.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(()),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// What a print job puts on paper.
    JobKind {
        /// A queue ticket.
        Ticket = "ticket",
        /// The receipt of a request.
        Receipt = "receipt",
    }
}

words! {
    /// How far a print job has come.
    ///
    /// `committed → sent → proven | unknown → reprinted`; a job that certainly left no paper goes back to `committed`.
    JobState {
        /// To be printed.
        Committed = "committed",
        /// Given to the printer.
        Sent = "sent",
        /// The printer has proved that it is on paper.
        Proven = "proven",
        /// It may or may not be on paper.
        Unknown = "unknown",
        /// Another job prints it again.
        Reprinted = "reprinted",
        /// Not wanted any more.
        Cancelled = "cancelled",
    }
}

/// A print job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintJob {
    /// Its identity.
    pub id: JobId,
    /// Ticket or receipt.
    pub kind: JobKind,
    /// The ticket's or the request's id.
    pub subject: ItemId,
    /// How far it has come.
    pub state: JobState,
    /// How often it was given to the printer.
    pub attempts: u32,
    /// The message key of the last fault.
    pub fault: Option<String>,
    /// When it was made, by the kiosk's clock.
    pub created: Timestamp,
    /// When its state last changed.
    pub changed: Timestamp,
    /// The job that this one prints again; then the paper should say that it is a copy.
    pub reprint_of: Option<JobId>,
    /// Whether its cut was about to be sent, the last time it was given to the printer. Before that no whole sheet can
    /// have come out.
    pub cutting: bool,
}

/// What a member of staff said of a sheet in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SheetAnswer {
    /// It came out whole.
    Whole,
    /// It did not: print it again.
    Again,
}

impl SheetAnswer {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Again => "again",
        }
    }
}

/// The roll of paper in the printer, as far as it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperRoll {
    /// Since when it is counted: when the roll was put in, or the first paper.
    pub since: Timestamp,
    /// Dots fed since.
    pub fed_dots: u64,
    /// Papers proven since.
    pub papers: u32,
    /// Dots of one paper as a rule; `None` before the first.
    pub mean_dots: Option<u32>,
    /// Whether the printer's sensor has said that this roll is near its end.
    pub near_end: bool,
    /// Whether the printer has said that it is out of paper.
    pub used_up: bool,
}

/// A call for a person that nobody has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallForHelp {
    /// When, by the kiosk's clock.
    pub at: Timestamp,
}

/// What of a visit is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitEnd {
    /// It was begun.
    Begun,
    /// Nobody ended it; it was erased.
    Aborted,
}

/// The figures of one service on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFigures {
    /// The service's id; `None`: private services, and tickets without one.
    pub service: Option<String>,
    /// Tickets issued.
    pub tickets: u32,
    /// Requests taken.
    pub requests: u32,
}

/// The figures of a service day. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFigures {
    /// Which.
    pub day: ServiceDay,
    /// By service.
    pub services: Vec<ServiceFigures>,
    /// Tickets that were given up.
    pub cancelled: u32,
    /// Tickets that were called.
    pub called: u32,
    /// From issue to call on average.
    pub mean_wait_ms: Option<i64>,
    /// The longest of them.
    pub longest_wait_ms: Option<i64>,
    /// Visits that were begun.
    pub visits: u32,
    /// Visits that nobody ended.
    pub aborted: u32,
    /// Calls for help.
    pub calls: u32,
}

/// How a print job ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobEnding {
    /// It is on paper.
    Proven,
    /// It may or may not be on paper; the message key of the fault.
    Unknown(String),
    /// Nothing of use is on paper; the message key of the fault. The job can be sent again.
    NotPrinted(String),
}

/// Everything that is needed to lay the paper of a print job out again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobSubject {
    /// A queue ticket, with the reference of the request it was issued with.
    Ticket {
        /// The job.
        job: PrintJob,
        /// The ticket.
        ticket: Ticket,
        /// The request that it was issued with.
        reference: Option<Reference>,
    },
    /// The receipt of a request.
    Receipt {
        /// The job.
        job: PrintJob,
        /// The request.
        request: Request,
    },
}

/// What is known here about a request that was made here. No personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its identity.
    pub id: ItemId,
    /// What the citizen reads and types to look it up.
    pub reference: Reference,
    /// The four digits that go with the reference.
    pub check_code: CheckCode,
    /// The service's id in the catalogue.
    pub service: String,
    /// `service@version` that the body follows.
    pub schema: String,
    /// Whether paper must not name the service.
    pub private: bool,
    /// The citizen's language (BCP 47).
    pub language: String,
    /// When, by the kiosk's clock.
    pub created: Timestamp,
    /// The service day.
    pub day: ServiceDay,
    /// The queue ticket it came with.
    pub ticket: Option<Ticket>,
    /// The digest of its body, as long as the outbox remembers it.
    pub digest: Option<Digest>,
}

/// Items that are to be pushed now.
#[derive(Clone, Debug)]
pub struct Due {
    /// The items, by lane (tickets, requests, the rest) and then in the order of their making.
    pub items: Vec<Item>,
    /// The smallest number not yet in custody (or the next one to be given): the batch's `device_seq_first`.
    pub first_seq: DeviceSeq,
}

/// What a settlement changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Items now in central custody; their bodies are gone from here.
    pub custody: usize,
    /// Items put aside, with their bodies.
    pub aside: usize,
    /// Items that stay queued.
    pub kept: usize,
}

/// How the outbox stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Items waiting to be pushed.
    pub queued: u64,
    /// Items that central cannot take and staff must see to.
    pub aside: u64,
    /// How long the oldest queued item has been waiting, in milliseconds by the kiosk's clock; none when nothing waits.
    pub oldest_ms: Option<u64>,
}

words! {
    /// Where an item of the outbox is.
    OutboxState {
        /// Waiting to be pushed.
        Queued = "queued",
        /// In central custody.
        Custody = "custody",
        /// Refused by central; waiting for staff.
        Aside = "aside",
    }
}

/// An item of the outbox as staff may see it: never its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its identity.
    pub id: ItemId,
    /// Its number.
    pub device_seq: DeviceSeq,
    /// What it is (`request`, `ticket`, …).
    pub kind: String,
    /// `service@version` that the body follows.
    pub schema: String,
    /// When it was made, by the kiosk's clock.
    pub created: Timestamp,
    /// The bytes of the body when it was made.
    pub size: u64,
    /// Where it is.
    pub state: OutboxState,
    /// How often central gave a result for it.
    pub attempts: u32,
    /// Central's last result code.
    pub last_code: Option<String>,
    /// The message key of the last result.
    pub last_error: Option<String>,
    /// When central took custody, by the kiosk's clock.
    pub custody: Option<Timestamp>,
    /// Its number in the centre's sequence at central.
    pub server_seq: Option<u64>,
}

/// How a request stands, as far as this kiosk knows without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalStatus {
    /// Which request.
    pub reference: Reference,
    /// What is known of it when it was made here.
    pub request: Option<Request>,
    /// Where its item is when it was made here.
    pub outbox: Option<OutboxState>,
    /// What central last told.
    pub told: Option<ToldStatus>,
}

/// A state of a request that central has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldStatus {
    /// How it stands.
    pub state: RequestState,
    /// The message key that explains it.
    pub note: Option<String>,
    /// Since when, by central's clock.
    pub at: Timestamp,
}

/// A command of central's that is begun now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which.
    pub id: ItemId,
    /// When it was ordered, by central's clock.
    pub at: Timestamp,
    /// What to do.
    pub command: Command,
}

/// What applying a page of changes did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Changes of a request's state that were news.
    pub statuses: usize,
    /// Tickets of this kiosk that were called.
    pub calls: usize,
    /// Commands for this kiosk.
    pub commands: usize,
    /// Appointments that stand otherwise.
    pub appointments: usize,
    /// Changes of other kinds, and changes already known.
    pub skipped: usize,
}

/// An audit chain that holds together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// How many rows were walked.
    pub rows: u64,
    /// The number of the last row.
    pub seq: i64,
    /// The hash of the last row.
    pub hash: [u8; 32],
}
