//! `kiosk check`: configuration, catalogue and languages, before a citizen meets them; with `--devices` also everything
//! that is connected, and for each what to do.

mod central;
mod lines;
mod machine;
mod slip;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::config::data::DataDir;
use crate::config::{Config, SpeechOutput};
use crate::device::printer::Profile;
use crate::i18n::{self, Language, Locales, Texts};
use crate::kiosk::{Devices, RollSize, RollState, ask_devices};
use crate::problem::{Problem, Problems, Severity};
use crate::receipt::design::{Designs, Kind};
use crate::speech::{Espeak, Voices};
use crate::store::{JobState, StoreReader};

/// Checks the configuration, the languages and the catalogue.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Example: kiosk check --config /etc/kiosk/kiosk-config.toml --devices")]
pub struct Args {
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = "kiosk-config.toml")]
    pub config: PathBuf,
    /// Also look at printer, scanner, central, clock, disk, sound, touch panel and screen
    #[arg(long)]
    pub devices: bool,
    /// Print what was found on the kiosk's printer
    #[arg(long, requires = "devices")]
    pub print: bool,
    /// List warnings (unfinished drafts) one by one, not only their number
    #[arg(long)]
    pub warnings: bool,
    /// Print one JSON object, for machines
    #[arg(long)]
    pub json: bool,
}

/// How the check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is right (exit code 0).
    Right,
    /// Something is wrong in a file (exit code 1).
    Wrong,
    /// There was nothing to check: a file or a folder is not there (exit code 2).
    Unusable,
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Right => Self::from(0),
            Verdict::Wrong => Self::from(1),
            Verdict::Unusable => Self::from(2),
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
struct Findings {
    /// What is right: (what, what it holds).
    right: Vec<(String, String)>,
    problems: Problems,
    /// What is wrong with devices and machine; the file is the thing or the key to change.
    devices: Problems,
    unusable: bool,
}

/// Runs the check and writes what it found to `out`.
///
/// # Errors
/// When `out` cannot be written.
pub fn run(args: &Args, out: &mut dyn Write) -> io::Result<Verdict> {
    let findings = examine(args);
    if args.json {
        write_json(&findings, out)?;
    } else {
        write_text(&findings, args.warnings, out)?;
    }
    Ok(match (findings.unusable, findings.problems.errors() + findings.devices.errors()) {
        (true, _) => Verdict::Unusable,
        (false, 0) => Verdict::Right,
        (false, _) => Verdict::Wrong,
    })
}

/// The devices of the kiosk that runs with this file, if one does and answers, and the words for what they lack.
fn running(config: &Path, data: &DataDir) -> Option<(Devices, Texts)> {
    let devices = super::run::runtime().ok()?.block_on(ask_devices(config)).ok()?;
    Some((devices, Locales::load(&data.locales()).ok()?.texts(Language::EN)))
}

fn examine(args: &Args) -> Findings {
    let mut found = Findings::default();
    // What could not be understood has its default: the rest is compared with what is installed all the same.
    let (config, problems) = Config::examine(&args.config);
    let readable = args.config.is_file();
    found.unusable |= !readable;
    if problems.errors() == 0 {
        let languages: Vec<_> = config.display.languages.iter().map(|language| language.tag()).collect();
        found.right(
            args.config.display().to_string(),
            format!("centre {}, kiosk {}, languages {}", config.centre.id, config.kiosk.slot, languages.join(" ")),
        );
    }
    let mut own = problems;
    let data = match DataDir::find(Some(&args.config)) {
        Ok(data) => data,
        Err(problems) => {
            found.unusable = true;
            own.extend(problems);
            found.problems.extend(own);
            return found;
        }
    };
    let mut others = Problems::default();
    match Locales::load(&data.locales()) {
        Ok(locales) => {
            let problems = i18n::audit(&locales);
            if problems.errors() == 0 {
                let names: Vec<_> = locales.languages().iter().map(|info| info.english.as_str()).collect();
                found.right(data.locales().display().to_string(), names.join(", "));
            }
            others.extend(problems);
            let (catalogue, problems) = Catalogue::check(&data.catalogue(), &locales);
            if let Some(catalogue) = catalogue
                && problems.errors() == 0
            {
                let samples = catalogue.services.iter().filter(|service| service.has_sample_data()).count();
                found.right(
                    data.catalogue().display().to_string(),
                    format!(
                        "version {}, {} services, {samples} of them with sample data",
                        catalogue.version,
                        catalogue.services.len()
                    ),
                );
            }
            others.extend(problems);
            if readable {
                own.extend(config.check_installed(&args.config, &locales, &data));
                found.speech(&config, &data, &locales);
            }
        }
        Err(problems) => others.extend(problems),
    }
    // What a technician writes comes first.
    own.sort();
    found.problems.extend(own);
    found.problems.extend(others);
    let (_, problems) = Designs::load(&data.papers());
    if problems.is_empty() {
        let names: Vec<_> = Kind::ALL.into_iter().map(Kind::file).collect();
        found.right(data.papers().display().to_string(), names.join(", "));
    }
    found.problems.extend(problems);
    if args.devices && readable {
        let root = Path::new("/");
        lines::look(&mut found, &config, root, running(&args.config, &data).as_ref());
        machine::look(&mut found, &config, root);
        central::look_at(&mut found, &config);
        found.paper(&config, &data);
        if args.print {
            match slip::print(&found, &config, &data) {
                Ok(()) => found.right("slip", "printed"),
                Err(failure) => found.device(Problem::new("printer", failure.to_string())),
            }
        }
    }
    found
}

