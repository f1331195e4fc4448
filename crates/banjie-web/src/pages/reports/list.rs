//! The desk of the report writer: manuscripts, reports one may write, signed reports.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_desk::ports::{PageKey, PageQuery, Sort, Store as _};
use banjie_engine::reach;
use banjie_model::{
    case::{Case, Record},
    definition::Ledger,
};
use banjie_office::{
    reports::{self, Offer},
    signing,
};
use banjie_store::SignedReport;
use maud::{Markup, html};
use serde::Deserialize;

use super::manuscript::{LEDGER, Manuscript, value};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::{clocks, values},
    },
    server::{Answer, Fault, Viewer},
    text::reports as t,
    ui::{self, Align, Column, Icon, Look, Row, Table},
};

/// Manuscripts on a page.
const MANUSCRIPTS: u32 = 20;
/// Signed reports on a page.
const SIGNED: usize = 20;

/// Where the lists stand.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Places {
    after: Option<String>,
    before: Option<String>,
    signed: Option<usize>,
}

/// The page.
pub(crate) async fn show(State(app): State<App>, viewer: Viewer, Query(places): Query<Places>) -> Answer {
    let content = html! {
        header.page-head {
            div { h1 { (t::REPORTS) } p { (t::REPORTS_HELP) } }
            div.actions {
                (ui::link_button(t::TRACE_A_FILE, "/reports/trace", Look::Plain, Some(Icon::Upload)))
                (ui::link_button(t::PROOF_A_FILE, "/proof", Look::Plain, Some(Icon::File)))
                @if writes(&viewer) { (ui::link_button(t::NEW, "/reports/new", Look::Primary, Some(Icon::Plus))) }
            }
        }
        (manuscripts(&app, &viewer, &places).await?)
        (offers(&viewer))
        (signed(&app, &viewer, places.signed.unwrap_or(0)).await?)
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::REPORTS, "/reports"), &content).into_response())
}

/// Whether the viewer may make manuscripts.
pub(crate) fn writes(viewer: &Viewer) -> bool {
    viewer.actor.has_role("manuscripts", "writer")
}

async fn manuscripts(app: &App, viewer: &Viewer, places: &Places) -> Result<Markup, Fault> {
    let Ok(ledger) = viewer.ledger(LEDGER) else {
        return Ok(ui::panel("manuscripts", t::MANUSCRIPTS, &html! {}, &html! { p.quiet { (t::NO_PART) } }));
    };
    let sort = Sort::default();
    let key = |token: &Option<String>| {
        token
            .as_deref()
            .map(|token| PageKey::decode(token, &sort))
            .transpose()
            .map_err(|fault| Fault::bad(format!("{}{}{}", fault.problem, t::FULL_STOP, fault.advice)))
    };
    let query = PageQuery {
        scope: reach(&viewer.snapshot.world(), &ledger, &viewer.actor),
        after: key(&places.after)?,
        before: key(&places.before)?,
        limit: MANUSCRIPTS,
        ..PageQuery::default()
    };
    let page = app.store().page(&ledger, &query).await?;
    let mut rows = Vec::with_capacity(page.records.len());
    for record in page.records {
        if let Some(case) = app.store().case(&ledger, record.id).await? {
            rows.push(row(app, viewer, &ledger, case));
        }
    }
    let first = if writes(viewer) {
        ui::link_button(t::NEW, "/reports/new", Look::Plain, None)
    } else {
        html! {}
    };
    let columns = [
        (t::TITLE, Align::Text),
        (t::STATE, Align::Tight),
        (t::LIMIT, Align::Text),
        (t::OFFICE, Align::Text),
        (t::CHANGED, Align::Tight),
    ];
    let table = Table {
        id: "manuscript-list".to_owned(),
        caption: t::MANUSCRIPTS.to_owned(),
        columns: columns.iter().map(|(title, align)| Column::new(title, *align)).collect(),
        rows,
        empty: Some(ui::empty(t::NO_MANUSCRIPTS, t::NO_MANUSCRIPTS_HELP, &first)),
        ..Table::default()
    };
    let href = |name: &str, key: Option<PageKey>| key.map(|key| format!("/reports?{name}={}", key.encode()));
    let pager =
        ui::Pager { previous: href("before", page.previous), next: href("after", page.next), ..ui::Pager::default() };
    let all = ui::link_button(t::AS_LEDGER, &format!("/ledgers/{LEDGER}"), Look::Quiet, None);
    let pages = pager.previous.is_some() || pager.next.is_some();
    let body = html! { (ui::table(&table)) @if pages { (ui::pager(&pager)) } };
    Ok(ui::panel("manuscripts", t::MANUSCRIPTS, &all, &body))
}

fn row(app: &App, viewer: &Viewer, ledger: &Arc<Ledger>, case: Case) -> Row {
    let manuscript = Manuscript { ledger: ledger.clone(), case };
    let record: &Record = &manuscript.case.record;
    let standing = manuscript.standing(viewer, app.now());
    let org = values::org(&viewer.snapshot, &record.org);
    Row {
        key: record.id.to_string(),
        label: manuscript.title(),
        href: manuscript.path(),
        cells: vec![
            html! { (manuscript.title()) },
            clocks::state_badge(ledger, record).unwrap_or_default(),
            standing.show(),
            html! { (org) },
            html! { (record.changed_at.date()) },
        ],
        tone: standing.tone(),
    }
}

