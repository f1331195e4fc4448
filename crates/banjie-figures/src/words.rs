//! A definition read aloud: what is counted, which records, by which date (口径).

use banjie_engine::World;
use banjie_model::{
    aloud::{PackageTitles, aloud},
    definition::{Indicator, IndicatorKind, Ledger, OnDate, Package, Show},
    expr::RunFact,
    figure::{Wording, shown},
};

use crate::catalogue::Catalogue;

/// The definition in words.
pub(crate) fn wording(world: &World<'_>, package: &Package, indicator: &Indicator) -> Wording {
    let basis = indicator.basis.as_ref().and_then(|key| package.bases.get(key)).map(|basis| basis.zh());
    let formula = match &indicator.kind {
        IndicatorKind::Formula(expr) => Some(aloud(expr, &titles(world, package, None))),
        _ => None,
    };
    Wording {
        key: Catalogue::key(&package.name, &indicator.name),
        title: indicator.title.clone(),
        words: sentence(world, package, indicator),
        formula,
        basis,
        help: indicator.help.clone(),
    }
}

fn titles<'a>(world: &World<'a>, package: &'a Package, ledger: Option<&'a Ledger>) -> PackageTitles<'a> {
    let others = world.library.packages.values().map(|p| &**p).filter(|p| p.name != package.name);
    let packages = std::iter::once(package).chain(others).collect();
    PackageTitles { packages, ledger, it: None, orgs: Some(world.orgs) }
}

fn sentence(world: &World<'_>, package: &Package, indicator: &Indicator) -> String {
    let mut parts = vec![what(world, indicator)];
    let ledger = indicator.source.as_ref().and_then(|source| world.library.ledger(&source.ledger));
    if let (Some(filter), Some(ledger)) = (&indicator.filter, ledger) {
        parts.push(format!("条件：{}", aloud(filter, &titles(world, package, Some(ledger)))));
    }
    if let Some(on) = &indicator.on {
        parts.push(format!("按{}归入期间", date_title(on, ledger.map(|l| &**l))));
    } else if indicator.source.is_some() {
        parts.push("计截至时刻的存量".to_owned());
    }
    if let Some(target) = indicator.target {
        let unit = if matches!(indicator.show, Show::Percent(_)) { "" } else { &indicator.unit };
        parts.push(format!("目标{}{unit}", shown(Some(target), indicator.show)));
    }
    format!("{}。", parts.join("；"))
}

/// "违法建设案件的件数", "违法建设案件的罚款合计", "违法建设案件“立案时限”的计时数".
fn what(world: &World<'_>, indicator: &Indicator) -> String {
    let Some(source) = &indicator.source else { return "由其他指标算出".to_owned() };
    let Some(ledger) = world.library.ledger(&source.ledger) else { return indicator.title.to_string() };
    let rows = match source.limit.as_deref().and_then(|name| ledger.limit(name)) {
        Some(limit) => format!("{}“{}”", ledger.title, limit.title),
        None => ledger.title.to_string(),
    };
    let field = |index: &usize| ledger.fields.get(*index).map_or("", |field| &*field.title);
    let (title, word) = match &indicator.kind {
        IndicatorKind::Count if source.limit.is_some() => return format!("{rows}的计时次数"),
        IndicatorKind::Count => return format!("{rows}的条数"),
        IndicatorKind::Distinct(index) => (field(index), "不重复的个数"),
        IndicatorKind::Sum(index) => (field(index), "合计"),
        IndicatorKind::Avg(index) => (field(index), "平均值"),
        IndicatorKind::Min(index) => (field(index), "最小值"),
        IndicatorKind::Max(index) => (field(index), "最大值"),
        IndicatorKind::Median(index) => (field(index), "中位数"),
        IndicatorKind::Formula(_) => return "由其他指标算出".to_owned(),
    };
    format!("{rows}的{title}{word}")
}

/// Title of the date that puts a record into a period.
pub(crate) fn date_title(on: &OnDate, ledger: Option<&Ledger>) -> String {
    match on {
        OnDate::Field(index) => {
            ledger.and_then(|l| l.fields.get(*index)).map_or("日期".to_owned(), |field| field.title.to_string())
        }
        OnDate::OpenedOn => "登记日期".to_owned(),
        OnDate::ClosedOn => "办结日期".to_owned(),
        OnDate::Run(RunFact::DueOn) => "到期日".to_owned(),
        OnDate::Run(RunFact::EndedOn) => "办结该环节的日期".to_owned(),
        OnDate::Run(_) => "时限开始日期".to_owned(),
    }
}
