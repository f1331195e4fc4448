//! A signed report: what was frozen, whether it still holds, what changed since.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use banjie_figures::AsOf;
use banjie_office::{
    reports::{self, What},
    trace::judge,
};
use banjie_papers::{
    document::Document,
    manifest::{Issued, Manifest, Reading, Standing},
};
use banjie_store::SignedReport;
use maud::html;

use super::{
    composed, desk, list,
    manuscript::Manuscript,
    publishing,
    tracing::{self, seal},
};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::values,
    },
    server::{Answer, Fault, Viewer},
    text::reports as t,
    ui::{self, Look, Term},
};

/// A signed report with its list of figures.
pub(crate) struct Signed {
    pub report: SignedReport,
    pub manifest: Manifest,
    /// The manuscript it was signed from, where the viewer may see it.
    pub manuscript: Option<Manuscript>,
}

impl Signed {
    /// The report of a number, where the viewer may look at it.
    ///
    /// # Errors
    /// Not found, the store.
    pub async fn find(app: &App, viewer: &Viewer, number: i64) -> Result<Signed, Fault> {
        let visible = list::visible(app, viewer).await?;
        let report = visible.into_iter().find(|report| report.number == number).ok_or(Fault::NotFound)?;
        let manifest = manifest(app, number).await?.ok_or(Fault::NotFound)?;
        let manuscript = list::manuscript_of(app, viewer, number).await?;
        Ok(Signed { report, manifest, manuscript })
    }

    /// Its list of figures as if read from an untouched file.
    pub fn reading(&self) -> Reading {
        let standings = vec![Standing::Same; self.manifest.figures.len()];
        Reading { manifest: self.manifest.clone(), whole: true, standings, strangers: 0 }
    }

    /// The document as it was signed: composed again at its log position, and the same to the last figure. None where it cannot
    /// be made again: its text is not kept here, or packages and records are not what they were.
    ///
    /// # Errors
    /// The store, a viewer who may not write this report.
    pub async fn document(&self, app: &App, viewer: &Viewer) -> Result<Option<Document>, Fault> {
        let about = &self.manifest.about;
        let moment = AsOf { seq: about.as_of, at: about.at };
        let signature = &self.report.signature;
        let own = What {
            report: &signature.report,
            period: signature.period.as_deref(),
            org: signature.org.as_deref(),
            ..What::default()
        };
        let (what, body) = match &self.manuscript {
            Some(manuscript) => {
                let what = manuscript.what();
                (What { dated: what.dated.or(Some(signature.at.date())), ..what }, Some(manuscript.text("text")))
            }
            None => (own, None),
        };
        let composed = reports::compose_for(app.desk(), &viewer.actor, &what, body, moment).await;
        let mut document = match composed {
            Ok(document) => document,
            Err(error) if error.refusal().is_some() => return Err(composed::fault(error)),
            Err(_) => return Ok(None),
        };
        document.issued = issued(&self.manifest);
        let same = Manifest::of(&document).digest() == *self.report.digest;
        Ok(same.then_some(document))
    }
}

/// What signing added, as the list keeps it.
fn issued(manifest: &Manifest) -> Option<Arc<Issued>> {
    let figures = manifest.figures.iter().map(|entry| Some((entry.token.clone(), entry.records.clone()?)));
    let figures = figures.collect::<Option<Vec<_>>>()?;
    Some(Arc::new(Issued { packages: manifest.packages.clone(), issue: manifest.issue.clone()?, figures }))
}

async fn manifest(app: &App, number: i64) -> Result<Option<Manifest>, Fault> {
    let Some((_, text)) = app.store().signed(number).await? else { return Ok(None) };
    Manifest::parse(text.as_bytes()).map(Some).map_err(Fault::Broken)
}

/// The log position a signed report holds for.
///
/// # Errors
/// The store.
pub(crate) async fn moment(app: &App, number: i64) -> Result<Option<AsOf>, Fault> {
    let manifest = manifest(app, number).await?;
    Ok(manifest.map(|manifest| AsOf { seq: manifest.about.as_of, at: manifest.about.at }))
}

/// The page.
pub(crate) async fn show(State(app): State<App>, viewer: Viewer, Path(number): Path<i64>) -> Answer {
    let signed = Signed::find(&app, &viewer, number).await?;
    let reading = signed.reading();
    let judgement = judge(app.desk(), &reading, app.now()).await.map_err(|error| Fault::bad(error.to_string()))?;
    let again = signed.document(&app, &viewer).await?.is_some();
    let signature = &signed.report.signature;
    let org = signature.org.as_deref().map(|org| values::org(&viewer.snapshot, org)).unwrap_or_default();
    let publication = publishing::panel(&app, &viewer, &signed).await?;
    let terms = [
        Term::text(t::SIGNED_NUMBER, &t::number(number)),
        Term::text(t::SIGNER, &values::person(&viewer.snapshot, &signature.by)),
        Term::text(t::SIGNED_AT, &t::moment(signature.at)),
        Term::text(t::ABOUT, &org),
        Term::text(t::LOG, &t::position(signature.seq)),
        Term::markup(t::DIGEST, html! { code.digest { (signed.report.digest) } }).wide(),
    ];
    let content = html! {
        header.page-head {
            div { h1 { (signature.title) } p { (t::signed_by(&values::person(&viewer.snapshot, &signature.by), signature.at)) } }
            div.actions {
                @if again { (desk::downloads(&app, &format!("/reports/signed/{number}"))) }
                @if let Some(manuscript) = &signed.manuscript { (ui::link_button(t::MANUSCRIPT, &manuscript.path(), Look::Plain, None)) }
            }
        }
        (seal(&reading, &judgement))
        (publication)
        @if !again { p.quiet { (t::NOT_AGAIN) } }
        (ui::panel("frozen", t::FROZEN, &html! {}, &ui::definition_list(&terms)))
        (tracing::verdicts(&viewer, &reading, &judgement, false))
    };
    let spot = Spot::new(&*signature.title, format!("/reports/signed/{number}")).under(t::REPORTS, "/reports");
    Ok(frame::page(&app, &viewer, &spot, &content).into_response())
}
