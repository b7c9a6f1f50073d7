//! The server on a thread and a runtime of its own: the same for `central serve`, the demo and tests.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener, ListenerExt as _};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::catalogue::{CatalogueError, bundle};
use crate::daily::Daily;
use crate::documents::{Documents, Folder};
use crate::http::{App, now_ms, places, router};
use crate::keys::{Keys, KeysError};
use crate::store::StoreError;
use crate::store::any::{Address, AnyError, AnyStore};
use crate::store::offers::{Offering as _, Offers};
use crate::tls::{self, TlsError, TlsListener};
use crate::worker::{Examining, Forms, Worker};

/// What the server must know.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where to listen; port 0 takes a free one. Without TLS a loopback address.
    pub listen: SocketAddr,
    /// The keys folder (`central key init`). Without it no device is let in or believed.
    pub keys: Option<PathBuf>,
    /// Whether to serve TLS with the certificate of the keys folder; needs one.
    pub tls: bool,
    /// The address that kiosks use, when a proxy in front of central changes it: `https://central.example.krd`.
    pub public_url: Option<String>,
    /// The database.
    pub database: Address,
    /// The catalogue folder to hand out, if any.
    pub catalogue_dir: Option<PathBuf>,
    /// Where documents are kept. `None`: beside a SQLite file, in `NAME.documents`; with PostgreSQL, in
    /// `documents` of the working folder.
    pub documents: Option<PathBuf>,
    /// Where the daily checkpoints of the audit are written, when there are keys. `None`: beside a SQLite file, in
    /// `NAME.checkpoints`; with PostgreSQL, in `checkpoints` of the working folder.
    pub checkpoints: Option<PathBuf>,
    /// How many requests may be under way; more are told to come later.
    pub most_requests: usize,
    /// How many look-ups an address may make in a minute.
    pub look_ups_per_minute: u32,
}

impl ServerConfig {
    /// Look-ups a minute and address, unless told otherwise.
    pub const LOOK_UPS_PER_MINUTE: u32 = 30;

    /// Requests under way, unless told otherwise.
    pub const MOST_REQUESTS: usize = 1024;

