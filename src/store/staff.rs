//! What staff mode keeps: wrong PINs, used badges, calls, pauses, and the figures of a day.

use jiff::Timestamp;
use kiosk_protocol::LockReason;
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};

use super::audit::{self, Event};
use super::error::StoreError;
use super::rows::{time, word};
use super::submission::look_at_day;
use super::types::{CallForHelp, DayFigures, ServiceFigures, VisitEnd};
use super::writer::Context;
use crate::ticket::ServiceDay;

/// How many wrong PINs there were in a row.
pub(super) fn failures(conn: &Connection) -> Result<u32, StoreError> {
    Ok(conn.prepare_cached("select coalesce(sum(failures), 0) from staff_door")?.query_row([], |row| row.get(0))?)
}

/// A PIN is about to be looked at: until it proves to be right it counts as wrong. Gives the count.
pub(super) fn count_failure(tx: &Transaction<'_>, context: &Context) -> Result<u32, StoreError> {
    let failures: u32 = tx
        .prepare_cached(
            "insert into staff_door(id, failures) values (1, 1)
             on conflict(id) do update set failures = min(failures + 1, 1000) returning failures",
        )?
        .query_row([], |row| row.get(0))?;
    audit::append(tx, context.now_ms(), &Event::StaffTried { failures })?;
    Ok(failures)
}

/// It was right.
pub(super) fn forgive(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.prepare_cached("update staff_door set failures = 0")?.execute([])?;
    Ok(())
}

/// Notes that a badge opens now; `false`: it has opened before.
pub(super) fn use_badge(tx: &Transaction<'_>, nonce: [u8; 16], until_ms: i64) -> Result<bool, StoreError> {
    let fresh = tx
        .prepare_cached("insert or ignore into staff_badge(nonce, until_ms) values (?1, ?2)")?
        .execute(params![nonce, until_ms])?;
    Ok(fresh > 0)
}

/// Records an act of a member of staff, named by number.
pub(super) fn record(
    tx: &Transaction<'_>,
    context: &Context,
    by: &str,
    act: &str,
    about: Option<&str>,
) -> Result<(), StoreError> {
    audit::append(tx, context.now_ms(), &Event::Staff { by, act, about })
}

/// Keeps a call until somebody has answered.
pub(super) fn call(tx: &Transaction<'_>, context: &Context, id: &[u8; 16]) -> Result<(), StoreError> {
    let day = look_at_day(tx, context)?.day().to_string();
    tx.prepare_cached("insert into staff_call(id, at_ms, service_day) values (?1, ?2, ?3)")?.execute(params![
        id,
        context.now_ms(),
        day
    ])?;
    Ok(())
}

/// The calls that nobody has answered, oldest first.
pub(super) fn calls(conn: &Connection) -> Result<Vec<CallForHelp>, StoreError> {
    let mut query =
        conn.prepare_cached("select at_ms from staff_call where answered_ms is null order by at_ms, rowid")?;
    let found: Vec<i64> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    found.into_iter().map(|at| Ok(CallForHelp { at: time(at)? })).collect()
}

/// All of them are answered; how many.
pub(super) fn answer_calls(tx: &Transaction<'_>, context: &Context) -> Result<usize, StoreError> {
    Ok(tx
        .prepare_cached("update staff_call set answered_ms = ?1 where answered_ms is null")?
        .execute([context.now_ms()])?)
}

