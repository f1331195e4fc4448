//! From a figure back to its records: as many as the figure says, then and for ever.

use banjie_figures::{AsOf, Figures, read_token, token};
use banjie_model::figure::{Ask, Condition, Derived, Trace};
use banjie_model::value::Value;
use rust_decimal::Decimal;

use crate::support::{Bureau, ask, bureau, cases, indicators_changed, library_with, moment};

async fn count(bureau: &Bureau, trace: &Trace) -> usize {
    let figures = bureau.figures().await;
    let mut found = 0;
    loop {
        let page = figures.records(trace, 7, u32::try_from(found).expect("few")).await.expect("records");
        if page.is_empty() {
            return found;
        }
        found += page.len();
    }
}

#[tokio::test]
async fn a_figure_lists_as_many_records_as_it_says_even_after_later_changes() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let mut traces = Vec::new();
    for ask in [
        ask("found"),
        ask("roof"),
        Ask { own: true, ..ask("found") },
        Ask { org: Some("lc".into()), ..ask("found") },
        Ask { filter: vec![Condition { field: "kind".into(), any_of: vec![Value::Missing] }], ..ask("found") },
        ask("open"),
    ] {
        traces.push(figures.figure(&ask).await.unwrap().trace().clone());
    }
    for trace in &traces {
        assert_eq!(Some(Decimal::from(count(&bureau, trace).await)), trace.value, "{}", trace.caption());
        assert!(trace.value > Some(Decimal::ZERO), "{} counts something", trace.caption());
    }
    for mut case in cases(60) {
        case.kind = Some("legacy");
        case.org = "lw";
        case.took = Some(1);
        bureau.change(&case, 2).await;
    }
    for trace in &traces {
        assert_eq!(Some(Decimal::from(count(&bureau, trace).await)), trace.value, "{} afterwards", trace.caption());
        assert_eq!(bureau.figures().await.recount(trace).await.unwrap(), trace.value);
    }
    let now = bureau.figures().await.figure(&ask("roof")).await.unwrap();
    assert_eq!(now.value(), Some(Decimal::ZERO), "today's figure has changed");
}

#[tokio::test]
async fn records_are_told_with_personal_values_masked() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let figure = figures.figure(&ask("area")).await.unwrap();
    let evidence = figures.evidence(&[figure.trace()], 2).await.unwrap();
    let evidence = &evidence[&figure.trace().key()];
    assert!(evidence.more);
    let line = &evidence.first[0];
    let kind = Ask {
        filter: vec![Condition { field: "kind".into(), any_of: vec![Value::text("roof"), Value::Missing] }],
        ..ask("found")
    };
    assert_eq!(figures.figure(&kind).await.unwrap().trace().filter_words, "类型为楼顶违法建设，或未填写类型");
    let told = format!("{} {:?} {} {:?} {:?}", line.label, line.on.unwrap(), line.org, line.state, line.amount);
    insta::assert_snapshot!(told, @r#"违建〔2025〕1号 张*丰 2025-02-02 温州市局 Some("结案") Some("0.25")"#);
}

#[tokio::test]
async fn a_formula_leads_to_records_through_its_parts_only() {
    let bureau = bureau(20).await;
    let figures = bureau.figures().await;
    let figure = figures.figure(&Ask { derived: Derived::Growth, ..ask("roof_share") }).await.unwrap();
    let refused = figures.records(figure.trace(), 10, 0).await.unwrap_err().to_string();
    assert_eq!(refused, "“楼顶占比比上期增长”是算出来的，请看它的各个组成部分");
    let leaves = figure.trace().leaves();
    assert_eq!(leaves.len(), 4, "楼顶 and all, now and before");
    for leaf in leaves {
        assert_eq!(Some(Decimal::from(count(&bureau, leaf).await)), leaf.value);
    }
}

#[tokio::test]
async fn a_changed_definition_is_refused_unless_the_earlier_one_is_installed() {
    let mut bureau = bureau(60).await;
    let trace = bureau.figures().await.figure(&ask("roof")).await.unwrap().trace().clone();
    let earlier = bureau.library.clone();
    bureau.library = library_with(&indicators_changed("where = \"kind == 'roof'\"", "where = \"kind == 'legacy'\""));
    let figures = bureau.figures().await;
    let refused = figures.records(&trace, 5, 0).await.unwrap_err().to_string();
    assert!(refused.contains("指标 trial/roof 的口径在算出这个数之后改过"), "{refused}");
    let figures = figures.with_earlier(vec![&earlier]);
    assert_eq!(figures.recount(&trace).await.unwrap(), trace.value);
}

#[tokio::test]
async fn a_trace_goes_through_json_and_through_a_token_and_stays_the_same() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let filter = vec![Condition { field: "kind".into(), any_of: vec![Value::text("roof"), Value::Missing] }];
    for ask in [
        ask("found"),
        Ask { filter: filter.clone(), own: true, ..ask("found") },
        Ask { filter, org: Some("lc".into()), derived: Derived::Rank, ..ask("rate") },
        Ask { derived: Derived::Growth, ..ask("area") },
        Ask { period: None, org: None, ..ask("open") },
    ] {
        let figure = figures.figure(&ask).await.unwrap();
        let trace = figure.trace();
        let json = serde_json::to_string(&**trace).unwrap();
        assert_eq!(&serde_json::from_str::<Trace>(&json).unwrap(), &**trace);
        let word = token(trace).unwrap();
        assert!(!word.contains([' ', '&', ';', '|', '"']), "{word} needs no quotes");
        let (again, as_of, hash) = read_token(&word).unwrap();
        let again = Figures::new(bureau.store(), bureau.world(), as_of).figure(&again).await.unwrap();
        assert!(again.trace().hash.starts_with(&hash));
        assert_eq!(again.value(), figure.value(), "{word}");
        assert_eq!(again.trace().caption(), trace.caption());
    }
}

#[test]
fn tokens_that_were_cut_off_are_refused() {
    let check = |token: &str, expected: &str| assert_eq!(read_token(token).unwrap_err(), expected);
    check("found", "溯源串应以 应用包/指标 开头");
    check("trial/found,period=2025", "溯源串缺少 seq 或 at，可能没有复制完整");
    check("trial/found,colour=red,seq=1", "溯源串里的“colour=red”不认识");
}

#[tokio::test]
async fn a_figure_as_of_a_past_moment_counts_what_was_recorded_then() {
    let bureau = bureau(60).await;
    let as_of = AsOf::moment(bureau.store(), moment("2026-01-05 09:00")).await.unwrap();
    let head = AsOf::now(bureau.store(), moment("2026-01-05 09:00")).await.unwrap();
    assert_eq!(as_of, head);
    let before = AsOf { seq: 10, ..head };
    let figure =
        Figures::new(bureau.store(), bureau.world(), before).figure(&Ask { period: None, ..ask("found") }).await;
    assert_eq!(figure.unwrap().value(), Some(Decimal::from(10)));
}
