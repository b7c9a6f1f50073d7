//! The roll of paper, over a printer that outlives the kiosk: what its sensors say reaches staff and stops nobody, and
//! "tickets left" follows the roll that is really in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::time::Duration;

use common::{Rows, citizen, config, data, enter_staff, leave_staff, texts, wait_for, wishes};
use kiosk::cli::demo::{Everything, Ports, Wishes};
use kiosk::device::printer::{PaperLevel, PrinterState};
use kiosk::device::virtual_::{VirtualFault, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use kiosk::i18n::Language;
use kiosk::kiosk::RollState;
use kiosk::staff::{Act, Answer, Refusal};
use zeroize::Zeroizing;

struct Place {
    folder: tempfile::TempDir,
    printer: VirtualPrinter,
    scanner: VirtualScanner,
    metres: u32,
    attendant: String,
}

impl Place {
    fn new(metres: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [attendant, ..] = common::staff(folder.path());
        Self {
            printer: VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap(),
            scanner: VirtualScanner::start(b"\r").unwrap(),
            folder,
            metres,
            attendant,
        }
    }

    fn start(&self) -> Everything {
        let mut config = config();
        "epson-tm-t20iii".clone_into(&mut config.printer.profile);
        config.printer.roll_m = self.metres;
        let wishes = Wishes {
            folder: Some(self.folder.path().to_owned()),
            central: false,
            enrolled: false,
            ports: Some(Ports { printer: self.printer.path().to_path_buf(), scanner: self.scanner.path() }),
            ..wishes()
        };
        let everything = Everything::start(config, data(), wishes).unwrap();
        wait_for("the printer is ready", || matches!(everything.kiosk().printer(), PrinterState::Ready { .. }));
        everything
    }

    fn fed(&self) -> i64 {
        Rows::of_kiosk(self.folder.path()).number("select coalesce(sum(fed_dots), 0) from paper_roll")
    }
}

fn roll(everything: &Everything) -> RollState {
    everything.runtime().block_on(everything.kiosk().desk().roll()).unwrap()
}

fn tickets(everything: &Everything) -> u32 {
    roll(everything).left.unwrap().tickets
}

/// A ticket, as a citizen takes it.
fn ticket(everything: &Everything) {
    let mut player = citizen(everything, Language::EN);
    common::queue_ticket(&mut player, Language::EN);
    player.expect_text(&texts(everything, Language::EN).get("print-done")).unwrap();
}

fn sees(everything: &Everything, paper: PaperLevel) {
    wait_for("the sensor is seen", || everything.kiosk().printer() == PrinterState::Ready { paper });
    // What follows from it is done a moment later, or never.
    std::thread::sleep(Duration::from_millis(300));
}

#[test]
fn near_end_is_told_to_staff_and_stops_nobody() {
    // Not counted: the sensor is all that tells it.
    let place = Place::new(0);
    let everything = place.start();
    place.printer.set(VirtualFault::NearEnd);
    wait_for("it is kept", || roll(&everything).near_end);
    // At rest, and to staff, it speaks its first language.
    let own = texts(&everything, Language::CKB);
    for language in [Language::EN, Language::CKB] {
        let words = texts(&everything, language);
        let mut player = citizen(&everything, language);
        // Where staff pass.
        player.expect_text(&own.get("fault-paper-near-end")).unwrap();
        // Citizens are told nothing of it, on no screen, and have their ticket.
        player.tap(&format!("language.{}", language.tag())).unwrap();
        player.expect("home").unwrap();
        assert!(!player.text().contains(&words.get("fault-paper-near-end")), "{}", player.text());
        player.tap("home.ticket").unwrap();
        player.tap(&format!("service.{}", common::SERVICE)).unwrap();
        player.expect("ticket").unwrap();
        player.expect_text(&words.get("print-done")).unwrap();
        assert!(!player.text().contains(&words.get("fault-paper-near-end")), "{}", player.text());
        // Staff see what it is and what to do.
        common::leave(&mut player);
        enter_staff(&mut player, &place.attendant);
        player.tap("staff.overview").unwrap();
        player.expect("staff-overview").unwrap();
        player.expect_text(&own.attr("fault-paper-near-end", "staff").unwrap()).unwrap();
        leave_staff(&mut player);
    }
    assert_eq!(place.printer.sheets().len(), 2);
    // A new roll ends it.
    place.printer.set(VirtualFault::CoverOpen);
    wait_for("the cover is seen", || matches!(everything.kiosk().printer(), PrinterState::Fault(_)));
    place.printer.mend(VirtualFault::NearEnd);
    place.printer.mend(VirtualFault::CoverOpen);
    wait_for("the new roll is seen", || !roll(&everything).near_end);
}

#[test]
fn a_restart_gives_no_paper_back_and_sees_a_roll_that_was_changed_meanwhile() {
    let place = Place::new(80);
    let everything = place.start();
    place.printer.set(VirtualFault::NearEnd);
    sees(&everything, PaperLevel::NearEnd);
    let few = tickets(&everything);
    assert!((20..60).contains(&few), "{few}: four metres, whatever was counted");
    ticket(&everything);
    ticket(&everything);
    let fed = place.fed();
    drop(everything);

    let everything = place.start();
    sees(&everything, PaperLevel::NearEnd);
    assert_eq!(place.fed(), fed, "the same roll: two tickets of its last metres are gone");
    drop(everything);

    place.printer.mend(VirtualFault::NearEnd);
    let everything = place.start();
    wait_for("the new roll is seen", || tickets(&everything) > 300);
    ticket(&everything);
    assert!(place.fed() > 0);

    // The same where the roll ran out.
    place.printer.set(VirtualFault::PaperOut);
    wait_for("it is out of paper", || matches!(everything.kiosk().printer(), PrinterState::Fault(_)));
    wait_for("it is kept", || Rows::of_kiosk(place.folder.path()).number("select used_up from paper_roll") == 1);
    drop(everything);
    place.printer.mend(VirtualFault::PaperOut);
    let _everything = place.start();
    wait_for("the new roll is seen", || place.fed() == 0);
}

#[test]
fn a_sensor_that_wavers_is_no_new_roll() {
    let place = Place::new(80);
    let everything = place.start();
    ticket(&everything);
    place.printer.set(VirtualFault::NearEnd);
    sees(&everything, PaperLevel::NearEnd);
    ticket(&everything);
    let fed = place.fed();
    // Nobody has opened anything.
    for _ in 0..2 {
        place.printer.mend(VirtualFault::NearEnd);
        sees(&everything, PaperLevel::Ok);
        place.printer.set(VirtualFault::NearEnd);
        sees(&everything, PaperLevel::NearEnd);
    }
    assert_eq!((place.fed(), roll(&everything).near_end), (fed, true));
}

#[test]
fn staff_say_that_a_new_roll_is_in_where_no_sensor_sees_it() {
    let place = Place::new(30);
    let everything = place.start();
    let act = |act: Act| everything.runtime().block_on(everything.kiosk().staff(act));
    ticket(&everything);
    let fed = place.fed();
    assert!(fed > 500, "{fed}");
    assert_eq!(act(Act::NewRoll), Answer::Refused(Refusal::Over), "nobody is in");
    assert_eq!(place.fed(), fed);
    let mut player = citizen(&everything, Language::CKB);
    enter_staff(&mut player, &place.attendant);
    player.tap("staff.paper").unwrap();
    player.expect_control("staff.new-roll").unwrap();
    player.tap("staff.new-roll").unwrap();
    player.expect_text(&texts(&everything, Language::CKB).get("staff-done")).unwrap();
    assert_eq!(place.fed(), 0);
    leave_staff(&mut player);
    assert!(matches!(act(Act::Enter(Zeroizing::new(place.attendant.clone()))), Answer::Open { .. }));
    let Answer::Overview(overview) = act(Act::Look) else { panic!("no overview") };
    assert!(overview.tickets_left.is_some_and(|left| left > 150), "{overview:?}");
    everything.kiosk().store().verify_audit().wait().unwrap();
    let rows = Rows::of_kiosk(place.folder.path()).texts("select cast(event as text) from audit");
    let said = |row: &&String| row.contains("\"act\":\"new_roll\"") && row.contains("\"by\":\"10\"");
    assert_eq!(rows.iter().filter(said).count(), 1, "{rows:?}");
}
