//! Scenarios: literate tests of a package, run by the product itself.

use serde::Serialize;

use crate::{Moment, Name, finding::Span};

/// One Markdown file of steps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    /// File, relative to the package.
    pub file: Name,
    /// First heading.
    pub title: Name,
    /// Organisations (an ```orgs block: one name a line, children indented by two spaces; `code 名称 kind=… key=value`).
    pub orgs: Vec<ScenarioOrg>,
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// An organisation of a scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioOrg {
    /// Name (and code, where no other is given).
    pub name: Name,
    /// Code.
    pub code: Name,
    /// Parent's code.
    pub parent: Option<Name>,
    /// Attributes, raw.
    pub attributes: Vec<(Name, Name)>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// `role` and organisation name (`role@机构/姓名`: a certain person there, who may have other roles in other steps); none for
    /// expectations and the scheduler.
    pub actor: Option<(Name, Name)>,
    /// What.
    pub verb: Verb,
    /// Expected refusal: a code, a role, or part of its message.
    pub refused: Option<Name>,
    /// The line, for messages.
    pub text: Name,
    /// Where it stands.
    pub span: Span,
}

/// What a step does. Values are raw texts, read by the field's type.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// `create LEDGER VAR key=value …`
    Create {
        /// Ledger.
        ledger: Name,
        /// Name of the record in the scenario.
        var: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `ACTION VAR key=value …` (also `to=机构`, `reason="…"`)
    Act {
        /// Action.
        action: Name,
        /// Record.
        var: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `edit VAR key=value …`
    Edit {
        /// Record.
        var: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `suspend VAR LIMIT from=… until=… reason="…"`
    Suspend {
        /// Record.
        var: Name,
        /// Limit.
        limit: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `extend VAR LIMIT by="30 days" reason="…"`
    Extend {
        /// Record.
        var: Name,
        /// Limit.
        limit: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `find LEDGER VAR key=value …`: names the one record that has these values (created by an action or a duty).
    Find {
        /// Ledger.
        ledger: Name,
        /// Name of the record in the scenario.
        var: Name,
        /// Values it has; `state`, `org` and `number` too.
        values: Vec<(Name, Name)>,
    },
    /// `count LEDGER key=value … is=N`: so many records have these values.
    CountOf {
        /// Ledger.
        ledger: Name,
        /// Values and `is`.
        pairs: Vec<(Name, Name)>,
    },
    /// `shown NOTICE key=value … is=N`: so many records with these values are on show.
    Shown {
        /// Notice.
        notice: Name,
        /// Values and `is`.
        pairs: Vec<(Name, Name)>,
    },
    /// `allot ALLOCATION seed="…"`: the allocation is run and its result written.
    Allot {
        /// Allocation.
        allocation: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `org NAME key=value …`: an organisation changes: `until=` closes it, `into=` merges it into another, `parent=` moves it.
    Org {
        /// Organisation.
        org: Name,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `calendar off|work|term DATE name="…" until=…`: the calendar changes, and every case is judged again.
    Calendar {
        /// `off`, `work`, or `term` (a school term from DATE, `until=` its last day).
        kind: Name,
        /// Date.
        date: chrono::NaiveDate,
        /// Values.
        values: Vec<(Name, Name)>,
    },
    /// `expect VAR key=value …`: state, card, referred_to, LIMIT.due, LIMIT.state, org, number, any field.
    Expect {
        /// Record.
        var: Name,
        /// Expected.
        pairs: Vec<(Name, Name)>,
    },
    /// `figure INDICATOR period=… org=… value`
    Figure {
        /// Indicator.
        indicator: Name,
        /// Parameters and the expected value (`is=…`).
        pairs: Vec<(Name, Name)>,
    },
}
