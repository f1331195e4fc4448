//! Records of the list counted by state, by code and by month.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, RawQuery, State},
    response::IntoResponse as _,
};
use banjie_desk::ports::{PageQuery, Reach, Store as _};
use banjie_model::{
    calendar::add_months,
    case::Record,
    definition::{Class, FieldType, IndicatorSource, Ledger, OnDate},
    expr::Expr,
    scan::{Aggregate, Dimension, Measure, Scan},
    value::Value,
};
use chrono::{Datelike as _, NaiveDate};
use maud::html;
use rust_decimal::prelude::ToPrimitive as _;

use super::{
    columns::What,
    conditions::{and, code_list, of_orgs},
    list::{self, Listed, asked},
    query::Asked,
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::values::org,
    },
    server::{Answer, Fault, Viewer},
    text::{
        ledgers as t,
        ui::{NO, YES},
    },
    ui::{self, Chart, ChartKind, ChartSeries, Level},
};

/// Records counted one by one where the database cannot count them by itself.
const ONE_BY_ONE: usize = 50_000;
/// Fields counted by default.
const FIELDS: usize = 4;
/// Bars of one chart; the rest is summed up.
const BARS: usize = 24;
/// Months shown.
const MONTHS: usize = 24;

/// What is counted by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum By {
    State,
    Field(usize),
    Org,
    Month,
}

fn dimensions(ledger: &Ledger) -> Vec<By> {
    let counted = |field: &banjie_model::definition::Field| {
        field.class < Class::Personal && matches!(field.ty, FieldType::Code(_) | FieldType::Bool)
    };
    let fields = ledger.fields.iter().enumerate().filter(|(_, field)| counted(field));
    let mut fields: Vec<usize> = fields.map(|(index, _)| index).collect();
    // Codes say more than yes or no.
    fields.sort_by_key(|index| matches!(ledger.fields[*index].ty, FieldType::Bool));
    let state = (!ledger.states.is_empty()).then_some(By::State);
    state.into_iter().chain([By::Month, By::Org]).chain(fields.into_iter().take(FIELDS).map(By::Field)).collect()
}

/// Counted: value of the dimension → records.
type Counts = BTreeMap<String, u64>;

async fn counts(app: &App, listed: &Listed<'_>, dimensions: &[By]) -> Result<(Vec<Counts>, bool), Fault> {
    if listed.read.scope.is_empty() {
        return Ok((vec![Counts::new(); dimensions.len()], false));
    }
    if !listed.read.narrowing.facts.is_empty() {
        return one_by_one(app, listed, dimensions).await;
    }
    let (org_path, filter) = scope(listed);
    let as_of = app.store().head().await?;
    let mut all = Vec::with_capacity(dimensions.len());
    for by in dimensions {
        let dimension = match by {
            By::State => Dimension::State,
            By::Field(index) => Dimension::Field(*index),
            By::Org => Dimension::Org,
            By::Month => Dimension::Month(OnDate::OpenedOn),
        };
        let scan = Scan {
            source: IndicatorSource { ledger: listed.ledger.key.clone(), limit: None },
            as_of,
            at: app.now(),
            org_path: org_path.clone(),
            measures: vec![Measure { aggregate: Aggregate::Count, filter: filter.clone(), during: None }],
            group_by: vec![dimension],
        };
        let rows = app.store().scan(listed.ledger, &scan).await?;
        let counted = rows.into_iter().filter_map(|row| {
            let n = row.values.first().copied().flatten()?.to_u64()?;
            (n > 0).then(|| (key(row.group.first().unwrap_or(&Value::Missing)), n))
        });
        all.push(counted.collect());
    }
    Ok((all, false))
}

/// The reach as a path and a condition.
fn scope(listed: &Listed<'_>) -> (Option<banjie_model::Name>, Option<Expr>) {
    let filter = listed.read.narrowing.filter.clone();
    let orgs = &listed.viewer.snapshot.directory.orgs;
    let within = |codes: &[banjie_model::Name]| match filter.clone() {
        Some(filter) => and(filter, of_orgs(codes)),
        None => of_orgs(codes),
    };
    match &listed.read.scope {
        Reach::All => (None, filter),
        Reach::Subtrees(paths) if paths.len() == 1 => (paths.first().cloned(), filter),
        Reach::Subtrees(paths) => {
            let inside = orgs.iter().filter(|org| paths.iter().any(|path| orgs.path(&org.code).starts_with(&**path)));
            let codes: Vec<banjie_model::Name> = inside.map(|org| org.code.clone()).collect();
            (None, Some(within(&codes)))
        }
        Reach::Orgs(codes) => (None, Some(within(codes))),
    }
}

