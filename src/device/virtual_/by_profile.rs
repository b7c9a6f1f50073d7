//! Printers by their profile: one that can do what it says, and one that can do no more than pages rely on.

use super::firmware::Model;
use crate::device::printer::Profile;
use crate::device::printer::profile::{Columns, CutKind, Indent, ProofMethod};

impl Model {
    /// A printer that is able to do all that `profile` says, and lacks what it does not name.
    #[must_use]
    pub fn of_profile(profile: &Profile) -> Self {
        let cache = profile.cache;
        let (nv, download, images) = (
            cache.and_then(|cache| cache.nv_bytes),
            cache.and_then(|cache| cache.download_bytes),
            cache.and_then(|cache| cache.fs_q_bytes),
        );
        let page_rows = cache.and_then(|cache| cache.page_rows);
        let proves = |method| profile.status.proof.contains(&method);
        let bytes = |bytes: Option<u32>| bytes.map_or(0, |bytes| bytes as usize);
        Self {
            name: profile.models.first().unwrap_or(&profile.name).clone(),
            width_dots: profile.width_dots,
            dpi: profile.dpi,
            blade_dots: profile.blade_dots,
            cutter: profile.cutter.kind != CutKind::TearBar,
            units_per_dot: profile.feed.units_per_dot,
            motion_units: profile.feed.motion_units,
            raster: profile.raster.is_some(),
            raster_rows: profile.raster.map_or(0, |raster| raster.max_rows),
            raster_scaling: profile.raster.is_some_and(|raster| raster.scaling),
            columns: profile.columns != Columns::None,
            half_columns: profile.columns == Columns::FullAndHalf,
            graphics: nv.is_some() || download.is_some(),
            nv_bytes: bytes(nv).max(bytes(images)),
            download_bytes: bytes(download),
            fs_images: images.is_some(),
            page_mode: page_rows.is_some(),
            page_rows: page_rows.unwrap_or(0),
            user_glyphs: false,
            process_id: proves(ProofMethod::ProcessId),
            in_order: proves(ProofMethod::InOrder),
            automatic: profile.status.automatic,
            identifies: !profile.models.is_empty(),
            clear_buffers: profile.status.clear_buffers,
            native_qr: profile.qr.native,
            ..Self::default()
        }
    }

    /// The same printer without all that is asked for before it is used, and without all that is sent only in case it
    /// is known: what is left is what every page may rely on.
    #[must_use]
    pub fn poorest_of(profile: &Profile) -> Self {
        let relies_on_units = profile.indent == Indent::LeftMargin || profile.feed.units_per_dot != 1;
        let weakest = |method| profile.status.proof.last() == Some(&method);
        Self {
            motion_units: profile.feed.motion_units && relies_on_units,
            graphics: false,
            nv_bytes: 0,
            download_bytes: 0,
            fs_images: false,
            page_mode: false,
            process_id: weakest(ProofMethod::ProcessId),
            in_order: weakest(ProofMethod::InOrder),
            automatic: false,
            identifies: false,
            clear_buffers: false,
            ..Self::of_profile(profile)
        }
    }
}
