//! Every key of the configuration, for people and editors: what it means, what it takes, what it is by default.
//!
//! What it means and its default stand in the shipped `kiosk-config.toml`; what it takes is noted while the readers of
//! this folder read that file. So neither can differ from what the program does.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::Config;
use crate::problem::nearest;
use crate::problem::source::{Shape, Shapes, Source};

/// The file with every key, as it is shipped.
pub(crate) const SHIPPED: &str = include_str!("../../kiosk-config.toml");

/// One key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    /// Its dotted path, such as `printer.baud`.
    pub(crate) path: String,
    /// What it means, in the words of the shipped file.
    pub(crate) about: String,
    /// What it takes, in words.
    pub(crate) takes: String,
    /// What it is when the file does not have it, as TOML.
    pub(crate) default: String,
}

/// All keys, in the order of the shipped file.
pub(crate) fn keys() -> Vec<Key> {
    let (shapes, defaults) = (shapes(), flat(SHIPPED).unwrap_or_default());
    explained()
        .into_iter()
        .filter_map(|(path, about)| {
            let default = defaults.get(&path)?.to_string();
            let takes = match shapes.get(&path)? {
                Shape::List => {
                    let entries = shapes.get(&format!("{path}[]")).map(ToString::to_string).unwrap_or_default();
                    format!("a list in [ ], each {entries}")
                }
                shape => shape.to_string(),
            };
            Some(Key { path, about, takes, default })
        })
        .collect()
}

/// The keys that a person means by `name`: one key, or those of a section.
///
/// # Errors
/// There is none; with the name that was probably meant, if any is near.
pub(crate) fn named(name: &str) -> Result<Vec<Key>, Option<String>> {
    let all = keys();
    let below = format!("{name}.");
    let found: Vec<Key> = all.iter().filter(|key| key.path == name || key.path.starts_with(&below)).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    // Somebody who writes "baud" means printer.baud or scanner.baud; whoever mistypes means what looks alike.
    let tails: Vec<Key> = all.iter().filter(|key| last(&key.path) == name).cloned().collect();
    if !tails.is_empty() {
        return Ok(tails);
    }
    let sections: Vec<String> = all.iter().filter_map(|key| Some(key.path.split_once('.')?.0.to_owned())).collect();
    let paths = all.iter().map(|key| key.path.as_str()).chain(sections.iter().map(String::as_str));
    Err(nearest(name, paths).map(str::to_owned))
}

/// The values of a file by dotted path.
///
/// # Errors
/// The text is not TOML.
pub(crate) fn flat(text: &str) -> Result<BTreeMap<String, toml::Value>, toml::de::Error> {
    fn walk(path: &str, table: toml::Table, into: &mut BTreeMap<String, toml::Value>) {
        for (key, value) in table {
            let path = if path.is_empty() { key } else { format!("{path}.{key}") };
            match value {
                toml::Value::Table(table) => walk(&path, table, into),
                value => {
                    into.insert(path, value);
                }
            }
        }
    }
    let mut values = BTreeMap::new();
    walk("", toml::from_str(text.trim_start_matches('\u{FEFF}'))?, &mut values);
    Ok(values)
}

/// The JSON Schema of the configuration, for editors that complete and check TOML while one types (draft 7: the one
/// that they know).
pub(crate) fn schema() -> Value {
    let (shapes, keys) = (shapes(), keys());
    let about: BTreeMap<&str, &Key> = keys.iter().map(|key| (key.path.as_str(), key)).collect();
    let defaults = flat(SHIPPED).unwrap_or_default();
    let mut root = json!({ "type": "object", "properties": {}, "additionalProperties": false });
    for (path, shape) in shapes.iter().filter(|(path, _)| !path.is_empty() && !path.ends_with("[]")) {
        let mut schema = shape_schema(path, shape, &shapes);
        if let Some(key) = about.get(path) {
            schema.insert("description".into(), key.about.as_str().into());
        }
        if let Some(default) = defaults.get(path).and_then(|value| serde_json::to_value(value).ok()) {
            schema.insert("default".into(), default);
        }
        let pointer: String = path.split('.').map(|part| format!("/properties/{part}")).collect();
        let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
        if let Some(Value::Object(properties)) = root.pointer_mut(parent) {
            properties.insert(name.to_owned(), Value::Object(schema));
        }
    }
    if let Value::Object(root) = &mut root {
        root.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
        root.insert("title".into(), "The configuration of a public-service kiosk".into());
    }
    root
}

