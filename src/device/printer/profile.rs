//! Printer profiles: what a model can do, as data in `assets/printers/*.toml`.

use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::Proof;
use super::cache::Memory;
use super::encode::Digits;
use crate::problem::source::place;

/// The most wire time of one command with pictures.
pub(super) const LONGEST_COMMAND: Duration = Duration::from_millis(500);

/// What one model can do. Lengths are in dots of its head.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// The file name without `.toml`; what `printer.profile` names.
    #[serde(skip)]
    pub id: String,
    /// For people.
    pub name: String,
    /// How the names begin by which its models introduce themselves (`GS I 67`); none: they are not asked. One that bears
    /// another name prints, but is not trusted to keep pictures as this profile says.
    #[serde(default)]
    pub models: Vec<String>,
    /// Dots across the printable width, 8..=2040; a multiple of 8 where rasters are sent, whose rows are whole bytes.
    pub width_dots: u32,
    /// Dots per inch, 100..=600.
    pub dpi: u32,
    /// Dots from the head to the blade, 0..=1000.
    pub blade_dots: u32,
    /// Feed speed in millimetres a second, 20..=500: for expected times, not sent.
    pub speed_mm_s: u32,
    /// How a picture is moved away from the left edge.
    pub indent: Indent,
    /// Whether it prints columns of 24 dots (`ESC *`) at any place of a line (`ESC $`).
    pub columns: Columns,
    /// What each command costs beside its bytes, in bytes, 0..=200: the head of a printer that stops for
    /// each command stutters over many small ones.
    #[serde(default)]
    pub pause_bytes: u32,
    /// Raster command; none on a printer that has columns only.
    pub raster: Option<Raster>,
    /// Feed command.
    pub feed: Feed,
    /// QR codes.
    pub qr: Qr,
    /// Cutter.
    pub cutter: Cutter,
    /// What it tells.
    pub status: Answers,
    /// Its own characters, where they can stand in for digits.
    pub font: Option<Font>,
    /// Where it keeps pictures; none when that is not known.
    pub cache: Option<Cache>,
    /// Which of these places is used: what the configuration says.
    #[serde(skip)]
    pub cache_choice: CacheChoice,
    /// Whose characters numbers are printed with: what the configuration says.
    #[serde(skip)]
    pub digits: Digits,
    /// Most data bytes of one `ESC *`, where the line asks for short commands.
    #[serde(skip)]
    pub max_column_bytes: Option<u32>,
}

/// Where pictures are kept, as configured (`printer.cache`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CacheChoice {
    /// Where the printer says that it has room.
    #[default]
    Auto,
    /// Nowhere.
    None,
    /// There.
    Memory(Memory),
}

/// The printer's own characters (font A) at single size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Font {
    /// Dots across, 5..=32.
    pub width: u32,
    /// Dots high, 7..=64.
    pub height: u32,
}

/// Where a printer may keep pictures. What does not answer a probe is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cache {
    /// NV graphics (`GS ( L` fn 67, 69): room in bytes; the printer is asked for what is free (fn 48, 51).
    pub nv_bytes: Option<u32>,
    /// Download graphics (`GS ( L` fn 83, 85): room in bytes.
    pub download_bytes: Option<u32>,
    /// NV bit images (`FS q`, `FS p`): room in bytes.
    pub fs_q_bytes: Option<u32>,
    /// Rows that a page of page mode may have (`ESC W`), when graphics can be placed in it.
    pub page_rows: Option<u32>,
    /// Times a day that flash may be written, 0..=10 (Epson: "10 times or less a day").
    pub flash_writes_a_day: u32,
}

/// How rasters (`GS v 0`) may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raster {
    /// Most rows of one `GS v 0`, 1..=2303.
    pub max_rows: u32,
    /// Most data bytes of one `GS v 0`, 256..=65535: status is asked between commands only, so a slow line
    /// wants short ones.
    pub max_bytes: u32,
    /// Whether it doubles dots (`m` = 1, 2, 3).
    pub scaling: bool,
}

/// Columns of 24 dots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Columns {
    /// It has none.
    None,
    /// At full density (`ESC *` 33).
    Full,
    /// Also at half density (`ESC *` 32), each column two dots wide.
    FullAndHalf,
}

/// How a picture is moved away from the left edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Indent {
    /// `GS L` before it, in dots: fewest bytes; some clones ignore it.
    LeftMargin,
    /// `ESC a` before it: left, centred or right; some clones ignore it for rasters.
    Align,
    /// White bytes at the left of each row: works everywhere.
    Padding,
}

/// What `ESC J n` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Feed {
    /// Whether `GS P` sets the unit. Without it, `ESC J` counts in `units-per-dot`.
    pub motion_units: bool,
    /// Units of one dot where `GS P` is not known: 1, or 2.
    pub units_per_dot: u32,
}

