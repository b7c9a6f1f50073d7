//! The text of a QR code: bytes in an alphabet that QR packs well (alphanumeric mode, ISO/IEC 18004 §7.4.4).
//!
//! - With an address: `HTTPS://R.EXAMPLE.KRD/` and base 32 (RFC 4648 §6, no padding). The camera of any telephone
//!   opens the page; a verifier takes off the address.
//! - Without: `KR1:` and base 45 (RFC 9285).
//!
//! Letters may come in lower case; everything else has one form.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;

use super::Refusal;

/// Before base 45.
pub const SHORT_PREFIX: &str = "KR1:";

/// The most characters that a QR code of version 9 holds in alphanumeric mode at level M.
pub const MAX_CHARACTERS: usize = 262;

/// No text of ours is longer; more is not looked at.
const MAX_TEXT: usize = 2048;

const ALPHABET_45: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The address before the receipt's own characters, in capitals: `HTTPS://R.EXAMPLE.KRD/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptUrl(String);

/// The text is no address for receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not an address for receipts: https:// and a host, perhaps a path, and / at the end; \
     letters, digits and $%*+-./: only, at most {} characters",
    ReceiptUrl::LONGEST
)]
pub struct NotAReceiptUrl;

impl ReceiptUrl {
    /// The longest address, so that the receipt fits in a QR code of version 9.
    pub const LONGEST: usize = 28;

    /// The address in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReceiptUrl {
    type Err = NotAReceiptUrl;

    fn from_str(text: &str) -> Result<Self, NotAReceiptUrl> {
        let upper = text.to_ascii_uppercase();
        let host = upper.strip_prefix("HTTPS://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let fits = upper.len() <= Self::LONGEST
            && upper.ends_with('/')
            && !host.is_empty()
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'))
            && upper.bytes().all(|b| b != b' ' && ALPHABET_45.contains(&b));
        if fits { Ok(Self(upper)) } else { Err(NotAReceiptUrl) }
    }
}

impl fmt::Display for ReceiptUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Bytes as the text of a QR code.
#[must_use]
pub fn encode(bytes: &[u8], url: Option<&ReceiptUrl>) -> String {
    match url {
        Some(url) => format!("{url}{}", BASE32_NOPAD.encode(bytes)),
        None => format!("{SHORT_PREFIX}{}", base45(bytes)),
    }
}

/// The bytes of such a text.
///
/// # Errors
/// [`Refusal::NotOurs`] when it begins with neither prefix, [`Refusal::Unreadable`] when what follows is damaged.
pub fn decode(text: &str, url: Option<&ReceiptUrl>) -> Result<Vec<u8>, Refusal> {
    // Not a space: base 45 may end in one.
    let text = text.trim_matches(['\r', '\n', '\t']).trim_start();
    if text.len() > MAX_TEXT {
        return Err(Refusal::NotOurs);
    }
    if let Some(rest) = url.and_then(|url| strip(text, url.as_str())) {
        let rest = rest.trim_end().to_ascii_uppercase();
        return BASE32_NOPAD.decode(rest.as_bytes()).map_err(|_| Refusal::Unreadable);
    }
    let rest = strip(text, SHORT_PREFIX).ok_or(Refusal::NotOurs)?;
    from_base45(&rest.to_ascii_uppercase()).ok_or(Refusal::Unreadable)
}

/// Whether a text begins like a signed receipt, so that it is worth a word of its own when it is none.
#[must_use]
pub fn looks_signed(text: &str, url: Option<&ReceiptUrl>) -> bool {
    let text = text.trim_start();
    url.is_some_and(|url| strip(text, url.as_str()).is_some()) || strip(text, SHORT_PREFIX).is_some()
}

/// `strip_prefix` that does not mind a scanner that sends lower case.
fn strip<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    if head.eq_ignore_ascii_case(prefix) { text.get(prefix.len()..) } else { None }
}

/// RFC 9285: two bytes as three characters, the last odd byte as two.
fn base45(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let mut rest = pair.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(ALPHABET_45[rest % 45]));
            rest /= 45;
        }
    }
    text
}

/// Strict: a group that means more than its bytes can hold is refused.
fn from_base45(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut number = 0_u32;
        for character in group.iter().rev() {
            let value = ALPHABET_45.iter().position(|known| known == character)?;
            number = number * 45 + u32::try_from(value).ok()?;
        }
        match group.len() {
            3 => bytes.extend(u16::try_from(number).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    fn url() -> ReceiptUrl {
        "https://r.example.krd/".parse().unwrap()
    }

    /// RFC 9285 §4.3 and §4.4.
    #[test]
    fn base45_of_the_rfc() {
        for (plain, text) in
            [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")]
        {
            assert_eq!(base45(plain.as_bytes()), text);
            assert_eq!(from_base45(text).as_deref(), Some(plain.as_bytes()));
        }
        for wrong in ["GGW", ":::", "::", "A", "BB8A", "bb8", "é12", "BB_"] {
            assert_eq!(from_base45(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(url().as_str(), "HTTPS://R.EXAMPLE.KRD/");
        for wrong in [
            "",
            "https://",
            "https:///",
            "http://r.example.krd/",
            "https://r.example.krd",
            "https://r.example.krd/?a=/",
            "https://r.example.krd/receipts/",
            "https://r example.krd/",
            "https://ڕ.krd/",
            "https://u@h.krd/",
        ] {
            assert_eq!(wrong.parse::<ReceiptUrl>(), Err(NotAReceiptUrl), "{wrong}");
        }
    }

    #[test]
    fn prefixes_tell_whose_it_is() {
        let ours = encode(b"12345", Some(&url()));
        assert_eq!(ours, "HTTPS://R.EXAMPLE.KRD/GEZDGNBV");
        assert_eq!(decode(&ours, Some(&url())), Ok(b"12345".to_vec()));
        assert_eq!(decode(&format!("\r{} \r\n", ours.to_lowercase()), Some(&url())), Ok(b"12345".to_vec()));
        assert_eq!(decode(&ours, None), Err(Refusal::NotOurs));
        assert_eq!(decode(&ours.replace("R.EX", "R-EX"), Some(&url())), Err(Refusal::NotOurs));
        // 0, 1, 8 and 9 are no base 32; bits that are left over must be 0.
        for wrong in ["GEZDGNB1", "GEZDGNB", "GEZDGNBVGF", "GEZDGNBV=", "GEZD GNBV"] {
            assert_eq!(decode(&format!("{}{wrong}", url()), Some(&url())), Err(Refusal::Unreadable), "{wrong}");
        }
        assert_eq!(decode("KR1:BB8", Some(&url())), Ok(b"AB".to_vec()));
        assert_eq!(decode("KR1:BB", Some(&url())).map(|bytes| bytes.len()), Err(Refusal::Unreadable));
        assert!(looks_signed("kr1:", None) && looks_signed(&ours, Some(&url())) && !looks_signed("KR:K9", None));
    }

    proptest! {
        #[test]
        fn there_and_back(bytes in proptest::collection::vec(any::<u8>(), 0..300), short: bool) {
            let url = url();
            let url = (!short).then_some(&url);
            let text = encode(&bytes, url);
            prop_assert!(text.bytes().all(|b| ALPHABET_45.contains(&b)));
            prop_assert_eq!(decode(&text, url), Ok(bytes));
        }

        #[test]
        fn any_text_is_answered(text: String) {
            let _ = decode(&text, Some(&url()));
            let _ = decode(&format!("KR1:{text}"), None);
        }
    }
}
