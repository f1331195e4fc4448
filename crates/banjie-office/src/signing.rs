//! Signing a report: definitions, values, records and log position are frozen and go on record.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use banjie_desk::{Desk, DeskError, Snapshot, ports::StoreError};
use banjie_figures::{AsOf, FigureError, Figures, token};
use banjie_model::{
    Moment, Name,
    case::Actor,
    definition::Sees,
    figure::Trace,
    refusal::{Refusal, RefusalCode},
};
use banjie_papers::{
    document::{About, Document},
    manifest::{Fingerprint, Issue, Issued, Manifest, PackageMark},
};
use banjie_store::{AnyStore, Signature, SignedReport};

use crate::scope::figures;

/// Why a report was not signed. Nothing was kept then.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SigningError {
    /// The signer has no right to, or the store is in trouble.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Records behind a figure cannot be read again.
    #[error(transparent)]
    Figures(#[from] FigureError),
}

impl From<StoreError> for SigningError {
    fn from(error: StoreError) -> SigningError {
        SigningError::Desk(error.into())
    }
}

impl SigningError {
    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            SigningError::Desk(error) => error.refusal(),
            SigningError::Figures(_) => None,
        }
    }
}

/// Answer of this module.
pub type SigningResult<T> = Result<T, SigningError>;

/// Signs a report that was just composed at the end of the log. The document then carries its signature.
///
/// # Errors
/// The signer has no right to, or the database fails; nothing is signed then.
pub async fn sign(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    now: Moment,
    document: &mut Document,
) -> SigningResult<SignedReport> {
    let snapshot = desk.snapshot();
    permit(&snapshot, actor, &document.about)?;
    let about = document.about.clone();
    let moment = AsOf { seq: about.as_of, at: about.at };
    let marks = fingerprints(&figures(desk, &snapshot, moment), document).await?;
    let signature = Signature {
        report: about.report.clone(),
        title: about.title.as_str().into(),
        period: about.period.as_deref().map(Name::from),
        org: org_of(&snapshot, &about),
        seq: about.as_of,
        at: now,
        by: actor.account.clone(),
        by_org: actor.org.clone(),
    };
    let person = snapshot.directory.people.get(&actor.account).map(|person| person.name.clone());
    let by_name = person.unwrap_or_else(|| actor.account.clone());
    let (by, org) = (actor.account.clone(), actor.org.clone());
    let packages = snapshot.library().packages.values().map(|p| PackageMark {
        name: p.name.clone(),
        version: p.version.clone(),
        hash: p.hash.clone(),
    });
    let packages: Vec<PackageMark> = packages.collect();
    let signed = desk.store().sign(signature, |slot| {
        let issue = Issue { number: slot.number, database: slot.database.clone(), by, by_name, org, at: now };
        document.issued = Some(Arc::new(Issued { packages, issue, figures: marks }));
        Manifest::of(document).canonical()
    });
    Ok(signed.await?)
}

fn org_of(snapshot: &Snapshot, about: &About) -> Option<Name> {
    about.org.as_deref().and_then(|org| snapshot.world().orgs.find(org)).map(|org| org.code.clone())
}

/// Refuses who may not sign a report.
///
/// # Errors
/// The refusal.
pub fn permit(snapshot: &Snapshot, actor: &Actor, about: &About) -> SigningResult<()> {
    let org = org_of(snapshot, about);
    if may_sign(snapshot, &about.report, org.as_deref(), actor) {
        return Ok(());
    }
    let message = format!(
        "{} 没有签发这份报告的权限：须是看得到全部记录的角色、看得到该单位及下属的角色，或系统管理员",
        actor.account
    );
    Err(DeskError::from(Refusal::new(RefusalCode::NotPermitted, message)).into())
}

/// Administrators sign everything; a role of the report's package signs what it sees. `org` is the code of the organisation
/// the report is about.
pub fn may_sign(snapshot: &Snapshot, report: &str, org: Option<&str>, actor: &Actor) -> bool {
    if actor.system {
        return true;
    }
    let package = report.split('/').next().unwrap_or_default();
    let roles = snapshot.library().packages.get(package).into_iter().flat_map(|p| p.roles.values());
    roles.filter(|role| actor.has_role(package, &role.name)).any(|role| match role.sees {
        Sees::All => true,
        Sees::Subtree => org.is_some_and(|org| snapshot.world().orgs.is_within(org, &actor.org)),
        Sees::Own => false,
    })
}

/// The signed reports an actor may look at, latest first: those of packages it has a part in; the system sees all.
///
/// # Errors
/// What the store says.
pub async fn signed(desk: &Desk<AnyStore>, actor: &Actor) -> SigningResult<Vec<SignedReport>> {
    let snapshot = desk.snapshot();
    let mine = |report: &SignedReport| {
        let package = report.signature.report.split('/').next().unwrap_or_default();
        let roles = snapshot.library().packages.get(package).into_iter().flat_map(|p| p.roles.keys());
        actor.system || roles.into_iter().any(|role| actor.has_role(package, role))
    };
    let mut all = desk.store().signed_reports().await?;
    all.retain(mine);
    all.sort_by_key(|report| -report.number);
    Ok(all)
}

/// Token and fingerprint of every figure, at the log position of the document.
async fn fingerprints(
    figures: &Figures<'_, AnyStore>,
    document: &Document,
) -> SigningResult<Vec<(Option<String>, Fingerprint)>> {
    let mut leaves = Leaves::default();
    let mut all = Vec::with_capacity(document.figures.len());
    for figure in &document.figures {
        all.push((token(figure.trace()), leaves.of(figures, figure.trace()).await?));
    }
    Ok(all)
}

/// Fingerprints of traces that lead to records, each read once.
#[derive(Debug, Default)]
pub(crate) struct Leaves(HashMap<String, (Name, Fingerprint)>);

impl Leaves {
    /// The fingerprint of a figure's records at its own log position.
    pub(crate) async fn of(
        &mut self,
        figures: &Figures<'_, AnyStore>,
        trace: &Trace,
    ) -> Result<Fingerprint, FigureError> {
        let leaves = trace.leaves();
        for leaf in &leaves {
            if let Entry::Vacant(place) = self.0.entry(leaf.key()) {
                let (ledger, _) = figures.source(leaf)?;
                let marks = figures.marks(leaf, leaf.as_of).await?;
                place.insert((ledger.key.clone(), Fingerprint::of_records(&marks)));
            }
        }
        let known = leaves.iter().filter_map(|leaf| self.0.get(&leaf.key()));
        Ok(Fingerprint::of(known.map(|(ledger, fingerprint)| (&**ledger, fingerprint))))
    }
}
