//! What follows by itself: stated ends of limits, the action after the end, records that actions create, duties.

use std::sync::Arc;

use banjie_engine::scenario::{InMemoryFigures, StepOutcome, render_outcomes, run};
use banjie_model::{
    Name,
    definition::{Duty, DutyDeadline, Every, Library, Package},
    expr::{BinaryOp, Expr, ExprKind, Fact, Ty},
    finding::Severity,
    value::Value,
};
use banjie_package::read_packages;
use chrono::NaiveTime;

const PACKAGE: &str = r#"
format = 1
package = "checks"
version = "1.0.0"
title = "检查整改"
purpose = "试验用。"
[roles]
inspector = { title = "检查员", sees = "all" }
school = { title = "学校", sees = "own" }
"#;

const INSPECTION: &str = r#"
ledger = "inspection"
title = "检查"
purpose = "检查。"
number = "检〔{year}〕{seq}号"
create_by = ["inspector"]
[fields]
school = { title = "学校", type = "org", required = true }
found_on = { title = "检查日期", type = "date", required = true }
findings = { title = "问题", type = "list", fields = { what = { title = "问题", type = "text" }, serious = { title = "严重", type = "bool" }, due_on = { title = "期限", type = "date" } } }
unclosed = { title = "未销号", type = "int", lookup = { count = "item", where = "it.inspection == this && it.state != 'done'" } }
[states]
open = { title = "检查中", start = true }
done = { title = "已检查", end = true }
[actions.finish]
title = "办结"
from = "open"
to = "done"
by = "inspector"
takes = ["findings"]
creates = [{ ledger = "item", for_each = "findings", when = "it.serious", with = { what = "it.what", inspection = "this", due_on = "it.due_on" }, org = "school" }]
"#;

const ITEM: &str = r#"
ledger = "item"
title = "整改事项"
purpose = "整改。"
number = "{inspection}-{seq:2}"
create_by = ["inspector"]
[fields]
what = { title = "事项", type = "text", required = true }
inspection = { title = "检查", type = "ref(inspection)", required = true }
due_on = { title = "整改期限", type = "date" }
at = { title = "到期时刻", type = "datetime" }
opinion = { title = "意见", type = "text" }
[states]
open = { title = "待整改", start = true }
shown = { title = "公示" }
done = { title = "已整改", end = true }
[actions.rectify]
title = "整改"
from = "open"
to = "shown"
by = "school"
[actions.remark]
title = "批注"
by = "inspector"
takes = ["opinion"]
[actions.conclude]
title = "公示结束"
from = "shown"
to = "done"
by = "system"
require = [{ that = "has(opinion)", else = "还没有意见" }]
[limits.rectifying]
title = "整改时限"
from = "open"
until = "shown"
due = "due_on"
rolls = true
extend = { upto = "10 days", by = ["inspector"], times = 1 }
[limits.publicity]
title = "公示期"
from = "shown"
until = "done"
within = "5 days"
then = "conclude"
[supervise]
remind = { before = "2 working days", to = ["handler"] }
yellow = { at = "due", to = ["handler"] }
"#;

const MEMO: &str = r#"
ledger = "memo"
title = "日志"
purpose = "日志。"
create_by = ["school"]
[fields]
day = { title = "日期", type = "date", required = true }
"#;

/// What the reader makes of `[duties.daily]`.
const DAILY: &str = r#"
ledger = "daily"
title = "日志（应报）"
purpose = "应报。"
label = "{unit} {period_start}"
unique = ["unit", "period_start"]
opened = "period_start"
create_by = ["inspector"]
[fields]
unit = { title = "机构", type = "org", required = true }
period_start = { title = "起", type = "date", required = true }
period_end = { title = "止", type = "date" }
due_on = { title = "期限日", type = "date" }
due_at = { title = "期限", type = "datetime" }
filed = { title = "报送", type = "ref(memo)" }
[states]
open = { title = "待履行", start = true }
done = { title = "已履行", end = true }
excused = { title = "免除", end = true }
[actions.discharge]
title = "履行"
from = "open"
to = "done"
by = "system"
takes = ["filed"]
[actions.excuse]
title = "免除"
from = "open"
to = "excused"
by = ["inspector"]
reason = "required"
[limits.due]
title = "报送时限"
from = "open"
until = "done"
due = "due_at"
[supervise]
yellow = { at = "due", to = ["inspector"] }
"#;

