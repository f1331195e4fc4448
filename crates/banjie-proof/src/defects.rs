//! Formal defects of official documents, one rule family a file.

mod attachments;
mod brackets;
mod case;
mod document_number;
mod duplicates;
mod fragments;
mod garbled;
mod grammar;
mod numbering;
mod numerals;
mod official;
mod pattern;
mod placeholder;
mod punctuation;
mod width;
mod words;

use crate::check::Desk;

/// Runs every family over the document.
pub(crate) fn check(desk: &mut Desk<'_>) {
    placeholder::check(desk);
    brackets::check(desk);
    width::check(desk);
    numbering::check(desk);
    fragments::check(desk);
    duplicates::check(desk);
    garbled::check(desk);
    case::check(desk);
    numerals::check(desk);
    punctuation::check(desk);
    pattern::check(desk);
    official::check(desk);
    attachments::check(desk);
}
