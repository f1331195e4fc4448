//! Decision tables.

use banjie_model::value::Value;
use chrono::NaiveDate;

use super::fixture::{Demo, check, check_at, moment};
use crate::evaluate::table_row;

#[test]
fn the_formula_of_the_subsidy_is_capped_by_what_is_left() {
    let formula = "max(0, min(round(premium * insurance_rate(cover).rate, 2), cap() - paid))";
    assert_eq!(check("premium=123456.78 cover=property paid=0", formula), "61728.39");
    assert_eq!(check("premium=123456.79 cover=property paid=0", formula), "61728.4");
    assert_eq!(check("premium=123456.78 cover=credit paid=499000", formula), "1000");
    assert_eq!(check("premium=123456.78 cover=credit paid=500001", formula), "0");
}

#[test]
fn the_rows_in_force_on_the_day_decide() {
    let rate = |at: &str| check_at("cover=credit", "insurance_rate(cover).rate", moment(at), &[]);
    assert_eq!(rate("2009-12-31T23:59"), "missing");
    assert_eq!(rate("2010-01-01T00:00"), "0.4");
    assert_eq!(rate("2025-12-31T23:59"), "0.4");
    assert_eq!(rate("2026-01-01T00:00"), "0.3");
}

#[test]
fn a_missing_input_fits_only_where_anything_does() {
    assert_eq!(check("", "insurance_rate(cover).rate"), "missing");
    assert_eq!(check_at("", "insurance_rate(cover).rate", moment("2026-06-01T00:00"), &[]), "0.3");
    assert_eq!(check("area=10", "band(area, urgent).low"), "100");
    assert_eq!(check("area=60", "band(area, urgent).low"), "missing");
}

#[test]
fn ranges_hold_their_lower_end_and_not_their_upper() {
    assert_eq!(check("area=49.99 urgent=true", "band(area, urgent).high"), "200");
    assert_eq!(check("area=50.00 urgent=true", "band(area, urgent).low"), "500");
    assert_eq!(check("area=99.99 urgent=false", "band(area, urgent).high"), "400");
    assert_eq!(check("area=100.00 urgent=false", "band(area, urgent).low"), "700");
}

#[test]
fn a_row_is_found_for_given_inputs() {
    let demo = Demo::new();
    let world = demo.world();
    let table = &world.library.packages["demo"].tables["insurance_rate"];
    let row = table_row(table, &[Value::code("liability")], NaiveDate::from_ymd_opt(2020, 1, 1).unwrap());
    assert_eq!(row.map(|row| row.then[0].as_decimal()), Some(Some("0.5".parse().unwrap())));
    assert!(table_row(table, &[Value::code("life")], NaiveDate::from_ymd_opt(2020, 1, 1).unwrap()).is_none());
}
