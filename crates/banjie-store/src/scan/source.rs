//! Where a scan's rows come from, and which of them a measure takes.

use banjie_desk::ports::{StoreError, StoreResult};
use banjie_model::{
    definition::{Field, FieldType, Ledger, OnDate},
    expr::{BinaryOp, Expr, ExprKind, RunFact},
    scan::{Aggregate, During, Measure, Scan},
};

use super::field_of;
use crate::{
    compile::{Columns, Compiler},
    db::{Param, Sql},
    dialect::Dialect,
    layout::{column_of, field_at, is_sealed, quoted, scale_of, table_of},
    records::{as_of, under},
};

/// Records (`r`), or runs of a limit (`l`) with their records.
pub(super) struct Source<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) scan: &'a Scan,
    dialect: Dialect,
}

impl<'a> Source<'a> {
    pub(super) fn new(ledger: &'a Ledger, scan: &'a Scan, dialect: Dialect) -> Source<'a> {
        Source { ledger, scan, dialect }
    }

    pub(super) fn table(&self) -> String {
        quoted(&table_of(&self.ledger.key))
    }

    /// `FROM … WHERE …` as of the scan's position; conditions may follow with `AND`.
    pub(super) fn push_from(&self, sql: &mut Sql) {
        let table = self.table();
        let seq = Some(self.scan.as_of);
        match &self.scan.source.limit {
            None => {
                sql.push(&format!("FROM {table} AS r WHERE "));
            }
            Some(limit) => {
                sql.push(&format!(
                    "FROM limit_run AS l JOIN {table} AS r ON r.record_id = l.record_id WHERE l.ledger = "
                ));
                sql.push_bind(Param::text(self.ledger.key.clone())).push(" AND l.limit_name = ");
                sql.push_bind(Param::text(limit.clone())).push(" AND ");
                as_of(sql, "l", seq);
                sql.push(" AND ");
            }
        }
        as_of(sql, "r", seq);
        if let Some(path) = &self.scan.org_path {
            under(sql, "r", path);
        }
    }

    /// The conditions of a measure, each for itself.
    pub(super) fn conditions(&self, sql: &mut Sql, measure: &Measure) -> StoreResult<Vec<String>> {
        let mut found = Vec::new();
        if let Some(during) = &measure.during {
            found.push(self.during(sql, during)?);
        }
        let mut parts = Vec::new();
        if let Some(filter) = &measure.filter {
            split(filter, &mut parts);
        }
        let run = self.scan.source.limit.as_deref().map(|limit| ("l", limit));
        let columns = Columns { ledger: self.ledger, record: "r", run, at: Some(self.scan.at) };
        for part in parts {
            found.push(Compiler::new(columns, self.dialect, sql).condition(part)?);
        }
        Ok(found)
    }

    /// One stretch a date column that covers the periods of all these measures; none where a measure has no period.
    pub(super) fn bounds(&self, sql: &mut Sql, measures: &[usize]) -> StoreResult<Option<String>> {
        let mut spans: Vec<During> = Vec::new();
        for i in measures {
            let Some(during) = &super::measure(self.scan, *i)?.during else { return Ok(None) };
            match spans.iter_mut().find(|s| s.on == during.on) {
                Some(span) => {
                    span.first = span.first.min(during.first);
                    span.last = span.last.max(during.last);
                }
                None => spans.push(during.clone()),
            }
        }
        let parts = spans.iter().map(|s| self.during(sql, s)).collect::<StoreResult<Vec<_>>>()?;
        Ok(if parts.is_empty() { None } else { Some(format!("({})", parts.join(" OR "))) })
    }

    /// Dates and instants alike: from the first day up to, not including, the day after the last.
    fn during(&self, sql: &mut Sql, during: &During) -> StoreResult<String> {
        let column = self.date(&during.on)?;
        let first = sql.bind_shared(Param::text(during.first.to_string()));
        let after = during.last.succ_opt().unwrap_or(during.last);
        let after = sql.bind_shared(Param::text(after.to_string()));
        Ok(format!("({column} >= {first} AND {column} < {after})"))
    }

    /// Column of a date or instant.
    pub(super) fn date(&self, on: &OnDate) -> StoreResult<String> {
        date_column(self.ledger, on, self.scan.source.limit.is_some())
    }

    /// Column and field of an aggregate.
    pub(super) fn column(&self, aggregate: Aggregate) -> StoreResult<Option<(String, &'a Field)>> {
        let Some(index) = field_of(aggregate) else { return Ok(None) };
        let field = field_at(self.ledger, index)?;
        Ok(Some((format!("r.{}", column_of(field)), field)))
    }

    /// Column and decimal places of an aggregate over numbers.
    pub(super) fn number(&self, aggregate: Aggregate) -> StoreResult<Option<(String, u32)>> {
        let Some((column, field)) = self.column(aggregate)? else { return Ok(None) };
        let Some(scale) = scale_of(&field.ty).filter(|_| !is_sealed(field)) else {
            return Err(StoreError::Other(format!(
                "台账“{}”的字段“{}”不是数字或加密保存，不能求和、平均或比较大小。",
                self.ledger.title, field.title
            )));
        };
        Ok(Some((column, scale)))
    }
}

/// Splits at `&&`.
fn split<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => {
            split(a, parts);
            split(b, parts);
        }
        _ => parts.push(expr),
    }
}

/// Column of a date or instant.
pub(super) fn date_column(ledger: &Ledger, on: &OnDate, runs: bool) -> StoreResult<String> {
    let wrong = |what: &str| StoreError::Other(format!("台账“{}”：{what}不能作为统计日期。", ledger.title));
    Ok(match on {
        OnDate::OpenedOn => "r.opened_at".to_string(),
        OnDate::ClosedOn => "r.closed_at".to_string(),
        OnDate::Field(index) => {
            let field = field_at(ledger, *index)?;
            if is_sealed(field) || !matches!(field.ty, FieldType::Date | FieldType::DateTime) {
                return Err(wrong(&format!("字段“{}”", field.title)));
            }
            format!("r.{}", column_of(field))
        }
        OnDate::Run(_) if !runs => return Err(wrong("时限的日期（只在统计时限时）")),
        OnDate::Run(RunFact::StartedOn) => "l.started_at".to_string(),
        OnDate::Run(RunFact::DueOn) => "l.due_at".to_string(),
        OnDate::Run(RunFact::EndedOn) => "(CASE WHEN l.met THEN l.ended_at END)".to_string(),
        OnDate::Run(_) => return Err(wrong("时限的这项情况")),
    })
}
