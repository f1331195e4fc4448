//! Totals and their parts: 其中, 共, 合计, brackets and colons after a total.

use super::arithmetic::{print, slack, sum, upper};
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::Figure;
use crate::text::Span;
use rust_decimal::Decimal;

/// Labels that exclude each other: parts named by one row do not overlap.
const EXCLUSIVE: &[&[&str]] = &[
    &["一本", "二本", "三本", "本科", "专科", "高职"],
    &["特等奖", "一等奖", "二等奖", "三等奖", "优秀奖", "鼓励奖"],
    &["金奖", "银奖", "铜奖"],
    &["男", "女"],
    &["幼儿园", "小学", "初中", "高中", "中职", "职高", "特教", "九年一贯", "完全中学", "高校"],
    &["国家级", "省级", "市级", "县级", "区级", "校级", "部级"],
    &["中央", "省级", "市级", "县级", "区级", "自筹", "社会"],
    &["公办", "民办"],
    &["城区", "城镇", "农村", "乡镇", "县城", "市区", "镇区", "乡村"],
    &["博士", "硕士", "研究生", "本科", "专科"],
    &["优秀", "良好", "合格", "不合格"],
    &["正高", "副高", "中级", "初级", "未定级"],
    &["新建", "改建", "扩建", "改扩建", "续建"],
    &["发明", "实用新型", "外观设计"],
    &["上半年", "下半年"],
    &["第一季度", "第二季度", "第三季度", "第四季度"],
    &["已办结", "正在办理", "未办结", "不予受理", "办结", "在办"],
    &["已完成", "正在", "未开工", "完工", "在建"],
    &["一般", "较大", "重大", "特别重大"],
];

/// Pairs that leave nothing out.
const COMPLETE: &[[&str; 2]] = &[["男", "女"], ["公办", "民办"], ["上半年", "下半年"], ["城镇", "农村"]];

const DELTA: &[&str] = &[
    "增加",
    "减少",
    "增长",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "同比",
    "净增",
    "上年",
    "去年",
    "新增",
    "每",
    "平均",
];

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    among(desk, sentence);
    bracketed(desk, sentence);
    gathered(desk, sentence);
    remaining(desk, sentence);
    appointed(desk, sentence);
    balance(desk, sentence);
}

/// 总数……,其中A……B……
fn among(desk: &mut Desk<'_>, sentence: usize) {
    let span = desk.prose.sentences[sentence].span;
    let text = desk.text(span);
    let places: Vec<usize> = text.match_indices("其中").map(|(b, _)| span.start + text[..b].chars().count()).collect();
    let figures = desk.in_sentence(sentence);
    for (index, &place) in places.iter().enumerate() {
        let limit = places[index + 1..]
            .iter()
            .copied()
            .find(|&p| desk.prose.before(p) != '(' || desk.prose.before(place) == '(')
            .unwrap_or(span.end);
        let end = scope_end(desk, place, limit);
        let parts: Vec<&Figure> =
            figures.iter().filter(|f| f.start > place && f.start < end && f.amount() && !part_delta(desk, f)).collect();
        let Some(first) = parts.first() else { continue };
        if desk.text(Span::new(place, first.start)).contains('%') {
            continue;
        }
        let depth = first.bracket;
        let parts: Vec<&Figure> = parts.into_iter().filter(|f| f.bracket == depth).collect();
        let mut groups: Vec<Vec<&Figure>> = Vec::new();
        for &part in &parts {
            match groups.iter_mut().find(|g| g[0].alike(part)) {
                Some(group) => group.push(part),
                None => groups.push(vec![part]),
            }
        }
        for group in groups {
            if let Some(whole) = whole_before(desk, sentence, place, group[0]) {
                let mixed = with_general_units(whole, &group, &parts);
                judge(desk, whole, mixed.as_deref().unwrap_or(&group), "其中");
            }
        }
    }
}

/// 学校90所,其中小学60所,教学点30个: parts counted by 个 join in when the sum is then near.
fn with_general_units<'a>(whole: &Figure, group: &[&'a Figure], parts: &[&'a Figure]) -> Option<Vec<&'a Figure>> {
    let all: Vec<&Figure> =
        parts.iter().copied().filter(|f| f.kind == whole.kind && (f.unit == "个" || f.alike(whole))).collect();
    let off = (sum(&all) - whole.value).abs();
    (whole.unit != "人" && all.len() > group.len() && off * Decimal::from(10) <= whole.value).then_some(all)
}

/// The number that 其中 refers to: the nearest of the same unit before it, or in the sentence before.
fn whole_before<'a>(desk: &Desk<'a>, sentence: usize, place: usize, part: &Figure) -> Option<&'a Figure> {
    let fits = |f: &&Figure| f.full_end <= place && f.amount() && f.alike(part) && !delta_of_rate(desk, f);
    let here = desk.in_sentence(sentence).iter().rev().find(fits);
    let opens = place == desk.prose.sentences[sentence].span.start;
    let linked = opens
        && sentence > 0
        && desk.prose.sentences[sentence - 1].paragraph == desk.prose.sentences[sentence].paragraph;
    here.or_else(|| linked.then(|| desk.in_sentence(sentence - 1).iter().rev().find(fits)).flatten())
}

