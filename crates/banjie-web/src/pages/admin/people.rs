//! People and their accounts: who is registered, in which roles, and whether he can sign in.

mod deeds;
mod edit;
mod one;

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_desk::directory::Person;
use banjie_model::{Moment, Name};
use banjie_store::Credential;
use maud::{Markup, html};
use serde::Deserialize;

pub(super) use self::{
    deeds::act,
    edit::{change, create, edit_form, new_form},
    one::one,
};
use super::{address, form, minute, pane};
use crate::{
    App,
    pages::{frame, shared::values},
    server::{Answer, Viewer, second_factor::escaped},
    text::admin::people as t,
    ui::{
        Align, Chip, Choice, Column, Filters, Icon, Look, Pager, PlainInput, Row, Table, Tone, badge, empty, filters,
        link_button, pager, plain_input, select_input, table,
    },
};

const PATH: &str = "/admin/people";
const LEDGER: &str = "orgs.person";
/// People on a page.
const PAGE: usize = 50;

/// What is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    unit: String,
    role: String,
    state: String,
    page: usize,
}

impl Asked {
    fn without(&self, left_out: &str) -> String {
        let pairs = [("q", &self.q), ("unit", &self.unit), ("role", &self.role), ("state", &self.state)];
        let pairs: Vec<(&str, &str)> = pairs
            .into_iter()
            .filter(|(name, _)| *name != left_out)
            .map(|(name, value)| (name, value.as_str()))
            .collect();
        address(PATH, &pairs)
    }

    fn turned(&self, page: usize) -> String {
        let page = page.to_string();
        let pairs =
            [("q", &self.q), ("unit", &self.unit), ("role", &self.role), ("state", &self.state), ("page", &page)];
        address(PATH, &pairs.map(|(name, value)| (name, value.as_str())))
    }
}

/// The page of a person.
fn page_of(account: &str) -> String {
    format!("{PATH}/{}", escaped(account))
}

/// How an account stands, as a key of [`t::STATES`].
fn state_of(person: &Person, credential: Option<&Credential>, now: Moment) -> &'static str {
    match credential {
        _ if !person.is_active(now.date()) => "left",
        None => "none",
        Some(credential) if credential.disabled => "disabled",
        Some(credential) if credential.is_locked(now) => "locked",
        Some(credential) if credential.must_change => "first",
        Some(_) => "open",
    }
}

fn state_badge(state: &str) -> Markup {
    let word = t::STATES.iter().find(|(key, _)| *key == state).map_or("", |(_, word)| word);
    let tone = match state {
        "open" => Tone::Done,
        "first" => Tone::Active,
        "locked" => Tone::Due,
        "disabled" => Tone::Late,
        _ => Tone::Plain,
    };
    badge(word, tone)
}

pub(super) async fn list(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let now = app.now();
    let credentials: HashMap<Name, Credential> =
        app.store().credentials().await?.into_iter().map(|one| (one.account.clone(), one)).collect();
    let orgs = &viewer.snapshot.directory.orgs;
    let unit = orgs.find(asked.unit.trim());
    let wanted = asked.q.trim();
    let fits = |person: &&Person| {
        (wanted.is_empty() || person.name.contains(wanted) || person.account.contains(wanted))
            && (asked.unit.trim().is_empty() || unit.is_some_and(|unit| orgs.is_within(&person.org, &unit.code)))
            && (asked.role.is_empty() || person.roles.iter().any(|role| **role == *asked.role))
            && (asked.state.is_empty() || state_of(person, credentials.get(&person.account), now) == asked.state)
    };
    let found: Vec<&Person> = viewer.snapshot.directory.people.iter().filter(fits).collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let at = asked.page.clamp(1, pages);
    let from = (at - 1) * PAGE;
    let rows: Vec<Row> = found
        .iter()
        .skip(from)
        .take(PAGE)
        .map(|person| row(&viewer, person, credentials.get(&person.account), now))
        .collect();
    let turns = Pager {
        from: if rows.is_empty() { 0 } else { from as u64 + 1 },
        to: (from + rows.len()) as u64,
        total: found.len().to_string(),
        previous: (at > 1).then(|| asked.turned(at - 1)),
        next: (at < pages).then(|| asked.turned(at + 1)),
        ..Pager::default()
    };
    let content = html! {
        header.page-head {
            div { h1 { (t::TITLE) } p { (t::WHAT) } }
            div.actions { (link_button(t::NEW, "/admin/people/new", Look::Primary, Some(Icon::Plus))) }
        }
        div.list-tools { (narrowing(&viewer, &asked)) }
        (shown(rows))
        (pager(&turns))
    };
    Ok(pane(&app, &viewer, PATH, t::TITLE, &content).into_response())
}

