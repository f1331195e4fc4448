//! Conditions of a list: from a query string to typed values, to a condition of the store, and into words.
//!
//! Keys are fields of the ledger or facts (`state`, `org`, `handler`, `number`, `opened`, `closed`, `changed`, `due`, `card`),
//! with an ending for what is asked: none for "is", `.not`, `.from`, `.to`, `.has` (contains), `.missing`, and for organisations
//! `.below` (it and those below). `q` looks into the number and every text that is nobody's secret. Values may be codes or titles,
//! several of them parted by commas, or by repeating the key.

mod narrow;
mod read;
mod say;

use banjie_model::{
    Name,
    case::Actor,
    definition::{Class, Field, FieldType, Ledger},
    expr::Expr,
    value::Value,
};

use crate::{
    ports::FactFilter,
    reading::{EntryFault, RefNumbers, Words},
    snapshot::Snapshot,
};

/// Most values of one condition.
const MOST_VALUES: usize = 64;
/// Keys of a list's address that are no conditions.
const PLACES: [&str; 8] = ["sort", "after", "before", "limit", "page", "as_of", "view", "purpose"];

/// What a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// One of the values.
    Is,
    /// None of the values, nor missing.
    Not,
    /// At least, or on and after.
    From,
    /// At most, or up to and on.
    To,
    /// Contains the text.
    Has,
    /// Missing (`是`) or there (`否`).
    Missing,
    /// An organisation or one below it.
    Below,
}

impl Op {
    /// Ending of the key in a query string.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Op::Is => "",
            Op::Not => ".not",
            Op::From => ".from",
            Op::To => ".to",
            Op::Has => ".has",
            Op::Missing => ".missing",
            Op::Below => ".below",
        }
    }

    fn parse(ending: &str) -> Option<Op> {
        let all = [Op::Not, Op::From, Op::To, Op::Has, Op::Missing, Op::Below];
        all.into_iter().find(|op| &op.ending()[1..] == ending)
    }
}

/// One condition, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// A field or a fact.
    pub field: Name,
    /// What is asked of it.
    pub op: Op,
    /// Typed values, at least one. Of `due` and `card` the words as texts: `overdue`, `none`, `3d`; `yellow`, `red`, `referred`.
    pub values: Vec<Value>,
}

/// Conditions for the store.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrowing {
    /// On the fields.
    pub filter: Option<Expr>,
    /// On clocks and last change.
    pub facts: Vec<FactFilter>,
}

/// What a key stands for.
#[derive(Clone, Copy, Debug)]
enum Subject<'a> {
    Field(usize, &'a Field),
    State,
    Org,
    Handler,
    Number,
    Opened,
    Closed,
    Changed,
    Due,
    Card,
    Anything,
}

/// Reads and words the conditions of one ledger's list for one person.
pub struct Filters<'a> {
    snapshot: &'a Snapshot,
    ledger: &'a Ledger,
    words: Words<'a>,
    actor: &'a Actor,
    plain: bool,
}

impl<'a> Filters<'a> {
    /// For a person; `plain`: he may read personal values of this ledger unmasked. `refs`: numbers of other records that
    /// the conditions name, where any do.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, ledger: &'a Ledger, actor: &'a Actor, plain: bool, refs: RefNumbers) -> Self {
        let directory = &snapshot.directory;
        let words = Words::new(snapshot.library(), ledger, &directory.orgs, &directory.people, refs);
        Filters { snapshot, ledger, words, actor, plain }
    }

    fn subject(&self, name: &str) -> Option<Subject<'a>> {
        if let Some((index, field)) = self.ledger.field(name) {
            return Some(Subject::Field(index, field));
        }
        Some(match name {
            "state" => Subject::State,
            "org" => Subject::Org,
            "handler" => Subject::Handler,
            "number" => Subject::Number,
            "opened" => Subject::Opened,
            "closed" => Subject::Closed,
            "changed" => Subject::Changed,
            "due" => Subject::Due,
            "card" => Subject::Card,
            "q" => Subject::Anything,
            _ => return None,
        })
    }

    /// Title of a field or fact.
    #[must_use]
    pub fn title(&self, name: &str) -> Name {
        match self.subject(name) {
            Some(Subject::Field(_, field)) => field.title.clone(),
            Some(Subject::State) => "状态".into(),
            Some(Subject::Org) => "机构".into(),
            Some(Subject::Handler) => "承办人".into(),
            Some(Subject::Number) => "编号".into(),
            Some(Subject::Opened) => "立案日期".into(),
            Some(Subject::Closed) => "办结日期".into(),
            Some(Subject::Changed) => "最近变动".into(),
            Some(Subject::Due) => "到期".into(),
            Some(Subject::Card) => "预警".into(),
            Some(Subject::Anything) => "查找".into(),
            None => name.into(),
        }
    }
}

/// The conditions as pairs of a query string, as [`Filters::parse_query`] reads them.
#[must_use]
pub fn to_query(conditions: &[Condition]) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for condition in conditions {
        let key = format!("{}{}", condition.field, condition.op.ending());
        pairs.extend(condition.values.iter().map(|value| (key.clone(), written(value))));
    }
    pairs
}

/// A value as a query string writes it, to be read again: keys and codes, not titles.
fn written(value: &Value) -> String {
    match value {
        Value::Missing | Value::Files(_) | Value::List(_) => String::new(),
        Value::Text(s) | Value::Code(s) | Value::Org(s) | Value::Account(s) => s.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.normalize().to_string(),
        Value::Bool(b) => if *b { "是" } else { "否" }.to_owned(),
        Value::Date(d) => d.to_string(),
        Value::Time(t) => t.format("%H:%M:%S").to_string(),
        Value::DateTime(m) => m.format("%Y-%m-%d %H:%M:%S").to_string(),
        Value::Period(p) => p.key().to_string(),
        Value::Ref(id) => format!("#{id}"),
        Value::Place(p) => p.address.to_string(),
    }
}

/// Texts that contain a part may be looked for: those of one line or more that are nobody's secret.
fn is_open_text(field: &Field) -> bool {
    field.class < Class::Personal && is_text(&field.ty)
}

fn is_text(ty: &FieldType) -> bool {
    matches!(
        ty,
        FieldType::Text
            | FieldType::LongText
            | FieldType::Place
            | FieldType::CreditCode
            | FieldType::SchoolCode
            | FieldType::StudentNo
            | FieldType::IdCard
            | FieldType::Phone
    )
}

fn is_ordered(ty: &FieldType) -> bool {
    matches!(
        ty,
        FieldType::Int
            | FieldType::Decimal { .. }
            | FieldType::Money
            | FieldType::Percent
            | FieldType::Date
            | FieldType::DateTime
            | FieldType::Time
            | FieldType::Period
    )
}

type Read<T> = Result<T, EntryFault>;
