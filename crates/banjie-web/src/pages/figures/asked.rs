//! What the address of a figure asks for, and whether the viewer may ask it.

use std::sync::Arc;

use banjie_figures::{AsOf, Catalogue};
use banjie_model::{
    Moment, Name,
    definition::{Class, FieldType, Indicator, IndicatorKind, Ledger, Package},
    expr::ExprKind,
    figure::Cut,
    period::Period,
    refusal::{Refusal, RefusalCode},
};
use banjie_office::{reports, scope};
use chrono::{Datelike as _, Days};
use serde::Deserialize;

use crate::{
    App,
    server::{Fault, Viewer},
    text::figures as t,
};

/// The query of the pages of a figure.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// Period, by its key.
    pub period: Option<String>,
    /// Any other period, as typed; goes before `period`.
    pub range: Option<String>,
    /// Organisation by code or name.
    pub org: Option<String>,
    /// What the table is cut by.
    pub by: Option<String>,
    /// As of this moment.
    pub as_of: Option<String>,
    /// Side of the page: `history`.
    pub tab: Option<String>,
    /// Format of an export.
    pub format: Option<String>,
}

/// A question that may be asked.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Period.
    pub period: Period,
    /// Organisation by code; none: all.
    pub org: Option<Name>,
    /// What the table is cut by.
    pub by: Cut,
    /// The moment.
    pub at: AsOf,
    /// The moment as typed; empty: now.
    pub moment: String,
}

/// Something typed that cannot be read: the name of the input and what is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Misread {
    /// Name of the input.
    pub name: &'static str,
    /// What is wrong.
    pub text: String,
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

impl Asked {
    /// The period typed or chosen; where none is, the year of a month ago: in January the year that is being reported.
    pub fn period(&self, now: Moment) -> Result<Period, Misread> {
        let (name, text) = match (given(self.range.as_deref()), given(self.period.as_deref())) {
            (Some(range), _) => ("range", range),
            (None, Some(period)) => ("period", period),
            (None, None) => return Ok(Period::Year((now.date() - Days::new(31)).year())),
        };
        Period::parse(text).map_err(|fault| Misread { name, text: fault.to_string() })
    }

    /// The moment typed; none: now.
    fn moment(&self, now: Moment) -> Result<Option<Moment>, Misread> {
        let Some(text) = given(self.as_of.as_deref()) else { return Ok(None) };
        let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
        let read = forms.iter().find_map(|form| Moment::parse_from_str(text, form).ok());
        let read = read.filter(|moment| *moment <= now);
        read.map(Some).ok_or_else(|| Misread { name: "as_of", text: t::BAD_MOMENT.to_owned() })
    }

