//! What fingers and keys do, in the real widget tree.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::choice::{self, Choice, Pages, Shape};
use super::keyboard::KeyWords;
use super::trial::{Message, SOON, Stand, Trial, kurdish, stand};
use super::{Stand as DialogStand, button, field, keyboard, label, modal};
use crate::ui::Element;
use crate::ui::theme::{Contrast, Kind, TextScale, metrics};
use iced::keyboard::key::Named;
use iced::widget::{column, row, space};
use iced::{Event, Fill, Point, mouse, touch};
use std::time::{Duration, Instant};

fn tiles(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let tile =
        |name: &'static str| button(look, Kind::Tile, name, name).width(Fill).on_press(Message::Pressed(name)).into();
    let rows = [["one", "two", "three"], ["four", "five", "six"]];
    column(rows.map(|names| row(names.map(tile)).spacing(look.metrics.gap()).into()))
        .spacing(look.metrics.gap())
        .padding(look.metrics.margin())
        .into()
}

fn typing(trial: &Trial) -> Element<'_, Message> {
    let look = &trial.look;
    let words =
        KeyWords {
            space: "بۆشایی".into(), done: "تەواو".into(), zwnj: "جیاکەرەوە".into(), ..KeyWords::default()
        };
    column![
        field(look, "name", "ناو", &trial.edit).on_caret(Message::Caret).on_key(Message::Key),
        space::vertical().height(300),
        keyboard(look, &trial.deck, words, Message::Key),
    ]
    .padding(20)
    .into()
}

fn at(stand: &mut Stand, id: &str) -> Point {
    let stops = stand.app.stops();
    stops.iter().find(|stop| stop.words.id == id).unwrap_or_else(|| panic!("no {id}")).bounds.center()
}

fn down(finger: u64, position: Point) -> Event {
    Event::Touch(touch::Event::FingerPressed { id: touch::Finger(finger), position })
}

fn moved(finger: u64, position: Point) -> Event {
    Event::Touch(touch::Event::FingerMoved { id: touch::Finger(finger), position })
}

fn up(finger: u64, position: Point) -> Event {
    Event::Touch(touch::Event::FingerLifted { id: touch::Finger(finger), position })
}

#[test]
fn quick_taps_hit_what_they_touched() {
    let mut stand = kurdish(tiles);
    let places = ["one", "six", "two"].map(|id| at(&mut stand, id));
    // all in one frame: iced alone would give them all to the last position
    let events: Vec<Event> = places.iter().flat_map(|p| [down(1, *p), up(1, *p)]).collect();
    stand.app.events(&events);
    assert_eq!(stand.app.program().pressed, ["one", "six", "two"]);
    let click = |p: Point| {
        [
            Event::Mouse(mouse::Event::CursorMoved { position: p }),
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)),
        ]
    };
    let events: Vec<Event> = places.iter().flat_map(|p| click(*p)).collect();
    stand.app.events(&events);
    assert_eq!(stand.app.program().pressed[3..], ["one", "six", "two"]);
}

#[test]
fn two_fingers_press_two_buttons() {
    let mut stand = kurdish(tiles);
    let (a, b) = (at(&mut stand, "one"), at(&mut stand, "five"));
    stand.app.events(&[down(1, a), down(2, b)]);
    assert!(stand.app.program().pressed.is_empty(), "nothing before the release");
    stand.app.events(&[up(2, b), up(1, a)]);
    assert_eq!(stand.app.program().pressed, ["five", "one"]);
}

#[test]
fn a_finger_that_slides_off_presses_nothing_and_may_come_back() {
    let mut stand = kurdish(tiles);
    let (a, b) = (at(&mut stand, "one"), at(&mut stand, "two"));
    stand.app.events(&[down(1, a), moved(1, b), up(1, b)]);
    assert!(stand.app.program().pressed.is_empty(), "neither the one nor the other");
    stand.app.events(&[down(1, a)]);
    stand.app.events(&[moved(1, b)]);
    stand.app.events(&[moved(1, a), up(1, a)]);
    assert_eq!(stand.app.program().pressed, ["one"]);
    // a finger that the system takes away presses nothing
    stand.app.events(&[down(1, b), Event::Touch(touch::Event::FingerLost { id: touch::Finger(1), position: b })]);
    assert_eq!(stand.app.program().pressed, ["one"]);
}

#[test]
fn nothing_stays_hovered_or_pressed() {
    let mut stand = kurdish(tiles);
    let (_, before) = stand.app.screenshot();
    let (a, b) = (at(&mut stand, "one"), at(&mut stand, "two"));
    stand.app.events(&[down(1, a)]);
    let (_, held) = stand.app.screenshot();
    assert!(before != held, "a press is seen");
    stand.app.events(&[moved(1, b), up(1, b)]);
    let (_, after) = stand.app.screenshot();
    assert!(before == after, "and leaves nothing behind");
    stand.app.events(&[Event::Mouse(mouse::Event::CursorMoved { position: a })]);
    let (_, hovered) = stand.app.screenshot();
    assert!(before == hovered, "a mouse over a button changes nothing");
}

