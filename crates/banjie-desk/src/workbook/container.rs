//! What kind of file was handed in, and whether its container is sound, before anything is parsed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{MAX_FILE_BYTES, MAX_TEXT_BYTES, MAX_UNPACKED_BYTES, WorkbookFault};

/// Most parts a container may have.
const MAX_PARTS: usize = 10_000;
/// How much of the end of a sheet is looked at for merged cells.
const TAIL_BYTES: usize = 256 * 1024;

/// Bounds of a container, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// The file itself.
    pub file: u64,
    /// All parts unpacked.
    pub unpacked: u64,
    /// The table of shared texts unpacked.
    pub texts: u64,
}

/// The bounds in force.
pub(super) const BOUNDS: Bounds = Bounds { file: MAX_FILE_BYTES, unpacked: MAX_UNPACKED_BYTES, texts: MAX_TEXT_BYTES };

/// What the container told.
#[derive(Debug, Default)]
pub(super) struct Measured {
    /// True when a sheet may hold merged regions.
    pub may_merge: bool,
}

/// Tells other files apart and measures the parts by unpacking them into nothing.
pub(super) fn measure(bytes: &[u8], bounds: Bounds) -> Result<Measured, WorkbookFault> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > bounds.file {
        return Err(WorkbookFault::TooLarge { mib: size >> 20 });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(other_kind(bytes));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| WorkbookFault::Damaged("压缩目录读不出来，文件可能没有传完".to_owned()))?;
    tell_zip_kind(&archive)?;
    check_declared(&mut archive, bounds)?;
    unpack(&mut archive, bounds)
}

fn tell_zip_kind(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<(), WorkbookFault> {
    let has = |name: &str| archive.file_names().any(|n| n.eq_ignore_ascii_case(name));
    let kind = |what, advice| Err(WorkbookFault::OtherKind { what, advice });
    if has("xl/workbook.bin") {
        return kind("二进制工作簿（.xlsb）", "请在 Excel 中打开，另存为“Excel 工作簿（*.xlsx）”后再导入。");
    }
    if has("word/document.xml") {
        return kind("Word 文档", "请把其中的表格复制到 Excel，另存为 .xlsx 后再导入。");
    }
    if has("ppt/presentation.xml") {
        return kind("演示文稿", "请选择 .xlsx 工作簿。");
    }
    if has("content.xml") && has("mimetype") {
        return kind("OpenDocument 表格（.ods）", "请在 WPS 或 LibreOffice 中另存为“Excel 工作簿（*.xlsx）”后再导入。");
    }
    if !has("[Content_Types].xml") {
        return kind("普通压缩包", "请解压后选择其中的 .xlsx 工作簿，一次导入一个。");
    }
    Ok(())
}

fn check_declared(archive: &mut ZipArchive<Cursor<&[u8]>>, bounds: Bounds) -> Result<(), WorkbookFault> {
    if archive.len() > MAX_PARTS {
        return Err(WorkbookFault::Suspicious(format!("内含 {} 个部件", archive.len())));
    }
    let mut declared: u64 = 0;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index).map_err(|e| WorkbookFault::Damaged(e.to_string()))?;
        if part.encrypted() {
            return Err(WorkbookFault::Password);
        }
        declared = declared.saturating_add(part.size());
    }
    if declared > bounds.unpacked {
        return Err(too_large("全部内容", bounds.unpacked));
    }
    Ok(())
}

fn too_large(part: &str, limit: u64) -> WorkbookFault {
    WorkbookFault::UnpacksTooLarge { part: part.to_owned(), limit_mib: limit >> 20 }
}

/// Unpacks every part into nothing: declared sizes may lie, and overlapping parts share their bytes.
fn unpack(archive: &mut ZipArchive<Cursor<&[u8]>>, bounds: Bounds) -> Result<Measured, WorkbookFault> {
    let mut left = bounds.unpacked;
    let mut measured = Measured::default();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|e| WorkbookFault::Damaged(e.to_string()))?;
        let name = part.name().to_owned();
        let texts = name.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let limit = if texts { bounds.texts.min(left) } else { left };
        let declared = part.size();
        let (read, tail) = drain(&mut part, limit.min(declared))
            .map_err(|_| WorkbookFault::Damaged(format!("部件 {name} 解压失败或校验不符")))?;
        if read > limit {
            let (what, bound) = if texts { ("文字表", bounds.texts) } else { (name.as_str(), bounds.unpacked) };
            return Err(too_large(what, bound));
        }
        if read > declared {
            return Err(WorkbookFault::Suspicious(format!("部件 {name} 比目录中写明的大")));
        }
        left -= read;
        measured.may_merge |= name.contains("worksheets/") && tail_may_merge(&tail);
    }
    Ok(measured)
}

