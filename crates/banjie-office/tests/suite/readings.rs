//! Plain readings: no purpose, no value; no value without an entry.

use banjie_desk::Target;
use banjie_model::refusal::RefusalCode;
use banjie_office::readings::{Wanted, log, plain_case};

use crate::support::{actor, clerk, moment, town};

#[tokio::test]
async fn a_plain_reading_needs_a_purpose_and_is_logged_before_it_is_given() {
    let town = town().await;
    let done = town.request("陈小明", "east", "2026-03-02 09:00").await;
    let (target, now) = (Target::Id(done.record), moment("2026-03-02 10:00"));
    let auditor = actor("sun", "town", "orgs.auditor");
    let read = async |who, purpose| plain_case(&town.desk, &who, now, ("help.request", &target), purpose).await;
    let code = |answer: Result<_, banjie_desk::DeskError>| answer.map(|_| ()).unwrap_err().refusal().unwrap().code;
    let entries = async || log(&town.desk, &auditor, &Wanted::default(), 10).await.unwrap();
    assert_eq!(code(read(clerk(), None).await), RefusalCode::ReasonRequired);
    assert_eq!(code(read(clerk(), Some("  ")).await), RefusalCode::ReasonRequired);
    assert_eq!(code(read(actor("qian", "west", "help.clerk"), Some("好奇")).await), RefusalCode::NotFound);
    assert_eq!(entries().await, []);
    assert!(read(clerk(), Some("电话通知")).await.is_ok());
    let all = entries().await;
    assert_eq!((all.len(), &*all[0].account, &*all[0].purpose), (1, "zhang", "电话通知"));
    assert_eq!(all[0].fields.iter().map(|f| &**f).collect::<Vec<_>>(), ["person", "phone"]);
    let refused = log(&town.desk, &clerk(), &Wanted::default(), 10).await;
    assert_eq!(refused.unwrap_err().refusal().unwrap().code, RefusalCode::NotPermitted);
}
