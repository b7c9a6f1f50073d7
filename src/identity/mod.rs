//! Who the citizen is, as their own papers say: machine-readable zones, the
//! Iraqi national card number, telephone numbers, and what a scan may be.
//!
//! Everything personal here is wiped when dropped and shows nothing in `Debug`.

pub mod document;
pub mod framing;
pub mod mrz;
pub mod national_card;
pub mod phone;
pub mod scan;
pub mod who;

pub use document::{DocumentKind, IdentityDocument, Sex};
pub use framing::{AimCode, End, Framing};
pub use mrz::MrzError;
pub use national_card::NationalNumber;
pub use phone::Phone;
pub use scan::Scanned;
pub use who::Who;
