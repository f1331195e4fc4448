//! All tables from one database into another, whatever the two are.

use banjie_desk::ports::StoreResult;
use banjie_model::Seq;

use crate::{
    db::{Link, Param, Row, Sql},
    dialect::Dialect,
    error::damaged,
    layout::{Kind, quoted},
    migrate::{BESIDE_TABLES, CORE_TABLES, SESSIONS},
    plan::ledger_tables,
    write::chunks,
};

/// Rows read at once.
const PAGE: i64 = 4096;

/// Name, kind and key columns of a table.
struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

async fn table(link: &mut Link, name: &str) -> StoreResult<Table> {
    let rows = link.fetch(Sql::with(link.dialect().columns_of_table(), [Param::text(name)])).await?;
    let columns = rows.iter().map(|row| {
        let ty = row.need_text(1)?.to_ascii_lowercase();
        let kind = match ty.split([' ', '(']).next().unwrap_or_default() {
            "bigint" | "integer" => Kind::Int,
            "text" => Kind::Text,
            "boolean" => Kind::Bool,
            other => return Err(damaged(format!("表 {name} 有不认识的列类型 {other}"))),
        };
        Ok((row.need_text(0)?.to_string(), kind))
    });
    let columns = columns.collect::<StoreResult<Vec<_>>>()?;
    if columns.is_empty() {
        return Err(damaged(format!("缺少表 {name}")));
    }
    Ok(Table { name: name.to_string(), columns })
}

/// The key by which a table is paged.
fn key_of(table: &str) -> &'static [&'static str] {
    match table {
        "log_head" => &["id"],
        "number_counter" => &["scope"],
        "installed_package" => &["ordinal"],
        "ledger_table" => &["ledger"],
        "ledger_field" => &["ledger", "field"],
        "ledger_index" => &["name"],
        "event" => &["seq"],
        "limit_run" => &["record_id", "limit_name", "n", "from_seq"],
        "outbox" => &["key"],
        "database_identity" => &["id"],
        "signed_report" => &["number"],
        "issued_document" => &["ledger", "record_id", "document"],
        "document_print" | "plain_reading" | "audit_entry" | "draft" | "saved_view" | "comment" | "api_token" => {
            &["id"]
        }
        "credential" => &["account"],
        "stored_file" => &["sha256"],
        "file_upload" => &["sha256", "account"],
        "file_link" => &["sha256", "ledger", "record_id", "field"],
        "once" => &["account", "key_hash"],
        "setting" => &["key"],
        "application" => &["code_hash"],
        _ => &["record_id", "version"],
    }
}

/// Nothing was ever installed or written, and nobody may sign in.
pub(crate) async fn is_empty(link: &mut Link) -> StoreResult<bool> {
    let sql = "SELECT (SELECT seq FROM log_head WHERE id = 1) + (SELECT COUNT(*) FROM installed_package) \
               + (SELECT COUNT(*) FROM credential)";
    Ok(link.fetch_int(Sql::new(sql)).await? == 0)
}

/// Takes everything out.
pub(crate) async fn wipe(link: &mut Link) -> StoreResult<()> {
    for name in ledger_tables(link).await? {
        link.execute(Sql::new(&format!("DROP TABLE {}", quoted(&name))).once()).await?;
    }
    for name in CORE_TABLES {
        link.execute(Sql::new(&format!("DELETE FROM {name}")).once()).await?;
    }
    wipe_beside(link).await
}

/// Takes out what is written beside the log, and ends all sessions.
async fn wipe_beside(link: &mut Link) -> StoreResult<()> {
    for name in BESIDE_TABLES.iter().chain([&SESSIONS]) {
        link.execute(Sql::new(&format!("DELETE FROM {name}")).once()).await?;
    }
    Ok(())
}

/// Rows of every table that follows the log, as of a position of it, by name.
pub(crate) async fn counts(link: &mut Link, seq: Seq) -> StoreResult<Vec<(String, i64)>> {
    let ledgers = ledger_tables(link).await?;
    let fixed = CORE_TABLES.iter().filter(|n| **n != "number_counter").map(|n| (*n).to_string());
    let mut found = Vec::new();
    for name in fixed.chain(ledgers) {
        let until = match name.as_str() {
            "event" | "outbox" => " WHERE seq <= $1",
            other if key_of(other).contains(&"record_id") => " WHERE from_seq <= $1",
            _ => " WHERE $1 >= 0",
        };
        let sql = format!("SELECT COUNT(*) FROM {}{until}", quoted(&name));
        found.push((name, link.fetch_int(Sql::with(&sql, [Param::from(seq)]).once()).await?));
    }
    Ok(found)
}

