//! Completion: 完成A,占(年度)任务B的P%; 计划B,完成A,为计划的P%.

use super::share::against;
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Figure, Kind};
use crate::text::Span;

const PLAN: &[&str] = &["任务", "计划", "目标", "预算", "下达", "应", "指标"];
const DONE: &[&str] = &["完成", "实际", "实现", "已", "到位", "支出", "建成", "落实"];

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for stated in figures.iter().filter(|f| f.kind == Kind::Percent && !f.range && f.exact()) {
        let lead = desk.text(Span::new(desk.prose.clause(stated.start).start, stated.start));
        let of_plan = lead.ends_with('的') && says(lead, PLAN) || lead.ends_with("完成率") || lead.ends_with("执行率");
        if !of_plan || lead.contains('占') || lead.contains('率') && !lead.ends_with('率') {
            continue;
        }
        let earlier: Vec<&Figure> = figures.iter().filter(|f| f.full_end <= stated.start && f.amount()).collect();
        let tagged = |words: &[&str]| {
            earlier
                .iter()
                .rev()
                .find(|f| {
                    words.iter().any(|w| desk.text(f.lead).contains(w) && !desk.text(f.counted).starts_with('的'))
                })
                .copied()
        };
        let inside = earlier.last().copied().filter(|f| desk.text(Span::new(f.full_end, stated.start)) == "的");
        let base = inside.or_else(|| tagged(PLAN));
        let previous = inside
            .and_then(|b| earlier.iter().rev().copied().find(|f| f.start < b.start && f.alike(b)))
            .filter(|_| !lead.contains('率'));
        let part = previous.or_else(|| {
            earlier
                .iter()
                .rev()
                .copied()
                .find(|f| base.is_none_or(|b| b.start != f.start) && says(desk.text(f.lead), DONE))
        });
        let (Some(base), Some(part)) = (base, part) else { continue };
        if base.alike(part) && base.start != part.start {
            against(desk, part, base, stated, if inside.is_some() { Severity::Error } else { Severity::Warning });
        }
    }
}
