//! `allot`: who gets which place, checked and explained; files only, no database.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use banjie_allot::{
    Bound, Certificate, Evidence, Explainer, Finding, Market, Method, Outcome, Problem, Reading, Rules, Severity,
    allot_in, canonical, commitment, read_certificate, read_problem, read_tables, transcript, verify,
};

use super::code;
use crate::{
    cli::allot::{self, Allot, Explain, Input, Run, What},
    context::Context,
};

/// Does what is asked; a problem, a certificate or rules with faults make the exit code 1.
pub fn run(context: &Context, options: &Allot) -> Result<ExitCode> {
    let Some(what) = &options.what else { return super::allocation::run(context, &options.declared) };
    match what {
        What::Commit { input, out } => commit(context, input, out.as_deref()),
        What::Run(options) => give(context, options),
        What::Verify { files, seekers, places, commitment } => {
            let (problem, result) = match (files.as_slice(), seekers) {
                ([problem, result], None) => (Some(problem.clone()), result),
                ([result], Some(_)) => (None, result),
                _ => bail!("复核要两个文件：问题.json 结果.json；用 CSV 时写 --seekers 和 --places，再写结果.json"),
            };
            let input = Input { input: problem, seekers: seekers.clone(), places: places.clone() };
            check(context, &input, result, commitment.as_deref())
        }
        What::Explain(options) => explain(options),
    }
}

fn read(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("读不了 {}", path.display()))?;
    String::from_utf8(bytes)
        .map_err(|_| anyhow::anyhow!("{}：不是 UTF-8 编码；用 Excel 另存时请选“CSV UTF-8(逗号分隔)”", path.display()))
}

/// The problem, or none after telling what is wrong in it.
fn problem(input: &Input) -> Result<Option<Problem>> {
    let Reading { problem, findings } = match (&input.input, &input.seekers, &input.places) {
        (Some(path), ..) => read_problem(&read(path)?),
        (None, Some(seekers), Some(places)) => read_tables(&read(seekers)?, &read(places)?),
        _ => bail!("要有问题：--input 问题.json，或 --seekers 报名表.csv --places 单位.csv"),
    };
    tell(&findings);
    let faulty = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok((!faulty).then_some(problem))
}

fn tell(findings: &[Finding]) {
    findings.iter().for_each(|finding| eprintln!("{finding}"));
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("写不了 {}", path.display()))
}

fn commit(context: &Context, input: &Input, out: Option<&Path>) -> Result<ExitCode> {
    let Some(problem) = problem(input)? else { return Ok(code(false)) };
    if let Some(out) = out {
        write(out, &canonical(&problem))?;
        context.say(format!("名册已写到 {}，请与承诺值一并公布", out.display()));
    }
    println!("{}", commitment(&problem));
    Ok(code(true))
}

/// False, after telling so, when the problem is not the one that was published.
fn as_published(problem: &Problem, published: Option<&str>) -> bool {
    let same = published.is_none_or(|published| published.trim().eq_ignore_ascii_case(&commitment(problem)));
    if !same {
        eprintln!("错误：输入与事先公布的承诺值不符，名单或名额在公布之后改动过。请用公布时的文件。");
    }
    same
}

fn rules(options: &Run) -> Rules {
    let method = match options.method {
        allot::Method::Deferred => Method::Deferred,
        allot::Method::DeferredPlaces => Method::DeferredPlaces,
        allot::Method::Serial => Method::Serial,
        allot::Method::Floors => Method::Floors,
        allot::Method::Cheapest => Method::Cheapest,
        allot::Method::Lottery => Method::Lottery,
    };
    let bound = match options.bound {
        allot::Bound::Skip => Bound::Skip,
        allot::Bound::Exceed => Bound::Exceed,
    };
    Rules { method, seed: options.seed.clone(), bound }
}

fn give(context: &Context, options: &Run) -> Result<ExitCode> {
    let Some(problem) = problem(&options.input)? else { return Ok(code(false)) };
    let rules = rules(options);
    let findings = rules.check(&problem);
    tell(&findings);
    if !findings.is_empty() || !as_published(&problem, options.commitment.as_deref()) {
        return Ok(code(false));
    }
    let market = Market::new(&problem, rules.seed.as_deref());
    let outcome = allot_in(&problem, &market, &rules);
    let mut certificate = Certificate::new(&problem, &rules, &outcome);
    certificate.input = options.input.input.as_ref().map(|path| path.display().to_string());
    if let (Some(path), Evidence::Draw { drawn }) = (&options.transcript, &certificate.evidence) {
        let seed = rules.seed.as_deref().unwrap_or_default();
        write(path, &transcript(&certificate.commitment, seed, drawn.iter().map(|drawn| &*drawn.ticket)))?;
    }
    match &options.out {
        Some(path) => write(path, &(certificate.to_json() + "\n"))?,
        None => println!("{}", certificate.to_json()),
    }
    for line in summary(&problem, &market, &rules, &outcome, &certificate) {
        context.say(line);
    }
    Ok(code(true))
}

