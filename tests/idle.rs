//! Who goes away is asked, and then nothing is left: not in memory, not on the disk, not on the screen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::time::Duration;

use common::{PORTRAIT, Rows, begin, citizen, config, data, fill_by_hand, person, traces_of, wishes};
use kiosk::cli::demo::{Everything, Player};
use kiosk::config::Config;
use kiosk::i18n::Language;

fn open(change: impl FnOnce(&mut Config)) -> Everything {
    let mut config = config();
    change(&mut config);
    Everything::start(config, data(), wishes()).unwrap()
}

/// The kiosk rests as if nobody had been there.
fn as_fresh(everything: &Everything, player: &mut Player, language: Language) {
    let mut fresh = Player::new(everything, PORTRAIT, language).unwrap();
    let (app, other) = (player.window().program(), fresh.window().program());
    assert!(!app.holds_answers(), "answers are in memory");
    assert_eq!(app.shown(), "attract");
    assert_eq!(app.language(), other.language());
    assert_eq!(app.digits(), other.digits());
    assert_eq!(app.look().contrast, other.look().contrast);
    assert_eq!(app.look().metrics.scale, other.look().metrics.scale);
    let screen = player.text();
    for trace in traces_of(language) {
        assert!(!screen.contains(&trace), "{trace}");
    }
    let rows = Rows::of_kiosk(everything.folder());
    assert_eq!(rows.number("select count(*) from outbox") + rows.number("select count(*) from request"), 0);
    assert_eq!(common::found_in_files(&everything.folder().join("state"), &traces_of(language)), Vec::<String>::new());
}

#[test]
fn asked_then_wiped() {
    let everything = open(|config| {
        config.timeouts.idle_ask = Duration::from_millis(1500);
        config.timeouts.idle_countdown = Duration::from_secs(1);
    });
    let mut player = citizen(&everything, Language::EN);
    begin(&mut player, Language::EN);
    for id in ["header.display", "display.size.large", "display.colours.low", "display.digits", "display.close"] {
        player.tap(id).unwrap();
    }
    player.type_on_screen(person(Language::EN).given).unwrap();
    player.expect("idle").unwrap();
    assert!(player.window().program().holds_answers());
    // More time: the page and what was typed are still there.
    player.tap("idle.more").unwrap();
    player.expect("question").unwrap();
    assert!(player.text().contains(person(Language::EN).given), "{}", player.text());
    player.expect("idle").unwrap();
    player.expect("attract").unwrap();
    as_fresh(&everything, &mut player, Language::EN);
}

#[test]
fn finish_and_erase_from_any_screen() {
    type Way = fn(&mut Player);
    let ways: [(&str, Way); 5] = [
        ("categories", |player| {
            player.tap("language.ar").unwrap();
            player.tap("home.service").unwrap();
        }),
        ("question", |player| {
            begin(player, Language::AR);
            player.type_on_screen(person(Language::AR).given).unwrap();
        }),
        ("status-reference", |player| {
            player.tap("language.ar").unwrap();
            player.tap("home.status").unwrap();
            player.type_on_screen("K0").unwrap();
        }),
        ("consent", |player| fill_by_hand(player, Language::AR)),
        ("review", |player| {
            fill_by_hand(player, Language::AR);
            player.tap("action.back").unwrap();
        }),
    ];
    let everything = open(|_| {});
    let mut player = citizen(&everything, Language::AR);
    for (screen, way) in ways {
        way(&mut player);
        player.expect(screen).unwrap();
        assert!(player.window().program().holds_answers(), "{screen}");
        player.tap("header.finish").unwrap();
        player.expect("finish").unwrap();
        player.tap("finish.yes").unwrap();
        player.expect("wiped").unwrap();
        assert!(!player.window().program().holds_answers(), "{screen}");
        common::rest(&mut player);
        as_fresh(&everything, &mut player, Language::AR);
    }
}

#[test]
fn a_card_that_was_read_is_forgotten_too() {
    let everything = open(|config| {
        config.timeouts.idle_ask = Duration::from_millis(1500);
        config.timeouts.idle_countdown = Duration::from_secs(1);
    });
    let mut player = citizen(&everything, Language::CKB);
    begin(&mut player, Language::CKB);
    player.scan(&everything, kiosk::cli::sample::NATIONAL_CARD).unwrap();
    player.expect("scanned").unwrap();
    player.expect("idle").unwrap();
    player.expect("attract").unwrap();
    as_fresh(&everything, &mut player, Language::CKB);
}
