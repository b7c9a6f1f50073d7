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
        .prepare_cached("select since_ms, fed_dots, papers, mean_dots from paper_roll")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((since, fed, papers, mean_dots)) = row else { return Ok(None) };
    Ok(Some(PaperRoll { since: time(since)?, fed_dots: u64::try_from(fed).unwrap_or(0), papers, mean_dots }))
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

/// So much was fed, whatever was counted.
pub(super) fn fed_is(tx: &Transaction<'_>, context: &Context, dots: u64) -> Result<(), StoreError> {
    begin(tx, context)?;
    let dots = i64::try_from(dots).unwrap_or(i64::MAX);
    tx.prepare_cached("update paper_roll set fed_dots = ?1")?.execute([dots])?;
    Ok(())
}

/// A new roll was put in. How long papers are stays known.
pub(super) fn changed(tx: &Transaction<'_>, context: &Context) -> Result<(), StoreError> {
    begin(tx, context)?;
    tx.prepare_cached("update paper_roll set since_ms = ?1, fed_dots = 0, papers = 0")?.execute([context.now_ms()])?;
    Ok(())
}

fn begin(tx: &Transaction<'_>, context: &Context) -> Result<(), StoreError> {
    tx.prepare_cached("insert or ignore into paper_roll(id, since_ms) values (1, ?1)")?.execute([context.now_ms()])?;
    Ok(())
}
