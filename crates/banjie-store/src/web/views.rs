//! Saved views of a ledger: a query under a name, of one account, shared with an organisation or not.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::Name;
use serde::{Deserialize, Serialize};

use super::insert;
use crate::{
    AnyStore,
    db::{Link, Param, Row, Sql},
    keys,
};

/// Scope of the counter of views.
const VIEWS: &str = "#view";
const COLUMNS: &str = "id, account, ledger, name, query, shared_with_org, position";

/// A query under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    /// Number in this database; 0 in one that is to be made.
    pub id: i64,
    /// Account it belongs to.
    pub account: Name,
    /// `package.ledger`.
    pub ledger: Name,
    /// What it is called; once for an account and ledger.
    pub name: Name,
    /// The query string of the list.
    pub query: Name,
    /// Organisation, by code, whose people see it too.
    pub shared_with_org: Option<Name>,
    /// Place in the list; smaller ones come first.
    pub position: i64,
}

impl AnyStore {
    /// Views of a ledger an account has, and those shared with one of `orgs`; its own first, each part by position.
    ///
    /// # Errors
    /// As any statement.
    pub async fn views(&self, account: &str, ledger: &str, orgs: &[Name]) -> StoreResult<Vec<SavedView>> {
        let mut sql = Sql::with(
            &format!("SELECT {COLUMNS} FROM saved_view WHERE ledger = $1 AND (account = $2"),
            [Param::text(ledger), Param::text(account)],
        );
        if !orgs.is_empty() {
            sql.push(" OR shared_with_org IN (").push_list(orgs.iter().cloned().map(Param::text)).push(")");
        }
        sql.push(") ORDER BY CASE WHEN account = $2 THEN 0 ELSE 1 END, position, id");
        self.every(sql.once(), read).await
    }

    /// A view by its number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn view(&self, id: i64) -> StoreResult<Option<SavedView>> {
        let sql = format!("SELECT {COLUMNS} FROM saved_view WHERE id = $1");
        self.first(Sql::with(&sql, [Param::from(id)]), read).await
    }

    /// Makes a view (id 0) or changes one of the same account; gives its number.
    ///
    /// # Errors
    /// As any statement; refused when the account has another view of this name, or none of this number.
    pub async fn save_view(&self, view: &SavedView) -> StoreResult<i64> {
        let mut tx = self.db.write().await?;
        // The counter of views is advanced first, so that two saving at once wait for one another.
        let fresh = keys::next(&mut tx, VIEWS, 1).await?;
        let namesake = "SELECT id FROM saved_view WHERE account = $1 AND ledger = $2 AND name = $3 AND id <> $4";
        let params = [
            Param::text(view.account.clone()),
            Param::text(view.ledger.clone()),
            Param::text(view.name.clone()),
            Param::from(view.id),
        ];
        if tx.fetch_one(Sql::with(namesake, params)).await?.is_some() {
            return Err(StoreError::Refused(format!("这个台账已有名为“{}”的视图。请换一个名称。", view.name)));
        }
        let id = if view.id == 0 {
            let made = SavedView { id: fresh, ..view.clone() };
            tx.execute(insert("saved_view", COLUMNS, row(&made))).await?;
            fresh
        } else {
            update(&mut tx, view).await?;
            view.id
        };
        tx.commit().await?;
        Ok(id)
    }

    /// Removes a view of an account. False when it has none of this number.
    ///
    /// # Errors
    /// As any statement.
    pub async fn delete_view(&self, id: i64, account: &str) -> StoreResult<bool> {
        let sql = "DELETE FROM saved_view WHERE id = $1 AND account = $2";
        Ok(self.change(Sql::with(sql, [Param::from(id), Param::text(account)])).await? > 0)
    }
}

async fn update(tx: &mut Link, view: &SavedView) -> StoreResult<()> {
    let sql = "UPDATE saved_view SET name = $4, query = $5, shared_with_org = $6, position = $7 \
               WHERE id = $1 AND account = $2 AND ledger = $3";
    if tx.execute(Sql::with(sql, row(view))).await? == 0 {
        return Err(StoreError::Refused("这个视图已经删除，或者不是您保存的。请刷新页面后重试。".to_owned()));
    }
    Ok(())
}

fn row(view: &SavedView) -> Vec<Param> {
    vec![
        Param::from(view.id),
        Param::text(view.account.clone()),
        Param::text(view.ledger.clone()),
        Param::text(view.name.clone()),
        Param::text(view.query.clone()),
        Param::Text(view.shared_with_org.clone()),
        Param::from(view.position),
    ]
}

fn read(row: &Row) -> StoreResult<SavedView> {
    Ok(SavedView {
        id: row.need_int(0)?,
        account: row.need_text(1)?.into(),
        ledger: row.need_text(2)?.into(),
        name: row.need_text(3)?.into(),
        query: row.need_text(4)?.into(),
        shared_with_org: row.name(5)?,
        position: row.need_int(6)?,
    })
}
