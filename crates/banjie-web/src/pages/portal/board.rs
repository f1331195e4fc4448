//! Notices: what is on show and until when, paged and searched; objections to it.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use banjie_desk::{NoticeBoard, Shown, Snapshot};
use banjie_model::{Moment, definition::FieldType, refusal::Refusal};
use banjie_office::public::{self, Filled, Form};
use banjie_store::Claim;
use maud::{Markup, html};
use serde::Deserialize;

use super::{
    Guest,
    apply::{PUBLIC, keep, receipt},
    csrf,
    follow::NOTICE,
    sheet::{self, Sheet},
    uploads,
};
use crate::{
    App,
    pages::{
        cases::typed::{self, Typed},
        frame::{self, Spot},
    },
    server::{Answer, Caller, Fault, Input, kept},
    text::portal as t,
    ui::{
        Align, Button, Column, FieldFault, Level, Look, Pager, PlainInput, Row, Table, Tone, alert, button, empty,
        pager, plain_input, table,
    },
};

/// Records on a page.
const PAGE: usize = 50;
const NUMBER: &str = "_about";
const PHONE: &str = "_phone";

/// What is asked of a notice.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: usize,
    #[serde(default)]
    number: String,
}

/// Notices, by system.
pub(super) async fn list(State(app): State<App>) -> Response {
    let snapshot = app.snapshot();
    let packages: Vec<_> = snapshot.library().packages.values().filter(|p| !p.notices.is_empty()).collect();
    let content = html! {
        h1 { (t::NOTICES) }
        @if packages.is_empty() { (empty(t::NO_NOTICES, t::NONE_YET, &html! {})) }
        @for package in &packages {
            section {
                h2 { (package.title) }
                ul.service-list {
                    @for notice in package.notices.values() {
                        li {
                            a href={ "/portal/notices/" (package.name) "/" (notice.name) } { (notice.title) }
                            @if let Some(help) = &notice.help { p { (help) } }
                        }
                    }
                }
            }
        }
    };
    frame::public(&app, &Spot::new(t::NOTICES, "/portal/notices"), &content).into_response()
}

