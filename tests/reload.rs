//! Another configuration while the kiosk runs, on the real program: its window, its store, its printer on a line, the
//! service manager's ear, and `kiosk reload` as a technician types it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use real_window::program::write_config;
use real_window::service::Service;
use real_window::wait_for;

/// The kiosk's name, which its window shows, before and after.
const BEFORE: &str = "Kiosk 1";
const AFTER: &str = "Kiosk 9";

#[test]
fn a_visit_is_never_interrupted_and_the_new_value_is_in_force_after_it() {
    let mut kiosk = Service::start();
    let process = kiosk.child.id();
    kiosk.go("language.en", "home");
    kiosk.go("home.ticket", "ticket-services");

    // A broken file is refused with everything that is wrong in it, and nothing else happens.
    kiosk.write("buad = 1\n[kiosk]\nname = \"Kiosk 9\"\nslot = \"33\"\n");
    let (code, told) = kiosk.reload();
    assert_eq!(code, Some(1), "{told}");
    for part in ["printer.buad", "known here: baud", "kiosk.slot", "refused: the configuration in force goes on"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(kiosk.log().contains("config.refused") && kiosk.log().contains("printer.buad"), "{}", kiosk.log());

    // One that could be read but not used: the profile is not installed.
    kiosk.write("profile = \"epson-tm-t2O\"\n");
    let (code, told) = kiosk.reload();
    assert!(code == Some(1) && told.contains("epson-tm-t2O"), "{code:?} {told}");

    // A good one: what is taken at once, what waits.
    kiosk.write("[kiosk]\nname = \"Kiosk 9\"\n[log]\nlevel = \"debug\"\n");
    let (code, told) = kiosk.reload();
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("kiosk.name: \"Kiosk 1\" -> \"Kiosk 9\"  (at the end of the visit)\n"), "{told}");
    assert!(told.contains("log.level: \"info\" -> \"debug\"  (at once)\n"), "{told}");
    assert!(told.contains("The kiosk begins anew when no visit is running."), "{told}");
    sleep(Duration::from_secs(2));
    assert_eq!(kiosk.begins_anew(), 0, "{}", kiosk.log());
    assert!(kiosk.is_titled(BEFORE));

    // The visit ends with its ticket, as any.
    kiosk.go("service.birth_certificate", "ticket");
    assert_eq!(kiosk.printer.wait_for_sheets(1, real_window::PATIENCE).len(), 1);
    kiosk.go("action.finish", "rating");
    kiosk.go("action.skip", "wiped");
    assert_eq!(kiosk.begins_anew(), 0, "{}", kiosk.log());
    kiosk.hears("RELOADING=1");
    kiosk.hears("READY=1");
    wait_for("the new name", || kiosk.is_titled(AFTER).then_some(()));
    assert!(kiosk.log().contains("config.taken"), "{}", kiosk.log());
    assert_eq!(kiosk.child.id(), process);
    assert!(kiosk.child.try_wait().unwrap().is_none(), "the same process goes on");

    // And the next visitor gets the next ticket.
    kiosk.twin.expect("attract");
    kiosk.speech.screen("attract");
    kiosk.go("language.en", "home");
    kiosk.go("home.ticket", "ticket-services");
    kiosk.go("service.birth_certificate", "ticket");
    assert_eq!(kiosk.printer.wait_for_sheets(2, real_window::PATIENCE).len(), 2);
    let (code, told) = kiosk.reload();
    assert_eq!((code, told.as_str()), (Some(0), "nothing has changed\n"));
    assert!(!kiosk.log().contains("panicked"), "{}", kiosk.log());
}

#[test]
fn a_configuration_that_does_not_start_is_taken_back() {
    let kiosk = Service::start();
    // Nothing can be written below a file: what only the start itself finds.
    let file = kiosk.display.folder().join("kiosk-config.toml");
    let text = fs::read_to_string(&file).unwrap();
    let broken = text
        .replace("output = \"log:", "output = \"log:/proc/version")
        .replace("[speech]", "[kiosk]\nname = \"Kiosk 9\"\n[speech]");
    assert_ne!(broken, text);
    fs::write(&file, &broken).unwrap();
    // SIGHUP asks as well.
    kill(Pid::from_raw(i32::try_from(kiosk.child.id()).unwrap()), Signal::SIGHUP).unwrap();
    kiosk.hears("RELOADING=1");
    kiosk.hears("READY=1");
    assert!(kiosk.is_titled(BEFORE), "{}", kiosk.log());
    let log = kiosk.log();
    assert!(log.contains("config.rolled_back") && log.contains("the speech log cannot be opened"), "{log}");
    // It is still answered, and the mended file is taken.
    kiosk.write("[kiosk]\nname = \"Kiosk 9\"\n");
    let (code, told) = kiosk.reload();
    assert_eq!(code, Some(0), "{told}");
    wait_for("the new name", || kiosk.is_titled(AFTER).then_some(()));
}

#[test]
fn nobody_is_asked_where_no_kiosk_runs() {
    let folder = tempfile::tempdir().unwrap();
    let config = write_config(folder.path(), "");
    let output = Command::new(env!("CARGO_BIN_EXE_kiosk")).args(["reload", "--config"]).arg(config).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no kiosk runs with this configuration file"));
}
