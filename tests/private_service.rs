//! A service with `private = true`: what stands on paper, in its codes, and before staff, names its category at most.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::path::Path;
use std::process::Command;

use common::{Rows, citizen, config, data, enter_staff, page_of, qr_in, root, texts, wishes};
use kiosk::catalogue::{Service, ServiceId};
use kiosk::cli::demo::{Everything, Wishes};
use kiosk::config::data::DataDir;
use kiosk::i18n::{Language, Texts};
use kiosk::keys::DeviceKey;
use kiosk::receipt::Media;
use kiosk::staff::{Act, Answer, ReportOf};
use kiosk::store::{JobId, NewSubmission};
use kiosk::ticket::QueueLetter;
use kiosk_protocol::receipt::Receipt;
use kiosk_protocol::{KeyRole, KeySet, Signer as _, TrustedKey};
use zeroize::Zeroizing;

const LANGUAGES: [Language; 4] = [Language::CKB, Language::KMR, Language::AR, Language::EN];
const PRIVATE: &str = "divorce_certificate";
/// What gives it away, in each language.
const TELLTALES: [&str; 4] = ["جیابوونەوە", "ژێکجودابوونێ", "الطلاق", "ivorce"];

fn start(folder: &Path, data: DataDir) -> Everything {
    Everything::start(config(), data, Wishes { folder: Some(folder.to_owned()), ..wishes() }).unwrap()
}

