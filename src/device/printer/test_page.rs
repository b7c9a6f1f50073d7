//! The test page: shows with the eye what a status byte cannot. For technicians, in English.

use crate::i18n::{Direction, Language};
use crate::receipt::document::{Align, Size, Weight};
use crate::receipt::layout::{Ink, Item, Sheet};
use crate::receipt::page::{Bitmap, Dots, Element, ErrorCorrection, Millimetres, Page, Placement};
use crate::receipt::qr::QrError;
use crate::receipt::shape::{Breaks, Style};
use crate::receipt::{Block, Body, Document, Fonts, Laid, Media, PaperKind, PerPaper, Sizes, layout, raster};

use super::Profile;
use super::profile::CutKind;

/// Letters of Sorani and Badini, which Badini writes with the same alphabet and four Arabic letters more.
pub const KURDISH: &str = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێصضطظ";
/// Letters of Arabic that Kurdish does not have, or has in another shape.
pub const ARABIC: &str = "ءآأؤإةثذكىي";
/// Letters that join to the letter before them only.
const JOIN_BACK_ONLY: &str = "اآأإدذرڕزژوۆؤەة";

/// A frame at the edges of the printable width, a ruler in millimetres, every letter in its joined forms, both sets of
/// digits, lines from one dot up, greys, a QR code that names the profile, and what to look for.
#[must_use]
pub fn test_page(profile: &Profile) -> Page {
    let width = profile.width_dots;
    let fonts = Fonts::new();
    let gap = || Element::Feed(Dots(profile.dpi / 12));
    let mut elements = vec![Element::Raster(frame(width, profile.dpi)), gap()];
    let words = |direction, blocks: &[Block]| words(profile, &fonts, direction, blocks);
    elements.extend(words(Direction::Ltr, &about(profile)));
    elements.extend([gap(), Element::Raster(ruler(width, profile.dpi))]);
    elements.extend([Element::Raster(centimetres(profile, &fonts)), gap()]);
    elements.extend(words(Direction::Rtl, &letters()));
    elements.extend([gap(), Element::Raster(lines(width)), gap()]);
    elements.extend([Element::Raster(greys(width)), gap(), gap()]);
    elements.push(Element::Qr {
        payload: format!("KIOSK TEST PAGE: {}", profile.id.to_uppercase()),
        module_dots: Sizes::WIDE.module_dots(profile.dpi),
        error_correction: ErrorCorrection::Medium,
        align: Placement::Centre,
    });
    elements.extend([gap(), gap()]);
    elements.extend(words(Direction::Ltr, &checks(profile)));
    elements.extend([gap(), Element::Cut]);
    Page { width_dots: Dots(width), elements }
}

/// What a check of the kiosk has found: what is wrong first, then what is right.
#[must_use]
pub fn slip(profile: &Profile, title: &str, wrong: &[String], right: &[String]) -> Page {
    let fonts = Fonts::new();
    let text = |text: &String| Block::Text {
        text: text.clone(),
        size: Size::Small,
        weight: Weight::Medium,
        align: Align::Start,
    };
    let verdict = if wrong.is_empty() { "Ready" } else { "Not ready" };
    let mut blocks = vec![Block::Heading(verdict.into()), line(title)];
    blocks.extend(wrong.iter().map(|wrong| Block::Text {
        text: format!("✗ {wrong}"),
        size: Size::Small,
        weight: Weight::Bold,
        align: Align::Start,
    }));
    blocks.extend(right.iter().map(text));
    let mut elements = words(profile, &fonts, Direction::Ltr, &blocks);
    elements.extend([Element::Feed(Dots(profile.dpi / 12)), Element::Cut]);
    Page { width_dots: Dots(profile.width_dots), elements }
}

/// What was printed with which settings.
fn about(profile: &Profile) -> Vec<Block> {
    let millimetres = Dots(profile.width_dots).millimetres(profile.dpi).0;
    vec![
        Block::Heading("Test page".into()),
        line(&profile.name),
        line(&format!(
            "{} · {}\u{A0}dots ({millimetres:.0}\u{A0}mm) at\u{A0}{}\u{A0}dpi",
            profile.id, profile.width_dots, profile.dpi
        )),
    ]
}

fn line(text: &str) -> Block {
    Block::Text { text: text.into(), size: Size::Small, weight: Weight::Medium, align: Align::Centre }
}

