//! What is broken says so, where, and how to mend it; and a kiosk with broken parts still serves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{citizen, config, data, queue_ticket, root, texts, wait_for, wishes};
use kiosk::cli::demo::{Everything, Ports, Wishes};
use kiosk::config::data::DataDir;
use kiosk::device::printer::{Fault, PrinterState};
use kiosk::device::virtual_::VirtualFault;
use kiosk::i18n::Language;

/// Runs the real command line in `folder`.
fn kiosk(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiosk")).args(args).current_dir(folder).output().unwrap()
}

/// Both streams, and that nothing panicked.
fn said(output: &Output) -> String {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// A folder with everything a kiosk needs; `assets` stays shared, languages and configuration are copies.
fn installation() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    symlink(root().join("assets"), folder.path().join("assets")).unwrap();
    copy(&root().join("locales"), &folder.path().join("locales"));
    fs::copy(root().join("kiosk-config.toml"), folder.path().join("kiosk-config.toml")).unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from:?}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_broken_configuration_names_place_and_cure() {
    let cases = [
        ("baud = 115200", "baud = 11520", "printer.baud: 11520 is not a baud rate; did you mean 115200?"),
        ("slot = \"1\"", "slto = \"1\"", "kiosk.slto: "),
        ("idle_ask_s = 120", "idle_ask_s = \"long\"", "timeouts.idle_ask_s: "),
        ("slot = \"1\"", "slot = \"O\"", "take 0 to 9 or A to Z except I and O"),
        ("time_zone = \"Asia/Baghdad\"", "time_zone = \"Asia/Bagdad\"", "did you mean \"Asia/Baghdad\"?"),
        ("url = \"\"", "url = \"http://central.example.krd\"", "central.url: "),
        ("slot = \"1\"", "slot = ", "kiosk-config.toml:"),
    ];
    for (from, to, expected) in cases {
        let folder = installation();
        let file = folder.path().join("kiosk-config.toml");
        change(&file, from, to);
        let line =
            fs::read_to_string(&file).unwrap().lines().position(|line| line.starts_with(to.trim_end())).unwrap() + 1;
        for (command, code) in [("check", 1), ("run", 2)] {
            let output = kiosk(folder.path(), &[command]);
            let text = said(&output);
            assert!(text.contains(expected), "{to}: {text}");
            assert!(text.contains(&format!("kiosk-config.toml:{line}:")), "{to}: {text}");
            assert_eq!(output.status.code(), Some(code), "{command} with {to}: {text}");
        }
    }
}

#[test]
fn a_language_that_is_damaged_is_named_and_the_others_serve() {
    let folder = installation();
    fs::remove_dir_all(folder.path().join("locales/ar")).unwrap();
    let output = kiosk(folder.path(), &["check"]);
    let text = said(&output);
    assert!(text.contains("ar") && output.status.code() == Some(1), "{text}");

    let folder = installation();
    fs::write(folder.path().join("locales/en/ui.ftl"), "home-title = What do you need today?\nbroken message\n")
        .unwrap();
    let output = kiosk(folder.path(), &["check"]);
    let text = said(&output);
    assert!(text.contains("locales/en/ui.ftl:2"), "{text}");
    assert_eq!(output.status.code(), Some(1), "{text}");

    let folder = installation();
    fs::remove_file(folder.path().join("locales/ckb/ui.ftl")).unwrap();
    let output = kiosk(folder.path(), &["check"]);
    let text = said(&output);
    assert!(text.contains("locales/ckb") && text.contains("home-title"), "{text}");
    assert_eq!(output.status.code(), Some(1), "{text}");
}

/// A kiosk in this installation serves a citizen who chose Sorani; all that was read on the way.
fn served_in_sorani(folder: &Path, warned: impl Fn(&str) -> bool) -> String {
    let data = DataDir::find(Some(&folder.join("kiosk-config.toml"))).unwrap();
    let everything = Everything::start(config(), data, wishes()).unwrap();
    let warnings = everything.started.warnings.to_string();
    assert!(warned(&warnings), "{warnings}");
    let mut player = citizen(&everything, Language::CKB);
    player.expect("attract").unwrap();
    let mut read = player.text();
    player.tap("language.ckb").unwrap();
    player.expect("home").unwrap();
    read += &player.text();
    player.tap("home.ticket").unwrap();
    read += &player.text();
    player.tap("service.driving_licence_renewal").unwrap();
    player.expect("ticket").unwrap();
    player.settle().unwrap();
    read += &player.text();
    assert!(!read.contains('⟦'), "a name of a message is shown: {read}");
    read
}

