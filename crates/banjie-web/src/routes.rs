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
    /// The system administrator, or his program with a token of reading scope.
    ApiSystem,
    /// The security administrator, or his program with a token of reading scope.
    ApiSecurity,
    /// The audit administrator, or his program with a token of reading scope.
    ApiAudit,
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

/// Kinds of askers, as the reference lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Nobody is signed in.
    Nobody,
    /// Holds a role of a business package.
    Staff,
    /// System administrator 系统管理员.
    System,
    /// Security administrator 安全管理员.
    Security,
    /// Audit administrator 审计管理员.
    Audit,
    /// A program of a member of staff, with a token of reading scope.
    ReadToken,
    /// A program of a member of staff, with a token of writing scope.
    WriteToken,
}

impl Asker {
    /// All of them with their names, in the order of the reference.
    pub const ALL: [(Asker, &'static str); 7] = [
        (Asker::Nobody, "nobody"),
        (Asker::Staff, "staff"),
        (Asker::System, "system"),
        (Asker::Security, "security"),
        (Asker::Audit, "audit"),
        (Asker::ReadToken, "read token"),
        (Asker::WriteToken, "write token"),
    ];
}

/// What the gate in front of a route answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Lets in; what may be done is then asked of the engine.
    Open,
    /// Sends to the sign-in; programs get 401.
    SignIn,
    /// 403, on record.
    Refuses,
}

impl Access {
    /// What an asker is answered.
    #[must_use]
    pub fn answers(self, asker: Asker) -> Gate {
        let by_token = matches!(asker, Asker::ReadToken | Asker::WriteToken);
        let lets_in = match (self, asker) {
            (Access::Public, _) => true,
            (_, Asker::Nobody) => return Gate::SignIn,
            (Access::ApiRead, _) => true,
            (Access::ApiWrite, asker) => asker != Asker::ReadToken,
            (Access::Entering | Access::SignedIn, _) => !by_token,
            (Access::Staff, asker) => asker == Asker::Staff,
            (Access::System | Access::ApiSystem, asker) => asker == Asker::System,
            (Access::Security | Access::ApiSecurity, asker) => asker == Asker::Security,
            (Access::Audit | Access::ApiAudit, asker) => asker == Asker::Audit,
            (Access::Administrators, asker) => matches!(asker, Asker::System | Asker::Security | Asker::Audit),
        };
        if lets_in { Gate::Open } else { Gate::Refuses }
    }
}

/// The reference of all routes as Markdown: method, address, purpose, and what each kind of asker is answered.
#[must_use]
pub fn reference() -> String {
    use std::fmt::Write as _;
    let mut text = String::from(
        "# Routes\n\nEvery address the program answers, from the one table the router is built from. `yes`: let in, and what a record \
         lets be seen or done is asked of the engine on top. `sign-in`: sent to the sign-in page, programs get 401. `-`: 403, \
         written into the audit log. A test asks every route as every asker and compares.\n\n| Method | Address | Purpose |",
    );
    let names = Asker::ALL.map(|(_, name)| format!(" {name} |")).concat();
    let _ = writeln!(text, "{names}\n| --- | --- | --- |{}", " --- |".repeat(Asker::ALL.len()));
    let mut routes = all();
    routes.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    for route in routes {
        let _ = write!(text, "| {} | `{}` | {} |", route.method, route.path, route.about);
        for (asker, _) in Asker::ALL {
            let word = match route.access.answers(asker) {
                Gate::Open => "yes",
                Gate::SignIn => "sign-in",
                Gate::Refuses => "-",
            };
            let _ = write!(text, " {word} |");
        }
        text.push('\n');
    }
    text
}
