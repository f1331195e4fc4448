//! The supervision board 监察: who is late, and what follows.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue},
    response::{IntoResponse as _, Redirect},
};
use banjie_desk::ports::Store as _;
use banjie_figures::BoardLine;
use banjie_model::{definition::Ledger, rounding};
use banjie_office::boards::{self, BoardError, Trend, Watch};
use banjie_store::Column as Cell;
use maud::{Markup, html};

use crate::{
    App,
    pages::frame::{self, Spot},
    routes::{Access, Route, get},
    server::{Answer, Fault, Viewer},
    text::board as t,
    ui::{self, Align, Column, Look, Row, Stat, Tab, Table, Tone},
};

mod asked;
mod cases;
mod chooser;
mod offices;
mod people;
mod trends;

use asked::Asked;

/// Seconds between two readings of the wall.
const WALL_REFRESH: u32 = 60;

/// Routes.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        get("/board", Access::Staff, "supervision: every system whose clocks one may watch", overview),
        get("/board/{ledger}", Access::Staff, "the supervision board of a ledger, by office or by handler", board),
        get("/board/{ledger}/cases", Access::Staff, "the cases behind a number of the board", cases::cases),
        get("/board/{ledger}/wall", Access::Staff, "the supervision board on a wall", wall),
    ]
}

impl From<BoardError> for Fault {
    fn from(error: BoardError) -> Fault {
        match error {
            BoardError::Desk(error) => error.into(),
        }
    }
}

/// One row a ledger; the only one is shown at once.
async fn overview(State(app): State<App>, viewer: Viewer, Query(asked): Query<Asked>) -> Answer {
    let ledgers = boards::ledgers(&viewer.snapshot, &viewer.actor);
    let library = viewer.snapshot.library();
    let watched: Vec<&Ledger> = ledgers.iter().filter_map(|(key, _)| Some(&**library.ledger(key)?)).collect();
    let asked = asked.at_home(&viewer, &watched);
    if let Some(chosen) = asked.ledger.as_deref().filter(|key| !key.is_empty()) {
        return Ok(Redirect::to(&asked.board(chosen)).into_response());
    }
    if let [(only, _)] = ledgers.as_slice() {
        return Ok(Redirect::to(&asked.board(only)).into_response());
    }
    let now = app.now();
    let mut rows = Vec::new();
    for (key, title) in &ledgers {
        let watch = boards::board(app.desk(), &viewer.actor, &asked.ask(key, now.date()), now).await?;
        let package = viewer.snapshot.library().ledger(key).map(|ledger| ledger.package.clone()).unwrap_or_default();
        let system = viewer.snapshot.library().packages.get(&package).map(|p| p.title.clone()).unwrap_or_default();
        let mut cells = vec![html! { (title) " " span.quiet { (system) } }];
        cells.extend(numbers(&watch.board.total, |column| Some(asked.cases(key, None, column))));
        let tone = tone(&watch.board.total);
        rows.push((hurts(&watch.board.total), Row { href: asked.board(key), cells, tone, ..Row::default() }));
    }
    rows.sort_by_key(|(hurts, _)| *hurts);
    let (busy, quiet): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(hurts, _)| hurts.4 < 0);
    let of = |caption: &str, rows: Vec<(Hurts, Row)>, empty: Markup| Table {
        caption: caption.to_owned(),
        columns: columns(t::LEDGER),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: Some(empty),
        ..Table::default()
    };
    let nothing = match quiet.is_empty() {
        true => ui::empty(t::NOTHING, t::NOTHING_WHY, &html! {}),
        false => html! { p.empty-line { (t::NOTHING_OPEN) } },
    };
    let folded = quiet.len();
    let (table, quiet) = (of(t::OVERVIEW, busy, nothing), of(t::QUIET, quiet, html! {}));
    let content = html! {
        header.page-head { div { h1 { (t::OVERVIEW) } p { (freshness(&app).await?) (t::DOT) (t::rate_over(asked.since_words())) } } }
        (ui::table(&table))
        @if folded > 0 { details { summary { (t::quiet(folded)) } (ui::table(&quiet)) } }
    };
    Ok(frame::page(&app, &viewer, &Spot::new(t::BOARD, "/board"), &content).into_response())
}

async fn board(State(app): State<App>, viewer: Viewer, Path(key): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let asked = asked.at_home(&viewer, &[&ledger]);
    let now = app.now();
    let ask = asked.ask(&key, now.date());
    let watch = boards::board(app.desk(), &viewer.actor, &ask, now).await?;
    let trend = boards::trend(app.desk(), &viewer.actor, &ask, now, trends::WEEKS).await?;
    let by_person = asked.by.as_deref() == Some("person");
    let side = match by_person {
        true => people::table(&app, &viewer, (&ledger, &asked), &trend).await?,
        false => offices::table(&viewer, (&ledger, &asked), &watch, Some(&trend)),
    };
    let tab = |title: &str, by: &str, current| Tab {
        title: title.to_owned(),
        href: asked.with_side(by).board(&key),
        count: None,
        current,
    };
    let tabs = [tab(t::BY_OFFICE, "", !by_person), tab(t::BY_PERSON, "person", by_person)];
    let several = boards::ledgers(&viewer.snapshot, &viewer.actor).len() > 1;
    let head = watch.head_name.as_deref().map(t::of).unwrap_or_default();
    let content = html! {
        header.page-head {
            div { h1 { (head) (t::title(&ledger.title)) } p { (freshness(&app).await?) } }
            div.actions { (ui::link_button(t::WALL, &asked.wall(&key), Look::Plain, None)) }
        }
        (chooser::form(&viewer, (&ledger, &asked), &watch))
        (totals((&key, &asked), &watch, Some(&trend)))
        (ui::tabs(t::SIDES, &tabs))
        (side)
        (cases::shortlists(&app, &viewer, (&ledger, &asked)).await?)
        (trends::panel(&trend))
        (chooser::bulletins(&viewer, &ledger, &watch, now.date()))
    };
    let mut spot = Spot::new(t::title(&ledger.title), "/board");
    if several {
        spot = spot.under(t::BOARD, "/board");
    }
    Ok(frame::page(&app, &viewer, &spot.of(ledger.package.clone()), &content).into_response())
}

