//! The dashboards of a package: the numbers one looks at first, and how they went.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_figures::Catalogue;
use banjie_model::{
    definition::{Better, DashChart, Dashboard, Indicator, Package, Show},
    figure::{Answers, Ask, Cut, Derived, Figure, TableAsk, Wants, shown},
    period::Period,
};
use banjie_office::scope;
use chrono::Datelike as _;
use maud::{Markup, html};

use super::{
    address,
    asked::{Asked, Question, counted, cut_key, cuts},
    chooser, drawn, listed, package, veil,
};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Viewer},
    text::figures as t,
    ui::{self, Chart, ChartKind, Look, Stat, Tone},
};

/// Numbers shown where a package declares no board.
const TILES: usize = 8;
/// Charts shown where a package declares no board.
const CHARTS: usize = 2;
/// Years of a chart by year.
const YEARS: i32 = 5;

/// What one dashboard shows.
struct Board<'a> {
    /// Key; tells its charts from those of another.
    name: &'a str,
    title: String,
    tiles: Vec<&'a Indicator>,
    charts: Vec<Split<'a>>,
}

/// A chart: an indicator and how it is split.
struct Split<'a> {
    indicator: &'a Indicator,
    by: Cut,
}

/// The page.
pub(super) async fn dashboard(
    State(app): State<App>,
    viewer: Viewer,
    Path(of): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let package = package(&viewer, &of)?;
    let path = format!("/figures/{of}");
    let spot = Spot::new(t::dashboard(&package.title), "/figures").under(t::FIGURES, "/figures");
    let spot = spot.of(package.name.clone());
    let today = app.now().date();
    let question = match asked.question(&app, &viewer, package).await? {
        Ok(question) => question,
        Err(misread) => {
            let form = chooser::form(&viewer, (package, &path, &[]), (&asked, None, Some(&misread)), today);
            let content = html! { header.page-head { div { h1 { (t::dashboard(&package.title)) } } } (form) };
            let page = frame::page(&app, &viewer, &spot, &content);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let boards = boards(&viewer, package);
    let room = Room { viewer: &viewer, package, question: &question };
    let answers = room.answers(&app, &boards).await?;
    let org = question.org.as_deref().map(|org| scope::org_name(&viewer.snapshot, org));
    let all: Vec<&Indicator> = package.indicators.values().collect();
    let content = html! {
        header.page-head {
            div {
                h1 { (t::dashboard(&package.title)) }
                p { (t::place(org.as_deref(), Some(question.period), question.at.at)) }
            }
            div.actions { (ui::link_button(t::ALL_INDICATORS, "#all", Look::Quiet, None)) }
        }
        (chooser::form(&viewer, (package, &path, &[]), (&asked, Some(&question), None), today))
        @for board in &boards { (room.board(board, &answers)) }
        @if !all.is_empty() {
            section aria-labelledby="all" { h2 #all { (t::ALL_INDICATORS) " " span.count { (all.len()) } } (listed(&viewer, package, &all)) }
        } @else { (ui::empty(t::NOTHING, t::NOTHING_WHY, &html! {})) }
    };
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

/// The boards the package declares, or the one derived from its indicators.
fn boards<'a>(viewer: &'a Viewer, package: &'a Arc<Package>) -> Vec<Board<'a>> {
    if package.dashboards.is_empty() {
        return derived(package);
    }
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let split = |chart: &DashChart| {
        let indicator = package.indicators.get(&chart.indicator)?;
        let allowed = cuts(&catalogue, package, indicator);
        let is_allowed = allowed.iter().any(|(key, _)| key == cut_key(&chart.by));
        is_allowed.then(|| Split { indicator, by: chart.by.clone() })
    };
    let board = |board: &'a Dashboard| Board {
        name: &board.name,
        title: board.title.to_string(),
        tiles: board.tiles.iter().filter_map(|name| package.indicators.get(name)).collect(),
        charts: board.charts.iter().filter_map(split).collect(),
    };
    package.dashboards.values().map(board).collect()
}

/// The indicators with a target, then those that stand first; charts of those that are counted by a date.
fn derived(package: &Package) -> Vec<Board<'_>> {
    if package.indicators.is_empty() {
        return Vec::new();
    }
    let (aims, rest): (Vec<&Indicator>, Vec<&Indicator>) =
        package.indicators.values().partition(|indicator| indicator.target.is_some());
    let tiles: Vec<&Indicator> = aims.into_iter().chain(rest).take(TILES).collect();
    let dated = package.indicators.values().filter(|indicator| indicator.on.is_some());
    let charts = dated.take(CHARTS).map(|indicator| Split { indicator, by: Cut::Month });
    vec![Board { name: "overview", title: t::OVERVIEW.to_owned(), charts: charts.collect(), tiles }]
}

struct Room<'a> {
    viewer: &'a Viewer,
    package: &'a Arc<Package>,
    question: &'a Question,
}

impl Room<'_> {
    fn is_timed(&self, indicator: &Indicator) -> bool {
        let catalogue = Catalogue::new(self.viewer.snapshot.world());
        counted(&catalogue, self.package, indicator).iter().all(|(_, counted)| counted.on.is_some())
    }

    fn ask(&self, indicator: &Indicator, derived: Derived) -> Ask {
        Ask {
            indicator: Catalogue::key(&self.package.name, &indicator.name),
            period: Some(self.question.period),
            org: self.question.org.clone(),
            own: false,
            filter: Vec::new(),
            derived,
        }
    }

    /// Growth or difference in points over the same period last year.
    fn change(&self, indicator: &Indicator) -> Option<Ask> {
        let share = matches!(indicator.show, Show::Percent(_));
        let derived = if share { Derived::PointsOnYear } else { Derived::GrowthOnYear };
        self.is_timed(indicator).then(|| self.ask(indicator, derived))
    }

    /// What a chart looks at: months of the year, the years up to it, otherwise the period asked for.
    fn span(&self, by: &Cut) -> Period {
        let year = self.question.period.last().min(self.question.at.at.date()).year();
        match by {
            Cut::Month => Period::Year(year),
            Cut::Year => Period::parse(&format!("{}..{year}", year - (YEARS - 1))).unwrap_or(Period::Year(year)),
            _ => self.question.period,
        }
    }

    fn chart_ask(&self, split: &Split<'_>, period: Period) -> TableAsk {
        TableAsk {
            indicators: vec![Catalogue::key(&self.package.name, &split.indicator.name)],
            by: split.by.clone(),
            with: Vec::new(),
            period: Some(period),
            org: self.question.org.clone(),
            filter: Vec::new(),
        }
    }

    /// The table of a chart, and of the year before where it shows months.
    fn chart_asks(&self, split: &Split<'_>) -> (TableAsk, Option<TableAsk>) {
        let period = self.span(&split.by);
        let before = (split.by == Cut::Month).then(|| self.chart_ask(split, period.same_last_year()));
        (self.chart_ask(split, period), before)
    }

    async fn answers(&self, app: &App, boards: &[Board<'_>]) -> Result<Answers, crate::server::Fault> {
        let mut wants = Wants::default();
        for indicator in boards.iter().flat_map(|board| &board.tiles) {
            let ask = self.ask(indicator, Derived::Value);
            veil::guard(self.viewer, (self.package, indicator), &ask, &mut wants);
            wants.figures.insert(ask);
            wants.figures.extend(self.change(indicator));
        }
        for split in boards.iter().flat_map(|board| &board.charts) {
            let (now, before) = self.chart_asks(split);
            wants.tables.extend(std::iter::once(now).chain(before));
        }
        let figures = scope::figures(app.desk(), &self.viewer.snapshot, self.question.at);
        Ok(figures.published_by(veil::home(self.viewer)).answer(&wants).await?)
    }

    fn board(&self, board: &Board<'_>, answers: &Answers) -> Markup {
        html! {
            section {
                h2 { (board.title) }
                div.stats { @for indicator in &board.tiles { (self.tile(indicator, answers)) } }
                @if !board.charts.is_empty() {
                    div.columns { @for split in &board.charts { (self.chart(board.name, split, answers)) } }
                }
            }
        }
    }

    fn href(&self, indicator: &Indicator) -> String {
        let (period, org) = (self.question.period.key(), self.question.org.as_deref().unwrap_or_default());
        let path = format!("/figures/{}/{}", self.package.name, indicator.name);
        address(&path, &[("period", &period), ("org", org), ("as_of", &self.question.moment)])
    }

    fn tile(&self, indicator: &Indicator, answers: &Answers) -> Markup {
        let figure = |ask: &Ask| answers.figures.get(ask)?.as_ref().ok();
        let Some(value) = figure(&self.ask(indicator, Derived::Value)) else { return html! {} };
        let change = self.change(indicator).and_then(|ask| figure(&ask).cloned());
        let told = change.filter(|change| change.value().is_some()).map(|change| signed(&change));
        let target = indicator.target.map(|target| t::target(&shown(Some(target), indicator.show)));
        let hidden = value.trace().hidden.map(banjie_model::figure::Hidden::note);
        let tone = match (value.value(), indicator.target, indicator.better) {
            (Some(value), Some(target), Better::High) if value < target => Tone::Due,
            (Some(value), Some(target), Better::Low) if value > target => Tone::Due,
            (Some(_), Some(_), _) => Tone::Done,
            _ => Tone::Plain,
        };
        ui::stat(&Stat {
            title: &indicator.title,
            value: &value.text(),
            unit: value.unit(),
            change: told.as_deref().map(|told| (t::LAST_YEAR, told)),
            tone,
            href: &self.href(indicator),
            note: &hidden.or(target).unwrap_or_default(),
        })
    }

    fn chart(&self, board: &str, split: &Split<'_>, answers: &Answers) -> Markup {
        let table = |ask: &TableAsk| answers.tables.get(ask)?.as_ref().ok();
        let indicator = split.indicator;
        let (ask, back) = self.chart_asks(split);
        let Some(now) = table(&ask) else { return html! {} };
        let title = match split.by {
            Cut::Month => indicator.title.to_string(),
            _ => t::table(&indicator.title, &now.head),
        };
        if now.rows.is_empty() {
            return html! { figure.chart-box { figcaption { (title) } p.quiet { (t::NO_ROWS) } } };
        }
        let period = self.span(&split.by);
        let before = back.as_ref().and_then(table);
        let longest = before.filter(|before| before.rows.len() > now.rows.len()).unwrap_or(now);
        let is_timed = self.is_timed(indicator);
        let name = if is_timed { period.to_string() } else { t::CURRENT.to_owned() };
        let mut series = vec![drawn::series(&name, now, false)];
        series.extend(before.map(|table| drawn::series(&period.same_last_year().to_string(), table, true)));
        let over_time = matches!(split.by, Cut::Month | Cut::Year);
        let hrefs = longest.rows.iter().enumerate().map(|(index, _)| {
            let figure = now.rows.get(index).and_then(drawn::first);
            figure.filter(|figure| figure.value().is_some()).map(|f| drawn::records(f.trace())).unwrap_or_default()
        });
        ui::chart(&Chart {
            id: format!("chart-{board}-{}-{}", indicator.name, cut_key(&split.by)),
            title,
            kind: match (over_time, matches!(indicator.show, Show::Percent(_))) {
                (true, true) => ChartKind::Line,
                (true, false) => ChartKind::Bar,
                (false, _) => ChartKind::BarLying,
            },
            labels: longest.rows.iter().map(|row| row.title.clone()).collect(),
            unit: drawn::axis_unit(now.rows.first().and_then(drawn::first)),
            hrefs: hrefs.collect(),
            series,
        })
    }
}

/// A change with its sign.
fn signed(change: &Figure) -> String {
    let plus = change.value().is_some_and(|value| value.is_sign_positive() && !value.is_zero());
    format!("{}{}{}", if plus { "+" } else { "" }, change.text(), change.unit())
}
