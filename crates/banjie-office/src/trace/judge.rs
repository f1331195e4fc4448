//! Whether each figure of a printed report still is what the database says it was, and says now.

use std::collections::{BTreeMap, HashMap};

use banjie_desk::{Desk, Snapshot};
use banjie_figures::{Again, AsOf, Figures};
use banjie_model::{
    Seq,
    figure::{Hidden, RecordMark, Trace, shown},
    value::RecordId,
};
use banjie_papers::manifest::{Entry, Manifest, Reading, Standing};
use banjie_store::AnyStore;

use super::{TraceResult, changes};
use crate::{scope, signing::Leaves};

/// What becomes of a figure under examination, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// 一致
    Same,
    /// 其后有变化
    Changed,
    /// 无法核对
    Unknown,
    /// 不是本系统的数字
    Foreign,
    /// 被改动
    Tampered,
}

impl Finding {
    /// All, with the words on the screen and the key for machines.
    pub const NAMES: [(Finding, &'static str, &'static str); 5] = [
        (Finding::Same, "一致", "same"),
        (Finding::Changed, "其后有变化", "changed"),
        (Finding::Unknown, "无法核对", "unknown"),
        (Finding::Foreign, "不是本系统的数字", "foreign"),
        (Finding::Tampered, "被改动", "tampered"),
    ];

    /// The words on the screen.
    pub fn zh(self) -> &'static str {
        Self::NAMES.iter().find(|(f, ..)| *f == self).map_or("", |(_, zh, _)| zh)
    }

    /// The key for machines.
    pub fn key(self) -> &'static str {
        Self::NAMES.iter().find(|(f, ..)| *f == self).map_or("", |(.., key)| key)
    }
}

/// A figure, examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What became of it.
    pub finding: Finding,
    /// Why, in Chinese.
    pub reasons: Vec<String>,
    /// What it would be now, as printed; none: not known.
    pub now: Option<String>,
    /// Records that came in, fell out or were corrected since, a line each.
    pub changes: Vec<String>,
}

/// The signature of a report, examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seal {
    /// The report was not signed.
    Unsigned,
    /// On record as it stands in the file.
    Whole,
    /// Signed elsewhere.
    Foreign(String),
    /// Not as on record, or the record itself was changed.
    Broken(Vec<String>),
}

/// A report, examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The signature.
    pub seal: Seal,
    /// Each figure.
    pub verdicts: Vec<Verdict>,
}

impl Seal {
    /// The key for machines.
    pub fn key(&self) -> &'static str {
        match self {
            Seal::Unsigned => "unsigned",
            Seal::Whole => "whole",
            Seal::Foreign(_) => "foreign",
            Seal::Broken(_) => "broken",
        }
    }
}

impl Judgement {
    /// What became of the worst of the figures.
    pub fn worst(&self) -> Finding {
        self.verdicts.iter().map(|v| v.finding).max().unwrap_or(Finding::Same)
    }

    /// How many figures there are of each finding, best first.
    pub fn counts(&self) -> BTreeMap<Finding, usize> {
        let mut counts = BTreeMap::new();
        for verdict in &self.verdicts {
            *counts.entry(verdict.finding).or_default() += 1;
        }
        counts
    }
}

/// Where the database cannot be asked: only the text beside the list in the file.
pub fn unjudged(reading: &Reading) -> Judgement {
    let verdicts = (1..=reading.manifest.figures.len()).map(|number| {
        let fault = reading.fault(number);
        let finding = if fault.is_some() { Finding::Tampered } else { Finding::Unknown };
        Verdict { finding, reasons: fault.into_iter().collect(), now: None, changes: Vec::new() }
    });
    Judgement { seal: Seal::Unsigned, verdicts: verdicts.collect() }
}

/// Examines a report against the database.
///
/// # Errors
/// What the store says. A figure that cannot be examined is told in its verdict.
pub async fn judge(desk: &Desk<AnyStore>, reading: &Reading, now: banjie_model::Moment) -> TraceResult<Judgement> {
    let snapshot = desk.snapshot();
    let about = &reading.manifest.about;
    let moment = AsOf { seq: about.as_of, at: about.at };
    let figures = scope::figures(desk, &snapshot, moment);
    let (seal, kept) = seal(desk.store(), &reading.manifest).await?;
    let head = AsOf::now(desk.store(), now).await?.seq;
    let mut court =
        Court { desk, snapshot: &snapshot, figures, head, leaves: Leaves::default(), moved: HashMap::new() };
    let verdicts = court.verdicts(reading, &seal, kept.as_ref()).await?;
    Ok(Judgement { seal, verdicts })
}

