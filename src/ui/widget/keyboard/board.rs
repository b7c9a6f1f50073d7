//! Keyboards as data: `assets/keyboards/*.toml`.

use crate::ui::theme::Direction;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use thiserror::Error;

/// What a key does.
#[derive(Clone, PartialEq, Eq)]
pub enum Key {
    /// Types this text (a letter, a space, U+200C).
    Text(String),
    /// Deletes the character before the caret.
    Backspace,
    /// The caret goes one character to the left, as seen.
    Left,
    /// The caret goes one character to the right, as seen.
    Right,
    /// The field is finished.
    Done,
    /// To the digits.
    Digits,
    /// Back to the letters.
    Letters,
    /// The other order of the letters: standard or alphabetical.
    Order,
    /// To the letters that a long press offers, for whom a long press is hard.
    Others,
}

impl Key {
    /// Whether it writes, or goes about in what is written: such keys may be doubled, and follow each other fast.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        self.is_step() || matches!(self, Self::Text(_) | Self::Backspace)
    }

    /// Whether it moves the caret and changes nothing.
    #[must_use]
    pub fn is_step(&self) -> bool {
        matches!(self, Self::Left | Self::Right)
    }
}

/// What is typed is personal: only the kind of key is shown.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Backspace => "Backspace",
            Self::Left => "Left",
            Self::Right => "Right",
            Self::Done => "Done",
            Self::Digits => "Digits",
            Self::Letters => "Letters",
            Self::Order => "Order",
            Self::Others => "Others",
        })
    }
}

/// How a key is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Face {
    /// The text that it types.
    Itself,
    Space,
    Zwnj,
    Backspace,
    Left,
    Right,
    Done,
    Digits,
    Letters,
    Order,
    Others,
}

/// One key of a board.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cap {
    pub(super) key: Key,
    pub(super) face: Face,
    /// Part of the row it takes, in key widths.
    pub(super) width: f32,
    pub(super) alternates: Vec<String>,
}

/// A keyboard: rows of keys as they are drawn from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Board {
    name: String,
    direction: Direction,
    pub(super) rows: Vec<Vec<Cap>>,
}

