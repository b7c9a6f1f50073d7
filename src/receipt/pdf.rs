//! PDF: a [`Laid`] document as glyph runs of subset faces, with text that can be found and copied.
//!
//! `printpdf` writes the file; shaping was done by the layout. Traps, each found by experiment
//! (`reference/pdf_qr_mrz.md` §1): subsetting without printpdf's layout engine is ours to do; a
//! right-to-left ligature must stand in *visual* order in `ToUnicode`, or readers copy لا as ال; one
//! glyph with two texts (space and joiner) needs `/ActualText`; `/Direction /R2L` makes Chrome reverse
//! English lines and is not set. Parts are tagged (`structure`). This is not PDF/A and not PDF/UA, and does not say so.

mod structure;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lopdf::{Dictionary, Object};
use printpdf::{
    Codepoint, Color, DictItem, FontId, Greyscale, LinePoint, Op, PaintMode, ParsedFont, PdfDocument, PdfFontHandle,
    PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, TextItem, TextMatrix, WindingOrder,
};
use subsetter::GlyphRemapper;

use super::document::Weight;
use super::layout::{Ink, Item, Laid, Sheet};
use super::shape::{Fonts, Glyph, Line};

/// What stands in the file's metadata besides the title and the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfMeta {
    /// When the document was made.
    pub created: Timestamp,
    /// The office that issues it. Never a citizen.
    pub author: String,
}

/// Why a PDF could not be written. None of these can happen with the embedded faces; they guard
/// against a face that was exchanged for one the tools cannot read.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The face could not be reduced to the glyphs in use.
    #[error("the {0:?} face cannot be subset: {1}")]
    Subset(Weight, subsetter::Error),
    /// The reduced face could not be read.
    #[error("the subset of the {0:?} face cannot be read")]
    Face(Weight),
    /// The file could not be written to memory.
    #[error("the PDF cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// Writes the document as a PDF file.
///
/// # Errors
/// [`PdfError`].
pub fn pdf(laid: &Laid, meta: &PdfMeta) -> Result<Vec<u8>, PdfError> {
    let mut document = PdfDocument::new(&laid.title);
    let faces = Faces::embed(laid, &mut document)?;
    let width = laid.media.width + 2.0 * laid.media.margin_side;
    let pages = laid.sheets.iter().map(|sheet| {
        let height = laid.media.height.unwrap_or(sheet.height);
        let ops = Drawing { faces: &faces, left: laid.media.margin_side, height, ops: Vec::new() }.sheet(sheet);
        PdfPage::new(Pt(width).into(), Pt(height).into(), ops)
    });
    document.with_pages(pages.collect());
    let info = &mut document.metadata.info;
    let created = pdf_date(meta.created);
    info.creation_date = created;
    info.modification_date = created;
    info.metadata_date = created;
    info.author.clone_from(&meta.author);
    info.creator = concat!("kiosk ", env!("CARGO_PKG_VERSION")).to_owned();
    let options = PdfSaveOptions { subset_fonts: false, ..PdfSaveOptions::default() };
    let mut warnings = Vec::new();
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    for warning in warnings {
        tracing::debug!(event = "receipt.pdf_warning", ?warning);
    }
    structure::add(&mut file, laid);
    finish(&mut file, laid);
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}

/// What printpdf does not set, and what it sets without being asked.
fn finish(file: &mut lopdf::Document, laid: &Laid) {
    // ActualText needs 1.5; printpdf's header says 1.3.
    "1.7".clone_into(&mut file.version);
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Lang", Object::string_literal(laid.language.tag()));
        let mut preferences = Dictionary::new();
        preferences.set("DisplayDocTitle", true);
        catalog.set("ViewerPreferences", preferences);
        // A print-shop claim (PDF/X with a CMYK profile) that does not hold.
        catalog.remove(b"OutputIntents");
    }
    let info = file.trailer.get(b"Info").and_then(Object::as_reference);
    if let Ok(info) = info.and_then(|id| file.get_object_mut(id)).and_then(Object::as_dict_mut) {
        for key in [&b"GTS_PDFXVersion"[..], b"Identifier"] {
            info.remove(key);
        }
    }
    file.prune_objects();
}

fn pdf_date(at: Timestamp) -> printpdf::OffsetDateTime {
    let utc = at.to_zoned_datetime(TimeZone::UTC);
    let date = printpdf::Date { year: i32::from(utc.year()), month: utc.month() as u8, day: utc.day() as u8 };
    let (hour, minute, second) = (utc.hour() as u8, utc.minute() as u8, utc.second() as u8);
    let time = printpdf::Time { hour, minute, second, millisecond: 0 };
    let offset = printpdf::Offset { hours: 0, minutes: 0, seconds: 0, milliseconds: 0 };
    printpdf::OffsetDateTime::new_in_offset(date, time, offset)
}

/// One embedded face.
struct Face {
    font: FontId,
    remap: GlyphRemapper,
    /// The text that `ToUnicode` gives for each of the face's glyphs.
    text: HashMap<u16, String>,
}

struct Faces(HashMap<Weight, Face>);

