//! Whether the files of an index are as they were written. The library can tell too, but it maps every file into memory for it, and a
//! server that has started would seem to need as much memory as its index is large.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use crc32fast::Hasher;
use serde::Deserialize;
use tantivy::IndexMeta;

/// Bytes read at a time.
const PIECE: usize = 64 << 10;
/// What the library writes at the end of each of its files: the length of the footer and this number.
const MARK: u32 = 1337;
/// Bytes of both.
const TAIL: u64 = 8;

/// The footer of a file of the index.
#[derive(Deserialize)]
struct Footer {
    crc: u32,
}

/// Whether every file of these segments that is there has the content it was written with. One that is missing is found when the
/// segments are opened.
pub(crate) fn all_whole(place: &Path, meta: &IndexMeta) -> io::Result<bool> {
    let segments: Vec<String> = meta.segments.iter().map(|segment| segment.id().uuid_string()).collect();
    for file in fs::read_dir(place)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if segments.iter().any(|segment| name.starts_with(segment)) && !whole(&file.path())? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn whole(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let Some(tail) = length.checked_sub(TAIL) else { return Ok(false) };
    let (footer_length, mark) = (number_at(&mut file, tail)?, number_at(&mut file, tail + 4)?);
    let Some(body) = tail.checked_sub(u64::from(footer_length)).filter(|_| mark == MARK) else { return Ok(false) };
    file.seek(SeekFrom::Start(body))?;
    let footer: Footer = serde_json::from_reader((&mut file).take(u64::from(footer_length)))?;
    file.seek(SeekFrom::Start(0))?;
    Ok(sum(file.take(body))? == footer.crc)
}

fn number_at(file: &mut File, at: u64) -> io::Result<u32> {
    let mut bytes = [0; 4];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

fn sum(mut from: impl io::Read) -> io::Result<u32> {
    let (mut hasher, mut piece) = (Hasher::new(), vec![0; PIECE]);
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(hasher.finalize()),
            read => hasher.update(&piece[..read]),
        }
    }
}
