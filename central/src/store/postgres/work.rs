//! The work after custody.

use std::collections::HashSet;

use deadpool_postgres::{Client, Transaction};
use kiosk_protocol::{CentreId, ItemId, RequestState, ResultCode, StatusChange, TicketBody, Topic};
use uuid::Uuid;

use super::attempt::{Attempts, Failure};
use super::columns::{EventColumns, TicketColumns};
use super::custody::{json, lock_centre, set_seq};
use super::read::{KEPT_COLUMNS, KEPT_STATE, LINE, damaged, kept, line, rows, state};
use super::{PostgresStore, appointments, audit, calls, commands, serving};
use crate::audit::Entry;
use crate::store::judge::Reading;
use crate::store::work::{Contents, Finding, Remedy, RemedyError, TOPIC_QUARANTINE, Verdict, Work};
use crate::store::{After, Kept, Line, StoreError};

impl Work for PostgresStore {
    async fn unchecked(&self, limit: usize) -> Result<Vec<Kept>, StoreError> {
        Ok(unchecked(&self.inner.client().await?, limit).await?)
    }

    async fn settle(&self, centre: CentreId, findings: Vec<Finding>, now_ms: i64) -> Result<(), StoreError> {
        let mut attempts = Attempts::default();
        loop {
            match self.settle_once(&centre, &findings, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                done => return Ok(done?),
            }
        }
    }

    async fn quarantined(&self, after: Option<After>, limit: usize) -> Result<Vec<(After, Line)>, StoreError> {
        Ok(quarantined(&self.inner.client().await?, after.as_ref(), limit).await?)
    }

    async fn remedy(&self, id: ItemId, remedy: Remedy, by: String, now_ms: i64) -> Result<(), RemedyError> {
        let mut attempts = Attempts::default();
        loop {
            match self.remedy_once(id, &remedy, &by, now_ms).await {
                Err(failure) if attempts.again(&failure).await => {}
                Err(failure) => return Err(StoreError::from(failure).into()),
                Ok(false) => return Err(RemedyError::NotThere),
                Ok(true) => {
                    self.inner.tick();
                    return Ok(());
                }
            }
        }
    }
}

impl PostgresStore {
    async fn settle_once(&self, centre: &CentreId, findings: &[Finding], now_ms: i64) -> Result<(), Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        settle(&tx, centre.as_str(), findings, now_ms).await?;
        Ok(tx.commit().await?)
    }

    async fn remedy_once(&self, id: ItemId, remedy: &Remedy, by: &str, now_ms: i64) -> Result<bool, Failure> {
        let mut client = self.inner.client().await?;
        let tx = client.transaction().await?;
        let select = tx
            .prepare_cached("select centre_id from item where id = $1 and quarantine is not null order by centre_id")
            .await?;
        let centres = tx.query(&select, &[&id.0]).await?;
        let mut any = false;
        for row in &centres {
            any |= apply(&tx, row.get(0), id, remedy, by, now_ms).await?;
        }
        tx.commit().await?;
        Ok(any)
    }
}

// What the worker asks is prepared anew for each page: a plan that was kept from when the tables were empty reads the whole of
// them, once for every page of a backlog.

async fn unchecked(client: &Client, limit: usize) -> Result<Vec<Kept>, Failure> {
    let select = client
        .prepare(&format!(
            "{KEPT_COLUMNS} from unchecked u join item i on i.centre_id = u.centre_id and i.id = u.id {KEPT_STATE} \
             order by u.centre_id, u.server_seq limit $1"
        ))
        .await?;
    client.query(&select, &[&rows(limit)]).await?.iter().map(kept).collect()
}

