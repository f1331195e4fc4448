//! Backups: made beside the answer, listed, compared with their hashes. Restoring stays an act of the command line.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use banjie_desk::ports::Store as _;
use banjie_model::{Moment, canonical};
use banjie_store::{AuditEntry, AuditKind};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use sha2::{Digest as _, Sha256};

use super::{back, job, minute, pane};
use crate::{
    App,
    server::{Answer, Caller, Fault, Input, JobState, Viewer},
    text::admin::{self as a, packages as t},
    ui::{Align, Button, Column, Level, Look, Row, Table, alert, button, csrf_field, empty, panel, post_button, table},
};

const PATH: &str = "/admin/backups";
const KIND: &str = "backup";

/// A backup in the folder.
pub(crate) struct Backup {
    pub name: String,
    pub bytes: u64,
    pub made: Option<Moment>,
    pub hash: Option<String>,
}

/// The backups of a folder, latest first; none where there is no folder yet.
pub(crate) fn backups(folder: &Path) -> Vec<Backup> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<Backup> = entries.filter_map(Result::ok).filter_map(|entry| backup(&entry)).collect();
    found.sort_by(|a, b| b.name.cmp(&a.name));
    found
}

fn backup(entry: &std::fs::DirEntry) -> Option<Backup> {
    let name = entry.file_name().to_str()?.to_owned();
    let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
    if Path::new(&name).extension()?.to_str()? != "db" {
        return None;
    }
    let beside = std::fs::read_to_string(hash_file(&entry.path())).ok();
    let hash = beside.and_then(|text| text.split_whitespace().next().map(str::to_owned));
    let made = about.modified().ok().map(|at| (DateTime::<Utc>::from(at) + TimeDelta::hours(8)).naive_utc());
    Some(Backup { name, bytes: about.len(), made, hash })
}

fn hash_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(".sha256");
    PathBuf::from(name)
}

/// A number of bytes as people read it.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let (mut whole, mut tenths, mut unit) = (bytes, 0, 0);
    while whole >= 1024 && unit + 1 < UNITS.len() {
        tenths = whole % 1024 * 10 / 1024;
        whole /= 1024;
        unit += 1;
    }
    if unit == 0 { format!("{whole} B") } else { format!("{whole}.{tenths} {}", UNITS[unit]) }
}

pub(super) async fn page(State(app): State<App>, viewer: Viewer) -> Result<Response, Fault> {
    let last = app.jobs().last(KIND);
    let body = match &app.settings().backups {
        None => alert(Level::Warn, "", &html! { p { (t::NO_FOLDER) } }),
        Some(folder) => {
            let path = folder.clone();
            let all = tokio::task::spawn_blocking(move || backups(&path)).await.unwrap_or_default();
            html! {
                p.quiet { (t::kept_in(&folder.display().to_string())) }
                (list(&viewer, &all))
            }
        }
    };
    let now = app.settings().backups.is_some().then(|| {
        post_button(viewer.csrf(), PATH, &Button { word: t::BACKUP_NOW, look: Look::Primary, ..Button::default() })
    });
    let content = html! {
        header.page-head {
            div { h1 { (t::BACKUPS) } p { (t::BACKUPS_WHAT) } }
            div.actions { @if let Some(now) = now { (now) } }
        }
        @if let Some(last) = &last { (panel("last", t::LAST_JOB, &html! {}, &job::shown(last))) }
        (body)
        p { (t::RESTORE_HOW) }
        pre { code { "banjie --db NEW.db restore FILE.db" } }
    };
    Ok(job::watched(pane(&app, &viewer, PATH, t::BACKUPS, &content), last.as_ref()))
}