/// Rows of every table, as they are in this transaction.
pub(crate) async fn all_counts(link: &mut Link, seq: Seq) -> StoreResult<Vec<(String, i64)>> {
    let mut found = counts(link, seq).await?;
    for name in BESIDE_TABLES {
        let sql = Sql::new(&format!("SELECT COUNT(*) FROM {name}")).once();
        found.push(((*name).to_string(), link.fetch_int(sql).await?));
    }
    Ok(found)
}

/// Copies everything into a database that has the fixed tables and nothing in them.
pub(crate) async fn copy(from: &mut Link, into: &mut Link) -> StoreResult<()> {
    // What the migration itself puts in.
    for table in ["log_head", "database_identity"] {
        into.execute(Sql::new(&format!("DELETE FROM {table}")).once()).await?;
    }
    wipe_beside(into).await?;
    let ledgers = ledger_tables(from).await?;
    for name in CORE_TABLES.iter().chain(BESIDE_TABLES) {
        let table = table(from, name).await?;
        copy_table(from, into, &table).await?;
    }
    for name in ledgers {
        let table = table(from, &name).await?;
        into.execute(Sql::new(&create(&table, into.dialect())).once()).await?;
        copy_table(from, into, &table).await?;
    }
    // Indexes last: building them over finished tables is faster.
    for row in from.fetch(Sql::new("SELECT statement FROM ledger_index ORDER BY name")).await? {
        into.execute(Sql::new(row.need_text(0)?).once()).await?;
    }
    Ok(())
}

fn create(table: &Table, dialect: Dialect) -> String {
    let key = key_of(&table.name);
    let columns: Vec<String> =
        table.columns.iter().map(|(name, kind)| format!("{} {}", quoted(name), kind.sql(dialect))).collect();
    format!("CREATE TABLE {} ({}, PRIMARY KEY ({}))", quoted(&table.name), columns.join(", "), key.join(", "))
}

async fn copy_table(from: &mut Link, into: &mut Link, table: &Table) -> StoreResult<()> {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| quoted(name)).collect();
    let names = names.join(", ");
    let key = key_of(&table.name);
    let places: Vec<usize> = key.iter().filter_map(|k| table.columns.iter().position(|(name, _)| name == k)).collect();
    let mut last: Option<Vec<Param>> = None;
    loop {
        let mut sql = Sql::new(&format!("SELECT {names} FROM {}", quoted(&table.name)));
        if let Some(last) = last {
            sql.push(&format!(" WHERE ({}) > (", key.join(", "))).push_list(last).push(")");
        }
        sql.push(&format!(" ORDER BY {} LIMIT {PAGE}", key.join(", ")));
        let rows = from.fetch(sql).await?;
        let rows = rows.iter().map(|row| params(row, table)).collect::<StoreResult<Vec<_>>>()?;
        let full = rows.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
        last = rows.last().map(|row| places.iter().map(|i| row[*i].clone()).collect());
        for chunk in chunks(rows, into.dialect().max_params()) {
            let mut sql = Sql::new(&format!("INSERT INTO {} ({names}) VALUES ", quoted(&table.name)));
            sql.push_rows(chunk);
            into.execute(sql).await?;
        }
        if !full {
            return Ok(());
        }
    }
}

/// All rows of a table with the names of its columns, in the order of its key.
#[cfg(any(test, feature = "testing"))]
pub(crate) async fn rows(link: &mut Link, name: &str) -> StoreResult<(Vec<String>, Vec<Vec<Param>>)> {
    let table = table(link, name).await?;
    let columns: Vec<String> = table.columns.iter().map(|(name, _)| name.clone()).collect();
    let list: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", list.join(", "), quoted(name), key_of(name).join(", "));
    let rows = link.fetch(Sql::new(&sql).once()).await?;
    Ok((columns, rows.iter().map(|row| params(row, &table)).collect::<StoreResult<_>>()?))
}

fn params(row: &Row, table: &Table) -> StoreResult<Vec<Param>> {
    let param = |(i, (_, kind)): (usize, &(String, Kind))| {
        Ok(match kind {
            Kind::Int => Param::Int(row.int(i)?),
            Kind::Text => Param::Text(row.name(i)?),
            Kind::Bool => Param::Bool(row.bool(i)?),
        })
    };
    table.columns.iter().enumerate().map(param).collect()
}
