//! Wholes that only meaning tells: 报名 ≥ 录取, 注册 ≥ 递交, 年检 ≥ 评估, 教职工 ≥ 党员, and bases implied by a rate.

use super::arithmetic::{bases, print, upper};
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::{Letters, says};
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

/// (wide, narrow): what the narrow word counts is part of what the wide word counts.
const STEPS: &[(&str, &str)] = &[
    ("报名", "录取"),
    ("报考", "录取"),
    ("参加", "录取"),
    ("参加", "上线"),
    ("报考", "上线"),
    ("报名", "入围"),
    ("参加", "获奖"),
    ("申报", "获批"),
    ("申报", "立项"),
    ("申请", "批准"),
    ("受理", "办结"),
    ("接到", "办结"),
    ("收到", "办结"),
    ("排查", "整改"),
    ("发现", "整改"),
    ("检查", "合格"),
    ("抽检", "合格"),
    ("抽查", "合格"),
    ("注册", "递交"),
    ("注册", "入驻"),
    ("对接", "达成"),
    ("对接", "签约"),
    ("推荐", "入选"),
    ("推荐", "获评"),
    ("培训", "测试"),
    ("培训", "考核"),
    ("培训", "结业"),
    ("培训", "取得"),
    ("年检", "评估"),
    ("年检", "抽查"),
    ("普查", "抽查"),
    ("立案", "结案"),
    ("查处", "拆除"),
    ("应", "实"),
    ("计划", "开工"),
    ("开工", "竣工"),
    ("开工", "完工"),
    ("报告", "核实"),
    ("接种对象", "接种"),
    ("签约", "落地"),
    ("考核", "优秀"),
    ("考核", "合格"),
    ("毕业生", "就业"),
    ("评审", "通过"),
    ("参评", "获奖"),
];

/// (whole, part): classes of persons and things.
const CLASSES: &[(&str, &str)] = &[
    ("教职工", "党员"),
    ("干部职工", "党员"),
    ("教职工", "专任教师"),
    ("教职工", "教师"),
    ("专利申请", "发明申请"),
    ("专利申请", "发明专利申请"),
    ("专利授权", "发明授权"),
    ("专任教师", "骨干教师"),
    ("专任教师", "特级教师"),
    ("专任教师", "高级教师"),
    ("在校生", "寄宿生"),
    ("在校生", "留守儿童"),
    ("在校学生", "寄宿生"),
    ("学生", "住校生"),
    ("总人口", "常住人口"),
];

pub(super) fn check(desk: &mut Desk<'_>) {
    for sentence in 0..desk.prose.sentences.len() {
        let figures = desk.in_sentence(sentence);
        if figures.len() < 2 {
            continue;
        }
        steps(desk, figures);
        classes(desk, figures);
        among_top(desk, figures);
    }
    implied_total(desk);
}

/// The clause of a figure, or of the list it continues.
fn head<'a>(desk: &Desk<'a>, figures: &[Figure], index: usize) -> &'a str {
    let mut at = index;
    while at > 0
        && desk.prose.before(figures[at].lead.start.max(1)) != '、'
        && desk.text(figures[at].lead).starts_with('、')
        && figures[at - 1].alike(&figures[at])
    {
        at -= 1;
    }
    let next = figures.get(index + 1).map_or(usize::MAX, |f| f.start);
    let end = desk.prose.clause(figures[index].full_end).end.min(next).max(figures[index].full_end);
    desk.text(Span::new(figures[at].lead.start, end))
}

/// Which of [`STEPS`] a figure's clause speaks of, one bit a step.
#[derive(Clone, Copy, Default)]
struct Said {
    /// Its wide verb, as a verb and as a word.
    wide: u64,
    wide_word: u64,
    /// Its narrow verb, as a verb and as a word.
    narrow: u64,
    narrow_word: u64,
}

const _: () = assert!(STEPS.len() <= 64, "one bit a step");

