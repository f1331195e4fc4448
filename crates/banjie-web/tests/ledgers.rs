//! Lists of a ledger: what is shown to whom, filters, views, several at once, import and export; the workbench; search.

mod common;

use axum::http::Method;
use banjie_desk::workbook;
use chrono::TimeDelta;
use common::{
    Office,
    browser::{Browser, Page},
};

const LIST: &str = "/ledgers/building-violations.violation";

/// A job's page once the job is done.
async fn finished(browser: &mut Browser, answer: &Page) -> Page {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let path = answer.location().to_owned();
    assert!(path.starts_with("/jobs/"), "{path}");
    for _ in 0..200 {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200);
        if !page.headers.contains_key("refresh") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the job does not end");
}

/// Texts of a workbook's first sheet, a line a row.
fn sheet(bytes: &[u8]) -> Vec<String> {
    let book = workbook::open(bytes).expect("a workbook");
    let rows = book.sheets[0].rows.iter();
    rows.map(|row| row.cells.iter().map(|(_, cell)| cell.shown()).collect::<Vec<_>>().join("|")).collect()
}

/// A workbook of one sheet.
fn book(name: &str, rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    page.set_name(name).expect("a short name");
    for (r, row) in (0..).zip(rows) {
        for (c, text) in (0..).zip(*row) {
            page.write_string(r, c, *text).expect("a short text");
        }
    }
    book.save_to_buffer().expect("a small workbook")
}

#[tokio::test]
async fn each_sees_the_records_of_his_own_reach_with_masked_names() {
    let office = Office::open().await;
    office.violation("xu", &[("site", "府东路264号")]).await;
    office.violation("lin", &[("site", "西山路9号")]).await;
    for (account, seen, unseen) in
        [("xu", vec!["府东路264号"], vec!["西山路9号"]), ("dai", vec!["府东路264号", "西山路9号"], vec![])]
    {
        let mut browser = office.signed_in(account).await;
        let words = browser.get(&format!("{LIST}?col=number&col=site&col=party")).await.words();
        for text in seen {
            assert!(words.contains(text), "{account}: {text}\n{words}");
        }
        for text in unseen {
            assert!(!words.contains(text), "{account}: {text}");
        }
        assert!(words.contains("陈**") || words.contains("陈*"), "{words}");
        assert!(!words.contains("陈国栋"));
    }
    let mut administrator = office.signed_in("sys").await;
    assert_eq!(administrator.get(LIST).await.status, 403);
    let mut xu = office.signed_in("xu").await;
    assert_eq!(xu.get("/ledgers/orgs.person").await.status, 404);
    assert_eq!(xu.get("/ledgers/no.such").await.status, 404);
}

#[tokio::test]
async fn filters_are_read_told_and_taken_away_again() {
    let office = Office::open().await;
    office.violation("xu", &[("site", "府东路1号"), ("kind", "楼顶违法建设"), ("area", "10")]).await;
    office.violation("xu", &[("site", "府东路2号"), ("kind", "农村个人建房"), ("area", "200")]).await;
    let mut browser = office.signed_in("xu").await;
    for (query, first, second) in [
        ("", true, true),
        ("kind=楼顶违法建设", true, false),
        ("area.from=100", false, true),
        ("site.has=路2", false, true),
        ("found_on.from=2026-03-10", false, false),
        ("org.below=east", true, true),
        ("org.below=west", false, false),
        ("due=overdue", false, false),
        ("closed.missing=否", false, false),
        ("party=陈国栋", true, true),
        ("party=陈国", false, false),
        ("q=府东路1", true, false),
    ] {
        let encoded = query.split_once('=').map_or(String::new(), |pair| serde_urlencoded::to_string([pair]).unwrap());
        let page = browser.get(&format!("{LIST}?{encoded}")).await;
        let table = page.text().split("<table").nth(1).unwrap_or_default().to_owned();
        assert_eq!((table.contains("府东路1号"), table.contains("府东路2号")), (first, second), "{query}");
        assert_eq!(page.status, 200);
    }
    let page = browser.get(&format!("{LIST}?kind=nonsense&area.from=abc&party.has=%E9%99%88&view=all")).await;
    assert!(page.words().contains("有的条件没有生效"), "{}", page.words());
    assert!(page.words().contains("个人信息"), "parts of names are not looked for: {}", page.words());
    let page = browser.get(&format!("{LIST}?area.from=100&view=all")).await;
    assert!(page.links().contains(&format!("{LIST}?view=all")), "a chip takes its filter away");
}

