//! `ESC *`: stripes of 24 rows, made of runs of columns with nothing sent for the white between them.

use crate::receipt::page::Bitmap;

/// Rows of a stripe.
pub(super) const ROWS: usize = 24;
/// Bytes of `ESC $`, which moves to the next run.
const MOVE: u32 = 4;
/// Bytes of `ESC * m nL nH`.
const HEADER: u32 = 5;
/// Bytes of a column.
const COLUMN: u32 = 3;

/// Columns of a stripe that are sent by one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// First column.
    pub left: u32,
    /// The column after the last.
    pub right: u32,
}

/// The runs of a stripe, given the ink of its rows laid over each other. White that is cheaper to
/// send than to skip stays in the run; `pause` is what a further command costs beside its bytes.
pub(super) fn runs(overlaid: &[u64], pause: u32) -> Vec<Run> {
    let skip = (MOVE + HEADER + 2 * pause) / COLUMN;
    let mut runs: Vec<Run> = Vec::new();
    each_ink(overlaid, |left, right| match runs.last_mut() {
        Some(run) if left - run.right <= skip => run.right = right,
        _ => runs.push(Run { left, right }),
    });
    runs
}

/// What the runs of a stripe cost, without the feed that ends it.
pub(super) fn cost(overlaid: &[u64], pause: u32) -> u32 {
    let per_run = MOVE + HEADER + 2 * pause;
    let skip = per_run / COLUMN;
    let (mut sum, mut end) = (0, None);
    each_ink(overlaid, |left, right| {
        sum += match end {
            Some(end) if left - end <= skip => (right - end) * COLUMN,
            _ => per_run + (right - left) * COLUMN,
        };
        end = Some(right);
    });
    sum
}

/// Calls `each` with every run of set dots, from the left.
fn each_ink(words: &[u64], mut each: impl FnMut(u32, u32)) {
    let mut open: Option<u32> = None;
    for (at, word) in words.iter().enumerate() {
        let base = at as u32 * 64;
        let mut dot = 0;
        while dot < 64 {
            let rest = if open.is_some() { !word << dot } else { word << dot };
            // `!word << dot` brings zeros in from the right, which are no change.
            let next = dot + rest.leading_zeros();
            if next >= 64 {
                break;
            }
            match open.take() {
                Some(left) => each(left, base + next),
                None => open = Some(base + next),
            }
            dot = next;
        }
    }
    if let Some(left) = open {
        each(left, words.len() as u32 * 64);
    }
}

/// Whether the run can be sent at half the columns, each two dots wide (`m` = 32).
pub(super) fn is_paired(band: &Bitmap, run: Run) -> bool {
    (run.right - run.left).is_multiple_of(2)
        && (0..ROWS as u32).all(|y| (run.left..run.right).step_by(2).all(|x| band.get(x, y) == band.get(x + 1, y)))
}

/// The data of a run: `step` is 2 for paired columns.
pub(super) fn data(band: &Bitmap, run: Run, step: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity((run.right - run.left) as usize * 3);
    for x in (run.left..run.right).step_by(step) {
        for byte in 0..3 {
            let rows = (0..8).map(|bit| u8::from(band.get(x, byte * 8 + bit)));
            bytes.push(rows.fold(0, |byte, dot| byte << 1 | dot));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_cover_all_ink_and_cost_what_is_said(
            words in proptest::collection::vec(prop_oneof![Just(0), Just(u64::MAX), any::<u64>()], 1..5),
            pause in 0_u32..9,
        ) {
            let runs = runs(&words, pause);
            let dot = |x: u32| words[(x / 64) as usize] >> (63 - x % 64) & 1 == 1;
            for x in 0..words.len() as u32 * 64 {
                prop_assert!(!dot(x) || runs.iter().any(|run| (run.left..run.right).contains(&x)));
            }
            for run in &runs {
                prop_assert!(dot(run.left) && dot(run.right - 1));
            }
            let sum: u32 = runs.iter().map(|run| 9 + 2 * pause + 3 * (run.right - run.left)).sum();
            prop_assert_eq!(cost(&words, pause), sum);
        }
    }
}
