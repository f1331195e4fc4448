//! Resolved definitions: what a package says once its names are looked up and its expressions typed.

mod allocation;
mod creation;
mod document;
mod duty;
mod notice;
mod service;
mod stated;

use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::{
    allocation::{Allocation, AllotMethod, Choices, Reserve},
    creation::Creation,
    document::DocumentDef,
    duty::{Duty, DutyDeadline, Every},
    notice::Notice,
    service::{Material, Service},
    stated::Stated,
};
use crate::{
    Name,
    expr::{Duration, Expr},
    sample::Recipe,
    scenario::Scenario,
    value::Value,
};

/// One system: a folder of declarations, read and checked.
#[derive(Clone, Debug, Serialize)]
pub struct Package {
    /// kebab-case name.
    pub name: Name,
    /// Version, `major.minor.patch`; a case is pinned to the one it was opened under.
    pub version: Name,
    /// Title in Chinese.
    pub title: Name,
    /// What it is for.
    pub purpose: Name,
    /// Packages whose ledgers it refers to.
    pub needs: Vec<Name>,
    /// Legal bases by key.
    pub bases: IndexMap<Name, Basis>,
    /// Roles by key.
    pub roles: IndexMap<Name, Role>,
    /// Code lists by key.
    pub codes: IndexMap<Name, CodeList>,
    /// Ledgers by key.
    pub ledgers: IndexMap<Name, Arc<Ledger>>,
    /// Decision tables by key.
    pub tables: IndexMap<Name, DecisionTable>,
    /// Indicators by key.
    pub indicators: IndexMap<Name, Indicator>,
    /// Reports by key.
    pub reports: IndexMap<Name, ReportDef>,
    /// Documents by key.
    pub documents: IndexMap<Name, DocumentDef>,
    /// Duties by key; each has its ledger of obligations in `ledgers`.
    pub duties: IndexMap<Name, Duty>,
    /// Notices by key.
    pub notices: IndexMap<Name, Notice>,
    /// Services by key.
    pub services: IndexMap<Name, Service>,
    /// Allocations by key.
    pub allocations: IndexMap<Name, Allocation>,
    /// Figures of record.
    pub stated: Vec<Stated>,
    /// Literate tests.
    pub scenarios: Vec<Scenario>,
    /// Recipes of sample workbooks.
    pub samples: Vec<Recipe>,
    /// SHA-256 over all files of the folder, hex.
    pub hash: Name,
    /// The files as read (relative path → text): what is stored in the database as the installed version.
    pub files: Vec<(Name, Name)>,
}

/// The packages in force together.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// By package name, dependencies first.
    pub packages: IndexMap<Name, Arc<Package>>,
}

impl Library {
    /// The ledger called `package.ledger`.
    pub fn ledger(&self, key: &str) -> Option<&Arc<Ledger>> {
        let (package, ledger) = key.split_once('.')?;
        self.packages.get(package)?.ledgers.get(ledger)
    }

    /// All ledgers, in order.
    pub fn ledgers(&self) -> impl Iterator<Item = &Arc<Ledger>> {
        self.packages.values().flat_map(|p| p.ledgers.values())
    }
}

/// A legal basis: law, version, article; never a bare article number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Key.
    pub name: Name,
    /// Name of the law or document.
    pub law: Name,
    /// Date of the version meant.
    pub version: Option<NaiveDate>,
    /// Article, e.g. 第六十条.
    pub article: Option<Name>,
    /// When somebody last compared it with the text.
    pub checked: Option<NaiveDate>,
    /// Remark.
    pub note: Option<Name>,
}

impl Basis {
    /// "《中华人民共和国行政处罚法》第六十条".
    pub fn zh(&self) -> String {
        format!("《{}》{}", self.law, self.article.as_deref().unwrap_or(""))
    }
}

/// How far a role sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    /// Records of the own organisation.
    Own,
    /// Of the own organisation and all below it.
    Subtree,
    /// All.
    All,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// Key.
    pub name: Name,
    /// Chinese title.
    pub title: Name,
    /// Scope.
    pub sees: Sees,
}

