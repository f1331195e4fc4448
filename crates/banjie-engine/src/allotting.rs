//! Allocations declared in a package: the problem built from records, solved, checked, and turned into commands.

use std::collections::{BTreeMap, HashMap};

use banjie_allot::{
    Certificate, Document, Explainer, Finding, FloorInput, Method, PlaceInput, Problem, QuotaInput, Rules, Score,
    SeekerInput, Severity, Wish, allot, verify,
};
use banjie_model::{
    Moment, Name,
    case::{Case, Command, Record, What},
    definition::{Allocation, AllotMethod, Choices, Ledger, Reserve},
    refusal::{Refusal, RefusalCode},
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use crate::{World, evaluate, view};

/// What an allocation came to.
#[derive(Clone, Debug)]
pub struct Allotted {
    /// Who sought what, as anybody can read it and verify the outcome by it.
    pub document: Document,
    /// The same, ready for solving.
    pub problem: Problem,
    /// The outcome with its evidence, verified.
    pub certificate: Certificate,
    /// What writes it down: one command a seeker who takes part, to be decided together or not at all.
    pub commands: Vec<Command>,
    /// How many got a place.
    pub placed: usize,
    /// How many took part.
    pub seekers: usize,
    /// Why, for each seeker, by its id.
    pub to_seekers: Vec<(String, Vec<String>)>,
    /// Who came to each place and with what, by its id.
    pub to_places: Vec<(String, Vec<String>)>,
}

/// Both sides of an allocation as they stand.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// Cases of the seekers' ledger.
    pub seekers: &'a [Case],
    /// Cases of the places' ledger.
    pub places: &'a [Case],
}

/// Runs an allocation over the records that take part. Nothing is written: the commands are to be decided together.
///
/// # Errors
/// A refusal that names every fault of the records: a place chosen twice, a score that is no number, a missing seed.
pub fn run(
    world: &World<'_>,
    allocation: &Allocation,
    sides: Sides<'_>,
    seed: Option<&str>,
    now: Moment,
) -> Result<Allotted, Refusal> {
    let (seekers, places) = ledgers(world, allocation)?;
    let taking_part = |ledger: &Ledger, cases: &'_ [Case], filter: Option<&banjie_model::expr::Expr>| -> Vec<usize> {
        let holds = |case: &Case| {
            let scope = view::scope(world, ledger, &case.record, &case.runs, now);
            filter.is_none_or(|filter| evaluate::holds(filter, &scope))
        };
        (0..cases.len()).filter(|i| holds(&cases[*i])).collect()
    };
    let picked =
        |cases: &'_ [Case], chosen: &[usize]| -> Vec<Case> { chosen.iter().map(|i| cases[*i].clone()).collect() };
    let seeking = picked(sides.seekers, &taking_part(seekers, sides.seekers, allocation.seekers_filter.as_ref()));
    let offering = picked(sides.places, &taking_part(places, sides.places, allocation.places_filter.as_ref()));
    let document = Build { world, allocation, seekers, now }.document(&seeking, &offering);
    let reading = document.clone().read();
    let faults: Vec<&Finding> = reading.findings.iter().filter(|f| f.severity == Severity::Error).collect();
    if !faults.is_empty() {
        return Err(faulty(allocation, &faults));
    }
    let problem = reading.problem;
    let rules = Rules { seed: seed.map(String::from), ..Rules::new(method(allocation)) };
    let unfit = rules.check(&problem);
    if !unfit.is_empty() {
        return Err(faulty(allocation, &unfit.iter().collect::<Vec<_>>()));
    }
    let outcome = allot(&problem, &rules).map_err(|faults| faulty(allocation, &faults.iter().collect::<Vec<_>>()))?;
    let certificate = Certificate::new(&problem, &rules, &outcome);
    let wrong = verify(&problem, &certificate);
    if !wrong.is_empty() {
        return Err(faulty(allocation, &wrong.iter().collect::<Vec<_>>()));
    }
    Ok(written(allocation, seekers, (document, problem, certificate), &seeking, &offering))
}

