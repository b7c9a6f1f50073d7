//! A whole visit on real parts, in each language: real screens without a window, real SQLite, printer and scanner on
//! pseudo-terminals, central over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{
    PATIENCE, Rows, central_has_each_once, citizen, commands, everything, page_of, person, qr_in, texts, wishes,
};
use kiosk::cli::demo::{Everything, Player};
use kiosk::device::virtual_::Sheet;
use kiosk::i18n::Language;
use kiosk_protocol::RequestState;

#[test]
fn in_sorani() {
    whole_visit(Language::CKB);
}

#[test]
fn in_arabic() {
    whole_visit(Language::AR);
}

#[test]
fn in_english() {
    whole_visit(Language::EN);
}

fn whole_visit(language: Language) {
    let mut everything = everything(wishes());
    let mut player = citizen(&everything, language);
    common::fill_by_card(&everything, &mut player, language);
    player.tap("consent.agree").unwrap();
    player.expect("done").unwrap();
    player.expect_text(&texts(&everything, language).get("print-done")).unwrap();
    let screen = player.text();
    let sheets = everything.printer().unwrap().wait_for_sheets(2, PATIENCE);
    common::leave(&mut player);
    everything.drained(PATIENCE).unwrap();

    let [receipt, ticket] = &sheets[..] else { panic!("{} sheets for a request", sheets.len()) };
    let reference = numbers_agree(&everything, &screen, receipt, ticket);
    paper_is_what_was_laid_out(&everything, &sheets);
    bytes_are_in_order(&sheets);
    rows_are_right(&everything);
    nothing_is_left_of(&everything, language);
    central_has_the_answers(&everything, language, &reference);
    status_comes_back(&mut everything, &mut player, language, receipt);
    assert_eq!(everything.printer().unwrap().inspect(|firmware| firmware.foreign().to_vec()), Vec::<Vec<u8>>::new());
}

/// One label and one reference: on the screen, in SQLite, in the codes on the paper, at central.
fn numbers_agree(everything: &Everything, screen: &str, receipt: &Sheet, ticket: &Sheet) -> String {
    let rows = Rows::of_kiosk(everything.folder());
    let [label] = &rows.texts("select label from ticket")[..] else { panic!("one ticket") };
    let [day] = &rows.texts("select service_day from ticket")[..] else { panic!("one day") };
    let [reference] = &rows.texts("select ref from request")[..] else { panic!("one request") };
    assert!(screen.contains(label.as_str()), "{label} is not on the screen: {screen}");
    assert!(screen.contains(reference.as_str()), "{reference} is not on the screen: {screen}");

    assert_eq!(qr_in(&ticket.picture), [format!("KT:{label}.{}", day.replace('-', ""))]);
    let [code] = &qr_in(&receipt.picture)[..] else { panic!("one code on the receipt") };
    let (scanned, check_code) = common::codes_of(everything, code);
    assert_eq!(scanned, reference.replace('-', ""));
    assert!(screen.contains(&check_code), "{check_code} is not on the screen: {screen}");

    let central = Rows::open(&everything.central_database());
    assert_eq!(&central.texts("select label from ticket")[..], std::slice::from_ref(label));
    assert_eq!(central.texts("select ref from request"), [scanned.as_str()]);
    scanned
}

/// Dot for dot, and nothing but it.
fn paper_is_what_was_laid_out(everything: &Everything, sheets: &[Sheet]) {
    let rows = Rows::of_kiosk(everything.folder());
    for (kind, sheet) in ["receipt", "ticket"].into_iter().zip(sheets) {
        let page = page_of(everything, rows.last_job(&format!("kind = '{kind}'")));
        assert!(page.ink().is_some());
        assert!(sheet.shows(&page), "the {kind} is not what was laid out");
    }
}

/// The printer is set up without `ESC @`, each sheet has one cut at its end, and the fence follows the cut.
fn bytes_are_in_order(sheets: &[Sheet]) {
    for (at, sheet) in sheets.iter().enumerate() {
        let commands = commands(&sheet.bytes);
        let cuts = commands.iter().filter(|command| command.starts_with(&[0x1D, b'V'])).count();
        assert_eq!(cuts, 1, "sheet {at}");
        assert!(commands.last().unwrap().starts_with(&[0x1D, b'V']), "sheet {at} ends with its cut");
        let set_up = commands.iter().position(|command| command.starts_with(&[0x1D, b'P'])).expect("units are set");
        let (before, job) = commands.split_at(set_up);
        let resets = |part: &[&[u8]]| part.iter().filter(|command| command.starts_with(&[0x1B, b'@'])).count();
        assert_eq!(resets(job), 0, "ESC @ within a job");
        // Once for the connection, before the first sheet; after that what stands before is the fence of the sheet before.
        assert_eq!(resets(before), usize::from(at == 0), "sheet {at}");
        if at > 0 {
            let first = before.iter().find(|command| !command.starts_with(&[0x10, 0x04])).expect("a fence");
            assert!(first.starts_with(&[0x1D, b'(', b'H', 6, 0, b'0', b'0']), "{first:02X?} follows the cut");
        }
        // Status is asked between commands only: nothing real-time hides in a picture.
        for raster in commands.iter().filter(|command| command.starts_with(&[0x1D, b'v'])) {
            assert!(!raster.windows(2).any(|pair| matches!(pair, [0x10, 0x04 | 0x05 | 0x14])), "sheet {at}");
        }
    }
}

