//! Documents from records 文书, one or many, each with its own number, its receipt, and the log of its plain values.

use std::{collections::HashMap, sync::Arc};

use banjie_desk::{
    Desk, DeskError, Progress, Snapshot, Target,
    ports::{ListQuery, Store as _, StoreError},
};
use banjie_engine::{number, visible};
use banjie_model::{
    Moment, Name,
    case::{Actor, Record},
    definition::{DocumentDef, Ledger},
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use banjie_papers::{
    TemplateFault,
    record::{Printed, Sheet, compose},
};
use banjie_store::{AnyStore, How, IssuedNumber, PrintOrder, PrintRun, Printing};
use chrono::NaiveDate;

use crate::{
    conditions::{self, ConditionError},
    printing::PrintingError,
    readings,
};

mod output;
mod sheet;

pub use output::{Binding, File, Output};

/// Records read at once.
const PAGE: u32 = 1_000;
/// Stands for a number while it is tried whether the document can be filled in.
const NOT_YET: &str = "（待编号）";

/// Why documents were not printed. No number was used up then, unless printing itself failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FormError {
    /// A refusal, or the store in trouble.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The condition on the records.
    #[error(transparent)]
    Condition(#[from] ConditionError),
    /// The document's template.
    #[error(transparent)]
    Template(#[from] TemplateFault),
    /// Word or the typesetter.
    #[error(transparent)]
    Printing(#[from] PrintingError),
    /// The ZIP cannot be made.
    #[error("写不成 .zip：{0}")]
    Container(String),
    /// Several PDFs cannot be joined; in Chinese.
    #[error("{0}")]
    Bound(String),
}

impl From<StoreError> for FormError {
    fn from(error: StoreError) -> FormError {
        FormError::Desk(error.into())
    }
}

impl From<zip::result::ZipError> for FormError {
    fn from(error: zip::result::ZipError) -> FormError {
        FormError::Container(error.to_string())
    }
}

impl From<std::io::Error> for FormError {
    fn from(error: std::io::Error) -> FormError {
        FormError::Container(error.to_string())
    }
}

impl FormError {
    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            FormError::Desk(error) => error.refusal(),
            _ => None,
        }
    }
}

/// Answer of this module.
pub type FormResult<T> = Result<T, FormError>;

/// Of which records.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// These, by number or `#id`.
    Numbers(&'a [String]),
    /// These, by id.
    Ids(&'a [RecordId]),
    /// All that fulfil a condition.
    Where(&'a str),
}

/// A record that could not be printed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The record, as it was asked for or as it is called.
    pub record: String,
    /// Why, in Chinese.
    pub why: String,
}

/// A document filled in.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Record.
    pub record: RecordId,
    /// What the record is called: its number, or `#id`.
    pub called: String,
    /// Number of the document.
    pub number: Option<String>,
    /// The pages.
    pub printed: Printed,
}

impl Ready {
    /// What its file is called: by the document's number, else by the record.
    pub fn file_name(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.called)
    }
}

/// A document that can be printed from the records of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Offer {
    /// `package/document`.
    pub document: Name,
    /// Title.
    pub title: Name,
    /// Prints personal values in plain; each printing is logged.
    pub plain: bool,
    /// Has numbers of its own.
    pub numbered: bool,
}

/// The documents of a ledger (`package.ledger`), in the order they are declared.
pub fn offers(snapshot: &Snapshot, ledger: &str) -> Vec<Offer> {
    let package = ledger.split('.').next().unwrap_or_default();
    let package = snapshot.library().packages.get(package);
    let documents = package.into_iter().flat_map(|p| p.documents.values().map(move |d| (p, d)));
    let offer = |(package, document): (&Arc<banjie_model::definition::Package>, &DocumentDef)| Offer {
        document: format!("{}/{}", package.name, document.name).into(),
        title: document.title.clone(),
        plain: document.plain,
        numbered: document.number.is_some(),
    };
    documents.filter(|(_, document)| *document.of == *ledger).map(offer).collect()
}

