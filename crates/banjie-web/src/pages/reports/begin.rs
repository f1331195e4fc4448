//! A new manuscript: which report, for what, beginning from which text.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use banjie_desk::{
    Call,
    ports::{PageQuery, Store as _},
};
use banjie_engine::reach;
use banjie_model::{Name, period::Period, value::Value};
use banjie_office::{
    reports::{self, Offer, Parameter, ReportError, What},
    scope::org_code,
};
use maud::html;
use serde::Deserialize;

use super::{
    composed::{self, Composed},
    manuscript::{LEDGER, Manuscript, moved, value},
};
use crate::{
    App,
    pages::{
        figures::chooser,
        frame::{self, Spot},
    },
    server::{Answer, Fault, Input, Viewer},
    text::reports as t,
    ui::{self, Button, Choice, Level, Look, PlainInput},
};

/// Earlier texts offered.
const EARLIER: usize = 30;
/// Kinds of periods that are chosen from a list.
const KINDS: [&str; 6] = ["year", "half_year", "quarter", "month", "school_year", "term"];
/// The package's own text.
const OWN: &str = "package";

/// What was chosen so far.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Chosen {
    pub report: Option<String>,
    pub period: Option<String>,
    pub org: Option<String>,
    pub from: Option<String>,
}

impl Chosen {
    fn of(input: &Input) -> Chosen {
        let text = |name| input.text(name).map(str::to_owned);
        Chosen { report: text("report"), period: text("period"), org: text("org"), from: text("from") }
    }

    fn what(&self) -> What<'_> {
        What {
            report: self.report.as_deref().unwrap_or_default(),
            period: self.period.as_deref().map(str::trim).filter(|text| !text.is_empty()),
            org: self.org.as_deref().map(str::trim).filter(|text| !text.is_empty()),
            ..What::default()
        }
    }
}

/// The form.
pub(crate) async fn form(State(app): State<App>, viewer: Viewer, Query(chosen): Query<Chosen>) -> Answer {
    viewer.ledger(LEDGER)?;
    page(&app, &viewer, &chosen, None).await
}

async fn page(app: &App, viewer: &Viewer, chosen: &Chosen, fault: Option<&Fault>) -> Answer {
    let offers = reports::offers(&viewer.snapshot, &viewer.actor);
    let offer = chosen.report.as_deref().and_then(|key| offers.iter().find(|offer| *offer.report == *key));
    let content = html! {
        header.page-head { div { h1 { (t::NEW) } p { (t::NEW_HELP) } } }
        @if let Some(fault) = fault { (refused(fault)) }
        @if offers.is_empty() { (ui::empty(t::NO_OFFERS, t::NO_OFFERS_HELP, &html! {})) }
        @else if let Some(offer) = offer { (whole(app, viewer, chosen, offer).await?) }
        @else { (which(&offers)) }
    };
    let spot = Spot::new(t::NEW, "/reports/new").under(t::REPORTS, "/reports");
    let status = fault.map_or(StatusCode::OK, |fault| fault.problem().status);
    Ok((status, frame::page(app, viewer, &spot, &content)).into_response())
}

/// A refusal above a form.
pub(crate) fn refused(fault: &Fault) -> maud::Markup {
    let problem = fault.problem();
    ui::alert(
        Level::Error,
        t::NOT_DONE,
        &html! {
            p { (problem.message) }
            @if let Some(rule) = &problem.rule { p.quiet { (t::rule(rule)) } }
            @if let Some(basis) = &problem.basis { p.quiet { (t::basis(basis)) } }
        },
    )
}

/// First the report is chosen.
fn which(offers: &[Offer]) -> maud::Markup {
    let choice = |offer: &Offer| Choice {
        key: offer.report.to_string(),
        title: t::offer(&offer.package_title, &t::title_of(&offer.title)),
        ..Choice::default()
    };
    let choices: Vec<Choice> = offers.iter().map(choice).collect();
    html! {
        form.form method="get" action="/reports/new" {
            section.form-group { div.fields {
                (ui::select_input(&PlainInput { name: "report", title: t::REPORT, required: true, ..PlainInput::default() }, &choices))
            } }
            div.form-foot { (ui::button(&Button { word: t::NEXT, look: Look::Primary, ..Button::default() })) }
        }
    }
}

