//! Growth: 同比, 比上年, 由A到B, 个百分点, 翻番, 倍.

use super::arithmetic::{close, percent, print, priors};
use crate::check::Desk;
use crate::finding::Severity;
use crate::letters::says;
use crate::numbers::{Exactness, Figure, Kind};
use crate::text::Span;
use rust_decimal::Decimal;

const UP: &[&str] = &["增长", "增加", "提高", "上升", "增幅", "提升", "增", "扩大", "多", "升"];
const DOWN: &[&str] =
    &["下降", "减少", "降低", "回落", "压减", "缩减", "降幅", "减", "降", "少", "压缩", "缩短", "下滑"];
const PAST: &[&str] = &["上年", "去年", "上一年", "上年同期", "去年同期", "前一年"];

/// +1 for a rise, −1 for a fall, by the last verb before a number.
fn direction(text: &str) -> Option<Decimal> {
    let up = UP.iter().filter_map(|w| text.rfind(w)).max();
    let down = DOWN.iter().filter_map(|w| text.rfind(w)).max();
    match (up, down) {
        (None, None) => None,
        (Some(u), Some(d)) => Some(if u > d { Decimal::ONE } else { Decimal::NEGATIVE_ONE }),
        (Some(_), None) => Some(Decimal::ONE),
        (None, Some(_)) => Some(Decimal::NEGATIVE_ONE),
    }
}

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    from_to(desk, figures);
    respectively(desk, figures);
    for (index, stated) in figures.iter().enumerate() {
        let growth = matches!(stated.kind, Kind::Percent | Kind::Points | Kind::Times) && !stated.range;
        if !growth {
            continue;
        }
        let lead = desk.text(stated.lead);
        if lead.contains(['占', ';', '。'])
            || lead.contains("分别")
            || follows_respectively(desk, &figures[..index], lead)
            || reaches(lead)
            || lead.contains('率') && !lead.contains("比")
        {
            continue;
        }
        let Some(sign) = direction(lead) else { continue };
        one(desk, figures, index, sign);
    }
}

/// 提高到N% states a level, not a change; 增幅达N% a change.
fn reaches(lead: &str) -> bool {
    let level = ["到", "至", "达", "为"].iter().find_map(|w| lead.strip_suffix(w));
    level.is_some_and(|head| !["增幅", "降幅", "增速", "增长率", "同比增长", "增长"].iter().any(|w| head.ends_with(w)))
}

fn one(desk: &mut Desk<'_>, figures: &[Figure], index: usize, sign: Decimal) {
    let stated = &figures[index];
    let over = stated.kind == Kind::Percent && sign < Decimal::ZERO && stated.value > Decimal::ONE_HUNDRED;
    if over || (stated.kind == Kind::Times && sign < Decimal::ZERO) {
        let message = format!(
            "“{}”：减少不能超过 100%，也不用倍数表示",
            desk.text(Span::new(stated.lead.start.max(stated.start.saturating_sub(8)), stated.full_end))
        );
        return desk.fails("growth", "figure-growth-impossible", Severity::Error, &[stated], message);
    }
    // A number in a bracket that has closed does not grow: 8个(其中5个),下降20%.
    let same_branch = |f: &&Figure| f.bracket.is_none() || f.bracket == stated.bracket;
    match stated.kind {
        Kind::Points => {
            if let Some(now) = figures[..index].iter().rev().find(|f| f.kind == Kind::Percent && !change(desk, f)) {
                points(desk, now, stated, sign);
            }
        }
        Kind::Percent => {
            let Some(now) = figures[..index]
                .iter()
                .rev()
                .filter(same_branch)
                .find(|f| f.amount() && !past(desk, f) && !change(desk, f))
            else {
                return;
            };
            if stated.start - now.full_end > 40 {
                return;
            }
            let earlier = figures[..index]
                .iter()
                .rev()
                .find(|f| f.start != now.start && f.alike(now) && (past(desk, f) || origin(desk, f)));
            let delta = figures[..index].iter().rev().find(|f| f.start > now.start && f.alike(now) && change(desk, f));
            percent_growth(desk, now, earlier, delta, stated, sign);
        }
        _ => {}
    }
}

/// A number that states a change: 增加N人, 比上年多N人.
fn change(desk: &Desk<'_>, figure: &Figure) -> bool {
    let lead = desk.text(figure.lead);
    let tail: String = lead.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect();
    direction(&tail).is_some() && !reaches(lead) || lead.ends_with("净增") || lead.ends_with("增加了")
}

fn past(desk: &Desk<'_>, figure: &Figure) -> bool {
    let lead = desk.text(figure.lead);
    if matches!(lead, "的" | "") {
        // 比2014年的300万
        let wide = desk.text(Span::new(desk.prose.clause(figure.start).start, figure.start));
        let head = wide.trim_end_matches('的').trim_end_matches('年').trim_end_matches(|c: char| c.is_ascii_digit());
        if head.ends_with(['比', '较']) && head.len() < wide.len() {
            return true;
        }
    }
    says(lead, PAST)
        && !["比上年", "较上年", "比去年", "较去年"].iter().any(|w| lead.ends_with(w))
        && !change(desk, figure)
}

