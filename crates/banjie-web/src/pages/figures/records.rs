//! From a number down to its records, as they stood at its log position, counted again.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::IntoResponse as _,
};
use banjie_figures::{AsOf, Catalogue, read_token, token};
use banjie_model::{
    Name,
    definition::{Class, Indicator, Package},
    figure::{Ask, Derived, Figure, RecordLine, Trace, Wants, shown},
};
use banjie_office::{
    scope,
    trace::{self, Page, Part, Traced, whole_caption},
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{address, asked, drawn, veil};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Fault, Viewer},
    text::figures as t,
    ui::{self, Align, Column, Level, Look, Pager, Row, Stat, Table, Tone},
};

/// Records on a page.
const PAGE: u32 = 50;
/// Furthest page: lists are for looking, the whole of a ledger is exported there.
const LAST: u32 = 2000;

/// The query.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    token: String,
    page: u32,
}

/// The records behind a trace.
pub(super) async fn records(State(app): State<App>, viewer: Viewer, Query(wanted): Query<Wanted>) -> Answer {
    if wanted.token.trim().is_empty() {
        return Err(Fault::bad(t::NO_TOKEN));
    }
    let (ask, at, _) = read_token(&wanted.token).map_err(Fault::bad)?;
    let (package, indicator) = permitted(&viewer, &ask)?;
    let figure = figure(&app, &viewer, (package, indicator), &ask, at).await?;
    let trace = figure.trace();
    let page = wanted.page.min(LAST);
    let spot = Spot::new(t::RECORDS, "/figures").under(t::FIGURES, "/figures");
    let back = back(trace);
    let spot = spot.under(&*indicator.title, back.clone()).of(package.name.clone());
    let hidden = trace.hidden.map(banjie_model::figure::Hidden::note);
    let body = match &hidden {
        Some(why) => ui::alert(Level::Info, t::HIDDEN, &html! { p { (why) } }),
        None => {
            let limit = if trace.leaves().len() == 1 { PAGE } else { 0 };
            let asked = trace::Wanted { what: &wanted.token, ..trace::Wanted::default() };
            let span = Page { limit, offset: page * PAGE };
            let traced = trace::figure(app.desk(), &viewer.actor, &asked, app.now(), span).await?;
            below(&viewer, &wanted.token, page, &traced)
        }
    };
    let content = html! {
        header.page-head {
            div { h1 { (whole_caption(trace)) } p { (t::as_of(at.at, at.seq)) } }
            div.actions { (ui::link_button(t::BACK, &back, Look::Plain, None)) }
        }
        div.stats { (ui::stat(&Stat { title: &trace.caption(), value: &figure.text(), unit: figure.unit(), ..Stat::default() })) }
        (body)
    };
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

/// Whether this viewer may ask for this figure: a role in its package, an organisation within reach, no condition on a
/// personal value, by which one could find out about people number by number.
pub(crate) fn permitted<'a>(viewer: &'a Viewer, ask: &Ask) -> Result<(&'a Arc<Package>, &'a Indicator), Fault> {
    let of = ask.indicator.split_once('/').map_or("", |(package, _)| package);
    super::package(viewer, of)?;
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let (package, indicator) = catalogue.find(&ask.indicator).map_err(|_| Fault::NotFound)?;
    let org = ask.org.as_deref().map(|org| scope::org_code(&viewer.snapshot, org)).transpose()?;
    asked::may_read(viewer, of, org.as_deref())?;
    for (_, counted) in asked::counted(&catalogue, package, indicator) {
        let ledger = counted.source.as_ref().and_then(|source| viewer.snapshot.library().ledger(&source.ledger));
        let personal = |field: &Name| {
            ledger.and_then(|ledger| ledger.field(field)).is_some_and(|(_, field)| field.class >= Class::Personal)
        };
        if ask.filter.iter().any(|condition| personal(&condition.field)) {
            return Err(Fault::forbidden(t::PERSONAL_CUT));
        }
    }
    Ok((package, indicator))
}

/// The figure again, hidden where the tables it stands in would hide it.
pub(crate) async fn figure(
    app: &App,
    viewer: &Viewer,
    (package, indicator): (&Arc<Package>, &Indicator),
    ask: &Ask,
    at: AsOf,
) -> Result<Arc<Figure>, Fault> {
    let mut wants = Wants::default();
    wants.figures.insert(ask.clone());
    veil::guard(viewer, (package, indicator), ask, &mut wants);
    let figures = scope::figures(app.desk(), &viewer.snapshot, at).published_by(veil::home(viewer));
    let mut answers = figures.answer(&wants).await?;
    match answers.figures.remove(ask) {
        Some(Ok(figure)) => Ok(figure),
        Some(Err(why)) => Err(Fault::bad(why)),
        None => Err(Fault::NotFound),
    }
}

/// The page of the indicator, at the same period and organisation.
fn back(trace: &Trace) -> String {
    let period = trace.period.map(|period| period.key()).unwrap_or_default();
    let org = trace.org.as_deref().unwrap_or_default();
    address(&format!("/figures/{}/{}", trace.package, trace.indicator), &[("period", &period), ("org", org)])
}

fn below(viewer: &Viewer, token: &str, page: u32, traced: &Traced) -> Markup {
    match traced.parts.as_slice() {
        [only] => html! { (check(only)) (lines(viewer, token, page, only)) },
        parts => html! {
            @if traced.same() {
                (ui::alert(Level::Done, t::SAME, &html! { p { (t::same_parts(traced.figure.as_of, parts.len())) } }))
            } @else {
                (ui::alert(Level::Error, t::DIFFERENT, &html! { p { (t::DIFFERENT_WHY) } }))
            }
            (made_of(viewer, traced))
        },
    }
}

