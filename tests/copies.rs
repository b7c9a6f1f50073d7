//! Copies of disks: a kiosk that was cloned, a kiosk that goes on from an old copy of its database, and a central that does.
//! Each loses nothing and doubles nothing, and where two gave the same label both citizens are served and staff are told.
//! Real kiosks, a real central, real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::HashSet;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use common::{Rows, everything, wait_for, wishes};
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Everything, Wishes, central_config};
use kiosk::i18n::Language;
use kiosk::store::NewSubmission;
use kiosk_central::{Running, Server};

fn central(at: SocketAddr, folder: &Path) -> Running {
    Server::start(central_config(at, folder).unwrap()).unwrap()
}

/// An address, and the central on it.
fn somewhere(folder: &Path) -> (SocketAddr, Running) {
    let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    (at, central(at, folder))
}

fn start(folder: &Path, at: SocketAddr) -> Everything {
    everything(Wishes { folder: Some(folder.to_owned()), central: false, central_address: Some(at), ..wishes() })
}

/// A citizen takes a ticket; its label with the day.
fn ticket(kiosk: &Everything) -> String {
    let service = ServiceId::new(common::SERVICE);
    kiosk.runtime().block_on(kiosk.kiosk().issue_ticket(&service, Language::AR, None)).unwrap().ticket.label.to_string()
}

/// A citizen submits a request and gets a ticket with it; the ticket's label.
fn request(kiosk: &Everything, answer: &str) -> String {
    let new = NewSubmission { with_ticket: true, ..common::request_with(answer) };
    let done = kiosk.runtime().block_on(kiosk.kiosk().store().submit(new)).unwrap();
    done.ticket.unwrap().label.to_string()
}

fn queued(kiosk: &Everything) -> u64 {
    kiosk.runtime().block_on(kiosk.kiosk().store().figures()).unwrap().queued
}

fn delivered(kiosk: &Everything) {
    wait_for("everything is in custody", || queued(kiosk) == 0);
}

/// What a kiosk has ever committed, by id.
fn items_of(folder: &Path) -> HashSet<String> {
    Rows::of_kiosk(folder).texts("select hex(id) from outbox").into_iter().collect()
}

/// What central has, each once.
fn items_at_central(folder: &Path) -> HashSet<String> {
    let all = Rows::open(&folder.join("central.db")).texts("select hex(id) from item");
    let each: HashSet<String> = all.iter().cloned().collect();
    assert_eq!(all.len(), each.len(), "doubled");
    each
}

