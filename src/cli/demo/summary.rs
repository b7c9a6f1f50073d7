//! What central holds after the demo.

use std::fmt::Write as _;

use kiosk_central::store::Store as _;

use super::Everything;
use crate::cli::{Failure, fail};

/// A table of what central has in custody.
///
/// # Errors
/// Its database cannot be read.
pub(super) fn of_central(everything: &Everything) -> Result<String, Failure> {
    let store = everything.central_store()?;
    let lines = everything.runtime().block_on(store.newest(200)).map_err(fail)?;
    let mut text = format!("central holds {} items:\n", lines.len());
    for line in lines.iter().rev() {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "  {kind:<13} {reference:<14} {label:<8} {service:<24} {state}",
            kind = line.kind,
            reference = line.reference.as_deref().unwrap_or("-"),
            label = line.label.as_deref().unwrap_or("-"),
            service = line.service.as_deref().unwrap_or("-"),
            state = match (line.quarantine.as_ref(), line.state) {
                (Some(code), _) => format!("quarantined: {code:?}"),
                (None, Some(state)) => state.as_str().to_owned(),
                (None, None) => "kept".to_owned(),
            },
        );
    }
    Ok(text)
}
