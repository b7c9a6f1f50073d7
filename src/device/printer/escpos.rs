//! ESC/POS commands, byte for byte.
//!
//! Source of each: Epson's ESC/POS reference
//! (`download4.epson.biz/sec_pubs/pos/reference_en/escpos/<page>.html`, page named below) as gathered
//! in `reference/printing.md` §1.1.

use super::profile::{CutKind, Cutter};
use crate::receipt::page::Bitmap;

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

/// `DLE ENQ 2`: recover from an error of the blade, after clearing receive and print buffer. Without such an error it does
/// nothing. (`dle_enq`)
pub const RECOVER_CLEARED: [u8; 3] = [0x10, 0x05, 2];

/// `DLE EOT 1` to `4`: the four real-time status requests in one go. (`dle_eot`)
pub const REAL_TIME_STATUS: [u8; 12] = [0x10, 0x04, 1, 0x10, 0x04, 2, 0x10, 0x04, 3, 0x10, 0x04, 4];

/// Ends the header of a picture that was torn: its size becomes nothing. The first bytes of a question would make it
/// large instead (`DLE EOT` read as rows: 1,040 of them). Outside of a command these bytes do nothing.
pub const END_OF_HEADER: [u8; 16] = [0; 16];

/// `GS I 67`: the model's name, answered by `5F … 00`. (`gs_ci`)
pub const MODEL_NAME: [u8; 3] = [0x1D, 0x49, 67];

/// `GS I 68`: the printer's own name, answered by `5F … 00`. (`gs_ci`)
pub const SERIAL_NUMBER: [u8; 3] = [0x1D, 0x49, 68];

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

/// The eight bytes before the data of `GS v 0`: `mode` 0 to 3 (1 doubles the width of each dot, 2 its
/// height), `width` in bytes, `rows` of data. (`gs_lv_0`)
#[must_use]
pub fn raster_header(mode: u8, width: u16, rows: u16) -> [u8; 8] {
    let [x_low, x_high] = width.to_le_bytes();
    let [y_low, y_high] = rows.to_le_bytes();
    [0x1D, 0x76, 0x30, mode, x_low, x_high, y_low, y_high]
}

/// The five bytes before the data of `ESC *`: 24 dots a column, at full density or each column two
/// dots wide. (`esc_asterisk`)
#[must_use]
pub fn columns_header(full_density: bool, columns: u16) -> [u8; 5] {
    let [low, high] = columns.to_le_bytes();
    [0x1B, 0x2A, if full_density { 33 } else { 32 }, low, high]
}

