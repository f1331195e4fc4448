//! The public's portal: applying, following, completing, notices, letters; what others may not learn; floods.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use banjie_desk::{Call, Clock, Target};
use banjie_web::Settings;
use common::{
    Office,
    browser::{Browser, Page},
    pairs,
};

const FORM: &str = "/portal/services/petitions/raise/apply";
const TYPED: [(&str, &str); 6] = [
    ("channel", "web"),
    ("field", "fee"),
    ("content", "学校强制订购课外读物"),
    ("person", "李明"),
    ("phone", "13800000001"),
    ("address", "府东路1号"),
];

async fn town(patience: u32) -> Office {
    let settings = Settings { demo: true, patience, ..Settings::default() };
    let office = Office::of(&["orgs", "building-violations", "registers", "petitions"], settings).await;
    let call = Call::new(banjie_model::case::Actor::system(), Clock::now(office.now()));
    let typed = pairs(&[("account", "lan"), ("name", "兰心"), ("unit", "bureau"), ("roles", "petitions.clerk")]);
    office.desk.create("orgs.person", &typed, None, &call).await.unwrap();
    office
}

fn with<'a>(typed: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<_> = typed.iter().filter(|(key, _)| more.iter().all(|(k, _)| k != key)).copied().collect();
    all.extend(more);
    all
}

/// Fills in, looks, sends: the page with number and code.
async fn applied(browser: &mut Browser, more: &[(&str, &str)]) -> Page {
    let form = browser.get(FORM).await;
    assert_eq!(form.status, 200, "{}", form.text());
    let preview = browser.submit(&form, FORM, &with(&with(&TYPED, more), &[("_step", "preview")])).await;
    assert_eq!(preview.status, 200, "{}", preview.words());
    browser.submit(&preview, FORM, &[("_step", "send")]).await
}

/// The word after a title.
fn after<'p>(words: &'p str, title: &str) -> &'p str {
    words.split_once(&format!(" {title} ")).unwrap_or_else(|| panic!("{title}: {words}")).1.split(' ').next().unwrap()
}

async fn followed(browser: &mut Browser, number: &str, phone: &str) -> Page {
    let ask = browser.get("/portal/follow").await;
    browser.submit(&ask, "/portal/follow", &[("_number", number), ("_phone", phone)]).await
}

#[tokio::test]
async fn what_is_applied_for_reaches_the_office_and_is_followed_by_number_and_telephone_or_code() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let done = applied(&mut browser, &[]).await;
    assert_eq!(done.status, 200, "{}", done.words());
    let words = done.words();
    let (number, code) = (after(&words, "编号").to_owned(), after(&words, "查询码").to_owned());
    let call = Call::new(office.desk.actor("lan", office.now()).unwrap(), Clock::now(office.now()));
    let target = Target::parse(&number);
    let case = office.desk.case("petitions.petition", &target, &call.actor).await.unwrap();
    assert_eq!(case.record.opened_at.date(), office.now().date());
    let told = pairs(&[("contact_note", "已电话联系")]);
    office.desk.act("petitions.petition", &target, "contact", &told, None, &call).await.unwrap();
    for (number, phone) in [(&number, "138 0000 0001"), (&code, "13800000001")] {
        let page = followed(&mut browser, number, phone).await;
        assert_eq!(page.status, 200, "{}", page.words());
        assert!(page.words().contains("已与您联系"), "{}", page.words());
    }
}

#[tokio::test]
async fn a_wrong_pair_is_answered_as_what_does_not_exist() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let words = applied(&mut browser, &[]).await.words();
    let number = after(&words, "编号").to_owned();
    let same = |page: &Page, typed: &str| {
        assert_eq!(page.status, 404);
        page.words().replace(typed, "")
    };
    let others = followed(&mut browser, &number, "13900000000").await;
    let unknown = followed(&mut browser, "信〔2099〕0001号", "13900000000").await;
    assert_eq!(same(&others, &number), same(&unknown, "信〔2099〕0001号"));
    assert!(others.words().contains("没有查到"));
    let empty = followed(&mut browser, &number, "").await;
    assert_eq!(empty.status, 404);
}

