//! With what somebody says who they are, where they check in for an appointment.

use kiosk_protocol::Reference;

use super::Phone;

/// Who checks in.
#[derive(Clone, PartialEq, Eq)]
pub enum Who {
    /// With the reference, scanned or typed.
    Reference(Reference),
    /// With a phone number.
    Phone(Phone),
}

impl std::fmt::Debug for Who {
    /// Which of the two, and nothing of it: a reference opens an appointment.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Reference(_) => "Reference(..)",
            Self::Phone(_) => "Phone(..)",
        })
    }
}
