//! Identity documents and numbers: MRZ, national card, phone.
