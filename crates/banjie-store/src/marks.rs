//! What a fingerprint of the records behind a figure takes in: record, version, hash of its last event.

use banjie_desk::ports::StoreResult;
use banjie_model::{
    definition::Ledger,
    figure::RecordMark,
    scan::Scan,
    value::{RecordId, Value},
};

use crate::{
    db::{Link, Param, Sql},
    error::damaged,
    scan::chosen_sql,
};

/// Of every record behind one measure for one group, as of the scan's position, by id.
pub(crate) async fn scan_marks(
    link: &mut Link,
    ledger: &Ledger,
    scan: &Scan,
    i: usize,
    group: &[Value],
) -> StoreResult<Vec<RecordMark>> {
    let mut sql = Sql::new(
        "SELECT o.record_id, o.version, (SELECT e.hash FROM event AS e WHERE e.record_id = o.record_id AND e.seq <= ",
    );
    sql.push_bind(Param::from(scan.as_of)).push(" ORDER BY e.seq DESC LIMIT 1)");
    chosen_sql(&mut sql, ledger, scan, i, group, link.dialect())?;
    sql.push(" ORDER BY o.record_id");
    let rows = link.fetch(sql.once()).await?;
    let mark = |row: &crate::db::Row| {
        let version = row.need_int(1)?;
        Ok(RecordMark {
            record: RecordId(row.need_int(0)?),
            version: u32::try_from(version).map_err(|_| damaged(format!("版本号 {version}")))?,
            hash: row.name(2)?.unwrap_or_else(|| "".into()),
        })
    };
    rows.iter().map(mark).collect()
}
