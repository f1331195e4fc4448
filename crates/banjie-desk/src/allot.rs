//! Allocations run over the records and written back by their declared action: all of it in one transaction, or nothing.

use banjie_engine::{
    Clock,
    allotting::{self, Allotted, Sides},
    follow,
};
use banjie_model::{
    case::{Actor, Case},
    definition::{Allocation, Package},
    refusal::{Refusal, RefusalCode},
};

use crate::{
    batch::{Batch, Submission},
    desk::Desk,
    error::{DeskError, DeskResult},
    ports::{ListQuery, Store, StoreTx},
    snapshot::Snapshot,
};

impl<S: Store> Desk<S> {
    /// Runs the allocation `package/name`: the places are given, the certificate is verified, and the declared action writes
    /// each result, with the commitment of the problem and the reasons as its note. `dry_run` writes nothing.
    ///
    /// # Errors
    /// A refusal: no such allocation, the actor may not take its action, faults in the records (all of them), or the action
    /// was refused for one seeker; nothing was written then.
    pub async fn allot(
        &self,
        name: &str,
        seed: Option<&str>,
        dry_run: bool,
        actor: &Actor,
        clock: Clock,
    ) -> DeskResult<Allotted> {
        self.catch_up().await?;
        let snapshot = self.snapshot();
        let (package, allocation) = find(&snapshot, name)?;
        permitted(&snapshot, package, allocation, actor)?;
        let mut batch = Batch::new(self.store().begin().await?, &snapshot);
        let seekers = cases(&mut batch, &snapshot, &allocation.seekers).await?;
        let places = cases(&mut batch, &snapshot, &allocation.places).await?;
        let sides = Sides { seekers: &seekers, places: &places };
        let allotted = allotting::run(&snapshot.world(), allocation, sides, seed, clock.at)?;
        if dry_run {
            return Ok(allotted);
        }
        let actor = follow::on_behalf(actor);
        for command in &allotted.commands {
            let submission = Submission { command: command.clone(), actor: actor.clone(), clock };
            if let Err(refusal) = batch.decide(&submission).await? {
                let seeker = seekers.iter().find(|case| case.record.id == command.record);
                let number = seeker.and_then(|case| case.record.number.clone());
                let number = number.map_or_else(|| format!("第{}号记录", command.record), |number| number.to_string());
                let message = format!("{number}的结果不能写入，全部没有写入：{}", refusal.message);
                return Err(Refusal { message, ..refusal }.into());
            }
        }
        batch.commit().await?;
        Ok(allotted)
    }
}

fn find<'a>(snapshot: &'a Snapshot, name: &str) -> DeskResult<(&'a Package, &'a Allocation)> {
    let packages = &snapshot.library().packages;
    let found = name.split_once('/').and_then(|(package, name)| {
        let package = packages.get(package)?;
        Some((&**package, package.allocations.get(name)?))
    });
    found.ok_or_else(|| {
        let known: Vec<String> = packages
            .values()
            .flat_map(|p| p.allocations.values().map(move |a| format!("{}/{}（{}）", p.name, a.name, a.title)))
            .collect();
        let known = if known.is_empty() {
            "应用包里没有声明分配".into()
        } else {
            format!("可用的有：{}", known.join("、"))
        };
        DeskError::refuse(RefusalCode::NotFound, format!("没有分配“{name}”。写成 应用包/名称；{known}。"))
    })
}

/// Whoever may take the action that writes the result may run the allocation.
fn permitted(snapshot: &Snapshot, package: &Package, allocation: &Allocation, actor: &Actor) -> DeskResult<()> {
    let ledger = snapshot.library().ledger(&allocation.seekers);
    let by = ledger.and_then(|l| l.action(&allocation.result.0)).map(|action| &action.by);
    let holds = by.is_some_and(|by| by.iter().any(|role| actor.has_role(&package.name, role)));
    if actor.system || holds {
        return Ok(());
    }
    let titles: Vec<&str> =
        by.into_iter().flatten().filter_map(|role| package.roles.get(role)).map(|role| &*role.title).collect();
    let who = if titles.is_empty() { "系统管理员".into() } else { titles.join("、") };
    let message = format!("您不能进行“{}”：须由{who}办理。", allocation.title);
    Err(DeskError::refuse(RefusalCode::NotPermitted, message))
}

/// All cases of a ledger, under lock.
async fn cases<T: StoreTx>(batch: &mut Batch<'_, T>, snapshot: &Snapshot, key: &str) -> DeskResult<Vec<Case>> {
    let ledger = snapshot.ledger(key)?;
    let records = batch.tx().list(ledger, &ListQuery::default()).await?;
    batch.load(&ledger.key, records.iter().map(|record| record.id)).await?;
    Ok(records.iter().filter_map(|record| batch.case(&ledger.key, record.id).cloned()).collect())
}
