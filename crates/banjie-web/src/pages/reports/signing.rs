//! Signing: what will be frozen is shown first, and nothing else is frozen than what was shown.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
};
use banjie_desk::{Call, Target};
use banjie_model::{canonical, case::Actor, refusal::Refusal, value::RecordId};
use banjie_office::{reports::What, signing};
use banjie_proof::Severity;
use banjie_store::{AuditKind, SignedReport};
use maud::{Markup, html};
use sha2::{Digest as _, Sha256};

use super::{
    begin::refused,
    composed::{self, Composed},
    figures,
    manuscript::{ISSUE, LEDGER, Manuscript, SIGN, SIGNING},
    notes, script,
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::values,
    },
    server::{Answer, Caller, Deed, Fault, Input, Viewer, record},
    text::reports as t,
    ui::{self, Button, Level, Look, Term},
};

/// The page.
pub(super) async fn show(State(app): State<App>, viewer: Viewer, Path(id): Path<i64>) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    page(&app, &viewer, &manuscript, None).await
}

/// What is to be signed: dated today where no date was given.
fn what<'a>(app: &App, manuscript: &'a Manuscript) -> What<'a> {
    let what = manuscript.what();
    What { dated: what.dated.or(Some(app.now().date())), ..what }
}

async fn compose(app: &App, viewer: &Viewer, manuscript: &Manuscript) -> Result<Composed, Fault> {
    let moment = composed::now(app).await?;
    let body = manuscript.text("text");
    Composed::compose(app, viewer, &what(app, manuscript), body, moment).await.map_err(composed::fault)
}

/// What stands in the way of the viewer's signature; none: nothing.
async fn in_the_way(app: &App, viewer: &Viewer, manuscript: &Manuscript) -> Result<Option<Fault>, Fault> {
    if manuscript.state() == SIGNING && manuscript.text("signed_by") == &*viewer.actor.account {
        return Ok(None);
    }
    let actions = manuscript.actions(viewer, app.now());
    match actions.into_iter().find(|(action, _)| &*action.name == SIGN) {
        Some((_, Err(refusal))) => return Ok(Some(Fault::Refused(Box::new(refusal)))),
        None => return Err(Fault::NotFound),
        Some((_, Ok(()))) => {}
    }
    let by = manuscript.authors(app).await?.contains(&viewer.actor.account);
    Ok(by.then(|| Fault::Refused(Box::new(own_text(manuscript, viewer)))))
}

/// Who changed the text by any way does not sign it: the same rule the package has for the last hand.
fn own_text(manuscript: &Manuscript, viewer: &Viewer) -> Refusal {
    use banjie_model::refusal::RefusalCode;
    let basis =
        manuscript.ledger.action(SIGN).and_then(|action| action.require.iter().find_map(|guard| guard.basis.clone()));
    let package = viewer.snapshot.library().packages.get(&manuscript.ledger.package);
    let basis = basis.and_then(|name| package?.bases.get(&name).map(|basis| basis.zh()));
    Refusal { rule: Some(t::OWN_TEXT_RULE.to_owned()), basis, ..Refusal::new(RefusalCode::Guard, t::OWN_TEXT_NOT) }
}

async fn page(app: &App, viewer: &Viewer, manuscript: &Manuscript, fault: Option<Fault>) -> Answer {
    let fault = match fault {
        Some(fault) => Some(fault),
        None => in_the_way(app, viewer, manuscript).await?,
    };
    let composed = compose(app, viewer, manuscript).await;
    let authors = manuscript.authors(app).await?;
    let content = html! {
        header.page-head { div { h1 { (t::sign_title(&manuscript.title())) } p { (t::SIGN_HELP) } } }
        @if let Some(fault) = &fault { (refused(fault)) }
        @match &composed {
            Err(error) => { (refused(error)) },
            Ok(composed) => {
                (frozen(viewer, manuscript, composed, &authors))
                (open_findings(composed))
                @if fault.is_none() || changed(fault.as_ref()) { (form(viewer, manuscript, composed)) }
                (ui::panel("text", t::PREVIEW, &html! {}, &text(composed)))
                (figures::list(&composed.document))
            },
        }
    };
    let spot = Spot::new(t::SIGN, format!("{}/sign", manuscript.path()))
        .of("manuscripts")
        .under(t::REPORTS, "/reports")
        .under(manuscript.title(), manuscript.path());
    let status = fault.or(composed.err()).map_or(StatusCode::OK, |fault| fault.problem().status);
    Ok((status, frame::page(app, viewer, &spot, &content)).into_response())
}

