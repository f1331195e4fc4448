//! What is on show and what people look up about themselves: masks, objections, ratings, results, and no way to try names out.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use banjie_desk::{Call, Clock, Done, Target};
use banjie_model::case::Actor;
use banjie_web::Settings;
use common::{Office, pairs};

const PUPIL: &str = "G330399201201010017";
const RESULTS: &str = "/portal/results/student-aid/payments";

async fn school(patience: u32) -> Office {
    let settings = Settings { demo: true, patience, ..Settings::default() };
    Office::of(&["orgs", "building-violations", "registers", "student-aid", "tech-insurance"], settings).await
}

async fn create(office: &Office, ledger: &str, org: &str, typed: &[(&str, &str)]) -> Done {
    let call = Call::new(Actor::system(), Clock::now(office.now()));
    office.desk.create(ledger, &pairs(typed), Some(org), &call).await.unwrap()
}

/// A list of aid of the east branch with one pupil on show, and one payment.
async fn aid(office: &Office) -> String {
    let list = [("school", "east"), ("school_year", "2025"), ("programme", "city"), ("stage", "junior")];
    let roll = format!("#{}", create(office, "student-aid.roll", "east", &list).await.record);
    let pupil = [("roll", &*roll), ("school", "east"), ("programme", "city"), ("name", "陈小明"), ("level", "special")];
    let more = [("row", PUPIL), ("round", "1"), ("shown_until", "2026-03-16")];
    let listing = create(office, "student-aid.listing", "east", &[&pupil[..], &more].concat()).await;
    let paid = [
        ("stage", "junior"),
        ("school_year", "2025"),
        ("term", "autumn"),
        ("student_no", PUPIL),
        ("amount", "1800"),
        ("payee", "陈父"),
        ("account", "62100000000000000"),
        ("voucher", "CZ1"),
        ("paid_on", "2026-03-09"),
    ];
    create(office, "student-aid.payment", "east", &[&pupil[..], &paid].concat()).await;
    format!("#{}", listing.record)
}

#[tokio::test]
async fn a_notice_shows_names_masked_and_hides_what_nobody_may_see_and_takes_an_objection_that_is_followed() {
    let office = school(10_000).await;
    let listing = aid(&office).await;
    let mut browser = office.browser();
    let path = "/portal/notices/student-aid/aid_public";
    let page = browser.get(path).await;
    let words = page.words();
    assert!(words.contains("陈*明") && words.contains("城东分局") && words.contains("市帮困"), "{words}");
    for secret in ["陈小明", PUPIL, "特别困难", "special"] {
        assert!(!page.text().contains(secret), "{secret}: {words}");
    }
    let link = page.links().into_iter().find(|link| link.contains("/object?")).unwrap();
    let form = browser.get(&link).await;
    let object = format!("{path}/object");
    let none = browser.submit(&form, &object, &[("person", "赵某")]).await;
    assert_eq!(none.status, 422, "{}", none.words());
    let typed = [("person", "赵某"), ("phone", "13800000009"), ("content", "家里开厂，不符合条件")];
    let done = browser.submit(&form, &object, &typed).await;
    assert_eq!(done.status, 200, "{}", done.words());
    let words = done.words();
    let number = words.split_once(" 编号 ").unwrap().1.split(' ').next().unwrap().to_owned();
    assert!(number.starts_with("助异〔2026〕"), "{words}");
    let ask = browser.get("/portal/follow").await;
    let followed = browser.submit(&ask, "/portal/follow", &[("_number", &number), ("_phone", "13800000009")]).await;
    assert!(followed.status == 200 && followed.words().contains("提出异议"), "{}", followed.words());
    let gone = browser.submit(&form, &object, &[&typed[..], &[("_about", "#99999")]].concat()).await;
    assert!(gone.status >= 400, "{listing}: only what is on show is objected to");
    office.pass(chrono::TimeDelta::days(8));
    assert!(browser.get(path).await.words().contains("没有正在公示的内容"));
}

