//! What is on show to the public now.

use banjie_engine::notices;
use banjie_model::{
    Moment, Name,
    case::Case,
    definition::{Class, Ledger, Notice, Package},
    expr::Fact,
    value::Value,
};

use crate::{
    conditions::{all_of, equals, fact, literal},
    desk::Desk,
    error::DeskResult,
    export::cell_text,
    mask::mask_text,
    ports::{ListQuery, Store},
    snapshot::Snapshot,
};

/// A record on show.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Shown {
    /// Its number; where it has none, its number inside the database.
    pub number: Name,
    /// Organisation that shows it.
    pub org: Name,
    /// Fields shown: title and text, personal ones masked.
    pub fields: Vec<(Name, String)>,
    /// Since when.
    pub since: Moment,
    /// Until when, where the notice has a period.
    pub until: Option<Moment>,
}

/// A notice with what it shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NoticeBoard {
    /// Package.
    pub package: Name,
    /// Key.
    pub name: Name,
    /// Title.
    pub title: Name,
    /// Explanation for the public.
    pub help: Option<Name>,
    /// How to object: the title of the ledger objections are registered in.
    pub objection: Option<Name>,
    /// Basis, in words.
    pub basis: Option<String>,
    /// Records on show, by id.
    pub shown: Vec<Shown>,
}

impl<S: Store> Desk<S> {
    /// Everything on show at a moment, by notice; `package` narrows it to one package.
    ///
    /// # Errors
    /// What the store says.
    pub async fn notices(&self, package: Option<&str>, now: Moment) -> DeskResult<Vec<NoticeBoard>> {
        self.catch_up().await?;
        let snapshot = self.snapshot();
        let mut boards = Vec::new();
        for owner in snapshot.library().packages.values().filter(|p| package.is_none_or(|name| *p.name == *name)) {
            for notice in owner.notices.values() {
                boards.push(self.notice(&snapshot, owner, notice, now).await?);
            }
        }
        Ok(boards)
    }

    /// What one notice shows at a moment; none: there is no such notice.
    ///
    /// # Errors
    /// What the store says.
    pub async fn notice_board(&self, package: &str, name: &str, now: Moment) -> DeskResult<Option<NoticeBoard>> {
        self.catch_up().await?;
        let snapshot = self.snapshot();
        let Some(owner) = snapshot.library().packages.get(package) else { return Ok(None) };
        let Some(notice) = owner.notices.get(name) else { return Ok(None) };
        self.notice(&snapshot, owner, notice, now).await.map(Some)
    }

    async fn notice(
        &self,
        snapshot: &Snapshot,
        package: &Package,
        notice: &Notice,
        now: Moment,
    ) -> DeskResult<NoticeBoard> {
        let ledger = snapshot.ledger(&notice.of)?;
        let mut shown = Vec::new();
        for state in &notice.during {
            let filter = all_of([equals(fact(Fact::State), literal(Value::Code(state.clone())))]);
            let records = self.store().list(ledger, &ListQuery { filter, ..ListQuery::default() }).await?;
            let ids: Vec<_> = records.iter().map(|record| record.id).collect();
            let mut runs = self.store().runs(ledger, &ids).await?;
            for record in records {
                let case = Case { runs: runs.remove(&record.id).unwrap_or_default(), record };
                if notices::on_show(&snapshot.world(), notice, ledger, &case, now) {
                    shown.push((case.record.id, self::shown(snapshot, ledger, notice, &case)));
                }
            }
        }
        shown.sort_by_key(|(id, _)| *id);
        let objection = notice.objection.as_ref().and_then(|(key, _)| snapshot.library().ledger(key));
        Ok(NoticeBoard {
            package: package.name.clone(),
            name: notice.name.clone(),
            title: notice.title.clone(),
            help: notice.help.clone(),
            objection: objection.map(|ledger| ledger.title.clone()),
            basis: notice.basis.as_ref().and_then(|key| package.bases.get(key)).map(|basis| basis.zh()),
            shown: shown.into_iter().map(|(_, shown)| shown).collect(),
        })
    }
}

fn shown(snapshot: &Snapshot, ledger: &Ledger, notice: &Notice, case: &Case) -> Shown {
    let record = &case.record;
    let field = |index: &usize| {
        let field = ledger.fields.get(*index).filter(|field| field.class < Class::Sensitive)?;
        let value = record.values.get(*index)?;
        let personal = field.class >= Class::Personal;
        let text = if personal {
            mask_text(snapshot, ledger, field, value)
        } else {
            cell_text(snapshot, ledger, field, value)
        };
        Some((field.title.clone(), text))
    };
    let period = notices::period(notice, case);
    let org = snapshot.directory.orgs.get(&record.org).map_or_else(|| record.org.clone(), |org| org.name.clone());
    Shown {
        number: record.number.clone().unwrap_or_else(|| format!("#{}", record.id).into()),
        org,
        fields: notice.shows.iter().filter_map(field).collect(),
        since: period.map_or(record.changed_at, |(since, _)| since),
        until: period.and_then(|(_, until)| until),
    }
}
