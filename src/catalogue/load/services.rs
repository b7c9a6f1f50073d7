//! `services/*.toml`: one service each.

use std::collections::BTreeMap;

use super::fields::{Plans, SCRIPTS};
use super::{Lists, Reading, queue_letter};
use crate::catalogue::{
    Category, CategoryId, Condition, Currency, Document, Eligibility, Field, FieldKey, FieldKind, Money, Page, Service,
    ServiceId, ServiceTime, Sourced, TimeUnit,
};
use crate::i18n::LocalText;
use crate::problem::nearest;
use crate::problem::source::{Entry, Section};

/// What the other files have said.
pub(super) struct Known<'a> {
    pub(super) lists: &'a Lists,
    pub(super) plans: &'a Plans,
    pub(super) categories: &'a [Category],
}

/// What other services have already taken: value → service.
#[derive(Default)]
pub(super) struct Taken {
    numbers: BTreeMap<i64, String>,
    schemas: BTreeMap<String, String>,
}

impl Reading {
    pub(super) fn service(
        &self,
        root: &Section<'_>,
        stem: &str,
        known: &Known<'_>,
        taken: &mut Taken,
    ) -> Option<Service> {
        let id = root.need("id").and_then(|entry| {
            let id = self.id(&entry)?;
            if id != stem {
                entry.bad(
                    format!("the service \"{id}\" stands in the file {stem}.toml"),
                    Some(format!("name the file {id}.toml")),
                );
            }
            Some(id)
        });
        let number = root.need("number").and_then(|entry| {
            let number = entry.within(1, 9999, "")?;
            if let Some(other) = taken.numbers.insert(number, stem.to_owned()) {
                entry.bad(
                    format!("the number {number} is already that of \"{other}\""),
                    Some("take a free number".into()),
                );
            }
            u16::try_from(number).ok()
        });
        let schema = root.need("schema").and_then(|entry| {
            let schema = schema(&entry)?;
            if let Some(other) = taken.schemas.insert(schema.clone(), stem.to_owned()) {
                entry.bad(
                    format!("\"{schema}\" is already the schema of \"{other}\""),
                    Some("each service has its own".into()),
                );
            }
            Some(schema)
        });
        let category = root.need("category").and_then(|entry| {
            let name = entry.text()?;
            let found = known.categories.iter().find(|category| category.id.as_str() == name);
            if found.is_none() {
                let ids = known.categories.iter().map(|category| category.id.as_str());
                let fix = nearest(name, ids)
                    .map_or_else(|| "add it to catalogue.toml".to_owned(), |near| format!("did you mean \"{near}\"?"));
                entry.bad(format!("there is no category \"{name}\""), Some(fix));
            }
            found
        });
        let icon = root.need("icon").and_then(|e| self.icon(&e));
        let order = root.need("order").and_then(|e| e.within(0, 999, ""));
        let private = root.get("private").and_then(|e| e.flag()).unwrap_or(false);
        let party = root.get("party").and_then(|e| e.within(2, 20, "people")).and_then(|most| u8::try_from(most).ok());
        let own_queue = root.get("queue").and_then(|e| queue_letter(&e));
        let name = root.need("name").and_then(|e| self.local(&e));
        let about = root.need("about").and_then(|e| self.local(&e));
        let note = root.get("note").and_then(|e| e.filled()).map(str::to_owned);

        let mut phone = None;
        let office = self.sourced(root, "office", true, |section| {
            phone = section.get("phone").and_then(|e| e.filled()).map(str::to_owned);
            section.need("value").and_then(|e| self.local(&e))
        });
        let fee = self.sourced(root, "fee", true, money);
        let time = self.sourced(root, "time", true, time);
        let local = |section: &Section<'_>| section.need("value").and_then(|e| self.local(&e));
        let deadline = self.sourced(root, "deadline", false, local);
        let validity = self.sourced(root, "validity", false, local);

        let mut eligibility: Vec<Eligibility> = Vec::new();
        for section in root.sections("eligibility") {
            let question = self.eligibility(&section, known, &eligibility);
            section.end();
            eligibility.extend(question);
        }
        let mut documents: Vec<Document> = Vec::new();
        for section in root.sections("documents") {
            let document = self.document(&section, &eligibility);
            section.end();
            if let Some(document) = document {
                if documents.iter().any(|other| other.id == document.id) {
                    section.bad(
                        format!("the document \"{}\" stands twice", document.id),
                        Some("rename one of them".into()),
                    );
                }
                documents.push(document);
            }
        }
        let pages = self.pages(root, known);

        let category = category?;
        Some(Service {
            id: ServiceId::new(id?),
            number: number?,
            category: CategoryId::new(category.id.as_str()),
            icon: icon?,
            order: order?,
            private,
            queue: own_queue.unwrap_or(category.queue),
            party,
            schema: schema?,
            name: name?,
            about: about?,
            note,
            office: office?,
            phone,
            fee: fee?,
            time: time?,
            deadline,
            validity,
            eligibility,
            documents,
            pages,
        })
    }

