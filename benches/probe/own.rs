//! The kiosk itself: start, touch, a whole visit, thousands of page turns, rest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kiosk::cli::{environment, sample};
use kiosk::clock::SystemClock;
use kiosk::config::Config;
use kiosk::config::data::DataDir;
use kiosk::device::virtual_::{Model, VirtualPrinter, VirtualPrinterConfig, VirtualScanner};
use kiosk::i18n::Language;
use kiosk::i18n::text::arabic_digits;
use kiosk::kiosk::enrol;

use crate::common::{BETWEEN, CALM, Idle, PATIENCE, Rounds, flips, presses, starts, telling_column};
use crate::figures::{Figure, ms};
use crate::process::{Memory, Program};
use crate::screen::{At, Picture, Screen};
use crate::shadow::Shadow;
use crate::{ASIDE, IDLE_SECONDS, SIZE, Trouble};

/// A little longer than a fresh page waits until it takes a press.
const GUARD: Duration = Duration::from_millis(330);

/// The printer that is measured with: it tells its state by itself, as those that the Ministry buys do.
const PROFILE: &str = "epson-tm-t20iii";

/// Goals of the project, in the unit of their figure.
mod goal {
    pub(super) const START_MS: f64 = 60.0;
    pub(super) const RSS_MB: f64 = 40.0;
    pub(super) const GROWTH_MB: f64 = 1.0;
    pub(super) const IDLE_PERCENT: f64 = 0.0;
    pub(super) const PRESS_MS: f64 = 2.0;
    pub(super) const FLIP_MS: f64 = 6.0;
}

/// The files and devices that belong to one measurement.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    config: PathBuf,
    /// The same with devices of its own, for the shadow: a serial port has one user.
    shadow_config: PathBuf,
    _central: Program,
    _printer: VirtualPrinter,
    _scanner: VirtualScanner,
}

