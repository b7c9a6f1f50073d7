//! How others on this machine ask a running kiosk: over a socket without a file, named after the configuration file, and
//! by SIGHUP. Only the kiosk's own user and root are heard.

use std::io;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener as StdListener, UnixStream as StdStream};
use std::path::{Path, PathBuf};
use std::sync::Weak;
use std::time::Duration;

use kiosk_protocol::Digest;
use nix::unistd::Uid;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::Inner;
use crate::config::Port;
use crate::device::printer::{Fault, PrinterState};
use crate::kiosk::Kiosk;

/// So long one who asks may take for the question, and the kiosk for the answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long a kiosk that has nothing to do for its answer is waited for; another question may be before this one.
const AT_ONCE: Duration = Duration::from_secs(5);
/// Read the files again.
const RELOAD: &[u8] = b"reload\n";
/// Read them again, and begin anew in any case.
const ANEW: &[u8] = b"anew\n";
/// Say how the devices are.
const DEVICES: &[u8] = b"devices\n";
/// Before the text of an answer: it is taken, or it is not.
const TAKEN: &str = "taken\n";
const REFUSED: &str = "refused\n";

/// Why a running kiosk did not answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// None runs with this file.
    #[error("no kiosk runs with this configuration file; it is taken at the next start")]
    Nobody,
    /// Somebody else listens there.
    #[error("who answers is neither root nor you: user {0}")]
    Stranger(u32),
    /// It did not answer as a kiosk does.
    #[error("the kiosk did not answer: {0}")]
    Broken(#[from] io::Error),
}

/// How the devices of a running kiosk are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// Its printer.
    pub printer: Device,
    /// Its scanner.
    pub scanner: Device,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The port that the kiosk was started with; `None`: a virtual device.
    pub port: Option<PathBuf>,
    /// The Fluent key of what is wrong with it.
    pub fault: Option<String>,
}

impl Kiosk {
    fn devices(&self) -> Devices {
        let port = |port: &Port| match port {
            Port::Virtual => None,
            Port::Path(path) => Some(path.clone()),
        };
        let config = self.config();
        let printer = match self.printer() {
            PrinterState::Fault(fault) => Some(fault.message_key().to_owned()),
            PrinterState::Connecting => Some(Fault::NotResponding.message_key().to_owned()),
            PrinterState::Ready { .. } | PrinterState::Printing { .. } => None,
        };
        Devices {
            printer: Device { port: port(&config.printer.port), fault: printer },
            scanner: Device {
                port: port(&config.scanner.port),
                fault: self.scanner().map(|fault| fault.message_key().to_owned()),
            },
        }
    }
}

/// The socket of the kiosk that runs with this file: whatever stands in the file, it is found.
fn address(config: &Path) -> io::Result<SocketAddr> {
    let path = std::fs::canonicalize(config)?;
    let name = Digest::of(path.as_os_str().as_encoded_bytes()).to_string();
    SocketAddr::from_abstract_name(format!("kiosk-{name}"))
}

/// Listens until the kiosk ends.
pub(super) fn listen(runtime: &Handle, config: &Path, kiosk: Weak<Inner>) -> io::Result<()> {
    let listener = StdListener::bind_addr(&address(config)?)?;
    listener.set_nonblocking(true)?;
    let _inside = runtime.enter();
    let listener = UnixListener::from_std(listener)?;
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if kiosk.strong_count() == 0 {
                return;
            }
            // One at a time: who asks is a technician or the service manager.
            match timeout(PATIENCE, answer(stream, &kiosk)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(event = "config.control_failed", %error),
                Err(_) => tracing::warn!(event = "config.control_failed", error = "too slow"),
            }
        }
    });
    Ok(())
}

async fn answer(mut stream: UnixStream, kiosk: &Weak<Inner>) -> io::Result<()> {
    if !is_known(&stream)? {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let mut asked = Vec::new();
    (&mut stream).take(16).read_to_end(&mut asked).await?;
    let Some(kiosk) = kiosk.upgrade().map(|inner| Kiosk { inner }) else { return Ok(()) };
    let reload = async |anew| match kiosk.reload(anew).await {
        Ok(changes) => format!("{TAKEN}{changes}"),
        Err(error) => format!("{REFUSED}{error}\n"),
    };
    let told = match asked.as_slice() {
        RELOAD => reload(false).await,
        ANEW => reload(true).await,
        DEVICES => serde_json::to_string(&kiosk.devices())?,
        _ => return Err(io::Error::from(io::ErrorKind::InvalidData)),
    };
    stream.write_all(told.as_bytes()).await?;
    stream.shutdown().await
}

/// Whether the other side is this user or root.
fn is_known(stream: &UnixStream) -> io::Result<bool> {
    let other = stream.peer_cred()?.uid();
    Ok(other == 0 || other == Uid::effective().as_raw())
}

/// Asks the kiosk that runs with this file to read it again. Gives its words, and whether it takes the file.
///
/// # Errors
/// [`AskError`].
pub async fn ask_running(config: &Path, anew: bool) -> Result<(bool, String), AskError> {
    let told = ask(config, if anew { ANEW } else { RELOAD }, PATIENCE).await?;
    match told.split_once('\n') {
        Some(("taken", text)) => Ok((true, text.to_owned())),
        Some(("refused", text)) => Ok((false, text.to_owned())),
        _ => Err(AskError::Broken(io::Error::from(io::ErrorKind::UnexpectedEof))),
    }
}

/// Asks the kiosk that runs with this file how its devices are: it holds their ports, nobody else can look.
///
/// # Errors
/// [`AskError`]; also where an older kiosk runs, which does not know the question.
pub async fn ask_devices(config: &Path) -> Result<Devices, AskError> {
    let told = ask(config, DEVICES, AT_ONCE).await?;
    serde_json::from_str(&told).map_err(|error| AskError::Broken(error.into()))
}

async fn ask(config: &Path, question: &[u8], patience: Duration) -> Result<String, AskError> {
    let stream = match address(config).and_then(|address| StdStream::connect_addr(&address)) {
        Ok(stream) => stream,
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => return Err(AskError::Nobody),
        Err(error) => return Err(error.into()),
    };
    stream.set_nonblocking(true)?;
    let mut stream = UnixStream::from_std(stream)?;
    let other = stream.peer_cred()?.uid();
    // Root asks the kiosk's user.
    if !(is_known(&stream)? || Uid::effective().is_root()) {
        return Err(AskError::Stranger(other));
    }
    let mut told = String::new();
    let asked = async {
        stream.write_all(question).await?;
        stream.shutdown().await?;
        stream.read_to_string(&mut told).await
    };
    timeout(patience, asked).await.map_err(io::Error::other)??;
    Ok(told)
}

/// SIGHUP asks as well; the answer is in the log.
pub(super) async fn hang_up(kiosk: Weak<Inner>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut asked) = signal(SignalKind::hangup()) else { return };
    while asked.recv().await.is_some() {
        let Some(kiosk) = kiosk.upgrade().map(|inner| Kiosk { inner }) else { return };
        // What is wrong is in the log already.
        if let Ok(changes) = kiosk.reload(false).await {
            tracing::info!(event = "config.reloaded", changes = %changes.to_string().trim_end());
        }
    }
}
