//! An office to test in: a temporary database with the packages of the house, two branch offices, an account of every role, and
//! a browser that keeps cookies and fills in forms as people do.

#![expect(dead_code, reason = "each test file uses its own part of the office")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

pub mod browser;
pub mod program;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock},
};

use banjie_desk::{Call, Clock, Desk, apply};
use banjie_model::{
    Moment,
    case::Actor,
    definition::{ConsequenceKind, Library},
};
use banjie_store::{AnyStore, Credential};
use banjie_web::{App, Parts, Settings, server::hash_with};
use chrono::{NaiveDate, TimeDelta};

use browser::Browser;

/// Password of everybody.
pub const PASSWORD: &str = "Banjie-2026";

/// Account, name, organisation, roles.
pub const PEOPLE: [(&str, &str, &str, &str); 10] = [
    ("xu", "徐立", "east", "building-violations.inspector"),
    ("ma", "马骏", "east", "building-violations.head"),
    ("lin", "林珊", "west", "building-violations.inspector"),
    ("he", "何伟", "west", "building-violations.head"),
    ("dai", "戴海平", "brigade", "building-violations.brigade"),
    ("zheng", "郑克勤", "bureau", "building-violations.discipline"),
    ("zhu", "朱益民", "bureau", "building-violations.legal"),
    ("sys", "孙系统", "bureau", "orgs.administrator"),
    ("sec", "安保全", "bureau", "orgs.security"),
    ("aud", "沈计明", "bureau", "orgs.auditor"),
];

const ORGS: [(&str, &str, &str, &str); 4] = [
    ("bureau", "市规划局", "bureau", ""),
    ("east", "城东分局", "branch", "bureau"),
    ("west", "城西分局", "branch", "bureau"),
    ("brigade", "督查大队", "brigade", "bureau"),
];

/// Monday, 9 March 2026, nine o'clock.
pub fn morning() -> Moment {
    NaiveDate::from_ymd_opt(2026, 3, 9).unwrap().and_hms_opt(9, 0, 0).unwrap()
}

/// An office with its web desk.
pub struct Office {
    pub app: App,
    pub desk: Desk<AnyStore>,
    clock: Arc<Mutex<Moment>>,
    _folder: tempfile::TempDir,
}

/// Packages the office always works with.
const PACKAGES: [&str; 2] = ["orgs", "building-violations"];

/// These packages of the house, read.
fn library(names: &[&str]) -> Library {
    static READ: OnceLock<Library> = OnceLock::new();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../packages");
    let read = || {
        let of = |name: &&str| banjie_package::read_folder(&root.join(name)).unwrap();
        banjie_package::read_packages(names.iter().map(of).collect()).library
    };
    if names == PACKAGES { READ.get_or_init(read).clone() } else { read() }
}

/// A credential with the password of everybody.
pub fn credential(account: &str) -> Credential {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| hash_with(PASSWORD, &[9; 16]).unwrap());
    Credential {
        account: account.into(),
        password_hash: hash.as_str().into(),
        must_change: false,
        totp_secret: None,
        last_totp_step: None,
        failures: 0,
        locked_until: None,
        disabled: false,
        changed_at: morning(),
        last_sign_in: None,
    }
}

impl Office {
    /// Opens it on SQLite.
    pub async fn open() -> Office {
        Office::with(Settings { demo: true, patience: 10_000, ..Settings::default() }).await
    }

    /// Opens it with other settings.
    pub async fn with(settings: Settings) -> Office {
        Office::of(&PACKAGES, settings).await
    }

    /// Opens it with more packages of the house.
    pub async fn and(more: &[&str]) -> Office {
        let settings = Settings { demo: true, patience: 10_000, ..Settings::default() };
        Office::of(&[&PACKAGES, more].concat(), settings).await
    }

