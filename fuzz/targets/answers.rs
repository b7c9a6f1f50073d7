//! Any bytes as what central answers to a kiosk: results, changes, a state, a problem. What does not answer exactly the
//! items that were sent moves none of them, and nothing that nobody signed is believed.
#![no_main]

use std::sync::LazyLock;

use kiosk_protocol::http_signature::{AnswerHeaders, AnswerParts, content_digest};
use kiosk_protocol::{
    ChangePage, DatedKey, DeviceSeq, Item, ItemId, ItemKind, MAX_CHANGES, Problem, PushResult, Signer as _, SigningKey,
    StatusAnswer, Window,
};
use libfuzzer_sys::fuzz_target;

/// What was sent; the seeds answer these two.
static ITEMS: LazyLock<[Item; 2]> = LazyLock::new(|| {
    [1, 2].map(|n| {
        let id = ItemId::new(1_700_000_000_000, [n; 10]);
        Item::plain(id, DeviceSeq::FIRST, ItemKind::Ticket, "ticket@1", 1, b"{}".to_vec())
    })
});
/// No input holds its secret.
static KEY: LazyLock<DatedKey> = LazyLock::new(|| DatedKey {
    public: SigningKey::from_seed(&[0x5a; 32]).public(),
    window: Window { not_before_ms: 0, not_after_ms: i64::MAX },
});

fuzz_target!(|data: &[u8]| {
    if let Ok(result) = PushResult::from_json(data, &*ITEMS) {
        assert!(result.results.iter().map(|r| r.id).eq(ITEMS.iter().map(|i| i.id)));
        assert!(PushResult::from_json(data, &ITEMS[..1]).is_err(), "it answers two, not one");
        let written = serde_json::to_vec(&result).expect("a result can be written");
        assert_eq!(PushResult::from_json(&written, &*ITEMS), Ok(result), "read differently the second time");
    }
    if let Ok(page) = ChangePage::from_json(data) {
        assert!(page.changes.len() <= MAX_CHANGES && (1..=512).contains(&page.next_cursor.len()));
        for change in &page.changes {
            let _ = (change.status(), change.queue());
        }
        let written = serde_json::to_vec(&page).expect("a page can be written");
        assert_eq!(ChangePage::from_json(&written), Ok(page), "read differently the second time");
    }
    if let Ok(answer) = serde_json::from_slice::<StatusAnswer>(data) {
        let written = serde_json::to_vec(&answer).expect("an answer can be written");
        assert_eq!(serde_json::from_slice::<StatusAnswer>(&written).expect("it reads again"), answer);
    }
    let _ = serde_json::from_slice::<Problem>(data);
    // The lines of a signed answer, with a digest that fits: the signature never does.
    if let Ok(text) = std::str::from_utf8(data) {
        let (input, signature) = text.split_once('\n').unwrap_or((text, ""));
        let headers = AnswerHeaders {
            content_digest: content_digest(b"{}"),
            signature_input: input.to_owned(),
            signature: signature.to_owned(),
        };
        let parts = AnswerParts { status: 200, content: b"{}", request: ":AA==:" };
        assert!(parts.verify(&headers, std::slice::from_ref(&*KEY)).is_err(), "believed without a signature");
    }
});
