//! The services: forms, documents, fees, times, in every language.
