//! The thread that owns the scanner's port.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{broadcast, watch};
use zeroize::Zeroize;

use super::brand::{Brand, Replies};
use super::ssi::{Packets, Step};
use super::{Framer, ScanEvent, ScannerConfig, ScannerFault};
use crate::device::line::{Line, LineError, SerialLine};
use crate::identity::Framing;

/// Readings kept for a listener that is slow; a visit needs one.
const BACKLOG: usize = 16;

/// Between two looks at the clock while nothing is scanned; the thread also ends so late.
const AT_REST: Duration = Duration::from_millis(1_000);
/// And inside a reading.
const INSIDE: Duration = Duration::from_millis(25);
/// And while a scanner that must be triggered may be wanted any moment.
const TRIGGERED: Duration = Duration::from_millis(100);
/// How long a scanner may take to accept a command.
const COMMAND: Duration = Duration::from_millis(500);
/// A trigger ends by itself after some seconds; it is given again so often while a scan is wanted.
const LOOK_AGAIN: Duration = Duration::from_secs(4);
/// And not sooner after a reading than this: the screen may not want another.
const AFTER_READING: Duration = Duration::from_secs(1);

/// A running scanner. Cheap to clone; its thread ends when the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Scanner {
    events: broadcast::Sender<ScanEvent>,
    connected: watch::Receiver<Option<ScannerFault>>,
    framed: watch::Receiver<Option<Framing>>,
    wanted: Arc<AtomicBool>,
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
        let (frames, framed) = watch::channel(None);
        let running = Arc::new(AtomicBool::new(true));
        let wanted = Arc::new(AtomicBool::new(false));
        let actor = Actor {
            framer: Framer::new(config.suffix, config.gap, config.mrz_wait)
                .with_prefix(&config.prefix, config.aim)
                .with_no_read(config.brand.no_read())
                .with_silence_between(),
            replies: Replies::new(config.brand),
            packets: Packets::default(),
            last_byte: Duration::ZERO,
            wanted: Arc::clone(&wanted),
            look_at: None,
            config,
            events: events.clone(),
            publish,
            frames,
            running: Arc::clone(&running),
            origin: Instant::now(),
            said_lost: false,
            met: false,
        };
        if let Err(error) = std::thread::Builder::new().name("scanner".into()).spawn(move || actor.run()) {
            tracing::error!(event = "scanner.thread", %error);
        }
        Self { events, connected, framed, wanted, _alive: Arc::new(Alive(running)) }
    }

    /// Whether a scan is wanted now. A scanner that waits for a trigger looks while it is; one that looks all the time
    /// takes no notice.
    pub fn want(&self, wanted: bool) {
        self.wanted.store(wanted, Ordering::Relaxed);
    }

    /// What happens from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<ScanEvent> {
        self.events.subscribe()
    }

    /// How the newest reading came.
    #[must_use]
    pub fn framing(&self) -> Option<Framing> {
        *self.framed.borrow()
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
    replies: Replies,
    packets: Packets,
    last_byte: Duration,
    wanted: Arc<AtomicBool>,
    /// While it looks: when it is to be told again.
    look_at: Option<Duration>,
    events: broadcast::Sender<ScanEvent>,
    publish: watch::Sender<Option<ScannerFault>>,
    /// How the newest reading came; never what stood in it.
    frames: watch::Sender<Option<Framing>>,
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
        self.forget();
        let mut bytes = [0; 256];
        while self.running.load(Ordering::Relaxed) {
            if let Err(error) = self.steer(line) {
                return Some(error);
            }
            let n = match line.read(&mut bytes, self.rest()) {
                Ok(n) => n,
                Err(error) => return Some(error),
            };
            let now = self.origin.elapsed();
            let readings = self.take(line, &bytes[..n], now);
            bytes.zeroize();
            // Before the reading: who hears of it may ask how it came.
            self.frames.send_if_modified(|known| {
                let newest = self.framer.framing();
                let is_new = *known != newest;
                *known = newest;
                is_new
            });
            if !readings.is_empty() {
                self.look_at = self.look_at.map(|_| now + AFTER_READING);
            }
            for reading in readings {
                tracing::info!(event = "scanner.read", characters = reading.chars().count());
                self.say(ScanEvent::Read(reading));
            }
        }
        // Nobody is there any more whom its light could serve.
        self.wanted.store(false, Ordering::Relaxed);
        drop(self.steer(line));
        None
    }

    /// How long to wait for bytes: they end the wait at once; only silence inside a reading, and a trigger, must be
    /// noticed soon.
    fn rest(&self) -> Duration {
        if !self.framer.is_at_rest() || !self.packets.is_at_rest() || !self.replies.is_at_rest() {
            INSIDE
        } else if self.config.brand.trigger().is_some() {
            TRIGGERED
        } else {
            AT_REST
        }
    }

    /// Tells the scanner to look or to stop, when that is due.
    fn steer(&mut self, line: &mut dyn Line) -> Result<(), LineError> {
        let Some(trigger) = self.config.brand.trigger() else { return Ok(()) };
        let now = self.origin.elapsed();
        let command = match (self.wanted.load(Ordering::Relaxed), self.look_at) {
            (true, None) => trigger.start,
            (true, Some(at)) if now >= at => trigger.start,
            (false, Some(_)) => trigger.stop,
            (true, Some(_)) | (false, None) => return Ok(()),
        };
        self.look_at = (command == trigger.start).then_some(now + LOOK_AGAIN);
        self.send(line, command)
    }

    /// A scanner that does not take a command now (its flow control says no) is still a scanner.
    fn send(&self, line: &mut dyn Line, command: &[u8]) -> Result<(), LineError> {
        match line.write_all(command, COMMAND) {
            Err(LineError::TimedOut) => {
                tracing::warn!(event = "scanner.command_not_taken", brand = self.config.brand.word());
                Ok(())
            }
            other => other,
        }
    }

    /// The readings in what has come.
    fn take(&mut self, line: &mut dyn Line, bytes: &[u8], now: Duration) -> Vec<String> {
        let silent = bytes.is_empty() && now >= self.last_byte + self.config.gap;
        if !bytes.is_empty() {
            self.last_byte = now;
        }
        if self.config.brand == Brand::ZebraSsi {
            if silent {
                self.packets.silence();
            }
            let mut readings = self.framer.tick(now);
            for step in self.packets.push(bytes) {
                match step {
                    // A line that is gone is noticed at the next read.
                    Step::Answer(answer) => drop(self.send(line, answer)),
                    Step::Decoded(data) => readings.extend(self.framer.reading(&data, now)),
                }
            }
            return readings;
        }
        let mut data = self.replies.without(bytes);
        if silent {
            data.extend(self.replies.give_up());
        }
        let readings = self.framer.push(&data, now);
        data.zeroize();
        readings
    }

    fn forget(&mut self) {
        self.framer.reset();
        self.packets.reset();
        self.replies.give_up().zeroize();
        self.look_at = None;
    }

    fn lose(&mut self, error: &LineError) {
        self.forget();
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
