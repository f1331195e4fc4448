//! Numbers given to documents, and the log of their printing.

use std::collections::HashMap;

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, value::RecordId};

use crate::{
    AnyStore,
    codec::{moment_text, parse_moment},
    db::{Link, Param, Sql},
    keys,
    write::chunks,
};

/// Scope of the counter of printings.
const PRINTS: &str = "#print";
/// Ids in one statement.
const IDS: usize = 512;

/// A document to be printed from a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintOrder {
    /// Record.
    pub record: RecordId,
    /// Version printed.
    pub version: u32,
    /// Counter and pattern of its number where it has none yet: the scope, and the number with `{seq}` open.
    pub scope: Option<Name>,
}

/// A number given to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedNumber {
    /// The number.
    pub number: Name,
    /// When it was given: the day of the document, however often it is printed.
    pub at: Moment,
}

/// Who prints what, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintRun {
    /// `package.ledger`.
    pub ledger: Name,
    /// `package/document`.
    pub document: Name,
    /// Personal values in plain.
    pub plain: bool,
    /// When.
    pub at: Moment,
    /// Account.
    pub by: Name,
}

/// One printing, as logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printing {
    /// `package/document`.
    pub document: Name,
    /// Version printed.
    pub version: i64,
    /// Personal values were printed in plain.
    pub plain: bool,
    /// When.
    pub at: Moment,
    /// Account.
    pub by: Name,
}

impl AnyStore {
    /// Gives each record's document its number, once and for ever (printing again gives the same), and logs the printing.
    /// `render` makes the number of a scope from the running number. All of it in one transaction.
    ///
    /// # Errors
    /// As any statement; no number is used up then.
    pub async fn issue(
        &self,
        run: &PrintRun,
        orders: &[PrintOrder],
        render: impl Fn(&PrintOrder, i64) -> Name + Send + Sync,
    ) -> StoreResult<HashMap<RecordId, IssuedNumber>> {
        let mut tx = self.db.write().await?;
        // Writers wait for one another here, so that one record does not get two numbers.
        let seq = tx.fetch_int(Sql::new("UPDATE log_head SET seq = seq WHERE id = 1 RETURNING seq")).await?;
        let mut known = numbers(&mut tx, run, orders).await?;
        let mut rows = Vec::new();
        for order in orders.iter().filter(|o| o.scope.is_some()) {
            let (Some(scope), false) = (&order.scope, known.contains_key(&order.record)) else { continue };
            let number = render(order, keys::next(&mut tx, &format!("文书 {} {scope}", run.document), 1).await?);
            rows.push(vec![
                Param::text(run.ledger.clone()),
                Param::from(order.record.0),
                Param::text(run.document.clone()),
                Param::text(number.clone()),
                Param::from(seq),
                Param::text(moment_text(run.at)),
                Param::text(run.by.clone()),
            ]);
            known.insert(order.record, IssuedNumber { number, at: run.at });
        }
        let columns = "ledger, record_id, document, number, seq, issued_at, issued_by";
        insert(&mut tx, "issued_document", columns, rows).await?;
        log_prints(&mut tx, run, orders, seq).await?;
        tx.commit().await?;
        Ok(known)
    }

    /// The numbers these documents already have.
    ///
    /// # Errors
    /// As any statement.
    pub async fn issued(&self, run: &PrintRun, orders: &[PrintOrder]) -> StoreResult<HashMap<RecordId, IssuedNumber>> {
        numbers(&mut self.db.read().await?, run, orders).await
    }

    /// Every printing of documents of a record, oldest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn printings(&self, ledger: &str, record: RecordId) -> StoreResult<Vec<Printing>> {
        let sql = "SELECT document, version, plain, printed_at, printed_by FROM document_print \
                   WHERE ledger = $1 AND record_id = $2 ORDER BY id";
        let params = [Param::text(ledger), Param::from(record.0)];
        let rows = self.db.read().await?.fetch(Sql::with(sql, params)).await?;
        let printing = |row: &crate::db::Row| {
            Ok(Printing {
                document: row.need_text(0)?.into(),
                version: row.need_int(1)?,
                plain: row.bool(2)?.unwrap_or(false),
                at: parse_moment(row.need_text(3)?)?,
                by: row.need_text(4)?.into(),
            })
        };
        rows.iter().map(printing).collect()
    }
}

async fn numbers(
    link: &mut Link,
    run: &PrintRun,
    orders: &[PrintOrder],
) -> StoreResult<HashMap<RecordId, IssuedNumber>> {
    let mut found = HashMap::with_capacity(orders.len());
    for orders in orders.chunks(IDS) {
        let mut sql = Sql::new("SELECT record_id, number, issued_at FROM issued_document WHERE ledger = ");
        sql.push_bind(Param::text(run.ledger.clone())).push(" AND document = ");
        sql.push_bind(Param::text(run.document.clone())).push(" AND record_id IN (");
        sql.push_list(orders.iter().map(|o| Param::from(o.record.0))).push(")");
        for row in link.fetch(sql.once()).await? {
            let issued = IssuedNumber { number: row.need_text(1)?.into(), at: parse_moment(row.need_text(2)?)? };
            found.insert(RecordId(row.need_int(0)?), issued);
        }
    }
    Ok(found)
}

async fn log_prints(tx: &mut Link, run: &PrintRun, orders: &[PrintOrder], seq: i64) -> StoreResult<()> {
    let n = u32::try_from(orders.len()).unwrap_or(u32::MAX);
    let first = keys::next(tx, PRINTS, n).await?;
    let row = |(id, order): (i64, &PrintOrder)| {
        vec![
            Param::from(id),
            Param::text(run.ledger.clone()),
            Param::from(order.record.0),
            Param::from(i64::from(order.version)),
            Param::text(run.document.clone()),
            Param::Bool(Some(run.plain)),
            Param::from(seq),
            Param::text(moment_text(run.at)),
            Param::text(run.by.clone()),
        ]
    };
    let columns = "id, ledger, record_id, version, document, plain, seq, printed_at, printed_by";
    insert(tx, "document_print", columns, (first..).zip(orders).map(row).collect()).await
}

async fn insert(tx: &mut Link, table: &str, columns: &str, rows: Vec<Vec<Param>>) -> StoreResult<()> {
    for chunk in chunks(rows, tx.dialect().max_params()) {
        let mut sql = Sql::new(&format!("INSERT INTO {table} ({columns}) VALUES "));
        sql.push_rows(chunk);
        tx.execute(sql).await?;
    }
    Ok(())
}
