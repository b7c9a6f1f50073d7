//! Checks 11 to 15 and 31: what fingers touch.

use iced::{Event, Point, touch};

use super::super::pictures_staff::staff_tour;
use super::super::tour::tour;
use super::{Kiosk, LANGUAGES, LOW, PANELS, PORTRAIT, Snapshot, WIDE, on_each_page, screens};
use crate::ui::app::frame::REACH;
use crate::ui::theme::metrics;
use crate::ui::widget::Role;

#[test]
fn check_11_every_target_is_large_enough() {
    for panel in PANELS {
        for language in LANGUAGES {
            for screen in &*screens(panel, language) {
                let (shot, look) = (&screen.shot, &screen.look);
                let narrow = panel == LOW;
                for stop in screen.touchable() {
                    let least = match stop.words.role {
                        Role::Key if narrow => 12.7,
                        Role::Key => metrics::KEY_MM,
                        _ => metrics::TARGET_MM,
                    };
                    let least = (least * look.metrics.px_per_mm).floor();
                    let (id, bounds) = (&stop.words.id, stop.bounds);
                    assert!(bounds.width >= least && bounds.height >= least, "{panel:?} {shot}: {id} {bounds:?}");
                }
            }
        }
    }
}

#[test]
fn check_12_targets_stand_apart() {
    for panel in PANELS {
        for language in LANGUAGES {
            for screen in &*screens(panel, language) {
                let (shot, px) = (&screen.shot, screen.look.metrics.px_per_mm);
                let stops = screen.touchable();
                for (index, stop) in stops.iter().enumerate() {
                    for other in &stops[index + 1..] {
                        let half = (3.0 * px).floor() / 2.0;
                        let touch = stop.bounds.expand(half).intersection(&other.bounds.expand(half));
                        let near = touch.is_some_and(|both| both.width > 0.5 && both.height > 0.5);
                        assert!(!near, "{panel:?} {language} {shot}: {} and {}", stop.words.id, other.words.id);
                    }
                }
            }
        }
    }
}

#[test]
fn check_13_with_low_reach_everything_stands_low() {
    for panel in [PORTRAIT, WIDE] {
        for language in ["ckb", "en"] {
            let reach = ["header.display", "display.reach", "display.close"];
            let see = |kiosk: &mut Kiosk, shot: &str| {
                // for a member of staff, who stands
                if shot == "38-sheet" || shot.starts_with("45-colours") {
                    return;
                }
                on_each_page(kiosk, |kiosk| {
                    let top = panel.1 * (1.0 - REACH) - 1.0;
                    for stop in Snapshot::of(kiosk, shot).touchable() {
                        let bounds = stop.bounds;
                        assert!(bounds.y >= top, "{panel:?} {language} {shot}: {} {bounds:?}", stop.words.id);
                        assert!(bounds.y + bounds.height <= panel.1, "{panel:?} {shot}: {} {bounds:?}", stop.words.id);
                    }
                });
            };
            tour(panel, language, &reach, see);
            staff_tour(panel, language, &reach, see);
        }
    }
}

#[test]
fn check_14_a_form_is_begun_in_five_touches() {
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    let touches =
        ["language.ckb", "home.service", "category.traffic", "service.driving_licence_renewal", "action.start"];
    assert!(touches.len() <= 5);
    for id in touches {
        // directly: nothing has to be turned to first
        kiosk.shown.tap_id(id).unwrap();
        kiosk.shown.settle(super::PATIENCE).unwrap();
    }
    assert_eq!(kiosk.at(), "eligibility");
}

#[test]
fn check_15_few_choices_and_no_gestures() {
    tour(PORTRAIT, "ckb", &[], |kiosk, shot| {
        on_each_page(kiosk, |kiosk| {
            let choices = kiosk.shown.stops().into_iter().filter(|stop| {
                let kinds = ["choice.", "service.", "category.", "home.", "language.", "rating."];
                kinds.iter().any(|kind| stop.words.id.starts_with(kind))
            });
            // closing the choice of language is no choice
            let count = choices.filter(|stop| !stop.words.id.ends_with(".close")).count();
            assert!(count <= 6, "{shot}: {count} choices");
        });
    });
    // nothing scrolls: the widget is not even used; that a long press has another way is a test of the keyboards
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    let mut folders = vec![sources];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("checks/touching.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("scrollable(") && !text.contains("Scrollable"), "{}", path.display());
            }
        }
    }
}

#[test]
fn check_31_a_touch_acts_on_release_inside() {
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    kiosk.tap("language.ckb");
    let stops = kiosk.shown.stops();
    let at = |id: &str| stops.iter().find(|stop| stop.words.id == id).unwrap().bounds.center();
    let (service, ticket) = (at("home.service"), at("home.ticket"));
    let id = touch::Finger(7);
    let down = |position: Point| Event::Touch(touch::Event::FingerPressed { id, position });
    let moved = |position: Point| Event::Touch(touch::Event::FingerMoved { id, position });
    let up = |position: Point| Event::Touch(touch::Event::FingerLifted { id, position });
    kiosk.shown.events(&[down(service)]);
    assert_eq!(kiosk.at(), "home", "nothing before the release");
    kiosk.shown.events(&[moved(ticket), up(ticket)]);
    assert_eq!(kiosk.at(), "home", "sliding off cancels");
    kiosk.shown.events(&[down(service), moved(ticket), moved(service), up(service)]);
    assert_eq!(kiosk.at(), "categories");
}
