//! The supervision board: one line an office, worst first, with everything below it added up.

use banjie_desk::ports::{BoardQuery, BoardRow, Store, StoreError};
use banjie_model::{Moment, Name, definition::Ledger, figure::MISSING, org::OrgTree, rounding};
use rust_decimal::Decimal;
use serde::Serialize;

/// What the board shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardAsk {
    /// Organisation whose branches are the lines; none: the root, or the roots where there are several.
    pub org: Option<Name>,
    /// The moment.
    pub now: Moment,
    /// Due until this moment counts as due soon.
    pub due_soon_until: Moment,
    /// On-time rate over runs due on or after this moment; none: all.
    pub since: Option<Moment>,
}

/// A line of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BoardLine {
    /// Code.
    pub org: Name,
    /// Name.
    pub name: Name,
    /// Open cases.
    pub open: i64,
    /// Of these, due soon.
    pub due_soon: i64,
    /// Showing a yellow card.
    pub yellow: i64,
    /// Showing a red card.
    pub red: i64,
    /// Referred to discipline inspection.
    pub referred: i64,
    /// Runs met in time.
    pub on_time: i64,
    /// Runs ended or due.
    pub judged: i64,
    /// Exact on-time rate; none: nothing judged.
    pub rate: Option<Decimal>,
}

/// The board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Board {
    /// Title of the ledger.
    pub title: Name,
    /// Lines, worst first.
    pub lines: Vec<BoardLine>,
    /// Everything.
    pub total: BoardLine,
}

impl Board {
    /// Heads of the columns: name first, numbers after it.
    pub const HEADS: [&'static str; 7] = ["单位", "在办", "将到期", "黄牌", "红牌", "移送", "按时率"];

    /// The board of a ledger.
    ///
    /// # Errors
    /// The store's.
    pub async fn load(
        store: &impl Store,
        ledger: &Ledger,
        orgs: &OrgTree,
        ask: &BoardAsk,
    ) -> Result<Board, StoreError> {
        let mut roots = orgs.roots();
        let root = match (roots.next(), roots.next()) {
            (Some(one), None) => Some(one.code.clone()),
            _ => None,
        };
        let head = ask.org.clone().or(root);
        let query = BoardQuery {
            ledger: ledger.key.clone(),
            org_path: ask.org.as_deref().map(|org| orgs.path(org)),
            now: ask.now,
            due_soon_until: ask.due_soon_until,
            since: ask.since,
        };
        let rows = store.board(&query).await?;
        Ok(Board::of(ledger.title.clone(), orgs, head.as_deref(), &rows))
    }

    /// Rows by owner organisation as a board by the branches of `head`. Kinds of organisation none of which has a case (the
    /// offices of a bureau beside its branches) are not listed.
    pub fn of(title: Name, orgs: &OrgTree, head: Option<&str>, rows: &[BoardRow]) -> Board {
        let mut lines: Vec<BoardLine> = match head {
            Some(head) => orgs.children(head).map(|org| line(&org.code, &org.name)).collect(),
            None => orgs.roots().map(|org| line(&org.code, &org.name)).collect(),
        };
        let mut total = line("", "合计");
        let (mut own, mut elsewhere) = (line(head.unwrap_or_default(), "本级"), line("", "其他机构"));
        for row in rows {
            total.add(row);
            if let Some(line) = lines.iter_mut().find(|line| orgs.is_within(&row.org, &line.org)) {
                line.add(row);
            } else if head == Some(&*row.org) {
                own.add(row);
            } else {
                elsewhere.add(row);
            }
        }
        let kind = |line: &BoardLine| orgs.get(&line.org).map(|org| org.kind.clone());
        let kinds: Vec<_> = lines.iter().filter(|line| !line.is_empty()).map(kind).collect();
        lines.retain(|line| kinds.is_empty() || kinds.contains(&kind(line)));
        let key = |line: &BoardLine| (-line.referred, -line.red, -line.yellow, -line.due_soon);
        lines.sort_by_key(key);
        lines.extend([own, elsewhere].into_iter().filter(|line| !line.is_empty()));
        Board { title, lines, total }
    }
}

fn line(org: &str, name: &str) -> BoardLine {
    BoardLine { org: org.into(), name: name.into(), ..BoardLine::default() }
}

impl BoardLine {
    /// No case was ever counted.
    fn is_empty(&self) -> bool {
        self.open + self.judged + self.referred == 0
    }

    fn add(&mut self, row: &BoardRow) {
        self.open += row.open;
        self.due_soon += row.due_soon;
        self.yellow += row.yellow;
        self.red += row.red;
        self.referred += row.referred;
        self.on_time += row.on_time;
        self.judged += row.judged;
        self.rate = rounding::share(Decimal::from(self.on_time), Decimal::from(self.judged));
    }

    /// The cells under [`Board::HEADS`].
    pub fn cells(&self) -> Vec<String> {
        let counts = [self.open, self.due_soon, self.yellow, self.red, self.referred];
        let mut cells = vec![self.name.to_string()];
        cells.extend(counts.map(|n| rounding::thousands(Decimal::from(n), 0)));
        cells.push(self.rate.map_or(MISSING.to_owned(), |rate| rounding::percent(rate, 1)));
        cells
    }
}
