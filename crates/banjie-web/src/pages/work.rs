//! The workbench 工作台: today's cases by what is due, what came back, what one did last, drafts; creating; search.

mod lines;
pub mod search;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{self, State},
    response::IntoResponse as _,
};
use banjie_desk::ports::{
    Bucket, PageKey, Reach, Store as _, WorkCounts, WorkItem, WorkOf, WorkPage, WorkQuery, work_order,
};
use banjie_engine::reach;
use banjie_model::{Moment, Name, definition::Ledger, rounding::thousands};
use chrono::{Datelike as _, TimeDelta};
use maud::{Markup, html};
use serde::Deserialize;

use crate::{
    App,
    pages::{
        frame::{self, Spot},
        ledgers::conditions::may_create,
    },
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::work as t,
    ui::{self, Icon, Look, Pager, Tab},
};

/// Cases of a column before the rest has a page of its own.
const COLUMN: u32 = 12;
/// Cases of such a page.
const PAGE: u32 = 50;
/// Working days that count as soon.
const SOON: i64 = 3;
/// What came back, was touched, was drafted: so many.
const BESIDE: u32 = 8;
/// What came back longer ago is no news.
const NEWS: TimeDelta = TimeDelta::days(30);
/// A count in the navigation may be so old.
const FRESH: TimeDelta = TimeDelta::seconds(5);

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/work", Access::Staff, "one's cases by what is due, what came back, drafts", show),
        get("/new", Access::Staff, "ledgers in which one may register a record", create),
        get("/search", Access::Staff, "records of all ledgers one may see, by their words", search::show),
    ]
}

/// Whose work is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Whose {
    #[default]
    Mine,
    Unclaimed,
    Office,
}

impl Whose {
    fn key(self) -> &'static str {
        match self {
            Whose::Mine => "mine",
            Whose::Unclaimed => "unclaimed",
            Whose::Office => "office",
        }
    }
}

#[derive(Debug, Default, Deserialize)]
struct Query {
    of: Option<Whose>,
    bucket: Option<Bucket>,
    after: Option<String>,
}

/// What is shown.
#[derive(Debug)]
struct Asked {
    of: Whose,
    /// The viewer has no case of his own, so the office's are shown unasked.
    instead: bool,
    bucket: Option<Bucket>,
    after: Option<String>,
}

/// Whose count: account and roles in use.
type Holder = (Name, Vec<Name>);

/// Counts of the navigation as they were a moment ago.
#[derive(Default)]
pub struct Badges {
    known: Mutex<HashMap<Holder, (Moment, u64)>>,
    /// Whose are being counted now: one at a time for each.
    counting: Mutex<HashSet<Holder>>,
}

impl fmt::Debug for Badges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Badges")
    }
}

/// Accounts whose counts are remembered.
const REMEMBERED: usize = 4_096;

impl Badges {
    fn get(&self, viewer: &Viewer) -> Option<(Moment, u64)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(viewer.actor.account.clone(), viewer.actor.roles.clone())).copied()
    }

    /// True where nobody counts for this viewer yet; then the caller does, and says so when it is done.
    fn begin(&self, viewer: &Viewer) -> bool {
        let holder = (viewer.actor.account.clone(), viewer.actor.roles.clone());
        self.counting.lock().unwrap_or_else(PoisonError::into_inner).insert(holder)
    }

    fn end(&self, viewer: &Viewer) {
        let holder = (viewer.actor.account.clone(), viewer.actor.roles.clone());
        self.counting.lock().unwrap_or_else(PoisonError::into_inner).remove(&holder);
    }

    fn put(&self, viewer: &Viewer, at: Moment, n: u64) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert((viewer.actor.account.clone(), viewer.actor.roles.clone()), (at, n));
    }
}

/// How many of the viewer's cases are late or due soon.
///
/// # Errors
/// The store.
pub async fn counts(app: &App, viewer: &Viewer) -> Result<u64, Fault> {
    let counts = app.store().work_counts(&matters(viewer), &asking(app, viewer, Whose::Mine)).await?;
    let n = counts.overdue + counts.soon;
    app.badges().put(viewer, app.now(), n);
    Ok(n)
}