/// Why a keyboard file is no keyboard.
#[derive(Debug, Error)]
pub enum BoardError {
    /// It is not TOML of the expected form.
    #[error("{0}")]
    Form(#[from] toml::de::Error),
    /// A direction that is neither `ltr` nor `rtl`.
    #[error("direction: `{0}` is neither `ltr` nor `rtl`")]
    Direction(String),
    /// A board must have rows, and each row keys.
    #[error("rows: a keyboard needs at least one row, and each row at least one key")]
    Empty,
    /// A key that types nothing.
    #[error("rows: an empty key")]
    EmptyKey,
    /// The bottom row has neither a name of a special key nor a single sign.
    #[error("bottom: `{0}` is not one of digits, letters, order, others, zwnj, left, right, space, backspace, done")]
    Special(String),
    /// Alternates of a key that the board does not have.
    #[error("long_press: there is no key `{0}`")]
    NoSuchKey(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    direction: String,
    keys_ltr_order: bool,
    rows: Vec<Vec<String>>,
    bottom: Vec<String>,
    #[serde(default)]
    long_press: HashMap<String, Vec<String>>,
}

impl Board {
    /// Reads a keyboard file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(source: &str) -> Result<Self, BoardError> {
        let mut file: File = toml::from_str(source)?;
        let direction = match file.direction.as_str() {
            "ltr" => Direction::Ltr,
            "rtl" => Direction::Rtl,
            other => return Err(BoardError::Direction(other.to_owned())),
        };
        if file.rows.is_empty() || file.rows.iter().chain([&file.bottom]).any(Vec::is_empty) {
            return Err(BoardError::Empty);
        }
        let keypad = file.rows.iter().all(|row| row.len() <= 3);
        let mut rows = Vec::new();
        for row in &file.rows {
            let mut caps = Vec::new();
            for text in row {
                if text.is_empty() {
                    return Err(BoardError::EmptyKey);
                }
                let alternates = file.long_press.remove(text).unwrap_or_default();
                caps.push(Cap { key: Key::Text(text.clone()), face: Face::Itself, width: 1.0, alternates });
            }
            if !file.keys_ltr_order {
                caps.reverse();
            }
            rows.push(caps);
        }
        if let Some(text) = file.long_press.into_keys().next() {
            return Err(BoardError::NoSuchKey(text));
        }
        let bottom: Result<Vec<Cap>, _> = file.bottom.iter().map(|name| special(name, keypad)).collect();
        let mut bottom = bottom?;
        if rows.iter().flatten().any(|cap| !cap.alternates.is_empty()) {
            bottom.insert(1.min(bottom.len()), special("others", keypad)?);
        }
        rows.push(bottom);
        Ok(Self { name: file.name, direction, rows })
    }

    /// The letters that lie behind a long press, each on a key of its own; `None` where there are none.
    fn others(&self) -> Option<Self> {
        let mut texts: Vec<&String> = self.caps().flat_map(|cap| &cap.alternates).collect();
        texts.sort_unstable();
        texts.dedup();
        let letter = |text: &String| Cap {
            key: Key::Text(text.clone()),
            face: Face::Itself,
            width: 1.0,
            alternates: Vec::new(),
        };
        let mut rows: Vec<Vec<Cap>> =
            texts.chunks(MOST_IN_A_ROW).map(|row| row.iter().copied().map(letter).collect()).collect();
        if rows.is_empty() {
            return None;
        }
        if self.direction == Direction::Rtl {
            rows.iter_mut().for_each(|row| row.reverse());
        }
        let bottom = ["letters", "space", "backspace", "done"].iter().filter_map(|name| special(name, false).ok());
        rows.push(bottom.collect());
        Some(Self { name: format!("{} +", self.name), direction: self.direction, rows })
    }

    /// The board's name in its own language.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Which way its script reads.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The board of this name: built in (`ckb`, `ckb-alphabetical`, `kmr`, `ar`, `ar-alphabetical`, `en`,
    /// `en-alphabetical`, `digits`, `digits-in-text`), or of a language pack; with `-others` the letters behind its
    /// long presses.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        static BOARDS: OnceLock<HashMap<String, Board>> = OnceLock::new();
        let boards = BOARDS.get_or_init(|| {
            let mut boards = HashMap::new();
            // a test parses each of them, so none is left out
            for (name, board) in BUILT_IN.iter().filter_map(|(name, source)| Some((name, Self::parse(source).ok()?))) {
                boards.extend(board.others().map(|others| (format!("{name}{OTHERS}"), others)));
                let _none = boards.insert((*name).to_owned(), board);
            }
            boards
        });
        boards.get(name).or_else(|| installed().get(name).copied())
    }

    /// Adds the boards of a folder that are not built in: those of language packs, each for the language after which
    /// its file is named. What is no keyboard is named in the log; its language gets the Latin letters.
    pub fn install(folder: &Path) {
        let files = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|file| file.path());
        for path in files.filter(|path| path.extension().is_some_and(|kind| kind == "toml")) {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            if BUILT_IN.iter().any(|(known, _)| *known == name) || installed().contains_key(&name) {
                continue;
            }
            let source = std::fs::read_to_string(&path).map_err(|error| error.to_string());
            match source.and_then(|source| Self::parse(&source).map_err(|error| error.to_string())) {
                // once for the life of the program, as the built-in ones
                Ok(board) => {
                    if let Some(others) = board.others() {
                        installed().insert(format!("{name}{OTHERS}"), Box::leak(Box::new(others)));
                    }
                    installed().insert(name, Box::leak(Box::new(board)));
                }
                Err(error) => tracing::warn!(event = "ui.keyboard", file = %path.display(), %error),
            }
        }
    }

    /// The keys as the script reads: in a right-to-left board each row begins at the right.
    pub(super) fn reading_order(&self) -> Vec<usize> {
        let mut order = Vec::new();
        let mut first = 0;
        for row in &self.rows {
            let places = first..first + row.len();
            first = places.end;
            match self.direction {
                Direction::Ltr => order.extend(places),
                Direction::Rtl => order.extend(places.rev()),
            }
        }
        order
    }

    pub(super) fn caps(&self) -> impl Iterator<Item = &Cap> {
        self.rows.iter().flatten()
    }
}

