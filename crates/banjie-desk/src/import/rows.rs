//! Rows below the header, read cell by cell.

use std::collections::{BTreeMap, BTreeSet};

use banjie_model::{
    Moment, Name,
    definition::{Field, FieldType, Ledger, Library},
    value::Value,
};

use super::{Faults, Head, Heading, Merged};
use crate::{
    ports::{StoreResult, StoreTx},
    progress::Progress,
    reading::{Entry, EntryFault, RefNumbers, Words, fold, plain, read_moment},
    workbook::{Cell, Row, Sheet},
};

/// Numbers asked of the store at a time.
const ASK_AT: usize = 500;
/// Rows between two signs of life.
const STEP: u64 = 500;

/// A row as read.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Position of the row, from zero.
    pub row: u32,
    /// 编号
    pub number: Option<Name>,
    /// 序号
    pub line: Option<Name>,
    /// 机构, by code.
    pub org: Option<Name>,
    /// 登记时间
    pub at: Option<Moment>,
    /// Entries by field index, in the order of columns.
    pub entries: Vec<(usize, Entry)>,
    /// At least one cell is bad.
    pub bad: bool,
}

impl Line {
    /// The entry of a field.
    pub fn entry(&self, field: usize) -> &Entry {
        self.entries.iter().find(|(f, _)| *f == field).map_or(&Entry::Blank, |(_, entry)| entry)
    }
}

/// A sheet with its header.
pub(crate) struct Table<'a> {
    pub sheet: &'a Sheet,
    pub head: &'a Head,
    merged: Merged,
}

impl<'a> Table<'a> {
    pub fn new(sheet: &'a Sheet, head: &'a Head) -> Table<'a> {
        Table { sheet, head, merged: Merged::of(sheet) }
    }

    /// Rows below the header with content in a known column, sums left out.
    pub fn rows(&self, notices: &mut Vec<String>) -> Vec<&'a Row> {
        let first = self.sheet.rows.partition_point(|row| row.index <= self.head.row);
        let mut rows = Vec::with_capacity(self.sheet.rows.len() - first);
        for row in &self.sheet.rows[first..] {
            let filled = self.head.columns.iter().any(|(c, h, _)| *h != Heading::Line && !row.cell(*c).is_blank());
            if is_sum_row(row) {
                notices.push(format!("第 {} 行是合计行，未导入。", row.index + 1));
            } else if filled {
                rows.push(row);
            }
        }
        if !self.merged.is_empty() {
            notices.push("有跨行合并的单元格：合并区左上角的值作为其中每一行的值。".to_owned());
        }
        rows
    }

    /// A cell, or the one that stands for it in a merged region.
    pub fn cell(&self, row: &'a Row, column: u16) -> (&'a Cell, bool) {
        let own = row.cell(column);
        match self.merged.source(row.index, column) {
            Some((above, first)) if own.is_blank() && above > self.head.row => {
                (self.sheet.row(above).map_or(own, |row| row.cell(first)), true)
            }
            _ => (own, false),
        }
    }

    /// The text of a reserved column; none where blank or absent.
    pub fn text(&self, row: &'a Row, heading: Heading) -> Option<(u16, &'a Cell, String)> {
        let column = self.head.column(heading)?;
        let (cell, _) = self.cell(row, column);
        (!cell.is_blank()).then(|| (column, cell, plain(cell)))
    }

    /// Reads the fields of a row.
    pub fn entries(
        &self,
        row: &'a Row,
        fields: &[Field],
        words: &Words<'_>,
        faults: &mut Faults,
    ) -> (Vec<(usize, Entry)>, bool) {
        let mut entries = Vec::with_capacity(self.head.columns.len());
        let mut bad = false;
        for (column, heading, title) in &self.head.columns {
            let Heading::Field(index) = heading else { continue };
            let field = &fields[*index];
            let (cell, covered) = self.cell(row, *column);
            let shared_number = covered && is_number(&field.ty);
            let read = if shared_number { Err(merged_number()) } else { words.read(field, cell) };
            match read {
                Ok(entry) => entries.push((*index, entry)),
                Err(fault) => {
                    bad = true;
                    faults.cell(self.head.sheet, row.index, *column, title, cell, fault);
                }
            }
        }
        (entries, bad)
    }

    /// Reads all rows of a register.
    pub(super) fn lines(
        &self,
        rows: &[&'a Row],
        ledger: &Ledger,
        words: &Words<'_>,
        history: bool,
        faults: &mut Faults,
        progress: &dyn Progress,
    ) -> Vec<Line> {
        let mut lines = Vec::with_capacity(rows.len());
        for (n, row) in (1..).zip(rows) {
            lines.push(self.line(row, ledger, words, history, faults));
            if n % STEP == 0 {
                progress.step(STEP);
            }
        }
        lines
    }

    fn line(&self, row: &'a Row, ledger: &Ledger, words: &Words<'_>, history: bool, faults: &mut Faults) -> Line {
        let (entries, bad) = self.entries(row, &ledger.fields, words, faults);
        let mut line = Line { row: row.index, entries, bad, ..Line::default() };
        line.number = self.text(row, Heading::Number).map(|(_, _, text)| text.into());
        line.line = self.text(row, Heading::Line).map(|(_, _, text)| text.into());
        if let Some((column, cell, text)) = self.text(row, Heading::Org) {
            match words.org(&text) {
                Ok(org) => line.org = Some(org),
                Err(fault) => {
                    line.bad = true;
                    faults.cell(self.head.sheet, row.index, column, self.head.title(column), cell, fault);
                }
            }
        }
        if let Some((column, cell, _)) = self.text(row, Heading::At).filter(|_| history) {
            match read_moment(cell) {
                Ok(at) => line.at = Some(at),
                Err(fault) => {
                    line.bad = true;
                    faults.cell(self.head.sheet, row.index, column, self.head.title(column), cell, fault);
                }
            }
        }
        line
    }

    /// Texts in the columns of references, by the ledger they refer to.
    pub fn references(&self, rows: &[&'a Row], fields: &[Field], found: &mut BTreeMap<Name, BTreeSet<Name>>) {
        for (column, heading, _) in &self.head.columns {
            let Heading::Field(index) = heading else { continue };
            for cell in rows.iter().map(|row| self.cell(row, *column).0).filter(|cell| !cell.is_blank()) {
                for (ledger, text) in references_in(&fields[*index], &plain(cell)) {
                    found.entry(ledger).or_default().insert(text);
                }
            }
        }
    }
}

/// The records an entry names, by ledger: the entry of a reference, and the references in the rows of a list written as
/// `[{"column": "value"}, …]`.
pub(crate) fn references_in(field: &Field, text: &str) -> Vec<(Name, Name)> {
    match &field.ty {
        FieldType::Ref(ledger) => vec![(ledger.clone(), text.trim().into())],
        FieldType::List(columns) => {
            let rows: Vec<BTreeMap<String, serde_json::Value>> = serde_json::from_str(text).unwrap_or_default();
            let cell = |row: &BTreeMap<String, serde_json::Value>, column: &Field| {
                let text = row.get(&*column.name).or_else(|| row.get(&*column.title))?.as_str()?;
                Some(references_in(column, text))
            };
            rows.iter().flat_map(|row| columns.iter().filter_map(|column| cell(row, column)).flatten()).collect()
        }
        _ => Vec::new(),
    }
}

fn is_number(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Int | FieldType::Decimal { .. } | FieldType::Money)
}

