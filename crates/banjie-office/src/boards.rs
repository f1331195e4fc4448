//! The supervision board 监察台账: office by office, week by week, and the cases behind each cell.

use banjie_desk::{
    Desk, DeskError, Snapshot,
    ports::{BoardQuery, BoardRow, Store as _, StoreError},
};
use banjie_engine::{due_words, values};
use banjie_figures::Board;
use banjie_model::{
    Moment, Name,
    case::{Actor, Case, LimitRun},
    definition::{Ledger, Sees},
    refusal::{Refusal, RefusalCode},
    value::RecordId,
};
use banjie_store::{AnyStore, CellPage, Column};
use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use crate::scope::{org_code, org_name};

mod people;
mod trend;

pub use people::{PersonLine, people, person_cases};
pub use trend::{Trend, TrendLine, Week, trend};

/// Why there is no board.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BoardError {
    /// A refusal, or the store in trouble.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<StoreError> for BoardError {
    fn from(error: StoreError) -> BoardError {
        BoardError::Desk(error.into())
    }
}

impl BoardError {
    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        let BoardError::Desk(error) = self;
        error.refusal()
    }
}

/// Answer of this module.
pub type BoardResult<T> = Result<T, BoardError>;

/// Which board.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// `package.ledger`.
    pub ledger: &'a str,
    /// Organisation by code or name whose branches are the lines; none: all the actor may see.
    pub org: Option<&'a str>,
    /// Due within so many working days counts as due soon.
    pub soon: u32,
    /// On-time rate over clocks due on or after this day; none: all.
    pub since: Option<NaiveDate>,
}

/// A board with what its cells are asked by.
#[derive(Clone, Debug, Serialize)]
pub struct Watch {
    /// Organisation whose branches are the lines, by code; none: several roots.
    pub head: Option<Name>,
    /// Its name.
    pub head_name: Option<Name>,
    /// The board.
    pub board: Board,
}

/// A cell of the board: a line and a column.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    /// Organisation of the line, by code; none: the total.
    pub org: Option<&'a str>,
    /// Only what this organisation owns itself (the line 本级), not what its branches own.
    pub own: bool,
    /// Column.
    pub column: Column,
}

/// A case behind a cell, as a line of a list; personal values masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaseLine {
    /// Record.
    pub record: RecordId,
    /// Official number.
    pub number: Option<Name>,
    /// Label of the record.
    pub label: String,
    /// Owner organisation, by name.
    pub org: Name,
    /// Handler, by name.
    pub handler: Option<Name>,
    /// Title of its state.
    pub state: Option<Name>,
    /// The running clock that is due first: its title, when it is due in words, and the instant.
    pub due: Option<(Name, String, Moment)>,
    /// What has fallen and stands, in words, gravest last: 黄牌, 红牌, 移送.
    pub fallen: Vec<&'static str>,
    /// The limit the gravest of them fell on, and whether that clock still runs.
    pub fallen_on: Option<(Name, bool)>,
}

/// A page of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CasePage {
    /// In the order of their ids.
    pub cases: Vec<CaseLine>,
    /// Where the next page begins; none: this is the last.
    pub next: Option<RecordId>,
}

/// How far an actor looks over a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    All,
    Subtree(Name),
    Own(Name),
}

fn reach(snapshot: &Snapshot, ledger: &Ledger, actor: &Actor) -> Option<Reach> {
    if actor.system {
        return Some(Reach::All);
    }
    let roles = snapshot.library().packages.get(&ledger.package).into_iter().flat_map(|p| p.roles.values());
    let held: Vec<Sees> =
        roles.filter(|role| actor.has_role(&ledger.package, &role.name)).map(|role| role.sees).collect();
    let org = || actor.org.clone();
    match () {
        () if held.contains(&Sees::All) => Some(Reach::All),
        () if held.contains(&Sees::Subtree) => Some(Reach::Subtree(org())),
        () if held.contains(&Sees::Own) => Some(Reach::Own(org())),
        () => None,
    }
}

