//! What a scenario may expect of a record or a figure, and how it is compared.

use std::collections::HashMap;

use banjie_model::{
    Moment, Name,
    case::{Case, LimitRun},
    definition::{ConsequenceKind, Ledger, Package, Recipient},
    figure::{Ask, Condition, Derived, shown},
    period::Period,
    rounding::{parse_decimal, parse_percent, round_half_up},
    value::{RecordId, Value},
};
use rust_decimal::Decimal;

use super::{Difference, FigureOracle, Stage, Verdict, steps::value_of};
use crate::{
    limits::{self, NO_DUE},
    values,
};

/// Whether a record has these values; broken where it cannot have them.
pub(super) fn has(
    stage: &Stage<'_>,
    case: &Case,
    ledger: &Ledger,
    pairs: &[(Name, Name)],
    now: Moment,
    records: &HashMap<Name, RecordId>,
) -> Result<bool, String> {
    let name_of = |id: RecordId| records.iter().find(|(_, i)| **i == id).map(|(n, _)| n.clone());
    let asked = Asked { stage, case, ledger, now, records, name_of: &name_of };
    for (key, expected) in pairs {
        if asked.compare(key, expected)?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Compares a record with what is expected of it.
pub(super) fn record(
    stage: &Stage<'_>,
    id: RecordId,
    pairs: &[(Name, Name)],
    now: Moment,
    records: &HashMap<Name, RecordId>,
    name_of: &dyn Fn(RecordId) -> Option<Name>,
) -> Verdict {
    let (Some(case), Some(ledger)) = (stage.cases.get(&id), stage.ledger_of(id)) else {
        return Verdict::Broken("记录不在了。".into());
    };
    let asked = Asked { stage, case, ledger, now, records, name_of };
    let mut differences = Vec::new();
    for (key, expected) in pairs {
        match asked.compare(key, expected) {
            Err(broken) => return Verdict::Broken(broken),
            Ok(Some(actual)) => {
                differences.push(Difference { what: key.to_string(), expected: expected.to_string(), actual });
            }
            Ok(None) => {}
        }
    }
    if differences.is_empty() { Verdict::Passed } else { Verdict::Failed(differences) }
}

struct Asked<'s> {
    stage: &'s Stage<'s>,
    case: &'s Case,
    ledger: &'s Ledger,
    now: Moment,
    records: &'s HashMap<Name, RecordId>,
    name_of: &'s dyn Fn(RecordId) -> Option<Name>,
}

impl Asked<'_> {
    /// The actual value where it differs.
    fn compare(&self, key: &str, expected: &str) -> Result<Option<String>, String> {
        if let Some((limit, fact)) = key.split_once('.') {
            return self.limit(limit, fact, expected);
        }
        if let Some((index, field)) = self.ledger.field(key) {
            let actual = self.case.record.values.get(index).unwrap_or(&Value::Missing);
            let find = |_: &str, text: &str| self.records.get(text).copied();
            let wanted = match expected {
                "none" | "无" if !matches!(field.ty, banjie_model::definition::FieldType::Text) => Value::Missing,
                text => values::read(&self.stage.world(), self.ledger, field, text, &find)?,
            };
            return Ok((!same(&wanted, actual)).then(|| self.shown(field, actual)));
        }
        let record = &self.case.record;
        let or_none = |text: Option<&Name>| text.map_or_else(|| "none".to_string(), ToString::to_string);
        let actual = match key {
            "state" => or_none(record.state.as_ref()),
            "number" => or_none(record.number.as_ref()),
            "handler" => or_none(record.handler.as_ref()),
            "version" => record.version.to_string(),
            "hand_overs" => record.hand_overs.len().to_string(),
            "opened_on" => record.opened_at.date().to_string(),
            "closed_on" => record.closed_at.map_or_else(|| "none".into(), |at| at.date().to_string()),
            "card" => card(&self.case.runs).to_string(),
            "referred_to" => return Ok(self.referred_to(expected)),
            "message" => return Ok(self.message(expected)),
            "org" => {
                let wanted = self.stage.orgs.find(expected).map_or(expected, |o| &o.code);
                let actual =
                    self.stage.orgs.get(&record.org).map_or_else(|| record.org.to_string(), |o| o.name.to_string());
                return Ok((*wanted != *record.org).then_some(actual));
            }
            _ => return Err(format!("不能期望“{key}”：记录没有这一项。")),
        };
        Ok((actual != expected).then_some(actual))
    }

    fn shown(&self, field: &banjie_model::definition::Field, value: &Value) -> String {
        match value {
            Value::Missing => "（空）".into(),
            Value::Ref(id) => (self.name_of)(*id).map_or_else(|| id.to_string(), |n| n.to_string()),
            Value::Date(d) => d.to_string(),
            Value::Code(key) => key.to_string(),
            Value::Bool(b) => b.to_string(),
            value => values::show(&self.stage.world(), self.ledger, field, value),
        }
    }

    /// Roles the case is referred to now.
    fn referred_to(&self, expected: &str) -> Option<String> {
        let referred = self.case.runs.iter().filter(|r| limits::has_fallen(r, ConsequenceKind::Refer));
        let consequences = referred.filter_map(|run| {
            let limit = self.ledger.limit(&run.key.limit)?;
            limits::consequence(limits::supervise(self.ledger, limit), ConsequenceKind::Refer)
        });
        let to = |recipient: &Recipient| match recipient {
            Recipient::Role(role) => role.to_string(),
            Recipient::Handler => "handler".to_string(),
        };
        let roles: Vec<String> = consequences.flat_map(|c| &c.to).map(to).collect();
        let as_expected = if expected == "none" { roles.is_empty() } else { roles.iter().any(|r| r == expected) };
        (!as_expected).then(|| if roles.is_empty() { "none".into() } else { roles.join("、") })
    }

    /// A message of the record that contains these words; `none`: no message at all.
    fn message(&self, expected: &str) -> Option<String> {
        let own = self.stage.messages.iter().filter(|(id, _)| *id == self.case.record.id).map(|(_, m)| &m.text);
        let texts: Vec<&Name> = own.collect();
        let as_expected =
            if expected == "none" { texts.is_empty() } else { texts.iter().any(|t| t.contains(expected)) };
        (!as_expected).then(|| texts.last().map_or_else(|| "none".into(), |t| t.to_string()))
    }

    fn limit(&self, limit: &str, fact: &str, expected: &str) -> Result<Option<String>, String> {
        if self.ledger.limit(limit).is_none() {
            return Err(format!("{}没有名为“{limit}”的时限。", self.ledger.title));
        }
        let Some(run) = self.case.runs.iter().rfind(|r| &*r.key.limit == limit) else {
            let off = matches!(
                (fact, expected),
                (_, "none") | ("overdue" | "on_time" | "paused" | "referred" | "provisional", "false")
            );
            return Ok((!off).then(|| "none（没有开始计时）".into()));
        };
        let moment = |at: Option<Moment>| {
            let at = at?;
            Some(if at == NO_DUE { "none".to_string() } else { at.format("%Y-%m-%d %H:%M").to_string() })
        };
        let ended = run.ended.as_ref();
        let actual = match fact {
            "due" => return Ok(date_differs(moment(Some(run.due_at)), expected)),
            "started" => return Ok(date_differs(moment(Some(run.started_at)), expected)),
            "ended" => return Ok(date_differs(moment(ended.map(|e| e.at)), expected)),
            "state" => run_state(run, self.now).to_string(),
            "card" => card(std::slice::from_ref(run)).to_string(),
            "overdue" => (run_state(run, self.now) == "late").to_string(),
            "on_time" => ended.is_some_and(|e| e.met && e.at <= run.due_at).to_string(),
            "paused" => limits::is_paused(run, self.now).to_string(),
            "referred" => limits::has_fallen(run, ConsequenceKind::Refer).to_string(),
            "provisional" => run.provisional.to_string(),
            "published" => run.published.len().to_string(),
            _ => return Err(format!("时限没有“{fact}”这一项。")),
        };
        Ok((actual != expected).then_some(actual))
    }
}

