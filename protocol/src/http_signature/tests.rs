#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use proptest::prelude::*;

use super::fields::{read_signature, write_signature};
use super::*;
use crate::{DatedKey, PublicKey, Signer as _, SigningKey, Window};

/// `test-key-ed25519` of RFC 9421 B.1.4.
fn rfc_key() -> SigningKey {
    let seed = BASE64.decode(b"n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=").unwrap();
    SigningKey::from_seed(&seed.try_into().unwrap())
}

#[test]
fn rfc_9421_b_2_6_ed25519() {
    let input = "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    let signature =
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";
    let value = |component: &Component| {
        Some(
            match component.name.as_str() {
                "date" => "Tue, 20 Apr 2021 02:07:55 GMT",
                "@method" => "POST",
                "@path" => "/foo",
                "@authority" => "example.com",
                "content-type" => "application/json",
                "content-length" => "18",
                _ => return None,
            }
            .to_owned(),
        )
    };
    let key = rfc_key();
    let public = "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs".parse::<PublicKey>().unwrap();
    assert_eq!(key.public(), public);

    let params = Params::read(input, "sig-b26").unwrap();
    let base = params.base(value).unwrap();
    let expected = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
        \"@method\": POST\n\
        \"@path\": /foo\n\
        \"@authority\": example.com\n\
        \"content-type\": application/json\n\
        \"content-length\": 18\n\
        \"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    assert_eq!(base, expected);
    let given = read_signature(signature, "sig-b26").unwrap();
    assert_eq!(public.verify(base.as_bytes(), &given), Ok(()));
    // Ed25519 is deterministic: ours is the same, to the letter.
    assert_eq!(write_signature("sig-b26", &key.sign(base.as_bytes())), signature);
}

#[test]
fn rfc_9530_content_digest() {
    // RFC 9530, appendix B: `{"hello": "world"}` and a line feed, as in section 2.
    assert_eq!(content_digest(b"{\"hello\": \"world\"}\n"), "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
}

const NOW: i64 = 1_764_150_000;
const NONCE: &str = "abcdefghijklmnopqrstuv";
const URI: &str = "https://central.example.krd/v1/sync/push";

fn device() -> SigningKey {
    SigningKey::from_seed(&[3; 32])
}

fn parts(content: &[u8]) -> RequestParts<'_> {
    RequestParts { method: "POST", target_uri: URI, content }
}

fn headers(signed: &SignedRequest) -> RequestHeaders<'_> {
    RequestHeaders {
        content_digest: &signed.content_digest,
        signature_input: &signed.signature_input,
        signature: &signed.signature,
    }
}

fn judge(signed: &SignedRequest, parts: &RequestParts<'_>, now: i64) -> Result<(), BadRequestSignature> {
    RequestSignature::read(&headers(signed), parts)?.verify(&device().public(), now)
}

#[test]
fn a_request_is_believed_only_as_it_was_signed() {
    let signed = parts(b"body").sign(&device(), NOW, NONCE).unwrap();
    assert_eq!(
        signed.signature_input,
        format!(
            "psc=(\"@method\" \"@target-uri\" \"content-digest\");created={NOW};nonce=\"{NONCE}\";keyid=\"{}\";alg=\"ed25519\";tag=\"psc-sync-v1\"",
            device().public().id()
        )
    );
    assert_eq!(judge(&signed, &parts(b"body"), NOW), Ok(()));
    let read = RequestSignature::read(&headers(&signed), &parts(b"body")).unwrap();
    assert_eq!((read.keyid, read.created_s, read.nonce.as_str()), (device().public().id(), NOW, NONCE));
    assert_eq!(read.answer_covers(), signed.answer_covers);

    use BadRequestSignature::{ClockSkew, Digest, Malformed, Profile, Signature};
    assert_eq!(judge(&signed, &parts(b"other"), NOW), Err(Digest));
    assert_eq!(judge(&signed, &RequestParts { method: "PUT", ..parts(b"body") }, NOW), Err(Signature));
    let elsewhere = RequestParts { target_uri: "https://central.example.krd/v1/enrol", ..parts(b"body") };
    assert_eq!(judge(&signed, &elsewhere, NOW), Err(Signature));
    for (off, outcome) in [(300, Ok(())), (-300, Ok(())), (301, Err(ClockSkew)), (-301, Err(ClockSkew))] {
        assert_eq!(judge(&signed, &parts(b"body"), NOW + off), outcome, "{off} s");
    }
    assert_eq!(judge(&signed, &parts(b"body"), i64::MIN), Err(ClockSkew));
    let stranger = SigningKey::from_seed(&[4; 32]);
    let read = RequestSignature::read(&headers(&signed), &parts(b"body")).unwrap();
    assert_eq!(read.verify(&stranger.public(), NOW), Err(Signature));
    let with = |change: &dyn Fn(&mut SignedRequest)| {
        let mut altered = signed.clone();
        change(&mut altered);
        judge(&altered, &parts(b"body"), NOW).unwrap_err()
    };
    assert_eq!(with(&|s| s.signature_input = s.signature_input.replace(" \"content-digest\"", "")), Profile);
    assert_eq!(with(&|s| s.signature_input = s.signature_input.replace(";tag=\"psc-sync-v1\"", "")), Profile);
    assert_eq!(with(&|s| s.signature_input = s.signature_input.replace("ed25519\"", "rsa\"")), Profile);
    assert_eq!(with(&|s| s.signature_input = s.signature_input.replace(NONCE, "short")), Profile);
    assert_eq!(with(&|s| s.signature_input = s.signature_input.replace("created=1", "created=2")), Signature);
    assert!(matches!(with(&|s| s.signature_input = s.signature_input.replace("psc=", "other=")), Malformed(_)));
    assert!(matches!(with(&|s| s.signature.push_str(", psc=::")), Malformed(_)), "twice");
}

