//! Section `[a4]`: the printer of application forms and of receipts on A4.

use std::time::Duration;

use ipp::prelude::Uri;

use crate::problem::source::Section;

/// The A4 printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct A4 {
    /// Its address (`ipp://` or `ipps://`); `None` when there is none.
    pub printer: Option<Uri>,
    /// So long a sheet may take to come out before it is taken back.
    pub timeout: Duration,
}

impl Default for A4 {
    fn default() -> Self {
        Self { printer: None, timeout: Duration::from_secs(60) }
    }
}

impl A4 {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(entry) = section.get("printer")
            && let Some(text) = entry.text_like("^(ipps?://[^@]+)?$")
        {
            match checked(text.trim()) {
                Ok(printer) => self.printer = printer,
                Err(what) => entry.bad(
                    what,
                    Some("write it like \"ipp://192.168.1.20/ipp/print\", or \"\" for no A4 printer".into()),
                ),
            }
        }
        if let Some(seconds) = section.get("timeout_s").and_then(|e| e.within(5, 600, "seconds")) {
            self.timeout = Duration::from_secs(seconds.unsigned_abs());
        }
    }
}

fn checked(text: &str) -> Result<Option<Uri>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let none = || format!("\"{text}\" is not the address of an IPP printer");
    let uri: Uri = text.parse().map_err(|_| none())?;
    if !matches!(uri.scheme_str(), Some("ipp" | "ipps")) || uri.host().is_none_or(str::is_empty) || text.len() > 255 {
        return Err(none());
    }
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err("a user name or password must not stand in the address".into());
    }
    Ok(Some(uri))
}
