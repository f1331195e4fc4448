//! Every operation, one after the other.

use super::{Operation, outside};
use crate::{
    api::{
        bulk, deeds, directory, document, documents, drafts, files, lists, manuscripts, papers, records, systems,
        views, work,
    },
    pages::{cases::uploads, figures::export, ledgers::import, reports::papers as printed},
    routes::Access,
};

/// Keys with their types, and whether they must be there.
pub(super) type Keys = &'static [(&'static str, &'static str, bool)];
/// Keys of an answer with their types.
pub(super) type Answered = &'static [(&'static str, &'static str)];

/// Keys of a list; filters of the ledger's own fields come beside them.
const LIST: Keys =
    &[("sort", "string", false), ("after", "string", false), ("before", "string", false), ("limit", "count", false)];
/// What a deed answers.
const DONE: Answered = &[
    ("id", "integer"),
    ("ledger", "string"),
    ("number", "string?"),
    ("version", "integer"),
    ("seq", "integer"),
    ("changed", "boolean"),
    ("effects", "array"),
    ("record", "object?"),
];
/// A draft.
const DRAFT: Answered = &[
    ("place", "string"),
    ("title", "string"),
    ("saved_at", "string"),
    ("version_seen", "integer?"),
    ("fields", "array"),
];
/// A view.
const VIEW: Answered =
    &[("id", "integer"), ("name", "string"), ("query", "string"), ("own", "boolean"), ("shared_with", "object?")];
/// What a proof answers.
const PROOF: Answered = &[("findings", "array"), ("relations", "array"), ("figures", "array")];
/// What a board is asked for.
const BOARD: Keys =
    &[("ledger", "text", true), ("org", "string", false), ("soon", "days", false), ("since", "date", false)];
/// Every operation.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let parts = [about(), of_ledgers(), of_lists(), of_records(), of_papers(), deeds(), of_files(), day()];
    [parts.concat(), boards(), figures(), reports(), outside::in_public(), outside::administered()].concat()
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
            ("scopes", "array?"),
            ("csrf", "string?"),
        ]),
        Operation::read("/api/v1/packages", "systems one has a role in", systems::list)
            .giving(&[("packages", "array")]),
        Operation::read("/api/v1/packages/{package}", "a system with roles, bases and codes", systems::package)
            .giving(&[("name", "string"), ("roles", "array"), ("bases", "array"), ("codes", "array")]),
        Operation::read("/api/v1/orgs", "every organisation", directory::orgs).giving(&[("orgs", "array")]),
        Operation::read("/api/v1/people", "people in office", directory::people)
            .asking(&[("q", "string", false), ("limit", "count", false)])
            .giving(&[("people", "array")]),
    ]
}

fn of_ledgers() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/ledgers", "ledgers one has a role in", systems::ledgers)
            .giving(&[("ledgers", "array")]),
        Operation::read("/api/v1/ledgers/{ledger}", "a ledger with fields, states, actions, limits", systems::ledger)
            .giving(&[
                ("key", "string"),
                ("title", "string"),
                ("may_create", "boolean"),
                ("fields", "array"),
                ("states", "array"),
                ("actions", "array"),
                ("limits", "array"),
            ]),
        Operation::read("/api/v1/ledgers/{ledger}/records", "records, filtered and page by page", records::list)
            .asking(LIST)
            .giving(&[
                ("records", "array"),
                ("next", "string?"),
                ("previous", "string?"),
                ("bounded", "integer?"),
                ("looked", "integer?"),
            ]),
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
        Operation::read("/api/v1/ledgers/{ledger}/pick", "records a field may name, by words", directory::records)
            .asking(&[("q", "string", false), ("from", "string", false)])
            .giving(&[("records", "array")]),
    ]
}

fn of_lists() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/ledgers/{ledger}/points", "records of a list as points on a map", lists::points)
            .asking(&[("sort", "string", false)])
            .giving(&[("points", "array"), ("without", "array"), ("more", "boolean")]),
        Operation::read("/api/v1/ledgers/{ledger}/counts", "records counted by state, code and month", lists::counted)
            .giving(&[("counts", "array"), ("newest_only", "boolean")]),
        Operation::read("/api/v1/ledgers/{ledger}/views", "views of the list", views::list)
            .giving(&[("views", "array")]),
        Operation::write("/api/v1/ledgers/{ledger}/views", "saves or changes a view of one's own", views::keep)
            .taking(&[
                ("id", "id?", false),
                ("name", "text", true),
                ("query", "string", true),
                ("shared", "boolean", false),
            ])
            .giving(VIEW),
        Operation::write("/api/v1/ledgers/{ledger}/views/{view}/remove", "removes a view of one's own", views::remove)
            .giving(&[("removed", "integer")]),
        Operation::write("/api/v1/ledgers/{ledger}/bulk", "something is done with several records", bulk::run)
            .taking(&[
                ("do", "act|assign", true),
                ("action", "string?", false),
                ("handler", "string?", false),
                ("reason", "string?", false),
                ("records", "records", true),
            ])
            .giving(&[("done", "integer"), ("refused", "integer"), ("records", "array")]),
        Operation::write("/api/v1/ledgers/{ledger}/export", "the list as a workbook", lists::workbook)
            .taking(&[("query", "string", false), ("purpose", "text?", false)])
            .file(),
        Operation::read("/api/v1/ledgers/{ledger}/template", "an empty workbook to fill in", import::template).file(),
        Operation::write(
            "/api/v1/ledgers/{ledger}/import",
            "a workbook is checked, and imported with `commit`",
            lists::import,
        )
        .asking(&[
            ("name", "string", false),
            ("changed", "edit|skip|refuse", false),
            ("accept_good", "boolean", false),
            ("commit", "boolean", false),
        ])
        .bytes()
        .giving(&[
            ("committed", "boolean"),
            ("rows", "integer"),
            ("created", "integer"),
            ("edited", "integer"),
            ("unchanged", "integer"),
            ("skipped", "integer"),
            ("faults", "array"),
            ("notices", "array"),
            ("marked", "object?"),
        ]),
    ]
}