fn shape_schema(path: &str, shape: &Shape, shapes: &Shapes) -> Map<String, Value> {
    let value = match shape {
        Shape::Table { closed: true } => json!({ "type": "object", "properties": {}, "additionalProperties": false }),
        // An open table: a text for each language, a number for each queue.
        Shape::Table { closed: false } => json!({ "type": "object", "properties": {} }),
        Shape::List => {
            let entry = shapes.get(&format!("{path}[]"));
            let items = entry.map(|entry| shape_schema(path, entry, shapes)).unwrap_or_default();
            json!({ "type": "array", "items": items })
        }
        Shape::Text { pattern: None } => json!({ "type": "string" }),
        Shape::Text { pattern: Some(pattern) } => json!({ "type": "string", "pattern": pattern }),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::Numbers(known) => json!({ "enum": known }),
        Shape::Whole { least, most, .. } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Number { least, most } => json!({ "type": "number", "minimum": least, "maximum": most }),
        Shape::Flag => json!({ "type": "boolean" }),
    };
    match value {
        Value::Object(schema) => schema,
        _ => Map::new(),
    }
}

fn shapes() -> Shapes {
    let source = Source::new("kiosk-config.toml", SHIPPED).recording();
    let _shipped = Config::read(&source, Path::new("."));
    source.into_shapes()
}

/// The keys of the shipped file and the comments above them. A key without one of its own shares that of the key above.
fn explained() -> Vec<(String, String)> {
    let (mut section, mut about, mut keys) = (String::new(), String::new(), Vec::new());
    let mut open = false;
    for line in SHIPPED.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            if !open {
                about.clear();
                open = true;
            }
            if !comment.starts_with(" ---") {
                if !about.is_empty() {
                    about.push(' ');
                }
                about.push_str(comment.trim());
            }
            continue;
        }
        open = false;
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((key, _)) = line.split_once(" = ") {
            keys.push((format!("{section}.{key}"), about.clone()));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn every_key_has_words_a_range_and_a_default() {
        let keys = keys();
        let paths: Vec<&str> = keys.iter().map(|key| key.path.as_str()).collect();
        let values = flat(SHIPPED).unwrap();
        assert_eq!(paths.len(), values.len(), "{paths:?}");
        for key in &keys {
            assert!(key.about.len() >= 5, "{} is not explained: {:?}", key.path, key.about);
            assert!(!key.about.contains("---"), "{}: {}", key.path, key.about);
        }
        let baud = keys.iter().find(|key| key.path == "printer.baud").unwrap();
        assert!(baud.takes.starts_with("one of 1200, 2400") && baud.default == "115200", "{baud:?}");
        let idle = keys.iter().find(|key| key.path == "timeouts.idle_ask_s").unwrap();
        assert_eq!(idle.takes, "a whole number, 30 to 600 seconds");
        let height = keys.iter().find(|key| key.path == "display.height").unwrap();
        assert!(height.about.starts_with("Size of the window"), "{height:?}");
    }

    #[test]
    fn what_a_file_says_of_a_range_is_what_is_checked() {
        // "Seconds, 30 to 600." in the comment, `within(30, 600, "seconds")` in the reader.
        let range = regex::Regex::new(r"(\d+) to (\d+)(?:[;.,]|$)").unwrap();
        for key in keys().into_iter().filter(|key| key.takes.starts_with("a whole number, ")) {
            let Some(told) = range.captures_iter(&key.about).last() else { continue };
            let told = format!("a whole number, {} to {}", &told[1], &told[2]);
            assert!(key.takes == told || key.takes.starts_with(&format!("{told} ")), "{}: {}", key.path, key.about);
        }
    }

    #[test]
    fn a_name_is_a_key_a_section_or_the_end_of_a_key() {
        let found = |name: &str| named(name).map(|keys| keys.into_iter().map(|key| key.path).collect::<Vec<_>>());
        assert_eq!(found("printer.baud"), Ok(vec!["printer.baud".to_owned()]));
        assert_eq!(found("day"), Ok(vec!["day.time_zone".to_owned(), "day.starts_at".to_owned()]));
        assert_eq!(found("baud"), Ok(vec!["printer.baud".to_owned(), "scanner.baud".to_owned()]));
        assert_eq!(found("printer.buad"), Err(Some("printer.baud".to_owned())));
        assert_eq!(found("qqqqqq"), Err(None));
    }
}
