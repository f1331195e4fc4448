//! Messages of the consequences: who is told, and what.

use banjie_model::{
    Moment, Name,
    calendar::{add_calendar_days, date_zh},
    case::{LimitRun, Message, Record},
    definition::{Consequence, ConsequenceKind, Ledger, Limit, Recipient, Role, Sees},
    expr::TimeUnit,
};

use crate::{
    World,
    limits::{self, due_words},
    permission, values, words,
};

/// The message of a consequence that has fallen; none when nobody is to be told.
pub(crate) fn fallen(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    record: &Record,
    run: &LimitRun,
    consequence: &Consequence,
    now: Moment,
) -> Option<Message> {
    let kind = consequence.kind;
    let budget = limits::told_budget(world, ledger, limit, record, run, now);
    let length = if limit.due.is_some() { String::new() } else { format!("（{}）", budget.zh()) };
    let due = due_words(ledger, run);
    let late = now > run.due_at;
    let where_it_stands = if late {
        let by = lateness(world, budget.unit, run, now);
        let step = limit.until.iter().any(|s| !words::is_end(ledger, Some(s)));
        format!("已于{due}到期{by}，仍未{}", if step { "办理" } else { "办结" })
    } else {
        let left = remaining(world, budget.unit, run, now);
        format!("将于{due}到期{left}")
    };
    let advice = advice(world, ledger, consequence, late);
    let basis = words::basis(world, ledger, limit.basis.as_ref()).map_or_else(String::new, |b| format!("依据：{b}。"));
    let text = format!(
        "【{}】{}：{}{length}{where_it_stands}，{advice}。承办：{}。{basis}",
        kind.zh(),
        values::label(world, ledger, record),
        limit.title,
        in_charge(world, record),
    );
    message(world, ledger, record, run, consequence, &text, "")
}

/// The message that a card is withdrawn; to those who were told of it.
pub(crate) fn withdrawn(
    world: &World<'_>,
    ledger: &Ledger,
    limit: &Limit,
    record: &Record,
    run: &LimitRun,
    kind: ConsequenceKind,
) -> Option<Message> {
    let consequence = limits::consequence(limits::supervise(ledger, limit), kind)?;
    let given = run.fired.iter().rfind(|f| f.kind == kind)?.at;
    let text = format!(
        "【撤销{}】{}：{}经重新核定，到期日为{}，{}发出的{}不再成立，予以撤销；原记录保留备查。",
        kind.zh(),
        values::label(world, ledger, record),
        limit.title,
        due_words(ledger, run),
        date_zh(given.date()),
        kind.zh(),
    );
    message(world, ledger, record, run, consequence, &text, "/withdrawn")
}

fn message(
    world: &World<'_>,
    ledger: &Ledger,
    record: &Record,
    run: &LimitRun,
    consequence: &Consequence,
    text: &str,
    suffix: &str,
) -> Option<Message> {
    let to = recipients(world, ledger, record, &consequence.to);
    if to.is_empty() {
        return None;
    }
    let kind = consequence.kind;
    let times = run.fired.iter().filter(|f| f.kind == kind).count();
    let again = if times > 1 { format!("/{times}") } else { String::new() };
    let key = format!("{}/{}/{}/{}{again}{suffix}", run.key.record, run.key.limit, run.key.n, kind.key());
    Some(Message { kind, to, text: text.into(), key: key.into() })
}

/// How late, behind "到期": "，逾期5个工作日".
fn lateness(world: &World<'_>, unit: TimeUnit, run: &LimitRun, now: Moment) -> String {
    let due = run.due_at.date();
    let full_days_until = add_calendar_days(now.date(), -1);
    let (n, unit) = match unit {
        TimeUnit::WorkingDays => (world.calendar.working_days_between(due, full_days_until), "个工作日"),
        TimeUnit::Hours => ((now - run.due_at).num_hours(), "小时"),
        _ => ((full_days_until - due).num_days(), "日"),
    };
    if n > 0 { format!("，逾期{n}{unit}") } else { String::new() }
}

