//! Whole cases, played as scenarios.

use crate::house::{check, play};
use banjie_engine::scenario::render_outcomes;

/// A case found on a Sunday that is worked, with the steps that follow at the given places of the calendar.
const FOUND: &str = r#"
2025-09-28 09:00  inspector@鹿城分局  create violation v  site="五马街1号" kind=rooftop party="张某" area=120.50 found_on=2025-09-28
"#;

#[test]
fn an_unfiled_case_gets_yellow_red_and_is_referred() {
    check(&format!(
        "{FOUND}{}",
        r#"
                  expect v  state=found  filing.due=2025-10-14 filing.state=running card=none number=违建〔2025〕1号
2025-10-10 23:59  expect v  card=none message="【催办】违建〔2025〕1号 五马街1号：立案时限（7个工作日）将于2025年10月14日到期（含今日还剩4个工作日）"
2025-10-14 23:59  expect v  card=none filing.state=running
2025-10-15 00:00  expect v  card=yellow filing.state=late
2025-10-15 09:00  expect v  card=yellow
2025-10-21 23:59  expect v  card=yellow
2025-10-22 09:00  expect v  card=red message="已于2025年10月14日到期，逾期5个工作日，仍未办理"
2025-11-04 23:59  expect v  referred_to=none
2025-11-05 09:00  expect v  referred_to=discipline message="现移送纪检处理"
2025-11-05 10:00  inspector@鹿城分局  file v  refused "head"
2025-11-05 11:00  head@鹿城分局  file v  refused "立案须附现场照片"
2025-11-05 11:30  head@鹿城分局  file v  photos=一.jpg
                  expect v  state=filed filing.state=late filing.on_time=false filing.overdue=true card=red
"#
    ));
}

#[test]
fn acting_faster_than_the_scheduler_does_not_escape_the_card() {
    // The step happens in the same minute in which the card falls due: the card is there whoever comes first.
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-15 00:00  head@鹿城分局  file v  photos=一.jpg
                  expect v  card=yellow filing.state=late
"#
    ));
}

#[test]
fn a_clock_stands_still_during_a_hearing_and_goes_on_after_it() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg
                  expect v  filing.state=met handling.due=2025-12-29 handling.state=running notice.state=running
2025-10-20 09:00  head@鹿城分局  hear v
                  expect v  handling.state=paused handling.due=none notice.state=paused handling.overdue=false
2026-03-02 09:00  expect v  card=none handling.state=paused
2026-03-02 09:00  head@鹿城分局  heard v
                  # 133 days (10-20 up to 03-01) did not count: 12-28 becomes 2026-05-10, a Sunday, and rolls to Monday.
                  expect v  handling.due=2026-05-11 handling.state=running handling.paused=false
"#
    ));
}

#[test]
fn a_special_case_has_more_time_and_the_budget_follows_the_field() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg special=true
                  expect v  handling.due=2026-03-30
2025-10-09 09:00  head@鹿城分局  edit v  special=false  refused "由办理「立案」填写，不能直接修改"
2025-10-09 09:10  inspector@瓯海分局  create violation w  site="梧田1号" kind=rooftop party="李某" area=50 found_on=2025-10-09 special=true
2025-10-09 09:20  inspector@瓯海分局  edit w  special=false
                  expect w  special=false
"#
    ));
}

#[test]
fn one_extension_and_no_more() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg
2025-12-01 09:00  head@鹿城分局  extend v handling by="30 days" reason="案情复杂"  refused "brigade"
2025-12-01 09:10  brigade@督查大队  extend v handling by="30 days"  refused "reason-required"
2025-12-01 09:20  brigade@督查大队  extend v handling by="31 days" reason="案情复杂"  refused "no-extension"
2025-12-01 09:30  brigade@督查大队  extend v filing by="3 days" reason="案情复杂"  refused "没有规定可以延长"
2025-12-01 09:40  brigade@督查大队  extend v handling by="30 days" reason="案情复杂"
                  expect v  handling.due=2026-01-27
2025-12-01 09:50  brigade@督查大队  extend v handling by="1 days" reason="案情复杂"  refused "已经延长1次"
"#
    ));
}

