//! Sensitive values are sealed in the database: conditions may ask whether they are equal, nothing may be computed from them.

use banjie_model::{
    definition::{Class, Field, FieldType, Indicator, IndicatorKind, Ledger, OnDate},
    expr::ExprKind,
    pushdown::{Over, discreet},
};

use super::Ctx;
use crate::{findings::Findings, tree::At};

const CODE: &str = "sensitive-condition";

/// Indicators and look-ups.
pub(super) fn check_sensitive(ctx: &Ctx<'_>, findings: &mut Findings) {
    for indicator in ctx.package.indicators.values() {
        let Some(ledger) = indicator.source.as_ref().and_then(|source| ctx.find(&source.ledger)) else { continue };
        let places = ctx.folder.indicators.iter().flat_map(|d| d.at().get("indicators"));
        if let Some(at) = places.filter_map(|at| at.get(&indicator.name)).next() {
            check_indicator(at, indicator, ledger, findings);
        }
    }
    for ledger in ctx.ledgers() {
        findings.about(&ctx.document(ledger).uses);
        for field in &ledger.fields {
            check_lookup(ctx, ledger, field, findings);
        }
    }
    findings.about(&[]);
}

fn check_indicator(at: At<'_>, indicator: &Indicator, ledger: &Ledger, findings: &mut Findings) {
    let limit = indicator.source.as_ref().and_then(|source| source.limit.as_deref());
    let over = limit.map_or(Over::Records, |limit| Over::Runs { limit });
    let secret = |kind: &ExprKind| matches!(kind, ExprKind::Field(f) if is_sensitive(ledger, f.index));
    if let Some(Err(obstacle)) = indicator.filter.as_ref().map(|filter| discreet(filter, over, &secret)) {
        findings
            .add(CODE, at.reach(&["where"]).inner_spot(obstacle.node.span), obstacle.reason)
            .help("先做成台账里有 formula 的字段（如是否成年），条件里用这个字段");
    }
    let (key, index) = match indicator.kind {
        IndicatorKind::Sum(index) => ("sum", index),
        IndicatorKind::Avg(index) => ("avg", index),
        IndicatorKind::Median(index) => ("median", index),
        IndicatorKind::Min(index) => ("min", index),
        IndicatorKind::Max(index) => ("max", index),
        IndicatorKind::Count | IndicatorKind::Distinct(_) | IndicatorKind::Formula(_) => ("on", usize::MAX),
    };
    computed(at, key, ledger, index, findings);
    if let Some(OnDate::Field(index)) = indicator.on {
        computed(at, "on", ledger, index, findings);
    }
}

fn check_lookup(ctx: &Ctx<'_>, ledger: &Ledger, field: &Field, findings: &mut Findings) {
    let Some(lookup) = &field.lookup else { return };
    let Some(other) = ctx.find(&lookup.ledger) else { return };
    let at = ctx.ledger(ledger).reach(&["fields", &field.name, "lookup"]);
    let secret = |kind: &ExprKind| matches!(kind, ExprKind::It(f) if is_sensitive(other, f.index));
    if let Some(Err(obstacle)) = lookup.filter.as_ref().map(|filter| discreet(filter, Over::Lookup, &secret)) {
        findings
            .add(CODE, at.reach(&["where"]).inner_spot(obstacle.node.span), obstacle.reason)
            .help("只写 it.字段 == 本记录的字段，或先做成那本台账里有 formula 的字段");
    }
    if let Some(index) = lookup.field {
        let key = ["sum", "max", "min"].into_iter().find(|key| at.get(key).is_some()).unwrap_or("sum");
        computed(at, key, other, index, findings);
    }
}

/// A sensitive field that would be added up, compared or put in order.
fn computed(at: At<'_>, key: &str, ledger: &Ledger, index: usize, findings: &mut Findings) {
    let Some(field) = ledger.fields.get(index).filter(|_| is_sensitive(ledger, index)) else { return };
    findings
        .add(
            CODE,
            at.reach(&[key]).spot(),
            format!("“{}”是敏感信息，加密存放，不能求和、比较大小或归入期间", field.title),
        )
        .help("换一个字段；要统计的量另设一个不敏感的字段");
}

/// True for a field kept sealed, or one with such a field in its rows.
fn is_sensitive(ledger: &Ledger, index: usize) -> bool {
    let inside = |field: &Field| match &field.ty {
        FieldType::List(rows) => rows.iter().any(|row| row.class == Class::Sensitive),
        _ => false,
    };
    ledger.fields.get(index).is_some_and(|field| field.class == Class::Sensitive || inside(field))
}
