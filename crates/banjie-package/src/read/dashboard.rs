//! Dashboards: the indicators they show are there, and can be split as asked.

use banjie_model::{
    Name,
    definition::{Class, DashChart, Dashboard, Indicator},
    figure::Cut,
};

use super::{Builder, indicator::used_indicators};
use crate::{
    findings::{Findings, suggestion},
    tree::At,
};

impl Builder<'_> {
    /// All dashboards of package.toml; what they show and isn't there is left out, with a finding.
    pub(super) fn dashboards(&mut self, findings: &mut Findings) {
        let folder = self.folder;
        for at in folder.package.at().get("dashboards").into_iter().flat_map(At::entries) {
            let name = Name::from(at.name);
            let tiles = at.list("tiles").filter_map(|tile| self.shown(tile, findings)).map(|i| i.name.clone());
            let tiles: Vec<Name> = tiles.collect();
            let charts = at.list("charts").filter_map(|chart| self.dash_chart(chart, findings)).collect();
            let title = at.text_at("title").unwrap_or_else(|| name.clone());
            self.package.dashboards.insert(name.clone(), Dashboard { name, title, tiles, charts });
        }
    }

    fn dash_chart(&self, at: At<'_>, findings: &mut Findings) -> Option<DashChart> {
        let indicator = self.shown(at.get("indicator")?, findings)?;
        let place = at.get("by")?;
        let by = place.text()?;
        let allowed = self.open_dimensions(indicator);
        if !allowed.iter().any(|dimension| *dimension == **by) {
            if !self.broken.contains(by) {
                let names: Vec<&str> = allowed.iter().map(String::as_str).collect();
                findings
                    .add(
                        "report-unknown-dimension",
                        place.spot(),
                        format!("指标“{}”在看板上不能按 `{by}` 分", indicator.title),
                    )
                    .help_if(suggestion(by, &names));
            }
            return None;
        }
        Some(DashChart { indicator: indicator.name.clone(), by: Cut::parse(by) })
    }

    /// An indicator of the package.
    fn shown(&self, at: At<'_>, findings: &mut Findings) -> Option<&Indicator> {
        let text = at.text()?;
        let found = self.package.indicators.get(text);
        if found.is_none() && !self.broken.contains(text) {
            let names: Vec<&str> = self.package.indicators.keys().map(|key| &**key).collect();
            findings
                .add("unknown-indicator", at.spot(), format!("没有指标 {text}"))
                .help(suggestion(text, &names).unwrap_or_else(|| "先在 indicators/ 里声明指标".into()));
        }
        found
    }

    /// What an indicator can be split by where everybody of the package looks: personal and sensitive fields can't.
    fn open_dimensions(&self, indicator: &Indicator) -> Vec<String> {
        let mut parts = used_indicators(indicator);
        parts.push(indicator.name.clone());
        let sources = parts.iter().filter_map(|part| self.package.indicators.get(part)?.source.as_ref());
        let ledgers: Vec<_> = sources.filter_map(|source| self.find_ledger(&source.ledger)).collect();
        let is_personal = |name: &str| {
            let mut fields = ledgers.iter().filter_map(|ledger| ledger.field(name));
            fields.any(|(_, field)| field.class >= Class::Personal)
        };
        self.dimensions(indicator).into_iter().filter(|name| !is_personal(name)).collect()
    }
}
