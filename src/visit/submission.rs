//! What leaves the visit when the citizen has agreed: one body, ready to be sealed and kept.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use zeroize::Zeroizing;

use crate::catalogue::ServiceId;
use crate::i18n::Language;

use super::Visit;
use super::consent::Consent;
use super::step::Subject;

/// One request. The body is overwritten on drop; `Debug` shows its length.
#[derive(Clone)]
pub struct Submission {
    /// What is asked for.
    pub service: ServiceId,
    /// The form the answers follow, `civ.birth@1`.
    pub schema: String,
    /// The letter of the queue the service's tickets are drawn from.
    pub queue: char,
    /// The language the citizen used.
    pub language: Language,
    /// The JSON of a [`kiosk_protocol::RequestBody`], with the member `identity_source`.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("service", &self.service)
            .field("schema", &self.schema)
            .field("language", &self.language)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why a visit cannot be submitted yet: these questions are open (or no longer valid).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} questions are open", open.len())]
pub struct NotReady {
    /// The open questions in their order; empty when only the page is the wrong one.
    pub open: Vec<Subject>,
}

impl NotReady {
    /// The Fluent message for it.
    #[must_use]
    pub fn message_key(&self) -> &'static str {
        "answer-open"
    }
}

/// The JSON written, borrowing every answer: no copy of one is made besides the body.
#[derive(Serialize)]
struct Body<'a> {
    service: &'a str,
    schema: &'a str,
    language: &'a str,
    answers: BTreeMap<String, &'a str>,
    consent: kiosk_protocol::Consent,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_source: Option<Source<'a>>,
}

/// Which answers were read from a document and not typed.
#[derive(Serialize)]
struct Source<'a> {
    kind: &'a str,
    fields: Vec<&'a str>,
}

pub(super) fn build(visit: &Visit, consent: &Consent) -> Submission {
    let service = visit.service();
    let mut answers = BTreeMap::new();
    for (index, eligibility) in service.eligibility.iter().enumerate() {
        if let (true, Some(choice)) = (visit.is_eligibility_asked(index), visit.eligibility_answer(index)) {
            answers.insert(format!("eligibility.{}", eligibility.id), choice);
        }
    }
    let asked = visit.fields().filter(|field| visit.is_asked(field));
    for field in asked {
        if let Some(answer) = visit.get(&field.key) {
            answers.insert(field.key.as_str().to_owned(), answer);
        }
    }
    let identity_source = visit.source_kind().map(|kind| Source {
        kind: kind.as_str(),
        fields: visit.filled_keys().map(crate::catalogue::FieldKey::as_str).collect(),
    });
    let body = Body {
        service: service.id.as_str(),
        schema: &service.schema,
        language: visit.language().tag(),
        answers,
        consent: consent.to_body(),
        identity_source,
    };
    // Room for all of it from the start: a buffer that grows leaves copies behind.
    let room = 1024 + visit.answers_bytes() * 6;
    let mut buffer = Zeroizing::new(Vec::with_capacity(room));
    #[expect(
        clippy::expect_used,
        reason = "maps with text keys and texts always become JSON, and a Vec takes all bytes"
    )]
    serde_json::to_writer(&mut *buffer, &body).expect("text becomes JSON");
    Submission {
        service: service.id.clone(),
        schema: service.schema.clone(),
        queue: service.queue,
        language: visit.language(),
        body: buffer,
    }
}
