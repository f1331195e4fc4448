//! Export: a ledger as a workbook that can be read by people and imported again without changing anything.

mod cells;
mod clocks;
mod notes;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use banjie_engine::{Reach, reach};
use banjie_model::{
    Moment, Name, Seq,
    case::{Actor, Record},
    definition::{Field, FieldType, Ledger},
    expr::Expr,
    refusal::RefusalCode,
    value::{RecordId, Value},
};
use rust_xlsxwriter::{Workbook as Writer, XlsxError};
use serde::Serialize;

pub(crate) use cells::cell_text;
use cells::{Pen, Texts};
pub(crate) use notes::describe;

use crate::{
    desk::Desk,
    error::{DeskError, DeskResult},
    import::text_key,
    mask::is_personal,
    ports::{FactFilter, PageQuery, Sort, SortBy, Store},
    progress::Progress,
    snapshot::Snapshot,
    workbook::MAX_ROWS,
};

/// Before the title of a column of ours, where a field has that title too.
pub(crate) const OURS: &str = "系统·";
/// Records read at a time.
const PAGE: u32 = 1_000;

/// What to export.
#[derive(Clone, Debug, Default)]
pub struct ExportOptions {
    /// As of this log position; none: now.
    pub as_of: Option<Seq>,
    /// Only records for which this holds.
    pub filter: Option<Expr>,
    /// The filter as written, for the sheet 说明.
    pub filter_text: Option<String>,
    /// Only this organisation (code or name) and those below it.
    pub org: Option<String>,
    /// Only records whose clocks and last change are so.
    pub facts: Vec<FactFilter>,
    /// Personal values unmasked: the system, or whoever sees more offices than his own and says what for; the caller writes
    /// the reading into the log before the workbook is given out.
    pub plain: bool,
    /// What the unmasked values are needed for.
    pub purpose: Option<String>,
}

/// A workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Export {
    /// Records in it.
    pub rows: u64,
    /// The file.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl<S: Store> Desk<S> {
    /// Exports a ledger, as far as the actor may see it.
    ///
    /// # Errors
    /// No such ledger or organisation, no role, too many records for one sheet, trouble of the store.
    pub async fn export(
        &self,
        ledger: &str,
        options: &ExportOptions,
        actor: &Actor,
        now: Moment,
        progress: &dyn Progress,
    ) -> DeskResult<Export> {
        let snapshot = self.snapshot();
        let ledger = snapshot.ledger(ledger)?;
        let scope = scope(&snapshot, ledger, actor)?;
        if options.plain && !may_be_plain(&scope, options, actor) {
            let message =
                "导出不打码的个人信息，须由能查看下级机构的人员写明用途办理，并登记在案。请去掉“不打码”再导出。";
            return Err(DeskError::refuse(RefusalCode::NotPermitted, message));
        }
        let query = query(&snapshot, &scope, options, now)?;
        let mut book = Book::new(&snapshot, ledger, options)?;
        progress.begin("导出", 0);
        self.write_pages(&mut book, query, progress).await?;
        progress.end();
        let rows = book.rows;
        let as_of = match options.as_of {
            Some(seq) => seq,
            None => self.store().head().await?,
        };
        let facts = notes::Facts { actor, now, as_of, rows };
        let bytes = book.finish(&facts)?;
        Ok(Export { rows, bytes })
    }

    async fn write_pages(&self, book: &mut Book<'_>, mut query: PageQuery, progress: &dyn Progress) -> DeskResult<()> {
        loop {
            let page = self.store().page(book.ledger, &query).await?;
            query.after = page.next;
            let page = page.records;
            let n = u64::try_from(page.len()).unwrap_or(0);
            if book.rows + n >= u64::from(MAX_ROWS) {
                let message = format!("超过一张工作表的 {} 行。请用机构或条件分几次导出。", MAX_ROWS - 1);
                return Err(DeskError::refuse(RefusalCode::BadValue, message));
            }
            self.name_references(book, &page).await?;
            let clocks = if book.has_clocks() {
                let ids: Vec<RecordId> = page.iter().map(|r| r.id).collect();
                self.store().runs(book.ledger, &ids).await?
            } else {
                HashMap::new()
            };
            for record in &page {
                book.record(record, clocks.get(&record.id).map_or(&[][..], Vec::as_slice))?;
            }
            progress.step(n);
            if query.after.is_none() {
                return Ok(());
            }
        }
    }

    /// Numbers of the records a page refers to.
    async fn name_references(&self, book: &mut Book<'_>, page: &[Record]) -> DeskResult<()> {
        let mut wanted: BTreeMap<Name, BTreeSet<RecordId>> = BTreeMap::new();
        for record in page {
            collect(&book.ledger.fields, &record.values, &mut wanted);
        }
        for (key, ids) in wanted {
            let Some(other) = book.snapshot.library().ledger(&key) else { continue };
            for id in ids {
                if book.texts.knows(&key, id) {
                    continue;
                }
                let case = self.store().case(other, id).await?;
                book.texts.learn(key.clone(), id, case.and_then(|case| name_of(other, &case.record)));
            }
        }
        Ok(())
    }
}

