//! A virtual printer: [`Firmware`] on a thread behind a pseudo-terminal.
//!
//! A pseudo-terminal has no RTS and CTS wires. Bytes that the kiosk has written and that nobody has read
//! stand for bytes still in the kiosk's port: while the printer holds the line, and the kiosk's end is set
//! to obey CTS (or XOFF, which the printer then really sends and the kernel really obeys), they are not
//! read. Set to obey nothing, they are read at the line's speed, and what the buffer cannot take is lost.

use std::io::{self, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::behaviour::Behaviour;
use super::firmware::{Firmware, Model};
use super::mechanics::Mechanics;
use super::paper::Sheet;
use super::pty::{Pty, StablePath};

/// How a virtual printer behaves.
#[derive(Clone, Debug, Default)]
pub struct VirtualPrinterConfig {
    /// What it is.
    pub model: Model,
    /// Where each sheet is written as `sheet-0001.png`; nowhere when `None`.
    pub folder: Option<PathBuf>,
    /// Bits per second at which it takes bytes (8N1); as fast as they come when `None`.
    pub baud: Option<u32>,
    /// Dots of paper a second; as fast as it can when `None`, and then its flash takes no time either.
    pub dots_per_second: Option<u32>,
    /// How its line behaves.
    pub behaviour: Behaviour,
    /// How long it is dark after its power failed: nothing is taken or said. Its CTS wire is down, so that a kiosk that
    /// obeys that wire keeps its bytes; what another sends is lost. Real ones need a second or more; none here is a
    /// printer that is back before anybody can notice.
    pub boot: Duration,
}

impl VirtualPrinterConfig {
    /// Prints at so many millimetres a second.
    #[must_use]
    pub const fn at_speed(mut self, millimetres: u32) -> Self {
        self.dots_per_second = Some(millimetres * self.model.dpi * 10 / 254);
        self
    }
}

/// What can be done to a virtual printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VirtualFault {
    /// The roll is used up.
    PaperOut,
    /// The roll is nearly used up.
    NearEnd,
    /// The cover is open.
    CoverOpen,
    /// The blade sticks at the next cut.
    CutterJam,
    /// The head is too hot.
    HeadHot,
    /// The cable is pulled.
    Unplugged,
    /// Takes everything, answers nothing.
    Mute,
    /// Is no printer: answers words.
    Garbage,
    /// Takes data and prints nothing.
    Busy,
    /// Its power fails and returns at once. There is nothing to mend.
    PowerCycle,
}

/// What is done to the printer's cable, and when something happens to it.
#[derive(Debug, Default)]
pub(super) struct Surroundings {
    pub(super) plugged: bool,
    pub(super) mute: bool,
    pub(super) garbage: bool,
    pub(super) stop: bool,
    armed: Option<(Trigger, VirtualFault)>,
    /// How the line behaves once so many bytes were received.
    armed_behaviour: Option<(usize, Behaviour)>,
    dark_until: Option<Instant>,
}

/// When an armed fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trigger {
    /// So many bytes received.
    Received(usize),
    /// So many bytes executed.
    Executed(usize),
    /// So many rows moved.
    Row(usize),
}

#[derive(Debug)]
pub(super) struct Inside {
    pub(super) firmware: Firmware,
    pub(super) around: Surroundings,
    pub(super) behaviour: Behaviour,
    boot: Duration,
    received: usize,
    pub(super) sheets: Vec<Sheet>,
    /// What the thread did last about the cable.
    pub(super) is_plugged: bool,
    /// The first thing that went wrong with a picture file.
    pub(super) file_error: Option<String>,
}

#[derive(Debug)]
pub(super) struct Shared {
    inside: Mutex<Inside>,
    pub(super) changed: Condvar,
    /// A byte into it ends the thread's wait.
    bell: UnixStream,
}

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Inside> {
        // A test that panicked while holding it leaves a printer that still works.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the thread: something was done to the printer.
    fn ring(&self) {
        // A full pipe has woken it already; with no thread nobody needs waking.
        let _ = (&self.bell).write(&[0]);
    }
}

/// A virtual printer. Dropping it pulls the cable.
#[derive(Debug)]
pub struct VirtualPrinter {
    shared: Arc<Shared>,
    path: PathBuf,
    thread: Option<JoinHandle<()>>,
}

