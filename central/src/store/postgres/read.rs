//! What is read: changes, states, lists.

use deadpool_postgres::Client;
use kiosk_protocol::{
    CentreId, Change, ChangePage, CheckCode, DeviceId, DeviceSeq, Digest, Item, ItemId, ItemKind, Reference,
    RequestState, ResultCode, StatusAnswer, StatusChange, StatusEvent, Topic,
};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::attempt::Failure;
use crate::store::commands::TOPIC_COMMAND_RESULT;
use crate::store::cursor::{Cursor, Mark};
use crate::store::work::TOPIC_QUARANTINE;
use crate::store::{After, Kept, Line, Sender, TOPIC_CUSTODY};

pub(super) fn damaged(error: impl std::fmt::Display) -> Failure {
    Failure::Damaged(error.to_string())
}

/// A limit as the database takes it.
pub(super) fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).min(1_000_000)
}

pub(super) fn state(word: &str) -> Result<RequestState, Failure> {
    word.parse().map_err(|e: kiosk_protocol::NotAState| damaged(e))
}

/// A centre's sequence at one moment.
pub(super) struct Place {
    /// The last place given.
    pub(super) newest: i64,
    /// What stands at it.
    pub(super) at_newest: Mark,
    /// What stands at the place that was asked for.
    pub(super) there: Mark,
}

/// How far a centre's sequence has come, and what stands at that place and at `asked`.
pub(super) async fn place(client: &Client, centre: &CentreId, asked: Option<i64>) -> Result<Place, Failure> {
    let select = client
        .prepare_cached(
            "select c.seq, n.at_ms, n.topic, n.item_id, n.data, t.at_ms, t.topic, t.item_id, t.data from centre c \
             left join event n on n.centre_id = c.centre_id and n.seq = c.seq \
             left join event t on t.centre_id = c.centre_id and t.seq = $2 where c.centre_id = $1",
        )
        .await?;
    let row = client.query_opt(&select, &[&centre.as_str(), &asked.unwrap_or(0)]).await?;
    Ok(row.map_or(Place { newest: 0, at_newest: Mark::NOTHING, there: Mark::NOTHING }, |row| Place {
        newest: row.get(0),
        at_newest: mark(&row, 1),
        there: mark(&row, 5),
    }))
}

/// How far each centre's sequence has come.
pub(super) async fn places(client: &Client) -> Result<Vec<(CentreId, u64)>, Failure> {
    let select = client.prepare_cached("select centre_id, seq from centre").await?;
    let found = client.query(&select, &[]).await?;
    found
        .iter()
        .map(|row| Ok((row.get::<_, &str>(0).parse().map_err(damaged)?, row.get::<_, i64>(1).cast_unsigned())))
        .collect()
}

/// The mark of an event whose columns begin at `first`: time, topic, item, data.
fn mark(row: &Row, first: usize) -> Mark {
    let Some(at_ms) = row.get::<_, Option<i64>>(first) else { return Mark::NOTHING };
    Mark::of(at_ms, row.get(first + 1), ItemId(row.get(first + 2)), row.get(first + 3))
}

/// A page after the cursor; `None` when the cursor is from another store, from the future, or from before the database was
/// put back from a copy.
pub(super) async fn changes(
    client: &Client,
    epoch: &str,
    centre: &CentreId,
    cursor: Option<Cursor>,
    limit: usize,
) -> Result<Option<ChangePage>, Failure> {
    let place = place(client, centre, cursor.as_ref().map(|cursor| cursor.seq)).await?;
    let newest = place.newest;
    let after = match cursor {
        None => 0,
        Some(cursor) if cursor.stands(epoch, newest, place.there) => cursor.seq,
        Some(_) => return Ok(None),
    };
    // What was committed since `newest` was read belongs to the next page.
    let select = client
        .prepare_cached(
            "select seq, topic, at_ms, data, item_id from event where centre_id = $1 and seq > $2 and seq <= $3 and topic not in ($4, $5, $6) order by seq limit $7",
        )
        .await?;
    let parameters: [&(dyn ToSql + Sync); 7] =
        [&centre.as_str(), &after, &newest, &TOPIC_CUSTODY, &TOPIC_QUARANTINE, &TOPIC_COMMAND_RESULT, &rows(limit + 1)];
    let found = client.query(&select, &parameters).await?;
    let more = found.len() > limit;
    let changes = found.iter().take(limit).map(change).collect::<Result<Vec<_>, _>>()?;
    let (reached, mark) = match found.get(limit.wrapping_sub(1)) {
        Some(row) if more => (row.get(0), Mark::of(row.get(2), row.get(1), ItemId(row.get(4)), row.get(3))),
        _ => (newest, place.at_newest),
    };
    let next_cursor = Cursor::new(epoch.to_owned(), reached, mark).write();
    Ok(Some(ChangePage { changes, next_cursor, more }))
}

pub(super) fn change(row: &Row) -> Result<Change, Failure> {
    Ok(Change {
        seq: row.get::<_, i64>(0).cast_unsigned(),
        topic: Topic::from(row.get::<_, String>(1)),
        at_ms: row.get(2),
        data: serde_json::from_str(row.get(3)).map_err(damaged)?,
    })
}

