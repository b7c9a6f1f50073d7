#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod golden;

use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::i18n::Language;

fn parse(text: &str) -> Result<Config, Problems> {
    Config::parse(text, "kiosk-config.toml", Path::new("/etc/kiosk"))
}

fn shipped() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config.toml")).unwrap()
}

#[test]
fn the_shipped_file_is_the_default() {
    assert_eq!(parse(&shipped()).unwrap(), Config::default());
    assert_eq!(parse("").unwrap(), Config::default());
}

#[test]
fn every_key_of_the_shipped_file_is_read() {
    // A value that differs from the default must arrive, for each key.
    let changed = Config::parse(
        r#"
[centre]
id = "duhok-2"
complaint_phone = "٠٦٢ ٧٢٢ ٠٠٠٠"
[centre.name]
en = "Duhok"
[kiosk]
name = "Door"
slot = "B"
[display]
fullscreen = false
width = 1280
height = 800
pixel_pitch_mm = 0.311
languages = ["ar", "en"]
default_language = "ar"
[timeouts]
idle_ask_s = 180
idle_countdown_s = 30
extensions = 12
done_s = 90
rating_s = 10
[keypad]
preset = "storm-audionav"
double_press_ms = 700
scan_ms = 2500
[keypad.keys]
"1" = "next"
Space = "select"
F17 = "none"
[day]
time_zone = "Europe/Berlin"
starts_at = "05:30"
[opening]
saturday = ["08:30-12:00", "12:45-24:00"]
friday = []
holidays = ["2026-03-21", "05-01"]
[queue]
many_waiting = 12
priority = ["infant"]
[queue.daily_limit]
B = 120
[staff]
gesture = ["top-left", "top-left", "top-right", "bottom-left"]
idle_s = 30
most_min = 5
[printer]
port = "/dev/ttyUSB0"
baud = 19200
data_bits = 7
parity = "even"
stop_bits = 2
flow = "xon_xoff"
profile = "generic_80mm"
proof_timeout_s = 8
cache = "fs-q"
digits = "printer"
roll_m = 50
[receipt]
url = "https://psc.krd/r/"
keys = "keys.json"
[a4]
printer = "ipps://10.0.0.7/ipp/print"
timeout_s = 90
[scanner]
port = "/dev/ttyACM0"
baud = 115200
data_bits = 7
parity = "odd"
stop_bits = 2
flow = "rts_cts"
brand = "zebra-ssi"
aim = true
prefix = "S:"
terminator = "crlf"
gap_ms = 120
[central]
url = "https://central.example.krd/"
push_interval_s = 5
request_timeout_s = 7
[store]
state_dir = "state"
backup_dir = "copies"
backup_every = 50
requests_need_mb = 500
tickets_need_mb = 100
ballast_mb = 20
keep_delivered_days = 90
[speech]
output = "log:speech.jsonl"
start = "always"
rate_percent = 150
volume = 7
device = "plughw:1"
espeak = "bin/espeak-ng"
jack = false
[log]
level = "debug"
format = "json"
"#,
        "kiosk-config.toml",
        Path::new("/etc/kiosk"),
    )
    .unwrap();
    assert_eq!(changed.centre.id, "duhok-2");
    assert_eq!(changed.centre.complaint_phone, "062 722 0000");
    assert_eq!(changed.centre.name.in_language(Language::CKB), "Duhok");
    assert_eq!((changed.kiosk.name.as_str(), changed.kiosk.slot), ("Door", 'B'));
    assert_eq!(
        changed.display,
        Display {
            fullscreen: false,
            width: 1280,
            height: 800,
            pixel_pitch: Millimetres(0.311),
            languages: vec![Language::AR, Language::EN],
            default_language: Language::AR,
        }
    );
    assert_eq!(
        changed.timeouts,
        Timeouts {
            idle_ask: Duration::from_secs(180),
            idle_countdown: Duration::from_secs(30),
            extensions: 12,
            done: Duration::from_secs(90),
            rating: Duration::from_secs(10),
        }
    );
    let keypad = &changed.keypad;
    assert_eq!((keypad.double_press, keypad.scan), (Duration::from_millis(700), Some(Duration::from_millis(2500))));
    let used = ["1", "Space", "F17", "F23", "Enter", "a"].map(|key| keypad.used(key));
    assert_eq!(
        used,
        [Some(KeyUse::Next), Some(KeyUse::Select), None, Some(KeyUse::Previous), Some(KeyUse::Select), None]
    );
    assert_eq!(changed.day.time_zone, "Europe/Berlin");
    assert_eq!(changed.day.starts_at, jiff::civil::time(5, 30, 0, 0));
    let span = |from, to| Span { from, to };
    assert_eq!(changed.opening.week[5], [span(510, 720), span(765, 1440)]);
    assert!(changed.opening.week[4].is_empty());
    assert_eq!(changed.opening.week[0], [span(0, DAY_MINUTES)]);
    assert_eq!(
        changed.opening.holidays,
        [Holiday::Once(jiff::civil::date(2026, 3, 21)), Holiday::Yearly { month: 5, day: 1 }]
    );
    let gesture = vec![Corner::TopLeft, Corner::TopLeft, Corner::TopRight, Corner::BottomLeft];
    assert_eq!(changed.staff, Staff { gesture, idle: Duration::from_secs(30), most: Duration::from_secs(300) });
    let daily_limit = [('B', 120)].into();
    assert_eq!(
        changed.queue,
        Queue { many_waiting: 12, priority: vec![kiosk_protocol::PriorityClass::Infant], daily_limit }
    );
    assert_eq!(
        changed.printer,
        Printer {
            port: Port::Path(PathBuf::from("/dev/ttyUSB0")),
            line: SerialLine { baud: 19_200, data_bits: 7, parity: Parity::Even, stop_bits: 2, flow: Flow::XonXoff },
            profile: "generic_80mm".into(),
            proof_timeout: Duration::from_secs(8),
            cache: PrinterCache::FsQ,
            digits: PrinterDigits::Printer,
            roll_m: 50,
        }
    );
    assert_eq!(
        changed.receipt,
        Receipt { url: Some("HTTPS://PSC.KRD/R/".parse().unwrap()), keys: Some(PathBuf::from("/etc/kiosk/keys.json")) }
    );
    assert_eq!(
        changed.a4,
        A4 { printer: Some("ipps://10.0.0.7/ipp/print".parse().unwrap()), timeout: Duration::from_secs(90) }
    );
    assert_eq!(
        changed.scanner,
        Scanner {
            port: Port::Path(PathBuf::from("/dev/ttyACM0")),
            line: SerialLine { baud: 115_200, data_bits: 7, parity: Parity::Odd, stop_bits: 2, flow: Flow::RtsCts },
            brand: ScannerBrand::ZebraSsi,
            aim: true,
            prefix: "S:".into(),
            terminator: Terminator::CrLf,
            gap: Duration::from_millis(120),
        }
    );
    assert_eq!(changed.central.url.as_deref(), Some("https://central.example.krd"));
    assert_eq!(changed.central.push_interval, Duration::from_secs(5));
    assert_eq!(changed.central.request_timeout, Duration::from_secs(7));
    let store = Store {
        state_dir: PathBuf::from("/etc/kiosk/state"),
        backup_dir: Some(PathBuf::from("/etc/kiosk/copies")),
        backup_every: 50,
        requests_need: 500 << 20,
        tickets_need: 100 << 20,
        ballast: 20 << 20,
        keep_delivered: Duration::from_secs(90 * 86_400),
    };
    assert_eq!(changed.store, store);
    assert_eq!(
        changed.speech,
        Speech {
            output: SpeechOutput::Log(PathBuf::from("/etc/kiosk/speech.jsonl")),
            start: SpeechStart::Always,
            rate: 150,
            volume: 7,
            device: "plughw:1".into(),
            espeak: "/etc/kiosk/bin/espeak-ng".into(),
            jack: false,
        }
    );
    assert_eq!(changed.log, Log { level: LogLevel::Debug, format: LogFormat::Json });
}

