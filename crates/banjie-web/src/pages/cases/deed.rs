//! What a form is for: a new record, a correction, an action, a handler, more time, a time the clock stood still.

use banjie_engine::{Clock, decide, prepare};
use banjie_model::{
    Moment, Name,
    case::{Case, Command, What},
    definition::{Action, Ledger, Limit},
    expr::{Duration, TimeUnit},
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use indexmap::IndexMap;

use crate::{
    server::{Fault, Viewer},
    text::cases as t,
};

/// What a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A new record.
    Create,
    /// A correction.
    Edit,
    /// A declared action.
    Act(Name),
    /// The handler.
    Assign,
    /// More time for a limit.
    Extend(Name),
    /// A time a limit stood still.
    Suspend(Name),
}

/// A form and what it is about: the key of its draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// What it is for.
    pub deed: Deed,
    /// `package.ledger`.
    pub ledger: Name,
    /// The record; none for a new one.
    pub record: Option<RecordId>,
}

impl Place {
    /// Reads the key of a draft; none for the drafts of other pages.
    pub(crate) fn parse(key: &str) -> Option<Place> {
        let mut parts = key.splitn(4, ':');
        let (word, ledger) = (parts.next()?, parts.next()?);
        let record = parts.next().map(|id| id.parse().map(RecordId)).transpose().ok()?;
        let name = parts.next().map(Name::from);
        let deed = match (word, record, name) {
            ("create", None, None) => Deed::Create,
            ("edit", Some(_), None) => Deed::Edit,
            ("assign", Some(_), None) => Deed::Assign,
            ("act", Some(_), Some(name)) => Deed::Act(name),
            ("extend", Some(_), Some(name)) => Deed::Extend(name),
            ("suspend", Some(_), Some(name)) => Deed::Suspend(name),
            _ => return None,
        };
        Some(Place { deed, ledger: ledger.into(), record })
    }

    /// The key of its draft.
    pub(super) fn key(&self) -> String {
        let (ledger, record) = (&self.ledger, self.record.unwrap_or(RecordId(0)));
        match &self.deed {
            Deed::Create => format!("create:{ledger}"),
            Deed::Edit => format!("edit:{ledger}:{record}"),
            Deed::Assign => format!("assign:{ledger}:{record}"),
            Deed::Act(name) => format!("act:{ledger}:{record}:{name}"),
            Deed::Extend(name) => format!("extend:{ledger}:{record}:{name}"),
            Deed::Suspend(name) => format!("suspend:{ledger}:{record}:{name}"),
        }
    }

    /// Its address.
    pub(super) fn path(&self) -> String {
        let base = self.back();
        match &self.deed {
            Deed::Create => format!("{base}/new"),
            Deed::Edit => format!("{base}/edit"),
            Deed::Assign => format!("{base}/assign"),
            Deed::Act(name) => format!("{base}/act/{name}"),
            Deed::Extend(name) => format!("{base}/extend/{name}"),
            Deed::Suspend(name) => format!("{base}/suspend/{name}"),
        }
    }

    /// Where one goes without sending it: the record, or the ledger.
    pub(super) fn back(&self) -> String {
        match self.record {
            Some(record) => format!("/ledgers/{}/{record}", self.ledger),
            None => format!("/ledgers/{}", self.ledger),
        }
    }

    /// What it is called.
    ///
    /// # Errors
    /// Not found: no such action or limit.
    pub(super) fn title(&self, ledger: &Ledger) -> Result<String, Fault> {
        Ok(match &self.deed {
            Deed::Create => t::create(&ledger.title),
            Deed::Edit => t::EDIT.to_owned(),
            Deed::Assign => t::ASSIGN.to_owned(),
            Deed::Act(name) => action(ledger, name)?.title.to_string(),
            Deed::Extend(name) => t::extend(&limit(ledger, name)?.title),
            Deed::Suspend(name) => t::suspend(&limit(ledger, name)?.title),
        })
    }

    /// The action, where it is one.
    pub(super) fn action<'l>(&self, ledger: &'l Ledger) -> Option<&'l Action> {
        match &self.deed {
            Deed::Act(name) => ledger.action(name),
            _ => None,
        }
    }
}

fn action<'l>(ledger: &'l Ledger, name: &str) -> Result<&'l Action, Fault> {
    ledger.action(name).ok_or(Fault::NotFound)
}

fn limit<'l>(ledger: &'l Ledger, name: &str) -> Result<&'l Limit, Fault> {
    ledger.limit(name).ok_or(Fault::NotFound)
}

