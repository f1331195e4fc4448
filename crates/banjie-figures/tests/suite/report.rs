//! A report from template to page over a real database.

use banjie_figures::Figures;
use banjie_model::{definition::ReportDef, figure::Wants, period::Period};
use banjie_papers::{Setting, TemplateFault, compose, html, manifest::Manifest, markdown};

use crate::support::{Bureau, bureau, moment};
use banjie_store::AnyStore;

const BODY: &str = "一、总体情况
全年发案{{ found }}件，{{ found.change }}，楼顶占{{ roof_share }}，按时率{{ rate }}（目标{{ rate.target }}）。
{% if rate < 95% %}
按时率没有达到目标。
{% endif %}
{% for branch in children %}{{ branch }}{{ found.of(branch) }}件，排第{{ found.of(branch).rank }}；{% endfor %}
{% table found, rate by org with rank %}
{% chart found by month %}";

fn report() -> ReportDef {
    ReportDef {
        name: "annual".into(),
        title: "{{ org }}{{ period }}总结".into(),
        parameters: indexmap::IndexMap::new(),
        public: None,
        body: BODY.into(),
        frame: None,
        images: indexmap::IndexMap::new(),
        file: "reports/annual.md".into(),
    }
}

fn setting(bureau: &Bureau, figures: &Figures<'_, AnyStore>) -> Setting {
    Setting {
        report: "trial/annual".into(),
        indicators: figures.catalogue().names("trial"),
        period: Period::parse("2025").ok(),
        org: Some(("wz".into(), "温州市局".into())),
        children: bureau.orgs.children("wz").map(|org| (org.code.clone(), org.name.clone())).collect(),
        as_of: figures.as_of().seq,
        at: moment("2026-01-05 09:00"),
        ..Setting::default()
    }
}

#[tokio::test]
async fn a_report_is_composed_in_few_scans_and_every_number_of_it_can_be_traced() {
    let bureau = bureau(60).await;
    let figures = bureau.figures().await;
    let (report, setting) = (report(), setting(&bureau, &figures));
    let mut document = compose(&report, &setting, async |wants: Wants| {
        figures.answer(&wants).await.map_err(|error| TemplateFault {
            line: None,
            range: None,
            message: error.to_string(),
            help: String::new(),
        })
    })
    .await
    .unwrap();
    // Cases and runs, of the bureau, of each branch, by branch, by month.
    assert!(figures.scans_run() <= 10, "{} scans", figures.scans_run());
    insta::assert_snapshot!(markdown::print(&document, markdown::Options::default()), @"
# 温州市局2025年总结

## 一、总体情况

全年发案30件，持平，楼顶占30.0%，按时率34.5%（目标95.0%）。

按时率没有达到目标。

鹿城分局17件，排第1；瓯海分局12件，排第2；龙湾分局0件，排第3；

**表1 2025年案件数、按时率（按单位）**

| 单位 | 案件数（件） | 案件数排名 | 按时率 | 按时率排名 |
| --- | ---: | ---: | ---: | ---: |
| 鹿城分局 | 17 | 1 | 35.3% | 1 |
| 瓯海分局 | 12 | 2 | 27.3% | 2 |
| 龙湾分局 | 0 | 3 | — | — |
| 本级 | 1 |  | 100.0% |  |
| **合计** | **30** |  | **34.5%** |  |

**图1 2025年案件数（按月份）**

|  | 案件数（件） |
| --- | ---: |
| 1月 | 0 |
| 2月 | 5 |
| 3月 | 0 |
| 4月 | 5 |
| 5月 | 0 |
| 6月 | 5 |
| 7月 | 0 |
| 8月 | 5 |
| 9月 | 0 |
| 10月 | 5 |
| 11月 | 0 |
| 12月 | 5 |
");

    let leaves: Vec<_> = document.leaves().into_iter().cloned().collect();
    document.evidence = figures.evidence(&leaves.iter().collect::<Vec<_>>(), 10).await.unwrap();
    let manifest = Manifest::read(&html::print(&document, "年报.html")).unwrap();
    assert_eq!(manifest.figures.len(), document.figures.len());
    let later = Figures::new(bureau.store(), bureau.world(), figures.as_of());
    for entry in &manifest.figures {
        for leaf in entry.trace.leaves() {
            assert_eq!(later.recount(leaf).await.unwrap(), leaf.value, "{}", leaf.caption());
        }
    }
}
