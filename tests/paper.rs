//! The printer fails in the middle of a ticket: the citizen is told in his language, nothing is lost, and after
//! mending there is exactly one whole ticket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::cell::Cell;
use std::time::Duration;

use common::{PATIENCE, Rows, citizen, commands, config, data, page_on, qr_in, texts, wait_for, whole, wishes};
use kiosk::cli::demo::{Everything, Player, Ports, Wishes};
use kiosk::device::printer::{Fault, PaperLevel, PrinterState};
use kiosk::device::virtual_::{
    Answers, Behaviour, Model, VirtualFault, VirtualPrinter, VirtualPrinterConfig, VirtualScanner,
};
use kiosk::i18n::Language;
use tempfile::TempDir;

/// One kiosk, one citizen after the other.
struct Hall {
    everything: Everything,
    /// A printer of the test's own, where it has one, and the code of an attendant.
    outside: Option<(VirtualPrinter, VirtualScanner, TempDir, String)>,
    /// Sheets that had been cut when the present citizen came.
    before: Cell<usize>,
    /// Bytes of an ordinary ticket.
    ticket: usize,
    profile: String,
}

impl Hall {
    /// With a printer that reports by itself and clears its buffer when told to.
    fn open() -> Self {
        Self::with("epson-tm-t20iii")
    }

    fn with(profile: &str) -> Self {
        let mut config = config();
        profile.clone_into(&mut config.printer.profile);
        Self::opened(profile, Everything::start(config, data(), wishes()).unwrap(), None)
    }

    /// With this printer, and with staff.
    fn staffed(profile: &str, printer: VirtualPrinterConfig) -> Self {
        let mut config = config();
        profile.clone_into(&mut config.printer.profile);
        // Not counted: what is told of the roll's end is the sensor's word.
        config.printer.roll_m = 0;
        let folder = tempfile::tempdir().unwrap();
        let [attendant, ..] = common::staff(folder.path());
        let printer = VirtualPrinter::start(printer).unwrap();
        let scanner = VirtualScanner::start(b"\r").unwrap();
        let ports = Ports { printer: printer.path().to_path_buf(), scanner: scanner.path() };
        let wishes = Wishes { folder: Some(folder.path().to_owned()), ports: Some(ports), ..wishes() };
        let everything = Everything::start(config, data(), wishes).unwrap();
        Self::opened(profile, everything, Some((printer, scanner, folder, attendant)))
    }

    fn opened(
        profile: &str,
        everything: Everything,
        outside: Option<(VirtualPrinter, VirtualScanner, TempDir, String)>,
    ) -> Self {
        let mut player = citizen(&everything, Language::EN);
        common::queue_ticket(&mut player, Language::EN);
        player.expect_text(&texts(&everything, Language::EN).get("print-done")).unwrap();
        let printer = outside.as_ref().map_or_else(|| everything.printer().unwrap(), |outside| &outside.0);
        let sheets = printer.wait_for_sheets(1, PATIENCE);
        let all = commands(&sheets[0].bytes);
        // Where the printer's memory tells of a restart, units are said when it is met: the ticket follows the last question.
        let is_told = all.iter().any(|command| command.starts_with(&[0x1D, b'(', b'L', 2, 0, b'0', 52]));
        let job = if is_told {
            all.iter().rposition(|command| command.starts_with(&[0x1D, b'(', b'H'])).unwrap() + 1
        } else {
            all.iter().position(|command| command.starts_with(&[0x1D, b'P'])).unwrap()
        };
        let data = all[job..].iter().filter(|command| !command.starts_with(&[0x10, 0x04]));
        let ticket = data.map(|command| command.len()).sum();
        Self { ticket, before: Cell::new(1), outside, everything, profile: profile.to_owned() }
    }

    fn printer(&self) -> &VirtualPrinter {
        self.outside.as_ref().map_or_else(|| self.everything.printer().unwrap(), |outside| &outside.0)
    }