/// The scope of 其中 ends at the bracket it stands in, at a semicolon outside a colon list, or at the next 其中.
fn scope_end(desk: &Desk<'_>, place: usize, limit: usize) -> usize {
    let mut depth = 0i32;
    for at in place..limit {
        match desk.prose.at(at) {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            ';' if depth == 0 => return at,
            '另' if depth == 0 && matches!(desk.prose.at(at + 1), '有' | '外') => return at,
            _ => {}
        }
    }
    limit
}

/// A number that says by how much something changed is no part.
fn delta(desk: &Desk<'_>, figure: &Figure) -> bool {
    says(desk.text(figure.lead), DELTA)
}

/// As [`delta`], but 新增 may name a part: 其中新增贷款A笔、续贷B笔.
fn part_delta(desk: &Desk<'_>, figure: &Figure) -> bool {
    let lead = desk.text(figure.lead);
    says(lead, DELTA) && DELTA.iter().any(|w| *w != "新增" && lead.contains(w))
}

fn delta_of_rate(desk: &Desk<'_>, figure: &Figure) -> bool {
    says(desk.text(figure.lead), &["比上年", "较上年", "比去年", "较去年", "同比增", "同比减"])
}

fn judge(desk: &mut Desk<'_>, whole: &Figure, parts: &[&Figure], link: &str) {
    if parts.is_empty() {
        return;
    }
    let all: Vec<&Figure> = std::iter::once(whole).chain(parts.iter().copied()).collect();
    if let Some(part) = parts.iter().find(|p| p.value - slack(&[p]) > upper(whole)) {
        let message = format!(
            "{}为部分，{}为总数，部分大于总数，多 {}",
            desk.show(part),
            desk.show(whole),
            print(part.value - whole.value, 4)
        );
        return desk.fails("part", "figure-part-exceeds-whole", Severity::Error, &[part, whole], message);
    }
    if parts.len() == 1 {
        return desk.holds("part", &all);
    }
    let total = sum(parts);
    let off = total - whole.value;
    let rounded = slack(&all);
    if off.abs() <= rounded {
        return desk.holds("sum", &all);
    }
    let loose = !all.iter().all(|f| f.exact());
    if loose && total <= upper(whole) {
        return desk.holds("part", &all);
    }
    let severity = weigh(desk, whole, parts, off, link, loose);
    match severity {
        None => desk.holds("part", &all),
        Some(severity) => {
            let message = sum_message(desk, whole, parts, severity, off > Decimal::ZERO);
            desk.fails("sum", "figure-sum-differs", severity, &all, message);
        }
    }
}

/// How grave a sum that differs is; `None` when the parts are plainly a selection.
fn weigh(
    desk: &Desk<'_>,
    whole: &Figure,
    parts: &[&Figure],
    off: Decimal,
    link: &str,
    loose: bool,
) -> Option<Severity> {
    let apart = exclusive(desk, parts);
    let rest = parts.iter().any(|p| says(desk.text(p.lead), &["其余", "其他", "其它", "剩余"]));
    if off > Decimal::ZERO {
        let close = off <= Decimal::from(3) || off * Decimal::from(20) <= whole.value * Decimal::from(3);
        return if (apart || rest) && !loose { Some(Severity::Error) } else { close.then_some(Severity::Warning) };
    }
    if rest && !loose {
        return Some(Severity::Error);
    }
    let last = parts[parts.len() - 1];
    if desk.prose.starts(last.counted.end, "等") || desk.text(last.counted).contains('等') {
        return None;
    }
    if apart
        && !loose
        && COMPLETE
            .iter()
            .any(|row| parts.len() == 2 && row.iter().all(|w| parts.iter().any(|p| label(desk, p).contains(w))))
    {
        return Some(Severity::Error);
    }
    let near = off.abs() <= Decimal::from(3) || off.abs() * Decimal::from(5) <= whole.value;
    let listed = link != "其中";
    (near || (listed && apart)).then_some(Severity::Warning)
}

/// The words around a part that say what it is.
fn label(desk: &Desk<'_>, part: &Figure) -> String {
    format!("{}{}", desk.text(part.lead), desk.text(part.counted))
}

