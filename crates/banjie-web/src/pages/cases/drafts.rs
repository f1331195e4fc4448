//! Drafts: what was typed and not yet sent. They lie in the database, so neither a crash nor a restart loses one.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use banjie_store::Draft;
use maud::{Markup, html};

use super::{
    deed::Place,
    send::Desk,
    typed::{self, Typed},
    uploads, words,
};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Fault, Input, Viewer},
    text::cases as t,
    ui::{self, Align, Button, Column, Level, Look, Row, Table, link_button},
};

/// Drafts shown at once; whoever has more throws some away first.
const MOST: u32 = 200;
/// Longest draft, in bytes: a form of this size was not typed by hand.
const LONGEST: usize = 2 * 1024 * 1024;

/// The draft of a form, offered before it is filled in.
pub(super) fn offer(viewer: &Viewer, place: &Place, draft: &Draft) -> Markup {
    ui::alert(
        Level::Info,
        &t::draft_there(&words::minute(draft.saved_at)),
        &html! {
            p { (t::DRAFT_HELP) }
            div.actions {
                (link_button(t::DRAFT_USE, &format!("{}?draft=use", place.path()), Look::Primary, None))
                (drop_button(viewer, &draft.place, &place.path()))
            }
        },
    )
}

fn drop_button(viewer: &Viewer, place: &str, back: &str) -> Markup {
    html! {
        form.inline-form method="post" action="/drafts/drop" {
            (ui::csrf_field(viewer.csrf()))
            input type="hidden" name=(typed::PLACE) value=(place);
            input type="hidden" name="back" value=(back);
            (ui::button(&Button { word: t::DRAFT_DROP, confirm: t::DRAFT_DROP_SURE, ..Button::default() }))
        }
    }
}

/// Where a draft goes on; none where no form of this program is known by its key.
fn address(key: &str) -> Option<String> {
    if crate::pages::entrance::is_own_path(key) {
        return Some(key.to_owned());
    }
    Place::parse(key).map(|place| format!("{}?draft=use", place.path()))
}

/// One's own drafts.
pub(super) async fn list(State(app): State<App>, viewer: Viewer) -> Answer {
    let drafts = app.store().drafts(&viewer.person.account, MOST).await?;
    let row = |draft: &Draft| {
        let href = address(&draft.place).unwrap_or_default();
        Row {
            key: draft.place.to_string(),
            label: draft.title.to_string(),
            href,
            cells: vec![
                html! { (draft.title) },
                html! { time datetime=(words::machine(draft.saved_at)) { (words::minute(draft.saved_at)) } },
                drop_button(&viewer, &draft.place, "/drafts"),
            ],
            ..Row::default()
        }
    };
    let columns = [(t::DRAFT, Align::Text), (t::SAVED_AT, Align::Tight), (t::DRAFT_AWAY, Align::Actions)];
    let table = Table {
        caption: t::DRAFTS.to_owned(),
        columns: columns.iter().map(|(title, align)| Column::new(title, *align)).collect(),
        rows: drafts.iter().map(row).collect(),
        empty: Some(ui::empty(t::NO_DRAFTS, t::NO_DRAFTS_HELP, &link_button(t::TO_WORK, "/work", Look::Plain, None))),
        ..Table::default()
    };
    let content = html! {
        header.page-head { div { h1 { (t::DRAFTS) } p { (t::DRAFTS_HELP) } } }
        (ui::table(&table))
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::DRAFTS, "/drafts"), &content).into_response())
}

/// Keeps what a form holds now: asked for by the script now and then, or by the button.
pub(super) async fn save(State(app): State<App>, viewer: Viewer, headers: HeaderMap, input: Input) -> Answer {
    let place = input.get(typed::PLACE).and_then(Place::parse).ok_or(Fault::NotFound)?;
    let path = place.path();
    let desk = Desk::at(app.clone(), viewer.clone(), place.clone()).await?;
    let ledger = desk.ledger().clone();
    let mut typed = Typed::of(&input);
    let unkept = uploads::take(&app, &viewer, &ledger, &input, &mut typed).await?;
    keep(&app, &viewer, (&place, &desk), typed).await?;
    if headers.contains_key("x-draft") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(match unkept.first() {
        Some(fault) => frame::told(&path, Level::Warn, &fault.text),
        None => frame::done(&path, t::DRAFT_SAVED),
    })
}

/// Keeps what is typed as the draft of a place, asked for by a program.
///
/// # Errors
/// Not found: no such form, or it is closed to the viewer; too large; the store.
pub(crate) async fn keep_typed(app: &App, viewer: &Viewer, place: &str, typed: Typed) -> Result<Draft, Fault> {
    let place = Place::parse(place).ok_or(Fault::NotFound)?;
    let desk = Desk::at(app.clone(), viewer.clone(), place.clone()).await?;
    keep(app, viewer, (&place, &desk), typed).await
}

async fn keep(app: &App, viewer: &Viewer, (place, desk): (&Place, &Desk), mut typed: Typed) -> Result<Draft, Fault> {
    uploads::only_own(app, viewer, desk.ledger(), &mut typed).await?;
    let fields = typed.json();
    if fields.len() > LONGEST {
        return Err(Fault::TooLarge);
    }
    let version_seen = typed.get(typed::VERSION).and_then(|text| text.parse().ok());
    let draft = Draft {
        id: 0,
        account: viewer.person.account.clone(),
        place: place.key().into(),
        title: desk.called().into(),
        fields: fields.into(),
        version_seen,
        saved_at: app.now(),
    };
    app.store().save_draft(&draft).await?;
    Ok(draft)
}

/// Throws a draft away.
pub(super) async fn throw_away(State(app): State<App>, viewer: Viewer, input: Input) -> Answer {
    let place = input.get(typed::PLACE).unwrap_or_default();
    app.store().drop_draft(&viewer.person.account, place).await?;
    let back = input.get("back").filter(|path| crate::pages::entrance::is_own_path(path)).unwrap_or("/drafts");
    Ok(frame::done(back, t::DRAFT_DROPPED))
}
