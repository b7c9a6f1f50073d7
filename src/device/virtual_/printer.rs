//! A virtual printer: [`Firmware`] on a thread behind a pseudo-terminal.

use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout};

use super::firmware::{Firmware, Model};
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
    /// Dots of paper a second; as fast as it can when `None`.
    pub dots_per_second: Option<u32>,
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
}

#[derive(Debug, Default)]
struct Behaviour {
    plugged: bool,
    mute: bool,
    garbage: bool,
    stop: bool,
    /// `(received bytes or executed bytes, what happens then)`.
    armed: Option<(usize, VirtualFault)>,
}

#[derive(Debug)]
struct Inside {
    firmware: Firmware,
    behaviour: Behaviour,
    received: usize,
    sheets: Vec<Sheet>,
    /// What the thread did last about the cable.
    is_plugged: bool,
    /// The first thing that went wrong with a picture file.
    file_error: Option<String>,
}

#[derive(Debug)]
struct Shared {
    inside: Mutex<Inside>,
    changed: Condvar,
    /// A byte into it ends the thread's wait.
    bell: UnixStream,
}

/// While something is under way: as often as a real printer's mechanics would notice.
const NAP: Duration = Duration::from_millis(2);
/// At rest the thread waits for bytes or the bell; this is only a safety net.
const REST: Duration = Duration::from_secs(5);
/// After so many naps without any event it is at rest: soon, for the kiosk asks for its state every 700 ms.
const NAPS_TO_REST: u32 = 2;
/// And one that is made slow, where a row may take long.
const NAPS_TO_REST_SLOW: u32 = 250;

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inside> {
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
            behaviour: Behaviour { plugged: true, ..Behaviour::default() },
            received: 0,
            sheets: Vec::new(),
            is_plugged: true,
            file_error: None,
        };
        let (bell, heard) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        let shared = Arc::new(Shared { inside: Mutex::new(inside), changed: Condvar::new(), bell });
        let mechanics = Mechanics {
            config,
            link,
            pty: Some(pty),
            shared: Arc::clone(&shared),
            credit: Credit::new(),
            bell: heard,
            quiet: 0,
        };
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
        let from = if is_of_the_wire(fault) { inside.received } else { inside.firmware.consumed() };
        inside.behaviour.armed = Some((from + bytes, fault));
        drop(inside);
        self.shared.ring();
    }

    /// Switched off and on.
    pub fn power_cycle(&self) {
        self.shared.lock().firmware.power_cycle();
        self.shared.ring();
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
        let _ = self
            .shared
            .changed
            .wait_timeout_while(inside, wait, |inside| inside.is_plugged != inside.behaviour.plugged);
    }
}

impl Drop for VirtualPrinter {
    fn drop(&mut self) {
        self.shared.lock().behaviour.stop = true;
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
            VirtualFault::Unplugged => self.behaviour.plugged = !on,
            VirtualFault::Mute => self.behaviour.mute = on,
            VirtualFault::Garbage => self.behaviour.garbage = on,
        }
        self.firmware.set_sensors(sensors);
    }

    fn spring(&mut self, at: usize, of_the_wire: bool) {
        if let Some((when, fault)) = self.behaviour.armed
            && is_of_the_wire(fault) == of_the_wire
            && at >= when
        {
            self.behaviour.armed = None;
            self.apply(fault, true);
        }
    }

    /// Bytes from the wire, up to an armed fault.
    fn receive(&mut self, bytes: &[u8]) {
        let room = match self.behaviour.armed {
            Some((when, fault)) if is_of_the_wire(fault) => when.saturating_sub(self.received),
            _ => usize::MAX,
        };
        let (now, later) = bytes.split_at(room.min(bytes.len()));
        for part in [now, later] {
            if self.behaviour.plugged && !self.behaviour.mute && !self.behaviour.garbage {
                self.firmware.receive(part);
            }
            self.received += part.len();
            self.spring(self.received, true);
        }
    }

    fn execute(&mut self, rows: usize) -> usize {
        let stop_at = match self.behaviour.armed {
            Some((when, fault)) if !is_of_the_wire(fault) => when,
            _ => usize::MAX,
        };
        let moved = self.firmware.run(rows, stop_at);
        self.spring(self.firmware.consumed(), false);
        moved
    }
}

/// What time allows at a given rate.
#[derive(Debug)]
struct Credit {
    last: Instant,
    bytes: f64,
    rows: f64,
}

impl Credit {
    fn new() -> Self {
        Self { last: Instant::now(), bytes: 0.0, rows: 0.0 }
    }

    fn earn(&mut self, config: &VirtualPrinterConfig) {
        let seconds = self.last.elapsed().as_secs_f64();
        self.last = Instant::now();
        // A quarter of a second at most can be saved up: an idle line has no credit.
        let earn = |have: f64, rate: Option<f64>| match rate {
            Some(rate) => (have + seconds * rate).min(rate / 4.0),
            None => f64::INFINITY,
        };
        self.bytes = earn(self.bytes, config.baud.map(|baud| f64::from(baud) / 10.0));
        self.rows = earn(self.rows, config.dots_per_second.map(f64::from));
    }
}

