//! Results that people look up about themselves: when they are released, and what whoever is identified reads.

use std::collections::HashMap;

use banjie_engine::{results, values};
use banjie_model::{
    Moment, Name,
    case::{Case, Record},
    definition::{Class, Day, FieldType, Identity, Ledger, Package, Results},
    expr::{BinaryOp, Expr, Fact},
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use crate::{
    conditions::{all_of, binary, equals, fact, field, literal, not_after, one_of},
    desk::Desk,
    error::DeskResult,
    export::cell_text,
    mask::mask_text,
    ports::{ListQuery, PageQuery, Reach, Sort, SortBy, Store},
    snapshot::Snapshot,
};

/// Records of one person at most.
const MOST: u32 = 50;

/// Results that can be looked up, or will be.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ResultDesk {
    /// Package.
    pub package: Name,
    /// Title of the package.
    pub package_title: Name,
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Explanation for the public.
    pub help: Option<Name>,
    /// Basis, in words.
    pub basis: Option<String>,
    /// Something has been released and can be looked up.
    pub open: bool,
    /// When something is released next, and what (the round, the batch) where that has a name.
    pub next: Option<(Moment, Option<String>)>,
}

/// What somebody reads about himself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OwnResult {
    /// Number of the record; where it has none, its number inside the database.
    pub number: Name,
    /// Organisation it belongs to.
    pub org: Name,
    /// The result in words.
    pub outcome: Name,
    /// Fields shown: title and text, personal ones masked.
    pub fields: Vec<(Name, String)>,
}

impl<S: Store> Desk<S> {
    /// All results with the time of their release.
    ///
    /// # Errors
    /// What the store says.
    pub async fn result_desks(&self, now: Moment) -> DeskResult<Vec<ResultDesk>> {
        self.catch_up().await?;
        let snapshot = self.snapshot();
        let mut all = Vec::new();
        for package in snapshot.library().packages.values() {
            for results in package.results.values() {
                all.push(self.result_desk_of(&snapshot, package, results, now).await?);
            }
        }
        Ok(all)
    }

    /// One of them; none: there is no such one.
    ///
    /// # Errors
    /// What the store says.
    pub async fn result_desk(&self, package: &str, name: &str, now: Moment) -> DeskResult<Option<ResultDesk>> {
        self.catch_up().await?;
        let snapshot = self.snapshot();
        let Some(package) = snapshot.library().packages.get(package) else { return Ok(None) };
        let Some(results) = package.results.get(name) else { return Ok(None) };
        self.result_desk_of(&snapshot, package, results, now).await.map(Some)
    }

    async fn result_desk_of(
        &self,
        snapshot: &Snapshot,
        package: &Package,
        results: &Results,
        now: Moment,
    ) -> DeskResult<ResultDesk> {
        let ledger = snapshot.ledger(&results.of)?;
        let (open, next) = match &results.released {
            None => (self.first(ledger, decided(results), None).await?.is_some(), None),
            Some(Day::Own(index)) => {
                let to_come = later(ledger, *index, now);
                let past = not_after(field(ledger, *index), literal(Value::DateTime(now)));
                let open = self.first(ledger, all_of(decided(results).into_iter().chain([past])), None).await?;
                let next =
                    self.first(ledger, all_of(decided(results).into_iter().chain([to_come])), Some(*index)).await?;
                let next = next.and_then(|record| results::begins(record.values.get(*index)));
                (open.is_some(), next.map(|at| (at, None)))
            }
            Some(Day::Through { ledger, field: index, .. }) => {
                let rounds = snapshot.ledger(ledger)?;
                let past = not_after(field(rounds, *index), literal(Value::DateTime(now)));
                let open = self.first(rounds, Some(past), None).await?.is_some();
                let next = self.first(rounds, Some(later(rounds, *index, now)), Some(*index)).await?;
                let next = next.and_then(|record| {
                    let label = values::label(&snapshot.world(), rounds, &record);
                    Some((results::begins(record.values.get(*index))?, Some(label)))
                });
                (open, next)
            }
        };
        Ok(ResultDesk {
            package: package.name.clone(),
            package_title: package.title.clone(),
            name: results.name.clone(),
            title: results.title.clone(),
            help: results.help.clone(),
            basis: results.basis.as_ref().and_then(|key| package.bases.get(key)).map(|basis| basis.zh()),
            open,
            next,
        })
    }

    /// The first record that meets a condition, by a field where one is given.
    async fn first(&self, ledger: &Ledger, filter: Option<Expr>, by: Option<usize>) -> DeskResult<Option<Record>> {
        let Some(index) = by else {
            let query = ListQuery { filter, limit: Some(1), ..ListQuery::default() };
            return Ok(self.store().list(ledger, &query).await?.into_iter().next());
        };
        let sort = Sort { by: SortBy::Field(ledger.fields[index].name.clone()), descending: false };
        let query = PageQuery { filter, scope: Reach::All, sort, limit: 1, ..PageQuery::default() };
        Ok(self.store().page(ledger, &query).await?.records.into_iter().next())
    }

