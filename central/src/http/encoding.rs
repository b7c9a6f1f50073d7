//! Compressed request bodies, with a bound on what they unpack to.

use std::io::Read;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use flate2::read::MultiGzDecoder;

use super::answer::Refusal;

/// The body as it was before `Content-Encoding` (identity, gzip, zstd); at most `most` bytes.
pub(crate) fn unpack(headers: &HeaderMap, body: Bytes, most: usize) -> Result<Bytes, Refusal> {
    let encoding =
        headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?").trim().to_ascii_lowercase());
    match encoding.as_deref() {
        None | Some("identity" | "") if body.len() > most => Err(too_large(most)),
        None | Some("identity" | "") => Ok(body),
        Some("gzip") => bounded(MultiGzDecoder::new(body.as_ref()), body.len(), most),
        Some("zstd") => {
            let mut decoder = zstd::Decoder::with_buffer(body.as_ref()).map_err(|_| damaged())?;
            // The window is memory too: 8 MiB, as browsers allow.
            decoder.window_log_max(23).map_err(|_| damaged())?;
            bounded(decoder, body.len(), most)
        }
        Some(_) => Err(Refusal::new(415, "This encoding is not understood")
            .code("encoding_unknown")
            .detail("identity, gzip or zstd")),
    }
}

fn bounded(reader: impl Read, packed: usize, most: usize) -> Result<Bytes, Refusal> {
    let mut plain = Vec::with_capacity(packed.saturating_mul(4).min(most));
    // One byte more than allowed is read, so that a small bomb does not become a large one.
    reader.take(most as u64 + 1).read_to_end(&mut plain).map_err(|_| damaged())?;
    if plain.len() > most { Err(too_large(most)) } else { Ok(plain.into()) }
}

fn damaged() -> Refusal {
    Refusal::new(400, "The body is not what its encoding says").code("malformed")
}

/// More than is taken.
pub(crate) fn too_large(most: usize) -> Refusal {
    Refusal::new(413, "The body is too large")
        .code("too_large")
        .detail(format!("at most {most} bytes, also after decompression"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use std::io::Write as _;

    use axum::http::HeaderValue;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    const MOST: usize = 10_000;

    fn unpacked(encoding: &'static str, body: Vec<u8>) -> Option<Bytes> {
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(encoding))]);
        unpack(&headers, body.into(), MOST).ok()
    }

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    proptest! {
        /// Whatever comes is refused or stays within the bound: any bytes, and good ones that were damaged.
        #[test]
        fn nothing_unpacks_to_more_than_is_taken(any: Vec<u8>, plain: Vec<u8>, at: prop::sample::Index, byte: u8) {
            for (encoding, mut packed) in [("gzip", gzip(&plain)), ("zstd", zstd::encode_all(plain.as_slice(), 1).unwrap())] {
                prop_assert_eq!(unpacked(encoding, packed.clone()), Some(Bytes::from(plain.clone())));
                let at = at.index(packed.len());
                packed[at] = byte;
                for bytes in [any.clone(), packed] {
                    prop_assert!(unpacked(encoding, bytes).is_none_or(|plain| plain.len() <= MOST));
                }
            }
        }

        #[test]
        fn bombs_are_refused(extra in 1..5_000_000_usize) {
            let bomb = vec![b' '; MOST + extra];
            prop_assert!(unpacked("gzip", gzip(&bomb)).is_none());
            prop_assert!(unpacked("zstd", zstd::encode_all(bomb.as_slice(), 1).unwrap()).is_none());
            prop_assert!(unpacked("identity", bomb).is_none());
        }
    }
}
