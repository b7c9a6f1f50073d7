//! Staff mode without a screen, a store or a device: who may open it and how, what each may do, how long it stays open.
//!
//! - [`Roster`]: the members of staff and their PINs (argon2id), a file in the state folder made by `kiosk staff add`.
//! - [`lock`]: how long nobody is let in after wrong PINs. Counted in the store before a PIN is even looked at, and
//!   measured on the monotonic clock: neither a restart nor a clock that is set opens it earlier.
//! - [`Badge`]: a one-time pass, signed by this kiosk's key, to be scanned.
//! - [`Gesture`]: the hidden way to the question for the PIN.
//! - [`Act`] and [`Answer`]: what staff ask of the kiosk, and what it says.

mod act;
mod badge;
mod gesture;
pub mod lock;
mod role;
mod roster;

pub use act::{
    Act, Answer, CallLine, Central, DayReport, DayShown, LogLevel, LogLine, NetworkState, Overview, QueueLine, Refusal,
    ReportOf, ServiceLine, Taste, TicketLine, What,
};
pub use badge::{Badge, BadgeError};
pub use gesture::{Gesture, corner_at};
pub use role::{Right, Role};
pub use roster::{MAX_NAME, Member, Roster, RosterError, WeakPin};
