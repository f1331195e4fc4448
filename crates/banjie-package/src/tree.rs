//! The raw form of a definition file: TOML with the place of every key and value.
//!
//! [`At`] is a cursor into it: a node, the file it stands in and the key it stands under. Everything that reads a
//! definition goes through it, so every finding knows its place.

use banjie_model::{
    Moment, Name,
    finding::{Span, Spot},
};
use chrono::{NaiveDate, NaiveTime};
use indexmap::IndexMap;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use crate::findings::Findings;

/// A value with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The file it stands in, where that is another than that of what holds it: woven in from a trait.
    pub(crate) file: Option<Name>,
    pub(crate) span: Span,
    pub(crate) item: Item,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// Text, and the byte where its content starts in the file when it is written without escapes.
    Text(Name, Option<usize>),
    Int(i64),
    Number(Decimal),
    Bool(bool),
    Date(NaiveDate),
    Time(NaiveTime),
    DateTime(Moment),
    Array(Vec<Node>),
    Table(IndexMap<Name, Entry>),
    /// Legal TOML that no definition uses: infinities, offsets, numbers beyond 28 digits.
    Odd,
}

/// A key of a table with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: Span,
    pub(crate) node: Node,
}

impl Item {
    /// The word for it in messages.
    pub(crate) fn zh(&self) -> &'static str {
        match self {
            Item::Text(..) => "文本",
            Item::Int(_) => "整数",
            Item::Number(_) => "小数",
            Item::Bool(_) => "true/false",
            Item::Date(_) => "日期",
            Item::Time(_) => "时刻",
            Item::DateTime(_) => "日期时刻",
            Item::Array(_) => "列表",
            Item::Table(_) => "表",
            Item::Odd => "不支持的值",
        }
    }
}

/// A definition file, parsed.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) file: Name,
    pub(crate) root: Node,
    /// Where it takes in traits: said with every finding inside their text.
    pub(crate) uses: Vec<Spot>,
}

impl Document {
    /// Parses a text; faults become findings, what could be read is kept.
    pub(crate) fn parse(file: &Name, text: &str, offset: usize, findings: &mut Findings) -> Document {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in told(text, &errors) {
            let span = error.span().map_or(Span::new(0, 0), |range| Span::new(range.start, range.end));
            syntax_finding(file, error.message(), span.offset(offset), findings);
        }
        let item = Item::Table(table_of(table.into_inner(), text, offset));
        let root = Node { file: None, span: Span::new(offset, offset), item };
        Document { file: file.clone(), root, uses: Vec::new() }
    }

    /// A cursor at the top.
    pub(crate) fn at(&self) -> At<'_> {
        At { file: &self.file, node: &self.root, key: self.root.span, name: "" }
    }
}

/// The faults worth telling. In one line the first says it; and where line after line is at fault, something was never
/// closed, so that only the first line says something. Keys written twice are always told.
fn told<'e>(text: &str, errors: &'e [toml::de::Error]) -> Vec<&'e toml::de::Error> {
    const CHAIN: usize = 3;
    let line_of = |error: &toml::de::Error| {
        let start = error.span().map_or(0, |range| range.start);
        text.get(..start).unwrap_or_default().matches('\n').count()
    };
    let (twice, mut torn): (Vec<_>, Vec<_>) =
        errors.iter().partition(|error| error.message().contains("duplicate key"));
    torn.sort_by_key(|error| error.span().map_or(0, |range| range.start));
    let mut chains: Vec<Vec<(usize, &toml::de::Error)>> = Vec::new();
    for error in torn {
        let line = line_of(error);
        match chains.last_mut() {
            Some(chain) if chain.last().is_some_and(|(before, _)| line == *before) => {}
            Some(chain) if chain.last().is_some_and(|(before, _)| line.saturating_sub(*before) <= 2) => {
                chain.push((line, error));
            }
            _ => chains.push(vec![(line, error)]),
        }
    }
    let kept = chains.into_iter().flat_map(|chain| {
        let shown = if chain.len() > CHAIN { 1 } else { CHAIN };
        chain.into_iter().take(shown).map(|(_, error)| error)
    });
    kept.chain(twice).collect()
}

