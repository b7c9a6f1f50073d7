//! The reference central server's command line.

use std::process::ExitCode;

use clap::Parser;
use kiosk_central::command::{Arguments, run};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    run(arguments, &mut std::io::stdout().lock(), &mut std::io::stderr())
}
