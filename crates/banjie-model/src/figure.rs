//! Figures: what is asked of the indicators, and the answers, each with its trace down to the records.
//!
//! A [`Figure`] is made from a [`Trace`] only: the number that is printed is the number that is traced.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use indexmap::IndexSet;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Moment, Name, Seq, definition::Show, period::Period, rounding, value::RecordId, value::Value};

/// What stands where there is no number: nothing to compute from, a division by zero.
pub const MISSING: &str = "—";

/// One number wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ask {
    /// `package/indicator`, or the bare name where only one package has it.
    pub indicator: Name,
    /// Period; none: all time.
    pub period: Option<Period>,
    /// Organisation by code or name, with all below it; none: all organisations.
    pub org: Option<Name>,
    /// Only what the organisation itself owns, nothing of those below it.
    #[serde(default)]
    pub own: bool,
    /// Further conditions, all of which must hold.
    #[serde(default)]
    pub filter: Vec<Condition>,
    /// The value, or something derived from it.
    #[serde(default)]
    pub derived: Derived,
}

/// A field or fact that must have one of these values; [`Value::Missing`] stands for records without a value. Texts are
/// read by the type of the field.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Condition {
    /// Field name, or `state`.
    pub field: Name,
    /// One of these.
    pub any_of: Vec<Value>,
}

/// What is derived from the value of an indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Derived {
    /// The value itself.
    #[default]
    Value,
    /// The value of the previous period (a column of tables; a single figure is asked for that period).
    Previous,
    /// Growth over the previous period, a ratio (环比; for years it is 同比 as well).
    Growth,
    /// Growth over the same period last year, a ratio (同比).
    GrowthOnYear,
    /// Difference from the previous period in percentage points, for shares only.
    Points,
    /// Difference from the same period last year in percentage points.
    PointsOnYear,
    /// Place among the organisations with the same parent, 1 for the best; ties share a place.
    Rank,
    /// The target of the definition.
    Target,
    /// Value over target, a ratio.
    Completion,
    /// Share of the total of a table, a ratio.
    Share,
}

impl Derived {
    /// All with their names in templates and in traces.
    pub const NAMES: [(Derived, &'static str, &'static str); 10] = [
        (Derived::Value, "value", ""),
        (Derived::Previous, "previous", "上期"),
        (Derived::Growth, "growth", "比上期增长"),
        (Derived::GrowthOnYear, "growth_on_year", "同比增长"),
        (Derived::Points, "points", "比上期增减百分点"),
        (Derived::PointsOnYear, "points_on_year", "同比增减百分点"),
        (Derived::Rank, "rank", "排名"),
        (Derived::Target, "target", "目标"),
        (Derived::Completion, "completion", "目标完成率"),
        (Derived::Share, "share", "占比"),
    ];

    /// The name in templates: `growth`.
    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(d, ..)| *d == self).map_or("value", |(_, key, _)| key)
    }

    /// The word on the screen; empty for the value itself.
    pub fn zh(self) -> &'static str {
        Self::NAMES.iter().find(|(d, ..)| *d == self).map_or("", |(.., zh)| zh)
    }

    /// By the name in templates.
    pub fn of_key(key: &str) -> Option<Derived> {
        Self::NAMES.iter().find(|(_, k, _)| *k == key).map(|(d, ..)| *d)
    }
}

/// How the number of a trace came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Counted from records.
    Records,
    /// By the formula of the definition, from the parts.
    Formula,
    /// Derived from the parts (or, for a target, from the definition).
    Derived(Derived),
    /// Computed in a template from its parts.
    Computed(Operation),
}

/// What a template may compute from figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// a + b
    Plus,
    /// a − b
    Minus,
    /// a ÷ b
    Over,
    /// |a|, for a decrease told in words
    Abs,
}

/// Why a number that is known is not shown: it would tell of too few people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// More than nothing and less than this: 少于5.
    Small(u32),
    /// Hidden so that another number beside it does not follow from their total.
    Beside,
    /// Made of a number that is not shown.
    Follows,
}

impl Hidden {
    /// In the place of the number.
    pub fn text(self) -> String {
        match self {
            Hidden::Small(least) => format!("少于{least}"),
            Hidden::Beside | Hidden::Follows => MISSING.to_owned(),
        }
    }

    /// Why, in Chinese.
    pub fn note(self) -> String {
        match self {
            Hidden::Small(least) => format!("不足{least}，为免认出个人不显示，也不列出记录"),
            Hidden::Beside => "为免由合计推出旁边不显示的小数，这个数一并不显示".to_owned(),
            Hidden::Follows => "由不显示的小数算出，一并不显示".to_owned(),
        }
    }
}

