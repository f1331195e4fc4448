//! Making rows and acts. Each is put to the engine as it will be at import, so that no workbook holds what is refused.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use banjie_engine::{Clock, World, decide, follow, prepare, scenario::Stage};
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
    pool::{Made, Pool},
    random::Random,
    recipe::{Book, Common, Fields, Group, Orgs},
    regular::{self, Regular},
    spec::Around,
};

/// Times a row is drawn again when its business key is taken.
const DRAWS: u64 = 50;
/// Sets the drawing of missed days apart from that of values.
const MISSES: u64 = 0x6d69_7373;
/// Opening time, in minutes after midnight.
const OPENS: i64 = 8 * 60 + 30;
/// Office hours, in minutes after midnight.
pub(super) const OFFICE: (i64, i64) = (OPENS, OPENS + 9 * 60 - 1);

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
    pub common: Common,
    /// Calendar and organisations, and the records that look-ups ask for.
    pub stage: Stage<'a>,
    pub people: Vec<Person>,
    /// Ledgers that look-ups ask for.
    asked: HashSet<Name>,
    /// What follows the last command: records it creates.
    pub follow: Vec<follow::Child>,
    /// Rows made by actions since they were last taken in.
    pub born: Vec<Made>,
    /// The record an action on which creates others, with its number.
    pub parent: Option<(RecordId, Name)>,
    /// Numbers given, by their scope.
    pub numbers: HashMap<String, i64>,
    pub last_id: i64,
}

/// The place of a row in its recipe.
pub(super) struct Place<'b> {
    pub group: &'b Group,
    group_n: u64,
    org: Option<Org>,
    /// Number of the row within its organisation, from 1.
    pub n: u32,
    /// Rows of the group before it.
    pub turn: usize,
}

/// A row as drawn, not yet entered.
pub(super) struct Drawn<'b, 'p> {
    pub place: Place<'b>,
    key: String,
    day: NaiveDate,
    at: Moment,
    entered: IndexMap<Name, Value>,
    pub source: Option<&'p Made>,
    pub random: Random,
}

