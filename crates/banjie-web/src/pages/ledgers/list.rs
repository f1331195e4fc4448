//! The list of a ledger.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, RawQuery, State},
    response::IntoResponse as _,
};
use banjie_desk::ports::{Page, PageKey, Sort, Store as _};
use banjie_model::{
    Moment,
    definition::{Action, Ledger},
    rounding::thousands,
    value::RecordId,
};
use banjie_store::SavedView;
use maud::{Markup, html};

use super::{
    bulk,
    columns::{self, Cells, What},
    conditions::{self, Read, may_create},
    counts, filters,
    query::Asked,
    views,
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::values::References,
    },
    server::{Answer, Fault, Viewer},
    text::ledgers as t,
    ui::{self, Button, Icon, Level, Look, Pager, Row, Select, SelectionBar, Table},
};

/// Records a page.
const PAGE: u32 = 50;
/// Counting stops here.
const COUNTED: u32 = 10_000;

/// A list as it was asked for.
pub struct Listed<'a> {
    /// Who asks.
    pub viewer: &'a Viewer,
    /// The ledger.
    pub ledger: &'a Ledger,
    /// Its address.
    pub path: String,
    /// Saved views there are.
    pub saved: Vec<SavedView>,
    /// What was asked.
    pub asked: Asked,
    /// As conditions.
    pub read: Read,
    /// Order.
    pub order: Sort,
    /// What else cannot be read.
    pub faults: Vec<String>,
}

/// Reads what is asked of a ledger.
///
/// # Errors
/// The store.
pub async fn asked<'a>(
    app: &App,
    viewer: &'a Viewer,
    ledger: &'a Ledger,
    query: Option<&str>,
) -> Result<Listed<'a>, Fault> {
    let saved = app.store().views(&viewer.actor.account, &ledger.key, &views::offices(viewer)).await?;
    let asked = views::filled(ledger, &saved, Asked::parse(query.unwrap_or_default()));
    let read = conditions::read(app, viewer, ledger, &asked).await?;
    let mut faults = Vec::new();
    let order = match asked.sort.as_deref().map(|sort| Sort::parse(ledger, sort)) {
        None => Sort::default(),
        Some(Ok(order)) => order,
        Some(Err(fault)) => {
            faults.push(t::two_sentences(&fault.problem, &fault.advice));
            Sort::default()
        }
    };
    let path = format!("/ledgers/{}", ledger.key);
    Ok(Listed { viewer, ledger, path, saved, asked, read, order, faults })
}

/// How many there are.
struct Counted {
    n: u64,
    exact: bool,
    at: Option<Moment>,
}

async fn counted(app: &App, ledger: &Arc<Ledger>, listed: &Listed<'_>) -> Result<Counted, Fault> {
    let now = app.now();
    if listed.read.is_bare() {
        let totals = app.store().totals(listed.ledger, now).await?;
        return Ok(Counted { n: totals.within(&listed.read.scope), exact: true, at: Some(totals.counted_at) });
    }
    let (count, at) = counts::count(app, ledger, &listed.read.page(now), COUNTED).await?;
    Ok(Counted { n: count.n, exact: count.exact, at })
}

/// The page of a list.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let mut listed = asked(&app, &viewer, &ledger, query.as_deref()).await?;
    let now = app.now();
    let mut wanted = listed.read.page(now);
    wanted.sort = listed.order.clone();
    wanted.limit = PAGE;
    for (token, place) in [(&listed.asked.after, &mut wanted.after), (&listed.asked.before, &mut wanted.before)] {
        match token.as_deref().map(|token| PageKey::decode(token, &listed.order)) {
            Some(Ok(key)) => *place = Some(key),
            Some(Err(fault)) => listed.faults.push(t::two_sentences(&fault.problem, &fault.advice)),
            None => {}
        }
    }
    let page = app.store().page(&ledger, &wanted).await?;
    let count = counted(&app, &ledger, &listed).await?;
    let shown = columns::chosen(&ledger, &listed.asked, views::declared(&listed.asked));
    let fields: Vec<usize> =
        shown.iter().filter_map(|what| if let What::Field(index) = what { Some(*index) } else { None }).collect();
    let names = References::of(&app, &viewer, &ledger, &page.records, &fields).await?;
    let ids: Vec<RecordId> = page.records.iter().map(|record| record.id).collect();
    let clocks = shown.contains(&What::Due) && !ids.is_empty();
    let runs = if clocks { app.store().runs(&ledger, &ids).await? } else { HashMap::new() };
    let cells = Cells { viewer: &viewer, ledger: &ledger, names: &names, runs: &runs, now };
    let content = html! {
        (head(&listed, t::LIST))
        (told(&listed, &page))
        (tools(&listed, &shown))
        (rows(&listed, &page, &shown, &cells))
        (pager(&listed, &page, &count, now))
        (keeping(&listed))
    };
    let package = viewer.snapshot.library().packages.get(&ledger.package);
    let title = package.map_or("", |package| &package.title);
    let spot = Spot::new(&*ledger.title, &listed.path)
        .under(title, format!("/systems/{}", ledger.package))
        .of(ledger.package.clone());
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

