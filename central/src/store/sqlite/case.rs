//! Setting the state of a request, inside a transaction of the writer.

use kiosk_protocol::{CaseEvent, ItemId, Reference, RequestState, StatusChange, StatusEvent, Topic};
use rusqlite::{Connection, params};

use super::custody::{json, next_seq, write_event};
use super::{audit, failed};
use crate::audit::Entry;
use crate::store::RecordError;

pub(crate) fn record(
    tx: &Connection,
    reference: Reference,
    event: &CaseEvent,
    now_ms: i64,
) -> Result<StatusEvent, RecordError> {
    let found: Vec<(String, [u8; 16], String, i64)> = tx
        .prepare_cached("select centre_id, id, state, state_ms from request where ref = ?1 limit 2")
        .and_then(|mut select| {
            select
                .query_map([reference.compact()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
                .collect()
        })
        .map_err(|e| failed(&e))?;
    let (centre, id, state, since) = match found.as_slice() {
        [] => return Err(RecordError::Unknown),
        [one] => one,
        _ => return Err(RecordError::Ambiguous),
    };
    let from: RequestState =
        state.parse().map_err(|e: kiosk_protocol::NotAState| crate::store::StoreError(e.to_string()))?;
    if !from.may_become().contains(&event.state) {
        return Err(RecordError::NotAllowed { from, to: event.state });
    }
    // A history never runs backward, also when the server's clock does.
    let at_ms = now_ms.max(*since);
    let change = StatusChange { reference, state: event.state, note: event.note.clone() };
    let entry =
        Entry::Status { item: ItemId(uuid::Uuid::from_bytes(*id)), from, to: event.state, note: event.note.clone() };
    write(tx, centre, id, at_ms, &change)
        .and_then(|()| audit::append(tx, centre, at_ms, &entry))
        .map_err(|e| failed(&e))?;
    Ok(StatusEvent { state: event.state, at_ms, note: event.note.clone() })
}

fn write(tx: &Connection, centre: &str, id: &[u8; 16], at_ms: i64, change: &StatusChange) -> rusqlite::Result<()> {
    let seq = next_seq(tx, centre)?;
    let topic = Topic::RequestStatus;
    write_event(tx, centre, seq, at_ms, topic.as_str(), id, &json(change)?)?;
    tx.prepare_cached("update request set state = ?3, state_ms = ?4 where centre_id = ?1 and id = ?2")?
        .execute(params![centre, id, change.state.as_str(), at_ms])?;
    Ok(())
}
