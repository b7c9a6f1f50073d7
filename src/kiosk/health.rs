//! What the kiosk tells central about itself every few minutes: figures and words, nothing of any citizen.

use std::sync::Weak;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::{Inner, Rhythm};
use crate::device::printer::{PaperLevel, PrinterState};
use crate::noticed::noticed;
use crate::store::Room;
use crate::sync::{Link, SyncState};

/// Reports until the kiosk ends. Holds no handle of the kiosk while it waits.
pub(super) async fn report(kiosk: Weak<Inner>, rhythm: Rhythm) {
    let started = Instant::now();
    let mut wait = rhythm.report_first;
    loop {
        tokio::time::sleep(wait).await;
        wait = rhythm.report_every;
        let Some(inner) = kiosk.upgrade() else { return };
        let sync = *inner.sync.state().borrow();
        if !matches!(sync.link, Link::Online | Link::Degraded { .. }) {
            continue;
        }
        let printer = *inner.printer.state().borrow();
        let report = words(
            &sync,
            printer,
            inner.store.room_now(),
            inner.store.seals_now(),
            inner.frames.age(),
            started.elapsed(),
            inner.desk.roll().await.ok().and_then(super::RollState::tickets),
        );
        // Not sent is not a failure: the next one says more.
        let _ = inner.sync.report(&report).await;
    }
}

fn words(
    sync: &SyncState,
    printer: PrinterState,
    room: Room,
    seals: bool,
    frame: Option<Duration>,
    up: Duration,
    tickets_left: Option<u32>,
) -> Map<String, Value> {
    let printer = match printer {
        PrinterState::Connecting => "connecting",
        PrinterState::Ready { paper: PaperLevel::NearEnd } => "near_end",
        PrinterState::Ready { .. } => "ready",
        PrinterState::Printing { .. } => "printing",
        PrinterState::Fault(fault) => fault.message_key(),
    };
    let room = match room {
        Room::Requests => "requests",
        Room::Tickets => "tickets",
        Room::Nothing => "nothing",
    };
    Map::from_iter([
        ("version".to_owned(), env!("CARGO_PKG_VERSION").into()),
        ("up_s".to_owned(), up.as_secs().into()),
        ("queued".to_owned(), sync.figures.queued.into()),
        ("aside".to_owned(), sync.figures.aside.into()),
        ("oldest_s".to_owned(), sync.figures.oldest_age.map_or(Value::Null, |age| age.as_secs().into())),
        ("printer".to_owned(), printer.into()),
        ("frame_s".to_owned(), frame.map_or(Value::Null, |age| age.as_secs().into())),
        ("room".to_owned(), room.into()),
        ("seals".to_owned(), seals.into()),
        (
            "noticed".to_owned(),
            noticed()
                .into_iter()
                .map(|notice| (notice.event.to_owned(), notice.times.into()))
                .collect::<Map<_, _>>()
                .into(),
        ),
        ("tickets_left".to_owned(), tickets_left.map_or(Value::Null, Into::into)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Figures;

    #[test]
    fn a_report_is_figures_and_words() {
        let figures = Figures { queued: 3, oldest_age: Some(Duration::from_secs(70)), aside: 1 };
        let sync = SyncState { figures, ..SyncState::new(Link::Online) };
        let report = words(
            &sync,
            PrinterState::Connecting,
            Room::Tickets,
            false,
            Some(Duration::from_secs(7)),
            Duration::from_secs(5),
            Some(340),
        );
        let told = Value::Object(report).to_string();
        assert!(told.contains(r#""queued":3"#) && told.contains(r#""oldest_s":70"#), "{told}");
        assert!(told.contains(r#""frame_s":7"#), "{told}");
        assert!(told.contains(r#""room":"tickets""#) && told.contains(r#""seals":false"#), "{told}");
        assert!(told.contains(r#""tickets_left":340"#), "{told}");
    }
}
