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
        let options = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c max_connections=200 -c shared_buffers=64MB",
            cluster.folder.path().display()
        );
        done(
            cluster
                .command("pg_ctl")
                .args(["start", "--wait", "--timeout=60", "--silent", "--log"])
                .arg(cluster.path("log"))
                .arg("--pgdata")
                .arg(&data)
                .args(["--options", &options]),
            "start the cluster",
        );
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
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        done(
            self.command("createdb").args(["--username=central", "--host"]).arg(self.folder.path()).arg(&name),
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
        self.ctl(&["stop", "--mode=immediate"]);
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
