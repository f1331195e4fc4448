//! A printed report beside the database: who signed it, which of its figures were edited, which changed since.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use banjie_office::{
    reports,
    trace::{self, Finding, Judgement, Seal, judge as judged, now_in_text, unjudged, whole_caption},
};
use banjie_papers::manifest::{Kind, Reading, Standing};
use maud::{Markup, html};

use crate::{
    App,
    pages::frame::{self, Spot},
    server::{Answer, Fault, Input, Viewer},
    text::reports as t,
    ui::{self, Button, Level, Look, Tone},
};

/// The form.
pub(crate) async fn form(State(app): State<App>, viewer: Viewer) -> Answer {
    Ok(page(&app, &viewer, &html! {}).into_response())
}

fn page(app: &App, viewer: &Viewer, result: &Markup) -> Markup {
    let content = html! {
        header.page-head { div { h1 { (t::TRACE) } p { (t::TRACE_HELP) } } }
        form.form method="post" action="/reports/trace" enctype="multipart/form-data" {
            (ui::csrf_field(viewer.csrf()))
            section.form-group { div.fields {
                div.field {
                    label for="f-file" { (t::TRACE_FILE) }
                    p.field-help #f-file-help { (t::TRACE_FILE_HELP) }
                    input.input #f-file type="file" name="file" accept=".docx,.html,.htm,.pdf" aria-describedby="f-file-help";
                }
            } }
            div.form-foot { (ui::button(&Button { word: t::TRACE_DO, look: Look::Primary, ..Button::default() })) }
        }
        (result)
    };
    frame::page(app, viewer, &Spot::new(t::TRACE, "/reports/trace").under(t::REPORTS, "/reports"), &content)
}

/// Reads the file and compares it with the database. Nothing of it is kept.
pub(crate) async fn judge(State(app): State<App>, viewer: Viewer, input: Input) -> Answer {
    let again = |text: &str| {
        let alert = ui::alert(Level::Error, t::TRACE_NOT, &html! { p { (text) } });
        (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, &alert)).into_response()
    };
    let Some(file) = input.file("file") else { return Ok(again(t::NO_FILE)) };
    let Some(kind) = file.name.rsplit('.').next().and_then(Kind::of) else { return Ok(again(t::TRACE_KIND)) };
    let bytes = file.bytes.clone();
    let read = tokio::task::spawn_blocking(move || trace::read(kind, &bytes)).await;
    let reading = match read.map_err(|error| Fault::Broken(error.to_string()))? {
        Ok(reading) => reading,
        Err(why) => return Ok(again(&why.to_string())),
    };
    let ours = reaches(&viewer, &reading);
    let judgement = match ours {
        true => judged(app.desk(), &reading, app.now()).await.map_err(|error| Fault::bad(error.to_string()))?,
        // Of a system one has no part in, only what the file itself says.
        false => unjudged(&reading),
    };
    let about = &reading.manifest.about;
    let result = html! {
        section.panel aria-labelledby="result" {
            header.panel-head { h2 #result { (about.title) } }
            p.quiet { (file.name) " · " (t::as_of(about.at, about.as_of)) }
            @if ours { (seal(&reading, &judgement)) } @else { (ui::alert(Level::Warn, t::NOT_YOURS, &html! { p { (t::NOT_YOURS_HELP) } })) }
            @if !reading.whole { (ui::alert(Level::Error, t::LIST_CHANGED, &html! {})) }
            @if reading.strangers > 0 { (ui::alert(Level::Warn, &t::strangers(reading.strangers), &html! {})) }
            @if kind == Kind::Pdf { p.quiet { (t::PDF_ONLY_LIST) } }
        }
        (verdicts(&viewer, &reading, &judgement, true))
    };
    Ok(page(&app, &viewer, &result).into_response())
}