/// Behind the name of a board: the same letters in the order of the alphabet.
const ALPHABETICAL: &str = "-alphabetical";
/// Behind the name of a board: the letters behind its long presses.
const OTHERS: &str = "-others";

/// Most letters of a row made here; as many as stand in a row of the written boards.
const MOST_IN_A_ROW: usize = 9;
/// The boards of language packs.
fn installed() -> MutexGuard<'static, HashMap<String, &'static Board>> {
    static INSTALLED: OnceLock<Mutex<HashMap<String, &'static Board>>> = OnceLock::new();
    // Only whole entries are written: a panic elsewhere leaves it usable.
    INSTALLED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

macro_rules! built_in {
    ($($name:literal),*) => {
        const BUILT_IN: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../../assets/keyboards/", $name, ".toml"))),)*];
    };
}
built_in!(
    "ckb",
    "ckb-alphabetical",
    "kmr",
    "ar",
    "ar-alphabetical",
    "en",
    "en-alphabetical",
    "digits",
    "digits-in-text"
);

/// A key of the bottom row.
fn special(name: &str, keypad: bool) -> Result<Cap, BoardError> {
    let (key, face, width) = match name {
        "digits" => (Key::Digits, Face::Digits, 1.5),
        "letters" => (Key::Letters, Face::Letters, 1.5),
        "order" => (Key::Order, Face::Order, 1.5),
        "others" => (Key::Others, Face::Others, 1.5),
        "zwnj" => (Key::Text("\u{200c}".to_owned()), Face::Zwnj, 1.5),
        "space" => (Key::Text(" ".to_owned()), Face::Space, 2.5),
        "left" => (Key::Left, Face::Left, 1.25),
        "right" => (Key::Right, Face::Right, 1.25),
        "backspace" => (Key::Backspace, Face::Backspace, 1.5),
        "done" => (Key::Done, Face::Done, 2.0),
        other if other.chars().count() == 1 => (Key::Text(other.to_owned()), Face::Itself, 1.0),
        other => return Err(BoardError::Special(other.to_owned())),
    };
    Ok(Cap { key, face, width: if keypad { 1.0 } else { width }, alternates: Vec::new() })
}

/// The boards of a field, and which of them is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Deck {
    letters: Option<&'static Board>,
    alphabetical: Option<&'static Board>,
    others: Option<&'static Board>,
    digits: &'static Board,
    shows_digits: bool,
    shows_others: bool,
    is_alphabetical: bool,
}

impl Deck {
    /// The letters of the board of this name (`ckb`, `en`, …) with digits beside them.
    #[must_use]
    pub fn letters(board: &str) -> Self {
        Self::of(&[board])
    }

    /// The boards that a language names (`keyboards` of its `language.toml`): the first has its letters, and of the
    /// others the one in the order of the alphabet may be turned to. A board that there is not gives way to `en`.
    #[must_use]
    pub fn of(names: &[impl AsRef<str>]) -> Self {
        let names = names.iter().map(AsRef::<str>::as_ref);
        let first = names.clone().next().unwrap_or("en");
        let letters = Board::named(first).or_else(|| Board::named("en"));
        let own = format!("{first}{ALPHABETICAL}");
        let alphabetical = names.filter(|name| name.ends_with(ALPHABETICAL)).chain([&*own]).find_map(Board::named);
        let others = Board::named(&format!("{first}{OTHERS}"));
        Self {
            letters,
            alphabetical,
            others,
            digits: built_in("digits-in-text"),
            shows_digits: false,
            shows_others: false,
            is_alphabetical: false,
        }
    }

