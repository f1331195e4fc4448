//! Figures computed again from their traces: the same numbers at their own log position, the new ones at the head of the log.

use banjie_desk::ports::Store as _;
use banjie_model::figure::{Ask, Derived, Trace};

use crate::support::{Bureau, ask, bureau, cases};

/// Counted, summed, by formula, and derived in every way.
async fn traces(bureau: &Bureau) -> Vec<Trace> {
    let figures = bureau.figures().await;
    let derived = |derived| Ask { derived, ..ask("roof_share") };
    let asks = [
        ask("found"),
        ask("area"),
        ask("open"),
        ask("roof_share"),
        derived(Derived::Growth),
        derived(Derived::GrowthOnYear),
        derived(Derived::Points),
        Ask { derived: Derived::Previous, ..ask("found") },
        Ask { derived: Derived::Rank, org: Some("lc".into()), ..ask("found") },
        Ask { own: true, ..ask("found") },
    ];
    let mut traces = Vec::new();
    for ask in asks {
        traces.push(figures.figure(&ask).await.unwrap().trace().as_ref().clone());
    }
    traces
}

#[tokio::test]
async fn a_trace_gives_its_own_number_again_and_later_the_number_of_then() {
    let bureau = bureau(60).await;
    let old = traces(&bureau).await;
    let refs: Vec<&Trace> = old.iter().collect();
    let seq = old[0].as_of;
    let values = |again: Vec<banjie_figures::Again>| again.into_iter().map(|v| v.unwrap()).collect::<Vec<_>>();
    let expected: Vec<_> = old.iter().map(|trace| trace.value).collect();
    assert_eq!(values(bureau.figures().await.again(&refs, seq).await.unwrap()), expected);
    for mut case in cases(60) {
        case.kind = Some("legacy");
        case.org = "lw";
        case.took = Some(1);
        bureau.change(&case, 2).await;
    }
    let figures = bureau.figures().await;
    assert_eq!(values(figures.again(&refs, seq).await.unwrap()), expected, "as of then");
    let head = bureau.store().head().await.unwrap();
    let fresh: Vec<_> = traces(&bureau).await.iter().map(|trace| trace.value).collect();
    assert_eq!(values(figures.again(&refs, head).await.unwrap()), fresh, "as of now");
    assert_ne!(fresh, expected);
}

#[tokio::test]
async fn marks_name_every_record_of_a_figure_once_and_tell_what_moved() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let roof = figures.figure(&ask("roof")).await.unwrap().trace().clone();
    let then = figures.marks(&roof, roof.as_of).await.unwrap();
    assert_eq!(Some(rust_decimal::Decimal::from(then.len())), roof.value);
    assert!(then.windows(2).all(|pair| pair[0].record < pair[1].record) && then.iter().all(|m| m.hash.len() == 64));
    for mut case in cases(60) {
        case.kind = Some("legacy");
        bureau.change(&case, 2).await;
    }
    let figures = bureau.figures().await;
    assert_eq!(figures.marks(&roof, roof.as_of).await.unwrap(), then, "the records of then, for ever");
    let head = bureau.store().head().await.unwrap();
    assert_eq!(figures.marks(&roof, head).await.unwrap(), [], "none of them is on a roof any more");
}
