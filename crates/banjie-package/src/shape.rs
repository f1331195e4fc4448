//! Checking a definition file against its shape: keys, kinds of values, names of things declared elsewhere.
//!
//! This is the only place that speaks of unknown and missing keys; the builders behind it may read leniently.

use crate::{
    findings::{Findings, suggestion},
    keys::{Form, Key, Kind, Shape, Thing},
    tree::{At, Item},
};

/// What every record has beside its fields, as columns of a view.
const FACT_COLUMNS: [&str; 9] =
    ["number", "state", "org", "handler", "opened_on", "closed_on", "due", "card", "hand_overs"];

/// Names no field may have: expressions use them for the facts of a record.
pub(crate) const RESERVED: [&str; 8] = ["state", "number", "org", "handler", "hand_overs", "it", "this", "limit"];

/// The role of the scheduler: it is there without being declared, and nobody holds it.
pub(crate) const SYSTEM: &str = "system";

/// Walks files and reports.
pub(crate) struct Walk<'a, 'f> {
    /// Top of package.toml.
    pub(crate) package: At<'a>,
    /// Top of the file at hand.
    pub(crate) file: At<'a>,
    /// Names are checked where the file is used.
    pub(crate) is_loose: bool,
    pub(crate) findings: &'f mut Findings,
}

