//! What expressions mean, above all where values are missing.

use super::fixture::{check, check_at, moment};

#[test]
fn comparing_a_missing_value_is_false_whichever_way() {
    for text in ["people == 3", "people != 3", "people < 3", "people <= 3", "people > 3", "people >= 3"] {
        assert_eq!(check("", text), "false", "{text}");
    }
    assert_eq!(check("", "people == people + 0"), "false");
    assert_eq!(check("", "cover in ['credit', 'property']"), "false");
    assert_eq!(check("", "contains(firm, '甲')"), "false");
}

#[test]
fn conditions_are_two_valued() {
    assert_eq!(check("", "!(people > 3)"), "true");
    assert_eq!(check("", "!urgent"), "true");
    assert_eq!(check("", "urgent || people > 3"), "false");
    assert_eq!(check("", "!urgent && !(cover == 'credit')"), "true");
    assert_eq!(check("", "urgent == false"), "false");
    assert_eq!(check("urgent=false", "urgent == false"), "true");
    assert_eq!(check("", "urgent ? 1 : 2"), "2");
}

#[test]
fn arithmetic_with_a_missing_value_is_missing() {
    for text in
        ["people + 1", "1 - people", "premium * rate", "people / 2", "-people", "premium + premium", "year(paid_on)"]
    {
        assert_eq!(check("", text), "missing", "{text}");
    }
    assert_eq!(check("", "round(premium, 2)"), "missing");
    assert_eq!(check("", "asked_on + 7 days"), "missing");
    assert_eq!(check("asked_on=2025-01-01", "paid_on - asked_on"), "missing");
    assert_eq!(check("", "size(firm)"), "missing");
}

#[test]
fn has_asks_and_min_and_max_take_what_is_present() {
    assert_eq!(check("people=0", "has(people)"), "true");
    assert_eq!(check("", "has(people)"), "false");
    assert_eq!(check("", "has(people + 1)"), "false");
    assert_eq!(check("people=3", "min(people, premium, 5)"), "3");
    assert_eq!(check("", "max(premium, area)"), "missing");
    assert_eq!(check("premium=2.50 area=1", "max(premium, 2)"), "2.5");
    assert_eq!(check("asked_on=2025-01-01", "max(asked_on, paid_on)"), "2025-01-01");
}

#[test]
fn files_nobody_added_are_none() {
    assert_eq!(check("", "size(photos)"), "0");
    assert_eq!(check("photos=2", "size(photos)"), "2");
    assert_eq!(check("firm=甲乙丙", "size(firm)"), "3");
}

#[test]
fn numbers_are_exact() {
    assert_eq!(check("premium=0.10 paid=0.20", "premium + paid == 0.3"), "true");
    assert_eq!(check("people=1", "people / 3"), "0.3333333333333333333333333333");
    assert_eq!(check("people=7", "people / 2"), "3.5");
    assert_eq!(check("premium=100 rate=0.125", "premium * rate"), "12.5");
    assert_eq!(check("premium=1.005", "round(premium, 2)"), "1.01");
    assert_eq!(check("area=-2.50", "round(area, 0)"), "-3");
    assert_eq!(check("area=2.50", "round(area, 0)"), "3");
}

#[test]
fn dividing_by_zero_and_overflow_give_nothing() {
    assert_eq!(check("people=0", "1 / people"), "missing");
    assert_eq!(check("people=0 premium=1.00", "premium / people"), "missing");
    assert_eq!(check("people=9223372036854775807", "people + 1"), "missing");
    assert_eq!(check("area=79228162514264337593543950335", "area * 10"), "missing");
}

#[test]
fn days_are_counted_without_the_first() {
    assert_eq!(check("asked_on=2025-09-28", "asked_on + 7 working days"), "2025-10-14");
    assert_eq!(check("asked_on=2025-09-28", "add_working_days(asked_on, 7)"), "2025-10-14");
    assert_eq!(check("asked_on=2025-10-14", "asked_on - 7 working days"), "2025-09-28");
    assert_eq!(check("asked_on=2025-09-28 paid_on=2025-10-14", "working_days(asked_on, paid_on)"), "7");
    assert_eq!(check("asked_on=2025-09-28 paid_on=2025-10-14", "days(asked_on, paid_on)"), "16");
    assert_eq!(check("asked_on=2025-09-28 paid_on=2025-10-14", "paid_on - asked_on"), "16");
    assert_eq!(check("asked_on=2024-01-31", "asked_on + 1 month"), "2024-02-29");
    assert_eq!(check("asked_on=2024-02-29", "asked_on + 1 year"), "2025-02-28");
    assert_eq!(check("asked_at=2025-09-28T16:30", "asked_at + 24 hours"), "2025-09-29T16:30");
    assert_eq!(check("asked_at=2025-09-28T16:30", "asked_at + 7 working days"), "2025-10-14T16:30");
}

#[test]
fn an_instant_is_compared_with_a_date_by_its_date() {
    assert_eq!(check("asked_at=2025-12-31T16:30", "asked_at <= 2025-12-31"), "true");
    assert_eq!(check("asked_at=2025-12-31T16:30", "asked_at == 2025-12-31"), "true");
    assert_eq!(check("asked_at=2026-01-01T00:00", "asked_at <= 2025-12-31"), "false");
    assert_eq!(check("asked_at=2025-12-31T16:30", "asked_at < now()"), "false");
}

#[test]
fn parts_of_dates_and_ages() {
    assert_eq!(check("asked_on=2025-09-28", "year(asked_on) * 100 + month(asked_on)"), "202509");
    assert_eq!(check("asked_on=2025-09-30", "quarter(asked_on)"), "3");
    assert_eq!(check("born_on=2010-09-02 asked_on=2025-09-01", "age(born_on, asked_on)"), "14");
    assert_eq!(check("born_on=2010-09-01 asked_on=2025-09-01", "age(born_on, asked_on)"), "15");
    assert_eq!(check("born_on=2026-09-01 asked_on=2025-09-01", "age(born_on, asked_on)"), "missing");
    assert_eq!(check("", "today()"), "2025-11-12");
    assert_eq!(check_at("", "now()", moment("2025-01-02T03:04"), &[]), "2025-01-02T03:04");
}

#[test]
fn texts_and_places_are_searched() {
    assert_eq!(check("site=五马街1号", "contains(site, '马街')"), "true");
    assert_eq!(check("firm=五马街", "starts_with(firm, '马街')"), "false");
    assert_eq!(check("firm=甲", "firm == '甲'"), "true");
    assert_eq!(check("cover=credit", "cover == 'credit' && cover in ['property', 'credit']"), "true");
}

#[test]
fn facts_of_the_record_and_of_organisations() {
    assert_eq!(check("", "state == 'asked' && hand_overs == 1 && !has(number) && handler == 'zhang'"), "true");
    assert_eq!(check("", "opened_on"), "2025-09-28");
    assert_eq!(check("", "has(closed_on)"), "false");
    assert_eq!(check("", "org.name == '鹿城分局' && org.kind == 'bureau' && org.canteen"), "true");
    assert_eq!(check("office=nobody", "has(office.name)"), "false");
    assert_eq!(check("office=lc", "office == org"), "true");
}

#[test]
fn the_record_looked_up_is_another() {
    assert_eq!(check("firm=甲 people=4", "it.firm == firm && it.people < people && it.state == 'asked'"), "true");
    assert_eq!(check("firm=乙", "it.firm == firm"), "false");
}
