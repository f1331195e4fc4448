//! Recipes, read: what the TOML means.

use banjie_model::Name;
use chrono::NaiveDate;
use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{
    cursor::At,
    fault::Outcome,
    regular::Regular,
    span::Span,
    spec::{Given, given},
};

/// Values of a row by field.
pub(super) type Fields = IndexMap<Name, Given>;

/// What all recipes of a package share: a file without `workbook`.
#[derive(Clone, Debug, Default)]
pub(super) struct Common {
    /// Districts of organisations.
    pub places: IndexMap<Name, District>,
    /// Named shares by organisation, in parts of a million.
    pub shares: IndexMap<Name, IndexMap<Name, u32>>,
}

/// Where the sites of an organisation lie.
#[derive(Clone, Debug, Default)]
pub(super) struct District {
    /// Street and village names.
    pub streets: Vec<String>,
    /// West and east edge, in 1/100000 degree (WGS-84).
    pub longitude: (i64, i64),
    /// South and north edge.
    pub latitude: (i64, i64),
}

/// One workbook of records, and the acts on them.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub file: String,
    pub workbook: String,
    pub acts: Option<String>,
    pub ledger: Name,
    pub seed: u64,
    /// Last day on which anything is done.
    pub until: NaiveDate,
    /// Field that takes the day of the row.
    pub day: Option<Name>,
    /// From the day to the entry.
    pub entered: Span,
    /// Owner of rows without one.
    pub owner: Option<Name>,
    pub fields: Fields,
    pub groups: Vec<Group>,
    pub plans: IndexMap<Name, Vec<Step>>,
    pub totals: Vec<Total>,
}

/// Rows made alike, in exact number.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub key: String,
    pub orgs: Orgs,
    /// First and last day.
    pub dates: (NaiveDate, NaiveDate),
    /// Weight of each month, January first.
    pub months: [u32; 12],
    pub fields: Fields,
    pub plans: Vec<(Name, u32)>,
    /// Rows stand for rows of another workbook.
    pub from: Option<From>,
    /// A row on each of these days instead of a number of rows.
    pub every: Option<Regular>,
    /// Share of those days without one.
    pub misses: u32,
    /// Between which minutes of the day a row is entered; none: in office hours.
    pub hours: Option<(i64, i64)>,
}

/// Which organisations, and how many rows each.
#[derive(Clone, Debug)]
pub(super) enum Orgs {
    /// By name or code.
    Named(Vec<(Name, u32)>),
    /// Every one of a kind with these attributes.
    Kind(Name, u32, Vec<(Name, String)>),
    /// Literal rows: the owner is that of the recipe.
    Rows(Vec<Fields>),
    /// Rows there are already, as asked: made by an action, or by an earlier recipe. Only acts are written.
    Existing(Vec<(Name, String)>),
}

/// Rows of another workbook that are continued.
#[derive(Clone, Debug)]
pub(super) struct From {
    pub workbook: String,
    pub filter: Vec<(Name, String)>,
    /// From the end of that row to the day of this one.
    pub after: Span,
}

/// A step of a plan.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub key: String,
    pub action: Name,
    pub after: Span,
    /// Counted from this earlier step instead of the last one.
    pub since: Option<Name>,
    /// Named share of cases in which it is late, and how late.
    pub late: Option<(Name, Span)>,
    pub chance: u32,
    pub role: Option<Name>,
    pub org: Option<Name>,
    pub set: Fields,
    pub reason: Vec<String>,
    pub to: Vec<Name>,
}

/// A total that must come out exactly.
#[derive(Clone, Debug)]
pub(super) struct Total {
    pub key: String,
    pub title: String,
    pub orgs: Vec<Name>,
    pub dates: Option<(NaiveDate, NaiveDate)>,
    pub filter: Vec<(Name, String)>,
    /// Field that is summed up; none: rows are counted.
    pub sum: Option<Name>,
    pub is: Decimal,
}

/// Reads the shared part.
pub(super) fn common(at: &At<'_>, common: &mut Common) -> Outcome<()> {
    at.only(&["places", "shares"])?;
    for (org, at) in at.get("places").map(|at| at.entries()).transpose()?.unwrap_or_default() {
        common.places.insert(org.into(), district(&at)?);
    }
    for (name, at) in at.get("shares").map(|at| at.entries()).transpose()?.unwrap_or_default() {
        let shares = at.entries()?.into_iter().map(|(org, at)| Ok((org.into(), at.share()?)));
        common.shares.insert(name.into(), shares.collect::<Outcome<_>>()?);
    }
    Ok(())
}

