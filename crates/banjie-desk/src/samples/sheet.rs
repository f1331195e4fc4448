//! Writing rows and acts as workbooks the import reads.

use std::{collections::HashMap, path::Path};

use banjie_model::{
    Name,
    definition::{Field, FieldType, Ledger, Library},
    org::OrgTree,
    value::{RecordId, Value},
};
use chrono::NaiveTime;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{fault::SampleError, pool::Made};
use crate::{
    reading::{code_list, code_path},
    workbook::moment_serial,
};

/// Numbers of the rows made so far, by id: what references are written as.
pub(super) type Numbers = HashMap<RecordId, Name>;

/// What cells are written with.
pub(super) struct Pen<'a> {
    pub library: &'a Library,
    pub orgs: &'a OrgTree,
    pub numbers: &'a Numbers,
    formats: [Format; 3],
}

impl<'a> Pen<'a> {
    pub fn new(library: &'a Library, orgs: &'a OrgTree, numbers: &'a Numbers) -> Pen<'a> {
        let formats = [
            Format::new().set_bold(),
            Format::new().set_num_format("yyyy-mm-dd"),
            Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        ];
        Pen { library, orgs, numbers, formats }
    }

    fn org_name(&self, code: &str) -> String {
        match self.orgs.get(code) {
            Some(org) if !self.orgs.is_ambiguous(&org.name) => org.name.to_string(),
            _ => code.to_owned(),
        }
    }

    fn text(&self, ledger: &Ledger, ty: &FieldType, value: &Value) -> String {
        match (value, ty) {
            (Value::Code(key), FieldType::Code(list) | FieldType::Tree(list)) => {
                code_list(self.library, &ledger.package, list)
                    .map_or_else(|| key.to_string(), |list| code_path(list, key))
            }
            (Value::Org(code), _) => self.org_name(code),
            (Value::Ref(id), _) => self.numbers.get(id).map_or_else(String::new, ToString::to_string),
            (Value::Bool(b), _) => if *b { "是" } else { "否" }.to_owned(),
            (Value::Files(files), _) => files.iter().map(|f| &*f.name).collect::<Vec<_>>().join("；"),
            (Value::Place(place), _) => match place.point {
                Some((lon, lat)) => format!("{}({lon},{lat})", place.address),
                None => place.address.to_string(),
            },
            (Value::List(rows), FieldType::List(columns)) => self.rows(ledger, columns, rows),
            (Value::Period(period), _) => period.key(),
            (Value::Time(time), _) => time.format("%H:%M").to_string(),
            (value, _) => value.as_str().map_or_else(String::new, str::to_owned),
        }
    }

    /// Child rows in one cell, as on the command line.
    fn rows(&self, ledger: &Ledger, columns: &[Field], rows: &[Vec<Value>]) -> String {
        let cell = |column: &Field, value: &Value| match value {
            Value::Missing => serde_json::Value::Null,
            Value::Int(n) => n.to_string().into(),
            Value::Decimal(d) => d.to_string().into(),
            Value::Date(day) => day.to_string().into(),
            value => self.text(ledger, &column.ty, value).into(),
        };
        let row = |row: &Vec<Value>| -> serde_json::Value {
            columns.iter().zip(row).map(|(column, value)| (column.name.to_string(), cell(column, value))).collect()
        };
        serde_json::Value::Array(rows.iter().map(row).collect()).to_string()
    }

    fn write(
        &self,
        page: &mut Worksheet,
        at: (u32, u16),
        ledger: &Ledger,
        ty: &FieldType,
        value: &Value,
    ) -> Result<(), XlsxError> {
        let (row, column) = at;
        match value {
            Value::Missing => {}
            Value::Int(n) => {
                page.write_number(row, column, n.to_f64().unwrap_or_default())?;
            }
            Value::Decimal(d) => {
                page.write_number(row, column, d.to_f64().unwrap_or_default())?;
            }
            Value::Date(day) => {
                page.write_number_with_format(
                    row,
                    column,
                    moment_serial(day.and_time(NaiveTime::MIN)),
                    &self.formats[1],
                )?;
            }
            Value::DateTime(at) => {
                page.write_number_with_format(row, column, moment_serial(*at), &self.formats[2])?;
            }
            other => {
                let text = self.text(ledger, ty, other);
                if !text.is_empty() {
                    page.write_string(row, column, text)?;
                }
            }
        }
        Ok(())
    }

    /// Writes the register: 编号, 机构, 登记时间 and every field some row has.
    pub fn register(&self, path: &Path, ledger: &Ledger, rows: &[Made], owned: bool) -> Result<(), SampleError> {
        let used: Vec<usize> = fields(ledger, rows.iter().map(|row| &row.entered));
        let mut titles: Vec<&str> = Vec::new();
        if ledger.number.is_some() {
            titles.push("编号");
        }
        if owned {
            titles.push("机构");
        }
        titles.push("登记时间");
        titles.extend(used.iter().map(|i| &*ledger.fields[*i].title));
        self.save(path, &ledger.title, &titles, |page| {
            for (line, row) in (1..).zip(rows) {
                let mut column = 0;
                if ledger.number.is_some() {
                    page.write_string(line, column, row.number.as_deref().unwrap_or_default())?;
                    column += 1;
                }
                if owned {
                    page.write_string(line, column, self.org_name(&row.org))?;
                    column += 1;
                }
                page.write_number_with_format(line, column, moment_serial(row.at), &self.formats[2])?;
                for index in &used {
                    column += 1;
                    let field = &ledger.fields[*index];
                    let value = row.entered.get(&field.name).unwrap_or(&Value::Missing);
                    self.write(page, (line, column), ledger, &field.ty, value)?;
                }
            }
            Ok(())
        })
    }

    /// Writes the acts in the order of time; the number of acts.
    pub fn acts(&self, path: &Path, ledger: &Ledger, rows: &[Made]) -> Result<u64, SampleError> {
        let mut acts: Vec<_> = rows.iter().flat_map(|row| row.acts.iter().map(move |act| (act, row))).collect();
        acts.sort_by_key(|(act, row)| (act.at, row.id));
        let used = fields(ledger, acts.iter().map(|(act, _)| &act.values));
        let mut titles = vec!["编号", "办理", "办理时间", "机构", "经办人", "角色", "理由", "移送机构"];
        titles.extend(used.iter().map(|i| &*ledger.fields[*i].title));
        self.save(path, "办理记录", &titles, |page| {
            for (line, (act, row)) in (1..).zip(&acts) {
                let title = ledger.action(&act.action).map_or(&*act.action, |action| &action.title);
                page.write_string(line, 0, row.number.as_deref().unwrap_or_default())?;
                page.write_string(line, 1, title)?;
                page.write_number_with_format(line, 2, moment_serial(act.at), &self.formats[2])?;
                page.write_string(line, 3, self.org_name(&act.org))?;
                page.write_string(line, 4, &*act.account)?;
                let texts = [act.role.as_deref(), act.reason.as_deref()];
                for (column, text) in (5..).zip(texts) {
                    page.write_string(line, column, text.unwrap_or_default())?;
                }
                page.write_string(line, 7, act.to.as_ref().map_or_else(String::new, |to| self.org_name(to)))?;
                for (column, index) in (8..).zip(&used) {
                    let field = &ledger.fields[*index];
                    let value = act.values.get(&field.name).unwrap_or(&Value::Missing);
                    self.write(page, (line, column), ledger, &field.ty, value)?;
                }
            }
            Ok(())
        })?;
        Ok(u64::try_from(acts.len()).unwrap_or(u64::MAX))
    }

    fn save(
        &self,
        path: &Path,
        name: &str,
        titles: &[&str],
        fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>,
    ) -> Result<(), SampleError> {
        let write = || -> Result<(), XlsxError> {
            let mut book = Workbook::new();
            // The same recipe gives the same bytes: no clock in the file.
            book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2025, 1, 1)?));
            let page = book.add_worksheet_with_constant_memory()?;
            page.set_name(name)?;
            page.set_freeze_panes(1, 0)?;
            for (column, title) in (0..).zip(titles) {
                page.set_column_width(column, 16)?;
                page.write_string_with_format(0, column, *title, &self.formats[0])?;
            }
            fill(page)?;
            book.save(path)
        };
        write().map_err(|e| SampleError::Writing { file: path.display().to_string(), message: e.to_string() })
    }
}

/// Fields some row has a value in, by index.
fn fields<'v>(ledger: &Ledger, rows: impl Iterator<Item = &'v indexmap::IndexMap<Name, Value>>) -> Vec<usize> {
    let mut used = vec![false; ledger.fields.len()];
    for row in rows {
        for name in row.keys() {
            if let Some((index, _)) = ledger.field(name) {
                used[index] = true;
            }
        }
    }
    (0..used.len()).filter(|i| used[*i]).collect()
}
