//! Signing the receipts of this kiosk, and whose receipts it believes.

use std::sync::Arc;

use kiosk_protocol::receipt::{DigestHead, Receipt};
use kiosk_protocol::{CentreId, KeyRole, Reference, Signer, TrustedKey};

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
    trust: Arc<ReceiptTrust>,
}

impl Receipts {
    /// Signs with `key` for `device`; believes its own receipts and those under the keys of the configuration.
    ///
    /// # Errors
    /// The file of keys that the configuration names cannot be used.
    pub fn new(key: Arc<DeviceKey>, device: &Device, config: &config::Receipt) -> Result<Self, KeySetError> {
        let mut keys = match &config.keys {
            Some(path) => read_key_set(path)?,
            None => kiosk_protocol::KeySet::default(),
        };
        let own = key.public();
        if keys.iter().all(|known| known.public != own || known.role != KeyRole::Device) {
            let owner = Some(format!("{}/{}", device.centre, device.slot));
            keys.add(TrustedKey { owner, ..TrustedKey::always(own, KeyRole::Device) });
        }
        let trust = Arc::new(ReceiptTrust { keys, url: config.url.clone() });
        Ok(Self { key, centre: device.centre.clone(), slot: device.slot.get(), trust })
    }

    /// Whose receipts are believed.
    #[must_use]
    pub fn trust(&self) -> &Arc<ReceiptTrust> {
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
        receipt.sign(self.key.as_ref(), self.trust.url.as_ref()).unwrap_or_else(unsigned)
    }
}
