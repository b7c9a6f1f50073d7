//! Any bytes as a push, and as the answer to one: refused or read; what is read stands in the bounds and
//! says the same when it is written and read again.
#![no_main]

use std::collections::HashSet;

use kiosk_protocol::{MAX_ITEMS, PushBatch, PushResult};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(batch) = PushBatch::from_json(data) {
        assert!((1..=MAX_ITEMS).contains(&batch.items.len()));
        assert_eq!(batch.items.iter().map(|item| item.id).collect::<HashSet<_>>().len(), batch.items.len());
        let written = serde_json::to_vec(&batch).expect("a batch can be written");
        assert_eq!(PushBatch::from_json(&written).as_ref(), Ok(&batch), "read differently the second time");
        for item in &batch.items {
            let _ = (item.is_intact(), format!("{item:?}"));
        }
        let _ = PushResult::from_json(data, &batch.items);
    }
    if let Ok(result) = PushResult::from_json(data, &[]) {
        assert!(result.results.is_empty());
    }
    let _ = serde_json::from_slice::<PushResult>(data);
});
