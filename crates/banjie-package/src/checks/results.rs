//! Results looked up by people: whoever asks is identified, nothing is shown that should be hidden, there is a time of release.

use banjie_model::definition::{Class, Day, FieldType, Identity, Ledger, Results};

use super::Ctx;
use crate::{
    findings::Findings,
    tree::At,
    types::{identifies_person, type_zh},
};

pub(super) fn check_results(ctx: &Ctx<'_>, findings: &mut Findings) {
    for document in &ctx.folder.results {
        for at in document.at().get("results").into_iter().flat_map(At::entries) {
            let Some(results) = ctx.package.results.get(at.name) else { continue };
            let Some(ledger) = ctx.find(&results.of) else { continue };
            check_shown(at, ledger, findings);
            check_identity(at, results, ledger, findings);
            check_day(ctx, at, "released", results.released.as_ref(), ledger, findings);
            check_day(ctx, at, "until", results.until.as_ref(), ledger, findings);
        }
    }
}

/// The web shows nobody a sensitive value, and personal ones only masked as somebody decided.
fn check_shown(at: At<'_>, ledger: &Ledger, findings: &mut Findings) {
    for item in at.list("shows") {
        let Some((_, field)) = item.text().and_then(|text| ledger.field(text)) else { continue };
        let (message, help) = match (field.class, field.mask) {
            (Class::Sensitive, _) => (format!("“{}”是敏感信息，不能在网上显示", field.title), "从 shows 里去掉".into()),
            (Class::Personal, None) => (
                format!("“{}”是个人信息，没有写明怎样遮盖", field.title),
                format!("给字段 {} 写上 mask，例如 mask = \"name\"", field.name),
            ),
            _ => continue,
        };
        findings.add("result-exposes", item.spot(), message).help(help);
    }
}

/// Two things at least, one of which others do not have at hand.
fn check_identity(at: At<'_>, results: &Results, ledger: &Ledger, findings: &mut Findings) {
    let place = at.reach(&["identify_by"]);
    let mut own = false;
    for identity in &results.identify_by {
        match identity {
            Identity::Number if ledger.number.is_none() => {
                findings
                    .add("result-without-identity", place.spot(), format!("台账“{}”没有编号", ledger.title))
                    .help("给台账写 number，或换成证件号、电话等字段");
            }
            Identity::Number => own = true,
            Identity::Field(index) => {
                let field = &ledger.fields[*index];
                own |= identifies_person(&field.ty) || field.ty == FieldType::CreditCode;
                if !can_be_told(&field.ty) {
                    findings
                        .add(
                            "result-without-identity",
                            place.spot(),
                            format!("“{}”是{}，不能用来核对身份", field.title, type_zh(&field.ty)),
                        )
                        .help("用证件号、学籍号、信用代码、电话、编号、姓名、出生日期");
                }
            }
        }
    }
    if results.identify_by.len() < 2 || !own {
        findings
            .add("result-without-identity", place.spot(), "凭这些认不出是不是本人")
            .help("至少写两项，其中一项是证件号、学籍号、信用代码、电话或编号（number），例如 [\"id_card\", \"name\"]");
    }
}

/// Texts and days: what a person knows by heart or has on paper.
fn can_be_told(ty: &FieldType) -> bool {
    identifies_person(ty)
        || matches!(
            ty,
            FieldType::Text | FieldType::CreditCode | FieldType::Date | FieldType::Int | FieldType::SchoolCode
        )
}

fn check_day(ctx: &Ctx<'_>, at: At<'_>, key: &str, day: Option<&Day>, ledger: &Ledger, findings: &mut Findings) {
    let field = match day {
        Some(Day::Own(index)) => ledger.fields.get(*index),
        Some(Day::Through { ledger, field, .. }) => ctx.find(ledger).and_then(|ledger| ledger.fields.get(*field)),
        None => None,
    };
    let Some(field) = field else { return };
    let message = match field.ty {
        FieldType::Date | FieldType::DateTime if field.class < Class::Sensitive => return,
        FieldType::Date | FieldType::DateTime => format!("“{}”是敏感信息，数据库不能比较它的先后", field.title),
        _ => format!("“{}”是{}，不是日期", field.title, type_zh(&field.ty)),
    };
    findings
        .add("result-release", at.reach(&[key]).spot(), message)
        .help("换一个 type = \"date\" 或 \"datetime\" 的字段");
}
