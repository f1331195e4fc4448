//! PDF with a text layer.
//!
//! The library may panic on damaged files, and a file may be made to keep it busy for hours: it runs on its own thread, its
//! panic is a refusal, and it is given up after [`PATIENCE`]. What its packed streams unfold to is measured before.

use super::{Builder, LARGEST, ReadRefusal};
use crate::text::{Document, Format};
use flate2::read::ZlibDecoder;
use std::io::{Read as _, sink};
use std::sync::mpsc;
use std::time::Duration;

const STACK: usize = 64 * 1024 * 1024;
/// How long a file may be read.
const PATIENCE: Duration = Duration::from_secs(20);
/// What all packed streams of a file together may unfold to, in bytes.
const UNFOLDED_MAX: u64 = 4 * LARGEST as u64;

pub(super) fn read(bytes: &[u8]) -> Result<Document, ReadRefusal> {
    let damaged = || ReadRefusal::Damaged("PDF 结构不完整".to_owned());
    if unfolds_past(bytes, UNFOLDED_MAX) {
        return Err(ReadRefusal::TooLarge("解压后的 PDF"));
    }
    let encrypted = bytes.windows(8).any(|w| w == b"/Encrypt");
    let held = bytes.to_vec();
    let text = match within(PATIENCE, move || pages(&held)) {
        Extracted::Text(text) => text,
        Extracted::TooSlow => return Err(ReadRefusal::TooSlow),
        Extracted::Failed if encrypted => return Err(ReadRefusal::Encrypted("带密码的 PDF")),
        Extracted::Failed => return Err(damaged()),
    };
    if text.chars().filter(|c| !c.is_whitespace() && *c != '\u{fffd}').count() < 4 {
        return Err(if encrypted { ReadRefusal::Encrypted("带密码的 PDF") } else { ReadRefusal::NoText });
    }
    Ok(joined(&text))
}

/// The text of all pages; a page begins on a line of its own.
fn pages(bytes: &[u8]) -> Option<String> {
    let mut document = pdf_extract::Document::load_mem(bytes).ok()?;
    if document.is_encrypted() {
        // Many files forbid printing and have no password for reading.
        document.decrypt("").ok()?;
    }
    let mut text = String::new();
    for page in document.get_pages().into_keys() {
        // A page that cannot be read refuses the file: half a text would look like all of it.
        let mut output = pdf_extract::PlainTextOutput::new(&mut text);
        pdf_extract::output_doc_page(&document, &mut output, page).ok()?;
        text.push('\n');
    }
    Some(text)
}

enum Extracted {
    Text(String),
    Failed,
    TooSlow,
}

/// What some work gives, on a thread of its own. A thread cannot be ended from outside: one that is given up ends with the
/// program.
fn within(patience: Duration, work: impl FnOnce() -> Option<String> + Send + 'static) -> Extracted {
    let (tell, told) = mpsc::channel();
    let work = move || {
        let text = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok().flatten();
        // Nobody may be listening any more.
        let _ = tell.send(text);
    };
    if std::thread::Builder::new().stack_size(STACK).spawn(work).is_err() {
        return Extracted::Failed;
    }
    match told.recv_timeout(patience) {
        Ok(Some(text)) => Extracted::Text(text),
        Ok(None) | Err(mpsc::RecvTimeoutError::Disconnected) => Extracted::Failed,
        Err(mpsc::RecvTimeoutError::Timeout) => Extracted::TooSlow,
    }
}

/// Whether the streams of a file unfold to more than a limit: a small file that fills the memory.
fn unfolds_past(bytes: &[u8], most: u64) -> bool {
    let mut left = most;
    let mut rest = bytes;
    while let Some(at) = rest.windows(6).position(|w| w == b"stream") {
        let head = &rest[at.saturating_sub(HEAD)..at];
        rest = &rest[at + 6..];
        let body = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        if head.ends_with(b"end") || !packed(body) {
            continue;
        }
        if packed_twice(head) {
            return true;
        }
        // A broken stream counts as far as it goes.
        let mut unfolded = ZlibDecoder::new(body).take(left + 1);
        let mut counted = Counted::default();
        let _ = std::io::copy(&mut unfolded, &mut counted);
        match left.checked_sub(counted.bytes) {
            Some(now) => left = now,
            None => return true,
        }
    }
    false
}

/// Bytes before a stream in which its dictionary is looked for.
const HEAD: usize = 512;

/// Whether data begins like a zlib stream (RFC 1950).
fn packed(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)).is_multiple_of(31))
}

/// Whether the dictionary right before a stream packs it twice: no program does, and it unfolds a million times.
fn packed_twice(head: &[u8]) -> bool {
    let from =
        head.windows(5).rposition(|w| w == b" obj\n" || w == b" obj\r" || w == b" obj<" || w == b" obj ").unwrap_or(0);
    head[from..].windows(12).filter(|w| *w == b"/FlateDecode").count() > 1
}

/// Counts what is written to it.
#[derive(Default)]
struct Counted {
    bytes: u64,
}

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len() as u64;
        sink().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Lines of one paragraph are joined: a line that fills the page and does not end a sentence goes on in the next.
fn joined(text: &str) -> Document {
    let longest = text.lines().map(|l| l.trim().chars().count()).max().unwrap_or(0);
    let mut out = Builder::default();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if !open {
            out.line_end();
        }
        out.push(line);
        let ends = line.ends_with(['。', '！', '？', '：', '；', '.', '!', '?', ':', ';']);
        open = !ends && line.chars().count() * 10 >= longest * 8;
    }
    out.finish(Format::Pdf, Vec::new(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::ZlibEncoder};
    use std::io::Write as _;

    fn zeros(length: usize) -> Vec<u8> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
        let block = vec![0; 1 << 20];
        for _ in 0..length >> 20 {
            packed.write_all(&block).unwrap();
        }
        packed.finish().unwrap()
    }

    fn pdf(filter: &str, stream: &[u8]) -> Vec<u8> {
        let head = format!("%PDF-1.7\n1 0 obj\n<< /Filter {filter} /Length {} >>\nstream\n", stream.len());
        [head.as_bytes(), stream, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn a_small_file_that_unfolds_without_end_is_refused_before_it_is_read() {
        let most = 4 << 20;
        let one = pdf("/FlateDecode", &zeros(1 << 20));
        assert!(!unfolds_past(&one.repeat(4), most));
        assert!(unfolds_past(&one.repeat(5), most));
        let twice = pdf("[/FlateDecode /FlateDecode]", &zeros(1 << 20));
        assert_eq!(read(&twice).unwrap_err(), ReadRefusal::TooLarge("解压后的 PDF"));
    }

    #[test]
    fn work_that_takes_too_long_is_given_up_and_a_panic_is_a_failure() {
        let (keep, wait) = mpsc::channel::<()>();
        let endless = move || wait.recv().ok().map(|()| String::new());
        assert!(matches!(within(Duration::from_millis(20), endless), Extracted::TooSlow));
        drop(keep);
        assert!(matches!(within(PATIENCE, || panic!("as the library does")), Extracted::Failed));
        assert!(matches!(within(PATIENCE, || Some("文".to_owned())), Extracted::Text(_)));
    }
}
