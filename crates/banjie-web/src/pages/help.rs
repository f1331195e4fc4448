//! Help: the guide, kept in the program, with what each page leads to, a table of contents and a search.

use axum::{
    extract::{Path, Query, State},
    response::IntoResponse as _,
};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::help as t,
    ui::{self, Look},
};

mod guide;
mod topics;

use guide::{Chapter, Section};
pub use topics::topic;

/// Sections found at most.
const FOUND: usize = 40;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/help", Access::SignedIn, "help: how to work with each page, and a search in the guide", index),
        get("/help/{chapter}", Access::SignedIn, "help: a chapter of the guide", chapter),
    ]
}

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
}

async fn index(State(app): State<App>, viewer: Viewer, Query(wanted): Query<Wanted>) -> Markup {
    let q = wanted.q.trim();
    let first = guide::chapters().first().expect("the guide has chapters");
    let content = match q.is_empty() {
        true => html! {
            header.page-head { div { h1 { (t::HELP) } p { (t::INTRODUCTION) } } }
            (search(q))
            div.help {
                (contents(first, first.key))
                article.prose.guide { (PreEscaped(&first.body)) }
            }
            (others(first.key))
        },
        false => html! {
            header.page-head { div { h1 { (t::HELP) } p { (t::found_for(q)) } } }
            (search(q))
            (results(q))
        },
    };
    frame::page(&app, &viewer, &Spot::new(t::HELP, "/help"), &content)
}

async fn chapter(State(app): State<App>, viewer: Viewer, Path(key): Path<String>) -> Answer {
    let found = guide::chapters().iter().find(|chapter| chapter.key == key).ok_or(Fault::NotFound)?;
    let content = html! {
        header.page-head { div { h1 { (found.title) } } }
        (search(""))
        div.help {
            (contents(found, found.key))
            article.prose.guide { (PreEscaped(&found.body)) }
        }
        (others(found.key))
    };
    let spot = Spot::new(found.title.clone(), format!("/help/{key}")).under(t::HELP, "/help");
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

fn search(q: &str) -> Markup {
    html! {
        form.search-again method="get" action="/help" role="search" {
            input.input type="search" name="q" value=(q) aria-label=(t::SEARCH) placeholder=(t::SEARCH);
            (ui::button(&ui::Button { word: t::FIND, look: Look::Plain, ..ui::Button::default() }))
        }
    }
}

/// The headings of a chapter, and the other chapters.
fn contents(chapter: &Chapter, current: &str) -> Markup {
    html! {
        nav.contents aria-label=(t::CONTENTS) {
            ol { @for section in chapter.sections.iter().filter(|section| section.level == 2) {
                li { a href={ "#" (section.id) } { (section.title) } }
            } }
            div.chapters {
                h2 { (t::CHAPTERS) }
                ul {
                    @for other in guide::chapters() {
                        @let here = other.key == current;
                        li { a href={ "/help/" (other.key) } aria-current=[here.then_some("page")] { (other.title) } }
                    }
                }
            }
        }
    }
}

/// The chapters beside one.
fn others(current: &str) -> Markup {
    html! {
        section.panel aria-labelledby="chapters" {
            header.panel-head { h2 #chapters { (t::MORE_CHAPTERS) } }
            ul.lines {
                @for chapter in guide::chapters().iter().filter(|chapter| chapter.key != current) {
                    li { a href={ "/help/" (chapter.key) } { (chapter.title) } @if !chapter.lead.is_empty() { p.quiet { (chapter.lead) } } }
                }
            }
        }
    }
}

/// Sections in which all words stand, headings first.
fn results(q: &str) -> Markup {
    let words: Vec<String> = q.split_whitespace().map(str::to_lowercase).collect();
    let all =
        guide::chapters().iter().flat_map(|chapter| chapter.sections.iter().map(move |section| (chapter, section)));
    let mut found: Vec<(&Chapter, &Section)> = all.filter(|(_, section)| section.has(&words)).collect();
    found.sort_by_key(|(_, section)| !words.iter().all(|word| section.title.to_lowercase().contains(word)));
    html! {
        @if found.is_empty() { (ui::empty(t::NOT_FOUND, t::NOT_FOUND_WHY, &ui::link_button(t::ALL, "/help", Look::Plain, None))) }
        @else {
            ul.lines {
                @for (chapter, section) in found.iter().take(FOUND) {
                    li {
                        a href={ "/help/" (chapter.key) "#" (section.id) } { (section.title) }
                        " " span.quiet { (chapter.title) }
                        p { (section.excerpt(&words)) }
                    }
                }
            }
        }
    }
}