#[tokio::test]
async fn pages_go_on_and_back_by_keys_in_any_order() {
    let office = Office::open().await;
    for n in 0..60 {
        office.violation("xu", &[("site", &format!("滨江路{n:02}号")), ("area", &format!("{}", 100 - n))]).await;
    }
    let mut browser = office.signed_in("xu").await;
    for sort in ["-entered", "area", "-site", "due"] {
        let first = browser.get(&format!("{LIST}?view=all&sort={sort}")).await;
        let numbers = |page: &Page| page.text().matches("class=\"row-link\"").count();
        assert_eq!(numbers(&first), 50, "{sort}");
        let next = first.links().into_iter().find(|link| link.contains("after=")).expect("a next page");
        let second = browser.get(&next).await;
        assert_eq!(numbers(&second), 10, "{sort}");
        let back = second.links().into_iter().find(|link| link.contains("before=")).expect("a page before");
        let again = browser.get(&back).await;
        let rows =
            |page: &Page| page.links().into_iter().filter(|l| l.starts_with(&format!("{LIST}/"))).collect::<Vec<_>>();
        assert_eq!(rows(&again), rows(&first), "{sort}");
    }
    let words = browser.get(&format!("{LIST}?view=all")).await.words();
    assert!(words.contains("共 60 条"), "{words}");
    assert!(browser.get(&format!("{LIST}?after=nonsense")).await.words().contains("翻页的记号读不懂"));
}

