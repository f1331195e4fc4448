//! The first screen: three things, the search of services, the letter to the director.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use maud::html;

use super::services::{letter_services, search};
use crate::{
    App,
    pages::frame::{self, Spot},
    text::portal as t,
};

/// The first screen.
pub(super) async fn show(State(app): State<App>) -> Response {
    let letters = !letter_services(app.snapshot().library()).is_empty();
    let content = html! {
        h1 { (t::WELCOME) }
        div.doors {
            @for (title, about, href) in t::DOORS { a.door href=(href) { b { (title) } span { (about) } } }
        }
        section {
            h2 { (t::SEARCH) }
            (search(""))
        }
        @if letters {
            section { h2 { (t::LETTERS) } p { (t::LETTERS_ABOUT) } p { a.button href="/portal/box" { (t::WRITE_LETTER) } } }
        }
    };
    frame::public(&app, &Spot::new(t::PORTAL, "/portal"), &content).into_response()
}
