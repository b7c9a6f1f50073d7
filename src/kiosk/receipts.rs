//! Signing the receipts of this kiosk, and whose receipts it believes.

use std::sync::{Arc, PoisonError, RwLock};

use kiosk_protocol::receipt::{DigestHead, Receipt};
use kiosk_protocol::{CentreId, KeyRole, KeySet, Reference, Signer, TrustedKey};

use crate::catalogue::Service;
use crate::config;
use crate::identity::scan::ReceiptTrust;
use crate::keys::{DeviceKey, KeySetError, read_key_set};
use crate::receipt::design::receipt_payload;
use crate::store::{Device, Request};

/// What a kiosk signs receipts with.
#[derive(Debug, Clone)]
pub struct Receipts {
    key: Arc<DeviceKey>,
    centre: CentreId,
    slot: char,
    trust: Trust,
}

/// Whose receipts are believed, at every moment: this kiosk's own and those of the configuration from the start, those of
/// its neighbours once central has named them.
#[derive(Debug, Clone)]
pub struct Trust {
    fixed: Arc<ReceiptTrust>,
    now: Arc<RwLock<Arc<ReceiptTrust>>>,
}

impl Trust {
    fn new(fixed: ReceiptTrust) -> Self {
        let fixed = Arc::new(fixed);
        Self { now: Arc::new(RwLock::new(Arc::clone(&fixed))), fixed }
    }

    /// What is believed now.
    #[must_use]
    pub fn now(&self) -> Arc<ReceiptTrust> {
        // A value that is whole at every moment: whoever panicked beside it has harmed nothing.
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Believes these from now on, and no longer those that were named before.
    pub(super) fn believe(&self, neighbours: &KeySet) {
        let mut trust = ReceiptTrust::clone(&self.fixed);
        believe_also(&mut trust.keys, neighbours);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(trust);
    }
}

/// Adds those keys that do not stand there yet in the same role: what the configuration says of a key counts.
pub fn believe_also(keys: &mut KeySet, more: &KeySet) {
    for key in more.iter() {
        if keys.iter().all(|known| (&known.public, &known.role) != (&key.public, &key.role)) {
            keys.add(key.clone());
        }
    }
}

impl Receipts {
    /// Signs with `key` for `device`; believes its own receipts and those under the keys of the configuration.
    ///
    /// # Errors
    /// The file of keys that the configuration names cannot be used.
    pub fn new(key: Arc<DeviceKey>, device: &Device, config: &config::Receipt) -> Result<Self, KeySetError> {
        let mut keys = match &config.keys {
            Some(path) => read_key_set(path)?,
            None => KeySet::default(),
        };
        let own = key.public();
        let owner = Some(format!("{}/{}", device.centre, device.slot));
        let own = TrustedKey { owner, ..TrustedKey::always(own, KeyRole::Device) };
        believe_also(&mut keys, &[own].into_iter().collect());
        let trust = Trust::new(ReceiptTrust { keys, url: config.url.clone() });
        Ok(Self { key, centre: device.centre.clone(), slot: device.slot.get(), trust })
    }

    /// Whose receipts are believed.
    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// What the QR code of a request's receipt says. A request from before references followed from ids has the
    /// unsigned form, which names the reference.
    #[must_use]
    pub fn payload(&self, request: &Request, service: Option<&Service>) -> String {
        let unsigned = || receipt_payload(request.reference, request.check_code);
        if Reference::of(request.id) != request.reference {
            return unsigned();
        }
        let receipt = Receipt {
            item: request.id,
            issued_s: request.created.as_second(),
            centre: self.centre.clone(),
            slot: self.slot,
            // Whoever finds the paper must not learn it.
            service: service.filter(|service| !service.private && !request.private).map(|service| service.number),
            label: request.ticket.as_ref().map(|ticket| ticket.label.to_string()),
            digest: request.digest.as_ref().map(|digest| DigestHead::of(digest, DigestHead::USUAL)),
        };
        receipt.sign(self.key.as_ref(), self.trust.fixed.url.as_ref()).unwrap_or_else(unsigned)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use kiosk_protocol::receipt::Refusal;
    use kiosk_protocol::{ItemId, SigningKey, Window};

    use super::*;

    /// A neighbour is a stranger until central names it; what a revoked one signs afterwards has expired; nobody who is
    /// named can take this kiosk's own key out.
    #[test]
    fn neighbours_are_believed_when_they_are_named() {
        let [own, neighbour] = [1, 2].map(|seed| SigningKey::from_seed(&[seed; 32]));
        let of = |key: &SigningKey| TrustedKey::always(key.public(), KeyRole::Device);
        let trust = Trust::new(ReceiptTrust { keys: [of(&own)].into_iter().collect(), url: None });
        let text = |key: &SigningKey| {
            let receipt = Receipt {
                item: ItemId::new(1_795_000_000_000, [3; 10]),
                issued_s: 1_795_000_000,
                centre: "erbil-1".parse().unwrap(),
                slot: '4',
                service: None,
                label: None,
                digest: None,
            };
            receipt.sign(key, None).unwrap()
        };
        let answer = |key: &SigningKey| Receipt::verify(&text(key), None, &trust.now().keys).map(|_| ());
        assert!(matches!(answer(&neighbour), Err(Refusal::UnknownKey(_))));
        trust.believe(&[of(&neighbour)].into_iter().collect());
        assert_eq!((answer(&own), answer(&neighbour)), (Ok(()), Ok(())));
        let ended = Window { not_before_ms: i64::MIN, not_after_ms: 1_794_999_999_000 };
        let revoked = [&own, &neighbour].map(|key| TrustedKey { window: ended, ..of(key) });
        trust.believe(&revoked.into_iter().collect());
        assert_eq!(answer(&own), Ok(()));
        assert!(matches!(answer(&neighbour), Err(Refusal::Expired { .. })));
        trust.believe(&KeySet::default());
        assert!(matches!(answer(&neighbour), Err(Refusal::UnknownKey(_))), "named no longer");
    }
}