    /// Digits only, in the telephone layout.
    #[must_use]
    pub fn digits() -> Self {
        Self {
            letters: None,
            alphabetical: None,
            others: None,
            digits: built_in("digits"),
            shows_digits: true,
            shows_others: false,
            is_alphabetical: false,
        }
    }

    /// The board to show.
    #[must_use]
    pub fn board(&self) -> &'static Board {
        match (self.letters, self.alphabetical) {
            _ if self.shows_digits => self.digits,
            _ if self.shows_others => self.others.or(self.letters).unwrap_or(self.digits),
            (_, Some(board)) if self.is_alphabetical => board,
            (Some(board), _) => board,
            (None, _) => self.digits,
        }
    }

    /// Whether the letters stand in the order of the alphabet.
    #[must_use]
    pub fn is_alphabetical(&self) -> bool {
        self.is_alphabetical
    }

    /// Applies a key that changes the board; answers whether it was one.
    pub fn apply(&mut self, key: &Key) -> bool {
        match key {
            Key::Digits => self.shows_digits = true,
            Key::Letters => {
                self.shows_digits = self.letters.is_none();
                self.shows_others = false;
            }
            Key::Others => self.shows_others = self.others.is_some(),
            Key::Order => self.is_alphabetical = !self.is_alphabetical && self.alphabetical.is_some(),
            // one letter is what one came for
            Key::Text(_) => {
                self.shows_others = false;
                return false;
            }
            Key::Backspace | Key::Left | Key::Right | Key::Done => return false,
        }
        true
    }
}