fn of_records() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/ledgers/{ledger}/records/{record}", "a record with clocks and actions", records::show)
            .giving(&[
                ("id", "integer"),
                ("ledger", "string"),
                ("number", "string?"),
                ("label", "string"),
                ("version", "integer"),
                ("state", "object?"),
                ("org", "object"),
                ("handler", "object?"),
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
            records::spoken,
        )
        .giving(&[("comments", "array")]),
        Operation::write("/api/v1/ledgers/{ledger}/records/{record}/comments", "adds a comment", records::comment)
            .taking(&[("text", "text", true)])
            .giving(&[("id", "integer"), ("at", "string"), ("account", "object"), ("text", "string")])
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
        .taking(&[("purpose", "text", true)])
        .giving(&[("id", "integer"), ("version", "integer"), ("plain", "object")]),
    ]
}

fn of_papers() -> Vec<Operation> {
    vec![
        Operation::read(
            "/api/v1/ledgers/{ledger}/records/{record}/documents",
            "documents of a record, and every printing",
            documents::list,
        )
        .giving(&[("documents", "array"), ("printings", "array"), ("pdf", "boolean")]),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/print/{document}",
            "prints a document of a record",
            documents::print,
        )
        .taking(&[("format", "docx|pdf", false)])
        .file(),
    ]
}

fn deeds() -> Vec<Operation> {
    vec![
        Operation::write("/api/v1/ledgers/{ledger}/records/{record}/edit", "corrects a record", deeds::edit)
            .taking(&[("version", "version?", false), ("reason", "string?", false), ("fields", "object", true)])
            .giving(DONE),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/act/{action}",
            "takes an action; with `to` it hands over",
            deeds::act,
        )
        .taking(&[
            ("version", "version?", false),
            ("reason", "string?", false),
            ("to", "string?", false),
            ("fields", "object", false),
        ])
        .giving(DONE),
        Operation::write("/api/v1/ledgers/{ledger}/records/{record}/assign", "names the handler", deeds::assign)
            .taking(&[("version", "version?", false), ("reason", "string?", false), ("handler", "text", true)])
            .giving(DONE),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/extend/{limit}",
            "gives a limit more time",
            deeds::extend,
        )
        .taking(&[("version", "version?", false), ("reason", "string?", false), ("length", "text", true)])
        .giving(DONE),
        Operation::write(
            "/api/v1/ledgers/{ledger}/records/{record}/suspend/{limit}",
            "enters a time a limit stood still",
            deeds::suspend,
        )
        .taking(&[
            ("version", "version?", false),
            ("reason", "string?", false),
            ("from", "text", true),
            ("until", "string?", false),
        ])
        .giving(DONE),
    ]
}

fn of_files() -> Vec<Operation> {
    vec![
        Operation::write("/api/v1/files", "keeps a file", files::upload)
            .asking(&[("name", "text", true)])
            .bytes()
            .giving(&[("name", "string"), ("sha256", "string"), ("size_bytes", "integer")])
            .making(),
        Operation::read("/api/v1/files/{sha256}", "an uploaded file", uploads::serve)
            .asking(&[("purpose", "string", false)])
            .file(),
        Operation::read("/api/v1/drafts", "one's own drafts", drafts::list)
            .asking(&[("place", "string", false)])
            .giving(&[("drafts", "array")]),
        Operation::write("/api/v1/drafts", "keeps what a form holds", drafts::save)
            .taking(&[("place", "text", true), ("version", "version?", false), ("fields", "pairs", true)])
            .giving(DRAFT),
        Operation::write("/api/v1/drafts/drop", "throws a draft away", drafts::drop)
            .taking(&[("place", "text", true)])
            .giving(&[("dropped", "string")]),
    ]
}

fn day() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/work", "open cases by what is due", work::work)
            .asking(&[
                ("of", "mine|unclaimed|office", false),
                ("bucket", "overdue|soon|later|no_clock", false),
                ("after", "string", false),
                ("limit", "count", false),
            ])
            .giving(&[("items", "array"), ("counts", "object"), ("next", "string?")]),
        Operation::read("/api/v1/search", "records of all ledgers by their words", work::search)
            .asking(&[
                ("q", "text", true),
                ("ledger", "string", false),
                ("limit", "count", false),
                ("offset", "offset", false),
            ])
            .giving(&[("total", "integer"), ("by_ledger", "array"), ("hits", "array"), ("filling", "boolean")]),
    ]
}

