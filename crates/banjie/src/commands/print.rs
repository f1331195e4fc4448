//! `print`: documents from records, one or many, each with its own number.

use std::{collections::HashMap, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{
    Desk, Progress, Snapshot, Target,
    ports::{ListQuery, Store as _},
};
use banjie_engine::{number, visible};
use banjie_model::{
    Name,
    case::{Actor, Record},
    definition::{DocumentDef, Ledger},
    value::RecordId,
};
use banjie_papers::record::{Printed, Sheet, compose};
use banjie_store::{AnyStore, How, IssuedNumber, PrintOrder, PrintRun};
use chrono::NaiveDate;

use super::readings;
use crate::{cli::print::Print, condition, context::Context};

mod output;
mod sheet;

use output::{Form, Output};

/// Records read at once.
const PAGE: u32 = 1_000;
/// Stands for a number while it is tried whether the document can be filled in.
const NOT_YET: &str = "（待编号）";

/// A record that could not be printed, and why.
struct Failure {
    record: String,
    why: String,
}

/// Prints documents.
pub fn run(context: &Context, options: &Print) -> Result<ExitCode> {
    let batch = options.record.is_none();
    let form = Form::of(options, batch)?;
    let progress = context.progress();
    let (printed, failures) = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        let room = Room::new(context, &desk, &actor, &options.what)?;
        let (records, mut failures) = room.records(options).await?;
        if records.is_empty() && failures.is_empty() {
            bail!("没有符合条件的记录，什么也没有打印");
        }
        let ready = room.ready(records, &mut failures, progress.as_ref()).await?;
        anyhow::Ok((ready, failures))
    })?;
    let mut failures = failures;
    let mut output = Output::new(context, form, &options.out)?;
    progress.begin("打印", printed.len() as u64);
    let mut n = 0;
    for (record, number, printed) in &printed {
        match output.add(number.as_deref().unwrap_or(record), printed) {
            Ok(()) => n += 1,
            Err(error) => failures.push(Failure { record: record.clone(), why: format!("{error:#}") }),
        }
        progress.step(1);
    }
    progress.end();
    if n > 0 {
        output.finish()?;
        println!("已打印 {n} 份 → {}。", options.out.display());
    }
    for Failure { record, why } in &failures {
        eprintln!("没有打印 {record}：{why}");
    }
    if !failures.is_empty() {
        eprintln!("有 {} 份没有打印，见上。", failures.len());
    }
    Ok(super::code(failures.is_empty()))
}

/// A document filled in: what the record is called, the document's number, the pages.
type Ready = (String, Option<String>, Printed);

/// What is printed, of what, by whom.
struct Room<'a> {
    context: &'a Context,
    desk: &'a Desk<AnyStore>,
    snapshot: std::sync::Arc<Snapshot>,
    actor: &'a Actor,
    /// `package/document`.
    key: Name,
    definition: DocumentDef,
    ledger: std::sync::Arc<Ledger>,
}

impl<'a> Room<'a> {
    fn new(context: &'a Context, desk: &'a Desk<AnyStore>, actor: &'a Actor, key: &str) -> Result<Room<'a>> {
        let snapshot = desk.snapshot();
        let library = snapshot.library();
        let found = key.split_once('/').and_then(|(package, name)| library.packages.get(package)?.documents.get(name));
        let definition = found.cloned().with_context(|| {
            let all = library.packages.values().flat_map(|p| p.documents.keys().map(|d| format!("{}/{d}", p.name)));
            format!("没有文书“{key}”。可打印的文书：{}", all.collect::<Vec<_>>().join("、"))
        })?;
        let ledger = desk.ledger(&definition.of)?;
        Ok(Room { context, desk, snapshot, actor, key: key.into(), definition, ledger })
    }

    /// The records asked for that the actor may see, and those that are not to be had.
    async fn records(&self, options: &Print) -> Result<(Vec<Record>, Vec<Failure>)> {
        if let Some(filter) = &options.filter {
            return Ok((self.matching(filter).await?, Vec::new()));
        }
        let numbers = match (&options.record, &options.records) {
            (Some(one), _) => vec![one.clone()],
            (None, Some(list)) => numbers(list)?,
            (None, None) => bail!("请写明打印哪些记录：--record 编号、--records 编号或文件、--where 条件"),
        };
        let (mut records, mut failures) = (Vec::new(), Vec::new());
        for number in numbers {
            match self.desk.case(&self.ledger.key, &Target::parse(&number), self.actor).await {
                Ok(case) => records.push(case.record),
                Err(error) => failures.push(Failure { record: number, why: error.to_string() }),
            }
        }
        Ok((records, failures))
    }

    async fn matching(&self, filter: &str) -> Result<Vec<Record>> {
        let filter = condition::read(self.snapshot.library(), &self.ledger, filter)?;
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
    ) -> Result<Vec<Ready>> {
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
            ready.push((called(&record), sheet.number.clone(), compose(&self.definition, &sheet)?));
        }
        Ok(ready)
    }

    /// The value of the field that dates the document.
    fn dated(&self, record: &Record) -> Option<NaiveDate> {
        let (index, _) = self.ledger.field(self.definition.dated.as_deref()?)?;
        record.values.get(index)?.as_date()
    }

    async fn issue(&self, sheets: &[(Record, Sheet)]) -> Result<HashMap<RecordId, IssuedNumber>> {
        let now = self.context.now;
        let orgs = self.snapshot.world().orgs;
        let pattern = self.definition.number.as_deref();
        let mut owners = HashMap::new();
        let mut orders = Vec::with_capacity(sheets.len());
        for (record, _) in sheets {
            let org = orgs.get(&record.org).with_context(|| format!("没有机构 {}", record.org))?;
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
    async fn log(&self, sheets: &[(Record, Sheet)]) -> Result<()> {
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
                entries.push(readings::entry(self.actor, self.context.now, of, fields, (How::Print, purpose)));
            }
        }
        Ok(self.desk.store().log_readings(&entries).await?)
    }
}

/// What a record is called in messages and file names.
fn called(record: &Record) -> String {
    record.number.as_deref().map_or_else(|| format!("#{}", record.id), str::to_owned)
}

/// Numbers from a list, or from the lines of a file.
fn numbers(list: &str) -> Result<Vec<String>> {
    let path = std::path::Path::new(list);
    let text = if path.is_file() {
        std::fs::read_to_string(path).with_context(|| format!("读不了 {list}"))?
    } else {
        list.to_owned()
    };
    let numbers = text.split(['\n', '、', ',', '，']).map(str::trim).filter(|number| !number.is_empty());
    Ok(numbers.map(str::to_owned).collect())
}
