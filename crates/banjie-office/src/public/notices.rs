//! Notices 公示: what is on show, and objections to it.

use std::sync::Arc;

use banjie_desk::{
    Call, Desk, NoticeBoard, Snapshot, Target,
    ports::{ListQuery, Store as _},
};
use banjie_engine::{Clock, applicant};
use banjie_model::{
    Moment, Name,
    applicant::{Applicant, Door},
    case::{Case, Record},
    definition::{FieldType, Ledger, Notice, Package},
    expr::{BinaryOp, Expr, ExprKind, FieldRef, Ty},
    finding::Span,
    refusal::RefusalCode,
    value::{RecordId, Value},
};
use banjie_store::AnyStore;

use super::{
    Filled, PublicError, PublicResult, Registered, fresh,
    guide::known_package,
    start::{Form, begin, takers},
};

/// Everything on show at a moment, by notice; `package` narrows it to one package.
///
/// # Errors
/// A refusal: there is no such package. The store.
pub async fn on_show(desk: &Desk<AnyStore>, package: Option<&str>, at: Moment) -> PublicResult<Vec<NoticeBoard>> {
    known_package(desk.snapshot().library(), package)?;
    Ok(desk.notices(package, at).await?)
}

fn notice<'a>(snapshot: &'a Snapshot, key: &str) -> PublicResult<(&'a Package, &'a Notice)> {
    let found = key.split_once('/').and_then(|(package, name)| {
        let package = snapshot.library().packages.get(package)?;
        Some((&**package, package.notices.get(name)?))
    });
    found.ok_or_else(|| PublicError::refuse(RefusalCode::NotFound, format!("没有公示“{key}”。")))
}

/// Ledger of a notice's objections and its field that says what is objected to.
fn objections<'a>(snapshot: &'a Snapshot, notice: &Notice) -> PublicResult<(&'a Arc<Ledger>, usize)> {
    let Some((key, field)) = &notice.objection else {
        let message = format!("“{}”不在网上受理异议，请按公示上的说明提出。", notice.title);
        return Err(PublicError::refuse(RefusalCode::NotPermitted, message));
    };
    Ok((snapshot.ledger(key)?, *field))
}

/// What somebody who objects to a notice (`package/notice`) fills in.
///
/// # Errors
/// A refusal: there is no such notice, or it takes no objections.
pub async fn objection_form(desk: &Desk<AnyStore>, key: &str, now: Moment) -> PublicResult<Form> {
    let snapshot = fresh(desk).await?;
    let (package, notice) = notice(&snapshot, key)?;
    let (ledger, about) = objections(&snapshot, notice)?;
    let fields = applicant::intake(ledger, about);
    let required = fields.iter().copied().filter(|index| ledger.fields[*index].required).collect();
    let offices = takers(&snapshot, package, ledger, now.date());
    Ok(Form { title: notice.title.clone(), ledger: ledger.clone(), fields, required, offices })
}

/// Registers an objection to a record on show, by the number it is shown under.
///
/// # Errors
/// A refusal: nothing with this number is on show now, a wrong value.
pub async fn object<'f>(
    desk: &Desk<AnyStore>,
    key: &str,
    number: &str,
    filled: impl Into<Filled<'f>>,
    now: Moment,
) -> PublicResult<Registered> {
    let snapshot = fresh(desk).await?;
    let (package, notice) = notice(&snapshot, key)?;
    let (ledger, about) = objections(&snapshot, notice)?;
    let case = shown(desk, &snapshot, notice, number, now).await?;
    let who = Applicant { package: &package.name, door: Door::Notice(&notice.name), record: Some(case.record.id) };
    let call = Call::new(who.actor(), Clock::now(now));
    let org = case.record.org.clone();
    self::about(desk, (ledger, about), (&case.record, &org), &filled.into(), call).await
}

/// The record on show under a number.
async fn shown(
    desk: &Desk<AnyStore>,
    snapshot: &Snapshot,
    notice: &Notice,
    number: &str,
    now: Moment,
) -> PublicResult<Case> {
    let ledger = snapshot.ledger(&notice.of)?;
    let id = match Target::parse(number) {
        Target::Id(id) => Some(id),
        Target::Number(number) => desk.store().find_number(ledger, &number).await?,
    };
    let case = match id {
        Some(id) => desk.store().case(ledger, id).await?,
        None => None,
    };
    let on_show = |case: &Case| banjie_engine::notices::on_show(&snapshot.world(), notice, ledger, case, now);
    case.filter(on_show).ok_or_else(|| {
        let message = format!("“{}”现在没有公示编号为“{number}”的内容，可能公示期已过。", notice.title);
        PublicError::refuse(RefusalCode::NotFound, message)
    })
}

/// Registers a record that is about another, in the same organisation.
pub(super) async fn about(
    desk: &Desk<AnyStore>,
    (ledger, field): (&Ledger, usize),
    (record, org): (&Record, &Name),
    filled: &Filled<'_>,
    call: Call,
) -> PublicResult<Registered> {
    let field = &ledger.fields[field];
    let mut values = filled.values(desk, ledger).await?;
    values.insert(field.name.clone(), Value::Ref(record.id));
    begin(desk, ledger, org.clone(), values, call).await
}

/// Whether a record of this ledger is about that one.
pub(super) async fn referred_to(
    desk: &Desk<AnyStore>,
    ledger: &Ledger,
    field: usize,
    record: RecordId,
) -> PublicResult<bool> {
    let target = match &ledger.fields[field].ty {
        FieldType::Ref(target) => Ty::Ref(target.clone()),
        _ => return Ok(false),
    };
    let name = ledger.fields[field].name.clone();
    let expr = |kind, ty| Box::new(Expr { kind, ty, span: Span::default() });
    let said = expr(ExprKind::Field(FieldRef { index: field, name }), target.clone());
    let that = expr(ExprKind::Literal(Value::Ref(record)), target);
    let is = *expr(ExprKind::Binary(BinaryOp::Eq, said, that), Ty::Bool);
    let query = ListQuery { filter: Some(is), limit: Some(1), ..ListQuery::default() };
    Ok(!desk.store().list(ledger, &query).await?.is_empty())
}