fn origin(desk: &Desk<'_>, figure: &Figure) -> bool {
    let lead = desk.text(figure.lead);
    let wide =
        desk.text(Span::new(figure.start.saturating_sub(10).max(desk.prose.clause(figure.start).start), figure.start));
    let short = if matches!(lead, "的" | "") { wide } else { lead };
    let start = short.char_indices().rev().nth(9).map_or(0, |(b, _)| b);
    short[start..].contains(['由', '从'])
}

/// 率为N%,提高M个百分点: last year's rate must lie between 0 and 100.
fn points(desk: &mut Desk<'_>, now: &Figure, stated: &Figure, sign: Decimal) {
    if stated.start - now.full_end > 40 {
        return;
    }
    let before = now.value - sign * stated.value;
    if before >= Decimal::ZERO && (before <= Decimal::ONE_HUNDRED || now.value > Decimal::ONE_HUNDRED) {
        return desk.holds("growth", &[now, stated]);
    }
    let message = format!(
        "现为 {}%，变动 {} 个百分点，则原为 {}%，不可能",
        print(now.value, 4),
        print(stated.value, 4),
        print(before, 4)
    );
    desk.fails("growth", "figure-growth-impossible", Severity::Error, &[stated, now], message);
}

fn percent_growth(
    desk: &mut Desk<'_>,
    now: &Figure,
    earlier: Option<&Figure>,
    delta: Option<&Figure>,
    stated: &Figure,
    sign: Decimal,
) {
    if let Some(earlier) = earlier {
        return known(desk, now, earlier, stated, sign);
    }
    if let Some(delta) = delta {
        let before = now.value - sign * delta.value;
        let computed = percent(delta.value, before);
        if computed.is_some_and(|c| close(c, stated)) || !exact(now, delta, stated) {
            return desk.holds("growth", &[now, delta, stated]);
        }
        let Some(computed) = computed else { return };
        let message = format!(
            "现为 {}，变动 {}，则原为 {}，变动率 {}÷{}={}%，文中为 {}%",
            print(now.value, 4),
            print(delta.value, 4),
            print(before, 4),
            print(delta.value, 4),
            print(before, 4),
            print(computed, stated.quantum.scale() + 1),
            print(stated.value, 4)
        );
        return desk.fails("growth", "figure-growth-differs", Severity::Error, &[stated, now, delta], message);
    }
    if !now.whole() || stated.exactness != Exactness::Exact {
        return desk.holds("growth", &[now, stated]);
    }
    match priors(now.value, sign * stated.value, stated.half()) {
        Some((low, high)) if low <= high => desk.holds("growth", &[now, stated]),
        _ => {
            let message = format!(
                "{} 变动 {}% 时，没有整数的上期数（若口径不同则可成立）",
                desk.show(now),
                print(sign * stated.value, 4)
            );
            desk.fails("growth", "figure-growth-prior-not-whole", Severity::Warning, &[stated, now], message);
        }
    }
}

fn exact(a: &Figure, b: &Figure, c: &Figure) -> bool {
    a.exact() && b.exact() && c.exact() && a.quantum == Decimal::ONE && b.quantum == Decimal::ONE
}

/// Both years printed.
fn known(desk: &mut Desk<'_>, now: &Figure, earlier: &Figure, stated: &Figure, sign: Decimal) {
    let all = [stated, now, earlier];
    let slack = |f: &Figure| if f.quantum == Decimal::ONE { Decimal::ZERO } else { f.half() };
    let grow = |a: Decimal, b: Decimal| percent(a - b, b);
    let Some(computed) = grow(now.value, earlier.value) else { return };
    let low = grow(now.value - slack(now), earlier.value + slack(earlier)).unwrap_or(computed);
    let high = grow(now.value + slack(now), (earlier.value - slack(earlier)).max(earlier.half())).unwrap_or(computed);
    let want = sign * stated.value;
    if low <= want + stated.half() && high >= want - stated.half() {
        return desk.holds("growth", &all);
    }
    if !(now.exact() && earlier.exact() && stated.exact()) {
        return;
    }
    let message = format!(
        "({}-{})÷{}={}%，文中为 {}%",
        print(now.value, 4),
        print(earlier.value, 4),
        print(earlier.value, 4),
        print(computed, stated.quantum.scale() + 1),
        print(want, 4)
    );
    desk.fails("growth", "figure-growth-differs", Severity::Error, &all, message);
}

