//! `kiosk demo --headless`: what a newcomer sees first, with the real program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

fn demo(out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kiosk"))
        .args(["demo", "--headless", "--lang", "en", "--out"])
        .arg(out)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(!text.contains("panicked"), "{text}");
    text
}

/// Width and height of a picture that is whole; how many of its dots are not those of its corner.
fn picture(path: &Path) -> (u32, u32, usize) {
    let mut reader =
        png::Decoder::new(std::io::BufReader::new(std::fs::File::open(path).unwrap())).read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut data).unwrap();
    let data = &data[..info.buffer_size()];
    let corner = data[0];
    (info.width, info.height, data.iter().filter(|byte| **byte != corner).count())
}

#[test]
fn a_visit_is_played_and_leaves_pictures_papers_and_what_central_holds() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/demo");
    std::fs::create_dir_all(&out).unwrap();
    for (name, text) in [("001-en-old.png", "an earlier run"), ("paper-99.png", "an earlier run"), ("mine.png", "mine")]
    {
        std::fs::write(out.join(name), text).unwrap();
    }
    let output = demo(&out);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");

    let names: BTreeSet<String> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    // What was there of an earlier run is gone, what somebody else put there is not.
    assert!(!names.contains("001-en-old.png") && !names.contains("paper-99.png"), "{names:?}");
    assert_eq!(std::fs::read_to_string(out.join("mine.png")).unwrap(), "mine");

    // Every screen of the visit, numbered without a gap, at the size of the panel, and none of them empty.
    let screens: Vec<&String> = names.iter().filter(|name| name.contains("-en-") && name.ends_with(".png")).collect();
    for (index, name) in screens.iter().enumerate() {
        assert!(name.starts_with(&format!("{:03}-en-", index + 1)), "{name} is number {}", index + 1);
        let (width, height, ink) = picture(&out.join(name));
        assert_eq!((width, height), (1080, 1920), "{name}");
        assert!(ink > 10_000, "{name} shows nothing: {ink}");
    }
    for wanted in [
        "attract",
        "home",
        "categories",
        "services",
        "service-card",
        "eligibility",
        "question-name",
        "question-date",
        "scanned",
        "question-choice",
        "question-error",
        "question-phone",
        "review",
        "consent",
        "done",
        "rating",
        "wiped",
        "ticket-services",
        "ticket-paper-out",
        "ticket",
        "help",
        "language",
        "display",
        "idle",
        "status",
        "status-answer",
        "status-code",
        "finish",
    ] {
        let has = screens.iter().filter(|name| name.ends_with(&format!("-en-{wanted}.png"))).count();
        assert_eq!(has, 1, "{wanted} in {screens:?}");
    }

    // A receipt and two tickets, 72 mm wide at 203 dpi.
    for number in 1..=3 {
        let (width, height, ink) = picture(&out.join(format!("paper-{number:02}.png")));
        assert!(width == 576 && height > 300 && ink > 500, "paper {number}: {width}x{height}, {ink}");
    }
    assert!(!names.contains("paper-04.png"), "{names:?}");
    let pdfs: Vec<&String> = names.iter().filter(|name| name.ends_with(".pdf")).collect();
    assert_eq!(pdfs, ["en-paper-1.pdf", "en-paper-2.pdf", "en-paper-3.pdf"]);
    for name in pdfs {
        let bytes = std::fs::read(out.join(name)).unwrap();
        assert!(bytes.starts_with(b"%PDF") && bytes.len() > 2_000, "{name}");
    }

    // The tickets, the request and the rating are in central's custody, and the office's word on the request.
    let summary = std::fs::read_to_string(out.join("summary.txt")).unwrap();
    assert!(text.contains(&summary), "the summary is told as well: {text}");
    let lines: Vec<&str> = summary.lines().skip(1).map(str::trim).collect();
    let of = |kind: &str| lines.iter().filter(|line| line.split_whitespace().next() == Some(kind)).count();
    assert_eq!((of("ticket"), of("request"), of("feedback")), (2, 1, 2), "{summary}");
    assert!(summary.starts_with(&format!("central holds {} items:", lines.len())), "{summary}");
    let request = lines.iter().find(|line| line.starts_with("request")).unwrap();
    assert!(request.contains("driving_licence_renewal") && request.ends_with("in_review"), "{request}");
    assert!(!summary.contains("quarantined"), "{summary}");
}

#[test]
fn a_place_where_no_folder_can_be_is_named_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("occupied");
    std::fs::write(&file, "mine").unwrap();
    let output = demo(&file);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(&format!("--out {}: this is a file; name a folder", file.display())), "{text}");
    assert!(!text.contains("central"), "nothing was started before: {text}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");

    let output = demo(&file.join("below"));
    let text = said(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("below: Not a directory"), "{text}");
}
