//! Who gets which place: how long it takes, and how long the library everybody finds first takes for the same.

use std::{
    fs,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use banjie_allot::{Builder, Certificate, Market, Method, PlaceInput, Problem, Rules, Score, allot, allot_in, verify};

use super::measure::{Amount, Line, best, timed};

/// Rounds; the best one counts.
const ROUNDS: usize = 7;

/// Numbers that follow from a number.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn shuffled(&mut self, n: usize) -> Vec<u32> {
        let mut list: Vec<u32> = (0..n as u32).collect();
        (1..n).rev().for_each(|at| list.swap(at, self.below(at + 1)));
        list
    }

    /// Different numbers below `n`.
    fn some(&mut self, n: usize, of: usize) -> Vec<u32> {
        let mut list = Vec::with_capacity(n);
        while list.len() < n {
            let number = self.below(of) as u32;
            if !list.contains(&number) {
                list.push(number);
            }
        }
        list
    }
}

/// Choices of many, best first.
type Lists = Vec<Vec<u32>>;

/// Seekers and places that all rank each other, in orders of their own.
fn full(n_seekers: usize, n_places: usize) -> Result<(Problem, Lists, Lists)> {
    let mut dice = Dice(1);
    let wishes: Vec<Vec<u32>> = (0..n_seekers).map(|_| dice.shuffled(n_places)).collect();
    let orders: Vec<Vec<u32>> = (0..n_places).map(|_| dice.shuffled(n_seekers)).collect();
    let mut builder = Builder::new();
    for (at, order) in orders.iter().enumerate() {
        builder.place(PlaceInput {
            id: format!("p{at}"),
            capacity: (n_seekers / n_places) as i64,
            order: Some(order.iter().map(|seeker| format!("s{seeker}")).collect()),
            ..PlaceInput::default()
        });
    }
    for (at, wishes) in wishes.iter().enumerate() {
        builder.seeker_of(&format!("s{at}"), &[], wishes.iter().copied());
    }
    Ok((sound(builder)?, wishes, orders))
}

/// Many seekers with scores and a few choices.
fn many(n_seekers: usize, n_places: usize, n_choices: usize) -> Result<Problem> {
    let mut dice = Dice(2);
    let mut builder = Builder::new();
    for at in 0..n_places {
        let capacity = (n_seekers / n_places) as i64;
        builder.place(PlaceInput { id: format!("p{at}"), capacity, ..PlaceInput::default() });
    }
    for at in 0..n_seekers {
        let scores = [Score::points(300 + dice.below(450) as i64), Score::points(dice.below(300) as i64)];
        builder.seeker_of(&format!("s{at}"), &scores, dice.some(n_choices, n_places));
    }
    sound(builder)
}

fn sound(builder: Builder) -> Result<Problem> {
    match builder.finish().sound() {
        Ok(problem) => Ok(problem),
        Err(findings) => bail!("the problem is faulty: {findings:?}"),
    }
}

/// Measures all of it.
pub fn measure() -> Result<Vec<Line>> {
    let mut lines = small()?;
    lines.extend(large()?);
    lines.push(cheapest()?);
    Ok(lines)
}

fn small() -> Result<Vec<Line>> {
    let (problem, wishes, orders) = full(5_000, 100)?;
    let rules = Rules::new(Method::Deferred);
    let market = Market::new(&problem, None);
    let rounds = (0..ROUNDS).map(|_| timed(|| black_box(allot_in(&problem, &market, &rules))).1).collect();
    let whole = (0..ROUNDS).map(|_| timed(|| black_box(allot(&problem, &rules))).1).collect();
    let outcome = allot_in(&problem, &market, &rules);
    let certificate = Certificate::new(&problem, &rules, &outcome);
    let (findings, checked) = timed(|| verify(&problem, &certificate));
    if !findings.is_empty() || outcome.n_placed() != 5_000 {
        bail!("the allocation does not verify: {findings:?}");
    }
    let how = format!(
        "双方各有完整的随机名次,名额共 5,000 个,{ROUNDS} 轮取最快,只计求解;结果经独立的复核程序复核,复核用 {}。",
        Amount::Time(checked.wall)
    );
    let mut solved =
        Line::spent("双向选择 5,000 人 × 100 单位,完整志愿", best(rounds), how).within(Duration::from_millis(5));
    let ranked = Line::spent("同上,含排出各单位的名次", best(whole), "由读入的问题到结果。");
    if let Some((version, peer, same)) = peer(&wishes, &orders, &outcome.place)? {
        if !same {
            bail!("matching and banjie-allot disagree on the stable outcome");
        }
        solved = solved.beside(format!("Python 库 matching {version} 的 solve(),结果相同"), Amount::Time(peer));
    }
    Ok(vec![solved, ranked])
}