#[tokio::test]
async fn a_view_is_saved_shared_with_the_office_changed_and_removed_by_its_owner_only() {
    let office = Office::open().await;
    office.violation("xu", &[]).await;
    let mut ma = office.signed_in("ma").await;
    let action = format!("{LIST}/views");
    let person = "party=%E9%99%88%E5%9B%BD%E6%A0%8B";
    let page = ma.get(&format!("{LIST}?area.from=20&{person}&col=site&col=area&sort=-area")).await;
    let saved = ma.submit(&page, &action, &[("name", "大面积"), ("shared", "1")]).await;
    assert_eq!(saved.status, 303);
    let page = ma.open(saved.location()).await;
    assert!(page.words().contains("大面积"));
    assert_eq!(
        page.form(&action).iter().find(|(k, _)| k == "query").unwrap().1,
        "area.from=20&sort=-area&col=site&col=area"
    );
    let id = saved.location().split("view=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let mut xu = office.signed_in("xu").await;
    let theirs = xu.get(&format!("{LIST}?view={id}")).await;
    assert!(theirs.words().contains("大面积（共享）"), "{}", theirs.words());
    assert!(theirs.words().contains("面积"), "its columns are shown");
    let mut lin = office.signed_in("lin").await;
    assert!(!lin.get(LIST).await.words().contains("大面积"));
    let removed = xu.submit(&theirs, &action, &[("id", &id), ("do", "delete")]).await;
    assert_eq!(removed.status, 404, "another's view is not there to be removed");
    let removed = ma.submit(&page, &action, &[("id", &id), ("do", "delete")]).await;
    assert_eq!(removed.status, 303);
    assert!(!ma.get(LIST).await.words().contains("大面积"));
}

#[tokio::test]
async fn several_are_assigned_at_once_and_each_is_answered_for_itself() {
    let office = Office::open().await;
    let one = office.violation("xu", &[("site", "甲路1号")]).await.to_string();
    let two = office.violation("xu", &[("site", "乙路2号")]).await.to_string();
    let foreign = office.violation("lin", &[("site", "西山路9号")]).await.to_string();
    let mut ma = office.signed_in("ma").await;
    let csrf = ma.get(LIST).await.form(&format!("{LIST}/bulk")).into_iter().find(|(key, _)| key == "csrf").unwrap();
    let path = format!("{LIST}/bulk");
    let send = |more: &[(&str, &str)]| {
        let mut pairs = vec![csrf.clone()];
        pairs.extend(more.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        pairs
    };
    let asked = ma.post(&path, &send(&[("id", &one), ("id", &two), ("id", &foreign), ("do", "assign")])).await;
    assert_eq!(asked.status, 200);
    assert!(asked.words().contains("所选 2 条记录"), "{}", asked.words());
    assert!(!asked.words().contains("西山路"));
    let nobody = ma.submit(&asked, &path, &[("sure", "1"), ("reason", "轮岗")]).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text().contains("轮岗"), "what was typed stays");
    let answer =
        ma.post(&path, &send(&[("id", &one), ("id", &two), ("do", "assign"), ("handler", "xu"), ("sure", "1")])).await;
    let done = finished(&mut ma, &answer).await;
    assert!(done.words().contains("2 条全部办好"), "{}", done.words());
    let mut xu = office.signed_in("xu").await;
    let mine = xu.get(&format!("{LIST}?view=mine")).await.words();
    assert!(mine.contains("甲路1号") && mine.contains("乙路2号"), "{mine}");
    assert_eq!(xu.get(answer.location()).await.status, 404, "a job is its owner's");
    let unseen = ma.post(&path, &send(&[("id", &foreign), ("do", "assign")])).await;
    assert_eq!(unseen.status, 404);
    assert_eq!(ma.post(&path, &[("id".to_owned(), one)]).await.status, 403, "without the form's token");
}

#[tokio::test]
async fn an_action_on_several_tells_for_which_it_is_closed_and_why() {
    let office = Office::open().await;
    let one = office.violation("xu", &[("site", "甲路1号")]).await.to_string();
    let two = office.violation("xu", &[("site", "乙路2号"), ("cadre", "是")]).await.to_string();
    let mut ma = office.signed_in("ma").await;
    let page = ma.get(LIST).await;
    let path = format!("{LIST}/bulk");
    let refer = [("id", one.as_str()), ("do", "act"), ("action", "refer_cadre")];
    let asked = ma.submit(&page, &path, &refer).await;
    assert!(asked.words().contains("1 条现在都不能办理"), "{}", asked.words());
    assert!(asked.words().contains("当事人不是党员干部"), "{}", asked.words());
    assert!(!asked.text().contains("name=\"sure\""), "there is nothing to confirm");
    let mut both = page.form(&path);
    both.extend(common::pairs(&[("id", &one), ("id", &two), ("do", "act"), ("action", "refer_cadre"), ("sure", "1")]));
    let answer = ma.post(&path, &both).await;
    let done = finished(&mut ma, &answer).await;
    assert!(done.words().contains("办好 1 条，1 条没有办"), "{}", done.words());
    assert!(done.words().contains("未办") && done.words().contains("当事人不是党员干部"), "{}", done.words());
    let stop = ma.submit(&page, &path, &[("id", &one), ("do", "act"), ("action", "stop"), ("sure", "1")]).await;
    assert!(finished(&mut ma, &stop).await.words().contains("1 条全部办好"));
    let unknown = ma.submit(&page, &path, &[("id", &one), ("do", "act"), ("action", "close")]).await;
    assert_eq!(unknown.status, 303, "what needs more than a click is done on the case");
}

#[tokio::test]
async fn documents_of_several_records_are_printed_into_one_archive() {
    let office = Office::open().await;
    let one = office.violation("xu", &[("site", "甲路1号")]).await.to_string();
    let two = office.violation("xu", &[("site", "乙路2号")]).await.to_string();
    let mut ma = office.signed_in("ma").await;
    let page = ma.get(LIST).await;
    let path = format!("{LIST}/bulk");
    let asked = ma.submit(&page, &path, &[("id", &one), ("do", "print")]).await;
    assert!(asked.words().contains("打成一个 ZIP 包"), "{}", asked.words());
    let mut both = asked.form(&path);
    both.retain(|(key, _)| key != "document");
    both.extend(common::pairs(&[("id", &two), ("document", "building-violations/stop-order"), ("sure", "1")]));
    let answer = ma.post(&path, &both).await;
    let done = finished(&mut ma, &answer).await;
    assert!(done.words().contains("打印了 2 份"), "{}", done.words());
    let approval = [("document", "building-violations/filing-approval"), ("sure", "1")];
    let answer = ma.submit(&asked, &path, &approval).await;
    let missing = finished(&mut ma, &answer).await.words();
    assert!(missing.contains("1 条没有打印") && missing.contains("立案日期"), "what is missing is told: {missing}");
    let file = done.links().into_iter().find(|link| link.contains("/files/0")).expect("the archive");
    assert!(ma.get(&file).await.body.starts_with(b"PK"));
    let mut xu = office.signed_in("xu").await;
    assert_eq!(xu.get(&file).await.status, 404, "the archive is its owner's");
}

#[tokio::test]
async fn a_workbook_is_checked_first_and_imported_when_confirmed() {
    let office = Office::open().await;
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&format!("{LIST}/import")).await;
    let template = xu.get(&format!("{LIST}/import/template")).await;
    assert!(sheet(&template.body)[0].starts_with("编号|机构|地点*|类型*"), "{:?}", sheet(&template.body));
    let head = ["地点", "类型", "发案日期", "当事人", "违法建筑面积"];
    let bad = book(
        "违法建设案件",
        &[
            &head,
            &["东一路1号", "楼顶违法建设", "昨天", "陈国栋", "12"],
            &["东一路2号", "楼顶违法建设", "2026-03-01", "林秀", "30"],
        ],
    );
    let path = format!("{LIST}/import");
    let answer = xu.upload(&form, &path, &[], &[("file", "三月.xlsx", &bad)]).await;
    let checked = finished(&mut xu, &answer).await;
    let words = checked.words();
    assert!(words.contains("发现 1 处问题") && words.contains("C2") && words.contains("昨天"), "{words}");
    assert!(!xu.get(&format!("{LIST}?view=all")).await.words().contains("东一路"), "a check writes nothing");
    let marked = checked.links().into_iter().find(|link| link.contains("/files/0")).expect("the marked workbook");
    let marked = xu.get(&marked).await;
    assert!(marked.headers["content-disposition"].to_str().unwrap().contains("attachment"));
    assert!(workbook::open(&marked.body).unwrap().sheets.iter().any(|sheet| sheet.name == "错误清单"));
    let good = book(
        "违法建设案件",
        &[
            &head,
            &["东一路1号", "楼顶违法建设", "2026-03-02", "陈国栋", "12"],
            &["东一路2号", "楼顶违法建设", "2026-03-01", "林秀", "30"],
        ],
    );
    let answer = xu.upload(&form, &path, &[], &[("file", "三月.xlsx", &good)]).await;
    let checked = finished(&mut xu, &answer).await;
    assert!(checked.words().contains("将新增 2 条"), "{}", checked.words());
    let answer = xu.submit(&checked, &format!("{path}/confirm"), &[]).await;
    let done = finished(&mut xu, &answer).await;
    assert!(done.words().contains("新增 2 条"), "{}", done.words());
    assert!(xu.get(&format!("{LIST}?view=all")).await.words().contains("东一路2号"));
    let again = xu.upload(&form, &path, &[], &[("file", "三月.xlsx", &good)]).await;
    assert!(finished(&mut xu, &again).await.words().contains("没有新的内容"));
    let mut lin = office.signed_in("lin").await;
    let other = lin.submit(&checked, &format!("{path}/confirm"), &[]).await;
    assert_eq!(other.status, 403, "another's form carries another's token");
    let mut dai = office.signed_in("zheng").await;
    assert_eq!(dai.get(&path).await.status, 403);
}

