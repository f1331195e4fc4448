//! What moves a manuscript on: received for review, approved, returned, dropped. Writing and signing have pages of their own.

use axum::extract::{Path, State};
use banjie_desk::{Call, Target};
use banjie_model::{definition::Action, refusal::Refusal, value::RecordId};
use maud::{Markup, html};

use super::{
    desk::Sheet,
    manuscript::{ISSUE, LEDGER, Manuscript, SIGN, SIGNING, SUBMIT, WRITE},
};
use crate::{
    App,
    pages::frame,
    server::{Answer, Fault, Input, Viewer},
    text::reports as t,
    ui::{self, Button, Look, PlainInput, Why},
};

/// What was typed beside an action.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    action: String,
    reason: String,
    opinion: String,
}

/// Actions of this page, and why others are closed.
pub(super) fn panel(sheet: &Sheet<'_>, actions: &[(&Action, Result<(), Refusal>)]) -> Markup {
    if sheet.manuscript.is_closed() {
        return html! {};
    }
    let own = |name: &str| !matches!(name, WRITE | SUBMIT | ISSUE);
    let open = actions.iter().filter(|(action, leave)| own(&action.name) && leave.is_ok());
    let open: Vec<&Action> = open.map(|(action, _)| *action).collect();
    let here = |action: &Action| {
        sheet.manuscript.state() == ""
            || action.from.is_empty()
            || action.from.iter().any(|from| **from == *sheet.manuscript.state())
    };
    let closed: Vec<Why> = actions
        .iter()
        .filter(|(action, _)| own(&action.name) && here(action))
        .filter_map(|(action, leave)| leave.as_ref().err().map(|refusal| why(action, refusal)))
        .collect();
    let resumes =
        sheet.manuscript.state() == SIGNING && sheet.manuscript.text("signed_by") == &*sheet.viewer.actor.account;
    html! {
        @if !open.is_empty() || !closed.is_empty() || resumes {
            section.panel aria-labelledby="steps" {
                header.panel-head { h2 #steps { (t::STEPS) } }
                @if resumes { p { (ui::link_button(t::RESUME, &format!("{}/sign", sheet.manuscript.path()), Look::Primary, None)) } }
                @for action in &open { (form(sheet, action)) }
                (ui::disclosure(&closed))
            }
        }
    }
}

fn why(action: &Action, refusal: &Refusal) -> Why {
    Why {
        elsewhere: false,
        action: action.title.to_string(),
        reason: refusal.message.clone(),
        rule: refusal.rule.clone().unwrap_or_default(),
        basis: refusal.basis.clone().unwrap_or_default(),
    }
}

fn form(sheet: &Sheet<'_>, action: &Action) -> Markup {
    let path = sheet.manuscript.path();
    if &*action.name == SIGN {
        return html! { p { (ui::link_button(t::TO_SIGN, &format!("{path}/sign"), Look::Primary, None)) span.quiet { " " (t::TO_SIGN_HELP) } } };
    }
    let said = &sheet.step;
    let typed = |text: &'_ str| if said.action == *action.name { text.to_owned() } else { String::new() };
    let takes = |name: &str| {
        let index = sheet.manuscript.ledger.fields.iter().position(|field| &*field.name == name);
        index.is_some_and(|index| action.takes.contains(&index) || action.needs.contains(&index))
    };
    let (reason, opinion) = (typed(&said.reason), typed(&said.opinion));
    let simple = !action.reason_required && !takes("opinion");
    let look = if &*action.name == "drop" { Look::Danger } else { Look::Primary };
    let inner = html! {
        (ui::csrf_field(sheet.viewer.csrf()))
        input type="hidden" name="version" value=(sheet.manuscript.case.record.version);
        @if takes("opinion") { (ui::text_area(&PlainInput { name: "opinion", title: t::OPINION, value: &opinion, ..PlainInput::default() })) }
        @if action.reason_required { (ui::text_area(&PlainInput { name: "reason", title: t::REASON, value: &reason, required: true, ..PlainInput::default() })) }
        (ui::button(&Button { word: &action.title, look, ..Button::default() }))
    };
    html! {
        @if simple { form.inline-form method="post" action={ (path) "/act/" (action.name) } { (inner) } }
        @else {
            details.step open[said.action == *action.name] {
                summary { (action.title) }
                form.form method="post" action={ (path) "/act/" (action.name) } { (inner) }
            }
        }
    }
}

/// Takes an action.
pub(super) async fn act(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, action)): Path<(i64, String)>,
    input: Input,
) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    let found = manuscript.ledger.action(&action).filter(|a| !matches!(&*a.name, WRITE | SUBMIT | SIGN | ISSUE));
    let found = found.ok_or(Fault::NotFound)?;
    let mut call = Call::new(viewer.actor.clone(), app.clock());
    call.expected_version = input.get("version").and_then(|text| text.parse().ok());
    call.reason = input.text("reason").map(Into::into);
    let typed: Vec<(String, String)> =
        input.text("opinion").map(|text| ("opinion".to_owned(), text.to_owned())).into_iter().collect();
    let done = app.desk().act(LEDGER, &Target::Id(RecordId(id)), &action, &typed, None, &call).await;
    match done.map_err(Fault::from) {
        Ok(_) => Ok(frame::done(&manuscript.path(), t::done(&found.title))),
        Err(fault @ Fault::Refused(_)) => {
            let manuscript = Manuscript::find(&app, &viewer, id).await?;
            let text = |name| input.get(name).unwrap_or_default().to_owned();
            let step = Said { action, reason: text("reason"), opinion: text("opinion") };
            Sheet { step, fault: Some(fault), ..Sheet::of(&app, &viewer, &manuscript) }.answer().await
        }
        Err(other) => Err(other),
    }
}
