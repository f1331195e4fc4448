//! `check`, `explain`, `schema`, `draw`: what can be said of packages without a database.

use std::{path::Path, process::ExitCode};

use anyhow::{Result, bail};
use banjie_model::finding::Severity;

use super::code;
use crate::{
    cli::{Check, Format},
    context::{Context, read_dirs},
};

/// Shows every finding of the given packages.
pub fn check(context: &Context, options: &Check) -> Result<ExitCode> {
    let (_, wanted) = read_dirs(&options.dirs)?;
    let mut all = Vec::new();
    let mut documents = Vec::new();
    for (dir, one) in &wanted {
        let mut findings = one.findings.clone();
        if options.stale {
            findings.extend(banjie_package::stale(&one.package, &one.sources, context.now.date()));
        }
        let folder = dir.display().to_string();
        match options.format {
            Format::Json => documents.push(banjie_package::render_json(&findings, &one.sources, &folder)),
            Format::Text => print!("{}", banjie_package::render(&findings, &one.sources, &folder, context.look())),
        }
        all.extend(findings);
    }
    match options.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&documents)?),
        Format::Text => {
            for (_, one) in wanted.iter().filter(|(_, one)| !one.package.title.is_empty()) {
                println!("{}", banjie_package::inventory(&one.package));
            }
            println!("{}", banjie_package::summary(&all));
        }
    }
    Ok(code(all.iter().all(|f| f.severity != Severity::Error)))
}

/// Prints the page of a code, or the list of all codes.
pub fn explain(wanted: Option<&str>) -> Result<ExitCode> {
    let Some(wanted) = wanted else {
        for (name, severity, title) in banjie_package::pages::codes() {
            println!("{:<6}{name:<32}{title}", banjie_package::pages::severity_zh(severity));
        }
        for page in banjie_proof::codes() {
            println!("{:<6}{:<32}{}", "校核", page.code, page.title);
        }
        for (code, title, _) in banjie_papers::word::PAGES {
            println!("{:<6}{code:<32}{title}", "模板");
        }
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(page) = banjie_papers::word::explain(wanted) {
        println!("{page}");
        return Ok(ExitCode::SUCCESS);
    }
    match (banjie_package::explain(wanted), banjie_proof::explain(wanted)) {
        (Ok(page), _) | (Err(_), Some(page)) => println!("{page}"),
        (Err(message), None) => bail!("{message}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the JSON Schema of package files.
pub fn schema() -> Result<ExitCode> {
    println!("{}", serde_json::to_string_pretty(&banjie_package::schema())?);
    Ok(ExitCode::SUCCESS)
}

/// Prints the state machines of a package as Mermaid.
pub fn draw(dir: &Path, ledger: Option<&str>) -> Result<ExitCode> {
    let (library, wanted) = read_dirs(&[dir.to_path_buf()])?;
    let [(_, one)] = &wanted[..] else { bail!("{} 读不出应用包", dir.display()) };
    let matters = one.package.ledgers.values().filter(|l| !l.states.is_empty());
    let chosen: Vec<_> = matters.filter(|l| ledger.is_none_or(|wanted| &*l.name == wanted)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = one.package.ledgers.values().map(|l| &*l.name).collect();
        bail!("没有可画的台账；本应用包的台账：{}", names.join("、"));
    }
    for ledger in chosen {
        println!("{}", banjie_package::draw(ledger, &library));
    }
    Ok(ExitCode::SUCCESS)
}
