//! Dashboards: the numbers of a package one looks at first.

use serde::Serialize;

use crate::{Name, figure::Cut};

/// Numbers side by side, and charts below them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dashboard {
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Indicators of the package shown as large numbers, in order.
    pub tiles: Vec<Name>,
    /// Charts, in order.
    pub charts: Vec<DashChart>,
}

/// A chart of one indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DashChart {
    /// Indicator of the package.
    pub indicator: Name,
    /// What it is split by: one of the splits the indicator allows.
    pub by: Cut,
}
