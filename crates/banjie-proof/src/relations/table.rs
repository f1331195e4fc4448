//! Tables whose rows and columns do not add up.

use super::arithmetic::print;
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::text::{Span, Table};
use rust_decimal::Decimal;

const TOTAL: &[&str] = &["合计", "总计", "共计", "小计", "总数", "全市合计", "全区合计", "总和"];
const SKIP: &[&str] = &["率", "比", "%", "均", "年份", "序号", "编号", "电话", "排名"];

struct Cell {
    span: Span,
    value: Decimal,
    places: u32,
}

pub(super) fn check(desk: &mut Desk<'_>) {
    for table in &desk.document.tables {
        columns(desk, table);
        rows(desk, table);
    }
}

fn cell(desk: &Desk<'_>, span: Span) -> Option<Cell> {
    let text = desk.text(span);
    let trimmed = text.trim();
    let start = span.start + text.chars().take_while(|c| c.is_whitespace()).count();
    let digits: String = trimmed.chars().filter(|c| *c != ',').collect();
    let shaped = !digits.is_empty() && digits.len() <= 14 && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let value: Decimal = shaped.then(|| digits.parse().ok()).flatten()?;
    Some(Cell { span: Span::new(start, start + trimmed.chars().count()), value, places: value.scale() })
}

fn label(desk: &Desk<'_>, span: Span) -> String {
    desk.text(span).chars().filter(|c| !c.is_whitespace()).collect()
}

fn total_label(text: &str) -> bool {
    TOTAL.contains(&text)
}

fn skipped(text: &str) -> bool {
    says(text, SKIP)
}

/// A row labelled 合计 sums the rows above (or below, when it comes first).
fn columns(desk: &mut Desk<'_>, table: &Table) {
    let labels: Vec<String> = table
        .rows
        .iter()
        .map(|r| {
            r.iter()
                .take(2)
                .map(|c| label(desk, *c))
                .find(|l| !l.is_empty() && !l.chars().all(|c| c.is_ascii_digit()))
                .unwrap_or_default()
        })
        .collect();
    let Some(total) = labels.iter().position(|l| total_label(l)) else { return };
    if labels.iter().filter(|l| total_label(l)).count() > 1 || total == 0 {
        return;
    }
    let body: Vec<usize> = if total + 1 == labels.len() {
        (1..total).collect()
    } else if total == 1 {
        (2..labels.len()).collect()
    } else {
        return;
    };
    for column in 1..table.rows[total].len() {
        let head = table.rows[0].get(column).map(|c| label(desk, *c)).unwrap_or_default();
        let Some(stated) = cell(desk, table.rows[total][column]).filter(|_| !skipped(&head)) else { continue };
        let parts: Option<Vec<Cell>> = body
            .iter()
            .filter(|&&r| {
                table.rows[r].get(column).is_some_and(|c| !matches!(label(desk, *c).as_str(), "" | "-" | "—" | "/"))
            })
            .map(|&r| cell(desk, table.rows[r][column]))
            .collect();
        if let Some(parts) = parts.filter(|p| p.len() >= 2) {
            judge(desk, &stated, &parts, &format!("“{head}”列"));
        }
    }
}

/// A column headed 合计 sums the others of its row.
fn rows(desk: &mut Desk<'_>, table: &Table) {
    let Some(heads) = table.rows.first() else { return };
    let heads: Vec<String> = heads.iter().map(|c| label(desk, *c)).collect();
    let Some(total) = heads.iter().position(|l| total_label(l)) else { return };
    if heads.iter().filter(|l| total_label(l)).count() > 1 || heads.iter().any(|h| h.contains("其中")) {
        return;
    }
    for row in &table.rows[1..] {
        let Some(stated) = row.get(total).and_then(|c| cell(desk, *c)) else { continue };
        let parts: Vec<Cell> = (1..row.len().min(heads.len()))
            .filter(|&c| c != total && !skipped(&heads[c]))
            .filter_map(|c| cell(desk, row[c]))
            .collect();
        if parts.len() >= 2 && row.len() == heads.len() {
            judge(desk, &stated, &parts, &format!("“{}”行", label(desk, row[0])));
        }
    }
}

fn judge(desk: &mut Desk<'_>, stated: &Cell, parts: &[Cell], place: &str) {
    let total: Decimal = parts.iter().map(|p| p.value).sum();
    let places = parts.iter().map(|p| p.places).max().unwrap_or(0).max(stated.places);
    let slack =
        if places == 0 { Decimal::ZERO } else { Decimal::new(1, places) * Decimal::from(parts.len()) / Decimal::TWO };
    let spans: Vec<Span> = std::iter::once(stated.span).chain(parts.iter().map(|p| p.span)).collect();
    let holds = (total - stated.value).abs() <= slack;
    desk.relate("table", holds, spans.clone());
    if !holds {
        let terms: Vec<String> = parts.iter().map(|p| print(p.value, 4)).collect();
        let message = format!(
            "表中{place}：{}={}，合计为 {}，相差 {}",
            terms.join("+"),
            print(total, 4),
            print(stated.value, 4),
            print((total - stated.value).abs(), 4)
        );
        desk.find_with(
            "figure-table-sum-differs",
            Severity::Error,
            stated.span,
            message,
            spans[1..].to_vec(),
            Some(print(total, 4)),
        );
    }
}
