//! Records, cases, commands and what a decision writes.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{
    Moment, Name, Seq,
    definition::ConsequenceKind,
    expr::Duration,
    value::{RecordId, Value},
};

/// One version of one row of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its number inside the database.
    pub id: RecordId,
    /// `package.ledger`.
    pub ledger: Name,
    /// 1 for the first version.
    pub version: u32,
    /// Package version the record was opened under.
    pub package_version: Name,
    /// Official number, by the ledger's pattern.
    pub number: Option<Name>,
    /// Owner organisation, by code.
    pub org: Name,
    /// Handler's account.
    pub handler: Option<Name>,
    /// State key; none in a plain register.
    pub state: Option<Name>,
    /// When the case was opened.
    pub opened_at: Moment,
    /// When it reached an end state.
    pub closed_at: Option<Moment>,
    /// When the latest event of the case happened.
    pub changed_at: Moment,
    /// Every hand-over, oldest first.
    pub hand_overs: Vec<HandOver>,
    /// Values in the order of `Ledger::fields`.
    pub values: Vec<Value>,
    /// Log position this version was written at; 0 before it is stored.
    pub from_seq: Seq,
}

/// A hand-over from one organisation to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    /// From.
    pub from: Name,
    /// To.
    pub to: Name,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: Option<Name>,
    /// True when the limit of hand-overs sent it to the supervisor instead.
    pub forced: bool,
}

/// A record with its clocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The current version.
    pub record: Record,
    /// All runs, oldest first.
    pub runs: Vec<LimitRun>,
}

/// Key of a run: the n-th run (from 1) of a limit of a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunKey {
    /// The record.
    pub record: RecordId,
    /// The limit.
    pub limit: Name,
    /// 1 for the first run.
    pub n: u32,
}

/// A running (or ended) clock: a budget with a ledger of suspensions. The due date is always computed, never entered;
/// `due_at` and `next_alert_at` are what the latest judgement gave, kept so that the scheduler can find what is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LimitRun {
    /// Which.
    pub key: RunKey,
    /// The clock started (the day itself does not count).
    pub started_at: Moment,
    /// How and when it ended.
    pub ended: Option<RunEnd>,
    /// Times the clock stood still.
    pub suspensions: Vec<Suspension>,
    /// Extensions granted.
    pub extensions: Vec<Extension>,
    /// Every due date that was ever made known, oldest first: they stay on record.
    pub published: Vec<PublishedDue>,
    /// Consequences that have fallen, each at most once.
    pub fired: Vec<Fired>,
    /// Last instant that is still in time, by the latest judgement.
    pub due_at: Moment,
    /// True when a counted year has no State Council notice yet.
    pub provisional: bool,
    /// Revision of the calendar it was judged by.
    pub calendar: u64,
    /// When the next consequence falls, or the action of the scheduler is due; none when ended, paused or all fallen.
    pub next_alert_at: Option<Moment>,
    /// When the action the scheduler takes after the end was refused; it is tried again once the case changes.
    pub then_refused_at: Option<Moment>,
}

/// End of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEnd {
    /// When.
    pub at: Moment,
    /// Met by reaching an `until` state; false: the case ended otherwise and the limit fell away.
    pub met: bool,
}

/// A time the clock stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// From this instant (the rest of that day still counts as its start day does not).
    pub from: Moment,
    /// Until; none: still suspended.
    pub until: Option<Moment>,
    /// Why: a pausing state, or a reason entered by a person.
    pub cause: SuspensionCause,
    /// When it was entered.
    pub entered_at: Moment,
}

/// Why a clock stands still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionCause {
    /// The case is in a pausing state.
    State(Name),
    /// A person entered it, perhaps late.
    Entered(Name),
}

/// More time, granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// How much.
    pub length: Duration,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Name,
    /// Why.
    pub reason: Option<Name>,
}

/// A due date that was made known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedDue {
    /// The due instant.
    pub due_at: Moment,
    /// A year without a notice was counted.
    pub provisional: bool,
    /// When it was made known.
    pub at: Moment,
    /// Why it changed: 开始, 中止, 恢复, 延长, 补录中止, 日历调整, 期限条件变化.
    pub why: Name,
}

/// A consequence that has fallen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// Which.
    pub kind: ConsequenceKind,
    /// When it fell.
    pub at: Moment,
    /// Withdrawn because a later judgement showed the case was in time (the entry stays).
    pub withdrawn_at: Option<Moment>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Sign-in name; `系统` for the scheduler.
    pub account: Name,
    /// Organisation, by code.
    pub org: Name,
    /// Roles as `package.role`.
    pub roles: Vec<Name>,
    /// The scheduler or an administrator's import: not bound by roles and scope.
    pub system: bool,
}

impl Actor {
    /// The scheduler.
    pub fn system() -> Actor {
        Actor { account: "系统".into(), org: "".into(), roles: Vec::new(), system: true }
    }

    /// True when the actor has this role of this package.
    pub fn has_role(&self, package: &str, role: &str) -> bool {
        self.roles.iter().any(|r| r.split_once('.') == Some((package, role)))
    }
}

