//! Printing and reading again give the same tree.

use banjie_model::{expr::Expr, finding::Span};
use proptest::prelude::*;

use super::{
    super::{operators::same, parse_expression, print},
    fixture::{Place, with_scope},
};

/// Texts of numbers (not constants, so that comparisons stand).
fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("people".to_string()),
        Just("size(photos)".to_string()),
        Just("year(found_on)".to_string()),
        Just("closed_on - found_on".to_string()),
        (1..2_000_000i64).prop_map(|n| format!("(people + {n})")),
        (1..9_999i64).prop_map(|n| format!("people * {n}.25")),
        Just("-people".to_string()),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone(), prop::sample::select(vec!["+", "-", "*", "/"]))
                .prop_map(|(a, b, op)| format!("({a}) {op} ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("max({a}, {b})")),
            (inner.clone(), 1..5u8).prop_map(|(a, n)| format!("round({a}, {n})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(cadre ? {a} : {b})")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
}

/// Texts of conditions.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("cadre".to_string()),
        Just("kind == 'rooftop'".to_string()),
        Just("kind in ['legacy', 'rebuilt']".to_string()),
        Just("!has(fine)".to_string()),
        Just("rate >= 12.5%".to_string()),
        Just("found_on + 7 working days < 2025-10-14".to_string()),
        Just("contains(party, 'O\\'Neill')".to_string()),
        Just("org.kind == 'school'".to_string()),
        Just("filing.overdue".to_string()),
        Just("discretion(kind, area).low > fine".to_string()),
        (number(), 1..100i64, prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]))
            .prop_map(|(a, n, op)| format!("({a}) {op} {n}")),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("(({a}) ? ({b}) : ({c}))")),
        ]
    })
}

fn read(text: &str) -> Option<Expr> {
    with_scope(Place::Ledger, |_, scope| parse_expression(text, scope, None).0)
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same_tree(text in condition()) {
        let first = read(&text);
        prop_assert!(first.is_some(), "{}", text);
        let first = first.expect("checked");
        let printed = print(&first);
        let second = read(&printed);
        prop_assert!(second.is_some(), "{} printed as {}", text, printed);
        let second = second.expect("checked");
        prop_assert!(same(&first, &second), "{} printed as {}", text, printed);
        prop_assert_eq!(&first.ty, &second.ty);
        prop_assert_eq!(print(&second), printed);
    }

    #[test]
    fn any_text_gives_a_tree_or_faults_inside_the_text(text in "[a-z且 ()\\[\\].,'0-9%<>=&|!+*/?:-]{0,40}|.{0,30}") {
        let (expr, faults) = with_scope(Place::Ledger, |_, scope| parse_expression(&text, scope, None));
        prop_assert_eq!(expr.is_some(), faults.is_empty());
        for fault in faults {
            let spans: Vec<Span> = std::iter::once(fault.span).chain(fault.fix.map(|(span, _)| span)).collect();
            for span in spans {
                prop_assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{span:?} in {text}");
            }
        }
    }
}