fn check(part: &Part) -> Markup {
    let again = format!("{}{}", shown(part.recount, part.trace.show), part.trace.unit);
    html! {
        @if part.same() { (ui::alert(Level::Done, t::SAME, &html! { p { (t::same(part.trace.as_of, &again)) } })) }
        @else { (ui::alert(Level::Error, t::DIFFERENT, &html! { p { (t::DIFFERENT_WHY) } })) }
    }
}

/// What a computed number is made of; each part leads to its own records. Others' parts of a place are not shown.
fn made_of(viewer: &Viewer, traced: &Traced) -> Markup {
    let mine = |part: &&Part| {
        let trace = &part.trace;
        traced.figure.how != banjie_model::figure::How::Derived(Derived::Rank)
            || asked::may_read(viewer, &trace.package, trace.org.as_deref()).is_ok()
    };
    let row = |part: &Part| Row {
        href: token(&part.trace)
            .filter(|_| viewer.is_in(&part.trace.package))
            .map_or_else(String::new, |_| drawn::records(&part.trace)),
        cells: vec![
            html! { (whole_caption(&part.trace)) },
            html! { (part.trace.shown()) " " (part.trace.unit) },
            html! { (shown(part.recount, part.trace.show)) },
        ],
        tone: if part.same() { Tone::Plain } else { Tone::Late },
        ..Row::default()
    };
    ui::table(&Table {
        caption: t::PARTS_CAPTION.to_owned(),
        caption_shown: true,
        columns: vec![
            Column::new(t::TITLE, Align::Text),
            Column::new(t::VALUE, Align::Number),
            Column::new(t::AGAIN, Align::Number),
        ],
        rows: traced.parts.iter().filter(mine).map(row).collect(),
        ..Table::default()
    })
}

/// A page of the records of one part.
fn lines(viewer: &Viewer, token: &str, page: u32, part: &Part) -> Markup {
    let ledger = ledger(viewer, &part.trace);
    let has_amount = part.records.iter().any(|line| line.amount.is_some());
    let mut columns = vec![
        Column::new(t::NUMBER, Align::Tight),
        Column::new(t::RECORD, Align::Text),
        Column::new(t::DATE, Align::Tight),
        Column::new(t::OFFICE, Align::Text),
        Column::new(t::STATE, Align::Tight),
    ];
    if has_amount {
        columns.push(Column::new(&t::head(t::AMOUNT, &part.trace.unit), Align::Number));
    }
    let empty = if part.withheld > 0 {
        ui::empty(t::NONE_VISIBLE, "", &html! {})
    } else {
        ui::empty(t::NO_RECORDS, t::NO_RECORDS_WHY, &html! {})
    };
    let table = Table {
        caption: whole_caption(&part.trace),
        columns,
        rows: part.records.iter().map(|line| record(ledger.as_ref(), line, has_amount)).collect(),
        empty: Some(empty),
        ..Table::default()
    };
    let met = part.records.len() + part.withheld;
    let turn = |page: u32| address("/figures/records", &[("token", token), ("page", &page.to_string())]);
    let first = u64::from(page) * u64::from(PAGE);
    let pager = Pager {
        from: if met == 0 { 0 } else { first + 1 },
        to: first + met as u64,
        total: total(viewer, &part.trace),
        previous: page.checked_sub(1).map(turn),
        next: (met == PAGE as usize && page < LAST).then(|| turn(page + 1)),
        ..Pager::default()
    };
    html! {
        @if part.withheld > 0 { p.quiet role="status" { (t::withheld(part.withheld)) } }
        (ui::table(&table))
        (ui::pager(&pager))
    }
}

fn record(ledger: Option<&Name>, line: &RecordLine, has_amount: bool) -> Row {
    let text = |text: Option<String>| match text {
        Some(text) => html! { (text) },
        None => html! { span.missing { (t::MISSING) } },
    };
    let number = line.number.as_ref().map_or_else(|| format!("#{}", line.record), ToString::to_string);
    let mut cells = vec![
        html! { (number) },
        html! { (line.label) },
        text(line.on.map(|day| day.to_string())),
        html! { (line.org) },
        text(line.state.clone()),
    ];
    if has_amount {
        cells.push(text(line.amount.clone()));
    }
    let href = ledger.map(|ledger| format!("/ledgers/{ledger}/{}", line.record)).unwrap_or_default();
    Row { href, cells, ..Row::default() }
}

/// The ledger the records of a trace stand in, where the viewer has a role in its package.
fn ledger(viewer: &Viewer, trace: &Trace) -> Option<Name> {
    let package = viewer.snapshot.library().packages.get(&trace.package)?;
    let source = package.indicators.get(&trace.indicator)?.source.as_ref()?;
    let ledger = viewer.snapshot.library().ledger(&source.ledger)?;
    viewer.is_in(&ledger.package).then(|| ledger.key.clone())
}

/// How many records there are, where the figure itself counts records.
fn total(viewer: &Viewer, trace: &Trace) -> String {
    let found = viewer.snapshot.library().packages.get(&trace.package);
    let indicator = found.and_then(|package| package.indicators.get(&trace.indicator));
    let counts = indicator.is_some_and(|indicator| {
        matches!(indicator.kind, banjie_model::definition::IndicatorKind::Count)
            && indicator.source.as_ref().is_some_and(|source| source.limit.is_none())
    });
    if counts { trace.shown() } else { String::new() }
}