fn schools() -> Expr {
    let side = |kind, ty| Expr { kind, ty, span: Default::default() };
    let org = side(ExprKind::Fact(Fact::Org), Ty::Org);
    let kind = side(ExprKind::OrgAttribute { of: Box::new(org), name: "kind".into() }, Ty::Text);
    let school = side(ExprKind::Literal(Value::text("school")), Ty::Text);
    side(ExprKind::Binary(BinaryOp::Eq, Box::new(kind), Box::new(school)), Ty::Bool)
}

/// The duty to file a memo each school day until 16:00.
pub fn daily() -> Duty {
    Duty {
        name: "daily".into(),
        title: "日志".into(),
        each: schools(),
        files: "checks.memo".into(),
        on: Some(0),
        filter: None,
        every: Every::SchoolDay,
        by: DutyDeadline::LastDay(NaiveTime::from_hms_opt(16, 0, 0).expect("a time")),
        since: "2025-09-01".parse().expect("a date"),
        until: None,
        excused_by: vec!["inspector".into()],
        basis: None,
        help: None,
    }
}

pub fn library(scenario: &str) -> Library {
    let files = [
        ("package.toml", PACKAGE),
        ("ledgers/inspection.toml", INSPECTION),
        ("ledgers/item.toml", ITEM),
        ("ledgers/memo.toml", MEMO),
        ("ledgers/daily.toml", DAILY),
        ("scenarios/test.md", scenario),
    ];
    let files: Vec<(Name, Name)> = files.iter().map(|(f, t)| ((*f).into(), (*t).into())).collect();
    let reading = read_packages(vec![(files, Vec::new())]);
    let found = reading.readings.iter().flat_map(|r| &r.findings);
    let faults = found.filter(|f| f.severity == Severity::Error && !f.spot.file.starts_with("scenarios/"));
    let told: Vec<String> = faults.map(|f| format!("{}: {}", f.spot.file, f.message)).collect();
    assert!(told.is_empty(), "the test package has faults:\n{}", told.join("\n"));
    let mut library = reading.library;
    let mut package: Package = (*library.packages["checks"]).clone();
    package.duties.insert("daily".into(), daily());
    library.packages.insert("checks".into(), Arc::new(package));
    library
}

const ORGS: &str = "
```orgs
教育局 kind=bureau
  第一小学 kind=school
  第二小学 kind=school
  第三小学 kind=school since=2025-09-03
```
";

fn play(steps: &str) -> Vec<StepOutcome> {
    let text = format!("# 情景\n{ORGS}\n```scenario\n{steps}\n```\n");
    let library = library(&text);
    let package = &library.packages["checks"];
    run(&library, package, &package.scenarios[0], &mut InMemoryFigures)
}

#[track_caller]
fn check(steps: &str) {
    let outcomes = play(steps);
    assert!(!outcomes.is_empty(), "a scenario without steps proves nothing");
    assert!(outcomes.iter().all(StepOutcome::passed), "\n{}", render_outcomes(&outcomes, false));
}

const INSPECTED: &str = r#"
2025-09-28 09:00  inspector@教育局  create inspection v school=第一小学 found_on=2025-09-28
2025-09-28 10:00  inspector@教育局  finish v findings='[{"what":"灭火器过期","serious":true,"due_on":"2025-10-11"},{"what":"台账不全","serious":false},{"what":"通道堵塞","serious":true}]'
"#;

#[test]
fn an_action_creates_a_record_for_each_row_that_meets_the_condition() {
    check(&format!(
        r#"{INSPECTED}
                  count item inspection=v is=2
                  expect v state=done unclosed=2
                  count item org=第一小学 state=open is=2
                  find item a what=灭火器过期
                  expect a number=检〔2025〕1号-01 inspection=v rectifying.due=2025-10-11
                  find item b what=通道堵塞
                  expect b number=检〔2025〕1号-02 rectifying.due=none
"#
    ));
}

#[test]
fn a_refused_child_refuses_the_whole_action_and_leaves_nothing_behind() {
    check(
        r#"
2025-09-28 09:00  inspector@教育局  create inspection v school=第一小学 found_on=2025-09-28
2025-09-28 10:00  inspector@教育局  finish v findings='[{"what":"灭火器过期","serious":true},{"serious":true}]'  refused "整改事项（第2行）不能登记"
                  expect v state=open
                  count item is=0
2025-09-28 11:00  inspector@教育局  finish v findings='[{"what":"灭火器过期","serious":true}]'
                  find item a state=open
                  expect a number=检〔2025〕1号-01
"#,
    );
}

