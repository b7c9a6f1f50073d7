//! Reading and checking `assets/papers/`: every mistake with file, line and column.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::plan::{Design, Entry, Kind, Need, Piece, Plan};
use crate::problem::source::{Entry as Value, Section, Source};
use crate::problem::{Problem, Problems};
use crate::receipt::media::{PaperKind, PerPaper, Sizes};
use crate::receipt::page::Millimetres;

/// The designs of all papers of a kiosk.
#[derive(Clone, Debug, PartialEq)]
pub struct Designs {
    /// Of the queue ticket.
    pub ticket: Design,
    /// Of the receipt.
    pub receipt: Design,
    /// Of the filled form.
    pub form: Design,
}

impl Designs {
    /// The designs that come with the program.
    #[must_use]
    pub fn built_in() -> Arc<Self> {
        static BUILT_IN: OnceLock<Arc<Designs>> = OnceLock::new();
        Arc::clone(BUILT_IN.get_or_init(|| {
            Arc::new(Self {
                ticket: compiled(Kind::Ticket, include_str!("../../../assets/papers/ticket.toml")),
                receipt: compiled(Kind::Receipt, include_str!("../../../assets/papers/receipt.toml")),
                form: compiled(Kind::Form, include_str!("../../../assets/papers/form.toml")),
            })
        }))
    }

    /// Reads the designs of a folder. In the place of a file that is missing or wrong stands the built-in design, so
    /// that a mistake in a layout never keeps a kiosk from printing; what is wrong is told all the same.
    #[must_use]
    pub fn load(dir: &Path) -> (Arc<Self>, Problems) {
        let mut designs = Self::clone(&Self::built_in());
        let mut problems = Problems::default();
        for kind in Kind::ALL {
            let path = dir.join(kind.file());
            if !path.exists() {
                let file = path.display().to_string();
                problems.push(Problem::new(file, "there is no such file; the built-in design is used").warning());
                continue;
            }
            let (design, found) = match Source::open(&path, path.display().to_string()) {
                Ok(source) => read(kind, source),
                Err(problem) => (None, (*problem).into()),
            };
            problems.extend(found);
            if let Some(design) = design {
                *designs.of_mut(kind) = design;
            }
        }
        (Arc::new(designs), problems)
    }

    fn of_mut(&mut self, kind: Kind) -> &mut Design {
        match kind {
            Kind::Ticket => &mut self.ticket,
            Kind::Receipt => &mut self.receipt,
            Kind::Form => &mut self.form,
        }
    }
}

#[expect(clippy::expect_used, reason = "the files are compiled in; a test reads all three")]
fn compiled(kind: Kind, text: &str) -> Design {
    read(kind, Source::new(kind.file(), text)).0.expect("a built-in design")
}

/// The design of a file; `None` when anything in it is wrong.
pub(super) fn read(kind: Kind, source: Source) -> (Option<Design>, Problems) {
    let plans = {
        let tree = source.tree();
        let root = source.root(&tree);
        let first = if kind == Kind::Form { PaperKind::Sheet } else { PaperKind::Wide };
        let wide = plan(kind, &root, first, None);
        let plans = if kind == Kind::Form {
            // Printed on A4 only.
            PerPaper { wide: wide.clone(), narrow: wide.clone(), sheet: wide }
        } else {
            let narrow = below(kind, &root, "narrow", PaperKind::Narrow, &wide);
            let sheet = below(kind, &root, "sheet", PaperKind::Sheet, &wide);
            PerPaper { wide, narrow, sheet }
        };
        root.end();
        plans
    };
    let design = (!source.has_errors()).then_some(Design { plans });
    (design, source.into_problems())
}

/// The plan of a section that may be left out.
fn below(kind: Kind, root: &Section<'_>, key: &'static str, paper: PaperKind, wide: &Plan) -> Plan {
    let Some(section) = root.section(key) else {
        return Plan { sizes: Sizes::usual(paper), blocks: wide.blocks.clone() };
    };
    let plan = plan(kind, &section, paper, Some(wide));
    section.end();
    plan
}

/// `blocks` and `type` of a section. Blocks that are not given are those of `wide`.
fn plan(kind: Kind, section: &Section<'_>, paper: PaperKind, wide: Option<&Plan>) -> Plan {
    let given = section.get("blocks");
    let blocks = match (&given, wide) {
        (Some(value), _) => blocks(kind, value),
        (None, Some(wide)) => wide.blocks.clone(),
        (None, None) => {
            section.bad_key("blocks", "`blocks` is missing", Some("write blocks = [ … ]".into()));
            Vec::new()
        }
    };
    let sizes = section.section("type").map_or(Sizes::usual(paper), |table| {
        let sizes = sizes(&table, Sizes::usual(paper));
        table.end();
        sizes
    });
    let plan = Plan { sizes, blocks };
    if let Some(value) = &given {
        needed(kind, &plan, value);
    }
    plan
}