fn exclusive(desk: &Desk<'_>, parts: &[&Figure]) -> bool {
    EXCLUSIVE.iter().any(|row| {
        let mut seen: Vec<&str> = Vec::new();
        parts.iter().all(|p| {
            let label = label(desk, p);
            let found = row.iter().filter(|w| label.contains(**w)).max_by_key(|w| w.len());
            let fresh = found.is_some_and(|w| !seen.contains(w));
            seen.extend(found);
            fresh
        })
    })
}

fn sum_message(desk: &Desk<'_>, whole: &Figure, parts: &[&Figure], severity: Severity, over: bool) -> String {
    let scale = scale(desk, whole);
    let total = sum(parts);
    let terms: Vec<String> = parts.iter().map(|p| print(p.value / scale, 6)).collect();
    let mut message = format!(
        "{}={}，文中为 {}，相差 {}",
        terms.join("+"),
        print(total / scale, 6),
        print(whole.value / scale, 6),
        print((total - whole.value).abs() / scale, 6)
    );
    if severity != Severity::Error {
        message.push_str(if over {
            "（若各部分有重叠则可成立）"
        } else {
            "（若只列举了一部分则可成立）"
        });
    }
    message
}

/// The multiplier that the whole is printed with.
fn scale(desk: &Desk<'_>, whole: &Figure) -> Decimal {
    match desk.prose.at(whole.end) {
        '万' => Decimal::from(10_000),
        '亿' => Decimal::from(100_000_000),
        _ => Decimal::ONE,
    }
}

/// 总数(A、B、C) and 总数:A、B、C, 总数,分别为A、B、C.
fn bracketed(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for (index, whole) in figures.iter().enumerate() {
        if !whole.amount() || delta(desk, whole) {
            continue;
        }
        let at = whole.counted.end;
        let mark = desk.prose.at(at);
        let open = mark == '(' && !desk.prose.starts(at + 1, "其中");
        let colon = mark == ':' && whole.bracket.is_none() && !desk.prose.starts(at + 1, "其中");
        let within = mark == ',' && desk.prose.before(at) == '中' && at > whole.full_end;
        let named =
            within || mark == ',' && ["分别是", "分别为", "包括", "分为"].iter().any(|w| desk.prose.starts(at + 1, w));
        if !(open || colon || named) {
            continue;
        }
        let parts: Vec<&Figure> = figures[index + 1..]
            .iter()
            .take_while(|f| if open { f.bracket == Some(at) } else { !crossed(desk, whole, f) })
            .filter(|f| f.amount() && f.alike(whole))
            .collect();
        let plain = parts
            .iter()
            .all(|p| !delta(desk, p) && !says(desk.text(p.lead), &["共", "达到", "达", "累计", "使", "其中"]));
        if parts.len() >= 2 && plain {
            judge(desk, whole, &parts, if within { "其中" } else { "列举" });
        }
    }
}

fn crossed(desk: &Desk<'_>, whole: &Figure, figure: &Figure) -> bool {
    let between = desk.text(Span::new(whole.full_end, figure.start));
    between.contains("共") || between.contains("合计") || between.contains("其中")
}

/// A、B、C,共N.
fn gathered(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for (index, whole) in figures.iter().enumerate() {
        let lead = desk.text(whole.lead).trim_start_matches([',', '、']);
        if !lead.contains(['共', '计']) {
            continue;
        }
        let clause = desk.text(Span::new(desk.prose.clause(whole.start).start, whole.start));
        let bare =
            ["共", "合计", "总计", "共计", "一共", "总共", "计", "合计为", "共计为", "共有", "合计达"].contains(&lead);
        let worded = !bare && lead.chars().count() <= 8 && says(lead, &["合计", "总计", "共计", "总共"]);
        if !whole.amount() || !(bare || worded) || (clause.chars().count() > 8 && !bare) {
            continue;
        }
        let mut parts: Vec<&Figure> = Vec::new();
        for figure in figures[..index].iter().rev() {
            if !figure.amount() || !figure.alike(whole) || delta(desk, figure) {
                break;
            }
            let after = parts.last().map_or(whole.start, |p: &&Figure| p.start);
            if desk.text(Span::new(figure.full_end, after)).contains([';', ':']) {
                break;
            }
            parts.push(figure);
        }
        parts.reverse();
        if parts.len() < 2 || figures[..index].iter().any(|f| desk.prose.starts(f.full_end, "其中")) {
            continue;
        }
        weigh_gathered(desk, whole, &parts, bare);
    }
}

fn weigh_gathered(desk: &mut Desk<'_>, whole: &Figure, parts: &[&Figure], bare: bool) {
    let all: Vec<&Figure> = std::iter::once(whole).chain(parts.iter().copied()).collect();
    let off = sum(parts) - whole.value;
    if off.abs() <= slack(&all) {
        return desk.holds("sum", &all);
    }
    if !all.iter().all(|f| f.exact()) {
        return;
    }
    let severity = if bare { Severity::Error } else { Severity::Warning };
    let message = sum_message(desk, whole, parts, severity, off > Decimal::ZERO);
    desk.fails("sum", "figure-sum-differs", severity, &all, message);
}