fn district(at: &At<'_>) -> Outcome<District> {
    at.only(&["streets", "longitude", "latitude"])?;
    let edge = |key: &str, example: &str| -> Outcome<(i64, i64)> {
        let at = at.need(key, example)?;
        let items = at.items()?;
        let [low, high] = items.as_slice() else {
            return Err(at.fault("应写两个数：从小到大", format!("例如 {example}。")));
        };
        let scaled = |at: &At<'_>| {
            let scaled = (at.decimal()? * rust_decimal::Decimal::from(100_000)).round();
            i64::try_from(scaled).map_err(|_| at.fault("经纬度太大", "写十进制的度。"))
        };
        Ok((scaled(low)?, scaled(high)?))
    };
    Ok(District {
        streets: at.need("streets", "[\"五马街\"]")?.texts()?,
        longitude: edge("longitude", "[120.60, 120.70]")?,
        latitude: edge("latitude", "[27.95, 28.05]")?,
    })
}

impl Book {
    /// Whether the recipe makes no rows of its own, only goes on with rows there are.
    pub fn continues(&self) -> bool {
        self.groups.iter().all(|group| matches!(group.orgs, Orgs::Existing(_)))
    }
}

const KEYS: [&str; 13] = [
    "workbook", "acts", "ledger", "seed", "until", "day", "entered", "owner", "fields", "groups", "plans", "totals",
    "rows",
];

/// Reads the recipe of one workbook.
pub(super) fn book(at: &At<'_>) -> Outcome<Book> {
    at.only(&KEYS)?;
    let until = at.need("until", "2025-12-31")?.date()?;
    let text = |key: &str| at.get(key).map(|at| at.text()).transpose();
    let mut groups = Vec::new();
    if let Some(rows) = at.get("rows") {
        groups.push(literal(&rows, until)?);
    }
    for item in at.get("groups").map(|at| at.items()).transpose()?.unwrap_or_default() {
        groups.push(group(&item, until)?);
    }
    let mut plans = IndexMap::new();
    for (name, at) in at.get("plans").map(|at| at.entries()).transpose()?.unwrap_or_default() {
        plans.insert(name.into(), at.items()?.iter().map(step).collect::<Outcome<_>>()?);
    }
    let totals = at.get("totals").map(|at| at.items()).transpose()?.unwrap_or_default();
    Ok(Book {
        file: at.file.to_owned(),
        workbook: at.need("workbook", "\"案件.xlsx\"")?.text()?.to_owned(),
        acts: text("acts")?.map(str::to_owned),
        ledger: at.need("ledger", "\"violation\"")?.text()?.into(),
        seed: u64::try_from(at.need("seed", "20250101")?.int()?).unwrap_or(0),
        until,
        day: text("day")?.map(Name::from),
        entered: at.get("entered").map(|at| Span::read(&at)).transpose()?.unwrap_or_default(),
        owner: text("owner")?.map(Name::from),
        fields: fields(at.get("fields").as_ref())?,
        groups,
        plans,
        totals: totals.iter().map(total).collect::<Outcome<_>>()?,
    })
}

pub(super) fn fields(at: Option<&At<'_>>) -> Outcome<Fields> {
    let entries = at.map(|at| at.entries()).transpose()?.unwrap_or_default();
    entries.into_iter().map(|(name, at)| Ok((name.into(), given(&at)?))).collect()
}

fn literal(at: &At<'_>, until: NaiveDate) -> Outcome<Group> {
    let rows = at.items()?.iter().map(|row| fields(Some(row))).collect::<Outcome<_>>()?;
    Ok(Group {
        key: at.key.clone(),
        orgs: Orgs::Rows(rows),
        dates: (until, until),
        months: [1; 12],
        fields: Fields::new(),
        plans: Vec::new(),
        from: None,
        every: None,
        misses: 0,
        hours: None,
    })
}

fn group(at: &At<'_>, until: NaiveDate) -> Outcome<Group> {
    at.only(&[
        "title", "orgs", "kind", "each", "with", "every", "misses", "hours", "existing", "dates", "months", "fields",
        "plans", "from",
    ])?;
    let every = at.get("every").map(|at| Regular::read(&at)).transpose()?;
    let orgs = match (at.get("kind"), at.get("existing")) {
        (None, Some(existing)) => Orgs::Existing(filter(Some(&existing))?),
        (Some(kind), _) => {
            let each = if every.is_some() { 1 } else { at.need("each", "2")?.count()? };
            Orgs::Kind(kind.text()?.into(), each, filter(at.get("with").as_ref())?)
        }
        (None, None) => {
            let at = at.need("orgs", "{ \"鹿城分局\" = 10 }")?;
            Orgs::Named(at.entries()?.into_iter().map(|(org, n)| Ok((org.into(), n.count()?))).collect::<Outcome<_>>()?)
        }
    };
    let plans = at.get("plans").map(|at| at.entries()).transpose()?.unwrap_or_default();
    Ok(Group {
        key: at.key.clone(),
        orgs,
        dates: at.get("dates").map(|at| dates(&at)).transpose()?.unwrap_or((until, until)),
        months: at.get("months").map(|at| months(&at)).transpose()?.unwrap_or([1; 12]),
        fields: fields(at.get("fields").as_ref())?,
        plans: plans.into_iter().map(|(plan, n)| Ok((plan.into(), n.count()?))).collect::<Outcome<_>>()?,
        from: at.get("from").map(|at| from(&at)).transpose()?,
        every,
        hours: at.get("hours").map(|at| hours(&at)).transpose()?,
        misses: at.get("misses").map(|at| at.share()).transpose()?.unwrap_or(0),
    })
}

