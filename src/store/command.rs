//! Commands of central's: taken in with the page that brings them, begun once, and what became of them.

use kiosk_protocol::{COMMAND_RESULT_SCHEMA, Change, Command, CommandResult, ItemId, ItemKind};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use uuid::Uuid;

use super::audit::{self, Event};
use super::error::StoreError;
use super::rows;
use super::submission::{Content, enqueue};
use super::types::Order;
use super::writer::Context;

/// Keeps a command for this kiosk, when the change is one. Whether it is news.
pub(super) fn take(tx: &Transaction<'_>, context: &Context, change: &Change) -> Result<bool, StoreError> {
    let Some(order) = change.command().filter(|order| order.device == context.device.id) else { return Ok(false) };
    let command = serde_json::to_string(&order.command).map_err(|_| StoreError::Strange("command"))?;
    let fresh = tx
        .prepare_cached("insert or ignore into command(id, at_ms, command, state) values (?1, ?2, ?3, 'waiting')")?
        .execute(params![order.id.0.as_bytes(), change.at_ms, command])?;
    if fresh == 0 {
        return Ok(false);
    }
    let event = Event::Commanded { id: order.id.to_string(), command: &order.command, by: &order.by };
    audit::append(tx, context.now_ms(), &event)?;
    Ok(true)
}

/// The command that is begun now: the oldest that waits. It is begun once: what ends the program ends it as well.
pub(super) fn begin(tx: &Transaction<'_>) -> Result<Option<Order>, StoreError> {
    let found: Option<([u8; 16], i64, String)> = tx
        .prepare_cached("select id, at_ms, command from command where state = 'waiting' order by rowid limit 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, at_ms, command)) = found else { return Ok(None) };
    tx.prepare_cached("update command set state = 'begun' where id = ?1")?.execute([id])?;
    // What cannot be read is a command of a later program.
    let command = serde_json::from_str(&command).unwrap_or(Command::Unknown);
    Ok(Some(Order { id: ItemId(Uuid::from_bytes(id)), at: rows::time(at_ms)?, command }))
}

/// The commands that were begun when the program ended.
pub(super) fn interrupted(conn: &Connection) -> Result<Vec<ItemId>, StoreError> {
    let mut query = conn.prepare("select id from command where state = 'begun' order by rowid")?;
    let ids = query.query_map([], |row| row.get::<_, [u8; 16]>(0))?;
    Ok(ids.map(|id| id.map(|id| ItemId(Uuid::from_bytes(id)))).collect::<Result<_, _>>()?)
}

/// Notes what became of a command, and queues it for central. What was told is not told again.
pub(super) fn end(tx: &Transaction<'_>, context: &mut Context, told: &CommandResult) -> Result<(), StoreError> {
    let mine = tx
        .prepare_cached("update command set state = 'ended' where id = ?1 and state = 'begun'")?
        .execute([told.command.0.as_bytes()])?;
    if mine == 0 {
        return Ok(());
    }
    let id = context.item_id()?;
    let body = serde_json::to_vec(told).map_err(|_| StoreError::Strange("command"))?;
    enqueue(tx, context, id, &ItemKind::CommandResult, COMMAND_RESULT_SCHEMA, None, &Content::Plain(&body))?;
    let event = Event::CommandEnded { id: told.command.to_string(), done: told.done };
    audit::append(tx, context.now_ms(), &event)
}