/// A code list (or tree, where entries have parents).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeList {
    /// Key.
    pub name: Name,
    /// Entries in order: key → entry.
    pub entries: IndexMap<Name, CodeEntry>,
}

/// One code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeEntry {
    /// Key.
    pub key: Name,
    /// Chinese title.
    pub title: Name,
    /// Parent key, in trees.
    pub parent: Option<Name>,
}

/// A typed register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ledger {
    /// Package it belongs to.
    pub package: Name,
    /// snake_case name.
    pub name: Name,
    /// `package.ledger`.
    pub key: Name,
    /// Title.
    pub title: Name,
    /// What it is for.
    pub purpose: Name,
    /// Pattern of the record number: `违建〔{year}〕{seq}号`; parts `{year}`, `{seq}`, `{seq:4}`, `{org}`.
    pub number: Option<Name>,
    /// Pattern of the label: `{number} {site}`.
    pub label: Option<Name>,
    /// Business key: fields (by index) that together tell one record from another.
    pub unique: Vec<usize>,
    /// Date field from which the case counts as opened (its clocks start there), else the moment of entry.
    pub opened: Option<usize>,
    /// Roles that may create a record; empty: every role of the package.
    pub creators: Vec<Name>,
    /// Fields in order.
    pub fields: Vec<Field>,
    /// Conditions every version must meet.
    pub checks: Vec<Check>,
    /// States; empty for a plain register.
    pub states: Vec<State>,
    /// Actions.
    pub actions: Vec<Action>,
    /// Time limits.
    pub limits: Vec<Limit>,
    /// Consequences around every limit of the ledger.
    pub supervise: Supervise,
    /// List views.
    pub views: IndexMap<Name, View>,
    /// Basis key.
    pub basis: Option<Name>,
}

impl Ledger {
    /// Index and definition of a field.
    pub fn field(&self, name: &str) -> Option<(usize, &Field)> {
        self.fields.iter().enumerate().find(|(_, f)| &*f.name == name)
    }
    /// A state.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|s| &*s.name == name)
    }
    /// The start state.
    pub fn start_state(&self) -> Option<&State> {
        self.states.iter().find(|s| s.start)
    }
    /// An action.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|a| &*a.name == name)
    }
    /// A limit.
    pub fn limit(&self, name: &str) -> Option<&Limit> {
        self.limits.iter().find(|l| &*l.name == name)
    }
}

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

/// A state of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Cases begin here.
    pub start: bool,
    /// Cases end here.
    pub end: bool,
}

/// What moves a case.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// States it may be taken in; empty: every state that is not an end.
    pub from: Vec<Name>,
    /// State it leads to; none: the case stays where it is.
    pub to: Option<Name>,
    /// Roles that may take it.
    pub by: Vec<Name>,
    /// Fields asked for (by index); those also in `needs` must be given.
    pub takes: Vec<usize>,
    /// Fields that must have a value once the action is done (by index).
    pub needs: Vec<usize>,
    /// Fields set by the action (by index).
    pub sets: Vec<(usize, Expr)>,
    /// Guards.
    pub require: Vec<Guard>,
    /// Documents printed.
    pub prints: Vec<Name>,
    /// Records created in other ledgers.
    pub creates: Vec<Creation>,
    /// True when the case is handed to another organisation, named with the command.
    pub hands_over: bool,
    /// How many hand-overs are allowed before it goes to `over_to`.
    pub returns_max: Option<u32>,
    /// Role whose organisation receives the case after `returns_max` hand-overs.
    pub over_to: Option<Name>,
    /// A reason must be given.
    pub reason_required: bool,
    /// Basis key.
    pub basis: Option<Name>,
    /// Help text.
    pub help: Option<Name>,
}

/// A guard of an action.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Guard {
    /// Must be true.
    pub that: Expr,
    /// What to say otherwise.
    pub otherwise: Name,
    /// Who may pass all the same, with a reason.
    pub unless: Option<Unless>,
    /// Basis key.
    pub basis: Option<Name>,
}

