//! Styles, scripts and pictures of the pages: inside the binary, under addresses that change with their content.
//!
//! All files share one stamp, so that a script may import its neighbour and a style sheet may name a picture by a
//! relative path. An address with another stamp is unknown: a page of yesterday asks again rather than mixing two versions.

use std::{
    collections::BTreeMap,
    io::Write as _,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// The folder of assets.
#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
struct Folder;

/// One file, ready to be sent.
struct Asset {
    /// As it is.
    plain: Vec<u8>,
    /// Compressed, where that is worth it.
    gzip: OnceLock<Option<Vec<u8>>>,
    /// `Content-Type`.
    kind: &'static str,
    /// Value of an `integrity` attribute.
    integrity: String,
}

/// All files and their stamp.
struct Assets {
    stamp: String,
    files: BTreeMap<String, Arc<Asset>>,
}

/// The files, read once.
fn assets() -> &'static Assets {
    static ASSETS: OnceLock<Assets> = OnceLock::new();
    ASSETS.get_or_init(|| {
        let mut whole = Sha256::new();
        let mut names: Vec<_> = Folder::iter().collect();
        names.sort();
        let mut files = BTreeMap::new();
        for name in names {
            let Some(file) = Folder::get(&name).filter(|_| !name.ends_with(".md")) else { continue };
            let sum = Sha256::digest(&file.data);
            whole.update(name.as_bytes());
            whole.update(sum);
            let asset = Asset {
                kind: kind_of(&name),
                integrity: format!("sha256-{}", BASE64_STANDARD.encode(sum)),
                plain: file.data.into_owned(),
                gzip: OnceLock::new(),
            };
            files.insert(name.into_owned(), Arc::new(asset));
        }
        let stamp = whole.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Assets { stamp, files }
    })
}

/// `Content-Type` by the ending of the name.
fn kind_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

/// The address of an asset by its name in the folder: `asset_url("banjie.css")`.
///
/// A name that is not there gives an address that answers 404; a test asks for every name the pages use.
pub fn asset_url(name: &str) -> String {
    format!("/assets/{}/{name}", assets().stamp)
}

/// Value for `integrity`, `None` for a name that is not there.
pub fn asset_integrity(name: &str) -> Option<&'static str> {
    assets().files.get(name).map(|asset| asset.integrity.as_str())
}

/// Handler of `/assets/{stamp}/{*name}`.
pub async fn serve(Path((stamp, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let known = assets();
    match known.files.get(&name) {
        Some(asset) if stamp == known.stamp => answer(asset, &headers),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The file, compressed when the browser takes it.
fn answer(asset: &Asset, headers: &HeaderMap) -> Response {
    let zipped = if takes_gzip(headers) { asset.gzip.get_or_init(|| compress(asset)).as_deref() } else { None };
    let mut response = zipped.unwrap_or(&asset.plain).to_vec().into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
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

/// Compressed, `None` where that would not be smaller.
fn compress(asset: &Asset) -> Option<Vec<u8>> {
    if asset.kind == "image/png" {
        return None;
    }
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(&asset.plain).ok()?;
    writer.finish().ok().filter(|zipped| zipped.len() < asset.plain.len())
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, http::Request, routing::get};
    use tower::ServiceExt as _;

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
        for name in ["banjie.css", "banjie.js", "vendor/htmx.min.js", "vendor/leaflet.css", "mark.svg"] {
            let answer = ask(&asset_url(name), false).await;
            assert_eq!(answer.status(), StatusCode::OK, "{name}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], kind_of(name));
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
        let stamp = &assets().stamp;
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
