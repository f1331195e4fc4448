//! The page of one case.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_desk::{
    Target,
    ports::{Store as _, StoredEvent},
};
use banjie_engine::values;
use banjie_model::{
    Moment,
    case::{Case, Record},
    definition::Ledger,
};
use banjie_office::readings;
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::{
    clocks, comments,
    deed::{Deed, closed},
    documents, fields, head, history,
    names::Names,
    related, send,
    spelling::Speller,
};
use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Caller, Deed as AuditDeed, Fault, Input, Viewer, record},
    text::cases as t,
    ui::{self, Icon, Level, Look, PlainInput, link_button, plain_input},
};

/// Entries of the time line on the page itself; the rest stands on a page of its own.
const STORY: usize = 30;

/// A case to be shown to one viewer.
pub(super) struct View<'a> {
    /// The program.
    pub app: &'a App,
    /// Who looks.
    pub viewer: &'a Viewer,
    /// Ledger.
    pub ledger: &'a Ledger,
    /// The case.
    pub case: &'a Case,
    /// All versions, oldest first.
    pub versions: &'a [Record],
    /// All events, oldest first.
    pub events: &'a [StoredEvent],
    /// Records it names.
    pub names: &'a Names,
    /// The moment.
    pub now: Moment,
    /// Personal values are shown in plain: for this purpose, which is on record.
    pub purpose: Option<&'a str>,
}

impl<'a> View<'a> {
    pub(super) fn record(&self) -> &'a Record {
        &self.case.record
    }

    pub(super) fn speller(&self) -> Speller<'a> {
        Speller { viewer: self.viewer, ledger: self.ledger, names: self.names, plain: self.purpose.is_some() }
    }

    /// Address of the case.
    pub(super) fn path(&self) -> String {
        format!("/ledgers/{}/{}", self.ledger.key, self.record().id)
    }

    pub(super) fn is_open(&self, deed: &Deed) -> bool {
        closed(self.viewer, self.ledger, Some(self.case), deed, self.now).is_none()
    }
}

/// What a record is called in a path: its number, else its label.
pub(super) fn called(viewer: &Viewer, ledger: &Ledger, record: &Record) -> String {
    match &record.number {
        Some(number) => number.to_string(),
        None => values::label(&viewer.snapshot.world(), ledger, record),
    }
}

pub(super) async fn show(State(app): State<App>, viewer: Viewer, Path((ledger, id)): Path<(String, String)>) -> Answer {
    let ledger = viewer.ledger(&ledger)?;
    let target = Target::Id(send::record(&id)?);
    let case = app.desk().case(&ledger.key, &target, &viewer.actor).await?;
    whole(&app, &viewer, &ledger, &case, None).await
}

/// The page of a case whose values may be shown so.
async fn whole(app: &App, viewer: &Viewer, ledger: &Ledger, case: &Case, purpose: Option<&str>) -> Answer {
    let versions = app.store().versions(ledger, case.record.id).await?;
    let events = app.store().events(ledger, case.record.id).await?;
    let records: Vec<&Record> = versions.iter().chain([&case.record]).collect();
    let names = Names::of(app, viewer, ledger, &records).await?;
    let now = app.now();
    let view = View { app, viewer, ledger, case, versions: &versions, events: &events, names: &names, now, purpose };
    let related = related::panel(&view).await?;
    let comments = comments::panel(&view).await?;
    let documents = documents::panel(&view).await?;
    let story = history::entries(&view);
    let content = html! {
        (head::header(&view))
        @if let Some(purpose) = purpose { (ui::alert(Level::Warn, t::PLAIN_NOW, &html! { p { (t::plain_logged(purpose)) } })) }
        div.split {
            div.stack {
                (head::rulers(&view))
                (head::why(&view))
                (fields::groups(&view))
                (clocks::panel(&view))
                (documents)
                (related)
            }
            div.stack {
                (ui::panel("story", t::STORY, &html! {}, &html! {
                    (ui::timeline(&story[..story.len().min(STORY)]))
                    @if story.len() > STORY { p { a href={ (view.path()) "/history" } { (t::whole_story(story.len())) } } }
                }))
                (comments)
            }
        }
    };
    let spot = spot(viewer, ledger, &case.record);
    Ok(frame::page(app, viewer, &spot, &content).into_response())
}

