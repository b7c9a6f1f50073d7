//! `lists.toml`: things to choose from.

use super::{Lists, Reading};
use crate::catalogue::{ChoiceList, ChoiceOption, ListId};
use crate::problem::source::{Entry, Section};

impl Reading {
    pub(super) fn lists(&self, root: &Section<'_>) -> Lists {
        let mut lists = Lists::new();
        let Some(all) = root.section("lists") else {
            root.bad_key("lists", "there is no list", Some("write [lists.NAME]".into()));
            return lists;
        };
        for (_, id, entry) in all.entries() {
            let Some(section) = entry.section() else { continue };
            let _cited = self.cited_if(&section);
            let sorted = section.get("sorted").and_then(|e| e.flag()).unwrap_or(false);
            let options = section.need("options").map(|options| self.options(&options, sorted));
            section.end();
            if let Some(options) = options {
                lists.insert(id.to_owned(), ChoiceList { id: ListId::new(id), options });
            }
        }
        // A parent must be an option of another list, else it could never be chosen.
        for (_, id, entry) in all.entries() {
            let Some(section) = entry.section() else { continue };
            let Some(options) = section.get("options").and_then(|e| e.list()) else { continue };
            for option in options {
                let Some(parent) = option.section().and_then(|s| s.get("parent")) else { continue };
                let Some(name) = parent.text() else { continue };
                let known = lists
                    .iter()
                    .any(|(other, list)| other != id && list.options.iter().any(|option| option.id == name));
                if !known {
                    parent.bad(
                        format!("no list has an option \"{name}\""),
                        Some("write the id of an option of another list".into()),
                    );
                }
            }
        }
        lists
    }

    /// The options of a list, or of a question that brings its own. Those of a `sorted` list stand by their names,
    /// but for the `fixed` ones.
    pub(super) fn options(&self, entry: &Entry<'_>, sorted: bool) -> Vec<ChoiceOption> {
        let mut options: Vec<ChoiceOption> = Vec::new();
        let Some(list) = entry.list() else { return options };
        for item in &list {
            let Some(section) = item.section() else { continue };
            let id = section.need("id").and_then(|e| self.id(&e));
            let parent = section.get("parent").and_then(|e| self.id(&e));
            let name = section.need("name").and_then(|e| self.local(&e));
            let fixed = section.get("fixed");
            if let (Some(entry), false) = (&fixed, sorted) {
                entry.bad("every option keeps its place in a list that is not sorted", Some("remove this".into()));
            }
            let by_name = sorted && !fixed.and_then(|e| e.flag()).unwrap_or(false);
            section.end();
            let (Some(id), Some(name)) = (id, name) else { continue };
            if options.iter().any(|option| option.id == id) {
                item.bad(format!("the option \"{id}\" stands twice"), Some("rename or remove one of them".into()));
                continue;
            }
            options.push(ChoiceOption { id, parent, name, by_name });
        }
        if list.len() < 2 {
            entry.bad("a choice needs at least two options", None);
        }
        options
    }
}
