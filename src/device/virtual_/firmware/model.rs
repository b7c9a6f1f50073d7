//! What a printer is and can do: one [`Model`] per kind of printer that stands in kiosks.

/// What happens to a command the printer lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// Its bytes are read and nothing is done (Epson and good emulations).
    Skip,
    /// Its bytes are printed as text (cheap clones).
    Print,
}

/// Where a graphic or symbol stands relative to the position of `GS $` in page mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its lowest row is at the position, as the base line of text is.
    Bottom,
    /// Its highest row is at the position.
    Top,
}

/// What this printer is. Each `bool` is a group of commands that it obeys or lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Its name in `GS I 67`.
    pub name: String,
    /// Its maker in `GS I 66`.
    pub maker: String,
    /// Its serial number in `GS I 68`; none where it does not tell.
    pub serial: Option<String>,
    /// Dots across.
    pub width_dots: u32,
    /// Dots per inch, both ways.
    pub dpi: u32,
    /// Dots from head to blade.
    pub blade_dots: u32,
    /// Whether `GS V`, `ESC i` and `ESC m` cut.
    pub cutter: bool,
    /// Vertical motion units of a dot after power-on (2 on Epson, 1 on most clones).
    pub units_per_dot: u32,
    /// Whether `GS P`, `GS L` and `GS W` are obeyed; they are read in any case.
    pub motion_units: bool,
    /// Whether `GS v 0` prints rasters (a Wincor TH230 does not).
    pub raster: bool,
    /// Most rows of one `GS v 0` (2303 on Epson, 2047 or 4095 on clones).
    pub raster_rows: u32,
    /// Whether `GS v 0` doubles dots (`m` = 1, 2, 3).
    pub raster_scaling: bool,
    /// Whether `ESC *` prints columns (a POS-5890 does not).
    pub columns: bool,
    /// Whether it also prints them at half density (`ESC *` 0 and 32).
    pub half_columns: bool,
    /// Whether `GS ( L` and `GS 8 L` are obeyed.
    pub graphics: bool,
    /// Flash for `GS ( L` fn 67 and `FS q` in bytes; 0 when it has none.
    pub nv_bytes: usize,
    /// Memory for `GS ( L` fn 83 in bytes (12 KB on old TMs); 0 when it has none.
    pub download_bytes: usize,
    /// Most pictures under keys that each of these two takes, whatever is free.
    pub most_pictures: usize,
    /// Whether `FS q` and `FS p` are obeyed.
    pub fs_images: bool,
    /// Whether there is a page mode.
    pub page_mode: bool,
    /// Rows of the page buffer.
    pub page_rows: u32,
    /// Where graphics stand in page mode. [`Anchor::Bottom`] is inferred from code written for Epson
    /// printers (`reference/printing.md` §7), so both can be tried.
    pub page_anchor: Anchor,
    /// Whether `ESC &` and `ESC %` take glyphs.
    pub user_glyphs: bool,
    /// Whether `GS ( H` is answered.
    pub process_id: bool,
    /// Whether `GS r` is answered.
    pub in_order: bool,
    /// Whether `GS a` is obeyed.
    pub automatic: bool,
    /// Whether `GS I` is answered.
    pub identifies: bool,
    /// Whether `DLE DC4` fn 8 is obeyed.
    pub clear_buffers: bool,
    /// Whether `GS ( k` draws QR codes.
    pub native_qr: bool,
    /// Receive buffer in bytes.
    pub buffer: usize,
    /// Whether it sends XOFF and XON.
    pub xon_xoff: bool,
    /// Whether it also asks to wait while off line, not only while its buffer is full (a memory switch).
    pub busy_off_line: bool,
    /// Whether it sends 06h after each image (HPRT).
    pub acknowledges_images: bool,
    /// What happens to commands it lacks.
    pub unknown: Unknown,
}

impl Default for Model {
    /// [`Model::tm_t20iii`].
    fn default() -> Self {
        Self::tm_t20iii()
    }
}

impl Model {
    /// Epson TM-T20III: 80 mm, 203 dpi, everything but a large flash.
    #[must_use]
    pub fn tm_t20iii() -> Self {
        Self {
            name: "TM-T20III".into(),
            maker: "EPSON".into(),
            serial: Some("VIRTUAL0001".into()),
            width_dots: 576,
            dpi: 203,
            blade_dots: 120,
            cutter: true,
            units_per_dot: 2,
            motion_units: true,
            raster: true,
            raster_rows: 2303,
            raster_scaling: true,
            columns: true,
            half_columns: true,
            graphics: true,
            nv_bytes: 256 << 10,
            download_bytes: 256 << 10,
            most_pictures: usize::MAX,
            fs_images: true,
            page_mode: true,
            page_rows: 1662,
            page_anchor: Anchor::Bottom,
            user_glyphs: true,
            process_id: true,
            in_order: true,
            automatic: true,
            identifies: true,
            clear_buffers: true,
            native_qr: true,
            buffer: 4096,
            xon_xoff: false,
            busy_off_line: false,
            acknowledges_images: false,
            unknown: Unknown::Skip,
        }
    }