/// What the clause of an amount says; nothing for a figure that takes no part.
fn said(desk: &Desk<'_>, figures: &[Figure], index: usize) -> Option<Said> {
    if !figures[index].amount() || skip(desk, &figures[index]) {
        return None;
    }
    let text = head(desk, figures, index);
    let letters = Letters::of(text.chars());
    let mut said = Said::default();
    for (step, (wide, narrow)) in STEPS.iter().enumerate() {
        let bit = 1 << step;
        if letters.may_spell(wide) && text.contains(wide) {
            said.wide_word |= bit;
            said.wide |= if verb(text, wide) { bit } else { 0 };
        }
        if letters.may_spell(narrow) && text.contains(narrow) {
            said.narrow_word |= bit;
            said.narrow |= if verb(text, narrow) { bit } else { 0 };
        }
    }
    Some(said)
}

fn steps(desk: &mut Desk<'_>, figures: &[Figure]) {
    let said: Vec<Option<Said>> = (0..figures.len()).map(|index| said(desk, figures, index)).collect();
    let step = |bits: u64| STEPS.get(bits.trailing_zeros() as usize);
    let surveys = STEPS.iter().enumerate().filter(|(_, s)| matches!(s.0, "年检" | "普查"));
    let surveys = surveys.fold(0, |bits, (index, _)| bits | 1 << index);
    for later in 1..figures.len() {
        let part = &figures[later];
        let Some(right) = said[later] else { continue };
        for earlier in (later.saturating_sub(6)..later).rev() {
            let whole = &figures[earlier];
            let Some(left) = said[earlier] else { continue };
            let forward = step(left.wide & right.narrow & !right.wide_word & !left.narrow_word);
            let backward = step(surveys & right.wide_word & left.narrow_word);
            if forward.is_none() && backward.is_none() || !comparable(whole, part) {
                continue;
            }
            let same = noun_fits(desk, whole, part);
            if let Some((wide, narrow)) = forward.filter(|_| same) {
                order(desk, whole, part, wide, narrow);
                break;
            }
            if let Some((wide, narrow)) =
                backward.filter(|_| desk.text(whole.counted).get(..6) == desk.text(part.counted).get(..6))
            {
                order(desk, part, whole, wide, narrow);
                break;
            }
        }
    }
}

fn verb(text: &str, word: &str) -> bool {
    match word {
        "应" => says(text, &["应参", "应到", "应检", "应接种", "应整改"]),
        "实" => says(text, &["实参", "实到", "实检", "实际", "实接种"]),
        _ => text.contains(word),
    }
}

fn comparable(a: &Figure, b: &Figure) -> bool {
    a.alike(b)
        || (a.kind == Kind::Count
            && b.kind == Kind::Count
            && (a.unit == "个" || b.unit == "个")
            && a.unit != "人次"
            && b.unit != "人次"
            && !a.people()
            && !b.people()
            && a.unit.len() == 3
            && b.unit.len() == 3
            && (a.unit == "家" || b.unit == "家"))
}

/// When both name what they count, the names must agree.
fn noun_fits(desk: &Desk<'_>, a: &Figure, b: &Figure) -> bool {
    let noun = |f: &Figure| -> String {
        let lead = desk.text(f.lead).trim_end_matches(['共', '达', '为', '了', '有']);
        lead.chars().rev().take_while(|c| !matches!(c, ',' | '、' | ';' | '。')).take(3).collect()
    };
    let (x, y) = (noun(a), noun(b));
    let listed = desk.text(a.lead).starts_with('、') || desk.text(b.lead).starts_with('、');
    !listed || x == y
}

fn skip(desk: &Desk<'_>, figure: &Figure) -> bool {
    says(desk.text(figure.lead), &["增加", "减少", "上年", "去年", "同比", "每", "人均", "其中"])
}

fn order(desk: &mut Desk<'_>, whole: &Figure, part: &Figure, wide: &str, narrow: &str) {
    if part.value <= upper(whole) {
        return desk.holds("part", &[part, whole]);
    }
    let message = format!("“{narrow}”{} 多于“{wide}”{}（若二者不是同一批则可成立）", desk.show(part), desk.show(whole));
    desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &[part, whole], message);
}