impl Place {
    /// A configuration as technicians write it, for a printer and a scanner on serial ports, and a
    /// central server. All three live outside the measured process, as they do in a centre.
    pub(crate) fn prepare(central: &Path) -> Result<Self, Trouble> {
        let folder = tempfile::Builder::new().prefix("kiosk-probe-").tempdir()?;
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let database = format!("sqlite:{}", folder.path().join("central.db").display());
        let keys = folder.path().join("keys").display().to_string();
        said(Command::new(central).args(["key", "init", "--keys", &keys]))?;
        let program = Program::start(Command::new(central).args([
            "serve",
            "--keys",
            &keys,
            "--listen",
            &address.to_string(),
            "--database",
            &database,
        ]))?;
        let original = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/kiosk-config.toml"))?;
        let virtual_devices = original
            .replace("url = \"\"", &format!("url = \"http://{address}\""))
            .replace("state_dir = \"/var/lib/kiosk\"", "state_dir = \"state\"")
            .replace("flow = \"rts_cts\"", "flow = \"none\"") // a pseudo-terminal has no wires for it
            .replace("profile = \"generic-80mm\"", &format!("profile = \"{PROFILE}\""));
        let printer = VirtualPrinter::start(VirtualPrinterConfig { model: Model::default(), ..Default::default() })?;
        let scanner = VirtualScanner::start(b"\r")?;
        let on_port = |config: &str, device: &str, path: &Path| -> String {
            let (before, after) = config.split_once(&format!("[{device}]")).unwrap_or((config, ""));
            let port = format!("port = \"{}\"", path.display());
            format!("{before}[{device}]{}", after.replacen("port = \"virtual\"", &port, 1))
        };
        let ports = on_port(&virtual_devices, "printer", printer.path());
        let ports = on_port(&ports, "scanner", &scanner.path());
        let config = folder.path().join("kiosk-config.toml");
        let shadow_config = folder.path().join("shadow-config.toml");
        fs::write(&config, ports)?;
        fs::write(&shadow_config, virtual_devices.replace("slot = \"1\"", "slot = \"2\""))?;
        // the data is looked for beside the configuration first
        for name in ["assets", "locales"] {
            std::os::unix::fs::symlink(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), folder.path().join(name))?;
        }
        // Both are let in as every kiosk is, each in a place of its own.
        let began = Instant::now();
        while std::net::TcpStream::connect(address).is_err() {
            if began.elapsed() > PATIENCE {
                return Err("central does not listen".into());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        for (config, slot, state) in [(&config, "1", None), (&shadow_config, "2", Some("shadow"))] {
            let add = ["kiosk", "add", "--centre", "erbil-1", "--slot", slot, "--database", &database];
            let code = said(Command::new(central).args(add))?;
            let mut config = Config::load(config)?;
            if let Some(state) = state {
                config.store.state_dir = folder.path().join(state);
            }
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let code = code.lines().next().unwrap_or_default().parse()?;
            runtime.block_on(enrol(&config, code, Arc::new(SystemClock)))?;
        }
        Ok(Self { folder, config, shadow_config, _central: program, _printer: printer, _scanner: scanner })
    }

    fn shadow(&self) -> Result<Shadow, Trouble> {
        Shadow::start(&self.shadow_config, &self.folder.path().join("shadow"), SIZE)
    }
}

/// What a command says, when it does what it should.
fn said(command: &mut Command) -> Result<String, Trouble> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Measures it.
pub(crate) fn measure(
    screen: &Screen,
    program: &Path,
    place: &Place,
    rounds: Rounds,
    turns: usize,
) -> Result<(), Trouble> {
    let environment = environment::own(&DataDir::find(Some(&place.config))?);
    let command = || {
        let mut command = Command::new(program);
        command
            .args(["run", "--config"])
            .arg(&place.config)
            // as its unit starts it
            .envs(environment.clone())
            .envs([("XCURSOR_SIZE", "1"), ("XCURSOR_THEME", "none")])
            .env("DISPLAY", &screen.display);
        command
    };
    let (started, _) = starts(screen, rounds.starts, command)?;
    Figure::of("start to the first screen, warm", "ms", Some(goal::START_MS), started).tell();

    let mut visit = Visit { screen, shadow: place.shadow()?, running: Program::start(&mut command())? };
    let _picture = screen.at_rest(CALM, PATIENCE)?;
    screen.point(ASIDE)?;
    std::thread::sleep(Duration::from_secs(3));
    Figure::one("resident memory at rest", "MB", None, megabytes(visit.running.memory()).0).tell();
    visit.tell_idle("10 s, from 4 s after the start");

    let language = visit.shadow.tap("language.ckb", "")?;
    Figure::of("press feedback", "ms", Some(goal::PRESS_MS), presses(screen, rounds.touches, language, ASIDE)?).tell();
    screen.click(language)?;
    visit.same()?;
    let service = visit.shadow.tap("home.service", "")?;
    let back = visit.shadow.tap("action.back", "")?;
    Figure::of("page flip", "ms", Some(goal::FLIP_MS), flips(screen, rounds.touches, [service, back])?).tell();
    visit.same()?;

    visit.whole()?;
    std::thread::sleep(Duration::from_secs(2));
    let (rss, pss) = megabytes(visit.running.memory());
    Figure::one("resident memory (RSS) after a visit", "MB", Some(goal::RSS_MB), rss).tell();
    Figure::one("proportional memory (PSS) after a visit", "MB", None, pss).tell();

    let ways = visit.between_two_questions()?;
    // There and back: it ends where its shadow stands.
    let turns = turns.next_multiple_of(2);
    let used = visit.running.processor();
    let grown = visit.turn(&ways, turns)?;
    Figure::one("processor time for a page turn", "ms", None, ms(visit.running.processor() - used) / turns as f64)
        .tell();
    Figure::one("resident memory after the page turns", "MB", None, grown.after).tell();
    let what = format!("growth of resident memory over {} page turns, after the first {}", grown.turns, grown.first);
    Figure::one(what, "MB", Some(goal::GROWTH_MB), grown.after - grown.before).tell();
    visit.leave()?;
    std::thread::sleep(Duration::from_secs(3));
    visit.tell_idle("10 s, after all that");
    for (name, settings) in WAYS_OF_SEEING {
        let (pressed, flipped) = visit.seen_in(settings, rounds.touches.div_ceil(4))?;
        Figure::of(PRESS, "ms", Some(goal::PRESS_MS), pressed).in_the_case_of(name).tell();
        Figure::of(FLIP, "ms", Some(goal::FLIP_MS), flipped).in_the_case_of(name).tell();
    }
    visit.running.still_runs()?;
    Ok(())
}

const PRESS: &str = "press feedback, over the screens";
const FLIP: &str = "page flip, over the screens";

/// What is set in the panel of the display before a visit, and its name.
const WAYS_OF_SEEING: [(&str, &[&str]); 4] = [
    ("as it is", &[]),
    ("largest text", &["display.size.largest"]),
    ("black on white", &["display.colours.black-on-white"]),
    ("white on black", &["display.colours.white-on-black"]),
];

fn megabytes(memory: Memory) -> (f64, f64) {
    (memory.rss as f64 / 1024.0, memory.pss as f64 / 1024.0)
}

/// Where to press, and the page that follows.
struct Way {
    at: At,
    then: Picture,
}

/// The first page turns fill what is kept of glyphs and texts: growth is counted after them.
const SETTLING: usize = 20;

/// How resident memory has grown.
struct Grown {
    /// Page turns that do not count.
    first: usize,
    /// Page turns after them.
    turns: usize,
    /// Resident memory before those, in MB.
    before: f64,
    /// And after them, in MB.
    after: f64,
}

/// A citizen before the measured kiosk, and the same before its shadow.
struct Visit<'a> {
    screen: &'a Screen,
    shadow: Shadow,
    running: Program,
}