/// Whether the viewer may see what the database says of this report and of every figure in it: the list comes from a file
/// anybody may have written.
pub(crate) fn reaches(viewer: &Viewer, reading: &Reading) -> bool {
    let manifest = &reading.manifest;
    let reaches = |package: &str, org: Option<&str>| match reports::reach(&viewer.snapshot, package, &viewer.actor) {
        None => true,
        Some(reach) => org.is_some_and(|org| reach.iter().any(|code| **code == *org)),
    };
    let mut leaves = manifest.figures.iter().flat_map(|entry| entry.trace.leaves());
    let package = manifest.about.report.split('/').next().unwrap_or_default();
    viewer.is_in(package)
        && manifest.figures.iter().all(|entry| reaches(&entry.trace.package, entry.trace.org.as_deref()))
        && leaves.all(|leaf| viewer.is_in(&leaf.package))
}

/// The signature in a sentence.
pub(crate) fn seal(reading: &Reading, judgement: &Judgement) -> Markup {
    let Some(issue) = &reading.manifest.issue else { return ui::alert(Level::Info, t::UNSIGNED, &html! {}) };
    let signer = t::issued(issue.number, &issue.by_name, issue.at);
    match &judgement.seal {
        Seal::Whole => ui::alert(Level::Done, &signer, &html! { p { (t::SEAL_WHOLE) } }),
        Seal::Unsigned => ui::alert(Level::Info, &signer, &html! {}),
        Seal::Foreign(why) => ui::alert(Level::Warn, &signer, &html! { p { (why) } }),
        Seal::Broken(reasons) => ui::alert(Level::Error, &signer, &html! { @for why in reasons { p { (why) } } }),
    }
}

fn tone(finding: Finding) -> Tone {
    match finding {
        Finding::Same => Tone::Done,
        Finding::Changed | Finding::Unknown => Tone::Due,
        Finding::Foreign | Finding::Tampered => Tone::Late,
    }
}

/// Every figure with what became of it; those that changed first.
pub(crate) fn verdicts(viewer: &Viewer, reading: &Reading, judgement: &Judgement, text_too: bool) -> Markup {
    let counts = judgement.counts().into_iter().map(|(finding, n)| (n, finding.zh())).collect::<Vec<_>>();
    let mut order: Vec<usize> = (0..judgement.verdicts.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(judgement.verdicts[*index].finding));
    let edited = text_too && reading.standings.iter().any(|standing| *standing != Standing::Same);
    html! {
        section.panel aria-labelledby="verdicts" {
            header.panel-head { h2 #verdicts { (t::VERDICTS) } span.quiet { (t::counts(judgement.verdicts.len(), &counts)) } }
            div.table-wrap tabindex="0" role="region" aria-label=(t::VERDICTS) {
                table.table.matrix {
                    caption.visually-hidden { (t::VERDICTS) }
                    thead { tr {
                        th scope="col" { (t::N) } th.number scope="col" { (t::PRINTED) }
                        @if edited { th.number scope="col" { (t::IN_TEXT) } }
                        th scope="col" { (t::VERDICT) } th.number scope="col" { (t::NOW) }
                        th scope="col" { (t::FIGURE) } th scope="col" { (t::RECORDS) }
                    } }
                    tbody { @for index in order { (verdict(viewer, reading, judgement, index, edited)) } }
                }
            }
        }
    }
}

fn verdict(viewer: &Viewer, reading: &Reading, judgement: &Judgement, index: usize, edited: bool) -> Markup {
    let (entry, verdict) = (&reading.manifest.figures[index], &judgement.verdicts[index]);
    let figure =
        banjie_model::figure::Figure::new(banjie_model::figure::Trace::clone(&entry.trace), entry.wording.clone());
    let href = super::figures::href(&figure).filter(|_| viewer.is_in(&entry.trace.package));
    html! {
        tr {
            td { (index + 1) }
            td.number { (entry.text) (entry.trace.unit) }
            @if edited { td.number { (now_in_text(reading, index).unwrap_or_else(|| t::GONE.to_owned())) } }
            td.tight { (ui::badge(verdict.finding.zh(), tone(verdict.finding))) }
            td.number { (verdict.now.as_deref().unwrap_or(t::MISSING)) }
            td {
                (whole_caption(&entry.trace))
                p.quiet { (entry.wording.words) }
                @for why in &verdict.reasons { p { (why) } }
                @if !verdict.changes.is_empty() { ul.plain { @for line in &verdict.changes { li { (line) } } } }
            }
            td { @if let Some(href) = href { a href=(href) { (t::RECORDS) } } @else { (t::MISSING) } }
        }
    }
}
