//! Organisations: the bureau's tree.

use std::collections::HashMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{Name, value::Value};

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Org {
    /// Code, stable.
    pub code: Name,
    /// Name.
    pub name: Name,
    /// Kind: city, county, township, bureau, section, school …
    pub kind: Name,
    /// Code of the parent.
    pub parent: Option<Name>,
    /// In being since.
    pub since: Option<NaiveDate>,
    /// Last day.
    pub until: Option<NaiveDate>,
    /// Further attributes (fields of the organisation ledger by name).
    #[serde(default)]
    pub attributes: IndexMap<Name, Value>,
}

/// The tree, with look-ups by code and by name. Built once, read often.
#[derive(Clone, Debug, Default)]
pub struct OrgTree {
    orgs: IndexMap<Name, Org>,
    paths: HashMap<Name, Name>,
    by_name: HashMap<Name, Option<Name>>,
}

impl OrgTree {
    /// Builds the tree; a parent that does not exist, or a circle, makes the node a root.
    pub fn new(orgs: impl IntoIterator<Item = Org>) -> OrgTree {
        let mut tree = OrgTree::default();
        for org in orgs {
            tree.orgs.insert(org.code.clone(), org);
        }
        for org in tree.orgs.values() {
            tree.by_name
                .entry(org.name.clone())
                .and_modify(|found| *found = None)
                .or_insert_with(|| Some(org.code.clone()));
        }
        let paths: Vec<(Name, Name)> =
            tree.orgs.keys().map(|code| (code.clone(), tree.compute_path(code).into())).collect();
        tree.paths = paths.into_iter().collect();
        tree
    }

    fn compute_path(&self, code: &str) -> String {
        let mut parts = vec![code.to_string()];
        let mut at = code;
        while let Some(parent) = self.orgs.get(at).and_then(|o| o.parent.as_deref()) {
            if parts.iter().any(|p| p == parent) || !self.orgs.contains_key(parent) {
                break;
            }
            parts.push(parent.to_string());
            at = parent;
        }
        parts.reverse();
        format!("/{}/", parts.join("/"))
    }

    /// The organisation with this code.
    pub fn get(&self, code: &str) -> Option<&Org> {
        self.orgs.get(code)
    }

    /// The organisation with this code, or with this name where only one has it.
    pub fn find(&self, code_or_name: &str) -> Option<&Org> {
        self.orgs.get(code_or_name).or_else(|| {
            let code = self.by_name.get(code_or_name)?.as_ref()?;
            self.orgs.get(code)
        })
    }

    /// True when more than one organisation has this name.
    pub fn is_ambiguous(&self, name: &str) -> bool {
        matches!(self.by_name.get(name), Some(None))
    }

    /// Path of codes from the root: `/3303/lc/`. Unknown codes have the path `/code/`.
    pub fn path(&self, code: &str) -> Name {
        self.paths.get(code).cloned().unwrap_or_else(|| format!("/{code}/").into())
    }

    /// True when `code` is `ancestor` or below it.
    pub fn is_within(&self, code: &str, ancestor: &str) -> bool {
        code == ancestor || self.path(code).starts_with(&*self.path(ancestor))
    }

    /// Direct children, in order.
    pub fn children<'a>(&'a self, code: &'a str) -> impl Iterator<Item = &'a Org> {
        self.orgs.values().filter(move |o| o.parent.as_deref() == Some(code))
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Org> {
        self.orgs.values()
    }

    /// The roots.
    pub fn roots(&self) -> impl Iterator<Item = &Org> {
        self.orgs.values().filter(|o| o.parent.as_deref().is_none_or(|p| !self.orgs.contains_key(p)))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.orgs.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.orgs.is_empty()
    }
}