/// QR codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Qr {
    /// Whether `GS ( k` draws them in the printer; else they are sent as rasters.
    pub native: bool,
    /// Whether it begins with model 2, so that it need not be told (`GS ( k` fn 165).
    #[serde(default)]
    pub model_2_by_default: bool,
}

/// The cutter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cutter {
    /// What it does.
    pub kind: CutKind,
    /// Dots of white paper between the last ink and the cut, 0..=255.
    pub margin_dots: u32,
}

/// What the cutter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutKind {
    /// Leaves a point uncut: the sheet does not fall.
    Partial,
    /// Cuts through.
    Full,
    /// There is none: the paper is fed past the tear bar.
    TearBar,
}

/// What the printer tells.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Answers {
    /// Whether `GS a` (automatic status) is worth turning on.
    pub automatic: bool,
    /// Whether `DLE DC4` fn 8 clears its buffers and says so.
    pub clear_buffers: bool,
    /// How it may prove a job, best first; those that answer a probe are used.
    pub proof: Vec<ProofMethod>,
}

/// A way to prove a job (see [`Proof`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofMethod {
    /// `GS ( H` fn 48.
    ProcessId,
    /// `GS r 1`.
    InOrder,
    /// Status and time.
    StatusAndTime,
}

impl From<ProofMethod> for Proof {
    fn from(method: ProofMethod) -> Self {
        match method {
            ProofMethod::ProcessId => Self::ProcessId,
            ProofMethod::InOrder => Self::InOrder,
            ProofMethod::StatusAndTime => Self::StatusAndTime,
        }
    }
}

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// No file of that name.
    #[error("no printer profile {wanted:?}; there are: {known}")]
    Unknown {
        /// What was asked for.
        wanted: String,
        /// What there is, comma separated.
        known: String,
    },
    /// The file cannot be read.
    #[error("{file}: {error}")]
    Unreadable {
        /// Which.
        file: String,
        /// Why.
        error: std::io::Error,
    },
    /// The file says something impossible. `line` and `column` count from 1; 0 is unknown.
    #[error("{file}:{line}:{column}: {what}")]
    Wrong {
        /// Which.
        file: String,
        /// Line.
        line: usize,
        /// Column.
        column: usize,
        /// What.
        what: String,
    },
}

impl Profile {
    /// Reads `<folder>/<id>.toml`; `folder` is `assets/printers`.
    ///
    /// # Errors
    /// When there is no such profile or it is wrong, with what there is instead or where it is wrong.
    pub fn load(folder: &Path, id: &str) -> Result<Self, ProfileError> {
        let known = known(folder);
        if !known.iter().any(|name| name == id) {
            return Err(ProfileError::Unknown { wanted: id.to_owned(), known: known.join(", ") });
        }
        let path = folder.join(format!("{id}.toml"));
        let file = path.display().to_string();
        let text =
            std::fs::read_to_string(&path).map_err(|error| ProfileError::Unreadable { file: file.clone(), error })?;
        Self::parse(id, &file, &text)
    }

    /// Reads a profile from text; `file` is named in errors.
    ///
    /// # Errors
    /// [`ProfileError::Wrong`].
    pub fn parse(id: &str, file: &str, text: &str) -> Result<Self, ProfileError> {
        let wrong = |at: Option<usize>, what: String| {
            let (line, column) = at.map_or((0, 0), |at| place(text, at));
            ProfileError::Wrong { file: file.to_owned(), line, column, what }
        };
        let mut profile: Self = toml::from_str(text)
            .map_err(|error| wrong(error.span().map(|span| span.start), error.message().to_owned()))?;
        id.clone_into(&mut profile.id);
        let in_range = [
            ("width-dots", profile.width_dots, 8, 2040),
            ("dpi", profile.dpi, 100, 600),
            ("blade-dots", profile.blade_dots, 0, 1000),
            ("speed-mm-s", profile.speed_mm_s, 20, 500),
            ("pause-bytes", profile.pause_bytes, 0, 200),
            ("max-rows", profile.raster.map_or(1, |raster| raster.max_rows), 1, 2303),
            ("max-bytes", profile.raster.map_or(256, |raster| raster.max_bytes), 256, 65_535),
            ("units-per-dot", profile.feed.units_per_dot, 1, 2),
            ("margin-dots", profile.cutter.margin_dots, 0, 255),
            ("width = ", profile.font.map_or(12, |font| font.width), 5, 32),
            ("height = ", profile.font.map_or(24, |font| font.height), 7, 64),
            ("page-rows", profile.cache.and_then(|cache| cache.page_rows).unwrap_or(100), 100, 4000),
            ("flash-writes-a-day", profile.cache.map_or(0, |cache| cache.flash_writes_a_day), 0, 10),
        ];
        for (key, value, low, high) in in_range {
            if !(low..=high).contains(&value) {
                return Err(wrong(text.find(key), format!("{key}: {value} is not within {low}..={high}")));
            }
        }
        if profile.raster.is_some() && !profile.width_dots.is_multiple_of(8) {
            let what =
                format!("width-dots: {} is not a multiple of 8, as the rows of a raster are", profile.width_dots);
            return Err(wrong(text.find("width-dots"), what));
        }
        if profile.raster.is_none() && profile.columns == Columns::None {
            let what = "columns: a printer without [raster] must have columns".to_owned();
            return Err(wrong(text.find("columns"), what));
        }
        if profile.columns != Columns::None && !profile.feed.motion_units && profile.feed.units_per_dot != 1 {
            let what = "columns: positions (ESC $) must count in dots; motion-units or units-per-dot = 1".to_owned();
            return Err(wrong(text.find("columns"), what));
        }
        if profile.status.proof.is_empty() {
            let what = "proof: a job must end in some proof; \"status-and-time\" is the least".to_owned();
            return Err(wrong(text.find("proof"), what));
        }
        Ok(profile)
    }

