//! An education bureau for the tests: schools, memos owed each school day, inspections whose findings become items.

use std::{fs, path::Path, sync::Arc};

use banjie_desk::{Call, Clock, Desk, Done, apply, ports::Store};
use banjie_model::{
    Name,
    case::{Actor, Case},
    definition::Library,
    value::RecordId,
};
use banjie_store::{
    AnyStore,
    testing::{self, Scratch},
};

use crate::support::{moment, pairs, system};

const PACKAGE: &str = r#"
format = 1
package = "checks"
version = "1.0.0"
title = "检查整改"
purpose = "试验用。"
needs = ["orgs"]
[roles]
inspector = { title = "检查员", sees = "all" }
school = { title = "学校", sees = "own" }
"#;

const INSPECTION: &str = r#"
ledger = "inspection"
title = "检查"
purpose = "检查。"
number = "检〔{year}〕{seq}号"
create_by = ["inspector"]
[fields]
school = { title = "学校", type = "org", required = true }
findings = { title = "问题", type = "list", fields = { what = { title = "问题", type = "text" }, due_on = { title = "期限", type = "date" } } }
unclosed = { title = "未销号", type = "int", lookup = { count = "item", where = "it.inspection == this && it.state != 'done'" } }
[states]
open = { title = "检查中", start = true }
done = { title = "已检查", end = true }
[actions.finish]
title = "办结"
from = "open"
to = "done"
by = "inspector"
takes = ["findings"]
creates = [{ ledger = "item", for_each = "findings", with = { what = "it.what", inspection = "this", due_on = "it.due_on" }, org = "school" }]
"#;

const ITEM: &str = r#"
ledger = "item"
title = "整改事项"
purpose = "整改。"
number = "{inspection}-{seq:2}"
unique = ["inspection", "what"]
create_by = ["inspector"]
[fields]
what = { title = "事项", type = "text", required = true }
inspection = { title = "检查", type = "ref(inspection)", required = true }
due_on = { title = "整改期限", type = "date" }
opinion = { title = "意见", type = "text" }
siblings = { title = "同次检查的其他事项", type = "int", lookup = { count = "item", where = "it.inspection == inspection" } }
[states]
open = { title = "待整改", start = true }
shown = { title = "公示" }
done = { title = "已整改", end = true }
[actions.rectify]
title = "整改"
from = "open"
to = "shown"
by = "school"
[actions.remark]
title = "批注"
by = "inspector"
takes = ["opinion"]
[actions.hand_over]
title = "移交"
from = ["open"]
by = ["school", "inspector"]
hands_to = "org"
[actions.conclude]
title = "公示结束"
from = "shown"
to = "done"
by = "system"
require = [{ that = "has(opinion)", else = "还没有意见" }]
[limits.rectifying]
title = "整改时限"
from = "open"
until = "shown"
due = "due_on"
[limits.publicity]
title = "公示期"
from = "shown"
until = "done"
within = "5 days"
then = "conclude"
[supervise]
yellow = { at = "due", to = ["school"] }
"#;

const MEMO: &str = r#"
ledger = "memo"
title = "日志"
purpose = "日志。"
create_by = ["school"]
[fields]
author = { title = "撰写人", type = "text", default = "值班" }
day = { title = "日期", type = "date", required = true }
"#;

const REPORT: &str = r#"
ledger = "monthly"
title = "月报"
purpose = "月报。"
create_by = ["school"]
[fields]
text = { title = "内容", type = "text" }
"#;

const DUTIES: &str = r#"
[duties.daily]
title = "值班日志"
each = "org.kind == 'school'"
files = "memo"
on = "day"
every = "school day"
by = "16:00"
since = 2025-09-01
excused_by = ["inspector"]
supervise = { yellow = { at = "due", to = ["inspector"] } }
[duties.each_month]
title = "每月月报"
each = "org.kind == 'school'"
files = "monthly"
every = "month"
by = "5 working days after"
since = 2025-09-01
excused_by = ["inspector"]
"#;

const NOTICES: &str = r#"
[notices.items]
title = "整改结果公示"
of = "item"
during = ["shown"]
shows = ["what"]
period = "publicity"
help = "有异议的请向教育局反映。"
"#;

/// The package `orgs` as it is delivered.
fn orgs() -> Vec<(Name, Name)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages/orgs");
    let mut files: Vec<(Name, Name)> = vec![read(&root, "package.toml")];
    let ledgers = fs::read_dir(root.join("ledgers")).unwrap();
    files.extend(ledgers.map(|f| read(&root, &format!("ledgers/{}", f.unwrap().file_name().to_str().unwrap()))));
    files.sort();
    files
}

fn read(root: &Path, file: &str) -> (Name, Name) {
    (file.into(), fs::read_to_string(root.join(file)).unwrap().into())
}

fn add(library: &mut Library, files: &[(Name, Name)]) {
    let reading = banjie_package::read_package(files, library);
    let faults: Vec<String> =
        reading.findings.iter().map(|f| format!("{:?} {} {}", f.severity, f.spot.file, f.message)).collect();
    assert!(!reading.has_errors(), "{}", faults.join("\n"));
    library.packages.insert(reading.package.name.clone(), Arc::new(reading.package));
}

