//! `plan`, `apply`, `backup`, `restore`: the database as a whole.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{
    apply,
    ports::{Plan, Store},
};
use banjie_model::definition::Library;

use super::code;
use crate::{context::Context, key};

/// Shows what `apply` would do.
pub fn plan(context: &Context) -> Result<ExitCode> {
    let library = context.library()?;
    let plan = match banjie_store::missing_file(&context.config.db)? {
        Some(_) => from_nothing(context, &library)?,
        None => context.wait(async {
            let store = context.store().await?;
            anyhow::Ok(apply::plan(&store, &library, &[]).await?)
        })?,
    };
    show(&plan);
    Ok(code(plan.steps.iter().all(|s| s.safe)))
}

/// The plan for a database that is not there yet: compared with an empty one, made aside and taken away again.
fn from_nothing(context: &Context, library: &Library) -> Result<Plan> {
    let aside = std::env::temp_dir().join(format!("banjie-plan-{}.db", std::process::id()));
    let plan = context.wait(async {
        let store = banjie_store::connect(&aside.display().to_string()).await?;
        let plan = apply::plan(&store, library, &[]).await;
        store.close().await;
        anyhow::Ok(plan?)
    });
    fs::remove_file(&aside).with_context(|| format!("删不了临时文件 {}", aside.display()))?;
    plan
}

/// Makes or alters the database to fit the packages.
pub fn apply(context: &Context) -> Result<ExitCode> {
    let library = context.library()?;
    let plan = context.wait(async {
        let store = context.new_store(&library).await?;
        anyhow::Ok(apply::apply(&store, &library, &[], context.now).await?)
    })?;
    show(&plan);
    if !plan.steps.is_empty() {
        println!("已完成：数据库 {} 与应用包一致。", context.config.db);
    }
    Ok(ExitCode::SUCCESS)
}

fn show(plan: &Plan) {
    if plan.steps.is_empty() {
        println!("数据库与应用包一致，不需要改动。");
        return;
    }
    println!("计划（{} 步）:", plan.steps.len());
    for step in &plan.steps {
        println!("  {} {}", if step.safe { "+" } else { "✗" }, step.what);
        if let Some(advice) = &step.advice {
            println!("      {advice}");
        }
    }
}

/// Makes a key file.
pub fn key(file: &Path) -> Result<ExitCode> {
    key::make(file)?;
    println!("已生成密钥文件 {}。", file.display());
    println!(
        "使用时写 --key {}，或在 banjie.toml 里写 key。密钥丢失，敏感字段再也读不出来：请与备份分开保管一份。",
        file.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Writes a verified backup.
pub fn backup(context: &Context, file: &Path) -> Result<ExitCode> {
    if file.exists() {
        bail!("{} 已存在；备份不覆盖旧文件，请换一个文件名", file.display());
    }
    let hash = context.wait(async {
        let store = context.store().await?;
        anyhow::Ok(store.backup(file).await?)
    })?;
    println!("已备份到 {}，并已核对。SHA-256:{hash}", file.display());
    context.say("备份里没有密钥。敏感字段要凭密钥文件才能读出：请另行保管一份。");
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup into an empty database.
pub fn restore(context: &Context, file: &Path) -> Result<ExitCode> {
    if !file.exists() {
        bail!("没有备份文件 {}", file.display());
    }
    context.wait(async {
        let store = context.store_to_restore().await?;
        anyhow::Ok(store.restore(file).await?)
    })?;
    println!("已从 {} 恢复到 {}，并已核对。", file.display(), context.config.db);
    Ok(ExitCode::SUCCESS)
}
