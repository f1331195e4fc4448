//! PDF with a text layer. The library may panic on damaged files: it runs on its own thread and its panic is a refusal.

use super::{Builder, ReadRefusal};
use crate::text::{Document, Format};

const STACK: usize = 64 * 1024 * 1024;

pub(super) fn read(bytes: &[u8]) -> Result<Document, ReadRefusal> {
    let damaged = || ReadRefusal::Damaged("PDF 结构不完整".to_owned());
    let text = std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(bytes).map_err(|e| e.to_string()))
        });
        worker.ok().and_then(|w| w.join().ok()).and_then(Result::ok)
    });
    let encrypted = bytes.windows(8).any(|w| w == b"/Encrypt");
    let text = match text {
        Some(Ok(text)) => text,
        _ if encrypted => return Err(ReadRefusal::Encrypted("带密码的 PDF")),
        _ => return Err(damaged()),
    };
    if text.chars().filter(|c| !c.is_whitespace() && *c != '\u{fffd}').count() < 4 {
        return Err(if encrypted { ReadRefusal::Encrypted("带密码的 PDF") } else { ReadRefusal::NoText });
    }
    Ok(joined(&text))
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
