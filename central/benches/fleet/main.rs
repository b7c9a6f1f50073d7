//! A fleet of kiosks against a real `central` process: how long a full outbox takes to drain, and what a
//! region does to the server within a minute.
//!
//! ```text
//! cargo bench -p kiosk-central --bench fleet -- --central target/release/central [--scale 0.1] [--only sqlite|postgres]
//! ```
//! Server, database and fleet share one machine, over loopback. Every kiosk has its own identity and its own
//! connection over TLS 1.3, signs what it sends, and has sealed it to central's key before (a real kiosk does that when the
//! citizen submits). What central's worker still has to open afterwards is the column "opened". The exit code is 1 when a push failed or rows are missing; figures are printed, not judged, as
//! they depend on the machine (docs/BENCHMARKS.md).
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../../tests/cluster/mod.rs"]
mod cluster;
mod identity;
mod kiosk;
mod server;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;

use identity::Identity;
use kiosk::Kiosk;
use server::Server;

#[derive(Parser)]
struct Options {
    /// The program to measure
    #[arg(long)]
    central: PathBuf,
    /// A part of the whole fleet, to see that it works: 0.01 to 1
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
    /// One of the databases only
    #[arg(long)]
    only: Option<String>,
    /// What cargo bench adds
    #[arg(long, hide = true)]
    bench: bool,
}

/// The whole fleet: 5,000 kiosks with 20 items each within a minute.
const KIOSKS: f64 = 5_000.0;
const ITEMS: u32 = 20;
const WINDOW_S: f64 = 60.0;
/// The outbox of a kiosk that was offline.
const OUTBOX: f64 = 10_000.0;
const BATCH: u32 = 100;
/// Bytes of a request's answers.
const BODY: usize = 2_048;
/// Kiosks in one centre.
const PER_CENTRE: u32 = 20;

fn main() -> ExitCode {
    let options = Options::parse();
    let cluster = (options.only.as_deref() != Some("sqlite")).then(cluster::Cluster::start);
    println!(
        "database  what                          pushes  failed   p50 ms   p99 ms   max ms  seconds   rows/s  opened   CPU s  RSS MB"
    );
    let mut good = true;
    for database in ["sqlite", "postgres"] {
        if options.only.as_deref().is_some_and(|only| only != database) {
            continue;
        }
        for scenario in [drain, fleet] {
            let folder = tempfile::tempdir().unwrap();
            let address = match (database, &cluster) {
                ("postgres", Some(cluster)) => cluster.database(),
                _ => format!("sqlite:{}", folder.path().join("central.db").display()),
            };
            let mut server = Server::start(&options.central, &address, folder.path());
            good &= scenario(database, &mut server, options.scale);
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Makes so many kiosks known to central, past it: enrolment is not what is measured.
fn let_in(server: &Server, kiosks: u32) {
    runtime().block_on(Identity::let_in(&server.database.parse().unwrap(), kiosks));
}

/// One kiosk that was offline sends everything it has, batch after batch.
fn drain(database: &str, server: &mut Server, scale: f64) -> bool {
    let batches = ((OUTBOX * scale) as u32 / BATCH).max(1);
    let addr = server.addr;
    let_in(server, 1);
    let mut kiosk = Kiosk::new(addr, server.tls.clone(), Identity::new(0), &server.seal_keys, (batches, BATCH, BODY));
    let began = Instant::now();
    let done = runtime().block_on(async move {
        kiosk.drain().await;
        kiosk.pushes
    });
    let what = format!("drain {} at batch {BATCH}", batches * BATCH);
    report(database, &what, &done, u64::from(batches * BATCH), began.elapsed(), server)
}

/// Every kiosk connects at its own moment within the window and sends what it has.
fn fleet(database: &str, server: &mut Server, scale: f64) -> bool {
    let kiosks = ((KIOSKS * scale) as u32).max(1);
    let window = Duration::from_secs_f64(WINDOW_S * scale.max(0.05));
    let addr = server.addr;
    let_in(server, kiosks);
    let fleet: Vec<_> = (0..kiosks)
        .map(|n| Kiosk::new(addr, server.tls.clone(), Identity::new(n), &server.seal_keys, (1, ITEMS, BODY)))
        .collect();
    let began = Instant::now();
    let done = runtime().block_on(async move {
        let tasks: Vec<_> = fleet
            .into_iter()
            .enumerate()
            .map(|(n, mut kiosk)| {
                // Spread by the golden ratio: even, and neighbours do not come one after the other.
                let moment = window.mul_f64(n as f64 * 0.618_033_988_75 % 1.0);
                tokio::spawn(async move {
                    tokio::time::sleep(moment).await;
                    kiosk.drain().await;
                    kiosk.pushes
                })
            })
            .collect();
        let mut pushes = Vec::new();
        for task in tasks {
            pushes.extend(task.await.unwrap());
        }
        pushes
    });
    let what = format!("{kiosks} kiosks x {ITEMS} in {:.0} s", window.as_secs_f64());
    report(database, &what, &done, u64::from(kiosks * ITEMS), began.elapsed(), server)
}

fn report(
    database: &str,
    what: &str,
    pushes: &[Option<Duration>],
    rows: u64,
    took: Duration,
    server: &mut Server,
) -> bool {
    let failed = pushes.iter().filter(|push| push.is_none()).count();
    let mut times: Vec<f64> = pushes.iter().flatten().map(|push| push.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get((times.len().saturating_sub(1) as f64 * part) as usize).copied().unwrap_or(f64::NAN);
    let seconds = took.as_secs_f64();
    let pushed = Instant::now();
    runtime().block_on(server.opened());
    let opened = seconds + pushed.elapsed().as_secs_f64();
    println!(
        "{database:8}  {what:28}  {:6}  {failed:6}  {:7.1}  {:7.1}  {:7.1}  {seconds:7.2}  {:7.0}  {opened:6.2}  {:6.2}  {:6.1}",
        pushes.len(),
        at(0.5),
        at(0.99),
        at(1.0),
        rows as f64 / seconds,
        server.cpu_seconds(),
        server.peak_rss_mb(),
    );
    // What was acknowledged must be there, once.
    let (kept, quarantined) = server.stop_and_count();
    if (kept, quarantined) != (rows, 0) {
        println!("{database}: {what}: {rows} rows were sent, {kept} are kept, {quarantined} of them in quarantine");
    }
    failed == 0 && (kept, quarantined) == (rows, 0)
}