fn syntax_finding(file: &Name, message: &str, span: Span, findings: &mut Findings) {
    let spot = Spot { file: file.clone(), span, label: String::new() };
    if message.contains("duplicate key") {
        findings
            .add("duplicate-key", spot, "同一张表里这个键写了两次")
            .help("留下一处，删去另一处；两处内容不同时先想清楚以哪个为准");
        return;
    }
    findings
        .add("toml-syntax", spot, format!("TOML 语法错误：{}", syntax_zh(message)))
        .help("改好后再检查一遍：语法错误附近的内容可能没有读到");
}

/// The parser's words in Chinese; unknown ones are shown as they are.
fn syntax_zh(message: &str) -> String {
    const WORDS: [(&str, &str); 24] = [
        ("invalid basic string", "文本缺右引号，或转义有误"),
        ("invalid literal string", "文本缺右引号"),
        ("invalid unquoted key", "键只能用英文字母、数字、下划线和连字符；也可能是前面的文本缺右引号"),
        ("missing opening quote", "文本缺左引号"),
        ("string values must be quoted", "文本要用引号括起来"),
        ("missing value", "等号后面没有值"),
        ("key with no value", "键后面没有等号和值"),
        ("missing assignment", "键后面没有等号"),
        ("extra assignment", "多了一个等号"),
        ("extra `=`", "多了一个等号"),
        ("unquoted keys cannot be empty", "等号前面没有键"),
        ("missing key", "等号前面没有键"),
        ("missing comma", "两项之间缺逗号；也可能是前面的文本缺右引号"),
        ("extra comma", "多了一个逗号"),
        ("unclosed array table", "表头缺右方括号"),
        ("unclosed table", "表头缺右方括号"),
        ("unclosed array", "列表缺右方括号"),
        ("unclosed inline table", "行内表缺右花括号"),
        ("unexpected leading zero", "数不能以 0 开头"),
        ("invalid inline table element", "行内表里要写 键 = 值"),
        ("invalid key-value pair", "这里要写 键 = 值"),
        ("invalid value", "不认识的值：文本要加引号，日期写成 2025-09-28"),
        ("escape", "转义有误；反斜杠写成两个"),
        ("unexpected", "这里不该出现这样的内容"),
    ];
    WORDS
        .iter()
        .find(|(english, _)| message.contains(english))
        .map_or_else(|| message.to_string(), |(_, zh)| (*zh).to_string())
}

fn table_of(table: DeTable<'_>, text: &str, offset: usize) -> IndexMap<Name, Entry> {
    table
        .into_iter()
        .map(|(key, value)| {
            let entry = Entry { key: span_of(&key, offset), node: node_of(value, text, offset) };
            (Name::from(key.into_inner().as_ref()), entry)
        })
        .collect()
}

fn span_of<T>(spanned: &Spanned<T>, offset: usize) -> Span {
    let range = spanned.span();
    Span::new(range.start + offset, range.end + offset)
}

fn node_of(value: Spanned<DeValue<'_>>, text: &str, offset: usize) -> Node {
    let range = value.span();
    let span = span_of(&value, offset);
    let item = match value.into_inner() {
        DeValue::String(s) => {
            let start = text.get(range).and_then(|raw| raw.find(s.as_ref())).map(|inner| span.start + inner);
            Item::Text(Name::from(s.as_ref()), start)
        }
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).map_or(Item::Odd, Item::Int),
        DeValue::Float(f) => f.as_str().replace('_', "").parse().map_or(Item::Odd, Item::Number),
        DeValue::Boolean(b) => Item::Bool(b),
        DeValue::Datetime(d) => datetime_of(&d),
        DeValue::Array(items) => Item::Array(items.into_iter().map(|item| node_of(item, text, offset)).collect()),
        DeValue::Table(table) => Item::Table(table_of(table, text, offset)),
    };
    Node { file: None, span, item }
}

fn datetime_of(value: &Datetime) -> Item {
    if value.offset.is_some() {
        return Item::Odd;
    }
    let date =
        value.date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)));
    let time = value.time.and_then(|t| {
        NaiveTime::from_hms_opt(u32::from(t.hour), u32::from(t.minute), u32::from(t.second.unwrap_or(0)))
    });
    match (date, time) {
        (Some(date), Some(time)) => Item::DateTime(date.and_time(time)),
        (Some(date), None) => Item::Date(date),
        (None, Some(time)) => Item::Time(time),
        (None, None) => Item::Odd,
    }
}

/// A cursor: a node, its file, and the key it stands under.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub(crate) file: &'a Name,
    pub(crate) node: &'a Node,
    pub(crate) key: Span,
    pub(crate) name: &'a str,
}

