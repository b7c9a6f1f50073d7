//! What the ticket of the measurements costs, by every way of printing it: the table of `docs/BENCHMARKS.md`.

use super::cache::keeper::{Keeper, Met, NvAnswer};
use super::cache::record::Record;
use super::cache::{Memory, Shelf};
use super::encode::{self, Digits, Encoded, Settings};
use super::escpos;
use super::profile::{CacheChoice, Columns, Profile};
use crate::receipt::layout::layout;
use crate::receipt::measured::MeasuredTicket;
use crate::receipt::page::Page;
use crate::receipt::raster::raster;
use crate::receipt::shape::Fonts;

/// A way of printing a ticket.
#[derive(Clone, Debug)]
pub struct Way {
    /// What it is called.
    pub name: &'static str,
    /// The printer, with what of it is used.
    pub profile: Profile,
    /// What the printer keeps.
    pub shelf: Option<Shelf>,
    /// What was sent once, so that it does; one command each.
    pub uploads: Vec<Vec<u8>>,
    /// The most that a ticket may cost.
    pub goal: Option<usize>,
}

impl Way {
    /// Bytes of all uploads together.
    #[must_use]
    pub fn once(&self) -> usize {
        self.uploads.iter().map(Vec::len).sum()
    }

    /// A ticket in this way, on a printer that is `set` as the one before left it.
    ///
    /// # Errors
    /// [`encode::PageError`].
    pub fn encode(&self, page: &Page, set: Settings) -> Result<Encoded, encode::PageError> {
        encode::page_after(page, &self.profile, self.shelf.as_ref(), set)
    }
}

/// Bytes that a job puts on the wire in order: the page, the question to the witness before the cut, and after it the
/// question again and the process id. Status requests, 12 bytes each and as many as the line is slow, are not in it.
#[must_use]
pub fn with_proof(encoded: &Encoded) -> usize {
    encoded.bytes().len() + 2 * escpos::DOWNLOAD_FREE.len() + escpos::process_id([0x20; 4]).len()
}

/// The page of a measured ticket.
///
/// # Panics
/// Never: its code fits in a symbol, as a test shows.
#[must_use]
pub fn page(fonts: &Fonts, ticket: &MeasuredTicket) -> Page {
    #[expect(clippy::expect_used, reason = "116 characters fit in a QR code; a test draws it")]
    let laid = layout(fonts, &ticket.document(), &MeasuredTicket::media()).expect("a short payload");
    raster(fonts, &laid)
}

/// Everything that pages like `samples` bring onto the shelf of this printer, with the commands that it took.
#[must_use]
pub fn warm(profile: &Profile, samples: &[Page]) -> (Option<Shelf>, Vec<Vec<u8>>) {
    let mut keeper = Keeper::new(profile, u32::MAX);
    keeper.expect(samples.to_vec(), Record::default());
    let room = profile.cache.and_then(|cache| cache.nv_bytes).unwrap_or(0);
    keeper.connected(&Met {
        nv: Some(NvAnswer { total: room, free: room }),
        download: Some(u32::MAX),
        serial: Some("figures".into()),
    });
    let mut uploads = Vec::new();
    // Day after day, where flash may be written only so often.
    for today in 0.. {
        let before = uploads.len();
        while let Some(upload) = keeper.next(today) {
            uploads.push(upload.bytes.clone());
            keeper.begins(&upload, today);
            keeper.done(upload, None);
        }
        if uploads.len() == before {
            break;
        }
    }
    (keeper.shelf().cloned(), uploads)
}

/// The ways of the table, for a printer that can do all of it (`epson-tm-t20iii`).
#[must_use]
pub fn ways(fonts: &Fonts, all: &Profile) -> Vec<Way> {
    let samples: Vec<Page> = MeasuredTicket::samples().iter().map(|ticket| page(fonts, ticket)).collect();
    let with = |change: &dyn Fn(&mut Profile)| {
        let mut profile = all.clone();
        profile.cache_choice = CacheChoice::None;
        change(&mut profile);
        profile
    };
    let way = |name, goal, profile: Profile| {
        let (shelf, uploads) =
            if profile.cache_choice == CacheChoice::None { (None, Vec::new()) } else { warm(&profile, &samples) };
        Way { name, profile, shelf, uploads, goal }
    };
    let bands = |memory| {
        move |profile: &mut Profile| {
            profile.cache_choice = CacheChoice::Memory(memory);
            if let Some(cache) = &mut profile.cache {
                cache.page_rows = None;
                cache.download_bytes = Some(1 << 18);
                cache.fs_q_bytes = Some(1 << 18);
            }
        }
    };
    let pieces = |memory, digits| {
        move |profile: &mut Profile| {
            profile.cache_choice = CacheChoice::Memory(memory);
            profile.digits = digits;
            if let Some(cache) = &mut profile.cache {
                cache.download_bytes = Some(1 << 18);
            }
        }
    };
    vec![
        way("nothing kept, QR code as raster", None, with(&|profile| profile.qr.native = false)),
        way("nothing kept, GS v 0 only", None, with(&|profile| profile.columns = Columns::None)),
        way("nothing kept", Some(17_000), with(&|_| {})),
        way("bands kept by FS q", Some(6_500), with(&bands(Memory::FsQ))),
        way("bands kept by GS ( L, NV", Some(6_500), with(&bands(Memory::Nv))),
        way("bands kept by GS ( L, download", Some(6_500), with(&bands(Memory::Download))),
        way("words and glyphs kept, same typeface", Some(690), with(&pieces(Memory::Nv, Digits::Page))),
        way("words kept, printer's digits", Some(300), with(&pieces(Memory::Nv, Digits::Printer))),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::super::profile::tests::shipped;
    use super::*;
    use crate::receipt::page::Element;

    #[test]
    fn the_ticket_is_of_the_measured_size() {
        let page = page(&Fonts::new(), &MeasuredTicket::default());
        let sheet = page.bitmap().unwrap();
        assert_eq!(sheet.width().get(), 576);
        assert!((880..=930).contains(&sheet.height().get()), "{} rows", sheet.height().get());
        let code = page.elements.iter().find(|element| matches!(element, Element::Qr { .. })).unwrap();
        assert_eq!(code.height().unwrap().get(), 225, "version 7 at 5 dots");
    }

    #[test]
    fn the_figures_are_met() {
        let fonts = Fonts::new();
        let page = page(&fonts, &MeasuredTicket::default());
        for way in ways(&fonts, &shipped("epson-tm-t20iii")) {
            // What the printer was told when it was met, before anybody wanted a ticket.
            let prepared = encode::preparation(&page, &way.profile);
            let first = way.encode(&page, prepared.settings()).unwrap();
            let next = way.encode(&page, first.settings()).unwrap();
            assert_eq!(first.lost_dots() + next.lost_dots(), 0);
            assert!(prepared.bytes().len() <= 33, "{}: {} bytes of settings", way.name, prepared.bytes().len());
            if let Some(goal) = way.goal {
                for (which, bytes) in [("first", with_proof(&first)), ("next", with_proof(&next))] {
                    assert!(bytes <= goal, "{}, {which}: {bytes} bytes, more than {goal}", way.name);
                }
            }
        }
    }
}
