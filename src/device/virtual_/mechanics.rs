//! The thread of a virtual printer: the wire's speed, the head's speed, the cable, the answers.

use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout};

use super::behaviour::Answering;
use super::paper::Sheet;
use super::printer::{Shared, VirtualPrinterConfig};
use super::pty::{Pty, StablePath};

/// While something is under way: as often as a real printer's mechanics would notice.
const NAP: Duration = Duration::from_millis(2);
/// At rest the thread waits for bytes or the bell; this is only a safety net.
const REST: Duration = Duration::from_secs(5);
/// After so many naps without any event it is at rest: soon, for the kiosk asks for its state every 700 ms.
const NAPS_TO_REST: u32 = 2;
/// And one that is made slow, where a row may take long.
const NAPS_TO_REST_SLOW: u32 = 250;

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

pub(super) struct Mechanics {
    config: VirtualPrinterConfig,
    link: StablePath,
    pty: Option<Pty>,
    shared: Arc<Shared>,
    credit: Credit,
    bell: UnixStream,
    /// Naps since anything happened.
    quiet: u32,
    answering: Answering,
    /// It writes its flash and looks at nothing else.
    busy_until: Option<Instant>,
}

impl Mechanics {
    pub(super) fn new(
        config: VirtualPrinterConfig,
        link: StablePath,
        pty: Pty,
        shared: Arc<Shared>,
        bell: UnixStream,
    ) -> Self {
        Self {
            config,
            link,
            pty: Some(pty),
            shared,
            credit: Credit::new(),
            bell,
            quiet: 0,
            answering: Answering::default(),
            busy_until: None,
        }
    }

    pub(super) fn run(mut self) {
        let mut bytes = [0; 512];
        loop {
            if !self.follow_cable() {
                return;
            }
            self.credit.earn(&self.config);
            let n = self.read(&mut bytes);
            self.work(&bytes[..n]);
            let replies = self.answering.due();
            let under_way = n > 0 || !replies.is_empty() || !self.answering.is_empty() || self.busy_until.is_some();
            self.quiet = if under_way { 0 } else { self.quiet.saturating_add(1) };
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
            (inside.around.stop, inside.around.plugged)
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
            let mut inside = self.shared.lock();
            (inside.firmware.is_holding() || inside.is_dark(), inside.firmware.room())
        };
        let most = (self.credit.bytes.min(bytes.len() as f64)) as usize;
        let Some(pty) = &mut self.pty else {
            self.listen(wait);
            return 0;
        };
        // A full printer drops its CTS wire or says XOFF: bytes stay with the kiosk if that obeys.
        let obeys = pty.obeys_cts() || (self.config.model.xon_xoff && pty.obeys_xoff());
        let most = if obeys { most.min(room) } else { most };
        if most == 0 || (holding && obeys) {
            // Something is under way: it will read on by itself.
            self.quiet = 0;
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

    /// Lets the firmware have the bytes and work; writes pictures; sends on its way what it says.
    fn work(&mut self, bytes: &[u8]) {
        let mut inside = self.shared.lock();
        inside.receive(bytes);
        self.busy_until = self.busy_until.filter(|until| Instant::now() < *until);
        let rows = if self.busy_until.is_some() { 0 } else { self.credit.rows.min(1e9) as usize };
        let moved = inside.execute(rows);
        self.credit.rows -= moved as f64;
        let pause = inside.firmware.take_pause();
        if self.config.dots_per_second.is_some() && !pause.is_zero() {
            self.busy_until = Some(Instant::now() + pause);
        }
        if moved > 0 {
            self.quiet = 0;
        }
        let sheets = inside.firmware.take_sheets();
        let mut replies = inside.firmware.take_replies();
        if inside.around.garbage {
            replies = if bytes.is_empty() { Vec::new() } else { b"\r\nERROR: unknown command\r\n".to_vec() };
        } else if inside.around.mute {
            replies.clear();
        }
        self.answering.say(inside.behaviour, replies);
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
    }

    fn write_picture(&self, sheet: &Sheet) -> io::Result<()> {
        let Some(folder) = &self.config.folder else { return Ok(()) };
        let path = folder.join(format!("sheet-{:04}.png", sheet.number));
        let file = io::BufWriter::new(std::fs::File::create(path)?);
        sheet.picture.write_png(file, self.config.model.dpi)
    }
}
