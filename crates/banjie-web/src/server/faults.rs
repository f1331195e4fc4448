//! What went wrong, as a page for people and as JSON for programs.

use std::any::Any;

use axum::{
    Json,
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use banjie_desk::{DeskError, ports::StoreError};
use banjie_model::refusal::{FieldFault, Refusal, RefusalCode};
use banjie_store::AuditKind;
use serde::Serialize;

use super::{
    Caller, Deed, ShelfFault,
    identity::{Enrolment, Viewer, cookie},
    record,
};
use crate::{
    App,
    pages::{self, frame::FLASH},
    text::faults as t,
};

/// Answer of a handler.
pub type Answer = Result<Response, Fault>;

/// Why a request was not answered as asked.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Nothing there, or nothing the viewer may see.
    NotFound,
    /// Nobody is signed in.
    SignIn,
    /// Something must be done before one may work.
    Enter(Enrolment),
    /// Not this viewer.
    Forbidden(String),
    /// A rule said no.
    Refused(Box<Refusal>),
    /// The request makes no sense.
    Bad(String),
    /// Too large.
    TooLarge,
    /// Too often.
    TooMany,
    /// The database cannot be reached or is busy.
    Store(String),
    /// The program cannot answer now.
    Unavailable,
    /// The program failed; the text is for the log.
    Broken(String),
}

impl Fault {
    /// Not this viewer, and why.
    pub fn forbidden(why: impl Into<String>) -> Fault {
        Fault::Forbidden(why.into())
    }

    /// The request makes no sense, and why.
    pub fn bad(why: impl Into<String>) -> Fault {
        Fault::Bad(why.into())
    }

    /// The refusal, where a rule said no.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Fault::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::SignIn => StatusCode::UNAUTHORIZED,
            Fault::Enter(_) | Fault::Forbidden(_) => StatusCode::FORBIDDEN,
            Fault::Refused(refusal) => status_of(refusal.code),
            Fault::Bad(_) => StatusCode::BAD_REQUEST,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Fault::Store(_) | Fault::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The fault as it is told.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let status = self.status();
        let plain = |code: &'static str, message: String| Problem {
            status,
            code,
            message,
            rule: None,
            basis: None,
            fields: Vec::new(),
            step: None,
        };
        match self {
            Fault::NotFound => plain("not-found", t::NOT_FOUND.into()),
            Fault::SignIn => plain("sign-in", t::SIGN_IN.into()),
            Fault::Enter(step) => Problem { step: Some(*step), ..plain("finish-entering", t::FINISH_ENTERING.into()) },
            Fault::Forbidden(why) => plain("forbidden", why.clone()),
            Fault::Refused(refusal) => Problem {
                rule: refusal.rule.clone(),
                basis: refusal.basis.clone(),
                fields: refusal.fields.clone(),
                ..plain(refusal.code.key(), refusal.message.clone())
            },
            Fault::Bad(why) => plain("bad-request", why.clone()),
            Fault::TooLarge => plain("too-large", t::TOO_LARGE.into()),
            Fault::TooMany => plain("too-many", t::TOO_MANY.into()),
            Fault::Store(why) => plain("store", why.clone()),
            Fault::Unavailable => plain("unavailable", t::UNAVAILABLE.into()),
            Fault::Broken(_) => plain("broken", t::BROKEN.into()),
        }
    }
}

