//! Shaping: words to glyphs of the embedded faces, with the right bidi order on every line.
//!
//! `cosmic-text` 0.15 (the one iced uses) with a font database of its own: no system font is scanned
//! for, so that a ticket has the same dots on every machine. Traps found by experiment
//! (`reference/pdf_qr_mrz.md` §1): there is no setting for the base direction, so every paragraph starts
//! with a directional mark whose glyph is dropped; a right-to-left line lists its glyphs from the
//! right; Vazirmatn gives spaces, joiners and isolates the same glyph.

use std::sync::{Mutex, PoisonError};

use cosmic_text::{Attrs, Buffer, Family, FontSystem, Metrics, Shaping, Wrap, fontdb};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::document::Weight;
use super::known::{Known, Set};
use crate::i18n::Direction;

/// Vazirmatn Regular (OFL, `assets/fonts/OFL.txt`).
pub static REGULAR: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Regular.ttf");
/// Vazirmatn Medium.
pub static MEDIUM: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Medium.ttf");
/// Vazirmatn Bold.
pub static BOLD: &[u8] = include_bytes!("../../assets/fonts/Vazirmatn-Bold.ttf");

const FAMILY: &str = "Vazirmatn";
/// Wider than any line in points, and still exact in `f32` when measured from the right.
pub const UNBROKEN: f32 = 4096.0;
const WEIGHTS: [Weight; 3] = [Weight::Regular, Weight::Medium, Weight::Bold];

/// The faces of paper: the shaper's and, for outlines and metrics, the raw ones.
pub struct Fonts {
    system: Mutex<FontSystem>,
    ids: [fontdb::ID; 3],
    faces: [FontRef<'static>; 3],
    /// What was set and drawn before; only where [`Fonts::remembering`] asked for it.
    pub(super) known: Option<Known>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

/// How words are set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Weight of the face.
    pub weight: Weight,
    /// Size of the em in points.
    pub points: f32,
}

/// One glyph of a line, in visual order from the left.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// The face it is from.
    pub weight: Weight,
    /// Glyph id in that face.
    pub id: u16,
    /// Origin from the line's left edge, in points.
    pub x: f32,
    /// Origin above the baseline, in points.
    pub rise: f32,
    /// Advance width in points.
    pub advance: f32,
    /// What it stands for, in logical order; empty on the further glyphs of a cluster.
    pub text: String,
    /// Whether it belongs to a right-to-left run.
    pub rtl: bool,
}

/// One line of glyphs.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// How it is set.
    pub style: Style,
    /// From the left edge of the ink's advance to the right one, without white space at its ends.
    pub width: f32,
    /// In visual order.
    pub glyphs: Vec<Glyph>,
}

/// Vertical measures of a face at a size, in points, all positive.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vertical {
    /// From the baseline up to the highest letter.
    pub ascent: f32,
    /// From the baseline down to the lowest.
    pub descent: f32,
    /// Height of a Latin capital and of a lining digit.
    pub cap_height: f32,
}

impl Default for Fonts {
    fn default() -> Self {
        Self::new()
    }
}

impl Fonts {
    /// Loads the embedded faces (under 0.1 ms).
    #[must_use]
    pub fn new() -> Self {
        let mut database = fontdb::Database::new();
        let files = [REGULAR, MEDIUM, BOLD];
        #[expect(clippy::expect_used, reason = "the faces are compiled in; a test reads all three")]
        let ids = files.map(|file| {
            let source = fontdb::Source::Binary(std::sync::Arc::new(file));
            database.load_font_source(source).first().copied().expect("an embedded face")
        });
        #[expect(clippy::expect_used, reason = "the faces are compiled in; a test reads all three")]
        let faces = files.map(|file| FontRef::new(file).expect("an embedded face"));
        // The locale only steers fallback between faces, of which there is none here.
        let system = FontSystem::new_with_locale_and_db("ckb".to_owned(), database);
        Self { system: Mutex::new(system), ids, faces, known: None }
    }

