//! `indicators`: the catalogue of figures, and their values.

use std::{collections::HashMap, process::ExitCode};

use anyhow::{Result, anyhow, bail};
use banjie_desk::Desk;
use banjie_figures::{AsOf, Catalogue, Figures};
use banjie_model::{
    Name,
    figure::{Answers, Ask, Cut, Derived, Figure, FigureTable, TableAsk, Wants},
    period::Period,
};
use banjie_papers::plain::{Align, TextTable};
use banjie_store::AnyStore;

use super::{as_of, org_code};
use crate::{
    cli::{Format, Indicators},
    context::Context,
};

/// Lists definitions, or computes values.
pub fn run(context: &Context, options: &Indicators) -> Result<ExitCode> {
    if options.period.is_none() && options.org.is_none() && options.by.is_none() && options.what.is_empty() {
        return definitions(context, options.format);
    }
    context.wait(async {
        let desk = context.desk().await?;
        let moment = as_of(&desk, options.as_of.as_deref(), context.now).await?;
        match &options.by {
            Some(by) => by_dimension(&desk, options, by, moment).await,
            None => values(&desk, options, moment).await,
        }
    })
}

/// Every definition in words; needs no database.
fn definitions(context: &Context, format: Format) -> Result<ExitCode> {
    let library = context.library()?;
    let calendar = banjie_model::calendar::WorkCalendar::official();
    let orgs = banjie_model::org::OrgTree::default();
    let catalogue = Catalogue::new(banjie_engine::World { library: &library, calendar: &calendar, orgs: &orgs });
    let wordings: Vec<_> = catalogue.iter().map(|(package, indicator)| catalogue.wording(package, indicator)).collect();
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&wordings)?);
        return Ok(ExitCode::SUCCESS);
    }
    for wording in wordings {
        println!("{}  {}\n    口径：{}", wording.key, wording.title, wording.words);
        if let Some(formula) = wording.formula {
            println!("    算式：{formula}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The indicators of the package somebody tried to name, or of all.
fn known(catalogue: &Catalogue<'_>, tried: &str) -> String {
    let package = tried.split_once('/').map(|(package, _)| package);
    let of_package =
        |p: &str| package.is_none_or(|wanted| wanted == p || !catalogue.library().packages.contains_key(wanted));
    let all = catalogue.iter().filter(|(p, _)| of_package(&p.name)).map(|(p, i)| Catalogue::key(&p.name, &i.name));
    let names: Vec<String> = all.map(|name| name.to_string()).collect();
    let shown = names.iter().take(12).map(String::as_str).collect::<Vec<_>>().join("、");
    if names.len() > 12 {
        format!("可用的：{shown}等 {} 个", names.len())
    } else {
        format!("可用的：{shown}")
    }
}

/// The wanted indicators as `package/name`.
fn wanted(catalogue: &Catalogue<'_>, what: &[String]) -> Result<Vec<Name>> {
    let all = || catalogue.iter();
    let key = |package: &str, indicator: &str| Catalogue::key(package, indicator);
    let mut names = Vec::new();
    for one in what {
        if catalogue.library().packages.contains_key(one.as_str()) {
            names.extend(all().filter(|(p, _)| *p.name == **one).map(|(p, i)| key(&p.name, &i.name)));
        } else {
            let found = catalogue.find(one);
            let (package, indicator) = found.map_err(|why| anyhow!("{why}。{}", known(catalogue, one)))?;
            names.push(key(&package.name, &indicator.name));
        }
    }
    if what.is_empty() {
        names.extend(all().map(|(p, i)| key(&p.name, &i.name)));
    }
    Ok(names)
}

fn period(options: &Indicators) -> Result<Option<Period>> {
    Ok(options.period.as_deref().map(Period::parse).transpose()?)
}

async fn values(desk: &Desk<AnyStore>, options: &Indicators, moment: AsOf) -> Result<ExitCode> {
    let snapshot = desk.snapshot();
    let figures = Figures::new(desk.store(), snapshot.world(), moment);
    let names = wanted(&figures.catalogue(), &options.what)?;
    let org = options.org.as_deref().map(|org| org_code(&snapshot, org)).transpose()?;
    let period = period(options)?;
    let shown =
        [Derived::Value, Derived::Previous, Derived::Growth, Derived::Points, Derived::Rank, Derived::Completion];
    let ask = |name: &Name, derived: Derived| match (derived, period) {
        (Derived::Previous, Some(period)) => Ask {
            indicator: name.clone(),
            period: Some(period.previous()),
            org: org.clone(),
            own: false,
            filter: Vec::new(),
            derived: Derived::Value,
        },
        _ => Ask { indicator: name.clone(), period, org: org.clone(), own: false, filter: Vec::new(), derived },
    };
    let mut wants = Wants::default();
    for name in &names {
        wants.figures.extend(shown.iter().map(|derived| ask(name, *derived)));
    }
    let answers = figures.answer(&wants).await?;
    let rows: Vec<_> = names.iter().map(|name| (name, shown.map(|d| found(&answers, &ask(name, d))))).collect();
    match options.format {
        Format::Json => print_json(&rows)?,
        Format::Text => print!("{}", value_table(&rows).render()),
    }
    Ok(ExitCode::SUCCESS)
}

type Row<'a> = (&'a Name, [Option<Figure>; 6]);

fn found(answers: &Answers, ask: &Ask) -> Option<Figure> {
    answers.figures.get(ask)?.as_ref().ok().map(|figure| Figure::clone(figure))
}

fn value_table(rows: &[Row<'_>]) -> TextTable {
    let heads = ["指标", "名称", "数值", "单位", "上期", "比上期增长", "增减百分点", "排名", "目标完成率"];
    let head = heads.iter().enumerate().map(|(i, h)| {
        let align = if matches!(i, 0 | 1 | 3) { Align::Left } else { Align::Right };
        (h.to_string(), align)
    });
    let text = |figure: &Option<Figure>| figure.as_ref().map(Figure::text).unwrap_or_default();
    let rows = rows.iter().map(|(name, figures)| {
        let title = figures[0].as_ref().map(|f| f.trace().title.to_string()).unwrap_or_default();
        let unit = figures[0].as_ref().map(|f| f.unit().to_string()).unwrap_or_default();
        let mut cells = vec![name.to_string(), title, text(&figures[0]), unit];
        cells.extend(figures[1..].iter().map(text));
        cells
    });
    TextTable { head: head.collect(), rows: rows.collect(), total: None }
}

fn print_json(rows: &[Row<'_>]) -> Result<()> {
    let list: Vec<_> = rows
        .iter()
        .map(|(name, figures)| {
            let derived: HashMap<&str, String> = ["value", "previous", "growth", "points", "rank", "completion"]
                .into_iter()
                .zip(figures)
                .filter_map(|(key, figure)| figure.as_ref().map(|f| (key, f.text())))
                .collect();
            let first = figures[0].as_ref();
            serde_json::json!({
                "indicator": name,
                "title": first.map(|f| f.trace().title.clone()),
                "unit": first.map(|f| f.unit().clone()),
                "exact": first.and_then(Figure::value),
                "shown": derived,
                "trace": first.and_then(|f| banjie_figures::token(f.trace())),
            })
        })
        .collect();
    println!("{}", serde_json::to_string_pretty(&list)?);
    Ok(())
}

async fn by_dimension(desk: &Desk<AnyStore>, options: &Indicators, by: &str, moment: AsOf) -> Result<ExitCode> {
    let snapshot = desk.snapshot();
    let figures = Figures::new(desk.store(), snapshot.world(), moment);
    let ask = TableAsk {
        indicators: wanted(&figures.catalogue(), &options.what)?,
        by: Cut::parse(by),
        with: if options.what.len() == 1 { vec![Derived::Share, Derived::Growth] } else { Vec::new() },
        period: period(options)?,
        org: options.org.as_deref().map(|org| org_code(&snapshot, org)).transpose()?,
        filter: Vec::new(),
    };
    let wants = Wants { tables: [ask.clone()].into_iter().collect(), ..Wants::default() };
    let mut answers = figures.answer(&wants).await?;
    match answers.tables.remove(&ask) {
        Some(Ok(table)) if options.format == Format::Json => println!("{}", serde_json::to_string_pretty(&*table)?),
        Some(Ok(table)) => print!("{}", dimension_table(&table).render()),
        Some(Err(why)) => bail!("{why}"),
        None => bail!("没有答案"),
    }
    Ok(ExitCode::SUCCESS)
}

fn dimension_table(table: &FigureTable) -> TextTable {
    let mut head = vec![(table.head.clone(), Align::Left)];
    head.extend(table.columns.iter().map(|c| {
        let unit = if c.unit.is_empty() { String::new() } else { format!("({})", c.unit) };
        (format!("{}{unit}", c.title), Align::Right)
    }));
    let cells = |row: &banjie_model::figure::TableRow| {
        let mut cells = vec![row.title.clone()];
        cells.extend(row.cells.iter().map(|c| c.as_ref().map(Figure::text).unwrap_or_default()));
        cells
    };
    TextTable { head, rows: table.rows.iter().map(cells).collect(), total: table.total.as_ref().map(cells) }
}
