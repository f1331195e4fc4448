//! Services as an applicant meets them: he can follow what he sent, knows what he is asked for, and reads words meant for him.

use banjie_model::definition::{FieldType, Ledger, Service, State};

use super::Ctx;
use crate::{findings::Findings, tree::At};

pub(super) fn check_services(ctx: &Ctx<'_>, findings: &mut Findings) {
    for document in &ctx.folder.services {
        for at in document.at().get("services").into_iter().flat_map(At::entries) {
            let Some(service) = ctx.package.services.get(at.name) else { continue };
            let Some(ledger) = ctx.find(&service.starts) else { continue };
            check_states(at, service, ledger, findings);
            check_presets(at, service, ledger, findings);
            check_followed(at, service, ledger, findings);
            check_known(at, service, ledger, findings);
        }
    }
}

/// Where the first state has no words there is no last one to fall back to; where an end has none, nobody reads the outcome.
fn check_states(at: At<'_>, service: &Service, ledger: &Ledger, findings: &mut Findings) {
    if at.get("shows_states").is_none() {
        return;
    }
    let without = |state: &&State| (state.start || state.end) && service.public_state(state).is_none();
    let missing: Vec<&State> = ledger.states.iter().filter(without).collect();
    if missing.is_empty() {
        return;
    }
    let titles: Vec<String> = missing.iter().map(|state| format!("“{}”", state.title)).collect();
    findings
        .add(
            "service-states",
            at.reach(&["shows_states"]).key_spot(),
            format!("没有写申请人在{}看到什么", titles.join("、")),
        )
        .help(format!(
            "起始环节和结束环节都要写，例如 {} = \"{}\"",
            missing[0].name,
            if missing[0].start { "已收到" } else { "已办结" }
        ));
}

/// What is filled in beforehand is part of what the applicant hands in.
fn check_presets(at: At<'_>, service: &Service, ledger: &Ledger, findings: &mut Findings) {
    let Some(with) = at.get("with") else { return };
    for entry in with.entries() {
        let taken = ledger.field(entry.name).is_none_or(|(index, _)| service.takes.contains(&index));
        if !taken {
            findings
                .add("service-preset", entry.key_spot(), format!("`{}` 不由申请人填写，不能替他填", entry.name))
                .help("加进 takes，或换一个申请人填写的字段");
        }
    }
}

/// Whoever has only a number must be able to show that it is his.
fn check_followed(at: At<'_>, service: &Service, ledger: &Ledger, findings: &mut Findings) {
    let shows = |index: &usize| {
        let ty = ledger.fields.get(*index).map(|field| &field.ty);
        matches!(ty, Some(FieldType::Phone | FieldType::IdCard | FieldType::CreditCode))
    };
    if service.takes.iter().any(shows) {
        return;
    }
    findings
        .add(
            "service-not-followable",
            at.reach(&["takes"]).spot(),
            "申请里没有电话、证件号或信用代码，申请人以后凭编号查不了进度",
        )
        .help("在台账里设联系电话（type = \"phone\"），加进 takes");
}

/// A text called a number or code that alone tells records apart was assigned by somebody; the applicant only knows it where
/// it is written.
fn check_known(at: At<'_>, service: &Service, ledger: &Ledger, findings: &mut Findings) {
    let [key] = ledger.unique.as_slice() else { return };
    let Some(field) = ledger.fields.get(*key) else { return };
    let called = field.title.ends_with(['号', '码']);
    let assigned = field.ty == FieldType::Text && field.required && field.default.is_none() && field.help.is_none();
    if !called || !assigned || !service.takes.contains(key) {
        return;
    }
    let asked = at.list("takes").find(|item| item.text().is_some_and(|text| **text == *field.name));
    findings
        .add(
            "service-asks-number",
            asked.map_or_else(|| at.reach(&["takes"]).spot(), At::spot),
            format!("“{}”是一件一个的号码，申请人多半不知道", field.title),
        )
        .help(format!(
            "由受理人填的，从 takes 里去掉、不写 required；申请人手里有的，给字段 {} 写 help，告诉他在哪里找",
            field.name
        ));
}
