//! Checks 1 to 10: contrast and sizes of text.

use std::collections::HashMap;
use std::sync::OnceLock;

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _};
use iced::{Color, Pixels, Rectangle, Size};

use super::super::pictures_staff::staff_tour;
use super::super::tour::tour;
use super::{Kiosk, LANGUAGES, LARGEST, LOW, PANELS, PORTRAIT, on_each_page};
use crate::ui::app::App;
use crate::ui::font;
use crate::ui::headless::Seen;
use crate::ui::theme::palette::{contrast_ratio, texts};
use crate::ui::theme::{Contrast, TextScale, Type};
use crate::ui::widget::Role;

/// The contrast of a text with its ground, from the pixels in its box: the commonest colour is the ground, and the ink is
/// the colour that is farthest from it (the edges of letters are in between).
fn contrast_in(picture: &(Size<u32>, Vec<u8>), place: Rectangle) -> Option<f32> {
    let (size, pixels) = picture;
    let (left, right) = (place.x.max(0.0) as u32, (place.x + place.width).min(size.width as f32) as u32);
    let (top, bottom) = (place.y.max(0.0) as u32, (place.y + place.height).min(size.height as f32) as u32);
    let mut counted: HashMap<[u8; 3], usize> = HashMap::new();
    for y in top..bottom {
        for x in left..right {
            let at = ((y * size.width + x) * 4) as usize;
            *counted.entry([pixels[at], pixels[at + 1], pixels[at + 2]]).or_default() += 1;
        }
    }
    let color = |[r, g, b]: [u8; 3]| Color::from_rgb8(r, g, b);
    let ground = color(*counted.iter().max_by_key(|(_, count)| **count)?.0);
    counted.keys().map(|ink| contrast_ratio(color(*ink), ground)).max_by(f32::total_cmp)
}

/// Every text of every screen with its contrast, in these colours.
fn contrasts(colours: &str, mut told: impl FnMut(&str, &Seen, f32, bool)) {
    let colours = format!("display.colours.{colours}");
    let settings = ["header.display", &colours, "display.close"];
    let mut see = |kiosk: &mut Kiosk, shot: &str| {
        // the samples of other colours; and the curtain, which is white on black in all of them
        let is_hidden = shot == "31-hidden";
        if shot == "31-display" || (is_hidden && !colours.ends_with("standard")) {
            return;
        }
        let about = kiosk.shown.program().texts.get("hidden-about");
        let picture = kiosk.shown.screenshot();
        let stops = kiosk.shown.stops();
        for seen in kiosk.shown.texts() {
            // what is hidden is still there for the voice
            if seen.text.trim().is_empty() || (is_hidden && seen.text != about) {
                continue;
            }
            let Some(ratio) = contrast_in(&picture, seen.bounds) else { continue };
            let control = stops.iter().any(|stop| {
                !matches!(stop.words.role, Role::Field)
                    && stop.words.text.starts_with(&seen.text)
                    && stop.bounds.contains(seen.bounds.center())
            });
            told(shot, &seen, ratio, control);
        }
    };
    tour(LOW, "ckb", &settings, &mut see);
    staff_tour(LOW, "ckb", &settings, |kiosk, shot| see(kiosk, &format!("staff {shot}")));
}

fn tokens(contrast: Contrast) -> impl Iterator<Item = (&'static str, f32, bool)> {
    texts(contrast.palette())
        .into_iter()
        .map(|(name, ink, ground, primary)| (name, contrast_ratio(ink, ground), primary))
}

/// The texts of all screens in the default colours: screen, text, contrast, whether it is on a control.
fn in_default_colours() -> &'static [(String, String, f32, bool)] {
    static SEEN: OnceLock<Vec<(String, String, f32, bool)>> = OnceLock::new();
    SEEN.get_or_init(|| {
        let mut all = Vec::new();
        contrasts("standard", |shot, seen, ratio, control| {
            all.push((shot.to_owned(), seen.text.clone(), ratio, control));
        });
        all
    })
}

#[test]
fn check_01_every_text_stands_out_in_the_default_colours() {
    assert!(tokens(Contrast::default()).all(|(_, ratio, _)| ratio >= 7.0));
    for (shot, text, ratio, _) in in_default_colours() {
        assert!(*ratio >= 7.0, "{shot}: {text:?} {ratio:.1}");
    }
    assert!(in_default_colours().len() > 300, "so many texts were looked at");
}

#[test]
fn check_02_primary_text_and_controls_reach_ten_to_one() {
    for (name, ratio, primary) in tokens(Contrast::default()) {
        assert!(!primary || ratio >= 10.0, "{name}: {ratio:.1}");
    }
    for (shot, text, ratio, control) in in_default_colours() {
        assert!(!control || *ratio >= 10.0, "{shot}: {text:?} {ratio:.1}");
    }
}

