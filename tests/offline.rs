//! Central away during a visit: the citizen is told, gets the papers, and nothing is lost or doubled.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use common::{PATIENCE, Rows, central_has_each_once, citizen, everything, page_of, texts, wait_for, whole, wishes};
use kiosk::catalogue::ServiceId;
use kiosk::cli::demo::{Everything, Wishes};
use kiosk::i18n::Language;
use kiosk::sync::Link;

fn without_central() -> Everything {
    everything(Wishes { central: false, ..wishes() })
}

fn link(everything: &Everything) -> Link {
    everything.kiosk().sync().link
}

fn tickets(everything: &Everything, count: usize) {
    let service = ServiceId::new(common::SERVICE);
    for _ in 0..count {
        let issued = everything.kiosk().issue_ticket(&service, Language::AR, None);
        everything.runtime().block_on(issued).unwrap();
    }
}

#[test]
fn a_visit_without_central_is_whole_and_drains_when_it_comes() {
    for language in [Language::CKB, Language::EN] {
        let mut everything = without_central();
        let words = texts(&everything, language);
        wait_for("offline", || matches!(link(&everything), Link::Offline { .. }));
        let mut player = citizen(&everything, language);
        common::request(&mut player, language);
        // Honest: saved here, to be sent later. Not a word of "sent".
        player.expect_text(&words.get("done-later")).unwrap();
        player.expect_text(&words.get("print-done")).unwrap();
        player.expect_text(&words.get("link-offline")).unwrap();
        assert!(!player.text().contains(&words.get("done-sent")));

        let sheets = everything.printer().unwrap().wait_for_sheets(2, PATIENCE);
        let rows = Rows::of_kiosk(everything.folder());
        assert_eq!(rows.jobs(), ["receipt proven", "ticket proven"]);
        for kind in ["receipt", "ticket"] {
            let page = page_of(&everything, rows.last_job(&format!("kind = '{kind}'")));
            assert_eq!(whole(&sheets, &page), 1, "{kind}");
        }
        assert_eq!(rows.number("select count(*) from outbox where state = 0 and body is not null"), 2);
        // While they wait nobody finds the answers on the disk, where the same search finds what lies open.
        let (state, traces) = (everything.folder().join("state"), common::traces_of(language));
        assert_eq!(common::found_in_files(&state, &traces), Vec::<String>::new());
        assert_eq!(rows.number("select count(*) from outbox where kind = 'request' and seal is not null"), 1);
        let (_open, open) = common::folder();
        std::fs::write(open.join("answers"), traces.join(" ")).unwrap();
        assert_eq!(common::found_in_files(&open, &traces).len(), traces.len());
        common::leave(&mut player);
        drop(rows);

        everything.start_central().unwrap();
        everything.drained(PATIENCE).unwrap();
        assert_eq!(central_has_each_once(&everything), 3);
        assert_eq!(common::found_in_files(&state, &traces), Vec::<String>::new());
        wait_for("online", || link(&everything) == Link::Online);
    }
}

#[test]
fn central_may_restart_in_the_middle() {
    let mut everything = without_central();
    tickets(&everything, 30);
    for _ in 0..4 {
        everything.start_central().unwrap();
        tickets(&everything, 12);
        everything.stop_central();
        tickets(&everything, 3);
    }
    everything.start_central().unwrap();
    everything.drained(PATIENCE).unwrap();
    assert_eq!(central_has_each_once(&everything), 90);
    let rows = Rows::of_kiosk(everything.folder());
    assert_eq!(rows.number("select count(distinct label) from ticket"), 90);
    assert_eq!(rows.number("select max(n) from ticket"), 90);
}

/// Something on central's port that is not central: it says this to everything.
struct Impostor {
    stop: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Impostor {
    fn at(address: SocketAddr, kind: &'static str, body: &'static str) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        listener.set_nonblocking(true).unwrap();
        let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stopping, counter) = (Arc::clone(&stop), Arc::clone(&asked));
        let thread = std::thread::spawn(move || {
            while !stopping.load(Ordering::SeqCst) {
                let Ok((mut line, _)) = listener.accept() else {
                    std::thread::sleep(Duration::from_millis(2));
                    continue;
                };
                line.set_nonblocking(false).unwrap();
                line.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
                let mut request = [0; 65_536];
                let read = line.read(&mut request).unwrap_or(0);
                if request[..read].starts_with(b"POST") {
                    counter.fetch_add(1, Ordering::SeqCst);
                }
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
                );
                // The kiosk may have hung up already.
                let _ = line.write_all(head.as_bytes()).and_then(|()| line.write_all(body.as_bytes()));
            }
        });
        Self { stop, asked, thread: Some(thread) }
    }

    /// How often something was pushed to it.
    fn pushes(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn a_stranger_on_the_port_gets_nothing_settled() {
    let mut everything = without_central();
    tickets(&everything, 2);
    let strangers =
        [("text/html; charset=utf-8", "<html><title>Log in</title></html>"), ("application/json", "{\"results\":[]}")];
    for (kind, body) in strangers {
        let impostor = Impostor::at(everything.central_address(), kind, body);
        wait_for("a push to the stranger", || impostor.pushes() >= 2);
        wait_for("the stranger is known as one", || matches!(link(&everything), Link::NotCentral { .. }));
        assert!(!everything.kiosk().is_online());
        let rows = Rows::of_kiosk(everything.folder());
        assert_eq!(rows.number("select count(*) from outbox where state = 0 and body is not null"), 2, "{kind}");
    }
    // The citizen sees "no connection", not a promise.
    let mut player = citizen(&everything, Language::EN);
    common::queue_ticket(&mut player, Language::EN);
    player.expect_text(&texts(&everything, Language::EN).get("link-offline")).unwrap();
    player.expect_text(&texts(&everything, Language::EN).get("print-done")).unwrap();
    everything.start_central().unwrap();
    everything.drained(PATIENCE).unwrap();
    assert_eq!(central_has_each_once(&everything), 3);
}
