//! Bringing the database into the shape of the packages.

use banjie_model::{
    Moment,
    definition::Library,
    finding::{Finding, Severity},
};

use crate::{
    error::{DeskError, DeskResult},
    ports::{Plan, Store, StoreError},
};

/// Refuses packages with errors: the database must never take the shape of a definition that cannot be used.
fn check(findings: &[Finding]) -> DeskResult<()> {
    let errors: Vec<&Finding> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
    let Some(first) = errors.first() else { return Ok(()) };
    let message = format!(
        "应用包有 {} 处错误，数据库没有改动。第一处在 {}：{}。请运行 banjie check 查看全部错误，改正后再试。",
        errors.len(),
        first.spot.file,
        first.message
    );
    Err(DeskError::Store(StoreError::Refused(message)))
}

/// What [`apply`] would change.
///
/// # Errors
/// The packages have errors, or the store cannot be read.
pub async fn plan<S: Store>(store: &S, library: &Library, findings: &[Finding]) -> DeskResult<Plan> {
    check(findings)?;
    Ok(store.plan(library).await?)
}

/// Changes the database so that it fits the packages, in one transaction, losing nothing.
///
/// # Errors
/// The packages have errors, a step would lose data, or the store cannot be written.
pub async fn apply<S: Store>(store: &S, library: &Library, findings: &[Finding], now: Moment) -> DeskResult<Plan> {
    check(findings)?;
    Ok(store.apply(library, now).await?)
}
