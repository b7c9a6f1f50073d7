//! `kiosk bundle`: everything that helps somebody far away, in one file, and nothing of any citizen.
//!
//! What goes in is chosen, not filtered: versions, the configuration, what the check finds, counts of the queue, the audit
//! head and the log. The database, keys, papers and what was scanned or typed are not opened for it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Failure, Outcome, check, fail, locate};
use crate::config::Config;
use crate::store::StoreReader;

/// Of the log at most so many lines: a few days of a kiosk that works, some hours of one that does not.
const LINES: usize = 5000;

/// Write a support bundle without personal data.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk bundle --out kiosk-bundle.json.gz")]
pub struct Args {
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to write it
    #[arg(long, value_name = "FILE", default_value = "kiosk-bundle.json.gz")]
    out: PathBuf,
    /// A file with the kiosk's log; the system's journal when left out
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

/// Gathers and writes it.
///
/// # Errors
/// The file cannot be written. What cannot be gathered is told in its place.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (path, _) = locate(args.config.as_deref())?;
    let (config, problems) = Config::examine(&path);
    let (log, log_failed) = match &args.log {
        Some(log) => {
            let text =
                std::fs::read_to_string(log).map_err(|error| Failure::new(format!("{}: {error}", log.display())))?;
            (last_lines(&text), None)
        }
        None => journal(),
    };
    let bundle = json!({
        "made": Timestamp::now().to_string(),
        "version": env!("CARGO_PKG_VERSION"),
        "machine": machine(),
        "config": configuration(&path, problems.errors() == 0),
        "check": checked(&path),
        "store": store(&config),
        "log": log,
        "log_failed": log_failed,
    });
    let told = without_passwords(&serde_json::to_string_pretty(&bundle).map_err(fail)?);
    let file =
        std::fs::File::create(&args.out).map_err(|error| Failure::new(format!("{}: {error}", args.out.display())))?;
    let mut packed = GzEncoder::new(file, Compression::best());
    packed.write_all(told.as_bytes()).and_then(|()| packed.finish()).map_err(fail)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}: {} KB before packing; it holds no personal data", args.out.display(), told.len() / 1024)
        .map_err(fail)?;
    Ok(Outcome::Done)
}

fn machine() -> Value {
    let first = |path: &str| std::fs::read_to_string(path).ok().and_then(|text| text.lines().next().map(str::to_owned));
    json!({
        "kernel": first("/proc/sys/kernel/osrelease"),
        "system": first("/etc/os-release"),
        "up_s": first("/proc/uptime").and_then(|up| up.split('.').next().map(str::to_owned)),
        "architecture": std::env::consts::ARCH,
        "ports": crate::device::ports::list(Path::new("/")).iter().map(|port| port.stable().to_path_buf()).collect::<Vec<_>>(),
    })
}

/// The text of a configuration that is right; of one that is wrong nobody knows what else stands in it.
fn configuration(path: &Path, right: bool) -> Value {
    if !right {
        return "wrong; see check".into();
    }
    std::fs::read_to_string(path).map_or_else(|error| error.to_string().into(), Value::from)
}

fn checked(path: &Path) -> Value {
    let args = check::Args { config: path.to_path_buf(), devices: true, print: false, warnings: false, json: true };
    let mut told = Vec::new();
    match check::run(&args, &mut told) {
        Ok(_) => serde_json::from_slice(&told).unwrap_or(Value::Null),
        Err(error) => error.to_string().into(),
    }
}

/// Counts and the head of the audit chain.
fn store(config: &Config) -> Value {
    let gathered = || {
        let reader = StoreReader::open(&config.store.state_dir)?;
        let figures = reader.figures(Timestamp::now())?;
        let audit = match reader.verify_audit(&[]) {
            Ok((head, signed)) => json!({ "rows": head.rows, "seq": head.seq, "signed_heads": signed }),
            Err(error) => error.to_string().into(),
        };
        let doubts = reader.unproven()?.len();
        let (device, centre) = reader.device()?;
        Ok::<_, crate::store::StoreError>(json!({
            "device": device.to_string(),
            "centre": centre.as_str(),
            "queued": figures.queued,
            "aside": figures.aside,
            "oldest_ms": figures.oldest_ms,
            "papers_in_doubt": doubts,
            "audit": audit,
        }))
    };
    gathered().unwrap_or_else(|error| error.to_string().into())
}

/// The journal of the kiosk's units, and what kept it from being read, in journalctl's own words.
fn journal() -> (Vec<String>, Option<String>) {
    let asked = Command::new("journalctl")
        .args(["--unit=kiosk.service", "--unit=kiosk-x11.service", "--no-pager", "--output=short-iso"])
        .arg(format!("--lines={LINES}"))
        .output();
    match asked {
        Ok(told) => heard(&told),
        Err(error) => (Vec::new(), Some(format!("journalctl: {error}"))),
    }
}

/// Without the right to read it journalctl may end well, with nothing but a hint on standard error.
fn heard(told: &Output) -> (Vec<String>, Option<String>) {
    let words = String::from_utf8_lossy(&told.stderr).trim().to_owned();
    let failed = match (told.status.success(), words.is_empty()) {
        (true, true) => None,
        (true, false) => Some(words),
        (false, _) => Some(format!("journalctl: {}: {words}", told.status)),
    };
    (last_lines(&String::from_utf8_lossy(&told.stdout)), failed)
}

fn last_lines(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].iter().map(|line| (*line).to_owned()).collect()
}

/// User names and passwords of addresses that somebody wrote into a file although they do not belong there.
fn without_passwords(text: &str) -> String {
    let Ok(user) = regex::Regex::new(r#"://[^/@\s"\\]+@"#) else { return String::new() };
    user.replace_all(text, "://…@").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_left_out() {
        assert_eq!(without_passwords("url = https://me:secret@central/x y@z"), "url = https://…@central/x y@z");
        assert_eq!(without_passwords("https://r.example.krd/ kiosk@host"), "https://r.example.krd/ kiosk@host");
    }

    #[test]
    fn a_journal_that_cannot_be_read_says_why() {
        use std::os::unix::process::ExitStatusExt as _;
        let told = |code: i32, out: &str, error: &str| {
            let status = std::process::ExitStatus::from_raw(code << 8);
            heard(&Output { status, stdout: out.into(), stderr: error.into() })
        };
        assert_eq!(told(0, "one\ntwo\n", ""), (vec!["one".to_owned(), "two".to_owned()], None));
        let hint = "Hint: You are currently not seeing messages from other users and the system.";
        assert_eq!(told(0, "", hint), (Vec::new(), Some(hint.to_owned())));
        let why = "journalctl: exit status: 1: No journal files were opened.".to_owned();
        assert_eq!(told(1, "", "No journal files were opened.\n"), (Vec::new(), Some(why)));
    }

    #[test]
    fn only_the_end_of_a_long_log_is_taken() {
        let long: String = (0..LINES + 3).map(|n| format!("{n}\n")).collect();
        let lines = last_lines(&long);
        assert_eq!((lines.len(), lines[0].as_str()), (LINES, "3"));
    }
}
