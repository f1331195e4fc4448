//! Reports: which there are, who writes them, and the document with its figures as of a moment.

use std::borrow::Cow;

use banjie_desk::{Desk, DeskError, DeskResult, Snapshot, ports::StoreError};
use banjie_figures::{AsOf, FigureError, Figures};
use banjie_model::{
    Name,
    case::Actor,
    definition::{Library, ReportDef, Sees},
    figure::{Answers, Wants},
    period::Period,
    refusal::{Refusal, RefusalCode},
};
use banjie_papers::{Draft, RUNS_MAX, Setting, Template, TemplateFault, document::Document};
use banjie_store::AnyStore;
use chrono::{Datelike as _, NaiveDate};

use crate::scope::{figures, org_code, org_name};

/// Records shown beside each figure.
const EVIDENCE: u32 = 10;

/// Which report, for what.
#[derive(Clone, Copy, Debug, Default)]
pub struct What<'a> {
    /// `package/report`.
    pub report: &'a str,
    /// Period as typed.
    pub period: Option<&'a str>,
    /// Organisation by name or code; none: the root.
    pub org: Option<&'a str>,
    /// Serial number of the document in its year.
    pub serial: Option<u32>,
    /// Date of the document.
    pub dated: Option<NaiveDate>,
}

/// Why there is no report.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ReportError {
    /// A refusal, or the store in trouble.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Figures that cannot be computed.
    #[error(transparent)]
    Figures(#[from] FigureError),
    /// The template, with the place of the fault.
    #[error("报告模板有误：{0}")]
    Template(TemplateFault),
    /// A period nobody can read.
    #[error("{0}")]
    Period(String),
    /// A report that asks for a period was given none.
    #[error("这份报告要写明期间，例如 {example}")]
    NoPeriod {
        /// The last full year.
        example: i32,
    },
}

impl From<TemplateFault> for ReportError {
    fn from(fault: TemplateFault) -> ReportError {
        ReportError::Template(fault)
    }
}

impl From<StoreError> for ReportError {
    fn from(error: StoreError) -> ReportError {
        ReportError::Desk(error.into())
    }
}

impl ReportError {
    fn refuse(code: RefusalCode, message: String) -> ReportError {
        ReportError::Desk(Refusal::new(code, message).into())
    }

    /// The refusal, where a rule said no.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            ReportError::Desk(error) => error.refusal(),
            _ => None,
        }
    }
}

/// Answer of this module.
pub type ReportResult<T> = Result<T, ReportError>;

/// A report somebody may write.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Offer {
    /// `package/report`.
    pub report: Name,
    /// Title of the package.
    pub package_title: Name,
    /// Title template of the report.
    pub title: Name,
    /// What must be told.
    pub parameters: Vec<Parameter>,
    /// Whether it is an official document, with serial number and date.
    pub official: bool,
}

/// Something a report asks for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Parameter {
    /// Key: `period` or `org`.
    pub name: Name,
    /// Kind as declared: `year`, `half_year`, `quarter`, `month`, `day`, `school_year`, `term`, `period`, `org`.
    pub kind: Name,
    /// What to write, with an example.
    pub words: &'static str,
}

/// Every report of the packages in force whose package the actor has a part in; the system sees all.
pub fn offers(snapshot: &Snapshot, actor: &Actor) -> Vec<Offer> {
    let packages = snapshot.library().packages.values();
    let mine = packages.filter(|p| actor.system || p.roles.values().any(|role| actor.has_role(&p.name, &role.name)));
    mine.flat_map(|package| {
        package.reports.values().map(|report| Offer {
            report: format!("{}/{}", package.name, report.name).into(),
            package_title: package.title.clone(),
            title: report.title.clone(),
            parameters: parameters(report),
            official: report.frame.is_some(),
        })
    })
    .collect()
}

/// What a report asks for, in the order it is declared.
pub fn parameters(report: &ReportDef) -> Vec<Parameter> {
    let parameter = |(name, kind): (&Name, &Name)| Parameter {
        name: name.clone(),
        kind: kind.clone(),
        words: if &**kind == "org" { "机构名称或代码" } else { kind_zh(kind) },
    };
    report.parameters.iter().map(parameter).collect()
}

/// Organisations an actor may write a report of a package for: its role's reach. None: all of them.
pub fn reach(snapshot: &Snapshot, package: &str, actor: &Actor) -> Option<Vec<Name>> {
    if actor.system {
        return None;
    }
    let roles = snapshot.library().packages.get(package).into_iter().flat_map(|p| p.roles.values());
    let held: Vec<Sees> = roles.filter(|role| actor.has_role(package, &role.name)).map(|role| role.sees).collect();
    if held.contains(&Sees::All) {
        return None;
    }
    let orgs = snapshot.world().orgs;
    let within = |code: &str| match () {
        () if held.contains(&Sees::Subtree) => orgs.is_within(code, &actor.org),
        () => held.contains(&Sees::Own) && *code == *actor.org,
    };
    Some(orgs.iter().filter(|org| within(&org.code)).map(|org| org.code.clone()).collect())
}

