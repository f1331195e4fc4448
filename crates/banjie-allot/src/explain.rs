//! Tells each side why: to a seeker choice by choice, to a place whom it took and where the line fell.

use std::collections::HashMap;

use crate::{
    certificate::{Assigned, Certificate, Evidence, Filled},
    finding::Finding,
    market::Market,
    method::Method,
    outcome::NONE,
    problem::{Preference, Problem},
    score::Score,
};

/// A certificate opened beside its problem, to explain many.
pub struct Explainer<'a> {
    problem: &'a Problem,
    certificate: &'a Certificate,
    market: Market,
    assigned: HashMap<&'a str, &'a Assigned>,
    filled: HashMap<&'a str, &'a Filled>,
    n_region: Vec<u32>,
}

/// Why a seeker got what he got, choice by choice, in Chinese. Names nobody else.
///
/// # Errors
/// There is no such seeker.
pub fn explain_seeker(problem: &Problem, certificate: &Certificate, seeker: &str) -> Result<Vec<String>, Finding> {
    Explainer::new(problem, certificate).seeker(seeker)
}

/// Whom a place took and where the line fell, in Chinese. For those who may see the names.
///
/// # Errors
/// There is no such place.
pub fn explain_place(problem: &Problem, certificate: &Certificate, place: &str) -> Result<Vec<String>, Finding> {
    Explainer::new(problem, certificate).place(place)
}

