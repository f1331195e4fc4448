//! Recipes of sample workbooks: deterministic, calibrated to given totals.

use serde::Serialize;

use crate::Name;

/// A recipe as declared; its meaning is the generator's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recipe {
    /// File, relative to the package.
    pub file: Name,
    /// The parsed TOML as JSON.
    pub body: serde_json::Value,
}
