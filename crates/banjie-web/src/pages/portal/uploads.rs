//! Files the public hands in: each belongs to the form it came with, until a record takes it.

use banjie_model::{
    Name,
    definition::{FieldType, Ledger},
    value::{FileRef, RecordId, Value},
};
use banjie_store::StoredFile;

use crate::{
    App,
    pages::cases::{
        typed::{Typed, read_file, spell_file},
        uploads::media_type,
    },
    server::{Fault, Input, kept},
    text::{cases, portal as t},
    ui::FieldFault,
};

/// Files of one form at most.
const MOST: usize = 12;

fn uploader(secret: &str) -> Name {
    format!("applicant:{}", kept(secret)).into()
}

/// Keeps the files that came with a form; each becomes a hidden input of its field, so that no answer loses it.
pub(super) async fn take(
    app: &App,
    (ledger, fields): (&Ledger, &[usize]),
    secret: &str,
    input: &Input,
    typed: &mut Typed,
) -> Result<Vec<FieldFault>, Fault> {
    let mut faults = Vec::new();
    for upload in &input.files {
        let Some((index, field)) = ledger.field(&upload.field) else { continue };
        if !fields.contains(&index) || !matches!(field.ty, FieldType::File | FieldType::Files) {
            continue;
        }
        let mut refuse = |text: String| {
            faults.push(FieldFault { name: field.name.to_string(), title: field.title.to_string(), text });
        };
        let name = format!("{}.kept", field.name);
        if typed.all(&name).count() >= MOST {
            refuse(t::too_many_files(MOST));
            continue;
        }
        let Some(kind) = media_type(&upload.bytes) else {
            refuse(cases::file_refused(&upload.name));
            continue;
        };
        let sha256 = app.files().keep(&upload.bytes).await?;
        let size = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
        let stored = StoredFile {
            sha256: sha256.clone(),
            size,
            media_type: kind.into(),
            first_name: upload.name.as_str().into(),
            uploaded_by: uploader(secret),
            at: app.now(),
        };
        app.store().keep_file(&stored).await?;
        let file = FileRef { name: upload.name.as_str().into(), sha256, size_bytes: size };
        if field.ty == FieldType::File {
            typed.replace(&name, Vec::new());
        }
        typed.push(name, spell_file(&file));
    }
    only_own(app, ledger, secret, typed).await?;
    Ok(faults)
}

/// Takes out what was taken away, and what names a file this form never sent: a hash learnt elsewhere opens nothing.
async fn only_own(app: &App, ledger: &Ledger, secret: &str, typed: &mut Typed) -> Result<(), Fault> {
    let owner = uploader(secret);
    for field in ledger.fields.iter().filter(|f| matches!(f.ty, FieldType::File | FieldType::Files)) {
        let (name, gone) = (format!("{}.kept", field.name), format!("{}.remove", field.name));
        let removed: Vec<String> = typed.all(&gone).map(str::to_owned).collect();
        let given: Vec<String> = typed.all(&name).map(str::to_owned).collect();
        let mut own = Vec::new();
        for text in given.into_iter().filter(|text| !removed.contains(text)) {
            let Some(file) = read_file(&text) else { continue };
            let known = app.store().stored_file(&file.sha256).await?;
            let real = known.is_some_and(|known| known.size == file.size_bytes);
            if real && app.store().is_uploader(&file.sha256, &owner).await? {
                own.push(text);
            }
        }
        typed.replace(&gone, Vec::new());
        typed.replace(&name, own);
    }
    Ok(())
}

/// Notes that a record uses these files.
pub(super) async fn link(app: &App, ledger: &Ledger, record: RecordId, values: &[(Name, Value)]) -> Result<(), Fault> {
    for (field, value) in values {
        let Value::Files(files) = value else { continue };
        for file in files.iter().filter(|file| !file.sha256.is_empty()) {
            app.store().link_file(&file.sha256, &ledger.key, record, field).await?;
        }
    }
    Ok(())
}
