//! What to send, so that the printer keeps what is wanted.

use std::collections::BTreeSet;

use super::upload::{self, Upload};
use super::wanted::{OVERHEAD, Wanted};
use super::{Memory, Shelf, Slot, Stored};

/// How much may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes for pictures, those that are kept already included.
    pub bytes: u32,
    /// How often may still be written today; `None` without limit.
    pub writes: Option<u32>,
}

/// What to send, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CachePlan {
    /// One write each.
    pub uploads: Vec<Upload>,
    /// Pictures for which there is no room, or no write left today.
    pub left_out: usize,
}

impl CachePlan {
    /// Bytes of all uploads together.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.uploads.iter().map(|upload| upload.bytes.len()).sum()
    }
}

/// Plans the way from `shelf` to `wanted` (those first that matter most). What is kept already stays; what is
/// kept and not wanted any more gives its slot away.
#[must_use]
pub fn plan(wanted: &[Wanted], shelf: &Shelf, room: Room) -> CachePlan {
    match shelf.memory {
        Memory::FsQ => plan_images(wanted, shelf, room),
        Memory::Nv | Memory::Download => plan_graphics(wanted, shelf, room),
    }
}

/// Whether this is kept already, as it would be sent.
fn keeps(stored: &Stored, wanted: &Wanted) -> bool {
    stored.members == wanted.members
}

fn plan_graphics(wanted: &[Wanted], shelf: &Shelf, room: Room) -> CachePlan {
    let mut plan = CachePlan::default();
    let mut bytes = 0;
    let mut missing = Vec::new();
    let mut used = BTreeSet::new();
    for wanted in wanted {
        let needs = wanted.bytes() + OVERHEAD;
        if bytes + needs > room.bytes {
            plan.left_out += 1;
            continue;
        }
        bytes += needs;
        match shelf.stored().iter().find(|stored| keeps(stored, wanted)) {
            Some(stored) => _ = used.insert(stored.slot),
            None => missing.push(wanted),
        }
    }
    let mut free = (0..).map_while(|n| Slot::nth(shelf.memory, n)).filter(|slot| !used.contains(slot));
    for wanted in missing {
        let all_written = room.writes.is_some_and(|writes| plan.uploads.len() as u32 >= writes);
        let slot = if all_written { None } else { free.next() };
        let upload = match slot {
            Some(Slot::Code(code)) => upload::graphic(shelf.memory, code, wanted),
            _ => None,
        };
        match upload {
            Some(upload) => plan.uploads.push(upload),
            None => plan.left_out += 1,
        }
    }
    plan
}

fn plan_images(wanted: &[Wanted], shelf: &Shelf, room: Room) -> CachePlan {
    let mut bytes = 0;
    let fitting: Vec<&Wanted> = wanted
        .iter()
        .filter(|wanted| {
            let (width, height) = (wanted.picture.width().get() + 7, wanted.picture.height().get());
            let needs = width.div_ceil(8) * height.next_multiple_of(8) + 4;
            let fits = bytes + needs <= room.bytes;
            bytes += if fits { needs } else { 0 };
            fits
        })
        .take(255)
        .collect();
    let left_out = wanted.len() - fitting.len();
    let kept = |wanted: &&&Wanted| shelf.stored().iter().any(|stored| keeps(stored, wanted));
    let all_kept = fitting.iter().all(|wanted| kept(&wanted));
    if fitting.is_empty() || all_kept || room.writes == Some(0) {
        return CachePlan { uploads: Vec::new(), left_out };
    }
    // All are written anew: what was there is erased by the command.
    let upload = upload::images(&fitting);
    CachePlan { left_out: wanted.len() - upload.stored.len(), uploads: vec![upload] }
}
