//! Every refusal says what, why and what to do, and names its rule and its legal basis.

use crate::house::{actor, answer, command, library, moment, stage, violation};
use banjie_engine::{Clock, available};
use banjie_model::{
    case::{Actor, What},
    refusal::{Refusal, RefusalCode},
    value::{RecordId, Value},
};

const FOUND: &str = r#"
2025-09-28 09:00  inspector@鹿城分局  create violation v  site="五马街1号" kind=rooftop party="张某" area=120.50 found_on=2025-09-28
"#;

/// The answer to the last of these steps, behind a case that was found.
#[track_caller]
fn check(steps: &str, expected: &str) {
    assert_eq!(answer(&format!("{FOUND}{steps}")), expected);
}

#[test]
fn what_is_hidden_is_answered_like_what_does_not_exist() {
    check(
        "2025-09-28 10:00 head@瓯海分局 file v photos=一.jpg",
        "拒绝（not-found）：没有找到这条违法建设案件（编号 1），或者您无权查看。请核对编号。",
    );
    check("2025-09-28 10:00 head@温州市规划局 file v photos=一.jpg", "准予办理");
    check(
        "2025-09-28 10:00 head@五马所 file v photos=一.jpg",
        "拒绝（not-found）：没有找到这条违法建设案件（编号 1），或者您无权查看。请核对编号。",
    );
}

#[test]
fn a_role_that_may_not_act_is_told_who_may() {
    check(
        "2025-09-28 10:00 inspector@鹿城分局 file v photos=一.jpg",
        "拒绝（not-permitted）：您的角色是监察员，不能办理「立案」：须由分局局长办理。请转交分局局长。",
    );
    check(
        "2025-09-28 10:00 discipline@督查大队 create violation w site=一 kind=rooftop party=李某 area=1 found_on=2025-09-28",
        "拒绝（not-permitted）：您的角色是纪检，不能新建违法建设案件：须由监察员或分局局长办理。请转交监察员或分局局长。",
    );
}

#[test]
fn a_role_reaches_its_own_organisations_only() {
    check(
        "2025-09-28 10:00 inspector@鹿城分局 create violation w org=瓯海分局 site=一 kind=rooftop party=李某 area=1 found_on=2025-09-28",
        "拒绝（outside-scope）：您以监察员身份在鹿城分局，不能新建违法建设案件：该记录属于瓯海分局，不在您的管辖范围内。请由瓯海分局办理。",
    );
    check(
        "2025-09-28 10:00 head@温州市规划局 create violation w org=瓯海分局 site=一 kind=rooftop party=李某 area=1 found_on=2025-09-28",
        "准予办理",
    );
}

#[test]
fn an_action_has_its_states() {
    check(
        "2025-09-28 10:00 head@鹿城分局 close v",
        "拒绝（wrong-state）：现在是「发案」状态，不能办理「结案」：须在「处罚决定」状态办理。当前可办：「立案」、「不予立案」、「移送其他部门」、「补充说明」、「移送」。",
    );
    check(
        "2025-09-28 10:00 head@鹿城分局 seal v",
        "拒绝（unknown-action）：违法建设案件没有名为“seal”的办理事项。当前可办：「立案」（file）、「不予立案」（drop）、「移送其他部门」（transfer）、「补充说明」（remark）、「移送」（hand_over）。",
    );
}

#[test]
fn a_closed_case_stays_closed() {
    check(
        "2025-09-28 10:00 head@鹿城分局 transfer v\n2025-09-29 10:00 head@鹿城分局 file v photos=一.jpg",
        "拒绝（closed）：这件已于2025年9月28日10时00分进入「移送其他部门」状态，已经办完，不能再办理「立案」。如需更正，请联系系统管理员留痕处理。",
    );
}

#[test]
fn a_guard_is_read_aloud_with_its_basis() {
    check(
        "2025-09-28 10:00 head@鹿城分局 file v",
        "拒绝（guard）：不能办理「立案」：立案须附现场照片。应当满足：现场照片的数量大于 0。目前现场照片的数量为0。请补正后再办理。",
    );
    let beyond = answer(&format!(
        "{FOUND}2025-09-28 10:00 head@鹿城分局 file v photos=一.jpg
         2025-09-28 10:00 head@鹿城分局 notify v
         2025-09-28 10:00 head@鹿城分局 decide v fine=4000"
    ));
    assert!(beyond.starts_with("拒绝（guard）：不能办理「作出处罚决定」：超出裁量基准。应当满足：罚款"), "{beyond}");
    assert!(beyond.ends_with("请补正后再办理；确需例外的，由督查大队写明理由办理。"), "{beyond}");
}

