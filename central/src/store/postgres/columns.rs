//! Rows of one batch, column by column: a whole batch is one statement per table (`unnest`).

use deadpool_postgres::Transaction;
use kiosk_protocol::{Item, ItemId, Reference, RequestState, ResultCode, TicketBody};
use uuid::Uuid;

use super::attempt::Failure;
use super::custody::json;
use crate::store::Sender;

/// Rows of `item`.
#[derive(Default)]
pub(super) struct ItemColumns<'a> {
    id: Vec<Uuid>,
    device_seq: Vec<i64>,
    kind: Vec<&'a str>,
    schema: Vec<&'a str>,
    created_ms: Vec<i64>,
    clock_trusted: Vec<bool>,
    reference: Vec<Option<&'a str>>,
    digest: Vec<&'a [u8]>,
    seal: Vec<Option<String>>,
    blobs: Vec<Option<String>>,
    body: Vec<&'a [u8]>,
    server_seq: Vec<i64>,
    quarantine: Vec<Option<String>>,
}

impl<'a> ItemColumns<'a> {
    pub(super) fn push(&mut self, item: &'a Item, seq: i64, quarantine: Option<&ResultCode>) -> Result<(), Failure> {
        self.id.push(item.id.0);
        self.device_seq.push(item.device_seq.as_i64());
        self.kind.push(item.kind.as_str());
        self.schema.push(&item.schema);
        self.created_ms.push(item.created_ms);
        self.clock_trusted.push(item.clock_trusted);
        self.reference.push(item.reference.as_deref());
        self.digest.push(item.digest.as_bytes());
        self.seal.push(item.seal.as_ref().map(json).transpose()?);
        self.blobs.push(if item.blobs.is_empty() { None } else { Some(json(&item.blobs)?) });
        self.body.push(item.body.as_bytes());
        self.server_seq.push(seq);
        self.quarantine.push(quarantine.map(|code| code.as_str().to_owned()));
        Ok(())
    }

    pub(super) async fn insert(&self, tx: &Transaction<'_>, sender: &Sender, now_ms: i64) -> Result<(), Failure> {
        let insert = tx
            .prepare_cached(
                "insert into item (centre_id, device_id, received_ms, id, device_seq, kind, schema, created_ms, clock_trusted, ref, digest, seal, blobs, body, server_seq, quarantine) \
                 select $1::text, $2::uuid, $3::bigint, x.* from unnest($4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::bool[], $10::text[], $11::bytea[], $12::text[], $13::text[], $14::bytea[], $15::bigint[], $16::text[]) as x \
                 on conflict (centre_id, id) do nothing",
            )
            .await?;
        tx.execute(
            &insert,
            &[
                &sender.centre.as_str(),
                &sender.device.0,
                &now_ms,
                &self.id,
                &self.device_seq,
                &self.kind,
                &self.schema,
                &self.created_ms,
                &self.clock_trusted,
                &self.reference,
                &self.digest,
                &self.seal,
                &self.blobs,
                &self.body,
                &self.server_seq,
                &self.quarantine,
            ],
        )
        .await?;
        Ok(())
    }
}

/// Rows of `unchecked`: what the worker looks at.
#[derive(Default)]
pub(super) struct UncheckedColumns {
    seq: Vec<i64>,
    id: Vec<Uuid>,
}

impl UncheckedColumns {
    pub(super) fn push(&mut self, seq: i64, id: ItemId) {
        self.seq.push(seq);
        self.id.push(id.0);
    }

    pub(super) async fn insert(&self, tx: &Transaction<'_>, centre: &str) -> Result<(), Failure> {
        if self.id.is_empty() {
            return Ok(());
        }
        let insert = tx
            .prepare_cached(
                "insert into unchecked (centre_id, server_seq, id) select $1::text, x.* from unnest($2::bigint[], $3::uuid[]) as x",
            )
            .await?;
        tx.execute(&insert, &[&centre, &self.seq, &self.id]).await?;
        Ok(())
    }
}

