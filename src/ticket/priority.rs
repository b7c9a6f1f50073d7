//! Who may be called before others.

use kiosk_protocol::PriorityClass;

/// The message that names a class; one that this version does not know is called by a general word.
#[must_use]
pub fn priority_key(class: &PriorityClass) -> &'static str {
    match class {
        PriorityClass::Elderly => "priority-elderly",
        PriorityClass::Disabled => "priority-disabled",
        PriorityClass::Pregnant => "priority-pregnant",
        PriorityClass::Infant => "priority-infant",
        PriorityClass::Appointment => "priority-appointment",
        PriorityClass::Other(_) => "priority-other",
    }
}
