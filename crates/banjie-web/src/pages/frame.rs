//! What stands around the content of a page: navigation by what the viewer has a role in, where he is, what he was told.

use maud::{DOCTYPE, Markup, html};

use crate::{
    App, assets,
    routes::{Access, Route, get},
    server::{Problem, Viewer},
};

/// Routes of styles, scripts and pictures.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![get("/assets/{stamp}/{*name}", Access::Public, "styles, scripts and pictures", assets::serve)]
}

/// A page without navigation: sign-in and errors.
#[must_use]
pub fn bare(app: &App, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head { meta charset="utf-8"; title { (title) " - " (app.settings().title) } }
            body { main { h1 { (title) } (content) } }
        }
    }
}

/// A page of the desk.
#[must_use]
pub fn page(app: &App, _: &Viewer, title: &str, content: &Markup) -> Markup {
    bare(app, title, content)
}

/// The page of a fault.
#[must_use]
pub fn fault(app: &App, _: Option<&Viewer>, problem: &Problem) -> Markup {
    bare(app, problem.code, &html! { p { (problem.message) } })
}