    fn sourced<T>(
        &self,
        root: &Section<'_>,
        key: &'static str,
        needed: bool,
        read: impl FnOnce(&Section<'_>) -> Option<T>,
    ) -> Option<Sourced<T>> {
        let entry = if needed { root.need(key) } else { root.get(key) };
        let section = entry?.section()?;
        let value = read(&section);
        let cited = self.cited(&section);
        section.end();
        let cited = cited?;
        Some(Sourced { value: value?, basis: cited.basis, source: cited.source, note: cited.note })
    }

    fn eligibility(&self, section: &Section<'_>, known: &Known<'_>, before: &[Eligibility]) -> Option<Eligibility> {
        let id = section.need("id").and_then(|e| self.id(&e));
        if let Some(id) = &id
            && before.iter().any(|question| question.id == *id)
        {
            section.bad(format!("the question \"{id}\" stands twice"), Some("rename one of them".into()));
        }
        let list = section.get("list");
        let own = section.get("options");
        let mut yes_no = false;
        let mut options = match (&list, &own) {
            (Some(entry), None) => entry.text().and_then(|name| {
                yes_no = name == "yes_no";
                let found = known.lists.get(name).map(|list| list.options.clone());
                if found.is_none() {
                    let fix = nearest(name, known.lists.keys().map(String::as_str))
                        .map_or_else(|| "add it to lists.toml".to_owned(), |near| format!("did you mean \"{near}\"?"));
                    entry.bad(format!("there is no list \"{name}\""), Some(fix));
                }
                found
            }),
            (None, Some(entry)) => Some(self.options(entry, false)),
            (Some(_), Some(_)) => {
                section.bad("the question has both `list` and `options`", Some("keep one of them".into()));
                None
            }
            (None, None) => {
                section.bad("the question has no answers", Some("write list = \"yes_no\" or options = […]".into()));
                None
            }
        };
        if let Some(entry) = section.get("exclude")
            && let Some(excluded) = entry.list()
        {
            for item in excluded {
                let Some(name) = item.text() else { continue };
                if let Some(options) = &mut options {
                    let before = options.len();
                    options.retain(|option| option.id != name);
                    if options.len() == before {
                        item.bad(format!("there is no answer \"{name}\""), None);
                    }
                }
            }
        }
        let continue_entry = section.get("continue_if");
        let continue_if = continue_entry.as_ref().and_then(Entry::text).map(str::to_owned);
        if let (Some(entry), Some(answer), Some(options)) = (&continue_entry, &continue_if, &options)
            && !options.iter().any(|option| option.id == *answer)
        {
            let ids: Vec<_> = options.iter().map(|option| option.id.as_str()).collect();
            entry.bad(format!("there is no answer \"{answer}\""), Some(format!("the answers are {}", ids.join(", "))));
        }
        let text = section.need("text").and_then(|e| self.local(&e));
        let stop = section.get("stop").and_then(|e| self.local(&e));
        if continue_if.is_some() && stop.is_none() && section.get("stop").is_none() {
            section.bad_key("stop", "nobody is told why the visit ends", Some("write stop = { … }".into()));
        }
        let ask_if = section.get("ask_if").and_then(|e| condition(&e, before));
        let cited = self.cited_if(section);
        Some(Eligibility { id: id?, text: text?, options: options?, yes_no, continue_if, stop, ask_if, cited })
    }

    fn document(&self, section: &Section<'_>, questions: &[Eligibility]) -> Option<Document> {
        let id = section.need("id").and_then(|e| self.id(&e));
        let name = section.need("name").and_then(|e| self.local(&e));
        let original = section.need("original").and_then(|e| e.flag());
        let copies = section.need("copies").and_then(|e| e.within(0, 20, "copies")).and_then(|n| u32::try_from(n).ok());
        let ask_if = section.get("ask_if").and_then(|e| condition(&e, questions));
        let cited = self.cited(section);
        Some(Document { id: id?, name: name?, original: original?, copies: copies?, ask_if, cited: cited? })
    }

    fn pages(&self, root: &Section<'_>, known: &Known<'_>) -> Vec<Page> {
        let mut pages: Vec<Page> = Vec::new();
        let mut keys: Vec<FieldKey> = Vec::new();
        let mut about: BTreeMap<String, LocalText> = BTreeMap::new();
        for section in root.sections("pages") {
            let id = section.need("id").and_then(|e| self.id(&e));
            if let Some(id) = &id
                && pages.iter().any(|page| page.id == *id)
            {
                section.bad(format!("the page \"{id}\" stands twice"), Some("rename one of them".into()));
            }
            let title = section.get("title").and_then(|e| self.local(&e));
            let prefix = section.get("prefix").and_then(|e| self.id(&e));
            let script = section.get("script").and_then(|e| e.word(&SCRIPTS));
            let _note = section.get("note");
            let context = prefix.as_ref().and_then(|prefix| {
                if let Some(title) = &title {
                    about.insert(prefix.clone(), title.clone());
                }
                about.get(prefix).cloned()
            });
            let mut fields = Vec::new();
            for item in section.need("fields").and_then(|e| e.list()).unwrap_or_default() {
                let make = Make { prefix: prefix.as_deref(), context: context.clone(), script };
                if let Some(field) = self.field(&item, known, make) {
                    self.check_field(&item, &field, &mut keys);
                    fields.push(field);
                }
            }
            section.end();
            if let Some(id) = id {
                pages.push(Page { id, title, fields });
            }
        }
        if pages.is_empty() && !root.source().has_errors() {
            root.bad_key("pages", "the service asks nothing", Some("write [[pages]]".into()));
        }
        pages
    }

    fn check_field(&self, item: &Entry<'_>, field: &Field, keys: &mut Vec<FieldKey>) {
        if keys.contains(&field.key) {
            item.bad(
                format!("the question \"{}\" is asked twice", field.key),
                Some("give the page a prefix, or remove one".into()),
            );
        }
        if let FieldKind::Choice { filter_by: Some(other), .. } = &field.kind
            && !keys.contains(other)
        {
            item.bad(
                format!("\"{}\" is filtered by \"{other}\", which is not asked before it", field.key),
                Some(format!("ask \"{other}\" first")),
            );
        }
        keys.push(field.key.clone());
    }

    /// One question of a page: the name of a known one, or a table with changes or with all of it.
    fn field(&self, item: &Entry<'_>, known: &Known<'_>, make: Make<'_>) -> Option<Field> {
        let find = |entry: &Entry<'_>, name: &str| {
            let found = known.plans.get(name);
            if found.is_none() {
                let fix = nearest(name, known.plans.keys().map(String::as_str))
                    .map_or_else(|| "add it to fields.toml".to_owned(), |near| format!("did you mean \"{near}\"?"));
                entry.bad(format!("there is no question \"{name}\""), Some(fix));
            }
            found
        };
        if item.is_text() {
            let name = item.text()?;
            let plan = find(item, name)?;
            return Some(plan.field(name, name, make.prefix, make.context, make.script));
        }
        let section = item.section()?;
        let id = section.need("id").and_then(|e| self.id(&e));
        let like = section.get("like");
        let name = like.as_ref().and_then(Entry::text).map(str::to_owned);
        let base = match (&like, &name) {
            (Some(entry), Some(name)) => Some(find(entry, name)?),
            _ => None,
        };
        let plan = self.plan(&section, base, known.lists);
        section.end();
        let (id, plan) = (id?, plan?);
        let name = name.unwrap_or_else(|| id.clone());
        Some(plan.field(&name, &id, make.prefix, make.context, make.script))
    }
}

