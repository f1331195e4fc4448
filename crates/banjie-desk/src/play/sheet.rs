//! The sheet 办理记录: who did what on which case, and when.

use std::collections::{BTreeMap, HashMap};

use banjie_model::{
    Moment, Name,
    case::Actor,
    definition::{Ledger, Role},
    refusal::Refusal,
    value::{RecordId, Value},
};
use indexmap::IndexMap;

use super::{Act, actor_of};
use crate::{
    batch::Batch,
    commands::action_name,
    error::DeskResult,
    import::{Faults, Head, Heading, ImportReport, Table, find_sheet, headings, no_header, note_columns, resolve_refs},
    ports::StoreTx,
    progress::Progress,
    reading::{Entry, EntryFault, Words, masked_fault, one_of, read_moment},
    snapshot::Snapshot,
    workbook::{Cell, Row, Workbook},
};

/// Names of the sheet.
const SHEETS: [&str; 3] = ["办理记录", "办理", "actions"];

/// A workbook of acts to be read.
pub(super) struct ActSheet<'a> {
    pub snapshot: &'a Snapshot,
    pub ledger: &'a Ledger,
    pub workbook: &'a Workbook,
    pub actor: &'a Actor,
    pub now: Moment,
}

/// What was read: acts with their rows.
pub(super) struct ReadActs {
    pub acts: Vec<(u32, Act)>,
    pub report: ImportReport,
    pub faults: Faults,
    sheet: usize,
}

impl ReadActs {
    /// Puts refusals on the rows they belong to; what follows on a case after its first refusal is told as such.
    pub fn refused(&mut self, refused: &[(usize, Refusal)]) {
        let mut first: HashMap<RecordId, u32> = HashMap::new();
        for (position, refusal) in refused {
            let Some((row, act)) = self.acts.get(*position) else { continue };
            let fault = match first.get(&act.record) {
                Some(before) => EntryFault::new(
                    format!("同一件的第 {} 行有误，本行也没有办理", before + 1),
                    format!("请先改正第 {} 行。（{}）", before + 1, refusal.message),
                ),
                None => {
                    let basis = refusal.basis.as_ref().map_or_else(String::new, |basis| format!("依据：{basis}。"));
                    EntryFault::new(refusal.message.clone(), basis)
                }
            };
            first.entry(act.record).or_insert(*row);
            self.faults.row(self.sheet, *row, fault);
        }
    }
}

/// A row while it is read.
struct Reading<'r> {
    row: &'r Row,
    bad: bool,
}