fn boards() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/board", "offices, their open cases and who is late", work::board)
            .asking(BOARD)
            .giving(&[("head", "string?"), ("head_name", "string?"), ("board", "object")]),
        Operation::read("/api/v1/board/ledgers", "ledgers whose clocks one may watch", work::watched)
            .giving(&[("ledgers", "array")]),
        Operation::read("/api/v1/board/people", "the board person by person", work::people)
            .asking(BOARD)
            .giving(&[("people", "array")]),
        Operation::read("/api/v1/board/trend", "the board's last twelve weeks", work::trend).asking(BOARD).giving(&[
            ("weeks", "array"),
            ("orgs", "array"),
            ("handlers", "array"),
            ("total", "object"),
        ]),
        Operation::read("/api/v1/board/cases", "cases behind a cell of the board", work::cell)
            .asking(&[
                ("ledger", "text", true),
                ("column", "open|due_soon|yellow|red|referred|late", true),
                ("of", "string", false),
                ("own", "boolean", false),
                ("org", "string", false),
                ("soon", "days", false),
                ("since", "date", false),
                ("after", "id", false),
                ("limit", "count", false),
            ])
            .giving(&[("cases", "array"), ("next", "integer?")]),
    ]
}

fn figures() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/indicators", "indicators in words", papers::catalogue)
            .giving(&[("indicators", "array")]),
        Operation::read("/api/v1/indicators/records", "records behind a figure, by its token", papers::behind)
            .asking(&[("token", "text", true), ("limit", "count", false), ("offset", "offset", false)])
            .giving(&[("figure", "object"), ("parts", "array")]),
        Operation::read("/api/v1/indicators/{package}/{indicator}", "a figure, or a table of it", papers::figure)
            .asking(&[
                ("period", "string", false),
                ("org", "string", false),
                (
                    "as",
                    "value|previous|growth|growth_on_year|points|points_on_year|rank|target|completion|share",
                    false,
                ),
                ("as_of", "moment", false),
                ("by", "string", false),
            ])
            .giving(&[]),
        Operation::read(
            "/api/v1/indicators/{package}/{indicator}/export",
            "the table of an indicator as a file",
            export::export,
        )
        .asking(&[
            ("period", "string", false),
            ("range", "string", false),
            ("org", "string", false),
            ("by", "string", false),
            ("as_of", "moment", false),
            ("format", "xlsx|csv", false),
        ])
        .file(),
    ]
}

fn reports() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/reports", "reports one may write", papers::reports).giving(&[("reports", "array")]),
        Operation::read(
            "/api/v1/reports/{package}/{report}",
            "a report as Markdown, HTML, Word or PDF",
            papers::report,
        )
        .asking(&[
            ("period", "string", false),
            ("org", "string", false),
            ("as_of", "moment", false),
            ("format", "md|html|docx|pdf", false),
        ])
        .file(),
        Operation::write("/api/v1/manuscripts", "makes a manuscript", manuscripts::make)
            .taking(&[
                ("report", "text", true),
                ("period", "string?", false),
                ("org", "string?", false),
                ("from", "string?", false),
            ])
            .giving(&[("id", "integer"), ("record", "object?")])
            .making(),
        Operation::write("/api/v1/manuscripts/{record}/preview", "a manuscript composed now", manuscripts::preview)
            .taking(&[("text", "string?", false)])
            .giving(&[("title", "string"), ("text", "string"), ("figures", "array"), ("proof", "object")])
            .open_to(Access::ApiRead),
        Operation::read("/api/v1/manuscripts/{record}/file/{file}", "a manuscript as a file", printed::manuscript)
            .file(),
        Operation::read("/api/v1/signed", "signed reports", manuscripts::signed_list).giving(&[("signed", "array")]),
        Operation::read("/api/v1/signed/{number}", "a signed report and what changed since", manuscripts::signed)
            .giving(&[("number", "integer"), ("title", "string"), ("seal", "string"), ("figures", "array")]),
        Operation::read("/api/v1/signed/{number}/{file}", "a signed report as a file", printed::signed).file(),
        Operation::write("/api/v1/trace", "a printed report beside the database", manuscripts::compare)
            .asking(&[("name", "text", true)])
            .bytes()
            .giving(&[("compared", "boolean"), ("whole", "boolean"), ("worst", "string"), ("figures", "array")])
            .open_to(Access::ApiRead),
        Operation::write("/api/v1/proof", "what cannot be right in a text", papers::proof)
            .taking(&[("text", "text", true), ("public", "boolean", false)])
            .giving(PROOF)
            .open_to(Access::ApiRead),
        Operation::write("/api/v1/proof/file", "what cannot be right in a document", papers::proof_file)
            .asking(&[("name", "text", true), ("public", "boolean", false)])
            .bytes()
            .giving(PROOF)
            .open_to(Access::ApiRead),
    ]
}
