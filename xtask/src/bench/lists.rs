//! Every list the pages offer, on a register of a million cases: each filter in each order, for who sees all, a district, one
//! office, and one's own cases; first page, next page and count.

mod matrix;

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use banjie_desk::{
    Desk,
    ports::{PageQuery, Store as _},
};
use banjie_model::definition::Ledger;
use banjie_store::{AnyStore, Memory, connect_in, testing::Cluster};

use self::matrix::{Asked, Matrix, Whose};
use super::{
    measure::{Amount, Line},
    town,
};

/// What an index can do takes no longer.
const INDEXED: Duration = Duration::from_millis(20);
/// What none can do is cut off by then.
const BOUNDED: Duration = Duration::from_millis(50);
/// A page that took longer is asked for again, so that one hiccup of the machine is not taken for a slow list.
const AGAIN: Duration = Duration::from_millis(10);
/// Counting stops here, as it does on the page.
const COUNTED: u32 = 10_000;
/// The slowest that are named.
const NAMED: usize = 25;

/// Measures both databases.
pub async fn measure(root: &Path) -> Result<Vec<Line>> {
    let dir = super::scratch()?;
    let file = dir.path().join("lists.db").display().to_string();
    let desk = town::desk(root, &file).await?;
    town::fill(&desk).await?;
    let mut lines = database("SQLite", &file, &desk).await?;
    drop(desk);
    let cluster = Cluster::start(true);
    let address = cluster.fresh().await;
    let desk = town::desk(root, &address).await?;
    town::fill(&desk).await?;
    lines.extend(database("PostgreSQL", &address, &desk).await?);
    Ok(lines)
}

/// One database that is filled already, read as a server reads it.
pub async fn database(name: &str, address: &str, desk: &Desk<AnyStore>) -> Result<Vec<Line>> {
    let store = connect_in(address, Memory::Sparing).await?.unlocked(town::vault());
    let ledger = desk.ledger(town::LEDGER)?;
    let snapshot = desk.snapshot();
    let matrix = Matrix::of(&snapshot, &ledger)?;
    let mut taken = Vec::new();
    let mut counts = Vec::new();
    for whose in &matrix.whose {
        for filter in &matrix.filters {
            let asked = matrix.asked(whose, filter);
            counts.push(counted(&store, &ledger, asked).await?);
            for sort in matrix.sorts(filter) {
                let mut asked = matrix.asked(whose, filter);
                asked.query.sort = sort.clone();
                taken.push(paged(&store, &ledger, asked).await?);
            }
        }
    }
    store.close().await;
    Ok(told(name, &matrix, &taken, &counts))
}

/// A list and how long it took.
struct Taken<'a> {
    asked: Asked<'a>,
    /// The slower of first and next page.
    time: Duration,
    /// It says that it looked no further.
    bounded: bool,
}

impl Taken<'_> {
    fn name(&self) -> String {
        let Asked { whose, filter, query } = &self.asked;
        let filter = if filter.text.is_empty() { "(不筛选)" } else { &filter.text };
        format!("{} {filter} {}", whose.title, query.sort.to_query())
    }
}

/// First page and next.
async fn paged<'a>(store: &AnyStore, ledger: &Ledger, mut asked: Asked<'a>) -> Result<Taken<'a>> {
    let (first, page) = timed(async || store.page(ledger, &asked.query).await).await?;
    let mut time = first;
    if let Some(next) = page.next.clone() {
        asked.query.after = Some(next);
        time = time.max(timed(async || store.page(ledger, &asked.query).await).await?.0);
    }
    asked.query.after = None;
    Ok(Taken { asked, time, bounded: page.bounded.is_some() })
}

/// How many there are.
async fn counted<'a>(store: &AnyStore, ledger: &Ledger, asked: Asked<'a>) -> Result<Taken<'a>> {
    let (time, count) = timed(async || store.count(ledger, &asked.query, COUNTED).await).await?;
    Ok(Taken { asked, time, bounded: !count.exact })
}