/// Every letter with its neighbours: at the beginning, in the middle and at the end of a word, and alone.
fn letters() -> Vec<Block> {
    let text = |text: String| Block::Text { text, size: Size::Large, weight: Weight::Medium, align: Align::Start };
    vec![
        text(joined(KURDISH)),
        text(joined(ARABIC)),
        text("ڵا لا ڵۆ می‌خوات".into()),
        text("٠١٢٣٤٥٦٧٨٩ ٬ ٫ ٪ ، ؛ ؟".into()),
        text("\u{2066}0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ\u{2069}".into()),
        text("\u{2066}abcdefghijklmnopqrstuvwxyz . , : ; ? ! ( ) / - + % @ &\u{2069}".into()),
    ]
}

/// `ببب ب` for a letter that joins to both sides, `ـر ر` for one that joins back only, `ء` for one that never joins.
/// The forms of one letter stay on one line.
fn joined(letters: &str) -> String {
    let groups = letters.chars().map(|letter| match letter {
        'ء' => "ء".to_owned(),
        'ى' => "ـى\u{A0}ى".to_owned(),
        back if JOIN_BACK_ONLY.contains(back) => format!("ـ{back}\u{A0}{back}"),
        both => format!("{both}{both}{both}\u{A0}{both}"),
    });
    groups.collect::<Vec<_>>().join("  ")
}

/// What only an eye can tell, to be ticked.
fn checks(profile: &Profile) -> Vec<Block> {
    let mut checks = vec![
        "The frame at the top touches both edges of the print.".to_owned(),
        "The ruler agrees with a real one.".to_owned(),
        "The grey fields have no white stripes.".to_owned(),
        "The thinnest line is whole.".to_owned(),
        format!(
            "The QR code, drawn by the {}, can be scanned.",
            if profile.qr.native { "printer itself" } else { "kiosk" }
        ),
    ];
    checks.push(match profile.cutter.kind {
        CutKind::Partial => "The paper is cut but for one point.".to_owned(),
        CutKind::Full => "The paper is cut through.".to_owned(),
        CutKind::TearBar => "The last line stands above the tear bar.".to_owned(),
    });
    vec![Block::Checklist(checks)]
}

/// Blocks as rasters of the printer's width, without the cut.
fn words(profile: &Profile, fonts: &Fonts, direction: Direction, blocks: &[Block]) -> Vec<Element> {
    let media = Media::thermal(Dots(profile.width_dots), profile.dpi);
    let language = if direction == Direction::Rtl { Language::CKB } else { Language::EN };
    let body = |kind| Body { sizes: Sizes::usual(kind), blocks: blocks.to_vec() };
    let bodies =
        PerPaper { wide: body(PaperKind::Wide), narrow: body(PaperKind::Narrow), sheet: body(PaperKind::Sheet) };
    let document = Document { language, direction, title: String::new(), bodies };
    // Only a QR code can fail to be laid out, and these blocks have none.
    let laid: Result<Laid, QrError> = layout(fonts, &document, &media);
    let elements = laid.map(|laid| raster(fonts, &laid).elements).unwrap_or_default();
    elements.into_iter().filter(|element| !matches!(element, Element::Cut)).collect()
}

/// Touches all four edges: a crooked roll or a wrong width shows.
fn frame(width: u32, dpi: u32) -> Bitmap {
    let height = dpi / 3;
    let mut picture = Bitmap::new(Dots(width), Dots(height));
    picture.fill(0, 0, width, 2, true);
    picture.fill(0, height - 2, width, 2, true);
    picture.fill(0, 0, 2, height, true);
    picture.fill(width - 2, 0, 2, height, true);
    for step in 0..height {
        let x = step * width / height;
        picture.fill(x, step, 2, 1, true);
        picture.fill(width - 1 - x, step, 2, 1, true);
    }
    picture
}

/// A mark each millimetre, longer each five, longest each ten.
fn ruler(width: u32, dpi: u32) -> Bitmap {
    let long = dpi / 8;
    let mut picture = Bitmap::new(Dots(width), Dots(long));
    for millimetre in 0.. {
        let x = Millimetres(millimetre as f32).dots(dpi).get();
        if x >= width {
            break;
        }
        let height = match millimetre % 10 {
            0 => long,
            5 => long * 3 / 4,
            _ => long / 2,
        };
        picture.fill(x, 0, 1, height, true);
    }
    picture
}