/// The packages, with some of the text of `checks` replaced.
pub fn library(changes: &[(&str, &str)]) -> Library {
    let mut library = Library::default();
    add(&mut library, &orgs());
    let files = [
        ("package.toml", PACKAGE),
        ("ledgers/inspection.toml", INSPECTION),
        ("ledgers/item.toml", ITEM),
        ("ledgers/memo.toml", MEMO),
        ("ledgers/monthly.toml", REPORT),
        ("duties/main.toml", DUTIES),
        ("notices/main.toml", NOTICES),
    ];
    let changed = |text: &str| changes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let files: Vec<(Name, Name)> = files.iter().map(|(path, text)| ((*path).into(), changed(text).into())).collect();
    add(&mut library, &files);
    library
}

/// A desk with a bureau and its schools, 第一小学 to 第三小学 (codes s1 to s3), and a term.
pub struct Schools {
    pub scratch: Scratch,
    pub desk: Desk<AnyStore>,
}

pub async fn schools() -> Schools {
    schools_in(testing::sqlite().await).await
}

pub async fn schools_in(scratch: Scratch) -> Schools {
    let library = library(&[]);
    apply::apply(&scratch.store, &library, &[], moment("2025-01-01 00:00")).await.unwrap();
    let desk = Desk::open(scratch.store.clone(), library).await.unwrap();
    let schools = Schools { scratch, desk };
    schools.org("edu", "教育局", "bureau", "", "2025-01-01 08:00").await;
    for (code, name) in [("s1", "第一小学"), ("s2", "第二小学"), ("s3", "第三小学")] {
        schools.org(code, name, "school", "edu", "2025-01-01 08:00").await;
    }
    let term = pairs(&[
        ("title", "2025-2026学年第一学期"),
        ("kind", "autumn"),
        ("starts_on", "2025-09-01"),
        ("ends_on", "2026-01-23"),
    ]);
    schools.desk.create("orgs.term", &term, None, &system("2025-08-01 08:00")).await.unwrap();
    schools
}

pub fn inspector() -> Actor {
    Actor { account: "wang".into(), org: "edu".into(), roles: vec!["checks.inspector".into()], system: false }
}

pub fn school(code: &str) -> Actor {
    Actor { account: code.into(), org: code.into(), roles: vec!["checks.school".into()], system: false }
}

pub fn call(actor: Actor, at: &str) -> Call {
    Call { reason: Some("试验".into()), ..Call::new(actor, Clock::now(moment(at))) }
}

impl Schools {
    pub async fn org(&self, code: &str, name: &str, kind: &str, parent: &str, at: &str) {
        let values = pairs(&[("code", code), ("name", name), ("kind", kind), ("parent", parent)]);
        self.desk.create("orgs.org", &values, None, &system(at)).await.unwrap();
    }

    pub async fn memo(&self, school_code: &str, day: &str, at: &str) -> Done {
        let values = pairs(&[("day", day)]);
        self.desk.create("checks.memo", &values, None, &call(school(school_code), at)).await.unwrap()
    }

    /// An inspection with items: what, and until when.
    pub async fn inspect(&self, code: &str, findings: &str, at: &str) -> banjie_desk::DeskResult<Done> {
        let values = pairs(&[("school", code)]);
        let made = self.desk.create("checks.inspection", &values, None, &call(inspector(), at)).await.unwrap();
        let target = banjie_desk::Target::Id(made.record);
        let typed = pairs(&[("findings", findings)]);
        self.desk.act("checks.inspection", &target, "finish", &typed, None, &call(inspector(), at)).await
    }

    /// All cases of a ledger, by id.
    pub async fn cases(&self, ledger: &str) -> Vec<Case> {
        let ledger = self.desk.ledger(ledger).unwrap();
        let records = self.scratch.store.list(&ledger, &Default::default()).await.unwrap();
        let mut cases = Vec::new();
        for record in records {
            cases.push(self.scratch.store.case(&ledger, record.id).await.unwrap().unwrap());
        }
        cases
    }

    /// One line a case: number or label, organisation, state, cards.
    pub async fn told(&self, ledger: &str) -> String {
        let definition = self.desk.ledger(ledger).unwrap();
        let cases = self.cases(ledger).await;
        let line = |case: &Case| {
            let record = &case.record;
            let start = banjie_engine::duties::period_start(&definition, record).map(|d| d.to_string());
            let name = record.number.as_deref().map(String::from).or(start).unwrap_or_else(|| record.id.to_string());
            let cards: Vec<String> = case
                .runs
                .iter()
                .flat_map(|run| &run.fired)
                .filter(|f| f.withdrawn_at.is_none())
                .map(|f| format!(" {}@{}", f.kind.key(), f.at.format("%m-%d %H:%M")))
                .collect();
            format!("{name} {} {}{}", record.org, record.state.as_deref().unwrap_or("-"), cards.concat())
        };
        cases.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    pub async fn org_id(&self, code: &str) -> RecordId {
        let cases = self.cases("orgs.org").await;
        cases.iter().find(|case| *case.record.org == *code).map(|case| case.record.id).unwrap()
    }

    pub async fn change_org(&self, code: &str, values: &[(&str, &str)], at: &str) -> banjie_desk::DeskResult<Done> {
        let target = banjie_desk::Target::Id(self.org_id(code).await);
        self.desk.edit("orgs.org", &target, &pairs(values), &system(at)).await
    }

    pub async fn tick(&self, at: &str) -> banjie_desk::Fallen {
        self.desk.tick(moment(at)).await.unwrap()
    }
}
