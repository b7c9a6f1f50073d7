//! Every shipped profile, on every printer that may stand behind it: the one that it describes, the poorest, and the
//! known ones. A command that one of them lacks would be dropped in silence, and shows as a dot that is missing.

use std::path::Path;

use super::*;
use crate::device::printer::encode::Encoded;
use crate::device::printer::figures::warm;
use crate::device::printer::profile::{Indent, known};
use crate::receipt::layout::layout;
use crate::receipt::media::Media;
use crate::receipt::page::{ErrorCorrection, Placement};
use crate::receipt::raster::raster;

fn all() -> Vec<Profile> {
    known(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers")).iter().map(|id| shipped(id)).collect()
}

/// Printers that may be configured by this profile.
fn models(profile: &Profile) -> Vec<Model> {
    let known = match profile.id.as_str() {
        "epson-tm-t20iii" => Some(Model::tm_t20iii()),
        "epson-tm-m30" => Some(Model::tm_m30()),
        "epson-tm-t88" | "epson-tm-t88vi" => Some(Model::tm_t88vi()),
        "citizen-bixolon" => Some(Model::citizen()),
        "generic-80mm" => Some(Model::clone_80mm()),
        "generic-58mm" => Some(Model::clone_58mm()),
        "generic-80mm-420" => {
            Some(Model { width_dots: 420, dpi: 180, blade_dots: 105, units_per_dot: 1, ..Model::th230() })
        }
        _ => None,
    };
    [Model::of_profile(profile), Model::poorest_of(profile)].into_iter().chain(known).collect()
}

fn differing(wanted: &Bitmap, printed: &Bitmap) -> u32 {
    let (width, height) = (wanted.width().max(printed.width()), wanted.height().max(printed.height()));
    let (wanted, printed) = (wanted.crop(0, 0, width, height), printed.crop(0, 0, width, height));
    wanted.data().iter().zip(printed.data()).map(|(a, b)| (a ^ b).count_ones()).sum()
}

/// What `model` makes of it: dots that differ from what was to be printed.
fn lost_on(model: Model, page: &Page, profile: &Profile, encoded: &Encoded) -> u32 {
    let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..model });
    execute(&mut firmware, encoded.bytes());
    firmware.tear_off();
    assert_eq!(firmware.foreign(), &[] as &[Vec<u8>], "{}", profile.id);
    assert_eq!(firmware.dropped(), &[], "{}", profile.id);
    assert_eq!(firmware.hidden_real_time(), 0, "{}", profile.id);
    differing(&encode::sheet(page, profile).unwrap(), &firmware.take_sheets().remove(0).content())
}

fn ticket_on(fonts: &Fonts, profile: &Profile, ticket: &MeasuredTicket) -> Page {
    let media = Media::thermal(Dots(profile.width_dots), profile.dpi);
    raster(fonts, &layout(fonts, &ticket.document(), &media).unwrap())
}

