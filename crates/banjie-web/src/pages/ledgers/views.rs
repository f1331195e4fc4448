//! Views of a list: those every ledger has, those its package declares, those people saved.

use axum::extract::{Path, State};
use banjie_model::{
    Name,
    definition::{Class, Ledger},
    refusal::{Refusal, RefusalCode},
};
use banjie_store::SavedView;

use super::query::Asked;
use crate::{
    App,
    pages::frame,
    server::{Answer, Fault, Input, Viewer},
    text::{ledgers as t, ui::YES},
    ui::Tab,
};

/// Everything.
pub const ALL: &str = "all";
/// What goes on.
pub const ONGOING: &str = "open";
/// What the viewer handles.
const MINE: &str = "mine";
/// What nobody handles.
const UNCLAIMED: &str = "unclaimed";
/// What is late.
const LATE: &str = "late";
/// Before the name of a view the package declares.
const DECLARED: &str = "p-";
/// Views of one account and ledger at most.
const MOST: usize = 30;

/// A view a ledger has without anybody having saved it: its key, title, and what it asks for.
fn built_in(ledger: &Ledger) -> Vec<(String, String, Asked)> {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let of = |view: &str, filters: Vec<(String, String)>, sort: Option<&str>| Asked {
        view: Some(view.to_owned()),
        filters,
        sort: sort.map(str::to_owned),
        ..Asked::default()
    };
    let mut views = Vec::new();
    if !ledger.states.is_empty() {
        let ongoing = || pair("closed.missing", YES);
        views.push((ONGOING.to_owned(), t::ONGOING.to_owned(), of(ONGOING, vec![ongoing()], None)));
        let mine = vec![pair("handler", "me"), ongoing()];
        views.push((MINE.to_owned(), t::VIEW_MINE.to_owned(), of(MINE, mine, None)));
        let unclaimed = vec![pair("handler.missing", YES), ongoing()];
        views.push((UNCLAIMED.to_owned(), t::UNCLAIMED.to_owned(), of(UNCLAIMED, unclaimed, None)));
    }
    if !ledger.limits.is_empty() {
        views.push((LATE.to_owned(), t::VIEW_LATE.to_owned(), of(LATE, vec![pair("due", "overdue")], Some("due"))));
    }
    views.push((ALL.to_owned(), t::VIEW_ALL.to_owned(), of(ALL, Vec::new(), None)));
    for (name, view) in &ledger.views {
        if &**name == "list" || view.columns.is_empty() {
            continue;
        }
        let key = format!("{DECLARED}{name}");
        let title = view.options.get("title").unwrap_or(name).to_string();
        views.push((key.clone(), title, of(&key, Vec::new(), None)));
    }
    views
}

/// The view of the package that is shown, by its name.
#[must_use]
pub fn declared(asked: &Asked) -> Option<&str> {
    asked.view.as_deref()?.strip_prefix(DECLARED)
}

/// What a bare address asks for: what goes on, in a register everything.
#[must_use]
pub fn default_of(ledger: &Ledger) -> Asked {
    built_in(ledger).into_iter().next().map(|(.., asked)| asked).unwrap_or_default()
}

/// An address that names a view and nothing else asks for all the view asks for.
#[must_use]
pub fn filled(ledger: &Ledger, saved: &[SavedView], asked: Asked) -> Asked {
    let bare = asked.filters.is_empty();
    let place = |mut view: Asked| {
        view.sort = asked.sort.clone().or(view.sort);
        if !asked.columns.is_empty() {
            view.columns.clone_from(&asked.columns);
        }
        (view.after, view.before) = (asked.after.clone(), asked.before.clone());
        view
    };
    match asked.view.as_deref() {
        None if bare => place(default_of(ledger)),
        Some(view) if bare => match built_in(ledger).into_iter().find(|(key, ..)| key == view) {
            Some((.., built_in)) => place(built_in),
            None => match saved.iter().find(|saved| saved.id.to_string() == view) {
                Some(saved) => place(of_saved(saved)),
                None => asked,
            },
        },
        _ => asked,
    }
}

fn of_saved(saved: &SavedView) -> Asked {
    Asked { view: Some(saved.id.to_string()), ..Asked::parse(&saved.query) }
}

/// The tabs.
#[must_use]
pub fn tabs(ledger: &Ledger, saved: &[SavedView], asked: &Asked, viewer: &Viewer, path: &str) -> Vec<Tab> {
    let current = |key: &str| asked.view.as_deref() == Some(key);
    let tab = |key: &str, title: String, view: &Asked| Tab {
        title,
        href: view.href(path),
        count: None,
        current: current(key),
    };
    let mut tabs: Vec<Tab> = built_in(ledger).iter().map(|(key, title, view)| tab(key, title.clone(), view)).collect();
    for view in saved {
        let own = view.account == viewer.actor.account;
        let title = if own { view.name.to_string() } else { t::shared_view(&view.name) };
        tabs.push(tab(&view.id.to_string(), title, &of_saved(view)));
    }
    tabs
}

