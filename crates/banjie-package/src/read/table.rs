//! Decision tables.

use banjie_model::{
    Name,
    definition::{Cell, DatedRows, DecisionTable, FieldType, TableColumn, TableRow},
};
use rust_decimal::Decimal;

use super::{
    Builder,
    field::bad_value,
    ledger::{check_file_name, duplicate},
};
use crate::{
    findings::{Findings, suggestion},
    tree::{At, Item},
    types::value_at,
};

impl Builder<'_> {
    /// All decision tables.
    pub(super) fn tables(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for document in &folder.tables {
            let at = document.at();
            let Some(name) = at.text_at("table") else { continue };
            check_file_name(at, "table", &name, findings);
            if self.package.tables.contains_key(&name) {
                duplicate(at, "table", "决策表", &name, findings);
                continue;
            }
            match self.table(at, name.clone(), findings) {
                Some(table) => {
                    self.package.tables.insert(name, table);
                }
                None => {
                    self.broken.insert(name);
                }
            }
        }
    }

    fn table(&mut self, at: At<'_>, name: Name, findings: &mut Findings) -> Option<DecisionTable> {
        let inputs = self.columns(at, "in", findings)?;
        let outputs = self.columns(at, "out", findings)?;
        let mut dated: Vec<DatedRows> = Vec::new();
        for group in at.list("dated") {
            let Some(since) = group.date_at("since") else { continue };
            if let Some(before) = dated.last().filter(|before| before.since >= since) {
                findings
                    .add(
                        "dated-order",
                        group.reach(&["since"]).spot(),
                        format!("{since} 不晚于前一组的 {}", before.since),
                    )
                    .help("各组按 since 由早到晚排，日期不能相同");
            }
            let rows = group.list("rows").filter_map(|row| self.row(row, &inputs, &outputs, findings)).collect();
            dated.push(DatedRows { since, basis: group.text_at("basis"), rows });
        }
        dated.sort_by_key(|group| group.since);
        let title = at.text_at("title").unwrap_or_else(|| name.clone());
        Some(DecisionTable { name, title, inputs, outputs, dated })
    }

    fn columns(&mut self, at: At<'_>, key: &str, findings: &mut Findings) -> Option<Vec<TableColumn>> {
        let entries = at.get(key).into_iter().flat_map(At::entries);
        let columns: Vec<Option<TableColumn>> =
            entries.map(|entry| Some(TableColumn { name: entry.name.into(), ty: self.ty(entry, findings)? })).collect();
        columns.into_iter().collect()
    }

    fn row(
        &self,
        at: At<'_>,
        inputs: &[TableColumn],
        outputs: &[TableColumn],
        findings: &mut Findings,
    ) -> Option<TableRow> {
        if !matches!(at.node.item, Item::Table(_)) {
            findings
                .add("wrong-type", at.spot(), format!("一行应是一张表，这里是{}", at.node.item.zh()))
                .help("例如 { kind = [\"credit\"], rate = \"40%\" }");
            return None;
        }
        let columns: Vec<&str> = inputs.iter().chain(outputs).map(|column| &*column.name).collect();
        for entry in at.entries().filter(|entry| !columns.contains(&entry.name)) {
            findings
                .add("unknown-column", entry.key_spot(), format!("决策表没有 `{}` 这一列", entry.name))
                .help_if(suggestion(entry.name, &columns));
        }
        let when: Vec<Option<Cell>> =
            inputs.iter().map(|input| self.cell(at.get(&input.name), &input.ty, findings)).collect();
        let mut then = Vec::new();
        for output in outputs {
            match at.get(&output.name) {
                None => {
                    findings
                        .add("missing-output", at.node_spot(), format!("这一行没有写结果 `{}`", output.name))
                        .help(format!("写上 {} = …", output.name));
                    then.push(None);
                }
                Some(value) => {
                    let read = value_at(value, &output.ty, &self.package.codes);
                    then.push(read.map_err(|message| bad_value(value, &message, findings)).ok());
                }
            }
        }
        Some(TableRow {
            when: when.into_iter().collect::<Option<_>>()?,
            then: then.into_iter().collect::<Option<_>>()?,
        })
    }

    fn cell(&self, at: Option<At<'_>>, ty: &FieldType, findings: &mut Findings) -> Option<Cell> {
        let Some(at) = at else { return Some(Cell::Any) };
        if let Some(text) = at.text() {
            if &**text == "*" {
                return Some(Cell::Any);
            }
            if let Some(range) = range(text) {
                return self.range(at, range, ty, findings);
            }
        }
        let values = at.items().map(|item| {
            value_at(item, ty, &self.package.codes).map_err(|message| bad_value(item, &message, findings)).ok()
        });
        let values: Vec<_> = values.collect();
        Some(Cell::OneOf(values.into_iter().collect::<Option<_>>()?))
    }

    fn range(
        &self,
        at: At<'_>,
        (low, high): (Option<Decimal>, Option<Decimal>),
        ty: &FieldType,
        findings: &mut Findings,
    ) -> Option<Cell> {
        if !crate::expression::field_ty(ty).is_number() {
            bad_value(at, "区间只用于数", findings);
            return None;
        }
        if let (Some(low), Some(high)) = (low, high)
            && low >= high
        {
            bad_value(at, &format!("区间是空的：{low} 不小于 {high}"), findings);
            return None;
        }
        Some(Cell::Range { low, high })
    }
}

/// `[0, 50)`, `>= 50`, `< 50`; numbers may be percentages.
fn range(text: &str) -> Option<(Option<Decimal>, Option<Decimal>)> {
    let text = text.trim();
    if let Some(low) = text.strip_prefix(">=") {
        return Some((Some(bound(low)?), None));
    }
    if let Some(high) = text.strip_prefix('<').filter(|rest| !rest.starts_with('=')) {
        return Some((None, Some(bound(high)?)));
    }
    let (low, high) = text.strip_prefix('[')?.strip_suffix(')')?.split_once(',')?;
    Some((Some(bound(low)?), Some(bound(high)?)))
}

fn bound(text: &str) -> Option<Decimal> {
    let text = text.trim();
    match text.strip_suffix('%') {
        Some(digits) => digits.trim().parse::<Decimal>().ok()?.checked_div(Decimal::ONE_HUNDRED),
        None => text.parse().ok(),
    }
}
