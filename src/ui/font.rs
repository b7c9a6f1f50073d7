//! The embedded typeface: Vazirmatn in three weights (SIL OFL 1.1, licence in
//! `assets/fonts/OFL.txt`).
//!
//! No system font is ever used: it would cost 50-800 ms at start and make the
//! same screen look different on each machine.

use cosmic_text::fontdb::Source;
use iced::Font;
use iced::font::{Family, Weight};
use std::path::Path;
use std::sync::{Arc, Once};

/// Vazirmatn Regular (400).
pub const REGULAR_BYTES: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Regular.ttf");
/// Vazirmatn Medium (500).
pub const MEDIUM_BYTES: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Medium.ttf");
/// Vazirmatn Bold (700).
pub const BOLD_BYTES: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Bold.ttf");

const NAME: &str = "Vazirmatn";

const FAMILY: Family = Family::Name(NAME);

/// For long secondary text.
pub const REGULAR: Font = Font { family: FAMILY, ..Font::DEFAULT };
/// For body text; the default font of the application.
pub const MEDIUM: Font = Font { family: FAMILY, weight: Weight::Medium, ..Font::DEFAULT };
/// For titles, numbers and buttons.
pub const BOLD: Font = Font { family: FAMILY, weight: Weight::Bold, ..Font::DEFAULT };

/// Height of a capital H (and, nearly, of an alef: 0.68) in parts of the font size.
/// The smaller of the two, so that a promise in millimetres holds for both scripts.
pub const CAP_HEIGHT: f32 = 0.68;

/// Line height in parts of the font size. Vazirmatn's own is 1.5625; with less
/// the tail of ڕ and ێ sticks out of the box that iced repaints and leaves specks.
pub const LINE_HEIGHT: f32 = 1.6;

/// The three faces.
#[must_use]
pub fn faces() -> [&'static [u8]; 3] {
    [REGULAR_BYTES, MEDIUM_BYTES, BOLD_BYTES]
}

/// Loads the faces into iced's font system once. Each is read where it lies in the program: `iced::Application::font` would
/// keep a copy.
///
/// A poisoned font lock (a panic while text was shaped) leaves the faces out;
/// every later text would fail as well.
pub fn load() {
    static LOADED: Once = Once::new();
    LOADED.call_once(|| {
        if let Ok(mut system) = iced::advanced::graphics::text::font_system().write() {
            let faces = faces().map(|face| Source::Binary(Arc::new(face)));
            for face in faces {
                system.raw().db_mut().load_font_source(face);
            }
        }
    });
}

/// Loads the other faces of a folder, which language packs bring for their scripts. A letter that Vazirmatn lacks is
/// taken from them.
pub(super) fn install(folder: &Path) {
    let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|file| file.path());
    let is_face = |path: &Path| path.extension().is_some_and(|kind| kind == "ttf" || kind == "otf");
    let is_ours = |path: &Path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with(NAME));
    for path in files.filter(|path| is_face(path) && !is_ours(path)) {
        match (std::fs::read(&path), iced::advanced::graphics::text::font_system().write()) {
            (Ok(bytes), Ok(mut system)) => system.load_font(bytes.into()),
            (Err(error), _) => tracing::warn!(event = "ui.font", file = %path.display(), %error),
            (_, Err(_)) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use skrifa::MetadataProvider;
    use skrifa::raw::FontRef;

    #[test]
    fn every_sign_of_the_screens_is_in_every_face() {
        for face in faces() {
            let font = FontRef::new(face).expect("a font");
            let map = font.charmap();
            for sign in "ABCxyz0123456789٠١٢٣٤٥٦٧٨٩ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهھەوۆۊیێيىةكأإآءؤطظصضثذ•‹›،؛؟…\u{200c}\u{200e}\u{200f}".chars() {
                assert!(map.map(sign).is_some(), "U+{:04X} {sign}", sign as u32);
            }
        }
    }

    #[test]
    fn the_cap_height_is_not_overstated() {
        use skrifa::instance::{LocationRef, Size};
        for face in faces() {
            let font = FontRef::new(face).expect("a font");
            let metrics = font.metrics(Size::new(1.0), LocationRef::default());
            assert!(metrics.cap_height.expect("a cap height") >= CAP_HEIGHT);
            let alef = font.charmap().map('ا').expect("alef");
            let glyphs = font.glyph_metrics(Size::new(1.0), LocationRef::default());
            let height = glyphs.bounds(alef).expect("bounds").y_max;
            assert!(height >= CAP_HEIGHT - 0.015, "alef {height}");
        }
    }
}