#[test]
fn every_single_bit_flip_of_a_signature_is_refused() {
    let signed = parts(b"body").sign(&device(), NOW, NONCE).unwrap();
    let bytes = *read_signature(&signed.signature, LABEL).unwrap().as_bytes();
    for bit in 0..512 {
        let mut altered = bytes;
        altered[bit / 8] ^= 1 << (bit % 8);
        let signature = write_signature(LABEL, &crate::Signature::from_bytes(altered));
        let altered = SignedRequest { signature, ..signed.clone() };
        assert_eq!(judge(&altered, &parts(b"body"), NOW), Err(BadRequestSignature::Signature), "bit {bit}");
    }
}

#[test]
fn an_answer_fits_its_own_request_only() {
    let central = SigningKey::from_seed(&[9; 32]);
    let keys = [DatedKey { public: central.public(), window: Window { not_before_ms: 0, not_after_ms: 1 } }];
    let one = parts(b"one").sign(&device(), NOW, NONCE).unwrap();
    let two = parts(b"two").sign(&device(), NOW, NONCE).unwrap();
    let answer = AnswerParts { status: 200, content: b"{}", request: &one.answer_covers };
    let headers = answer.sign(&central, NOW).unwrap();
    assert!(headers.signature_input.contains("\"signature\";req;key=\"psc\""));
    assert_eq!(answer.verify(&headers, &keys), Ok(()));
    use BadAnswerSignature::{Digest, Malformed, Profile, Signature, UnknownKey};
    assert_eq!(AnswerParts { status: 201, ..answer }.verify(&headers, &keys), Err(Signature));
    assert_eq!(AnswerParts { content: b"[]", ..answer }.verify(&headers, &keys), Err(Digest));
    assert_eq!(AnswerParts { request: &two.answer_covers, ..answer }.verify(&headers, &keys), Err(Signature));
    assert_eq!(answer.verify(&headers, &[]), Err(UnknownKey));
    let stripped = AnswerHeaders { signature_input: String::new(), ..headers.clone() };
    assert!(matches!(answer.verify(&stripped, &keys), Err(Malformed(_))));
    // A request's own headers are no answer.
    let echoed = AnswerHeaders {
        content_digest: one.content_digest.clone(),
        signature_input: one.signature_input.clone(),
        signature: one.signature.clone(),
    };
    assert_eq!(answer.verify(&echoed, &keys), Err(Profile));
}

#[test]
fn fields_that_are_none_are_refused() {
    for field in [
        "",
        " ",
        "psc",
        "psc=",
        "psc=()x",
        "psc=(\"a\"\"b\")",
        "psc=(\"a\" ",
        "psc=(a)",
        "psc=(\"a\");created=01",
        "psc=(\"a\");created=1.5",
        "psc=(\"a\");created=1;created=2",
        "psc=(\"a\"),",
        "Psc=(\"a\")",
        "psc=(\"a\\\"\")",
        "psc=(\"é\")",
        "psc=(\"a\"),psc=(\"a\")",
        "psc=(\"a\";unknown)",
        "psc=(\"a\");x=1e3",
    ] {
        assert_eq!(Params::read(field, "psc"), Err(Malformed), "{field}");
    }
    assert!(Params::read(&format!("psc=(\"{}\")", "a".repeat(3000)), "psc").is_err());
    let spaced = Params::read("  one=(\"a\") , psc=( \"a\"  \"b\" );created=-5;x", "psc").unwrap();
    assert_eq!((spaced.covered.len(), spaced.get_integer("created")), (2, Some(-5)));
    let twice = Params::read("psc=(\"a\" \"a\")", "psc").unwrap();
    assert_eq!(twice.base(|_| Some("x".into())), Err(Malformed));
    assert_eq!(spaced.base(|_| Some("x\ny".into())), Err(Malformed));
    assert!(read_signature("psc=:AAAA:", "psc").is_err(), "not 64 bytes");
}

proptest! {
    #[test]
    fn any_field_is_refused_or_comes_out_as_it_was_meant(field in "[ -~]{0,80}|psc=\\((\"[a-z@-]{1,8}\"(;req)?(;key=\"[a-z]{1,3}\")? ?){0,3}\\)(;[a-z]{1,3}(=[0-9]{1,6}|=\"[a-z]{0,5}\")?){0,3}") {
        if let Ok(params) = Params::read(&field, "psc") {
            let again = Params::read(&format!("psc={}", params.write()), "psc");
            prop_assert_eq!(again, Ok(params));
        }
        let _ = read_signature(&field, "psc");
    }
}