/// The refusal that the figures moved on leaves the form open: the new ones are on the page.
fn changed(fault: Option<&Fault>) -> bool {
    matches!(fault, Some(Fault::Refused(refusal)) if refusal.message == t::FIGURES_MOVED)
}

fn frozen(viewer: &Viewer, manuscript: &Manuscript, composed: &Composed, authors: &[banjie_model::Name]) -> Markup {
    let about = &composed.document.about;
    let hands =
        authors.iter().map(|account| values::person(&viewer.snapshot, account)).collect::<Vec<_>>().join(t::LISTED);
    let reviewer = match manuscript.text("reviewed_by") {
        "" => String::new(),
        account => values::person(&viewer.snapshot, account),
    };
    let definitions: std::collections::BTreeSet<&str> =
        composed.document.figures.iter().map(|figure| &*figure.trace().hash).collect();
    let terms = [
        Term::text(t::TITLE, &about.title),
        Term::text(t::PERIOD, about.period.as_deref().unwrap_or_default()),
        Term::text(t::ABOUT, about.org.as_deref().unwrap_or_default()),
        Term::text(t::FROZEN_FIGURES, &t::frozen(composed.document.figures.len(), definitions.len())),
        Term::text(t::LOG, &t::as_of(about.at, about.as_of)),
        Term::text(t::HANDS_OF, &hands),
        Term::text(t::REVIEWED_BY, &reviewer),
        Term::text(t::REMARKS, manuscript.text("remarks")).wide(),
        Term::text(t::OPINION, manuscript.text("opinion")).wide(),
    ];
    ui::panel("frozen", t::WILL_BE_FROZEN, &html! {}, &ui::definition_list(&terms))
}

fn open_findings(composed: &Composed) -> Markup {
    let tally = notes::tally(&composed.proof);
    if tally.is_empty() {
        return ui::alert(Level::Done, t::NO_FINDINGS, &html! {});
    }
    let level = if composed.proof.worst() == Some(Severity::Error) { Level::Error } else { Level::Warn };
    ui::alert(level, &t::left_open(&tally), &html! { p { (t::LEFT_OPEN_HELP) } })
}

fn text(composed: &Composed) -> Markup {
    let (marks, _) = notes::marks(&composed.proof);
    html! {
        div.proof {
            article.proof-text { (script::page(&composed.document, &marks)) }
            aside.proof-margin aria-label=(t::FINDINGS) { (notes::margin(&composed.script.text, &composed.proof)) }
        }
    }
}

fn form(viewer: &Viewer, manuscript: &Manuscript, composed: &Composed) -> Markup {
    let path = format!("{}/sign", manuscript.path());
    html! {
        form.form.sign-form method="post" action=(path) {
            (ui::csrf_field(viewer.csrf()))
            input type="hidden" name="version" value=(manuscript.case.record.version);
            input type="hidden" name="seen" value=(seen(composed));
            div.form-foot {
                (ui::button(&Button { word: t::SIGN_DO, look: Look::Primary, confirm: t::SIGN_SURE, ..Button::default() }))
                (ui::link_button(t::BACK, &manuscript.path(), Look::Quiet, None))
            }
        }
    }
}

