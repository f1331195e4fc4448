//! Official numbers by the ledger's pattern: `违建〔{year}〕{seq}号`, `{seq:4}` with leading zeros, `{org}`, `{month}`.

use banjie_model::{
    Moment, Name,
    definition::{FieldType, Ledger},
    org::Org,
    value::{RecordId, Value},
};
use chrono::Datelike;

/// The counter a number is taken from: the pattern with everything filled in but the running number, so that the count
/// starts again with each new year (or organisation, or month) the pattern names.
#[must_use]
pub fn scope(pattern: &str, org: &Org, at: Moment) -> String {
    fill(pattern, |part| known(part, org, at))
}

/// The number itself.
#[must_use]
pub fn render(pattern: &str, seq: i64, org: &Org, at: Moment) -> String {
    fill(pattern, |part| match part.split_once(':') {
        None if part == "seq" => Some(seq.to_string()),
        Some(("seq", width)) => width.parse().ok().map(|width: usize| format!("{seq:0>width$}")),
        _ => known(part, org, at),
    })
}

/// Puts the numbers of records referred to into a pattern: `{inspection}-{seq:2}` becomes `检〔2025〕3号-{seq:2}`, so that
/// the count starts again with each of them. `number` answers for a record id of a ledger.
#[must_use]
pub fn refer(
    pattern: &str,
    ledger: &Ledger,
    values: &[Value],
    number: &dyn Fn(&Name, RecordId) -> Option<Name>,
) -> String {
    fill(pattern, |part| {
        let (to, id) = referred(ledger, values, part)?;
        Some(number(to, id).map_or_else(|| id.to_string(), |number| number.to_string()))
    })
}

/// The records a pattern names, with their ledgers.
#[must_use]
pub fn references<'a>(pattern: &str, ledger: &'a Ledger, values: &[Value]) -> Vec<(&'a Name, RecordId)> {
    let parts = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    parts.filter_map(|(part, _)| referred(ledger, values, part)).collect()
}

fn referred<'a>(ledger: &'a Ledger, values: &[Value], part: &str) -> Option<(&'a Name, RecordId)> {
    let (index, field) = ledger.field(part)?;
    match (&field.ty, values.get(index)?) {
        (FieldType::Ref(to), Value::Ref(id)) => Some((to, *id)),
        _ => None,
    }
}

fn known(part: &str, org: &Org, at: Moment) -> Option<String> {
    match part {
        "year" => Some(at.year().to_string()),
        "month" => Some(format!("{:02}", at.month())),
        "org" => Some(org.name.to_string()),
        _ => None,
    }
}

/// Replaces each `{part}` for which there is an answer.
pub(crate) fn fill(pattern: &str, answer: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((part, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        match answer(part) {
            Some(text) => filled.push_str(&text),
            None => filled.extend(["{", part, "}"]),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use banjie_model::org::Org;

    fn check(pattern: &str, expected_scope: &str, expected: &str) {
        let org = Org {
            code: "lc".into(),
            name: "鹿城分局".into(),
            kind: "bureau".into(),
            parent: None,
            since: None,
            until: None,
            attributes: Default::default(),
        };
        let at = "2025-09-28T09:00:00".parse().unwrap();
        assert_eq!(
            (super::scope(pattern, &org, at), super::render(pattern, 7, &org, at)),
            (expected_scope.into(), expected.into())
        );
    }

    #[test]
    fn numbers_start_again_with_each_part_the_pattern_names() {
        check("违建〔{year}〕{seq}号", "违建〔2025〕{seq}号", "违建〔2025〕7号");
        check("{org}-{year}{month}-{seq:4}", "鹿城分局-202509-{seq:4}", "鹿城分局-202509-0007");
        check("{other}{seq}", "{other}{seq}", "{other}7");
        check("半个{括号", "半个{括号", "半个{括号");
    }
}