/// Pictures with lines, blocks, pairs of equal dots, and bytes that real-time commands are made of.
fn pictures() -> impl Strategy<Value = Bitmap> {
    let bytes = prop_oneof![Just(0_u16), Just(0x1004), Just(0x1005), Just(0x1014), Just(0x0410), Just(0x1010)];
    let row = ((0_u32..200, 1_u32..60, 0_u32..4), bytes, 8_u32..240, 1_u32..14, any::<bool>());
    proptest::collection::vec(row, 1..10).prop_map(|rows| {
        let height = rows.iter().map(|row| row.3).sum();
        let mut picture = Bitmap::new(Dots(280), Dots(height));
        let mut y = 0;
        for ((x, length, runs), pair, at, times, doubled) in rows {
            for row in 0..times {
                for run in 0..runs {
                    let x = x + run * 17 + if doubled { row / 2 * 2 } else { row };
                    picture.fill(if doubled { x / 2 * 2 } else { x }, y, length, 1, true);
                }
                if row % 3 == 0 {
                    (0..16).filter(|bit| pair & (0x8000 >> bit) != 0).for_each(|bit| picture.set(at + bit, y, true));
                }
                y += 1;
            }
        }
        picture
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn every_profile_puts_every_dot_on_every_paper(picture in pictures(), align in 0_usize..3) {
        let code = Element::Qr {
            payload: "KT:B3-041".into(),
            module_dots: Dots(3),
            error_correction: ErrorCorrection::Medium,
            align: [Placement::Left, Placement::Centre, Placement::Right][align],
        };
        let elements = vec![
            Element::Feed(Dots(5)),
            Element::Raster(picture),
            Element::Feed(Dots(30)),
            code,
            Element::Feed(Dots(24)),
            Element::Cut,
        ];
        for profile in all() {
            let page = Page { width_dots: Dots(profile.width_dots), elements: elements.clone() };
            let encoded = encode::page(&page, &profile).unwrap();
            prop_assert_eq!(realtime::find(encoded.bytes()), None);
            // One that is moved as a whole needs room to the right: a code that stands at the right edge leaves none.
            let room = align < 2;
            if room && profile.raster.is_some() && profile.indent == Indent::Padding {
                prop_assert_eq!(encoded.lost_dots(), 0, "{}", profile.id);
            }
            for model in models(&profile) {
                let name = model.name.clone();
                let lost = lost_on(model, &page, &profile, &encoded);
                prop_assert_eq!(lost, encoded.lost_dots(), "{} on {}", profile.id, name);
            }
        }
    }
}

/// The ticket of the measurements on paper of every width and both resolutions.
#[test]
fn every_profile_prints_the_ticket_on_every_printer() {
    let fonts = Fonts::new();
    for profile in all() {
        for ticket in tickets(2) {
            let page = ticket_on(&fonts, &profile, &ticket);
            let encoded = encode::page(&page, &profile).unwrap();
            assert_eq!((realtime::find(encoded.bytes()), encoded.lost_dots()), (None, 0), "{}", profile.id);
            for model in models(&profile) {
                let name = model.name.clone();
                assert_eq!(lost_on(model, &page, &profile, &encoded), 0, "{} on {name}", profile.id);
            }
        }
    }
}

/// The same from each memory that the profile names, on a printer that has no more of it than the profile says.
#[test]
fn every_profile_prints_the_ticket_from_each_of_its_memories() {
    let fonts = Fonts::new();
    let mut seen = std::collections::BTreeSet::new();
    for profile in all() {
        for memory in [Memory::Nv, Memory::Download, Memory::FsQ] {
            let profile = Profile { cache_choice: CacheChoice::Memory(memory), ..profile.clone() };
            let samples: Vec<Page> =
                MeasuredTicket::samples()[..6].iter().map(|ticket| ticket_on(&fonts, &profile, ticket)).collect();
            let (Some(shelf), uploads) = warm(&profile, &samples) else { continue };
            assert!(!uploads.is_empty(), "{} {memory:?}", profile.id);
            seen.insert((profile.id.clone(), format!("{memory:?}")));
            let mut firmware = Firmware::new(Model { buffer: usize::MAX, ..Model::of_profile(&profile) });
            uploads.iter().for_each(|upload| execute(&mut firmware, upload));
            for mut ticket in MeasuredTicket::samples().into_iter().take(4) {
                ticket.number = ticket.number * 7 % 1000;
                let page = ticket_on(&fonts, &profile, &ticket);
                let encoded = encode::page_with(&page, &profile, Some(&shelf)).unwrap();
                assert!(encoded.bytes().len() < encode::page(&page, &profile).unwrap().bytes().len());
                execute(&mut firmware, encoded.bytes());
                assert_shows(&mut firmware, &page, &format!("{} {memory:?}", profile.id));
            }
            assert_eq!(firmware.dropped(), &[], "{} {memory:?}", profile.id);
        }
    }
    assert!(seen.len() >= 9, "four Epsons with two memories, and the class of Citizen: {seen:?}");
}
