//! One line: a virtual printer, the printer's actor, the store and the print desk, and somebody who mends.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use kiosk::clock::SystemClock;
use kiosk::device::line::{Flow, LineConfig};
use kiosk::device::printer::encode::{self, Encoded};
use kiosk::device::printer::{Printer, PrinterConfig, PrinterState, Profile, Timing};
use kiosk::device::virtual_::{Model, Sheet, VirtualFault, VirtualPrinter, VirtualPrinterConfig};
use kiosk::kiosk::{Desk, PageMaker, Printed};
use kiosk::receipt::page::{Bitmap, Dots, Element, Page};
use kiosk::store::{JobId, JobState, JobSubject, NewTicket, SheetAnswer, Store, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use tokio::runtime::Runtime;
use tokio::sync::broadcast;

const PATIENCE: Duration = Duration::from_secs(20);

/// Which printer stands at the far end, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Knows everything; back at once after a power failure, so that no pause gives it away.
    Epson,
    /// `GS r` only; needs 1.6 s to come up again.
    Clone,
    /// The same on a line without flow control.
    CloneWithoutWires,
    /// Knows everything, at 9600 baud.
    Slow,
}

impl Kind {
    const fn profile(self) -> &'static str {
        match self {
            Self::Epson | Self::Slow => "epson-tm-t20iii",
            Self::Clone | Self::CloneWithoutWires => "generic-80mm",
        }
    }

    fn device(self) -> VirtualPrinterConfig {
        let slow = self == Self::Slow;
        match self {
            Self::Epson | Self::Slow => {
                VirtualPrinterConfig { baud: slow.then_some(9_600), ..VirtualPrinterConfig::default() }
            }
            Self::Clone | Self::CloneWithoutWires => VirtualPrinterConfig {
                // One that obeys `GS L`: others print what is shifted away from a hidden command two dots off.
                model: Model { motion_units: true, ..Model::clone_80mm() },
                // A little more than the kiosk relies on.
                boot: Timing::default().pause + Duration::from_millis(200),
                ..VirtualPrinterConfig::default()
            },
        }
    }

    fn line(self, path: &Path) -> LineConfig {
        let baud = if self == Self::Slow { 9_600 } else { 460_800 };
        let flow = if self == Self::CloneWithoutWires { Flow::None } else { Flow::RtsCts };
        LineConfig::new(path, baud).with_flow(flow)
    }
}

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ends {
    /// Proven at the first attempt.
    pub(crate) at_once: usize,
    /// Proven after the desk printed it again by itself.
    pub(crate) by_itself: usize,
    /// A member of staff was asked.
    pub(crate) asked: usize,
}

impl Ends {
    pub(crate) fn add(&mut self, other: Self) {
        self.at_once += other.at_once;
        self.by_itself += other.by_itself;
        self.asked += other.asked;
    }
}

pub(crate) struct Bench {
    pub(crate) device: VirtualPrinter,
    kind: Kind,
    printer: Printer,
    desk: Desk,
    store: Store,
    runtime: Runtime,
    _state: tempfile::TempDir,
}

fn profile(kind: Kind) -> Profile {
    Profile::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers"), kind.profile()).unwrap()
}

