//! A small bureau with a small recipe: the same bytes each time, totals exact, faults told with their place.

use std::path::Path;

use banjie_package::read_installed;

use super::*;
use crate::workbook;

const ORGS: &str = r#"
ledger = "org"
title = "机构"
purpose = "机构树。"
unique = ["code"]
[fields]
code = { title = "机构代码", type = "text", required = true }
name = { title = "机构名称", type = "text", required = true }
kind = { title = "机构类型", type = "code(org_kind)", required = true }
parent = { title = "上级机构", type = "text" }
"#;

const PERSON: &str = r#"
ledger = "person"
title = "人员账号"
purpose = "人员。"
unique = ["account"]
[fields]
account = { title = "账号", type = "text", required = true }
name = { title = "姓名", type = "text", required = true }
unit = { title = "所在机构", type = "org", required = true }
roles = { title = "岗位", type = "text" }
"#;

const CASE: &str = r#"
ledger = "case"
title = "案件"
purpose = "案件。"
number = "案〔{year}〕{seq}号"
unique = ["site", "party"]
opened = "found_on"
[fields]
site = { title = "地点", type = "place", required = true, class = "internal" }
party = { title = "当事人", type = "text", required = true, class = "personal", mask = "name" }
kind = { title = "类型", type = "code(kind)", required = true }
found_on = { title = "发案日期", type = "date", required = true }
area = { title = "面积", type = "decimal(12,2)", required = true }
cost = { title = "造价", type = "money" }
fine = { title = "罚款", type = "money" }
[states]
open = { title = "在办", start = true }
closed = { title = "结案", end = true }
[actions.close]
title = "结案"
from = "open"
to = "closed"
by = "head"
needs = ["fine"]
require = [{ that = "fine >= round(cost * scale(kind).low, 2) && fine <= round(cost * scale(kind).high, 2)", else = "超出裁量基准" }]
[limits.handling]
title = "办案时限"
from = "open"
until = "closed"
within = "10 working days"
"#;

const SCALE: &str = r#"
table = "scale"
title = "裁量基准"
in = { kind = "code(kind)" }
out = { low = "percent", high = "percent" }
[[dated]]
since = 2010-01-01
rows = [{ kind = "a", low = "5%", high = "6%" }, { kind = "b", low = "7%", high = "10%" }]
"#;

const COMMON: &str = r#"
[places."东分局"]
streets = ["东街"]
longitude = [120.60, 120.61]
latitude = [28.00, 28.01]
[places."西分局"]
streets = ["西街"]
longitude = [120.50, 120.51]
latitude = [28.00, 28.01]
[shares.slow]
"东分局" = "0%"
"西分局" = "100%"
"#;

const UNITS: &str = r#"
workbook = "机构.xlsx"
ledger = "orgs.org"
seed = 1
until = 2024-01-01
rows = [
  { code = "ju", name = "局", kind = "bureau" },
  { code = "d", name = "东分局", kind = "branch", parent = "ju" },
  { code = "x", name = "西分局", kind = "branch", parent = "ju" },
]
"#;

const PEOPLE: &str = r#"
workbook = "人员.xlsx"
ledger = "orgs.person"
seed = 2
until = 2024-01-02
[[groups]]
kind = "branch"
each = 1
fields = { account = "{org.code}-jz", name = { person = "0%" }, unit = "{org.code}", roles = "trial.head" }
"#;

const CASES: &str = r#"
workbook = "案件.xlsx"
acts = "办理.xlsx"
ledger = "case"
seed = 3
until = 2024-12-31
day = "found_on"
[fields]
site = { place = true }
party = { person = "10%" }
area = { spread = [10, 50, 200], places = 2 }
cost = { times = "area", by = [600, 1500], places = 2 }
[[groups]]
orgs = { "东分局" = 40, "西分局" = 25 }
dates = [2024-01-02, 2024-12-31]
fields = { kind = "a" }
plans = { closed = 1 }
[[groups]]
orgs = { "东分局" = 7 }
dates = [2024-06-03, 2024-06-28]
fields = { kind = "b" }
plans = { closed = 1 }
[plans]
closed = [{ do = "close", after = "1..9 working days", late = "slow", late_after = "11..20 working days", set = { fine = { table = "scale", of = "cost", low = "low", high = "high" } } }]
[[totals]]
title = "东分局甲类"
orgs = ["东分局"]
where = { kind = "a" }
is = 40
[[totals]]
title = "六月乙类"
dates = [2024-06-01, 2024-06-30]
where = { kind = "b" }
is = 7
"#;

