//! What was measured, against its limit and beside something everybody knows.

use std::{
    fmt, fs,
    future::Future,
    time::{Duration, Instant},
};

/// How much.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    /// It took so long; less is better.
    Time(Duration),
    /// So many a second; more is better.
    Rate(f64),
    /// So many bytes; less is better.
    Bytes(u64),
    /// So many; less is better.
    Number(u64),
}

impl Amount {
    /// This over another of the same kind.
    fn over(self, other: Amount) -> f64 {
        match (self, other) {
            (Amount::Time(a), Amount::Time(b)) => a.as_secs_f64() / b.as_secs_f64().max(1e-9),
            (Amount::Rate(a), Amount::Rate(b)) => a / b.max(1e-9),
            (Amount::Bytes(a), Amount::Bytes(b)) | (Amount::Number(a), Amount::Number(b)) => {
                float(a) / float(b).max(1e-9)
            }
            _ => f64::NAN,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with a few digits only")]
fn float(n: u64) -> f64 {
    n as f64
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Time(time) if time.as_secs_f64() >= 1.0 => write!(f, "{:.2} s", time.as_secs_f64()),
            Amount::Time(time) if time.as_secs_f64() >= 0.1 => write!(f, "{:.0} ms", time.as_secs_f64() * 1e3),
            Amount::Time(time) if time.as_secs_f64() >= 0.001 => write!(f, "{:.1} ms", time.as_secs_f64() * 1e3),
            Amount::Time(time) => write!(f, "{:.1} µs", time.as_secs_f64() * 1e6),
            Amount::Rate(rate) => write!(f, "{rate:.0}/s"),
            Amount::Bytes(bytes) if *bytes >= 1 << 20 => write!(f, "{:.0} MB", float(*bytes) / float(1 << 20)),
            Amount::Bytes(bytes) => write!(f, "{:.1} KB", float(*bytes) / 1024.0),
            Amount::Number(number) => write!(f, "{number}"),
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was done, in Chinese.
    pub what: String,
    /// What it came to.
    pub measured: Amount,
    /// Processor time of this program while it was done; none where it says nothing (another program did the work).
    pub cpu: Option<Duration>,
    /// What we claim: at most this time, at least this rate.
    pub limit: Option<Amount>,
    /// A peer or the floor, in Chinese, and what it came to.
    pub beside: Option<(String, Amount)>,
    /// How it was measured, in Chinese.
    pub how: String,
}

impl Line {
    /// A line without a limit or anything beside it.
    pub fn new(what: impl Into<String>, measured: Amount, how: impl Into<String>) -> Line {
        Line { what: what.into(), measured, cpu: None, limit: None, beside: None, how: how.into() }
    }

    /// Time of one piece of work.
    pub fn spent(what: impl Into<String>, spent: Spent, how: impl Into<String>) -> Line {
        Line { cpu: spent.cpu, ..Line::new(what, Amount::Time(spent.wall), how) }
    }

    /// With the time claimed.
    pub fn within(mut self, limit: Duration) -> Line {
        self.limit = Some(Amount::Time(limit));
        self
    }

    /// With the most claimed.
    pub fn at_most(mut self, limit: Amount) -> Line {
        self.limit = Some(limit);
        self
    }

    /// With the rate claimed.
    pub fn at_least(mut self, rate: f64) -> Line {
        self.limit = Some(Amount::Rate(rate));
        self
    }

    /// Beside something else.
    pub fn beside(mut self, what: impl Into<String>, amount: Amount) -> Line {
        self.beside = Some((what.into(), amount));
        self
    }

    /// True unless a limit is missed.
    pub fn met(&self) -> bool {
        match (self.measured, self.limit) {
            (Amount::Time(time), Some(Amount::Time(limit))) => time <= limit,
            (Amount::Rate(rate), Some(Amount::Rate(limit))) => rate >= limit,
            (Amount::Bytes(n), Some(Amount::Bytes(limit))) | (Amount::Number(n), Some(Amount::Number(limit))) => {
                n <= limit
            }
            _ => true,
        }
    }

    /// The cells of the table: what, measured, limit, verdict, processor time, beside, ratio.
    pub fn cells(&self) -> [String; 7] {
        let none = || "—".to_owned();
        let limit = match self.limit {
            Some(limit @ Amount::Rate(_)) => format!("≥ {limit}"),
            Some(limit) => format!("≤ {limit}"),
            None => none(),
        };
        let verdict = match (self.limit.is_some(), self.met()) {
            (false, _) => none(),
            (true, true) => "达到".to_owned(),
            (true, false) => "**未达**".to_owned(),
        };
        let (beside, ratio) = match &self.beside {
            Some((what, amount)) => (format!("{what}:{amount}"), format!("{:.2}", self.measured.over(*amount))),
            None => (none(), none()),
        };
        let cpu = self.cpu.map_or_else(none, |cpu| Amount::Time(cpu).to_string());
        [self.what.clone(), self.measured.to_string(), limit, verdict, cpu, beside, ratio]
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [what, measured, limit, verdict, cpu, beside, ratio] = self.cells();
        write!(f, "  {what}:{measured}  限值 {limit} {verdict}  CPU {cpu}  对照 {beside}  比值 {ratio}")
    }
}

/// Time something took.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// On the clock on the wall.
    pub wall: Duration,
    /// Of the processors, all threads of this program together, to the hundredth of a second; none where the system does
    /// not tell.
    pub cpu: Option<Duration>,
}

/// Times a piece of work.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let (before, begun) = (processor_time(), Instant::now());
    let value = work();
    (value, since(before, begun))
}

/// Times a piece of work that waits.
pub async fn timed_async<T>(work: impl Future<Output = T>) -> (T, Spent) {
    let (before, begun) = (processor_time(), Instant::now());
    let value = work.await;
    (value, since(before, begun))
}

fn since(before: Option<Duration>, begun: Instant) -> Spent {
    let wall = begun.elapsed();
    let cpu = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    Spent { wall, cpu }
}

/// The one in the middle by the clock on the wall.
pub fn median(mut rounds: Vec<Spent>) -> Spent {
    rounds.sort_unstable_by_key(|spent| spent.wall);
    rounds[rounds.len() / 2]
}

/// The shortest by the clock on the wall.
pub fn best(rounds: Vec<Spent>) -> Spent {
    let shortest = rounds.into_iter().min_by_key(|spent| spent.wall);
    shortest.unwrap_or(Spent { wall: Duration::MAX, cpu: None })
}

/// User and system time of this program, from `/proc`: the kernel counts in hundredths of a second.
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}
