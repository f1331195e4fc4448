//! Styles, scripts and pictures over http: kept by browsers for a year, their addresses change with their content.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use banjie_ui::assets::{self, Asset};

/// Handler of `/assets/{stamp}/{*name}`.
pub async fn serve(Path((stamp, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    assets::find(&stamp, &name).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| answer(&asset, &headers))
}

/// The file, compressed when the browser takes it.
fn answer(asset: &Asset, headers: &HeaderMap) -> Response {
    let zipped = if takes_gzip(headers) { asset.gzip() } else { None };
    let mut response = zipped.unwrap_or(asset.plain()).to_vec().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind()));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    out.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if zipped.is_some() {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// Whether the browser says that it reads gzip.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|part| {
        let mut words = part.trim().split(';').map(str::trim);
        matches!(words.next(), Some("gzip" | "*")) && !words.any(|word| matches!(word, "q=0" | "q=0.0"))
    })
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, http::Request, routing::get};
    use tower::ServiceExt as _;

    use banjie_ui::assets::{asset_integrity, asset_url};

    use super::*;

    async fn ask(address: &str, gzip: bool) -> Response {
        let router = Router::new().route("/assets/{stamp}/{*name}", get(serve));
        let mut request = Request::get(address);
        if gzip {
            request = request.header(header::ACCEPT_ENCODING, "br, gzip;q=0.8");
        }
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn every_file_is_served_for_a_year_under_its_type() {
        for (name, kind) in [
            ("banjie.css", "text/css; charset=utf-8"),
            ("banjie.js", "text/javascript; charset=utf-8"),
            ("vendor/htmx.min.js", "text/javascript; charset=utf-8"),
            ("vendor/leaflet.css", "text/css; charset=utf-8"),
            ("mark.svg", "image/svg+xml"),
        ] {
            let answer = ask(&asset_url(name), false).await;
            assert_eq!(answer.status(), StatusCode::OK, "{name}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], kind);
            assert!(answer.headers()[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
            assert!(asset_integrity(name).unwrap().starts_with("sha256-"));
        }
    }

    #[tokio::test]
    async fn what_is_compressed_unfolds_to_the_file() {
        use std::io::Read as _;
        let answer = ask(&asset_url("banjie.css"), true).await;
        assert_eq!(answer.headers()[header::CONTENT_ENCODING], "gzip");
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut text).unwrap();
        assert!(text.contains("--ink"));
    }

    #[tokio::test]
    async fn an_unknown_name_an_old_stamp_and_a_way_out_of_the_folder_are_not_found() {
        let known = asset_url("");
        let stamp = known.split('/').nth(2).unwrap();
        for address in [
            format!("/assets/{stamp}/no-such.css"),
            "/assets/0000000000000000/banjie.css".to_owned(),
            format!("/assets/{stamp}/../Cargo.toml"),
            format!("/assets/{stamp}/..%2FCargo.toml"),
            format!("/assets/{stamp}/vendor/LICENCES.md"),
        ] {
            assert_eq!(ask(&address, false).await.status(), StatusCode::NOT_FOUND, "{address}");
        }
    }
}
