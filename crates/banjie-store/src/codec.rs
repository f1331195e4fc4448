//! Values in and out of columns. Every number is a scaled integer, every date and instant ISO text.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    Moment, Name,
    definition::{Field, FieldType},
    period::Period,
    value::{FileRef, Place, RecordId, Value},
};
use chrono::{NaiveDate, NaiveTime};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::{
    db::{Param, Row},
    error::damaged,
    layout::{columns_of, is_sealed, scale_of},
};

const MOMENT: &str = "%Y-%m-%d %H:%M:%S";
const TIME: &str = "%H:%M:%S";
/// Truth values that are sealed.
const TRUE: &str = "1";
const FALSE: &str = "0";

/// `2025-10-14 09:00:00`.
pub(crate) fn moment_text(at: Moment) -> String {
    at.format(MOMENT).to_string()
}

/// Reads what [`moment_text`] wrote.
pub(crate) fn parse_moment(text: &str) -> StoreResult<Moment> {
    Moment::parse_from_str(text, MOMENT).map_err(|_| damaged(format!("“{text}”不是时刻")))
}

/// `2025-01-01/2025-12-31/2025`: texts in the order of periods, first day, last day, key.
pub(crate) fn period_text(period: &Period) -> String {
    format!("{}/{}/{}", period.first(), period.last(), period.key())
}

fn parse_date(text: &str) -> StoreResult<NaiveDate> {
    text.parse().map_err(|_| damaged(format!("“{text}”不是日期")))
}

/// A decimal as an integer of so many places; none where it has more places or does not fit.
pub(crate) fn scaled(d: Decimal, scale: u32) -> Option<i64> {
    let d = d.normalize();
    let up = scale.checked_sub(d.scale())?;
    let whole = d.mantissa().checked_mul(10_i128.checked_pow(up)?)?;
    i64::try_from(whole).ok()
}

/// Back to a decimal with exactly so many places.
pub(crate) fn unscaled(n: i64, scale: u32) -> Decimal {
    Decimal::from_i128_with_scale(i128::from(n), scale)
}

fn wrong_value(field: &Field, value: &Value) -> StoreError {
    StoreError::Other(format!(
        "字段“{}”（{}）不能存放 {value:?}：值与字段类型不符，或小数位、位数超过定义；本次操作没有写入任何数据。",
        field.title, field.name
    ))
}

/// The value of a field as parameters, one a column.
pub(crate) fn encode(field: &Field, value: &Value, out: &mut Vec<Param>) -> StoreResult<()> {
    if let FieldType::Place = field.ty {
        let (address, point) = match value {
            Value::Missing => (None, None),
            Value::Place(p) => (Some(p.address.clone()), p.point.map(|(lon, lat)| format!("{lon} {lat}").into())),
            other => return Err(wrong_value(field, other)),
        };
        let text = if is_sealed(field) { Param::Sealed } else { Param::Text };
        out.extend([text(address), text(point)]);
        return Ok(());
    }
    out.push(encode_first(field, value)?);
    Ok(())
}

/// The value of a field as the parameter of its first column.
pub(crate) fn encode_first(field: &Field, value: &Value) -> StoreResult<Param> {
    let plain = encode_plain(field, value)?;
    Ok(if is_sealed(field) { to_be_sealed(plain) } else { plain })
}

/// Numbers and truth values are sealed as texts.
fn to_be_sealed(plain: Param) -> Param {
    Param::Sealed(match plain {
        Param::Text(text) | Param::Sealed(text) => text,
        Param::Int(n) => n.map(|n| n.to_string().into()),
        Param::Bool(truth) => truth.map(|truth| if truth { TRUE } else { FALSE }.into()),
    })
}

fn encode_plain(field: &Field, value: &Value) -> StoreResult<Param> {
    let wrong = || wrong_value(field, value);
    if let Some(scale) = scale_of(&field.ty) {
        let number = match value {
            Value::Missing => None,
            other => Some(other.as_decimal().and_then(|d| scaled(d, scale)).ok_or_else(wrong)?),
        };
        return Ok(Param::Int(number));
    }
    Ok(match (&field.ty, value) {
        (FieldType::Ref(_), Value::Missing) => Param::Int(None),
        (FieldType::Ref(_), Value::Ref(id)) => Param::Int(Some(id.0)),
        (FieldType::Bool, Value::Missing) => Param::Bool(None),
        (FieldType::Bool, Value::Bool(b)) => Param::Bool(Some(*b)),
        (FieldType::Bool | FieldType::Ref(_), _) => return Err(wrong()),
        (_, Value::Missing) => Param::Text(None),
        (FieldType::Date, Value::Date(d)) => Param::text(d.to_string()),
        (FieldType::Time, Value::Time(t)) => Param::text(t.format(TIME).to_string()),
        (FieldType::DateTime, Value::DateTime(m)) => Param::text(moment_text(*m)),
        (FieldType::Period, Value::Period(p)) => Param::text(period_text(p)),
        (FieldType::File | FieldType::Files, Value::Files(files)) => Param::text(json(files)?),
        (FieldType::List(fields), Value::List(rows)) => Param::text(list_json(fields, rows)?),
        (FieldType::Place, Value::Place(p)) => Param::Text(Some(p.address.clone())),
        (ty, Value::Text(s) | Value::Code(s) | Value::Org(s) | Value::Account(s)) if is_text(ty) => {
            Param::Text(Some(s.clone()))
        }
        _ => return Err(wrong()),
    })
}

