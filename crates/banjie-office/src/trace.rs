//! From a figure down to its records, and a printed report beside the database.

use banjie_desk::{Desk, DeskError, Snapshot, ports::StoreError};
use banjie_engine::visible;
use banjie_figures::{AsOf, FigureError, Figures, read_token};
use banjie_model::{
    Moment,
    case::Actor,
    figure::{Ask, Derived, RecordLine, Trace},
    refusal::{Refusal, RefusalCode},
};
use banjie_papers::{
    docx::LARGEST,
    manifest::{Entry, Kind, Manifest, Reading, Standing, read_file},
};
use banjie_store::AnyStore;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{
    reports::{self, ReportError},
    scope::{self, org_code},
};

mod changes;
mod judge;

pub use judge::{Finding, Judgement, Seal, Verdict, judge, unjudged};

/// Why a figure cannot be walked back.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TraceError {
    /// A refusal, or the store in trouble.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The figure cannot be computed again.
    #[error(transparent)]
    Figures(#[from] FigureError),
    /// A token, a period or a file that cannot be read; in Chinese.
    #[error("{0}")]
    Unreadable(String),
}

impl From<StoreError> for TraceError {
    fn from(error: StoreError) -> TraceError {
        TraceError::Desk(error.into())
    }
}

impl From<ReportError> for TraceError {
    fn from(error: ReportError) -> TraceError {
        match error {
            ReportError::Desk(error) => TraceError::Desk(error),
            ReportError::Figures(error) => TraceError::Figures(error),
            other => TraceError::Unreadable(other.to_string()),
        }
    }
}

impl TraceError {
    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            TraceError::Desk(error) => error.refusal(),
            _ => None,
        }
    }
}

/// Answer of this module.
pub type TraceResult<T> = Result<T, TraceError>;

/// A figure that is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// Indicator, `package/indicator`, or a printed trace (a token).
    pub what: &'a str,
    /// Period as typed; a token brings its own.
    pub period: Option<&'a str>,
    /// Organisation by name or code; a token brings its own.
    pub org: Option<&'a str>,
    /// As of this moment; none: now. A token brings its own.
    pub moment: Option<Moment>,
}

/// Which lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// At most so many.
    pub limit: u32,
    /// After so many.
    pub offset: u32,
}

/// A figure with what it was made of.
#[derive(Clone, Debug, Serialize)]
pub struct Traced {
    /// The figure.
    pub figure: Trace,
    /// Its parts, each counted from records; one for a figure that is not computed from others.
    pub parts: Vec<Part>,
}

/// A part of a figure with its records.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// The part.
    pub trace: Trace,
    /// Counted again at the same log position.
    pub recount: Option<Decimal>,
    /// Its records as they stood, a page of them.
    pub records: Vec<RecordLine>,
    /// Records of this page the actor may not see.
    #[serde(skip_serializing_if = "is_zero")]
    pub withheld: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Part {
    /// Counted again, it is the same.
    pub fn same(&self) -> bool {
        self.recount == self.trace.value
    }
}

impl Traced {
    /// Counted again, every part is the same.
    pub fn same(&self) -> bool {
        self.parts.iter().all(Part::same)
    }
}

/// The figure asked for, walked back to the records the actor may see.
///
/// # Errors
/// It cannot be read or computed; its definition was changed since the token was printed; the store.
pub async fn figure(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    wanted: &Wanted<'_>,
    now: Moment,
    page: Page,
) -> TraceResult<Traced> {
    let snapshot = desk.snapshot();
    let (ask, moment, hash) = asked(desk, &snapshot, wanted, now).await?;
    let figures = scope::figures(desk, &snapshot, moment);
    let figure = figures.figure(&ask).await?;
    let trace = figure.trace();
    if !trace.hash.starts_with(&hash) {
        return Err(TraceError::Unreadable(format!(
            "指标 {} 的口径在那之后改过，按现在的口径不能溯源到当时的记录",
            ask.indicator
        )));
    }
    walk(&figures, &snapshot, actor, trace, page).await
}