fn rows_are_right(everything: &Everything) {
    let rows = Rows::of_kiosk(everything.folder());
    assert_eq!(rows.jobs(), ["receipt proven", "ticket proven"]);
    let outbox = rows
        .texts("select kind || ' ' || state || ' ' || coalesce(length(body), 'gone') from outbox order by device_seq");
    assert_eq!(outbox, ["ticket 1 gone", "request 1 gone", "feedback 1 gone"]);
    assert_eq!(rows.number("select rating from feedback"), 5);
    let head = everything.runtime().block_on(everything.kiosk().store().verify_audit()).unwrap();
    let rows_of_chain = rows.number("select count(*) from audit");
    assert_eq!(i64::try_from(head.rows).unwrap(), rows_of_chain);
    // Begun, submitted, and three states of two jobs each.
    assert_eq!(rows_of_chain, 8);
    assert_eq!(central_has_each_once(everything), 3);
}

/// No answer stands anywhere in the kiosk's files, not even in what SQLite has deleted.
fn nothing_is_left_of(everything: &Everything, language: Language) {
    let left = common::found_in_files(&everything.folder().join("state"), &common::traces_of(language));
    assert_eq!(left, Vec::<String>::new());
}

fn central_has_the_answers(everything: &Everything, language: Language, reference: &str) {
    let central = Rows::open(&everything.central_database());
    let [body] = &common::requests_at_central(everything)[..] else { panic!("one request at central") };
    assert_eq!(body["service"], common::SERVICE);
    assert_eq!(body["language"], language.tag());
    let answers: Vec<&str> =
        body["answers"].as_object().unwrap().values().map(|value| value.as_str().unwrap()).collect();
    let person = person(language);
    let wanted =
        [person.given, person.father, person.grandfather, "1990-01-01", "199012345678", "erbil", "+9647500000000"];
    for wanted in wanted {
        assert!(answers.contains(&wanted), "{wanted} is not among {answers:?}");
    }
    assert!(body["identity_source"]["fields"].as_array().is_some_and(|fields| fields.len() >= 2), "{body}");
    assert_eq!(central.texts("select state from request"), ["received"]);
    assert_eq!(central.texts("select ref from request"), [reference]);
}

/// The office sets a state: it is found by scan, by typing, and as last known when central is away.
fn status_comes_back(everything: &mut Everything, player: &mut Player, language: Language, receipt: &Sheet) {
    let words = texts(everything, language);
    let [code] = &qr_in(&receipt.picture)[..] else { panic!("one code on the receipt") };
    let (reference, check_code) = common::codes_of(everything, code);
    everything.set_status(&reference, RequestState::InReview).unwrap();
    // At rest, the receipt alone leads to the answer.
    player.tap(&format!("language.{}", language.tag())).unwrap();
    player.expect("home").unwrap();
    player.scan(everything, code).unwrap();
    player.expect("status-answer").unwrap();
    player.expect_text(&words.get("state-in-review")).unwrap();

    everything.set_status(&reference, RequestState::Approved).unwrap();
    player.tap("status.again").unwrap();
    player.expect("status-reference").unwrap();
    player.type_on_screen(&reference).unwrap();
    player.tap("action.continue").unwrap();
    player.expect("status-code").unwrap();
    player.type_on_screen(&check_code).unwrap();
    player.tap("action.find").unwrap();
    player.expect("status-answer").unwrap();
    player.expect_text(&words.get("state-approved")).unwrap();

    // The wrong code tells nothing, online or offline.
    let wrong = format!("KR:{reference}.{:04}", (check_code.parse::<u32>().unwrap() + 1) % 10_000);
    player.tap("status.again").unwrap();
    player.scan(everything, &wrong).unwrap();
    player.expect("status-not-found").unwrap();

    let rows = Rows::of_kiosk(everything.folder());
    common::wait_for("central's word in the store", || rows.texts("select state from status") == ["approved"]);
    everything.stop_central();
    player.tap("status.again").unwrap();
    player.scan(everything, &wrong).unwrap();
    player.expect("status-offline").unwrap();
    player.tap("status.again").unwrap();
    player.scan(everything, code).unwrap();
    player.expect("status-answer").unwrap();
    player.expect_text(&words.get("state-approved")).unwrap();
    let screen = player.text();
    let last_known = words.get("status-last-known");
    let opening = last_known
        .split(['{', '⟦', '\u{2068}'])
        .next()
        .unwrap_or_default()
        .split('.')
        .next()
        .unwrap_or_default()
        .trim();
    assert!(!opening.is_empty() && screen.contains(opening), "\"{opening}\" is not said: {screen}");
}
