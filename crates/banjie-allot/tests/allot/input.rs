//! Faulty input: every fault is told with its place, nothing panics, the rest is read.

use banjie_allot::{Finding, Method, Rules, allot, read_certificate, read_problem, read_tables};
use proptest::prelude::*;

fn shown(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}

fn check(text: &str, expected: &str) {
    assert_eq!(shown(&read_problem(text).findings).trim_end(), expected.trim());
}

#[test]
fn every_fault_of_a_problem_is_told_at_once() {
    check(
        r#"{"format": "banjie-allot/1",
        "places": [
            {"id": "一中", "capacity": -1},
            {"id": "一中", "capacity": 2},
            {"id": "二中", "capacity": 1, "quotas": [{"group": "甲", "at_least": 2}]},
            {"id": "三中", "capacity": 1, "order": ["张三", "张三", "王五"]},
            {"id": "四中", "capacity": 1, "region": "东", "at_least": 1}],
        "floors": [{"region": "东", "at_least": 3}, {"region": "西", "at_least": 1}],
        "seekers": [
            {"id": "张三", "choices": ["一中", "五中", "一中"]},
            {"id": "张三", "choices": []},
            {"id": " 李四", "scores": [600], "choices": [{"place": "二中", "cost": 9000000000}]}]}"#,
        "
错误[negative-number] places[0]（一中）.capacity：名额是 -1，应为 0 至 100000000 的整数
错误[duplicate-place] places[1]（一中）：接收单位“一中”出现两次，请合并为一条
错误[reserves-over-capacity] places[1]（二中）.quotas：各类预留共 2 个，超过名额 1 个
错误[two-floors] places[3]（四中）.at_least：有 region 的，保底写在 floors 里；at_least 只用于单独成片的
错误[unknown-region] floors（东）：没有接收单位属于片区“东”
错误[unknown-region] floors（西）：没有接收单位属于片区“西”
错误[unknown-place] seekers[0]（张三）.choices[1]：没有接收单位“五中”，请核对名称
错误[repeated-choice] seekers[0]（张三）.choices[1]：“一中”填了两次，只看前一次
错误[duplicate-seeker] seekers[1]（张三）：报名者“张三”出现两次，请只留一条
错误[bad-id] seekers[1]（ 李四）：“ 李四”不能作编号：编号不能为空，首尾不留空格，不含控制字符，不超过 200 字
错误[cost-too-large] seekers[1]（ 李四）.choices[0].cost：代价是 9000000000，应在 ±1000000000 之内
提醒[uneven-scores] seekers[0]（张三）.scores：成绩有 0 项，别人有 1 项：缺的项排在最后，请补齐
错误[repeated-seeker] places[2]（三中）.order[1]：“张三”列了两次，只看前一次
错误[unknown-seeker] places[2]（三中）.order[2]：没有报名者“王五”
错误[missing-cost] seekers[0]（张三）.choices[0]：别的志愿写了代价，这个没有；要么都写，要么都不写",
    );
}

#[test]
fn a_text_that_is_no_problem_says_where_it_breaks() {
    check(
        "{\"format\": 1",
        "错误[not-a-problem] 第 1 行第 12 列：这里的值不合要求（invalid type: integer `1`, expected a string at line 1 column 12）",
    );
    check(
        "{\"format\": \"banjie-allot/1\", \"place\": []}",
        "错误[not-a-problem] 第 1 行第 36 列：没有“place”这一项；可用的有：format、places、seekers、floors",
    );
    check(
        "{\"format\": \"x\", \"places\": [], \"seekers\": []}",
        "错误[unknown-format] format：写的是“x”，本程序只读“banjie-allot/1”",
    );
}

#[test]
fn tables_tell_their_lines() {
    let reading = read_tables(
        "编号,成绩,志愿1,志愿2,服从调剂\n甲,612.5,一中,,是\n乙,六百,二中,一中,否\n",
        "编号,名额,片区,保底\n一中,1,东,1\n二中,x,东,2\n",
    );
    insta::assert_snapshot!(shown(&reading.findings), @r"
    错误[bad-number] 接收单位表第 3 行：名额“x”不是整数
    错误[duplicate-floor] 接收单位表第 3 行：片区“东”的保底前面写的是 1，这里是 2
    错误[bad-number] 报名表第 3 行：成绩“六百”不是数，小数不超过四位
    ");
    assert_eq!(reading.problem.n_seekers(), 2);
    assert_eq!(reading.problem.choices(0), [0, 1]);
}

#[test]
fn a_method_refuses_what_it_would_not_keep() {
    let text = r#"{"format": "banjie-allot/1",
        "places": [{"id": "甲", "capacity": 1, "at_least": 1, "order": ["a"], "quotas": [{"group": "g", "at_least": 1}]}],
        "seekers": [{"id": "a", "ticket": "t", "group": "g", "choices": ["甲"]}]}"#;
    let problem = read_problem(text).sound().unwrap();
    insta::assert_snapshot!(shown(&allot(&problem, &Rules::new(Method::Lottery)).unwrap_err()), @r"
    错误[quotas-not-kept] method（lottery）：有分类名额的，请用 deferred 或 deferred-places：未用完的预留才能按次序退回
    错误[floors-not-kept] method（lottery）：有片区保底的，请用 floors；不需要保底就把它删去
    错误[orders-not-kept] method（lottery）：接收单位自排名次或自行打分的，请用 deferred：这一方法只看共同的次序
    错误[no-seed] method（lottery）：摇号要有公开的种子，名单公布之后才能知道的，如约定日期的开奖号码
    ");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_a_reader_panic(text in "[\\[\\]{}:,\"a-c0-9\n\t.一]{0,80}") {
        let _ = read_problem(&text);
        let _ = read_certificate(&text);
        let _ = read_tables(&text, &text);
    }
}
