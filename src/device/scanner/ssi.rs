//! Zebra's Simple Serial Interface: packets with a checksum, each answered (`reference/printing.md` §6).
//!
//! ```text
//! length  opcode  source  status  data…  checksum (2 bytes, high first)
//! ```
//!
//! `length` counts itself up to the last data byte; the checksum is the two's complement of the sum of those bytes.
//! A code that was read comes as opcode F3, its first data byte the symbology; long codes come in several packets.

use zeroize::Zeroizing;

use super::framer::LONGEST;

/// The host's answer to a packet that is whole.
pub const ACK: [u8; 6] = packet_of_4(CMD_ACK);
/// The host's answer to a packet whose checksum is wrong: "send again".
pub const NAK: [u8; 7] = [0x05, CMD_NAK, HOST, 0x00, 0x01, 0xFF, 0x25];

const CMD_ACK: u8 = 0xD0;
const CMD_NAK: u8 = 0xD1;
const DECODE_DATA: u8 = 0xF3;
/// The source of what the host sends.
const HOST: u8 = 0x04;
/// In the status: this packet was sent before.
const RETRANSMITTED: u8 = 0b01;
/// In the status: more packets of this message follow.
const CONTINUED: u8 = 0b10;
/// Bytes before the data.
const HEAD: usize = 4;

/// A command of the host without data.
const fn packet_of_4(opcode: u8) -> [u8; 6] {
    let sum = HEAD as u16 + opcode as u16 + HOST as u16;
    let check = sum.wrapping_neg().to_be_bytes();
    [HEAD as u8, opcode, HOST, 0x00, check[0], check[1]]
}

/// What to do after some bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Send this to the scanner.
    Answer(&'static [u8]),
    /// A code was read: its data without the symbology.
    Decoded(Zeroizing<Vec<u8>>),
}

/// Takes packets apart.
#[derive(Debug, Default)]
pub struct Packets {
    bytes: Zeroizing<Vec<u8>>,
    message: Zeroizing<Vec<u8>>,
    /// The last packet that was taken, to know one that comes twice.
    last: Zeroizing<Vec<u8>>,
}

impl Packets {
    /// Takes bytes; says what they lead to, in order.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Step> {
        let mut steps = Vec::new();
        for &byte in bytes {
            // Between packets NULs (which wake) and other noise are passed over: no packet is so short.
            if self.bytes.is_empty() && usize::from(byte) < HEAD {
                continue;
            }
            self.bytes.push(byte);
            let length = self.bytes.first().map_or(0, |length| usize::from(*length));
            if self.bytes.len() == length + 2 {
                let packet = std::mem::take(&mut self.bytes);
                self.packet(&packet, length, &mut steps);
            }
        }
        steps
    }

    /// Silence: a packet that was begun will not be finished.
    pub fn silence(&mut self) {
        self.bytes = Zeroizing::default();
    }

    /// Forgets everything.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether no packet has been begun.
    #[must_use]
    pub fn is_at_rest(&self) -> bool {
        self.bytes.is_empty()
    }

    fn packet(&mut self, packet: &[u8], length: usize, steps: &mut Vec<Step>) {
        let (body, check) = packet.split_at(length);
        let sum = body.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        if check != sum.wrapping_neg().to_be_bytes() {
            steps.push(Step::Answer(&NAK));
            return;
        }
        let [_, opcode, _, status, data @ ..] = body else { return };
        if matches!(*opcode, CMD_ACK | CMD_NAK) {
            return;
        }
        steps.push(Step::Answer(&ACK));
        // Our ACK was lost and the packet comes again: only its status differs.
        let again =
            status & RETRANSMITTED != 0 && self.last.get(4..) == body.get(4..) && self.last.get(1) == Some(opcode);
        self.last = Zeroizing::new(body.to_vec());
        if *opcode != DECODE_DATA || again {
            return;
        }
        let Some((_symbology, data)) = data.split_first() else { return };
        self.message.extend_from_slice(data);
        if self.message.len() > LONGEST {
            self.message = Zeroizing::default();
            tracing::warn!(event = "scanner.too_long");
        } else if status & CONTINUED == 0 {
            steps.push(Step::Decoded(std::mem::take(&mut self.message)));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use proptest::prelude::*;

    use super::*;

    fn packet(opcode: u8, status: u8, data: &[u8]) -> Vec<u8> {
        let mut packet = vec![u8::try_from(HEAD + data.len()).unwrap(), opcode, 0x00, status];
        packet.extend_from_slice(data);
        let sum = packet.iter().map(|byte| u16::from(*byte)).sum::<u16>();
        packet.extend(sum.wrapping_neg().to_be_bytes());
        packet
    }

    fn decoded(text: &str) -> Step {
        Step::Decoded(Zeroizing::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn the_answers_have_the_checksums_of_the_guide() {
        assert_eq!(ACK, [0x04, 0xD0, 0x04, 0x00, 0xFF, 0x28]);
        assert_eq!(NAK.iter().take(5).map(|byte| u16::from(*byte)).sum::<u16>().wrapping_neg().to_be_bytes(), NAK[5..]);
    }

    #[test]
    fn a_code_is_read_and_answered() {
        let mut packets = Packets::default();
        let sent = packet(0xF3, 0, b"\x1CKR:1");
        assert_eq!(packets.push(&[&[0, 0], &sent[..]].concat()), [Step::Answer(&ACK), decoded("KR:1")]);
        // In two packets, byte by byte; the ACK of a command in between is not answered.
        let sent = [packet(0xF3, CONTINUED, b"\x1CKR:"), packet(0xD0, 0, b""), packet(0xF3, 0, b"\x1C2")].concat();
        let steps: Vec<Step> = sent.iter().flat_map(|byte| packets.push(&[*byte])).collect();
        assert_eq!(steps, [Step::Answer(&ACK), Step::Answer(&ACK), decoded("KR:2")]);
    }

    #[test]
    fn what_is_damaged_is_asked_for_again_and_what_comes_twice_counts_once() {
        let mut packets = Packets::default();
        let mut bad = packet(0xF3, 0, b"\x1CKR:1");
        bad[5] ^= 1;
        assert_eq!(packets.push(&bad), [Step::Answer(&NAK)]);
        assert_eq!(packets.push(&packet(0xF3, 1, b"\x1CKR:1")), [Step::Answer(&ACK), decoded("KR:1")]);
        assert_eq!(packets.push(&packet(0xF3, 1, b"\x1CKR:1")), [Step::Answer(&ACK)]);
        assert_eq!(packets.push(&packet(0xF3, 0, b"\x1CKR:1")), [Step::Answer(&ACK), decoded("KR:1")]);
        // Half a packet and silence.
        packets.push(&packet(0xF3, 0, b"\x1CKR:1")[..5]);
        packets.silence();
        assert_eq!(packets.push(&packet(0xF3, 0, b"\x1CKR:3")), [Step::Answer(&ACK), decoded("KR:3")]);
    }

    proptest! {
        #[test]
        fn noise_is_survived(noise in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..20)) {
            let mut packets = Packets::default();
            for bytes in noise {
                for step in packets.push(&bytes) {
                    let short = !matches!(&step, Step::Decoded(data) if data.len() > LONGEST);
                    prop_assert!(short);
                }
                prop_assert!(packets.bytes.len() <= 257);
            }
            packets.reset();
            prop_assert_eq!(packets.push(&packet(0xF3, 0, b"\x1CKR:1")), [Step::Answer(&ACK), decoded("KR:1")]);
        }
    }
}
