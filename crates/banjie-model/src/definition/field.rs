//! Fields of a ledger: types, classes, masks, look-ups, and the checks over them.

use serde::{Deserialize, Serialize};

use crate::{Name, expr::Expr, value::Value};

/// Type of a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// Paragraphs.
    LongText,
    /// Whole number.
    Int,
    /// `decimal(p,s)`.
    Decimal {
        /// Digits in all, at most 18.
        precision: u8,
        /// Decimal places.
        scale: u8,
    },
    /// 元, two places, exact.
    Money,
    /// Ratio shown as a percentage, stored with six places.
    Percent,
    /// Yes or no.
    Bool,
    /// Civil date.
    Date,
    /// Time of day.
    Time,
    /// Civil instant.
    DateTime,
    /// School year, term, quarter …
    Period,
    /// Key of a code list.
    Code(Name),
    /// Key of a code tree.
    Tree(Name),
    /// Record of a ledger, `package.ledger`.
    Ref(Name),
    /// Organisation.
    Org,
    /// Account.
    Account,
    /// One file.
    File,
    /// Files.
    Files,
    /// Address and point.
    Place,
    /// Citizen ID number, GB 11643.
    IdCard,
    /// Unified social credit code, GB 32100.
    CreditCode,
    /// School identification code.
    SchoolCode,
    /// Student number.
    StudentNo,
    /// Phone number.
    Phone,
    /// Child rows with fields of their own.
    List(Vec<Field>),
}

/// Who may see a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Anybody.
    Public,
    /// Staff.
    Internal,
    /// Personal information: masked by default.
    Personal,
    /// Sensitive personal information: encrypted at rest, masked, each plain reading logged.
    Sensitive,
}

/// How a value is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// 张*
    Name,
    /// first and last digits
    IdCard,
    /// 138****5678
    Phone,
    /// last four
    Bank,
    /// down to the street
    Address,
    /// everything
    All,
}

/// A field of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// snake_case name.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Type.
    pub ty: FieldType,
    /// Must have a value in every version.
    pub required: bool,
    /// Value when nothing is entered.
    pub default: Option<Value>,
    /// Class of the data.
    pub class: Class,
    /// Mask for personal and sensitive values.
    pub mask: Option<Mask>,
    /// Unit.
    pub unit: Option<Name>,
    /// Help text.
    pub help: Option<Name>,
    /// Group on the form.
    pub group: Option<Name>,
    /// Computed and stored at each write.
    pub formula: Option<Expr>,
    /// Read from other records, under lock, at each write.
    pub lookup: Option<Lookup>,
}

/// What a look-up computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookupKind {
    /// Number of records.
    Count,
    /// Sum of a field.
    Sum,
    /// Largest.
    Max,
    /// Smallest.
    Min,
}

/// A look-up into another ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lookup {
    /// What.
    pub kind: LookupKind,
    /// Field of the other ledger; none for count.
    pub field: Option<usize>,
    /// `package.ledger`.
    pub ledger: Name,
    /// A limit of that ledger: then its runs are counted instead of records, and `it.on_time`, `it.due_on` … may be asked.
    pub limit: Option<Name>,
    /// Which records (`it.…`) given this one.
    pub filter: Option<Expr>,
}

/// A condition every version must meet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    /// Must be true.
    pub that: Expr,
    /// What to say otherwise.
    pub otherwise: Name,
    /// Basis key.
    pub basis: Option<Name>,
}
