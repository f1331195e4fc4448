//! Registering people and giving them roles.

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_desk::{Call, Target};
use banjie_model::refusal::Refusal;
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::{LEDGER, PATH, one::found, page_of, roles};
use crate::{
    App,
    pages::{
        admin::{
            form::{self, Form, Typed},
            pane,
        },
        frame,
    },
    server::{Answer, Caller, Deed, Fault, Input, Viewer, record},
    text::admin::{self as a, orgs, people as t},
    ui::{Button, Choice, Look, PlainInput, button, csrf_field, link_button, plain_input},
};

/// Fields of a new person beside the roles.
const NEW: [&str; 7] = ["account", "name", "unit", "title", "phone", "since", "until"];

/// What can be changed: all but the account.
fn changeable() -> &'static [&'static str] {
    &NEW[1..]
}

/// The roles chosen, in the order of the page, as the ledger keeps them.
fn chosen(input: &Input, all: &[Choice]) -> String {
    let chosen: Vec<&str> =
        all.iter().map(|role| role.key.as_str()).filter(|key| input.all("role").any(|sent| sent == *key)).collect();
    chosen.join(a::people::COMMA)
}

fn split(roles: &str) -> Vec<String> {
    roles.split(a::people::COMMA).filter(|role| !role.is_empty()).map(str::to_owned).collect()
}

fn picker(all: &[Choice], held: &[String]) -> Markup {
    let mut groups: Vec<&str> = Vec::new();
    for role in all {
        if !groups.contains(&role.group.as_str()) {
            groups.push(&role.group);
        }
    }
    html! {
        fieldset.field.field-group.wide id="f-roles" tabindex="-1" {
            legend { (t::ROLES) }
            p.field-help { (t::ROLES_HELP) }
            @for group in groups {
                @let of_group: Vec<&Choice> = all.iter().filter(|role| role.group == group).collect();
                @let some = of_group.iter().any(|role| held.contains(&role.key));
                details open[some || groups_are_few(all)] {
                    summary { (group) }
                    @for role in of_group {
                        label.tick { input type="checkbox" name="role" value=(role.key) checked[held.contains(&role.key)]; (role.title) }
                    }
                }
            }
        }
    }
}

fn groups_are_few(all: &[Choice]) -> bool {
    let groups: std::collections::BTreeSet<&str> = all.iter().map(|role| role.group.as_str()).collect();
    groups.len() <= 3
}

struct Sheet<'a> {
    title: &'a str,
    action: String,
    back: String,
    version: Option<u32>,
    held: Vec<String>,
    reason: &'a str,
}

fn page(app: &App, viewer: &Viewer, form: &Form<'_>, sheet: &Sheet<'_>) -> Markup {
    let reason = PlainInput { name: "reason", title: orgs::REASON, value: sheet.reason, ..PlainInput::default() };
    let content = html! {
        header.page-head { h1 { (sheet.title) } }
        form.form method="post" action=(sheet.action) {
            (form.complaint())
            (csrf_field(viewer.csrf()))
            @if let Some(version) = sheet.version { input type="hidden" name="version" value=(version); }
            (form.fields(viewer))
            (picker(&roles(viewer), &sheet.held))
            (plain_input(&reason))
            div.form-foot {
                (button(&Button { word: a::SAVE, look: Look::Primary, ..Button::default() }))
                (link_button(a::CANCEL, &sheet.back, Look::Quiet, None))
            }
        }
    };
    pane(app, viewer, PATH, sheet.title, &content)
}

fn new_page(
    app: &App,
    viewer: &Viewer,
    typed: &Typed,
    held: Vec<String>,
    refusal: Option<&Refusal>,
) -> Result<Markup, Fault> {
    let ledger = form::ledger(viewer, LEDGER)?;
    let form = Form { ledger: &ledger, typed, shown: &NEW, refusal };
    let sheet =
        Sheet { title: t::NEW, action: format!("{PATH}/new"), back: PATH.into(), version: None, held, reason: "" };
    Ok(page(app, viewer, &form, &sheet))
}

pub(in super::super) async fn new_form(State(app): State<App>, viewer: Viewer) -> Answer {
    Ok(new_page(&app, &viewer, &Typed::new(), Vec::new(), None)?.into_response())
}

fn titles(viewer: &Viewer, roles: &[String], but: &[String]) -> Vec<String> {
    roles.iter().filter(|role| !but.contains(role)).map(|role| frame::role_title(viewer, role)).collect()
}

fn call(app: &App, viewer: &Viewer, input: &Input) -> Call {
    Call {
        reason: input.text("reason").map(Into::into),
        expected_version: form::version_seen(input),
        ..Call::new(viewer.actor.clone(), app.clock())
    }
}