/// What a reference to a record is written as: its number, or the one text that is the ledger's business key.
fn name_of(ledger: &Ledger, record: &Record) -> Option<Name> {
    let key = text_key(ledger).filter(|index| !is_personal(&ledger.fields[*index]));
    let text = key.and_then(|index| record.values.get(index)?.as_str().map(Name::from));
    record.number.clone().or(text)
}

fn collect(fields: &[Field], values: &[Value], wanted: &mut BTreeMap<Name, BTreeSet<RecordId>>) {
    for (field, value) in fields.iter().zip(values) {
        match (&field.ty, value) {
            (FieldType::Ref(key), Value::Ref(id)) => {
                wanted.entry(key.clone()).or_default().insert(*id);
            }
            (FieldType::List(fields), Value::List(rows)) => rows.iter().for_each(|row| collect(fields, row, wanted)),
            _ => {}
        }
    }
}

/// Everything the actor may see in the ledger.
fn scope(snapshot: &Snapshot, ledger: &Ledger, actor: &Actor) -> DeskResult<Reach> {
    let scope = reach(&snapshot.world(), ledger, actor);
    if scope.is_empty() {
        let message = format!("您没有“{}”所在应用的角色，不能导出。请联系系统管理员授予角色。", ledger.title);
        return Err(DeskError::refuse(RefusalCode::NotPermitted, message));
    }
    Ok(scope)
}

/// Whether personal values may be given out unmasked.
fn may_be_plain(scope: &Reach, options: &ExportOptions, actor: &Actor) -> bool {
    let purpose = options.purpose.as_deref().is_some_and(|purpose| !purpose.trim().is_empty());
    actor.system || purpose && !matches!(scope, Reach::Orgs(_))
}

fn query(snapshot: &Snapshot, scope: &Reach, options: &ExportOptions, now: Moment) -> DeskResult<PageQuery> {
    let orgs = &snapshot.directory.orgs;
    let mut scope = scope.clone();
    if let Some(text) = &options.org {
        let Some(org) = orgs.find(text.trim()) else {
            let message = format!("没有名称或代码为“{text}”的机构，或同名的不止一个。请写机构代码。");
            return Err(DeskError::refuse(RefusalCode::NotFound, message));
        };
        let path = orgs.path(&org.code);
        scope = match scope {
            Reach::All => Reach::Subtrees(vec![path]),
            Reach::Subtrees(paths) if paths.iter().any(|known| path.starts_with(&**known)) => {
                Reach::Subtrees(vec![path])
            }
            Reach::Orgs(codes) if codes.contains(&org.code) => Reach::Orgs(vec![org.code.clone()]),
            _ => {
                let message = "所选机构不在您的管辖范围内，不能导出。";
                return Err(DeskError::refuse(RefusalCode::OutsideScope, message));
            }
        };
    }
    Ok(PageQuery {
        filter: options.filter.clone(),
        facts: options.facts.clone(),
        now: Some(now),
        scope,
        sort: Sort { by: SortBy::Entered, descending: false },
        limit: PAGE,
        as_of: options.as_of,
        ..PageQuery::default()
    })
}

