//! Organisations that end, are merged or move: which cases that concerns, and what is said.

use banjie_model::{
    Name,
    case::{Actor, Case, Command, Record, What},
    definition::{Ledger, Library},
    refusal::{Refusal, RefusalCode},
};

use crate::duties;

/// Whether a ledger holds the obligations of a duty: they end with their organisation.
#[must_use]
pub fn is_obligation(library: &Library, ledger: &Ledger) -> bool {
    library.packages.get(&ledger.package).is_some_and(|p| p.duties.contains_key(&ledger.name))
}

/// Whether a case keeps its organisation from ending without a successor.
#[must_use]
pub fn is_busy_with(library: &Library, ledger: &Ledger, case: &Case) -> bool {
    case.record.state.is_some() && case.record.closed_at.is_none() && !is_obligation(library, ledger)
}

/// The refusal to end an organisation with open cases and no successor.
#[must_use]
pub fn still_busy(org: &str, counts: &[(Name, usize)]) -> Refusal {
    let parts: Vec<String> = counts.iter().map(|(title, n)| format!("{title}{n}件")).collect();
    let message = format!("{org}还有在办事项（{}），不能撤销。请先办结，或填写并入机构，由其承接。", parts.join("、"));
    Refusal::new(RefusalCode::Guard, message)
}

/// The refusal where somebody would register or change himself in the ledger of people: nobody gives rights to himself. `before`
/// and `after` are the versions of the record around the deed.
#[must_use]
pub fn of_oneself(
    library: &Library,
    ledger: &Ledger,
    (before, after): (Option<&Record>, Option<&Record>),
    actor: &Actor,
) -> Option<Refusal> {
    if actor.system || &*ledger.key != "orgs.person" {
        return None;
    }
    let (index, _) = ledger.field("account")?;
    let own = |record: &Record| record.values.get(index).and_then(|value| value.as_str()) == Some(&*actor.account);
    if ![before, after].into_iter().flatten().any(own) {
        return None;
    }
    let basis = library.packages.get(&ledger.package).and_then(|p| p.bases.get(ledger.basis.as_ref()?));
    let message = "不能登记或修改自己的人员信息和岗位，请由另一名安全管理员办理。";
    Some(Refusal {
        rule: Some("任何人不能给自己授权".to_owned()),
        basis: basis.map(banjie_model::definition::Basis::zh),
        ..Refusal::new(RefusalCode::NotPermitted, message)
    })
}

/// A command the scheduler gives because an organisation was merged or has ended, with its reason.
#[must_use]
pub fn by_system(command: &Command, org: &str) -> Command {
    let reason = match &command.what {
        What::Act { action, .. } if &**action == duties::EXCUSE => format!("{org}已撤销"),
        _ => format!("机构合并：{org}已并入"),
    };
    Command { reason: Some(reason.into()), ..command.clone() }
}