/// What one board is about, once it is known that the actor may see it.
struct View<'a> {
    snapshot: &'a Snapshot,
    query: BoardQuery,
    head: Option<Name>,
    /// Only what this organisation owns itself may be seen.
    owner: Option<Name>,
}

impl<'a> View<'a> {
    fn new(
        snapshot: &'a Snapshot,
        ledger: &Ledger,
        actor: &Actor,
        ask: &Ask<'_>,
        now: Moment,
    ) -> BoardResult<View<'a>> {
        if ledger.limits.is_empty() {
            let message = format!("台账“{}”没有时限，没有可监察的内容", ledger.title);
            return Err(refuse(RefusalCode::NotFound, message));
        }
        let orgs = snapshot.world().orgs;
        let asked = ask.org.map(|org| org_code(snapshot, org)).transpose()?;
        let reach = reach(snapshot, ledger, actor).ok_or_else(|| {
            let message = format!("您没有“{}”所在应用的角色，不能看它的监察台账。请联系系统管理员。", ledger.title);
            refuse(RefusalCode::NotPermitted, message)
        })?;
        let (org, owner) = match (reach, asked) {
            (Reach::All, asked) => (asked, None),
            (Reach::Subtree(own) | Reach::Own(own), Some(org)) if !orgs.is_within(&org, &own) => {
                let name = org_name(snapshot, &org);
                let message = format!("{name}不在您的管辖范围内，不能看它的监察台账。");
                return Err(refuse(RefusalCode::OutsideScope, message));
            }
            (Reach::Subtree(own), asked) => (Some(asked.unwrap_or(own)), None),
            (Reach::Own(own), asked) => (Some(asked.unwrap_or_else(|| own.clone())), Some(own)),
        };
        let mut roots = orgs.roots();
        let root = match (roots.next(), roots.next()) {
            (Some(one), None) => Some(one.code.clone()),
            _ => None,
        };
        let horizon = snapshot.world().calendar.add_working_days(now.date(), i64::from(ask.soon));
        let query = BoardQuery {
            ledger: ledger.key.clone(),
            org_path: org.as_deref().map(|org| orgs.path(org)),
            now,
            due_soon_until: horizon.and_hms_opt(23, 59, 59).unwrap_or_else(|| horizon.and_time(NaiveTime::MIN)),
            since: ask.since.map(|day| day.and_time(NaiveTime::MIN)),
        };
        Ok(View { snapshot, query, head: org.or(root), owner })
    }

    /// Whether what an organisation owns may be seen.
    fn sees(&self, org: &str) -> bool {
        self.owner.as_deref().is_none_or(|owner| owner == org)
    }
}

fn refuse(code: RefusalCode, message: String) -> BoardError {
    BoardError::Desk(Refusal::new(code, message).into())
}

/// The board of a ledger, as far as the actor sees it.
///
/// # Errors
/// A refusal: no clocks in this ledger, no role in its package, another's organisation. The store.
pub async fn board(desk: &Desk<AnyStore>, actor: &Actor, ask: &Ask<'_>, now: Moment) -> BoardResult<Watch> {
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(ask.ledger)?;
    let view = View::new(&snapshot, &ledger, actor, ask, now)?;
    let rows: Vec<BoardRow> = desk.store().board(&view.query).await?;
    let rows: Vec<BoardRow> = rows.into_iter().filter(|row| view.sees(&row.org)).collect();
    let board = Board::of(ledger.title.clone(), snapshot.world().orgs, view.head.as_deref(), &rows);
    let head_name = view.head.as_deref().map(|head| org_name(&snapshot, head));
    Ok(Watch { head: view.head, head_name, board })
}

/// The cases behind a cell of the board, page by page (`after` is the last page's `next`).
///
/// # Errors
/// As [`board`]; a cell outside the board.
pub async fn cases(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    (ask, cell): (&Ask<'_>, &Cell<'_>),
    now: Moment,
    (after, limit): (Option<RecordId>, u32),
) -> BoardResult<CasePage> {
    let snapshot = desk.snapshot();
    let ledger = desk.ledger(ask.ledger)?;
    let mut view = View::new(&snapshot, &ledger, actor, ask, now)?;
    let org = cell_org(&view, cell)?;
    if let Some(org) = &org {
        view.query.org_path = Some(snapshot.world().orgs.path(org));
    }
    let owner = match (&view.owner, org.filter(|_| cell.own)) {
        (Some(owner), _) => Some(owner.clone()),
        (None, own) => own,
    };
    let page = CellPage { owner, handler: None, after, limit: limit.saturating_add(1) };
    page_of(desk, &view, &ledger, cell.column, page).await
}

