//! How an office and a person did, week by week.

use std::collections::BTreeMap;

use banjie_desk::Desk;
use banjie_model::{Moment, Name, case::Actor, rounding};
use banjie_store::{AnyStore, DayCount};
use chrono::{Datelike as _, Days, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use super::{Ask, BoardResult, View};
use crate::scope::org_name;

/// What happened in one week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Week {
    /// Cases opened.
    pub opened: i64,
    /// Cases closed.
    pub closed: i64,
    /// Clocks met in time.
    pub on_time: i64,
    /// Clocks met, and clocks that became overdue and still run.
    pub judged: i64,
    /// Yellow and red cards that fell.
    pub cards: i64,
}

impl Week {
    /// Exact on-time rate; none: nothing was judged.
    pub fn rate(&self) -> Option<Decimal> {
        rounding::share(Decimal::from(self.on_time), Decimal::from(self.judged))
    }

    fn add(&mut self, day: &DayCount) {
        self.opened += day.opened;
        self.closed += day.closed;
        self.on_time += day.on_time;
        self.judged += day.judged;
        self.cards += day.cards;
    }
}

/// An office or a person over the weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrendLine {
    /// Code of the organisation, or account; empty for 合计, 其他机构 and 未指定经办人.
    pub key: Name,
    /// Name.
    pub name: Name,
    /// One for each week of [`Trend::weeks`].
    pub weeks: Vec<Week>,
}

/// Office by office and person by person, week by week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trend {
    /// Mondays of the weeks, earliest first; the last is the week of the moment asked for.
    pub weeks: Vec<NaiveDate>,
    /// The branches, what the organisation itself owns (本级), and what stands elsewhere; lines without anything are left out.
    pub orgs: Vec<TrendLine>,
    /// Handlers, by name; cases without one stand last.
    pub handlers: Vec<TrendLine>,
    /// Everything.
    pub total: TrendLine,
}

/// The last weeks of a ledger, as far as the actor sees it; `weeks` counts the running one.
///
/// # Errors
/// As [`super::board`].
pub async fn trend(desk: &Desk<AnyStore>, actor: &Actor, ask: &Ask<'_>, now: Moment, weeks: u32) -> BoardResult<Trend> {
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(ask.ledger)?;
    let view = View::new(&snapshot, &ledger, actor, ask, now)?;
    let mondays = mondays(now.date(), weeks.max(1));
    let days = desk.store().board_days(&ledger, &view.query, mondays[0]).await?;
    Ok(gather(&view, mondays, days.iter().filter(|day| view.sees(&day.org))))
}

/// Mondays of so many weeks, the last that of `today`.
fn mondays(today: NaiveDate, weeks: u32) -> Vec<NaiveDate> {
    let this = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    (0..weeks).rev().map(|back| this - Days::new(7 * u64::from(back))).collect()
}

fn gather<'a>(view: &View<'_>, mondays: Vec<NaiveDate>, days: impl Iterator<Item = &'a DayCount>) -> Trend {
    let orgs = view.snapshot.world().orgs;
    let branches: Vec<Name> = match view.head.as_deref() {
        Some(head) => orgs.children(head).map(|org| org.code.clone()).collect(),
        None => orgs.roots().map(|org| org.code.clone()).collect(),
    };
    let blank =
        |key: &str, name: Name| TrendLine { key: key.into(), name, weeks: vec![Week::default(); mondays.len()] };
    let mut total = blank("", "合计".into());
    let mut lines: Vec<TrendLine> = branches.iter().map(|code| blank(code, org_name(view.snapshot, code))).collect();
    lines.push(blank(view.head.as_deref().unwrap_or_default(), "本级".into()));
    lines.push(blank("", "其他机构".into()));
    let mut handlers: BTreeMap<Option<Name>, TrendLine> = BTreeMap::new();
    for day in days {
        let Some(week) = mondays.iter().rposition(|monday| *monday <= day.day) else { continue };
        total.weeks[week].add(day);
        let branch = branches.iter().position(|code| orgs.is_within(&day.org, code));
        let own = view.head.as_deref() == Some(&*day.org);
        let place = branch.unwrap_or(if own { branches.len() } else { branches.len() + 1 });
        lines[place].weeks[week].add(day);
        let handler = handlers.entry(day.handler.clone()).or_insert_with(|| match &day.handler {
            Some(account) => blank(account, person(view, account)),
            None => blank("", "未指定经办人".into()),
        });
        handler.weeks[week].add(day);
    }
    lines.retain(|line| line.weeks.iter().any(|week| *week != Week::default()));
    let mut handlers: Vec<TrendLine> = handlers.into_values().collect();
    handlers.sort_by(|a, b| (a.key.is_empty(), &a.name, &a.key).cmp(&(b.key.is_empty(), &b.name, &b.key)));
    Trend { weeks: mondays, orgs: lines, handlers, total }
}

fn person(view: &View<'_>, account: &str) -> Name {
    let people = &view.snapshot.directory.people;
    people.get(account).map_or_else(|| account.into(), |person| person.name.clone())
}
