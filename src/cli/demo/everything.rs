//! Everything that a kiosk stands among, on this machine: central, printer,
//! scanner, and the kiosk itself. The demo plays on it and the tests drive it.
//!
//! Central has keys of its own, and the kiosk is let in as every kiosk is: with a one-time code.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use kiosk_central::keys::{InitOptions, Keys};
use kiosk_central::store::registry::issue_code;
use kiosk_central::store::sqlite::SqliteStore;
use kiosk_central::store::work::Work as _;
use kiosk_central::{Running, Server, ServerConfig};
use kiosk_protocol::{CaseEvent, RequestState};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::cli::{Failure, fail, run};
use crate::clock::{Clock, SystemClock};
use crate::config::data::DataDir;
use crate::config::{Config, Port, SpeechOutput};
use crate::device::printer::Timing;
use crate::device::virtual_::{VirtualPrinter, VirtualScanner};
use crate::enrolment::Enrolment;
use crate::kiosk::{Kiosk, Rhythm, StartOptions, Started, enrol};
use crate::sync::Timings;
use crate::ui::app::World;

/// Central's database in the folder.
const CENTRAL_DATABASE: &str = "central.db";
/// Central's keys in the folder.
const CENTRAL_KEYS: &str = "central-keys";

/// Wishes that differ from one demo or test to the next.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// State of the kiosk and of central; a temporary folder that is removed afterwards when `None`.
    pub folder: Option<PathBuf>,
    /// Whether central runs from the beginning.
    pub central: bool,
    /// Where central listens; an address that is free otherwise. For a kiosk that starts again beside the same central.
    pub central_address: Option<SocketAddr>,
    /// Whether central serves TLS, as it does to kiosks on other machines.
    pub tls: bool,
    /// Whether the kiosk is let in at central before it starts. Without it there are tickets only.
    pub enrolled: bool,
    /// The printer's waiting times: short ones make a fault known sooner.
    pub timing: Option<Timing>,
    /// The times that sync keeps.
    pub sync: Option<Timings>,
    /// How often the kiosk does what nobody waits for.
    pub rhythm: Rhythm,
    /// Lines that stand already; virtual devices are started otherwise.
    pub ports: Option<Ports>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where the speech log goes.
    pub speech_log: Option<PathBuf>,
}

/// The lines of devices that outlive the kiosk: of another process, when the kiosk is to be killed.
#[derive(Debug, Clone)]
pub struct Ports {
    /// The printer's.
    pub printer: PathBuf,
    /// The scanner's.
    pub scanner: PathBuf,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            folder: None,
            central: true,
            central_address: None,
            tls: false,
            enrolled: true,
            timing: None,
            sync: None,
            rhythm: Rhythm::default(),
            ports: None,
            clock: Arc::new(SystemClock),
            speech_log: None,
        }
    }
}

/// All of it, running. Dropped in this order: the kiosk first, central last.
#[derive(Debug)]
pub struct Everything {
    /// The kiosk with its virtual devices.
    pub started: Started,
    central: Option<Running>,
    central_address: SocketAddr,
    tls: bool,
    runtime: Runtime,
    clock: Arc<dyn Clock>,
    data: DataDir,
    folder: PathBuf,
    _temporary: Option<TempDir>,
}

impl Everything {
    /// Starts it with `config`, whose printer, scanner, central and state folder are replaced.
    ///
    /// # Errors
    /// A part cannot be started; the text says which.
    pub fn start(mut config: Config, data: DataDir, wishes: Wishes) -> Result<Self, Failure> {
        let temporary = match wishes.folder {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("kiosk-demo-").tempdir().map_err(fail)?),
        };
        let folder = match (&wishes.folder, &temporary) {
            (Some(folder), _) => folder.clone(),
            (None, Some(temporary)) => temporary.path().to_path_buf(),
            (None, None) => return Err(Failure::new("no folder to keep the state in")),
        };
        std::fs::create_dir_all(&folder).map_err(fail)?;

