//! Which services and forms the catalogue knows, as far as central must know it.

mod questions;

use std::collections::{BTreeSet, HashMap};

use kiosk_protocol::{CatalogueBundle, RequestBody, ResultCode};
use serde_json::Value;

use crate::store::offers::FormVersion;
use questions::{Eligibility, Page, Questions, Shared};

/// The most answers of a request, and the most characters of one.
const MAX_ANSWERS: usize = 500;
const MAX_ANSWER: usize = 10_000;

/// The forms of the catalogue by service. Without a catalogue every form is good.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    by_service: Option<HashMap<String, Form>>,
    /// All versions that were ever handed out, as far as central has noted them.
    published: BTreeSet<FormVersion>,
}

/// Reads `civ.birth@3`.
fn read(text: &str) -> Option<FormVersion> {
    let (name, version) = text.rsplit_once('@')?;
    let version = version.parse().ok().filter(|version| *version > 0)?;
    Some(FormVersion { name: name.to_owned(), version })
}

/// The form of a service, and what it asks where the catalogue tells.
#[derive(Debug)]
struct Form {
    current: FormVersion,
    questions: Option<Questions>,
}

#[derive(serde::Deserialize)]
struct Service {
    id: String,
    schema: String,
    #[serde(default)]
    eligibility: Vec<Eligibility>,
    #[serde(default)]
    pages: Vec<Page>,
}

impl Forms {
    /// The forms of a bundle. Files that are no service are passed over; a service that cannot be read is an
    /// error, as its requests would all go into quarantine.
    pub(crate) fn of(bundle: Option<&CatalogueBundle>) -> Result<Self, String> {
        let Some(bundle) = bundle else { return Ok(Self::default()) };
        let shared = Shared::of(bundle)?;
        let mut by_service = HashMap::new();
        for (name, text) in bundle.files.iter().filter(|(name, _)| name.starts_with("services/")) {
            let service: Service = toml::from_str(text).map_err(|e| format!("{name}: {}", e.message()))?;
            let current = read(&service.schema)
                .ok_or_else(|| format!("{name}: schema: name@number is expected, not {:?}", service.schema))?;
            let questions = Questions::of(service.eligibility, &service.pages, &shared)
                .map_err(|what| format!("{name}: {what}"))?;
            by_service.insert(service.id, Form { current, questions });
        }
        let by_service = (!by_service.is_empty()).then_some(by_service);
        Ok(Self { by_service, published: BTreeSet::new() })
    }

    /// The versions that the catalogue has.
    pub(crate) fn current(&self) -> Vec<FormVersion> {
        self.by_service.iter().flat_map(HashMap::values).map(|form| form.current.clone()).collect()
    }

    /// With all that were ever handed out.
    pub(crate) fn published(self, published: Vec<FormVersion>) -> Self {
        Self { published: published.into_iter().collect(), ..self }
    }

    /// Whether kiosks can have had an earlier version of a form: central has noted that it handed it out, or it is from before
    /// central began to note them.
    fn was_published(&self, form: &FormVersion) -> bool {
        let mut noted = self.published.iter().filter(|noted| noted.name == form.name);
        noted.next().is_none_or(|first| form.version < first.version) || self.published.contains(form)
    }

    /// Whether a request can be processed. Earlier versions of its form are good as well: a kiosk may have been
    /// offline since before the form changed. What an earlier version asked is not known any more; the answers to the
    /// current one must be those that it asks for.
    pub(crate) fn check(&self, body: &RequestBody) -> Result<(), ResultCode> {
        let answers = body.answers.as_map();
        if answers.len() > MAX_ANSWERS || !answers.values().all(is_sound) || body.consent.version.is_empty() {
            return Err(ResultCode::ValidationFailed);
        }
        let name = read(&body.schema).ok_or(ResultCode::SchemaUnknown)?;
        let Some(known) = &self.by_service else { return Ok(()) };
        let form = known.get(&body.service).ok_or(ResultCode::ServiceWithdrawn)?;
        let is_earlier = name.version < form.current.version && self.was_published(&name);
        if form.current.name != name.name || !(form.current == name || is_earlier) {
            return Err(ResultCode::SchemaUnknown);
        }
        match &form.questions {
            Some(questions) if form.current == name => questions.check(answers).map_err(|what| {
                tracing::warn!(event = "worker.answers", service = body.service.as_str(), schema = body.schema.as_str(), %what);
                ResultCode::ValidationFailed
            }),
            _ => Ok(()),
        }
    }
}

