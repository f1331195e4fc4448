//! How places are given, and the one door to all solvers.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    canonical::commitment,
    cheapest::cheapest,
    deferred::{places_propose, seekers_propose},
    finding::Finding,
    floors::with_floors,
    market::Market,
    outcome::{Outcome, Proof},
    problem::{Preference, Problem},
    serial::{drawn_order, lottery, serial},
};

/// How places are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Deferred acceptance, seekers propose; with quotas.
    Deferred,
    /// Deferred acceptance, places propose; with quotas.
    DeferredPlaces,
    /// One pass by the common order (平行志愿).
    Serial,
    /// Deferred acceptance with floors of regions.
    Floors,
    /// Most placed, then least total cost.
    Cheapest,
    /// Verifiable lottery (摇号).
    Lottery,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 6] =
        [Method::Deferred, Method::DeferredPlaces, Method::Serial, Method::Floors, Method::Cheapest, Method::Lottery];

    /// Its name in files and commands.
    pub fn name(self) -> &'static str {
        match self {
            Method::Deferred => "deferred",
            Method::DeferredPlaces => "deferred-places",
            Method::Serial => "serial",
            Method::Floors => "floors",
            Method::Cheapest => "cheapest",
            Method::Lottery => "lottery",
        }
    }

    /// Its name on screens.
    pub fn title(self) -> &'static str {
        match self {
            Method::Deferred => "双向选择（报名者先提）",
            Method::DeferredPlaces => "双向选择（接收单位先提）",
            Method::Serial => "平行志愿",
            Method::Floors => "双向选择（片区保底）",
            Method::Cheapest => "总代价最小",
            Method::Lottery => "摇号",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What becomes of those who share a ticket when there are fewer seats than they need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// They go on to their next choice.
    #[default]
    Skip,
    /// They are taken together beyond the seats.
    Exceed,
}

/// How an allocation is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The method.
    pub method: Method,
    /// Public seed, for the lottery and for equal scores; without it equal scores are parted by id.
    pub seed: Option<String>,
    /// Those who share a ticket.
    pub bound: Bound,
}

impl Rules {
    /// A method without a seed.
    pub fn new(method: Method) -> Rules {
        Rules { method, seed: None, bound: Bound::Skip }
    }

    /// With a public seed.
    pub fn with_seed(self, seed: impl Into<String>) -> Rules {
        Rules { seed: Some(seed.into()), ..self }
    }

    /// Why these rules do not fit the problem.
    pub fn check(&self, problem: &Problem) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut refuse =
            |code, said: &str| findings.push(Finding::error(code, format!("method（{}）", self.method), said));
        let floors = problem.floors.iter().any(|floor| *floor > 0);
        let quotas = problem.facts.iter().any(|facts| !facts.quotas.is_empty());
        let own = problem.facts.iter().any(|facts| facts.preference != Preference::Common);
        let bound = problem.ticket.iter().any(|ticket| *ticket != crate::NONE);
        let deferred = matches!(self.method, Method::Deferred | Method::DeferredPlaces);
        if quotas && !deferred {
            refuse("quotas-not-kept", "有分类名额的，请用 deferred 或 deferred-places：未用完的预留才能按次序退回");
        }
        if floors && self.method != Method::Floors {
            refuse("floors-not-kept", "有片区保底的，请用 floors；不需要保底就把它删去");
        }
        if own && matches!(self.method, Method::Serial | Method::Lottery) {
            refuse("orders-not-kept", "接收单位自排名次或自行打分的，请用 deferred：这一方法只看共同的次序");
        }
        if bound && self.method != Method::Lottery {
            refuse("tickets-not-kept", "绑定号只在摇号（lottery）中有效");
        }
        match &self.seed {
            None if self.method == Method::Lottery => {
                refuse("no-seed", "摇号要有公开的种子，名单公布之后才能知道的，如约定日期的开奖号码");
            }
            Some(seed) if seed.is_empty() || seed.chars().any(char::is_control) => {
                refuse("bad-seed", "种子不能为空，不能含换行等控制字符");
            }
            _ => {}
        }
        findings
    }
}

/// Gives the places.
///
/// # Errors
/// The rules do not fit the problem.
pub fn allot(problem: &Problem, rules: &Rules) -> Result<Outcome, Vec<Finding>> {
    let findings = rules.check(problem);
    if !findings.is_empty() {
        return Err(findings);
    }
    Ok(allot_in(problem, &Market::new(problem, rules.seed.as_deref()), rules))
}

/// Gives the places of a problem whose ranks are made already, by rules that fit it ([`Rules::check`]).
pub fn allot_in(problem: &Problem, market: &Market, rules: &Rules) -> Outcome {
    let seed = rules.seed.as_deref().unwrap_or_default();
    match rules.method {
        Method::Deferred => Outcome { place: seekers_propose(problem, market), proof: Proof::Stable },
        Method::DeferredPlaces => Outcome { place: places_propose(problem, market), proof: Proof::Stable },
        Method::Serial => Outcome { place: serial(problem, market), proof: Proof::Serial },
        Method::Floors => with_floors(problem, market),
        Method::Cheapest => cheapest(problem, market),
        Method::Lottery => {
            let order = drawn_order(problem, &commitment(problem), seed);
            Outcome { place: lottery(problem, market, &order, rules.bound), proof: Proof::Draw }
        }
    }
}
