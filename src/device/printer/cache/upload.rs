//! The commands that make a printer keep pictures.

use std::sync::Arc;

use super::wanted::Wanted;
use super::{Memory, Slot, Stored};
use crate::device::printer::escpos;
use crate::device::printer::realtime;
use crate::receipt::page::{Bitmap, Dots};

/// The widest and highest picture that `GS ( L` takes (TM-T81: 2047 × 1662).
const WIDEST: u32 = 2047;
const HIGHEST: u32 = 1662;

/// A command that stores one picture or, with `FS q`, all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// What is kept once they are executed.
    pub stored: Vec<Stored>,
}

/// The command that keeps `wanted` in `slot`, by `GS ( L`; `None` when the picture is too large, or
/// holds a real-time command at each of eight places.
#[must_use]
pub fn graphic(memory: Memory, slot: [u8; 2], wanted: &Wanted) -> Option<Upload> {
    let (width, height) = (wanted.picture.width().get(), wanted.picture.height().get());
    (0..8).find_map(|inset| {
        if width + inset > WIDEST || height > HIGHEST {
            return None;
        }
        let picture = moved(&wanted.picture, inset, Dots(width + inset), Dots(height));
        let bytes = escpos::define_graphic(memory == Memory::Nv, slot, &picture)?;
        let stored =
            Stored { slot: Slot::Code(slot), picture: Arc::new(picture), inset, members: wanted.members.clone() };
        realtime::find(&bytes).is_none().then(|| Upload { bytes, stored: vec![stored] })
    })
}

/// The one command that keeps all of `wanted` by `FS q`. Those that cannot be kept are left out.
#[must_use]
pub fn images(wanted: &[&Wanted]) -> Upload {
    let mut stored: Vec<Stored> = Vec::new();
    let mut data = Vec::new();
    for wanted in wanted {
        let Some(slot) = Slot::nth(Memory::FsQ, stored.len()) else { break };
        let (width, height) = (wanted.picture.width().get(), wanted.picture.height().get());
        let own = (0..8).find_map(|inset| {
            let size = (Dots((width + inset).next_multiple_of(8)), Dots(height.next_multiple_of(8)));
            let picture = moved(&wanted.picture, inset, size.0, size.1);
            let bytes = escpos::bit_image(&picture)?;
            // Together with the end of what stands before.
            let seam: Vec<u8> = data.iter().rev().take(1).copied().chain(bytes.iter().copied()).collect();
            realtime::find(&seam).is_none().then_some((inset, picture, bytes))
        });
        if let Some((inset, picture, bytes)) = own {
            data.extend(bytes);
            stored.push(Stored { slot, picture: Arc::new(picture), inset, members: wanted.members.clone() });
        }
    }
    let mut bytes = vec![0x1C, 0x71, stored.len() as u8];
    bytes.extend(data);
    Upload { bytes, stored }
}

/// The picture with `inset` white columns at its left, on `width` × `height`.
fn moved(picture: &Bitmap, inset: u32, width: Dots, height: Dots) -> Bitmap {
    let mut moved = Bitmap::new(width, height);
    moved.stamp(picture, inset, 0);
    moved
}
