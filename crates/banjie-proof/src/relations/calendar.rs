//! Calendar: weekdays, dates that do not exist, ordinals of yearly days, anniversaries, date ranges with their length, plan periods.

use crate::check::Desk;
use crate::finding::Severity;
use crate::numbers::{Figure, Kind};
use crate::text::Span;
use chrono::{Datelike, NaiveDate, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Yearly days with the year of the first one.
const DAYS: &[(&str, i32)] = &[
    ("教师节", 1985),
    ("全国助残日", 1991),
    ("国家宪法日", 2014),
    ("全国消防日", 1992),
    ("记者节", 2000),
    ("中国农民丰收节", 2018),
    ("中国医师节", 2018),
    ("中国人民警察节", 2021),
    ("中国航天日", 2016),
    ("全国交通安全日", 2012),
    ("全民健身日", 2009),
    ("全民国防教育日", 2001),
    ("世界读书日", 1996),
    ("世界水日", 1993),
    ("全国土地日", 1991),
    ("烈士纪念日", 2014),
    ("全国中小学生安全教育日", 1996),
    ("全国爱眼日", 1996),
    ("国际禁毒日", 1988),
    ("世界艾滋病日", 1988),
    ("全国科技工作者日", 2017),
    ("全国生态日", 2023),
    ("国际护士节", 1912),
];

/// Founding years for N周年.
const FOUNDED: &[(&str, i32)] = &[
    ("新中国成立", 1949),
    ("中华人民共和国成立", 1949),
    ("建国", 1949),
    ("建党", 1921),
    ("中国共产党成立", 1921),
    ("建军", 1927),
    ("改革开放", 1978),
    ("长征胜利", 1936),
    ("抗战胜利", 1945),
    ("抗日战争胜利", 1945),
    ("五四运动", 1919),
    ("建团", 1922),
    ("共青团成立", 1922),
    ("香港回归", 1997),
    ("澳门回归", 1999),
    ("辛亥革命", 1911),
    ("少先队建队", 1949),
];

/// 十一五 and its kin: first year.
const PLANS: &[(&str, i64)] = &[
    ("九五", 1996),
    ("十五", 2001),
    ("十一五", 2006),
    ("十二五", 2011),
    ("十三五", 2016),
    ("十四五", 2021),
    ("十五五", 2026),
];

pub(super) fn check(desk: &mut Desk<'_>, sentence: usize) {
    dates(desk, sentence);
    ordinals(desk, sentence);
    anniversaries(desk, sentence);
    lengths(desk, sentence);
    plans(desk, sentence);
}

fn int(figure: &Figure) -> i32 {
    figure.value.to_i32().unwrap_or(0)
}

/// Real dates, and their weekday.
fn dates(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for (index, day) in figures.iter().enumerate().filter(|(_, f)| f.kind == Kind::Day) {
        let Some(month) =
            index.checked_sub(1).map(|i| &figures[i]).filter(|m| m.kind == Kind::Month && m.full_end == day.start)
        else {
            continue;
        };
        let year =
            index.checked_sub(2).map(|i| &figures[i]).filter(|y| y.kind == Kind::Year && y.full_end == month.start);
        let checked = year.map_or(2024, int);
        let Some(date) = NaiveDate::from_ymd_opt(checked, int(month).unsigned_abs(), int(day).unsigned_abs()) else {
            let start = year.map_or(month.start, |y| y.start);
            let message = format!("没有 {} 这一天", desk.text(Span::new(start, day.full_end)));
            desk.find("figure-date-impossible", Severity::Error, Span::new(start, day.full_end), message);
            continue;
        };
        let Some((weekday, span)) = weekday_after(desk, day.full_end) else { continue };
        let Some(year) = year else { continue };
        let spans = vec![span, year.span(), month.span(), day.span()];
        let holds = date.weekday() == weekday;
        desk.relate("calendar", holds, spans.clone());
        if !holds {
            let message = format!(
                "{} 是{}，文中为{}",
                desk.text(Span::new(year.start, day.full_end)),
                chinese(date.weekday()),
                desk.text(span)
            );
            desk.find_with("figure-weekday-differs", Severity::Error, span, message, spans[1..].to_vec(), None);
        }
    }
    for month in figures
        .iter()
        .filter(|f| f.kind == Kind::Month && (f.value < Decimal::ONE || f.value > Decimal::from(12)) && !f.range)
    {
        let message = format!("没有 {} 月", month.value);
        desk.find("figure-date-impossible", Severity::Error, month.full(), message);
    }
}

/// The weekday in or after a bracket behind a date.
fn weekday_after(desk: &Desk<'_>, at: usize) -> Option<(Weekday, Span)> {
    let from = at + usize::from(matches!(desk.prose.at(at), '(' | ','));
    let word = ["星期", "周", "礼拜"].into_iter().find(|w| desk.prose.starts(from, w))?;
    let place = from + word.chars().count();
    let weekday = match desk.prose.at(place) {
        '一' => Weekday::Mon,
        '二' => Weekday::Tue,
        '三' => Weekday::Wed,
        '四' => Weekday::Thu,
        '五' => Weekday::Fri,
        '六' => Weekday::Sat,
        '日' | '天' => Weekday::Sun,
        _ => return None,
    };
    Some((weekday, Span::new(from, place + 1)))
}

fn chinese(weekday: Weekday) -> &'static str {
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"][weekday.num_days_from_monday() as usize]
}