impl<'a> At<'a> {
    /// The value under a key.
    pub(crate) fn get(self, key: &str) -> Option<At<'a>> {
        match &self.node.item {
            Item::Table(table) => table.get_key_value(key).map(|(name, entry)| At {
                file: entry.node.file.as_ref().unwrap_or(self.file),
                node: &entry.node,
                key: entry.key,
                name,
            }),
            _ => None,
        }
    }

    /// The value at the end of a path, or as far along it as there is something.
    pub(crate) fn reach(self, path: &[&str]) -> At<'a> {
        path.iter().try_fold(self, |at, key| at.get(key).ok_or(at)).unwrap_or_else(|at| at)
    }

    /// Keys with their values, in the order written.
    pub(crate) fn entries(self) -> impl Iterator<Item = At<'a>> {
        let table = match &self.node.item {
            Item::Table(table) => Some(table),
            _ => None,
        };
        table.into_iter().flatten().map(move |(name, entry)| At {
            file: entry.node.file.as_ref().unwrap_or(self.file),
            node: &entry.node,
            key: entry.key,
            name,
        })
    }

    /// True for a table without keys.
    pub(crate) fn is_empty(self) -> bool {
        matches!(&self.node.item, Item::Table(table) if table.is_empty())
    }

    /// Items of a list; a single value counts as a list of one.
    pub(crate) fn items(self) -> impl Iterator<Item = At<'a>> {
        let items: &'a [Node] = match &self.node.item {
            Item::Array(items) => items,
            _ => std::slice::from_ref(self.node),
        };
        items.iter().map(move |node| At {
            file: node.file.as_ref().unwrap_or(self.file),
            node,
            key: node.span,
            name: self.name,
        })
    }

    /// Items of the list under a key; empty when there is none.
    pub(crate) fn list(self, key: &str) -> impl Iterator<Item = At<'a>> {
        self.get(key).into_iter().flat_map(At::items)
    }

    /// The text.
    pub(crate) fn text(self) -> Option<&'a Name> {
        match &self.node.item {
            Item::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// The text under a key.
    pub(crate) fn text_at(self, key: &str) -> Option<Name> {
        self.get(key).and_then(At::text).cloned()
    }

    /// The texts of a name or list of names under a key.
    pub(crate) fn texts_at(self, key: &str) -> Vec<Name> {
        self.list(key).filter_map(At::text).cloned().collect()
    }

    /// The truth under a key; absent is no.
    pub(crate) fn flag_at(self, key: &str) -> bool {
        matches!(self.get(key).map(|at| &at.node.item), Some(Item::Bool(true)))
    }

    /// The whole number under a key.
    pub(crate) fn int_at(self, key: &str) -> Option<i64> {
        match self.get(key)?.node.item {
            Item::Int(n) => Some(n),
            _ => None,
        }
    }

    /// The date under a key.
    pub(crate) fn date_at(self, key: &str) -> Option<NaiveDate> {
        match self.get(key)?.node.item {
            Item::Date(date) => Some(date),
            _ => None,
        }
    }

    /// The place of the value.
    pub(crate) fn spot(self) -> Spot {
        match self.node.item {
            // A table written with a header, or the whole file: its key says more than its stretch.
            Item::Table(_) => self.key_spot(),
            _ => Spot { file: self.file.clone(), span: self.node.span, label: String::new() },
        }
    }

    /// The place of the value, also of a table written in braces.
    pub(crate) fn node_spot(self) -> Spot {
        Spot { file: self.file.clone(), span: self.node.span, label: String::new() }
    }

    /// The place of the key.
    pub(crate) fn key_spot(self) -> Spot {
        Spot { file: self.file.clone(), span: self.key, label: String::new() }
    }

    /// The place of a stretch inside the text (bytes of the text).
    pub(crate) fn inner_spot(self, inner: Span) -> Spot {
        Spot { file: self.file.clone(), span: self.inner_span(inner), label: String::new() }
    }

    /// The stretch of the file for a stretch of the text; the whole value when it is written with escapes.
    pub(crate) fn inner_span(self, inner: Span) -> Span {
        match self.node.item {
            Item::Text(_, Some(start)) => inner.offset(start),
            _ => self.node.span,
        }
    }

    /// True for a text written without escapes, so that stretches of it can be replaced.
    pub(crate) fn has_plain_text(self) -> bool {
        matches!(self.node.item, Item::Text(_, Some(_)))
    }
}