/// (the file, the whole message)
const BROKEN: &[(&str, &str)] = &[
    (
        "[printer]\nbaud = 11520\n",
        "kiosk-config.toml:2:8: printer.baud: 11520 is not a baud rate; did you mean 115200?",
    ),
    ("[printer]\nbuad = 9600\n", "kiosk-config.toml:2:1: printer.buad: there is no such key; did you mean `baud`?"),
    ("[pinter]\nbaud = 9600\n", "kiosk-config.toml:1:2: pinter: there is no such key; did you mean `printer`?"),
    ("[printer]\nbaud = \"fast\"\n", "kiosk-config.toml:2:8: printer.baud: this is a text; write a whole number"),
    (
        "[printer]\nflow = \"rtscts\"\n",
        "kiosk-config.toml:2:8: printer.flow: \"rtscts\" is not known here; did you mean \"rts_cts\"?",
    ),
    (
        "[printer]\nport = \"virtul\"\n",
        "kiosk-config.toml:2:8: printer.port: \"virtul\" is not a port; did you mean \"virtual\"?",
    ),
    (
        "[printer]\nport = \"COM3\"\n",
        "kiosk-config.toml:2:8: printer.port: \"COM3\" is not a port; write a device path such as \"/dev/serial/by-id/…\", or \"virtual\"",
    ),
    (
        "[printer]\nprofile = \"../x\"\n",
        "kiosk-config.toml:2:11: printer.profile: \"../x\" is not the name of a profile; write the name of a file in assets/printers/ without .toml",
    ),
    (
        "[a4]\nprinter = \"http://10.0.0.7/\"\n",
        "kiosk-config.toml:2:11: a4.printer: \"http://10.0.0.7/\" is not the address of an IPP printer; write it like \"ipp://192.168.1.20/ipp/print\", or \"\" for no A4 printer",
    ),
    (
        "[scanner]\ngap_ms = 5\n",
        "kiosk-config.toml:2:10: scanner.gap_ms: 5 is out of range; allowed are 10 to 2000 milliseconds",
    ),
    (
        "[display]\npixel_pitch_mm = 27.7\n",
        "kiosk-config.toml:2:18: display.pixel_pitch_mm: 27.7 mm is not the pitch of a screen; allowed are 0.05 to 1.0 mm; divide the width of the picture in mm by its pixels",
    ),
    (
        "[display]\nlanguages = [\"ckb\", \"ckb\"]\n",
        "kiosk-config.toml:2:21: display.languages[1]: \"ckb\" stands twice; remove one of them",
    ),
    (
        "[display]\nlanguages = [\"ckb\"]\ndefault_language = \"en\"\n",
        "kiosk-config.toml:3:20: display.default_language: \"en\" is not among display.languages; take one of ckb",
    ),
    (
        "[keypad.keys]\nF33 = \"next\"\n",
        "kiosk-config.toml:2:7: keypad.keys.F33: there is no key \"F33\"; did you mean F23?",
    ),
    (
        "[keypad.keys]\nF13 = \"nxt\"\n",
        "kiosk-config.toml:2:7: keypad.keys.F13: \"nxt\" is not known here; did you mean \"next\"?",
    ),
    (
        "[keypad]\nscan_ms = 100\n",
        "kiosk-config.toml:2:11: keypad.scan_ms: 100 milliseconds are too short to press a switch in; write 0 (off), or 500 to 20000",
    ),
    (
        "[timeouts]\nidle_ask_s = 5\n",
        "kiosk-config.toml:2:14: timeouts.idle_ask_s: 5 is out of range; allowed are 30 to 600 seconds",
    ),
    (
        "[kiosk]\nslot = \"O\"\n",
        "kiosk-config.toml:2:8: kiosk.slot: the letter O looks like a digit; take 0 to 9 or A to Z except I and O",
    ),
    (
        "[kiosk]\nslot = \"b\"\n",
        "kiosk-config.toml:2:8: kiosk.slot: the slot is a digit or a capital letter; did you mean \"B\"?",
    ),
    (
        "[day]\ntime_zone = \"Asia/Bagdad\"\n",
        "kiosk-config.toml:2:13: day.time_zone: \"Asia/Bagdad\" is not a known time zone; did you mean \"Asia/Baghdad\"?",
    ),
    (
        "[day]\nstarts_at = \"24:00\"\n",
        "kiosk-config.toml:2:13: day.starts_at: \"24:00\" is not a time of day; write it like \"04:00\", from 00:00 to 23:59",
    ),
    (
        "[central]\nurl = \"http://central.example.krd\"\n",
        "kiosk-config.toml:2:7: central.url: http to \"central.example.krd\" would send requests unprotected; write https://; http is allowed only to this machine (127.0.0.1, localhost)",
    ),
    (
        "[central]\nurl = \"https://me:secret@central\"\n",
        "kiosk-config.toml:2:7: central.url: a user name or password must not stand in the address; remove what stands before @",
    ),
    (
        "[speech]\noutput = \"devise\"\n",
        "kiosk-config.toml:2:10: speech.output: \"devise\" is not known here; did you mean \"device\"?",
    ),
    (
        "[speech]\nrate_percent = 110\n",
        "kiosk-config.toml:2:16: speech.rate_percent: 110 % is between two steps; the steps are 50, 75, 100, 125, 150, 175 and 200 %",
    ),
    ("[speech]\nvolume = 9\n", "kiosk-config.toml:2:10: speech.volume: 9 is out of range; allowed are 1 to 7"),
    (
        "[speech]\nstart = \"ask\"\n",
        "kiosk-config.toml:2:9: speech.start: \"ask\" is not known here; did you mean \"asked\"?",
    ),
    (
        "[log]\nlevel = \"loud\"\n",
        "kiosk-config.toml:2:9: log.level: \"loud\" is not known here; allowed are \"error\", \"warn\", \"info\", \"debug\", \"trace\"",
    ),
    (
        "[centre]\nid = \"Erbil 1\"\n",
        "kiosk-config.toml:2:6: centre.id: this is not a centre code; write 2 to 24 of a-z, 0-9 and -, such as \"erbil-1\"",
    ),
    (
        "[opening]\nmonday = [\"08:00-12:00\", \"11:00-14:00\"]\n",
        "kiosk-config.toml:2:10: opening.monday: the spans overlap or stand out of order; write them from morning to evening, such as [\"08:00-12:00\", \"12:30-14:00\"]",
    ),
    (
        "[opening]\nmonday = [\"8-12\"]\n",
        "kiosk-config.toml:2:11: opening.monday[0]: \"8-12\" is not a span of a day; write it like \"08:00-12:00\", from 00:00 to 24:00",
    ),
    (
        "[opening]\nmonday = [\"22:00-02:00\"]\n",
        "kiosk-config.toml:2:11: opening.monday[0]: \"22:00-02:00\" ends before it begins; a span lies within one day; midnight is 24:00 at its end",
    ),
    (
        "[opening]\nholidays = [\"21.3.\"]\n",
        "kiosk-config.toml:2:13: opening.holidays[0]: \"21.3.\" is not a date; write \"2026-03-21\" for one day, \"03-21\" for each year",
    ),
    (
        "[opening]\nmonnday = []\n",
        "kiosk-config.toml:2:1: opening.monnday: there is no such key; did you mean `monday`?",
    ),
    (
        "[queue]\npriority = [\"elder\"]\n",
        "kiosk-config.toml:2:13: queue.priority[0]: \"elder\" is not known here; did you mean \"elderly\"?",
    ),
    (
        "[queue.daily_limit]\nO = 5\n",
        "kiosk-config.toml:2:5: queue.daily_limit.O: \"O\" is not a queue letter; write one letter of A to Z except I and O, as in the catalogue",
    ),
    (
        "[staff]\ngesture = [\"top-left\"]\n",
        "kiosk-config.toml:2:11: staff.gesture: 1 corners are too few or too many; name 4 to 8, or [] to let badges in only",
    ),
    (
        "[staff]\ngesture = [\"top-left\", \"topright\", \"top-left\", \"top-left\"]\n",
        "kiosk-config.toml:2:24: staff.gesture[1]: \"topright\" is not known here; did you mean \"top-right\"?",
    ),
    ("printer = 5\n", "kiosk-config.toml:1:11: printer: this is a whole number; write a table"),
];