/// The same as last counted, for the navigation; counted again in the background once it is a few seconds old.
#[must_use]
pub fn badge(app: &App, viewer: &Viewer) -> Option<u64> {
    let known = app.badges().get(viewer);
    let fresh = known.is_some_and(|(at, _)| app.now() - at < FRESH);
    if !fresh
        && let Ok(runtime) = tokio::runtime::Handle::try_current()
        && app.badges().begin(viewer)
    {
        let (app, viewer) = (app.clone(), viewer.clone());
        runtime.spawn(async move {
            if let Err(fault) = counts(&app, &viewer).await {
                tracing::warn!(?fault, "the count of the navigation could not be taken");
            }
            app.badges().end(&viewer);
        });
    }
    known.map(|(_, n)| n)
}

/// Ledgers with cases the viewer has a role in.
pub(crate) fn matters(viewer: &Viewer) -> Vec<Arc<Ledger>> {
    viewer.ledgers().into_iter().filter(|ledger| !ledger.states.is_empty()).collect()
}

/// The offices whose work the viewer watches: all he sees, where every role of his sees all; else his own, with those below
/// it where every role of his reaches them.
fn office(viewer: &Viewer) -> (Vec<Name>, &'static str) {
    let own = viewer.actor.org.clone();
    let world = viewer.snapshot.world();
    let reaches: Vec<Reach> = matters(viewer).iter().map(|ledger| reach(&world, ledger, &viewer.actor)).collect();
    let orgs = &viewer.snapshot.directory.orgs;
    if !reaches.is_empty() && reaches.iter().all(|reach| *reach == Reach::All) {
        return (orgs.iter().map(|org| org.code.clone()).collect(), t::REACH);
    }
    if reaches.iter().any(|reach| matches!(reach, Reach::Orgs(_))) {
        return (vec![own], t::OFFICE);
    }
    (orgs.iter().filter(|org| orgs.is_within(&org.code, &own)).map(|org| org.code.clone()).collect(), t::OFFICE)
}

pub(crate) fn asking(app: &App, viewer: &Viewer, whose: Whose) -> WorkQuery {
    let now = app.now();
    let last = viewer.snapshot.directory.calendar.add_working_days(now.date(), SOON);
    WorkQuery {
        of: match whose {
            Whose::Mine => WorkOf::Handler(viewer.actor.account.clone()),
            Whose::Unclaimed => WorkOf::Unclaimed(office(viewer).0),
            Whose::Office => WorkOf::Orgs(office(viewer).0),
        },
        bucket: None,
        now,
        soon_until: last.and_hms_opt(23, 59, 59).unwrap_or(now),
        after: None,
        limit: COLUMN,
    }
}

/// Only what the viewer may see.
pub(crate) fn seen(viewer: &Viewer, page: WorkPage) -> Vec<WorkItem> {
    let library = viewer.snapshot.library();
    let visible = |item: &WorkItem| {
        library.ledger(&item.record.ledger).is_some_and(|ledger| viewer.sees(ledger, &item.record.org))
    };
    page.items.into_iter().filter(visible).collect()
}

async fn show(State(app): State<App>, viewer: Viewer, extract::Query(query): extract::Query<Query>) -> Answer {
    let ledgers = matters(&viewer);
    let mine = app.store().work_counts(&ledgers, &asking(&app, &viewer, Whose::Mine)).await?;
    app.badges().put(&viewer, app.now(), mine.overdue + mine.soon);
    let idle = sum(&mine) == 0 && query.of.is_none() && query.bucket.is_none();
    let mut asked =
        Asked { of: query.of.unwrap_or_default(), instead: false, bucket: query.bucket, after: query.after };
    let mut counts = mine;
    if idle || asked.of != Whose::Mine {
        let whose = if idle { Whose::Office } else { asked.of };
        let others = app.store().work_counts(&ledgers, &asking(&app, &viewer, whose)).await?;
        if !idle || sum(&others) > 0 {
            (asked.of, asked.instead, counts) = (whose, idle, others);
        }
    }
    let base = asking(&app, &viewer, asked.of);
    let content = match asked.bucket {
        Some(bucket) => one_column(&app, &viewer, &ledgers, &asked, bucket, &base, &counts).await?,
        None => bench(&app, &viewer, &ledgers, &asked, &base, &counts).await?,
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::WORK, "/work"), &content).into_response())
}

fn sum(counts: &WorkCounts) -> u64 {
    counts.overdue + counts.soon + counts.later + counts.no_clock
}

