//! From what people write to typed values: cells of a workbook and `字段=值` on a command line go through the same reader.
//!
//! People write dates in five ways, money with separators and 万元, codes by title, organisations by name. The reader takes
//! what can be meant in one way only, never rounds, and says of the rest what is wrong and what to write.

mod dates;
mod national;
mod numbers;
mod places;

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

use banjie_model::{
    Name,
    definition::{CodeList, Field, FieldType, Ledger, Library},
    national::half_width,
    org::OrgTree,
    period::Period,
    value::{RecordId, Value},
};

pub(crate) use dates::read_moment;

use crate::{directory::People, workbook::Cell};

/// Longest one-line text, in characters.
const MAX_TEXT: usize = 1_000;
/// Longest text of paragraphs, in characters.
const MAX_LONG_TEXT: usize = 100_000;

/// Wrong words for which the nearest right one is looked for; beyond it the list is shown.
const MAX_SUGGESTED: usize = 2_000;

/// Why an entry cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryFault {
    /// What is wrong, in Chinese.
    pub problem: String,
    /// What to do, in Chinese.
    pub advice: String,
}

impl EntryFault {
    /// A fault in two sentences.
    pub fn new(problem: impl Into<String>, advice: impl Into<String>) -> EntryFault {
        EntryFault { problem: problem.into(), advice: advice.into() }
    }
}

/// What was entered.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// Nothing: an existing value stays.
    Blank,
    /// `(清空)`: an existing value is taken away.
    Clear,
    /// A value.
    Value(Value),
    /// A masked value, as exports show it: stands for the existing value it is the mask of.
    Masked(Name),
}

/// Look-up of the entries of one code list by key, title and, in trees, path of titles.
struct CodeIndex<'a> {
    /// Folded spelling → key; none: more than one entry is spelt so.
    keys: HashMap<String, Option<&'a Name>>,
}

impl<'a> CodeIndex<'a> {
    fn new(list: &'a CodeList) -> CodeIndex<'a> {
        let mut keys: HashMap<String, Option<&'a Name>> = HashMap::new();
        for entry in list.entries.values() {
            let same = |found: &mut Option<&'a Name>| {
                if *found != Some(&entry.key) {
                    *found = None;
                }
            };
            keys.entry(fold(&entry.title)).and_modify(same).or_insert(Some(&entry.key));
        }
        for entry in list.entries.values() {
            keys.insert(fold(&code_path(list, &entry.key)), Some(&entry.key));
            keys.insert(fold(&entry.key), Some(&entry.key));
        }
        CodeIndex { keys }
    }
}

/// Titles from the root of a tree down to this entry, joined by `/`.
pub(crate) fn code_path(list: &CodeList, key: &str) -> String {
    let mut titles = Vec::new();
    let mut at = list.entries.get(key);
    while let Some(entry) = at {
        titles.push(&*entry.title);
        at = entry.parent.as_ref().and_then(|p| list.entries.get(p)).filter(|_| titles.len() < 20);
    }
    titles.reverse();
    titles.join("/")
}

/// The spelling used for comparing: half-width, lower case, without white space.
pub(crate) fn fold(text: &str) -> String {
    let visible = text
        .chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}'));
    visible.flat_map(char::to_lowercase).collect()
}

/// Numbers of other records met in the entries, with their ids: `(ledger, number)`.
pub type RefNumbers = HashMap<(Name, Name), RecordId>;

/// Reads entries for the fields of one ledger.
pub struct Words<'a> {
    orgs: &'a OrgTree,
    people: &'a People,
    library: &'a Library,
    /// Indexed when first asked for: a command line names few fields, and trees are large.
    codes: HashMap<Name, (&'a CodeList, OnceCell<CodeIndex<'a>>)>,
    refs: RefNumbers,
    /// Suggestions already worked out, by list and text: a wrong word stands in many rows.
    suggested: RefCell<HashMap<(Name, String), String>>,
}

