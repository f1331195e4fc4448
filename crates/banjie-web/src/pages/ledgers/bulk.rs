//! Several records at once: assigned, acted on, printed, exported. Each record is answered for itself.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse as _,
};
use banjie_desk::{
    Call, DeskError, Progress as _, Target,
    ports::{ListQuery, Store as _},
};
use banjie_engine::{available, values::label};
use banjie_model::{
    Name,
    case::{Case, Record},
    definition::{Action, Ledger},
    refusal::Refusal,
    value::RecordId,
};
use futures_util::{StreamExt as _, stream};
use maud::{Markup, html};

use super::{export, query::Asked};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::{
            clocks::state_badge,
            jobs::{self, Done},
            values::{one_of, person},
        },
    },
    server::{Answer, Caller, Fault, Input, Viewer},
    text::ledgers as t,
    ui::{self, Align, Button, Choice, Column, FieldFault, Level, Look, PlainInput, Row, Table},
};

mod print;

pub use print::documents;

/// Records at once at most: a page holds fewer.
const MOST: usize = 200;
/// Commands queued at a time; the writer takes them in one transaction.
const TOGETHER: usize = 64;

/// Actions that need nothing typed, which the viewer has the role for.
#[must_use]
pub fn actions<'a>(viewer: &Viewer, ledger: &'a Ledger) -> Vec<&'a Action> {
    let plain = |action: &&Action| action.needs.is_empty() && !action.reason_required && !action.hands_over;
    let mine = |action: &&Action| {
        action.by.is_empty() && viewer.is_in(&ledger.package)
            || action.by.iter().any(|role| viewer.actor.has_role(&ledger.package, role))
    };
    ledger.actions.iter().filter(plain).filter(mine).collect()
}

/// What is asked of several records.
struct Chosen<'a> {
    app: &'a App,
    viewer: &'a Viewer,
    ledger: &'a Ledger,
    /// Those the viewer sees, in the order of entry.
    records: Vec<Record>,
    input: &'a Input,
    /// The list they were chosen in.
    back: String,
    path: String,
}

/// Does what the selection bar says, asking first where something is still to be said.
pub async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    Path(key): Path<String>,
    caller: Caller,
    input: Input,
) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let path = format!("/ledgers/{}", ledger.key);
    let back = Asked::parse(input.get("query").unwrap_or_default()).href(&path);
    let ids: Vec<RecordId> = input.all("id").filter_map(|id| id.parse().ok()).map(RecordId).collect();
    if ids.is_empty() {
        return Ok(frame::told(&back, Level::Error, t::NOTHING_CHOSEN));
    }
    if ids.len() > MOST {
        return Ok(frame::told(&back, Level::Error, &t::too_many_chosen(MOST)));
    }
    let query = ListQuery { filter: Some(one_of(&ledger, &ids)), ..ListQuery::default() };
    let mut records = app.store().list(&ledger, &query).await?;
    records.retain(|record| viewer.sees(&ledger, &record.org));
    if records.is_empty() {
        return Err(Fault::NotFound);
    }
    let chosen = Chosen { app: &app, viewer: &viewer, ledger: &ledger, records, input: &input, back, path };
    match input.get("do") {
        Some("assign") => chosen.assign().await,
        Some("act") => chosen.act().await,
        Some("print") => chosen.print(&caller).await,
        Some("export") => export::chosen(&app, &viewer, &ledger, &chosen.ids(), &caller).await,
        _ => Ok(frame::told(&chosen.back, Level::Error, t::NOTHING_TO_DO)),
    }
}

/// One record's answer.
struct Answered {
    called: String,
    href: String,
    outcome: Result<String, Box<Refusal>>,
}

