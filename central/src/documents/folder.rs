//! Documents as files: `ab/abcdef…` when complete, `part/abcdef…` until then.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kiosk_protocol::Digest;
use sha2::{Digest as _, Sha256};

use super::{DocumentError, Documents, Extent, MAX_DOCUMENT_BYTES, Piece};

/// A folder of documents.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    busy: Mutex<HashSet<Digest>>,
}

impl From<io::Error> for DocumentError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Io(error),
        }
    }
}

impl Folder {
    /// Opens the folder, making it if needed.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(root.join("part"))?;
        sync_folder(&root)?;
        Ok(Self { root, busy: Mutex::new(HashSet::new()) })
    }

    fn whole(&self, name: Digest) -> PathBuf {
        let name = name.to_string();
        self.root.join(&name[..2]).join(name)
    }

    fn part(&self, name: Digest) -> PathBuf {
        self.root.join("part").join(name.to_string())
    }

    fn busy(&self) -> MutexGuard<'_, HashSet<Digest>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, name: Digest, piece: Piece<'_>) -> Result<Extent, DocumentError> {
        let end = piece.offset.checked_add(piece.bytes.len() as u64).ok_or(DocumentError::Size)?;
        if end > piece.total || piece.total > MAX_DOCUMENT_BYTES {
            return Err(DocumentError::Size);
        }
        let there = match self.extent(name)? {
            Extent::Complete(size) => return Ok(Extent::Complete(size)),
            Extent::Partial(size) => size,
            Extent::None => 0,
        };
        if there >= piece.total {
            // All of it was written, and then the server was ended before it stood under its name.
            return self.finish(name, there);
        }
        if piece.offset != there {
            return Err(DocumentError::Offset(there));
        }
        let path = self.part(name);
        let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
        if let Err(error) = file.write_all(piece.bytes).and_then(|()| file.sync_all()) {
            // What was written of the piece is taken back, so that the next one begins where this one did.
            file.set_len(there)?;
            return Err(error.into());
        }
        if end < piece.total {
            sync_folder(&self.root.join("part"))?;
            return Ok(Extent::Partial(end));
        }
        drop(file);
        self.finish(name, end)
    }

    /// Puts a document of which all `size` bytes are there under its name, if they are what the name says.
    fn finish(&self, name: Digest, size: u64) -> Result<Extent, DocumentError> {
        let path = self.part(name);
        if digest_of(&path)? != name {
            fs::remove_file(&path)?;
            return Err(DocumentError::Digest);
        }
        let whole = self.whole(name);
        if let Some(folder) = whole.parent() {
            if !folder.is_dir() {
                fs::create_dir_all(folder)?;
                sync_folder(&self.root)?;
            }
            fs::rename(&path, &whole)?;
            sync_folder(folder)?;
        }
        Ok(Extent::Complete(size))
    }
}

impl Documents for Folder {
    fn extent(&self, name: Digest) -> Result<Extent, DocumentError> {
        for (path, complete) in [(self.whole(name), true), (self.part(name), false)] {
            match fs::metadata(path) {
                Ok(found) if complete => return Ok(Extent::Complete(found.len())),
                Ok(found) => return Ok(Extent::Partial(found.len())),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Extent::None)
    }

    fn append(&self, name: Digest, piece: Piece<'_>) -> Result<Extent, DocumentError> {
        if !self.busy().insert(name) {
            return Err(DocumentError::Busy);
        }
        let done = self.write(name, piece);
        self.busy().remove(&name);
        done
    }

    fn read(&self, name: Digest) -> Result<Option<Vec<u8>>, DocumentError> {
        match fs::read(self.whole(name)) {
            Ok(bytes) if Digest::of(&bytes) == name => Ok(Some(bytes)),
            Ok(_) => Err(DocumentError::Digest),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn free_bytes(&self) -> Option<u64> {
        let found = nix::sys::statvfs::statvfs(&self.root).ok()?;
        found.blocks_available().checked_mul(found.fragment_size())
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn digest_of(path: &Path) -> io::Result<Digest> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Digest::from_bytes(hash.finalize().into())),
            n => hash.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn pieces_become_a_whole_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        let documents = Folder::open(folder.path().join("documents")).unwrap();
        let bytes = b"a sealed document, in three pieces";
        let name = Digest::of(bytes);
        let total = bytes.len() as u64;
        let piece = |offset: usize, end: usize| Piece { offset: offset as u64, total, bytes: &bytes[offset..end] };
        assert_eq!(documents.extent(name).unwrap(), Extent::None);
        assert_eq!(documents.append(name, piece(0, 10)).unwrap(), Extent::Partial(10));
        assert!(matches!(documents.append(name, piece(12, 20)), Err(DocumentError::Offset(10))));
        // After a restart it goes on where it was.
        drop(documents);
        let documents = Folder::open(folder.path().join("documents")).unwrap();
        assert_eq!(documents.extent(name).unwrap(), Extent::Partial(10));
        assert_eq!(documents.read(name).unwrap(), None);
        assert_eq!(documents.append(name, piece(10, 20)).unwrap(), Extent::Partial(20));
        assert_eq!(documents.append(name, piece(20, bytes.len())).unwrap(), Extent::Complete(total));
        assert_eq!(documents.append(name, piece(0, bytes.len())).unwrap(), Extent::Complete(total));
        assert_eq!(documents.read(name).unwrap().unwrap(), bytes);
        let other = Digest::of(b"other");
        assert!(matches!(documents.append(other, piece(0, bytes.len())), Err(DocumentError::Digest)));
        assert_eq!(documents.extent(other).unwrap(), Extent::None, "lies are thrown away");
        // Killed after the last byte and before the name: whatever comes next finishes it.
        let late = b"whole, and not yet under its name";
        let named = Digest::of(late);
        fs::write(documents.part(named), late).unwrap();
        assert_eq!(documents.extent(named).unwrap(), Extent::Partial(late.len() as u64));
        let again = Piece { offset: 0, total: late.len() as u64, bytes: &late[..7] };
        assert_eq!(documents.append(named, again).unwrap(), Extent::Complete(late.len() as u64));
        assert_eq!(documents.read(named).unwrap().unwrap(), late);
        let large = Piece { offset: 0, total: MAX_DOCUMENT_BYTES + 1, bytes };
        assert!(matches!(documents.append(other, large), Err(DocumentError::Size)));
        // What the disk changed is not handed out.
        fs::write(documents.whole(name), "x").unwrap();
        assert!(matches!(documents.read(name), Err(DocumentError::Digest)));
        assert!(documents.free_bytes().unwrap() > 0);
    }
}