#[test]
fn messages_that_are_missing_when_it_runs_stand_there_in_the_next_language() {
    let folder = installation();
    fs::remove_file(folder.path().join("locales/ckb/ui.ftl")).unwrap();
    let read = served_in_sorani(folder.path(), |_| true);
    assert!(read.contains("What do you need today?"), "{read}");
    // What other files say is still Sorani.
    assert!(read.contains("نوێکردنەوەی مۆڵەتی شۆفێری"), "{read}");

    let folder = installation();
    change(&folder.path().join("locales/ckb/ui.ftl"), "\nhome-title = ", "\nhome title = ");
    let read = served_in_sorani(folder.path(), |said| said.contains("locales/ckb/ui.ftl:"));
    assert!(read.contains("What do you need today?"), "one message comes from elsewhere: {read}");
}

#[test]
fn an_unknown_service_is_answered_with_those_there_are() {
    let folder = installation();
    let output = kiosk(folder.path(), &["ticket", "--service", "driving_license", "--lang", "en", "--out", "out"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("no service \"driving_license\"; did you mean \"driving_licence_renewal\"?"), "{text}");
}

#[test]
fn a_state_folder_that_cannot_be_used_is_named() {
    let folder = installation();
    fs::write(folder.path().join("occupied"), "a file, not a folder").unwrap();
    change(&folder.path().join("kiosk-config.toml"), "state_dir = \"/var/lib/kiosk\"", "state_dir = \"occupied\"");
    let output = kiosk(folder.path(), &["run"]);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("occupied") && text.contains("store.state_dir"), "{text}");
}

#[test]
fn without_a_screen_it_says_so_and_leaves_nothing_behind() {
    let folder = installation();
    change(&folder.path().join("kiosk-config.toml"), "state_dir = \"/var/lib/kiosk\"", "state_dir = \"state\"");
    let cases: [(&str, &str, &str); 3] = [
        ("DISPLAY", "", "there is no screen: neither WAYLAND_DISPLAY nor DISPLAY is set"),
        ("DISPLAY", ":54321", "DISPLAY=:54321: /tmp/.X11-unix/X54321: "),
        ("WAYLAND_DISPLAY", "wayland-9", "WAYLAND_DISPLAY=wayland-9: "),
    ];
    for (name, value, expected) in cases {
        for args in [&["run"][..], &["demo"][..]] {
            if args[0] == "demo" && value.is_empty() {
                // Without any screen the demo plays its script.
                continue;
            }
            let mut command = Command::new(env!("CARGO_BIN_EXE_kiosk"));
            command.args(args).current_dir(folder.path());
            for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
                command.env_remove(name);
            }
            let output = command.env(name, value).env("XDG_RUNTIME_DIR", folder.path()).output().unwrap();
            let text = said(&output);
            assert!(text.contains(&format!("error: {expected}")), "{args:?} {name}={value}: {text}");
            assert_eq!(output.status.code(), Some(2), "{text}");
        }
    }
    // The store was closed: another kiosk may have it.
    assert!(!folder.path().join("state/kiosk.db-wal").exists());
}

#[test]
fn a_language_that_is_gone_has_one_cause_and_one_line() {
    for tag in ["en", "ckb", "ar"] {
        let folder = installation();
        fs::remove_dir_all(folder.path().join("locales").join(tag)).unwrap();
        let output = kiosk(folder.path(), &["run"]);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("error: ")).collect();
        assert_eq!(errors.len(), 1, "{text}");
        assert!(
            errors[0].contains("display.languages") && errors[0].contains(&format!("\"{tag}\" is not installed")),
            "{text}"
        );
        assert!(errors[0].contains("locales/"), "{text}");
    }
}

#[test]
fn a_broken_catalogue_names_file_line_and_cure() {
    let cases = [
        ("services/birth_certificate.toml", "category = \"", "category = \"x", "there is no category \"x"),
        ("services/birth_certificate.toml", "number = 2", "numbr = 2", "did you mean `number`?"),
        ("catalogue.toml", "en = \"Traffic\"", "eng = \"Traffic\"", "the translation into \"en\" is missing"),
        ("lists.toml", "[", "[[[", "lists.toml:"),
    ];
    for (file, from, to, expected) in cases {
        let folder = tempfile::tempdir().unwrap();
        copy(&root().join("assets"), &folder.path().join("assets"));
        symlink(root().join("locales"), folder.path().join("locales")).unwrap();
        fs::copy(root().join("kiosk-config.toml"), folder.path().join("kiosk-config.toml")).unwrap();
        change(&folder.path().join("assets/catalogue").join(file), from, to);
        for (command, code) in [("check", 1), ("run", 2)] {
            let output = kiosk(folder.path(), &[command]);
            let text = said(&output);
            assert!(text.contains(expected), "{to}: {text}");
            let place = format!("{file}:");
            let with_line = |after: &str| after.starts_with(|sign: char| sign.is_ascii_digit());
            assert!(text.split(&place).skip(1).any(with_line), "{place} is not named with a line: {text}");
            assert_eq!(output.status.code(), Some(code), "{command} with {to}: {text}");
        }
    }
}

