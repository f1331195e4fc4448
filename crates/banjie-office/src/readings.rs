//! Plain readings: personal values are shown unmasked only for a purpose that is told, and who read them is on record.

use banjie_desk::{Desk, DeskError, DeskResult, Target};
use banjie_model::{
    Moment, Name,
    case::{Actor, Case, Record},
    definition::{Class, Field, FieldType, Ledger},
    refusal::{Refusal, RefusalCode},
    value::{RecordId, Value},
};
use banjie_store::{AnyStore, How, PlainReading, ReadingsOf};

/// The package of people, and its roles that may read the log.
const PEOPLE: &str = "orgs";
const READERS: [&str; 2] = ["auditor", "administrator"];

/// Which readings of the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// By this account only.
    pub reader: Option<&'a str>,
    /// Of this ledger only, `package.ledger`.
    pub ledger: Option<&'a str>,
    /// Of this record only: number, or `#id`; counts only with a ledger.
    pub record: Option<&'a str>,
}

/// Whether an actor may read the log of plain readings.
pub fn may_read_log(actor: &Actor) -> bool {
    actor.system || READERS.iter().any(|role| actor.has_role(PEOPLE, role))
}

/// The log, latest first.
///
/// # Errors
/// A refusal when the actor may not read it or the ledger or record is not there; the store.
pub async fn log(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    wanted: &Wanted<'_>,
    limit: u32,
) -> DeskResult<Vec<PlainReading>> {
    if !may_read_log(actor) {
        let message = "明文查看登记只给审计员（orgs.auditor）和系统管理员看。请联系系统管理员";
        return Err(Refusal::new(RefusalCode::NotPermitted, message).into());
    }
    let ledger = wanted.ledger.map(|ledger| desk.ledger(ledger)).transpose()?;
    let record = match (wanted.record, &ledger) {
        (Some(record), Some(ledger)) => {
            Some(desk.case(&ledger.key, &Target::parse(record), &Actor::system()).await?.record.id)
        }
        _ => None,
    };
    let of =
        ReadingsOf { account: wanted.reader.map(Name::from), ledger: ledger.map(|ledger| ledger.key.clone()), record };
    Ok(desk.store().readings(&of, limit).await?)
}

/// The purpose of reading in plain, which must be told.
///
/// # Errors
/// A refusal when there is none.
pub fn purpose(typed: Option<&str>) -> DeskResult<Name> {
    match typed.map(str::trim) {
        Some(purpose) if !purpose.is_empty() => Ok(purpose.into()),
        _ => {
            let message = "看个人信息的明文要写明用途，例如“电话通知当事人”；用途和查看的人、时间一并登记。";
            Err(Refusal::new(RefusalCode::ReasonRequired, message).into())
        }
    }
}

/// True for a field whose values are personal, or that has such fields in its rows.
pub fn is_personal(field: &Field) -> bool {
    field.class >= Class::Personal || matches!(&field.ty, FieldType::List(rows) if rows.iter().any(is_personal))
}

/// The personal fields a record has values in.
pub fn told_by(ledger: &Ledger, record: &Record) -> Vec<Name> {
    let values = ledger.fields.iter().zip(&record.values);
    let told = values.filter(|(field, value)| is_personal(field) && !matches!(value, Value::Missing));
    told.map(|(field, _)| field.name.clone()).collect()
}

/// An entry of the log.
pub fn entry(
    actor: &Actor,
    at: Moment,
    (ledger, record): (&Ledger, Option<RecordId>),
    fields: Vec<Name>,
    (how, purpose): (How, Name),
) -> PlainReading {
    PlainReading {
        at,
        account: actor.account.clone(),
        org: actor.org.clone(),
        ledger: ledger.key.clone(),
        record,
        fields,
        purpose,
        how,
        records: 1,
        condition: None,
    }
}

/// A case whose personal values may be shown in plain now: the reading is on record before this answers.
///
/// # Errors
/// A refusal without a purpose, or for a case the actor may not see; the store. Nothing may be shown then.
pub async fn plain_case(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    now: Moment,
    (ledger, target): (&str, &Target),
    purpose: Option<&str>,
) -> Result<Case, DeskError> {
    let purpose = self::purpose(purpose)?;
    let ledger = desk.ledger(ledger)?;
    let case = desk.case(&ledger.key, target, actor).await?;
    let told = told_by(&ledger, &case.record);
    if !told.is_empty() {
        let of = (&*ledger, Some(case.record.id));
        desk.store().log_readings(&[entry(actor, now, of, told, (How::Show, purpose))]).await?;
    }
    Ok(case)
}
