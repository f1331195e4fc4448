//! `notices`: what is on show to the public now.

use std::{fmt::Write as _, process::ExitCode};

use anyhow::Result;
use banjie_desk::{NoticeBoard, Shown};
use banjie_model::calendar::date_zh;
use banjie_office::public;
use banjie_papers::html::escape;

use crate::{
    cli::public::{Form, Notices},
    clock,
    context::Context,
};

/// Prints every notice with the records it shows.
pub fn run(context: &Context, options: &Notices) -> Result<ExitCode> {
    let at = options.at.as_deref().map(clock::moment).transpose()?.unwrap_or(context.now);
    let boards = context.wait(async {
        let desk = context.desk().await?;
        anyhow::Ok(public::on_show(&desk, options.package.as_deref(), at).await?)
    })?;
    match options.format {
        Form::Json => println!("{}", serde_json::to_string_pretty(&boards)?),
        Form::Md if boards.is_empty() => println!("应用包没有声明公示（notices/）。"),
        Form::Md => boards.iter().for_each(|board| println!("{}", markdown(board))),
        Form::Html => boards.iter().for_each(|board| println!("{}", html(board))),
    }
    Ok(ExitCode::SUCCESS)
}

fn heads(board: &NoticeBoard) -> Vec<String> {
    let fields =
        board.shown.first().into_iter().flat_map(|shown| shown.fields.iter().map(|(title, _)| title.to_string()));
    ["编号".to_string(), "单位".to_string()]
        .into_iter()
        .chain(fields)
        .chain(["公示起".into(), "公示止".into()])
        .collect()
}

fn cells(shown: &Shown) -> Vec<String> {
    let until = shown.until.map_or_else(|| "—".to_string(), |at| date_zh(at.date()));
    let ends = [date_zh(shown.since.date()), until];
    let fields = shown.fields.iter().map(|(_, text)| text.clone());
    [shown.number.to_string(), shown.org.to_string()].into_iter().chain(fields).chain(ends).collect()
}

/// How to object, and by what law it is shown.
fn remarks(board: &NoticeBoard) -> Vec<String> {
    let mut lines: Vec<String> = board.help.iter().map(ToString::to_string).collect();
    if let Some(objection) = &board.objection {
        lines.push(format!("对公示内容有异议的，可在公示期内提出，登记为“{objection}”。"));
    }
    lines.extend(board.basis.iter().map(|basis| format!("依据：{basis}。")));
    lines
}

fn markdown(board: &NoticeBoard) -> String {
    let mut text = format!("## {}\n", board.title);
    if board.shown.is_empty() {
        text.push_str("\n目前没有正在公示的内容。\n");
    } else {
        let heads = heads(board);
        let row = |cells: &[String]| {
            format!("| {} |\n", cells.iter().map(|c| c.replace('|', "｜")).collect::<Vec<_>>().join(" | "))
        };
        let _ = write!(text, "\n{}|{}\n", row(&heads), " --- |".repeat(heads.len()));
        text.extend(board.shown.iter().map(|shown| row(&cells(shown))));
    }
    for line in remarks(board) {
        let _ = write!(text, "\n{line}\n");
    }
    text
}

fn html(board: &NoticeBoard) -> String {
    let cell = |tag: &str, text: &String| format!("<{tag}>{}</{tag}>", escape(text));
    let row = |tag: &str, cells: &[String]| {
        format!("<tr>{}</tr>\n", cells.iter().map(|text| cell(tag, text)).collect::<String>())
    };
    let mut text = format!("<section>\n<h2>{}</h2>\n", escape(&board.title));
    if board.shown.is_empty() {
        text.push_str("<p>目前没有正在公示的内容。</p>\n");
    } else {
        let rows: String = board.shown.iter().map(|shown| row("td", &cells(shown))).collect();
        let _ = write!(
            text,
            "<table>\n<thead>{}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n",
            row("th", &heads(board)).trim_end()
        );
    }
    text.extend(remarks(board).iter().map(|line| format!("<p>{}</p>\n", escape(line))));
    text.push_str("</section>");
    text
}