fn row(viewer: &Viewer, person: &Person, credential: Option<&Credential>, now: Moment) -> Row {
    let roles: Vec<String> = person.roles.iter().map(|role| frame::role_title(viewer, role)).collect();
    let second = credential.is_some_and(|credential| credential.totp_secret.is_some());
    let last = credential.and_then(|credential| credential.last_sign_in).map(minute);
    Row {
        key: person.account.to_string(),
        label: person.name.to_string(),
        href: page_of(&person.account),
        cells: vec![
            html! { (person.name) },
            html! { (person.account) },
            html! { (values::org(&viewer.snapshot, &person.org)) },
            html! { (roles.join(t::COMMA)) },
            state_badge(state_of(person, credential, now)),
            html! { (if second { t::ON } else { t::OFF }) },
            html! { (last.as_deref().unwrap_or(crate::text::ui::MISSING)) },
        ],
        ..Row::default()
    }
}

fn shown(rows: Vec<Row>) -> Markup {
    let columns = vec![
        Column::new(t::NAME, Align::Tight),
        Column::new(t::ACCOUNT, Align::Tight),
        Column::new(t::UNIT, Align::Text),
        Column::new(t::ROLES, Align::Text),
        Column::new(t::STATE, Align::Tight),
        Column::new(t::SECOND, Align::Tight),
        Column::new(t::LAST, Align::Tight),
    ];
    table(&Table {
        id: "people".to_owned(),
        caption: t::TITLE.to_owned(),
        columns,
        rows,
        empty: Some(empty(t::NONE, t::NONE_WHAT, &link_button(t::NEW, "/admin/people/new", Look::Plain, None))),
        ..Table::default()
    })
}

/// Every role there is, grouped by system, the administrators first.
fn roles(viewer: &Viewer) -> Vec<Choice> {
    let library = viewer.snapshot.library();
    let of = |package: &banjie_model::definition::Package| -> Vec<Choice> {
        let group = if &*package.name == "orgs" { t::ADMINISTRATORS } else { &package.title };
        let choice = |role: &banjie_model::definition::Role| Choice {
            key: format!("{}.{}", package.name, role.name),
            title: role.title.to_string(),
            group: group.to_owned(),
        };
        package.roles.values().map(choice).collect()
    };
    let administrators = library.packages.values().filter(|package| &*package.name == "orgs");
    let others = library.packages.values().filter(|package| &*package.name != "orgs");
    administrators.chain(others).flat_map(|package| of(package)).collect()
}

fn narrowing(viewer: &Viewer, asked: &Asked) -> Markup {
    let input = |name, title, value| PlainInput { name, title, value, ..PlainInput::default() };
    let states: Vec<Choice> = t::STATES
        .iter()
        .map(|(key, title)| Choice { key: (*key).into(), title: (*title).into(), group: String::new() })
        .collect();
    let form = html! {
        (plain_input(&input("q", t::SEARCH, &asked.q)))
        (select_input(&input("unit", t::UNIT, &asked.unit), &form::orgs(&viewer.snapshot)))
        (select_input(&input("role", t::ROLES, &asked.role), &roles(viewer)))
        (select_input(&input("state", t::STATE, &asked.state), &states))
    };
    let unit = viewer.snapshot.directory.orgs.find(&asked.unit).map_or(asked.unit.as_str(), |org| &org.name);
    let state = t::STATES.iter().find(|(key, _)| *key == asked.state).map_or("", |(_, word)| word);
    let role = if asked.role.is_empty() { String::new() } else { frame::role_title(viewer, &asked.role) };
    let words = [
        ("q", t::SEARCH, asked.q.as_str()),
        ("unit", t::UNIT, unit),
        ("role", t::ROLES, &role),
        ("state", t::STATE, state),
    ];
    let chips = words.iter().filter(|(.., value)| !value.is_empty());
    let chips =
        chips.map(|(name, title, value)| Chip { label: format!("{title} {value}"), remove: asked.without(name) });
    filters(&Filters { chips: chips.collect(), clear: PATH, action: PATH, form: Some(form), ..Filters::default() })
}
