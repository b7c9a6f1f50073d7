//! The signed receipt, from the visit that prints it to whoever verifies it: another machine with a file of keys, and the
//! kiosk's own scanner.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use common::{PATIENCE, Rows, citizen, everything, qr_in, texts, wait_for, wishes};
use jiff::Timestamp;
use kiosk::cli::demo::{Everything, Wishes};
use kiosk::clock::SystemClock;
use kiosk::i18n::Language;
use kiosk::identity::Scanned;
use kiosk::keys::DeviceKey;
use kiosk::kiosk::{Rhythm, enrol};
use kiosk_central::store::registry::{Registry as _, issue_code};
use kiosk_protocol::receipt::{Receipt, Refusal};
use kiosk_protocol::{ItemId, KeyRole, KeySet, Signer as _, SigningKey, TrustedKey, Window};

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

/// The next kiosk of the centre: its own folder and key, let in by a code of its own.
fn neighbour(everything: &Everything, folder: &Path) -> DeviceKey {
    let mut config = everything.kiosk().config().clone();
    config.store.state_dir = folder.to_owned();
    let store = everything.central_store().unwrap();
    let now = Timestamp::now().as_millisecond();
    let device = everything.kiosk().store().device();
    let code = everything.runtime().block_on(issue_code(&store, device.centre.clone(), '9', now)).unwrap();
    everything.runtime().block_on(enrol(&config, code, Arc::new(SystemClock))).unwrap();
    DeviceKey::existing(folder).unwrap().expect("it was let in with it")
}

/// What the neighbour has printed is believed here from the moment at which central names its key, also without central;
/// what it signs after it was revoked has expired.
#[test]
fn a_receipt_of_the_neighbour_is_believed() {
    let (_temporary, folder) = common::folder();
    let rhythm = Rhythm { ask_every: Duration::from_millis(200), ..Rhythm::default() };
    let start = |central| everything(Wishes { folder: Some(folder.clone()), central, rhythm, ..wishes() });
    let kiosk = start(true);
    let beside = folder.join("neighbour");
    std::fs::create_dir(&beside).unwrap();
    let made = DeviceKey::open(&beside).unwrap();
    let url = kiosk.kiosk().config().receipt.url.clone();
    let centre = kiosk.kiosk().store().device().centre.clone();
    let receipt = |issued_s: i64| {
        let receipt = Receipt {
            item: ItemId::new(1_795_000_000_000, [7; 10]),
            issued_s,
            centre: centre.clone(),
            slot: '9',
            service: None,
            label: Some("B9-001".into()),
            digest: None,
        };
        receipt.sign(&made, url.as_ref()).unwrap()
    };
    let today = receipt(Timestamp::now().as_second());
    let refusal = |kiosk: &Everything, text: &str| match kiosk.kiosk().recognise(text) {
        Scanned::Reference { code, .. } => code.is_none().then_some(Refusal::NotOurs),
        Scanned::Refused(refusal) => Some(refusal),
        other => panic!("{other:?}"),
    };
    assert!(matches!(refusal(&kiosk, &today), Some(Refusal::UnknownKey(_))), "a stranger");
    assert_eq!(neighbour(&kiosk, &beside).public(), made.public());
    wait_for("central has named the neighbour", || refusal(&kiosk, &today).is_none());

    // At a desk, beside the kiosk that runs.
    let file = folder.join("kiosk-config.toml");
    std::fs::write(&file, format!("[store]\nstate_dir = {:?}\n", folder.join("state"))).unwrap();
    let verify = Command::new(env!("CARGO_BIN_EXE_kiosk"))
        .args(["receipt", "verify", &today, "--config"])
        .arg(&file)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&verify.stdout);
    let name = format!("genuine: signed by {centre}/9");
    assert!(verify.status.success() && told.contains(&name), "{told}{}", String::from_utf8_lossy(&verify.stderr));

    // It is stolen, and revoked an hour from now by the thief's clock.
    let store = kiosk.central_store().unwrap();
    let known = kiosk.runtime().block_on(store.devices()).unwrap();
    let device = known.iter().find(|known| known.slot == '9').unwrap().sender.device;
    kiosk.runtime().block_on(store.revoke(device, Timestamp::now().as_millisecond())).unwrap();
    let later = receipt(Timestamp::now().as_second() + 3600);
    wait_for("central has told that it is revoked", || {
        matches!(refusal(&kiosk, &later), Some(Refusal::Expired { .. }))
    });
    assert_eq!(refusal(&kiosk, &today), None, "what it signed before stays a receipt");
    drop((store, kiosk));

    // Started again, with nobody to ask.
    let kiosk = start(false);
    assert_eq!(refusal(&kiosk, &today), None);
    assert!(matches!(refusal(&kiosk, &later), Some(Refusal::Expired { .. })));
}
