//! What an item is worth before it is kept: whether it can be processed, and what is read from it.
//! No database, so that every store judges alike.

use kiosk_protocol::{
    CheckinBody, DeviceId, FeedbackBody, Item, ItemId, ItemKind, MAX_BODY_BYTES, Reference, RequestBody, ResultCode,
    STAFF_ANSWER_SCHEMA, STAFF_CALL_SCHEMA, StaffAnswerBody, StaffCallBody, TICKET_EVENT_SCHEMA, TicketBody,
    TicketEventBody, TicketHappening,
};

use super::audit::NewHead;

/// What is read from an item for lists and look-ups.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reading {
    /// A request. The service is unknown while the body cannot be read (sealed or damaged).
    Request { reference: Reference, service: Option<String>, language: Option<String> },
    /// A ticket.
    Ticket(TicketBody),
    /// What happened to a ticket after it was issued.
    TicketEvent(TicketEventBody),
    /// Somebody at the kiosk asked for a person, or one came.
    Help(Help),
    /// A kiosk's signed audit head, verified by the worker.
    Head(NewHead),
    /// What became of a command.
    CommandEnded(Told),
    /// Somebody has checked in for an appointment.
    CheckedIn(CheckinBody),
    /// Nothing that lists need.
    Nothing,
}

/// What a kiosk says of calls for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Help {
    /// Somebody asked.
    Called(StaffCallBody),
    /// Somebody came: what was asked before is answered.
    Answered(StaffAnswerBody),
}

/// What a kiosk said became of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) command: ItemId,
    /// Who said it.
    pub(crate) device: DeviceId,
    pub(crate) done: bool,
}

/// The judgement.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Judgement {
    /// It is kept; in quarantine when there is a reason.
    Keep { reading: Reading, quarantine: Option<ResultCode> },
    /// It cannot be kept.
    Reject(ResultCode),
}

pub(crate) fn has_nul(texts: &[&str]) -> bool {
    texts.iter().any(|text| text.contains('\0'))
}

pub(crate) fn judge(item: &Item) -> Judgement {
    if item.body.len() > MAX_BODY_BYTES {
        return Judgement::Reject(ResultCode::ItemTooLarge);
    }
    // No database keeps a NUL in a text, and no kiosk writes one.
    if has_nul(&[&item.schema, item.kind.as_str(), item.reference.as_deref().unwrap_or_default()]) {
        return Judgement::Reject(ResultCode::ValidationFailed);
    }
    let reference = item.reference.as_deref().and_then(|text| text.parse().ok());
    let request = |service, language| {
        reference.map_or(Reading::Nothing, |reference| Reading::Request { reference, service, language })
    };
    // A citizen with a receipt finds the request also while it stands in quarantine.
    let unreadable = || match item.kind {
        ItemKind::Request => request(None, None),
        _ => Reading::Nothing,
    };
    let quarantine = |code| Judgement::Keep { reading: unreadable(), quarantine: Some(code) };
    let keep = |reading| Judgement::Keep { reading, quarantine: None };
    if !item.is_intact() {
        return quarantine(ResultCode::ValidationFailed);
    }
    let body = item.body.as_bytes();
    match &item.kind {
        ItemKind::Other(_) => quarantine(ResultCode::SchemaUnknown),
        // A sealed body is opened by a worker after custody.
        ItemKind::Request if item.seal.is_some() && reference.is_some() => keep(unreadable()),
        ItemKind::Request => match serde_json::from_slice::<RequestBody>(body) {
            Ok(body) if reference.is_some() && !has_nul(&[&body.service, &body.language]) => {
                keep(request(Some(body.service), Some(body.language)))
            }
            _ => quarantine(ResultCode::ValidationFailed),
        },
        _ if item.seal.is_some() => keep(Reading::Nothing),
        ItemKind::Ticket => match serde_json::from_slice::<TicketBody>(body) {
            Ok(body)
                if !has_nul(&[
                    &body.label,
                    &body.service_day,
                    &body.queue,
                    &body.language,
                    body.service.as_deref().unwrap_or_default(),
                    body.priority.as_ref().map_or("", |class| class.as_str()),
                ]) =>
            {
                keep(Reading::Ticket(body))
            }
            _ => quarantine(ResultCode::ValidationFailed),
        },
        ItemKind::Feedback => match serde_json::from_slice::<FeedbackBody>(body) {
            Ok(_) => keep(Reading::Nothing),
            Err(_) => quarantine(ResultCode::ValidationFailed),
        },
        ItemKind::TicketEvent => match happened(&item.schema, body) {
            Ok(reading) => keep(reading),
            Err(code) => quarantine(code),
        },
        // Kept as they are; what processes them checks them.
        ItemKind::Consent | ItemKind::Checkin | ItemKind::AuditHead | ItemKind::CommandResult => keep(Reading::Nothing),
    }
}

/// The longest name of a screen, in bytes.
const MAX_SCREEN: usize = 200;

/// What a `ticket_event` says. One of a form that is not known here is kept as it is.
pub(crate) fn happened(schema: &str, body: &[u8]) -> Result<Reading, ResultCode> {
    let invalid = ResultCode::ValidationFailed;
    match schema {
        TICKET_EVENT_SCHEMA => match serde_json::from_slice::<TicketEventBody>(body) {
            Ok(TicketEventBody { happening: TicketHappening::Priority { class }, .. })
                if has_nul(&[class.as_str()]) =>
            {
                Err(invalid)
            }
            Ok(body) => Ok(Reading::TicketEvent(body)),
            Err(_) => Err(invalid),
        },
        STAFF_CALL_SCHEMA => match serde_json::from_slice::<StaffCallBody>(body) {
            Ok(body) if body.screen.len() <= MAX_SCREEN && !has_nul(&[&body.screen]) => {
                Ok(Reading::Help(Help::Called(body)))
            }
            _ => Err(invalid),
        },
        STAFF_ANSWER_SCHEMA => match serde_json::from_slice::<StaffAnswerBody>(body) {
            Ok(body) => Ok(Reading::Help(Help::Answered(body))),
            Err(_) => Err(invalid),
        },
        _ => Ok(Reading::Nothing),
    }
}
