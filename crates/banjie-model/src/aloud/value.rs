//! Values in words.

use rust_decimal::Decimal;

use super::Titles;
use crate::{calendar::date_zh, expr::Ty, value::Value};

/// A value as people write it: 楼顶违法建设, 100 m², 5 万元, 50%, 2025年1月1日, “文字”. The unit is that of its field; money
/// is in 元 without being told.
pub fn value_aloud(value: &Value, ty: &Ty, unit: Option<&str>, titles: &dyn Titles) -> String {
    match value {
        Value::Missing => "（空）".into(),
        Value::Text(text) => format!("“{text}”"),
        Value::Int(n) => number(Decimal::from(*n), ty, unit),
        Value::Decimal(d) => number(*d, ty, unit),
        Value::Bool(truth) => if *truth { "是" } else { "否" }.into(),
        Value::Date(date) => date_zh(*date),
        Value::Time(time) => time.format("%H:%M").to_string(),
        Value::DateTime(at) => format!("{} {}", date_zh(at.date()), at.format("%H:%M")),
        Value::Period(period) => period.to_string(),
        Value::Code(key) => match ty {
            Ty::Code(list) => titles.code(list, key).unwrap_or(key).to_string(),
            _ => key.to_string(),
        },
        Value::Ref(id) => format!("第 {id} 号记录"),
        Value::Org(code) => titles.org(code).unwrap_or(code).to_string(),
        Value::Account(name) => name.to_string(),
        Value::Files(files) => format!("{} 个文件", files.len()),
        Value::Place(place) => place.address.to_string(),
        Value::List(rows) => format!("{} 行", rows.len()),
    }
}

fn number(value: Decimal, ty: &Ty, unit: Option<&str>) -> String {
    let plain = |d: Decimal| d.normalize().to_string();
    match ty {
        Ty::Percent => format!("{}%", plain(value * Decimal::ONE_HUNDRED)),
        Ty::Money => {
            let wan = value / Decimal::from(10_000);
            if !value.is_zero() && wan.is_integer() {
                format!("{} 万元", plain(wan))
            } else {
                format!("{} 元", plain(value))
            }
        }
        _ => match unit {
            Some(unit) if unit.starts_with('%') || unit.starts_with('‰') => format!("{}{unit}", plain(value)),
            Some(unit) => format!("{} {unit}", plain(value)),
            None => plain(value),
        },
    }
}
