//! What is found by what, in which order, and what is marked.

use crate::common::{entry, everything, index_of, moment, numbered, records, shown};
use banjie_search::{Entry, Index};

fn office() -> Index {
    index_of(&[
        numbered(1, "五华路12号院内违法建设", "违建〔2023〕34号"),
        numbered(2, "天马路与五华路口占道经营", "城管罚字[2024]第134号"),
        numbered(3, "长乐坊小区绿化带损毁", "GB50016-2014"),
        Entry {
            texts: vec!["现场检查发现五华路沿街店铺占用人行道堆放杂物".into()], ..entry(4, "朝阳街道重点巡查")
        },
        Entry { state: "已办结".into(), closed: true, ..entry(5, "重庆小面店油烟扰民") },
        entry(6, "Ａ座１２层ＫＴＶ噪声扰民"),
        numbered(7, "行政处罚决定书", "350102202300123"),
    ])
}

fn check(query: &str, expected: &[i64]) {
    let mut found = records(&office().find(query, &everything(&["case"]), 100, 0).unwrap());
    found.sort_unstable();
    assert_eq!(found, expected, "{query}");
}

fn check_first(query: &str, entries: &[Entry], expected: &[i64]) {
    let found = index_of(entries).find(query, &everything(&["case"]), 100, 0).unwrap();
    assert_eq!(records(&found), expected, "{query}");
}

fn check_marks(query: &str, record: i64, expected: &str) {
    let found = office().find(query, &everything(&["case"]), 100, 0).unwrap();
    let hit = found.hits.iter().find(|hit| hit.record.0 == record).unwrap();
    let parts = [Some(&hit.label), hit.number.as_ref(), hit.snippet.as_ref()].into_iter().flatten();
    assert_eq!(parts.map(shown).collect::<Vec<_>>().join(" | "), expected, "{query}");
}

#[test]
fn chinese_is_found_by_any_run_of_characters() {
    check("五华路", &[1, 2, 4]);
    check("华路", &[1, 2, 4]);
    check("华", &[1, 2, 4]);
    check("院内违法", &[1]);
    check("路五华", &[]);
    check("华马", &[]);
    check("占道经营", &[2]);
    check("五华路与天马路", &[]);
}

#[test]
fn a_record_must_have_every_word_wherever_they_stand() {
    check("五华路 占道", &[2]);
    check("占道，五华路", &[2]);
    check("五华路　店铺", &[4]);
    check("五华路 油烟", &[]);
    check("违法 2023", &[1]);
}

#[test]
fn numbers_are_found_by_their_parts_however_they_are_written() {
    check("2023 34", &[1]);
    check("34号", &[1, 2]);
    check("违建〔2023〕34号", &[1]);
    check("违建[2023]34号", &[1]);
    check("违建（２０２３） ３４号", &[1]);
    check("违建2023 34 号", &[1]);
    check("〔2024〕第134", &[2]);
    check("202", &[1, 2]);
    check("3501022", &[7]);
    check("00123", &[7]);
    check("50016", &[3]);
    check("gb50016", &[3]);
    check("GB 50016-2014", &[3]);
}

#[test]
fn width_and_case_do_not_matter() {
    check("ktv", &[6]);
    check("KTV噪声", &[6]);
    check("a座12层", &[6]);
    check("Ａ座", &[6]);
}

#[test]
fn labels_are_found_by_initials_and_by_syllables() {
    check("whl", &[1, 2]);
    check("WHL", &[1, 2]);
    check("wuhualu", &[1, 2]);
    check("wuhual", &[1, 2]);
    check("wuhl", &[1, 2]);
    check("whlu", &[1, 2]);
    check("wfjs", &[1]);
    check("lhd", &[3]);
    check("lvhuadai", &[3]);
    check("whl wfjs", &[1]);
    check("whl12", &[1]);
    check("whl 占道", &[2]);
    check("五华lu", &[1, 2]);
}

#[test]
fn a_character_with_several_readings_is_found_by_each() {
    check("clf", &[3]);
    check("zlf", &[3]);
    check("changle", &[3]);
    check("cqxm", &[5]);
    check("zqxm", &[5]);
    check("zdxc", &[4]);
    check("zhongdian", &[4]);
    check("cyjd", &[4]);
}

#[test]
fn states_are_found_too() {
    check("已办结", &[5]);
    check("扰民 已办结", &[5]);
}

