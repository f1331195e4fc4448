//! The file of a problem: JSON that anybody can write.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    builder::{Builder, Reading},
    finding::Finding,
    score::Score,
};

/// A problem as written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `banjie-allot/1`.
    pub format: String,
    /// Places with seats.
    pub places: Vec<PlaceInput>,
    /// Seekers with choices.
    pub seekers: Vec<SeekerInput>,
    /// Least numbers of regions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floors: Vec<FloorInput>,
}

/// A place as written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceInput {
    /// Its id, unique among places.
    pub id: String,
    /// Seats; less than zero is a finding.
    pub capacity: i64,
    /// Region it belongs to, for floors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// Least number of seekers of this place alone: short for a region of one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// Lowest total score (录取控制线).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<Score>,
    /// Its own list of seekers, best first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    /// Its own scores of seekers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<BTreeMap<String, Score>>,
    /// Seats by group of seekers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<QuotaInput>,
}

/// Seats of a place for a group, as written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuotaInput {
    /// Group of seekers.
    pub group: String,
    /// Seats filled from the group first.
    #[serde(default)]
    pub at_least: i64,
    /// Most seats of the group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// Lowest total score for a reserved seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<Score>,
}

/// A seeker as written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeekerInput {
    /// Its id, unique among seekers.
    pub id: String,
    /// Total score first, then what breaks ties, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<Score>,
    /// Group it belongs to, for quotas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Name shared by those drawn as one (双胞胎绑定).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Accepts any other place after its choices (服从调剂).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub flexible: bool,
    /// Choices, best first.
    pub choices: Vec<Wish>,
}

/// One choice as written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Wish {
    /// A place.
    Place(String),
    /// A place and what it costs to send the seeker there.
    Priced {
        /// The place.
        place: String,
        /// Its cost, a whole number of any unit.
        cost: i64,
    },
}

/// Least number of seekers in a region, as written down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorInput {
    /// The region.
    pub region: String,
    /// Least number of seekers.
    pub at_least: i64,
}

/// Reads a problem. Never fails: a text that is no such file gives an empty problem and a finding.
pub fn read_problem(text: &str) -> Reading {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document: Document = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => {
            let at = format!("第 {} 行第 {} 列", error.line(), error.column());
            let mut reading = Builder::new().finish();
            reading.findings.push(Finding::error("not-a-problem", at, in_chinese(&error)));
            return reading;
        }
    };
    document.read()
}

impl Document {
    /// The problem it describes, with what is wrong in it.
    pub fn read(self) -> Reading {
        read(self)
    }
}

fn read(document: Document) -> Reading {
    let mut builder = Builder::new();
    if document.format != crate::FORMAT {
        let said = format!("写的是“{}”，本程序只读“{}”", document.format, crate::FORMAT);
        builder.report(Finding::error("unknown-format", "format", said));
    }
    builder.document(document);
    builder.finish()
}

/// What the reader of JSON says, in Chinese as far as it is one of the usual faults.
pub(crate) fn in_chinese(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let quoted = said.split('`').nth(1).unwrap_or_default().to_owned();
    if said.starts_with("missing field") {
        format!("缺少“{quoted}”")
    } else if said.starts_with("unknown field") {
        let known: Vec<&str> = said.split('`').skip(3).step_by(2).collect();
        format!("没有“{quoted}”这一项；可用的有：{}", known.join("、"))
    } else if said.starts_with("duplicate field") {
        format!("“{quoted}”写了两次")
    } else if error.is_data() {
        format!("这里的值不合要求（{said}）")
    } else {
        format!("不是完整的 JSON（{said}）")
    }
}