/// The saved view that is shown.
#[must_use]
pub fn shown<'a>(saved: &'a [SavedView], asked: &Asked) -> Option<&'a SavedView> {
    saved.iter().find(|view| Some(view.id.to_string().as_str()) == asked.view.as_deref())
}

/// True when the view that is shown asks for something else than it was saved with.
#[must_use]
pub fn differs(view: &SavedView, asked: &Asked) -> bool {
    Asked::parse(&view.query).kept() != asked.kept()
}

/// A filter by a personal value names somebody: it is not kept, and not shared.
fn is_personal(ledger: &Ledger, key: &str) -> bool {
    let field = key.split('.').next().and_then(|name| ledger.field(name));
    field.is_some_and(|(_, field)| field.class >= Class::Personal)
}

/// Saves, changes or removes a view.
pub async fn change(State(app): State<App>, viewer: Viewer, Path(key): Path<String>, input: Input) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let path = format!("/ledgers/{}", ledger.key);
    let mut asked = Asked::parse(input.get("query").unwrap_or_default());
    asked.filters.retain(|(key, _)| !is_personal(&ledger, key));
    if input.get("do") == Some("delete") {
        let id = input.text("id").and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)?;
        remove(&app, &viewer, &ledger, id).await?;
        return Ok(frame::done(&path, t::VIEW_DELETED));
    }
    let name = input.text("name").unwrap_or_default();
    let id = input.text("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or(0);
    match keep(&app, &viewer, &ledger, (id, name), &asked, input.text("shared").is_some()).await {
        Ok(view) => {
            let asked = Asked { view: Some(view.id.to_string()), ..asked };
            Ok(frame::done(&asked.href(&path), t::view_saved(name)))
        }
        Err(Fault::Refused(refusal)) => Ok(frame::told(&asked.href(&path), crate::ui::Level::Error, &refusal.message)),
        Err(fault) => Err(fault),
    }
}

/// Saves a view of the viewer's own under a name, or changes the one with this number; 0: a new one.
///
/// # Errors
/// A refusal: no name, a long one, one there is, too many views. Not found: somebody else's view.
pub async fn keep(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    (id, name): (i64, &str),
    asked: &Asked,
    shared: bool,
) -> Result<SavedView, Fault> {
    let refused = |why: &str| Err(Fault::Refused(Box::new(Refusal::new(RefusalCode::BadValue, why))));
    let name = name.trim();
    if name.is_empty() {
        return refused(t::VIEW_NAMELESS);
    }
    if name.chars().count() > 40 {
        return refused(t::VIEW_NAME_LONG);
    }
    let account = viewer.actor.account.clone();
    let mine = app.store().views(&account, &ledger.key, &[]).await?;
    if id != 0 && !mine.iter().any(|view| view.id == id) {
        return Err(Fault::NotFound);
    }
    if id == 0 && mine.len() >= MOST {
        return refused(&t::too_many_views(MOST));
    }
    let mut kept = asked.kept();
    kept.filters.retain(|(key, _)| !is_personal(ledger, key));
    let mut view = SavedView {
        id,
        account,
        ledger: ledger.key.clone(),
        name: name.into(),
        query: kept.query().into(),
        shared_with_org: shared.then(|| viewer.actor.org.clone()),
        position: i64::try_from(mine.len()).unwrap_or(0),
    };
    match app.store().save_view(&view).await {
        Ok(id) => view.id = id,
        Err(banjie_desk::ports::StoreError::Refused(why)) => return refused(&why),
        Err(error) => return Err(error.into()),
    }
    Ok(view)
}

/// Removes a view of the viewer's own.
///
/// # Errors
/// Not found: no such view of this ledger, or somebody else's.
pub async fn remove(app: &App, viewer: &Viewer, ledger: &Ledger, id: i64) -> Result<(), Fault> {
    let account = &viewer.actor.account;
    let known = app.store().view(id).await?.is_some_and(|view| view.ledger == ledger.key);
    if !known || !app.store().delete_view(id, account).await? {
        return Err(Fault::NotFound);
    }
    Ok(())
}

/// Organisations whose shared views one sees: one's own and those above it.
#[must_use]
pub fn offices(viewer: &Viewer) -> Vec<Name> {
    let path = viewer.snapshot.directory.orgs.path(&viewer.actor.org);
    path.split('/').filter(|code| !code.is_empty()).map(Name::from).collect()
}