    /// Opens it with these packages of the house.
    pub async fn of(packages: &[&str], settings: Settings) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        let store = banjie_store::connect(&path.display().to_string()).await.unwrap();
        let store = store.unlocked(banjie_store::Vault::new([3; 64]));
        let library = library(packages);
        apply::apply(&store, &library, &[], morning()).await.unwrap();
        let desk = Desk::open(store, library).await.unwrap();
        let office = Office::over(desk, folder, settings);
        office.furnish().await;
        office
    }

    fn over(desk: Desk<AnyStore>, folder: tempfile::TempDir, settings: Settings) -> Office {
        let clock = Arc::new(Mutex::new(morning()));
        let read = clock.clone();
        let seed = Mutex::new(0_u8);
        let parts = Parts {
            desk: desk.clone(),
            clock: Arc::new(move || *read.lock().unwrap()),
            chance: Arc::new(move |bytes| {
                let mut seed = seed.lock().unwrap();
                *seed = seed.wrapping_add(1);
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = seed.wrapping_mul(31).wrapping_add(u8::try_from(i % 251).unwrap());
                }
            }),
            files: folder.path().join("files"),
            search: None,
            pdf: None,
            settings,
        };
        Office { app: App::new(parts), desk, clock, _folder: folder }
    }

    async fn furnish(&self) {
        let call = Call::new(Actor::system(), Clock::now(morning()));
        for (code, name, kind, parent) in ORGS {
            let mut typed = pairs(&[("code", code), ("name", name), ("kind", kind)]);
            if !parent.is_empty() {
                typed.push(("parent".into(), parent.into()));
            }
            self.desk.create("orgs.org", &typed, None, &call).await.unwrap();
        }
        for (account, name, unit, roles) in PEOPLE {
            let typed = pairs(&[("account", account), ("name", name), ("unit", unit), ("roles", roles)]);
            self.desk.create("orgs.person", &typed, None, &call).await.unwrap();
            self.desk.store().save_credential(&credential(account)).await.unwrap();
        }
    }

    /// Somebody more, with an account.
    pub async fn person(&self, account: &str, name: &str, unit: &str, roles: &str) {
        let call = Call::new(Actor::system(), Clock::now(self.now()));
        let typed = pairs(&[("account", account), ("name", name), ("unit", unit), ("roles", roles)]);
        self.desk.create("orgs.person", &typed, None, &call).await.unwrap();
        self.desk.store().save_credential(&credential(account)).await.unwrap();
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        *self.clock.lock().unwrap() += time;
    }

    /// The moment.
    pub fn now(&self) -> Moment {
        *self.clock.lock().unwrap()
    }

    /// Lets fall what is due; answers how many yellow and red cards fell.
    pub async fn tick(&self) -> u64 {
        let fallen = self.desk.tick(self.now()).await.unwrap();
        fallen.count(ConsequenceKind::Yellow) + fallen.count(ConsequenceKind::Red)
    }

    /// Somebody registers a case of illegal building; answers its record.
    pub async fn violation(&self, account: &str, more: &[(&str, &str)]) -> i64 {
        let mut typed = pairs(&[
            ("site", "府东路264号"),
            ("kind", "楼顶违法建设"),
            ("found_on", "2026-03-09"),
            ("party", "陈国栋"),
            ("area", "36.5"),
        ]);
        for (key, value) in more {
            typed.retain(|(known, _)| known != key);
            typed.push(((*key).to_owned(), (*value).to_owned()));
        }
        let call = Call::new(self.desk.actor(account, self.now()).unwrap(), Clock::now(self.now()));
        self.desk.create("building-violations.violation", &typed, None, &call).await.unwrap().record.0
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(banjie_web::router(self.app.clone()))
    }

    /// A browser in which this account is signed in.
    pub async fn signed_in(&self, account: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.get("/sign-in").await;
        let answer = browser.submit(&page, "/sign-in", &[("account", account), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{account} signs in: {}", answer.text());
        browser
    }
}

/// Pairs as owned texts.
pub fn pairs(typed: &[(&str, &str)]) -> Vec<(String, String)> {
    typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}
