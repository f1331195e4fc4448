//! Applications made by the public, to be followed without an account: by code or number, and the telephone number given.
//!
//! Neither code nor telephone number is stored. A telephone number is soon guessed: its hash should come from
//! [`AnyStore::blind`].

use banjie_desk::ports::StoreResult;
use banjie_model::{Moment, Name, value::RecordId};
use serde::{Deserialize, Serialize};

use super::{insert, moment, need_moment};
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
};

const COLUMNS: &str = "code_hash, ledger, record_id, number, phone_hash, service, at";

/// An application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// SHA-256 of the code the applicant was given, hex.
    pub code_hash: Name,
    /// `package.ledger`.
    pub ledger: Name,
    /// Record.
    pub record: RecordId,
    /// Number of the record, where it has one.
    pub number: Option<Name>,
    /// Stands for the telephone number.
    pub phone_hash: Name,
    /// Key of the service applied for.
    pub service: Name,
    /// When.
    pub at: Moment,
}

/// What an applicant has in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Followed {
    /// SHA-256 of the code, hex.
    Code(Name),
    /// The number of the record.
    Number(Name),
}

impl AnyStore {
    /// Keeps an application.
    ///
    /// # Errors
    /// As any statement.
    pub async fn keep_application(&self, application: &Application) -> StoreResult<()> {
        let row = vec![
            Param::text(application.code_hash.clone()),
            Param::text(application.ledger.clone()),
            Param::from(application.record.0),
            Param::Text(application.number.clone()),
            Param::text(application.phone_hash.clone()),
            Param::text(application.service.clone()),
            moment(application.at),
        ];
        self.change(insert("application", COLUMNS, row)).await.map(|_| ())
    }

    /// The application of this code or number and telephone number; the newest where a number stands in several ledgers.
    ///
    /// # Errors
    /// As any statement.
    pub async fn application(&self, followed: &Followed, phone_hash: &str) -> StoreResult<Option<Application>> {
        let (column, value) = match followed {
            Followed::Code(hash) => ("code_hash", hash),
            Followed::Number(number) => ("number", number),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM application WHERE {column} = $1 AND phone_hash = $2 \
             ORDER BY at DESC, code_hash LIMIT 1"
        );
        self.first(Sql::with(&sql, [Param::text(value.clone()), Param::text(phone_hash)]), read).await
    }

    /// Applications of a telephone number, newest first.
    ///
    /// # Errors
    /// As any statement.
    pub async fn applications_of_phone(&self, phone_hash: &str, limit: u32) -> StoreResult<Vec<Application>> {
        let sql =
            format!("SELECT {COLUMNS} FROM application WHERE phone_hash = $1 ORDER BY at DESC, code_hash LIMIT $2");
        self.every(Sql::with(&sql, [Param::text(phone_hash), Param::from(i64::from(limit))]), read).await
    }

    /// Applications behind a record: how it can be followed.
    ///
    /// # Errors
    /// As any statement.
    pub async fn applications_of_record(&self, ledger: &str, record: RecordId) -> StoreResult<Vec<Application>> {
        let sql =
            format!("SELECT {COLUMNS} FROM application WHERE ledger = $1 AND record_id = $2 ORDER BY at, code_hash");
        self.every(Sql::with(&sql, [Param::text(ledger), Param::from(record.0)]), read).await
    }
}

fn read(row: &Row) -> StoreResult<Application> {
    Ok(Application {
        code_hash: row.need_text(0)?.into(),
        ledger: row.need_text(1)?.into(),
        record: RecordId(row.need_int(2)?),
        number: row.name(3)?,
        phone_hash: row.need_text(4)?.into(),
        service: row.need_text(5)?.into(),
        at: need_moment(row, 6)?,
    })
}
