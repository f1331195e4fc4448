//! Parts no larger than wholes, where no 其中 says so: 新增…达到…, pairs, measures for risks, halving.

use super::arithmetic::{print, upper};
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    added(desk, sentence);
    following_parts(desk, sentence);
    paired(desk, sentence);
    measures(desk, sentence);
    halved(desk, sentence);
}

/// 新增A(使总数达到B): A ≤ B.
fn added(desk: &mut Desk<'_>, sentence: usize) {
    for pair in desk.in_sentence(sentence).windows(2) {
        let (new, all) = (&pair[0], &pair[1]);
        if !(new.alike(all) && new.amount() && all.amount()) {
            continue;
        }
        let reach = desk.text(all.lead);
        let reached = ["达到", "达", "总数为", "增至", "累计"].iter().any(|w| reach.ends_with(w))
            && desk.text(Span::new(new.full_end, all.start)).chars().count() < 24;
        if !reached {
            continue;
        }
        let lead = desk.text(Span::new(desk.prose.clause(new.start).start, new.start));
        let grows = ["新增", "新建", "新认定", "新培育", "净增", "新评", "新列入", "新通过", "新设立"]
            .iter()
            .any(|w| lead.contains(w) || desk.text(new.counted).contains(w));
        if !grows {
            continue;
        }
        if new.value <= upper(all) {
            desk.holds("part", &[new, all]);
        } else {
            let message = format!(
                "新增 {} 后累计只有 {}，少了 {}",
                desk.show(new),
                desk.show(all),
                print(new.value - all.value, 4)
            );
            desk.fails("part", "figure-part-exceeds-whole", Severity::Error, &[new, all], message);
        }
    }
}

/// 选派80余名干部。其中,20名……,15名……: the list after a total does not exceed it.
fn following_parts(desk: &mut Desk<'_>, sentence: usize) {
    if sentence == 0 || desk.prose.sentences[sentence - 1].paragraph != desk.prose.sentences[sentence].paragraph {
        return;
    }
    let text = desk.text(desk.prose.sentences[sentence].span);
    if !["截至目前", "截至", "目前", "其中", "分别", "包括"].iter().any(|w| text.starts_with(w)) {
        return;
    }
    let Some(whole) = desk.in_sentence(sentence - 1).last().filter(|f| f.amount() && f.value > Decimal::ONE) else {
        return;
    };
    let parts: Vec<&Figure> = desk.in_sentence(sentence).iter().filter(|f| f.amount() && f.alike(whole)).collect();
    let related = parts.len() >= 3
        && parts.iter().all(|p| desk.prose.before(p.start) == ',' || !desk.text(p.lead).contains(['共', '比']));
    if !related {
        return;
    }
    let total = super::arithmetic::sum(&parts);
    let all: Vec<&Figure> = std::iter::once(whole).chain(parts.iter().copied()).collect();
    if total <= upper(whole) {
        return desk.holds("part", &all);
    }
    let terms: Vec<String> = parts.iter().map(|p| print(p.value, 4)).collect();
    let message = format!(
        "{}={}，大于前文的 {}（若所列有重叠或不属于它则可成立）",
        terms.join("+"),
        print(total, 4),
        desk.show(whole)
    );
    desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &all, message);
}

/// N个A与M个B结对.
fn paired(desk: &mut Desk<'_>, sentence: usize) {
    for pair in desk.in_sentence(sentence).windows(2) {
        let (left, right) = (&pair[0], &pair[1]);
        let counts = left.kind == Kind::Count && right.kind == Kind::Count && left.exact() && right.exact();
        if !counts || right.start.saturating_sub(left.full_end) >= 24 {
            continue;
        }
        let between = desk.text(Span::new(left.full_end, right.start));
        let after = desk.text(Span::new(right.full_end, (right.full_end + 14).min(desk.prose.chars.len())));
        if !between.contains(['与', '和', '同']) || between.contains([',', '。', ';']) {
            continue;
        }
        let tied =
            says(after.split([',', '。', ';']).next().unwrap_or(""), &["结对", "结成对子", "一一对应", "一对一"]);
        if !tied {
            continue;
        }
        if left.value == right.value {
            desk.holds("part", &[left, right]);
        } else {
            let message = format!("{} 与 {} 结对，数目不等（若一方对多方则可成立）", desk.show(left), desk.show(right));
            desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &[left, right], message);
        }
    }
}

/// 排查风险点N个,制定防控措施M条: at least one measure a risk.
fn measures(desk: &mut Desk<'_>, sentence: usize) {
    for pair in desk.in_sentence(sentence).windows(2) {
        let (risks, cures) = (&pair[0], &pair[1]);
        if !(risks.amount() && cures.amount()) {
            continue;
        }
        let found = ["风险点", "风险", "隐患点", "问题清单"]
            .iter()
            .any(|w| desk.text(risks.lead).ends_with(w) || desk.text(risks.counted).contains(w));
        let cured = ["措施", "防控措施", "整改措施"]
            .iter()
            .any(|w| desk.text(cures.lead).ends_with(w) || desk.text(cures.counted).contains(w));
        if !(found && cured) {
            continue;
        }
        if cures.value >= risks.value || !cures.exact() {
            desk.holds("part", &[cures, risks]);
        } else {
            let message = format!(
                "{} 只对应 {}，不足一点一策（若几个风险共用一条措施则可成立）",
                desk.show(risks),
                desk.show(cures)
            );
            desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &[cures, risks], message);
        }
    }
}

/// 减半 … 压减N%: at least a half.
fn halved(desk: &mut Desk<'_>, sentence: usize) {
    let text = desk.text(desk.prose.sentences[sentence].span);
    if !text.contains("减半") {
        return;
    }
    for stated in desk.in_sentence(sentence).iter().filter(|f| f.kind == Kind::Percent) {
        let lead = desk.text(stated.lead);
        if !says(lead, &["压减", "压缩", "缩短", "减少", "精简"]) {
            continue;
        }
        if stated.value >= Decimal::from(50) {
            desk.holds("part", &[stated]);
        } else {
            let message = format!("前称“减半”，此处只减 {}%，不到 50%（若所指不同则可成立）", print(stated.value, 4));
            desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &[stated], message);
        }
    }
}
