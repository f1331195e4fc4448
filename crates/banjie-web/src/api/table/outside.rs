//! Operations for the public, and for the administrators.

use super::{
    Operation,
    listed::{Answered, Keys},
};
use crate::{
    api::{office, papers, public},
    pages::admin::audit,
    routes::Access,
};

/// A number.
const NUMBER: Answered = &[("number", "string")];
/// What an audit log is asked for on its page.
const AUDIT: Keys = &[
    ("account", "string", false),
    ("what", "string", false),
    ("target", "string", false),
    ("from", "date", false),
    ("to", "date", false),
    ("ok", "yes|no", false),
];

pub(super) fn in_public() -> Vec<Operation> {
    const MINE: Keys = &[("number", "text", true), ("proof", "string", true)];
    const MORE: Keys = &[
        ("number", "text", true),
        ("proof", "string", true),
        ("version", "version?", false),
        ("fields", "object", true),
    ];
    vec![
        Operation::read("/api/v1/services", "what the public may apply for", papers::services)
            .asking(&[("package", "string", false)])
            .giving(&[("services", "array")])
            .open_to(Access::Public),
        Operation::read("/api/v1/services/{package}/{service}", "what an applicant fills in", public::service_form)
            .giving(&[("title", "string"), ("fields", "array"), ("offices", "array")])
            .open_to(Access::Public),
        Operation::write("/api/v1/services/{package}/{service}/apply", "applies for somebody", public::apply)
            .taking(&[("office", "string?", false), ("fields", "object", true)])
            .giving(NUMBER)
            .making(),
        Operation::write("/api/v1/services/{package}/{service}/follow", "where an application stands", public::follow)
            .taking(MINE)
            .giving(&[("title", "string"), ("number", "string"), ("version", "integer"), ("state", "string?")])
            .open_to(Access::ApiRead),
        Operation::write(
            "/api/v1/services/{package}/{service}/supplement",
            "completes an application",
            public::supplement,
        )
        .taking(MORE)
        .giving(NUMBER),
        Operation::write("/api/v1/services/{package}/{service}/rate", "rates a closed application", public::rate)
            .taking(MORE)
            .giving(NUMBER)
            .making(),
        Operation::read("/api/v1/notices", "what is on show for the public", papers::notices)
            .asking(&[("package", "string", false)])
            .giving(&[("notices", "array")])
            .open_to(Access::Public),
        Operation::write("/api/v1/notices/{package}/{notice}/object", "objects to what is on show", public::object)
            .taking(&[("number", "text", true), ("fields", "object", true)])
            .giving(NUMBER)
            .making(),
    ]
}

pub(super) fn administered() -> Vec<Operation> {
    vec![
        Operation::read("/api/v1/admin/health", "whether everything works", office::health)
            .giving(&[("version", "string"), ("database", "object"), ("scheduler", "object"), ("sealed", "boolean")])
            .open_to(Access::ApiSystem),
        Operation::read("/api/v1/admin/packages", "packages that are installed", office::installed)
            .giving(&[("installed", "array")])
            .open_to(Access::ApiSystem),
        Operation::read("/api/v1/admin/backups", "backups there are", office::backups)
            .giving(&[("backups", "array")])
            .open_to(Access::ApiSystem),
        Operation::read("/api/v1/admin/messages", "messages of the supervision", office::messages)
            .asking(&[("kind", "string", false), ("sent", "boolean", false), ("limit", "count", false)])
            .giving(&[("messages", "array"), ("waiting", "integer"), ("total", "integer")])
            .open_to(Access::ApiSystem),
        Operation::read("/api/v1/admin/accounts", "accounts and how they stand", office::accounts)
            .giving(&[("accounts", "array")])
            .open_to(Access::ApiSecurity),
        Operation::read("/api/v1/admin/audit", "the audit log", office::audit_log)
            .asking(&[
                ("account", "string", false),
                ("what", "string", false),
                ("target", "string", false),
                ("since", "date", false),
                ("until", "date", false),
                ("ok", "boolean", false),
                ("before", "id", false),
                ("limit", "count", false),
            ])
            .giving(&[("entries", "array"), ("next", "integer?")])
            .open_to(Access::ApiAudit),
        Operation::read("/api/v1/admin/audit/export", "the audit log as a table", audit::export)
            .asking(AUDIT)
            .file()
            .open_to(Access::ApiAudit),
        Operation::read("/api/v1/admin/readings", "who read personal values in plain", office::readings)
            .asking(&[("account", "string", false), ("ledger", "string", false), ("limit", "count", false)])
            .giving(&[("readings", "array")])
            .open_to(Access::ApiAudit),
    ]
}
