//! A town with a station and a hall; people ask for help, are answered late or in time, and rate it.

use std::sync::Arc;

use banjie_desk::{Call, Clock, Desk, Done, Target, apply};
use banjie_model::{
    Moment,
    case::Actor,
    definition::{Library, Package},
};
use banjie_store::{
    AnyStore,
    testing::{self, Scratch},
};

const ORGS: [(&str, &str); 3] = [
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
auditor = { title = "审计员", sees = "all" }
[codes.org_kind]
bureau = "局"
station = "站"
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
"#,
    ),
];

const HELP: [(&str, &str); 13] = [
    (
        "package.toml",
        r#"
format = 1
package = "help"
version = "1.0.0"
title = "求助"
purpose = "群众求助的受理和答复。"
needs = ["orgs"]
[basis.rule]
law = "试验规定"
article = "第一条"
[roles]
clerk = { title = "经办员", sees = "own" }
chief = { title = "科长", sees = "subtree" }
watcher = { title = "督查员", sees = "all" }
"#,
    ),
    (
        "ledgers/request.toml",
        r#"
ledger = "request"
title = "求助"
purpose = "一次求助一条。"
number = "求{year}{seq:3}"
label = "{number} {person}"
create_by = ["clerk"]
[fields]
person = { title = "求助人", type = "text", required = true, class = "personal", mask = "name" }
phone = { title = "电话", type = "phone", class = "personal", mask = "phone" }
content = { title = "内容", type = "long_text", required = true, class = "internal" }
proof = { title = "证明", type = "files", class = "internal" }
urgent = { title = "紧急", type = "bool", class = "internal", default = false }
lacking = { title = "缺什么", type = "text", class = "internal" }
reply = { title = "答复", type = "long_text", class = "public" }
[states]
filed = { title = "收到", start = true }
lacking = { title = "待补正" }
doing = { title = "办理" }
done = { title = "办结", end = true }
[actions.ask]
title = "要求补正"
from = "filed"
to = "lacking"
by = "clerk"
needs = ["lacking"]
[actions.complete]
title = "补正齐全"
from = "lacking"
to = "doing"
by = "clerk"
takes = ["proof"]
[actions.accept]
title = "受理"
from = "filed"
to = "doing"
by = "clerk"
[actions.answer]
title = "答复"
from = "doing"
to = "done"
by = "clerk"
needs = ["reply"]
basis = "rule"
[limits.answering]
title = "答复时限"
from = "filed"
until = "done"
within = "5 working days"
[supervise]
yellow = { at = "due", to = ["clerk", "chief"] }
red = { after = "5 working days", to = ["chief"] }
"#,
    ),
    (
        "ledgers/tip.toml",
        r#"
ledger = "tip"
title = "线索"
purpose = "没有电话的线索。"
number = "线{year}{seq:3}"
create_by = ["clerk"]
[fields]
content = { title = "内容", type = "long_text", required = true, class = "internal" }
result = { title = "结果", type = "text", class = "internal" }
told = { title = "公开结果", type = "text", class = "public" }
[states]
filed = { title = "收到", start = true }
done = { title = "办结", end = true }
[actions.close]
title = "办结"
from = "filed"
to = "done"
by = "clerk"
needs = ["result", "told"]
"#,
    ),
    (
        "ledgers/rating.toml",
        r#"
ledger = "rating"
title = "评价"
purpose = "办完评一次。"
unique = ["about"]
create_by = ["clerk"]
[fields]
about = { title = "对哪一件", type = "ref(request)", required = true, class = "internal" }
score = { title = "评分", type = "int", required = true, class = "public" }
answer = { title = "整改", type = "text", class = "internal" }
[states]
given = { title = "已评", start = true }
read = { title = "已阅", end = true }
[actions.read]
title = "阅知"
from = "given"
to = "read"
by = "clerk"
takes = ["answer"]
"#,
    ),
    (
        "ledgers/objection.toml",
        r#"
ledger = "objection"
title = "异议"
purpose = "对公示的异议。"
number = "异{year}{seq:3}"
create_by = ["clerk"]
[fields]
about = { title = "对哪一件", type = "ref(request)", required = true, class = "internal" }
content = { title = "异议内容", type = "long_text", required = true, class = "internal" }
"#,
    ),
    (
        "ledgers/draw.toml",
        r#"
ledger = "draw"
title = "抽签"
purpose = "一次抽签一条。"
label = "{heading}"
unique = ["heading"]
create_by = ["clerk"]
[fields]
heading = { title = "名称", type = "text", required = true, class = "public" }
results_at = { title = "公布时间", type = "datetime", class = "public" }
query_until = { title = "查询截止", type = "date", class = "public" }
"#,
    ),
    (
        "ledgers/entry.toml",
        r#"
ledger = "entry"
title = "报名"
purpose = "一人一签。"
number = "签{year}{seq:3}"
create_by = ["clerk"]
[fields]
draw = { title = "抽签", type = "ref(draw)", required = true, class = "public" }
name = { title = "姓名", type = "text", required = true, class = "personal", mask = "name" }
id_card = { title = "证件号", type = "id_card", required = true, class = "sensitive" }
seat = { title = "座位", type = "text", class = "public" }
[states]
drawn = { title = "待抽", start = true }
won = { title = "中", end = true }
lost = { title = "不中", end = true }
[actions.win]
title = "中签"
from = "drawn"
to = "won"
by = "clerk"
needs = ["seat"]
[actions.lose]
title = "不中"
from = "drawn"
to = "lost"
by = "clerk"
"#,
    ),
    (
        "results/seats.toml",
        r#"
[results.seats]
title = "抽签结果"
of = "entry"
outcomes = { won = "中签", lost = "未中签" }
identify_by = ["id_card", "name"]
shows = ["draw", "name", "seat"]
released = "draw.results_at"
until = "draw.query_until"
basis = "rule"

[results.numbers]
title = "中签号查询"
of = "entry"
outcomes = { won = "中签" }
where = "has(seat)"
identify_by = ["number", "name"]
shows = ["seat"]
"#,
    ),
    (
        "services/services.toml",
        r#"
[services.ask]
title = "求助"
starts = "request"
audience = "任何人"
takes = ["person", "phone", "content"]
follows = ["content", "reply"]
promised = "answering"
materials = [{ title = "身份证明", field = "proof", required = true }]
rating = { ledger = "rating", field = "about" }
basis = "rule"

[services.tell]
title = "提供线索"
starts = "tip"
audience = "任何人"
takes = ["content"]
follows = ["result", "told"]
"#,
    ),
    (
        "notices/notices.toml",
        r#"
[notices.answers]
title = "答复公开"
of = "request"
during = ["done"]
shows = ["person", "reply"]
objection = { ledger = "objection", field = "about" }
basis = "rule"

[notices.open]
title = "正在办理"
of = "request"
during = ["doing"]
shows = ["content"]
basis = "rule"
"#,
    ),
    (
        "indicators/help.toml",
        r#"
[indicators.filed]
title = "收到求助"
count = "request"
on = "opened_on"
"#,
    ),
    (
        "reports/year.md",
        "---\nreport = \"year\"\ntitle = \"{{ period }}求助情况\"\nparameters = { period = \"year\", org = \"org\" }\n---\n共收到求助 {{ filed }} 件。\n",
    ),
    (
        "documents/reply.md",
        "---\ndocument = \"reply\"\ntitle = \"答复书\"\nof = \"request\"\nnumber = \"答〔{year}〕{seq}号\"\nplain = true\n---\n{{ person }}：{{ reply }}\n",
    ),
];

