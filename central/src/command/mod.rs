//! The command line: `central serve`, `key`, `kiosk`, `status set`, `quarantine`, `centre`, `calls`, `queue`, `list`, `show`, `export`, `open`.
//!
//! Exit codes: 0 done, 1 the thing asked for is not so (unknown reference, forbidden transition), 2 usage
//! or configuration. Errors read `error: what, where, how to mend it`.

mod appointment;
mod audit;
mod calls;
mod centre;
mod key;
mod kiosk;
mod output;
mod quarantine;
mod queue;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kiosk_protocol::{CaseEvent, ItemId, Reference, RequestState};

use crate::keys::Keys;
use crate::opener::Opener;
use crate::store::any::{Address, AnyStore};
use crate::store::{After, RecordError, Store, StoreError};
use crate::{Server, ServerConfig};

/// The central server of the public-service kiosks.
#[derive(Debug, Parser)]
#[command(
    name = "central",
    version,
    about,
    after_help = "Example:\n  central key init --host central.example.krd\n  central serve --tls keys --listen 0.0.0.0:8643 --database sqlite:central.db"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Keep what kiosks send and answer how it stands.
    #[command(
        after_help = "Example:\n  central serve --tls /etc/central/keys --listen 0.0.0.0:8643 --database sqlite:/var/lib/central/central.db --catalogue assets/catalogue"
    )]
    Serve {
        /// Where to listen; without --tls only a loopback address
        #[arg(long, default_value = "127.0.0.1:8642")]
        listen: SocketAddr,
        #[command(flatten)]
        keys: KeysFolder,
        /// The address that kiosks use, when a proxy in front of central changes it
        #[arg(long, value_name = "URL")]
        public_url: Option<String>,
        #[command(flatten)]
        database: Database,
        /// The catalogue folder to hand out to kiosks.
        #[arg(long)]
        catalogue: Option<PathBuf>,
        /// The folder of documents; beside a SQLite file unless told otherwise.
        #[arg(long)]
        documents: Option<PathBuf>,
        /// The folder of daily checkpoints, written when there are keys; beside a SQLite file unless told otherwise.
        #[arg(long, value_name = "DIR")]
        checkpoints: Option<PathBuf>,
    },
    /// What could not be processed, and what people do about it.
    #[command(subcommand, after_help = "Example:\n  central quarantine list")]
    Quarantine(quarantine::QuarantineCommand),
    /// The audit chains of the centres.
    #[command(subcommand, after_help = "Example:\n  central audit verify --keys /etc/central/keys")]
    Audit(audit::AuditCommand),
    /// The centres, their devices and their queues.
    #[command(subcommand, after_help = "Example:\n  central centre list")]
    Centre(centre::CentreCommand),
    /// Who asked for a person at a kiosk, and has not been answered yet.
    #[command(after_help = "Example:\n  central calls --centre erbil-1")]
    Calls(calls::CallsArguments),
    /// Appointments, which kiosks take check-ins for.
    #[command(
        subcommand,
        after_help = "Example:\n  central appointment add erbil-1 birth_certificate 2026-11-28T10:30 --phone +9647501234567"
    )]
    Appointment(appointment::AppointmentCommand),
    /// The desks call, and how long the queues are.
    #[command(subcommand, after_help = "Example:\n  central queue next erbil-1 B --desk 3")]
    Queue(queue::QueueCommand),
    /// Central's keys.
    #[command(
        subcommand,
        after_help = "Example:\n  central key init --keys /etc/central/keys --host central.example.krd"
    )]
    Key(key::KeyCommand),
    /// The kiosks.
    #[command(subcommand, after_help = "Example:\n  central kiosk add --centre erbil-1 --slot 3")]
    Kiosk(kiosk::KioskCommand),
    /// How a request stands.
    #[command(subcommand, after_help = "Example:\n  central status set K000-0000-0000 in_review")]
    Status(StatusCommand),
    /// List what is in custody, newest first.
    #[command(after_help = "Example:\n  central list --json --limit 20")]
    List {
        #[command(flatten)]
        database: Database,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: usize,
    },
    /// Show one item, with its content (personal data).
    #[command(after_help = "Example:\n  central show 01890a5d-ac96-774b-bcce-b302099a8057 --keys /etc/central/keys")]
    Show {
        /// The item's id.
        id: ItemId,
        /// The keys folder, to open what is sealed
        #[arg(long, value_name = "DIR")]
        keys: Option<PathBuf>,
        #[command(flatten)]
        database: Database,
    },
    /// Open what `central export` wrote, with the keys of central or of another holder, from standard input (personal data).
    #[command(after_help = "Example:\n  central open --keys /etc/interior/keys < items.jsonl > opened.jsonl")]
    Open {
        /// The keys folder
        #[arg(long, value_name = "DIR")]
        keys: PathBuf,
    },
    /// Write everything in custody as JSON lines (personal data).
    #[command(
        after_help = "Example:\n  central export > items.jsonl\n  central export --keys /etc/central/keys --after erbil-1:4711 >> items.jsonl"
    )]
    Export {
        /// The keys folder, to open what is sealed
        #[arg(long, value_name = "DIR")]
        keys: Option<PathBuf>,
        /// Go on after this place: CENTRE:SEQ, the `centre` and `server_seq` of the last line
        #[arg(long, value_parser = place)]
        after: Option<After>,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Debug, Subcommand)]