#[test]
fn checks_hold_for_every_version() {
    check(
        "2025-09-28 10:00 inspector@鹿城分局 edit v found_on=2025-09-29",
        "拒绝（check）：发案日期不能晚于今天。应当满足：发案日期不晚于今天。目前发案日期为2025年9月29日。请核对后再提交。",
    );
}

#[test]
fn required_values_are_named_together() {
    check(
        "2025-09-28 10:00 inspector@鹿城分局 create violation w kind=rooftop found_on=2025-09-28",
        "拒绝（missing-value）：登记违法建设案件须填写「地点」、「当事人」、「违法建筑面积」。请补充后再提交。",
    );
    check(
        "2025-09-28 10:00 inspector@鹿城分局 edit v party=\"\"",
        "拒绝（missing-value）：登记违法建设案件须填写「当事人」。请补充后再提交。",
    );
}

#[test]
fn all_faults_of_all_fields_are_told_at_once() {
    check(
        "2025-09-28 10:00 inspector@鹿城分局 edit v area=1.005 kind=castle party_id=330302199001011234 found_on=1825-09-28 dual=true colour=red",
        "拒绝（forbidden-field）：「双违案件」由公式算出，不能填写；「colour」违法建设案件没有名为“colour”的字段，请核对字段名；「违法建筑面积」最多2位小数，现为1.005，请按规定位数填写（系统不自动舍入）；「类型」“castle”应为可选项之一：农村个人建房、以老人协会等名义占地建房、楼顶违法建设、历史遗留拆扩建、拆后重建；「证件号码」身份证号码第18位校验码应为“5”，现为“4”，请逐位核对原件；「发案日期」1825-09-28不合常理：年份应在1900至2100年之间，请核对。请改正后再提交。",
    );
}

#[test]
fn an_action_takes_only_its_fields() {
    check(
        "2025-09-28 10:00 head@鹿城分局 file v photos=一.jpg area=1",
        "拒绝（forbidden-field）：「违法建筑面积」不能在办理「立案」时填写，本办理只填写「特殊案件」、「现场照片」。请改正后再提交。",
    );
    check(
        "2025-09-28 10:00 head@鹿城分局 hear v area=1",
        "拒绝（wrong-state）：现在是「发案」状态，不能办理「组织听证」：须在「立案」状态办理。当前可办：「立案」、「不予立案」、「移送其他部门」、「补充说明」、「移送」。",
    );
}

#[test]
fn a_reason_is_asked_for_where_it_is_required() {
    check(
        "2025-09-28 10:00 head@鹿城分局 drop v reason=\" \"",
        "拒绝（reason-required）：办理「不予立案」须写明理由。请填写理由后再提交。",
    );
    check("2025-09-28 10:00 head@鹿城分局 drop v reason=属合法建筑", "准予办理");
}

#[test]
fn the_same_thing_is_not_registered_twice() {
    check(
        "2025-09-28 10:00 inspector@瓯海分局 create violation w site=\"五马街1号\" kind=legacy party=李某 area=1 found_on=2025-09-28",
        "拒绝（duplicate）：地点“五马街1号”、发案日期“2025年9月28日”的违法建设案件已经登记过（违建〔2025〕1号）。请打开原记录补充办理；确属另一件的，请核对以上各项。",
    );
}

#[test]
fn values_of_every_type_are_held_plausible() {
    let plot = |pair: &str| answer(&format!("2025-09-28 10:00 inspector@鹿城分局 create plot p name=一号 {pair}"));
    let refused = |pair: &str, expected: &str| {
        assert_eq!(plot(pair), format!("拒绝（bad-value）：{expected}。请改正后再提交。"), "{pair}");
    };
    refused("share=很多", "「绿化率」“很多”应为百分数，如 12.5%");
    refused("share=12.34567%", "「绿化率」应为百分数，如 12.5%，最多四位小数");
    refused("count=1.5", "「户数」“1.5”应为整数");
    refused("owner=无此局", "「管护单位」“无此局”应为机构");
    refused("keeper=\"张 三\"", "「管护人」“张 三”不是登录名：不能有空格，最长64个字");
    refused("phone=1234", "「联系电话」电话号码“1234”无法识别，手机号码应为11位，以13至19开头");
    refused("term=去年", "「所属期间」“去年”应为时期，如 2025年第三季度");
    refused("case=nobody", "「来源案件」“nobody”应为一条已有的记录");
    refused("rows='[{\"size\": \"3\"}]'", "「分户」第1行「门牌」必填");
    assert_eq!(
        plot(
            "share=12.5% count=3 owner=瓯海分局 keeper=zhang phone=0577-88888888 term=2025年第三季度 rows='[{\"door\": \"一\", \"size\": \"3.5\"}]'"
        ),
        "准予办理"
    );
}

