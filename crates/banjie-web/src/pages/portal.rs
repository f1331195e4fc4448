//! The public's portal: services, following, results, notices, published reports, letters. Nobody needs an account here; what the public
//! may do is decided by the engine, how often by the limits.

mod apply;
mod board;
mod follow;
mod home;
mod progress;
mod reports;
mod results;
mod services;
mod sheet;
mod uploads;

use axum::Extension;
use banjie_office::public::PublicError;
use maud::{Markup, html};

use crate::{
    App,
    routes::{Access, Route, get, post},
    server::{Fault, Input, Viewer},
    text::portal as t,
};

/// Whoever happens to be signed in: his forms carry his session's token.
type Guest = Option<Extension<Viewer>>;

/// Input that people do not see and do not fill in; programs that fill in everything do.
const TRAP: &str = "website";

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let public = Access::Public;
    vec![
        get("/portal", public, "the public's three things: services, following, notices", home::show),
        get("/portal/services", public, "services of the public, searched by words", services::list),
        get(
            "/portal/services/{package}/{service}",
            public,
            "what a service is, needs, takes and costs",
            services::show,
        ),
        get("/portal/services/{package}/{service}/apply", public, "the form of a service", apply::form),
        post("/portal/services/{package}/{service}/apply", public, "previews and sends an application", apply::send),
        get("/portal/pick/org", public, "suggests organisations by name", services::orgs),
        get("/portal/box", public, "letters to the director", services::letters),
        get("/portal/follow", public, "asks for number and telephone", follow::ask),
        post("/portal/follow", public, "where an application stands", follow::show),
        post("/portal/follow/supplement", public, "completes an application", follow::supplement),
        post("/portal/follow/rate", public, "rates a closed application", follow::rate),
        get("/portal/results", public, "results and when they are released", results::list),
        get(
            "/portal/results/{package}/{results}",
            public,
            "what identifies whoever looks his result up",
            results::form,
        ),
        post("/portal/results/{package}/{results}", public, "a person's own result", results::look_up),
        get("/portal/reports", public, "published reports, by year", reports::list),
        get("/portal/reports/{publication}", public, "a published report to be read", reports::show),
        get("/portal/reports/{publication}/{file}", public, "a published report as a file", reports::file),
        get("/portal/notices", public, "notices to the public", board::list),
        get("/portal/notices/{package}/{notice}", public, "what is on show, paged and searched", board::show),
        get("/portal/notices/{package}/{notice}/object", public, "the form of an objection", board::form),
        post("/portal/notices/{package}/{notice}/object", public, "registers an objection", board::object),
    ]
}

fn csrf(guest: &Guest) -> &str {
    guest.as_ref().map_or("", |Extension(viewer)| viewer.csrf())
}

pub(crate) fn fault(error: PublicError) -> Fault {
    let PublicError::Desk(error) = error;
    error.into()
}

/// The trap in a form.
fn trap() -> Markup {
    html! {
        div.visually-hidden aria-hidden="true" {
            label for="p-website" { (t::TRAP) }
            input #p-website type="text" name=(TRAP) value="" tabindex="-1" autocomplete="off";
        }
    }
}

/// Refuses what walked into the trap.
fn untrapped(input: &Input) -> Result<(), Fault> {
    match input.text(TRAP) {
        Some(_) => Err(Fault::bad(t::TRAPPED)),
        None => Ok(()),
    }
}

/// The code an applicant is given: it hangs on the secret of the form he filled in, which only his browser knew, so that a
/// form sent twice answers the same code and nothing of it is kept.
fn code_of(secret: &str) -> String {
    use sha2::{Digest, Sha256};
    /// No letters that are taken for digits.
    const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let hash = Sha256::digest(format!("follow\n{secret}"));
    let letters = hash.iter().take(16).map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    letters.collect()
}

/// A code in groups of four, as it is read aloud.
fn grouped(code: &str) -> String {
    code.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part)).collect::<Vec<_>>().join("-")
}

/// Under what an application is found by its telephone number.
fn phone_key(app: &App, phone: &str) -> Result<banjie_model::Name, Fault> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    Ok(app.store().blind("phone", &digits)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_for_the_same_form_and_reads_in_groups() {
        let code = code_of("a");
        assert_eq!(code, code_of("a"));
        assert_ne!(code, code_of("b"));
        assert_eq!(code.len(), 16);
        assert_eq!(grouped("ABCDEFGH"), "ABCD-EFGH");
    }
}
