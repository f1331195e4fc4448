//! The rows of a table: which groups a dimension has, their titles, their order.

use std::sync::Arc;

use banjie_model::{
    definition::{Class, FieldType, Indicator, IndicatorKind, Ledger, Package},
    figure::{Condition, Cut},
    period::{Period, SplitBy},
    value::Value,
};
use chrono::Datelike as _;

use crate::{
    compute::{Cell, Computer, Place, Via},
    derived::below,
    formula,
};

/// Codes of a list shown even where nothing was counted; longer lists show only what was met.
const CODES_MAX: usize = 40;

/// A row to be computed.
#[derive(Clone, Debug)]
pub(crate) struct RowPlan {
    pub title: String,
    pub cell: Cell,
    /// Takes part in ranking; the organisation's own records beside those of its branches, and records without a value, do not.
    pub ranked: bool,
}

type Chosen<'a> = [(&'a Arc<Package>, &'a Indicator)];

impl<'a> Computer<'a, '_> {
    /// Heading of the first column, and the rows.
    pub fn rows(&mut self, chosen: &Chosen<'a>, cut: &Cut, place: &Place) -> Result<(String, Vec<RowPlan>), String> {
        match cut {
            Cut::Whole => {
                let org = place.org.as_deref().and_then(|org| self.catalogue.world().orgs.get(org));
                let title = org.map_or("全部".to_owned(), |org| org.name.to_string());
                Ok((String::new(), vec![RowPlan { title, cell: place.clone().into(), ranked: false }]))
            }
            Cut::Month => Ok(("月份".to_owned(), self.times(place, SplitBy::Month)?)),
            Cut::Year => Ok(("年份".to_owned(), self.times(place, SplitBy::Year)?)),
            Cut::Org => Ok(("单位".to_owned(), self.branches(chosen, place)?)),
            Cut::State => self.states(chosen, place),
            Cut::Field(name) => self.field(chosen, place, name),
        }
    }

    /// Months or years of the period, up to the moment; pieces that are not whole are counted by themselves.
    fn times(&self, place: &Place, by: SplitBy) -> Result<Vec<RowPlan>, String> {
        let period = place.period.ok_or("没有统计期间，不能按时间分列")?;
        let one_year = period.first().year() == period.last().year();
        let pieces = period.split(by).into_iter().filter(|piece| piece.first() <= self.at.date());
        Ok(pieces.map(|piece| time_row(place, piece, by, one_year)).collect())
    }

    /// Branches in order, then what the organisation itself owns. Kinds of organisation none of which owns anything that is
    /// counted here (the offices of a bureau beside its branches) are not listed.
    fn branches(&mut self, chosen: &Chosen<'a>, place: &Place) -> Result<Vec<RowPlan>, String> {
        let orgs = self.catalogue.world().orgs;
        let branches: Vec<_> = match place.org.as_deref() {
            Some(org) => orgs.children(org).cloned().collect(),
            None => orgs.roots().cloned().collect(),
        };
        let met = self.met(chosen, place, &Cut::Org)?;
        let period = place.period;
        let exists = |org: &banjie_model::org::Org| {
            let began = period.is_none_or(|p| org.since.is_none_or(|since| since <= p.last()));
            let lasts = period.is_none_or(|p| org.until.is_none_or(|until| until >= p.first()));
            began && lasts
        };
        let owns = |org: &banjie_model::org::Org| met.contains(&Value::Org(org.code.clone()));
        let kinds: Vec<banjie_model::Name> =
            branches.iter().filter(|org| owns(org)).map(|org| org.kind.clone()).collect();
        let mut rows = Vec::new();
        for org in branches {
            let listed = kinds.is_empty() || kinds.contains(&org.kind);
            if owns(&org) || listed && exists(&org) {
                let cell = below(place, org.code.clone());
                rows.push(RowPlan { title: org.name.to_string(), cell, ranked: true });
            }
        }
        if let Some(own) = place.org.clone().filter(|org| met.contains(&Value::Org(org.clone()))) {
            let via = Via { place: place.clone(), cut: Cut::Org, value: Value::Org(own) };
            let cell = Cell { place: Place { own: true, ..place.clone() }, via: Some(via) };
            rows.push(RowPlan { title: "本级".to_owned(), cell, ranked: false });
        }
        Ok(rows)
    }

    fn states(&mut self, chosen: &Chosen<'a>, place: &Place) -> Result<(String, Vec<RowPlan>), String> {
        let ledger = self.ledger_of(chosen)?;
        let rows = ledger.states.iter().map(|state| {
            let value = Value::Code(state.name.clone());
            grouped(place, &Cut::State, "state", value, state.title.to_string())
        });
        Ok(("环节".to_owned(), rows.collect()))
    }

    fn field(&mut self, chosen: &Chosen<'a>, place: &Place, name: &str) -> Result<(String, Vec<RowPlan>), String> {
        let ledger = self.ledger_of(chosen)?;
        let (_, field) = ledger.field(name).ok_or_else(|| format!("台账“{}”没有名为“{name}”的字段", ledger.title))?;
        if field.class == Class::Sensitive {
            return Err(format!("字段“{}”是敏感信息，不能用来分列", field.title));
        }
        let cut = Cut::Field(name.into());
        let met = self.met(chosen, place, &cut)?;
        let mut values: Vec<(Value, String)> = match &field.ty {
            FieldType::Code(list) | FieldType::Tree(list) => self.codes(ledger, list, &met),
            FieldType::Bool => vec![(Value::Bool(true), "是".to_owned()), (Value::Bool(false), "否".to_owned())],
            FieldType::Org => self.orgs_met(&met),
            FieldType::Text => {
                let mut texts: Vec<String> = met.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
                texts.sort();
                texts.into_iter().map(|text| (Value::text(&text), text)).collect()
            }
            _ => return Err(format!("字段“{}”不能用来分列；可用代码、是否、机构、文字字段", field.title)),
        };
        if met.contains(&Value::Missing) {
            values.push((Value::Missing, "未填".to_owned()));
        }
        let rows = values.into_iter().map(|(value, title)| grouped(place, &cut, name, value, title)).collect();
        Ok((field.title.to_string(), rows))
    }

    fn codes(&self, ledger: &Ledger, list: &str, met: &[Value]) -> Vec<(Value, String)> {
        let packages = &self.catalogue.library().packages;
        let Some(list) = packages.get(&ledger.package).and_then(|package| package.codes.get(list)) else {
            return Vec::new();
        };
        let all = list.entries.len() <= CODES_MAX;
        let entries = list.entries.values().map(|entry| (Value::Code(entry.key.clone()), entry.title.to_string()));
        entries.filter(|(value, _)| all || met.contains(value)).collect()
    }

    fn orgs_met(&self, met: &[Value]) -> Vec<(Value, String)> {
        let found = self.catalogue.world().orgs.iter().map(|org| (Value::Org(org.code.clone()), org.name.to_string()));
        found.filter(|(value, _)| met.contains(value)).collect()
    }

    /// Groups any of the indicators met.
    fn met(&mut self, chosen: &Chosen<'a>, place: &Place, cut: &Cut) -> Result<Vec<Value>, String> {
        let mut met = Vec::new();
        for (package, indicator) in chosen {
            let found = self.groups(package, indicator, place, cut)?;
            met.extend(found.into_iter().filter(|group| !met.contains(group)).collect::<Vec<_>>());
        }
        Ok(met)
    }

    /// The ledger the first indicator (or the first part of its formula) counts over.
    fn ledger_of(&self, chosen: &Chosen<'a>) -> Result<&'a Arc<Ledger>, String> {
        let (mut package, mut indicator) = *chosen.first().ok_or("没有写要列的指标")?;
        for _ in 0..16 {
            let IndicatorKind::Formula(expr) = &indicator.kind else { break };
            let first = formula::named(expr).into_iter().next().ok_or("公式里没有指标")?;
            (package, indicator) = self.catalogue.named_in(package, &first)?;
        }
        self.catalogue.ledger(indicator)
    }
}

fn time_row(place: &Place, piece: Period, by: SplitBy, one_year: bool) -> RowPlan {
    let (cut, value) = match by {
        SplitBy::Year => (Cut::Year, format!("{:04}", piece.first().year())),
        _ => (Cut::Month, format!("{:04}-{:02}", piece.first().year(), piece.first().month())),
    };
    let whole = matches!(piece, Period::Month(..) | Period::Year(_));
    let via = whole.then(|| Via { place: place.clone(), cut, value: Value::text(&value) });
    let title = match piece {
        Period::Month(_, month) if one_year => format!("{}月", month.number_from_month()),
        other => other.to_string(),
    };
    let cell = Cell { place: Place { period: Some(piece), ..place.clone() }, via };
    RowPlan { title, cell, ranked: true }
}

fn grouped(place: &Place, cut: &Cut, field: &str, value: Value, title: String) -> RowPlan {
    let mut row = place.clone();
    row.filter.push(Condition { field: field.into(), any_of: vec![value.clone()] });
    // What nobody filled in is no competitor.
    let ranked = !value.is_missing();
    let via = Via { place: place.clone(), cut: cut.clone(), value };
    RowPlan { title, cell: Cell { place: row, via: Some(via) }, ranked }
}
