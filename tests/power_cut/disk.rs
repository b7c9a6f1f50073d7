//! A disk as a power cut leaves it.

use std::collections::HashMap;
use std::path::Path;

use crate::trace::Event;

/// Bytes that a drive writes whole or not at all.
const SECTOR: usize = 512;

/// Repeatable chance (splitmix64).
pub(crate) struct Dice(u64);

impl Dice {
    /// The seed is mixed: the state moves on by one constant with each draw, so a multiple of that constant would begin each
    /// stream one draw behind the one before, and all would be one.
    pub(crate) fn new(seed: u64) -> Self {
        Self(mix(seed.wrapping_add(0x9E37_79B9_7F4A_7C15)))
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mix(self.0) % most.max(1) as u64) as usize
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// The finaliser of splitmix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[test]
fn no_seed_begins_in_the_middle_of_another() {
    let draws = |seed: u64| -> Vec<usize> {
        let mut dice = Dice::new(seed);
        (0..40).map(|_| dice.below(1 << 30)).collect()
    };
    let mut seen = std::collections::HashSet::new();
    for seed in 0..200 {
        assert!(draws(seed).into_iter().all(|draw| seen.insert(draw)), "seed {seed} draws what another has drawn");
    }
}

/// What becomes of writes that were not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// None of them.
    Nothing,
    /// The first ones.
    Beginning,
    /// Each or not.
    Half,
    /// Each sector of each or not.
    Torn,
}

/// When the power goes, and what becomes of the rest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    /// So many events had happened.
    pub(crate) at: usize,
    pub(crate) rest: Rest,
}

impl Cut {
    pub(crate) fn random(first: usize, events: usize, dice: &mut Dice) -> Self {
        let rest = [Rest::Nothing, Rest::Beginning, Rest::Half, Rest::Torn][dice.below(4)];
        Self { at: first + 1 + dice.below(events - first), rest }
    }
}

/// The files after the cut.
#[derive(Default)]
pub(crate) struct Disk(HashMap<String, Vec<u8>>);

impl Disk {
    pub(crate) fn at(events: &[Event], rest: Rest, dice: &mut Dice) -> Self {
        let mut disk = Self::default();
        let mut waiting: HashMap<&str, Vec<&Event>> = HashMap::new();
        for event in events {
            match event {
                Event::Write { file, .. } | Event::Truncate { file, .. } => {
                    waiting.entry(file).or_default().push(event);
                    // The name is durable from the beginning.
                    disk.0.entry(file.clone()).or_default();
                }
                Event::Sync { file } => {
                    for event in waiting.remove(file.as_str()).unwrap_or_default() {
                        disk.apply(event, |_| true);
                    }
                }
                Event::Remove { file } => {
                    waiting.remove(file.as_str());
                    disk.0.remove(file);
                }
                Event::Ack(_) => {}
            }
        }
        let mut files: Vec<_> = waiting.into_iter().collect();
        files.sort_by_key(|(file, _)| *file);
        for (_, events) in files {
            let beginning = dice.below(events.len() + 1);
            for (n, event) in events.into_iter().enumerate() {
                match rest {
                    Rest::Nothing => {}
                    Rest::Beginning if n < beginning => disk.apply(event, |_| true),
                    Rest::Beginning => {}
                    Rest::Half if dice.coin() => disk.apply(event, |_| true),
                    Rest::Half => {}
                    Rest::Torn => disk.apply(event, |_| dice.coin()),
                }
            }
        }
        disk
    }

    /// Does to the disk what the event says, sector by sector where `arrives` says so.
    fn apply(&mut self, event: &Event, mut arrives: impl FnMut(usize) -> bool) {
        match event {
            Event::Write { file, at, bytes } => {
                let content = self.0.entry(file.clone()).or_default();
                let mut done = 0;
                while done < bytes.len() {
                    let begin = at + done;
                    let length = (SECTOR - begin % SECTOR).min(bytes.len() - done);
                    if arrives(begin) {
                        if content.len() < begin + length {
                            content.resize(begin + length, 0);
                        }
                        content[begin..begin + length].copy_from_slice(&bytes[done..done + length]);
                    }
                    done += length;
                }
            }
            Event::Truncate { file, length } => {
                if arrives(*length) {
                    self.0.entry(file.clone()).or_default().resize(*length, 0);
                }
            }
            Event::Sync { .. } | Event::Remove { .. } | Event::Ack(_) => {}
        }
    }

    pub(crate) fn write_to(&self, folder: &Path) {
        for (name, content) in &self.0 {
            std::fs::write(folder.join(name), content).unwrap();
        }
    }
}
