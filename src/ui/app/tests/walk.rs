//! Whole visits, by finger and by key.

use std::sync::Arc;
use std::time::Duration;

use iced::keyboard::key::Named;

use super::fake::{Fake, Kiosk, PATIENCE};
use crate::identity::Scanned;
use crate::ui::app::Message;
use crate::ui::app::backend::{Event, FormOutcome, Link, PaperNotice, PrintOutcome, PrinterNotice};

/// Answers every question of the licence renewal; `photo` is called on each screen.
pub(super) fn renew(kiosk: &mut Kiosk, language: &str, mut photo: impl FnMut(&mut Kiosk, &str)) {
    photo(kiosk, "01-attract");
    kiosk.tap(&format!("language.{language}"));
    photo(kiosk, "02-home");
    kiosk.tap("home.service");
    photo(kiosk, "03-categories");
    kiosk.tap("category.traffic");
    photo(kiosk, "04-services");
    kiosk.tap("service.driving_licence_renewal");
    photo(kiosk, "05-service");
    kiosk.tap("action.start");
    assert_eq!(kiosk.at(), "eligibility");
    photo(kiosk, "06-eligibility");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    assert_eq!(kiosk.at(), "question");
    let names = if language == "en" { ["Azad", "Karim", "Rashid"] } else { ["ئازاد", "کەریم", "ڕەشید"] };
    for (index, name) in names.into_iter().enumerate() {
        if index == 0 {
            kiosk.tap("action.continue");
            photo(kiosk, "07-question-problem");
        }
        kiosk.type_in(name);
        if index == 0 {
            photo(kiosk, "08-question-text");
        }
        kiosk.tap("action.continue");
    }
    kiosk.tap("action.skip");
    photo(kiosk, "09-date-decade");
    kiosk.tap("date.decade.1980");
    photo(kiosk, "10-date-year");
    kiosk.tap("date.year.1985");
    photo(kiosk, "11-date-month");
    kiosk.tap("date.month.6");
    photo(kiosk, "12-date-day");
    kiosk.tap("date.day.23");
    kiosk.tap("action.continue");
    kiosk.type_in("19850623");
    photo(kiosk, "13-digits");
    kiosk.type_in("4567");
    kiosk.tap("action.continue");
    photo(kiosk, "14-choice");
    kiosk.tap("choice.erbil");
    photo(kiosk, "15-choice-many");
    kiosk.tap("choice.erbil_centre");
    kiosk.type_in("0750123");
    photo(kiosk, "16-phone");
    kiosk.type_in("4567");
    kiosk.tap("action.continue");
    assert_eq!(kiosk.at(), "review");
    photo(kiosk, "17-review");
    kiosk.tap("action.continue");
    assert_eq!(kiosk.at(), "consent");
    photo(kiosk, "18-consent");
    kiosk.tap("consent.agree");
    assert_eq!(kiosk.at(), "done");
    photo(kiosk, "19-done");
    kiosk.tap("action.finish");
    assert_eq!(kiosk.at(), "rating");
    photo(kiosk, "20-rating");
    kiosk.tap("rating.5");
    assert_eq!(kiosk.at(), "wiped");
    photo(kiosk, "21-wiped");
}

#[test]
fn a_licence_is_renewed_in_three_languages() {
    for language in ["ckb", "ar", "en"] {
        let mut kiosk = Kiosk::open(1080.0, 1920.0);
        renew(&mut kiosk, language, |_, _| {});
        kiosk.fake.with(|state| {
            assert_eq!(state.submissions.len(), 1);
            assert_eq!(state.submissions[0].language.tag(), language);
            let body: serde_json::Value = serde_json::from_slice(&state.submissions[0].body).unwrap();
            let text = body.to_string();
            assert!(
                text.contains("1985-06-23") && text.contains("+9647501234567") && text.contains("198506234567"),
                "{text}"
            );
            assert_eq!(state.printed, ["request-1"]);
            assert_eq!(state.ratings, [5]);
        });
        assert!(kiosk.shown.program().visit.is_none());
        kiosk.shown.update(Message::Return);
        assert_eq!(kiosk.at(), "attract");
    }
}

