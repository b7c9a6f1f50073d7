//! How often the kiosk does what nobody waits for.

use std::time::Duration;

/// The times between such acts, on the monotonic clock. The usual ones are [`Rhythm::default`]; they are one value, so that
/// a kiosk can be started that does in seconds what another does in a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// A head of the audit chain is signed at least so often, when anything was recorded.
    pub head_every: Duration,
    /// Between two looks whether a service day has ended, which asks for a head as well.
    pub day_every: Duration,
    /// From the start to the first report to central.
    pub report_first: Duration,
    /// Between two reports while central is reached.
    pub report_every: Duration,
    /// Central has said that it hands out another configuration or catalogue: it is asked for within this time, so that not
    /// all kiosks come in the same second.
    pub ask_within: Duration,
    /// Between two questions for the time, the keys and the catalogue while central is reached. Each push brings the time as
    /// well.
    pub ask_every: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            head_every: Duration::from_secs(3600),
            day_every: Duration::from_secs(60),
            report_first: Duration::from_secs(20),
            report_every: Duration::from_secs(300),
            ask_within: Duration::from_secs(30),
            ask_every: Duration::from_secs(3600),
        }
    }
}
