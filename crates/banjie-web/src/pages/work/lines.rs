//! One case a line, and what stands beside the columns: what came back, what one did last, drafts.

use std::sync::Arc;

use banjie_desk::ports::{CameBack, Store as _, Touched, WorkItem};
use banjie_engine::{available, values::label};
use banjie_model::{
    Name,
    case::{Case, Record},
    definition::{Action, Ledger},
};
use banjie_store::Draft;
use maud::{Markup, html};

use super::{BESIDE, NEWS};
use crate::{
    App,
    pages::shared::{
        clocks::{standing, state_badge},
        values::{org, person},
    },
    server::{Fault, Viewer},
    text::work as t,
    ui,
};

fn ledger<'a>(viewer: &'a Viewer, record: &Record) -> Option<&'a Arc<Ledger>> {
    viewer.snapshot.library().ledger(&record.ledger)
}

fn address(record: &Record) -> String {
    format!("/ledgers/{}/{}", record.ledger, record.id)
}

/// The label without the number, which stands beside it.
fn what(viewer: &Viewer, ledger: &Ledger, record: &Record) -> String {
    let label = label(&viewer.snapshot.world(), ledger, record);
    let number = record.number.as_deref().unwrap_or_default();
    let rest = label.replacen(number, "", 1).trim().to_owned();
    if rest.is_empty() { label } else { rest }
}

/// A case that waits: number, what, state, clock, the next action.
pub(super) fn item(app: &App, viewer: &Viewer, item: &WorkItem, mine: bool) -> Markup {
    let record = &item.record;
    let Some(ledger) = ledger(viewer, record) else { return html! {} };
    let runs: &[banjie_model::case::LimitRun] = item.run.as_slice();
    let standing = standing(&viewer.snapshot, ledger, record, runs, app.now());
    let next = next(app, viewer, ledger, item);
    let href = address(record);
    html! {
        article.work-item data-row {
            div.work-item-head {
                a.work-item-title href=(href) { (what(viewer, ledger, record)) }
                (standing.show())
            }
            div.work-item-meta {
                span { @match &record.number { Some(number) => (number), None => (ledger.title) } }
                @if let Some(badge) = state_badge(ledger, record) { (badge) }
                @if !mine {
                    span { (org(&viewer.snapshot, &record.org)) }
                    @if let Some(handler) = &record.handler { span { (person(&viewer.snapshot, handler)) } } @else { span { (t::NOBODY) } }
                }
                @if let Some(action) = next { span { (t::NEXT) a href={ (href) "/act/" (action.name) } { (action.title) } } }
            }
        }
    }
}

/// The first action open to the viewer that moves the case; else the first that is open at all.
fn next<'a>(app: &App, viewer: &Viewer, ledger: &'a Ledger, item: &WorkItem) -> Option<&'a Action> {
    let case = Case { record: item.record.clone(), runs: item.run.iter().cloned().collect() };
    let all = available(&viewer.snapshot.world(), ledger, &case, &viewer.actor, app.now());
    let open: Vec<&Name> = all.iter().filter(|(_, leave)| leave.is_ok()).map(|(name, _)| name).collect();
    let actions: Vec<&Action> = ledger.actions.iter().filter(|action| open.contains(&&action.name)).collect();
    let moves = |action: &&&Action| action.to.as_ref().is_some_and(|to| Some(to) != case.record.state.as_ref());
    actions.iter().find(moves).or(actions.first()).copied()
}

/// What stands beside the columns.
pub(super) async fn beside(app: &App, viewer: &Viewer, ledgers: &[Arc<Ledger>]) -> Result<Markup, Fault> {
    let visible = |record: &Record| ledger(viewer, record).is_some_and(|ledger| viewer.sees(ledger, &record.org));
    let since = app.now() - NEWS;
    let mut back = app.store().came_back(ledgers, &viewer.actor.org, since, BESIDE).await?;
    back.retain(|came| visible(&came.record));
    let mut touched = app.store().touched_by(&viewer.ledgers(), &viewer.actor.account, BESIDE).await?;
    touched.retain(|touched| visible(&touched.record));
    let drafts = app.store().drafts(&viewer.actor.account, BESIDE).await?;
    Ok(html! {
        div.columns {
            @if !back.is_empty() { (ui::panel("came-back", t::CAME_BACK, &html! {}, &came_back(viewer, &back))) }
            @if !drafts.is_empty() { (ui::panel("drafts", t::DRAFTS, &html! { a href="/drafts" { (t::ALL_DRAFTS) } }, &drafted(&drafts))) }
            (ui::panel("touched", t::TOUCHED, &html! {}, &did(viewer, &touched)))
        }
    })
}

fn came_back(viewer: &Viewer, all: &[CameBack]) -> Markup {
    html! {
        ul.lines {
            @for came in all {
                @if let Some(ledger) = ledger(viewer, &came.record) {
                    li data-row {
                        a href=(address(&came.record)) { (label(&viewer.snapshot.world(), ledger, &came.record)) }
                        p.quiet {
                            (t::came_from(&org(&viewer.snapshot, &came.hand_over.from), &came.hand_over.at.format("%Y-%m-%d").to_string(), came.again))
                            @if let Some(reason) = &came.hand_over.reason { (t::DOT) (reason) }
                        }
                    }
                }
            }
        }
    }
}

fn drafted(drafts: &[Draft]) -> Markup {
    let href =
        |draft: &Draft| if draft.place.starts_with('/') { draft.place.to_string() } else { "/drafts".to_owned() };
    html! {
        ul.lines {
            @for draft in drafts {
                li data-row {
                    a href=(href(draft)) { (draft.title) }
                    " " span.quiet { (t::saved(&draft.saved_at.format("%m-%d %H:%M").to_string())) }
                }
            }
        }
    }
}

fn did(viewer: &Viewer, all: &[Touched]) -> Markup {
    html! {
        @if all.is_empty() { p.empty-line { (t::NOTHING_TOUCHED) } }
        ul.lines {
            @for touched in all {
                @if let Some(ledger) = ledger(viewer, &touched.record) {
                    li data-row {
                        a href=(address(&touched.record)) { (label(&viewer.snapshot.world(), ledger, &touched.record)) }
                        @if let Some(badge) = state_badge(ledger, &touched.record) { " " (badge) }
                        p.quiet { (touched.at.format("%Y-%m-%d %H:%M")) (t::DOT) (deed(ledger, &touched.action)) }
                    }
                }
            }
        }
    }
}

fn deed(ledger: &Ledger, action: &str) -> String {
    let own = ledger.action(action).map(|action| action.title.to_string());
    own.or_else(|| t::DEEDS.iter().find(|(key, _)| *key == action).map(|(_, zh)| (*zh).to_owned()))
        .unwrap_or_else(|| action.to_owned())
}
