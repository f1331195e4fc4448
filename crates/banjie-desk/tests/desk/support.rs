//! A small bureau for the tests: packages, organisations, people, and a desk over a real database.

use banjie_desk::{Call, Clock, Desk, Done, ImportOptions, ImportReport, Silent, apply, ports::Store};
use banjie_model::{
    Moment, Name,
    case::Actor,
    definition::{Library, Package},
};
use banjie_store::{
    AnyStore,
    testing::{self, Scratch},
};
use std::sync::Arc;

const ORGS: [(&str, &str); 4] = [
    (
        "package.toml",
        r#"
format = 1
package = "orgs"
version = "1.0.0"
title = "机构与人员"
purpose = "试验用。"
[roles]
administrator = { title = "系统管理员", sees = "all" }
[codes.org_kind]
bureau = "局"
branch = "分局"
[codes.day_kind]
off = "休息"
work = "上班"
"#,
    ),
    (
        "ledgers/org.toml",
        r#"
ledger = "org"
title = "机构"
purpose = "机构树。"
unique = ["code"]
[fields]
code = { title = "机构代码", type = "text", required = true }
name = { title = "机构名称", type = "text", required = true }
kind = { title = "机构类型", type = "code(org_kind)", required = true }
parent = { title = "上级机构", type = "text" }
since = { title = "设立日期", type = "date" }
until = { title = "撤销日期", type = "date" }
"#,
    ),
    (
        "ledgers/person.toml",
        r#"
ledger = "person"
title = "人员账号"
purpose = "人员。"
unique = ["account"]
[fields]
account = { title = "账号", type = "text", required = true }
name = { title = "姓名", type = "text", required = true }
unit = { title = "所在机构", type = "org", required = true }
roles = { title = "岗位", type = "text" }
until = { title = "离任日期", type = "date" }
"#,
    ),
    (
        "ledgers/calendar_day.toml",
        r#"
ledger = "calendar_day"
title = "日历调整"
purpose = "日历。"
unique = ["day"]
[fields]
day = { title = "日期", type = "date", required = true }
kind = { title = "安排", type = "code(day_kind)", required = true }
name = { title = "名称", type = "text", required = true }
notice = { title = "通知文号", type = "text" }
"#,
    ),
];

