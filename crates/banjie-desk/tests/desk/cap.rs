//! The cap of a firm and year, with the delivered packages, on both databases: five claims reviewed at the same moment share
//! what one firm may have, and not a yuan more.

use std::{fs, path::Path, sync::Arc};

use banjie_desk::{Call, Desk, Target, apply, ports::Store};
use banjie_engine::Clock;
use banjie_model::{Name, case::Actor, definition::Library, value::RecordId};
use banjie_store::{AnyStore, testing};
use rust_decimal::Decimal;

use crate::support::{moment, pairs, system};

/// Folders of a package that say what it is; scenarios and samples are left out.
const FOLDERS: [&str; 9] =
    ["ledgers", "traits", "tables", "indicators", "duties", "notices", "services", "documents", "reports"];

fn files(package: &str) -> Vec<(Name, Name)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packages").join(package);
    let read = |file: String| (Name::from(file.as_str()), Name::from(fs::read_to_string(root.join(&file)).unwrap()));
    let mut files = vec![read("package.toml".into())];
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        files.extend(names.map(|name| read(format!("{folder}/{name}"))));
    }
    files.sort();
    files
}

fn library() -> Library {
    let mut library = Library::default();
    for package in ["orgs", "registers", "tech-insurance"] {
        let reading = banjie_package::read_package(&files(package), &library);
        assert!(!reading.has_errors(), "{package}");
        library.packages.insert(reading.package.name.clone(), Arc::new(reading.package));
    }
    library
}

fn call(role: &str, at: &str) -> Call {
    let role: Name = format!("tech-insurance.{role}").into();
    let actor = Actor { account: role.clone(), org: "kj".into(), roles: vec![role], system: false };
    Call::new(actor, Clock::now(moment(at)))
}

/// A claim of 100,000 yuan of the firm, accepted.
async fn claim(desk: &Desk<AnyStore>, n: u32, firm: &str) -> RecordId {
    let (no, invoice) = (format!("PA-{n}"), format!("FP-{n}"));
    let policy = pairs(&[
        ("policy_no", &no),
        ("firm", firm),
        ("name", "云溪试验科技有限公司"),
        ("insurer", "财产保险公司"),
        ("kind", "equipment"),
        ("cover", "20000000"),
        ("premium", "200000"),
        ("paid_on", "2025-03-03"),
        ("starts_on", "2025-03-03"),
        ("ends_on", "2026-03-02"),
        ("invoice_no", &invoice),
    ]);
    let made =
        desk.create("tech-insurance.policy", &policy, None, &call("applicant", "2025-03-03 09:00")).await.unwrap();
    let act = async |ledger: &str, id, action: &str, values: &[(&str, &str)], role: &str, at: &str| {
        let key = format!("tech-insurance.{ledger}");
        desk.act(&key, &Target::Id(id), action, &pairs(values), None, &call(role, at)).await.unwrap();
    };
    act("policy", made.record, "submit", &[("scans", "保单.pdf")], "applicant", "2025-03-03 09:10").await;
    act("policy", made.record, "verify", &[], "acceptor", "2025-03-03 09:20").await;
    let values = pairs(&[
        ("policy", made.number.as_deref().unwrap()),
        ("firm", firm),
        ("name", "云溪试验科技有限公司"),
        ("kind", "equipment"),
        ("subsidy_year", "2025"),
    ]);
    let claim =
        desk.create("tech-insurance.claim", &values, None, &call("applicant", "2025-03-03 10:00")).await.unwrap();
    act("claim", claim.record, "submit", &[("materials", "申报书.pdf")], "applicant", "2025-03-03 10:10").await;
    act("claim", claim.record, "accept", &[], "acceptor", "2025-03-04 09:00").await;
    claim.record
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_reviewed_at_the_same_moment_share_the_cap_of_their_firm_and_year() {
    for scratch in testing::both().await {
        let library = library();
        apply::apply(&scratch.store, &library, &[], moment("2025-01-01 00:00")).await.unwrap();
        let desk = Desk::open(scratch.store.clone(), library).await.unwrap();
        let bureau = pairs(&[("code", "kj"), ("name", "科学技术局"), ("kind", "bureau")]);
        desk.create("orgs.org", &bureau, None, &system("2025-01-01 08:00")).await.unwrap();
        let firm = pairs(&[
            ("credit_code", "91330399MA2CTE5T7T"),
            ("name", "云溪试验科技有限公司"),
            ("kind", "limited"),
            ("field", "electronics"),
            ("size", "small"),
        ]);
        let firm = desk.create("registers.firm", &firm, Some("kj"), &system("2025-01-02 08:00")).await.unwrap();
        let firm = firm.number.unwrap();
        let mut claims = Vec::new();
        for n in 1..=5 {
            claims.push(claim(&desk, n, &firm).await);
        }
        let mut reviews = tokio::task::JoinSet::new();
        for id in claims {
            let desk = desk.clone();
            reviews.spawn(async move {
                let values = pairs(&[("granted", "100000"), ("review_opinion", "同意")]);
                let review = call("reviewer", "2025-03-05 09:00");
                desk.act("tech-insurance.claim", &Target::Id(id), "review", &values, None, &review).await.is_ok()
            });
        }
        let passed = reviews.join_all().await.into_iter().filter(|passed| *passed).count();
        assert_eq!(passed, 3, "three times 100,000 make 300,000");
        let ledger = desk.ledger("tech-insurance.claim").unwrap();
        let (granted, _) = ledger.field("granted").unwrap();
        let records = scratch.store.list(&ledger, &Default::default()).await.unwrap();
        let total: Decimal = records.iter().filter_map(|record| record.values[granted].as_decimal()).sum();
        assert_eq!(total, Decimal::from(300_000), "{}", scratch.name);
    }
}
