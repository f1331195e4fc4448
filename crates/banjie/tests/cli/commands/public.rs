//! What is for the public: notices, the guide to services, allocations.

use std::fs;

use crate::support::{House, half_width};

const PACKAGE: &str = r#"
format = 1
package = "posts"
version = "1.0.0"
title = "实习安排"
purpose = "试验用。"
needs = ["orgs"]
[basis.rule]
law = "试验办法"
article = "第三条"
[roles]
office = { title = "就业办", sees = "all" }
"#;

const POST: &str = r#"
ledger = "post"
title = "岗位"
purpose = "岗位。"
number = "岗{seq:2}"
[fields]
firm = { title = "企业", type = "text", required = true }
seats = { title = "名额", type = "int", required = true }
"#;

const STUDENT: &str = r#"
ledger = "student"
title = "实习申请"
purpose = "申请。"
number = "生{seq:2}"
[fields]
name = { title = "姓名", type = "text", required = true, class = "personal", mask = "name" }
points = { title = "成绩", type = "decimal(5,1)", class = "public" }
first = { title = "第一志愿", type = "ref(post)" }
got = { title = "安排", type = "ref(post)" }
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
[limits.handling]
title = "安排时限"
from = "applied"
until = ["placed", "free"]
within = "7 working days"
[limits.publicity]
title = "公示期"
from = "placed"
until = "done"
within = "5 days"
then = "finish"
"#;

const REST: &str = r#"
[allocations.spring]
title = "春季安排"
method = "deferred-acceptance"
seekers = "student"
seekers_where = "state == 'applied'"
places = "post"
choices = ["first"]
capacity = "seats"
score = "points"
result = { action = "place", field = "got" }
unplaced = "pass"
"#;

const NOTICE: &str = r#"
[notices.placed]
title = "实习安排公示"
of = "student"
during = ["placed"]
shows = ["name", "points"]
period = "publicity"
basis = "rule"
help = "电话 12345。"
"#;

const SERVICE: &str = r#"
[services.apply]
title = "实习报名"
starts = "student"
audience = "在校学生"
takes = ["name", "first"]
follows = ["got"]
promised = "handling"
materials = [{ title = "成绩单", required = true, note = "复印件一份" }]
office = "行政楼101，工作日9:00—17:00"
basis = "rule"
"#;

fn house() -> House {
    let house = House::bare();
    for (file, text) in [
        ("package.toml", PACKAGE),
        ("ledgers/post.toml", POST),
        ("ledgers/student.toml", STUDENT),
        ("allocations/main.toml", REST),
        ("notices/main.toml", NOTICE),
        ("services/main.toml", SERVICE),
    ] {
        let path = house.path("packages/posts").join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    house.furnished()
}

#[track_caller]
fn check(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(half_width(text).contains(&half_width(part)), "“{part}” is missing in:\n{text}");
    }
}

#[test]
fn the_guide_to_services_says_who_may_start_what_and_how_long_it_takes() {
    let house = house();
    let guide = house.good(&["services", "posts"]);
    check(
        &guide,
        &[
            "## 实习报名",
            "- **办理对象**：在校学生",
            "- **填写内容**：姓名、第一志愿",
            "- **承诺时限**：安排时限：自“已报名”起7个工作日",
            "- **收费**：不收费",
            "1. 成绩单（必交，复印件一份）",
            "- **依据**：《试验办法》第三条",
        ],
    );
    check(
        &house.good(&["services", "--format", "html"]),
        &["<dt>办理对象</dt><dd>在校学生</dd>", "<li>成绩单（必交，复印件一份）</li>"],
    );
}

#[test]
fn an_allocation_is_tried_then_written_then_on_show_until_its_period_is_over() {
    let house = house();
    house.good(&["act", "posts.post", "create", "firm=甲厂", "seats=1", "--to", "甲科"]);
    for (name, points) in [("张三", "80"), ("李四", "90")] {
        let (name, points) = (format!("name={name}"), format!("points={points}"));
        house.good(&["act", "posts.student", "create", &name, &points, "first=岗01", "--to", "甲科"]);
    }
    check(
        &house.good(&["allot", "posts/spring", "--dry-run"]),
        &["试算，没有写入：参加 2 人，安排 1 人，未安排 1 人。"],
    );
    check(&house.good(&["notices"]), &["## 实习安排公示", "目前没有正在公示的内容。"]);
    let files = ["-o", "结果.json", "--problem", "名册.json", "--reasons", "说明.md"];
    let args: Vec<&str> = ["allot", "posts/spring"].into_iter().chain(files).collect();
    check(&house.good(&args), &["已写入：参加 2 人，安排 1 人，未安排 1 人。"]);
    check(&fs::read_to_string(house.path("说明.md")).unwrap(), &["### 生01", "### 生02", "### 岗01"]);
    check(&fs::read_to_string(house.path("结果.json")).unwrap(), &["\"commitment\""]);
    house.good(&["allot", "verify", "名册.json", "结果.json"]);
    let shown = house.good(&["notices", "posts"]);
    check(&shown, &["| 生02 | 甲科 | 李* | 90 |", "依据：《试验办法》第三条。", "电话 12345。"]);
    assert!(!shown.contains("李四"), "names are masked:\n{shown}");
    check(&house.good(&["tick", "--now", "2026-05-14T00:00"]), &["期满由系统办理 1 件"]);
    check(&house.good(&["notices", "--at", "2026-05-14"]), &["目前没有正在公示的内容。"]);
}
