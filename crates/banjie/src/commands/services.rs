//! `services`: the guide to services 服务指南, as the packages declare it.

use std::{fmt::Write as _, process::ExitCode};

use anyhow::{Result, bail};
use banjie_engine::{World, limits};
use banjie_model::{
    calendar::WorkCalendar,
    definition::{Ledger, Library, Limit, Package, Service},
    org::OrgTree,
};
use banjie_papers::html::escape;
use serde::Serialize;

use crate::{
    cli::public::{Form, Services},
    context::Context,
};

/// An entry of the guide.
#[derive(Debug, Serialize)]
struct Entry {
    package: String,
    name: String,
    title: String,
    /// Heading and text, in the order they are read.
    lines: Vec<(&'static str, String)>,
    materials: Vec<String>,
}

/// Prints the guide.
pub fn run(context: &Context, options: &Services) -> Result<ExitCode> {
    let library = context.library()?;
    known_package(&library, options.package.as_deref())?;
    let packages = library.packages.values().filter(|p| options.package.as_deref().is_none_or(|name| name == &*p.name));
    let entries: Vec<Entry> =
        packages.flat_map(|p| p.services.values().filter_map(|service| entry(&library, p, service))).collect();
    match options.format {
        Form::Json => println!("{}", serde_json::to_string_pretty(&entries)?),
        Form::Md if entries.is_empty() => println!("应用包没有声明服务（services/）。"),
        Form::Md => entries.iter().for_each(|entry| println!("{}", markdown(entry))),
        Form::Html => entries.iter().for_each(|entry| println!("{}", html(entry))),
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses a package that is not there.
pub fn known_package(library: &Library, package: Option<&str>) -> Result<()> {
    match package {
        Some(name) if !library.packages.contains_key(name) => {
            let known: Vec<&str> = library.packages.keys().map(|name| &**name).collect();
            bail!("没有应用包“{name}”。已有：{}", known.join("、"))
        }
        _ => Ok(()),
    }
}

fn entry(library: &Library, package: &Package, service: &Service) -> Option<Entry> {
    let ledger = library.ledger(&service.starts)?;
    let mut lines = vec![("办理对象", service.audience.to_string())];
    lines.extend(service.help.iter().map(|help| ("说明", help.to_string())));
    lines.push(("填写内容", titles(ledger, &service.takes)));
    if let Some(limit) = service.promised.as_ref().and_then(|name| ledger.limit(name)) {
        lines.push(("承诺时限", promised(library, ledger, limit)));
    }
    lines.push(("收费", service.fee.as_ref().map_or_else(|| "不收费".to_string(), ToString::to_string)));
    let followed =
        if service.follows.is_empty() { String::new() } else { format!("、{}", titles(ledger, &service.follows)) };
    lines.push(("可查询", format!("办件编号、办理状态{followed}")));
    if let Some(rating) = service.rating.as_ref().and_then(|(key, _)| library.ledger(key)) {
        lines.push(("评价", format!("办结后可评价，登记为“{}”", rating.title)));
    }
    lines.extend(service.office.iter().map(|office| ("办理地点和时间", office.to_string())));
    lines.extend(service.basis.as_ref().and_then(|key| package.bases.get(key)).map(|basis| ("依据", basis.zh())));
    let material = |m: &banjie_model::definition::Material| {
        let need = if m.required { "必交" } else { "按情况提交" };
        let note = m.note.as_ref().map_or_else(String::new, |note| format!("，{note}"));
        format!("{}（{need}{note}）", m.title)
    };
    Some(Entry {
        package: package.name.to_string(),
        name: service.name.to_string(),
        title: service.title.to_string(),
        lines,
        materials: service.materials.iter().map(material).collect(),
    })
}

fn titles(ledger: &Ledger, fields: &[usize]) -> String {
    let titles: Vec<&str> = fields.iter().filter_map(|i| ledger.fields.get(*i)).map(|field| &*field.title).collect();
    titles.join("、")
}

/// The promise in words: "受理后5个工作日（特殊情形另计）".
fn promised(library: &Library, ledger: &Ledger, limit: &Limit) -> String {
    let (calendar, orgs) = (WorkCalendar::official(), OrgTree::default());
    let world = World { library, calendar: &calendar, orgs: &orgs };
    let budgets = limits::budgets_words(&world, ledger, limit);
    let from: Vec<&str> =
        limit.from.iter().map(|state| ledger.state(state).map_or(&**state, |state| &*state.title)).collect();
    format!("{}：自“{}”起{budgets}", limit.title, from.join("”或“"))
}

fn markdown(entry: &Entry) -> String {
    let mut text = format!("## {}\n\n", entry.title);
    for (heading, line) in entry.lines.iter().filter(|(_, line)| !line.is_empty()) {
        let _ = writeln!(text, "- **{heading}**：{line}");
    }
    if !entry.materials.is_empty() {
        let _ = writeln!(text, "\n### 申请材料\n");
        for (n, material) in (1..).zip(&entry.materials) {
            let _ = writeln!(text, "{n}. {material}");
        }
    }
    text
}

fn html(entry: &Entry) -> String {
    let mut text = format!("<section>\n<h2>{}</h2>\n<dl>\n", escape(&entry.title));
    for (heading, line) in entry.lines.iter().filter(|(_, line)| !line.is_empty()) {
        let _ = writeln!(text, "<dt>{heading}</dt><dd>{}</dd>", escape(line));
    }
    text.push_str("</dl>\n");
    if !entry.materials.is_empty() {
        text.push_str("<h3>申请材料</h3>\n<ol>\n");
        text.extend(entry.materials.iter().map(|material| format!("<li>{}</li>\n", escape(material))));
        text.push_str("</ol>\n");
    }
    text.push_str("</section>");
    text
}
