//! Clocks of a case: where each stands, and how its due date was counted.

use banjie_engine::{CountedDay, DayVerdict, NO_DUE, counted_days, counted_words, judge};
use banjie_model::case::{LimitRun, SuspensionCause};
use chrono::NaiveDate;
use maud::{Markup, html};

use super::{names, page::View, words};
use crate::{
    pages::shared::clocks::{of_kind, of_run},
    text::cases as t,
    ui::{self, Align, Clock, Column, Row, Ruler, RulerMark, Table, clock_ruler, clock_words},
};

/// Where a clock stands.
pub(super) fn standing(view: &View<'_>, run: &LimitRun) -> Clock {
    of_run(&view.viewer.snapshot, view.ledger, run, view.now)
}

fn title(view: &View<'_>, run: &LimitRun) -> String {
    let title =
        view.ledger.limit(&run.key.limit).map_or_else(|| run.key.limit.to_string(), |limit| limit.title.to_string());
    if run.key.n > 1 { t::nth(&title, run.key.n) } else { title }
}

/// A clock as a ruler; none where no due date was ever known.
pub(super) fn ruler(view: &View<'_>, run: &LimitRun) -> Option<Ruler> {
    let world = view.viewer.snapshot.world();
    let judged = judge(&world, view.ledger, view.record(), run, view.now).due_at;
    let published = || run.published.iter().rev().map(|published| published.due_at).find(|due| *due != NO_DUE);
    let due = if judged == NO_DUE { published()? } else { judged };
    let mark = |fired: &banjie_model::case::Fired| RulerMark { on: fired.at.date(), card: of_kind(fired.kind) };
    Some(Ruler {
        title: title(view, run),
        start: run.started_at.date(),
        due: due.date(),
        today: view.now.date(),
        end: run.ended.as_ref().map(|end| end.at.date()),
        pauses: run.suspensions.iter().map(|s| (s.from.date(), s.until.map(|until| until.date()))).collect(),
        marks: run.fired.iter().filter(|fired| fired.withdrawn_at.is_none()).map(mark).collect(),
        clock: standing(view, run),
    })
}

/// Every clock with its count, the running ones first.
pub(super) fn panel(view: &View<'_>) -> Markup {
    let mut runs: Vec<&LimitRun> = view.case.runs.iter().collect();
    runs.sort_by_key(|run| (run.ended.is_some(), std::cmp::Reverse(run.started_at)));
    html! {
        @if !runs.is_empty() {
            (ui::panel("clocks", t::CLOCKS, &html! {}, &html! { div.stack { @for run in runs { (one(view, run)) } } }))
        }
    }
}

fn one(view: &View<'_>, run: &LimitRun) -> Markup {
    let world = view.viewer.snapshot.world();
    let words = counted_words(&world, view.ledger, view.record(), run, view.now);
    let limit = view.ledger.limit(&run.key.limit);
    let package = world.library.packages.get(&view.ledger.package);
    let basis = limit.and_then(|limit| Some(package?.bases.get(limit.basis.as_ref()?)?.zh()));
    html! {
        details open[run.ended.is_none()] {
            summary { b { (title(view, run)) } " " (clock_words(standing(view, run))) }
            div.stack {
                @if run.ended.is_some() { @if let Some(ruler) = ruler(view, run) { (clock_ruler(&ruler)) } }
                @if !words.is_empty() { p { (words) (crate::text::ui::FULL_STOP) } }
                @if let Some(basis) = basis { p { (t::basis(&basis)) } }
                (skipped(&counted_days(&world, view.ledger, view.record(), run, view.now)))
                (suspensions(view, run))
                (extensions(view, run))
                (published(run))
            }
        }
    }
}

/// The days that did not count, each named; neighbours of one reason together.
fn skipped(days: &[CountedDay]) -> Markup {
    let mut stretches: Vec<(NaiveDate, NaiveDate, String)> = Vec::new();
    let mut counted = 0;
    for day in days {
        if let DayVerdict::Counted(n) = day.verdict {
            counted = n;
            continue;
        }
        let why = day.verdict.words();
        match stretches.last_mut() {
            Some((_, last, known)) if *known == why && last.succ_opt() == Some(day.date) => *last = day.date,
            _ => stretches.push((day.date, day.date, why)),
        }
    }
    html! {
        @if !days.is_empty() {
            details {
                summary { (t::counted(counted, stretches.len())) }
                ul {
                    @for (from, to, why) in &stretches {
                        li { @if from == to { (words::day(*from)) } @else { (t::span(&words::day(*from), &words::day(*to))) } (t::COLON) (why) }
                    }
                }
            }
        }
    }
}

fn suspensions(view: &View<'_>, run: &LimitRun) -> Markup {
    let cause = |cause: &SuspensionCause| match cause {
        SuspensionCause::State(state) => {
            let title = view.ledger.state(state).map_or_else(|| state.to_string(), |state| state.title.to_string());
            t::by_state(&title)
        }
        SuspensionCause::Entered(reason) => reason.to_string(),
    };
    let row = |s: &banjie_model::case::Suspension| {
        let until = s.until.map_or_else(|| t::STILL.to_owned(), words::minute);
        vec![words::minute(s.from), until, cause(&s.cause), words::minute(s.entered_at)]
    };
    small(t::SUSPENSIONS, &[t::FROM, t::UNTIL, t::CAUSE, t::ENTERED], run.suspensions.iter().map(row).collect())
}

fn extensions(view: &View<'_>, run: &LimitRun) -> Markup {
    let row = |e: &banjie_model::case::Extension| {
        let reason = e.reason.as_deref().unwrap_or_default().to_owned();
        vec![e.length.zh(), words::minute(e.at), names::person(view.viewer, &e.by), reason]
    };
    small(t::EXTENSIONS, &[t::LENGTH, t::AT, t::BY, t::REASON], run.extensions.iter().map(row).collect())
}

/// Every due date that was made known; one that never changed needs no table.
fn published(run: &LimitRun) -> Markup {
    if run.published.len() < 2 {
        return html! {};
    }
    let row = |p: &banjie_model::case::PublishedDue| {
        let due = if p.due_at == NO_DUE { t::STANDS_STILL.to_owned() } else { words::minute(p.due_at) };
        let due = if p.provisional { t::provisional(&due) } else { due };
        vec![due, words::minute(p.at), p.why.to_string()]
    };
    small(t::PUBLISHED, &[t::DUE, t::MADE_KNOWN, t::WHY], run.published.iter().map(row).collect())
}

fn small(caption: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let cell =
        |text: String| html! { @if text.is_empty() { span.missing { (crate::text::ui::MISSING) } } @else { (text) } };
    let table = Table {
        caption: caption.to_owned(),
        columns: heads.iter().map(|head| Column::new(head, Align::Text)).collect(),
        rows: rows
            .into_iter()
            .map(|row| Row { cells: row.into_iter().map(cell).collect(), ..Row::default() })
            .collect(),
        ..Table::default()
    };
    // A caption that is seen would stand in a narrow column of its own on a phone.
    html! { h3 { (caption) } (ui::table(&table)) }
}
