//! Values as people give them: typed, plausible, in one canonical spelling; shown, and read from text.

use banjie_model::{
    definition::{Field, FieldType, Ledger},
    national,
    rounding::round_half_up,
    value::{FileRef, Place, Value},
};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::{World, permission};

mod read;
mod show;

pub use read::{date as read_date, moment as read_moment, read};
pub use show::{label, masked, show};

/// The first and the last year in which a date is plausible.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;
/// Longest text of one line and of paragraphs, in characters.
const TEXT_MAX: usize = 1_000;
const LONG_TEXT_MAX: usize = 100_000;
/// Whole numbers and whole digits of money beyond this are typing errors: a thousand million million.
const INT_MAX: i64 = 1_000_000_000_000_000;
/// Most child rows and files of one value.
const ROWS_MAX: usize = 1_000;

/// Checks a value against its field and answers it in canonical spelling. An empty text, place or list is missing.
///
/// # Errors
/// What is wrong and what to write, in Chinese, without the field's title.
pub fn check(
    world: &World<'_>,
    ledger: &Ledger,
    field: &Field,
    value: &Value,
    today: NaiveDate,
) -> Result<Value, String> {
    match (&field.ty, value) {
        (_, Value::Missing) => Ok(Value::Missing),
        (FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent, _) if value.as_decimal().is_none() => {
            Err(wrong_type(world, ledger, field, value))
        }
        (FieldType::Text, Value::Text(s)) => text(s, false),
        (FieldType::LongText, Value::Text(s)) => text(s, true),
        (FieldType::Int, _) if value.as_decimal().is_some() => int(value),
        (FieldType::Decimal { precision, scale }, _) => decimal(value, u32::from(*precision), u32::from(*scale)),
        (FieldType::Money, _) => decimal(value, 18, 2).map_err(|e| e.replace("小数", "小数（金额到分）")),
        (FieldType::Percent, _) => percent(value),
        (FieldType::Bool, Value::Bool(b)) => Ok(Value::Bool(*b)),
        (FieldType::Date, Value::Date(d)) => plausible(*d).map(|()| Value::Date(*d)),
        (FieldType::DateTime, Value::DateTime(m)) => plausible(m.date()).map(|()| Value::DateTime(*m)),
        (FieldType::Time, Value::Time(t)) => Ok(Value::Time(*t)),
        (FieldType::Period, Value::Period(p)) => {
            plausible(p.first()).and_then(|()| plausible(p.last())).map(|()| Value::Period(*p))
        }
        (FieldType::Code(list) | FieldType::Tree(list), Value::Code(key)) => code(world, ledger, list, key),
        (FieldType::Ref(_), Value::Ref(id)) if id.0 > 0 => Ok(Value::Ref(*id)),
        (FieldType::Ref(_), Value::Ref(_)) => Err("所引用的记录编号不对，请重新选择".into()),
        (FieldType::Org, Value::Org(code)) => org(world, code),
        (FieldType::Account, Value::Account(account)) => self::account(account),
        (FieldType::File | FieldType::Files, Value::Files(files)) => self::files(&field.ty, files),
        (FieldType::Place, Value::Place(place)) => self::place(place),
        (FieldType::List(fields), Value::List(rows)) => list(world, ledger, fields, rows, today),
        (ty, Value::Text(s)) if is_national(ty) => national_code(ty, s, today),
        _ => Err(wrong_type(world, ledger, field, value)),
    }
}

/// "“很多”应为百分数，如 12.5%".
fn wrong_type(world: &World<'_>, ledger: &Ledger, field: &Field, value: &Value) -> String {
    let wanted = show::type_words(world, ledger, &field.ty);
    match value.as_str() {
        Some(given) => {
            let short: String = given.chars().take(20).collect();
            let more = if given.chars().count() > 20 { "…" } else { "" };
            format!("“{short}{more}”应为{wanted}")
        }
        None => format!("应为{wanted}"),
    }
}

