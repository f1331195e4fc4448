//! What the pages do beside what the interface does: every route of a page has its sibling, or a reason why programs do without.

use std::fmt::Write as _;

use crate::{pages, routes::Route};

/// How a program does what a page does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sibling {
    /// By these operations, `METHOD address` without `/api/v1`.
    By(&'static [&'static str]),
    /// Not at all, and why.
    Not(&'static str),
}

use Sibling::{By, Not};

/// Programs come with a token; the rest of the entrance is for people.
const ENTRANCE: Sibling = Not("a program comes with a token instead of signing in");
/// Nothing of it is data.
const LOOK: Sibling = Not("how pages look and load; nothing of it is data");
/// The guide is for people.
const HELP: Sibling = Not("explains the pages to people; what a ledger holds is told by GET /ledgers/{ledger}");
/// Looked up by whoever it is about.
const RESULTS: Sibling =
    Not("a person looks his own result up and shows who he is to this page only; a program would try identities out");
/// Secrets of a person.
const OWN: Sibling =
    Not("a program must not change how its person comes in; done in person, with the session's own proof");
/// Administrators' acts.
const IN_PERSON: Sibling = Not(
    "an administrator acts in person, with his second factor; a leaked token must not open accounts or take copies away",
);
/// One step of a form.
const FORM: &str = "GET /ledgers/{ledger}";

/// The sibling of every route of the pages, by method and address.
#[must_use]
pub fn siblings() -> Vec<(&'static str, Sibling)> {
    [entrance(), day(), lists(), records(), watching(), reports(), portal(), administration()].concat()
}

fn entrance() -> Vec<(&'static str, Sibling)> {
    vec![
        ("GET /", By(&["GET /me"])),
        ("GET /assets/{stamp}/{*name}", LOOK),
        ("GET /help", HELP),
        ("GET /help/{chapter}", HELP),
        ("GET /sign-in", ENTRANCE),
        ("POST /sign-in", ENTRANCE),
        ("GET /sign-in/code", ENTRANCE),
        ("POST /sign-in/code", ENTRANCE),
        ("POST /sign-out", ENTRANCE),
        ("GET /account", By(&["GET /me"])),
        ("GET /account/password", OWN),
        ("POST /account/password", OWN),
        ("POST /account/role", Not("a token acts with all roles its person holds")),
        ("GET /account/second-factor", OWN),
        ("POST /account/second-factor", OWN),
        ("POST /account/second-factor/off", OWN),
        ("POST /account/sessions/end", OWN),
        ("POST /account/theme", LOOK),
        ("POST /account/tokens", OWN),
        ("POST /account/tokens/revoke", OWN),
        ("GET /health/live", Not("open to programs as it is")),
        ("GET /health/ready", Not("open to programs as it is")),
    ]
}

fn day() -> Vec<(&'static str, Sibling)> {
    vec![
        ("GET /work", By(&["GET /work"])),
        ("GET /new", By(&["GET /ledgers"])),
        ("GET /search", By(&["GET /search"])),
        ("GET /drafts", By(&["GET /drafts"])),
        ("POST /drafts/save", By(&["POST /drafts"])),
        ("POST /drafts/drop", By(&["POST /drafts/drop"])),
        ("GET /jobs/{job}", Not("a program waits for its answer; nothing it starts goes on behind it")),
        ("GET /jobs/{job}/files/{n}", Not("files come with the answer")),
        ("GET /files/{sha256}", By(&["GET /files/{sha256}"])),
        ("GET /pick/org", By(&["GET /orgs"])),
        ("GET /pick/account", By(&["GET /people"])),
        ("GET /pick/{ledger}", By(&["GET /ledgers/{ledger}/pick"])),
        ("GET /systems/{package}", By(&["GET /packages/{package}"])),
    ]
}