/// From a number down to its records: enough to list them again, as they stood, for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Package.
    pub package: Name,
    /// Its version.
    pub version: Name,
    /// Indicator.
    pub indicator: Name,
    /// Its title.
    pub title: Name,
    /// Hash of the definition, hex.
    pub hash: Name,
    /// Period.
    pub period: Option<Period>,
    /// Organisation's code.
    pub org: Option<Name>,
    /// Organisation's name.
    pub org_name: Option<Name>,
    /// Its path at the time.
    pub org_path: Option<Name>,
    /// Only what it owns itself.
    #[serde(default)]
    pub own: bool,
    /// Further conditions, with typed values.
    #[serde(default)]
    pub filter: Vec<Condition>,
    /// The same in Chinese; empty where there are none.
    #[serde(default)]
    pub filter_words: String,
    /// Log position.
    pub as_of: Seq,
    /// The instant running and overdue were judged at.
    pub at: Moment,
    /// How it came about.
    pub how: How,
    /// Parts: of a formula in its order, of a growth the value and the earlier one, of a rank all that were compared.
    #[serde(default)]
    pub parts: Vec<Trace>,
    /// The exact value; none: nothing to compute from, or not shown.
    pub value: Option<Decimal>,
    /// Why it is not shown; the value is then none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
    /// How it is shown.
    pub show: Show,
    /// Unit; empty for shares and places.
    #[serde(default)]
    pub unit: Name,
}

impl Trace {
    /// The number as printed, without the unit.
    pub fn shown(&self) -> String {
        self.hidden.map_or_else(|| shown(self.value, self.show), Hidden::text)
    }

    /// What a number made of these parts is hidden for.
    pub fn hidden_by(parts: &[Trace]) -> Option<Hidden> {
        parts.iter().any(|part| part.hidden.is_some()).then_some(Hidden::Follows)
    }

    /// The traces that lead to records, in order, each once; those of numbers that are not shown lead nowhere.
    pub fn leaves(&self) -> Vec<&Trace> {
        let mut leaves = Vec::new();
        self.gather(&mut leaves);
        leaves
    }

    fn gather<'a>(&'a self, leaves: &mut Vec<&'a Trace>) {
        if self.how == How::Records {
            if self.hidden.is_none() && !leaves.contains(&self) {
                leaves.push(self);
            }
            return;
        }
        for part in &self.parts {
            part.gather(leaves);
        }
    }

    /// What tells a trace that leads to records from another: key of its [`Evidence`].
    pub fn key(&self) -> String {
        let period = self.period.map(|period| period.key()).unwrap_or_default();
        let path = self.org_path.as_deref().unwrap_or_default();
        let (package, indicator, hash, own, seq) = (&self.package, &self.indicator, &self.hash, self.own, self.as_of);
        format!("{package}/{indicator}@{hash}|{period}|{path}|{own}|{:?}|{seq}|{}", self.filter, self.at)
    }

    /// The title with what was derived: "违法建设案件数比上期增长".
    pub fn caption(&self) -> String {
        match self.how {
            How::Derived(derived) => format!("{}{}", self.title, derived.zh()),
            _ => self.title.to_string(),
        }
    }
}

/// A definition in words, for the reader of a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// `package/indicator`.
    pub key: Name,
    /// Title.
    pub title: Name,
    /// What is counted, in one sentence (口径).
    pub words: String,
    /// The formula with titles, for indicators computed from others.
    pub formula: Option<String>,
    /// Legal basis.
    pub basis: Option<String>,
    /// Explanation of the definition.
    pub help: Option<Name>,
}

/// A number to print, with where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    trace: Arc<Trace>,
    wording: Arc<Wording>,
}

impl Figure {
    /// The figure of a trace.
    pub fn new(trace: Trace, wording: Arc<Wording>) -> Figure {
        Figure { trace: Arc::new(trace), wording }
    }
    /// The exact value; none: nothing to compute from, or not shown.
    pub fn value(&self) -> Option<Decimal> {
        self.trace.value
    }
    /// As the definition rounds it, without the unit; percentages carry their sign.
    pub fn text(&self) -> String {
        self.trace.shown()
    }
    /// Unit; empty for shares and places.
    pub fn unit(&self) -> &Name {
        &self.trace.unit
    }
    /// Where it comes from.
    pub fn trace(&self) -> &Arc<Trace> {
        &self.trace
    }
    /// The definition in words.
    pub fn wording(&self) -> &Arc<Wording> {
        &self.wording
    }
    /// The same figure printed in another form.
    pub fn with_show(&self, show: Show) -> Figure {
        let mut trace = Trace::clone(&self.trace);
        trace.show = show;
        Figure { trace: Arc::new(trace), wording: self.wording.clone() }
    }
}

