//! The page of a manuscript: text on the left, what comes of it on the right, findings in the margin, sources beneath.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect},
};
use banjie_desk::{Call, Target};
use banjie_model::{Moment, refusal::Refusal, value::RecordId};
use banjie_office::reports::{self, ReportError, What};
use banjie_store::Draft;
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;

use super::{
    begin::{about_choices, refused},
    composed::{self, Composed},
    manuscript::{LEDGER, Manuscript, SUBMIT, WRITE},
    pick, steps,
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::{clocks, values},
    },
    server::{Answer, Fault, Input, Viewer},
    text::reports as t,
    ui::assets::{asset_integrity, asset_url},
    ui::{self, Button, Icon, Level, Look, PlainInput},
};

/// Longest text that is composed, in bytes.
const LONGEST: usize = 400_000;
/// Fields of the form, beside the text.
const FIELDS: [&str; 7] = ["title", "period", "about", "serial", "dated", "remarks", "text"];

/// What the form holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    fields: Vec<(String, String)>,
    /// Words indicators are looked for by.
    find: String,
}

impl Typed {
    /// As the record stands.
    fn of(manuscript: &Manuscript) -> Typed {
        let shown = |name: &str| match name {
            "serial" => manuscript.number(name).map(|n| n.to_string()).unwrap_or_default(),
            "dated" => manuscript.date(name).map(|day| day.to_string()).unwrap_or_default(),
            _ => manuscript.text(name).to_owned(),
        };
        Typed { fields: FIELDS.iter().map(|name| ((*name).to_owned(), shown(name))).collect(), find: String::new() }
    }

    /// What was sent, over what stands in the record.
    fn sent(manuscript: &Manuscript, input: &Input) -> Typed {
        let mut typed = Typed::of(manuscript);
        for (name, value) in &mut typed.fields {
            if let Some(sent) = input.get(name) {
                *value = sent.replace("\r\n", "\n");
            }
        }
        typed.find = input.get("find").unwrap_or_default().to_owned();
        typed
    }

    /// What a draft holds.
    fn kept(manuscript: &Manuscript, draft: &Draft) -> Typed {
        let pairs: Vec<(String, String)> = serde_json::from_str(&draft.fields).unwrap_or_default();
        let mut typed = Typed::of(manuscript);
        for (name, value) in &mut typed.fields {
            if let Some((_, kept)) = pairs.iter().find(|(key, _)| key == name) {
                value.clone_from(kept);
            }
        }
        typed
    }

    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    fn what<'a>(&'a self, manuscript: &'a Manuscript) -> What<'a> {
        let given = |name| Some(self.get(name).trim()).filter(|text| !text.is_empty());
        What {
            report: manuscript.text("report"),
            period: given("period"),
            org: given("about"),
            serial: given("serial").and_then(|n| n.parse().ok()),
            dated: given("dated").and_then(|day| day.parse().ok()),
        }
    }
}

/// A page to be shown.
pub(super) struct Sheet<'a> {
    pub app: &'a App,
    pub viewer: &'a Viewer,
    pub manuscript: &'a Manuscript,
    pub typed: Typed,
    /// A command that was refused.
    pub fault: Option<Fault>,
    /// What was typed beside the action that was refused.
    pub step: steps::Said,
    /// A draft that differs from what is shown.
    pub draft: Option<Draft>,
}

