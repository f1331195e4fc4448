//! `fill`: the bureau's own Word file with live figures.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_desk::Desk;
use banjie_figures::AsOf;
use banjie_model::period::Period;
use banjie_office::scope;
use banjie_papers::{
    Setting,
    word::{self, Filled, WordFault},
};
use banjie_store::AnyStore;

use super::{as_of, org_code};
use crate::{cli::Fill, context::Context};

/// Fills a template; where anything in it is wrong, tells all of it and writes nothing.
pub fn run(context: &Context, options: &Fill) -> Result<ExitCode> {
    let out = &options.out;
    if out.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("docx")) {
        bail!("填好的文件写成 .docx；{} 不是", out.display());
    }
    if fs::canonicalize(out).is_ok_and(|to| fs::canonicalize(&options.template).is_ok_and(|from| from == to)) {
        bail!("填好的文件不能写回模板本身；请用 -o 另起一个文件名");
    }
    let name = options.template.display();
    let bytes = fs::read(&options.template).with_context(|| format!("读不了 {name}"))?;
    let template = word::Template::read(&bytes).map_err(|fault| anyhow::anyhow!("{name}：{fault}"))?;
    let filled = context.wait(async {
        let desk = context.desk().await?;
        let moment = as_of(&desk, options.as_of.as_deref(), context.now).await?;
        fill(&desk, options, &template, moment).await
    })?;
    let filled = match filled {
        Ok(filled) => filled,
        Err(WordFault::Tags(faults)) => {
            println!("{name}");
            println!("{}", WordFault::Tags(faults.clone()));
            println!("共 {} 处错误，没有写出文件。每个代码的说明：banjie explain 代码", faults.len());
            return Ok(super::code(false));
        }
        Err(WordFault::File(why)) => bail!("{name}：{why}"),
    };
    fs::write(out, &filled.bytes).with_context(|| format!("写不了 {}", out.display()))?;
    println!("已写出 {}：{} 个数，均可溯源。", out.display(), filled.document.figures.len());
    Ok(ExitCode::SUCCESS)
}

/// What may go wrong while a template is filled.
enum Trouble {
    /// The template.
    Word(WordFault),
    /// Anything else.
    Other(anyhow::Error),
}

impl From<WordFault> for Trouble {
    fn from(fault: WordFault) -> Trouble {
        Trouble::Word(fault)
    }
}

async fn fill(
    desk: &Desk<AnyStore>,
    options: &Fill,
    template: &word::Template,
    moment: AsOf,
) -> Result<Result<Filled, WordFault>> {
    let snapshot = desk.snapshot();
    let package = package(&snapshot.library().packages.keys().map(|name| &**name).collect::<Vec<_>>(), options)?;
    let orgs = snapshot.world().orgs;
    let org = match &options.org {
        Some(org) => Some(org_code(&snapshot, org)?),
        None => orgs.roots().next().map(|root| root.code.clone()),
    };
    let figures = scope::figures(desk, &snapshot, moment);
    let figures = figures.published_by(org.clone());
    let title = title(&options.template);
    let setting = Setting {
        report: format!("{package}/{title}").into(),
        indicators: figures.catalogue().names(&package),
        period: options.period.as_deref().map(Period::parse).transpose()?,
        children: org.iter().flat_map(|o| orgs.children(o)).map(|o| (o.code.clone(), o.name.clone())).collect(),
        org: org.map(|code| (code.clone(), orgs.get(&code).map_or_else(|| code.clone(), |o| o.name.clone()))),
        as_of: moment.seq,
        at: moment.at,
        ..Setting::default()
    };
    let answer = async |wants| figures.answer(&wants).await.map_err(|error| Trouble::Other(error.into()));
    match word::fill(template, &title, &setting, answer).await {
        Ok(filled) => Ok(Ok(filled)),
        Err(Trouble::Word(fault)) => Ok(Err(fault)),
        Err(Trouble::Other(error)) => Err(error),
    }
}

/// The package whose indicators the template speaks of.
fn package(installed: &[&str], options: &Fill) -> Result<String> {
    let known = || installed.iter().filter(|name| **name != "orgs").copied().collect::<Vec<_>>();
    match &options.package {
        Some(package) if installed.contains(&package.as_str()) => Ok(package.clone()),
        Some(package) => bail!("没有应用包“{package}”。已有：{}", known().join("、")),
        None => match known()[..] {
            [one] => Ok(one.to_owned()),
            _ => bail!("请用 --package 写明模板用哪个应用包的指标。已有：{}", known().join("、")),
        },
    }
}

/// The template's file name without its ending.
fn title(template: &Path) -> String {
    template.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
