//! Limits and their consequences.

use banjie_model::{
    Name,
    definition::{
        Allowance, Consequence, ConsequenceKind, Extend, FieldType, Ledger, Limit, Recipient, Supervise, When,
    },
    expr::{Duration, Expr, Ty},
};

use super::Builder;
use crate::{
    expression::{TypeScope, parse_duration},
    findings::Findings,
    tree::At,
};

impl Builder<'_> {
    /// A limit; none without a readable length.
    pub(super) fn limit(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Limit> {
        let known = |key: &str| -> Vec<Name> {
            at.texts_at(key).into_iter().filter(|state| ledger.state(state).is_some()).collect()
        };
        let due = at.get("due").and_then(|due| self.due(due, ledger, findings));
        let within = at.get("within").map(|within| self.within(within, ledger, findings)).unwrap_or_default();
        check_one_length(at, findings);
        let own = at.get("supervise").map(|s| supervise(s, findings));
        let extend = at.get("extend").and_then(|e| extend(e, findings));
        if within.is_empty() && due.is_none() {
            return None;
        }
        Some(Limit {
            name: at.name.into(),
            title: at.text_at("title").unwrap_or_else(|| at.name.into()),
            from: known("from"),
            until: known("until"),
            within,
            due,
            then: at.text_at("then"),
            rolls: at.flag_at("rolls"),
            pauses: known("pauses"),
            extend,
            part_of: at.text_at("part_of"),
            basis: at.text_at("basis"),
            supervise: own,
        })
    }

    /// The end itself: a date or an instant of the record.
    fn due(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Expr> {
        let scope = TypeScope { ledger: Some(self.ledger_scope(ledger)), ..self.base_scope() };
        let expr = self.expression(at, &scope, None, findings)?;
        if matches!(expr.ty, Ty::Date | Ty::DateTime) {
            return Some(expr);
        }
        let dates = ledger.fields.iter().filter(|f| matches!(f.ty, FieldType::Date | FieldType::DateTime));
        let dates: Vec<&str> = dates.map(|f| &*f.name).collect();
        findings.add("due-not-date", at.spot(), "`due` 要算出一个日期或日期时刻").help(match dates.is_empty() {
            true => "先加一个日期字段，例如 due_on = { title = \"办结期限\", type = \"date\" }".to_string(),
            false => format!("日期字段有：{}", dates.join("、")),
        });
        None
    }

    fn within(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Vec<Allowance> {
        if at.text().is_some() {
            return duration(at, findings).map(|take| Allowance { when: None, take }).into_iter().collect();
        }
        let scope = TypeScope { ledger: Some(self.ledger_scope(ledger)), ..self.base_scope() };
        let items: Vec<At<'_>> = at.items().collect();
        let mut allowances = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let last = index + 1 == items.len();
            match item.get("when") {
                Some(when) if last => {
                    findings
                        .add("allowance-without-default", when.spot(), "最后一项还带条件：都不成立时就没有时限了")
                        .help("在最后加一项不带 when 的，例如 { take = \"90 days\" }");
                }
                None if !last => {
                    findings
                        .add("allowance-after-default", items[index + 1].spot(), "前一项没有条件，这一项永远轮不到")
                        .help("把不带 when 的一项放在最后");
                }
                _ => {}
            }
            let when = item.get("when").map(|when| self.expression(when, &scope, Some(Ty::Bool), findings));
            let take = item.get("take").and_then(|take| duration(take, findings));
            match (when, take) {
                (None, Some(take)) => allowances.push(Allowance { when: None, take }),
                (Some(Some(when)), Some(take)) => allowances.push(Allowance { when: Some(when), take }),
                _ => {}
            }
        }
        allowances
    }
}

/// A limit has a length or an end, not both.
fn check_one_length(at: At<'_>, findings: &mut Findings) {
    let message = match (at.get("within"), at.get("due")) {
        (Some(_), Some(_)) => format!("时限 `{}` 写了 within 又写了 due", at.name),
        (None, None) => format!("时限 `{}` 没有写明多长", at.name),
        _ => return,
    };
    let spot = at.get("due").map_or_else(|| at.key_spot(), At::spot);
    findings
        .add("limit-length", spot, message)
        .help("within（从起算时数起多长）与 due（到期的日子本身）恰好写一个，例如 within = \"7 working days\"");
}

fn extend(at: At<'_>, findings: &mut Findings) -> Option<Extend> {
    Some(Extend {
        upto: duration(at.get("upto")?, findings)?,
        by: at.texts_at("by"),
        times: at.int_at("times").and_then(|n| u32::try_from(n).ok()).unwrap_or(1),
        reason_required: at.get("reason").is_some(),
    })
}

/// A length of time; zero is none.
fn duration(at: At<'_>, findings: &mut Findings) -> Option<Duration> {
    match parse_duration(at.text()?) {
        Ok(found) if found.n == 0 => {
            findings.add("zero-duration", at.spot(), "时长是 0").help("写一个大于 0 的时长，例如 \"7 working days\"");
            None
        }
        Ok(found) => Some(found),
        Err(fault) => {
            super::report_fault(at, fault, findings);
            None
        }
    }
}

/// Consequences in the order of their kinds, mildest first.
pub(super) fn supervise(at: At<'_>, findings: &mut Findings) -> Supervise {
    const KINDS: [ConsequenceKind; 5] = [
        ConsequenceKind::Remind,
        ConsequenceKind::Warn,
        ConsequenceKind::Yellow,
        ConsequenceKind::Red,
        ConsequenceKind::Refer,
    ];
    let consequence = |kind: ConsequenceKind| {
        let place = at.get(kind.key())?;
        let when = moment(place, findings)?;
        let to = place.texts_at("to").into_iter().map(|to| match &*to {
            "handler" => Recipient::Handler,
            _ => Recipient::Role(to),
        });
        Some(Consequence { kind, when, to: to.collect() })
    };
    Supervise { consequences: KINDS.into_iter().filter_map(consequence).collect() }
}

fn moment(at: At<'_>, findings: &mut Findings) -> Option<When> {
    let given: Vec<At<'_>> = ["before", "at", "after"].iter().filter_map(|key| at.get(key)).collect();
    let [one] = given[..] else {
        let said = if given.is_empty() { "没有写明时间" } else { "写了几个时间" };
        findings
            .add("consequence-moment", at.key_spot(), format!("`{}` {said}", at.name))
            .help("before、at、after 恰好写一个，例如 at = \"due\"");
        return None;
    };
    match one.name {
        "before" => duration(one, findings).map(When::Before),
        "after" => duration(one, findings).map(When::After),
        _ => share(one, findings),
    }
}

fn share(at: At<'_>, findings: &mut Findings) -> Option<When> {
    let text = at.text()?;
    if &**text == "due" {
        return Some(When::AtDue);
    }
    let percent = text.strip_suffix('%').and_then(|digits| digits.trim().parse::<u32>().ok());
    match percent {
        Some(percent) if (1..=99).contains(&percent) => Some(When::AtPercent(percent)),
        _ => {
            findings
                .add("consequence-moment", at.spot(), format!("`at` 不能是 \"{text}\""))
                .help("写 \"due\"（到期未办），或 1% 到 99% 的用时，例如 \"90%\"");
            None
        }
    }
}
