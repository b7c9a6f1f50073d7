//! The catalogue of log events: what each means, and what to do about it (`assets/events.toml`).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use serde::Deserialize;

/// The catalogue, as it is shipped with this very program.
const CATALOGUE: &str = include_str!("../assets/events.toml");

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    /// The most severe level at which it is written: the word that the log has.
    pub(crate) level: String,
    /// Which program writes it: `kiosk`, `central` or `kiosk and central`.
    pub(crate) by: String,
    /// What has happened.
    pub(crate) meaning: String,
    /// What somebody has to do, if anything.
    #[serde(default)]
    pub(crate) act: Option<String>,
    /// The message that tells staff of it, in each language: what has happened, and what they can do.
    #[serde(default)]
    pub(crate) staff: Option<String>,
}

/// The events that staff should know of, with their messages.
pub(crate) fn for_staff() -> &'static BTreeMap<&'static str, &'static str> {
    static STAFF: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    STAFF.get_or_init(|| {
        known().iter().filter_map(|(name, event)| Some((name.as_str(), event.staff.as_deref()?))).collect()
    })
}

/// All events by name, read once.
pub(crate) fn known() -> &'static BTreeMap<String, Event> {
    static ALL: OnceLock<BTreeMap<String, Event>> = OnceLock::new();
    ALL.get_or_init(all)
}

/// All events by name. The shipped file is read by a test, so it is never empty in a program that was tested.
#[must_use]
pub(crate) fn all() -> BTreeMap<String, Event> {
    toml::from_str(CATALOGUE).unwrap_or_default()
}

/// `docs/EVENTS.md`.
#[must_use]
pub(crate) fn markdown() -> String {
    let mut page = String::from(
        "# What the log says\n\n\
         Made from `assets/events.toml` by `kiosk events --markdown`. Every line of the log has an `event`; none has personal\n\
         data. `kiosk events NAME` shows one on the kiosk itself.\n\n\
         | event | level | by | what it means | what to do |\n|---|---|---|---|---|\n",
    );
    for (name, event) in all() {
        let act = event.act.unwrap_or_default();
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| `{name}` | {} | {} | {} | {act} |", event.level, event.by, event.meaning);
    }
    page
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
        for file in std::fs::read_dir(dir).unwrap() {
            let path = file.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|end| end == "rs") {
                into.push(path);
            }
        }
    }

    /// The events in the sources: name to (levels, programs).
    fn written() -> BTreeMap<String, (BTreeSet<usize>, BTreeSet<&'static str>)> {
        const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];
        let call = regex::Regex::new(r#"\btracing::(error|warn|info|debug|trace)!\(\s*(?:event = "([a-z0-9_.]+)")?"#);
        let call = call.unwrap();
        let mut found = BTreeMap::<String, (BTreeSet<usize>, BTreeSet<&'static str>)>::new();
        for (folder, program) in [("src", "kiosk"), ("central/src", "central"), ("protocol/src", "kiosk")] {
            let mut files = Vec::new();
            sources(&root().join(folder), &mut files);
            for file in files.iter().filter(|file| !file.ends_with("src/events.rs")) {
                let text = std::fs::read_to_string(file).unwrap();
                for hit in call.captures_iter(&text) {
                    let name = hit.get(2).unwrap_or_else(|| panic!("{}: {} has no event", file.display(), &hit[0]));
                    let level = LEVELS.iter().position(|level| *level == &hit[1]).unwrap();
                    let entry = found.entry(name.as_str().to_owned()).or_default();
                    entry.0.insert(level);
                    entry.1.insert(program);
                }
            }
        }
        assert!(found.len() > 150, "the sources were not found");
        found.into_iter().collect()
    }

    #[test]
    fn what_staff_should_know_is_said_in_every_language() {
        let locales = crate::i18n::Locales::load(&root().join("locales")).unwrap();
        assert!(for_staff().len() >= 8);
        for info in locales.languages() {
            let texts = locales.texts(info.language);
            for (event, text) in for_staff() {
                assert!(texts.has(text), "{event}: {text} in {}", info.language);
            }
        }
        for event in for_staff().keys() {
            assert!(["warn", "error"].contains(&all()[*event].level.as_str()), "{event} is not a warning");
        }
    }

    #[test]
    fn every_event_of_the_sources_is_in_the_catalogue_and_the_other_way_round() {
        let known: BTreeMap<String, Event> = toml::from_str(CATALOGUE).unwrap();
        let written = written();
        let missing: Vec<_> = written.keys().filter(|name| !known.contains_key(*name)).collect();
        assert!(missing.is_empty(), "not in assets/events.toml: {missing:?}");
        let gone: Vec<_> = known.keys().filter(|name| !written.contains_key(*name)).collect();
        assert!(gone.is_empty(), "nobody writes: {gone:?}");
        for (name, (levels, programs)) in &written {
            let event = &known[name];
            let level = ["error", "warn", "info", "debug", "trace"][*levels.first().unwrap()];
            assert_eq!(event.level, level, "{name}");
            let by: Vec<_> = programs.iter().rev().copied().collect();
            assert_eq!(event.by, by.join(" and "), "{name}");
        }
    }

    #[test]
    fn an_error_says_what_to_do() {
        for (name, event) in all() {
            assert!(event.meaning.ends_with('.') && event.meaning.len() >= 10, "{name}");
            let needs = event.level == "error" && !name.starts_with("virtual_");
            let told = event.act.is_some() || !needs || HEALS_ITSELF.contains(&name.as_str());
            assert!(told, "{name} is an error and says nothing of what to do");
        }
    }

    /// Errors that are mended by the program itself; somebody should know, nobody must act.
    const HEALS_ITSELF: [&str; 4] =
        ["print.doubt.no_picture", "print.cleared", "store.requeued", "store.writer.panicked"];

    #[test]
    fn the_page_of_events_is_up_to_date() {
        let path = root().join("docs/EVENTS.md");
        if std::env::var_os("KIOSK_GOLDEN").is_some_and(|value| value == "write") {
            std::fs::write(&path, markdown()).unwrap();
        }
        assert_eq!(
            std::fs::read_to_string(path).unwrap_or_default(),
            markdown(),
            "kiosk events --markdown > docs/EVENTS.md"
        );
    }
}