/// Every printing of documents of a record the actor may see, oldest first.
///
/// # Errors
/// A refusal, or what the store says.
pub async fn printings(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    (ledger, target): (&str, &Target),
) -> FormResult<Vec<Printing>> {
    let case = desk.case(ledger, target, actor).await?;
    Ok(desk.store().printings(ledger, case.record.id).await?)
}

/// Fills in a document (`package/document`) of every record asked for, gives each its number, and logs the printing and the
/// plain values it shows. Records it cannot be filled in from are told beside; they use up no number.
///
/// # Errors
/// No such document, no such records, a condition that cannot be read, the store.
pub async fn print(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    now: Moment,
    (document, of): (&str, Of<'_>),
    progress: &dyn Progress,
) -> FormResult<(Vec<Ready>, Vec<Failure>)> {
    let room = Room::new(desk, actor, now, document)?;
    let (records, mut failures) = room.records(&of).await?;
    if records.is_empty() && failures.is_empty() {
        let message = "没有符合条件的记录，什么也没有打印";
        return Err(DeskError::from(Refusal::new(RefusalCode::NotFound, message)).into());
    }
    let ready = room.ready(records, &mut failures, progress).await?;
    Ok((ready, failures))
}

fn find<'a>(snapshot: &'a Snapshot, key: &str) -> FormResult<&'a DocumentDef> {
    let library = snapshot.library();
    let found = key.split_once('/').and_then(|(package, name)| library.packages.get(package)?.documents.get(name));
    found.ok_or_else(|| {
        let all = library.packages.values().flat_map(|p| p.documents.keys().map(|d| format!("{}/{d}", p.name)));
        let known = all.collect::<Vec<_>>().join("、");
        let message = format!("没有文书“{key}”。可打印的文书：{known}");
        DeskError::from(Refusal::new(RefusalCode::NotFound, message)).into()
    })
}

fn no_org(code: &str) -> FormError {
    DeskError::from(Refusal::new(RefusalCode::NotFound, format!("没有机构 {code}"))).into()
}

/// What is printed, of what, by whom.
struct Room<'a> {
    now: Moment,
    desk: &'a Desk<AnyStore>,
    snapshot: Arc<Snapshot>,
    actor: &'a Actor,
    /// `package/document`.
    key: Name,
    definition: DocumentDef,
    ledger: Arc<Ledger>,
}

