//! The signed receipt, from the visit that prints it to whoever verifies it: another machine with a file of keys, and the
//! kiosk's own scanner.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::path::Path;
use std::process::Command;

use common::{PATIENCE, Rows, citizen, everything, qr_in, texts, wishes};
use kiosk::i18n::Language;
use kiosk::keys::DeviceKey;
use kiosk_protocol::{KeyRole, KeySet, Signer as _, SigningKey, TrustedKey, Window};

/// `kiosk receipt verify`, as somebody at a desk runs it: exit code and words.
fn verify(text: &str, keys: &KeySet, folder: &Path) -> (i32, String) {
    let file = folder.join("keys.json");
    std::fs::write(&file, keys.to_json()).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kiosk"))
        .args(["receipt", "verify", text, "--keys"])
        .arg(&file)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Another letter in the signature, which is the end.
fn altered(text: &str) -> String {
    let at = text.len() - 20;
    let other = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}

#[test]
fn a_receipt_is_genuine_wherever_it_is_shown() {
    let everything = everything(wishes());
    let language = Language::CKB;
    let words = texts(&everything, language);
    let mut player = citizen(&everything, language);
    common::fill_by_card(&everything, &mut player, language);
    player.tap("consent.agree").unwrap();
    player.expect("done").unwrap();
    player.expect_text(&words.get("print-done")).unwrap();
    let sheets = everything.printer().unwrap().wait_for_sheets(2, PATIENCE);
    common::leave(&mut player);

    let [code] = &qr_in(&sheets[0].picture)[..] else { panic!("one code on the receipt") };
    assert!(code.starts_with("HTTPS://R.EXAMPLE.KRD/"), "{code}");
    assert!(code.len() <= kiosk_protocol::receipt::text::MAX_CHARACTERS, "a QR code of version 9 at most");

    // Somewhere else, with a file of keys and no network.
    let key = DeviceKey::existing(&everything.folder().join("state")).unwrap().expect("the kiosk has made its key");
    let trusted = TrustedKey { owner: Some("the door".into()), ..TrustedKey::always(key.public(), KeyRole::Device) };
    let keys: KeySet = [trusted.clone()].into_iter().collect();
    let folder = tempfile::tempdir().unwrap();
    let (exit, told) = verify(code, &keys, folder.path());
    let rows = Rows::of_kiosk(everything.folder());
    let label = rows.texts("select label from ticket").remove(0);
    let reference = rows.texts("select ref from request").remove(0);
    assert_eq!(exit, 0, "{told}");
    for part in ["genuine", "the door", &label, &reference] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let strangers: KeySet =
        [TrustedKey::always(SigningKey::from_seed(&[1; 32]).public(), KeyRole::Device)].into_iter().collect();
    let ended = Window { not_before_ms: 0, not_after_ms: 1 };
    let expired: KeySet = [TrustedKey { window: ended, ..trusted }].into_iter().collect();
    for (text, keys, exit, word) in [
        (altered(code), &keys, 1, "altered"),
        (code.clone(), &expired, 3, "expired"),
        (code.clone(), &strangers, 4, "unknown-key"),
        (code.replace("R.EXAMPLE", "R.ELSEWHERE"), &keys, 5, "not-ours"),
        (code[..code.len() - 30].to_owned(), &keys, 6, "unreadable"),
    ] {
        let told = verify(&text, keys, folder.path());
        assert!(told.0 == exit && told.1.starts_with(word), "{exit} {word}: {told:?}");
    }

    // Before the scanner: first one that was altered, then the genuine one.
    player.tap(&format!("language.{}", language.tag())).unwrap();
    player.expect("home").unwrap();
    player.scan(&everything, &altered(code)).unwrap();
    player.expect("status-reference").unwrap();
    player.expect_text(&words.get("receipt-altered")).unwrap();
    player.scan(&everything, &code.replace("R.EXAMPLE", "R.ELSEWHERE")).unwrap();
    player.expect_text(&words.get("receipt-not-ours")).unwrap();
    everything.drained(PATIENCE).unwrap();
    player.scan(&everything, code).unwrap();
    player.expect("status-answer").unwrap();
    player.expect_text(&words.get("state-received")).unwrap();
    player.scan(&everything, &altered(code)).unwrap();
    player.expect_text(&words.get("receipt-altered")).unwrap();
    assert!(!player.text().contains(&words.get("state-received")), "nothing is said of a request that was not proven");
}