#[test]
fn check_03_high_contrast_reaches_twenty_to_one() {
    for contrast in [Contrast::BlackOnWhite, Contrast::WhiteOnBlack] {
        assert!(tokens(contrast).all(|(_, ratio, _)| ratio >= 20.0), "{contrast:?}");
    }
    for colours in ["black-on-white", "white-on-black"] {
        contrasts(colours, |shot, seen, ratio, _| {
            assert!(ratio >= 20.0, "{colours} {shot}: {:?} {ratio:.1}", seen.text);
        });
    }
}

#[test]
fn check_04_low_contrast_is_offered() {
    assert!(tokens(Contrast::Low).all(|(_, ratio, _)| (4.5..=8.0).contains(&ratio)));
    contrasts("low", |shot, seen, ratio, _| {
        // an icon beside the letters, or a pressed key, may be a little darker than the text
        assert!((4.4..=8.6).contains(&ratio), "{shot}: {:?} {ratio:.1}", seen.text);
    });
}

#[test]
fn check_05_icons_edges_and_the_ring_stand_out_on_both_sides() {
    for contrast in Contrast::ALL {
        let p = contrast.palette();
        for ground in [p.paper, p.card, p.tint] {
            for (name, mark) in [("icon", p.accent), ("edge", p.outline), ("ring", p.ring), ("error", p.error)] {
                let ratio = contrast_ratio(mark, ground);
                assert!(ratio >= 3.0, "{contrast:?} {name}: {ratio:.1}");
            }
        }
    }
}

