//! Numbers of headings and items: jumps, repeats, marks. Basis: GB/T 9704-2012 (一、（一）1.（1）).

use crate::check::Desk;
use crate::finding::Severity;
use crate::numbers::chinese_value;
use crate::text::Span;
use rust_decimal::prelude::ToPrimitive;

/// How a heading is numbered; the order is that of the levels.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// 一、
    First,
    /// （一）
    Second,
    /// 1. or 1、
    Third,
    /// （1）
    Fourth,
}

struct Head {
    level: Level,
    number: usize,
    span: Span,
    /// The mark after the number.
    mark: char,
}

pub(super) fn check(desk: &mut Desk<'_>) {
    let noted = super::attachments::noted(desk);
    let heads: Vec<Head> =
        desk.prose.paragraphs.iter().filter(|p| !noted.contains(p)).filter_map(|p| head(desk, *p)).collect();
    sequence(desk, &heads);
    marks(desk, &heads);
    levels(desk, &heads);
    spoken(desk);
}

fn head(desk: &Desk<'_>, paragraph: Span) -> Option<Head> {
    let mut at = paragraph.start;
    while matches!(desk.prose.at(at), '#' | ' ' | '*') && at < paragraph.end {
        at += 1;
    }
    let start = at;
    let bracket = desk.prose.at(at) == '(';
    at += usize::from(bracket);
    let from = at;
    let arabic = desk.prose.at(at).is_ascii_digit();
    while at < paragraph.end
        && at - from < 4
        && (if arabic {
            desk.prose.at(at).is_ascii_digit()
        } else {
            "一二三四五六七八九十".contains(desk.prose.at(at))
        })
    {
        at += 1;
    }
    if at == from {
        return None;
    }
    let digits = &desk.prose.chars[from..at];
    let number =
        if arabic { digits.iter().collect::<String>().parse().ok()? } else { chinese_value(digits)?.to_usize()? };
    let mark = desk.prose.at(at);
    let level = match (bracket, arabic) {
        (true, true) if mark == ')' => Level::Fourth,
        (true, false) if mark == ')' => Level::Second,
        (false, true) if matches!(mark, '.' | '、') && !desk.prose.at(at + 1).is_ascii_digit() => Level::Third,
        (false, false) if mark == '、' => Level::First,
        _ => return None,
    };
    (number <= 60).then_some(Head { level, number, span: Span::new(start, at + 1), mark })
}

fn sequence(desk: &mut Desk<'_>, heads: &[Head]) {
    let mut last: [Option<&Head>; 4] = [None; 4];
    for head in heads {
        let level = head.level as usize;
        let expected = last[level].map_or(1, |h| h.number + 1);
        let before = last[level].map(|h| h.span);
        let again = head.number == 1 && last[level].is_some_and(|h| h.number == 1);
        if head.number != expected && (head.number != 1 || again) {
            let text = desk.prose.written(head.span);
            let message = match before {
                Some(_) if head.number < expected => format!("序号“{text}”重复或倒退：应为第 {expected}"),
                Some(_) => format!("序号跳到“{text}”：缺第 {expected}"),
                None => format!("序号从“{text}”开始：缺第 1"),
            };
            desk.find_with("numbering-jump", Severity::Warning, head.span, message, before.into_iter().collect(), None);
        }
        last[level] = Some(head);
        for lower in last.iter_mut().skip(level + 1) {
            *lower = None;
        }
    }
}

/// A higher level within a lower one: （一） 一、 二、 （二）; and （1） right under 一、.
fn levels(desk: &mut Desk<'_>, heads: &[Head]) {
    for (at, pair) in heads.windows(2).enumerate() {
        let (outer, inner) = (&pair[0], &pair[1]);
        if inner.number != 1 {
            continue;
        }
        let skips = outer.level == Level::First && inner.level == Level::Fourth;
        let deep = inner.level < outer.level && !heads[..=at].iter().any(|h| h.level == inner.level);
        let goes_on = || {
            let rest = &heads[at + 2..];
            let next = rest.iter().find(|h| h.level == outer.level);
            next.is_some_and(|h| h.number == outer.number + 1) && !rest.iter().any(|h| h.level < inner.level)
        };
        let within = deep && goes_on();
        if !(skips || within) {
            continue;
        }
        let message = format!(
            "“{}”之下用“{}”：层次依次为“一、”“（一）”“1.”“（1）”（GB/T 9704—2012 第7.3.3条）",
            desk.prose.written(outer.span),
            desk.prose.written(inner.span)
        );
        desk.find_with("numbering-level", Severity::Info, inner.span, message, vec![outer.span], None);
    }
}

fn marks(desk: &mut Desk<'_>, heads: &[Head]) {
    for head in heads {
        let next = desk.prose.at(head.span.end);
        if matches!(head.level, Level::Second | Level::Fourth) && matches!(next, '、' | ',' | '.') {
            let span = Span::new(head.span.end, head.span.end + 1);
            desk.find_with(
                "numbering-mark",
                Severity::Info,
                span,
                "带括号的序号后不加标点（GB/T 15834）",
                Vec::new(),
                Some(String::new()),
            );
        }
        if head.level == Level::Third && head.mark == '、' {
            let span = Span::new(head.span.end - 1, head.span.end);
            desk.find_with(
                "numbering-mark",
                Severity::Info,
                span,
                "第三层序号用“1.”，不用“1、”（GB/T 9704）",
                Vec::new(),
                Some(".".to_owned()),
            );
        }
    }
}

/// 一是 … 三是 without 二是 in one paragraph.
fn spoken(desk: &mut Desk<'_>) {
    const ORDER: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    for index in 0..desk.prose.paragraphs.len() {
        let paragraph = desk.prose.paragraphs[index];
        if !desk.text(paragraph).contains("是") {
            continue;
        }
        let mut last: Option<(usize, Span)> = None;
        for at in paragraph.start..paragraph.end.saturating_sub(1) {
            let fresh = at == paragraph.start || matches!(desk.prose.before(at), '。' | ';' | ':' | ',' | ' ');
            let Some(number) =
                ORDER.iter().position(|c| *c == desk.prose.at(at)).filter(|_| fresh && desk.prose.at(at + 1) == '是')
            else {
                continue;
            };
            let span = Span::new(at, at + 2);
            if let Some((before, place)) = last.filter(|(before, _)| number > before + 1) {
                let message = format!("“{}是”之后是“{}是”：缺“{}是”", ORDER[before], ORDER[number], ORDER[before + 1]);
                desk.find_with("numbering-jump", Severity::Warning, span, message, vec![place], None);
            }
            last = Some((number, span));
        }
    }
}