pub(super) async fn status(
    client: &Client,
    reference: Reference,
    code: CheckCode,
) -> Result<Option<StatusAnswer>, Failure> {
    let select = client.prepare_cached("select centre_id, id from request where ref = $1").await?;
    let found = client.query(&select, &[&reference.compact()]).await?;
    let Some(row) = found.iter().find(|row| CheckCode::of(ItemId(row.get(1))) == code) else {
        return Ok(None);
    };
    let (centre, id): (&str, Uuid) = (row.get(0), row.get(1));
    let select = client
        .prepare_cached(
            "select at_ms, data from event where centre_id = $1 and item_id = $2 and topic = $3 order by seq",
        )
        .await?;
    let events = client.query(&select, &[&centre, &id, &Topic::RequestStatus.as_str()]).await?;
    let history = events
        .iter()
        .map(|row| {
            let change: StatusChange = serde_json::from_str(row.get(1)).map_err(damaged)?;
            Ok(StatusEvent { state: change.state, at_ms: row.get(0), note: change.note })
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    Ok(history.last().cloned().map(|last| StatusAnswer { reference, state: last.state, at_ms: last.at_ms, history }))
}

/// A line, and in the eleventh column its place.
pub(super) const LINE: &str = "select i.centre_id, i.id, i.kind, i.schema, i.received_ms, i.ref, t.label, coalesce(r.service, t.service), r.state, i.quarantine, i.server_seq \
    from item i \
    left join request r on r.centre_id = i.centre_id and r.id = i.id \
    left join ticket t on t.centre_id = i.centre_id and t.id = i.id";

pub(super) async fn newest(client: &Client, limit: usize) -> Result<Vec<Line>, Failure> {
    let select = client
        .prepare_cached(&format!("{LINE} order by i.received_ms desc, i.centre_id, i.server_seq desc limit $1"))
        .await?;
    client.query(&select, &[&rows(limit)]).await?.iter().map(line).collect()
}

pub(super) fn line(row: &Row) -> Result<Line, Failure> {
    Ok(Line {
        centre: row.get::<_, &str>(0).parse().map_err(damaged)?,
        id: ItemId(row.get(1)),
        kind: row.get(2),
        schema: row.get(3),
        received_ms: row.get(4),
        reference: row.get(5),
        label: row.get(6),
        service: row.get(7),
        state: row.get::<_, Option<&str>>(8).map(state).transpose()?,
        quarantine: row.get::<_, Option<String>>(9).map(ResultCode::from),
    })
}

/// What is read of an item `i` in custody.
pub(super) const KEPT_COLUMNS: &str = "select i.centre_id, i.device_id, i.id, i.device_seq, i.kind, i.schema, i.created_ms, i.clock_trusted, i.ref, i.digest, i.seal, i.blobs, i.body, i.received_ms, i.server_seq, i.quarantine, r.state";
/// Where its state comes from.
pub(super) const KEPT_STATE: &str = "left join request r on r.centre_id = i.centre_id and r.id = i.id";

pub(super) async fn find(client: &Client, id: ItemId) -> Result<Option<Kept>, Failure> {
    let select =
        client.prepare_cached(&format!("{KEPT_COLUMNS} from item i {KEPT_STATE} where i.id = $1 limit 1")).await?;
    client.query_opt(&select, &[&id.0]).await?.as_ref().map(kept).transpose()
}

pub(super) async fn kept_after(client: &Client, after: Option<&After>, limit: usize) -> Result<Vec<Kept>, Failure> {
    let (centre, seq) = after.map_or(("", 0), |a| (a.centre.as_str(), a.server_seq.cast_signed()));
    // Byte order as in SQLite, whatever the database's language is.
    let select = client
        .prepare_cached(&format!(
            "{KEPT_COLUMNS} from item i {KEPT_STATE} where (i.centre_id collate \"C\", i.server_seq) > ($1, $2) order by i.centre_id collate \"C\", i.server_seq limit $3"
        ))
        .await?;
    client.query(&select, &[&centre, &seq, &rows(limit)]).await?.iter().map(kept).collect()
}

fn from_json<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, Failure> {
    text.map(|text| serde_json::from_str(text).map_err(damaged)).transpose()
}

pub(super) fn kept(row: &Row) -> Result<Kept, Failure> {
    let digest: [u8; 32] = row.get::<_, &[u8]>(9).try_into().map_err(damaged)?;
    let item = Item {
        id: ItemId(row.get(2)),
        device_seq: DeviceSeq::try_from(row.get::<_, i64>(3).cast_unsigned()).map_err(damaged)?,
        kind: ItemKind::from(row.get::<_, String>(4)),
        schema: row.get(5),
        created_ms: row.get(6),
        clock_trusted: row.get(7),
        reference: row.get(8),
        digest: Digest::from_bytes(digest),
        seal: from_json(row.get(10))?,
        blobs: from_json(row.get(11))?.unwrap_or_default(),
        body: row.get::<_, Vec<u8>>(12).into(),
    };
    Ok(Kept {
        sender: Sender { centre: row.get::<_, &str>(0).parse().map_err(damaged)?, device: DeviceId(row.get(1)) },
        item,
        received_ms: row.get(13),
        server_seq: row.get::<_, i64>(14).cast_unsigned(),
        quarantine: row.get::<_, Option<String>>(15).map(ResultCode::from),
        state: row.get::<_, Option<&str>>(16).map(state).transpose()?,
    })
}
