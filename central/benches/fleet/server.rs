//! The `central` process under measurement.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kiosk_central::keys::{CA, InitOptions, Keys};
use kiosk_central::store::any::AnyStore;
use kiosk_central::store::work::Work as _;
use kiosk_protocol::{ConfigBundle, SealKeys};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::identity::now_ms;

pub(crate) struct Server {
    central: PathBuf,
    pub(crate) database: String,
    process: Child,
    pub(crate) addr: SocketAddr,
    /// What its kiosks seal to.
    pub(crate) seal_keys: SealKeys,
    /// How its kiosks connect: TLS 1.3, its own authority alone.
    pub(crate) tls: Arc<ClientConfig>,
}

impl Server {
    /// Starts it, with keys and an authority of its own, and waits until it listens.
    pub(crate) fn start(central: &Path, database: &str, folder: &Path) -> Self {
        let keys = folder.join("keys");
        Keys::init(&keys, &InitOptions::default(), now_ms()).unwrap();
        let bundle = Keys::load(&keys, now_ms()).unwrap().config().clone();
        let config: ConfigBundle = serde_json::from_slice(bundle.payload.as_bytes()).unwrap();
        let tls = client_config(&keys.join(CA));
        let mut process = Command::new(central)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database, "--documents"])
            .arg(folder.join("documents"))
            .arg("--checkpoints")
            .arg(folder.join("checkpoints"))
            .arg("--tls")
            .arg(keys)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {}: {error}", central.display()));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addr = line.trim().rsplit_once("://").and_then(|(_, addr)| addr.parse().ok());
        let addr = addr.unwrap_or_else(|| panic!("central does not listen: {line:?}"));
        Self {
            central: central.to_owned(),
            database: database.to_owned(),
            process,
            addr,
            seal_keys: config.seal_keys,
            tls,
        }
    }

    /// The most memory it has had so far.
    pub(crate) fn peak_rss_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    }

    /// How long it has had a processor so far: unlike the time on the wall, this hardly depends on what else the machine does.
    pub(crate) fn cpu_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        // The name in brackets may hold anything; what follows it are numbers, of which 12 and 13 are user and system
        // time in ticks of 10 ms.
        let numbers: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks = |at: usize| numbers[at].parse::<f64>().unwrap();
        (ticks(11) + ticks(12)) / 100.0
    }

    /// Waits until its worker has opened everything it took.
    pub(crate) async fn opened(&self) {
        let store = AnyStore::open(&self.database.parse().unwrap()).await.unwrap();
        while !store.unchecked(1).await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Stops it in order and counts what is in its database, and how much of it stands in quarantine.
    pub(crate) fn stop_and_count(&mut self) -> (u64, u64) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.process.wait().unwrap().success(), "central did not stop in order");
        let output = Command::new(&self.central).args(["export", "--database", &self.database]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.fold((0, 0), |(rows, quarantined), line| {
            let is_quarantined = line.windows(13).any(|part| part == b"\"quarantine\":");
            (rows + 1, quarantined + u64::from(is_quarantined))
        })
    }
}

fn client_config(authority: &Path) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority).unwrap() {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS13]).unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone when it was stopped in order.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
