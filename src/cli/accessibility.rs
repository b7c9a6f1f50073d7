//! `kiosk accessibility`: the 50 checks, what proves each, and what a person must still look at.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::{Failure, Outcome, fail};
use crate::config::data::DataDir;
use crate::problem::Problems;
use crate::problem::source::Source;

/// The accessibility checks: what proves each, and what a person must still look at
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk accessibility report")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the table of the 50 checks
    #[command(after_help = "Example: kiosk accessibility report --json")]
    Report {
        /// Print one JSON object, for machines
        #[arg(long)]
        json: bool,
        /// The configuration file, beside which assets/ and locales/ are
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// How a check is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum How {
    /// A test proves it.
    Test,
    /// A test proves what a machine can see; a person must judge the rest.
    Human,
    /// It holds only if the cabinet is built and placed so.
    Furniture,
}

#[derive(Debug, Serialize)]
struct Check {
    number: i64,
    words: String,
    source: String,
    how: How,
    /// Runs what proves it.
    proof: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
}

/// Where the checks are listed.
fn list(data: &DataDir) -> PathBuf {
    data.assets().join("accessibility").join("checks.toml")
}

/// Prints the table.
///
/// # Errors
/// The list of checks cannot be read.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let Command::Report { json, config } = &args.command;
    let data = DataDir::find(config.as_deref()).map_err(fail)?;
    let checks = read(&list(&data)).map_err(fail)?;
    let mut out = std::io::stdout().lock();
    if *json {
        serde_json::to_writer(&mut out, &serde_json::json!({ "checks": checks })).map_err(fail)?;
        writeln!(out).map_err(fail)?;
    } else {
        write_text(&mut out, &checks).map_err(fail)?;
    }
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<Vec<Check>, Problems> {
    let source = Source::open(path, path.display().to_string()).map_err(|problem| Problems::from(*problem))?;
    let mut checks = Vec::new();
    {
        let tree = source.tree();
        let root = source.root(&tree);
        for section in root.sections("check") {
            let text = |key: &'static str| section.need(key).and_then(|entry| entry.filled()).map(str::to_owned);
            let number = section.need("number").and_then(|entry| entry.within(1, 50, ""));
            let (words, from) = (text("words"), text("source"));
            let hows = [("test", How::Test), ("human", How::Human), ("furniture", How::Furniture)];
            let how = section.need("how").and_then(|entry| entry.word(&hows));
            let person = section.get("person").and_then(|entry| entry.filled()).map(str::to_owned);
            section.end();
            let (Some(number), Some(words), Some(source), Some(how)) = (number, words, from, how) else { continue };
            let proof = format!("cargo test --workspace check_{number:02}_");
            checks.push(Check { number, words, source, how, proof, person });
        }
        root.end();
    }
    if source.has_errors() { Err(source.into_problems()) } else { Ok(checks) }
}

fn write_text(out: &mut impl std::io::Write, checks: &[Check]) -> std::io::Result<()> {
    for Check { number, words, source, how, proof, person } in checks {
        let settled = match how {
            How::Test => "a test",
            How::Human => "a test and a person",
            How::Furniture => "a test and the furniture",
        };
        writeln!(out, "{number:>2}  {words}\n    settled by {settled}: {proof}\n    source: {source}")?;
        if let Some(person) = person {
            writeln!(out, "    look: {person}")?;
        }
    }
    let count = |wanted: How| checks.iter().filter(|check| check.how == wanted).count();
    writeln!(
        out,
        "{} checks: {} by tests alone, {} need a person as well, {} the furniture",
        checks.len(),
        count(How::Test),
        count(How::Human),
        count(How::Furniture)
    )
}