/// What is on show.
pub(super) async fn show(
    State(app): State<App>,
    Path((package, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let board = app.desk().notice_board(&package, &name, app.now()).await?.ok_or(Fault::NotFound)?;
    let path = format!("/portal/notices/{package}/{name}");
    let wanted: Vec<&str> = asked.q.split_whitespace().collect();
    let fits = |shown: &&Shown| {
        let has = |word: &&str| {
            shown.number.contains(*word)
                || shown.org.contains(*word)
                || shown.fields.iter().any(|(_, text)| text.contains(*word))
        };
        wanted.iter().all(has)
    };
    let shown: Vec<&Shown> = board.shown.iter().filter(fits).collect();
    let content = html! {
        h1 { (board.title) }
        @if let Some(help) = &board.help { p { (help) } }
        @if let Some(basis) = &board.basis { p.quiet { (t::by_basis(basis)) } }
        form.row method="get" action=(path) role="search" {
            label.visually-hidden for="p-q" { (t::SEARCH_NOTICE) }
            input.input #p-q type="search" name="q" value=(asked.q) placeholder=(t::SEARCH_NOTICE);
            button.button.button-primary type="submit" { (t::SEARCH_DO) }
        }
        (records(&app.snapshot(), &board, &shown, &asked, (&path, app.now())))
    };
    let spot = Spot::new(board.title.to_string(), "/portal/notices").under(t::NOTICES, "/portal/notices");
    Ok(frame::public(&app, &spot, &content).into_response())
}

fn records(
    snapshot: &Snapshot,
    board: &NoticeBoard,
    shown: &[&Shown],
    asked: &Asked,
    (path, now): (&str, Moment),
) -> Markup {
    let last = shown.len().saturating_sub(1) / PAGE;
    let page = asked.page.min(last);
    let on_page: Vec<&&Shown> = shown.iter().skip(page * PAGE).take(PAGE).collect();
    let mut titles: Vec<&str> = Vec::new();
    for (title, _) in shown.iter().flat_map(|shown| &shown.fields) {
        if !titles.contains(&&**title) {
            titles.push(title);
        }
    }
    let mut columns = vec![Column::new(t::NUMBER, Align::Tight)];
    columns.extend(titles.iter().map(|title| Column::new(title, Align::Text)));
    columns.extend([Column::new(t::PUBLISHED_BY, Align::Text), Column::new(t::PERIOD, Align::Text)]);
    if board.objection.is_some() {
        columns.push(Column::new(t::OBJECTION, Align::Actions));
    }
    let row = |shown: &&&Shown| {
        let mut cells = vec![html! { (shown.number) }];
        for title in &titles {
            let text = shown.fields.iter().find(|(own, _)| &&**own == title).map_or("", |(_, text)| text);
            cells.push(html! { @if text.is_empty() { span.missing { (t::MISSING) } } @else { (text) } });
        }
        cells.push(html! { (shown.org) });
        cells.push(period(snapshot, shown, now));
        if board.objection.is_some() {
            let query = serde_urlencoded::to_string([("number", &*shown.number)]).unwrap_or_default();
            cells.push(
                html! { a href={ (path) "/object?" (query) } aria-label=(t::object_to(&shown.number)) { (t::OBJECT) } },
            );
        }
        Row { label: shown.number.to_string(), cells, tone: Tone::Plain, ..Row::default() }
    };
    let link = |page: usize| {
        let query = [("q", asked.q.clone()), ("page", page.to_string())];
        format!("{path}?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    };
    let body = if asked.q.is_empty() { t::NOTHING_ON_SHOW_WHY } else { t::OTHER_WORDS };
    let drawn = Table {
        id: "shown".into(),
        caption: board.title.to_string(),
        columns,
        rows: on_page.iter().map(row).collect(),
        empty: Some(empty(t::NOTHING_ON_SHOW, body, &html! {})),
        ..Table::default()
    };
    let pages = Pager {
        from: if shown.is_empty() { 0 } else { (page * PAGE + 1) as u64 },
        to: (page * PAGE + on_page.len()) as u64,
        total: shown.len().to_string(),
        previous: (page > 0).then(|| link(page - 1)),
        next: (page < last).then(|| link(page + 1)),
        ..Pager::default()
    };
    html! { (table(&drawn)) (pager(&pages)) }
}

fn period(snapshot: &Snapshot, shown: &Shown, now: Moment) -> Markup {
    let since = shown.since.date();
    html! {
        @match shown.until {
            Some(until) => {
                (t::from_to(&since.to_string(), &until.date().to_string()))
                @let left = (until.date() - now.date()).num_days();
                @let working = snapshot.directory.calendar.working_days_between(now.date(), until.date());
                " " span.quiet { (t::days_left(left, working)) }
            }
            None => (t::since_day(&since.to_string())),
        }
    }
}

/// An objection being written.
struct Desk {
    app: App,
    guest: Guest,
    key: String,
    form: Form,
    board: String,
}

impl Desk {
    async fn at(app: App, guest: Guest, package: &str, name: &str) -> Result<Desk, Fault> {
        let key = format!("{package}/{name}");
        let form = public::objection_form(app.desk(), &key, app.now()).await.map_err(super::fault)?;
        let board = form.title.to_string();
        Ok(Desk { app, guest, key, form, board })
    }

    fn shown(&self, status: StatusCode, content: &Markup) -> Response {
        let spot = Spot::new(t::OBJECTION, "/portal/notices")
            .under(t::NOTICES, "/portal/notices")
            .under(self.board.clone(), format!("/portal/notices/{}", self.key));
        (status, frame::public(&self.app, &spot, content)).into_response()
    }

    fn has_phone(&self) -> bool {
        self.form.fields.iter().any(|index| self.form.ledger.fields[*index].ty == FieldType::Phone)
    }

    fn phone<'a>(&self, typed: &'a Typed) -> &'a str {
        let own = self.form.fields.iter().map(|index| &self.form.ledger.fields[*index]);
        let field = own.into_iter().find(|field| field.ty == FieldType::Phone);
        typed.text(field.map_or(PHONE, |field| &field.name)).unwrap_or_default()
    }

    fn page(
        &self,
        snapshot: &Snapshot,
        typed: &Typed,
        secret: &str,
        (status, faults, refusal): (StatusCode, &[FieldFault], Option<&Refusal>),
    ) -> Response {
        let number = typed.text(NUMBER).unwrap_or_default();
        let content = html! {
            h1 { (t::objection_to(&self.board)) }
            p { (t::about_number(number)) }
            (alert(Level::Info, t::OBJECTION_KEPT, &html! { p { (t::OBJECTION_HOW) } }))
            form.form method="post" action={ "/portal/notices/" (self.key) "/object" } enctype="multipart/form-data" data-unsaved {
                button.visually-hidden type="submit" tabindex="-1" { (t::SEND) }
                (sheet::head(csrf(&self.guest), secret, faults, refusal))
                input type="hidden" name=(NUMBER) value=(number);
                (self.sheet(snapshot, typed).inputs(faults))
                @if !self.has_phone() {
                    section.form-group { div.fields { (plain_input(&PlainInput {
                        name: PHONE, title: t::PHONE, kind: "tel", value: typed.text(PHONE).unwrap_or_default(), help: t::PHONE_HELP, autocomplete: "tel", ..PlainInput::default()
                    })) } }
                }
                div.form-foot { (button(&Button { word: t::SEND, look: Look::Primary, ..Button::default() })) }
            }
        };
        self.shown(status, &content)
    }

    fn sheet<'a>(&'a self, snapshot: &'a Snapshot, typed: &'a Typed) -> Sheet<'a> {
        Sheet {
            app: &self.app,
            snapshot,
            ledger: &self.form.ledger,
            fields: &self.form.fields,
            required: &self.form.required,
            base: None,
            typed,
        }
    }
}

