//! From a plan and facts to a [`Document`]: the same for every kind of paper.

use super::plan::{Design, Entry, Fact, Piece, Plan};
use crate::i18n::Texts;
use crate::receipt::document::{Block, Body, Document, Gap, Row};

/// What a paper knows. A piece or fact that it has nothing to say about is left out.
pub(super) trait Facts {
    /// The blocks of a piece.
    fn piece(&self, piece: Piece, texts: &Texts) -> Vec<Block>;
    /// The row of a fact.
    fn fact(&self, fact: Fact, texts: &Texts) -> Option<Row>;
}

/// The document for every width.
pub(super) fn document(design: &Design, facts: &impl Facts, title: String, sample: bool, texts: &Texts) -> Document {
    let bodies = design.plans.map(|plan| {
        let mut blocks = blocks(plan, facts, texts);
        if sample {
            blocks.push(Block::Gap(Gap::Small));
            blocks.push(Block::Band(texts.get("paper-sample")));
        }
        Body { sizes: plan.sizes, blocks }
    });
    Document { language: texts.language(), direction: texts.direction(), title, bodies }
}

fn coarse(block: Block) -> Block {
    match block {
        Block::Number { label, .. } => Block::Number { label, coarse: true },
        other => other,
    }
}

fn blocks(plan: &Plan, facts: &impl Facts, texts: &Texts) -> Vec<Block> {
    let rows = |wanted: &[Fact]| wanted.iter().filter_map(|fact| facts.fact(*fact, texts)).collect::<Vec<Row>>();
    let mut blocks: Vec<Block> = Vec::new();
    for entry in &plan.blocks {
        let next = match entry {
            Entry::Piece(Piece::Logo) => vec![Block::Logo],
            Entry::Piece(Piece::Rule(rule)) => vec![Block::Rule(*rule)],
            Entry::Piece(Piece::Gap(gap)) => vec![Block::Gap(*gap)],
            Entry::Piece(piece) => facts.piece(*piece, texts),
            Entry::Coarse(piece) => facts.piece(*piece, texts).into_iter().map(coarse).collect(),
            Entry::Rows(wanted) => {
                Some(rows(wanted)).filter(|rows| !rows.is_empty()).map(Block::Rows).into_iter().collect()
            }
            Entry::Figures(wanted) => {
                Some(rows(wanted)).filter(|rows| !rows.is_empty()).map(Block::Figures).into_iter().collect()
            }
        };
        for block in next {
            // Where something between had nothing to say, its gap or line goes too.
            let is_white = |block: &Block| matches!(block, Block::Gap(_) | Block::Rule(_));
            if is_white(&block) && blocks.last().is_none_or(is_white) {
                if let (Block::Rule(_), Some(Block::Gap(_))) = (&block, blocks.last()) {
                    blocks.pop();
                } else {
                    continue;
                }
            }
            blocks.push(block);
        }
    }
    while matches!(blocks.last(), Some(Block::Gap(_) | Block::Rule(_))) {
        blocks.pop();
    }
    blocks
}
