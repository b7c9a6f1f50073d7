//! One line: a virtual printer, the printer's actor, the store and the print desk, and somebody who mends.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use kiosk::clock::SystemClock;
use kiosk::device::printer::cache::{Shelf, Stored};
use kiosk::device::printer::encode::{self, Encoded, Settings};
use kiosk::device::printer::{Printer, PrinterConfig, PrinterState, Timing};
use kiosk::device::virtual_::firmware::Firmware;
use kiosk::device::virtual_::{Answers, Behaviour, VirtualFault, VirtualPrinter};
use kiosk::kiosk::{Desk, PageMaker, Printed};
use kiosk::receipt::page::{Bitmap, Page};
use kiosk::store::{JobId, JobState, JobSubject, NewTicket, SheetAnswer, Store, StoreOptions};
use kiosk::ticket::{QueueLetter, Slot};
use tokio::runtime::Runtime;
use tokio::sync::broadcast;

use crate::kind::Kind;

const PATIENCE: Duration = Duration::from_secs(20);

/// What happens in the middle of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strike {
    /// Something about the printer or its cable.
    Fault(VirtualFault),
    /// From here on its answers are no good.
    Answers(Answers),
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
    /// The page of the next ticket. Drawn while a fault is armed, it would take so long that the fault strikes before it.
    drawn: Arc<Mutex<Option<(String, Page)>>>,
    /// What the printer keeps once it was given all.
    kept: Vec<Stored>,
    behaviour: Behaviour,
    _state: tempfile::TempDir,
}

fn label_of(subject: &JobSubject) -> String {
    match subject {
        JobSubject::Ticket { ticket, .. } => ticket.label.to_string(),
        JobSubject::Receipt { request, .. } => request.reference.to_string(),
    }
}

impl Bench {
    pub(crate) fn new(kind: Kind) -> Self {
        Self::with(kind, Behaviour::default())
    }

    /// On a line that behaves like this.
    pub(crate) fn with(kind: Kind, behaviour: Behaviour) -> Self {
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
        let printer = Printer::start(PrinterConfig { line: kind.line(device.path()), timing }, kind.profile());
        let samples = kind.samples();
        if !samples.is_empty() {
            printer.expect(samples, None);
        }
        let state = tempfile::tempdir().unwrap();
        let zone = TimeZone::get("Asia/Baghdad").unwrap();
        let mut options = StoreOptions::new(state.path(), "erbil-1".parse().unwrap(), Slot::new('3').unwrap(), zone);
        options.limits.ballast = 4 << 10;
        let store = Store::open(options).unwrap().0;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let drawn: Arc<Mutex<Option<(String, Page)>>> = Arc::default();
        let known = Arc::clone(&drawn);
        let make: PageMaker = Arc::new(move |subject: &JobSubject| {
            let label = label_of(subject);
            match &*known.lock().unwrap() {
                Some((of, page)) if *of == label => Ok(page.clone()),
                _ => Ok(kind.page(&label)),
            }
        });
        let events = broadcast::Sender::new(64);
        let desk =
            Desk::start(runtime.handle(), store.clone(), printer.clone(), make, Arc::new(SystemClock), events, None);
        let mut bench =
            Self { device, kind, printer, desk, store, runtime, drawn, kept: Vec::new(), behaviour, _state: state };
        bench.kept = bench.all_kept();
        bench.device.behave(behaviour);
        bench
    }

    /// Waits until the printer is given no more pictures.
    fn all_kept(&self) -> Vec<Stored> {
        if self.kind.keeps().is_none() {
            return Vec::new();
        }
        let mut since = Instant::now();
        let mut count = 0;
        self.wait("pictures are kept", || {
            let now = self.printer.kept().borrow().len();
            if now != count || now == 0 {
                (count, since) = (now, Instant::now());
            }
            since.elapsed() > Duration::from_millis(400)
        });
        self.printer.kept().borrow().clone()
    }

    /// What the printer keeps, as the encoder sees it.
    fn shelf(&self) -> Option<Shelf> {
        let (memory, composing) = self.kind.keeps()?;
        let mut shelf = Shelf::new(memory, composing);
        self.kept.iter().for_each(|stored| shelf.put(stored.clone()));
        Some(shelf)
    }

