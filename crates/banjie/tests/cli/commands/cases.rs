//! `act`, `tick`, `board`.

use insta::assert_snapshot;

use crate::support::{House, LETTER};

#[test]
fn a_case_goes_from_registration_to_its_end() {
    let house = House::ready();
    let create = [
        "act",
        LETTER,
        "create",
        "subject=路灯不亮",
        "kind=来信",
        "received_on=2026-05-06",
        "party=张三丰",
        "--as",
        "jl",
    ];
    assert_snapshot!(house.shown(&create), @r#"
    已办理:信〔2026〕1号,现为“收件”(第 1 版,记录号 #8)。
      受理时限开始计时,2026年5月21日到期
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "accept", "信〔2026〕1号", "人数=2", "--as", "kz"]), @r#"
    已办理:信〔2026〕1号,现为“受理”(第 2 版,记录号 #8)。
      受理时限计时结束,按时
      办理时限开始计时,2026年7月7日到期
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "assign", "信〔2026〕1号", "蒋丽", "--as", "kz"]), @"已办理:信〔2026〕1号,现为“受理”(第 3 版,记录号 #8)。");
    assert_snapshot!(house.shown(&["act", LETTER, "extend", "信〔2026〕1号", "handling", "by=20日", "--reason", "需要鉴定", "--as", "kz"]), @r#"
    已办理:信〔2026〕1号,现为“受理”(第 3 版,记录号 #8)。
      办理时限到期日由2026年7月7日改为2026年7月27日(延长)
    "#);
    let suspend = ["act", LETTER, "suspend", "信〔2026〕1号", "handling"];
    let suspended =
        |rest: &[&str]| house.shown(&[&suspend[..], rest, &["--reason", "等待检测", "--as", "kz"]].concat());
    assert_snapshot!(suspended(&["from=2026-05-07", "until=2026-05-12"]), @r#"
    ! 不予办理(bad-suspension):中止起始时间2026年5月7日0时00分早于计时开始时间2026年5月8日9时00分。请核对起始时间。
    = 1
    "#);
    assert_snapshot!(suspended(&["from=2026-05-08", "until=2026-05-12"]), @r#"
    已办理:信〔2026〕1号,现为“受理”(第 3 版,记录号 #8)。
      办理时限到期日由2026年7月27日改为2026年7月30日(补录中止)
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "转送", "#5", "--as", "kz"]), @r#"
    ! 不予办理(not-found):“信访件”里没有第 5 号记录。请核对编号,或先在列表里查找。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "hand_over", "信〔2026〕1号", "--to", "乙科", "--reason", "在乙科辖区", "--as", "kz"]), @r#"
    已办理:信〔2026〕1号,现为“受理”(第 4 版,记录号 #8)。
      由甲科移交乙科
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "答复", "信〔2026〕1号", "答复=已修复", "--now", "2026-05-09T08:00"]), @r#"
    已办理:信〔2026〕1号,现为“办结”(第 5 版,记录号 #8)。
      办理时限计时结束,按时
    "#);
    house.audit();
}

#[test]
fn a_refusal_shows_rule_and_basis() {
    let house = House::ready();
    house.good(&[
        "act",
        LETTER,
        "create",
        "subject=集体走访",
        "kind=来访",
        "received_on=2026-05-06",
        "people=8",
        "--as",
        "jl",
    ]);
    let before = house.audit();
    assert_snapshot!(house.shown(&["act", LETTER, "accept", "信〔2026〕1号", "--as", "kz"]), @r#"
    ! 不予办理(guard):不能办理「受理」:多人走访的,应推选代表,代表不超过 5 人。应当满足:人数不大于 5 人,或方式不为来访。目前人数为8 人,方式为来访。请补正后再办理。
    !   规则:人数不大于 5 人,或方式不为来访
    !   依据:《信访工作条例》第三十四条
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "accept", "信〔2026〕1号", "--as", "jl"]), @r#"
    ! 不予办理(not-permitted):您的角色是经办员,不能办理「受理」:须由科长办理。请转交科长。
    !   依据:《信访工作条例》第二十三条
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "reply", "信〔2026〕1号", "reply=好", "--as", "kz"]), @r#"
    ! 不予办理(wrong-state):现在是「收件」状态,不能办理「答复」:须在「受理」状态办理。当前可办:「受理」、「转送」。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "edit", "信〔2026〕1号", "人数=0", "--as", "jl"]), @r#"
    ! 不予办理(check):人数至少为 1。应当满足:人数不小于 1 人。目前人数为0 人。请核对后再提交。
    !   规则:人数不小于 1 人
    !   依据:《信访工作条例》第二十三条
    = 1
    "#);
    assert_eq!(house.audit(), before);
}

