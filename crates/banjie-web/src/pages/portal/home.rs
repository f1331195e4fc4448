//! The first screen: three things, the search of services, the letter to the director.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::html;

use super::services::{boxes, search};
use crate::{
    App,
    pages::frame::{self, Spot},
    text::portal as t,
};

/// The first screen.
pub(super) async fn show(State(app): State<App>) -> Response {
    let snapshot = app.snapshot();
    let boxes = boxes(snapshot.library());
    let content = html! {
        h1 { (t::WELCOME) }
        div.doors {
            @for (title, about, href) in t::DOORS { a.door href=(href) { b { (title) } span { (about) } } }
        }
        section {
            h2 { (t::SEARCH) }
            (search(""))
        }
        @if !boxes.is_empty() {
            section {
                h2 { (t::LETTERS) }
                p { (t::LETTERS_ABOUT) }
                p { a.button href="/portal/box" { @for (n, (_, _, title)) in boxes.iter().enumerate() { @if n > 0 { (t::BETWEEN) } (title) } } }
            }
        }
    };
    frame::public(&app, &Spot::new(t::PORTAL, "/portal"), &content).into_response()
}