/// How often this kiosk was told that a label of its was given by somebody else too.
fn told_of_labels(folder: &Path) -> i64 {
    Rows::of_kiosk(folder).number("select count(*) from audit where event like '%\"label_conflict\"%'")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Puts one database file in the place of another that was closed in order.
fn put_back(copy: &Path, database: &Path) {
    fs::copy(copy, database).unwrap();
    for end in ["-wal", "-shm"] {
        let mut beside = database.as_os_str().to_owned();
        beside.push(end);
        let _ = fs::remove_file(beside);
    }
}

#[test]
fn a_cloned_disk_doubles_labels_at_most_until_it_is_told_and_loses_nothing() {
    let ((_one, folder), (_two, clone_folder)) = (common::folder(), common::folder());
    let (at, server) = somewhere(&folder);
    let one = start(&folder, at);
    ticket(&one);
    request(&one, "before");
    delivered(&one);
    drop(one);
    copy(&folder.join("state"), &clone_folder.join("state"));

    // Both stand in the centre, and the line is down: each gives the same labels, from the same places of one sequence.
    server.shutdown();
    let (one, two) = (start(&folder, at), start(&clone_folder, at));
    let same: Vec<_> = [&one, &two].map(|kiosk| [ticket(kiosk), ticket(kiosk), request(kiosk, "offline")]).into();
    assert_eq!(same[0], same[1], "they cannot know of each other");
    let server = central(at, &folder);
    delivered(&one);
    delivered(&two);
    // Both citizens' tickets are in custody; one of the two kiosks was told of each label, and counts elsewhere from now on.
    let told = || told_of_labels(&folder) + told_of_labels(&clone_folder);
    assert_eq!(told(), 3);
    let mut labels: Vec<String> = same[0].to_vec();
    for _ in 0..3 {
        for kiosk in [&one, &two] {
            labels.push(ticket(kiosk));
            delivered(kiosk);
        }
    }
    let different: HashSet<&String> = labels.iter().collect();
    let doubled = i64::try_from(labels.len() - different.len()).unwrap();
    assert_eq!(told(), 3 + doubled, "each label that was given twice was told: {labels:?}");
    request(&one, "after");
    request(&two, "after");
    delivered(&one);
    delivered(&two);
    let everything: HashSet<String> = items_of(&folder).union(&items_of(&clone_folder)).cloned().collect();
    assert_eq!(
        items_at_central(&folder),
        everything,
        "an item of one of them is lost, or there is one that nobody made"
    );
    for kiosk in [&one, &two] {
        kiosk.runtime().block_on(kiosk.kiosk().store().verify_audit()).unwrap();
    }
    drop((one, two, server));
}

#[test]
fn a_kiosk_that_goes_on_from_an_old_copy_gives_new_numbers_and_central_keeps_what_it_has() {
    let (_temporary, folder) = common::folder();
    let (at, server) = somewhere(&folder);
    let kiosk = start(&folder, at);
    let mut labels = vec![ticket(&kiosk), request(&kiosk, "in the copy")];
    delivered(&kiosk);
    labels.push(ticket(&kiosk));
    kiosk.runtime().block_on(kiosk.kiosk().store().rest()).unwrap();
    let old = folder.join("old.db");
    fs::copy(folder.join("state/backup/kiosk.db"), &old).unwrap();
    labels.extend([ticket(&kiosk), request(&kiosk, "after the copy"), ticket(&kiosk)]);
    delivered(&kiosk);
    let before = items_at_central(&folder);
    drop(kiosk);

    put_back(&old, &folder.join("state/kiosk.db"));
    let kiosk = start(&folder, at);
    // It has something to hand over or has it in the first answer: either way it hears how far central is.
    labels.push(ticket(&kiosk));
    delivered(&kiosk);
    labels.extend([ticket(&kiosk), request(&kiosk, "goes on")]);
    delivered(&kiosk);
    let after = items_at_central(&folder);
    assert!(before.is_subset(&after), "central has forgotten something");
    assert!(items_of(&folder).is_subset(&after));
    let central = Rows::open(&folder.join("central.db"));
    let sequence = central.number("select count(*) - count(distinct device_seq) from item");
    let different: HashSet<&String> = labels.iter().collect();
    let doubled = i64::try_from(labels.len() - different.len()).unwrap();
    // Until the first answer it cannot know: that ticket may bear a label of before, and then it is told so.
    assert!(doubled <= 1 && sequence <= 2, "{doubled} labels, {sequence} places twice: {labels:?}");
    assert_eq!(told_of_labels(&folder), doubled, "{labels:?}");
    assert!(Rows::of_kiosk(&folder).number("select incarnation from device") > 1);
    kiosk.runtime().block_on(kiosk.kiosk().store().verify_audit()).unwrap();
    drop((kiosk, server));
}

#[test]
fn a_central_that_goes_on_from_an_old_copy_gets_back_what_the_kiosk_s_copies_hold() {
    let (_temporary, folder) = common::folder();
    let (at, server) = somewhere(&folder);
    let kiosk = start(&folder, at);
    ticket(&kiosk);
    delivered(&kiosk);
    server.shutdown();
    let database = folder.join("central.db");
    let old = folder.join("old.db");
    fs::copy(&database, &old).unwrap();

    // What waits while central is away is in the kiosk's own copy; then central takes it, and is lost.
    request(&kiosk, "one");
    ticket(&kiosk);
    kiosk.runtime().block_on(kiosk.kiosk().store().rest()).unwrap();
    let server = central(at, &folder);
    delivered(&kiosk);
    let all = items_at_central(&folder);
    server.shutdown();
    put_back(&old, &database);
    let server = central(at, &folder);
    assert!(items_at_central(&folder).len() < all.len(), "nothing was lost: nothing is tested");

    ticket(&kiosk);
    wait_for("what central lost comes again", || items_at_central(&folder).is_superset(&all));
    delivered(&kiosk);
    assert_eq!(items_at_central(&folder), items_of(&folder));
    let requeued = "select count(*) from audit where event like '%\"requeued\"%'";
    assert!(Rows::of_kiosk(&folder).number(requeued) >= 2);
    assert_eq!(Rows::of_kiosk(&folder).number("select count(*) from audit where event like '%\"missing\"%'"), 0);
    // And it hears of what happens to them as before: the old cursor is none any more.
    let reference = Rows::of_kiosk(&folder).texts("select ref from outbox where ref is not null").remove(0);
    kiosk.set_status(&reference, kiosk_protocol::RequestState::Ready).unwrap();
    let known = || {
        let read: kiosk_protocol::Reference = reference.parse().unwrap();
        let status = kiosk.runtime().block_on(kiosk.kiosk().store().status(&read)).unwrap();
        status.and_then(|status| status.told).map(|told| told.state)
    };
    wait_for("its state is told", || known() == Some(kiosk_protocol::RequestState::Ready));
    drop((kiosk, server));
}

/// A request that waits on a closed kiosk, as its body stands in the file; and where.
fn waiting_request(folder: &Path, answer: &str) -> (String, Vec<u8>) {
    let kiosk = everything(Wishes { folder: Some(folder.to_owned()), central: false, ..wishes() });
    let done = kiosk.runtime().block_on(kiosk.kiosk().store().submit(common::request_with(answer))).unwrap();
    // A copy of it is made while nobody asks.
    kiosk.runtime().block_on(kiosk.kiosk().store().rest()).unwrap();
    let due = kiosk.runtime().block_on(kiosk.kiosk().store().due(10, usize::MAX)).unwrap();
    (done.reference.to_string(), due.items[0].body.as_bytes().to_vec())
}

/// One bit of these bytes flips in the file.
fn flip(file: &Path, bytes: &[u8]) {
    let mut content = fs::read(file).unwrap();
    let part = &bytes[20..220];
    let at = content.windows(part.len()).position(|window| window == part).expect("the body is in the file");
    content[at + 77] ^= 4;
    fs::write(file, content).unwrap();
}

#[test]
fn a_bit_that_flips_in_a_request_that_waits_costs_nothing_while_a_copy_has_it() {
    let (_temporary, folder) = common::folder();
    let (reference, body) = waiting_request(&folder, "whole");
    flip(&folder.join("state/kiosk.db"), &body);
    let mut kiosk = everything(Wishes { folder: Some(folder.clone()), central: false, ..wishes() });
    assert!(kiosk.started.report.recovered.is_none(), "no check of a start sees it");
    kiosk.start_central().unwrap();
    kiosk.drained(common::PATIENCE).unwrap();
    common::central_has_each_once(&kiosk);
    let requests = common::requests_at_central(&kiosk);
    assert_eq!(requests[0]["answers"]["given_name"], "whole");
    let at_central = Rows::open(&folder.join("central.db"));
    assert_eq!(at_central.texts("select ref from request where service is not null"), [reference.replace('-', "")]);
    let rows = Rows::of_kiosk(&folder);
    assert_eq!(rows.number("select count(*) from audit where event like '%\"mended\"%'"), 1);
}

#[test]
fn a_request_that_no_copy_has_whole_stands_in_quarantine_under_its_reference() {
    let (_temporary, folder) = common::folder();
    let (reference, body) = waiting_request(&folder, "altered");
    let state = folder.join("state");
    for file in ["kiosk.db", "backup/kiosk.db"] {
        flip(&state.join(file), &body);
    }
    let mut kiosk = everything(Wishes { folder: Some(folder.clone()), central: false, ..wishes() });
    kiosk.start_central().unwrap();
    kiosk.drained(common::PATIENCE).unwrap();
    let at_central = Rows::open(&folder.join("central.db"));
    assert_eq!(at_central.texts("select quarantine from item where kind = 'request'"), ["validation_failed"]);
    assert_eq!(at_central.texts("select ref from request"), [reference.replace('-', "")]);
    let rows = Rows::of_kiosk(&folder);
    assert_eq!(rows.texts("select last_code from outbox where kind = 'request'"), ["validation_failed"]);
    assert_eq!(rows.number("select count(*) from audit where event like '%\"altered\"%'"), 1);
}

#[test]
fn a_damaged_database_reaches_central_sealed_and_whole() {
    use kiosk_central::store::Store as _;
    let (_temporary, folder) = common::folder();
    drop(everything(Wishes { folder: Some(folder.clone()), ..wishes() }));
    let database = folder.join("state/kiosk.db");
    let root = Rows::of_kiosk(&folder).number("select rootpage from sqlite_schema where name = 'print_job_state'");
    let mut content = fs::read(&database).unwrap();
    content[(root as usize - 1) * 4096..][..4096].fill(0xFF);
    fs::write(&database, &content).unwrap();
    let kiosk = everything(Wishes { folder: Some(folder.clone()), ..wishes() });
    let kept = kiosk.started.report.recovered.as_ref().unwrap().kept.clone();
    kiosk.runtime().block_on(kiosk.kiosk().store().rest()).unwrap();
    kiosk.drained(common::PATIENCE).unwrap();
    let rows = Rows::of_kiosk(&folder);
    wait_for("its document is there", || {
        rows.number("select count(*) from outbox_blob where state = 1 and body is null") >= 1
            && rows.number("select count(*) from outbox_blob where state = 0") == 0
    });
    let (store, keys) = (kiosk.central_store().unwrap(), kiosk.central_keys().unwrap());
    let all = kiosk.runtime().block_on(store.kept_after(None, 1000)).unwrap();
    let one = all.iter().find(|kept| kept.item.kind.as_str() == "damaged_store").unwrap();
    let name = one.item.blobs[0].to_string();
    let sealed = fs::read(folder.join("central.documents").join(&name[..2]).join(&name)).unwrap();
    let plain = keys.opener().open_document(&one.sender, &one.item, &sealed).unwrap();
    assert_eq!(plain.as_slice(), fs::read(&kept).unwrap(), "as it was kept");
    // People are to look at it.
    let quarantine =
        Rows::open(&folder.join("central.db")).texts("select quarantine from item where kind = 'damaged_store'");
    assert_eq!(quarantine, ["schema_unknown"]);
}
