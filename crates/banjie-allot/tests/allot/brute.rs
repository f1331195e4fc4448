//! Small problems solved by looking at everything, from the documents alone.

use std::{cmp::Ordering, collections::HashMap};

use banjie_allot::{Certificate, Document, PlaceInput, Score, SeekerInput, Wish, canonical, digest};
use sha2::{Digest, Sha256};

use crate::instances::problem;

/// Place of each seeker, in the order of the document.
pub type Assignment = Vec<Option<usize>>;

/// A document with what is needed to look at everything.
pub struct Brute<'a> {
    pub document: &'a Document,
    drawn: Vec<Option<[u8; 32]>>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Brute<'a> {
    pub fn new(document: &'a Document, seed: Option<&str>) -> Brute<'a> {
        let commitment: String =
            Sha256::digest(canonical(&problem(document))).iter().map(|byte| format!("{byte:02x}")).collect();
        let number = |s: &SeekerInput| seed.map(|seed| digest(&commitment, seed, s.ticket.as_ref().unwrap_or(&s.id)));
        Brute {
            document,
            drawn: document.seekers.iter().map(number).collect(),
            places: document.places.iter().enumerate().map(|(at, place)| (&*place.id, at)).collect(),
        }
    }

    pub fn read(&self, certificate: &Certificate) -> Assignment {
        let by_id: HashMap<&str, Option<usize>> = certificate
            .assigned
            .iter()
            .map(|a| (&*a.seeker, a.place.as_deref().map(|place| self.places[place])))
            .collect();
        self.document.seekers.iter().map(|seeker| by_id[&*seeker.id]).collect()
    }

    fn place(&self, at: usize) -> &PlaceInput {
        &self.document.places[at]
    }

    /// Choices with their costs, those that follow from accepting any among them.
    pub fn choices(&self, seeker: usize) -> Vec<(usize, i64)> {
        let input = &self.document.seekers[seeker];
        let listed = input.choices.len() as i64;
        let mut choices: Vec<(usize, i64)> = input
            .choices
            .iter()
            .zip(1..)
            .map(|(wish, number)| match wish {
                Wish::Place(place) => (self.places[&**place], number),
                Wish::Priced { place, cost } => (self.places[&**place], *cost),
            })
            .collect();
        if input.flexible {
            let mut rest: Vec<usize> = (0..self.document.places.len()).collect();
            rest.retain(|place| choices.iter().all(|(chosen, _)| chosen != place));
            rest.sort_by_key(|place| &self.place(*place).id);
            choices.extend(rest.into_iter().map(|place| (place, listed + 1)));
        }
        choices
    }

    /// Rank of what he has among what he chose; nothing comes last.
    pub fn liking(&self, seeker: usize, place: Option<usize>) -> usize {
        let choices = self.choices(seeker);
        place.map_or(choices.len(), |place| choices.iter().position(|(chosen, _)| *chosen == place).unwrap())
    }

    fn reaches(&self, seeker: usize, line: Option<Score>) -> bool {
        line.is_none_or(|line| self.document.seekers[seeker].scores[0] >= line)
    }

    fn quota(&self, seeker: usize, place: usize) -> Option<usize> {
        let group = self.document.seekers[seeker].group.as_ref()?;
        self.place(place).quotas.iter().position(|quota| quota.group == *group)
    }

    fn reserve(&self, seeker: usize, place: usize) -> Option<usize> {
        let at = self.quota(seeker, place)?;
        let (quota, facts) = (&self.place(place).quotas[at], self.place(place));
        (quota.at_least > 0 && self.reaches(seeker, quota.min_score.or(facts.min_score))).then_some(at)
    }

    pub fn acceptable(&self, seeker: usize, place: usize) -> bool {
        let (facts, id) = (self.place(place), &self.document.seekers[seeker].id);
        let listed = facts.order.as_ref().is_none_or(|order| order.contains(id))
            && facts.scores.as_ref().is_none_or(|scores| scores.contains_key(id));
        listed && (self.reserve(seeker, place).is_some() || self.reaches(seeker, facts.min_score))
    }

    pub fn common(&self, a: usize, b: usize) -> Ordering {
        let (x, y) = (&self.document.seekers[a], &self.document.seekers[b]);
        y.scores.cmp(&x.scores).then_with(|| self.drawn[a].cmp(&self.drawn[b])).then_with(|| x.id.cmp(&y.id))
    }

    fn order(&self, place: usize, a: usize, b: usize) -> Ordering {
        let (facts, x, y) = (self.place(place), &self.document.seekers[a].id, &self.document.seekers[b].id);
        if let Some(order) = &facts.order {
            let at = |id| order.iter().position(|other| other == id);
            return at(x).cmp(&at(y));
        }
        let own = facts.scores.as_ref().map_or(Ordering::Equal, |scores| scores[y].cmp(&scores[x]));
        own.then_with(|| self.common(a, b))
    }

    /// Whom the place would keep of these.
    fn keep(&self, place: usize, mut all: Vec<usize>) -> Vec<usize> {
        all.sort_by(|a, b| self.order(place, *a, *b));
        let facts = self.place(place);
        let mut kept: Vec<usize> = Vec::new();
        for (at, quota) in facts.quotas.iter().enumerate() {
            let of = all.iter().copied().filter(|s| self.reserve(*s, place) == Some(at));
            kept.extend(of.take(quota.at_least as usize).collect::<Vec<_>>());
        }
        for seeker in all {
            let quota = self.quota(seeker, place);
            let n = kept.iter().filter(|s| self.quota(**s, place) == quota).count();
            let most = quota.and_then(|at| facts.quotas[at].at_most).unwrap_or(i64::MAX);
            let room = kept.len() < facts.capacity as usize && (n as i64) < most;
            if room && self.reaches(seeker, facts.min_score) && !kept.contains(&seeker) {
                kept.push(seeker);
            }
        }
        kept
    }

    pub fn admitted(&self, assignment: &Assignment, place: usize) -> Vec<usize> {
        (0..assignment.len()).filter(|seeker| assignment[*seeker] == Some(place)).collect()
    }

    /// Seats, quotas, choices and lines are kept.
    pub fn feasible(&self, assignment: &Assignment) -> bool {
        let accepted = assignment.iter().enumerate().all(|(s, p)| p.is_none_or(|p| self.acceptable(s, p)));
        accepted
            && (0..self.document.places.len()).all(|place| {
                let admitted = self.admitted(assignment, place);
                self.keep(place, admitted.clone()).len() == admitted.len()
            })
    }

    /// Nobody likes a place better that would keep him.
    pub fn stable(&self, assignment: &Assignment) -> bool {
        (0..assignment.len()).all(|seeker| {
            let own = self.liking(seeker, assignment[seeker]);
            self.choices(seeker).iter().take(own).all(|(place, _)| {
                let mut with = self.admitted(assignment, *place);
                with.push(seeker);
                !self.acceptable(seeker, *place) || !self.keep(*place, with).contains(&seeker)
            })
        })
    }

    /// Everything that is possible.
    pub fn all(&self) -> Vec<Assignment> {
        let mut all: Vec<Assignment> = vec![Vec::new()];
        for seeker in 0..self.document.seekers.len() {
            let choices = self.choices(seeker);
            let options: Vec<Option<usize>> = choices.iter().map(|(p, _)| Some(*p)).chain([None]).collect();
            all = all
                .into_iter()
                .flat_map(|begun| options.iter().map(move |option| begun.iter().copied().chain([*option]).collect()))
                .collect();
        }
        all.retain(|assignment| self.feasible(assignment));
        all
    }

    pub fn placed(&self, assignment: &Assignment) -> usize {
        assignment.iter().flatten().count()
    }

    pub fn cost(&self, assignment: &Assignment) -> i64 {
        let cost = |(seeker, place): (usize, &Option<usize>)| {
            place.map_or(0, |place| self.choices(seeker).iter().find(|(chosen, _)| *chosen == place).unwrap().1)
        };
        assignment.iter().enumerate().map(cost).sum()
    }

    /// Floor seats filled.
    pub fn filled(&self, assignment: &Assignment) -> i64 {
        let n = |region: &str| {
            let of = |place: &usize| self.place(*place).region.as_deref() == Some(region);
            assignment.iter().flatten().filter(|place| of(place)).count() as i64
        };
        self.document.floors.iter().map(|floor| floor.at_least.min(n(&floor.region))).sum()
    }
}
