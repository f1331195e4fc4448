//! From conditions to what the store is asked.

use banjie_model::{
    Moment, Name,
    definition::Ledger,
    expr::{BinaryOp, Expr, Fact},
    value::Value,
};
use chrono::{NaiveDate, NaiveTime};

use super::{Condition, Filters, Narrowing, Op, Subject, is_open_text};
use crate::{
    conditions::{all_of, any_of, binary, contains, equals, fact, field, has, literal, not, one_of},
    ports::FactFilter,
};

impl Filters<'_> {
    /// The conditions for the store, all of which must hold; `now` is the moment "within three working days" counts from.
    #[must_use]
    pub fn to_expr(&self, conditions: &[Condition], now: Moment) -> Narrowing {
        let mut exprs = Vec::new();
        let mut facts = Vec::new();
        let mut due = (None, None);
        for condition in conditions {
            let Some(subject) = self.subject(&condition.field) else { continue };
            match subject {
                Subject::Field(index, _) => exprs.extend(self.asks(&field(self.ledger, index), condition)),
                Subject::State => exprs.extend(self.asks(&fact(Fact::State), condition)),
                Subject::Org => exprs.extend(self.asks(&fact(Fact::Org), condition)),
                Subject::Handler => exprs.extend(self.asks(&fact(Fact::Handler), condition)),
                Subject::Number => exprs.extend(self.asks(&fact(Fact::Number), condition)),
                Subject::Opened => exprs.extend(self.asks(&fact(Fact::OpenedOn), condition)),
                Subject::Closed => exprs.extend(self.asks(&fact(Fact::ClosedOn), condition)),
                Subject::Anything => exprs.extend(self.anything(condition)),
                Subject::Changed => {
                    let (from, before) = stretch(condition);
                    facts.push(FactFilter::ChangedBetween(from, before));
                }
                Subject::Due if condition.op == Op::Is => facts.extend(self.due(condition, now)),
                Subject::Due => {
                    let (from, before) = stretch(condition);
                    due = (from.or(due.0), before.or(due.1));
                }
                Subject::Card => facts.extend(cards(condition)),
            }
        }
        if due != (None, None) {
            facts.push(FactFilter::DueBetween(due.0, due.1));
        }
        Narrowing { filter: all_of(exprs), facts }
    }

    /// What a condition asks of a value.
    fn asks(&self, of: &Expr, condition: &Condition) -> Option<Expr> {
        let first = condition.values.first()?;
        Some(match condition.op {
            Op::Is => any_value(of, &condition.values),
            Op::Not => all_of([has(of.clone()), not(any_value(of, &condition.values))])?,
            Op::From => binary(BinaryOp::Ge, of.clone(), literal(first.clone())),
            Op::To => binary(BinaryOp::Le, of.clone(), literal(first.clone())),
            Op::Has => any_of(condition.values.iter().map(|part| contains(of.clone(), literal(part.clone()))))?,
            Op::Missing if *first == Value::Bool(true) => not(has(of.clone())),
            Op::Missing => has(of.clone()),
            Op::Below => one_of(of.clone(), self.below(&condition.values).into_iter().map(Value::Org)),
        })
    }

    /// These organisations and those below them, by code.
    fn below(&self, values: &[Value]) -> Vec<Name> {
        let orgs = &self.snapshot.directory.orgs;
        let roots: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let within = orgs.iter().filter(|org| roots.iter().any(|root| orgs.is_within(&org.code, root)));
        within.map(|org| org.code.clone()).collect()
    }

    /// Number or any open text contains it.
    fn anything(&self, condition: &Condition) -> Option<Expr> {
        let ledger: &Ledger = self.ledger;
        let texts = ledger.fields.iter().enumerate().filter(|(_, f)| is_open_text(f));
        let mut places: Vec<Expr> = texts.map(|(index, _)| field(ledger, index)).collect();
        if ledger.number.is_some() || places.is_empty() {
            places.insert(0, fact(Fact::Number));
        }
        let found = |part: &Value| any_of(places.iter().map(|place| contains(place.clone(), literal(part.clone()))));
        all_of(condition.values.iter().filter_map(found))
    }

    fn due(&self, condition: &Condition, now: Moment) -> Option<FactFilter> {
        let one = |word: &str| match word {
            "overdue" => Some(FactFilter::Overdue),
            "none" => Some(FactFilter::NoClock),
            days => {
                let days = days.strip_suffix('d')?.parse::<i64>().ok()?;
                Some(FactFilter::DueBy(self.soon(now, days)))
            }
        };
        one_or_any(condition.values.iter().filter_map(Value::as_str).filter_map(one).collect())
    }

    /// The last second of the n-th working day from a moment; 0: of that day.
    #[must_use]
    pub fn soon(&self, now: Moment, working_days: i64) -> Moment {
        let calendar = &self.snapshot.directory.calendar;
        let day = if working_days == 0 { now.date() } else { calendar.add_working_days(now.date(), working_days) };
        day.and_hms_opt(23, 59, 59).unwrap_or(now)
    }
}

fn one_or_any(mut facts: Vec<FactFilter>) -> Option<FactFilter> {
    if facts.len() < 2 { facts.pop() } else { Some(FactFilter::Any(facts)) }
}

fn any_value(of: &Expr, values: &[Value]) -> Expr {
    match values {
        [one] => equals(of.clone(), literal(one.clone())),
        several => one_of(of.clone(), several.iter().cloned()),
    }
}

fn cards(condition: &Condition) -> Option<FactFilter> {
    let one = |word: &str| match word {
        "yellow" => Some(FactFilter::Yellow),
        "red" => Some(FactFilter::Red),
        "referred" => Some(FactFilter::Referred),
        _ => None,
    };
    one_or_any(condition.values.iter().filter_map(Value::as_str).filter_map(one).collect())
}

/// The days of a condition as instants: from the first moment of one to before the first moment after the other.
fn stretch(condition: &Condition) -> (Option<Moment>, Option<Moment>) {
    let day = condition.values.first().and_then(Value::as_date);
    let begins = |day: NaiveDate| day.and_time(NaiveTime::MIN);
    let after = |day: NaiveDate| day.succ_opt().map(begins);
    match condition.op {
        Op::From => (day.map(begins), None),
        Op::To => (None, day.and_then(after)),
        _ => (day.map(begins), day.and_then(after)),
    }
}
