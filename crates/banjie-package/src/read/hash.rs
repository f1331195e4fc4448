//! Content hashes of packages and indicators.

use banjie_model::{Name, canonical};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// SHA-256 over the sorted paths and texts of a package, lower-case hex. Lengths are hashed too, so that moving a byte
/// from one file to the next changes the hash.
pub(crate) fn of_files(files: &[(Name, Name)]) -> Name {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::new();
    for (path, text) in sorted {
        for part in [path, text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    canonical::hex(&hash.finalize()).into()
}

/// SHA-256 over canonical JSON (keys sorted, places of expressions left out), lower-case hex.
pub(crate) fn of_json(mut value: Value) -> Name {
    without_spans(&mut value);
    canonical::hex(&Sha256::digest(value.to_string().as_bytes())).into()
}

/// Where an expression stands in its file is no part of its meaning.
fn without_spans(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("span");
            map.sort_keys();
            map.values_mut().for_each(without_spans);
        }
        Value::Array(items) => items.iter_mut().for_each(without_spans),
        _ => {}
    }
}
