//! Forms on a real IPP printer: Debian's `ippeveprinter` (IPP Everywhere), with a D-Bus and an avahi of its own, since
//! it does not run without. Needs the packages of `scripts/setup-debian test`, and root for the mount namespace in which
//! avahi keeps its one fixed file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{
    Rows, citizen, codes_of, config, data, found_in_files, leave, person, qr_in, texts, traces_of, wait_for, wishes,
};
use kiosk::cli::demo::Everything;
use kiosk::device::a4::{A4Config, A4Fault, A4Printer, Uri};
use kiosk::i18n::Language;
use kiosk::receipt::page::{Bitmap, Dots};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

/// An IPP printer and what it needs, all of it ended with this value.
struct Room {
    children: Vec<Child>,
    folder: TempDir,
    port: u16,
}

impl Drop for Room {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn start(command: &mut Command) -> Child {
    let program = command.get_program().to_owned();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `scripts/setup-debian test` installs it (cups-ipp-utils, avahi-daemon, dbus)",
            program.display()
        )
    })
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

impl Room {
    /// A printer of these formats that keeps what it prints.
    fn open(formats: &str) -> Self {
        Self::with(formats, None)
    }

    /// A printer that hands each document to a command.
    fn with(formats: &str, script: Option<&str>) -> Self {
        let folder = tempfile::Builder::new().prefix("kiosk-a4-").tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(
            path("bus.conf"),
            format!(
                "<busconfig><type>system</type><listen>unix:path={}</listen><policy context=\"default\">\
                 <allow user=\"*\"/><allow own=\"*\"/><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\
                 </policy></busconfig>",
                path("bus").display()
            ),
        )
        .unwrap();
        std::fs::write(
            path("avahi.conf"),
            "[server]\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-hinfo=no\npublish-workstation=no\n",
        )
        .unwrap();
        std::fs::create_dir(path("spool")).unwrap();
        let bus_address = format!("unix:path={}", path("bus").display());
        let mut room = Self { children: Vec::new(), folder, port: free_port() };
        let file = room.path("bus.conf");
        room.children.push(start(
            Command::new("dbus-daemon")
                .arg(format!("--config-file={}", file.display()))
                .args(["--nofork", "--nopidfile"]),
        ));
        wait_for("the bus", || room.path("bus").exists());
        // avahi insists on its file in /run: it gets a /run of its own.
        let avahi = format!(
            "mount -t tmpfs tmpfs /run && exec avahi-daemon -f {} --no-drop-root --no-chroot --no-rlimits",
            room.path("avahi.conf").display()
        );
        room.children.push(start(
            Command::new("unshare").args(["--mount", "sh", "-c", &avahi]).env("DBUS_SYSTEM_BUS_ADDRESS", &bus_address),
        ));
        room.printer(formats, script, &bus_address);
        room
    }

    /// Starts the printer until it stays: it gives up while avahi is not ready.
    fn printer(&mut self, formats: &str, script: Option<&str>, bus_address: &str) {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let mut command = Command::new("ippeveprinter");
            command.env("DBUS_SYSTEM_BUS_ADDRESS", bus_address).args(["-f", formats, "-n", "localhost", "-p"]);
            command.arg(self.port.to_string()).arg("-d").arg(self.path("spool"));
            match script {
                Some(script) => {
                    let file = self.path("print.sh");
                    std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
                    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
                    command.arg("-c").arg(file);
                }
                None => {
                    command.arg("-k");
                }
            }
            let mut child = start(command.arg("kiosk-test"));
            while child.try_wait().unwrap().is_none() {
                if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                    self.children.push(child);
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
                assert!(
                    Instant::now() < end,
                    "ippeveprinter does not listen; avahi needs root and the package avahi-daemon"
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn uri(&self) -> Uri {
        format!("ipp://localhost:{}/ipp/print", self.port).parse().unwrap()
    }

    /// The documents that the printer has taken.
    fn printed(&self) -> Vec<Vec<u8>> {
        let files = std::fs::read_dir(self.path("spool")).unwrap().map(|entry| entry.unwrap().path());
        files
            .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
            .map(|path| std::fs::read(path).unwrap())
            .collect()
    }
}

fn brisk(printer: Uri) -> A4Config {
    let job = Duration::from_secs(20);
    A4Config { poll: Duration::from_millis(40), grace: Duration::from_millis(200), ..A4Config::new(printer, job) }
}

fn print(config: A4Config, pdf: &[u8]) -> Result<(), A4Fault> {
    let runtime = Runtime::new().unwrap();
    let printer = A4Printer::start(runtime.handle(), config);
    runtime.block_on(printer.print(Zeroizing::new(pdf.to_vec())))
}

/// Large enough to be sent in many pieces, and no text.
fn document() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8));
    bytes
}

