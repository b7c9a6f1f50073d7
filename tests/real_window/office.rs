//! Central and a printer on a line, both running beside the real program: where a visit in its window ends.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use kiosk::cli::demo::{Everything, Wishes, central_config};
use kiosk::config::data::DataDir;
use kiosk::config::{Config, Printer};
use kiosk::device::virtual_::{VirtualPrinter, VirtualPrinterConfig};
use kiosk_central::{Running, Server};

use super::program::{Parts, write_parts};

/// Both, and where they keep what they have.
pub struct Office {
    pub printer: VirtualPrinter,
    /// The kiosk's and central's: `state/kiosk.db`, `central.db`, `sheets/`.
    pub folder: PathBuf,
    /// The configuration of the kiosk that belongs to them.
    pub config: PathBuf,
    // Held: it serves until the test ends.
    _central: Running,
}

impl Office {
    /// Opens in this folder, with the kiosk whose state it holds let in.
    pub fn open(folder: &Path) -> Self {
        let sheets = VirtualPrinterConfig { folder: Some(folder.join("sheets")), ..VirtualPrinterConfig::default() };
        let printer = VirtualPrinter::start(sheets).unwrap();
        let at: SocketAddr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let line = format!("[printer]\nport = \"{}\"\nbaud = 460800\n", printer.path().display());
        let config = write_parts(folder, &Parts { central: &format!("http://{at}"), more: &line });
        // The line is the program's: letting in is done by a kiosk without it.
        let without = Config { printer: Printer::default(), ..Config::load(&config).unwrap() };
        let wishes =
            Wishes { folder: Some(folder.into()), central: false, central_address: Some(at), ..Wishes::default() };
        drop(Everything::start(without, DataDir::find(None).unwrap(), wishes).unwrap());
        let _ = fs::remove_file(folder.join("speech.log"));
        let central = Server::start(central_config(at, folder).unwrap()).unwrap();
        Self { printer, folder: folder.to_owned(), config, _central: central }
    }
}
