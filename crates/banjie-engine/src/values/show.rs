//! Values in Chinese.

use banjie_model::{
    calendar::date_zh,
    case::Record,
    definition::{Class, Field, FieldType, Ledger, Mask},
    national,
    rounding::{percent, thousands},
    value::Value,
};

use crate::{World, permission, words};

/// A value as people read it, unmasked: titles for codes, names for organisations, thousands separators for money.
#[must_use]
pub fn show(world: &World<'_>, ledger: &Ledger, field: &Field, value: &Value) -> String {
    match value {
        Value::Missing => String::new(),
        Value::Bool(b) => if *b { "是" } else { "否" }.into(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => match field.ty {
            FieldType::Money => thousands(*d, 2),
            FieldType::Percent => percent(*d, (d.normalize().scale()).saturating_sub(2)),
            _ => d.normalize().to_string(),
        },
        Value::Date(d) => date_zh(*d),
        Value::Time(t) => t.format("%H:%M").to_string(),
        Value::DateTime(m) => words::moment(*m),
        Value::Period(p) => p.to_string(),
        Value::Code(key) => code_title(world, ledger, field, key),
        Value::Ref(id) => format!("#{id}"),
        Value::Org(code) => words::org(world, code),
        Value::Files(files) => words::list(files.iter().map(|f| &*f.name)),
        Value::List(rows) => format!("{}行", rows.len()),
        Value::Text(_) | Value::Account(_) | Value::Place(_) => value.as_str().unwrap_or_default().to_string(),
    }
}

fn code_title(world: &World<'_>, ledger: &Ledger, field: &Field, key: &str) -> String {
    let (FieldType::Code(list) | FieldType::Tree(list)) = &field.ty else { return key.to_string() };
    let entry = permission::package(world, ledger).and_then(|p| p.codes.get(list)?.entries.get(key));
    entry.map_or_else(|| key.to_string(), |e| e.title.to_string())
}

/// A value for messages and lists: personal and sensitive values masked.
#[must_use]
pub fn masked(world: &World<'_>, ledger: &Ledger, field: &Field, value: &Value) -> String {
    let text = show(world, ledger, field, value);
    if field.class < Class::Personal || text.is_empty() {
        return text;
    }
    match field.mask {
        Some(Mask::Name) => national::mask_name(&text),
        Some(Mask::IdCard) => national::mask_id_card(&text),
        Some(Mask::Phone) => national::mask_phone(&text),
        Some(Mask::Bank) => national::mask_bank(&text),
        Some(Mask::Address) => national::mask_address(&text),
        Some(Mask::All) | None => "***".into(),
    }
}

/// A record's label by the ledger's pattern, personal values masked; its number, or title and id, where there is no pattern.
#[must_use]
pub fn label(world: &World<'_>, ledger: &Ledger, record: &Record) -> String {
    let fallback = || match &record.number {
        Some(number) => number.to_string(),
        None => format!("{}#{}", ledger.title, record.id),
    };
    let Some(pattern) = ledger.label.as_deref() else { return fallback() };
    let filled = crate::number::fill(pattern, |part| match part {
        "number" => Some(record.number.as_deref().unwrap_or_default().to_string()),
        "org" => Some(words::org(world, &record.org)),
        "state" => record.state.as_deref().and_then(|s| ledger.state(s)).map(|s| s.title.to_string()),
        name => {
            let (index, field) = ledger.field(name)?;
            Some(record.values.get(index).map_or_else(String::new, |v| masked(world, ledger, field, v)))
        }
    });
    let filled = filled.split_whitespace().collect::<Vec<_>>().join(" ");
    if filled.is_empty() { fallback() } else { filled }
}

/// What a field wants, in Chinese: "日期，如 2025-10-14".
pub(super) fn type_words(world: &World<'_>, ledger: &Ledger, ty: &FieldType) -> String {
    match ty {
        FieldType::Text | FieldType::LongText => "文字".into(),
        FieldType::Int => "整数".into(),
        FieldType::Decimal { scale, .. } => format!("数字，最多{scale}位小数"),
        FieldType::Money => "金额（元），最多两位小数".into(),
        FieldType::Percent => "百分数，如 12.5%".into(),
        FieldType::Bool => "是或否".into(),
        FieldType::Date => "日期，如 2025-10-14".into(),
        FieldType::Time => "时刻，如 09:30".into(),
        FieldType::DateTime => "日期和时刻，如 2025-10-14 09:30".into(),
        FieldType::Period => "时期，如 2025年第三季度".into(),
        FieldType::Code(list) | FieldType::Tree(list) => {
            let entries = permission::package(world, ledger).and_then(|p| p.codes.get(list));
            let titles =
                entries.map(|l| words::list(l.entries.values().take(12).map(|e| &*e.title))).unwrap_or_default();
            format!("可选项之一：{titles}")
        }
        FieldType::Ref(_) => "一条已有的记录".into(),
        FieldType::Org => "机构".into(),
        FieldType::Account => "登录名".into(),
        FieldType::File => "一个文件".into(),
        FieldType::Files => "文件".into(),
        FieldType::Place => "地点".into(),
        FieldType::IdCard => "身份证号码".into(),
        FieldType::CreditCode => "统一社会信用代码".into(),
        FieldType::SchoolCode => "学校标识码".into(),
        FieldType::StudentNo => "学籍号".into(),
        FieldType::Phone => "电话号码".into(),
        FieldType::List(_) => "若干行明细".into(),
    }
}
