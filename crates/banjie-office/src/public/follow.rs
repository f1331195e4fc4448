//! Following an application: its state, what is promised, completing and rating it.

use std::sync::Arc;

use banjie_desk::{Call, Desk, Snapshot, Target, ports::Store as _};
use banjie_engine::{Clock, NO_DUE, applicant, due_words, values};
use banjie_model::{
    Moment, Name,
    applicant::{Applicant, Door},
    case::{Case, Command, Record, What},
    definition::{Class, FieldType, Ledger, Service},
    refusal::RefusalCode,
    value::{RecordId, Value},
};
use banjie_store::AnyStore;
use chrono::NaiveDate;
use serde::Serialize;

use super::{Filled, PublicError, PublicResult, Registered, fresh, service};

/// Which application, and what shows that it is one's own.
#[derive(Clone, Copy, Debug)]
pub struct Mine<'a> {
    /// `package/service`.
    pub service: &'a str,
    /// What shows it.
    pub by: By<'a>,
}

/// What shows that an application is one's own.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// What was written into it.
    Written {
        /// The number that was given.
        number: &'a str,
        /// Telephone, identity or credit number as written into the application; where it asks for none, any text.
        proof: &'a str,
    },
    /// A receipt that only the applicant was given and the caller has compared.
    Receipt(RecordId),
}

/// An application as its applicant may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Followed {
    /// Title of the service.
    pub title: Name,
    /// Number.
    pub number: Name,
    /// Version, to be given when it is completed.
    pub version: u32,
    /// The office that has it.
    pub office: Name,
    /// Day it was registered.
    pub opened_on: NaiveDate,
    /// Where it stands, in the words of the service.
    pub state: Option<Name>,
    /// Day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// The promised limit: title, when it is due in words; none: nothing is promised yet.
    pub promised: Option<(Name, String)>,
    /// Its last day, where it has one.
    pub promised_on: Option<NaiveDate>,
    /// Fields the applicant may read that have a value: title and text.
    pub fields: Vec<(Name, String)>,
    /// Names of the fields that may be completed now.
    pub supplements: Vec<Name>,
    /// Whether it can be rated now.
    pub may_rate: bool,
}

/// An application that was found and shown to be the asker's.
struct Found {
    snapshot: Arc<Snapshot>,
    package: Name,
    service: Service,
    ledger: Arc<Ledger>,
    case: Case,
    /// Nothing in it could show whose it is: only what is public anyway is told.
    unproven: bool,
}

/// Looks an application up.
///
/// # Errors
/// A refusal, the same whether there is no such number or it is another's.
pub async fn follow(desk: &Desk<AnyStore>, mine: &Mine<'_>) -> PublicResult<Followed> {
    let found = find(desk, mine).await?;
    let may_rate = !found.unproven && ratable(desk, &found).await?;
    let state = found.state(desk).await?;
    Ok(found.followed(state, may_rate))
}

async fn find(desk: &Desk<AnyStore>, mine: &Mine<'_>) -> PublicResult<Found> {
    let snapshot = fresh(desk).await?;
    let (package, service) = service(snapshot.library(), mine.service)?;
    let ledger = snapshot.ledger(&service.starts)?.clone();
    let nothing = || {
        let message = "没有查到：编号和登记的电话（证件号）对不上。请核对后再查，或到办事窗口查询。";
        PublicError::refuse(RefusalCode::NotFound, message)
    };
    let (package, service) = (package.name.clone(), service.clone());
    let id = match mine.by {
        By::Receipt(id) => Some(id),
        By::Written { number, .. } => numbered(desk, &ledger, number).await?,
    };
    let case = match id {
        Some(id) => desk.store().case(&ledger, id).await?,
        None => None,
    };
    let case = case.ok_or_else(nothing)?;
    let proof = match mine.by {
        By::Receipt(_) => Proof::Shown,
        By::Written { proof, .. } => proven(&ledger, &service, &case, proof),
    };
    let unproven = match proof {
        Proof::Shown => false,
        Proof::Impossible => true,
        Proof::Wrong => return Err(nothing()),
    };
    Ok(Found { snapshot, package, service, ledger, case, unproven })
}

/// The record of a number. Ids are counted up and mean nothing to a person; only ledgers without numbers are asked by them.
async fn numbered(desk: &Desk<AnyStore>, ledger: &Ledger, number: &str) -> PublicResult<Option<RecordId>> {
    Ok(match Target::parse(number) {
        Target::Number(number) => desk.store().find_number(ledger, &number).await?,
        Target::Id(id) => Some(id).filter(|_| ledger.number.is_none()),
    })
}

enum Proof {
    Shown,
    Wrong,
    /// The service asks for nothing that could show it.
    Impossible,
}

/// A telephone or identity number of the application is the one told. An application that left all of them empty is nobody's.
fn proven(ledger: &Ledger, service: &Service, case: &Case, told: &str) -> Proof {
    let shows = |index: &&usize| {
        let ty = ledger.fields.get(**index).map(|field| &field.ty);
        matches!(ty, Some(FieldType::Phone | FieldType::IdCard | FieldType::CreditCode))
    };
    let proofs: Vec<&usize> = service.takes.iter().filter(shows).collect();
    if proofs.is_empty() {
        return Proof::Impossible;
    }
    let told = bare(told);
    let same = |index: &&usize| {
        let written = case.record.values.get(**index).and_then(Value::as_str).map(bare);
        written.is_some_and(|written| !written.is_empty() && written == told)
    };
    if proofs.iter().any(same) { Proof::Shown } else { Proof::Wrong }
}

