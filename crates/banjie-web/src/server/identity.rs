//! Who is asking: the session cookie or the token of a program, and the person behind it.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use banjie_desk::{Snapshot, directory::Person};
use banjie_engine::visible;
use banjie_model::{Name, canonical, case::Actor, definition::Ledger};
use banjie_store::{ApiToken, Session};
use chrono::TimeDelta;
use cookie::{Cookie, SameSite};
use sha2::{Digest, Sha256};

use super::{Caller, Fault};
use crate::{
    App,
    pages::frame::{FLASH, flash},
    ui::{Flash, Theme},
};

/// Roles of the three administrators, of which one account holds at most one.
const ADMINISTRATORS: [&str; 3] = ["orgs.administrator", "orgs.security", "orgs.auditor"];
/// Cookie of the appearance.
pub(crate) const THEME: &str = "banjie-theme";
/// A session's last use is written down at most so often.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// How a viewer came in.
#[derive(Clone, Debug)]
pub enum Door {
    /// By signing in.
    Session(Session),
    /// By the token of a program.
    Token(ApiToken),
}

/// What is still missing before a person may work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolment {
    /// The code of the second factor.
    Code,
    /// A password of one's own.
    Password,
    /// A second factor must be set up.
    SecondFactor,
}

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub person: Person,
    /// As whom the person acts: on the web nobody is above the rules, administrators neither.
    pub actor: Actor,
    /// How he came in.
    pub door: Door,
    /// The world the request is answered by.
    pub snapshot: Arc<Snapshot>,
    /// What the last request did, to be said once.
    pub flash: Option<Flash>,
    /// Appearance he chose.
    pub theme: Theme,
    /// From where he asks.
    pub caller: Caller,
    unfinished: Option<Enrolment>,
}

impl Viewer {
    /// The token every form carries.
    #[must_use]
    pub fn csrf(&self) -> &str {
        match &self.door {
            Door::Session(session) => &session.csrf,
            Door::Token(_) => "",
        }
    }

    /// Scopes of the program's token; none for a person.
    #[must_use]
    pub fn token_scopes(&self) -> Option<&[Name]> {
        match &self.door {
            Door::Session(_) => None,
            Door::Token(token) => Some(&token.scopes),
        }
    }

    /// What must be done before anything else.
    #[must_use]
    pub fn unfinished(&self) -> Option<Enrolment> {
        self.unfinished
    }

    fn holds(&self, role: &str) -> bool {
        self.actor.roles.iter().any(|held| &**held == role)
    }

    /// System administrator.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.holds(ADMINISTRATORS[0])
    }

    /// Security administrator.
    #[must_use]
    pub fn is_security(&self) -> bool {
        self.holds(ADMINISTRATORS[1])
    }

    /// Audit administrator.
    #[must_use]
    pub fn is_audit(&self) -> bool {
        self.holds(ADMINISTRATORS[2])
    }

    /// Holds a role of a business package.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.actor.roles.iter().any(|role| !role.starts_with("orgs."))
    }

    /// Whether a record of this ledger owned by this organisation may be seen.
    #[must_use]
    pub fn sees(&self, ledger: &Ledger, org: &str) -> bool {
        visible(&self.snapshot.world(), ledger, org, &self.actor)
    }

    /// Whether the viewer has any role in a package.
    #[must_use]
    pub fn is_in(&self, package: &str) -> bool {
        self.actor.roles.iter().any(|role| role.split_once('.').is_some_and(|(p, _)| p == package))
    }

    /// The ledger of this key; what one has no role in does not exist.
    ///
    /// # Errors
    /// Not found.
    pub fn ledger(&self, key: &str) -> Result<Arc<Ledger>, Fault> {
        let found = self.snapshot.library().ledger(key).filter(|ledger| self.is_in(&ledger.package));
        found.cloned().ok_or(Fault::NotFound)
    }

    /// Every ledger the viewer has a role in, in the order of the packages.
    #[must_use]
    pub fn ledgers(&self) -> Vec<Arc<Ledger>> {
        self.snapshot.library().ledgers().filter(|ledger| self.is_in(&ledger.package)).cloned().collect()
    }
}

impl FromRequestParts<App> for Viewer {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Viewer, Fault> {
        parts.extensions.get::<Viewer>().cloned().ok_or(Fault::SignIn)
    }
}

/// SHA-256 of a secret in hex, under which it is kept.
pub(crate) fn kept(secret: &str) -> Name {
    canonical::hex(&Sha256::digest(secret)).into()
}

/// Finds out who asks and hands it on; a stale cookie is nobody.
pub(super) async fn identify(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(caller) = Caller::from_request_parts(&mut parts, &app).await;
    let mut request = Request::from_parts(parts, body);
    match viewer(&app, request.headers(), &caller).await {
        Ok(Some(mut viewer)) => {
            let headers = request.headers();
            viewer.flash = cookie(headers, FLASH).and_then(|value| flash(&value));
            viewer.theme = cookie(headers, THEME).map(|value| Theme::parse(&value)).unwrap_or_default();
            request.extensions_mut().insert(viewer);
        }
        Ok(None) => {}
        Err(fault) => return fault.into_response(),
    }
    next.run(request).await
}