/// A page of cases; `page.limit` is one more than are shown.
async fn page_of(
    desk: &Desk<AnyStore>,
    view: &View<'_>,
    ledger: &Ledger,
    column: Column,
    page: CellPage,
) -> BoardResult<CasePage> {
    let shown = page.limit.saturating_sub(1) as usize;
    let mut found = desk.store().board_cases(ledger, &view.query, column, &page).await?;
    let more = found.len() > shown;
    found.truncate(shown);
    let next = found.last().filter(|_| more).map(|case| case.record.id);
    Ok(CasePage { cases: found.iter().map(|case| line(view.snapshot, ledger, case)).collect(), next })
}

/// The organisation of a cell; it must lie within the board.
fn cell_org(view: &View<'_>, cell: &Cell<'_>) -> BoardResult<Option<Name>> {
    let Some(text) = cell.org.filter(|org| !org.is_empty()) else { return Ok(None) };
    let code = org_code(view.snapshot, text)?;
    let within = |head: &Name| view.snapshot.world().orgs.is_within(&code, head);
    if view.query.org_path.is_none() || view.head.as_ref().is_none_or(within) {
        return Ok(Some(code));
    }
    let name = org_name(view.snapshot, &code);
    Err(refuse(RefusalCode::OutsideScope, format!("{name}不在这张监察台账里。")))
}

/// A case as a line of a list.
pub fn line(snapshot: &Snapshot, ledger: &Ledger, case: &Case) -> CaseLine {
    let record = &case.record;
    let title_of = |run: &LimitRun| {
        ledger.limit(&run.key.limit).map_or_else(|| run.key.limit.clone(), |limit| limit.title.clone())
    };
    let running = case.runs.iter().filter(|run| run.ended.is_none()).min_by_key(|run| run.due_at);
    let due = running.map(|run| (title_of(run), due_words(ledger, run), run.due_at));
    let fell =
        |run: &LimitRun| run.fired.iter().filter(|fired| fired.withdrawn_at.is_none()).map(|fired| fired.kind).max();
    let gravest = case.runs.iter().filter_map(|run| Some((fell(run)?, run.ended.is_none(), run)));
    let gravest = gravest.max_by_key(|(kind, runs, _)| (*kind, *runs));
    let standing = case.runs.iter().flat_map(|run| &run.fired).filter(|fired| fired.withdrawn_at.is_none());
    let mut fallen: Vec<_> = standing.map(|fired| fired.kind).collect();
    fallen.sort();
    fallen.dedup();
    let people = &snapshot.directory.people;
    let handler = record.handler.as_ref();
    CaseLine {
        record: record.id,
        number: record.number.clone(),
        label: values::label(&snapshot.world(), ledger, record),
        org: org_name(snapshot, &record.org),
        handler: handler.map(|account| people.get(account).map_or_else(|| account.clone(), |p| p.name.clone())),
        state: record.state.as_deref().and_then(|state| ledger.state(state)).map(|state| state.title.clone()),
        due,
        fallen: fallen.into_iter().map(|kind| kind.zh()).collect(),
        fallen_on: gravest.map(|(_, runs, run)| (title_of(run), runs)),
    }
}

/// The ledgers whose board an actor may see: key and title, in the order of the packages.
pub fn ledgers(snapshot: &Snapshot, actor: &Actor) -> Vec<(Name, Name)> {
    let watched = snapshot.library().ledgers().filter(|ledger| !ledger.limits.is_empty());
    let mine = watched.filter(|ledger| reach(snapshot, ledger, actor).is_some());
    mine.map(|ledger| (ledger.key.clone(), ledger.title.clone())).collect()
}
