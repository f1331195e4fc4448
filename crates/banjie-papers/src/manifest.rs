//! The list of figures inside a printed report: `banjie trace 年报.html` (or `.docx`) reads it back.

use std::sync::Arc;

use banjie_model::figure::{Figure, Trace, Wording};
use serde::{Deserialize, Serialize};

use crate::{
    document::{About, Document},
    docx,
};

/// Opens the manifest inside an HTML report.
pub(crate) const OPENING: &str = "<script type=\"application/json\" id=\"banjie-figures\">";
const CLOSING: &str = "</script>";

/// Figures of a printed report, in reading order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// What was printed and as of when.
    pub about: About,
    /// The figures; number 1 is the first.
    pub figures: Vec<Entry>,
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
}

impl Manifest {
    /// The manifest of a document.
    pub fn of(document: &Document) -> Manifest {
        let entry = |figure: &Arc<Figure>| Entry {
            text: figure.text(),
            trace: figure.trace().clone(),
            wording: figure.wording().clone(),
        };
        Manifest { about: document.about.clone(), figures: document.figures.iter().map(entry).collect() }
    }

    /// As the content of a script element: JSON in which nothing can end the element.
    pub(crate) fn embedded(&self) -> String {
        let json = serde_json::to_string(self).expect("names, numbers and dates are JSON");
        json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
    }

    /// Reads the manifest out of an HTML report.
    ///
    /// # Errors
    /// What is wrong with the file, in Chinese.
    pub fn read(html: &str) -> Result<Manifest, String> {
        let start = html.find(OPENING).ok_or("这个文件里没有数据来源清单，不是由办结写出的报告，或清单已被删去")?;
        let rest = &html[start + OPENING.len()..];
        let end = rest.find(CLOSING).ok_or("数据来源清单不完整，文件可能被截断")?;
        serde_json::from_str(&rest[..end]).map_err(|e| format!("数据来源清单无法读取（{e}），文件可能被改动过"))
    }

    /// Reads the manifest out of a DOCX report, and what stands in the text for each figure now.
    ///
    /// # Errors
    /// What is wrong with the file, in Chinese.
    pub fn read_docx(bytes: &[u8]) -> Result<docx::Reading, String> {
        docx::read(bytes)
    }
}
