//! Styles, scripts and pictures of the pages: inside the binary, under addresses that change with their content.
//!
//! All files share one stamp, so that a script may import its neighbour and a style sheet may name a picture by a
//! relative path. An address with another stamp is unknown: a page of yesterday asks again rather than mixing two versions.

use std::{
    collections::BTreeMap,
    io::Write as _,
    sync::{Arc, OnceLock},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// The folder of assets.
#[derive(rust_embed::RustEmbed)]
#[folder = "assets"]
struct Folder;

/// One file, ready to be sent.
#[derive(Debug)]
pub struct Asset {
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

/// A file by its stamp and name; `None` for a name that is not there and for a stamp of another version.
pub fn find(stamp: &str, name: &str) -> Option<Arc<Asset>> {
    let known = assets();
    known.files.get(name).filter(|_| stamp == known.stamp).cloned()
}

impl Asset {
    /// The file as it is.
    pub fn plain(&self) -> &[u8] {
        &self.plain
    }

    /// `Content-Type`.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The file compressed, made when it is first asked for; `None` where that is not smaller.
    pub fn gzip(&self) -> Option<&[u8]> {
        self.gzip.get_or_init(|| compress(self)).as_deref()
    }
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
