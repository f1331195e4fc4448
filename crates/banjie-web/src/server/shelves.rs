//! Uploaded files by the hash of their content: the same content is kept once, and no name of a person's file is ever a path.

use std::{
    io,
    path::{Path, PathBuf},
};

use banjie_model::{Name, canonical};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Why a file was not taken or not found.
#[derive(Debug, Error)]
pub enum ShelfFault {
    /// The disk.
    #[error("{}", crate::text::faults::DISK)]
    Disk(#[source] io::Error),
    /// No such file, or its content is not what its hash says.
    #[error("{}", crate::text::faults::NO_FILE)]
    Missing,
}

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Shelves {
    folder: PathBuf,
}

impl Shelves {
    /// Over this folder; made when the first file comes.
    #[must_use]
    pub fn new(folder: PathBuf) -> Shelves {
        Shelves { folder }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps a content and answers its SHA-256 in hex. It lies on the disk when this returns.
    ///
    /// # Errors
    /// The disk.
    pub async fn keep(&self, bytes: &[u8]) -> Result<Name, ShelfFault> {
        let hash = canonical::hex(&Sha256::digest(bytes));
        let place = self.place(&hash).ok_or(ShelfFault::Missing)?;
        if tokio::fs::try_exists(&place).await.map_err(ShelfFault::Disk)? {
            return Ok(hash.into());
        }
        let bytes = bytes.to_vec();
        let written = tokio::task::spawn_blocking(move || write(&place, &bytes)).await;
        written.map_err(|_| ShelfFault::Missing)?.map_err(ShelfFault::Disk)?;
        Ok(hash.into())
    }

    /// The content of a hash, compared with it.
    ///
    /// # Errors
    /// No such file, or it was changed on the disk.
    pub async fn read(&self, hash: &str) -> Result<Vec<u8>, ShelfFault> {
        let place = self.place(hash).ok_or(ShelfFault::Missing)?;
        let bytes = tokio::fs::read(place).await.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ShelfFault::Missing,
            _ => ShelfFault::Disk(error),
        })?;
        if canonical::hex(&Sha256::digest(&bytes)) == hash { Ok(bytes) } else { Err(ShelfFault::Missing) }
    }

    /// Where a content lies; none for what is no hash.
    fn place(&self, hash: &str) -> Option<PathBuf> {
        let hex = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        hex.then(|| self.folder.join(&hash[..2]).join(hash))
    }
}

/// Writes beside and renames, so that a crash leaves no half file under the name.
fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    let folder = place.parent().ok_or(io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    let beside = place.with_extension(format!("{}.part", std::process::id()));
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_comes_back_as_it_was_and_nothing_else_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let shelves = Shelves::new(folder.path().join("files"));
        let hash = shelves.keep("现场照片".as_bytes()).await.unwrap();
        assert_eq!(shelves.read(&hash).await.unwrap(), "现场照片".as_bytes());
        for other in ["../../etc/passwd", "", "ab", &"g".repeat(64), &hash.to_uppercase()] {
            assert!(matches!(shelves.read(other).await, Err(ShelfFault::Missing)), "{other}");
        }
        std::fs::write(folder.path().join("files").join(&hash[..2]).join(&*hash), "别的").unwrap();
        assert!(matches!(shelves.read(&hash).await, Err(ShelfFault::Missing)), "altered content is not given out");
    }
}
