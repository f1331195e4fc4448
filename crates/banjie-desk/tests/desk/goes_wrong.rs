//! What goes wrong in life: two claims at once, a package that changes under open cases, places given out, notices.

use std::sync::Arc;

use banjie_desk::{Call, Clock, Desk, Done, Target, apply, ports::Store};
use banjie_model::{
    Name,
    case::Actor,
    definition::Library,
    scan::{Aggregate, Measure, Scan},
    value::Value,
};
use banjie_store::{
    AnyStore,
    testing::{self, Scratch},
};
use rust_decimal::Decimal;

use crate::{
    schools::{call, inspector, library, school, schools, schools_in},
    support::{moment, pairs, system},
};

const PACKAGE: &str = r#"
format = 1
package = "placing"
version = "1.0.0"
title = "实习安排"
purpose = "试验用。"
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
township = { title = "乡镇", type = "text" }
"#;

const STUDENT: &str = r#"
ledger = "student"
title = "学生"
purpose = "学生。"
number = "生{seq:2}"
[fields]
name = { title = "姓名", type = "text", required = true, class = "personal", mask = "name" }
points = { title = "成绩", type = "decimal(5,1)" }
first = { title = "第一志愿", type = "ref(post)" }
second = { title = "第二志愿", type = "ref(post)" }
got = { title = "安排", type = "ref(post)" }
[states]
applied = { title = "已报名", start = true }
placed = { title = "已安排", end = true }
free = { title = "未安排", end = true }
[actions.place]
title = "安排"
from = "applied"
to = "placed"
by = "office"
needs = ["got"]
[actions.pass]
title = "未安排"
from = "applied"
to = "free"
by = "office"
"#;

const ALLOCATIONS: &str = r#"
[allocations.spring]
title = "春季实习安排"
method = "deferred-acceptance"
seekers = "student"
seekers_where = "state == 'applied'"
places = "post"
choices = ["first", "second"]
capacity = "seats"
score = "points"
result = { action = "place", field = "got" }
unplaced = "pass"
"#;

fn read(files: &[(&str, &str)]) -> Library {
    let mut library = Library::default();
    let files: Vec<(Name, Name)> = files.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
    let reading = banjie_package::read_package(&files, &library);
    let faults: Vec<String> =
        reading.findings.iter().map(|f| format!("{:?} {} {}", f.severity, f.spot.file, f.message)).collect();
    assert!(!reading.has_errors(), "{}", faults.join("\n"));
    library.packages.insert(reading.package.name.clone(), Arc::new(reading.package));
    library
}

async fn office(scratch: &Scratch) -> Desk<AnyStore> {
    let files = [
        ("package.toml", PACKAGE),
        ("ledgers/post.toml", POST),
        ("ledgers/student.toml", STUDENT),
        ("allocations/main.toml", ALLOCATIONS),
    ];
    // Without the package of organisations records belong to whatever the tree holds: nothing. So `orgs` comes along.
    let mut all = library(&[]);
    all.packages.extend(read(&files).packages);
    apply::apply(&scratch.store, &all, &[], moment("2025-01-01 00:00")).await.unwrap();
    let desk = Desk::open(scratch.store.clone(), all).await.unwrap();
    let values = pairs(&[("code", "edu"), ("name", "教育局"), ("kind", "bureau")]);
    desk.create("orgs.org", &values, None, &system("2025-01-01 08:00")).await.unwrap();
    desk
}

