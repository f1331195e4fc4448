//! Fields: one origin each, no circles, personal values masked.

use banjie_model::{
    definition::{Class, Field, FieldType, Ledger},
    expr::{Expr, ExprKind, Function},
};

use super::Ctx;
use crate::{
    findings::Findings,
    tree::At,
    types::{is_computed, type_zh},
};

pub(super) fn check_fields(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    let fields = ctx.ledger(ledger).reach(&["fields"]);
    for field in &ledger.fields {
        let at = fields.reach(&[&field.name]);
        check_origin(at, field, findings);
        check_mask(at, field, findings);
        if let FieldType::List(rows) = &field.ty {
            rows.iter().for_each(|row| check_row_field(at.reach(&["fields", &row.name]), row, findings));
        }
    }
    check_circles(fields, ledger, findings);
    check_actions(ctx, ledger, findings);
    for index in &ledger.unique {
        let field = &ledger.fields[*index];
        if !field.required && !is_computed(field) && !asked_for(ledger, *index) {
            findings
                .add(
                    "optional-key-field",
                    ctx.spot(ledger, &["unique"]),
                    format!("业务主键里的“{}”可以不填", field.title),
                )
                .see(fields.reach(&[&field.name]).key_spot())
                .help(format!("给 {0} 写上 required = true，否则空值的记录分不清；有时没有的，写一条检查说明什么时候要填：has({0})", field.name));
        }
    }
}

/// Whether a check of the ledger asks if the field is there: then it says when it may be left out.
fn asked_for(ledger: &Ledger, index: usize) -> bool {
    fn asks(expr: &Expr, index: usize) -> bool {
        let has = matches!(&expr.kind, ExprKind::Call(Function::Has, args)
            if matches!(args.first().map(|arg| &arg.kind), Some(ExprKind::Field(field)) if field.index == index));
        has || expr.children().into_iter().any(|child| asks(child, index))
    }
    ledger.checks.iter().any(|check| asks(&check.that, index))
}

fn check_origin(at: At<'_>, field: &Field, findings: &mut Findings) {
    let (formula, lookup) = (at.get("formula"), at.get("lookup"));
    let computed = formula.or(lookup);
    if let (Some(computed), true) = (computed, field.required) {
        findings
            .add(
                "required-formula",
                at.reach(&["required"]).spot(),
                format!("“{}”是自动算出的，不能要求填写", field.title),
            )
            .see(computed.spot())
            .help("删去 required；要求有值的话，对它依据的字段写 required");
    }
    let second = if formula.is_some() && lookup.is_some() { lookup } else { computed.and(at.get("default")) };
    if let Some(second) = second {
        findings
            .add("two-origins", second.spot(), format!("“{}”的值有两个来源", field.title))
            .see(computed.unwrap_or(at).spot())
            .help("formula、lookup、default 只写一个");
    }
}

fn check_mask(at: At<'_>, field: &Field, findings: &mut Findings) {
    let mask = at.get("mask");
    let personal = field.class >= Class::Personal;
    match mask {
        Some(mask) if !personal => {
            findings
                .add("mask-without-class", mask.spot(), format!("“{}”不是个人信息，遮盖不起作用", field.title))
                .help("写上 class = \"personal\" 或 \"sensitive\",或删去 mask");
        }
        None if personal && matches!(field.ty, FieldType::Text | FieldType::LongText) => {
            findings
                .add("unmasked-field", at.key_spot(), format!("“{}”是个人信息，没有写明怎样遮盖", field.title))
                .help("写上 mask，例如 mask = \"name\"（张*）；不写就全部遮盖");
        }
        _ => {}
    }
}

fn check_row_field(at: At<'_>, field: &Field, findings: &mut Findings) {
    if matches!(field.ty, FieldType::List(_)) {
        findings
            .add("nested-list", at.reach(&["type"]).spot(), format!("子表里的“{}”不能再是子表", field.title))
            .help("另建一本台账，用 ref(台账) 指回来");
    }
    if let Some(formula) = at.get("formula").or(at.get("lookup")) {
        findings
            .add("formula-in-list", formula.spot(), format!("子表里的“{}”不能自动计算", field.title))
            .help("在台账上算，或另建一本台账");
    }
}

/// Formulas that need one another have no value.
fn check_circles(fields: At<'_>, ledger: &Ledger, findings: &mut Findings) {
    for (index, field) in ledger.fields.iter().enumerate() {
        let mut path = vec![index];
        if let Some(circle) = circle_from(ledger, index, &mut path) {
            let titles: Vec<&str> = circle.iter().map(|i| &*ledger.fields[*i].title).collect();
            // Each circle is reported once, at its first field.
            if circle.iter().min() == Some(&index) {
                findings
                    .add(
                        "circular-formula",
                        fields.reach(&[&field.name, "formula"]).spot(),
                        format!("“{}”要先有自己才算得出", field.title),
                    )
                    .help(format!("绕成一圈的字段：{}；改其中一个公式", titles.join(" → ")));
            }
        }
    }
}

fn circle_from(ledger: &Ledger, start: usize, path: &mut Vec<usize>) -> Option<Vec<usize>> {
    let at = *path.last()?;
    for next in needed_fields(&ledger.fields[at]) {
        if next == start {
            return Some(path.clone());
        }
        if path.contains(&next) || next >= ledger.fields.len() {
            continue;
        }
        path.push(next);
        if let Some(found) = circle_from(ledger, start, path) {
            return Some(found);
        }
        path.pop();
    }
    None
}

/// Fields of the same record a computed field needs.
fn needed_fields(field: &Field) -> Vec<usize> {
    let mut needed = Vec::new();
    let filter = field.lookup.as_ref().and_then(|lookup| lookup.filter.as_ref());
    for expr in field.formula.iter().chain(filter) {
        own_fields(expr, &mut needed);
    }
    needed
}

fn own_fields(expr: &Expr, needed: &mut Vec<usize>) {
    expr.walk(&mut |node| {
        if let ExprKind::Field(field) = &node.kind {
            needed.push(field.index);
        }
    });
}

/// Nobody fills in what is computed.
fn check_actions(ctx: &Ctx<'_>, ledger: &Ledger, findings: &mut Findings) {
    for action in &ledger.actions {
        let at = ctx.ledger(ledger).reach(&["actions", &action.name]);
        let given = ["takes", "needs"]
            .into_iter()
            .flat_map(|key| at.list(key))
            .filter_map(|item| Some((item, item.text()?.clone())));
        let set = at.get("sets").into_iter().flat_map(At::entries).map(|entry| (entry, entry.name.into()));
        for (place, name) in given.chain(set) {
            let Some((_, field)) = ledger.field(&name).filter(|(_, field)| is_computed(field)) else { continue };
            findings
                .add("computed-field-set", place.spot(), format!("“{}”是自动算出的，办理时不能填写", field.title))
                .see(ctx.ledger(ledger).reach(&["fields", &field.name]).key_spot())
                .help(format!("从“{}”里去掉 {};{}字段由公式得出", action.title, field.name, type_zh(&field.ty)));
        }
    }
}
