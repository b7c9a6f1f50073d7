//! The plan of a paper: which blocks stand on it, in which order, how large. Read from `assets/papers/*.toml`
//! ([`super::load`]), so that a technician may rearrange a ticket without a new program.

use crate::receipt::document::{Gap, Rule};
use crate::receipt::media::{PerPaper, Sizes};

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A queue ticket.
    Ticket,
    /// The receipt of a request.
    Receipt,
    /// A filled application form.
    Form,
}

/// The blocks of one kind of paper on every width.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    pub(super) plans: PerPaper<Plan>,
}

/// The blocks on one width, and their sizes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) sizes: Sizes,
    pub(super) blocks: Vec<Entry>,
}

/// One line of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Something with a place of its own.
    Piece(Piece),
    /// The same, in dots of twice the size.
    Coarse(Piece),
    /// A table of these facts.
    Rows(Vec<Fact>),
    /// These facts side by side, large.
    Figures(Vec<Fact>),
}

/// What can stand on a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    Masthead,
    Logo,
    Centre,
    Title,
    Label,
    Service,
    Codes,
    Documents,
    Next,
    Qr,
    Keep,
    Complaint,
    Answers,
    Declaration,
    Signature,
    OfficeUse,
    Rule(Rule),
    Gap(Gap),
}

/// One label with its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    Reference,
    Label,
    PeopleAhead,
    Estimate,
    Date,
    Time,
    Office,
    TimeNeeded,
    Fee,
}

/// Words of the plan files for pieces.
pub(super) type PieceWords = &'static [(&'static str, Piece)];
/// Words of the plan files for facts.
pub(super) type FactWords = &'static [(&'static str, Fact)];

/// What must stand on a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// This piece, for this reason.
    Piece(&'static str, Piece, &'static str),
    /// This fact, for this reason.
    Fact(&'static str, Fact, &'static str),
}

const FURNITURE: [(&str, Piece); 5] = [
    ("thin-rule", Piece::Rule(Rule::Thin)),
    ("thick-rule", Piece::Rule(Rule::Thick)),
    ("small-gap", Piece::Gap(Gap::Small)),
    ("gap", Piece::Gap(Gap::Medium)),
    ("large-gap", Piece::Gap(Gap::Large)),
];

impl Piece {
    /// Whether it is large enough for dots of twice the size.
    pub(super) const fn may_be_coarse(self) -> bool {
        matches!(self, Self::Label)
    }
}

impl Kind {
    /// All, in the order of their files.
    pub const ALL: [Self; 3] = [Self::Ticket, Self::Receipt, Self::Form];

    /// The name of its file in `assets/papers/`.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Ticket => "ticket.toml",
            Self::Receipt => "receipt.toml",
            Self::Form => "form.toml",
        }
    }

    /// How messages name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Receipt => "receipt",
            Self::Form => "form",
        }
    }

    /// The pieces it may show, beside lines and gaps.
    const fn own_pieces(self) -> PieceWords {
        match self {
            Self::Ticket => &[
                ("masthead", Piece::Masthead),
                ("logo", Piece::Logo),
                ("centre", Piece::Centre),
                ("label", Piece::Label),
                ("service", Piece::Service),
                ("documents", Piece::Documents),
                ("next", Piece::Next),
                ("qr", Piece::Qr),
                ("complaint", Piece::Complaint),
            ],
            Self::Receipt => &[
                ("masthead", Piece::Masthead),
                ("logo", Piece::Logo),
                ("centre", Piece::Centre),
                ("title", Piece::Title),
                ("service", Piece::Service),
                ("codes", Piece::Codes),
                ("documents", Piece::Documents),
                ("next", Piece::Next),
                ("qr", Piece::Qr),
                ("keep", Piece::Keep),
                ("complaint", Piece::Complaint),
            ],
            Self::Form => &[
                ("masthead", Piece::Masthead),
                ("logo", Piece::Logo),
                ("centre", Piece::Centre),
                ("title", Piece::Title),
                ("service", Piece::Service),
                ("answers", Piece::Answers),
                ("documents", Piece::Documents),
                ("declaration", Piece::Declaration),
                ("signature", Piece::Signature),
                ("office-use", Piece::OfficeUse),
                ("complaint", Piece::Complaint),
            ],
        }
    }

    /// Every word of `blocks`.
    pub(super) fn pieces(self) -> Vec<(&'static str, Piece)> {
        self.own_pieces().iter().copied().chain(FURNITURE).collect()
    }

    /// Every word of `rows` and `figures`.
    pub(super) const fn facts(self) -> FactWords {
        match self {
            Self::Ticket => &[
                ("people-ahead", Fact::PeopleAhead),
                ("estimate", Fact::Estimate),
                ("date", Fact::Date),
                ("time", Fact::Time),
                ("fee", Fact::Fee),
            ],
            Self::Receipt => &[
                ("label", Fact::Label),
                ("date", Fact::Date),
                ("time", Fact::Time),
                ("office", Fact::Office),
                ("time-needed", Fact::TimeNeeded),
                ("fee", Fact::Fee),
            ],
            Self::Form => &[
                ("reference", Fact::Reference),
                ("label", Fact::Label),
                ("date", Fact::Date),
                ("time", Fact::Time),
                ("office", Fact::Office),
                ("fee", Fact::Fee),
            ],
        }
    }

    /// What must stand on it, and why.
    pub(super) const fn needs(self) -> &'static [Need] {
        match self {
            Self::Ticket => &[Need::Piece("label", Piece::Label, "nobody can be called without it")],
            Self::Receipt => &[Need::Piece("codes", Piece::Codes, "the request cannot be found again without them")],
            Self::Form => &[
                Need::Piece("answers", Piece::Answers, "a form without answers says nothing"),
                Need::Piece("signature", Piece::Signature, "the office needs a signed form"),
                Need::Fact("reference", Fact::Reference, "the office cannot find the request without it"),
            ],
        }
    }

    /// Whether some other paper knows this word of `blocks`, and which.
    pub(super) fn elsewhere(self, word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|other| *other != self && other.own_pieces().iter().any(|(known, _)| *known == word))
    }
}

impl Plan {
    /// Whether it shows this fact somewhere.
    pub(super) fn shows_fact(&self, wanted: Fact) -> bool {
        self.blocks.iter().any(|entry| match entry {
            Entry::Rows(facts) | Entry::Figures(facts) => facts.contains(&wanted),
            Entry::Piece(_) | Entry::Coarse(_) => false,
        })
    }

    /// Whether it shows this piece.
    pub(super) fn shows(&self, wanted: Piece) -> bool {
        self.blocks.iter().any(|entry| matches!(entry, Entry::Piece(piece) | Entry::Coarse(piece) if *piece == wanted))
    }
}