/// Refuses an actor with no part in the report's package, or with none in the organisation it is about. A report about no
/// named organisation is about the root.
///
/// # Errors
/// The refusal.
pub fn permit(snapshot: &Snapshot, actor: &Actor, what: &What<'_>) -> ReportResult<()> {
    let (package, _) = find(snapshot.library(), what.report)?;
    let Some(reach) = reach(snapshot, package, actor) else { return Ok(()) };
    if reach.is_empty() {
        let message = format!("您没有应用包“{package}”的角色，不能写它的报告。请联系系统管理员授予角色。");
        return Err(ReportError::refuse(RefusalCode::NotPermitted, message));
    }
    let about = subject(snapshot, what)?;
    if about.as_ref().is_some_and(|org| reach.contains(org)) {
        return Ok(());
    }
    let about = about.map_or_else(|| "全部机构".into(), |org| org_name(snapshot, &org));
    let message = format!("{about}不在您的管辖范围内，不能写它的报告。请在“机构”里选本单位或下属单位。");
    Err(ReportError::refuse(RefusalCode::OutsideScope, message))
}

/// The organisation a report is about: the one named, else the root.
fn subject(snapshot: &Snapshot, what: &What<'_>) -> DeskResult<Option<Name>> {
    match what.org {
        Some(org) => org_code(snapshot, org).map(Some),
        None => Ok(snapshot.world().orgs.roots().next().map(|root| root.code.clone())),
    }
}

/// Composes a report with its figures and the first records behind them. Who may is asked with [`permit`].
///
/// # Errors
/// No such report or organisation, a period of the wrong kind, a fault of the template, the store.
pub async fn compose(desk: &Desk<AnyStore>, what: &What<'_>, moment: AsOf) -> ReportResult<Document> {
    write(desk, what, (None, None), moment).await
}

/// Composes a report whose body was rewritten: frame, parameters and indicators stay the package's.
///
/// # Errors
/// As [`compose`]; faults of the template have their place in `body`.
pub async fn compose_text(desk: &Desk<AnyStore>, what: &What<'_>, body: &str, moment: AsOf) -> ReportResult<Document> {
    write(desk, what, (Some(body), None), moment).await
}

/// Composes a report with a rewritten body (none: the package's own) for somebody who may see only what his roles reach: a
/// text that asks for a figure of a system he has no part in, or of an organisation beyond his reach, is refused.
///
/// # Errors
/// As [`compose_text`], and the refusal.
pub async fn compose_for(
    desk: &Desk<AnyStore>,
    actor: &Actor,
    what: &What<'_>,
    body: Option<&str>,
    moment: AsOf,
) -> ReportResult<Document> {
    permit(&desk.snapshot(), actor, what)?;
    write(desk, what, (body, Some(actor)), moment).await
}

async fn write(
    desk: &Desk<AnyStore>,
    what: &What<'_>,
    (body, reader): (Option<&str>, Option<&Actor>),
    moment: AsOf,
) -> ReportResult<Document> {
    let snapshot = desk.snapshot();
    let (package, report) = find(snapshot.library(), what.report)?;
    let report = match body {
        Some(body) => Cow::Owned(ReportDef { body: body.into(), ..report.clone() }),
        None => Cow::Borrowed(report),
    };
    let org = subject(&snapshot, what)?;
    let figures = figures(desk, &snapshot, moment).published_by(org.clone());
    let setting = setting(&snapshot, &figures, package, what, org)?;
    complete(&report, what, &setting)?;
    let mut document = settled(&Template::new(&report)?, &setting, &figures, |wants| match reader {
        Some(actor) => within(&snapshot, actor, wants),
        None => Ok(()),
    })
    .await?;
    document.evidence = figures.evidence(&document.leaves(), EVIDENCE).await?;
    Ok(document)
}

/// Refuses figures an actor may not see: of systems he has no part in, of organisations his roles in them do not reach.
fn within(snapshot: &Snapshot, actor: &Actor, wants: &Wants) -> ReportResult<()> {
    let single = wants.figures.iter().map(|ask| (&ask.indicator, &ask.org));
    let tables = wants.tables.iter().flat_map(|ask| ask.indicators.iter().map(move |name| (name, &ask.org)));
    for (indicator, org) in single.chain(tables) {
        let Some((package, _)) = indicator.split_once('/') else { continue };
        let Some(reach) = reach(snapshot, package, actor) else { continue };
        let named = org.as_deref().map(|org| snapshot.world().orgs.find(org).map(|org| org.code.clone()));
        // A name nobody has is told by whoever answers.
        if named == Some(None) {
            continue;
        }
        let code = named.flatten();
        if code.as_ref().is_some_and(|code| reach.contains(code)) {
            continue;
        }
        let message = if reach.is_empty() {
            format!("正文用了指标 {indicator}，您没有应用包“{package}”的角色。请去掉它，或联系系统管理员授予角色。")
        } else {
            let about = code.map_or_else(|| "全部机构".into(), |code| org_name(snapshot, &code));
            format!("正文用了{about}的指标 {indicator}，不在您的管辖范围内。请改用本单位或下属单位的数。")
        };
        return Err(ReportError::refuse(RefusalCode::OutsideScope, message));
    }
    Ok(())
}

