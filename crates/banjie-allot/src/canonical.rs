//! The canonical text of a problem: the same facts give the same bytes, in whatever order a file has them.
//!
//! A line a fact, fields parted by tabs, lines of a kind in byte order; ids hold no control characters. It is what gets
//! published before a draw, and what the commitment is computed from.

use std::fmt::Write as _;

use crate::{
    draw::sha256,
    outcome::NONE,
    problem::{Preference, Problem},
    score::Score,
};

/// First line of the text.
const HEAD: &str = "banjie-allot/1\n";

/// The canonical text.
///
/// ```text
/// banjie-allot/1
/// place    ID  SEATS  REGION  LINE  common|order|scores
/// prefers  PLACE  SEEKER  NUMBER-OR-SCORE
/// quota    PLACE  GROUP  AT-LEAST  AT-MOST  LINE
/// floor    REGION  AT-LEAST
/// seeker   ID  TICKET  GROUP  SCORE SCORE …  N-LISTED  CHOICE  CHOICE …
/// cost     SEEKER  PLACE  COST
/// ```
pub fn canonical(problem: &Problem) -> String {
    let mut lines = Vec::with_capacity(problem.n_places() + problem.n_seekers());
    places(problem, &mut lines);
    let mut text = sorted(lines);
    text.insert_str(0, HEAD);
    let mut floors: Vec<String> = Vec::new();
    for (region, floor) in problem.regions.iter().zip(&problem.floors).filter(|(_, floor)| **floor > 0) {
        floors.push(format!("floor\t{region}\t{floor}\n"));
    }
    text.push_str(&sorted(floors));
    text.push_str(&sorted(seekers(problem)));
    text
}

/// SHA-256 of the canonical text in hexadecimal digits.
pub fn commitment(problem: &Problem) -> String {
    sha256(&canonical(problem))
}

fn sorted(mut lines: Vec<String>) -> String {
    lines.sort_unstable();
    lines.concat()
}

fn score(score: Option<Score>) -> String {
    score.map_or_else(|| "-".to_owned(), |score| score.to_string())
}

fn places(problem: &Problem, lines: &mut Vec<String>) {
    for (id, facts) in problem.places.iter().zip(&problem.facts) {
        let region = if facts.region == NONE { "-" } else { &*problem.regions[facts.region as usize] };
        let kind = match &facts.preference {
            Preference::Common => "common",
            Preference::Order(order) => {
                for (at, seeker) in order.iter().enumerate() {
                    lines.push(format!("prefers\t{id}\t{}\t{}\n", problem.seeker_id(*seeker), at + 1));
                }
                "order"
            }
            Preference::Scores(scores) => {
                for (seeker, score) in scores {
                    lines.push(format!("prefers\t{id}\t{}\t{score}\n", problem.seeker_id(*seeker)));
                }
                "scores"
            }
        };
        lines.push(format!("place\t{id}\t{}\t{region}\t{}\t{kind}\n", facts.capacity, score(facts.min_score)));
        for quota in &facts.quotas {
            let (group, most) = (&problem.groups[quota.group as usize], quota.at_most);
            let most = most.map_or_else(|| "-".to_owned(), |most| most.to_string());
            let line = score(quota.min_score);
            lines.push(format!("quota\t{id}\t{group}\t{}\t{most}\t{line}\n", quota.at_least));
        }
    }
}

fn seekers(problem: &Problem) -> Vec<String> {
    let mut lines = Vec::with_capacity(problem.n_seekers());
    for seeker in 0..problem.n_seekers() as u32 {
        let id = problem.seeker_id(seeker);
        let group = match problem.group[seeker as usize] {
            NONE => "-",
            group => &problem.groups[group as usize],
        };
        let mut line = format!("seeker\t{id}\t{}\t{group}\t", problem.drawn_id(seeker));
        for (at, score) in problem.scores(seeker).iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(line, "{gap}{score}").expect("a text takes any words");
        }
        write!(line, "\t{}", problem.n_listed(seeker)).expect("a text takes any words");
        for place in problem.choices(seeker) {
            line.push('\t');
            line.push_str(problem.place_id(*place));
        }
        line.push('\n');
        lines.push(line);
        if !problem.costs.is_empty() {
            for at in problem.choice_range(seeker) {
                let place = problem.place_id(problem.choice_place[at]);
                lines.push(format!("cost\t{id}\t{place}\t{}\n", problem.costs[at]));
            }
        }
    }
    lines
}
