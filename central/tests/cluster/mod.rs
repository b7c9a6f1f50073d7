//! A PostgreSQL cluster of its own, in a temporary folder, on a unix socket only; gone with the value.
//!
//! It fails loudly where PostgreSQL cannot be started: a suite that skips itself proves nothing.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The user a root cluster is given to: PostgreSQL refuses to run as root.
const UNPRIVILEGED: &str = "postgres";

pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    bin: PathBuf,
    databases: AtomicU32,
}

impl Cluster {
    /// Makes and starts a cluster, with commits to the disk as in earnest.
    pub(crate) fn start() -> Self {
        let bin = binaries();
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        if is_root() {
            std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
            let owner = format!("{UNPRIVILEGED}:{UNPRIVILEGED}");
            done(Command::new("chown").arg(owner).arg(folder.path()), "give the folder to the user postgres");
        }
        let cluster = Self { folder, bin, databases: AtomicU32::new(0) };
        let data = cluster.path("data");
        done(
            cluster
                .command("initdb")
                .args(["--username=central", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
                .arg(&data),
            "make the cluster",
        );
        cluster.run("");
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program of PostgreSQL, as a user it accepts.
    fn command(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", UNPRIVILEGED, "--regid", UNPRIVILEGED, "--init-groups", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        self.created(&[])
    }

    /// The address of a copy of the database `url`, to which nobody may be connected.
    pub(crate) fn copy(&self, url: &str) -> String {
        let name = self.sql(url, "select current_database()");
        // Connections that were just dropped end in their own time.
        self.sql(
            &url.replace(&format!("///{name}?"), "///postgres?"),
            &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"),
        );
        self.created(&["--template", &name])
    }

    fn created(&self, more: &[&str]) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        done(
            self.command("createdb")
                .args(["--username=central", "--host"])
                .arg(self.folder.path())
                .args(more)
                .arg(&name),
            "make a database",
        );
        format!("postgres:///{name}?user=central&host={}", self.folder.path().display())
    }

    /// Runs SQL in a database and returns what it prints.
    pub(crate) fn sql(&self, url: &str, sql: &str) -> String {
        let output = self.command("psql").args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, url]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Stops it as a power cut would.
    pub(crate) fn stop(&self) {
        self.ctl(&["stop", "--mode=immediate"]);
    }

    /// Starts it again.
    pub(crate) fn restart(&self) {
        self.run("");
    }

    /// Serves TLS on a port of 127.0.0.1 from now on, with a certificate for that address from an authority of
    /// its own; the port and the authority's certificate.
    pub(crate) fn serve_tls(&self) -> (u16, PathBuf) {
        let file = |name| self.path(name).display().to_string();
        let (ca, ca_key, leaf, key) = (file("ca.pem"), file("ca.key"), file("leaf.pem"), file("leaf.key"));
        let new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
        let authority = ["-subj", "/CN=test authority", "-keyout", &ca_key, "-out", &ca];
        done(Command::new("openssl").args(new).args(authority), "make an authority");
        let server = [
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ];
        let signed = ["-CA", &ca, "-CAkey", &ca_key, "-keyout", &key, "-out", &leaf];
        done(Command::new("openssl").args(new).args(server).args(signed), "make a certificate");
        if is_root() {
            done(Command::new("chown").arg(UNPRIVILEGED).arg(&key), "give the key to the user postgres");
        }
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        // Nobody comes in over the network in clear.
        std::fs::write(self.path("data/pg_hba.conf"), "local all all trust\nhostssl all all 127.0.0.1/32 trust\n")
            .unwrap();
        self.stop();
        self.run(&format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on -c ssl_cert_file={leaf} -c ssl_key_file={key}"
        ));
        (port, ca.into())
    }

    fn run(&self, more: &str) {
        let options = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c max_connections=200 -c shared_buffers=64MB {more}",
            self.folder.path().display()
        );
        done(
            self.command("pg_ctl")
                .args(["start", "--wait", "--timeout=60", "--silent", "--log"])
                .arg(self.path("log"))
                .arg("--pgdata")
                .arg(self.path("data"))
                .args(["--options", &options]),
            "start the cluster",
        );
    }

    fn ctl(&self, words: &[&str]) {
        // When the folder goes, so does what is left of it.
        let _ = self
            .command("pg_ctl")
            .args(words)
            .args(["--wait", "--silent", "--pgdata"])
            .arg(self.path("data"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

/// Where Debian keeps the programs, or the PATH.
fn binaries() -> PathBuf {
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path()).collect();
    versions.sort_by_key(|path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = versions.into_iter().rev().map(|version| version.join("bin")).chain(std::env::split_paths(&path));
    let complete = |folder: &PathBuf| ["initdb", "pg_ctl", "createdb", "psql"].iter().all(|p| folder.join(p).is_file());
    folders
        .into_iter()
        .find(complete)
        .expect("PostgreSQL is not installed; run scripts/setup-debian test (package postgresql)")
}

fn done(command: &mut Command, what: &str) {
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output();
    let output = output.unwrap_or_else(|error| panic!("cannot {what}: {command:?}: {error}"));
    assert!(output.status.success(), "cannot {what}: {}", String::from_utf8_lossy(&output.stderr));
}
