//! The `central` process under measurement.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kiosk_central::keys::{InitOptions, Keys};

use crate::identity::now_ms;

pub(crate) struct Server {
    central: PathBuf,
    pub(crate) database: String,
    process: Child,
    pub(crate) addr: SocketAddr,
}

impl Server {
    /// Starts it, with keys of its own, and waits until it listens.
    pub(crate) fn start(central: &Path, database: &str, folder: &Path) -> Self {
        let keys = folder.join("keys");
        Keys::init(&keys, &InitOptions::default(), now_ms()).unwrap();
        let mut process = Command::new(central)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", database, "--documents"])
            .arg(folder.join("documents"))
            .arg("--keys")
            .arg(keys)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {}: {error}", central.display()));
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let addr = line.trim().rsplit_once("://").and_then(|(_, addr)| addr.parse().ok());
        let addr = addr.unwrap_or_else(|| panic!("central does not listen: {line:?}"));
        Self { central: central.to_owned(), database: database.to_owned(), process, addr }
    }

    /// The most memory it has had so far.
    pub(crate) fn peak_rss_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<f64>().unwrap() / 1024.0
    }

    /// Stops it in order and counts what is in its database.
    pub(crate) fn stop_and_count(&mut self) -> u64 {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(self.process.wait().unwrap().success(), "central did not stop in order");
        let output = Command::new(&self.central).args(["export", "--database", &self.database]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout.iter().filter(|byte| **byte == b'\n').count() as u64
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone when it was stopped in order.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