/// `running`, `met`, `late` (ended or still running after the due date), `paused`, `void`.
fn run_state(run: &LimitRun, now: Moment) -> &'static str {
    match &run.ended {
        Some(end) if !end.met => "void",
        Some(end) if end.at <= run.due_at => "met",
        Some(_) => "late",
        None if limits::is_paused(run, now) => "paused",
        None if now > run.due_at => "late",
        None => "running",
    }
}

/// The highest card that stands.
fn card(runs: &[LimitRun]) -> &'static str {
    let stands = |kind| runs.iter().any(|r| limits::has_fallen(r, kind));
    match (stands(ConsequenceKind::Red), stands(ConsequenceKind::Yellow)) {
        (true, _) => "red",
        (false, true) => "yellow",
        (false, false) => "none",
    }
}

/// An expected date compares with the day, an expected instant with the minute.
fn date_differs(actual: Option<String>, expected: &str) -> Option<String> {
    let actual = actual.unwrap_or_else(|| "none".into());
    let expected = expected.trim().replace('T', " ");
    let same =
        if expected.contains(' ') { actual == expected } else { actual.split(' ').next() == Some(expected.as_str()) };
    let shown =
        || if expected.contains(' ') { actual.clone() } else { actual.split(' ').next().unwrap_or_default().into() };
    (!same).then(shown)
}

