//! The keys of this kiosk: its own, with which it signs, and those it verifies with.
//!
//! What keys are and how signatures are made stands in `kiosk_protocol`; here is only where they are kept.

mod device;
mod own;
mod trusted;

pub use device::{DeviceKey, DeviceKeyError, KeySource};
pub use own::own_keys;
pub(crate) use own::remember_key;
pub use trusted::{KeySetError, read_key_set};
