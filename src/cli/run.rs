//! `kiosk run`: the kiosk, full screen.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use iced::Size;

use super::anew::{self, Anew};
use super::{FAILED, Failure, Outcome, display, fail, locate, logging, tell};
use crate::config::data::DataDir;
use crate::config::{Config, Millimetres};
use crate::kiosk::{Kiosk, Manager, Reloading, StartOptions, Started};
use crate::ui::app::{self, World};
use crate::ui::live::{Live, Speaking};

/// Run the kiosk.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk run --config /etc/kiosk/kiosk-config.toml")]
pub struct Args {
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// In a window of this size in pixels instead of full screen
    #[arg(long, value_name = "WxH", value_parser = window_size)]
    windowed: Option<Size>,
    /// Take the day that the clock shows, although it has leapt ahead since the last run
    #[arg(long)]
    confirm_day: bool,
}

/// `540x960` as a size in pixels.
pub(super) fn window_size(text: &str) -> Result<Size, String> {
    let (width, height) = text.split_once('x').ok_or("write it like 540x960")?;
    let pixels = |text: &str| match text.parse::<u16>() {
        Ok(pixels) if pixels >= 320 => Ok(f32::from(pixels)),
        _ => Err(format!("{text} is not a number of pixels from 320 to 65535")),
    };
    Ok(Size::new(pixels(width)?, pixels(height)?))
}

/// Draws for a panel of the configured size, only smaller: in a window that is smaller than the panel a
/// millimetre takes fewer pixels, so that what is seen has the panel's proportions.
pub(super) fn fit(config: &mut Config, window: Size) {
    let display = &mut config.display;
    let panel = f64::from(display.width.max(display.height));
    let factor = panel / f64::from(window.width.max(window.height));
    if factor > 1.0 {
        display.pixel_pitch = Millimetres(display.pixel_pitch.0 * factor);
    }
}

/// A runtime for everything that waits.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(fail)
}

/// What the screens need of a started kiosk.
pub(super) fn world(kiosk: &Kiosk, data: &DataDir, clock: Arc<dyn crate::clock::Clock>) -> Result<World, Failure> {
    let config = kiosk.config();
    crate::ui::install(data);
    let speech = Speaking::start(config, data, kiosk.locales())
        .map_err(|error| Failure::new(format!("speech.output: the speech log cannot be opened: {error}")))?;
    Ok(World {
        locales: kiosk.locales().clone(),
        catalogue: Arc::clone(kiosk.catalogue()),
        config: Arc::new(config.clone()),
        clock,
        backend: Arc::new(Live::new(kiosk.clone(), speech)),
    })
}

/// Tells what was found at the start, for the log and whoever started it by hand.
pub(super) fn report(started: &Started) {
    for problem in &started.warnings {
        tracing::warn!(event = "locale.problem", %problem);
    }
    let report = &started.report;
    tracing::info!(
        event = "store.opened",
        sqlite = report.sqlite,
        begun = report.begun,
        in_doubt = report.jobs_in_doubt
    );
    if report.recovered.is_some() {
        tracing::error!(
            event = "store.recovered",
            "the database was damaged; it is kept aside and a new one has begun"
        );
    }
    if let Some((row, what)) = report.audit_broken {
        tracing::error!(event = "audit.broken", row, what);
    }
}

/// The kiosk, starting on a thread of its own while the connection to the display is made: each takes about
/// 20 ms, and neither needs the other.
#[derive(Debug)]
struct Starting {
    thread: Mutex<Option<JoinHandle<Result<Begun, Failure>>>>,
    begun: OnceLock<Begun>,
    anew: Anew,
}

/// A started kiosk and what its screens need. Its virtual devices live as long as this does.
struct Begun {
    world: World,
    started: Started,
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Begun").finish_non_exhaustive()
    }
}

impl Starting {
    fn begin(anew: Anew, start: impl FnOnce() -> Result<Begun, Failure> + Send + 'static) -> Result<Self, Failure> {
        let thread = std::thread::Builder::new().name("start".into()).spawn(start).map_err(fail)?;
        Ok(Self { thread: Mutex::new(Some(thread)), begun: OnceLock::new(), anew })
    }

    /// What the screens need. A kiosk that cannot start ends the program here, as the command would:
    /// nothing has been shown yet and nothing is open that must be closed.
    fn world(&self) -> World {
        let begun = self.begun.get_or_init(|| {
            let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
            let failure = match thread.map(JoinHandle::join) {
                Some(Ok(Ok(begun))) => {
                    self.anew.has_started();
                    return begun;
                }
                Some(Ok(Err(failure))) => failure,
                Some(Err(_)) | None => Failure::new("the kiosk did not start: its thread has ended"),
            };
            self.anew.go_back(&failure);
            tell(&failure);
            std::process::exit(FAILED.into())
        });
        begun.world.clone()
    }
}

impl Starting {
    /// The configuration to go back to, when the window was closed to begin anew.
    fn left_to_begin_anew(&self) -> Option<PathBuf> {
        self.begun.get()?.started.kiosk.left_to_begin_anew()
    }
}

/// Runs until the window is closed.
///
/// # Errors
/// The kiosk cannot start, or no window can be opened.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    // Before another file lies in its place.
    let program = std::env::current_exe().map_err(fail)?;
    let (path, data) = locate(args.config.as_deref())?;
    let anew = Anew::of_environment();
    let (mut config, in_force) = anew.config(&path).inspect_err(|failure| anew.go_back(failure))?;
    if let Some(window) = args.windowed {
        fit(&mut config, window);
    }
    let set_level = logging::start(config.log);
    let runtime = runtime()?;
    let panel = config.display.clone();
    let mut options = StartOptions::new(config, data.clone(), runtime.handle().clone());
    options.manager = Manager::of_environment();
    options.reloading = Some(Reloading { path, in_force, program: program.clone(), set_level });
    let (handle, confirm_day) = (runtime.handle().clone(), args.confirm_day);
    let starting = Arc::new(Starting::begin(anew, move || {
        app::prepare();
        let clock = Arc::clone(&options.clock);
        let started = Kiosk::start(options).map_err(fail)?;
        report(&started);
        if confirm_day {
            handle.block_on(started.kiosk.store().confirm_day()).map_err(fail)?;
        }
        Ok(Begun { world: world(&started.kiosk, &data, clock)?, started })
    })?);
    if let Err(failure) = display::answers() {
        // What is wrong with the kiosk itself is told first.
        let _ = starting.world();
        return Err(failure);
    }
    let waiting = Arc::clone(&starting);
    app::run_when(&panel, move || waiting.world(), app::Options { windowed: args.windowed })
        .map_err(|error| Failure::new(format!("no window can be opened: {error}")))?;
    match starting.left_to_begin_anew() {
        None => Ok(Outcome::Done),
        Some(before) => {
            // Store, ports and sockets are closed in order, as at any end.
            drop(starting);
            drop(runtime);
            Err(anew::begin(&program, &before))
        }
    }
}