#[test]
fn the_form_is_offered_printed_and_gone_with_the_visit() {
    let mut kiosk = Kiosk::with(1080.0, 1920.0, |config| {
        config.a4.printer = Some("ipp://127.0.0.1/ipp/print".parse().unwrap());
    });
    renew(&mut kiosk, "en", |kiosk, shot| {
        if shot != "19-done" {
            return;
        }
        kiosk.fake.with(|state| state.form_outcomes = vec![FormOutcome::Fault { key: "fault-a4-paper-out" }]);
        kiosk.tap("form.print");
        assert!(kiosk.text().contains("The A4 printer has no paper"), "{}", kiosk.text());
        kiosk.tap("form.print");
        assert!(kiosk.text().contains("Your form is printed"), "{}", kiosk.text());
        assert!(kiosk.shown.stops().iter().all(|stop| stop.words.id != "form.print"), "it is not printed twice");
        // The receipt beside it, for itself.
        kiosk.fake.with(|state| state.form_outcomes = vec![FormOutcome::Fault { key: "fault-a4-jam" }]);
        kiosk.tap("receipt.print");
        assert!(kiosk.text().contains("Your receipt was not printed on A4"), "{}", kiosk.text());
        assert!(kiosk.text().contains("Your form is printed"), "{}", kiosk.text());
        kiosk.tap("receipt.print");
        assert!(kiosk.text().contains("Your receipt is printed"), "{}", kiosk.text());
        assert!(kiosk.shown.stops().iter().all(|stop| stop.words.id != "receipt.print"), "it is not printed twice");
        assert_eq!(kiosk.fake.with(|state| state.receipts_a4), 2);
    });
    kiosk.fake.with(|state| {
        assert_eq!(state.forms.len(), 2);
        let mut answers = state.forms[0].parts.iter().flat_map(|part| &part.rows);
        assert!(answers.any(|(_, answer)| answer.contains("1985 0623 4567")), "in full, as the office needs it");
        // The two here are the test's own: the screens hold it no more.
        assert_eq!(Arc::strong_count(&state.forms[0]), 2);
        assert!(!format!("{:?}", state.forms[0]).contains("1985"));
    });
}

#[test]
fn a_private_service_offers_no_form() {
    let kiosk = Kiosk::with(1080.0, 1920.0, |config| {
        config.a4.printer = Some("ipp://127.0.0.1/ipp/print".parse().unwrap());
    });
    let private = kiosk.shown.program().world.catalogue.services.iter().find(|service| service.private).cloned();
    let private = private.expect("the catalogue has a private service");
    let today = jiff::civil::date(2026, 11, 24);
    let catalogue = Arc::clone(&kiosk.shown.program().world.catalogue);
    let form = |service: &crate::catalogue::Service| {
        let visit = crate::visit::Visit::start(Arc::clone(&catalogue), &service.id, crate::i18n::Language::EN, today);
        super::super::outside::offers_form(&kiosk.shown.program().world.config, &visit.unwrap())
    };
    let open = catalogue.services.iter().find(|service| !service.private).unwrap();
    assert!(form(open) && !form(&private));
}

#[test]
fn another_language_keeps_the_answers_and_the_page() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.start("ckb", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    kiosk.type_in("ئازاد");
    kiosk.tap("header.language");
    assert_eq!(kiosk.at(), "language");
    kiosk.tap("language.ar");
    assert_eq!(kiosk.at(), "question");
    let title = kiosk.text();
    assert!(title.contains("الاسم"), "{title}");
    kiosk.tap("action.continue");
    kiosk.tap("action.back");
    assert!(kiosk.shown.stops().iter().any(|stop| stop.words.value.as_deref() == Some("ئازاد")));
    assert_eq!(kiosk.shown.program().language().tag(), "ar");
}

