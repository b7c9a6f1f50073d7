//! The roll of paper: how much of it has been fed.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::error::StoreError;
use super::rows::time;
use super::types::PaperRoll;
use super::writer::Context;

/// Over about so many papers the length of one is averaged.
const MEAN_OVER: i64 = 32;

/// The roll; `None` before the first paper.
pub(super) fn roll(conn: &Connection) -> Result<Option<PaperRoll>, StoreError> {
    let row = conn
        .prepare_cached("select since_ms, fed_dots, papers, mean_dots, near_end, used_up from paper_roll")?
        .query_row([], |row| {
            let seen: (bool, bool) = (row.get(4)?, row.get(5)?);
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get(3)?, seen))
        })
        .optional()?;
    let Some((since, fed, papers, mean_dots, (near_end, used_up))) = row else { return Ok(None) };
    let fed_dots = u64::try_from(fed).unwrap_or(0);
    Ok(Some(PaperRoll { since: time(since)?, fed_dots, papers, mean_dots, near_end, used_up }))
}

/// `dots` were fed; for a paper that was proven, when `is_paper`.
pub(super) fn fed(tx: &Transaction<'_>, context: &Context, dots: u32, is_paper: bool) -> Result<(), StoreError> {
    begin(tx, context)?;
    tx.prepare_cached(
        "update paper_roll set fed_dots = fed_dots + ?1, papers = papers + ?2,
           mean_dots = case when ?2 then coalesce(mean_dots + (?1 - mean_dots) / ?3, ?1) else mean_dots end",
    )?
    .execute(params![dots, is_paper, MEAN_OVER])?;
    Ok(())
}

/// The sensor sees that the roll is near its end, so there is paper: `dots` were fed, whatever was counted; as many as
/// were counted when `None`.
pub(super) fn near_end(tx: &Transaction<'_>, context: &Context, dots: Option<u64>) -> Result<(), StoreError> {
    begin(tx, context)?;
    let dots = dots.map(|dots| i64::try_from(dots).unwrap_or(i64::MAX));
    tx.prepare_cached("update paper_roll set fed_dots = coalesce(?1, fed_dots), near_end = 1, used_up = 0")?
        .execute([dots])?;
    Ok(())
}

/// There is no paper.
pub(super) fn used_up(tx: &Transaction<'_>, context: &Context) -> Result<(), StoreError> {
    begin(tx, context)?;
    tx.prepare_cached("update paper_roll set used_up = 1")?.execute([])?;
    Ok(())
}

/// A new roll was put in. How long papers are stays known.
pub(super) fn changed(tx: &Transaction<'_>, context: &Context) -> Result<(), StoreError> {
    begin(tx, context)?;
    tx.prepare_cached("update paper_roll set since_ms = ?1, fed_dots = 0, papers = 0, near_end = 0, used_up = 0")?
        .execute([context.now_ms()])?;
    Ok(())
}

fn begin(tx: &Transaction<'_>, context: &Context) -> Result<(), StoreError> {
    tx.prepare_cached("insert or ignore into paper_roll(id, since_ms) values (1, ?1)")?.execute([context.now_ms()])?;
    Ok(())
}
