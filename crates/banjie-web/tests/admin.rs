//! One's own account, and the three administrators: what each can do, that none can do another's, and that all is on record.

mod common;

use std::time::Duration;

use banjie_desk::ports::Store as _;
use banjie_store::{AuditOf, AuditRow};
use banjie_web::{Settings, routes::Access};
use chrono::TimeDelta;
use common::{
    Office,
    browser::{Browser, Page},
};

async fn log(office: &Office) -> Vec<AuditRow> {
    office.desk.store().audit_entries(&AuditOf::default(), None, 200).await.expect("the log can be read")
}

/// Whether something of this kind about this target is on record.
async fn is_logged(office: &Office, what: &str, target: &str) -> bool {
    log(office).await.iter().any(|row| row.entry.what.key() == what && row.entry.target.as_deref() == Some(target))
}

/// Asks for a page until its job has ended.
async fn watched(browser: &mut Browser, path: &str) -> Page {
    for _ in 0..200 {
        let page = browser.get(path).await;
        if !page.headers.contains_key("refresh") {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the job on {path} does not end");
}

/// The address of a link with these words after it in the page.
fn link(page: &Page, part: &str) -> String {
    let found = page.links().into_iter().find(|link| link.contains(part));
    found.unwrap_or_else(|| panic!("no link with {part}: {:?}", page.links()))
}

/// The first link to a record below this address.
fn numbered(page: &Page, below: &str) -> String {
    let is_one = |link: &String| link.strip_prefix(below).is_some_and(|rest| rest.parse::<i64>().is_ok());
    page.links().into_iter().find(is_one).unwrap_or_else(|| panic!("no record below {below}: {:?}", page.links()))
}

#[tokio::test]
async fn each_administrator_enters_his_own_pages_and_nobody_elses() {
    let office = Office::open().await;
    for (account, own) in
        [("sys", Some(Access::System)), ("sec", Some(Access::Security)), ("aud", Some(Access::Audit)), ("xu", None)]
    {
        let mut browser = office.signed_in(account).await;
        for route in banjie_web::routes::all() {
            let administers = matches!(route.access, Access::System | Access::Security | Access::Audit);
            if !administers || route.method != axum::http::Method::GET || route.path.contains('{') {
                continue;
            }
            let status = browser.get(route.path).await.status;
            let expected = if Some(route.access) == own { 200 } else { 403 };
            assert_eq!(status, expected, "{account} asks for {}", route.path);
        }
        let refused = log(&office).await.into_iter().filter(|row| row.entry.account.as_deref() == Some(account));
        assert!(
            refused.filter(|row| row.entry.what.key() == "refused").count() > 3,
            "{account} tried, it is on record"
        );
    }
}

#[tokio::test]
async fn a_role_taken_on_narrows_what_one_may_and_gives_another_cookie() {
    let office = Office::open().await;
    let mut security = office.signed_in("sec").await;
    let page = security.get("/admin/people/ma/edit").await;
    let mut sent = page.form("/admin/people/ma/edit");
    sent.push(("role".into(), "orgs.auditor".into()));
    assert_eq!(security.post("/admin/people/ma/edit", &sent).await.status, 303);

    let mut browser = office.signed_in("ma").await;
    assert_eq!(browser.get("/admin/audit").await.status, 200);
    let page = browser.get("/account").await;
    let before = browser.cookie("banjie").unwrap().to_owned();
    let answer = browser.submit(&page, "/account/role", &[("role", "building-violations.head")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_ne!(browser.cookie("banjie").unwrap(), before);
    assert_eq!(browser.get("/admin/audit").await.status, 403, "only head of section now");
    let page = browser.get("/account").await;
    let stranger = browser.submit(&page, "/account/role", &[("role", "orgs.security")]).await;
    assert_eq!(stranger.status, 403, "a role he does not hold");
    browser.submit(&page, "/account/role", &[("role", "all")]).await;
    assert_eq!(browser.get("/admin/audit").await.status, 200, "all of them again");
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_sessions() {
    let office = Office::open().await;
    let mut here = office.signed_in("xu").await;
    let mut there = office.signed_in("xu").await;
    let page = here.get("/account").await;
    let ended = here.submit(&page, "/account/sessions/end", &[("session", "others")]).await;
    assert_eq!(ended.status, 303);
    assert!(there.get("/account").await.location().starts_with("/sign-in"));
    assert_eq!(here.get("/account").await.status, 200);
    let unknown = here.submit(&page, "/account/sessions/end", &[("session", "0123456789abcdef")]).await;
    assert_eq!(unknown.status, 404);
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_is_revoked() {
    let office = Office::open().await;
    let mut browser = office.signed_in("xu").await;
    let page = browser.get("/account").await;
    let nameless = browser.submit(&page, "/account/tokens", &[("scope", "write")]).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.words().contains("请写明令牌给哪个程序用"), "{}", nameless.words());
    assert!(nameless.form("/account/tokens").contains(&("scope".into(), "write".into())), "what was typed is kept");
    let made = browser.submit(&page, "/account/tokens", &[("name", "每日同步"), ("scope", "read")]).await;
    let text = made.text();
    let secret = text.split("Bearer ").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let page = browser.get("/account").await;
    assert!(page.words().contains("每日同步") && !page.text().contains(&secret));
    let mut program = office.browser();
    program.headers.push(("authorization".into(), format!("Bearer {secret}")));
    assert_eq!(program.get("/account").await.status, 403, "a program has no account page");
    assert_eq!(browser.submit(&page, "/account/tokens/revoke", &[("token", "1")]).await.status, 303);
    assert!(program.get("/account").await.location().starts_with("/sign-in"), "the token is worth nothing");
    let mut other = office.signed_in("ma").await;
    let page = other.get("/account").await;
    let sent = [("csrf".to_owned(), csrf(&page)), ("token".to_owned(), "1".to_owned())];
    assert_eq!(other.post("/account/tokens/revoke", &sent).await.status, 404, "somebody else's token does not exist");
}

fn csrf(page: &Page) -> String {
    page.form("/sign-out").into_iter().find(|(key, _)| key == "csrf").expect("every page can be left").1
}

#[tokio::test]
async fn the_appearance_is_kept_and_leads_back_to_the_page() {
    let office = Office::open().await;
    let mut browser = office.signed_in("xu").await;
    let page = browser.get("/account").await;
    assert_eq!(browser.submit(&page, "/account/theme", &[("theme", "dark")]).await.location(), "/account");
    assert!(browser.get("/account").await.text().contains("data-theme=\"dark\""));
}

#[tokio::test]
async fn a_person_is_registered_opened_and_signs_in_with_a_password_shown_once() {
    let office = Office::open().await;
    let mut security = office.signed_in("sec").await;
    let page = security.get("/admin/people/new").await;
    let path = "/admin/people/new";
    let missing = security.submit(&page, path, &[("account", "gu"), ("phone", "12")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.form(path).contains(&("account".into(), "gu".into())), "what was typed is kept");
    let typed = [("account", "gu"), ("name", "顾行"), ("unit", "east"), ("phone", "13857700001")];
    let mut sent = page.form(path);
    sent.retain(|(key, _)| !typed.iter().any(|(typed, _)| typed == key));
    sent.extend(typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    sent.push(("role".into(), "building-violations.inspector".into()));
    assert_eq!(security.post(path, &sent).await.location(), "/admin/people/gu");
    let page = security.get("/admin/people/gu").await;
    assert!(!page.text().contains("13857700001") && page.words().contains("138****0001"), "the telephone is masked");
    let opened = security.submit(&page, "/admin/people/gu/open", &[]).await;
    let text = opened.text();
    let password = text.split("data-copy>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let mut browser = office.browser();
    let page = browser.get("/sign-in").await;
    let inside = browser.submit(&page, "/sign-in", &[("account", "gu"), ("password", &password)]).await;
    assert_eq!(inside.location(), "/account/password", "it is changed first");
    for (what, target) in [("account-created", "gu"), ("rights-changed", "gu"), ("account-changed", "gu")] {
        assert!(is_logged(&office, what, target).await, "{what}");
    }
    assert!(!format!("{:?}", log(&office).await).contains(&password));
}

#[tokio::test]
async fn leaving_a_masked_telephone_as_it_stands_keeps_the_real_one() {
    let office = Office::open().await;
    let mut security = office.signed_in("sec").await;
    for typed in [[("phone", "13857700001")], [("title", "科员")]] {
        let page = security.get("/admin/people/xu/edit").await;
        assert_eq!(security.submit(&page, "/admin/people/xu/edit", &typed).await.status, 303);
    }
    let snapshot = office.desk.snapshot();
    let person = snapshot.directory.people.get("xu").unwrap();
    assert_eq!((person.phone.as_deref(), person.post.as_deref()), (Some("13857700001"), Some("科员")));
    assert_eq!(person.roles.len(), 1, "roles stay as they were");
}

#[tokio::test]
async fn nobody_changes_his_own_rights_or_account() {
    let office = Office::open().await;
    let mut security = office.signed_in("sec").await;
    let own = security.get("/admin/people/sec").await;
    assert!(own.words().contains("另一名安全管理员"));
    assert_eq!(security.get("/admin/people/sec/edit").await.status, 403);
    let token = ("csrf".to_owned(), csrf(&own));
    let roles = [token.clone(), ("name".into(), "安保全".into()), ("role".into(), "orgs.administrator".into())];
    let refused = security.post("/admin/people/sec/edit", &roles).await;
    assert_eq!(refused.status, 403);
    assert!(refused.words().contains("不能登记或修改自己"), "{}", refused.words());
    for deed in ["reset", "unlock", "second", "enable"] {
        assert_eq!(
            security.post(&format!("/admin/people/sec/{deed}"), std::slice::from_ref(&token)).await.status,
            403,
            "{deed}"
        );
    }
}

#[tokio::test]
async fn no_account_holds_two_of_the_three_roles() {
    let office = Office::open().await;
    let mut security = office.signed_in("sec").await;
    let page = security.get("/admin/people/aud/edit").await;
    let mut sent = page.form("/admin/people/aud/edit");
    sent.push(("role".into(), "orgs.administrator".into()));
    let refused = security.post("/admin/people/aud/edit", &sent).await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("不能兼任") && refused.words().contains("依据"), "{}", refused.words());
}

#[tokio::test]
async fn an_account_is_unlocked_reset_closed_and_opened_again() {
    let office = Office::open().await;
    let store = office.desk.store().clone();
    let mut security = office.signed_in("sec").await;
    let mut victim = office.signed_in("xu").await;
    store.note_failure("xu", office.now(), 1, 15).await.unwrap();
    let page = security.get("/admin/people/xu").await;
    assert!(page.words().contains("锁定到"), "{}", page.words());
    security.submit(&page, "/admin/people/xu/unlock", &[]).await;
    assert!(!store.credential("xu").await.unwrap().unwrap().is_locked(office.now()));
    assert_eq!(victim.get("/account").await.status, 200);
    security.submit(&page, "/admin/people/xu/disable", &[]).await;
    assert!(victim.get("/account").await.location().starts_with("/sign-in"), "out at once");
    let page = security.get("/admin/people/xu").await;
    security.submit(&page, "/admin/people/xu/enable", &[]).await;
    let mut victim = office.signed_in("xu").await;
    let page = security.get("/admin/people/xu").await;
    let reset = security.submit(&page, "/admin/people/xu/reset", &[]).await;
    assert_eq!(reset.status, 200);
    assert!(victim.get("/account").await.location().starts_with("/sign-in"), "his sessions ended");
    let again = security.post("/admin/people/xu/open", &[("csrf".into(), csrf(&page))]).await;
    assert_eq!(again.status, 409, "it is open already");
    for what in ["account-unlocked", "account-disabled", "account-enabled", "password-reset"] {
        assert!(is_logged(&office, what, "xu").await, "{what}");
    }
}

#[tokio::test]
async fn an_organisation_is_made_renamed_moved_and_merged() {
    let office = Office::open().await;
    let mut system = office.signed_in("sys").await;
    let page = system.get("/admin/orgs/new").await;
    let path = "/admin/orgs/new";
    let nowhere = [("code", "north"), ("name", "城北分局"), ("kind", "branch"), ("parent", "nowhere")];
    let refused = system.submit(&page, path, &nowhere).await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("没有名称或代码为“nowhere”的机构"), "{}", refused.words());
    let made = system
        .submit(&page, path, &[("code", "north"), ("name", "城北分局"), ("kind", "branch"), ("parent", "市规划局")])
        .await;
    let north = made.location().to_owned();
    assert!(office.desk.snapshot().directory.orgs.is_within("north", "bureau"));

    let page = system.get(&format!("{north}/edit")).await;
    let edit = format!("{north}/edit");
    system.submit(&page, &edit, &[("name", "城北新区分局"), ("reason", "机构改革")]).await;
    let shown = system.get(&north).await;
    assert!(shown.words().contains("城北新区分局") && shown.words().contains("机构改革"), "{}", shown.words());
    let stale = system.submit(&page, &edit, &[("name", "另一个名字")]).await;
    assert_eq!(stale.status, 409, "somebody saved meanwhile");
    assert!(stale.form(&edit).contains(&("name".into(), "另一个名字".into())));

    let bureau = numbered(&system.get("/admin/orgs?q=市规划局").await, "/admin/orgs/");
    let bureau = system.get(&format!("{bureau}/edit")).await;
    let circle = system.submit(&bureau, &bureau.path.clone(), &[("parent", "north")]).await;
    assert_eq!(circle.status, 422);
    assert!(circle.words().contains("自己的下级"), "{}", circle.words());

    let page = system.get(&format!("{north}/end")).await;
    let end = format!("{north}/end");
    assert_eq!(system.submit(&page, &end, &[("successor", "east")]).await.status, 422, "no day");
    let merged = system.submit(&page, &end, &[("until", "2026-03-31"), ("successor", "east")]).await;
    assert_eq!(merged.location(), north);
    assert!(system.get(&north).await.words().contains("城东分局"));
}

#[tokio::test]
async fn an_organisation_with_open_cases_ends_only_into_another() {
    let office = Office::open().await;
    office.violation("xu", &[]).await;
    let mut system = office.signed_in("sys").await;
    let list = system.get("/admin/orgs?q=城东分局").await;
    let east = numbered(&list, "/admin/orgs/");
    let page = system.get(&format!("{east}/end")).await;
    assert!(page.words().contains("1 件") && page.words().contains("在任人员 2 人"), "{}", page.words());
    let end = format!("{east}/end");
    let refused = system.submit(&page, &end, &[("until", "2026-03-31")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.words().contains("还有在办事项"), "{}", refused.words());
    assert_eq!(system.submit(&page, &end, &[("until", "2026-03-31"), ("successor", "west")]).await.status, 303);
}

#[tokio::test]
async fn a_day_off_moves_due_dates_at_once() {
    let office = Office::open().await;
    let record = office.violation("xu", &[]).await;
    let ledger = office.desk.ledger("building-violations.violation").unwrap();
    let due = async || {
        let case = office.desk.store().case(&ledger, banjie_model::value::RecordId(record)).await.unwrap().unwrap();
        case.runs.iter().map(|run| run.due_at).min().unwrap()
    };
    let before = due().await;
    let mut system = office.signed_in("sys").await;
    let page = system.get("/admin/calendar/day/new").await;
    let path = "/admin/calendar/day/new";
    let bad = system.submit(&page, path, &[("day", "2026-03-10"), ("kind", "")]).await;
    assert_eq!(bad.status, 422);
    let typed = [("day", "2026-03-10"), ("kind", "off"), ("name", "台风停工")];
    assert_eq!(system.submit(&page, path, &typed).await.location(), "/admin/calendar");
    let page = watched(&mut system, "/admin/calendar").await;
    assert!(page.words().contains("台风停工") && page.words().contains("1 个到期日变动"), "{}", page.words());
    assert!(due().await > before);
    let edit = numbered(&page, "/admin/calendar/day/");
    let form = system.get(&edit).await;
    assert_eq!(system.submit(&form, &edit, &[("name", "台风停工（全市）")]).await.status, 303);
    let page = system.get("/admin/calendar/term/new").await;
    let typed = [("title", "第二学期"), ("kind", "spring"), ("starts_on", "2026-07-03"), ("ends_on", "2026-03-02")];
    let refused = system.submit(&page, "/admin/calendar/term/new", &typed).await;
    assert!(refused.words().contains("结束日期须晚于开学日期"), "{}", refused.words());
}

#[tokio::test]
async fn packages_tell_their_versions_and_open_cases() {
    let office = Office::open().await;
    office.violation("xu", &[]).await;
    let mut system = office.signed_in("sys").await;
    let page = system.get("/admin/packages").await;
    assert!(page.words().contains("当前版本") && page.words().contains("内置的应用包"), "{}", page.words());
}

#[tokio::test]
async fn what_the_folder_of_packages_would_change_is_shown_before_anybody_applies_it() {
    let folder = tempfile::tempdir().unwrap();
    let packages = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages");
    for package in ["orgs", "building-violations"] {
        copy(&packages.join(package), &folder.path().join(package));
    }
    let settings =
        Settings { demo: true, patience: 10_000, packages: Some(folder.path().to_path_buf()), ..Settings::default() };
    let office = Office::with(settings).await;
    let mut system = office.signed_in("sys").await;
    let look = "/admin/packages?look=true";
    assert!(system.get(look).await.words().contains("完全相同"));
    let ledger = folder.path().join("orgs/ledgers/term.toml");
    let text = std::fs::read_to_string(&ledger).unwrap();
    std::fs::write(
        &ledger,
        text.replace("[fields]", "[fields]\nremark = { title = \"备注\", type = \"text\", class = \"public\" }"),
    )
    .unwrap();
    let file = folder.path().join("orgs/package.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let version = text.lines().find(|line| line.starts_with("version")).unwrap().to_owned();
    std::fs::write(&file, text.replace(&version, "version = \"9.0.0\"")).unwrap();
    let page = system.get(look).await;
    for told in ["→ 9.0.0", "备注", "banjie --packages"] {
        assert!(page.words().contains(told), "{told}: {}", page.words());
    }
    std::fs::write(&file, "format = ").unwrap();
    assert!(system.get(look).await.words().contains("不能安装"));
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("a folder for a test");
    for entry in std::fs::read_dir(from).expect("the packages are there").filter_map(Result::ok) {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a file of a package")),
        }
    }
}

#[tokio::test]
async fn a_backup_is_made_verified_and_a_changed_one_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join("backups");
    let settings = Settings { demo: true, patience: 10_000, backups: Some(backups.clone()), ..Settings::default() };
    let office = Office::with(settings).await;
    let mut system = office.signed_in("sys").await;
    let page = system.get("/admin/backups").await;
    assert!(page.words().contains("还没有备份"));
    assert_eq!(system.submit(&page, "/admin/backups", &[]).await.status, 303);
    let page = watched(&mut system, "/admin/backups").await;
    assert!(page.words().contains("并已核对"), "{}", page.words());
    let name = "banjie-20260309-090000.db";
    let verify = "/admin/backups/verify";
    system.submit(&page, verify, &[("file", name)]).await;
    assert!(watched(&mut system, "/admin/backups").await.words().contains("完好"));
    std::fs::write(backups.join(name), "别的").unwrap();
    system.submit(&page, verify, &[("file", name)]).await;
    assert!(watched(&mut system, "/admin/backups").await.words().contains("不符"));
    for other in ["../office.db", "/etc/passwd", ""] {
        assert_eq!(system.submit(&page, verify, &[("file", other)]).await.status, 404, "{other}");
    }
    let made = log(&office).await.into_iter().find(|row| row.entry.what.key() == "backup").unwrap();
    assert_eq!((&*made.entry.detail, made.entry.ok), (name, true));
}

#[tokio::test]
async fn health_is_told_to_programs_and_to_the_system_administrator() {
    let office = Office::open().await;
    let mut anybody = office.browser();
    assert_eq!(anybody.get("/health/live").await.text(), "ok");
    assert_eq!(anybody.get("/health/ready").await.text(), "ok");
    let mut system = office.signed_in("sys").await;
    let page = system.get("/admin/health").await;
    assert!(page.words().contains("还没有运行") && page.words().contains("SQLite"), "{}", page.words());
    office.pass(TimeDelta::minutes(5));
    assert!(system.get("/admin/health").await.words().contains("请检查服务"), "a scheduler that does not run is told");
}

#[tokio::test]
async fn messages_of_the_supervision_are_listed_in_words() {
    let office = Office::open().await;
    office.violation("xu", &[]).await;
    office.pass(TimeDelta::days(60));
    office.tick().await;
    let mut system = office.signed_in("sys").await;
    let page = system.get("/admin/messages").await;
    assert!(page.words().contains("红牌") && page.words().contains("待发"), "{}", page.words());
    let red = system.get("/admin/messages?kind=refer&sent=yes").await;
    assert!(red.words().contains("没有符合条件的消息"));
}

#[tokio::test]
async fn the_audit_log_is_filtered_paged_taken_away_and_checked() {
    let office = Office::open().await;
    let mut auditor = office.signed_in("aud").await;
    for n in 0..60 {
        office.signed_in(if n % 2 == 0 { "xu" } else { "ma" }).await;
    }
    let page = auditor.get("/admin/audit?what=sign-in").await;
    let older = auditor.get(&link(&page, "before=")).await;
    assert!(older.words().contains("登录"));
    let only = auditor.get("/admin/audit?account=ma&ok=no").await;
    assert!(only.words().contains("没有符合条件的登记"), "{}", only.words());
    assert_eq!(auditor.get("/admin/audit?from=heute").await.status, 400);
    let odd = auditor.get("/admin/audit?before=x").await;
    assert!(odd.status == 400 && odd.words().contains("写得不对"), "no words of a library: {}", odd.words());
    let table = auditor.get("/admin/audit/export?account=xu&what=sign-in").await;
    assert_eq!(table.text().lines().count(), 31, "a head and thirty entries");
    assert!(table.headers["content-disposition"].to_str().unwrap().contains("audit-log.csv"));
    let page = auditor.get("/admin/chains").await;
    auditor.submit(&page, "/admin/chains", &[]).await;
    let page = watched(&mut auditor, "/admin/chains").await;
    assert!(page.words().contains("完成") && page.words().contains("审计日志"), "{}", page.words());
    let kinds: Vec<&str> = log(&office).await.iter().map(|row| row.entry.what.key()).collect();
    for what in ["audit-read", "exported", "audit-checked"] {
        assert!(kinds.contains(&what), "{what}");
    }
}

#[tokio::test]
async fn what_people_type_is_shown_and_never_run() {
    let office = Office::open().await;
    let mut system = office.signed_in("sys").await;
    let evil = "<script>alert(1)</script>";
    let page = system.get("/admin/orgs/new").await;
    let typed = [("code", "evil"), ("name", evil), ("kind", "other"), ("parent", "bureau")];
    let made = system.submit(&page, "/admin/orgs/new", &typed).await;
    for path in [made.location(), "/admin/orgs"] {
        let page = system.get(path).await;
        assert!(!page.text().contains(evil) && page.words().contains(evil), "{path}");
    }
}