#[test]
fn what_is_typed_wrong_is_told_all_at_once() {
    let house = House::ready();
    assert_snapshot!(house.shown(&["act", LETTER, "create", "subjct=路灯", "kind=来电", "received_on=2026-13-01", "电话=123", "--as", "jl"]), @r#"
    ! 不予办理(bad-value):有 3 处填写不对:
    ! subjct:没有字段“subjct”。是否为“subject”?
    ! 方式:没有“来电”这一项。可填:来信、来访、网上信访。
    ! 收件日期:日历上没有“2026-13-01”这一天。请核对月份和日子,写成 2025-10-14。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "create", "kind=来信", "--as", "jl"]), @r#"
    ! 不予办理(missing-value):登记信访件须填写「事由」、「收件日期」。请补充后再提交。
    !   事由:必填
    !   收件日期:必填
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "close", "信〔2026〕1号"]), @r#"
    ! 不予办理(unknown-action):“信访件”没有名为“close”的办理。可用的有:受理(accept)、答复(reply)、转送(hand_over)。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "accept", "信〔2026〕99号"]), @r#"
    ! 不予办理(not-found):“信访件”里没有编号为“信〔2026〕99号”的记录。请核对编号(也可写 #加记录号,如 #12)。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "accept"]), @r#"
    ! 错误:没有写明办哪一件:在办理名称之后写编号,或 #加记录号,如 #12
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "accept", "#99"]), @r#"
    ! 不予办理(not-found):“信访件”里没有第 99 号记录。请核对编号,或先在列表里查找。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", "letters", "accept", "#99"]), @r#"
    ! 错误:没有台账“letters”。可用的台账:orgs.calendar_day(日历调整)、orgs.org(机构)、orgs.person(人员账号)、orgs.term(学期)、letters.letter(信访件)。
    = 1
    "#);
    assert_snapshot!(house.shown(&["act", LETTER, "accept", "#99", "--as", "nobody"]), @r#"
    ! 错误:没有账号“nobody”。请核对账号;新人员须先登记到人员台账(orgs.person)。
    = 1
    "#);
}

#[test]
fn a_version_somebody_changed_meanwhile_is_a_conflict() {
    let house = House::ready().with_letters(2);
    let edit = ["act", LETTER, "edit", "信〔2026〕1号", "people=3", "--expect-version", "1"];
    assert_snapshot!(house.shown(&edit), @"已办理:信〔2026〕1号,现为“收件”(第 2 版,记录号 #8)。");
    assert_snapshot!(house.shown(&edit), @r#"
    ! 不予办理(conflict):您看到的是第1版,这条记录现在是第2版(2026年5月8日9时00分改动)。可能是乙科的经办员或科长在您之后办理过。您填的内容没有保存,请刷新查看最新内容和办理记录,再决定是否继续。
    = 1
    "#);
}

#[test]
fn ticks_let_fall_what_is_due_and_the_second_finds_nothing() {
    let house = House::ready().with_letters(30);
    assert_snapshot!(house.shown(&["tick", "--now", "2026-02-20"]), @"落下:催办 15,黄牌 12,红牌 9,移送 4。");
    assert_snapshot!(house.shown(&["tick"]), @"落下:催办 15,黄牌 18,红牌 21,移送 26。");
    let once = house.audit();
    assert_snapshot!(house.shown(&["tick"]), @"没有到时的催办、预警、黄牌、红牌或移送。");
    assert_eq!(house.audit(), once);
    assert_snapshot!(house.shown(&["tick", "--rejudge"]), @r#"
    按现行日历重新计算:到期日变动 0 个,撤回 0 个。
    没有到时的催办、预警、黄牌、红牌或移送。
    "#);
}

#[test]
fn a_changed_calendar_judges_again_when_asked() {
    let house = House::ready();
    house.good(&["act", LETTER, "create", "subject=路灯", "kind=来信", "received_on=2026-05-06", "--as", "jl"]);
    house.good(&["act", LETTER, "accept", "信〔2026〕1号", "--as", "kz"]);
    house.book("日历.xlsx", "日期|安排|名称\n2026-07-07|休息|台风停工\n");
    house.good(&["import", "orgs.calendar_day", "日历.xlsx"]);
    assert_snapshot!(house.shown(&["tick", "--rejudge"]), @r#"
    按现行日历重新计算:到期日变动 1 个,撤回 0 个。
    没有到时的催办、预警、黄牌、红牌或移送。
    "#);
}

#[test]
fn the_board_lists_who_is_late() {
    let house = House::ready().with_letters(30);
    house.good(&["tick"]);
    assert_snapshot!(house.shown(&["board", LETTER, "--org", "信访局"]), @r#"
    信访件监察台账(2026年5月8日)
    单位  在办  将到期  黄牌  红牌  移送  按时率
    ────────────────────────────────────────────
    甲科    20       0     0    20    20    0.0%
    乙科    10       0     0    10    10    0.0%
    ────────────────────────────────────────────
    合计    30       0     0    30    30    0.0%
    "#);
    let json: serde_json::Value = serde_json::from_str(&house.good(&["board", LETTER, "--format", "json"])).unwrap();
    assert_eq!(json["total"]["open"], 30, "{json}");
    assert_snapshot!(house.shown(&["board", LETTER, "--org", "丙科"]), @r#"
    ! 错误:没有机构“丙科”。已有:信访局、甲科、乙科等 3 个
    = 1
    "#);
    assert_snapshot!(house.shown(&["board", "orgs.person"]), @r#"
    ! 错误:台账“人员账号”没有时限,没有可监察的内容
    = 1
    "#);
}