fn list(viewer: &Viewer, all: &[Backup]) -> Markup {
    let columns = vec![
        Column::new(t::FILE, Align::Text),
        Column::new(t::MADE, Align::Tight),
        Column::new(t::SIZE, Align::Number),
        Column::new("SHA-256", Align::Tight),
        Column::new(a::ACTIONS, Align::Actions),
    ];
    let row = |one: &Backup| Row {
        cells: vec![
            html! { (one.name) },
            html! { (one.made.map(minute).unwrap_or_default()) },
            html! { (size(one.bytes)) },
            html! { @match &one.hash { Some(hash) => code { (hash.get(..16).unwrap_or(hash)) }, None => (t::NO_HASH) } },
            html! {
                form.inline-form method="post" action="/admin/backups/verify" {
                    (csrf_field(viewer.csrf()))
                    (button(&Button { word: t::VERIFY, name: "file", value: &one.name, ..Button::default() }))
                }
            },
        ],
        ..Row::default()
    };
    table(&Table {
        id: "backups".to_owned(),
        caption: t::BACKUPS.to_owned(),
        columns,
        rows: all.iter().map(row).collect(),
        empty: Some(empty(t::BACKUPS_NONE, t::BACKUPS_NONE_WHAT, &html! {})),
        ..Table::default()
    })
}

/// Makes one now.
pub(super) async fn make(State(app): State<App>, caller: Caller, viewer: Viewer, _: Input) -> Answer {
    let Some(folder) = app.settings().backups.clone() else { return Err(Fault::bad(t::NO_FOLDER)) };
    let account = viewer.actor.account.clone();
    let (work, from, now) = (app.clone(), caller.address.to_string(), app.now());
    app.jobs().start(KIND, &account.clone(), now, move |_| async move {
        let name = format!("banjie-{}.db", now.format("%Y%m%d-%H%M%S"));
        let made = write(&work, &folder, &name).await;
        let detail = made.as_ref().map_or_else(|_| t::LOG_FAILED.to_owned(), |_| name.clone());
        let entry = AuditEntry {
            at: work.now(),
            account: Some(account),
            from: from.into(),
            what: AuditKind::Backup,
            target: None,
            detail: detail.into(),
            ok: made.is_ok(),
        };
        work.store().append_audit(&entry).await?;
        Ok(JobState::Done(vec![t::backed_up(&name, &made?)]))
    });
    Ok(back(PATH).into_response())
}

async fn write(app: &App, folder: &Path, name: &str) -> Result<String, Fault> {
    tokio::fs::create_dir_all(folder).await.map_err(|error| Fault::Store(error.to_string()))?;
    Ok(app.store().backup(&folder.join(name)).await?)
}

/// Compares one with its hash. Only what stands in the folder can be named.
pub(super) async fn verify(State(app): State<App>, viewer: Viewer, input: Input) -> Answer {
    let Some(folder) = app.settings().backups.clone() else { return Err(Fault::bad(t::NO_FOLDER)) };
    let wanted = input.text("file").unwrap_or_default().to_owned();
    let path = folder.clone();
    let all = tokio::task::spawn_blocking(move || backups(&path)).await.unwrap_or_default();
    let Some(found) = all.into_iter().find(|one| one.name == wanted) else { return Err(Fault::NotFound) };
    app.jobs().start(KIND, &viewer.actor.account, app.now(), move |_| async move {
        let path = folder.join(&found.name);
        let hash = tokio::task::spawn_blocking(move || sha256(&path)).await;
        let hash = hash.map_err(|error| Fault::Broken(error.to_string()))?;
        let hash = hash.map_err(|error| Fault::Store(error.to_string()))?;
        Ok(match found.hash {
            Some(kept) if kept == hash => JobState::Done(vec![t::verified(&found.name)]),
            Some(_) => JobState::Faulty(vec![t::not_verified(&found.name)]),
            None => JobState::Faulty(vec![t::NO_HASH.to_owned()]),
        })
    });
    Ok(back(PATH).into_response())
}

fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(canonical::hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..n]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        for (bytes, told) in [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KB"), (5 << 30, "5.0 GB")] {
            assert_eq!(size(bytes), told);
        }
    }
}
