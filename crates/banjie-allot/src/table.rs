//! The same problem as two CSV tables: seekers and places.

use crate::{
    builder::{Builder, Reading},
    document::{FloorInput, PlaceInput, SeekerInput, Wish},
    finding::Finding,
    score::Score,
};

/// A column by the words its head may have.
fn column(head: &csv::StringRecord, words: &[&str]) -> Option<usize> {
    head.iter().position(|cell| words.contains(&cell.trim()))
}

/// All columns whose head is the word with or without a number behind it, in the order of the table.
fn columns(head: &csv::StringRecord, words: &[&str]) -> Vec<usize> {
    let is = |cell: &str| words.contains(&cell.trim().trim_end_matches(|c: char| c.is_ascii_digit()));
    head.iter().enumerate().filter(|(_, cell)| is(cell)).map(|(at, _)| at).collect()
}

/// Rows of a table with their line in the file.
fn rows(text: &str, name: &str, builder: &mut Builder) -> (csv::StringRecord, Vec<(u64, csv::StringRecord)>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let head = reader.headers().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for row in reader.records() {
        match row {
            Ok(row) if row.iter().all(str::is_empty) => {}
            Ok(row) => rows.push((row.position().map_or(0, csv::Position::line), row)),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                builder.report(Finding::error(
                    "bad-row",
                    format!("{name} 第 {line} 行"),
                    "这一行读不了，请核对引号和编码",
                ));
            }
        }
    }
    (head, rows)
}

/// Reads two tables. Heads: seekers 编号, 组别, 绑定号, 成绩 (成绩2 …), 服从调剂, 志愿1 …; places 编号, 名额, 片区, 保底, 最低分.
/// English heads: id, group, ticket, score, flexible, choice; id, capacity, region, at_least, min_score.
/// The floor of a region stands in one row of it at least.
pub fn read_tables(seekers: &str, places: &str) -> Reading {
    let mut builder = Builder::new();
    read_places(places, &mut builder);
    read_seekers(seekers, &mut builder);
    builder.finish()
}

fn missing(builder: &mut Builder, table: &str, what: &str) {
    let said = format!("缺少“{what}”一栏");
    builder.report(Finding::error("missing-column", format!("{table}第 1 行"), said));
}

/// A cell, empty when there is none.
fn cell(row: &csv::StringRecord, at: Option<usize>) -> &str {
    at.and_then(|at| row.get(at)).unwrap_or_default()
}

fn text(row: &csv::StringRecord, at: Option<usize>) -> Option<String> {
    Some(cell(row, at)).filter(|text| !text.is_empty()).map(String::from)
}

fn number(builder: &mut Builder, at: &str, what: &str, text: &str) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        builder.report(Finding::error("bad-number", at, format!("{what}“{text}”不是整数")));
    }
    read
}

fn score(builder: &mut Builder, at: &str, text: &str) -> Option<Score> {
    if text.is_empty() {
        return None;
    }
    let read = Score::parse(text);
    if read.is_none() {
        builder.report(Finding::error("bad-number", at, format!("成绩“{text}”不是数，小数不超过四位")));
    }
    read
}

fn read_places(table: &str, builder: &mut Builder) {
    let (head, rows) = rows(table, "接收单位表", builder);
    let id = column(&head, &["编号", "名称", "id"]);
    let capacity = column(&head, &["名额", "capacity"]);
    if id.is_none() {
        missing(builder, "接收单位表", "编号");
    }
    if capacity.is_none() {
        missing(builder, "接收单位表", "名额");
    }
    let region = column(&head, &["片区", "region"]);
    let floor = column(&head, &["保底", "at_least"]);
    let line = column(&head, &["最低分", "min_score"]);
    let mut floors: Vec<(String, i64)> = Vec::new();
    for (number_of, row) in rows {
        let at = format!("接收单位表第 {number_of} 行");
        let seats = number(builder, &at, "名额", cell(&row, capacity));
        if seats.is_none() && cell(&row, capacity).is_empty() && capacity.is_some() {
            builder.report(Finding::error("bad-number", &at, "名额是空的"));
        }
        let region = text(&row, region);
        let at_least = number(builder, &at, "保底", cell(&row, floor));
        if let (Some(region), Some(at_least)) = (&region, at_least) {
            match floors.iter().find(|(known, _)| known == region) {
                Some((_, known)) if *known != at_least => {
                    let said = format!("片区“{region}”的保底前面写的是 {known}，这里是 {at_least}");
                    builder.report(Finding::error("duplicate-floor", &at, said));
                }
                Some(_) => {}
                None => floors.push((region.clone(), at_least)),
            }
        }
        let min_score = score(builder, &at, cell(&row, line));
        builder.place(PlaceInput {
            id: cell(&row, id).to_owned(),
            capacity: seats.unwrap_or(0),
            at_least: at_least.filter(|_| region.is_none()),
            region,
            min_score,
            ..PlaceInput::default()
        });
    }
    for (region, at_least) in floors {
        builder.floor(&FloorInput { region, at_least });
    }
}

fn read_seekers(table: &str, builder: &mut Builder) {
    let (head, rows) = rows(table, "报名表", builder);
    let id = column(&head, &["编号", "id"]);
    let group = column(&head, &["组别", "group"]);
    let ticket = column(&head, &["绑定号", "ticket"]);
    let flexible = column(&head, &["服从调剂", "flexible"]);
    let scores = columns(&head, &["成绩", "score"]);
    let choices = columns(&head, &["志愿", "choice"]);
    if id.is_none() {
        missing(builder, "报名表", "编号");
    }
    if choices.is_empty() {
        missing(builder, "报名表", "志愿1");
    }
    for (line, row) in rows {
        let at = format!("报名表第 {line} 行");
        let scores = scores.iter().map(|column| score(builder, &at, cell(&row, Some(*column))));
        let scores = scores.map(|score| score.unwrap_or(Score::ABSENT)).collect();
        let wishes = choices.iter().filter_map(|column| text(&row, Some(*column)));
        builder.seeker(SeekerInput {
            id: cell(&row, id).to_owned(),
            scores,
            group: text(&row, group),
            ticket: text(&row, ticket),
            flexible: matches!(cell(&row, flexible), "是" | "1" | "true" | "yes" | "服从"),
            choices: wishes.map(Wish::Place).collect(),
        });
    }
}
