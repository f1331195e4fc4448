//! Cases: their page, their forms, drafts and files.

mod common;

use chrono::TimeDelta;
use common::{Office, browser::Page};

const LEDGER: &str = "/ledgers/building-violations.violation";
/// A picture, as far as its first bytes go.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n0000000000000000";

fn case(id: i64) -> String {
    format!("{LEDGER}/{id}")
}

/// What the form of a new case is filled in with.
const FILLED: [(&str, &str); 6] = [
    ("site", "府东路264号"),
    ("kind", "rooftop"),
    ("found_on", "2026-03-09"),
    ("party", "陈国栋"),
    ("area", "36.5"),
    ("party_phone", "13800138000"),
];

fn has(page: &Page, words: &[&str]) {
    let all = page.words();
    for word in words {
        assert!(all.contains(word), "{word} is not on {}:\n{all}", page.path);
    }
}

fn has_not(page: &Page, words: &[&str]) {
    let all = page.text();
    for word in words {
        assert!(!all.contains(word), "{word} is on {}:\n{all}", page.path);
    }
}

#[tokio::test]
async fn a_case_is_registered_shown_and_filed() {
    let office = Office::open().await;
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&format!("{LEDGER}/new")).await;
    assert_eq!(form.status, 200, "{}", form.text());
    let answer = xu.submit(&form, &format!("{LEDGER}/new"), &FILLED).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let path = answer.location().to_owned();
    let page = xu.open(&path).await;
    has(
        &page,
        &[
            "府东路264号",
            "违建〔2026〕1号",
            "发案",
            "陈*栋",
            "138****8000",
            "立案时限",
            "为什么不能办理",
            "须由",
            "依据",
        ],
    );
    has_not(&page, &["陈国栋", "13800138000"]);
    let mut ma = office.signed_in("ma").await;
    let form = ma.get(&format!("{path}/act/file")).await;
    has(&form, &["办理条件", "立案须附现场照片"]);
    let file = [("photos", "现场.png", PICTURE)];
    let answer = ma.upload(&form, &format!("{path}/act/file"), &[], &file).await;
    assert_eq!((answer.status, answer.location()), (303, path.as_str()), "{}", answer.words());
    let page = ma.open(&path).await;
    has(&page, &["已办理“立案”", "现在是“立案”", "现场.png", "发案 → 立案", "立案时限按期完成", "办案时限"]);
}

#[tokio::test]
async fn all_that_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    let office = Office::open().await;
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&format!("{LEDGER}/new")).await;
    let typed = [
        ("site", ""),
        ("found_on", "2026-13-40"),
        ("area", "三十"),
        ("party_id", "33030219800101123"),
        ("party", "陈国栋"),
    ];
    let answer = xu.submit(&form, &format!("{LEDGER}/new"), &typed).await;
    assert_eq!(answer.status, 422);
    has(&answer, &["填写有误", "请填写", "日历上没有", "三十"]);
    let text = answer.text();
    for id in ["f-site", "f-kind", "f-found_on", "f-area", "f-party_id"] {
        assert!(text.contains(&format!("href=\"#{id}\"")), "{id} is linked from the summary");
        assert!(text.contains(&format!("id=\"{id}-error\"")), "{id} has its fault beside it");
    }
    let kept = answer.form(&format!("{LEDGER}/new"));
    assert!(kept.contains(&("party".into(), "陈国栋".into())) && kept.contains(&("area".into(), "三十".into())));
    // A check of the ledger comes back with its words, too.
    let answer =
        xu.submit(&answer, &format!("{LEDGER}/new"), &[&FILLED[..], &[("area", "0"), ("party_id", "")]].concat()).await;
    assert_eq!(answer.status, 422);
    has(&answer, &["违法建筑面积应大于 0"]);
}

#[tokio::test]
async fn the_same_form_sent_twice_registers_one_case() {
    let office = Office::open().await;
    let mut xu = office.signed_in("xu").await;
    let path = format!("{LEDGER}/new");
    let mut sent = filled(&xu.get(&path).await);
    let (first, second) = (xu.post(&path, &sent).await, xu.post(&path, &sent).await);
    assert_eq!((first.status, second.status), (303, 303), "{}", second.words());
    assert_eq!(first.location(), second.location());
    sent.push(("floors".into(), "3".into()));
    let other = xu.post(&path, &sent).await;
    assert_eq!(other.status, 409);
    has(&other, &["已经提交过一次"]);
    assert!(other.form(&path).contains(&("floors".into(), "3".into())));
}

