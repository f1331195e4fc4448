//! Headers of every answer. Content-security policy: only our own scripts and styles, nothing inline, nothing from elsewhere.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::App;

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(self)"),
];

/// Adds what is not there yet.
pub(super) async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY)
        && let Ok(policy) = HeaderValue::from_str(&policy(app.settings().tiles.as_deref()))
    {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Pages hold what only this person may see: no proxy and no back button after signing out keeps them.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if app.settings().address.as_deref().is_some_and(|address| address.starts_with("https://")) {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

/// The policy; pictures may also come from the configured map tiles.
fn policy(tiles: Option<&str>) -> String {
    let origin = tiles.and_then(|address| {
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split('/').next().filter(|host| host.bytes().all(|b| b.is_ascii_graphic() && b != b';'))?;
        Some(format!(" {scheme}://{host}"))
    });
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{}; font-src 'self'; \
         connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; frame-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
        origin.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_comes_from_elsewhere_but_configured_tiles() {
        assert!(!policy(None).contains("http"));
        assert!(!policy(None).contains("unsafe"));
        assert!(policy(Some("https://t.example.cn/{z}/{x}/{y}.png")).contains("blob: https://t.example.cn;"));
        assert!(!policy(Some("https://a;script-src *//x")).contains("script-src *"));
    }
}