#[test]
fn a_document_arrives_byte_for_byte_and_is_followed_to_its_end() {
    let room = Room::open("application/pdf");
    let document = document();
    assert_eq!(print(brisk(room.uri()), &document), Ok(()));
    assert_eq!(room.printed(), [document]);
    let runtime = Runtime::new().unwrap();
    let printer = A4Printer::start(runtime.handle(), brisk(room.uri()));
    assert_eq!(runtime.block_on(printer.ask()), Ok(()));
}

#[test]
fn one_that_gives_up_is_told() {
    let room = Room::with("application/pdf", Some("exit 1"));
    assert_eq!(print(brisk(room.uri()), &document()), Err(A4Fault::Aborted));
}

#[test]
fn one_that_takes_no_pdf_gets_none() {
    let room = Room::open("image/pwg-raster");
    assert_eq!(print(brisk(room.uri()), &document()), Err(A4Fault::NoPdf));
    assert!(room.printed().is_empty());
}

/// It says that it has no paper and never finishes: the job is taken back, so that no form comes out of it at night.
#[test]
fn without_paper_the_form_is_taken_back() {
    let room = Room::with("application/pdf", Some("echo 'STATE: +media-empty-error' >&2\nexec sleep 20"));
    let config = A4Config { job: Duration::from_secs(2), ..brisk(room.uri()) };
    assert_eq!(print(config, &document()), Err(A4Fault::PaperOut));
}

#[test]
fn switched_off_or_not_a_printer() {
    let nobody = format!("ipp://127.0.0.1:{}/ipp/print", free_port());
    assert_eq!(print(brisk(nobody.parse().unwrap()), &document()), Err(A4Fault::Unreachable));

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let web = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = listener.accept().unwrap();
        let mut taken = [0; 4096];
        let _ = stream.read(&mut taken).unwrap();
        let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>";
        stream.write_all(page.as_bytes()).unwrap();
    });
    let uri = format!("ipp://127.0.0.1:{port}/ipp/print");
    assert_eq!(print(brisk(uri.parse().unwrap()), &document()), Err(A4Fault::NotAPrinter));
    web.join().unwrap();
}

