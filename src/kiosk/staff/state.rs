//! How the kiosk is, in plain words for staff, and the figures and the close of a day.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::failed;
use crate::catalogue::ServiceId;
use crate::device::printer::{Fault, PrinterState};
use crate::kiosk::Kiosk;
use crate::noticed::noticed;
use crate::staff::{Answer, DayReport, DayShown, Overview, QueueLine, Refusal, ReportOf, ServiceLine, What};
use crate::store::DayFigures;
use crate::ticket::{DayStep, Hours, QueueLength, QueueLetter, service_day};

impl Kiosk {
    pub(super) async fn overview(&self) -> Result<Overview, Refusal> {
        let sync = self.sync();
        let roll = self.desk().roll().await.map_err(failed)?;
        let paused = self.inner.door.state().paused.clone();
        let leap = match self.inner.store.day().await.map_err(failed)? {
            DayStep::Ahead { day, clock } => Some((day, clock)),
            _ => None,
        };
        Ok(Overview {
            printer: match self.printer() {
                PrinterState::Fault(fault) => Some(fault.message_key()),
                // It stops nothing; staff are told so that nothing will stop.
                PrinterState::Connecting | PrinterState::Ready { .. } | PrinterState::Printing { .. } => {
                    roll.near_end.then_some(Fault::PaperNearEnd.message_key())
                }
            },
            tickets_left: roll.tickets(),
            scanner: self.scanner().is_none(),
            online: self.is_online(),
            queues: self.queue_lines(),
            queued: sync.figures.queued,
            aside: sync.figures.aside,
            doubts: self.desk().questions().await.map_err(failed)?.len(),
            requests: self.takes_requests(),
            leap,
            paused: paused.into_iter().map(what_of).collect(),
            noticed: noticed()
                .into_iter()
                .filter_map(|notice| Some((notice.text, self.now().checked_sub(notice.ago).ok()?)))
                .collect(),
        })
    }

    pub(super) async fn figures(&self, of: ReportOf) -> Result<DayFigures, Refusal> {
        let figures = match of {
            ReportOf::Today => self.inner.store.day_figures().await,
            ReportOf::Before => self.inner.store.figures_before().await,
        };
        figures.map_err(failed)
    }

    pub(super) async fn day_shown(&self, of: ReportOf) -> Result<Answer, Refusal> {
        let figures = self.figures(of).await?;
        let closed_until = self.day_closed();
        Ok(Answer::Report(DayShown { of, day: figures.day, closed_until, report: report(figures) }))
    }

    /// From which local time on tickets are given again, while staff have closed the day. Answers at once.
    pub(in crate::kiosk) fn day_closed(&self) -> Option<DateTime> {
        let until = self.inner.door.state().closed_until.filter(|until| self.now() < *until)?;
        Some(self.config().day.zone.to_datetime(until))
    }

    /// The first opening of the next service day: a day that is closed before noon stays closed after it.
    pub(super) fn next_day_opens(&self) -> Timestamp {
        let config = self.config();
        let (now, zone) = (self.now(), &config.day.zone);
        let begins = config.day.starts_at;
        let today = service_day(now, zone, begins).date();
        let next = today.tomorrow().unwrap_or(today).to_datetime(begins);
        let opens = match self.hours_at(next) {
            Hours::Closed { opens: Some(opens) } => opens,
            Hours::Open | Hours::Closed { opens: None } => next,
        };
        zone.to_timestamp(opens).unwrap_or(now)
    }

    fn queue_lines(&self) -> Vec<QueueLine> {
        let now = self.now();
        let line = |queue: QueueLetter| QueueLine { queue: queue.get(), length: self.inner.queues.fresh(queue, now) };
        let mut lines: Vec<QueueLine> = self.queue_letters().into_iter().map(line).collect();
        // Central tells of all queues at once, and of none that nobody has stood in today.
        if lines.iter().any(|line| line.length.is_some()) {
            for line in &mut lines {
                line.length = line.length.or(Some(QueueLength { waiting: 0, minutes: None }));
            }
        }
        lines
    }
}

fn what_of(name: String) -> What {
    if name.is_empty() { What::Kiosk } else { What::Service(ServiceId::new(name)) }
}

pub(super) fn report(figures: DayFigures) -> DayReport {
    let minutes = |ms: Option<i64>| ms.and_then(|ms| u32::try_from((ms + 59_999) / 60_000).ok());
    DayReport {
        services: figures
            .services
            .into_iter()
            .map(|line| ServiceLine { service: line.service, tickets: line.tickets, requests: line.requests })
            .collect(),
        cancelled: figures.cancelled,
        called: figures.called,
        mean_wait: minutes(figures.mean_wait_ms),
        longest_wait: minutes(figures.longest_wait_ms),
        visits: figures.visits,
        aborted: figures.aborted,
        calls: figures.calls,
    }
}
