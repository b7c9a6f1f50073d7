//! What a ticket or a receipt says, in order, without coordinates.
//!
//! A [`Document`] is made by [`super::design`], placed by [`super::layout()`] and only then drawn, so
//! that the same words stand on 80 mm, on 58 mm and on A4.

use zeroize::Zeroize;

use super::media::{PaperKind, PerPaper, Sizes};
use crate::i18n::{Direction, Language};

/// What is to be said, for every kind of paper it may be printed on.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Language of the words (PDF `/Lang`).
    pub language: Language,
    /// Base direction of every line.
    pub direction: Direction,
    /// Title for the PDF's metadata; not printed.
    pub title: String,
    /// The content of each kind of paper.
    pub bodies: PerPaper<Body>,
}

/// A sheet's content from top to bottom, and how large it is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Type sizes.
    pub sizes: Sizes,
    /// From the top.
    pub blocks: Vec<Block>,
}

impl Document {
    /// The content for this kind of paper.
    #[must_use]
    pub fn body(&self, kind: PaperKind) -> &Body {
        self.bodies.of(kind)
    }

    /// Puts a mark at the very top of every paper: *copy*, *sample*.
    pub fn mark(&mut self, text: &str) {
        for body in self.bodies.iter_mut() {
            body.blocks.insert(0, Block::Band(text.to_owned()));
        }
    }
}

/// Overwrites every word: for documents that hold personal data.
impl Zeroize for Document {
    fn zeroize(&mut self) {
        self.title.zeroize();
        for block in self.bodies.iter_mut().flat_map(|body| &mut body.blocks) {
            block.zeroize();
        }
    }
}

impl Zeroize for Block {
    fn zeroize(&mut self) {
        match self {
            Self::Heading(text)
            | Self::Section(text)
            | Self::Text { text, .. }
            | Self::Number { label: text, .. }
            | Self::Band(text)
            | Self::Space { title: text } => text.zeroize(),
            Self::Masthead { title, payload } => {
                title.zeroize();
                payload.zeroize();
            }
            Self::Rows(rows) | Self::Figures(rows) | Self::Fields(rows) => {
                for row in rows {
                    row.label.zeroize();
                    row.value.zeroize();
                }
            }
            Self::Checklist(texts) | Self::Signature(texts) => texts.zeroize(),
            Self::Qr { payload, caption } => {
                payload.zeroize();
                caption.zeroize();
            }
            Self::Notice { title, text } => {
                title.zeroize();
                text.zeroize();
            }
            Self::Logo | Self::Rule(_) | Self::Gap(_) => {}
        }
    }
}

/// One piece of a document. Text may hold `\n` for a forced line break; it wraps and is never clipped.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A neutral sunburst mark. A drawn placeholder, no state emblem.
    Logo,
    /// The mark beside the name of the office, and a QR code at the far end where there is room for one (A4).
    Masthead {
        /// The name of the office.
        title: String,
        /// What the QR code says.
        payload: Option<String>,
    },
    /// A title, bold and centred.
    Heading(String),
    /// The title of a part of a form.
    Section(String),
    /// A paragraph.
    Text {
        /// The words.
        text: String,
        /// How large.
        size: Size,
        /// How heavy.
        weight: Weight,
        /// Where it stands.
        align: Align,
    },
    /// A queue label, as large as the paper allows and never below [`NUMBER_MIN_MM`].
    Number {
        /// The label.
        label: String,
        /// Whether it is printed in dots of twice the size: a quarter of the bytes, and steps at the edges of letters.
        coarse: bool,
    },
    /// A table of labels and values.
    Rows(Vec<Row>),
    /// A few values side by side, each large below its label: what is read at a glance.
    Figures(Vec<Row>),
    /// The lines of a filled form: a label, what was answered, and a line below both.
    Fields(Vec<Row>),
    /// Lines to write on, side by side, with words below each.
    Signature(Vec<String>),
    /// An empty frame with a small title: room for a stamp.
    Space {
        /// What it is for.
        title: String,
    },
    /// A line of boxes to tick: documents to bring.
    Checklist(Vec<String>),
    /// A horizontal line over the whole width.
    Rule(Rule),
    /// A QR code with words below it.
    Qr {
        /// What it says.
        payload: String,
        /// Words below.
        caption: Option<String>,
    },
    /// A frame around words that matter.
    Notice {
        /// Bold first line.
        title: Option<String>,
        /// The words.
        text: String,
    },
    /// White words on black, for a mark that must not be missed (*sample*).
    Band(String),
    /// White space.
    Gap(Gap),
}

/// The least height of the Latin digits of a queue label, in millimetres.
pub const NUMBER_MIN_MM: f32 = 8.0;

/// One line of a [`Block::Rows`] table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Whether the value is set larger: what is read aloud or typed again.
    pub strong: bool,
    /// Whether a voice says the value to the citizen alone.
    pub private: bool,
}

impl Row {
    /// An ordinary row.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), strong: false, private: false }
    }

    /// A row whose value stands out.
    #[must_use]
    pub fn strong(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { strong: true, ..Self::new(label, value) }
    }

    /// A row whose value stands out on the paper, and is nobody else's to hear.
    #[must_use]
    pub fn secret(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { private: true, ..Self::strong(label, value) }
    }
}

/// Size of text; points come from the medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Size {
    /// Captions and contacts.
    Small,
    /// Running text.
    #[default]
    Body,
    /// The service's name.
    Large,
    /// Titles.
    Title,
}

/// Weight of a face.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Weight {
    /// 400: large text only; thin strokes break up on thermal paper.
    Regular,
    /// 500: running text.
    #[default]
    Medium,
    /// 700: titles, values.
    Bold,
}

/// Where lines stand, in reading direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// Where reading starts: right in Kurdish and Arabic.
    #[default]
    Start,
    /// In the middle.
    Centre,
    /// Where reading ends.
    End,
}

/// Kind of line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Between parts.
    #[default]
    Thin,
    /// Below the head.
    Thick,
}

/// Height of white space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Gap {
    /// Between lines of one part.
    Small,
    /// Between parts.
    #[default]
    Medium,
    /// Around the number.
    Large,
}