impl Chosen<'_> {
    fn ids(&self) -> Vec<RecordId> {
        self.records.iter().map(|record| record.id).collect()
    }

    fn called(&self, record: &Record) -> String {
        label(&self.viewer.snapshot.world(), self.ledger, record)
    }

    fn href(&self, id: RecordId) -> String {
        format!("{}/{id}", self.path)
    }

    /// A page that asks for what is still to be said; what was chosen and typed stays. Without a word it only tells.
    fn question(&self, title: &str, faults: &[FieldFault], body: &Markup, word: &str) -> Answer {
        let content = html! {
            header.page-head { div { h1 { (title) } p { (t::chosen(self.records.len())) } } }
            form.form method="post" action={ (self.path) "/bulk" } {
                (ui::csrf_field(self.viewer.csrf()))
                (ui::error_summary(faults))
                input type="hidden" name="do" value=(self.input.get("do").unwrap_or_default());
                input type="hidden" name="query" value=(self.input.get("query").unwrap_or_default());
                @for record in &self.records { input type="hidden" name="id" value=(record.id); }
                (body)
                div.form-foot {
                    @if !word.is_empty() { (ui::button(&Button { word, look: Look::Primary, name: "sure", value: "1", ..Button::default() })) }
                    a.button href=(self.back) { (t::CANCEL) }
                }
            }
        };
        let spot = Spot::new(title, format!("{}/bulk", self.path))
            .under(&*self.ledger.title, &self.back)
            .of(self.ledger.package.clone());
        let page = frame::page(self.app, self.viewer, &spot, &content);
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok((status, page).into_response())
    }

    /// The records with their states, those that stand in the way with the reason.
    fn listed(&self, refusals: &HashMap<RecordId, Refusal>) -> Markup {
        let row = |record: &Record| Row {
            href: self.href(record.id),
            cells: vec![
                html! { (self.called(record)) },
                state_badge(self.ledger, record).unwrap_or_default(),
                html! { (crate::pages::shared::values::org(&self.viewer.snapshot, &record.org)) },
                match refusals.get(&record.id) {
                    None => html! { (t::CAN) },
                    Some(refusal) => told(refusal),
                },
            ],
            ..Row::default()
        };
        ui::table(&Table {
            caption: t::CHOSEN_RECORDS.to_owned(),
            columns: vec![
                Column::new(t::LABEL, Align::Text),
                Column::new(t::STATE, Align::Tight),
                Column::new(t::ORG, Align::Tight),
                Column::new(t::WHETHER, Align::Text),
            ],
            rows: self.records.iter().map(row).collect(),
            ..Table::default()
        })
    }

    async fn assign(&self) -> Answer {
        let typed = self.input.text("handler").unwrap_or_default();
        let known = self.viewer.snapshot.directory.people.find(typed);
        let sure = self.input.get("sure").is_some();
        let Some(handler) = known.filter(|_| sure) else {
            let fault = FieldFault {
                name: "handler".to_owned(),
                title: t::HANDLER.to_owned(),
                text: if typed.is_empty() { t::HANDLER_NEEDED.to_owned() } else { t::no_person(typed) },
            };
            let error = sure.then_some(fault.text.as_str());
            let handler = PlainInput {
                name: "handler",
                title: t::HANDLER,
                value: typed,
                required: true,
                error,
                ..PlainInput::default()
            };
            let reason = PlainInput {
                name: "reason",
                title: t::REMARK,
                value: self.input.get("reason").unwrap_or_default(),
                ..PlainInput::default()
            };
            let body = html! {
                (ui::select_input(&handler, &self.people()))
                (ui::plain_input(&reason))
                (self.listed(&HashMap::new()))
            };
            let faults = if sure { vec![fault.clone()] } else { Vec::new() };
            return self.question(t::ASSIGN, &faults, &body, t::ASSIGN);
        };
        let (account, name) = (handler.account.clone(), person(&self.viewer.snapshot, &handler.account));
        let said = t::assigned_to(&name);
        self.run(&t::title_assign(&name), said, move |app, key, record, call| {
            let account = account.clone();
            async move { app.desk().assign(&key, &Target::Id(record), &account, &call).await.map(drop) }
        })
        .await
    }

    /// People who hold a role of the package in the offices of these records.
    fn people(&self) -> Vec<Choice> {
        let snapshot = &self.viewer.snapshot;
        let today = self.app.now().date();
        let package = format!("{}.", self.ledger.package);
        let orgs: Vec<&Name> = self.records.iter().map(|record| &record.org).collect();
        let near = |org: &Name| orgs.iter().any(|owner| snapshot.directory.orgs.is_within(owner, org));
        let people = snapshot.directory.people.iter().filter(|person| {
            person.is_active(today) && near(&person.org) && person.roles.iter().any(|role| role.starts_with(&package))
        });
        let choice = |person: &banjie_desk::directory::Person| Choice {
            key: person.account.to_string(),
            title: t::person_of(&person.name, person.post.as_deref()),
            group: crate::pages::shared::values::org(snapshot, &person.org),
        };
        people.map(choice).collect()
    }

    async fn act(&self) -> Answer {
        let named = self.input.text("action").unwrap_or_default();
        let Some(action) = actions(self.viewer, self.ledger).into_iter().find(|action| &*action.name == named) else {
            return Ok(frame::told(&self.back, Level::Error, t::ACTION_NEEDED));
        };
        if self.input.get("sure").is_none() {
            let refusals = self.refusals(action).await?;
            let open = self.records.len() - refusals.len();
            let body = html! {
                input type="hidden" name="action" value=(action.name);
                p { (t::act_on(&action.title, open, refusals.len())) }
                @if let Some(help) = &action.help { p.quiet { (help) } }
                (self.listed(&refusals))
            };
            let word = if open > 0 { t::do_it(&action.title) } else { String::new() };
            return self.question(&t::bulk_title(&action.title), &[], &body, &word);
        }
        let name = action.name.clone();
        self.run(&t::bulk_title(&action.title), t::acted(&action.title), move |app, key, record, call| {
            let name = name.clone();
            async move { app.desk().act(&key, &Target::Id(record), &name, &[], None, &call).await.map(drop) }
        })
        .await
    }

    /// Why the action is closed, by record; nothing for those it is open to.
    async fn refusals(&self, action: &Action) -> Result<HashMap<RecordId, Refusal>, Fault> {
        let mut runs = self.app.store().runs(self.ledger, &self.ids()).await?;
        let world = self.viewer.snapshot.world();
        let mut refusals = HashMap::new();
        for record in &self.records {
            let case = Case { record: record.clone(), runs: runs.remove(&record.id).unwrap_or_default() };
            let all = available(&world, self.ledger, &case, &self.viewer.actor, self.app.now());
            if let Some((_, Err(refusal))) = all.into_iter().find(|(name, _)| *name == action.name) {
                refusals.insert(record.id, refusal);
            }
        }
        Ok(refusals)
    }

    /// Does one thing with each record and answers with a list of what came of it.
    async fn run<W, F>(&self, title: &str, said: String, work: W) -> Answer
    where
        W: Fn(App, Name, RecordId, Call) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<(), DeskError>> + Send + 'static,
    {
        let named: Vec<(RecordId, u32, String, String)> = self
            .records
            .iter()
            .map(|record| (record.id, record.version, self.called(record), self.href(record.id)))
            .collect();
        let (app, actor, key) = (self.app.clone(), self.viewer.actor.clone(), self.ledger.key.clone());
        let reason = self.input.text("reason").map(Name::from);
        let back = (self.ledger.title.to_string(), self.back.clone());
        let job = move |watch: std::sync::Arc<jobs::Watch>| async move {
            watch.begin(t::DOING, u64::try_from(named.len()).unwrap_or(0));
            let one = |(id, version, called, href): (RecordId, u32, String, String)| {
                let call = Call {
                    reason: reason.clone(),
                    expected_version: Some(version),
                    ..Call::new(actor.clone(), app.clock())
                };
                let (running, watch, said) = (work(app.clone(), key.clone(), id, call), watch.clone(), said.clone());
                async move {
                    let outcome = match running.await {
                        Ok(()) => Ok(said),
                        Err(DeskError::Refused(refusal)) => Err(refusal),
                        Err(error) => return Err(Fault::from(error)),
                    };
                    watch.step(1);
                    Ok(Answered { called, href, outcome })
                }
            };
            let answers: Vec<Result<Answered, Fault>> = stream::iter(named).map(one).buffered(TOGETHER).collect().await;
            Ok(summed(answers.into_iter().collect::<Result<Vec<_>, _>>()?))
        };
        jobs::start(self.app, self.viewer, title.to_owned(), back, job).await
    }
}

