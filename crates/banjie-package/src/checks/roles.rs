//! Roles: everybody declared has something to do.

use std::collections::HashSet;

use banjie_model::{
    Name,
    definition::{Ledger, Recipient, Supervise},
};

use super::Ctx;
use crate::{findings::Findings, shape::SYSTEM};

/// Package and name of the role that reads the log of plain reading.
const AUDITOR: (&str, &str) = ("orgs", "auditor");

pub(super) fn check_roles(ctx: &Ctx<'_>, findings: &mut Findings) {
    if ctx.package.roles.contains_key(SYSTEM) {
        findings
            .add("reserved-name", ctx.head(&["roles", SYSTEM]).key_spot(), "角色不能叫 `system`：它是调度本身")
            .help("换一个名字；by = \"system\" 的动作由系统到时自动办理，不用声明角色");
    }
    // A package of plain registers without named creators lets every role create.
    if ctx.ledgers().all(|ledger| ledger.actions.is_empty() && ledger.creators.is_empty()) {
        return;
    }
    let named: HashSet<&Name> = ctx.ledgers().flat_map(named_roles).collect();
    for role in ctx.package.roles.values().filter(|role| &*role.name != SYSTEM && !named.contains(&role.name)) {
        // The program itself knows what an auditor does: he reads the log of plain reading.
        if (&*ctx.package.name, &*role.name) == AUDITOR {
            continue;
        }
        findings
            .add(
                "unused-role",
                ctx.head(&["roles", &role.name]).key_spot(),
                format!("角色“{}”什么也不能办", role.title),
            )
            .label("没有一个动作、新建或告知写到它")
            .help("在 by、create_by 或 to 里写上它，或删去这个角色");
    }
}

fn named_roles(ledger: &Ledger) -> Vec<&Name> {
    let mut named: Vec<&Name> = ledger.creators.iter().collect();
    for action in &ledger.actions {
        named.extend(&action.by);
        named.extend(&action.over_to);
        named.extend(action.require.iter().filter_map(|guard| guard.unless.as_ref()).flat_map(|unless| &unless.by));
    }
    named.extend(told(&ledger.supervise));
    for limit in &ledger.limits {
        named.extend(limit.extend.iter().flat_map(|extend| &extend.by));
        named.extend(limit.supervise.iter().flat_map(told));
    }
    named
}

fn told(supervise: &Supervise) -> Vec<&Name> {
    let recipients = supervise.consequences.iter().flat_map(|consequence| &consequence.to);
    recipients
        .filter_map(|recipient| match recipient {
            Recipient::Role(role) => Some(role),
            Recipient::Handler => None,
        })
        .collect()
}
