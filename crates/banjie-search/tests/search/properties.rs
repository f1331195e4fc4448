//! What holds for every label and every query.

use crate::common::{entry, everything, index_of, moment, records};
use banjie_model::value::RecordId;
use banjie_search::{Entry, Index, Orgs, Reach};
use proptest::prelude::*;

fn label() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[一-龥]{1,4}",
        2 => "[五华路天马长乐坊违法建设]{1,4}",
        1 => "[0-9]{1,5}",
        1 => "[A-Za-zＡ-Ｚ]{1,4}",
        1 => "[〔〕（）、。 \\-]",
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// Runs of letters or of digits, whose inner pieces are not searched for.
fn kind(c: char) -> u8 {
    match c {
        c if c.is_ascii_digit() => 1,
        'A'..='Z' | 'a'..='z' | 'Ａ'..='Ｚ' => 2,
        _ => 0,
    }
}

/// Whether too little is left of a pair without its punctuation: nothing, or one letter or figure.
fn too_little(pair: &[char]) -> bool {
    pair.iter().any(|c| !c.is_alphanumeric()) && !pair.iter().any(|c| c.is_alphanumeric() && kind(*c) == 0)
}

/// Whether the two at this place lie strictly inside one word or number.
fn inside(chars: &[char], at: usize) -> bool {
    let same = |i: usize, j: usize| kind(chars[i]) != 0 && kind(chars[i]) == kind(chars[j]);
    at > 0 && at + 2 < chars.len() && same(at - 1, at) && same(at, at + 1) && same(at + 1, at + 2)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_record_is_found_by_every_two_characters_of_its_label(labels in prop::collection::vec(label(), 1..8)) {
        let entries: Vec<Entry> = (1..).zip(&labels).map(|(record, label)| entry(record, label)).collect();
        let index = index_of(&entries);
        for (record, label) in (1..).zip(&labels) {
            let chars: Vec<char> = label.chars().collect();
            for (at, pair) in chars.windows(2).enumerate() {
                let query: String = pair.iter().collect();
                if inside(&chars, at) || too_little(pair) {
                    continue;
                }
                let found = index.find(&query, &everything(&["case"]), 100, 0).unwrap();
                prop_assert!(records(&found).contains(&record), "{label:?} by {query:?}");
            }
        }
    }

    #[test]
    fn every_record_is_found_first_by_its_whole_label(labels in prop::collection::vec("[一-龥]{2,12}[0-9]{0,3}", 1..8)) {
        let entries: Vec<Entry> = (1..).zip(&labels).map(|(record, label)| entry(record, label)).collect();
        let index = index_of(&entries);
        for label in &labels {
            let found = index.find(label, &everything(&["case"]), 100, 0).unwrap();
            prop_assert_eq!(&*found.hits[0].label.text, label.as_str());
            let marks: Vec<_> = found.hits[0].label.marks.iter().map(|mark| (mark.start, mark.end)).collect();
            prop_assert_eq!(marks, [(0, label.chars().count())]);
        }
    }

    #[test]
    fn any_text_may_be_asked_and_written(query in any::<String>(), text in any::<String>()) {
        let number = Some(text.as_str().into());
        let index = index_of(&[
            entry(1, "五华路12号ＫＴＶ"),
            Entry { texts: vec![text.as_str().into()], number, ..entry(2, &text) },
        ]);
        for asked in [&query, &text] {
            let found = index.find(asked, &everything(&["case"]), 100, 0).unwrap();
            for hit in &found.hits {
                for marked in [Some(&hit.label), hit.number.as_ref(), hit.snippet.as_ref()].into_iter().flatten() {
                    let length = marked.text.chars().count();
                    prop_assert!(marked.marks.iter().all(|mark| mark.start < mark.end && mark.end <= length));
                    prop_assert!(marked.marks.windows(2).all(|two| two[0].end < two[1].start));
                }
            }
        }
    }

    #[test]
    fn an_index_grown_in_steps_answers_like_one_written_at_once(
        steps in prop::collection::vec((1..6_i64, "[五华路天马]{1,4}", any::<bool>()), 1..12),
        query in "[五华路天马]{1,3}",
    ) {
        let stepwise = Index::in_memory().unwrap();
        let mut last = std::collections::BTreeMap::new();
        for (at, (record, label, gone)) in (1_i64..).zip(steps) {
            let written = Entry { changed_at: moment(at), ..entry(record, &label) };
            if gone {
                stepwise.write(&[], &[("case".into(), RecordId(record))], Some(at)).unwrap();
                last.remove(&record);
            } else {
                stepwise.write(std::slice::from_ref(&written), &[], Some(at)).unwrap();
                last.insert(record, written);
            }
        }
        let at_once = index_of(&last.into_values().collect::<Vec<_>>());
        let ask = |index: &Index| index.find(&query, &everything(&["case"]), 100, 0).unwrap();
        prop_assert_eq!(ask(&stepwise), ask(&at_once));
    }

    #[test]
    fn a_narrow_reach_finds_of_everything_what_is_within_it_in_the_same_order(
        labels in prop::collection::vec("[五华路天马a1]{1,4}", 1..12),
        query in "[五华路天马a1w]{1,3}",
    ) {
        let place = |record: i64| if record % 3 == 0 { "/3303/lc/" } else { "/3303/oh/" };
        let placed = |(record, label): (i64, &String)| Entry { org_path: place(record).into(), ..entry(record, label) };
        let index = index_of(&(1..).zip(&labels).map(placed).collect::<Vec<_>>());
        let narrow = [Reach { ledger: "case".into(), orgs: Orgs::Below(vec!["/3303/lc/".into()]) }];
        let within = index.find(&query, &narrow, 100, 0).unwrap();
        let mut all = index.find(&query, &everything(&["case"]), 100, 0).unwrap().hits;
        all.retain(|hit| hit.record.0 % 3 == 0);
        prop_assert_eq!(within.total, all.len());
        prop_assert_eq!(within.hits, all);
    }
}
