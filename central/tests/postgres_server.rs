//! The server over PostgreSQL, when the database goes away and comes back, and over TLS.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod cluster;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use kiosk_central::store::postgres::{ConnectError, PostgresStore};
use kiosk_central::store::{Sender, Store as _};
use kiosk_central::{Running, Server, ServerConfig};
use kiosk_protocol::{DeviceId, DeviceSeq, Item, ItemId, ItemKind, ItemStatus, PushBatch};

fn batch(n: u64) -> PushBatch {
    let seq = DeviceSeq::try_from(n).unwrap();
    let id = ItemId::new(1_700_000_000_000 + n, [7; 10]);
    PushBatch {
        protocol: 1,
        app_version: None,
        boot_id: None,
        clock: None,
        device_seq_first: seq,
        items: vec![Item::plain(id, seq, ItemKind::AuditHead, "test@1", 1, b"head".to_vec())],
    }
}

fn sender() -> Sender {
    Sender { centre: "erbil".parse().unwrap(), device: DeviceId(uuid::Uuid::from_bytes([1; 16])) }
}

/// Status line and body.
fn health(running: &Running) -> (u16, String) {
    let mut stream = TcpStream::connect(running.addr).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: central\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer.split("\r\n\r\n").nth(1).unwrap().to_owned())
}

fn becomes(running: &Running, status: u16) -> String {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let (now, body) = health(running);
        if now == status {
            return body;
        }
        assert!(Instant::now() < deadline, "still {now}: {body}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_database_that_goes_and_comes_back() {
    let cluster = cluster::Cluster::start();
    let url = cluster.database();
    let folder = tempfile::tempdir().unwrap();
    let config = ServerConfig {
        documents: Some(folder.path().join("documents")),
        ..ServerConfig::new("127.0.0.1:0".parse().unwrap(), url.parse::<kiosk_central::store::any::Address>().unwrap())
    };
    let running = Server::start(config).unwrap();
    assert!(becomes(&running, 200).contains(r#""database":"ok""#));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(PostgresStore::open(&url)).unwrap();
    let push = |n| runtime.block_on(store.take_custody(sender(), batch(n), 1_000));
    assert_eq!(push(1).unwrap().results[0].status, ItemStatus::Accepted);

    cluster.stop();
    assert!(becomes(&running, 503).contains(r#""database":"failing""#));
    let error = push(2).unwrap_err().to_string();
    assert!(error.contains("database"), "{error}");

    cluster.restart();
    becomes(&running, 200);
    // What was acknowledged is there; what was refused comes again and is new.
    assert_eq!(push(1).unwrap().results[0].status, ItemStatus::Duplicate);
    let after = push(2).unwrap();
    assert_eq!((after.results[0].status, after.contiguous_seq), (ItemStatus::Accepted, 2));
    running.shutdown();
}

#[tokio::test]
async fn tls_to_the_right_database_only() {
    let cluster = cluster::Cluster::start();
    let (port, authority) = cluster.serve_tls();
    let url = |more: &str| format!("postgres://central@127.0.0.1:{port}/postgres{more}");
    let trusted = url(&format!("?sslmode=require&sslrootcert={}", authority.display()));
    let store = PostgresStore::open(&trusted).await.unwrap();
    assert_eq!(store.take_custody(sender(), batch(1), 1_000).await.unwrap().results[0].status, ItemStatus::Accepted);
    // Another authority, a name the certificate does not have, and no TLS.
    let (_other, other) = {
        let other = cluster::Cluster::start();
        let (_, ca) = other.serve_tls();
        (other, ca)
    };
    let strange = url(&format!("?sslmode=require&sslrootcert={}", other.display()));
    for refused in [strange, trusted.replace("127.0.0.1", "localhost"), url("")] {
        let error = PostgresStore::open(&refused).await.err().unwrap();
        assert!(matches!(error, ConnectError::Database(_)), "{refused}: {error}");
    }
}
