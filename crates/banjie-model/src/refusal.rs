//! Refusals: a "no" is a value, with its rule and its legal basis.

use serde::{Deserialize, Serialize};

use crate::Name;

/// Why something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// No such record, or none the actor may see.
    NotFound,
    /// No such action in this ledger.
    UnknownAction,
    /// The action is not open in the case's state.
    WrongState,
    /// None of the actor's roles may do it.
    NotPermitted,
    /// The case lies outside the actor's organisations.
    OutsideScope,
    /// A guard of the action does not hold.
    Guard,
    /// A check of the ledger does not hold.
    Check,
    /// A required value is missing.
    MissingValue,
    /// A value is not of its type, or not plausible.
    BadValue,
    /// A value may not be set here.
    ForbiddenField,
    /// Somebody else changed the record in the meantime.
    Conflict,
    /// Another record has the same business key.
    Duplicate,
    /// No reason was given where one is required.
    ReasonRequired,
    /// The limit cannot be extended (again, or so far).
    NoExtension,
    /// The limit is not running.
    LimitNotRunning,
    /// Dates of a suspension are wrong.
    BadSuspension,
    /// No receiving organisation, or the same one.
    BadReceiver,
    /// The case is closed.
    Closed,
    /// Events of a case must follow one another in time.
    OutOfOrder,
}

impl RefusalCode {
    /// kebab-case name.
    pub fn key(self) -> &'static str {
        match self {
            RefusalCode::NotFound => "not-found",
            RefusalCode::UnknownAction => "unknown-action",
            RefusalCode::WrongState => "wrong-state",
            RefusalCode::NotPermitted => "not-permitted",
            RefusalCode::OutsideScope => "outside-scope",
            RefusalCode::Guard => "guard",
            RefusalCode::Check => "check",
            RefusalCode::MissingValue => "missing-value",
            RefusalCode::BadValue => "bad-value",
            RefusalCode::ForbiddenField => "forbidden-field",
            RefusalCode::Conflict => "conflict",
            RefusalCode::Duplicate => "duplicate",
            RefusalCode::ReasonRequired => "reason-required",
            RefusalCode::NoExtension => "no-extension",
            RefusalCode::LimitNotRunning => "limit-not-running",
            RefusalCode::BadSuspension => "bad-suspension",
            RefusalCode::BadReceiver => "bad-receiver",
            RefusalCode::Closed => "closed",
            RefusalCode::OutOfOrder => "out-of-order",
        }
    }
}

/// A fault of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// Field name.
    pub field: Name,
    /// Its title.
    pub title: Name,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Why.
    pub code: RefusalCode,
    /// What to tell the person, in Chinese: what, why, what to do.
    pub message: String,
    /// The rule read aloud, where a declared rule decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Legal basis in words, where the rule has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Roles that could have done it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs_role: Vec<Name>,
    /// Faults of single fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
}

impl Refusal {
    /// A refusal with a message only.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Refusal {
        Refusal { code, message: message.into(), rule: None, basis: None, needs_role: Vec::new(), fields: Vec::new() }
    }
}