/// 由A增加到B: the direction, and the change where it is printed.
fn from_to(desk: &mut Desk<'_>, figures: &[Figure]) {
    let levels: Vec<&Figure> = figures
        .iter()
        .filter(|f| !matches!(f.kind, Kind::Year | Kind::Month | Kind::Day | Kind::Plain | Kind::Ordinal))
        .collect();
    for pair in levels.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let level = from.amount() && to.amount()
            || from.kind == Kind::Duration && to.kind == Kind::Duration
            || from.kind == Kind::Percent && to.kind == Kind::Percent;
        if !level || !from.alike(to) || !origin(desk, from) || from.range {
            continue;
        }
        // A year may stand before either number: 由2010年的40%提高到2014年的80%.
        let between = desk.text(Span::new(from.full_end, to.start));
        let between = between.trim_end_matches('的').trim_end_matches(|c: char| c.is_ascii_digit() || c == '年');
        if between.chars().count() > 16 || !reaches(between) {
            continue;
        }
        let wrong = match direction(between) {
            Some(sign) => (to.value - from.value) * sign < Decimal::ZERO,
            None => false,
        };
        if wrong {
            let message =
                format!("由 {} {}{}，方向与数值不符", desk.show(from), between.trim_start_matches(','), desk.show(to));
            desk.fails("growth", "figure-growth-direction", Severity::Error, &[to, from], message);
            continue;
        }
        desk.holds("growth", &[from, to]);
        change_after(desk, figures, from, to);
    }
}

/// The change printed after 由A到B.
fn change_after(desk: &mut Desk<'_>, figures: &[Figure], from: &Figure, to: &Figure) {
    let Some(stated) = figures.iter().find(|f| {
        f.start > to.start && f.start - to.full_end < 16 && (f.kind != Kind::Duration || from.kind == Kind::Duration)
    }) else {
        return doubled(desk, from, to);
    };
    let Some(sign) = direction(desk.text(stated.lead)) else { return doubled(desk, from, to) };
    if reaches(desk.text(stated.lead)) || !(from.exact() && to.exact() && stated.exact()) {
        return;
    }
    let real = to.value - from.value;
    let (computed, unit) = match stated.kind {
        Kind::Points if from.kind == Kind::Percent => (real, "个百分点"),
        Kind::Percent if from.kind == Kind::Duration => (percent(real, from.value).unwrap_or_default(), "%"),
        Kind::Times => ((real).checked_div(from.value).unwrap_or_default(), "倍"),
        _ if stated.alike(from) && from.kind != Kind::Percent => (real, stated.unit.as_str()),
        _ => return,
    };
    let slack = stated.half() + if from.quantum == Decimal::ONE { Decimal::ZERO } else { from.half() + to.half() };
    let all = [stated, to, from];
    let exact_unit = if stated.quantum == Decimal::ONE && slack == stated.half() && stated.kind != Kind::Times {
        Decimal::ZERO
    } else {
        slack
    };
    if (computed - sign * stated.value).abs() <= exact_unit {
        return desk.holds("growth", &all);
    }
    let message = format!(
        "{} 到 {} 变动 {}{}，文中为 {}{}",
        desk.show(from),
        desk.show(to),
        print(computed, 4),
        unit,
        print(stated.value, 4),
        unit
    );
    desk.fails("growth", "figure-growth-differs", Severity::Error, &all, message);
}

/// 翻了一番, 翻两番.
fn doubled(desk: &mut Desk<'_>, from: &Figure, to: &Figure) {
    let after = desk.text(Span::new(to.full_end, (to.full_end + 14).min(desk.prose.chars.len())));
    let Some(byte) = after.find('翻') else { return };
    let rest = &after[byte..];
    let times = if rest.contains("两番") {
        4
    } else if rest.contains('番') {
        2
    } else {
        return;
    };
    let need = from.value * Decimal::from(times);
    let near = (to.value - need).abs() <= need / Decimal::TEN;
    if near || to.value > need {
        return desk.holds("growth", &[from, to]);
    }
    let message = format!("{} 翻番应为 {}，文中为 {}", desk.show(from), print(need, 4), desk.show(to));
    desk.fails("growth", "figure-growth-differs", Severity::Warning, &[to, from], message);
}

/// A、B,分别增长a%和b%: each rate with its own number.
fn respectively(desk: &mut Desk<'_>, figures: &[Figure]) {
    for (index, first) in figures.iter().enumerate() {
        let lead = desk.text(first.lead);
        if !(lead.contains("分别") && matches!(first.kind, Kind::Percent)) || reaches(lead) {
            continue;
        }
        let Some(sign) = direction(lead) else { continue };
        let rates: Vec<&Figure> = figures[index..]
            .iter()
            .enumerate()
            .take_while(|(at, f)| {
                f.kind == Kind::Percent && (*at == 0 || matches!(desk.text(f.lead), "和" | "、" | "及"))
            })
            .map(|(_, f)| f)
            .collect();
        let numbers: Vec<&Figure> = figures[..index].iter().filter(|f| f.amount()).collect();
        if rates.len() < 2 || numbers.len() < rates.len() {
            continue;
        }
        for (now, stated) in numbers[numbers.len() - rates.len()..].iter().zip(&rates) {
            percent_growth(desk, now, None, None, stated, sign);
        }
    }
}

/// The second rate of 分别增长a%和b%.
fn follows_respectively(desk: &Desk<'_>, earlier: &[Figure], lead: &str) -> bool {
    matches!(lead, "和" | "、")
        && earlier.iter().rev().take_while(|f| f.kind == Kind::Percent).any(|f| desk.text(f.lead).contains("分别"))
}
