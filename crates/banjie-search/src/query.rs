//! From typed text to a query, and what is close to what.
//!
//! Scores are whole numbers that say how a record was found, not statistics: equal ways of being found are equal in score, so that
//! open before closed and new before old can decide, and nothing that one may not see has a part in the order.

use std::ops::Range;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::schema::{Fields, begins_term, is_term, reach_terms};
use crate::sound::ways;
use crate::tokens::{WORD, head, tail};
use crate::units::{Kind, Units, ends_word};
use crate::{Orgs, Reach};

/// Characters of a query that are read.
const CHARS: usize = 200;
/// Words of a query that are searched.
const WORDS: usize = 12;

/// Organisations and ledgers up to which a reach is narrow.
const NARROW: usize = 32;

/// All that was typed is the label or the number.
const IS: f32 = 1000.0;
/// The label or the number begins with all that was typed.
const BEGINS: f32 = 300.0;
/// A word stands in label or number, not cutting words or numbers.
const IN_TITLE: f32 = 20.0;
/// A word stands there, as beginning or end of a word or number.
const PART_OF_TITLE: f32 = 18.0;
/// A word is the label's pinyin.
const BY_SOUND: f32 = 10.0;
/// One half of a word is in Chinese or figures, the other the label's pinyin.
const BY_PARTS: f32 = 9.0;
/// A word stands in another value.
const IN_BODY: f32 = 5.0;

/// What was typed.
pub(crate) struct Question {
    /// Its words; a record must have all of them.
    pub(crate) words: Vec<Word>,
    whole: Units,
}

/// One word of it.
pub(crate) struct Word {
    /// The word.
    pub(crate) units: Units,
    /// Letters and the rest apart, where it has both.
    pub(crate) parts: Vec<Units>,
}

impl Question {
    /// Reads what was typed. `None` if there is nothing to search for in it.
    pub(crate) fn read(text: &str) -> Option<Question> {
        let mut whole = Units::default();
        let mut words = Vec::new();
        for word in head(text, CHARS).split(ends_word).map(Units::of).filter(|u| !u.is_empty()).take(WORDS) {
            whole.extend(&word);
            words.push(Word { parts: parts(&word), units: word });
        }
        (!words.is_empty()).then_some(Question { words, whole })
    }

    /// The query for it within reach. `None` if nothing is within reach.
    pub(crate) fn query(&self, fields: &Fields, reach: &[Reach]) -> Option<BooleanQuery> {
        let whole_ledgers = reach.iter().any(|r| r.orgs == Orgs::All);
        let reach: Vec<Term> = reach.iter().flat_map(|r| reach_terms(fields, r)).collect();
        if reach.is_empty() {
            return None;
        }
        let narrow = !whole_ledgers && reach.len() <= NARROW;
        let terms = reach.into_iter().map(|t| Box::new(TermQuery::new(t, IndexRecordOption::Basic)) as Box<dyn Query>);
        let within = BooleanQuery::union(terms.collect());
        let mut clauses: Vec<(Occur, Box<dyn Query>)> =
            self.words.iter().map(|w| (Occur::Must, w.query(fields, narrow.then_some(&within)))).collect();
        clauses.push((Occur::Must, scored(Box::new(within), 0.0)));
        let canonical = self.whole.canonical();
        for (term, score) in [(is_term(fields, &canonical), IS), (begins_term(fields, &canonical), BEGINS)] {
            clauses.push((Occur::Should, scored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), score)));
        }
        Some(BooleanQuery::new(clauses))
    }
}

impl Word {
    /// The ways to find it. A narrow reach is set before each of them, because their union is computed in whole blocks of records.
    fn query(&self, fields: &Fields, narrow: Option<&BooleanQuery>) -> Box<dyn Query> {
        let mut ways = simple(fields, &self.units);
        if !self.parts.is_empty() {
            let parts = self.parts.iter().map(|part| closest(simple(fields, part)));
            ways.push((Box::new(BooleanQuery::intersection(parts.collect())), BY_PARTS));
        }
        if let Some(within) = narrow {
            for (way, _) in &mut ways {
                let both =
                    vec![Box::new(within.clone()) as Box<dyn Query>, std::mem::replace(way, Box::new(EmptyQuery))];
                *way = Box::new(BooleanQuery::intersection(both));
            }
        }
        closest(ways)
    }
}