impl<'a> Maker<'a> {
    pub fn new(package: &'a Package, library: &'a Library) -> Maker<'a> {
        let lookups = library.ledgers().flat_map(|ledger| &ledger.fields).filter_map(|field| field.lookup.as_ref());
        Maker {
            package,
            library,
            common: Common::default(),
            stage: Stage::new(library, WorkCalendar::official(), OrgTree::default()),
            people: Vec::new(),
            asked: lookups.map(|lookup| lookup.ledger.clone()).collect(),
            follow: Vec::new(),
            born: Vec::new(),
            parent: None,
            numbers: HashMap::new(),
            last_id: 0,
        }
    }

    /// Goes on with the recipes of another package; what is known stays known.
    pub fn enter(&mut self, package: &'a Package, common: Common) {
        self.package = package;
        self.common.places.extend(common.places);
        self.common.shares.extend(common.shares);
    }

    pub fn world(&self) -> World<'_> {
        self.stage.world()
    }

    /// Takes in organisations and people for the recipes that follow.
    pub fn learn(&mut self, rows: &[Made]) {
        let text = |row: &Made, name: &str| row.field(name).ok().and_then(|v| v.as_str().map(Name::from));
        let attributes = |row: &Made| {
            let values = row.ledger.fields.iter().zip(&row.case.record.values);
            let given = values.filter(|(_, value)| !value.is_missing());
            given.map(|(field, value)| (field.name.clone(), value.clone())).collect()
        };
        let orgs = rows.iter().filter(|row| &*row.ledger.key == "orgs.org").map(|row| Org {
            code: text(row, "code").unwrap_or_else(|| "".into()),
            name: text(row, "name").unwrap_or_else(|| "".into()),
            kind: text(row, "kind").unwrap_or_else(|| "".into()),
            parent: text(row, "parent"),
            since: row.field("since").ok().and_then(|v| v.as_date()),
            until: row.field("until").ok().and_then(|v| v.as_date()),
            attributes: attributes(row),
        });
        let orgs: Vec<Org> = self.stage.orgs.iter().cloned().chain(orgs).collect();
        self.stage.orgs = OrgTree::new(orgs);
        let people = rows.iter().filter(|row| &*row.ledger.key == "orgs.person").map(|row| Person {
            account: text(row, "account").unwrap_or_else(|| "".into()),
            name: text(row, "name").unwrap_or_else(|| "".into()),
            unit: text(row, "unit").unwrap_or_else(|| "".into()),
            roles: text(row, "roles").map_or_else(String::new, |roles| roles.to_string()),
        });
        self.people.extend(people);
    }

    /// Makes all rows of a recipe as the import will: entered in the order of time, then acted on in the order of time.
    pub fn rows(&mut self, book: &Book, pool: &mut Pool) -> Outcome<Vec<Made>> {
        let ledger = self.ledger(book)?;
        let mut drawn = Vec::new();
        let mut keys = HashSet::new();
        let mut rows = Vec::new();
        for (group_n, group) in (1..).zip(&book.groups) {
            if let Orgs::Existing(filter) = &group.orgs {
                let taken = pool.take(&ledger.key, filter);
                drawn.extend(taken.iter().zip(0..).map(|(row, n)| continued(book, group, group_n, row, n)));
                rows.extend(taken.into_iter().map(|row| Made { acts: Vec::new(), ..row }));
            }
        }
        let pool = &*pool;
        let continues = drawn.len();
        for (group_n, group) in (1..).zip(&book.groups) {
            if !matches!(group.orgs, Orgs::Existing(_)) {
                self.group(book, &ledger, (group_n, group), pool, &mut keys, &mut drawn)?;
            }
        }
        drawn[continues..].sort_by_key(|row| row.at);
        for one in &drawn[continues..] {
            rows.push(self.create(book, &ledger, one, pool)?);
        }
        self.act_out(book, drawn, &mut rows, pool)?;
        Ok(rows)
    }

    fn ledger(&self, book: &Book) -> Outcome<Arc<Ledger>> {
        let own = self.package.ledgers.get(&book.ledger).cloned();
        own.or_else(|| self.library.ledger(&book.ledger).cloned()).ok_or_else(|| {
            let problem = format!("没有台账 {}", book.ledger);
            fault(book, "ledger", problem, "写本应用包的台账名，或 应用包.台账。")
        })
    }

    fn group<'b, 'p>(
        &self,
        book: &'b Book,
        ledger: &Arc<Ledger>,
        (group_n, group): (u64, &'b Group),
        pool: &'p Pool,
        keys: &mut HashSet<Vec<Value>>,
        drawn: &mut Vec<Drawn<'b, 'p>>,
    ) -> Outcome<()> {
        if let Some(every) = group.every {
            return self.regular(book, ledger, (group_n, group, every), pool, keys, drawn);
        }
        let days = self.days(book, group)?;
        let mut turn = 0;
        for (org, count) in self.counts(book, group)? {
            let sources = sources(book, group, org.as_ref(), count, pool)?;
            for n in 1..=count {
                let place = Place { group, group_n, org: org.clone(), n, turn };
                turn += 1;
                let source = sources.get(usize::try_from(n - 1).unwrap_or(0)).copied();
                drawn.push(self.unique(book, ledger, place, &days, (source, pool), keys)?);
            }
        }
        Ok(())
    }

    /// One row a day that comes round, for each organisation, but for those missed.
    fn regular<'b, 'p>(
        &self,
        book: &'b Book,
        ledger: &Arc<Ledger>,
        (group_n, group, every): (u64, &'b Group, Regular),
        pool: &'p Pool,
        keys: &mut HashSet<Vec<Value>>,
        drawn: &mut Vec<Drawn<'b, 'p>>,
    ) -> Outcome<()> {
        let days = every.days(&self.stage.calendar, (group.dates.0, group.dates.1.min(book.until)));
        let mut turn = 0;
        for (org_n, (org, _)) in (0..).zip(self.counts(book, group)?) {
            for (n, day) in (1..).zip(&days) {
                if Random::of(book.seed, &[group_n, org_n, u64::from(n), MISSES]).chance(group.misses) {
                    continue;
                }
                let place = Place { group, group_n, org: org.clone(), n, turn };
                turn += 1;
                drawn.push(self.unique(book, ledger, place, &[(*day, 1)], (None, pool), keys)?);
            }
        }
        Ok(())
    }

    /// Organisations of a group with the number of rows of each.
    fn counts(&self, book: &Book, group: &Group) -> Outcome<Vec<(Option<Org>, u32)>> {
        let find = |name: &Name| {
            self.stage.orgs.find(name).cloned().ok_or_else(|| {
                let problem = format!("没有机构“{name}”");
                fault(book, &group.key, problem, "机构由前面的配方给出；请核对名称，或把机构的配方排在前面。")
            })
        };
        match &group.orgs {
            Orgs::Named(named) => named.iter().map(|(name, n)| Ok((Some(find(name)?), *n))).collect(),
            Orgs::Kind(kind, each, attributes) => Ok(self
                .stage
                .orgs
                .iter()
                .filter(|org| org.kind == *kind && regular::has(org, attributes))
                .map(|org| (Some(org.clone()), *each))
                .collect()),
            Orgs::Existing(_) => Ok(Vec::new()),
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
        let days: Vec<_> =
            all.filter(|day| self.stage.calendar.is_working_day(*day)).map(|day| (day, weight(day))).collect();
        match (&group.orgs, days.iter().any(|(_, weight)| *weight > 0)) {
            (Orgs::Rows(_), _) => Ok(vec![(first, 1)]),
            (_, true) => Ok(days),
            (_, false) => {
                Err(fault(book, &format!("{}.dates", group.key), "期间里没有工作日", "请放宽起止日期，或核对 until。"))
            }
        }
    }

    /// A row whose business key nobody has yet.
    fn unique<'b, 'p>(
        &self,
        book: &'b Book,
        ledger: &Arc<Ledger>,
        place: Place<'b>,
        days: &[(NaiveDate, u32)],
        (source, pool): (Option<&'p Made>, &'p Pool),
        keys: &mut HashSet<Vec<Value>>,
    ) -> Outcome<Drawn<'b, 'p>> {
        let org_n = place.org.as_ref().and_then(|org| self.stage.orgs.iter().position(|o| o.code == org.code));
        let group = &place.group.key;
        for draw in 0..DRAWS {
            let seat = [place.group_n, u64::try_from(org_n.unwrap_or(0)).unwrap_or(0), u64::from(place.n), draw];
            let mut random = Random::of(book.seed, &seat);
            let (day, at) = self.moment(book, &place, days, source, &mut random);
            let key = format!("{group}（第 {} 行）", place.n);
            let entered = self.entered(book, ledger, &place, (&key, day, at), (source, pool), &mut random)?;
            let value = |i: &usize| {
                let field = &ledger.fields[*i];
                entered.get(&field.name).cloned().or_else(|| field.default.clone()).unwrap_or_default()
            };
            let business: Vec<Value> = ledger.unique.iter().map(value).collect();
            if business.is_empty() || keys.insert(business) {
                return Ok(Drawn { place, key, day, at, entered, source, random });
            }
        }
        let titles: Vec<&str> = ledger.unique.iter().map(|i| &*ledger.fields[*i].title).collect();
        let problem = format!("{}总是重复", titles.join("、"));
        Err(fault(book, group, problem, "请增加街道、姓名等取值的余地，或减少件数。"))
    }

    /// The values of a row.
    fn entered(
        &self,
        book: &Book,
        ledger: &Arc<Ledger>,
        place: &Place<'_>,
        (key, day, at): (&str, NaiveDate, Moment),
        (source, pool): (Option<&Made>, &Pool),
        random: &mut Random,
    ) -> Outcome<IndexMap<Name, Value>> {
        let around = Around {
            world: self.world(),
            package: self.package,
            ledger,
            org: place.org.as_ref(),
            district: place.org.as_ref().and_then(|org| self.common.places.get(&org.name)),
            source,
            pool,
            people: &self.people,
            n: place.n,
            turn: place.turn,
            day: at.date(),
        };
        let literal = match &place.group.orgs {
            Orgs::Rows(rows) => rows.get(usize::try_from(place.n - 1).unwrap_or(0)),
            _ => None,
        };
        let layers = [literal.unwrap_or(&place.group.fields), &book.fields];
        let mut entered = values(book, key, &layers, &blank(ledger), &around, random)?;
        if let Some(name) = book.day.as_ref().filter(|name| !entered.contains_key(*name)) {
            entered.insert(name.clone(), Value::Date(day));
        }
        Ok(entered)
    }

    /// Enters a row with the next number.
    fn create(&mut self, book: &Book, ledger: &Arc<Ledger>, drawn: &Drawn<'_, '_>, pool: &Pool) -> Outcome<Made> {
        let (day, at, entered) = (drawn.day, drawn.at, drawn.entered.clone());
        let org: Name = drawn.place.org.as_ref().map_or_else(|| "".into(), |org| org.code.clone());
        let values: Vec<Value> =
            ledger.fields.iter().map(|field| entered.get(&field.name).cloned().unwrap_or_default()).collect();
        let number = self.next_number(ledger, &values, &org, at, pool);
        self.last_id += 1;
        let id = RecordId(self.last_id);
        let what = What::Create { org: Some(org.clone()), number: number.clone(), values: entered.clone() };
        let case = match self.submit(ledger, None, id, what, &Actor::system(), at, None) {
            Ok(case) => case,
            // Nobody can own the first organisations.
            Err(_) if &*ledger.key == "orgs.org" => self.plain(ledger, id, at, &entered),
            Err(refusal) => return Err(refused(book, &drawn.key, "登记", &refusal)),
        };
        Ok(Made { id, ledger: ledger.clone(), entered, org, day, at, number, acts: Vec::new(), case })
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
                from.after.after(source.case.record.changed_at.date(), &self.stage.calendar, random).min(book.until)
            }
            _ => drawn,
        };
        let entered = book.entered.after(day, &self.stage.calendar, random).min(book.until.max(day));
        (day, clock(entered, place.group.hours.unwrap_or(OFFICE), random))
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

    /// What the engine makes of a command, with the look-ups answered from the rows made so far.
    #[expect(clippy::too_many_arguments, reason = "the parts of one command")]
    pub fn submit(
        &mut self,
        ledger: &Ledger,
        case: Option<&Case>,
        record: RecordId,
        what: What,
        actor: &Actor,
        at: Moment,
        reason: Option<Name>,
    ) -> Result<Case, Box<Refusal>> {
        let command = Command { ledger: ledger.key.clone(), record, expected_version: None, what, reason };
        let world = self.stage.world();
        let draft = prepare(&world, ledger, case, &command, actor, Clock::now(at))?;
        let answers: Vec<Value> = draft.lookups().iter().map(|bound| self.stage.look_up(bound, at)).collect();
        let decision = decide(draft, &answers)?;
        let follow = follow::children(&world, ledger, &command, &decision, at);
        let mut runs = case.map_or_else(Vec::new, |case| case.runs.clone());
        for run in decision.runs {
            match runs.iter_mut().find(|known| known.key == run.key) {
                Some(known) => *known = run,
                None => runs.push(run),
            }
        }
        let record = decision.record.or_else(|| case.map(|case| case.record.clone()));
        let lost = || Refusal::new(banjie_model::refusal::RefusalCode::NotFound, "没有得到记录");
        let case = Case { record: record.ok_or_else(lost)?, runs };
        if self.asked.contains(&ledger.key) {
            self.stage.cases.insert(case.record.id, case.clone());
        }
        self.follow = follow;
        Ok(case)
    }
}

/// The place of a row that is continued.
fn continued<'b, 'p>(book: &Book, group: &'b Group, group_n: u64, row: &Made, turn: usize) -> Drawn<'b, 'p> {
    let n = u32::try_from(turn).unwrap_or(u32::MAX).saturating_add(1);
    Drawn {
        place: Place { group, group_n, org: None, n, turn },
        key: format!("{}（第 {n} 行）", group.key),
        day: row.day,
        at: row.at,
        entered: IndexMap::new(),
        source: None,
        random: Random::of(book.seed, &[group_n, u64::try_from(turn).unwrap_or(0)]),
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
fn sources<'p>(book: &Book, group: &Group, org: Option<&Org>, count: u32, pool: &'p Pool) -> Outcome<Vec<&'p Made>> {
    let Some(from) = &group.from else { return Ok(Vec::new()) };
    let key = format!("{}.from", group.key);
    let rows = pool.book(&from.workbook).ok_or_else(|| {
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

/// A moment of the day between two times.
pub(super) fn clock(day: NaiveDate, (opens, closes): (i64, i64), random: &mut Random) -> Moment {
    day.and_time(NaiveTime::MIN) + TimeDelta::minutes(random.between(opens, closes))
}

pub(super) fn fault(book: &Book, key: &str, problem: impl Into<String>, advice: impl Into<String>) -> RecipeFault {
    RecipeFault { file: book.file.clone(), key: key.into(), problem: problem.into(), advice: advice.into() }
}

pub(super) fn refused(book: &Book, key: &str, what: &str, refusal: &Refusal) -> RecipeFault {
    fault(book, key, format!("办理「{what}」会被拒绝：{}", refusal.message), "请改这一步的时间、取值或办理人。")
}