#[expect(clippy::expect_used, reason = "the built-in boards are part of the program; a test parses each")]
fn built_in(name: &str) -> &'static Board {
    Board::named(name).expect("a built-in keyboard")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn texts(board: &Board) -> Vec<&str> {
        let texts = board.caps().filter_map(|cap| match &cap.key {
            Key::Text(text) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn every_built_in_board_parses_and_has_no_key_twice() {
        for (name, source) in BUILT_IN {
            let board = Board::parse(source).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut texts = texts(&board);
            let count = texts.len();
            texts.sort_unstable();
            texts.dedup();
            assert_eq!(texts.len(), count, "{name}");
            let has = |key: Key| board.caps().any(|cap| cap.key == key);
            assert!(has(Key::Backspace) && has(Key::Done), "{name}");
        }
    }

    #[test]
    fn every_letter_of_the_language_is_one_touch_away() {
        let sorani = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنهەوۆیێ";
        for board in ["ckb", "ckb-alphabetical", "kmr"] {
            let texts = texts(Board::named(board).unwrap());
            for letter in sorani.chars() {
                assert!(texts.contains(&letter.to_string().as_str()), "{board}: {letter}");
            }
            assert!(texts.contains(&"\u{200c}"), "{board}: ZWNJ");
        }
        for board in ["ar", "ar-alphabetical"] {
            let texts = texts(Board::named(board).unwrap());
            for letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئىة".chars() {
                assert!(texts.contains(&letter.to_string().as_str()), "{board}: {letter}");
            }
        }
    }

    #[test]
    fn what_a_long_press_offers_has_a_key_of_its_own() {
        for (name, source) in BUILT_IN {
            let board = Board::parse(source).unwrap();
            let behind: Vec<&String> = board.caps().flat_map(|cap| &cap.alternates).collect();
            assert_eq!(board.caps().any(|cap| cap.key == Key::Others), !behind.is_empty(), "{name}");
            let others = Board::named(&format!("{name}-others"));
            let shown = others.map(texts).unwrap_or_default();
            for text in behind {
                assert!(shown.contains(&text.as_str()), "{name}: {text}");
            }
        }
    }

    #[test]
    fn an_alphabetical_board_reads_as_the_script_does() {
        let row = &Board::named("ckb-alphabetical").unwrap().rows[0];
        assert_eq!(row.last().unwrap().key, Key::Text("ئ".into()), "the first letter stands at the right");
        let row = &Board::named("ckb").unwrap().rows[0];
        assert_eq!(row[0].key, Key::Text("ق".into()), "drawn as listed, not mirrored");
    }

    #[test]
    fn a_bad_file_says_what_is_wrong() {
        let good = "name='x'\ndirection='ltr'\nkeys_ltr_order=true\nrows=[['a']]\nbottom=['done']\n";
        assert!(Board::parse(good).is_ok());
        let error = |source: String| Board::parse(&source).unwrap_err().to_string();
        assert!(error(good.replace("ltr'", "up'")).contains("`up`"));
        assert!(error(good.replace("done", "enter")).contains("`enter`"));
        assert!(error(good.replace("[['a']]", "[]")).contains("at least one row"));
        assert!(error(good.replace("'a'", "''")).contains("empty key"));
        assert!(error(format!("{good}[long_press]\nb=['c']")).contains("no key `b`"));
        assert!(error(format!("{good}colour='red'")).contains("colour"));
    }

    #[test]
    fn a_language_pack_brings_its_boards_whole() {
        let dir = tempfile::tempdir().unwrap();
        let board =
            "name='x'\ndirection='ltr'\nkeys_ltr_order=true\nrows=[['ı','ğ']]\nbottom=['digits','order','done']\n";
        let long = "[long_press]\n'ğ'=['ǧ']\n";
        std::fs::write(dir.path().join("xx-Pack.toml"), format!("{board}{long}")).unwrap();
        std::fs::write(dir.path().join("xx-Abc-alphabetical.toml"), board).unwrap();
        Board::install(dir.path());
        let mut deck = Deck::of(&["xx-Pack", "ckb", "xx-Abc-alphabetical"]);
        assert_eq!(texts(deck.board()), ["ı", "ğ"]);
        assert!(deck.apply(&Key::Others));
        assert_eq!(texts(deck.board())[0], "ǧ", "the key does what it says");
        assert!(deck.apply(&Key::Letters) && deck.apply(&Key::Order));
        assert_eq!(deck.board(), Board::named("xx-Abc-alphabetical").unwrap());
        // without one of its own in the list, the one of its name
        let mut deck = Deck::of(&["ckb", "en"]);
        assert!(deck.apply(&Key::Order));
        assert_eq!(deck.board(), Board::named("ckb-alphabetical").unwrap());
    }

    #[test]
    fn a_deck_turns_between_its_boards() {
        let mut deck = Deck::letters("ckb");
        assert_eq!(deck.board(), Board::named("ckb").unwrap());
        assert!(deck.apply(&Key::Order));
        assert_eq!(deck.board(), Board::named("ckb-alphabetical").unwrap());
        assert!(deck.apply(&Key::Digits));
        assert_eq!(deck.board(), Board::named("digits-in-text").unwrap());
        assert!(deck.apply(&Key::Letters));
        assert!(deck.is_alphabetical());
        assert!(!deck.apply(&Key::Done));
        assert!(deck.apply(&Key::Order) && deck.apply(&Key::Others));
        assert_eq!(deck.board(), Board::named("ckb-others").unwrap());
        assert!(!deck.apply(&Key::Text("ط".into())));
        assert_eq!(deck.board(), Board::named("ckb").unwrap(), "back after one letter");
        let mut digits = Deck::digits();
        let _ = digits.apply(&Key::Letters);
        assert_eq!(digits.board(), Board::named("digits").unwrap());
        assert_eq!(Deck::letters("xx").board(), Board::named("en").unwrap());
    }
}
