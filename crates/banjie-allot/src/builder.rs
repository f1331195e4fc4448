//! Builds a problem and finds what is wrong in the input. Faulty parts are left out and told of; nothing panics.

use std::collections::{HashMap, HashSet};

use crate::{
    document::{Document, FloorInput, PlaceInput, QuotaInput, SeekerInput, Wish},
    finding::{Finding, any_error},
    outcome::NONE,
    problem::{PlaceFacts, Preference, Problem, Quota},
    score::Score,
};

/// Most costs may differ from zero, either way: sums over all seekers still fit.
const MAX_COST: i64 = 1_000_000_000;
/// Most seats of a place.
const MAX_SEATS: i64 = 100_000_000;
/// Most choices of all seekers together.
const MAX_CHOICES: usize = u32::MAX as usize - 1;

/// A problem and what is wrong in its input.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What could be read.
    pub problem: Problem,
    /// What could not.
    pub findings: Vec<Finding>,
}

impl Reading {
    /// The problem, if nothing in it is an error.
    ///
    /// # Errors
    /// All findings, when one of them is an error.
    pub fn sound(self) -> Result<Problem, Vec<Finding>> {
        if any_error(&self.findings) { Err(self.findings) } else { Ok(self.problem) }
    }
}

/// Names of one kind, each with its number.
#[derive(Debug, Default)]
struct Register {
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Register {
    /// Number of a name, given one when it is new.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }
}

/// Collects places, then seekers; [`Builder::finish`] checks the whole.
#[derive(Debug, Default)]
pub struct Builder {
    problem: Problem,
    findings: Vec<Finding>,
    places: Register,
    groups: Register,
    regions: Register,
    tickets: Register,
    seekers: HashMap<Box<str>, u32>,
    flexible: Vec<u32>,
    widths: Vec<u32>,
    flat_scores: Vec<Score>,
    costs: Vec<Option<i64>>,
    /// Orders and scores of places name seekers, which come later.
    orders: Vec<(u32, Vec<String>)>,
    own_scores: Vec<(u32, Vec<(String, Score)>)>,
    floors: Vec<(u32, u32)>,
}

impl Builder {
    /// Nothing yet.
    pub fn new() -> Builder {
        Builder { problem: Problem { choice_start: vec![0], ..Problem::default() }, ..Builder::default() }
    }

    /// Adds a finding of the caller's own.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn error(&mut self, code: &'static str, at: String, message: String) {
        self.findings.push(Finding::error(code, at, message));
    }

    /// Takes over a written document.
    pub(crate) fn document(&mut self, document: Document) {
        for place in document.places {
            self.place(place);
        }
        for floor in document.floors {
            self.floor(&floor);
        }
        for seeker in document.seekers {
            self.seeker(seeker);
        }
    }

    /// True for a usable id; tells of the others.
    fn usable(&mut self, id: &str, at: &str) -> bool {
        let good = !id.is_empty() && id.chars().count() <= 200 && !id.chars().any(char::is_control) && id.trim() == id;
        if !good {
            let said =
                format!("“{}”不能作编号：编号不能为空，首尾不留空格，不含控制字符，不超过 200 字", id.escape_debug());
            self.error("bad-id", at.to_owned(), said);
        }
        good
    }

    /// A count that is not negative and not absurd.
    fn count(&mut self, value: i64, at: String, what: &str) -> u32 {
        if (0..=MAX_SEATS).contains(&value) {
            return value as u32;
        }
        let code = if value < 0 { "negative-number" } else { "number-too-large" };
        self.error(code, at, format!("{what}是 {value}，应为 0 至 {MAX_SEATS} 的整数"));
        0
    }

    /// Adds a place and answers its number. Places come before the seekers who choose them.
    pub fn place(&mut self, place: PlaceInput) -> u32 {
        let at = format!("places[{}]（{}）", self.problem.facts.len(), place.id);
        self.usable(&place.id, &at);
        if let Some(known) = self.places.numbers.get(&*place.id).copied() {
            self.error("duplicate-place", at, format!("接收单位“{}”出现两次，请合并为一条", place.id));
            return known;
        }
        let number = self.places.number(&place.id);
        let capacity = self.count(place.capacity, format!("{at}.capacity"), "名额");
        let region = self.region(&place, &at);
        let quotas = self.quotas(&place.quotas, capacity, &at);
        if place.order.is_some() && place.scores.is_some() {
            self.error("two-orders", at, "order 与 scores 只能写一个：要么自排名次，要么自行打分".to_owned());
        }
        if let Some(order) = place.order {
            self.orders.push((number, order));
        } else if let Some(scores) = place.scores {
            self.own_scores.push((number, scores.into_iter().collect()));
        }
        let preference = Preference::Common;
        let min_score = place.min_score;
        self.problem.facts.push(PlaceFacts { capacity, region, min_score, preference, quotas });
        number
    }