fn of_bucket(counts: &WorkCounts, bucket: Bucket) -> u64 {
    match bucket {
        Bucket::Overdue => counts.overdue,
        Bucket::Soon => counts.soon,
        Bucket::Later => counts.later,
        Bucket::NoClock => counts.no_clock,
    }
}

fn head(viewer: &Viewer, asked: &Asked, counts: &WorkCounts, now: Moment) -> Markup {
    let all = sum(counts);
    let day = now.date();
    let today = t::today(day.year(), day.month(), day.day(), day.weekday().num_days_from_monday());
    let tab = |whose: Whose, title: &str| Tab {
        title: title.to_owned(),
        href: format!("/work?of={}", whose.key()),
        count: (asked.of == whose).then_some(all),
        current: asked.of == whose,
    };
    let (_, reach) = office(viewer);
    let tabs = [tab(Whose::Mine, t::MINE), tab(Whose::Unclaimed, t::UNCLAIMED), tab(Whose::Office, reach)];
    let whose = match reach {
        t::REACH => t::REACH.to_owned(),
        _ => crate::pages::shared::values::org(&viewer.snapshot, &viewer.actor.org),
    };
    let said = match asked.of {
        Whose::Mine => t::my_sum(all, counts.overdue),
        Whose::Unclaimed => t::unclaimed_sum(&whose, all),
        Whose::Office => t::office_sum(&whose, all, counts.overdue),
    };
    html! {
        header.page-head { div { h1 { (t::TO_DO) } p { (today) (t::DOT) (said) @if !counts.exact { (t::NOT_EXACT) } } } }
        (ui::tabs(t::WHOSE, &tabs))
        @if asked.instead { p.quiet { (t::instead(reach)) } }
    }
}

/// Three columns by time, and what stands beside them.
async fn bench(
    app: &App,
    viewer: &Viewer,
    ledgers: &[Arc<Ledger>],
    asked: &Asked,
    base: &WorkQuery,
    counts: &WorkCounts,
) -> Result<Markup, Fault> {
    let mut columns = Vec::new();
    for (bucket, title, tone) in [
        (Bucket::Overdue, t::OVERDUE, "tone-late"),
        (Bucket::Soon, t::SOON, "tone-due"),
        (Bucket::Later, t::LATER, "tone-plain"),
    ] {
        let mut items = Vec::new();
        let mut n = of_bucket(counts, bucket);
        let mut buckets = vec![bucket];
        if bucket == Bucket::Later {
            buckets.push(Bucket::NoClock);
            n += counts.no_clock;
        }
        for bucket in buckets.into_iter().filter(|bucket| of_bucket(counts, *bucket) > 0) {
            let query = WorkQuery { bucket: Some(bucket), ..base.clone() };
            items.extend(seen(viewer, app.store().work(ledgers, &query).await?));
        }
        items.truncate(usize::try_from(COLUMN).unwrap_or(usize::MAX));
        columns.push((bucket, title, tone, items, n));
    }
    let empty = columns.iter().all(|(.., items, _)| items.is_empty());
    let beside = lines::beside(app, viewer, ledgers).await?;
    Ok(html! {
        (head(viewer, asked, counts, app.now()))
        @if empty { (nothing(viewer, asked)) }
        @else {
            div.work {
                @for (bucket, title, tone, items, n) in &columns { (column(app, viewer, asked, (*bucket, title, tone), items, *n)) }
            }
        }
        (beside)
    })
}

fn column(
    app: &App,
    viewer: &Viewer,
    asked: &Asked,
    (bucket, title, tone): (Bucket, &str, &str),
    items: &[WorkItem],
    n: u64,
) -> Markup {
    let more = n > u64::try_from(items.len()).unwrap_or(u64::MAX);
    let href = |bucket: Bucket| format!("/work?of={}&bucket={}", asked.of.key(), key(bucket));
    html! {
        section.work-column.(tone) {
            h2 { (title) span.count { (thousands(n.into(), 0)) } }
            @if items.is_empty() { p.empty-line { (t::NOTHING_HERE) } }
            @for item in items { (lines::item(app, viewer, item, asked.of == Whose::Mine)) }
            @if more {
                p { a href=(href(bucket)) { (t::all_of(&thousands(n.into(), 0))) } }
            }
        }
    }
}

fn key(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Overdue => "overdue",
        Bucket::Soon => "soon",
        Bucket::Later => "later",
        Bucket::NoClock => "no_clock",
    }
}