#[test]
fn check_06_what_is_chosen_and_what_is_wrong_has_a_sign() {
    // what is chosen says so, and has a mark besides its colour
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    kiosk.tap("language.en");
    kiosk.tap("header.display");
    let of = |kiosk: &mut Kiosk, id: &str| {
        kiosk.shown.stops().into_iter().find(|stop| stop.words.id == id).unwrap_or_else(|| panic!("{id}"))
    };
    let (chosen, other) = (of(&mut kiosk, "display.size.standard"), of(&mut kiosk, "display.size.large"));
    assert!(chosen.words.text.contains("Selected") && !other.words.text.contains("Selected"));
    // the error is a sign and words: in black and white it has no colour at all, and is there all the same
    let mut kiosk = Kiosk::open(PORTRAIT.0, PORTRAIT.1);
    for id in ["header.display", "display.colours.black-on-white", "display.close"] {
        kiosk.tap(id);
    }
    kiosk.start("en", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    let before = kiosk.shown.screenshot().1;
    let words = kiosk.text();
    kiosk.tap("action.continue");
    assert!(kiosk.text().len() > words.len(), "the error has words");
    assert!(kiosk.shown.screenshot().1 != before);
}

#[test]
fn check_07_capitals_are_high_enough_by_default() {
    for kind in Type::ALL {
        assert!(kind.cap_height(TextScale::default(), false) >= 4.8, "{kind:?}");
        assert!(kind.cap_height(TextScale::default(), true) >= 4.8, "{kind:?}");
    }
}

#[test]
fn check_08_capitals_are_high_enough_in_the_largest_size() {
    for kind in Type::ALL {
        assert!(kind.cap_height(TextScale::Largest, false) >= 8.5, "{kind:?}");
        assert!(kind.cap_height(TextScale::Largest, true) >= 7.3, "{kind:?}");
    }
}

/// Broken anew, a text may need a little more than the width that it had.
fn slack(size: f32) -> f32 {
    size * 0.3
}

/// Whether a text has the box that it needs: for one of the sizes and weights of the design, all its lines are as high
/// together as its box.
fn is_whole(seen: &Seen, sizes: &[f32]) -> bool {
    let needs = |size: f32, face, width: f32| {
        let paragraph = Paragraph::with_text(text::Text {
            content: seen.text.as_str(),
            bounds: Size::new(width, f32::INFINITY),
            size: Pixels(size),
            line_height: text::LineHeight::Relative(font::LINE_HEIGHT),
            font: face,
            align_x: text::Alignment::Default,
            align_y: iced::alignment::Vertical::Top,
            shaping: text::Shaping::Advanced,
            wrapping: text::Wrapping::Word,
        });
        paragraph.min_bounds()
    };
    sizes.iter().any(|size| {
        let line = size * font::LINE_HEIGHT;
        let lines = seen.bounds.height / line;
        (lines - lines.round()).abs() < 0.03
            && [font::REGULAR, font::MEDIUM, font::BOLD].into_iter().any(|face| {
                // on one line, or broken as it was broken
                let room = seen.bounds.width + slack(*size);
                let (line, broken) = (needs(*size, face, f32::INFINITY), needs(*size, face, room));
                line.width <= seen.bounds.width + 2.0
                    || (broken.height <= seen.bounds.height + 1.0 && broken.width <= room)
            })
    })
}

/// The words of the ways on at the foot of the page.
fn acts(app: &App) -> Vec<String> {
    if app.overlay.is_some() {
        return Vec::new();
    }
    let page = app.page(&app.ctx());
    if !page.framed {
        return Vec::new();
    }
    [page.secondary, page.primary].into_iter().flatten().map(|act| act.label).collect()
}

/// What is wrong with the places of the texts on the screen.
fn misplaced(kiosk: &mut Kiosk, known: &mut HashMap<String, bool>) -> Vec<String> {
    let window = Rectangle::with_size(kiosk.shown.size()).expand(0.5);
    let stops = kiosk.shown.stops();
    let look = kiosk.shown.program().look();
    let mut sizes = Vec::new();
    for scale in TextScale::ALL {
        let mut look = look;
        look.metrics.scale = scale;
        sizes.extend(Type::ALL.map(|kind| look.text(kind)));
    }
    let mut faults = Vec::new();
    let texts: Vec<Seen> = kiosk
        .shown
        .texts()
        .into_iter()
        .filter(|seen| !seen.text.trim().is_empty())
        // keys and fields fit their words themselves
        .filter(|seen| {
            !stops.iter().any(|stop| matches!(stop.words.role, Role::Key | Role::Field) && stop.bounds == seen.bounds)
        })
        .collect();
    // a text that has no room at all is not even laid out
    for words in acts(kiosk.shown.program()) {
        if !texts.iter().any(|seen| seen.text == words) {
            faults.push(format!("{words:?} has no room at all"));
        }
    }
    for (index, seen) in texts.iter().enumerate() {
        if !seen.bounds.is_within(&window) {
            faults.push(format!("{:?} leaves the screen: {:?}", seen.text, seen.bounds));
        }
        let stamp = format!("{} {:?}", seen.text, seen.bounds.size());
        if !*known.entry(stamp).or_insert_with(|| is_whole(seen, &sizes)) {
            faults.push(format!("{:?} is cut: {:?}", seen.text, seen.bounds));
        }
        for other in &texts[index + 1..] {
            if let Some(both) = seen.bounds.intersection(&other.bounds)
                && both.width > 1.5
                && both.height > 1.5
            {
                faults.push(format!("{:?} and {:?} overlap", seen.text, other.text));
            }
        }
        for stop in &stops {
            let Some(both) = stop.bounds.intersection(&seen.bounds) else { continue };
            let inside = seen.bounds.is_within(&stop.bounds.expand(1.0));
            if !inside && both.width > 1.5 && both.height > 1.5 {
                faults.push(format!("{:?} hangs over {}", seen.text, stop.words.id));
            }
        }
    }
    for (index, stop) in stops.iter().enumerate() {
        if !stop.bounds.is_within(&window) {
            faults.push(format!("{} leaves the screen: {:?}", stop.words.id, stop.bounds));
        }
        for other in &stops[index + 1..] {
            if let Some(both) = stop.bounds.intersection(&other.bounds)
                && both.width > 1.0
                && both.height > 1.0
            {
                faults.push(format!("{} and {} overlap", stop.words.id, other.words.id));
            }
        }
    }
    faults
}

/// Goes to every page of every screen and collects what is misplaced.
fn all_misplaced(settings: &[&str], panels: &[(f32, f32)], languages: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut known = HashMap::new();
    for panel in panels {
        for language in languages {
            tour(*panel, language, settings, |kiosk, shot| {
                if shot == "31-hidden" {
                    return;
                }
                on_each_page(kiosk, |kiosk| {
                    let found = misplaced(kiosk, &mut known);
                    faults.extend(found.into_iter().map(|fault| format!("{panel:?} {language} {shot}: {fault}")));
                });
            });
            staff_tour(*panel, language, settings, |kiosk, shot| {
                on_each_page(kiosk, |kiosk| {
                    let found = misplaced(kiosk, &mut known);
                    faults.extend(found.into_iter().map(|fault| format!("{panel:?} {language} staff {shot}: {fault}")));
                });
            });
        }
    }
    faults
}

#[test]
fn check_09_nothing_is_cut_or_overlaps_in_the_largest_text() {
    let faults = all_misplaced(&LARGEST, &PANELS, &LANGUAGES);
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn nothing_is_cut_or_overlaps_in_the_other_sizes_and_in_low_reach() {
    let small = ["header.display", "display.size.small", "display.close"];
    let mut faults = all_misplaced(&small, &[LOW], &["en"]);
    faults.extend(all_misplaced(&[], &PANELS, &["ckb"]));
    let reach = ["header.display", "display.reach", "display.close"];
    faults.extend(all_misplaced(&reach, &PANELS[..2], &["ckb"]));
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn check_10_alef_counts_as_a_capital() {
    use skrifa::MetadataProvider as _;
    use skrifa::instance::{LocationRef, Size as FontSize};
    for face in font::faces() {
        let face = skrifa::FontRef::new(face).unwrap();
        let alef = face.charmap().map('ا').unwrap();
        let glyphs = face.glyph_metrics(FontSize::new(1.0), LocationRef::default());
        let high = glyphs.bounds(alef).unwrap().y_max;
        assert!(high >= font::CAP_HEIGHT - 0.015, "alef is {high} em high");
    }
}