/// Whether all that must stand on this paper does.
fn needed(kind: Kind, plan: &Plan, value: &Value<'_>) {
    for need in kind.needs() {
        let (word, why, shown, fix) = match *need {
            Need::Piece(word, piece, why) => (word, why, plan.shows(piece), format!("add \"{word}\"")),
            Need::Fact(word, fact, why) => {
                (word, why, plan.shows_fact(fact), format!("add \"{word}\" to a {{ rows = [ … ] }}"))
            }
        };
        if !shown {
            value.bad(format!("a {} must show \"{word}\": {why}", kind.name()), Some(fix));
        }
    }
}

fn blocks(kind: Kind, value: &Value<'_>) -> Vec<Entry> {
    let words = kind.pieces();
    let mut blocks: Vec<Entry> = Vec::new();
    for value in value.list().unwrap_or_default() {
        let entry = if value.is_text() { piece(kind, &words, &value).map(Entry::Piece) } else { table(kind, &value) };
        let Some(entry) = entry else { continue };
        let repeats = matches!(entry, Entry::Piece(Piece::Rule(_) | Piece::Gap(_)));
        if !repeats && blocks.iter().any(|other| same(other, &entry)) {
            value.bad("this stands on the paper twice", Some("remove one of them".into()));
        }
        blocks.push(entry);
    }
    blocks
}

