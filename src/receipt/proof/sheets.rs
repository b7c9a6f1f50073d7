//! What a printer gets: ink where the paper is, labels as high as they must be, codes that are read, designs that are followed.

use super::pdfs::strings;
use super::*;
use crate::receipt::shape::Style;

#[test]
fn pictures_to_look_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/paper");
    std::fs::create_dir_all(&folder).unwrap();
    for (name, document) in sheets() {
        for (paper, media) in media() {
            let laid = layout(fonts(), &document, &media).unwrap();
            if paper != "a4" {
                let picture = raster(fonts(), &laid).bitmap().unwrap();
                let file = std::fs::File::create(folder.join(format!("{name}-{paper}.png"))).unwrap();
                picture.write_png(file, media.dpi).unwrap();
            }
            std::fs::write(folder.join(format!("{name}-{paper}.pdf")), pdf(&laid, &meta()).unwrap()).unwrap();
        }
    }
}

#[test]
fn no_ink_outside_the_sheet() {
    for (name, document) in sheets() {
        for (paper, media) in media() {
            let by = 40.0 * 72.0 / media.dpi as f32;
            let laid = layout(fonts(), &document, &media).unwrap();
            let wide = raster(fonts(), &with_margin(&laid, by)).bitmap().unwrap();
            let (left, top, width, height) = wide.ink().unwrap();
            assert!(left >= 40 && left + width <= 40 + media.width_dots().get(), "{name} on {paper}: {left}+{width}");
            let used: f32 = laid.sheets.iter().map(|sheet| sheet.height * media.dpi as f32 / 72.0).sum();
            assert!(top >= 40 && top + height <= 40 + used.ceil() as u32, "{name} on {paper}: {top}+{height}");
        }
    }
}

#[test]
fn every_character_has_a_glyph() {
    for (name, document) in sheets() {
        let laid = layout(fonts(), &document, &Media::thermal_80()).unwrap();
        for item in &laid.sheets[0].items {
            if let Item::Text { line, .. } = item {
                let missing: Vec<_> =
                    line.glyphs.iter().filter(|glyph| glyph.id == 0).map(|glyph| &glyph.text).collect();
                assert!(missing.is_empty(), "{name}: no glyph for {missing:?}");
                assert!(line.glyphs.iter().all(|glyph| !glyph.text.contains('⟦')), "{name}: a message is missing");
            }
        }
    }
}

#[test]
fn check_48_the_label_is_at_least_eight_millimetres_high() {
    for language in LANGUAGES {
        let texts = texts(language);
        // The widest possible label does not fit on 58 mm in one line; then it breaks, and stays as high.
        for (label, unbroken_on_58) in [("B3-041", true), ("WM-1041", false)] {
            let mut facts = ticket_facts(&texts);
            facts.label = label.into();
            let document = ticket(&facts, &texts);
            for (paper, media) in media() {
                let laid = layout(fonts(), &document, &media).unwrap();
                let picture = raster(fonts(), &laid).bitmap().unwrap();
                let scale = media.dpi as f32 / 72.0;
                let mut parts = Vec::new();
                for item in &laid.sheets[0].items {
                    let Item::Text { x, y, line, .. } = item else { continue };
                    if line.style.points < 25.0 {
                        continue;
                    }
                    assert!(*x >= 0.0 && x + line.width <= media.width);
                    let cap = (fonts().vertical(line.style).cap_height * scale).ceil() as u32;
                    let baseline = (y * scale).round() as u32;
                    let band = picture.crop(0, baseline - cap - 3, media.width_dots(), Dots(cap + 6));
                    let (_, _, _, height) = band.ink().unwrap();
                    assert!(Dots(height) >= Millimetres(8.0).dots(media.dpi), "{label} on {paper}: {height} dots");
                    parts.push(line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>());
                }
                assert_eq!(parts.concat(), label, "left to right on {paper}");
                assert!(parts.len() == 1 || (paper.starts_with("58") && !unbroken_on_58), "{parts:?} on {paper}");
            }
        }
    }
}

/// A profile may name any head of 8 dots or more.
#[test]
fn a_head_narrower_than_the_code_is_no_disaster() {
    for (name, document) in sheets() {
        for dots in [8, 64, 120] {
            let media = Media::thermal(Dots(dots), 203);
            let sheet = raster(fonts(), &layout(fonts(), &document, &media).unwrap()).bitmap().unwrap();
            assert_eq!(sheet.width().get(), dots, "{name}");
        }
    }
}