/// The way around a guard: recorded with its reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unless {
    /// Reason must be given.
    pub reason_required: bool,
    /// Roles.
    pub by: Vec<Name>,
}

/// A time limit: a budget of time that runs from one state until another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// The clock starts on entering one of these.
    pub from: Vec<Name>,
    /// And ends on entering one of these.
    pub until: Vec<Name>,
    /// The budget; the first whose condition holds, the last has none. Empty where `due` is given.
    pub within: Vec<Allowance>,
    /// The due day (or instant) itself, instead of a budget: a date or datetime of the record; while it is missing the clock
    /// does not run out.
    pub due: Option<Expr>,
    /// Action the scheduler takes when the end has passed unfinished (the period of publicity is over).
    pub then: Option<Name>,
    /// A last day on a day of rest moves to the next working day (民法典 §203).
    pub rolls: bool,
    /// States in which the clock stands still.
    pub pauses: Vec<Name>,
    /// One extension.
    pub extend: Option<Extend>,
    /// The whole limit of which this one is a step.
    pub part_of: Option<Name>,
    /// Basis key.
    pub basis: Option<Name>,
    /// Consequences of its own, instead of the ledger's.
    pub supervise: Option<Supervise>,
}

/// A budget of time under a condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Allowance {
    /// Condition; none: always.
    pub when: Option<Expr>,
    /// How long.
    pub take: Duration,
}

/// Extension of a limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extend {
    /// At most this much more.
    pub upto: Duration,
    /// Who may grant it.
    pub by: Vec<Name>,
    /// How often.
    pub times: u32,
    /// A reason must be given.
    pub reason_required: bool,
}

/// Kind of consequence, mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsequenceKind {
    /// 催办
    Remind,
    /// 预警
    Warn,
    /// 黄牌
    Yellow,
    /// 红牌
    Red,
    /// 移送
    Refer,
}

impl ConsequenceKind {
    /// The word on the screen.
    pub fn zh(self) -> &'static str {
        match self {
            ConsequenceKind::Remind => "催办",
            ConsequenceKind::Warn => "预警",
            ConsequenceKind::Yellow => "黄牌",
            ConsequenceKind::Red => "红牌",
            ConsequenceKind::Refer => "移送",
        }
    }
    /// The key in TOML.
    pub fn key(self) -> &'static str {
        match self {
            ConsequenceKind::Remind => "remind",
            ConsequenceKind::Warn => "warn",
            ConsequenceKind::Yellow => "yellow",
            ConsequenceKind::Red => "red",
            ConsequenceKind::Refer => "refer",
        }
    }
}

/// Consequences around a limit, in the order of `ConsequenceKind`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Supervise {
    /// Each kind at most once.
    pub consequences: Vec<Consequence>,
}

/// What happens when a limit nears or passes its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// What.
    pub kind: ConsequenceKind,
    /// When.
    pub when: When,
    /// To whom.
    pub to: Vec<Recipient>,
}

/// When a consequence falls. Instants: `before`/`after` count from the due date; the consequence falls at the start of
/// the day after the counted day has ended (a yellow card "at due" falls when the due date has passed unfinished).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// So long before the due date (on that day, at 00:00).
    Before(Duration),
    /// When the due date has passed.
    AtDue,
    /// So long after the due date has passed.
    After(Duration),
    /// When this share of the budget (per cent) has been used.
    AtPercent(u32),
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The handler of the case (its organisation where nobody is named).
    Handler,
    /// Everybody with this role who sees the case.
    Role(Name),
}

/// A list or map view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct View {
    /// Columns: fields and facts.
    pub columns: Vec<Name>,
    /// Filters.
    pub filters: Vec<Name>,
    /// Other keys (`place`, `colour`).
    pub options: IndexMap<Name, Name>,
}

/// A decision table with dated rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecisionTable {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Inputs.
    pub inputs: Vec<TableColumn>,
    /// Outputs.
    pub outputs: Vec<TableColumn>,
    /// Sets of rows, oldest first; the latest not after the date in question decides.
    pub dated: Vec<DatedRows>,
}

