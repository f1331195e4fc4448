//! Relations between the numbers of the prose, one kind a file.

mod arithmetic;
mod average;
mod calendar;
mod completion;
mod funnel;
mod growth;
mod list;
mod money;
mod part;
mod plausible;
mod rank;
mod rate;
mod repeat;
mod share;
mod table;
mod total;

use crate::check::Desk;

/// Runs every kind over the document.
pub(crate) fn check(desk: &mut Desk<'_>) {
    for sentence in 0..desk.prose.sentences.len() {
        if desk.in_sentence(sentence).is_empty() {
            continue;
        }
        total::check(desk, sentence);
        share::check(desk, sentence);
        rate::check(desk, sentence);
        growth::check(desk, sentence);
        completion::check(desk, sentence);
        average::check(desk, sentence);
        part::check(desk, sentence);
        rank::check(desk, sentence);
        money::check(desk, sentence);
        calendar::check(desk, sentence);
    }
    funnel::check(desk);
    plausible::check(desk);
    list::check(desk);
    repeat::check(desk);
    table::check(desk);
}
