//! Section `[receipt]`: what signed receipts begin with, and whose are believed.

use std::path::{Path, PathBuf};

use kiosk_protocol::receipt::ReceiptUrl;

use super::resolved;
use crate::problem::source::Section;

/// Signed receipts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The address in their QR code; `None` for the short form `KR1:`.
    pub url: Option<ReceiptUrl>,
    /// A file of keys that receipts are verified with, besides the kiosk's own.
    pub keys: Option<PathBuf>,
}

impl Default for Receipt {
    fn default() -> Self {
        Self { url: "https://r.example.krd/".parse().ok(), keys: None }
    }
}

impl Receipt {
    pub(super) fn read(&mut self, section: &Section<'_>, base: &Path) {
        if let Some(entry) = section.get("url")
            && let Some(text) = entry.text()
        {
            match text.trim() {
                "" => self.url = None,
                text => match text.parse::<ReceiptUrl>() {
                    Ok(url) => self.url = Some(url),
                    Err(error) => entry.bad(
                        format!("\"{text}\" is {error}"),
                        Some("write it like \"https://r.example.krd/\", or \"\" for none".into()),
                    ),
                },
            }
        }
        if let Some(text) = section.get("keys").and_then(|e| e.text()) {
            self.keys = Some(text.trim()).filter(|text| !text.is_empty()).map(|text| resolved(base, text));
        }
    }
}
