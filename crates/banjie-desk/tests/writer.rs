//! Commands of many handlers, decided and written together.

mod support;

use banjie_desk::{Call, Clock, Desk, Target, ports::Store};
use banjie_model::refusal::RefusalCode;
use support::{bureau, chief, clerk, library, moment, pairs, system};

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_from_registration_to_closing() {
    let bureau = bureau().await;
    let done = bureau.matter("甲", "2025-09-28").await;
    assert_eq!(done.number.as_deref(), Some("办〔2025〕1号"));
    assert_eq!(done.due, [("filing".into(), "2025-10-14T23:59:59".parse().unwrap())]);
    let call = Call::new(chief(), Clock::now(moment("2025-10-10 09:00")));
    let target = Target::parse("办〔2025〕1号");
    let filed = bureau.desk.act("trial.matter", &target, "立案", &pairs(&[("意见", "同意")]), None, &call).await.unwrap();
    assert_eq!((filed.state.as_deref(), filed.version), (Some("filed"), 2));
    assert_eq!(filed.seq, done.seq + 1);
}
