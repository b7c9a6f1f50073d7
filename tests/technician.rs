//! What a technician types, on the real binary: devices on real lines, a live central, and what is written for them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Rows, config, data, root, wishes};
use kiosk::cli::demo::Everything;
use kiosk::device::virtual_::{VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use serde_json::Value;

fn kiosk(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiosk")).args(args).current_dir(root()).output().unwrap()
}

fn out(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(!errors.contains("panicked"), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A configuration in a folder of its own.
fn written(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join("kiosk-config.toml");
    for name in ["assets", "locales"] {
        let _there = std::os::unix::fs::symlink(root().join(name), folder.join(name));
    }
    fs::write(&path, format!("{text}\n[store]\nstate_dir = \"{}\"\n", folder.join("state").display())).unwrap();
    path
}

/// What `kiosk check --devices --json` says: exit code, (what, about) of what is right, (thing, what, fix) of what is wrong.
type Checked = (Option<i32>, Vec<(String, String)>, Vec<(String, String, String)>);

fn checked(config: &Path) -> Checked {
    let output = kiosk(&["check", "--devices", "--json", "--config", config.to_str().unwrap()]);
    let report: Value = serde_json::from_str(&out(&output)).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let right = report["right"].as_array().unwrap().iter().map(|r| (text(&r["what"]), text(&r["about"]))).collect();
    let all = report["problems"].as_array().unwrap().iter();
    let wrong = all.filter(|p| p["line"] == 0).map(|p| (text(&p["file"]), text(&p["what"]), text(&p["fix"]))).collect();
    (output.status.code(), right, wrong)
}

fn about<'a>(right: &'a [(String, String)], what: &str) -> &'a str {
    right.iter().find(|(thing, _)| thing == what).map_or("", |(_, about)| about)
}

fn ports(printer: &Path, scanner: &Path) -> String {
    format!("[printer]\nport = \"{}\"\n[scanner]\nport = \"{}\"\n", printer.display(), scanner.display())
}

#[test]
fn both_devices_where_they_should_be_then_exchanged_then_gone() {
    let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
    let scanner = VirtualScanner::start(b"\r").unwrap();
    let folder = tempfile::tempdir().unwrap();

    let (code, right, wrong) = checked(&written(folder.path(), &ports(printer.path(), &scanner.path())));
    assert!(about(&right, "printer").ends_with("answers at 115200 baud"), "{right:?} {wrong:?}");
    assert!(about(&right, "scanner").contains("kiosk scan --count 1"), "{right:?}");
    assert_eq!(code, Some(0), "{wrong:?}");

    let (code, _, wrong) = checked(&written(folder.path(), &ports(&scanner.path(), printer.path())));
    assert_eq!(code, Some(1));
    for (key, words) in
        [("printer.port", "the printer answers on the scanner's port"), ("scanner.port", "a printer answers here")]
    {
        let found = wrong.iter().find(|(thing, ..)| thing == key).unwrap_or_else(|| panic!("{key}: {wrong:?}"));
        assert!(found.1.contains(words) && found.2.starts_with("exchange printer.port and scanner.port"), "{found:?}");
    }

    let gone = folder.path().join("ttyUSB7");
    let (code, _, wrong) = checked(&written(folder.path(), &ports(&gone, &root().join("Makefile"))));
    assert_eq!(code, Some(1));
    let of = |key: &str| wrong.iter().find(|(thing, ..)| thing == key).unwrap();
    assert!(of("printer.port").1.contains("no such port") && of("printer.port").2.contains("cable"), "{wrong:?}");
    assert!(of("scanner.port").1.contains("not a serial port"), "{wrong:?}");
}

#[test]
fn a_port_that_another_program_holds() {
    let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = kiosk::device::line::LineConfig::new(printer.path(), 115_200);
    let _held = kiosk::device::line::SerialLine::open(&settings).unwrap();
    let text = format!("[printer]\nport = \"{}\"\n", printer.path().display());
    let (_, _, wrong) = checked(&written(folder.path(), &text));
    let found = wrong.iter().find(|(thing, ..)| thing == "printer.port").unwrap();
    assert!(found.1.contains("in use by another program") && found.2.contains("ModemManager"), "{found:?}");
}

/// A printer at 9600 baud on a line that carries its speed: the kernel keeps what the other end has set, and what comes at
/// another speed is garbled.
fn slow_printer() -> (serialport::TTYPort, PathBuf) {
    use serialport::SerialPort as _;
    let (mut printer, line) = serialport::TTYPort::pair().unwrap();
    let path = PathBuf::from(line.name().unwrap());
    printer.set_timeout(std::time::Duration::from_secs(60)).unwrap();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let mut bytes = [0; 64];
        while let Ok(read) = printer.read(&mut bytes) {
            let asked = bytes[..read].windows(2).filter(|pair| pair == b"\x10\x04").count();
            let said: Vec<u8> = match printer.baud_rate() {
                // Epson's status bytes: bits 1 and 4 are set, bits 0 and 7 are not.
                Ok(9600) => vec![0x12; asked],
                _ => vec![0xE3; read.min(3)],
            };
            if printer.write_all(&said).is_err() {
                return;
            }
        }
    });
    (line, path)
}

