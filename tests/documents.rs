//! Documents of a request on their way: sealed in the commit, cut in the middle of a piece, resumed by the next start of the
//! kiosk, opened at central. A real kiosk, a real central, real HTTP over a line that breaks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;
#[path = "documents/line.rs"]
mod line;

use std::fs;
use std::net::TcpListener;

use common::{PATIENCE, Rows, everything, found_in_files, wait_for, wishes};
use kiosk::cli::demo::{Wishes, central_config};
use kiosk::store::NewSubmission;
use kiosk_central::Server;
use kiosk_central::store::Store as _;
use kiosk_protocol::{Digest, ItemKind};
use line::Line;
use rand::Rng as _;
use zeroize::Zeroizing;

/// A scan with this marker at both ends; in between noise, which does not shrink when it is compressed.
fn scan(marker: &str, bytes: usize) -> Vec<u8> {
    let mut noise = vec![0; bytes];
    rand::rng().fill_bytes(&mut noise);
    [marker.as_bytes(), &noise, marker.as_bytes()].concat()
}

fn request(documents: &[Vec<u8>]) -> NewSubmission {
    NewSubmission {
        documents: documents.iter().map(|document| Zeroizing::new(document.clone())).collect(),
        ..common::request_with("x")
    }
}

#[test]
fn documents_survive_a_cut_and_a_restart_and_only_central_can_read_them() {
    let (_temporary, folder) = common::folder();
    let central_at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let central = Server::start(central_config(central_at, &folder).unwrap()).unwrap();
    // Pieces 0 and 1 arrive, piece 2 breaks in its middle.
    let line = Line::start(central_at, 2);
    let start =
        || Wishes { folder: Some(folder.clone()), central: false, central_address: Some(line.address()), ..wishes() };
    let marker = format!("canary-{:032x}", rand::random::<u128>());
    let documents = [scan(&marker, 900_000), scan(&marker, 40_000)];
    let traces = [marker];
    let state = folder.join("state");

    let kiosk = everything(start());
    let done = kiosk.runtime().block_on(kiosk.kiosk().store().submit(request(&documents))).unwrap();
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "while all of it waits");
    wait_for("the line breaks in the middle of a document", || line.is_broken());
    // Central has the request already: documents hold nothing up.
    kiosk.drained(PATIENCE).unwrap();
    drop(kiosk);
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "in the closed database");
    assert_eq!(Rows::of_kiosk(&folder).number("select count(*) from outbox_blob where body is not null"), 2);

    line.mend();
    let kiosk = everything(start());
    let rows = Rows::of_kiosk(&folder);
    let waiting = "select count(*) from outbox_blob where state <> 1 or body is not null";
    wait_for("both documents arrive", || rows.number(waiting) == 0);
    // What had arrived was not sent again: the piece that broke begins anew, and nothing before it.
    let ranges = line.ranges();
    let begins: Vec<&str> = ranges.iter().map(|range| range.split('-').next().unwrap()).collect();
    assert_eq!(begins[..4], ["bytes 0", "bytes 262144", "bytes 524288", "bytes 524288"], "{ranges:?}");
    assert_eq!(found_in_files(&state, &traces), Vec::<String>::new(), "after central has it");

    let (store, keys) = (kiosk.central_store().unwrap(), kiosk.central_keys().unwrap());
    // The request waited in quarantine for the last of them, and for nothing else.
    let rows_there = Rows::open(&folder.join("central.db"));
    let told = |code: &str| rows_there.number(&format!("select count(*) from event where data like '%{code}%'"));
    wait_for("the request is complete", || {
        rows_there.number(
            "select (select count(*) from item where quarantine is not null) + (select count(*) from unchecked)",
        ) == 0
    });
    assert!(told("blob_missing") >= 2, "that it waited, and that it is complete, stands in the centre's sequence");
    let kept = kiosk.runtime().block_on(store.kept_after(None, 100)).unwrap();
    let kept = kept.iter().find(|kept| kept.item.kind == ItemKind::Request).unwrap();
    assert_eq!((kept.item.id, kept.item.blobs.len()), (done.id, 2));
    assert_eq!(kept.quarantine, None);
    for (name, document) in kept.item.blobs.iter().zip(&documents) {
        let text = name.to_string();
        let sealed = fs::read(folder.join("central.documents").join(&text[..2]).join(&text)).unwrap();
        assert_eq!(Digest::of(&sealed), *name);
        assert!(!sealed.windows(traces[0].len()).any(|part| part == traces[0].as_bytes()));
        let plain = keys.opener().open_document(&kept.sender, &kept.item, &sealed).unwrap();
        assert!(plain.as_slice() == document.as_slice(), "it is what was scanned");
    }
    drop(central);
}
