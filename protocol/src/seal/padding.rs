//! Compression and size classes: the length of an envelope tells little about what stands in it.

use zeroize::Zeroizing;

use super::{MAX_PLAIN_BYTES, Plain, SealError};

/// No part is shorter.
const SMALLEST: usize = 512;
/// Quick: a form of some kilobytes takes microseconds, and pictures do not shrink anyway.
const LEVEL: i32 = 3;
/// The bytes that tell the length.
const PREFIX: usize = 4;

/// The size class of a length: Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PETS 2019,
/// algorithm 1). At most 12 % longer, and the number of classes grows with log log of the length.
pub(super) fn size_class(length: usize) -> usize {
    let length = length.max(SMALLEST);
    let exponent = length.ilog2();
    let significant = exponent.ilog2() + 1;
    let low = (1_usize << (exponent - significant)) - 1;
    (length + low) & !low
}

/// Compresses and pads.
pub(super) fn pad(plain: &[u8]) -> Result<Plain, SealError> {
    if plain.len() > MAX_PLAIN_BYTES {
        return Err(SealError::TooLarge);
    }
    let packed = Zeroizing::new(zstd::bulk::compress(plain, LEVEL).map_err(|_| SealError::Failed)?);
    pad_packed(&packed)
}

/// Pads what is compressed.
pub(super) fn pad_packed(packed: &[u8]) -> Result<Plain, SealError> {
    let length = u32::try_from(packed.len()).map_err(|_| SealError::TooLarge)?;
    let class = size_class(PREFIX + packed.len());
    let mut padded = Zeroizing::new(Vec::with_capacity(class));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(packed);
    padded.resize(class, 0);
    Ok(padded)
}

/// Undoes [`pad`]; at most `most` bytes come out. `None` when the bytes are not of that form.
pub(super) fn unpad(padded: &[u8], most: usize) -> Option<Plain> {
    let (prefix, rest) = padded.split_first_chunk::<PREFIX>()?;
    let length = usize::try_from(u32::from_be_bytes(*prefix)).ok()?;
    let (packed, zeros) = rest.split_at_checked(length)?;
    let canonical = zeros.iter().all(|byte| *byte == 0) && padded.len() == size_class(PREFIX + length);
    if !canonical {
        return None;
    }
    // The frame says how long it is; the bound keeps a lie from reserving memory.
    let told = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten()?;
    let told = usize::try_from(told).ok().filter(|told| *told <= most)?;
    zstd::bulk::decompress(packed, told).ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes_are_few_and_close() {
        assert_eq!(size_class(0), 512);
        assert_eq!(size_class(512), 512);
        assert_eq!(size_class(513), 544);
        let classes: std::collections::BTreeSet<usize> = (0..65_536).map(size_class).collect();
        assert!(classes.len() < 140, "{}", classes.len());
    }

    #[test]
    fn a_bomb_and_a_lie_are_refused() {
        let bomb = pad(&vec![0; MAX_PLAIN_BYTES]).unwrap();
        assert!(bomb.len() < 4096);
        assert!(unpad(&bomb, 1024 * 1024).is_none());
        let mut lie = pad(b"hello").unwrap();
        lie[3] = 0xFF;
        assert!(unpad(&lie, 1024).is_none());
        assert!(matches!(pad(&vec![0; MAX_PLAIN_BYTES + 1]), Err(SealError::TooLarge)));
    }

    proptest! {
        #[test]
        fn what_is_padded_comes_back(plain in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let padded = pad(&plain).unwrap();
            prop_assert_eq!(padded.len(), size_class(padded.len()));
            let back = unpad(&padded, MAX_PLAIN_BYTES).unwrap();
            prop_assert_eq!(back.as_slice(), plain.as_slice());
        }

        #[test]
        fn any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let _ = unpad(&bytes, 4096);
        }

        #[test]
        fn a_class_is_at_least_as_long_and_at_most_an_eighth_longer(length in 512_usize..100_000_000) {
            let class = size_class(length);
            prop_assert!(class >= length && class - length <= length / 8);
        }
    }
}