/// A short ticket that no other is like: the label decides its dots.
fn page(label: &str) -> Page {
    let mut seed = label.bytes().fold(0x9E37_79B9_u32, |seed, byte| (seed ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut dot = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed & 3 == 0
    };
    let mut block = |width: u32, height: u32| {
        let mut picture = Bitmap::new(Dots(576), Dots(height));
        (0..width * height).for_each(|n| picture.set(40 + n % width, n / width, dot()));
        Element::Raster(picture)
    };
    let elements =
        vec![block(96, 14), Element::Feed(Dots(20)), block(64, 10), Element::Feed(Dots(9)), block(24, 4), Element::Cut];
    Page { width_dots: Dots(576), elements }
}

fn label_of(subject: &JobSubject) -> String {
    match subject {
        JobSubject::Ticket { ticket, .. } => ticket.label.to_string(),
        JobSubject::Receipt { request, .. } => request.reference.to_string(),
    }
}

impl Bench {
    pub(crate) fn new(kind: Kind) -> Self {
        let device = VirtualPrinter::start(kind.device()).unwrap();
        let timing = Timing {
            // On a busy machine a thread may not run for a moment, which is no fault: the kiosk would rightly doubt, and
            // ask about a sheet that nothing happened to.
            answer: Duration::from_millis(600),
            probe: Duration::from_millis(600),
            // As on real lines, and above it what else ends a wait: a restart has to be found out by the pause.
            pause: Timing::default().pause,
            stall: Duration::from_millis(2_000),
            proof: Duration::from_millis(1_500),
            ..Timing::brisk()
        };
        let printer = Printer::start(PrinterConfig { line: kind.line(device.path()), timing }, profile(kind));
        let state = tempfile::tempdir().unwrap();
        let zone = TimeZone::get("Asia/Baghdad").unwrap();
        let mut options = StoreOptions::new(state.path(), "erbil-1".parse().unwrap(), Slot::new('3').unwrap(), zone);
        options.limits.ballast = 4 << 10;
        let store = Store::open(options).unwrap().0;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let make: PageMaker = Arc::new(|subject: &JobSubject| Ok(page(&label_of(subject))));
        let events = broadcast::Sender::new(64);
        let desk =
            Desk::start(runtime.handle(), store.clone(), printer.clone(), make, Arc::new(SystemClock), events, None);
        Self { device, kind, printer, desk, store, runtime, _state: state }
    }

    /// Where faults strike: each `stride`th byte, each end of a command and the byte before it, and each third (with
    /// a stride of 1: each) from the end of the content on (fence, cut, fence).
    pub(crate) fn offsets(&self, stride: usize) -> Vec<usize> {
        let line = self.kind.line(self.device.path());
        let profile = profile(self.kind).for_line(line.wire_time(1));
        let encoded = encode::page(&page("B3-001"), &profile).unwrap();
        // The four status requests come first.
        let before = 12;
        let content = before + encoded.cut_at();
        let whole = before + encoded.bytes().len() + 7 + 11 + 18 + 12;
        let ends = |encoded: &Encoded| -> Vec<usize> {
            let mut end = before;
            let lengths = encoded.commands().map(<[u8]>::len);
            lengths.map(|length| (end += length, end).1).collect()
        };
        // A ticket after one that was proven says no setting again, and ends earlier.
        let next = encode::page_after(&page("B3-001"), &profile, None, encoded.settings()).unwrap();
        let near: Vec<usize> = [ends(&encoded), ends(&next)].concat();
        let near = near.iter().flat_map(|end| end - 1..=*end);
        // What stands there is not the same for every printer, and status requests come in between.
        let step = if stride > 1 { 3 } else { 1 };
        let tail = (before + next.cut_at() - 1..=whole).step_by(step);
        let mut all: Vec<usize> = (0..content).step_by(stride).chain(near).chain(tail).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Its state, how often it was given to the printer, and whether its cut was about to be sent.
    fn row(&self, job: JobId) -> (JobState, u32, bool) {
        match self.store.job_subject(job).wait().unwrap() {
            JobSubject::Ticket { job, .. } | JobSubject::Receipt { job, .. } => (job.state, job.attempts, job.cutting),
        }
    }

    fn clears(&self) -> bool {
        matches!(self.kind, Kind::Epson | Kind::Slow)
    }

    fn is_ready(&self) -> bool {
        matches!(*self.printer.state().borrow(), PrinterState::Ready { .. })
    }

    fn wait(&self, what: &str, mut arrived: impl FnMut() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !arrived() {
            assert!(Instant::now() < end, "{:?}: {what}: printer {:?}", self.kind, *self.printer.state().borrow());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until nothing happens by itself any more.
    fn settle(&self, job: JobId, case: &str) -> JobState {
        let is_settled = || {
            let (state, _, cutting) = self.row(job);
            match state {
                JobState::Proven => true,
                // One that clears has yet to say that it holds nothing, and then it is printed again.
                JobState::Unknown if self.clears() && !cutting => false,
                JobState::Unknown => {
                    self.is_ready() && self.device.inspect(kiosk::device::virtual_::firmware::Firmware::is_at_rest)
                }
                _ => false,
            }
        };
        let mut since: Option<Instant> = None;
        self.wait(&format!("{case}: settled, not {:?}", self.row(job)), || {
            if !is_settled() {
                since = None;
                return false;
            }
            let long = if self.row(job).0 == JobState::Unknown { 60 } else { 0 };
            since.get_or_insert_with(Instant::now).elapsed() >= Duration::from_millis(long)
        });
        self.row(job).0
    }

    fn issue(&self) -> (JobId, String) {
        let new = NewTicket {
            service: None,
            queue: QueueLetter::new('B').unwrap(),
            private: false,
            language: "ckb".into(),
            priority: None,
            party: None,
            terms: kiosk::store::TicketTerms::default(),
        };
        let issued = self.store.issue_ticket(new).wait().unwrap();
        (issued.job, issued.ticket.label.to_string())
    }

    fn print(&self, job: JobId) -> Printed {
        self.runtime.block_on(self.desk.print(job)).unwrap()
    }

    /// One ticket, struck by `fault` when the printer has got or executed so many bytes of it.
    pub(crate) fn strike(&mut self, fault: VirtualFault, offset: usize) -> Ends {
        let case = format!("{:?} {fault:?} at {offset}", self.kind);
        self.wait(&format!("{case}: ready"), || self.is_ready());
        let (job, label) = self.issue();
        let wanted = page(&label).bitmap().unwrap();
        let before = self.device.sheets().len();
        self.device.arm(offset, fault);
        let printed = self.print(job);
        if matches!(printed, Printed::Proven(_)) {
            self.assert_whole(before, &wanted, 1, &format!("{case}: proven at once"));
        }
        self.device.disarm();
        self.device.mend(fault);
        let mut state = self.settle(job, &case);
        let mut ends = Ends::default();
        let mut last = job;
        match state {
            JobState::Proven if self.row(job).1 == 1 => ends.at_once = 1,
            JobState::Proven => ends.by_itself = 1,
            _ => ends.asked = 1,
        }
        if ends.asked == 1 {
            // A member of staff looks, and says what is true.
            let whole = whole(&self.device.sheets()[before..], &wanted);
            assert!(whole <= 1, "{case}: {whole} whole sheets before anybody was asked");
            let questions = self.runtime.block_on(self.desk.questions()).unwrap();
            assert_eq!(questions.iter().map(|job| job.id).collect::<Vec<_>>(), [job], "{case}: one question");
            let answer = if whole == 1 { SheetAnswer::Whole } else { SheetAnswer::Again };
            if let Some((again, _)) = self.runtime.block_on(self.desk.answer(job, answer)).unwrap() {
                last = again;
                state = self.settle(again, &format!("{case}, printed again"));
                assert_eq!(state, JobState::Proven, "{case}: asked twice");
            }
            assert!(self.runtime.block_on(self.desk.questions()).unwrap().is_empty(), "{case}: asked once");
        }
        assert_eq!(self.row(last).0, JobState::Proven, "{case}");
        self.assert_whole(before, &wanted, 1, &format!("{case}: in the end, {ends:?}, {printed:?}"));
        ends
    }

    fn assert_whole(&self, before: usize, wanted: &Bitmap, count: usize, case: &str) {
        // The picture of a sheet is there a moment after the printer has said that it is cut.
        let end = Instant::now() + Duration::from_millis(500);
        let mut found = whole(&self.device.sheets()[before..], wanted);
        while found < count && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(2));
            found = whole(&self.device.sheets()[before..], wanted);
        }
        if found != count && std::env::var_os("FAULT_PICTURES").is_some() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/faults");
            std::fs::create_dir_all(&folder).unwrap();
            let name = case.split(':').next().unwrap_or(case).replace(' ', "-");
            let save = |picture: &Bitmap, what: &str| {
                let file = std::fs::File::create(folder.join(format!("{name}-{what}.png"))).unwrap();
                picture.write_png(std::io::BufWriter::new(file), 203).unwrap();
            };
            save(wanted, "wanted");
            for (n, sheet) in self.device.sheets()[before..].iter().enumerate() {
                save(&sheet.picture, &n.to_string());
            }
        }
        let sheets = self.device.sheets().len() - before;
        assert_eq!(found, count, "{case}: whole sheets among {sheets}");
    }

    /// A line on which nothing can be proven: nothing is claimed.
    pub(crate) fn print_in_the_dark(&mut self) {
        std::thread::sleep(Duration::from_millis(600));
        let (job, label) = self.issue();
        let before = self.device.sheets().len();
        let printed = self.print(job);
        let whole = whole(&self.device.sheets()[before..], &page(&label).bitmap().unwrap());
        match printed {
            Printed::Proven(_) => assert_eq!(whole, 1, "{:?}: proven", self.kind),
            Printed::Not(_) => assert_eq!(whole, 0, "{:?}: not printed", self.kind),
            Printed::Perhaps(_) => assert!(whole <= 1, "{:?}: in doubt", self.kind),
        }
    }
}

/// Sheets that show all of `wanted`, whatever hangs above it.
fn whole(sheets: &[Sheet], wanted: &Bitmap) -> usize {
    let shows = |sheet: &&Sheet| {
        let content = sheet.content();
        let rest = content.height().get().checked_sub(wanted.height().get());
        rest.is_some_and(|rest| (0..=rest).any(|y| content.crop(0, y, wanted.width(), wanted.height()) == *wanted))
    };
    sheets.iter().filter(shows).count()
}
