//! `kiosk config`: what a key means, what differs, and a schema for editors.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Failure, Outcome, fail, locate};
use crate::config::keys::{self, Key};
use crate::config::{Config, Difference, Taken, differences};

/// Explain and compare configurations.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk config explain printer.baud")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// What a key means, what it takes, its default, and when a running kiosk takes a change
    #[command(after_help = "Example: kiosk config explain printer")]
    Explain {
        /// A key (printer.baud), a section (printer) or the end of a key (baud); all of them when left out
        key: Option<String>,
        /// The configuration file whose value is shown too
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// For a machine to read
        #[arg(long)]
        json: bool,
    },
    /// What differs from the defaults, or between two files; exit code 1 when something does
    #[command(after_help = "Example: kiosk config diff /etc/kiosk/kiosk-config.toml new.toml")]
    Diff {
        /// The file before; the configuration of this kiosk when left out
        a: Option<PathBuf>,
        /// The file afterwards; when left out, the first is compared with the defaults
        b: Option<PathBuf>,
        /// For a machine to read
        #[arg(long)]
        json: bool,
    },
    /// The JSON Schema of the configuration, for editors
    #[command(after_help = "Example: kiosk config schema > kiosk-config.schema.json\n\
                            Then let the first line of the configuration be: #:schema ./kiosk-config.schema.json")]
    Schema,
}

/// Explains, compares or writes the schema.
///
/// # Errors
/// A file is not a configuration, or there is no such key.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut out = std::io::stdout().lock();
    match &args.command {
        Command::Explain { key, config, json } => {
            let keys = match key {
                None => keys::keys(),
                Some(name) => keys::named(name).map_err(|near| {
                    let fix = near.map_or_else(
                        || "kiosk config explain lists all".to_owned(),
                        |near| format!("did you mean {near}?"),
                    );
                    Failure::new(format!("{name}: there is no such key; {fix}"))
                })?,
            };
            let here = here(config.as_deref())?;
            if *json {
                let all: Vec<_> = keys.iter().map(|key| as_json(key, here.as_ref())).collect();
                writeln!(out, "{}", json!(all)).map_err(fail)?;
            } else {
                let told: Vec<String> = keys.iter().map(|key| as_text(key, here.as_ref())).collect();
                writeln!(out, "{}", told.join("\n\n")).map_err(fail)?;
            }
            Ok(Outcome::Done)
        }
        Command::Diff { a, b, json } => {
            let first = match a {
                Some(path) => path.clone(),
                None => locate(None)?.0,
            };
            let read = |path: &Path| {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
                Ok((path.display().to_string(), text))
            };
            let first = read(&first)?;
            let second = b.as_deref().map(read).transpose()?;
            let first = (first.0.as_str(), first.1.as_str());
            let found = match &second {
                Some((file, text)) => differences(Some(first), Some((file, text))),
                None => differences(None, Some(first)),
            }
            .map_err(fail)?;
            if *json {
                let all: Vec<_> = found.iter().map(difference_json).collect();
                writeln!(out, "{}", json!(all)).map_err(fail)?;
            } else {
                for line in found.iter().map(difference_line) {
                    writeln!(out, "{line}").map_err(fail)?;
                }
            }
            Ok(if found.is_empty() { Outcome::Done } else { Outcome::Wrong })
        }
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&keys::schema()).map_err(fail)?;
            writeln!(out, "{schema}").map_err(fail)?;
            Ok(Outcome::Done)
        }
    }
}

/// The values of the file at hand, when one is named or found.
struct Here {
    file: String,
    values: std::collections::BTreeMap<String, toml::Value>,
}

fn here(config: Option<&Path>) -> Result<Option<Here>, Failure> {
    let path = match (config, locate(None)) {
        (Some(path), _) => path.to_path_buf(),
        (None, Ok((path, _))) if path.is_file() => path,
        (None, _) => return Ok(None),
    };
    Config::load(&path).map_err(fail)?;
    let text = std::fs::read_to_string(&path).map_err(fail)?;
    Ok(Some(Here { file: path.display().to_string(), values: keys::flat(&text).map_err(fail)? }))
}

fn as_text(key: &Key, here: Option<&Here>) -> String {
    let mut lines = vec![
        key.path.clone(),
        format!("  {}", key.about),
        format!("  takes    {}", key.takes),
        format!("  default  {}", key.default),
    ];
    if let Some(here) = here {
        let value = here.values.get(&key.path).map_or_else(|| "not set: the default".to_owned(), ToString::to_string);
        lines.push(format!("  here     {value}  ({})", here.file));
    }
    lines.push(format!("  changes  are taken {} (kiosk reload)", Taken::of(&key.path)));
    lines.join("\n")
}

fn as_json(key: &Key, here: Option<&Here>) -> serde_json::Value {
    json!({
        "key": key.path,
        "about": key.about,
        "takes": key.takes,
        "default": key.default,
        "here": here.and_then(|here| here.values.get(&key.path)).map(ToString::to_string),
        "applies": Taken::of(&key.path).to_string(),
    })
}

/// One line of a difference.
fn difference_line(difference: &Difference) -> String {
    format!("{difference}  ({})", Taken::of(&difference.key))
}

fn difference_json(difference: &Difference) -> serde_json::Value {
    json!({
        "key": difference.key,
        "before": difference.before,
        "after": difference.after,
        "applies": Taken::of(&difference.key).to_string(),
    })
}
