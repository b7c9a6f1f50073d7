//! `kiosk say`: how a text sounds, for who writes translations.

use std::io::Write as _;
use std::path::PathBuf;

use super::{Failure, Outcome, fail, load};
use crate::i18n::{Language, Locales};
use crate::problem::Problems;
use crate::speech::{Espeak, Voices};

/// Writes how the kiosk says a text
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: kiosk say --lang ckb --out said.wav \"٢٥٬٠٠٠ دینار\" && aplay said.wav")]
pub struct Args {
    /// The text, as it stands on the screen
    text: String,
    /// The language's tag
    #[arg(long, value_name = "TAG")]
    lang: String,
    /// The WAV file
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Runs it.
///
/// # Errors
/// There is no such language, or nothing can speak it.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let (config, data) = load(args.config.as_deref())?;
    let locales = Locales::load(&data.locales()).map_err(fail)?;
    let language = Language::parse(&args.lang).filter(|language| locales.info(*language).is_some());
    let Some(language) = language else {
        return Err(Failure::new(format!("--lang: \"{}\" is not installed", args.lang)));
    };
    let mut problems = Problems::default();
    let voices = Voices::load(&data.speech(), &locales, Espeak::new(&config.speech.espeak), &mut problems);
    let said = locales.texts(language).spoken(&args.text);
    let sound = voices.sound(language, &said, config.speech.rate).map_err(fail)?;
    std::fs::write(&args.out, sound.to_wav())
        .map_err(|error| Failure::new(format!("--out: {}: {error}", args.out.display())))?;
    writeln!(std::io::stdout(), "{said}").map_err(fail)?;
    Ok(Outcome::Done)
}
