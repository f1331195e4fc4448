//! `act`: one person does one thing to one case.

use std::process::ExitCode;

use anyhow::{Result, bail};
use banjie_desk::{Call, Clock, Desk, DeskResult, Done, Target};
use banjie_engine::{NO_DUE, World};
use banjie_model::{Moment, calendar::date_zh, case::Effect, definition::Ledger, refusal::Refusal};
use banjie_store::AnyStore;

use crate::{cli::Act, context::Context};

/// Takes one action and says what followed.
pub fn run(context: &Context, options: &Act) -> Result<ExitCode> {
    let (positional, typed) = split(&options.rest);
    if options.action != "create" && positional.is_empty() {
        bail!("没有写明办哪一件：在办理名称之后写编号，或 #加记录号，如 #12");
    }
    let done = context.wait(async {
        let desk = context.desk().await?;
        let call = Call {
            actor: context.actor(&desk)?,
            clock: Clock::now(context.now),
            reason: options.reason.as_deref().map(Into::into),
            expected_version: options.expect_version,
        };
        let ledger = desk.ledger(&options.ledger)?;
        anyhow::Ok((take(&desk, options, &positional, &typed, &call).await, ledger, desk.snapshot()))
    })?;
    match done {
        (Ok(done), ledger, snapshot) => {
            println!("{}", told(&done, &ledger, snapshot.world()));
            Ok(ExitCode::SUCCESS)
        }
        (Err(error), ..) => match error.refusal() {
            Some(refusal) => {
                tell(refusal);
                Ok(ExitCode::FAILURE)
            }
            None => bail!(error),
        },
    }
}

/// A refusal with its rule and its basis.
fn tell(refusal: &Refusal) {
    eprintln!("不予办理（{}）：{}", refusal.code.key(), refusal.message);
    if let Some(rule) = &refusal.rule {
        eprintln!("  规则：{rule}");
    }
    if let Some(basis) = &refusal.basis {
        eprintln!("  依据：{basis}");
    }
    for field in refusal.fields.iter().filter(|field| !refusal.message.contains(&*field.message)) {
        eprintln!("  {}:{}", field.title, field.message);
    }
}

/// `字段=值` apart from the rest.
fn split(rest: &[String]) -> (Vec<String>, Vec<(String, String)>) {
    let mut positional = Vec::new();
    let mut typed = Vec::new();
    for word in rest {
        match word.split_once('=') {
            Some((key, value)) => typed.push((key.trim().to_string(), value.trim().to_string())),
            None => positional.push(word.clone()),
        }
    }
    (positional, typed)
}

async fn take(
    desk: &Desk<AnyStore>,
    options: &Act,
    positional: &[String],
    typed: &[(String, String)],
    call: &Call,
) -> DeskResult<Done> {
    let ledger = options.ledger.as_str();
    if options.action == "create" {
        return desk.create(ledger, typed, options.to.as_deref(), call).await;
    }
    let target = Target::parse(positional.first().map_or("", String::as_str));
    let second = positional.get(1).map_or("", String::as_str);
    let typed_value = |key: &str| typed.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    match options.action.as_str() {
        "edit" => desk.edit(ledger, &target, typed, call).await,
        "assign" => desk.assign(ledger, &target, second, call).await,
        "extend" => desk.extend(ledger, &target, second, typed_value("by").unwrap_or_default(), call).await,
        "suspend" => desk.suspend(ledger, &target, second, typed, call).await,
        action => desk.act(ledger, &target, action, typed, options.to.as_deref(), call).await,
    }
}

/// What followed, in words.
fn told(done: &Done, ledger: &Ledger, world: World<'_>) -> String {
    let number = done.number.as_deref().map_or_else(|| format!("记录 #{}", done.record), String::from);
    let state = done.state.as_deref().map(|s| ledger.state(s).map_or(s, |s| &*s.title));
    let state = state.map(|s| format!("，现为“{s}”")).unwrap_or_default();
    let mut lines = vec![format!("已办理：{number}{state}（第 {} 版，记录号 #{}）。", done.version, done.record)];
    let limit = |name: &str| ledger.limit(name).map_or_else(|| name.to_string(), |l| l.title.to_string());
    let org = |code: &str| world.orgs.get(code).map_or_else(|| code.to_string(), |o| o.name.to_string());
    for effect in &done.effects {
        match effect {
            Effect::Started { run, due_at, provisional } => {
                let note = if *provisional { "（暂定：该年放假通知尚未发布）" } else { "" };
                lines.push(format!("  {}开始计时，{}到期{note}", limit(&run.limit), due_zh(*due_at)));
            }
            Effect::Ended { run, on_time, .. } => {
                lines.push(format!("  {}计时结束，{}", limit(&run.limit), if *on_time { "按时" } else { "超期" }));
            }
            Effect::Rejudged { run, was, due_at, why } => {
                let (was, due) = (due_zh(*was), due_zh(*due_at));
                lines.push(format!("  {}到期日由{was}改为{due}({why})", limit(&run.limit)));
            }
            Effect::HandedOver(hand) => lines.push(format!("  由{}移交{}", org(&hand.from), org(&hand.to))),
            Effect::Created { ledger, record, number } => lines.push(format!(
                "  生成 {} {}",
                world.library.ledger(ledger).map_or(&**ledger, |l| &*l.title),
                number.as_ref().map_or_else(|| format!("#{record}"), ToString::to_string)
            )),
            Effect::Prints { document } => lines.push(format!("  应制发文书：{document}")),
            _ => {}
        }
    }
    lines.join("\n")
}

/// A due date in words; a clock that stands still has none.
fn due_zh(due_at: Moment) -> String {
    if due_at == NO_DUE { "（中止中，暂无到期日）".into() } else { date_zh(due_at.date()) }
}
