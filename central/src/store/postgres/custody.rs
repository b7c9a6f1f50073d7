//! Taking custody of a batch, inside one transaction that holds the lock of the centre's row.

use std::collections::{HashMap, HashSet};

use deadpool_postgres::Transaction;
use kiosk_protocol::{
    Item, ItemId, ItemResult, ItemStatus, PushBatch, PushResult, RequestState, ResultCode, StatusChange, Topic,
};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::attempt::Failure;
use super::columns::{EventColumns, ItemColumns, RequestColumns, TicketColumns, UncheckedColumns};
use super::{calls, serving};
use crate::store::judge::{Judgement, Reading, judge};
use crate::store::sequence::{self, MAX_SCAN};
use crate::store::{Sender, TOPIC_CUSTODY};

const LOCK: &str = "select seq from centre where centre_id = $1 for update";
const KNOWN: &str = "select id, digest, server_seq from item where centre_id = $1 and id = any($2)";
const SEEN: &str = "insert into device (centre_id, device_id, contiguous_seq, app_version, seen_ms) values ($1, $2, 0, $3, $4) \
             on conflict (centre_id, device_id) do update set app_version = excluded.app_version, seen_ms = excluded.seen_ms \
             returning contiguous_seq";
/// What a device has handed over above its mark; the statement before it has made the device's row.
const ABOVE: &str = "select distinct device_seq from item where centre_id = $1 and device_id = $2 \
             and device_seq > (select contiguous_seq from device where centre_id = $1 and device_id = $2) order by device_seq limit $3";

/// The last place given in the centre's sequence; `None` for a centre that has none. Its row is locked until
/// the transaction ends, so that no other writer can commit a later place before an earlier one.
async fn lock_known_centre(tx: &Transaction<'_>, centre: &str) -> Result<Option<i64>, Failure> {
    let select = tx.prepare_cached(LOCK).await?;
    Ok(tx.query_opt(&select, &[&centre]).await?.map(|row| row.get(0)))
}

/// Makes the row of a centre, if nobody was faster, and locks it.
async fn lock_new_centre(tx: &Transaction<'_>, centre: &str) -> Result<i64, Failure> {
    tx.execute("insert into centre (centre_id, seq) values ($1, 0) on conflict (centre_id) do nothing", &[&centre])
        .await?;
    let damaged = || Failure::Damaged("a centre without its row".to_owned());
    lock_known_centre(tx, centre).await?.ok_or_else(damaged)
}

/// As [`lock_known_centre`], making the row if there is none.
pub(super) async fn lock_centre(tx: &Transaction<'_>, centre: &str) -> Result<i64, Failure> {
    match lock_known_centre(tx, centre).await? {
        Some(seq) => Ok(seq),
        None => lock_new_centre(tx, centre).await,
    }
}

/// Keeps the place reached.
pub(super) async fn set_seq(tx: &Transaction<'_>, centre: &str, seq: i64) -> Result<(), Failure> {
    let update = tx.prepare_cached("update centre set seq = $2 where centre_id = $1").await?;
    tx.execute(&update, &[&centre, &seq]).await?;
    Ok(())
}

