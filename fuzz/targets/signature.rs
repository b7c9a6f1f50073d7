//! Any text as the signature fields of a request: refused, or read and written the same again.
#![no_main]

use kiosk_protocol::http_signature::{LABEL, Params, RequestHeaders, RequestParts, RequestSignature, content_digest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (input, signature) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(params) = Params::read(input, LABEL) {
        assert_eq!(Params::read(&format!("{LABEL}={}", params.write()), LABEL), Ok(params));
    }
    let digest = content_digest(b"");
    let headers = RequestHeaders { content_digest: &digest, signature_input: input, signature };
    let parts = RequestParts { method: "GET", target_uri: "https://central.example.krd/v1/config", content: b"" };
    if let Ok(read) = RequestSignature::read(&headers, &parts) {
        assert!((16..=64).contains(&read.nonce.len()));
        assert!(read.answer_covers().starts_with(':'));
    }
});
