//! What stands around every page: who asks, what he may, what he sent, how an error looks, which headers go out.

mod access;
mod address;
pub(crate) mod assets;
mod audit;
mod faults;
mod handed;
mod headers;
mod identity;
mod input;
mod jobs;
mod limits;
mod passwords;
mod rounds;
pub mod second_factor;
mod shelves;
mod strangers;

use std::{collections::BTreeMap, future::Future, net::SocketAddr, time::Duration};

use axum::{Router, extract::DefaultBodyLimit, middleware};
use tokio::net::TcpListener;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

pub(crate) use self::identity::{THEME, kept};
pub use self::{
    access::allowed,
    address::Caller,
    audit::{Deed, record},
    faults::{Answer, Fault, Problem},
    handed::Handed,
    identity::{Door, Enrolment, Viewer, close_session, open_session, renew_session},
    input::{Input, Upload},
    jobs::{Job, JobState, Jobs, Steps},
    limits::Limits,
    passwords::{PasswordFault, acceptable, hash, hash_with, verify},
    rounds::{Round, Rounds},
    shelves::{ShelfFault, Shelves},
    strangers::Strangers,
};
use crate::{App, routes};

/// The longest any request may take; long work goes through a job with a progress page.
const LONGEST: Duration = Duration::from_secs(120);

/// The router over all routes.
pub fn router(app: App) -> Router {
    let mut paths: BTreeMap<&str, axum::routing::MethodRouter<App>> = BTreeMap::new();
    for route in routes::all() {
        let gate = middleware::from_fn_with_state(route.access, access::check);
        let mut handler = route.handler.layer(gate);
        if route.path.starts_with("/api/") {
            handler = handler.layer(middleware::from_fn_with_state(app.clone(), crate::api::at_the_door));
        }
        match paths.remove(route.path) {
            Some(others) => paths.insert(route.path, others.merge(handler)),
            None => paths.insert(route.path, handler),
        };
    }
    let mut router = Router::new();
    for (path, handler) in paths {
        router = router.route(path, handler);
    }
    router
        .fallback(faults::nothing_here)
        .method_not_allowed_fallback(faults::not_this_way)
        .layer(DefaultBodyLimit::max(app.settings().upload))
        .layer(middleware::from_fn_with_state(app.clone(), faults::dress))
        .layer(middleware::from_fn_with_state(app.clone(), identity::identify))
        .layer(middleware::from_fn_with_state(app.clone(), address::same_origin))
        // What is refused before anybody is known is dressed too.
        .layer(middleware::from_fn_with_state(app.clone(), faults::dress))
        .layer(CatchPanicLayer::custom(faults::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .layer(TimeoutLayer::with_status_code(axum::http::StatusCode::GATEWAY_TIMEOUT, LONGEST))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Serves until `end` comes; requests under way are finished. The search index is kept in step meanwhile.
///
/// # Errors
/// What the socket says.
pub async fn serve(
    app: App,
    listener: TcpListener,
    end: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let keeper = tokio::spawn(crate::search::keep(app.clone()));
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(end).await;
    keeper.abort();
    served
}
