//! The table of operations: address, who may, what it takes and gives.

use axum::handler::Handler;

use super::{deeds, document, files, papers, records, systems, work};
use crate::{
    App,
    pages::cases::uploads,
    routes::{self, Access, Route},
    text::api as t,
};

/// What an operation takes beside its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// JSON with these keys: name, type, must be there.
    Json(&'static [(&'static str, &'static str, bool)]),
    /// The bytes of a file.
    Bytes,
}

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    /// JSON with these keys.
    Json(&'static [(&'static str, &'static str)]),
    /// A file.
    File,
}

/// An operation of the interface.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its route.
    pub route: Route,
    /// What it does, in Chinese.
    pub title: &'static str,
    /// Keys of its query: name, type, must be there.
    pub query: &'static [(&'static str, &'static str, bool)],
    /// What it takes.
    pub takes: Takes,
    /// What it answers.
    pub gives: Gives,
    /// Answers 201 instead of 200.
    pub makes: bool,
}

impl Operation {
    fn read<H, T>(path: &'static str, about: &'static str, handler: H) -> Operation
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = routes::get(path, Access::ApiRead, about, handler);
        Operation {
            title: t::title(path, false),
            route,
            query: &[],
            takes: Takes::Nothing,
            gives: Gives::Json(&[]),
            makes: false,
        }
    }

    fn write<H, T>(path: &'static str, about: &'static str, handler: H) -> Operation
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let route = routes::post(path, Access::ApiWrite, about, handler);
        Operation {
            title: t::title(path, true),
            route,
            query: &[],
            takes: Takes::Json(&[]),
            gives: Gives::Json(&[]),
            makes: false,
        }
    }

    fn asking(self, query: &'static [(&'static str, &'static str, bool)]) -> Operation {
        Operation { query, ..self }
    }

    fn taking(self, keys: &'static [(&'static str, &'static str, bool)]) -> Operation {
        Operation { takes: Takes::Json(keys), ..self }
    }

    fn giving(self, keys: &'static [(&'static str, &'static str)]) -> Operation {
        Operation { gives: Gives::Json(keys), ..self }
    }

    fn making(self) -> Operation {
        Operation { makes: true, ..self }
    }

    fn open_to(mut self, access: Access) -> Operation {
        self.route.access = access;
        self
    }

    fn file(self) -> Operation {
        Operation { gives: Gives::File, ..self }
    }

    fn bytes(self) -> Operation {
        Operation { takes: Takes::Bytes, ..self }
    }
}

/// Keys of a list.
const LIST: &[(&str, &str, bool)] =
    &[("sort", "string", false), ("after", "string", false), ("before", "string", false), ("limit", "integer", false)];
/// What a deed answers.
const DONE: &[(&str, &str)] = &[
    ("id", "integer"),
    ("ledger", "string"),
    ("number", "string?"),
    ("version", "integer"),
    ("seq", "integer"),
    ("changed", "boolean"),
    ("effects", "array"),
    ("record", "object?"),
];

/// Every operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    [about(), of_ledgers(), of_records(), deeds(), day(), shown()].concat()
}

fn about() -> Vec<Operation> {
    vec![
        Operation::read("/api/openapi.json", "the description of this interface", document::serve)
            .asking(&[("package", "string", false)])
            .giving(&[("openapi", "string"), ("info", "object"), ("paths", "object")]),
        Operation::read("/api/v1/me", "who asks, with roles and scopes", systems::me).giving(&[
            ("account", "string"),
            ("name", "string"),
            ("org", "object"),
            ("roles", "array"),
            ("packages", "array"),
        ]),
        Operation::read("/api/v1/packages", "systems one has a role in", systems::list)
            .giving(&[("packages", "array")]),
        Operation::read("/api/v1/packages/{package}", "a system with roles, bases and codes", systems::package)
            .giving(&[("name", "string"), ("roles", "array"), ("bases", "array"), ("codes", "array")]),
    ]
}

