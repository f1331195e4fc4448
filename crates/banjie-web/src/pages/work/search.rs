//! Full-text search over every ledger the viewer may see.

use std::collections::HashMap;

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use banjie_desk::ports::Store as _;
use banjie_engine::reach;
use banjie_model::{Name, rounding::thousands};
use banjie_search::{Hit, Hits, Marked, Reach};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    App,
    pages::frame::{self, Spot},
    search as index,
    server::{Answer, Fault, Viewer},
    text::work as t,
    ui::{self, Level, Pager, Tab, Tone},
};

/// Hits a page.
const PAGE: usize = 20;
/// Pages one may turn to.
const FARTHEST: usize = 500;
/// Longest query, in characters.
const LONGEST: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    ledger: Option<String>,
    page: Option<usize>,
}

impl Asked {
    fn href(&self, ledger: Option<&str>, page: usize) -> String {
        let mut pairs = vec![("q".to_owned(), self.q.clone())];
        pairs.extend(ledger.map(|ledger| ("ledger".to_owned(), ledger.to_owned())));
        // A page that was chosen does not jump.
        pairs.push(("page".to_owned(), page.to_string()));
        format!("/search?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

/// What the viewer may see, of one ledger or of all.
pub(crate) fn reaches(viewer: &Viewer, only: Option<&str>) -> Vec<Reach> {
    let world = viewer.snapshot.world();
    let ledgers = viewer.ledgers().into_iter().filter(|ledger| only.is_none_or(|only| *ledger.key == *only));
    let of = |ledger: std::sync::Arc<banjie_model::definition::Ledger>| {
        let orgs = index::reach(&viewer.snapshot, &reach(&world, &ledger, &viewer.actor))?;
        Some(Reach { ledger: ledger.key.clone(), orgs })
    };
    ledgers.filter_map(of).collect()
}

pub(super) async fn show(State(app): State<App>, viewer: Viewer, Query(mut asked): Query<Asked>) -> Answer {
    asked.q = asked.q.trim().chars().take(LONGEST).collect();
    if asked.q.is_empty() {
        let content = html! {
            (head(&asked))
            (ui::empty(t::SEARCH_EMPTY, t::SEARCH_HELP, &html! {}))
        };
        return Ok(page(&app, &viewer, &asked, &content).into_response());
    }
    let index = match app.finder().index().await {
        Ok(index) => index,
        Err(error) => {
            tracing::error!(%error, "the search index cannot be had");
            let content = html! { (head(&asked)) (ui::alert(Level::Error, t::SEARCH_BROKEN, &html! { p { (t::SEARCH_BROKEN_BODY) } })) };
            return Ok((StatusCode::SERVICE_UNAVAILABLE, page(&app, &viewer, &asked, &content)).into_response());
        }
    };
    let n = asked.page.unwrap_or(1).clamp(1, FARTHEST);
    let (query, all) = (asked.q.clone(), reaches(&viewer, None));
    let one = asked.ledger.as_deref().map(|ledger| reaches(&viewer, Some(ledger)));
    let (hits, sums) = tokio::task::spawn_blocking(move || {
        let offset = (n - 1) * PAGE;
        let everywhere = index.find(&query, &all, PAGE, if one.is_some() { 0 } else { offset })?;
        match one {
            Some(one) => Ok((index.find(&query, &one, PAGE, offset)?, everywhere)),
            None => Ok((everywhere.clone(), everywhere)),
        }
    })
    .await
    .map_err(|error| Fault::Broken(error.to_string()))?
    .map_err(|error: banjie_search::Error| Fault::Broken(error.to_string()))?;
    if asked.page.is_none()
        && let Some(href) = exact(&app, &viewer, &asked.q, &hits).await?
    {
        return Ok(Redirect::to(&href).into_response());
    }
    let filling = app.finder().position().await.is_none();
    let content = html! {
        (head(&asked))
        @if filling { (ui::alert(Level::Info, "", &html! { p { (t::SEARCH_FILLING) } })) }
        (found(&viewer, &asked, &hits, &sums, n))
    };
    Ok(page(&app, &viewer, &asked, &content).into_response())
}

/// The one case whose number was typed: found in the index, or by its number where the index lags behind.
async fn exact(app: &App, viewer: &Viewer, typed: &str, hits: &Hits) -> Result<Option<String>, Fault> {
    let whole = |hit: &&Hit| hit.number.as_ref().is_some_and(|number| &*number.text == typed);
    let mut named = hits.hits.iter().filter(whole);
    if let Some(hit) = named.next() {
        let only = named.next().is_none();
        return Ok(only.then(|| format!("/ledgers/{}/{}", hit.ledger, hit.record)));
    }
    if hits.total > 0 {
        return Ok(None);
    }
    for ledger in viewer.ledgers().into_iter().filter(|ledger| ledger.number.is_some()) {
        if let Some(id) = app.store().find_number(&ledger, typed).await?
            && let Some(case) = app.store().case(&ledger, id).await?
            && viewer.sees(&ledger, &case.record.org)
        {
            return Ok(Some(format!("/ledgers/{}/{id}", ledger.key)));
        }
    }
    Ok(None)
}

fn page(app: &App, viewer: &Viewer, asked: &Asked, content: &Markup) -> Markup {
    frame::page(app, viewer, &Spot::new(t::SEARCH, "/search").searched(&asked.q), content)
}

fn head(asked: &Asked) -> Markup {
    html! {
        header.page-head { div { h1 { (t::SEARCH) } @if !asked.q.is_empty() { p { (t::searched(&asked.q)) } } } }
        form.form.search-again role="search" method="get" action="/search" {
            label.visually-hidden for="words" { (t::SEARCH_WORDS) }
            input.input #words type="search" name="q" value=(asked.q) autocomplete="off";
            button.button.button-primary type="submit" { (t::SEARCH) }
        }
    }
}

fn title(viewer: &Viewer, ledger: &Name) -> String {
    viewer.snapshot.library().ledger(ledger).map_or_else(|| ledger.to_string(), |ledger| ledger.title.to_string())
}

fn found(viewer: &Viewer, asked: &Asked, hits: &Hits, sums: &Hits, n: usize) -> Markup {
    let tab = |title: String, ledger: Option<&str>, count: usize| Tab {
        title,
        href: asked.href(ledger, 1),
        count: u64::try_from(count).ok(),
        current: asked.ledger.as_deref() == ledger,
    };
    let mut tabs = vec![tab(t::EVERYWHERE.to_owned(), None, sums.total)];
    tabs.extend(sums.by_ledger.iter().map(|(ledger, count)| tab(title(viewer, ledger), Some(ledger), *count)));
    let mut groups: Vec<(&Name, Vec<&Hit>)> = Vec::new();
    let mut at: HashMap<&Name, usize> = HashMap::new();
    for hit in &hits.hits {
        let place = *at.entry(&hit.ledger).or_insert_with(|| {
            groups.push((&hit.ledger, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(hit);
    }
    let total = u64::try_from(hits.total).unwrap_or(u64::MAX);
    let more = n * PAGE < hits.total && n < FARTHEST;
    let pager = Pager {
        from: u64::try_from((n - 1) * PAGE + 1).unwrap_or(0),
        to: u64::try_from((n - 1) * PAGE + hits.hits.len()).unwrap_or(0),
        total: thousands(total.into(), 0),
        previous: (n > 1).then(|| asked.href(asked.ledger.as_deref(), n - 1)),
        next: more.then(|| asked.href(asked.ledger.as_deref(), n + 1)),
        ..Pager::default()
    };
    html! {
        @if sums.total == 0 { (ui::empty(t::SEARCH_NOTHING, t::SEARCH_NOTHING_BODY, &html! {})) }
        @else {
            (ui::tabs(t::SEARCH_LEDGERS, &tabs))
            @for (ledger, hits) in groups {
                section {
                    h2 { (title(viewer, ledger)) }
                    @for hit in hits { (line(hit)) }
                }
            }
            (ui::pager(&pager))
        }
    }
}

fn line(hit: &Hit) -> Markup {
    let repeated = hit.number.as_ref().is_some_and(|number| hit.label.text.contains(&*number.text));
    let snippet = hit.snippet.as_ref().filter(|snippet| !hit.label.text.contains(&*snippet.text));
    html! {
        article.work-item data-row {
            div.work-item-head {
                a.work-item-title href=(format!("/ledgers/{}/{}", hit.ledger, hit.record)) { (marked(&hit.label)) }
                @if !hit.state.is_empty() { (ui::badge(&hit.state, if hit.closed { Tone::Done } else { Tone::Active })) }
            }
            div.work-item-meta {
                @if let Some(number) = hit.number.as_ref().filter(|_| !repeated) { span { (marked(number)) } }
                @if let Some(snippet) = snippet { span { (marked(snippet)) } }
                span { (t::changed(&hit.changed_at.format("%Y-%m-%d").to_string())) }
            }
        }
    }
}

/// A text with what was searched for marked in it.
fn marked(text: &Marked) -> Markup {
    let chars: Vec<char> = text.text.chars().collect();
    let piece = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
    let mut at = 0;
    let mut parts: Vec<(String, bool)> = Vec::new();
    for range in &text.marks {
        parts.push((piece(at, range.start), false));
        parts.push((piece(range.start, range.end), true));
        at = range.end;
    }
    parts.push((piece(at, chars.len()), false));
    html! { @for (part, mark) in parts { @if mark { mark { (part) } } @else { (part) } } }
}
