//! Which sheet is meant, which row is its header, and what each column holds.

use std::collections::HashMap;

use banjie_model::definition::{FieldType, Ledger};

use super::{Faults, Merged};
use crate::{
    error::DeskError,
    export::OURS,
    reading::{EntryFault, fold, one_of, plain},
    workbook::{Cell, Sheet, Workbook, WorkbookFault, column_letters},
};

/// Rows at the top in which the header may stand.
const LOOK_AT: usize = 20;
/// Sheets that never hold data.
const NOT_DATA: [&str; 3] = ["错误清单", "说明", "填写说明"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Heading {
    /// A field, by index.
    Field(usize),
    /// 编号
    Number,
    /// 机构
    Org,
    /// 登记时间
    At,
    /// 序号 or 行号: links child rows, says nothing itself.
    Line,
    /// 办理
    Action,
    /// 办理时间
    ActedAt,
    /// 经办人
    Actor,
    /// 角色
    Role,
    /// 理由
    Reason,
    /// 移送机构
    ToOrg,
    /// Computed or kept by the system: not read.
    Ours,
}

/// A header found.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// Sheet, by position.
    pub sheet: usize,
    /// Row of the header, from zero.
    pub row: u32,
    /// Columns known, ascending, with their titles as written.
    pub columns: Vec<(u16, Heading, String)>,
    /// Columns not known, with their titles as written.
    pub unknown: Vec<(u16, String)>,
}

impl Head {
    /// The column of a heading.
    pub fn column(&self, heading: Heading) -> Option<u16> {
        self.columns.iter().find(|(_, h, _)| *h == heading).map(|(c, _, _)| *c)
    }

    /// The title of a column as written.
    pub fn title(&self, column: u16) -> &str {
        self.columns.iter().find(|(c, _, _)| *c == column).map_or("", |(_, _, title)| title)
    }
}

/// Spellings of columns, folded, with what they hold. Fields win over the columns every ledger has.
#[derive(Debug, Default)]
pub(crate) struct Headings(HashMap<String, Heading>);

/// Reserved words of every import.
const COMMON: [(&str, Heading); 9] = [
    ("编号", Heading::Number),
    ("number", Heading::Number),
    ("机构", Heading::Org),
    ("所属机构", Heading::Org),
    ("单位", Heading::Org),
    ("org", Heading::Org),
    ("序号", Heading::Line),
    ("行号", Heading::Line),
    ("记录号", Heading::Ours),
];

/// Reserved words of a register.
const REGISTER: [(&str, Heading); 11] = [
    ("登记时间", Heading::At),
    ("at", Heading::At),
    ("状态", Heading::Ours),
    ("state", Heading::Ours),
    ("版本", Heading::Ours),
    ("经办人", Heading::Ours),
    ("handler", Heading::Ours),
    ("办结时间", Heading::Ours),
    ("最近变动", Heading::Ours),
    ("移送次数", Heading::Ours),
    ("牌", Heading::Ours),
];

/// Reserved words of a list of acts.
const ACTS: [(&str, Heading); 16] = [
    ("办理", Heading::Action),
    ("动作", Heading::Action),
    ("action", Heading::Action),
    ("办理时间", Heading::ActedAt),
    ("at", Heading::ActedAt),
    ("办理机构", Heading::Org),
    ("经办人", Heading::Actor),
    ("actor", Heading::Actor),
    ("角色", Heading::Role),
    ("role", Heading::Role),
    ("理由", Heading::Reason),
    ("reason", Heading::Reason),
    ("移送机构", Heading::ToOrg),
    ("to", Heading::ToOrg),
    ("to_org", Heading::ToOrg),
    ("状态", Heading::Ours),
];

/// The spellings of a ledger's columns; `acts` for a list of acts.
pub(crate) fn headings(ledger: &Ledger, acts: bool) -> Headings {
    let mut words = HashMap::new();
    let reserved: &[(&str, Heading)] = if acts { &ACTS } else { &REGISTER };
    for (word, heading) in COMMON.iter().chain(reserved) {
        words.insert(fold(word), *heading);
        words.insert(fold(&format!("{OURS}{word}")), *heading);
    }
    for limit in &ledger.limits {
        for what in ["到期日", "状态", "牌"] {
            words.insert(fold(&format!("{}·{what}", limit.title)), Heading::Ours);
        }
    }
    // Two passes: a name never hides the title of another field.
    for (index, field) in ledger.fields.iter().enumerate() {
        words.insert(fold(&field.name), heading_of(index, ledger));
    }
    for (index, field) in ledger.fields.iter().enumerate() {
        words.insert(fold(&field.title), heading_of(index, ledger));
    }
    if acts {
        // In a list of acts these words are needed, whatever the fields are called.
        for (word, heading) in ACTS.iter().filter(|(w, _)| matches!(*w, "办理" | "办理时间" | "编号")) {
            words.insert(fold(word), *heading);
        }
    }
    Headings(words)
}

fn heading_of(index: usize, ledger: &Ledger) -> Heading {
    let field = &ledger.fields[index];
    if field.formula.is_some() || field.lookup.is_some() { Heading::Ours } else { Heading::Field(index) }
}

