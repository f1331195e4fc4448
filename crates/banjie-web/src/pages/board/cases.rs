//! The cases behind a number, the red list, and what went to discipline inspection.

use axum::{
    extract::{Path, Query, State},
    response::IntoResponse as _,
};
use banjie_model::definition::{ConsequenceKind, Ledger};
use banjie_office::{
    boards::{self, CaseLine, CasePage, Cell},
    scope::org_name,
};
use banjie_store::Column;
use maud::{Markup, html};

use super::{
    asked::{Asked, Line},
    freshness,
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::clocks,
    },
    server::{Answer, Fault, Viewer},
    text::board as t,
    ui::{self, Align, Column as Head, Look, Pager, Row, Table, Tone},
};

/// Cases on a page.
const PAGE: u32 = 50;
/// Cases of a short list.
const SHORT: u32 = 10;

/// The cases behind a cell.
pub(super) async fn cases(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let column = asked.column.as_deref().and_then(Column::of).ok_or_else(|| Fault::bad(t::BAD_COLUMN))?;
    let page = page(&app, &viewer, (&ledger, &asked), column, PAGE).await?;
    let whose = whose(&viewer, &asked);
    let title = t::cell(&ledger.title, &whose, column.zh());
    let table = Table {
        empty: Some(ui::empty(
            t::NO_CASES_HERE,
            t::NO_CASES_HERE_WHY,
            &ui::link_button(t::BACK, &asked.board(&key), Look::Plain, None),
        )),
        ..list(&ledger, &title, &page)
    };
    let pager = Pager {
        previous: asked.after.map(|_| asked.cases(&key, asked.line(), column)),
        next: page.next.map(|next| asked.next_cases(&key, column, next)),
        ..Pager::default()
    };
    let content = html! {
        header.page-head {
            div { h1 { (title) } p { (freshness(&app).await?) } }
            div.actions { (ui::link_button(t::BACK, &asked.board(&key), Look::Plain, None)) }
        }
        (ui::table(&table))
        @if pager.previous.is_some() || pager.next.is_some() { (ui::pager(&pager)) }
    };
    let spot = Spot::new(title, "/board").under(t::BOARD, "/board").under(t::title(&ledger.title), asked.board(&key));
    Ok(frame::page(&app, &viewer, &spot.of(ledger.package.clone()), &content).into_response())
}

async fn page(
    app: &App,
    viewer: &Viewer,
    (ledger, asked): (&Ledger, &Asked),
    column: Column,
    limit: u32,
) -> Result<CasePage, Fault> {
    let now = app.now();
    let ask = asked.ask(&ledger.key, now.date());
    let page = (asked.after, limit);
    let (desk, actor) = (app.desk(), &viewer.actor);
    let (org, own) = match asked.line() {
        Some(Line::Person(account)) => {
            return Ok(boards::person_cases(desk, actor, (&ask, account, column), now, page).await?);
        }
        Some(Line::Org(org)) => (Some(org), false),
        Some(Line::Own(org)) => (Some(org), true),
        None => (None, false),
    };
    Ok(boards::cases(desk, actor, (&ask, &Cell { org, own, column }), now, page).await?)
}

fn whose(viewer: &Viewer, asked: &Asked) -> String {
    match asked.line() {
        None => asked.org().map_or_else(|| t::EVERYBODY.to_owned(), |org| org_name(&viewer.snapshot, org).to_string()),
        Some(Line::Org(org)) => org_name(&viewer.snapshot, org).to_string(),
        Some(Line::Own(org)) => t::own(&org_name(&viewer.snapshot, org)),
        Some(Line::Person("")) => t::NOBODY.to_owned(),
        Some(Line::Person(account)) => {
            let found = viewer.snapshot.directory.people.get(account);
            found.map_or_else(|| account.to_owned(), |person| person.name.to_string())
        }
    }
}

/// The red list and what was referred, each with the way to all of it.
pub(super) async fn shortlists(
    app: &App,
    viewer: &Viewer,
    (ledger, asked): (&Ledger, &Asked),
) -> Result<Markup, Fault> {
    let asked = Asked { after: None, line: None, own: None, person: None, ..asked.clone() };
    let mut panels = Vec::new();
    for (id, column, title, none) in
        [("red-list", Column::Red, t::RED_LIST, t::NO_RED), ("referred", Column::Referred, t::REFERRED, t::NO_REFERRED)]
    {
        let mut found = page(app, viewer, (ledger, &asked), column, SHORT).await?;
        found.cases.sort_by_key(|case| case.due.as_ref().map(|(.., at)| *at));
        let more = found.next.is_some();
        let all = html! {
            @if more { a href=(asked.cases(&ledger.key, None, column)) { (t::ALL_OF_THEM) } }
        };
        let table = Table { empty: Some(html! { p.empty-line { (none) } }), ..list(ledger, title, &found) };
        panels.push(ui::panel(id, title, &all, &ui::table(&table)));
    }
    Ok(html! { @for panel in &panels { (panel) } })
}

fn list(ledger: &Ledger, caption: &str, page: &CasePage) -> Table {
    let columns = [
        (t::NUMBER, Align::Tight),
        (t::CASE, Align::Text),
        (t::OFFICE, Align::Text),
        (t::PERSON, Align::Tight),
        (t::STATE, Align::Tight),
        (t::CLOCK, Align::Text),
        (t::MARKS, Align::Text),
    ];
    Table {
        caption: caption.to_owned(),
        columns: columns.iter().map(|(title, align)| Head::new(title, *align)).collect(),
        rows: page.cases.iter().map(|case| row(ledger, case)).collect(),
        ..Table::default()
    }
}

fn row(ledger: &Ledger, case: &CaseLine) -> Row {
    let missing = || html! { span.missing { (t::MISSING) } };
    let text = |text: Option<&str>| text.map_or_else(missing, |text| html! { (text) });
    let number = case.number.as_ref().map_or_else(|| format!("#{}", case.record), ToString::to_string);
    // The gravest says what the milder ones said; what went to inspection had its red card.
    let kinds: Vec<ConsequenceKind> = case.fallen.iter().filter_map(|word| kind(word)).collect();
    let gravest = kinds.last().copied();
    let cards: Vec<_> =
        kinds.into_iter().filter(|kind| Some(*kind) == gravest || *kind >= ConsequenceKind::Red).collect();
    Row {
        href: format!("/ledgers/{}/{}", ledger.key, case.record),
        cells: vec![
            html! { (number) },
            html! { (case.label) },
            html! { (case.org) },
            text(case.handler.as_deref()),
            text(case.state.as_deref()),
            match &case.due {
                Some((title, words, _)) => html! { (title) " " span.quiet { (words) } },
                None => missing(),
            },
            html! {
                @if !cards.is_empty() {
                    span.marks {
                        @for kind in &cards { (ui::card_mark(clocks::of_kind(*kind))) }
                        @if let Some((limit, runs)) = &case.fallen_on { span.quiet { (t::fell_on(limit, *runs)) } }
                    }
                } @else { (missing()) }
            },
        ],
        tone: Tone::Plain,
        ..Row::default()
    }
}

fn kind(word: &str) -> Option<ConsequenceKind> {
    use ConsequenceKind::{Red, Refer, Remind, Warn, Yellow};
    [Remind, Warn, Yellow, Red, Refer].into_iter().find(|kind| kind.zh() == word)
}
