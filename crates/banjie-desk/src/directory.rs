//! Organisations, people and the working-day calendar, as the ledgers of the package `orgs` hold them.

use std::collections::HashMap;

use banjie_model::{
    Name,
    calendar::{DayKind, DayRule, Term, WorkCalendar},
    case::{Actor, Command, Record, What},
    definition::{Ledger, Library},
    org::{Org, OrgTree},
    value::Value,
};
use chrono::{Datelike, NaiveDate};
use indexmap::IndexMap;

use crate::ports::{ListQuery, Store, StoreResult};

/// Package whose ledgers hold organisations, people and calendar.
pub const PACKAGE: &str = "orgs";
/// Role that makes an account an administrator: not bound by roles and scope.
pub const ADMINISTRATOR: &str = "orgs.administrator";
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
    pub post: Option<Name>,
    /// Organisation, by code.
    pub org: Name,
    /// Roles as `package.role`.
    pub roles: Vec<Name>,
    /// Telephone.
    pub phone: Option<Name>,
    /// First day in the post.
    pub since: Option<NaiveDate>,
    /// Last day in the post.
    pub until: Option<NaiveDate>,
}

impl Person {
    /// True while the person holds the post.
    pub fn is_active(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
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

    /// The person with this account.
    pub fn get(&self, account: &str) -> Option<&Person> {
        self.by_account.get(account)
    }

    /// The actor an account acts as on a day; none for an unknown account and outside the time in the post.
    pub fn actor(&self, account: &str, day: NaiveDate) -> Option<Actor> {
        let person = self.by_account.get(account).filter(|person| person.is_active(day))?;
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
        let terms = read_all(store, library, "orgs.term").await?;
        Ok(Directory {
            orgs: OrgTree::new(orgs.iter().filter_map(|row| row.org())),
            people: People::new(people.iter().filter_map(|row| row.person())),
            calendar: with_terms(calendar(&days), &terms),
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

fn with_terms(calendar: WorkCalendar, terms: &[Row<'_>]) -> WorkCalendar {
    if terms.is_empty() { calendar } else { calendar.with_terms(terms.iter().filter_map(Row::term)) }
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

/// The organisation a command registers; none for other commands.
pub(crate) fn registered(command: &Command) -> Option<Org> {
    let What::Create { values, .. } = &command.what else { return None };
    if &*command.ledger != "orgs.org" {
        return None;
    }
    let text = |field: &str| values.get(field).and_then(Value::as_str).map(|s| Name::from(s.trim()));
    let code = text("code").filter(|code| !code.is_empty())?;
    Some(Org {
        name: text("name").unwrap_or_else(|| code.clone()),
        kind: text("kind").unwrap_or_else(|| "".into()),
        parent: text("parent").filter(|parent| !parent.is_empty()),
        since: None,
        until: None,
        attributes: IndexMap::new(),
        code,
    })
}

/// The owner of a new record where none is named and the actor has no organisation: an organisation owns itself, a person
/// belongs to its organisation, all else to the one root.
pub(crate) fn default_owner(orgs: &OrgTree, ledger: &Ledger, values: &IndexMap<Name, Value>) -> Option<Name> {
    let org = || values.values().find_map(|value| if let Value::Org(code) = value { Some(code.clone()) } else { None });
    let mut roots = orgs.roots();
    let root = roots.next().map(|root| root.code.clone());
    match &*ledger.key {
        "orgs.org" => values.get("code").and_then(Value::as_str).map(|code| Name::from(code.trim())),
        "orgs.person" => org().or(root),
        key if key.starts_with("orgs.") => root,
        _ => root.filter(|_| roots.next().is_none()),
    }
}

/// The organisation a record of the ledger of organisations stands for.
pub(crate) fn org_of_record(ledger: &Ledger, record: &Record) -> Option<Org> {
    Row { ledger, record: record.clone() }.org()
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
            post: self.text("title").or_else(|| self.text("post")),
            org: self.home(),
            roles: roles.map(Name::from).collect(),
            phone: self.text("phone"),
            since: self.value("since").as_date(),
            until: self.value("until").as_date(),
            account,
        })
    }

    /// The organisation a person belongs to: the field of type organisation where the ledger has one, else the owner of
    /// the record.
    fn home(&self) -> Name {
        let mut orgs = self.record.values.iter().filter_map(|value| match value {
            Value::Org(code) => Some(code.clone()),
            _ => None,
        });
        orgs.next().unwrap_or_else(|| self.record.org.clone())
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

    fn term(&self) -> Option<Term> {
        Some(Term {
            starts_on: self.value("starts_on").as_date()?,
            ends_on: self.value("ends_on").as_date()?,
            title: self.text("title").unwrap_or_else(|| "".into()),
        })
    }

    /// The year of an entry that names its notice: the year's arrangement is known then.
    fn noticed_year(&self) -> Option<i32> {
        self.text("notice")?;
        self.value("day").as_date().map(|day| day.year())
    }
}