    /// Where faults strike: each `stride`th byte, each end of a command and the byte before it, and each third (with
    /// a stride of 1: each) from the end of the content on (fence, cut, fence).
    pub(crate) fn offsets(&self, stride: usize) -> Vec<usize> {
        let line = self.kind.line(self.device.path());
        let profile = self.kind.profile().for_line(line.wire_time(1));
        let (page, shelf) = (self.kind.page("B3-001"), self.shelf());
        let encode = |set: Settings| encode::page_after(&page, &profile, shelf.as_ref(), set).unwrap();
        let encoded = encode(Settings::default());
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
        let next = encode(encoded.settings());
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

    /// Ready, with all that it keeps.
    fn is_ready(&self) -> bool {
        let is_ready = matches!(*self.printer.state().borrow(), PrinterState::Ready { .. });
        is_ready && self.printer.kept().borrow().len() >= self.kept.len()
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
                JobState::Unknown if self.kind.clears() && !cutting => false,
                JobState::Unknown => self.is_ready() && self.device.inspect(Firmware::is_at_rest),
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

    /// One ticket, struck when the printer has got or executed so many bytes of it.
    pub(crate) fn strike(&mut self, strike: Strike, offset: usize) -> Ends {
        let case = format!("{:?} {strike:?} at {offset}", self.kind);
        self.wait(&format!("{case}: ready"), || self.is_ready());
        let (job, label) = self.issue();
        let page = self.kind.page(&label);
        let wanted = page.bitmap().unwrap();
        *self.drawn.lock().unwrap() = Some((label, page));
        let before = self.device.sheets().len();
        match strike {
            Strike::Fault(fault) => self.device.arm(offset, fault),
            Strike::Answers(answers) => self.device.arm_behaviour(offset, Behaviour { answers, ..self.behaviour }),
        }
        let printed = std::thread::scope(|scope| {
            if strike == Strike::Fault(VirtualFault::HeadHot) {
                // It cools while the kiosk waits.
                scope.spawn(|| {
                    std::thread::sleep(Duration::from_millis(400));
                    self.device.mend(VirtualFault::HeadHot);
                });
            }
            self.print(job)
        });
        if matches!(printed, Printed::Proven(_)) {
            self.assert_whole(before, &wanted, 1, &format!("{case}: proven at once"));
        }
        self.device.disarm();
        match strike {
            Strike::Fault(fault) => self.device.mend(fault),
            Strike::Answers(_) => self.device.behave(self.behaviour),
        }
        let mut state = self.settle(job, &case);
        let mut ends = Ends::default();
        let mut last = job;
        match state {
            JobState::Proven if self.row(job).1 == 1 => ends.at_once = 1,
            JobState::Proven => ends.by_itself = 1,
            _ => ends.asked = 1,
        }
        if ends.asked == 1 {
            // A member of staff takes off what hangs there, looks, and says what is true.
            if self.device.inspect(|firmware| firmware.uncut_rows() > 0) {
                let sheets = self.device.sheets().len();
                self.device.tear_off();
                let _ = self.device.wait_for_sheets(sheets + 1, Duration::from_millis(200));
            }
            let whole = self.whole(before, &wanted);
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
        let mut found = self.whole(before, wanted);
        while found < count && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(2));
            found = self.whole(before, wanted);
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
        let whole = self.whole(before, &self.kind.page(&label).bitmap().unwrap());
        match printed {
            Printed::Proven(_) => assert_eq!(whole, 1, "{:?}: proven", self.kind),
            Printed::Not(_) => assert_eq!(whole, 0, "{:?}: not printed", self.kind),
            Printed::Perhaps(_) => assert!(whole <= 1, "{:?}: in doubt", self.kind),
        }
    }

    /// On how many sheets since `before` all of `wanted` stands, whatever hangs above it; how often on paper that nobody
    /// cuts.
    fn whole(&self, before: usize, wanted: &Bitmap) -> usize {
        if self.kind.tears() && self.device.inspect(|firmware| firmware.uncut_rows() > 0) {
            self.device.tear_off();
            // The picture is made by another thread.
            let _ = self.device.wait_for_sheets(before + 1, Duration::from_millis(200));
        }
        // A printer whose margin is not relied on may have it some dots further right, all of it.
        let moved: Vec<Bitmap> = (0..8)
            .map(|right| {
                let mut moved = Bitmap::new(wanted.width(), wanted.height());
                moved.stamp(wanted, right, 0);
                moved
            })
            .collect();
        let most = if self.kind.tears() { usize::MAX } else { 1 };
        self.device.sheets()[before..].iter().map(|sheet| times(&sheet.content(), &moved).min(most)).sum()
    }
}

/// How often one of `wanted`, which are of one size, stands in `content`.
fn times(content: &Bitmap, wanted: &[Bitmap]) -> usize {
    let height = wanted[0].height().get();
    let stands = |wanted: &Bitmap, y: u32| (0..height).all(|row| content.row(y + row) == wanted.row(row));
    let (mut count, mut y) = (0, 0);
    while y + height <= content.height().get() {
        if wanted.iter().any(|wanted| stands(wanted, y)) {
            count += 1;
            y += height;
        } else {
            y += 1;
        }
    }
    count
}
