//! New organisations, and what is changed about one.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use banjie_desk::{Call, Target};
use banjie_model::{
    definition::Ledger,
    refusal::{FieldFault, Refusal, RefusalCode},
    value::RecordId,
};
use banjie_store::AuditKind;
use maud::{Markup, html};

use super::{LEDGER, PATH};
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
    text::admin::{self as a, orgs as t},
    ui::{Button, Look, PlainInput, button, csrf_field, link_button, plain_input},
};

/// Fields of a new organisation.
const NEW: [&str; 14] = [
    "code",
    "name",
    "kind",
    "parent",
    "since",
    "credit_code",
    "area_code",
    "address",
    "duty_phone",
    "stage",
    "nonpublic",
    "boarding",
    "canteen",
    "pupils",
];

/// What can be changed: all but the code, and how it ends, which has its own page.
fn changeable() -> &'static [&'static str] {
    &NEW[1..]
}

struct Sheet<'a> {
    title: &'a str,
    action: String,
    back: String,
    version: Option<u32>,
    reason: &'a str,
}

fn page(app: &App, viewer: &Viewer, form: &Form<'_>, sheet: &Sheet<'_>) -> Markup {
    let reason = PlainInput {
        name: "reason",
        title: t::REASON,
        value: sheet.reason,
        help: t::REASON_HELP,
        ..PlainInput::default()
    };
    let content = html! {
        header.page-head { h1 { (sheet.title) } }
        form.form method="post" action=(sheet.action) data-unsaved {
            (form.complaint())
            (csrf_field(viewer.csrf()))
            @if let Some(version) = sheet.version { input type="hidden" name="version" value=(version); }
            (form.fields(viewer))
            (plain_input(&reason))
            div.form-foot {
                (button(&Button { word: a::SAVE, look: Look::Primary, ..Button::default() }))
                (link_button(a::CANCEL, &sheet.back, Look::Quiet, None))
            }
        }
    };
    pane(app, viewer, PATH, sheet.title, &content)
}

pub(in super::super) async fn new_form(State(app): State<App>, viewer: Viewer) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let typed = Typed::new();
    Ok(new_page(&app, &viewer, &ledger, &typed, "", None).into_response())
}

fn new_page(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    typed: &Typed,
    reason: &str,
    refusal: Option<&Refusal>,
) -> Markup {
    let form = Form { ledger, typed, shown: &NEW, refusal };
    let sheet = Sheet { title: t::NEW, action: "/admin/orgs/new".into(), back: PATH.into(), version: None, reason };
    page(app, viewer, &form, &sheet)
}

/// What no rule of the package can see: whether the organisations named are there, and that none is above itself.
pub(super) fn named_orgs(viewer: &Viewer, own: Option<&str>, typed: &Typed) -> Result<(), Box<Refusal>> {
    let tree = &viewer.snapshot.directory.orgs;
    let mut faults = Vec::new();
    for (name, title) in [("parent", "parent"), ("successor", "successor")] {
        let Some(code) = typed.get(name).map(|code| code.trim()).filter(|code| !code.is_empty()) else { continue };
        let ledger = viewer.snapshot.library().ledger(LEDGER);
        let title = ledger.and_then(|ledger| ledger.field(title)).map_or("", |(_, field)| &*field.title);
        let message = if let Some(ambiguous) = tree.find(code).is_none().then(|| tree.is_ambiguous(code)) {
            if ambiguous { t::ambiguous(code) } else { t::no_org(code) }
        } else if name == "parent"
            && own.is_some_and(|own| tree.find(code).is_some_and(|org| tree.is_within(&org.code, own)))
        {
            t::CIRCLE.to_owned()
        } else {
            continue;
        };
        faults.push(FieldFault { field: name.into(), title: title.into(), message });
    }
    if faults.is_empty() {
        return Ok(());
    }
    let message = faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join(t::COMMA);
    Err(Box::new(Refusal { fields: faults, ..Refusal::new(RefusalCode::BadValue, message) }))
}

/// The call of the viewer, with the reason he gave.
pub(super) fn call(app: &App, viewer: &Viewer, input: &Input) -> Call {
    Call {
        reason: input.text("reason").map(Into::into),
        expected_version: form::version_seen(input),
        ..Call::new(viewer.actor.clone(), app.clock())
    }
}

