//! The list of figures as a custom XML part, with its hash.

use sha2::{Digest as _, Sha256};

use super::xml::{DECLARATION, json_text};
use crate::manifest::Manifest;

/// Namespace of the part.
pub(crate) const NAMESPACE: &str = "urn:banjie:figures:1";
/// Local name of its only element.
pub(super) const ELEMENT: &str = "figures";
/// Attribute that holds the hash.
pub(super) const HASH: &str = "sha256";

/// The list of figures as it is written.
pub(crate) struct Issued {
    json: String,
    hash: String,
}

impl Issued {
    pub fn of(manifest: &Manifest) -> Issued {
        let json = json_text(&manifest.embedded());
        let hash = hash(&json);
        Issued { json, hash }
    }

    /// The part itself.
    pub fn item(&self) -> String {
        let Issued { json, hash } = self;
        format!("{DECLARATION}<b:{ELEMENT} xmlns:b=\"{NAMESPACE}\" {HASH}=\"{hash}\">{json}</b:{ELEMENT}>")
    }

    /// What Office wants to know of the part: an identifier (made from the hash) and the namespace.
    pub fn properties(&self) -> String {
        let id = self.hash[..32].to_uppercase();
        let (a, b, c, d, e) = (&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]);
        format!(
            "{DECLARATION}<ds:datastoreItem ds:itemID=\"{{{a}-{b}-{c}-{d}-{e}}}\" \
             xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\"><ds:schemaRefs>\
             <ds:schemaRef ds:uri=\"{NAMESPACE}\"/></ds:schemaRefs></ds:datastoreItem>"
        )
    }
}

/// SHA-256 in hex. It notices accidents; it is no signature.
pub(super) fn hash(json: &str) -> String {
    hash_of(json.as_bytes())
}

/// SHA-256 in hex.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    banjie_model::canonical::hex(&Sha256::digest(bytes))
}
