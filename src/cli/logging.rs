//! The log goes to standard error, where systemd keeps it. No event holds personal data.

use std::sync::Arc;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, reload};

use crate::config::{Log, LogFormat, LogLevel};
use crate::kiosk::SetLevel;
use crate::noticed::Noticing;

/// Overrides the configured level (`KIOSK_LOG=kiosk=debug`).
const OVERRIDE: &str = "KIOSK_LOG";

/// Starts logging. Gives the way to another level; it does nothing while [`OVERRIDE`] is set.
pub(super) fn start(config: Log) -> SetLevel {
    let filter = EnvFilter::try_from_env(OVERRIDE).unwrap_or_else(|_| filter(config.level));
    let (filter, handle) = reload::Layer::new(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = tracing_subscriber::registry().with(Noticing).with(filter);
    // Only the first start in a process counts; a second is not a failure.
    let _ = match config.format {
        LogFormat::Text => log.with(layer.with_target(false)).try_init(),
        LogFormat::Json => log.with(layer.json().flatten_event(true)).try_init(),
    };
    setting(move |filter| handle.reload(filter))
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
