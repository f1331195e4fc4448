//! Ledgers, in two steps: first names, fields, states and limits of all, so that expressions can speak of them; then
//! everything with expressions.

use std::sync::Arc;

use banjie_model::{
    Name,
    definition::{Check, Field, FieldType, Ledger, State, Supervise, View},
    expr::Ty,
};
use indexmap::IndexMap;

use super::Builder;
use crate::{findings::Findings, folder::stem, tree::At};

impl Builder<'_> {
    /// Step one for all ledgers.
    pub(super) fn skeletons(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for document in folder.all_ledgers() {
            let at = document.at();
            let Some(ledger_name) = at.text_at("ledger") else { continue };
            findings.about(&document.uses);
            if document.file.starts_with("ledgers/") {
                check_file_name(at, "ledger", &ledger_name, findings);
            }
            if self.package.ledgers.contains_key(&ledger_name) {
                duplicate(at, "ledger", "台账", &ledger_name, findings);
                continue;
            }
            let skeleton = self.skeleton(at, ledger_name.clone(), findings);
            let limit =
                |limit: At<'_>| (Name::from(limit.name), limit.text_at("title").unwrap_or_else(|| limit.name.into()));
            let limits = at.get("limits").into_iter().flat_map(At::entries).map(limit).collect();
            self.limits.insert(skeleton.key.clone(), limits);
            self.package.ledgers.insert(ledger_name, Arc::new(skeleton));
        }
        for document in &folder.traits {
            let Some(name) = document.at().text_at("trait") else { continue };
            check_file_name(document.at(), "trait", &name, findings);
        }
        self.check_references(findings);
    }

    fn skeleton(&mut self, at: At<'_>, ledger_name: Name, findings: &mut Findings) -> Ledger {
        let fields = self.fields(at, findings);
        let index = |key: &str| indices(at, key, &fields);
        Ledger {
            package: self.package.name.clone(),
            key: format!("{}.{}", self.package.name, ledger_name).into(),
            title: at.text_at("title").unwrap_or_else(|| ledger_name.clone()),
            name: ledger_name,
            purpose: at.text_at("purpose").unwrap_or_else(|| "".into()),
            number: at.text_at("number"),
            label: at.text_at("label"),
            unique: index("unique"),
            opened: self.opened(at, &fields, findings),
            creators: at.texts_at("create_by"),
            checks: Vec::new(),
            states: at.get("states").into_iter().flat_map(At::entries).map(state).collect(),
            actions: Vec::new(),
            limits: Vec::new(),
            supervise: Supervise::default(),
            views: at.get("views").into_iter().flat_map(At::entries).map(|v| (v.name.into(), view(v))).collect(),
            basis: at.text_at("basis"),
            fields,
        }
    }

    fn opened(&self, at: At<'_>, fields: &[Field], findings: &mut Findings) -> Option<usize> {
        let opened = at.get("opened")?;
        let index = fields.iter().position(|f| Some(&f.name) == opened.text())?;
        if matches!(fields[index].ty, FieldType::Date | FieldType::DateTime) {
            return Some(index);
        }
        let dates: Vec<&str> = fields.iter().filter(|f| matches!(f.ty, FieldType::Date)).map(|f| &*f.name).collect();
        findings
            .add("opened-not-date", opened.spot(), format!("`opened` 指的字段 `{}` 不是日期", fields[index].name))
            .help(if dates.is_empty() {
                "先加一个日期字段".to_string()
            } else {
                format!("日期字段有：{}", dates.join("、"))
            });
        None
    }

    /// Step two for all ledgers.
    pub(super) fn ledgers(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        let mut done: Vec<Name> = Vec::new();
        for document in folder.all_ledgers() {
            let at = document.at();
            findings.about(&document.uses);
            let Some(skeleton) = at.text_at("ledger").and_then(|n| self.package.ledgers.get(&n)).cloned() else {
                continue;
            };
            if done.contains(&skeleton.name) {
                continue;
            }
            done.push(skeleton.name.clone());
            let full = self.filled(at, &skeleton, findings);
            self.package.ledgers.insert(full.name.clone(), Arc::new(full));
        }
    }

    fn filled(&self, at: At<'_>, skeleton: &Ledger, findings: &mut Findings) -> Ledger {
        let mut ledger = skeleton.clone();
        self.origins(at, skeleton, &mut ledger.fields, findings);
        ledger.checks = at.list("checks").filter_map(|check| self.check(check, skeleton, findings)).collect();
        ledger.actions = at
            .get("actions")
            .into_iter()
            .flat_map(At::entries)
            .map(|action| self.action(action, skeleton, findings))
            .collect();
        ledger.limits = at
            .get("limits")
            .into_iter()
            .flat_map(At::entries)
            .filter_map(|limit| self.limit(limit, skeleton, findings))
            .collect();
        ledger.supervise = at.get("supervise").map(|s| super::limit::supervise(s, findings)).unwrap_or_default();
        ledger
    }

    fn check(&self, at: At<'_>, ledger: &Ledger, findings: &mut Findings) -> Option<Check> {
        let scope = crate::expression::TypeScope { ledger: Some(self.ledger_scope(ledger)), ..self.base_scope() };
        let that = self.expression(at.get("that")?, &scope, Some(Ty::Bool), findings)?;
        Some(Check { that, otherwise: at.text_at("else").unwrap_or_else(|| "".into()), basis: at.text_at("basis") })
    }
}

/// Indices of the fields named under a key; unknown names have their finding from the shape.
pub(super) fn indices(at: At<'_>, key: &str, fields: &[Field]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for text in at.texts_at(key) {
        if let Some(index) = fields.iter().position(|f| f.name == text)
            && !found.contains(&index)
        {
            found.push(index);
        }
    }
    found
}

fn state(at: At<'_>) -> State {
    State {
        name: at.name.into(),
        title: at.text_at("title").unwrap_or_else(|| at.name.into()),
        start: at.flag_at("start"),
        end: at.flag_at("end"),
    }
}

fn view(at: At<'_>) -> View {
    let options: IndexMap<Name, Name> = at
        .entries()
        .filter(|entry| !matches!(entry.name, "columns" | "filters"))
        .filter_map(|entry| Some((Name::from(entry.name), entry.text()?.clone())))
        .collect();
    View { columns: at.texts_at("columns"), filters: at.texts_at("filters"), options }
}

/// A definition stands in the file of its name, so that people find it.
pub(super) fn check_file_name(at: At<'_>, key: &str, defined: &str, findings: &mut Findings) {
    let found = stem(at.file);
    if found != defined && found.replace('-', "_") != defined {
        findings
            .add("file-name-differs", at.reach(&[key]).spot(), format!("文件叫 {found}，里面定义的却是 `{defined}`"))
            .help(format!("把文件改名为 {}", at.file.replace(&format!("{found}."), &format!("{defined}."))));
    }
}

/// The second definition of a name is left out.
pub(super) fn duplicate(at: At<'_>, key: &str, what: &str, defined: &str, findings: &mut Findings) {
    findings
        .add("duplicate-definition", at.reach(&[key]).spot(), format!("{what} `{defined}` 定义了两次"))
        .help("一个名字只定义一次；换一个名字，或删去一处");
}
