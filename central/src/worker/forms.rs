//! Which services and forms the catalogue knows, as far as central must know it.

use std::collections::HashMap;

use kiosk_protocol::{CatalogueBundle, RequestBody, ResultCode};
use serde_json::Value;

/// The most answers of a request, and the most characters of one.
const MAX_ANSWERS: usize = 500;
const MAX_ANSWER: usize = 10_000;

/// The forms of the catalogue by service. Without a catalogue every form is good.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    by_service: Option<HashMap<String, Form>>,
}

/// The form of a service: `civ.birth@3` has the name `civ.birth` and the version 3.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    name: String,
    version: u32,
}

impl Form {
    fn read(text: &str) -> Option<Self> {
        let (name, version) = text.rsplit_once('@')?;
        Some(Self { name: name.to_owned(), version: version.parse().ok()? })
    }
}

#[derive(serde::Deserialize)]
struct Service {
    id: String,
    schema: String,
}

impl Forms {
    /// The forms of a bundle. Files that are no service are passed over; a service that cannot be read is an
    /// error, as its requests would all go into quarantine.
    pub(crate) fn of(bundle: Option<&CatalogueBundle>) -> Result<Self, String> {
        let Some(bundle) = bundle else { return Ok(Self::default()) };
        let mut by_service = HashMap::new();
        for (name, text) in bundle.files.iter().filter(|(name, _)| name.starts_with("services/")) {
            let service: Service = toml::from_str(text).map_err(|e| format!("{name}: {}", e.message()))?;
            let form = Form::read(&service.schema)
                .ok_or_else(|| format!("{name}: schema: name@number is expected, not {:?}", service.schema))?;
            by_service.insert(service.id, form);
        }
        Ok(Self { by_service: (!by_service.is_empty()).then_some(by_service) })
    }

    /// Whether a request can be processed. Every version up to the current one is good: a kiosk may have been
    /// offline since before the form changed.
    pub(crate) fn check(&self, body: &RequestBody) -> Result<(), ResultCode> {
        let answers = body.answers.as_map();
        if answers.len() > MAX_ANSWERS || !answers.values().all(is_sound) || body.consent.version.is_empty() {
            return Err(ResultCode::ValidationFailed);
        }
        let form = Form::read(&body.schema).ok_or(ResultCode::SchemaUnknown)?;
        let Some(known) = &self.by_service else { return Ok(()) };
        match known.get(&body.service) {
            None => Err(ResultCode::ServiceWithdrawn),
            Some(current) if current.name == form.name && form.version <= current.version => Ok(()),
            Some(_) => Err(ResultCode::SchemaUnknown),
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
}