/// Reads up to one byte more than the limit; answers how much there was and the last stretch of it.
fn drain(part: &mut impl Read, limit: u64) -> std::io::Result<(u64, Vec<u8>)> {
    let mut buffer = vec![0; 64 * 1024];
    let mut tail = Vec::new();
    let mut total = 0;
    loop {
        let n = part.read(&mut buffer)?;
        if n == 0 {
            return Ok((total, tail));
        }
        total += u64::try_from(n).unwrap_or(u64::MAX);
        if total > limit {
            return Ok((total, tail));
        }
        tail.extend_from_slice(&buffer[..n]);
        if tail.len() > 2 * TAIL_BYTES {
            tail.drain(..tail.len() - TAIL_BYTES);
        }
    }
}

/// Merged regions stand behind the cells; when the end of the cells is not in the tail they may still be there.
fn tail_may_merge(tail: &[u8]) -> bool {
    let find = |needle: &[u8]| tail.windows(needle.len()).any(|w| w == needle);
    find(b"mergeCell") || !find(b"</sheetData>") && !find(b"<sheetData/>")
}

fn other_kind(bytes: &[u8]) -> WorkbookFault {
    if bytes.is_empty() {
        return WorkbookFault::EmptyFile;
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return ole_kind(bytes);
    }
    let kind = |what, advice| WorkbookFault::OtherKind { what, advice };
    if bytes.starts_with(b"%PDF") {
        return kind("PDF 文件", "请向来源索取 .xlsx 工作簿。");
    }
    if bytes.starts_with(b"PK") {
        return WorkbookFault::Damaged("压缩目录读不出来，文件可能没有传完".to_owned());
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_lowercase();
    if head.contains("<html") || head.contains("<table") || head.contains("<!doctype") {
        return kind(
            "网页（有的系统把网页表格存成 .xls 或 .xlsx）",
            "请在 Excel 或 WPS 中打开，另存为“Excel 工作簿（*.xlsx）”后再导入。",
        );
    }
    if head.contains("<workbook") || head.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        return kind("XML 表格 2003", "请在 Excel 中打开，另存为“Excel 工作簿（*.xlsx）”后再导入。");
    }
    match text_encoding(bytes) {
        Some(encoding) => WorkbookFault::PlainText { encoding },
        None => kind("无法识别的文件", "请选择 .xlsx 工作簿；若文件来自别处，请让对方用 Excel 或 WPS 另存为 .xlsx。"),
    }
}

/// Containers of the old formats: encrypted packages, old workbooks, old documents. Names in them are UTF-16.
fn ole_kind(bytes: &[u8]) -> WorkbookFault {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|w| w == wide.as_slice())
    };
    if has("EncryptedPackage") {
        WorkbookFault::Password
    } else if has("WordDocument") {
        WorkbookFault::OtherKind {
            what: "Word 文档（.doc）",
            advice: "请把其中的表格复制到 Excel，另存为 .xlsx 后再导入。",
        }
    } else {
        WorkbookFault::OldFormat
    }
}

/// UTF-8, UTF-16 or GB18030 by shape; none for binary data.
fn text_encoding(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Some("UTF-16");
    }
    let sample = &bytes[..bytes.len().min(64 * 1024)];
    if sample.iter().any(|b| *b < 9 || (14..32).contains(b)) {
        return None;
    }
    match std::str::from_utf8(sample) {
        Ok(_) => Some("UTF-8"),
        Err(e) if e.error_len().is_none() => Some("UTF-8"),
        Err(_) => gb18030_shaped(sample).then_some("GB18030"),
    }
}

/// Every byte above ASCII begins a pair (or four) as GB 18030 arranges them.
fn gb18030_shaped(sample: &[u8]) -> bool {
    let mut at = 0;
    while at < sample.len() {
        if sample[at] < 0x80 {
            at += 1;
            continue;
        }
        match sample.get(at + 1) {
            None => return true,
            Some(0x40..=0x7E | 0x80..=0xFE) => at += 2,
            Some(0x30..=0x39) => at += 4,
            Some(_) => return false,
        }
    }
    true
}
