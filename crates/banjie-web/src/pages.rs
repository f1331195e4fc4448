//! Pages, one module a thing people work with. Each has its `routes()`; what they share stands in [`frame`].

pub mod account;
pub mod admin;
pub mod board;
pub mod cases;
pub mod entrance;
pub mod figures;
pub mod frame;
pub mod help;
pub mod ledgers;
pub mod portal;
pub mod reports;
pub mod shared;
pub mod systems;
pub mod work;

use maud::Markup;

use crate::{
    App,
    routes::Route,
    server::{Problem, Viewer},
};

/// Routes of all pages.
#[must_use]
pub fn routes() -> Vec<Route> {
    [
        frame::routes(),
        entrance::routes(),
        account::routes(),
        shared::jobs::routes(),
        work::routes(),
        ledgers::routes(),
        cases::routes(),
        board::routes(),
        figures::routes(),
        reports::routes(),
        systems::routes(),
        help::routes(),
        portal::routes(),
        admin::routes(),
    ]
    .concat()
}

/// The page of a fault, with the viewer's own navigation where somebody is signed in.
#[must_use]
pub fn fault(app: &App, viewer: Option<&Viewer>, problem: &Problem) -> Markup {
    frame::fault(app, viewer, problem)
}