/// One screen for a wall, read again every minute also where no scripts run.
async fn wall(State(app): State<App>, viewer: Viewer, Path(key): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let ledger = viewer.ledger(&key)?;
    let asked = asked.at_home(&viewer, &[&ledger]);
    let now = app.now();
    let watch = boards::board(app.desk(), &viewer.actor, &asked.ask(&key, now.date()), now).await?;
    let content = html! {
        (totals((&key, &asked), &watch, None))
        (offices::table(&viewer, (&ledger, &asked), &watch, None))
    };
    let head = watch.head_name.as_deref().map(t::of).unwrap_or_default();
    let title = format!("{head}{}", t::title(&ledger.title));
    let as_of = now.format("%Y-%m-%d %H:%M").to_string();
    let page = ui::wall(&title, &app.settings().title, &as_of, &asked.board(&key), WALL_REFRESH, &content);
    let mut response = page.into_response();
    // With scripts the page refreshes itself earlier without a flicker; the header is for browsers without.
    let seconds = HeaderValue::from(WALL_REFRESH * 2);
    response.headers_mut().insert(HeaderName::from_static("refresh"), seconds);
    Ok(response)
}

/// How old the numbers are.
async fn freshness(app: &App) -> Result<Markup, Fault> {
    let seq = app.store().head().await?;
    Ok(html! { span title=(t::as_of_entry(seq)) { (t::fresh(app.now())) } })
}

/// Name column, then a column a number.
fn columns(first: &str) -> Vec<Column> {
    let mut columns = vec![Column::new(first, Align::Text)];
    let counted = Cell::NAMES.iter().filter(|(cell, ..)| *cell != Cell::Late);
    columns.extend(counted.map(|(.., zh)| Column::new(zh, Align::Number)));
    columns.push(Column::new(t::RATE, Align::Number));
    columns
}

/// The numbers of a line, each a way to its cases.
fn numbers(line: &BoardLine, href: impl Fn(Cell) -> Option<String>) -> Vec<Markup> {
    let counts = [
        (line.open, Cell::Open),
        (line.due_soon, Cell::DueSoon),
        (line.yellow, Cell::Yellow),
        (line.red, Cell::Red),
        (line.referred, Cell::Referred),
    ];
    let link = |text: String, cell: Cell, leads: bool| match href(cell).filter(|_| leads) {
        Some(href) => html! { a href=(href) { (text) } },
        None => html! { (text) },
    };
    let mut cells: Vec<Markup> = counts.map(|(n, cell)| link(count(n), cell, n > 0)).into();
    cells.push(link(rate(line), Cell::Late, line.judged > line.on_time));
    cells
}

fn count(n: i64) -> String {
    rounding::thousands(n.into(), 0)
}

fn rate(line: &BoardLine) -> String {
    line.rate.map_or_else(|| t::MISSING.to_owned(), |rate| rounding::percent(rate, 1))
}

fn tone(line: &BoardLine) -> Tone {
    match () {
        () if line.red + line.referred > 0 => Tone::Late,
        () if line.yellow + line.due_soon > 0 => Tone::Due,
        () => Tone::Plain,
    }
}

/// What hurts, the gravest first, negative: the most stands first. The last is the open cases.
type Hurts = (i64, i64, i64, i64, i64);

/// What hurts most stands first.
fn hurts(line: &BoardLine) -> Hurts {
    (-line.referred, -line.red, -line.yellow, -line.due_soon, -line.open)
}

/// The whole in large numbers, with what this week brought beside the last one.
fn totals((key, asked): (&str, &Asked), watch: &Watch, trend: Option<&Trend>) -> Markup {
    let weeks = trend.map(|trend| &*trend.total.weeks).and_then(|weeks| match weeks {
        [.., last, this] => Some((last, this)),
        _ => None,
    });
    let note = |cell: Cell| match (weeks, cell) {
        (Some((last, this)), Cell::Open) => t::came_and_went((this.opened, this.closed), (last.opened, last.closed)),
        (Some((last, this)), Cell::Red) => t::cards_fell(this.cards, last.cards),
        _ => String::new(),
    };
    let total = &watch.board.total;
    let counts = [
        (total.open, Cell::Open, Tone::Plain),
        (total.due_soon, Cell::DueSoon, Tone::Due),
        (total.yellow, Cell::Yellow, Tone::Due),
        (total.red, Cell::Red, Tone::Late),
        (total.referred, Cell::Referred, Tone::Late),
    ];
    html! {
        div.stats {
            @for (n, cell, tone) in counts {
                @let href = if n > 0 { asked.cases(key, None, cell) } else { String::new() };
                (ui::stat(&Stat { title: cell.zh(), value: &count(n), tone: if n > 0 { tone } else { Tone::Plain }, href: &href, note: &note(cell), ..Stat::default() }))
            }
            @let href = if total.judged > total.on_time { asked.cases(key, None, Cell::Late) } else { String::new() };
            (ui::stat(&Stat { title: t::RATE, value: &rate(total), href: &href, note: &t::judged(asked.since_words(), total.on_time, total.judged), ..Stat::default() }))
        }
    }
}