/// What is paused: `""` is the whole kiosk, else a service's id.
pub(super) fn paused(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut query = conn.prepare_cached("select what from pause order by what")?;
    Ok(query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Pauses or reopens.
pub(super) fn pause(tx: &Transaction<'_>, context: &Context, what: &str, is_paused: bool) -> Result<(), StoreError> {
    if is_paused {
        tx.prepare_cached("insert or ignore into pause(what, since_ms) values (?1, ?2)")?
            .execute(params![what, context.now_ms()])?;
    } else {
        tx.prepare_cached("delete from pause where what = ?1")?.execute([what])?;
    }
    Ok(())
}

/// Why central has locked the kiosk.
pub(super) fn lock_reason(conn: &Connection) -> Result<Option<LockReason>, StoreError> {
    let reason: Option<Option<String>> =
        conn.prepare_cached("select reason from pause where what = ''")?.query_row([], |row| row.get(0)).optional()?;
    Ok(reason.flatten().map(LockReason::from))
}

/// Central pauses the whole kiosk, or says something else about it.
pub(super) fn lock(tx: &Transaction<'_>, context: &Context, reason: &LockReason) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into pause(what, since_ms, reason) values ('', ?1, ?2) on conflict(what) do update set reason = ?2",
    )?
    .execute(params![context.now_ms(), reason.as_str()])?;
    Ok(())
}

/// Until when the day is closed, if it is.
pub(super) fn day_closed(conn: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let until: Option<i64> =
        conn.prepare_cached("select until_ms from day_close")?.query_row([], |row| row.get(0)).optional()?;
    until.map(time).transpose()
}

/// Closes the day until then, or takes that back.
pub(super) fn close_day(tx: &Transaction<'_>, until: Option<Timestamp>) -> Result<(), StoreError> {
    match until {
        Some(until) => tx
            .prepare_cached(
                "insert into day_close(id, until_ms) values (1, ?1) on conflict(id) do update set until_ms = ?1",
            )?
            .execute([until.as_millisecond()])?,
        None => tx.prepare_cached("delete from day_close")?.execute([])?,
    };
    Ok(())
}

/// How a member of staff has the screens: language and size of text.
pub(super) fn taste(conn: &Connection, number: u8) -> Result<Option<(String, u8)>, StoreError> {
    Ok(conn
        .prepare_cached("select language, size from staff_taste where number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Keeps that.
pub(super) fn keep_taste(tx: &Transaction<'_>, number: u8, language: &str, size: u8) -> Result<(), StoreError> {
    tx.prepare_cached(
        "insert into staff_taste(number, language, size) values (?1, ?2, ?3)
         on conflict(number) do update set language = ?2, size = ?3",
    )?
    .execute(params![number, language, size])?;
    Ok(())
}

/// Counts a visit that was begun, or that nobody ended.
pub(super) fn visit(tx: &Transaction<'_>, context: &Context, end: VisitEnd) -> Result<(), StoreError> {
    let day = look_at_day(tx, context)?.day().to_string();
    let (begun, aborted) = match end {
        VisitEnd::Begun => (1, 0),
        VisitEnd::Aborted => (0, 1),
    };
    tx.prepare_cached(
        "insert into tally(service_day, begun, aborted) values (?1, ?2, ?3)
         on conflict(service_day) do update set begun = begun + ?2, aborted = aborted + ?3",
    )?
    .execute(params![day, begun, aborted])?;
    Ok(())
}

/// The last service day before the present one on which anything was done; the day before it where there is none.
fn day_before(conn: &Connection, present: ServiceDay) -> Result<ServiceDay, StoreError> {
    let last: Option<String> = conn
        .prepare_cached(
            "select max(day) from (
               select max(service_day) as day from ticket where service_day < ?1
               union all select max(service_day) from request where service_day < ?1
               union all select max(service_day) from tally where service_day < ?1)",
        )?
        .query_row([present.to_string()], |row| row.get(0))?;
    match last {
        Some(last) => word(&last, "service day"),
        None => Ok(ServiceDay::new(present.date().yesterday().unwrap_or_else(|_| present.date()))),
    }
}

/// The figures of the present service day, or of the last one `before` it.
pub(super) fn figures(conn: &Connection, context: &Context, before: bool) -> Result<DayFigures, StoreError> {
    let present = look_at_day(conn, context)?.day();
    let day = if before { day_before(conn, present)? } else { present };
    let name = day.to_string();
    let mut query = conn.prepare_cached(
        "select service, sum(tickets), sum(requests) from (
           select case when private then null else service end as service, 1 as tickets, 0 as requests
             from ticket where service_day = ?1
           union all
           select case when private then null else service end, 0, 1 from request where service_day = ?1)
         group by service order by service",
    )?;
    let services = query
        .query_map([&name], |row| {
            Ok(ServiceFigures { service: row.get(0)?, tickets: row.get(1)?, requests: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    // A call may be told by a clock that is behind this one: nobody waits less than no time.
    let (cancelled, called, mean_wait_ms, longest_wait_ms) = conn
        .prepare_cached(
            "select count(cancelled_ms), count(called_ms), cast(avg(max(called_ms - issued_ms, 0)) as integer),
                    max(max(called_ms - issued_ms, 0)) from ticket where service_day = ?1",
        )?
        .query_row([&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let (visits, aborted) = conn
        .prepare_cached("select coalesce(sum(begun), 0), coalesce(sum(aborted), 0) from tally where service_day = ?1")?
        .query_row([&name], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let calls = conn
        .prepare_cached("select count(*) from staff_call where service_day = ?1")?
        .query_row([&name], |row| row.get(0))?;
    Ok(DayFigures { day, services, cancelled, called, mean_wait_ms, longest_wait_ms, visits, aborted, calls })
}