/// What came out, in a few lines.
fn summary(
    problem: &Problem,
    market: &Market,
    rules: &Rules,
    outcome: &Outcome,
    certificate: &Certificate,
) -> Vec<String> {
    let (n, placed) = (problem.n_seekers(), outcome.n_placed());
    let first = certificate.assigned.iter().filter(|assigned| assigned.choice == Some(1)).count();
    let seats: u64 = certificate.places.iter().map(|place| u64::from(place.capacity)).sum();
    let mut lines = vec![
        format!("{}：报名 {n} 人，名额 {seats} 个，录取 {placed} 人，其中第 1 志愿 {first} 人", rules.method.title()),
        format!("承诺值 {}", certificate.commitment),
    ];
    if market.n_ties() > 0 && rules.method != Method::Lottery {
        let by = if rules.seed.is_some() {
            "按公开种子摇出先后"
        } else {
            "按编号定先后；要摇号定先后，请加 --seed"
        };
        lines.push(format!("各项成绩都相同的相邻两人有 {} 处，{by}", market.n_ties()));
    }
    if let Evidence::Floors { floors, .. } = &certificate.evidence {
        let short: Vec<String> = floors
            .iter()
            .filter(|floor| floor.admitted < floor.at_least)
            .map(|floor| format!("{}（保底 {} 人，实有 {} 人）", floor.region, floor.at_least, floor.admitted))
            .collect();
        lines.push(match short.is_empty() {
            true => "各片区保底全部满足".to_owned(),
            false => format!("任何分法都满足不了全部保底，已尽可能多：{}", short.join("、")),
        });
    }
    if let Evidence::Prices { total, .. } = &certificate.evidence {
        lines.push(format!("总代价 {total}"));
    }
    lines
}

fn certificate(path: &Path) -> Result<Option<Certificate>> {
    match read_certificate(&read(path)?) {
        Ok(certificate) => Ok(Some(certificate)),
        Err(finding) => {
            tell(&[finding]);
            Ok(None)
        }
    }
}

fn check(context: &Context, input: &Input, result: &Path, published: Option<&str>) -> Result<ExitCode> {
    let (Some(problem), Some(certificate)) = (problem(input)?, certificate(result)?) else { return Ok(code(false)) };
    let findings = verify(&problem, &certificate);
    tell(&findings);
    let good = findings.is_empty() && as_published(&problem, published);
    if good {
        println!(
            "复核无误：{}，{} 人，承诺值 {}",
            certificate.method.title(),
            problem.n_seekers(),
            certificate.commitment
        );
    } else {
        context.say("复核不通过");
    }
    Ok(code(good))
}

fn explain(options: &Explain) -> Result<ExitCode> {
    let Some(certificate) = certificate(&options.result)? else { return Ok(code(false)) };
    let mut input = Input {
        input: options.input.input.clone(),
        seekers: options.input.seekers.clone(),
        places: options.input.places.clone(),
    };
    if input.input.is_none() && input.seekers.is_none() {
        input.input = certificate.input.as_ref().map(|name| noted(&options.result, name));
    }
    let Some(problem) = problem(&input)? else { return Ok(code(false)) };
    if certificate.commitment != commitment(&problem) {
        bail!("结果不是由这份问题得出的：承诺值不同。请用 --input 指明当时的问题文件");
    }
    let explainer = Explainer::new(&problem, &certificate);
    let lines = match (&options.seeker, &options.place) {
        (Some(seeker), _) => explainer.seeker(seeker),
        (None, Some(place)) => explainer.place(place),
        (None, None) => Ok(Vec::new()),
    };
    match lines {
        Ok(lines) => lines.iter().for_each(|line| println!("{line}")),
        Err(finding) => {
            tell(&[finding]);
            return Ok(code(false));
        }
    }
    Ok(code(true))
}

/// The file noted in a result: as it stands, or beside the result.
fn noted(result: &Path, name: &str) -> PathBuf {
    let path = PathBuf::from(name);
    let beside = result.parent().map(|folder| folder.join(path.file_name().unwrap_or_default()));
    match beside {
        Some(beside) if !path.exists() && beside.exists() => beside,
        _ => path,
    }
}
