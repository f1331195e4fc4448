//! Figures of record 在案数字: what published reports state, computed from the records and compared.

use std::collections::{BTreeSet, HashMap};

use banjie_desk::{Desk, DeskError, Snapshot, ports::StoreError};
use banjie_figures::{AsOf, Figures};
use banjie_model::{
    Name,
    definition::{ReportDef, Show, Stated},
    figure::Figure,
    rounding,
};
use banjie_papers::{Setting, Template};
use banjie_store::AnyStore;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    reports::{self, ReportError},
    scope::{self, org_code, org_name},
};

/// What became of a stated figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Computed and the same.
    Same,
    /// Computed and another.
    Different,
    /// The system is built, but no package says how the figure is computed.
    NoIndicator,
    /// No package speaks of the system.
    NotBuilt,
}

impl Finding {
    /// On the screen.
    pub fn zh(self) -> &'static str {
        match self {
            Finding::Same => "相同",
            Finding::Different => "不同",
            Finding::NoIndicator => "没有指标",
            Finding::NotBuilt => "系统未建",
        }
    }
}

/// A figure a package states, computed.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// Package.
    pub package: Name,
    /// As stated.
    pub stated: Stated,
    /// Title of the indicator.
    pub title: Name,
    /// Its unit as printed.
    pub unit: Name,
    /// As computed, in the unit of the indicator; a text says why there is none.
    pub computed: Result<String, String>,
    /// Same or different.
    pub finding: Finding,
}

/// A labelled figure of a collection.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Labelled {
    /// Identifier.
    pub id: Name,
    /// System whose figure it is.
    #[serde(default)]
    pub system: Option<Name>,
    /// What is counted.
    #[serde(default)]
    pub subject_zh: Name,
    /// The number.
    #[serde(default)]
    pub value: serde_json::Value,
    /// Unit.
    #[serde(default)]
    pub unit: Option<Name>,
    /// Period in words.
    #[serde(default)]
    pub period: Option<Name>,
    /// The sentence it stands in.
    #[serde(default)]
    pub quote: Option<Name>,
}

/// A labelled figure beside what was computed.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// As labelled.
    #[serde(flatten)]
    pub labelled: Labelled,
    /// The figure of a package that yields it.
    pub by: Option<Checked>,
    /// What became of it.
    pub finding: Finding,
}

/// Every figure the packages state, computed from the records as of a moment.
///
/// # Errors
/// The database cannot be asked. A figure that cannot be computed is told with it.
pub async fn check(desk: &Desk<AnyStore>, moment: AsOf) -> Result<Vec<Checked>, StoreError> {
    let snapshot = desk.snapshot();
    let figures = scope::figures(desk, &snapshot, moment);
    let mut checked = Vec::new();
    for package in snapshot.library().packages.values() {
        for stated in &package.stated {
            let figure = figure(&figures, &snapshot, &package.name, stated).await?;
            checked.push(judged(&package.name, stated, figure));
        }
    }
    Ok(checked)
}

