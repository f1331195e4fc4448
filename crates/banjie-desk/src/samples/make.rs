//! Making rows and acts. Each is put to the engine as it will be at import, so that no workbook holds what is refused.

use std::{collections::HashSet, sync::Arc};

use banjie_engine::{Clock, World, decide, prepare};
use banjie_model::{
    Moment, Name,
    calendar::WorkCalendar,
    case::{Actor, Case, Command, What},
    definition::{Ledger, Library, Package},
    org::{Org, OrgTree},
    refusal::Refusal,
    value::{RecordId, Value},
};
use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use indexmap::IndexMap;

use super::{
    fault::{Outcome, RecipeFault},
    random::Random,
    recipe::{Book, Common, Fields, Group, Orgs},
    spec::Around,
};

/// Times a row is drawn again when its business key is taken.
const DRAWS: u64 = 50;
/// Opening time, in minutes after midnight.
const OPENS: i64 = 8 * 60 + 30;
/// Minutes of a working day.
const MINUTES: i64 = 9 * 60;

/// A row, with all that was done to it.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub id: RecordId,
    pub ledger: Arc<Ledger>,
    /// Values as entered.
    pub entered: IndexMap<Name, Value>,
    pub org: Name,
    pub day: NaiveDate,
    pub at: Moment,
    pub number: Option<Name>,
    pub acts: Vec<Done>,
    /// The record after all acts.
    pub case: Case,
}

/// An act done.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub action: Name,
    pub at: Moment,
    pub org: Name,
    pub account: Name,
    pub role: Option<Name>,
    pub values: IndexMap<Name, Value>,
    pub reason: Option<Name>,
    pub to: Option<Name>,
}

impl Made {
    /// A value after all acts.
    pub fn field(&self, name: &str) -> Result<Value, String> {
        let (index, _) = self.ledger.field(name).ok_or_else(|| format!("{}没有字段 {name}", self.ledger.title))?;
        Ok(self.case.record.values.get(index).cloned().unwrap_or_default())
    }

    /// Whether the row, after all acts, is as asked; `state` may be asked too.
    pub fn is(&self, filter: &[(Name, String)]) -> bool {
        filter.iter().all(|(name, wanted)| match &**name {
            "state" => self.case.record.state.as_deref() == Some(wanted),
            name => self.field(name).is_ok_and(|value| match value {
                Value::Bool(b) => b.to_string() == *wanted,
                Value::Int(n) => n.to_string() == *wanted,
                Value::Decimal(d) => wanted.parse() == Ok(d),
                Value::Date(d) => d.to_string() == *wanted,
                other => other.as_str() == Some(wanted),
            }),
        })
    }
}

/// A person who may act.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub account: Name,
    pub name: Name,
    pub unit: Name,
    roles: String,
}

impl Person {
    /// Whether the person has a role, as `package.role`.
    pub fn holds(&self, role: &str) -> bool {
        self.roles.split(['、', ',', '，', ' ']).any(|r| r.trim() == role)
    }
}

/// The bureau as made so far.
pub(super) struct Maker<'a> {
    pub package: &'a Package,
    pub library: &'a Library,
    pub common: &'a Common,
    pub calendar: WorkCalendar,
    pub orgs: OrgTree,
    pub people: Vec<Person>,
    last_id: i64,
}

/// The place of a row in its recipe.
pub(super) struct Place<'b> {
    pub group: &'b Group,
    group_n: u64,
    org: Option<Org>,
    pub n: u32,
}

impl<'a> Maker<'a> {
    pub fn new(package: &'a Package, library: &'a Library, common: &'a Common) -> Maker<'a> {
        let calendar = WorkCalendar::official();
        Maker { package, library, common, calendar, orgs: OrgTree::default(), people: Vec::new(), last_id: 0 }
    }

    pub fn world(&self) -> World<'_> {
        World { library: self.library, calendar: &self.calendar, orgs: &self.orgs }
    }

