//! espeak-ng as a subprocess: the voice for what nobody has recorded.
//!
//! As a process of its own, so that its licence (GPL-3) and its faults stay outside, and a word can be cut
//! off by ending it. What is said goes in by standard input: arguments are seen by every user of the machine.

use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::sound::{Sound, SoundError};

/// Words a minute of espeak-ng at 100 %.
const WORDS_A_MINUTE: u32 = 165;

/// Between two looks whether it is to stop, in milliseconds.
const LOOK_MS: u8 = 10;

/// Why nothing was said.
#[derive(Debug, thiserror::Error)]
pub enum EspeakError {
    /// The program is not there or does not start.
    #[error("{program} does not start: {source}; install it (apt install espeak-ng) or set speech.espeak")]
    NotThere {
        /// What was started.
        program: String,
        /// Why not.
        source: std::io::Error,
    },
    /// It ended without sound.
    #[error("{program} made no sound: {why}")]
    Silent {
        /// What was started.
        program: String,
        /// What it said.
        why: String,
    },
    /// What it gave is not the sound it should be.
    #[error("{program}: {source}")]
    Sound {
        /// What was started.
        program: String,
        /// What is wrong.
        source: SoundError,
    },
}

/// The program.
#[derive(Debug, Clone)]
pub struct Espeak {
    program: PathBuf,
}

impl Espeak {
    /// With this program (`espeak-ng`, or a path).
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_path_buf() }
    }

    fn name(&self) -> String {
        self.program.display().to_string()
    }

    fn start(&self, arguments: &[&str]) -> Result<Child, EspeakError> {
        Command::new(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|source| EspeakError::NotThere { program: self.name(), source })
    }

    /// The sound of a text in this voice, at `percent` of its usual speed; `None` when `stopped` became true
    /// meanwhile: then the program is ended at once.
    ///
    /// # Errors
    /// The program is not there, or gives no sound.
    pub fn say(
        &self,
        voice: &str,
        text: &str,
        percent: u16,
        mut stopped: impl FnMut() -> bool,
    ) -> Result<Option<Sound>, EspeakError> {
        let speed = (WORDS_A_MINUTE * u32::from(percent) / 100).clamp(80, 450).to_string();
        let mut child = self.start(&["-v", voice, "-s", &speed, "-b", "1", "--stdin", "--stdout"])?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends before it has read everything is told below, by what it says or by its silence.
            let _ = stdin.write_all(text.as_bytes());
        }
        let mut wav = Vec::new();
        if let Some(mut stdout) = child.stdout.take() {
            let mut part = [0_u8; 16 * 1024];
            loop {
                if stopped() {
                    end(&mut child);
                    return Ok(None);
                }
                let mut waiting = [PollFd::new(stdout.as_fd(), PollFlags::POLLIN)];
                if matches!(poll(&mut waiting, PollTimeout::from(LOOK_MS)), Ok(0)) {
                    continue;
                }
                match stdout.read(&mut part) {
                    Ok(0) => break,
                    Ok(count) => wav.extend_from_slice(part.get(..count).unwrap_or_default()),
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(_) => break,
                }
            }
        }
        let output =
            child.wait_with_output().map_err(|source| EspeakError::NotThere { program: self.name(), source })?;
        if !output.status.success() || wav.is_empty() {
            let why = String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it ended").to_owned();
            return Err(EspeakError::Silent { program: self.name(), why });
        }
        let sound = Sound::parse(&wav).map_err(|source| EspeakError::Sound { program: self.name(), source })?;
        Ok(Some(sound))
    }

    /// The program's version and the voices it has, by their language tags.
    ///
    /// # Errors
    /// The program is not there.
    pub fn voices(&self) -> Result<(String, Vec<String>), EspeakError> {
        let ask = |argument: &str| -> Result<String, EspeakError> {
            let output = self
                .start(&[argument])?
                .wait_with_output()
                .map_err(|source| EspeakError::NotThere { program: self.name(), source })?;
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        let version = ask("--version")?;
        let version = version.split("Data at").next().unwrap_or_default().trim().to_owned();
        let list = ask("--voices")?;
        let voices =
            list.lines().skip(1).filter_map(|line| line.split_whitespace().nth(1)).map(str::to_owned).collect();
        Ok((version, voices))
    }
}

/// Ends a program at once, and takes it off the list of processes.
pub(super) fn end(child: &mut Child) {
    // It may have ended by itself.
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use std::time::Instant;

    fn espeak() -> Espeak {
        Espeak::new(Path::new("espeak-ng"))
    }

    fn said(voice: &str, text: &str, percent: u16) -> Sound {
        espeak().say(voice, text, percent, || false).unwrap().unwrap()
    }

    #[test]
    fn every_language_is_heard_loud_enough_and_without_clipping() {
        for (voice, text) in [("ku", "zimaneket helbjêre"), ("ar", "اِخْتَرْ لُغَتَكَ"), ("en-gb", "Choose your language")]
        {
            let sound = said(voice, text, 100);
            assert!((600..3_000).contains(&sound.ms()), "{voice}: {} ms", sound.ms());
            assert!(sound.rms() > 0.03, "{voice}: {}", sound.rms());
            assert!(sound.peak() < 1.0, "{voice}: {}", sound.peak());
        }
    }

    #[test]
    fn its_speed_follows_the_citizen() {
        let [slow, usual, fast] = [50, 100, 200].map(|percent| said("en-gb", "Please take your ticket.", percent).ms());
        assert!(slow > usual * 5 / 4 && usual > fast * 5 / 4, "{slow} {usual} {fast}");
    }

    #[test]
    fn a_word_can_be_cut_off() {
        let long = "one hundred and twenty three thousand ".repeat(400);
        let began = Instant::now();
        let sound = espeak().say("en-gb", &long, 100, || true).unwrap();
        assert!(sound.is_none());
        assert!(began.elapsed().as_millis() < 500, "{:?}", began.elapsed());
    }

    #[test]
    fn what_is_missing_is_told_with_the_way_to_mend_it() {
        let none = Espeak::new(Path::new("/nowhere/espeak-ng"));
        let error = none.say("ku", "a", 100, || false).unwrap_err().to_string();
        assert!(error.contains("/nowhere/espeak-ng does not start") && error.contains("apt install"), "{error}");
        let error = Espeak::new(Path::new("/bin/false")).say("ku", "a", 100, || false).unwrap_err().to_string();
        assert!(error.contains("/bin/false made no sound"), "{error}");
        let (version, voices) = espeak().voices().unwrap();
        assert!(version.contains("eSpeak NG"), "{version}");
        for voice in ["ku", "ar", "en-gb"] {
            assert!(voices.iter().any(|known| known == voice), "{voice}");
        }
    }
}
