//! The thread that owns the scanner's port.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{broadcast, watch};
use zeroize::Zeroize;

use super::{Framer, ScanEvent, ScannerConfig, ScannerFault};
use crate::device::line::{Line, LineError, SerialLine};

/// Readings kept for a listener that is slow; a visit needs one.
const BACKLOG: usize = 16;

/// Between two looks at the clock while nothing is scanned; the thread also ends so late.
const AT_REST: Duration = Duration::from_millis(1_000);
/// And inside a reading.
const INSIDE: Duration = Duration::from_millis(25);

/// A running scanner. Cheap to clone; its thread ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Scanner {
    events: broadcast::Sender<ScanEvent>,
    connected: watch::Receiver<Option<ScannerFault>>,
    _alive: Arc<Alive>,
}

/// Tells the thread that the last handle is gone.
#[derive(Debug)]
struct Alive(Arc<AtomicBool>);

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

impl Scanner {
    /// Starts the thread. Never fails: a port that cannot be opened is a [`ScanEvent::Lost`], and is
    /// tried again.
    #[must_use]
    pub fn start(config: ScannerConfig) -> Self {
        let (events, _) = broadcast::channel(BACKLOG);
        let (publish, connected) = watch::channel(Some(ScannerFault::NoPort));
        let running = Arc::new(AtomicBool::new(true));
        let actor = Actor {
            framer: Framer::new(config.suffix, config.gap, config.mrz_wait),
            config,
            events: events.clone(),
            publish,
            running: Arc::clone(&running),
            origin: Instant::now(),
            said_lost: false,
            met: false,
        };
        if let Err(error) = std::thread::Builder::new().name("scanner".into()).spawn(move || actor.run()) {
            tracing::error!(event = "scanner.thread", %error);
        }
        Self { events, connected, _alive: Arc::new(Alive(running)) }
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<ScanEvent> {
        self.events.subscribe()
    }

    /// `None` while connected, else why not; for a listener that came after the event.
    #[must_use]
    pub fn fault(&self) -> watch::Receiver<Option<ScannerFault>> {
        self.connected.clone()
    }
}

struct Actor {
    config: ScannerConfig,
    framer: Framer,
    events: broadcast::Sender<ScanEvent>,
    publish: watch::Sender<Option<ScannerFault>>,
    running: Arc<AtomicBool>,
    origin: Instant,
    said_lost: bool,
    met: bool,
}

impl Actor {
    fn run(mut self) {
        while self.running.load(Ordering::Relaxed) {
            let error = match SerialLine::open(&self.config.line) {
                Ok(mut line) => {
                    self.met = true;
                    self.said_lost = false;
                    tracing::info!(event = "scanner.connected");
                    // The event first: who waits for the state has it in the channel already.
                    self.say(ScanEvent::Connected);
                    self.publish.send_replace(None);
                    match self.read(&mut line) {
                        Some(error) => error,
                        None => return,
                    }
                }
                Err(error) => error,
            };
            self.lose(&error);
            self.pause();
        }
    }

    /// Reads until the line goes (`Some`) or no handle is left (`None`).
    fn read(&mut self, line: &mut dyn Line) -> Option<LineError> {
        self.framer.reset();
        let mut bytes = [0; 256];
        while self.running.load(Ordering::Relaxed) {
            // Bytes end the wait at once; only silence inside a reading must be noticed soon.
            let wait = if self.framer.is_at_rest() { AT_REST } else { INSIDE };
            let n = match line.read(&mut bytes, wait) {
                Ok(n) => n,
                Err(error) => return Some(error),
            };
            let now = self.origin.elapsed();
            let readings = self.framer.push(&bytes[..n], now);
            bytes.zeroize();
            for reading in readings {
                tracing::info!(event = "scanner.read", characters = reading.chars().count());
                self.say(ScanEvent::Read(reading));
            }
        }
        None
    }

    fn lose(&mut self, error: &LineError) {
        self.framer.reset();
        if self.said_lost {
            return;
        }
        self.said_lost = true;
        let fault = if self.met { ScannerFault::Unplugged } else { ScannerFault::from(error) };
        tracing::warn!(event = "scanner.lost", %error);
        self.say(ScanEvent::Lost(fault));
        self.publish.send_replace(Some(fault));
    }

    fn say(&self, event: ScanEvent) {
        // Nobody listening is fine: a reading outside of any screen is dropped.
        let _ = self.events.send(event);
    }

    /// Waits before the next attempt, in steps, so that the end of the kiosk does not wait for it.
    fn pause(&self) {
        let end = Instant::now() + self.config.reconnect;
        while self.running.load(Ordering::Relaxed) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
    }
}