/// A column of a decision table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableColumn {
    /// Name.
    pub name: Name,
    /// Type.
    pub ty: FieldType,
}

/// Rows in force since a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DatedRows {
    /// First day.
    pub since: NaiveDate,
    /// Basis key.
    pub basis: Option<Name>,
    /// Rows.
    pub rows: Vec<TableRow>,
}

/// A row: every input condition must hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableRow {
    /// One condition an input, in order.
    pub when: Vec<Cell>,
    /// One value an output, in order.
    pub then: Vec<Value>,
}

/// Condition of one input of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Anything.
    Any,
    /// One of these.
    OneOf(Vec<Value>),
    /// From `low` (inclusive) up to `high` (exclusive); an open end is `None`. Written `"[0, 50)"`, `">= 50"`, `"< 50"`.
    Range {
        /// Lower end, inclusive.
        low: Option<Decimal>,
        /// Upper end, exclusive.
        high: Option<Decimal>,
    },
}

/// A number with a definition 口径.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicator {
    /// Package it belongs to.
    pub package: Name,
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// What is computed.
    pub kind: IndicatorKind,
    /// What is counted over; none for formulas.
    pub source: Option<IndicatorSource>,
    /// The date by which a record belongs to a period; none: the stock as of the moment.
    pub on: Option<OnDate>,
    /// Which records.
    pub filter: Option<Expr>,
    /// Unit in Chinese; `%` for shares.
    pub unit: Name,
    /// How it is shown.
    pub show: Show,
    /// Counts below this (and above zero) are not shown where they are broken down, nor what would give them away.
    pub suppress: Option<u32>,
    /// Target value; percent targets are ratios.
    pub target: Option<Decimal>,
    /// Whether more is better (for rank and completion).
    pub better: Better,
    /// Explanation.
    pub help: Option<Name>,
    /// Basis key.
    pub basis: Option<Name>,
    /// SHA-256 of the definition, hex: part of every trace.
    pub hash: Name,
}

/// What an indicator is counted over.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct IndicatorSource {
    /// `package.ledger`.
    pub ledger: Name,
    /// A limit of it: then runs are counted instead of records.
    pub limit: Option<Name>,
}

/// Kind of indicator. Field indices are into the source ledger.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// Number of records (or runs).
    Count,
    /// Number of different values.
    Distinct(usize),
    /// Sum.
    Sum(usize),
    /// Mean.
    Avg(usize),
    /// Smallest.
    Min(usize),
    /// Largest.
    Max(usize),
    /// Middle value (mean of the two middle ones).
    Median(usize),
    /// From other indicators.
    Formula(Expr),
}

/// The date that puts a record into a period.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDate {
    /// A date field.
    Field(usize),
    /// Date opened.
    OpenedOn,
    /// Date closed.
    ClosedOn,
    /// Date a run started, is due, ended.
    Run(crate::expr::RunFact),
}

/// How a figure is printed. Rounding is half up and part of the definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Whole number with thousands separators: `integer`.
    Integer,
    /// `decimal(n)`.
    Decimal(u8),
    /// `percent(n)`.
    Percent(u8),
    /// In 万: `wan(n)`.
    Wan(u8),
}

/// Direction of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// More is better.
    #[default]
    High,
    /// Less is better.
    Low,
}

/// A report: prose with figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportDef {
    /// Key.
    pub name: Name,
    /// Title template.
    pub title: Name,
    /// Parameters: name → kind (`period` kinds or `org`).
    pub parameters: IndexMap<Name, Name>,
    /// Body template (Markdown + MiniJinja).
    pub body: Name,
    /// What stands around the text of an official document; none: a plain report.
    pub frame: Option<Box<crate::report::FrameDef>>,
    /// Pictures the body shows: file name → content in base64.
    pub images: IndexMap<Name, Name>,
    /// File it stands in.
    pub file: Name,
}
