//! How a virtual printer's line misbehaves: late, doubled, missing, disordered and garbled answers,
//! and two ends at different speeds.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// What becomes of the printer's answers. What is printed does not change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Answers {
    /// Each once.
    #[default]
    Once,
    /// Each twice.
    Twice,
    /// None: a cable without the printer's sending wire.
    Never,
    /// Bytes said at once come from the last to the first: status bytes that belong to other questions.
    Reversed,
    /// Every byte is another one.
    Garbled,
}

/// Speeds of both ends in bits per second. A pseudo-terminal carries no speed, so a test says them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speeds {
    /// What the kiosk's end is set to.
    pub kiosk: u32,
    /// What the printer's switches are set to.
    pub printer: u32,
}

/// How the line behaves. The default is a good one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// What becomes of answers.
    pub answers: Answers,
    /// How long after its cause an answer comes.
    pub delay: Duration,
    /// Both ends' speeds, when they differ: bytes arrive garbled both ways.
    pub speeds: Option<Speeds>,
}

impl Behaviour {
    /// What the printer hears of the bytes that the kiosk sends.
    pub(super) fn heard(&self, bytes: &[u8]) -> Vec<u8> {
        match self.speeds {
            Some(Speeds { kiosk, printer }) if kiosk != printer => resampled(bytes, kiosk, printer),
            _ => bytes.to_vec(),
        }
    }

    fn said(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self.answers {
            Answers::Once => {}
            Answers::Twice => bytes = bytes.repeat(2),
            Answers::Never => bytes.clear(),
            Answers::Reversed => bytes.reverse(),
            Answers::Garbled => {
                for (n, byte) in bytes.iter_mut().enumerate() {
                    *byte ^= 0x81_u8.rotate_left(n as u32 % 8);
                }
            }
        }
        match self.speeds {
            Some(Speeds { kiosk, printer }) if kiosk != printer => resampled(&bytes, printer, kiosk),
            _ => bytes,
        }
    }
}

/// What an end at `receiver` bits a second makes of `bytes` sent in one go at `sender`: 8N1, each bit
/// looked at in its middle, as a UART does. A byte whose stop bit is wrong is delivered all the same.
fn resampled(bytes: &[u8], sender: u32, receiver: u32) -> Vec<u8> {
    let (sender, receiver) = (u64::from(sender.max(1)), u64::from(receiver.max(1)));
    let frame = |byte: &u8| {
        let byte = *byte;
        std::iter::once(false).chain((0..8).map(move |bit| byte & (1 << bit) != 0)).chain([true])
    };
    let levels: Vec<bool> = bytes.iter().flat_map(frame).collect();
    // In units of 1 / (2 · sender · receiver) seconds a sender's bit lasts 2 · receiver.
    let (sent_bit, read_bit) = (2 * receiver, 2 * sender);
    let end = levels.len() as u64 * sent_bit;
    let level = |at: u64| levels.get((at / sent_bit) as usize).copied().unwrap_or(true);
    let mut heard = Vec::new();
    let mut at = 0;
    while at < end {
        if level(at) {
            at = (at / sent_bit + 1) * sent_bit;
            continue;
        }
        let byte =
            (0..8).filter(|bit| level(at + read_bit * (bit + 1) + read_bit / 2)).fold(0, |byte, bit| byte | 1 << bit);
        heard.push(byte);
        // From the middle of the stop bit on it looks for the next falling edge.
        at += read_bit * 9 + read_bit / 2;
        while at < end && !level(at) {
            at = (at / sent_bit + 1) * sent_bit;
        }
    }
    heard
}

/// Answers on their way.
#[derive(Debug, Default)]
pub(super) struct Answering {
    waiting: VecDeque<(Instant, Vec<u8>)>,
}

impl Answering {
    /// Something is said now.
    pub(super) fn say(&mut self, behaviour: Behaviour, bytes: Vec<u8>) {
        let bytes = behaviour.said(bytes);
        if !bytes.is_empty() {
            self.waiting.push_back((Instant::now() + behaviour.delay, bytes));
        }
    }

    /// What arrives now.
    pub(super) fn due(&mut self) -> Vec<u8> {
        let now = Instant::now();
        let mut due = Vec::new();
        while self.waiting.front().is_some_and(|(at, _)| *at <= now) {
            due.extend(self.waiting.pop_front().into_iter().flat_map(|(_, bytes)| bytes));
        }
        due
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_speeds_change_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200), baud in 1_u32..1_000_000) {
            prop_assert_eq!(resampled(&bytes, baud, baud), bytes);
        }

        #[test]
        fn any_speeds_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..50), a in 300_u32..921_600, b in 300_u32..921_600) {
            let heard = resampled(&bytes, a, b);
            prop_assert!(heard.len() as u64 <= bytes.len() as u64 * (u64::from(b / a) + 2) + 1);
        }
    }

    #[test]
    fn other_speeds_are_garbage() {
        // At half the sender's speed two bits are one; at twice, one is two.
        assert_ne!(resampled(b"\x10\x04\x01", 19_200, 9_600), b"\x10\x04\x01");
        assert_ne!(resampled(b"\x12", 9_600, 19_200), b"\x12");
        // Two per cent off is within what 8N1 bears.
        assert_eq!(resampled(b"\x10\x04\x01", 9_800, 9_600), b"\x10\x04\x01");
    }

    #[test]
    fn answers_are_changed_as_wished() {
        let said = |answers| Behaviour { answers, ..Behaviour::default() }.said(vec![1, 2, 3]);
        assert_eq!(said(Answers::Once), [1, 2, 3]);
        assert_eq!(said(Answers::Twice), [1, 2, 3, 1, 2, 3]);
        assert!(said(Answers::Never).is_empty());
        assert_eq!(said(Answers::Reversed), [3, 2, 1]);
        assert!(said(Answers::Garbled).iter().zip([1, 2, 3]).all(|(a, b)| *a != b));
    }
}
