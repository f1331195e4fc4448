//! Figures for tests: answers from a small list of numbers by indicator, period and organisation.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use banjie_model::{
    definition::{ReportDef, Show},
    figure::{Answers, Ask, Derived, Figure, FigureTable, How, TableAsk, TableColumn, TableRow, Trace, Wants, Wording},
    period::Period,
    report::{Form, FrameDef},
    rounding,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::{Setting, TemplateFault, compose, document::Document};

/// Title, unit, show and the values of 2024 and 2025.
const NUMBERS: [(&str, &str, &str, Show, &str, &str); 6] = [
    ("found", "违法建设案件数", "件", Show::Integer, "8812", "9711"),
    ("rural_share", "农村占比", "", Show::Percent(1), "0.9015", "0.88413"),
    ("fine", "罚款", "万元", Show::Wan(2), "12345678", "9000000"),
    ("closed", "办结案件数", "件", Show::Integer, "8013", "9006"),
    ("demolished", "拆除案件数", "件", Show::Integer, "5120", "6230"),
    ("empty", "新指标", "件", Show::Integer, "", ""),
];

pub(crate) fn moment() -> banjie_model::Moment {
    NaiveDate::from_ymd_opt(2026, 1, 5).and_then(|d| d.and_hms_opt(9, 0, 0)).expect("a day")
}

pub(crate) fn setting() -> Setting {
    Setting {
        report: "building-violations/annual".into(),
        indicators: NUMBERS.iter().map(|(name, ..)| ((*name).into(), format!("bv/{name}").into())).collect(),
        period: Period::parse("2025").ok(),
        org: Some(("3303".into(), "温州市规划局".into())),
        children: vec![("lc".into(), "鹿城分局".into()), ("oh".into(), "瓯海分局".into())],
        as_of: 812,
        at: moment(),
        ..Setting::default()
    }
}

fn trace(ask: &Ask, how: How, value: Option<Decimal>) -> Trace {
    let name = ask.indicator.trim_start_matches("bv/");
    let (_, title, unit, show, ..) = NUMBERS.iter().find(|(n, ..)| *n == name).expect("a known indicator");
    Trace {
        package: "bv".into(),
        version: "1.0.0".into(),
        indicator: name.into(),
        title: (*title).into(),
        hash: "0123456789abcdef0123".into(),
        period: ask.period,
        org: ask.org.clone(),
        org_name: ask.org.clone(),
        org_path: ask.org.as_ref().map(|org| format!("/{org}/").into()),
        own: ask.own,
        filter: ask.filter.clone(),
        filter_words: String::new(),
        as_of: 812,
        at: moment(),
        how,
        parts: Vec::new(),
        value,
        hidden: None,
        show: *show,
        unit: (*unit).into(),
    }
}

fn number(ask: &Ask) -> Option<Decimal> {
    let name = ask.indicator.trim_start_matches("bv/");
    let (.., before, now) = NUMBERS.iter().find(|(n, ..)| *n == name).expect("a known indicator");
    let year = ask.period.map(|p| p.key()).unwrap_or_default();
    let value: Option<Decimal> = if year == "2025" { now } else { before }.parse().ok();
    let part = if ask.filter.is_empty() { Decimal::ONE } else { Decimal::TWO };
    value.map(|value| value / part)
}

pub(crate) fn figure(ask: &Ask) -> Result<Arc<Figure>, String> {
    if ask.org.as_deref() == Some("没有") {
        return Err("没有机构“没有”".to_owned());
    }
    let value = trace(ask, How::Records, number(ask));
    let wording = Wording {
        key: ask.indicator.clone(),
        title: value.title.clone(),
        words: "违法建设案件的条数；条件：类型为“<农村>”；按发案日期归入期间。".to_owned(),
        basis: Some("《中华人民共和国城乡规划法》第六十四条".to_owned()),
        ..Wording::default()
    };
    let trace = match ask.derived {
        Derived::Value => value,
        derived => {
            let earlier = Ask { period: ask.period.map(|p| p.previous()), derived: Derived::Value, ..ask.clone() };
            let before = trace(&earlier, How::Records, number(&earlier));
            let growth = value.value.zip(before.value).and_then(|(a, b)| rounding::growth(a, b));
            Trace {
                how: How::Derived(derived),
                value: growth,
                parts: vec![value.clone(), before],
                show: Show::Percent(1),
                unit: "".into(),
                ..value
            }
        }
    };
    Ok(Arc::new(Figure::new(trace, Arc::new(wording))))
}