    /// The results of whoever tells all that identifies him, newest first: empty where something is wrong, where there is none
    /// and where it is not released, without a difference.
    ///
    /// # Errors
    /// What the store says.
    pub async fn own_results(
        &self,
        results: &Results,
        number: Option<&str>,
        told: &IndexMap<Name, Value>,
        now: Moment,
    ) -> DeskResult<Vec<OwnResult>> {
        let snapshot = self.snapshot();
        let ledger = snapshot.ledger(&results.of)?;
        let mut found = Vec::new();
        for record in self.identified(ledger, results, number, told).await? {
            let Some(case) = self.store().case(ledger, record).await? else { continue };
            let others = self.others(&snapshot, results, &case.record).await?;
            let other = |id: RecordId| others.get(&id);
            if results::open(&snapshot.world(), results, (ledger, &case), &other, now) {
                let names = self.names(&snapshot, ledger, results, &case.record).await?;
                found.extend(own(&snapshot, ledger, results, &case, &names));
            }
        }
        found.reverse();
        Ok(found)
    }

    /// Records that everything told fits.
    async fn identified(
        &self,
        ledger: &Ledger,
        results: &Results,
        number: Option<&str>,
        told: &IndexMap<Name, Value>,
    ) -> DeskResult<Vec<RecordId>> {
        let mut fits = Vec::new();
        for identity in &results.identify_by {
            match identity {
                Identity::Number => {
                    let id = self.store().find_number(ledger, number.unwrap_or_default()).await?;
                    let Some(id) = id else { return Ok(Vec::new()) };
                    let Some(case) = self.store().case(ledger, id).await? else { return Ok(Vec::new()) };
                    let same = |index: usize| {
                        let field = &ledger.fields[index];
                        told.get(&field.name).is_some_and(|value| case.record.values.get(index) == Some(value))
                    };
                    let fields = results.identify_by.iter().filter_map(|identity| match identity {
                        Identity::Field(index) => Some(*index),
                        Identity::Number => None,
                    });
                    return Ok(if fields.into_iter().all(same) { vec![id] } else { Vec::new() });
                }
                Identity::Field(index) => {
                    let value = told.get(&ledger.fields[*index].name).filter(|value| !value.is_missing());
                    let Some(value) = value else { return Ok(Vec::new()) };
                    fits.push(equals(field(ledger, *index), literal(value.clone())));
                }
            }
        }
        if results.identify_by.contains(&Identity::Number) || fits.is_empty() {
            return Ok(Vec::new());
        }
        let query = ListQuery { filter: all_of(fits), limit: Some(MOST), ..ListQuery::default() };
        Ok(self.store().list(ledger, &query).await?.into_iter().map(|record| record.id).collect())
    }

    /// What the records are called that a record's shown fields refer to.
    async fn names(
        &self,
        snapshot: &Snapshot,
        ledger: &Ledger,
        results: &Results,
        record: &Record,
    ) -> DeskResult<HashMap<RecordId, String>> {
        let mut names = HashMap::new();
        for index in &results.shows {
            let (FieldType::Ref(key), Some(Value::Ref(id))) = (&ledger.fields[*index].ty, record.values.get(*index))
            else {
                continue;
            };
            let other = snapshot.ledger(key)?;
            if let Some(case) = self.store().case(other, *id).await? {
                names.insert(*id, values::label(&snapshot.world(), other, &case.record));
            }
        }
        Ok(names)
    }

    /// The records a record's days stand in.
    async fn others(
        &self,
        snapshot: &Snapshot,
        results: &Results,
        record: &Record,
    ) -> DeskResult<HashMap<RecordId, Record>> {
        let mut others = HashMap::new();
        for day in results.released.iter().chain(&results.until) {
            let Day::Through { by, ledger, .. } = day else { continue };
            let Some(Value::Ref(id)) = record.values.get(*by) else { continue };
            if let Some(case) = self.store().case(snapshot.ledger(ledger)?, *id).await? {
                others.insert(*id, case.record);
            }
        }
        Ok(others)
    }
}

/// A condition: in a state with a result, and meeting the package's condition.
fn decided(results: &Results) -> Option<Expr> {
    let states = results.outcomes.iter().map(|(state, _)| Value::Code(state.clone()));
    all_of([one_of(fact(Fact::State), states)].into_iter().chain(results.filter.clone()))
}

/// A condition: the day or instant is after this moment.
fn later(ledger: &Ledger, index: usize, now: Moment) -> Expr {
    let now = match ledger.fields[index].ty {
        FieldType::Date => Value::Date(now.date()),
        _ => Value::DateTime(now),
    };
    binary(BinaryOp::Gt, field(ledger, index), literal(now))
}

fn own(
    snapshot: &Snapshot,
    ledger: &Ledger,
    results: &Results,
    case: &Case,
    names: &HashMap<RecordId, String>,
) -> Option<OwnResult> {
    let record = &case.record;
    let shown = |index: &usize| {
        let field = ledger.fields.get(*index).filter(|field| field.class < Class::Sensitive)?;
        let value = record.values.get(*index).filter(|value| !value.is_missing())?;
        let text = match field.class {
            Class::Personal => mask_text(snapshot, ledger, field, value),
            _ => match value {
                Value::Ref(id) => names.get(id)?.clone(),
                _ => cell_text(snapshot, ledger, field, value),
            },
        };
        Some((field.title.clone(), text))
    };
    let org = snapshot.directory.orgs.get(&record.org).map_or_else(|| record.org.clone(), |org| org.name.clone());
    Some(OwnResult {
        number: record.number.clone().unwrap_or_else(|| format!("#{}", record.id).into()),
        org,
        outcome: results.outcome(record.state.as_deref()?)?.clone(),
        fields: results.shows.iter().filter_map(shown).collect(),
    })
}
