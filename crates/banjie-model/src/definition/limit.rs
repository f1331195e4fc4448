//! Time limits and the consequences around them.

use serde::{Deserialize, Serialize};

use crate::{
    Name,
    expr::{Duration, Expr},
};

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
