//! The typed expression tree: one tree, read aloud in Chinese, evaluated for one record and compiled to SQL for a million.
//!
//! Meaning that every executor must keep:
//! - a missing operand makes an arithmetic result missing, and makes a comparison **false** (so `!(x > 3)` is true for a
//!   missing `x`); `has(x)` asks; `&&`, `||`, `!` are two-valued, a missing yes-or-no counts as false;
//! - numbers are exact decimals; `/` is exact to 28 significant digits and missing when dividing by zero;
//! - `==` on codes and texts is by exact key or text.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Name, finding::Span, value::Value};

/// Static type of an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ty {
    /// Truth value.
    Bool,
    /// Whole number.
    Int,
    /// Exact decimal with this many places where it is known (fields), 28 digits otherwise.
    Decimal {
        /// Decimal places stored; `None` for computed numbers.
        scale: Option<u8>,
    },
    /// 元, two places.
    Money,
    /// A ratio.
    Percent,
    /// Text and text-like codes.
    Text,
    /// Civil date.
    Date,
    /// Time of day.
    Time,
    /// Civil instant.
    DateTime,
    /// Length of time: `7 working days`.
    Duration,
    /// School year, quarter …
    Period,
    /// Key of a code list.
    Code(Name),
    /// Record of a ledger (`package.ledger`).
    Ref(Name),
    /// Organisation.
    Org,
    /// Account.
    Account,
    /// Files.
    Files,
    /// Address and point.
    Place,
    /// Child rows.
    List,
    /// Row of a decision table, before an output is taken from it.
    Row(Name),
}

impl Ty {
    /// True for int, decimal, money and percent.
    pub fn is_number(&self) -> bool {
        matches!(self, Ty::Int | Ty::Decimal { .. } | Ty::Money | Ty::Percent)
    }
}

/// Unit of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// 工作日
    WorkingDays,
    /// 自然日
    Days,
    /// 月
    Months,
    /// 小时
    Hours,
    /// 年
    Years,
}

/// A length of time as the law writes it, e.g. `7 working days`. The day of the event does not count (民法典 §201).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// How many.
    pub n: u32,
    /// Of what.
    pub unit: TimeUnit,
}

impl Duration {
    /// `n` units.
    pub fn new(n: u32, unit: TimeUnit) -> Duration {
        Duration { n, unit }
    }

    /// In Chinese: "7 个工作日".
    pub fn zh(&self) -> String {
        let unit = match self.unit {
            TimeUnit::WorkingDays => "个工作日",
            TimeUnit::Days => "日",
            TimeUnit::Months => "个月",
            TimeUnit::Hours => "小时",
            TimeUnit::Years => "年",
        };
        format!("{}{}", self.n, unit)
    }
}

/// A node with its type and its place in the text of the expression (bytes from the start of that text).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its static type.
    pub ty: Ty,
    /// Where it stands.
    pub span: Span,
}

/// What an expression may be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExprKind {
    /// A constant; percent literals are ratios, code keys are already `Value::Code`.
    Literal(Value),
    /// `7 working days`.
    Duration(Duration),
    /// A field of the record at hand, by index into `Ledger::fields`.
    Field(FieldRef),
    /// `it.field`: a field of the record looked up or counted, by index into that ledger's fields.
    It(FieldRef),
    /// Something every record has: state, number, org …
    Fact(Fact),
    /// `it.state`, `it.org` …
    ItFact(Fact),
    /// `it.on_time`: a fact of the run looked up, where a look-up counts the runs of a limit.
    ItRun {
        /// Limit name.
        limit: Name,
        /// Which fact.
        fact: RunFact,
    },
    /// An attribute of an organisation: `org.kind`, `org.name`.
    OrgAttribute {
        /// The organisation.
        of: Box<Expr>,
        /// Attribute name (`kind`, `name`, `code`, or a field of the organisation ledger).
        name: Name,
    },
    /// A fact about a limit of the record: `filing.due_on`, `filing.on_time` …
    LimitFact {
        /// Limit name.
        limit: Name,
        /// Which fact.
        fact: RunFact,
    },
    /// Another indicator, inside an indicator formula.
    Indicator(Name),
    /// `!x`, `-x`.
    Unary(UnaryOp, Box<Expr>),
    /// `a op b`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `c ? a : b`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x in ['a', 'b']`.
    In(Box<Expr>, Vec<Expr>),
    /// A built-in function.
    Call(Function, Vec<Expr>),
    /// An output of a decision table: `discretion(kind, area).low`.
    Table {
        /// Table name.
        table: Name,
        /// Inputs, in the table's order.
        args: Vec<Expr>,
        /// Output column.
        out: Name,
    },
}

