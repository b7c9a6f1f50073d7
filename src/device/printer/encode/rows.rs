//! What the planner has to know of each row of a picture.

use crate::receipt::page::Bitmap;

/// Rows of one picture as words of 64 dots, the leftmost dot in the highest bit, and facts of each row.
pub(super) struct Rows {
    /// Words in a row.
    words: usize,
    bits: Vec<u64>,
    facts: Vec<Row>,
}

/// One row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// First dot with ink and the dot after the last; `None` when the row is blank.
    pub ink: Option<(u32, u32)>,
    /// Whether the row below is equal.
    pub same_below: bool,
    /// Whether all dots come in equal pairs, with pairs that begin at even dots and at odd ones.
    pub paired: [bool; 2],
    /// Bit `n`: read as bytes that begin at a dot `≡ n (mod 8)`, the row holds a pair of bytes that begins
    /// a real-time command ([`super::super::realtime`]).
    pub hidden: u8,
}

impl Rows {
    pub(super) fn new(picture: &Bitmap) -> Self {
        let words = picture.stride().div_ceil(8).max(1);
        let height = picture.height().get() as usize;
        let mut bits = Vec::with_capacity(words * height);
        for row in picture.rows() {
            let mut chunks = row.chunks(8);
            for _ in 0..words {
                let mut word = [0; 8];
                if let Some(chunk) = chunks.next() {
                    word[..chunk.len()].copy_from_slice(chunk);
                }
                bits.push(u64::from_be_bytes(word));
            }
        }
        let mut rows = Self { words, bits, facts: Vec::with_capacity(height) };
        for y in 0..height {
            let row = rows.row(y);
            let fact = Row {
                ink: ink(row),
                same_below: y + 1 < height && row == rows.row(y + 1),
                paired: [is_paired(row, 0), is_paired(row, 1)],
                hidden: hidden(row),
            };
            rows.facts.push(fact);
        }
        rows
    }

    pub(super) fn height(&self) -> usize {
        self.facts.len()
    }

    pub(super) fn words(&self) -> usize {
        self.words
    }

    pub(super) fn fact(&self, y: usize) -> Row {
        self.facts.get(y).copied().unwrap_or_default()
    }

    pub(super) fn is_blank(&self, y: usize) -> bool {
        self.fact(y).ink.is_none()
    }

    /// The words of a row; empty below the picture.
    pub(super) fn row(&self, y: usize) -> &[u64] {
        self.bits.get(y * self.words..(y + 1) * self.words).unwrap_or_default()
    }

    /// The ink of `count` rows laid over each other, for each first row.
    pub(super) fn overlaid(&self, count: usize) -> Vec<u64> {
        let height = self.height();
        let mut all = self.bits.clone();
        // Doubling: after each step a row holds twice as many rows.
        let mut held = 1;
        while held < count {
            let step = held.min(count - held);
            for y in 0..height.saturating_sub(step) {
                let (upper, lower) = all.split_at_mut((y + step) * self.words);
                let upper = &mut upper[y * self.words..(y + 1) * self.words];
                for (upper, lower) in upper.iter_mut().zip(&lower[..self.words]) {
                    *upper |= lower;
                }
            }
            held += step;
        }
        all
    }
}

fn ink(row: &[u64]) -> Option<(u32, u32)> {
    let first = row.iter().position(|word| *word != 0)?;
    let last = row.iter().rposition(|word| *word != 0)?;
    let left = first as u32 * 64 + row[first].leading_zeros();
    let right = (last as u32 + 1) * 64 - row[last].trailing_zeros();
    Some((left, right))
}

/// Whether dots `2k + parity` and `2k + 1 + parity` are equal for all k.
fn is_paired(row: &[u64], parity: u32) -> bool {
    const FIRST_OF_EVEN_PAIRS: u64 = 0xAAAA_AAAA_AAAA_AAAA;
    let firsts = if parity == 0 { FIRST_OF_EVEN_PAIRS } else { !FIRST_OF_EVEN_PAIRS };
    // With odd pairs the leftmost dot stands alone: no raster of pairs can set it.
    if parity == 1 && row.first().is_some_and(|word| word >> 63 == 1) {
        return false;
    }
    row.iter().enumerate().all(|(at, word)| {
        let next = row.get(at + 1).copied().unwrap_or(0);
        let shifted = (word << 1) | (next >> 63);
        (word ^ shifted) & firsts == 0
    })
}

