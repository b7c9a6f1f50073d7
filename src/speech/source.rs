//! Where the sound of a text comes from: recordings, then the machine voice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::espeak::{Espeak, EspeakError};
use super::hawar::{self, Exceptions};
use super::pack::{self, Pack};
use super::sound::Sound;
use crate::i18n::{Language, Letters, Locales};
use crate::problem::Problems;
use crate::problem::source::Source;

/// Between two clauses.
const PAUSE_MS: u32 = 180;

/// What one language is spoken with.
#[derive(Debug, Default)]
struct Tongue {
    pack: Pack,
    exceptions: Exceptions,
}

/// The voices of all languages.
#[derive(Debug)]
pub struct Voices {
    locales: Locales,
    tongues: HashMap<Language, Tongue>,
    espeak: Espeak,
}

/// A clause and how it will be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Clause {
    /// By these recordings, one after the other.
    Clips(Vec<PathBuf>),
    /// By this voice of espeak-ng, in its letters.
    Machine { voice: String, text: String },
    /// Nobody can say it.
    Nobody,
}

impl Voices {
    /// Reads the recordings of every installed language below `folder` (`assets/speech/`).
    /// What is wrong in them is named in `problems`, and not used.
    #[must_use]
    pub fn load(folder: &Path, locales: &Locales, espeak: Espeak, problems: &mut Problems) -> Self {
        let mut tongues = HashMap::new();
        for info in locales.languages() {
            let own = folder.join(info.language.tag());
            let tongue = Tongue { pack: Pack::load(&own, problems), exceptions: exceptions(&own, problems) };
            tongues.insert(info.language, tongue);
        }
        Self { locales: locales.clone(), tongues, espeak }
    }

    /// The recordings of a language.
    #[must_use]
    pub fn pack(&self, language: Language) -> Option<&Pack> {
        self.tongues.get(&language).map(|tongue| &tongue.pack)
    }

    /// The sound of a whole text at `percent` of the usual speed.
    ///
    /// # Errors
    /// Nothing can speak it.
    pub fn sound(&self, language: Language, text: &str, percent: u16) -> Result<Sound, EspeakError> {
        let mut whole = Sound::default();
        for clause in self.clauses(language, text) {
            whole.push(&self.render(&clause, percent, || false)?.unwrap_or_default());
        }
        Ok(whole)
    }

    /// The text, clause by clause.
    pub(super) fn clauses(&self, language: Language, text: &str) -> Vec<Clause> {
        split(text).into_iter().map(|clause| self.clause(language, clause)).collect()
    }

    fn clause(&self, language: Language, text: &str) -> Clause {
        let texts = self.locales.texts(language);
        let tongue = self.tongues.get(&language);
        if let Some(clips) = tongue.and_then(|tongue| tongue.pack.find(text, texts.numbers())) {
            return Clause::Clips(clips.iter().map(|clip| clip.file.clone()).collect());
        }
        let info = texts.info();
        let Some(voice) = info.voice.clone() else { return Clause::Nobody };
        let text = match info.voice_letters {
            Letters::AsWritten => text.to_owned(),
            Letters::KurdishLatin => match tongue {
                Some(tongue) => hawar::latin(text, &tongue.exceptions),
                None => hawar::latin(text, &Exceptions::default()),
            },
        };
        Clause::Machine { voice, text }
    }

    /// The sound of a clause at `percent` of the usual speed; `None` when it was stopped.
    pub(super) fn render(
        &self,
        clause: &Clause,
        percent: u16,
        stopped: impl FnMut() -> bool,
    ) -> Result<Option<Sound>, EspeakError> {
        let mut sound = match clause {
            Clause::Nobody => return Ok(Some(Sound::default())),
            Clause::Clips(files) => {
                let mut sound = Sound::default();
                for file in files {
                    match Sound::load(file) {
                        Ok(clip) => sound.push(&clip.trimmed()),
                        // It was whole when the kiosk started.
                        Err(error) => tracing::error!(event = "speech.clip", file = %file.display(), %error),
                    }
                }
                sound.at_rate(percent)
            }
            Clause::Machine { voice, text } => match self.espeak.say(voice, text, percent, stopped)? {
                Some(sound) => sound.trimmed(),
                None => return Ok(None),
            },
        };
        sound.push(&Sound::silence(PAUSE_MS * 100 / u32::from(percent.max(1))));
        Ok(Some(sound))
    }
}

/// A text at its pauses. What has no letter is no clause.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive(pack::is_stop).map(str::trim).filter(|part| part.chars().any(char::is_alphanumeric)).collect()
}

