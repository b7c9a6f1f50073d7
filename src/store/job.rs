//! Print jobs: what is still owed to a citizen on paper.

use kiosk_protocol::ItemId;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::audit::{self, Event};
use super::error::StoreError;
use super::rows::{self, item_id, time, word};
use super::types::{JobEnding, JobId, JobKind, JobState, JobSubject, PrintJob, SheetAnswer};
use super::writer::Context;

/// The longest fault that is kept, in characters; a message key is shorter.
const MAX_FAULT: usize = 200;

const COLUMNS: &str =
    "id, kind, coalesce(ticket_id, request_id), state, attempts, fault, created_ms, changed_ms, reprint_of,
     cutting";

fn read(row: &Row<'_>) -> Result<PrintJob, StoreError> {
    let job = |bytes| JobId(Uuid::from_bytes(bytes));
    Ok(PrintJob {
        id: job(row.get(0)?),
        kind: word(&row.get::<_, String>(1)?, "print job")?,
        subject: item_id(row.get(2)?),
        state: word(&row.get::<_, String>(3)?, "print job")?,
        attempts: row.get(4)?,
        fault: row.get(5)?,
        created: time(row.get(6)?)?,
        changed: time(row.get(7)?)?,
        reprint_of: row.get::<_, Option<_>>(8)?.map(job),
        cutting: row.get(9)?,
    })
}

fn find(conn: &Connection, id: JobId) -> Result<PrintJob, StoreError> {
    let mut query = conn.prepare_cached(&format!("select {COLUMNS} from print_job where id = ?1"))?;
    let mut found = query.query([id.0.as_bytes()])?;
    found.next()?.map(read).ok_or(StoreError::NotFound("print job"))?
}

/// Makes a job, in the transaction of what it prints.
pub(super) fn commit(
    tx: &Transaction<'_>,
    context: &mut Context,
    kind: JobKind,
    subject: ItemId,
    reprint_of: Option<JobId>,
) -> Result<JobId, StoreError> {
    let id = context.job_id()?;
    let subject = subject.0.into_bytes();
    let (ticket, request) = match kind {
        JobKind::Ticket => (Some(subject), None),
        JobKind::Receipt => (None, Some(subject)),
    };
    tx.prepare_cached(
        "insert into print_job(id, kind, ticket_id, request_id, state, created_ms, changed_ms, reprint_of)
         values (?1, ?2, ?3, ?4, 'committed', ?5, ?5, ?6)",
    )?
    .execute(params![
        id.0.as_bytes(),
        kind.as_str(),
        ticket,
        request,
        context.now_ms(),
        reprint_of.map(|job| job.0.into_bytes()),
    ])?;
    record(tx, context, id, JobState::Committed, None)?;
    Ok(id)
}

fn record(
    tx: &Transaction<'_>,
    context: &Context,
    id: JobId,
    state: JobState,
    fault: Option<&str>,
) -> Result<(), StoreError> {
    audit::append(tx, context.now_ms(), &Event::Job { id: id.to_string(), state: state.as_str(), fault })
}

fn change(
    tx: &Transaction<'_>,
    context: &Context,
    id: JobId,
    state: JobState,
    fault: Option<&str>,
) -> Result<(), StoreError> {
    let fault: Option<String> = fault.map(|text| text.chars().take(MAX_FAULT).collect());
    tx.prepare_cached("update print_job set state = ?2, fault = ?3, changed_ms = ?4 where id = ?1")?
        .execute(params![id.0.as_bytes(), state.as_str(), fault, context.now_ms()])?;
    record(tx, context, id, state, fault.as_deref())
}

fn refuse<T>(job: &PrintJob) -> Result<T, StoreError> {
    Err(StoreError::JobState { job: job.id, state: job.state })
}

/// The job has been given to the printer.
pub(super) fn sent(tx: &Transaction<'_>, context: &Context, id: JobId) -> Result<(), StoreError> {
    let job = find(tx, id)?;
    if job.state != JobState::Committed {
        return refuse(&job);
    }
    tx.prepare_cached("update print_job set attempts = attempts + 1, cutting = 0 where id = ?1")?
        .execute([id.0.as_bytes()])?;
    change(tx, context, id, JobState::Sent, None)
}

/// The cut of a job that is with the printer is about to be sent: from now on a whole sheet may come out.
pub(super) fn cutting(tx: &Transaction<'_>, id: JobId) -> Result<(), StoreError> {
    let job = find(tx, id)?;
    if job.state != JobState::Sent {
        return refuse(&job);
    }
    tx.prepare_cached("update print_job set cutting = 1 where id = ?1")?.execute([id.0.as_bytes()])?;
    Ok(())
}

/// The printer has confirmed that it holds nothing of earlier jobs: those whose cut was never sent left no whole sheet
/// and will leave none. They are to be printed again.
pub(super) fn cleared(tx: &Transaction<'_>, context: &Context) -> Result<Vec<JobId>, StoreError> {
    let mut query = tx.prepare_cached(
        "select id, fault from print_job where state = 'unknown' and cutting = 0 order by created_ms, rowid",
    )?;
    let found = query.query_map([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, Option<String>>(1)?)))?;
    let found: Vec<([u8; 16], Option<String>)> = found.collect::<Result<_, _>>()?;
    let mut jobs = Vec::new();
    for (id, fault) in found {
        let id = JobId(Uuid::from_bytes(id));
        change(tx, context, id, JobState::Committed, fault.as_deref())?;
        jobs.push(id);
    }
    Ok(jobs)
}

