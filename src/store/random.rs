//! Random bytes, injected.

use std::fmt;

use rand::TryRng;
use rand::rngs::SysRng;

use super::error::StoreError;

/// Where random bytes come from: ids and references are made of them.
pub trait Random: Send + fmt::Debug {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`StoreError::Random`] when there are none.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError>;
}

/// The random numbers of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), StoreError> {
        SysRng.try_fill_bytes(bytes).map_err(|_| StoreError::Random)
    }
}