/// Title, ways to look at the same records, and what can be done.
#[must_use]
pub fn head(listed: &Listed<'_>, now: &str) -> Markup {
    let (ledger, path) = (listed.ledger, &listed.path);
    let at = |sub: &str| listed.asked.href(&format!("{path}{sub}"));
    let mut ways = vec![(t::LIST, listed.asked.href(path))];
    if super::map::place(ledger).is_some() {
        ways.push((t::MAP, at("/map")));
    }
    ways.push((t::CHARTS, at("/charts")));
    html! {
        header.page-head {
            div { h1 { (ledger.title) } p { (ledger.purpose) } }
            div.actions {
                @if may_create(listed.viewer, ledger) { (ui::link_button(t::IMPORT, &format!("{path}/import"), Look::Plain, Some(Icon::Upload))) }
                (ui::link_button(t::EXPORT, &at("/export"), Look::Plain, Some(Icon::Download)))
                @if may_create(listed.viewer, ledger) { (ui::link_button(t::NEW, &format!("{path}/new"), Look::Primary, Some(Icon::Plus))) }
            }
        }
        (ui::tabs(t::VIEWS, &views::tabs(ledger, &listed.saved, &listed.asked, listed.viewer, path)))
        nav.ways aria-label=(t::WAYS) {
            div.row {
                @for (title, href) in ways {
                    @if title == now { span.chip aria-current="page" { (title) } } @else { a.chip href=(href) { (title) } }
                }
            }
        }
    }
}

/// What the reader must know of the list.
fn told(listed: &Listed<'_>, page: &Page) -> Markup {
    let bounded = page.bounded.map(|n| t::bounded(&thousands(n.into(), 0)));
    let looked = page.looked.map(|n| t::looked(&thousands(n.into(), 0), page.records.len(), page.next.is_some()));
    html! {
        (wrong(listed))
        @if let Some(bounded) = bounded { (ui::alert(Level::Info, "", &html! { p { (bounded) } })) }
        @if let Some(looked) = looked { (ui::alert(Level::Info, "", &html! { p { (looked) } })) }
    }
}

/// What could not be read of the address.
#[must_use]
pub fn wrong(listed: &Listed<'_>) -> Markup {
    let texts = listed.read.faults.iter().map(|fault| &fault.text).chain(&listed.faults);
    let texts: Vec<&String> = texts.collect();
    html! {
        @if !texts.is_empty() {
            (ui::alert(Level::Warn, t::NOT_READ, &html! { ul { @for text in texts { li { (text) } } } }))
        }
    }
}

/// Filters and columns.
fn tools(listed: &Listed<'_>, shown: &[What]) -> Markup {
    let keep: Vec<(String, String)> = Asked { columns: Vec::new(), ..listed.asked.clone() }.pairs();
    html! {
        div.list-tools {
            (filters::show(listed.viewer, listed.ledger, &listed.asked, &listed.read, &listed.path))
            (ui::column_chooser(&listed.path, &keep, &columns::choices(listed.ledger, shown)))
        }
    }
}

fn rows(listed: &Listed<'_>, page: &Page, shown: &[What], cells: &Cells<'_>) -> Markup {
    let ledger = listed.ledger;
    let row = |record: &banjie_model::case::Record| {
        let standing = cells.standing(record);
        Row {
            key: record.id.to_string(),
            label: banjie_engine::values::label(&listed.viewer.snapshot.world(), ledger, record),
            href: format!("{}/{}", listed.path, record.id),
            cells: shown.iter().map(|what| cells.cell(*what, record, &standing)).collect(),
            tone: standing.tone(),
        }
    };
    let list = Table {
        id: "records".to_owned(),
        caption: t::caption(&ledger.title, &listed.read.words()),
        columns: columns::heads(ledger, shown, &listed.asked, &listed.order, &listed.path),
        rows: page.records.iter().map(row).collect(),
        select: Some(Select { name: "id".to_owned(), form: "bulk".to_owned() }),
        empty: Some(empty(listed, page)),
        ..Table::default()
    };
    html! {
        (ui::table(&list))
        @if !page.records.is_empty() { (bar(listed)) }
    }
}