impl VirtualPrinter {
    /// Switches one on.
    ///
    /// # Errors
    /// When no pseudo-terminal can be had.
    pub fn start(config: VirtualPrinterConfig) -> io::Result<Self> {
        if let Some(folder) = &config.folder {
            std::fs::create_dir_all(folder)?;
        }
        let link = StablePath::new("printer")?;
        let pty = Pty::open()?;
        link.lead_to(&pty)?;
        let path = link.path();
        let inside = Inside {
            firmware: Firmware::new(config.model.clone()),
            around: Surroundings { plugged: true, ..Surroundings::default() },
            behaviour: config.behaviour,
            boot: config.boot,
            received: 0,
            sheets: Vec::new(),
            is_plugged: true,
            file_error: None,
        };
        let (bell, heard) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        let shared = Arc::new(Shared { inside: Mutex::new(inside), changed: Condvar::new(), bell });
        let mechanics = Mechanics::new(config, link, pty, Arc::clone(&shared), heard);
        let thread = std::thread::Builder::new().name("virtual-printer".into()).spawn(move || mechanics.run())?;
        Ok(Self { shared, path, thread: Some(thread) })
    }

    /// The path to open; stays the same when unplugged and plugged in again.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Something happens to it now.
    pub fn set(&self, fault: VirtualFault) {
        self.shared.lock().apply(fault, true);
        self.settle();
    }

    /// It is mended. New paper lets a held job go on; a plugged-in printer kept its power and buffer.
    pub fn mend(&self, fault: VirtualFault) {
        self.shared.lock().apply(fault, false);
        self.settle();
    }

    /// `fault` happens when it has executed `bytes` more bytes; for [`VirtualFault::Unplugged`],
    /// [`VirtualFault::Mute`] and [`VirtualFault::Garbage`]: received. Status requests count.
    pub fn arm(&self, bytes: usize, fault: VirtualFault) {
        let mut inside = self.shared.lock();
        let trigger = if is_of_the_wire(fault) {
            Trigger::Received(inside.received + bytes)
        } else {
            Trigger::Executed(inside.firmware.consumed() + bytes)
        };
        inside.around.armed = Some((trigger, fault));
        drop(inside);
        self.shared.ring();
    }

    /// The line behaves like this once it has received `bytes` more bytes.
    pub fn arm_behaviour(&self, bytes: usize, behaviour: Behaviour) {
        let mut inside = self.shared.lock();
        inside.around.armed_behaviour = Some((inside.received + bytes, behaviour));
    }

    /// What was armed and has not happened will not happen.
    pub fn disarm(&self) {
        let mut inside = self.shared.lock();
        inside.around.armed = None;
        inside.around.armed_behaviour = None;
    }

    /// `fault` happens when `rows` more rows have passed the head: in the middle of a picture that came whole.
    pub fn arm_at_row(&self, rows: usize, fault: VirtualFault) {
        let mut inside = self.shared.lock();
        inside.around.armed = Some((Trigger::Row(inside.firmware.rows_moved() + rows), fault));
        drop(inside);
        self.shared.ring();
    }

    /// The line behaves like this from now on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.shared.lock().behaviour = behaviour;
        self.shared.ring();
    }

    /// Has received `bytes` from a host that died: with the beginning of a picture, the next host's
    /// bytes are taken for dots.
    pub fn has_received(&self, bytes: &[u8]) {
        self.shared.lock().firmware.receive(bytes);
        self.shared.ring();
    }

    /// Switched off and on.
    pub fn power_cycle(&self) {
        self.set(VirtualFault::PowerCycle);
    }

    /// Someone tears the paper off.
    pub fn tear_off(&self) {
        self.shared.lock().firmware.tear_off();
        self.shared.ring();
    }

    /// The sheets so far.
    #[must_use]
    pub fn sheets(&self) -> Vec<Sheet> {
        self.shared.lock().sheets.clone()
    }

    /// Waits until there are `count` sheets; gives what there is when `wait` is over.
    #[must_use]
    pub fn wait_for_sheets(&self, count: usize, wait: Duration) -> Vec<Sheet> {
        let inside = self.shared.lock();
        let until = self.shared.changed.wait_timeout_while(inside, wait, |inside| inside.sheets.len() < count);
        until.unwrap_or_else(PoisonError::into_inner).0.sheets.clone()
    }

    /// Looks at the firmware.
    pub fn inspect<T>(&self, look: impl FnOnce(&Firmware) -> T) -> T {
        look(&self.shared.lock().firmware)
    }

    /// What went wrong with a picture file, if anything did.
    #[must_use]
    pub fn file_error(&self) -> Option<String> {
        self.shared.lock().file_error.clone()
    }

    /// Waits until the cable is as wanted.
    fn settle(&self) {
        self.shared.ring();
        let inside = self.shared.lock();
        let wait = Duration::from_secs(1);
        // After a second without the thread nothing here can help; the test will tell.
        let _ =
            self.shared.changed.wait_timeout_while(inside, wait, |inside| inside.is_plugged != inside.around.plugged);
    }
}