#[test]
fn an_extension_must_be_granted_before_the_due_date_has_passed() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg
2025-12-30 09:00  brigade@督查大队  extend v handling by="30 days" reason="案情复杂"  refused "延长须在到期以前批准"
"#
    ));
}

#[test]
fn a_reminder_comes_again_before_an_extended_due_date() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg
2025-12-25 09:00  expect v  message="将于2025年12月29日到期"
2025-12-26 09:00  brigade@督查大队  extend v handling by="30 days" reason="案情复杂"
2026-01-23 09:00  expect v  message="将于2026年1月27日到期（含今日还剩6日）"
"#
    ));
}

#[test]
fn a_suspension_entered_late_withdraws_the_cards_it_makes_unjustified() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-22 09:00  expect v  card=red
2025-10-23 09:00  brigade@督查大队  suspend v filing from=2025-10-09 until=2025-10-17 reason="委托鉴定"
                  # six working days (9, 10, 11, 13 to 16) do not count: 14 October becomes 23 October
                  expect v  filing.due=2025-10-23 card=none filing.state=running message="【撤销红牌】" filing.card=none
2025-10-23 09:10  expect v  message="【撤销黄牌】"
2025-10-24 09:00  expect v  card=yellow
"#
    ));
}

#[test]
fn a_suspension_must_be_plausible_and_have_a_reason() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-09 09:00  inspector@鹿城分局  suspend v filing from=2025-10-09 reason="委托鉴定"  refused "not-permitted"
2025-10-09 09:00  brigade@督查大队  suspend v filing from=2025-10-09  refused "reason-required"
2025-10-09 09:00  brigade@督查大队  suspend v filing from=2025-09-01 reason="委托鉴定"  refused "早于计时开始时间"
2025-10-09 09:00  brigade@督查大队  suspend v filing from=2025-10-10 reason="委托鉴定"  refused "不能预先中止"
2025-10-09 09:00  brigade@督查大队  suspend v filing from=2025-10-08 until=2025-10-07 reason="委托鉴定"  refused "bad-suspension"
2025-10-09 09:00  brigade@督查大队  suspend v handling from=2025-10-08 reason="委托鉴定"  refused "limit-not-running"
2025-10-09 09:00  brigade@督查大队  suspend v filing from=2025-10-09 reason="委托鉴定"
                  expect v  filing.state=paused filing.due=none
2025-10-09 10:00  brigade@督查大队  suspend v filing from=2025-10-09 reason="委托鉴定"  refused "已经登记过"
2025-10-20 09:00  brigade@督查大队  suspend v filing from=2025-10-09 until=2025-10-20 reason="鉴定完毕"
                  expect v  filing.state=running filing.due=2025-10-24 card=none
"#
    ));
}

#[test]
fn an_ended_run_can_still_be_put_right_by_a_late_suspension() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-16 09:00  head@鹿城分局  file v  photos=一.jpg
                  expect v  filing.state=late card=yellow
2025-10-17 09:00  brigade@督查大队  suspend v filing from=2025-10-09 until=2025-10-20 reason="委托鉴定"  refused "limit-not-running"
2025-10-17 09:00  brigade@督查大队  suspend v filing from=2025-10-09 until=2025-10-13 reason="委托鉴定"
                  expect v  filing.state=met filing.due=2025-10-17 card=none filing.on_time=true
"#
    ));
}

#[test]
fn a_changed_calendar_moves_due_dates_and_withdraws_cards() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-13 09:00  calendar off 2025-10-13 name="台风停工"
                  expect v  filing.due=2025-10-15
2025-10-16 09:00  expect v  card=yellow
2025-10-17 09:00  calendar off 2025-10-14 name="台风停工"
                  expect v  filing.due=2025-10-16 card=yellow
2025-10-17 10:00  calendar off 2025-10-15 name="台风停工"
                  expect v  filing.due=2025-10-17 card=none filing.published=4
2025-10-20 09:00  expect v  card=yellow
"#
    ));
}

