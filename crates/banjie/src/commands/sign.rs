//! Signing a report: definitions, values, records and log position are frozen and go on record.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use anyhow::{Result, bail};
use banjie_desk::Desk;
use banjie_figures::{AsOf, Figures, token};
use banjie_model::{
    Name,
    case::Actor,
    definition::{Library, Sees},
    figure::Trace,
};
use banjie_papers::{
    document::Document,
    manifest::{Fingerprint, Issue, Issued, Manifest, PackageMark},
};
use banjie_store::{AnyStore, Signature, SignedReport};

use super::earlier;
use crate::context::Context;

/// Signs a report that was just composed at the end of the log. The document then carries its signature.
///
/// # Errors
/// The signer has no right to, or the database fails; nothing is signed then.
pub async fn sign(context: &Context, desk: &Desk<AnyStore>, document: &mut Document) -> Result<SignedReport> {
    let actor = context.actor(desk)?;
    let snapshot = desk.snapshot();
    let about = document.about.clone();
    let org = about.org.as_deref().and_then(|org| snapshot.world().orgs.find(org)).map(|org| org.code.clone());
    let within = |below: &str| org.as_deref().is_some_and(|org| snapshot.world().orgs.is_within(org, below));
    if !may_sign(snapshot.library(), &about.report, &actor, within) {
        bail!(
            "{} 没有签发这份报告的权限：须是看得到全部记录的角色、看得到该单位及下属的角色，或系统管理员",
            actor.account
        );
    }
    let moment = AsOf { seq: about.as_of, at: about.at };
    let figures = Figures::new(desk.store(), snapshot.world(), moment).with_earlier(earlier(&snapshot));
    let marks = fingerprints(&figures, document).await?;
    let person = snapshot.directory.people.get(&actor.account).map(|person| person.name.clone());
    let signature = Signature {
        report: about.report.clone(),
        title: about.title.as_str().into(),
        period: about.period.as_deref().map(Name::from),
        org,
        seq: about.as_of,
        at: context.now,
        by: actor.account.clone(),
        by_org: actor.org.clone(),
    };
    let by_name = person.unwrap_or_else(|| actor.account.clone());
    let (by, org_of, at) = (actor.account.clone(), actor.org.clone(), context.now);
    let packages = snapshot.library().packages.values().map(|p| PackageMark {
        name: p.name.clone(),
        version: p.version.clone(),
        hash: p.hash.clone(),
    });
    let packages: Vec<PackageMark> = packages.collect();
    let signed = desk.store().sign(signature, |slot| {
        let issue = Issue { number: slot.number, database: slot.database.clone(), by, by_name, org: org_of, at };
        document.issued = Some(Arc::new(Issued { packages, issue, figures: marks }));
        Manifest::of(document).canonical()
    });
    Ok(signed.await?)
}

/// Administrators sign everything; a role of the report's package signs what it sees.
fn may_sign(library: &Library, report: &str, actor: &Actor, within: impl Fn(&str) -> bool) -> bool {
    if actor.system {
        return true;
    }
    let package = report.split('/').next().unwrap_or_default();
    let roles = library.packages.get(package).into_iter().flat_map(|p| p.roles.values());
    roles.filter(|role| actor.has_role(package, &role.name)).any(|role| match role.sees {
        Sees::All => true,
        Sees::Subtree => within(&actor.org),
        Sees::Own => false,
    })
}

/// Token and fingerprint of every figure, at the log position of the document.
async fn fingerprints(
    figures: &Figures<'_, AnyStore>,
    document: &Document,
) -> Result<Vec<(Option<String>, Fingerprint)>> {
    let mut leaves = Leaves::default();
    let mut all = Vec::with_capacity(document.figures.len());
    for figure in &document.figures {
        all.push((token(figure.trace()), leaves.of(figures, figure.trace()).await?));
    }
    Ok(all)
}

/// Fingerprints of traces that lead to records, each read once.
#[derive(Default)]
pub struct Leaves(HashMap<String, (Name, Fingerprint)>);

impl Leaves {
    /// The fingerprint of a figure's records at its own log position.
    pub async fn of(&mut self, figures: &Figures<'_, AnyStore>, trace: &Trace) -> Result<Fingerprint> {
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
