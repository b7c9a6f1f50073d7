//! The stream of a centre's queues, read by a client of its own over a real socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{Device, batch, call, command, lines, now_ms, server_and_device};
use kiosk_central::Running;
use kiosk_protocol::{DeviceSeq, Item, ItemId, ItemKind, TicketBody};
use serde_json::Value;

const PATH: &str = "/v1/centres/erbil/queue/stream";

/// An event as a client sees it.
#[derive(Debug)]
struct Event {
    name: String,
    id: Option<String>,
    data: Value,
}

/// Reads `text/event-stream` out of a chunked answer.
struct Client {
    from: BufReader<TcpStream>,
    text: String,
}

impl Client {
    fn connect(running: &Running, device: &Device, last: Option<&str>) -> Self {
        let stream = TcpStream::connect(running.addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let signed = lines(&device.sign_at(running, "GET", PATH, b"", now_ms() / 1000));
        let last = last.map(|id| format!("last-event-id: {id}\r\n")).unwrap_or_default();
        let mut from = BufReader::new(stream);
        let head = format!("GET {PATH} HTTP/1.1\r\nhost: {}\r\n{last}{signed}\r\n", running.addr);
        from.get_mut().write_all(head.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(from.read_line(&mut head).unwrap() > 0, "{head}");
        }
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        Self { from, text: String::new() }
    }

    /// The next event; `None` when the stream has ended as streams should.
    fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
                };
                // A comment only: the heartbeat.
                let Some(name) = field("event") else { continue };
                let data = serde_json::from_str(&field("data").unwrap()).unwrap();
                return Some(Event { name, id: field("id"), data });
            }
            let mut size = String::new();
            self.from.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            self.from.read_exact(&mut chunk).unwrap();
            if size == 0 {
                return None;
            }
            self.text.push_str(std::str::from_utf8(&chunk[..size]).unwrap());
        }
    }

    /// The next event of this name; others are passed over.
    fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().unwrap_or_else(|| panic!("the stream ended before {name}"));
            if event.name == name {
                return event;
            }
        }
    }
}

fn ticket(n: u8) -> Item {
    let body = TicketBody {
        label: format!("B1-00{n}"),
        service_day: "2026-11-23".into(),
        queue: "B".into(),
        service: None,
        issued_ms: now_ms() + i64::from(n),
        language: "ckb".into(),
        priority: None,
        party: None,
    };
    let seq = DeviceSeq::try_from(u64::from(n)).unwrap();
    let id = ItemId::new(1_700_000_000_000, [n; 10]);
    Item::plain(id, seq, ItemKind::Ticket, "psc.ticket@1", now_ms(), serde_json::to_vec(&body).unwrap())
}

/// `central queue …`: another process, of which the server hears by looking.
fn queue(folder: &Path, words: &[&str]) {
    let database = format!("sqlite:{}", folder.join("central.db").display());
    let (code, _, err) = command(&[&["queue"], words, &["--database", &database]].concat());
    assert_eq!(code, format!("{:?}", std::process::ExitCode::SUCCESS), "{err}");
}

#[test]
fn whoever_is_called_is_told_and_whoever_comes_back_misses_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (running, device) = server_and_device(folder.path());
    device.push(&running, &batch((1..=4).map(ticket).collect()), "");

    let mut client = Client::connect(&running, &device, None);
    let first = client.next().unwrap();
    assert_eq!(first.name, "queue");
    assert_eq!(first.data["called"], Value::Array(vec![]));
    assert_eq!((&first.data["queues"][0]["queue"], &first.data["queues"][0]["waiting"]), (&"B".into(), &4.into()));
    let began = Instant::now();
    queue(folder.path(), &["next", "erbil", "B", "--desk", "3"]);
    let called = client.next().unwrap();
    assert!(began.elapsed() < Duration::from_secs(10));
    assert_eq!(
        (&*called.name, &called.data["label"], &called.data["desk"]),
        ("ticket.called", &"B1-001".into(), &"3".into())
    );
    assert!(called.data["at_ms"].as_i64().unwrap() > 1_700_000_000_000);
    assert_eq!(client.until("queue.figures").data["waiting"], 3);

    // The line breaks; meanwhile the desks go on.
    let last = called.id.unwrap();
    drop(client);
    queue(folder.path(), &["next", "erbil", "B", "--desk", "4"]);
    queue(folder.path(), &["done", "erbil", "B1-001"]);
    let mut client = Client::connect(&running, &device, Some(&last));
    let called = client.next().unwrap();
    assert_eq!((&*called.name, &called.data["label"]), ("ticket.called", &"B1-002".into()));
    let closed = client.next().unwrap();
    assert_eq!((&*closed.name, &closed.data["label"]), ("ticket.closed", &"B1-001".into()));
    assert!(closed.id.is_some_and(|id| id != last));
    assert_eq!(client.until("queue.figures").data["waiting"], 2);

    // An id that says nothing here: everything again.
    let mut stranger = Client::connect(&running, &device, Some("17"));
    let first = stranger.next().unwrap();
    assert_eq!((&*first.name, first.data["called"].as_array().unwrap().len()), ("queue", 1));
    assert_eq!((&first.data["called"][0]["label"], &first.data["called"][0]["desk"]), (&"B1-002".into(), &"4".into()));
    // Who asks instead of listening is told the same.
    let asked = device.get(&running, "/v1/centres/erbil/queue");
    assert_eq!(asked.json()["called"], first.data["called"]);
    let etag = format!("if-none-match: {}\r\n", asked.field("etag").unwrap());
    assert_eq!(device.call(&running, "GET", "/v1/centres/erbil/queue", &etag, b"").status, 304);

    // A server that stops does not wait for those who listen.
    let began = Instant::now();
    running.shutdown();
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(client.next().is_none() && stranger.next().is_none(), "ended, not cut");
}

#[test]
fn a_stream_is_for_the_kiosks_of_its_centre_and_there_are_not_too_many() {
    let folder = tempfile::tempdir().unwrap();
    let config = kiosk_central::ServerConfig { most_requests: 2, ..common::config(folder.path()) };
    let running = kiosk_central::Server::start(config).unwrap();
    let device = Device::enrolled(&running, folder.path(), 1, "erbil", "1");
    call(&running, "GET", PATH, "", b"").is_problem(401, "signature_missing");
    device.get(&running, "/v1/centres/duhok/queue/stream").is_problem(403, "device_not_allowed");
    device.get(&running, "/v1/centres/%20/queue/stream").is_problem(404, "centre_unknown");
    let streams = [(); 2].map(|()| Client::connect(&running, &device, None));
    device.get(&running, PATH).is_problem(503, "overloaded");
    // Other requests have places of their own, and a place is free again when its client has gone.
    assert_eq!(device.get(&running, "/v1/centres/erbil/queue").status, 200);
    drop(streams);
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        let mut stream = TcpStream::connect(running.addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let signed = lines(&device.sign_at(&running, "GET", PATH, b"", now_ms() / 1000));
        write!(stream, "GET {PATH} HTTP/1.1\r\nhost: {}\r\n{signed}\r\n", running.addr).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        if &status == b"HTTP/1.1 200" {
            break;
        }
        assert!(Instant::now() < end, "{}", String::from_utf8_lossy(&status));
        std::thread::sleep(Duration::from_millis(200));
    }
}
