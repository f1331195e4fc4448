//! Values that follow from others: set by an action, computed by a formula, looked up. In the order of their dependence.

use std::collections::HashSet;

use banjie_model::{
    definition::{Action, Ledger, Lookup},
    expr::{Expr, ExprKind},
};

/// How a value comes about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    /// Set by the action; reads the value before.
    Set(&'a Expr),
    /// Computed at each write.
    Formula(&'a Expr),
    /// Read from other records.
    Lookup(&'a Lookup),
}

/// One value to come about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step<'a> {
    /// Field index.
    pub(crate) field: usize,
    /// How.
    pub(crate) source: Source<'a>,
    /// Only after the look-ups are answered.
    pub(crate) late: bool,
}

/// All values to come about with an action (none: a creation or a correction), each after what it depends on.
pub(crate) fn plan<'a>(ledger: &'a Ledger, action: Option<&'a Action>) -> Vec<Step<'a>> {
    let mut open: Vec<(usize, Source<'a>, HashSet<usize>)> = Vec::new();
    for (field, expr) in action.into_iter().flat_map(|a| &a.sets) {
        let needs = dependencies(expr).into_iter().filter(|f| f != field).collect();
        open.push((*field, Source::Set(expr), needs));
    }
    for (index, field) in ledger.fields.iter().enumerate() {
        if let Some(expr) = &field.formula {
            open.push((index, Source::Formula(expr), dependencies(expr)));
        }
        if let Some(lookup) = &field.lookup {
            open.push((index, Source::Lookup(lookup), lookup.filter.as_ref().map(dependencies).unwrap_or_default()));
        }
    }
    order(open)
}

fn order(mut open: Vec<(usize, Source<'_>, HashSet<usize>)>) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::with_capacity(open.len());
    let mut late: HashSet<usize> = HashSet::new();
    while !open.is_empty() {
        let waiting: HashSet<usize> = open.iter().map(|(field, ..)| *field).collect();
        // A circle cannot come from a checked package; were there one, its values would come in the order written.
        let ready = open.iter().position(|(_, _, needs)| needs.is_disjoint(&waiting)).unwrap_or(0);
        let (field, source, needs) = open.remove(ready);
        let is_lookup = matches!(source, Source::Lookup(_));
        let is_late = !is_lookup && !needs.is_disjoint(&late);
        if is_lookup || is_late {
            late.insert(field);
        }
        steps.push(Step { field, source, late: is_late });
    }
    steps
}

/// Fields of the record at hand an expression reads.
pub(crate) fn dependencies(expr: &Expr) -> HashSet<usize> {
    let mut fields = HashSet::new();
    expr.walk(&mut |e| {
        if let ExprKind::Field(f) = &e.kind {
            fields.insert(f.index);
        }
    });
    fields
}

/// These fields and all that are computed from them.
pub(crate) fn closure(ledger: &Ledger, seeds: impl IntoIterator<Item = usize>) -> HashSet<usize> {
    let mut all: HashSet<usize> = seeds.into_iter().collect();
    loop {
        let before = all.len();
        for (index, field) in ledger.fields.iter().enumerate() {
            let reads = |expr: &Option<Expr>| expr.as_ref().is_some_and(|e| !dependencies(e).is_disjoint(&all));
            let lookup = field.lookup.as_ref().is_some_and(|l| reads(&l.filter));
            if reads(&field.formula) || lookup {
                all.insert(index);
            }
        }
        if all.len() == before {
            return all;
        }
    }
}