pub(in super::super) async fn create(State(app): State<App>, caller: Caller, viewer: Viewer, input: Input) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let typed = form::sent(&input, &NEW);
    let outcome = match named_orgs(&viewer, None, &typed) {
        Err(refusal) => Err(Fault::Refused(refusal)),
        Ok(()) => {
            let pairs = form::changed(&form::by_code(&viewer, &typed), None);
            // An organisation owns itself.
            let call = Call {
                actor: banjie_model::case::Actor { org: "".into(), ..viewer.actor.clone() },
                ..call(&app, &viewer, &input)
            };
            app.desk().create(LEDGER, &pairs, None, &call).await.map_err(Fault::from)
        }
    };
    match outcome {
        Ok(done) => {
            let target = format!("{LEDGER}/{}", done.record.0);
            record(&app, &caller, Deed::by(&viewer, AuditKind::OrgChanged).on(&target).saying(t::LOG_MADE)).await?;
            let name = typed.get("name").map_or("", String::as_str);
            Ok(frame::done(&format!("{PATH}/{}", done.record.0), t::made(name)))
        }
        Err(fault) => {
            let refusal = form::refusal(fault)?;
            let reason = input.text("reason").unwrap_or_default();
            let page = new_page(&app, &viewer, &ledger, &typed, reason, Some(&refusal));
            Ok((form::status(&refusal), page).into_response())
        }
    }
}

fn edit_page(app: &App, viewer: &Viewer, form: &Form<'_>, (id, version): (i64, u32), reason: &str) -> Markup {
    let sheet = Sheet {
        title: t::EDIT,
        action: format!("{PATH}/{id}/edit"),
        back: format!("{PATH}/{id}"),
        version: Some(version),
        reason,
    };
    page(app, viewer, form, &sheet)
}

pub(in super::super) async fn edit_form(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>) -> Answer {
    let ledger = form::ledger(&viewer, LEDGER)?;
    let record = form::record(&app, &ledger, id).await?;
    let typed = form::standing(&viewer, &ledger, &record);
    let form = Form { ledger: &ledger, typed: &typed, shown: changeable(), refusal: None };
    Ok(edit_page(&app, &viewer, &form, (id, record.version), "").into_response())
}

pub(in super::super) async fn change(
    State(app): State<App>,
    caller: Caller,
    viewer: Viewer,
    Path(id): Path<i64>,
    input: Input,
) -> Answer {
    let typed = form::sent(&input, changeable());
    save(&app, &caller, &viewer, (id, &input, &typed)).await
}

async fn save(app: &App, caller: &Caller, viewer: &Viewer, (id, input, typed): (i64, &Input, &Typed)) -> Answer {
    let ledger = form::ledger(viewer, LEDGER)?;
    let stood = form::record(app, &ledger, id).await?;
    let before = form::by_code(viewer, &form::standing(viewer, &ledger, &stood));
    let pairs = form::changed(&form::by_code(viewer, typed), Some(&before));
    let to = format!("{PATH}/{id}");
    if pairs.is_empty() {
        return Ok(frame::told(&to, crate::ui::Level::Info, t::SAME));
    }
    let code = form::plain(&ledger, &stood, "code");
    let outcome = match named_orgs(viewer, code, typed) {
        Err(refusal) => Err(Fault::Refused(refusal)),
        Ok(()) => {
            let target = Target::Id(RecordId(id));
            app.desk().edit(LEDGER, &target, &pairs, &call(app, viewer, input)).await.map_err(Fault::from)
        }
    };
    match outcome {
        Ok(_) => {
            let target = format!("{LEDGER}/{id}");
            record(app, caller, Deed::by(viewer, AuditKind::OrgChanged).on(&target).saying(t::LOG_CHANGED)).await?;
            Ok(frame::done(&to, t::saved(typed.get("name").map_or("", String::as_str))))
        }
        Err(fault) => {
            let refusal = form::refusal(fault)?;
            let form = Form { ledger: &ledger, typed, shown: changeable(), refusal: Some(&refusal) };
            let version = form::version_seen(input).unwrap_or(stood.version);
            let page = edit_page(app, viewer, &form, (id, version), input.text("reason").unwrap_or_default());
            let status: StatusCode = form::status(&refusal);
            Ok((status, page).into_response())
        }
    }
}
