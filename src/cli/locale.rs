//! `kiosk locale`: how far each language has come, in writing and in speech.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::{Failure, Outcome, fail};
use crate::config::data::DataDir;
use crate::i18n::{Language, Locales, Status};
use crate::problem::Problems;
use crate::speech::{Pack, Spoken};

/// The languages: what is missing, not reviewed, changed since, not recorded
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk locale status --lang kmr")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What is missing, not reviewed, changed since its review, and not recorded; exit 1 when something changed
    #[command(after_help = "Example: kiosk locale status --json")]
    Status {
        #[command(flatten)]
        of: Of,
        /// Print one JSON object, for machines
        #[arg(long)]
        json: bool,
    },
    /// Note that a native speaker has approved messages as they are now
    #[command(after_help = "Example: kiosk locale approve --lang kmr home-title home-service")]
    Approve {
        #[command(flatten)]
        of: Of,
        /// Keys of messages
        #[arg(required_unless_present = "all")]
        keys: Vec<String>,
        /// Every message of the language
        #[arg(long)]
        all: bool,
    },
    /// What is to be recorded: key, hash and words, separated by tabs
    #[command(after_help = "Example: kiosk locale script --lang ckb > to-record.tsv")]
    Script {
        #[command(flatten)]
        of: Of,
    },
}

/// Which language, and where the data are.
#[derive(Debug, clap::Args)]
struct Of {
    /// The language's tag; status: all when left out
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The configuration file, beside which assets/ and locales/ are
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Report {
    language: &'static str,
    name: String,
    status: &'static str,
    messages: usize,
    missing: Vec<String>,
    unreviewed: Vec<String>,
    changed: Vec<String>,
    recordings: Recordings,
}

#[derive(Debug, Serialize)]
struct Recordings {
    clips: usize,
    /// Recorded for a text that has changed since, or is gone.
    changed: Vec<String>,
    /// Messages that are not, or not wholly, recorded.
    missing: usize,
    /// Words of numbers that are not recorded.
    number_words_missing: usize,
}

/// Runs it.
///
/// # Errors
/// The languages cannot be read, or there is no such language.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let of = match &args.command {
        Command::Status { of, .. } | Command::Approve { of, .. } | Command::Script { of } => of,
    };
    let data = DataDir::find(of.config.as_deref()).map_err(fail)?;
    let locales = Locales::load(&data.locales()).map_err(fail)?;
    let wanted = of.lang.as_deref().map(|tag| known(&locales, tag)).transpose()?;
    match &args.command {
        Command::Status { json, .. } => status(&data, &locales, wanted, *json),
        Command::Approve { keys, all, .. } => approve(&locales, needed(wanted)?, keys, *all),
        Command::Script { .. } => script(&locales, needed(wanted)?),
    }
}

fn known(locales: &Locales, tag: &str) -> Result<Language, Failure> {
    let installed = locales.languages().iter().map(|info| info.language);
    installed.clone().find(|language| language.tag() == tag).ok_or_else(|| {
        let tags: Vec<_> = installed.map(Language::tag).collect();
        Failure::new(format!("--lang: \"{tag}\" is not installed; there are {}", tags.join(", ")))
    })
}

fn needed(language: Option<Language>) -> Result<Language, Failure> {
    language.ok_or_else(|| Failure::new("--lang is missing; name the language, like --lang ckb"))
}

fn report(data: &DataDir, locales: &Locales, language: Language, problems: &mut Problems) -> Option<Report> {
    let info = locales.info(language)?;
    let review = locales.review(language, problems)?;
    let pack = Pack::load(&data.speech().join(language.tag()), problems);
    let texts = locales.texts(language);
    let numbers = texts.numbers();
    let mut missing = 0;
    let mut wanted = BTreeSet::new();
    for (key, pieces) in locales.to_record(language) {
        let hashes: Vec<Spoken> = pieces.iter().map(|piece| Spoken::of_text(piece, numbers)).collect();
        missing += usize::from(!hashes.iter().all(|hash| pack.has(hash)));
        wanted.extend(hashes.into_iter().map(|hash| (key.clone(), hash.as_str().to_owned())));
    }
    let is_current = |key: &str, hash: &str| wanted.contains(&(key.to_owned(), hash.to_owned()));
    // words of numbers, and texts of the catalogue, belong to no message
    let own = pack.clips().iter().filter(|clip| !["number", "catalogue"].contains(&clip.key.as_str()));
    let changed =
        own.filter(|clip| !is_current(&clip.key, clip.spoken.as_str())).map(|clip| clip.key.clone()).collect();
    Some(Report {
        language: language.tag(),
        name: info.english.clone(),
        status: match review.status {
            Status::Complete => "complete",
            Status::Draft => "draft",
        },
        messages: review.messages,
        missing: review.missing,
        unreviewed: review.unreviewed,
        changed: review.changed,
        recordings: Recordings {
            clips: pack.clips().len(),
            changed,
            missing,
            number_words_missing: numbers.map_or(0, |numbers| pack.missing_words(numbers).len()),
        },
    })
}

