//! Any document proof-read: uploaded or pasted, findings by severity beside the text. Nothing is kept.

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use banjie_office::printing::Form;
use banjie_proof::{
    Document, Format, Options, ReadRefusal, Report, check as examine, read_file, render_html, render_json,
    write_docx_comments,
};
use maud::{Markup, html};

use super::{notes, script::marked};
use crate::{
    App,
    pages::{
        frame::{self, Spot},
        shared::jobs::attachment,
    },
    server::{Answer, Fault, Input, Viewer},
    text::reports as t,
    ui::{self, Button, Icon, Level, Look, PlainInput},
};

/// Largest file, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;
/// Longest text shown with its findings, in characters; a longer one is handed out as a file.
const SHOWN: usize = 200_000;

/// The form.
pub(super) async fn form(State(app): State<App>, viewer: Viewer) -> Answer {
    Ok(page(&app, &viewer, "", false, &html! {}).into_response())
}

fn page(app: &App, viewer: &Viewer, pasted: &str, public: bool, result: &Markup) -> Markup {
    let content = html! {
        header.page-head { div { h1 { (t::PROOF) } p { (t::PROOF_HELP) } } }
        (result)
        form.form method="post" action="/proof" enctype="multipart/form-data" target="_self" {
            (ui::csrf_field(viewer.csrf()))
            section.form-group { div.fields {
                div.field {
                    label for="f-file" { (t::PROOF_FILE) }
                    p.field-help #f-file-help { (t::PROOF_FILE_HELP) }
                    input.input #f-file type="file" name="file" accept=".docx,.pdf,.md,.txt,.html,.htm" aria-describedby="f-file-help";
                }
                (ui::text_area(&PlainInput { name: "text", title: t::PROOF_TEXT, value: pasted, help: t::PROOF_TEXT_HELP, ..PlainInput::default() }))
                div.field { label.check { input type="checkbox" name="public" value="yes" checked[public]; " " (t::PROOF_PUBLIC) } }
            } }
            div.form-foot {
                (ui::button(&Button { word: t::PROOF_DO, look: Look::Primary, ..Button::default() }))
                @for (word, form) in [(t::PROOF_AS_HTML, "html"), (t::PROOF_AS_WORD, "docx"), (t::PROOF_AS_JSON, "json")] {
                    (ui::button(&Button { word, icon: Some(Icon::Download), name: "as", value: form, ..Button::default() }))
                }
            }
        }
    };
    frame::page(app, viewer, &Spot::new(t::PROOF, "/proof"), &content)
}

/// Proof-reads what was sent.
pub(super) async fn check(State(app): State<App>, viewer: Viewer, input: Input) -> Answer {
    let pasted = input.get("text").unwrap_or_default().replace("\r\n", "\n");
    let public = input.get("public").is_some();
    let again = |text: &str| {
        let alert = ui::alert(Level::Error, t::PROOF_NOT, &html! { p { (text) } });
        (StatusCode::UNPROCESSABLE_ENTITY, page(&app, &viewer, &pasted, public, &alert)).into_response()
    };
    let (name, bytes) = match input.file("file") {
        Some(file) if file.bytes.len() > LARGEST => return Ok(again(t::PROOF_LARGE)),
        Some(file) => (file.name.clone(), file.bytes.to_vec()),
        None if pasted.trim().is_empty() => return Ok(again(t::PROOF_NOTHING)),
        None => (t::PASTED.to_owned(), pasted.clone().into_bytes()),
    };
    let (called, options) = (name.clone(), Options { public, ..Options::default() });
    let comments = input.get("as") == Some("docx");
    let work = tokio::task::spawn_blocking(move || {
        let document = read_file(&bytes, &called)?;
        let report = examine(&document, &options);
        let commented = comments.then(|| write_docx_comments(&bytes, &report));
        Ok::<_, ReadRefusal>((report, document, commented))
    });
    let (report, document, commented) = match work.await.map_err(|error| Fault::Broken(error.to_string()))? {
        Ok(read) => read,
        Err(refusal) => return Ok(again(&format!("{name}{}{refusal}", t::COLON))),
    };
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    match commented {
        Some(Ok(bytes)) => return Ok(attachment(&t::proof_file(stem, "docx"), Form::Docx.media_type(), bytes)),
        Some(Err(refusal)) => return Ok(again(&refusal.to_string())),
        None => {}
    }
    match input.get("as") {
        Some("json") => {
            let bytes = render_json(&report).into_bytes();
            Ok(attachment(&t::proof_file(stem, "json"), "application/json", bytes))
        }
        Some("html") => {
            let bytes = render_html(&document, &name, &report).into_bytes();
            Ok(attachment(&t::proof_file(stem, "html"), "text/html; charset=utf-8", bytes))
        }
        _ => {
            let shown = result(&name, &document, &report);
            Ok(page(&app, &viewer, &pasted, public, &shown).into_response())
        }
    }
}

fn result(name: &str, document: &Document, report: &Report) -> Markup {
    let tally = notes::tally(report);
    let chars = document.text.chars().count();
    html! {
        section.panel aria-labelledby="result" {
            header.panel-head { h2 #result { (t::proof_of(name)) } }
            p.quiet { (t::proof_counts(report.figures.len(), report.relations.len(), format_word(document.format))) }
            @if tally.is_empty() { (ui::alert(Level::Done, t::NO_FINDINGS, &html! { p { (t::NO_FINDINGS_HELP) } })) }
            @else { (ui::alert(Level::Warn, &tally, &html! {})) }
            @if chars > SHOWN { p.quiet { (t::TOO_LONG_TO_SHOW) } }
            div.proof {
                @if chars <= SHOWN {
                    @let (marks, _) = notes::marks(report);
                    article.proof-text.proof-plain { (marked(&document.text, &marks)) }
                }
                aside.proof-margin aria-label=(t::FINDINGS) { (notes::margin(&document.text, report)) }
            }
        }
    }
}

fn format_word(format: Format) -> &'static str {
    match format {
        Format::Plain => t::FORMAT_TEXT,
        Format::Markdown => t::MARKDOWN,
        Format::Html => t::HTML,
        Format::Docx => t::WORD,
        Format::Pdf => t::PDF,
    }
}
