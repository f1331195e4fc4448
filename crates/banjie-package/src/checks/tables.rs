//! Decision tables: every case once, with a basis, used somewhere.

use std::collections::HashSet;

use banjie_model::{definition::DecisionTable, expr::ExprKind};

use super::Ctx;
use crate::{
    expression::coverage::{Fault, coverage},
    findings::Findings,
    tree::At,
};

pub(super) fn check_tables(ctx: &Ctx<'_>, findings: &mut Findings) {
    let mut used: HashSet<&str> = HashSet::new();
    for expr in ctx.expressions() {
        expr.walk(&mut |node| {
            if let ExprKind::Table { table, .. } = &node.kind {
                used.insert(table);
            }
        });
    }
    for document in &ctx.folder.tables {
        let at = document.at();
        let Some(table) = at.text_at("table").and_then(|name| ctx.package.tables.get(&name)) else { continue };
        if !used.contains(&*table.name) {
            findings
                .add("unused-table", at.reach(&["table"]).spot(), format!("决策表“{}”没有用到", table.title))
                .help(format!("在表达式里写 {}(…).结果，或删去", table.name));
        }
        check_rows(ctx, at, table, findings);
        for group in at.list("dated").filter(|group| group.get("basis").is_none()) {
            findings
                .add(
                    "table-without-basis",
                    group.reach(&["since"]).spot(),
                    format!("决策表“{}”的这一组没有依据", table.title),
                )
                .help("写上 basis，说明标准出自哪个文件");
        }
    }
}

/// Every case once. A set with a row that could not be read is passed over: what is missing there is known.
fn check_rows(ctx: &Ctx<'_>, at: At<'_>, table: &DecisionTable, findings: &mut Findings) {
    for found in coverage(table, &[&ctx.package.codes]) {
        let Some(group) = at.list("dated").find(|group| group.date_at("since") == Some(found.since)) else { continue };
        let rows: Vec<At<'_>> = group.list("rows").collect();
        if table.dated.get(found.dated).is_none_or(|read| read.rows.len() != rows.len()) {
            continue;
        }
        match found.fault {
            Fault::Gap => {
                findings
                    .add("table-gap", group.reach(&["rows"]).key_spot(), format!("决策表“{}”漏了一种情形", table.title))
                    .label(format!("没有一行适用于：{}", found.case_zh()))
                    .help("补上这一行；其余情形一样对待的，最后写一行 \"*\"");
            }
            Fault::Overlap { first, second } => {
                let (Some(first), Some(second)) = (rows.get(first), rows.get(second)) else { continue };
                let mut earlier = first.node_spot();
                earlier.label = "已经适用于这种情形".into();
                findings
                    .add("table-overlap", second.node_spot(), format!("决策表“{}”的两行重叠", table.title))
                    .label(format!("也适用于：{}", found.case_zh()))
                    .see(earlier)
                    .help("改窄其中一行的条件");
            }
        }
    }
}