impl<'a> Sheet<'a> {
    pub fn of(app: &'a App, viewer: &'a Viewer, manuscript: &'a Manuscript) -> Sheet<'a> {
        let typed = Typed::of(manuscript);
        Sheet { app, viewer, manuscript, typed, fault: None, step: steps::Said::default(), draft: None }
    }

    /// Composes what is typed and shows the page.
    pub async fn answer(self) -> Answer {
        let composed = self.composed().await?;
        let status = self.fault.as_ref().map_or(StatusCode::OK, |fault| fault.problem().status);
        let title = self.manuscript.title();
        let spot = Spot::new(title, self.manuscript.path()).of("manuscripts").under(t::REPORTS, "/reports");
        let content = self.content(&composed);
        Ok((status, frame::page(self.app, self.viewer, &spot, &content)).into_response())
    }

    async fn composed(&self) -> Result<Result<Composed, ReportError>, Fault> {
        let moment = match self.manuscript.number("signed_number") {
            Some(number) => super::signed::moment(self.app, number).await?,
            None => None,
        };
        let moment = match moment {
            Some(moment) => moment,
            None => composed::now(self.app).await?,
        };
        let what = self.typed.what(self.manuscript);
        Ok(Composed::compose(self.app, self.viewer, &what, self.typed.get("text"), moment).await)
    }

    fn content(&self, composed: &Result<Composed, ReportError>) -> Markup {
        let now = self.app.now();
        let actions = self.manuscript.actions(self.viewer, now);
        let writes = actions.iter().any(|(action, leave)| &*action.name == WRITE && leave.is_ok());
        html! {
            (self.head(now, composed.is_ok()))
            @if let Some(fault) = &self.fault { (refused(fault)) }
            @if let Some(draft) = &self.draft { (self.offer(draft)) }
            @if let Some(number) = self.manuscript.number("signed_number") { (signed_as(number)) }
            @if !writes { (steps::panel(self, &actions)) }
            div.writing.writing-read[!writes] {
                @if writes { (self.form(&actions)) }
                section #preview aria-live="polite" { (shown(composed, self.typed.get("text"))) }
            }
            @if writes { (steps::panel(self, &actions)) } @else { (self.read_only()) }
            @if writes { script type="module" src=(asset_url("writing.js")) integrity=[asset_integrity("writing.js")] {} }
        }
    }

    fn head(&self, now: Moment, composes: bool) -> Markup {
        let (manuscript, viewer) = (self.manuscript, self.viewer);
        let record = &manuscript.case.record;
        let path = manuscript.path();
        html! {
            header.page-head {
                div {
                    h1 { (manuscript.title()) }
                    p.marks {
                        @if let Some(badge) = clocks::state_badge(&manuscript.ledger, record) { (badge) }
                        @if let Some(number) = &record.number { span { (number) } }
                        span { (values::org(&viewer.snapshot, &record.org)) }
                        (manuscript.standing(viewer, now).show())
                    }
                }
                div.actions {
                    @if composes { (downloads(self.app, &format!("{path}/file"))) }
                    (ui::link_button(t::VERSIONS, &format!("{path}/versions"), Look::Plain, None))
                    (ui::link_button(t::CASE, &format!("/ledgers/{LEDGER}/{}", record.id), Look::Plain, None))
                }
            }
        }
    }

    fn offer(&self, draft: &Draft) -> Markup {
        let path = self.manuscript.path();
        let newer = draft.version_seen.is_some_and(|seen| seen != self.manuscript.case.record.version);
        ui::alert(
            Level::Info,
            &t::draft_there(draft.saved_at),
            &html! {
                p { @if newer { (t::DRAFT_OLDER) } @else { (t::DRAFT_HELP) } }
                div.actions {
                    (ui::link_button(t::DRAFT_USE, &format!("{path}?draft=use"), Look::Plain, None))
                    (ui::post_button(self.viewer.csrf(), &format!("{path}/draft/drop"), &Button { word: t::DRAFT_DROP, look: Look::Quiet, ..Button::default() }))
                }
            },
        )
    }

    fn form(&self, actions: &[(&banjie_model::definition::Action, Result<(), Refusal>)]) -> Markup {
        let path = self.manuscript.path();
        let typed = &self.typed;
        let submits = actions.iter().any(|(action, _)| &*action.name == SUBMIT);
        html! {
            form.writing-form #write method="post" action=(path) data-draft={ (path) "/draft" } {
                (ui::csrf_field(self.viewer.csrf()))
                input type="hidden" name="version" value=(self.manuscript.case.record.version);
                (ui::plain_input(&PlainInput { name: "title", title: t::TITLE, value: typed.get("title"), required: true, ..PlainInput::default() }))
                (self.about())
                div.field {
                    label for="f-text" { (t::TEXT) }
                    p.field-help #f-text-help { (t::TEXT_HELP) }
                    textarea.input.template #f-text name="text" rows="28" spellcheck="false" aria-describedby="f-text-help"
                        data-pick={ "/reports/pick?report=" (self.manuscript.text("report")) } data-pick-label=(t::PICK) data-pick-none=(t::PICK_NONE)
                        hx-post={ (path) "/preview" } hx-trigger="input changed delay:1000ms" hx-target="#preview" hx-include="#write" hx-sync="this:replace" {
                        (PreEscaped("\n")) (typed.get("text"))
                    }
                }
                div.form-foot {
                    span.draft-state role="status" {}
                    (ui::button(&Button { word: t::PREVIEW, action: &format!("{path}/preview"), unchecked: true, ..Button::default() }))
                    (ui::button(&Button { word: t::SAVE, look: if submits { Look::Plain } else { Look::Primary }, name: "do", value: "save", ..Button::default() }))
                    @if submits { (ui::button(&Button { word: t::SUBMIT, look: Look::Primary, name: "do", value: "submit", ..Button::default() })) }
                }
                (pick::panel(self.viewer, self.manuscript, &typed.find))
            }
        }
    }

