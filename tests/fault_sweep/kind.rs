//! Which printer stands at the far end, how, and what is printed on it.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use kiosk::device::line::{Flow, LineConfig};
use kiosk::device::printer::cache::{Composing, Memory};
use kiosk::device::printer::profile::CacheChoice;
use kiosk::device::printer::{Profile, Timing, figures};
use kiosk::device::virtual_::{Model, VirtualPrinterConfig};
use kiosk::receipt::Fonts;
use kiosk::receipt::measured::MeasuredTicket;
use kiosk::receipt::page::{Bitmap, Dots, Element, Page};

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::new);

/// Tickets of one service in which every number differs and every digit stands.
static SAMPLES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let samples = MeasuredTicket::samples().into_iter().take(10);
    samples.map(|ticket| figures::page(&FONTS, &MeasuredTicket { service: 0, ..ticket })).collect()
});

/// Which printer stands at the far end, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Knows everything; back at once after a power failure, so that no pause gives it away.
    Epson,
    /// The same, with the ticket of the product: words and glyphs come from its flash, in page mode.
    Cached,
    /// The same from its RAM, which it loses with its power.
    CachedInRam,
    /// The same on a line that is held by XOFF, with a buffer that a ticket does not fit in.
    Soft,
    /// `GS r` and bands of `FS q`: the class of Citizen.
    Images,
    /// `GS r` only; needs 1.6 s to come up again.
    Clone,
    /// The same on a line without flow control.
    CloneWithoutWires,
    /// Tells its state and answers nothing in order.
    StatusOnly,
    /// `GS r`, 58 mm, no cutter.
    TearBar,
    /// Knows everything, at 9600 baud.
    Slow,
}

impl Kind {
    pub(crate) fn profile(self) -> Profile {
        let id = match self {
            Self::Epson | Self::Cached | Self::CachedInRam | Self::Soft | Self::Slow => "epson-tm-t20iii",
            Self::Images => "citizen-bixolon",
            Self::Clone | Self::CloneWithoutWires | Self::StatusOnly => "generic-80mm",
            Self::TearBar => "generic-58mm",
        };
        let mut profile = Profile::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers"), id).unwrap();
        if let (Some((memory, _)), Some(cache)) = (self.keeps(), &mut profile.cache) {
            profile.cache_choice = CacheChoice::Memory(memory);
            cache.download_bytes = cache.download_bytes.map(|_| 1 << 18);
            // What weeks allow, before the first ticket.
            cache.flash_writes_a_day = 10_000;
        }
        profile
    }

    /// Where pictures are kept, where they are.
    pub(crate) const fn keeps(self) -> Option<(Memory, Composing)> {
        match self {
            Self::Cached | Self::Soft => Some((Memory::Nv, Composing::Pieces)),
            Self::CachedInRam => Some((Memory::Download, Composing::Pieces)),
            Self::Images => Some((Memory::FsQ, Composing::Bands)),
            _ => None,
        }
    }

    pub(crate) const fn clears(self) -> bool {
        matches!(self, Self::Epson | Self::Cached | Self::CachedInRam | Self::Soft | Self::Slow)
    }

    pub(crate) const fn tears(self) -> bool {
        matches!(self, Self::TearBar)
    }

    pub(crate) fn device(self) -> VirtualPrinterConfig {
        // A little more than the kiosk relies on.
        let boot = Timing::default().pause + Duration::from_millis(200);
        let usual = VirtualPrinterConfig::default();
        match self {
            Self::Epson | Self::Cached | Self::CachedInRam => usual,
            Self::Slow => VirtualPrinterConfig { baud: Some(9_600), ..usual },
            Self::Soft => VirtualPrinterConfig {
                model: Model { xon_xoff: true, buffer: 384, ..Model::default() },
                dots_per_second: Some(8_000),
                ..usual
            },
            Self::Images => VirtualPrinterConfig { model: Model::citizen(), boot, ..usual },
            Self::Clone | Self::CloneWithoutWires => VirtualPrinterConfig { model: Model::clone_80mm(), boot, ..usual },
            Self::StatusOnly => {
                let model = Model { in_order: false, ..Model::clone_80mm() };
                VirtualPrinterConfig { model, boot, ..usual }
            }
            Self::TearBar => VirtualPrinterConfig { model: Model::clone_58mm(), boot, ..usual },
        }
    }

    pub(crate) fn line(self, path: &Path) -> LineConfig {
        let baud = if self == Self::Slow { 9_600 } else { 460_800 };
        let flow = match self {
            Self::CloneWithoutWires => Flow::None,
            Self::Soft => Flow::XonXoff,
            _ => Flow::RtsCts,
        };
        LineConfig::new(path, baud).with_flow(flow)
    }

    /// Pages like those to come, where pictures are kept.
    pub(crate) fn samples(self) -> Vec<Page> {
        if self.keeps().is_some() { SAMPLES.clone() } else { Vec::new() }
    }

    /// The page of a ticket or receipt; no other is like it.
    pub(crate) fn page(self, label: &str) -> Page {
        if self.keeps().is_none() {
            return noise(self.profile().width_dots, label);
        }
        let digits: String = label.chars().skip_while(|letter| *letter != '-').filter(char::is_ascii_digit).collect();
        let number = digits.parse::<u32>().unwrap() % 1000;
        figures::page(&FONTS, &MeasuredTicket { letter: 'B', number, ..MeasuredTicket::default() })
    }
}

/// A short ticket: the label decides its dots.
fn noise(width_dots: u32, label: &str) -> Page {
    let mut seed = label.bytes().fold(0x9E37_79B9_u32, |seed, byte| (seed ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut dot = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        seed & 3 == 0
    };
    let mut block = |width: u32, height: u32| {
        let mut picture = Bitmap::new(Dots(width_dots), Dots(height));
        (0..width * height).for_each(|n| picture.set(40 + n % width, n / width, dot()));
        Element::Raster(picture)
    };
    let elements =
        vec![block(96, 14), Element::Feed(Dots(20)), block(64, 10), Element::Feed(Dots(9)), block(24, 4), Element::Cut];
    Page { width_dots: Dots(width_dots), elements }
}
