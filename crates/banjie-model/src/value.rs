//! Values of fields, exact and typed.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Moment, Name, period::Period};

/// Number of a record inside one database; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub i64);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A stored file, known by the hash of its content.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileRef {
    /// Name the person gave the file.
    pub name: Name,
    /// SHA-256 of the content, lower-case hex; empty when only the name is known (imported lists).
    pub sha256: Name,
    /// Size in bytes.
    pub size_bytes: u64,
}

/// A place: an address in words, and a WGS-84 point where known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Address in words.
    pub address: Name,
    /// Longitude and latitude in degrees, exact as entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<(Decimal, Decimal)>,
}

/// One value of one field. A missing value is [`Value::Missing`]: comparing it is false.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "t", content = "v", rename_all = "snake_case")]
pub enum Value {
    /// Nothing was entered.
    #[default]
    Missing,
    /// Text of any of the text-like types (text, long_text, id_card, credit_code, phone …).
    Text(Name),
    /// Whole number.
    Int(i64),
    /// Exact decimal: `decimal(p,s)`, `money` (元, two places), `percent` (as a ratio: 50% is 0.50).
    Decimal(Decimal),
    /// Yes or no.
    Bool(bool),
    /// Civil date.
    Date(NaiveDate),
    /// Time of day.
    Time(NaiveTime),
    /// Civil instant.
    DateTime(Moment),
    /// School year, term, quarter …
    Period(Period),
    /// Key of a code list or tree.
    Code(Name),
    /// Another record.
    Ref(RecordId),
    /// Organisation, by its code.
    Org(Name),
    /// Account, by its sign-in name.
    Account(Name),
    /// One or more files.
    Files(Vec<FileRef>),
    /// Address and point.
    Place(Place),
    /// Child rows, each with the values of the list's own fields in order.
    List(Vec<Vec<Value>>),
}

impl Value {
    /// True for [`Value::Missing`].
    pub fn is_missing(&self) -> bool {
        matches!(self, Value::Missing)
    }

    /// The text of text, code, organisation and account values.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(s) | Value::Code(s) | Value::Org(s) | Value::Account(s) => Some(s),
            Value::Place(p) => Some(&p.address),
            _ => None,
        }
    }

    /// The number of whole and decimal values.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Value::Int(n) => Some(Decimal::from(*n)),
            Value::Decimal(d) => Some(*d),
            _ => None,
        }
    }

    /// The truth of a yes-or-no value; missing is `None`.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The civil date of a date or instant.
    pub fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Value::Date(d) => Some(*d),
            Value::DateTime(m) => Some(m.date()),
            _ => None,
        }
    }

    /// Text value.
    pub fn text(s: &str) -> Value {
        Value::Text(s.into())
    }

    /// Code value.
    pub fn code(s: &str) -> Value {
        Value::Code(s.into())
    }
}
