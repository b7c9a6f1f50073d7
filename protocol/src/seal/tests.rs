#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

use super::*;
use crate::{CentreId, DeviceId, ItemId, Window};

const ALWAYS: Window = Window { not_before_ms: 0, not_after_ms: i64::MAX };

struct Scene {
    rng: StdRng,
    secret: SecretKey,
    centre: CentreId,
}

impl Scene {
    fn new(suite: Suite) -> Self {
        let mut rng = StdRng::seed_from_u64(7);
        let secret = SecretKey::generate(suite, &mut rng);
        Self { rng, secret, centre: "erbil-1".parse().unwrap() }
    }

    fn key(&self) -> SealKey {
        seal_key(&self.secret, SealKeys::INTAKE, ALWAYS)
    }

    fn context(&self) -> SealContext<'_> {
        context(&self.centre)
    }

    fn seal(&mut self, body: &[u8], documents: &[&[u8]]) -> Sealed {
        let key = self.key();
        let centre = self.centre.clone();
        let context = context(&centre);
        seal(&context, body, documents, &[&key], &mut self.rng).unwrap()
    }

    fn open(&self, sealed: &Sealed) -> Result<Plain, OpenError> {
        open(&self.context(), &sealed.seal, &sealed.body, std::slice::from_ref(&self.secret))
    }
}

fn seal_key(secret: &SecretKey, holder: &str, window: Window) -> SealKey {
    SealKey { holder: holder.into(), suite: secret.suite(), public: secret.public().to_vec(), window }
}

fn context(centre: &CentreId) -> SealContext<'_> {
    SealContext { id: item(1), schema: "civ.birth@1", centre, device: device(1) }
}

fn item(n: u8) -> ItemId {
    ItemId::new(1_700_000_000_000, [n; 10])
}

fn device(n: u8) -> DeviceId {
    DeviceId(ItemId::new(1, [n; 10]).0)
}

#[test]
fn what_is_sealed_opens_with_both_suites_and_is_not_readable() {
    for suite in [Suite::X25519, Suite::XWing] {
        let mut scene = Scene::new(suite);
        let sealed = scene.seal("وەڵامی نهێنی".as_bytes(), &[b"a picture", b""]);
        assert_eq!(scene.open(&sealed).unwrap().as_slice(), "وەڵامی نهێنی".as_bytes());
        assert!(!sealed.body.windows(8).any(|window| window == &"وەڵامی".as_bytes()[..8]));
        let keys = std::slice::from_ref(&scene.secret);
        let documents: Vec<_> = sealed
            .documents
            .iter()
            .map(|part| open_document(&scene.context(), &sealed.seal, part, keys).unwrap().to_vec())
            .collect();
        assert_eq!(documents, [b"a picture".to_vec(), Vec::new()]);
        // A document is no body, and the other way round.
        assert_eq!(open(&scene.context(), &sealed.seal, &sealed.documents[0], keys), Err(OpenError::Broken));
        let json = serde_json::to_string(&sealed.seal).unwrap();
        assert_eq!(serde_json::from_str::<Seal>(&json).unwrap(), sealed.seal);
    }
}

#[test]
fn the_length_tells_only_a_class() {
    let mut scene = Scene::new(Suite::X25519);
    let lengths: Vec<usize> =
        ["x", "a short answer", &"abc".repeat(100)].map(|body| scene.seal(body.as_bytes(), &[]).body.len()).into();
    assert_eq!(lengths, [540; 3]);
}

#[test]
fn every_single_bit_flip_is_refused() {
    let mut scene = Scene::new(Suite::X25519);
    let sealed = scene.seal(b"flip me", &[]);
    let refused = |sealed: &Sealed| scene.open(sealed).is_err();
    let mut flips = 0;
    for bit in 0..sealed.body.len() * 8 {
        let mut altered = sealed.clone();
        altered.body[bit / 8] ^= 1 << (bit % 8);
        assert!(refused(&altered), "bit {bit} of the body");
        flips += 1;
    }
    let recipient = &sealed.seal.recipients[0];
    for bit in 0..(recipient.enc.len() + recipient.key.len()) * 8 {
        let mut altered = sealed.clone();
        let Recipient { enc, key, .. } = &mut altered.seal.recipients[0];
        let byte = if bit / 8 < enc.len() { &mut enc[bit / 8] } else { &mut key[bit / 8 - enc.len()] };
        *byte ^= 1 << (bit % 8);
        assert!(refused(&altered), "bit {bit} of the seal");
        flips += 1;
    }
    assert_eq!(flips, (540 + 32 + 48) * 8);
}

