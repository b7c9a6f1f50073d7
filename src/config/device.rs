//! Sections `[printer]` and `[scanner]`: the two serial devices.

use std::path::PathBuf;
use std::time::Duration;

use crate::problem::nearest;
use crate::problem::source::Section;

/// Where a device is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Port {
    /// The device that comes with the program, behind a pseudo terminal.
    Virtual,
    /// A serial port, such as `/dev/serial/by-id/…`.
    Path(PathBuf),
}

/// Parity of a serial line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parity {
    /// No parity bit.
    None,
    /// Even.
    Even,
    /// Odd.
    Odd,
}

/// Flow control of a serial line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// By the wires RTS and CTS.
    RtsCts,
    /// By the bytes XON and XOFF.
    XonXoff,
    /// None.
    None,
}

/// What ends one reading of the scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terminator {
    /// Carriage return.
    Cr,
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// Either of them, or both.
    Any,
    /// Nothing: silence alone ends it. Line breaks inside a code stay.
    None,
}

impl Terminator {
    /// The bytes that a scanner sends which is set so.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Cr => b"\r",
            Self::Lf => b"\n",
            Self::CrLf | Self::Any => b"\r\n",
            Self::None => b"",
        }
    }
}

/// The settings of a serial line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SerialLine {
    /// Bits per second, one of the usual rates.
    pub baud: u32,
    /// 7 or 8.
    pub data_bits: u8,
    /// Parity.
    pub parity: Parity,
    /// 1 or 2.
    pub stop_bits: u8,
    /// Flow control.
    pub flow: Flow,
}

/// The usual rates of serial lines.
pub(crate) const BAUD_RATES: [u32; 10] = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800];

impl SerialLine {
    fn read(&mut self, section: &Section<'_>) {
        if let Some(baud) = section.get("baud").and_then(|e| e.one_of(&BAUD_RATES, "a baud rate")) {
            self.baud = baud;
        }
        if let Some(bits) = section.get("data_bits").and_then(|e| e.within(7, 8, "bits")) {
            self.data_bits = u8::try_from(bits).unwrap_or(self.data_bits);
        }
        if let Some(parity) = section
            .get("parity")
            .and_then(|e| e.word(&[("none", Parity::None), ("even", Parity::Even), ("odd", Parity::Odd)]))
        {
            self.parity = parity;
        }
        if let Some(bits) = section.get("stop_bits").and_then(|e| e.within(1, 2, "bits")) {
            self.stop_bits = u8::try_from(bits).unwrap_or(self.stop_bits);
        }
        if let Some(flow) = section
            .get("flow")
            .and_then(|e| e.word(&[("rts_cts", Flow::RtsCts), ("xon_xoff", Flow::XonXoff), ("none", Flow::None)]))
        {
            self.flow = flow;
        }
    }
}

fn read_port(section: &Section<'_>) -> Option<Port> {
    let entry = section.get("port")?;
    let text = entry.filled_like("^(virtual|/.*)$")?;
    if text == "virtual" {
        Some(Port::Virtual)
    } else if text.starts_with('/') {
        Some(Port::Path(PathBuf::from(text)))
    } else {
        let fix = if nearest(text, ["virtual"]).is_some() {
            "did you mean \"virtual\"?".to_owned()
        } else {
            "write a device path such as \"/dev/serial/by-id/…\", or \"virtual\"".to_owned()
        };
        entry.bad(format!("\"{text}\" is not a port"), Some(fix));
        None
    }
}

/// Where the printer keeps what stands on many papers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PrinterCache {
    /// Where it says that it has room.
    #[default]
    Auto,
    /// Nowhere.
    None,
    /// NV graphics, in flash.
    Nv,
    /// Download graphics, in memory.
    Download,
    /// NV bit images (`FS q`), in flash; all others are erased.
    FsQ,
}

/// Whose digits stand on papers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PrinterDigits {
    /// Those of the typeface.
    #[default]
    Typeface,
    /// The printer's own.
    Printer,
}

/// The ticket and receipt printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    /// Where it is connected.
    pub port: Port,
    /// The serial line.
    pub line: SerialLine,
    /// What kind of printer: a file in `assets/printers/`, without `.toml`.
    pub profile: String,
    /// So long the kiosk waits for the printer's word that a paper is out.
    pub proof_timeout: Duration,
    /// Where it keeps pictures.
    pub cache: PrinterCache,
    /// Whose digits it prints.
    pub digits: PrinterDigits,
    /// Metres of paper on a new roll; 0 where it is not counted.
    pub roll_m: u32,
}

impl Default for Printer {
    fn default() -> Self {
        Self {
            port: Port::Virtual,
            line: SerialLine { baud: 115_200, data_bits: 8, parity: Parity::None, stop_bits: 1, flow: Flow::RtsCts },
            profile: "generic-80mm".into(),
            proof_timeout: Duration::from_secs(20),
            cache: PrinterCache::Auto,
            digits: PrinterDigits::Typeface,
            roll_m: 80,
        }
    }
}

