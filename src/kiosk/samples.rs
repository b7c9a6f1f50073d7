//! Tickets that teach the printer what stands on many of them.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::{Span, Timestamp};
use kiosk_protocol::ItemId;
use tokio::sync::watch;
use tokio::time::timeout;
use uuid::Uuid;

use super::paper::Papers;
use crate::device::printer::Printer;
use crate::i18n::Language;
use crate::receipt::Page;
use crate::store::{JobId, JobKind, JobState, JobSubject, PrintJob, Ticket};
use crate::ticket::{QueueLength, QueueLetter, ServiceDay, Slot, TicketLabel, TicketNumber};

/// Samples of each service and language for which it is known how many wait; in three that are equal a number counts
/// as fixed. One more is without, as tickets are while central is silent: what stands below is higher there.
const OF_EACH: u32 = 3;

/// The longest that the samples wait for a screen: so long a kiosk without one (a test) does without the cache.
const SCREEN: Duration = Duration::from_secs(1);

/// Draws the samples when the screen is there (it takes a processor for a third of a second), beside everything else,
/// and hands them to the printer. `record` is the file in which the printer's thread writes down what the printer's
/// flash holds.
pub(super) async fn teach(
    mut frames: watch::Receiver<Option<Instant>>,
    papers: Papers,
    slot: Slot,
    printer: Printer,
    record: PathBuf,
) {
    if let Ok(Err(_)) = timeout(SCREEN, frames.wait_for(Option::is_some)).await {
        // The kiosk has ended.
        return;
    }
    let drawn = std::thread::Builder::new().name("printer-samples".into()).spawn(move || {
        let pages = samples(&papers, slot);
        tracing::info!(event = "printer.samples", pages = pages.len());
        printer.expect(pages, Some(record));
    });
    if let Err(error) = drawn {
        tracing::warn!(event = "printer.samples", %error);
    }
}

/// Tickets of each service in each language, in which every number differs that may differ. What looks alike is in
/// memory once.
fn samples(papers: &Papers, slot: Slot) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut known = HashSet::new();
    let mut n = 0;
    for info in papers.locales.languages() {
        for service in &papers.catalogue.services {
            for of_each in 0..=OF_EACH {
                let Some(mut subject) = ticket(info.language, service.id.as_str(), service.queue, slot, n) else {
                    continue;
                };
                if let (JobSubject::Ticket { ticket, .. }, true) = (&mut subject, of_each < OF_EACH) {
                    ticket.queue = Some(queue(of_each, n));
                }
                if let Ok(mut page) = papers.page(&subject) {
                    page.share(&mut known);
                    pages.push(page);
                }
                n += 1;
            }
        }
    }
    pages
}

/// Queues that differ, also in how many digits they take: what stands beside a number moves, and has another plural.
fn queue(of_each: u32, n: u32) -> QueueLength {
    let (few, some, many) = (1 + n % 9, 11 + n % 83, 100 + n % 97);
    let (waiting, minutes) = match (of_each, n % 8 < 4) {
        (0, true) => (0, few),
        (0, false) => (few, some),
        (1, _) => (few, many),
        _ => (some, some + 1),
    };
    QueueLength { waiting, minutes: Some(minutes) }
}

/// The `n`th ticket.
fn ticket(language: Language, service: &str, queue: char, slot: Slot, n: u32) -> Option<JobSubject> {
    let queue = QueueLetter::new(queue).ok()?;
    // All ten digits come in every place; days, hours and minutes wander.
    let number = TicketNumber::new(1 + (n % 10) * 111 + n / 10 % 111 * 7 % 100).ok()?;
    let hours = Span::new().hours(i64::from(n) * 1_111 + i64::from(n) / 3);
    let issued = Timestamp::from_second(1_700_000_000).ok()?.checked_add(hours.minutes(i64::from(n) * 17)).ok()?;
    let date = jiff::tz::TimeZone::UTC.to_datetime(issued).date();
    let id = ItemId::new(0, [0; 10]);
    let job = PrintJob {
        id: JobId(Uuid::nil()),
        kind: JobKind::Ticket,
        subject: id,
        state: JobState::Committed,
        attempts: 0,
        fault: None,
        created: issued,
        changed: issued,
        reprint_of: None,
        cutting: false,
    };
    let ticket = Ticket {
        id,
        label: TicketLabel { queue, slot, number },
        service: Some(service.to_owned()),
        private: false,
        language: language.tag().to_owned(),
        day: ServiceDay::new(date),
        issued,
        priority: None,
        party: None,
        queue: None,
    };
    Some(JobSubject::Ticket { job, ticket, reference: None })
}
