//! Where a request comes from: the caller's address, and whether one of our own pages sent it.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    Fault,
    identity::{cookie, cookie_name},
};
use crate::App;

/// Who calls: address and program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Network address.
    pub address: IpAddr,
    /// What the browser calls itself, shortened.
    pub agent: String,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Caller, Infallible> {
        let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(from)| from.ip());
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        // The last entry is the one our own proxy wrote.
        let forwarded = header("x-forwarded-for").and_then(|all| all.rsplit(',').next()?.trim().parse().ok());
        let address = if app.settings().proxied { forwarded.or(direct) } else { direct };
        let agent = header("user-agent").unwrap_or_default().chars().take(200).collect();
        Ok(Caller { address: address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), agent })
    }
}

/// Refuses what another site's page makes a browser send. Browsers say so themselves (`Sec-Fetch-Site`, `Origin`); programs
/// with a token are no browsers.
pub(super) async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A browser that brings no session has nothing another site could use; a program is told that it must come with a token.
    let stranger = request.uri().path().starts_with("/api/") && cookie(request.headers(), cookie_name(&app)).is_none();
    if reads
        || stranger
        || request.headers().contains_key(header::AUTHORIZATION)
        || is_own(request.headers(), app.settings().address.as_deref())
    {
        return next.run(request).await;
    }
    Fault::forbidden(crate::text::faults::CROSS_SITE).into_response()
}

fn is_own(headers: &HeaderMap, address: Option<&str>) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    text(header::HOST) == Some(host) || address == Some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&str, &str)], expected: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(name.parse::<header::HeaderName>().unwrap(), value.parse().unwrap());
        }
        assert_eq!(is_own(&headers, Some("https://desk.cn")), expected, "{pairs:?}");
    }

    #[test]
    fn a_form_of_another_site_is_told_by_what_the_browser_says() {
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("origin", "http://a.cn"), ("host", "a.cn")], true);
        check(&[("origin", "http://evil.cn"), ("host", "a.cn")], false);
        check(&[("origin", "https://desk.cn"), ("host", "10.0.0.1")], true);
        check(&[("host", "a.cn")], false);
    }
}
