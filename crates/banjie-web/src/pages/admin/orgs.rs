//! Organisations: the tree, new ones, other names and places, and how they end.

mod edit;
mod end;

use std::collections::HashMap;

use axum::{
    extract::{Path, Query, State},
    response::IntoResponse,
};
use banjie_model::{Name, case::Record, org::Org};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) use self::{
    edit::{change, create, edit_form, new_form},
    end::{end, end_form},
};
use super::{address, form, history, pane};
use crate::{
    App,
    pages::shared::values,
    server::{Answer, Viewer},
    text::admin::orgs as t,
    ui::{
        Align, Button, Column, Icon, Look, PlainInput, Row, Table, Term, Tone, badge, button, definition_list, empty,
        link_button, panel, plain_input, table,
    },
};

const PATH: &str = "/admin/orgs";
const LEDGER: &str = "orgs.org";

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    ended: bool,
    /// Only this organisation and what is below it.
    below: String,
}

/// More children than these are folded up: a bureau of many schools fits a page.
const FOLDED: usize = 30;

/// The tree, each below what it belongs to; found ones alone.
pub(super) async fn list(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let records = form::all(&app, &ledger).await?;
    let code = |record: &Record| form::plain(&ledger, record, "code").map(Name::from);
    let ids: HashMap<Name, i64> =
        records.iter().filter_map(|record| code(record).map(|code| (code, record.id.0))).collect();
    let today = app.now().date();
    let tree = &viewer.snapshot.directory.orgs;
    let wanted = asked.q.trim();
    let mut rows = Vec::new();
    if wanted.is_empty() {
        match tree.get(asked.below.trim()) {
            Some(head) => branch(&viewer, (head, 0), true, &mut rows),
            None => tree.roots().for_each(|root| branch(&viewer, (root, 0), false, &mut rows)),
        }
    } else {
        rows.extend(
            tree.iter().filter(|org| org.name.contains(wanted) || org.code.contains(wanted)).map(|org| (org, 0)),
        );
    }
    let shown = rows.into_iter().filter(|(org, _)| asked.ended || org.until.is_none_or(|until| until >= today));
    let rows: Vec<Row> =
        shown.filter_map(|(org, depth)| row(&viewer, org, depth, *ids.get(&org.code)?, today)).collect();
    let (word, ended) = if asked.ended { (t::WITHOUT_ENDED, "") } else { (t::WITH_ENDED, "true") };
    let search = PlainInput { name: "q", title: t::SEARCH, kind: "search", value: wanted, ..PlainInput::default() };
    let content = html! {
        header.page-head {
            div { h1 { (t::TITLE) } p { (t::WHAT) } }
            div.actions { (link_button(t::NEW, "/admin/orgs/new", Look::Primary, Some(Icon::Plus))) }
        }
        div.list-tools {
            form.row method="get" action=(PATH) {
                @if asked.ended { input type="hidden" name="ended" value="true"; }
                (plain_input(&search))
                (button(&Button { word: t::FIND, ..Button::default() }))
            }
            (link_button(word, &address(PATH, &[("q", wanted), ("ended", ended)]), Look::Quiet, None))
        }
        @if let Some(head) = tree.get(asked.below.trim()) {
            p { (t::only_below(&head.name)) " " a href=(PATH) { (t::WHOLE_TREE) } }
        }
        (tree_table(rows))
    };
    Ok(pane(&app, &viewer, PATH, t::TITLE, &content).into_response())
}

/// An organisation with what is below it; many children of others than the head are left out.
fn branch<'a>(viewer: &'a Viewer, (org, depth): (&'a Org, usize), head: bool, rows: &mut Vec<(&'a Org, usize)>) {
    rows.push((org, depth));
    let children: Vec<&Org> = viewer.snapshot.directory.orgs.children(&org.code).collect();
    if head || children.len() <= FOLDED {
        children.into_iter().for_each(|child| branch(viewer, (child, depth + 1), false, rows));
    }
}