#[test]
fn another_context_does_not_open() {
    let mut scene = Scene::new(Suite::X25519);
    let sealed = scene.seal(b"mine", &[]);
    let other: CentreId = "duhok-1".parse().unwrap();
    let right = scene.context();
    let wrong = [
        SealContext { id: item(2), ..right },
        SealContext { schema: "civ.birth@2", ..right },
        SealContext { centre: &other, ..right },
        SealContext { device: device(2), ..right },
    ];
    for context in wrong {
        let opened = open(&context, &sealed.seal, &sealed.body, std::slice::from_ref(&scene.secret));
        assert_eq!(opened, Err(OpenError::Broken), "{context:?}");
    }
}

#[test]
fn each_holder_opens_and_a_stranger_does_not() {
    let mut scene = Scene::new(Suite::X25519);
    let ministry = SecretKey::generate(Suite::XWing, &mut scene.rng);
    let stranger = SecretKey::generate(Suite::X25519, &mut scene.rng);
    let keys = SealKeys(vec![scene.key(), seal_key(&ministry, "ministry", ALWAYS)]);
    let centre = scene.centre.clone();
    let context = context(&centre);
    let sealed = seal(&context, b"both", &[], &keys.recipients(5).unwrap(), &mut scene.rng).unwrap();
    for secret in [&scene.secret, &ministry] {
        assert_eq!(
            open(&context, &sealed.seal, &sealed.body, std::slice::from_ref(secret)).unwrap().as_slice(),
            b"both"
        );
    }
    assert_eq!(open(&context, &sealed.seal, &sealed.body, &[stranger]), Err(OpenError::NotForUs));
}

#[test]
fn keys_overlap_expire_and_no_holder_is_left_out() {
    let mut rng = StdRng::seed_from_u64(1);
    let mut key = |holder, not_before_ms, not_after_ms| {
        seal_key(&SecretKey::generate(Suite::X25519, &mut rng), holder, Window { not_before_ms, not_after_ms })
    };
    let keys = SealKeys(vec![key("intake", 0, 100), key("intake", 80, 200), key("ministry", 0, 150)]);
    let kids = |at| keys.recipients(at).map(|found| found.iter().map(|key| key.kid()).collect::<Vec<_>>());
    let all: Vec<_> = keys.0.iter().map(SealKey::kid).collect();
    assert_eq!(kids(50).unwrap(), [all[0], all[2]]);
    assert_eq!(kids(80).unwrap(), [all[1], all[2]], "where two are valid, the one that began last");
    assert_eq!(kids(150), Err(NoSealKey::NotNow), "the ministry has none");
    assert_eq!(kids(-1), Err(NoSealKey::NotNow));
    assert_eq!(SealKeys::default().recipients(50), Err(NoSealKey::None));
    assert_eq!(keys.good_until_ms(), Some(150));
    assert_eq!(SealKeys::default().good_until_ms(), None);
}

#[test]
fn a_key_that_is_none_is_named() {
    let mut scene = Scene::new(Suite::X25519);
    let key = SealKey { public: vec![1; 31], ..scene.key() };
    let centre = scene.centre.clone();
    let context = context(&centre);
    let result = seal(&context, b"x", &[], &[&key], &mut scene.rng);
    assert_eq!(result, Err(SealError::BadKey(key.kid())));
    assert_eq!(seal(&context, b"x", &[], &[], &mut scene.rng), Err(SealError::Failed));
}

#[test]
fn secrets_come_back_from_their_bytes_and_are_not_shown() {
    let mut rng = StdRng::seed_from_u64(3);
    for suite in [Suite::X25519, Suite::XWing] {
        let secret = SecretKey::generate(suite, &mut rng);
        let again = SecretKey::from_bytes(suite, secret.secret_bytes()).unwrap();
        assert_eq!((again.kid(), again.public()), (secret.kid(), secret.public()));
        assert!(SecretKey::from_bytes(suite, &[1; 5]).is_none());
        assert_eq!(format!("{secret:?}"), format!("SecretKey({suite}, {})", secret.kid()));
    }
}