#[tokio::test]
async fn an_export_is_what_the_list_shows_masked_and_plain_only_with_right_and_purpose() {
    let office = Office::open().await;
    office.violation("xu", &[("site", "甲路1号"), ("area", "10")]).await;
    office.violation("xu", &[("site", "乙路2号"), ("area", "90")]).await;
    office.violation("lin", &[("site", "西山路9号"), ("area", "90")]).await;
    let path = format!("{LIST}/export");
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&format!("{path}?area.from=50")).await;
    assert!(!form.text().contains("name=\"plain\""), "an inspector has no right to plain values");
    let rows = sheet(&xu.submit(&form, &path, &[]).await.body).join("\n");
    assert!(rows.contains("乙路2号") && !rows.contains("甲路1号") && !rows.contains("西山路"), "{rows}");
    assert!(!rows.contains("陈国栋"), "{rows}");
    let refused = xu.submit(&form, &path, &[("plain", "1"), ("purpose", "看看")]).await;
    assert_eq!(refused.status, 403);
    let mut dai = office.signed_in("dai").await;
    let form = dai.get(&path).await;
    let silent = dai.submit(&form, &path, &[("plain", "1"), ("purpose", " ")]).await;
    assert_eq!(silent.status, 422);
    let plain = dai.submit(&form, &path, &[("plain", "1"), ("purpose", "向法院移送材料")]).await;
    assert!(sheet(&plain.body).join("\n").contains("陈国栋"));
    let log = office.desk.store().readings(&banjie_store::ReadingsOf::default(), 10).await.unwrap();
    assert_eq!((log.len(), &*log[0].account, &*log[0].purpose, log[0].records), (1, "dai", "向法院移送材料", 3));
}

