//! `report`: prose with live figures, as of a moment.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use banjie_desk::Desk;
use banjie_figures::{AsOf, FigureError, Figures};
use banjie_model::{definition::ReportDef, period::Period};
use banjie_papers::{Setting, TemplateFault, compose, document::Document, docx, html, markdown};
use banjie_store::{AnyStore, SignedReport};

use super::{as_of, earlier, org_code, sign::sign};
use crate::{cli::Report, context::Context};

/// Records shown beside each figure.
const EVIDENCE: u32 = 10;

/// Writes or prints a report.
pub fn run(context: &Context, options: &Report) -> Result<ExitCode> {
    let (document, signed) = context.wait(async {
        let desk = context.desk().await?;
        let moment = as_of(&desk, options.as_of.as_deref(), context.now).await?;
        let what = What {
            report: &options.what,
            period: options.period.as_deref(),
            org: options.org.as_deref(),
            serial: options.number,
            dated: options.dated,
        };
        let mut document = write(&desk, &what, moment).await?;
        // What cannot be printed must not be signed.
        if let (true, Some(path)) = (options.sign, &options.out) {
            printed(context, &document, path)?;
        }
        let signed = if options.sign { Some(sign(context, &desk, &mut document).await?) } else { None };
        anyhow::Ok((document, signed))
    })?;
    match &options.out {
        Some(path) => {
            save(context, &document, path)?;
            println!("已写出 {}:{} 个数，均可溯源。", path.display(), document.figures.len());
            if let Some(SignedReport { number, signature, digest, .. }) = signed {
                println!(
                    "已签发：第 {number} 号，{}，日志第 {} 条，清单校验值 {}…",
                    signature.by,
                    signature.seq,
                    &digest[..16]
                );
            }
        }
        None => print!("{}", markdown::print(&document, markdown::Options::default())),
    }
    Ok(ExitCode::SUCCESS)
}

/// Which report, for what.
#[derive(Default)]
pub struct What<'a> {
    /// `package/report`.
    pub report: &'a str,
    /// Period as typed.
    pub period: Option<&'a str>,
    /// Organisation by name or code.
    pub org: Option<&'a str>,
    /// Serial number of the document in its year.
    pub serial: Option<u32>,
    /// Date of the document.
    pub dated: Option<chrono::NaiveDate>,
}

/// What may go wrong while a report is composed.
#[derive(Debug)]
struct Trouble(anyhow::Error);

impl From<TemplateFault> for Trouble {
    fn from(fault: TemplateFault) -> Trouble {
        Trouble(anyhow::anyhow!("报告模板有误：{fault}"))
    }
}

/// Composes the document with its figures and the first records behind them.
pub async fn write(desk: &Desk<AnyStore>, what: &What<'_>, moment: AsOf) -> Result<Document> {
    let snapshot = desk.snapshot();
    let library = snapshot.library();
    let (package, report) = find(library, what.report)?;
    let orgs = snapshot.world().orgs;
    let org = match what.org {
        Some(org) => Some(org_code(&snapshot, org)?),
        None => orgs.roots().next().map(|root| root.code.clone()),
    };
    let figures = Figures::new(desk.store(), snapshot.world(), moment).with_earlier(earlier(&snapshot));
    let figures = figures.published_by(org.clone());
    let name = |code: &banjie_model::Name| orgs.get(code).map_or_else(|| code.clone(), |o| o.name.clone());
    let setting = Setting {
        report: what.report.into(),
        indicators: figures.catalogue().names(package),
        period: what.period.map(Period::parse).transpose()?,
        children: org.iter().flat_map(|o| orgs.children(o)).map(|o| (o.code.clone(), o.name.clone())).collect(),
        org: org.map(|code| (code.clone(), name(&code))),
        as_of: moment.seq,
        at: moment.at,
        serial: what.serial,
        dated: what.dated,
    };
    if report.parameters.contains_key("org") && setting.org.is_none() {
        bail!("还没有登记机构，这份报告写不了。请先登记或导入机构(orgs.org)");
    }
    if let (Some(kind), Some(period)) = (report.parameters.get("period"), setting.period)
        && !fits(kind, period)
    {
        bail!("报告“{}”要求的期间是“{}”，不能用于 {}", what.report, kind_zh(kind), period);
    }
    if report.parameters.contains_key("period") && setting.period.is_none() {
        bail!("这份报告要写明期间，例如 --period {}", chrono::Datelike::year(&moment.at.date()) - 1);
    }
    let composed =
        compose::<Trouble>(report, &setting, async |wants| figures.answer(&wants).await.map_err(|e| Trouble(e.into())));
    let mut document = composed.await.map_err(|Trouble(error)| error)?;
    document.evidence = evidence(&figures, &document).await?;
    Ok(document)
}

/// Whether a period is of the kind a report's parameter asks for.
fn fits(kind: &str, period: Period) -> bool {
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

async fn evidence(
    figures: &Figures<'_, AnyStore>,
    document: &Document,
) -> Result<std::collections::HashMap<String, banjie_model::figure::Evidence>, FigureError> {
    figures.evidence(&document.leaves(), EVIDENCE).await
}

fn find<'a>(library: &'a banjie_model::definition::Library, key: &'a str) -> Result<(&'a str, &'a ReportDef)> {
    let known = || {
        let all = library.packages.values().flat_map(|p| p.reports.keys().map(|r| format!("{}/{r}", p.name)));
        all.collect::<Vec<_>>().join("、")
    };
    let found = key.split_once('/').and_then(|(package, report)| {
        let report = library.packages.get(package)?.reports.get(report)?;
        Some((package, report))
    });
    found.with_context(|| format!("没有报告“{key}”。可写的报告：{}", known()))
}

/// Writes the document in the form the file name asks for.
pub fn save(context: &Context, document: &Document, path: &Path) -> Result<()> {
    let bytes = printed(context, document, path)?;
    fs::write(path, bytes).with_context(|| format!("写不了 {}", path.display()))
}

/// The document in the form the file name asks for.
fn printed(context: &Context, document: &Document, path: &Path) -> Result<Vec<u8>> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(match path.extension().and_then(|e| e.to_str()) {
        Some("md") => markdown::print(document, markdown::Options { sources: true }).into_bytes(),
        Some("html" | "htm") => html::print(document, &name).into_bytes(),
        Some("docx") => {
            docx::print(document, &docx::Options { fonts: context.fonts.lettering(), ..docx::Options::default() })?
        }
        Some("pdf") => context.fonts.print(document)?,
        _ => bail!("报告写成 .pdf、.docx、.html 或 .md；{} 不是", path.display()),
    })
}