    /// What staff see of the printer, on a screen of their own, which at rest speaks the kiosk's first language.
    fn staff_see(&self, fault: Fault) {
        let (words, key) = (texts(&self.everything, Language::CKB), fault.message_key());
        let mut player = citizen(&self.everything, Language::CKB);
        common::enter_staff(&mut player, &self.outside.as_ref().unwrap().3);
        player.tap("staff.overview").unwrap();
        player.expect("staff-overview").unwrap();
        player.expect_text(&words.attr(key, "staff").unwrap()).unwrap();
        common::leave_staff(&mut player);
    }

    fn rows(&self) -> Rows {
        Rows::of_kiosk(self.everything.folder())
    }

    /// A citizen at rest who takes a ticket; just before the touch that asks for it, something happens to the printer.
    fn ticket(&self, language: Language, before: impl FnOnce()) -> Player {
        let mut player = citizen(&self.everything, language);
        player.expect("attract").unwrap();
        player.tap(&format!("language.{}", language.tag())).unwrap();
        player.expect("home").unwrap();
        player.tap("home.ticket").unwrap();
        self.before.set(self.printer().sheets().len());
        before();
        player.tap(&format!("service.{}", common::SERVICE)).unwrap();
        player.expect("ticket").unwrap();
        player
    }

    /// The screen says so, in words for citizens; the ticket is durable and its job is not proven.
    fn told(&self, player: &mut Player, language: Language, fault: Fault) {
        let key = fault.message_key();
        let words = texts(&self.everything, language).attr(key, "citizen").unwrap();
        player.expect_text(&words).unwrap();
        let rows = self.rows();
        let label = rows.texts("select label from ticket order by n desc limit 1").remove(0);
        assert!(player.text().contains(&label), "{label} stands on the screen all the same");
        let last = rows
            .texts("select state || ' ' || fault from print_job order by created_ms desc, rowid desc limit 1")
            .remove(0);
        assert!([format!("committed {key}"), format!("unknown {key}")].contains(&last), "{last}");
    }

    fn ready(&self) {
        wait_for("the printer is ready", || matches!(self.everything.kiosk().printer(), PrinterState::Ready { .. }));
    }

    /// A member of staff was called, looks at the sheet, and answers.
    fn staff_answers(&self, player: &mut Player, whole: bool) {
        self.ready();
        for id in ["staff.call", "sheet.open"] {
            player.expect_control(id).unwrap();
            player.tap(id).unwrap();
        }
        player.expect("sheet").unwrap();
        self.staff_read(player);
        player.tap(if whole { "sheet.whole" } else { "sheet.again" }).unwrap();
        player.expect("ticket").unwrap();
    }

    /// Beside the sheet in doubt stands what has happened, in the words for staff; on a later page if need be.
    fn staff_read(&self, player: &mut Player) {
        let fault = self.rows().texts("select fault from print_job where state = 'unknown'").remove(0);
        let language = player.window().program().language();
        let words = texts(&self.everything, language).attr(&fault, "staff").unwrap();
        while !player.text().contains(&words) {
            player.tap("page.next").unwrap_or_else(|error| panic!("\"{words}\" is not said: {error}"));
            player.settle().unwrap();
        }
    }

    /// The last ticket is proven and exactly one whole sheet shows it, original or copy.
    fn once(&self, player: &mut Player, language: Language) {
        player.expect_text(&texts(&self.everything, language).get("print-done")).unwrap();
        let rows = self.rows();
        let label = rows.texts("select label from ticket order by n desc limit 1").remove(0);
        let of_it = "ticket_id = (select id from ticket order by n desc limit 1)";
        let states = rows.texts(&format!("select state from print_job where {of_it} order by created_ms, rowid"));
        assert_eq!(states.last().unwrap(), "proven");
        assert!(states.iter().rev().skip(1).all(|state| state == "reprinted"), "{states:?}");
        let proven = page_on(&self.profile, &self.everything, rows.last_job(&format!("{of_it} and state = 'proven'")));
        let first = page_on(&self.profile, &self.everything, rows.last_job(&format!("{of_it} and reprint_of is null")));
        let sheets = self.printer().sheets().split_off(self.before.get());
        let originals = if proven == first { 0 } else { whole(&sheets, &first) };
        assert_eq!(whole(&sheets, &proven) + originals, 1, "whole sheets of {label}");
        let read = sheets.iter().filter(|sheet| qr_in(&sheet.picture).iter().any(|text| text.contains(&label))).count();
        assert_eq!(read, 1, "sheets on which {label} can be read");
        assert_eq!(rows.number("select count(*) from print_job where state in ('committed', 'sent', 'unknown')"), 0);
    }
}