const TRIAL: [(&str, &str); 4] = [
    (
        "package.toml",
        r#"
format = 1
package = "trial"
version = "1.0.0"
title = "试验应用"
purpose = "每种字段、每种办理各有一个。"
needs = ["orgs"]
[basis.rule-1]
law = "试验规定"
article = "第一条"
[roles]
clerk = { title = "经办员", sees = "own" }
chief = { title = "科长", sees = "subtree" }
discipline = { title = "纪检", sees = "all" }
[codes.kind]
house = "农村个人建房"
roof = "楼顶违法建设"
[codes.place_tree]
zj = "浙江省"
wz = { title = "温州市", parent = "zj" }
lc = { title = "鹿城区", parent = "wz" }
"#,
    ),
    (
        "ledgers/firm.toml",
        r#"
ledger = "firm"
title = "企业"
purpose = "企业名录。"
unique = ["name"]
[fields]
name = { title = "企业名称", type = "text", required = true }
code = { title = "统一社会信用代码", type = "credit_code" }
"#,
    ),
    (
        "ledgers/every.toml",
        r#"
ledger = "every"
title = "样样都有"
purpose = "每种字段一个。"
number = "样〔{year}〕{seq}号"
unique = ["title"]
[fields]
title = { title = "名称", type = "text", required = true }
story = { title = "经过", type = "long_text" }
floors = { title = "层数", type = "int", unit = "层" }
area = { title = "面积", type = "decimal(12,2)", unit = "m²", required = true }
fine = { title = "罚款", type = "money" }
rate = { title = "比例", type = "percent" }
land = { title = "违法占地", type = "bool", default = false }
found_on = { title = "发案日期", type = "date", required = true }
opens = { title = "开门时间", type = "time" }
seen_at = { title = "发现时刻", type = "datetime" }
term = { title = "学期", type = "period" }
kind = { title = "类型", type = "code(kind)", required = true }
region = { title = "区划", type = "tree(place_tree)" }
firm = { title = "企业", type = "ref(firm)" }
helper = { title = "协办单位", type = "org" }
photos = { title = "照片", type = "files" }
site = { title = "地点", type = "place" }
party = { title = "当事人", type = "text", class = "personal", mask = "name" }
party_id = { title = "证件号码", type = "id_card", class = "sensitive", mask = "id_card" }
party_phone = { title = "电话", type = "phone", class = "personal", mask = "phone" }
credit = { title = "信用代码", type = "credit_code" }
twice = { title = "双倍面积", type = "decimal(14,2)", formula = "area * 2" }
items = { title = "物品", type = "list", fields = { what = { title = "品名", type = "text", required = true }, n = { title = "数量", type = "int" }, bought = { title = "购置日期", type = "date" } } }
[[checks]]
that = "area > 0"
else = "面积应大于 0"
"#,
    ),
    (
        "ledgers/matter.toml",
        r#"
ledger = "matter"
title = "办件"
purpose = "有时限的办件。"
number = "办〔{year}〕{seq}号"
unique = ["subject"]
opened = "found_on"
create_by = ["clerk"]
[fields]
subject = { title = "事由", type = "text", required = true }
found_on = { title = "发生日期", type = "date", required = true }
opinion = { title = "意见", type = "text" }
paid = { title = "补助", type = "money", default = 0 }
firm = { title = "企业名", type = "text" }
used = { title = "已用额度", type = "money", lookup = { sum = "paid", in = "matter", where = "it.firm == firm && it.state == 'paid'" } }
[states]
found = { title = "受理", start = true }
filed = { title = "立案" }
paid = { title = "已拨付", end = true }
closed = { title = "结案", end = true }
[actions.file]
title = "立案"
from = "found"
to = "filed"
by = "chief"
takes = ["opinion"]
basis = "rule-1"
[actions.pay]
title = "拨付"
from = "filed"
to = "paid"
by = "chief"
needs = ["paid"]
require = [{ that = "used + paid <= 1000", else = "超过年度额度 1000 元" }]
[actions.close]
title = "结案"
from = "filed"
to = "closed"
by = ["chief", "clerk"]
[actions.hand_over]
title = "移送"
from = ["found", "filed"]
by = "chief"
hands_to = "org"
reason = "required"
[limits.filing]
title = "立案时限"
from = "found"
until = "filed"
within = "7 working days"
basis = "rule-1"
[limits.handling]
title = "办案时限"
from = "filed"
until = ["closed", "paid"]
within = "30 days"
[supervise]
remind = { before = "3 working days", to = ["handler"] }
yellow = { at = "due", to = ["handler", "chief"] }
red = { after = "5 working days", to = ["chief"] }
refer = { after = "15 working days", to = ["discipline"] }
"#,
    ),
];

fn package(files: &[(&str, &str)], needed: &Library) -> Package {
    let files: Vec<(Name, Name)> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let reading = banjie_package::read_package(&files, needed);
    let faults: Vec<String> = reading.findings.iter().map(|f| format!("{:?} {}", f.severity, f.message)).collect();
    assert!(!reading.has_errors(), "{}", faults.join("\n"));
    reading.package
}

/// The packages of the tests.
pub fn library() -> Library {
    library_with(&[])
}

/// The packages of the tests with some of the trial package's text replaced.
pub fn library_with(changes: &[(&str, &str)]) -> Library {
    let mut library = Library::default();
    let orgs = package(&ORGS, &library);
    library.packages.insert(orgs.name.clone(), Arc::new(orgs));
    let changed = TRIAL
        .map(|(path, text)| (path, changes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))));
    let files: Vec<(&str, &str)> = changed.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let trial = package(&files, &library);
    library.packages.insert(trial.name.clone(), Arc::new(trial));
    library
}