    /// The question, where everything typed can be read.
    ///
    /// # Errors
    /// A fault of the request: an organisation that is not the viewer's. The inner error: what cannot be read.
    pub async fn question(
        &self,
        app: &App,
        viewer: &Viewer,
        package: &Package,
    ) -> Result<Result<Question, Misread>, Fault> {
        let now = app.now();
        let org = org(viewer, package, given(self.org.as_deref()))?;
        let (period, moment) = match (self.period(now), self.moment(now)) {
            (Ok(period), Ok(moment)) => (period, moment),
            (Err(misread), _) | (_, Err(misread)) => return Ok(Err(misread)),
        };
        let at = scope::as_of(app.desk(), moment, now).await?;
        let by = given(self.by.as_deref()).map_or(Cut::Org, Cut::parse);
        let moment = moment.map(|moment| moment.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default();
        Ok(Ok(Question { period, org, by, at, moment }))
    }
}

/// The organisation asked for, within the viewer's reach in a package; his own, or the root, where none is.
pub(crate) fn org(viewer: &Viewer, package: &Package, asked: Option<&str>) -> Result<Option<Name>, Fault> {
    let snapshot = &viewer.snapshot;
    let reach = reports::reach(snapshot, &package.name, &viewer.actor);
    let asked = asked.map(|text| scope::org_code(snapshot, text)).transpose()?;
    let Some(reach) = reach else {
        let mut roots = snapshot.world().orgs.roots();
        let root = match (roots.next(), roots.next()) {
            (Some(one), None) => Some(one.code.clone()),
            _ => None,
        };
        return Ok(asked.or(root));
    };
    match asked {
        Some(code) if reach.contains(&code) => Ok(Some(code)),
        Some(code) => Err(outside(&scope::org_name(snapshot, &code))),
        None if reach.contains(&viewer.actor.org) => Ok(Some(viewer.actor.org.clone())),
        None => reach.first().cloned().map(Some).ok_or_else(|| outside(t::ALL_ORGS)),
    }
}

/// Whether a printed figure of this organisation may be read again; none: of all organisations.
pub(crate) fn may_read(viewer: &Viewer, package: &str, org: Option<&str>) -> Result<(), Fault> {
    let Some(reach) = reports::reach(&viewer.snapshot, package, &viewer.actor) else { return Ok(()) };
    match org {
        Some(org) if reach.iter().any(|code| **code == *org) => Ok(()),
        Some(org) => Err(outside(&scope::org_name(&viewer.snapshot, org))),
        None => Err(outside(t::ALL_ORGS)),
    }
}

fn outside(org: &str) -> Fault {
    Fault::Refused(Box::new(Refusal::new(RefusalCode::OutsideScope, t::outside(org))))
}

/// The indicators counted from records that one is made of, itself where it is counted.
pub(crate) fn counted<'a>(
    catalogue: &Catalogue<'a>,
    package: &'a Arc<Package>,
    indicator: &'a Indicator,
) -> Vec<(&'a Arc<Package>, &'a Indicator)> {
    let mut found: Vec<(&Arc<Package>, &Indicator)> = Vec::new();
    let mut open = vec![(package, indicator)];
    let mut seen: Vec<*const Indicator> = Vec::new();
    while let Some((package, indicator)) = open.pop() {
        if seen.contains(&std::ptr::from_ref(indicator)) {
            continue;
        }
        seen.push(indicator);
        let IndicatorKind::Formula(expr) = &indicator.kind else {
            found.push((package, indicator));
            continue;
        };
        expr.walk(&mut |node| {
            if let ExprKind::Indicator(name) = &node.kind {
                let own = package.indicators.get(name).map(|part| (package, part));
                open.extend(own.or_else(|| catalogue.find(&name.replacen('.', "/", 1)).ok()));
            }
        });
    }
    found
}

/// The ledger all of them count over; none: they differ.
pub(crate) fn common_ledger<'a>(
    catalogue: &Catalogue<'a>,
    counted: &[(&'a Arc<Package>, &'a Indicator)],
) -> Option<&'a Arc<Ledger>> {
    let mut keys: Vec<&Name> = counted.iter().filter_map(|(_, i)| i.source.as_ref().map(|s| &s.ledger)).collect();
    keys.dedup();
    match keys.as_slice() {
        [only] => catalogue.library().ledger(only),
        _ => None,
    }
}

/// What a table of an indicator can be cut by: key and words, in the order they are offered.
pub(crate) fn cuts<'a>(
    catalogue: &Catalogue<'a>,
    package: &'a Arc<Package>,
    indicator: &'a Indicator,
) -> Vec<(String, String)> {
    let counted = counted(catalogue, package, indicator);
    let mut cuts = vec![("org".to_owned(), t::BY_ORG.to_owned())];
    if counted.iter().all(|(_, indicator)| indicator.on.is_some()) {
        cuts.push(("month".to_owned(), t::BY_MONTH.to_owned()));
        cuts.push(("year".to_owned(), t::BY_YEAR.to_owned()));
    }
    if let Some(ledger) = common_ledger(catalogue, &counted) {
        if !ledger.states.is_empty() {
            cuts.push(("state".to_owned(), t::BY_STATE.to_owned()));
        }
        let fields = ledger.fields.iter().filter(|field| {
            let kind = matches!(field.ty, FieldType::Code(_) | FieldType::Tree(_) | FieldType::Bool | FieldType::Org);
            kind && field.class < Class::Personal
        });
        cuts.extend(fields.map(|field| (field.name.to_string(), t::by_field(&field.title))));
    }
    cuts
}

/// Key of a cut, as in addresses.
pub(crate) fn cut_key(cut: &Cut) -> &str {
    match cut {
        Cut::Org | Cut::Whole => "org",
        Cut::State => "state",
        Cut::Month => "month",
        Cut::Year => "year",
        Cut::Field(name) => name,
    }
}