/// Answers are texts, numbers, yes or no, or lists of them.
fn is_sound(answer: &Value) -> bool {
    match answer {
        Value::String(text) => text.chars().count() <= MAX_ANSWER,
        Value::Array(values) => values.len() <= MAX_ANSWERS && values.iter().all(is_sound),
        Value::Object(members) => members.len() <= MAX_ANSWERS && members.values().all(is_sound),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn body(service: &str, schema: &str) -> RequestBody {
        serde_json::from_value(serde_json::json!({"service": service, "schema": schema, "language": "ckb",
            "answers": {"a": "b"}, "consent": {"version": "1", "hash": "00", "at_ms": 1}}))
        .unwrap()
    }

    #[test]
    fn older_forms_are_good_newer_and_strange_ones_not() {
        let files = [("services/birth.toml", "id = \"birth\"\nschema = \"civ.birth@3\"\n"), ("lists.toml", "x = 1")];
        let bundle = CatalogueBundle::of(files.map(|(n, t)| (n.into(), t.into())).into());
        let forms = Forms::of(Some(&bundle)).unwrap();
        assert_eq!(forms.check(&body("birth", "civ.birth@3")), Ok(()));
        assert_eq!(forms.check(&body("birth", "civ.birth@1")), Ok(()));
        assert_eq!(forms.check(&body("birth", "civ.birth@4")), Err(ResultCode::SchemaUnknown));
        assert_eq!(forms.check(&body("birth", "civ.birth@0")), Err(ResultCode::SchemaUnknown));
        assert_eq!(forms.check(&body("birth", "civ.death@1")), Err(ResultCode::SchemaUnknown));
        assert_eq!(forms.check(&body("birth", "nothing")), Err(ResultCode::SchemaUnknown));
        assert_eq!(forms.check(&body("gone", "civ.gone@1")), Err(ResultCode::ServiceWithdrawn));
        let mut long = body("birth", "civ.birth@3");
        long.answers = [("a".to_owned(), Value::String("x".repeat(MAX_ANSWER + 1)))]
            .into_iter()
            .collect::<serde_json::Map<_, _>>()
            .into();
        assert_eq!(forms.check(&long), Err(ResultCode::ValidationFailed));
        assert_eq!(Forms::of(None).unwrap().check(&body("any", "x@1")), Ok(()));
        let broken = CatalogueBundle::of([("services/b.toml".to_owned(), "id = 1".to_owned())].into());
        assert!(Forms::of(Some(&broken)).unwrap_err().starts_with("services/b.toml"));
    }
    /// The catalogue that is shipped.
    fn shipped() -> CatalogueBundle {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/catalogue");
        crate::catalogue::bundle(&folder).unwrap()
    }

    fn answered(service: &str, schema: &str, answers: &[(&str, &str)]) -> RequestBody {
        let answers: serde_json::Map<String, Value> =
            answers.iter().map(|(key, text)| ((*key).to_owned(), (*text).into())).collect();
        RequestBody { answers: answers.into(), ..body(service, schema) }
    }

    const LICENCE: [(&str, &str); 10] = [
        ("eligibility.has_krg_licence", "yes"),
        ("eligibility.lost", "no"),
        ("given_name", "Azad"),
        ("father_name", "Karim"),
        ("grandfather_name", "Salih"),
        ("date_of_birth", "1990-01-01"),
        ("national_card_number", "199012345678"),
        ("governorate", "erbil"),
        ("district", "koya"),
        ("mobile", "+9647501234567"),
    ];

    #[test]
    fn the_current_form_gets_the_answers_that_it_asks_for() {
        let forms = Forms::of(Some(&shipped())).unwrap();
        let licence = |answers: &[(&str, &str)]| {
            forms.check(&answered("driving_licence_renewal", "tra.licence_renewal@1", answers))
        };
        assert_eq!(licence(&LICENCE), Ok(()), "the fourth name may be left out");
        assert_eq!(licence(&[LICENCE.as_slice(), &[("fourth_name", "Barzani")]].concat()), Ok(()));
        let invalid = Err(ResultCode::ValidationFailed);
        for (nth, (key, _)) in LICENCE.iter().enumerate() {
            let without: Vec<_> = LICENCE.iter().copied().filter(|(other, _)| other != key).collect();
            assert_eq!(licence(&without), invalid, "{key} is missing");
            let mut empty = LICENCE;
            empty[nth].1 = " ";
            assert_eq!(licence(&empty), invalid, "{key} is empty");
        }
        for more in [("mother.given_name", "x"), ("eligibility.given_name", "x"), ("given_name ", "x")] {
            assert_eq!(licence(&[LICENCE.as_slice(), &[more]].concat()), invalid, "{more:?}");
        }
        let mut lost = LICENCE;
        lost[1].1 = "yes";
        assert_eq!(licence(&lost), invalid, "whose licence is lost is sent to the police");
        // A governorate without districts is not asked for one.
        let moved = LICENCE.map(|(key, text)| (key, if key == "governorate" { "other_iraq" } else { text }));
        let elsewhere: Vec<_> = moved.into_iter().filter(|(key, _)| *key != "district").collect();
        assert_eq!(licence(&elsewhere), Ok(()));
    }

    #[test]
    fn what_depends_on_an_answer_is_asked_only_with_it() {
        let files = [
            ("fields.toml", "[fields.name]\nkind = \"text\"\n[fields.nick]\nkind = \"text\"\noptional = true\n"),
            (
                "services/a.toml",
                "id = \"a\"\nschema = \"x.a@2\"\n\
              [[eligibility]]\nid = \"new\"\nlist = \"yes_no\"\n\
              [[eligibility]]\nid = \"here\"\nlist = \"yes_no\"\nask_if = \"new=yes\"\ncontinue_if = \"yes\"\n\
              [[pages]]\nid = \"p\"\nprefix = \"child\"\nfields = [\"name\", \"nick\", { id = \"also\", like = \"nick\", optional = false }]\n",
            ),
        ];
        let bundle = |files: &[(&str, &str)]| {
            CatalogueBundle::of(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
        };
        let forms = Forms::of(Some(&bundle(&files))).unwrap();
        let form = |version: u32, answers: &[(&str, &str)]| {
            forms.check(&answered("a", &format!("x.a@{version}"), answers)).is_ok()
        };
        let asked = [("child.name", "n"), ("child.also", "a")];
        let with = |first: &[(&'static str, &'static str)]| [first, asked.as_slice()].concat();
        assert!(form(2, &with(&[("eligibility.new", "no")])));
        assert!(!form(2, &with(&[("eligibility.new", "yes")])));
        assert!(form(2, &with(&[("eligibility.new", "yes"), ("eligibility.here", "yes")])));
        assert!(!form(2, &with(&[("eligibility.new", "yes"), ("eligibility.here", "no")])));
        assert!(!form(2, &[("eligibility.new", "no"), ("child.name", "n")]), "optional no more");
        assert!(form(1, &[("name", "n")]), "what an earlier version asked is not known any more");
        let error = Forms::of(Some(&bundle(&files[1..]))).unwrap_err();
        assert!(error.starts_with("services/a.toml: pages: there is no question \"name\""), "{error}");
    }

    #[test]
    fn a_version_that_was_never_handed_out_is_nobody_s() {
        let files = [("services/birth.toml", "id = \"birth\"\nschema = \"civ.birth@7\"\n")];
        let bundle = CatalogueBundle::of(files.map(|(n, t)| (n.into(), t.into())).into());
        let noted = [("civ.birth", 3), ("civ.birth", 5), ("civ.birth", 7), ("civ.death", 6)]
            .map(|(name, version)| FormVersion { name: name.to_owned(), version });
        let forms = Forms::of(Some(&bundle)).unwrap().published(noted.into());
        assert_eq!(forms.current(), [FormVersion { name: "civ.birth".into(), version: 7 }]);
        let good = |version: u32| forms.check(&body("birth", &format!("civ.birth@{version}"))).is_ok();
        let taken: Vec<u32> = (0..10).filter(|version| good(*version)).collect();
        assert_eq!(taken, [1, 2, 3, 5, 7], "those before the first that was noted are believed");
    }

    #[test]
    fn every_shipped_service_tells_what_it_asks() {
        let forms = Forms::of(Some(&shipped())).unwrap();
        let known = forms.by_service.unwrap();
        assert_eq!(known.len(), 6);
        assert!(known.values().all(|form| form.questions.is_some()));
    }
}