/// The form of an objection.
pub(super) async fn form(
    State(app): State<App>,
    guest: Guest,
    Path((package, name)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    let desk = Desk::at(app, guest, &package, &name).await?;
    let mut typed = Typed::default();
    typed.push(NUMBER, asked.number);
    let secret = desk.app.secret();
    Ok(desk.page(&desk.app.snapshot(), &typed, &secret, (StatusCode::OK, &[], None)))
}

/// Registers an objection, once.
pub(super) async fn object(
    State(app): State<App>,
    caller: Caller,
    guest: Guest,
    Path((package, name)): Path<(String, String)>,
    input: Input,
) -> Answer {
    app.limits().public(&caller)?;
    super::untrapped(&input)?;
    let desk = Desk::at(app, guest, &package, &name).await?;
    let snapshot = desk.app.snapshot();
    let mut typed = Typed::of(&input);
    let Some(secret) = typed.text(typed::ONCE).map(str::to_owned) else { return Err(Fault::bad(t::NO_KEY)) };
    let of = (&*desk.form.ledger, desk.form.fields.as_slice());
    let mut faults = uploads::take(&desk.app, of, &secret, &input, &mut typed).await?;
    if typed.change_rows() {
        return Ok(desk.page(&snapshot, &typed, &secret, (StatusCode::OK, &faults, None)));
    }
    faults.extend(desk.sheet(&snapshot, &typed).faults());
    if !faults.is_empty() {
        return Ok(desk.page(&snapshot, &typed, &secret, (StatusCode::UNPROCESSABLE_ENTITY, &faults, None)));
    }
    let once = kept(&secret);
    let store = desk.app.store();
    match store.claim_once(&once, PUBLIC, &kept(&format!("{}\n{}", desk.key, typed.json())), desk.app.now()).await? {
        Claim::New => {}
        Claim::Answered { body, .. } => {
            return Ok(desk.shown(StatusCode::OK, &receipt(&desk.board, &body, &secret, desk.phone(&typed))));
        }
        Claim::Running { .. } | Claim::OtherRequest => return Err(Fault::bad(t::SENT_ALREADY)),
    }
    let told = desk.sheet(&snapshot, &typed).told();
    let filled = Filled { typed: &told.texts, files: &told.files };
    let number = typed.text(NUMBER).unwrap_or_default();
    match public::object(desk.app.desk(), &desk.key, number, filled, desk.app.now()).await.map_err(super::fault) {
        Ok(done) => {
            uploads::link(&desk.app, &desk.form.ledger, done.record, &told.files).await?;
            let service = format!("{NOTICE}{}", desk.key);
            let of = (&desk.form.ledger.key, done.record, &done.number);
            keep(&desk.app, of, &service, &secret, desk.phone(&typed)).await?;
            store.answer_once(&once, PUBLIC, 200, &done.number).await?;
            Ok(desk.shown(StatusCode::OK, &receipt(&desk.board, &done.number, &secret, desk.phone(&typed))))
        }
        Err(fault) => {
            store.release_once(&once, PUBLIC).await?;
            let (faults, refusal, status) = sheet::refused(fault)?;
            Ok(desk.page(&snapshot, &typed, &secret, (status, &faults, refusal.as_ref())))
        }
    }
}
