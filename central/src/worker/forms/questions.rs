//! What a form asks, read from the catalogue as the kiosks read it: which answers there are, and which must be there.

use std::collections::{BTreeSet, HashMap};

use kiosk_protocol::CatalogueBundle;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What stands before the id of an eligibility question in the answers.
const ELIGIBILITY: &str = "eligibility.";

/// The questions that services share, and the lists to choose from.
#[derive(Debug, Default)]
pub(super) struct Shared {
    plans: HashMap<String, Plan>,
    lists: HashMap<String, List>,
}

/// `fields.toml`.
#[derive(Default, Deserialize)]
struct Plans {
    #[serde(default)]
    fields: HashMap<String, Plan>,
}

/// `lists.toml`.
#[derive(Default, Deserialize)]
struct Lists {
    #[serde(default)]
    lists: HashMap<String, List>,
}

#[derive(Debug, Deserialize)]
struct List {
    options: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    parent: Option<String>,
}

/// A question of `fields.toml`, or one that a page brings itself.
#[derive(Debug, Deserialize)]
struct Plan {
    id: Option<String>,
    like: Option<String>,
    optional: Option<bool>,
    list: Option<String>,
    filter_by: Option<String>,
}

/// What a page asks: a shared question by its name, or one of its own.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Asked {
    Shared(String),
    Own(Plan),
}

/// A page of a service.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    prefix: Option<String>,
    fields: Vec<Asked>,
}

/// An eligibility question of a service.
#[derive(Debug, Deserialize)]
pub(super) struct Eligibility {
    id: String,
    ask_if: Option<String>,
    continue_if: Option<String>,
}

impl Shared {
    /// Reads them from a bundle; a file that is not there is empty.
    ///
    /// # Errors
    /// A file cannot be read; the text names it.
    pub(super) fn of(bundle: &CatalogueBundle) -> Result<Self, String> {
        fn file<T: Default + DeserializeOwned>(bundle: &CatalogueBundle, name: &str) -> Result<T, String> {
            let read = |text: &String| toml::from_str(text).map_err(|error| format!("{name}: {}", error.message()));
            bundle.files.get(name).map_or_else(|| Ok(T::default()), read)
        }
        let Plans { fields: plans } = file(bundle, "fields.toml")?;
        let Lists { lists } = file(bundle, "lists.toml")?;
        Ok(Self { plans, lists })
    }
}

/// A question of a form.
#[derive(Debug, PartialEq, Eq)]
struct Question {
    key: String,
    optional: bool,
    within: Option<Within>,
}

/// A choice that depends on another: where there is nothing to choose it is not asked.
#[derive(Debug, PartialEq, Eq)]
struct Within {
    parent: String,
    /// The answers to the parent with which there is something to choose; `None`: with every one.
    with: Option<BTreeSet<String>>,
}

impl Within {
    fn is_asked(&self, answers: &Map<String, Value>) -> bool {
        let chosen = answers.get(&self.parent).and_then(Value::as_str);
        self.with.as_ref().is_none_or(|with| chosen.is_none_or(|chosen| with.contains(chosen)))
    }
}

/// What a form asks.
#[derive(Debug)]
pub(super) struct Questions {
    eligibility: Vec<Eligibility>,
    fields: Vec<Question>,
}

/// Why answers do not fit a form: the first question that does not. Its key is of the catalogue, never what a citizen wrote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Misfit {
    /// It must be answered and is not.
    #[error("{0} is not answered")]
    Missing(String),
    /// The form asks nothing of this key. Whose words the key is, is not known: it is not repeated.
    #[error("an answer to nothing that is asked")]
    Unknown,
    /// With this answer the visit ends before there is a request.
    #[error("{0} is answered as nobody can who goes on")]
    Stopped(String),
}

impl Questions {
    /// Those of a service; `None` where its file tells none.
    ///
    /// # Errors
    /// A page asks something that nobody has written.
    pub(super) fn of(eligibility: Vec<Eligibility>, pages: &[Page], shared: &Shared) -> Result<Option<Self>, String> {
        if pages.is_empty() {
            return Ok(None);
        }
        let mut fields = Vec::new();
        for page in pages {
            for asked in &page.fields {
                fields.push(question(asked, page.prefix.as_deref(), shared)?);
            }
        }
        Ok(Some(Self { eligibility, fields }))
    }

    /// Whether the answers are those of this form: nothing that is not asked, and everything that must be answered.
    ///
    /// # Errors
    /// The first that does not fit.
    pub(super) fn check(&self, answers: &Map<String, Value>) -> Result<(), Misfit> {
        let is_known = |key: &String| {
            self.fields.iter().any(|question| question.key == *key)
                || key
                    .strip_prefix(ELIGIBILITY)
                    .is_some_and(|id| self.eligibility.iter().any(|question| question.id == id))
        };
        if !answers.keys().all(is_known) {
            return Err(Misfit::Unknown);
        }
        for question in &self.eligibility {
            let key = format!("{ELIGIBILITY}{}", question.id);
            let answer = answers.get(&key).and_then(Value::as_str);
            match (&question.continue_if, answer) {
                _ if !is_asked(question, answers) => {}
                (_, None) => return Err(Misfit::Missing(key)),
                (Some(wanted), Some(answer)) if answer != wanted => return Err(Misfit::Stopped(key)),
                _ => {}
            }
        }
        let missing = self.fields.iter().find(|question| {
            let is_asked = question.within.as_ref().is_none_or(|within| within.is_asked(answers));
            !question.optional && is_asked && !is_answered(answers.get(&question.key))
        });
        missing.map_or(Ok(()), |question| Err(Misfit::Missing(question.key.clone())))
    }
}

/// Whether the condition of an eligibility question holds. An answer that its question did not get holds nothing.
fn is_asked(question: &Eligibility, answers: &Map<String, Value>) -> bool {
    question.ask_if.as_deref().and_then(|condition| condition.split_once('=')).is_none_or(|(other, wanted)| {
        answers.get(&format!("{ELIGIBILITY}{other}")).and_then(Value::as_str) == Some(wanted)
    })
}

fn is_answered(answer: Option<&Value>) -> bool {
    match answer {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(_) => true,
    }
}

fn question(asked: &Asked, prefix: Option<&str>, shared: &Shared) -> Result<Question, String> {
    let find = |name: &str| {
        shared.plans.get(name).ok_or_else(|| format!("pages: there is no question {name:?} in fields.toml"))
    };
    let (id, own, base) = match asked {
        Asked::Shared(name) => (name.as_str(), None, Some(find(name)?)),
        Asked::Own(plan) => {
            let id = plan.id.as_deref().ok_or("pages: a question without an id")?;
            (id, Some(plan), plan.like.as_deref().map(find).transpose()?)
        }
    };
    let key = |id: &str| prefix.map_or_else(|| id.to_owned(), |prefix| format!("{prefix}.{id}"));
    let both = || own.into_iter().chain(base);
    let filter_by = both().find_map(|plan| plan.filter_by.as_deref());
    let list = both().find_map(|plan| plan.list.as_deref()).and_then(|name| shared.lists.get(name));
    let within = filter_by.map(|parent| Within { parent: key(parent), with: list.and_then(parents) });
    let optional = both().find_map(|plan| plan.optional).unwrap_or(false);
    Ok(Question { key: key(id), optional, within })
}

/// The answers with which a list has something to choose; `None` when it has something for everybody.
fn parents(list: &List) -> Option<BTreeSet<String>> {
    list.options.iter().map(|option| option.parent.clone()).collect()
}
