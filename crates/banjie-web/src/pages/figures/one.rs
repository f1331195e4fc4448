//! An indicator: its value, definition and formula, what it is compared with, by month and by any dimension.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_figures::Catalogue;
use banjie_model::{
    definition::{Better, Indicator, IndicatorKind, Package, Show},
    figure::{Answers, Ask, Cut, Derived, Figure, How, TableAsk, TableRow, Wants},
    period::Period,
};
use banjie_office::scope;
use maud::{Markup, html};
use rust_decimal::Decimal;

use super::{
    address,
    asked::{Asked, Question, counted, cut_key, cuts},
    chooser, drawn, history, indicator, veil,
};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Fault, Viewer},
    text::figures as t,
    ui::{self, Chart, ChartKind, Look, Stat, Tab, Term, Tone},
};

/// An indicator with the question asked of it.
pub(super) struct Shown<'a> {
    pub viewer: &'a Viewer,
    pub package: &'a Arc<Package>,
    pub indicator: &'a Indicator,
    pub question: Question,
    /// It has a date, so that it can be counted month by month.
    pub timed: bool,
}

/// The page.
pub(super) async fn one(
    State(app): State<App>,
    viewer: Viewer,
    Path((of, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (package, indicator) = indicator(&viewer, &of, &name)?;
    let catalogue = Catalogue::new(viewer.snapshot.world());
    let cuts = cuts(&catalogue, package, indicator);
    let path = format!("/figures/{of}/{name}");
    let spot = Spot::new(&*indicator.title, "/figures").under(t::FIGURES, "/figures");
    let spot = spot.under(&*package.title, format!("/figures/{of}")).of(package.name.clone());
    let today = app.now().date();
    let question = match asked.question(&app, &viewer, package).await? {
        Ok(question) => question,
        Err(misread) => {
            let form = chooser::form(&viewer, (package, &path, &cuts), (&asked, None, Some(&misread)), today);
            let content = html! { header.page-head { div { h1 { (indicator.title) } } } (form) };
            let page = frame::page(&app, &viewer, &spot, &content);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if !cuts.iter().any(|(key, _)| key == cut_key(&question.by)) {
        return Err(Fault::bad(t::PERSONAL_CUT));
    }
    let timed = counted(&catalogue, package, indicator).iter().all(|(_, counted)| counted.on.is_some());
    let shown = Shown { viewer: &viewer, package, indicator, question, timed };
    let answers = shown.answers(&app).await?;
    let form = chooser::form(&viewer, (package, &path, &cuts), (&asked, Some(&shown.question), None), today);
    let side = match asked.tab.as_deref() {
        Some("history") => history::panel(&viewer, package, indicator),
        _ => html! { (shown.chart(&answers)) (shown.table(&answers)) },
    };
    let content = html! {
        (shown.head(&path))
        (form)
        (shown.value(&answers)?)
        (shown.compared(&answers))
        (shown.tabs(&path, &asked, &answers))
        (side)
    };
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

impl Shown<'_> {
    pub fn key(&self) -> banjie_model::Name {
        Catalogue::key(&self.package.name, &self.indicator.name)
    }

    /// One number of the indicator.
    pub fn ask(&self, derived: Derived) -> Ask {
        Ask {
            indicator: self.key(),
            period: Some(self.question.period),
            org: self.question.org.clone(),
            own: false,
            filter: Vec::new(),
            derived,
        }
    }

    /// The table by the chosen dimension.
    pub fn table_ask(&self) -> TableAsk {
        let additive = matches!(self.indicator.kind, IndicatorKind::Count | IndicatorKind::Sum(_));
        let growth = if self.is_share() { Derived::Points } else { Derived::Growth };
        let on_year = if self.is_share() { Derived::PointsOnYear } else { Derived::GrowthOnYear };
        let mut with = Vec::new();
        match (&self.question.by, self.timed) {
            (Cut::Month | Cut::Year, true) => with.push(growth),
            (_, true) => with.push(on_year),
            (_, false) => {}
        }
        if additive && !matches!(self.question.by, Cut::Month | Cut::Year) {
            with.insert(0, Derived::Share);
        }
        if self.question.by == Cut::Org {
            with.push(Derived::Rank);
        }
        TableAsk {
            indicators: vec![self.key()],
            by: self.question.by.clone(),
            with,
            period: Some(self.question.period),
            org: self.question.org.clone(),
            filter: Vec::new(),
        }
    }

    fn is_share(&self) -> bool {
        matches!(self.indicator.show, Show::Percent(_))
    }

    /// What stands beside the value.
    fn beside(&self) -> Vec<Derived> {
        let mut beside = Vec::new();
        if self.timed {
            beside.push(Derived::Previous);
            let share = [Derived::Points, Derived::PointsOnYear];
            let beside_value = if self.is_share() { share } else { [Derived::Growth, Derived::GrowthOnYear] };
            // The year before is both: told once.
            let told = if matches!(self.question.period, Period::Year(_)) { 1 } else { 2 };
            beside.extend(beside_value.into_iter().rev().take(told).rev());
        }
        let orgs = self.viewer.snapshot.world().orgs;
        let parent = self.question.org.as_deref().and_then(|org| orgs.get(org)?.parent.clone());
        if parent.is_some_and(|parent| orgs.get(&parent).is_some()) {
            beside.push(Derived::Rank);
        }
        if self.indicator.target.is_some() {
            beside.extend([Derived::Target, Derived::Completion]);
        }
        beside
    }

    /// The period of the chart and how it is cut.
    fn chart_period(&self) -> (Period, Cut) {
        let period = self.question.period;
        let (first, last) = (period.first(), period.last());
        match period {
            Period::SchoolYear(_) => (period, Cut::Month),
            _ if chrono::Datelike::year(&first) == chrono::Datelike::year(&last) => {
                (Period::Year(chrono::Datelike::year(&first)), Cut::Month)
            }
            _ if period.days() <= 366 => (period, Cut::Month),
            _ => (period, Cut::Year),
        }
    }

    fn chart_asks(&self) -> Vec<TableAsk> {
        if !self.timed {
            return Vec::new();
        }
        let (period, by) = self.chart_period();
        let ask = |period| TableAsk { by: by.clone(), with: Vec::new(), period: Some(period), ..self.table_ask() };
        match by {
            Cut::Month => vec![ask(period), ask(period.same_last_year())],
            _ => vec![ask(period)],
        }
    }

    /// Everything of the page in few scans, hidden as the tables together demand.
    async fn answers(&self, app: &App) -> Result<Answers, Fault> {
        let mut wants = Wants::default();
        wants.figures.insert(self.ask(Derived::Value));
        wants.figures.extend(self.beside().into_iter().map(|derived| self.ask(derived)));
        wants.tables.insert(self.table_ask());
        wants.tables.extend(self.chart_asks());
        veil::guard(self.viewer, (self.package, self.indicator), &self.ask(Derived::Value), &mut wants);
        let figures = scope::figures(app.desk(), &self.viewer.snapshot, self.question.at);
        Ok(figures.published_by(veil::home(self.viewer)).answer(&wants).await?)
    }

    /// The same question at another address.
    pub fn at(&self, path: &str, more: &[(&str, &str)]) -> String {
        let period = self.question.period.key();
        let org = self.question.org.as_deref().unwrap_or_default();
        let mut pairs = vec![("period", period.as_str()), ("org", org), ("by", cut_key(&self.question.by))];
        pairs.push(("as_of", &self.question.moment));
        for (key, value) in more {
            pairs.retain(|(known, _)| known != key);
            pairs.push((key, value));
        }
        address(path, &pairs)
    }

    fn org_name(&self) -> Option<String> {
        self.question.org.as_deref().map(|org| scope::org_name(&self.viewer.snapshot, org).to_string())
    }

    fn head(&self, path: &str) -> Markup {
        let Question { period, at, .. } = &self.question;
        let export = |format| self.at(&format!("{path}/export"), &[("format", format)]);
        let (before, after) = (period.previous(), period.next());
        html! {
            header.page-head {
                div {
                    h1 { (self.indicator.title) }
                    p { (t::place(self.org_name().as_deref(), Some(*period), at.at)) }
                }
                div.actions {
                    @if self.timed {
                        (ui::link_button(t::EARLIER, &self.at(path, &[("period", &before.key())]), Look::Quiet, None))
                        @if after.first() <= at.at.date() {
                            (ui::link_button(t::LATER, &self.at(path, &[("period", &after.key())]), Look::Quiet, None))
                        }
                    }
                    (ui::link_button(t::XLSX, &export("xlsx"), Look::Plain, None))
                    (ui::link_button(t::CSV, &export("csv"), Look::Plain, None))
                }
            }
        }
    }

    /// The large value, and its definition with every part a link.
    fn value(&self, answers: &Answers) -> Result<Markup, Fault> {
        let figure = answer(answers, &self.ask(Derived::Value)).map_err(Fault::bad)?;
        let wording = figure.wording();
        let hidden = figure.trace().hidden.map(banjie_model::figure::Hidden::note).unwrap_or_default();
        let target = self
            .indicator
            .target
            .map(|target| t::target(&banjie_model::figure::shown(Some(target), self.indicator.show)));
        let note = if hidden.is_empty() { target.unwrap_or_default() } else { hidden };
        let href = if figure.value().is_some() { drawn::records(figure.trace()) } else { String::new() };
        let mut terms = vec![Term::text(t::DEFINITION, &wording.words).wide()];
        terms.extend(wording.formula.as_ref().map(|formula| Term::text(t::FORMULA, formula).wide()));
        terms.extend(self.parts(figure).map(|parts| Term::markup(t::PARTS, parts).wide()));
        terms.extend(wording.basis.as_ref().map(|basis| Term::text(t::BASIS, basis).wide()));
        terms.extend(wording.help.as_ref().map(|help| Term::text(t::HELP, help).wide()));
        let stat = Stat {
            title: &self.indicator.title,
            value: &figure.text(),
            unit: figure.unit(),
            href: &href,
            note: &note,
            tone: self.tone(figure),
            ..Stat::default()
        };
        Ok(html! { div.figure-head { div.stats { (ui::stat(&stat)) } (ui::definition_list(&terms)) } })
    }

    /// How the value is felt beside its target.
    fn tone(&self, figure: &Figure) -> Tone {
        match (figure.value(), self.indicator.target, self.indicator.better) {
            (Some(value), Some(target), Better::High) if value < target => Tone::Due,
            (Some(value), Some(target), Better::Low) if value > target => Tone::Due,
            (Some(_), Some(_), _) => Tone::Done,
            _ => Tone::Plain,
        }
    }

    fn parts(&self, figure: &Figure) -> Option<Markup> {
        let trace = figure.trace();
        if trace.how != How::Formula || trace.parts.is_empty() {
            return None;
        }
        Some(html! {
            ul.plain {
                @for part in &trace.parts {
                    @let href = self.at(&format!("/figures/{}/{}", part.package, part.indicator), &[("by", "org")]);
                    @let records = drawn::records(part);
                    li {
                        @if self.viewer.is_in(&part.package) { a href=(href) { (part.title) } } @else { (part.title) }
                        " "
                        @if records.is_empty() || part.value.is_none() { b { (part.shown()) } } @else { a href=(records) { b { (part.shown()) } } }
                        " " (part.unit)
                    }
                }
            }
        })
    }

    /// Previous, growth, rank, target.
    fn compared(&self, answers: &Answers) -> Markup {
        let beside: Vec<(Derived, Arc<Figure>)> = self
            .beside()
            .into_iter()
            .filter_map(|derived| Some((derived, answer(answers, &self.ask(derived)).ok()?.clone())))
            .collect();
        html! {
            @if !beside.is_empty() {
                div.stats {
                    @for (derived, figure) in &beside {
                        @let href = self.beside_href(*derived, figure);
                        @let all = figure.trace().parts.iter().filter(|part| part.value.is_some()).count();
                        @let place = t::place_of(&figure.text(), all);
                        @let value = if *derived == Derived::Rank && figure.value().is_some() { place } else { figure.text() };
                        (ui::stat(&Stat { title: derived.zh(), value: &value, unit: figure.unit(), href: &href, tone: felt(self.indicator, *derived, figure), ..Stat::default() }))
                    }
                }
            }
        }
    }

    /// A number beside the value leads to its own page or records; a place does not: others' numbers stand behind it.
    fn beside_href(&self, derived: Derived, figure: &Figure) -> String {
        let path = format!("/figures/{}/{}", self.package.name, self.indicator.name);
        match derived {
            Derived::Rank | Derived::Target => String::new(),
            Derived::Previous => self.at(&path, &[("period", &self.question.period.previous().key())]),
            _ if figure.value().is_some() => drawn::records(figure.trace()),
            _ => String::new(),
        }
    }

    fn tabs(&self, path: &str, asked: &Asked, answers: &Answers) -> Markup {
        let history = asked.tab.as_deref() == Some("history");
        let tab = |title: &str, href: String, current| Tab { title: title.to_owned(), href, count: None, current };
        let mut tabs = vec![tab(t::TREND, self.at(path, &[]), !history)];
        let figure = answer(answers, &self.ask(Derived::Value)).ok().filter(|figure| figure.value().is_some());
        let records = figure.map(|figure| drawn::records(figure.trace())).filter(|href| !href.is_empty());
        tabs.extend(records.map(|href| tab(t::RECORDS, href, false)));
        tabs.push(tab(t::HISTORY, self.at(path, &[("tab", "history")]), history));
        ui::tabs(t::SIDES, &tabs)
    }

    fn chart(&self, answers: &Answers) -> Markup {
        let asks = self.chart_asks();
        let tables: Vec<_> = asks.iter().filter_map(|ask| answers.tables.get(ask)?.as_ref().ok()).collect();
        let Some(now) = tables.first() else { return html! { p.quiet { (t::NO_TREND) } } };
        let (period, by) = self.chart_period();
        let longest = tables.iter().max_by_key(|table| table.rows.len()).unwrap_or(now);
        let mut series = vec![drawn::series(&period.to_string(), now, false)];
        if let Some(before) = tables.get(1) {
            series.push(drawn::series(&period.same_last_year().to_string(), before, true));
        }
        let hrefs = longest.rows.iter().enumerate().map(|(index, _)| {
            let figure = now.rows.get(index).and_then(drawn::first);
            figure.filter(|figure| figure.value().is_some()).map(|f| drawn::records(f.trace())).unwrap_or_default()
        });
        let kind = match (self.is_share(), &by) {
            (true, _) => ChartKind::Line,
            (false, _) => ChartKind::Bar,
        };
        ui::chart(&Chart {
            id: "trend".to_owned(),
            title: t::chart(&self.indicator.title, period),
            kind,
            labels: longest.rows.iter().map(|row| row.title.clone()).collect(),
            unit: drawn::axis_unit(now.rows.first().and_then(drawn::first)),
            hrefs: hrefs.collect(),
            series,
        })
    }

    fn table(&self, answers: &Answers) -> Markup {
        let found = answers.tables.get(&self.table_ask());
        let path = format!("/figures/{}/{}", self.package.name, self.indicator.name);
        let deeper = |row: &TableRow| {
            let trace = drawn::first(row).map(|figure| figure.trace());
            let org = trace.filter(|trace| !trace.own).and_then(|trace| trace.org.clone());
            let orgs = self.viewer.snapshot.world().orgs;
            match org.filter(|org| self.question.by == Cut::Org && orgs.children(org).next().is_some()) {
                Some(org) => self.at(&path, &[("org", &org)]),
                None => String::new(),
            }
        };
        match found {
            Some(Ok(table)) => {
                html! { h2 { (t::table(&self.indicator.title, &table.head)) } (drawn::table(&t::table(&self.indicator.title, &table.head), table, deeper)) }
            }
            Some(Err(why)) => html! { p.quiet { (why) } },
            None => html! {},
        }
    }
}

fn answer<'a>(answers: &'a Answers, ask: &Ask) -> Result<&'a Arc<Figure>, String> {
    match answers.figures.get(ask) {
        Some(Ok(figure)) => Ok(figure),
        Some(Err(why)) => Err(why.clone()),
        None => Err(t::NO_ROWS.to_owned()),
    }
}

/// Growth is good or bad by what the indicator wants.
fn felt(indicator: &Indicator, derived: Derived, figure: &Figure) -> Tone {
    let growth = [Derived::Growth, Derived::GrowthOnYear, Derived::Points, Derived::PointsOnYear];
    let Some(value) = figure.value().filter(|_| growth.contains(&derived)) else { return Tone::Plain };
    match (indicator.better, value.cmp(&Decimal::ZERO)) {
        (Better::High, std::cmp::Ordering::Greater) | (Better::Low, std::cmp::Ordering::Less) => Tone::Done,
        _ => Tone::Plain,
    }
}