#[test]
fn change_returns_to_the_answers() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    let mut changed = false;
    renew(&mut kiosk, "en", |kiosk, shot| {
        if shot == "17-review" && !changed {
            changed = true;
            let id = kiosk
                .shown
                .stops()
                .into_iter()
                .map(|stop| stop.words.id)
                .find(|id| id.ends_with("given_name"))
                .unwrap();
            kiosk.tap(&id);
            assert_eq!(kiosk.at(), "question");
            kiosk.shown.key(Named::Backspace);
            kiosk.type_in("t");
            kiosk.shown.key(Named::Enter);
            kiosk.shown.settle(PATIENCE).unwrap();
            assert_eq!(kiosk.at(), "review");
            assert!(kiosk.text().contains("Azat"), "{}", kiosk.text());
        }
    });
    assert!(changed);
}

#[test]
fn a_ticket_takes_two_touches_from_home_and_a_fault_can_be_mended() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.fake.with(|state| state.outcomes = vec![PrintOutcome::Fault { key: "fault-paper-out", can_retry: false }]);
    kiosk.tap("language.en");
    kiosk.tap("home.ticket");
    kiosk.tap("service.birth_certificate");
    assert_eq!(kiosk.at(), "ticket");
    let text = kiosk.text();
    assert!(text.contains("A3-007") && text.contains("not printed yet"), "{text}");
    assert!(kiosk.shown.tap_id("print.again").is_err(), "paper is still out");
    kiosk.tap("staff.call");
    assert_eq!(kiosk.fake.with(|state| state.staff.clone()), ["ticket"]);
    kiosk.tell(&Event::Printer(PrinterNotice { fault: None }));
    kiosk.tap("print.again");
    assert_eq!(kiosk.fake.with(|state| state.reprinted.clone()), ["ticket-1"]);
    assert!(kiosk.text().contains("is printed"), "{}", kiosk.text());
}

#[test]
fn a_sheet_in_doubt_is_answered_by_staff_and_once() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.fake.with(|state| state.outcomes = vec![PrintOutcome::Unknown { key: "fault-unplugged" }]);
    kiosk.tap("language.en");
    kiosk.tap("home.ticket");
    kiosk.tap("service.birth_certificate");
    assert!(kiosk.shown.tap_id("print.again").is_err() && kiosk.shown.tap_id("sheet.open").is_err());
    kiosk.tap("staff.call");
    kiosk.tap("sheet.open");
    assert_eq!(kiosk.at(), "sheet");
    assert!(kiosk.text().contains("come out whole"), "{}", kiosk.text());
    kiosk.tap("sheet.again");
    assert_eq!(kiosk.fake.with(|state| state.answered.clone()), [("ticket-1".to_owned(), false)]);
    assert_eq!(kiosk.at(), "ticket");
    assert!(kiosk.text().contains("is printed"), "{}", kiosk.text());
}

#[test]
fn what_staff_should_know_stands_on_the_screen_at_rest() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.tell(&Event::Paper(PaperNotice { tickets: Some(55), low: true }));
    assert!(kiosk.text().contains("55 tickets left") || kiosk.text().contains("٥٥"), "{}", kiosk.text());
    // Where tickets are not counted, the sensor's word; and neither is a fault of the printer.
    kiosk.tell(&Event::Paper(PaperNotice { tickets: None, low: true }));
    let near = "کاغەز خەریکە تەواو دەبێت";
    assert!(kiosk.text().contains(near), "{}", kiosk.text());
    kiosk.tell(&Event::Paper(PaperNotice { tickets: Some(300), low: false }));
    assert!(!kiosk.text().contains(near), "{}", kiosk.text());
    kiosk.fake.with(|state| state.owed = Some("ticket-9".to_owned()));
    kiosk.tell(&Event::Doubt(true));
    kiosk.tap("notice.sheet");
    assert_eq!(kiosk.at(), "sheet");
    kiosk.tap("sheet.whole");
    assert_eq!(kiosk.at(), "attract");
    assert_eq!(kiosk.fake.with(|state| state.answered.clone()), [("ticket-9".to_owned(), true)]);
}