    /// Takes in organisations and people for the recipes that follow.
    pub fn learn(&mut self, rows: &[Made]) {
        let text = |row: &Made, name: &str| row.field(name).ok().and_then(|v| v.as_str().map(Name::from));
        let orgs = rows.iter().filter(|row| &*row.ledger.key == "orgs.org").map(|row| Org {
            code: text(row, "code").unwrap_or_else(|| "".into()),
            name: text(row, "name").unwrap_or_else(|| "".into()),
            kind: text(row, "kind").unwrap_or_else(|| "".into()),
            parent: text(row, "parent"),
            since: row.field("since").ok().and_then(|v| v.as_date()),
            until: row.field("until").ok().and_then(|v| v.as_date()),
            attributes: IndexMap::new(),
        });
        let orgs: Vec<Org> = self.orgs.iter().cloned().chain(orgs).collect();
        self.orgs = OrgTree::new(orgs);
        let people = rows.iter().filter(|row| &*row.ledger.key == "orgs.person").map(|row| Person {
            account: text(row, "account").unwrap_or_else(|| "".into()),
            name: text(row, "name").unwrap_or_else(|| "".into()),
            unit: text(row, "unit").unwrap_or_else(|| "".into()),
            roles: text(row, "roles").map_or_else(String::new, |roles| roles.to_string()),
        });
        self.people.extend(people);
    }

    /// Makes all rows of a recipe, in the order in which they were entered.
    pub fn rows(&mut self, book: &Book, pool: &[(String, Vec<Made>)]) -> Outcome<Vec<Made>> {
        let ledger = self.ledger(book)?;
        let mut rows = Vec::new();
        let mut keys = HashSet::new();
        for (group_n, group) in (1..).zip(&book.groups) {
            self.group(book, &ledger, (group_n, group), pool, &mut keys, &mut rows)?;
        }
        rows.sort_by_key(|row| row.at);
        if let Some(pattern) = &ledger.number {
            self.number(pattern, &mut rows);
        }
        Ok(rows)
    }

    fn ledger(&self, book: &Book) -> Outcome<Arc<Ledger>> {
        let own = self.package.ledgers.get(&book.ledger).cloned();
        own.or_else(|| self.library.ledger(&book.ledger).cloned()).ok_or_else(|| {
            let problem = format!("没有台账 {}", book.ledger);
            fault(book, "ledger", problem, "写本应用包的台账名，或 应用包.台账。")
        })
    }

    fn group(
        &mut self,
        book: &Book,
        ledger: &Arc<Ledger>,
        (group_n, group): (u64, &Group),
        pool: &[(String, Vec<Made>)],
        keys: &mut HashSet<Vec<Value>>,
        rows: &mut Vec<Made>,
    ) -> Outcome<()> {
        let days = self.days(book, group)?;
        for (org, count) in self.counts(book, group)? {
            let sources = sources(book, group, org.as_ref(), count, pool)?;
            for n in 1..=count {
                let place = Place { group, group_n, org: org.clone(), n };
                let source = sources.get(usize::try_from(n - 1).unwrap_or(0)).copied();
                let row = self.unique(book, ledger, &place, &days, source, keys)?;
                rows.push(row);
            }
        }
        Ok(())
    }

    /// Organisations of a group with the number of rows of each.
    fn counts(&self, book: &Book, group: &Group) -> Outcome<Vec<(Option<Org>, u32)>> {
        let find = |name: &Name| {
            self.orgs.find(name).cloned().ok_or_else(|| {
                let problem = format!("没有机构“{name}”");
                fault(book, &group.key, problem, "机构由前面的配方给出；请核对名称，或把机构的配方排在前面。")
            })
        };
        match &group.orgs {
            Orgs::Named(named) => named.iter().map(|(name, n)| Ok((Some(find(name)?), *n))).collect(),
            Orgs::Kind(kind, each) => {
                Ok(self.orgs.iter().filter(|org| org.kind == *kind).map(|org| (Some(org.clone()), *each)).collect())
            }
            Orgs::Rows(rows) => {
                let owner = book.owner.as_ref().map(find).transpose()?;
                Ok(vec![(owner, u32::try_from(rows.len()).unwrap_or(u32::MAX))])
            }
        }
    }

