//! Rows become commands: known rows corrections, others new records; every refusal is put on its cell.

use std::collections::{BTreeMap, HashMap};

use banjie_engine::Clock;
use banjie_model::{
    Name,
    case::{Actor, Command, What},
    definition::{Field, Ledger},
    org::Org,
    refusal::Refusal,
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use super::{
    Changed, Faults, Head, Heading, ImportOptions, ImportReport, find_sheet,
    header::{missing_columns, no_header},
    headings,
    lists::Children,
    note_columns,
    rows::{Line, Table, resolve_refs},
};
use crate::{
    batch::{Batch, Submission},
    directory::{default_owner, registered},
    error::DeskResult,
    export::cell_text,
    mask::mask_text,
    ports::{StoreResult, StoreTx},
    progress::Progress,
    reading::{Entry, EntryFault, Words, masked_fault},
    snapshot::Snapshot,
    workbook::{Cell, Workbook},
};

/// Rows between two signs of life.
const STEP: u64 = 500;

/// One import.
pub(super) struct Job<'a> {
    pub snapshot: &'a Snapshot,
    pub ledger: &'a Ledger,
    pub workbook: &'a Workbook,
    pub options: &'a ImportOptions,
    pub actor: &'a Actor,
    pub clock: Clock,
    pub progress: &'a dyn Progress,
}

/// What came of it, before anything is committed.
#[derive(Default)]
pub(super) struct Outcome {
    pub report: ImportReport,
    pub faults: Faults,
}

/// What a row stands for.
enum Stands {
    /// An existing record.
    For(RecordId),
    /// A new one.
    New,
}