impl Visit<'_> {
    /// Waits until the measured kiosk shows what its shadow shows.
    fn same(&mut self) -> Result<(), Trouble> {
        let began = Instant::now();
        let mut apart = usize::MAX;
        while began.elapsed() < PATIENCE {
            let wanted = self.shadow.picture();
            apart = wanted.differs(&self.screen.whole()?);
            // smoothing differs a little where only parts were painted anew
            if apart < wanted.len() / 500 {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        self.running.still_runs()?;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        self.screen.whole()?.write_png(&folder.join("probe-is.png"), SIZE)?;
        self.shadow.picture().write_png(&folder.join("probe-should-be.png"), SIZE)?;
        let (shown, folder) = (self.shadow.shown(), folder.display());
        Err(format!("on \"{shown}\" the kiosk looks different in {apart} pixels; see {folder}/probe-*.png").into())
    }

    /// Waits until the measured kiosk is calm where it cannot look the same (numbers by chance).
    fn calm(&mut self) -> Result<(), Trouble> {
        self.screen.at_rest(CALM, PATIENCE).map(drop)
    }

    fn press(&mut self, at: At) -> Result<(), Trouble> {
        std::thread::sleep(BETWEEN);
        self.screen.click(at)?;
        self.screen.point(ASIDE)
    }

    /// Presses the same on both and waits until both show the same.
    fn tap(&mut self, begins: &str, ends: &str) -> Result<(), Trouble> {
        let at = self.shadow.tap(begins, ends)?;
        self.press(at)?;
        self.same()
    }

    /// Presses what follows on both without looking.
    fn tap_blind(&mut self, id: &str) -> Result<(), Trouble> {
        let at = self.shadow.tap(id, "")?;
        self.press(at)
    }

    fn write(&mut self, text: &str) -> Result<(), Trouble> {
        for sign in text.chars() {
            let key = if sign.is_ascii_digit() { arabic_digits(&sign.to_string()) } else { sign.to_string() };
            let at = self.shadow.tap_text(&key)?;
            self.screen.click(at)?;
            std::thread::sleep(Duration::from_millis(30));
        }
        self.screen.point(ASIDE)?;
        self.same()
    }

    /// From *home* to the first question of the licence renewal.
    fn reach_the_questions(&mut self) -> Result<(), Trouble> {
        for id in [
            "home.service",
            "category.traffic",
            "service.driving_licence_renewal",
            "action.start",
            "choice.yes",
            "choice.no",
        ] {
            self.tap(id, "")?;
        }
        self.shadow.expect("question")
    }

    /// A whole visit: licence renewal, receipt and ticket printed, rated, wiped.
    fn whole(&mut self) -> Result<(), Trouble> {
        let person = sample::person(Language::CKB).ok_or("no sample person")?;
        self.reach_the_questions()?;
        for name in [person.given, person.father, person.grandfather] {
            self.write(name)?;
            self.tap("action.continue", "")?;
        }
        self.tap("action.skip", "")?;
        for part in [".decade.1990", ".year.1990", ".month.1", ".day.1"] {
            self.tap("", part)?;
        }
        self.tap("action.continue", "")?;
        self.write("199012345678")?;
        self.tap("action.continue", "")?;
        self.tap("choice.erbil", "")?;
        self.tap("choice.erbil_centre", "")?;
        self.write(person.mobile)?;
        self.tap("action.continue", "")?;
        self.shadow.expect("review")?;
        self.tap("action.continue", "")?;
        self.shadow.expect("consent")?;
        self.tap_blind("consent.agree")?;
        self.shadow.expect("done")?;
        self.calm()?;
        // both papers are out when this stands there
        self.tap_blind("action.finish")?;
        self.shadow.expect("rating")?;
        self.same()?;
        self.tap_blind("rating.5")?;
        self.shadow.expect("attract")?;
        self.same()
    }

    /// From the screen at rest to the second question and back to rest, with these settings of the display: each press
    /// and each turn to the next screen and back, in milliseconds.
    fn seen_in(&mut self, settings: &[&str], rounds: usize) -> Result<(Vec<f64>, Vec<f64>), Trouble> {
        if !settings.is_empty() {
            self.tap("header.display", "")?;
            for setting in settings {
                self.tap(setting, "")?;
            }
            self.tap("display.close", "")?;
        }
        let (mut pressed, mut flipped) = (Vec::new(), Vec::new());
        self.tap("language.ckb", "")?;
        for id in [
            "home.service",
            "category.traffic",
            "service.driving_licence_renewal",
            "action.start",
            "choice.yes",
            "choice.no",
            "action.continue",
        ] {
            if id == "action.continue" {
                self.write(sample::person(Language::CKB).ok_or("no sample person")?.given)?;
            }
            let on = self.shadow.tap(id, "")?;
            let back = self.shadow.tap("action.back", "")?;
            pressed.extend(presses(self.screen, rounds, on, ASIDE)?);
            // there and back, so that both stand where they stood
            flipped.extend(flips(self.screen, rounds.next_multiple_of(2), [on, back])?);
            self.same()?;
            self.tap(id, "")?;
        }
        self.leave()?;
        Ok((pressed, flipped))
    }

    /// Begins another visit and goes to and fro between its first two questions once.
    fn between_two_questions(&mut self) -> Result<[Way; 2], Trouble> {
        let person = sample::person(Language::CKB).ok_or("no sample person")?;
        self.tap("language.ckb", "")?;
        self.reach_the_questions()?;
        self.write(person.given)?;
        self.tap("action.continue", "")?;
        let way = |visit: &mut Self, id| -> Result<Way, Trouble> {
            let at = visit.shadow.tap(id, "")?;
            visit.press(at)?;
            visit.same()?;
            Ok(Way { at, then: visit.shadow.picture() })
        };
        Ok([way(self, "action.back")?, way(self, "action.continue")?])
    }

    /// Watches it while nobody touches it, and tells what it uses, thread by thread.
    fn tell_idle(&self, when: &str) {
        let idle = Idle::of(&self.running, IDLE_SECONDS);
        Figure::one(format!("processor when idle, {when}"), "%", Some(goal::IDLE_PERCENT), idle.percent).tell();
        idle.tell_threads();
    }

    /// Turns the page so often.
    fn turn(&mut self, ways: &[Way; 2], turns: usize) -> Result<Grown, Trouble> {
        let x = telling_column(self.screen, [&ways[0].then, &ways[1].then])?;
        let then = [0, 1].map(|way| self.screen.column_of(&ways[way].then, x));
        let between = then[0].differs(&then[1]);
        if between < 20 {
            return Err("the two pages look the same".into());
        }
        let first = SETTLING.min(turns / 2);
        let mut before = megabytes(self.running.memory()).0;
        for turn in 0..turns {
            if turn == first {
                before = megabytes(self.running.memory()).0;
            }
            // a press so soon after a page has come is meant for the page before, and does nothing
            std::thread::sleep(GUARD);
            self.screen.click(ways[turn % 2].at)?;
            let turned = |screen: &Screen| Ok(screen.column(x)?.differs(&then[turn % 2]) < between / 4);
            if self.screen.until(Instant::now(), PATIENCE, turned)?.is_none() {
                return Err(format!("page turn {turn} did not happen").into());
            }
        }
        Ok(Grown { first, turns: turns - first, before, after: megabytes(self.running.memory()).0 })
    }

    /// Finishes and erases.
    fn leave(&mut self) -> Result<(), Trouble> {
        self.screen.point(ASIDE)?;
        self.same()?;
        self.tap("header.finish", "")?;
        self.tap_blind("finish.yes")?;
        self.shadow.expect("attract")?;
        self.same()
    }
}
