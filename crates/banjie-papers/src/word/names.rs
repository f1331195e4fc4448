//! What a tag may speak of: unknown names are told with the nearest that is known, without running anything.

use std::collections::BTreeSet;

use banjie_model::report::{FIGURE_ATTRIBUTES, FIGURE_METHODS, REPORT_NAMES};

use super::tag::{Kind, Tag};
use crate::template::{
    Setting,
    marked::{ROW_WORDS, Rows},
};

/// Words of the template language.
const WORDS: [&str; 18] = [
    "if",
    "elif",
    "else",
    "for",
    "in",
    "not",
    "and",
    "or",
    "is",
    "set",
    "true",
    "false",
    "none",
    "True",
    "False",
    "None",
    "loop",
    "recursive",
];
/// What organisations and loops have.
const OTHER_ATTRIBUTES: [&str; 10] =
    ["name", "code", "share", "index", "index0", "first", "last", "length", "revindex", "depth"];

/// A word of a tag with the sign before and after it.
struct Word<'a> {
    text: &'a str,
    before: char,
    after: char,
    /// `name=` inside brackets.
    argument: bool,
}

/// Names a template knows.
pub(super) struct Known {
    indicators: BTreeSet<String>,
    roots: BTreeSet<String>,
    attributes: BTreeSet<String>,
}

impl Known {
    pub fn of(setting: &Setting, tags: &[Tag], rows: &[Rows]) -> Known {
        let indicators: BTreeSet<String> = setting.indicators.keys().map(ToString::to_string).collect();
        let mut roots = indicators.clone();
        roots.extend(REPORT_NAMES.iter().map(|(name, _)| (*name).to_owned()));
        let mut attributes: BTreeSet<String> = OTHER_ATTRIBUTES.iter().map(|name| (*name).to_owned()).collect();
        attributes.extend(FIGURE_ATTRIBUTES.iter().map(|(name, _)| (*name).to_owned()));
        attributes.extend(FIGURE_METHODS.iter().map(|(name, _)| (*name).to_owned()));
        if !rows.is_empty() {
            roots.extend(["row".to_owned(), "total".to_owned()]);
            attributes.extend(ROW_WORDS.iter().map(|name| (*name).to_owned()));
            attributes.extend(rows.iter().flat_map(Rows::indicators).map(ToString::to_string));
        }
        for tag in tags {
            if matches!(&tag.kind, Kind::Block(word) if word == "for" || word == "set") {
                let targets = tag.inner.split([' ', ',', '=']).skip(1).take_while(|word| *word != "in");
                roots.extend(targets.filter(|word| is_name(word)).map(str::to_owned));
            }
        }
        Known { indicators, roots, attributes }
    }

    /// What is unknown in a tag: message and help.
    pub fn unknown(&self, tag: &Tag, rows: Option<&Rows>) -> Option<(String, String)> {
        let missing = rows.into_iter().flat_map(Rows::indicators).find(|name| !self.indicators.contains(&***name));
        if let Some(name) = missing {
            return Some((format!("没有名为“{name}”的指标"), nearest(name, &self.indicators)));
        }
        match &tag.kind {
            Kind::Block(word) if !matches!(&**word, "if" | "elif" | "for" | "set") => return None,
            Kind::Comment => return None,
            Kind::Block(_) | Kind::Print => {}
        }
        for word in words(&tag.inner) {
            if word.argument
                || WORDS.contains(&word.text)
                || word.before == '|'
                || word.after == '(' && word.before != '.'
            {
                continue;
            }
            let (known, what) = match word.before {
                '.' => (&self.attributes, "指标没有“{}”这个用法"),
                _ => (&self.roots, "没有名为“{}”的指标或变量"),
            };
            if !known.contains(word.text) {
                return Some((what.replace("{}", word.text), nearest(word.text, known)));
            }
        }
        None
    }
}

/// "是不是 found？", or how to see what there is.
fn nearest(word: &str, known: &BTreeSet<String>) -> String {
    if matches!(word, "row" | "total") {
        return format!("{word} 只在写有 {{% rows 指标 by 维度 %}} 的表格里才有");
    }
    let known: BTreeSet<&String> = known.iter().filter(|name| !name.contains('/')).collect();
    let distance = |name: &str| strsim::damerau_levenshtein(&word.to_lowercase(), name);
    let best = known.iter().map(|name| (distance(name), name)).min();
    match best {
        Some((distance, name)) if distance <= (word.chars().count() / 3).max(1) => format!("是不是 {name}？"),
        _ if known.len() <= 24 => {
            format!("可用的有：{}", known.iter().map(|name| name.as_str()).collect::<Vec<_>>().join("、"))
        }
        _ => "用 banjie indicators 应用包 列出可用的指标".to_owned(),
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_') && word.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The words of a tag outside quoted texts; of a block its keyword is none.
fn words(inner: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut quote = None;
    let mut before = ' ';
    let mut depth = 0usize;
    let mut rest = inner.char_indices().peekable();
    let mut test = false;
    while let Some((at, c)) = rest.next() {
        if let Some(open) = quote {
            quote = (c != open).then_some(open);
            before = '"';
            continue;
        }
        match c {
            '"' | '\'' => quote = Some(c),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if c.is_alphabetic() || c == '_' => {
                let end = inner[at..].find(|c: char| !c.is_alphanumeric() && c != '_').map_or(inner.len(), |n| at + n);
                while rest.peek().is_some_and(|(next, _)| *next < end) {
                    rest.next();
                }
                let tail = inner[end..].trim_start();
                let after = tail.chars().next().unwrap_or(' ');
                let text = &inner[at..end];
                let argument = depth > 0 && after == '=' && !tail.starts_with("==");
                let tested = test;
                test = text == "is" || (tested && text == "not");
                if !tested {
                    words.push(Word { text, before, after, argument });
                }
                before = 'a';
                continue;
            }
            c if c.is_ascii_digit() => {
                let end = inner[at..].find(|c: char| !c.is_alphanumeric() && c != '.').map_or(inner.len(), |n| at + n);
                while rest.peek().is_some_and(|(next, _)| *next < end) {
                    rest.next();
                }
                before = '0';
                continue;
            }
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    words
}