/// What is asked: a printed trace, or an indicator with period and organisation.
async fn asked(
    desk: &Desk<AnyStore>,
    snapshot: &Snapshot,
    wanted: &Wanted<'_>,
    now: Moment,
) -> TraceResult<(Ask, AsOf, String)> {
    if wanted.what.contains(",seq=") {
        return read_token(wanted.what).map_err(TraceError::Unreadable);
    }
    let ask = Ask {
        indicator: wanted.what.into(),
        period: reports::period(wanted.period)?,
        org: wanted.org.map(|org| org_code(snapshot, org)).transpose()?,
        own: false,
        filter: Vec::new(),
        derived: Derived::Value,
    };
    Ok((ask, scope::as_of(desk, wanted.moment, now).await?, String::new()))
}

/// A figure of a report, walked back to the records the actor may see.
///
/// # Errors
/// No installed version has its definition; the store.
pub async fn of_trace(desk: &Desk<AnyStore>, actor: &Actor, trace: &Trace, page: Page) -> TraceResult<Traced> {
    let snapshot = desk.snapshot();
    let moment = AsOf { seq: trace.as_of, at: trace.at };
    walk(&scope::figures(desk, &snapshot, moment), &snapshot, actor, trace, page).await
}

async fn walk(
    figures: &Figures<'_, AnyStore>,
    snapshot: &Snapshot,
    actor: &Actor,
    trace: &Trace,
    page: Page,
) -> TraceResult<Traced> {
    let mut parts = Vec::new();
    for leaf in trace.leaves() {
        let recount = figures.recount(leaf).await?;
        let mut records = figures.lines(leaf, page.limit, page.offset).await?;
        let all = records.len();
        if !actor.system {
            let (ledger, _) = figures.source(leaf)?;
            let owners = figures.records(leaf, page.limit, page.offset).await?;
            let world = snapshot.world();
            let mut seen = owners.iter().map(|record| visible(&world, ledger, &record.org, actor));
            records.retain(|_| seen.next().unwrap_or(false));
        }
        let withheld = all - records.len();
        parts.push(Part { trace: leaf.clone(), recount, records, withheld });
    }
    Ok(Traced { figure: trace.clone(), parts })
}

/// Organisation, period, condition and title: what tells a figure from another of the same indicator.
pub fn whole_caption(trace: &Trace) -> String {
    let period = trace.period.map(|period| period.to_string()).unwrap_or_default();
    let filter = if trace.filter_words.is_empty() { String::new() } else { format!("({})", trace.filter_words) };
    format!("{}{period}{}{filter}", trace.org_name.as_deref().unwrap_or_default(), trace.caption())
}

/// Refuses a file too large to be a report of ours, by its length in bytes.
///
/// # Errors
/// What to tell the person.
pub fn fits(length: u64) -> TraceResult<()> {
    if length > LARGEST as u64 {
        let why = format!("文件超过 {} MB，不是办结写出的报告", LARGEST >> 20);
        return Err(TraceError::Unreadable(why));
    }
    Ok(())
}

/// Reads a printed report.
///
/// # Errors
/// It is none of ours.
pub fn read(kind: Kind, bytes: &[u8]) -> TraceResult<Reading> {
    fits(bytes.len() as u64)?;
    read_file(kind, bytes).map_err(TraceError::Unreadable)
}

/// A figure of a report by its number, from 1.
///
/// # Errors
/// There are not so many.
pub fn entry(manifest: &Manifest, number: usize) -> TraceResult<&Entry> {
    number.checked_sub(1).and_then(|i| manifest.figures.get(i)).ok_or_else(|| {
        let message = format!("这份报告有 {} 个数，没有第 {number} 个", manifest.figures.len());
        DeskError::from(Refusal::new(RefusalCode::NotFound, message)).into()
    })
}

/// What stands in the text of a report for a figure now; none: it is gone.
pub fn now_in_text(reading: &Reading, index: usize) -> Option<String> {
    match reading.standings.get(index)? {
        Standing::Same => Some(reading.manifest.figures.get(index)?.text.clone()),
        Standing::Edited(text) => Some(text.clone()),
        Standing::Removed => None,
    }
}
