//! What is for the public 公开: services with their guide, applying and following, rating, notices and objections.
//!
//! Nobody here has an account. Whoever applies acts as an [`Applicant`](banjie_model::applicant::Applicant), whom the engine
//! lets do these things only; whoever follows an application shows that it is his by what he wrote into it.

use banjie_desk::{Desk, DeskError, Done, Snapshot, Typed, ports::StoreError};
use banjie_model::{
    Name,
    definition::{Ledger, Library, Package, Service},
    refusal::{Refusal, RefusalCode},
    value::{RecordId, Value},
};
use banjie_store::AnyStore;
use indexmap::IndexMap;

mod follow;
mod guide;
mod notices;
mod start;

pub use follow::{By, Followed, Mine, follow, rate, supplement};
pub use guide::{Entry, guide, known_package};
pub use notices::{object, objection_form, on_show};
pub use start::{Form, Office, apply, offices, service_form};

/// Why the public was not served.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PublicError {
    /// A refusal, or the store in trouble.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for PublicError {
    fn from(error: StoreError) -> PublicError {
        PublicError::Desk(error.into())
    }
}

impl From<Box<Refusal>> for PublicError {
    fn from(refusal: Box<Refusal>) -> PublicError {
        PublicError::Desk(refusal.into())
    }
}

impl PublicError {
    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        let PublicError::Desk(error) = self;
        error.refusal()
    }

    fn refuse(code: RefusalCode, message: impl Into<String>) -> PublicError {
        PublicError::Desk(Refusal::new(code, message).into())
    }
}

/// Answer of this module.
pub type PublicResult<T> = Result<T, PublicError>;

/// What somebody from the public filled in.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'a> {
    /// Texts as typed, by name or title of their field.
    pub typed: &'a Typed,
    /// Files that were handed in, by name of their field.
    pub files: &'a [(Name, Value)],
}

impl<'a> From<&'a Typed> for Filled<'a> {
    fn from(typed: &'a Typed) -> Filled<'a> {
        Filled { typed, files: &[] }
    }
}

impl<'a> From<&'a Vec<(String, String)>> for Filled<'a> {
    fn from(typed: &'a Vec<(String, String)>) -> Filled<'a> {
        Filled { typed, files: &[] }
    }
}

impl<'a, const N: usize> From<&'a [(String, String); N]> for Filled<'a> {
    fn from(typed: &'a [(String, String); N]) -> Filled<'a> {
        Filled { typed, files: &[] }
    }
}

impl Filled<'_> {
    /// As values of a ledger. The desk takes an old number along with a new record; the public has none to bring.
    async fn values(&self, desk: &Desk<AnyStore>, ledger: &Ledger) -> PublicResult<IndexMap<Name, Value>> {
        let typed = start::only_fields(ledger, self.typed)?;
        let mut values = desk.values_of(&ledger.key, &typed).await?;
        values.extend(self.files.iter().cloned());
        Ok(values)
    }
}

/// What was registered for the public.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Registered {
    /// Record; not for the public's eyes.
    pub record: RecordId,
    /// The number to follow it by: the official one, else `#id`.
    pub number: Name,
}

impl From<Done> for Registered {
    fn from(done: Done) -> Registered {
        let number = done.number.unwrap_or_else(|| format!("#{}", done.record).into());
        Registered { record: done.record, number }
    }
}

/// A service by `package/service`.
fn service<'a>(library: &'a Library, key: &str) -> PublicResult<(&'a Package, &'a Service)> {
    let found = key.split_once('/').and_then(|(package, name)| {
        let package = library.packages.get(package)?;
        Some((&**package, package.services.get(name)?))
    });
    found.ok_or_else(|| {
        let message = format!("没有服务事项“{key}”。请从办事指南里选择。");
        PublicError::refuse(RefusalCode::NotFound, message)
    })
}

/// The desk as it stands, with what other processes changed.
async fn fresh(desk: &Desk<AnyStore>) -> PublicResult<std::sync::Arc<Snapshot>> {
    desk.catch_up().await?;
    Ok(desk.snapshot())
}
