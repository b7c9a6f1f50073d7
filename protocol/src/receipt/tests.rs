#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ciborium::Value;
use coset::{CborSerializable as _, CoseSign1Builder, HeaderBuilder, iana};
use proptest::prelude::*;

use super::*;
use crate::{DeviceSeq, Item, ItemKind, SigningKey, Window};

const NOW_S: i64 = 1_795_000_000;

fn key(seed: u8) -> SigningKey {
    SigningKey::from_seed(&[seed; 32])
}

fn url() -> ReceiptUrl {
    "https://r.example.krd/".parse().unwrap()
}

fn receipt() -> Receipt {
    Receipt {
        item: ItemId::new(NOW_S.unsigned_abs() * 1000, [0xA5; 10]),
        issued_s: NOW_S,
        centre: "erbil-1".parse().unwrap(),
        slot: '3',
        service: Some(9999),
        label: Some("B3-1041".into()),
        digest: Some(DigestHead::of(&Digest::of(b"body"), DigestHead::USUAL)),
    }
}

fn keys() -> KeySet {
    [TrustedKey::always(key(1).public(), KeyRole::Device), TrustedKey::always(key(2).public(), KeyRole::Central)]
        .into_iter()
        .collect()
}

fn bytes() -> Vec<u8> {
    cose::sign(receipt().payload(Form::Usual).unwrap(), &key(1)).unwrap()
}

#[test]
fn a_receipt_says_what_was_signed() {
    for url in [Some(&url()), None] {
        let text = receipt().sign(&key(1), url).unwrap();
        let verified = Receipt::verify(&text, url, &keys()).unwrap();
        let Verified { receipt: read, key } = verified;
        assert_eq!(Receipt { digest: receipt().digest, ..read.clone() }, receipt());
        assert!(read.digest.unwrap().begins(&Digest::of(b"body")));
        assert_eq!(key.role, KeyRole::Device);
        assert!(text.len() <= text::MAX_CHARACTERS, "{} characters", text.len());
        assert_eq!(Receipt::verify(&text.to_lowercase(), url, &keys()).unwrap().receipt, read);
    }
}

#[test]
fn the_digest_gives_way_to_long_names() {
    let length = |centre: &str| {
        let long = Receipt { centre: centre.parse().unwrap(), ..receipt() };
        let text = long.sign(&key(1), Some(&url())).unwrap();
        let digest = Receipt::verify(&text, Some(&url()), &keys()).unwrap().receipt.digest.unwrap();
        (text.len(), digest.as_bytes().len())
    };
    assert_eq!(length("erbil-1"), (259, 16));
    assert_eq!(length("sulaymaniyah-2"), (262, 11));
    // A name of the full 24 characters is packed: the digest keeps more than its least.
    let (characters, digest) = length("a-centre-with-a-long-nam");
    assert!(characters <= text::MAX_CHARACTERS && digest > DigestHead::SHORTEST, "{characters}, {digest}");
}

#[test]
fn the_longest_names_that_there_are_fit_in_version_9() {
    let url: ReceiptUrl = "https://receipts.example.kr/".parse().unwrap();
    assert_eq!(url.as_str().len(), ReceiptUrl::LONGEST);
    let centre: CentreId = "9-centre-with-long-namez".parse().unwrap();
    assert_eq!(centre.as_str().len(), 24, "as long as a configuration may have it");
    let longest = Receipt { centre, service: Some(u16::MAX), label: Some("B3-9999".into()), ..receipt() };
    for (label, slot) in [(Some("B3-9999"), '3'), (Some("Z9-001"), '9'), (None, 'Q')] {
        let receipt = Receipt { label: label.map(str::to_owned), slot, ..longest.clone() };
        let text = receipt.sign(&key(1), Some(&url)).unwrap();
        assert!(text.len() <= text::MAX_CHARACTERS, "{} characters", text.len());
        let read = Receipt::verify(&text, Some(&url), &keys()).unwrap().receipt;
        assert_eq!(Receipt { digest: receipt.digest, ..read }, receipt);
    }
    // A name that cannot be packed makes a larger code, never an unsigned one.
    let other = Receipt { centre: "A.Centre_with.LongLetter".parse().unwrap(), ..longest };
    let text = other.sign(&key(1), Some(&url)).unwrap();
    assert!(text.len() > text::MAX_CHARACTERS && text.len() < 300);
    assert!(Receipt::verify(&text, Some(&url), &keys()).is_ok());
}

