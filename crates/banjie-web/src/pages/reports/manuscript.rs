//! A manuscript: a record of the ledger 文稿, read for writing, reviewing and signing.

use std::sync::Arc;

use banjie_desk::{Target, ports::Store as _};
use banjie_engine::available;
use banjie_model::{
    Moment, Name,
    case::{Case, Record},
    definition::{Action, Ledger},
    period::Period,
    refusal::Refusal,
    value::{RecordId, Value},
};
use banjie_office::reports::What;
use chrono::NaiveDate;

use crate::{
    App,
    pages::shared::clocks,
    server::{Fault, Viewer},
};

/// The ledger of manuscripts.
pub(crate) const LEDGER: &str = "manuscripts.manuscript";
/// The action that changes the text.
pub(crate) const WRITE: &str = "write";
/// The action that hands it in.
pub(crate) const SUBMIT: &str = "submit";
/// The action of the signer.
pub(crate) const SIGN: &str = "sign";
/// The action that enters the number, taken by the house itself.
pub(crate) const ISSUE: &str = "issue";
/// The state between signing and the number.
pub(crate) const SIGNING: &str = "signing";

/// A manuscript.
#[derive(Clone, Debug)]
pub(crate) struct Manuscript {
    pub ledger: Arc<Ledger>,
    pub case: Case,
}

impl Manuscript {
    /// The manuscript of a record the viewer may see.
    ///
    /// # Errors
    /// Not found, the store.
    pub async fn find(app: &App, viewer: &Viewer, id: i64) -> Result<Manuscript, Fault> {
        let ledger = viewer.ledger(LEDGER)?;
        let case = app.desk().case(LEDGER, &Target::Id(RecordId(id)), &viewer.actor).await?;
        Ok(Manuscript { ledger, case })
    }

    fn value(&self, name: &str) -> &Value {
        value(&self.ledger, &self.case.record, name)
    }

    /// The text of a field; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.value(name).as_str().unwrap_or_default()
    }

    /// The number in a field.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }

    /// The date in a field.
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        match self.value(name) {
            Value::Date(day) => Some(*day),
            _ => None,
        }
    }

    /// Address of its page.
    pub fn path(&self) -> String {
        format!("/reports/{}", self.case.record.id)
    }

    /// Its record's number.
    pub fn id(&self) -> i64 {
        self.case.record.id.0
    }

    /// Its title, else its number.
    pub fn title(&self) -> String {
        match self.text("title") {
            "" => self.case.record.number.as_deref().unwrap_or_default().to_owned(),
            title => title.to_owned(),
        }
    }

    /// Key of its state.
    pub fn state(&self) -> &str {
        self.case.record.state.as_deref().unwrap_or_default()
    }

    /// Whether it is done with.
    pub fn is_closed(&self) -> bool {
        self.case.record.closed_at.is_some()
    }

    /// What is to be composed.
    pub fn what(&self) -> What<'_> {
        let given = |name| Some(self.text(name)).filter(|text| !text.is_empty());
        What {
            report: self.text("report"),
            period: given("period"),
            org: given("about"),
            serial: self.number("serial").and_then(|n| u32::try_from(n).ok()),
            dated: self.date("dated"),
        }
    }

    /// Each action with leave, or the refusal that stands in the way.
    pub fn actions(&self, viewer: &Viewer, now: Moment) -> Vec<(&Action, Result<(), Refusal>)> {
        let all = available(&viewer.snapshot.world(), &self.ledger, &self.case, &viewer.actor, now);
        all.into_iter().filter_map(|(name, leave)| Some((self.ledger.action(&name)?, leave))).collect()
    }

    /// Whether an action is open to the viewer.
    pub fn may(&self, viewer: &Viewer, action: &str, now: Moment) -> bool {
        self.actions(viewer, now).iter().any(|(a, leave)| &*a.name == action && leave.is_ok())
    }

    /// Where its clocks stand.
    pub fn standing(&self, viewer: &Viewer, now: Moment) -> clocks::Standing {
        clocks::standing(&viewer.snapshot, &self.ledger, &self.case.record, &self.case.runs, now)
    }

    /// Everybody who entered or changed its text, in order.
    ///
    /// # Errors
    /// The store.
    pub async fn authors(&self, app: &App) -> Result<Vec<Name>, Fault> {
        let mut authors = Vec::new();
        for stored in app.store().events(&self.ledger, self.case.record.id).await? {
            let event = stored.event;
            if matches!(&*event.action, "create" | "edit" | WRITE | SUBMIT) && !authors.contains(&event.actor) {
                authors.push(event.actor);
            }
        }
        Ok(authors)
    }
}

/// The value of a field of a manuscript's record.
pub(crate) fn value<'r>(ledger: &Ledger, record: &'r Record, name: &str) -> &'r Value {
    static MISSING: Value = Value::Missing;
    let index = ledger.fields.iter().position(|field| &*field.name == name);
    index.and_then(|index| record.values.get(index)).unwrap_or(&MISSING)
}

/// A text written for one period, moved to another: names of the period and of the one before, and their years. Answers how many
/// places were changed.
pub(crate) fn moved(text: &str, from: Period, to: Period) -> (String, usize) {
    if from == to {
        return (text.to_owned(), 0);
    }
    let mut names = vec![(from.previous().to_string(), to.previous().to_string()), (from.to_string(), to.to_string())];
    let (old, new) = (from.first(), to.first());
    let years = chrono::Datelike::year(&new) - chrono::Datelike::year(&old);
    if years != 0 {
        for back in 0..2 {
            let year = chrono::Datelike::year(&old) - back;
            names.push((year.to_string(), (year + years).to_string()));
        }
    }
    replaced(text, &names)
}

/// Every name replaced in one pass, the longest first; digits that go on on either side are another number.
fn replaced(text: &str, names: &[(String, String)]) -> (String, usize) {
    let mut names: Vec<_> = names.iter().filter(|(old, new)| old != new).collect();
    names.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let (mut out, mut rest, mut places) = (String::with_capacity(text.len()), text, 0);
    while let Some(next) = rest.chars().next() {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let inside = is_digit(out.chars().next_back()) && next.is_ascii_digit();
        let found = names.iter().find(|(old, _)| {
            let end =
                is_digit(old.chars().next_back()) && is_digit(rest.get(old.len()..).and_then(|r| r.chars().next()));
            !inside && rest.starts_with(old.as_str()) && !end
        });
        if let Some((old, new)) = found {
            out.push_str(new);
            rest = &rest[old.len()..];
            places += 1;
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    (out, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_last_year_speaks_of_this_year() {
        let year = |text: &str| Period::parse(text).unwrap();
        for (text, from, to, expected, places) in [
            ("2024年发现12件，比2023年增长", "2024", "2025", "2025年发现12件，比2024年增长", 2),
            ("编号20240115不动，2022年不动", "2024", "2025", "编号20240115不动，2022年不动", 0),
            ("2025年11月，比2025年10月", "2025-11", "2025-12", "2025年12月，比2025年11月", 2),
            ("2024年第四季度", "2024Q4", "2025Q1", "2025年第一季度", 1),
            ("{{ found.at(period=\"2023\") }}", "2024", "2025", "{{ found.at(period=\"2024\") }}", 1),
            ("照旧", "2025", "2025", "照旧", 0),
        ] {
            assert_eq!(moved(text, year(from), year(to)), (expected.to_owned(), places), "{text}");
        }
    }
}
