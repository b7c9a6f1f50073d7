//! What central tells its kiosks: pages of changes behind an opaque cursor.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::text_enum::open_words;
use crate::{AppointmentChange, BadAnswer, DeviceCommand, MAX_CHANGES, Reference, RequestState};

open_words! {
    /// What a change is about. A topic a kiosk does not know is skipped, not an error.
    Topic {
        /// A request stands otherwise ([`StatusChange`]).
        RequestStatus = "request.status",
        /// A ticket was called.
        TicketCalled = "ticket.called",
        /// A ticket is done.
        TicketClosed = "ticket.closed",
        /// How long a queue is ([`QueueChange`]).
        QueueFigures = "queue.figures",
        /// How an appointment stands ([`AppointmentChange`]).
        Appointment = "appointment",
        /// A new configuration is there.
        ConfigChanged = "config.changed",
        /// A new catalogue is there.
        CatalogueChanged = "catalogue.changed",
        /// Something one device should do ([`DeviceCommand`]).
        DeviceCommand = "device.command",
        /// A countersigned receipt.
        Receipt = "receipt",
    }
}

/// One change, in commit order within its centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its place in the centre's sequence.
    pub seq: u64,
    /// What it is about.
    pub topic: Topic,
    /// When, milliseconds since 1970, by central's clock.
    pub at_ms: i64,
    /// What changed; the shape follows the topic.
    pub data: Map<String, Value>,
}

impl Change {
    /// The change of a request's state, if this is one and well formed.
    #[must_use]
    pub fn status(&self) -> Option<StatusChange> {
        if self.topic != Topic::RequestStatus {
            return None;
        }
        serde_json::from_value(Value::Object(self.data.clone())).ok()
    }

    /// What a device is told to do, if this is that and well formed.
    #[must_use]
    pub fn command(&self) -> Option<DeviceCommand> {
        if self.topic != Topic::DeviceCommand {
            return None;
        }
        serde_json::from_value(Value::Object(self.data.clone())).ok()
    }

    /// How an appointment stands, if this is that and well formed.
    #[must_use]
    pub fn appointment(&self) -> Option<AppointmentChange> {
        if self.topic != Topic::Appointment {
            return None;
        }
        serde_json::from_value(Value::Object(self.data.clone())).ok()
    }

    /// How long a queue was when this was said, if this is one and well formed.
    #[must_use]
    pub fn queue(&self) -> Option<QueueChange> {
        if self.topic != Topic::QueueFigures {
            return None;
        }
        serde_json::from_value(Value::Object(self.data.clone())).ok()
    }
}

/// The data of a [`Topic::QueueFigures`] change: what the desks say of one queue. Members that are not known are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueChange {
    /// The queue's letter.
    pub queue: char,
    /// How many wait.
    pub waiting: u32,
    /// In how many minutes the next one to come will be called, when the office can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
}

/// The data of a [`Topic::RequestStatus`] change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// Which request.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// How it stands now.
    pub state: RequestState,
    /// The message key that explains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A page of changes. Applying it and storing `next_cursor` is one transaction on the kiosk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The changes, oldest first.
    pub changes: Vec<Change>,
    /// Opaque; where the next page begins.
    pub next_cursor: String,
    /// Whether more is there already.
    pub more: bool,
}

impl ChangePage {
    /// Reads a server's answer.
    ///
    /// # Errors
    /// It is not JSON of this shape, has too many changes, or an absurd cursor.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BadAnswer> {
        let page: Self = serde_json::from_slice(bytes).map_err(|e| BadAnswer::malformed(&e))?;
        if page.changes.len() > MAX_CHANGES {
            return Err(BadAnswer::TooMany(page.changes.len()));
        }
        if page.next_cursor.is_empty() || page.next_cursor.len() > 512 {
            return Err(BadAnswer::Cursor);
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn a_queue_is_read_only_where_it_is_well_formed() {
        let change = |topic: &str, data: &str| -> Change {
            serde_json::from_str(&format!(r#"{{"seq":1,"topic":"{topic}","at_ms":9,"data":{data}}}"#)).unwrap()
        };
        let read = |topic: &str, data: &str| change(topic, data).queue();
        let figures = r#"{"queue":"B","waiting":7,"minutes":25,"desks":3}"#;
        assert_eq!(read("queue.figures", figures), Some(QueueChange { queue: 'B', waiting: 7, minutes: Some(25) }));
        let unknown = QueueChange { queue: 'B', waiting: 0, minutes: None };
        assert_eq!(read("queue.figures", r#"{"queue":"B","waiting":0}"#), Some(unknown));
        assert_eq!(read("ticket.called", figures), None);
        for wrong in [r#"{"queue":"BC","waiting":7}"#, r#"{"queue":"B","waiting":-1}"#, r#"{"waiting":7}"#] {
            assert_eq!(read("queue.figures", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_page_with_known_and_unknown_topics() {
        let json = r#"{"changes":[
            {"seq":1,"topic":"request.status","at_ms":9,"data":{"ref":"K000-0000-0000","state":"ready"}},
            {"seq":2,"topic":"weather","at_ms":9,"data":{}}],"next_cursor":"2","more":false}"#;
        let page = ChangePage::from_json(json.as_bytes()).unwrap();
        assert_eq!(page.changes[0].status().unwrap().state, RequestState::Ready);
        assert_eq!(page.changes[1].topic, Topic::Other("weather".into()));
        assert_eq!(page.changes[1].status(), None);
        assert!(ChangePage::from_json(b"<html>").is_err());
        assert!(ChangePage::from_json(br#"{"changes":[],"next_cursor":"","more":false}"#).is_err());
    }
}