fn of_ledgers() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/ledgers", "ledgers one has a role in", systems::ledgers)
            .giving(&[("ledgers", "array")]),
        Operation::read("/api/v1/ledgers/{ledger}", "a ledger with fields, states, actions, limits", systems::ledger)
            .giving(&[
                ("key", "string"),
                ("fields", "array"),
                ("states", "array"),
                ("actions", "array"),
                ("limits", "array"),
            ]),
        Operation::read("/api/v1/ledgers/{ledger}/records", "records, filtered and page by page", records::list)
            .asking(LIST)
            .giving(&[("records", "array"), ("next", "string?"), ("previous", "string?"), ("bounded", "integer?")]),
        Operation::read("/api/v1/ledgers/{ledger}/count", "how many records a filter finds", records::count)
            .giving(&[("count", "integer"), ("exact", "boolean")]),
        Operation::write("/api/v1/ledgers/{ledger}/records", "registers a record", deeds::create)
            .taking(&[
                ("org", "string?", false),
                ("number", "string?", false),
                ("reason", "string?", false),
                ("fields", "object", false),
            ])
            .giving(DONE)
            .making(),
    ]
}

fn of_records() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/ledgers/{ledger}/records/{record}", "a record with clocks and actions", records::show)
            .giving(&[
                ("id", "integer"),
                ("version", "integer"),
                ("fields", "object"),
                ("runs", "array"),
                ("actions", "array"),
                ("deeds", "object"),
            ]),
        Operation::read(
            "/api/v1/ledgers/{ledger}/records/{record}/history",
            "what happened to a record",
            records::history,
        )
        .giving(&[("events", "array")]),
        Operation::read(
            "/api/v1/ledgers/{ledger}/records/{record}/comments",
            "what was said about a record",
            records::comments,
        )
        .giving(&[("comments", "array")]),
        Operation::write("/api/v1/ledgers/{ledger}/records/{record}/comments", "adds a comment", records::comment)
            .taking(&[("text", "string", true)])
            .giving(&[("id", "integer"), ("text", "string")])
            .making(),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/comments/{comment}/remove",
            "takes one's own comment away",
            records::remove_comment,
        )
        .giving(&[("removed", "integer")]),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/plain",
            "personal values in plain, for a purpose, on record",
            records::plain,
        )
        .taking(&[("purpose", "string", true)])
        .giving(&[("id", "integer"), ("plain", "object")]),
    ]
}

fn deeds() -> Vec<Operation> {
    vec![
        Operation::write("/api/v1/ledgers/{ledger}/records/{record}/edit", "corrects a record", deeds::edit)
            .taking(&[("version", "integer?", false), ("reason", "string?", false), ("fields", "object", true)])
            .giving(DONE),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/act/{action}",
            "takes an action; with `to` it hands over",
            deeds::act,
        )
        .taking(&[
            ("version", "integer?", false),
            ("reason", "string?", false),
            ("to", "string?", false),
            ("fields", "object", false),
        ])
        .giving(DONE),
        Operation::write("/api/v1/ledgers/{ledger}/records/{record}/assign", "names the handler", deeds::assign)
            .taking(&[("version", "integer?", false), ("reason", "string?", false), ("handler", "string", true)])
            .giving(DONE),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/extend/{limit}",
            "gives a limit more time",
            deeds::extend,
        )
        .taking(&[("version", "integer?", false), ("reason", "string?", false), ("length", "string", true)])
        .giving(DONE),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/suspend/{limit}",
            "enters a time a limit stood still",
            deeds::suspend,
        )
        .taking(&[
            ("version", "integer?", false),
            ("reason", "string?", false),
            ("from", "string", true),
            ("until", "string?", false),
        ])
        .giving(DONE),
        Operation::write("/api/v1/files", "keeps a file", files::upload)
            .asking(&[("name", "string", true)])
            .bytes()
            .giving(&[("name", "string"), ("sha256", "string"), ("size_bytes", "integer")])
            .making(),
        Operation::read("/api/v1/files/{sha256}", "an uploaded file", uploads::serve)
            .asking(&[("purpose", "string", false)])
            .file(),
    ]
}