#[tokio::test]
async fn a_result_is_told_to_whoever_is_identified_and_every_other_answer_is_the_same() {
    let office = school(10_000).await;
    aid(&office).await;
    let mut browser = office.browser();
    let list = browser.get("/portal/results").await;
    assert!(
        list.links().iter().any(|link| link == RESULTS) && list.words().contains("现在可以查询"),
        "{}",
        list.words()
    );
    let form = browser.get(RESULTS).await;
    let asked = async |browser: &mut common::browser::Browser, no: &str, name: &str| {
        browser.submit(&form, RESULTS, &[("student_no", no), ("name", name)]).await
    };
    let own = asked(&mut browser, PUPIL, "陈小明").await;
    assert_eq!(own.status, 200);
    let words = own.words();
    assert!(words.contains("已发放") && words.contains("1800") && words.contains("城东分局"), "{words}");
    assert!(
        !own.text().contains("62100000000000000") && !own.text().contains("特别困难") && !own.text().contains(PUPIL)
    );
    assert!(!own.path.contains('?'), "nothing stands in the address: {}", own.path);
    let bare = |page: &common::browser::Page, told: [&str; 2]| {
        told.iter().fold(page.text(), |text, told| text.replace(told, ""))
    };
    let (other, nobody) = ("G330399201202020022", "张三");
    let wrong_name = asked(&mut browser, PUPIL, nobody).await;
    let unknown = asked(&mut browser, other, nobody).await;
    assert_eq!((wrong_name.status, unknown.status), (200, 200));
    assert!(wrong_name.words().contains("没有查到"), "{}", wrong_name.words());
    let strip = |text: String| text.lines().filter(|line| !line.contains("csrf")).collect::<String>();
    assert_eq!(strip(bare(&wrong_name, [PUPIL, nobody])), strip(bare(&unknown, [other, nobody])));
    let missing = asked(&mut browser, PUPIL, "").await;
    assert_eq!(missing.status, 422);
    let malformed = asked(&mut browser, "123", nobody).await;
    assert_eq!(malformed.status, 422, "{}", malformed.words());
    let log = office.desk.store().audit_entries(&Default::default(), None, 500).await.unwrap();
    let log = format!("{log:?}");
    assert!(log.contains(RESULTS), "{log}");
    for personal in [PUPIL, "陈小明", nobody] {
        assert!(!log.contains(personal), "{log}");
    }
    assert_eq!(browser.get("/portal/results/student-aid/nothing").await.status, 404);
}

#[tokio::test]
async fn one_person_is_asked_about_a_few_times_a_minute_only_from_wherever_it_comes() {
    let office = school(10_000).await;
    aid(&office).await;
    let mut browser = office.browser();
    let form = browser.get(RESULTS).await;
    let mut last = 0;
    for n in 0..10 {
        let name = format!("试名{n}");
        last = browser.submit(&form, RESULTS, &[("student_no", PUPIL), ("name", &name)]).await.status;
    }
    assert_eq!(last, 429, "guessing the name of a known number");
    let other = browser.submit(&form, RESULTS, &[("student_no", "G330399201202020022"), ("name", "张三")]).await;
    assert_eq!(other.status, 200, "somebody else is asked about as before");
}

#[tokio::test]
async fn before_anything_is_released_the_page_says_so_and_asks_for_nothing() {
    let office = school(10_000).await;
    let mut browser = office.browser();
    let page = browser.get(RESULTS).await;
    assert!(page.words().contains("还没有公布") && !page.text().contains("name=\"student_no\""), "{}", page.words());
    let list = [("school", "east"), ("school_year", "2025"), ("programme", "city"), ("stage", "junior")];
    let roll = format!("#{}", create(&office, "student-aid.roll", "east", &list).await.record);
    let typed = [
        ("roll", &*roll),
        ("school", "east"),
        ("programme", "city"),
        ("name", "陈小明"),
        ("level", "special"),
        ("stage", "junior"),
        ("school_year", "2025"),
        ("term", "autumn"),
        ("student_no", PUPIL),
        ("amount", "1800"),
        ("payee", "陈父"),
        ("account", "62100000000000000"),
        ("voucher", "CZ1"),
        ("paid_on", "2026-03-11"),
    ];
    create(&office, "student-aid.payment", "east", &typed).await;
    let page = browser.get(RESULTS).await;
    assert!(page.words().contains("2026年3月11日 星期三 公布"), "{}", page.words());
    office.pass(chrono::TimeDelta::days(2));
    let form = browser.get(RESULTS).await;
    let own = browser.submit(&form, RESULTS, &[("student_no", PUPIL), ("name", "陈小明")]).await;
    assert!(own.words().contains("已发放"), "{}", own.words());
}