#[test]
fn each_mistake_is_named_with_its_place() {
    for (text, message) in BROKEN {
        let problems = parse(text).expect_err(text);
        assert_eq!(problems.to_string(), *message, "{text}");
    }
}

#[test]
fn all_mistakes_are_named_at_once_from_the_top() {
    let text = "[kiosk]\nslot = \"I\"\n[printer]\nbuad = 1\nbaud = 115201\n[log]\nlevel = \"inf\"\n";
    let problems = parse(text).unwrap_err();
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 4, 5, 7], "{problems}");
}

#[test]
fn syntax_errors_have_a_place_too() {
    let problems = parse("[kiosk]\nslot = \n[printer]\nbaud = 11520\n").unwrap_err();
    assert_eq!(problems.0[0].line, 2, "{problems}");
    assert!(problems.0[0].what.starts_with("this is not TOML"), "{problems}");
    // What stands after the mistake is checked all the same.
    assert!(problems.to_string().contains("did you mean 115200?"), "{problems}");
}

#[test]
fn the_caret_points_at_the_value() {
    let problems = parse("[printer]\nbaud = 11520\n").unwrap_err();
    assert!(format!("{problems:#}").ends_with("    2 | baud = 11520\n      |        ^^^^^"), "{problems:#}");
}

#[test]
fn http_to_this_machine_is_allowed() {
    for url in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:9000", "https://10.0.0.5/api"] {
        let config = parse(&format!("[central]\nurl = \"{url}\"\n")).expect(url);
        assert_eq!(config.central.url.as_deref(), Some(url));
    }
    for url in [
        "http://127.0.0.1.evil.krd",
        "ftp://localhost",
        "central",
        "https://",
        "https://a b",
        "http://[::1",
        "https://h:0",
    ] {
        assert!(parse(&format!("[central]\nurl = \"{url}\"\n")).is_err(), "{url}");
    }
}

