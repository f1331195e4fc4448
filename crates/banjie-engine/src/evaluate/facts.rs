//! What every record has, what is known of its limits, what organisations are.

use banjie_model::{
    Moment,
    case::LimitRun,
    definition::ConsequenceKind,
    expr::{Fact, RunFact},
    org::OrgTree,
};

use super::{
    RecordView,
    seen::{Seen, Text},
};

/// A fact of a record.
pub(super) fn of_record<'s>(fact: Fact, record: &RecordView<'s>) -> Seen<'s> {
    match fact {
        Fact::State => (record.state, Text::Code).into(),
        Fact::This => record.id.map_or(Seen::Missing, Seen::Ref),
        Fact::Number => (record.number, Text::Plain).into(),
        Fact::Org => Seen::Text(record.org, Text::Org),
        Fact::Handler => (record.handler, Text::Account).into(),
        Fact::OpenedOn => record.opened_on.into(),
        Fact::ClosedOn => record.closed_on.into(),
        Fact::HandOvers => i64::try_from(record.hand_overs).ok().into(),
        // Put in as literals where somebody acts.
        Fact::Actor => (record.actor.map(|actor| &*actor.account), Text::Account).into(),
        Fact::ActorOrg => (record.actor.map(|actor| &*actor.org), Text::Org).into(),
    }
}

/// A fact of the latest run of a limit.
pub(super) fn of_limit<'s>(limit: &str, fact: RunFact, runs: &'s [LimitRun], now: Moment) -> Seen<'s> {
    let latest = runs.iter().filter(|run| &*run.key.limit == limit).max_by_key(|run| run.key.n);
    latest.map_or(Seen::Missing, |run| of_run(run, fact, now))
}

fn of_run<'s>(run: &LimitRun, fact: RunFact, now: Moment) -> Seen<'s> {
    let met_at = run.ended.as_ref().filter(|end| end.met).map(|end| end.at);
    let fell = |kind| run.fired.iter().any(|fired| fired.kind == kind && fired.withdrawn_at.is_none());
    match fact {
        RunFact::StartedOn => Seen::Date(run.started_at.date()),
        RunFact::DueOn => Seen::Date(run.due_at.date()),
        RunFact::EndedOn => met_at.map(|at| at.date()).into(),
        RunFact::OnTime => met_at.is_some_and(|at| at <= run.due_at).into(),
        RunFact::Overdue => match &run.ended {
            None => (now > run.due_at).into(),
            Some(_) => met_at.is_some_and(|at| at > run.due_at).into(),
        },
        RunFact::Card => {
            let card = match (fell(ConsequenceKind::Red), fell(ConsequenceKind::Yellow)) {
                (true, _) => "red",
                (false, true) => "yellow",
                (false, false) => "none",
            };
            Seen::Text(card, Text::Code)
        }
        RunFact::Referred => fell(ConsequenceKind::Refer).into(),
        RunFact::Running => run.ended.is_none().into(),
    }
}

/// An attribute of an organisation given by its code.
pub(super) fn of_org<'s>(org: Seen<'_>, name: &str, orgs: &'s OrgTree) -> Seen<'s> {
    let Some(org) = org.text().and_then(|code| orgs.get(code)) else { return Seen::Missing };
    match (name, org.attributes.get(name)) {
        ("name", _) => Seen::Text(&org.name, Text::Plain),
        ("kind", _) => Seen::Text(&org.kind, Text::Plain),
        ("code", _) => Seen::Text(&org.code, Text::Plain),
        (_, Some(value)) => Seen::of(value),
        (_, None) => Seen::Missing,
    }
}