/// The status of a refusal: what does not exist, what one may not, what clashes, what is wrong in itself.
fn status_of(code: RefusalCode) -> StatusCode {
    match code {
        RefusalCode::NotFound => StatusCode::NOT_FOUND,
        RefusalCode::NotPermitted | RefusalCode::OutsideScope => StatusCode::FORBIDDEN,
        RefusalCode::Conflict | RefusalCode::Duplicate | RefusalCode::WrongState | RefusalCode::Closed => {
            StatusCode::CONFLICT
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// A fault as it is told to people and programs.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// Status of the answer.
    #[serde(skip)]
    pub status: StatusCode,
    /// kebab-case code.
    pub code: &'static str,
    /// What, why, what to do, in Chinese.
    pub message: String,
    /// The rule that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Its legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Faults of single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
    #[serde(skip)]
    pub(crate) step: Option<Enrolment>,
}

impl Problem {
    /// True when somebody tried what he may not do: this goes into the audit log.
    fn is_of_rights(&self) -> bool {
        let of_rights = ["forbidden", RefusalCode::NotPermitted.key(), RefusalCode::OutsideScope.key()];
        of_rights.contains(&self.code)
    }
}

impl IntoResponse for Fault {
    /// Only status and problem: [`dress`] gives it the look the asker understands.
    fn into_response(self) -> Response {
        if let Fault::Broken(why) = &self {
            tracing::error!(%why, "a handler failed");
        }
        let problem = self.problem();
        let mut response = problem.status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        tracing::error!(%error, "the store failed");
        Fault::Store(error.to_string())
    }
}

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Fault {
        match error {
            DeskError::Refused(refusal) => Fault::Refused(refusal),
            DeskError::Store(error) => error.into(),
            DeskError::Workbook(fault) => Fault::bad(fault.to_string()),
            DeskError::Writing(why) => Fault::Broken(why),
        }
    }
}

impl From<Box<Refusal>> for Fault {
    fn from(refusal: Box<Refusal>) -> Fault {
        Fault::Refused(refusal)
    }
}

impl From<ShelfFault> for Fault {
    fn from(fault: ShelfFault) -> Fault {
        match fault {
            ShelfFault::Missing => Fault::NotFound,
            ShelfFault::Disk(error) => Fault::Broken(error.to_string()),
        }
    }
}

/// Gives a fault its look: JSON for programs, a page with the viewer's own navigation for people, the sign-in for nobody.
pub(super) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let viewer = request.extensions().get::<Viewer>().cloned();
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let was_told = cookie(request.headers(), FLASH).is_some();
    let json = path.starts_with("/api/") || wants_json(request.headers());
    let (mut parts, body) = request.into_parts();
    let asked = format!("{} {}", parts.method, parts.uri.path());
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>().or_else(|| unreadable(&response)) else {
        let forgotten = response.headers().get_all(header::SET_COOKIE).iter().any(|value| value == FORGET);
        if was_told && !forgotten && response.status().is_success() && is_page(&response) {
            response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(FORGET));
        }
        return response;
    };
    if let Some(viewer) = viewer.as_ref().filter(|_| problem.is_of_rights()) {
        note_refusal(&app, &caller, viewer, &asked, &problem).await;
    }
    if json {
        let mut told = (problem.status, Json(serde_json::json!({ "error": problem }))).into_response();
        // Which methods there are, told by the router.
        if let Some(allowed) = response.headers_mut().remove(header::ALLOW) {
            told.headers_mut().insert(header::ALLOW, allowed);
        }
        match problem.status {
            StatusCode::UNAUTHORIZED => told.headers_mut().insert(header::WWW_AUTHENTICATE, BEARER),
            StatusCode::TOO_MANY_REQUESTS => told.headers_mut().insert(header::RETRY_AFTER, A_MINUTE),
            _ => None,
        };
        return told;
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        let next = serde_urlencoded::to_string([("next", &path)]).unwrap_or_default();
        return Redirect::to(&format!("/sign-in?{next}")).into_response();
    }
    if let Some(step) = problem.step {
        return Redirect::to(pages::entrance::step(step)).into_response();
    }
    let mut page = pages::fault(&app, viewer.as_ref(), &problem).into_response();
    *page.status_mut() = problem.status;
    if problem.status == StatusCode::TOO_MANY_REQUESTS {
        page.headers_mut().insert(header::RETRY_AFTER, A_MINUTE);
    }
    page
}

/// How a program comes in.
const BEARER: HeaderValue = HeaderValue::from_static("Bearer");
/// After how many seconds one may ask again.
const A_MINUTE: HeaderValue = HeaderValue::from_static("60");

/// The fault behind an address or a query that could not be read: the words of the library are not for people.
fn unreadable(response: &Response) -> Option<Problem> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let words = kind.is_some_and(|kind| kind.starts_with("text/plain"));
    let status = response.status();
    let of_request = matches!(
        status,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    (words && of_request).then(|| Problem { status, ..Fault::bad(t::BAD_ADDRESS).problem() })
}

/// What somebody tried and may not do goes into the audit log.
async fn note_refusal(app: &App, caller: &Caller, viewer: &Viewer, asked: &str, problem: &Problem) {
    let deed = Deed::by(viewer, AuditKind::Refused).on(asked).saying(&problem.message).failed();
    if record(app, caller, deed).await.is_err() {
        tracing::error!(asked, "a refusal could not be written into the audit log");
    }
}

/// Takes the message away that was said.
const FORGET: &str = "banjie-flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0";

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.starts_with("application/json"))
}

/// No such address.
pub(super) async fn nothing_here() -> Fault {
    Fault::NotFound
}

/// The address is there, not for this method.
pub(super) async fn not_this_way() -> Response {
    let mut response = Fault::bad(t::METHOD).into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    if let Some(problem) = response.extensions_mut().get_mut::<Problem>() {
        problem.status = StatusCode::METHOD_NOT_ALLOWED;
    }
    response
}

/// A handler panicked: told like any fault, the text goes to the log.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("?"), "a handler panicked");
    let mut response = (StatusCode::INTERNAL_SERVER_ERROR, t::BROKEN).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
