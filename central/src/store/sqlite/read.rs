//! What is read: changes, states, lists. Readers never write (`query_only`).

use kiosk_protocol::{
    CentreId, Change, ChangePage, CheckCode, DeviceId, DeviceSeq, Digest, Item, ItemId, ItemKind, Reference,
    ResultCode, StatusAnswer, StatusChange, StatusEvent, Topic,
};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::failed;
use crate::store::commands::TOPIC_COMMAND_RESULT;
use crate::store::cursor::{Cursor, Mark};
use crate::store::work::TOPIC_QUARANTINE;
use crate::store::{After, ChangesError, Kept, Line, Sender, TOPIC_CUSTODY};

/// The column holds what it cannot hold: the file was changed by other hands.
pub(super) fn damaged(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

pub(super) fn words<T: std::str::FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    row.get::<_, String>(column)?.parse().map_err(|e| damaged(column, e))
}

fn id_of(bytes: [u8; 16]) -> ItemId {
    ItemId(uuid::Uuid::from_bytes(bytes))
}

pub(crate) fn changes(
    connection: &mut Connection,
    centre: &CentreId,
    cursor: Option<&str>,
    limit: usize,
) -> Result<ChangePage, ChangesError> {
    let cursor = match cursor {
        Some(text) => Some(Cursor::read(text).ok_or(ChangesError::NotACursor)?),
        None => None,
    };
    // One read transaction: the page and the place up to which it reaches are of the same moment.
    let tx = connection.transaction().map_err(|e| failed(&e))?;
    let (epoch, newest) = place(&tx, centre).map_err(|e| failed(&e))?;
    let after = match cursor {
        None => 0,
        Some(cursor) => {
            let there = mark(&tx, centre, cursor.seq).map_err(|e| failed(&e))?;
            if !cursor.stands(&epoch, newest, there) {
                return Err(ChangesError::Gone);
            }
            cursor.seq
        }
    };
    let mut changes = changes_between(&tx, centre, after, limit + 1).map_err(|e| failed(&e))?;
    let more = changes.len() > limit;
    changes.truncate(limit);
    let reached = match changes.last() {
        Some(last) if more => last.seq.cast_signed(),
        _ => newest,
    };
    let mark = mark(&tx, centre, reached).map_err(|e| failed(&e))?;
    Ok(ChangePage { changes, next_cursor: Cursor::new(epoch, reached, mark).write(), more })
}

/// How far each centre's sequence has come.
pub(crate) fn places(connection: &Connection) -> rusqlite::Result<Vec<(CentreId, u64)>> {
    connection
        .prepare_cached("select centre_id, seq from centre")?
        .query_map([], |row| Ok((words(row, 0)?, row.get::<_, i64>(1)?.cast_unsigned())))?
        .collect()
}

/// What stands at a place of the centre's sequence.
pub(super) fn mark(tx: &Connection, centre: &CentreId, seq: i64) -> rusqlite::Result<Mark> {
    let found = tx
        .prepare_cached("select at_ms, topic, item_id, data from event where centre_id = ?1 and seq = ?2")?
        .query_row(params![centre.as_str(), seq], |row| {
            let (topic, data): (String, String) = (row.get(1)?, row.get(3)?);
            Ok(Mark::of(row.get(0)?, &topic, id_of(row.get(2)?), &data))
        })
        .optional()?;
    Ok(found.unwrap_or(Mark::NOTHING))
}

pub(super) fn place(tx: &Connection, centre: &CentreId) -> rusqlite::Result<(String, i64)> {
    let epoch = tx.query_row("select epoch from meta", [], |row| row.get(0))?;
    let newest = tx
        .prepare_cached("select seq from centre where centre_id = ?1")?
        .query_row([centre.as_str()], |row| row.get(0))
        .optional()?;
    Ok((epoch, newest.unwrap_or(0)))
}

fn changes_between(tx: &Connection, centre: &CentreId, after: i64, limit: usize) -> rusqlite::Result<Vec<Change>> {
    tx.prepare_cached(
        "select seq, topic, at_ms, data from event where centre_id = ?1 and seq > ?2 and topic not in (?3, ?4, ?5) order by seq limit ?6",
    )?
    .query_map(
        params![centre.as_str(), after, TOPIC_CUSTODY, TOPIC_QUARANTINE, TOPIC_COMMAND_RESULT, limit.min(100_000) as i64],
        change,
    )?
    .collect()
}

pub(super) fn change(row: &Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        seq: row.get::<_, i64>(0)?.cast_unsigned(),
        topic: Topic::from(row.get::<_, String>(1)?),
        at_ms: row.get(2)?,
        data: serde_json::from_str(&row.get::<_, String>(3)?).map_err(|e| damaged(3, e))?,
    })
}