    /// Working days of a group with their weights.
    fn days(&self, book: &Book, group: &Group) -> Outcome<Vec<(NaiveDate, u32)>> {
        let (first, last) = group.dates;
        let all = first.iter_days().take_while(|day| *day <= last.min(book.until));
        let weight = |day: NaiveDate| group.months[usize::try_from(day.month0()).unwrap_or(0)];
        let days: Vec<_> = all.filter(|day| self.calendar.is_working_day(*day)).map(|day| (day, weight(day))).collect();
        match (&group.orgs, days.iter().any(|(_, weight)| *weight > 0)) {
            (Orgs::Rows(_), _) => Ok(vec![(first, 1)]),
            (_, true) => Ok(days),
            (_, false) => {
                Err(fault(book, &format!("{}.dates", group.key), "期间里没有工作日", "请放宽起止日期，或核对 until。"))
            }
        }
    }

    /// A row whose business key nobody has yet.
    fn unique(
        &mut self,
        book: &Book,
        ledger: &Arc<Ledger>,
        place: &Place<'_>,
        days: &[(NaiveDate, u32)],
        source: Option<&Made>,
        keys: &mut HashSet<Vec<Value>>,
    ) -> Outcome<Made> {
        let org_n = place.org.as_ref().and_then(|org| self.orgs.iter().position(|o| o.code == org.code)).unwrap_or(0);
        for draw in 0..DRAWS {
            let seat = [place.group_n, u64::try_from(org_n).unwrap_or(0), u64::from(place.n), draw];
            let mut random = Random::of(book.seed, &seat);
            let row = self.row(book, ledger, place, days, source, &mut random)?;
            let key: Vec<Value> = ledger.unique.iter().map(|i| row.case.record.values[*i].clone()).collect();
            if key.is_empty() || keys.insert(key) {
                self.last_id += 1;
                return Ok(row);
            }
        }
        let titles: Vec<&str> = ledger.unique.iter().map(|i| &*ledger.fields[*i].title).collect();
        let problem = format!("{}总是重复", titles.join("、"));
        Err(fault(book, &place.group.key, problem, "请增加街道、姓名等取值的余地，或减少件数。"))
    }

    fn row(
        &self,
        book: &Book,
        ledger: &Arc<Ledger>,
        place: &Place<'_>,
        days: &[(NaiveDate, u32)],
        source: Option<&Made>,
        random: &mut Random,
    ) -> Outcome<Made> {
        let (day, at) = self.moment(book, place, days, source, random);
        let around = Around {
            world: self.world(),
            package: self.package,
            ledger,
            org: place.org.as_ref(),
            district: place.org.as_ref().and_then(|org| self.common.places.get(&org.name)),
            source,
            people: &self.people,
            n: place.n,
            day: at.date(),
        };
        let literal = match &place.group.orgs {
            Orgs::Rows(rows) => rows.get(usize::try_from(place.n - 1).unwrap_or(0)),
            _ => None,
        };
        let layers = [literal.unwrap_or(&place.group.fields), &book.fields];
        let key = format!("{}（第 {} 行）", place.group.key, place.n);
        let mut entered = values(book, &key, &layers, &blank(ledger), &around, random)?;
        if let Some(name) = book.day.as_ref().filter(|name| !entered.contains_key(*name)) {
            entered.insert(name.clone(), Value::Date(day));
        }
        let org: Name = place.org.as_ref().map_or_else(|| "".into(), |org| org.code.clone());
        let id = RecordId(self.last_id + 1);
        let what = What::Create { org: Some(org.clone()), number: None, values: entered.clone() };
        let system = Actor::system();
        let case = match self.submit(ledger, None, id, what, &system, at, None) {
            Ok(case) => case,
            // Nobody can own the first organisations.
            Err(_) if &*ledger.key == "orgs.org" => self.plain(ledger, id, at, &entered),
            Err(refusal) => return Err(refused(book, &key, "登记", &refusal)),
        };
        let number = None;
        let mut row = Made { id, ledger: ledger.clone(), entered, org, day, at, number, acts: Vec::new(), case };
        self.act_out(book, place, &mut row, source, random)?;
        Ok(row)
    }