pub fn moment(text: &str) -> Moment {
    Moment::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// The present of the tests.
pub fn now() -> Moment {
    moment("2026-11-24 10:00")
}

pub fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

pub fn system(at: &str) -> Call {
    Call::new(Actor::system(), Clock::now(moment(at)))
}

pub fn clerk() -> Actor {
    Actor { account: "zhang".into(), org: "lc".into(), roles: vec!["trial.clerk".into()], system: false }
}

pub fn chief() -> Actor {
    Actor { account: "li".into(), org: "wz".into(), roles: vec!["trial.chief".into()], system: false }
}

/// A desk with a bureau in it: 温州市局 over 鹿城分局 and 瓯海分局.
pub struct Bureau {
    pub scratch: Scratch,
    pub desk: Desk<AnyStore>,
}

pub async fn bureau() -> Bureau {
    bureau_in(testing::sqlite().await).await
}

pub async fn bureau_in(scratch: Scratch) -> Bureau {
    bureau_with(scratch, library()).await
}

/// A bureau with packages of its own.
pub async fn bureau_with(scratch: Scratch, library: Library) -> Bureau {
    apply::apply(&scratch.store, &library, &[], moment("2020-01-01 00:00")).await.unwrap();
    let desk = Desk::open(scratch.store.clone(), library).await.unwrap();
    let at = system("2020-01-01 08:00");
    for (code, name, kind, parent) in
        [("wz", "温州市局", "bureau", ""), ("lc", "鹿城分局", "branch", "wz"), ("oh", "瓯海分局", "branch", "wz")]
    {
        let values = pairs(&[("code", code), ("name", name), ("kind", kind), ("parent", parent)]);
        desk.create("orgs.org", &values, None, &at).await.unwrap();
    }
    for (account, name, org, roles) in [
        ("zhang", "张三", "鹿城分局", "trial.clerk"),
        ("li", "李四", "温州市局", "trial.chief"),
        ("root", "管理员", "温州市局", "orgs.administrator"),
    ] {
        let values = pairs(&[("account", account), ("name", name), ("unit", org), ("roles", roles)]);
        desk.create("orgs.person", &values, None, &at).await.unwrap();
    }
    Bureau { scratch, desk }
}

impl Bureau {
    pub async fn matter(&self, subject: &str, found_on: &str) -> Done {
        let values = pairs(&[("subject", subject), ("found_on", found_on)]);
        let call = Call::new(clerk(), Clock::now(moment(&format!("{found_on} 09:00"))));
        self.desk.create("trial.matter", &values, None, &call).await.unwrap()
    }

    pub async fn import(&self, ledger: &str, bytes: Vec<u8>, options: &ImportOptions) -> ImportReport {
        self.desk.import(ledger, bytes, options, &Actor::system(), now(), &Silent).await.unwrap()
    }

    /// How many records a ledger holds.
    pub async fn count(&self, ledger: &str) -> usize {
        let ledger = self.desk.ledger(ledger).unwrap();
        self.scratch.store.list(&ledger, &Default::default()).await.unwrap().len()
    }
}

/// A workbook of one sheet; cells are texts.
pub fn sheet(name: &str, rows: &[&[&str]]) -> Vec<u8> {
    book(&[(name, rows)])
}

/// A workbook of several sheets; cells are texts.
pub fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet().set_name(*name).unwrap();
        for (r, row) in (0..).zip(*rows) {
            for (c, text) in (0..).zip(*row) {
                if !text.is_empty() {
                    page.write_string(r, c, *text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Faults as lines.
pub fn lines(report: &ImportReport) -> String {
    report.faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Texts of a row, parted by `|`.
pub fn cells(text: &str) -> Vec<&str> {
    text.split('|').collect()
}
