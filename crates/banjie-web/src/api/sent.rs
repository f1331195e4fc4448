//! What a program sent: JSON, read strictly, done once where it bears a key.

use std::{collections::HashMap, future::Future, sync::OnceLock};

use axum::{
    Json,
    body::to_bytes,
    extract::{FromRequest, FromRequestParts, MatchedPath, Request},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::IntoResponse as _,
};
use banjie_model::{
    Name, canonical,
    refusal::{Refusal, RefusalCode},
};
use banjie_store::Claim;
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::table::operations;
use crate::{
    App,
    server::{Answer, Fault, Viewer, kept},
    text::{api as t, faults},
};

/// Largest JSON body, in bytes.
const LARGEST: usize = 2 * 1024 * 1024;
/// Longest key of a request, in characters.
const LONGEST_KEY: usize = 200;
/// The header that names a request.
const KEY: &str = "idempotency-key";

/// What was done and how it is told.
pub(super) type Told = Result<(StatusCode, serde_json::Value), Fault>;

/// A JSON body of this shape and nothing else.
pub(super) struct Sent<T> {
    /// The body.
    pub body: T,
    /// The right to do it once.
    pub ticket: Ticket,
}

/// Names a request: a second one of the same key is not done again.
pub(super) struct Ticket {
    key: Option<Name>,
    request: String,
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &App) -> Result<Sent<T>, Fault> {
        let (parts, body) = request.into_parts();
        own_page(&parts)?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.split(';').next().map(str::trim) != Some("application/json") {
            return Err(Fault::bad(t::NOT_JSON));
        }
        let bytes = to_bytes(body, LARGEST).await.map_err(|_| Fault::TooLarge)?;
        let ticket = Ticket::of(&parts, &bytes)?;
        let body = serde_json::from_slice(&bytes)
            .map_err(|error| Fault::bad(t::malformed(error.line(), error.column(), &error.to_string())))?;
        Ok(Sent { body, ticket })
    }
}

/// A request that comes with a session must prove that one of our own pages sent it.
pub(super) fn own_page(parts: &Parts) -> Result<(), Fault> {
    let Some(viewer) = parts.extensions.get::<Viewer>() else { return Ok(()) };
    let sent = parts.headers.get(crate::ui::CSRF_HEADER).and_then(|value| value.to_str().ok());
    if viewer.token_scopes().is_none() && sent != Some(viewer.csrf()) {
        return Err(Fault::forbidden(faults::STALE_FORM));
    }
    Ok(())
}

impl Ticket {
    /// The ticket of a request with this body.
    pub(super) fn of(parts: &Parts, body: &[u8]) -> Result<Ticket, Fault> {
        let mut hash = Sha256::new();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        for piece in [parts.method.as_str().as_bytes(), target.as_bytes(), body] {
            hash.update(u64::try_from(piece.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(piece);
        }
        Ok(Ticket { key: key(&parts.headers)?, request: canonical::hex(&hash.finalize()) })
    }

    /// Does the work, or answers what it answered the first time. Nothing of it is kept where it was refused. The work is
    /// finished even when the program that asked hangs up.
    pub(super) async fn once(
        self,
        app: &App,
        viewer: &Viewer,
        work: impl Future<Output = Told> + Send + 'static,
    ) -> Answer {
        let Some(key) = self.key else {
            let (status, body) = work.await?;
            return Ok((status, Json(body)).into_response());
        };
        let account = viewer.person.account.clone();
        match app.store().claim_once(&key, &account, &self.request, app.now()).await? {
            Claim::New => {}
            Claim::Running { .. } => return Err(refused(RefusalCode::Conflict, t::RUNNING)),
            Claim::OtherRequest => return Err(refused(RefusalCode::BadValue, t::OTHER_REQUEST)),
            Claim::Answered { status, body } => return Ok(again(status, &body)),
        }
        let (desk, name, who) = (app.clone(), key.clone(), account.clone());
        let done = tokio::spawn(async move {
            let told = work.await;
            let settled = match &told {
                Ok((status, body)) => {
                    let text: Name = body.to_string().into();
                    desk.store().answer_once(&name, &who, status.as_u16(), &text).await
                }
                Err(_) => desk.store().release_once(&name, &who).await,
            };
            if let Err(error) = settled {
                tracing::warn!(%error, "the key of a request could not be settled");
            }
            told
        });
        match done.await {
            Ok(told) => told.map(|(status, body)| (status, Json(body)).into_response()),
            Err(lost) => {
                app.store().release_once(&key, &account).await?;
                Err(Fault::Broken(lost.to_string()))
            }
        }
    }
}

fn refused(code: RefusalCode, message: &str) -> Fault {
    Fault::Refused(Box::new(Refusal::new(code, message)))
}

fn again(status: u16, body: &str) -> axum::response::Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true")),
    ];
    (status, headers, body.to_owned()).into_response()
}

fn key(headers: &HeaderMap) -> Result<Option<Name>, Fault> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if text.is_empty() || text.len() > LONGEST_KEY || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Fault::bad(t::BAD_KEY));
    }
    Ok(Some(kept(text)))
}

/// A body that says nothing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// Keys of the query of an operation.
fn asked(method: &str, path: &str) -> Option<&'static [(&'static str, &'static str, bool)]> {
    type Keys = &'static [(&'static str, &'static str, bool)];
    static KNOWN: OnceLock<HashMap<(String, &'static str), Keys>> = OnceLock::new();
    let all = || {
        let all = operations().into_iter();
        all.map(|one| ((one.route.method.to_string(), one.route.path), one.query)).collect()
    };
    KNOWN.get_or_init(all).iter().find(|((m, p), _)| m == method && *p == path).map(|(_, keys)| *keys)
}

/// A query of this shape and nothing else; a blank text says nothing.
pub(super) struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Query<T>, Fault> {
        let unreadable = |error: &dyn std::fmt::Display| Fault::bad(t::bad_query(&error.to_string()));
        let text = parts.uri.query().unwrap_or_default();
        let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).map_err(|e| unreadable(&e))?;
        let keys = parts.extensions.get::<MatchedPath>().and_then(|path| asked(parts.method.as_str(), path.as_str()));
        for (key, _) in pairs.iter().filter(|(_, value)| value.is_empty()) {
            let ty = keys.and_then(|keys| keys.iter().find(|(known, ..)| known == key)).map(|(_, ty, _)| *ty);
            if ty.is_some_and(|ty| ty != "string") {
                return Err(Fault::bad(t::blank(key)));
            }
        }
        pairs.retain(|(_, value)| !value.is_empty());
        let given = serde_urlencoded::to_string(&pairs).map_err(|e| unreadable(&e))?;
        serde_urlencoded::from_str(&given).map(Query).map_err(|e| unreadable(&e))
    }
}