    /// The day of a row and the moment it was entered.
    fn moment(
        &self,
        book: &Book,
        place: &Place<'_>,
        days: &[(NaiveDate, u32)],
        source: Option<&Made>,
        random: &mut Random,
    ) -> (NaiveDate, Moment) {
        if let Orgs::Rows(_) = &place.group.orgs {
            // Literal rows keep their order.
            let opens = days[0].0.and_time(NaiveTime::MIN) + TimeDelta::minutes(OPENS);
            return (days[0].0, opens + TimeDelta::minutes(i64::from(place.n)));
        }
        let drawn = random.weighted(days.iter().map(|(_, weight)| *weight)).map_or(days[0].0, |n| days[n].0);
        let day = match (source, &place.group.from) {
            (Some(source), Some(from)) => {
                from.after.after(source.case.record.changed_at.date(), &self.calendar, random).min(book.until)
            }
            _ => drawn,
        };
        let entered = book.entered.after(day, &self.calendar, random).min(book.until.max(day));
        (day, clock(entered, random))
    }

    /// A row of a register, without the engine.
    fn plain(&self, ledger: &Ledger, id: RecordId, at: Moment, entered: &IndexMap<Name, Value>) -> Case {
        let value = |field: &banjie_model::definition::Field| {
            entered.get(&field.name).cloned().or_else(|| field.default.clone()).unwrap_or_default()
        };
        let record = banjie_model::case::Record {
            id,
            ledger: ledger.key.clone(),
            version: 1,
            package_version: self.package.version.clone(),
            number: None,
            org: "".into(),
            handler: None,
            state: None,
            opened_at: at,
            closed_at: None,
            changed_at: at,
            hand_overs: Vec::new(),
            values: ledger.fields.iter().map(value).collect(),
            from_seq: 0,
        };
        Case { record, runs: Vec::new() }
    }

    /// What the engine makes of a command. Look-ups are answered with nothing found.
    #[expect(clippy::too_many_arguments, reason = "the parts of one command")]
    pub fn submit(
        &self,
        ledger: &Ledger,
        case: Option<&Case>,
        record: RecordId,
        what: What,
        actor: &Actor,
        at: Moment,
        reason: Option<Name>,
    ) -> Result<Case, Box<Refusal>> {
        let command = Command { ledger: ledger.key.clone(), record, expected_version: None, what, reason };
        let world = self.world();
        let draft = prepare(&world, ledger, case, &command, actor, Clock::now(at))?;
        let nothing = vec![Value::Missing; draft.lookups().len()];
        let decision = decide(draft, &nothing)?;
        let mut runs = case.map_or_else(Vec::new, |case| case.runs.clone());
        for run in decision.runs {
            match runs.iter_mut().find(|known| known.key == run.key) {
                Some(known) => *known = run,
                None => runs.push(run),
            }
        }
        let record = decision.record.or_else(|| case.map(|case| case.record.clone()));
        let lost = || Refusal::new(banjie_model::refusal::RefusalCode::NotFound, "没有得到记录");
        Ok(Case { record: record.ok_or_else(lost)?, runs })
    }