/// A number as a definition shows it, rounded half up; [`MISSING`] where there is none.
pub fn shown(value: Option<Decimal>, show: Show) -> String {
    let Some(value) = value else { return MISSING.to_owned() };
    match show {
        Show::Integer => rounding::thousands(value, 0),
        Show::Decimal(places) => rounding::thousands(value, u32::from(places)),
        Show::Percent(places) => rounding::percent(value, u32::from(places)),
        Show::Wan(places) => rounding::thousands(rounding::in_wan(value), u32::from(places)),
    }
}

/// What a table is cut by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// Not at all: one row.
    Whole,
    /// A field: code list, yes or no, organisation.
    Field(Name),
    /// State.
    State,
    /// The organisations directly below the one asked for.
    Org,
    /// Months of the period.
    Month,
    /// Years of the period.
    Year,
}

impl Cut {
    /// As templates and the command line write it.
    pub fn parse(text: &str) -> Cut {
        match text {
            "state" => Cut::State,
            "org" => Cut::Org,
            "month" => Cut::Month,
            "year" => Cut::Year,
            field => Cut::Field(field.into()),
        }
    }
}

/// A table wanted: indicators side by side, cut by a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TableAsk {
    /// Indicators.
    pub indicators: Vec<Name>,
    /// What the rows are.
    pub by: Cut,
    /// Columns beside each value: share, growth, rank …
    pub with: Vec<Derived>,
    /// Period.
    pub period: Option<Period>,
    /// Organisation.
    pub org: Option<Name>,
    /// Conditions.
    pub filter: Vec<Condition>,
}

/// A table answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureTable {
    /// Heading of the first column: 类型, 单位, 月份.
    pub head: String,
    /// The other columns.
    pub columns: Vec<TableColumn>,
    /// Rows in order.
    pub rows: Vec<TableRow>,
    /// The whole, computed by itself (not by adding the rows, which need not be additive).
    pub total: Option<TableRow>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableColumn {
    /// Heading without unit.
    pub title: String,
    /// Unit; may be empty.
    pub unit: Name,
    /// Index into `TableAsk::indicators`.
    pub indicator: usize,
    /// Value or derived.
    pub derived: Derived,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableRow {
    /// Title of the row.
    pub title: String,
    /// One figure a column; none where the column does not apply.
    pub cells: Vec<Option<Figure>>,
}

/// A record behind a figure, as it stood; personal values are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLine {
    /// Record.
    pub record: RecordId,
    /// Official number.
    pub number: Option<Name>,
    /// Label.
    pub label: String,
    /// The date that puts it into the period.
    pub on: Option<NaiveDate>,
    /// Name of the owner organisation.
    pub org: String,
    /// State's title.
    pub state: Option<String>,
    /// What it adds to the figure (an amount summed, a value counted), as text; none where each record counts one.
    pub amount: Option<String>,
}

/// A record behind a figure, as a fingerprint takes it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordMark {
    /// Record.
    pub record: RecordId,
    /// Version in force.
    pub version: u32,
    /// Content hash of its last event, hex.
    pub hash: Name,
}

/// First records behind a trace, and whether there are more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The first.
    pub first: Vec<RecordLine>,
    /// More follow.
    pub more: bool,
}

/// What a page or a report asks for, each thing once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wants {
    /// Single figures.
    pub figures: IndexSet<Ask>,
    /// Tables.
    pub tables: IndexSet<TableAsk>,
}

impl Wants {
    /// True when nothing is wanted.
    pub fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.tables.is_empty()
    }
}

/// What was asked and what came of it; a text says in Chinese why there is no answer.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Single figures.
    pub figures: HashMap<Ask, Result<Arc<Figure>, String>>,
    /// Tables.
    pub tables: HashMap<TableAsk, Result<Arc<FigureTable>, String>>,
}

impl Answers {
    /// Takes in more answers.
    pub fn extend(&mut self, more: Answers) {
        self.figures.extend(more.figures);
        self.tables.extend(more.tables);
    }
}