impl Findings {
    fn right(&mut self, what: impl Into<String>, about: impl Into<String>) {
        self.right.push((what.into(), about.into()));
    }

    /// Whether every language that is offered can be spoken.
    fn speech(&mut self, config: &Config, data: &DataDir, locales: &Locales) {
        let espeak = Espeak::new(&config.speech.espeak);
        let voices = Voices::load(&data.speech(), locales, espeak.clone(), &mut self.problems);
        if matches!(config.speech.output, SpeechOutput::Off | SpeechOutput::Log(_)) {
            return;
        }
        let (version, known) = match espeak.voices() {
            Ok(found) => found,
            Err(error) => {
                let what = format!("nothing speaks what is not recorded: {error}");
                let problem = Problem::new("speech", what).key("speech.espeak");
                // The kiosk goes on without its voice; files of sound are wanted for themselves.
                let is_device = config.speech.output == SpeechOutput::Device;
                match is_device {
                    true => self.device(problem.warning()),
                    false => self.problems.push(problem),
                }
                return;
            }
        };
        let mut about = Vec::new();
        for language in &config.display.languages {
            let clips = voices.pack(*language).map_or(0, |pack| pack.clips().len());
            let voice = locales.info(*language).and_then(|info| info.voice.as_deref());
            match voice {
                Some(voice) if known.iter().any(|name| name == voice) => {
                    about.push(format!("{language} {clips} recordings and {voice}"));
                }
                Some(voice) => {
                    let file = data.locales().join(language.tag()).join("language.toml");
                    let what = format!("espeak-ng has no voice \"{voice}\"");
                    let fix = "`espeak-ng --voices` lists them";
                    self.problems.push(Problem::new(file.display().to_string(), what).key("voice").fix(fix));
                }
                None => {
                    let file = data.locales().join(language.tag()).join("language.toml");
                    let what = format!("what is not recorded in \"{language}\" stays silent ({clips} recordings)");
                    let fix = "add voice = \"…\" of espeak-ng";
                    self.problems.push(Problem::new(file.display().to_string(), what).key("voice").fix(fix).warning());
                }
            }
        }
        self.right("speech", format!("{version}: {}", about.join(", ")));
    }

    /// What the kiosk has counted of the roll, and which sheets nobody has looked at yet. A kiosk that never ran has no
    /// store to say it.
    fn paper(&mut self, config: &Config, data: &DataDir) {
        let Ok(store) = StoreReader::open(&config.store.state_dir) else { return };
        let profile = Profile::load(&data.printers(), &config.printer.profile).ok();
        let size = profile.and_then(|profile| RollSize::new(config.printer.roll_m, profile.dpi));
        if let Ok(roll) = store.paper_roll() {
            let near_end = roll.is_some_and(|roll| roll.near_end);
            let state = RollState { left: size.map(|size| size.left(roll.as_ref())), near_end };
            let about = state.tickets().map(|tickets| format!("about {tickets} tickets left"));
            let near = near_end.then(|| "the printer's sensor sees the end of the roll near".to_owned());
            let about = about.into_iter().chain(near).collect::<Vec<_>>().join(", ");
            if state.is_low() {
                self.device(Problem::new("paper", about).fix("bring a new roll").warning());
            } else if !about.is_empty() {
                self.right("paper", about);
            }
        }
        let doubts = store.unproven().unwrap_or_default();
        let doubts = doubts.iter().filter(|job| job.state == JobState::Unknown).count();
        if doubts > 0 {
            let what = format!("{doubts} sheets may or may not have come out whole");
            self.device(Problem::new("paper", what).fix("answer for them on the kiosk's first screen").warning());
        }
    }

    /// Something is wrong with a device.
    fn device(&mut self, problem: Problem) {
        self.devices.push(problem);
    }
}

fn write_text(findings: &Findings, warnings: bool, out: &mut dyn Write) -> io::Result<()> {
    for (what, about) in &findings.right {
        writeln!(out, "ok    {what}: {about}")?;
    }
    for problem in &findings.problems {
        match problem.severity {
            Severity::Error => writeln!(out, "error {problem:#}")?,
            Severity::Warning if warnings => writeln!(out, "warn  {problem}")?,
            Severity::Warning => {}
        }
    }
    for problem in &findings.devices {
        let word = if problem.severity == Severity::Error { "error" } else { "warn " };
        writeln!(out, "{word} {problem}")?;
    }
    let (errors, unfinished) = (findings.problems.errors() + findings.devices.errors(), findings.problems.warnings());
    if unfinished > 0 && !warnings {
        writeln!(out, "warn  {unfinished} unfinished texts; kiosk check --warnings lists them")?;
    }
    match errors {
        0 => writeln!(out, "everything needed is right"),
        1 => writeln!(out, "1 error"),
        _ => writeln!(out, "{errors} errors"),
    }
}