#[tokio::test]
async fn sending_twice_registers_once_and_answers_the_same_number() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let form = browser.get(FORM).await;
    let preview = browser.submit(&form, FORM, &with(&TYPED, &[("_step", "preview")])).await;
    let first = browser.submit(&preview, FORM, &[("_step", "send")]).await;
    let second = browser.submit(&preview, FORM, &[("_step", "send")]).await;
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!(first.words(), second.words());
    let changed = browser.submit(&preview, FORM, &[("_step", "send"), ("content", "另一件事")]).await;
    assert_eq!(changed.status, 409);
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_nothing_typed_is_lost() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let form = browser.get(FORM).await;
    let typed = [("phone", "12"), ("person", "<script>alert(1)</script>"), ("_step", "send")];
    let page = browser.submit(&form, FORM, &typed).await;
    assert_eq!(page.status, 422);
    let text = page.text();
    assert!(!text.contains("<script>alert(1)"), "what was typed is escaped");
    assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && text.contains("value=\"12\""));
    let words = page.words();
    for title in ["领域", "反映事项", "联系电话"] {
        assert!(words.contains(title), "{title}: {words}");
    }
}

#[tokio::test]
async fn what_was_typed_is_shown_as_text_everywhere() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let evil = "<img src=x onerror=alert(1)>";
    let form = browser.get(FORM).await;
    let typed = with(&TYPED, &[("content", evil), ("person", evil), ("address", evil), ("_step", "preview")]);
    let preview = browser.submit(&form, FORM, &typed).await;
    assert!(!preview.text().contains("<img src=x"), "{}", preview.text());
    let done = browser.submit(&preview, FORM, &[("_step", "send")]).await;
    let number = after(&done.words(), "编号").to_owned();
    let page = followed(&mut browser, &number, "13800000001").await;
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("<img src=x"));
    let search = browser.get("/portal/services?q=%3Cimg%20src%3Dx%3E").await;
    assert!(!search.text().contains("<img src=x"));
}

#[tokio::test]
async fn the_applicant_completes_what_is_still_open_and_nobody_else_does() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let words = applied(&mut browser, &[]).await.words();
    let number = after(&words, "编号").to_owned();
    let page = followed(&mut browser, &number, "13800000001").await;
    let path = "/portal/follow/supplement";
    let strange = browser.submit(&page, path, &[("_phone", "13911111111"), ("address", "别处")]).await;
    assert_eq!(strange.status, 404);
    let files: [(&str, &str, &[u8]); 1] = [("files", "凭证.txt", "收据".as_bytes())];
    let done = browser.upload(&page, path, &[("address", "新华路9号")], &files).await;
    assert_eq!(done.status, 200, "{}", done.words());
    assert!(done.words().contains("已补充"));
    let actor = office.desk.actor("lan", office.now()).unwrap();
    let case = office.desk.case("petitions.petition", &Target::parse(&number), &actor).await.unwrap();
    let shown = format!("{:?}", case.record.values);
    assert!(shown.contains("新华路9号") && shown.contains("凭证.txt") && shown.contains("李明"), "{shown}");
}

#[tokio::test]
async fn floods_and_programs_that_fill_in_everything_are_turned_away() {
    let office = town(2).await;
    let mut browser = office.browser();
    let form = browser.get(FORM).await;
    let trapped = browser.submit(&form, FORM, &with(&TYPED, &[("website", "http://x")])).await;
    assert_eq!(trapped.status, 400);
    followed(&mut browser, "1", "2").await;
    assert_eq!(followed(&mut browser, "1", "2").await.status, 429);
}

#[tokio::test]
async fn the_guide_says_what_is_needed_how_long_and_until_when() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let home = browser.get("/portal").await.words();
    for door in ["办事", "查进度", "查结果", "公示", "公开报告", "局长信箱"] {
        assert!(home.contains(door), "{home}");
    }
    let list = browser.get("/portal/services?q=%E4%BF%A1%E8%AE%BF").await;
    assert!(list.links().iter().any(|link| link == "/portal/services/petitions/raise"));
    let page = browser.get("/portal/services/petitions/raise").await.words();
    assert!(page.contains("2026年5月8日") && page.contains("不收费") && page.contains("信访材料"), "{page}");
    assert_eq!(browser.get("/portal/services/petitions/nothing").await.status, 404);
    let letter = browser.get("/portal/box").await;
    assert!(letter.links().iter().any(|link| link == &format!("{FORM}?letter=1")), "{:?}", letter.links());
    let notice = browser.get("/portal/notices/petitions/rating_public").await;
    assert_eq!(notice.status, 200);
    assert!(notice.words().contains("没有正在公示的内容"));
}

