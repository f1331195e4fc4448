//! The pages of `banjie explain` are true: the bad example has the fault, the good one has none.

use banjie_model::expr::Ty;

use super::{
    super::{pages::PAGES, parse_expression},
    fixture::{Place, with_scope},
};

fn codes(code: &str, text: &str) -> Vec<&'static str> {
    let place = if code == "unknown-indicator" { Place::Formula } else { Place::Ledger };
    let expected = (code == "not-rounded").then_some(Ty::Money);
    // The pages use the words of language.md, the fixture the same with one name for each.
    let text = text.replace("insurance_rate(kind)", "insurance_rate(cover)").replace("excess * unit_price", "area * 2");
    let text = if code == "expr-too-deep" && text.contains('…') {
        format!("{}1{}", "(".repeat(99), ")".repeat(99))
    } else {
        text
    };
    with_scope(place, |_, scope| parse_expression(&text, scope, expected).1.iter().map(|fault| fault.code).collect())
}

#[test]
fn every_bad_example_has_its_fault_and_every_good_one_has_none() {
    for page in PAGES {
        let bad = codes(page.code, page.bad);
        assert!(bad.contains(&page.code), "{}: {} gives {bad:?}", page.code, page.bad);
        let good = codes(page.code, page.good);
        assert!(good.is_empty(), "{}: {} gives {good:?}", page.code, page.good);
    }
}

#[test]
fn pages_are_in_order_and_say_something() {
    assert!(PAGES.is_sorted_by_key(|page| page.code));
    for page in PAGES {
        assert!(!page.title.is_empty() && page.why.chars().count() > 10, "{}", page.code);
    }
}
