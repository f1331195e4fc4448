//! What one may not see is neither found nor counted.

use crate::common::{entry, index_of, records};
use banjie_model::Name;
use banjie_search::{Entry, Index, Orgs, Reach};

fn county() -> Index {
    let at = |record, ledger: &str, path: &str| Entry {
        ledger: ledger.into(),
        org_path: path.into(),
        ..entry(record, "五华路违法建设")
    };
    index_of(&[
        at(1, "case", "/3303/"),
        at(2, "case", "/3303/lc/"),
        at(3, "case", "/3303/lc/a/"),
        at(4, "case", "/33031/"),
        at(5, "petition", "/3303/lc/"),
        at(6, "petition", "/3303/oh/"),
    ])
}

fn check(reach: &[(&str, Orgs)], expected: &[i64], by_ledger: &[(&str, usize)]) {
    let reach: Vec<Reach> =
        reach.iter().map(|(ledger, orgs)| Reach { ledger: Name::from(*ledger), orgs: orgs.clone() }).collect();
    let found = county().find("五华路", &reach, 100, 0).unwrap();
    let mut seen = records(&found);
    seen.sort_unstable();
    assert_eq!(seen, expected, "{reach:?}");
    assert_eq!(found.total, expected.len());
    let counts: Vec<(&str, usize)> = found.by_ledger.iter().map(|(ledger, count)| (&**ledger, *count)).collect();
    assert_eq!(counts, by_ledger);
}

fn paths(paths: &[&str]) -> Vec<Name> {
    paths.iter().map(|path| Name::from(*path)).collect()
}

#[test]
fn without_reach_nothing_is_found() {
    check(&[], &[], &[]);
    check(&[("case", Orgs::Exactly(Vec::new()))], &[], &[]);
    check(&[("other", Orgs::All)], &[], &[]);
}

#[test]
fn a_ledger_is_seen_whole_exactly_or_from_an_organisation_down() {
    check(&[("case", Orgs::All)], &[1, 2, 3, 4], &[("case", 4)]);
    check(&[("case", Orgs::Exactly(paths(&["/3303/lc/"])))], &[2], &[("case", 1)]);
    check(&[("case", Orgs::Exactly(paths(&["/3303/", "/3303/lc/a/"])))], &[1, 3], &[("case", 2)]);
    check(&[("case", Orgs::Below(paths(&["/3303/"])))], &[1, 2, 3], &[("case", 3)]);
    check(&[("case", Orgs::Below(paths(&["/3303"])))], &[1, 2, 3], &[("case", 3)]);
    check(&[("case", Orgs::Below(paths(&["/3303/lc/"])))], &[2, 3], &[("case", 2)]);
    check(&[("case", Orgs::Below(paths(&["/"])))], &[1, 2, 3, 4], &[("case", 4)]);
}

#[test]
fn reaches_add_up_and_each_holds_for_its_own_ledger_only() {
    check(
        &[("case", Orgs::All), ("petition", Orgs::Below(paths(&["/3303/oh/"])))],
        &[1, 2, 3, 4, 6],
        &[("case", 4), ("petition", 1)],
    );
    check(
        &[("case", Orgs::Exactly(paths(&["/3303/"]))), ("case", Orgs::Below(paths(&["/3303/lc/a/"])))],
        &[1, 3],
        &[("case", 2)],
    );
}

#[test]
fn a_name_that_looks_like_a_path_of_another_ledger_opens_nothing() {
    check(&[("case\0</3303/", Orgs::All)], &[], &[]);
    check(&[("cas", Orgs::Below(paths(&["e/"])))], &[], &[]);
}
