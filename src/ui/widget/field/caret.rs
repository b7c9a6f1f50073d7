//! Where the caret stands in shaped text that may run both ways.

use crate::ui::theme::Direction;
use iced::advanced::graphics::text::cosmic_text::{Buffer, LayoutGlyph};

/// Horizontal position of the caret before byte `index`, in pixels from the
/// left of the line; `None` for an empty line.
///
/// The caret stands after the character typed last: at the left edge of a
/// right-to-left glyph, at the right edge of the others. Several characters
/// may share one glyph (the ligature لا): they divide its width.
pub(super) fn x(buffer: &Buffer, index: usize) -> Option<f32> {
    let run = buffer.layout_runs().next()?;
    let (glyph, part) = match run.glyphs.iter().find(|g| g.start < index && index <= g.end) {
        Some(glyph) => (glyph, share(run.text, glyph, index)),
        None => (run.glyphs.iter().find(|g| g.start >= index).or(run.glyphs.last())?, 0.0),
    };
    Some(edge(glyph, part))
}

/// The byte before which the caret goes when the line is touched at `x`: the
/// nearest of all the caret's places. Of two bytes with the same place (where
/// the direction changes) the one further in the text wins.
pub(super) fn hit(buffer: &Buffer, at: f32, direction: Direction) -> usize {
    let Some(run) = buffer.layout_runs().next() else { return 0 };
    let text = run.text;
    // beyond the ends: the start or the end of the text, whatever runs there
    if !run.glyphs.is_empty() && (at < 0.0 || at > run.line_w) {
        let at_start = (at < 0.0) == (direction == Direction::Ltr);
        return if at_start { 0 } else { text.len() };
    }
    let places = text.char_indices().map(|(index, _)| index).chain([text.len()]);
    let distances = places.filter_map(|index| Some((index, (x(buffer, index)? - at).abs())));
    let nearest = distances.reduce(|best, other| if other.1 <= best.1 { other } else { best });
    nearest.map_or(0, |(index, _)| index)
}

/// Which part of a glyph's width lies before byte `index`, counted in characters.
fn share(text: &str, glyph: &LayoutGlyph, index: usize) -> f32 {
    let count = |range: std::ops::Range<usize>| text.get(range).map_or(1, |part| part.chars().count().max(1)) as f32;
    count(glyph.start..index) / count(glyph.start..glyph.end)
}

fn edge(glyph: &LayoutGlyph, part: f32) -> f32 {
    if glyph.level.is_rtl() { glyph.x + glyph.w * (1.0 - part) } else { glyph.x + glyph.w * part }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::ui::font;
    use iced::advanced::graphics::text::{cosmic_text, font_system};

    fn shaped<T>(text: &str, check: impl FnOnce(&Buffer) -> T) -> T {
        font::load();
        let mut system = font_system().write().unwrap();
        let metrics = cosmic_text::Metrics::new(40.0, 64.0);
        let mut buffer = Buffer::new(system.raw(), metrics);
        let attrs = cosmic_text::Attrs::new().family(cosmic_text::Family::Name("Vazirmatn"));
        buffer.set_text(system.raw(), text, &attrs, cosmic_text::Shaping::Advanced, None);
        buffer.shape_until_scroll(system.raw(), false);
        check(&buffer)
    }

    #[test]
    fn in_kurdish_the_caret_moves_left_with_each_letter() {
        shaped("ئازاد", |buffer| {
            let width = buffer.layout_runs().next().unwrap().line_w;
            let places: Vec<f32> = (0..=10).step_by(2).map(|index| x(buffer, index).unwrap()).collect();
            assert!((places[0] - width).abs() < 1.0, "home is at the right");
            assert!(places[5].abs() < 1.0, "the end is at the left");
            assert!(places.windows(2).all(|pair| pair[0] > pair[1]), "{places:?}");
        });
    }

    /// The arrow keys of the screen's keyboard, on the shaped text: each step goes the way it points.
    #[test]
    fn the_arrow_keys_move_it_as_it_is_seen() {
        use super::super::edit::Edit;
        use crate::ui::widget::Key;
        for text in ["ئازاد", "سلاو", "AZAD", "٢٥ ناو"] {
            shaped(text, |buffer| {
                let mut edit = Edit::new(text);
                // to the left edge, then to the right one
                let mut place = x(buffer, edit.caret()).unwrap();
                for (key, sign) in [(Key::Left, -1.0), (Key::Right, 1.0)] {
                    while edit.passes(&key).is_some() {
                        edit.step(&key);
                        let now = x(buffer, edit.caret()).unwrap();
                        // digits in a text from the right run to the right within it
                        let strict = !text.contains('٢');
                        assert!(!strict || (now - place) * sign > 0.0, "{text} {key:?}: {place} to {now}");
                        place = now;
                    }
                    let width = buffer.layout_runs().next().unwrap().line_w;
                    let edge = if sign < 0.0 { 0.0 } else { width };
                    assert!(text.contains('٢') || (place - edge).abs() < 1.0, "{text} {key:?} ends at {place}");
                }
            });
        }
    }

    #[test]
    fn a_ligature_is_divided() {
        shaped("سلاو", |buffer| {
            let places: Vec<f32> = (0..=8).step_by(2).map(|index| x(buffer, index).unwrap()).collect();
            assert!(places.windows(2).all(|pair| pair[0] > pair[1]), "{places:?}");
        });
    }

    #[test]
    fn mixed_text_keeps_the_caret_beside_what_was_typed_last() {
        shaped("ناو A12", |buffer| {
            let run = buffer.layout_runs().next().unwrap();
            // the Latin part stands left of the Kurdish one; its end is the right edge of "2"
            let two = run.glyphs.iter().find(|g| g.start == 9).unwrap();
            assert!((x(buffer, 10).unwrap() - (two.x + two.w)).abs() < 0.01);
            let a = run.glyphs.iter().find(|g| g.start == 7).unwrap();
            assert!(a.x < two.x, "A before 2 from left to right");
            let naw = run.glyphs.iter().find(|g| g.start == 0).unwrap();
            assert!(naw.x > two.x, "the Kurdish word at the right");
        });
    }

    #[test]
    fn touching_a_place_of_the_caret_puts_it_there() {
        for (text, direction) in [("ئازاد", Direction::Rtl), ("سلاو", Direction::Rtl), ("ABC", Direction::Ltr)]
        {
            shaped(text, |buffer| {
                for index in text.char_indices().map(|(i, _)| i).chain([text.len()]) {
                    assert_eq!(hit(buffer, x(buffer, index).unwrap(), direction), index, "{text} {index}");
                }
                let width = buffer.layout_runs().next().unwrap().line_w;
                let ends = (hit(buffer, -50.0, direction), hit(buffer, width + 50.0, direction));
                assert_eq!(ends, if direction == Direction::Ltr { (0, text.len()) } else { (text.len(), 0) });
            });
        }
        shaped("", |buffer| {
            assert_eq!(hit(buffer, 10.0, Direction::Rtl), 0);
            assert_eq!(x(buffer, 0), None);
        });
    }
}