/// Fingerprint of everything the signer saw: the words, and each figure with its exact value and definition.
fn seen(composed: &Composed) -> String {
    let mut hasher = Sha256::new();
    hasher.update(composed.script.text.as_bytes());
    for figure in &composed.document.figures {
        let trace = figure.trace();
        let value = trace.value.map(|value| value.normalize().to_string()).unwrap_or_default();
        hasher.update(format!("\n{}/{}|{}|{value}", trace.package, trace.indicator, trace.hash));
    }
    canonical::hex(&hasher.finalize())
}

/// Signs.
pub(super) async fn sign(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    Path(id): Path<i64>,
    input: Input,
) -> Answer {
    let manuscript = Manuscript::find(&app, &viewer, id).await?;
    match signed(&app, &viewer, &manuscript, &input).await {
        Ok(report) => {
            let target = format!("/reports/signed/{}", report.number);
            record(
                &app,
                &caller,
                Deed::by(&viewer, AuditKind::ReportSigned).on(&target).saying(&report.signature.title),
            )
            .await?;
            Ok(frame::done(&target, t::signed_as(report.number)))
        }
        Err(fault @ (Fault::Refused(_) | Fault::Bad(_))) => {
            let (target, message) = (manuscript.path(), fault.problem().message);
            let denied = Deed::by(&viewer, AuditKind::ReportSigned).on(&target).saying(&message).failed();
            record(&app, &caller, denied).await?;
            let manuscript = Manuscript::find(&app, &viewer, id).await?;
            page(&app, &viewer, &manuscript, Some(fault)).await
        }
        Err(other) => Err(other),
    }
}

async fn signed(app: &App, viewer: &Viewer, manuscript: &Manuscript, input: &Input) -> Result<SignedReport, Fault> {
    if let Some(fault) = in_the_way(app, viewer, manuscript).await? {
        return Err(fault);
    }
    let mut composed = compose(app, viewer, manuscript).await?;
    signing::permit(&viewer.snapshot, &viewer.actor, &composed.document.about).map_err(trouble)?;
    if input.get("seen") != Some(seen(&composed).as_str()) {
        use banjie_model::refusal::RefusalCode;
        return Err(Fault::Refused(Box::new(Refusal::new(RefusalCode::Conflict, t::FIGURES_MOVED))));
    }
    let target = Target::Id(RecordId(manuscript.id()));
    let mut call = Call::new(viewer.actor.clone(), app.clock());
    if manuscript.state() != SIGNING {
        call.expected_version = input.get("version").and_then(|text| text.parse().ok());
        call.expected_version = Some(app.desk().act(LEDGER, &target, SIGN, &[], None, &call).await?.version);
    }
    let report = match unfinished(app, viewer, manuscript).await? {
        Some(report) => report,
        None => signing::sign(app.desk(), &viewer.actor, app.now(), &mut composed.document).await.map_err(trouble)?,
    };
    // The number comes from the register of signatures only: the house enters it, on behalf of whoever signed.
    let house = Actor { system: true, ..viewer.actor.clone() };
    let number = vec![("signed_number".to_owned(), report.number.to_string())];
    let call = Call::new(house, app.clock());
    app.desk().act(LEDGER, &target, ISSUE, &number, None, &call).await?;
    Ok(report)
}

/// A signature that was given before the program stopped, and whose number was not entered yet.
async fn unfinished(app: &App, viewer: &Viewer, manuscript: &Manuscript) -> Result<Option<SignedReport>, Fault> {
    if manuscript.state() != SIGNING {
        return Ok(None);
    }
    let what = manuscript.what();
    let since = manuscript.case.record.changed_at;
    let all = app.store().signed_reports().await?;
    let mut mine = all.into_iter().rev().filter(|report| {
        let signature = &report.signature;
        *signature.report == *what.report
            && signature.by == viewer.actor.account
            && signature.at >= since
            && signature.org.as_deref() == what.org
    });
    Ok(mine.next())
}

fn trouble(error: signing::SigningError) -> Fault {
    match error {
        signing::SigningError::Desk(error) => error.into(),
        other => Fault::bad(other.to_string()),
    }
}
