//! `kiosk demo`: everything on this machine. With a display it opens the
//! window; without one it plays scripted visits and leaves pictures.

mod everything;
mod pictures;
mod script;
mod summary;

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::Size;

pub use everything::{Everything, Ports, Wishes, central_config};
pub use script::Player;

use super::{Failure, Outcome, display, fail, load, logging, sample};
use crate::config::{Log, LogLevel};
use crate::i18n::Language;
use crate::ui::app;

/// Run everything on this machine: central, printer, scanner and kiosk.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk demo --headless --lang ckb --out pictures")]
pub struct Args {
    /// Play a scripted visit and write pictures, even where there is a display
    #[arg(long)]
    headless: bool,
    /// The folder for pictures, tickets, receipts and the summary
    #[arg(long, value_name = "DIR", default_value = "target/demo")]
    out: PathBuf,
    /// Only this language (ckb, ar, en); all three otherwise
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The size of the screen in pixels
    #[arg(long, value_name = "WxH", default_value = "1080x1920", value_parser = super::run::window_size)]
    size: Size,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Append every word that would be said to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    speech_log: Option<PathBuf>,
}

/// Opens the window or plays the visits.
///
/// # Errors
/// A part does not start, or a step of the script fails: it says which.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    if args.headless || !display::named() { play(args) } else { open(args) }
}

/// What the arguments ask of the world around the kiosk.
fn wishes(args: &Args) -> Wishes {
    Wishes { speech_log: args.speech_log.clone(), ..Wishes::default() }
}

/// The scripted visits.
fn play(args: &Args) -> Result<Outcome, Failure> {
    let languages = match &args.lang {
        None => vec![Language::CKB, Language::AR, Language::EN],
        Some(tag) => match Language::parse(tag) {
            Some(language) if sample::person(language).is_some() => vec![language],
            _ => return Err(Failure::new(format!("--lang {tag}: the script knows ckb, ar and en"))),
        },
    };
    let mut pictures = pictures::Pictures::new(&args.out)?;
    let (config, data) = load(args.config.as_deref())?;
    logging::start(Log { level: LogLevel::Error, ..config.log });
    let began = Instant::now();
    let mut out = std::io::stdout();
    let mut everything = Everything::start(config, data, wishes(args))?;
    say(
        &mut out,
        format_args!("central, printer, scanner and kiosk run (central at {})", everything.central_address()),
    );

    for language in languages {
        say(&mut out, format_args!("a visit in {}", language.tag()));
        let pictures_before = pictures.count();
        script::visit(&mut everything, &mut pictures, language, args.size)
            .map_err(|failure| Failure::new(format!("the visit in {} failed: {failure}", language.tag())))?;
        say(&mut out, format_args!("  {} pictures", pictures.count() - pictures_before));
    }
    everything.drained(Duration::from_secs(20))?;
    let papers = pictures::keep_sheets(&everything, &args.out)?;
    let summary = summary::of_central(&everything)?;
    let file = args.out.join("summary.txt");
    std::fs::write(&file, &summary).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    let _ = write!(out, "{summary}");
    say(
        &mut out,
        format_args!(
            "{} pictures, {papers} papers and the summary are in {} ({:.1} s)",
            pictures.count(),
            args.out.display(),
            began.elapsed().as_secs_f32()
        ),
    );
    Ok(Outcome::Done)
}

/// The window, with everything behind it. Lines typed in the terminal are held
/// before the scanner.
fn open(args: &Args) -> Result<Outcome, Failure> {
    let (mut config, data) = load(args.config.as_deref())?;
    display::answers()?;
    logging::start(config.log);
    config.display.fullscreen = false;
    let window = fitting(args.size);
    super::run::fit(&mut config, window);
    let everything = Everything::start(config, data, wishes(args))?;
    let mut out = std::io::stdout();
    say(
        &mut out,
        format_args!("central at {}; papers appear in {}", everything.central_address(), sheets(&everything).display()),
    );
    say(&mut out, format_args!("a line typed here is scanned; \"card\" is a sample national card"));
    let world = everything.world()?;
    let everything = Arc::new(everything);
    let typed = Arc::clone(&everything);
    // Ends with the process: a read of the terminal cannot be interrupted.
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            let text = if line.trim() == "card" { sample::NATIONAL_CARD } else { line.as_str() };
            if typed.scanner().map_or(true, |scanner| scanner.scan(text).is_err()) {
                break;
            }
        }
    });
    app::run(world, app::Options { windowed: Some(window) }).map_err(fail)?;
    everything.drained(Duration::from_secs(5))?;
    let _ = write!(out, "{}", summary::of_central(&everything)?);
    Ok(Outcome::Done)
}

/// A portrait panel does not fit on most desks: half its size does, in the same proportions.
fn fitting(size: Size) -> Size {
    if size.height > 1100.0 { Size::new(size.width / 2.0, size.height / 2.0) } else { size }
}

fn sheets(everything: &Everything) -> PathBuf {
    everything.folder().join("sheets")
}

/// Progress for whoever watches. A closed stdout does not stop the demo.
fn say(out: &mut impl std::io::Write, text: std::fmt::Arguments<'_>) {
    let _ = writeln!(out, "{text}");
    let _ = out.flush();
}