/// Values compare by what they mean: 120.5 is 120.50, a place is its address.
fn same(wanted: &Value, actual: &Value) -> bool {
    match (wanted, actual) {
        (Value::Place(a), Value::Place(b)) => a.address == b.address && a.point.is_none_or(|p| b.point == Some(p)),
        (Value::Files(a), Value::Files(b)) => a.iter().map(|f| &f.name).eq(b.iter().map(|f| &f.name)),
        (Value::Text(a), Value::Text(b)) => a.trim() == &**b,
        _ => match (wanted.as_decimal(), actual.as_decimal()) {
            (Some(a), Some(b)) => a == b,
            _ => wanted == actual,
        },
    }
}

/// Compares a figure: `is=` the number as its definition shows it, with or without its unit.
pub(super) fn figure(
    stage: &Stage<'_>,
    package: &Package,
    figures: &mut dyn FigureOracle,
    name: &Name,
    pairs: &[(Name, Name)],
    now: Moment,
) -> Verdict {
    let Some(indicator) = package.indicators.get(name) else {
        return Verdict::Broken(format!("没有名为“{name}”的指标。"));
    };
    let Some(expected) = value_of(pairs, "is") else {
        return Verdict::Broken("没有写明期望的数值，写法如 figure found period=2025 is=27".into());
    };
    let ask = match ask(package, name, pairs) {
        Ok(ask) => ask,
        Err(broken) => return Verdict::Broken(broken),
    };
    match figures.figure(stage, package, &ask, now) {
        Err(broken) => Verdict::Broken(broken),
        Ok(actual) => {
            let text = shown(actual, indicator.show);
            let with_unit = format!("{text}{}", indicator.unit);
            if *expected == *text || *expected == *with_unit || number_of(&expected) == rounded(actual, &text) {
                return Verdict::Passed;
            }
            let what = format!("指标“{}”", indicator.title);
            Verdict::Failed(vec![Difference { what, expected: expected.to_string(), actual: text }])
        }
    }
}

fn ask(package: &Package, name: &Name, pairs: &[(Name, Name)]) -> Result<Ask, String> {
    let mut ask = Ask {
        indicator: format!("{}/{name}", package.name).into(),
        period: None,
        org: None,
        own: false,
        filter: Vec::new(),
        derived: Derived::Value,
    };
    for (key, text) in pairs {
        match &**key {
            "is" => {}
            "period" => ask.period = Some(Period::parse(text).map_err(|e| e.to_string())?),
            "org" => ask.org = Some(text.clone()),
            field => ask.filter.push(Condition { field: field.into(), any_of: vec![Value::text(text)] }),
        }
    }
    Ok(ask)
}

/// An expected number, as exact as it is written; `none`, `—`: nothing to compute from.
fn number_of(text: &str) -> Option<Decimal> {
    let text = text.trim();
    if text.ends_with(['%', '％']) { parse_percent(text).ok() } else { parse_decimal(text).ok() }.map(|d| d.normalize())
}

/// The figure as far as its text shows it.
fn rounded(actual: Option<Decimal>, text: &str) -> Option<Decimal> {
    let places = text.trim_end_matches('%').split_once('.').map_or(0, |(_, p)| u32::try_from(p.len()).unwrap_or(0));
    let places = if text.ends_with('%') { places + 2 } else { places };
    // Nothing must not equal a text that cannot be read.
    Some(actual.map_or(Decimal::MIN, |a| round_half_up(a, places).normalize()))
}