pub(crate) fn status(
    connection: &Connection,
    reference: Reference,
    code: CheckCode,
) -> rusqlite::Result<Option<StatusAnswer>> {
    let found: Vec<(String, [u8; 16])> = connection
        .prepare_cached("select centre_id, id from request where ref = ?1")?
        .query_map([reference.compact()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let Some((centre, id)) = found.into_iter().find(|(_, id)| CheckCode::of(id_of(*id)) == code) else {
        return Ok(None);
    };
    let history = connection
        .prepare_cached(
            "select at_ms, data from event where centre_id = ?1 and item_id = ?2 and topic = ?3 order by seq",
        )?
        .query_map(params![centre, id, Topic::RequestStatus.as_str()], |row| {
            let change: StatusChange = serde_json::from_str(&row.get::<_, String>(1)?).map_err(|e| damaged(1, e))?;
            Ok(StatusEvent { state: change.state, at_ms: row.get(0)?, note: change.note })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(history.last().cloned().map(|last| StatusAnswer { reference, state: last.state, at_ms: last.at_ms, history }))
}

/// A line, and in the eleventh column its place.
pub(super) const LINE: &str = "select i.centre_id, i.id, i.kind, i.schema, i.received_ms, i.ref, t.label, coalesce(r.service, t.service), r.state, i.quarantine, i.server_seq \
    from item i \
    left join request r on r.centre_id = i.centre_id and r.id = i.id \
    left join ticket t on t.centre_id = i.centre_id and t.id = i.id";

pub(crate) fn newest(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Line>> {
    connection
        .prepare_cached(&format!("{LINE} order by i.received_ms desc, i.centre_id, i.server_seq desc limit ?1"))?
        .query_map([limit.min(1_000_000) as i64], line)?
        .collect()
}

pub(super) fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        centre: words(row, 0)?,
        id: id_of(row.get(1)?),
        kind: row.get(2)?,
        schema: row.get(3)?,
        received_ms: row.get(4)?,
        reference: row.get(5)?,
        label: row.get(6)?,
        service: row.get(7)?,
        state: row
            .get::<_, Option<String>>(8)?
            .map(|word| word.parse().map_err(|e: kiosk_protocol::NotAState| damaged(8, e)))
            .transpose()?,
        quarantine: row.get::<_, Option<String>>(9)?.map(ResultCode::from),
    })
}

/// What is read of an item `i` in custody.
pub(super) const KEPT_COLUMNS: &str = "select i.centre_id, i.device_id, i.id, i.device_seq, i.kind, i.schema, i.created_ms, i.clock_trusted, i.ref, i.digest, i.seal, i.blobs, i.body, i.received_ms, i.server_seq, i.quarantine, r.state";
/// Where its state comes from.
pub(super) const KEPT_STATE: &str = "left join request r on r.centre_id = i.centre_id and r.id = i.id";

pub(crate) fn find(connection: &Connection, id: ItemId) -> rusqlite::Result<Option<Kept>> {
    connection
        .prepare_cached(&format!("{KEPT_COLUMNS} from item i {KEPT_STATE} where i.id = ?1 limit 1"))?
        .query_row([id.0.as_bytes()], kept)
        .optional()
}

pub(crate) fn kept_after(connection: &Connection, after: Option<&After>, limit: usize) -> rusqlite::Result<Vec<Kept>> {
    let (centre, seq) = after.map_or(("", 0), |a| (a.centre.as_str(), a.server_seq.cast_signed()));
    connection
        .prepare_cached(&format!(
            "{KEPT_COLUMNS} from item i {KEPT_STATE} where (i.centre_id, i.server_seq) > (?1, ?2) order by i.centre_id, i.server_seq limit ?3"
        ))?
        .query_map(params![centre, seq, limit.min(100_000) as i64], kept)?
        .collect()
}

pub(super) fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let from_json = |column: usize, text: Option<String>| -> rusqlite::Result<serde_json::Value> {
        text.map_or(Ok(serde_json::Value::Null), |text| serde_json::from_str(&text).map_err(|e| damaged(column, e)))
    };
    let seq: i64 = row.get(3)?;
    let blobs: Option<Vec<Digest>> =
        serde_json::from_value(from_json(11, row.get(11)?)?).map_err(|e| damaged(11, e))?;
    let item = Item {
        id: id_of(row.get(2)?),
        device_seq: DeviceSeq::try_from(seq.cast_unsigned()).map_err(|e| damaged(3, e))?,
        kind: ItemKind::from(row.get::<_, String>(4)?),
        schema: row.get(5)?,
        created_ms: row.get(6)?,
        clock_trusted: row.get(7)?,
        reference: row.get(8)?,
        digest: Digest::from_bytes(row.get(9)?),
        seal: serde_json::from_value(from_json(10, row.get(10)?)?).map_err(|e| damaged(10, e))?,
        blobs: blobs.unwrap_or_default(),
        body: row.get::<_, Vec<u8>>(12)?.into(),
    };
    Ok(Kept {
        sender: Sender { centre: words(row, 0)?, device: DeviceId(uuid::Uuid::from_bytes(row.get(1)?)) },
        item,
        received_ms: row.get(13)?,
        server_seq: row.get::<_, i64>(14)?.cast_unsigned(),
        quarantine: row.get::<_, Option<String>>(15)?.map(ResultCode::from),
        state: row
            .get::<_, Option<String>>(16)?
            .map(|word| word.parse().map_err(|e: kiosk_protocol::NotAState| damaged(16, e)))
            .transpose()?,
    })
}