#[test]
fn packed_names_have_one_form() {
    for name in ["a", "ab", "abc", "erbil-1", "a-centre-with-a-long-nam", "0--9"] {
        let packed = claims::pack(name).unwrap();
        assert_eq!(packed.len(), name.len().div_ceil(3) * 2);
        assert_eq!(claims::unpack(&packed).as_deref(), Some(name));
    }
    for name in ["Erbil", "a.b", "a_b"] {
        assert_eq!(claims::pack(name), None);
    }
    // Odd, out of range, a hole in the middle, nothing at the end.
    for bytes in [&[1][..], &[0xFF, 0xFF], &[0, 1], &[0, 38, 5, 180], &[0, 0]] {
        assert_eq!(claims::unpack(bytes), None, "{bytes:?}");
    }
}

#[test]
fn what_is_left_out_stays_out() {
    let bare = Receipt { service: None, label: None, digest: None, ..receipt() };
    let text = bare.sign(&key(1), Some(&url())).unwrap();
    assert_eq!(Receipt::verify(&text, Some(&url()), &keys()).unwrap().receipt, bare);
}

#[test]
fn no_single_bit_may_be_flipped() {
    let good = bytes();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(Receipt::verify_bytes(&bad, &keys()).is_err(), "bit {bit} of {}", good.len() * 8);
    }
}

#[test]
fn no_character_may_be_replaced_left_out_or_doubled() {
    for url in [Some(&url()), None] {
        let good = receipt().sign(&key(1), url).unwrap();
        for place in 0..good.len() {
            for other in (0x20..0x7F_u8).filter(|other| !other.eq_ignore_ascii_case(&good.as_bytes()[place])) {
                let mut bad = good.clone().into_bytes();
                bad[place] = other;
                let bad = String::from_utf8(bad).unwrap();
                assert!(Receipt::verify(&bad, url, &keys()).is_err(), "{other} at {place}");
            }
            let without = [&good[..place], &good[place + 1..]].concat();
            assert!(Receipt::verify(&without, url, &keys()).is_err() || without == good, "without {place}");
            let doubled = [&good[..=place], &good[place..]].concat();
            assert!(Receipt::verify(&doubled, url, &keys()).is_err(), "doubled {place}");
            assert!(Receipt::verify(&good[..place], url, &keys()).is_err(), "cut at {place}");
        }
    }
}