/// The year wanted among those that the sentence names, or failing any, the document; else the first named.
fn year_for<'a>(desk: &Desk<'a>, sentence: usize, want: i32) -> Option<(&'a Figure, bool)> {
    let here = desk.in_sentence(sentence).iter().filter(|f| f.kind == Kind::Year && !f.range).collect::<Vec<_>>();
    let all: Vec<&Figure> = if here.is_empty() {
        desk.figures.iter().filter(|f| f.kind == Kind::Year && !f.range).take(400).collect()
    } else {
        here
    };
    all.iter().find(|f| int(f) == want).map(|f| (*f, true)).or_else(|| all.first().map(|f| (*f, false)))
}

/// 第二十个教师节 is 2004.
fn ordinals(desk: &mut Desk<'_>, sentence: usize) {
    for ordinal in desk.in_sentence(sentence).iter().filter(|f| f.kind == Kind::Ordinal) {
        let after = desk.text(Span::new(ordinal.full_end, (ordinal.full_end + 14).min(desk.prose.chars.len())));
        let rest = after.trim_start_matches(['个', '届']);
        let Some((name, first)) = DAYS.iter().find(|(name, _)| rest.starts_with(name)) else { continue };
        judge(desk, sentence, ordinal, first + int(ordinal) - 1, &format!("第 {} 个{name}", ordinal.value));
    }
}

fn judge(desk: &mut Desk<'_>, sentence: usize, figure: &Figure, want: i32, what: &str) {
    let Some((year, holds)) = year_for(desk, sentence, want) else { return };
    if holds {
        return desk.holds("calendar", &[figure, year]);
    }
    let message = format!("{what}是 {want} 年，文中的年份为 {}（若所说不是该年则可成立）", year.value);
    desk.fails("calendar", "figure-ordinal-year-differs", Severity::Warning, &[figure, year], message);
}

/// 新中国成立70周年 is 2019.
fn anniversaries(desk: &mut Desk<'_>, sentence: usize) {
    for figure in desk.in_sentence(sentence).iter().filter(|f| f.unit == "周年") {
        let lead = desk.text(figure.lead);
        let after = desk.text(figure.counted);
        if ["建校", "建院", "建馆", "建所", "成立", "创办"].iter().any(|w| lead.ends_with(w))
            && let Some(year) = founded_here(desk)
        {
            judge(desk, sentence, figure, year + int(figure), &format!("{year} 年起 {} 周年", figure.value));
            continue;
        }
        let Some((name, founded)) = FOUNDED.iter().find(|(name, _)| lead.ends_with(name)) else { continue };
        if after.starts_with('来') || figure.value > Decimal::from(300) {
            continue;
        }
        judge(desk, sentence, figure, founded + int(figure), &format!("{name} {} 周年", figure.value));
    }
}

/// The year in which the document says its institution was founded.
fn founded_here(desk: &Desk<'_>) -> Option<i32> {
    let founded = desk.figures.iter().take(200).find(|f| {
        f.kind == Kind::Year
            && ["创办于", "始建于", "创建于", "建校于", "成立于"].iter().any(|w| desk.text(f.lead).ends_with(w))
    })?;
    Some(int(founded))
}

