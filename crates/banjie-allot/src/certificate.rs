//! What is published: the outcome with the evidence that an outsider needs to check it.

use serde::{Deserialize, Serialize};

use crate::{
    canonical::commitment,
    choice::Held,
    document::in_chinese,
    draw::{digest, hex},
    finding::Finding,
    market::{Market, UNRANKED},
    method::{Bound, Method, Rules},
    outcome::{NONE, Outcome, Proof},
    problem::Problem,
    score::Score,
    serial::drawn_order,
};

/// Format of problems and certificates.
pub const FORMAT: &str = "banjie-allot/1";

/// An outcome with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// [`FORMAT`].
    pub format: String,
    /// The method.
    pub method: Method,
    /// File the problem was read from, for convenience; the commitment decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// SHA-256 of the canonical text of the problem.
    pub commitment: String,
    /// Public seed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// What becomes of those who share a ticket.
    #[serde(default)]
    pub bound: Bound,
    /// Every seeker, by id.
    pub assigned: Vec<Assigned>,
    /// Every place, by id.
    pub places: Vec<Filled>,
    /// What proves it.
    pub evidence: Evidence,
}

/// What a seeker got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// The seeker.
    pub seeker: String,
    /// The place; none where there is none.
    pub place: Option<String>,
    /// Number of the choice, counted from 1; beyond those written down: by accepting any place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<u32>,
    /// Why there is no place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Stage in which it was settled (floors only): even with others by deferred acceptance, odd alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
}

/// How a place was filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// The place.
    pub place: String,
    /// Its seats.
    pub capacity: u32,
    /// How many it took.
    pub admitted: u32,
    /// The last one it took in a seat open to all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
    /// Its reserved seats, in the order of its quotas.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reserved: Vec<Reserved>,
}

/// How the seats reserved for a group were filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserved {
    /// The group.
    pub group: String,
    /// Seats reserved.
    pub seats: u32,
    /// Seats used; the rest returned to all.
    pub used: u32,
    /// The last one who has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
}

/// The last one admitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Last {
    /// The seeker.
    pub seeker: String,
    /// Place in the order of the place's applicants, counted from 1.
    pub rank: u32,
    /// Total score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
}

/// One ticket as drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// The ticket.
    pub ticket: String,
    /// Its number in hexadecimal digits.
    pub digest: String,
}

/// Price of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// The place.
    pub place: String,
    /// Its price, in the unit of the costs.
    pub price: i64,
}

/// Floor of a region and what it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloorFilled {
    /// The region.
    pub region: String,
    /// Its floor.
    pub at_least: u32,
    /// How many it got.
    pub admitted: u32,
}

/// What proves an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Evidence {
    /// The last admitted of each place show that nobody has a better claim.
    Stable,
    /// The common order shows it.
    Serial,
    /// Floors: stages stand with the seekers; these bound every outcome.
    Floors {
        /// Floors and what came of them.
        floors: Vec<FloorFilled>,
        /// No outcome fills these regions beyond their floors…
        tight_regions: Vec<String>,
        /// …nor these places beyond their seats; nobody else could help: the sum bounds every outcome.
        tight_places: Vec<String>,
    },
    /// At these prices everybody has what is cheapest for him, and places with free seats cost nothing.
    Prices {
        /// Total cost.
        total: i64,
        /// What staying without a place is taken to cost.
        unplaced: i64,
        /// Price of each place, by id.
        prices: Vec<Price>,
    },
    /// The order drawn.
    Draw {
        /// All tickets in the order drawn.
        drawn: Vec<Drawn>,
    },
}

impl Certificate {
    /// Writes down an outcome found by [`crate::allot`] for this problem by these rules.
    pub fn new(problem: &Problem, rules: &Rules, outcome: &Outcome) -> Certificate {
        let market = Market::new(problem, rules.seed.as_deref());
        let commitment = commitment(problem);
        let evidence = evidence(problem, rules, outcome, &commitment);
        let stage = match &outcome.proof {
            Proof::Floors { stage, .. } => Some(stage),
            _ => None,
        };
        let assigned = by_id(&problem.seekers).into_iter().map(|seeker| Assigned {
            stage: stage.map(|stage| stage[seeker as usize]),
            ..assigned(problem, &market, seeker, outcome.place_of(seeker))
        });
        Certificate {
            format: FORMAT.to_owned(),
            method: rules.method,
            input: None,
            seed: rules.seed.clone(),
            bound: rules.bound,
            assigned: assigned.collect(),
            places: filled(problem, &market, outcome),
            evidence,
            commitment,
        }
    }

    /// As JSON, a line for each seeker and place.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain data becomes JSON")
    }
}

/// Reads a certificate.
///
/// # Errors
/// The text is none.
pub fn read_certificate(text: &str) -> Result<Certificate, Finding> {
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(|error| {
        let at = format!("第 {} 行第 {} 列", error.line(), error.column());
        Finding::error("not-a-certificate", at, in_chinese(&error))
    })
}

