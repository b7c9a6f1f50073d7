//! What the kiosk and the central server say to each other: identities, items, results, changes,
//! the citizen's reference and the states of a request. No I/O, no clock, no randomness of its own.
//!
//! The JSON on the wire is exactly that of the sync API's OpenAPI description (served by central at
//! `/openapi.json`). Unknown members are ignored by both sides; a breaking change is a new `/v2` path.
//! Bounds are checked where input comes in ([`PushBatch::from_json`], [`PushResult::from_json`],
//! [`ChangePage::from_json`]), so what has been parsed can be trusted.
//!
//! Who said it: [`http_signature`] (every request and answer), [`SignedBundle`] (what kiosks believe of central). Who may
//! read it: [`seal`]. What citizens hold of it: [`receipt`].

mod appointment;
mod body;
mod bundle;
mod catalogue;
mod change;
mod checkpoint;
mod command;
mod digest;
mod enrol;
pub mod http_signature;
mod id;
mod item;
pub mod key_set;
mod keys;
mod problem;
mod push;
pub mod receipt;
mod reference;
mod report;
pub mod seal;
mod state;
mod text_enum;

pub use appointment::{
    APPOINTMENT_PREFIX, AppointmentChange, AppointmentState, CHECKIN_SCHEMA, CheckinBody, phone_hash,
};
pub use body::{
    Answers, Consent, FeedbackBody, PriorityClass, Rating, RequestBody, STAFF_ANSWER_SCHEMA, STAFF_CALL_SCHEMA,
    StaffAnswerBody, StaffCallBody, TICKET_EVENT_SCHEMA, TicketBody, TicketEventBody, TicketHappening,
};
pub use bundle::{BadBundle, ConfigBundle, SignedBundle};
pub use catalogue::CatalogueBundle;
pub use change::{Change, ChangePage, QueueChange, StatusChange, Topic};
pub use checkpoint::{BadCheckpoint, Broken, Checkpoint, SignedCheckpoint};
pub use command::{COMMAND_RESULT_SCHEMA, Command, CommandResult, DeviceCommand, LockReason};
pub use digest::{Digest, NotADigest};
pub use enrol::{Enrol, EnrolCode, Enrolled, Hardware, NotACode};
pub use id::{CentreId, DeviceId, DeviceSeq, ItemId, NotACentre, OutOfRange};
pub use item::{Body, Item, ItemKind};
pub use key_set::{KeyRole, KeySet, Kid, TrustedKey};
pub use keys::{
    BadSignature, DatedKey, KeyId, NotAKeyId, NotAPublicKey, PublicKey, Signature, Signer, SigningKey, Window,
};
pub use problem::Problem;
pub use push::{BadAnswer, BadBatch, ClockReading, ItemResult, ItemStatus, PushBatch, PushResult, ResultCode};
pub use reference::{CheckCode, NotACheckCode, NotAReference, Reference};
pub use report::{MAX_REPORT_MEMBERS, MAX_REPORT_NAME, MAX_REPORT_TEXT, NotAReport, Report, Said};
pub use seal::{Seal, SealContext, SealKey, SealKeys};
pub use state::{CaseEvent, NotAState, RequestState, StatusAnswer, StatusEvent};

/// The version of the protocol spoken here: the `protocol` member of a batch.
pub const PROTOCOL: u32 = 1;
/// The most items one push may hold.
pub const MAX_ITEMS: usize = 500;
/// The most bytes of one push, after decompression (4 MiB).
pub const MAX_PUSH_BYTES: usize = 4 * 1024 * 1024;
/// The most bytes of one item's body (1 MiB). A larger item is rejected alone with `item_too_large`;
/// documents travel as blobs, not in bodies.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// The most documents of one item.
pub const MAX_BLOBS: usize = 100;
/// The most changes one page may hold.
pub const MAX_CHANGES: usize = 1000;
/// The longest a long poll may wait, in seconds.
pub const MAX_WAIT_S: u64 = 25;
