//! One file a command: parse what was typed, call one use case, show the answer.

mod account;
mod act;
mod allocation;
mod allot;
mod board;
mod check;
mod database;
mod demo;
mod export;
pub mod figures_of_record;
mod fill;
mod import;
mod indicators;
mod notices;
mod print;
mod proof;
mod readings;
mod report;
mod serve;
mod services;
mod show;
mod test;
mod tick;
mod trace;
mod verify;

use std::process::ExitCode;

use anyhow::Result;
use banjie_desk::{Desk, Snapshot};
use banjie_figures::AsOf;
use banjie_model::{Moment, Name};
use banjie_office::scope;
use banjie_store::AnyStore;

use crate::{cli::Command, clock, context::Context};

/// Runs one command. Success is exit code 0 only; a check, test or import with faults exits with 1.
pub fn run(context: &Context, command: Command) -> Result<ExitCode> {
    match command {
        Command::Demo(options) => demo::run(context, &options),
        Command::Check(options) => check::check(context, &options),
        Command::Explain { code } => check::explain(code.as_deref()),
        Command::Schema => check::schema(),
        Command::Draw { dir, ledger } => check::draw(&dir, ledger.as_deref()),
        Command::Test { dirs, only } => test::run(context, &dirs, only.as_deref()),
        Command::Plan => database::plan(context),
        Command::Apply => database::apply(context),
        Command::Import(options) => import::run(context, &options),
        Command::Export(options) => export::run(context, &options),
        Command::Act(options) => act::run(context, &options),
        Command::Tick { rejudge } => tick::run(context, rejudge),
        Command::Board(options) => board::run(context, &options),
        Command::Indicators(options) => indicators::run(context, &options),
        Command::Trace(options) => trace::run(context, &options),
        Command::Report(options) => report::run(context, &options),
        Command::Fill(options) => fill::run(context, &options),
        Command::Backup { file } => database::backup(context, &file),
        Command::Restore { file } => database::restore(context, &file),
        Command::Key { file } => database::key(&file),
        Command::FiguresOfRecord(options) => figures_of_record::run(context, &options),
        Command::Show(options) => show::run(context, &options),
        Command::Readings(options) => readings::run(context, &options),
        Command::Print(options) => print::run(context, &options),
        Command::Verify => verify::run(context),
        Command::Proof(options) => proof::run(context, &options),
        Command::Allot(options) => allot::run(context, &options),
        Command::Notices(options) => notices::run(context, &options),
        Command::Serve(options) => serve::run(context, &options),
        Command::Account(what) => account::run(context, &what),
        Command::Services(options) => services::run(context, &options),
    }
}

/// Exit code of an answer that is good or bad.
fn code(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Code of an organisation given by code or name.
fn org_code(snapshot: &Snapshot, text: &str) -> Result<Name> {
    Ok(scope::org_code(snapshot, text)?)
}

/// The log position of a moment as typed; none: everything recorded up to now.
async fn as_of(desk: &Desk<AnyStore>, typed: Option<&str>, now: Moment) -> Result<AsOf> {
    Ok(scope::as_of(desk, typed.map(clock::moment).transpose()?, now).await?)
}
