//! The sheet 说明: what was exported, as of when, what is masked, what each column takes.

use banjie_model::{
    Moment, Seq,
    case::Actor,
    definition::{Class, Field, FieldType, Ledger},
};

use super::ExportOptions;
use crate::{mask::is_personal, reading::code_list, snapshot::Snapshot};

/// Titles of code lists shown before the rest is counted.
const MAX_TITLES: usize = 30;

/// What the sheet tells of the export.
pub(super) struct Facts<'a> {
    pub actor: &'a Actor,
    pub now: Moment,
    pub as_of: Seq,
    pub rows: u64,
}

/// Lines: what, and the text.
pub(super) fn lines(
    snapshot: &Snapshot,
    ledger: &Ledger,
    options: &ExportOptions,
    facts: &Facts<'_>,
    too_long: &[String],
) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut line = |what: &str, text: String| lines.push((what.to_owned(), text));
    line("台账", format!("{}（{}）", ledger.title, ledger.key));
    line(
        "导出",
        format!("{}，由 {} 导出，共 {} 条", facts.now.format("%Y-%m-%d %H:%M"), facts.actor.account, facts.rows),
    );
    line("截至", format!("日志第 {} 号", facts.as_of));
    if options.as_of.is_some() && !ledger.limits.is_empty() {
        line("时限", "截至过去某一时刻的导出不含时限各列。".to_owned());
    }
    if let Some(org) = &options.org {
        line("机构", format!("{org}及其下属"));
    }
    if let Some(filter) = &options.filter_text {
        line("条件", filter.clone());
    }
    let masked: Vec<&str> = ledger.fields.iter().filter(|f| is_personal(f)).map(|f| &*f.title).collect();
    if !masked.is_empty() && !options.plain {
        line("打码", format!("{} 已打码。重新导入时，打码的值视为未改动。", masked.join("、")));
    }
    if !too_long.is_empty() {
        line("未写出", format!("超过 32767 字，单元格装不下，留空：{}", too_long.join("；")));
    }
    line("重新导入", "可以改动后重新导入：编号用来认出原记录；留空的格子不改动原值，要清空请填“(清空)”。".to_owned());
    for field in &ledger.fields {
        line(&field.title, describe(snapshot, ledger, field));
    }
    lines
}

pub(crate) fn describe(snapshot: &Snapshot, ledger: &Ledger, field: &Field) -> String {
    let mut parts = vec![kind(snapshot, ledger, field)];
    if field.formula.is_some() || field.lookup.is_some() {
        parts.push("由系统计算，导入时不读".to_owned());
    } else if field.required {
        parts.push("必填".to_owned());
    }
    if let Some(unit) = &field.unit {
        parts.push(format!("单位：{unit}"));
    }
    match field.class {
        Class::Personal => parts.push("个人信息".to_owned()),
        Class::Sensitive => parts.push("敏感个人信息".to_owned()),
        Class::Public | Class::Internal => {}
    }
    if let Some(help) = &field.help {
        parts.push(help.to_string());
    }
    parts.join("；")
}

fn kind(snapshot: &Snapshot, ledger: &Ledger, field: &Field) -> String {
    match &field.ty {
        FieldType::Text => "文字，一行".to_owned(),
        FieldType::LongText => "文字，可分段".to_owned(),
        FieldType::Int => "整数".to_owned(),
        FieldType::Decimal { scale, .. } => format!("数，最多 {scale} 位小数"),
        FieldType::Money => "金额（元），可写 1,234.50 或 1.2万元".to_owned(),
        FieldType::Percent => "百分数，如 50%".to_owned(),
        FieldType::Bool => "是 或 否".to_owned(),
        FieldType::Date => "日期，如 2025-10-14".to_owned(),
        FieldType::Time => "时间，如 09:30".to_owned(),
        FieldType::DateTime => "日期和时间，如 2025-10-14 09:30".to_owned(),
        FieldType::Period => "期间，如 2025、2025年第三季度、2025-2026学年".to_owned(),
        FieldType::Code(name) | FieldType::Tree(name) => {
            let list = code_list(snapshot.library(), &ledger.package, name);
            let titles: Vec<&str> = list.into_iter().flat_map(|l| l.entries.values()).map(|e| &*e.title).collect();
            let rest = if titles.len() > MAX_TITLES { format!("等 {} 项", titles.len()) } else { String::new() };
            format!("下列之一：{}{rest}", titles[..titles.len().min(MAX_TITLES)].join("、"))
        }
        FieldType::Ref(other) => {
            let title = snapshot.library().ledger(other).map_or_else(|| other.to_string(), |l| l.title.to_string());
            format!("“{title}”的编号")
        }
        FieldType::Org => "机构名称或代码".to_owned(),
        FieldType::Account => "人员账号".to_owned(),
        FieldType::File | FieldType::Files => "文件名，几个之间用；隔开".to_owned(),
        FieldType::Place => "地址，可带坐标，如 五马街1号(120.65,28.01)".to_owned(),
        FieldType::IdCard => "18 位身份证号码，单元格设为文本".to_owned(),
        FieldType::CreditCode => "18 位统一社会信用代码".to_owned(),
        FieldType::SchoolCode => "10 位学校标识码".to_owned(),
        FieldType::StudentNo => "学籍号".to_owned(),
        FieldType::Phone => "电话号码".to_owned(),
        FieldType::List(_) => "子表，见同名工作表".to_owned(),
    }
}
