//! Comments on a case: beside the record, not part of it.

use axum::extract::{Path, State};
use banjie_desk::Target;
use banjie_model::{
    case::Case,
    definition::Ledger,
    refusal::{Refusal, RefusalCode},
};
use banjie_store::Comment;
use maud::{Markup, html};

use super::{names, page::View, send, words};
use crate::{
    App,
    pages::frame,
    server::{Answer, Fault, Input, Viewer},
    text::cases as t,
    ui::{self, Button, Level, PlainInput},
};

/// Longest comment, in characters.
const LONGEST: usize = 2_000;

/// Comments, oldest first, and a form for one more.
pub(super) async fn panel(view: &View<'_>) -> Result<Markup, Fault> {
    let comments = view.app.store().comments(&view.ledger.key, view.record().id).await?;
    let base = format!("{}/comments", view.path());
    let input = PlainInput { name: "text", title: t::COMMENT, help: t::COMMENT_HELP, ..PlainInput::default() };
    let csrf = view.viewer.csrf();
    let body = html! {
        div.stack {
            @for comment in comments.iter().filter(|comment| comment.removed_at.is_none()) { (one(view, &base, comment)) }
            form.stack method="post" action=(base) data-unsaved {
                (ui::csrf_field(csrf))
                (ui::text_area(&input))
                (ui::button(&Button { word: t::COMMENT_ADD, ..Button::default() }))
            }
        }
    };
    Ok(ui::panel("comments", t::COMMENTS, &html! {}, &body))
}

fn one(view: &View<'_>, base: &str, comment: &Comment) -> Markup {
    let who = t::person(&names::person(view.viewer, &comment.account), &names::org(view.viewer, &comment.org));
    html! {
        article.stack {
            p { b { (who) } " " time datetime=(words::machine(comment.at)) { (words::minute(comment.at)) } }
            @for line in comment.text.lines() { p { (line) } }
            @if comment.account == view.viewer.person.account {
                (ui::post_button(view.viewer.csrf(), &format!("{base}/{}/remove", comment.id),
                    &Button { word: t::COMMENT_REMOVE, look: ui::Look::Quiet, confirm: t::COMMENT_REMOVE_SURE, ..Button::default() }))
            }
        }
    }
}

/// Says something about a case the viewer sees.
///
/// # Errors
/// A refusal: nothing is said, or too much; the store.
pub(crate) async fn say(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    case: &Case,
    text: &str,
) -> Result<Comment, Fault> {
    let text = text.trim().replace("\r\n", "\n");
    let refused = |why: String| Err(Fault::Refused(Box::new(Refusal::new(RefusalCode::BadValue, why))));
    if text.is_empty() {
        return refused(t::COMMENT_EMPTY.to_owned());
    }
    if text.chars().count() > LONGEST {
        return refused(t::comment_long(LONGEST));
    }
    let mut comment = Comment {
        id: 0,
        ledger: ledger.key.clone(),
        record: case.record.id,
        account: viewer.person.account.clone(),
        org: viewer.actor.org.clone(),
        at: app.now(),
        text: text.into(),
        removed_at: None,
    };
    comment.id = app.store().add_comment(&comment).await?;
    Ok(comment)
}

/// Takes a comment of one's own away.
///
/// # Errors
/// Not found: no comment of this case, or somebody else's; the store.
pub(crate) async fn take_back(
    app: &App,
    viewer: &Viewer,
    ledger: &Ledger,
    case: &Case,
    comment: i64,
) -> Result<(), Fault> {
    let all = app.store().comments(&ledger.key, case.record.id).await?;
    let is_own = |known: &Comment| known.id == comment && known.account == viewer.person.account;
    if !all.iter().any(is_own) || !app.store().remove_comment(comment, &viewer.person.account, app.now()).await? {
        return Err(Fault::NotFound);
    }
    Ok(())
}

/// Adds a comment.
pub(super) async fn add(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id)): Path<(String, String)>,
    input: Input,
) -> Answer {
    let ledger = viewer.ledger(&ledger)?;
    let target = Target::Id(send::record(&id)?);
    let case = app.desk().case(&ledger.key, &target, &viewer.actor).await?;
    let back = format!("/ledgers/{}/{}", ledger.key, case.record.id);
    let Some(text) = input.text("text") else { return Ok(frame::told(&back, Level::Warn, t::COMMENT_EMPTY)) };
    say(&app, &viewer, &ledger, &case, text).await?;
    Ok(frame::done(&format!("{back}#comments"), t::COMMENT_ADDED))
}

/// Takes one's own comment away.
pub(super) async fn remove(
    State(app): State<App>,
    viewer: Viewer,
    Path((ledger, id, comment)): Path<(String, String, String)>,
    _: Input,
) -> Answer {
    let ledger = viewer.ledger(&ledger)?;
    let target = Target::Id(send::record(&id)?);
    let case = app.desk().case(&ledger.key, &target, &viewer.actor).await?;
    let comment: i64 = comment.parse().map_err(|_| Fault::NotFound)?;
    take_back(&app, &viewer, &ledger, &case, comment).await?;
    let back = format!("/ledgers/{}/{}#comments", ledger.key, case.record.id);
    Ok(frame::done(&back, t::COMMENT_REMOVED))
}