/// What somebody reads who finds the paper.
fn read(everything: &Everything, job: JobId) -> String {
    let paper = everything.runtime().block_on(everything.kiosk().paper(job)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, paper.pdf(&Media::thermal_80()).unwrap()).unwrap();
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output();
    let text = output.expect("pdftotext is missing: `scripts/setup-debian test` installs poppler-utils").stdout;
    // Without the marks of direction, and whatever the line ends are.
    let mark = |c: &char| !matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let text: String = String::from_utf8(text).unwrap().chars().filter(mark).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn request(everything: &Everything, service: &Service, language: Language) -> Vec<JobId> {
    let submission = NewSubmission {
        service: service.id.to_string(),
        schema: service.schema.clone(),
        queue: QueueLetter::new('B').unwrap(),
        private: service.private,
        language: language.tag().into(),
        body: Zeroizing::new(b"{}".to_vec()),
        documents: Vec::new(),
        with_ticket: true,
        terms: kiosk::store::TicketTerms::default(),
    };
    everything.kiosk().store().submit(submission).wait().unwrap().jobs
}

/// All that is said of a service, on papers where that may be.
fn said_of(service: &Service, texts: &Texts) -> Vec<String> {
    let mut said = vec![texts.local(&service.name), texts.local(&service.office.value)];
    said.extend(service.documents.iter().map(|document| texts.local(&document.name)));
    said
}

#[test]
fn a_paper_of_a_private_service_names_its_category_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let codes = common::staff(folder.path());
    let everything = start(folder.path(), data());
    let catalogue = everything.kiosk().catalogue();
    let private = catalogue.service(&ServiceId::new(PRIVATE)).unwrap().clone();
    let open = catalogue.service(&ServiceId::new("birth_certificate")).unwrap().clone();
    assert!(private.private && !open.private && private.category == open.category);
    let category = catalogue.category(&private.category).unwrap().name.clone();
    let own = DeviceKey::existing(&everything.folder().join("state")).unwrap().unwrap().public();
    let keys: KeySet = [TrustedKey::always(own, KeyRole::Device)].into_iter().collect();
    let url = config().receipt.url;
    let mut papers = Vec::new();
    for (language, telltale) in LANGUAGES.into_iter().zip(TELLTALES) {
        let words = texts(&everything, language);
        let issued = everything.kiosk().issue_ticket_for(&private.id, language, None, None);
        let alone = everything.runtime().block_on(issued).unwrap().job;
        let [receipt, ticket] = request(&everything, &private, language)[..] else { panic!("two papers") };
        for job in [alone, receipt, ticket] {
            papers.push((language, job));
            let text = read(&everything, job);
            assert!(text.contains(&words.local(&category)), "{language}: {text}");
            assert!(!text.contains(telltale), "{language}: {text}");
            for said in said_of(&private, &words) {
                assert!(!text.contains(&said), "{language}: {said:?} in {text}");
            }
            let [code] = &qr_in(&page_of(&everything, job))[..] else { panic!("one code") };
            assert!(!code.to_ascii_lowercase().contains("divorce"), "{code}");
            if job == receipt {
                let verified = Receipt::verify(code, url.as_ref(), &keys).unwrap();
                assert_eq!(verified.receipt.service, None, "the signed code names no service");
            } else {
                assert!(code.starts_with("KT:B"), "{code}");
            }
        }
        // An ordinary one says all of it, and its code the service.
        let [receipt, ticket] = request(&everything, &open, language)[..] else { panic!("two papers") };
        let text = read(&everything, receipt);
        assert!(said_of(&open, &words).iter().all(|said| text.contains(said)), "{language}: {text}");
        assert!(read(&everything, ticket).contains(&words.local(&open.name)));
        let [code] = &qr_in(&page_of(&everything, receipt))[..] else { panic!("one code") };
        assert_eq!(Receipt::verify(code, url.as_ref(), &keys).unwrap().receipt.service, Some(open.number));
    }

    // Before staff: the figures of the day count it with those without a service, the list of tickets names none.
    let act = |act: Act| everything.runtime().block_on(everything.kiosk().staff(act));
    assert!(matches!(act(Act::Enter(Zeroizing::new(codes[1].clone()))), Answer::Open { .. }));
    let Answer::Report(shown) = act(Act::Report(ReportOf::Today)) else { panic!("no report") };
    let counted: Vec<_> =
        shown.report.services.iter().map(|line| (line.service.as_deref(), line.tickets, line.requests)).collect();
    assert_eq!(counted.iter().find(|line| line.0.is_none()), Some(&(None, 8, 4)), "{counted:?}");
    assert!(counted.iter().all(|line| line.0 != Some(PRIVATE)), "{counted:?}");
    let Answer::Tickets(lines) = act(Act::Tickets) else { panic!("no list") };
    assert_eq!(lines.iter().filter(|line| line.service.is_none()).count(), 8);
    for (language, telltale) in LANGUAGES.into_iter().zip(TELLTALES) {
        let mut player = citizen(&everything, language);
        enter_staff(&mut player, &codes[1]);
        for part in ["staff.report", "staff.tickets"] {
            if part == "staff.report" {
                player.tap("page.next").unwrap();
            }
            player.tap(part).unwrap();
            player.expect(&part.replace('.', "-")).unwrap();
            let text = player.text();
            assert!(!text.contains(telltale), "{language}: {text}");
            player.tap("action.back").unwrap();
        }
        player.tap("action.back").unwrap();
    }
    drop(everything);

    // The catalogue no longer calls it private: what was given before stays so when it is printed again.
    let copy = tempfile::tempdir().unwrap();
    for part in ["assets", "locales"] {
        let done = Command::new("cp").arg("-r").arg(root().join(part)).arg(copy.path()).status().unwrap();
        assert!(done.success());
    }
    let file = copy.path().join("assets/catalogue/services/divorce_certificate.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("\nprivate = true\n"));
    std::fs::write(&file, text.replace("\nprivate = true\n", "\nprivate = false\n")).unwrap();
    // Central has handed out the catalogue as it was, and that comes first.
    let kept = rusqlite::Connection::open(folder.path().join("state/kiosk.db")).unwrap();
    assert!(kept.execute("delete from bundle where kind = 'catalogue'", []).unwrap() > 0);
    drop(kept);
    let everything = start(folder.path(), DataDir::find(Some(&copy.path().join("kiosk-config.toml"))).unwrap());
    assert!(!everything.kiosk().catalogue().service(&ServiceId::new(PRIVATE)).unwrap().private);
    for (language, job) in papers {
        let text = read(&everything, job);
        for said in said_of(&private, &texts(&everything, language)) {
            assert!(!text.contains(&said), "{language}: {said:?} in {text}");
        }
    }
    assert_eq!(Rows::of_kiosk(folder.path()).number("select count(*) from ticket where private = 1"), 8);
}