#[tokio::test]
async fn late_ones_are_found_shown_on_charts_and_on_the_map() {
    let office = Office::open().await;
    office.violation("xu", &[("site", "甲路1号(120.65,28.01)"), ("found_on", "2026-03-02")]).await;
    office.violation("xu", &[("site", "乙路2号")]).await;
    office.pass(TimeDelta::days(10));
    office.tick().await;
    let mut xu = office.signed_in("xu").await;
    let late = xu.get(&format!("{LIST}?view=late")).await.words();
    assert!(late.contains("甲路1号") && late.contains("超期") && late.contains("黄牌"), "{late}");
    let charts = xu.get(&format!("{LIST}/charts?view=all")).await.words();
    assert!(charts.contains("按状态") && charts.contains("发案"), "{charts}");
    let late = xu.get(&format!("{LIST}/charts?due=overdue")).await;
    assert_eq!(late.status, 200);
    let map = xu.get(&format!("{LIST}/map?view=all")).await;
    assert!(map.words().contains("1 个点位，另有 1 条没有坐标"), "{}", map.words());
    assert!(map.text().contains("120.65"));
}

#[tokio::test]
async fn what_people_typed_is_shown_as_text() {
    let office = Office::open().await;
    office.violation("xu", &[("site", "<script>alert(1)</script>")]).await;
    let mut xu = office.signed_in("xu").await;
    for path in [
        "",
        "?q=%3Cscript%3Ealert(2)%3C/script%3E&view=all",
        "/map?view=all",
        "/charts?view=all",
        "/export?q=%3Cscript%3E",
    ] {
        let page = xu.ask(Method::GET, &format!("{LIST}{path}"), &[], "").await;
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("<script>alert("), "{path}");
    }
}

