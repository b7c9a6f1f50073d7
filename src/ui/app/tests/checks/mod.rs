//! The accessibility checks of `assets/accessibility/checks.toml`, one test each, named by its number.
//!
//! Over the real widget tree and its pixels: sizes and gaps from the layout, contrast from tokens and pictures, the focus
//! by a search of its graph. Those about the voice stand with the voice.

mod forms;
mod keys;
mod seeing;
mod time;
mod touching;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::fake::{Kiosk, PATIENCE};
use super::pictures_staff::staff_tour;
use super::tour::tour;
use crate::ui::theme::Look;
use crate::ui::widget::{Focus, Role};

/// Panels in pixels of 0.277 mm: 24 inch upright and lying, and the lowest that is built in.
pub(super) const PORTRAIT: (f32, f32) = (1080.0, 1920.0);
const WIDE: (f32, f32) = (1920.0, 1080.0);
const LOW: (f32, f32) = (1280.0, 800.0);
pub(super) const PANELS: [(f32, f32); 3] = [PORTRAIT, WIDE, LOW];

/// All languages.
const LANGUAGES: [&str; 4] = ["ckb", "kmr", "ar", "en"];

/// Opens the settings of the screen, touches one, and closes them.
const LARGEST: [&str; 3] = ["header.display", "display.size.largest", "display.close"];

/// The things of one screen, as they lie there.
struct Snapshot {
    shot: String,
    stops: Vec<Focus>,
    look: Look,
    hidden: bool,
}

impl Snapshot {
    fn of(kiosk: &mut Kiosk, shot: &str) -> Self {
        let stops = kiosk.shown.stops();
        let app = kiosk.shown.program();
        Self { shot: shot.to_owned(), stops, look: app.look(), hidden: app.settings.hidden }
    }

    /// What a finger can reach.
    fn touchable(&self) -> Vec<&Focus> {
        let reads = |stop: &Focus| stop.words.role == Role::Heading || stop.words.role == Role::Field;
        // behind the curtain nothing can be touched
        let open = |stop: &Focus| !self.hidden || stop.words.id.starts_with("hidden.");
        self.stops.iter().filter(|stop| !reads(stop) && open(stop)).collect()
    }

    fn has(&self, id: &str) -> bool {
        self.stops.iter().any(|stop| stop.words.id == id)
    }
}

type Tours = HashMap<(u32, &'static str), Arc<Vec<Snapshot>>>;

/// Every screen in the standard settings. Several checks look at the same tour: it is made once.
fn screens(panel: (f32, f32), language: &'static str) -> Arc<Vec<Snapshot>> {
    static TOURS: Mutex<Option<Tours>> = Mutex::new(None);
    let mut tours = TOURS.lock().unwrap_or_else(PoisonError::into_inner);
    let made = tours.get_or_insert_default().entry((panel.0 as u32, language)).or_insert_with(|| {
        let mut all = Vec::new();
        tour(panel, language, &[], |kiosk, shot| all.push(Snapshot::of(kiosk, shot)));
        staff_tour(panel, language, &[], |kiosk, shot| all.push(Snapshot::of(kiosk, &format!("staff {shot}"))));
        Arc::new(all)
    });
    Arc::clone(made)
}

/// Calls `see` on each page of the present screen, and turns back to the first.
pub(super) fn on_each_page(kiosk: &mut Kiosk, mut see: impl FnMut(&mut Kiosk)) {
    see(kiosk);
    if kiosk.shown.program().settings.hidden {
        return;
    }
    let mut turned = 0;
    while kiosk.shown.tap_id("page.next").is_ok() {
        kiosk.settle();
        turned += 1;
        see(kiosk);
        assert!(turned < 40, "{}: the pages do not end", kiosk.at());
    }
    for _ in 0..turned {
        kiosk.tap("page.previous");
    }
}

#[test]
fn every_check_stands_in_the_list_and_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list: toml::Table =
        std::fs::read_to_string(root.join("assets/accessibility/checks.toml")).unwrap().parse().unwrap();
    let checks = list["check"].as_array().unwrap();
    let here = ["forms", "keys", "seeing", "time", "touching"]
        .map(|name| std::fs::read_to_string(root.join(format!("src/ui/app/tests/checks/{name}.rs"))).unwrap())
        .concat();
    let of_the_voice = [32, 33, 34, 35, 36, 37, 38, 39, 40, 48, 49];
    for (index, check) in checks.iter().enumerate() {
        let number = check["number"].as_integer().unwrap();
        assert_eq!(number, index as i64 + 1);
        let how = check["how"].as_str().unwrap();
        assert!(["test", "human", "furniture"].contains(&how), "{number}: {how}");
        assert_eq!(check.get("person").is_some(), how != "test", "{number}: what a person looks at");
        assert!(!check["words"].as_str().unwrap().is_empty() && !check["source"].as_str().unwrap().is_empty());
        if !of_the_voice.contains(&number) {
            assert_eq!(here.matches(&format!("fn check_{number:02}_")).count(), 1, "check {number} has one test");
        }
    }
    assert_eq!(checks.len(), 50);
}
