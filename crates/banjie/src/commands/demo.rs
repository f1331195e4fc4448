//! `demo`: the whole road in one command, from sample workbooks to the yearly report.

mod accounts;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use banjie_desk::{
    Desk, Fallen, ImportOptions, PlayOptions, apply,
    samples::{self, GeneratedWorkbook, Kind},
};
use banjie_figures::{AsOf, Board, BoardAsk, Figures};
use banjie_model::{
    Moment,
    case::Actor,
    definition::{ConsequenceKind, Library},
    figure::{Ask, Derived, shown},
    period::Period,
    rounding,
};
use banjie_office::{
    printing::PdfPrinter as _,
    reports::{self, What},
    stated,
};
use banjie_store::AnyStore;
use chrono::NaiveDate;

use super::{
    board,
    figures_of_record::{self, Finding},
    report, tick,
};
use crate::{cli, context::Context};

/// Boards the demo shows: ledger and organisation.
const BOARDS: [(&str, &str); 2] =
    [("building-violations.violation", "温州市规划局"), ("sunshine-canteen.daily_memo", "云溪市教育局")];

/// Reports the demo writes: report, period, organisation, name of the file.
const REPORTS: [(&str, &str, &str, &str); 13] = [
    ("building-violations/annual", "2025", "温州市规划局", "2025年违法建设监察工作总结"),
    ("building-violations/bulletin", "2025-12", "温州市规划局", "2025年12月违法建设监察通报"),
    ("building-violations/appraisal", "2025Q4", "温州市规划局", "2025年第四季度岗位考核"),
    ("tech-insurance/annual", "2011", "云溪市", "2011年科技保险与贷款贴息工作总结"),
    ("tech-loans/annual", "2010", "云溪市", "2010年科技信贷与贷后管理工作总结"),
    ("sunshine-canteen/annual", "2025", "云溪市教育局", "2025年阳光食堂监管工作总结"),
    ("campus-hazards/annual", "2025", "云溪市教育局", "2025年校园安全工作总结"),
    ("petitions/annual", "2025", "云溪市", "2025年信访工作总结"),
    ("training-institutions/annual", "2025", "云溪市教育局", "2025年民办学校和校外培训监管工作总结"),
    ("tech-commissioners/annual", "2025", "云溪市", "2025年科技特派员工作总结"),
    ("student-aid/annual", "2025", "云溪市", "2025年学生资助与控辍保学工作总结"),
    ("inspection-rectification/annual", "2019", "云溪市", "2019年巡察与审计整改工作总结"),
    ("mental-health/annual", "2025", "云溪市教育局", "2025年学生心理健康工作总结"),
];

/// Last day that is played, and the morning after on which the report is written: the demo is the same on every day.
const LAST_DAY: (i32, u32, u32) = (2025, 12, 31);

/// Runs the demo in a folder.
pub fn run(context: &Context, options: &cli::Demo) -> Result<ExitCode> {
    let library = context.library()?;
    let out = &options.out;
    let db = prepare(out)?;
    let started = Instant::now();
    context.say("一、按配方生成示范工作簿");
    let workbooks = generate(context, &library, &out.join("工作簿"))?;
    context.wait(async {
        context.say("二、建立数据库");
        let store = context.open(&db.display().to_string(), &library).await?;
        apply::apply(&store, &library, &[], evening()?).await?;
        let desk = Desk::open(store, library).await?;
        context.say("三、导入工作簿，按日历办理、催办、亮牌、移送");
        let fallen = import(context, &desk, &workbooks).await?;
        context.say(tick::summary(&fallen));
        context.say("四、监察台账");
        for (ledger, org) in BOARDS {
            show_board(&desk, ledger, org).await?;
        }
        context.say("五、核对与报告");
        calibration(&desk).await?;
        figures_of_record(&desk).await?;
        write_reports(context, &desk, out).await?;
        context.say("六、网上工作台的账号");
        accounts::open(context, &desk).await?;
        anyhow::Ok(())
    })?;
    context.say(format!("完成，用时 {:.1} 秒。数据库 {}，可接着用：", started.elapsed().as_secs_f64(), db.display()));
    let db = db.display();
    context.say(format!("  banjie --db {db} serve        （网上工作台，账号和密码列在登录页上）"));
    context.say(format!("  banjie --db {db} board building-violations.violation --org 温州市规划局 --now 2025-12-31"));
    context
        .say(format!("  banjie --db {db} trace building-violations/rooftop --period 2023..2025 --org 城市中心区分局"));
    Ok(ExitCode::SUCCESS)
}