fn package(files: &[(&str, &str)], needed: &Library) -> Package {
    let files: Vec<_> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let reading = banjie_package::read_package(&files, needed);
    let faults: Vec<String> =
        reading.findings.iter().map(|f| format!("{:?} {} {}", f.severity, f.code, f.message)).collect();
    assert!(!reading.has_errors(), "{}", faults.join("\n"));
    reading.package
}

fn library() -> Library {
    let mut library = Library::default();
    for files in [&ORGS[..], &HELP[..]] {
        let package = package(files, &library);
        library.packages.insert(package.name.clone(), Arc::new(package));
    }
    library
}

pub fn moment(text: &str) -> Moment {
    Moment::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

/// A person of the town.
pub fn actor(account: &str, org: &str, role: &str) -> Actor {
    Actor { account: account.into(), org: org.into(), roles: vec![role.into()], system: false }
}

pub fn clerk() -> Actor {
    actor("zhang", "east", "help.clerk")
}

pub fn chief() -> Actor {
    actor("li", "town", "help.chief")
}

pub fn watcher() -> Actor {
    actor("wang", "town", "help.watcher")
}

/// 镇 over 东站 and 西站; only 东站 has a clerk.
pub struct Town {
    pub desk: Desk<AnyStore>,
    _scratch: Scratch,
}

pub async fn town() -> Town {
    town_in(testing::sqlite().await).await
}

pub async fn town_in(scratch: Scratch) -> Town {
    let library = library();
    apply::apply(&scratch.store, &library, &[], moment("2026-01-01 00:00")).await.unwrap();
    let desk = Desk::open(scratch.store.clone(), library).await.unwrap();
    let at = Call::new(Actor::system(), Clock::now(moment("2026-01-01 08:00")));
    for (code, name, kind, parent) in
        [("town", "镇", "bureau", ""), ("east", "东站", "station", "town"), ("west", "西站", "station", "town")]
    {
        let values = pairs(&[("code", code), ("name", name), ("kind", kind), ("parent", parent)]);
        desk.create("orgs.org", &values, None, &at).await.unwrap();
    }
    for (account, name, org, roles) in [
        ("zhang", "张三", "东站", "help.clerk"),
        ("li", "李四", "镇", "help.chief"),
        ("wang", "王五", "镇", "help.watcher"),
    ] {
        let values = pairs(&[("account", account), ("name", name), ("unit", org), ("roles", roles)]);
        desk.create("orgs.person", &values, None, &at).await.unwrap();
    }
    Town { desk, _scratch: scratch }
}

impl Town {
    /// A request filed by the system at a station.
    pub async fn request(&self, person: &str, org: &str, at: &str) -> Done {
        let values = pairs(&[("person", person), ("phone", "13800138000"), ("content", "看病"), ("proof", "证.pdf")]);
        self.desk.create("help.request", &values, Some(org), &system(at)).await.unwrap()
    }

    /// An action by the system.
    pub async fn act(&self, done: &Done, action: &str, values: &[(&str, &str)], at: &str) -> Done {
        let target = Target::Id(done.record);
        self.desk.act(&done.ledger, &target, action, &pairs(values), None, &system(at)).await.unwrap()
    }

    /// Accepted and answered.
    pub async fn answered(&self, done: &Done, at: &str) {
        self.act(done, "accept", &[], at).await;
        self.act(done, "answer", &[("reply", "已办")], at).await;
    }
}

pub fn system(at: &str) -> Call {
    Call::new(Actor::system(), Clock::now(moment(at)))
}