fn tree_table(rows: Vec<Row>) -> Markup {
    let columns = vec![
        Column::new(t::NAME, Align::Text),
        Column::new(t::CODE, Align::Tight),
        Column::new(t::KIND, Align::Tight),
        Column::new(t::CHILDREN, Align::Number),
        Column::new(t::PEOPLE, Align::Number),
        Column::new(t::STATE, Align::Tight),
    ];
    let first = link_button(t::NEW, "/admin/orgs/new", Look::Plain, None);
    table(&Table {
        id: "orgs".to_owned(),
        caption: t::TITLE.to_owned(),
        columns,
        rows,
        empty: Some(empty(t::NONE, t::NONE_WHAT, &first)),
        ..Table::default()
    })
}

fn row(viewer: &Viewer, org: &Org, depth: usize, id: i64, today: NaiveDate) -> Option<Row> {
    let people = &viewer.snapshot.directory.people;
    let n = people.iter().filter(|person| person.org == org.code && person.is_active(today)).count();
    let below = viewer.snapshot.directory.orgs.children(&org.code).count();
    let indent = "\u{3000}".repeat(depth);
    Some(Row {
        key: id.to_string(),
        label: org.name.to_string(),
        href: format!("{PATH}/{id}"),
        cells: vec![
            html! { span aria-hidden="true" { (indent) } (org.name) },
            html! { (org.code) },
            html! { (kind(viewer, &org.kind)) },
            html! {
                @if below > FOLDED { a href=(address(PATH, &[("below", &org.code)])) { (below) } }
                @else if below > 0 { (below) }
            },
            html! { (n) },
            state(viewer, org, today),
        ],
        ..Row::default()
    })
}

fn kind(viewer: &Viewer, key: &str) -> String {
    let package = viewer.snapshot.library().packages.get("orgs");
    let entry = package.and_then(|package| package.codes.get("org_kind")?.entries.get(key));
    entry.map_or_else(|| key.to_owned(), |entry| entry.title.to_string())
}

/// Whether an organisation is in being on a day, in words.
fn state(viewer: &Viewer, org: &Org, today: NaiveDate) -> Markup {
    let successor = org.attributes.get("successor").and_then(|code| code.as_str());
    let into = successor.map(|code| t::into(&values::org(&viewer.snapshot, code)));
    html! {
        @match (org.since, org.until) {
            (_, Some(until)) if until < today => { (badge(&t::ended(&until.to_string()), Tone::Plain)) }
            (_, Some(until)) => { (badge(&t::ends(&until.to_string()), Tone::Due)) }
            (Some(since), None) if since > today => { (badge(&t::from(&since.to_string()), Tone::Paused)) }
            _ => { (badge(t::IN_BEING, Tone::Done)) }
        }
        @if let Some(into) = into { " " span.quiet { (into) } }
    }
}

/// One organisation: what it is, what is below it, what was changed.
pub(super) async fn one(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let record = form::record(&app, &ledger, id).await?;
    let name = form::said(&viewer, &ledger, &record, "name").unwrap_or_default();
    let term = |field: &banjie_model::definition::Field| {
        Term::text(&field.title, &form::said(&viewer, &ledger, &record, &field.name).unwrap_or_default())
    };
    let terms: Vec<Term> = ledger.fields.iter().map(term).collect();
    let code = form::plain(&ledger, &record, "code").unwrap_or_default();
    let children: Vec<&Org> = viewer.snapshot.directory.orgs.children(code).collect();
    let below = html! {
        @if children.is_empty() { p { (t::BELOW_NONE) } }
        @else {
            p { a href=(address(PATH, &[("below", code)])) { (t::in_the_tree(children.len())) } }
            p { @for (n, child) in children.iter().enumerate() { @if n > 0 { (t::COMMA) } (child.name) } }
        }
    };
    let content = html! {
        header.page-head {
            h1 { (name) }
            div.actions {
                (link_button(t::EDIT, &format!("{PATH}/{id}/edit"), Look::Primary, None))
                (link_button(t::END, &format!("{PATH}/{id}/end"), Look::Plain, None))
            }
        }
        (panel("facts", t::FACTS, &html! {}, &definition_list(&terms)))
        (panel("below", t::BELOW, &html! {}, &below))
        (panel("history", t::HISTORY, &html! {}, &history::of(&app, &viewer, &ledger, &record).await?))
    };
    Ok(pane(&app, &viewer, PATH, &name, &content).into_response())
}