/// What a member of staff says of a sheet in doubt: it is whole, or it is to be printed again by the job returned.
/// Answered once: a job that is in doubt no more is refused.
pub(super) fn answer(
    tx: &Transaction<'_>,
    context: &mut Context,
    id: JobId,
    answer: SheetAnswer,
) -> Result<Option<JobId>, StoreError> {
    let job = find(tx, id)?;
    if job.state != JobState::Unknown {
        return refuse(&job);
    }
    tx.prepare_cached("update print_job set answer = ?2, answered_ms = ?3 where id = ?1")?.execute(params![
        id.0.as_bytes(),
        answer.as_str(),
        context.now_ms()
    ])?;
    match answer {
        SheetAnswer::Whole => {
            change(tx, context, id, JobState::Proven, job.fault.as_deref())?;
            Ok(None)
        }
        SheetAnswer::Again => reprint(tx, context, id).map(Some),
    }
}

/// The printer has said how the job ended, or has fallen silent.
pub(super) fn ended(tx: &Transaction<'_>, context: &Context, id: JobId, ending: &JobEnding) -> Result<(), StoreError> {
    let job = find(tx, id)?;
    match (job.state, ending) {
        // Proof may come late, after the job was already given up as unknown.
        (JobState::Sent | JobState::Unknown, JobEnding::Proven) => change(tx, context, id, JobState::Proven, None),
        (JobState::Sent, JobEnding::Unknown(fault)) => change(tx, context, id, JobState::Unknown, Some(fault)),
        // Also a job that never went out ends this way: the printer would not take it. It stays to be printed.
        (JobState::Sent | JobState::Committed, JobEnding::NotPrinted(fault)) => {
            change(tx, context, id, JobState::Committed, Some(fault))
        }
        _ => refuse(&job),
    }
}

/// The job that prints this one's subject again. A job that has not gone out yet is its own; one that was reprinted
/// already leads to its successor.
pub(super) fn reprint(tx: &Transaction<'_>, context: &mut Context, id: JobId) -> Result<JobId, StoreError> {
    let mut job = find(tx, id)?;
    while job.state == JobState::Reprinted {
        let next: Option<[u8; 16]> = tx
            .prepare_cached("select id from print_job where reprint_of = ?1")?
            .query_row([job.id.0.as_bytes()], |row| row.get(0))
            .optional()?;
        // After a recovery the successor may be lost.
        let Some(next) = next else { break };
        job = find(tx, JobId(Uuid::from_bytes(next)))?;
    }
    match job.state {
        JobState::Committed => Ok(job.id),
        JobState::Proven | JobState::Unknown | JobState::Reprinted => {
            change(tx, context, job.id, JobState::Reprinted, job.fault.as_deref())?;
            commit(tx, context, job.kind, job.subject, Some(job.id))
        }
        JobState::Sent | JobState::Cancelled => refuse(&job),
    }
}

/// Nobody wants the paper any more.
pub(super) fn cancel(tx: &Transaction<'_>, context: &Context, id: JobId) -> Result<(), StoreError> {
    let job = find(tx, id)?;
    match job.state {
        JobState::Committed | JobState::Unknown => change(tx, context, id, JobState::Cancelled, job.fault.as_deref()),
        _ => refuse(&job),
    }
}

/// Jobs that are owed: to be printed, or perhaps printed. Oldest first. What the printer is busy with is not among them.
pub(super) fn unproven(conn: &Connection) -> Result<Vec<PrintJob>, StoreError> {
    let mut query = conn.prepare_cached(&format!(
        "select {COLUMNS} from print_job where state in ('committed', 'unknown') order by created_ms, rowid"
    ))?;
    let mut found = query.query([])?;
    let mut jobs = Vec::new();
    while let Some(row) = found.next()? {
        jobs.push(read(row)?);
    }
    Ok(jobs)
}

/// At a start: what was with the printer when the program ended may or may not be on paper.
pub(super) fn doubt_sent(tx: &Transaction<'_>, context: &Context) -> Result<usize, StoreError> {
    let mut query = tx.prepare("select id from print_job where state = 'sent'")?;
    let ids: Vec<[u8; 16]> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for id in &ids {
        change(tx, context, JobId(Uuid::from_bytes(*id)), JobState::Unknown, Some("store-job-interrupted"))?;
    }
    Ok(ids.len())
}

/// Everything that the paper of a job shows.
pub(super) fn subject(conn: &Connection, id: JobId) -> Result<JobSubject, StoreError> {
    let job = find(conn, id)?;
    match job.kind {
        JobKind::Ticket => {
            let ticket = rows::ticket(conn, job.subject)?.ok_or(StoreError::NotFound("ticket"))?;
            let reference = rows::reference_of_ticket(conn, job.subject)?;
            Ok(JobSubject::Ticket { job, ticket, reference })
        }
        JobKind::Receipt => {
            let request = rows::request(conn, job.subject)?.ok_or(StoreError::NotFound("request"))?;
            Ok(JobSubject::Receipt { job, request })
        }
    }
}