    /// The same, remembering the words that it has set and drawn, for papers that say the same again and again. What
    /// holds a digit is not remembered: numbers differ, and some of them are somebody's.
    #[must_use]
    pub fn remembering() -> Self {
        Self { known: Some(Known::default()), ..Self::new() }
    }

    /// The raw face, for outlines and embedding.
    #[must_use]
    pub fn face(&self, weight: Weight) -> &FontRef<'static> {
        &self.faces[index(weight)]
    }

    /// The file of a face.
    #[must_use]
    pub const fn file(weight: Weight) -> &'static [u8] {
        match weight {
            Weight::Regular => REGULAR,
            Weight::Medium => MEDIUM,
            Weight::Bold => BOLD,
        }
    }

    /// Vertical measures in points.
    #[must_use]
    pub fn vertical(&self, style: Style) -> Vertical {
        let face = self.face(style.weight);
        let size = Size::new(style.points);
        let metrics = face.metrics(size, LocationRef::default());
        // Measured, since the face's own `sCapHeight` is not that of its Latin letters.
        let capital =
            face.charmap().map('H').and_then(|id| face.glyph_metrics(size, LocationRef::default()).bounds(id));
        Vertical {
            ascent: metrics.ascent,
            descent: -metrics.descent,
            cap_height: capital.map_or(style.points * 0.7, |bounds| bounds.y_max),
        }
    }

    /// Breaks `text` into lines no wider than `width` points, each in visual order. A word that is
    /// wider than the line is broken, best after a hyphen; nothing is cut off.
    #[must_use]
    pub fn lines(&self, text: &str, style: Style, direction: Direction, width: f32, breaks: Breaks) -> Vec<Line> {
        let Some(known) = self.known.as_ref().filter(|_| !text.chars().any(char::is_numeric)) else {
            return self.set(text, style, direction, width, breaks);
        };
        let key = Set {
            text: text.to_owned(),
            weight: style.weight,
            points: style.points.to_bits(),
            rtl: direction == Direction::Rtl,
            width: width.to_bits(),
            breaks,
        };
        known.lines.get(key, |_| self.set(text, style, direction, width, breaks))
    }

    fn set(&self, text: &str, style: Style, direction: Direction, width: f32, breaks: Breaks) -> Vec<Line> {
        let mut system = self.system.lock().unwrap_or_else(PoisonError::into_inner);
        let mut setter = Setter { fonts: self, system: &mut system, style, direction };
        let lines = setter.set(text, width, breaks);
        if widest(&lines) <= width {
            return lines;
        }
        // A word is wider than the line, or directions alternate inside a word. There cosmic-text 0.15
        // breaks too late, and its own breaking inside words loses letters of a left-to-right word in
        // a right-to-left line: the lines are measured one by one instead.
        let broken: Vec<String> = text.split('\n').map(|paragraph| setter.break_by_measure(paragraph, width)).collect();
        setter.set(&broken.join("\n"), UNBROKEN, Breaks::Full)
    }

    fn line(&self, run: &cosmic_text::LayoutRun<'_>, style: Style) -> Line {
        let mut glyphs: Vec<Glyph> = Vec::with_capacity(run.glyphs.len());
        let mut cluster = None;
        let mut add = |glyph: &cosmic_text::LayoutGlyph| {
            let text = run.text.get(glyph.start..glyph.end).unwrap_or_default();
            if !text.is_empty() && text.chars().all(is_directional) {
                return;
            }
            let again = cluster == Some((glyph.start, glyph.end));
            cluster = Some((glyph.start, glyph.end));
            let weight = self.ids.iter().position(|id| *id == glyph.font_id).map_or(style.weight, |n| WEIGHTS[n]);
            glyphs.push(Glyph {
                weight,
                id: glyph.glyph_id,
                x: glyph.x + glyph.font_size * glyph.x_offset,
                rise: glyph.font_size * glyph.y_offset - glyph.y,
                advance: glyph.w,
                text: if again { String::new() } else { text.to_owned() },
                rtl: glyph.level.is_rtl(),
            });
        };
        // Right-to-left lines are listed from the right.
        if run.rtl {
            run.glyphs.iter().rev().for_each(&mut add);
        } else {
            run.glyphs.iter().for_each(&mut add);
        }
        let is_ink = |glyph: &&Glyph| !glyph.text.chars().all(char::is_whitespace) || glyph.text.is_empty();
        let left = glyphs.iter().filter(is_ink).map(|glyph| glyph.x).fold(f32::INFINITY, f32::min);
        let right = glyphs.iter().filter(is_ink).map(|glyph| glyph.x + glyph.advance).fold(f32::NEG_INFINITY, f32::max);
        if left > right {
            return Line { style, width: 0.0, glyphs: Vec::new() };
        }
        for glyph in &mut glyphs {
            glyph.x -= left;
        }
        Line { style, width: right - left, glyphs }
    }
}