#[test]
fn nothing_is_lost_when_the_request_cannot_be_saved() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    let mut tried = false;
    renew(&mut kiosk, "en", |kiosk, shot| {
        if shot == "18-consent" && !tried {
            tried = true;
            kiosk.fake.with(|state| state.refuse = true);
            kiosk.tap("consent.agree");
            assert_eq!(kiosk.at(), "failed");
            kiosk.tap("action.again");
            assert_eq!(kiosk.at(), "failed");
            kiosk.fake.with(|state| state.refuse = false);
            kiosk.tap("action.back");
            assert_eq!(kiosk.at(), "consent");
        }
    });
    assert_eq!(kiosk.fake.with(|state| state.submissions.len()), 1);
}

#[test]
fn who_goes_away_is_asked_and_then_forgotten() {
    let mut kiosk = Kiosk::with(1080.0, 1920.0, |config| config.timeouts.idle_ask = Duration::from_millis(400));
    kiosk.start("en", "traffic", "driving_licence_renewal");
    for id in ["header.display", "display.size.large", "display.reach", "display.close"] {
        kiosk.tap(id);
    }
    kiosk.shown.wait_until(PATIENCE, |shown| shown.program().shown() == "idle").unwrap();
    assert!(kiosk.text().contains("45 seconds left"), "{}", kiosk.text());
    kiosk.tap("idle.more");
    assert_eq!(kiosk.at(), "eligibility");
    kiosk.shown.wait_until(PATIENCE, |shown| shown.program().shown() == "idle").unwrap();
    for _ in 0..45 {
        kiosk.shown.update(Message::Tick);
    }
    assert_eq!(kiosk.at(), "attract");
    let app = kiosk.shown.program();
    assert!(app.visit.is_none() && app.trail.is_empty());
    assert_eq!(app.language().tag(), "ckb");
    assert_eq!(app.settings, crate::ui::app::Settings::fresh(crate::i18n::Language::CKB));
    // nobody is asked on the screen at rest
    std::thread::sleep(Duration::from_millis(500));
    let _ = kiosk.shown.pump();
    assert_eq!(kiosk.at(), "attract");
}

#[test]
fn finish_and_erase_asks_once() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.start("ar", "traffic", "driving_licence_renewal");
    kiosk.tap("header.finish");
    assert_eq!(kiosk.at(), "finish");
    kiosk.tap("finish.no");
    assert_eq!(kiosk.at(), "eligibility");
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    assert_eq!(kiosk.at(), "wiped");
    assert!(kiosk.shown.program().visit.is_none());
}

#[test]
fn an_answer_that_was_asked_by_an_earlier_visit_is_not_shown() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.start("en", "traffic", "driving_licence_renewal");
    let session = kiosk.shown.program().session;
    kiosk.tap("header.finish");
    kiosk.tap("finish.yes");
    let late = crate::ui::app::backend::TicketIssued {
        label: "A3-099".into(),
        job: crate::ui::app::backend::PrintJob("late".into()),
        service: None,
    };
    kiosk.shown.update(Message::Issued(session, Ok(late)));
    assert_eq!(kiosk.at(), "wiped");
}

#[test]
fn a_card_answers_and_the_citizen_confirms() {
    // ICAO 9303-5's specimen form with an Iraqi number in the optional data
    let today = jiff::civil::date(2026, 11, 24);
    let zone = card();
    let Scanned::Identity(document) = Scanned::recognise(&zone, today) else { panic!("not read") };
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.start("en", "traffic", "driving_licence_renewal");
    kiosk.tap("choice.yes");
    kiosk.tap("choice.no");
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Identity(document.clone()))));
    assert_eq!(kiosk.at(), "scanned");
    kiosk.tap("scanned.no");
    assert_eq!(kiosk.at(), "question");
    assert!(
        kiosk
            .shown
            .program()
            .visit
            .as_ref()
            .unwrap()
            .review(&kiosk.shown.program().texts)
            .iter()
            .all(|row| !row.unconfirmed)
    );
    kiosk.tell(&Event::Scan(Arc::new(Scanned::Identity(document))));
    kiosk.tap("scanned.yes");
    assert_eq!(kiosk.at(), "question");
    let visit = kiosk.shown.program().visit.as_ref().unwrap();
    let rows = visit.review(&kiosk.shown.program().texts);
    assert!(rows.iter().filter(|row| !row.value.is_empty()).count() >= 4, "{rows:?}");
}