#[test]
fn the_layout_is_mirrored_and_the_targets_are_large() {
    let mut rtl = kurdish(tiles);
    let mut ltr = stand("en", (1080.0, 1920.0), Contrast::Standard, TextScale::Normal, tiles);
    for id in ["one", "two", "three", "four"] {
        let (a, b) = (at(&mut rtl, id), at(&mut ltr, id));
        assert!((a.x - (1080.0 - b.x)).abs() < 0.01 && (a.y - b.y).abs() < 0.01, "{id}");
    }
    let look = rtl.app.program().look;
    let stops = rtl.app.stops();
    for stop in &stops {
        let least = look.mm(metrics::TARGET_MM);
        assert!(stop.bounds.width >= least && stop.bounds.height >= least);
        for other in stops.iter().filter(|other| other.words.id != stop.words.id) {
            let apart = stop.bounds.expand(look.mm(3.0) / 2.0).intersection(&other.bounds.expand(look.mm(3.0) / 2.0));
            assert_eq!(apart, None, "{} {}", stop.words.id, other.words.id);
        }
    }
}

#[test]
fn arrow_keys_follow_the_eye_and_enter_presses() {
    for (language, on) in [("ckb", Named::ArrowLeft), ("en", Named::ArrowRight)] {
        let mut stand = stand(language, (1080.0, 1920.0), Contrast::Standard, TextScale::Normal, tiles);
        let mut press = |named| {
            stand.app.key(named);
            stand.app.wait_until(SOON, |app| !app.program().focused.is_empty()).unwrap();
            stand.app.settle(SOON).unwrap();
            std::thread::sleep(Duration::from_millis(5));
            stand.app.settle(SOON).unwrap();
            stand.app.focus().unwrap()
        };
        assert_eq!(press(Named::ArrowDown).words.id, "one");
        let two = wait_for(&mut press, on, "two");
        assert_eq!(two.position, (2, 6));
        assert_eq!(wait_for(&mut press, Named::ArrowDown, "five").words.text, "five");
        stand.app.key(Named::Enter);
        assert_eq!(stand.app.program().pressed, ["five"]);
        let said = stand.app.program().focused.last().unwrap();
        assert_eq!((said.words.id.as_str(), said.words.role.name()), ("five", "choice"));
        // a touch ends keypad navigation
        let one = at(&mut stand, "one");
        stand.app.tap(one);
        assert_eq!(stand.app.focus(), None);
    }
}

fn wait_for(press: &mut impl FnMut(Named) -> super::Focus, key: Named, id: &str) -> super::Focus {
    let focus = press(key);
    assert_eq!(focus.words.id, id);
    focus
}

#[test]
fn enter_held_down_presses_once() {
    use iced::keyboard::{self, Location, Modifiers, key};
    let mut stand = kurdish(tiles);
    stand.app.update(Message::Go(super::Go::Next));
    stand.app.settle(SOON).unwrap();
    let enter = |repeat| {
        let key = keyboard::Key::Named(Named::Enter);
        let physical_key = key::Physical::Unidentified(key::NativeCode::Unidentified);
        let (location, modifiers) = (Location::Standard, Modifiers::empty());
        Event::Keyboard(keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location,
            modifiers,
            text: None,
            repeat,
        })
    };
    stand.app.events(&[enter(false), enter(true), enter(true)]);
    assert_eq!(stand.app.program().pressed, ["one"]);
}

#[test]
fn two_thumbs_type_a_name() {
    let mut stand = kurdish(typing);
    let [a, b, c] = ["key.ئ", "key.ا", "key.ز"].map(|id| at(&mut stand, id));
    // the second finger lands before the first has left
    stand.app.events(&[down(1, a), down(2, b), up(1, a), down(1, c), up(2, b), up(1, c)]);
    assert_eq!(stand.app.program().edit.text(), "ئاز");
    stand.app.tap_text("د").unwrap();
    stand.app.tap_id("key.zwnj").unwrap();
    stand.app.tap_id("key.space").unwrap();
    stand.app.tap_id("key.backspace").unwrap();
    assert_eq!(stand.app.program().edit.text(), "ئازد\u{200c}");
    stand.app.type_text("ێ1");
    stand.app.key(Named::Backspace);
    assert_eq!(stand.app.program().edit.text(), "ئازد\u{200c}ێ");
}

