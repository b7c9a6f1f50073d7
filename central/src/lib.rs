//! The reference central server: keeps what kiosks send and answers how it stands.
//!
//! - [`store`]: what is kept, behind the [`store::Store`] trait; embedded SQLite is one implementation.
//! - [`audit`]: the chain of each centre, and central's checkpoints.
//! - [`documents`]: citizens' documents, outside the database.
//! - `worker`: what happens after custody: opening, validation, quarantine.
//! - [`serving`]: who is called next, and how long the others wait.
//! - `http`: the API over it, as `openapi.json` describes it.
//! - [`keys`]: the folder of central's keys; [`opener`]: what opens sealed requests.
//! - [`Server`]: both together on a thread of their own, for `central serve`, the demo and tests.
//!
//! Custody comes first: an item that is well formed enough to be kept is kept, even when it cannot be
//! processed; then it stands in quarantine with its reason, and people at central work on it.

pub mod audit;
mod catalogue;
pub mod command;
mod daily;
pub mod documents;
mod http;
pub mod keys;
pub mod opener;
mod server;
pub mod serving;
pub mod store;
mod tls;
mod worker;

pub use http::routes;
pub use server::{Running, Server, ServerConfig, StartError};
pub use tls::TlsError;