#[test]
fn each_refusal_is_its_own() {
    let text = receipt().sign(&key(1), Some(&url())).unwrap();
    let verify = |text: &str, keys: &KeySet| Receipt::verify(text, Some(&url()), keys).map(|_| ());
    assert_eq!(verify(&text, &keys()), Ok(()));
    assert_eq!(verify("https://example.org/", &keys()), Err(Refusal::NotOurs));
    assert_eq!(verify("KR:K9C12QFRZ7KB.4821", &keys()), Err(Refusal::NotOurs));
    assert_eq!(verify(&text[..text.len() / 2], &keys()), Err(Refusal::Unreadable));
    assert_eq!(verify(&text, &KeySet::default()), Err(Refusal::UnknownKey(Kid::of(&key(1).public()))));
    // Central's key must not make receipts.
    let central = [TrustedKey::always(key(1).public(), KeyRole::Central)].into_iter().collect();
    assert_eq!(verify(&text, &central), Err(Refusal::UnknownKey(Kid::of(&key(1).public()))));
    // The last bits are in the signature.
    let mut altered = bytes();
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(Receipt::verify_bytes(&altered, &keys()).map(|_| ()), Err(Refusal::Altered));
    let mut altered = bytes();
    let service = altered.windows(2).position(|pair| pair == 9999_u16.to_be_bytes()).unwrap();
    altered[service] ^= 1;
    assert_eq!(Receipt::verify_bytes(&altered, &keys()).map(|_| ()), Err(Refusal::Altered));

    let window = |not_before_ms, not_after_ms| -> KeySet {
        let window = Window { not_before_ms, not_after_ms };
        [TrustedKey { window, ..TrustedKey::always(key(1).public(), KeyRole::Device) }].into_iter().collect()
    };
    let ms = NOW_S * 1000;
    assert_eq!(verify(&text, &window(ms + 999, ms + 1000)), Ok(()));
    assert_eq!(
        verify(&text, &window(ms + 1000, i64::MAX)),
        Err(Refusal::TooEarly { issued_s: NOW_S, not_before_ms: ms + 1000 })
    );
    assert_eq!(verify(&text, &window(0, ms)), Err(Refusal::Expired { issued_s: NOW_S, not_after_ms: ms }));
    // A text that was altered is altered, whatever time it says.
    assert_eq!(Receipt::verify_bytes(&altered, &window(i64::MIN, 0)).map(|_| ()), Err(Refusal::Altered));
}

/// Algorithm and key id must stand where the signature protects them.
#[test]
fn the_header_is_insisted_on() {
    let signing = key(1);
    let kid = Kid::of(&signing.public()).0.to_vec();
    let made = |protected: HeaderBuilder, unprotected: HeaderBuilder| {
        CoseSign1Builder::new()
            .protected(protected.build())
            .unprotected(unprotected.build())
            .payload(receipt().payload(Form::Usual).unwrap())
            .create_signature(b"", |message| signing.sign(message).as_bytes().to_vec())
            .build()
            .to_vec()
            .unwrap()
    };
    let new = HeaderBuilder::new;
    let right = || new().algorithm(iana::Algorithm::EdDSA).key_id(kid.clone());
    assert!(Receipt::verify_bytes(&made(right(), new()), &keys()).is_ok());
    for (what, wrong) in [
        ("no algorithm", made(new().key_id(kid.clone()), new())),
        ("algorithm unprotected", made(new().key_id(kid.clone()), new().algorithm(iana::Algorithm::EdDSA))),
        ("another algorithm", made(new().algorithm(iana::Algorithm::ES256).key_id(kid.clone()), new())),
        ("no key id", made(new().algorithm(iana::Algorithm::EdDSA), new())),
        ("empty key id", made(new().algorithm(iana::Algorithm::EdDSA).key_id(vec![]), new())),
        ("long key id", made(new().algorithm(iana::Algorithm::EdDSA).key_id(vec![1; 8]), new())),
        ("key id unprotected", made(new().algorithm(iana::Algorithm::EdDSA), new().key_id(kid.clone()))),
        ("something unprotected", made(right(), new().value(1000, Value::from(1)))),
        ("something critical", made(right().add_critical(iana::HeaderParameter::ContentType), new())),
    ] {
        assert_eq!(Receipt::verify_bytes(&wrong, &keys()).map(|_| ()), Err(Refusal::Unreadable), "{what}");
    }
}

/// The same message in other bytes is not the same receipt.
#[test]
fn a_message_has_one_form() {
    let good = bytes();
    let behind: Vec<u8> = good.iter().copied().chain([0]).collect();
    // COSE_Sign1 with its tag, and the array with a longer head.
    let tagged: Vec<u8> = [0xD2].into_iter().chain(good.iter().copied()).collect();
    let long_head: Vec<u8> = [0x98, 0x04].into_iter().chain(good[1..].iter().copied()).collect();
    for (what, wrong) in [("behind", behind), ("tagged", tagged), ("long head", long_head), ("nothing", vec![])] {
        assert_eq!(Receipt::verify_bytes(&wrong, &keys()).map(|_| ()), Err(Refusal::Unreadable), "{what}");
    }
}

