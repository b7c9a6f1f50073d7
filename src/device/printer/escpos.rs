//! ESC/POS commands, byte for byte.
//!
//! Source of each: Epson's ESC/POS reference
//! (`download4.epson.biz/sec_pubs/pos/reference_en/escpos/<page>.html`, page named below) as gathered
//! in `reference/printing.md` §1.1.

use super::profile::{CutKind, Cutter};

/// `ESC @`: default settings, print buffer cleared. Also forgets stored graphics and turns automatic
/// status off, so it is sent once a connection and never per ticket. (`esc_atsign`)
pub const INITIALISE: [u8; 2] = [0x1B, 0x40];

/// `GS a 0Eh`: automatic status on change of online state, errors and paper. (`gs_la`)
pub const AUTOMATIC_STATUS: [u8; 3] = [0x1D, 0x61, 0x0E];

/// `GS r 1`: paper status, executed in order. (`gs_lr`)
pub const IN_ORDER_STATUS: [u8; 3] = [0x1D, 0x72, 0x01];

/// `DLE DC4` fn 8: clear receive and print buffer, cancel the command in progress; answered by
/// `37 25 00`, and nothing may be sent before. (`dle_dc4_fn8`)
pub const CLEAR_BUFFERS: [u8; 10] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

/// `DLE EOT 1` to `4`: the four real-time status requests in one go. (`dle_eot`)
pub const REAL_TIME_STATUS: [u8; 12] = [0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4];

/// `GS I 67`: the model's name, answered by `5F … 00`. (`gs_ci`)
pub const MODEL_NAME: [u8; 3] = [0x1D, 0x49, 67];

/// `ESC a 0`: left-aligned. (`esc_la`)
pub const ALIGN_LEFT: [u8; 3] = [0x1B, 0x61, 0];

/// `GS P dpi dpi`: one unit of motion is one dot. At most 255 dpi. (`gs_cp`)
#[must_use]
pub fn motion_units(dpi: u32) -> [u8; 4] {
    let units = u8::try_from(dpi).unwrap_or(u8::MAX);
    [0x1D, 0x50, units, units]
}

/// `GS L`: left margin in horizontal motion units. (`gs_cl`)
#[must_use]
pub fn left_margin(units: u16) -> [u8; 4] {
    let [low, high] = units.to_le_bytes();
    [0x1D, 0x4C, low, high]
}

/// `ESC a n`: 0 left, 1 centre, 2 right. (`esc_la`)
#[must_use]
pub const fn align(n: u8) -> [u8; 3] {
    [0x1B, 0x61, n]
}

/// `ESC J n`: feed `units` vertical motion units. (`esc_cj`)
#[must_use]
pub const fn feed(units: u8) -> [u8; 3] {
    [0x1B, 0x4A, units]
}

/// The eight bytes before the data of `GS v 0`: `width` in bytes, `rows` in dots. (`gs_lv_0`)
#[must_use]
pub fn raster_header(width: u16, rows: u16) -> [u8; 8] {
    let [x_low, x_high] = width.to_le_bytes();
    let [y_low, y_high] = rows.to_le_bytes();
    [0x1D, 0x76, 0x30, 0, x_low, x_high, y_low, y_high]
}

/// `GS ( H` fn 48: the printer gives `id` back when all before it is printed. Each byte of `id` is
/// 20h to 7Eh. (`gs_lparen_ch_fn48`)
#[must_use]
pub const fn process_id(id: [u8; 4]) -> [u8; 11] {
    [0x1D, 0x28, 0x48, 6, 0, 0x30, 0x30, id[0], id[1], id[2], id[3]]
}

/// The `number`th process id, distinct for 95⁴ (81 million) numbers in a row.
#[must_use]
pub fn process_id_of(number: u64) -> [u8; 4] {
    let mut rest = number;
    [(); 4].map(|()| {
        let digit = (rest % 95) as u8;
        rest /= 95;
        0x20 + digit
    })
}

/// Feed to the blade and `margin` units more, then cut: `GS V 65/66 n`. Empty for a tear bar.
/// (`gs_cv`)
#[must_use]
pub fn cut(cutter: Cutter, margin: u8) -> Vec<u8> {
    match cutter.kind {
        CutKind::Full => vec![0x1D, 0x56, 65, margin],
        CutKind::Partial => vec![0x1D, 0x56, 66, margin],
        CutKind::TearBar => Vec::new(),
    }
}

/// A QR code drawn by the printer: model 2, `module` dots (1..=16) a module, error correction
/// `level` (48 L, 49 M, 50 Q, 51 H): `GS ( k` fn 165, 167, 169, 180, 181. (`gs_lparen_lk`)
///
/// `None` when the payload is longer than one command may carry (7089 characters).
#[must_use]
pub fn qr(payload: &[u8], module: u8, level: u8) -> Option<Vec<u8>> {
    if payload.is_empty() || payload.len() > 7089 {
        return None;
    }
    let [low, high] = u16::try_from(payload.len() + 3).ok()?.to_le_bytes();
    let mut bytes = vec![0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0];
    bytes.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, module]);
    bytes.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, level]);
    bytes.extend([0x1D, 0x28, 0x6B, low, high, 0x31, 0x50, 0x30]);
    bytes.extend(payload);
    bytes.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30]);
    Some(bytes)
}
