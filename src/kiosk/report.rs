//! Papers for staff: the figures of a day, and a strip to see that the printer prints.

use jiff::Timestamp;

use super::{PaperError, Papers};
use crate::catalogue::ServiceId;
use crate::i18n::{Language, Texts, args};
use crate::receipt::document::{Align, Row, Rule, Size, Weight};
use crate::receipt::{Block, Body, Document, Fonts, Page, PerPaper, Sizes, layout, raster};
use crate::staff::DayReport;
use crate::ticket::ServiceDay;

/// The day's figures on paper, in the kiosk's first language. No personal data.
///
/// # Errors
/// Never with the faces that come with the program.
pub(super) fn report_page(
    papers: &Papers,
    day: ServiceDay,
    report: &DayReport,
    now: Timestamp,
) -> Result<Page, PaperError> {
    let texts = texts(papers);
    let mut blocks = head(papers, &texts, texts.get("staff-report-title"));
    blocks.push(centred(texts.long_date(day.date()), Size::Large));
    blocks.push(Block::Rule(Rule::Thick));
    for line in &report.services {
        let service = line.service.as_deref().and_then(|id| papers.catalogue.service(&ServiceId::new(id)));
        let name = service.map_or_else(|| texts.get("staff-report-other"), |service| texts.local(&service.name));
        let figures = texts
            .with("staff-report-line", &args![tickets = i64::from(line.tickets), requests = i64::from(line.requests)]);
        blocks.push(Block::Rows(vec![Row::new(name, figures)]));
    }
    blocks.push(Block::Rule(Rule::Thin));
    blocks.push(Block::Rows(
        report.totals(&texts).into_iter().map(|(key, value)| Row::new(texts.get(key), value)).collect(),
    ));
    blocks.push(Block::Rule(Rule::Thin));
    blocks.push(stamp(papers, &texts, now));
    page(papers, &texts, &blocks)
}

/// A short strip: both directions, both sets of digits, and the moment.
///
/// # Errors
/// Never with the faces that come with the program.
pub(super) fn test_strip(papers: &Papers, now: Timestamp) -> Result<Page, PaperError> {
    let texts = texts(papers);
    let mut blocks = head(papers, &texts, texts.get("staff-strip-title"));
    blocks.push(Block::Number { label: texts.code("123"), coarse: true });
    blocks.push(centred(texts.get("staff-strip-good"), Size::Body));
    blocks.push(stamp(papers, &texts, now));
    page(papers, &texts, &blocks)
}

fn texts(papers: &Papers) -> Texts {
    papers.locales.texts(papers.locales.languages().first().map_or(Language::CKB, |info| info.language))
}

fn head(papers: &Papers, texts: &Texts, title: String) -> Vec<Block> {
    vec![Block::Heading(texts.local(&papers.centre.name)), centred(title, Size::Large)]
}

fn stamp(papers: &Papers, texts: &Texts, now: Timestamp) -> Block {
    let local = papers.day.zone.to_datetime(now);
    let words = format!("{} {}", texts.date(local.date()), texts.time(local.time()));
    centred(words, Size::Small)
}

fn centred(text: String, size: Size) -> Block {
    Block::Text { text, size, weight: Weight::Medium, align: Align::Centre }
}

fn page(papers: &Papers, texts: &Texts, blocks: &[Block]) -> Result<Page, PaperError> {
    let body = |sizes| Body { sizes, blocks: blocks.to_vec() };
    let document = Document {
        language: texts.language(),
        direction: texts.direction(),
        title: texts.get("staff-report-title"),
        bodies: PerPaper { wide: body(Sizes::WIDE), narrow: body(Sizes::NARROW), sheet: body(Sizes::SHEET) },
    };
    let fonts = Fonts::new();
    Ok(raster(&fonts, &layout(&fonts, &document, &papers.media)?))
}