impl Headings {
    /// Spellings of plain fields only, for the sheets of child rows.
    pub fn of_children(fields: &[banjie_model::definition::Field]) -> Headings {
        let mut words = HashMap::new();
        for (word, heading) in COMMON {
            words.insert(fold(word), heading);
        }
        for (index, field) in fields.iter().enumerate() {
            words.insert(fold(&field.name), Heading::Field(index));
        }
        for (index, field) in fields.iter().enumerate() {
            words.insert(fold(&field.title), Heading::Field(index));
        }
        Headings(words)
    }

    /// What a title means: as written, without marks of duty, without a unit or remark in brackets behind it.
    fn meaning(&self, title: &str) -> Option<Heading> {
        let folded = fold(title);
        let bare = folded.trim_matches(['*', ':', '#']);
        if let Some(found) = self.0.get(&folded).or_else(|| self.0.get(bare)) {
            return Some(*found);
        }
        let open = bare.find(['(', '[', '【', '/'])?;
        self.0.get(bare[..open].trim_end_matches('*')).copied()
    }
}

/// The header row of one sheet: the one in which most titles are known.
pub(crate) fn find_head(sheet: &Sheet, index: usize, words: &Headings) -> Option<Head> {
    let merged = Merged::of(sheet);
    let rows = sheet.rows.iter().take(LOOK_AT);
    let heads = rows.map(|row| {
        let mut head = Head { sheet: index, row: row.index, columns: Vec::new(), unknown: Vec::new() };
        for column in merged.columns(row) {
            let title = plain(merged.header_cell(sheet, row, column)).trim().to_owned();
            match words.meaning(&title) {
                Some(heading) => head.columns.push((column, heading, title)),
                None if title.is_empty() => {}
                None => head.unknown.push((column, title)),
            }
        }
        head
    });
    let found = heads.filter(|head| !head.columns.is_empty());
    // The first of equals: the values of a code field may look like titles.
    found.reduce(|best, head| if head.columns.len() > best.columns.len() { head } else { best })
}

/// The sheet meant: the one named like the ledger, else the one with most known columns.
pub(crate) fn find_sheet(workbook: &Workbook, names: &[&str], words: &Headings) -> Option<Head> {
    let candidates = workbook.sheets.iter().enumerate().filter(|(_, s)| !NOT_DATA.contains(&s.name.trim()));
    let heads: Vec<Head> = candidates.filter_map(|(index, sheet)| find_head(sheet, index, words)).collect();
    let named = heads.iter().find(|head| names.contains(&workbook.sheets[head.sheet].name.trim()));
    let visible = |head: &&Head| !workbook.sheets[head.sheet].hidden;
    let best = heads.iter().filter(visible).reduce(
        |best, head| {
            if head.columns.len() > best.columns.len() { head } else { best }
        },
    );
    named.or(best).cloned()
}

/// Faults and notices of the header itself: columns named twice, columns not known.
pub(crate) fn note_columns(head: &Head, ledger: &Ledger, faults: &mut Faults, notices: &mut Vec<String>) {
    let mut seen: HashMap<Heading, u16> = HashMap::new();
    for (column, heading, title) in &head.columns {
        if let Some(first) =
            seen.insert(*heading, *column).filter(|_| !matches!(heading, Heading::Ours | Heading::Line))
        {
            let problem = format!("与 {} 列是同一栏", column_letters(first));
            let fault = EntryFault::new(problem, "请只保留一列，或改正其中一列的标题。");
            faults.cell(head.sheet, head.row, *column, title, &Cell::Text(title.as_str().into()), fault);
        }
    }
    let ours: Vec<&str> =
        head.columns.iter().filter(|(_, h, _)| *h == Heading::Ours).map(|(_, _, title)| title.as_str()).collect();
    if !ours.is_empty() {
        notices.push(format!("由系统记录或计算的列，未读取：{}。", ours.join("、")));
    }
    let titles: Vec<&str> = ledger.fields.iter().map(|f| &*f.title).collect();
    for (column, title) in &head.unknown {
        let near = one_of(title, &titles);
        let near = if near.starts_with("是否") { near } else { String::new() };
        notices.push(format!("{} 列“{title}”没有对应的字段，未读取。{near}", column_letters(*column)));
    }
}

/// Titles of required fields without a column; defaults and computed fields need none.
pub(crate) fn missing_columns(head: &Head, ledger: &Ledger) -> Vec<String> {
    let required = ledger
        .fields
        .iter()
        .enumerate()
        .filter(|(_, f)| f.required && f.default.is_none() && f.formula.is_none() && f.lookup.is_none());
    let absent =
        required.filter(|(i, f)| head.column(Heading::Field(*i)).is_none() && !matches!(f.ty, FieldType::List(_)));
    absent.map(|(_, f)| f.title.to_string()).collect()
}

/// What to say when no row could be the header.
pub(crate) fn no_header(ledger: &Ledger, first: &[&str]) -> DeskError {
    let titles: Vec<&str> = first.iter().copied().chain(ledger.fields.iter().map(|f| &*f.title)).take(12).collect();
    WorkbookFault::NoHeader { ledger: ledger.title.to_string(), titles: titles.join("、") }.into()
}