async fn whole(app: &App, viewer: &Viewer, chosen: &Chosen, offer: &Offer) -> Result<maud::Markup, Fault> {
    let templates = templates(app, viewer, offer).await?;
    let orgs = about_choices(viewer, &offer.report);
    let from = chosen.from.clone().unwrap_or_else(|| OWN.to_owned());
    let org = chosen.org.clone().or_else(|| (orgs.len() == 1).then(|| orgs[0].key.clone())).unwrap_or_default();
    Ok(html! {
        form.form method="post" action="/reports/new" {
            (ui::csrf_field(viewer.csrf()))
            input type="hidden" name="report" value=(offer.report);
            section.form-group {
                h2 { (t::offer(&offer.package_title, &t::title_of(&offer.title))) }
                div.fields {
                    @for parameter in &offer.parameters {
                        @if &*parameter.name == "org" {
                            (ui::select_input(&PlainInput { name: "org", title: t::ABOUT, value: &org, required: true, settled: !org.is_empty(), ..PlainInput::default() }, &orgs))
                        } @else {
                            (period(app, parameter, chosen.period.as_deref()))
                        }
                    }
                    (ui::select_input(&PlainInput { name: "from", title: t::FROM, value: &from, help: t::FROM_HELP, settled: true, ..PlainInput::default() }, &templates))
                }
            }
            div.form-foot {
                (ui::button(&Button { word: t::BEGIN, look: Look::Primary, ..Button::default() }))
                (ui::link_button(t::OTHER_REPORT, "/reports/new", Look::Quiet, None))
            }
        }
    })
}

/// The period: one of those of its kind, the last one that is over unless another was asked for; typed where the kind is a free one.
fn period(app: &App, parameter: &Parameter, chosen: Option<&str>) -> maud::Markup {
    let today = app.now().date();
    let asked = chosen.map(str::trim).filter(|text| !text.is_empty());
    let parsed = asked.and_then(|text| Period::parse(text).ok());
    let of_kind =
        |choice: &Choice| Period::parse(&choice.key).is_ok_and(|period| reports::fits(&parameter.kind, period));
    let choices: Vec<Choice> = chooser::periods(today, parsed).into_iter().filter(of_kind).collect();
    let value = match (asked, parsed) {
        (_, Some(period)) => period.key(),
        (Some(text), None) => text.to_owned(),
        (None, None) => {
            let over = |choice: &&Choice| Period::parse(&choice.key).is_ok_and(|period| period.last() < today);
            choices.iter().find(over).map(|choice| choice.key.clone()).unwrap_or_default()
        }
    };
    let input = PlainInput { name: "period", title: t::PERIOD, value: &value, ..PlainInput::default() };
    let free = !KINDS.contains(&&*parameter.kind) || !choices.iter().any(|choice| choice.key == value);
    match free {
        true => ui::plain_input(&PlainInput { help: parameter.words, required: true, ..input }),
        false => ui::select_input(&PlainInput { settled: true, ..input }, &choices),
    }
}

/// Organisations a report may be about.
pub(crate) fn about_choices(viewer: &Viewer, report: &str) -> Vec<Choice> {
    let package = report.split('/').next().unwrap_or_default();
    let reach = reports::reach(&viewer.snapshot, package, &viewer.actor);
    let within = |code: &Name| reach.as_ref().is_none_or(|reach| reach.contains(code));
    let all = viewer.snapshot.directory.orgs.iter().filter(|org| within(&org.code));
    all.map(|org| Choice { key: org.code.to_string(), title: org.name.to_string(), ..Choice::default() }).collect()
}