/// Rows of `event`.
#[derive(Default)]
pub(super) struct EventColumns {
    seq: Vec<i64>,
    topic: Vec<String>,
    item: Vec<Uuid>,
    data: Vec<String>,
}

impl EventColumns {
    pub(super) fn push(&mut self, seq: i64, topic: String, item: ItemId, data: String) {
        self.seq.push(seq);
        self.topic.push(topic);
        self.item.push(item.0);
        self.data.push(data);
    }

    pub(super) async fn insert(&self, tx: &Transaction<'_>, centre: &str, now_ms: i64) -> Result<(), Failure> {
        let insert = tx
            .prepare_cached(
                "insert into event (centre_id, at_ms, seq, topic, item_id, data) \
                 select $1::text, $2::bigint, x.* from unnest($3::bigint[], $4::text[], $5::uuid[], $6::text[]) as x",
            )
            .await?;
        tx.execute(&insert, &[&centre, &now_ms, &self.seq, &self.topic, &self.item, &self.data]).await?;
        Ok(())
    }
}

/// Rows of `request`.
#[derive(Default)]
pub(super) struct RequestColumns {
    id: Vec<Uuid>,
    reference: Vec<String>,
    service: Vec<Option<String>>,
    language: Vec<Option<String>>,
}

impl RequestColumns {
    pub(super) fn push(&mut self, id: ItemId, reference: Reference, service: Option<String>, language: Option<String>) {
        self.id.push(id.0);
        self.reference.push(reference.compact());
        self.service.push(service);
        self.language.push(language);
    }

    pub(super) async fn insert(&self, tx: &Transaction<'_>, centre: &str, now_ms: i64) -> Result<(), Failure> {
        if self.id.is_empty() {
            return Ok(());
        }
        let insert = tx
            .prepare_cached(
                "insert into request (centre_id, state, state_ms, id, ref, service, language) \
                 select $1::text, $2::text, $3::bigint, x.* from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as x \
                 on conflict (centre_id, id) do nothing",
            )
            .await?;
        let state = RequestState::Received.as_str();
        tx.execute(&insert, &[&centre, &state, &now_ms, &self.id, &self.reference, &self.service, &self.language])
            .await?;
        Ok(())
    }
}

/// Rows of `ticket`.
#[derive(Default)]
pub(super) struct TicketColumns {
    id: Vec<Uuid>,
    service_day: Vec<String>,
    label: Vec<String>,
    queue: Vec<String>,
    service: Vec<Option<String>>,
    issued_ms: Vec<i64>,
    language: Vec<String>,
    conflict: Vec<bool>,
    priority: Vec<Option<String>>,
    party: Vec<Option<i16>>,
}

impl TicketColumns {
    pub(super) fn push(&mut self, id: ItemId, ticket: TicketBody, conflict: bool) {
        self.id.push(id.0);
        self.service_day.push(ticket.service_day);
        self.label.push(ticket.label);
        self.queue.push(ticket.queue);
        self.service.push(ticket.service);
        self.issued_ms.push(ticket.issued_ms);
        self.language.push(ticket.language);
        self.conflict.push(conflict);
        self.priority.push(ticket.priority.map(String::from));
        self.party.push(ticket.party.map(i16::from));
    }

    pub(super) async fn insert(&self, tx: &Transaction<'_>, centre: &str) -> Result<(), Failure> {
        if self.id.is_empty() {
            return Ok(());
        }
        let insert = tx
            .prepare_cached(
                "insert into ticket (centre_id, id, service_day, label, queue, service, issued_ms, language, conflict, priority, party) \
                 select $1::text, x.* from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::bool[], $10::text[], $11::int2[]) as x \
                 on conflict (centre_id, id) do nothing",
            )
            .await?;
        tx.execute(
            &insert,
            &[
                &centre,
                &self.id,
                &self.service_day,
                &self.label,
                &self.queue,
                &self.service,
                &self.issued_ms,
                &self.language,
                &self.conflict,
                &self.priority,
                &self.party,
            ],
        )
        .await?;
        Ok(())
    }
}