impl Job<'_> {
    /// Reads, matches and decides all rows inside the transaction.
    pub async fn run<T: StoreTx>(&self, batch: &mut Batch<'_, T>) -> DeskResult<Outcome> {
        let mut outcome = Outcome::default();
        let head = self.head(&mut outcome)?;
        let table = Table::new(&self.workbook.sheets[head.sheet], &head);
        let rows = table.rows(&mut outcome.report.notices);
        outcome.report.sheet = table.sheet.name.clone();
        outcome.report.rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        if rows.is_empty() {
            outcome.report.notices.push("表头下面没有数据行。".to_owned());
            return Ok(outcome);
        }
        let children = Children::find(self.workbook, self.ledger);
        let mut wanted = BTreeMap::new();
        table.references(&rows, &self.ledger.fields, &mut wanted);
        for list in &children {
            list.references(self.workbook, self.ledger, &mut wanted);
        }
        let refs = resolve_refs(batch.tx(), self.snapshot.library(), wanted).await?;
        let directory = &self.snapshot.directory;
        let words = Words::new(self.snapshot.library(), self.ledger, &directory.orgs, &directory.people, refs);
        self.progress.begin("核对", outcome.report.rows);
        let mut lines =
            table.lines(&rows, self.ledger, &words, self.options.history, &mut outcome.faults, self.progress);
        for list in &children {
            let Outcome { report, faults } = &mut outcome;
            list.read(self.workbook, self.ledger, &words, &mut lines, faults, &mut report.notices);
        }
        self.progress.end();
        if self.options.history {
            lines.sort_by_key(|line| line.at);
        }
        self.settle(batch, &head, &lines, &mut outcome).await?;
        Ok(outcome)
    }

    fn head(&self, outcome: &mut Outcome) -> DeskResult<Head> {
        let words = headings(self.ledger, false);
        let names = [&*self.ledger.title, &*self.ledger.name];
        let head = find_sheet(self.workbook, &names, &words);
        let Some(head) = head else {
            return Err(no_header(self.ledger, &[]));
        };
        note_columns(&head, self.ledger, &mut outcome.faults, &mut outcome.report.notices);
        let missing = missing_columns(&head, self.ledger);
        if !missing.is_empty() && head.column(Heading::Number).is_none() {
            let problem = format!("缺少必填的列：{}", missing.join("、"));
            outcome.faults.row(head.sheet, head.row, EntryFault::new(problem, "请在表头行补上这些列。"));
        }
        if self.ledger.unique.is_empty() && head.column(Heading::Number).is_none() {
            let notice =
                "这个台账没有业务主键，工作簿也没有编号列：重复导入会重复登记。请在导入后改用导出的工作簿（含编号）。";
            outcome.report.notices.push(notice.to_owned());
        }
        Ok(head)
    }

    async fn settle<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        head: &Head,
        lines: &[Line],
        outcome: &mut Outcome,
    ) -> DeskResult<()> {
        let stands = self.stands(batch, head, lines, &mut outcome.faults).await?;
        if self.options.dry_run || !outcome.faults.is_empty() && !self.options.accept_good {
            batch.hold_back();
        }
        if &*self.ledger.key == "orgs.org" {
            batch.announce(self.registered(lines, &stands));
        }
        let n_new = stands.iter().filter(|s| matches!(s, Some(Stands::New))).count();
        let mut ids = batch.new_ids(n_new).await?;
        self.progress.begin("写入", outcome.report.rows);
        for (n, (line, stands)) in (1..).zip(lines.iter().zip(&stands)) {
            match stands {
                Some(Stands::For(id)) => self.correct(batch, head, line, *id, outcome).await?,
                Some(Stands::New) => {
                    let id = ids.next().unwrap_or(RecordId(0));
                    self.register(batch, head, line, id, outcome).await?;
                }
                None => outcome.report.skipped += 1,
            }
            if n % STEP == 0 {
                self.progress.step(STEP);
            }
        }
        self.progress.end();
        Ok(())
    }

    /// What each row stands for: by number, else by business key; none for a row that repeats another.
    async fn stands<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        head: &Head,
        lines: &[Line],
        faults: &mut Faults,
    ) -> StoreResult<Vec<Option<Stands>>> {
        let numbers: Vec<Name> = lines.iter().filter_map(|line| line.number.clone()).collect();
        let by_number = batch.find_numbers(self.ledger, &numbers).await?;
        let keys: Vec<Option<Vec<Value>>> = lines.iter().map(|line| self.key(line)).collect();
        batch.find_keys(self.ledger, keys.iter().flatten().cloned().collect()).await?;
        let mut seen_numbers: HashMap<&Name, u32> = HashMap::new();
        let mut seen_keys: HashMap<&Vec<Value>, u32> = HashMap::new();
        let mut stands = Vec::with_capacity(lines.len());
        for (line, key) in lines.iter().zip(&keys) {
            let number_before = line.number.as_ref().and_then(|n| seen_numbers.insert(n, line.row));
            let key_before = key.as_ref().and_then(|key| seen_keys.insert(key, line.row));
            if let Some(before) = number_before.or(key_before) {
                self.repeated(head, line, before, number_before.is_some(), faults);
                stands.push(None);
                continue;
            }
            let by_number = line.number.as_ref().map(|number| by_number.get(number).copied());
            let known = match by_number {
                Some(found) => found,
                None => key.as_ref().and_then(|key| batch.holder(&self.ledger.key, key)),
            };
            stands.push(Some(known.map_or(Stands::New, Stands::For)));
        }
        let known = stands.iter().filter_map(|s| if let Some(Stands::For(id)) = s { Some(*id) } else { None });
        batch.load(&self.ledger.key, known.collect::<Vec<_>>()).await?;
        Ok(stands)
    }

    fn repeated(&self, head: &Head, line: &Line, before: u32, by_number: bool, faults: &mut Faults) {
        let titles: Vec<&str> = self.ledger.unique.iter().map(|i| &*self.ledger.fields[*i].title).collect();
        let what = if by_number { "编号".to_owned() } else { titles.join("、") };
        let fault = EntryFault::new(
            format!("与第 {} 行重复：{what}相同", before + 1),
            "请删去重复的一行；确是两件的，请改正这些列。",
        );
        let heading =
            if by_number { Some(Heading::Number) } else { self.ledger.unique.first().map(|i| Heading::Field(*i)) };
        self.put(head, line, heading, fault, faults);
    }

    /// The business key a row spells out; none when a part is blank, masked or bad.
    fn key(&self, line: &Line) -> Option<Vec<Value>> {
        let part = |index: &usize| match line.entry(*index) {
            Entry::Value(value) => Some(value.clone()),
            Entry::Blank => self.ledger.fields[*index].default.clone(),
            Entry::Clear | Entry::Masked(_) => None,
        };
        let key: Option<Vec<Value>> = self.ledger.unique.iter().map(part).collect();
        key.filter(|key| !key.is_empty())
    }

    async fn register<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        head: &Head,
        line: &Line,
        id: RecordId,
        outcome: &mut Outcome,
    ) -> DeskResult<()> {
        let mut bad = line.bad;
        let mut values = IndexMap::new();
        for (index, field) in self.ledger.fields.iter().enumerate() {
            match line.entry(index) {
                Entry::Value(value) => {
                    values.insert(field.name.clone(), value.clone());
                }
                Entry::Masked(text) => {
                    bad = true;
                    self.put(head, line, Some(Heading::Field(index)), masked_fault(text), &mut outcome.faults);
                }
                Entry::Blank | Entry::Clear if self.is_missing(field) && self.has_column(head, index) => {
                    if !line.entries.iter().any(|(i, _)| *i == index) {
                        continue; // A bad cell: already told.
                    }
                    bad = true;
                    let fault = EntryFault::new(format!("“{}”必填", field.title), "请补填。");
                    self.put(head, line, Some(Heading::Field(index)), fault, &mut outcome.faults);
                }
                Entry::Blank | Entry::Clear => {}
            }
        }
        if line.number.is_some() && !self.actor.system {
            bad = true;
            let fault = EntryFault::new("库里没有这个编号", "编号由系统给出：新登记请把编号留空；更正请核对编号。");
            self.put(head, line, Some(Heading::Number), fault, &mut outcome.faults);
        }
        if bad {
            outcome.report.skipped += 1;
            return Ok(());
        }
        let what = What::Create { org: self.owner(line, &values), number: line.number.clone(), values };
        match batch.decide(&self.submission(id, what, line)).await? {
            Ok(_) => outcome.report.created += 1,
            Err(refusal) => self.refused(head, line, &refusal, outcome),
        }
        Ok(())
    }

    fn owner(&self, line: &Line, values: &IndexMap<Name, Value>) -> Option<Name> {
        match &line.org {
            Some(org) => Some(org.clone()),
            None if self.actor.org.is_empty() => default_owner(&self.snapshot.directory.orgs, self.ledger, values),
            None => None,
        }
    }

    /// The organisations new rows register.
    fn registered(&self, lines: &[Line], stands: &[Option<Stands>]) -> Vec<Org> {
        let new = lines.iter().zip(stands).filter(|(_, s)| matches!(s, Some(Stands::New)));
        let commands = new.map(|(line, _)| {
            let values = line.entries.iter().filter_map(|(index, entry)| match entry {
                Entry::Value(value) => Some((self.ledger.fields[*index].name.clone(), value.clone())),
                _ => None,
            });
            let what = What::Create { org: None, number: None, values: values.collect() };
            self.submission(RecordId(0), what, line).command
        });
        commands.filter_map(|command| registered(&command)).collect()
    }

    fn is_missing(&self, field: &Field) -> bool {
        field.required && field.default.is_none() && field.formula.is_none() && field.lookup.is_none()
    }

    fn has_column(&self, head: &Head, field: usize) -> bool {
        head.column(Heading::Field(field)).is_some()
    }

    async fn correct<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        head: &Head,
        line: &Line,
        id: RecordId,
        outcome: &mut Outcome,
    ) -> DeskResult<()> {
        let Some(case) = batch.case(&self.ledger.key, id) else {
            let fault = EntryFault::new("这一行对应的记录刚被改动，没有读到", "请重新导入。");
            outcome.faults.row(head.sheet, line.row, fault);
            return Ok(());
        };
        let mut bad = line.bad;
        let mut values = IndexMap::new();
        let pinned = batch.pinned(case);
        for (index, entry) in &line.entries {
            let Some(field) = self.ledger.fields.get(*index) else { continue };
            let place = pinned.and_then(|ledger| ledger.field(&field.name)).map(|(place, _)| place);
            let current = place.and_then(|place| case.record.values.get(place)).unwrap_or(&Value::Missing);
            match change(self.snapshot, self.ledger, field, current, entry) {
                Ok(Some(value)) => {
                    values.insert(field.name.clone(), value);
                }
                Ok(None) => {}
                Err(fault) => {
                    bad = true;
                    self.put(head, line, Some(Heading::Field(*index)), fault, &mut outcome.faults);
                }
            }
        }
        if line.org.as_ref().is_some_and(|org| *org != case.record.org) {
            bad = true;
            let owner = self.snapshot.directory.orgs.get(&case.record.org).map_or(&case.record.org, |o| &o.name);
            let fault =
                EntryFault::new(format!("记录现属“{owner}”，导入不改变所属机构"), "请用“移送”办理；或把这一格改回。");
            self.put(head, line, Some(Heading::Org), fault, &mut outcome.faults);
        }
        self.settle_change(batch, head, line, id, (bad, values), outcome).await
    }

    async fn settle_change<T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        head: &Head,
        line: &Line,
        id: RecordId,
        (bad, values): (bool, IndexMap<Name, Value>),
        outcome: &mut Outcome,
    ) -> DeskResult<()> {
        match (bad, values.is_empty(), self.options.changed) {
            (true, _, _) => outcome.report.skipped += 1,
            (false, true, _) => outcome.report.unchanged += 1,
            (false, false, Changed::Skip) => outcome.report.skipped += 1,
            (false, false, Changed::Refuse) => {
                let titles: Vec<&str> =
                    values.keys().filter_map(|name| self.ledger.field(name)).map(|(_, f)| &*f.title).collect();
                let fault = EntryFault::new(
                    format!("与库中记录不同：{}", titles.join("、")),
                    "本次导入不许更正已有记录；请改回，或允许更正后再导入。",
                );
                outcome.faults.row(head.sheet, line.row, fault);
                outcome.report.skipped += 1;
            }
            (false, false, Changed::Edit) => {
                match batch.decide(&self.submission(id, What::Edit { values }, line)).await? {
                    Ok(done) if done.changed => outcome.report.edited += 1,
                    Ok(_) => outcome.report.unchanged += 1,
                    Err(refusal) => self.refused(head, line, &refusal, outcome),
                }
            }
        }
        Ok(())
    }

    fn submission(&self, record: RecordId, what: What, line: &Line) -> Submission {
        let history = matches!(what, What::Create { .. });
        let at = line.at.filter(|_| history).unwrap_or(self.clock.at);
        let reason = self.options.source.as_ref().map(|file| format!("导入 {file} 第{}行", line.row + 1).into());
        Submission {
            command: Command { ledger: self.ledger.key.clone(), record, expected_version: None, what, reason },
            actor: self.actor.clone(),
            clock: Clock { at, recorded_at: self.clock.recorded_at.max(at) },
        }
    }

    /// Puts a refusal on the cells it speaks of, or on the row.
    fn refused(&self, head: &Head, line: &Line, refusal: &Refusal, outcome: &mut Outcome) {
        outcome.report.skipped += 1;
        let missing = missing_columns(head, self.ledger);
        for fault in &refusal.fields {
            let heading = self.ledger.field(&fault.field).map(|(index, _)| Heading::Field(index));
            if heading.is_some_and(|heading| head.column(heading).is_some()) {
                let entry = EntryFault::new(fault.message.clone(), "");
                self.put(head, line, heading, entry, &mut outcome.faults);
            } else if !missing.contains(&fault.title.to_string()) || head.column(Heading::Number).is_some() {
                let entry =
                    EntryFault::new(format!("“{}”：{}", fault.title, fault.message), "工作簿里没有这一列，请补上。");
                outcome.faults.row(head.sheet, line.row, entry);
            }
        }
        if refusal.fields.is_empty() {
            let basis = refusal.basis.as_ref().map_or_else(String::new, |basis| format!("依据：{basis}。"));
            outcome.faults.row(head.sheet, line.row, EntryFault::new(refusal.message.clone(), basis));
        }
    }

    fn put(&self, head: &Head, line: &Line, heading: Option<Heading>, fault: EntryFault, faults: &mut Faults) {
        match heading.and_then(|heading| head.column(heading)) {
            Some(column) => {
                let sheet = &self.workbook.sheets[head.sheet];
                let cell = sheet.row(line.row).map_or(&Cell::Empty, |row| row.cell(column));
                faults.cell(head.sheet, line.row, column, head.title(column), cell, fault);
            }
            None => faults.row(head.sheet, line.row, fault),
        }
    }
}

/// The value an entry puts in place of the current one; none when it says the same.
fn change(
    snapshot: &Snapshot,
    ledger: &Ledger,
    field: &Field,
    current: &Value,
    entry: &Entry,
) -> Result<Option<Value>, EntryFault> {
    match entry {
        Entry::Blank => Ok(None),
        Entry::Clear => Ok((!current.is_missing()).then_some(Value::Missing)),
        Entry::Value(value) if same(current, value) => Ok(None),
        Entry::Value(value) => Ok(Some(value.clone())),
        Entry::Masked(text) if cell_text(snapshot, ledger, field, current) == **text => Ok(None),
        Entry::Masked(text) if mask_text(snapshot, ledger, field, current) == **text => Ok(None),
        Entry::Masked(text) => Err(masked_fault(text)),
    }
}

/// Files in a workbook are names only: a file of the same name stands for the stored one.
fn same(current: &Value, value: &Value) -> bool {
    match (current, value) {
        (Value::Files(a), Value::Files(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name),
        (Value::List(a), Value::List(b)) => {
            let rows = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| rows(a, b))
        }
        _ => current == value,
    }
}
