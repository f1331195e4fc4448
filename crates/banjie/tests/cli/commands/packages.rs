//! `check`, `explain`, `schema`, `draw`, `test`: packages without a database.

use insta::assert_snapshot;

use crate::support::House;

#[test]
fn check_tells_hints_and_succeeds() {
    assert_snapshot!(House::empty().shown(&["check", "packages/letters"]), @r#"
    提示[action-without-scenario]: 没有情景办过“转送”
      --> packages/letters/ledgers/letter.toml:50:10
       |
    50 | [actions.hand_over]
       |          ^^^^^^^^^
       |
       = 怎么办: 在情景里加一步,也写上不该办成的情形(refused)

    信访件(letters 1.0.0):台账 1、办理动作 3、时限 2、指标 4、报告 1、情景 1
    1 条提示
    "#);
}

#[test]
fn check_tells_every_error_and_fails() {
    let house = House::empty();
    house.edit("letters/ledgers/letter.toml", "required = true, class = \"public\" }\nkind", "requird = true }\nkind");
    house.edit("letters/ledgers/letter.toml", "people >= 1", "peopel >= 1");
    assert_snapshot!(house.shown(&["check", "packages/letters"]), @r#"
    警告[optional-key-field]: 业务主键里的“事由”可以不填
      --> packages/letters/ledgers/letter.toml:7:10
       |
     7 | unique = ["subject", "received_on"]
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^^
    ...
    12 | subject = { title = "事由", type = "text", requird = true }
       | -------
       |
       = 怎么办: 给 subject 写上 required = true,否则空值的记录分不清;有时没有的,写一条检查说明什么时候要填:has(subject)

    错误[unknown-key]: 字段没有 `requird` 这个键
      --> packages/letters/ledgers/letter.toml:12:42
       |
    12 | subject = { title = "事由", type = "text", requird = true }
       |                                            ^^^^^^^
       |
       = 怎么办: 是不是想写 `required`?可用:`title`、`type`、`required`、`default`、`class`、`mask`、`unit`、`help`、`group`、`formula`、`lookup`、`fields`

    错误[unknown-field]: 台账“信访件”没有字段 peopel
      --> packages/letters/ledgers/letter.toml:25:9
       |
    25 | that = "peopel >= 1"
       |         ^^^^^^
       |
       = 怎么办: 是不是 people?

    提示[action-without-scenario]: 没有情景办过“转送”
      --> packages/letters/ledgers/letter.toml:50:10
       |
    50 | [actions.hand_over]
       |          ^^^^^^^^^
       |
       = 怎么办: 在情景里加一步,也写上不该办成的情形(refused)

    信访件(letters 1.0.0):台账 1、办理动作 3、时限 2、指标 4、报告 1、情景 1
    2 个错误,1 个警告,1 条提示
    = 1
    "#);
}

#[test]
fn check_speaks_json_to_programs() {
    let house = House::empty();
    house.edit("letters/ledgers/letter.toml", "people >= 1", "peopel >= 1");
    let ran = house.run(&["check", "packages/letters", "packages/orgs", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let codes: Vec<&str> = found[0].as_array().unwrap().iter().filter_map(|f| f["code"].as_str()).collect();
    assert_eq!(codes, ["unknown-field", "action-without-scenario"]);
    assert_eq!(found[1], serde_json::json!([]));
}

#[test]
fn check_of_what_is_no_package_says_so() {
    let house = House::empty();
    assert_snapshot!(house.shown(&["check", "packages/lettres"]), @r#"
    ! 错误:没有文件夹 packages/lettres
    !   原因:没有这个文件或文件夹,请核对路径
    = 1
    "#);
    assert_snapshot!(house.shown(&["check", "packages"]), @r#"
    ! 错误:packages 不是应用包:里面没有 package.toml
    = 1
    "#);
    assert_snapshot!(house.shown(&["check", "packages/letters/package.toml"]), @r#"
    ! 错误:packages/letters/package.toml 不是应用包:里面没有 package.toml
    = 1
    "#);
}

#[test]
fn check_survives_a_package_file_that_is_no_toml() {
    let house = House::empty();
    std::fs::write(house.path("packages/letters/package.toml"), "package = \"letters\nversion =").unwrap();
    let ran = house.run(&["check", "packages/letters"]);
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.shown(), @r#"
    提示[action-without-scenario]: 没有情景办过“转送”
      --> packages/letters/ledgers/letter.toml:50:10
       |
    50 | [actions.hand_over]
       |          ^^^^^^^^^
       |
       = 怎么办: 在情景里加一步,也写上不该办成的情形(refused)

    错误[toml-syntax]: TOML 语法错误:文本缺右引号,或转义有误
     --> packages/letters/package.toml:1:19
      |
    1 | package = "letters
      |                   ^
      |
      = 怎么办: 改好后再检查一遍:语法错误附近的内容可能没有读到

    错误[toml-syntax]: TOML 语法错误:文本要用引号括起来
     --> packages/letters/package.toml:2:10
      |
    2 | version =
      |          ^
      |
      = 怎么办: 改好后再检查一遍:语法错误附近的内容可能没有读到

    2 个错误,1 条提示
    = 1
    "#);
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let page = House::empty().good(&["explain", "unknown-key"]);
    assert!(page.contains("unknown-key"), "{page}");
    assert!(page.lines().count() > 5, "{page}");
    let all = House::empty().good(&["explain"]);
    assert!(all.lines().count() > 50 && all.contains("unknown-key"), "{all}");
}

#[test]
fn explain_suggests_the_code_that_was_meant() {
    assert_snapshot!(House::empty().shown(&["explain", "unknown-kye"]), @r#"
    ! 错误:没有叫 unknown-kye 的检查结果;是不是 unknown-key?
    = 1
    "#);
}

#[test]
fn schema_is_json_schema() {
    let schema: serde_json::Value = serde_json::from_str(&House::empty().good(&["schema"])).unwrap();
    assert!(schema["$schema"].as_str().unwrap().contains("json-schema.org"));
}

#[test]
fn draw_prints_the_states_of_a_ledger() {
    let house = House::empty();
    assert_snapshot!(house.shown(&["draw", "packages/letters"]), @r#"
    ---
    title: 信访件
    ---
    stateDiagram-v2
        state "收件" as received
        state "受理" as accepted
        state "办结" as closed
        [*] --> received
        received --> accepted: 受理
        accepted --> closed: 答复
        received --> received: 转送
        accepted --> accepted: 转送
        closed --> [*]
        note right of received: 受理时限 15日
        note right of accepted: 办理时限 60日
    "#);
    assert_snapshot!(house.shown(&["draw", "packages/letters", "--ledger", "lettre"]), @r#"
    ! 错误:没有可画的台账;本应用包的台账:letter
    = 1
    "#);
}

#[test]
fn test_runs_the_scenarios() {
    assert_snapshot!(House::empty().shown(&["test", "packages/letters"]), @r#"
    信访件(letters)
    ✓ 逾期未受理:黄牌、红牌、移送 scenarios/01-overdue.md,7步
    通过 7,失败 0
    "#);
}

#[test]
fn test_shows_what_was_expected_and_what_was_found() {
    let house = House::empty();
    house.edit("letters/scenarios/01-overdue.md", "accepting.due=2026-03-17", "accepting.due=2026-03-16");
    assert_snapshot!(house.shown(&["test", "packages/letters"]), @r#"
    信访件(letters)
    ✗ 逾期未受理:黄牌、红牌、移送 scenarios/01-overdue.md,7步
      scenarios/01-overdue.md:6  expect v  state=received  accepting.due=2026-03-16
        accepting.due
        - 期望 2026-03-16
        + 实际 2026-03-17
    通过 6,失败 1
    = 1
    "#);
    assert_snapshot!(house.shown(&["test", "packages/letters", "--only", "没有的情景"]), @r#"
    ! 信访件:没有要运行的情景
    ! 错误:没有文件名或标题含“没有的情景”的情景
    = 1
    "#);
}

#[test]
fn test_refuses_a_package_with_errors() {
    let house = House::empty();
    house.edit("letters/ledgers/letter.toml", "people >= 1", "peopel >= 1");
    let err = house.bad(&["test", "packages/letters"]);
    assert!(err.contains("packages/letters 有错误,先改正再运行情景"), "{err}");
}

#[test]
fn proof_finds_a_sum_that_cannot_be_right() {
    let house = House::empty();
    std::fs::write(house.path("总结.txt"), "全年收件10件，其中来信4件、来访3件、网上信访2件。\n").unwrap();
    assert_snapshot!(house.shown(&["proof", "总结.txt"]), @r#"
    警告[figure-sum-differs] 4+3+2=9,文中为 10,相差 1(若只列举了一部分则可成立)
      --> 总结.txt:1:5
       | 全年收件10件,其中来信4件、来访3件、网上信访2件。
       |         ^^

    总结.txt:0 处错误,1 处警告,0 处提示;识别数字 4 个,数字关系 1 组(0 组相符)
    "#);
    std::fs::write(house.path("总结.txt"), "全年收件9件，其中来信4件、来访3件、网上信访2件。\n").unwrap();
    assert_snapshot!(house.shown(&["proof", "总结.txt"]), @"总结.txt:0 处错误,0 处警告,0 处提示;识别数字 4 个,数字关系 1 组(1 组相符)");
    assert_snapshot!(house.shown(&["proof", "没有.txt"]), @r#"
    ! 错误:没有文件 没有.txt
    !   原因:没有这个文件或文件夹,请核对路径
    = 1
    "#);
}