impl Faces {
    fn embed(laid: &Laid, document: &mut PdfDocument) -> Result<Self, PdfError> {
        let mut counts: HashMap<Weight, BTreeMap<(u16, String), usize>> = HashMap::new();
        let items = laid.sheets.iter().flat_map(|sheet| &sheet.items);
        for glyph in items
            .filter_map(|item| if let Item::Text { line, .. } = item { Some(&line.glyphs) } else { None })
            .flatten()
        {
            *counts.entry(glyph.weight).or_default().entry((glyph.id, visual(glyph))).or_default() += 1;
        }
        let mut faces = HashMap::new();
        for weight in [Weight::Regular, Weight::Medium, Weight::Bold] {
            let Some(counts) = counts.remove(&weight) else { continue };
            let mut remap = GlyphRemapper::new();
            let mut text: HashMap<u16, (String, usize)> = HashMap::new();
            for ((id, words), count) in counts {
                remap.remap(id);
                let best = text.entry(id).or_default();
                if count > best.1 {
                    *best = (words, count);
                }
            }
            let subset =
                subsetter::subset(Fonts::file(weight), 0, &remap).map_err(|error| PdfError::Subset(weight, error))?;
            let mut face = ParsedFont::from_bytes(&subset, 0, &mut Vec::new()).ok_or(PdfError::Face(weight))?;
            face.font_name = Some(format!("AAAAAA+Vazirmatn-{weight:?}"));
            let font = document.add_font(&face);
            let text = text.into_iter().map(|(id, (words, _))| (id, words)).collect();
            faces.insert(weight, Face { font, remap, text });
        }
        Ok(Self(faces))
    }
}

/// A glyph's text as `ToUnicode` needs it: readers take glyphs from left to right and turn
/// right-to-left runs around letter by letter, so a ligature's letters stand reversed.
fn visual(glyph: &Glyph) -> String {
    if glyph.rtl && glyph.text.chars().nth(1).is_some() {
        glyph.text.chars().rev().collect()
    } else {
        glyph.text.clone()
    }
}

struct Drawing<'a> {
    faces: &'a Faces,
    left: f32,
    height: f32,
    ops: Vec<Op>,
}

impl Drawing<'_> {
    fn sheet(mut self, sheet: &Sheet) -> Vec<Op> {
        for (n, item) in sheet.items.iter().enumerate() {
            structure::open(sheet, n, &mut self.ops);
            match item {
                Item::Text { x, y, line, ink } => self.line(*x, *y, line, *ink),
                Item::Rect { x, y, width, height } => {
                    self.polygons(std::iter::once(rectangle(*x, *y, *width, *height)));
                }
                Item::Shape { outlines } => self.polygons(outlines.iter().cloned()),
                Item::Qr { x, y, module, symbol } => {
                    let runs = symbol.runs().map(|(column, row, length)| {
                        let (left, top) = (x + module * column as f32, y + module * row as f32);
                        rectangle(left, top, module * length as f32, *module)
                    });
                    self.polygons(runs.collect::<Vec<_>>().into_iter());
                }
            }
            structure::close(sheet, n, &mut self.ops);
        }
        self.ops
    }

    /// From the layout's corner to the page's.
    fn point(&self, x: f32, y: f32) -> Point {
        Point { x: Pt(self.left + x), y: Pt(self.height - y) }
    }

    fn polygons(&mut self, outlines: impl Iterator<Item = Vec<[f32; 2]>>) {
        let rings = outlines.map(|outline| PolygonRing {
            points: outline.into_iter().map(|[x, y]| LinePoint { p: self.point(x, y), bezier: false }).collect(),
        });
        let polygon = Polygon { rings: rings.collect(), mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.fill(Ink::Black);
        self.ops.push(Op::DrawPolygon { polygon });
    }

    fn fill(&mut self, ink: Ink) {
        let percent = match ink {
            Ink::Black | Ink::Coarse => 0.0,
            Ink::White => 1.0,
        };
        self.ops.push(Op::SetFillColor { col: Color::Greyscale(Greyscale::new(percent, None)) });
    }

    /// Glyph by glyph in visual order, each with its own matrix: printpdf joins them to one
    /// kerned run, exact by construction.
    fn line(&mut self, x: f32, y: f32, line: &Line, ink: Ink) {
        self.fill(ink);
        self.ops.push(Op::StartTextSection);
        let mut current = None;
        for glyph in &line.glyphs {
            let Some(face) = self.faces.0.get(&glyph.weight) else { continue };
            let Some(id) = face.remap.get(glyph.id) else { continue };
            if current != Some(glyph.weight) {
                current = Some(glyph.weight);
                let font = PdfFontHandle::External(face.font.clone());
                self.ops.push(Op::SetFont { font, size: Pt(line.style.points) });
            }
            let at = self.point(x + glyph.x, y - glyph.rise);
            let text = face.text.get(&glyph.id).cloned().unwrap_or_default();
            let own = visual(glyph);
            let differs = own != text;
            if differs {
                self.ops.push(Op::BeginMarkedContentWithProperties {
                    tag: "Span".to_owned(),
                    properties: actual_text(&own),
                });
            }
            self.ops.push(Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, at.x.0, at.y.0]) });
            self.ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![Codepoint::with_cid(id, 0.0, text)])] });
            if differs {
                self.ops.push(Op::EndMarkedContentWithProperties);
            }
        }
        self.ops.push(Op::EndTextSection);
    }
}

fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Vec<[f32; 2]> {
    vec![[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
}

fn actual_text(text: &str) -> DictItem {
    let mut data = vec![0xFE, 0xFF];
    data.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    let map = BTreeMap::from([("ActualText".to_owned(), DictItem::String { data, literal: false })]);
    DictItem::Dict { map }
}