#[test]
fn a_stated_end_rolls_off_a_day_of_rest_and_is_extended_and_is_late_from_the_next_day() {
    check(&format!(
        r#"{INSPECTED}
                  find item a what=灭火器过期
2025-09-29 09:00  inspector@教育局  edit a due_on=2025-10-01
                  expect a rectifying.due=2025-10-09 rectifying.published=2
2025-09-29 10:00  inspector@教育局  extend a rectifying by="10 days"
                  expect a rectifying.due=2025-10-11
2025-10-11 23:00  expect a card=none
2025-10-12 00:00  expect a card=yellow rectifying.state=late
"#
    ));
}

#[test]
fn a_missing_end_is_not_late_until_it_is_entered() {
    check(&format!(
        r#"{INSPECTED}
                  find item b what=通道堵塞
2026-09-29 09:00  expect b card=none rectifying.state=running
2026-09-29 10:00  inspector@教育局  edit b due_on=2026-09-30
2026-10-11 10:00  expect b rectifying.due=2026-09-30 card=yellow
"#
    ));
}

#[test]
fn the_scheduler_concludes_on_time_when_the_period_is_over() {
    check(&format!(
        r#"{INSPECTED}
                  find item a what=灭火器过期
2025-09-29 09:00  inspector@教育局  remark a opinion=好
2025-10-09 09:00  school@第一小学   rectify a
2025-10-10 09:00  school@第一小学   conclude a  refused "须由系统自动办理"
2025-10-14 23:59  expect a state=shown
2025-10-15 00:00  expect a state=done publicity.state=met publicity.ended=2025-10-14 card=none
"#
    ));
}

#[test]
fn a_refused_conclusion_is_noted_once_and_tried_again_when_the_case_changes() {
    let outcomes = play(&format!(
        r#"{INSPECTED}
                  find item a what=灭火器过期
2025-10-09 09:00  school@第一小学   rectify a
2025-10-20 09:00  expect a state=shown card=yellow version=2
2025-10-21 09:00  inspector@教育局  remark a opinion=好
2025-10-21 09:30  expect a state=done version=4
"#
    ));
    assert!(outcomes.iter().all(StepOutcome::passed), "\n{}", render_outcomes(&outcomes, false));
}

#[test]
fn schools_owe_a_memo_each_school_day_and_filing_it_discharges_it() {
    check(
        r#"
2025-09-01 08:00  calendar term 2025-09-01 until=2026-01-23 name="2025-2026学年第一学期"
                  count daily is=2
2025-09-01 15:00  school@第一小学   create memo m day=2025-09-01
                  find daily d unit=第一小学 period_start=2025-09-01
                  expect d state=done filed=m due.state=met card=none
2025-09-01 16:01  find daily e unit=第二小学 period_start=2025-09-01
                  expect e state=open card=yellow due.state=late
2025-09-02 09:00  school@第二小学   create memo n day=2025-09-01
                  expect e state=done filed=n due.on_time=false card=yellow
2025-09-03 08:00  count daily period_start=2025-09-03 is=3
2025-09-06 08:00  count daily period_start=2025-09-06 is=0
2025-09-08 08:00  inspector@教育局  excuse e reason=停课  refused "closed"
                  count daily state=open unit=第三小学 is=4
"#,
    );
}

#[test]
fn a_school_that_closes_hands_its_cases_to_the_successor_and_owes_nothing_more() {
    check(&format!(
        r#"
2025-09-26 08:00  calendar term 2025-09-01 until=2026-01-23
{INSPECTED}
2025-09-28 11:00  org 第一小学 until=2025-09-27  refused "第一小学还有在办事项（整改事项2件），不能撤销"
2025-09-28 12:00  org 第一小学 into=第二小学
                  count item org=第二小学 state=open is=2
                  count item org=第一小学 is=0
                  count daily unit=第一小学 state=open is=0
                  count daily unit=第一小学 state=excused is=2
2025-09-29 08:00  count daily period_start=2025-09-29 unit=第一小学 is=0
2025-09-29 09:00  school@第一小学   create memo m day=2025-09-29  refused "请由第二小学登记"
"#
    ));
}