#[test]
fn a_printer_at_another_speed_is_found_and_both_ways_to_mend_it_are_said() {
    let (line, path) = slow_printer();
    let folder = tempfile::tempdir().unwrap();
    let config = written(folder.path(), &format!("[printer]\nport = \"{}\"\nbaud = 115200\n", path.display()));
    let (code, _, wrong) = checked(&config);
    let found = wrong.iter().find(|(thing, ..)| thing == "printer.baud").unwrap_or_else(|| panic!("{wrong:?}"));
    assert_eq!(found.1, format!("{} answers at 9600 baud, not at 115200", path.display()));
    assert_eq!(found.2, "set printer.baud = 9600, or the printer to 115200");
    assert_eq!(code, Some(1));
    drop(line);
}

#[test]
fn a_port_without_the_right_to_open_it_says_which_group_is_missing() {
    use std::os::unix::fs::PermissionsExt as _;
    let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
    fs::set_permissions(printer.path(), fs::Permissions::from_mode(0o000)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = written(folder.path(), &format!("[printer]\nport = \"{}\"\n", printer.path().display()));
    // Root may open everything; without these two it is as everybody else.
    let limited = ["--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search"];
    let mut command = match nix::unistd::Uid::effective().is_root() {
        true => {
            let mut command = Command::new("setpriv");
            command.args(limited).arg(env!("CARGO_BIN_EXE_kiosk"));
            command
        }
        false => Command::new(env!("CARGO_BIN_EXE_kiosk")),
    };
    let output = command.args(["check", "--devices", "--config"]).arg(&config).current_dir(root()).output().unwrap();
    let told = out(&output);
    let line = told.lines().find(|line| line.contains("printer.port")).unwrap_or_else(|| panic!("{told}"));
    assert!(line.contains("no permission") && line.contains("group dialout"), "{line}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn central_is_asked_and_the_enrolment_is_told() {
    let everything = Everything::start(config(), data(), wishes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let url = format!("[central]\nurl = \"http://{}\"\n", everything.central_address());
    // Not enrolled from this folder.
    let (code, right, wrong) = checked(&written(folder.path(), &url));
    assert!(about(&right, "central").contains(" answers in "), "{right:?} {wrong:?}");
    assert!(wrong.iter().any(|(thing, _, fix)| thing == "enrolment" && fix.starts_with("kiosk enrol")), "{wrong:?}");
    assert_eq!(code, Some(1));
    // The state of the kiosk that was let in.
    fs::create_dir_all(folder.path().join("state")).unwrap();
    fs::copy(everything.folder().join("state/enrolment.json"), folder.path().join("state/enrolment.json")).unwrap();
    let (code, right, wrong) = checked(&written(folder.path(), &url));
    assert!(about(&right, "enrolment").contains("slot"), "{right:?} {wrong:?}");
    assert_eq!(code, Some(0), "{wrong:?}");
    // Nobody listens there.
    let (code, _, wrong) = checked(&written(folder.path(), "[central]\nurl = \"http://127.0.0.1:9\"\n"));
    assert!(wrong.iter().any(|(thing, what, _)| thing == "central" && what.contains("cannot be reached")), "{wrong:?}");
    assert_eq!(code, Some(1));
}

#[test]
fn the_readiness_slip_comes_out_of_the_printer() {
    let printer = VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = written(folder.path(), &format!("[printer]\nport = \"{}\"\n", printer.path().display()));
    let output = kiosk(&["check", "--devices", "--print", "--config", config.to_str().unwrap()]);
    assert!(out(&output).contains("ok    slip: printed"), "{}", out(&output));
    assert_eq!(printer.sheets().len(), 1);
}

#[test]
fn a_key_is_explained_and_differences_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = written(folder.path(), "[printer]\nbaud = 9600\n[timeouts]\ndone_s = 90\n");
    let path = config.to_str().unwrap();
    let told = out(&kiosk(&["config", "explain", "printer.baud", "--config", path]));
    for part in [
        "printer.baud\n",
        "takes    one of 1200",
        "default  115200",
        "here     9600",
        "changes  are taken at the end of the visit",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let wrong = kiosk(&["config", "explain", "printer.buad"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean printer.baud?"));

    let output = kiosk(&["config", "diff", path]);
    let told = out(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("timeouts.done_s: 60 -> 90  (at the end of the visit)\n"), "{told}");
    assert!(told.contains("printer.baud: 115200 -> 9600  (at the end of the visit)\n"), "{told}");
    let same = kiosk(&["config", "diff", path, path]);
    assert_eq!((same.status.code(), out(&same)), (Some(0), String::new()));

    let schema: Value = serde_json::from_str(&out(&kiosk(&["config", "schema"]))).unwrap();
    assert_eq!(schema["properties"]["timeouts"]["properties"]["done_s"]["maximum"], 300);
}

/// Writes what is logged in this process into a file from now on, as the program does to standard error, but everything.
fn keep_log(path: &Path) {
    let file = fs::File::create(path).unwrap();
    tracing_subscriber::fmt()
        .with_writer(std::sync::Mutex::new(file))
        .with_ansi(false)
        .with_target(false)
        .with_env_filter("warn,kiosk=trace")
        .init();
}

#[test]
fn a_support_bundle_holds_nothing_of_a_citizen() {
    use kiosk::i18n::Language;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("kiosk.log");
    keep_log(&log);
    let everything = Everything::start(config(), data(), wishes()).unwrap();
    let mut player = common::citizen(&everything, Language::EN);
    common::request(&mut player, Language::EN);
    common::wait_for("the paper in the log", || fs::read_to_string(&log).unwrap().contains("printer.job"));
    let references = Rows::of_kiosk(everything.folder()).texts("select ref from request");
    assert_eq!(references.len(), 1);
    let state = everything.folder().join("state");
    let path = folder.path().join("kiosk-config.toml");
    for name in ["assets", "locales"] {
        std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    fs::write(&path, format!("[store]\nstate_dir = \"{}\"\n", state.display())).unwrap();
    let file = folder.path().join("bundle.json.gz");
    let made = kiosk(&[
        "bundle",
        "--config",
        path.to_str().unwrap(),
        "--log",
        log.to_str().unwrap(),
        "--out",
        file.to_str().unwrap(),
    ]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let mut text = String::new();
    let packed = fs::File::open(&file).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text).unwrap();
    let bundle: Value = serde_json::from_str(&text).unwrap();
    assert!(bundle["store"]["audit"]["rows"].as_u64().unwrap() > 0, "{}", bundle["store"]);
    assert!(bundle["store"]["queued"].is_u64() && bundle["log_failed"].is_null());
    // The log of this visit is in it: from the start to the request.
    let lines: Vec<&str> = bundle["log"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    for event in ["kiosk.started", "request.committed", "printer.job"] {
        assert!(lines.iter().any(|line| line.contains(event)), "{event}: {lines:#?}");
    }
    assert!(bundle["check"]["right"].as_array().is_some_and(|right| !right.is_empty()));
    assert!(bundle["config"].as_str().unwrap().contains("state_dir"));
    for trace in common::traces_of(Language::EN).into_iter().chain(references) {
        assert!(!text.contains(&trace), "{trace}");
    }
}

#[test]
fn an_event_of_the_log_is_explained() {
    let told = out(&kiosk(&["events", "printer.fault"]));
    assert!(told.contains("to do: "), "{told}");
    let wrong = kiosk(&["events", "printer.fualt"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean printer.fault?"));
}

#[test]
fn the_units_are_hardened() {
    let mut units = 0;
    for unit in fs::read_dir(root().join("deploy/systemd")).unwrap() {
        let unit = unit.unwrap().path();
        let text = fs::read_to_string(&unit).unwrap();
        assert!(text.contains("LimitCORE=0"), "{}", unit.display());
        units += 1;
        let asked =
            Command::new("systemd-analyze").args(["security", "--offline=true", "--threshold=30"]).arg(&unit).output();
        let Ok(asked) = asked else {
            assert!(
                !Path::new("/etc/debian_version").exists(),
                "systemd is missing; scripts/setup-debian test installs it"
            );
            continue;
        };
        assert!(asked.status.success(), "{}: {}", unit.display(), String::from_utf8_lossy(&asked.stdout));
    }
    assert_eq!(units, 3);
}

#[test]
fn everything_that_the_packages_name_is_there() {
    for (folder, manifest) in [("", "Cargo.toml"), ("central", "central/Cargo.toml")] {
        let manifest: toml::Table = toml::from_str(&fs::read_to_string(root().join(manifest)).unwrap()).unwrap();
        let deb = &manifest["package"]["metadata"]["deb"];
        for asset in deb["assets"].as_array().unwrap() {
            let path = asset[0].as_str().unwrap();
            if path.starts_with("target/") {
                continue;
            }
            let there = root().join(folder).join(path.split('*').next().unwrap());
            assert!(there.exists(), "{}", there.display());
        }
        let scripts = root().join(folder).join(deb["maintainer-scripts"].as_str().unwrap());
        for script in ["postinst", "prerm", "postrm"] {
            let text = fs::read_to_string(scripts.join(script)).unwrap();
            assert!(text.starts_with("#!/bin/sh\n") && text.contains("\nset -e\n"), "{script}");
            assert!(text.contains("#DEBHELPER#"), "{script}");
        }
    }
}
