//! The form that chooses period, organisation, dimension and moment.

use banjie_model::{
    Name,
    definition::Package,
    period::{Half, Period, Term},
};
use banjie_office::reports;
use chrono::{Datelike as _, NaiveDate};
use maud::{Markup, html};

use super::asked::{Asked, Misread, Question, cut_key};
use crate::{
    server::Viewer,
    text::figures as t,
    ui::{self, Choice, PlainInput},
};

/// Organisations offered at once.
const ORGS_MOST: usize = 400;

/// The form. A dashboard has no cuts.
pub(super) fn form(
    viewer: &Viewer,
    (package, action, cuts): (&Package, &str, &[(String, String)]),
    (asked, question, misread): (&Asked, Option<&Question>, Option<&Misread>),
    today: NaiveDate,
) -> Markup {
    let period = question.map_or_else(|| asked.period.clone().unwrap_or_default(), |q| q.period.key());
    let org = question.and_then(|q| q.org.as_deref()).or(asked.org.as_deref()).unwrap_or_default();
    let by = question.map_or_else(|| asked.by.as_deref().unwrap_or("org"), |q| cut_key(&q.by));
    let periods = periods(today, question.map(|q| q.period));
    let orgs = orgs(viewer, package, org);
    let of = |name, title, value| PlainInput { name, title, value, settled: true, ..PlainInput::default() };
    let error = |name: &str| misread.filter(|m| m.name == name).map(|m| m.text.as_str());
    let range = if misread.is_some() { asked.range.as_deref().unwrap_or_default() } else { "" };
    let moment = question.map_or_else(|| asked.as_of.as_deref().unwrap_or_default(), |q| &q.moment);
    html! {
        form.chooser.row method="get" action=(action) {
            (ui::select_input(&PlainInput { error: error("period"), ..of("period", t::PERIOD, &period) }, &periods))
            @if !orgs.is_empty() { (ui::select_input(&of("org", t::ORG, org), &orgs)) }
            @if !cuts.is_empty() {
                @let items: Vec<Choice> = cuts.iter().map(|(key, title)| choice(key, title.clone(), "")).collect();
                (ui::select_input(&of("by", t::CUT, by), &items))
            }
            details.more open[misread.is_some() || !moment.is_empty()] {
                summary { (t::MORE) }
                div.row {
                    (ui::plain_input(&PlainInput { name: "range", title: t::OTHER_PERIOD, value: range, help: t::OTHER_PERIOD_HELP, error: error("range"), ..PlainInput::default() }))
                    (ui::plain_input(&PlainInput { name: "as_of", title: t::AS_OF, kind: "datetime-local", value: moment, help: t::AS_OF_HELP, error: error("as_of"), ..PlainInput::default() }))
                }
            }
            div.actions { button.button type="submit" { (t::SHOW) } }
        }
    }
}

fn choice(key: &str, title: String, group: &str) -> Choice {
    Choice { key: key.to_owned(), title, group: group.to_owned() }
}

/// Periods of every sort, the latest first; the one asked for is among them.
pub(in crate::pages) fn periods(today: NaiveDate, chosen: Option<Period>) -> Vec<Choice> {
    let year = today.year();
    let mut all: Vec<(&str, Period)> = (0..5).map(|back| (t::YEARS, Period::Year(year - back))).collect();
    for back in 0..3 {
        for half in [Half::Second, Half::First] {
            all.push((t::HALVES, Period::HalfYear(year - back, half)));
        }
    }
    let going_back = |from: Period, n: usize| {
        std::iter::successors(Some(from), |period| Some(period.previous())).take(n).collect::<Vec<_>>()
    };
    all.extend(going_back(Period::quarter_of(today), 8).into_iter().map(|period| (t::QUARTERS, period)));
    all.extend(going_back(Period::month_of(today), 18).into_iter().map(|period| (t::MONTHS, period)));
    let school = if today.month() >= 9 { year } else { year - 1 };
    all.extend((0..4).map(|back| (t::SCHOOL_YEARS, Period::SchoolYear(school - back))));
    for back in 0..3 {
        for term in [Term::Spring, Term::Autumn] {
            all.push((t::TERMS, Period::Term(school - back, term)));
        }
    }
    all.retain(|(_, period)| period.first() <= today);
    if let Some(chosen) = chosen.filter(|chosen| !all.iter().any(|(_, period)| period == chosen)) {
        all.push((t::CHOSEN, chosen));
    }
    all.into_iter().map(|(group, period)| choice(&period.key(), period.to_string(), group)).collect()
}

/// The tree of organisations within the viewer's reach, indented; only two levels of a very large one.
fn orgs(viewer: &Viewer, package: &Package, chosen: &str) -> Vec<Choice> {
    let orgs = viewer.snapshot.world().orgs;
    let reach = reports::reach(&viewer.snapshot, &package.name, &viewer.actor);
    let within = |code: &Name| reach.as_ref().is_none_or(|codes| codes.contains(code));
    let deep = if orgs.len() > ORGS_MOST { 2 } else { usize::MAX };
    let mut found = Vec::new();
    let mut open: Vec<(usize, Name)> = orgs.roots().map(|org| (0, org.code.clone())).collect();
    open.reverse();
    while let Some((depth, code)) = open.pop() {
        if within(&code) && (depth <= deep || *code == *chosen || reach.is_some()) {
            let name = orgs.get(&code).map_or_else(|| code.clone(), |org| org.name.clone());
            found.push(choice(&code, t::indented(depth, &name), ""));
        }
        let children: Vec<Name> = orgs.children(&code).map(|org| org.code.clone()).collect();
        open.extend(children.into_iter().rev().map(|child| (depth + 1, child)));
    }
    found.truncate(ORGS_MOST);
    found
}