/// Texts to begin from: the package's, and earlier manuscripts of the same report.
async fn templates(app: &App, viewer: &Viewer, offer: &Offer) -> Result<Vec<Choice>, Fault> {
    let mut choices = vec![Choice { key: OWN.to_owned(), title: t::OWN_TEXT.to_owned(), ..Choice::default() }];
    let ledger = viewer.ledger(LEDGER)?;
    let scope = reach(&viewer.snapshot.world(), &ledger, &viewer.actor);
    let page = app.store().page(&ledger, &PageQuery { scope, limit: 500, ..PageQuery::default() }).await?;
    let same = page.records.iter().filter(|record| {
        let text = |name| value(&ledger, record, name).as_str().unwrap_or_default();
        text("report") == &*offer.report && !text("text").is_empty()
    });
    choices.extend(same.take(EARLIER).map(|record| {
        let text = |name| value(&ledger, record, name).as_str().unwrap_or_default();
        let number = match value(&ledger, record, "signed_number") {
            Value::Int(n) => Some(*n),
            _ => None,
        };
        let state = record.state.as_deref().and_then(|state| ledger.state(state)).map_or("", |state| &state.title);
        Choice {
            key: record.id.to_string(),
            title: t::earlier(text("title"), text("period"), state, number),
            ..Choice::default()
        }
    }));
    Ok(choices)
}

/// Makes it.
pub(crate) async fn make(State(app): State<App>, viewer: Viewer, input: Input) -> Answer {
    viewer.ledger(LEDGER)?;
    let chosen = Chosen::of(&input);
    match made(&app, &viewer, &chosen).await {
        Ok((id, said)) => Ok(frame::done(&format!("/reports/{id}"), said)),
        Err(fault @ (Fault::Refused(_) | Fault::Bad(_) | Fault::Forbidden(_))) => {
            page(&app, &viewer, &chosen, Some(&fault)).await
        }
        Err(other) => Err(other),
    }
}

/// A manuscript is made of what was chosen: its record, and what to say.
///
/// # Errors
/// A refusal, what cannot be composed, the store.
pub(crate) async fn made(app: &App, viewer: &Viewer, chosen: &Chosen) -> Result<(i64, String), Fault> {
    let what = chosen.what();
    reports::permit(&viewer.snapshot, &viewer.actor, &what).map_err(composed::fault)?;
    let (package, report) = reports::find(viewer.snapshot.library(), what.report).map_err(composed::fault)?;
    let (body, places) = match chosen.from.as_deref().filter(|from| *from != OWN) {
        None => (report.body.to_string(), 0),
        Some(from) => earlier(app, viewer, from, &what).await?,
    };
    let moment = composed::now(app).await?;
    let title = match Composed::compose(app, viewer, &what, &body, moment).await {
        Ok(composed) => composed.document.about.title,
        // An old text may use names that are gone: the writer sees where, in the editor.
        Err(ReportError::Template(_)) => {
            let own = Composed::compose(app, viewer, &what, &report.body, moment).await.map_err(composed::fault)?;
            own.document.about.title
        }
        Err(other) => return Err(composed::fault(other)),
    };
    let about = what.org.map(|org| org_code(&viewer.snapshot, org)).transpose()?;
    let mut typed = vec![
        ("title".to_owned(), title),
        ("report".to_owned(), format!("{package}/{}", report.name)),
        ("text".to_owned(), body),
    ];
    typed.extend(what.period.map(|period| ("period".to_owned(), period.to_owned())));
    typed.extend(about.map(|code| ("about".to_owned(), code.to_string())));
    let call = Call::new(viewer.actor.clone(), app.clock());
    let done = app.desk().create(LEDGER, &typed, None, &call).await?;
    Ok((done.record.0, t::begun(places)))
}

/// The text of an earlier manuscript of the same report, its period moved on.
async fn earlier(app: &App, viewer: &Viewer, from: &str, what: &What<'_>) -> Result<(String, usize), Fault> {
    let id = from.parse().map_err(|_| Fault::bad(t::NO_SUCH_TEXT))?;
    let earlier = Manuscript::find(app, viewer, id).await?;
    if earlier.text("report") != what.report {
        return Err(Fault::bad(t::NO_SUCH_TEXT));
    }
    let text = earlier.text("text").to_owned();
    let periods = (Period::parse(earlier.text("period")), what.period.map(Period::parse));
    Ok(match periods {
        (Ok(old), Some(Ok(new))) => moved(&text, old, new),
        _ => (text, 0),
    })
}