#[test]
fn what_holds_no_letter_or_figure_finds_nothing() {
    for query in ["", " ", "　", "。", "\"", "*", "+-&&||!(){}[]^~?:\\/", "〔〕", "\0", "\u{200b}"] {
        check(query, &[]);
    }
}

#[test]
fn signs_of_query_languages_are_plain_text() {
    check("五华路 AND", &[]);
    check("label:五华路", &[]);
    check("\"五华路\"", &[1, 2, 4]);
    check("五华路*", &[1, 2, 4]);
    check("-五华路", &[1, 2, 4]);
    check("(五华路", &[1, 2, 4]);
}

#[test]
fn the_closest_comes_first() {
    let texts = vec!["五华路".into()];
    let entries = [
        Entry { texts, ..entry(5, "另一件") },
        entry(4, "王河里"),
        entry(3, "关于五华路的信访件"),
        entry(2, "五华路违法建设"),
        entry(1, "五华路"),
    ];
    check_first("五华路", &entries, &[1, 2, 3, 5]);
    check_first("违建2023", &[entry(9, "乙违建2023"), numbered(1, "甲", "违建〔2023〕34号")], &[1, 9]);
    check_first("五华路1", &[entry(9, "在五华路12号"), entry(1, "五华路12号")], &[1, 9]);
    check_first(
        "五华路东侧沿街店面前",
        &[entry(9, "在五华路东侧沿街店面前"), entry(1, "五华路东侧沿街店面前堆物")],
        &[1, 9],
    );
    check_first("34号", &[numbered(9, "甲", "违建〔2023〕134号"), numbered(1, "乙", "违建〔2023〕34号")], &[1, 9]);
    check_first("wh", &[entry(9, "无核桃"), Entry { label: "WH管理".into(), ..entry(1, "") }], &[1, 9]);
}

#[test]
fn among_equals_open_comes_before_closed_and_new_before_old() {
    let entries = [
        Entry { closed: true, changed_at: moment(90), ..entry(1, "五华路甲") },
        Entry { changed_at: moment(10), ..entry(2, "五华路乙乙乙乙") },
        Entry { changed_at: moment(20), ..entry(3, "五华路丙") },
        Entry { closed: true, changed_at: moment(80), ..entry(4, "五华路丁") },
    ];
    check_first("五华路", &entries, &[3, 2, 1, 4]);
}

#[test]
fn what_was_searched_for_is_marked() {
    check_marks("五华路", 2, "天马路与[五华路]口占道经营 | 城管罚字[2024]第134号");
    check_marks("2023 34", 1, "五华路12号院内违法建设 | 违建〔[2023]〕[34]号");
    check_marks("whl", 1, "[五华路]12号院内违法建设 | 违建〔2023〕34号");
    check_marks("whl12", 1, "[五华路12]号院内违法建设 | 违建〔2023〕34号");
    check_marks("2014", 3, "长乐坊小区绿化带损毁 | GB50016-[2014]");
    check_marks("0123", 7, "行政处罚决定书 | 35010220230[0123]");
    check_marks("人行道", 4, "朝阳街道重点巡查 | 现场检查发现五华路沿街店铺占用[人行道]堆放杂物");
    check_marks("ktv噪声", 6, "Ａ座１２层[ＫＴＶ噪声]扰民");
}

#[test]
fn a_long_text_is_shown_around_what_was_found() {
    let long = format!("{}发现违法建设一处{}", "前".repeat(100), "后".repeat(100));
    let index = index_of(&[Entry { texts: vec!["短".into(), long.into()], ..entry(1, "甲") }]);
    let found = index.find("违法建设", &everything(&["case"]), 1, 0).unwrap();
    let expected = format!("…{}发现[违法建设]一处{}…", "前".repeat(13), "后".repeat(39));
    assert_eq!(found.hits[0].snippet.as_ref().map(shown), Some(expected));
}

#[test]
fn pages_follow_one_another_without_gap_or_repeat() {
    let entries: Vec<Entry> = (1..=50).map(|record| entry(record, "五华路")).collect();
    let index = index_of(&entries);
    let pages = (0..6).flat_map(|page| {
        let found = index.find("五华路", &everything(&["case"]), 10, page * 10).unwrap();
        assert_eq!(found.total, 50);
        records(&found)
    });
    assert_eq!(pages.collect::<Vec<_>>(), (1..=50).rev().collect::<Vec<_>>());
}