/// The signature, and the list of figures the database keeps with it.
async fn seal(store: &AnyStore, manifest: &Manifest) -> TraceResult<(Seal, Option<Manifest>)> {
    let Some(issue) = &manifest.issue else { return Ok((Seal::Unsigned, None)) };
    if issue.database != store.identity().await? {
        let mark: String = issue.database.chars().take(8).collect();
        return Ok((Seal::Foreign(format!("由另一个数据库签发（标识 {mark}…，第 {} 号）", issue.number)), None));
    }
    let Some((report, text)) = store.signed(issue.number).await? else {
        return Ok((Seal::Broken(vec![format!("数据库里没有第 {} 号签发登记", issue.number)]), None));
    };
    let broken = store.broken_seals().await?.into_iter().filter(|b| b.number == issue.number);
    let mut reasons: Vec<String> = broken.map(|b| b.what).collect();
    if manifest.digest() != *report.digest {
        reasons.push("文件里的数据来源清单与签发时登记的不一致".to_owned());
    }
    let kept = Manifest::parse(text.as_bytes()).ok();
    Ok((if reasons.is_empty() { Seal::Whole } else { Seal::Broken(reasons) }, kept))
}

struct Court<'a> {
    desk: &'a Desk<AnyStore>,
    snapshot: &'a Snapshot,
    figures: Figures<'a, AnyStore>,
    head: Seq,
    leaves: Leaves,
    /// What moved in the records of a trace, by its key.
    moved: HashMap<String, Moved>,
}

/// Records of a trace, then and now.
#[derive(Default)]
pub(super) struct Moved {
    /// No longer counted.
    pub(super) left: Vec<RecordId>,
    /// Counted since.
    pub(super) entered: Vec<RecordId>,
    /// Counted then and now, with a newer version.
    pub(super) newer: Vec<RecordId>,
}

impl Moved {
    fn between(then: &[RecordMark], now: &[RecordMark]) -> Moved {
        let before: HashMap<RecordId, u32> = then.iter().map(|m| (m.record, m.version)).collect();
        let after: HashMap<RecordId, u32> = now.iter().map(|m| (m.record, m.version)).collect();
        let absent = |marks: &[RecordMark], other: &HashMap<RecordId, u32>| {
            marks.iter().map(|m| m.record).filter(|id| !other.contains_key(id)).collect()
        };
        let newer = now.iter().filter(|m| before.get(&m.record).is_some_and(|version| *version != m.version));
        Moved { left: absent(then, &after), entered: absent(now, &before), newer: newer.map(|m| m.record).collect() }
    }
}