pub(super) async fn take(
    tx: &Transaction<'_>,
    sender: &Sender,
    batch: &PushBatch,
    now_ms: i64,
) -> Result<PushResult, Failure> {
    let centre = sender.centre.as_str();
    for statement in [LOCK, KNOWN, SEEN, ABOVE] {
        tx.prepare_cached(statement).await?;
    }
    // Prepared, they are sent one behind the other without waiting. The database does them in this order, so what is read is
    // read under the lock.
    let (seq, known, mark, above) = tokio::try_join!(
        lock_known_centre(tx, centre),
        known(tx, centre, &batch.items),
        seen(tx, sender, batch.app_version.as_deref(), now_ms),
        above(tx, sender),
    )?;
    let (mut seq, known, mut above) = match seq {
        Some(seq) => (seq, known, above),
        None => {
            let seq = lock_new_centre(tx, centre).await?;
            let (known, above) = tokio::try_join!(self::known(tx, centre, &batch.items), self::above(tx, sender))?;
            (seq, known, above)
        }
    };
    // Beyond what was looked at nothing is known.
    let looked_at = if above.len() < MAX_SCAN as usize { i64::MAX } else { above.last().copied().unwrap_or(mark) };
    let first = seq;
    let fresh: Vec<Option<Judgement>> =
        batch.items.iter().map(|item| (!known.contains_key(&item.id)).then(|| judge(item))).collect();
    let mut labels = labels(tx, centre, fresh.iter().flatten()).await?;

    let mut items = ItemColumns::default();
    let mut unchecked = UncheckedColumns::default();
    let mut events = EventColumns::default();
    let mut requests = RequestColumns::default();
    let mut tickets = TicketColumns::default();
    let mut happened = Vec::new();
    let mut help = Vec::new();
    let mut results = Vec::with_capacity(batch.items.len());
    for (item, judgement) in batch.items.iter().zip(fresh) {
        let (reading, quarantine) = match judgement {
            None => {
                results.push(already(sender, item, known.get(&item.id)));
                continue;
            }
            Some(Judgement::Reject(code)) => {
                results.push(ItemResult::because(item.id, ItemStatus::Rejected, code));
                continue;
            }
            Some(Judgement::Keep { reading, quarantine }) => (reading, quarantine),
        };
        seq += 1;
        items.push(item, seq, quarantine.as_ref())?;
        above.push(item.device_seq.as_i64());
        if quarantine.is_none() {
            unchecked.push(seq, item.id);
        }
        let mut conflict = false;
        match reading {
            Reading::Request { reference, service, language } => {
                requests.push(item.id, reference, service, language);
                let change = StatusChange { reference, state: RequestState::Received, note: None };
                events.push(seq, Topic::RequestStatus.as_str().to_owned(), item.id, json(&change)?);
            }
            Reading::Ticket(ticket) => {
                conflict = !labels.insert((ticket.service_day.clone(), ticket.label.clone()));
                tickets.push(item.id, ticket, conflict);
                events.push(seq, TOPIC_CUSTODY.to_owned(), item.id, "{}".to_owned());
            }
            Reading::TicketEvent(event) => {
                happened.push(event);
                events.push(seq, TOPIC_CUSTODY.to_owned(), item.id, "{}".to_owned());
            }
            Reading::Help(said) => {
                help.push((item.id, said));
                events.push(seq, TOPIC_CUSTODY.to_owned(), item.id, "{}".to_owned());
            }
            Reading::Head(_) | Reading::CommandEnded(_) | Reading::CheckedIn(_) | Reading::Nothing => {
                events.push(seq, TOPIC_CUSTODY.to_owned(), item.id, "{}".to_owned());
            }
        }
        let mut result = kept(sender, item.id, quarantine, conflict);
        result.server_seq = Some(seq.cast_unsigned());
        results.push(result);
    }
    above.retain(|seq| (mark + 1..=looked_at).contains(seq));
    above.sort_unstable();
    above.dedup();
    let (reached, missing) = sequence::advance(mark, above.into_iter().map(Ok::<_, Failure>))?;
    if seq > first {
        // Sent one behind the other without waiting: one way to the database and back for all.
        tokio::try_join!(
            items.insert(tx, sender, now_ms),
            unchecked.insert(tx, centre),
            events.insert(tx, centre, now_ms),
            requests.insert(tx, centre, now_ms),
            tickets.insert(tx, centre),
            set_seq(tx, centre, seq),
            reach(tx, sender, mark, reached),
        )?;
        // What happened to tickets of this batch happens after they are there.
        for event in &happened {
            serving::happened(tx, centre, event).await?;
        }
        for (item, said) in &help {
            calls::heard(tx, centre, *item, said).await?;
        }
    } else {
        reach(tx, sender, mark, reached).await?;
    }
    if !missing.is_empty() {
        tracing::warn!(event = "custody.gap", centre = %sender.centre, device = %sender.device, missing = missing.len());
    }
    Ok(PushResult { server_ms: now_ms, contiguous_seq: reached.cast_unsigned(), missing, results })
}

type Known = HashMap<ItemId, (Vec<u8>, i64)>;

