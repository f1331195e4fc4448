//! Files of records: taken from forms, known by their content, given to whoever may see a record they belong to.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use banjie_desk::Target;
use banjie_model::{
    Name,
    definition::{Class, FieldType, Ledger},
    value::{FileRef, RecordId, Value},
};
use banjie_office::readings;
use banjie_store::{AuditKind, FileLink, How, StoredFile};
use serde::Deserialize;

use super::typed::{Typed, read_file, spell_file};
use crate::{
    App,
    server::{Answer, Deed, Fault, Input, Upload, Viewer, record},
    text::cases as t,
    ui::FieldFault,
};

/// Types that may be looked at in the browser; everything else is handed out as a file.
const SHOWN: [&str; 6] = ["image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf", "text/plain"];
/// Types taken beside them.
const TAKEN: [&str; 18] = [
    "image/bmp",
    "image/tiff",
    "image/heif",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/rtf",
    "application/zip",
    "video/mp4",
    "video/quicktime",
    "audio/mpeg",
    "audio/m4a",
    "audio/x-wav",
];

/// The media type of a content by its first bytes, where files of it are taken.
pub(crate) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    if let Some(kind) = infer::get(bytes) {
        return SHOWN.iter().chain(&TAKEN).find(|taken| **taken == kind.mime_type()).copied();
    }
    // The old Office container, which the same program writes for all its kinds.
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Some("application/msword");
    }
    is_plain_text(bytes).then_some("text/plain")
}

/// Text without anything a browser could take for a page: no control characters, no tags at its beginning.
fn is_plain_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let head = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']);
    !head.starts_with('<')
        && !head.starts_with("#!")
        && !text.chars().any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t'))
}

/// Keeps the files that came with a form, so that no answer loses them: each becomes a hidden input of its field.
///
/// # Errors
/// The disk, the store.
pub(super) async fn take(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    input: &Input,
    typed: &mut Typed,
) -> Result<Vec<FieldFault>, Fault> {
    let mut faults = Vec::new();
    for upload in &input.files {
        let Some((_, field)) = ledger.field(&upload.field) else { continue };
        if !matches!(field.ty, FieldType::File | FieldType::Files) {
            continue;
        }
        match keep(app, viewer, upload).await? {
            Some(file) => typed.push(format!("{}.kept", field.name), spell_file(&file)),
            None => faults.push(FieldFault {
                name: field.name.to_string(),
                title: field.title.to_string(),
                text: t::file_refused(&upload.name),
            }),
        }
    }
    Ok(faults)
}

/// What the audit log calls a file: names of files may tell of people.
fn target(sha256: &str) -> String {
    format!("/files/{sha256}")
}

/// Keeps a file of a type that is taken; it is on record who brought it.
///
/// # Errors
/// The disk, the store.
pub(crate) async fn keep(app: &App, viewer: &Viewer, upload: &Upload) -> Result<Option<FileRef>, Fault> {
    let Some(kind) = media_type(&upload.bytes) else { return Ok(None) };
    let sha256 = app.files().keep(&upload.bytes).await?;
    let size = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
    let stored = StoredFile {
        sha256: sha256.clone(),
        size,
        media_type: kind.into(),
        first_name: upload.name.as_str().into(),
        uploaded_by: viewer.person.account.clone(),
        at: app.now(),
    };
    app.store().keep_file(&stored).await?;
    let deed = Deed::by(viewer, AuditKind::Uploaded);
    record(app, &viewer.caller, deed.on(&target(&sha256)).saying(&t::log_uploaded(kind, size))).await?;
    Ok(Some(FileRef { name: upload.name.as_str().into(), sha256, size_bytes: size }))
}

/// Takes out what names a file the viewer never uploaded: a hash learnt elsewhere opens nothing.
///
/// # Errors
/// The store.
pub(super) async fn only_own(app: &App, viewer: &Viewer, ledger: &Ledger, typed: &mut Typed) -> Result<(), Fault> {
    for field in ledger.fields.iter().filter(|f| matches!(f.ty, FieldType::File | FieldType::Files)) {
        let name = format!("{}.kept", field.name);
        let kept: Vec<String> = typed.all(&name).map(str::to_owned).collect();
        let mut own = Vec::new();
        for text in kept {
            let Some(file) = read_file(&text) else { continue };
            let known = app.store().stored_file(&file.sha256).await?;
            let real = known.is_some_and(|known| known.size == file.size_bytes);
            if real && app.store().is_uploader(&file.sha256, &viewer.person.account).await? {
                own.push(text);
            }
        }
        typed.replace(&name, own);
    }
    Ok(())
}

/// Notes that a record uses the files of these values.
///
/// # Errors
/// The store.
pub(crate) async fn link<'v>(
    app: &App,
    ledger: &Ledger,
    record: RecordId,
    values: impl IntoIterator<Item = (&'v Name, &'v Value)>,
) -> Result<(), Fault> {
    for (field, value) in values {
        let Value::Files(files) = value else { continue };
        for file in files.iter().filter(|file| !file.sha256.is_empty()) {
            app.store().link_file(&file.sha256, &ledger.key, record, field).await?;
        }
    }
    Ok(())
}