fn spot(viewer: &Viewer, ledger: &Ledger, record: &Record) -> Spot {
    let path = format!("/ledgers/{}/{}", ledger.key, record.id);
    Spot::new(called(viewer, ledger, record), path)
        .of(ledger.package.clone())
        .under(ledger.title.to_string(), format!("/ledgers/{}", ledger.key))
}

/// The whole time line.
pub(super) async fn story(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
) -> Answer {
    let ledger = viewer.ledger(&ledger)?;
    let target = Target::Id(send::record(&id)?);
    let case = app.desk().case(&ledger.key, &target, &viewer.actor).await?;
    let versions = app.store().versions(&ledger, case.record.id).await?;
    let events = app.store().events(&ledger, case.record.id).await?;
    let records: Vec<&Record> = versions.iter().collect();
    let names = Names::of(&app, &viewer, &ledger, &records).await?;
    let now = app.now();
    let view = View {
        app: &app,
        viewer: &viewer,
        ledger: &ledger,
        case: &case,
        versions: &versions,
        events: &events,
        names: &names,
        now,
        purpose: None,
    };
    let content = html! {
        header.page-head { div { h1 { (t::STORY) } p { (called(&viewer, &ledger, &case.record)) } } }
        (ui::timeline(&history::entries(&view)))
    };
    let own = called(&viewer, &ledger, &case.record);
    let spot = Spot::new(t::STORY, format!("{}/history", view.path()))
        .of(ledger.package.clone())
        .under(ledger.title.to_string(), format!("/ledgers/{}", ledger.key))
        .under(own, view.path());
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}

/// Asks what personal values are to be read for.
pub(super) async fn plain_form(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
) -> Answer {
    let ledger = viewer.ledger(&ledger)?;
    let target = Target::Id(send::record(&id)?);
    let case = app.desk().case(&ledger.key, &target, &viewer.actor).await?;
    Ok(ask(&app, &viewer, &ledger, &case.record, None).into_response())
}

fn ask(app: &App, viewer: &Viewer, ledger: &Ledger, record: &Record, wrong: Option<&str>) -> Markup {
    let path = format!("/ledgers/{}/{}", ledger.key, record.id);
    let purpose = PlainInput {
        name: "purpose",
        title: t::PURPOSE,
        help: t::PURPOSE_HELP,
        error: wrong,
        required: true,
        ..PlainInput::default()
    };
    let content = html! {
        header.page-head { div { h1 { (t::PLAIN) } p { (called(viewer, ledger, record)) } } }
        form.form method="post" action={ (path) "/plain" } {
            (ui::csrf_field(viewer.csrf()))
            section.form-group { div.fields { (plain_input(&purpose)) } }
            div.form-foot {
                (ui::button(&ui::Button { word: t::PLAIN, look: Look::Primary, ..ui::Button::default() }))
                (link_button(t::CANCEL, &path, Look::Quiet, Some(Icon::Left)))
            }
        }
    };
    let spot = Spot::new(t::PLAIN, format!("{path}/plain"))
        .of(ledger.package.clone())
        .under(ledger.title.to_string(), format!("/ledgers/{}", ledger.key))
        .under(called(viewer, ledger, record), path);
    frame::page(app, viewer, &spot, &content)
}

/// Shows the case once with personal values in plain; the reading is on record first.
pub(super) async fn plain(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    Path((key, id)): Path<(String, String)>,
    input: Input,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let target = Target::Id(send::record(&id)?);
    let Some(purpose) = input.text("purpose") else {
        let case = app.desk().case(&ledger.key, &target, &viewer.actor).await?;
        let page = ask(&app, &viewer, &ledger, &case.record, Some(t::PURPOSE_MISSING));
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let read = readings::plain_case(app.desk(), &viewer.actor, app.now(), (&key, &target), Some(purpose)).await;
    let case = read.map_err(Fault::from)?;
    let target = format!("{key}/{}", case.record.id);
    record(&app, &caller, AuditDeed::by(&viewer, AuditKind::PlainRead).on(&target).saying(purpose)).await?;
    whole(&app, &viewer, &ledger, &case, Some(purpose)).await
}