impl Drop for VirtualPrinter {
    fn drop(&mut self) {
        self.shared.lock().around.stop = true;
        self.shared.ring();
        if let Some(thread) = self.thread.take() {
            // It does not panic; if it did, the test that needs it has failed already.
            let _ = thread.join();
        }
    }
}

const fn is_of_the_wire(fault: VirtualFault) -> bool {
    matches!(fault, VirtualFault::Unplugged | VirtualFault::Mute | VirtualFault::Garbage)
}

impl Inside {
    fn apply(&mut self, fault: VirtualFault, on: bool) {
        let mut sensors = self.firmware.sensors();
        match fault {
            VirtualFault::PaperOut => sensors.paper_out = on,
            VirtualFault::NearEnd => sensors.near_end = on,
            VirtualFault::CoverOpen => sensors.cover_open = on,
            VirtualFault::CutterJam => sensors.cutter_blocked = on,
            VirtualFault::HeadHot => sensors.head_hot = on,
            VirtualFault::Busy => sensors.busy = on,
            VirtualFault::Unplugged => self.around.plugged = !on,
            VirtualFault::Mute => self.around.mute = on,
            VirtualFault::Garbage => self.around.garbage = on,
            VirtualFault::PowerCycle if on => {
                self.firmware.power_cycle();
                self.around.dark_until = (!self.boot.is_zero()).then(|| Instant::now() + self.boot);
            }
            VirtualFault::PowerCycle => {}
        }
        self.firmware.set_sensors(sensors);
    }

    /// What is armed strikes when its time has come.
    fn spring(&mut self) {
        let Some((trigger, fault)) = self.around.armed else { return };
        let strikes = match trigger {
            Trigger::Received(at) => self.received >= at,
            Trigger::Executed(at) => self.firmware.consumed() >= at,
            Trigger::Row(at) => self.firmware.rows_moved() >= at,
        };
        if strikes {
            self.around.armed = None;
            self.apply(fault, true);
        }
    }

    /// Whether it has no power yet.
    pub(super) fn is_dark(&mut self) -> bool {
        self.around.dark_until = self.around.dark_until.filter(|until| Instant::now() < *until);
        self.around.dark_until.is_some()
    }

    /// Bytes from the wire, up to an armed fault.
    pub(super) fn receive(&mut self, bytes: &[u8]) {
        let room = match self.around.armed {
            Some((Trigger::Received(at), _)) => at.saturating_sub(self.received),
            _ => usize::MAX,
        };
        let (now, later) = bytes.split_at(room.min(bytes.len()));
        for part in [now, later] {
            if self.around.plugged && !self.around.mute && !self.around.garbage && !self.is_dark() {
                self.firmware.receive(&self.behaviour.heard(part));
            }
            self.received += part.len();
            self.spring();
            if let Some((_, behaviour)) = self.around.armed_behaviour.take_if(|(at, _)| self.received >= *at) {
                self.behaviour = behaviour;
            }
        }
    }

    /// Works for at most `rows` rows, up to an armed fault. Returns the rows moved.
    pub(super) fn execute(&mut self, rows: usize) -> usize {
        if self.is_dark() {
            return 0;
        }
        let (rows, stop_at) = match self.around.armed {
            Some((Trigger::Executed(at), _)) => (rows, at),
            Some((Trigger::Row(at), _)) => (rows.min(at.saturating_sub(self.firmware.rows_moved())), usize::MAX),
            _ => (rows, usize::MAX),
        };
        let moved = self.firmware.run(rows, stop_at);
        self.spring();
        moved
    }
}
