//! Allocations a bureau knows: 平行志愿, 指标生, 双向选择, 摇号, each explained to both sides.

use banjie_allot::{
    Certificate, Method, Rules, allot, explain_place, explain_seeker, read_problem, transcript, verify,
};

fn certify(text: &str, rules: &Rules) -> (banjie_allot::Problem, Certificate) {
    let problem = read_problem(text).sound().unwrap_or_else(|findings| panic!("{findings:?}"));
    let certificate = Certificate::new(&problem, rules, &allot(&problem, rules).unwrap());
    assert_eq!(verify(&problem, &certificate), []);
    (problem, certificate)
}

fn told(text: &str, rules: &Rules, seekers: &[&str], places: &[&str]) -> String {
    let (problem, certificate) = certify(text, rules);
    let seekers = seekers.iter().map(|id| explain_seeker(&problem, &certificate, id).unwrap());
    let places = places.iter().map(|id| explain_place(&problem, &certificate, id).unwrap());
    seekers.chain(places).map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n")
}

const PARALLEL: &str = r#"{"format": "banjie-allot/1",
    "places": [{"id": "一中", "capacity": 1}, {"id": "二中", "capacity": 1, "min_score": 500}, {"id": "三中", "capacity": 2}],
    "seekers": [
        {"id": "甲", "scores": [612.5, 240], "choices": ["一中", "二中"]},
        {"id": "乙", "scores": [612.5, 238], "choices": ["一中", "二中"]},
        {"id": "丙", "scores": [480, 200], "choices": ["二中", "一中"], "flexible": true}]}"#;

