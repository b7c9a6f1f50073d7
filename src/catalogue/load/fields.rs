//! `fields.toml`: questions that several services ask, and those a page brings itself.

use std::collections::BTreeMap;

use regex::Regex;

use super::{Lists, Reading};
use crate::catalogue::{DateLimit, Field, FieldKey, FieldKind, ListId, Script};
use crate::i18n::LocalText;
use crate::problem::nearest;
use crate::problem::source::Section;

/// A question before a page asks it.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    kind: FieldKind,
    /// The key of another question whose answer filters this choice.
    pub(super) filter_by: Option<String>,
    label: LocalText,
    /// The label where the question is about someone else.
    label_about: Option<LocalText>,
    hint: Option<LocalText>,
    error: Option<LocalText>,
    pattern: Option<Regex>,
    optional: bool,
    sensitive: bool,
    mask: bool,
}

/// Plans by their name.
pub(super) type Plans = BTreeMap<String, Plan>;

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Digits,
    Phone,
    Date,
    Choice,
    YesNo,
    Count,
}

const KINDS: [(&str, Kind); 7] = [
    ("text", Kind::Text),
    ("digits", Kind::Digits),
    ("phone", Kind::Phone),
    ("date", Kind::Date),
    ("choice", Kind::Choice),
    ("yes_no", Kind::YesNo),
    ("count", Kind::Count),
];

pub(super) const SCRIPTS: [(&str, Script); 3] =
    [("ui", Script::Ui), ("kurdish_arabic", Script::KurdishArabic), ("latin_caps", Script::LatinCaps)];

impl Plan {
    /// The question as a page asks it.
    pub(super) fn field(
        &self,
        name: &str,
        id: &str,
        prefix: Option<&str>,
        context: Option<LocalText>,
        script: Option<Script>,
    ) -> Field {
        let key = |id: &str| FieldKey::new(prefix.map_or_else(|| id.to_owned(), |prefix| format!("{prefix}.{id}")));
        let mut kind = self.kind.clone();
        match &mut kind {
            FieldKind::Text { script: own, .. } => *own = script.unwrap_or(*own),
            FieldKind::Choice { filter_by, .. } => *filter_by = self.filter_by.as_deref().map(key),
            _ => {}
        }
        let label = match (&self.label_about, prefix) {
            (Some(about), Some(_)) => about,
            _ => &self.label,
        };
        Field {
            key: key(id),
            name: name.to_owned(),
            context,
            kind,
            label: label.clone(),
            hint: self.hint.clone(),
            error: self.error.clone(),
            pattern: self.pattern.clone(),
            optional: self.optional,
            sensitive: self.sensitive,
            mask: self.mask,
        }
    }
}

impl Reading {
    pub(super) fn plans(&self, root: &Section<'_>, lists: &Lists) -> Plans {
        let mut plans = Plans::new();
        let Some(all) = root.section("fields") else {
            root.bad_key("fields", "there is no question", Some("write [fields.NAME]".into()));
            return plans;
        };
        for (_, name, entry) in all.entries() {
            let Some(section) = entry.section() else { continue };
            let plan = self.plan(&section, None, lists);
            section.end();
            if let Some(plan) = plan {
                plans.insert(name.to_owned(), plan);
            }
        }
        plans
    }

    /// A question; what the section leaves out is taken from `like`.
    pub(super) fn plan(&self, section: &Section<'_>, like: Option<&Plan>, lists: &Lists) -> Option<Plan> {
        let kind = match like {
            Some(like) => Some(self.changed(section, &like.kind)),
            None => section.need("kind").and_then(|e| e.word(&KINDS)).and_then(|kind| self.kind(section, kind, lists)),
        };
        let _cited = self.cited_if(section);
        let local = |key| section.get(key).and_then(|e| self.local(&e));
        let label = match like {
            Some(like) => local("label").or_else(|| Some(like.label.clone())),
            None => section.need("label").and_then(|e| self.local(&e)),
        };
        // A label of its own is meant for this page: the general one must not replace it.
        let label_about = local("label_about");
        let hint = local("hint").or_else(|| like.and_then(|like| like.hint.clone()));
        let error = local("error").or_else(|| like.and_then(|like| like.error.clone()));
        let flag = |key, usual| section.get(key).and_then(|e| e.flag()).unwrap_or(usual);
        let pattern = match section.get("pattern") {
            Some(entry) => entry.text().and_then(|text| match Regex::new(text) {
                Ok(pattern) => Some(pattern),
                Err(error) => {
                    let why = error.to_string();
                    let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                    entry.bad(format!("this is not a regular expression: {why}"), None);
                    None
                }
            }),
            None => like.and_then(|like| like.pattern.clone()),
        };
        let filter_by =
            section.get("filter_by").and_then(|e| self.id(&e)).or_else(|| like.and_then(|like| like.filter_by.clone()));
        Some(Plan {
            kind: kind?,
            filter_by,
            label: label?,
            label_about,
            hint,
            error,
            pattern,
            optional: flag("optional", like.is_some_and(|like| like.optional)),
            sensitive: flag("sensitive", like.is_some_and(|like| like.sensitive)),
            mask: flag("mask_after_entry", like.is_some_and(|like| like.mask)),
        })
    }