    /// A server without keys, TLS and catalogue, with the usual limits.
    #[must_use]
    pub fn new(listen: SocketAddr, database: impl Into<Address>) -> Self {
        Self {
            listen,
            keys: None,
            tls: false,
            public_url: None,
            database: database.into(),
            catalogue_dir: None,
            documents: None,
            checkpoints: None,
            most_requests: Self::MOST_REQUESTS,
            look_ups_per_minute: Self::LOOK_UPS_PER_MINUTE,
        }
    }
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Plain http beyond this machine.
    #[error(
        "listening on {0} would carry citizens' data over the network in clear; serve TLS with --tls KEYS_DIR, or listen on 127.0.0.1 or [::1] behind a TLS proxy"
    )]
    NotLoopback(SocketAddr),
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        error: std::io::Error,
    },
    /// The database cannot be used.
    #[error("cannot use the database {address}: {error}")]
    Database {
        /// Which.
        address: Address,
        /// Why.
        error: AnyError,
    },
    /// The database was opened and does not work.
    #[error("cannot use the database: {0}")]
    Store(StoreError),
    /// The catalogue cannot be used.
    #[error("cannot use the catalogue: {0}")]
    Catalogue(#[from] CatalogueError),
    /// A service of the catalogue cannot be read.
    #[error("cannot use the catalogue: {0}")]
    Forms(String),
    /// The folder of documents cannot be used.
    #[error("cannot use the folder of documents {path}: {error}", path = path.display())]
    Documents {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The keys cannot be used.
    #[error("cannot use the keys: {0}")]
    Keys(#[from] KeysError),
    /// TLS without a folder of keys.
    #[error("TLS needs a keys folder; make one with `central key init`")]
    NoKeys,
    /// The certificate cannot be used.
    #[error("cannot serve TLS: {0}")]
    Tls(#[from] TlsError),
    /// No thread or runtime to be had.
    #[error("cannot start: {0}")]
    Thread(std::io::Error),
}

/// The server; see [`Server::start`].
#[derive(Debug, Clone, Copy)]
pub struct Server;

/// A running server. Dropping it stops it, like [`Running::shutdown`].
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    scheme: &'static str,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// How long what is under way may take after the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

impl Server {
    /// Starts a server; when this returns, it listens.
    ///
    /// # Errors
    /// The address is not loopback or not free, or database or catalogue cannot be used.
    pub fn start(config: ServerConfig) -> Result<Running, StartError> {
        let ServerConfig {
            listen: address,
            keys,
            tls,
            public_url,
            database,
            catalogue_dir,
            documents,
            checkpoints,
            most_requests,
            look_ups_per_minute,
        } = config;
        if !tls && !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        let tls = match &keys {
            Some(keys) if tls => Some(tls::acceptor(keys)?),
            None if tls => return Err(StartError::NoKeys),
            _ => None,
        };
        let keys = keys.map(|folder| Keys::load(&folder, now_ms())).transpose()?.map(Arc::new);
        let catalogue = catalogue_dir.as_deref().map(bundle).transpose()?;
        let forms = Forms::of(catalogue.as_ref()).map_err(StartError::Forms)?;
        let catalogue = match (catalogue, &keys) {
            (Some(bundle), Some(keys)) => Some((bundle.version, keys.sign_catalogue(&bundle, now_ms())?)),
            (Some(_), None) => {
                tracing::warn!(event = "server.catalogue_unsigned", "without keys the catalogue is not handed out");
                None
            }
            (None, _) => None,
        };
        let path = documents.unwrap_or_else(|| beside(&database, "documents"));
        let checkpoints = checkpoints.unwrap_or_else(|| beside(&database, "checkpoints"));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(8)
            .thread_name("central")
            .enable_all()
            .build()
            .map_err(StartError::Thread)?;
        let store = runtime
            .block_on(AnyStore::open(&database))
            .map_err(|error| StartError::Database { address: database, error })?;
        let published = runtime.block_on(store.publish(forms.current(), now_ms())).map_err(StartError::Store)?;
        let forms = forms.published(published);
        let offers = Offers {
            catalogue: catalogue.as_ref().map(|(version, _)| version.to_string()),
            config: keys.as_ref().map(|keys| keys.serial().to_string()),
        };
        if let Err(error) = runtime.block_on(store.offer(offers, now_ms())) {
            // Kiosks ask within the hour without being told.
            tracing::error!(event = "server.offers_untold", %error);
        }
        let documents: Arc<dyn Documents> =
            Arc::new(Folder::open(path.clone()).map_err(|error| StartError::Documents { path, error })?);
        let store = Arc::new(store);
        let listen = |error| StartError::Listen { address, error };
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(listen)?;
        let addr = listener.local_addr().map_err(listen)?;
        let (stop, stopping) = watch::channel(false);
        let scheme = if tls.is_some() { "https" } else { "http" };
        let app = Arc::new(App {
            catalogue,
            scheme,
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            ..App::new(
                Arc::clone(&store),
                documents,
                keys.clone(),
                most_requests,
                look_ups_per_minute,
                stopping.clone(),
            )
        });
        let daily = keys.clone().map(|keys| Daily { store: Arc::clone(&store), keys, folder: checkpoints });
        let (documents, document_came) = (Arc::clone(&app.documents), app.document_came.subscribe());
        let examining = Examining::start(keys.clone(), forms).map_err(StartError::Thread)?;
        let work = Work { worker: Worker { store, keys, examining, documents, document_came }, daily };
        let thread = std::thread::Builder::new()
            .name("central".into())
            .spawn(move || match tls {
                None => run(&runtime, listener.tap_io(|stream| tls::at_once(stream)), app, work, stopping),
                Some(acceptor) => {
                    let listener = runtime.block_on(async { TlsListener::new(listener, acceptor) });
                    run(&runtime, listener.tap_io(|_| ()), app, work, stopping);
                }
            })
            .map_err(StartError::Thread)?;
        tracing::info!(event = "server.listens", %addr, scheme);
        Ok(Running { addr, scheme, stop, thread: Some(thread) })
    }
}

/// Where files are kept unless told otherwise: beside a SQLite file, else in the working folder.
fn beside(database: &Address, what: &str) -> PathBuf {
    match database {
        Address::Sqlite(file) => file.with_extension(what),
        Address::Postgres(_) => what.into(),
    }
}

/// What is done beside answering.
struct Work {
    worker: Worker<AnyStore>,
    daily: Option<Daily<AnyStore>>,
}

fn run<L>(runtime: &Runtime, listener: L, app: Arc<App<AnyStore>>, work: Work, stopping: watch::Receiver<bool>)
where
    L: Listener<Addr = SocketAddr>,
    SocketAddr: for<'a> Connected<IncomingStream<'a, L>>,
{
    let working = runtime.spawn(work.worker.run(stopping.clone()));
    if let Some(daily) = work.daily {
        runtime.spawn(daily.run(stopping.clone()));
    }
    runtime.spawn(places::watch(Arc::clone(&app.store), Arc::clone(&app.places), stopping.clone()));
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let told = |mut stopping: watch::Receiver<bool>| async move {
        // An error means that the handle is gone, which says the same.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let graceful = told(stopping.clone());
    runtime.block_on(async move {
        let serve = axum::serve(listener, service).with_graceful_shutdown(graceful);
        let late = async {
            told(stopping).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            done = serve.into_future() => {
                if let Err(error) = done {
                    tracing::error!(event = "server.failed", %error);
                }
            }
            () = late => tracing::warn!(event = "server.cut_short"),
        }
        // A page that was begun is finished.
        if tokio::time::timeout(GRACE, working).await.is_err() {
            tracing::warn!(event = "worker.cut_short");
        }
    });
    tracing::info!(event = "server.stopped");
}

impl Running {
    /// The address to give to kiosks.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.addr)
    }

    /// Stops: no new requests, what is under way ends, what was taken is committed.
    pub fn shutdown(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(event = "server.panicked");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}