fn offers(viewer: &Viewer) -> Markup {
    let offers = reports::offers(&viewer.snapshot, &viewer.actor);
    let may = writes(viewer);
    let row = |offer: &Offer| {
        let asked =
            offer.parameters.iter().map(|p| t::parameter(&p.name, &p.kind)).collect::<Vec<_>>().join(t::SEMICOLON);
        let write =
            format!("/reports/new?{}", serde_urlencoded::to_string([("report", &*offer.report)]).unwrap_or_default());
        Row {
            cells: vec![
                html! { (t::title_of(&offer.title)) @if offer.official { " " (ui::chip(t::OFFICIAL)) } },
                html! { (offer.package_title) },
                html! { (asked) },
                html! { @if may { (ui::link_button(t::WRITE_ONE, &write, Look::Plain, None)) } },
            ],
            ..Row::default()
        }
    };
    let columns =
        [(t::REPORT, Align::Text), (t::SYSTEM, Align::Text), (t::ASKED, Align::Text), (t::WRITE, Align::Actions)];
    let table = Table {
        id: "offer-list".to_owned(),
        caption: t::OFFERS.to_owned(),
        columns: columns.iter().map(|(title, align)| Column::new(title, *align)).collect(),
        rows: offers.iter().map(row).collect(),
        empty: Some(ui::empty(t::NO_OFFERS, t::NO_OFFERS_HELP, &html! {})),
        ..Table::default()
    };
    ui::panel("offers", t::OFFERS, &html! {}, &ui::table(&table))
}

async fn signed(app: &App, viewer: &Viewer, skip: usize) -> Result<Markup, Fault> {
    let all: Vec<SignedReport> = visible(app, viewer).await?;
    let row = |report: &SignedReport| {
        let signature = &report.signature;
        let org = signature.org.as_deref().map(|org| values::org(&viewer.snapshot, org)).unwrap_or_default();
        Row {
            key: report.number.to_string(),
            label: signature.title.to_string(),
            href: format!("/reports/signed/{}", report.number),
            cells: vec![
                html! { (t::number(report.number)) },
                html! { (signature.title) },
                html! { (org) },
                html! { (values::person(&viewer.snapshot, &signature.by)) },
                html! { (signature.at.date()) },
            ],
            ..Row::default()
        }
    };
    let columns = [
        (t::SIGNED_NUMBER, Align::Tight),
        (t::TITLE, Align::Text),
        (t::ABOUT, Align::Text),
        (t::SIGNER, Align::Text),
        (t::SIGNED_ON, Align::Tight),
    ];
    let table = Table {
        id: "signed-list".to_owned(),
        caption: t::SIGNED.to_owned(),
        columns: columns.iter().map(|(title, align)| Column::new(title, *align)).collect(),
        rows: all.iter().skip(skip).take(SIGNED).map(row).collect(),
        link_cell: 1,
        empty: Some(ui::empty(t::NONE_SIGNED, t::NONE_SIGNED_HELP, &html! {})),
        ..Table::default()
    };
    let href = |skip: usize| format!("/reports?signed={skip}#signed");
    let pager = ui::Pager {
        from: skip as u64 + 1,
        to: (skip + SIGNED).min(all.len()) as u64,
        total: all.len().to_string(),
        previous: (skip > 0).then(|| href(skip.saturating_sub(SIGNED))),
        next: (skip + SIGNED < all.len()).then(|| href(skip + SIGNED)),
        ..ui::Pager::default()
    };
    let body = html! { (ui::table(&table)) @if all.len() > SIGNED { (ui::pager(&pager)) } };
    Ok(ui::panel("signed", t::SIGNED, &html! {}, &body))
}

/// Signed reports the viewer may look at, latest first: of his systems, about organisations he reaches.
///
/// # Errors
/// The store.
pub(crate) async fn visible(app: &App, viewer: &Viewer) -> Result<Vec<SignedReport>, Fault> {
    let all = signing::signed(app.desk(), &viewer.actor).await.map_err(|error| Fault::bad(error.to_string()))?;
    let within = |report: &SignedReport| {
        let package = report.signature.report.split('/').next().unwrap_or_default();
        match (reports::reach(&viewer.snapshot, package, &viewer.actor), &report.signature.org) {
            (None, _) => true,
            (Some(reach), Some(org)) => reach.contains(org),
            (Some(_), None) => false,
        }
    };
    Ok(all.into_iter().filter(within).collect())
}

/// A manuscript that became a signed report, where the viewer may see it.
///
/// # Errors
/// The store.
pub(crate) async fn manuscript_of(app: &App, viewer: &Viewer, number: i64) -> Result<Option<Manuscript>, Fault> {
    use banjie_model::value::Value;
    let Ok(ledger) = viewer.ledger(LEDGER) else { return Ok(None) };
    let mut after = None;
    loop {
        let scope = reach(&viewer.snapshot.world(), &ledger, &viewer.actor);
        let query = PageQuery { scope, after, limit: 500, ..PageQuery::default() };
        let page = app.store().page(&ledger, &query).await?;
        for record in page.records {
            if *value(&ledger, &record, "signed_number") == Value::Int(number) {
                return Manuscript::find(app, viewer, record.id.0).await.map(Some);
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok(None);
        }
    }
}
