//! The log goes to standard error, where systemd keeps it. No event holds personal data.

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts logging. `KIOSK_LOG` overrides the configured level (`KIOSK_LOG=kiosk=debug`).
pub(super) fn start(log: Log) {
    let filter = EnvFilter::try_from_env("KIOSK_LOG").unwrap_or_else(|_| {
        EnvFilter::new(format!("warn,kiosk={level},kiosk_central={level}", level = log.level.as_str()))
    });
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Only the first start in a process counts; a second is not a failure.
    let _ = match log.format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}