/// The numbers below the ruler: one each centimetre, in its middle.
fn centimetres(profile: &Profile, fonts: &Fonts) -> Bitmap {
    let media = Media::thermal(Dots(profile.width_dots), profile.dpi);
    let style = Style { weight: Weight::Medium, points: Sizes::WIDE.small };
    let mut sheet = Sheet { height: style.points * 1.3, ..Sheet::default() };
    for centimetre in 1.. {
        let middle = Millimetres(centimetre as f32 * 10.0).points();
        if middle + style.points > media.width {
            break;
        }
        let text = (centimetre * 10).to_string();
        for line in fonts.lines(&text, style, Direction::Ltr, media.width, Breaks::Full) {
            let (x, y) = (middle - line.width / 2.0, style.points);
            sheet.items.push(Item::Text { x, y, line, ink: Ink::Black });
        }
    }
    let laid = Laid { media, language: Language::EN, title: String::new(), sheets: vec![sheet] };
    raster(fonts, &laid).bitmap().unwrap_or_else(|_| Bitmap::new(Dots(profile.width_dots), Dots(1)))
}

/// Horizontal lines of 1 to 6 dots.
fn lines(width: u32) -> Bitmap {
    let mut picture = Bitmap::new(Dots(width), Dots(6 * 14));
    for thick in 1..=6 {
        picture.fill(8, (thick - 1) * 14, width.saturating_sub(16), thick, true);
    }
    picture
}

/// Eighths of black in fields side by side: a worn or weak head shows as stripes.
fn greys(width: u32) -> Bitmap {
    const THRESHOLDS: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    let height = 64;
    let mut picture = Bitmap::new(Dots(width), Dots(height));
    for y in 0..height {
        for x in 0..width {
            let level = (x * 8 / width + 1) * 2;
            picture.set(x, y, THRESHOLDS[(y % 4) as usize][(x % 4) as usize] < level);
        }
    }
    picture
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    fn profile(id: &str) -> Profile {
        Profile::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers"), id).unwrap()
    }

    /// Each letter that joins to both sides stands in four different shapes, the others in two; none is missing.
    #[test]
    fn every_letter_stands_in_all_its_forms() {
        let fonts = Fonts::new();
        let style = Style { weight: Weight::Medium, points: 12.0 };
        for letter in KURDISH.chars().chain(ARABIC.chars()) {
            let lines = fonts.lines(&joined(&letter.to_string()), style, Direction::Rtl, 500.0, Breaks::Full);
            let glyphs = lines.iter().flat_map(|line| &line.glyphs);
            let forms: HashSet<u16> =
                glyphs.clone().filter(|g| g.text.contains(letter)).map(|glyph| glyph.id).collect();
            assert!(glyphs.clone().all(|glyph| glyph.id != 0), "no glyph for {letter}");
            let wanted = match letter {
                'ء' => 1,
                'ى' => 2,
                back if JOIN_BACK_ONLY.contains(back) => 2,
                _ => 4,
            };
            assert_eq!(forms.len(), wanted, "forms of {letter}");
        }
    }

    /// Whatever a keyboard of these languages can write is on the page.
    #[test]
    fn the_alphabets_are_whole() {
        let all: HashSet<char> = KURDISH.chars().chain(ARABIC.chars()).collect();
        for letter in "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێ".chars().chain("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى".chars())
        {
            assert!(all.contains(&letter), "{letter}");
        }
    }

    #[test]
    fn the_ruler_is_true_and_the_code_names_the_profile() {
        for id in ["generic-80mm", "generic-58mm"] {
            let profile = profile(id);
            let page = test_page(&profile);
            let ruler = ruler(profile.width_dots, profile.dpi);
            let long = ruler.height().get() - 1;
            let marks: Vec<u32> = (0..profile.width_dots).filter(|x| ruler.get(*x, long)).collect();
            for (n, x) in marks.iter().enumerate() {
                assert_eq!(*x, Millimetres(n as f32 * 10.0).dots(profile.dpi).get());
            }
            let picture = page.bitmap().unwrap();
            assert_eq!(picture.width().get(), profile.width_dots);
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/paper");
            std::fs::create_dir_all(&folder).unwrap();
            let file = std::fs::File::create(folder.join(format!("test-page-{id}.png"))).unwrap();
            picture.write_png(file, profile.dpi).unwrap();
            assert!(page.elements.iter().any(|element| matches!(element,
                Element::Qr { payload, .. } if payload.ends_with(&id.to_uppercase()))));
        }
    }
}
