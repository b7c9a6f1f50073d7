//! What a page leaves a printer set to, so that the next page need not say it again.

/// Settings that last from page to page: until `ESC @`, a reset, or the power goes (Epson's reference, `gs_cp`, `gs_cl`,
/// `gs_lparen_lk` fn 165, 167, 169). The default is that nothing is known, and everything is said.
///
/// Worth something only where a restart cannot go unnoticed: the printer's actor keeps them while the witness
/// ([`crate::device::printer::job::Terms::witness`]) answers, and forgets them with every doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether a unit of motion is a dot (`GS P`).
    pub(super) units: bool,
    /// The left margin in force (`GS L`).
    pub(super) margin: Option<u32>,
    /// Dots a module and level of QR codes (`GS ( k` fn 167 and 169).
    pub(super) qr: Option<(u8, u8)>,
}
