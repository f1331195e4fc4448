//! `board`: who is late, office by office.

use std::process::ExitCode;

use anyhow::{Result, bail};
use banjie_figures::{Board, BoardAsk};
use banjie_model::{Moment, calendar::date_zh};
use banjie_papers::plain::{Align, TextTable};

use super::org_code;
use crate::{
    cli::{self, Format},
    context::Context,
};

/// Prints the supervision board of a ledger.
pub fn run(context: &Context, options: &cli::Board) -> Result<ExitCode> {
    let board = context.wait(async {
        let desk = context.desk().await?;
        let snapshot = desk.snapshot();
        let ledger = desk.ledger(&options.ledger)?;
        if ledger.limits.is_empty() {
            bail!("台账“{}”没有时限，没有可监察的内容", ledger.title);
        }
        let calendar = snapshot.world().calendar;
        let ask = BoardAsk {
            org: options.org.as_deref().map(|org| org_code(&snapshot, org)).transpose()?,
            now: context.now,
            due_soon_until: end_of(calendar.add_working_days(context.now.date(), i64::from(options.soon))),
            since: options.since.map(|day| day.and_time(chrono::NaiveTime::MIN)),
        };
        anyhow::Ok(Board::load(desk.store(), &ledger, snapshot.world().orgs, &ask).await?)
    })?;
    match options.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&board)?),
        Format::Text => print!("{}", text(&board, context.now)),
    }
    Ok(ExitCode::SUCCESS)
}

fn end_of(day: chrono::NaiveDate) -> Moment {
    day.and_hms_opt(23, 59, 59).unwrap_or_else(|| day.and_time(chrono::NaiveTime::MIN))
}

/// The board as a text table.
pub fn text(board: &Board, now: Moment) -> String {
    let head = Board::HEADS.iter().enumerate().map(|(i, h)| {
        let align = if i == 0 { Align::Left } else { Align::Right };
        (h.to_string(), align)
    });
    let table = TextTable {
        head: head.collect(),
        rows: board.lines.iter().map(banjie_figures::BoardLine::cells).collect(),
        total: Some(board.total.cells()),
    };
    format!("{}监察台账（{}）\n{}", board.title, date_zh(now.date()), table.render())
}
