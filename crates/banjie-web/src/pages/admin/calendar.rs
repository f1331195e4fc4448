//! Days off and days worked in their place, and terms of schools. What is entered changes due dates: running limits are judged again.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use banjie_desk::{Call, Target};
use banjie_model::{
    calendar::{DayKind, DayRule},
    case::Record,
    definition::Ledger,
    refusal::Refusal,
    value::RecordId,
};
use banjie_store::AuditKind;
use chrono::{Datelike as _, NaiveDate};
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    form::{self, Form, Typed},
    job, pane,
};
use crate::{
    App,
    pages::frame,
    server::{Answer, Caller, Deed, Fault, Input, JobState, Viewer, record},
    text::admin::{self as a, calendar as t},
    ui::{
        Align, Button, Column, Icon, Look, Row, Table, Tone, badge, button, csrf_field, empty, link_button, panel,
        table,
    },
};

const PATH: &str = "/admin/calendar";
const REJUDGE: &str = "rejudge";

/// The two ledgers of the calendar.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    Day,
    Term,
}

impl Kind {
    fn ledger(self) -> &'static str {
        match self {
            Kind::Day => "orgs.calendar_day",
            Kind::Term => "orgs.term",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Day => "day",
            Kind::Term => "term",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Kind::Day => t::DAY_TITLE,
            Kind::Term => t::TERM_TITLE,
        }
    }

    fn shown(self) -> &'static [&'static str] {
        match self {
            Kind::Day => &["day", "kind", "name", "notice", "noticed_year"],
            Kind::Term => &["title", "kind", "starts_on", "ends_on"],
        }
    }
}

/// Which year.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    year: Option<i32>,
}

pub(super) async fn page(
    State(app): State<App>,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let year = asked.year.filter(|year| (1990..=2100).contains(year)).unwrap_or_else(|| app.now().year());
    let days = form::ledger(&viewer, Kind::Day.ledger())?;
    let entered = form::all(&app, &days).await?;
    let terms = form::ledger(&viewer, Kind::Term.ledger())?;
    let term_records = form::all(&app, &terms).await?;
    let calendar = &viewer.snapshot.directory.calendar;
    let noticed = calendar.noticed_years().any(|known| known == year);
    let notices: Vec<&str> = calendar.notices(year).iter().map(|notice| &**notice).collect();
    let last = app.jobs().last(REJUDGE);
    let turn = |year: i32, word| link_button(word, &format!("{PATH}?year={year}"), Look::Quiet, None);
    let working: u32 = calendar.month_table(year).iter().sum();
    let heading = html! { (turn(year - 1, t::BEFORE)) (turn(year + 1, t::AFTER)) (link_button(t::NEW_DAY, "/admin/calendar/day/new", Look::Plain, Some(Icon::Plus))) };
    let body = html! {
        p.quiet { (t::working(working)) (crate::text::ui::DOT) (t::noticed(noticed)) }
        @if !notices.is_empty() { p.quiet { (t::by_notices(&notices.join(t::COMMA))) } }
        (year_table(&viewer, year, &days, &entered))
    };
    let new_term = link_button(t::NEW_TERM, "/admin/calendar/term/new", Look::Plain, Some(Icon::Plus));
    let content = html! {
        header.page-head { div { h1 { (t::TITLE) } p { (t::WHAT) } } }
        @if let Some(last) = &last { (panel("rejudged", t::REJUDGING, &html! {}, &job::shown(last))) }
        (panel("year", &t::year(year), &heading, &body))
        (panel("terms", t::TERMS, &new_term, &term_table(&viewer, &terms, &term_records)))
    };
    Ok(job::watched(pane(&app, &viewer, PATH, t::TITLE, &content), last.as_ref()))
}

fn day_of(ledger: &Ledger, record: &Record, field: &str) -> Option<NaiveDate> {
    record.values.get(ledger.field(field)?.0)?.as_date()
}

fn year_table(viewer: &Viewer, year: i32, ledger: &Ledger, entered: &[Record]) -> Markup {
    let columns = [t::DAY, t::KIND, t::NAME, t::NOTICE, t::SOURCE].map(|title| Column::new(title, Align::Text));
    let row = |rule: &DayRule| {
        let own = entered.iter().find(|record| day_of(ledger, record, "day") == Some(rule.date));
        let kind = match rule.kind {
            DayKind::Off => badge(t::OFF, Tone::Done),
            DayKind::Work => badge(t::WORK, Tone::Due),
        };
        let source = html! {
            @match own {
                Some(record) => { (t::ENTERED) " " a href={ (PATH) "/day/" (record.id.0) } { (t::EDIT) } }
                None => span.quiet { (t::BUILT_IN) },
            }
        };
        Row {
            cells: vec![
                html! { (rule.date) " " (banjie_model::calendar::weekday_zh(rule.date)) },
                kind,
                html! { (rule.name) },
                html! { (rule.notice) },
                source,
            ],
            ..Row::default()
        }
    };
    table(&Table {
        id: "days".to_owned(),
        caption: t::year(year),
        columns: columns.into(),
        rows: viewer.snapshot.directory.calendar.rules(year).map(row).collect(),
        empty: Some(empty(
            t::NONE,
            t::NONE_WHAT,
            &link_button(t::NEW_DAY, "/admin/calendar/day/new", Look::Plain, None),
        )),
        ..Table::default()
    })
}