/// Numbers of names in byte order of the names.
pub(crate) fn by_id(names: &[Box<str>]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..names.len() as u32).collect();
    order.sort_unstable_by_key(|at| &names[*at as usize]);
    order
}

fn assigned(problem: &Problem, market: &Market, seeker: u32, place: Option<u32>) -> Assigned {
    let choice = place.and_then(|place| problem.choices(seeker).iter().position(|chosen| *chosen == place));
    let reason = match place {
        Some(_) => None,
        None if problem.choices(seeker).is_empty() => Some("没有填报志愿"),
        None if problem.choice_range(seeker).all(|at| market.rank[at] == UNRANKED) => Some("所填志愿都不符合条件"),
        None => Some("所填志愿都已额满"),
    };
    Assigned {
        seeker: problem.seeker_id(seeker).to_owned(),
        place: place.map(|place| problem.place_id(place).to_owned()),
        choice: choice.map(|at| at as u32 + 1),
        reason: reason.map(String::from),
        stage: None,
    }
}

fn filled(problem: &Problem, market: &Market, outcome: &Outcome) -> Vec<Filled> {
    let mut ranks: Vec<Vec<u32>> = vec![Vec::new(); problem.n_places()];
    for seeker in 0..problem.n_seekers() as u32 {
        let place = outcome.place[seeker as usize];
        for at in problem.choice_range(seeker).filter(|at| problem.choice_place[*at] == place) {
            ranks[place as usize].push(market.rank[at]);
        }
    }
    by_id(&problem.places).into_iter().map(|place| fill(problem, market, place, &ranks[place as usize])).collect()
}

fn fill(problem: &Problem, market: &Market, place: u32, ranks: &[u32]) -> Filled {
    let last = |rank: Option<u32>| {
        let rank = rank.filter(|rank| *rank != UNRANKED)?;
        let seeker = market.applicants(place)[rank as usize];
        let score = Some(problem.total(seeker)).filter(|score| *score != Score::ABSENT);
        Some(Last { seeker: problem.seeker_id(seeker).to_owned(), rank: rank + 1, score })
    };
    let mut open = ranks.iter().copied().max();
    let mut reserved = Vec::new();
    if !problem.quotas(place).is_empty() {
        let mut held = Held::new(problem, place);
        ranks.iter().filter(|rank| **rank != UNRANKED).for_each(|rank| {
            held.insert(problem, market, *rank);
        });
        open = held.open().last().copied();
        for (at, quota) in problem.quotas(place).iter().enumerate() {
            reserved.push(Reserved {
                group: problem.groups[quota.group as usize].to_string(),
                seats: quota.at_least,
                used: held.reserved(at).len() as u32,
                last: last(held.reserved(at).last().copied()),
            });
        }
    }
    Filled {
        place: problem.place_id(place).to_owned(),
        capacity: problem.capacity(place),
        admitted: ranks.len() as u32,
        last: last(open),
        reserved,
    }
}

fn evidence(problem: &Problem, rules: &Rules, outcome: &Outcome, commitment: &str) -> Evidence {
    match &outcome.proof {
        Proof::Stable => Evidence::Stable,
        Proof::Serial => Evidence::Serial,
        Proof::Floors { tight_regions, tight_places, .. } => {
            let mut admitted = vec![0; problem.regions.len()];
            for place in outcome.place.iter().filter(|place| **place != NONE) {
                let region = problem.facts[*place as usize].region;
                if region != NONE {
                    admitted[region as usize] += 1;
                }
            }
            let floors = by_id(&problem.regions).into_iter().map(|region| FloorFilled {
                region: problem.regions[region as usize].to_string(),
                at_least: problem.floors[region as usize],
                admitted: admitted[region as usize],
            });
            let names = |all: &[Box<str>], some: &[u32]| {
                let mut names: Vec<String> = some.iter().map(|at| all[*at as usize].to_string()).collect();
                names.sort_unstable();
                names
            };
            Evidence::Floors {
                floors: floors.collect(),
                tight_regions: names(&problem.regions, tight_regions),
                tight_places: names(&problem.places, tight_places),
            }
        }
        Proof::Prices { total, unplaced, prices } => Evidence::Prices {
            total: *total,
            unplaced: *unplaced,
            prices: by_id(&problem.places)
                .into_iter()
                .map(|at| Price { place: problem.place_id(at).to_owned(), price: prices[at as usize] })
                .collect(),
        },
        Proof::Draw => {
            let seed = rules.seed.as_deref().unwrap_or_default();
            let order = drawn_order(problem, commitment, seed);
            let first = order.iter().filter_map(|together| together.first());
            let drawn = first
                .map(|seeker| problem.drawn_id(*seeker))
                .map(|ticket| Drawn { ticket: ticket.to_owned(), digest: hex(&digest(commitment, seed, ticket)) });
            Evidence::Draw { drawn: drawn.collect() }
        }
    }
}
