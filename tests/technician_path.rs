//! The path of docs/TECHNICIAN.md, typed line by line on the real binary: from a bare machine to a kiosk that serves on a
//! screen, and what a running kiosk says of the devices that it holds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod real_window;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use kiosk::device::virtual_::{VirtualFault, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use real_window::display::Display;
use real_window::service::Service;
use real_window::wait_for;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The blocks of the technician's document that are marked so, line by line.
fn typed_blocks() -> Vec<String> {
    let document = fs::read_to_string(root().join("docs/TECHNICIAN.md")).unwrap();
    let (mut lines, mut inside) = (Vec::new(), false);
    for line in document.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => lines.push(line.to_owned()),
            _ => {}
        }
    }
    lines
}

/// Types a line of the document with the given input: exit code and what was written.
fn type_line(folder: &Path, line: &str, input: &str) -> (Option<i32>, String) {
    use std::io::Write as _;
    let config = folder.join("etc/kiosk/kiosk-config.toml");
    let line = line.replace("/etc/kiosk/kiosk-config.toml", config.to_str().unwrap());
    let mut child = Command::new("sh")
        .args(["-c", &format!("kiosk() {{ {} \"$@\"; }}\n{line}", env!("CARGO_BIN_EXE_kiosk"))])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(!text.contains("panicked"), "{text}");
    (output.status.code(), text)
}

/// `kiosk run` as the unit starts it, on a screen of the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(display: &Display, config: &Path) -> Running {
    let errors = display.folder().join("program.err");
    let mut running = Command::new(env!("CARGO_BIN_EXE_kiosk"));
    running.args(["run", "--config"]).arg(config).env("DISPLAY", display.name()).env_remove("WAYLAND_DISPLAY");
    running.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&errors).unwrap());
    let running = Running(running.spawn().unwrap());
    wait_for("the first screen", || display.window("Kiosk 1"));
    wait_for("the printer", || fs::read_to_string(&errors).unwrap().contains("state=Ready").then_some(()));
    running
}

#[test]
fn the_path_of_the_document_leads_from_a_bare_machine_to_a_kiosk_that_is_known() {
    use clap::Parser as _;
    use kiosk_central::command::{Arguments, run};

    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("etc/kiosk");
    fs::create_dir_all(&place).unwrap();
    for name in ["assets", "locales"] {
        std::os::unix::fs::symlink(root().join(name), place.join(name)).unwrap();
    }
    let server = kiosk_central::Server::start(
        kiosk::cli::demo::central_config("127.0.0.1:0".parse().unwrap(), folder.path()).unwrap(),
    )
    .unwrap();
    // What a technician writes into the shipped file: where central is, and where this test may keep things.
    let shipped = fs::read_to_string(root().join("kiosk-config.toml")).unwrap();
    let state = folder.path().join("state");
    let text = shipped.replacen("url = \"\"", &format!("url = \"{}\"", server.url()), 1).replacen(
        "state_dir = \"/var/lib/kiosk\"",
        &format!("state_dir = \"{}\"", state.display()),
        1,
    );
    let (printer, scanner) =
        (VirtualPrinter::start(VirtualPrinterConfig::default()).unwrap(), VirtualScanner::start(b"\r").unwrap());
    let text = [printer.path().to_owned(), scanner.path()]
        .iter()
        .fold(text, |text, port| text.replacen("port = \"virtual\"", &format!("port = \"{}\"", port.display()), 1));
    assert!(!text.contains("port = \"virtual\""), "the shipped file has other ports");
    assert!(text.contains(&server.url()) && text.contains(state.to_str().unwrap()), "the shipped file has other lines");
    fs::write(place.join("kiosk-config.toml"), text).unwrap();

    let display = Display::virtual_screen(1080, 1920);
    let mut running = None;
    let mut code = String::new();
    let mut typed = 0;
    for line in typed_blocks() {
        let line = line.replace("CODE", &code);
        if line.starts_with("central ") {
            let database = format!("sqlite:{}", folder.path().join("central.db").display());
            let words = line.split(' ').chain(["--database", &database]);
            let (mut out, mut error) = (Vec::new(), Vec::new());
            let done = run(Arguments::parse_from(words), &mut out, &mut error);
            assert_eq!(done, std::process::ExitCode::SUCCESS, "{line}: {}", String::from_utf8_lossy(&error));
            String::from_utf8(out).unwrap().lines().next().unwrap().clone_into(&mut code);
        } else {
            let input = if line.contains("staff add") { "739182\n739182\n" } else { "" };
            let (ended, told) = type_line(folder.path(), &line, input);
            let wanted = match line.split(' ').nth(1).unwrap() {
                // It differs from the defaults.
                "config" if line.contains(" diff ") => 1,
                // Everything is connected, and nobody has let it in yet.
                "check" if line.contains("--devices") && running.is_none() => 1,
                _ => 0,
            };
            assert_eq!(ended, Some(wanted), "{line}: {told}");
            if line.contains("--devices") {
                let wrong: Vec<&str> = told.lines().filter(|line| line.starts_with("error")).collect();
                let let_in = running.is_some();
                assert_eq!(wrong.len(), usize::from(!let_in), "{told}");
                assert!(let_in || wrong[0].contains("enrolment"), "{told}");
                assert_eq!(told.matches("the running kiosk holds it").count(), if let_in { 2 } else { 0 }, "{told}");
            }
            // Step 6 begins: what systemd does on a real machine.
            if line.contains("staff list") {
                running = Some(start(&display, &place.join("kiosk-config.toml")));
            }
        }
        typed += 1;
    }
    assert_eq!(typed, 16);
    let mut running = running.expect("it was started");
    assert!(running.0.try_wait().unwrap().is_none(), "it still serves");
    drop(running);
    assert!(state.join("enrolment.json").exists() && state.join("staff.json").exists());
    assert!(
        folder.path().join("kiosk-config.schema.json").exists() && folder.path().join("kiosk-bundle.json.gz").exists()
    );
    server.shutdown();
}

#[test]
fn a_running_kiosk_is_asked_for_the_devices_that_it_holds() {
    let kiosk = Service::start();
    let checked = || {
        let output = Command::new(env!("CARGO_BIN_EXE_kiosk"))
            .args(["check", "--devices", "--json", "--config", kiosk.config.to_str().unwrap()])
            .current_dir(root())
            .output()
            .unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let about = |report: &Value, list: &str, key: &str, thing: &str| {
        let found = report[list].as_array().unwrap().iter().find(|entry| entry[key] == thing);
        found.map(ToString::to_string)
    };
    wait_for("a printer that is well", || {
        about(&checked(), "right", "what", "printer").filter(|told| told.contains("holds it and says that it is well"))
    });
    kiosk.printer.set(VirtualFault::CoverOpen);
    let told = wait_for("the fault", || about(&checked(), "problems", "file", "printer"));
    assert!(told.contains("the running kiosk says: The printer's cover is open") && told.contains("\"fix\""), "{told}");
    assert!(!told.contains("ModemManager"));
    kiosk.printer.mend(VirtualFault::CoverOpen);
    wait_for("a printer that is well again", || about(&checked(), "right", "what", "printer"));
}