        let central_address = wishes.central_address.map_or_else(free_address, Ok)?;
        let (printer, scanner) = match wishes.ports {
            Some(Ports { printer, scanner }) => (Port::Path(printer), Port::Path(scanner)),
            None => (Port::Virtual, Port::Virtual),
        };
        config.printer.port = printer;
        config.scanner.port = scanner;
        config.store.state_dir = folder.join("state");
        let scheme = if wishes.tls { "https" } else { "http" };
        config.central.url = Some(format!("{scheme}://{central_address}"));
        if wishes.tls {
            config.central.ca = Some(folder.join(CENTRAL_KEYS).join("ca.pem"));
        }
        if let Some(log) = wishes.speech_log {
            config.speech.output = SpeechOutput::Log(log);
        }
        let runtime = run::runtime()?;
        let tls = wishes.tls;
        let central = wishes.central.then(|| serve(central_address, &folder, &data, tls)).transpose()?;
        if wishes.enrolled && !Enrolment::load(&config.store.state_dir).is_ok_and(|known| known.is_some()) {
            // Letting a kiosk in needs central, if only for a moment. It may be that of another process.
            let is_there = central.is_some() || TcpStream::connect(central_address).is_ok();
            let for_now = (!is_there).then(|| serve(central_address, &folder, &data, tls)).transpose()?;
            runtime.block_on(let_in(&config, &folder, Arc::clone(&wishes.clock)))?;
            drop(for_now);
        }
        let mut options = StartOptions::new(config, data.clone(), runtime.handle().clone());
        options.clock = Arc::clone(&wishes.clock);
        options.printer_timing = wishes.timing;
        options.sync_timings = wishes.sync;
        options.rhythm = wishes.rhythm;
        options.sheets = Some(folder.join("sheets"));
        let started = Kiosk::start(options).map_err(fail)?;
        run::report(&started);
        Ok(Self {
            started,
            central,
            central_address,
            tls,
            runtime,
            clock: wishes.clock,
            data,
            folder,
            _temporary: temporary,
        })
    }

    /// The kiosk.
    #[must_use]
    pub fn kiosk(&self) -> &Kiosk {
        &self.started.kiosk
    }

    /// What the screens need.
    ///
    /// # Errors
    /// The speech log cannot be opened.
    pub fn world(&self) -> Result<World, Failure> {
        run::world(self.kiosk(), &self.data, Arc::clone(&self.clock))
    }

    /// The runtime of the kiosk's tasks.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The printer's other end.
    ///
    /// # Errors
    /// There is none: the line of one that stood already was wished for.
    pub fn printer(&self) -> Result<&VirtualPrinter, Failure> {
        self.started.devices.printer.as_ref().ok_or_else(|| Failure::new("there is no virtual printer"))
    }

    /// The scanner's other end.
    ///
    /// # Errors
    /// There is none: the line of one that stood already was wished for.
    pub fn scanner(&self) -> Result<&VirtualScanner, Failure> {
        self.started.devices.scanner.as_ref().ok_or_else(|| Failure::new("there is no virtual scanner"))
    }

    /// Where state, sheets and central's database are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Central's database file.
    #[must_use]
    pub fn central_database(&self) -> PathBuf {
        self.folder.join(CENTRAL_DATABASE)
    }

    /// Where central listens, or would.
    #[must_use]
    pub fn central_address(&self) -> SocketAddr {
        self.central_address
    }

    /// Starts central, if it does not run.
    ///
    /// # Errors
    /// Its address was taken meanwhile, or its database cannot be used.
    pub fn start_central(&mut self) -> Result<(), Failure> {
        if self.central.is_none() {
            self.central = Some(serve(self.central_address, &self.folder, &self.data, self.tls)?);
        }
        Ok(())
    }

    /// Stops central, as if the line to it were cut.
    pub fn stop_central(&mut self) {
        if let Some(central) = self.central.take() {
            central.shutdown();
        }
    }

    /// Waits until nothing waits for central any more, and central has looked at everything.
    ///
    /// # Errors
    /// Something still waits after `patience`.
    pub fn drained(&self, patience: Duration) -> Result<(), Failure> {
        let store = self.kiosk().store().clone();
        let waiting = async {
            loop {
                let figures = store.figures().await.map_err(fail)?;
                if figures.queued == 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            // Central opens what it has taken a moment later.
            let central = self.central_store()?;
            while !central.unchecked(1).await.map_err(fail)?.is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Ok(())
        };
        self.runtime.block_on(async {
            tokio::time::timeout(patience, waiting)
                .await
                .unwrap_or_else(|_| Err(Failure::new(format!("central has not taken everything within {patience:?}"))))
        })
    }

    /// Sets the state of a request at central, as a ministry does: over HTTP.
    ///
    /// # Errors
    /// Central does not take it.
    pub fn set_status(&self, reference: &str, state: RequestState) -> Result<(), Failure> {
        let url = format!("http://{}/v1/cases/{reference}/events", self.central_address);
        let event = CaseEvent { state, note: None };
        let answer = self.runtime.block_on(async {
            let client = reqwest::Client::builder().no_proxy().build()?;
            client.post(url).json(&event).send().await
        });
        let status = answer.map_err(fail)?.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(Failure::new(format!("central answers {status} to the new state")))
        }
    }

    /// Central's keys, as its own worker has them.
    ///
    /// # Errors
    /// There are none, or they cannot be read.
    pub fn central_keys(&self) -> Result<Keys, Failure> {
        Keys::load(&self.folder.join(CENTRAL_KEYS), Timestamp::now().as_millisecond()).map_err(fail)
    }

    /// Opens central's database to look into it.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn central_store(&self) -> Result<SqliteStore, Failure> {
        SqliteStore::open(&self.central_database()).map_err(fail)
    }
}

/// An address of this machine that nobody listens on.
fn free_address() -> Result<SocketAddr, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr()).map_err(fail)
}

fn serve(address: SocketAddr, folder: &Path, data: &DataDir, tls: bool) -> Result<Running, Failure> {
    let mut config = central_config(address, folder)?;
    config.catalogue_dir = Some(data.catalogue());
    config.tls = tls;
    Server::start(config).map_err(fail)
}

/// A central that has its database and its keys in this folder; the keys are made when there are none.
///
/// # Errors
/// The keys cannot be made.
pub fn central_config(address: SocketAddr, folder: &Path) -> Result<ServerConfig, Failure> {
    let keys = folder.join(CENTRAL_KEYS);
    if !keys.exists() {
        Keys::init(&keys, &InitOptions::default(), Timestamp::now().as_millisecond()).map_err(fail)?;
    }
    Ok(ServerConfig { keys: Some(keys), ..ServerConfig::new(address, folder.join(CENTRAL_DATABASE)) })
}

/// `central kiosk add` and `kiosk enrol`.
async fn let_in(config: &Config, folder: &Path, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let store = SqliteStore::open(&folder.join(CENTRAL_DATABASE)).map_err(fail)?;
    let centre = config.centre.id.clone().try_into().map_err(|_| Failure::new("centre.id is not valid"))?;
    let now = Timestamp::now().as_millisecond();
    let code = issue_code(&store, centre, config.kiosk.slot, now).await.map_err(fail)?;
    enrol(config, code, clock).await.map_err(fail)?;
    Ok(())
}