fn large() -> Result<Vec<Line>> {
    let problem = many(1_000_000, 5_000, 10)?;
    let mut lines = Vec::new();
    for (method, what) in [(Method::Deferred, "双向选择"), (Method::Serial, "平行志愿")] {
        let rules = Rules::new(method);
        let rounds = (0..3).map(|_| timed(|| black_box(allot(&problem, &rules))).1).collect();
        let what = format!("{what} 1,000,000 人 × 5,000 单位 × 10 志愿");
        let how = "按两项成绩排序、排出各单位名次、求解,3 轮取最快。";
        lines.push(Line::spent(what, best(rounds), how).within(Duration::from_secs(2)));
    }
    let rules = Rules::new(Method::Serial);
    let outcome = allot(&problem, &rules).map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let (certificate, written) = timed(|| Certificate::new(&problem, &rules, &outcome));
    let (findings, checked) = timed(|| verify(&problem, &certificate));
    if !findings.is_empty() {
        bail!("the allocation does not verify: {findings:?}");
    }
    lines.push(Line::spent("同上,写出证据", written, "含规范名册的 SHA-256。"));
    lines.push(Line::spent("同上,独立复核", checked, "重算承诺值、次序、末位、全部申诉,并重做一遍。"));
    Ok(lines)
}

fn cheapest() -> Result<Line> {
    let mut dice = Dice(3);
    let mut document = banjie_allot::Document { format: banjie_allot::FORMAT.to_owned(), ..Default::default() };
    for at in 0..2_000 {
        let id = format!("p{at}");
        document.places.push(PlaceInput { id, capacity: 1, ..PlaceInput::default() });
    }
    for at in 0..2_000 {
        let cost =
            |place| banjie_allot::Wish::Priced { place: format!("p{place}"), cost: dice.below(1_000_000) as i64 };
        let choices = (0..2_000).map(cost).collect();
        document.seekers.push(banjie_allot::SeekerInput { id: format!("s{at}"), choices, ..Default::default() });
    }
    let problem = document.read().sound().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let rules = Rules::new(Method::Cheapest);
    let (outcome, spent) = timed(|| allot(&problem, &rules));
    let outcome = outcome.map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let findings = verify(&problem, &Certificate::new(&problem, &rules, &outcome));
    if !findings.is_empty() {
        bail!("the allocation does not verify: {findings:?}");
    }
    let how = "每人对每个单位都有 0 至 100 万的随机代价;影子价格证明总代价最小,已复核。";
    Ok(Line::spent("总代价最小 2,000 人 × 2,000 单位", spent, how))
}

/// The same problem solved by the Python library, where `python3` and the library are there: its version, its time, and
/// whether it agrees.
fn peer(wishes: &[Vec<u32>], orders: &[Vec<u32>], ours: &[u32]) -> Result<Option<(String, Duration, bool)>> {
    let folder = super::scratch()?;
    let (input, script) = (folder.path().join("peer.json"), folder.path().join("peer.py"));
    fs::write(
        &input,
        serde_json::to_string(&serde_json::json!({ "wishes": wishes, "orders": orders, "ours": ours }))?,
    )?;
    fs::write(&script, SCRIPT)?;
    let begun = Instant::now();
    let Ok(output) = Command::new("python3").arg(&script).arg(&input).output() else { return Ok(None) };
    if !output.status.success() || output.stdout.is_empty() {
        println!("  没有 Python 库 matching,不作对照(pip install matching)");
        return Ok(None);
    }
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).context("the answer of the peer")?;
    let seconds = answer["solve"].as_f64().context("the time of the peer")?;
    println!("  matching:建立 {} 秒,全程 {:.0} 秒", answer["build"], begun.elapsed().as_secs_f64());
    let version = answer["version"].as_str().unwrap_or_default().to_owned();
    Ok(Some((version, Duration::from_secs_f64(seconds), answer["same"] == true)))
}

/// Solves it with `matching`, answers the seconds and whether the outcome is ours.
const SCRIPT: &str = r#"
import json, sys, threading, time, warnings
from importlib.metadata import version
warnings.simplefilter("ignore")
from matching.games import HospitalResident

def main():
    with open(sys.argv[1]) as file:
        data = json.load(file)
    n = len(data["wishes"]) // len(data["orders"])
    residents = {f"s{i}": [f"p{p}" for p in wishes] for i, wishes in enumerate(data["wishes"])}
    hospitals = {f"p{i}": [f"s{s}" for s in order] for i, order in enumerate(data["orders"])}
    begun = time.perf_counter()
    game = HospitalResident.create_from_dictionaries(residents, hospitals, {h: n for h in hospitals})
    built = time.perf_counter()
    solved = game.solve(optimal="resident")
    solve = time.perf_counter() - built
    theirs = {str(r): str(h) for h, rs in solved.items() for r in rs}
    same = all(theirs.get(f"s{i}") == f"p{p}" for i, p in enumerate(data["ours"]))
    print(json.dumps({"version": version("matching"), "build": round(built - begun, 2), "solve": solve, "same": same}))

# The library copies its players by recursion, deeper than Python allows by itself.
sys.setrecursionlimit(10**7)
threading.stack_size(1 << 30)
thread = threading.Thread(target=main)
thread.start()
thread.join()
"#;
