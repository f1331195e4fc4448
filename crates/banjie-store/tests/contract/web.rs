//! What the desk on the web keeps beside the ledgers.

mod accounts;
mod audits;
mod files;
mod notes;
mod requests;
mod sessions;

use banjie_desk::ports::{Store as _, StoreError};
use banjie_model::{Name, value::RecordId};
use banjie_store::{
    AnyStore, ApiToken, Application, AuditEntry, AuditKind, AuditOf, Comment, Credential, Draft, SavedView, Session,
    StoredFile, Vault, connect,
    testing::{Scratch, both, sqlite, test_key},
};

use crate::fixture::*;

/// The same database, opened once more as another program would.
async fn second(scratch: &Scratch) -> AnyStore {
    connect(&scratch.address).await.unwrap().unlocked(test_key())
}

fn credential(account: &str) -> Credential {
    Credential {
        account: account.into(),
        password_hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".into(),
        must_change: true,
        totp_secret: Some("JBSWY3DPEHPK3PXP".into()),
        last_totp_step: None,
        failures: 0,
        locked_until: None,
        disabled: false,
        changed_at: at("2026-01-05 09:00"),
        last_sign_in: None,
    }
}

fn session(id: &str, account: &str, expires: &str) -> Session {
    Session {
        id_hash: id.into(),
        account: account.into(),
        csrf: "c5rf".into(),
        started_at: at("2026-01-05 09:00"),
        seen_at: at("2026-01-05 09:00"),
        expires_at: at(expires),
        from: "10.3.3.7".into(),
        agent: "Firefox".into(),
        second_factor_done: false,
        role: None,
    }
}

fn entry(account: Option<&str>, what: AuditKind, when: &str, ok: bool) -> AuditEntry {
    AuditEntry {
        at: at(when),
        account: account.map(Name::from),
        from: "10.3.3.7".into(),
        what,
        target: Some("city-watch.violation/1".into()),
        detail: "密码不对".into(),
        ok,
    }
}

fn draft(account: &str, place: &str, fields: &str, when: &str) -> Draft {
    Draft {
        id: 0,
        account: account.into(),
        place: place.into(),
        title: "张建国的违建".into(),
        fields: fields.into(),
        version_seen: Some(3),
        saved_at: at(when),
    }
}

fn view(account: &str, name: &str, org: Option<&str>, position: i64) -> SavedView {
    SavedView {
        id: 0,
        account: account.into(),
        ledger: LEDGER.into(),
        name: name.into(),
        query: "state=filed&sort=-due".into(),
        shared_with_org: org.map(Name::from),
        position,
    }
}

fn comment(account: &str, record: i64, text: &str) -> Comment {
    Comment {
        id: 0,
        ledger: LEDGER.into(),
        record: RecordId(record),
        account: account.into(),
        org: "lc".into(),
        at: at("2026-01-05 09:00"),
        text: text.into(),
        removed_at: None,
    }
}

fn sha(digit: char) -> Name {
    digit.to_string().repeat(64).into()
}

fn file(digit: char, account: &str, when: &str) -> StoredFile {
    StoredFile {
        sha256: sha(digit),
        size: 120_000,
        media_type: "image/jpeg".into(),
        first_name: "现场.jpg".into(),
        uploaded_by: account.into(),
        at: at(when),
    }
}

fn token(account: &str, hash: &str) -> ApiToken {
    ApiToken {
        id: 0,
        account: account.into(),
        name: "数据中心".into(),
        hash: hash.into(),
        scopes: vec!["read".into(), "export".into()],
        made_at: at("2026-01-05 09:00"),
        expires_at: Some(at("2026-02-05 09:00")),
        revoked_at: None,
        last_used_at: None,
    }
}

fn application(code: &str, record: i64, phone: &str, when: &str) -> Application {
    Application {
        code_hash: code.into(),
        ledger: LEDGER.into(),
        record: RecordId(record),
        number: Some(format!("违〔2026〕{record}号").into()),
        phone_hash: phone.into(),
        service: "city-watch/report".into(),
        at: at(when),
    }
}