fn piece(kind: Kind, words: &[(&'static str, Piece)], value: &Value<'_>) -> Option<Piece> {
    let text = value.text()?;
    if let Some(other) = kind.elsewhere(text)
        && !words.iter().any(|(word, _)| *word == text)
    {
        let what = format!("\"{text}\" stands on a {}, not on a {}", other.name(), kind.name());
        value.bad(what, Some("remove it".into()));
        return None;
    }
    if kind.facts().iter().any(|(word, _)| *word == text) && !words.iter().any(|(word, _)| *word == text) {
        let fix = format!("write {{ rows = [\"{text}\"] }}");
        value.bad(format!("\"{text}\" is a row of a table"), Some(fix));
        return None;
    }
    value.word(words)
}

/// Whether two entries show the same, fine or coarse.
fn same(one: &Entry, other: &Entry) -> bool {
    match (one, other) {
        (Entry::Piece(one) | Entry::Coarse(one), Entry::Piece(other) | Entry::Coarse(other)) => one == other,
        _ => one == other,
    }
}

/// `{ rows = [ … ] }`, `{ figures = [ … ] }` or `{ block = "…", coarse = true }`.
fn table(kind: Kind, value: &Value<'_>) -> Option<Entry> {
    let section = value.section()?;
    let (rows, figures, block) = (section.get("rows"), section.get("figures"), section.get("block"));
    if let Some(block) = block {
        let coarse = section.get("coarse").and_then(|value| value.flag()).unwrap_or(false);
        section.end();
        let piece = piece(kind, &kind.pieces(), &block)?;
        if coarse && !piece.may_be_coarse() {
            let fix = "coarse dots are for \"label\" only".to_owned();
            block.bad("this is too small for coarse dots: it could not be read", Some(fix));
        }
        return Some(if coarse { Entry::Coarse(piece) } else { Entry::Piece(piece) });
    }
    section.end();
    match (rows, figures) {
        (Some(rows), None) => facts(kind, &rows).map(Entry::Rows),
        (None, Some(figures)) => facts(kind, &figures).map(Entry::Figures),
        _ => {
            value.bad(
                "this is neither a table nor figures nor a block",
                Some("write { rows = [ … ] }, { figures = [ … ] } or { block = \"…\", coarse = true }".into()),
            );
            None
        }
    }
}

fn facts(kind: Kind, value: &Value<'_>) -> Option<Vec<super::plan::Fact>> {
    let entries = value.list()?;
    if entries.is_empty() {
        value.bad("this table is empty", Some("name at least one row, or remove it".into()));
        return None;
    }
    Some(entries.iter().filter_map(|entry| entry.word(kind.facts())).collect())
}

fn sizes(table: &Section<'_>, usual: Sizes) -> Sizes {
    let number = |key: &'static str, least: f64, most: f64, unit: &str, usual: f32| {
        let Some(entry) = table.get(key) else { return usual };
        match entry.number() {
            Some(number) if (least..=most).contains(&number) => number as f32,
            Some(number) => {
                entry.bad(
                    format!("{number} {unit} is out of range"),
                    Some(format!("allowed are {least} to {most} {unit}")),
                );
                usual
            }
            None => usual,
        }
    };
    Sizes {
        small: number("small", 8.0, 14.0, "points", usual.small),
        body: number("body", 8.0, 18.0, "points", usual.body),
        large: number("large", 9.0, 28.0, "points", usual.large),
        title: number("title", 9.0, 36.0, "points", usual.title),
        label: Millimetres(number("label_mm", 8.0, 40.0, "mm", usual.label.0)),
        logo: Millimetres(number("logo_mm", 5.0, 40.0, "mm", usual.logo.0)),
        qr_module: Millimetres(number("qr_module_mm", 0.62, 2.0, "mm", usual.qr_module.0)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn parse(kind: Kind, text: &str) -> (Option<Design>, Problems) {
        read(kind, Source::new(kind.file(), text))
    }

    /// (paper, text, the whole message)
    const BROKEN: &[(Kind, &str, &str)] = &[
        (
            Kind::Ticket,
            "blocks = [\"label\", \"servise\"]\n",
            "ticket.toml:1:20: blocks[1]: \"servise\" is not known here; did you mean \"service\"?",
        ),
        (
            Kind::Ticket,
            "blocks = [\n  \"masthead\",\n  \"service\",\n]\n",
            "ticket.toml:1:10: blocks: a ticket must show \"label\": nobody can be called without it; add \"label\"",
        ),
        (
            Kind::Receipt,
            "blocks = [\"title\"]\n",
            "receipt.toml:1:10: blocks: a receipt must show \"codes\": the request cannot be found again without them; add \"codes\"",
        ),
        (
            Kind::Form,
            "blocks = [\"answers\", \"signature\"]\n",
            "form.toml:1:10: blocks: a form must show \"reference\": the office cannot find the request without it; add \"reference\" to a { rows = [ … ] }",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\", \"answers\"]\n",
            "ticket.toml:1:20: blocks[1]: \"answers\" stands on a form, not on a ticket; remove it",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\", \"fee\"]\n",
            "ticket.toml:1:20: blocks[1]: \"fee\" is a row of a table; write { rows = [\"fee\"] }",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\", { rows = [\"fee\", \"tyme\"] }]\n",
            "ticket.toml:1:37: blocks[1].rows[1]: \"tyme\" is not known here; did you mean \"time\"?",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\", \"qr\", \"qr\"]\n",
            "ticket.toml:1:26: blocks[2]: this stands on the paper twice; remove one of them",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\", { block = \"service\", coarse = true }]\n",
            "ticket.toml:1:30: blocks[1].block: this is too small for coarse dots: it could not be read; coarse dots are for \"label\" only",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\", { block = \"label\", coarse = true }]\n",
            "ticket.toml:1:20: blocks[1]: this stands on the paper twice; remove one of them",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\"]\n[type]\nlabel_mm = 5\n",
            "ticket.toml:3:12: type.label_mm: 5 mm is out of range; allowed are 8 to 40 mm",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\"]\n[narrow.type]\nsmal = 9\n",
            "ticket.toml:3:1: narrow.type.smal: there is no such key; did you mean `small`?",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\"]\n[narow]\n",
            "ticket.toml:2:2: narow: there is no such key; did you mean `narrow`?",
        ),
        (
            Kind::Ticket,
            "blocks = [\"label\"]\n[narrow]\nblocks = [\"qr\"]\n",
            "ticket.toml:3:10: narrow.blocks: a ticket must show \"label\": nobody can be called without it; add \"label\"",
        ),
    ];

    #[test]
    fn each_mistake_is_named_with_its_place_and_cure() {
        for (kind, text, message) in BROKEN {
            let (design, problems) = parse(*kind, text);
            assert_eq!(problems.to_string(), *message, "{text}");
            assert!(design.is_none(), "{text}");
        }
    }

    #[test]
    fn the_built_in_designs_are_the_shipped_files_and_right() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/papers");
        let (designs, problems) = Designs::load(&dir);
        assert!(problems.is_empty(), "{problems:#}");
        assert_eq!(designs, Designs::built_in());
        for (paper, sizes) in [
            (&designs.ticket.plans.wide, Sizes::WIDE),
            (&designs.ticket.plans.narrow, Sizes::NARROW),
            (&designs.ticket.plans.sheet, Sizes::SHEET),
        ] {
            assert_eq!(paper.sizes, sizes, "a size that is left out has the value of the shipped file");
        }
    }

    #[test]
    fn a_wrong_or_missing_file_leaves_the_built_in_design() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("ticket.toml"), "blocks = [\"qr\"]\n").unwrap();
        std::fs::write(dir.path().join("receipt.toml"), "blocks = [\"codes\"]\n").unwrap();
        let (designs, problems) = Designs::load(dir.path());
        assert_eq!(designs.ticket, Designs::built_in().ticket);
        assert_ne!(designs.receipt, Designs::built_in().receipt);
        assert_eq!((problems.errors(), problems.warnings()), (1, 1), "{problems}");
    }

    #[test]
    fn narrow_paper_has_the_wide_blocks_unless_it_says_otherwise() {
        let (design, _) = parse(Kind::Ticket, "blocks = [\"label\", \"qr\"]\n[narrow]\nblocks = [\"label\"]\n");
        let plans = design.unwrap().plans;
        assert_eq!(plans.narrow.blocks, [Entry::Piece(Piece::Label)]);
        assert_eq!(plans.sheet.blocks, plans.wide.blocks);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "blocks = \\[(\"[a-z-]{0,9}\"|\\{ rows = \\[\"[a-z-]{0,6}\"\\] \\}|[0-9]|, )*\\]?\n(\\[(type|narrow|narrow.type)\\]\n)?([a-z_]{0,9} = [0-9.e]{1,6}\n)?") {
            for kind in Kind::ALL {
                let (design, problems) = parse(kind, &text);
                prop_assert!(design.is_some() || problems.errors() > 0);
            }
        }
    }
}
