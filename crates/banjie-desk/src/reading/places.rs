//! Places and files.

use std::str::FromStr;

use banjie_model::{
    national::{half_width, plausible_point},
    value::{FileRef, Place, Value},
};
use rust_decimal::Decimal;

use super::EntryFault;

/// `地址`, `地址(120.65,28.01)` or `地址@120.65,28.01`: longitude first, WGS-84 degrees.
pub(super) fn place(text: &str) -> Result<Value, EntryFault> {
    let text = text.trim();
    let Some((address, point)) = split_point(text) else {
        return Ok(Value::Place(Place { address: text.into(), point: None }));
    };
    plausible_point(point.0, point.1).map_err(|fault| {
        EntryFault::new(fault.to_string(), "坐标写在地址后的括号里，先经度后纬度，如 五马街1号(120.65,28.01)。")
    })?;
    Ok(Value::Place(Place { address: address.into(), point: Some(point) }))
}

/// The address and the point of a trailing pair of brackets with two numbers in it.
fn split_point(text: &str) -> Option<(&str, (Decimal, Decimal))> {
    let (inner, open) = match text.strip_suffix([')', '）']) {
        Some(inner) => (inner, inner.rfind(['(', '（'])?),
        None => (text, text.rfind('@')?),
    };
    let numbers: String = inner[open..].chars().skip(1).map(half_width).filter(|c| !c.is_whitespace()).collect();
    let (lon, lat) = numbers.split_once([',', ';', '、'])?;
    let number = |s: &str| Decimal::from_str(s.trim_end_matches('°')).ok();
    Some((inner[..open].trim(), (number(lon)?, number(lat)?)))
}

/// Names of files, separated by `;`, line breaks, or `、` where each part has an ending. The content is not in a workbook:
/// only the names are kept.
pub(super) fn files(text: &str) -> Value {
    let pieces = text.split([';', '；', '\n']);
    let names = pieces.flat_map(|piece| {
        let parts: Vec<&str> = piece.split('、').collect();
        if parts.iter().all(|part| part.contains('.')) { parts } else { vec![piece] }
    });
    let names = names.map(str::trim).filter(|name| !name.is_empty());
    Value::Files(names.map(|name| FileRef { name: name.into(), sha256: "".into(), size_bytes: 0 }).collect())
}