fn officer() -> Actor {
    Actor { account: "chen".into(), org: "edu".into(), roles: vec!["placing.office".into()], system: false }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_given_and_written_in_one_transaction_with_the_reasons() {
    for scratch in testing::both().await {
        let desk = office(&scratch).await;
        let at = call(officer(), "2026-03-01 09:00");
        for (firm, seats) in [("甲厂", "1"), ("乙厂", "1")] {
            desk.create("placing.post", &pairs(&[("firm", firm), ("seats", seats)]), None, &at).await.unwrap();
        }
        for (name, points, first, second) in
            [("张三", "80", "岗01", "岗02"), ("李四", "90", "岗01", "岗02"), ("王五", "70.5", "岗02", "岗01")]
        {
            let values = pairs(&[("name", name), ("points", points), ("first", first), ("second", second)]);
            desk.create("placing.student", &values, None, &at).await.unwrap();
        }
        let clock = Clock::now(moment("2026-03-02 09:00"));
        let refused = desk.allot("placing/spring", None, false, &inspector(), clock).await.unwrap_err();
        assert_eq!(refused.to_string(), "您不能进行“春季实习安排”：须由就业办办理。");
        let head = scratch.store.head().await.unwrap();
        let tried = desk.allot("placing/spring", None, true, &officer(), clock).await.unwrap();
        assert_eq!(
            (tried.placed, tried.seekers, scratch.store.head().await.unwrap()),
            (2, 3, head),
            "a trial writes nothing"
        );
        let done = desk.allot("placing/spring", None, false, &officer(), clock).await.unwrap();
        assert_eq!(done.certificate.commitment, tried.certificate.commitment);
        assert!(banjie_allot_verified(&done));
        let ledger = desk.ledger("placing.student").unwrap();
        let students = scratch.store.list(&ledger, &Default::default()).await.unwrap();
        let posts = scratch.store.list(&desk.ledger("placing.post").unwrap(), &Default::default()).await.unwrap();
        let got = |record: &banjie_model::case::Record| match &record.values[4] {
            Value::Ref(id) => posts.iter().find(|p| p.id == *id).and_then(|p| p.number.clone()).unwrap().to_string(),
            _ => "-".into(),
        };
        let told: Vec<String> = students
            .iter()
            .map(|s| format!("{} {} {}", s.number.as_deref().unwrap(), s.state.as_deref().unwrap(), got(s)))
            .collect();
        assert_eq!(told, ["生01 placed 岗02", "生02 placed 岗01", "生03 free -"]);
        let events = scratch.store.events(&ledger, students[2].id).await.unwrap();
        let note = events.last().unwrap().event.note.clone().unwrap();
        assert!(note.contains(&done.certificate.commitment), "{note}");
        assert_eq!(done.to_places.len(), 2);
    }
}

fn banjie_allot_verified(done: &banjie_desk::Allotted) -> bool {
    banjie_allot::verify(&done.problem, &done.certificate).is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_seeker_whose_result_is_refused_keeps_all_from_being_written() {
    let scratch = testing::sqlite().await;
    let desk = office(&scratch).await;
    let at = call(officer(), "2026-03-01 09:00");
    desk.create("placing.post", &pairs(&[("firm", "甲厂"), ("seats", "2")]), None, &at).await.unwrap();
    for name in ["张三", "李四"] {
        let values = pairs(&[("name", name), ("points", "80"), ("first", "岗01")]);
        desk.create("placing.student", &values, None, &at).await.unwrap();
    }
    let late = call(officer(), "2026-03-05 09:00");
    let target = Target::Number("生02".into());
    desk.edit("placing.student", &target, &pairs(&[("points", "81")]), &late).await.unwrap();
    let before = scratch.store.head().await.unwrap();
    let clock = Clock { at: moment("2026-03-02 09:00"), recorded_at: moment("2026-03-05 10:00") };
    let refused = desk.allot("placing/spring", None, false, &officer(), clock).await.unwrap_err();
    assert!(refused.to_string().starts_with("生02的结果不能写入，全部没有写入："), "{refused}");
    assert_eq!(scratch.store.head().await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_decided_at_once_by_several_processes_never_exceed_the_cap() {
    for scratch in testing::both().await {
        let bureau = crate::support::bureau_in(scratch).await;
        let mut filed = Vec::new();
        for n in 0..24 {
            let values = pairs(&[("subject", &format!("申请{n}")), ("found_on", "2025-09-28"), ("firm", "某企业")]);
            let clerk = Call::new(crate::support::clerk(), Clock::now(moment("2025-09-28 09:00")));
            let made = bureau.desk.create("trial.matter", &values, None, &clerk).await.unwrap();
            let chief = Call::new(crate::support::chief(), Clock::now(moment("2025-09-28 10:00")));
            bureau.desk.act("trial.matter", &Target::Id(made.record), "file", &[], None, &chief).await.unwrap();
            filed.push(made.record);
        }
        let mut work = tokio::task::JoinSet::new();
        for part in filed.chunks(6).map(<[_]>::to_vec) {
            // Each part is paid out by a process of its own, its commands all at once.
            let desk = Desk::open(bureau.scratch.store.clone(), crate::support::library()).await.unwrap();
            for record in part {
                let desk = desk.clone();
                work.spawn(async move {
                    let chief = Call::new(crate::support::chief(), Clock::now(moment("2025-09-29 09:00")));
                    let typed = pairs(&[("paid", "150")]);
                    desk.act("trial.matter", &Target::Id(record), "pay", &typed, None, &chief).await.is_ok()
                });
            }
        }
        let mut paid = 0;
        while let Some(done) = work.join_next().await {
            paid += u32::from(done.unwrap());
        }
        let ledger = bureau.desk.ledger("trial.matter").unwrap();
        let records = bureau.scratch.store.list(&ledger, &Default::default()).await.unwrap();
        let index = ledger.field("paid").unwrap().0;
        let state = |r: &banjie_model::case::Record| r.state.as_deref() == Some("paid");
        let sum: Decimal = records.iter().filter(|r| state(r)).filter_map(|r| r.values[index].as_decimal()).sum();
        assert_eq!((paid, sum), (6, Decimal::from(900)), "{}", bureau.scratch.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_cases_go_on_by_the_old_version_and_new_ones_by_the_new_and_figures_count_both() {
    for scratch in testing::both().await {
        let s = schools_in(scratch).await;
        s.inspect("s1", r#"[{"what":"灭火器过期","due_on":"2025-09-30"}]"#, "2025-09-10 09:00").await.unwrap();
        let old = s.cases("checks.item").await[0].record.id;
        let newer = library(&[
            (r#"version = "1.0.0""#, r#"version = "1.1.0""#),
            (r#"within = "5 days""#, r#"within = "10 days""#),
            (
                r#"opinion = { title = "意见", type = "text" }"#,
                "opinion = { title = \"意见\", type = \"text\" }\nlevel = { title = \"等级\", type = \"text\", default = \"一般\" }",
            ),
        ]);
        apply::apply(&s.scratch.store, &newer, &[], moment("2025-09-11 00:00")).await.unwrap();
        let desk = Desk::open(s.scratch.store.clone(), newer.clone()).await.unwrap();
        let s = crate::schools::Schools { scratch: s.scratch, desk };
        s.inspect("s1", r#"[{"what":"通道堵塞","due_on":"2025-09-30"}]"#, "2025-09-11 09:00").await.unwrap();
        let items = s.cases("checks.item").await;
        let versions: Vec<&str> = items.iter().map(|c| &*c.record.package_version).collect();
        assert_eq!(versions, ["1.0.0", "1.1.0"]);
        let new = items[1].record.id;
        let mut due = Vec::new();
        for id in [old, new] {
            let rectified: Done = s
                .desk
                .act("checks.item", &Target::Id(id), "rectify", &[], None, &call(school("s1"), "2025-09-12 09:00"))
                .await
                .unwrap();
            due.push(
                rectified.due.iter().map(|(limit, at)| format!("{limit} {}", at.date())).collect::<Vec<_>>().join(","),
            );
        }
        assert_eq!(due, ["publicity 2025-09-17", "publicity 2025-09-22"], "each by the version it was opened under");
        let scan = Scan {
            source: banjie_model::definition::IndicatorSource { ledger: "checks.item".into(), limit: None },
            as_of: s.scratch.store.head().await.unwrap(),
            at: moment("2025-09-12 10:00"),
            org_path: None,
            measures: vec![Measure { aggregate: Aggregate::Count, filter: None, during: None }],
            group_by: Vec::new(),
        };
        let counted = s.scratch.store.scan(&s.desk.ledger("checks.item").unwrap(), &scan).await.unwrap();
        assert_eq!(counted[0].values, [Some(Decimal::from(2))]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_inspection_of_the_old_version_creates_is_made_by_the_new_one() {
    let s = schools().await;
    let (values, opened) = (pairs(&[("school", "s1")]), call(inspector(), "2025-09-10 09:00"));
    let id = s.desk.create("checks.inspection", &values, None, &opened).await.unwrap().record;
    let newer = library(&[
        (r#"version = "1.0.0""#, r#"version = "1.1.0""#),
        // The fields of the new version stand in another order.
        (
            "what = { title = \"事项\", type = \"text\", required = true }",
            "level = { title = \"等级\", type = \"text\", default = \"一般\" }\nwhat = { title = \"事项\", type = \"text\", required = true }",
        ),
    ]);
    apply::apply(&s.scratch.store, &newer, &[], moment("2025-09-11 00:00")).await.unwrap();
    let desk = Desk::open(s.scratch.store.clone(), newer).await.unwrap();
    let typed = pairs(&[("findings", r#"[{"what":"灭火器过期","due_on":"2025-09-30"}]"#)]);
    let finish = call(inspector(), "2025-09-12 09:00");
    desk.act("checks.inspection", &Target::Id(id), "finish", &typed, None, &finish).await.unwrap();
    let ledger = desk.ledger("checks.item").unwrap();
    let item = s.scratch.store.list(&ledger, &Default::default()).await.unwrap().remove(0);
    let value = |name: &str| item.values[ledger.field(name).unwrap().0].clone();
    assert_eq!(
        (&*item.package_version, value("what"), value("level")),
        ("1.1.0", Value::text("灭火器过期"), Value::text("一般"))
    );
    assert_eq!((value("inspection"), item.number.as_deref()), (Value::Ref(id), Some("检〔2025〕1号-01")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_shows_what_is_public_for_as_long_as_its_period() {
    let s = schools().await;
    s.inspect("s1", r#"[{"what":"灭火器过期"},{"what":"通道堵塞"}]"#, "2025-09-10 09:00").await.unwrap();
    let id = s.cases("checks.item").await[0].record.id;
    let rectify = call(school("s1"), "2025-09-11 09:00");
    s.desk.act("checks.item", &Target::Id(id), "rectify", &[], None, &rectify).await.unwrap();
    let shown = async |at: &str| {
        let boards = s.desk.notices(Some("checks"), moment(at)).await.unwrap();
        let line = |shown: &banjie_desk::Shown| {
            let until = shown.until.map(|at| at.date().to_string()).unwrap_or_default();
            format!("{} {} {:?} {} {until}", shown.number, shown.org, shown.fields, shown.since.date())
        };
        boards[0].shown.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        shown("2025-09-12 09:00").await,
        "检〔2025〕1号-01 第一小学 [(\"事项\", \"灭火器过期\")] 2025-09-11 2025-09-16"
    );
    assert_eq!(shown("2025-09-17 00:00").await, "", "the period is over though the case stands still in its state");
}
