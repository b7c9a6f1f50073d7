//! Text: each glyph is turned into a coverage once and kept without its colour.

use iced_graphics::core::{Color, Point, alignment, text::Alignment};
use iced_graphics::text::cosmic_text::{Buffer, CacheKey, Color as TextColor, FontSystem, SwashCache, SwashContent};
use iced_graphics::text::{Cache, Text, cache, font_system};
use rustc_hash::FxHashMap;

use crate::canvas::{Area, Canvas, Ink, cover_by, mix, share};

/// Coverages that were not needed by the last pictures go when there are more bytes of them than this: the glyphs of
/// some twenty screens in one script and size.
const KEPT: usize = 768 * 1024;

/// A glyph as pixels.
struct Glyph {
    left: i32,
    top: i32,
    width: i32,
    pixels: Pixels,
    /// The picture in which it was last needed.
    used: u32,
}

enum Pixels {
    /// How much of each pixel is covered.
    Coverage(Box<[u8]>),
    /// Red, green, blue, alpha of each (emoji).
    Colours(Box<[u8]>),
}

impl Glyph {
    fn bytes(&self) -> usize {
        match &self.pixels {
            Pixels::Coverage(bytes) | Pixels::Colours(bytes) => bytes.len(),
        }
    }
}

/// Draws texts and keeps what that takes.
pub(crate) struct Texts {
    /// `None` for a glyph without ink.
    glyphs: FxHashMap<CacheKey, Option<Glyph>>,
    bytes: usize,
    picture: u32,
    swash: SwashCache,
    /// Texts that were given without being laid out.
    laid_out: Cache,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("glyphs", &self.glyphs.len()).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Texts {
    pub(crate) fn new() -> Self {
        Self { glyphs: FxHashMap::default(), bytes: 0, picture: 0, swash: SwashCache::new(), laid_out: Cache::new() }
    }

    /// A picture is complete: forgets what has not been needed for some time, when there is much of it.
    pub(crate) fn end_of_picture(&mut self) {
        self.picture = self.picture.wrapping_add(1);
        if self.bytes > KEPT {
            let now = self.picture;
            self.glyphs.retain(|_, glyph| glyph.as_ref().is_none_or(|glyph| now.wrapping_sub(glyph.used) < 8));
            self.bytes = self.glyphs.values().flatten().map(Glyph::bytes).sum();
        }
    }

    /// Draws a text where `clip` lets it through. Nothing happens when it is gone, or nobody can use the fonts any more
    /// (a panic while text was shaped).
    pub(crate) fn draw(&mut self, canvas: &mut Canvas<'_>, clip: Area, text: &Text, scale: f32) {
        let Ok(mut fonts) = font_system().write() else { return };
        let fonts = fonts.raw();
        match text {
            Text::Paragraph { paragraph, position, color, clip_bounds, transformation } => {
                let own = Area::inside(*clip_bounds * *transformation * scaled(scale));
                let (Some(paragraph), Some(clip)) = (paragraph.upgrade(), clip.and(own)) else { return };
                let pen = Pen::new(*position * *transformation, *color, scale * transformation.scale_factor(), scale);
                self.buffer(canvas, clip, fonts, paragraph.buffer(), pen);
            }
            Text::Editor { editor, position, color, clip_bounds, transformation } => {
                let own = Area::inside(*clip_bounds * *transformation * scaled(scale));
                let (Some(editor), Some(clip)) = (editor.upgrade(), clip.and(own)) else { return };
                let pen = Pen::new(*position * *transformation, *color, scale * transformation.scale_factor(), scale);
                self.buffer(canvas, clip, fonts, editor.buffer(), pen);
            }
            Text::Raw { raw, transformation } => {
                let own = Area::inside(raw.clip_bounds * *transformation * scaled(scale));
                let (Some(buffer), Some(clip)) = (raw.buffer.upgrade(), clip.and(own)) else { return };
                let at = raw.position * *transformation;
                let pen = Pen::new(at, raw.color, scale * transformation.scale_factor(), scale);
                self.buffer(canvas, clip, fonts, &buffer, pen);
            }
            Text::Cached {
                content,
                bounds,
                color,
                size,
                line_height,
                font,
                align_x,
                align_y,
                shaping,
                clip_bounds,
            } => {
                let Some(clip) = clip.and(Area::inside(*clip_bounds * scaled(scale))) else { return };
                let key = cache::Key {
                    bounds: bounds.size(),
                    content,
                    font: *font,
                    size: (*size).into(),
                    line_height: (*line_height).into(),
                    shaping: *shaping,
                    align_x: *align_x,
                };
                let mut laid_out = std::mem::take(&mut self.laid_out);
                let (_, entry) = laid_out.allocate(fonts, key);
                let x = match align_x {
                    Alignment::Default | Alignment::Left | Alignment::Justified => bounds.x,
                    Alignment::Center => bounds.x - entry.min_bounds.width / 2.0,
                    Alignment::Right => bounds.x - entry.min_bounds.width,
                };
                let y = match align_y {
                    alignment::Vertical::Top => bounds.y,
                    alignment::Vertical::Center => bounds.y - entry.min_bounds.height / 2.0,
                    alignment::Vertical::Bottom => bounds.y - entry.min_bounds.height,
                };
                self.buffer(canvas, clip, fonts, &entry.buffer, Pen::new(Point::new(x, y), *color, scale, scale));
                laid_out.trim();
                self.laid_out = laid_out;
            }
        }
    }

    fn buffer(&mut self, canvas: &mut Canvas<'_>, clip: Area, fonts: &mut FontSystem, buffer: &Buffer, pen: Pen) {
        for run in buffer.layout_runs() {
            let line = (run.line_y * pen.scale).round() as i32;
            // a glyph reaches at most a line beyond its own
            let reach = (run.line_height * pen.scale) as i32;
            let middle = pen.at.1 as i32 + line;
            if middle + reach < clip.top || middle - 2 * reach > clip.bottom {
                continue;
            }
            for glyph in run.glyphs {
                let place = glyph.physical(pen.at, pen.scale);
                let ink = glyph.color_opt.map_or(pen.ink, |color| own(color, pen.ink.alpha));
                if let Some(glyph) = self.glyph(fonts, place.cache_key) {
                    glyph.draw(canvas, clip, (place.x, place.y + line), ink);
                }
            }
        }
    }

    fn glyph(&mut self, fonts: &mut FontSystem, key: CacheKey) -> Option<&Glyph> {
        let (swash, bytes) = (&mut self.swash, &mut self.bytes);
        let glyph = self.glyphs.entry(key).or_insert_with(|| {
            let image = swash.get_image_uncached(fonts, key)?;
            let (width, height) = (image.placement.width as usize, image.placement.height as usize);
            let pixels = image.data.into_boxed_slice();
            let pixels = match image.content {
                SwashContent::Mask if pixels.len() == width * height => Pixels::Coverage(pixels),
                SwashContent::Color if pixels.len() == 4 * width * height => Pixels::Colours(pixels),
                // never asked for
                _ => return None,
            };
            let (left, top) = (image.placement.left, image.placement.top);
            let glyph = Glyph { left, top, width: i32::try_from(width).ok()?, pixels, used: 0 };
            *bytes += glyph.bytes();
            (glyph.width > 0).then_some(glyph)
        });
        let glyph = glyph.as_mut()?;
        glyph.used = self.picture;
        Some(glyph)
    }
}

/// Where and how a text is drawn.
#[derive(Clone, Copy)]
struct Pen {
    /// In whole pixels: so the same word is made of the same glyphs wherever it stands.
    at: (f32, f32),
    ink: Ink,
    scale: f32,
}

impl Pen {
    fn new(at: Point, color: Color, scale: f32, of_position: f32) -> Self {
        Self { at: ((at.x * of_position).round(), (at.y * of_position).round()), ink: color.into(), scale }
    }
}

fn scaled(scale: f32) -> iced_graphics::core::Transformation {
    iced_graphics::core::Transformation::scale(scale)
}

/// The colour that a piece of a text has by itself.
fn own(color: TextColor, alpha: u32) -> Ink {
    let [r, g, b, a] = color.as_rgba();
    Ink { color: u32::from_be_bytes([0xFF, r, g, b]), alpha: share(a.into(), alpha) }
}

impl Glyph {
    fn draw(&self, canvas: &mut Canvas<'_>, clip: Area, (x, y): (i32, i32), ink: Ink) {
        let width = self.width as usize;
        let (left, top) = (x + self.left, y - self.top);
        let height = i32::try_from(self.bytes() / width).unwrap_or(0)
            / if matches!(self.pixels, Pixels::Colours(_)) { 4 } else { 1 };
        let box_ = Area { left, top, right: left + self.width, bottom: top + height };
        let Some(seen) = box_.and(clip).and_then(|seen| seen.and(canvas.area())) else { return };
        for y in seen.top..seen.bottom {
            let start = (y - top) as usize * width;
            let (from, to) = (start + (seen.left - left) as usize, start + (seen.right - left) as usize);
            let row = canvas.row(y, seen.left, seen.right);
            match &self.pixels {
                Pixels::Coverage(bytes) => cover_by(row, &bytes[from..to], ink),
                Pixels::Colours(bytes) => {
                    for (pixel, colour) in row.iter_mut().zip(bytes[4 * from..4 * to].chunks_exact(4)) {
                        let over = u32::from_be_bytes([0xFF, colour[0], colour[1], colour[2]]);
                        *pixel = mix(*pixel, over, share(colour[3].into(), ink.alpha));
                    }
                }
            }
        }
    }
}