fn term_table(viewer: &Viewer, ledger: &Ledger, records: &[Record]) -> Markup {
    let calendar = &viewer.snapshot.directory.calendar;
    let row = |record: &Record| {
        let said = |field: &str| form::said(viewer, ledger, record, field).unwrap_or_default();
        let (starts, ends) = (day_of(ledger, record, "starts_on"), day_of(ledger, record, "ends_on"));
        let teaching = starts.zip(ends).map(|(starts, ends)| {
            let between = calendar.working_days_between(starts, ends);
            between + i64::from(calendar.is_working_day(starts))
        });
        Row {
            href: format!("{PATH}/term/{}", record.id.0),
            cells: vec![
                html! { (said("title")) },
                html! { (said("starts_on")) },
                html! { (said("ends_on")) },
                html! { @if let Some(n) = teaching { (n) } },
            ],
            ..Row::default()
        }
    };
    let columns = vec![
        Column::new(t::TERM_TITLE, Align::Text),
        Column::new(t::STARTS, Align::Tight),
        Column::new(t::ENDS, Align::Tight),
        Column::new(t::TEACHING, Align::Number),
    ];
    table(&Table {
        id: "terms-table".to_owned(),
        caption: t::TERMS.to_owned(),
        columns,
        rows: records.iter().rev().map(row).collect(),
        empty: Some(empty(t::TERMS_NONE, t::TERMS_NONE_WHAT, &html! {})),
        ..Table::default()
    })
}

fn sheet(app: &App, viewer: &Viewer, kind: Kind, form: &Form<'_>, known: Option<(i64, u32)>) -> Markup {
    let action = match known {
        Some((id, _)) => format!("{PATH}/{}/{id}", kind.word()),
        None => format!("{PATH}/{}/new", kind.word()),
    };
    let content = html! {
        header.page-head { h1 { (kind.title()) } }
        form.form method="post" action=(action) {
            (form.complaint())
            (csrf_field(viewer.csrf()))
            @if let Some((_, version)) = known { input type="hidden" name="version" value=(version); }
            (form.fields(viewer))
            div.form-foot {
                (button(&Button { word: a::SAVE, look: Look::Primary, ..Button::default() }))
                (link_button(a::CANCEL, PATH, Look::Quiet, None))
            }
        }
    };
    pane(app, viewer, PATH, kind.title(), &content)
}

pub(super) async fn new_form(State(app): State<App>, viewer: Viewer, Path(kind): Path<Kind>) -> Answer {
    let ledger = form::ledger(&viewer, kind.ledger())?;
    let form = Form { ledger: &ledger, typed: &Typed::new(), shown: kind.shown(), refusal: None };
    Ok(sheet(&app, &viewer, kind, &form, None).into_response())
}

pub(super) async fn edit_form(State(app): State<App>, viewer: Viewer, Path((kind, id)): Path<(Kind, i64)>) -> Answer {
    let ledger = form::ledger(&viewer, kind.ledger())?;
    let record = form::record(&app, &ledger, id).await?;
    let typed = form::standing(&viewer, &ledger, &record);
    let form = Form { ledger: &ledger, typed: &typed, shown: kind.shown(), refusal: None };
    Ok(sheet(&app, &viewer, kind, &form, Some((id, record.version))).into_response())
}

pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Path(kind): Path<Kind>,
    input: Input,
) -> Answer {
    let typed = form::sent(&input, kind.shown());
    let pairs = form::changed(&typed, None);
    let call = Call::new(viewer.actor.clone(), app.clock());
    let outcome = app.desk().create(kind.ledger(), &pairs, None, &call).await.map(|done| done.record.0);
    answered(&app, &caller, &viewer, (kind, &typed, None), outcome.map_err(Fault::from)).await
}

pub(super) async fn change(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Path((kind, id)): Path<(Kind, i64)>,
    input: Input,
) -> Answer {
    let ledger = form::ledger(&viewer, kind.ledger())?;
    let stood = form::record(&app, &ledger, id).await?;
    let typed = form::sent(&input, kind.shown());
    let pairs = form::changed(&typed, Some(&form::standing(&viewer, &ledger, &stood)));
    let version = form::version_seen(&input);
    let call = Call { expected_version: version, ..Call::new(viewer.actor.clone(), app.clock()) };
    let outcome = app.desk().edit(kind.ledger(), &Target::Id(RecordId(id)), &pairs, &call).await.map(|_| id);
    let known = Some((id, version.unwrap_or(stood.version)));
    answered(&app, &caller, &viewer, (kind, &typed, known), outcome.map_err(Fault::from)).await
}

async fn answered(
    app: &App,
    caller: &Caller,
    viewer: &Viewer,
    (kind, typed, known): (Kind, &Typed, Option<(i64, u32)>),
    outcome: Result<i64, Fault>,
) -> Answer {
    match outcome {
        Ok(id) => {
            let target = format!("{}/{id}", kind.ledger());
            record(app, caller, Deed::by(viewer, AuditKind::CalendarChanged).on(&target)).await?;
            rejudge(app, viewer);
            Ok(frame::done(PATH, t::SAVED))
        }
        Err(fault) => {
            let refusal: Box<Refusal> = form::refusal(fault)?;
            let ledger = form::ledger(viewer, kind.ledger())?;
            let form = Form { ledger: &ledger, typed, shown: kind.shown(), refusal: Some(&refusal) };
            Ok((form::status(&refusal), sheet(app, viewer, kind, &form, known)).into_response())
        }
    }
}

/// Judges running limits again by the new calendar, beside the answer.
pub(crate) fn rejudge(app: &App, viewer: &Viewer) {
    let work = app.clone();
    app.jobs().start(REJUDGE, &viewer.actor.account, app.now(), move |_| async move {
        let fallen = work.desk().rejudge(work.now()).await?;
        let mut found = vec![t::rejudged(fallen.cases, fallen.moved, fallen.withdrawn)];
        if fallen.refused.is_empty() {
            return Ok(JobState::Done(found));
        }
        found.push(t::not_rejudged(fallen.refused.len()));
        Ok(JobState::Faulty(found))
    });
}