/// Letters and digits only, in capitals: "0577-8888 1234" and "057788881234" are the same number.
fn bare(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

impl Found {
    /// What the applicant reads of where it stands: the words of its state, else of the last one before that has some.
    async fn state(&self, desk: &Desk<AnyStore>) -> PublicResult<Option<Name>> {
        let words = |record: &Record| {
            let state = record.state.as_deref().and_then(|state| self.ledger.state(state))?;
            self.service.public_state(state).cloned()
        };
        if let Some(words) = words(&self.case.record) {
            return Ok(Some(words));
        }
        let versions = desk.store().versions(&self.ledger, self.case.record.id).await?;
        Ok(versions.iter().rev().find_map(words))
    }

    fn followed(&self, state: Option<Name>, may_rate: bool) -> Followed {
        let record = &self.case.record;
        let run = self.service.promised.as_ref().and_then(|name| {
            let limit = self.ledger.limit(name)?;
            Some((limit, self.case.runs.iter().rfind(|run| run.key.limit == *name)?))
        });
        let org = self.snapshot.world().orgs.get(&record.org);
        Followed {
            title: self.service.title.clone(),
            number: record.number.clone().unwrap_or_else(|| format!("#{}", record.id).into()),
            version: record.version,
            office: org.map_or_else(|| record.org.clone(), |org| org.name.clone()),
            opened_on: record.opened_at.date(),
            state,
            closed_on: record.closed_at.map(|at| at.date()),
            promised: run.map(|(limit, run)| (limit.title.clone(), due_words(&self.ledger, run))),
            promised_on: run.filter(|(_, run)| run.due_at != NO_DUE).map(|(_, run)| run.due_at.date()),
            fields: self.fields(),
            supplements: self.supplements(),
            may_rate,
        }
    }

    fn fields(&self) -> Vec<(Name, String)> {
        let world = self.snapshot.world();
        let text = |index: &usize| {
            let field = self.ledger.fields.get(*index)?;
            let open = field.class == Class::Public || !self.unproven;
            let value = self.case.record.values.get(*index).filter(|value| open && !value.is_missing())?;
            Some((field.title.clone(), values::masked(&world, &self.ledger, field, value)))
        };
        self.service.follows.iter().filter_map(text).collect()
    }

    fn supplements(&self) -> Vec<Name> {
        if self.unproven {
            return Vec::new();
        }
        let fields = applicant::supplements(&self.ledger, &self.service, self.case.record.state.as_deref());
        fields.iter().filter_map(|index| self.ledger.fields.get(*index)).map(|field| field.name.clone()).collect()
    }

    fn call(&self, now: Moment) -> Call {
        let who = Applicant {
            package: &self.package,
            door: Door::Service(&self.service.name),
            record: Some(self.case.record.id),
        };
        Call::new(who.actor(), Clock::now(now))
    }

    /// What only the applicant may do.
    fn shown(&self) -> PublicResult<()> {
        if self.unproven {
            let message = "这项申请没有登记电话或证件号，不能在网上办理，请到办事窗口办理。";
            return Err(PublicError::refuse(RefusalCode::NotPermitted, message));
        }
        Ok(())
    }
}

/// Completes an application: what was filled in at first while it is only registered, later what is asked for. `version` is
/// the one that was followed.
///
/// # Errors
/// A refusal: not the asker's, nothing is asked for now, a wrong value, somebody changed it meanwhile.
pub async fn supplement<'f>(
    desk: &Desk<AnyStore>,
    mine: &Mine<'_>,
    filled: impl Into<Filled<'f>>,
    version: Option<u32>,
    now: Moment,
) -> PublicResult<Registered> {
    let found = find(desk, mine).await?;
    found.shown()?;
    let values = filled.into().values(desk, &found.ledger).await?;
    let command = Command {
        ledger: found.ledger.key.clone(),
        record: found.case.record.id,
        expected_version: version,
        what: What::Edit { values },
        reason: None,
    };
    let call = found.call(now);
    Ok(desk.submit(command, call.actor, call.clock).await?.into())
}

/// A closed application whose service has a ledger of ratings and that has none yet.
async fn ratable(desk: &Desk<AnyStore>, found: &Found) -> PublicResult<bool> {
    let Some((key, field)) = &found.service.rating else { return Ok(false) };
    if found.case.record.closed_at.is_none() {
        return Ok(false);
    }
    let ledger = found.snapshot.ledger(key)?;
    Ok(!super::notices::referred_to(desk, ledger, *field, found.case.record.id).await?)
}

/// Rates a closed application, once. The fields are those of [`applicant::intake`] of the service's ledger of ratings.
///
/// # Errors
/// A refusal: not the asker's, not closed, rated already, a wrong value.
pub async fn rate<'f>(
    desk: &Desk<AnyStore>,
    mine: &Mine<'_>,
    filled: impl Into<Filled<'f>>,
    now: Moment,
) -> PublicResult<Registered> {
    let found = find(desk, mine).await?;
    found.shown()?;
    let Some((key, field)) = &found.service.rating else {
        return Err(PublicError::refuse(RefusalCode::NotFound, "这项服务没有评价。"));
    };
    if found.case.record.closed_at.is_none() {
        return Err(PublicError::refuse(RefusalCode::WrongState, "办结以后才能评价。"));
    }
    if !ratable(desk, &found).await? {
        return Err(PublicError::refuse(RefusalCode::Duplicate, "已经评价过了，谢谢。"));
    }
    let ledger = found.snapshot.ledger(key)?;
    let org = found.case.record.org.clone();
    super::notices::about(desk, (ledger, *field), (&found.case.record, &org), &filled.into(), found.call(now)).await
}
