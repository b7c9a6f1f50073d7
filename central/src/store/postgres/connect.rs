//! Reaching the database: the address, TLS, the pool.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime, Timeouts};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Connections of one server. Writers of one centre wait for each other anyway; more connections than
/// the database has cores only queue there.
const CONNECTIONS: usize = 16;
/// How long a request waits for a connection, and a connection for the database.
const WAIT: Duration = Duration::from_secs(10);

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address cannot be read.
    #[error("not the address of a PostgreSQL database: {0}")]
    Address(String),
    /// TLS over the network needs to know whom to trust.
    #[error("add sslrootcert=FILE (PEM) to the address: sslmode=require without it would trust anybody")]
    NoRoot,
    /// A network without TLS.
    #[error(
        "the database is not on this machine: add sslmode=require&sslrootcert=FILE to the address, so that citizens' data does not cross the network in clear"
    )]
    InClear,
    /// The root certificates cannot be read.
    #[error("cannot read the root certificates in {path}: {error}", path = path.display())]
    Roots {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: String,
    },
    /// The database does not answer, or says no.
    #[error("{0}")]
    Database(String),
    /// The database is from a newer program.
    #[error("the database is of version {found}, this program knows {known}; use the newer program")]
    Newer {
        /// The database's.
        found: i32,
        /// This program's.
        known: i32,
    },
}

/// Reads the address. `sslrootcert` is understood here (the driver does not know it); the password may
/// stand in `PGPASSWORD` instead of the address, where every process list would show it.
fn address(url: &str) -> Result<(Config, Option<PathBuf>), ConnectError> {
    let (before, query) = url.split_once('?').unwrap_or((url, ""));
    let mut root = None;
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslrootcert", file)) => root = Some(PathBuf::from(file)),
            _ => rest.push(pair),
        }
    }
    let url = if rest.is_empty() { before.to_owned() } else { format!("{before}?{}", rest.join("&")) };
    let mut config: Config = url.parse().map_err(|e: tokio_postgres::Error| ConnectError::Address(text(&e)))?;
    if config.get_hosts().is_empty() {
        return Err(ConnectError::Address("no host is named; write postgres://user@host/database".into()));
    }
    if config.get_password().is_none()
        && let Ok(password) = std::env::var("PGPASSWORD")
    {
        config.password(password);
    }
    if config.get_application_name().is_none() {
        config.application_name("central");
    }
    config.connect_timeout(WAIT).keepalives_idle(Duration::from_secs(60));
    Ok((config, root))
}

/// The driver's own message, with its cause.
pub(super) fn text(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    format!("{error}{cause}")
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

/// A pool of connections to `url`; nothing is connected yet.
pub(super) fn pool(url: &str) -> Result<Pool, ConnectError> {
    let (mut config, root) = address(url)?;
    // The session's zone and language must not change what is read; commits are to the disk.
    config.options("-c timezone=UTC -c synchronous_commit=on -c statement_timeout=30000");
    let settings = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match (config.get_ssl_mode(), root) {
        (SslMode::Require, None) => return Err(ConnectError::NoRoot),
        (SslMode::Require, Some(root)) => Manager::from_config(config, MakeRustlsConnect::new(tls(&root)?), settings),
        _ if !config.get_hosts().iter().all(is_here) => return Err(ConnectError::InClear),
        _ => {
            config.ssl_mode(SslMode::Disable);
            Manager::from_config(config, NoTls, settings)
        }
    };
    Pool::builder(manager)
        .max_size(CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
        .build()
        .map_err(|e| ConnectError::Database(e.to_string()))
}

fn tls(root: &Path) -> Result<ClientConfig, ConnectError> {
    let bad = |error: String| ConnectError::Roots { path: root.to_owned(), error };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(root).map_err(|e| bad(e.to_string()))? {
        roots.add(certificate.map_err(|e| bad(e.to_string()))?).map_err(|e| bad(e.to_string()))?;
    }
    if roots.is_empty() {
        return Err(bad("no certificate in it".into()));
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| bad(e.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn personal_data_does_not_cross_a_network_in_clear() {
        for url in ["postgres://c@db.example.krd/central", "postgres://c@10.1.1.1/central?sslmode=prefer"] {
            assert!(matches!(pool(url), Err(ConnectError::InClear)), "{url}");
        }
        assert!(matches!(pool("postgres://c@db/central?sslmode=require"), Err(ConnectError::NoRoot)));
        let absent = "postgres://c@db/central?sslmode=require&sslrootcert=/nowhere/ca.pem";
        assert!(matches!(pool(absent), Err(ConnectError::Roots { .. })));
        for here in ["postgres://c@localhost/c", "postgres://c@[::1]/c", "postgres://c@127.0.0.1/c?sslmode=prefer"] {
            assert!(pool(here).is_ok(), "{here}");
        }
        assert!(pool("postgresql:///c?host=/run/postgresql").is_ok());
    }

    #[test]
    fn an_address_must_name_a_host_and_known_words() {
        for bad in ["postgres://", "postgres://c@h/c?sslmode=perhaps", "postgres://c@h:port/c"] {
            assert!(matches!(pool(bad), Err(ConnectError::Address(_))), "{bad}");
        }
    }
}
