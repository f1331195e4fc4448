//! Checks a certificate against the problem, with code of its own.
//!
//! The solvers keep ranks, heaps and prices; nothing here uses them. Whoever distrusts the solvers reads this folder: orders
//! are compared seeker by seeker from the scores, every possible complaint is looked at, and what has only one right answer
//! is done again the slow way.

mod claims;
mod floors;
mod flow;
mod once;
mod order;
mod prices;

use std::collections::HashMap;

use crate::{
    canonical::commitment,
    certificate::{Certificate, Evidence, FORMAT},
    finding::Finding,
    method::{Method, Rules},
    outcome::NONE,
    problem::Problem,
};

use order::Order;

/// Most findings of one kind; the rest are counted.
const MOST: usize = 20;

/// Findings, none when the certificate holds. Nothing in the certificate is believed.
pub fn verify(problem: &Problem, certificate: &Certificate) -> Vec<Finding> {
    let mut findings = Findings::default();
    if certificate.format != FORMAT {
        findings.error("unknown-format", "format", format!("写的是“{}”，应为“{FORMAT}”", certificate.format));
    }
    if certificate.commitment != commitment(problem) {
        let said = "登记的承诺值与输入文件算出的不同：输入被改动过，或不是同一份输入".to_owned();
        findings.error("wrong-commitment", "commitment", said);
    }
    let rules = Rules { method: certificate.method, seed: certificate.seed.clone(), bound: certificate.bound };
    for finding in rules.check(problem) {
        findings.error(finding.code, finding.at, finding.message);
    }
    let place = read_assignment(problem, certificate, &mut findings);
    if findings.any() {
        return findings.all();
    }
    let order = Order::new(problem, certificate.seed.as_deref());
    let checked = Checked { problem, certificate, order: &order, place: &place, findings: &mut findings };
    check(checked);
    findings.all()
}

/// What every check looks at.
struct Checked<'a> {
    problem: &'a Problem,
    certificate: &'a Certificate,
    order: &'a Order<'a>,
    /// Place of each seeker as the certificate says.
    place: &'a [u32],
    findings: &'a mut Findings,
}

fn check(mut checked: Checked<'_>) {
    claims::seats(&mut checked);
    claims::reasons(&mut checked);
    claims::filled(&mut checked);
    let (method, evidence) = (checked.certificate.method, &checked.certificate.evidence);
    match (method, evidence) {
        (Method::Deferred | Method::DeferredPlaces, Evidence::Stable) => {
            claims::complaints(&mut checked);
            once::deferred(&mut checked);
        }
        (Method::Serial, Evidence::Serial) => {
            claims::complaints(&mut checked);
            once::serial(&mut checked);
        }
        (Method::Lottery, Evidence::Draw { drawn }) => once::lottery(&mut checked, drawn),
        (Method::Floors, Evidence::Floors { floors, tight_regions, tight_places }) => {
            floors::check(&mut checked, floors, tight_regions, tight_places);
        }
        (Method::Cheapest, Evidence::Prices { total, unplaced, prices }) => {
            prices::check(&mut checked, *total, *unplaced, prices);
        }
        _ => checked.findings.error("wrong-evidence", "evidence", format!("证据的种类与方法“{method}”不符")),
    }
}

/// Place of each seeker by number; says which names and choices are wrong.
fn read_assignment(problem: &Problem, certificate: &Certificate, findings: &mut Findings) -> Vec<u32> {
    let seekers: HashMap<&str, u32> = problem.seekers.iter().zip(0..).map(|(id, at)| (&**id, at)).collect();
    let places: HashMap<&str, u32> = problem.places.iter().zip(0..).map(|(id, at)| (&**id, at)).collect();
    let mut place = vec![NONE; problem.n_seekers()];
    let mut seen = vec![false; problem.n_seekers()];
    for assigned in &certificate.assigned {
        let at = format!("assigned（{}）", assigned.seeker);
        let Some(seeker) = seekers.get(&*assigned.seeker).copied() else {
            findings.error("unknown-seeker", at, "名单里没有这个人".to_owned());
            continue;
        };
        if std::mem::replace(&mut seen[seeker as usize], true) {
            findings.error("repeated-seeker", at, "结果里出现两次".to_owned());
            continue;
        }
        let Some(id) = &assigned.place else { continue };
        match places.get(&**id) {
            Some(number) => place[seeker as usize] = *number,
            None => findings.error("unknown-place", at, format!("没有接收单位“{id}”")),
        }
    }
    for (seeker, _) in seen.iter().enumerate().filter(|(_, seen)| !**seen) {
        let at = format!("assigned（{}）", problem.seekers[seeker]);
        findings.error("missing-seeker", at, "名单里有，结果里没有".to_owned());
    }
    place
}

/// Findings, not too many of a kind.
#[derive(Debug, Default)]
struct Findings {
    list: Vec<Finding>,
    counted: Vec<(&'static str, usize)>,
}

impl Findings {
    fn error(&mut self, code: &'static str, at: impl Into<String>, message: String) {
        let at_code = self.counted.iter().position(|(known, _)| *known == code).unwrap_or_else(|| {
            self.counted.push((code, 0));
            self.counted.len() - 1
        });
        self.counted[at_code].1 += 1;
        if self.counted[at_code].1 <= MOST {
            self.list.push(Finding::error(code, at, message));
        }
    }

    fn any(&self) -> bool {
        !self.list.is_empty()
    }

    fn all(mut self) -> Vec<Finding> {
        for (code, n) in self.counted.iter().filter(|(_, n)| *n > MOST) {
            self.list.push(Finding::error(code, "共计", format!("这一类问题共 {n} 处，只列前 {MOST} 处")));
        }
        self.list
    }
}
