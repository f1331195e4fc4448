//! Code lists and trees.

use banjie_model::definition::CodeList;

use super::Ctx;
use crate::findings::{Findings, suggestion};

pub(super) fn check_codes(ctx: &Ctx<'_>, findings: &mut Findings) {
    let own = ctx.head(&["codes"]);
    for list in ctx.package.codes.values().filter(|list| own.get(&list.name).is_some()) {
        if list.entries.is_empty() {
            findings
                .add("empty-code-list", own.reach(&[&list.name]).key_spot(), format!("代码表 `{}` 是空的", list.name))
                .help("写上代码，例如 rooftop = \"楼顶违法建设\"");
        }
        check_titles(ctx, list, findings);
        check_parents(ctx, list, findings);
    }
}

fn check_titles(ctx: &Ctx<'_>, list: &CodeList, findings: &mut Findings) {
    for (index, entry) in list.entries.values().enumerate() {
        let twin =
            list.entries.values().take(index).find(|other| other.title == entry.title && other.parent == entry.parent);
        if let Some(twin) = twin {
            findings
                .add(
                    "same-title",
                    ctx.head(&["codes", &list.name, &entry.key]).spot(),
                    format!("代码 `{}` 与 `{}` 的名称都是“{}”", entry.key, twin.key, entry.title),
                )
                .see(ctx.head(&["codes", &list.name, &twin.key]).spot())
                .help("填表的人分不清，改一个名称");
        }
    }
}

fn check_parents(ctx: &Ctx<'_>, list: &CodeList, findings: &mut Findings) {
    for entry in list.entries.values() {
        let Some(parent) = &entry.parent else { continue };
        let spot = ctx.head(&["codes", &list.name, &entry.key, "parent"]).spot();
        if !list.entries.contains_key(parent) {
            let keys: Vec<&str> = list.entries.keys().map(|k| &**k).collect();
            findings
                .add("unknown-parent", spot, format!("代码表 `{}` 里没有上级 `{parent}`", list.name))
                .help_if(suggestion(parent, &keys));
            continue;
        }
        let mut at = parent;
        for _ in 0..list.entries.len() {
            if *at == entry.key {
                findings
                    .add("circular-parent", spot, format!("代码 `{}` 的上级绕回了自己", entry.key))
                    .help("改正上级；最上一级不写 parent");
                break;
            }
            match list.entries.get(at).and_then(|e| e.parent.as_ref()) {
                Some(next) => at = next,
                None => break,
            }
        }
    }
}