impl<'a> Walk<'a, '_> {
    /// Checks a table.
    pub(crate) fn table(&mut self, at: At<'a>, shape: &'static Shape) {
        if !matches!(at.node.item, Item::Table(_)) {
            self.wrong_type(at, "一张表", shape.title);
            return;
        }
        for entry in at.entries() {
            match shape.key(entry.name) {
                Some(key) => self.value(entry, &key.kind, key),
                None => self.unknown_key(entry, shape),
            }
        }
        for key in shape.keys.iter().filter(|key| key.required && at.get(key.name).is_none()) {
            let whose = if at.name.is_empty() { String::new() } else { format!(" `{}` ", at.name) };
            self.findings
                .add("missing-key", at.key_spot(), format!("{}{whose}缺少 `{}`", shape.title, key.name))
                .label(format!("缺少 {}", key.name))
                .help(format!("{}写上例如：{} = {}", key.help, key.name, key.example));
        }
    }

    fn unknown_key(&mut self, entry: At<'a>, shape: &'static Shape) {
        let allowed: Vec<&str> = shape.keys.iter().map(|key| key.name).collect();
        let added = self
            .findings
            .add("unknown-key", entry.key_spot(), format!("{}没有 `{}` 这个键", shape.title, entry.name))
            .help_if(suggestion(entry.name, &allowed));
        if let Some(near) = crate::findings::nearest(entry.name, allowed) {
            added.fix(near);
        }
    }

    fn wrong_type(&mut self, at: At<'a>, wanted: &str, example: &str) {
        let found = at.node.item.zh();
        self.findings
            .add("wrong-type", at.spot(), format!("`{}` 应是{wanted}，这里是{found}", at.name))
            .help(format!("例如：{} = {example}", at.name));
    }

    fn value(&mut self, at: At<'a>, kind: &'static Kind, key: &'static Key) {
        match kind {
            Kind::Title => self.title(at, key),
            Kind::Identifier(form) => self.identifier(at, *form, key),
            Kind::Int(low, high) => self.int(at, *low, *high, key),
            Kind::Number => match at.node.item {
                Item::Int(_) | Item::Number(_) | Item::Text(..) => {}
                _ => self.wrong_type(at, "数或 \"90%\" 这样的百分比", key.example),
            },
            Kind::Bool if !matches!(at.node.item, Item::Bool(_)) => {
                self.wrong_type(at, " true 或 false", key.example);
            }
            Kind::Date if !matches!(at.node.item, Item::Date(_)) => {
                self.wrong_type(at, "日期（不加引号）", key.example);
            }
            Kind::Version => self.version(at, key),
            Kind::OneOf(words) => self.one_of(at, words, key),
            Kind::Expression | Kind::Duration | Kind::FieldType | Kind::Show if at.text().is_none() => {
                self.wrong_type(at, "文本", key.example);
            }
            Kind::Value if matches!(at.node.item, Item::Table(_) | Item::Array(_) | Item::Odd) => {
                self.wrong_type(at, "单个值", key.example);
            }
            Kind::Ref(thing) => match at.text() {
                Some(text) => self.reference(at, text, *thing),
                None => self.wrong_type(at, "一个名字", key.example),
            },
            Kind::Refs(thing) => self.references(at, *thing, key),
            Kind::Table(shape) => self.table(at, shape),
            Kind::Tables(shape) => self.tables(at, shape, key),
            Kind::Map(form, inner) => self.map(at, *form, inner, key),
            Kind::Either(first, second) => {
                let text = at.text().is_some();
                let first_is_text = matches!(first, Kind::Title | Kind::Duration);
                self.value(at, if text == first_is_text { first } else { second }, key);
            }
            Kind::Rows if !matches!(at.node.item, Item::Array(_)) => self.wrong_type(at, "一列表", key.example),
            _ => {}
        }
    }

    fn title(&mut self, at: At<'a>, key: &'static Key) {
        match at.text() {
            None => self.wrong_type(at, "文本", key.example),
            Some(text) if text.trim().is_empty() => {
                self.findings
                    .add("blank-text", at.spot(), format!("`{}` 是空的", at.name))
                    .help(format!("{}例如：{} = {}", key.help, at.name, key.example));
            }
            Some(_) => {}
        }
    }

    fn int(&mut self, at: At<'a>, low: i64, high: i64, key: &'static Key) {
        match at.node.item {
            Item::Int(n) if (low..=high).contains(&n) => {}
            Item::Int(n) => {
                self.findings
                    .add("bad-value", at.spot(), format!("`{}` 应在 {low} 到 {high} 之间，这里是 {n}", at.name))
                    .help(format!("例如：{} = {}", at.name, key.example));
            }
            _ => self.wrong_type(at, "整数", key.example),
        }
    }

    fn version(&mut self, at: At<'a>, key: &'static Key) {
        let Some(text) = at.text() else { return self.wrong_type(at, "文本", key.example) };
        let parts: Vec<&str> = text.split('.').collect();
        let number = |part: &&str| !part.is_empty() && part.len() <= 9 && part.bytes().all(|b| b.is_ascii_digit());
        if parts.len() != 3 || !parts.iter().all(number) {
            self.findings
                .add("bad-version", at.spot(), format!("版本 `{text}` 不是 主.次.修订 的样子"))
                .help("写三个数，例如 version = \"1.0.0\"");
        }
    }

    fn one_of(&mut self, at: At<'a>, words: &'static [(&'static str, &'static str)], key: &'static Key) {
        let Some(text) = at.text() else { return self.wrong_type(at, "文本", key.example) };
        if words.iter().any(|(word, _)| *word == &**text) {
            return;
        }
        let list = words.iter().map(|(word, zh)| format!("\"{word}\"({zh})")).collect::<Vec<_>>().join("、");
        let near = crate::findings::nearest(text, words.iter().map(|(word, _)| *word));
        let added = self
            .findings
            .add("bad-choice", at.spot(), format!("`{}` 不能是 \"{text}\"", at.name))
            .help(format!("可选：{list}"));
        if let Some(near) = near {
            added.fix(format!("\"{near}\""));
        }
    }

    fn tables(&mut self, at: At<'a>, shape: &'static Shape, key: &'static Key) {
        match &at.node.item {
            Item::Array(items) if items.is_empty() && key.required => self.empty(at, key),
            Item::Array(_) => {
                for item in at.items() {
                    self.table(item, shape);
                }
            }
            _ => self.wrong_type(at, "一列表", key.example),
        }
    }

    fn map(&mut self, at: At<'a>, form: Form, inner: &'static Kind, key: &'static Key) {
        if !matches!(at.node.item, Item::Table(_)) {
            return self.wrong_type(at, "一张表", key.example);
        }
        for entry in at.entries() {
            self.form(entry, entry.name, form);
            self.value(entry, inner, key);
        }
    }

    fn identifier(&mut self, at: At<'a>, form: Form, key: &'static Key) {
        match at.text() {
            Some(text) => self.form(at, text, form),
            None => self.wrong_type(at, "一个名字", key.example),
        }
    }

    fn form(&mut self, at: At<'a>, text: &str, form: Form) {
        let own_key = at.name == text;
        let spot = if own_key { at.key_spot() } else { at.spot() };
        let (good, rule) = match form {
            Form::Kebab => (is_name(text, "-"), "小写英文字母、数字和连字符，以字母开头"),
            Form::Snake | Form::Field => (is_name(text, "_"), "小写英文字母、数字和下划线，以字母开头"),
            Form::Code => (
                !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'),
                "英文字母、数字、下划线和连字符",
            ),
        };
        if !good {
            self.findings
                .add("bad-identifier", spot, format!("名字 `{text}` 的写法不对"))
                .help(format!("名字用{rule}；中文写在 title 里。名字永不改变，标题可以改"));
        } else if form == Form::Field && own_key && RESERVED.contains(&text) {
            self.findings
                .add("reserved-name", spot, format!("字段不能叫 `{text}`：每条记录本来就有这一项"))
                .help("换一个名字，例如加上前缀；表达式里可以直接用记录自带的这一项");
        }
    }

    fn empty(&mut self, at: At<'a>, key: &'static Key) {
        self.findings
            .add("empty-list", at.spot(), format!("`{}` 是空的", at.name))
            .help(format!("{}例如：{} = {}", key.help, at.name, key.example));
    }

    fn references(&mut self, at: At<'a>, thing: Thing, key: &'static Key) {
        if let Item::Array(items) = &at.node.item
            && items.is_empty()
            && key.required
        {
            return self.empty(at, key);
        }
        let mut seen: Vec<&str> = Vec::new();
        for item in at.items() {
            match item.text() {
                Some(text) if seen.contains(&&**text) => {
                    self.findings
                        .add("repeated-name", item.spot(), format!("`{}` 里 `{text}` 写了两次", at.name))
                        .help("删去一处");
                }
                Some(text) => {
                    seen.push(text);
                    self.reference(item, text, thing);
                }
                None => self.wrong_type(item, "一个名字", key.example),
            }
        }
    }

    fn reference(&mut self, at: At<'a>, text: &str, thing: Thing) {
        if self.is_loose {
            return;
        }
        let names = |at: Option<At<'a>>| at.into_iter().flat_map(At::entries).map(|e| e.name).collect::<Vec<&str>>();
        let (code, what, allowed) = match thing {
            Thing::Role => ("unknown-role", "角色", names(self.package.get("roles"))),
            Thing::Doer => {
                let roles = names(self.package.get("roles"));
                ("unknown-role", "角色", roles.into_iter().chain([SYSTEM]).collect())
            }
            Thing::Recipient => {
                let roles = names(self.package.get("roles"));
                ("unknown-role", "角色", std::iter::once("handler").chain(roles).collect())
            }
            Thing::Basis => ("unknown-basis", "依据", names(self.package.get("basis"))),
            Thing::State => ("unknown-state", "环节", names(self.file.get("states"))),
            Thing::Field => ("unknown-field", "字段", names(self.file.get("fields"))),
            Thing::Limit => ("unknown-limit", "时限", names(self.file.get("limits"))),
            Thing::Action => ("unknown-action", "办理动作", names(self.file.get("actions"))),
            Thing::Column => {
                let mut all = names(self.file.get("fields"));
                all.extend(FACT_COLUMNS);
                all.extend(names(self.file.get("limits")));
                ("unknown-field", "列", all)
            }
            Thing::Parent | Thing::Ledger | Thing::Package | Thing::Document | Thing::Elsewhere => return,
        };
        if allowed.contains(&text) {
            return;
        }
        let near = crate::findings::nearest(text, allowed.iter().copied()).map(str::to_string);
        let help = suggestion(text, &allowed).unwrap_or_else(|| format!("还没有声明任何{what}，先声明再引用"));
        let added = self.findings.add(code, at.spot(), format!("没有叫 `{text}` 的{what}")).help(help);
        if let Some(near) = near {
            added.fix(format!("\"{near}\""));
        }
    }
}