fn text_of(pdf: &[u8], folder: &Path) -> String {
    let file = folder.join("form.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output();
    let text = output.expect("pdftotext is missing: `scripts/setup-debian test` installs poppler-utils").stdout;
    std::fs::remove_file(file).unwrap();
    String::from_utf8(text).unwrap()
}

/// The first page at 150 dots an inch.
fn picture_of(pdf: &[u8], folder: &Path) -> Bitmap {
    let file = folder.join("page.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new("pdftoppm");
    command.args(["-r", "150", "-gray", "-singlefile"]).arg(&file).arg(folder.join("page"));
    let made = command.status().expect("pdftoppm is missing: `scripts/setup-debian test` installs poppler-utils");
    assert!(made.success());
    // PGM: "P5", width, height, 255, and one byte for each dot.
    let pgm = std::fs::read(folder.join("page.pgm")).unwrap();
    let header: Vec<&[u8]> = pgm.splitn(4, u8::is_ascii_whitespace).collect();
    let number = |word: &[u8]| std::str::from_utf8(word).unwrap().parse::<u32>().unwrap();
    let (width, height) = (number(header[1]), number(header[2]));
    let grey = &pgm[pgm.len() - (width * height) as usize..];
    let mut picture = Bitmap::new(Dots(width), Dots(height));
    for (at, _) in (0..).zip(grey).filter(|(_, grey)| **grey < 128) {
        picture.set(at % width, at / width, true);
    }
    picture
}

/// A whole visit: the citizen asks for the form, it comes out with the answers, and nothing of it stays on the kiosk.
#[test]
fn a_citizen_prints_the_form() {
    let room = Room::open("application/pdf");
    let mut config = config();
    config.a4.printer = Some(room.uri());
    let everything = Everything::start(config, data(), wishes()).unwrap();
    for (n, language) in [Language::CKB, Language::AR].into_iter().enumerate() {
        let mut player = citizen(&everything, language);
        common::request(&mut player, language);
        player.expect_text(&texts(&everything, language).get("print-done")).unwrap();
        player.expect_control("form.print").unwrap();
        player.tap("form.print").unwrap();
        player.expect_text(&texts(&everything, language).get("form-printed")).unwrap();
        let printed = room.printed();
        assert_eq!(printed.len(), n + 1, "one form each");
        let elsewhere = tempfile::tempdir().unwrap();
        let person = person(language);
        let mut found = 0;
        for pdf in &printed {
            let text = text_of(pdf, elsewhere.path());
            found +=
                usize::from([person.given, person.father, person.grandfather].iter().all(|name| text.contains(name)));
        }
        assert_eq!(found, 1, "the form of this citizen holds what was answered");
        leave(&mut player);
    }
    everything.drained(Duration::from_secs(20)).unwrap();
    // Bodies leave the disk with the custody of central; the form was never there.
    for language in [Language::CKB, Language::AR] {
        assert_eq!(found_in_files(&everything.folder().join("state"), &traces_of(language)), Vec::<String>::new());
    }
    let files = std::fs::read_dir(everything.folder()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(files.into_iter().all(|name| !name.to_string_lossy().contains("form")), "no form among the files");
}

/// The receipt on A4, where the form is not wanted: its words, its reference, and the code that this kiosk verifies.
#[test]
fn a_citizen_prints_the_receipt_on_a4() {
    let room = Room::open("application/pdf");
    let mut config = config();
    config.a4.printer = Some(room.uri());
    let everything = Everything::start(config, data(), wishes()).unwrap();
    let rows = Rows::of_kiosk(everything.folder());
    for (n, language) in [Language::CKB, Language::AR, Language::EN].into_iter().enumerate() {
        let words = texts(&everything, language);
        let mut player = citizen(&everything, language);
        common::request(&mut player, language);
        player.expect_text(&words.get("print-done")).unwrap();
        player.expect_control("receipt.print").unwrap();
        player.tap("receipt.print").unwrap();
        player.expect_text(&words.get("receipt-a4-printed")).unwrap();
        player.expect_control("form.print").unwrap();
        let printed = room.printed();
        assert_eq!(printed.len(), n + 1, "one receipt each");
        let elsewhere = tempfile::tempdir().unwrap();
        let reference = rows.texts("select ref from request order by created_ms desc, rowid desc limit 1").remove(0);
        let reference: String = reference.chars().filter(char::is_ascii_alphanumeric).collect();
        let mut found = 0;
        for pdf in &printed {
            let text = text_of(pdf, elsewhere.path());
            let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
            if compact.contains(&reference) {
                found += 1;
                let title = words.get("paper-receipt-title");
                assert!(title.split(' ').all(|word| text.contains(word)), "{title}: {text}");
                for trace in traces_of(language) {
                    assert!(!text.contains(&trace), "a receipt holds no answers");
                }
                let codes = qr_in(&picture_of(pdf, elsewhere.path()));
                let genuine = codes.iter().filter(|code| codes_of(&everything, code).0 == reference).count();
                assert_eq!(genuine, 1, "{codes:?}");
            }
        }
        assert_eq!(found, 1, "the receipt of this request");
        leave(&mut player);
    }
    // What stands on the receipt of the other printer is untouched.
    assert_eq!(rows.number("select count(*) from print_job where kind = 'receipt' and state = 'proven'"), 3);
}

/// The printer is off: it is said in plain words, the form can be tried again, and the visit goes on.
#[test]
fn a_citizen_whose_form_cannot_be_printed() {
    let mut config = config();
    config.a4.printer = Some(format!("ipp://127.0.0.1:{}/ipp/print", free_port()).parse().unwrap());
    let everything = Everything::start(config, data(), wishes()).unwrap();
    let mut player = citizen(&everything, Language::EN);
    common::request(&mut player, Language::EN);
    player.expect_control("form.print").unwrap();
    player.tap("form.print").unwrap();
    let words = texts(&everything, Language::EN).attr(A4Fault::Unreachable.message_key(), "citizen").unwrap();
    player.expect_text(&words).unwrap();
    player.expect_control("form.print").unwrap();
    leave(&mut player);
}

/// Without an A4 printer no form is offered, and no answer outlives the commit on the screen.
#[test]
fn without_a_printer_nothing_is_offered() {
    let everything = common::everything(wishes());
    let mut player = citizen(&everything, Language::EN);
    common::request(&mut player, Language::EN);
    player.expect_text(&texts(&everything, Language::EN).get("print-done")).unwrap();
    assert!(player.window().stops().iter().all(|stop| stop.words.id != "form.print"));
}
