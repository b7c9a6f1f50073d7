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

#[test]
fn a_cut_that_was_sent_is_durable_and_only_without_it_a_clear_settles_the_doubt() {
    let place = Place::new();
    let store = place.open();
    let [before, after] = [(); 2].map(|()| store.issue_ticket(wanted('B')).wait().unwrap().job);
    assert!(matches!(store.job_cutting(before).wait(), Err(StoreError::JobState { state: JobState::Committed, .. })));
    for job in [before, after] {
        store.job_sent(job).wait().unwrap();
    }
    store.job_cutting(after).wait().unwrap();
    // The program dies here.
    drop(store);
    let store = place.open();
    assert_eq!((state(&store, before), state(&store, after)), (JobState::Unknown, JobState::Unknown));
    assert_eq!(store.jobs_cleared().wait().unwrap(), [before]);
    assert_eq!((state(&store, before), state(&store, after)), (JobState::Committed, JobState::Unknown));
    // Given to the printer anew, it is whole again what it was before its cut.
    store.job_sent(before).wait().unwrap();
    store.job_cutting(before).wait().unwrap();
    store.job_ended(before, JobEnding::Unknown("fault-cutter-jam".into())).wait().unwrap();
    assert!(store.jobs_cleared().wait().unwrap().is_empty());
}

#[test]
fn staff_are_asked_once() {
    let place = Place::new();
    let store = place.open();
    let [whole, missing] = [(); 2].map(|()| store.issue_ticket(wanted('B')).wait().unwrap().job);
    for job in [whole, missing] {
        store.job_sent(job).wait().unwrap();
        store.job_ended(job, JobEnding::Unknown("fault-mute".into())).wait().unwrap();
    }
    assert_eq!(store.answer_sheet(whole, SheetAnswer::Whole).wait().unwrap(), None);
    let again = store.answer_sheet(missing, SheetAnswer::Again).wait().unwrap().unwrap();
    assert_eq!(
        [whole, missing, again].map(|job| state(&store, job)),
        [JobState::Proven, JobState::Reprinted, JobState::Committed]
    );
    for job in [whole, missing] {
        let answered = store.answer_sheet(job, SheetAnswer::Whole).wait();
        assert!(matches!(answered, Err(StoreError::JobState { .. })));
    }
    drop(store);
    let store = place.open();
    assert_eq!(store.unproven().wait().unwrap().len(), 1, "the copy that is to be printed; no question is left");
    store.verify_audit().wait().unwrap();
}

#[test]
fn the_roll_is_counted_across_restarts() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(store.paper_roll().wait().unwrap(), None);
    store.paper_fed(1_000, true).wait().unwrap();
    store.paper_fed(200, false).wait().unwrap();
    drop(store);
    let store = place.open();
    store.paper_fed(1_320, true).wait().unwrap();
    let roll = store.paper_roll().wait().unwrap().unwrap();
    assert_eq!((roll.fed_dots, roll.papers, roll.mean_dots), (2_520, 2, Some(1_010)));
    store.paper_changed().wait().unwrap();
    let roll = store.paper_roll().wait().unwrap().unwrap();
    assert_eq!((roll.fed_dots, roll.papers, roll.mean_dots), (0, 0, Some(1_010)), "papers stay as long as they were");
    store.paper_near_end(Some(5_000)).wait().unwrap();
    assert_eq!(store.paper_roll().wait().unwrap().unwrap().fed_dots, 5_000);
    store.paper_fed(100, false).wait().unwrap();
    store.paper_used_up().wait().unwrap();
    drop(store);
    let store = place.open();
    let roll = store.paper_roll().wait().unwrap().unwrap();
    assert_eq!((roll.fed_dots, roll.near_end, roll.used_up), (5_100, true, true), "what the sensors said is kept");
    store.paper_near_end(None).wait().unwrap();
    let roll = store.paper_roll().wait().unwrap().unwrap();
    assert_eq!((roll.fed_dots, roll.near_end, roll.used_up), (5_100, true, false));
    store.paper_changed().wait().unwrap();
    let roll = store.paper_roll().wait().unwrap().unwrap();
    assert_eq!((roll.fed_dots, roll.near_end, roll.used_up), (0, false, false));
}
