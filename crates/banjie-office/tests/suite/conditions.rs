//! Conditions as they are typed.

use banjie_office::conditions::read;

use crate::support::town;

#[tokio::test]
async fn a_condition_is_read_and_all_its_faults_have_their_place() {
    let town = town().await;
    let snapshot = town.desk.snapshot();
    let ledger = town.desk.ledger("help.request").unwrap();
    assert!(read(snapshot.library(), &ledger, "state == 'filed' && urgent").is_ok());
    let text = "stat == 'filed' && urgent > 3";
    let error = read(snapshot.library(), &ledger, text).unwrap_err();
    let parts: Vec<&str> = error.faults.iter().map(|fault| &text[fault.range.clone()]).collect();
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0], "stat");
    assert!(error.to_string().starts_with("条件 stat == 'filed' && urgent > 3 读不懂：\n"));
}