#[test]
fn a_long_press_offers_other_letters() {
    let mut stand = kurdish(typing);
    let key = at(&mut stand, "key.ت");
    stand.app.events(&[down(1, key)]);
    stand.app.frame(Instant::now());
    let due = stand.app.due().expect("the keyboard waits for the long press");
    stand.app.frame(due + Duration::from_millis(1));
    assert_eq!(stand.app.due(), None, "and for nothing more");
    stand.app.events(&[up(1, key)]);
    assert_eq!(stand.app.program().edit.text(), "ط", "the first alternate");
    stand.app.events(&[down(1, key), up(1, key)]);
    assert_eq!(stand.app.program().edit.text(), "طت");
}

#[test]
fn holding_backspace_empties_the_field() {
    let mut stand = kurdish(typing);
    for _ in 0..6 {
        stand.app.tap_id("key.س").unwrap();
    }
    let key = at(&mut stand, "key.backspace");
    stand.app.events(&[down(1, key)]);
    stand.app.frame(Instant::now());
    for _ in 0..4 {
        let due = stand.app.due().expect("it repeats");
        stand.app.frame(due);
    }
    stand.app.events(&[up(1, key)]);
    assert_eq!(stand.app.program().edit.text(), "سس");
}

#[test]
fn a_touch_moves_the_caret() {
    let mut stand = kurdish(typing);
    stand.app.type_text("ئازاد");
    let field = stand.app.stops().into_iter().find(|stop| stop.words.id == "name").unwrap();
    assert_eq!(field.words.value.as_deref(), Some("ئازاد"));
    let right = Point::new(field.bounds.x + field.bounds.width - 4.0, field.bounds.center_y());
    stand.app.tap(right);
    assert_eq!(stand.app.program().edit.caret(), 0, "the right edge is the beginning");
    stand.app.type_text("X");
    stand.app.tap(Point::new(field.bounds.x + 4.0, right.y));
    assert_eq!(stand.app.program().edit.caret(), "Xئازاد".len());
}

#[test]
fn a_masked_field_shows_and_says_nothing() {
    fn view(trial: &Trial) -> Element<'_, Message> {
        field(&trial.look, "code", "کۆد", &trial.edit).masked("نووسراوە").on_key(Message::Key).into()
    }
    let mut stand = kurdish(view);
    stand.app.type_text("1234");
    assert_eq!(stand.app.stops()[0].words.value.as_deref(), Some("نووسراوە"));
    assert_eq!(stand.app.texts()[0].text, "••••");
}

#[test]
fn only_the_dialog_can_be_reached() {
    fn view(trial: &Trial) -> Element<'_, Message> {
        let look = &trial.look;
        let dialog = trial
            .pressed
            .first()
            .map(|_| button(look, Kind::Primary, "dialog.stay", "stay").on_press(Message::Pressed("stay")).into());
        modal(look, DialogStand::default(), tiles(trial), dialog)
    }
    let mut stand = kurdish(view);
    let one = at(&mut stand, "one");
    stand.app.tap(one);
    let ids: Vec<String> = stand.app.stops().into_iter().map(|stop| stop.words.id).collect();
    assert_eq!(ids, ["dialog.stay"]);
    stand.app.tap(one);
    assert_eq!(stand.app.program().pressed, ["one"], "the veil stops touches");
    stand.app.tap_id("dialog.stay").unwrap();
    assert_eq!(stand.app.program().pressed, ["one", "stay"]);
}

#[test]
fn choices_turn_pages_instead_of_scrolling() {
    fn view(trial: &Trial) -> Element<'_, Message> {
        let item = |n: usize| Choice {
            id: format!("choice.{n}"),
            label: format!("c{n}"),
            note: None,
            icon: None,
            selected: n == 2,
            message: Message::Pressed("c"),
        };
        let pages = Pages {
            page: trial.page,
            previous: "previous".into(),
            next: "next".into(),
            of: Box::new(|page, of| format!("{page}/{of}")),
            on_page: Box::new(Message::Page),
        };
        column![
            label::title(&trial.look, "t"),
            choice::choices(&trial.look, Shape::Line, 2, (0..8).map(item).collect(), pages)
        ]
        .into()
    }
    let mut stand = kurdish(view);
    assert_eq!(stand.app.stops().len(), 7, "six choices and Next; Previous cannot be used");
    stand.app.tap_id("page.next").unwrap();
    let ids: Vec<String> = stand.app.stops().into_iter().map(|stop| stop.words.id).collect();
    assert_eq!(ids, ["choice.6", "choice.7", "page.previous"]);
    assert!(stand.app.tap_id("page.next").unwrap_err().to_string().contains("choice.7"));
    assert!(stand.app.texts().iter().any(|seen| seen.text == "2/2"));
}