fn library(cases: &str) -> Library {
    let file = |name: &str, text: &str| (Name::from(name), Name::from(text));
    let package = |name: &str, more: &str| {
        format!(
            "format = 1\npackage = \"{name}\"\nversion = \"1.0.0\"\ntitle = \"{name}\"\npurpose = \"试验。\"\n{more}"
        )
    };
    let orgs = vec![
        file(
            "package.toml",
            &package(
                "orgs",
                "[roles]\nadministrator = { title = \"管理员\", sees = \"all\" }\n[codes.org_kind]\nbureau = \"局\"\nbranch = \"分局\"\n",
            ),
        ),
        file("ledgers/org.toml", ORGS),
        file("ledgers/person.toml", PERSON),
    ];
    let trial = vec![
        file(
            "package.toml",
            &package(
                "trial",
                "needs = [\"orgs\"]\n[roles]\nhead = { title = \"局长\", sees = \"subtree\" }\n[codes.kind]\na = \"甲\"\nb = \"乙\"\n",
            ),
        ),
        file("ledgers/case.toml", CASE),
        file("tables/scale.toml", SCALE),
        file("samples/0-common.toml", COMMON),
        file("samples/1-orgs.toml", UNITS),
        file("samples/2-people.toml", PEOPLE),
        file("samples/3-cases.toml", cases),
    ];
    read_installed([orgs, trial]).library
}

fn made(cases: &str, folder: &Path) -> Result<Vec<GeneratedWorkbook>, SampleError> {
    let library = library(cases);
    generate(&library.packages["trial"], &library, folder)
}

/// The cells of the first sheet, as shown.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let book = workbook::open(&std::fs::read(path).unwrap()).unwrap();
    let row = |row: &workbook::Row| (0..30).map(|column| row.cell(column).shown()).collect();
    book.sheets[0].rows.iter().map(row).collect()
}

fn check_fault(change: (&str, &str), expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let fault = made(&CASES.replacen(change.0, change.1, 1), folder.path()).unwrap_err().to_string();
    assert!(fault.contains(expected), "{fault}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written when a recipe is at fault");
}

#[test]
fn the_same_recipe_gives_the_same_bytes() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for folder in &folders {
        made(CASES, folder.path()).unwrap();
    }
    for name in ["机构.xlsx", "人员.xlsx", "案件.xlsx", "办理.xlsx"] {
        let [one, other] = [&folders[0], &folders[1]].map(|folder| std::fs::read(folder.path().join(name)).unwrap());
        assert!(one == other, "{name}");
    }
}

#[test]
fn workbooks_come_in_the_order_of_import_with_exact_rows() {
    let folder = tempfile::tempdir().unwrap();
    let workbooks = made(CASES, folder.path()).unwrap();
    let told: Vec<_> = workbooks.iter().map(|w| (&*w.ledger, w.kind)).collect();
    assert_eq!(
        told,
        [
            ("orgs.org", Kind::Creations),
            ("orgs.person", Kind::Creations),
            ("trial.case", Kind::Creations),
            ("trial.case", Kind::Acts),
        ]
    );
    let rows = cells(&folder.path().join("案件.xlsx"));
    assert_eq!(rows[0][..5], ["编号", "机构", "登记时间", "地点", "当事人"]);
    let of = |org: &str| rows.iter().filter(|row| row[1] == org).count();
    assert_eq!((rows.len() - 1, of("东分局"), of("西分局")), (72, 47, 25));
    let numbers: Vec<&str> = rows[1..].iter().map(|row| &*row[0]).collect();
    assert_eq!((numbers[0], numbers[71]), ("案〔2024〕1号", "案〔2024〕72号"));
}

#[test]
fn who_is_late_is_late_and_what_is_not_finished_stays_open() {
    let folder = tempfile::tempdir().unwrap();
    let workbooks = made(CASES, folder.path()).unwrap();
    let acts = workbooks[3].rows;
    assert!(acts < 72, "cases of December are still open");
    let rows = cells(&folder.path().join("办理.xlsx"));
    assert_eq!(rows.len() as u64, acts + 1);
    assert!(rows[1..].iter().all(|row| row[1] == "结案" && row[5] == "head"));
    let times: Vec<&str> = rows[1..].iter().map(|row| &*row[2]).collect();
    assert!(times.is_sorted());
}

#[test]
fn an_inconsistent_total_is_told_with_both_numbers() {
    check_fault(("is = 7", "is = 8"), "samples/3-cases.toml totals[2]：“六月乙类”应为 8 行，配方给出 7 行");
}

#[test]
fn an_act_the_engine_would_refuse_is_told() {
    check_fault(("low = \"low\", high = \"high\" } }", "low = \"high\", high = \"high\" }, area = 1 }"), "会被拒绝");
}

#[test]
fn unknown_keys_fields_plans_and_organisations_are_told_with_their_place() {
    check_fault(("seed = 3", "sead = 3"), "samples/3-cases.toml sead：不认识这个键");
    check_fault(("plans = { closed = 1 }", "plans = { shut = 1 }"), "groups[1].plans：没有办法 shut");
    check_fault(("\"东分局\" = 40", "\"南分局\" = 40"), "groups[1]：没有机构“南分局”");
    check_fault(("party = { person", "pardy = { person"), "没有字段 pardy");
    check_fault(("1..9 working days", "1..9 moons"), "plans.closed[1].after：“1..9 moons”不是一段时间");
    check_fault(("[10, 50, 200]", "[200, 50]"), "fields.area.spread：应写两个以上、从小到大的数");
}