/// A TD1 zone of an Iraqi national card, its check digits computed here from ICAO 9303-3 §4.9.
pub(super) fn card() -> String {
    fn check(text: &str) -> char {
        let value = |c: char| match c {
            '0'..='9' => c as u32 - '0' as u32,
            'A'..='Z' => c as u32 - 'A' as u32 + 10,
            _ => 0,
        };
        let sum: u32 = text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, weight)| value(c) * weight).sum();
        char::from_digit(sum % 10, 10).unwrap()
    }
    let number = "AB1234567";
    let national = "198506234567";
    let first = format!("IDIRQ{number}{}{national}<<<", check(number));
    let (birth, expiry) = ("850623", "330101");
    let (b, e) = (check(birth), check(expiry));
    let composite = format!("{}{birth}{b}{expiry}{e}{}", &first[5..30], "<<<<<<<<<<<");
    let second = format!("{birth}{b}M{expiry}{e}IRQ<<<<<<<<<<<{}", check(&composite));
    let third = format!("{:<<30}", "KARIM<<AZAD");
    format!("{first}\n{second}\n{third}\n")
}

#[test]
fn the_status_is_looked_up_by_typing() {
    let mut kiosk = Kiosk::open(1280.0, 800.0);
    kiosk.tap("language.en");
    kiosk.tap("home.status");
    assert_eq!(kiosk.at(), "status-reference");
    let reference = Fake::reference().to_string();
    kiosk.type_in(&reference);
    kiosk.tap("action.continue");
    assert_eq!(kiosk.at(), "status-code");
    kiosk.type_in("0427");
    kiosk.tap("action.find");
    assert_eq!(kiosk.at(), "status-answer");
    assert!(kiosk.text().contains("Approved"));
    kiosk.tap("status.again");
    kiosk.tap("action.back");
    assert_eq!(kiosk.at(), "home");
}

/// On the lowest panel, in the largest text: no word of any page stands on the line that turns the pages.
#[test]
fn every_fault_has_room_in_the_largest_text() {
    let faults = crate::device::printer::Fault::ALL.map(crate::device::printer::Fault::message_key);
    for language in ["ckb", "ar", "en"] {
        for key in faults {
            for outcome in [PrintOutcome::Fault { key, can_retry: true }, PrintOutcome::Unknown { key }] {
                let mut kiosk = Kiosk::open(1280.0, 800.0);
                kiosk.tap(&format!("language.{language}"));
                for id in ["header.display", "display.size.largest", "display.close"] {
                    kiosk.tap(id);
                }
                kiosk.fake.with(|state| state.outcomes = vec![outcome.clone()]);
                kiosk.tap("home.ticket");
                kiosk.tap("service.driving_licence_renewal");
                loop {
                    let stops = kiosk.shown.stops();
                    let bounds = |id: &str| stops.iter().find(|stop| stop.words.id == id).map(|stop| stop.bounds);
                    // A short fault needs one page.
                    let Some(line) = bounds("page.next").or_else(|| bounds("page.previous")) else { break };
                    for seen in kiosk.shown.texts() {
                        let above = seen.bounds.y < line.y && seen.bounds.y + seen.bounds.height > line.y + 1.0;
                        let beside = seen.bounds.x < line.x + line.width && seen.bounds.x + seen.bounds.width > line.x;
                        assert!(!(above && beside), "{language} {outcome:?}: {:?} stands on the line", seen.text);
                    }
                    if bounds("page.next").is_none() {
                        break;
                    }
                    let page = kiosk.text();
                    kiosk.tap("page.next");
                    if kiosk.text() == page {
                        break;
                    }
                }
            }
        }
    }
}

#[test]
fn a_receipt_held_to_the_scanner_at_rest_shows_its_state() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    let scanned = Scanned::Reference { reference: Fake::reference(), code: Some(Fake::code()) };
    kiosk.tell(&Event::Scan(Arc::new(scanned)));
    assert_eq!(kiosk.at(), "status-answer");
}