impl<'a> Words<'a> {
    /// A reader for this ledger; `refs` holds the numbers of other records that may be named.
    pub fn new(library: &'a Library, ledger: &Ledger, orgs: &'a OrgTree, people: &'a People, refs: RefNumbers) -> Self {
        let suggested = RefCell::default();
        let mut words = Words { orgs, people, library, codes: HashMap::new(), refs, suggested };
        words.index_codes(ledger, &ledger.fields);
        words
    }

    fn index_codes(&mut self, ledger: &Ledger, fields: &[Field]) {
        for field in fields {
            match &field.ty {
                FieldType::Code(name) | FieldType::Tree(name) => {
                    if let Some(list) = code_list(self.library, &ledger.package, name) {
                        self.codes.entry(name.clone()).or_insert_with(|| (list, OnceCell::new()));
                    }
                }
                FieldType::List(fields) => self.index_codes(ledger, fields),
                _ => {}
            }
        }
    }

    /// Reads one entry of a field.
    ///
    /// # Errors
    /// What is wrong and what to write.
    pub fn read(&self, field: &Field, cell: &Cell) -> Result<Entry, EntryFault> {
        if cell.is_blank() {
            return Ok(Entry::Blank);
        }
        match cell {
            Cell::Error(error) => {
                return Err(EntryFault::new(format!("单元格是公式错误 {error}"), "请改正公式，或直接填写数值。"));
            }
            Cell::NoResult => {
                let advice = "请用 Excel 或 WPS 打开工作簿，保存一次（会算出结果）后再导入。";
                return Err(EntryFault::new("公式没有计算结果", advice));
            }
            Cell::Text(text) if matches!(fold(text).as_str(), "(清空)") => return Ok(Entry::Clear),
            Cell::Text(text) if field.class >= banjie_model::definition::Class::Personal && is_masked(text) => {
                return Ok(Entry::Masked(text.trim().into()));
            }
            _ => {}
        }
        self.value(field, cell).map(Entry::Value)
    }

    fn value(&self, field: &Field, cell: &Cell) -> Result<Value, EntryFault> {
        match &field.ty {
            FieldType::Text => line(cell, MAX_TEXT),
            FieldType::LongText => paragraphs(cell),
            FieldType::Int => numbers::int(cell, field.unit.as_deref()),
            FieldType::Decimal { precision, scale } => {
                numbers::decimal(cell, field.unit.as_deref(), *precision, *scale)
            }
            FieldType::Money => numbers::money(cell),
            FieldType::Percent => numbers::percent(cell),
            FieldType::Bool => yes_or_no(cell),
            FieldType::Date => dates::read_date(cell).map(Value::Date),
            FieldType::Time => dates::read_time(cell).map(Value::Time),
            FieldType::DateTime => dates::read_moment(cell).map(Value::DateTime),
            FieldType::Period => period(cell),
            FieldType::Code(name) | FieldType::Tree(name) => self.code(name, cell),
            FieldType::Ref(ledger) => self.reference(ledger, cell),
            FieldType::Org => self.org(&plain(cell)).map(Value::Org),
            FieldType::Account => self.account(&plain(cell)).map(Value::Account),
            FieldType::File | FieldType::Files => Ok(places::files(&plain(cell))),
            FieldType::Place => places::place(&plain(cell)),
            FieldType::IdCard
            | FieldType::CreditCode
            | FieldType::SchoolCode
            | FieldType::StudentNo
            | FieldType::Phone => national::read(&field.ty, cell),
            FieldType::List(fields) => self.list(fields, &plain(cell)),
        }
    }

    fn code(&self, list: &Name, cell: &Cell) -> Result<Value, EntryFault> {
        let text = plain(cell);
        let Some((list, index)) = self.codes.get(list) else {
            return Err(EntryFault::new(format!("应用包里没有代码表 {list}"), "请检查应用包。"));
        };
        let index = index.get_or_init(|| CodeIndex::new(list));
        let titles = || list.entries.values().map(|e| &*e.title).collect();
        match index.keys.get(&fold(&text)) {
            Some(Some(key)) => Ok(Value::Code((*key).clone())),
            Some(None) => {
                Err(EntryFault::new(format!("“{text}”有不止一项同名"), "请写出上级，如“上级名称/本级名称”，或写代码。"))
            }
            None => {
                let advice = self.suggest(&list.name, &text, titles);
                Err(EntryFault::new(format!("没有“{text}”这一项"), advice))
            }
        }
    }