async fn viewer(app: &App, headers: &HeaderMap, caller: &Caller) -> Result<Option<Viewer>, Fault> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(secret) = bearer.and_then(|value| value.strip_prefix("Bearer ")) {
        let token = app.store().token(&kept(secret.trim())).await?;
        let now = app.now();
        let valid = token.filter(|t| t.revoked_at.is_none() && t.expires_at.is_none_or(|end| now < end));
        let standing = match valid {
            Some(token) => stand(app, &token.account.clone(), None, Door::Token(token), caller).await?,
            None => None,
        };
        if standing.is_none() {
            app.limits().strange_token(caller)?;
            return Err(Fault::SignIn);
        }
        return Ok(standing);
    }
    let Some(secret) = cookie(headers, cookie_name(app)) else { return Ok(None) };
    let now = app.now();
    let Some(session) = app.store().session(&kept(&secret), now).await? else { return Ok(None) };
    if now.signed_duration_since(session.seen_at) >= TOUCH {
        let settings = app.settings();
        let end = (now + settings.idle).min(session.started_at + settings.longest);
        app.store().touch_session(&session.id_hash, now, end).await?;
    }
    let (account, role) = (session.account.clone(), session.role.clone());
    stand(app, &account, role.as_ref(), Door::Session(session), caller).await
}

/// The person of an account as he stands now; nobody when he left the post or the account is closed.
async fn stand(
    app: &App,
    account: &str,
    role: Option<&Name>,
    door: Door,
    caller: &Caller,
) -> Result<Option<Viewer>, Fault> {
    let snapshot = app.snapshot();
    let Some(credential) = app.store().credential(account).await?.filter(|c| !c.disabled) else { return Ok(None) };
    let people = &snapshot.directory.people;
    let Some(mut actor) = people.actor(account, app.now().date()) else { return Ok(None) };
    actor.system = false;
    if let Some(role) = role {
        actor.roles.retain(|held| held == role);
    }
    let Some(person) = people.get(account).cloned() else { return Ok(None) };
    let administers = person.roles.iter().any(|role| ADMINISTRATORS.contains(&&**role));
    let has_second = credential.totp_secret.is_some();
    let unfinished = match &door {
        Door::Token(_) => None,
        Door::Session(session) if has_second && !session.second_factor_done => Some(Enrolment::Code),
        Door::Session(_) if credential.must_change => Some(Enrolment::Password),
        Door::Session(_) if administers && !has_second && !app.settings().demo => Some(Enrolment::SecondFactor),
        Door::Session(_) => None,
    };
    let (theme, caller) = (Theme::default(), caller.clone());
    Ok(Some(Viewer { person, actor, door, snapshot, flash: None, theme, caller, unfinished }))
}

fn is_https(app: &App) -> bool {
    app.settings().address.as_deref().is_some_and(|address| address.starts_with("https://"))
}

/// Name of the cookie. With https the prefix makes browsers refuse it from anywhere else.
pub(super) fn cookie_name(app: &App) -> &'static str {
    if is_https(app) { "__Host-banjie" } else { "banjie" }
}

/// The value of a cookie.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = all.flat_map(Cookie::split_parse).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

fn cookie_header(app: &App, value: &str, ends: bool) -> HeaderValue {
    let mut cookie = Cookie::build((cookie_name(app), value)).path("/").http_only(true).same_site(SameSite::Lax);
    if is_https(app) {
        cookie = cookie.secure(true);
    }
    if ends {
        cookie = cookie.max_age(cookie::time::Duration::ZERO);
    }
    HeaderValue::from_str(&cookie.build().to_string()).expect("a cookie of our own is plain ASCII")
}

/// Opens a new session for an account and answers its cookie; sessions are never taken over from before the sign-in.
///
/// # Errors
/// What the store says.
pub async fn open_session(
    app: &App,
    account: &Name,
    caller: &Caller,
    second_factor_done: bool,
) -> Result<HeaderValue, Fault> {
    let secret = app.secret();
    let now = app.now();
    let session = Session {
        id_hash: kept(&secret),
        account: account.clone(),
        csrf: app.secret().into(),
        started_at: now,
        seen_at: now,
        expires_at: now + app.settings().idle.min(app.settings().longest),
        from: caller.address.to_string().into(),
        agent: caller.agent.as_str().into(),
        second_factor_done,
        role: None,
    };
    app.store().open_session(&session).await?;
    Ok(cookie_header(app, &secret, false))
}

/// Puts a session with another secret in the place of the viewer's, as whoever stole the old one must not gain by it; `change` is
/// what is different about it. Answers its cookie.
///
/// # Errors
/// Sign in again, where the session ended meanwhile; what the store says.
pub async fn renew_session(
    app: &App,
    viewer: &Viewer,
    change: impl FnOnce(&mut Session),
) -> Result<HeaderValue, Fault> {
    let Door::Session(old) = &viewer.door else { return Err(Fault::SignIn) };
    let secret = app.secret();
    let now = app.now();
    let end = (now + app.settings().idle).min(old.started_at + app.settings().longest);
    let mut session =
        Session { id_hash: kept(&secret), csrf: app.secret().into(), seen_at: now, expires_at: end, ..old.clone() };
    change(&mut session);
    if !app.store().replace_session(&old.id_hash, &session).await? {
        return Err(Fault::SignIn);
    }
    Ok(cookie_header(app, &secret, false))
}

/// Ends the viewer's session and answers the cookie that takes the old one away.
///
/// # Errors
/// What the store says.
pub async fn close_session(app: &App, viewer: &Viewer) -> Result<HeaderValue, Fault> {
    if let Door::Session(session) = &viewer.door {
        app.store().end_session(&session.id_hash).await?;
    }
    Ok(cookie_header(app, "", true))
}