/// The evening of the last day.
fn evening() -> Result<Moment> {
    let (year, month, day) = LAST_DAY;
    NaiveDate::from_ymd_opt(year, month, day).and_then(|d| d.and_hms_opt(23, 59, 59)).context("示范的截止日期不对")
}

/// Makes the folder; an earlier demo in it is replaced, anything else is left alone.
fn prepare(out: &Path) -> Result<PathBuf> {
    let db = out.join("banjie.db");
    let marker = out.join("示范.txt");
    if db.exists() && !marker.exists() {
        bail!("{} 里已有一个数据库，不是示范写的；请换一个文件夹", out.display());
    }
    fs::create_dir_all(out).with_context(|| format!("建不了文件夹 {}", out.display()))?;
    for name in ["banjie.db", "banjie.db-wal", "banjie.db-shm"] {
        match fs::remove_file(out.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("删不了上次示范的 {name}，可能还有程序开着它"));
            }
            _ => {}
        }
    }
    fs::write(&marker, "这个文件夹由 banjie demo 写成；再次运行时会重写其中的数据库、工作簿和报告。\n")?;
    Ok(db)
}

fn generate(context: &Context, library: &Library, folder: &Path) -> Result<Vec<GeneratedWorkbook>> {
    fs::create_dir_all(folder)?;
    let mut all = Vec::new();
    for package in library.packages.values().filter(|p| !p.samples.is_empty()) {
        all.extend(samples::generate(package, library, folder)?);
    }
    for one in &all {
        context.say(format!("   {}（{} 行）", file_name(&one.path), one.rows));
    }
    Ok(all)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Imports every workbook in order; acts are played along the calendar.
async fn import(context: &Context, desk: &Desk<AnyStore>, workbooks: &[GeneratedWorkbook]) -> Result<Fallen> {
    let actor = Actor::system();
    let mut total = Fallen::default();
    for one in workbooks {
        let bytes = fs::read(&one.path)?;
        let name = one.path.display();
        let progress = context.progress();
        let faults = match one.kind {
            Kind::Creations => {
                let how =
                    ImportOptions { history: true, source: Some(file_name(&one.path)), ..ImportOptions::default() };
                desk.import(&one.ledger, bytes, &how, &actor, evening()?, progress.as_ref()).await?.faults
            }
            Kind::Acts => {
                let how = PlayOptions { until: Some(evening()?), ..PlayOptions::default() };
                let (report, fallen) =
                    desk.import_acts(&one.ledger, bytes, &how, &actor, evening()?, progress.as_ref()).await?;
                add(&mut total, &fallen);
                report.faults
            }
        };
        if let Some(first) = faults.first() {
            bail!("{name} 有 {} 处未能导入，第一处：{first}", faults.len());
        }
    }
    let last = desk.tick(evening()?).await?;
    add(&mut total, &last);
    Ok(total)
}

fn add(total: &mut Fallen, more: &Fallen) {
    total.cases += more.cases;
    total.withdrawn += more.withdrawn;
    total.moved += more.moved;
    let kinds = [
        ConsequenceKind::Remind,
        ConsequenceKind::Warn,
        ConsequenceKind::Yellow,
        ConsequenceKind::Red,
        ConsequenceKind::Refer,
    ];
    total.kinds = kinds.into_iter().map(|k| (k, total.count(k) + more.count(k))).filter(|(_, n)| *n > 0).collect();
}

/// A board; none where its package is not here.
async fn show_board(desk: &Desk<AnyStore>, ledger: &str, org: &str) -> Result<()> {
    let snapshot = desk.snapshot();
    if snapshot.library().ledger(ledger).is_none() {
        return Ok(());
    }
    let ledger = desk.ledger(ledger)?;
    let now = evening()?;
    let soon = snapshot.world().calendar.add_working_days(now.date(), 3);
    let ask = BoardAsk {
        org: Some(super::org_code(&snapshot, org)?),
        now,
        due_soon_until: soon.and_time(now.time()),
        since: None,
    };
    let shown = Board::load(desk.store(), &ledger, snapshot.world().orgs, &ask).await?;
    println!("{}", board::text(&shown, now));
    Ok(())
}

/// The figures published reports state, computed from the records; all must be the same.
async fn figures_of_record(desk: &Desk<AnyStore>) -> Result<()> {
    let moment = AsOf::now(desk.store(), evening()?).await?;
    let checked = stated::check(desk, moment).await?;
    if let Some(other) = checked.iter().find(|one| one.finding != Finding::Same) {
        bail!(
            "{}的在案数字“{}”与记录算出的不一致：\n{}",
            other.package,
            other.title,
            figures_of_record::own_text(&checked)
        );
    }
    println!("公开文稿写过的数字 {} 个，逐个由记录重算，全部一致（banjie figures-of-record 列出）。", checked.len());
    Ok(())
}

/// The figures the sample is calibrated to, computed from the records.
async fn calibration(desk: &Desk<AnyStore>) -> Result<()> {
    if !desk.snapshot().library().packages.contains_key("building-violations") {
        return Ok(());
    }
    let two = ["瓯海分局", "龙湾分局"];
    let rural = sum(desk, "rural_d", &two, "2024..2025").await?;
    let found = sum(desk, "found", &two, "2024..2025").await?;
    let centre = sum(desk, "found", &["城市中心区分局"], "2023..2025").await?;
    let rooftop = sum(desk, "rooftop", &["城市中心区分局"], "2023..2025").await?;
    let share = |part, whole| rounding::share(part, whole).map_or("—".to_owned(), |s| rounding::percent(s, 1));
    let count = |n| shown(Some(n), banjie_model::definition::Show::Integer);
    println!(
        "瓯海、龙湾两区 2024—2025 年农村D级危房拆建违法建设 {} 件，占两区 {} 件的 {}；\n\
         城市中心区分局 2023—2025 年查处 {} 件，其中楼顶违法建设 {} 件，占 {}。",
        count(rural),
        count(found),
        share(rural, found),
        count(centre),
        count(rooftop),
        share(rooftop, centre)
    );
    Ok(())
}

async fn sum(desk: &Desk<AnyStore>, indicator: &str, orgs: &[&str], period: &str) -> Result<rust_decimal::Decimal> {
    let snapshot = desk.snapshot();
    let moment = AsOf::now(desk.store(), evening()?).await?;
    let figures = Figures::new(desk.store(), snapshot.world(), moment);
    let mut total = rust_decimal::Decimal::ZERO;
    for org in orgs {
        let ask = Ask {
            indicator: format!("building-violations/{indicator}").into(),
            period: Some(Period::parse(period)?),
            org: Some(super::org_code(&snapshot, org)?),
            own: false,
            filter: Vec::new(),
            derived: Derived::Value,
        };
        total += figures.figure(&ask).await?.value().unwrap_or_default();
    }
    Ok(total)
}

/// Writes the reports of the packages that are here.
async fn write_reports(context: &Context, desk: &Desk<AnyStore>, out: &Path) -> Result<()> {
    let moment = AsOf::now(desk.store(), evening()?).await?;
    let snapshot = desk.snapshot();
    for (report, period, org, name) in REPORTS {
        let declared = report.split_once('/').is_some_and(|(package, report)| {
            snapshot.library().packages.get(package).is_some_and(|p| p.reports.contains_key(report))
        });
        if !declared {
            continue;
        }
        let what = What { report, period: Some(period), org: Some(org), ..What::default() };
        let document = reports::compose(desk, &what, moment).await?;
        // PDF needs fonts, which a plain copy of the program has not.
        let forms: &[&str] =
            if context.fonts.ready() { &["pdf", "docx", "html", "md"] } else { &["docx", "html", "md"] };
        for extension in forms {
            report::save(context, &document, &out.join(format!("{name}.{extension}")))?;
        }
        context.say(format!("   {name}（.{}）：{} 个数，均可溯源", forms.join("、."), document.figures.len()));
    }
    Ok(())
}