    fn reference(&self, ledger: &Name, cell: &Cell) -> Result<Value, EntryFault> {
        let number: Name = plain(cell).into();
        if let Some(id) = number.strip_prefix('#').and_then(|id| id.parse().ok()).filter(|id| *id > 0) {
            return Ok(Value::Ref(RecordId(id)));
        }
        match self.refs.get(&(ledger.clone(), number.clone())) {
            Some(id) => Ok(Value::Ref(*id)),
            None => {
                let title = self.library.ledger(ledger).map_or_else(|| ledger.to_string(), |l| l.title.to_string());
                let problem = format!("“{title}”里没有编号或名称为“{number}”的记录");
                Err(EntryFault::new(problem, "请核对；对方记录须先登记或导入。"))
            }
        }
    }

    /// A civil date in any of the spellings people use.
    ///
    /// # Errors
    /// What is wrong and what to write.
    pub fn date(&self, text: &str) -> Result<Value, EntryFault> {
        dates::read_date(&Cell::Text(text.into())).map(Value::Date)
    }

    /// The code of an organisation named by code or name.
    ///
    /// # Errors
    /// No such organisation, or more than one of that name.
    pub fn org(&self, text: &str) -> Result<Name, EntryFault> {
        let text = text.trim();
        if let Some(org) = self.orgs.find(text) {
            return Ok(org.code.clone());
        }
        if self.orgs.is_ambiguous(text) {
            let codes: Vec<&str> = self.orgs.iter().filter(|o| &*o.name == text).map(|o| &*o.code).take(5).collect();
            let advice = format!("请写机构代码：{}。", codes.join("、"));
            return Err(EntryFault::new(format!("名为“{text}”的机构不止一个"), advice));
        }
        let advice = self.suggest(&"机构".into(), text, || self.orgs.iter().map(|o| &*o.name).collect());
        Err(EntryFault::new(format!("没有名称或代码为“{text}”的机构"), advice))
    }

    fn suggest<'w>(&self, list: &Name, text: &str, allowed: impl Fn() -> Vec<&'w str>) -> String {
        let mut known = self.suggested.borrow_mut();
        let n = known.len();
        let suggestion = known.entry((list.clone(), text.to_owned()));
        suggestion
            .or_insert_with(|| if n < MAX_SUGGESTED { one_of(text, &allowed()) } else { first_of(&allowed()) })
            .clone()
    }

    /// The account of a person named by account or name.
    ///
    /// # Errors
    /// Nobody, or more than one of that name.
    pub fn account(&self, text: &str) -> Result<Name, EntryFault> {
        if self.people.is_empty() {
            return Ok(text.trim().into());
        }
        self.people.find(text.trim()).map(|p| p.account.clone()).ok_or_else(|| {
            let problem = format!("没有账号或姓名为“{text}”的人员，或同名的不止一人");
            EntryFault::new(problem, "请写账号；新人员须先登记到人员台账。")
        })
    }

    /// Child rows on a command line: a JSON list of objects.
    fn list(&self, fields: &[Field], text: &str) -> Result<Value, EntryFault> {
        type Rows = Vec<indexmap::IndexMap<String, serde_json::Value>>;
        let rows: Rows = serde_json::from_str(text).map_err(|_| {
            let advice = "命令行上写成 [{\"列名\": \"值\"}, …]；工作簿里请用以本列标题命名的工作表。";
            EntryFault::new("子表的写法不对", advice)
        })?;
        let mut values = Vec::with_capacity(rows.len());
        for row in rows {
            let mut cells = Vec::with_capacity(fields.len());
            for field in fields {
                let raw = row.get(&*field.name).or_else(|| row.get(&*field.title));
                let cell = match raw {
                    None | Some(serde_json::Value::Null) => Cell::Empty,
                    Some(serde_json::Value::String(s)) => Cell::Text(s.as_str().into()),
                    Some(other) => Cell::Text(other.to_string().into()),
                };
                cells.push(match self.read(field, &cell)? {
                    Entry::Value(value) => value,
                    Entry::Masked(text) => return Err(masked_fault(&text)),
                    Entry::Blank => field.default.clone().unwrap_or_default(),
                    Entry::Clear => Value::Missing,
                });
            }
            values.push(cells);
        }
        Ok(Value::List(values))
    }
}

