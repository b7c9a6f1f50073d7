//! Sound as samples: WAV files in and out, loudness, and speed without another pitch.
//!
//! Everything is mono, 16 bit, 22,050 Hz: what espeak-ng gives, and enough for a voice.

use std::path::Path;

/// Samples in a second.
pub const RATE: u32 = 22_050;

/// Louder than this a sample is bent, so that nothing clips.
const KNEE: f32 = 0.75;

/// And no peak is lifted farther, before it is bent.
const MOST: f32 = 1.1;

/// Why a sound cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SoundError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// It is no WAV file.
    #[error("it is not a WAV file")]
    NotWav,
    /// It is one of another kind.
    #[error(
        "it has {channels} channels of {bits} bits at {rate} Hz; convert it to mono, 16 bits, 22050 Hz (sox in.wav -c 1 -b 16 -r 22050 out.wav)"
    )]
    OtherKind {
        /// Channels.
        channels: u16,
        /// Bits of a sample.
        bits: u16,
        /// Samples in a second.
        rate: u32,
    },
}

/// A piece of sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sound(pub Vec<i16>);

impl Sound {
    /// Silence of so many milliseconds.
    #[must_use]
    pub fn silence(ms: u32) -> Self {
        Self(vec![0; (RATE * ms / 1000) as usize])
    }

    /// The sound of a WAV file.
    ///
    /// # Errors
    /// It cannot be read, or is of another kind than mono, 16 bit, 22,050 Hz.
    pub fn load(path: &Path) -> Result<Self, SoundError> {
        let bytes = std::fs::read(path).map_err(|error| SoundError::Unreadable(error.to_string()))?;
        Self::parse(&bytes)
    }

    /// The sound in the bytes of a WAV file. The length in the header may be wrong: espeak-ng writes a
    /// placeholder when it writes into a pipe.
    ///
    /// # Errors
    /// As [`Sound::load`].
    pub fn parse(bytes: &[u8]) -> Result<Self, SoundError> {
        let is_wav = bytes.get(..4) == Some(b"RIFF") && bytes.get(8..12) == Some(b"WAVE");
        let mut rest = bytes.get(12..).filter(|_| is_wav).ok_or(SoundError::NotWav)?;
        let mut is_ours = false;
        while let Some((head, body)) = rest.split_at_checked(8) {
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            let chunk = body.get(..length).unwrap_or(body);
            match &head[..4] {
                b"fmt " => {
                    let short = |at: usize| Some(u16::from_le_bytes([*chunk.get(at)?, *chunk.get(at + 1)?]));
                    let (format, channels, bits) = (short(0), short(2), short(14));
                    let rate = u32::from(short(4).unwrap_or(0)) | u32::from(short(6).unwrap_or(0)) << 16;
                    let (Some(format), Some(channels), Some(bits)) = (format, channels, bits) else {
                        return Err(SoundError::NotWav);
                    };
                    if (format, channels, bits, rate) != (1, 1, 16, RATE) {
                        return Err(SoundError::OtherKind { channels, bits, rate });
                    }
                    is_ours = true;
                }
                b"data" if is_ours => {
                    return Ok(Self(
                        chunk.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect(),
                    ));
                }
                _ => {}
            }
            rest = body.get(length + length % 2..).unwrap_or_default();
        }
        Err(SoundError::NotWav)
    }

    /// As a WAV file.
    #[must_use]
    pub fn to_wav(&self) -> Vec<u8> {
        let data = u32::try_from(self.0.len() * 2).unwrap_or(u32::MAX);
        let mut bytes = Vec::with_capacity(44 + self.0.len() * 2);
        bytes.extend(b"RIFF");
        bytes.extend((36_u32.saturating_add(data)).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        bytes.extend(RATE.to_le_bytes());
        bytes.extend((RATE * 2).to_le_bytes());
        bytes.extend(b"\x02\0\x10\0data");
        bytes.extend(data.to_le_bytes());
        bytes.extend(self.bytes());
        bytes
    }

    /// The samples as a device takes them: little endian.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|sample| sample.to_le_bytes()).collect()
    }