async fn settle(tx: &Transaction<'_>, centre: &str, findings: &[Finding], now_ms: i64) -> Result<(), Failure> {
    let mut seq = lock_centre(tx, centre).await?;
    let first = seq;
    let ids: Vec<Uuid> = findings.iter().map(|finding| finding.id.0).collect();
    let delete = tx.prepare("delete from unchecked where centre_id = $1 and id = any($2) returning id").await?;
    let mine: HashSet<Uuid> = tx.query(&delete, &[&centre, &ids]).await?.iter().map(|row| row.get(0)).collect();
    let mut bad = Quarantined::default();
    let mut events = EventColumns::default();
    let mut ended = Vec::new();
    let mut requests = Details::default();
    for finding in findings.iter().filter(|finding| mine.contains(&finding.id.0)) {
        match &finding.verdict {
            Verdict::Bad(code) => {
                seq += 1;
                quarantine(&mut events, centre, seq, finding.id, code)?;
                bad.push(finding.id, code);
            }
            Verdict::Good(Contents(Reading::Request { service, language, .. })) => {
                requests.push(finding.id, service.as_deref(), language.as_deref());
            }
            Verdict::Good(Contents(Reading::Ticket(ticket))) => insert_ticket(tx, centre, finding.id, ticket).await?,
            Verdict::Good(Contents(Reading::Head(head))) => {
                if audit::append_head(tx, centre, finding.id, head, now_ms).await?.is_some() {
                    seq += 1;
                    quarantine(&mut events, centre, seq, finding.id, &ResultCode::AuditBroken)?;
                    bad.push(finding.id, &ResultCode::AuditBroken);
                }
            }
            Verdict::Good(Contents(Reading::TicketEvent(event))) => serving::happened(tx, centre, event).await?,
            Verdict::Good(Contents(Reading::Help(help))) => calls::heard(tx, centre, finding.id, help).await?,
            // The event of the same page is not in the database yet.
            Verdict::Good(Contents(Reading::CommandEnded(told))) if ended.contains(&told.command) => {}
            Verdict::Good(Contents(Reading::CommandEnded(told))) => {
                if commands::ended(tx, &mut events, centre, seq + 1, finding.id, told, now_ms).await? {
                    seq += 1;
                    ended.push(told.command);
                }
            }
            Verdict::Good(Contents(Reading::CheckedIn(body))) => {
                if appointments::checked_in(tx, &mut events, centre, seq + 1, body).await? {
                    seq += 1;
                }
            }
            Verdict::Good(Contents(Reading::Nothing)) => {}
        }
    }
    requests.update(tx, centre).await?;
    bad.update(tx, centre).await?;
    if seq > first {
        events.insert(tx, centre, now_ms).await?;
        set_seq(tx, centre, seq).await?;
    }
    Ok(())
}

/// Writes down that an item stands in quarantine.
fn quarantine(events: &mut EventColumns, centre: &str, seq: i64, id: ItemId, code: &ResultCode) -> Result<(), Failure> {
    tracing::warn!(event = "worker.quarantined", centre, %id, code = code.as_str());
    let data = json(&serde_json::json!({ "code": code, "action": "quarantine" }))?;
    events.push(seq, TOPIC_QUARANTINE.to_owned(), id, data);
    Ok(())
}

/// What was put into quarantine.
#[derive(Default)]
struct Quarantined {
    id: Vec<Uuid>,
    code: Vec<String>,
}

impl Quarantined {
    fn push(&mut self, id: ItemId, code: &ResultCode) {
        self.id.push(id.0);
        self.code.push(code.as_str().to_owned());
    }

    async fn update(&self, tx: &Transaction<'_>, centre: &str) -> Result<(), Failure> {
        if self.id.is_empty() {
            return Ok(());
        }
        let update = tx
            .prepare(
                "update item set quarantine = x.code from unnest($2::uuid[], $3::text[]) as x (id, code) where centre_id = $1 and item.id = x.id",
            )
            .await?;
        tx.execute(&update, &[&centre, &self.id, &self.code]).await?;
        Ok(())
    }
}

/// What was read in requests.
#[derive(Default)]
struct Details<'a> {
    id: Vec<Uuid>,
    service: Vec<Option<&'a str>>,
    language: Vec<Option<&'a str>>,
}

impl<'a> Details<'a> {
    fn push(&mut self, id: ItemId, service: Option<&'a str>, language: Option<&'a str>) {
        self.id.push(id.0);
        self.service.push(service);
        self.language.push(language);
    }

    async fn update(&self, tx: &Transaction<'_>, centre: &str) -> Result<(), Failure> {
        if self.id.is_empty() {
            return Ok(());
        }
        let update = tx
            .prepare(
                "update request set service = coalesce(x.service, request.service), language = coalesce(x.language, request.language) \
                 from unnest($2::uuid[], $3::text[], $4::text[]) as x (id, service, language) where centre_id = $1 and request.id = x.id",
            )
            .await?;
        tx.execute(&update, &[&centre, &self.id, &self.service, &self.language]).await?;
        Ok(())
    }
}