fn text(s: &str, long: bool) -> Result<Value, String> {
    let s = s.trim();
    let max = if long { LONG_TEXT_MAX } else { TEXT_MAX };
    let length = s.chars().count();
    if length > max {
        return Err(format!("最多{max}个字，现为{length}个字，请精简"));
    }
    let forbidden = |c: char| c.is_control() && !(long && matches!(c, '\n' | '\r' | '\t'));
    match s.chars().position(forbidden) {
        Some(at) if !long && s.contains(['\n', '\r']) => {
            Err(format!("只能填一行，第{}个字是换行，请合并为一行", at + 1))
        }
        Some(at) => Err(format!("第{}个字是不可见的控制字符，请删去", at + 1)),
        None if s.is_empty() => Ok(Value::Missing),
        None => Ok(Value::text(s)),
    }
}

fn int(value: &Value) -> Result<Value, String> {
    let d = value.as_decimal().unwrap_or_default();
    if !d.fract().is_zero() {
        return Err(format!("应为整数，现为{}", d.normalize()));
    }
    match i64::try_from(d) {
        Ok(n) if n.abs() <= INT_MAX => Ok(Value::Int(n)),
        _ => Err(format!("{d}过大，请核对")),
    }
}

fn decimal(value: &Value, precision: u32, scale: u32) -> Result<Value, String> {
    let d = value.as_decimal().unwrap_or_default().normalize();
    if d.scale() > scale {
        return Err(format!("最多{scale}位小数，现为{d}，请按规定位数填写（系统不自动舍入）"));
    }
    let whole_digits = precision.saturating_sub(scale);
    let bound = 10i128.checked_pow(whole_digits).unwrap_or(i128::MAX);
    if d.trunc().abs().mantissa() >= bound {
        return Err(format!("整数部分最多{whole_digits}位，现为{d}，请核对"));
    }
    Ok(Value::Decimal(d))
}

fn percent(value: &Value) -> Result<Value, String> {
    let checked = decimal(value, 18, 6).map_err(|_| "应为百分数，如 12.5%，最多四位小数".to_string())?;
    match checked.as_decimal() {
        Some(d) if d.abs() > Decimal::from(1_000) => Err(format!("{}%过大，请核对", d * Decimal::ONE_HUNDRED)),
        _ => Ok(checked),
    }
}

fn plausible(date: NaiveDate) -> Result<(), String> {
    if YEARS.contains(&date.year()) {
        return Ok(());
    }
    Err(format!("{date}不合常理：年份应在{}至{}年之间，请核对", YEARS.start(), YEARS.end()))
}

fn code(world: &World<'_>, ledger: &Ledger, list: &str, key: &str) -> Result<Value, String> {
    let list = permission::package(world, ledger).and_then(|p| p.codes.get(list));
    match list {
        Some(list) if list.entries.contains_key(key) => Ok(Value::code(key)),
        Some(list) => {
            let some: Vec<&str> = list.entries.values().take(12).map(|e| &*e.title).collect();
            let more = if list.entries.len() > 12 { "等" } else { "" };
            Err(format!("“{key}”不在可选项中，可选：{}{more}", some.join("、")))
        }
        None => Err(format!("“{key}”无法核对：代码表没有定义")),
    }
}

fn org(world: &World<'_>, code: &str) -> Result<Value, String> {
    match world.orgs.get(code) {
        Some(org) => Ok(Value::Org(org.code.clone())),
        None => Err(format!("没有代码为“{code}”的机构，请从机构树中选择")),
    }
}

fn account(account: &str) -> Result<Value, String> {
    let account = account.trim();
    if account.is_empty() {
        return Ok(Value::Missing);
    }
    if account.chars().any(|c| c.is_whitespace() || c.is_control()) || account.chars().count() > 64 {
        return Err(format!("“{account}”不是登录名：不能有空格，最长64个字"));
    }
    Ok(Value::Account(account.into()))
}

fn files(ty: &FieldType, files: &[FileRef]) -> Result<Value, String> {
    if files.is_empty() {
        return Ok(Value::Missing);
    }
    if matches!(ty, FieldType::File) && files.len() > 1 {
        return Err(format!("只能放一个文件，现为{}个", files.len()));
    }
    if files.len() > ROWS_MAX {
        return Err(format!("最多{ROWS_MAX}个文件，现为{}个", files.len()));
    }
    let is_hash = |s: &str| s.is_empty() || (s.len() == 64 && s.bytes().all(|b| b.is_ascii_hexdigit()));
    match files.iter().position(|f| f.name.trim().is_empty() || !is_hash(&f.sha256)) {
        Some(at) => Err(format!("第{}个文件没有名称或校验值不对，请重新上传", at + 1)),
        None => Ok(Value::Files(files.to_vec())),
    }
}