/// Why a form is closed to the viewer now; none: it is open. Asked with an empty command, so that nothing filled in matters.
pub(crate) fn closed(
    viewer: &Viewer,
    ledger: &Ledger,
    case: Option<&Case>,
    deed: &Deed,
    now: Moment,
) -> Option<Refusal> {
    let world = viewer.snapshot.world();
    if let (Deed::Act(name), Some(case)) = (deed, case) {
        let all = banjie_engine::available(&world, ledger, case, &viewer.actor, now);
        let found = all.into_iter().find(|(key, _)| key == name);
        return found.and_then(|(_, answer)| answer.err());
    }
    let what = match deed {
        Deed::Create => What::Create {
            org: creatable(viewer, ledger, now).into_iter().next(),
            number: None,
            values: IndexMap::new(),
        },
        Deed::Edit => What::Edit { values: IndexMap::new() },
        Deed::Assign => What::Assign { handler: viewer.actor.account.clone() },
        Deed::Act(_) => return None,
        Deed::Extend(name) => What::Extend { limit: name.clone(), length: longest(ledger, name) },
        Deed::Suspend(name) => What::Suspend { limit: name.clone(), from: now, until: None },
    };
    let command = Command {
        ledger: ledger.key.clone(),
        record: case.map_or(RecordId(0), |case| case.record.id),
        expected_version: None,
        what,
        reason: Some(t::REASON.into()),
    };
    match prepare(&world, ledger, case, &command, &viewer.actor, Clock::now(now)) {
        Err(refusal) => barred(deed, refusal),
        Ok(_) if matches!(deed, Deed::Create | Deed::Edit | Deed::Assign) => None,
        Ok(draft) => decide(draft, &[]).err().and_then(|refusal| barred(deed, refusal)),
    }
}

/// A refusal that does not come from what is still to be filled in.
fn barred(deed: &Deed, refusal: Refusal) -> Option<Refusal> {
    let filled = match deed {
        Deed::Create | Deed::Edit => !matches!(
            refusal.code,
            RefusalCode::NotPermitted | RefusalCode::OutsideScope | RefusalCode::Closed | RefusalCode::WrongState
        ),
        Deed::Suspend(_) => refusal.code == RefusalCode::BadSuspension,
        _ => false,
    };
    (!filled).then_some(refusal)
}

/// The longest extension there may be: whether any is open is asked with it.
fn longest(ledger: &Ledger, limit: &str) -> Duration {
    let extend = ledger.limit(limit).and_then(|limit| limit.extend.as_ref());
    extend.map_or(Duration::new(1, TimeUnit::Days), |extend| extend.upto)
}

/// Codes of the organisations the viewer may create records for, his own first.
pub(crate) fn creatable(viewer: &Viewer, ledger: &Ledger, now: Moment) -> Vec<Name> {
    let world = viewer.snapshot.world();
    let Some(package) = world.library.packages.get(&ledger.package) else { return Vec::new() };
    let may = |role: &Name| ledger.creators.is_empty() || ledger.creators.contains(role);
    let roles: Vec<_> =
        package.roles.values().filter(|r| may(&r.name) && viewer.actor.has_role(&package.name, &r.name)).collect();
    let open = |org: &&banjie_model::org::Org| org.until.is_none_or(|until| until >= now.date());
    let within = |org: &&banjie_model::org::Org| {
        roles.iter().any(|role| banjie_engine::sees(&world, role, &viewer.actor.org, &org.code))
    };
    let mut orgs: Vec<Name> = world.orgs.iter().filter(open).filter(within).map(|org| org.code.clone()).collect();
    if let Some(own) = orgs.iter().position(|code| *code == viewer.actor.org) {
        orgs[..=own].rotate_right(1);
    }
    orgs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_draft_leads_back_to_its_form() {
        for (key, path) in [
            ("create:p.l", "/ledgers/p.l/new"),
            ("edit:p.l:12", "/ledgers/p.l/12/edit"),
            ("act:p.l:12:file", "/ledgers/p.l/12/act/file"),
            ("assign:p.l:12", "/ledgers/p.l/12/assign"),
            ("extend:p.l:12:handling", "/ledgers/p.l/12/extend/handling"),
            ("suspend:p.l:12:handling", "/ledgers/p.l/12/suspend/handling"),
        ] {
            let place = Place::parse(key).unwrap();
            assert_eq!((place.key().as_str(), place.path().as_str()), (key, path));
        }
        for other in ["", "create", "edit:p.l", "act:p.l:x:file", "report:p/annual", "create:p.l:1"] {
            assert_eq!(Place::parse(other), None, "{other}");
        }
    }
}
