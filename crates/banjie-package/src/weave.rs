//! Traits: what many ledgers share is woven into each of them before it is read.
//!
//! Woven at the level of the trees: the traits first, in order, then what the ledger writes itself, entry by entry and key
//! by key. Every part keeps the file it stands in, so that a finding in it points there.

use banjie_model::{Name, definition::Library, finding::Spot};
use indexmap::IndexMap;

use crate::{
    findings::{Findings, suggestion},
    folder::Folder,
    tree::{At, Document, Entry, Item, Node},
};

type Table = IndexMap<Name, Entry>;

/// The keys of a trait that are woven in.
const SECTIONS: [&str; 7] = ["fields", "checks", "states", "actions", "limits", "supervise", "views"];

/// True for the file of a trait, of this package or of another.
pub(crate) fn is_trait(file: &str) -> bool {
    file.starts_with("traits/") || file.contains("/traits/")
}

/// Weaves the traits into the ledgers that use them; answers the texts of traits of other packages, so that findings in
/// them can be shown.
pub(crate) fn weave(folder: &mut Folder, library: &Library, findings: &mut Findings) -> Vec<(Name, Name)> {
    let mut texts = Vec::new();
    let foreign = foreign(folder, library, &mut texts);
    let mut ledgers = std::mem::take(&mut folder.ledgers);
    for ledger in &mut ledgers {
        if ledger.at().get("use").is_some() || ledger.at().get("remove").is_some() {
            woven(ledger, folder, &foreign, findings);
        }
    }
    folder.ledgers = ledgers;
    texts
}

/// The traits of the packages needed, by `package.trait`. Their own faults are told where they are.
fn foreign(folder: &Folder, library: &Library, texts: &mut Vec<(Name, Name)>) -> Vec<(String, Document)> {
    let mut found = Vec::new();
    for need in folder.package.at().texts_at("needs") {
        let Some(package) = library.packages.get(&need) else { continue };
        for (path, text) in package.files.iter().filter(|(path, _)| is_trait(path)) {
            let file = Name::from(format!("../{need}/{path}"));
            let document = Document::parse(&file, text, 0, &mut Findings::default());
            if let Some(name) = document.at().text_at("trait") {
                texts.push((file, text.clone()));
                found.push((format!("{need}.{name}"), document));
            }
        }
    }
    found
}

fn woven(ledger: &mut Document, folder: &Folder, foreign: &[(String, Document)], findings: &mut Findings) {
    let own = || folder.traits.iter().filter_map(|d| Some((d.at().text_at("trait")?.to_string(), d)));
    let mut base = Table::new();
    let mut uses = Vec::new();
    for used in ledger.at().list("use") {
        let Some(text) = used.text() else { continue };
        let mut all = own().chain(foreign.iter().map(|(name, document)| (name.clone(), document)));
        match all.find(|(name, _)| **name == **text) {
            Some((_, document)) => {
                uses.push(Spot { label: format!("“{}”在这里采用", title(ledger.at())), ..used.spot() });
                take_in(&mut base, document);
            }
            None => {
                let names: Vec<String> = own().map(|(n, _)| n).chain(foreign.iter().map(|(n, _)| n.clone())).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                findings.add("unknown-trait", used.spot(), format!("没有叫 `{text}` 的共用程序")).help(
                    suggestion(text, &names)
                        .unwrap_or_else(|| "先在 traits/ 里声明；其他系统的写成 系统.名字，并写在 needs 里".into()),
                );
            }
        }
    }
    for removed in ledger.at().list("remove") {
        remove(&mut base, removed, findings);
    }
    if let Item::Table(written) = &ledger.root.item {
        overlay(&mut base, written, &ledger.file, 2);
    }
    ledger.root.item = Item::Table(base);
    ledger.uses = uses;
}

fn title(ledger: At<'_>) -> Name {
    ledger.text_at("title").or_else(|| ledger.text_at("ledger")).unwrap_or_else(|| "".into())
}

fn take_in(base: &mut Table, document: &Document) {
    let Item::Table(table) = &document.root.item else { return };
    let sections = table.iter().filter(|(key, _)| SECTIONS.contains(&&***key));
    let sections: Table = sections.map(|(key, entry)| (key.clone(), entry.clone())).collect();
    overlay(base, &sections, &document.file, 2);
}

/// Lays one table over another. Down to `depth` tables of the same name are laid over one another, below that the upper
/// replaces the lower. Checks have no names: both hold.
fn overlay(base: &mut Table, over: &Table, file: &Name, depth: usize) {
    for (name, entry) in over {
        let entry = standing_in(entry, file);
        let Some(there) = base.get_mut(name) else {
            // Of the two ways to say how long, the one written last counts.
            match &**name {
                _ if depth > 0 => {}
                "within" => drop(base.shift_remove("due")),
                "due" => drop(base.shift_remove("within")),
                _ => {}
            }
            base.insert(name.clone(), entry);
            continue;
        };
        match (&mut there.node.item, &entry.node.item) {
            (Item::Table(low), Item::Table(high)) if depth > 0 => {
                let deeper = if &**name == "supervise" { 0 } else { depth - 1 };
                overlay(low, high, file, deeper);
            }
            (Item::Array(low), Item::Array(high)) if depth == 2 && &**name == "checks" => {
                low.extend(high.iter().map(|node| Node { file: Some(file.clone()), ..node.clone() }));
            }
            _ => *there = entry,
        }
    }
}

fn standing_in(entry: &Entry, file: &Name) -> Entry {
    let mut entry = entry.clone();
    entry.node.file.get_or_insert_with(|| file.clone());
    if let Item::Array(items) = &mut entry.node.item {
        for item in items {
            item.file.get_or_insert_with(|| file.clone());
        }
    }
    entry
}

/// `actions.relapse`, `limits.verifying`, `fields.proof.required`: taken out of what the traits brought.
fn remove(base: &mut Table, at: At<'_>, findings: &mut Findings) {
    let Some(text) = at.text() else { return };
    let mut path: Vec<&str> = text.split('.').collect();
    let last = path.pop().unwrap_or_default();
    let mut table = &mut *base;
    for part in path {
        let deeper = table.get_mut(part).map(|entry| &mut entry.node.item);
        let Some(Item::Table(deeper)) = deeper else { return nothing_to_remove(text, &[], at, findings) };
        table = deeper;
    }
    if table.shift_remove(last).is_none() {
        let names: Vec<&str> = table.keys().map(|key| &**key).collect();
        nothing_to_remove(text, &names, at, findings);
    }
}

fn nothing_to_remove(text: &str, names: &[&str], at: At<'_>, findings: &mut Findings) {
    let last = text.rsplit('.').next().unwrap_or(text);
    let help =
        suggestion(last, names).unwrap_or_else(|| "写成 actions.名字、limits.名字、fields.名字、states.名字".into());
    findings.add("nothing-to-remove", at.spot(), format!("采用的共用程序里没有 `{text}`")).help(help);
}