#[test]
fn a_missing_file_and_a_file_that_is_not_text() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kiosk-config.toml");
    let problems = Config::load(&path).unwrap_err();
    assert!(problems.to_string().contains("there is no such file; copy kiosk-config.toml"), "{problems}");
    std::fs::write(&path, b"[kiosk]\nname = \"\xff\xfe\"\n").unwrap();
    let problems = Config::load(&path).unwrap_err();
    assert!(problems.to_string().contains(":2:9: the file is not UTF-8 text"), "{problems}");
    assert!(Config::load(dir.path()).unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn a_byte_order_mark_means_nothing() {
    assert_eq!(parse("\u{FEFF}[kiosk]\nslot = \"C\"\n").unwrap().kiosk.slot, 'C');
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _result = parse(&text);
    }

    #[test]
    fn no_value_makes_it_panic(
        section in "centre|kiosk|display|timeouts|keypad|day|opening|queue|printer|receipt|a4|scanner|central|store|speech|log",
        key in "id|name|slot|languages|pixel_pitch_mm|time_zone|starts_at|port|baud|url|output|level|gap_ms|profile",
        value in "[-+]?[0-9]{1,24}|\"[^\"\\\\\r\n\u{0}-\u{1f}\u{7f}]{0,12}\"|\\[[0-9, ]{0,5}\\]|true|nan|-inf|1e999|\\{ a = 1 \\}|07:00:00|0x[0-9a-f]{1,20}",
    ) {
        if let Err(problems) = parse(&format!("[{section}]\n{key} = {value}\n")) {
            for problem in &problems {
                prop_assert!(problem.line <= 3 && !problem.what.is_empty());
            }
        }
    }
}
