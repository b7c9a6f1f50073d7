//! The work after custody.

use kiosk_protocol::{CentreId, ItemId, RequestState, ResultCode, StatusChange, Topic};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::custody::{insert_ticket, json, next_seq, write_event};
use super::read::{KEPT_COLUMNS, KEPT_STATE, LINE, damaged, kept, line, words};
use super::{SqliteStore, appointments, audit, calls, commands, failed, serving};
use crate::audit::Entry;
use crate::store::judge::Reading;
use crate::store::work::{Finding, Remedy, RemedyError, TOPIC_QUARANTINE, Verdict, Work};
use crate::store::{After, Kept, Line, StoreError};

impl Work for SqliteStore {
    async fn unchecked(&self, limit: usize) -> Result<Vec<Kept>, StoreError> {
        self.read(move |connection| unchecked(connection, limit).map_err(|e| failed(&e))).await
    }

    async fn settle(&self, centre: CentreId, findings: Vec<Finding>, now_ms: i64) -> Result<(), StoreError> {
        self.write(move |tx| {
            findings.iter().try_for_each(|finding| settle(tx, &centre, finding, now_ms)).map_err(|e| failed(&e))
        })
        .await
    }

    async fn quarantined(&self, after: Option<After>, limit: usize) -> Result<Vec<(After, Line)>, StoreError> {
        self.read(move |connection| quarantined(connection, after.as_ref(), limit).map_err(|e| failed(&e))).await
    }

    async fn remedy(&self, id: ItemId, remedy: Remedy, by: String, now_ms: i64) -> Result<(), RemedyError> {
        self.write(move |tx| match apply(tx, id, &remedy, &by, now_ms) {
            Ok(true) => Ok(()),
            Ok(false) => Err(RemedyError::NotThere),
            Err(error) => Err(failed(&error).into()),
        })
        .await
    }
}

fn unchecked(connection: &Connection, limit: usize) -> rusqlite::Result<Vec<Kept>> {
    connection
        .prepare_cached(&format!(
            "{KEPT_COLUMNS} from unchecked u cross join item i on i.centre_id = u.centre_id and i.id = u.id {KEPT_STATE} \
             order by u.centre_id, u.server_seq limit ?1"
        ))?
        .query_map([limit.min(10_000) as i64], kept)?
        .collect()
}

fn settle(tx: &Connection, centre: &CentreId, finding: &Finding, now_ms: i64) -> rusqlite::Result<()> {
    let centre = centre.as_str();
    let id = finding.id.0.as_bytes();
    let mine =
        tx.prepare_cached("delete from unchecked where centre_id = ?1 and id = ?2")?.execute(params![centre, id])?;
    if mine == 0 {
        return Ok(());
    }
    match &finding.verdict {
        Verdict::Bad(code) => quarantine(tx, centre, finding.id, code, now_ms)?,
        Verdict::Good(contents) => match &contents.0 {
            Reading::Request { service, language, .. } => {
                tx.prepare_cached(
                    "update request set service = coalesce(?3, service), language = coalesce(?4, language) where centre_id = ?1 and id = ?2",
                )?
                .execute(params![centre, id, service, language])?;
            }
            Reading::Ticket(ticket) => {
                insert_ticket(tx, centre, id, ticket)?;
            }
            Reading::Head(head) => {
                if audit::append_head(tx, centre, finding.id, head, now_ms)?.is_some() {
                    quarantine(tx, centre, finding.id, &ResultCode::AuditBroken, now_ms)?;
                }
            }
            Reading::TicketEvent(event) => serving::happened(tx, centre, event)?,
            Reading::Help(help) => calls::heard(tx, centre, finding.id, help)?,
            Reading::CommandEnded(told) => commands::ended(tx, centre, finding.id, told, now_ms)?,
            Reading::CheckedIn(body) => appointments::checked_in(tx, centre, body, now_ms)?,
            Reading::Nothing => {}
        },
    }
    Ok(())
}