impl<'a> Explainer<'a> {
    /// Opens it. What does not fit the problem is passed over: verify first.
    pub fn new(problem: &'a Problem, certificate: &'a Certificate) -> Explainer<'a> {
        let mut n_region = vec![0; problem.regions.len()];
        let filled: HashMap<&str, &Filled> = certificate.places.iter().map(|f| (&*f.place, f)).collect();
        for (id, facts) in problem.places.iter().zip(&problem.facts).filter(|(_, facts)| facts.region != NONE) {
            n_region[facts.region as usize] += filled.get(&**id).map_or(0, |filled| filled.admitted);
        }
        Explainer {
            problem,
            certificate,
            market: Market::new(problem, certificate.seed.as_deref()),
            assigned: certificate.assigned.iter().map(|a| (&*a.seeker, a)).collect(),
            filled,
            n_region,
        }
    }

    /// Explains to a seeker.
    ///
    /// # Errors
    /// There is no such seeker.
    pub fn seeker(&self, id: &str) -> Result<Vec<String>, Finding> {
        let missing = || Finding::error("unknown-seeker", id, "名单里没有这个报名者，请核对编号");
        let seeker = self.problem.find_seeker(id).ok_or_else(missing)?;
        let assigned = self.assigned.get(id).copied().ok_or_else(missing)?;
        let mut lines = vec![self.heading(seeker, assigned)];
        lines.extend(self.standing(seeker));
        let got = assigned.choice.map(|choice| choice as usize - 1);
        for (at, place) in self.problem.choices(seeker).iter().enumerate() {
            let listed = at < self.problem.n_listed(seeker);
            if !listed && got != Some(at) {
                continue;
            }
            let name = self.problem.place_id(*place);
            let head = if listed { format!("第 {} 志愿 {name}", at + 1) } else { format!("服从调剂 {name}") };
            let said = match got {
                Some(got) if got == at => format!("录取。{}", self.line_of(seeker, at, *place)),
                Some(got) if got < at => "前面的志愿已录取，不再考虑。".to_owned(),
                _ => format!("未录取。{}", self.why_not(seeker, at, *place, assigned)),
            };
            lines.push(format!("{head}：{said}"));
        }
        Ok(lines)
    }

    fn heading(&self, seeker: u32, assigned: &Assigned) -> String {
        let (id, method) = (&assigned.seeker, self.certificate.method.title());
        match (&assigned.place, assigned.choice) {
            (Some(place), Some(choice)) if choice as usize > self.problem.n_listed(seeker) => {
                format!("{id}（{method}）：服从调剂，录取到 {place}")
            }
            (Some(place), Some(choice)) => format!("{id}（{method}）：录取到 {place}（第 {choice} 志愿）"),
            _ => format!("{id}（{method}）：未录取，{}", assigned.reason.as_deref().unwrap_or("原因未登记")),
        }
    }

    /// Scores and place in the common order, or the number drawn.
    fn standing(&self, seeker: u32) -> Option<String> {
        if let Evidence::Draw { drawn } = &self.certificate.evidence {
            let ticket = self.problem.drawn_id(seeker);
            let at = drawn.iter().position(|drawn| drawn.ticket == ticket)?;
            return Some(format!("摇号第 {} 号（共 {} 号），摇出的数 {}", at + 1, drawn.len(), drawn[at].digest));
        }
        let by_common = self.problem.choices(seeker).iter();
        let mut by_common = by_common.filter(|place| *self.problem.preference(**place) == Preference::Common);
        if self.problem.width == 0 || by_common.next().is_none() {
            return None;
        }
        let at = self.market.order.iter().position(|other| *other == seeker)?;
        let n = self.market.order.len();
        Some(format!("成绩 {}，共同次序第 {} 位（共 {n} 人）", self.scores(seeker), at + 1))
    }

    fn scores(&self, seeker: u32) -> String {
        let scores: Vec<String> = self.problem.scores(seeker).iter().map(Score::to_string).collect();
        scores.join("、")
    }

    /// How the place was filled, and where the seeker stands.
    fn line_of(&self, seeker: u32, at: usize, place: u32) -> String {
        let Some(filled) = self.filled.get(self.problem.place_id(place)) else { return String::new() };
        let seats = format!("名额 {} 个，录取 {} 人", filled.capacity, filled.admitted);
        match self.market.rank(self.problem, seeker, at) {
            Some(rank) if self.certificate.method != Method::Lottery && self.certificate.method != Method::Cheapest => {
                format!("{seats}，本人列第 {} 位。", rank + 1)
            }
            _ => format!("{seats}。"),
        }
    }

    fn why_not(&self, seeker: u32, at: usize, place: u32, assigned: &Assigned) -> String {
        let Some(rank) = self.market.rank(self.problem, seeker, at) else { return self.not_acceptable(seeker, place) };
        let Some(filled) = self.filled.get(self.problem.place_id(place)) else { return String::new() };
        if filled.capacity == 0 {
            return "没有名额。".to_owned();
        }
        let full = format!("{} 个名额已满", filled.capacity);
        match self.certificate.method {
            Method::Lottery if filled.admitted >= filled.capacity => format!("{full}，都是摇号序号在前的。"),
            Method::Lottery => format!("余下 {} 个名额，不够绑定的几人一同录取。", filled.capacity - filled.admitted),
            Method::Cheapest => self.dearer(place),
            Method::Floors => self.floor_or_line(rank, place, filled, assigned),
            _ => format!("{full}，{}", self.beside_last(seeker, rank, filled)),
        }
    }

    fn not_acceptable(&self, seeker: u32, place: u32) -> String {
        if !self.problem.reaches_line(seeker, place) {
            let line = self.problem.facts[place as usize].min_score.unwrap_or_default();
            return format!("总分 {} 低于最低分 {line}。", self.problem.total(seeker));
        }
        match self.problem.preference(place) {
            Preference::Order(_) => "对方的名单里没有本人。".to_owned(),
            Preference::Scores(_) => "对方没有给本人打分。".to_owned(),
            Preference::Common => "不符合条件。".to_owned(),
        }
    }

    /// The seeker beside the last one admitted in a seat he could have had.
    fn beside_last(&self, seeker: u32, rank: u32, filled: &Filled) -> String {
        let group = self.problem.group[seeker as usize];
        let group = (group != NONE).then(|| &*self.problem.groups[group as usize]);
        let mut said = Vec::new();
        if let Some(last) = &filled.last {
            let score = last.score.map_or_else(String::new, |score| format!("（{score} 分）"));
            let own = Some(self.problem.total(seeker)).filter(|own| *own != Score::ABSENT);
            let own = own.map_or_else(String::new, |own| format!("（{own} 分）"));
            said.push(format!("末位列第 {} 位{score}，本人列第 {} 位{own}", last.rank, rank + 1));
            said.extend(self.tied(seeker, &last.seeker));
        }
        for reserved in filled.reserved.iter().filter(|r| Some(&*r.group) == group && r.seats > 0) {
            let place = self.problem.find_place(&filled.place);
            let quota = place.and_then(|place| Some((place, self.problem.quota_of(seeker, place)?)));
            if let Some((place, at)) = quota
                && !self.problem.may_use_reserve(seeker, place, at)
                && let Some(line) = self.problem.quotas(place)[at].min_score
            {
                said.push(format!("{}预留名额的最低分是 {line}，本人没有达到", reserved.group));
                continue;
            }
            let last = reserved.last.as_ref();
            let last = last.map_or_else(|| "无人录取".to_owned(), |last| format!("末位列第 {} 位", last.rank));
            said.push(format!("{}预留 {} 个，用了 {} 个，{last}", reserved.group, reserved.seats, reserved.used));
        }
        if said.is_empty() { "本人列后。".to_owned() } else { format!("{}。", said.join("；")) }
    }

    /// What parted two of the same total.
    fn tied(&self, seeker: u32, other: &str) -> Option<String> {
        let other = self.problem.find_seeker(other)?;
        let (own, last) = (self.problem.scores(seeker), self.problem.scores(other));
        if own.is_empty() || own[0] == Score::ABSENT || own[0] != last[0] {
            return None;
        }
        let parted = own.iter().zip(last).position(|(a, b)| a != b);
        Some(match parted {
            Some(at) => format!("总分相同，第 {} 项成绩本人 {}、末位 {}", at + 1, own[at], last[at]),
            None if self.certificate.seed.is_some() => "各项成绩相同，按公开种子摇出的次序在后".to_owned(),
            None => "各项成绩相同，按编号次序在后".to_owned(),
        })
    }

    fn dearer(&self, place: u32) -> String {
        let Evidence::Prices { prices, .. } = &self.certificate.evidence else { return String::new() };
        let name = self.problem.place_id(place);
        let price = prices.iter().find(|price| price.place == name).map_or(0, |price| price.price);
        format!("总代价最小的方案里名额给了别人；名额的影子价格 {price}，本人改来这里，总代价不会更小。")
    }

    fn floor_or_line(&self, rank: u32, place: u32, filled: &Filled, assigned: &Assigned) -> String {
        let own = assigned.place.as_deref().and_then(|id| self.problem.find_place(id));
        let region = own.map_or(NONE, |own| self.problem.facts[own as usize].region);
        let other = self.problem.facts[place as usize].region;
        let before = match &filled.last {
            Some(last) => rank > last.rank - 1,
            None => false,
        };
        if filled.admitted >= filled.capacity && before {
            let last = filled.last.as_ref().map_or(0, |last| last.rank);
            return format!("{} 个名额已满，末位列第 {last} 位，本人列第 {} 位。", filled.capacity, rank + 1);
        }
        if region != NONE && region != other && self.problem.floors[region as usize] >= self.n_region[region as usize] {
            let (name, floor) = (&self.problem.regions[region as usize], self.problem.floors[region as usize]);
            let n = self.n_region[region as usize];
            return format!("片区“{name}”保底 {floor} 人，现有 {n} 人，本人离开就不够了。");
        }
        let stage = assigned.stage.unwrap_or(0) + 1;
        format!("轮到本人（第 {stage} 批）时，名额已由前面批次录取的人占用。")
    }

    /// Explains to a place.
    ///
    /// # Errors
    /// There is no such place.
    pub fn place(&self, id: &str) -> Result<Vec<String>, Finding> {
        let missing = || Finding::error("unknown-place", id, "没有这个接收单位，请核对名称");
        let place = self.problem.find_place(id).ok_or_else(missing)?;
        let filled = self.filled.get(id).copied().ok_or_else(missing)?;
        let applicants = self.market.applicants(place);
        let chose = self.problem.choice_place.iter().filter(|chosen| **chosen == place).count();
        let method = self.certificate.method.title();
        let mut lines = vec![format!(
            "{id}（{method}）：名额 {} 个，填报 {chose} 人，符合条件 {} 人，录取 {} 人",
            filled.capacity,
            applicants.len(),
            filled.admitted
        )];
        if let Some(last) = &filled.last {
            let score = last.score.map_or_else(String::new, |score| format!("，{score} 分"));
            lines.push(format!("末位：{}（第 {} 位{score}）", last.seeker, last.rank));
        }
        for reserved in &filled.reserved {
            let last = reserved.last.as_ref().map_or_else(String::new, |last| format!("，末位 {}", last.seeker));
            let (group, seats, used) = (&reserved.group, reserved.seats, reserved.used);
            lines.push(format!("{group}：预留 {seats} 个，用了 {used} 个，退回 {} 个{last}", seats - used));
        }
        for (rank, seeker) in applicants.iter().enumerate() {
            lines.push(self.applicant(id, rank, *seeker));
        }
        Ok(lines)
    }

    fn applicant(&self, place: &str, rank: usize, seeker: u32) -> String {
        let name = self.problem.seeker_id(seeker);
        let scores = if self.problem.width == 0 { String::new() } else { format!("（{}）", self.scores(seeker)) };
        let assigned = self.assigned.get(name);
        let what = match assigned.and_then(|assigned| assigned.place.as_deref()) {
            Some(own) if own == place => "录取".to_owned(),
            Some(own) => {
                let choices = self.problem.choices(seeker);
                let at = |id: &str| choices.iter().position(|chosen| self.problem.place_id(*chosen) == id);
                if at(own) < at(place) {
                    format!("已去更愿去的 {own}")
                } else {
                    format!("未录取，去了 {own}")
                }
            }
            None => "未录取".to_owned(),
        };
        format!("第 {} 位 {name}{scores}：{what}", rank + 1)
    }
}