/// Letters and the rest of a word, where it has both.
fn parts(word: &Units) -> Vec<Units> {
    let letters = |at: usize| word.kind(at) == Kind::Letters;
    let mut cuts: Vec<usize> = (1..word.len()).filter(|at| letters(*at) != letters(at - 1)).collect();
    if cuts.is_empty() {
        return Vec::new();
    }
    cuts.push(word.len());
    let mut from = 0;
    cuts.into_iter().map(|to| word.slice(std::mem::replace(&mut from, to)..to)).collect()
}

/// How something can be found, and how close that is.
type Way = (Box<dyn Query>, f32);

/// Found in any of these ways, as close as the closest.
fn closest(ways: Vec<Way>) -> Box<dyn Query> {
    Box::new(DisjunctionMaxQuery::new(ways.into_iter().map(|(query, score)| scored(query, score)).collect()))
}

/// The ways in which a run of units can be found.
fn simple(fields: &Fields, units: &Units) -> Vec<Way> {
    let open = Edges { front: true, back: true };
    let mut found = Vec::new();
    if !(units.is_wide(0) && units.is_wide(units.len() - 1)) {
        found.push((run(fields.title, units, Edges { front: false, back: false }), IN_TITLE));
        found.push((run(fields.title, units, open), PART_OF_TITLE));
    } else {
        found.push((run(fields.title, units, open), IN_TITLE));
    }
    if units.len() == 1 {
        found.extend(ways(units.text(0)).iter().map(|way| (sounds(fields.sound, way), BY_SOUND)));
    }
    found.push((run(fields.body, units, open), IN_BODY));
    found
}

fn scored(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

/// What a run of units may touch.
#[derive(Clone, Copy)]
struct Edges {
    /// Its first word may be the end of a longer one.
    front: bool,
    /// Its last word may be the beginning of a longer one.
    back: bool,
}

/// Units one behind the other.
fn run(field: Field, units: &Units, edges: Edges) -> Box<dyn Query> {
    let last = units.len() - 1;
    if last == 0 && edges.front && !units.is_wide(0) {
        let word = units.text(0);
        let mut ends = vec![format!("<{}", head(word, WORD))];
        if word.chars().count() > 1 {
            ends.push(format!(">{}", tail(word, WORD)));
        }
        return Box::new(BooleanQuery::union(ends.into_iter().map(|e| phrase(field, vec![(0, e)])).collect()));
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while at <= last {
        if units.is_wide(at) {
            let end = (at..=last).find(|i| !units.is_wide(*i)).unwrap_or(last + 1);
            wide_run(units, at..end, &mut tokens);
            at = end;
            continue;
        }
        let word = units.text(at);
        tokens.push(if at == last && edges.back {
            (at, format!("<{}", head(word, WORD)))
        } else if at == 0 && edges.front {
            (at, format!(">{}", tail(word, WORD)))
        } else {
            (at, format!("={}", head(word, WORD)))
        });
        at += 1;
    }
    phrase(field, tokens)
}

/// Pairs that cover a run of characters, or the one character.
fn wide_run(units: &Units, run: Range<usize>, tokens: &mut Vec<(usize, String)>) {
    if run.len() == 1 {
        tokens.push((run.start, units.text(run.start).to_owned()));
        return;
    }
    tokens.extend(covering(run).map(|at| (at, units.pair(at).to_owned())));
}

/// Where pairs must stand to cover a run of two or more: every second place, and the last but one.
fn covering(run: Range<usize>) -> impl Iterator<Item = usize> {
    let odd = run.len() % 2 == 1;
    run.clone().step_by(2).filter(move |at| at + 1 < run.end).chain(odd.then(|| run.end - 2))
}

/// Readings of successive characters.
fn sounds(field: Field, way: &[&str]) -> Box<dyn Query> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < way.len() {
        let end = (at..way.len()).find(|i| way[*i].len() > 1).unwrap_or(way.len());
        if end - at > 1 {
            tokens.extend(covering(at..end).map(|i| (i, format!("{}{}", way[i], way[i + 1]).to_ascii_uppercase())));
            at = end;
        } else {
            tokens.push((at, way[at].to_owned()));
            at += 1;
        }
    }
    phrase(field, tokens)
}

fn phrase(field: Field, mut tokens: Vec<(usize, String)>) -> Box<dyn Query> {
    if tokens.len() == 1
        && let Some((_, token)) = tokens.pop()
    {
        return Box::new(TermQuery::new(Term::from_field_text(field, &token), IndexRecordOption::Basic));
    }
    let terms = tokens.into_iter().map(|(at, token)| (at, Term::from_field_text(field, &token)));
    Box::new(PhraseQuery::new_with_offset(terms.collect()))
}
