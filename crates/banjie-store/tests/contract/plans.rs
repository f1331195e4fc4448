//! Plans and how they are applied.

use banjie_desk::ports::{Store, StoreError};
use banjie_model::{
    definition::{FieldType, Library},
    value::Value,
};
use banjie_store::{AnyStore, testing::both};

use crate::fixture::*;

fn show(plan: &banjie_desk::ports::Plan) -> String {
    let line = |s: &banjie_desk::ports::PlanStep| match &s.advice {
        Some(advice) => format!("✗ {} | {advice}", s.what),
        None => format!("✓ {}", s.what),
    };
    plan.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A database with version 1 and one record, asked what the next version would change.
async fn planned(next: impl Fn() -> Library) -> String {
    let mut answers = Vec::new();
    for scratch in both().await {
        let store = &scratch.store;
        let ledger = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        commit(store, vec![create(&ledger, id, "2025-09-28 09:00", full_values())]).await;
        let plan = store.plan(&next()).await.unwrap();
        let applied = store.apply(&next(), at("2025-10-01 08:00")).await;
        if plan.steps.iter().all(|s| s.safe) {
            assert_eq!(applied.unwrap(), plan, "{}", scratch.name);
            assert_eq!(store.plan(&next()).await.unwrap().steps, [], "{}: applied twice does nothing", scratch.name);
        } else {
            let Err(StoreError::Refused(words)) = applied else { panic!("{}: a loss was not refused", scratch.name) };
            assert!(words.contains("已拒绝执行，数据库没有任何改动"), "{words}");
            assert_eq!(store.plan(&next()).await.unwrap(), plan, "{}: a refusal changes nothing", scratch.name);
        }
        answers.push(show(&plan));
    }
    assert_eq!(answers[0], answers[1], "both databases plan alike");
    answers.swap_remove(0)
}

async fn steps(store: &AnyStore, library: &Library) -> String {
    show(&store.plan(library).await.unwrap())
}

#[tokio::test]
async fn an_empty_database_gets_its_tables_once() {
    for scratch in both().await {
        let library = library("1.0.0", "a", vec![ledger()]);
        let told = steps(&scratch.store, &library).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @r#"
✓ 新建台账“违法建设案件”（city-watch.violation）,17 个字段
✓ 安装程序包“城市监察”（city-watch 1.0.0）
"#);
        }
        scratch.store.apply(&library, at("2025-01-01 08:00")).await.unwrap();
        assert_eq!(steps(&scratch.store, &library).await, "", "{}", scratch.name);
        let installed = scratch.store.installed().await.unwrap();
        assert_eq!(installed.len(), 1);
        assert_eq!(&*installed[0].files[0].1, "format = 1");
        assert_eq!(installed[0].applied_at, at("2025-01-01 08:00"));
    }
}