#[tokio::test]
async fn the_workbench_has_my_cases_by_time_with_the_next_action_and_what_nobody_handles() {
    let office = Office::open().await;
    let late = office.violation("xu", &[("site", "甲路1号"), ("found_on", "2026-03-02")]).await;
    office.violation("xu", &[("site", "乙路2号")]).await;
    office.violation("lin", &[("site", "西山路9号")]).await;
    let mut ma = office.signed_in("ma").await;
    let empty = ma.get("/work?of=mine").await.words();
    assert!(empty.contains("手上没有待办的事"), "{empty}");
    let instead = ma.get("/work").await.words();
    assert!(instead.contains("您名下没有在办的事，先列出本单位的") && instead.contains("甲路1号"), "{instead}");
    let unclaimed = ma.get("/work?of=unclaimed").await.words();
    assert!(
        unclaimed.contains("甲路1号") && unclaimed.contains("乙路2号") && !unclaimed.contains("西山路"),
        "{unclaimed}"
    );
    let call =
        banjie_desk::Call::new(office.desk.actor("ma", office.now()).unwrap(), banjie_desk::Clock::now(office.now()));
    let target = banjie_desk::Target::parse(&format!("#{late}"));
    office.desk.assign("building-violations.violation", &target, "ma", &call).await.unwrap();
    office.pass(TimeDelta::days(14));
    let mut ma = office.signed_in("ma").await;
    let page = ma.get("/work").await;
    let words = page.words();
    assert!(words.contains("我名下 1 件在办，1 件已超期"), "{words}");
    assert!(words.contains("下一步：") && words.contains("立案"), "{words}");
    assert!(page.links().iter().any(|link| link.starts_with(&format!("{LIST}/{late}/act/"))), "{:?}", page.links());
    assert!(words.contains("我最近办的") && words.contains("指派"), "{words}");
    let mut dai = office.signed_in("dai").await;
    let all = dai.get("/work?of=office").await.words();
    assert!(all.contains("管辖范围") && all.contains("西山路9号"), "who sees all watches all: {all}");
    let listed = ma.get("/work?of=office&bucket=overdue").await.words();
    assert!(listed.contains("甲路1号") && listed.contains("乙路2号"), "{listed}");
    assert_eq!(ma.get("/work?of=mine&bucket=overdue&after=nonsense").await.status, 400);
    let viewer_counts = ma.get("/work").await.words();
    assert!(viewer_counts.contains("1 条待办"), "the navigation tells how many are late or due soon: {viewer_counts}");
}

#[tokio::test]
async fn one_may_create_only_what_ones_role_registers() {
    let office = Office::open().await;
    let mut xu = office.signed_in("xu").await;
    let links = xu.get("/new").await.links();
    assert!(links.contains(&format!("{LIST}/new")), "{links:?}");
    let mut zheng = office.signed_in("zheng").await;
    let page = zheng.get("/new").await;
    assert!(!page.links().contains(&format!("{LIST}/new")));
}

#[tokio::test]
async fn search_finds_what_one_may_see_by_words_numbers_and_pinyin_but_never_by_persons() {
    let office = Office::open().await;
    let one = office.violation("xu", &[("site", "府东路264号"), ("party", "欧阳国栋")]).await;
    office.violation("lin", &[("site", "府东路西段9号")]).await;
    banjie_web::search::catch_up(&office.app).await.unwrap();
    let mut xu = office.signed_in("xu").await;
    let find = |words: &str| format!("/search?{}", serde_urlencoded::to_string([("q", words)]).unwrap());
    let page = xu.get(&find("府东路")).await;
    assert!(page.text().contains("<mark>府东路</mark>"), "{}", page.text());
    assert!(!page.words().contains("西段"), "{}", page.words());
    assert!(xu.get(&find("fdl")).await.words().contains("264号"));
    for hidden in ["欧阳国栋", "欧阳"] {
        assert!(xu.get(&find(hidden)).await.words().contains("没有找到"), "{hidden}");
    }
    let number = xu.get(&find("违建〔2026〕1号")).await;
    assert_eq!((number.status, number.location()), (303, format!("{LIST}/{one}").as_str()));
    let mut dai = office.signed_in("dai").await;
    assert!(dai.get(&find("府东路")).await.words().contains("西段"));
    let mut lin = office.signed_in("lin").await;
    assert_eq!(lin.get(&find("违建〔2026〕1号")).await.status, 200, "another office's number leads nowhere");
    let later = office.violation("xu", &[("site", "滨江道77号")]).await;
    let fresh = xu.get(&find("违建〔2026〕3号")).await;
    assert_eq!(fresh.location(), format!("{LIST}/{later}"), "a number is found before the index has it");
    assert!(xu.get(&find("滨江道")).await.words().contains("没有找到"));
    banjie_web::search::catch_up(&office.app).await.unwrap();
    assert!(xu.get(&find("滨江道")).await.words().contains("77号"));
    assert!(xu.get("/search").await.words().contains("输入要找的内容"));
}
