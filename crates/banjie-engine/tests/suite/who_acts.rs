//! Who acts: the one who applied does not approve.

use banjie_engine::scenario::{InMemoryFigures, StepOutcome, render_outcomes, run};
use banjie_package::read_packages;

const PACKAGE: &str = r#"
format = 1
package = "claims"
version = "1.0.0"
title = "申报"
purpose = "试验用。"
[roles]
applicant = { title = "申报人", sees = "all" }
approver = { title = "审批人", sees = "all" }
"#;

const CLAIM: &str = r#"
ledger = "claim"
title = "申报"
purpose = "申报。"
[fields]
name = { title = "名称", type = "text", required = true }
submitted_by = { title = "申报人", type = "account" }
[states]
draft = { title = "填报", start = true }
submitted = { title = "待批" }
approved = { title = "已批", end = true }
[actions.submit]
title = "申报"
from = "draft"
to = "submitted"
by = "applicant"
sets = { submitted_by = "actor" }
[actions.approve]
title = "审批"
from = "submitted"
to = "approved"
by = ["approver", "system"]
require = [{ that = "actor != submitted_by", else = "申报人不能自己审批" }]
"#;

fn check(steps: &str) {
    let scenario = format!("# 试验\n\n```orgs\n市局 kind=bureau\n```\n\n```scenario\n{steps}\n```\n");
    let files = [("package.toml", PACKAGE), ("ledgers/claim.toml", CLAIM), ("scenarios/one.md", &scenario)];
    let files = files.map(|(path, text)| (path.into(), text.into())).to_vec();
    let reading = read_packages(vec![(files, Vec::new())]);
    let package = &reading.library.packages["claims"];
    let outcomes = run(&reading.library, package, &package.scenarios[0], &mut InMemoryFigures);
    assert!(!outcomes.is_empty(), "a scenario without steps proves nothing");
    assert!(outcomes.iter().all(StepOutcome::passed), "\n{}", render_outcomes(&outcomes, false));
}

#[test]
fn the_one_who_applied_does_not_approve_and_somebody_else_does() {
    check(
        r#"
2026-03-02 09:00  applicant@市局/王敏  create claim c name=甲
2026-03-02 09:10  applicant@市局/王敏  submit c
                  expect c  submitted_by=王敏
2026-03-02 09:20  approver@市局/王敏  approve c  refused "不能自己审批"
2026-03-02 09:30  approver@市局/李强  approve c
                  expect c  state=approved
"#,
    );
}