#[test]
fn paper_out_at_any_byte() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let parts = [(Language::CKB, 1), (Language::AR, 50), (Language::EN, 80), (Language::CKB, 98)];
    for (language, percent) in parts {
        let mut player =
            hall.ticket(language, || printer.arm(hall.ticket * percent / 100 + 24, VirtualFault::PaperOut));
        hall.told(&mut player, language, Fault::PaperOut);
        // The printer has dropped the rest: there is no doubt, and what comes is no copy.
        assert_eq!(hall.rows().jobs().last().unwrap(), "ticket committed");
        // New paper, and it comes by itself.
        printer.mend(VirtualFault::PaperOut);
        hall.once(&mut player, language);
        assert_eq!(hall.rows().number("select count(*) from print_job where reprint_of is not null"), 0);
        player.tap("action.finish").unwrap();
    }
    assert_eq!(hall.rows().number("select max(n) from ticket"), 5, "one number each, none used up by a fault");
}

/// A printer of which little is known: it holds the line while it is out of paper, so that it cannot even be asked why.
#[test]
fn a_simple_printer_runs_out_of_paper() {
    let hall = Hall::with("generic-80mm");
    let printer = hall.everything.printer().unwrap();
    // Early: what printer and line still hold comes out below the new paper and must not reach the code.
    let mut player = hall.ticket(Language::AR, || printer.arm(hall.ticket / 4, VirtualFault::PaperOut));
    player.expect_control("staff.call").unwrap();
    let fault = hall.rows().texts("select fault from print_job where fault is not null").remove(0);
    let known =
        [Fault::PaperOut, Fault::Busy, Fault::NotResponding].into_iter().find(|known| known.message_key() == fault);
    hall.told(&mut player, Language::AR, known.unwrap());
    printer.mend(VirtualFault::PaperOut);
    hall.staff_answers(&mut player, false);
    hall.once(&mut player, Language::AR);
}

#[test]
fn cover_open_before_and_cable_pulled_in_the_middle() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let mut player = hall.ticket(Language::AR, || {
        printer.set(VirtualFault::CoverOpen);
        wait_for("the cover is seen", || hall.everything.kiosk().printer() == PrinterState::Fault(Fault::CoverOpen));
    });
    hall.told(&mut player, Language::AR, Fault::CoverOpen);
    printer.mend(VirtualFault::CoverOpen);
    hall.once(&mut player, Language::AR);

    let mut player = hall.ticket(Language::EN, || printer.arm(hall.ticket / 2, VirtualFault::Unplugged));
    hall.told(&mut player, Language::EN, Fault::Unplugged);
    // Found again it says that it holds nothing, and the cut was never sent: it comes by itself.
    printer.mend(VirtualFault::Unplugged);
    hall.once(&mut player, Language::EN);
}

#[test]
fn a_printer_that_falls_silent() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let mut player = hall.ticket(Language::CKB, || printer.arm(hall.ticket / 2, VirtualFault::Mute));
    hall.told(&mut player, Language::CKB, Fault::NotResponding);
    printer.mend(VirtualFault::Mute);
    hall.once(&mut player, Language::CKB);
}

#[test]
fn fault_after_fault_and_still_one_ticket() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let mut player = hall.ticket(Language::EN, || printer.arm(hall.ticket / 2, VirtualFault::Unplugged));
    hall.told(&mut player, Language::EN, Fault::Unplugged);
    let attempts = || hall.rows().number("select max(attempts) from print_job");
    for (n, fault) in (2..).zip([VirtualFault::Unplugged, VirtualFault::Unplugged, VirtualFault::PaperOut]) {
        printer.arm(hall.ticket / 3, fault);
        printer.mend(VirtualFault::Unplugged);
        wait_for("it was tried again, and has failed", || {
            let _busy = player.window().pump();
            attempts() == n && hall.rows().number("select count(*) from print_job where state = 'sent'") == 0
        });
        let said = if fault == VirtualFault::PaperOut { Fault::PaperOut } else { Fault::Unplugged };
        hall.told(&mut player, Language::EN, said);
    }
    printer.mend(VirtualFault::PaperOut);
    hall.once(&mut player, Language::EN);
}

