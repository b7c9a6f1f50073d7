//! What libraries of this program read from the environment before its first line runs.
//!
//! The units of `deploy/systemd` set it, so that a kiosk starts once. Started otherwise, `main` executes the program
//! anew with it.

use std::ffi::OsString;

use crate::config::data::DataDir;

/// Set: the environment is this program's own.
pub const MARK: &str = FONTCONFIG_FILE;

/// Names the font-less fontconfig file. Without it the text engine scans every font of the system at start (50-800 ms),
/// and a glyph that is missing from ours would silently come from another face.
const FONTCONFIG_FILE: &str = "FONTCONFIG_FILE";

/// Names our short table of composed characters. Without it X reads the whole table of the system's locale, twice
/// (10-20 ms of the start).
const COMPOSE_FILE: &str = "XCOMPOSEFILE";

/// One heap for all threads. A heap for each keeps a megabyte that none of them needs; the threads of a kiosk wait for
/// ports and disks, not for each other's memory.
const ARENAS: &str = "MALLOC_ARENA_MAX";

/// Each variable with its value.
#[must_use]
pub fn own(data: &DataDir) -> [(&'static str, OsString); 3] {
    [
        (FONTCONFIG_FILE, data.assets().join("fonts/fonts.conf").into()),
        (COMPOSE_FILE, data.keyboards().join("Compose").into()),
        (ARENAS, "1".into()),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::path::Path;

    use super::*;

    #[test]
    fn the_units_set_it() {
        let data = DataDir::installed();
        for unit in ["kiosk.service", "kiosk-x11.service"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/systemd").join(unit);
            let text = std::fs::read_to_string(path).unwrap();
            let set: Vec<&str> = text
                .lines()
                .filter_map(|line| line.strip_prefix("Environment="))
                .flat_map(str::split_whitespace)
                .collect();
            for (name, value) in own(&data) {
                let wanted = format!("{name}={}", value.to_str().unwrap());
                assert!(set.contains(&wanted.as_str()), "{unit}: {wanted}");
            }
        }
    }
}
