//! Decision tables: every case once, with a basis, used somewhere.

use std::collections::HashSet;

use banjie_model::expr::ExprKind;

use super::Ctx;
use crate::findings::Findings;

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
                .help(format!("在表达式里写 {}(…).结果,或删去", table.name));
        }
        for group in at.list("dated").filter(|group| group.get("basis").is_none()) {
            findings
                .add("table-without-basis", group.reach(&["since"]).spot(), format!("决策表“{}”的这一组没有依据", table.title))
                .help("写上 basis,说明标准出自哪个文件");
        }
    }
}

