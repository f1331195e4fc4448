//! Import: a workbook becomes new records and corrections, all of it or nothing, and every bad cell is told.
//!
//! Re-importing the same workbook changes nothing: a row is known again by its number or by the ledger's business key;
//! rows that say the same are counted as unchanged, rows that differ become corrections, the others new records.

mod faults;
mod header;
mod lists;
mod merged;
mod rows;
mod settle;

use banjie_engine::Clock;
use banjie_model::{Moment, case::Actor, refusal::RefusalCode};
use serde::Serialize;

pub use faults::Fault;
pub(crate) use faults::Faults;
pub(crate) use header::{Head, Heading, find_sheet, headings, no_header, note_columns};
use merged::Merged;
pub(crate) use rows::{Table, references_in, resolve_refs, text_key};

use crate::{
    batch::Batch,
    desk::Desk,
    error::{DeskError, DeskResult},
    ports::Store,
    progress::Progress,
    workbook::{self, Mark, Workbook},
    writer::is_directory,
};

/// What becomes of a row that differs from the record it stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    /// The record is corrected.
    #[default]
    Edit,
    /// The record stays as it is; the row is counted as skipped.
    Skip,
    /// The row is a fault.
    Refuse,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Only check; nothing is written.
    pub dry_run: bool,
    /// Leave bad rows out and take the good ones; default: one bad cell and nothing is written.
    pub accept_good: bool,
    /// The column 登记时间 says when each record was entered (old registers). System and administrators only.
    pub history: bool,
    /// What becomes of changed rows.
    pub changed: Changed,
    /// Name of the file, for the log.
    pub source: Option<String>,
}

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Sheet that was read.
    pub sheet: String,
    /// Rows with content below the header.
    pub rows: u64,
    /// New records.
    pub created: u64,
    /// Corrected records.
    pub edited: u64,
    /// Rows that say what the record says already.
    pub unchanged: u64,
    /// Rows left out: bad rows with `accept_good`, changed rows with [`Changed::Skip`].
    pub skipped: u64,
    /// Whether it was written.
    pub committed: bool,
    /// Every bad cell.
    pub faults: Vec<Fault>,
    /// What else the person should know, in Chinese.
    pub notices: Vec<String>,
    /// The workbook with bad cells coloured and commented and a sheet 错误清单; none when nothing is bad.
    #[serde(skip)]
    pub marked: Option<Vec<u8>>,
}

impl<S: Store> Desk<S> {
    /// Imports a workbook into a ledger.
    ///
    /// # Errors
    /// The file is no workbook, the ledger is unknown, the actor may not, the store is in trouble. Bad cells are no error:
    /// they are in the report.
    pub async fn import(
        &self,
        ledger: &str,
        bytes: Vec<u8>,
        options: &ImportOptions,
        actor: &Actor,
        now: Moment,
        progress: &dyn Progress,
    ) -> DeskResult<ImportReport> {
        let snapshot = self.snapshot();
        let definition = snapshot.ledger(ledger)?.clone();
        if options.history && !actor.system {
            let message = "补录历史只能由系统管理员办理。请交系统管理员导入，或去掉“补录历史”按今天登记。";
            return Err(DeskError::refuse(RefusalCode::NotPermitted, message));
        }
        let workbook = read(bytes, progress).await?;
        let job = settle::Job {
            snapshot: &snapshot,
            ledger: &definition,
            workbook: &workbook,
            options,
            actor,
            clock: Clock::now(now),
            progress,
        };
        let (mut report, marks) = self.settle(&job).await?;
        report.marked = marked(workbook, marks).await?;
        if report.committed && is_directory(ledger) {
            self.refresh().await?;
        }
        Ok(report)
    }

    async fn settle(&self, job: &settle::Job<'_>) -> DeskResult<(ImportReport, Vec<Mark>)> {
        let mut batch = Batch::new(self.store().begin().await?, job.snapshot);
        let mut outcome = job.run(&mut batch).await?;
        let bad = !outcome.faults.is_empty();
        let write = !job.options.dry_run && (!bad || job.options.accept_good);
        if write {
            batch.commit().await?;
        }
        outcome.report.committed = write;
        if bad && !job.options.accept_good {
            outcome
                .report
                .notices
                .push("有误，全部未导入。请改正后重新导入整个工作簿；已导入过的行不会重复。".to_owned());
        }
        let (faults, marks) = outcome.faults.finish(job.workbook);
        outcome.report.faults = faults;
        Ok((outcome.report, marks))
    }
}

/// Opens a workbook away from the async threads.
pub(crate) async fn read(bytes: Vec<u8>, progress: &dyn Progress) -> DeskResult<Workbook> {
    progress.begin("读取工作簿", 0);
    let opened = tokio::task::spawn_blocking(move || workbook::open(&bytes)).await;
    progress.end();
    let lost = |_| workbook::WorkbookFault::Damaged("读取时程序出错".to_owned());
    Ok(opened.map_err(lost)??)
}

/// Writes the marked copy away from the async threads; none when nothing is bad.
pub(crate) async fn marked(workbook: Workbook, marks: Vec<Mark>) -> DeskResult<Option<Vec<u8>>> {
    if marks.is_empty() {
        return Ok(None);
    }
    let written = tokio::task::spawn_blocking(move || workbook::marked_copy(&workbook, &marks)).await;
    let bytes = written.map_err(|e| DeskError::Writing(e.to_string()))??;
    Ok(Some(bytes))
}