#[test]
fn the_qr_code_reads_back_and_keeps_its_quiet_zone() {
    for (name, document) in sheets() {
        let payload = document.body(PaperKind::Wide).blocks.iter().find_map(|block| match block {
            Block::Qr { payload, .. } => Some(payload.clone()),
            _ => None,
        });
        let payload = payload.unwrap();
        for (paper, media) in &media()[..4] {
            let page = raster(fonts(), &layout(fonts(), &document, media).unwrap());
            let sheet = page.bitmap().unwrap();
            assert_eq!(qr::tests::read(&sheet), std::slice::from_ref(&payload), "{name} on {paper}");
            let mut y = Dots::ZERO;
            for element in &page.elements {
                if let Element::Qr { module_dots, .. } = element {
                    let millimetres = module_dots.millimetres(media.dpi).0;
                    assert!(millimetres >= qr::MIN_MODULE_MM, "{name} on {paper}: {millimetres} mm");
                    let quiet = module_dots.get() * qr::QUIET_MODULES;
                    let side = element.height().unwrap();
                    for row in (y.get() - quiet..y.get()).chain((y + side).get()..(y + side).get() + quiet) {
                        assert!(sheet.is_blank_row(row), "{name} on {paper}: row {row}");
                    }
                    assert!(side.get() + 2 * quiet <= page.width_dots.get());
                }
                y += element.height().unwrap();
            }
            assert_eq!(page.elements.iter().filter(|element| matches!(element, Element::Qr { .. })).count(), 1);
            assert_eq!(page.elements.last(), Some(&Element::Cut));
        }
    }
}

#[test]
fn long_names_wrap_and_lose_nothing() {
    let texts = texts(Language::CKB);
    let mut facts = ticket_facts(&texts);
    facts.service =
        "دەرکردنی بڕوانامەی نیشتەجێبوون بۆ هاووڵاتیانی گەڕاوە لە دەرەوەی هەرێم و خێزانەکانیان لە قەزاکانی ناوەند".into();
    facts.centre = "بەڕێوەبەرایەتیی گشتیی ڕەگەزنامە و کاروباری باری شارستانی لە پارێزگای سلێمانی".into();
    let document = ticket(&facts, &texts);
    for (paper, media) in media() {
        let laid = layout(fonts(), &document, &media).unwrap();
        let mut seen: Vec<char> = laid.sheets[0]
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Text { line, .. } => Some(line.glyphs.iter().flat_map(|glyph| glyph.text.chars())),
                _ => None,
            })
            .flatten()
            .collect();
        for wanted in facts.service.chars().chain(facts.centre.chars()).filter(|c| !c.is_whitespace()) {
            let at = seen.iter().position(|c| *c == wanted).unwrap_or_else(|| panic!("{wanted} is lost on {paper}"));
            seen.swap_remove(at);
        }
    }
}

#[test]
fn a_long_document_goes_on_to_the_next_sheet() {
    let texts = texts(Language::AR);
    let mut facts = request_facts(&texts);
    facts.documents = (0..60).map(|n| format!("{n} البطاقة الوطنية")).collect();
    let laid = layout(fonts(), &request_receipt(&facts, &texts), &Media::a4()).unwrap();
    assert!(laid.sheets.len() > 1);
    for sheet in &laid.sheets {
        assert!(sheet.height <= laid.media.height.unwrap());
    }
    let roll = layout(fonts(), &request_receipt(&facts, &texts), &Media::thermal_80()).unwrap();
    assert_eq!(roll.sheets.len(), 1);
}

#[test]
fn every_glyph_of_every_face_can_be_drawn() {
    use skrifa::MetadataProvider;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::DrawSettings;
    use skrifa::raw::TableProvider;

    struct Nothing;
    impl skrifa::outline::OutlinePen for Nothing {
        fn move_to(&mut self, _: f32, _: f32) {}
        fn line_to(&mut self, _: f32, _: f32) {}
        fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {}
        fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {}
        fn close(&mut self) {}
    }
    for weight in [document::Weight::Regular, document::Weight::Medium, document::Weight::Bold] {
        let face = fonts().face(weight);
        let count = face.maxp().unwrap().num_glyphs();
        assert!(count > 1000);
        for id in 0..count {
            let outline = face.outline_glyphs().get(skrifa::GlyphId::new(u32::from(id))).unwrap();
            outline.draw(DrawSettings::unhinted(Size::new(28.0), LocationRef::default()), &mut Nothing).unwrap();
        }
        let style = Style { weight, points: 10.0 };
        assert!((6.0..8.0).contains(&fonts().vertical(style).cap_height));
    }
}

/// Whatever order a technician chooses, what he kept stands, and nothing else does.
#[test]
fn a_design_is_followed() {
    let texts = texts(Language::EN);
    let mut facts = ticket_facts(&texts);
    let design = "blocks = [\"complaint\", \"thin-rule\", { figures = [\"estimate\"] }, \"thin-rule\", \"label\"]";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ticket.toml"), design).unwrap();
    let (designs, _) = design::Designs::load(folder.path());
    let said = |facts: &TicketFacts| strings(&facts.document(&designs.ticket, &texts), PaperKind::Wide);
    let all = said(&facts);
    assert!(all[0].contains("Questions or complaints"), "{all:?}");
    assert_eq!(all[1..3], [texts.get("paper-estimate-label"), "25 minutes".to_owned()]);
    assert!(all.iter().any(|text| text.contains("B3-041")) && all.iter().all(|text| text != &facts.service));
    // What is not known leaves neither a gap nor a second line.
    facts.estimate = None;
    let rules = |facts: &TicketFacts| {
        let document = facts.document(&designs.ticket, &texts);
        document.body(PaperKind::Wide).blocks.iter().filter(|block| matches!(block, Block::Rule(_))).count()
    };
    assert_eq!(rules(&facts), 1);
}
