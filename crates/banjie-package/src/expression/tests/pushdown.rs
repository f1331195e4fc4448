//! What a database can compute.

use banjie_model::{
    expr::ExprKind,
    pushdown::{Over, compilable, decimal_places, discreet},
};

use super::{
    super::parse_expression,
    fixture::{Place, with_scope},
};

/// Empty when it can; else the part and the reason.
fn check(place: Place, text: &str) -> String {
    let over = match place {
        Place::Lookup => Over::Lookup,
        Place::Runs => Over::Runs { limit: "filing" },
        _ => Over::Records,
    };
    with_scope(place, |_, scope| {
        let (expr, faults) = parse_expression(text, scope, None);
        assert!(faults.is_empty(), "{faults:?}");
        match compilable(&expr.expect("no faults"), over) {
            Ok(()) => String::new(),
            Err(obstacle) => {
                format!("{}：{}", &text[obstacle.node.span.start..obstacle.node.span.end], obstacle.reason)
            }
        }
    })
}

/// Empty when it asks only what may be asked of sensitive values (here the party, the firm, the subsidy); else the part.
fn told(place: Place, text: &str) -> String {
    let over = if place == Place::Lookup { Over::Lookup } else { Over::Records };
    let sensitive = |kind: &ExprKind| match kind {
        ExprKind::Field(field) => place != Place::Lookup && &*field.name == "party",
        ExprKind::It(field) => matches!(&*field.name, "firm" | "subsidy"),
        _ => false,
    };
    with_scope(place, |_, scope| {
        let (expr, faults) = parse_expression(text, scope, None);
        assert!(faults.is_empty(), "{faults:?}");
        match discreet(&expr.expect("no faults"), over, &sensitive) {
            Ok(()) => String::new(),
            Err(obstacle) => text[obstacle.node.span.start..obstacle.node.span.end].to_owned(),
        }
    })
}

#[test]
fn of_sensitive_values_one_may_ask_whether_they_are_equal_and_nothing_else() {
    for text in [
        "party == '张三' && kind == 'rooftop'",
        "!has(party) || party != '李四'",
        "party in ['张三', '李四'] && fine > 100",
        "fine * 2 > premium",
    ] {
        assert_eq!(told(Place::Ledger, text), "", "{text}");
    }
    for (text, part) in [
        ("contains(party, '张')", "party"),
        ("kind == 'rooftop' && size(party) > 2", "party"),
        ("party == reason_text", "party"),
        ("party in ['张三', reason_text]", "party"),
        ("has(party) && starts_with(party, '张')", "party"),
    ] {
        let text = text.replace("reason_text", "number");
        assert_eq!(told(Place::Ledger, &text), part, "{text}");
    }
    assert_eq!(told(Place::Lookup, "it.firm == firm && year(it.paid_on) == 2025"), "");
    assert_eq!(told(Place::Lookup, "it.firm != firm || it.state == 'paid'"), "");
    assert_eq!(told(Place::Lookup, "it.firm == firm && it.subsidy > fine"), "it.subsidy");
}

fn places(text: &str) -> Option<u8> {
    with_scope(Place::Ledger, |_, scope| decimal_places(&parse_expression(text, scope, None).0.expect(text)))
}

#[test]
fn filters_people_write_can_be_computed() {
    for text in [
        "kind == 'rural_house' && danger_d",
        "state in ['found', 'filed'] || !has(closed_on)",
        "fine * 2 + premium >= 100.50 && -people < 3",
        "year(found_on) == 2025 && quarter(entered_at) == 2",
        "size(party) > 2 && contains(party, '张') && !has(photos)",
        "max(fine, premium) > (cadre ? 10 : 20)",
        "org == 'lc' && hand_overs > 0",
    ] {
        assert_eq!(check(Place::Ledger, text), "");
    }
}

#[test]
fn what_cannot_be_computed_is_named() {
    let says = |text: &str| check(Place::Ledger, text).split('：').next().unwrap_or_default().to_string();
    assert_eq!(says("cadre && fine / 2 > 3"), "fine / 2");
    assert_eq!(says("found_on <= today()"), "today()");
    assert_eq!(says("working_days(found_on, closed_on) > 3"), "working_days(found_on, closed_on)");
    assert_eq!(says("discretion(kind, area).low > fine"), "discretion(kind, area).low");
    assert_eq!(says("org.kind == 'school'"), "org.kind");
    assert_eq!(says("found_on + 3 days > closed_on"), "found_on + 3 days");
    assert_eq!(says("closed_on - found_on > 3"), "closed_on - found_on");
    assert_eq!(says("filing.overdue"), "filing.overdue");
    assert_eq!(says("size(photos) > 0"), "size(photos)");
    assert_eq!(says("contains(site, '街')"), "contains(site, '街')");
    assert_eq!(says("rate * rate * rate > 1"), "rate * rate * rate");
    assert_eq!(says("round(area, 1) > 1"), "round(area, 1)");
}

#[test]
fn facts_of_a_run_are_there_where_runs_are_counted() {
    assert_eq!(check(Place::Runs, "overdue && card == 'red' && due_on >= 2025-01-01 && kind == 'legacy'"), "");
    assert_eq!(check(Place::Runs, "filing.on_time"), "");
}

#[test]
fn what_does_not_speak_of_the_other_record_is_known_beforehand() {
    assert_eq!(check(Place::Lookup, "it.firm == firm && year(it.paid_on) == year(today())"), "");
    assert_eq!(check(Place::Lookup, "it.paid_on >= found_on + 7 working days"), "");
    assert_eq!(
        check(Place::Lookup, "it.subsidy / 2 > fine"),
        "it.subsidy / 2：这里不能用除法；两边同乘，或先做成有公式的字段"
    );
}

#[test]
fn decimal_places_are_known_before_anything_is_computed() {
    assert_eq!(places("fine"), Some(2));
    assert_eq!(places("premium * rate"), Some(8));
    assert_eq!(places("fine + people"), Some(2));
    assert_eq!(places("1.50 * people"), Some(1));
    assert_eq!(places("fine / 3"), None);
    assert_eq!(places("round(fine / 3, 4)"), Some(4));
    assert_eq!(places("cadre ? area : 0.125"), Some(3));
    assert_eq!(places("closed_on - found_on"), Some(0));
    assert_eq!(places("party"), None);
}

#[test]
fn nobody_acts_on_what_is_counted_but_somebody_does_on_what_looks_up() {
    assert_eq!(
        check(Place::Ledger, "handler == actor"),
        "actor：这里没有办理人；在办理动作的 sets 里存成字段，再用字段"
    );
    assert_eq!(check(Place::Lookup, "it.handler == actor"), "");
}
