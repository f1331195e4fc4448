//! How a job stands, on the page from which it was started.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::second;
use crate::{
    server::{Job, JobState},
    text::admin as t,
    ui::{Level, alert, progress},
};

/// The state of a job in words.
pub(super) fn shown(job: &Job) -> Markup {
    let lines = |lines: &[String]| html! { ul { @for line in lines { li { (line) } } } };
    html! {
        p.quiet { (t::job_started(&second(job.started_at), &job.account)) }
        @match &job.state {
            JobState::Running => {
                (alert(Level::Info, "", &html! { p { (t::JOB_RUNNING) } }))
                @if let Some((done, all)) = job.steps { (progress(t::JOB_STEPS, done, all)) }
            }
            JobState::Done(found) => (alert(Level::Done, t::JOB_DONE, &lines(found))),
            JobState::Faulty(found) => (alert(Level::Error, t::JOB_FAULTY, &lines(found))),
            JobState::Failed(why) => (alert(Level::Error, t::JOB_FAILED, &html! { p { (why) } })),
        }
    }
}

/// The page, asked for again by the browser while the job is going on.
pub(super) fn watched(page: Markup, job: Option<&Job>) -> Response {
    let mut response = page.into_response();
    if job.is_some_and(|job| job.state == JobState::Running) {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    response
}