fn classes(desk: &mut Desk<'_>, figures: &[Figure]) {
    let sentence = figures[0].sentence;
    let near = desk.so_far(sentence);
    for part in figures {
        let before = &desk.prose.chars[part.lead.end.saturating_sub(6)..part.lead.end];
        let after = &desk.prose.chars[part.counted.start..part.counted.end.min(desk.prose.chars.len())];
        let letters = Letters::of(before.iter().chain(after).copied());
        if !CLASSES.iter().any(|(_, name)| letters.may_spell(name)) {
            continue;
        }
        let part_noun = noun(desk, part);
        let Some((whole_name, part_name)) = CLASSES.iter().find(|(_, p)| part_noun.contains(p)) else { continue };
        let here = near.iter().rev().find(|f| {
            f.start != part.start
                && f.alike(part)
                && f.amount()
                && noun(desk, f).contains(whole_name)
                && !noun(desk, f).contains(part_name)
        });
        let next = desk.after(part).iter().take(4).find(|f| {
            f.paragraph == part.paragraph && f.alike(part) && f.amount() && noun(desk, f).contains(whole_name)
        });
        if let Some(whole) = here.or(next).filter(|w| part.amount() && !skip(desk, w) && !skip(desk, part)) {
            order(desk, whole, part, whole_name, part_name);
        }
    }
}

fn noun(desk: &Desk<'_>, figure: &Figure) -> String {
    let lead: Vec<char> = desk.text(figure.lead).chars().rev().take(6).collect();
    let lead: String = lead.into_iter().rev().collect();
    format!("{}|{}", lead, desk.text(figure.counted).split(['开', '已', '参']).next().unwrap_or(""))
}

/// 注册企业73家,其中… is total's; here: A家企业,B家通过 with an explicit 全部 is left alone; 前N名中我占M.
fn among_top(desk: &mut Desk<'_>, figures: &[Figure]) {
    for pair in figures.windows(2) {
        let (field, part) = (&pair[0], &pair[1]);
        let top = desk.prose.ends(field.start, "前") && field.people() && desk.text(field.counted).contains('中');
        if top && part.people() && desk.text(part.lead).contains('占') {
            order(desk, field, part, "前列", "占");
        }
    }
}

/// N所学校达标,达标率p%: the schools of the area are then known, and no count of schools may exceed them.
fn implied_total(desk: &mut Desk<'_>) {
    let Some((base, rate, high)) = implied_schools(desk) else { return };
    let schools: Vec<&Figure> = desk
        .figures
        .iter()
        .filter(|f| {
            f.whole()
                && matches!(f.unit.as_str(), "所" | "家")
                && f.start != base.start
                && desk.text(f.counted).starts_with("学校")
        })
        .collect();
    for school in schools {
        if school.value > high {
            let message = format!(
                "{} 按 {}% 推得学校总数至多 {} 所，此处为 {}（若范围不同则可成立）",
                desk.show(base),
                print(rate.value, 4),
                print(high, 0),
                desk.show(school)
            );
            desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &[school, base], message);
        } else if school.paragraph == base.paragraph {
            desk.holds("part", &[school, base]);
        }
    }
    for pair in desk.figures.windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let verb: String = desk.text(a.counted).chars().take(2).collect();
        let joined = desk.text(b.lead).ends_with('、')
            && desk.text(a.counted).contains('校')
            && a.unit == "所"
            && b.unit == "所"
            && a.whole()
            && b.whole();
        if !joined
            || verb.chars().count() < 2
            || !desk.text(b.counted).starts_with(&verb)
            || !desk.text(b.counted).contains('校')
        {
            continue;
        }
        if a.value + b.value <= high {
            desk.holds("part", &[a, b]);
        } else {
            let message = format!(
                "{}+{}={}，多于由通过率推得的学校总数 {}（若范围不同则可成立）",
                print(a.value, 0),
                print(b.value, 0),
                print(a.value + b.value, 0),
                print(high, 0)
            );
            desk.fails("part", "figure-part-exceeds-whole", Severity::Warning, &[a, b], message);
        }
    }
}

fn implied_schools<'a>(desk: &Desk<'a>) -> Option<(&'a Figure, &'a Figure, Decimal)> {
    desk.figures.windows(2).find_map(|pair| {
        let (base, rate) = (&pair[0], &pair[1]);
        let schools =
            base.whole() && matches!(base.unit.as_str(), "所" | "家") && desk.text(base.counted).starts_with("学校");
        let text = desk.text(rate.lead);
        if !(schools && rate.kind == Kind::Percent && text.contains('率') && rate.start - base.full_end < 40) {
            return None;
        }
        bases(base.value, rate)
            .filter(|(low, high)| low <= high && high - low < Decimal::TEN)
            .map(|(_, high)| (base, rate, high))
    })
}