#[test]
fn a_second_kiosk_on_the_same_state_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = || Wishes { folder: Some(folder.path().to_path_buf()), ..wishes() };
    let _first = Everything::start(config(), data(), here()).unwrap();
    let refused = Everything::start(config(), data(), here()).expect_err("two kiosks share one database").to_string();
    assert!(refused.contains("in use"), "{refused}");
}

/// With these lines instead of virtual devices, a citizen still gets a number that is safe, and is told in his
/// language why there is no paper.
fn serves_without_paper(ports: Ports, expected: &[Fault]) {
    let everything = Everything::start(config(), data(), Wishes { ports: Some(ports), ..wishes() }).unwrap();
    wait_for(
        "the fault to be known",
        || matches!(everything.kiosk().printer(), PrinterState::Fault(fault) if expected.contains(&fault)),
    );
    let language = Language::CKB;
    let mut player = citizen(&everything, language);
    queue_ticket(&mut player, language);
    player.settle().unwrap();
    let PrinterState::Fault(fault) = everything.kiosk().printer() else { panic!("the fault has gone by itself") };
    let words = texts(&everything, language).attr(fault.message_key(), "citizen").unwrap();
    player.expect_text(&words).unwrap();
    assert_eq!(everything.kiosk().store().unproven().wait().unwrap().len(), 1, "the ticket is owed");
}

fn nowhere(name: &str) -> PathBuf {
    PathBuf::from(format!("/dev/serial/by-id/no-{name}"))
}

#[test]
fn ports_that_do_not_exist() {
    let ports = Ports { printer: nowhere("printer"), scanner: nowhere("scanner") };
    serves_without_paper(ports, &[Fault::NoSuchPort]);
}

#[test]
fn a_port_that_is_an_ordinary_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("printer");
    fs::write(&file, "").unwrap();
    let ports = Ports { printer: file.clone(), scanner: file };
    serves_without_paper(ports, &[Fault::NotAPrinter, Fault::NoSuchPort]);
}

#[test]
fn a_printer_port_with_something_else_behind_it() {
    for (what, expected) in [
        (VirtualFault::Garbage, [Fault::NotAPrinter, Fault::NotResponding]),
        (VirtualFault::Mute, [Fault::NotResponding, Fault::NotAPrinter]),
    ] {
        let other = kiosk::device::virtual_::VirtualPrinter::start(Default::default()).unwrap();
        other.set(what);
        let ports = Ports { printer: other.path().to_path_buf(), scanner: nowhere("scanner") };
        serves_without_paper(ports, &expected);
    }
}

#[test]
fn garbage_from_the_scanner_moves_nothing() {
    let everything = Everything::start(config(), data(), wishes()).unwrap();
    let mut player = citizen(&everything, Language::EN);
    player.expect("attract").unwrap();
    let noise: Vec<u8> = (0..=255u8).cycle().take(6000).collect();
    everything.scanner().unwrap().raw(&noise).unwrap();
    queue_ticket(&mut player, Language::EN);
    everything.scanner().unwrap().raw(b"\x02P<UTO\xff\xfe\r\n\r\n").unwrap();
    player.settle().unwrap();
    assert_eq!(player.shown(), "ticket");
}

/// The same while an answer is being typed: nothing of it gets into the field, and nothing of the field is lost.
#[test]
fn garbage_from_the_scanner_types_nothing() {
    let everything = Everything::start(config(), data(), wishes()).unwrap();
    let mut player = citizen(&everything, Language::EN);
    common::begin(&mut player, Language::EN);
    player.window().type_text("Azad");
    player.settle().unwrap();
    let field = |player: &mut kiosk::cli::demo::Player| {
        let stops = player.window().stops();
        stops.into_iter().find(|stop| stop.words.id == "field.answer").map(|stop| stop.words.value)
    };
    let before = field(&mut player);
    assert_eq!(before, Some(Some("Azad".to_owned())));
    let noise: Vec<u8> = (0..=255u8).cycle().take(6000).collect();
    let zone = [&b"\x02P<UTO\xff\xfe\r\n\r\n\x03"[..], b"KT:B3-041\r", b"Karim\r\n", b"\tAli\r"];
    for bytes in std::iter::once(&noise[..]).chain(zone) {
        everything.scanner().unwrap().raw(bytes).unwrap();
        // Time for what it sent to be read, and to go where it goes.
        std::thread::sleep(std::time::Duration::from_millis(150));
        player.settle().unwrap();
        assert_eq!((player.shown(), field(&mut player)), ("question", before.clone()), "{:?}", &bytes[..4]);
    }
}
