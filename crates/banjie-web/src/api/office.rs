//! What administrators look after: the audit log, readings in plain, messages, packages, accounts, and whether everything works.

use axum::{Json, extract::State, response::IntoResponse as _};
use banjie_desk::{Fallen, ports::Store as _};
use banjie_model::Name;
use banjie_store::{AuditKind, AuditRow, MessagesOf, OutboxMessage, PlainReading, ReadingsOf};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    sent::Query,
    values::{org, person},
    work::bounded,
};
use crate::{
    App,
    pages::admin::{self, audit},
    server::{Answer, Deed, Round, Viewer, record},
};

/// Which entries of the audit log.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entries {
    account: Option<String>,
    what: Option<String>,
    target: Option<String>,
    since: Option<String>,
    until: Option<String>,
    ok: Option<bool>,
    before: Option<i64>,
    limit: Option<u32>,
}

/// The audit log, newest first. Who reads it is on record too.
pub(super) async fn audit_log(State(app): State<App>, viewer: Viewer, Query(asked): Query<Entries>) -> Answer {
    let limit = bounded(asked.limit)?;
    let of = audit::Asked {
        account: asked.account.unwrap_or_default(),
        what: asked.what.unwrap_or_default(),
        target: asked.target.unwrap_or_default(),
        from: asked.since.unwrap_or_default(),
        to: asked.until.unwrap_or_default(),
        ok: asked.ok.map_or("", |ok| if ok { "yes" } else { "no" }).to_owned(),
        before: asked.before,
    };
    let of = of.of()?;
    if asked.before.is_none() {
        record(&app, &viewer.caller, Deed::by(&viewer, AuditKind::AuditRead)).await?;
    }
    let rows = app.store().audit_entries(&of, asked.before, limit).await?;
    let next = rows.last().filter(|_| u32::try_from(rows.len()).is_ok_and(|n| n == limit)).map(|row| row.id);
    let one = |row: &AuditRow| {
        let entry = &row.entry;
        json!({
            "id": row.id,
            "at": entry.at,
            "account": entry.account.as_deref().map(|account| person(&viewer, account)),
            "from": entry.from,
            "what": { "key": entry.what.key(), "title": entry.what.zh() },
            "target": entry.target,
            "detail": entry.detail,
            "ok": entry.ok,
            "hash": row.hash,
        })
    };
    Ok(Json(json!({ "entries": rows.iter().map(one).collect::<Value>(), "next": next })).into_response())
}

/// Which readings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Readings {
    account: Option<Name>,
    ledger: Option<Name>,
    limit: Option<u32>,
}

/// Who read personal values in plain, and what for; newest first.
pub(super) async fn readings(State(app): State<App>, viewer: Viewer, Query(asked): Query<Readings>) -> Answer {
    let of = ReadingsOf { account: asked.account, ledger: asked.ledger, record: None };
    let all = app.store().readings(&of, bounded(asked.limit)?).await?;
    let one = |one: &PlainReading| {
        json!({
            "at": one.at,
            "account": person(&viewer, &one.account),
            "org": org(&viewer, &one.org),
            "ledger": one.ledger,
            "record": one.record,
            "records": one.records,
            "fields": one.fields,
            "how": one.how.key(),
            "purpose": one.purpose,
            "condition": one.condition,
        })
    };
    Ok(Json(json!({ "readings": all.iter().map(one).collect::<Value>() })).into_response())
}

/// Which messages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Messages {
    kind: Option<Name>,
    sent: Option<bool>,
    limit: Option<u32>,
}

/// Messages of the supervision, newest first.
pub(super) async fn messages(State(app): State<App>, _: Viewer, Query(asked): Query<Messages>) -> Answer {
    let of = MessagesOf { kind: asked.kind, sent: asked.sent, before: None };
    let all = app.store().messages(&of, bounded(asked.limit)?).await?;
    let (waiting, total) = app.store().messages_waiting().await?;
    let one = |message: &OutboxMessage| {
        json!({
            "seq": message.seq, "kind": message.kind, "to": message.to,
            "created_at": message.created_at, "sent_at": message.sent_at,
        })
    };
    let told = json!({ "messages": all.iter().map(one).collect::<Value>(), "waiting": waiting, "total": total });
    Ok(Json(told).into_response())
}

/// Whether everything works.
pub(super) async fn health(State(app): State<App>, viewer: Viewer) -> Answer {
    let store = app.store();
    let round = |round: Option<Round>| {
        round.map(|round| {
            let outcome = round.outcome.as_ref().map(fallen);
            json!({ "at": round.at, "milliseconds": round.took, "done": outcome.as_ref().ok(), "failed": outcome.as_ref().err() })
        })
    };
    let (last, busy) = app.rounds().last();
    let library = viewer.snapshot.library();
    Ok(Json(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "started_at": app.rounds().started(),
        "now": app.now(),
        "database": { "kind": store.describe(), "identity": store.identity().await?, "head": store.head().await? },
        "search": { "position": app.finder().position().await },
        "sealed": store.blind("health", "").is_ok(),
        "scheduler": { "last": round(last), "last_busy": round(busy) },
        "packages": library.packages.len(),
        "ledgers": library.ledgers().count(),
    }))
    .into_response())
}

fn fallen(fallen: &Fallen) -> Value {
    let kinds = fallen.kinds.iter().map(|(kind, n)| (kind.key().to_owned(), json!(n)));
    json!({
        "cases": fallen.cases,
        "fallen": Value::Object(kinds.collect()),
        "opened": fallen.opened,
        "handed_over": fallen.handed_over,
        "concluded": fallen.concluded,
        "refused": fallen.refused.len(),
    })
}

/// Packages that are installed.
pub(super) async fn installed(State(app): State<App>, _: Viewer) -> Answer {
    let all = app.store().installed().await?;
    let one = |one: &banjie_desk::ports::InstalledPackage| json!({ "name": one.name, "version": one.version, "hash": one.hash, "applied_at": one.applied_at });
    Ok(Json(json!({ "installed": all.iter().map(one).collect::<Value>() })).into_response())
}

/// Backups there are.
pub(super) async fn backups(State(app): State<App>, _: Viewer) -> Answer {
    let all = match app.settings().backups.clone() {
        None => Vec::new(),
        Some(folder) => tokio::task::spawn_blocking(move || admin::backups::backups(&folder)).await.unwrap_or_default(),
    };
    let one = |one: &admin::backups::Backup| json!({ "name": one.name, "bytes": one.bytes, "made_at": one.made, "sha256": one.hash });
    Ok(Json(json!({ "backups": all.iter().map(one).collect::<Value>() })).into_response())
}

/// Accounts and how they stand.
pub(super) async fn accounts(State(app): State<App>, viewer: Viewer) -> Answer {
    let now = app.now();
    let mut all = Vec::new();
    for person in viewer.snapshot.directory.people.iter() {
        let credential = app.store().credential(&person.account).await?;
        all.push(json!({
            "account": person.account,
            "name": person.name,
            "org": org(&viewer, &person.org),
            "roles": person.roles,
            "in_office": person.is_active(now.date()),
            "opened": credential.is_some(),
            "disabled": credential.as_ref().is_some_and(|c| c.disabled),
            "locked_until": credential.as_ref().and_then(|c| c.locked_until).filter(|until| now < *until),
            "second_factor": credential.as_ref().is_some_and(|c| c.totp_secret.is_some()),
            "last_sign_in": credential.as_ref().and_then(|c| c.last_sign_in),
        }));
    }
    Ok(Json(json!({ "accounts": all })).into_response())
}