#[test]
fn a_year_without_a_notice_gives_provisional_due_dates() {
    check(
        r#"
2026-12-25 09:00  inspector@鹿城分局  create violation v  site="五马街1号" kind=rooftop party="张某" area=120.50 found_on=2026-12-25
                  expect v  filing.due=2027-01-05 filing.provisional=true
2026-12-28 09:00  head@鹿城分局  file v  photos=一.jpg
                  # ninety days end on 28 March 2027, a Sunday: whether Monday is worked nobody has said yet
                  expect v  handling.due=2027-03-29 handling.provisional=true
2026-12-28 10:00  calendar off 2027-01-01 name="元旦"
                  expect v  handling.due=2027-03-29
"#,
    );
}

#[test]
fn hours_count_from_the_moment_and_run_through_days_of_rest() {
    check(
        r#"
2025-10-03 15:30  inspector@鹿城分局  create seizure s  thing=挖掘机
                  expect s  report.due="2025-10-04 15:30"
2025-10-04 09:30  expect s  message="将于2025年10月4日15时30分到期（还剩6小时）"
2025-10-04 15:30  expect s  card=none report.state=running
2025-10-04 15:31  expect s  card=yellow report.state=late
2025-10-05 03:30  expect s  card=red message="逾期12小时"
2025-10-05 04:00  inspector@鹿城分局  report s
                  expect s  report.state=late state=reported
"#,
    );
}

#[test]
fn shares_of_a_budget_are_reached_on_a_counted_day() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-09 09:00  head@鹿城分局  file v  photos=一.jpg
                  # twenty working days from 9 October end on 5 November: the tenth is 22, the eighteenth 3 November
                  expect v  notice.due=2025-11-05
2025-10-21 23:59  expect v  notice.card=none
2025-10-22 00:00  expect v  message="【预警】"
2025-11-02 23:59  expect v  notice.card=none
2025-11-03 00:00  expect v  notice.card=yellow
"#
    ));
}

#[test]
fn limits_fall_away_when_the_case_ends_otherwise() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg
2025-09-30 09:00  head@鹿城分局  transfer v
                  expect v  state=moved filing.state=met handling.state=void notice.state=void closed_on=2025-09-30
2026-09-30 09:00  expect v  card=none referred_to=none
2026-09-30 09:00  head@鹿城分局  edit v  party=李某  refused "closed"
2026-09-30 09:00  head@鹿城分局  remark v  refused "closed"
"#
    ));
}

#[test]
fn a_corrected_day_of_discovery_moves_the_clock() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-10-15 09:00  expect v  card=yellow
2025-10-15 10:00  inspector@鹿城分局  edit v  found_on=2025-09-30
                  expect v  filing.due=2025-10-16 filing.started=2025-09-30 opened_on=2025-09-30 card=none
"#
    ));
}

#[test]
fn a_case_passed_around_goes_to_the_supervisor() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-28 10:00  head@鹿城分局  hand_over v to=鹿城分局  refused "bad-receiver"
2025-09-28 10:00  head@鹿城分局  hand_over v  refused "须指明接收机构"
2025-09-28 10:00  head@鹿城分局  assign v handler=zhang
2025-09-28 10:00  head@鹿城分局  hand_over v to=瓯海分局
                  expect v  org=瓯海分局 hand_overs=1 handler=none filing.due=2025-10-14
2025-09-28 11:00  head@鹿城分局  remark v  refused "not-found"
2025-09-28 11:00  head@瓯海分局  hand_over v to=鹿城分局
2025-09-28 12:00  head@鹿城分局  hand_over v to=瓯海分局
                  expect v  org=督查大队 hand_overs=3
2025-09-28 13:00  brigade@督查大队  hand_over v to=瓯海分局
                  expect v  org=瓯海分局 hand_overs=4
"#
    ));
}

#[test]
fn a_guard_is_passed_by_the_supervisor_with_a_reason_only() {
    check(&format!(
        "{FOUND}{}",
        r#"
2025-09-29 09:00  head@鹿城分局  file v  photos=一.jpg
2025-09-30 09:00  head@鹿城分局  notify v
2025-10-09 09:00  head@鹿城分局  decide v  refused "missing-value"
2025-10-09 09:00  head@鹿城分局  decide v  fine=60000  refused "超出裁量基准"
2025-10-09 09:00  brigade@督查大队  decide v  fine=60000  refused "reason-required"
2025-10-09 09:00  brigade@督查大队  decide v  fine=6000  refused "not-permitted"
2025-10-09 09:00  brigade@督查大队  decide v  fine=60000 reason="拒不停工，情节严重"
                  expect v  state=decided fine=60000
"#
    ));
}