    fn region(&mut self, place: &PlaceInput, at: &str) -> u32 {
        if let Some(region) = &place.region {
            self.usable(region, &format!("{at}.region"));
        }
        match (&place.region, place.at_least) {
            (Some(_), Some(_)) => {
                let said = "有 region 的，保底写在 floors 里；at_least 只用于单独成片的".to_owned();
                self.error("two-floors", format!("{at}.at_least"), said);
                NONE
            }
            (Some(region), None) => self.regions.number(region),
            (None, Some(at_least)) => {
                let region = self.regions.number(&place.id.clone());
                let floor = self.count(at_least, format!("{at}.at_least"), "保底人数");
                self.floors.push((region, floor));
                region
            }
            (None, None) => NONE,
        }
    }

    fn quotas(&mut self, inputs: &[QuotaInput], capacity: u32, at: &str) -> Vec<Quota> {
        let mut quotas: Vec<Quota> = Vec::new();
        for (i, input) in inputs.iter().enumerate() {
            let at = format!("{at}.quotas[{i}]");
            self.usable(&input.group, &format!("{at}.group"));
            let group = self.groups.number(&input.group);
            if quotas.iter().any(|quota| quota.group == group) {
                self.error("duplicate-quota", at, format!("类别“{}”的名额写了两次，请合并", input.group));
                continue;
            }
            let at_least = self.count(input.at_least, format!("{at}.at_least"), "预留名额");
            let at_most = input.at_most.map(|most| self.count(most, format!("{at}.at_most"), "名额上限"));
            if at_most.is_some_and(|most| most < at_least) {
                self.error("quota-crossed", at, format!("类别“{}”的上限小于预留", input.group));
                continue;
            }
            quotas.push(Quota { group, at_least, at_most, min_score: input.min_score });
        }
        let reserved: u64 = quotas.iter().map(|quota| u64::from(quota.at_least)).sum();
        if reserved > u64::from(capacity) {
            let said = format!("各类预留共 {reserved} 个，超过名额 {capacity} 个");
            self.error("reserves-over-capacity", format!("{at}.quotas"), said);
            quotas.iter_mut().for_each(|quota| quota.at_least = 0);
        }
        quotas
    }

    /// Adds the floor of a region.
    pub fn floor(&mut self, floor: &FloorInput) {
        let at = format!("floors（{}）", floor.region);
        let Some(region) = self.regions.numbers.get(&*floor.region).copied() else {
            return self.error("unknown-region", at, format!("没有接收单位属于片区“{}”", floor.region));
        };
        if self.floors.iter().any(|(known, _)| *known == region) {
            return self.error("duplicate-floor", at, "保底写了两次，请合并".to_owned());
        }
        let at_least = self.count(floor.at_least, at, "保底人数");
        self.floors.push((region, at_least));
    }

    /// Adds a seeker as written down.
    pub fn seeker(&mut self, seeker: SeekerInput) {
        let at = self.at(&seeker.id);
        let mut chosen = Vec::with_capacity(seeker.choices.len());
        for (i, wish) in seeker.choices.iter().enumerate() {
            let (place, cost) = match wish {
                Wish::Place(place) => (place, None),
                Wish::Priced { place, cost } => (place, Some(*cost)),
            };
            match self.places.numbers.get(&**place) {
                Some(number) => chosen.push((*number, cost)),
                None => {
                    let said = format!("没有接收单位“{place}”，请核对名称");
                    self.error("unknown-place", format!("{at}.choices[{i}]"), said);
                }
            }
        }
        let Some(number) = self.add(&seeker.id, &seeker.scores, chosen.into_iter()) else { return };
        if let Some(group) = &seeker.group
            && self.usable(group, &format!("{at}.group"))
        {
            self.problem.group[number as usize] = self.groups.number(group);
        }
        if let Some(ticket) = &seeker.ticket
            && self.usable(ticket, &format!("{at}.ticket"))
        {
            self.problem.ticket[number as usize] = self.tickets.number(ticket);
        }
        if seeker.flexible {
            self.flexible.push(number);
        }
    }

    /// Adds a seeker whose choices are numbers of places, as [`Builder::place`] answered them: the fast way for many.
    pub fn seeker_of(&mut self, id: &str, scores: &[Score], choices: impl IntoIterator<Item = u32>) {
        self.add(id, scores, choices.into_iter().map(|place| (place, None)));
    }

    fn at(&self, id: &str) -> String {
        format!("seekers[{}]（{id}）", self.problem.seekers.len())
    }

