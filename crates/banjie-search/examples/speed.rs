//! How long it takes to index many short records and to search them:
//! `cargo run --release -p banjie-search --example speed -- 200000 [folder]`.

use std::path::Path;
use std::time::{Duration, Instant};

use banjie_model::value::RecordId;
use banjie_model::{Moment, Name};
use banjie_search::{Entry, Index, Orgs, Reach};

const BATCH: usize = 20_000;
const STREETS: &[&str] =
    &["五华路", "天马路", "长乐坊", "解放北街", "重阳木巷", "人民东路", "瓯海大道", "龙港环城路", "朝阳新村"];
const MATTERS: &[&str] =
    &["违法建设", "占道经营", "油烟扰民", "绿化带损毁", "建筑垃圾偷倒", "户外广告未经许可", "噪声扰民"];
const WHERE: &[&str] = &["院内", "东侧空地", "沿街店面前", "小区门口", "地块", "菜场周边", "学校附近"];
const STATES: &[&str] = &["受理", "调查", "审核", "送达", "已办结"];
const QUERIES: &[&str] = &[
    "五华路",
    "违法建设",
    "五华路 违法建设",
    "违建〔2023〕34号",
    "2023 1234",
    "whl",
    "whlwfjs",
    "wuhualu",
    "五",
    "占道经营 已办结",
    "天马路123号",
    "123号",
    "zyxc",
    "现场检查",
    "不存在的路",
    "户外广告 2022",
    "yyrm",
    "2",
    "人民东路 噪声 2021",
    "changle",
];

/// Numbers without order, the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        list[self.below(list.len())]
    }
}

fn entry(record: usize, dice: &mut Dice) -> Entry {
    let (street, matter, state) = (dice.of(STREETS), dice.of(MATTERS), dice.of(STATES));
    let year = 2018 + dice.below(7);
    Entry {
        ledger: if dice.below(4) == 0 { "petition".into() } else { "case".into() },
        record: RecordId(record as i64),
        org_path: format!("/3303/{}/{}/", dice.below(12), dice.below(30)).into(),
        number: Some(format!("违建〔{year}〕{}号", dice.below(20_000)).into()),
        label: format!("{street}{}号{}{matter}", dice.below(600), dice.of(WHERE)).into(),
        texts: vec![
            format!("现场检查发现{}{}，责令{}日内改正", dice.of(WHERE), matter, 1 + dice.below(15)).into(),
            Name::from(dice.of(STREETS)),
        ],
        state: state.into(),
        closed: state == "已办结",
        changed_at: Moment::default() + Duration::from_secs(1_500_000_000 + dice.below(200_000_000) as u64),
    }
}

fn fill(index: &Index, count: usize) {
    let mut dice = Dice(1);
    let mut spent = Duration::ZERO;
    for from in (0..count).step_by(BATCH) {
        let entries: Vec<Entry> = (from..count.min(from + BATCH)).map(|record| entry(record, &mut dice)).collect();
        let start = Instant::now();
        index.write(&entries, &[], None).expect("the folder can be written");
        spent += start.elapsed();
    }
    println!("wrote {count} records in {:.1} s", spent.as_secs_f64());
}

fn ask(index: &Index, reach: &[Reach]) {
    let mut all = Vec::new();
    for query in QUERIES {
        let mut times: Vec<Duration> = Vec::new();
        let mut total = 0;
        for _ in 0..20 {
            let start = Instant::now();
            total = index.find(query, reach, 20, 0).expect("the folder can be read").total;
            times.push(start.elapsed());
        }
        times.sort();
        println!("{:>9.2} ms  {total:>8}  {query}", times[times.len() / 2].as_secs_f64() * 1000.0);
        all.extend(times);
    }
    all.sort();
    let at = |share: usize| all[(all.len() * share / 100).min(all.len() - 1)].as_secs_f64() * 1000.0;
    println!("half within {:.2} ms, 99 of 100 within {:.2} ms", at(50), at(99));
}

#[expect(clippy::disallowed_methods, reason = "an example is a program: it reads its arguments")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(200_000);
    let index = match arguments.next() {
        Some(folder) => Index::open(Path::new(&folder)).expect("the folder can be written").0,
        None => Index::in_memory().expect("threads can be started"),
    };
    fill(&index, count);
    println!("all of both ledgers:");
    ask(&index, &["case", "petition"].map(|ledger| Reach { ledger: ledger.into(), orgs: Orgs::All }));
    println!("one county of one ledger:");
    ask(&index, &[Reach { ledger: "case".into(), orgs: Orgs::Below(vec!["/3303/7/".into()]) }]);
}
