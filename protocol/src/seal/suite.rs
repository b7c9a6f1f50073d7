//! The HPKE suites (RFC 9180), each in its one form here: mode base, one message.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{X25519HkdfSha256, XWing};
use hpke::rand_core::CryptoRng;
use hpke::{Deserializable as _, Kem, OpModeR, OpModeS, Serializable as _};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The `info` of HPKE and the beginning of all additional data.
pub(super) const INFO: &[u8] = b"psc-seal-v1";

/// How content keys are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Suite {
    /// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
    #[serde(rename = "x25519-hkdfsha256-chacha20poly1305")]
    X25519,
    /// X-Wing (ML-KEM-768 with X25519), HKDF-SHA256, ChaCha20-Poly1305: also safe from a later quantum computer.
    #[serde(rename = "xwing-hkdfsha256-chacha20poly1305")]
    XWing,
}

/// The text does not name a suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a suite: x25519 or xwing expected")]
pub struct NotASuite;

impl std::str::FromStr for Suite {
    type Err = NotASuite;

    /// The short names `x25519` and `xwing`, for command lines.
    fn from_str(text: &str) -> Result<Self, NotASuite> {
        match text {
            "x25519" => Ok(Self::X25519),
            "xwing" => Ok(Self::XWing),
            _ => Err(NotASuite),
        }
    }
}

impl std::fmt::Display for Suite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::X25519 => "x25519",
            Self::XWing => "xwing",
        })
    }
}

impl Suite {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X25519 => "x25519-hkdfsha256-chacha20poly1305",
            Self::XWing => "xwing-hkdfsha256-chacha20poly1305",
        }
    }

    /// A fresh pair: the secret key and the public key, as bytes.
    pub(super) fn generate(self, rng: &mut impl CryptoRng) -> (Zeroizing<Vec<u8>>, Vec<u8>) {
        fn pair<K: Kem>(rng: &mut impl CryptoRng) -> (Zeroizing<Vec<u8>>, Vec<u8>) {
            let (secret, public) = K::gen_keypair_with_rng(rng);
            (Zeroizing::new(secret.to_bytes().to_vec()), public.to_bytes().to_vec())
        }
        match self {
            Self::X25519 => pair::<X25519HkdfSha256>(rng),
            Self::XWing => pair::<XWing>(rng),
        }
    }

    /// The public key of a secret one.
    pub(super) fn public_of(self, secret: &[u8]) -> Option<Vec<u8>> {
        fn public<K: Kem>(secret: &[u8]) -> Option<Vec<u8>> {
            let secret = K::PrivateKey::from_bytes(secret).ok()?;
            Some(K::sk_to_pk(&secret).to_bytes().to_vec())
        }
        match self {
            Self::X25519 => public::<X25519HkdfSha256>(secret),
            Self::XWing => public::<XWing>(secret),
        }
    }

    /// Seals to a public key: the encapsulated key and the sealed bytes.
    pub(super) fn seal(
        self,
        public: &[u8],
        aad: &[u8],
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Option<(Vec<u8>, Vec<u8>)> {
        fn to<K: Kem>(public: &[u8], aad: &[u8], plain: &[u8], rng: &mut impl CryptoRng) -> Option<(Vec<u8>, Vec<u8>)> {
            let public = K::PublicKey::from_bytes(public).ok()?;
            let (enc, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, K>(
                &OpModeS::Base,
                &public,
                INFO,
                plain,
                aad,
                rng,
            )
            .ok()?;
            Some((enc.to_bytes().to_vec(), sealed))
        }
        match self {
            Self::X25519 => to::<X25519HkdfSha256>(public, aad, plain, rng),
            Self::XWing => to::<XWing>(public, aad, plain, rng),
        }
    }

    /// Opens what was sealed to the public key of `secret`.
    pub(super) fn open(self, secret: &[u8], enc: &[u8], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        fn with<K: Kem>(secret: &[u8], enc: &[u8], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
            let secret = K::PrivateKey::from_bytes(secret).ok()?;
            let enc = K::EncappedKey::from_bytes(enc).ok()?;
            hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, K>(&OpModeR::Base, &secret, &enc, INFO, sealed, aad)
                .ok()
                .map(Zeroizing::new)
        }
        match self {
            Self::X25519 => with::<X25519HkdfSha256>(secret, enc, aad, sealed),
            Self::XWing => with::<XWing>(secret, enc, aad, sealed),
        }
    }
}