async fn insert_ticket(tx: &Transaction<'_>, centre: &str, id: ItemId, ticket: &TicketBody) -> Result<(), Failure> {
    let select = tx
        .prepare_cached(
            "select 1 from ticket where centre_id = $1 and service_day = $2 and label = $3 and not conflict and id <> $4",
        )
        .await?;
    let conflict = tx.query_opt(&select, &[&centre, &ticket.service_day, &ticket.label, &id.0]).await?.is_some();
    let mut tickets = TicketColumns::default();
    tickets.push(id, ticket.clone(), conflict);
    tickets.insert(tx, centre).await
}

async fn quarantined(client: &Client, after: Option<&After>, limit: usize) -> Result<Vec<(After, Line)>, Failure> {
    let (centre, seq) = after.map_or(("", 0), |a| (a.centre.as_str(), a.server_seq.cast_signed()));
    let select = client
        .prepare_cached(&format!(
            "{LINE} where i.quarantine is not null and (i.centre_id collate \"C\", i.server_seq) > ($1, $2) order by i.centre_id collate \"C\", i.server_seq limit $3"
        ))
        .await?;
    let found = client.query(&select, &[&centre, &seq, &rows(limit)]).await?;
    found
        .iter()
        .map(|row| {
            let centre = row.get::<_, &str>(0).parse().map_err(damaged)?;
            Ok((After { centre, server_seq: row.get::<_, i64>(10).cast_unsigned() }, line(row)?))
        })
        .collect()
}

async fn apply(
    tx: &Transaction<'_>,
    centre: &str,
    id: ItemId,
    remedy: &Remedy,
    by: &str,
    now_ms: i64,
) -> Result<bool, Failure> {
    let seq = lock_centre(tx, centre).await? + 1;
    // Under the lock: another may have been faster.
    let select = tx
        .prepare_cached("select quarantine from item where centre_id = $1 and id = $2 and quarantine is not null")
        .await?;
    let Some(row) = tx.query_opt(&select, &[&centre, &id.0]).await? else {
        return Ok(false);
    };
    let code = ResultCode::from(row.get::<_, String>(0));
    let update = tx.prepare_cached("update item set quarantine = null where centre_id = $1 and id = $2").await?;
    tx.execute(&update, &[&centre, &id.0]).await?;
    if *remedy == Remedy::Retry {
        let insert = tx
            .prepare_cached(
                "insert into unchecked (centre_id, server_seq, id) select centre_id, server_seq, id from item where centre_id = $1 and id = $2",
            )
            .await?;
        tx.execute(&insert, &[&centre, &id.0]).await?;
    }
    let mut events = EventColumns::default();
    let data = json(&serde_json::json!({ "action": remedy.as_str(), "by": by, "code": code }))?;
    events.push(seq, TOPIC_QUARANTINE.to_owned(), id, data);
    events.insert(tx, centre, now_ms).await?;
    set_seq(tx, centre, seq).await?;
    let entry = Entry::Remedy { item: id, action: remedy.as_str().to_owned(), by: by.to_owned(), code };
    audit::append(tx, centre, now_ms, &entry).await?;
    if let Remedy::Return { note } = remedy {
        give_back(tx, centre, id, note.as_deref(), seq + 1, now_ms).await?;
    }
    Ok(true)
}

/// The request is rejected, and its kiosks hear of it. What is no request, or is closed, has nothing to tell.
async fn give_back(
    tx: &Transaction<'_>,
    centre: &str,
    id: ItemId,
    note: Option<&str>,
    seq: i64,
    now_ms: i64,
) -> Result<(), Failure> {
    let select = tx.prepare_cached("select ref, state, state_ms from request where centre_id = $1 and id = $2").await?;
    let Some(row) = tx.query_opt(&select, &[&centre, &id.0]).await? else {
        return Ok(());
    };
    if !state(row.get(1))?.may_become().contains(&RequestState::Rejected) {
        return Ok(());
    }
    let at_ms = now_ms.max(row.get(2));
    let reference = row.get::<_, &str>(0).parse().map_err(|e: kiosk_protocol::NotAReference| damaged(e))?;
    let change = StatusChange { reference, state: RequestState::Rejected, note: note.map(str::to_owned) };
    let mut events = EventColumns::default();
    events.push(seq, Topic::RequestStatus.as_str().to_owned(), id, json(&change)?);
    events.insert(tx, centre, at_ms).await?;
    let update =
        tx.prepare_cached("update request set state = $3, state_ms = $4 where centre_id = $1 and id = $2").await?;
    tx.execute(&update, &[&centre, &id.0, &RequestState::Rejected.as_str(), &at_ms]).await?;
    set_seq(tx, centre, seq).await
}