proptest! {
    #[test]
    fn any_envelope_is_refused_or_opened(body in proptest::collection::vec(any::<u8>(), 0..700), enc in proptest::collection::vec(any::<u8>(), 0..40), key in proptest::collection::vec(any::<u8>(), 0..60)) {
        let scene = Scene::new(Suite::X25519);
        let recipient = Recipient { kid: scene.secret.kid(), suite: Suite::X25519.as_str().into(), enc, key };
        let seal = Seal { recipients: vec![recipient] };
        prop_assert!(open(&scene.context(), &seal, &body, std::slice::from_ref(&scene.secret)).is_err());
    }
}

/// What opens of a body and a document whose padded form is this, sealed by somebody with the public key.
fn opened_as_padded(padded: &[u8]) -> [Option<usize>; 2] {
    let mut scene = Scene::new(Suite::X25519);
    let (key, centre) = (scene.key(), scene.centre.clone());
    let sealed = seal_padded(&context(&centre), padded, &[&key], &mut scene.rng).unwrap();
    let keys = std::slice::from_ref(&scene.secret);
    let body = open(&scene.context(), &sealed.seal, &sealed.body, keys);
    let document = open_document(&scene.context(), &sealed.seal, &sealed.documents[0], keys);
    [body, document].map(|opened| opened.ok().map(|plain| plain.len()))
}

fn opened_as_packed(packed: &[u8]) -> [Option<usize>; 2] {
    opened_as_padded(&pad_packed(packed).unwrap())
}

/// A frame that holds `length` zeros and says that it holds `told` (`None`: says nothing).
fn frame(length: usize, told: Option<u64>) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    if let Some(told) = told {
        encoder.set_pledged_src_size(Some(told)).unwrap();
        encoder.include_contentsize(true).unwrap();
    }
    let piece = vec![0; 1 << 20];
    let mut left = length;
    while left > 0 {
        let now = left.min(piece.len());
        encoder.write_all(&piece[..now]).unwrap();
        left -= now;
    }
    encoder.finish().unwrap()
}

#[test]
fn a_bomb_with_a_good_seal_is_refused_before_it_is_unpacked() {
    let most = crate::MAX_BODY_BYTES;
    assert_eq!(opened_as_packed(&frame(most, Some(most as u64))), [Some(most), Some(most)]);
    let bomb = frame(256 << 20, Some(256 << 20));
    assert!(bomb.len() < 64 << 10, "{} bytes become 256 MiB", bomb.len());
    assert_eq!(opened_as_packed(&bomb), [None, None]);
    // Between the two limits: as a document it is not too large.
    assert_eq!(opened_as_packed(&frame(most + 1, Some(most as u64 + 1))), [None, Some(most + 1)]);
    // One that does not say how long it is, and one that lies: the four bytes after the header are its length (RFC 8878).
    assert_eq!(opened_as_packed(&frame(64 << 20, None)), [None, None]);
    let mut lie = frame(64 << 20, Some(64 << 20));
    let at = lie.windows(4).position(|bytes| bytes == (64_u32 << 20).to_le_bytes()).unwrap();
    lie[at..at + 4].copy_from_slice(&1024_u32.to_le_bytes());
    assert_eq!(zstd::zstd_safe::get_frame_content_size(&lie).unwrap(), Some(1024));
    assert_eq!(opened_as_packed(&lie), [None, None]);
    // Two frames, of which the first tells less than both hold.
    let two = [frame(1000, Some(1000)), frame(64 << 20, Some(64 << 20))].concat();
    assert_eq!(opened_as_packed(&two), [None, None]);
}

proptest! {
    #[test]
    fn whatever_is_under_a_good_seal_is_refused_or_bounded(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        for opened in [opened_as_padded(&bytes), opened_as_packed(&bytes)] {
            prop_assert!(opened[0].is_none_or(|length| length <= crate::MAX_BODY_BYTES));
            prop_assert!(opened[1].is_none_or(|length| length <= MAX_PLAIN_BYTES));
        }
    }

    #[test]
    fn a_frame_that_was_altered_under_a_good_seal_is_refused_or_bounded(
        plain in proptest::collection::vec(any::<u8>(), 0..600), at: prop::sample::Index, to: u8
    ) {
        let mut packed = zstd::bulk::compress(&plain, 3).unwrap();
        let at = at.index(packed.len());
        packed[at] = to;
        let opened = opened_as_packed(&packed);
        prop_assert!(opened[0].is_none_or(|length| length <= crate::MAX_BODY_BYTES));
        prop_assert!(opened[1].is_none_or(|length| length <= MAX_PLAIN_BYTES));
    }
}
