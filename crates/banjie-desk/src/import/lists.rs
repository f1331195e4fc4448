//! Child rows: a sheet of their own, named by the list's title, linked to the main rows by 编号, 行号 or 序号.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use banjie_model::{
    Name,
    definition::{Field, FieldType, Ledger},
    value::Value,
};

use super::{Faults, Head, Heading, header::Headings, rows::Line, rows::Table};
use crate::{
    import::header::find_head,
    reading::{Entry, EntryFault, Words, masked_fault},
    workbook::{Cell, Row, Workbook},
};

/// A list field with the sheet its rows stand in.
pub(super) struct Children {
    /// Index of the list field.
    field: usize,
    head: Head,
}

impl Children {
    /// The sheets of the list fields of a ledger, as far as the workbook has them.
    pub fn find(workbook: &Workbook, ledger: &Ledger) -> Vec<Children> {
        let lists = ledger.fields.iter().enumerate();
        let found = lists.filter_map(|(field, definition)| {
            let FieldType::List(fields) = &definition.ty else { return None };
            let named = |name: &str| name.trim() == &*definition.title || name.trim() == &*definition.name;
            let sheet = workbook.sheets.iter().position(|s| named(&s.name))?;
            let head = find_head(&workbook.sheets[sheet], sheet, &Headings::of_children(fields))?;
            Some(Children { field, head })
        });
        found.collect()
    }

    fn table<'a>(&'a self, workbook: &'a Workbook) -> Table<'a> {
        Table::new(&workbook.sheets[self.head.sheet], &self.head)
    }

    /// Texts in the columns of references.
    pub fn references(&self, workbook: &Workbook, ledger: &Ledger, found: &mut BTreeMap<Name, BTreeSet<Name>>) {
        let FieldType::List(fields) = &ledger.fields[self.field].ty else { return };
        let table = self.table(workbook);
        table.references(&table.rows(&mut Vec::new()), fields, found);
    }

    /// Reads the child rows and hands them to their main rows.
    pub fn read(
        &self,
        workbook: &Workbook,
        ledger: &Ledger,
        words: &Words<'_>,
        lines: &mut [Line],
        faults: &mut Faults,
        notices: &mut Vec<String>,
    ) {
        let FieldType::List(fields) = &ledger.fields[self.field].ty else { return };
        let table = self.table(workbook);
        let links = Links::of(lines);
        let mut children: HashMap<usize, Vec<Vec<Value>>> = HashMap::new();
        for row in table.rows(notices) {
            let main = match links.main(&table, row) {
                Ok(main) => main,
                Err(fault) => {
                    faults.row(self.head.sheet, row.index, fault);
                    continue;
                }
            };
            let (entries, bad) = table.entries(row, fields, words, faults);
            let values = self.child(row, fields, &entries, bad, faults);
            lines[main].bad |= values.is_none();
            children.entry(main).or_default().extend(values);
        }
        for (main, rows) in children {
            lines[main].entries.retain(|(field, _)| *field != self.field);
            lines[main].entries.push((self.field, Entry::Value(Value::List(rows))));
        }
    }

    fn child(
        &self,
        row: &Row,
        fields: &[Field],
        entries: &[(usize, Entry)],
        bad: bool,
        faults: &mut Faults,
    ) -> Option<Vec<Value>> {
        let mut values: Vec<Value> = fields.iter().map(|f| f.default.clone().unwrap_or_default()).collect();
        let mut good = !bad;
        for (index, entry) in entries {
            match entry {
                Entry::Value(value) => values[*index] = value.clone(),
                Entry::Clear => values[*index] = Value::Missing,
                Entry::Blank => {}
                Entry::Masked(text) => {
                    good = false;
                    self.fault(row, *index, masked_fault(text), faults);
                }
            }
        }
        for (index, field) in fields.iter().enumerate() {
            if good && field.required && values[index].is_missing() {
                good = false;
                let fault = EntryFault::new(format!("“{}”必填", field.title), "请补填。");
                self.fault(row, index, fault, faults);
            }
        }
        good.then_some(values)
    }

    fn fault(&self, row: &Row, field: usize, fault: EntryFault, faults: &mut Faults) {
        match self.head.column(Heading::Field(field)) {
            Some(column) => {
                let cell: &Cell = row.cell(column);
                faults.cell(self.head.sheet, row.index, column, self.head.title(column), cell, fault);
            }
            None => faults.row(self.head.sheet, row.index, fault),
        }
    }
}

/// Main rows by what child rows may name them with.
struct Links {
    numbers: HashMap<Name, usize>,
    lines: HashMap<Name, usize>,
    rows: HashMap<u32, usize>,
}

impl Links {
    fn of(lines: &[Line]) -> Links {
        let by = |name: fn(&Line) -> Option<Name>| {
            lines.iter().enumerate().filter_map(move |(i, line)| Some((name(line)?, i))).collect()
        };
        Links {
            numbers: by(|line| line.number.clone()),
            lines: by(|line| line.line.clone()),
            rows: lines.iter().enumerate().map(|(i, line)| (line.row + 1, i)).collect(),
        }
    }

    fn main<'a>(&self, table: &Table<'a>, row: &'a Row) -> Result<usize, EntryFault> {
        let advice = "请在“编号”栏填主表的编号，或在“行号”栏填主表该行在 Excel 里的行号，或填主表的序号。";
        if let Some((_, _, number)) = table.text(row, Heading::Number) {
            let found = self.numbers.get(&*number).copied();
            return found.ok_or_else(|| EntryFault::new(format!("主表里没有编号为“{number}”的行"), advice));
        }
        let Some((column, _, text)) = table.text(row, Heading::Line) else {
            return Err(EntryFault::new("看不出这一行属于主表的哪一行", advice));
        };
        let by_row = table.head.title(column).contains('行');
        let found = if by_row {
            text.parse().ok().and_then(|row: u32| self.rows.get(&row).copied())
        } else {
            self.lines.get(&*text).copied()
        };
        found.ok_or_else(|| EntryFault::new(format!("主表里没有{}为“{text}”的行", table.head.title(column)), advice))
    }
}