/// How the lines of a paragraph are evened out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Breaks {
    /// As many words on a line as fit.
    #[default]
    Full,
    /// The same, but no short word alone on the last line.
    NoOrphan,
    /// Lines of about equal length (titles).
    Balanced,
}

fn widest(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.width).fold(0.0, f32::max)
}

/// Sets one text while the shaper is held.
struct Setter<'a> {
    fonts: &'a Fonts,
    system: &'a mut FontSystem,
    style: Style,
    direction: Direction,
}

impl Setter<'_> {
    fn set(&mut self, text: &str, width: f32, breaks: Breaks) -> Vec<Line> {
        let mark = match self.direction {
            Direction::Rtl => '\u{200F}',
            Direction::Ltr => '\u{200E}',
        };
        let mut marked = String::with_capacity(text.len() + 8);
        for (n, paragraph) in text.split('\n').enumerate() {
            if n > 0 {
                marked.push('\n');
            }
            marked.push(mark);
            marked.push_str(paragraph);
        }
        let attributes = Attrs::new().family(Family::Name(FAMILY)).weight(match self.style.weight {
            Weight::Regular => cosmic_text::Weight::NORMAL,
            Weight::Medium => cosmic_text::Weight::MEDIUM,
            Weight::Bold => cosmic_text::Weight::BOLD,
        });
        // The line height is ours to choose at placing; the buffer only needs a positive one.
        let mut buffer = Buffer::new(self.system, Metrics::new(self.style.points, self.style.points * 1.5));
        buffer.set_wrap(self.system, Wrap::Word);
        buffer.set_size(self.system, Some(width), None);
        buffer.set_text(self.system, &marked, &attributes, Shaping::Advanced, None);
        buffer.shape_until_scroll(self.system, false);
        let mut lines = self.collect(&buffer);
        let orphan = lines.len() > 1 && lines.last().is_some_and(|last| last.width < width * 0.3);
        if lines.len() > 1 && (breaks == Breaks::Balanced || breaks == Breaks::NoOrphan && orphan) {
            self.balance(&mut buffer, width, lines.len());
            lines = self.collect(&buffer);
        }
        lines
    }

    fn collect(&self, buffer: &Buffer) -> Vec<Line> {
        buffer.layout_runs().map(|run| self.fonts.line(&run, self.style)).collect()
    }

    fn resize(&mut self, buffer: &mut Buffer, width: f32) {
        buffer.set_size(self.system, Some(width), None);
        buffer.shape_until_scroll(self.system, false);
    }

    /// Sets the buffer to the narrowest width that needs no more lines.
    fn balance(&mut self, buffer: &mut Buffer, width: f32, lines: usize) {
        let (mut narrow, mut wide) = (width / 2.0, width);
        for _ in 0..6 {
            let middle = f32::midpoint(narrow, wide);
            self.resize(buffer, middle);
            if buffer.layout_runs().count() > lines {
                narrow = middle;
            } else {
                wide = middle;
            }
        }
        self.resize(buffer, wide);
    }

    fn natural_width(&mut self, text: &str) -> f32 {
        widest(&self.set(text, UNBROKEN, Breaks::Full))
    }

    /// Puts a forced break wherever the next word does not fit, and into words that are wider than
    /// `width`. An isolate that is open at a break is closed before and opened again behind it.
    fn break_by_measure(&mut self, paragraph: &str, width: f32) -> String {
        let mut lines = vec![String::new()];
        for word in paragraph.split_inclusive(char::is_whitespace) {
            let mut rest = word;
            loop {
                let current = lines.last().cloned().unwrap_or_default();
                if self.natural_width(&format!("{current}{rest}")) <= width {
                    extend(&mut lines, rest);
                    break;
                }
                if current.chars().all(is_directional) {
                    let end = self.longest_prefix(&current, rest, width);
                    extend(&mut lines, &rest[..end]);
                    rest = &rest[end..];
                    if rest.is_empty() {
                        break;
                    }
                }
                next_line(&mut lines);
            }
        }
        lines.join("\n")
    }

    /// Where to break a word that begins a line: after its last hyphen that still fits, else after
    /// the last letter that does. At least one letter is taken.
    fn longest_prefix(&mut self, before: &str, word: &str, width: f32) -> usize {
        let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        let has_letter = |end: usize| word[..end].chars().any(|c| !is_directional(c));
        let first = ends.iter().copied().find(|end| has_letter(*end)).unwrap_or(word.len());
        // Joining makes words narrower and wider as letters come: the fits are not monotonous.
        let fits = |end: &usize| self.natural_width(&format!("{before}{}", &word[..*end])) <= width;
        let best = ends.iter().copied().rev().find(fits).unwrap_or(first).max(first);
        match word[..best].rfind('-') {
            Some(hyphen) if hyphen + 1 < word.len() => hyphen + 1,
            _ => best,
        }
    }
}