/// A genuine signature under something that is no receipt.
#[test]
fn signed_nonsense_is_no_receipt() {
    let signed = |payload: Vec<u8>| Receipt::verify_bytes(&cose::sign(payload, &key(1)).unwrap(), &keys());
    let without = |label: i64| {
        let claims = Reader::new(&receipt().payload(Form::Usual).unwrap()).unwrap();
        let kept = claims.0.into_iter().filter(|(key, _)| *key != Value::from(label)).collect();
        Writer(kept).bytes().unwrap()
    };
    assert!(signed(without(LABEL)).is_ok());
    assert!(
        signed(
            Writer(Reader::new(&receipt().payload(Form::Usual).unwrap()).unwrap().0)
                .claim(77, "later")
                .bytes()
                .unwrap()
        )
        .is_ok()
    );
    let twice =
        Writer(Reader::new(&receipt().payload(Form::Usual).unwrap()).unwrap().0).claim(ISSUED, 1).bytes().unwrap();
    for wrong in [vec![], b"text".to_vec(), vec![0xA0, 0x00], without(ISSUED), without(ITEM), without(CENTRE), twice] {
        assert_eq!(signed(wrong).map(|_| ()), Err(Refusal::Unreadable));
    }
}

fn custody() -> Custody {
    Custody {
        item: receipt().item,
        digest: Digest::of(b"body"),
        centre: receipt().centre,
        server_seq: 17,
        since_s: NOW_S + 5,
    }
}

#[test]
fn central_countersigns() {
    let text = custody().sign(&key(2)).unwrap();
    assert_eq!(Custody::verify(&text, &keys()), Ok(custody()));
    let mut item = Item::plain(receipt().item, DeviceSeq::FIRST, ItemKind::Request, "civ.birth@1", 0, b"body".to_vec());
    assert!(custody().is_of(&item));
    item.digest = Digest::of(b"another body");
    assert!(!custody().is_of(&item));
    // No kiosk can say that central has it, and no receipt passes for custody.
    let forged = custody().sign(&key(1)).unwrap();
    assert_eq!(Custody::verify(&forged, &keys()), Err(Refusal::UnknownKey(Kid::of(&key(1).public()))));
    let mut both = keys();
    both.add(TrustedKey::always(key(2).public(), KeyRole::Device));
    let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    assert_eq!(Receipt::verify_bytes(&bytes, &both).map(|_| ()), Err(Refusal::Unreadable));
    for bit in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(Custody::verify(&data_encoding::BASE64URL_NOPAD.encode(&bad), &keys()).is_err(), "bit {bit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_receipt_comes_back(
        random: [u8; 10], ms in 0_u64..1 << 47, issued_s in -1_000_000_000_000_i64..1_000_000_000_000, centre in "[a-z0-9-]{2,24}", slot in "[0-9A-HJ-NP-Z]",
        service: Option<u16>, label in proptest::option::of("[A-Z][0-9A-Z]-[0-9]{3,4}"), body: Vec<u8>,
    ) {
        let receipt = Receipt {
            item: ItemId::new(ms, random), issued_s, centre: centre.parse().unwrap(),
            slot: slot.chars().next().unwrap(), service, label,
            digest: Some(DigestHead::of(&Digest::of(&body), 8)),
        };
        let text = receipt.sign(&key(1), Some(&url())).unwrap();
        prop_assert_eq!(Receipt::verify(&text, Some(&url()), &keys()).unwrap().receipt, receipt);
    }

    #[test]
    fn any_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), text: String) {
        prop_assert!(Receipt::verify_bytes(&bytes, &keys()).is_err());
        prop_assert!(Custody::verify(&text, &keys()).is_err());
    }

    /// Several bytes of a good receipt changed at once.
    #[test]
    fn damage_is_refused(changes in proptest::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..6)) {
        let good = bytes();
        let mut bad = good.clone();
        for (place, by) in changes {
            bad[place.index(good.len())] ^= by;
        }
        prop_assert!(bad == good || Receipt::verify_bytes(&bad, &keys()).is_err());
    }
}