#[tokio::test]
async fn a_new_field_and_a_new_ledger_are_added() {
    let plan = planned(|| {
        let mut fields = fields();
        fields.push(field("special", "特殊案件", FieldType::Bool));
        let mut firm = ledger_with(vec![field("name", "名称", FieldType::Text)]);
        firm.name = "firm".into();
        firm.key = "city-watch.firm".into();
        firm.title = "企业".into();
        firm.number = None;
        library("1.1.0", "b", vec![ledger_with(fields), firm])
    })
    .await;
    insta::assert_snapshot!(plan, @r#"
✓ 台账“违法建设案件”增加字段“特殊案件”（special,bool）
✓ 新建台账“企业”（city-watch.firm）,1 个字段
✓ 升级程序包“城市监察”：1.0.0 → 1.1.0
"#);
}

#[tokio::test]
async fn a_field_may_widen() {
    let plan = planned(|| {
        let mut fields = fields();
        fields[4].ty = FieldType::Decimal { precision: 16, scale: 2 };
        fields[3].ty = FieldType::LongText;
        library("1.1.0", "b", vec![ledger_with(fields)])
    })
    .await;
    insta::assert_snapshot!(plan, @r#"
✓ 台账“违法建设案件”字段“当事人”放宽：text → long_text
✓ 台账“违法建设案件”字段“面积”放宽：decimal(12,2) → decimal(16,2)
✓ 升级程序包“城市监察”：1.0.0 → 1.1.0
"#);
}

#[tokio::test]
async fn what_would_lose_data_is_refused_with_what_to_do_instead() {
    let plan = planned(|| {
        let mut fields = fields();
        fields[4].ty = FieldType::Decimal { precision: 10, scale: 2 };
        fields[3].ty = FieldType::Int;
        fields[1].ty = FieldType::Code("sort".into());
        fields.remove(6);
        library("1.1.0", "b", vec![ledger_with(fields)])
    })
    .await;
    insta::assert_snapshot!(plan, @r#"
✗ 台账“违法建设案件”字段“类型”（kind）不能改：有 1 条版本的值不在新的代码表里 | 请保留原字段不动，另加一个新名字的字段；需要时先用 banjie export 导出旧值，再逐条改录
✗ 台账“违法建设案件”字段“当事人”（party）不能改：类型由 text 改为 int，已有的值无法原样保留 | 请保留原字段不动，另加一个新名字的字段；需要时先用 banjie export 导出旧值，再逐条改录
✗ 台账“违法建设案件”字段“面积”（area）不能改：位数由 decimal(12,2) 缩减为 decimal(10,2)，较大的数会放不下 | 请保留原字段不动，另加一个新名字的字段；需要时先用 banjie export 导出旧值，再逐条改录
✗ 台账“违法建设案件”去掉字段“罚款”（fine,money）会丢失 1 条记录填过的值 | 请在定义中保留这个字段（可改标题、移出列表视图）；确实不要时，先用 banjie export 导出留存
✓ 升级程序包“城市监察”：1.0.0 → 1.1.0
"#);
}

#[tokio::test]
async fn a_ledger_with_records_is_not_dropped() {
    insta::assert_snapshot!(planned(|| library("1.1.0", "b", vec![])).await, @r#"
✗ 去掉台账“违法建设案件”（city-watch.violation）会丢失 1 条记录 | 请在程序包中保留这个台账；确实不要时，先用 banjie export 导出留存
✓ 升级程序包“城市监察”：1.0.0 → 1.1.0
"#);
}

#[tokio::test]
async fn an_installed_version_is_never_rewritten() {
    insta::assert_snapshot!(planned(|| library("1.0.0", "other", vec![ledger()])).await, @r#"
✗ 程序包“城市监察”的内容变了，版本号仍是 1.0.0 | 已安装的版本不能改写（旧案件仍按它办理）：请提高 package.toml 中的 version 再执行
"#);
    insta::assert_snapshot!(planned(|| library("0.9.0", "old", vec![ledger()])).await, @r#"
✗ 程序包“城市监察”的版本 0.9.0 低于已安装的 1.0.0 | 版本号只能提高：请使用新版程序包
"#);
}

#[tokio::test]
async fn a_field_nobody_filled_may_go_and_come_back() {
    for scratch in both().await {
        let store = &scratch.store;
        installed(store).await;
        let without = || {
            let mut fields = fields();
            fields.remove(6);
            ledger_with(fields)
        };
        let second = library("1.1.0", "b", vec![without()]);
        let third = library("1.2.0", "c", vec![ledger()]);
        let going = steps(store, &second).await;
        store.apply(&second, at("2025-02-01 08:00")).await.unwrap();
        let coming = steps(store, &third).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(format!("{going}\n{coming}"), @r#"
✓ 台账“违法建设案件”停用从未填写过的字段“罚款”（fine）
✓ 升级程序包“城市监察”：1.0.0 → 1.1.0
✓ 台账“违法建设案件”重新启用字段“罚款”（fine）
✓ 升级程序包“城市监察”：1.1.0 → 1.2.0
"#);
        }
        store.apply(&third, at("2025-03-01 08:00")).await.unwrap();
        assert_eq!(store.installed().await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_business_key_is_not_laid_over_duplicates() {
    for scratch in both().await {
        let store = &scratch.store;
        let mut plain = ledger();
        plain.unique.clear();
        let first = library("1.0.0", "a", vec![plain]);
        store.apply(&first, at("2025-01-01 08:00")).await.unwrap();
        let ledger = first.ledger(LEDGER).unwrap().clone();
        let ids = fresh_ids(store, 2).await;
        let twins = ids.iter().map(|id| create(&ledger, *id, "2025-09-28 09:00", full_values())).collect();
        commit(store, twins).await;
        let second = library("1.1.0", "b", vec![crate::fixture::ledger()]);
        let told = steps(store, &second).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(told, @r#"
✗ 台账“违法建设案件”不能设业务键：现有记录中有 1 组重复 | 请先用 banjie list 查出重复的记录并改正或作废，再升级程序包
✓ 升级程序包“城市监察”：1.0.0 → 1.1.0
"#);
        }
        assert!(store.apply(&second, at("2025-02-01 08:00")).await.is_err());
    }
}

#[tokio::test]
async fn a_case_pinned_to_an_older_package_is_still_read_and_written_by_it() {
    for scratch in both().await {
        let store = &scratch.store;
        let old = installed(store).await;
        let id = fresh_ids(store, 1).await[0];
        commit(store, vec![create(&old, id, "2025-09-28 09:00", full_values())]).await;
        let mut more = fields();
        more.insert(0, field("special", "特殊案件", FieldType::Bool));
        let second = library("1.1.0", "b", vec![ledger_with(more)]);
        store.apply(&second, at("2025-10-01 08:00")).await.unwrap();
        let record = store.case(&old, id).await.unwrap().unwrap().record;
        assert_eq!(record.values, full_values());
        commit(store, vec![next(&old, &record, "edit", "2025-10-02 09:00")]).await;
        let new = second.ledger(LEDGER).unwrap();
        let seen = store.case(new, id).await.unwrap().unwrap().record;
        assert_eq!((seen.version, &seen.values[0], &seen.values[1]), (2, &Value::Missing, &full_values()[0]));
    }
}