/// What a page gives to its questions.
struct Make<'a> {
    prefix: Option<&'a str>,
    context: Option<LocalText>,
    script: Option<crate::catalogue::Script>,
}

/// A schema: `group.name@version`.
fn schema(entry: &Entry<'_>) -> Option<String> {
    let text = entry.filled()?;
    let part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let fits = text.split_once('@').is_some_and(|(name, version)| {
        version.parse::<u16>().is_ok_and(|version| version > 0)
            && name.split_once('.').is_some_and(|(group, name)| part(group) && part(name))
    });
    if !fits {
        entry.bad(format!("\"{text}\" is not a schema"), Some("write it like \"civ.birth@1\"".into()));
        return None;
    }
    Some(text.to_owned())
}

fn money(section: &Section<'_>) -> Option<Money> {
    let amount = section.need("amount").and_then(|e| e.within(0, 100_000_000, "whole units of the currency"));
    let currency = match section.get("currency") {
        None => {
            section.bad_key("currency", "the fee has no currency", Some("write currency = \"IQD\"".into()));
            None
        }
        Some(entry) => entry.text().and_then(|code| {
            let currency = Currency::parse(code);
            if currency.is_none() {
                entry.bad(format!("\"{code}\" is not a known currency"), Some("known is \"IQD\"".into()));
            }
            currency
        }),
    };
    Some(Money { amount: amount?, currency: currency? })
}