fn lists() -> Vec<(&'static str, Sibling)> {
    vec![
        (
            "GET /ledgers/{ledger}",
            By(&["GET /ledgers/{ledger}/records", "GET /ledgers/{ledger}/count", "GET /ledgers/{ledger}/views"]),
        ),
        (
            "POST /ledgers/{ledger}/views",
            By(&["POST /ledgers/{ledger}/views", "POST /ledgers/{ledger}/views/{view}/remove"]),
        ),
        (
            "POST /ledgers/{ledger}/bulk",
            By(&[
                "POST /ledgers/{ledger}/bulk",
                "POST /ledgers/{ledger}/records/{record}/print/{document}",
                "POST /ledgers/{ledger}/export",
            ]),
        ),
        ("GET /ledgers/{ledger}/import", By(&[FORM])),
        ("POST /ledgers/{ledger}/import", By(&["POST /ledgers/{ledger}/import"])),
        ("POST /ledgers/{ledger}/import/confirm", By(&["POST /ledgers/{ledger}/import"])),
        ("GET /ledgers/{ledger}/import/template", By(&["GET /ledgers/{ledger}/template"])),
        ("GET /ledgers/{ledger}/export", By(&["GET /ledgers/{ledger}/count"])),
        ("POST /ledgers/{ledger}/export", By(&["POST /ledgers/{ledger}/export"])),
        ("GET /ledgers/{ledger}/map", By(&["GET /ledgers/{ledger}/points"])),
        ("GET /ledgers/{ledger}/charts", By(&["GET /ledgers/{ledger}/counts"])),
    ]
}

fn records() -> Vec<(&'static str, Sibling)> {
    const SHOW: &str = "GET /ledgers/{ledger}/records/{record}";
    vec![
        ("GET /ledgers/{ledger}/new", By(&[FORM])),
        ("POST /ledgers/{ledger}/new", By(&["POST /ledgers/{ledger}/records", "POST /files"])),
        (
            "GET /ledgers/{ledger}/{record}",
            By(&[
                SHOW,
                "GET /ledgers/{ledger}/records/{record}/comments",
                "GET /ledgers/{ledger}/records/{record}/documents",
            ]),
        ),
        ("GET /ledgers/{ledger}/{record}/history", By(&["GET /ledgers/{ledger}/records/{record}/history"])),
        ("GET /ledgers/{ledger}/{record}/plain", By(&[SHOW])),
        ("POST /ledgers/{ledger}/{record}/plain", By(&["POST /ledgers/{ledger}/records/{record}/plain"])),
        ("POST /ledgers/{ledger}/{record}/comments", By(&["POST /ledgers/{ledger}/records/{record}/comments"])),
        (
            "POST /ledgers/{ledger}/{record}/comments/{comment}/remove",
            By(&["POST /ledgers/{ledger}/records/{record}/comments/{comment}/remove"]),
        ),
        (
            "POST /ledgers/{ledger}/{record}/print/{document}",
            By(&["POST /ledgers/{ledger}/records/{record}/print/{document}"]),
        ),
        ("GET /ledgers/{ledger}/{record}/edit", By(&[SHOW])),
        ("POST /ledgers/{ledger}/{record}/edit", By(&["POST /ledgers/{ledger}/records/{record}/edit", "POST /files"])),
        ("GET /ledgers/{ledger}/{record}/assign", By(&[SHOW])),
        ("POST /ledgers/{ledger}/{record}/assign", By(&["POST /ledgers/{ledger}/records/{record}/assign"])),
        ("GET /ledgers/{ledger}/{record}/act/{action}", By(&[SHOW])),
        ("POST /ledgers/{ledger}/{record}/act/{action}", By(&["POST /ledgers/{ledger}/records/{record}/act/{action}"])),
        ("GET /ledgers/{ledger}/{record}/extend/{limit}", By(&[SHOW])),
        (
            "POST /ledgers/{ledger}/{record}/extend/{limit}",
            By(&["POST /ledgers/{ledger}/records/{record}/extend/{limit}"]),
        ),
        ("GET /ledgers/{ledger}/{record}/suspend/{limit}", By(&[SHOW])),
        (
            "POST /ledgers/{ledger}/{record}/suspend/{limit}",
            By(&["POST /ledgers/{ledger}/records/{record}/suspend/{limit}"]),
        ),
    ]
}

fn watching() -> Vec<(&'static str, Sibling)> {
    vec![
        ("GET /board", By(&["GET /board/ledgers", "GET /board"])),
        ("GET /board/{ledger}", By(&["GET /board", "GET /board/people", "GET /board/trend"])),
        ("GET /board/{ledger}/cases", By(&["GET /board/cases"])),
        ("GET /board/{ledger}/wall", By(&["GET /board"])),
        ("GET /figures", By(&["GET /indicators"])),
        ("GET /figures/records", By(&["GET /indicators/records"])),
        ("GET /figures/{package}", By(&["GET /indicators", "GET /indicators/{package}/{indicator}"])),
        ("GET /figures/{package}/{indicator}", By(&["GET /indicators/{package}/{indicator}"])),
        ("GET /figures/{package}/{indicator}/export", By(&["GET /indicators/{package}/{indicator}/export"])),
    ]
}

