//! Setting the state of a request.

use deadpool_postgres::Transaction;
use kiosk_protocol::{CaseEvent, ItemId, Reference, RequestState, StatusChange, StatusEvent, Topic};

use super::attempt::Failure;
use super::audit;
use super::columns::EventColumns;
use super::custody::{json, lock_centre, set_seq};
use crate::audit::Entry;
use crate::store::{RecordError, StoreError};

/// Why it was not done: the database's reasons may pass, the request's own do not.
#[derive(Debug)]
pub(super) enum NotRecorded {
    Failure(Failure),
    Refused(RecordError),
}

impl<E: Into<Failure>> From<E> for NotRecorded {
    fn from(error: E) -> Self {
        Self::Failure(error.into())
    }
}

impl From<NotRecorded> for RecordError {
    fn from(error: NotRecorded) -> Self {
        match error {
            NotRecorded::Failure(failure) => StoreError::from(failure).into(),
            NotRecorded::Refused(error) => error,
        }
    }
}

pub(super) async fn record(
    tx: &Transaction<'_>,
    reference: Reference,
    event: &CaseEvent,
    now_ms: i64,
) -> Result<StatusEvent, NotRecorded> {
    let refused = |error| Err(NotRecorded::Refused(error));
    let select = tx.prepare_cached("select centre_id, id from request where ref = $1 limit 2").await?;
    let found = tx.query(&select, &[&reference.compact()]).await?;
    let (centre, id): (String, uuid::Uuid) = match found.as_slice() {
        [] => return refused(RecordError::Unknown),
        [one] => (one.get(0), one.get(1)),
        _ => return refused(RecordError::Ambiguous),
    };
    // Under the centre's lock nobody else changes the state.
    let seq = lock_centre(tx, &centre).await? + 1;
    let select = tx.prepare_cached("select state, state_ms from request where centre_id = $1 and id = $2").await?;
    let row = tx.query_one(&select, &[&centre, &id]).await?;
    let from: RequestState =
        row.get::<_, &str>(0).parse().map_err(|e: kiosk_protocol::NotAState| Failure::Damaged(e.to_string()))?;
    if !from.may_become().contains(&event.state) {
        return refused(RecordError::NotAllowed { from, to: event.state });
    }
    // A history never runs backward, also when the server's clock does.
    let at_ms = now_ms.max(row.get(1));
    let change = StatusChange { reference, state: event.state, note: event.note.clone() };
    let mut events = EventColumns::default();
    events.push(seq, Topic::RequestStatus.as_str().to_owned(), ItemId(id), json(&change)?);
    events.insert(tx, &centre, at_ms).await?;
    let update =
        tx.prepare_cached("update request set state = $3, state_ms = $4 where centre_id = $1 and id = $2").await?;
    tx.execute(&update, &[&centre, &id, &event.state.as_str(), &at_ms]).await?;
    set_seq(tx, &centre, seq).await?;
    let entry = Entry::Status { item: ItemId(id), from, to: event.state, note: event.note.clone() };
    audit::append(tx, &centre, at_ms, &entry).await?;
    Ok(StatusEvent { state: event.state, at_ms, note: event.note.clone() })
}
