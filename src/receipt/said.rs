//! What a paper says, for whoever cannot read it: its words, line by line, in the order in which they stand there.

use super::document::{Block, Document, Row};
use super::media::PaperKind;

/// One line of a paper, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The words.
    pub text: String,
    /// Whether they are the citizen's alone: a voice says them where nobody else hears it.
    pub private: bool,
}

impl Document {
    /// Every word that stands on this kind of paper. What a code says is for the scanner; the words below it are here.
    #[must_use]
    pub fn said(&self, kind: PaperKind) -> Vec<Said> {
        self.body(kind).blocks.iter().flat_map(said).filter(|line| !line.text.trim().is_empty()).collect()
    }
}

fn said(block: &Block) -> Vec<Said> {
    let open = |text: &str| Said { text: text.to_owned(), private: false };
    let row = |row: &Row| [open(&row.label), Said { text: row.value.clone(), private: row.private }];
    match block {
        Block::Heading(text)
        | Block::Section(text)
        | Block::Text { text, .. }
        | Block::Number { label: text, .. }
        | Block::Band(text)
        | Block::Space { title: text }
        | Block::Masthead { title: text, .. } => vec![open(text)],
        Block::Rows(rows) | Block::Figures(rows) => rows.iter().flat_map(row).collect(),
        // what was answered on a form
        Block::Fields(rows) => {
            rows.iter().map(|row| Row { private: true, ..row.clone() }).flat_map(|personal| row(&personal)).collect()
        }
        Block::Checklist(texts) | Block::Signature(texts) => texts.iter().map(|text| open(text)).collect(),
        Block::Qr { caption, .. } => caption.iter().map(|text| open(text)).collect(),
        Block::Notice { title, text } => title.iter().chain([text]).map(|text| open(text)).collect(),
        Block::Logo | Block::Rule(_) | Block::Gap(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::path::Path;

    use super::*;
    use crate::i18n::{Locales, Texts};
    use crate::receipt::design::{RequestFacts, TicketFacts, request_receipt, ticket};

    fn words() -> [&'static str; 4] {
        ["Centre", "Service", "Office", "Fee"]
    }

    fn papers(texts: &Texts) -> [Document; 2] {
        let [centre, service, office, fee] = words().map(str::to_owned);
        let issued = jiff::civil::datetime(2026, 11, 24, 10, 5, 0, 0);
        let documents = vec!["First document".to_owned(), "Second document".to_owned()];
        let complaint_phone = Some("+9647501234567".to_owned());
        let ticket = ticket(
            &TicketFacts {
                centre: centre.clone(),
                label: "B3-041".into(),
                service: service.clone(),
                priority: Some("Reason".into()),
                party: Some(3),
                people_ahead: Some(7),
                estimate: Some(25),
                issued,
                fee: Some(fee.clone()),
                documents: documents.clone(),
                complaint_phone: complaint_phone.clone(),
                payload: "KT:B3-041.20261124".into(),
                sample: true,
            },
            texts,
        );
        let request = request_receipt(
            &RequestFacts {
                centre,
                service,
                reference: "K9C1 2QFR Z7KB".into(),
                check_code: "4821".into(),
                label: Some("B3-041".into()),
                submitted: issued,
                office: Some(office),
                fee: Some(fee),
                time_needed: Some("Time".into()),
                documents,
                complaint_phone,
                payload: "KR:K9C12QFRZ7KB.4821".into(),
                sample: false,
            },
            texts,
        );
        [ticket, request]
    }

    #[test]
    fn every_block_of_both_papers_is_said_in_every_language() {
        let locales = Locales::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")).unwrap();
        for info in locales.languages() {
            let texts = locales.texts(info.language);
            let [ticket, receipt] = papers(&texts);
            for kind in [PaperKind::Narrow, PaperKind::Wide, PaperKind::Sheet] {
                let lines = |document: &Document| -> Vec<String> {
                    document.said(kind).into_iter().map(|line| line.text).collect()
                };
                let has = |lines: &[String], part: &str| {
                    assert!(lines.iter().any(|line| line.contains(part)), "{}: {part}\n{lines:#?}", info.language);
                };
                let date = texts.date(jiff::civil::date(2026, 11, 24));
                let time = texts.time(jiff::civil::time(10, 5, 0, 0));
                let both = ["First document", "Second document", "Service", "Fee", &date, &time];
                let phone = texts.phone("+9647501234567");
                let (said, told) = (lines(&ticket), lines(&receipt));
                for part in both.into_iter().chain([&*phone, &texts.code("B3-041"), "Centre", &texts.get("paper-next")])
                {
                    has(&said, part);
                    has(&told, part);
                }
                for key in ["paper-ticket-next", "paper-ticket-keep", "paper-sample", "paper-bring", "paper-fee"] {
                    has(&said, &texts.get(key));
                }
                for words in ["Reason".to_owned(), texts.number(7), texts.number(25), texts.number(3)] {
                    has(&said, &words);
                }
                for key in ["paper-receipt-title", "paper-receipt-next", "paper-receipt-scan", "paper-receipt-keep"] {
                    has(&told, &texts.get(key));
                }
                for words in ["Office", "Time", &texts.code("K9C1 2QFR Z7KB"), &texts.code("4821")] {
                    has(&told, words);
                }
                // the codes of the scanner are no words, and the check code is for one ear
                let secret: Vec<Said> = receipt.said(kind).into_iter().filter(|line| line.private).collect();
                assert_eq!(secret, [Said { text: texts.code("4821"), private: true }]);
                assert!(said.iter().chain(&told).all(|line| !line.contains("KT:") && !line.contains("KR:")));
                // nothing of it is left to a voice as digits
                for line in said.iter().chain(&told) {
                    let spoken = texts.spoken(line);
                    assert!(!spoken.chars().any(char::is_numeric), "{line}: {spoken}");
                }
            }
        }
    }
}