fn time(section: &Section<'_>) -> Option<ServiceTime> {
    let amount = section.need("amount").and_then(|e| e.within(1, 100_000, ""));
    let unit = section
        .need("unit")
        .and_then(|e| e.word(&[("minutes", TimeUnit::Minutes), ("working_days", TimeUnit::WorkingDays)]));
    let at_most = section.get("at_most").and_then(|e| e.flag()).unwrap_or(false);
    Some(ServiceTime { amount: u32::try_from(amount?).ok()?, unit: unit?, at_most })
}

/// A condition `question=answer` on a question that stands before.
fn condition(entry: &Entry<'_>, before: &[Eligibility]) -> Option<Condition> {
    let text = entry.filled()?;
    let Some((question, answer)) = text.split_once('=') else {
        entry.bad(format!("\"{text}\" is not a condition"), Some("write it like \"new_or_copy=new\"".into()));
        return None;
    };
    let Some(found) = before.iter().find(|known| known.id == question) else {
        let fix = nearest(question, before.iter().map(|known| known.id.as_str())).map_or_else(
            || "it must be an eligibility question that stands before".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        );
        entry.bad(format!("there is no question \"{question}\" before this"), Some(fix));
        return None;
    };
    if !found.options.iter().any(|option| option.id == answer) {
        let ids: Vec<_> = found.options.iter().map(|option| option.id.as_str()).collect();
        entry.bad(
            format!("\"{question}\" has no answer \"{answer}\""),
            Some(format!("the answers are {}", ids.join(", "))),
        );
        return None;
    }
    Some(Condition { question: question.to_owned(), answer: answer.to_owned() })
}