impl Printer {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(port) = read_port(section) {
            self.port = port;
        }
        self.line.read(section);
        if let Some(entry) = section.get("profile")
            && let Some(name) = entry.filled_like("^[a-z0-9_-]+$")
        {
            let fits = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
            if fits {
                name.clone_into(&mut self.profile);
            } else {
                entry.bad(
                    format!("\"{name}\" is not the name of a profile"),
                    Some("write the name of a file in assets/printers/ without .toml".into()),
                );
            }
        }
        if let Some(seconds) = section.get("proof_timeout_s").and_then(|e| e.within(2, 120, "seconds")) {
            self.proof_timeout = Duration::from_secs(seconds.unsigned_abs());
        }
        if let Some(cache) = section.get("cache").and_then(|e| {
            e.word(&[
                ("auto", PrinterCache::Auto),
                ("none", PrinterCache::None),
                ("nv", PrinterCache::Nv),
                ("download", PrinterCache::Download),
                ("fs-q", PrinterCache::FsQ),
            ])
        }) {
            self.cache = cache;
        }
        if let Some(digits) = section
            .get("digits")
            .and_then(|e| e.word(&[("typeface", PrinterDigits::Typeface), ("printer", PrinterDigits::Printer)]))
        {
            self.digits = digits;
        }
        if let Some(metres) = section.get("roll_m").and_then(|e| e.within(0, 1_000, "metres")) {
            self.roll_m = u32::try_from(metres).unwrap_or(0);
        }
    }
}

/// The make of the scanner: the commands that make it look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScannerBrand {
    /// Looks all the time; is told nothing.
    Generic,
    /// Honeywell, Datalogic, Mindeo, Canmax.
    Honeywell,
    /// Zebra and Symbol, in packets (SSI).
    ZebraSsi,
    /// Newland, Sunmi.
    Newland,
    /// Engines of the GM65 class.
    Register,
    /// ZKTeco.
    Zkteco,
}

/// The scanner of codes and document lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanner {
    /// Where it is connected.
    pub port: Port,
    /// The serial line.
    pub line: SerialLine,
    /// Its make.
    pub brand: ScannerBrand,
    /// Whether it sends an AIM identifier before each reading.
    pub aim: bool,
    /// A fixed text that it sends before each reading; empty for none.
    pub prefix: String,
    /// What ends one reading.
    pub terminator: Terminator,
    /// Silence that also ends a reading, and that must lie between two.
    pub gap: Duration,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            port: Port::Virtual,
            line: SerialLine { baud: 9600, data_bits: 8, parity: Parity::None, stop_bits: 1, flow: Flow::None },
            brand: ScannerBrand::Generic,
            aim: false,
            prefix: String::new(),
            terminator: Terminator::Cr,
            gap: Duration::from_millis(80),
        }
    }
}

impl Scanner {
    pub(super) fn read(&mut self, section: &Section<'_>) {
        if let Some(port) = read_port(section) {
            self.port = port;
        }
        self.line.read(section);
        if let Some(brand) = section.get("brand").and_then(|e| {
            e.word(&[
                ("generic", ScannerBrand::Generic),
                ("honeywell", ScannerBrand::Honeywell),
                ("zebra-ssi", ScannerBrand::ZebraSsi),
                ("newland", ScannerBrand::Newland),
                ("register", ScannerBrand::Register),
                ("zkteco", ScannerBrand::Zkteco),
            ])
        }) {
            self.brand = brand;
        }
        if let Some(aim) = section.get("aim").and_then(|e| e.flag()) {
            self.aim = aim;
        }
        if let Some(entry) = section.get("prefix")
            && let Some(prefix) = entry.text_like("^[!-~]{0,16}$")
        {
            if prefix.len() <= 16 && prefix.bytes().all(|b| b.is_ascii_graphic()) {
                prefix.clone_into(&mut self.prefix);
            } else {
                entry.bad(
                    format!("\"{prefix}\" is not a prefix"),
                    Some(
                        "write at most 16 visible ASCII characters, or \"\" for none; control bytes are dropped anyway"
                            .into(),
                    ),
                );
            }
        }
        if let Some(terminator) = section.get("terminator").and_then(|e| {
            e.word(&[
                ("cr", Terminator::Cr),
                ("lf", Terminator::Lf),
                ("crlf", Terminator::CrLf),
                ("any", Terminator::Any),
                ("none", Terminator::None),
            ])
        }) {
            self.terminator = terminator;
        }
        if let Some(gap) = section.get("gap_ms").and_then(|e| e.within(10, 2000, "milliseconds")) {
            self.gap = Duration::from_millis(gap.unsigned_abs());
        }
    }
}
