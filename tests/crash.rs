//! `kill -9` between commit and print, and between job and proof. The kiosk that is killed is this executable again
//! (with `KIOSK_CRASH_CHILD` set); printer, scanner and central are here and outlive it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use common::{
    PATIENCE, PORTRAIT, Rows, central_has_each_once, citizen, everything, page_of, qr_in, wait_for, whole, wishes,
};
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Player, Ports, Wishes, central_config};
use kiosk::device::printer::PrinterState;
use kiosk::device::virtual_::{VirtualFault, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use kiosk::i18n::Language;
use kiosk::ui::app::backend::{
    Backend, BackendError, Doubt, Events, FormOutcome, Later, LookUp, NoTicket, PrintJob, PrintOutcome, Spoken,
    Submitted, TicketIssued, TicketOrder,
};
use kiosk::visit::{Form, Submission};
use kiosk_central::{Running, Server};
use kiosk_protocol::{CheckCode, Reference};

const CHILD: &str = "KIOSK_CRASH_CHILD";

/// The running kiosk, but what is to be printed stays unprinted: the moment after the commit, made long.
struct NeverPrints(Arc<dyn Backend>);

impl Backend for NeverPrints {
    fn takes_requests(&self) -> bool {
        self.0.takes_requests()
    }

    fn submit(&self, submission: Submission) -> Later<Result<Submitted, BackendError>> {
        self.0.submit(submission)
    }

    fn queue_ticket(&self, order: TicketOrder) -> Later<Result<TicketIssued, NoTicket>> {
        self.0.queue_ticket(order)
    }

    fn print(&self, _job: PrintJob) -> Later<PrintOutcome> {
        say("ack-committed");
        Box::pin(std::future::pending())
    }

    fn reprint(&self, job: PrintJob) -> Later<PrintOutcome> {
        self.0.reprint(job)
    }

    fn print_form(&self, form: Arc<Form>, reference: Reference) -> Later<FormOutcome> {
        self.0.print_form(form, reference)
    }

    fn print_receipt_a4(&self, reference: Reference) -> Later<FormOutcome> {
        self.0.print_receipt_a4(reference)
    }

    fn doubt(&self, job: Option<PrintJob>) -> Later<Option<Doubt>> {
        self.0.doubt(job)
    }

    fn answer(&self, job: PrintJob, whole: bool) -> Later<PrintOutcome> {
        self.0.answer(job, whole)
    }

    fn look_up(&self, reference: Reference, code: Option<CheckCode>) -> Later<LookUp> {
        self.0.look_up(reference, code)
    }

    fn rate(&self, stars: u8) -> Later<()> {
        self.0.rate(stars)
    }

    fn call_staff(&self, screen: &'static str) -> Later<bool> {
        self.0.call_staff(screen)
    }

    fn unprinted(&self) -> Later<Option<PrintJob>> {
        self.0.unprinted()
    }

    fn events(&self) -> Events {
        self.0.events()
    }

    fn say(&self, spoken: Spoken) {
        self.0.say(spoken);
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A visit up to the consent; what follows waits for a word from outside, and then for the end.
#[test]
fn the_kiosk_that_is_killed() {
    let Some(way) = std::env::var_os(CHILD) else { return };
    let value = |name: &str| std::env::var(name).unwrap();
    let everything = everything(Wishes {
        folder: Some(PathBuf::from(value("KIOSK_CRASH_FOLDER"))),
        central: false,
        central_address: Some(value("KIOSK_CRASH_CENTRAL").parse().unwrap()),
        ports: Some(Ports {
            printer: value("KIOSK_CRASH_PRINTER").into(),
            scanner: value("KIOSK_CRASH_SCANNER").into(),
        }),
        // A real printer's patience: the job must still be under way when the end comes.
        timing: None,
        ..wishes()
    });
    wait_for("the printer is ready", || matches!(everything.kiosk().printer(), PrinterState::Ready { .. }));
    let mut world = everything.world().unwrap();
    if way == "committed" {
        world.backend = Arc::new(NeverPrints(world.backend));
    }
    let mut player = Player::before(world, everything.runtime().handle().clone(), PORTRAIT, Language::CKB).unwrap();
    common::fill_by_hand(&mut player, Language::CKB);
    say("ack-consent");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    player.tap("consent.agree").unwrap();
    player.expect("done").unwrap();
    let _never = player.window().wait_until(Duration::from_secs(60), |_| false);
}

/// What outlives the kiosk.
struct Around {
    _temporary: tempfile::TempDir,
    folder: PathBuf,
    printer: VirtualPrinter,
    scanner: VirtualScanner,
    central: Running,
}

impl Around {
    fn set_up() -> Self {
        let (temporary, folder) = common::folder();
        let listen: SocketAddr = ([127, 0, 0, 1], 0).into();
        Self {
            central: Server::start(central_config(listen, &folder).unwrap()).unwrap(),
            printer: VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap(),
            scanner: VirtualScanner::start(b"\r\n").unwrap(),
            folder,
            _temporary: temporary,
        }
    }

    /// The kiosk that will be killed, when it stands at the consent.
    fn at_consent(&self, way: &str) -> Doomed {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_kiosk_that_is_killed", "--nocapture", "--test-threads=1"])
            .env(CHILD, way)
            .env("KIOSK_CRASH_FOLDER", &self.folder)
            .env("KIOSK_CRASH_CENTRAL", self.central.addr.to_string())
            .env("KIOSK_CRASH_PRINTER", self.printer.path())
            .env("KIOSK_CRASH_SCANNER", self.scanner.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (word, out) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut doomed = Doomed { child, word, lines: BufReader::new(out) };
        doomed.hear("ack-consent");
        doomed
    }

    fn rows(&self) -> Rows {
        Rows::of_kiosk(&self.folder)
    }

    /// The kiosk starts again in this process, on the same folder, lines and central.
    fn restart(&self) -> kiosk::cli::demo::Everything {
        everything(Wishes {
            folder: Some(self.folder.clone()),
            central: false,
            central_address: Some(self.central.addr),
            ports: Some(Ports { printer: self.printer.path().to_path_buf(), scanner: self.scanner.path() }),
            ..wishes()
        })
    }
}

struct Doomed {
    child: Child,
    word: ChildStdin,
    lines: BufReader<std::process::ChildStdout>,
}

impl Doomed {
    fn hear(&mut self, wanted: &str) {
        let mut line = String::new();
        while !line.contains(wanted) {
            line.clear();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "the kiosk ended before it said {wanted}");
        }
    }

    fn go_on(&mut self) {
        self.word.write_all(b"go on\n").unwrap();
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Doomed {
    fn drop(&mut self) {
        // Only a test that has failed leaves it alive.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// After the restart: the papers are offered, printed once, and all goes on as if nothing had been.
fn offered_and_printed(around: &Around, states_before: &[&str], states_after: &[&str]) {
    let everything = around.restart();
    assert_eq!(around.rows().jobs(), states_before, "what the restart found");
    let language = Language::CKB;
    let mut player = citizen(&everything, language);
    wait_for("the printer is ready", || matches!(everything.kiosk().printer(), PrinterState::Ready { .. }));
    if states_before.iter().any(|state| state.ends_with("unknown")) {
        // Nobody but a member of staff can tell what has become of it: it is missing.
        player.expect_control("notice.sheet").unwrap();
        player.tap("notice.sheet").unwrap();
        player.expect("sheet").unwrap();
        player.tap("sheet.again").unwrap();
        player.expect("attract").unwrap();
    }
    player.expect_control("notice.print").unwrap();
    player.tap("notice.print").unwrap();
    let kiosk = everything.kiosk();
    wait_for("nothing is owed", || {
        let _busy = player.window().pump();
        everything.runtime().block_on(kiosk.unproven()).unwrap().is_empty()
            && around.rows().number("select count(*) from print_job where state = 'sent'") == 0
    });
    player.settle().unwrap();
    assert!(!player.window().stops().iter().any(|stop| stop.words.id == "notice.print"), "nothing is offered any more");
    let rows = around.rows();
    assert_eq!(rows.jobs(), states_after);

    let sheets = around.printer.sheets();
    for kind in ["receipt", "ticket"] {
        let first = page_of(&everything, rows.last_job(&format!("kind = '{kind}' and reprint_of is null")));
        let proven = page_of(&everything, rows.last_job(&format!("kind = '{kind}' and state = 'proven'")));
        let originals = if first == proven { 0 } else { whole(&sheets, &first) };
        assert_eq!(whole(&sheets, &proven) + originals, 1, "whole sheets of the {kind}");
    }
    let label = rows.texts("select label from ticket").remove(0);
    let read = sheets.iter().filter(|sheet| qr_in(&sheet.picture).iter().any(|text| text.contains(&label))).count();
    assert_eq!(read, 1, "sheets on which {label} can be read");

    // Numbers go on without gap or double; everything reaches central once.
    let service = ServiceId::new(common::SERVICE);
    let issued = everything.runtime().block_on(kiosk.issue_ticket(&service, language, None)).unwrap();
    assert_eq!(issued.ticket.label.number.get(), 2);
    everything.drained(PATIENCE).unwrap();
    assert_eq!(central_has_each_once(&everything), 3);
    assert_eq!(rows.number("select count(*) from request"), 1);
    let _head = everything.runtime().block_on(kiosk.store().verify_audit()).unwrap();
    let left = common::found_in_files(&around.folder.join("state"), &common::traces_of(language));
    assert_eq!(left, Vec::<String>::new());
}

fn state_of(folder: &Path) -> bool {
    folder.join("state/kiosk.db").exists()
}

#[test]
fn killed_between_commit_and_print() {
    let around = Around::set_up();
    let mut doomed = around.at_consent("committed");
    doomed.go_on();
    doomed.hear("ack-committed");
    doomed.kill();
    assert!(state_of(&around.folder));
    assert_eq!(around.rows().jobs(), ["receipt committed", "ticket committed"]);
    assert!(around.printer.sheets().is_empty());
    offered_and_printed(&around, &["receipt committed", "ticket committed"], &["receipt proven", "ticket proven"]);
}

#[test]
fn killed_between_job_and_proof() {
    let around = Around::set_up();
    let mut doomed = around.at_consent("sent");
    around.printer.set(VirtualFault::Busy);
    doomed.go_on();
    wait_for("the receipt is with the printer", || {
        state_of(&around.folder)
            && around.rows().jobs().first().is_some_and(|job| job == "receipt sent")
            && around.printer.inspect(kiosk::device::virtual_::firmware::Firmware::room) < 3000
    });
    doomed.kill();
    // The printer kept its power: it prints what it still holds, which is not the whole sheet.
    around.printer.mend(VirtualFault::Busy);
    assert!(around.printer.sheets().is_empty());
    offered_and_printed(
        &around,
        &["receipt unknown", "ticket committed"],
        &["receipt reprinted", "ticket proven", "receipt proven"],
    );
}