    fn kind(&self, section: &Section<'_>, kind: Kind, lists: &Lists) -> Option<FieldKind> {
        Some(match kind {
            Kind::Text => self.changed(section, &FieldKind::Text { script: Script::Ui, min: 0, max: 60 }),
            Kind::Digits => self.changed(section, &FieldKind::Digits { group: Vec::new() }),
            Kind::Phone => FieldKind::Phone,
            Kind::Date => {
                self.changed(section, &FieldKind::Date { min: DateLimit::Years(-120), max: DateLimit::Years(20) })
            }
            Kind::Choice => {
                let entry = section.need("list")?;
                let name = entry.text()?;
                let options = match lists.get(name) {
                    Some(list) => list.options.clone(),
                    None => {
                        let fix = nearest(name, lists.keys().map(String::as_str)).map_or_else(
                            || "add it to lists.toml".to_owned(),
                            |near| format!("did you mean \"{near}\"?"),
                        );
                        entry.bad(format!("there is no list \"{name}\""), Some(fix));
                        return None;
                    }
                };
                FieldKind::Choice { list: ListId::new(name), options, filter_by: None }
            }
            Kind::YesNo => FieldKind::YesNo,
            Kind::Count => self.changed(section, &FieldKind::Count { min: 0, max: 99, default: 1 }),
        })
    }

    /// A kind with the limits that the section sets.
    fn changed(&self, section: &Section<'_>, kind: &FieldKind) -> FieldKind {
        match kind {
            FieldKind::Text { script, min, max } => {
                let script = section.get("script").and_then(|e| e.word(&SCRIPTS)).unwrap_or(*script);
                let length = |key, usual: usize| {
                    section
                        .get(key)
                        .and_then(|e| e.within(0, 500, "characters"))
                        .and_then(|n| usize::try_from(n).ok())
                        .unwrap_or(usual)
                };
                let (min, max) = (length("min", *min), length("max", *max));
                if min > max {
                    section.bad_key("max", format!("max ({max}) is smaller than min ({min})"), None);
                }
                FieldKind::Text { script, min, max }
            }
            FieldKind::Digits { group } => {
                let own = section.get("group").and_then(|e| e.list()).map(|list| {
                    list.iter()
                        .filter_map(|e| e.within(1, 20, "digits"))
                        .filter_map(|n| usize::try_from(n).ok())
                        .collect()
                });
                FieldKind::Digits { group: own.unwrap_or_else(|| group.clone()) }
            }
            FieldKind::Date { min, max } => {
                let limit = |key, usual| {
                    let Some(entry) = section.get(key) else { return usual };
                    let Some(text) = entry.text() else { return usual };
                    DateLimit::parse(text).unwrap_or_else(|| {
                        entry.bad(
                            format!("\"{text}\" is not a limit of dates"),
                            Some("write \"today\", \"-120y\", \"+6m\" or \"-30d\"".into()),
                        );
                        usual
                    })
                };
                FieldKind::Date { min: limit("min", *min), max: limit("max", *max) }
            }
            FieldKind::Count { min, max, default } => {
                let number = |key, usual: u32| {
                    section
                        .get(key)
                        .and_then(|e| e.within(0, 999, ""))
                        .and_then(|n| u32::try_from(n).ok())
                        .unwrap_or(usual)
                };
                let (min, max) = (number("min", *min), number("max", *max));
                let default = number("default", *default);
                if min > max || !(min..=max).contains(&default) {
                    section.bad_key("default", format!("{default} is not between min ({min}) and max ({max})"), None);
                }
                FieldKind::Count { min, max, default }
            }
            other => other.clone(),
        }
    }
}