/// Puts an item into quarantine, and writes it down.
fn quarantine(tx: &Connection, centre: &str, id: ItemId, code: &ResultCode, now_ms: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("update item set quarantine = ?3 where centre_id = ?1 and id = ?2")?.execute(params![
        centre,
        id.0.as_bytes(),
        code.as_str()
    ])?;
    tracing::warn!(event = "worker.quarantined", centre, %id, code = code.as_str());
    let seq = next_seq(tx, centre)?;
    let data = json(&serde_json::json!({ "code": code, "action": "quarantine" }))?;
    write_event(tx, centre, seq, now_ms, TOPIC_QUARANTINE, id.0.as_bytes(), &data)
}

fn quarantined(connection: &Connection, after: Option<&After>, limit: usize) -> rusqlite::Result<Vec<(After, Line)>> {
    let (centre, seq) = after.map_or(("", 0), |a| (a.centre.as_str(), a.server_seq.cast_signed()));
    connection
        .prepare_cached(&format!(
            "{LINE} where i.quarantine is not null and (i.centre_id, i.server_seq) > (?1, ?2) order by i.centre_id, i.server_seq limit ?3"
        ))?
        .query_map(params![centre, seq, limit.min(10_000) as i64], |row| {
            let after = After { centre: words(row, 0)?, server_seq: row.get::<_, i64>(10)?.cast_unsigned() };
            Ok((after, line(row)?))
        })?
        .collect()
}

fn apply(tx: &Connection, id: ItemId, remedy: &Remedy, by: &str, now_ms: i64) -> rusqlite::Result<bool> {
    let centres: Vec<(String, String)> = tx
        .prepare_cached("select centre_id, quarantine from item where id = ?1 and quarantine is not null")?
        .query_map([id.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (centre, code) in &centres {
        let item = params![centre, id.0.as_bytes()];
        tx.prepare_cached("update item set quarantine = null where centre_id = ?1 and id = ?2")?.execute(item)?;
        if *remedy == Remedy::Retry {
            tx.prepare_cached(
                "insert into unchecked (centre_id, server_seq, id) select centre_id, server_seq, id from item where centre_id = ?1 and id = ?2",
            )?
            .execute(item)?;
        }
        let seq = next_seq(tx, centre)?;
        let data =
            json(&serde_json::json!({ "action": remedy.as_str(), "by": by, "code": ResultCode::from(code.clone()) }))?;
        write_event(tx, centre, seq, now_ms, TOPIC_QUARANTINE, id.0.as_bytes(), &data)?;
        let entry = Entry::Remedy {
            item: id,
            action: remedy.as_str().to_owned(),
            by: by.to_owned(),
            code: ResultCode::from(code.clone()),
        };
        audit::append(tx, centre, now_ms, &entry)?;
        if let Remedy::Return { note } = remedy {
            give_back(tx, centre, id, note.as_deref(), now_ms)?;
        }
    }
    Ok(!centres.is_empty())
}

/// The request is rejected, and its kiosks hear of it. What is no request, or is closed, has nothing to tell.
fn give_back(tx: &Connection, centre: &str, id: ItemId, note: Option<&str>, now_ms: i64) -> rusqlite::Result<()> {
    let found: Option<(String, String, i64)> = tx
        .prepare_cached("select ref, state, state_ms from request where centre_id = ?1 and id = ?2")?
        .query_row(params![centre, id.0.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((reference, state, since)) = found else {
        return Ok(());
    };
    let from: RequestState = state.parse().map_err(|e: kiosk_protocol::NotAState| damaged(1, e))?;
    if !from.may_become().contains(&RequestState::Rejected) {
        return Ok(());
    }
    let at_ms = now_ms.max(since);
    let reference = reference.parse().map_err(|e: kiosk_protocol::NotAReference| damaged(0, e))?;
    let change = StatusChange { reference, state: RequestState::Rejected, note: note.map(str::to_owned) };
    let seq = next_seq(tx, centre)?;
    write_event(tx, centre, seq, at_ms, Topic::RequestStatus.as_str(), id.0.as_bytes(), &json(&change)?)?;
    tx.prepare_cached("update request set state = ?3, state_ms = ?4 where centre_id = ?1 and id = ?2")?
        .execute(params![centre, id.0.as_bytes(), RequestState::Rejected.as_str(), at_ms])?;
    Ok(())
}
