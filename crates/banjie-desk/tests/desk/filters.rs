//! Conditions of a list: read from an address, put in words, written back, asked of the store.

use banjie_desk::{
    filters::{Filters, to_query},
    ports::{PageQuery, Reach, Store},
    reading::RefNumbers,
};
use banjie_model::case::Actor;

use crate::support::{bureau, chief, clerk, moment, now, pairs};

/// What is typed, and what the conditions are told as.
type Asked<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

/// Words of the conditions and, after `✗`, of the faults.
async fn check(plain: bool, cases: &[Asked<'_>]) {
    let bureau = bureau().await;
    let snapshot = bureau.desk.snapshot();
    let ledger = bureau.desk.ledger("trial.every").unwrap();
    let actor = clerk();
    let filters = Filters::new(&snapshot, &ledger, &actor, plain, RefNumbers::new());
    for (query, expected) in cases {
        let (conditions, faults) = filters.parse_query(&pairs(query));
        let faults = faults.iter().map(|fault| format!("✗{}", fault.problem));
        let said: Vec<String> = conditions.iter().map(|c| filters.describe(c)).chain(faults).collect();
        assert_eq!(said, *expected, "{query:?}");
        let (again, faults) = filters.parse_query(&to_query(&conditions));
        assert_eq!((again, faults), (conditions, Vec::new()), "written and read again: {query:?}");
    }
}

#[tokio::test]
async fn an_address_is_read_with_codes_or_titles_and_put_in_words() {
    check(
        true,
        &[
            (&[("kind", "house,楼顶违法建设")], &["类型：农村个人建房、楼顶违法建设"]),
            (&[("kind", "house"), ("kind", "roof"), ("kind", "house")], &["类型：农村个人建房、楼顶违法建设"]),
            (&[("kind.not", "roof")], &["类型：除楼顶违法建设外"]),
            (&[("org", "鹿城分局")], &["机构：鹿城分局"]),
            (&[("org.below", "wz")], &["机构：温州市局及下级"]),
            (&[("handler", "me")], &["承办人：张三"]),
            (
                &[("found_on.from", "2025年1月1日"), ("found_on.to", "2025-3-31")],
                &["发案日期：2025-01-01 起", "发案日期：到 2025-03-31 止"],
            ),
            (&[("area.from", "1,200.5")], &["面积 ≥ 1200.5 m²"]),
            (&[("fine.to", "1.2万元")], &["罚款 ≤ 12000"]),
            (&[("site.has", "五马街")], &["地点含“五马街”"]),
            (&[("land", "是"), ("story.missing", "是")], &["违法占地：是", "经过：没有"]),
            (&[("due", "overdue"), ("due", "3d")], &["已逾期或3 个工作日内到期"]),
            (&[("due", "none"), ("card", "红牌,referred")], &["没有在走的期限", "现挂红牌或已移送"]),
            (
                &[("opened.from", "2025-01-01"), ("changed.to", "2025-06-30")],
                &["立案日期：2025-01-01 起", "最近变动：到 2025-06-30 止"],
            ),
            (&[("q", "五马街, 12 号")], &["查找：五马街, 12 号"]),
            (&[("party", "张三")], &["当事人：张三"]),
            (&[("sort", "-found_on"), ("after", "abc"), ("kind", " "), ("_csrf", "1")], &[]),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_and_left_out() {
    check(
        true,
        &[
            (&[("kinds", "house"), ("land", "是")], &["违法占地：是", "✗“样样都有”没有可筛选的“kinds”"]),
            (&[("kind.like", "house")], &["✗“样样都有”没有可筛选的“kind.like”"]),
            (&[("kind", "车库")], &["✗没有“车库”这一项"]),
            (&[("kind.has", "农村")], &["✗“类型”不是文字，不能按包含筛选"]),
            (&[("story.from", "一")], &["✗“经过”没有大小先后，不能按范围筛选"]),
            (&[("items", "砖")], &["✗“物品”不能按值筛选"]),
            (&[("org", "没有的局")], &["✗没有名称或代码为“没有的局”的机构"]),
            (&[("due", "soon")], &["✗“soon”不是到期的条件"]),
            (&[("card", "blue")], &["✗“blue”不是预警的条件"]),
            (&[("found_on.from", "昨天")], &["✗“昨天”不是日期"]),
            (&[("party.has", "张")], &["✗“当事人”是个人信息，只能按完整的值查找"]),
            (&[("party_id.has", "3303")], &["✗“证件号码”是个人信息，只能按完整的值查找"]),
        ],
    )
    .await;
}

#[tokio::test]
async fn who_sees_masks_cannot_find_out_what_they_hide() {
    let personal = |title: &str| format!("✗“{title}”是个人信息，您看到的是打码的值，不能按它筛选");
    check(
        false,
        &[
            (&[("party", "张三")], &[&personal("当事人")]),
            (&[("party_phone.has", "138")], &[&personal("电话")]),
            (&[("party_id", "330302199001011234")], &[&personal("证件号码")]),
            (&[("party.missing", "是")], &["当事人：没有"]),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_store_finds_what_the_conditions_say() {
    let bureau = bureau().await;
    for (subject, found_on) in [("围墙", "2026-11-02"), ("楼顶棚屋", "2026-11-20"), ("车棚", "2026-11-23")] {
        bureau.matter(subject, found_on).await;
    }
    bureau.desk.tick(now()).await.unwrap();
    let (snapshot, actor) = (bureau.desk.snapshot(), chief());
    let ledger = bureau.desk.ledger("trial.matter").unwrap();
    let filters = Filters::new(&snapshot, &ledger, &actor, false, RefNumbers::new());
    let found = async |query: &[(&str, &str)]| {
        let (conditions, faults) = filters.parse_query(&pairs(query));
        assert_eq!(faults, []);
        let narrow = filters.to_expr(&conditions, now());
        let scope = banjie_engine::reach(&snapshot.world(), &ledger, &actor);
        assert_eq!(scope, Reach::Subtrees(vec!["/wz/".into()]));
        let query =
            PageQuery { filter: narrow.filter, facts: narrow.facts, now: Some(now()), scope, ..PageQuery::default() };
        let page = bureau.scratch.store.page(&ledger, &query).await.unwrap();
        page.records.iter().map(|r| r.values[0].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(&[]).await, "车棚 楼顶棚屋 围墙");
    assert_eq!(found(&[("due", "overdue")]).await, "围墙");
    assert_eq!(found(&[("due", "5d")]).await, "楼顶棚屋");
    assert_eq!(found(&[("due", "overdue,5d")]).await, "楼顶棚屋 围墙");
    assert_eq!(found(&[("due.from", "2026-12-01")]).await, "车棚 楼顶棚屋");
    assert_eq!(found(&[("card", "yellow,red")]).await, "围墙");
    assert_eq!(found(&[("state", "受理"), ("found_on.to", "2026-11-20")]).await, "楼顶棚屋 围墙");
    assert_eq!(found(&[("subject.has", "棚")]).await, "车棚 楼顶棚屋");
    assert_eq!(found(&[("q", "棚屋")]).await, "楼顶棚屋");
    assert_eq!(found(&[("org", "瓯海分局")]).await, "");
    assert_eq!(found(&[("org.below", "温州市局"), ("due", "overdue")]).await, "围墙");
    assert_eq!(
        filters.soon(moment("2026-11-20 10:00"), 3),
        moment("2026-11-25 23:59") + chrono::TimeDelta::seconds(59)
    );
}

#[tokio::test]
async fn a_reach_holds_exactly_the_organisations_whose_records_are_visible() {
    let bureau = bureau().await;
    let snapshot = bureau.desk.snapshot();
    let world = snapshot.world();
    let ledger = bureau.desk.ledger("trial.matter").unwrap();
    let reached = |roles: &[&str], org: &str| {
        let roles = roles.iter().map(|r| (*r).into()).collect();
        let actor = Actor { account: "x".into(), org: org.into(), roles, system: false };
        let reach = banjie_engine::reach(&world, &ledger, &actor);
        let holds = |code: &str| match &reach {
            Reach::All => true,
            Reach::Orgs(codes) => codes.iter().any(|c| **c == *code),
            Reach::Subtrees(paths) => paths.iter().any(|path| world.orgs.path(code).starts_with(&**path)),
        };
        let mut found = Vec::new();
        for code in ["wz", "lc", "oh", "gone"] {
            assert_eq!(
                holds(code),
                banjie_engine::visible(&world, &ledger, code, &actor),
                "{roles:?} at {org}: {code}",
                roles = actor.roles
            );
            found.extend(holds(code).then_some(code));
        }
        found.join(" ")
    };
    assert_eq!(reached(&["trial.clerk"], "lc"), "lc");
    assert_eq!(reached(&["trial.chief"], "wz"), "wz lc oh");
    assert_eq!(reached(&["trial.clerk", "trial.chief"], "lc"), "lc");
    assert_eq!(reached(&["trial.clerk", "trial.discipline"], "lc"), "wz lc oh gone");
    assert_eq!(reached(&["orgs.administrator"], "wz"), "");
    assert_eq!(reached(&[], "wz"), "");
}