fn reports() -> Vec<(&'static str, Sibling)> {
    const ACT: &str = "POST /ledgers/{ledger}/records/{record}/act/{action}";
    const PREVIEW: &str = "POST /manuscripts/{record}/preview";
    vec![
        ("GET /reports", By(&["GET /reports", "GET /signed", "GET /ledgers/{ledger}/records"])),
        ("GET /reports/new", By(&["GET /reports"])),
        ("POST /reports/new", By(&["POST /manuscripts", "GET /reports/{package}/{report}"])),
        ("GET /reports/pick", By(&["GET /indicators"])),
        ("GET /reports/trace", By(&["POST /trace"])),
        ("POST /reports/trace", By(&["POST /trace"])),
        ("GET /reports/signed/{number}", By(&["GET /signed/{number}"])),
        ("GET /reports/signed/{number}/{file}", By(&["GET /signed/{number}/{file}"])),
        ("POST /reports/signed/{number}/publish", By(&["POST /ledgers/{ledger}/records"])),
        ("GET /reports/{id}", By(&["GET /ledgers/{ledger}/records/{record}", PREVIEW])),
        ("POST /reports/{id}", By(&[ACT])),
        ("POST /reports/{id}/preview", By(&[PREVIEW])),
        (
            "POST /reports/{id}/draft",
            Not("an editor keeps what is half typed; a program sends the text it means, by the action `write`"),
        ),
        ("POST /reports/{id}/draft/drop", By(&["POST /drafts/drop"])),
        ("GET /reports/{id}/versions", By(&["GET /ledgers/{ledger}/records/{record}/history"])),
        ("GET /reports/{id}/file/{file}", By(&["GET /manuscripts/{record}/file/{file}"])),
        ("POST /reports/{id}/act/{action}", By(&[ACT])),
        ("GET /reports/{id}/sign", By(&[PREVIEW])),
        (
            "POST /reports/{id}/sign",
            Not("whoever signs reads what will be frozen and signs in person, never by a token"),
        ),
        ("GET /proof", By(&["POST /proof"])),
        ("POST /proof", By(&["POST /proof", "POST /proof/file"])),
    ]
}

fn portal() -> Vec<(&'static str, Sibling)> {
    const SERVICE: &str = "GET /services/{package}/{service}";
    const FOLLOW: &str = "POST /services/{package}/{service}/follow";
    vec![
        ("GET /portal", By(&["GET /services", "GET /notices"])),
        ("GET /portal/box", By(&["GET /services"])),
        ("GET /portal/follow", By(&[FOLLOW])),
        ("POST /portal/follow", By(&[FOLLOW])),
        ("POST /portal/follow/rate", By(&["POST /services/{package}/{service}/rate"])),
        ("POST /portal/follow/supplement", By(&["POST /services/{package}/{service}/supplement"])),
        ("GET /portal/notices", By(&["GET /notices"])),
        ("GET /portal/notices/{package}/{notice}", By(&["GET /notices"])),
        ("GET /portal/notices/{package}/{notice}/object", By(&["GET /notices"])),
        ("POST /portal/notices/{package}/{notice}/object", By(&["POST /notices/{package}/{notice}/object"])),
        ("GET /portal/pick/org", By(&[SERVICE])),
        ("GET /portal/reports", By(&["GET /signed"])),
        ("GET /portal/reports/{publication}", By(&["GET /signed/{number}"])),
        ("GET /portal/reports/{publication}/{file}", By(&["GET /signed/{number}/{file}"])),
        ("GET /portal/results", RESULTS),
        ("GET /portal/results/{package}/{results}", RESULTS),
        ("POST /portal/results/{package}/{results}", RESULTS),
        ("GET /portal/services", By(&["GET /services"])),
        ("GET /portal/services/{package}/{service}", By(&["GET /services", SERVICE])),
        ("GET /portal/services/{package}/{service}/apply", By(&[SERVICE])),
        ("POST /portal/services/{package}/{service}/apply", By(&["POST /services/{package}/{service}/apply"])),
    ]
}