enum StatusCommand {
    /// Set the state of a request; its kiosks are told.
    #[command(after_help = "Example:\n  central status set K000-0000-0000 needs_citizen --note status-bring-photo")]
    Set {
        /// The reference on the receipt.
        reference: Reference,
        /// received, in_review, needs_citizen, approved, ready, rejected or closed.
        state: RequestState,
        /// A message key that explains it to the citizen.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        database: Database,
    },
}

/// Where the keys are, and whether to serve TLS with them.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct KeysFolder {
    /// Serve TLS with the keys in this folder (`central key init` makes it)
    #[arg(long, value_name = "KEYS_DIR")]
    tls: Option<PathBuf>,
    /// Serve plain http on this machine with the keys in this folder
    #[arg(long, value_name = "KEYS_DIR")]
    keys: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Database {
    /// The database: sqlite:FILE or postgres://user@host/database; a password may stand in PGPASSWORD.
    #[arg(long = "database", default_value = "sqlite:central.db")]
    address: Address,
}

fn place(text: &str) -> Result<After, String> {
    let bad = || "CENTRE:SEQ is expected, as in erbil-1:4711".to_owned();
    let (centre, seq) = text.rsplit_once(':').ok_or_else(bad)?;
    Ok(After { centre: centre.parse().map_err(|_| bad())?, server_seq: seq.parse().map_err(|_| bad())? })
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
enum Failed {
    /// The thing is not so: exit 1.
    #[error("{0}")]
    Wrong(String),
    /// Usage or configuration: exit 2.
    #[error("{0}")]
    Usage(String),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<std::io::Error> for Failed {
    fn from(error: std::io::Error) -> Self {
        Self::Usage(format!("cannot write the output: {error}"))
    }
}

/// Runs a command, writing to `out` and errors to `err`.
pub fn run(arguments: Arguments, out: &mut impl Write, err: &mut impl Write) -> ExitCode {
    let failed = match perform(arguments.command, out) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(failed) => failed,
    };
    // When not even the error can be written, the exit code still tells.
    let _ = writeln!(err, "error: {failed}");
    match failed {
        Failed::Wrong(_) => ExitCode::from(1),
        Failed::Usage(_) => ExitCode::from(2),
    }
}

fn perform(command: Command, out: &mut impl Write) -> Result<(), Failed> {
    match command {
        Command::Serve { listen, keys, public_url, database, catalogue, documents, checkpoints } => {
            let tls = keys.tls.is_some();
            let config = ServerConfig {
                keys: keys.tls.or(keys.keys),
                tls,
                public_url,
                catalogue_dir: catalogue,
                documents,
                checkpoints,
                ..ServerConfig::new(listen, database.address)
            };
            serve(config, out)
        }
        Command::Quarantine(command) => quarantine::perform(command, out),
        Command::Audit(command) => audit::perform(command, out),
        Command::Centre(command) => centre::perform(command, out),
        Command::Calls(arguments) => calls::perform(arguments, out),
        Command::Appointment(command) => appointment::perform(command, out),
        Command::Queue(command) => queue::perform(command, out),
        Command::Key(command) => key::perform(command, out),
        Command::Kiosk(command) => kiosk::perform(command, out),
        Command::Status(StatusCommand::Set { reference, state, note, database }) => {
            let event = CaseEvent { state, note };
            if !event.has_good_note() {
                return Err(Failed::Usage("--note: a message key is expected, 1 to 100 of a-z A-Z 0-9 . _ -".into()));
            }
            let set = with_store(&database, async |store| {
                Ok(store.record_event(reference, event, crate::http::now_ms()).await)
            })?;
            match set {
                Ok(event) => Ok(writeln!(out, "{reference} is {} now", event.state)?),
                Err(RecordError::Store(error)) => Err(error.into()),
                Err(error) => Err(Failed::Wrong(format!("{reference}: {error}"))),
            }
        }
        Command::List { database, json, limit } => {
            let lines = with_store(&database, async |store| store.newest(limit).await)?;
            output::list(out, &lines, json)
        }
        Command::Show { id, keys, database } => match with_store(&database, async |store| store.find(id).await)? {
            Some(kept) => output::show(out, &kept, opener(keys)?.as_ref()),
            None => Err(Failed::Wrong(format!(
                "{id}: no such item in {}; `central list` names those there are",
                database.address
            ))),
        },
        Command::Open { keys } => output::open(out, std::io::stdin().lock(), &Keys::load_opener(&keys)?),
        Command::Export { keys, after, database } => {
            let opener = opener(keys)?;
            with_store(&database, async |store| {
                let mut after = after;
                loop {
                    let page = store.kept_after(after, 200).await?;
                    let Some(last) = page.last() else {
                        return Ok(Ok(()));
                    };
                    after = Some(After { centre: last.sender.centre.clone(), server_seq: last.server_seq });
                    for kept in &page {
                        if let Err(failed) = output::export(out, kept, opener.as_ref()) {
                            return Ok(Err(failed));
                        }
                    }
                }
            })?
        }
    }
}

/// A moment as operators read it, in UTC: `2026-11-23T05:10:00Z`.
fn moment(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms)
        .map_or_else(|_| "?".to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// What opens sealed items, when a keys folder is named.
fn opener(keys: Option<PathBuf>) -> Result<Option<Opener>, Failed> {
    Ok(keys.map(|folder| Keys::load_opener(&folder)).transpose()?)
}

fn serve(config: ServerConfig, out: &mut impl Write) -> Result<(), Failed> {
    let runtime = small_runtime()?;
    let running = Server::start(config).map_err(|e| Failed::Usage(e.to_string()))?;
    writeln!(out, "central listens on {}", running.url())?;
    out.flush()?;
    runtime.block_on(told_to_stop()).map_err(|e| Failed::Usage(format!("cannot wait for signals: {e}")))?;
    running.shutdown();
    Ok(())
}

/// Ctrl-C, or what service managers send.
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        done = tokio::signal::ctrl_c() => done,
        _ = terminate.recv() => Ok(()),
    }
}

fn small_runtime() -> Result<tokio::runtime::Runtime, Failed> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Failed::Usage(format!("cannot start: {e}")))
}

/// Opens the database, which must exist: a mistyped name must not make an empty one.
fn with_store<T>(database: &Database, work: impl AsyncFnOnce(&AnyStore) -> Result<T, StoreError>) -> Result<T, Failed> {
    let address = &database.address;
    if let Address::Sqlite(path) = address
        && !path.is_file()
    {
        return Err(Failed::Usage(format!(
            "no database {address}; name it with --database sqlite:FILE (`central serve` makes it)"
        )));
    }
    small_runtime()?.block_on(async {
        let store = AnyStore::open(address)
            .await
            .map_err(|e| Failed::Usage(format!("cannot use the database {address}: {e}")))?;
        Ok(work(&store).await?)
    })
}