fn table(ask: &TableAsk) -> Arc<FigureTable> {
    let names = ["农村个人建房", "楼顶违法建设", "<script>alert(1)</script>"];
    let cell = |indicator: &banjie_model::Name, derived, part: i64| {
        let ask = Ask {
            indicator: indicator.clone(),
            period: ask.period,
            org: ask.org.clone(),
            own: false,
            filter: Vec::new(),
            derived: Derived::Value,
        };
        let whole = number(&ask).unwrap_or_default();
        let value = trace(&ask, How::Records, Some(rounding::round_half_up(whole / Decimal::from(part), 0)));
        let shown = match derived {
            Derived::Value => value,
            _ => Trace {
                how: How::Derived(derived),
                value: value.value.map(|v| v / whole),
                parts: vec![value.clone()],
                show: Show::Percent(1),
                unit: "".into(),
                ..value
            },
        };
        Some(Figure::new(shown, Arc::default()))
    };
    let kinds: Vec<Derived> = std::iter::once(Derived::Value).chain(ask.with.iter().copied()).collect();
    let columns = || (0..ask.indicators.len()).flat_map(|indicator| kinds.iter().map(move |kind| (indicator, *kind)));
    let row = |title: &str, part| TableRow {
        title: title.to_owned(),
        cells: columns().map(|(indicator, kind)| cell(&ask.indicators[indicator], kind, part)).collect(),
    };
    let column = |(indicator, derived): (usize, Derived)| {
        let name = ask.indicators[indicator].trim_start_matches("bv/");
        let (_, title, unit, ..) = NUMBERS.iter().find(|(n, ..)| *n == name).expect("a known indicator");
        let value = derived == Derived::Value;
        TableColumn {
            title: if value { (*title).into() } else { derived.zh().into() },
            unit: if value { (*unit).into() } else { "".into() },
            indicator,
            derived,
        }
    };
    Arc::new(FigureTable {
        head: "类型".into(),
        columns: columns().map(column).collect(),
        rows: names.iter().zip([2, 3, 6]).map(|(name, part)| row(name, part)).collect(),
        total: Some(row("合计", 1)),
    })
}

/// A long official document: frame, headings of all levels, table, charts, two attachments.
pub(crate) fn official(form: Form) -> Document {
    let text = |text: &str| Some(banjie_model::Name::from(text));
    let frame = FrameDef {
        form,
        issuer: text(if form == Form::Letter { "{{ org }}" } else { "{{ org }}文件" }),
        number: text("温规〔{{ year }}〕{{ serial }}号"),
        to: text("各分局，市规划监察支队、督查大队"),
        signature: text("{{ org }}"),
        sealed: true,
        note: text("联系人：陈某，联系电话：0577-00000000"),
        copy_to: text("市纪委市监委，市政府办公室，市自然资源和规划局，市综合行政执法局，各区人民政府，市规划监察支队"),
        printed_by: text("{{ org }}办公室"),
        ..FrameDef::default()
    };
    let report = ReportDef { frame: Some(Box::new(frame)), ..report(OFFICIAL) };
    let setting = Setting { serial: Some(3), dated: NaiveDate::from_ymd_opt(2026, 1, 9), ..setting() };
    composed(&report, &setting).unwrap_or_else(|fault| panic!("{fault}"))
}

const OFFICIAL: &str = include_str!("fixture/official.md");

/// The document of a report for a setting.
pub(crate) fn composed(report: &ReportDef, setting: &Setting) -> Result<Document, TemplateFault> {
    let document = compose(report, setting, async |wants: Wants| Ok::<_, TemplateFault>(answer(&wants)));
    match pin!(document).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(document) => document,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}

/// Answers everything.
pub(crate) fn answer(wants: &Wants) -> Answers {
    Answers {
        figures: wants.figures.iter().map(|ask| (ask.clone(), figure(ask))).collect(),
        tables: wants.tables.iter().map(|ask| (ask.clone(), Ok(table(ask)))).collect(),
    }
}

/// A report with this body.
pub(crate) fn report(body: &str) -> ReportDef {
    ReportDef {
        name: "annual".into(),
        title: "{{ org }}{{ period }}违法建设监察工作总结".into(),
        parameters: indexmap::IndexMap::new(),
        public: None,
        body: body.into(),
        frame: None,
        images: indexmap::IndexMap::new(),
        file: "reports/annual.md".into(),
    }
}

/// The document of a template body, and how many batches of figures it took.
pub(crate) fn compose_body(body: &str) -> Result<(Document, usize), TemplateFault> {
    let report = report(body);
    let mut batches = 0;
    let setting = setting();
    let document = compose(&report, &setting, async |wants: Wants| {
        batches += 1;
        Ok::<_, TemplateFault>(answer(&wants))
    });
    let done = match pin!(document).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(document) => document?,
        Poll::Pending => unreachable!("nothing here waits"),
    };
    Ok((done, batches))
}

pub(crate) fn document(body: &str) -> Document {
    compose_body(body).unwrap_or_else(|fault| panic!("{fault}")).0
}