/// See [`Row::hidden`].
fn hidden(row: &[u64]) -> u8 {
    let mut found = 0;
    for (at, word) in row.iter().enumerate() {
        let mut rest = *word;
        while rest != 0 {
            let dot = rest.leading_zeros();
            rest &= !(1 << (63 - dot));
            // The one dot of DLE (10h) is the fourth of its byte.
            let start = at as i64 * 64 + i64::from(dot) - 3;
            if matches!(sixteen(row, start), 0x1004 | 0x1005 | 0x1014) {
                found |= 1 << start.rem_euclid(8);
            }
        }
    }
    found
}

/// Sixteen dots from dot `from` on; dots outside the row are white.
fn sixteen(row: &[u64], from: i64) -> u16 {
    let word = |at: i64| usize::try_from(at).ok().and_then(|at| row.get(at)).copied().unwrap_or(0);
    let (at, offset) = (from.div_euclid(64), from.rem_euclid(64));
    let all = (u128::from(word(at)) << 64) | u128::from(word(at + 1));
    (all >> (112 - offset)) as u16
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;
    use crate::device::printer::realtime;
    use crate::receipt::page::Dots;

    fn bitmaps() -> impl Strategy<Value = Bitmap> {
        (1_u32..200, 1_u32..40).prop_flat_map(|(width, height)| {
            let bytes = (width.div_ceil(8) * height) as usize;
            // Bytes that real-time commands are made of come often.
            let byte = prop_oneof![Just(0_u8), Just(0x10), Just(0x04), Just(0x05), Just(0x14), Just(0x33), any::<u8>()];
            proptest::collection::vec(byte, bytes)
                .prop_map(move |data| Bitmap::from_rows(Dots(width), Dots(height), data).unwrap())
        })
    }

    proptest! {
        #[test]
        fn facts_are_those_of_the_picture(picture in bitmaps()) {
            let rows = Rows::new(&picture);
            for y in 0..picture.height().get() {
                let fact = rows.fact(y as usize);
                let width = picture.width().get();
                let inked: Vec<u32> = (0..width).filter(|x| picture.get(*x, y)).collect();
                prop_assert_eq!(fact.ink, inked.first().map(|first| (*first, inked[inked.len() - 1] + 1)));
                prop_assert_eq!(fact.same_below, y + 1 < picture.height().get() && picture.row(y) == picture.row(y + 1));
                let dot = |x: i64| u32::try_from(x).is_ok_and(|x| picture.get(x, y));
                for parity in 0..2_usize {
                    let paired = (0..=i64::from(width)).all(|k| {
                        let first = 2 * k - parity as i64;
                        dot(first) == dot(first + 1)
                    });
                    prop_assert_eq!(fact.paired[parity], paired);
                }
                for shift in 0..8_u32 {
                    let bytes = picture.crop(shift, y, Dots(width + 8), Dots(1));
                    let found = realtime::find(bytes.data()).is_some();
                    // What begins left of the crop is not in it.
                    prop_assert!(!found || fact.hidden & (1 << shift) != 0);
                }
            }
        }

        #[test]
        fn overlaid_rows_hold_the_ink_of_all(picture in bitmaps(), count in 1_usize..30) {
            let rows = Rows::new(&picture);
            let all = rows.overlaid(count);
            for y in 0..rows.height() {
                for word in 0..rows.words() {
                    let wanted = (y..y + count).map(|y| rows.row(y).get(word).copied().unwrap_or(0)).fold(0, |a, b| a | b);
                    prop_assert_eq!(all[y * rows.words() + word], wanted);
                }
            }
        }
    }
}
