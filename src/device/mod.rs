//! Serial devices: printer, scanner, and their virtual twins.
