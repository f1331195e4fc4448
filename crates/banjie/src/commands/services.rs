//! `services`: the guide to services 服务指南, as the packages declare it.

use std::{fmt::Write as _, process::ExitCode};

use anyhow::Result;
use banjie_office::public::{Entry, guide};
use banjie_papers::html::escape;

use crate::{
    cli::public::{Form, Services},
    context::Context,
};

/// Prints the guide.
pub fn run(context: &Context, options: &Services) -> Result<ExitCode> {
    let library = context.library()?;
    let entries = guide(&library, options.package.as_deref())?;
    match options.format {
        Form::Json => println!("{}", serde_json::to_string_pretty(&entries)?),
        Form::Md if entries.is_empty() => println!("应用包没有声明服务（services/）。"),
        Form::Md => entries.iter().for_each(|entry| println!("{}", markdown(entry))),
        Form::Html => entries.iter().for_each(|entry| println!("{}", html(entry))),
    }
    Ok(ExitCode::SUCCESS)
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