/// 5月1日至7日,为期7天; 2019—2021年三年.
fn lengths(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for (index, stated) in figures.iter().enumerate().filter(|(_, f)| f.kind == Kind::Duration && f.exact() && !f.range)
    {
        let lead = desk.text(stated.lead);
        let days = stated.unit == "天" && ["为期", "历时", "共"].iter().any(|w| lead.ends_with(w));
        if days {
            day_range(desk, &figures[..index], stated);
        }
        if stated.unit == "年" && ["历时", "为期", "连续", "这", ""].contains(&lead) && index >= 2 {
            year_range(desk, &figures[index - 2], &figures[index - 1], stated);
        }
    }
    for pair in figures.windows(2) {
        let backwards = pair[0].kind == Kind::Year
            && pair[1].kind == Kind::Year
            && pair[0].range
            && pair[1].range
            && pair[0].value > pair[1].value;
        if backwards {
            let message = format!("起止年份颠倒：{}", desk.text(Span::new(pair[0].start, pair[1].full_end)));
            desk.find("figure-date-impossible", Severity::Error, Span::new(pair[0].start, pair[1].full_end), message);
        }
    }
}

fn year_range(desk: &mut Desk<'_>, first: &Figure, last: &Figure, stated: &Figure) {
    if first.kind != Kind::Year
        || last.kind != Kind::Year
        || last.value < first.value
        || stated.start - last.full_end > 4
        || !last.range
    {
        return;
    }
    let (span, inner) = (last.value - first.value + Decimal::ONE, last.value - first.value);
    if stated.value == span || stated.value == inner {
        return desk.holds("calendar", &[stated, first, last]);
    }
    let message = format!("{}至{}年首尾计入为 {span} 年，文中为 {}", first.value, last.value, desk.show(stated));
    desk.fails("calendar", "figure-duration-differs", Severity::Warning, &[stated, first, last], message);
}

fn day_range(desk: &mut Desk<'_>, earlier: &[Figure], stated: &Figure) {
    let dated: Vec<&Figure> = earlier.iter().filter(|f| matches!(f.kind, Kind::Month | Kind::Day)).collect();
    let Some(end) = dated.iter().rposition(|f| f.kind == Kind::Day).filter(|&i| i >= 1) else { return };
    let last = dated[end];
    let (last_month, from) = if dated[end - 1].kind == Kind::Month {
        (Some(dated[end - 1]), end.checked_sub(2))
    } else {
        (None, end.checked_sub(1))
    };
    let Some(first) = from.map(|i| dated[i]).filter(|f| f.kind == Kind::Day) else { return };
    let Some(first_month) = from.and_then(|i| i.checked_sub(1)).map(|i| dated[i]).filter(|f| f.kind == Kind::Month)
    else {
        return;
    };
    let month_to = last_month.unwrap_or(first_month);
    let date = |m: &Figure, d: &Figure| NaiveDate::from_ymd_opt(2023, int(m).unsigned_abs(), int(d).unsigned_abs());
    let (Some(a), Some(b)) = (date(first_month, first), date(month_to, last)) else { return };
    let linked = desk.text(Span::new(first.full_end, last.start)).contains(['至', '-', '—', '~', '到']);
    let days = (b - a).num_days() + 1;
    if !linked || days < 1 || stated.start - last.full_end > 30 {
        return;
    }
    let all = [stated, first_month, first, last];
    if stated.value == Decimal::from(days) || stated.value == Decimal::from(days - 1) {
        return desk.holds("calendar", &all);
    }
    let message = format!(
        "{} 至 {} 首尾计入为 {days} 天，文中为 {}",
        desk.text(Span::new(first_month.start, first.full_end)),
        desk.text(last.full()),
        desk.show(stated)
    );
    desk.fails("calendar", "figure-duration-differs", Severity::Error, &all, message);
}

/// “十四五”(2021—2025年).
fn plans(desk: &mut Desk<'_>, sentence: usize) {
    let figures = desk.in_sentence(sentence);
    for pair in figures.windows(2).filter(|p| p[0].kind == Kind::Year && p[1].kind == Kind::Year && p[1].range) {
        let start = pair[0].start.saturating_sub(8);
        let before = desk.text(Span::new(start, pair[0].start));
        let Some((name, first)) = PLANS.iter().rev().find(|(name, _)| before.contains(&format!("“{name}”"))) else {
            continue;
        };
        if !before.ends_with('(') {
            continue;
        }
        if pair[0].value == Decimal::from(*first) && pair[1].value == Decimal::from(first + 4) {
            desk.holds("calendar", &[&pair[0], &pair[1]]);
        } else {
            let message = format!("“{name}”是 {first}—{} 年", first + 4);
            desk.fails("calendar", "figure-ordinal-year-differs", Severity::Error, &[&pair[0], &pair[1]], message);
        }
    }
}
