//! Every class of mistake, each in a file of its own under `tests/config_errors/`, with the exact words beside it.
//! `KIOSK_GOLDEN=write` writes the words anew, to be read before they are committed.

use std::path::{Path, PathBuf};

use super::*;
use crate::config::data::DataDir;
use crate::config::keys::{SHIPPED, schema};
use crate::i18n::Locales;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config_errors")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    files
}

/// What `kiosk check` says of a file, with the name of the file alone instead of its path.
fn told(path: &Path, locales: &Locales, data: &DataDir) -> String {
    let (config, mut problems) = Config::examine(path);
    if std::fs::read_to_string(path).is_ok() {
        problems.extend(config.check_installed(path, locales, data));
    }
    problems.sort();
    let folder = format!("{}/", folder().display());
    format!("{problems:#}\n").replace(&folder, "")
}

#[test]
fn each_broken_file_has_its_exact_words() {
    let data = DataDir::find(Some(&Path::new(env!("CARGO_MANIFEST_DIR")).join("kiosk-config.toml"))).unwrap();
    let locales = Locales::load(&data.locales()).unwrap();
    let write = std::env::var_os("KIOSK_GOLDEN").is_some_and(|value| value == "write");
    let files = files();
    assert!(files.len() >= 60, "{} files", files.len());
    let mut differ = Vec::new();
    for path in &files {
        let told = told(path, &locales, &data);
        assert!(told.trim().len() > 10, "{}: nothing is said", path.display());
        let words = path.with_extension("txt");
        if write {
            std::fs::write(&words, &told).unwrap();
        } else if std::fs::read_to_string(&words).unwrap_or_default() != told {
            differ.push(format!("{}:\n{told}", path.display()));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_mistake_is_an_error_and_no_words_stand_alone() {
    for path in files() {
        let words = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(words.starts_with(name), "{words}");
    }
    for file in std::fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        assert!(path.with_extension("toml").exists(), "{} belongs to no file", path.display());
    }
}

fn as_json(text: &str) -> Option<serde_json::Value> {
    let table: toml::Table = toml::from_str(text).ok()?;
    serde_json::to_value(table).ok()
}

#[test]
fn the_schema_takes_what_is_shipped_and_refuses_what_is_broken() {
    let schema = schema();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let shipped = as_json(SHIPPED).unwrap();
    let said: Vec<String> = validator.iter_errors(&shipped).map(|error| error.to_string()).collect();
    assert!(said.is_empty(), "{said:?}");
    assert!(validator.is_valid(&serde_json::json!({})), "every key may be left out");
    // What only the program can know: other keys, installed files, names of time zones, spans of a day, letters of
    // queues, and dates, which JSON has not.
    let beyond = [
        "centre_name_in_no_language",
        "centre_name_lacks_a_language",
        "complaint_phone",
        "default_language_not_offered",
        "language_is_no_tag",
        "language_not_installed",
        "central_without_protection",
        "centre_without_a_name",
        "language_none",
        "language_twice",
        "keypad_key_unknown",
        "keypad_scan_too_short",
        "keypad_use_unknown",
        "keypad_without_select",
        "port_of_both_devices",
        "profile_not_installed",
        "receipt_address_too_long",
        "tickets_stop_before_requests",
        "time_zone_by_offset",
        "time_zone_mistyped",
        "appointments_queue_of_two_letters",
        "opening_holiday_is_no_date",
        "opening_of_a_queue_day_mistyped",
        "opening_of_a_queue_is_no_table",
        "opening_of_a_queue_without_a_letter",
        "opening_span_backwards",
        "opening_span_without_minutes",
        "opening_spans_overlap",
        "queue_limit_of_no_letter",
        "queue_priority_mistyped",
        "queue_priority_twice",
        "staff_gesture_too_short",
    ];
    let mut refused = 0;
    for path in files() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let Some(file) = std::fs::read_to_string(&path).ok().as_deref().and_then(as_json) else { continue };
        let taken = validator.is_valid(&file);
        assert_eq!(taken, beyond.contains(&name.as_str()), "{name}");
        refused += usize::from(!taken);
    }
    assert!(refused >= 30, "{refused}");
}
