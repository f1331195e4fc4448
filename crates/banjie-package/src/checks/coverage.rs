//! What no scenario shows: hints, not faults.

use std::collections::{HashMap, HashSet};

use banjie_model::{
    Name,
    definition::{Action, Ledger},
    scenario::Verb,
};

use super::Ctx;
use crate::{findings::Findings, shape::SYSTEM};

pub(super) fn check_coverage(ctx: &Ctx<'_>, findings: &mut Findings) {
    let taken = taken(ctx);
    let obligations = |ledger: &Ledger| ctx.package.duties.contains_key(&ledger.name);
    for ledger in ctx.ledgers().filter(|ledger| !ledger.states.is_empty() && !obligations(ledger)) {
        findings.about(&ctx.document(ledger).uses);
        let Some(actions) = taken.get(&ledger.name) else {
            findings
                .add(
                    "ledger-without-scenario",
                    ctx.ledger(ledger).reach(&["ledger"]).spot(),
                    format!("没有情景办过一件“{}”", ledger.title),
                )
                .help("在 scenarios/ 里写一个从头到尾的办件故事，由 banjie test 运行");
            continue;
        };
        for action in ledger.actions.iter().filter(|action| !actions.contains(&action.name) && !by_system(action)) {
            findings
                .add(
                    "action-without-scenario",
                    ctx.ledger(ledger).reach(&["actions", &action.name]).key_spot(),
                    format!("没有情景办过“{}”", action.title),
                )
                .help("在情景里加一步，也写上不该办成的情形(refused)");
        }
    }
}

/// Actions taken in scenarios, by ledger name.
fn taken(ctx: &Ctx<'_>) -> HashMap<Name, HashSet<Name>> {
    let mut taken: HashMap<Name, HashSet<Name>> = HashMap::new();
    for scenario in &ctx.package.scenarios {
        let mut records: HashMap<&Name, &str> = HashMap::new();
        for step in &scenario.steps {
            match &step.verb {
                Verb::Create { ledger, var, .. } | Verb::Find { ledger, var, .. } => {
                    let name = ledger.rsplit('.').next().unwrap_or(ledger);
                    records.insert(var, name);
                    taken.entry(name.into()).or_default();
                }
                Verb::Act { action, var, .. } => {
                    if let Some(ledger) = records.get(var) {
                        taken.entry((*ledger).into()).or_default().insert(action.clone());
                    }
                }
                _ => {}
            }
        }
    }
    taken
}

/// Taken by the scheduler alone, which no scenario names.
fn by_system(action: &Action) -> bool {
    !action.by.is_empty() && action.by.iter().all(|role| &**role == SYSTEM)
}
