//! Which board: ledger, organisation, horizon; and the reports that tell of it.

use banjie_model::{Name, definition::Ledger, period::Period};
use banjie_office::{
    boards::{self, Watch},
    reports,
};
use chrono::{Datelike as _, Month, NaiveDate};
use maud::{Markup, html};

use super::asked::{Asked, SINCES, SOONS};
use crate::{
    server::Viewer,
    text::board as t,
    ui::{self, Choice, PlainInput},
};

/// The form that chooses.
pub(super) fn form(viewer: &Viewer, (ledger, asked): (&Ledger, &Asked), watch: &Watch) -> Markup {
    let ledgers = boards::ledgers(&viewer.snapshot, &viewer.actor);
    let head = watch.head.as_deref().unwrap_or_default();
    let soon = asked.soon().to_string();
    let choice = |key: &str, title: String| Choice { key: key.to_owned(), title, ..Choice::default() };
    let of_ledgers: Vec<Choice> = ledgers.iter().map(|(key, title)| choice(key, title.to_string())).collect();
    let of_soon: Vec<Choice> = SOONS.iter().map(|days| choice(&days.to_string(), t::within(*days))).collect();
    let of_since: Vec<Choice> = SINCES.iter().map(|(key, words)| choice(key, (*words).to_owned())).collect();
    let select = |name, title, value: &str, items: &[Choice]| {
        ui::select_input(&PlainInput { name, title, value, settled: true, ..PlainInput::default() }, items)
    };
    html! {
        form.chooser.row method="get" action="/board" {
            (select("ledger", t::SYSTEM, &ledger.key, &of_ledgers))
            (select("org", t::OFFICE, head, &orgs(viewer, ledger, head)))
            (select("soon", t::SOON, &soon, &of_soon))
            (select("since", t::SINCE, asked.since(), &of_since))
            @if asked.by.as_deref() == Some("person") { input type="hidden" name="by" value="person"; }
            div.actions { button.button type="submit" { (t::SHOW) } }
        }
    }
}

/// Organisations with branches that the viewer may watch, and the one that is shown.
fn orgs(viewer: &Viewer, ledger: &Ledger, head: &str) -> Vec<Choice> {
    let orgs = viewer.snapshot.world().orgs;
    let reach = reports::reach(&viewer.snapshot, &ledger.package, &viewer.actor);
    let within = |code: &Name| reach.as_ref().is_none_or(|codes| codes.contains(code));
    let mut found = Vec::new();
    let mut open: Vec<(usize, Name)> = orgs.roots().map(|org| (0, org.code.clone())).collect();
    open.reverse();
    while let Some((depth, code)) = open.pop() {
        let children: Vec<Name> = orgs.children(&code).map(|org| org.code.clone()).collect();
        if within(&code) && (!children.is_empty() || *code == *head) {
            let name = orgs.get(&code).map_or_else(|| code.clone(), |org| org.name.clone());
            found.push(Choice { key: code.to_string(), title: t::indented(depth, &name), ..Choice::default() });
        }
        open.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
    }
    found
}

/// The reports of the package that are written for such an organisation every month or quarter.
pub(super) fn bulletins(viewer: &Viewer, ledger: &Ledger, watch: &Watch, today: NaiveDate) -> Markup {
    let Some(package) = viewer.snapshot.library().packages.get(&ledger.package) else { return html! {} };
    let links: Vec<(String, String)> = package
        .reports
        .values()
        .filter_map(|report| {
            let parameters = reports::parameters(report);
            let period = period_of(&parameters.iter().find(|p| &*p.name == "period")?.kind, today)?;
            let mut pairs = vec![("report", format!("{}/{}", package.name, report.name)), ("period", period.key())];
            if parameters.iter().any(|p| &*p.kind == "org") {
                pairs.extend(watch.head.iter().map(|head| ("org", head.to_string())));
            }
            let query = serde_urlencoded::to_string(&pairs).ok()?;
            Some((t::bulletin(&t::report_name(&report.title), period), format!("/reports/new?{query}")))
        })
        .collect();
    if links.is_empty() {
        return html! {};
    }
    let body = html! { ul { @for (words, href) in &links { li { a href=(href) { (words) } } } } };
    ui::panel("bulletins", t::BULLETINS, &html! {}, &body)
}

/// The running period of the kinds a bulletin is written for.
fn period_of(kind: &str, today: NaiveDate) -> Option<Period> {
    let month = Month::try_from(u8::try_from(today.month()).ok()?).ok()?;
    match kind {
        "month" => Some(Period::Month(today.year(), month)),
        "quarter" => Some(Period::quarter_of(today)),
        _ => None,
    }
}
