//! `readings`: who read personal values in plain, and what for. And the rule that a purpose is told.

use std::process::ExitCode;

use anyhow::Result;
use banjie_desk::Snapshot;
use banjie_model::{Name, definition::Ledger};
use banjie_office::readings::{self, Wanted, log};
use banjie_papers::plain::{Align, TextTable};
use banjie_store::PlainReading;

use crate::{
    cli::{Format, record::Readings},
    context::Context,
};

/// Lists the log.
pub fn run(context: &Context, options: &Readings) -> Result<ExitCode> {
    let (found, snapshot) = context.wait(async {
        let desk = context.desk().await?;
        let actor = context.actor(&desk)?;
        let wanted = Wanted {
            reader: options.reader.as_deref(),
            ledger: options.ledger.as_deref(),
            record: options.record.as_deref(),
        };
        anyhow::Ok((log(&desk, &actor, &wanted, options.limit).await?, desk.snapshot()))
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

/// The purpose of reading in plain, which must be told; a missing one is asked for with the option that gives it.
pub fn purpose(typed: Option<&str>) -> Result<Name> {
    readings::purpose(typed).map_err(|_| {
        anyhow::anyhow!("看个人信息的明文要写明用途，例如 --purpose \"电话通知当事人\"；用途和查看的人、时间一并登记")
    })
}