    /// Adds the row of a seeker; none when there is one of this id already.
    fn add(&mut self, id: &str, scores: &[Score], choices: impl Iterator<Item = (u32, Option<i64>)>) -> Option<u32> {
        let number = self.problem.seekers.len() as u32;
        if self.seekers.insert(id.into(), number).is_some() {
            let at = self.at(id);
            self.error("duplicate-seeker", at, format!("报名者“{id}”出现两次，请只留一条"));
            return None;
        }
        if !plain(id) {
            let at = self.at(id);
            self.usable(id, &at);
        }
        let from = self.problem.choice_place.len();
        for (i, (place, cost)) in choices.enumerate() {
            if place as usize >= self.places.names.len() {
                let at = format!("{}.choices[{i}]", self.at(id));
                self.error("unknown-place", at, format!("没有第 {place} 个接收单位"));
            } else if self.problem.choice_place[from..].contains(&place) {
                let at = format!("{}.choices[{i}]", self.at(id));
                let said = format!("“{}”填了两次，只看前一次", self.places.names[place as usize]);
                self.error("repeated-choice", at, said);
            } else {
                if let Some(cost) = cost
                    && cost.abs() > MAX_COST
                {
                    let at = format!("{}.choices[{i}].cost", self.at(id));
                    self.error("cost-too-large", at, format!("代价是 {cost}，应在 ±{MAX_COST} 之内"));
                }
                self.problem.choice_place.push(place);
                self.costs.push(cost);
            }
        }
        self.problem.seekers.push(id.into());
        self.problem.listed.push((self.problem.choice_place.len() - from) as u32);
        self.problem.choice_start.push(self.problem.choice_place.len() as u32);
        self.problem.group.push(NONE);
        self.problem.ticket.push(NONE);
        self.widths.push(scores.len() as u32);
        self.flat_scores.extend_from_slice(scores);
        Some(number)
    }

    /// The problem, with what is wrong in it.
    pub fn finish(mut self) -> Reading {
        if self.problem.choice_place.len() > MAX_CHOICES {
            self.error("too-large", "seekers".to_owned(), format!("志愿总数超过 {MAX_CHOICES}，请分批"));
        }
        self.score_table();
        self.preferences();
        self.problem.floors = vec![0; self.regions.names.len()];
        for (region, floor) in std::mem::take(&mut self.floors) {
            self.problem.floors[region as usize] = floor;
        }
        self.accept_any();
        self.cost_table();
        self.check_tickets();
        self.check_floors();
        let problem = Problem {
            places: self.places.names,
            groups: self.groups.names,
            regions: self.regions.names,
            tickets: self.tickets.names,
            ..self.problem
        };
        Reading { problem, findings: self.findings }
    }

    /// Every seeker gets a row of the same width; missing scores are the lowest.
    fn score_table(&mut self) {
        let width = self.widths.iter().copied().max().unwrap_or(0) as usize;
        self.problem.width = width;
        let short = self.widths.iter().position(|n| *n as usize != width);
        let Some(short) = short else {
            self.problem.scores = std::mem::take(&mut self.flat_scores);
            return;
        };
        let at = format!("seekers[{short}]（{}）.scores", self.problem.seekers[short]);
        let said = format!("成绩有 {} 项，别人有 {width} 项：缺的项排在最后，请补齐", self.widths[short]);
        self.findings.push(Finding::warning("uneven-scores", at, said));
        let mut rest = self.flat_scores.as_slice();
        for n in &self.widths {
            let (own, others) = rest.split_at(*n as usize);
            self.problem.scores.extend_from_slice(own);
            self.problem.scores.resize(self.problem.scores.len() + width - own.len(), Score::ABSENT);
            rest = others;
        }
    }

    /// Orders and scores of the places' own.
    fn preferences(&mut self) {
        for (place, order) in std::mem::take(&mut self.orders) {
            let seekers = self.named(place, "order", order.iter().map(|id| (&**id, ())));
            self.problem.facts[place as usize].preference =
                Preference::Order(seekers.into_iter().map(|(seeker, ())| seeker).collect());
        }
        for (place, scores) in std::mem::take(&mut self.own_scores) {
            let seekers = self.named(place, "scores", scores.iter().map(|(id, score)| (&**id, *score)));
            self.problem.facts[place as usize].preference = Preference::Scores(seekers);
        }
    }