/// One column with all its cases, page by page.
async fn one_column(
    app: &App,
    viewer: &Viewer,
    ledgers: &[Arc<Ledger>],
    asked: &Asked,
    bucket: Bucket,
    base: &WorkQuery,
    counts: &WorkCounts,
) -> Result<Markup, Fault> {
    let after = asked.after.as_deref().map(|token| PageKey::decode(token, &work_order())).transpose();
    let after = after.map_err(|fault| Fault::bad(fault.advice))?;
    let query = WorkQuery { bucket: Some(bucket), after, limit: PAGE, ..base.clone() };
    let page = app.store().work(ledgers, &query).await?;
    let next = page.next.clone();
    let items = seen(viewer, page);
    let address = |bucket: Bucket| format!("/work?of={}&bucket={}", asked.of.key(), key(bucket));
    let tab = |(bucket_of, title): (Bucket, &str)| Tab {
        title: title.to_owned(),
        href: address(bucket_of),
        count: Some(of_bucket(counts, bucket_of)),
        current: bucket_of == bucket,
    };
    let tabs: Vec<Tab> = t::BUCKETS.into_iter().map(tab).collect();
    let pager = Pager {
        total: thousands(of_bucket(counts, bucket).into(), 0),
        at_least: !counts.exact,
        previous: asked.after.as_ref().map(|_| address(bucket)),
        next: next.map(|key| format!("{}&after={}", address(bucket), key.encode())),
        ..Pager::default()
    };
    Ok(html! {
        (head(viewer, asked, counts, app.now()))
        (ui::tabs(t::BY_TIME, &tabs))
        @if items.is_empty() { p.empty-line { (t::NOTHING_HERE) } }
        @for item in &items { (lines::item(app, viewer, item, asked.of == Whose::Mine)) }
        (ui::pager(&pager))
        p { a href={ "/work?of=" (asked.of.key()) } { (t::BACK) } }
    })
}

/// Nothing waits: what else there is to do.
fn nothing(viewer: &Viewer, asked: &Asked) -> Markup {
    let creates = creatable(viewer);
    let step = html! {
        @if asked.of == Whose::Mine { (ui::link_button(t::LOOK_UNCLAIMED, "/work?of=unclaimed", Look::Plain, None)) }
        @if !creates.is_empty() { (ui::link_button(t::NEW, "/new", Look::Primary, Some(Icon::Plus))) }
    };
    let (title, body) = match asked.of {
        Whose::Mine => (t::NOTHING_MINE, t::NOTHING_MINE_BODY),
        Whose::Unclaimed => (t::NOTHING_UNCLAIMED, t::NOTHING_UNCLAIMED_BODY),
        Whose::Office => (t::NOTHING_OFFICE, t::NOTHING_OFFICE_BODY),
    };
    ui::empty(title, body, &step)
}

/// Ledgers in which the viewer may register a record.
fn creatable(viewer: &Viewer) -> Vec<Arc<Ledger>> {
    let system_only = |ledger: &Ledger| ledger.creators.iter().any(|role| &**role == "system");
    let may = |ledger: &Arc<Ledger>| {
        &*ledger.package != banjie_desk::directory::PACKAGE && !system_only(ledger) && may_create(viewer, ledger)
    };
    viewer.ledgers().into_iter().filter(may).collect()
}

async fn create(State(app): State<App>, viewer: Viewer) -> Answer {
    let ledgers = creatable(&viewer);
    let library = viewer.snapshot.library();
    let mut packages: Vec<&Name> = ledgers.iter().map(|ledger| &ledger.package).collect();
    packages.dedup();
    let content = html! {
        header.page-head { div { h1 { (t::NEW_TITLE) } p { (t::NEW_LEAD) } } }
        @if ledgers.is_empty() { (ui::empty(t::NEW_NOTHING, t::NEW_NOTHING_BODY, &html! {})) }
        @for package in packages {
            section {
                h2 { (library.packages.get(package).map_or(&**package, |package| &package.title)) }
                ul.lines {
                    @for ledger in ledgers.iter().filter(|ledger| ledger.package == *package) {
                        li data-row { a href=(format!("/ledgers/{}/new", ledger.key)) { (ledger.title) } " " span.quiet { (ledger.purpose) } }
                    }
                }
            }
        }
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::NEW_TITLE, "/new"), &content).into_response())
}