#[tokio::test]
async fn a_letter_to_the_director_has_its_channel_beforehand_and_an_ordinary_application_chooses_one() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let form = browser.get(&format!("{FORM}?letter=1")).await;
    assert!(form.words().contains("写信：局长信箱"), "{}", form.words());
    assert!(!form.form(FORM).iter().any(|(name, _)| name == "channel"), "nobody is asked what the box says");
    let typed: Vec<_> = TYPED.iter().filter(|(name, _)| *name != "channel").copied().collect();
    let preview = browser.submit(&form, FORM, &with(&typed, &[("_step", "preview")])).await;
    assert_eq!(preview.status, 200, "{}", preview.words());
    let done = browser.submit(&preview, FORM, &[("_step", "send"), ("channel", "visit")]).await;
    let number = after(&done.words(), "编号").to_owned();
    assert_eq!(channel(&office, &number).await, "director_box");
    let ordinary = after(&applied(&mut browser, &[]).await.words(), "编号").to_owned();
    assert_eq!(channel(&office, &ordinary).await, "web");
}

async fn channel(office: &Office, number: &str) -> String {
    let actor = office.desk.actor("lan", office.now()).unwrap();
    let case = office.desk.case("petitions.petition", &Target::parse(number), &actor).await.unwrap();
    let ledger = office.desk.ledger("petitions.petition").unwrap();
    let (index, _) = ledger.field("channel").unwrap();
    case.record.values[index].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_applicant_reads_words_meant_for_him_and_not_the_offices_own_steps() {
    let office = town(10_000).await;
    let mut browser = office.browser();
    let number = after(&applied(&mut browser, &[]).await.words(), "编号").to_owned();
    let page = followed(&mut browser, &number, "13800000001").await.words();
    assert!(page.contains("现在的环节 已收到"), "{page}");
    let call = Call::new(office.desk.actor("lan", office.now()).unwrap(), Clock::now(office.now()));
    let target = Target::parse(&number);
    let told = pairs(&[("contact_note", "已电话联系")]);
    office.desk.act("petitions.petition", &target, "contact", &told, None, &call).await.unwrap();
    let page = followed(&mut browser, &number, "13800000001").await.words();
    assert!(page.contains("现在的环节 已与您联系") && !page.contains("已先行联系"), "{page}");
}

#[tokio::test]
async fn a_complaint_by_the_hotlines_form_asks_for_nothing_only_the_hotline_knows() {
    let office = town(10_000).await;
    office.person("hot", "热线", "bureau", "petitions.dispatcher").await;
    let mut browser = office.browser();
    let path = "/portal/services/petitions/complain/apply";
    let form = browser.get(path).await;
    let asked = form.form(path);
    assert!(!asked.iter().any(|(name, _)| matches!(name.as_str(), "ticket" | "source")), "{asked:?}");
    let typed = [("kind", "consult"), ("matter", "education"), ("content", "几号报名"), ("phone", "13800000003")];
    let preview = browser.submit(&form, path, &with(&typed, &[("_step", "preview")])).await;
    assert_eq!(preview.status, 200, "{}", preview.words());
    let done = browser.submit(&preview, path, &[("_step", "send")]).await;
    let number = after(&done.words(), "编号").to_owned();
    assert!(number.starts_with("热〔2026〕"), "{number}");
    let again = browser.get(path).await;
    let preview = browser.submit(&again, path, &with(&typed, &[("_step", "preview")])).await;
    let second = browser.submit(&preview, path, &[("_step", "send")]).await;
    assert!(second.words().contains("热〔2026〕00002号"), "two without a ticket do not clash: {}", second.words());
}