    /// Epson TM-T88VI: 180 dpi, 512 dots.
    #[must_use]
    pub fn tm_t88vi() -> Self {
        Self { name: "TM-T88VI".into(), width_dots: 512, dpi: 180, blade_dots: 105, ..Self::tm_t20iii() }
    }

    /// Epson TM-m30.
    #[must_use]
    pub fn tm_m30() -> Self {
        Self { name: "TM-m30".into(), blade_dots: 104, ..Self::tm_t20iii() }
    }

    /// Epson TM-T88III: 12 KB for downloads, no `GS ( H`.
    #[must_use]
    pub fn tm_t88iii() -> Self {
        Self {
            name: "TM-T88III".into(),
            download_bytes: 12 << 10,
            process_id: false,
            clear_buffers: false,
            native_qr: false,
            ..Self::tm_t88vi()
        }
    }

    /// The class of Citizen CT-S310II and Bixolon SRP-350: `FS q`, page mode, no `GS ( H`.
    #[must_use]
    pub fn citizen() -> Self {
        Self {
            name: "CT-S310II".into(),
            maker: "CITIZEN".into(),
            units_per_dot: 1,
            process_id: false,
            graphics: false,
            download_bytes: 0,
            clear_buffers: false,
            ..Self::tm_t20iii()
        }
    }

    /// Wincor TH230: `ESC *` and `GS ( L`, but neither `GS v 0` nor QR codes.
    #[must_use]
    pub fn th230() -> Self {
        Self {
            name: "TH230".into(),
            maker: "WN".into(),
            raster: false,
            native_qr: false,
            process_id: false,
            clear_buffers: false,
            ..Self::tm_t20iii()
        }
    }

    /// An 80 mm clone: `GS r` and `FS q` only, dots as units, ignores `GS P` and `GS L`.
    #[must_use]
    pub fn clone_80mm() -> Self {
        Self {
            name: "POS-80".into(),
            maker: "POS".into(),
            units_per_dot: 1,
            motion_units: false,
            raster_rows: 4095,
            graphics: false,
            nv_bytes: 64 << 10,
            download_bytes: 0,
            page_mode: false,
            process_id: false,
            automatic: false,
            clear_buffers: false,
            ..Self::tm_t20iii()
        }
    }

    /// A 58 mm clone of the POS-5890 class: rasters and feeds; prints what it does not know.
    #[must_use]
    pub fn clone_58mm() -> Self {
        Self {
            name: "POS-58".into(),
            width_dots: 384,
            blade_dots: 96,
            cutter: false,
            native_qr: false,
            columns: false,
            fs_images: false,
            nv_bytes: 0,
            user_glyphs: false,
            unknown: Unknown::Print,
            ..Self::clone_80mm()
        }
    }

    /// Whether it lacks the command that begins with `bytes` (as far as they tell).
    pub(super) const fn lacks(&self, bytes: &[u8]) -> bool {
        match *bytes {
            [0x1D, 0x28 | 0x38, 0x4C, ..] => !self.graphics,
            [0x1D, 0x28, 0x48, ..] => !self.process_id,
            [0x1D, 0x28, 0x6B, ..] => !self.native_qr,
            [0x1D, 0x76, ..] => !self.raster,
            [0x1B, 0x2A, ..] => !self.columns,
            [0x1B, 0x4C | 0x57 | 0x54 | 0x53 | 0x0C, ..] | [0x1D, 0x24 | 0x5C, ..] => !self.page_mode,
            [0x1D, 0x72, ..] => !self.in_order,
            [0x1D, 0x61, ..] => !self.automatic,
            [0x1D, 0x49, ..] => !self.identifies,
            [0x1C, 0x70 | 0x71, ..] => !self.fs_images,
            [0x1B, 0x26 | 0x25 | 0x3F, ..] => !self.user_glyphs,
            [0x1D, 0x56, ..] | [0x1B, 0x69 | 0x6D, ..] => !self.cutter,
            _ => false,
        }
    }
}
