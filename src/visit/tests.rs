#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answering;
mod documents;
mod random_walk;
mod services;

use jiff::Timestamp;

use super::fixture::{answered, key, visit};
use super::*;

fn consent() -> Consent {
    Consent::given(CONSENT_VERSION, "We only ask what this service needs.", Timestamp::UNIX_EPOCH)
}

#[test]
fn a_visit_from_the_first_question_to_the_request() {
    let mut visit = answered();
    assert_eq!(visit.step(), Step::Review);
    assert_eq!(visit.open(), Vec::new());
    assert_eq!(visit.next(), Ok(Step::Consent));
    let submission = visit.finish(&consent()).unwrap();
    assert!(visit.is_empty());
    assert_eq!((submission.schema.as_str(), submission.queue), ("tst.sample@1", 'B'));

    let body: kiosk_protocol::RequestBody = serde_json::from_slice(&submission.body).unwrap();
    assert_eq!((body.service.as_str(), body.language.as_str()), ("sample", "ckb"));
    assert_eq!(body.consent, consent().to_body());
    let answers = body.answers.as_map();
    for (key, stored) in [
        ("eligibility.kind", "copy"),
        ("given_name", "ڕاوەند"),
        ("national_card_number", "199012345678"),
        ("visitor.given_name", "ANNA"),
        ("visitor.passport_foreign", "L898902C3"),
        ("mobile", "+9647501234567"),
        ("copies", "2"),
        ("death.date_of_birth", "2026-10-01"),
    ] {
        assert_eq!(answers[key], stored, "{key}");
    }
    assert!(!answers.contains_key("fourth_name") && !answers.contains_key("eligibility.in_time"));
    let shown = format!("{submission:?} {visit:?}");
    assert!(!shown.contains("1990") && !shown.contains("ANNA"), "{shown}");
}

#[test]
fn conditions_decide_what_is_asked() {
    let mut visit = visit();
    assert_eq!(visit.step(), Step::Eligibility(0));
    assert_eq!(visit.next().unwrap_err().key, "answer-missing-choice");
    visit.answer_eligibility(0, "copy").unwrap();
    assert_eq!(visit.next(), Ok(Step::Question(0)));
    let documents: Vec<&str> = visit.documents().map(|d| d.id.as_str()).collect();
    assert_eq!(documents, ["card"]);
    assert_eq!(visit.back(), Some(Step::Eligibility(0)));
    visit.answer_eligibility(0, "new").unwrap();
    assert_eq!(visit.documents().count(), 2);
    assert_eq!(visit.next(), Ok(Step::Eligibility(1)));
    visit.answer_eligibility(1, "no").unwrap();
    assert_eq!(visit.next(), Ok(Step::Stopped(1)));
    assert_eq!(
        visit.current_eligibility().unwrap().stop.as_ref().unwrap().in_language(Language::EN),
        "Go to the court."
    );
    assert_eq!(visit.next(), Ok(Step::Stopped(1)), "a stop is not passed");
    assert_eq!(visit.back(), Some(Step::Eligibility(1)));
    assert!(visit.answer_eligibility(1, "perhaps").is_err());
    visit.answer_eligibility(1, "yes").unwrap();
    assert_eq!(visit.next(), Ok(Step::Question(0)));
    assert_eq!(visit.progress(), Progress { n: 3, of: 19 });
    // Another first answer: the second question's answer goes with it.
    visit.back();
    visit.back();
    visit.answer_eligibility(0, "copy").unwrap();
    assert_eq!(visit.eligibility_answer(1), None);
    assert_eq!(visit.back(), None, "before the first page is the service card");
}

#[test]
fn a_change_returns_to_review_through_what_it_opened() {
    let mut visit = answered();
    assert!(visit.change(&key("mobile")));
    assert_eq!(visit.current().unwrap().key, key("mobile"));
    visit.answer(&key("mobile"), "0770 765 4321").unwrap();
    assert_eq!(visit.next(), Ok(Step::Review));
    assert_eq!(visit.get(&key("mobile")), Some("+9647707654321"));

    assert!(visit.change(&key("governorate")));
    visit.answer(&key("governorate"), "duhok").unwrap();
    assert_eq!(visit.get(&key("district")), None);
    visit.next().unwrap();
    assert_eq!(visit.current().unwrap().key, key("district"));
    assert!(visit.answer(&key("district"), "soran").is_err(), "a district of another governorate");
    visit.answer(&key("district"), "zakho").unwrap();
    assert_eq!(visit.next(), Ok(Step::Review));

    // The same governorate again keeps the district; one without districts asks none.
    visit.answer(&key("governorate"), "duhok").unwrap();
    assert_eq!(visit.get(&key("district")), Some("zakho"));
    visit.change(&key("governorate"));
    visit.answer(&key("governorate"), "other").unwrap();
    assert_eq!(visit.next(), Ok(Step::Review));
    assert_eq!(visit.open(), Vec::new());
    assert!(!visit.change(&key("district")));
    assert!(!visit.change(&key("no_such_field")));
}

#[test]
fn leaving_a_change_by_back_cannot_submit_what_is_open() {
    let mut visit = answered();
    visit.change(&key("governorate"));
    visit.answer(&key("governorate"), "duhok").unwrap();
    assert_eq!(visit.back(), Some(Step::Review));
    assert_eq!(visit.open(), vec![Subject::Field(key("district"))]);
    let refused = visit.finish(&consent()).unwrap_err();
    assert_eq!(refused.open, vec![Subject::Field(key("district"))]);
    assert!(!visit.is_empty(), "nothing is lost by a refusal");
    visit.next().unwrap();
    assert_eq!(visit.current().unwrap().key, key("district"));
}

#[test]
fn an_eligibility_answer_changed_from_review_can_stop() {
    let mut visit = answered();
    assert!(visit.change(0));
    visit.answer_eligibility(0, "new").unwrap();
    assert_eq!(visit.next(), Ok(Step::Eligibility(1)));
    visit.answer_eligibility(1, "no").unwrap();
    assert_eq!(visit.next(), Ok(Step::Stopped(1)));
    assert!(visit.finish(&consent()).is_err());
    visit.back();
    visit.answer_eligibility(1, "yes").unwrap();
    assert_eq!(visit.next(), Ok(Step::Review));
    assert!(visit.finish(&consent()).is_ok());
}

#[test]
fn only_review_and_consent_finish() {
    let mut visit = answered();
    visit.back();
    assert_eq!(visit.finish(&consent()).unwrap_err(), NotReady { open: Vec::new() });
    visit.next().unwrap();
    let sent = visit.submission(&consent()).unwrap();
    assert!(!visit.is_empty(), "a failed save can be tried again");
    assert_eq!(sent.body, visit.finish(&consent()).unwrap().body);
}

#[test]
fn another_language_keeps_everything() {
    let mut visit = answered();
    visit.draft(&key("given_name"), "half a na");
    for language in [Language::AR, Language::EN, Language::KMR] {
        visit.set_language(language);
        assert_eq!(visit.open(), Vec::new());
    }
    assert_eq!(visit.entry(&key("given_name")).as_str(), "half a na");
    assert_eq!(visit.get(&key("given_name")), Some("ڕاوەند"));
    assert_eq!(visit.step(), Step::Review);
    visit.wipe();
    assert!(visit.is_empty());
    assert_eq!(visit.step(), Step::Eligibility(0));
}