#[derive(Serialize)]
struct Report<'a> {
    right: Vec<Right<'a>>,
    problems: Vec<Wrong<'a>>,
    errors: usize,
    warnings: usize,
}

#[derive(Serialize)]
struct Right<'a> {
    what: &'a str,
    about: &'a str,
}

#[derive(Serialize)]
struct Wrong<'a> {
    severity: &'static str,
    file: &'a str,
    line: usize,
    column: usize,
    key: &'a str,
    what: &'a str,
    fix: Option<&'a str>,
}

fn write_json(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let report = Report {
        right: findings.right.iter().map(|(what, about)| Right { what, about }).collect(),
        problems: findings
            .problems
            .iter()
            .chain(&findings.devices)
            .map(|problem| Wrong {
                severity: match problem.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                file: &problem.file,
                line: problem.line,
                column: problem.column,
                key: &problem.key,
                what: &problem.what,
                fix: problem.fix.as_deref(),
            })
            .collect(),
        errors: findings.problems.errors() + findings.devices.errors(),
        warnings: findings.problems.warnings() + findings.devices.warnings(),
    };
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    impl Findings {
        /// Whether this was found right, with these words.
        pub(super) fn says(&self, what: &str, about: &str) -> bool {
            self.right.iter().any(|(w, a)| w == what && a.contains(about))
        }
    }

    fn checked(config: &Path, json: bool) -> (Verdict, String) {
        let args = Args { config: config.to_path_buf(), devices: true, print: false, warnings: false, json };
        let mut out = Vec::new();
        let verdict = run(&args, &mut out).unwrap();
        (verdict, String::from_utf8(out).unwrap())
    }

    #[test]
    fn the_shipped_files_are_right() {
        let (verdict, said) = checked(&Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config.toml"), false);
        assert_eq!(verdict, Verdict::Right, "{said}");
        assert!(said.contains("6 services"), "{said}");
        assert!(said.ends_with("everything needed is right\n"), "{said}");
    }

    #[test]
    fn a_wrong_configuration_is_named_in_text_and_json() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kiosk-config.toml");
        std::fs::write(&path, "[printer]\nbaud = 11520\n").unwrap();
        let (verdict, said) = checked(&path, false);
        assert_eq!(verdict, Verdict::Wrong, "{said}");
        assert!(said.contains(":2:8: printer.baud: 11520 is not a baud rate; did you mean 115200?"), "{said}");
        let (_, json) = checked(&path, true);
        let report: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(report["problems"][0]["key"], "printer.baud");
        assert_eq!(report["problems"][0]["line"], 2);
        assert_eq!(report["problems"][0]["severity"], "error");
    }

    #[test]
    fn what_is_not_installed_and_ports_that_do_not_open() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kiosk-config.toml");
        std::fs::write(
            &path,
            "[display]\nlanguages = [\"ckb\", \"tr\"]\n[printer]\nprofile = \"none\"\n[scanner]\nport = \"/dev/no-such-port\"\n",
        )
        .unwrap();
        let (verdict, said) = checked(&path, false);
        assert_eq!(verdict, Verdict::Wrong, "{said}");
        for part in [
            ":2:21: display.languages[1]: the language \"tr\" is not installed",
            ":4:11: printer.profile: there is no printer profile \"none\"",
            "scanner.port: /dev/no-such-port: no such port",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
    }

    #[test]
    fn a_voice_that_cannot_speak_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kiosk-config.toml");
        let check = |espeak: &str| {
            let text = format!("[speech]\noutput = \"wav:{}\"\nespeak = \"{espeak}\"\n", dir.path().display());
            std::fs::write(&path, text).unwrap();
            checked(&path, false)
        };
        let (verdict, said) = check("espeak-ng");
        assert_eq!(verdict, Verdict::Right, "{said}");
        assert!(said.contains("ckb 0 recordings and ku") && said.contains("ar 0 recordings and ar"), "{said}");
        let (verdict, said) = check("/nowhere/espeak-ng");
        assert_eq!(verdict, Verdict::Wrong, "{said}");
        assert!(said.contains("speech.espeak: nothing speaks") && said.contains("apt install espeak-ng"), "{said}");
        // a kiosk without espeak-ng serves everybody else, and is told
        std::fs::write(&path, "[speech]\nespeak = \"/nowhere/espeak-ng\"\n").unwrap();
        let (verdict, said) = checked(&path, false);
        assert_eq!(verdict, Verdict::Right, "{said}");
        assert!(said.contains("speech.espeak: nothing speaks"), "{said}");
    }

    #[test]
    fn a_missing_configuration_is_unusable() {
        let dir = tempfile::tempdir().unwrap();
        let (verdict, said) = checked(&dir.path().join("none.toml"), false);
        assert_eq!(verdict, Verdict::Unusable);
        assert!(said.contains("there is no such file"), "{said}");
    }
}