/// What for a personal file is read.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    purpose: Option<String>,
}

/// A file, for whoever may see a record it belongs to.
pub(crate) async fn serve(
    State(app): State<App>,
    viewer: Viewer,
    Path(sha256): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let stored = app.store().stored_file(&sha256).await?.ok_or(Fault::NotFound)?;
    let opened = if app.store().is_uploader(&sha256, &viewer.person.account).await? {
        let name = (stored.uploaded_by == viewer.person.account).then(|| stored.first_name.clone());
        Opened { name, of: String::new(), purpose: None }
    } else {
        open(&app, &viewer, &sha256, asked.purpose.as_deref()).await?
    };
    let bytes = app.files().read(&sha256).await?;
    if opened.purpose.is_some() || app.handed().anew(&viewer.person.account, &sha256, app.now()) {
        let said = t::log_downloaded(&opened.of, opened.purpose.as_deref());
        let target = target(&sha256);
        record(&app, &viewer.caller, Deed::by(&viewer, AuditKind::Downloaded).on(&target).saying(&said)).await?;
    }
    Ok(answer(&stored, &opened.name.unwrap_or_else(|| sha256[..12].into()), bytes))
}

/// A file somebody may read.
struct Opened {
    /// The name it has where it was found.
    name: Option<Name>,
    /// The record it was found in, `package.ledger/id`; empty: one's own, which belongs to none yet.
    of: String,
    /// What it was opened for, where that had to be said.
    purpose: Option<Name>,
}

/// Finds a record the file belongs to that the viewer sees; personal ones open only for a purpose, which is put on record.
async fn open(app: &App, viewer: &Viewer, sha256: &str, purpose: Option<&str>) -> Result<Opened, Fault> {
    let of = |link: &FileLink| format!("{}/{}", link.ledger, link.record);
    let mut personal: Option<(FileLink, Option<Name>)> = None;
    for link in app.store().file_links(sha256).await? {
        let Ok(ledger) = viewer.ledger(&link.ledger) else { continue };
        let target = Target::Id(link.record);
        let Ok(case) = app.desk().case(&ledger.key, &target, &viewer.actor).await else { continue };
        let Some((index, field)) = ledger.field(&link.field) else { continue };
        let name = match case.record.values.get(index) {
            Some(Value::Files(files)) => {
                files.iter().find(|file| *file.sha256 == *sha256).map(|file| file.name.clone())
            }
            _ => None,
        };
        if field.class < Class::Personal {
            return Ok(Opened { name, of: of(&link), purpose: None });
        }
        personal = personal.or(Some((link, name)));
    }
    let (link, name) = personal.ok_or(Fault::NotFound)?;
    let purpose = readings::purpose(purpose)?;
    let ledger = viewer.ledger(&link.ledger)?;
    let opened = Opened { name, of: of(&link), purpose: Some(purpose.clone()) };
    let record = (&*ledger, Some(link.record));
    let entry = readings::entry(&viewer.actor, app.now(), record, vec![link.field], (How::Show, purpose));
    app.store().log_readings(&[entry]).await?;
    Ok(opened)
}

fn answer(stored: &StoredFile, name: &str, bytes: Vec<u8>) -> Response {
    let shown = SHOWN.contains(&&*stored.media_type);
    let kind = match &*stored.media_type {
        "text/plain" => "text/plain; charset=utf-8",
        other if shown => other,
        _ => "application/octet-stream",
    };
    // A browser's own viewer of PDF does not work inside a sandbox; it runs nothing of the file in our name.
    let policy = match &*stored.media_type {
        "application/pdf" => "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'",
        _ => "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
    };
    let way = if shown { "inline" } else { "attachment" };
    let disposition = format!("{way}; filename*=UTF-8''{}", percent(name));
    let header = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, header(kind)),
        (header::CONTENT_DISPOSITION, header(&disposition)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, bytes).into_response()
}

/// A file name as RFC 8187 spells it.
pub(crate) fn percent(name: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_an_office_works_with_are_taken() {
        let check = |bytes: &[u8], expected: Option<&str>| assert_eq!(media_type(bytes), expected, "{bytes:?}");
        check(b"%PDF-1.7\n", Some("application/pdf"));
        check(b"\x89PNG\r\n\x1a\n....", Some("image/png"));
        check("笔录第一页".as_bytes(), Some("text/plain"));
        check(b"<html><script>alert(1)</script>", None);
        check(b"  <svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", None);
        check(b"<?xml version='1.0'?><svg/>", None);
        check(b"MZ\x90\x00\x03\x00\x00\x00", None);
        check(b"\x7fELF\x02\x01\x01", None);
        check(b"#!/bin/sh\nrm", None);
        check(&[0, 1, 2, 3], None);
    }
}