fn empty(listed: &Listed<'_>, page: &Page) -> Markup {
    if page.looked.is_some() {
        return ui::empty(t::NOT_FOUND_YET, t::MORE_TO_LOOK_AT, &html! {});
    }
    let path = &listed.path;
    let create = may_create(listed.viewer, listed.ledger);
    let all = Asked { view: Some(views::ALL.to_owned()), ..Asked::default() }.href(path);
    let bare = listed.read.is_bare();
    let step = html! {
        @if !bare { (ui::link_button(t::SHOW_ALL, &all, Look::Plain, None)) }
        @if create {
            (ui::link_button(t::NEW, &format!("{path}/new"), Look::Primary, Some(Icon::Plus)))
            @if bare { (ui::link_button(t::IMPORT, &format!("{path}/import"), Look::Plain, Some(Icon::Upload))) }
        }
    };
    let words = listed.read.words();
    let (title, body) = match (bare, create) {
        (true, true) => (t::EMPTY, t::EMPTY_FIRST.to_owned()),
        (true, false) => (t::EMPTY, t::EMPTY_READER.to_owned()),
        (false, _) => (t::NOTHING_FITS, t::nothing_fits(&words)),
    };
    ui::empty(title, &body, &step)
}

/// What can be done with several records at once.
fn bar(listed: &Listed<'_>) -> Markup {
    let ledger = listed.ledger;
    let does = |word, value, icon| Button { word, name: "do", value, icon, ..Button::default() };
    let actions: Vec<&Action> = bulk::actions(listed.viewer, ledger);
    let documents = bulk::documents(listed.viewer, ledger);
    let buttons = html! {
        @if !ledger.states.is_empty() { (ui::button(&does(t::ASSIGN, "assign", Some(Icon::Person)))) }
        @if !actions.is_empty() {
            label.visually-hidden for="bulk-action" { (t::ACTION) }
            select.input #bulk-action name="action" {
                option value="" { (t::ACTION_CHOOSE) }
                @for action in actions { option value=(action.name) { (action.title) } }
            }
            (ui::button(&does(t::ACT, "act", None)))
        }
        @if !documents.is_empty() { (ui::button(&does(t::PRINT, "print", Some(Icon::File)))) }
        (ui::button(&does(t::EXPORT_CHOSEN, "export", Some(Icon::Download))))
        input type="hidden" name="query" value=(listed.asked.query());
    };
    let action = format!("{}/bulk", listed.path);
    ui::selection_bar(&SelectionBar { id: "bulk", action: &action, csrf: listed.viewer.csrf(), actions: buttons })
}

fn pager(listed: &Listed<'_>, page: &Page, count: &Counted, now: Moment) -> Markup {
    let place =
        |key: &str, at: &Option<PageKey>| at.as_ref().map(|at| listed.asked.turned(&listed.path, key, &at.encode()));
    let age = count.at.map(|at| (now - at).num_seconds()).filter(|age| *age >= 60);
    ui::pager(&Pager {
        total: thousands(count.n.into(), 0),
        at_least: !count.exact,
        age: age.map(t::counted_ago).unwrap_or_default(),
        previous: place("before", &page.previous),
        next: place("after", &page.next),
        ..Pager::default()
    })
}

/// Saves the list as a view, changes or removes the one that is shown.
fn keeping(listed: &Listed<'_>) -> Markup {
    let shown = views::shown(&listed.saved, &listed.asked);
    let own = shown.filter(|view| view.account == listed.viewer.actor.account);
    let action = format!("{}/views", listed.path);
    let query = listed.asked.kept().query();
    let hidden = html! { (ui::csrf_field(listed.viewer.csrf())) input type="hidden" name="query" value=(query); };
    html! {
        details.keep-view {
            summary { (t::KEEP_VIEW) }
            @if let Some(view) = own {
                form.form method="post" action=(action) {
                    (hidden) input type="hidden" name="id" value=(view.id);
                    (ui::plain_input(&ui::PlainInput { name: "name", title: t::VIEW_NAME, value: &view.name, required: true, ..ui::PlainInput::default() }))
                    label.tick { input type="checkbox" name="shared" value="1" checked[view.shared_with_org.is_some()]; (t::VIEW_SHARED) }
                    div.actions {
                        (ui::button(&Button { word: t::VIEW_CHANGE, look: Look::Primary, ..Button::default() }))
                        (ui::button(&Button { word: t::VIEW_DELETE, name: "do", value: "delete", confirm: t::VIEW_DELETE_SURE, unchecked: true, ..Button::default() }))
                        @if views::differs(view, &listed.asked) { span.quiet { (t::VIEW_DIFFERS) } }
                    }
                }
            } @else {
                form.form method="post" action=(action) {
                    (hidden)
                    (ui::plain_input(&ui::PlainInput { name: "name", title: t::VIEW_NAME, help: t::VIEW_HELP, required: true, ..ui::PlainInput::default() }))
                    label.tick { input type="checkbox" name="shared" value="1"; (t::VIEW_SHARED) }
                    div.actions { (ui::button(&Button { word: t::VIEW_SAVE, look: Look::Primary, ..Button::default() })) }
                }
            }
        }
    }
}
