//! Small numbers stay hidden from page to page: a figure is computed beside the tables it could be computed from.

use std::sync::Arc;

use banjie_figures::Catalogue;
use banjie_model::{
    definition::{Indicator, Package},
    figure::{Ask, Cut, TableAsk, Wants},
    period::Period,
};
use chrono::Datelike as _;

use super::asked::counted;
use crate::server::Viewer;

/// Adds to what is wanted the tables in which a figure stands beside its neighbours, where any of its numbers may be hidden:
/// what those tables would hide is then hidden in the figure as well.
pub(crate) fn guard<'a>(
    viewer: &'a Viewer,
    (package, indicator): (&'a Arc<Package>, &'a Indicator),
    ask: &Ask,
    wants: &mut Wants,
) {
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let small = counted(&catalogue, package, indicator).iter().any(|(_, indicator)| indicator.suppress.is_some());
    if !small {
        return;
    }
    let orgs = viewer.snapshot.world().orgs;
    let base = TableAsk {
        indicators: vec![ask.indicator.clone()],
        by: Cut::Org,
        with: Vec::new(),
        period: ask.period,
        org: ask.org.clone(),
        filter: ask.filter.clone(),
    };
    let mut org = ask.org.clone();
    if ask.own {
        wants.tables.insert(base.clone());
    }
    while let Some(code) = org {
        org = orgs.get(&code).and_then(|org| org.parent.clone()).filter(|parent| orgs.get(parent).is_some());
        wants.tables.insert(TableAsk { org: org.clone(), ..base.clone() });
    }
    for (index, condition) in ask.filter.iter().enumerate() {
        let mut filter = ask.filter.clone();
        filter.remove(index);
        let by = match &*condition.field {
            "state" => Cut::State,
            field => Cut::Field(field.into()),
        };
        wants.tables.insert(TableAsk { by, filter, ..base.clone() });
    }
    if let Some(Period::Month(year, _)) = ask.period {
        wants.tables.insert(TableAsk { by: Cut::Month, period: Some(Period::Year(year)), ..base });
    } else if let Some(Period::Year(_)) = ask.period {
        let first = ask.period.map_or(0, |period| period.first().year());
        let years = Period::parse(&format!("{}..{first}", first - 4)).ok();
        wants.tables.insert(TableAsk { by: Cut::Year, period: years, ..base });
    }
}

/// The organisation in whose name figures are published here: the root. Small numbers of everything below it are hidden.
pub(crate) fn home(viewer: &Viewer) -> Option<banjie_model::Name> {
    viewer.snapshot.world().orgs.roots().next().map(|root| root.code.clone())
}
