//! How long a certificate is good: the one thing of it that a technician wants to know. The rest is rustls' work.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xA0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// One element of DER: its tag, what it holds, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        short @ 0..=0x7F => (usize::from(short), rest),
        // No certificate needs more than three bytes of length.
        long @ 0x81..=0x83 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// What an element of this tag holds, and what follows it.
fn expect(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, content, rest) = element(der)?;
    (found == tag).then_some((content, rest))
}

/// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ` (RFC 5280, 4.1.2.5).
fn time(tag: u8, content: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let text = match (tag, text.len()) {
        // Before 50 it is this century.
        (UTC_TIME, 12) => format!("{}{text}", if text < "5" { "20" } else { "19" }),
        (GENERALIZED_TIME, 14) => text.to_owned(),
        _ => return None,
    };
    let time = DateTime::strptime("%Y%m%d%H%M%S", text).ok()?;
    TimeZone::UTC.to_timestamp(time).ok()
}

/// When a certificate (DER) ends; `None` when it cannot be read.
pub(super) fn not_after(der: &[u8]) -> Option<Timestamp> {
    let (certificate, _) = expect(der, SEQUENCE)?;
    let (signed, _) = expect(certificate, SEQUENCE)?;
    let (tag, _, rest) = element(signed)?;
    // The version may be left out; then the serial number stands here.
    let rest = if tag == VERSION { element(rest)?.2 } else { rest };
    // Algorithm and issuer.
    let (_, rest) = expect(rest, SEQUENCE)?;
    let (_, rest) = expect(rest, SEQUENCE)?;
    let (validity, _) = expect(rest, SEQUENCE)?;
    let (_, _, rest) = element(validity)?;
    let (tag, content, _) = element(rest)?;
    time(tag, content)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use proptest::prelude::*;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    use super::*;

    /// `openssl req -x509 -newkey ed25519 -nodes -subj /CN=central -days N -keyout /dev/null`.
    const PEM: &str = "-----BEGIN CERTIFICATE-----
MIIBODCB66ADAgECAhReEiOya4QdE1W9M9o0W3EsuhuQ6zAFBgMrZXAwEjEQMA4G
A1UEAwwHY2VudHJhbDAeFw0yNjExMjcwNDU3NTJaFw0yOTA1MTUwNDU3NTJaMBIx
EDAOBgNVBAMMB2NlbnRyYWwwKjAFBgMrZXADIQAhUYEzKZOPCubl0+mMN9sOyEDg
2DAny9dgVPRKgUG+1aNTMFEwHQYDVR0OBBYEFNe6U17NEzEjDCnqSCIR/kXpxd/8
MB8GA1UdIwQYMBaAFNe6U17NEzEjDCnqSCIR/kXpxd/8MA8GA1UdEwEB/wQFMAMB
Af8wBQYDK2VwA0EAhugq4LDl0heyEZvVA4SpaGTHGkg5OShPnpBWoDoVrQu5v2xK
7O3huAqp0c/MOAIU3hWzf2QA8bIMZgLJ37OyAA==
-----END CERTIFICATE-----";
    /// The same, good for 40 years: its end is a GeneralizedTime.
    const LONG: &str = "-----BEGIN CERTIFICATE-----
MIIBOjCB7aADAgECAhQFtc1ZTqYIvEY7xjQ52py6DaucfDAFBgMrZXAwEjEQMA4G
A1UEAwwHY2VudHJhbDAgFw0yNjExMjcwNDU3NTJaGA8yMDY2MTExNzA0NTc1Mlow
EjEQMA4GA1UEAwwHY2VudHJhbDAqMAUGAytlcAMhAIRd/9unj+q50UZzQ3lvydwl
+8PawYxKD4ePjAZzZwPTo1MwUTAdBgNVHQ4EFgQUI9LfWSvvTItO1Ifw9BTgpWNq
cCAwHwYDVR0jBBgwFoAUI9LfWSvvTItO1Ifw9BTgpWNqcCAwDwYDVR0TAQH/BAUw
AwEB/zAFBgMrZXADQQC9sBY9MUhuKcGNbqlCIg9Aumwd9wEDBHub8hQLVCDtW6Yl
kRDrTD9ZGiT1FjUp31hRjNDU8IAXuQJgfhoSXq0E
-----END CERTIFICATE-----";

    fn der(pem: &str) -> Vec<u8> {
        CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec()
    }

    #[test]
    fn the_end_of_a_certificate_is_read() {
        assert_eq!(not_after(&der(PEM)), Some("2029-05-15T04:57:52Z".parse().unwrap()));
        assert_eq!(not_after(&der(LONG)), Some("2066-11-17T04:57:52Z".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fail(bytes: Vec<u8>, at in 0_usize..400, byte: u8) {
            let _ = not_after(&bytes);
            let mut altered = der(PEM);
            if let Some(place) = altered.get_mut(at) {
                *place = byte;
            }
            let _ = not_after(&altered);
            let cut = altered.len().min(at);
            prop_assert!(not_after(&altered[..cut]).is_none() || cut == altered.len());
        }
    }
}