#[test]
fn staff_who_see_it_whole_end_the_matter() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let mut player = hall.ticket(Language::EN, || printer.arm(hall.ticket / 2, VirtualFault::Unplugged));
    hall.told(&mut player, Language::EN, Fault::Unplugged);
    let owed = || hall.everything.runtime().block_on(hall.everything.kiosk().owed()).unwrap().len();
    assert_eq!(owed(), 1);
    assert!(!player.window().stops().iter().any(|stop| stop.words.id == "sheet.open"), "staff have not been called");
    for id in ["staff.call", "sheet.open"] {
        player.expect_control(id).unwrap();
        player.tap(id).unwrap();
    }
    player.expect("sheet").unwrap();
    hall.staff_read(&mut player);
    player.tap("sheet.whole").unwrap();
    player.expect("ticket").unwrap();
    player.expect_text(&texts(&hall.everything, Language::EN).get("print-done")).unwrap();
    assert_eq!(owed(), 0);
    assert_eq!(hall.rows().jobs(), ["ticket proven", "ticket proven"]);
    assert_eq!(hall.rows().texts("select answer from print_job where answer is not null"), ["whole"]);
}

/// What has no sensor of its own on the citizen's side of the printer: said in the citizen's words, and gone with its cause.
#[test]
fn a_hot_head_a_stuck_blade_and_a_wrong_speed() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let wrong = Behaviour { answers: Answers::Garbled, ..Behaviour::default() };
    type Act<'a> = Box<dyn Fn(&VirtualPrinter) + 'a>;
    let cases: [(Language, Fault, Act<'_>, Act<'_>); 2] = [
        (
            Language::CKB,
            Fault::HeadHot,
            Box::new(|printer| printer.set(VirtualFault::HeadHot)),
            Box::new(|printer| printer.mend(VirtualFault::HeadHot)),
        ),
        (
            Language::AR,
            Fault::WrongSpeed,
            Box::new(|printer| printer.behave(wrong)),
            Box::new(|printer| printer.behave(Behaviour::default())),
        ),
    ];
    for (language, fault, strike, mend) in cases {
        let mut player = hall.ticket(language, || {
            strike(printer);
            wait_for("it is seen", || hall.everything.kiosk().printer() == PrinterState::Fault(fault));
        });
        hall.told(&mut player, language, fault);
        mend(printer);
        hall.once(&mut player, language);
        player.tap("action.finish").unwrap();
    }

    // The blade sticks after the whole ticket was printed: only a person can see whether it hangs there.
    let language = Language::EN;
    let mut player = hall.ticket(language, || printer.set(VirtualFault::CutterJam));
    hall.told(&mut player, language, Fault::CutterJam);
    printer.mend(VirtualFault::CutterJam);
    hall.ready();
    let page = page_on(&hall.profile, &hall.everything, hall.rows().last_job("state = 'unknown'"));
    let is_whole = whole(&printer.sheets().split_off(hall.before.get()), &page) == 1;
    hall.staff_answers(&mut player, is_whole);
    hall.once(&mut player, language);
}

/// The power fails in the middle of a ticket and is back after a while: told to both, and the ticket comes by itself.
#[test]
fn power_lost_in_the_middle_from_citizen_to_staff() {
    // Long enough to look at two screens meanwhile.
    let boot = Duration::from_secs(14);
    let hall = Hall::staffed("epson-tm-t20iii", VirtualPrinterConfig { boot, ..VirtualPrinterConfig::default() });
    let language = Language::AR;
    let mut player = hall.ticket(language, || hall.printer().arm(hall.ticket / 2, VirtualFault::PowerCycle));
    // While it is dark it says nothing.
    hall.told(&mut player, language, Fault::NotResponding);
    let silent = PrinterState::Fault(Fault::NotResponding);
    wait_for("it is seen", || hall.everything.kiosk().printer() == silent);
    hall.staff_see(Fault::NotResponding);
    hall.ready();
    hall.once(&mut player, language);
    assert_eq!(hall.rows().number("select count(*) from print_job where reprint_of is not null"), 0, "no question");
}

