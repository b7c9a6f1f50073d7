//! Measures the kiosk from outside, as a citizen meets it, and Chromium's kiosk mode beside it.
//!
//! Starts its own X server, so nothing else is painted there. `scripts/bench`
//! runs it; `docs/BENCHMARKS.md` says what each figure means.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod chromium;
mod common;
mod figures;
mod own;
mod process;
mod screen;
mod shadow;
mod speech;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::builder::RangedU64ValueParser;

use crate::common::Rounds;
use crate::screen::{At, Screen};

/// What went wrong, in words for whoever runs this.
pub(crate) type Trouble = Box<dyn std::error::Error>;

/// The panel: portrait full HD.
pub(crate) const SIZE: (u16, u16) = (1080, 1920);

/// Where the pointer rests: nothing is there on any screen.
pub(crate) const ASIDE: At = (2, 1917);

/// How long rest is watched.
pub(crate) const IDLE_SECONDS: u64 = 10;

/// Measures the kiosk, and Chromium beside it.
#[derive(Debug, Parser)]
struct Args {
    /// The kiosk
    #[arg(long)]
    kiosk: PathBuf,
    /// The central server
    #[arg(long)]
    central: PathBuf,
    /// Chromium; not measured when left out
    #[arg(long)]
    chromium: Option<PathBuf>,
    /// How often a start is measured
    #[arg(long, default_value_t = 15)]
    starts: usize,
    /// How often a press and a flip are measured
    #[arg(long, default_value_t = 40)]
    touches: usize,
    /// How many page turns (2 at least: from the first ones growth is counted)
    #[arg(long, default_value_t = 3000, value_parser = RangedU64ValueParser::<usize>::new().range(2..))]
    turns: usize,
    /// Cargo says so to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    match measure(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("error: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn measure(args: &Args) -> Result<(), Trouble> {
    let screen = Screen::start(SIZE.0, SIZE.1)?;
    let rounds = Rounds { starts: args.starts, touches: args.touches };
    println!("load at the beginning: {:.1}\n", process::load());
    let place = own::Place::prepare(&args.central)?;
    figures::head("kiosk");
    speech::measure(args.touches)?;
    own::measure(&screen, &args.kiosk, &place, rounds, args.turns)?;
    if let Some(program) = &args.chromium {
        let page = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/chromium/attract.html"));
        println!();
        figures::head("Chromium --kiosk");
        chromium::measure(&screen, program, &page, rounds)?;
    }
    println!("\nload at the end: {:.1}", process::load());
    Ok(())
}