/// What somebody wants done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Command {
    /// `package.ledger`.
    pub ledger: Name,
    /// The record; for a creation, the id the store gave out.
    pub record: RecordId,
    /// Version the actor has seen; none: whatever is current.
    pub expected_version: Option<u32>,
    /// What.
    pub what: What,
    /// Reason or remark.
    pub reason: Option<Name>,
}

/// The act itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A new record.
    Create {
        /// Owner organisation; none: the actor's.
        org: Option<Name>,
        /// Number, when an old one is brought along; none: by the pattern.
        number: Option<Name>,
        /// Values by field name.
        values: IndexMap<Name, Value>,
    },
    /// Correct values without moving the case.
    Edit {
        /// Values by field name; `Missing` empties.
        values: IndexMap<Name, Value>,
    },
    /// A declared action.
    Act {
        /// Which.
        action: Name,
        /// Values by field name.
        values: IndexMap<Name, Value>,
        /// Receiving organisation of a hand-over.
        to_org: Option<Name>,
    },
    /// Name the handler.
    Assign {
        /// Account.
        handler: Name,
    },
    /// Enter a suspension of a limit, perhaps late.
    Suspend {
        /// Which limit.
        limit: Name,
        /// From.
        from: Moment,
        /// Until; none: still standing.
        until: Option<Moment>,
    },
    /// Extend a limit.
    Extend {
        /// Which limit.
        limit: Name,
        /// By how much.
        length: Duration,
    },
    /// The scheduler: let fall what is due now. With a reason: the action due at the end of a limit was refused, for that
    /// reason.
    Alert,
    /// The scheduler: the organisation was merged into another, or moved in the tree (then `to` is the organisation itself
    /// and the new version is found in the new place).
    Transfer {
        /// Owner organisation from now on, by code.
        to: Name,
    },
    /// The scheduler: judge the limits again (changed calendar).
    Rejudge,
}

/// One entry of the log; `seq` is given by the store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When it happened.
    pub at: Moment,
    /// When it was entered.
    pub recorded_at: Moment,
    /// Account.
    pub actor: Name,
    /// Organisation of the actor.
    pub actor_org: Name,
    /// Owner organisation of the record after the event.
    pub org: Name,
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
    /// Version after the event.
    pub version: u32,
    /// `create`, `edit`, `assign`, `suspend`, `extend`, `alert`, `rejudge`, or the action's name.
    pub action: Name,
    /// Reason or remark.
    pub note: Option<Name>,
    /// What followed.
    pub effects: Vec<Effect>,
}

/// What followed from a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// The case moved.
    Moved {
        /// From.
        from: Option<Name>,
        /// To.
        to: Name,
    },
    /// Values changed (names only; values are in the versions).
    Changed {
        /// Field names.
        fields: Vec<Name>,
    },
    /// A clock started.
    Started {
        /// Run.
        run: RunKey,
        /// Due.
        due_at: Moment,
        /// Provisional.
        provisional: bool,
    },
    /// A clock stood still.
    Paused {
        /// Run.
        run: RunKey,
    },
    /// And went on.
    Resumed {
        /// Run.
        run: RunKey,
        /// New due.
        due_at: Moment,
    },
    /// A due date moved for another reason.
    Rejudged {
        /// Run.
        run: RunKey,
        /// Before.
        was: Moment,
        /// After.
        due_at: Moment,
        /// Why.
        why: Name,
    },
    /// A clock ended.
    Ended {
        /// Run.
        run: RunKey,
        /// Met, or fell away.
        met: bool,
        /// In time.
        on_time: bool,
    },
    /// A consequence fell.
    Fell {
        /// Run.
        run: RunKey,
        /// Which.
        kind: ConsequenceKind,
    },
    /// A consequence was withdrawn.
    Withdrawn {
        /// Run.
        run: RunKey,
        /// Which.
        kind: ConsequenceKind,
    },
    /// Handed over.
    HandedOver(HandOver),
    /// A guard was passed by its `unless`.
    Excepted {
        /// The guard's text.
        guard: Name,
    },
    /// A record was created in another ledger.
    Created {
        /// `package.ledger`.
        ledger: Name,
        /// Record.
        record: RecordId,
        /// Its number.
        number: Option<Name>,
    },
    /// A document is to be printed.
    Prints {
        /// Which.
        document: Name,
    },
}

/// A message to people, sent from the outbox after the commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Consequence that caused it.
    pub kind: ConsequenceKind,
    /// To accounts, or to roles as `package.role@org`.
    pub to: Vec<Name>,
    /// The text, in Chinese.
    pub text: Name,
    /// Idempotency key: `record/limit/n/kind`.
    pub key: Name,
}

/// What one command writes, all of it or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The event.
    pub event: Event,
    /// The new version; none when only clocks moved.
    pub record: Option<Record>,
    /// Runs that are new or changed, whole.
    pub runs: Vec<LimitRun>,
    /// Messages.
    pub messages: Vec<Message>,
}
