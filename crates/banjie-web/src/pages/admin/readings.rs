//! Who read personal values in plain, and what for.

use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_model::{Name, definition::Ledger};
use banjie_store::{PlainReading, ReadingsOf};
use maud::{Markup, html};
use serde::Deserialize;

use super::{address, called, minute, pane};
use crate::{
    App,
    server::{Answer, Viewer},
    text::admin::audit as t,
    ui::{
        Align, Chip, Choice, Column, Filters, Look, Pager, PlainInput, Row, Table, empty, filters, link_button, pager,
        plain_input, select_input, table,
    },
};

/// Entries on a page.
const PAGE: usize = 50;
/// The last page: further back the filters lead.
const LAST: usize = 100;
const PATH: &str = "/admin/readings";

/// What is asked for, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    account: String,
    ledger: String,
    page: usize,
}

pub(super) async fn list(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let some = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Name::from);
    let of = ReadingsOf { account: some(&asked.account), ledger: some(&asked.ledger), record: None };
    let at = asked.page.clamp(1, LAST);
    let wanted = u32::try_from(at * PAGE + 1).unwrap_or(u32::MAX);
    let all = app.store().readings(&of, wanted).await?;
    let from = (at - 1) * PAGE;
    let rows = all.iter().skip(from).take(PAGE);
    let turn = |page: usize| {
        let page = page.to_string();
        address(PATH, &[("account", &asked.account), ("ledger", &asked.ledger), ("page", &page)])
    };
    let next = (all.len() > at * PAGE && at < LAST).then(|| turn(at + 1));
    let previous = (at > 1).then(|| turn(at - 1));
    let content = html! {
        header.page-head { div { h1 { (t::READINGS) } p { (t::READINGS_WHAT) } } }
        div.list-tools { (narrowing(&viewer, &asked)) }
        (shown(&viewer, rows))
        @if previous.is_some() || next.is_some() { (pager(&Pager { previous, next, ..Pager::default() })) }
    };
    Ok(pane(&app, &viewer, PATH, t::READINGS, &content).into_response())
}

fn narrowing(viewer: &Viewer, asked: &Asked) -> Markup {
    let library = viewer.snapshot.library();
    let choice = |ledger: &std::sync::Arc<Ledger>| Choice {
        key: ledger.key.to_string(),
        title: ledger.title.to_string(),
        group: library.packages.get(&ledger.package).map(|package| package.title.to_string()).unwrap_or_default(),
    };
    let ledgers: Vec<Choice> = library.ledgers().map(choice).collect();
    let input = |name, title, value| PlainInput { name, title, value, ..PlainInput::default() };
    let form = html! {
        (plain_input(&input("account", t::ACCOUNT, &asked.account)))
        (select_input(&input("ledger", t::LEDGER, &asked.ledger), &ledgers))
    };
    let ledger = library.ledger(&asked.ledger).map_or(asked.ledger.as_str(), |ledger| &*ledger.title);
    let words = [
        (t::ACCOUNT, asked.account.as_str(), address(PATH, &[("ledger", &asked.ledger)])),
        (t::LEDGER, ledger, address(PATH, &[("account", &asked.account)])),
    ];
    let chips = words.into_iter().filter(|(_, value, _)| !value.is_empty());
    let chips = chips.map(|(title, value, remove)| Chip { label: format!("{title} {value}"), remove });
    filters(&Filters { chips: chips.collect(), clear: PATH, action: PATH, form: Some(form), ..Filters::default() })
}

fn shown<'a>(viewer: &Viewer, rows: impl Iterator<Item = &'a PlainReading>) -> Markup {
    let titles = [t::AT, t::ACCOUNT, t::UNIT, t::HOW, t::LEDGER, t::RECORD, t::FIELDS, t::PURPOSE];
    let columns = titles.iter().map(|title| Column::new(title, Align::Text)).collect();
    table(&Table {
        id: "readings".to_owned(),
        caption: t::READINGS.to_owned(),
        columns,
        rows: rows.map(|one| row(viewer, one)).collect(),
        empty: Some(empty(t::READINGS_NONE, "", &link_button(t::CLEAR, PATH, Look::Plain, None))),
        ..Table::default()
    })
}

fn row(viewer: &Viewer, one: &PlainReading) -> Row {
    let ledger = viewer.snapshot.library().ledger(&one.ledger);
    let title = |name: &Name| {
        let field = ledger.and_then(|ledger| ledger.field(name));
        field.map_or_else(|| name.to_string(), |(_, field)| field.title.to_string())
    };
    let fields: Vec<String> = one.fields.iter().map(title).collect();
    let unit = viewer.snapshot.world().orgs.get(&one.org).map_or_else(|| one.org.clone(), |org| org.name.clone());
    let record =
        one.record.map_or_else(|| t::records(one.records, one.condition.as_deref()), |id| format!("#{}", id.0));
    Row {
        cells: vec![
            html! { (minute(one.at)) },
            called(viewer, &one.account),
            html! { (unit) },
            html! { (one.how.zh()) },
            html! { (ledger.map_or(&one.ledger, |ledger| &ledger.title)) },
            html! { (record) },
            html! { (fields.join(t::COMMA)) },
            html! { (one.purpose) },
        ],
        ..Row::default()
    }
}
