//! When a running kiosk takes a changed key.

use std::fmt;

/// The keys that a running kiosk takes at once, also in the middle of a visit: nobody who stands there can notice.
const AT_ONCE: [&str; 1] = ["log.level"];

/// When a running kiosk takes a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Now.
    AtOnce,
    /// When nobody's visit is running and no paper is on its way.
    AtRest,
}

impl Taken {
    /// Of this key.
    #[must_use]
    pub fn of(key: &str) -> Self {
        if AT_ONCE.contains(&key) { Self::AtOnce } else { Self::AtRest }
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AtOnce => "at once",
            Self::AtRest => "at the end of the visit",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys;

    #[test]
    fn what_is_taken_at_once_is_a_key() {
        let known: Vec<String> = keys::keys().into_iter().map(|key| key.path).collect();
        for key in AT_ONCE {
            assert!(known.iter().any(|path| path == key), "{key}");
            assert_eq!(Taken::of(key), Taken::AtOnce);
        }
        assert_eq!(Taken::of("printer.baud"), Taken::AtRest);
    }
}