    /// For a line on which one byte takes so long: no command with pictures lasts longer than half a second. A
    /// printer that loses its power in the middle of one takes the rest for anything; between two the status is asked.
    #[must_use]
    pub fn for_line(mut self, byte_time: Duration) -> Self {
        let most = LONGEST_COMMAND.as_nanos() / byte_time.as_nanos().max(1);
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        if let Some(raster) = &mut self.raster {
            raster.max_bytes = raster.max_bytes.min(most.max(256));
        }
        self.max_column_bytes = Some(most.max(72));
        self
    }

    /// How long the mechanism needs for `dots` of paper and one cut.
    #[must_use]
    pub fn mechanical_time(&self, dots: u32) -> Duration {
        let millimetres = f64::from(dots + self.blade_dots) * 25.4 / f64::from(self.dpi);
        // 0.4 s for the cut (`reference/printing.md` §0).
        Duration::from_secs_f64(millimetres / f64::from(self.speed_mm_s) + 0.4)
    }
}

/// The ids of the profiles in `folder`, sorted.
#[must_use]
pub fn known(folder: &Path) -> Vec<String> {
    let mut ids: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is_profile = path.extension().is_some_and(|extension| extension == "toml");
            is_profile.then(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()))?
        })
        .collect();
    ids.sort();
    ids
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::path::PathBuf;

    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/printers")
    }

    /// A profile of the repository.
    pub(crate) fn shipped(id: &str) -> Profile {
        Profile::load(&folder(), id).unwrap()
    }

    #[test]
    fn every_shipped_profile_loads() {
        let ids = known(&folder());
        assert!(["epson-tm-t20iii", "generic-58mm", "generic-80mm"].iter().all(|id| ids.iter().any(|k| k == id)));
        for id in ids {
            assert_eq!(shipped(&id).id, id);
        }
    }

    #[test]
    fn an_unknown_profile_names_the_known() {
        let error = Profile::load(&folder(), "epson").unwrap_err().to_string();
        assert!(error.contains("\"epson\"") && error.contains("epson-tm-t20iii, "), "{error}");
        assert!(matches!(Profile::load(&folder(), "../printers/generic-58mm"), Err(ProfileError::Unknown { .. })));
    }

    #[test]
    fn mistakes_beside_other_letters_have_a_place() {
        for text in ["name = \"چاپکەر", "ناو = 1", "name = چ", "\u{FEFF}ێ"] {
            let error = Profile::parse("x", "x.toml", text).unwrap_err();
            assert!(matches!(error, ProfileError::Wrong { line: 1, .. }), "{error}");
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_place() {
        let text = std::fs::read_to_string(folder().join("generic-80mm.toml")).unwrap();
        let broken = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            Profile::parse("x", "x.toml", &text.replacen(from, to, 1)).unwrap_err().to_string()
        };
        let error = broken("width-dots = 576", "width-dots = 577");
        assert!(error.contains("multiple of 8") && !error.contains(":0:"), "{error}");
        // Columns (ESC *) are counted in dots: their printers may have any width.
        assert_eq!(shipped("generic-80mm-420").width_dots, 420);
        assert!(broken("dpi = 203", "dpi = 20").contains("100..=600"));
        assert!(broken("dpi = 203", "dpi = 203\ncolour = true").contains("colour"));
        assert!(broken("native = ", "native = 1 # ").contains("x.toml:"));
    }
}
