//! Recipes over two packages: rows of the one are referred to by the other, actions create rows that later recipes go on
//! with, and what ends by itself ends in between.

use std::path::Path;

use banjie_package::read_installed;

use super::*;
use crate::workbook;

const FIRM: &str = r#"
ledger = "firm"
title = "企业"
purpose = "企业。"
number = "企{seq:3}"
unique = ["code"]
[fields]
code = { title = "代码", type = "credit_code", required = true }
name = { title = "名称", type = "text", required = true }
high_tech = { title = "高企", type = "bool", default = false }
"#;

const FIRMS: &str = r#"
workbook = "企业.xlsx"
ledger = "firm"
seed = 4
until = 2024-01-31
[fields]
code = { credit_code = true }
name = { firm = true }
[[groups]]
orgs = { "局" = 3 }
dates = [2024-01-02, 2024-01-31]
fields = { high_tech = true }
[[groups]]
orgs = { "局" = 5 }
dates = [2024-01-02, 2024-01-31]
"#;

const LOAN: &str = r#"
ledger = "loan"
title = "贷款"
purpose = "贷款。"
number = "贷{seq:2}"
unique = ["firm"]
[fields]
firm = { title = "企业", type = "ref(base.firm)", required = true }
name = { title = "企业名称", type = "text", required = true }
amount = { title = "金额", type = "money", required = true }
used = { title = "其他贷款", type = "money", lookup = { sum = "amount", in = "loan", where = "it.state != 'public'" } }
left = { title = "余额", type = "money", formula = "1000 - used" }
schedule = { title = "还款计划", type = "list", fields = { due_on = { title = "应还日期", type = "date", required = true }, amount = { title = "应还", type = "money", required = true } } }
unpaid = { title = "未还", type = "int", lookup = { count = "part", where = "it.loan == this && it.state != 'paid'" } }
[states]
public = { title = "公示", start = true }
ready = { title = "待放款" }
lent = { title = "已放款" }
settled = { title = "还清", end = true }
[actions.conclude]
title = "公示期满"
from = "public"
to = "ready"
by = "system"
[actions.lend]
title = "放款"
from = "ready"
to = "lent"
by = "head"
needs = ["schedule"]
require = [{ that = "amount <= left", else = "超过余额" }]
creates = [{ ledger = "part", for_each = "schedule", with = { loan = "this", due_on = "it.due_on", amount = "it.amount" } }]
[actions.settle]
title = "结清"
from = "lent"
to = "settled"
by = "head"
require = [{ that = "unpaid == 0", else = "还没有还清" }]
[limits.publicity]
title = "公示期"
from = "public"
until = "ready"
within = "5 working days"
then = "conclude"
"#;

const PART: &str = r#"
ledger = "part"
title = "还款"
purpose = "还款。"
number = "{loan}-{seq:2}"
create_by = ["system"]
[fields]
loan = { title = "贷款", type = "ref(loan)", required = true }
due_on = { title = "应还日期", type = "date", required = true }
amount = { title = "应还", type = "money", required = true }
[states]
pending = { title = "待还", start = true }
paid = { title = "已还", end = true }
[actions.pay]
title = "还款"
from = "pending"
to = "paid"
by = "head"
"#;

const LOANS: &str = r#"
workbook = "贷款.xlsx"
acts = "贷款办理.xlsx"
ledger = "loan"
seed = 5
until = 2024-12-31
[fields]
firm = { row = "企业.xlsx", where = { high_tech = true }, in_turn = true }
name = { its = "firm.name" }
amount = { turn = [200, 300, 500] }
[[groups]]
orgs = { "局" = 3 }
dates = [2024-02-01, 2024-02-29]
plans = { lent = 1 }
[plans]
lent = [{ do = "lend", after = "7..9 working days", set = { schedule = { rows = [{ due_on = { ahead = "30 days" }, amount = { times = "amount", by = [0.4, 0.4] } }, { due_on = { ahead = "60 days" }, amount = { times = "amount", by = [0.6, 0.6] } }] } } }]
[[totals]]
title = "金额"
sum = "amount"
where = { state = "lent" }
is = 1000
"#;

const PARTS: &str = r#"
workbook = "还款.xlsx"
acts = "还款办理.xlsx"
ledger = "part"
seed = 6
until = 2024-12-31
[[groups]]
existing = { state = "pending" }
plans = { paid = 1 }
[plans]
paid = [{ do = "pay", after = "20..28 days" }]
[[totals]]
title = "已还"
where = { state = "paid" }
sum = "amount"
is = 1000
"#;

const SETTLED: &str = r#"
workbook = "结清.xlsx"
acts = "结清办理.xlsx"
ledger = "loan"
seed = 7
until = 2024-12-31
[[groups]]
existing = { state = "lent" }
plans = { settled = 1 }
[plans]
settled = [{ do = "settle", after = "70 days" }]
[[totals]]
title = "还清"
where = { state = "settled" }
is = 3
"#;

