//! What differs between two configurations, key by key.

use std::fmt;

use super::Config;
use super::keys::{self, SHIPPED};
use crate::problem::Problems;
use crate::problem::source::Source;

/// One key with two values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The dotted path of the key.
    pub key: String,
    /// The value before, as TOML.
    pub before: String,
    /// The value afterwards, as TOML.
    pub after: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &str| if value.is_empty() { "nothing".to_owned() } else { value.to_owned() };
        write!(f, "{}: {} -> {}", self.key, shown(&self.before), shown(&self.after))
    }
}

/// The keys in which two texts of configurations differ, in the order of the shipped file; `None` is the default. A
/// key that is not there has its default.
///
/// # Errors
/// A text is not a configuration: everything that is wrong in it.
pub fn differences(before: Option<(&str, &str)>, after: Option<(&str, &str)>) -> Result<Vec<Difference>, Problems> {
    let defaults = keys::flat(SHIPPED).unwrap_or_default();
    let mut known: Vec<String> = keys::keys().into_iter().map(|key| key.path).collect();
    let read = |side: Option<(&str, &str)>| {
        let Some((file, text)) = side else { return Ok(defaults.clone()) };
        let source = Source::new(file, text);
        let _config = Config::read(&source, std::path::Path::new("."));
        if source.has_errors() {
            return Err(source.into_problems());
        }
        // What the reader took is TOML.
        Ok(keys::flat(text).unwrap_or_default())
    };
    let (before, after) = (read(before)?, read(after)?);
    // Names of the centre in languages that the shipped file does not have.
    known.extend(before.keys().chain(after.keys()).filter(|key| !defaults.contains_key(*key)).cloned());
    let mut seen = std::collections::HashSet::new();
    let value = |side: &std::collections::BTreeMap<String, toml::Value>, key: &str| {
        let table_given =
            key.strip_prefix("centre.name.").is_some() && side.keys().any(|given| given.starts_with("centre.name."));
        // A table of names is taken as a whole: a language that is not in it has no name.
        side.get(key).or_else(|| defaults.get(key).filter(|_| !table_given)).map(plain).unwrap_or_default()
    };
    Ok(known
        .into_iter()
        .filter(|key| seen.insert(key.clone()))
        .filter_map(|key| {
            let (before, after) = (value(&before, &key), value(&after, &key));
            (before != after).then_some(Difference { key, before, after })
        })
        .collect())
}

/// A value as TOML; numbers without a needless fraction, so that 1 and 1.0 are the same.
fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::Float(number) => number.to_string(),
        toml::Value::String(text) => serde_json::Value::from(text.trim()).to_string(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_shipped_file_differs_in_nothing_from_the_defaults() {
        assert_eq!(differences(None, Some(("f", SHIPPED))), Ok(vec![]));
        assert_eq!(differences(None, Some(("f", ""))), Ok(vec![]));
    }

    #[test]
    fn keys_are_named_with_both_values_in_the_order_of_the_file() {
        let text = "[log]\nlevel = \"debug\"\n[printer]\nbaud = 9600\n[display]\npixel_pitch_mm = 1\n";
        let found = differences(None, Some(("f", text))).unwrap();
        let told: Vec<String> = found.iter().map(|d| format!("{} {} {}", d.key, d.before, d.after)).collect();
        assert_eq!(
            told,
            ["display.pixel_pitch_mm 0.277 1", "printer.baud 115200 9600", "log.level \"info\" \"debug\""]
        );
        let back = differences(Some(("f", text)), None).unwrap();
        assert_eq!(back[1].after, "115200");
    }

    #[test]
    fn one_and_one_point_nought_are_the_same() {
        let (whole, fraction) = ("[display]\npixel_pitch_mm = 1\n", "[display]\npixel_pitch_mm = 1.0\n");
        assert_eq!(differences(Some(("a", whole)), Some(("b", fraction))), Ok(vec![]));
    }

    #[test]
    fn a_table_of_names_is_taken_as_a_whole() {
        let found = differences(None, Some(("f", "[centre.name]\ntr = \"Erbil\"\n"))).unwrap();
        let keys: Vec<&str> = found.iter().map(|d| d.key.as_str()).collect();
        assert_eq!(keys, ["centre.name.ckb", "centre.name.kmr", "centre.name.ar", "centre.name.en", "centre.name.tr"]);
        assert_eq!(found[3].after, "");
    }

    #[test]
    fn a_wrong_file_is_named() {
        let problems = differences(Some(("a.toml", "[printer]\nbuad = 1\n")), None).unwrap_err();
        assert!(problems.to_string().starts_with("a.toml:2:1: printer.buad"), "{problems}");
    }
}
