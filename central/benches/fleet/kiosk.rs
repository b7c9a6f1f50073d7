//! A simulated kiosk: its own connection over TLS 1.3, kept open, HTTP/1.1 written by hand.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kiosk_protocol::{ItemStatus, PushBatch, PushResult, SealKeys};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::identity::Identity;

/// A push that takes longer has failed.
const LONGEST: Duration = Duration::from_secs(30);

pub(crate) struct Kiosk {
    addr: SocketAddr,
    tls: Arc<ClientConfig>,
    identity: Identity,
    /// What waits: sealed at its commit, as in a real kiosk.
    outbox: Vec<PushBatch>,
    stream: Option<BufReader<TlsStream<TcpStream>>>,
    /// How long each push took, connecting included; `None` = it failed.
    pub(crate) pushes: Vec<Option<Duration>>,
}

impl Kiosk {
    /// With so many batches of `count` sealed requests of `size` bytes waiting.
    pub(crate) fn new(
        addr: SocketAddr,
        tls: Arc<ClientConfig>,
        identity: Identity,
        keys: &SealKeys,
        (batches, count, size): (u32, u32, usize),
    ) -> Self {
        let outbox = (0..batches)
            .map(|batch| {
                let first = batch * count + 1;
                let items: Vec<_> = (first..first + count).map(|seq| identity.item(seq, size, keys)).collect();
                PushBatch {
                    protocol: kiosk_protocol::PROTOCOL,
                    app_version: Some("bench".into()),
                    boot_id: None,
                    clock: None,
                    device_seq_first: items[0].device_seq,
                    items,
                }
            })
            .collect();
        Self { addr, tls, identity, outbox, stream: None, pushes: Vec::new() }
    }

    /// Pushes everything that waits, batch after batch, and checks that each item was taken.
    pub(crate) async fn drain(&mut self) {
        for batch in std::mem::take(&mut self.outbox) {
            let began = Instant::now();
            let result = timeout(LONGEST, self.exchange(&batch)).await.ok().flatten();
            let last = batch.items.last().map_or(0, |item| item.device_seq.get());
            let good = result.is_some_and(|result| {
                result.results.len() == batch.items.len()
                    && result
                        .results
                        .iter()
                        .zip(&batch.items)
                        .all(|(r, i)| r.id == i.id && r.status == ItemStatus::Accepted)
                    && result.contiguous_seq == last
            });
            if !good {
                self.stream = None;
            }
            self.pushes.push(good.then(|| began.elapsed()));
        }
    }

    async fn exchange(&mut self, batch: &PushBatch) -> Option<PushResult> {
        let path = "/v1/sync/push";
        let body = serde_json::to_vec(batch).ok()?;
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.addr).await.ok()?;
                stream.set_nodelay(true).ok()?;
                let name = ServerName::IpAddress(self.addr.ip().into());
                BufReader::new(TlsConnector::from(Arc::clone(&self.tls)).connect(name, stream).await.ok()?)
            }
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n{}content-length: {}\r\n\r\n",
            self.addr,
            self.identity.headers(self.addr, "POST", path, &body),
            body.len()
        );
        stream.write_all(head.as_bytes()).await.ok()?;
        stream.write_all(&body).await.ok()?;
        stream.flush().await.ok()?;
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let status: u16 = line.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            line.clear();
            stream.read_line(&mut line).await.ok()?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        self.stream = Some(stream);
        (status == 200).then(|| serde_json::from_slice(&body).ok()).flatten()
    }
}