    /// Period, organisation, number and date: rarely touched.
    fn about(&self) -> Markup {
        let typed = &self.typed;
        let report = self.manuscript.text("report");
        let found = reports::find(self.viewer.snapshot.library(), report).ok();
        let asks = |name: &str| found.as_ref().is_some_and(|(_, report)| report.parameters.contains_key(name));
        let official = found.as_ref().is_some_and(|(_, report)| report.frame.is_some());
        html! {
            details.writing-about {
                summary { (t::ABOUT_REPORT) }
                div.fields {
                    p.quiet { (t::report_key(report)) }
                    @if asks("period") { (ui::plain_input(&PlainInput { name: "period", title: t::PERIOD, value: typed.get("period"), ..PlainInput::default() })) }
                    @if asks("org") { (ui::select_input(&PlainInput { name: "about", title: t::ABOUT, value: typed.get("about"), ..PlainInput::default() }, &about_choices(self.viewer, report))) }
                    @if official {
                        (ui::plain_input(&PlainInput { name: "serial", title: t::SERIAL, value: typed.get("serial"), mode: "numeric", ..PlainInput::default() }))
                        (ui::plain_input(&PlainInput { name: "dated", title: t::DATED, kind: "date", value: typed.get("dated"), help: t::DATED_HELP, ..PlainInput::default() }))
                    }
                    (ui::text_area(&PlainInput { name: "remarks", title: t::REMARKS, value: typed.get("remarks"), help: t::REMARKS_HELP, ..PlainInput::default() }))
                }
            }
        }
    }

    fn read_only(&self) -> Markup {
        let person = |name: &str| match self.manuscript.text(name) {
            "" => String::new(),
            account => values::person(&self.viewer.snapshot, account),
        };
        let terms = [
            ui::Term::text(t::REMARKS, self.manuscript.text("remarks")).wide(),
            ui::Term::text(t::SUBMITTED_BY, &person("submitted_by")),
            ui::Term::text(t::REVIEWED_BY, &person("reviewed_by")),
            ui::Term::text(t::SIGNER, &person("signed_by")),
            ui::Term::text(t::OPINION, self.manuscript.text("opinion")).wide(),
        ];
        html! {
            (ui::panel("hands", t::HANDS, &html! {}, &ui::definition_list(&terms)))
            details.panel-quiet { summary { (t::TEXT_SOURCE) } pre.template { (self.manuscript.text("text")) } }
        }
    }
}

fn signed_as(number: i64) -> Markup {
    ui::alert(
        Level::Done,
        &t::signed_as(number),
        &html! {
            p { a href={ "/reports/signed/" (number) } { (t::SIGNED_LINK) } }
        },
    )
}

/// Links to the forms a report is handed out in.
pub(super) fn downloads(app: &App, path: &str) -> Markup {
    let pdf = app.printer().is_some_and(|printer| printer.ready());
    html! {
        (ui::link_button(t::WORD, &format!("{path}/docx"), Look::Plain, Some(Icon::Download)))
        @if pdf { (ui::link_button(t::PDF, &format!("{path}/pdf"), Look::Plain, Some(Icon::Download))) }
        (ui::link_button(t::HTML, &format!("{path}/html"), Look::Plain, Some(Icon::Download)))
        (ui::link_button(t::MARKDOWN, &format!("{path}/md"), Look::Quiet, None))
    }
}

/// What came of the text, or why nothing did.
fn shown(composed: &Result<Composed, ReportError>, body: &str) -> Markup {
    match composed {
        Ok(composed) => composed.show(),
        Err(error) => composed::trouble(error, body),
    }
}

