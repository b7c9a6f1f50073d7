//! The server on a thread and a runtime of its own: the same for `central serve`, the demo and tests.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::catalogue::{CatalogueError, bundle};
use crate::documents::Folder;
use crate::http::{App, router};
use crate::store::any::{Address, AnyError, AnyStore};
use crate::worker::{Forms, NoKeys, Worker};

/// What the server must know.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// Where to listen; port 0 takes a free one. Plain http, so a loopback address.
    pub listen: SocketAddr,
    /// The database.
    pub database: Address,
    /// The catalogue folder to hand out, if any.
    pub catalogue_dir: Option<PathBuf>,
    /// Where documents are kept. `None`: beside a SQLite file, in `NAME.documents`; with PostgreSQL, in
    /// `documents` of the working folder.
    pub documents: Option<PathBuf>,
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

    /// A server without catalogue, with the usual limit of look-ups.
    #[must_use]
    pub fn new(listen: SocketAddr, database: impl Into<Address>) -> Self {
        Self {
            listen,
            database: database.into(),
            catalogue_dir: None,
            documents: None,
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
        "listening on {0} would carry citizens' data over the network in clear; listen on 127.0.0.1 or [::1] (TLS comes with device enrolment; until then put a TLS proxy in front)"
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
        let ServerConfig { listen: address, database, catalogue_dir, documents, most_requests, look_ups_per_minute } =
            config;
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        let catalogue = catalogue_dir.as_deref().map(bundle).transpose()?;
        let forms = Forms::of(catalogue.as_ref()).map_err(StartError::Forms)?;
        let path = documents.unwrap_or_else(|| documents_of(&database));
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
        let documents = Folder::open(path.clone()).map_err(|error| StartError::Documents { path, error })?;
        let store = Arc::new(store);
        let listen = |error| StartError::Listen { address, error };
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(listen)?;
        let addr = listener.local_addr().map_err(listen)?;
        let (stop, stopping) = watch::channel(false);
        let app = Arc::new(App {
            store: Arc::clone(&store),
            documents: Arc::new(documents),
            limits: crate::http::limits(most_requests),
            metrics: crate::http::Metrics::default(),
            catalogue,
            limiter: crate::http::limiter(look_ups_per_minute),
            stopping: stopping.clone(),
        });
        let worker = Worker { store, unseal: Box::new(NoKeys), forms };
        let thread = std::thread::Builder::new()
            .name("central".into())
            .spawn(move || run(&runtime, listener, app, worker, stopping))
            .map_err(StartError::Thread)?;
        tracing::info!(event = "server.listens", %addr);
        Ok(Running { addr, stop, thread: Some(thread) })
    }
}

/// Where documents are kept unless told otherwise.
fn documents_of(database: &Address) -> PathBuf {
    match database {
        Address::Sqlite(file) => file.with_extension("documents"),
        Address::Postgres(_) => "documents".into(),
    }
}

fn run(
    runtime: &Runtime,
    listener: TcpListener,
    app: Arc<App<AnyStore>>,
    worker: Worker<AnyStore>,
    stopping: watch::Receiver<bool>,
) {
    let working = runtime.spawn(worker.run(stopping.clone()));
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
        format!("http://{}", self.addr)
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
