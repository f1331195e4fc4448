//! `readings`: who read personal values in plain, and what for. And the rule that a purpose is told.

use std::process::ExitCode;

use anyhow::{Result, bail};
use banjie_desk::{Snapshot, Target};
use banjie_model::{
    Moment, Name,
    case::{Actor, Record},
    definition::{Class, Field, FieldType, Ledger},
    value::{RecordId, Value},
};
use banjie_papers::plain::{Align, TextTable};
use banjie_store::{How, PlainReading, ReadingsOf};

use crate::{
    cli::{Format, record::Readings},
    context::Context,
};

/// The package of people, and its roles that may read the log.
const PEOPLE: &str = "orgs";
const READERS: [&str; 2] = ["auditor", "administrator"];

/// Lists the log.
pub fn run(context: &Context, options: &Readings) -> Result<ExitCode> {
    let (found, snapshot) = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        if !actor.system && !READERS.iter().any(|role| actor.has_role(PEOPLE, role)) {
            bail!("明文查看登记只给审计员（orgs.auditor）和系统管理员看。请联系系统管理员");
        }
        let ledger = options.ledger.as_deref().map(|ledger| desk.ledger(ledger)).transpose()?;
        let record = match (&options.record, &ledger) {
            (Some(record), Some(ledger)) => {
                Some(desk.case(&ledger.key, &Target::parse(record), &Actor::system()).await?.record.id)
            }
            _ => None,
        };
        let of = ReadingsOf {
            account: options.reader.as_deref().map(Name::from),
            ledger: ledger.map(|ledger| ledger.key.clone()),
            record,
        };
        anyhow::Ok((desk.store().readings(&of, options.limit).await?, desk.snapshot()))
    })?;
    match options.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&found)?),
        Format::Text if found.is_empty() => println!("没有明文查看的登记。"),
        Format::Text => print!("{}", table(&found, &snapshot).render()),
    }
    Ok(ExitCode::SUCCESS)
}

fn table(found: &[PlainReading], snapshot: &Snapshot) -> TextTable {
    let head = [
        ("时间", Align::Left),
        ("账号", Align::Left),
        ("机构", Align::Left),
        ("方式", Align::Left),
        ("台账", Align::Left),
        ("记录", Align::Left),
        ("字段", Align::Left),
        ("用途", Align::Left),
    ];
    let rows = found.iter().map(|one| {
        let ledger = snapshot.library().ledger(&one.ledger);
        let titles: Vec<&str> = one.fields.iter().map(|name| title(ledger.map(|l| &**l), name)).collect();
        vec![
            one.at.format("%Y-%m-%d %H:%M").to_string(),
            one.account.to_string(),
            snapshot.world().orgs.get(&one.org).map_or_else(|| one.org.to_string(), |org| org.name.to_string()),
            one.how.zh().to_owned(),
            ledger.map_or_else(|| one.ledger.to_string(), |ledger| ledger.title.to_string()),
            which(one),
            titles.join("、"),
            one.purpose.to_string(),
        ]
    });
    TextTable { head: head.map(|(h, a)| (h.to_owned(), a)).to_vec(), rows: rows.collect(), total: None }
}

fn title<'a>(ledger: Option<&'a Ledger>, name: &'a Name) -> &'a str {
    ledger.and_then(|ledger| ledger.field(name)).map_or(name, |(_, field)| &field.title)
}

fn which(one: &PlainReading) -> String {
    match (one.record, &one.condition) {
        (Some(record), _) => format!("#{record}"),
        (None, Some(condition)) => format!("{} 条（{condition}）", one.records),
        (None, None) => format!("{} 条", one.records),
    }
}

/// The purpose of reading in plain, which must be told.
pub fn purpose(typed: Option<&str>) -> Result<Name> {
    match typed.map(str::trim) {
        Some(purpose) if !purpose.is_empty() => Ok(purpose.into()),
        _ => bail!("看个人信息的明文要写明用途，例如 --purpose \"电话通知当事人\"；用途和查看的人、时间一并登记"),
    }
}

/// True for a field whose values are personal, or that has such fields in its rows.
pub fn is_personal(field: &Field) -> bool {
    field.class >= Class::Personal || matches!(&field.ty, FieldType::List(rows) if rows.iter().any(is_personal))
}

/// The personal fields a record has values in.
pub fn told_by(ledger: &Ledger, record: &Record) -> Vec<Name> {
    let values = ledger.fields.iter().zip(&record.values);
    let told = values.filter(|(field, value)| is_personal(field) && !matches!(value, Value::Missing));
    told.map(|(field, _)| field.name.clone()).collect()
}

/// An entry of the log.
pub fn entry(
    actor: &Actor,
    at: Moment,
    (ledger, record): (&Ledger, Option<RecordId>),
    fields: Vec<Name>,
    (how, purpose): (How, Name),
) -> PlainReading {
    PlainReading {
        at,
        account: actor.account.clone(),
        org: actor.org.clone(),
        ledger: ledger.key.clone(),
        record,
        fields,
        purpose,
        how,
        records: 1,
        condition: None,
    }
}
