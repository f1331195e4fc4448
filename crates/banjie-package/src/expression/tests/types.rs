//! What is read, and its types.

use banjie_model::expr::{Expr, ExprKind, Ty};
use insta::assert_snapshot;

use super::{
    super::{parse_duration, parse_expression, print},
    fixture::{Place, with_scope},
};

/// The tree with all its brackets, and its type.
fn check(text: &str) -> String {
    with_scope(Place::Ledger, |_, scope| {
        let (expr, faults) = parse_expression(text, scope, None);
        assert!(faults.is_empty(), "{faults:?}");
        let expr = expr.expect("no faults, so a tree");
        format!("{} : {}", shape(&expr), ty(&expr.ty))
    })
}

fn shape(expr: &Expr) -> String {
    let parts = || expr.children().into_iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Unary(op, _) => format!("({op:?} {})", parts()),
        ExprKind::Binary(op, ..) => format!("({op:?} {})", parts()),
        ExprKind::If(..) => format!("(If {})", parts()),
        ExprKind::In(..) => format!("(In {})", parts()),
        ExprKind::Call(function, _) => format!("({function:?} {})", parts()),
        ExprKind::Table { table, out, .. } => format!("({table}.{out} {})", parts()),
        _ => print(expr),
    }
}

fn ty(ty: &Ty) -> String {
    format!("{ty:?}")
}

#[test]
fn operators_bind_as_in_cel() {
    assert_snapshot!(check("cadre || special && !danger_d"), @"(Or cadre (And special (Not danger_d))) : Bool");
    assert_snapshot!(check("people + 2 * people - 1 > 3"), @"(Gt (Sub (Add people (Mul 2 people)) 1) 3) : Bool");
    assert_snapshot!(check("(people + 2) * -people"), @"(Mul (Add people 2) (Neg people)) : Int");
    assert_snapshot!(check("cadre ? fine : special ? 0 : 100"), @"(If cadre fine (If special 0 100)) : Money");
    assert_snapshot!(check("!(kind in ['rooftop', 'legacy']) && area >= 1.50"), @"(And (Not (In kind 'rooftop' 'legacy')) (Ge area 1.50)) : Bool");
}

#[test]
fn literals_are_exact() {
    assert_snapshot!(check("50%"), @"50% : Percent");
    assert_snapshot!(check("12.5%"), @"12.5% : Percent");
    assert_snapshot!(check("2025-09-28"), @"2025-09-28 : Date");
    assert_snapshot!(check("date('2025-09-28')"), @"2025-09-28 : Date");
    assert_snapshot!(check("found_on + 7 working days"), @"(Add found_on 7 working days) : Date");
    assert_snapshot!(check("entered_at - 24 hours"), @"(Sub entered_at 24 hours) : DateTime");
    assert_snapshot!(check(r#""it's" == party"#), @r"(Eq 'it\'s' party) : Bool");
    assert_snapshot!(check("opens == '08:30'"), @"(Eq opens '08:30') : Bool");
    assert_snapshot!(check("term == '2025学年第一学期'"), @"(Eq term '2025-T1') : Bool");
}

#[test]
fn texts_become_what_stands_beside_them() {
    assert_snapshot!(check("'rooftop' == kind"), @"(Eq 'rooftop' kind) : Bool");
    assert_snapshot!(check("state in ['found', 'filed']"), @"(In state 'found' 'filed') : Bool");
    assert_snapshot!(check("filing.card != 'red'"), @"(Ne filing.card 'red') : Bool");
    assert_snapshot!(check("org == 'lc' && handler == 'zhang'"), @"(And (Eq org 'lc') (Eq handler 'zhang')) : Bool");
    assert_snapshot!(check("cadre ? kind : 'legacy'"), @r#"(If cadre kind 'legacy') : Code("violation_kind")"#);
    assert_snapshot!(check("discretion('rooftop', area).low"), @"(discretion.low 'rooftop' area) : Money");
}

#[test]
fn money_stays_money_and_ratios_are_plain() {
    assert_snapshot!(check("premium * rate"), @"(Mul premium rate) : Money");
    assert_snapshot!(check("fine / premium"), @"(Div fine premium) : Decimal { scale: None }");
    assert_snapshot!(check("fine / people"), @"(Div fine people) : Money");
    assert_snapshot!(check("people / 2"), @"(Div people 2) : Decimal { scale: None }");
    assert_snapshot!(check("100 * people < fine"), @"(Lt (Mul 100 people) fine) : Bool");
    assert_snapshot!(check("round(area, 0)"), @"(Round area 0) : Int");
    assert_snapshot!(
        check("max(0, min(round(premium * insurance_rate(cover).rate, 2), cap() - paid))"),
        @"(Max 0 (Min (Round (Mul premium (insurance_rate.rate cover)) 2) (Sub (cap.amount ) paid))) : Money"
    );
}

#[test]
fn dates_are_counted_in_days() {
    assert_snapshot!(check("closed_on - found_on"), @"(Sub closed_on found_on) : Int");
    assert_snapshot!(check("working_days(found_on, today()) > 3"), @"(Gt (WorkingDays found_on (Today )) 3) : Bool");
    assert_snapshot!(check("entered_at <= 2025-12-31"), @"(Le entered_at 2025-12-31) : Bool");
    assert_snapshot!(check("year(filing.due_on) == 2025"), @"(Eq (Year filing.due_on) 2025) : Bool");
}

#[test]
fn organisations_have_attributes() {
    assert_snapshot!(check("org.kind == 'school' && receiver.canteen"), @"(And (Eq org.kind 'school') receiver.canteen) : Bool");
}

#[test]
fn a_condition_must_be_yes_or_no_and_a_formula_fits_its_field() {
    let fits =
        |text: &str, ty: Ty| with_scope(Place::Ledger, |_, scope| parse_expression(text, scope, Some(ty)).0.is_some());
    assert!(fits("cadre", Ty::Bool));
    assert!(!fits("area", Ty::Bool));
    assert!(fits("round(premium * rate, 2)", Ty::Money));
    assert!(!fits("premium * rate", Ty::Money));
    assert!(fits("people * 100", Ty::Money));
    assert!(fits("round(fine / premium, 6)", Ty::Percent));
    assert!(!fits("fine / premium", Ty::Percent));
    assert!(fits("'rooftop'", Ty::Code("violation_kind".into())));
    assert!(!fits("'roof'", Ty::Code("violation_kind".into())));
    assert!(fits("today()", Ty::Date));
    assert!(!fits("now()", Ty::Date));
}

#[test]
fn lengths_of_time_are_read() {
    let check = |text: &str| {
        parse_duration(text).map(|d| d.zh()).unwrap_or_else(|fault| format!("{}：{}", fault.code, fault.message))
    };
    assert_eq!(check("7 working days"), "7个工作日");
    assert_eq!(check("1 working day"), "1个工作日");
    assert_eq!(check("180 days"), "180日");
    assert_eq!(check("3 months"), "3个月");
    assert_eq!(check("24 hours"), "24小时");
    assert_eq!(check("2 years"), "2年");
    assert_eq!(check("7"), "bad-duration：“7”不是时长");
    assert_eq!(check("7个工作日"), "bad-duration：时长的单位不对");
    assert_eq!(check("7 working days or so"), "foreign-sign：这里应写 ||，不写 or");
    assert_eq!(check(""), "bad-duration：“”不是时长");
}