pub(in super::super) async fn create(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    let typed = form::sent(&input, &NEW);
    let given = chosen(&input, &roles(&viewer));
    let mut pairs = form::changed(&typed, None);
    if !given.is_empty() {
        pairs.push(("roles".to_owned(), given.clone()));
    }
    let unit = typed.get("unit").map(String::as_str).filter(|unit| !unit.is_empty());
    match app.desk().create(LEDGER, &pairs, unit, &call(&app, &viewer, &input)).await.map_err(Fault::from) {
        Ok(_) => {
            let account = typed.get("account").map_or("", String::as_str);
            let registered = Deed::by(&viewer, AuditKind::AccountChanged).on(account).saying(t::LOG_REGISTERED);
            record(&app, &caller, registered).await?;
            let detail = t::log_roles(&titles(&viewer, &split(&given), &[]), &[]);
            if !given.is_empty() {
                record(&app, &caller, Deed::by(&viewer, AuditKind::RightsChanged).on(account).saying(&detail)).await?;
            }
            let name = typed.get("name").map_or("", String::as_str);
            Ok(frame::done(&page_of(account), t::made(name)))
        }
        Err(fault) => {
            let refusal = form::refusal(fault)?;
            let page = new_page(&app, &viewer, &typed, split(&given), Some(&refusal))?;
            Ok((form::status(&refusal), page).into_response())
        }
    }
}

fn edit_page(
    app: &App,
    viewer: &Viewer,
    account: &str,
    form: &Form<'_>,
    (version, held, reason): (u32, Vec<String>, &str),
) -> Markup {
    let back = page_of(account);
    let action = format!("{back}/edit");
    page(app, viewer, form, &Sheet { title: t::EDIT_TITLE, action, back, version: Some(version), held, reason })
}

pub(in super::super) async fn edit_form(State(app): State<App>, viewer: Viewer, Path(account): Path<String>) -> Answer {
    let (person, record) = found(&app, &viewer, &account).await?;
    if person.account == viewer.actor.account {
        return Err(Fault::forbidden(t::SELF));
    }
    let ledger = form::ledger(&viewer, LEDGER)?;
    let typed = form::standing(&viewer, &ledger, &record);
    let form = Form { ledger: &ledger, typed: &typed, shown: changeable(), refusal: None };
    let held = person.roles.iter().map(ToString::to_string).collect();
    Ok(edit_page(&app, &viewer, &account, &form, (record.version, held, "")).into_response())
}

pub(in super::super) async fn change(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Path(account): Path<String>,
    input: Input,
) -> Answer {
    let (person, stood) = found(&app, &viewer, &account).await?;
    let ledger = form::ledger(&viewer, LEDGER)?;
    let typed = form::sent(&input, changeable());
    let mut pairs = form::changed(&typed, Some(&form::standing(&viewer, &ledger, &stood)));
    let held: Vec<String> = person.roles.iter().map(ToString::to_string).collect();
    let given = chosen(&input, &roles(&viewer));
    let wanted = split(&given);
    let moved = held.iter().any(|role| !wanted.contains(role)) || wanted.iter().any(|role| !held.contains(role));
    if moved {
        pairs.push(("roles".to_owned(), given));
    }
    let to = page_of(&account);
    if pairs.is_empty() {
        return Ok(frame::told(&to, crate::ui::Level::Info, orgs::SAME));
    }
    let target = Target::Id(stood.id);
    match app.desk().edit(LEDGER, &target, &pairs, &call(&app, &viewer, &input)).await.map_err(Fault::from) {
        Ok(_) => {
            record(&app, &caller, Deed::by(&viewer, AuditKind::AccountChanged).on(&account)).await?;
            if moved {
                let detail = t::log_roles(&titles(&viewer, &wanted, &held), &titles(&viewer, &held, &wanted));
                record(&app, &caller, Deed::by(&viewer, AuditKind::RightsChanged).on(&account).saying(&detail)).await?;
            }
            Ok(frame::done(&to, t::saved(&person.name)))
        }
        Err(fault) => {
            let refusal = form::refusal(fault)?;
            let form = Form { ledger: &ledger, typed: &typed, shown: changeable(), refusal: Some(&refusal) };
            let version = form::version_seen(&input).unwrap_or(stood.version);
            let reason = input.text("reason").unwrap_or_default();
            let page = edit_page(&app, &viewer, &account, &form, (version, wanted, reason));
            Ok((form::status(&refusal), page).into_response())
        }
    }
}