    /// Numbers rows by the pattern of the ledger, in the order in which they were entered.
    fn number(&self, pattern: &str, rows: &mut [Made]) {
        let mut last: IndexMap<String, i64> = IndexMap::new();
        for row in rows {
            let Some(org) = self.orgs.get(&row.org) else { continue };
            let seq = last.entry(banjie_engine::number::scope(pattern, org, row.at)).or_insert(0);
            *seq += 1;
            row.number = Some(banjie_engine::number::render(pattern, *seq, org, row.at).into());
        }
    }
}

/// Values in the order of the ledger's fields; the first layer that has a field gives it.
pub(super) fn values(
    book: &Book,
    key: &str,
    layers: &[&Fields],
    known: &[Value],
    around: &Around<'_>,
    random: &mut Random,
) -> Outcome<IndexMap<Name, Value>> {
    let ledger = around.ledger;
    for name in layers.iter().flat_map(|layer| layer.keys()) {
        if ledger.field(name).is_none() {
            let problem = format!("{}没有字段 {name}", ledger.title);
            return Err(fault(book, key, problem, "请核对字段名。"));
        }
    }
    let mut known = known.to_vec();
    let mut made = IndexMap::new();
    for (index, field) in ledger.fields.iter().enumerate() {
        let Some(given) = layers.iter().find_map(|layer| layer.get(&field.name)) else { continue };
        let value = given.value(field, &known, around, random).map_err(|problem| {
            fault(book, &format!("{key}.{}", field.name), problem, "字段按台账里的先后取值，只能由排在前面的字段计算。")
        })?;
        if !value.is_missing() {
            known[index] = value.clone();
            made.insert(field.name.clone(), value);
        }
    }
    Ok(made)
}

fn blank(ledger: &Ledger) -> Vec<Value> {
    ledger.fields.iter().map(|field| field.default.clone().unwrap_or_default()).collect()
}

/// Rows of another workbook that a group continues: closed ones of the organisation, spread evenly.
fn sources<'p>(
    book: &Book,
    group: &Group,
    org: Option<&Org>,
    count: u32,
    pool: &'p [(String, Vec<Made>)],
) -> Outcome<Vec<&'p Made>> {
    let Some(from) = &group.from else { return Ok(Vec::new()) };
    let key = format!("{}.from", group.key);
    let rows = pool.iter().find(|(workbook, _)| *workbook == from.workbook).map(|(_, rows)| rows);
    let rows = rows.ok_or_else(|| {
        fault(book, &key, format!("前面没有工作簿“{}”", from.workbook), "被接续的工作簿，其配方的文件名应排在前面。")
    })?;
    let fits = |row: &&Made| {
        row.is(&from.filter)
            && org.is_none_or(|org| row.case.record.org == org.code)
            && row.case.record.changed_at.date() < book.until
    };
    let found: Vec<&Made> = rows.iter().filter(fits).collect();
    let n = usize::try_from(count).unwrap_or(0);
    if found.len() < n {
        let problem = format!("{}只有 {} 件合乎条件，不够 {n} 件", org.map_or("", |org| &org.name), found.len());
        return Err(fault(book, &key, problem, "请减少件数，或放宽 where。"));
    }
    Ok((0..n).map(|i| found[i * found.len() / n]).collect())
}

/// A moment in office hours.
pub(super) fn clock(day: NaiveDate, random: &mut Random) -> Moment {
    day.and_time(NaiveTime::MIN) + TimeDelta::minutes(OPENS + random.between(0, MINUTES - 1))
}

pub(super) fn fault(book: &Book, key: &str, problem: impl Into<String>, advice: impl Into<String>) -> RecipeFault {
    RecipeFault { file: book.file.clone(), key: key.into(), problem: problem.into(), advice: advice.into() }
}

pub(super) fn refused(book: &Book, key: &str, what: &str, refusal: &Refusal) -> RecipeFault {
    fault(book, key, format!("办理「{what}」会被拒绝：{}", refusal.message), "请改这一步的时间、取值或办理人。")
}
