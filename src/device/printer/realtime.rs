//! Real-time commands hidden in data.
//!
//! A printer acts on `DLE EOT`, `DLE ENQ` and `DLE DC4` as they arrive, even as data of another
//! command (Epson, "Real-time commands": data equal to a real-time command "will be also processed
//! as the Real-time command"). Three to four of a hundred tickets hold one by chance
//! (`reference/printing.md` §1.3): at best the printer says something nobody asked, at worst it
//! clears its buffers or opens the cash drawer.

/// Where the first pair that begins a real-time command stands (the index of its `DLE`).
///
/// The pair alone counts, whatever follows: which third bytes a clone accepts is not known.
#[must_use]
pub fn find(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| matches!(pair, [0x10, 0x04 | 0x05 | 0x14]))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn the_three_kinds_are_found() {
        assert_eq!(find(&[0, 0x10, 0x04, 1]), Some(1));
        assert_eq!(find(&[0x10, 0x10, 0x05]), Some(1));
        assert_eq!(find(&[0x10, 0x14]), Some(0));
        assert_eq!(find(&[0x10, 0, 0x04, 0x10]), None);
    }
}