#[tokio::test]
async fn who_comes_second_sees_what_changed_and_keeps_his_input() {
    let office = Office::open().await;
    let id = office.violation("xu", &[]).await;
    let edit = format!("{}/edit", case(id));
    let (mut xu, mut ma) = (office.signed_in("xu").await, office.signed_in("ma").await);
    let (first, second) = (xu.get(&edit).await, ma.get(&edit).await);
    let answer = xu.submit(&first, &edit, &[("floors", "5"), ("area", "40")]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let answer = ma.submit(&second, &edit, &[("area", "44"), ("officer_a", "林一")]).await;
    assert_eq!(answer.status, 409);
    has(&answer, &["别人改动了这条记录", "徐立", "36.5", "40", "44", "未动"]);
    let kept = answer.form(&edit);
    for (key, value) in [("area", "44"), ("officer_a", "林一"), ("floors", "5"), ("_version", "2")] {
        assert!(kept.contains(&(key.into(), value.into())), "{key} is {value} in {kept:?}");
    }
    assert_eq!(ma.submit(&answer, &edit, &[]).await.status, 303);
    let page = ma.get(&case(id)).await;
    has(&page, &["44 m²", "林一", "40 m²"]);
}

#[tokio::test]
async fn masked_values_left_as_they_are_stay_and_new_ones_are_taken() {
    let office = Office::open().await;
    let id = office.violation("xu", &[("party_phone", "13800138000")]).await;
    let edit = format!("{}/edit", case(id));
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&edit).await;
    has_not(&form, &["陈国栋", "13800138000"]);
    assert_eq!(xu.submit(&form, &edit, &[("floors", "2")]).await.status, 303);
    let form = xu.get(&edit).await;
    let answer = xu.submit(&form, &edit, &[("party", "陈*明")]).await;
    assert_eq!(answer.status, 422);
    has(&answer, &["打码后的值"]);
    let plain = format!("{}/plain", case(id));
    let asked = xu.get(&plain).await;
    assert_eq!(xu.submit(&asked, &plain, &[("purpose", " ")]).await.status, 422);
    let page = xu.submit(&asked, &plain, &[("purpose", "电话通知当事人")]).await;
    has(&page, &["陈国栋", "13800138000", "用途“电话通知当事人”已登记"]);
    has_not(&xu.get(&case(id)).await, &["陈国栋"]);
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_there_and_what_may_not_be_done_says_why() {
    let office = Office::open().await;
    let id = office.violation("xu", &[]).await;
    let mut lin = office.signed_in("lin").await;
    for path in ["", "/edit", "/act/file", "/plain", "/history", "/assign", "/extend/handling", "/suspend/filing"] {
        assert_eq!(lin.get(&format!("{}{path}", case(id))).await.status, 404, "{path} of another office");
    }
    assert_eq!(lin.get(&format!("/pick/building-violations.violation?q={}", "%E5%BA%9C")).await.text(), "[]");
    let mut xu = office.signed_in("xu").await;
    let refused = xu.get(&format!("{}/act/file", case(id))).await;
    assert_eq!(refused.status, 403);
    has(&refused, &["分局局长", "行政处罚法", "返回"]);
    assert_eq!(xu.get(&format!("{}/act/nothing", case(id))).await.status, 404);
    let mut sys = office.signed_in("sys").await;
    assert_eq!(sys.get(&case(id)).await.status, 403);
    let bare = office.browser().get(&case(id)).await;
    assert!(bare.location().starts_with("/sign-in?next="));
    let without = xu.post(&format!("{}/edit", case(id)), &common::pairs(&[("floors", "9")])).await;
    assert_eq!(without.status, 403, "no token, no deed");
}

#[tokio::test]
async fn a_draft_waits_until_it_is_taken_up_sent_or_thrown_away() {
    let office = Office::open().await;
    let path = format!("{LEDGER}/new");
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&path).await;
    let mut sent = form.form(&path);
    sent.retain(|(key, _)| key != "site");
    sent.push(("site".into(), "望江路8号".into()));
    assert_eq!(xu.post("/drafts/save", &sent).await.location(), path);
    // Another browser of the same person, as after a crash.
    let mut xu = office.signed_in("xu").await;
    has(&xu.get("/drafts").await, &["登记违法建设案件", "2026-03-09 09:00"]);
    let form = xu.get(&path).await;
    has(&form, &["恢复草稿", "放弃草稿"]);
    has_not(&form, &["望江路8号", "data-draft="]);
    let form = xu.get(&format!("{path}?draft=use")).await;
    assert!(form.form(&path).contains(&("site".into(), "望江路8号".into())));
    let mut typed = FILLED.to_vec();
    typed[0].1 = "望江路8号";
    assert_eq!(xu.submit(&form, &path, &typed).await.status, 303);
    has(&xu.get("/drafts").await, &["没有草稿"]);
    let mut ma = office.signed_in("ma").await;
    has(&ma.get("/drafts").await, &["没有草稿"]);
}

