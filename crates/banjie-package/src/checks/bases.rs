//! Legal bases: used, dated, compared with the text.

use banjie_model::{Name, definition::Package, finding::Finding};
use chrono::{Months, NaiveDate};

use super::Ctx;
use crate::{
    findings::Findings,
    read::Sources,
    tree::{At, Document, Item},
};

pub(super) fn check_bases(ctx: &Ctx<'_>, findings: &mut Findings) {
    let used = names_under("basis", ctx);
    for basis in ctx.package.bases.values() {
        let at = ctx.head(&["basis", &basis.name]);
        if !used.contains(&basis.name) {
            findings
                .add("unused-basis", at.key_spot(), format!("依据 `{}` 没有用到", basis.name))
                .help("在时限、检查、标准上写 basis = \"…\" 引用它，或删去");
        }
        if basis.version.is_none() {
            findings
                .add("basis-without-version", at.key_spot(), format!("依据 `{}` 没有写明是哪一版", basis.name))
                .help("写上公布或修正的日期，例如 version = 2021-01-22");
        }
        if basis.law.contains(['《', '》']) {
            let bare = basis.law.trim_matches(['《', '》']);
            findings
                .add("law-with-brackets", at.reach(&["law"]).spot(), "法名不带书名号：显示时会自动加上")
                .help(format!("写 law = \"{bare}\""))
                .fix(format!("\"{bare}\""));
        }
    }
}

/// All texts written under a key of that name anywhere in ledgers, tables and indicators.
fn names_under(key: &str, ctx: &Ctx<'_>) -> Vec<Name> {
    let mut found = Vec::new();
    for document in ctx.folder.definitions() {
        collect(document.at(), key, &mut found);
    }
    found
}

fn collect(at: At<'_>, key: &str, found: &mut Vec<Name>) {
    match &at.node.item {
        Item::Table(_) => {
            for entry in at.entries() {
                match entry.text() {
                    Some(text) if entry.name == key => found.push(text.clone()),
                    _ => collect(entry, key, found),
                }
            }
        }
        Item::Array(_) => at.items().for_each(|item| collect(item, key, found)),
        _ => {}
    }
}

/// Bases nobody has compared with their text within the year before a day: what `banjie check --stale` lists.
#[must_use]
pub fn stale(package: &Package, sources: &Sources, on: NaiveDate) -> Vec<Finding> {
    let mut findings = Findings::default();
    let file = Name::from("package.toml");
    let document = Document::parse(&file, sources.text(&file), 0, &mut Findings::default());
    let oldest = on.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN);
    for basis in package.bases.values() {
        let at = document.at().reach(&["basis", &basis.name]);
        let message = match basis.checked {
            Some(checked) if checked >= oldest => continue,
            Some(checked) => format!("依据 `{}` 上次核对是 {checked}，已过一年", basis.name),
            None => format!("依据 `{}` 从未与原文核对", basis.name),
        };
        findings
            .add("stale-basis", at.reach(&["checked"]).spot(), message)
            .help(format!("核对{}的现行文本，再写 checked = {on}", basis.zh()));
    }
    findings.into_sorted()
}