/// What came of each, refused ones first.
fn summed(mut answers: Vec<Answered>) -> Done {
    answers.sort_by_key(|answer| answer.outcome.is_ok());
    let refused = answers.iter().filter(|answer| answer.outcome.is_err()).count();
    let done = answers.len() - refused;
    let level = match (done, refused) {
        (_, 0) => Level::Done,
        (0, _) => Level::Error,
        _ => Level::Warn,
    };
    Done::new(level, t::bulk_done(done, refused)).telling(move |_| {
        let row = |answer: &Answered| Row {
            href: answer.href.clone(),
            cells: vec![
                html! { (answer.called) },
                match &answer.outcome {
                    Ok(said) => html! { (ui::badge(t::DONE_WORD, ui::Tone::Done)) " " (said) },
                    Err(refusal) => html! { (ui::badge(t::REFUSED, ui::Tone::Late)) " " (told(refusal)) },
                },
            ],
            ..Row::default()
        };
        ui::table(&Table {
            caption: t::RESULTS.to_owned(),
            caption_shown: true,
            columns: vec![Column::new(t::LABEL, Align::Text), Column::new(t::RESULT, Align::Text)],
            rows: answers.iter().map(row).collect(),
            ..Table::default()
        })
    })
}

/// A refusal with its rule and basis.
fn told(refusal: &Refusal) -> Markup {
    html! {
        (refusal.message)
        @if let Some(rule) = &refusal.rule { div.quiet { (t::RULE) (rule) } }
        @if let Some(basis) = &refusal.basis { div.quiet { (t::BASIS) (basis) } }
    }
}
