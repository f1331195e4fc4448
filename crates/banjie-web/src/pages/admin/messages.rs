//! Messages of the supervision: to whom, what, and whether they went out.

use axum::{
    extract::{Query, State},
    response::IntoResponse,
};
use banjie_model::definition::ConsequenceKind;
use banjie_store::{MessagesOf, OutboxMessage};
use maud::{Markup, html};
use serde::Deserialize;

use super::{address, minute, pane};
use crate::{
    App,
    pages::{
        frame,
        shared::{clocks, values},
    },
    server::{Answer, Viewer},
    text::admin::health as t,
    ui::{
        Align, Chip, Choice, Column, Filters, Look, Pager, PlainInput, Row, Table, card_mark, empty, filters,
        link_button, pager, select_input, table,
    },
};

const PATH: &str = "/admin/messages";
/// Messages on a page.
const PAGE: u32 = 50;
/// Recipients named before "and more".
const NAMED: usize = 3;
const KINDS: [ConsequenceKind; 5] = [
    ConsequenceKind::Remind,
    ConsequenceKind::Warn,
    ConsequenceKind::Yellow,
    ConsequenceKind::Red,
    ConsequenceKind::Refer,
];

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
    sent: String,
    seq: Option<i64>,
    key: String,
}

fn kind_of(key: &str) -> Option<ConsequenceKind> {
    KINDS.into_iter().find(|kind| kind.key() == key)
}

pub(super) async fn list(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let of = MessagesOf {
        kind: kind_of(&asked.kind).map(|kind| kind.key().into()),
        sent: match asked.sent.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        before: asked.seq.map(|seq| (seq, asked.key.as_str().into())),
    };
    let mut found = app.store().messages(&of, PAGE + 1).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let (waiting, all) = app.store().messages_waiting().await?;
    let next = found.last().filter(|_| more).map(|last| {
        let seq = last.seq.to_string();
        address(PATH, &[("kind", &asked.kind), ("sent", &asked.sent), ("seq", &seq), ("key", &last.key)])
    });
    let previous = asked.seq.map(|_| address(PATH, &[("kind", &asked.kind), ("sent", &asked.sent)]));
    let content = html! {
        header.page-head { div { h1 { (t::MESSAGES) } p { (t::MESSAGES_WHAT) } p { (t::waiting(waiting, all)) } } }
        div.list-tools { (narrowing(&asked)) }
        (shown(&viewer, &found))
        @if previous.is_some() || next.is_some() { (pager(&Pager { previous, next, ..Pager::default() })) }
    };
    Ok(pane(&app, &viewer, PATH, t::MESSAGES, &content).into_response())
}

fn narrowing(asked: &Asked) -> Markup {
    let choice = |key: &str, title: &str| Choice { key: key.to_owned(), title: title.to_owned(), group: String::new() };
    let kinds: Vec<Choice> = KINDS.iter().map(|kind| choice(kind.key(), kind.zh())).collect();
    let sent = [choice("no", t::SENT_NOT), choice("yes", t::SENT_DONE)];
    let input = |name, title, value| PlainInput { name, title, value, ..PlainInput::default() };
    let form = html! {
        (select_input(&input("kind", t::WHICH, &asked.kind), &kinds))
        (select_input(&input("sent", t::SENT, &asked.sent), &sent))
    };
    let kind = kind_of(&asked.kind).map_or("", ConsequenceKind::zh);
    let state = sent.iter().find(|choice| choice.key == asked.sent).map_or("", |choice| choice.title.as_str());
    let words = [
        (t::WHICH, kind, address(PATH, &[("sent", &asked.sent)])),
        (t::SENT, state, address(PATH, &[("kind", &asked.kind)])),
    ];
    let chips = words.into_iter().filter(|(_, value, _)| !value.is_empty());
    let chips = chips.map(|(title, value, remove)| Chip { label: format!("{title} {value}"), remove });
    filters(&Filters { chips: chips.collect(), clear: PATH, action: PATH, form: Some(form), ..Filters::default() })
}

/// A recipient in words: a person, or a role at an organisation.
fn recipient(viewer: &Viewer, key: &str) -> String {
    let Some((role, org)) = key.split_once('@') else { return values::person(&viewer.snapshot, key) };
    let org = if org == "*" { t::EVERYWHERE.to_owned() } else { values::org(&viewer.snapshot, org) };
    t::role_at(&frame::role_title(viewer, role), &org)
}

fn recipients(viewer: &Viewer, message: &OutboxMessage) -> Markup {
    let named: Vec<String> = message.to.iter().take(NAMED).map(|key| recipient(viewer, key)).collect();
    html! {
        (named.join(t::COMMA))
        @if message.to.len() > NAMED { " " (t::and_more(message.to.len())) }
    }
}

fn shown(viewer: &Viewer, messages: &[OutboxMessage]) -> Markup {
    let columns = vec![
        Column::new(t::AT, Align::Tight),
        Column::new(t::WHICH, Align::Tight),
        Column::new(t::TO, Align::Text),
        Column::new(t::SEQ, Align::Number),
        Column::new(t::SENT, Align::Tight),
    ];
    let row = |message: &OutboxMessage| Row {
        cells: vec![
            html! { (minute(message.created_at)) },
            html! {
                @match kind_of(&message.kind) {
                    Some(kind) => (card_mark(clocks::of_kind(kind))),
                    None => (message.kind),
                }
            },
            recipients(viewer, message),
            html! { (message.seq) },
            html! { @match message.sent_at { Some(at) => (minute(at)), None => (t::SENT_NOT) } },
        ],
        ..Row::default()
    };
    table(&Table {
        id: "messages".to_owned(),
        caption: t::MESSAGES.to_owned(),
        columns,
        rows: messages.iter().map(row).collect(),
        empty: Some(empty(t::NONE, "", &link_button(t::CLEAR, PATH, Look::Plain, None))),
        ..Table::default()
    })
}