fn is_name(text: &str, joint: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || joint.contains(c))
        && !text.ends_with(['-', '_'])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{keys::FILE_KINDS, tree::Document};

    /// Codes of findings about form, when a line is read as a key of a shape.
    fn check(shape: &'static Shape, line: &str) -> Vec<&'static str> {
        let mut findings = Findings::default();
        let document = Document::parse(&"package.toml".into(), line, 0, &mut findings);
        let at = document.at();
        for entry in at.entries() {
            let key = shape.key(entry.name).expect("the line has a key of the shape");
            Walk { package: at, file: at, is_loose: false, findings: &mut findings }.value(entry, &key.kind, key);
        }
        let codes = findings.into_sorted().into_iter().map(|finding| finding.code);
        // Names in examples are of other packages.
        codes
            .filter(|code| {
                !matches!(
                    *code,
                    "unknown-role"
                        | "unknown-basis"
                        | "unknown-state"
                        | "unknown-field"
                        | "unknown-limit"
                        | "unknown-action"
                )
            })
            .collect()
    }

    fn all_shapes(shape: &'static Shape, seen: &mut BTreeSet<&'static str>, all: &mut Vec<&'static Shape>) {
        if seen.insert(shape.name) {
            all.push(shape);
            shape.keys.iter().for_each(|key| inner_shapes(&key.kind, seen, all));
        }
    }

    fn inner_shapes(kind: &'static Kind, seen: &mut BTreeSet<&'static str>, all: &mut Vec<&'static Shape>) {
        match kind {
            Kind::Table(shape) | Kind::Tables(shape) => all_shapes(shape, seen, all),
            Kind::Map(_, inner) => inner_shapes(inner, seen, all),
            Kind::Either(first, second) => {
                inner_shapes(first, seen, all);
                inner_shapes(second, seen, all);
            }
            _ => {}
        }
    }

    #[test]
    fn every_example_of_the_key_table_is_accepted() {
        let (mut seen, mut all) = (BTreeSet::new(), Vec::new());
        FILE_KINDS.iter().filter_map(|kind| kind.shape).for_each(|shape| all_shapes(shape, &mut seen, &mut all));
        assert!(all.len() > 20);
        for shape in all {
            for key in shape.keys {
                let line = format!("{} = {}", key.name, key.example);
                assert_eq!(check(shape, &line), [] as [&str; 0], "{}: {line}", shape.name);
            }
        }
    }

    #[test]
    fn no_shape_has_a_key_twice() {
        let (mut seen, mut all) = (BTreeSet::new(), Vec::new());
        FILE_KINDS.iter().filter_map(|kind| kind.shape).for_each(|shape| all_shapes(shape, &mut seen, &mut all));
        for shape in all {
            let names: BTreeSet<&str> = shape.keys.iter().map(|key| key.name).collect();
            assert_eq!(names.len(), shape.keys.len(), "{}", shape.name);
        }
    }
}
