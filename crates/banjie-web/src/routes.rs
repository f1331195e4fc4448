//! The one table of routes: every address the program answers, and who may ask it.

use axum::{http::Method, routing::MethodRouter};

use crate::{App, api, pages};

/// Who may ask a route. What a record lets be seen or done is asked of the engine in the handler, on top of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anybody, without an account.
    Public,
    /// Whoever is signed in, even while the password must be changed or the second factor is to be set up.
    Entering,
    /// Whoever is signed in.
    SignedIn,
    /// Who holds a role of a business package.
    Staff,
    /// System administrator 系统管理员.
    System,
    /// Security administrator 安全管理员.
    Security,
    /// Audit administrator 审计管理员.
    Audit,
    /// Any of the three.
    Administrators,
    /// A program with a token of reading scope, or whoever is signed in.
    ApiRead,
    /// A program with a token of writing scope, or whoever is signed in.
    ApiWrite,
}

/// A route.
#[derive(Clone, Debug)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// What it is, in English, for the reference.
    pub about: &'static str,
    /// What answers.
    pub handler: MethodRouter<App>,
}

/// A page to be read.
pub fn get<H, T>(path: &'static str, access: Access, about: &'static str, handler: H) -> Route
where
    H: axum::handler::Handler<T, App>,
    T: 'static,
{
    Route { method: Method::GET, path, access, about, handler: axum::routing::get(handler) }
}

/// Something to be done.
pub fn post<H, T>(path: &'static str, access: Access, about: &'static str, handler: H) -> Route
where
    H: axum::handler::Handler<T, App>,
    T: 'static,
{
    Route { method: Method::POST, path, access, about, handler: axum::routing::post(handler) }
}

/// Every route.
#[must_use]
pub fn all() -> Vec<Route> {
    [pages::routes(), api::routes()].concat()
}