struct Mechanics {
    config: VirtualPrinterConfig,
    link: StablePath,
    pty: Option<Pty>,
    shared: Arc<Shared>,
    credit: Credit,
    bell: UnixStream,
    /// Naps since anything happened.
    quiet: u32,
}

impl Mechanics {
    fn run(mut self) {
        let mut bytes = [0; 512];
        loop {
            if !self.follow_cable() {
                return;
            }
            self.credit.earn(&self.config);
            let n = self.read(&mut bytes);
            let replies = self.work(&bytes[..n]);
            self.quiet = if n > 0 || !replies.is_empty() { 0 } else { self.quiet.saturating_add(1) };
            if let (Some(pty), false) = (&mut self.pty, replies.is_empty())
                && let Err(error) = pty.write(&replies)
            {
                tracing::debug!(event = "virtual_printer.write", %error);
            }
        }
    }

    /// Pulls or plugs in the cable as wanted. `false` at the end.
    fn follow_cable(&mut self) -> bool {
        let (stop, wanted) = {
            let inside = self.shared.lock();
            (inside.behaviour.stop, inside.behaviour.plugged)
        };
        if stop {
            return false;
        }
        if wanted != self.pty.is_some() {
            if wanted {
                match Pty::open().and_then(|pty| self.link.lead_to(&pty).map(|()| pty)) {
                    Ok(pty) => self.pty = Some(pty),
                    Err(error) => {
                        tracing::error!(event = "virtual_printer.pty", %error);
                        std::thread::sleep(Duration::from_millis(50));
                        return true;
                    }
                }
            } else {
                self.link.remove();
                self.pty = None;
            }
            self.shared.lock().is_plugged = wanted;
            self.shared.changed.notify_all();
        }
        true
    }

    fn read(&mut self, bytes: &mut [u8]) -> usize {
        let is_slow = self.config.baud.is_some() || self.config.dots_per_second.is_some();
        let naps = if is_slow { NAPS_TO_REST_SLOW } else { NAPS_TO_REST };
        let wait = if self.quiet < naps { NAP } else { REST };
        let (holding, room) = {
            let inside = self.shared.lock();
            (inside.firmware.is_holding(), inside.firmware.room())
        };
        let most = (self.credit.bytes.min(bytes.len() as f64)) as usize;
        let Some(pty) = &mut self.pty else {
            self.listen(wait);
            return 0;
        };
        // A full printer drops its CTS wire: bytes stay with the kiosk if that obeys the wire.
        let obeys = pty.obeys_cts();
        let most = if obeys { most.min(room) } else { most };
        if most == 0 || (holding && obeys) {
            self.listen(NAP);
            return 0;
        }
        match pty.read(&mut bytes[..most], wait, Some(self.bell.as_fd())) {
            Ok(0) => {
                self.listen(Duration::ZERO);
                0
            }
            Ok(n) => {
                self.credit.bytes -= n as f64;
                n
            }
            Err(error) => {
                tracing::debug!(event = "virtual_printer.read", %error);
                self.listen(NAP);
                0
            }
        }
    }

    /// Waits for the bell; when it rang, something may be under way.
    fn listen(&mut self, wait: Duration) {
        let mut ends = [PollFd::new(self.bell.as_fd(), PollFlags::POLLIN)];
        // A wait that a signal cuts short is only shorter.
        let _ = nix::poll::poll(&mut ends, PollTimeout::try_from(wait).unwrap_or(PollTimeout::MAX));
        let mut rings = [0; 64];
        while self.bell.read(&mut rings).is_ok_and(|n| n > 0) {
            self.quiet = 0;
        }
    }

    /// Lets the firmware have the bytes and work; writes pictures; gives what it says.
    fn work(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut inside = self.shared.lock();
        inside.receive(bytes);
        let rows = self.credit.rows.min(1e9) as usize;
        let moved = inside.execute(rows);
        self.credit.rows -= moved as f64;
        if moved > 0 {
            self.quiet = 0;
        }
        let sheets = inside.firmware.take_sheets();
        let mut replies = inside.firmware.take_replies();
        if inside.behaviour.garbage {
            replies = if bytes.is_empty() { Vec::new() } else { b"\r\nERROR: unknown command\r\n".to_vec() };
        } else if inside.behaviour.mute {
            replies.clear();
        }
        drop(inside);
        if !sheets.is_empty() {
            let mut error = None;
            for sheet in &sheets {
                error = error.or(self.write_picture(sheet).err());
            }
            let mut inside = self.shared.lock();
            inside.sheets.extend(sheets);
            if let Some(error) = error {
                inside.file_error.get_or_insert(error.to_string());
            }
            drop(inside);
            self.shared.changed.notify_all();
        }
        replies
    }

    fn write_picture(&self, sheet: &Sheet) -> io::Result<()> {
        let Some(folder) = &self.config.folder else { return Ok(()) };
        let path = folder.join(format!("sheet-{:04}.png", sheet.number));
        let file = io::BufWriter::new(std::fs::File::create(path)?);
        sheet.picture.write_png(file, self.config.model.dpi)
    }
}