    /// Length in milliseconds.
    #[must_use]
    pub fn ms(&self) -> u64 {
        self.0.len() as u64 * 1000 / u64::from(RATE)
    }

    /// Without the silence at both ends but for 15 ms: clips are put together without gaps.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        const QUIET: u16 = 160;
        let keep = (RATE * 15 / 1000) as usize;
        let loud = |sample: &i16| sample.unsigned_abs() > QUIET;
        if let Some(last) = self.0.iter().rposition(loud) {
            self.0.truncate(last + 1 + keep);
        }
        if let Some(first) = self.0.iter().position(loud) {
            self.0.drain(..first.saturating_sub(keep));
        }
        self
    }

    /// Louder or softer by so many decibels, but no louder than a voice stays clear: peaks are bent a little, never
    /// cut off.
    #[must_use]
    pub fn gain(mut self, db: f32) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 1")]
        let peak = (self.peak() as f32).max(f32::EPSILON);
        let factor = 10.0_f32.powf(db / 20.0).min(MOST / peak) / f32::from(i16::MAX);
        for sample in &mut self.0 {
            let loud = f32::from(*sample) * factor;
            let over = loud.abs() - KNEE;
            let soft =
                if over > 0.0 { (KNEE + (0.98 - KNEE) * (over / (0.98 - KNEE)).tanh()).copysign(loud) } else { loud };
            #[expect(clippy::cast_possible_truncation, reason = "|soft| is below 0.98 of the range")]
            let bent = (soft * f32::from(i16::MAX)) as i16;
            *sample = bent;
        }
        self
    }

    /// How loud it is on average, from 0 to 1.
    #[must_use]
    pub fn rms(&self) -> f64 {
        let sum: f64 = self.0.iter().map(|sample| (f64::from(*sample) / f64::from(i16::MAX)).powi(2)).sum();
        if self.0.is_empty() { 0.0 } else { (sum / self.0.len() as f64).sqrt() }
    }

    /// The loudest sample, from 0 to 1.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.0.iter().map(|sample| f64::from(sample.unsigned_abs()) / f64::from(i16::MAX)).fold(0.0, f64::max)
    }

    /// As fast as `percent` of the original, at the same pitch: windows of 30 ms are laid over each other where they
    /// fit best (WSOLA).
    #[must_use]
    pub fn at_rate(self, percent: u16) -> Self {
        const WINDOW: usize = (RATE as usize) * 30 / 1000;
        const SEEK: usize = (RATE as usize) * 8 / 1000;
        let half = WINDOW / 2;
        if percent == 100 || self.0.len() < 2 * WINDOW || percent == 0 {
            return self;
        }
        let from = &self.0;
        let mut out: Vec<f32> = vec![0.0; from.len() * 100 / usize::from(percent) + 2 * WINDOW];
        let (mut place, mut follows) = (0_usize, 0_usize);
        while place + WINDOW < out.len() {
            let wanted = place * usize::from(percent) / 100;
            if wanted + WINDOW + SEEK >= from.len() {
                break;
            }
            // where the original goes on most like what was laid last
            let start = if place == 0 {
                0
            } else {
                let likeness = |start: usize| -> i64 {
                    (0..half)
                        .step_by(4)
                        .map(|i| i64::from(from[start + i]) * i64::from(from.get(follows + i).copied().unwrap_or(0)))
                        .sum()
                };
                (wanted.saturating_sub(SEEK)..=wanted + SEEK)
                    .step_by(2)
                    .max_by_key(|at| likeness(*at))
                    .unwrap_or(wanted)
            };
            for i in 0..WINDOW {
                let angle = std::f32::consts::TAU * i as f32 / WINDOW as f32;
                // halves of Hann windows add up to one
                let weight = if place == 0 && i < half { 1.0 } else { 0.5 - 0.5 * angle.cos() };
                out[place + i] += weight * f32::from(from[start + i]);
            }
            follows = start + half;
            place += half;
        }
        out.truncate(place + half);
        #[expect(clippy::cast_possible_truncation, reason = "clamped to the range")]
        let samples = out.iter().map(|s| s.clamp(f32::from(i16::MIN), f32::from(i16::MAX)) as i16).collect();
        Self(samples)
    }

    /// Appends another sound.
    pub fn push(&mut self, more: &Self) {
        self.0.extend_from_slice(&more.0);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn tone(hertz: f64, ms: u32, loud: f64) -> Sound {
        let count = RATE * ms / 1000;
        let sample = |n: u32| (std::f64::consts::TAU * hertz * f64::from(n) / f64::from(RATE)).sin() * loud * 32767.0;
        Sound((0..count).map(|n| sample(n) as i16).collect())
    }

    /// Crossings of zero upwards in a second: the frequency of a tone.
    fn hertz(sound: &Sound) -> f64 {
        let crossings = sound.0.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
        crossings as f64 * f64::from(RATE) / sound.0.len() as f64
    }

    #[test]
    fn a_wav_file_is_written_and_read_back() {
        let sound = tone(440.0, 250, 0.5);
        assert_eq!(Sound::parse(&sound.to_wav()), Ok(sound.clone()));
        // a length that nobody knew when the header was written
        let mut piped = sound.to_wav();
        piped[40..44].copy_from_slice(&[0x00, 0xf0, 0xff, 0x7f]);
        assert_eq!(Sound::parse(&piped), Ok(sound.clone()));
        let mut stereo = sound.to_wav();
        stereo[22] = 2;
        assert_eq!(Sound::parse(&stereo), Err(SoundError::OtherKind { channels: 2, bits: 16, rate: RATE }));
        assert_eq!(Sound::parse(b"ID3"), Err(SoundError::NotWav));
        assert_eq!(Sound::parse(&sound.to_wav()[..30]), Err(SoundError::NotWav));
    }

    #[test]
    fn louder_never_clips() {
        let sound = tone(300.0, 200, 0.5);
        let (rms, peak) = (sound.rms(), sound.peak());
        for db in [-30.0, -12.0, 0.0, 6.0, 18.0] {
            let louder = sound.clone().gain(db);
            assert!(louder.peak() < 0.99, "{db} dB: {}", louder.peak());
            assert!(louder.0.windows(3).all(|w| !(w[0] == w[1] && w[1] == w[2] && w[0].unsigned_abs() > 32_000)));
            if db <= 0.0 {
                let wanted = rms * 10_f64.powf(f64::from(db) / 20.0);
                assert!((louder.rms() / wanted - 1.0).abs() < 0.02, "{db} dB");
            } else {
                assert!(louder.rms() > rms);
            }
        }
        assert!((peak - 0.5).abs() < 0.01);
    }

    #[test]
    fn faster_is_shorter_at_the_same_pitch() {
        let sound = tone(220.0, 1500, 0.4);
        for percent in [50_u16, 75, 125, 150, 200] {
            let other = sound.clone().at_rate(percent);
            let wanted = 1500.0 * 100.0 / f64::from(percent);
            assert!((other.ms() as f64 / wanted - 1.0).abs() < 0.08, "{percent} %: {} ms", other.ms());
            assert!((hertz(&other) / 220.0 - 1.0).abs() < 0.05, "{percent} %: {} Hz", hertz(&other));
            assert!((other.rms() / sound.rms() - 1.0).abs() < 0.25, "{percent} %: {}", other.rms());
        }
        assert_eq!(sound.clone().at_rate(100), sound);
    }

    #[test]
    fn silence_around_a_clip_goes() {
        let mut sound = Sound::silence(300);
        sound.push(&tone(220.0, 200, 0.4));
        sound.push(&Sound::silence(400));
        let trimmed = sound.trimmed().ms();
        assert!((200..=240).contains(&trimmed), "{trimmed}");
    }
}