/// `ESC $`: position from the left margin, in horizontal motion units. (`esc_dollars`)
#[must_use]
pub fn position(units: u16) -> [u8; 4] {
    let [low, high] = units.to_le_bytes();
    [0x1B, 0x24, low, high]
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

/// `GS ( L` fn 67 (`nv`) or fn 83: keeps a picture of one colour under a key code.
/// (`gs_lparen_cl_fn67`, `gs_lparen_cl_fn83`)
///
/// `None` when it is too large for the command's 16-bit length.
#[must_use]
pub fn define_graphic(nv: bool, code: [u8; 2], picture: &Bitmap) -> Option<Vec<u8>> {
    let [low, high] = u16::try_from(picture.data().len() + 11).ok()?.to_le_bytes();
    let [x_low, x_high] = u16::try_from(picture.width().get()).ok()?.to_le_bytes();
    let [y_low, y_high] = u16::try_from(picture.height().get()).ok()?.to_le_bytes();
    let function = if nv { 67 } else { 83 };
    let mut bytes = vec![0x1D, 0x28, 0x4C, low, high, 0x30, function, 0x30, code[0], code[1], 1];
    bytes.extend([x_low, x_high, y_low, y_high, 0x31]);
    bytes.extend(picture.data());
    Some(bytes)
}

/// `GS ( L` fn 66 (`nv`) or fn 82: forgets the picture under a key code; where there is none, nothing happens.
/// (`gs_lparen_cl_fn66`, `gs_lparen_cl_fn82`)
#[must_use]
pub const fn delete_graphic(nv: bool, code: [u8; 2]) -> [u8; 9] {
    [0x1D, 0x28, 0x4C, 4, 0, 0x30, if nv { 66 } else { 82 }, code[0], code[1]]
}

/// `GS ( L` fn 69 (`nv`) or fn 85: prints a picture that is kept, at its size. (`gs_lparen_cl_fn69`)
#[must_use]
pub const fn print_graphic(nv: bool, code: [u8; 2]) -> [u8; 11] {
    [0x1D, 0x28, 0x4C, 6, 0, 0x30, if nv { 69 } else { 85 }, code[0], code[1], 1, 1]
}

/// `GS ( L` fn 112 and fn 50: a picture sent and printed at once, which page mode can place. (`gs_lparen_cl_fn112`)
///
/// `None` when it is too large for the command's 16-bit length.
#[must_use]
pub fn graphic(picture: &Bitmap) -> Option<Vec<u8>> {
    let [low, high] = u16::try_from(picture.data().len() + 10).ok()?.to_le_bytes();
    let [x_low, x_high] = u16::try_from(picture.width().get()).ok()?.to_le_bytes();
    let [y_low, y_high] = u16::try_from(picture.height().get()).ok()?.to_le_bytes();
    let mut bytes = vec![0x1D, 0x28, 0x4C, low, high, 0x30, 112, 0x30, 1, 1, 0x31, x_low, x_high, y_low, y_high];
    bytes.extend(picture.data());
    bytes.extend([0x1D, 0x28, 0x4C, 2, 0, 0x30, 50]);
    Some(bytes)
}

/// One image of `FS q`: size in units of 8 dots, then columns from the left, each from the top.
/// (`fs_lq`)
///
/// `None` when the picture's sides are no multiples of 8, or too long.
#[must_use]
pub fn bit_image(picture: &Bitmap) -> Option<Vec<u8>> {
    let (width, height) = (picture.width().get(), picture.height().get());
    if !width.is_multiple_of(8) || !height.is_multiple_of(8) || width > 8 * 1023 || height > 8 * 288 {
        return None;
    }
    let [x_low, x_high] = ((width / 8) as u16).to_le_bytes();
    let [y_low, y_high] = ((height / 8) as u16).to_le_bytes();
    let mut bytes = vec![x_low, x_high, y_low, y_high];
    for x in 0..width {
        for y in (0..height).step_by(8) {
            let dots = (0..8).map(|bit| u8::from(picture.get(x, y + bit)));
            bytes.push(dots.fold(0, |byte, dot| byte << 1 | dot));
        }
    }
    Some(bytes)
}

/// `FS p n 0`: prints the `n`th image of `FS q`. (`fs_lp`)
#[must_use]
pub const fn print_image(n: u8) -> [u8; 4] {
    [0x1C, 0x70, n, 0]
}

/// `GS ( L` fn 48: how many bytes of NV graphics there can be; answered by `37 30 <decimal> 00`. (`gs_lparen_cl_fn48`)
pub const NV_CAPACITY: [u8; 7] = [0x1D, 0x28, 0x4C, 2, 0, 0x30, 48];

/// `GS ( L` fn 51: how many of them are free; answered by `37 31 <decimal> 00`. (`gs_lparen_cl_fn51`)
pub const NV_FREE: [u8; 7] = [0x1D, 0x28, 0x4C, 2, 0, 0x30, 51];

/// `GS ( L` fn 52: how many bytes of download graphics are free; answered by `37 32 <decimal> 00`. These graphics are
/// lost when the power is, so the answer tells whether it was. (`gs_lparen_cl_fn52`)
pub const DOWNLOAD_FREE: [u8; 7] = [0x1D, 0x28, 0x4C, 2, 0, 0x30, 52];

/// `ESC L` and `ESC W`: page mode on an area of `width` × `height` from the upper left corner. (`esc_cl`, `esc_cw`)
#[must_use]
pub fn page_mode(width: u16, height: u16) -> [u8; 12] {
    let [x_low, x_high] = width.to_le_bytes();
    let [y_low, y_high] = height.to_le_bytes();
    [0x1B, 0x4C, 0x1B, 0x57, 0, 0, 0, 0, x_low, x_high, y_low, y_high]
}

/// `FF`: prints the page of page mode and goes back to standard mode. (`ff`)
pub const PRINT_PAGE: [u8; 1] = [0x0C];

/// `GS $`: vertical position in page mode, from the top of its area. (`gs_dollars`)
#[must_use]
pub fn vertical_position(units: u16) -> [u8; 4] {
    let [low, high] = units.to_le_bytes();
    [0x1D, 0x24, low, high]
}

/// `GS ! n`: the printer's own characters `times` (1..=8) as wide and as high. (`gs_exclamation`)
#[must_use]
pub const fn character_size(times: u8) -> [u8; 3] {
    let n = (if times > 8 { 8 } else { times }).saturating_sub(1);
    [0x1D, 0x21, n << 4 | n]
}

/// How QR codes are drawn by the printer from now on: model 2, `module` dots (1..=16) a module, error correction
/// `level` (48 L, 49 M, 50 Q, 51 H): `GS ( k` fn 165 (where `says_model`), 167, 169. (`gs_lparen_lk`)
#[must_use]
pub fn qr_settings(module: u8, level: u8, says_model: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    if says_model {
        bytes.extend([0x1D, 0x28, 0x6B, 4, 0, 0x31, 0x41, 0x32, 0]);
    }
    bytes.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x43, module]);
    bytes.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x45, level]);
    bytes
}

/// A QR code drawn by the printer as it is set: `GS ( k` fn 180 and 181. (`gs_lparen_lk`)
///
/// `None` when the payload is longer than one command may carry (7089 characters).
#[must_use]
pub fn qr(payload: &[u8]) -> Option<Vec<u8>> {
    if payload.is_empty() || payload.len() > 7089 {
        return None;
    }
    let [low, high] = u16::try_from(payload.len() + 3).ok()?.to_le_bytes();
    let mut bytes = vec![0x1D, 0x28, 0x6B, low, high, 0x31, 0x50, 0x30];
    bytes.extend(payload);
    bytes.extend([0x1D, 0x28, 0x6B, 3, 0, 0x31, 0x51, 0x30]);
    Some(bytes)
}