impl ActSheet<'_> {
    /// Reads the sheet, inside the transaction.
    pub async fn read<T: StoreTx>(&self, batch: &mut Batch<'_, T>, progress: &dyn Progress) -> DeskResult<ReadActs> {
        let mut report = ImportReport::default();
        let mut faults = Faults::default();
        let head = self.head(&mut report, &mut faults)?;
        let table = Table::new(&self.workbook.sheets[head.sheet], &head);
        let rows = table.rows(&mut report.notices);
        report.sheet = table.sheet.name.clone();
        report.rows = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let mut wanted = BTreeMap::new();
        table.references(&rows, &self.ledger.fields, &mut wanted);
        let refs = resolve_refs(batch.tx(), self.snapshot.library(), wanted).await?;
        let directory = &self.snapshot.directory;
        let words = Words::new(self.snapshot.library(), self.ledger, &directory.orgs, &directory.people, refs);
        progress.begin("核对", report.rows);
        let entries: Vec<_> =
            rows.iter().map(|row| table.entries(row, &self.ledger.fields, &words, &mut faults)).collect();
        let records = self.records(batch, &table, &rows, &entries).await?;
        let mut acts = Vec::with_capacity(rows.len());
        for ((row, (entries, bad)), record) in rows.iter().zip(&entries).zip(records) {
            let mut reading = Reading { row, bad: *bad };
            let act = self.act(&table, &mut reading, entries, record, &words, &mut faults);
            acts.extend(act.filter(|_| !reading.bad).map(|act| (row.index, act)));
        }
        progress.end();
        Ok(ReadActs { acts, report, faults, sheet: head.sheet })
    }

    fn head(&self, report: &mut ImportReport, faults: &mut Faults) -> DeskResult<Head> {
        let words = headings(self.ledger, true);
        let usable = |head: &Head| head.column(Heading::Action).is_some() && head.column(Heading::ActedAt).is_some();
        let Some(head) = find_sheet(self.workbook, &SHEETS, &words).filter(usable) else {
            return Err(no_header(
                self.ledger,
                &["编号", "办理", "办理时间", "机构", "经办人", "角色", "理由", "移送机构"],
            ));
        };
        note_columns(&head, self.ledger, faults, &mut report.notices);
        let keyed = !self.ledger.unique.is_empty()
            && self.ledger.unique.iter().all(|index| head.column(Heading::Field(*index)).is_some());
        if head.column(Heading::Number).is_none() && !keyed {
            let titles: Vec<&str> = self.ledger.unique.iter().map(|i| &*self.ledger.fields[*i].title).collect();
            let other = if titles.is_empty() {
                String::new()
            } else {
                format!("，或业务主键各列（{}）", titles.join("、"))
            };
            let fault = EntryFault::new("看不出每一行是哪一件", format!("请加“编号”列{other}。"));
            faults.row(head.sheet, head.row, fault);
        }
        Ok(head)
    }

    /// The record each row speaks of: by number, else by business key.
    async fn records<'r, T: StoreTx>(
        &self,
        batch: &mut Batch<'_, T>,
        table: &Table<'r>,
        rows: &[&'r Row],
        entries: &[(Vec<(usize, Entry)>, bool)],
    ) -> DeskResult<Vec<Option<RecordId>>> {
        let numbers: Vec<Option<Name>> =
            rows.iter().map(|row| table.text(row, Heading::Number).map(|(_, _, text)| text.into())).collect();
        let mut distinct: Vec<Name> = numbers.iter().flatten().cloned().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let by_number = batch.find_numbers(self.ledger, &distinct).await?;
        let by_key = table.head.column(Heading::Number).is_none();
        let keys: Vec<Option<Vec<Value>>> =
            entries.iter().map(|(entries, _)| self.key(entries).filter(|_| by_key)).collect();
        batch.find_keys(self.ledger, keys.iter().flatten().cloned().collect()).await?;
        let found = numbers.iter().zip(&keys).map(|(number, key)| match (number, key) {
            (Some(number), _) => by_number.get(number).copied(),
            (None, Some(key)) => batch.holder(&self.ledger.key, key),
            (None, None) => None,
        });
        Ok(found.collect())
    }

    fn key(&self, entries: &[(usize, Entry)]) -> Option<Vec<Value>> {
        let part = |index: &usize| match entries.iter().find(|(i, _)| i == index) {
            Some((_, Entry::Value(value))) => Some(value.clone()),
            _ => None,
        };
        let key: Option<Vec<Value>> = self.ledger.unique.iter().map(part).collect();
        key.filter(|key| !key.is_empty())
    }

    fn act<'r>(
        &self,
        table: &Table<'r>,
        reading: &mut Reading<'r>,
        entries: &[(usize, Entry)],
        record: Option<RecordId>,
        words: &Words<'_>,
        faults: &mut Faults,
    ) -> Option<Act> {
        let row = reading.row;
        if record.is_none() {
            let advice = "请核对编号（或业务主键各列）；该件须先导入。";
            self.put(table, reading, Heading::Number, EntryFault::new("台账里没有这一件", advice), faults);
        }
        let action = self.needed(table, reading, Heading::Action, faults).and_then(|(_, text)| {
            let named = action_name(self.ledger, &text);
            named
                .map_err(|r| self.put(table, reading, Heading::Action, EntryFault::new(r.to_string(), ""), faults))
                .ok()
        });
        let at = self.needed(table, reading, Heading::ActedAt, faults).and_then(|(cell, _)| {
            let read = read_moment(cell).and_then(|at| if at > self.now { Err(in_future()) } else { Ok(at) });
            read.map_err(|fault| self.put(table, reading, Heading::ActedAt, fault, faults)).ok()
        });
        let org = self.org(table, reading, Heading::Org, words, faults);
        let to_org = self.org(table, reading, Heading::ToOrg, words, faults);
        let role = self.role(table, reading, faults);
        let account = table.text(row, Heading::Actor).map(|(_, _, text)| text);
        let values = self.values(table, reading, entries, faults);
        Some(Act {
            record: record?,
            action: action?,
            at: at?,
            actor: actor_of(self.snapshot, self.ledger, (account.as_deref(), org, role), self.actor),
            values,
            to_org,
            reason: table.text(row, Heading::Reason).map(|(_, _, text)| text.into()),
        })
    }

    /// Values the action takes; where the business key tells the case, its columns are no values.
    fn values<'r>(
        &self,
        table: &Table<'r>,
        reading: &mut Reading<'r>,
        entries: &[(usize, Entry)],
        faults: &mut Faults,
    ) -> IndexMap<Name, Value> {
        let by_key = table.head.column(Heading::Number).is_none();
        let mut values = IndexMap::new();
        for (index, entry) in entries {
            if by_key && self.ledger.unique.contains(index) {
                continue;
            }
            let name = &self.ledger.fields[*index].name;
            match entry {
                Entry::Blank => {}
                Entry::Value(value) => {
                    values.insert(name.clone(), value.clone());
                }
                Entry::Clear => {
                    values.insert(name.clone(), Value::Missing);
                }
                Entry::Masked(text) => self.put(table, reading, Heading::Field(*index), masked_fault(text), faults),
            }
        }
        values
    }

    fn needed<'r>(
        &self,
        table: &Table<'r>,
        reading: &mut Reading<'r>,
        heading: Heading,
        faults: &mut Faults,
    ) -> Option<(&'r Cell, String)> {
        let found = table.text(reading.row, heading).map(|(_, cell, text)| (cell, text));
        if found.is_none() {
            self.put(table, reading, heading, EntryFault::new("必填", "请补填。"), faults);
        }
        found
    }

    fn org<'r>(
        &self,
        table: &Table<'r>,
        reading: &mut Reading<'r>,
        heading: Heading,
        words: &Words<'_>,
        faults: &mut Faults,
    ) -> Option<Name> {
        let (_, _, text) = table.text(reading.row, heading)?;
        words.org(&text).map_err(|fault| self.put(table, reading, heading, fault, faults)).ok()
    }

    fn role<'r>(&self, table: &Table<'r>, reading: &mut Reading<'r>, faults: &mut Faults) -> Option<Name> {
        let (_, _, text) = table.text(reading.row, Heading::Role)?;
        let package = self.snapshot.library().packages.get(&self.ledger.package)?;
        let roles: Vec<&Role> = package.roles.values().collect();
        if let Some(role) = roles.iter().find(|role| *role.name == *text || *role.title == *text) {
            return Some(role.name.clone());
        }
        let titles: Vec<&str> = roles.iter().map(|role| &*role.title).collect();
        let fault = EntryFault::new(format!("没有角色“{text}”"), one_of(&text, &titles));
        self.put(table, reading, Heading::Role, fault, faults);
        None
    }

    fn put<'r>(
        &self,
        table: &Table<'r>,
        reading: &mut Reading<'r>,
        heading: Heading,
        fault: EntryFault,
        faults: &mut Faults,
    ) {
        reading.bad = true;
        match table.head.column(heading) {
            Some(column) => {
                let (cell, _) = table.cell(reading.row, column);
                let title = table.head.title(column);
                faults.cell(table.head.sheet, reading.row.index, column, title, cell, fault);
            }
            None => faults.row(table.head.sheet, reading.row.index, fault),
        }
    }
}

fn in_future() -> EntryFault {
    EntryFault::new("办理时间晚于现在", "请核对日期；补录的办理只能在过去。")
}
