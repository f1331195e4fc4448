//! `figures-of-record`: the figures published reports state, computed from the records and compared.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{Desk, Snapshot};
use banjie_figures::{AsOf, Figures};
use banjie_model::{
    Name,
    definition::{ReportDef, Show, Stated},
    figure::Figure,
    period::Period,
    rounding,
};
use banjie_office::scope;
use banjie_papers::{Setting, TemplateFault, compose};
use banjie_store::AnyStore;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{as_of, org_code};
use crate::{
    cli::{Format, record::FiguresOfRecord},
    context::Context,
};

mod shown;

pub use shown::{labelled_text, own_text};

/// Compares the figures of the packages, or those of a file.
pub fn run(context: &Context, options: &FiguresOfRecord) -> Result<ExitCode> {
    let labelled = options.file.as_deref().map(read).transpose()?;
    context.wait(async {
        let desk = context.desk().await?;
        let moment = as_of(&desk, options.as_of.as_deref(), context.now).await?;
        let mut checked = check(&desk, moment).await?;
        if let Some(package) = &options.package {
            checked.retain(|one| *one.package == **package);
        }
        let Some(labelled) = labelled else {
            match options.format {
                Format::Json => println!("{}", serde_json::to_string_pretty(&checked)?),
                Format::Text => print!("{}", own_text(&checked)),
            }
            return Ok(super::code(checked.iter().all(|one| one.finding == Finding::Same)));
        };
        let lines = compared(labelled, &checked);
        match options.format {
            Format::Json => println!("{}", serde_json::to_string_pretty(&lines)?),
            Format::Text => print!("{}", labelled_text(&lines)),
        }
        Ok(ExitCode::SUCCESS)
    })
}

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
pub async fn check(desk: &Desk<AnyStore>, moment: AsOf) -> Result<Vec<Checked>> {
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

/// What may go wrong with one figure.
enum Trouble {
    /// It cannot be computed; in Chinese.
    Unanswerable(String),
    /// The database cannot be asked.
    Store(anyhow::Error),
}

impl From<TemplateFault> for Trouble {
    fn from(fault: TemplateFault) -> Trouble {
        Trouble::Unanswerable(fault.message)
    }
}

/// A stated figure is what a report writes in braces: it is computed by a report of nothing else.
async fn figure(
    figures: &Figures<'_, AnyStore>,
    snapshot: &Snapshot,
    package: &Name,
    stated: &Stated,
) -> Result<Result<Figure, String>> {
    let org = match stated.org.as_deref().map(|org| org_code(snapshot, org)).transpose() {
        Ok(org) => org,
        Err(why) => return Ok(Err(why.to_string())),
    };
    let report = ReportDef {
        name: "stated".into(),
        title: "在案数字".into(),
        parameters: Default::default(),
        body: format!("{{{{ {} }}}}", stated.figure).into(),
        frame: None,
        images: Default::default(),
        file: stated.file.clone(),
    };
    let moment = figures.as_of();
    let orgs = snapshot.world().orgs;
    let setting = Setting {
        report: format!("{package}/stated").into(),
        indicators: figures.catalogue().names(package),
        period: Some(Period::parse(&stated.period)?),
        org: org.map(|code| (code.clone(), orgs.get(&code).map_or_else(|| code.clone(), |o| o.name.clone()))),
        as_of: moment.seq,
        at: moment.at,
        ..Setting::default()
    };
    let answer = async |wants| figures.answer(&wants).await.map_err(|e| Trouble::Store(e.into()));
    match compose::<Trouble>(&report, &setting, answer).await {
        Ok(document) => {
            let first = document.figures.first().map(|figure| Figure::clone(figure));
            Ok(first.ok_or_else(|| "算不出数".to_owned()))
        }
        Err(Trouble::Unanswerable(why)) => Ok(Err(why)),
        Err(Trouble::Store(error)) => Err(error),
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

/// Reads a collection of labelled figures.
fn read(file: &Path) -> Result<Vec<Labelled>> {
    let text = fs::read_to_string(file).with_context(|| format!("读不了 {}", file.display()))?;
    let mut labelled: Vec<Labelled> = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{} 第 {} 行", file.display(), index + 1);
        let one: Labelled = serde_json::from_str(line)
            .map_err(|e| anyhow::anyhow!("{place} 不是标注好的数字（{e}）；每行一个 JSON，至少有 id"))?;
        if !seen.insert(one.id.clone()) {
            bail!("{place} 的编号 {} 前面已有，请核对标注文件", one.id);
        }
        labelled.push(one);
    }
    Ok(labelled)
}

/// Each labelled figure with the figure of a package that has its identifier. A system is built when a package states a
/// figure of it.
fn compared(labelled: Vec<Labelled>, checked: &[Checked]) -> Vec<Line> {
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
