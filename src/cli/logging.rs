//! The log goes to standard error, where systemd keeps it. No event holds personal data.

use std::sync::Arc;

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat, LogLevel};
use crate::kiosk::SetLevel;

/// Overrides the configured level (`KIOSK_LOG=kiosk=debug`).
const OVERRIDE: &str = "KIOSK_LOG";

/// Starts logging. Gives the way to another level; it does nothing while [`OVERRIDE`] is set.
pub(super) fn start(log: Log) -> SetLevel {
    let filter = EnvFilter::try_from_env(OVERRIDE).unwrap_or_else(|_| filter(log.level));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Only the first start in a process counts; a second is not a failure.
    match log.format {
        LogFormat::Text => {
            let builder = builder.with_target(false).with_filter_reloading();
            let handle = builder.reload_handle();
            let _ = builder.try_init();
            setting(move |filter| handle.reload(filter))
        }
        LogFormat::Json => {
            let builder = builder.json().flatten_event(true).with_filter_reloading();
            let handle = builder.reload_handle();
            let _ = builder.try_init();
            setting(move |filter| handle.reload(filter))
        }
    }
}

fn filter(level: LogLevel) -> EnvFilter {
    EnvFilter::new(format!("warn,kiosk={level},kiosk_central={level}", level = level.as_str()))
}

fn setting<E: std::fmt::Display>(set: impl Fn(EnvFilter) -> Result<(), E> + Send + Sync + 'static) -> SetLevel {
    Arc::new(move |level| {
        if std::env::var_os(OVERRIDE).is_none()
            && let Err(error) = set(filter(level))
        {
            tracing::warn!(event = "log.level_not_set", %error);
        }
    })
}
