//! Resolved definitions: what a package says once its names are looked up and its expressions typed.

mod action;
mod allocation;
mod creation;
mod dashboard;
mod document;
mod duty;
mod field;
mod indicator;
mod limit;
mod notice;
mod results;
mod service;
mod stated;
mod table;

use std::sync::Arc;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use self::{
    action::{Action, Guard, State, Unless},
    allocation::{Allocation, AllotMethod, Choices, Reserve},
    creation::Creation,
    dashboard::{DashChart, Dashboard},
    document::DocumentDef,
    duty::{Duty, DutyDeadline, Every},
    field::{Check, Class, Field, FieldType, Lookup, LookupKind, Mask},
    indicator::{Better, Indicator, IndicatorKind, IndicatorSource, OnDate, Show},
    limit::{Allowance, Consequence, ConsequenceKind, Extend, Limit, Recipient, Supervise, When},
    notice::Notice,
    results::{Day, Identity, Results},
    service::{Material, Service},
    stated::Stated,
    table::{Cell, DatedRows, DecisionTable, TableColumn, TableRow},
};
use crate::{Name, sample::Recipe, scenario::Scenario};

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
    /// Dashboards by key.
    pub dashboards: IndexMap<Name, Dashboard>,
    /// Reports by key.
    pub reports: IndexMap<Name, ReportDef>,
    /// Documents by key.
    pub documents: IndexMap<Name, DocumentDef>,
    /// Duties by key; each has its ledger of obligations in `ledgers`.
    pub duties: IndexMap<Name, Duty>,
    /// Notices by key.
    pub notices: IndexMap<Name, Notice>,
    /// Results to be looked up, by key.
    pub results: IndexMap<Name, Results>,
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

/// A report: prose with figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReportDef {
    /// Key.
    pub name: Name,
    /// Title template.
    pub title: Name,
    /// Parameters: name → kind (`period` kinds or `org`).
    pub parameters: IndexMap<Name, Name>,
    /// What it tells the public, where it may be published once it is signed; none: it stays inside.
    pub public: Option<Name>,
    /// Body template (Markdown + MiniJinja).
    pub body: Name,
    /// What stands around the text of an official document; none: a plain report.
    pub frame: Option<Box<crate::report::FrameDef>>,
    /// Pictures the body shows: file name → content in base64.
    pub images: IndexMap<Name, Name>,
    /// File it stands in.
    pub file: Name,
}