fn extend(lines: &mut [String], text: &str) {
    if let Some(line) = lines.last_mut() {
        line.push_str(text);
    }
}

/// Begins a line; an isolate that is open goes on in it.
fn next_line(lines: &mut Vec<String>) {
    let open = lines.last().and_then(|line| {
        let last = line.rfind(['\u{2066}', '\u{2067}', '\u{2068}'])?;
        if line[last..].contains('\u{2069}') { None } else { line[last..].chars().next() }
    });
    if open.is_some() {
        extend(lines, "\u{2069}");
    }
    lines.push(open.map(String::from).unwrap_or_default());
}

const fn index(weight: Weight) -> usize {
    match weight {
        Weight::Regular => 0,
        Weight::Medium => 1,
        Weight::Bold => 2,
    }
}

/// Marks, embeddings and isolates: they order the line and have no ink. (Joiners stay: they are
/// part of a word's spelling and must come back out of a PDF.)
const fn is_directional(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    const STYLE: Style = Style { weight: Weight::Medium, points: 10.0 };

    fn fonts() -> &'static Fonts {
        static FONTS: std::sync::OnceLock<Fonts> = std::sync::OnceLock::new();
        FONTS.get_or_init(Fonts::new)
    }

    fn one(text: &str, direction: Direction) -> Vec<String> {
        let lines = fonts().lines(text, STYLE, direction, 1000.0, Breaks::Full);
        assert_eq!(lines.len(), 1);
        lines[0].glyphs.iter().map(|glyph| glyph.text.clone()).collect()
    }

    #[test]
    fn the_base_direction_is_ours_not_that_of_the_first_letter() {
        let rtl = one("A-042 نۆرە", Direction::Rtl).concat();
        assert!(rtl.ends_with("A-042"), "{rtl}");
        let ltr = one("نۆرە A-042", Direction::Ltr).concat();
        assert!(ltr.ends_with("A-042"), "{ltr}");
    }

    #[test]
    fn isolates_order_the_line_and_leave_no_glyph() {
        let glyphs = one("\u{2066}+964 750 123\u{2069} ژمارە", Direction::Rtl);
        assert!(glyphs.concat().ends_with("+964 750 123"), "{glyphs:?}");
        assert!(glyphs.iter().all(|text| !text.chars().any(is_directional)));
    }

    #[test]
    fn lam_and_alef_are_one_glyph_and_joiners_stay() {
        assert!(one("سڵاو لا", Direction::Rtl).contains(&"ڵا".to_owned()));
        assert!(one("لا", Direction::Rtl) == ["لا"]);
        let joined = fonts().lines("می‌خوات", STYLE, Direction::Rtl, 1000.0, Breaks::Full);
        assert!(joined[0].glyphs.iter().any(|glyph| glyph.text == "\u{200C}" && glyph.advance == 0.0));
    }

    #[test]
    fn letters_join() {
        let id = |text: &str, wanted: &str| {
            let lines = fonts().lines(text, STYLE, Direction::Rtl, 1000.0, Breaks::Full);
            lines[0].glyphs.iter().find(|glyph| glyph.text == wanted).map(|glyph| glyph.id).unwrap()
        };
        let forms = [id("ێ", "ێ"), id("ێب", "ێ"), id("بێب", "ێ"), id("بێ", "ێ")];
        let different: std::collections::HashSet<_> = forms.into_iter().collect();
        assert_eq!(different.len(), 4, "isolated, initial, medial and final form of ێ");
    }

    #[test]
    fn forced_breaks_keep_the_direction() {
        let lines = fonts().lines("ژمارە\nA1 نۆرە", STYLE, Direction::Rtl, 1000.0, Breaks::Full);
        assert_eq!(lines.len(), 2);
        let second: String = lines[1].glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        assert!(second.ends_with("A1"), "{second}");
    }

    #[test]
    fn a_wide_word_breaks_after_its_hyphen() {
        let lines = fonts().lines("\u{2066}WM-1041\u{2069}", STYLE, Direction::Rtl, 30.0, Breaks::Full);
        let texts: Vec<String> =
            lines.iter().map(|line| line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()).collect();
        assert_eq!(texts, ["WM-", "1041"]);
    }

    #[test]
    fn what_is_remembered_is_what_would_be_set() {
        let remembering = Fonts::remembering();
        for _ in 0..2 {
            for text in ["تکایە چاوەڕێ بکە تا ژمارەکەت بانگ دەکرێت", "one two three", "ژمارە 41"]
            {
                for (width, breaks) in [(90.0, Breaks::Full), (90.0, Breaks::Balanced), (60.0, Breaks::NoOrphan)] {
                    let lines = |fonts: &Fonts| fonts.lines(text, STYLE, Direction::Rtl, width, breaks);
                    assert_eq!(lines(&remembering), lines(fonts()));
                }
            }
        }
        let known = remembering.known.unwrap().lines.keys();
        assert_eq!(known.len(), 6);
        assert!(known.iter().all(|set| !set.text.contains('4')), "no number is remembered");
    }

    #[test]
    fn titles_are_balanced() {
        let text = "one two three four five six seven eight nine ten";
        let plain = fonts().lines(text, STYLE, Direction::Ltr, 190.0, Breaks::Full);
        let even = fonts().lines(text, STYLE, Direction::Ltr, 190.0, Breaks::Balanced);
        assert_eq!(plain.len(), even.len());
        let raggedness = |lines: &[Line]| lines[0].width - lines[lines.len() - 1].width;
        assert!(raggedness(&even).abs() <= raggedness(&plain).abs());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Any text, any width: no line is wider, nothing but white space and marks is lost, glyphs
        /// go from left to right.
        #[test]
        fn wrapping_never_clips(
            text in "[ابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەیێ٠-٩A-Za-z0-9 ،؟:\\-\u{200C}\u{2066}\u{2069}]{0,60}",
            width in 24.0_f32..400.0,
            rtl: bool,
        ) {
            let direction = if rtl { Direction::Rtl } else { Direction::Ltr };
            let lines = fonts().lines(&text, STYLE, direction, width, Breaks::Full);
            let mut found: Vec<char> = Vec::new();
            for line in &lines {
                prop_assert!(line.width <= width + 0.01, "{} > {width}", line.width);
                prop_assert!(line.glyphs.windows(2).all(|pair| pair[0].x <= pair[1].x + 0.01));
                found.extend(line.glyphs.iter().flat_map(|glyph| glyph.text.chars()).filter(|c| c.is_alphanumeric()));
            }
            let mut wanted: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
            found.sort_unstable();
            wanted.sort_unstable();
            prop_assert_eq!(found, wanted);
        }
    }
}