/// A stated figure is what a report writes in braces: it is computed by a report of nothing else. A text says why there is
/// none.
async fn figure(
    figures: &Figures<'_, AnyStore>,
    snapshot: &Snapshot,
    package: &Name,
    stated: &Stated,
) -> Result<Result<Figure, String>, StoreError> {
    let org = match stated.org.as_deref().map(|org| org_code(snapshot, org)).transpose() {
        Ok(org) => org,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let report = ReportDef {
        name: "stated".into(),
        title: "在案数字".into(),
        parameters: Default::default(),
        public: None,
        body: format!("{{{{ {} }}}}", stated.figure).into(),
        frame: None,
        images: Default::default(),
        file: stated.file.clone(),
    };
    let period = match reports::period(Some(&stated.period)) {
        Ok(period) => period,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let moment = figures.as_of();
    let setting = Setting {
        report: format!("{package}/stated").into(),
        indicators: figures.catalogue().names(package),
        period,
        org: org.map(|code| (code.clone(), org_name(snapshot, &code))),
        as_of: moment.seq,
        at: moment.at,
        ..Setting::default()
    };
    let template = match Template::new(&report) {
        Ok(template) => template,
        Err(fault) => return Ok(Err(fault.message)),
    };
    match reports::settled(&template, &setting, figures, |_| Ok(())).await {
        Ok(document) => {
            let first = document.figures.first().map(|figure| Figure::clone(figure));
            Ok(first.ok_or_else(|| "算不出数".to_owned()))
        }
        Err(ReportError::Template(fault)) => Ok(Err(fault.message)),
        Err(ReportError::Desk(DeskError::Store(error))) => Err(error),
        Err(why) => Ok(Err(why.to_string())),
    }
}

fn judged(package: &Name, stated: &Stated, figure: Result<Figure, String>) -> Checked {
    let (title, unit) = match &figure {
        Ok(figure) => (figure.trace().caption().into(), printed_unit(figure)),
        Err(_) => (stated.figure.clone(), "".into()),
    };
    let value = figure.and_then(|figure| {
        let value = figure.value().ok_or_else(|| match figure.trace().hidden {
            Some(hidden) => hidden.note(),
            None => "没有数".to_owned(),
        })?;
        Ok((in_unit(value, figure.trace().show), figure.trace().show))
    });
    let same = match (&value, stated.value.parse::<Decimal>()) {
        (Ok((value, show)), Ok(wanted)) => is_same(*value, *show, wanted, stated.within.as_deref()),
        _ => false,
    };
    Checked {
        package: package.clone(),
        stated: stated.clone(),
        title,
        unit,
        computed: value.map(|(value, show)| rounding::round_half_up(value, places(show)).normalize().to_string()),
        finding: if same { Finding::Same } else { Finding::Different },
    }
}

/// Percentages carry their sign in the number; here it stands apart.
fn printed_unit(figure: &Figure) -> Name {
    if matches!(figure.trace().show, Show::Percent(_)) { "%".into() } else { figure.unit().clone() }
}

/// A value in the unit it is printed in.
fn in_unit(value: Decimal, show: Show) -> Decimal {
    match show {
        Show::Percent(_) => value * Decimal::ONE_HUNDRED,
        Show::Wan(_) => rounding::in_wan(value),
        Show::Integer | Show::Decimal(_) => value,
    }
}

fn places(show: Show) -> u32 {
    match show {
        Show::Integer => 0,
        Show::Decimal(places) | Show::Percent(places) | Show::Wan(places) => u32::from(places),
    }
}

/// Within the allowance; without one, as the definition prints it or as the report rounds it.
fn is_same(value: Decimal, show: Show, stated: Decimal, within: Option<&str>) -> bool {
    match within.and_then(|within| within.parse::<Decimal>().ok()) {
        Some(within) => (value - stated).abs() <= within,
        None => {
            let rounded = |places| rounding::round_half_up(value, places) == stated;
            rounded(places(show)) || rounded(stated.scale())
        }
    }
}

/// Each labelled figure with the figure of a package that has its identifier. A system is built when a package states a
/// figure of it.
pub fn compared(labelled: Vec<Labelled>, checked: &[Checked]) -> Vec<Line> {
    let by_id: HashMap<&Name, &Checked> =
        checked.iter().flat_map(|one| one.stated.ids.iter().map(move |id| (id, one))).collect();
    let built: BTreeSet<Name> =
        labelled.iter().filter(|one| by_id.contains_key(&one.id)).filter_map(|one| one.system.clone()).collect();
    let line = |labelled: Labelled| {
        let by = by_id.get(&labelled.id).copied().cloned();
        let finding = match &by {
            Some(one) => one.finding,
            None if labelled.system.as_ref().is_some_and(|system| built.contains(system)) => Finding::NoIndicator,
            None => Finding::NotBuilt,
        };
        Line { labelled, by, finding }
    };
    labelled.into_iter().map(line).collect()
}
