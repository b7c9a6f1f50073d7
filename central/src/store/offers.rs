//! What this server hands out, and that kiosks hear when it is another: they ask at once instead of within the hour.

use std::future::Future;

use kiosk_protocol::Topic;

use super::StoreError;

/// What is handed out now; `None`: nothing of this kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// The version of the catalogue.
    pub catalogue: Option<String>,
    /// The serial of the config bundle.
    pub config: Option<String>,
}

impl Offers {
    /// Those that are not what was handed out `before`. What is not handed out any more is not told: kiosks keep what
    /// they have.
    pub(crate) fn news(&self, before: &Self) -> Vec<(Topic, &str)> {
        let kinds = [
            (Topic::CatalogueChanged, &self.catalogue, &before.catalogue),
            (Topic::ConfigChanged, &self.config, &before.config),
        ];
        kinds
            .into_iter()
            .filter(|(_, now, then)| now != then)
            .filter_map(|(topic, now, _)| Some((topic, now.as_deref()?)))
            .collect()
    }
}

/// A version of a form: of `civ.birth@3` the name is `civ.birth`, and the version 3.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FormVersion {
    /// The form.
    pub name: String,
    /// Its version, from 1.
    pub version: u32,
}

/// Telling kiosks of it.
pub trait Offering: Send + Sync + 'static {
    /// Notes what is handed out from now on; what is new is told to the kiosks of every centre, in one transaction. Several
    /// servers that hand out the same tell it once.
    fn offer(&self, offers: Offers, now_ms: i64) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Notes which forms are handed out from now on, and gives all that ever were, by name and version.
    fn publish(
        &self,
        forms: Vec<FormVersion>,
        now_ms: i64,
    ) -> impl Future<Output = Result<Vec<FormVersion>, StoreError>> + Send;
}
