//! Organisations, people and the working-day calendar, as the ledgers of the package `orgs` hold them.

use std::collections::HashMap;

use banjie_model::{
    Name,
    calendar::{DayKind, DayRule, WorkCalendar},
    case::{Actor, Record},
    definition::{Ledger, Library},
    org::{Org, OrgTree},
    value::Value,
};
use chrono::Datelike;
use indexmap::IndexMap;

use crate::ports::{ListQuery, Store, StoreResult};

/// Package whose ledgers hold organisations, people and calendar.
pub const PACKAGE: &str = "orgs";
/// Role that makes an account an administrator: not bound by roles and scope.
pub const ADMINISTRATOR: &str = "orgs.admin";
/// Records read at a time.
const PAGE: u32 = 5_000;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Sign-in name.
    pub account: Name,
    /// Name.
    pub name: Name,
    /// Post, e.g. 分局局长.
    pub title: Option<Name>,
    /// Organisation, by code.
    pub org: Name,
    /// Roles as `package.role`.
    pub roles: Vec<Name>,
    /// Telephone.
    pub phone: Option<Name>,
}

/// Everybody, by account and by name.
#[derive(Clone, Debug, Default)]
pub struct People {
    by_account: IndexMap<Name, Person>,
    by_name: HashMap<Name, Option<Name>>,
}

impl People {
    /// Builds the list.
    pub fn new(people: impl IntoIterator<Item = Person>) -> People {
        let mut list = People::default();
        for person in people {
            let account = person.account.clone();
            list.by_name
                .entry(person.name.clone())
                .and_modify(|found| *found = None)
                .or_insert_with(|| Some(account.clone()));
            list.by_account.insert(account, person);
        }
        list
    }

    /// The person with this account, or with this name where only one has it.
    pub fn find(&self, account_or_name: &str) -> Option<&Person> {
        self.by_account.get(account_or_name).or_else(|| {
            let account = self.by_name.get(account_or_name)?.as_ref()?;
            self.by_account.get(account)
        })
    }

    /// The actor an account acts as.
    pub fn actor(&self, account: &str) -> Option<Actor> {
        let person = self.by_account.get(account)?;
        Some(Actor {
            account: person.account.clone(),
            org: person.org.clone(),
            roles: person.roles.clone(),
            system: person.roles.iter().any(|r| &**r == ADMINISTRATOR),
        })
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.by_account.values()
    }

    /// True when nobody is registered.
    pub fn is_empty(&self) -> bool {
        self.by_account.is_empty()
    }
}

/// What the ledgers of `orgs` hold now.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Organisations.
    pub orgs: OrgTree,
    /// People.
    pub people: People,
    /// Working days: the official calendar with the days entered here.
    pub calendar: WorkCalendar,
}

impl Directory {
    /// Reads it; without the package `orgs` there are no organisations and the official calendar holds.
    ///
    /// # Errors
    /// What the store says.
    pub async fn read<S: Store>(store: &S, library: &Library) -> StoreResult<Directory> {
        let orgs = read_all(store, library, "orgs.org").await?;
        let people = read_all(store, library, "orgs.person").await?;
        let days = read_all(store, library, "orgs.calendar_day").await?;
        Ok(Directory {
            orgs: OrgTree::new(orgs.iter().filter_map(|row| row.org())),
            people: People::new(people.iter().filter_map(|row| row.person())),
            calendar: calendar(&days),
        })
    }
}

fn calendar(days: &[Row<'_>]) -> WorkCalendar {
    let official = WorkCalendar::official();
    if days.is_empty() {
        return official;
    }
    let noticed: Vec<i32> = days.iter().filter_map(Row::noticed_year).collect();
    official.with_days(days.iter().filter_map(Row::day), noticed)
}

struct Row<'a> {
    ledger: &'a Ledger,
    record: Record,
}

async fn read_all<'a, S: Store>(store: &S, library: &'a Library, key: &str) -> StoreResult<Vec<Row<'a>>> {
    let Some(ledger) = library.ledger(key) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    let mut query = ListQuery { limit: Some(PAGE), ..ListQuery::default() };
    loop {
        let page = store.list(ledger, &query).await?;
        let more = page.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
        query.after = page.last().map(|r| r.id);
        rows.extend(page.into_iter().map(|record| Row { ledger, record }));
        if !more {
            return Ok(rows);
        }
    }
}

impl Row<'_> {
    fn value(&self, field: &str) -> &Value {
        const MISSING: &Value = &Value::Missing;
        self.ledger.field(field).and_then(|(index, _)| self.record.values.get(index)).unwrap_or(MISSING)
    }

    fn text(&self, field: &str) -> Option<Name> {
        self.value(field).as_str().map(str::trim).filter(|s| !s.is_empty()).map(Name::from)
    }

    fn org(&self) -> Option<Org> {
        const OWN: [&str; 6] = ["code", "name", "kind", "parent", "since", "until"];
        let attributes = self.ledger.fields.iter().zip(&self.record.values);
        let attributes = attributes.filter(|(f, v)| !OWN.contains(&&*f.name) && !v.is_missing());
        let code = self.text("code")?;
        Some(Org {
            name: self.text("name").unwrap_or_else(|| code.clone()),
            kind: self.text("kind").unwrap_or_else(|| "".into()),
            parent: self.text("parent"),
            since: self.value("since").as_date(),
            until: self.value("until").as_date(),
            attributes: attributes.map(|(f, v)| (f.name.clone(), v.clone())).collect(),
            code,
        })
    }

    fn person(&self) -> Option<Person> {
        let account = self.text("account")?;
        let roles = self.text("roles").unwrap_or_else(|| "".into());
        let roles = roles.split([',', '，', '、', ';', '；', ' ', '\n']).map(str::trim).filter(|r| !r.is_empty());
        Some(Person {
            name: self.text("name").unwrap_or_else(|| account.clone()),
            title: self.text("title"),
            org: self.text("org").unwrap_or_else(|| "".into()),
            roles: roles.map(Name::from).collect(),
            phone: self.text("phone"),
            account,
        })
    }

    fn day(&self) -> Option<DayRule> {
        let kind = match self.value("kind").as_str()? {
            "work" => DayKind::Work,
            "off" => DayKind::Off,
            _ => return None,
        };
        Some(DayRule {
            date: self.value("day").as_date()?,
            kind,
            name: self.text("name").unwrap_or_else(|| "".into()),
            notice: self.text("notice").unwrap_or_else(|| "".into()),
        })
    }

    /// A year the entry declares complete: a whole number or a yes beside the day.
    fn noticed_year(&self) -> Option<i32> {
        match self.value("noticed_year") {
            Value::Int(year) => i32::try_from(*year).ok(),
            Value::Bool(true) => self.value("day").as_date().map(|d| d.year()),
            _ => None,
        }
    }
}