/// Time of one question; of a slow one the middle of three.
async fn timed<T>(mut ask: impl AsyncFnMut() -> banjie_desk::ports::StoreResult<T>) -> Result<(Duration, T)> {
    let begun = Instant::now();
    let mut answer = ask().await?;
    let mut times = vec![begun.elapsed()];
    while times[0] > AGAIN && times.len() < 3 {
        let begun = Instant::now();
        answer = ask().await?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok((times[times.len() / 2], answer))
}

fn at(times: &[Duration], per_mille: usize) -> Duration {
    let index = (times.len() * per_mille / 1_000).min(times.len().saturating_sub(1));
    times.get(index).copied().unwrap_or(Duration::MAX)
}

fn sorted<'a>(taken: impl Iterator<Item = &'a Taken<'a>>) -> Vec<Duration> {
    let mut times: Vec<Duration> = taken.map(|one| one.time).collect();
    times.sort_unstable();
    times
}

/// The lines of the table; the slowest are printed by name.
fn told(name: &str, matrix: &Matrix, taken: &[Taken<'_>], counts: &[Taken<'_>]) -> Vec<Line> {
    let mut slowest: Vec<&Taken<'_>> = taken.iter().collect();
    slowest.sort_unstable_by_key(|one| std::cmp::Reverse(one.time));
    for one in slowest.iter().take(NAMED) {
        println!("  {:>8.1?} {}{}", one.time, one.name(), if one.bounded { "(有界)" } else { "" });
    }
    let all = sorted(taken.iter());
    let over = |limit: Duration| all.iter().filter(|time| **time > limit).count();
    println!("  {} 种列表，超过 20 ms 的 {}，超过 50 ms 的 {}", all.len(), over(INDEXED), over(BOUNDED));
    let how = format!(
        "{} 件案件；{} 种筛选 × 排序 × {} 种范围（看全部、一个区、一个机构、本人经办）共 {} 种列表，取第一页和第二页中较慢的一页，\
         每种一次，超过 {} 毫秒的重问取三次的中间值；进程内向存储层提问，一次一问，数据已在系统缓存中。",
        town::CASES,
        matrix.filters.len(),
        matrix.whose.len(),
        all.len(),
        AGAIN.as_millis()
    );
    let worst = slowest.first().map(|one| one.name()).unwrap_or_default();
    let mut counted: Vec<&Taken<'_>> = counts.iter().collect();
    counted.sort_unstable_by_key(|one| std::cmp::Reverse(one.time));
    let slowest_count = counted.first().map(|one| one.name()).unwrap_or_default();
    let counts = sorted(counts.iter());
    let mut lines = vec![
        Line::new(format!("{name}：任一列表的一页，中位"), Amount::Time(at(&all, 500)), &how),
        Line::new(format!("{name}：任一列表的一页，p99"), Amount::Time(at(&all, 990)), &how).within(INDEXED),
        Line::new(format!("{name}：最慢的列表"), Amount::Time(at(&all, 1_000)), format!("{how}最慢的是“{worst}”。"))
            .within(BOUNDED),
        Line::new(
            format!("{name}：数出条数（数到 {COUNTED} 为止），最慢"),
            Amount::Time(at(&counts, 1_000)),
            format!("每种筛选 × 范围一次；最慢的是“{slowest_count}”。"),
        )
        .within(BOUNDED),
    ];
    lines.extend(ratio(name, taken));
    lines
}

/// Who sees a part beside who sees all, over the same filters and orders.
fn ratio(name: &str, taken: &[Taken<'_>]) -> Vec<Line> {
    let of = |whose: Whose| at(&sorted(taken.iter().filter(|one| one.asked.whose.whose == whose)), 500);
    let all = of(Whose::All);
    let line = |(whose, title): (Whose, &str)| {
        let how = "全部筛选和排序的中位；对照：看全部的中位，声明不超过 1.1 倍。";
        Line::new(format!("{name}：一页，{title}"), Amount::Time(of(whose)), how)
            .within(all.mul_f64(1.1))
            .beside("看全部", Amount::Time(all))
    };
    [(Whose::District, "看一个区"), (Whose::Office, "看一个机构"), (Whose::Own, "看本人经办")].map(line).into()
}

/// A query of a list.
fn first_page(scope: banjie_desk::ports::Reach) -> PageQuery {
    PageQuery { scope, now: Some(town::now()), limit: 50, ..PageQuery::default() }
}
