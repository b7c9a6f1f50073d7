//! What the kiosk tells central about itself every few minutes: figures and words, nothing of any citizen.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use kiosk_protocol::Report;

use super::{Inner, Rhythm};
use crate::clock::Corrected;
use crate::device::printer::{Fault, PaperLevel, PrinterState};
use crate::noticed::{Notice, noticed};
use crate::store::Room;
use crate::sync::{Link, SyncState};

/// Reports until the kiosk ends. Holds no handle of the kiosk while it waits.
pub(super) async fn report(kiosk: Weak<Inner>, clock: Arc<Corrected>, rhythm: Rhythm) {
    let started = Instant::now();
    let mut wait = rhythm.report_first;
    loop {
        tokio::time::sleep(wait).await;
        wait = rhythm.report_every;
        let Some(inner) = kiosk.upgrade() else { return };
        let sync = *inner.sync.state().borrow();
        if !matches!(sync.link, Link::Online | Link::Degraded { .. }) {
            // Heard of soon after central is.
            wait = rhythm.report_first.min(rhythm.report_every);
            continue;
        }
        let printer = *inner.printer.state().borrow();
        let health = Health {
            sync,
            printer,
            room: inner.store.room_now(),
            disk_free: free_bytes(&inner.config.store.state_dir),
            seals: inner.store.seals_now(),
            clock_trusted: clock.is_trusted(),
            clock_offset_ms: clock.reading().1.as_millis(),
            frame: inner.frames.age(),
            up: started.elapsed(),
            tickets_left: inner.desk.roll().await.ok().and_then(super::RollState::tickets),
            noticed: noticed(),
        };
        // Not sent is told in the log; the next one says more.
        let _ = inner.sync.report(&health.report()).await;
    }
}

/// Bytes that are free where the state is.
fn free_bytes(folder: &Path) -> Option<u64> {
    let about = nix::sys::statvfs::statvfs(folder).ok()?;
    about.blocks_available().checked_mul(about.fragment_size())
}

/// How the kiosk is at one moment.
struct Health {
    sync: SyncState,
    printer: PrinterState,
    room: Room,
    disk_free: Option<u64>,
    seals: bool,
    clock_trusted: bool,
    /// Central's time minus the machine's, in milliseconds; 0 while central was not heard.
    clock_offset_ms: i128,
    frame: Option<Duration>,
    up: Duration,
    tickets_left: Option<u32>,
    noticed: Vec<Notice>,
}

impl Health {
    fn report(&self) -> Report {
        let printer = match self.printer {
            PrinterState::Connecting => "connecting",
            PrinterState::Ready { paper: PaperLevel::NearEnd } => "near_end",
            PrinterState::Ready { .. } => "ready",
            PrinterState::Printing { .. } => "printing",
            PrinterState::Fault(fault) => fault.message_key(),
        };
        let paper = match self.printer {
            PrinterState::Ready { paper: PaperLevel::NearEnd } => Some("near_end"),
            PrinterState::Ready { .. } => Some("enough"),
            PrinterState::Fault(Fault::PaperOut) => Some("out"),
            PrinterState::Connecting | PrinterState::Printing { .. } | PrinterState::Fault(_) => None,
        };
        let room = match self.room {
            Room::Requests => "requests",
            Room::Tickets => "tickets",
            Room::Nothing => "nothing",
        };
        let figures = self.sync.figures;
        let mut report = Report::default();
        report.say("version", env!("CARGO_PKG_VERSION"));
        report.say("up_s", self.up.as_secs());
        report.say("queued", figures.queued);
        report.say("aside", figures.aside);
        report.say("oldest_s", figures.oldest_age.map(|age| age.as_secs()));
        report.say("printer", printer);
        report.say("paper", paper);
        report.say("tickets_left", self.tickets_left);
        report.say("frame_s", self.frame.map(|age| age.as_secs()));
        report.say("room", room);
        report.say("disk_free_mb", self.disk_free.map(|bytes| bytes >> 20));
        report.say("seals", self.seals);
        report.say("clock_trusted", self.clock_trusted);
        report.say("clock_offset_ms", i64::try_from(self.clock_offset_ms).ok());
        // The catalogue of events has few for staff: all of them find room.
        for notice in &self.noticed {
            report.say(&format!("noticed.{}", notice.event), notice.times);
        }
        report
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::events;
    use crate::sync::Figures;

    fn health() -> Health {
        let figures = Figures { queued: 3, oldest_age: Some(Duration::from_secs(70)), aside: 1 };
        Health {
            sync: SyncState { figures, ..SyncState::new(Link::Online) },
            printer: PrinterState::Connecting,
            room: Room::Tickets,
            disk_free: Some(700 << 20),
            seals: false,
            clock_trusted: true,
            clock_offset_ms: -1500,
            frame: Some(Duration::from_secs(7)),
            up: Duration::from_secs(5),
            tickets_left: Some(340),
            noticed: Vec::new(),
        }
    }

    #[test]
    fn a_report_is_figures_and_words() {
        let told = serde_json::to_string(&health().report()).unwrap();
        assert!(told.contains(r#""queued":3"#) && told.contains(r#""oldest_s":70"#), "{told}");
        assert!(told.contains(r#""frame_s":7"#), "{told}");
        assert!(told.contains(r#""room":"tickets""#) && told.contains(r#""seals":false"#), "{told}");
        assert!(told.contains(r#""tickets_left":340"#), "{told}");
        assert!(told.contains(r#""disk_free_mb":700"#), "{told}");
        assert!(told.contains(r#""clock_trusted":true"#) && told.contains(r#""clock_offset_ms":-1500"#), "{told}");
        for (printer, paper) in [
            (PrinterState::Connecting, None),
            (PrinterState::Ready { paper: PaperLevel::Ok }, Some("enough")),
            (PrinterState::Ready { paper: PaperLevel::NearEnd }, Some("near_end")),
            (PrinterState::Fault(Fault::PaperOut), Some("out")),
        ] {
            assert_eq!(Health { printer, ..health() }.report().get("paper"), Some(&paper.into()));
        }
    }

    #[test]
    fn everything_that_staff_can_be_told_finds_room() {
        let all = events::for_staff();
        let noticed = all.iter().map(|(&event, &text)| Notice { event, text, ago: Duration::ZERO, times: 2 }).collect();
        let report = Health { noticed, ..health() }.report();
        assert!(!all.is_empty());
        for event in all.keys() {
            assert_eq!(report.get(&format!("noticed.{event}")), Some(&2_u32.into()), "{event}");
        }
        // Central reads exactly what was written.
        assert_eq!(Report::from_json(&serde_json::to_vec(&report).unwrap()), Ok(report));
    }
}
