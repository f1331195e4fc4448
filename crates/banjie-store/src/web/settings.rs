//! Settings of this database: a few texts under keys.

use banjie_desk::ports::StoreResult;
use banjie_model::Name;

use super::upsert;
use crate::{
    AnyStore,
    db::{Param, Row, Sql},
};

impl AnyStore {
    /// A setting; none where it was never set.
    ///
    /// # Errors
    /// As any statement.
    pub async fn setting(&self, key: &str) -> StoreResult<Option<Name>> {
        let sql = Sql::with("SELECT value FROM setting WHERE key = $1", [Param::text(key)]);
        self.first(sql, |row: &Row| row.need_text(0).map(Name::from)).await
    }

    /// All settings, by key.
    ///
    /// # Errors
    /// As any statement.
    pub async fn settings(&self) -> StoreResult<Vec<(Name, Name)>> {
        let read = |row: &Row| Ok((row.need_text(0)?.into(), row.need_text(1)?.into()));
        self.every(Sql::new("SELECT key, value FROM setting ORDER BY key"), read).await
    }

    /// Sets or, with none, forgets a setting.
    ///
    /// # Errors
    /// As any statement.
    pub async fn set_setting(&self, key: &str, value: Option<&str>) -> StoreResult<()> {
        let sql = match value {
            Some(value) => upsert("setting", "key, value", "key", vec![Param::text(key), Param::text(value)]),
            None => Sql::with("DELETE FROM setting WHERE key = $1", [Param::text(key)]),
        };
        self.change(sql).await.map(|_| ())
    }
}
