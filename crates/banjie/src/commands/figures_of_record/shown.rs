//! Figures of record on the screen.

use std::collections::BTreeSet;

use banjie_papers::plain::{Align, TextTable};

use super::{Checked, Finding, Line};

/// The figures the packages state, and how many are the same.
pub fn own_text(checked: &[Checked]) -> String {
    if checked.is_empty() {
        return "各应用包都没有写在案数字（stated/*.toml）。\n".to_owned();
    }
    let row = |one: &Checked| {
        vec![
            one.stated.ids.join("、"),
            format!("{}/{}", one.package, one.stated.figure),
            one.title.to_string(),
            one.stated.period.to_string(),
            one.stated.value.to_string(),
            computed(one),
            one.unit.to_string(),
            one.finding.zh().to_owned(),
        ]
    };
    let heads = ["编号", "指标", "名称", "期间", "在案", "算出", "单位", "结论"];
    let table = table(&heads, &["在案", "算出"], checked.iter().map(row).collect());
    let same = checked.iter().filter(|one| one.finding == Finding::Same).count();
    format!("{table}在案数字 {} 个，{same} 个相同，{} 个不同。\n", checked.len(), checked.len() - same)
}

/// The labelled figures with what computes them, and how far the systems are built.
pub fn labelled_text(lines: &[Line]) -> String {
    let row = |line: &Line| {
        let of = |text: fn(&Checked) -> String| line.by.as_ref().map(text).unwrap_or_default();
        let value = match &line.labelled.value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        vec![
            line.labelled.id.to_string(),
            line.labelled.system.as_deref().unwrap_or("—").to_owned(),
            line.labelled.subject_zh.to_string(),
            format!("{value}{}", line.labelled.unit.as_deref().unwrap_or_default()),
            of(|one| format!("{}/{}", one.package, one.stated.figure)),
            of(|one| format!("{}{}", computed(one), if one.computed.is_ok() { &*one.unit } else { "" })),
            line.finding.zh().to_owned(),
        ]
    };
    let heads = ["编号", "系统", "内容", "在案", "指标", "算出", "结论"];
    let table = table(&heads, &["在案", "算出"], lines.iter().map(row).collect());
    format!("{table}{}", summary(lines))
}

fn summary(lines: &[Line]) -> String {
    let count = |finding: Finding| lines.iter().filter(|line| line.finding == finding).count();
    let systems = |built: bool| {
        let of = lines.iter().filter(|line| (line.finding != Finding::NotBuilt) == built);
        of.filter_map(|line| line.labelled.system.as_ref()).collect::<BTreeSet<_>>().len()
    };
    let yielded = count(Finding::Same) + count(Finding::Different);
    let built = yielded + count(Finding::NoIndicator);
    format!(
        "已建成的 {} 个系统有在案数字 {built} 个，算得出 {yielded} 个，其中 {} 个相同。\n\
         全部 {} 个在案数字中，另有 {} 个属于未建成的 {} 个系统或不属于任何系统。\n",
        systems(true),
        count(Finding::Same),
        lines.len(),
        count(Finding::NotBuilt),
        systems(false)
    )
}

fn computed(one: &Checked) -> String {
    match &one.computed {
        Ok(value) => value.clone(),
        Err(why) => format!("（{why}）"),
    }
}

fn table(heads: &[&str], right: &[&str], rows: Vec<Vec<String>>) -> String {
    let align = |head: &&str| if right.contains(head) { Align::Right } else { Align::Left };
    let head = heads.iter().map(|head| (head.to_string(), align(head))).collect();
    TextTable { head, rows, total: None }.render()
}