/// The refusal of one command on a violation at a moment.
fn refusal(seen: Option<u32>, what: What, who: &Actor, at: &str, recorded_at: &str) -> Refusal {
    let library = library("");
    let mut stage = stage(&library);
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let create = What::Create { org: None, number: None, values: violation("五马街1号", "2025-09-28") };
    let morning = Clock::now(moment("2025-09-28 09:00"));
    stage.submit(ledger, &command(1, create), &actor("inspector", "鹿城分局"), morning).expect("allowed");
    let clock = Clock { at: moment(at), recorded_at: moment(recorded_at) };
    let mut wanted = command(1, what);
    wanted.expected_version = seen;
    let before = stage.cases.clone();
    let refusal = stage.submit(ledger, &wanted, who, clock).expect_err("refused");
    assert_eq!(stage.cases, before, "a refusal changes nothing");
    refusal
}

#[test]
fn who_saw_an_old_version_is_told_who_may_have_changed_it() {
    let edit = What::Edit { values: [("party".into(), Value::text("李某"))].into_iter().collect() };
    let refusal = refusal(Some(7), edit, &actor("inspector", "鹿城分局"), "2025-09-28 10:00", "2025-09-28 10:00");
    assert_eq!(refusal.code, RefusalCode::Conflict);
    assert_eq!(
        refusal.message,
        "您看到的是第7版，这条记录现在是第1版（2025年9月28日9时00分改动）。可能是鹿城分局的监察员、分局局长或督查大队在您之后办理过。您填的内容没有保存，请刷新查看最新内容和办理记录，再决定是否继续。"
    );
}

#[test]
fn events_follow_one_another_and_are_not_entered_before_they_happen() {
    let act = || What::Act { action: "remark".into(), values: Default::default(), to_org: None };
    let who = actor("inspector", "鹿城分局");
    let early = refusal(None, act(), &who, "2025-09-28 08:00", "2025-09-28 10:00");
    assert_eq!((early.code, early.message.contains("早于这条记录上一次办理的时间")), (RefusalCode::OutOfOrder, true));
    let ahead = refusal(None, act(), &who, "2025-09-29 08:00", "2025-09-28 10:00");
    assert_eq!((ahead.code, ahead.message.contains("不能预先登记")), (RefusalCode::OutOfOrder, true));
}

#[test]
fn cards_are_given_by_the_system_only() {
    let refusal = refusal(None, What::Alert, &actor("brigade", "督查大队"), "2025-09-28 10:00", "2025-09-28 10:00");
    assert_eq!(refusal.code, RefusalCode::NotPermitted);
}

#[test]
fn a_refusal_carries_its_rule_its_basis_and_the_roles_that_may() {
    let act = What::Act { action: "file".into(), values: Default::default(), to_org: None };
    let guard = refusal(None, act.clone(), &actor("head", "鹿城分局"), "2025-09-28 10:00", "2025-09-28 10:00");
    assert_eq!(guard.rule.as_deref(), Some("现场照片的数量大于 0"));
    assert_eq!(guard.basis.as_deref(), Some("《中华人民共和国城乡规划法》第六十四条"));
    let role = refusal(None, act, &actor("inspector", "鹿城分局"), "2025-09-28 10:00", "2025-09-28 10:00");
    assert_eq!(role.needs_role, vec!["head".into()]);
    assert_eq!(role.basis.as_deref(), Some("《中华人民共和国城乡规划法》第六十四条"));
}

#[test]
fn a_page_knows_what_may_be_done_and_why_not() {
    let library = library("");
    let mut stage = stage(&library);
    let ledger = library.ledger("building-violations.violation").expect("declared");
    let create = What::Create { org: None, number: None, values: violation("五马街1号", "2025-09-28") };
    let morning = Clock::now(moment("2025-09-28 09:00"));
    stage.submit(ledger, &command(1, create), &actor("inspector", "鹿城分局"), morning).expect("allowed");
    let case = &stage.cases[&RecordId(1)];
    let shown = |role: &str, org: &str| {
        let open = available(&stage.world(), ledger, case, &actor(role, org), morning.at);
        let words = |r: Result<(), Refusal>| r.map_or_else(|e| e.code.key().to_string(), |()| "ok".into());
        open.into_iter().map(|(action, may)| format!("{action}: {}", words(may))).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        shown("head", "鹿城分局"),
        "file: ok, drop: ok, hear: wrong-state, heard: wrong-state, notify: wrong-state, decide: wrong-state, close: wrong-state, transfer: ok, remark: ok, hand_over: ok"
    );
    assert_eq!(
        shown("inspector", "鹿城分局"),
        "file: not-permitted, drop: not-permitted, hear: not-permitted, heard: not-permitted, notify: not-permitted, decide: not-permitted, close: not-permitted, transfer: not-permitted, remark: ok, hand_over: ok"
    );
    assert_eq!(shown("inspector", "瓯海分局"), "");
}
