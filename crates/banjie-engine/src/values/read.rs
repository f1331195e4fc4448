//! Reading values from text, by the type of the field: for scenarios, command lines and cells of workbooks.

use banjie_model::{
    Name,
    definition::{CodeList, Field, FieldType, Ledger},
    period::Period,
    rounding::{parse_decimal, parse_percent},
    value::{FileRef, Place, RecordId, Value},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use super::show::type_words;
use crate::{World, permission};

/// Reads a value. Codes are read by key or title, organisations by code or name, yes-or-no as `true`, `是`, `有`; a place as
/// its address with `@经度,纬度` behind it where known; several files are parted by `、`; child rows are a JSON array of
/// objects. `record` finds the record a reference names. An empty text is a missing value. Plausibility is not judged
/// here, see [`check`](super::check).
///
/// # Errors
/// What cannot be read and what to write, in Chinese.
pub fn read(
    world: &World<'_>,
    ledger: &Ledger,
    field: &Field,
    text: &str,
    record: &dyn Fn(&str, &str) -> Option<RecordId>,
) -> Result<Value, String> {
    let t = text.trim();
    if t.is_empty() {
        return Ok(Value::Missing);
    }
    let wrong = || format!("“{t}”应为{}", type_words(world, ledger, &field.ty));
    match &field.ty {
        FieldType::Text | FieldType::LongText => Ok(Value::text(text)),
        FieldType::Int => match parse_decimal(t).map_err(|e| e.to_string())? {
            d if d.fract().is_zero() => i64::try_from(d).map(Value::Int).map_err(|_| wrong()),
            _ => Err(wrong()),
        },
        FieldType::Decimal { .. } | FieldType::Money => parse_decimal(t).map(Value::Decimal).map_err(|e| e.to_string()),
        FieldType::Percent => parse_percent(t).map(Value::Decimal).map_err(|e| e.to_string()),
        FieldType::Bool => yes_or_no(t).map(Value::Bool).ok_or_else(wrong),
        FieldType::Date => date(t).map(Value::Date).ok_or_else(wrong),
        FieldType::Time => time(t).map(Value::Time).ok_or_else(wrong),
        FieldType::DateTime => moment(t).map(Value::DateTime).ok_or_else(wrong),
        FieldType::Period => Period::parse(t).map(Value::Period).map_err(|e| e.to_string()),
        FieldType::Code(list) | FieldType::Tree(list) => {
            let list = permission::package(world, ledger).and_then(|p| p.codes.get(list));
            list.and_then(|l| code(l, t)).map(Value::Code).ok_or_else(wrong)
        }
        FieldType::Ref(to) => record(to, t).map(Value::Ref).ok_or_else(|| format!("没有找到“{t}”所指的记录")),
        FieldType::Org => match world.orgs.find(t) {
            Some(org) => Ok(Value::Org(org.code.clone())),
            None if world.orgs.is_ambiguous(t) => Err(format!("有几个机构都叫“{t}”，请写机构代码")),
            None => Err(format!("没有代码或名称为“{t}”的机构")),
        },
        FieldType::Account => Ok(Value::Account(t.into())),
        FieldType::File | FieldType::Files => Ok(files(t)),
        FieldType::Place => Ok(place(t)),
        FieldType::List(fields) => list(world, ledger, fields, t, record),
        FieldType::IdCard | FieldType::CreditCode | FieldType::SchoolCode | FieldType::StudentNo | FieldType::Phone => {
            Ok(Value::text(t))
        }
    }
}

fn yes_or_no(t: &str) -> Option<bool> {
    match t {
        "true" | "是" | "有" | "√" | "1" | "Y" | "y" | "yes" => Some(true),
        "false" | "否" | "无" | "×" | "0" | "N" | "n" | "no" => Some(false),
        _ => None,
    }
}

/// Dates as people write them: 2025-10-14, 2025/10/14, 2025.10.14, 20251014, 2025年10月14日.
#[must_use]
pub fn date(t: &str) -> Option<NaiveDate> {
    let chinese = t.replace(['年', '月', '/', '.'], "-");
    let plain = chinese.trim_end_matches('日');
    NaiveDate::parse_from_str(plain, "%Y-%m-%d").or_else(|_| NaiveDate::parse_from_str(plain, "%Y%m%d")).ok()
}

fn time(t: &str) -> Option<NaiveTime> {
    let plain = t.replace(['时', '：'], ":").replace('分', "");
    NaiveTime::parse_from_str(&plain, "%H:%M").or_else(|_| NaiveTime::parse_from_str(&plain, "%H:%M:%S")).ok()
}

/// An instant; a date alone is its first instant.
#[must_use]
pub fn moment(t: &str) -> Option<NaiveDateTime> {
    if let Some(day) = date(t) {
        return Some(day.and_time(NaiveTime::MIN));
    }
    let (day, clock) = t.split_once([' ', 'T', '日'])?;
    Some(date(day)?.and_time(time(clock.trim())?))
}

fn code(list: &CodeList, t: &str) -> Option<Name> {
    let by_key = list.entries.get(t);
    by_key.or_else(|| list.entries.values().find(|e| &*e.title == t)).map(|e| e.key.clone())
}

fn files(t: &str) -> Value {
    let names = t.split(['、', ',', '，']).map(str::trim).filter(|n| !n.is_empty());
    Value::Files(names.map(|n| FileRef { name: n.into(), sha256: "".into(), size_bytes: 0 }).collect())
}

fn place(t: &str) -> Value {
    let point = t.rsplit_once('@').and_then(|(address, point)| {
        let (lon, lat) = point.split_once([',', '，'])?;
        let number = |s: &str| s.trim().parse::<Decimal>().ok();
        Some((address.trim(), (number(lon)?, number(lat)?)))
    });
    Value::Place(match point {
        Some((address, point)) => Place { address: address.into(), point: Some(point) },
        None => Place { address: t.into(), point: None },
    })
}

fn list(
    world: &World<'_>,
    ledger: &Ledger,
    fields: &[Field],
    t: &str,
    record: &dyn Fn(&str, &str) -> Option<RecordId>,
) -> Result<Value, String> {
    let rows: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(t).map_err(|_| format!("“{t}”应为若干行明细，如 [{{\"栏\": \"值\"}}]"))?;
    let mut values = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if let Some(unknown) = row.keys().find(|k| !fields.iter().any(|f| *f.name == **k)) {
            return Err(format!("第{}行没有名为“{unknown}”的栏", at + 1));
        }
        let cell = |field: &Field| {
            let text = match row.get(&*field.name) {
                None | Some(serde_json::Value::Null) => return Ok(field.default.clone().unwrap_or_default()),
                Some(serde_json::Value::String(s)) => s.clone(),
                Some(other) => other.to_string(),
            };
            read(world, ledger, field, &text, record).map_err(|e| format!("第{}行「{}」：{e}", at + 1, field.title))
        };
        values.push(fields.iter().map(cell).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Value::List(values))
}
