//! Records as a bureau has them.

use banjie_model::value::RecordId;
use banjie_model::{Moment, Name};
use banjie_search::{Entry, Hits, Index, Marked, Orgs, Reach};

pub fn moment(day: i64) -> Moment {
    Moment::default() + chrono::Duration::days(19_000 + day)
}

pub fn entry(record: i64, label: &str) -> Entry {
    Entry {
        ledger: "case".into(),
        record: RecordId(record),
        org_path: "/3303/lc/".into(),
        number: None,
        label: label.into(),
        texts: Vec::new(),
        state: "办理中".into(),
        closed: false,
        changed_at: moment(record),
    }
}

pub fn numbered(record: i64, label: &str, number: &str) -> Entry {
    Entry { number: Some(number.into()), ..entry(record, label) }
}

pub fn everything(ledgers: &[&str]) -> Vec<Reach> {
    ledgers.iter().map(|ledger| Reach { ledger: Name::from(*ledger), orgs: Orgs::All }).collect()
}

pub fn index_of(entries: &[Entry]) -> Index {
    let index = Index::in_memory().unwrap();
    index.write(entries, &[], Some(1)).unwrap();
    index
}

pub fn records(hits: &Hits) -> Vec<i64> {
    hits.hits.iter().map(|hit| hit.record.0).collect()
}

/// The text with its marks in brackets.
pub fn shown(marked: &Marked) -> String {
    let chars: Vec<char> = marked.text.chars().collect();
    let mut shown = String::new();
    let mut at = 0;
    for mark in &marked.marks {
        shown.extend(&chars[at..mark.start]);
        shown.push('[');
        shown.extend(&chars[mark.clone()]);
        shown.push(']');
        at = mark.end;
    }
    shown.extend(&chars[at..]);
    shown
}
