//! `import` and `export`.

use std::fs;

use insta::assert_snapshot;

use crate::support::{House, LETTER};

const HEAD: &str = "机构|事由|方式|收件日期|人数|信访人|电话\n";

fn with_bad_rows() -> House {
    let house = House::ready();
    let rows = "甲科|路灯不亮|来信|2026-04-01|1|张三丰|13800001234\n\
                丙科|井盖缺失|来信|2026-04-02|1||\n\
                甲科|噪声扰民|来电|2026-04-31|一人||1234\n\
                甲科|占道经营|来访|2026-04-03|3|李四|13800005678\n";
    house.book("四月.xlsx", &format!("{HEAD}{rows}"));
    house
}

#[test]
fn a_good_workbook_is_imported_once() {
    let house = House::ready();
    house.letters("信访件.xlsx", 20);
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--history"]), @"已导入:共 20 行,新增 20,更正 0,未变 0,略过 0,有误 0 处。");
    let once = house.audit();
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--history"]), @"已导入:共 20 行,新增 0,更正 0,未变 20,略过 0,有误 0 处。");
    assert_eq!(house.audit(), once);
}

#[test]
fn one_bad_cell_and_nothing_is_written() {
    let house = with_bad_rows();
    let before = house.audit();
    assert_snapshot!(house.shown(&["import", LETTER, "四月.xlsx"]), @r#"
    没有写入:共 4 行,有误 5 处;其余 2 行无误,改正后再导入。
    有误,全部未导入。请改正后重新导入整个工作簿;已导入过的行不会重复。
    !   Sheet1!A3 机构:没有名称或代码为“丙科”的机构。可填:信访局、甲科、乙科。
    !   Sheet1!C4 方式:没有“来电”这一项。可填:来信、来访、网上信访。
    !   Sheet1!D4 收件日期:日历上没有“2026-04-31”这一天。请核对月份和日子,写成 2025-10-14。
    !   Sheet1!E4 人数:“一人”不是数。请只填数字,如 1234.50;单位和说明请去掉。
    !   Sheet1!G4 电话:电话号码“1234”无法识别,手机号码应为11位,以13至19开头。改正后重填。
    ! 标错工作簿:四月.有误.xlsx(有误的单元格已标色并加批注,改后可重新导入)
    = 1
    "#);
    assert_eq!(house.audit(), before);
    let marked = fs::read(house.path("四月.有误.xlsx")).unwrap();
    assert!(marked.starts_with(b"PK"));
}

#[test]
fn good_rows_are_taken_when_asked_for() {
    let house = with_bad_rows();
    assert_snapshot!(house.shown(&["import", LETTER, "四月.xlsx", "--accept-good", "--marked", "改.xlsx"]), @r#"
    已导入:共 4 行,新增 2,更正 0,未变 0,略过 2,有误 5 处。
    !   Sheet1!A3 机构:没有名称或代码为“丙科”的机构。可填:信访局、甲科、乙科。
    !   Sheet1!C4 方式:没有“来电”这一项。可填:来信、来访、网上信访。
    !   Sheet1!D4 收件日期:日历上没有“2026-04-31”这一天。请核对月份和日子,写成 2025-10-14。
    !   Sheet1!E4 人数:“一人”不是数。请只填数字,如 1234.50;单位和说明请去掉。
    !   Sheet1!G4 电话:电话号码“1234”无法识别,手机号码应为11位,以13至19开头。改正后重填。
    ! 标错工作簿:改.xlsx(有误的单元格已标色并加批注,改后可重新导入)
    = 1
    "#);
    assert!(house.path("改.xlsx").exists() && !house.path("四月.有误.xlsx").exists());
    assert_snapshot!(house.shown(&["import", LETTER, "四月.xlsx", "--accept-good"]), @r#"
    已导入:共 4 行,新增 0,更正 0,未变 2,略过 2,有误 5 处。
    !   Sheet1!A3 机构:没有名称或代码为“丙科”的机构。可填:信访局、甲科、乙科。
    !   Sheet1!C4 方式:没有“来电”这一项。可填:来信、来访、网上信访。
    !   Sheet1!D4 收件日期:日历上没有“2026-04-31”这一天。请核对月份和日子,写成 2025-10-14。
    !   Sheet1!E4 人数:“一人”不是数。请只填数字,如 1234.50;单位和说明请去掉。
    !   Sheet1!G4 电话:电话号码“1234”无法识别,手机号码应为11位,以13至19开头。改正后重填。
    ! 标错工作簿:四月.有误.xlsx(有误的单元格已标色并加批注,改后可重新导入)
    = 1
    "#);
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let house = House::ready();
    house.letters("信访件.xlsx", 20);
    let before = house.audit();
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--history", "--dry-run"]), @"试算,没有写入:共 20 行,可新增 20,可更正 0,未变 0,不能导入 0,有误 0 处。");
    assert_eq!(house.audit(), before);
}

#[test]
fn a_changed_row_is_a_correction() {
    let house = House::ready();
    house.book("一件.xlsx", &format!("{HEAD}甲科|路灯不亮|来信|2026-04-01|1|张三丰|13800001234\n"));
    house.good(&["import", LETTER, "一件.xlsx"]);
    house.book("一件.xlsx", &format!("{HEAD}甲科|路灯不亮|来信|2026-04-01|2|张三丰|13800001234\n"));
    assert_snapshot!(house.shown(&["import", LETTER, "一件.xlsx"]), @"已导入:共 1 行,新增 0,更正 1,未变 0,略过 0,有误 0 处。");
}

#[test]
fn quiet_says_results_and_errors_only() {
    let house = House::ready();
    house.letters("信访件.xlsx", 20);
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--history", "-q"]), @"已导入:共 20 行,新增 20,更正 0,未变 0,略过 0,有误 0 处。");
}

#[test]
fn a_list_of_acts_is_played_along_the_calendar() {
    let house = House::ready().with_letters(20);
    house.acts("办理.xlsx", 20);
    let args = ["import", LETTER, "办理.xlsx", "--actions", "--until", "2026-05-07"];
    assert_snapshot!(house.shown(&args), @r#"
    已办理:办理记录 30 行,办成 30,有误 0 处。
    落下:催办 20,黄牌 20,红牌 18,移送 14。
    "#);
    let played = house.audit();
    let again = house.bad(&args);
    assert!(again.contains("第2行"), "{again}");
    assert_eq!(house.audit(), played);
}

#[test]
fn what_cannot_be_imported_says_why() {
    let house = House::ready();
    house.letters("信访件.xlsx", 2);
    assert_snapshot!(house.shown(&["import", LETTER, "没有.xlsx"]), @r#"
    ! 错误:读不了工作簿 没有.xlsx
    !   原因:没有这个文件或文件夹,请核对路径
    = 1
    "#);
    assert_snapshot!(house.shown(&["import", "letters.lettre", "信访件.xlsx"]), @r#"
    ! 错误:没有台账“letters.lettre”。可用的台账:orgs.calendar_day(日历调整)、orgs.org(机构)、orgs.person(人员账号)、orgs.term(学期)、letters.letter(信访件)。
    = 1
    "#);
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--as", "jw"]), @r#"
    没有写入:共 2 行,有误 2 处;其余 0 行无误,改正后再导入。
    有误,全部未导入。请改正后重新导入整个工作簿;已导入过的行不会重复。
    !   Sheet1 第2行:您的角色是纪检,不能新建信访件:须由经办员或科长办理。请转交经办员或科长。
    !   Sheet1 第3行:您的角色是纪检,不能新建信访件:须由经办员或科长办理。请转交经办员或科长。
    ! 标错工作簿:信访件.有误.xlsx(有误的单元格已标色并加批注,改后可重新导入)
    = 1
    "#);
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--history", "--as", "jl"]), @r#"
    ! 错误:补录历史只能由系统管理员办理。请交系统管理员导入,或去掉“补录历史”按今天登记。
    = 1
    "#);
    assert_snapshot!(house.shown(&["import", LETTER, "packages"]), @r#"
    ! 错误:读不了工作簿 packages
    !   原因:这是文件夹,不是文件
    = 1
    "#);
    assert_snapshot!(house.shown(&["import", LETTER, "信访件.xlsx", "--until", "2026-05-07"]), @r#"
    ! error: the following required arguments were not provided:
    !   --actions
    ! 
    ! Usage: banjie import --actions --until <日期> --now <时刻> <LEDGER> <FILE>
    ! 
    ! For more information, try '--help'.
    = 2
    "#);
}

/// All texts of an exported workbook.
fn texts(house: &House, file: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(house.path(file)).unwrap()).unwrap();
    let mut all = String::new();
    for i in 0..archive.len() {
        let part = archive.by_index(i).unwrap();
        if part.name().starts_with("xl/worksheets") || part.name().ends_with("sharedStrings.xml") {
            all += &std::io::read_to_string(part).unwrap();
        }
    }
    all
}

#[test]
fn an_export_is_masked_unless_plain_is_asked_for_and_allowed() {
    let house = House::ready().with_letters(5);
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "遮.xlsx"]), @"已导出 5 条到 遮.xlsx。");
    let masked = texts(&house, "遮.xlsx");
    assert!(masked.contains("138****0001") && !masked.contains("13800000001") && !masked.contains("张三丰"));
    house.good(&["export", LETTER, "-o", "明.xlsx", "--plain", "--purpose", "核对"]);
    let plain = texts(&house, "明.xlsx");
    assert!(plain.contains("13800000001") && plain.contains("张三丰"));
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "明.xlsx", "--plain", "--purpose", "核对", "--as", "jl"]), @r#"
    ! 错误:导出不打码的个人信息,须由能查看下级机构的人员写明用途办理,并登记在案。请去掉“不打码”再导出。
    = 1
    "#);
}

#[test]
fn an_export_comes_back_in_unchanged() {
    let house = House::ready().with_letters(12);
    for plain in [&["--plain", "--purpose", "核对"][..], &[]] {
        house.good(&[&["export", LETTER, "-o", "出.xlsx"], plain].concat());
        let before = house.audit();
        let said = house.good(&["import", LETTER, "出.xlsx"]);
        assert!(said.contains("新增 0,更正 0,未变 12"), "{said}");
        assert_eq!(house.audit(), before);
    }
}

#[test]
fn an_export_tells_what_was_known_at_a_moment() {
    let house = House::ready().with_letters(5);
    house.good(&[
        "act",
        LETTER,
        "create",
        "subject=后来的",
        "kind=来信",
        "received_on=2026-05-08",
        "--as",
        "jl",
        "--now",
        "2026-05-09T10:00",
    ]);
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "后.xlsx", "--as-of", "2026-05-09T10:00"]), @"已导出 6 条到 后.xlsx。");
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "前.xlsx", "--as-of", "2026-05-08"]), @"已导出 5 条到 前.xlsx。");
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "前.xlsx", "--as-of", "昨天"]), @r#"
    ! 错误:“昨天”不是时刻。请写成 2025-10-14 或 2025-10-14T09:00
    = 1
    "#);
}

