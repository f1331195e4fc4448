//! Measurements, run by hand in release: `cargo test --release -p banjie-desk --test measure -- --ignored --nocapture --test-threads 1`.

use std::time::Instant;

use crate::support::{Bureau, bureau, bureau_in, clerk, moment, now, pairs};
use banjie_desk::{Act, Call, Clock, ExportOptions, ImportOptions, PlayOptions, Silent, ports::Store};
use banjie_model::{case::Actor, value::Value};
use chrono::Duration;
use indexmap::IndexMap;

async fn creates(bureau: &Bureau, clients: usize, each: usize) {
    let began = Instant::now();
    let mut work = tokio::task::JoinSet::new();
    for client in 0..clients {
        let desk = bureau.desk.clone();
        work.spawn(async move {
            for n in 0..each {
                let values = pairs(&[("subject", &format!("{client}-{n}")), ("found_on", "2025-09-28")]);
                let call = Call::new(clerk(), Clock::now(moment("2025-09-28 09:00")));
                desk.create("trial.matter", &values, None, &call).await.unwrap();
            }
        });
    }
    work.join_all().await;
    let seconds = began.elapsed().as_secs_f64();
    let n = clients * each;
    println!("{}: {clients} clients, {n} creates in {seconds:.2} s = {:.0}/s", bureau.scratch.name, n as f64 / seconds);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measurement"]
async fn creates_a_second() {
    for clients in [1, 8, 32] {
        creates(&bureau().await, clients, 4_000 / clients).await;
    }
    let cluster = banjie_store::testing::Cluster::start(true);
    for clients in [1, 8, 32] {
        let mut scratch = banjie_store::testing::sqlite().await;
        scratch.address = cluster.fresh().await;
        scratch.store = banjie_store::connect(&scratch.address).await.unwrap();
        scratch.name = "PostgreSQL, fsync on";
        creates(&bureau_in(scratch).await, clients, 4_000 / clients).await;
    }
}

fn violations(rows: usize, bad: usize) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name("样样都有").unwrap();
    let head = [
        "机构",
        "名称",
        "经过",
        "层数",
        "面积",
        "罚款",
        "比例",
        "违法占地",
        "发案日期",
        "类型",
        "地点",
        "当事人",
        "电话",
    ];
    for (c, title) in (0..).zip(head) {
        page.write_string(0, c, title).unwrap();
    }
    for n in 0..rows {
        let r = n as u32 + 1;
        let is_bad = bad > 0 && n % (rows / bad) == 0;
        page.write_string(r, 0, if n % 2 == 0 { "鹿城分局" } else { "oh" }).unwrap();
        page.write_string(r, 1, format!("第{n}件")).unwrap();
        page.write_string(r, 2, "巡查时发现在建，已责令停止建设").unwrap();
        page.write_number(r, 3, 3).unwrap();
        page.write_number(r, 4, 120.5 + n as f64).unwrap();
        page.write_string(r, 5, "1,234.50").unwrap();
        page.write_string(r, 6, "88.4%").unwrap();
        page.write_string(r, 7, "是").unwrap();
        page.write_string(r, 8, if is_bad { "2025-02-30" } else { "2025-09-28" }).unwrap();
        page.write_string(r, 9, "楼顶违法建设").unwrap();
        page.write_string(r, 10, format!("五马街{n}号(120.65,28.01)")).unwrap();
        page.write_string(r, 11, "张三丰").unwrap();
        page.write_string(r, 12, "13800001234").unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measurement"]
async fn import_and_export_of_ten_thousand_rows() {
    let bureau = bureau().await;
    let bytes = violations(10_000, 200);
    let began = Instant::now();
    let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
    println!(
        "10,000 rows, {} bad cells, marked workbook {} KiB: {:?}",
        report.faults.len(),
        report.marked.unwrap().len() / 1024,
        began.elapsed()
    );
    for (what, rows) in [("10,000 good rows", 10_000), ("the same again", 10_000), ("100,000 rows", 100_000)] {
        let bytes = violations(rows, 0);
        let began = Instant::now();
        let report = bureau.import("trial.every", bytes, &ImportOptions::default()).await;
        println!(
            "{what}: {} created, {} unchanged, {} faults: {:?}",
            report.created,
            report.unchanged,
            report.faults.len(),
            began.elapsed()
        );
    }
    let began = Instant::now();
    let export =
        bureau.desk.export("trial.every", &ExportOptions::default(), &Actor::system(), now(), &Silent).await.unwrap();
    println!("export of {} rows, {} KiB: {:?}", export.rows, export.bytes.len() / 1024, began.elapsed());
}

/// Three years of cases: each filed and closed, some late.
async fn three_years(bureau: &Bureau, cases: i64) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name("办件").unwrap();
    for (c, title) in (0..).zip(["机构", "事由", "发生日期", "登记时间"]) {
        page.write_string(0, c, title).unwrap();
    }
    let start = moment("2023-01-03 09:00");
    let opened = |n: i64| start + Duration::hours(n * 26_000 / cases);
    for n in 0..cases {
        let r = n as u32 + 1;
        page.write_string(r, 0, if n % 2 == 0 { "lc" } else { "oh" }).unwrap();
        page.write_string(r, 1, format!("第{n}件")).unwrap();
        page.write_string(r, 2, opened(n).format("%Y-%m-%d").to_string()).unwrap();
        page.write_string(r, 3, opened(n).format("%Y-%m-%d %H:%M").to_string()).unwrap();
    }
    let history = ImportOptions { history: true, ..ImportOptions::default() };
    let began = Instant::now();
    let report = bureau.import("trial.matter", book.save_to_buffer().unwrap(), &history).await;
    println!("{} cases imported, {} faults: {:?}", report.created, report.faults.len(), began.elapsed());

    let ledger = bureau.desk.ledger("trial.matter").unwrap();
    let records = bureau.scratch.store.list(&ledger, &Default::default()).await.unwrap();
    let mut acts = Vec::new();
    for (n, record) in (0_i64..).zip(&records) {
        let filed = record.opened_at + Duration::days(3 + n % 14);
        let closed = filed + Duration::days(10 + n % 40);
        let act = |action: &str, at| Act {
            record: record.id,
            action: action.into(),
            at,
            actor: Actor { account: "li".into(), org: "wz".into(), roles: vec!["trial.chief".into()], system: false },
            values: if action == "file" {
                IndexMap::from([("opinion".into(), Value::text("同意立案"))])
            } else {
                IndexMap::new()
            },
            to_org: None,
            reason: None,
        };
        acts.push(act("file", filed));
        acts.push(act("close", closed));
    }
    let options = PlayOptions { until: Some(moment("2026-06-30 00:00")), ..PlayOptions::default() };
    let began = Instant::now();
    let played = bureau.desk.play("trial.matter", &acts, &options, &Actor::system(), now(), &Silent).await.unwrap();
    println!(
        "{} acts, {:?}, {} refused, committed {}: {:?}",
        played.acts,
        played.fallen.kinds,
        played.refused.len(),
        played.committed,
        began.elapsed()
    );
    let began = Instant::now();
    let tick = bureau.desk.tick(moment("2026-06-30 00:00")).await.unwrap();
    println!("idle tick ({} cases): {:?}", tick.cases, began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measurement"]
async fn playing_sixty_thousand_acts() {
    three_years(&bureau().await, 30_000).await;
    three_years(&bureau_in(banjie_store::testing::postgres().await).await, 30_000).await;
}