fn day() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/work", "open cases by what is due", work::work)
            .asking(&[
                ("of", "mine|unclaimed|office", false),
                ("bucket", "overdue|soon|later|no_clock", false),
                ("after", "string", false),
                ("limit", "integer", false),
            ])
            .giving(&[("items", "array"), ("counts", "object"), ("next", "string?")]),
        Operation::read("/api/v1/search", "records of all ledgers by their words", work::search)
            .asking(&[
                ("q", "string", true),
                ("ledger", "string", false),
                ("limit", "integer", false),
                ("offset", "integer", false),
            ])
            .giving(&[("total", "integer"), ("by_ledger", "array"), ("hits", "array")]),
        Operation::read("/api/v1/drafts", "one's own drafts", work::drafts).giving(&[("drafts", "array")]),
        Operation::write("/api/v1/drafts/drop", "throws a draft away", work::drop_draft)
            .taking(&[("place", "string", true)])
            .giving(&[("dropped", "string")]),
        Operation::read("/api/v1/board", "offices, their open cases and who is late", work::board)
            .asking(&[
                ("ledger", "string", true),
                ("org", "string", false),
                ("soon", "integer", false),
                ("since", "date", false),
            ])
            .giving(&[("head", "string?"), ("board", "object")]),
        Operation::read("/api/v1/board/cases", "cases behind a cell of the board", work::cell)
            .asking(&[
                ("ledger", "string", true),
                ("column", "open|due_soon|yellow|red|referred|late", true),
                ("of", "string", false),
                ("own", "boolean", false),
                ("org", "string", false),
                ("soon", "integer", false),
                ("since", "date", false),
                ("after", "integer", false),
                ("limit", "integer", false),
            ])
            .giving(&[("cases", "array"), ("next", "integer?")]),
    ]
}

fn shown() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/indicators", "indicators in words", papers::catalogue)
            .giving(&[("indicators", "array")]),
        Operation::read("/api/v1/indicators/records", "records behind a figure, by its token", papers::behind)
            .asking(&[("token", "string", true), ("limit", "integer", false), ("offset", "integer", false)])
            .giving(&[("figure", "object"), ("parts", "array")]),
        Operation::read("/api/v1/indicators/{package}/{indicator}", "a figure, or a table of it", papers::figure)
            .asking(&[
                ("period", "string", false),
                ("org", "string", false),
                ("as", "string", false),
                ("as_of", "datetime", false),
                ("by", "string", false),
            ])
            .giving(&[]),
        Operation::read("/api/v1/reports", "reports one may write", papers::reports).giving(&[("reports", "array")]),
        Operation::read("/api/v1/reports/{package}/{report}", "a report as Markdown, HTML or Word", papers::report)
            .asking(&[
                ("period", "string", false),
                ("org", "string", false),
                ("as_of", "datetime", false),
                ("format", "md|html|docx", false),
            ])
            .file(),
        Operation::write("/api/v1/proof", "what cannot be right in a text", papers::proof)
            .taking(&[("text", "string", true), ("public", "boolean", false)])
            .giving(&[("findings", "array"), ("relations", "array"), ("figures", "array")])
            .open_to(Access::ApiRead),
        Operation::read("/api/v1/services", "what the public may apply for", papers::services)
            .asking(&[("package", "string", false)])
            .giving(&[("services", "array")])
            .open_to(Access::Public),
        Operation::read("/api/v1/notices", "what is on show for the public", papers::notices)
            .asking(&[("package", "string", false)])
            .giving(&[("notices", "array")])
            .open_to(Access::Public),
    ]
}
