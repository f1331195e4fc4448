//! Workbooks in: good ones, bad ones, the same one again.

use crate::support::{
    Bureau, book, bureau, bureau_with, cells, chief, clerk, library_with, lines, moment, now, pairs, sheet, system,
};
use banjie_desk::{Changed, ImportOptions, Silent, Target, ports::Store};
use banjie_model::{case::Actor, national::id_card_check_digit, value::Value};
use banjie_store::testing;

const HEAD: [&str; 21] = [
    "机构",
    "名称*",
    "经过",
    "层数",
    "面积(m²)",
    "罚款",
    "比例",
    "违法占地",
    "发案日期",
    "开门时间",
    "发现时刻",
    "学期",
    "类型",
    "区划",
    "企业",
    "协办单位",
    "照片",
    "地点",
    "当事人",
    "证件号码",
    "电话",
];

fn id_card() -> String {
    let body = "33030219800101001";
    format!("{body}{}", id_card_check_digit(body))
}

async fn with_firm() -> Bureau {
    let bureau = bureau().await;
    let values = pairs(&[("企业名称", "温州甲公司")]);
    bureau.desk.create("trial.firm", &values, Some("wz"), &system("2020-01-02 08:00")).await.unwrap();
    bureau
}

async fn value(bureau: &Bureau, number: &str, field: &str) -> Value {
    let case = bureau.desk.case("trial.every", &Target::parse(number), &Actor::system()).await.unwrap();
    let ledger = bureau.desk.ledger("trial.every").unwrap();
    case.record.values[ledger.field(field).unwrap().0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_field_is_read_as_people_write_it() {
    let bureau = with_firm().await;
    let id = id_card();
    let row = format!(
        "鹿城分局|甲|第一段\n第二段|1,234层|120.50㎡|1.2万元|88.4%|√|2025年9月28日|下午3:05|2025/9/28 9:30|2025学年第一学期|\
         楼顶违法建设|浙江省/温州市|温州甲公司|oh|a.jpg；b.jpg|五马街1号（120.65，28.01）|张三丰|{id}|138 0000 1234"
    );
    let row = cells(&row);
    let bytes = book(&[
        ("样样都有", &[&["台账"], &HEAD, &row, &["合计"]]),
        (
            "物品",
            &[&["行号", "品名", "数量", "购置日期"], &["3", "桌", "2", "2024.1.5"], &["3", "椅", "4", "20240106"]],
        ),
    ]);
    let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
    assert_eq!(lines(&report), "");
    assert_eq!((report.created, report.rows, report.committed), (1, 1, true));
    let mut shown = String::new();
    let ledger = bureau.desk.ledger("trial.every").unwrap();
    for field in &ledger.fields {
        shown += &format!("{}: {:?}\n", field.name, value(&bureau, "样〔2026〕1号", &field.name).await);
    }
    insta::assert_snapshot!(shown.replace(&id, "ID"), @r#"
    title: Text("甲")
    story: Text("第一段\n第二段")
    floors: Int(1234)
    area: Decimal(120.50)
    fine: Decimal(12000.00)
    rate: Decimal(0.884000)
    land: Bool(true)
    found_on: Date(2025-09-28)
    opens: Time(15:05:00)
    seen_at: DateTime(2025-09-28T09:30:00)
    term: Period(Term(2025, Autumn))
    kind: Code("roof")
    region: Code("wz")
    firm: Ref(RecordId(7))
    helper: Org("oh")
    photos: Files([FileRef { name: "a.jpg", sha256: "", size_bytes: 0 }, FileRef { name: "b.jpg", sha256: "", size_bytes: 0 }])
    site: Place(Place { address: "五马街1号", point: Some((120.65, 28.01)) })
    party: Text("张三丰")
    party_id: Text("ID")
    party_phone: Text("13800001234")
    credit: Missing
    twice: Decimal(241.00)
    items: List([[Text("桌"), Int(2), Date(2024-01-05)], [Text("椅"), Int(4), Date(2024-01-06)]])
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_cell_is_told_with_place_value_reason_and_cure() {
    let bureau = with_firm().await;
    let row: [&str; 21] = [
        "鹿成分局",
        "",
        "",
        "十层",
        "12.345",
        "1,23.4",
        "88.4",
        "也许",
        "2025-02-30",
        "25:00",
        "昨天",
        "某学期",
        "楼顶",
        "火星",
        "乙公司",
        "无此局",
        "",
        "某地(28.01,120.65)",
        "",
        "330302198001010010",
        "1234",
    ];
    let report = bureau.import("trial.every", sheet("样样都有", &[&HEAD, &row]), &ImportOptions::default()).await;
    assert_eq!((report.created, report.committed, bureau.count("trial.every").await), (0, false, 0));
    insta::assert_snapshot!(lines(&report), @r#"
    样样都有!A2 机构：没有名称或代码为“鹿成分局”的机构。是否为“鹿城分局”？
    样样都有!B2 名称*：“名称”必填。请补填。
    样样都有!D2 层数：“十层”不是数。请只填数字，如 1234.50；单位和说明请去掉。
    样样都有!E2 面积(m²)：“12.345”有 3 位小数，最多 2 位。请四舍五入到 2 位小数后再填，系统不代为取舍。
    样样都有!F2 罚款：“1,23.4”的千分位逗号位置不对。请去掉逗号，或每三位一个，如 1,234.50。
    样样都有!G2 比例：“88.4”看不出是百分数还是倍数。请带上百分号，如 50%；或写成小数 0.5。
    样样都有!H2 违法占地：“也许”看不出是“是”还是“否”。请填“是”或“否”（也可填 √、×）。
    样样都有!I2 发案日期：日历上没有“2025-02-30”这一天。请核对月份和日子，写成 2025-10-14。
    样样都有!J2 开门时间：“25:00”不是时间。请写成 09:30 或 下午3:05。
    样样都有!K2 发现时刻：“昨天”不是日期和时间。请写成 2025-10-14 09:30。
    样样都有!L2 学期：无法识别统计期间“某学期”，可写2025、2025上半年、2025年第三季度（2025Q3）、2025-07、2025-2026学年、2025学年第一学期、2023..2025或2025-01-01..2025-06-30。
    样样都有!M2 类型：没有“楼顶”这一项。是否为“楼顶违法建设”？
    样样都有!N2 区划：没有“火星”这一项。可填：浙江省、温州市、鹿城区。
    样样都有!O2 企业：“企业”里没有编号或名称为“乙公司”的记录。请核对；对方记录须先登记或导入。
    样样都有!P2 协办单位：没有名称或代码为“无此局”的机构。可填：温州市局、鹿城分局、瓯海分局。
    样样都有!R2 地点：经度28.01、纬度120.65像是写反了，应先经度后纬度。坐标写在地址后的括号里，先经度后纬度，如 五马街1号(120.65,28.01)。
    样样都有!T2 证件号码：身份证号码第18位校验码应为“9”，现为“0”，请逐位核对原件。改正后重填。
    样样都有!U2 电话：电话号码“1234”无法识别，手机号码应为11位，以13至19开头。改正后重填。
    "#);
    let marked = banjie_desk::workbook::open(&report.marked.unwrap()).unwrap();
    let names: Vec<&str> = marked.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["样样都有", "错误清单"]);
    assert_eq!(marked.sheets[1].rows.len(), report.faults.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_workbook_again_changes_nothing_and_a_changed_row_becomes_a_correction() {
    let bureau = with_firm().await;
    let head: &[&str] = &["机构", "名称", "面积", "发案日期", "类型"];
    let first = sheet(
        "样样都有",
        &[head, &["鹿城分局", "甲", "1", "2025-01-02", "楼顶违法建设"], &["lc", "乙", "2", "2025-01-03", "house"]],
    );
    let report = bureau.import("trial.every", first.clone(), &ImportOptions::default()).await;
    assert_eq!((report.created, lines(&report)), (2, String::new()));
    let again = bureau.import("trial.every", first, &ImportOptions::default()).await;
    assert_eq!((again.created, again.edited, again.unchanged, again.committed), (0, 0, 2, true));

    let changed = sheet("样样都有", &[head, &["", "甲", "3", "", ""], &["", "丙", "4", "2025-01-04", "house"]]);
    let strict = ImportOptions { changed: Changed::Refuse, ..ImportOptions::default() };
    let refused = bureau.import("trial.every", changed.clone(), &strict).await;
    insta::assert_snapshot!(lines(&refused), @r#"样样都有 第2行：与库中记录不同：面积。本次导入不许更正已有记录；请改回，或允许更正后再导入。"#);
    let both = bureau.import("trial.every", changed, &ImportOptions::default()).await;
    assert_eq!((both.created, both.edited, both.unchanged), (1, 1, 0), "{}", lines(&both));
    assert_eq!(value(&bureau, "样〔2026〕1号", "area").await, Value::Decimal(3.into()));
    assert_eq!(value(&bureau, "样〔2026〕1号", "kind").await, Value::code("roof"));
}

#[tokio::test(flavor = "multi_thread")]
async fn good_rows_are_kept_only_when_asked_for() {
    let bureau = with_firm().await;
    let bytes = sheet(
        "样样都有",
        &[
            &["名称", "面积", "发案日期", "类型", "机构"],
            &["甲", "1", "2025-01-02", "house", "lc"],
            &["乙", "0", "2025-01-02", "house", "lc"],
            &["甲", "1", "2025-01-02", "house", "lc"],
            &["丙", "三", "2025-01-02", "house", "lc"],
        ],
    );
    let all = bureau.import("trial.every", bytes.clone(), &ImportOptions::default()).await;
    assert_eq!((all.committed, bureau.count("trial.every").await), (false, 0));
    let told: Vec<String> = all.faults.iter().map(ToString::to_string).collect();
    assert!(told[0].starts_with("样样都有 第3行：面积应大于 0"), "{}", told[0]);
    insta::assert_snapshot!(told[1..].join("\n"), @r"
    样样都有!A4 名称：与第 2 行重复：名称相同。请删去重复的一行；确是两件的，请改正这些列。
    样样都有!B5 面积：“三”不是数。请只填数字，如 1234.50；单位和说明请去掉。
    ");
    let dry = ImportOptions { dry_run: true, accept_good: true, ..ImportOptions::default() };
    let dry = bureau.import("trial.every", bytes.clone(), &dry).await;
    assert_eq!((dry.created, dry.skipped, dry.committed, bureau.count("trial.every").await), (1, 3, false, 0));
    let good = ImportOptions { accept_good: true, ..ImportOptions::default() };
    let good = bureau.import("trial.every", bytes, &good).await;
    assert_eq!((good.created, good.skipped, good.committed, bureau.count("trial.every").await), (1, 3, true, 1));
    assert_eq!(good.faults, all.faults);
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_are_unknown_doubled_or_missing_are_told() {
    let bureau = with_firm().await;
    let bytes =
        sheet("样样都有", &[&["名称", "面积", "面积", "备注", "发按日期"], &["甲", "1", "1", "无", "2025-01-01"]]);
    let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
    insta::assert_snapshot!(lines(&report) + "\n" + &report.notices.join("\n"), @r#"
    样样都有 第1行：缺少必填的列：发案日期、类型。请在表头行补上这些列。
    样样都有!C1 面积：与 B 列是同一栏。请只保留一列，或改正其中一列的标题。
    D 列“备注”没有对应的字段，未读取。
    E 列“发按日期”没有对应的字段，未读取。是否为“发案日期”？
    有误，全部未导入。请改正后重新导入整个工作簿；已导入过的行不会重复。
    "#);
    let other = sheet("表", &[&["一", "二"], &["三", "四"]]);
    let options = ImportOptions::default();
    let error = bureau.desk.import("trial.every", other, &options, &Actor::system(), now(), &Silent).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"前 20 行里找不到“样样都有”的表头。请在第一行写列名，如：名称、经过、层数、面积、罚款、比例、违法占地、发案日期、开门时间、发现时刻、学期、类型。可先导出一份台账作样表。"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_keeps_the_time_of_entry_and_is_for_administrators() {
    let bureau = bureau().await;
    let bytes = sheet(
        "办件",
        &[
            &["编号", "登记时间", "机构", "事由", "发生日期"],
            &["办〔2024〕7号", "2024-03-05 10:00", "鹿城分局", "乙", "2024-03-04"],
            &["", "2024-02-01 09:00", "鹿城分局", "甲", "2024-02-01"],
            &["", "2024-04-01 09:00", "鹿城分局", "丙", "2024-04-01"],
        ],
    );
    let history = ImportOptions { history: true, ..ImportOptions::default() };
    let refused = bureau.desk.import("trial.matter", bytes.clone(), &history, &clerk(), now(), &Silent).await;
    assert!(refused.unwrap_err().to_string().contains("系统管理员"));
    let report = bureau.import("trial.matter", bytes, &history).await;
    assert_eq!((report.created, lines(&report)), (3, String::new()));
    let ledger = bureau.desk.ledger("trial.matter").unwrap();
    let records = bureau.scratch.store.list(&ledger, &Default::default()).await.unwrap();
    let mut shown: Vec<_> = records
        .iter()
        .map(|r| format!("{} {} {}", r.number.as_deref().unwrap(), r.values[0].as_str().unwrap(), r.changed_at))
        .collect();
    shown.sort();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    办〔2024〕1号 甲 2024-02-01 09:00:00
    办〔2024〕7号 乙 2024-03-05 10:00:00
    办〔2024〕8号 丙 2024-04-01 09:00:00
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_imports_within_his_own_scope_only() {
    let bureau = bureau().await;
    let bytes = sheet(
        "办件",
        &[&["机构", "事由", "发生日期"], &["鹿城分局", "甲", "2025-01-02"], &["瓯海分局", "乙", "2025-01-02"]],
    );
    let report =
        bureau.desk.import("trial.matter", bytes, &ImportOptions::default(), &clerk(), now(), &Silent).await.unwrap();
    insta::assert_snapshot!(lines(&report), @r#"办件 第3行：您以经办员身份在鹿城分局，不能新建办件：该记录属于瓯海分局，不在您的管辖范围内。请由瓯海分局办理。"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_come_in_one_workbook_children_before_parents() {
    let bureau = bureau().await;
    let rows: &[&[&str]] = &[
        &["机构代码", "机构名称", "机构类型", "上级机构"],
        &["lc-wm", "五马所", "分局", "lc-jd"],
        &["lc-jd", "街道所", "分局", "lc"],
    ];
    let report = bureau.import("orgs.org", sheet("机构", rows), &ImportOptions::default()).await;
    assert_eq!((report.created, lines(&report)), (2, String::new()));
    assert_eq!(&*bureau.desk.snapshot().directory.orgs.path("lc-wm"), "/wz/lc/lc-jd/lc-wm/");
    let again = bureau.import("orgs.org", sheet("机构", rows), &ImportOptions::default()).await;
    assert_eq!((again.created, again.unchanged), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_cells_stand_for_each_row_but_never_for_numbers() {
    let bureau = with_firm().await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name("样样都有").unwrap();
    for (c, title) in (0..).zip(["机构", "名称", "面积", "发案日期", "类型"]) {
        page.write_string(0, c, title).unwrap();
    }
    for (r, name) in (1..).zip(["甲", "乙"]) {
        page.write_string(r, 1, name).unwrap();
        page.write_string(r, 4, "house").unwrap();
    }
    let plain = rust_xlsxwriter::Format::new();
    page.merge_range(1, 0, 2, 0, "鹿城分局", &plain).unwrap();
    page.merge_range(1, 2, 2, 2, "100", &plain).unwrap();
    page.merge_range(1, 3, 2, 3, "2025-01-02", &plain).unwrap();
    let report = bureau.import("trial.every", book.save_to_buffer().unwrap(), &ImportOptions::default()).await;
    insta::assert_snapshot!(lines(&report) + "\n" + &report.notices.join("\n"), @r#"
    样样都有!C3 面积：数值列有跨行合并的单元格，看不出每一行各是多少。请取消合并，逐行填写各自的数值。
    有跨行合并的单元格：合并区左上角的值作为其中每一行的值。
    有误，全部未导入。请改正后重新导入整个工作簿；已导入过的行不会重复。
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_spreadsheets_do_to_cells_is_told() {
    let bureau = with_firm().await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name("样样都有").unwrap();
    for (c, title) in (0..).zip(["机构", "名称", "面积", "发案日期", "类型", "罚款", "证件号码", "违法占地", "层数"])
    {
        page.write_string(0, c, title).unwrap();
    }
    for row in 1..=2 {
        page.write_string(row, 0, "lc").unwrap();
        page.write_string(row, 1, format!("第{row}件")).unwrap();
        page.write_number(row, 3, 45_928.0).unwrap();
        page.write_string(row, 4, "house").unwrap();
    }
    page.write_number(1, 2, 0.1 + 0.2).unwrap();
    page.write_formula(1, 5, rust_xlsxwriter::Formula::new("=100*2").set_result("200")).unwrap();
    page.write_boolean(1, 7, true).unwrap();
    page.write_number(2, 2, 5).unwrap();
    page.write_formula(2, 5, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    page.write_number(2, 6, 330_302_198_001_010_019.0).unwrap();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    page.write_number_with_format(2, 8, 5, &date).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let report =
        bureau.import("trial.every", bytes, &ImportOptions { accept_good: true, ..ImportOptions::default() }).await;
    insta::assert_snapshot!(lines(&report), @r#"
    样样都有!F3 罚款：单元格是公式错误 #DIV/0!。请改正公式，或直接填写数值。
    样样都有!G3 证件号码：号码被表格软件当作数值，第15位以后已变成0。请先把这一列的单元格格式设为“文本”，再重新填写完整号码。
    样样都有!I3 层数：单元格是日期格式（显示为 1900-01-05），不是数。请把单元格格式改为“常规”后核对数值。
    "#);
    assert_eq!(value(&bureau, "样〔2026〕1号", "area").await, Value::Decimal("0.3".parse().unwrap()));
    assert_eq!(value(&bureau, "样〔2026〕1号", "fine").await, Value::Decimal(200.into()));
    assert_eq!(value(&bureau, "样〔2026〕1号", "found_on").await, Value::Date(moment("2025-09-28 00:00").date()));
}

#[tokio::test(flavor = "multi_thread")]
async fn child_rows_without_a_main_row_are_told() {
    let bureau = with_firm().await;
    let bytes = book(&[
        (
            "样样都有",
            &[&["机构", "名称", "面积", "发案日期", "类型", "序号"], &["lc", "甲", "1", "2025-01-02", "house", "1"]],
        ),
        (
            "物品",
            &[
                &["序号", "品名", "数量"],
                &["1", "桌", "2"],
                &["9", "椅", "4"],
                &["1", "", "5"],
                &["1", "灯", "多"],
                &["", "柜", "1"],
            ],
        ),
    ]);
    let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
    insta::assert_snapshot!(lines(&report), @r#"
    物品 第3行：主表里没有序号为“9”的行。请在“编号”栏填主表的编号，或在“行号”栏填主表该行在 Excel 里的行号，或填主表的序号。
    物品!B4 品名：“品名”必填。请补填。
    物品!C5 数量：“多”不是数。请只填数字，如 1234.50；单位和说明请去掉。
    物品 第6行：看不出这一行属于主表的哪一行。请在“编号”栏填主表的编号，或在“行号”栏填主表该行在 Excel 里的行号，或填主表的序号。
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chief_cannot_be_fooled_by_a_stale_view() {
    let bureau = bureau().await;
    let done = bureau.matter("甲", "2026-11-20").await;
    let mut call = banjie_desk::Call::new(chief(), banjie_desk::Clock::now(now()));
    call.expected_version = Some(done.version);
    let target = Target::Id(done.record);
    bureau.desk.act("trial.matter", &target, "file", &[], None, &call).await.unwrap();
    let second = bureau.desk.act("trial.matter", &target, "file", &[], None, &call).await.unwrap_err();
    assert_eq!(second.refusal().unwrap().code.key(), "conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_named_in_the_rows_of_a_list_are_found() {
    let seller = "seller = { title = \"卖家\", type = \"ref(firm)\" }";
    let library = library_with(&[("bought = { title = \"购置日期\", type = \"date\" }", seller)]);
    let bureau = bureau_with(testing::sqlite().await, library).await;
    let firm = pairs(&[("企业名称", "温州甲公司")]);
    bureau.desk.create("trial.firm", &firm, Some("wz"), &system("2020-01-02 08:00")).await.unwrap();
    let head = ["机构", "名称*", "面积(m²)", "发案日期", "类型", "物品"];
    let row = |name, items| ["鹿城分局", name, "10", "2025-09-28", "楼顶违法建设", items];
    let check = async |items, expected: &str| {
        let bytes = sheet("样样都有", &[&head, &row(items, items)]);
        let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
        assert_eq!((report.created, lines(&report).as_str()), (u64::from(expected.is_empty()), expected));
    };
    check(r#"[{"what":"桌","seller":"温州甲公司"},{"品名":"椅","卖家":"温州甲公司"}]"#, "").await;
    let unknown = "样样都有!F2 物品：“企业”里没有编号或名称为“乙公司”的记录。请核对；对方记录须先登记或导入。";
    check(r#"[{"what":"桌","seller":"乙公司"}]"#, unknown).await;
}