/// How much is left, behind "到期": "（含今日还剩3个工作日）".
fn remaining(world: &World<'_>, unit: TimeUnit, run: &LimitRun, now: Moment) -> String {
    let due = run.due_at.date();
    let yesterday = add_calendar_days(now.date(), -1);
    let (n, unit) = match unit {
        TimeUnit::WorkingDays => (world.calendar.working_days_between(yesterday, due), "个工作日"),
        TimeUnit::Hours => ((run.due_at - now).num_hours(), "小时"),
        _ => ((due - yesterday).num_days(), "日"),
    };
    let today = if unit == "小时" { "" } else { "含今日" };
    if n > 0 { format!("（{today}还剩{n}{unit}）") } else { String::new() }
}

fn advice(world: &World<'_>, ledger: &Ledger, consequence: &Consequence, late: bool) -> String {
    match consequence.kind {
        ConsequenceKind::Remind => if late { "请立即办理" } else { "请抓紧办理" }.into(),
        ConsequenceKind::Warn => if late { "请立即办理" } else { "临近到期，请抓紧办理" }.into(),
        ConsequenceKind::Yellow => {
            if late { "请立即办理并说明原因" } else { "请抓紧办理并说明进度" }.into()
        }
        ConsequenceKind::Red => "请立即办理，并向主管部门书面说明原因".into(),
        ConsequenceKind::Refer => {
            let roles: Vec<Name> = consequence.to.iter().filter_map(role_name).collect();
            let to = words::roles(world, ledger, &roles);
            if to.is_empty() { "现予移送处理".into() } else { format!("现移送{to}处理") }
        }
    }
}

fn role_name(recipient: &Recipient) -> Option<Name> {
    match recipient {
        Recipient::Role(role) => Some(role.clone()),
        Recipient::Handler => None,
    }
}

fn in_charge(world: &World<'_>, record: &Record) -> String {
    let org = words::org(world, &record.org);
    record.handler.as_ref().map_or_else(|| org.clone(), |h| format!("{org}（经办人{h}）"))
}

/// Addresses: the handler's account, or everybody who holds a role and sees the record, as `package.role@org`: of the owner
/// organisation, for roles that see a subtree of those above it too, for roles that see all of any (`package.role@*`).
/// Where a case has no handler, those of the owner organisation who see their own records only.
fn recipients(world: &World<'_>, ledger: &Ledger, record: &Record, to: &[Recipient]) -> Vec<Name> {
    let package = permission::package(world, ledger);
    let roles = || package.into_iter().flat_map(|p| p.roles.values());
    let mut all: Vec<Name> = Vec::new();
    for recipient in to {
        match (recipient, &record.handler) {
            (Recipient::Handler, Some(account)) => all.push(account.clone()),
            (Recipient::Handler, None) => {
                let own: Vec<&Role> = roles().filter(|r| r.sees == Sees::Own).collect();
                let doing: Vec<&Role> = if own.is_empty() { roles().collect() } else { own };
                all.extend(doing.iter().map(|r| address(ledger, &r.name, &record.org)));
            }
            (Recipient::Role(name), _) => {
                all.extend(roles().filter(|r| r.name == *name).flat_map(|r| addresses(world, ledger, r, record)));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|a| seen.insert(a.clone()));
    all
}

fn addresses(world: &World<'_>, ledger: &Ledger, role: &Role, record: &Record) -> Vec<Name> {
    match role.sees {
        Sees::All => vec![address(ledger, &role.name, "*")],
        Sees::Own => vec![address(ledger, &role.name, &record.org)],
        Sees::Subtree => {
            let path = world.orgs.path(&record.org);
            path.split('/').rev().filter(|s| !s.is_empty()).map(|org| address(ledger, &role.name, org)).collect()
        }
    }
}

fn address(ledger: &Ledger, role: &str, org: &str) -> Name {
    format!("{}.{role}@{org}", ledger.package).into()
}