fn ledgers<'a>(world: &World<'a>, allocation: &Allocation) -> Result<(&'a Ledger, &'a Ledger), Refusal> {
    let find = |key: &Name| {
        world.library.ledger(key).map(|l| &**l).ok_or_else(|| {
            let message = format!("分配“{}”用到的台账 {key} 不在应用包里，请检查应用包。", allocation.title);
            Refusal::new(RefusalCode::NotFound, message)
        })
    };
    Ok((find(&allocation.seekers)?, find(&allocation.places)?))
}

fn method(allocation: &Allocation) -> Method {
    match allocation.method {
        AllotMethod::DeferredAcceptance if allocation.floor.is_some() => Method::Floors,
        AllotMethod::DeferredAcceptance => Method::Deferred,
        AllotMethod::DeferredAcceptancePlaces => Method::DeferredPlaces,
        AllotMethod::SerialDictatorship => Method::Serial,
        AllotMethod::Lottery => Method::Lottery,
        AllotMethod::MinimumCost => Method::Cheapest,
    }
}

fn faulty(allocation: &Allocation, faults: &[&Finding]) -> Refusal {
    let lines: Vec<String> = faults.iter().map(|f| format!("{}：{}", f.at, f.message)).collect();
    let message = format!("不能进行“{}”，没有写入任何结果：\n{}", allocation.title, lines.join("\n"));
    Refusal::new(RefusalCode::BadValue, message)
}

/// How a record is called in the problem and its certificate: its number, which the public knows too.
fn id_of(record: &Record) -> String {
    record.number.as_ref().map_or_else(|| format!("#{}", record.id), ToString::to_string)
}

struct Build<'a> {
    world: &'a World<'a>,
    allocation: &'a Allocation,
    seekers: &'a Ledger,
    now: Moment,
}

impl Build<'_> {
    fn document(&self, seekers: &[Case], places: &[Case]) -> Document {
        let ids = |cases: &[Case]| -> HashMap<RecordId, String> {
            cases.iter().map(|case| (case.record.id, id_of(&case.record))).collect()
        };
        let (seeker_ids, place_ids) = (ids(seekers), ids(places));
        let places: Vec<PlaceInput> = places.iter().map(|case| self.place(case, &seeker_ids)).collect();
        let floors = self.allocation.floor.map_or_else(Vec::new, |(_, least)| {
            let mut regions: Vec<&String> = places.iter().filter_map(|place| place.region.as_ref()).collect();
            regions.sort_unstable();
            regions.dedup();
            regions.into_iter().map(|region| FloorInput { region: region.clone(), at_least: least.into() }).collect()
        });
        Document {
            format: banjie_allot::FORMAT.into(),
            seekers: seekers.iter().map(|case| self.seeker(case, &place_ids)).collect(),
            places,
            floors,
        }
    }

    fn seeker(&self, case: &Case, places: &HashMap<RecordId, String>) -> SeekerInput {
        let scope = view::scope(self.world, self.seekers, &case.record, &case.runs, self.now);
        let score = self.allocation.score.as_ref().and_then(|score| evaluate::evaluate(score, &scope).as_decimal());
        let group = self.allocation.reserve.as_ref().and_then(|r| key(&evaluate::evaluate(&r.group, &scope)));
        // A place that does not take part this time is passed over.
        let choices = chosen(&self.allocation.choices, &case.record).into_iter().filter_map(|id| places.get(&id));
        SeekerInput {
            id: id_of(&case.record),
            scores: score.and_then(|s| Score::parse(&s.round_dp(4).normalize().to_string())).into_iter().collect(),
            group,
            ticket: None,
            flexible: false,
            choices: choices.cloned().map(Wish::Place).collect(),
        }
    }

    fn place(&self, case: &Case, seekers: &HashMap<RecordId, String>) -> PlaceInput {
        let record = &case.record;
        let value = |index: usize| record.values.get(index).unwrap_or(&Value::Missing);
        let capacity = self.allocation.capacity.map_or(1, |index| match value(index) {
            Value::Int(n) => *n,
            _ => 0,
        });
        let own = self.allocation.place_choices.as_ref().map(|choices| chosen(choices, record));
        PlaceInput {
            id: id_of(record),
            capacity,
            region: self.allocation.floor.and_then(|(by, _)| key(value(by))),
            order: own.map(|own| own.into_iter().filter_map(|id| seekers.get(&id).cloned()).collect()),
            quotas: self.allocation.reserve.as_ref().map_or_else(Vec::new, |r| quotas(r, record)),
            ..PlaceInput::default()
        }
    }
}