/// Something in every table.
async fn filled(store: &AnyStore) {
    store.save_credential(&credential("wang")).await.unwrap();
    store.open_session(&session("s1", "wang", "2026-01-05 17:00")).await.unwrap();
    store.append_audit(&entry(Some("wang"), AuditKind::SignIn, "2026-01-05 09:00", true)).await.unwrap();
    store.append_audit(&entry(None, AuditKind::SignInFailed, "2026-01-05 09:01", false)).await.unwrap();
    store.save_draft(&draft("wang", "create:a.b", r#"{"party":"张建国"}"#, "2026-01-05 09:00")).await.unwrap();
    store.save_view(&view("wang", "快到期的", Some("lc"), 1)).await.unwrap();
    store.add_comment(&comment("wang", 1, "已电话通知当事人。")).await.unwrap();
    store.keep_file(&file('a', "wang", "2026-01-05 09:00")).await.unwrap();
    store.link_file(&sha('a'), LEDGER, RecordId(1), "photos").await.unwrap();
    store.make_token(&token("wang", "h1")).await.unwrap();
    store.claim_once("k1", "wang", "r1", at("2026-01-05 09:00")).await.unwrap();
    store.answer_once("k1", "wang", 201, &"违〔2026〕1号".into()).await.unwrap();
    store.set_setting("demo", Some("yes")).await.unwrap();
    store.keep_application(&application("c1", 1, "p1", "2026-01-05 09:00")).await.unwrap();
}

/// All there is to see, but for the sessions.
async fn picture(store: &AnyStore) -> String {
    let now = at("2026-01-05 10:00");
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        store.credentials().await.unwrap(),
        store.credential("wang").await.unwrap().unwrap().totp_secret,
        store.audit_entries(&AuditOf::default(), None, 9).await.unwrap(),
        store.verify_audit().await.unwrap(),
        store.drafts("wang", 9).await.unwrap(),
        store.views("li", LEDGER, &["lc".into()]).await.unwrap(),
        store.comments(LEDGER, RecordId(1)).await.unwrap(),
        store.stored_file(&sha('a')).await.unwrap(),
        store.is_uploader(&sha('a'), "wang").await.unwrap(),
        store.file_links(&sha('a')).await.unwrap(),
        store.tokens(None).await.unwrap(),
        store.claim_once("k1", "wang", "r1", now).await.unwrap(),
        store.settings().await.unwrap(),
        store.applications_of_phone("p1", 9).await.unwrap(),
    )
}

#[tokio::test]
async fn a_backup_of_either_database_carries_all_of_it_but_the_sessions_into_either() {
    for source in both().await {
        filled(&source.store).await;
        let file = source.dir.path().join("backup.db");
        source.store.backup(&file).await.unwrap();
        let bytes = std::fs::read(&file).unwrap();
        for secret in ["c5rf", "Firefox"] {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{}: {secret}", source.name);
        }
        let expected = picture(&source.store).await;
        for target in both().await {
            let way = format!("{} → {}", source.name, target.name);
            target.store.open_session(&session("s9", "old", "2026-01-05 17:00")).await.unwrap();
            target.store.set_setting("demo", Some("no")).await.unwrap();
            target.store.restore(&file).await.unwrap();
            assert_eq!(picture(&target.store).await, expected, "{way}");
            for (id, account) in [("s1", "wang"), ("s9", "old")] {
                assert_eq!(target.store.session(id, at("2026-01-05 09:30")).await.unwrap(), None, "{way}: {account}");
            }
            let next = entry(None, AuditKind::Restored, "2026-01-06 09:00", true);
            assert_eq!(target.store.append_audit(&next).await.unwrap(), 3, "{way}: the log goes on");
            assert_eq!(target.store.verify_audit().await.unwrap().broken, None, "{way}");
            let Err(StoreError::Refused(words)) = target.store.restore(&file).await else { panic!("{way}") };
            assert!(words.contains("已有数据"), "{words}");
        }
    }
}

#[tokio::test]
async fn a_backup_is_made_while_people_go_on_working() {
    for scratch in both().await {
        installed(&scratch.store).await;
        let (store, busy) = (scratch.store.clone(), second(&scratch).await);
        let worker = tokio::spawn(async move {
            for n in 0.. {
                let place = format!("create:a.b:{n}");
                busy.save_draft(&draft("wang", &place, "{}", "2026-01-05 09:00")).await.unwrap();
                busy.append_audit(&entry(None, AuditKind::Refused, "2026-01-05 09:00", false)).await.unwrap();
            }
        });
        for n in 0..5 {
            store.backup(&scratch.dir.path().join(format!("{n}.db"))).await.unwrap();
        }
        worker.abort();
        let ended = worker.await.unwrap_err();
        assert!(ended.is_cancelled(), "{}: {ended}", scratch.name);
        assert!(store.drafts("wang", 9).await.unwrap().len() > 5, "{}", scratch.name);
    }
}

#[tokio::test]
async fn what_people_wrote_cannot_be_read_in_the_tables() {
    let scratch = sqlite().await;
    filled(&scratch.store).await;
    scratch.store.clone().close().await;
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(scratch.dir.path()).unwrap() {
        bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let readable = |plain: &str| bytes.windows(plain.len()).any(|w| w == plain.as_bytes());
    for plain in ["JBSWY3DP", "张建国", "已电话通知", "违〔2026〕1号"] {
        // The number stands in the clear beside the application; the answer that repeats it does not.
        assert_eq!(readable(plain), plain == "违〔2026〕1号", "{plain}");
    }
    let store = connect(&scratch.address).await.unwrap().unlocked(Vault::locked());
    for said in [
        store.draft("wang", "create:a.b").await.unwrap_err(),
        store.comments(LEDGER, RecordId(1)).await.unwrap_err(),
        store.credential("wang").await.unwrap_err(),
    ] {
        assert!(said.to_string().contains("没有提供密钥"), "{said}");
    }
}

#[tokio::test]
async fn without_a_key_texts_are_kept_as_they_are_and_secrets_refused() {
    for Scratch { store, name, .. } in both().await {
        let store = store.unlocked(Vault::locked());
        let words = draft("wang", "create:a.b", r#"{"party":"张建国"}"#, "2026-01-05 09:00");
        let id = store.save_draft(&words).await.unwrap();
        assert_eq!(store.drafts("wang", 9).await.unwrap(), [Draft { id, ..words }], "{name}");
        let said = store.add_comment(&comment("wang", 1, "~sealed1~x~y")).await.unwrap_err().to_string();
        assert!(said.contains("加密内容的标记"), "{name}: {said}");
        for said in [
            store.save_credential(&credential("wang")).await.unwrap_err(),
            store.set_totp("wang", Some("JBSW")).await.unwrap_err(),
        ] {
            assert!(said.to_string().contains("双因素验证的密钥只能加密保存"), "{name}: {said}");
        }
        assert!(store.blind("phone", "13800000000").is_err());
        store.save_credential(&Credential { totp_secret: None, ..credential("wang") }).await.unwrap();
        assert!(store.credential("wang").await.unwrap().is_some(), "{name}");
    }
}