fn made(change: (&str, &str), out: &Path) -> Result<Vec<GeneratedWorkbook>, SampleError> {
    let file = |name: &str, text: &str| (Name::from(name), Name::from(text));
    let package = |name: &str, more: &str| {
        let head =
            format!("format = 1\npackage = \"{name}\"\nversion = \"1.0.0\"\ntitle = \"{name}\"\npurpose = \"试。\"\n");
        file("package.toml", &(head + more))
    };
    let head = "[roles]\nhead = { title = \"局长\", sees = \"all\" }\n";
    let org = "ledger = \"org\"\ntitle = \"机构\"\nunique = [\"code\"]\n[fields]\n\
        code = { title = \"机构代码\", type = \"text\", required = true }\nname = { title = \"机构名称\", type = \"text\", required = true }\n\
        kind = { title = \"机构类型\", type = \"text\", required = true }\nparent = { title = \"上级机构\", type = \"text\" }\n";
    let person = "ledger = \"person\"\ntitle = \"人员\"\nunique = [\"account\"]\n[fields]\n\
        account = { title = \"账号\", type = \"text\", required = true }\nname = { title = \"姓名\", type = \"text\", required = true }\n\
        unit = { title = \"所在机构\", type = \"org\", required = true }\nroles = { title = \"岗位\", type = \"text\" }\n";
    let orgs = vec![package("orgs", head), file("ledgers/org.toml", org), file("ledgers/person.toml", person)];
    let units = "workbook = \"机构.xlsx\"\nledger = \"orgs.org\"\nseed = 1\nuntil = 2024-01-01\n\
        rows = [{ code = \"ju\", name = \"局\", kind = \"bureau\" }]\n";
    let people = "workbook = \"人员.xlsx\"\nledger = \"orgs.person\"\nseed = 2\nuntil = 2024-01-01\nowner = \"局\"\n\
        rows = [{ account = \"jz\", name = \"陈立\", unit = \"ju\", roles = \"trial.head\" }]\n";
    let base = vec![
        package("base", &format!("needs = [\"orgs\"]\n{head}")),
        file("ledgers/firm.toml", FIRM),
        file("samples/1-orgs.toml", units),
        file("samples/2-people.toml", people),
        file("samples/3-firms.toml", FIRMS),
    ];
    let trial = vec![
        package("trial", &format!("needs = [\"orgs\", \"base\"]\n{head}")),
        file("ledgers/loan.toml", LOAN),
        file("ledgers/part.toml", PART),
        file("samples/1-loans.toml", &LOANS.replacen(change.0, change.1, 1)),
        file("samples/2-parts.toml", PARTS),
        file("samples/3-settled.toml", SETTLED),
    ];
    let library = read_installed([orgs, base, trial]).library;
    generate(&library.packages["trial"], &library, out)
}

/// The cells of a column, without its heading.
fn column(folder: &Path, name: &str, title: &str) -> Vec<String> {
    let book = workbook::open(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let rows: Vec<Vec<String>> =
        book.sheets[0].rows.iter().map(|row| (0..30).map(|column| row.cell(column).shown()).collect()).collect();
    let place = rows[0].iter().position(|cell| cell == title).unwrap();
    rows[1..].iter().map(|row| row[place].clone()).collect()
}

#[test]
fn rows_refer_to_rows_of_needed_packages_which_are_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let workbooks = made(("", ""), folder.path()).unwrap();
    let ledgers: Vec<&str> = workbooks.iter().map(|w| &*w.ledger).collect();
    assert_eq!(ledgers, ["trial.loan", "trial.loan", "trial.part", "trial.loan"]);
    let mut firms = column(folder.path(), "贷款.xlsx", "企业");
    firms.sort();
    firms.dedup();
    assert_eq!(firms.len(), 3, "each of the three once: {firms:?}");
    assert!(column(folder.path(), "贷款.xlsx", "企业名称").iter().all(|name| name.starts_with("云溪")));
}

#[test]
fn rows_made_by_actions_are_acted_on_under_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    made(("", ""), folder.path()).unwrap();
    let mut numbers = column(folder.path(), "还款办理.xlsx", "编号");
    numbers.sort();
    assert_eq!(numbers, ["贷01-01", "贷01-02", "贷02-01", "贷02-02", "贷03-01", "贷03-02"]);
    assert_eq!(column(folder.path(), "贷款办理.xlsx", "办理"), ["放款"; 3], "what the scheduler does is not written");
    assert_eq!(column(folder.path(), "结清办理.xlsx", "办理"), ["结清"; 3]);
    let schedule = column(folder.path(), "贷款办理.xlsx", "还款计划");
    let whole = ["80", "120", "200"].map(|first| format!(r#"[{{"amount":"{first}","due_on":"2024-"#));
    assert!(schedule.iter().all(|rows| whole.iter().any(|first| rows.starts_with(first))), "{schedule:?}");
}

#[test]
fn look_ups_see_the_rows_made_before() {
    let folder = tempfile::tempdir().unwrap();
    let refused = made(("200, 300, 500", "200, 300, 501"), folder.path()).unwrap_err().to_string();
    assert!(refused.contains("超过余额"), "{refused}");
    let off = made(("is = 1000", "is = 999"), folder.path()).unwrap_err().to_string();
    assert!(off.contains("“金额”应为 999，配方给出 1000"), "{off}");
}
