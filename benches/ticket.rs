//! Layout and raster of one queue ticket, as the kiosk does it after a commit.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::datetime;
use kiosk::i18n::{Language, Locales, Money};
use kiosk::receipt::design::{TicketFacts, ticket, ticket_payload};
use kiosk::receipt::{Fonts, Media, layout, raster};

fn bench(criterion: &mut Criterion) {
    let locales = Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).expect("the languages");
    let texts = locales.texts(Language::CKB);
    let issued = datetime(2026, 11, 23, 10, 42, 0, 0);
    let facts = TicketFacts {
        centre: "ناوەندی خزمەتگوزاریی گشتی هەولێر".into(),
        label: "B3-041".into(),
        service: "نوێکردنەوەی مۆڵەتی شۆفێری".into(),
        people_ahead: Some(7),
        estimate: Some(25),
        issued,
        fee: Some(texts.money(Money::iqd(25_000))),
        documents: vec!["کارتی نیشتمانی".into(), "مۆڵەتی کۆن، یان ڕاپۆرتی پۆلیس ئەگەر ون بووە".into()],
        complaint_phone: Some("07501234567".into()),
        payload: ticket_payload("B3-041", issued.date()),
        sample: false,
    };
    let fonts = Fonts::new();
    let media = Media::thermal_80();
    let document = ticket(&facts, &texts);
    let laid = layout(&fonts, &document, &media).expect("a short payload");
    criterion.bench_function("ticket: load the faces", |b| b.iter(Fonts::new));
    criterion.bench_function("ticket: layout", |b| b.iter(|| layout(&fonts, black_box(&document), &media)));
    criterion.bench_function("ticket: raster", |b| b.iter(|| raster(&fonts, black_box(&laid))));
    criterion.bench_function("ticket: design, layout and raster", |b| {
        b.iter(|| {
            let document = ticket(black_box(&facts), &texts);
            raster(&fonts, &layout(&fonts, &document, &media).expect("a short payload"))
        });
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
