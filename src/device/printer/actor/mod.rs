//! The thread that owns the printer's port.
//!
//! It opens the port and keeps trying, asks (`ask`) whether a printer is there and how it can prove a job
//! (`probe`, once a connection), watches its state while idle, gives it pictures to keep (`memory`), makes it ready for
//! the next page (`prepare`), and runs one job after the other (`work`). [`Printer`] is its `handle`.

mod ask;
mod handle;
mod look;
mod memory;
mod prepare;
mod probe;
mod speed;
mod work;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

pub use self::handle::{BeforeCut, Printer};
use self::handle::{Order, Request, Tell, What};
pub use self::look::Found;
use self::probe::Heard;
use self::work::Left;
use super::cache::keeper::Keeper;
use super::encode;
use super::status::{AnswerReader, Paper, Status};
use super::{Fault, JobEnd, PaperLevel, PrinterConfig, PrinterState, Profile};
use crate::device::line::{Line, LineError, SerialLine};

/// Status requests in a row without answer before a printer counts as silent.
const SILENT_AFTER: u32 = 2;

/// After so long without an order a printer is asked for its state so many times less often, when a restart in between
/// would show all the same (by the witness in its memory). Each question costs half a millisecond.
const QUIET: [(Duration, u32); 2] = [(Duration::from_secs(10), 4), (Duration::from_secs(2), 2)];

/// So long a single upload of a picture may hold the line: a job that comes meanwhile waits for it.
const UPLOAD_TIME: Duration = Duration::from_secs(4);

/// Why serving a connection ended.
enum Leave {
    /// No handle is left.
    Stop,
    /// The port is gone.
    Line(LineError),
    /// Nobody answers at this speed: one other is tried.
    Silence,
}

struct Actor {
    config: PrinterConfig,
    profile: Profile,
    inbox: Receiver<Request>,
    tell: Tell,
    keeper: Keeper,
    /// Where what the printer's flash holds is written down.
    record: Option<PathBuf>,
    origin: Instant,
    /// When it last had something to do.
    busy: Instant,
    reader: AnswerReader,
    status: Status,
    /// Numbers process ids; begins at a random place so that ids of an earlier run do not match.
    ids: u64,
    /// What an earlier job left in the printer; `None` when its buffer is clean.
    unfinished: Option<Left>,
    /// Whether the last job left the printer as it was found.
    clean: bool,
    /// Whether bytes of any origin went out, which may have changed settings that pages rely on.
    altered: bool,
    /// At which other speed a printer was found, where none answers at this one.
    other_speed: Option<u32>,
    /// How many other speeds were tried since it answered last.
    speeds_tried: usize,
    /// What the printer is set to, as far as that is known.
    settings: encode::Settings,
    /// Whether what answered last was bytes that no printer and no text is made of.
    garbled: bool,
    /// Whether what is on this port ever executed a question in order.
    answers_in_order: bool,
    /// Whether a printer ever answered on this port.
    met: bool,
    heard: Heard,
    /// Whether what is on this port ever cleared its buffers: its jobs may be printed again by themselves.
    clears_known: bool,
    /// Whether what is on this port ever told of its memory.
    witnessed: bool,
    /// How often in a row it fell silent over that question.
    mute_graphics: u32,
    /// When a stuck blade was told last to try again.
    blade_tried: Option<Instant>,
}

impl Actor {
    fn new(config: PrinterConfig, profile: Profile, inbox: Receiver<Request>, tell: Tell) -> Self {
        let profile = profile.for_line(config.line.wire_time(1));
        let byte_time = config.line.wire_time(1).as_nanos().max(1);
        let most = u32::try_from(UPLOAD_TIME.as_nanos() / byte_time).unwrap_or(u32::MAX);
        Self {
            keeper: Keeper::new(&profile, most),
            record: None,
            config,
            profile,
            inbox,
            tell,
            origin: Instant::now(),
            busy: Instant::now(),
            reader: AnswerReader::default(),
            status: Status::default(),
            ids: rand::random_range(0..95_u64.pow(4)),
            unfinished: None,
            clean: true,
            altered: false,
            other_speed: None,
            speeds_tried: 0,
            settings: encode::Settings::default(),
            garbled: false,
            answers_in_order: false,
            met: false,
            heard: Heard::default(),
            clears_known: false,
            witnessed: false,
            mute_graphics: 0,
            blade_tried: None,
        }
    }

    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn set_state(&self, state: PrinterState) {
        self.tell.state.send_if_modified(|current| {
            let changed = *current != state;
            if changed {
                match state {
                    PrinterState::Fault(fault) => tracing::warn!(event = "printer.fault", fault = ?fault),
                    other => tracing::info!(event = "printer.state", state = ?other),
                }
                *current = state;
            }
            changed
        });
    }

    fn run(mut self) {
        loop {
            let fault = match SerialLine::open(&self.config.line) {
                Ok(mut line) => {
                    let leave = self.serve(&mut line);
                    drop(line);
                    match leave {
                        Leave::Stop => return,
                        Leave::Line(error) => {
                            tracing::warn!(event = "printer.line", %error);
                            Fault::from(&error)
                        }
                        Leave::Silence => {
                            self.try_a_speed();
                            continue;
                        }
                    }
                }
                Err(error) => {
                    let fault = Fault::from(&error);
                    // A path that vanished after it worked is a pulled cable, not a wrong setting.
                    if fault == Fault::NoSuchPort && self.met { Fault::Unplugged } else { fault }
                }
            };
            self.set_state(PrinterState::Fault(fault));
            if !self.refuse_for(self.config.timing.reconnect, fault) {
                return;
            }
        }
    }

