//! Numbered pictures of what the citizen saw, and the papers.

use std::path::{Path, PathBuf};

use super::Everything;
use crate::cli::Failure;

/// Dots per inch of the virtual printer.
const DPI: u32 = 203;

/// A folder of numbered pictures.
#[derive(Debug)]
pub(super) struct Pictures {
    folder: PathBuf,
    count: usize,
}

impl Pictures {
    /// Begins in `folder`; what an earlier run left there is removed, and nothing else.
    ///
    /// # Errors
    /// The folder cannot be made or cleared.
    pub(super) fn new(folder: &Path) -> Result<Self, Failure> {
        let told = |error: std::io::Error| Failure::new(format!("--out {}: {error}", folder.display()));
        if folder.exists() && !folder.is_dir() {
            return Err(Failure::new(format!("--out {}: this is a file; name a folder", folder.display())));
        }
        std::fs::create_dir_all(folder).map_err(told)?;
        for entry in std::fs::read_dir(folder).map_err(told)? {
            let path = entry.map_err(told)?.path();
            if path.file_name().and_then(|name| name.to_str()).is_some_and(is_ours) {
                std::fs::remove_file(&path).map_err(told)?;
            }
        }
        Ok(Self { folder: folder.to_path_buf(), count: 0 })
    }

    /// How many there are.
    #[must_use]
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The folder.
    #[must_use]
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of the next picture.
    pub(super) fn next(&mut self, name: &str) -> PathBuf {
        self.count += 1;
        self.folder.join(format!("{:03}-{name}.png", self.count))
    }
}

/// Whether a run of the demo gives such a name: `007-en-home.png`, `paper-02.png`, `en-paper-1.pdf`.
fn is_ours(name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match name.rsplit_once('.') {
        Some((stem, "png")) => match stem.split_once('-') {
            Some(("paper", number)) => digits(number),
            Some((number, _)) => number.len() == 3 && digits(number),
            None => false,
        },
        Some((stem, "pdf")) => stem.split_once("-paper-").is_some_and(|(_, number)| digits(number)),
        _ => false,
    }
}

/// Copies the sheets that the printer cut, in their order; how many there are.
///
/// # Errors
/// A file cannot be written.
pub(super) fn keep_sheets(everything: &Everything, folder: &Path) -> Result<usize, Failure> {
    let sheets = everything.printer()?.sheets();
    for sheet in &sheets {
        let path = folder.join(format!("paper-{:02}.png", sheet.number));
        std::fs::File::create(&path)
            .and_then(|file| sheet.content().write_png(std::io::BufWriter::new(file), DPI))
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    }
    Ok(sheets.len())
}