#[test]
fn the_keypad_alone_reaches_the_service_and_every_step_is_spoken() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    let go = |kiosk: &mut Kiosk, wanted: &str| {
        for _ in 0..40 {
            kiosk.shown.key(Named::Tab);
            kiosk.shown.settle(PATIENCE).unwrap();
            if kiosk.shown.focus().is_some_and(|focus| focus.words.id == wanted) {
                kiosk.shown.key(Named::Enter);
                kiosk.shown.settle(PATIENCE).unwrap();
                return;
            }
        }
        panic!("{wanted} is never focused on {}", kiosk.at());
    };
    for id in ["language.ckb", "home.service", "category.traffic", "service.driving_licence_renewal", "action.start"] {
        go(&mut kiosk, id);
    }
    assert_eq!(kiosk.at(), "eligibility");
    kiosk.shown.key(Named::F1);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert_eq!(kiosk.at(), "help");
    kiosk.shown.key(Named::Escape);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert_eq!(kiosk.at(), "eligibility");
    kiosk.shown.key(Named::Escape);
    kiosk.shown.settle(PATIENCE).unwrap();
    assert_eq!(kiosk.at(), "service");
    kiosk.fake.with(|state| {
        let screens: Vec<&str> =
            state.spoken.iter().filter(|line| line.role == "screen").map(|line| line.screen).collect();
        assert_eq!(
            screens,
            ["attract", "home", "categories", "services", "service", "eligibility", "help", "eligibility", "service"]
        );
        let focus = state.spoken.iter().find(|line| line.focus.as_deref() == Some("category.traffic")).unwrap();
        assert!(!focus.say.is_empty() && focus.position.unwrap().0 >= 1);
        assert_eq!(focus.language.tag(), "ckb");
    });
}

#[test]
fn offline_is_said_once_and_calmly() {
    let mut kiosk = Kiosk::open(1080.0, 1920.0);
    kiosk.tap("language.en");
    kiosk.tell(&Event::Link(Link::Offline { queued: 2 }));
    assert!(kiosk.text().contains("No connection now"), "{}", kiosk.text());
    kiosk.tell(&Event::Link(Link::Online));
    assert!(!kiosk.text().contains("No connection now"));
}

#[test]
fn where_no_requests_are_taken_it_is_said_before_anybody_begins_one() {
    for (width, height) in [(1080.0, 1920.0), (1280.0, 800.0)] {
        let mut kiosk = Kiosk::open(width, height);
        kiosk.fake.with(|state| state.closed = true);
        kiosk.tap("language.ckb");
        let words = kiosk.shown.program().world.locales.texts(crate::i18n::Language::CKB).get("requests-closed");
        assert!(kiosk.text().contains(&words), "{}", kiosk.text());
        assert!(kiosk.shown.tap_id("home.service").is_err());
        // The promise that requests are kept is not made either.
        kiosk.tell(&Event::Link(Link::Offline { queued: 0 }));
        let offline = kiosk.shown.program().world.locales.texts(crate::i18n::Language::CKB).get("link-offline");
        assert!(!kiosk.text().contains(&offline));
        kiosk.tap("home.ticket");
        kiosk.tap("service.driving_licence_renewal");
        assert_eq!(kiosk.at(), "ticket");
        // It opens again while somebody stands there: the link has come back.
        let mut kiosk = Kiosk::open(width, height);
        kiosk.fake.with(|state| state.closed = true);
        kiosk.tap("language.ckb");
        kiosk.fake.with(|state| state.closed = false);
        kiosk.tell(&Event::Link(Link::Online));
        assert!(!kiosk.text().contains(&words));
        kiosk.tap("home.service");
        kiosk.tap("category.traffic");
        kiosk.tap("service.driving_licence_renewal");
        // And it closes before the form is begun.
        kiosk.fake.with(|state| state.closed = true);
        kiosk.tap("action.start");
        assert_eq!(kiosk.at(), "service");
        assert!(kiosk.text().contains(&words));
        assert!(kiosk.fake.with(|state| state.submissions.is_empty()));
    }
}
