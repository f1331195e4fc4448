//! Who may ask a route.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Fault, identity::Viewer};
use crate::routes::Access;

/// Whether a viewer may ask a route of this access; `None`: nobody is signed in.
///
/// # Errors
/// Sign in first, finish entering first, or not at all.
pub fn allowed(access: Access, viewer: Option<&Viewer>) -> Result<(), Fault> {
    if access == Access::Public {
        return Ok(());
    }
    let Some(viewer) = viewer else { return Err(Fault::SignIn) };
    let by_token = viewer.token_scopes();
    let reads = || by_token.is_none_or(|scopes| scopes.iter().any(|s| matches!(&**s, "read" | "write")));
    let pass = match access {
        Access::Public => true,
        Access::Entering => by_token.is_none(),
        Access::ApiRead => reads(),
        Access::ApiSystem => reads() && viewer.is_system(),
        Access::ApiSecurity => reads() && viewer.is_security(),
        Access::ApiAudit => reads() && viewer.is_audit(),
        Access::ApiWrite => by_token.is_none_or(|scopes| scopes.iter().any(|s| &**s == "write")),
        _ if by_token.is_some() => false,
        Access::SignedIn => true,
        Access::Staff => viewer.is_staff(),
        Access::System => viewer.is_system(),
        Access::Security => viewer.is_security(),
        Access::Audit => viewer.is_audit(),
        Access::Administrators => viewer.is_system() || viewer.is_security() || viewer.is_audit(),
    };
    match (access, viewer.unfinished()) {
        (Access::Entering, _) if pass => Ok(()),
        (_, Some(step)) => Err(Fault::Enter(step)),
        _ if pass => Ok(()),
        _ => Err(Fault::forbidden(crate::text::faults::needs(access))),
    }
}

/// The gate in front of a handler.
pub(super) async fn check(State(access): State<Access>, request: Request, next: Next) -> Response {
    match allowed(access, request.extensions().get::<Viewer>()) {
        Ok(()) => next.run(request).await,
        Err(fault) => fault.into_response(),
    }
}
