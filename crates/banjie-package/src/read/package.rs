//! The head of a package: name, needs, bases, roles, code lists, recipes.

use std::collections::{HashMap, HashSet};

use banjie_model::{
    Name,
    definition::{Basis, CodeEntry, CodeList, Library, Package, Role, Sees},
    sample::Recipe,
};
use indexmap::IndexMap;

use super::{Builder, hash};
use crate::{
    findings::{Findings, suggestion},
    folder::Folder,
    tree::{At, Item, Node},
};

/// The version of the package format this program reads.
pub(crate) const FORMAT: i64 = 1;

impl<'a> Builder<'a> {
    /// Reads the head.
    pub(super) fn new(
        folder: &'a Folder,
        library: &'a Library,
        files: &[(Name, Name)],
        findings: &mut Findings,
    ) -> Builder<'a> {
        let at = folder.package.at();
        check_format(at, findings);
        let needs = at.texts_at("needs");
        let needed = needed(at, library, findings);
        let package = Package {
            name: at.text_at("package").unwrap_or_else(|| "".into()),
            version: at.text_at("version").unwrap_or_else(|| "0.0.0".into()),
            title: at.text_at("title").unwrap_or_else(|| "".into()),
            purpose: at.text_at("purpose").unwrap_or_else(|| "".into()),
            needs,
            bases: map(at, "basis", basis),
            roles: map(at, "roles", role),
            codes: map(at, "codes", code_list),
            ledgers: IndexMap::new(),
            tables: IndexMap::new(),
            indicators: IndexMap::new(),
            dashboards: IndexMap::new(),
            reports: IndexMap::new(),
            documents: IndexMap::new(),
            duties: IndexMap::new(),
            notices: IndexMap::new(),
            results: IndexMap::new(),
            services: IndexMap::new(),
            allocations: IndexMap::new(),
            stated: Vec::new(),
            scenarios: Vec::new(),
            samples: Vec::new(),
            hash: hash::of_files(files),
            files: files.to_vec(),
        };
        Builder { folder, needed, package, limits: HashMap::new(), broken: HashSet::new() }
    }

    /// The recipes of sample workbooks, as they are.
    pub(super) fn samples(&mut self) {
        let recipe =
            |document: &crate::tree::Document| Recipe { file: document.file.clone(), body: json(&document.root) };
        self.package.samples = self.folder.samples.iter().map(recipe).collect();
    }
}

fn check_format(at: At<'_>, findings: &mut Findings) {
    let Some(format) = at.get("format") else { return };
    match format.node.item {
        Item::Int(n) if n > FORMAT => {
            findings
                .add("wrong-format", format.spot(), format!("包格式 {n} 比本程序认识的 {FORMAT} 新"))
                .help(format!("升级 banjie，或把 format 改为 {FORMAT}"))
                .fix(FORMAT.to_string());
        }
        _ => {}
    }
}

fn needed<'a>(at: At<'_>, library: &'a Library, findings: &mut Findings) -> Vec<&'a Package> {
    let mut found = Vec::new();
    for need in at.list("needs") {
        let Some(name) = need.text() else { continue };
        match library.packages.get(name) {
            Some(package) => found.push(&**package),
            None => {
                let there: Vec<&str> = library.packages.keys().map(|k| &**k).collect();
                findings
                    .add("unknown-need", need.spot(), format!("找不到需要的系统 `{name}`"))
                    .help_if(suggestion(name, &there).or_else(|| Some("把它的文件夹放在本系统旁边".into())));
            }
        }
    }
    found
}

/// The tables under a key, each read by `read`.
fn map<T>(at: At<'_>, key: &str, read: impl Fn(At<'_>) -> Option<T>) -> IndexMap<Name, T> {
    let entries = at.get(key).into_iter().flat_map(At::entries);
    entries.filter_map(|entry| Some((Name::from(entry.name), read(entry)?))).collect()
}

fn basis(at: At<'_>) -> Option<Basis> {
    Some(Basis {
        name: at.name.into(),
        law: at.text_at("law")?,
        version: at.date_at("version"),
        article: at.text_at("article"),
        checked: at.date_at("checked"),
        note: at.text_at("note"),
    })
}

fn role(at: At<'_>) -> Option<Role> {
    let sees = match at.text_at("sees").as_deref() {
        Some("all") => Sees::All,
        Some("subtree") => Sees::Subtree,
        _ => Sees::Own,
    };
    Some(Role { name: at.name.into(), title: at.text_at("title").unwrap_or_else(|| at.name.into()), sees })
}

fn code_list(at: At<'_>) -> Option<CodeList> {
    let entry = |at: At<'_>| {
        let (title, parent) = match at.text() {
            Some(title) => (title.clone(), None),
            None => (at.text_at("title").unwrap_or_else(|| at.name.into()), at.text_at("parent")),
        };
        (Name::from(at.name), CodeEntry { key: at.name.into(), title, parent })
    };
    Some(CodeList { name: at.name.into(), entries: at.entries().map(entry).collect() })
}

/// TOML as JSON; dates as text.
fn json(node: &Node) -> serde_json::Value {
    use serde_json::Value;
    match &node.item {
        Item::Text(text, _) => Value::String(text.to_string()),
        Item::Int(n) => Value::from(*n),
        Item::Number(d) => Value::String(d.to_string()),
        Item::Bool(b) => Value::Bool(*b),
        Item::Date(d) => Value::String(d.to_string()),
        Item::Time(t) => Value::String(t.to_string()),
        Item::DateTime(m) => Value::String(m.format("%Y-%m-%d %H:%M:%S").to_string()),
        Item::Array(items) => Value::Array(items.iter().map(json).collect()),
        Item::Table(table) => {
            Value::Object(table.iter().map(|(key, entry)| (key.to_string(), json(&entry.node))).collect())
        }
        Item::Odd => Value::Null,
    }
}