    /// Waits; jobs that come meanwhile end as not printed. `false` when no handle is left.
    fn refuse_for(&mut self, wait: Duration, fault: Fault) -> bool {
        let end = Instant::now() + wait;
        loop {
            match self.inbox.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(Request::Print(order)) => refuse(order, fault),
                Ok(Request::Expect { samples, record }) => self.expect(samples, record),
                // Its channel is closed: nobody can be asked.
                Ok(Request::Look { .. }) => {}
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
    }

    /// How long nothing is asked, if nobody wants to print.
    fn poll(&self, tells_restarts: bool) -> Duration {
        let quiet = QUIET.into_iter().find(|(after, _)| tells_restarts && self.busy.elapsed() > *after);
        self.config.timing.poll * quiet.map_or(1, |(_, times)| times)
    }

    /// One connection, from the first question to the end of the line.
    fn serve(&mut self, line: &mut dyn Line) -> Leave {
        self.reader.reset();
        self.status = Status::default();
        let mut abilities = None;
        let mut silent = SILENT_AFTER;
        loop {
            // The state of the printer, then of what it can do.
            let answered = match self.ask_status(line, silent >= SILENT_AFTER) {
                Ok(answered) => answered,
                Err(error) => return Leave::Line(error),
            };
            if answered {
                self.met = true;
                self.other_speed = None;
                self.speeds_tried = 0;
                if silent >= SILENT_AFTER {
                    // New here, or back after a pause: it may have been switched off and on.
                    abilities = None;
                }
                silent = 0;
                if let (Some(able), None) = (abilities, self.status.fault()) {
                    abilities = match self.is_the_same(line, able) {
                        true => match self.look_at_memory(line, able) {
                            Ok(still) => still,
                            Err(error) => return Leave::Line(error),
                        },
                        false => {
                            tracing::warn!(event = "printer.restarted");
                            None
                        }
                    };
                }
                if let Err(error) = self.free_the_blade(line) {
                    return Leave::Line(error);
                }
                if abilities.is_none() && self.status.fault().is_none() {
                    match self.probe(line).and_then(|found| self.ask_memory(line, found)) {
                        Ok(found) => abilities = found,
                        Err(error) => return Leave::Line(error),
                    }
                    // What keeps it from executing may have come since it was asked, and has a name of its own.
                    if abilities.is_none()
                        && let Err(error) = self.ask_status(line, false)
                    {
                        return Leave::Line(error);
                    }
                }
            } else {
                silent += 1;
            }
            let fault = if silent >= SILENT_AFTER {
                Some(match (self.garbled || self.other_speed.is_some(), self.met) {
                    (true, _) => Fault::WrongSpeed,
                    (false, true) => Fault::NotResponding,
                    (false, false) => Fault::NotAPrinter,
                })
            } else {
                self.status.fault().or_else(|| abilities.is_none().then_some(Fault::Stuck))
            };
            self.set_state(match fault {
                Some(fault) => PrinterState::Fault(fault),
                None => PrinterState::Ready { paper: level(self.status.paper) },
            });
            if fault.is_some() {
                self.keeper.doubt();
                self.tell_kept();
                self.settings = encode::Settings::default();
            }
            let tells_restarts = fault.is_none() && abilities.is_some_and(|able| able.witness.is_some());
            if tells_restarts && let Err(error) = self.prepare(line) {
                return Leave::Line(error);
            }
            let asked = self.inbox.recv_timeout(self.poll(tells_restarts));
            if asked.is_ok() {
                self.busy = Instant::now();
            }
            match asked {
                Ok(Request::Expect { samples, record }) => {
                    self.expect(samples, record);
                    abilities = None;
                }
                Ok(Request::Print(order)) => match (fault, abilities) {
                    (None, Some(able)) => {
                        if let Err(error) = self.run_job(line, order, able) {
                            return Leave::Line(error);
                        }
                        if !self.clean || std::mem::take(&mut self.altered) {
                            // Who knows what is left in there: ask anew before the next job.
                            abilities = None;
                        }
                    }
                    (fault, _) => refuse(order, fault.unwrap_or(Fault::NotResponding)),
                },
                Ok(Request::Look { done }) => {
                    if let (None, Some(able)) = (fault, abilities) {
                        match self.look(line, able) {
                            // Nobody waiting is fine.
                            Ok(found) => drop(done.send(found)),
                            Err(error) => return Leave::Line(error),
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    if let (None, Some(able)) = (fault, abilities) {
                        match self.upload(line, able) {
                            // `None`: it may wait for the rest of the picture; ask anew before the next job.
                            Ok(still) => abilities = still,
                            Err(error) => return Leave::Line(error),
                        }
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Leave::Stop,
            }
            if self.wants_another_speed(silent) {
                return Leave::Silence;
            }
        }
    }
}

fn level(paper: Paper) -> PaperLevel {
    match paper {
        Paper::Ok => PaperLevel::Ok,
        Paper::NearEnd | Paper::Out => PaperLevel::NearEnd,
    }
}

fn refuse(order: Order, fault: Fault) {
    tracing::info!(event = "printer.refused", job = order.job.0, ?fault);
    // Nobody waiting is fine.
    let _ = order.done.send(JobEnd::NotPrinted(fault));
}
