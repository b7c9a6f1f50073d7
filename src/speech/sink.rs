//! Where sound goes: the sound device, or WAV files in a folder.
//!
//! The device is `aplay` of alsa-utils as a subprocess: no library of the system is needed to build the
//! kiosk, and ending the process silences the device within milliseconds. Samples are handed over as they
//! are due, so that little is under way when a key is pressed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Side;
use super::espeak::end;
use super::sound::{RATE, Sound};

/// So much sound may be under way to the device.
pub(super) const AHEAD: Duration = Duration::from_millis(250);

/// The sound device as it is played on.
#[derive(Debug)]
pub(super) struct Player {
    child: Child,
    /// When the first sample was (or would have been) heard.
    since: Instant,
    /// Samples handed over so far.
    written: u64,
    side: Side,
}

impl Player {
    /// Opens the ALSA device of this name.
    ///
    /// # Errors
    /// `aplay` does not start.
    pub(super) fn start(program: &Path, device: &str, side: Side) -> std::io::Result<Self> {
        let rate = RATE.to_string();
        let channels = if side == Side::Both { "1" } else { "2" };
        let child = Command::new(program)
            .args([
                "-q",
                "-D",
                device,
                "-t",
                "raw",
                "-f",
                "S16_LE",
                "-c",
                channels,
                "-r",
                &rate,
                "--buffer-time=200000",
                "-",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self { child, since: Instant::now(), written: 0, side })
    }

    fn written(&self) -> Duration {
        Duration::from_secs_f64(self.written as f64 / f64::from(RATE))
    }

    /// How much of what was handed over is not heard yet.
    pub(super) fn under_way(&self) -> Duration {
        self.written().saturating_sub(self.since.elapsed())
    }

    /// Hands over samples.
    ///
    /// # Errors
    /// The device takes none.
    pub(super) fn write(&mut self, samples: &[i16]) -> std::io::Result<()> {
        if self.under_way().is_zero() {
            // it had nothing to play meanwhile
            self.since = Instant::now().checked_sub(self.written()).unwrap_or(self.since);
        }
        let bytes = bytes(samples, self.side);
        let Some(pipe) = self.child.stdin.as_mut() else { return Ok(()) };
        pipe.write_all(&bytes)?;
        self.written += samples.len() as u64;
        Ok(())
    }

    /// Nothing more will come; the rest is played to its end.
    pub(super) fn finish(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Whether it still waits for more.
    pub(super) fn is_open(&self) -> bool {
        self.child.stdin.is_some()
    }

    /// Whether all is played.
    pub(super) fn has_ended(&mut self) -> bool {
        self.under_way().is_zero() && matches!(self.child.try_wait(), Ok(Some(_)) | Err(_))
    }

    /// Whether the device refused: `aplay` has ended with a fault.
    pub(super) fn has_failed(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(status)) if !status.success())
    }
}

impl Drop for Player {
    /// Silence, at once.
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Samples as the device takes them; the other side hears nothing.
fn bytes(samples: &[i16], side: Side) -> Vec<u8> {
    let one = |sample: i16| match side {
        Side::Both => vec![sample],
        Side::Left => vec![sample, 0],
        Side::Right => vec![0, sample],
    };
    samples.iter().flat_map(|sample| one(*sample)).flat_map(i16::to_le_bytes).collect()
}

/// Writes each utterance as a file of its own: `0001-ckb.wav`, `0002-ckb.wav`, ….
#[derive(Debug)]
pub(super) struct Folder {
    folder: PathBuf,
    next: usize,
}

impl Folder {
    /// Files go to `folder`, which is made; what is there already stays.
    ///
    /// # Errors
    /// It cannot be made.
    pub(super) fn open(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let there = std::fs::read_dir(folder)?.filter_map(Result::ok);
        let numbers = there.filter_map(|file| file.file_name().to_str()?.split('-').next()?.parse::<usize>().ok());
        Ok(Self { folder: folder.to_path_buf(), next: numbers.max().unwrap_or(0) + 1 })
    }

    /// Writes one utterance.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write(&mut self, tag: &str, sound: &Sound) -> std::io::Result<()> {
        let path = self.folder.join(format!("{:04}-{tag}.wav", self.next));
        self.next += 1;
        // whole under its name, or not there: who waits for the file never reads half of it
        let partial = path.with_extension("part");
        std::fs::File::create(&partial)?.write_all(&sound.to_wav())?;
        std::fs::rename(partial, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_is_heard_on_one_side() {
        assert_eq!(bytes(&[1, -2], Side::Both), [1, 0, 0xFE, 0xFF]);
        assert_eq!(bytes(&[1], Side::Left), [1, 0, 0, 0]);
        assert_eq!(bytes(&[1], Side::Right), [0, 0, 1, 0]);
    }
}