impl Court<'_> {
    async fn verdicts(&mut self, reading: &Reading, seal: &Seal, kept: Option<&Manifest>) -> TraceResult<Vec<Verdict>> {
        let entries = &reading.manifest.figures;
        let of = |index: usize| kept.and_then(|kept| kept.figures.get(index)).unwrap_or(&entries[index]);
        let traces: Vec<&Trace> = (0..entries.len()).map(|index| &*of(index).trace).collect();
        let seq = reading.manifest.about.as_of;
        let foreign = matches!(seal, Seal::Foreign(_));
        let (then, now) = if foreign || traces.is_empty() {
            (Vec::new(), Vec::new())
        } else {
            (self.figures.again(&traces, seq).await?, self.figures.again(&traces, self.head).await?)
        };
        let mut verdicts = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let mut verdict = Verdict { finding: Finding::Same, reasons: Vec::new(), now: None, changes: Vec::new() };
            standing(&mut verdict, reading, index);
            if let (Some(kept), true) = (kept, Some(entry) != kept.and_then(|k| k.figures.get(index))) {
                let signed = kept.figures.get(index).map_or("没有这个数", |e| e.text.as_str());
                verdict.worse(Finding::Tampered, format!("文件里的清单与签发登记不符（登记为 {signed}）"));
            }
            match seal {
                Seal::Foreign(why) => verdict.worse(Finding::Foreign, why.clone()),
                _ => self.against_database(&mut verdict, of(index), seal, (&then[index], &now[index])).await?,
            }
            if matches!(seal, Seal::Broken(_)) && kept.is_none() {
                verdict.worse(Finding::Tampered, "签发登记不见了".to_owned());
            }
            verdicts.push(verdict);
        }
        Ok(verdicts)
    }

    /// Value and records as of then, then what they are now.
    async fn against_database(
        &mut self,
        verdict: &mut Verdict,
        entry: &Entry,
        seal: &Seal,
        (then, now): (&Again, &Again),
    ) -> TraceResult<()> {
        let trace = &*entry.trace;
        let signed = !matches!(seal, Seal::Unsigned);
        let wrong = if signed { Finding::Tampered } else { Finding::Foreign };
        if trace.as_of > self.head {
            verdict.worse(wrong, format!("日志只到第 {} 条，没有第 {} 条", self.head, trace.as_of));
            return Ok(());
        }
        match then {
            Err(why) => {
                verdict.worse(if signed { Finding::Unknown } else { Finding::Foreign }, why.clone());
                return Ok(());
            }
            Ok(value) if *value != trace.value => {
                let again = shown(*value, trace.show);
                let what =
                    if signed { "数据库被改动过" } else { "不是本库的数，或数据库被改动过" };
                verdict.worse(wrong, format!("按日志第 {} 条重算为 {again}：{what}", trace.as_of));
                return Ok(());
            }
            Ok(_) => {}
        }
        if let Some(signed) = &entry.records
            && self.leaves.of(&self.figures, trace).await? != *signed
        {
            verdict.worse(Finding::Tampered, "签发时的记录被改动过（记录的校验值不符）".to_owned());
        }
        match now {
            Err(why) => verdict.reasons.push(format!("现在的数未重算：{why}")),
            Ok(value) => self.since(verdict, trace, *value).await?,
        }
        Ok(())
    }

    /// What changed after the report.
    async fn since(
        &mut self,
        verdict: &mut Verdict,
        trace: &Trace,
        now: Option<rust_decimal::Decimal>,
    ) -> TraceResult<()> {
        verdict.now = Some(trace.hidden.map_or_else(|| shown(now, trace.show), Hidden::text));
        if self.head == trace.as_of {
            return Ok(());
        }
        let leaves = trace.leaves();
        let mut members = false;
        for leaf in &leaves {
            let key = leaf.key();
            if !self.moved.contains_key(&key) {
                let then = self.figures.marks(leaf, leaf.as_of).await?;
                let now = self.figures.marks(leaf, self.head).await?;
                self.moved.insert(key.clone(), Moved::between(&then, &now));
            }
            members |= self.moved.get(&key).is_some_and(|m| !m.left.is_empty() || !m.entered.is_empty());
        }
        if now == trace.value && !members {
            return Ok(());
        }
        let unit = &trace.unit;
        let (before, after) = (shown(trace.value, trace.show), shown(now, trace.show));
        verdict.worse(
            Finding::Changed,
            if now == trace.value {
                format!("数没有变（{before}{unit}），但有记录进出")
            } else if before == after {
                let exact =
                    |v: Option<rust_decimal::Decimal>| v.map_or_else(String::new, |v| v.normalize().to_string());
                format!("当时 {before}{unit}，现在也印作 {after}，准确值由 {} 变为 {}", exact(trace.value), exact(now))
            } else {
                format!("当时 {before}{unit}，现在 {after}{unit}")
            },
        );
        self.tell(verdict, &leaves, false).await?;
        if verdict.changes.is_empty() {
            self.tell(verdict, &leaves, true).await?;
        }
        Ok(())
    }

    async fn tell(&self, verdict: &mut Verdict, leaves: &[&Trace], any: bool) -> TraceResult<()> {
        for leaf in leaves {
            let Some(moved) = self.moved.get(&leaf.key()) else { continue };
            let (ledger, measured) = self.figures.source(leaf)?;
            for line in changes::told(self.desk, self.snapshot, ledger, (leaf.as_of, measured), moved, any).await? {
                if !verdict.changes.contains(&line) {
                    verdict.changes.push(line);
                }
            }
        }
        Ok(())
    }
}

impl Verdict {
    fn worse(&mut self, finding: Finding, why: String) {
        self.finding = self.finding.max(finding);
        self.reasons.push(why);
    }
}

/// The text in the file beside the list in the file.
fn standing(verdict: &mut Verdict, reading: &Reading, index: usize) {
    let issued = &reading.manifest.figures[index].text;
    match reading.standings.get(index) {
        Some(Standing::Same) => {}
        Some(Standing::Edited(text)) if text.is_empty() => {
            verdict.worse(Finding::Tampered, format!("文中已清空，原为 {issued}"));
        }
        Some(Standing::Edited(text)) => verdict.worse(Finding::Tampered, format!("文中为 {text}，原为 {issued}")),
        Some(Standing::Removed) | None => {
            verdict.worse(Finding::Tampered, format!("文中已删去或已失去标记，原为 {issued}"));
        }
    }
}
