//! Allocations and notices in scenarios.

use banjie_engine::scenario::{InMemoryFigures, StepOutcome, render_outcomes, run};
use banjie_model::{Name, finding::Severity};
use banjie_package::read_packages;

const FILES: [(&str, &str); 5] = [
    (
        "package.toml",
        r#"
format = 1
package = "posts"
version = "1.0.0"
title = "实习安排"
purpose = "试验用。"
[roles]
office = { title = "就业办", sees = "all" }
"#,
    ),
    (
        "ledgers/post.toml",
        r#"
ledger = "post"
title = "岗位"
purpose = "岗位。"
number = "岗{seq:2}"
[fields]
firm = { title = "企业", type = "text", required = true }
seats = { title = "名额", type = "int", required = true }
"#,
    ),
    (
        "ledgers/student.toml",
        r#"
ledger = "student"
title = "申请"
purpose = "申请。"
number = "生{seq:2}"
[fields]
name = { title = "姓名", type = "text", required = true, class = "public" }
points = { title = "成绩", type = "decimal(5,1)", class = "public" }
wishes = { title = "志愿", type = "list", fields = { post = { title = "岗位", type = "ref(post)" } } }
got = { title = "安排", type = "ref(post)", class = "public" }
[states]
applied = { title = "已报名", start = true }
placed = { title = "公示中" }
done = { title = "已安排", end = true }
free = { title = "未安排", end = true }
[actions.place]
title = "安排"
from = "applied"
to = "placed"
by = "office"
needs = ["got"]
[actions.pass]
title = "不安排"
from = "applied"
to = "free"
by = "office"
[actions.finish]
title = "公示期满"
from = "placed"
to = "done"
by = "system"
[limits.publicity]
title = "公示期"
from = "placed"
until = "done"
within = "5 days"
then = "finish"
"#,
    ),
    (
        "allocations/main.toml",
        r#"
[allocations.spring]
title = "春季安排"
method = "lottery"
seekers = "student"
seekers_where = "state == 'applied'"
places = "post"
choices = "wishes.post"
capacity = "seats"
result = { action = "place", field = "got" }
unplaced = "pass"
"#,
    ),
    (
        "notices/main.toml",
        r#"
[notices.placed]
title = "安排公示"
of = "student"
during = ["placed"]
shows = ["name"]
period = "publicity"
"#,
    ),
];

#[track_caller]
fn check(steps: &str) {
    let text = format!("# 情景\n```orgs\n教育局 kind=bureau\n```\n\n```scenario\n{steps}\n```\n");
    let mut files: Vec<(Name, Name)> = FILES.iter().map(|(f, t)| ((*f).into(), (*t).into())).collect();
    files.push(("scenarios/test.md".into(), text.into()));
    let reading = read_packages(vec![(files, Vec::new())]);
    let found = reading.readings.iter().flat_map(|r| &r.findings);
    let faults: Vec<String> =
        found.filter(|f| f.severity == Severity::Error).map(|f| format!("{}: {}", f.spot.file, f.message)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let package = &reading.library.packages["posts"];
    let outcomes = run(&reading.library, package, &package.scenarios[0], &mut InMemoryFigures);
    assert!(!outcomes.is_empty(), "a scenario without steps proves nothing");
    assert!(outcomes.iter().all(StepOutcome::passed), "\n{}", render_outcomes(&outcomes, false));
}

#[test]
fn a_lottery_needs_its_seed_and_writes_all_results_which_are_on_show_for_their_period() {
    check(
        r#"
2026-03-01 09:00  office@教育局  create post p firm=甲厂 seats=1
2026-03-01 09:10  office@教育局  create student a name=张三 wishes='[{"post":"p"}]'
2026-03-01 09:11  office@教育局  create student b name=李四 wishes='[{"post":"p"}]'
2026-03-02 09:00  office@教育局  allot spring  refused "春季安排"
                  count student state=applied is=2
2026-03-02 09:10  office@教育局  allot spring seed="2026年3月1日开奖号码"
                  count student state=placed got=p is=1
                  count student state=free is=1
                  shown placed is=1
2026-03-07 23:00  shown placed is=1
2026-03-08 00:00  shown placed is=0
                  count student state=done is=1
"#,
    );
}