/// Whether a kept draft is wanted.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    draft: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<i64>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    let mut sheet = Sheet::of(&app, &viewer, &manuscript);
    if manuscript.may(&viewer, WRITE, app.now()) {
        let draft = app.store().draft(&viewer.person.account, &manuscript.path()).await?;
        match draft {
            Some(draft) if wanted.draft.is_some() => sheet.typed = Typed::kept(&manuscript, &draft),
            Some(draft) if Typed::kept(&manuscript, &draft).fields != sheet.typed.fields => sheet.draft = Some(draft),
            _ => {}
        }
    }
    sheet.answer().await
}

/// What is typed, composed: a part of the page for scripts, the page otherwise.
pub(super) async fn preview(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<i64>,
    headers: HeaderMap,
    input: Input,
) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    let typed = Typed::sent(&manuscript, &input);
    if typed.get("text").len() > LONGEST {
        return Err(Fault::TooLarge);
    }
    let sheet = Sheet { typed, ..Sheet::of(&app, &viewer, &manuscript) };
    if headers.contains_key("hx-request") {
        let composed = sheet.composed().await?;
        return Ok(shown(&composed, sheet.typed.get("text")).into_response());
    }
    sheet.answer().await
}

/// Keeps the text, and hands it in where that was asked for.
pub(super) async fn save(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>, input: Input) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    let typed = Typed::sent(&manuscript, &input);
    match saved(&app, &viewer, &manuscript, &typed, &input).await {
        Ok(said) => {
            app.store().drop_draft(&viewer.person.account, &manuscript.path()).await?;
            Ok(frame::done(&manuscript.path(), said))
        }
        Err(fault @ (Fault::Refused(_) | Fault::Bad(_))) => {
            let manuscript = Manuscript::find(&app, &viewer, id).await?;
            Sheet { typed, fault: Some(fault), ..Sheet::of(&app, &viewer, &manuscript) }.answer().await
        }
        Err(other) => Err(other),
    }
}

async fn saved(
    app: &App,
    viewer: &Viewer,
    manuscript: &Manuscript,
    typed: &Typed,
    input: &Input,
) -> Result<&'static str, Fault> {
    let target = Target::Id(RecordId(manuscript.id()));
    let mut call = Call::new(viewer.actor.clone(), app.clock());
    call.expected_version = input.get("version").and_then(|text| text.parse().ok());
    let before = Typed::of(manuscript);
    let changed: Vec<(String, String)> =
        typed.fields.iter().filter(|(name, value)| before.get(name) != value).cloned().collect();
    let submits = input.get("do") == Some("submit");
    if submits {
        // What cannot be composed must not be handed in.
        let what = typed.what(manuscript);
        let moment = composed::now(app).await?;
        Composed::compose(app, viewer, &what, typed.get("text"), moment).await.map_err(composed::fault)?;
    }
    let mut said = t::UNCHANGED;
    if !changed.is_empty() {
        let done = app.desk().act(LEDGER, &target, WRITE, &changed, None, &call).await?;
        call.expected_version = Some(done.version);
        said = t::SAVED;
    }
    if submits {
        app.desk().act(LEDGER, &target, SUBMIT, &[], None, &call).await?;
        said = t::SUBMITTED;
    }
    Ok(said)
}

/// Keeps what is typed beside the record.
pub(super) async fn keep_draft(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<i64>,
    headers: HeaderMap,
    input: Input,
) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    let typed = Typed::sent(&manuscript, &input);
    let fields = serde_json::to_string(&typed.fields).map_err(|error| Fault::Broken(error.to_string()))?;
    if fields.len() > 2 * LONGEST {
        return Err(Fault::TooLarge);
    }
    let draft = Draft {
        id: 0,
        account: viewer.person.account.clone(),
        place: manuscript.path().into(),
        title: manuscript.title().into(),
        fields: fields.into(),
        version_seen: input.get("version").and_then(|text| text.parse().ok()),
        saved_at: app.now(),
    };
    app.store().save_draft(&draft).await?;
    match headers.contains_key("x-draft") {
        true => Ok(StatusCode::NO_CONTENT.into_response()),
        false => Ok(Redirect::to(&format!("{}?draft=use", manuscript.path())).into_response()),
    }
}

/// Throws the draft away.
pub(super) async fn drop_draft(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>, _input: Input) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    app.store().drop_draft(&viewer.person.account, &manuscript.path()).await?;
    Ok(frame::done(&manuscript.path(), t::DRAFT_DROPPED))
}
