//! Citizens' documents: sealed bytes under the name of their SHA-256, outside the database.

mod folder;

use kiosk_protocol::Digest;

pub use folder::Folder;

/// The most bytes of one document (64 MiB).
pub const MAX_DOCUMENT_BYTES: u64 = 64 * 1024 * 1024;

/// How much of a document is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Nothing.
    None,
    /// So many bytes from the start, safe on the disk.
    Partial(u64),
    /// All of it, and it is what its name says.
    Complete(u64),
}

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Where it begins.
    pub offset: u64,
    /// How many bytes the whole document has.
    pub total: u64,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Why a piece was not kept.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// It does not begin where what is there ends.
    #[error("the piece does not begin at {0}")]
    Offset(u64),
    /// All bytes are there and they are not what the name says; they were thrown away.
    #[error("the bytes are not what the name says")]
    Digest,
    /// The piece reaches beyond the whole, or the whole is too large.
    #[error("a document has at most {MAX_DOCUMENT_BYTES} bytes, and a piece ends within it")]
    Size,
    /// Another upload of it is under way.
    #[error("another upload of the document is under way")]
    Busy,
    /// No room.
    #[error("no room for documents")]
    Full,
    /// The disk says no.
    #[error("documents: {0}")]
    Io(std::io::Error),
}

/// Where documents are kept. The folder is one; a store that speaks S3 can be another.
pub trait Documents: Send + Sync + 'static {
    /// How much of it is there.
    ///
    /// # Errors
    /// It cannot be looked at.
    fn extent(&self, name: Digest) -> Result<Extent, DocumentError>;

    /// Adds a piece. When this returns, the piece survives a power cut; when the last byte is there, the whole
    /// has been compared with its name.
    ///
    /// # Errors
    /// See [`DocumentError`]. A document that is complete already is no error.
    fn append(&self, name: Digest, piece: Piece<'_>) -> Result<Extent, DocumentError>;

    /// The bytes of a complete document.
    ///
    /// # Errors
    /// It cannot be read, or is damaged.
    fn read(&self, name: Digest) -> Result<Option<Vec<u8>>, DocumentError>;

    /// Bytes that are free for documents.
    fn free_bytes(&self) -> Option<u64>;
}
