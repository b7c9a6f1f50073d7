//! `kiosk print` as a technician runs it, with a printer at the other end of a pseudo-terminal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use common::{PATIENCE, data, qr_in, root};
use kiosk::device::printer::Profile;
use kiosk::device::printer::test_page::test_page;
use kiosk::device::virtual_::{Model, VirtualFault, VirtualPrinter, VirtualPrinterConfig};

fn printer(model: Model) -> VirtualPrinter {
    VirtualPrinter::start(VirtualPrinterConfig { model, ..VirtualPrinterConfig::default() }).unwrap()
}

fn print(port: &Path, profile: &str, what: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kiosk"));
    command.arg("print").args(what).arg("--port").arg(port).args(["--profile", profile]);
    command.args(["--config", "kiosk-config.toml"]).current_dir(root()).output().unwrap()
}

/// What is said of one capability.
fn line<'a>(said: &'a str, what: &str) -> &'a str {
    let found = said.lines().find_map(|line| line.strip_prefix("  ")?.strip_prefix(what));
    found.unwrap_or_else(|| panic!("{what} is not in\n{said}")).trim()
}

#[test]
fn the_test_page_says_of_each_capability_whether_it_was_proven() {
    let device = printer(Model::tm_t20iii());
    let output = print(device.path(), "epson-tm-t20iii", &["--test-page"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.starts_with("proven: the printer gave back the process id"), "{said}");
    for what in ["answers", "whole page", "cut", "pictures", "clear", "reports", "model", "NV memory", "download"] {
        assert!(line(&said, what).starts_with("proven"), "{what}: {said}");
    }
    assert!(line(&said, "model").contains("TM-T20III"), "{said}");
    let memory = Model::tm_t20iii().nv_bytes;
    assert!(line(&said, "NV memory").contains(&format!("of {memory} bytes")), "{said}");
    for what in ["QR code", "millimetres", "page mode", "near end"] {
        assert!(line(&said, what).contains("not proven"), "{what}: {said}");
    }
    assert!(line(&said, "FS q").starts_with("none"), "{said}");
    // And what stands on the paper is the page.
    let sheets = device.wait_for_sheets(1, PATIENCE);
    let profile = Profile::load(&data().printers(), "epson-tm-t20iii").unwrap();
    assert_eq!(sheets.len(), 1);
    assert!(sheets[0].shows(&test_page(&profile).bitmap().unwrap()));
    let codes = [sheets[0].qr_texts.clone(), qr_in(&sheets[0].picture)].concat();
    assert!(codes.contains(&"KIOSK TEST PAGE: EPSON-TM-T20III".to_owned()), "{codes:?}");
}

#[test]
fn a_simple_printer_is_said_to_be_one_and_its_sensor_is_seen() {
    let device = printer(Model::clone_80mm());
    device.set(VirtualFault::NearEnd);
    let output = print(device.path(), "generic-80mm", &["--test-page"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(line(&said, "near end").starts_with("proven"), "{said}");
    for what in ["clear", "reports", "model", "NV memory", "download", "FS q", "page mode"] {
        assert!(!line(&said, what).starts_with("proven"), "{what}: {said}");
    }
}

#[test]
fn one_without_paper_is_not_proven_and_asked_for_nothing() {
    let device = printer(Model::tm_t20iii());
    device.set(VirtualFault::PaperOut);
    let output = print(device.path(), "epson-tm-t20iii", &["--test-page"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("not printed: the printer is out of paper"), "{said}");
    for what in ["answers", "whole page", "clear", "reports", "NV memory", "download", "near end"] {
        assert!(line(&said, what).starts_with("not proven"), "{what}: {said}");
    }
    assert!(device.sheets().is_empty());
}

#[test]
fn a_file_is_sent_as_it_is_and_proven() {
    let device = printer(Model::tm_t20iii());
    let folder = tempfile::tempdir().unwrap();
    let (file, empty) = (folder.path().join("ticket.escpos"), folder.path().join("empty"));
    // Eight rows of eight dots, and a cut.
    let bytes = [&b"\x1Dv0\0\x01\0\x08\0"[..], &[0xFF; 8], b"\x1DVB\0"].concat();
    std::fs::write(&file, &bytes).unwrap();
    std::fs::write(&empty, []).unwrap();
    let output = print(device.path(), "epson-tm-t20iii", &[file.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(0), 1), "{said}");
    let sheets = device.wait_for_sheets(1, PATIENCE);
    let (_, _, width, height) = sheets[0].picture.ink().unwrap();
    assert_eq!((width, height), (8, 8));
    assert!(sheets[0].bytes.windows(bytes.len()).any(|part| part == bytes), "as it is");
    assert_eq!(print(device.path(), "epson-tm-t20iii", &[empty.to_str().unwrap()]).status.code(), Some(2));
    assert_eq!(print(device.path(), "no-such-printer", &["--test-page"]).status.code(), Some(2));
    // No printer is there at all.
    let output = print(Path::new("/dev/kiosk-no-printer"), "epson-tm-t20iii", &["--test-page"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("not printed"), "{said}");
}