/// What to say of a masked value that stands for nothing known.
pub(crate) fn masked_fault(text: &str) -> EntryFault {
    EntryFault::new(format!("“{text}”是打码后的值，不能作为新值导入"), "请填写完整的值；不改动的请留空。")
}

/// The code list of a package, also as `package.list`.
pub(crate) fn code_list<'a>(library: &'a Library, package: &str, name: &str) -> Option<&'a CodeList> {
    let (package, name) = name.split_once('.').unwrap_or((package, name));
    library.packages.get(package)?.codes.get(name)
}

fn is_masked(text: &str) -> bool {
    text.contains("**") || text.contains('*') && text.chars().any(|c| c != '*')
}

/// The entry as text, trimmed; numbers without exponent.
pub(crate) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_owned(),
        other => other.shown(),
    }
}

fn line(cell: &Cell, most: usize) -> Result<Value, EntryFault> {
    let text = plain(cell);
    let words: Vec<&str> = text.split(['\r', '\n', '\t']).map(str::trim).filter(|s| !s.is_empty()).collect();
    bounded(words.join(" "), most)
}

fn paragraphs(cell: &Cell) -> Result<Value, EntryFault> {
    bounded(plain(cell).replace("\r\n", "\n"), MAX_LONG_TEXT)
}

fn bounded(text: String, most: usize) -> Result<Value, EntryFault> {
    if let Some(c) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
        let problem = format!("含有不可见的控制字符 U+{:04X}", u32::from(c));
        return Err(EntryFault::new(problem, "请重新键入，或先粘贴到记事本再复制过来。"));
    }
    let n = text.chars().count();
    if n > most {
        return Err(EntryFault::new(format!("有 {n} 字，超过上限 {most} 字"), "请缩短，或把全文作为附件。"));
    }
    Ok(Value::Text(text.into()))
}

fn yes_or_no(cell: &Cell) -> Result<Value, EntryFault> {
    if let Cell::Bool(b) = cell {
        return Ok(Value::Bool(*b));
    }
    let text = plain(cell);
    match fold(&text).as_str() {
        "是" | "√" | "✓" | "✔" | "☑" | "有" | "对" | "true" | "yes" | "y" | "1" | "t" => {
            Ok(Value::Bool(true))
        }
        "否" | "×" | "✗" | "✘" | "☐" | "□" | "x" | "无" | "不是" | "false" | "no" | "n" | "0" | "f" => {
            Ok(Value::Bool(false))
        }
        _ => Err(EntryFault::new(format!("“{text}”看不出是“是”还是“否”"), "请填“是”或“否”（也可填 √、×）。")),
    }
}

fn period(cell: &Cell) -> Result<Value, EntryFault> {
    let text = plain(cell);
    Period::parse(&text).map(Value::Period).map_err(|fault| EntryFault::new(fault.to_string(), ""))
}

/// The nearest of the allowed words, or the first few of them.
pub(crate) fn one_of(text: &str, allowed: &[&str]) -> String {
    let folded = fold(text);
    let near = allowed
        .iter()
        .map(|word| (strsim::jaro_winkler(&folded, &fold(word)), *word))
        .filter(|(score, word)| *score > 0.82 || fold(word).contains(&folded))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((_, word)) => format!("是否为“{word}”？"),
        None => first_of(allowed),
    }
}

fn first_of(allowed: &[&str]) -> String {
    if allowed.is_empty() {
        return "目前一项也没有，请先登记。".to_owned();
    }
    let shown: Vec<&str> = allowed.iter().take(12).copied().collect();
    let rest = if allowed.len() > shown.len() { format!("等 {} 项", allowed.len()) } else { String::new() };
    format!("可填：{}{rest}。", shown.join("、"))
}

#[cfg(test)]
mod tests;