fn place(place: &Place) -> Result<Value, String> {
    let address = place.address.trim();
    if address.chars().count() > TEXT_MAX || address.chars().any(char::is_control) {
        return Err(format!("地址只能填一行，最多{TEXT_MAX}个字"));
    }
    if let Some((lon, lat)) = place.point {
        national::plausible_point(lon, lat).map_err(|e| e.to_string())?;
    }
    if address.is_empty() && place.point.is_none() {
        return Ok(Value::Missing);
    }
    Ok(Value::Place(Place { address: address.into(), point: place.point }))
}

fn list(
    world: &World<'_>,
    ledger: &Ledger,
    fields: &[Field],
    rows: &[Vec<Value>],
    today: NaiveDate,
) -> Result<Value, String> {
    if rows.is_empty() {
        return Ok(Value::Missing);
    }
    if rows.len() > ROWS_MAX {
        return Err(format!("最多{ROWS_MAX}行，现为{}行", rows.len()));
    }
    let mut checked = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if row.len() != fields.len() {
            return Err(format!("第{}行应有{}栏，现为{}栏", at + 1, fields.len(), row.len()));
        }
        let cell = |(field, value): (&Field, &Value)| {
            let value = check(world, ledger, field, value, today)
                .map_err(|e| format!("第{}行「{}」：{e}", at + 1, field.title))?;
            match value {
                Value::Missing if field.required => Err(format!("第{}行「{}」必填", at + 1, field.title)),
                value => Ok(value),
            }
        };
        checked.push(fields.iter().zip(row).map(cell).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(Value::List(checked))
}

fn is_national(ty: &FieldType) -> bool {
    use FieldType::{CreditCode, IdCard, Phone, SchoolCode, StudentNo};
    matches!(ty, IdCard | CreditCode | SchoolCode | StudentNo | Phone)
}

fn national_code(ty: &FieldType, s: &str, today: NaiveDate) -> Result<Value, String> {
    if s.trim().is_empty() {
        return Ok(Value::Missing);
    }
    let canonical = match ty {
        FieldType::IdCard => national::check_id_card_on(s, today).map(|c| c.number),
        FieldType::CreditCode => national::check_credit_code(s).map(|c| c.number),
        FieldType::SchoolCode => national::check_school_code(s).map(|c| c.number),
        FieldType::StudentNo => national::check_student_number(s).map(|c| c.number),
        _ => national::check_phone(s).map(|p| p.number),
    };
    canonical.map(|c| Value::Text(c.into())).map_err(|e| e.to_string())
}

/// Fits a computed value to its field: numbers rounded half up to the field's places, instants to dates, texts to codes.
/// What does not fit comes back unchanged, to be refused by [`check`].
pub(crate) fn fit(field: &Field, value: Value) -> Value {
    match (&field.ty, &value) {
        (FieldType::Int, Value::Decimal(d)) => {
            i64::try_from(round_half_up(*d, 0)).map_or_else(|_| value.clone(), Value::Int)
        }
        (FieldType::Decimal { scale, .. }, _) => rounded(value, u32::from(*scale)),
        (FieldType::Money, _) => rounded(value, 2),
        (FieldType::Percent, _) => rounded(value, 6),
        (FieldType::Date, Value::DateTime(m)) => Value::Date(m.date()),
        (FieldType::Code(_) | FieldType::Tree(_), Value::Text(s)) => Value::Code(s.clone()),
        (FieldType::Org, Value::Text(s) | Value::Code(s)) => Value::Org(s.clone()),
        (FieldType::Account, Value::Text(s)) => Value::Account(s.clone()),
        (FieldType::Text | FieldType::LongText, Value::Code(s) | Value::Org(s) | Value::Account(s)) => {
            Value::Text(s.clone())
        }
        _ => value,
    }
}

fn rounded(value: Value, scale: u32) -> Value {
    value.as_decimal().map_or(value, |d| Value::Decimal(round_half_up(d, scale).normalize()))
}
