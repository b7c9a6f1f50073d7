//! Every screen as a picture, for people to look at: `target/pictures/`.
//!
//! Run with `cargo test -p kiosk --lib app::tests::pictures -- --ignored`.

use std::path::PathBuf;

use super::tour;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/pictures")
}

/// Panels: name, width, height in pixels of 0.277 mm.
const PANELS: [(&str, f32, f32); 3] = [("portrait", 1080.0, 1920.0), ("wide", 1920.0, 1080.0), ("low", 1280.0, 800.0)];

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
    let only = std::env::var("PICTURES").unwrap_or_default();
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
                let name = format!("{mode}-{}-{language}", panel.0);
                if mode == "reach" && panel.0 == "low" {
                    continue;
                }
                if only.is_empty() || only.split(',').any(|wanted| name.starts_with(wanted)) {
                    shoot(mode, language, panel, settings);
                }
            }
        }
    }
}