/// Runs a template until it asks for nothing more.
pub(crate) async fn settled(
    template: &Template,
    setting: &Setting,
    figures: &Figures<'_, AnyStore>,
    leave: impl Fn(&Wants) -> ReportResult<()>,
) -> ReportResult<Document> {
    let mut answers = Answers::default();
    for _ in 0..RUNS_MAX {
        match template.run(setting, &answers)? {
            Draft::Done(document) => return Ok(*document),
            Draft::Wants(wants) => {
                leave(&wants)?;
                answers.extend(figures.answer(&wants).await?);
            }
        }
    }
    Err(ReportError::Template(TemplateFault::unsettled()))
}

fn setting(
    snapshot: &Snapshot,
    figures: &Figures<'_, AnyStore>,
    package: &str,
    what: &What<'_>,
    org: Option<Name>,
) -> ReportResult<Setting> {
    let orgs = snapshot.world().orgs;
    let moment = figures.as_of();
    Ok(Setting {
        report: what.report.into(),
        indicators: figures.catalogue().names(package),
        period: period(what.period)?,
        children: org.iter().flat_map(|o| orgs.children(o)).map(|o| (o.code.clone(), o.name.clone())).collect(),
        org: org.map(|code| (code.clone(), org_name(snapshot, &code))),
        as_of: moment.seq,
        at: moment.at,
        serial: what.serial,
        dated: what.dated,
    })
}

/// A period as typed.
///
/// # Errors
/// It cannot be read; in Chinese, with examples.
pub fn period(typed: Option<&str>) -> ReportResult<Option<Period>> {
    typed.map(Period::parse).transpose().map_err(|why| ReportError::Period(why.to_string()))
}

/// Everything the report asks for was told, and is of the kind asked for.
fn complete(report: &ReportDef, what: &What<'_>, setting: &Setting) -> ReportResult<()> {
    if report.parameters.contains_key("org") && setting.org.is_none() {
        let message = "还没有登记机构，这份报告写不了。请先登记或导入机构(orgs.org)".to_owned();
        return Err(ReportError::refuse(RefusalCode::MissingValue, message));
    }
    if let (Some(kind), Some(period)) = (report.parameters.get("period"), setting.period)
        && !fits(kind, period)
    {
        let message = format!("报告“{}”要求的期间是“{}”，不能用于 {}", what.report, kind_zh(kind), period);
        return Err(ReportError::refuse(RefusalCode::BadValue, message));
    }
    if report.parameters.contains_key("period") && setting.period.is_none() {
        return Err(ReportError::NoPeriod { example: setting.at.date().year() - 1 });
    }
    Ok(())
}

/// Whether a period is of the kind a report's parameter asks for.
pub fn fits(kind: &str, period: Period) -> bool {
    match kind {
        "year" => matches!(period, Period::Year(_)),
        "half_year" => matches!(period, Period::HalfYear(..)),
        "quarter" => matches!(period, Period::Quarter(..)),
        "month" => matches!(period, Period::Month(..)),
        "day" => matches!(period, Period::Day(_)),
        "school_year" => matches!(period, Period::SchoolYear(_)),
        "term" => matches!(period, Period::Term(..)),
        _ => true,
    }
}

/// The kind in Chinese, with an example.
fn kind_zh(kind: &str) -> &'static str {
    match kind {
        "year" => "年，如 2025",
        "half_year" => "半年，如 2025上半年",
        "quarter" => "季度，如 2025Q3",
        "month" => "月，如 2025-07",
        "day" => "日，如 2025-07-01",
        "school_year" => "学年，如 2025-2026学年",
        "term" => "学期，如 2025学年第一学期",
        _ => "任意期间",
    }
}

/// Package and definition of a report, by `package/report`.
///
/// # Errors
/// A refusal that lists the reports there are.
pub fn find<'a>(library: &'a Library, key: &'a str) -> ReportResult<(&'a str, &'a ReportDef)> {
    let found = key.split_once('/').and_then(|(package, report)| {
        let report = library.packages.get(package)?.reports.get(report)?;
        Some((package, report))
    });
    found.ok_or_else(|| {
        let all = library.packages.values().flat_map(|p| p.reports.keys().map(|r| format!("{}/{r}", p.name)));
        let known = all.collect::<Vec<_>>().join("、");
        ReportError::refuse(RefusalCode::NotFound, format!("没有报告“{key}”。可写的报告：{known}"))
    })
}