/// Where clocks are asked for, records are read and counted here: the newest of them.
async fn one_by_one(app: &App, listed: &Listed<'_>, dimensions: &[By]) -> Result<(Vec<Counts>, bool), Fault> {
    let mut all = vec![Counts::new(); dimensions.len()];
    let mut query = PageQuery { limit: 1_000, ..listed.read.page(app.now()) };
    let mut n = 0;
    loop {
        let page = app.store().page(listed.ledger, &query).await?;
        n += page.records.len();
        for record in &page.records {
            for (by, counts) in dimensions.iter().zip(&mut all) {
                *counts.entry(key(&value(by, record))).or_default() += 1;
            }
        }
        query.after = page.next;
        if query.after.is_none() || n >= ONE_BY_ONE {
            return Ok((all, query.after.is_some()));
        }
    }
}

fn value(by: &By, record: &Record) -> Value {
    match by {
        By::State => record.state.clone().map_or(Value::Missing, Value::Code),
        By::Field(index) => record.values.get(*index).cloned().unwrap_or_default(),
        By::Org => Value::Org(record.org.clone()),
        By::Month => {
            let day = record.opened_at.date();
            Value::text(&format!("{:04}-{:02}", day.year(), day.month()))
        }
    }
}

fn key(value: &Value) -> String {
    match value {
        Value::Bool(truth) => if *truth { YES } else { NO }.to_owned(),
        Value::Missing => String::new(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// The charts.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let listed = asked(&app, &viewer, &ledger, query.as_deref()).await?;
    let dimensions = dimensions(&ledger);
    let (all, more) = counts(&app, &listed, &dimensions).await?;
    let empty = all.iter().all(BTreeMap::is_empty);
    let content = html! {
        (list::head(&listed, t::CHARTS))
        (list::wrong(&listed))
        @if !listed.read.told.is_empty() { p.quiet { (t::of_condition(&listed.read.words())) } }
        @if more { (ui::alert(Level::Info, "", &html! { p { (t::newest_counted(ONE_BY_ONE)) } })) }
        @if empty { (ui::empty(t::NOTHING_FITS, &t::nothing_fits(&listed.read.words()), &html! {})) }
        @else {
            div.columns {
                @for (n, (by, counts)) in dimensions.iter().zip(&all).enumerate() { (ui::chart(&drawn(&listed, by, counts, n))) }
            }
        }
    };
    let spot = Spot::new(t::CHARTS, format!("{}/charts", listed.path))
        .under(&*ledger.title, listed.asked.href(&listed.path))
        .of(ledger.package.clone());
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

/// A bar: label, number, and the records behind it.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Label.
    pub label: String,
    /// Records.
    pub n: u64,
    /// Address of the list of them; empty: several bars summed up.
    pub href: String,
}

/// Records of a list, counted by something.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Counted by what.
    pub title: String,
    /// The numbers.
    pub bars: Vec<Bar>,
}

/// Records of a list counted by everything the page counts by; true where only the newest were counted.
///
/// # Errors
/// The store.
pub async fn counted(app: &App, listed: &Listed<'_>) -> Result<(Vec<Counted>, bool), Fault> {
    let dimensions = dimensions(listed.ledger);
    let (all, more) = counts(app, listed, &dimensions).await?;
    let one = |(by, counts): (&By, &Counts)| Counted { title: title(listed, by), bars: bars(listed, by, counts) };
    Ok((dimensions.iter().zip(&all).map(one).collect(), more))
}

fn title(listed: &Listed<'_>, by: &By) -> String {
    match by {
        By::State => t::by(t::STATE),
        By::Field(index) => t::by(&What::Field(*index).title(listed.ledger)),
        By::Org => t::by(t::ORG),
        By::Month => t::BY_MONTH.to_owned(),
    }
}

fn drawn(listed: &Listed<'_>, by: &By, counts: &Counts, n: usize) -> Chart {
    let bars = bars(listed, by, counts);
    let title = title(listed, by);
    let kind = match by {
        By::Month => ChartKind::Line,
        _ => ChartKind::BarLying,
    };
    Chart {
        id: format!("chart-{n}"),
        title,
        kind,
        labels: bars.iter().map(|bar| bar.label.clone()).collect(),
        series: vec![ChartSeries {
            name: t::RECORDS.to_owned(),
            values: bars.iter().map(|bar| bar.n.to_f64()).collect(),
            dashed: false,
        }],
        unit: t::UNIT.to_owned(),
        hrefs: bars.into_iter().map(|bar| bar.href).collect(),
    }
}

fn bars(listed: &Listed<'_>, by: &By, counts: &Counts) -> Vec<Bar> {
    let bar = |key: &str, n: u64| Bar { label: label(listed, by, key), n, href: href(listed, by, key) };
    match by {
        By::Month => months(counts).iter().map(|key| bar(key, counts.get(key).copied().unwrap_or(0))).collect(),
        By::State => {
            let states = listed.ledger.states.iter().filter_map(|state| counts.get(&*state.name).map(|n| (state, *n)));
            states.map(|(state, n)| bar(&state.name, n)).collect()
        }
        _ => {
            let mut bars: Vec<Bar> = counts.iter().map(|(key, n)| bar(key, *n)).collect();
            bars.sort_by_key(|bar| std::cmp::Reverse(bar.n));
            if bars.len() > BARS {
                let rest: u64 = bars.drain(BARS - 1..).map(|bar| bar.n).sum();
                bars.push(Bar { label: t::REST.to_owned(), n: rest, href: String::new() });
            }
            bars
        }
    }
}

/// The last months up to the newest there is, those without records too.
fn months(counts: &Counts) -> Vec<String> {
    let month = |key: &String| NaiveDate::parse_from_str(&format!("{key}-01"), "%Y-%m-%d").ok();
    let mut known = counts.keys().filter_map(month);
    let Some(first) = known.next() else { return Vec::new() };
    let last = known.next_back().unwrap_or(first);
    let mut months = Vec::new();
    let mut at = last;
    while at >= first && months.len() < MONTHS {
        months.push(at.format("%Y-%m").to_string());
        at = add_months(at, -1);
    }
    months.reverse();
    months
}

fn label(listed: &Listed<'_>, by: &By, key: &str) -> String {
    if key.is_empty() {
        return t::NOT_GIVEN.to_owned();
    }
    match by {
        By::State => listed.ledger.state(key).map_or(key, |state| &state.title).to_owned(),
        By::Field(index) => {
            let list = code_list(&listed.viewer.snapshot, listed.ledger, &listed.ledger.fields[*index]);
            list.and_then(|list| list.entries.get(key)).map_or(key, |entry| &entry.title).to_owned()
        }
        By::Org => org(&listed.viewer.snapshot, key),
        By::Month => key.to_owned(),
    }
}

/// The list narrowed to one bar.
fn href(listed: &Listed<'_>, by: &By, key: &str) -> String {
    let mut asked = Asked { view: Some(super::views::ALL.to_owned()), sort: None, ..listed.asked.clone() };
    let mut put = |name: &str, value: &str| {
        asked.filters.retain(|(known, _)| known != name);
        asked.filters.push((name.to_owned(), value.to_owned()));
    };
    let missing = key.is_empty();
    match by {
        By::State => put("state", key),
        By::Field(index) => {
            let name = &listed.ledger.fields[*index].name;
            if missing { put(&format!("{name}.missing"), YES) } else { put(name, key) }
        }
        By::Org => put("org", key),
        By::Month => {
            let first = NaiveDate::parse_from_str(&format!("{key}-01"), "%Y-%m-%d").unwrap_or_default();
            let last = add_months(first, 1).pred_opt().unwrap_or(first);
            put("opened.from", &first.to_string());
            put("opened.to", &last.to_string());
        }
    }
    asked.href(&listed.path)
}
