//! TLS 1.3 in front of the API, with the certificate of the keys folder.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::keys::{SERVER, SERVER_KEY};

/// A handshake that takes longer is given up.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// So many handshakes may be done but not yet taken by the server.
const READY: usize = 64;

/// Why TLS cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file of the keys folder cannot be read.
    #[error("{path}: {what}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// Certificate and key do not fit.
    #[error("the certificate and its key do not fit: {0}")]
    Config(#[from] rustls::Error),
}

/// Reads certificate and key.
pub(crate) fn acceptor(keys: &Path) -> Result<TlsAcceptor, TlsError> {
    let wrong = |path: &Path, error: rustls::pki_types::pem::Error| TlsError::File {
        path: path.to_owned(),
        what: error.to_string(),
    };
    let path = keys.join(SERVER);
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(&path).and_then(Iterator::collect).map_err(|error| wrong(&path, error))?;
    let path = keys.join(SERVER_KEY);
    let key = PrivateKeyDer::from_pem_file(&path).map_err(|error| wrong(&path, error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Gives connections whose handshake is done. Each handshake is a task of its own: a slow client holds up nobody.
pub(crate) struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    addr: io::Result<SocketAddr>,
}

impl TlsListener {
    /// Must be called on a runtime; ends with its receiver.
    pub(crate) fn new(listener: TcpListener, acceptor: TlsAcceptor) -> Self {
        let addr = listener.local_addr();
        let (done, ready) = mpsc::channel(READY);
        tokio::spawn(accept(listener, acceptor, done));
        Self { ready, addr }
    }
}

/// Answers leave at once. Otherwise each waits until the kiosk has acknowledged what was sent before it, which a kiosk that has
/// nothing to say puts off for 40 ms.
pub(crate) fn at_once(stream: &TcpStream) {
    // It fails only where the peer has gone already.
    let _ = stream.set_nodelay(true);
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, done: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = done.closed() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                at_once(&stream);
                let (acceptor, done) = (acceptor.clone(), done.clone());
                tokio::spawn(async move {
                    match timeout(HANDSHAKE, acceptor.accept(stream)).await {
                        // The server has stopped: so does the connection.
                        Ok(Ok(stream)) => drop(done.send((stream, peer)).await),
                        Ok(Err(error)) => tracing::info!(event = "tls.handshake", %error),
                        Err(_) => tracing::info!(event = "tls.handshake_slow"),
                    }
                });
            }
            Err(error) => {
                // Out of descriptors, usually: wait until some are free.
                tracing::warn!(event = "tls.accept", %error);
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

impl axum::serve::Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The accepting task ends only with this receiver.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.addr.as_ref().copied().map_err(|error| io::Error::from(error.kind()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use rustls::pki_types::ServerName;
    use rustls::{ClientConfig, RootCertStore};
    use tokio_rustls::TlsConnector;

    use super::*;
    use crate::keys::{CA, InitOptions, Keys};

    #[tokio::test]
    async fn answers_leave_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        Keys::init(&keys, &InitOptions::default(), crate::http::now_ms()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let mut listener = TlsListener::new(listener, acceptor(&keys).unwrap());

        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(keys.join(CA)).unwrap() {
            roots.add(certificate.unwrap()).unwrap();
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let client = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(addr).await.unwrap();
        let name = ServerName::IpAddress(addr.ip().into());
        let connected = TlsConnector::from(Arc::new(client)).connect(name, stream);
        let (connected, (accepted, _)) = tokio::join!(connected, axum::serve::Listener::accept(&mut listener));
        connected.unwrap();
        assert!(accepted.get_ref().0.nodelay().unwrap());
    }
}