/// 受理N件,办结A件,其余B件正在办理.
fn remaining(desk: &mut Desk<'_>, sentence: usize) {
    let figures: Vec<&Figure> = desk.in_sentence(sentence).iter().filter(|f| f.amount()).collect();
    for index in 2..figures.len() {
        let (done, left) = (figures[index - 1], figures[index]);
        let Some(whole) = figures[..index - 1].iter().rev().find(|f| f.alike(done) && f.value >= done.value).copied()
        else {
            continue;
        };
        if !(whole.amount() && done.alike(whole) && left.alike(whole) && whole.exact() && done.exact() && left.exact())
        {
            continue;
        }
        // 共N所,其中A所、B所,其余C所: A is itself a part, and 其中 is looked at elsewhere.
        let opened = desk.text(Span::new(desk.prose.sentences[sentence].span.start, whole.start));
        if opened.rsplit(';').next().is_some_and(|text| text.contains("其中")) {
            continue;
        }
        let around = desk.text(desk.prose.clause(left.start));
        let rest = says(
            around,
            &[
                "其余",
                "剩余",
                "余下",
                "尚有",
                "还有",
                "未办结",
                "未整改",
                "未完成",
                "正在办理",
                "正在整改",
                "正在处理",
                "在办",
            ],
        );
        if !rest || desk.text(Span::new(whole.full_end, done.start)).contains("其中") || done.value > whole.value {
            continue;
        }
        let all = [whole, done, left];
        let off = done.value + left.value - whole.value;
        if off.abs() <= slack(&all) {
            desk.holds("sum", &all);
        } else {
            let severity =
                if says(around, &["其余", "剩余", "余下"]) { Severity::Error } else { Severity::Warning };
            let message = sum_message(desk, whole, &[done, left], severity, off > Decimal::ZERO);
            desk.fails("sum", "figure-sum-differs", severity, &all, message);
        }
    }
}

/// Talks before appointment are held with those promoted and those moved (党政领导干部选拔任用工作条例).
fn appointed(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    let Some(talks) =
        figures.iter().find(|f| f.people() && f.exact() && desk.text(desk.prose.clause(f.start)).contains("任前谈话"))
    else {
        return;
    };
    let so_far = desk.so_far(sentence);
    let near = |words: &[&str]| {
        so_far
            .iter()
            .rev()
            .find(|f| f.people() && f.exact() && f.start != talks.start && says(desk.text(f.lead), words))
    };
    let promoted = near(&["提拔任用", "新提拔", "提拔干部", "提任"]);
    let moved = near(&["交流轮岗", "轮岗交流", "轮岗", "平职交流", "转任"]);
    let (Some(promoted), Some(moved)) = (promoted, moved) else { return };
    let all = [talks, promoted, moved];
    if promoted.value + moved.value == talks.value {
        desk.holds("sum", &all);
    } else {
        let message =
            sum_message(desk, talks, &[promoted, moved], Severity::Warning, promoted.value + moved.value > talks.value);
        desk.fails(
            "sum",
            "figure-sum-differs",
            Severity::Warning,
            &all,
            format!("任前谈话人数应与新任用、交流轮岗人数相符：{message}"),
        );
    }
}

/// 收入A,支出B,结余C.
fn balance(desk: &mut Desk<'_>, sentence: usize) {
    let money: Vec<&Figure> = desk
        .in_sentence(sentence)
        .iter()
        .filter(|f| f.kind == crate::numbers::Kind::Money && f.exact() && f.amount())
        .collect();
    for three in money.windows(3) {
        let (income, spent, left) = (three[0], three[1], three[2]);
        let named = says(desk.text(income.lead), &["收入", "筹集", "到位", "拨付", "安排"])
            && says(desk.text(spent.lead), &["支出", "使用", "已用"])
            && says(desk.text(left.lead), &["结余", "节余", "盈余", "剩余", "结存"]);
        if !named || says(desk.text(left.lead), &["上年", "累计", "年初"]) {
            continue;
        }
        let all = [left, income, spent];
        let off = income.value - spent.value - left.value;
        if off.abs() <= slack(&all) {
            desk.holds("sum", &all);
        } else {
            let scale = scale(desk, left);
            let message = format!(
                "{}-{}={}，文中结余为 {}（若另有上年结转则可成立）",
                print(income.value / scale, 6),
                print(spent.value / scale, 6),
                print((income.value - spent.value) / scale, 6),
                print(left.value / scale, 6)
            );
            desk.fails("sum", "figure-sum-differs", Severity::Warning, &all, message);
        }
    }
}
