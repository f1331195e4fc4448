//! The list of figures inside a printed report: `banjie trace FILE` reads it back and compares it with the database.
//!
//! It is JSON. Its canonical form has the keys of every object sorted and no white space; the digest of the list is SHA-256
//! over that form. A report that was signed names its signer, its number in the database and the database itself; the
//! database keeps the canonical form and the digest, so that neither the file nor the row can be changed alone.

use std::sync::Arc;

use banjie_model::{
    Moment, Name, canonical,
    figure::{Figure, RecordMark, Trace, Wording},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    document::{About, Document},
    docx,
};

mod file;
#[cfg(test)]
mod tests;

pub use docx::{Reading, Standing};
pub use file::{Kind, read_file};

/// Version of the form described here.
pub const SCHEMA: u32 = 1;
/// Opens the list inside an HTML report.
pub(crate) const OPENING: &str = "<script type=\"application/json\" id=\"banjie-manifest\">";
/// The same as reports were printed before they could be signed.
const OPENING_BEFORE: &str = "<script type=\"application/json\" id=\"banjie-figures\">";
const CLOSING: &str = "</script>";
/// Name of the list as a file embedded in a PDF report.
pub const EMBEDDED_FILE: &str = "banjie-manifest.json";

/// Figures of a printed report, in reading order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the form.
    #[serde(default = "first_schema")]
    pub schema: u32,
    /// What was printed and as of when.
    pub about: About,
    /// Packages in force when it was signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<PackageMark>,
    /// The signature; none: the report was not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<Issue>,
    /// The figures; number 1 is the first.
    pub figures: Vec<Entry>,
}

fn first_schema() -> u32 {
    SCHEMA
}

/// A figure as printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// As printed.
    pub text: String,
    /// Where it comes from.
    pub trace: Arc<Trace>,
    /// Its definition in words.
    pub wording: Arc<Wording>,
    /// The trace as one word for the command line; none where it has none or the report was not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Fingerprint of its records; none: the report was not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<Fingerprint>,
}

/// A package in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageMark {
    /// Name.
    pub name: Name,
    /// Version.
    pub version: Name,
    /// SHA-256 over its files, hex.
    pub hash: Name,
}

/// Who signed a report, when, and where that is on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Number among the signed reports of the database, from 1.
    pub number: i64,
    /// Identity of the database.
    pub database: Name,
    /// Account of the signer.
    pub by: Name,
    /// Name of the signer.
    pub by_name: Name,
    /// Organisation of the signer, by code.
    pub org: Name,
    /// When.
    pub at: Moment,
}

/// What signing adds to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Packages in force.
    pub packages: Vec<PackageMark>,
    /// The signature.
    pub issue: Issue,
    /// Token and fingerprint of each figure of the document, in order.
    pub figures: Vec<(Option<String>, Fingerprint)>,
}

/// Fingerprint of the records behind a figure.
///
/// Of one trace that leads to records: SHA-256 over the lines `id version hash`, one a record by id, where `hash` is the content
/// hash of the last event of the record at the log position of the figure. Of a figure: SHA-256 over the lines
/// `package.ledger count sha256`, one for each such trace in order. Every line ends in a line feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// How many records, counted for each of the traces.
    pub count: u64,
    /// The hash, hex.
    pub sha256: Name,
}

impl Fingerprint {
    /// Of the records of one trace, by id.
    pub fn of_records(marks: &[RecordMark]) -> Fingerprint {
        let mut hasher = Sha256::new();
        for RecordMark { record, version, hash } in marks {
            hasher.update(format!("{record} {version} {hash}\n"));
        }
        Fingerprint { count: marks.len() as u64, sha256: canonical::hex(&hasher.finalize()).into() }
    }

    /// Of a figure, from the ledgers and fingerprints of its traces.
    pub fn of<'a>(leaves: impl IntoIterator<Item = (&'a str, &'a Fingerprint)>) -> Fingerprint {
        let (mut hasher, mut total) = (Sha256::new(), 0);
        for (ledger, Fingerprint { count, sha256 }) in leaves {
            hasher.update(format!("{ledger} {count} {sha256}\n"));
            total += count;
        }
        Fingerprint { count: total, sha256: canonical::hex(&hasher.finalize()).into() }
    }
}

impl Manifest {
    /// The list of a document, signed where the document is.
    pub fn of(document: &Document) -> Manifest {
        let issued = document.issued.as_deref();
        let entry = |(index, figure): (usize, &Arc<Figure>)| {
            let marks = issued.and_then(|issued| issued.figures.get(index));
            Entry {
                text: figure.text(),
                trace: figure.trace().clone(),
                wording: figure.wording().clone(),
                token: marks.and_then(|(token, _)| token.clone()),
                records: marks.map(|(_, fingerprint)| fingerprint.clone()),
            }
        };
        Manifest {
            schema: SCHEMA,
            about: document.about.clone(),
            packages: issued.map(|issued| issued.packages.clone()).unwrap_or_default(),
            issue: issued.map(|issued| issued.issue.clone()),
            figures: document.figures.iter().enumerate().map(entry).collect(),
        }
    }

    /// The bytes that are embedded in a file.
    pub fn to_json(&self) -> Vec<u8> {
        self.canonical().into_bytes()
    }

    /// The canonical form: keys sorted, no white space.
    pub fn canonical(&self) -> String {
        let value = serde_json::to_value(self).expect("names, numbers and dates are JSON");
        canonical::json(&value)
    }

    /// SHA-256 of the canonical form, hex: what the database keeps of a signed report.
    pub fn digest(&self) -> String {
        canonical::hex(&Sha256::digest(self.canonical().as_bytes()))
    }

    /// Reads a list of figures.
    ///
    /// # Errors
    /// What is wrong with it, in Chinese.
    pub fn parse(json: &[u8]) -> Result<Manifest, String> {
        let manifest: Manifest =
            serde_json::from_slice(json).map_err(|e| format!("数据来源清单无法读取（{e}），文件可能被改动过"))?;
        if manifest.schema > SCHEMA {
            return Err(format!("数据来源清单是第 {} 版，本程序只认识到第 {SCHEMA} 版，请升级程序", manifest.schema));
        }
        Ok(manifest)
    }

    /// As the content of a script element: JSON in which nothing can end the element.
    pub(crate) fn embedded(&self) -> String {
        self.canonical().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }

    /// Reads the list out of an HTML report.
    ///
    /// # Errors
    /// What is wrong with the file, in Chinese.
    pub fn read(html: &str) -> Result<Manifest, String> {
        let opened = [OPENING, OPENING_BEFORE].into_iter().find_map(|opening| html.split_once(opening));
        let (_, rest) = opened.ok_or("这个文件里没有数据来源清单，不是由办结写出的报告，或清单已被删去")?;
        let (json, _) = rest.split_once(CLOSING).ok_or("数据来源清单不完整，文件可能被截断")?;
        Manifest::parse(json.as_bytes())
    }

    /// Reads the list out of a DOCX report, and what stands in the text for each figure now.
    ///
    /// # Errors
    /// What is wrong with the file, in Chinese.
    pub fn read_docx(bytes: &[u8]) -> Result<Reading, String> {
        docx::read(bytes)
    }
}
