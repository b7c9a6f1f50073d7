//! Any bytes on the printer's return line: told apart without panic, the same in whatever pieces they
//! come, and no answer longer than what was sent.
#![no_main]

use kiosk::device::printer::status::{Answer, AnswerReader, Status};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&size, bytes)) = data.split_first() else { return };
    let whole = AnswerReader::default().push(bytes);
    let mut reader = AnswerReader::default();
    let pieces: Vec<Answer> = bytes.chunks(usize::from(size).max(1)).flat_map(|piece| reader.push(piece)).collect();
    assert_eq!(whole, pieces, "the pieces matter");
    let mut status = Status::default();
    let mut told = 0;
    for (n, answer) in whole.iter().enumerate() {
        told += match answer {
            Answer::RealTime(byte) => {
                status.read_real_time((n % 4) as u8 + 1, *byte);
                1
            }
            Answer::Automatic(bytes) => {
                status.read_automatic(*bytes);
                4
            }
            Answer::ProcessId(_) => 7,
            Answer::Cleared => 3,
            Answer::Block(_, content) => content.len() + 2,
            Answer::InOrder(_) | Answer::Hold(_) | Answer::Unknown(_) => 1,
        };
        let _ = status.fault();
    }
    assert!(told <= bytes.len(), "more was heard than said");
});
