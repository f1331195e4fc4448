//! Tables: indicators side by side over the groups of a dimension, with share, growth, rank and a row for the whole.

use std::sync::Arc;

use banjie_model::{
    definition::{Indicator, Package, Show},
    figure::{Cut, Derived, Figure, FigureTable, TableAsk, TableColumn, TableRow, Trace, Wording},
    rounding,
};
use rust_decimal::Decimal;

use crate::{
    compute::{Cell, Computer, Place, derived},
    derived::ranks,
    rows::RowPlan,
};

/// An indicator of a table with its definition in words.
struct Chosen<'a> {
    package: &'a Arc<Package>,
    indicator: &'a Indicator,
    wording: Arc<Wording>,
}

impl<'a> Computer<'a, '_> {
    /// The table of an ask.
    pub fn table(&mut self, ask: &TableAsk) -> Result<FigureTable, String> {
        let mut chosen = Vec::new();
        for name in &ask.indicators {
            let (package, indicator) = self.catalogue.find(name)?;
            let wording = Arc::new(self.catalogue.wording(package, indicator));
            chosen.push(Chosen { package, indicator, wording });
        }
        let org = ask.org.as_deref().map(|name| self.org(name)).transpose()?;
        let place = Place { period: ask.period, org, own: false, filter: ask.filter.clone() };
        let pairs: Vec<_> = chosen.iter().map(|c| (c.package, c.indicator)).collect();
        let (head, plans) = self.rows(&pairs, &ask.by, &place)?;
        let whole = RowPlan { title: "合计".to_owned(), cell: Cell::from(place), ranked: false };
        let mut table = FigureTable { head, columns: Vec::new(), rows: empty_rows(&plans), total: None };
        let mut total = TableRow { title: whole.title.clone(), cells: Vec::new() };
        for (index, one) in chosen.iter().enumerate() {
            self.columns(&mut table, &mut total, one, &plans, (&whole, ask))?;
            let alone = chosen.len() == 1;
            table.columns.extend(columns_of(index, one.indicator, ask, alone, &total));
        }
        if ask.by != Cut::Whole {
            table.total = Some(total);
        }
        Ok(table)
    }

    /// The value column of an indicator and those derived from it, row by row.
    fn columns(
        &mut self,
        table: &mut FigureTable,
        total: &mut TableRow,
        chosen: &Chosen<'a>,
        plans: &[RowPlan],
        (whole, ask): (&RowPlan, &TableAsk),
    ) -> Result<(), String> {
        let (package, indicator) = (chosen.package, chosen.indicator);
        let sum = self.value(package, indicator, &whole.cell)?;
        let mut values = Vec::new();
        for plan in plans {
            values.push(self.value(package, indicator, &plan.cell)?);
        }
        for what in std::iter::once(&Derived::Value).chain(&ask.with) {
            let cells = match what {
                Derived::Share => values.iter().map(|value| Some(share(value, &sum))).collect(),
                Derived::Rank => rank_cells(&values, plans, indicator),
                _ => {
                    let mut cells = Vec::new();
                    for plan in plans {
                        cells.push(Some(self.derive(package, indicator, &plan.cell, *what)?));
                    }
                    cells
                }
            };
            let last = match what {
                Derived::Share => Some(share(&sum, &sum)),
                Derived::Rank => None,
                _ => Some(self.derive(package, indicator, &whole.cell, *what)?),
            };
            let figure = |trace: Option<Trace>| trace.map(|trace| Figure::new(trace, chosen.wording.clone()));
            for (row, cell) in table.rows.iter_mut().zip(cells) {
                row.cells.push(figure(cell));
            }
            total.cells.push(figure(last));
        }
        Ok(())
    }
}

fn empty_rows(plans: &[RowPlan]) -> Vec<TableRow> {
    plans.iter().map(|plan| TableRow { title: plan.title.clone(), cells: Vec::new() }).collect()
}

fn columns_of(index: usize, indicator: &Indicator, ask: &TableAsk, alone: bool, total: &TableRow) -> Vec<TableColumn> {
    let unit = |offset: usize| {
        let place = total.cells.len() - ask.with.len() - 1 + offset;
        total.cells.get(place).and_then(Option::as_ref).map_or("".into(), |figure| figure.unit().clone())
    };
    let column = |(offset, derived): (usize, Derived)| {
        let title = match derived {
            Derived::Value => indicator.title.to_string(),
            _ if alone => derived.zh().to_owned(),
            _ => format!("{}{}", indicator.title, derived.zh()),
        };
        // The heading of a column of points says it already.
        let unit = match derived {
            Derived::Points | Derived::PointsOnYear => "".into(),
            _ => unit(offset),
        };
        TableColumn { title, unit, indicator: index, derived }
    };
    std::iter::once(Derived::Value).chain(ask.with.iter().copied()).enumerate().map(column).collect()
}

/// A row's part of the whole.
fn share(value: &Trace, sum: &Trace) -> Trace {
    let part = value.value.zip(sum.value).and_then(|(part, whole)| rounding::share(part, whole));
    let trace = derived(value, Derived::Share, vec![value.clone(), sum.clone()], Show::Percent(1), "");
    Trace { value: part, ..trace }
}

/// Places among the rows; the trace of each keeps its own value, the others stand in the same table.
fn rank_cells(values: &[Trace], plans: &[RowPlan], indicator: &Indicator) -> Vec<Option<Trace>> {
    let compared: Vec<Option<Decimal>> =
        values.iter().zip(plans).map(|(value, plan)| value.value.filter(|_| plan.ranked)).collect();
    let places = ranks(&compared, indicator.better);
    let cells = values.iter().zip(plans).zip(places).map(|((value, plan), place)| {
        let trace = derived(value, Derived::Rank, vec![value.clone()], Show::Integer, "");
        plan.ranked.then_some(Trace { value: place, ..trace })
    });
    cells.collect()
}