#[tokio::test]
async fn a_closed_application_is_rated_on_the_page_where_it_is_followed_once() {
    let office = school(10_000).await;
    let firm = [
        ("credit_code", "91330399MA2CTE5T7T"),
        ("name", "云溪试验科技有限公司"),
        ("kind", "limited"),
        ("field", "electronics"),
        ("size", "small"),
    ];
    let firm = create(&office, "registers.firm", "bureau", &firm).await.number.unwrap();
    let policy = [
        ("policy_no", "PA-001"),
        ("firm", &*firm),
        ("name", "云溪试验科技有限公司"),
        ("insurer", "云溪财产保险公司"),
        ("kind", "equipment"),
        ("cover", "20000000"),
        ("premium", "100000"),
        ("paid_on", "2026-03-03"),
        ("starts_on", "2026-03-03"),
        ("ends_on", "2026-12-31"),
        ("invoice_no", "FP-001"),
    ];
    let policy = create(&office, "tech-insurance.policy", "bureau", &policy).await.number.unwrap();
    office.person("app", "申报员", "bureau", "tech-insurance.applicant").await;
    let mut browser = office.browser();
    let path = "/portal/services/tech-insurance/insurance_subsidy/apply";
    let form = browser.get(path).await;
    let typed = [
        ("policy", &*policy),
        ("firm", &*firm),
        ("name", "云溪试验科技有限公司"),
        ("phone", "13800000021"),
        ("kind", "equipment"),
        ("subsidy_year", "2026"),
        ("_step", "preview"),
    ];
    let files: [(&str, &str, &[u8]); 1] = [("materials", "材料.txt", "发票".as_bytes())];
    let preview = browser.upload(&form, path, &typed, &files).await;
    assert_eq!(preview.status, 200, "{}", preview.words());
    let done = browser.submit(&preview, path, &[("_step", "send")]).await;
    let words = done.words();
    let number =
        words.split_once(" 编号 ").unwrap_or_else(|| panic!("{words}")).1.split(' ').next().unwrap().to_owned();
    let ask = browser.get("/portal/follow").await;
    let proof = [("_number", &*number), ("_phone", "13800000021")];
    let page = browser.submit(&ask, "/portal/follow", &proof).await;
    assert!(page.words().contains("现在的环节 已收到") && !page.words().contains("评价这次办理"), "{}", page.words());
    let mut call = Call::new(Actor::system(), Clock::now(office.now()));
    call.reason = Some("企业撤回".into());
    let target = Target::parse(&number);
    office.desk.act("tech-insurance.claim", &target, "withdraw", &[], None, &call).await.unwrap();
    let page = browser.submit(&ask, "/portal/follow", &proof).await;
    assert!(page.words().contains("已撤回") && page.words().contains("评价这次办理"), "{}", page.words());
    let bad = browser.submit(&page, "/portal/follow/rate", &[("score", "9")]).await;
    assert_eq!(bad.status, 422, "{}", bad.words());
    let rated = browser.submit(&page, "/portal/follow/rate", &[("score", "5"), ("comment", "办得快")]).await;
    assert!(rated.status == 200 && rated.words().contains("已评价，谢谢"), "{}", rated.words());
    let page = browser.submit(&ask, "/portal/follow", &proof).await;
    assert!(!page.words().contains("评价这次办理"), "once");
}