#[test]
fn an_export_takes_a_condition_and_an_organisation() {
    let house = House::ready().with_letters(30);
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "出.xlsx", "--where", "kind == 'visit' && people > 2"]), @"已导出 4 条到 出.xlsx。");
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "出.xlsx", "--org", "乙科"]), @"已导出 10 条到 出.xlsx。");
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "出.xlsx", "--org", "丙科"]), @r#"
    ! 错误:没有名称或代码为“丙科”的机构,或同名的不止一个。请写机构代码。
    = 1
    "#);
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "出.xlsx", "--where", "kind == 'vist' && peple > 2"]), @r#"
    ! 错误:条件 kind == 'vist' && peple > 2 读不懂:
    !   “'vist'”:代码表 kind 里没有“vist”;是不是 'visit'?
    !   “peple”:台账“信访件”没有字段 peple;是不是 people?
    = 1
    "#);
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "出.xlsx", "--where", "people >"]), @r#"
    ! 错误:条件 people > 读不懂:
    !   “>”:表达式没有写完
    = 1
    "#);
    assert_snapshot!(house.shown(&["export", LETTER, "-o", "没有/出.xlsx"]), @r#"
    ! 错误:写不了 没有/出.xlsx
    !   原因:没有这个文件或文件夹,请核对路径
    = 1
    "#);
}