fn is_text(ty: &FieldType) -> bool {
    !matches!(
        ty,
        FieldType::Date
            | FieldType::Time
            | FieldType::DateTime
            | FieldType::Period
            | FieldType::File
            | FieldType::Files
            | FieldType::List(_)
            | FieldType::Place
    )
}

fn json<T: serde::Serialize>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Other(format!("内容无法转换为 JSON:{e}")))
}

/// Child rows as objects by field name, so that fields may be added later.
fn list_json(fields: &[Field], rows: &[Vec<Value>]) -> StoreResult<String> {
    let rows: Vec<Json> = rows
        .iter()
        .map(|row| {
            let cells = fields.iter().zip(row).filter(|(_, value)| !value.is_missing());
            let cells = cells.map(|(f, value)| Ok((f.name.to_string(), serde_json::to_value(value)?)));
            Ok(Json::Object(cells.collect::<Result<Map<_, _>, serde_json::Error>>()?))
        })
        .collect::<Result<_, serde_json::Error>>()
        .map_err(|e| StoreError::Other(format!("子表无法转换为 JSON:{e}")))?;
    json(&rows)
}

/// The value of a field from its columns, the first at `at`; moves `at` on.
pub(crate) fn decode(field: &Field, row: &Row, at: &mut usize) -> StoreResult<Value> {
    let first = *at;
    *at += columns_of(field).len();
    if let FieldType::Place = field.ty {
        let (address, point) = if is_sealed(field) {
            (row.opened(first)?, row.opened(first + 1)?)
        } else {
            (row.text(first)?.map(Into::into), row.text(first + 1)?.map(Into::into))
        };
        let point = point.as_deref().map(parse_point).transpose()?;
        return Ok(match address.as_deref().map(Name::from) {
            Some(address) => Value::Place(Place { address, point }),
            None => Value::Missing,
        });
    }
    decode_first(field, row, first)
}

/// The value of a field from one column.
pub(crate) fn decode_first(field: &Field, row: &Row, at: usize) -> StoreResult<Value> {
    let ty = &field.ty;
    if is_sealed(field) {
        return Ok(row.opened(at)?.map(|text| decode_opened(ty, &text)).transpose()?.unwrap_or_default());
    }
    let value = match ty {
        FieldType::Int => row.int(at)?.map(Value::Int),
        FieldType::Ref(_) => row.int(at)?.map(|n| Value::Ref(RecordId(n))),
        FieldType::Bool => row.bool(at)?.map(Value::Bool),
        FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => {
            let scale = scale_of(ty).unwrap_or_default();
            row.int(at)?.map(|n| Value::Decimal(unscaled(n, scale)))
        }
        _ => row.text(at)?.map(|text| decode_text(ty, text)).transpose()?,
    };
    Ok(value.unwrap_or_default())
}

fn decode_opened(ty: &FieldType, text: &str) -> StoreResult<Value> {
    let number = || text.parse::<i64>().map_err(damaged);
    Ok(match ty {
        FieldType::Int => Value::Int(number()?),
        FieldType::Ref(_) => Value::Ref(RecordId(number()?)),
        FieldType::Bool => Value::Bool(text == TRUE),
        FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => {
            Value::Decimal(unscaled(number()?, scale_of(ty).unwrap_or_default()))
        }
        _ => decode_text(ty, text)?,
    })
}

fn decode_text(ty: &FieldType, text: &str) -> StoreResult<Value> {
    Ok(match ty {
        FieldType::Date => Value::Date(parse_date(text)?),
        FieldType::Time => {
            Value::Time(NaiveTime::parse_from_str(text, TIME).map_err(|_| damaged(format!("“{text}”不是时间")))?)
        }
        FieldType::DateTime => Value::DateTime(parse_moment(text)?),
        FieldType::Period => {
            let key = text.rsplit('/').next().unwrap_or(text);
            Value::Period(key.parse::<Period>().map_err(|_| damaged(format!("“{text}”不是时期")))?)
        }
        FieldType::File | FieldType::Files => {
            let files: Vec<FileRef> = serde_json::from_str(text).map_err(damaged)?;
            Value::Files(files)
        }
        FieldType::List(fields) => decode_list(fields, text)?,
        FieldType::Code(_) | FieldType::Tree(_) => Value::Code(text.into()),
        FieldType::Org => Value::Org(text.into()),
        FieldType::Account => Value::Account(text.into()),
        FieldType::Place => Value::Place(Place { address: text.into(), point: None }),
        _ => Value::Text(text.into()),
    })
}

fn decode_list(fields: &[Field], text: &str) -> StoreResult<Value> {
    let rows: Vec<Map<String, Json>> = serde_json::from_str(text).map_err(damaged)?;
    let rows = rows.into_iter().map(|mut row| {
        let cell = |f: &Field| match row.remove(&*f.name) {
            Some(json) => serde_json::from_value(json).map_err(damaged),
            None => Ok(Value::Missing),
        };
        fields.iter().map(cell).collect::<StoreResult<Vec<Value>>>()
    });
    Ok(Value::List(rows.collect::<StoreResult<_>>()?))
}

fn parse_point(text: &str) -> StoreResult<(Decimal, Decimal)> {
    let parts = text.split_once(' ').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
    parts.ok_or_else(|| damaged(format!("“{text}”不是坐标")))
}

/// A JSON column that must hold this shape.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(damaged)
}

/// The JSON of a column.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> StoreResult<Name> {
    Ok(json(value)?.into())
}
