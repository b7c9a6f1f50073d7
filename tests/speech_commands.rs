//! The commands for who writes, reviews and records languages: `kiosk locale`, `kiosk say`, `kiosk accessibility`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

use kiosk::speech::Sound;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn kiosk(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiosk")).args(arguments).current_dir(root()).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The languages of the kiosk, in a folder of their own. Answers the path of a configuration beside them.
fn data(folder: &Path) -> String {
    for part in ["assets", "locales"] {
        let done = Command::new("cp").arg("-r").arg(root().join(part)).arg(folder.join(part)).status().unwrap();
        assert!(done.success());
    }
    folder.join("kiosk-config.toml").display().to_string()
}

fn status(config: &str, tag: &str) -> (Option<i32>, Value) {
    let output = kiosk(&["locale", "status", "--lang", tag, "--json", "--config", config]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), report["languages"][0].clone())
}

#[test]
fn a_change_after_the_review_and_after_the_recording_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let config = data(folder.path());
    let (code, before) = status(&config, "ckb");
    assert_eq!(code, Some(0));
    assert_eq!(before["missing"], serde_json::json!([]));
    let unreviewed = before["unreviewed"].as_array().unwrap().len();
    assert!(unreviewed > 300, "{unreviewed}");

    let output = kiosk(&["locale", "approve", "--lang", "ckb", "--config", &config, "home-title", "action-back"]);
    assert!(output.status.success(), "{output:?}");
    // recorded as the script wants it
    let script = said(&kiosk(&["locale", "script", "--lang", "ckb", "--config", &config]));
    let row = script.lines().find(|line| line.starts_with("home-title\t")).unwrap();
    let [key, hash, text] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
    assert!(text.contains("ئەمڕۆ"), "{row}");
    let recordings = folder.path().join("assets/speech/ckb");
    std::fs::write(recordings.join("title.wav"), Sound::silence(300).to_wav()).unwrap();
    let manifest = format!("[[clip]]\nkey = \"{key}\"\nhash = \"{hash}\"\nfile = \"title.wav\"\n");
    std::fs::write(recordings.join("manifest.toml"), manifest).unwrap();
    let (code, after) = status(&config, "ckb");
    assert_eq!(code, Some(0), "{after}");
    assert_eq!(after["unreviewed"].as_array().unwrap().len(), unreviewed - 2);
    assert_eq!(after["recordings"]["clips"], 1);

    let file = folder.path().join("locales/ckb/ui.ftl");
    let texts = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, texts.replace("home-title = ئەمڕۆ", "home-title = ئێستا")).unwrap();
    let (code, changed) = status(&config, "ckb");
    assert_eq!(code, Some(1));
    assert_eq!(changed["changed"], serde_json::json!(["home-title"]));
    assert_eq!(changed["recordings"]["changed"], serde_json::json!(["home-title"]));
}

#[test]
fn every_language_is_listed_and_a_wrong_one_is_named() {
    let text = said(&kiosk(&["locale", "status"]));
    for part in ["ckb  Central Kurdish, complete", "kmr  Badini Kurdish, draft", "not reviewed: "] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let output = kiosk(&["locale", "status", "--lang", "xx"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("\"xx\" is not installed; there are ckb, kmr, ar, en"));
}

#[test]
fn a_text_can_be_heard() {
    let folder = tempfile::tempdir().unwrap();
    let wav = folder.path().join("said.wav");
    let output = kiosk(&["say", "--lang", "ckb", "--out", wav.to_str().unwrap(), "٢٥٬٠٠٠ دینار"]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(said(&output).trim(), "بیست و پێنج هەزار دینار");
    let sound = Sound::load(&wav).unwrap();
    assert!((1_000..5_000).contains(&sound.ms()) && sound.rms() > 0.03, "{} ms", sound.ms());
}

#[test]
fn all_fifty_checks_are_in_the_report() {
    let output = kiosk(&["accessibility", "report", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let numbers: Vec<i64> = checks.iter().map(|check| check["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    for check in checks {
        let how = check["how"].as_str().unwrap();
        assert!(how == "test" || check["person"].is_string(), "what is a person to look at? {check}");
    }
    assert_eq!(checks[32]["proof"], "cargo test --workspace check_33_");
    let text = said(&kiosk(&["accessibility", "report"]));
    assert!(text.contains("50 checks: "), "{text}");
}

/// The numbers of the checks whose tests stand in these sources.
fn proven(folder: &Path, found: &mut std::collections::BTreeSet<i64>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            proven(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let names = text.split("fn check_").skip(1);
            found.extend(names.filter_map(|name| name.get(..2)?.parse::<i64>().ok()));
        }
    }
}

#[test]
fn what_is_about_the_voice_has_its_test() {
    let mut found = std::collections::BTreeSet::new();
    proven(&root().join("src"), &mut found);
    proven(&root().join("tests"), &mut found);
    for number in [32, 33, 34, 35, 36, 37, 38, 39, 40, 48, 49] {
        assert!(found.contains(&number), "no test is named check_{number}_…");
    }
}
