//! What the public sees and may do: nothing that should be hidden is shown, nothing that must be filled in is left out.

use banjie_model::definition::{Class, Ledger, Notice, Service};

use super::Ctx;
use crate::{findings::Findings, tree::At, types::is_computed};

pub(super) fn check_publics(ctx: &Ctx<'_>, findings: &mut Findings) {
    for document in &ctx.folder.notices {
        for at in document.at().get("notices").into_iter().flat_map(At::entries) {
            let Some(notice) = ctx.package.notices.get(at.name) else { continue };
            let Some(ledger) = ctx.find(&notice.of) else { continue };
            check_shown(at, ledger, findings);
            check_period(at, notice, ledger, findings);
            check_withdraw(at, notice, ledger, findings);
        }
    }
    for document in &ctx.folder.services {
        for at in document.at().get("services").into_iter().flat_map(At::entries) {
            let Some(service) = ctx.package.services.get(at.name) else { continue };
            let Some(ledger) = ctx.find(&service.starts) else { continue };
            check_takes(at, service, ledger, findings);
        }
    }
}

/// The public never sees sensitive values, and personal ones only masked as somebody decided.
fn check_shown(at: At<'_>, ledger: &Ledger, findings: &mut Findings) {
    for item in at.list("shows") {
        let Some((_, field)) = item.text().and_then(|text| ledger.field(text)) else { continue };
        let (message, help) = match (field.class, field.mask) {
            (Class::Sensitive, _) => (format!("“{}”是敏感信息，不能公示", field.title), "从 shows 里去掉".to_string()),
            (Class::Personal, None) => (
                format!("“{}”是个人信息，没有写明怎样遮盖", field.title),
                format!("给字段 {} 写上 mask，例如 mask = \"name\"", field.name),
            ),
            _ => continue,
        };
        findings.add("notice-exposes", item.spot(), message).help(help);
    }
}

fn check_period(at: At<'_>, notice: &Notice, ledger: &Ledger, findings: &mut Findings) {
    let Some(limit) = notice.period.as_deref().and_then(|name| ledger.limit(name)) else { return };
    if !limit.from.iter().any(|from| notice.during.contains(from)) {
        findings
            .add("notice-period", at.reach(&["period"]).spot(), format!("时限“{}”不从公示的环节起算", limit.title))
            .help("公示期写从 during 的环节起算的时限");
    }
}

fn check_withdraw(at: At<'_>, notice: &Notice, ledger: &Ledger, findings: &mut Findings) {
    let Some(action) = notice.withdraw.as_deref().and_then(|name| ledger.action(name)) else { return };
    if !action.from.is_empty() && !action.from.iter().any(|from| notice.during.contains(from)) {
        findings
            .add("notice-withdraw", at.reach(&["withdraw"]).spot(), format!("公示期间不能办“{}”", action.title))
            .help("撤回公示的动作要能从 during 的环节出发");
    }
}

/// What an applicant can't fill in, or must but isn't asked.
fn check_takes(at: At<'_>, service: &Service, ledger: &Ledger, findings: &mut Findings) {
    for item in at.list("takes") {
        let computed = item.text().and_then(|text| ledger.field(text)).filter(|(_, field)| is_computed(field));
        if let Some((_, field)) = computed {
            findings
                .add("computed-field-set", item.spot(), format!("“{}”是自动算出的，申请人不能填写", field.title))
                .help(format!("从 takes 里去掉 {}", field.name));
        }
    }
    let by_material = |index: &usize| service.materials.iter().any(|material| material.field == Some(*index));
    let missing: Vec<&str> = ledger
        .fields
        .iter()
        .enumerate()
        .filter(|(index, field)| {
            let asked = service.takes.contains(index) || by_material(index);
            field.required && field.default.is_none() && !is_computed(field) && !asked
        })
        .map(|(_, field)| &*field.name)
        .collect();
    if !missing.is_empty() {
        findings
            .add(
                "service-without-field",
                at.reach(&["takes"]).spot(),
                format!("台账“{}”必填的 {} 没有让申请人填写", ledger.title, missing.join("、")),
            )
            .help("加进 takes，否则申请交不上来；由受理人填的，不要写 required，改写在受理动作的 needs 里");
    }
}
