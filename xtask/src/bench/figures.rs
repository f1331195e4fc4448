//! Sixty indicators of a year over the register: together, and each for itself.

use std::time::Duration;

use anyhow::{Result, bail};
use banjie_desk::Desk;
use banjie_figures::{AsOf, Figures};
use banjie_model::{
    figure::{Ask, Derived, Wants},
    period::Period,
};
use banjie_store::AnyStore;

use super::{
    measure::{Amount, Line, timed_async},
    town,
};

/// Indicators asked for.
const INDICATORS: usize = 60;

/// Measures both ways.
pub async fn measure(desk: &Desk<AnyStore>) -> Result<Vec<Line>> {
    let snapshot = desk.snapshot();
    let as_of = AsOf::now(desk.store(), town::now()).await?;
    let figures = Figures::new(desk.store(), snapshot.world(), as_of);
    let asks = asks(&figures)?;
    let wants = Wants { figures: asks.iter().cloned().collect(), ..Wants::default() };
    let (answers, together) = timed_async(figures.answer(&wants)).await;
    let answers = answers?;
    let scans = figures.scans_run();
    let mut each = Duration::ZERO;
    for ask in &asks {
        let (alone, spent) = timed_async(figures.figure(ask)).await;
        each += spent.wall;
        let together = answers.figures.get(ask);
        match together {
            Some(Ok(figure)) if figure.value() == alone?.value() => {}
            _ => bail!("{} differs when asked together: {together:?}", ask.indicator),
        }
    }
    let how = format!(
        "违法建设案件库 {} 件(五年)、时限 {} 条,2025 年、全市,{INDICATORS} 个指标(计数、合计、平均、中位数、去重、按时率所需的计时数)\
         合成 {scans} 次扫描,SQLite,入库后第一次问;两种问法逐项核对相同。",
        town::CASES,
        town::CASES * 2 + town::OPEN,
    );
    Ok(vec![
        Line::spent("一年 60 个指标,100 万条记录", together, how)
            .within(Duration::from_secs(10))
            .beside("同样 60 个逐个查询", Amount::Time(each)),
    ])
}

/// The first indicators of the package that are counted over the ledger or its limits.
fn asks(figures: &Figures<'_, AnyStore>) -> Result<Vec<Ask>> {
    let catalogue = figures.catalogue();
    let over = |source: &banjie_model::definition::IndicatorSource| &*source.ledger == town::LEDGER;
    let of_ledger = catalogue.iter().filter(|(_, indicator)| indicator.source.as_ref().is_some_and(over));
    let asks: Vec<Ask> = of_ledger
        .take(INDICATORS)
        .map(|(package, indicator)| Ask {
            indicator: format!("{}/{}", package.name, indicator.name).into(),
            period: Period::parse("2025").ok(),
            org: Some("wz".into()),
            own: false,
            filter: Vec::new(),
            derived: Derived::Value,
        })
        .collect();
    if asks.len() < INDICATORS {
        bail!("the package has only {} indicators over {}", asks.len(), town::LEDGER);
    }
    Ok(asks)
}