pub(super) fn dates(at: &At<'_>) -> Outcome<(NaiveDate, NaiveDate)> {
    let items = at.items()?;
    let [first, last] = items.as_slice() else {
        return Err(at.fault("应写起日和止日", "例如 [2024-01-01, 2025-12-31]。"));
    };
    let (first, last) = (first.date()?, last.date()?);
    if first > last { Err(at.fault("起日晚于止日", "请调换。")) } else { Ok((first, last)) }
}

/// `["11:30", "15:55"]` in minutes after midnight.
fn hours(at: &At<'_>) -> Outcome<(i64, i64)> {
    let wrong = || at.fault("应写从几点到几点", "例如 [\"11:30\", \"15:55\"]。");
    let minutes = |text: String| {
        let (hour, minute) =
            text.split_once(':').and_then(|(h, m)| Some((h.parse::<i64>().ok()?, m.parse::<i64>().ok()?)))?;
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    };
    let texts = at.texts()?;
    let [from, to]: [String; 2] = texts.try_into().map_err(|_| wrong())?;
    let (from, to) = (minutes(from).ok_or_else(wrong)?, minutes(to).ok_or_else(wrong)?);
    if from <= to { Ok((from, to)) } else { Err(wrong()) }
}

fn months(at: &At<'_>) -> Outcome<[u32; 12]> {
    let weights: Vec<u32> = at.items()?.iter().map(At::count).collect::<Outcome<_>>()?;
    weights.try_into().map_err(|_| at.fault("应写十二个月的权重", "例如 [8, 6, 9, …] 共十二个。"))
}

fn from(at: &At<'_>) -> Outcome<From> {
    at.only(&["workbook", "where", "after"])?;
    Ok(From {
        workbook: at.need("workbook", "\"案件.xlsx\"")?.text()?.to_owned(),
        filter: filter(at.get("where").as_ref())?,
        after: Span::read(&at.need("after", "\"3..30 days\"")?)?,
    })
}

pub(super) fn filter(at: Option<&At<'_>>) -> Outcome<Vec<(Name, String)>> {
    let entries = at.map(|at| at.entries()).transpose()?.unwrap_or_default();
    Ok(entries.into_iter().map(|(name, at)| (name.into(), plain(&at))).collect())
}

/// A value as it is written.
pub(super) fn plain(at: &At<'_>) -> String {
    at.json.as_str().map_or_else(|| at.json.to_string(), str::to_owned)
}

fn step(at: &At<'_>) -> Outcome<Step> {
    at.only(&["do", "after", "since", "late", "late_after", "chance", "role", "org", "set", "reason", "to"])?;
    let text = |key: &str| at.get(key).map(|at| at.text().map(Name::from)).transpose();
    let late = match text("late")? {
        Some(share) => Some((share, Span::read(&at.need("late_after", "\"9..25 working days\"")?)?)),
        None => None,
    };
    Ok(Step {
        key: at.key.clone(),
        action: at.need("do", "\"file\"")?.text()?.into(),
        after: Span::read(&at.need("after", "\"1..6 working days\"")?)?,
        since: text("since")?,
        late,
        chance: at.get("chance").map(|at| at.share()).transpose()?.unwrap_or(super::random::MILLION),
        role: text("role")?,
        org: text("org")?,
        set: fields(at.get("set").as_ref())?,
        reason: at.get("reason").map(|at| at.texts()).transpose()?.unwrap_or_default(),
        to: at.get("to").map(|at| at.texts()).transpose()?.unwrap_or_default().into_iter().map(Name::from).collect(),
    })
}

fn total(at: &At<'_>) -> Outcome<Total> {
    at.only(&["title", "orgs", "dates", "where", "sum", "is"])?;
    let orgs = at.get("orgs").map(|at| at.texts()).transpose()?.unwrap_or_default();
    Ok(Total {
        key: at.key.clone(),
        title: at.need("title", "\"全部案件\"")?.text()?.to_owned(),
        orgs: orgs.into_iter().map(Name::from).collect(),
        dates: at.get("dates").map(|at| dates(&at)).transpose()?,
        filter: filter(at.get("where").as_ref())?,
        sum: at.get("sum").map(|at| at.text().map(Name::from)).transpose()?,
        is: at.need("is", "100")?.decimal()?,
    })
}