fn status(data: &DataDir, locales: &Locales, wanted: Option<Language>, json: bool) -> Result<Outcome, Failure> {
    let mut problems = Problems::default();
    let languages = locales.languages().iter().map(|info| info.language);
    let languages = languages.filter(|language| wanted.is_none_or(|wanted| wanted == *language));
    let reports: Vec<Report> =
        languages.filter_map(|language| report(data, locales, language, &mut problems)).collect();
    let mut out = std::io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, &serde_json::json!({ "languages": reports })).map_err(fail)?;
        writeln!(out).map_err(fail)?;
    } else {
        for report in &reports {
            write_text(&mut out, report, wanted.is_some()).map_err(fail)?;
        }
    }
    for problem in &problems {
        // A closed stderr leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "error: {problem}");
    }
    let changed = reports.iter().any(|report| !report.changed.is_empty() || !report.recordings.changed.is_empty());
    Ok(if changed || problems.errors() > 0 { Outcome::Wrong } else { Outcome::Done })
}

fn write_text(out: &mut impl std::io::Write, report: &Report, each: bool) -> std::io::Result<()> {
    let Report { language, name, status, messages, missing, unreviewed, changed, recordings } = report;
    writeln!(out, "{language}  {name}, {status}: {messages} messages")?;
    for (what, keys) in [("missing", missing), ("not reviewed", unreviewed), ("changed since review", changed)] {
        writeln!(out, "  {what}: {}", keys.len())?;
        if each {
            keys.iter().try_for_each(|key| writeln!(out, "    {key}"))?;
        }
    }
    let Recordings { clips, changed, missing, number_words_missing } = recordings;
    writeln!(
        out,
        "  recordings: {clips}; {missing} messages and {number_words_missing} words of numbers are left to the machine voice"
    )?;
    changed.iter().try_for_each(|key| writeln!(out, "  to be recorded again: {key}"))
}

fn approve(locales: &Locales, language: Language, keys: &[String], all: bool) -> Result<Outcome, Failure> {
    let open = locales.review(language, &mut Problems::default());
    let open = open.into_iter().flat_map(|review| review.unreviewed.into_iter().chain(review.changed));
    let keys: BTreeSet<String> = if all { open.collect() } else { keys.iter().cloned().collect() };
    let count = locales.approve(language, &keys).map_err(fail)?;
    writeln!(std::io::stdout(), "{count} of {} messages approved in {language}", keys.len()).map_err(fail)?;
    Ok(if count == keys.len() { Outcome::Done } else { Outcome::Wrong })
}

fn script(locales: &Locales, language: Language) -> Result<Outcome, Failure> {
    let texts = locales.texts(language);
    let numbers = texts.numbers();
    let mut out = std::io::stdout().lock();
    let mut seen = BTreeSet::new();
    let words =
        numbers.into_iter().flat_map(crate::i18n::Numbers::clips).map(|word| ("number".to_owned(), word.to_owned()));
    let messages = locales
        .to_record(language)
        .into_iter()
        .flat_map(|(key, pieces)| pieces.into_iter().map(move |piece| (key.clone(), piece)));
    for (key, text) in words.chain(messages) {
        let hash = Spoken::of_text(&text, numbers);
        if seen.insert((key.clone(), hash.as_str().to_owned())) {
            writeln!(out, "{key}\t{}\t{text}", hash.as_str()).map_err(fail)?;
        }
    }
    Ok(Outcome::Done)
}
