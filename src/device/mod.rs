//! Devices: the serial printer and scanner with their virtual twins, and the A4 printer on the network.
//!
//! Each serial device is one thread that owns its port ([`printer::Printer`], [`scanner::Scanner`]); what
//! the thread decides stands in pure state machines beside it ([`printer::job`],
//! [`scanner::framer`]), so that every decision is tested without a port. The virtual devices of
//! [`virtual_`] sit at the other end of a pseudo-terminal and are opened through the very same
//! [`mod@line`] as real ones.

pub mod a4;
pub mod connect;
pub mod line;
pub mod ports;
pub mod printer;
pub mod probe;
pub mod scanner;
pub mod virtual_;

#[cfg(test)]
mod tests;
