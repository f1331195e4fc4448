//! The indicators of the packages in force, found by name and told in words.

use std::{collections::HashMap, sync::Arc};

use banjie_engine::World;
use banjie_model::{
    Name,
    definition::{Indicator, Ledger, Library, Package},
    figure::Wording,
};

use crate::words;

/// Indicators by `package/name`, or by the bare name where only one package has it.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue<'a> {
    world: World<'a>,
}

impl<'a> Catalogue<'a> {
    /// The catalogue of a world.
    pub fn new(world: World<'a>) -> Catalogue<'a> {
        Catalogue { world }
    }

    /// The packages.
    pub fn library(&self) -> &'a Library {
        self.world.library
    }

    /// All indicators with their packages, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a Arc<Package>, &'a Indicator)> {
        self.world.library.packages.values().flat_map(|package| package.indicators.values().map(move |i| (package, i)))
    }

    /// The indicator called so.
    ///
    /// # Errors
    /// There is none, or several packages have one; in Chinese.
    pub fn find(&self, key: &str) -> Result<(&'a Arc<Package>, &'a Indicator), String> {
        let library = self.world.library;
        if let Some((package, name)) = key.split_once('/') {
            let package = library.packages.get(package).ok_or_else(|| format!("没有名为“{package}”的应用包"))?;
            let found = package.indicators.get(name).map(|indicator| (package, indicator));
            return found.ok_or_else(|| format!("应用包“{}”没有名为“{name}”的指标", package.title));
        }
        let mut found = self.iter().filter(|(_, indicator)| &*indicator.name == key);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => Err(format!("没有名为“{key}”的指标；用 banjie indicators 列出全部")),
            (Some(_), Some(_)) => Err(format!("多个应用包有名为“{key}”的指标，请写成 应用包/{key}")),
        }
    }

    /// `package/name`.
    pub fn key(package: &str, indicator: &str) -> Name {
        format!("{package}/{indicator}").into()
    }

    /// The names a report of a package may use: its own indicators bare, every other as its full key.
    pub fn names(&self, package: &str) -> HashMap<Name, Name> {
        let mut names = HashMap::new();
        for (owner, indicator) in self.iter() {
            let key = Catalogue::key(&owner.name, &indicator.name);
            if &*owner.name == package {
                names.insert(indicator.name.clone(), key.clone());
            }
            names.insert(key.clone(), key);
        }
        names
    }

    /// An indicator referred to from another of this package.
    pub(crate) fn named_in(
        &self,
        package: &'a Arc<Package>,
        name: &str,
    ) -> Result<(&'a Arc<Package>, &'a Indicator), String> {
        match package.indicators.get(name) {
            Some(indicator) => Ok((package, indicator)),
            None => self.find(&name.replacen('.', "/", 1)),
        }
    }

    /// The ledger an indicator counts over.
    pub(crate) fn ledger(&self, indicator: &Indicator) -> Result<&'a Arc<Ledger>, String> {
        let source =
            indicator.source.as_ref().ok_or_else(|| format!("指标“{}”没有说明统计什么台账", indicator.title))?;
        self.world.library.ledger(&source.ledger).ok_or_else(|| format!("没有台账 {}", source.ledger))
    }

    /// The definition in words.
    pub fn wording(&self, package: &Package, indicator: &Indicator) -> Wording {
        words::wording(&self.world, package, indicator)
    }

    pub(crate) fn world(&self) -> &World<'a> {
        &self.world
    }
}