fn administration() -> Vec<(&'static str, Sibling)> {
    // Organisations, people, days and terms are records of the ledgers `orgs.*`.
    const LIST: Sibling = By(&["GET /ledgers/{ledger}/records"]);
    const ONE: Sibling =
        By(&["GET /ledgers/{ledger}/records/{record}", "GET /ledgers/{ledger}/records/{record}/history"]);
    const NEW: Sibling = By(&["POST /ledgers/{ledger}/records"]);
    const EDIT: Sibling = By(&["POST /ledgers/{ledger}/records/{record}/edit"]);
    const BLANK: Sibling = By(&[FORM]);
    vec![
        ("GET /admin", By(&["GET /me"])),
        ("GET /admin/orgs", By(&["GET /orgs", "GET /ledgers/{ledger}/records"])),
        ("GET /admin/orgs/new", BLANK),
        ("POST /admin/orgs/new", NEW),
        ("GET /admin/orgs/{record}", ONE),
        ("GET /admin/orgs/{record}/edit", BLANK),
        ("POST /admin/orgs/{record}/edit", EDIT),
        ("GET /admin/orgs/{record}/end", BLANK),
        ("POST /admin/orgs/{record}/end", EDIT),
        ("GET /admin/calendar", LIST),
        ("GET /admin/calendar/{kind}/new", BLANK),
        ("POST /admin/calendar/{kind}/new", NEW),
        ("GET /admin/calendar/{kind}/{record}", ONE),
        ("POST /admin/calendar/{kind}/{record}", EDIT),
        ("GET /admin/packages", By(&["GET /admin/packages"])),
        ("GET /admin/backups", By(&["GET /admin/backups"])),
        ("POST /admin/backups", IN_PERSON),
        ("POST /admin/backups/verify", IN_PERSON),
        ("GET /admin/health", By(&["GET /admin/health"])),
        ("GET /admin/messages", By(&["GET /admin/messages"])),
        ("GET /admin/people", By(&["GET /admin/accounts", "GET /ledgers/{ledger}/records"])),
        ("GET /admin/people/new", BLANK),
        ("POST /admin/people/new", NEW),
        ("GET /admin/people/{account}", By(&["GET /admin/accounts", "GET /ledgers/{ledger}/records/{record}"])),
        ("GET /admin/people/{account}/edit", BLANK),
        ("POST /admin/people/{account}/edit", EDIT),
        ("POST /admin/people/{account}/{deed}", IN_PERSON),
        ("GET /admin/rights", By(&["GET /packages/{package}", "GET /ledgers/{ledger}"])),
        ("GET /admin/audit", By(&["GET /admin/audit"])),
        ("GET /admin/audit/export", By(&["GET /admin/audit/export"])),
        ("GET /admin/readings", By(&["GET /admin/readings"])),
        ("GET /admin/chains", IN_PERSON),
        ("POST /admin/chains", IN_PERSON),
    ]
}

/// The table as Markdown, and what is still missing, which is nothing.
#[must_use]
pub fn reference() -> String {
    let mut routes: Vec<Route> = pages::routes();
    routes.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    let known = siblings();
    let mut text = String::from(
        "# What pages do, done by programs\n\nEvery route of the pages with the operations of `/api/v1` that do the same, with the same \
         permissions; where there is none, why. Compared by a test with the table of routes and with the table of operations.\n\n\
         | Page | Purpose | By `/api/v1` |\n| --- | --- | --- |\n",
    );
    let (mut missing, mut without) = (Vec::new(), 0);
    for route in routes {
        let page = format!("{} {}", route.method, route.path);
        let said = match known.iter().find(|(key, _)| *key == page) {
            Some((_, By(operations))) => {
                operations.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join("<br>")
            }
            Some((_, Not(why))) => {
                without += 1;
                format!("– {why}")
            }
            None => {
                missing.push(page.clone());
                "**missing**".to_owned()
            }
        };
        let _ = writeln!(text, "| `{page}` | {} | {said} |", route.about);
    }
    let _ = writeln!(text, "\nDone without, each with its reason: {without}. Missing: {}.", missing.len());
    text
}