/// Another host died in the middle of a picture without end, and this printer cannot be told to forget it: it tells its
/// state and executes nothing, until somebody switches it off and on.
#[test]
fn a_parser_stuck_in_a_picture_from_citizen_to_staff() {
    let model = Model::clone_80mm();
    let hall = Hall::staffed("generic-80mm", VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() });
    for language in [Language::CKB, Language::EN] {
        let mut player = hall.ticket(language, || {
            hall.printer().set(VirtualFault::Unplugged);
            // 4,095 rows of 255 bytes: more than the kiosk would ever send to end it.
            hall.printer().has_received(b"\x1Dv0\0\xFF\0\xFF\x0F");
            hall.printer().mend(VirtualFault::Unplugged);
            wait_for("it is seen", || hall.everything.kiosk().printer() == PrinterState::Fault(Fault::Stuck));
        });
        hall.told(&mut player, language, Fault::Stuck);
        hall.printer().power_cycle();
        hall.ready();
        hall.once(&mut player, language);
        player.tap("action.finish").unwrap();
    }
}

/// The roll comes near its end in the middle of a ticket: the citizen has it and hears of nothing, staff are told.
#[test]
fn near_end_in_the_middle_from_citizen_to_staff() {
    let hall = Hall::staffed("epson-tm-t20iii", VirtualPrinterConfig::default());
    let near = Fault::PaperNearEnd.message_key();
    for language in [Language::AR, Language::EN] {
        let words = texts(&hall.everything, language);
        let mut player = hall.ticket(language, || hall.printer().arm(hall.ticket / 2, VirtualFault::NearEnd));
        hall.once(&mut player, language);
        assert!(!player.text().contains(&words.get(near)), "{}", player.text());
        wait_for("it is seen", || {
            hall.everything.kiosk().printer() == PrinterState::Ready { paper: PaperLevel::NearEnd }
        });
        common::leave(&mut player);
        player.expect_text(&texts(&hall.everything, Language::CKB).get(near)).unwrap();
        hall.staff_see(Fault::PaperNearEnd);
        // A new roll: the cover is open meanwhile, and nobody is left without a ticket.
        let mut player = hall.ticket(language, || {
            hall.printer().set(VirtualFault::CoverOpen);
            wait_for("the cover is seen", || {
                hall.everything.kiosk().printer() == PrinterState::Fault(Fault::CoverOpen)
            });
        });
        hall.told(&mut player, language, Fault::CoverOpen);
        hall.printer().mend(VirtualFault::NearEnd);
        hall.printer().mend(VirtualFault::CoverOpen);
        hall.once(&mut player, language);
        let roll = || hall.everything.runtime().block_on(hall.everything.kiosk().desk().roll()).unwrap();
        wait_for("the new roll is known", || !roll().near_end);
        player.tap("action.finish").unwrap();
    }
}

/// Busy with something else before the ticket came: it tells its state and executes nothing, which nobody can tell from
/// one that is stuck. The citizen is told, and the ticket comes by itself when it goes on.
#[test]
fn a_printer_that_is_busy_when_the_ticket_comes() {
    let hall = Hall::open();
    let printer = hall.everything.printer().unwrap();
    let language = Language::AR;
    let mut player = hall.ticket(language, || {
        printer.set(VirtualFault::Busy);
        wait_for("it is seen", || hall.everything.kiosk().printer() == PrinterState::Fault(Fault::Stuck));
    });
    hall.told(&mut player, language, Fault::Stuck);
    assert_eq!(printer.sheets().len(), hall.before.get(), "nothing came out");
    printer.mend(VirtualFault::Busy);
    hall.once(&mut player, language);
}