fn merged_number() -> EntryFault {
    EntryFault::new("数值列有跨行合并的单元格，看不出每一行各是多少", "请取消合并，逐行填写各自的数值。")
}

/// 合计, 总计 and the like in the first filled cell.
fn is_sum_row(row: &Row) -> bool {
    let first = row.cells.iter().find(|(_, cell)| !cell.is_blank());
    first.is_some_and(|(_, cell)| match cell {
        Cell::Text(text) => matches!(fold(text).trim_end_matches([':', '：']), "合计" | "总计" | "小计" | "共计"),
        _ => false,
    })
}

/// Ids of the records named in entries: by official number, or by the one text that is the other ledger's business key.
pub(crate) async fn resolve_refs<T: StoreTx>(
    tx: &mut T,
    library: &Library,
    wanted: BTreeMap<Name, BTreeSet<Name>>,
) -> StoreResult<RefNumbers> {
    let mut refs = RefNumbers::new();
    for (key, texts) in wanted {
        let Some(ledger) = library.ledger(&key) else { continue };
        let texts: Vec<Name> = texts.into_iter().collect();
        for numbers in texts.chunks(ASK_AT) {
            let found = tx.find_numbers(ledger, numbers).await?;
            refs.extend(found.into_iter().map(|(number, id)| ((key.clone(), number), id)));
        }
        if text_key(ledger).is_none() {
            continue;
        }
        let missing: Vec<Vec<Value>> = texts
            .iter()
            .filter(|text| !refs.contains_key(&(key.clone(), (*text).clone())))
            .map(|text| vec![Value::Text(text.clone())])
            .collect();
        for keys in missing.chunks(ASK_AT) {
            for (value, id) in tx.find_keys(ledger, keys).await? {
                if let [Value::Text(text)] = value.as_slice() {
                    refs.insert((key.clone(), text.clone()), id);
                }
            }
        }
    }
    Ok(refs)
}

/// The one text that tells the records of a ledger apart, by field index.
pub(crate) fn text_key(ledger: &Ledger) -> Option<usize> {
    let [index] = ledger.unique.as_slice() else { return None };
    let is_text = ledger.fields.get(*index).is_some_and(|field| {
        matches!(
            field.ty,
            FieldType::Text
                | FieldType::IdCard
                | FieldType::CreditCode
                | FieldType::SchoolCode
                | FieldType::StudentNo
                | FieldType::Phone
        )
    });
    is_text.then_some(*index)
}