#[test]
fn parallel_choices_are_explained_choice_by_choice() {
    insta::assert_snapshot!(told(PARALLEL, &Rules::new(Method::Serial), &["乙", "丙"], &["一中"]), @r#"
    乙（平行志愿）：录取到 二中（第 2 志愿）
    成绩 612.5、238，共同次序第 2 位（共 3 人）
    第 1 志愿 一中：未录取。1 个名额已满，末位列第 1 位（612.5 分），本人列第 2 位（612.5 分）；总分相同，第 2 项成绩本人 238、末位 240。
    第 2 志愿 二中：录取。名额 1 个，录取 1 人，本人列第 2 位。

    丙（平行志愿）：服从调剂，录取到 三中
    成绩 480、200，共同次序第 3 位（共 3 人）
    第 1 志愿 二中：未录取。总分 480 低于最低分 500。
    第 2 志愿 一中：未录取。1 个名额已满，末位列第 1 位（612.5 分），本人列第 3 位（480 分）。
    服从调剂 三中：录取。名额 2 个，录取 1 人，本人列第 1 位。

    一中（平行志愿）：名额 1 个，填报 3 人，符合条件 3 人，录取 1 人
    末位：甲（第 1 位，612.5 分）
    第 1 位 甲（612.5、240）：录取
    第 2 位 乙（612.5、238）：未录取，去了 二中
    第 3 位 丙（480、200）：未录取，去了 三中
    "#);
}

#[test]
fn seats_reserved_for_a_school_return_when_it_has_nobody_above_the_line() {
    let text = r#"{"format": "banjie-allot/1",
        "places": [{"id": "重点高中", "capacity": 3, "quotas": [
            {"group": "乡镇一校", "at_least": 1, "min_score": 550}, {"group": "乡镇二校", "at_least": 1, "min_score": 550}]}],
        "seekers": [
            {"id": "甲", "scores": [640], "group": "城区校", "choices": ["重点高中"]},
            {"id": "乙", "scores": [630], "group": "城区校", "choices": ["重点高中"]},
            {"id": "丙", "scores": [620], "group": "城区校", "choices": ["重点高中"]},
            {"id": "丁", "scores": [560], "group": "乡镇一校", "choices": ["重点高中"]},
            {"id": "戊", "scores": [540], "group": "乡镇二校", "choices": ["重点高中"]}]}"#;
    insta::assert_snapshot!(told(text, &Rules::new(Method::Deferred), &["丙", "丁", "戊"], &["重点高中"]), @r#"
    丙（双向选择（报名者先提））：未录取，所填志愿都已额满
    成绩 620，共同次序第 3 位（共 5 人）
    第 1 志愿 重点高中：未录取。3 个名额已满，末位列第 2 位（630 分），本人列第 3 位（620 分）。

    丁（双向选择（报名者先提））：录取到 重点高中（第 1 志愿）
    成绩 560，共同次序第 4 位（共 5 人）
    第 1 志愿 重点高中：录取。名额 3 个，录取 3 人，本人列第 4 位。

    戊（双向选择（报名者先提））：未录取，所填志愿都已额满
    成绩 540，共同次序第 5 位（共 5 人）
    第 1 志愿 重点高中：未录取。3 个名额已满，末位列第 2 位（630 分），本人列第 5 位（540 分）；乡镇二校预留名额的最低分是 550，本人没有达到。

    重点高中（双向选择（报名者先提））：名额 3 个，填报 5 人，符合条件 5 人，录取 3 人
    末位：乙（第 2 位，630 分）
    乡镇一校：预留 1 个，用了 1 个，退回 0 个，末位 丁
    乡镇二校：预留 1 个，用了 0 个，退回 1 个
    第 1 位 甲（640）：录取
    第 2 位 乙（630）：录取
    第 3 位 丙（620）：未录取
    第 4 位 丁（560）：录取
    第 5 位 戊（540）：未录取
    "#);
}

#[test]
fn every_township_gets_a_commissioner_where_that_is_possible() {
    let text = r#"{"format": "banjie-allot/1",
        "places": [
            {"id": "桥头镇", "capacity": 2, "at_least": 1, "scores": {"王工": 90, "李工": 95, "赵工": 80}},
            {"id": "山坳乡", "capacity": 2, "at_least": 1, "scores": {"王工": 70, "赵工": 60}},
            {"id": "海岛乡", "capacity": 1, "at_least": 1}],
        "seekers": [
            {"id": "王工", "scores": [3], "choices": ["桥头镇", "山坳乡"]},
            {"id": "李工", "scores": [2], "choices": ["桥头镇"]},
            {"id": "赵工", "scores": [1], "choices": ["桥头镇"]}]}"#;
    insta::assert_snapshot!(told(text, &Rules::new(Method::Floors), &["王工", "赵工"], &["山坳乡", "海岛乡"]), @r#"
    王工（双向选择（片区保底））：录取到 山坳乡（第 2 志愿）
    第 1 志愿 桥头镇：未录取。片区“山坳乡”保底 1 人，现有 1 人，本人离开就不够了。
    第 2 志愿 山坳乡：录取。名额 2 个，录取 1 人，本人列第 1 位。

    赵工（双向选择（片区保底））：录取到 桥头镇（第 1 志愿）
    第 1 志愿 桥头镇：录取。名额 2 个，录取 2 人，本人列第 3 位。

    山坳乡（双向选择（片区保底））：名额 2 个，填报 1 人，符合条件 1 人，录取 1 人
    末位：王工（第 1 位，3 分）
    第 1 位 王工（3）：录取

    海岛乡（双向选择（片区保底））：名额 1 个，填报 0 人，符合条件 0 人，录取 0 人
    "#);
    let (_, certificate) = certify(text, &Rules::new(Method::Floors));
    insta::assert_json_snapshot!(certificate.evidence, @r#"
    {
      "kind": "floors",
      "floors": [
        {
          "region": "山坳乡",
          "at_least": 1,
          "admitted": 1
        },
        {
          "region": "桥头镇",
          "at_least": 1,
          "admitted": 2
        },
        {
          "region": "海岛乡",
          "at_least": 1,
          "admitted": 0
        }
      ],
      "tight_regions": [
        "桥头镇"
      ],
      "tight_places": []
    }
    "#);
}

#[test]
fn a_lottery_can_be_drawn_again_with_sha256_alone() {
    let text = r#"{"format": "banjie-allot/1",
        "places": [{"id": "实验小学", "capacity": 2}],
        "seekers": [
            {"id": "001", "choices": ["实验小学"]}, {"id": "002", "choices": ["实验小学"]},
            {"id": "003", "ticket": "双胞胎", "choices": ["实验小学"]},
            {"id": "004", "ticket": "双胞胎", "choices": ["实验小学"]}]}"#;
    let rules = Rules::new(Method::Lottery).with_seed("2026-07-01 双色球 03 07 11 18 22 31 + 09");
    let (_, certificate) = certify(text, &rules);
    let seed = certificate.seed.as_deref().unwrap();
    insta::assert_snapshot!(transcript(&certificate.commitment, seed, ["001", "002", "双胞胎"]), @r#"
    1	09548a5de38857b9588ce0ce65e42de9a3f4b62c4c756fb94d0fbe2081ea4827	双胞胎
    2	9d0b714eebf0008eea9aeebc3aefec16b7d091b0d91955f03587d63cd549061a	001
    3	f09a1879edc9494611b768154546fc584919a5b6e0a27c97213e651b55864a32	002
    "#);
    insta::assert_snapshot!(told(text, &rules, &["001", "003"], &[]), @r#"
    001（摇号）：未录取，所填志愿都已额满
    摇号第 2 号（共 3 号），摇出的数 9d0b714eebf0008eea9aeebc3aefec16b7d091b0d91955f03587d63cd549061a
    第 1 志愿 实验小学：未录取。2 个名额已满，都是摇号序号在前的。

    003（摇号）：录取到 实验小学（第 1 志愿）
    摇号第 1 号（共 3 号），摇出的数 09548a5de38857b9588ce0ce65e42de9a3f4b62c4c756fb94d0fbe2081ea4827
    第 1 志愿 实验小学：录取。名额 2 个，录取 2 人。
    "#);
}
