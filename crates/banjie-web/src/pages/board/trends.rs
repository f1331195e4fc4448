//! The last twelve weeks: small lines in the rows, two charts of the whole.

use banjie_office::boards::{Trend, TrendLine, Week};
use maud::{Markup, html};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    text::board as t,
    ui::{self, Chart, ChartKind, ChartSeries},
};

/// Weeks shown, the running one included.
pub(super) const WEEKS: u32 = 12;

/// The small lines of an office or a person: what was closed, what cards fell.
pub(super) fn sparks(name: &str, line: Option<&TrendLine>) -> [Markup; 2] {
    let weeks: &[Week] = line.map(|line| &*line.weeks).unwrap_or_default();
    let drawn = |what: &str, of: fn(&Week) -> i64| {
        let values: Vec<i64> = weeks.iter().map(of).collect();
        if values.iter().all(|n| *n == 0) {
            return html! { span.missing { (t::MISSING) } };
        }
        ui::spark(&t::spark(name, what, &values), &values.iter().map(|n| float(*n)).collect::<Vec<_>>())
    };
    [drawn(t::TREND_CLOSED, |week| week.closed), drawn(t::TREND_CARDS, |week| week.cards)]
}

/// The whole, week by week.
pub(super) fn panel(trend: &Trend) -> Markup {
    let total = &trend.total.weeks;
    if total.iter().all(|week| *week == Week::default()) {
        return html! {};
    }
    let labels: Vec<String> = trend.weeks.iter().map(|monday| t::week(*monday)).collect();
    let series = |name: &str, of: fn(&Week) -> i64| ChartSeries {
        name: name.to_owned(),
        values: total.iter().map(|week| Some(float(of(week)))).collect(),
        dashed: false,
    };
    let flow = Chart {
        id: "flow".to_owned(),
        title: t::FLOW_CHART.to_owned(),
        kind: ChartKind::Bar,
        labels: labels.clone(),
        series: vec![
            series(t::OPENED, |week| week.opened),
            series(t::CLOSED, |week| week.closed),
            series(t::CARDS, |week| week.cards),
        ],
        unit: t::PIECES.to_owned(),
        hrefs: Vec::new(),
    };
    let percent = |week: &Week| week.rate().and_then(|rate| (rate * Decimal::ONE_HUNDRED).round_dp(1).to_f64());
    let rate = Chart {
        id: "rate".to_owned(),
        title: t::RATE_CHART.to_owned(),
        kind: ChartKind::Line,
        labels,
        series: vec![ChartSeries {
            name: t::RATE.to_owned(),
            values: total.iter().map(percent).collect(),
            dashed: false,
        }],
        unit: t::PERCENT.to_owned(),
        hrefs: Vec::new(),
    };
    let body = html! { div.columns { (ui::chart(&flow)) (ui::chart(&rate)) } };
    ui::panel("trends", t::TRENDS, &html! {}, &body)
}

fn float(n: i64) -> f64 {
    n.to_f64().unwrap_or_default()
}