#[test]
fn a_cap_is_shared_by_all_claims_of_a_firm() {
    check(
        r#"
2025-03-01 09:00  inspector@鹿城分局  create insurance_claim a  firm=91350100M000100Y43 kind=property premium=150000
                  expect a  subsidy=75000 paid_this_year=0
2025-03-01 09:00  inspector@鹿城分局  create insurance_claim b  firm=91350100M000100Y43 kind=credit premium=150000
                  expect b  subsidy=60000
2025-03-02 09:00  head@鹿城分局  pay a
                  expect a  subsidy=75000 paid_on=2025-03-02
2025-03-03 09:00  head@鹿城分局  pay b
                  expect b  subsidy=25000 paid_this_year=75000
2025-03-04 09:00  inspector@鹿城分局  create insurance_claim c  firm=91350100M000100Y43 kind=property premium=10
                  expect c  subsidy=0
2025-03-04 09:00  head@鹿城分局  pay c  refused "本年度补助已到封顶"
2026-03-04 09:00  head@鹿城分局  pay c
                  expect c  subsidy=5
"#,
    );
}

#[test]
fn figures_are_counted_from_the_records_of_the_scenario() {
    check(
        r#"
2025-09-28 09:00  inspector@鹿城分局  create violation a  site="五马街1号" kind=rooftop party="张某" area=120.50 found_on=2025-09-28
2025-09-28 09:00  inspector@五马所  create violation b  site="五马街2号" kind=rural_house danger_d=true party="李某" area=80 found_on=2025-09-27
2025-09-28 09:00  inspector@瓯海分局  create violation c  site="梧田3号" kind=rural_house party="王某" area=100 found_on=2024-12-31
                  figure found 3
                  figure found period=2025 2件
                  figure found period=2025 org=鹿城分局 2
                  figure found period=2025 org=瓯海分局 0
                  figure found kind=rural_house 2
                  figure rural_d period=2025 1
                  figure rural_share 33.3%
                  figure rural_share period=2023 —
                  figure mean_area 100.2
                  figure median_area 100
                  figure kinds 2
                  figure late_filing 1
2025-10-15 09:00  figure late_filing period=2025-10 2
2025-10-15 09:00  head@鹿城分局  file a  photos=一.jpg
2025-10-15 09:00  figure on_time 0
2025-10-15 09:00  figure demolished 0
"#,
    );
}

#[test]
fn a_failed_step_shows_what_was_expected_and_what_came() {
    let outcomes = play(&format!(
        "{FOUND}{}",
        r#"
                  expect v  state=filed filing.due=2025-10-13
2025-09-28 10:00  inspector@鹿城分局  file v
2025-09-28 10:00  head@鹿城分局  file v photos=一.jpg  refused "现场照片"
2025-09-28 10:00  figure found 2
"#
    ));
    insta::assert_snapshot!(render_outcomes(&outcomes, false), @r#"
    ✗ 情景 scenarios/test.md，5步
      scenarios/test.md:15  expect v  state=filed filing.due=2025-10-13
        state
        - 期望 filed
        + 实际 found
        filing.due
        - 期望 2025-10-13
        + 实际 2025-10-14
      scenarios/test.md:16  2025-09-28 10:00  inspector@鹿城分局  file v
        办理结果
        - 期望 准予办理
        + 实际 拒绝（not-permitted）：您的角色是监察员，不能办理「立案」：须由分局局长办理。请转交分局局长。
      scenarios/test.md:17  2025-09-28 10:00  head@鹿城分局  file v photos=一.jpg  refused "现场照片"
        办理结果
        - 期望 拒绝（现场照片）
        + 实际 准予办理
      scenarios/test.md:18  2025-09-28 10:00  figure found 2
        指标“违法建设案件数”
        - 期望 2
        + 实际 1
    通过 1，失败 4
    "#);
}
