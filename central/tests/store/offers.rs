//! What is handed out: told when it is another, to every centre, once.

use kiosk_central::store::Store;
use kiosk_central::store::offers::{FormVersion, Offers};
use kiosk_protocol::Topic;

use crate::fixture::{push, sender, ticket};

pub(crate) async fn offers(store: impl Store) {
    let offer = async |catalogue: Option<&str>, config: &str| {
        let offers = Offers { catalogue: catalogue.map(str::to_owned), config: Some(config.to_owned()) };
        store.offer(offers, 7).await.unwrap();
    };
    let told = async |centre: &str| {
        let page = store.changes_after(centre.parse().unwrap(), None, 100).await.unwrap();
        let line = |change: kiosk_protocol::Change| {
            assert_eq!(change.at_ms, 7);
            (change.topic, change.data["version"].as_str().unwrap().to_owned())
        };
        page.changes.into_iter().map(line).collect::<Vec<_>>()
    };
    offer(Some("a"), "1").await;
    push(&store, &sender("erbil", 1), &[ticket(1, "B3-001")]).await;
    push(&store, &sender("duhok", 2), &[ticket(2, "B3-001")]).await;
    assert!(told("erbil").await.is_empty(), "whoever comes later asks anyway");
    offer(Some("a"), "1").await;
    assert!(told("erbil").await.is_empty(), "nothing new");
    offer(Some("b"), "1").await;
    let catalogue = (Topic::CatalogueChanged, "b".to_owned());
    assert_eq!(told("erbil").await, std::slice::from_ref(&catalogue));
    assert_eq!(told("duhok").await, std::slice::from_ref(&catalogue));
    // A server without a catalogue says nothing of one, and forgets none.
    offer(None, "2").await;
    offer(Some("b"), "2").await;
    assert_eq!(told("erbil").await, [catalogue, (Topic::ConfigChanged, "2".to_owned())]);
    // Versions of forms are noted once and never forgotten.
    let form = |name: &str, version| FormVersion { name: name.to_owned(), version };
    let (birth, death) = (form("civ.birth", 10), form("civ.death", 1));
    let noted = store.publish(vec![death.clone(), birth.clone()], 7).await.unwrap();
    assert_eq!(noted, [birth.clone(), death.clone()]);
    let newer = form("civ.birth", 11);
    assert_eq!(store.publish(vec![newer.clone(), birth.clone()], 8).await.unwrap(), [birth, newer, death.clone()]);
    assert_eq!(store.publish(vec![], 9).await.unwrap().len(), 3);
    // The centre's sequence goes on behind them.
    let result = push(&store, &sender("erbil", 1), &[ticket(3, "B3-002")]).await;
    assert_eq!(result.results[0].server_seq, Some(4));
}