impl<'a> Room<'a> {
    fn new(desk: &'a Desk<AnyStore>, actor: &'a Actor, now: Moment, key: &str) -> FormResult<Room<'a>> {
        let snapshot = desk.snapshot();
        let definition = find(&snapshot, key)?.clone();
        let ledger = desk.ledger(&definition.of)?;
        Ok(Room { now, desk, snapshot, actor, key: key.into(), definition, ledger })
    }

    /// The records asked for that the actor may see, and those that are not to be had.
    async fn records(&self, of: &Of<'_>) -> FormResult<(Vec<Record>, Vec<Failure>)> {
        let targets: Vec<(String, Target)> = match of {
            Of::Where(filter) => return Ok((self.matching(filter).await?, Vec::new())),
            Of::Numbers(numbers) => numbers.iter().map(|n| (n.clone(), Target::parse(n))).collect(),
            Of::Ids(ids) => ids.iter().map(|id| (format!("#{id}"), Target::Id(*id))).collect(),
        };
        let (mut records, mut failures) = (Vec::new(), Vec::new());
        for (record, target) in targets {
            match self.desk.case(&self.ledger.key, &target, self.actor).await {
                Ok(case) => records.push(case.record),
                Err(error) => failures.push(Failure { record, why: error.to_string() }),
            }
        }
        Ok((records, failures))
    }

    async fn matching(&self, filter: &str) -> FormResult<Vec<Record>> {
        let filter = conditions::read(self.snapshot.library(), &self.ledger, filter)?;
        let mut query = ListQuery { filter: Some(filter), limit: Some(PAGE), ..ListQuery::default() };
        let mut records = Vec::new();
        loop {
            let page = self.desk.store().list(&self.ledger, &query).await?;
            let more = page.len() == PAGE as usize;
            query.after = page.last().map(|record| record.id);
            let world = self.snapshot.world();
            records.extend(page.into_iter().filter(|r| visible(&world, &self.ledger, &r.org, self.actor)));
            if !more {
                return Ok(records);
            }
        }
    }

    /// Fills in every document that can be filled in, then gives those their numbers.
    async fn ready(
        &self,
        records: Vec<Record>,
        failures: &mut Vec<Failure>,
        progress: &dyn Progress,
    ) -> FormResult<Vec<Ready>> {
        progress.begin("填写", records.len() as u64);
        let mut sheets: Vec<(Record, Sheet)> = Vec::new();
        for record in records {
            let mut sheet = sheet::of(self, &record).await?;
            sheet.number = self.definition.number.as_ref().map(|_| NOT_YET.to_owned());
            match compose(&self.definition, &sheet) {
                Ok(_) => sheets.push((record, sheet)),
                Err(fault) => failures.push(Failure { record: called(&record), why: fault.to_string() }),
            }
            progress.step(1);
        }
        progress.end();
        let numbers = self.issue(&sheets).await?;
        let mut ready = Vec::with_capacity(sheets.len());
        for (record, mut sheet) in sheets {
            if let Some(issued) = numbers.get(&record.id) {
                sheet.number = self.definition.number.as_ref().map(|_| issued.number.to_string());
                sheet.dated = self.dated(&record).unwrap_or(issued.at.date());
            }
            let printed = compose(&self.definition, &sheet)?;
            ready.push(Ready { record: record.id, called: called(&record), number: sheet.number, printed });
        }
        Ok(ready)
    }

    /// The value of the field that dates the document.
    fn dated(&self, record: &Record) -> Option<NaiveDate> {
        let (index, _) = self.ledger.field(self.definition.dated.as_deref()?)?;
        record.values.get(index)?.as_date()
    }

    async fn issue(&self, sheets: &[(Record, Sheet)]) -> FormResult<HashMap<RecordId, IssuedNumber>> {
        let now = self.now;
        let orgs = self.snapshot.world().orgs;
        let pattern = self.definition.number.as_deref();
        let mut owners = HashMap::new();
        let mut orders = Vec::with_capacity(sheets.len());
        for (record, _) in sheets {
            let org = orgs.get(&record.org).ok_or_else(|| no_org(&record.org))?;
            owners.insert(record.id, org);
            let scope = pattern.map(|pattern| number::scope(pattern, org, now).into());
            orders.push(PrintOrder { record: record.id, version: record.version, scope });
        }
        let run = PrintRun {
            ledger: self.ledger.key.clone(),
            document: self.key.clone(),
            plain: self.definition.plain,
            at: now,
            by: self.actor.account.clone(),
        };
        let render = |order: &PrintOrder, n: i64| match (pattern, owners.get(&order.record)) {
            (Some(pattern), Some(org)) => number::render(pattern, n, org, now).into(),
            _ => "".into(),
        };
        let numbers = self.desk.store().issue(&run, &orders, render).await?;
        self.log(sheets).await?;
        Ok(numbers)
    }

    /// Logs the plain values a document prints; the document itself is the purpose.
    async fn log(&self, sheets: &[(Record, Sheet)]) -> FormResult<()> {
        if !self.definition.plain {
            return Ok(());
        }
        let mut entries = Vec::new();
        for (record, _) in sheets {
            let mut fields = readings::told_by(&self.ledger, record);
            fields.retain(|name| self.definition.body.contains(&**name));
            if !fields.is_empty() {
                let purpose = format!("打印文书 {}", self.key).into();
                let of = (&*self.ledger, Some(record.id));
                entries.push(readings::entry(self.actor, self.now, of, fields, (How::Print, purpose)));
            }
        }
        Ok(self.desk.store().log_readings(&entries).await?)
    }
}

/// What a record is called in messages and file names.
fn called(record: &Record) -> String {
    record.number.as_deref().map_or_else(|| format!("#{}", record.id), str::to_owned)
}
