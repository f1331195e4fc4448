use banjie_model::{
    definition::{Cell, CodeEntry, CodeList, DatedRows, DecisionTable, FieldType, TableColumn, TableRow},
    value::Value,
};
use chrono::NaiveDate;
use indexmap::IndexMap;
use insta::assert_snapshot;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;

fn codes() -> IndexMap<Name, CodeList> {
    let entries = [("property", "财产险"), ("liability", "责任险"), ("credit", "信用险")]
        .map(|(key, title)| (Name::from(key), CodeEntry { key: key.into(), title: title.into(), parent: None }));
    [("kind".into(), CodeList { name: "kind".into(), entries: entries.into_iter().collect() })].into_iter().collect()
}

fn range(low: Option<i64>, high: Option<i64>) -> Cell {
    Cell::Range { low: low.map(Decimal::from), high: high.map(Decimal::from) }
}

fn keys_of(keys: &[&str]) -> Cell {
    Cell::OneOf(keys.iter().map(|key| Value::code(key)).collect())
}

fn table(inputs: &[(&str, FieldType)], rows: Vec<Vec<Cell>>) -> DecisionTable {
    let column = |(name, ty): &(&str, FieldType)| TableColumn { name: (*name).into(), ty: ty.clone() };
    DecisionTable {
        name: "t".into(),
        title: "表".into(),
        inputs: inputs.iter().map(column).collect(),
        outputs: vec![],
        dated: vec![DatedRows {
            since: NaiveDate::from_ymd_opt(2020, 1, 1).unwrap(),
            basis: None,
            rows: rows.into_iter().map(|when| TableRow { when, then: vec![] }).collect(),
        }],
    }
}

fn check(inputs: &[(&str, FieldType)], rows: Vec<Vec<Cell>>) -> String {
    let codes = codes();
    let found = coverage(&table(inputs, rows), &[&codes]);
    let line = |u: Uncovered| match u.fault {
        Fault::Gap => format!("空缺：{}", u.case_zh()),
        Fault::Overlap { first, second } => format!("重叠（第 {}、{} 行）：{}", first + 1, second + 1, u.case_zh()),
    };
    found.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn kind_and_area() -> [(&'static str, FieldType); 2] {
    [("kind", FieldType::Code("kind".into())), ("area", FieldType::Decimal { precision: 12, scale: 2 })]
}

#[test]
fn a_table_that_covers_everything_once_has_no_fault() {
    let rows = vec![
        vec![keys_of(&["property"]), range(None, Some(50))],
        vec![keys_of(&["property"]), range(Some(50), None)],
        vec![keys_of(&["liability", "credit"]), Cell::Any],
    ];
    assert_eq!(check(&kind_and_area(), rows), "");
}

#[test]
fn a_gap_is_shown_with_its_case() {
    let rows = vec![
        vec![keys_of(&["property"]), range(Some(0), Some(50))],
        vec![keys_of(&["property"]), range(Some(60), None)],
        vec![keys_of(&["liability"]), Cell::Any],
    ];
    assert_snapshot!(check(&kind_and_area(), rows), @r"
    空缺：kind 为财产险，area 为 50（含）至 60（不含）
    空缺：kind 为信用险，area 为任意值
    ");
}

#[test]
fn an_overlap_is_shown_once_for_two_rows() {
    let rows = vec![
        vec![keys_of(&["property", "credit"]), range(None, Some(60))],
        vec![Cell::Any, range(Some(50), None)],
        vec![keys_of(&["liability"]), range(None, Some(50))],
    ];
    assert_snapshot!(check(&kind_and_area(), rows), @"重叠（第 1、2 行）：kind 为财产险、信用险，area 为 50（含）至 60（不含）");
}

#[test]
fn single_numbers_leave_what_lies_between_them_uncovered() {
    let one = |n: i64| vec![Cell::OneOf(vec![Value::Int(n)])];
    assert_snapshot!(check(&[("level", FieldType::Int)], vec![one(1), one(2), one(4)]), @"空缺：level 为 0（含）至 1（不含）、2（不含）至 4（不含）、4（不含）以上");
}

#[test]
fn a_table_without_inputs_needs_exactly_one_row() {
    assert_eq!(check(&[], vec![vec![]]), "");
    assert_eq!(check(&[], vec![]), "空缺：没有输入");
    assert_eq!(check(&[], vec![vec![], vec![]]), "重叠（第 1、2 行）：没有输入");
}

#[test]
fn yes_and_no_are_both_needed() {
    let yes = vec![Cell::OneOf(vec![Value::Bool(true)])];
    assert_eq!(check(&[("special", FieldType::Bool)], vec![yes]), "空缺：special 为否");
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Any),
        (0..6i64).prop_map(|n| Cell::OneOf(vec![Value::Int(n)])),
        (0..6i64, 1..4i64).prop_map(|(low, len)| range(Some(low), Some(low + len))),
        (0..6i64).prop_map(|high| range(None, Some(high))),
        (0..6i64).prop_map(|low| range(Some(low), None)),
    ]
}

proptest! {
    #[test]
    fn what_is_found_agrees_with_trying_every_number(rows in prop::collection::vec(prop::collection::vec(cell(), 2), 1..5)) {
        let inputs = [("a", FieldType::Int), ("b", FieldType::Int)];
        let bottom = |column: usize| {
            let open = rows.iter().any(|row| matches!(&row[column], Cell::Range { low: None, .. }));
            if open { -2i64 } else { 0 }
        };
        let hits = |a: i64, b: i64| {
            rows.iter().filter(|row| admits(&row[0], &Value::Int(a)) && admits(&row[1], &Value::Int(b))).count()
        };
        let tried: Vec<usize> = (bottom(0)..12).flat_map(|a| (bottom(1)..12).map(move |b| (a, b))).map(|(a, b)| hits(a, b)).collect();
        let found = coverage(&table(&inputs, rows.clone()), &[]);
        let full = found.len() >= FAULTS_MAX;
        let gap = found.iter().any(|u| u.fault == Fault::Gap);
        let overlap = found.iter().any(|u| matches!(u.fault, Fault::Overlap { .. }));
        prop_assert!(full || gap == tried.contains(&0));
        prop_assert!(full || overlap == tried.iter().any(|n| *n > 1));
    }
}
