//! Print jobs.

use super::*;

fn state(store: &Store, job: JobId) -> JobState {
    match store.job_subject(job).wait().unwrap() {
        JobSubject::Ticket { job, .. } | JobSubject::Receipt { job, .. } => job.state,
    }
}

#[test]
fn from_committed_to_proven() {
    let place = Place::new();
    let store = place.open();
    let job = store.issue_ticket(wanted('B')).wait().unwrap().job;
    assert_eq!(store.unproven().wait().unwrap().iter().map(|j| j.id).collect::<Vec<_>>(), [job]);
    store.job_sent(job).wait().unwrap();
    assert!(store.unproven().wait().unwrap().is_empty(), "the printer is busy with it");
    assert!(matches!(store.job_sent(job).wait(), Err(StoreError::JobState { state: JobState::Sent, .. })));
    store.job_ended(job, JobEnding::Proven).wait().unwrap();
    assert_eq!(state(&store, job), JobState::Proven);
    assert!(store.unproven().wait().unwrap().is_empty());
    let late = store.job_ended(job, JobEnding::Unknown("fault-mute".into())).wait();
    assert!(matches!(late, Err(StoreError::JobState { state: JobState::Proven, .. })));
}

#[test]
fn what_left_no_paper_is_sent_again_and_doubt_is_reprinted() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"x", false)).wait().unwrap();
    let job = done.jobs[0];
    store.job_sent(job).wait().unwrap();
    store.job_ended(job, JobEnding::NotPrinted("fault-paper-out".into())).wait().unwrap();
    let owed = store.unproven().wait().unwrap();
    assert_eq!((owed[0].state, owed[0].attempts), (JobState::Committed, 1));
    assert_eq!(owed[0].fault.as_deref(), Some("fault-paper-out"));
    assert_eq!(store.reprint(job).wait().unwrap(), job, "not out yet: the same job");
    store.job_sent(job).wait().unwrap();
    assert!(matches!(store.reprint(job).wait(), Err(StoreError::JobState { .. })), "in the printer");
    store.job_ended(job, JobEnding::Unknown("fault-cover".into())).wait().unwrap();
    assert_eq!(store.unproven().wait().unwrap()[0].state, JobState::Unknown);
    let copy = store.reprint(job).wait().unwrap();
    assert_ne!(copy, job);
    assert_eq!(state(&store, job), JobState::Reprinted);
    assert_eq!(store.reprint(job).wait().unwrap(), copy, "asked twice, printed once");
    let JobSubject::Receipt { job: copied, request } = store.job_subject(copy).wait().unwrap() else {
        panic!("a receipt was asked for");
    };
    assert_eq!(copied.reprint_of, Some(job));
    assert_eq!((request.reference, request.check_code), (done.reference, done.check_code));
    assert_eq!((request.service.as_str(), request.language.as_str()), ("civ.birth", "ckb"));
    store.cancel_job(copy).wait().unwrap();
    assert!(store.unproven().wait().unwrap().is_empty());
    assert!(matches!(store.reprint(copy).wait(), Err(StoreError::JobState { .. })));
    store.verify_audit().wait().unwrap();
}

#[test]
fn a_restart_puts_what_was_in_the_printer_in_doubt_and_offers_it_again() {
    let place = Place::new();
    let store = place.open();
    let done = store.submit(submission(b"x", true)).wait().unwrap();
    let ticket = done.ticket.clone().unwrap();
    let [receipt_job, ticket_job] = done.jobs[..] else { panic!("two jobs") };
    store.job_sent(receipt_job).wait().unwrap();
    drop(store);
    let (store, report) = place.open_with_report();
    assert_eq!(report.jobs_in_doubt, 1);
    let owed: Vec<_> = store.unproven().wait().unwrap().into_iter().map(|job| (job.id, job.state)).collect();
    assert_eq!(owed, [(receipt_job, JobState::Unknown), (ticket_job, JobState::Committed)]);
    let JobSubject::Ticket { ticket: kept, reference, .. } = store.job_subject(ticket_job).wait().unwrap() else {
        panic!("a ticket was asked for");
    };
    assert_eq!((kept, reference), (ticket, Some(done.reference)));
    // Proof that comes late is still proof.
    store.job_ended(receipt_job, JobEnding::Proven).wait().unwrap();
    assert_eq!(state(&store, receipt_job), JobState::Proven);
}

#[test]
fn every_change_is_in_the_audit_chain() {
    let place = Place::new();
    let store = place.open();
    let job = store.issue_ticket(wanted('B')).wait().unwrap().job;
    let before = store.verify_audit().wait().unwrap().rows;
    store.job_sent(job).wait().unwrap();
    store.job_ended(job, JobEnding::Unknown("fault-mute".into())).wait().unwrap();
    store.reprint(job).wait().unwrap();
    assert_eq!(store.verify_audit().wait().unwrap().rows, before + 4, "sent, unknown, reprinted, committed");
    let nobody = JobId(uuid::Uuid::nil());
    assert!(matches!(store.job_sent(nobody).wait(), Err(StoreError::NotFound("print job"))));
}
