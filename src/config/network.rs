//! Section `[central]`: the central server.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::resolved;
use crate::problem::source::Section;

/// The central server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Central {
    /// Its address without a slash at the end; `None` when this kiosk works without a server.
    pub url: Option<String>,
    /// The file with the certificates of its authority, needed to enrol over https; afterwards the enrolment has them.
    pub ca: Option<PathBuf>,
    /// So often waiting items are offered to the server.
    pub push_interval: Duration,
    /// So long one request may take.
    pub request_timeout: Duration,
}

impl Default for Central {
    fn default() -> Self {
        Self { url: None, ca: None, push_interval: Duration::from_secs(30), request_timeout: Duration::from_secs(15) }
    }
}

impl Central {
    pub(super) fn read(&mut self, section: &Section<'_>, base: &Path) {
        if let Some(entry) = section.get("url")
            && let Some(text) = entry.text_like("^(https?://[^@?#\\s]+)?$")
        {
            match checked(text.trim()) {
                Ok(url) => self.url = url,
                Err((what, fix)) => entry.bad(what, Some(fix.to_owned())),
            }
        }
        if let Some(text) = section.get("ca").and_then(|e| e.text()) {
            self.ca = Some(text.trim()).filter(|text| !text.is_empty()).map(|text| resolved(base, text));
        }
        if let Some(seconds) = section.get("push_interval_s").and_then(|e| e.within(1, 3600, "seconds")) {
            self.push_interval = Duration::from_secs(seconds.unsigned_abs());
        }
        if let Some(seconds) = section.get("request_timeout_s").and_then(|e| e.within(1, 300, "seconds")) {
            self.request_timeout = Duration::from_secs(seconds.unsigned_abs());
        }
    }
}

/// The address when it may be used: https anywhere, http only on this machine.
fn checked(text: &str) -> Result<Option<String>, (String, &'static str)> {
    const EXAMPLE: &str = "write it like \"https://central.example.krd\", or \"\" for no server";
    if text.is_empty() {
        return Ok(None);
    }
    let bad = |why: String| (why, EXAMPLE);
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(bad(format!("\"{text}\" is not the address of a server")));
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(("a user name or password must not stand in the address".into(), "remove what stands before @"));
    }
    if rest.contains(['?', '#']) || rest.chars().any(char::is_whitespace) {
        return Err(bad(format!("\"{text}\" is not the address of a server")));
    }
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => match v6.split_once(']') {
            Some((host, port)) => (host, port.strip_prefix(':').or(port.is_empty().then_some(""))),
            None => return Err(bad(format!("\"{text}\" is not the address of a server"))),
        },
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, Some("")),
        },
    };
    let port_fits = port.is_some_and(|port| port.is_empty() || port.parse::<u16>().is_ok_and(|port| port > 0));
    let host_fits = !host.is_empty()
        && (host.parse::<IpAddr>().is_ok()
            || host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')));
    if !host_fits || !port_fits {
        return Err(bad(format!("\"{text}\" is not the address of a server")));
    }
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match scheme {
        "https" => {}
        "http" if loopback => {}
        "http" => {
            return Err((
                format!("http to \"{host}\" would send requests unprotected"),
                "write https://; http is allowed only to this machine (127.0.0.1, localhost)",
            ));
        }
        _ => return Err(bad(format!("\"{scheme}\" is not a way to reach a server"))),
    }
    Ok(Some(text.trim_end_matches('/').to_owned()))
}
