//! The memory of another process, searched.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};

/// How often these bytes stand in what the process can read and write. A match over two pieces is found too.
pub(crate) fn count(pid: u32, wanted: &[u8]) -> usize {
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut found = 0;
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|text| u64::from_str_radix(text, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        // Some regions (those of the kernel) cannot be read.
        if memory.seek(SeekFrom::Start(from)).is_ok() && memory.read_exact(&mut bytes).is_ok() {
            found += memchr(&bytes, wanted);
        }
    }
    found
}

/// By the first byte first: whole memories are searched.
fn memchr(bytes: &[u8], wanted: &[u8]) -> usize {
    let first = wanted[0];
    let mut found = 0;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| *byte == first) {
        from += at;
        found += usize::from(bytes[from..].starts_with(wanted));
        from += 1;
    }
    found
}