/// A field by position and name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldRef {
    /// Index into `Ledger::fields`.
    pub index: usize,
    /// Its name, for messages.
    pub name: Name,
}

/// What every record has beside its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// `this`: the record itself, as a reference to its ledger.
    This,
    /// State key, compared as a code.
    State,
    /// Record number.
    Number,
    /// Owner organisation.
    Org,
    /// Handler's account.
    Handler,
    /// Date it was opened.
    OpenedOn,
    /// Date it reached an end state.
    ClosedOn,
    /// How many times it was handed over.
    HandOvers,
    /// Account of the person who acts now: known while an action, a creation or a correction is decided, missing elsewhere.
    Actor,
    /// Organisation of the person who acts now.
    ActorOrg,
}

/// What is known of one run of a limit; also the countable columns of a limit (`count = "violation.filing"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunFact {
    /// Date the clock started.
    StartedOn,
    /// Date it is due.
    DueOn,
    /// Date it was met.
    EndedOn,
    /// Met on or before the due date.
    OnTime,
    /// Ended after the due date, or still running after it.
    Overdue,
    /// `none`, `yellow` or `red`: the highest card shown.
    Card,
    /// Referred to discipline inspection.
    Referred,
    /// Still running.
    Running,
}

/// Prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Neg,
}

/// Infix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Eq,
    /// `!=` (false when either side is missing)
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`; date + duration too
    Add,
    /// `-`; date - duration too, date - date in days
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
}

/// Built-in functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// `today()`
    Today,
    /// `now()`
    Now,
    /// `working_days(a, b)`: working days after `a` up to and including `b`.
    WorkingDays,
    /// `add_working_days(d, n)`
    AddWorkingDays,
    /// `days(a, b)`: calendar days from `a` to `b`.
    Days,
    /// `year(d)`
    Year,
    /// `month(d)`
    Month,
    /// `quarter(d)`
    Quarter,
    /// `age(birth, on)` in full years
    Age,
    /// `size(xs)`: files, child rows, characters of a text
    Size,
    /// `has(x)`
    Has,
    /// `min(a, b, …)` of what is present
    Min,
    /// `max(a, b, …)` of what is present
    Max,
    /// `round(x, n)` half up
    Round,
    /// `contains(text, part)`
    Contains,
    /// `starts_with(text, part)`
    StartsWith,
}

impl Expr {
    /// Visits this node and all below it, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The direct parts.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::OrgAttribute { of, .. } => vec![of],
            ExprKind::Unary(_, a) => vec![a],
            ExprKind::Binary(_, a, b) => vec![a, b],
            ExprKind::If(a, b, c) => vec![a, b, c],
            ExprKind::In(a, items) => std::iter::once(a.as_ref()).chain(items).collect(),
            ExprKind::Call(_, args) | ExprKind::Table { args, .. } => args.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// A decimal literal, for executors and tests.
    pub fn decimal(d: Decimal) -> Expr {
        Expr { kind: ExprKind::Literal(Value::Decimal(d)), ty: Ty::Decimal { scale: None }, span: Span::default() }
    }
}
