//! Queue tickets: labels, slots, the service day, and what is known of the queue.
//!
//! A label is the queue's letter, the kiosk's slot and a number: `B3-041`. The slot stands in every label, online and
//! offline alike, so two kiosks cannot print the same label whatever the network does. The identity of a ticket is its
//! id; the label is only what people read and hear.

mod arrival;
mod day;
mod hours;
mod label;
mod priority;
mod queue;

pub use arrival::{Arrival, arrival};
pub use day::{DayGuard, DayStep, ServiceDay, service_day};
pub use hours::{Hours, first as first_of, look as opening_at, look_at as queue_opening_at};
pub use label::{LabelError, QueueLetter, Slot, TicketLabel, TicketNumber};
pub use priority::priority_key;
pub use queue::{QueueLength, Sighting};