/// Those of the items that are in custody already: digest and place.
async fn known(tx: &Transaction<'_>, centre: &str, items: &[Item]) -> Result<Known, Failure> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.0).collect();
    let select = tx.prepare_cached(KNOWN).await?;
    let rows = tx.query(&select, &[&centre, &ids]).await?;
    Ok(rows.iter().map(|row| (ItemId(row.get(0)), (row.get(1), row.get(2)))).collect())
}

/// Those of the labels that were issued before.
async fn labels(
    tx: &Transaction<'_>,
    centre: &str,
    fresh: impl Iterator<Item = &Judgement>,
) -> Result<HashSet<(String, String)>, Failure> {
    let (days, labels): (Vec<&str>, Vec<&str>) = fresh
        .filter_map(|judgement| match judgement {
            Judgement::Keep { reading: Reading::Ticket(ticket), .. } => Some((&*ticket.service_day, &*ticket.label)),
            _ => None,
        })
        .unzip();
    if labels.is_empty() {
        return Ok(HashSet::new());
    }
    let select = tx
        .prepare_cached(
            "select t.service_day, t.label from ticket t \
             join unnest($2::text[], $3::text[]) as x (service_day, label) on t.service_day = x.service_day and t.label = x.label \
             where t.centre_id = $1 and not t.conflict",
        )
        .await?;
    let rows = tx.query(&select, &[&centre, &days, &labels]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn already(sender: &Sender, item: &Item, known: Option<&(Vec<u8>, i64)>) -> ItemResult {
    match known {
        Some((digest, server_seq)) if digest == item.digest.as_bytes() => ItemResult {
            server_seq: Some(server_seq.cast_unsigned()),
            ..ItemResult::new(item.id, ItemStatus::Duplicate)
        },
        _ => {
            tracing::warn!(event = "custody.id_conflict", centre = %sender.centre, device = %sender.device, id = %item.id);
            ItemResult::because(item.id, ItemStatus::Rejected, ResultCode::IdConflict)
        }
    }
}

fn kept(sender: &Sender, id: ItemId, quarantine: Option<ResultCode>, conflict: bool) -> ItemResult {
    match quarantine {
        Some(code) => {
            tracing::warn!(event = "custody.quarantined", centre = %sender.centre, device = %sender.device, %id, code = code.as_str());
            ItemResult::because(id, ItemStatus::Quarantined, code)
        }
        None if conflict => {
            tracing::warn!(event = "custody.label_conflict", centre = %sender.centre, device = %sender.device, %id);
            ItemResult::because(id, ItemStatus::Accepted, ResultCode::LabelConflict)
        }
        None => ItemResult::new(id, ItemStatus::Accepted),
    }
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|e| Failure::Damaged(e.to_string()))
}

/// Writes down that the device was heard of; its contiguous mark.
async fn seen(tx: &Transaction<'_>, sender: &Sender, app_version: Option<&str>, now_ms: i64) -> Result<i64, Failure> {
    // No database keeps a NUL in a text.
    let app_version = app_version.filter(|version| !version.contains('\0'));
    let upsert = tx.prepare_cached(SEEN).await?;
    let row = tx.query_one(&upsert, &[&sender.centre.as_str(), &sender.device.0, &app_version, &now_ms]).await?;
    Ok(row.get(0))
}

/// What the device has handed over above its mark, rising; not more than is looked at in one push.
async fn above(tx: &Transaction<'_>, sender: &Sender) -> Result<Vec<i64>, Failure> {
    let select = tx.prepare_cached(ABOVE).await?;
    let parameters: [&(dyn ToSql + Sync); 3] = [&sender.centre.as_str(), &sender.device.0, &MAX_SCAN];
    Ok(tx.query(&select, &parameters).await?.iter().map(|row| row.get(0)).collect())
}

/// Moves the device's contiguous mark on.
async fn reach(tx: &Transaction<'_>, sender: &Sender, mark: i64, reached: i64) -> Result<(), Failure> {
    if reached == mark {
        return Ok(());
    }
    let update =
        tx.prepare_cached("update device set contiguous_seq = $3 where centre_id = $1 and device_id = $2").await?;
    tx.execute(&update, &[&sender.centre.as_str(), &sender.device.0, &reached]).await?;
    Ok(())
}
