//! Which of many possible pictures are kept: those that save most bytes for the room they take.
//!
//! A word may be kept by itself, in its line, or in a block of lines. Taking one makes the others worth less, so
//! the best is taken again and again until the room is full (greedy, with values that only fall). What nothing needs any
//! more, because a larger picture holds it everywhere, is left out at the end: flash is written seldom.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::CacheKey;
use super::wanted::{Keeping, Wanted};

/// A picture that could be kept.
pub(super) struct Candidate {
    pub(super) wanted: Wanted,
    /// For each place at which it stands in some sample: the inks that it would show there.
    pub(super) places: Vec<Vec<usize>>,
}

impl Candidate {
    /// What it would save as things are, by place.
    fn saves<'a>(&'a self, costs: &'a [u32], recall: u32) -> impl Iterator<Item = (&'a Vec<usize>, u32)> {
        self.places.iter().filter_map(move |inks| {
            let now: u32 = inks.iter().map(|ink| costs[*ink]).sum();
            (now > recall).then(|| (inks, now - recall))
        })
    }

    /// Thousandths of a byte saved for a byte of room.
    fn worth(&self, costs: &[u32], keeping: &Keeping) -> u64 {
        let saved: u64 = self.saves(costs, keeping.recall()).map(|(_, saved)| u64::from(saved)).sum();
        saved * 1_000 / u64::from(keeping.bytes(&self.wanted.picture) + keeping.write())
    }
}

/// The best of `candidates`, best first. `costs` is what each ink costs when it is sent.
pub(super) fn choose(candidates: Vec<Candidate>, costs: &[u32], keeping: &Keeping) -> Vec<Wanted> {
    let keys: Vec<CacheKey> = candidates.iter().map(|candidate| candidate.wanted.key()).collect();
    let taken = take(&candidates, &keys, costs.to_vec(), keeping);
    let mut chosen = in_use(&candidates, taken, costs.len());
    // Whatever is written first serves longest.
    chosen.sort_by_key(|(at, _)| (Reverse(candidates[*at].worth(costs, keeping)), keys[*at]));
    let mut candidates: Vec<Option<Candidate>> = candidates.into_iter().map(Some).collect();
    let wanted = chosen.into_iter().filter_map(|(at, uses)| {
        let candidate = candidates[at].take()?;
        Some(Wanted { uses, ..candidate.wanted })
    });
    wanted.collect()
}

fn take(candidates: &[Candidate], keys: &[CacheKey], mut costs: Vec<u32>, keeping: &Keeping) -> Vec<usize> {
    let mut heap: BinaryHeap<(u64, Reverse<CacheKey>, usize)> = candidates
        .iter()
        .enumerate()
        .map(|(at, candidate)| (candidate.worth(&costs, keeping), Reverse(keys[at]), at))
        .collect();
    let mut room = keeping.room;
    let mut taken = Vec::new();
    while let Some((before, key, at)) = heap.pop() {
        let candidate = &candidates[at];
        let needs = keeping.bytes(&candidate.wanted.picture);
        let worth = candidate.worth(&costs, keeping);
        if worth == 0 || needs > room {
            continue;
        }
        if worth < before {
            // Others were taken since: it waits for its turn at its new value.
            heap.push((worth, key, at));
            continue;
        }
        room -= needs;
        taken.push(at);
        let places: Vec<Vec<usize>> = candidate.saves(&costs, keeping.recall()).map(|(inks, _)| inks.clone()).collect();
        for inks in places {
            // The first bears what the whole picture costs.
            for (n, ink) in inks.into_iter().enumerate() {
                costs[ink] = if n == 0 { keeping.recall() } else { 0 };
            }
        }
    }
    taken
}

/// Those that some sample would be printed with, largest first as the encoder does, and how often.
fn in_use(candidates: &[Candidate], mut taken: Vec<usize>, inks: usize) -> Vec<(usize, u32)> {
    taken.sort_by_key(|at| Reverse(candidates[*at].wanted.members.len()));
    let mut shown = vec![false; inks];
    let mut used = Vec::new();
    for at in taken {
        let mut uses = 0;
        for place in &candidates[at].places {
            if place.iter().all(|ink| !shown[*ink]) {
                place.iter().for_each(|ink| shown[*ink] = true);
                uses += 1;
            }
        }
        if uses > 0 {
            used.push((at, uses));
        }
    }
    used
}
