//! Commands to kiosks.

use kiosk_central::store::Store;
use kiosk_central::store::registry::{Candidate, NewCode};
use kiosk_central::store::work::{Contents, Verdict};
use kiosk_protocol::{CentreId, Command, DeviceId, Digest, ItemKind, Signer as _, SigningKey};

use crate::fixture::{finding, id, item, push, sender};

/// A command goes to the centre of its kiosk, and ends once, by the word of that kiosk alone.
pub(crate) async fn commands(store: impl Store) {
    let device = |n: u8| DeviceId(uuid::Uuid::from_bytes([n; 16]));
    let reload = Command::Reload { anew: true };
    let nobody = store.order(device(1), reload.clone(), "operator-7".into(), 5).await.unwrap();
    assert_eq!(nobody, None, "not enrolled");
    for n in [1, 2] {
        let hash = Digest::of(&[n]);
        let slot = char::from(b'0' + n);
        let code = NewCode { hash, centre: "erbil".parse().unwrap(), slot, expires_ms: 100 };
        store.add_code(code).await.unwrap();
        let hardware = kiosk_protocol::Hardware { app_version: "0.1.0".into(), machine: "x86_64 linux".into() };
        let key = SigningKey::from_seed(&[n; 32]).public();
        store.enrol(Candidate { code: hash, key, device: None, fresh: device(n), hardware }, 10).await.unwrap();
    }
    let order = store.order(device(1), reload, "operator-7".into(), 20).await.unwrap().unwrap();
    let centre: CentreId = "erbil".parse().unwrap();
    let page = store.changes_after(centre.clone(), None, 100).await.unwrap();
    assert_eq!(
        page.changes.iter().filter_map(kiosk_protocol::Change::command).collect::<Vec<_>>(),
        std::slice::from_ref(&order)
    );
    let told_in_snapshot = async || {
        let page = store.snapshot(centre.clone(), None, 100).await.unwrap();
        page.changes.iter().filter_map(kiosk_protocol::Change::command).collect::<Vec<_>>()
    };
    assert_eq!(told_in_snapshot().await, std::slice::from_ref(&order), "whoever takes a snapshot hears of it as well");
    let waits = store.orders(10).await.unwrap();
    assert_eq!((waits.len(), waits[0].ended), (1, None));

    // Two kiosks say that it is done; one of them was told. It says so twice.
    push(&store, &sender("erbil", 2), &[item(1, ItemKind::CommandResult, "{}")]).await;
    push(
        &store,
        &sender("erbil", 1),
        &[item(2, ItemKind::CommandResult, "{}"), item(3, ItemKind::CommandResult, "{}")],
    )
    .await;
    let told = |n: u32, of: u8, done| finding(n, Verdict::Good(Contents::command_ended(order.id, device(of), done)));
    store.settle(centre.clone(), vec![told(1, 2, true), told(2, 1, false), told(3, 1, true)], 30).await.unwrap();
    let orders = store.orders(10).await.unwrap();
    let ended = orders[0].ended.unwrap();
    assert_eq!((orders.len(), ended.item, ended.done, ended.at_ms), (1, id(2), false, 30));
    assert!(told_in_snapshot().await.is_empty(), "it has ended");
    let after = store.changes_after(centre.clone(), Some(page.next_cursor), 100).await.unwrap();
    assert!(after.changes.is_empty(), "kiosks hear nothing of it");
    let rows = store.audit_after(centre, 0, 10).await.unwrap();
    let words: Vec<_> = rows.iter().map(|row| row.entry.split('"').nth(3).unwrap_or_default()).collect();
    assert_eq!(words, ["command", "command_ended"]);
}