/// Records chosen, best first.
fn chosen(choices: &Choices, record: &Record) -> Vec<RecordId> {
    let of = |value: Option<&Value>| match value {
        Some(Value::Ref(id)) => Some(*id),
        _ => None,
    };
    match choices {
        Choices::Fields(fields) => fields.iter().filter_map(|index| of(record.values.get(*index))).collect(),
        Choices::Rows { list, field } => match record.values.get(*list) {
            Some(Value::List(rows)) => rows.iter().filter_map(|row| of(row.get(*field))).collect(),
            _ => Vec::new(),
        },
    }
}

fn quotas(reserve: &Reserve, record: &Record) -> Vec<QuotaInput> {
    let Some(Value::List(rows)) = record.values.get(reserve.list) else { return Vec::new() };
    let seats: BTreeMap<String, i64> = rows
        .iter()
        .filter_map(|row| match (row.get(reserve.of).and_then(key), row.get(reserve.seats)) {
            (Some(group), Some(Value::Int(n))) => Some((group, *n)),
            _ => None,
        })
        .collect();
    seats.into_iter().map(|(group, at_least)| QuotaInput { group, at_least, ..QuotaInput::default() }).collect()
}

/// A value by which things are grouped, as text.
fn key(value: &Value) -> Option<String> {
    match value {
        Value::Ref(id) => Some(format!("#{id}")),
        Value::Int(n) => Some(n.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        value => value.as_str().map(String::from),
    }
}

/// The commands that write an outcome down.
fn written(
    allocation: &Allocation,
    ledger: &Ledger,
    (document, problem, certificate): (Document, Problem, Certificate),
    seekers: &[Case],
    places: &[Case],
) -> Allotted {
    let explainer = Explainer::new(&problem, &certificate);
    let by_id = |cases: &[Case]| -> HashMap<String, RecordId> {
        cases.iter().map(|case| (id_of(&case.record), case.record.id)).collect()
    };
    let (seeker_ids, place_ids) = (by_id(seekers), by_id(places));
    let (action, field) = &allocation.result;
    let field = ledger.fields.get(*field).map(|f| f.name.clone());
    let mut commands = Vec::with_capacity(certificate.assigned.len());
    let mut to_seekers = Vec::with_capacity(certificate.assigned.len());
    for assigned in &certificate.assigned {
        let Some(record) = seeker_ids.get(&assigned.seeker) else { continue };
        let why = explainer.seeker(&assigned.seeker).unwrap_or_default();
        let (what, action) = match (&assigned.place, &field, &allocation.unplaced) {
            (Some(place), Some(field), _) => {
                let Some(place) = place_ids.get(place) else { continue };
                (IndexMap::from([(field.clone(), Value::Ref(*place))]), action)
            }
            (None, _, Some(unplaced)) => (IndexMap::new(), unplaced),
            _ => {
                to_seekers.push((assigned.seeker.clone(), why));
                continue;
            }
        };
        let reason = format!("{}（承诺值 {}）：{}", allocation.title, certificate.commitment, why.join("；"));
        commands.push(Command {
            ledger: allocation.seekers.clone(),
            record: *record,
            expected_version: None,
            what: What::Act { action: action.clone(), values: what, to_org: None },
            reason: Some(reason.into()),
        });
        to_seekers.push((assigned.seeker.clone(), why));
    }
    let to_places = certificate.places.iter().map(|p| (p.place.clone(), explainer.place(&p.place).unwrap_or_default()));
    let to_places = to_places.collect();
    let placed = certificate.assigned.iter().filter(|a| a.place.is_some()).count();
    drop(explainer);
    Allotted { document, problem, commands, placed, seekers: seekers.len(), to_seekers, to_places, certificate }
}