fn exceptions(folder: &Path, problems: &mut Problems) -> Exceptions {
    let path = folder.join("exceptions.toml");
    let mut exceptions = Exceptions::new();
    if !path.exists() {
        return exceptions;
    }
    match Source::open(&path, path.display().to_string()) {
        Ok(source) => {
            let tree = source.tree();
            for (_, word, entry) in source.root(&tree).entries() {
                if let Some(latin) = entry.filled() {
                    exceptions.insert(word.to_owned(), latin.to_owned());
                }
            }
            drop(tree);
            problems.extend(source.into_problems());
        }
        Err(problem) => problems.push(*problem),
    }
    exceptions
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::i18n::Numbers;
    use crate::speech::pack::{MANIFEST, Spoken};
    use crate::speech::sound::RATE;

    fn root() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR"))
    }

    fn locales() -> Locales {
        Locales::load(&root().join("locales")).unwrap()
    }

    fn shipped() -> Voices {
        let mut problems = Problems::default();
        let espeak = Espeak::new(Path::new("espeak-ng"));
        let voices = Voices::load(&root().join("assets/speech"), &locales(), espeak, &mut problems);
        assert!(problems.is_empty(), "{problems}");
        voices
    }

    #[test]
    fn kurdish_reaches_the_machine_voice_in_latin_letters() {
        let voices = shipped();
        let clauses = voices.clauses(Language::CKB, "زمانەکەت هەڵبژێرە. کوردستان، بیست و پێنج هەزار دینار");
        let machine = |text: &str| Clause::Machine { voice: "ku".into(), text: text.into() };
        assert_eq!(
            clauses,
            [machine("zimaneket helbjêre."), machine("kurdistan,"), machine("bîst û pênc hezar dînar")]
        );
        for (language, text) in [
            (Language::CKB, "بەخێربێیت"),
            (Language::KMR, "ب خێر بێی"),
            (Language::AR, "أهلاً"),
            (Language::EN, "Welcome"),
        ] {
            for clause in voices.clauses(language, text) {
                let sound = voices.render(&clause, 100, || false).unwrap().unwrap();
                assert!(sound.ms() > 300 && sound.rms() > 0.02, "{language}: {} ms {}", sound.ms(), sound.rms());
            }
        }
    }

    /// The frequency of the clip at this place of the list.
    fn hertz(place: usize) -> f64 {
        300.0 + 25.0 * place as f64
    }

    /// Records each number word of a language as a tone of its own.
    fn record(folder: &Path, numbers: &Numbers) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in numbers.clips() {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        let mut manifest = String::new();
        for (place, word) in words.iter().enumerate() {
            let samples = (0..RATE / 5).map(|n| {
                ((std::f64::consts::TAU * hertz(place) * f64::from(n) / f64::from(RATE)).sin() * 12_000.0) as i16
            });
            std::fs::write(folder.join(format!("{place}.wav")), Sound(samples.collect()).to_wav()).unwrap();
            let hash = Spoken::of(&[word]);
            manifest.push_str(&format!(
                "[[clip]]\nkey = \"number\"\nhash = \"{}\"\nfile = \"{place}.wav\"\n",
                hash.as_str()
            ));
        }
        std::fs::write(folder.join(MANIFEST), manifest).unwrap();
        words
    }

    /// What is heard: the word of the loudest tone in each 200 ms.
    fn heard<'w>(sound: &Sound, words: &'w [String]) -> Vec<&'w str> {
        let clip = (RATE / 5) as usize;
        (0..sound.0.len() / clip)
            .map(|index| {
                let middle = &sound.0[index * clip + clip / 4..(index + 1) * clip - clip / 4];
                let crossings = middle.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
                let frequency = crossings as f64 * f64::from(RATE) / middle.len() as f64;
                let place = ((frequency - 300.0) / 25.0).round().max(0.0) as usize;
                words.get(place).map_or("?", String::as_str)
            })
            .collect()
    }

    #[test]
    fn numbers_are_put_together_from_clips_in_the_order_of_the_language() {
        let locales = locales();
        for (language, number, order) in [
            (Language::CKB, 25_341, "بیست و پێنج هەزار و سێ سەد و چل و یەک"),
            (Language::KMR, 4_021, "چار هزار و بیست و ئێک"),
            (Language::AR, 25_341, "خَمْسَة وَ عِشْرُون أَلْفاً وَ ثَلَاثُمِئَة وَ وَاحِد وَ أَرْبَعُون"),
            (Language::EN, 25_341, "twenty five thousand three hundred and forty one"),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path().join(language.tag());
            std::fs::create_dir(&folder).unwrap();
            let numbers = locales.texts(language).numbers().cloned().unwrap();
            let words = record(&folder, &numbers);
            let mut problems = Problems::default();
            let voices = Voices::load(dir.path(), &locales, Espeak::new(Path::new("/nowhere")), &mut problems);
            assert!(problems.is_empty(), "{problems}");
            assert!(voices.pack(language).unwrap().missing_words(&numbers).is_empty());
            let clauses = voices.clauses(language, &numbers.words(number));
            let [clause @ Clause::Clips(files)] = clauses.as_slice() else { panic!("{language}: {clauses:?}") };
            assert_eq!(files.len(), order.split(' ').count());
            let sound = voices.render(clause, 100, || false).unwrap().unwrap();
            assert_eq!(heard(&sound, &words).join(" "), order, "{language}");
            assert!(sound.peak() < 0.99 && sound.rms() > 0.1, "{language}");
        }
    }
}
