//! The page that is measured beside the kiosk (`benches/chromium/attract.html`) shows what the kiosk shows: else the
//! comparison would be of different screens.

use std::collections::BTreeSet;
use std::path::Path;

use super::fake::Kiosk;
use crate::config::Config;

/// Without the marks that give a text its direction.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{2066}'..='\u{2069}')).collect()
}

/// The texts of a section of the page.
fn of_page(page: &str, section: &str) -> BTreeSet<String> {
    let (_, from) = page.split_once(&format!("<section id=\"{section}\"")).unwrap_or_else(|| panic!("no {section}"));
    let (inside, _) = from.split_once("</section>").unwrap();
    let (_, inside) = inside.split_once('>').unwrap();
    inside
        .split('<')
        .filter_map(|piece| piece.split_once('>').map_or(Some(piece), |(_, text)| Some(text)))
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn the_page_beside_it_has_the_texts_of_the_kiosk_and_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("benches/chromium/attract.html")).unwrap();
    // What the probe runs is configured by the file that is delivered.
    let mut kiosk = Kiosk::with(1080.0, 1920.0, |config| {
        *config = Config::load(&root.join("kiosk-config.toml")).unwrap();
    });
    for (touch, screen) in [(None, "attract"), (Some("language.ckb"), "home"), (Some("home.service"), "categories")] {
        if let Some(id) = touch {
            kiosk.tap(id);
        }
        assert_eq!(kiosk.at(), screen);
        let shown: BTreeSet<String> =
            kiosk.shown.texts().iter().map(|seen| plain(&seen.text)).filter(|text| !text.trim().is_empty()).collect();
        assert_eq!(of_page(&page, screen), shown, "on {screen}");
    }
}
