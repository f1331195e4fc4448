//! A trace as one word for the command line: `building-violations/found,period=2025,org=3303,seq=812,at=2026-01-05T09:00:00,hash=1f2e`.

use banjie_model::{
    Moment,
    figure::{Ask, Condition, Derived, How, Trace},
    period::Period,
    value::Value,
};

use crate::room::AsOf;

/// How much of a definition's hash a token carries.
const HASH_LENGTH: usize = 16;
const MOMENT: &str = "%Y-%m-%dT%H:%M:%S";

/// The token of a trace; none for what a template computed (its parts have tokens) and for what is not shown.
pub fn token(trace: &Trace) -> Option<String> {
    if trace.hidden.is_some() {
        return None;
    }
    let derived = match trace.how {
        How::Records | How::Formula => None,
        How::Derived(Derived::Share) | How::Computed(_) => return None,
        How::Derived(derived) => Some(derived),
    };
    let mut parts = vec![format!("{}/{}", trace.package, trace.indicator)];
    parts.extend(trace.period.map(|period| format!("period={}", period.key())));
    parts.extend(trace.org.as_ref().map(|org| format!("org={}", escaped(org))));
    if trace.own {
        parts.push("own".to_owned());
    }
    for Condition { field, any_of } in &trace.filter {
        let values: Vec<String> = any_of.iter().map(|value| escaped(&text(value))).collect();
        parts.push(format!("where.{field}={}", values.join("+")));
    }
    parts.extend(derived.map(|derived| format!("as={}", derived.key())));
    parts.push(format!("seq={}", trace.as_of));
    parts.push(format!("at={}", trace.at.format(MOMENT)));
    parts.push(format!("hash={}", trace.hash.chars().take(HASH_LENGTH).collect::<String>()));
    Some(parts.join(","))
}

/// Reads a token: what is asked, as of when, and the beginning of the definition's hash.
///
/// # Errors
/// What cannot be read, in Chinese.
pub fn read_token(token: &str) -> Result<(Ask, AsOf, String), String> {
    let mut parts = token.trim().split(',');
    let indicator = parts.next().filter(|name| name.contains('/')).ok_or("溯源串应以 应用包/指标 开头")?;
    let mut ask = Ask {
        indicator: indicator.into(),
        period: None,
        org: None,
        own: false,
        filter: Vec::new(),
        derived: Derived::Value,
    };
    let (mut seq, mut at, mut hash) = (None, None, String::new());
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match key {
            "period" => ask.period = Some(Period::parse(value).map_err(|e| e.to_string())?),
            "org" => ask.org = Some(plain(value).into()),
            "own" => ask.own = true,
            "as" => ask.derived = Derived::of_key(value).ok_or_else(|| format!("溯源串里的“{part}”不认识"))?,
            "seq" => seq = value.parse().ok(),
            "at" => at = Moment::parse_from_str(value, MOMENT).ok(),
            "hash" => value.clone_into(&mut hash),
            _ => {
                let field = key.strip_prefix("where.").ok_or_else(|| format!("溯源串里的“{part}”不认识"))?;
                ask.filter.push(Condition { field: field.into(), any_of: value.split('+').map(read_value).collect() });
            }
        }
    }
    let as_of = seq.zip(at).map(|(seq, at)| AsOf { seq, at });
    Ok((ask, as_of.ok_or("溯源串缺少 seq 或 at，可能没有复制完整")?, hash))
}

fn read_value(text: &str) -> Value {
    match text {
        "~" => Value::Missing,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        other => Value::text(&plain(other)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Missing => "~".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Int(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Date(d) => d.to_string(),
        Value::DateTime(m) => m.format(MOMENT).to_string(),
        Value::Period(p) => p.key(),
        Value::Ref(id) => id.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// What separates the parts of a token, as `%2C`.
const SPECIAL: [(char, &str); 6] = [('%', "%25"), (',', "%2C"), ('+', "%2B"), ('=', "%3D"), (' ', "%20"), ('~', "%7E")];

fn escaped(text: &str) -> String {
    if text == "~" {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        match SPECIAL.iter().find(|(special, _)| *special == c) {
            Some((_, code)) => out.push_str(code),
            None => out.push(c),
        }
    }
    out
}

fn plain(text: &str) -> String {
    // The percent sign itself comes last, so that what it yields is not read again.
    SPECIAL.iter().rev().fold(text.to_owned(), |text, (special, code)| text.replace(code, &special.to_string()))
}
