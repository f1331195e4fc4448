//! The ways a case can take through its states.

use std::collections::{BTreeSet, VecDeque};

use banjie_model::definition::Ledger;

/// States as a graph; the arrows are the actions.
pub(super) struct Routes<'a> {
    ledger: &'a Ledger,
    arrows: Vec<(&'a str, &'a str)>,
}

impl<'a> Routes<'a> {
    /// The graph of a ledger. An action without `from` starts in every state that is no end.
    pub(super) fn of(ledger: &'a Ledger) -> Routes<'a> {
        let mut arrows = Vec::new();
        for action in &ledger.actions {
            let Some(to) = &action.to else { continue };
            if action.from.is_empty() {
                arrows.extend(ledger.states.iter().filter(|s| !s.end).map(|s| (&*s.name, &**to)));
            } else {
                arrows.extend(action.from.iter().map(|from| (&**from, &**to)));
            }
        }
        arrows.retain(|(from, to)| from != to);
        Routes { ledger, arrows }
    }

    /// States one action away.
    pub(super) fn next(&self, state: &str) -> impl Iterator<Item = &'a str> {
        self.arrows.iter().filter(move |(from, _)| *from == state).map(|(_, to)| *to)
    }

    /// States that can be entered from there, itself only where a way leads back to it. Ways end at `stops`, which count
    /// as entered.
    pub(super) fn reachable(&self, from: &str, stops: &dyn Fn(&str) -> bool) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::new();
        let mut open: VecDeque<&str> = VecDeque::from([from]);
        while let Some(state) = open.pop_front() {
            for next in self.next(state) {
                if found.insert(next) && !stops(next) {
                    open.push_back(next);
                }
            }
        }
        found
    }

    /// True when some end state can be entered from there.
    pub(super) fn can_end(&self, from: &str) -> bool {
        let reachable = self.reachable(from, &|_| false);
        self.ledger.states.iter().any(|state| state.end && reachable.contains(&*state.name))
    }
}