/// A workbook being written.
struct Book<'a> {
    snapshot: &'a Snapshot,
    ledger: &'a Ledger,
    options: &'a ExportOptions,
    writer: Writer,
    pen: Pen,
    texts: Texts,
    /// Field by field: the sheet of its child rows (by position), and how many are written.
    lists: Vec<(usize, usize, u32)>,
    rows: u64,
    /// Texts too long for a cell, left blank: number and field.
    too_long: Vec<String>,
}

impl<'a> Book<'a> {
    fn new(snapshot: &'a Snapshot, ledger: &'a Ledger, options: &'a ExportOptions) -> Result<Book<'a>, XlsxError> {
        let mut book = Book {
            snapshot,
            ledger,
            options,
            writer: Writer::new(),
            pen: Pen::new(),
            texts: Texts::new(snapshot, ledger),
            lists: Vec::new(),
            rows: 0,
            too_long: Vec::new(),
        };
        let titles = book.titles();
        book.sheet(&ledger.title, &titles)?;
        for (index, field) in ledger.fields.iter().enumerate() {
            let FieldType::List(fields) = &field.ty else { continue };
            let link = if ledger.number.is_some() { "编号" } else { "行号" };
            let titles: Vec<String> =
                std::iter::once(link.to_owned()).chain(fields.iter().map(|f| f.title.to_string())).collect();
            let sheet = book.lists.len() + 1;
            book.sheet(&field.title, &titles)?;
            book.lists.push((index, sheet, 0));
        }
        Ok(book)
    }

    fn sheet(&mut self, name: &str, titles: &[String]) -> Result<(), XlsxError> {
        let page = self.writer.add_worksheet_with_constant_memory()?;
        let clean: String = name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
        page.set_name(clean)?;
        page.set_freeze_panes(1, 0)?;
        for (column, title) in (0..).zip(titles) {
            let wide: u32 = title.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            page.set_column_width(column, f64::from((wide + 4).clamp(12, 30)))?;
        }
        for (column, title) in (0..).zip(titles) {
            page.write_string_with_format(0, column, title, &self.pen.head)?;
        }
        Ok(())
    }

    fn has_clocks(&self) -> bool {
        self.options.as_of.is_none() && !self.ledger.limits.is_empty()
    }

    /// Fields with a column on the main sheet.
    fn columns(&self) -> impl Iterator<Item = (usize, &'a Field)> + use<'a> {
        self.ledger.fields.iter().enumerate().filter(|(_, f)| !matches!(f.ty, FieldType::List(_)))
    }

    fn titles(&self) -> Vec<String> {
        // A field may have the title of one of our own columns.
        let ours = |title: &str| match self.ledger.fields.iter().any(|field| &*field.title == title) {
            true => format!("{OURS}{title}"),
            false => title.to_owned(),
        };
        let mut titles = Vec::new();
        if self.ledger.number.is_some() {
            titles.push(ours("编号"));
        }
        titles.push(ours("机构"));
        titles.extend(self.columns().map(|(_, field)| field.title.to_string()));
        if self.ledger.states.is_empty() {
            titles.push(ours("登记时间"));
        } else {
            titles.extend(["状态", "经办人", "登记时间", "办结时间", "移送次数"].map(ours));
        }
        titles.push(ours("最近变动"));
        if self.has_clocks() {
            titles.extend(clocks::titles(self.ledger));
        }
        titles
    }

    fn masked(&self, field: &Field) -> bool {
        !self.options.plain && is_personal(field)
    }

    fn record(&mut self, record: &Record, runs: &[banjie_model::case::LimitRun]) -> DeskResult<()> {
        self.rows += 1;
        let row = u32::try_from(self.rows).unwrap_or(u32::MAX);
        let mut cells = Vec::with_capacity(self.ledger.fields.len() + 12);
        if self.ledger.number.is_some() {
            cells.push(cells::Out::text(record.number.as_deref().unwrap_or_default()));
        }
        cells.push(cells::Out::text(&self.texts.org(self.snapshot, &record.org)));
        for (index, field) in self.columns() {
            let value = record.values.get(index).unwrap_or(&Value::Missing);
            cells.push(self.texts.out(self.snapshot, self.ledger, field, value, self.masked(field)));
        }
        self.facts(record, &mut cells);
        if self.has_clocks() {
            cells.extend(clocks::cells(self.ledger, runs));
        }
        self.put(0, row, &cells, record)?;
        self.children(record, row)
    }

    fn facts(&self, record: &Record, cells: &mut Vec<cells::Out>) {
        use cells::Out;
        if !self.ledger.states.is_empty() {
            let state = record.state.as_deref().unwrap_or_default();
            cells.push(Out::text(self.ledger.state(state).map_or(state, |s| &*s.title)));
            cells.push(Out::text(record.handler.as_deref().unwrap_or_default()));
            cells.push(Out::Moment(record.opened_at));
            cells.push(record.closed_at.map_or(Out::Blank, Out::Moment));
            cells.push(Out::Number(record.hand_overs.len().to_string(), cells::Shape::Plain));
        } else {
            cells.push(Out::Moment(record.opened_at));
        }
        cells.push(Out::Moment(record.changed_at));
    }

    fn children(&mut self, record: &Record, main_row: u32) -> DeskResult<()> {
        for at in 0..self.lists.len() {
            let (index, sheet, mut n) = self.lists[at];
            let FieldType::List(fields) = &self.ledger.fields[index].ty else { continue };
            let Some(Value::List(rows)) = record.values.get(index) else { continue };
            let outer = &self.ledger.fields[index];
            for values in rows {
                n += 1;
                let link = match &record.number {
                    Some(number) if self.ledger.number.is_some() => cells::Out::text(number),
                    _ => cells::Out::Number((main_row + 1).to_string(), cells::Shape::Plain),
                };
                let masked = |field: &Field| self.masked(field) || self.masked(outer);
                let out = fields
                    .iter()
                    .zip(values)
                    .map(|(field, value)| self.texts.out(self.snapshot, self.ledger, field, value, masked(field)));
                let cells: Vec<cells::Out> = std::iter::once(link).chain(out).collect();
                self.put(sheet, n, &cells, record)?;
            }
            self.lists[at].2 = n;
        }
        Ok(())
    }

    fn put(&mut self, sheet: usize, row: u32, cells: &[cells::Out], record: &Record) -> DeskResult<()> {
        let page = self.writer.worksheet_from_index(sheet)?;
        for (column, cell) in (0..).zip(cells) {
            if !self.pen.write(page, row, column, cell)? {
                let which = record.number.as_deref().unwrap_or("（无编号）");
                self.too_long.push(format!("{which} 第 {} 列", column + 1));
            }
        }
        Ok(())
    }

    fn finish(mut self, facts: &notes::Facts<'_>) -> DeskResult<Vec<u8>> {
        let lines = notes::lines(self.snapshot, self.ledger, self.options, facts, &self.too_long);
        let page = self.writer.add_worksheet_with_constant_memory()?;
        page.set_name("说明")?;
        page.set_column_width(0, 24)?;
        page.set_column_width(1, 100)?;
        for (row, (what, text)) in (0..).zip(&lines) {
            page.write_string_with_format(row, 0, what, &self.pen.head)?;
            page.write_string_with_format(row, 1, text, &self.pen.wrap)?;
        }
        Ok(self.writer.save_to_buffer()?)
    }
}