#[tokio::test]
async fn files_go_to_those_who_see_a_record_they_belong_to() {
    let office = Office::open().await;
    let id = office.violation("xu", &[]).await;
    let edit = format!("{}/edit", case(id));
    let mut xu = office.signed_in("xu").await;
    let form = xu.get(&edit).await;
    let evil: [(&str, &str, &[u8]); 2] = [
        ("photos", "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photos", "现场.png", PICTURE),
    ];
    let answer = xu.upload(&form, &edit, &[], &evil).await;
    assert_eq!(answer.status, 422);
    has(&answer, &["“a.svg”没有接收", "现场.png"]);
    let answer = xu.submit(&answer, &edit, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let page = xu.get(&case(id)).await;
    let link = page.links().into_iter().find(|link| link.starts_with("/files/")).expect("the file is linked");
    let mut ma = office.signed_in("ma").await;
    let file = ma.get(&link).await;
    assert_eq!((file.status, &file.body[..]), (200, PICTURE));
    assert_eq!(file.headers["content-type"], "image/png");
    assert!(file.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("inline; filename*=UTF-8''%E7%8E%B0"));
    let mut lin = office.signed_in("lin").await;
    assert_eq!(lin.get(&link).await.status, 404);
    // A hash learnt elsewhere opens nothing, even when it is put into a form of one's own.
    let own = office.violation("lin", &[("site", "人民路1号")]).await;
    let edit = format!("{}/edit", case(own));
    let form = lin.get(&edit).await;
    let kept = format!("x.png|{}|{}", link.trim_start_matches("/files/"), PICTURE.len());
    let mut sent = form.form(&edit);
    sent.push(("photos.kept".into(), kept));
    sent.push(("floors".into(), "1".into()));
    assert_eq!(lin.post(&edit, &sent).await.status, 303);
    assert_eq!(lin.get(&link).await.status, 404);
    // And a file taken away from the record is still there for its earlier version.
    let edit = format!("{}/edit", case(id));
    let form = xu.get(&edit).await;
    let key = format!("现场.png|{}|{}", link.trim_start_matches("/files/"), PICTURE.len());
    assert_eq!(xu.submit(&form, &edit, &[("photos.remove", &key)]).await.status, 303);
    has(&xu.get(&case(id)).await, &["现场.png"]);
    assert_eq!(ma.get(&link).await.status, 200);
}

#[tokio::test]
async fn a_case_is_handed_over_assigned_extended_and_suspended() {
    let office = Office::open().await;
    let id = office.violation("xu", &[("photos", "a.jpg")]).await;
    let mut ma = office.signed_in("ma").await;
    let assign = format!("{}/assign", case(id));
    let form = ma.get(&assign).await;
    assert_eq!(ma.submit(&form, &assign, &[("_handler", "没有这人")]).await.status, 422);
    let form = ma.get(&assign).await;
    assert_eq!(ma.submit(&form, &assign, &[("_handler", "徐立")]).await.status, 303);
    has(&ma.open(&case(id)).await, &["经办人：徐立"]);
    let file = format!("{}/act/file", case(id));
    let form = ma.get(&file).await;
    assert_eq!(ma.submit(&form, &file, &[]).await.status, 303);
    office.pass(TimeDelta::days(3));
    let (mut dai, mut ma) = (office.signed_in("dai").await, office.signed_in("ma").await);
    let extend = format!("{}/extend/handling", case(id));
    let form = dai.get(&extend).await;
    has(&form, &["最多延长30日"]);
    let refused = dai.submit(&form, &extend, &[("_length", "60"), ("_reason", "案情复杂")]).await;
    assert_eq!(refused.status, 422);
    has(&refused, &["最多延长30日，申请延长60日"]);
    assert_eq!(dai.submit(&refused, &extend, &[("_length", "20")]).await.status, 303);
    let suspend = format!("{}/suspend/handling", case(id));
    let form = dai.get(&suspend).await;
    let typed = [("_from", "2026-03-10T09:00"), ("_until", "2026-03-11T09:00"), ("_reason", "鉴定")];
    let answer = dai.submit(&form, &suspend, &typed).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    has(&dai.open(&case(id)).await, &["延长", "案情复杂", "鉴定", "公布过的到期日", "补录中止"]);
    let over = format!("{}/act/hand_over", case(id));
    let form = ma.get(&over).await;
    let answer = ma.submit(&form, &over, &[("_to", "城西分局"), ("_reason", "属地管辖")]).await;
    assert_eq!((answer.status, answer.location()), (303, LEDGER), "{}", answer.words());
    assert_eq!(ma.get(&case(id)).await.status, 404);
    has(&office.signed_in("lin").await.get(&case(id)).await, &["城东分局 → 城西分局", "属地管辖"]);
}

#[tokio::test]
async fn what_people_write_is_shown_as_text() {
    let office = Office::open().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let id = office.violation("xu", &[("site", evil), ("officer_a", evil)]).await;
    let mut xu = office.signed_in("xu").await;
    let comments = format!("{}/comments", case(id));
    let page = xu.get(&case(id)).await;
    let answer = xu.submit(&page, &comments, &[("text", evil)]).await;
    assert_eq!(answer.status, 303);
    for path in [case(id), format!("{}/edit", case(id)), format!("{}/history", case(id))] {
        has_not(&xu.get(&path).await, &["<script>alert", "<img src=x"]);
    }
    let page = xu.get(&case(id)).await;
    has(&page, &["<script>alert(1)</script>", "删除留言"]);
    let remove = page.text();
    let at = remove.find(&format!("{comments}/")).expect("own comments can be removed");
    let path: String = remove[at..].chars().take_while(|c| *c != '"').collect();
    let mut ma = office.signed_in("ma").await;
    let token = ma.get(&case(id)).await.form(&comments);
    let stranger = ma.post(&path, &token).await;
    assert_eq!(stranger.status, 404, "somebody else's comment stays");
    let page = xu.get(&case(id)).await;
    assert_eq!(xu.submit(&page, &path, &[]).await.status, 303);
}

#[tokio::test]
async fn the_clock_tells_how_it_was_counted_and_cards_stand_on_the_case() {
    let office = Office::open().await;
    let id = office.violation("xu", &[]).await;
    office.pass(TimeDelta::days(30));
    office.tick().await;
    let page = office.signed_in("xu").await.get(&case(id)).await;
    has(&page, &["红牌", "7个工作日", "逐日计算：计入 7 日", "周六", "周末，不计", "超期", "督办"]);
}

#[tokio::test]
async fn a_document_is_printed_and_the_printing_and_plain_readings_are_on_record() {
    let office = Office::open().await;
    let id = office.violation("xu", &[("officer_a", "徐立"), ("officer_b", "马骏")]).await;
    let mut xu = office.signed_in("xu").await;
    let page = xu.get(&case(id)).await;
    let print = format!("{}/print/stop-order", case(id));
    has(&page, &["责令停止建设通知书", "其他文书"]);
    let stop = format!("{}/act/stop", case(id));
    let form = xu.get(&stop).await;
    assert_eq!(xu.submit(&form, &stop, &[]).await.status, 303);
    let page = xu.get(&case(id)).await;
    let printed = xu.submit(&page, &print, &[]).await;
    assert_eq!(printed.status, 200, "{}", printed.words());
    assert_eq!(&printed.body[..2], b"PK");
    assert!(printed.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    has(&xu.get(&case(id)).await, &["徐立打印过"]);
    let unknown = format!("{}/print/nothing", case(id));
    assert_eq!(xu.post(&unknown, &page.form(&print)).await.status, 404);
    let asked = xu.get(&format!("{}/plain", case(id))).await;
    xu.submit(&asked, &format!("{}/plain", case(id)), &[("purpose", "核对身份")]).await;
    let log = office.desk.store().audit_entries(&banjie_store::AuditOf::default(), None, 20).await.unwrap();
    let of =
        |key: &str| log.iter().any(|row| row.entry.what.key() == key && row.entry.account.as_deref() == Some("xu"));
    assert!(of("printed") && of("plain-read"), "{log:?}");
}

/// The form of a new case, filled in.
fn filled(form: &Page) -> Vec<(String, String)> {
    let mut sent = form.form(&format!("{LEDGER}/new"));
    for (key, value) in FILLED {
        sent.retain(|(known, _)| known != key);
        sent.push((key.into(), value.into()));
    }
    sent
}

#[tokio::test]
async fn the_same_case_in_another_form_is_refused_and_what_was_typed_stays() {
    let office = Office::open().await;
    let path = format!("{LEDGER}/new");
    let mut xu = office.signed_in("xu").await;
    let (first, second) = (xu.get(&path).await, xu.get(&path).await);
    assert_eq!(xu.post(&path, &filled(&first)).await.status, 303);
    let refused = xu.post(&path, &filled(&second)).await;
    assert_eq!(refused.status, 409);
    has(&refused, &["违建〔2026〕1号"]);
    assert!(refused.form(&path).contains(&("party".into(), "陈国栋".into())));
}

#[tokio::test]
async fn who_leaves_in_the_middle_finds_his_case_registered_once() {
    let office = Office::open().await;
    let path = format!("{LEDGER}/new");
    let mut xu = office.signed_in("xu").await;
    let sent = filled(&xu.get(&path).await);
    let left = tokio::time::timeout(std::time::Duration::from_millis(2), xu.post(&path, &sent)).await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    let answer = xu.post(&path, &sent).await;
    assert_eq!(answer.status, 303, "left: {}, {}", left.is_err(), answer.words());
    has(&xu.open(answer.location()).await, &["违建〔2026〕1号"]);
}

#[tokio::test]
async fn a_form_that_was_under_way_when_the_program_stopped_is_taken_up_after_a_while() {
    use sha2::{Digest as _, Sha256};
    let hash = |texts: &[&str]| {
        let mut hash = Sha256::new();
        for text in texts {
            hash.update(u64::try_from(text.len()).unwrap().to_be_bytes());
            hash.update(text);
        }
        banjie_model::canonical::hex(&hash.finalize())
    };
    let office = Office::open().await;
    let path = format!("{LEDGER}/new");
    let mut xu = office.signed_in("xu").await;
    let sent = filled(&xu.get(&path).await);
    let once = sent.iter().find(|(key, _)| key == "_once").map(|(_, value)| hash(&[value])).unwrap();
    let kept: Vec<_> = sent.iter().filter(|(key, _)| !matches!(key.as_str(), "csrf" | "_once" | "_place")).collect();
    let request = hash(&["create:building-violations.violation", &serde_json::to_string(&kept).unwrap()]);
    let claim = office.desk.store().claim_once(&once, "xu", &request, office.now()).await.unwrap();
    assert_eq!(claim, banjie_store::Claim::New);
    let waits = xu.post(&path, &sent).await;
    assert_eq!(waits.status, 409);
    has(&waits, &["正在办理或者办理时系统中断"]);
    office.pass(TimeDelta::minutes(1));
    assert_eq!(xu.post(&path, &sent).await.status, 303);
    let again = xu.post(&path, &sent).await;
    has(&xu.open(again.location()).await, &["违建〔2026〕1号"]);
}

#[tokio::test]
async fn records_organisations_and_people_are_suggested_as_one_types() {
    let office = Office::open().await;
    office.violation("xu", &[]).await;
    let mut xu = office.signed_in("xu").await;
    let orgs = xu.get("/pick/org?q=%E5%9F%8E%E4%B8%9C").await.json();
    assert_eq!(orgs[0]["key"], "城东分局");
    assert_eq!(xu.get("/pick/org?q=cdfj").await.json()[0]["key"], "城东分局", "by initials");
    let people = xu.get("/pick/account?q=%E5%BE%90").await.json();
    assert_eq!((people[0]["key"].as_str(), people[0]["title"].as_str()), (Some("xu"), Some("徐立（城东分局）")));
    let records = xu.get("/pick/building-violations.violation?q=%E5%BA%9C%E4%B8%9C").await.json();
    assert_eq!(records[0]["key"], "违建〔2026〕1号");
    assert_eq!(xu.get("/pick/orgs.person?q=x").await.status, 404);
    assert_eq!(xu.get("/pick/nothing?q=x").await.status, 404);
}
