use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::visit::fixture::{SAMPLE, key, visit};
use crate::visit::{Step, Visit};

#[derive(Debug, Clone)]
enum Tap {
    Next,
    Back,
    Change(usize),
    Valid,
    Refused,
    Eligibility(usize, bool),
    Governorate(usize),
    Card,
}

fn tap() -> impl Strategy<Value = Tap> {
    prop_oneof![
        5 => Just(Tap::Next),
        2 => Just(Tap::Back),
        1 => (0usize..18).prop_map(Tap::Change),
        6 => Just(Tap::Valid),
        1 => Just(Tap::Refused),
        2 => (0usize..3, any::<bool>()).prop_map(|(i, b)| Tap::Eligibility(i, b)),
        1 => (0usize..3).prop_map(Tap::Governorate),
        1 => Just(Tap::Card),
    ]
}

fn sample(field: &str) -> &'static str {
    SAMPLE.iter().find(|(name, _)| *name == field).unwrap().1
}

fn valid_answer(visit: &mut Visit) {
    let Some(field) = visit.current() else { return };
    let field_key = field.key.clone();
    let raw = match field_key.as_str() {
        "district" => visit.options(field).first().map_or(String::new(), |option| option.id.clone()),
        name => sample(name).to_owned(),
    };
    if !raw.is_empty() || field.optional {
        visit.answer(&field_key, &raw).unwrap();
    }
}

fn snapshot(visit: &Visit) -> BTreeMap<String, String> {
    visit.fields().filter_map(|f| Some((f.key.as_str().to_owned(), visit.get(&f.key)?.to_owned()))).collect()
}

fn play(visit: &mut Visit, tap: &Tap) {
    match tap {
        Tap::Next => drop(visit.next()),
        Tap::Back => drop(visit.back()),
        Tap::Change(which) => match visit.field(*which).map(|f| f.key.clone()) {
            Some(field) => drop(visit.change(&field)),
            None => drop(visit.change(0)),
        },
        Tap::Valid => valid_answer(visit),
        Tap::Refused => {
            if let Some(field) = visit.current().map(|f| f.key.clone()) {
                let _ = visit.answer(&field, "?");
            }
        }
        Tap::Eligibility(index, first) => {
            let option = visit.service().eligibility.get(*index).map(|e| e.options[usize::from(!first)].id.clone());
            let _ = visit.answer_eligibility(*index, &option.unwrap_or_default());
        }
        Tap::Governorate(which) => {
            visit.answer(&key("governorate"), ["erbil", "duhok", "other"][*which]).unwrap();
        }
        Tap::Card => {
            let zone = "IDIRQAB12345671199012345678<<<\r9001011M3001019IRQ<<<<<<<<<<<3\rAZAD<<RAWAND<<<<<<<<<<<<<<<<<<";
            let card = crate::identity::mrz::read(zone, crate::visit::fixture::today()).unwrap();
            visit.fill_from(&card);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is tapped: no panic, no answer lost by walking, every page has a place in the
    /// progress, and a patient citizen still arrives at a request.
    #[test]
    fn any_taps_lose_nothing_and_review_stays_reachable(taps in proptest::collection::vec(tap(), 0..120)) {
        let mut visit = visit();
        for tap in &taps {
            let before = snapshot(&visit);
            play(&mut visit, tap);
            let after = snapshot(&visit);
            if matches!(tap, Tap::Next | Tap::Back | Tap::Change(_) | Tap::Refused | Tap::Eligibility(..)) {
                prop_assert_eq!(&before, &after, "{:?} changed answers", tap);
            }
            for (name, answer) in &before {
                let cleared = !after.contains_key(name);
                prop_assert!(!cleared || name == "district", "{} ({}) was lost by {:?}", name, answer, tap);
            }
            let progress = visit.progress();
            prop_assert!(progress.n >= 1 && progress.n <= progress.of, "{:?}", progress);
            if matches!(visit.step(), Step::Consent) {
                prop_assert!(visit.open().is_empty());
            }
        }
        // The patient citizen.
        for _ in 0..80 {
            match visit.step() {
                Step::Consent => break,
                Step::Stopped(_) => { visit.back(); visit.answer_eligibility(1, "yes").unwrap(); }
                Step::Eligibility(1) => visit.answer_eligibility(1, "yes").unwrap(),
                Step::Eligibility(i) => if visit.eligibility_answer(i).is_none() { visit.answer_eligibility(i, "copy").unwrap() },
                Step::Question(_) => {
                    // a district before its governorate: there is nothing to choose from, so it is one page back
                    if visit.current().is_some_and(|f| f.key.as_str() == "district" && visit.options(f).is_empty()) {
                        visit.back();
                        continue;
                    }
                    if visit.open().iter().any(|s| visit.current().is_some_and(|f| *s == crate::visit::Subject::from(&f.key))) {
                        valid_answer(&mut visit);
                    }
                }
                Step::Review => {}
            }
            visit.next().unwrap();
        }
        prop_assert_eq!(visit.step(), Step::Consent);
        prop_assert!(visit.finish(&super::consent()).is_ok());
        prop_assert!(visit.is_empty());
    }
}
