//! How a reading came from the scanner: all that may be told of it without telling what stood in it.

/// What ended a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// Carriage return.
    Cr,
    /// Line feed.
    Lf,
    /// Both.
    CrLf,
    /// ETX, after it had begun with STX.
    Etx,
    /// Nothing: the line fell silent.
    Silence,
    /// It came in packets, which say where they end.
    Packet,
}

/// The kind of code, as the scanner names it (AIM identifier).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AimCode {
    /// The letter.
    pub kind: char,
    /// The variant.
    pub variant: char,
    /// In words, for technicians.
    pub name: &'static str,
}

/// How a reading was framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Framing {
    /// How long it was.
    pub characters: usize,
    /// What ended it.
    pub end: End,
    /// Its AIM identifier, when it began with one. Only taken off when the scanner is configured to send them.
    pub aim: Option<AimCode>,
    /// Whether it was not UTF-8, and was therefore read as Latin-1.
    pub is_latin: bool,
}