    fn named<'a, T>(&mut self, place: u32, key: &str, ids: impl Iterator<Item = (&'a str, T)>) -> Vec<(u32, T)> {
        let mut seen = HashSet::new();
        let mut named = Vec::new();
        for (i, (id, value)) in ids.enumerate() {
            let at = format!("places[{place}]（{}）.{key}[{i}]", self.places.names[place as usize]);
            match self.seekers.get(id).copied() {
                None => self.error("unknown-seeker", at, format!("没有报名者“{id}”")),
                Some(seeker) if !seen.insert(seeker) => {
                    self.error("repeated-seeker", at, format!("“{id}”列了两次，只看前一次"));
                }
                Some(seeker) => named.push((seeker, value)),
            }
        }
        named
    }

    /// Appends all other places, by id, to the choices of those who accept any.
    fn accept_any(&mut self) {
        if self.flexible.is_empty() {
            return;
        }
        let mut by_id: Vec<u32> = (0..self.places.names.len() as u32).collect();
        by_id.sort_unstable_by(|a, b| self.places.names[*a as usize].cmp(&self.places.names[*b as usize]));
        let flexible: HashSet<u32> = self.flexible.iter().copied().collect();
        let old = std::mem::take(&mut self.problem.choice_place);
        let old_costs = std::mem::take(&mut self.costs);
        let old_start = std::mem::replace(&mut self.problem.choice_start, vec![0]);
        for seeker in 0..self.problem.seekers.len() {
            let range = old_start[seeker] as usize..old_start[seeker + 1] as usize;
            let own: &[u32] = &old[range.clone()];
            self.problem.choice_place.extend_from_slice(own);
            self.costs.extend_from_slice(&old_costs[range]);
            if flexible.contains(&(seeker as u32)) {
                let others = by_id.iter().copied().filter(|place| !own.contains(place));
                self.problem.choice_place.extend(others);
                self.costs.resize(self.problem.choice_place.len(), None);
            }
            self.problem.choice_start.push(self.problem.choice_place.len() as u32);
        }
    }

    /// Costs: all or none of the written choices; what follows from accepting any costs one more than the dearest.
    fn cost_table(&mut self) {
        let Some(dearest) = self.costs.iter().flatten().max().copied() else { return };
        for seeker in 0..self.problem.seekers.len() {
            let from = self.problem.choice_start[seeker] as usize;
            let listed = from..from + self.problem.listed[seeker] as usize;
            if let Some(i) = self.costs[listed].iter().position(Option::is_none) {
                let at = format!("seekers[{seeker}]（{}）.choices[{i}]", self.problem.seekers[seeker]);
                let said = "别的志愿写了代价，这个没有；要么都写，要么都不写".to_owned();
                self.findings.push(Finding::error("missing-cost", at, said));
            }
        }
        self.problem.costs = self.costs.iter().map(|cost| cost.unwrap_or(dearest + 1)).collect();
    }

    /// Those who share a ticket chose the same, and no ticket is named like a seeker.
    fn check_tickets(&mut self) {
        let mut first: HashMap<u32, u32> = HashMap::new();
        for seeker in 0..self.problem.seekers.len() as u32 {
            let ticket = self.problem.ticket[seeker as usize];
            if ticket == NONE {
                continue;
            }
            let leader = *first.entry(ticket).or_insert(seeker);
            let row = |s: u32| (self.problem.choices(s), self.problem.scores(s));
            if row(leader) != row(seeker) {
                let name = &self.tickets.names[ticket as usize];
                let said = format!("绑定号“{name}”的几人志愿或成绩不同；一同摇号的须填报一致");
                let at = format!("seekers[{seeker}]（{}）", self.problem.seekers[seeker as usize]);
                self.findings.push(Finding::error("ticket-differs", at, said));
            }
        }
        for name in &self.tickets.names {
            if self.seekers.contains_key(name) {
                let said = format!("绑定号“{name}”与一名报名者的编号相同，抽出的数会一样，请改名");
                self.findings.push(Finding::error("ticket-named-like-seeker", "seekers", said));
            }
        }
    }

    /// A floor beyond the seats of its region can never be met.
    fn check_floors(&mut self) {
        let mut seats = vec![0u64; self.regions.names.len()];
        for facts in self.problem.facts.iter().filter(|facts| facts.region != NONE) {
            seats[facts.region as usize] += u64::from(facts.capacity);
        }
        for ((region, floor), seats) in self.regions.names.iter().zip(&self.problem.floors).zip(seats) {
            if u64::from(*floor) > seats {
                let said = format!("片区“{region}”保底 {floor} 人，名额只有 {seats} 个，请核对");
                self.findings.push(Finding::error("floor-over-capacity", format!("floors（{region}）"), said));
            }
        }
    }
}

/// The usual id, seen at a glance.
fn plain(id: &str) -> bool {
    !id.is_empty() && id.len() <= 200 && id.bytes().all(|b| b.is_ascii_graphic())
}
