//! Every screen as a picture, for people to look at: `target/pictures/`.
//!
//! Made by `make pictures`; `make pictures PICTURES=plain-portrait-ckb,faults` makes only folders whose names begin so.

use std::path::PathBuf;

use super::tour;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/pictures")
}

/// Panels: name, width, height in pixels of 0.277 mm.
const PANELS: [(&str, f32, f32); 3] = [("portrait", 1080.0, 1920.0), ("wide", 1920.0, 1080.0), ("low", 1280.0, 800.0)];

/// Whether this folder of pictures was asked for.
pub(super) fn wanted(folder: &str) -> bool {
    let only = std::env::var("PICTURES").unwrap_or_default();
    only.is_empty() || only.split(',').any(|wanted| folder.starts_with(wanted))
}

fn shoot(mode: &str, language: &str, panel: (&str, f32, f32), settings: &[&str]) {
    let (name, width, height) = panel;
    tour::tour((width, height), language, settings, |kiosk, shot| {
        let path = folder().join(format!("{mode}-{name}-{language}")).join(format!("{shot}.png"));
        kiosk.shown.save_png(&path).unwrap();
    });
}

#[test]
#[ignore = "writes pictures for people"]
fn every_screen_as_it_stands() {
    for language in ["ckb", "kmr", "ar", "en"] {
        for panel in PANELS {
            for (mode, settings) in [
                ("plain", &[][..]),
                ("largest", &["header.display", "display.size.largest", "display.close"][..]),
                ("contrast", &["header.display", "display.colours.black-on-white", "display.close"][..]),
                ("dark", &["header.display", "display.colours.white-on-black", "display.close"][..]),
                ("soft", &["header.display", "display.colours.low", "display.close"][..]),
                ("reach", &["header.display", "display.reach", "display.close"][..]),
            ] {
                if mode == "reach" && panel.0 == "low" {
                    continue;
                }
                if wanted(&format!("{mode}-{}-{language}", panel.0)) {
                    shoot(mode, language, panel, settings);
                }
            }
        }
    }
}
