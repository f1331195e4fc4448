//! Text → tokens. What people type instead (Chinese signs, `=`, `and`, units behind numbers) is read as what they meant
//! and noted as a fault with its mend.

use banjie_model::{
    expr::{Duration, TimeUnit},
    finding::Span,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::ExprFault;

/// Signs and operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Or,
    And,
    Not,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Plus,
    Minus,
    Star,
    Slash,
    Question,
    Colon,
    LParen,
    RParen,
    LBracket,
    RBracket,
    Comma,
    Dot,
}

/// What a stretch of text is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tok<'t> {
    Name(&'t str),
    Int(i64),
    Decimal(Decimal),
    Percent(Decimal),
    Text(String),
    Date(NaiveDate),
    Duration(Duration),
    Sign(Sign),
    /// Could not be read; the fault is noted.
    Bad,
    End,
}

/// A token and its place.
#[derive(Clone, Debug)]
pub(super) struct Token<'t> {
    pub(super) tok: Tok<'t>,
    pub(super) span: Span,
}

/// Signs, longest first, with what was meant where the spelling is not ours.
const SIGNS: &[(&str, Sign, Option<&str>)] = &[
    ("&&", Sign::And, None),
    ("||", Sign::Or, None),
    ("===", Sign::Eq, Some("==")),
    ("!==", Sign::Ne, Some("!=")),
    ("==", Sign::Eq, None),
    ("!=", Sign::Ne, None),
    ("<=", Sign::Le, None),
    (">=", Sign::Ge, None),
    ("=>", Sign::Ge, Some(">=")),
    ("=<", Sign::Le, Some("<=")),
    ("<>", Sign::Ne, Some("!=")),
    ("=", Sign::Eq, Some("==")),
    ("&", Sign::And, Some("&&")),
    ("|", Sign::Or, Some("||")),
    ("!", Sign::Not, None),
    ("<", Sign::Lt, None),
    (">", Sign::Gt, None),
    ("+", Sign::Plus, None),
    ("-", Sign::Minus, None),
    ("*", Sign::Star, None),
    ("/", Sign::Slash, None),
    ("?", Sign::Question, None),
    (":", Sign::Colon, None),
    ("(", Sign::LParen, None),
    (")", Sign::RParen, None),
    ("[", Sign::LBracket, None),
    ("]", Sign::RBracket, None),
    (",", Sign::Comma, None),
    (".", Sign::Dot, None),
    ("≥", Sign::Ge, Some(">=")),
    ("≧", Sign::Ge, Some(">=")),
    ("≤", Sign::Le, Some("<=")),
    ("≦", Sign::Le, Some("<=")),
    ("≠", Sign::Ne, Some("!=")),
    ("＝＝", Sign::Eq, Some("==")),
    ("＝", Sign::Eq, Some("==")),
    ("！", Sign::Not, Some("!")),
    ("＜", Sign::Lt, Some("<")),
    ("＞", Sign::Gt, Some(">")),
    ("＋", Sign::Plus, Some("+")),
    ("－", Sign::Minus, Some("-")),
    ("−", Sign::Minus, Some("-")),
    ("×", Sign::Star, Some("*")),
    ("÷", Sign::Slash, Some("/")),
    ("？", Sign::Question, Some("?")),
    ("：", Sign::Colon, Some(":")),
    ("（", Sign::LParen, Some("(")),
    ("）", Sign::RParen, Some(")")),
    ("【", Sign::LBracket, Some("[")),
    ("】", Sign::RBracket, Some("]")),
    ("，", Sign::Comma, Some(",")),
    ("、", Sign::Comma, Some(",")),
    ("。", Sign::Dot, Some(".")),
];

/// Words that are signs in other languages.
const WORDS: &[(&str, Sign, &str)] = &[
    ("and", Sign::And, "&&"),
    ("or", Sign::Or, "||"),
    ("not", Sign::Not, "!"),
    ("且", Sign::And, "&&"),
    ("并且", Sign::And, "&&"),
    ("和", Sign::And, "&&"),
    ("或", Sign::Or, "||"),
    ("或者", Sign::Or, "||"),
    ("非", Sign::Not, "!"),
    ("不", Sign::Not, "!"),
];

/// Opening quotation mark, closing one, and whether it is ours.
const QUOTES: &[(char, char, bool)] = &[
    ('\'', '\'', true),
    ('"', '"', true),
    ('‘', '’', false),
    ('’', '’', false),
    ('“', '”', false),
    ('”', '”', false),
    ('「', '」', false),
];

/// Cuts a text into tokens; the last is [`Tok::End`].
pub(super) fn tokens<'t>(text: &'t str, faults: &mut Vec<ExprFault>) -> Vec<Token<'t>> {
    let mut lexer = Lexer { text, at: 0, faults };
    let mut tokens = Vec::new();
    while let Some(first) = lexer.rest().chars().next() {
        if first.is_whitespace() {
            lexer.at += first.len_utf8();
            continue;
        }
        let start = lexer.at;
        let tok = lexer.token(first);
        tokens.push(Token { tok, span: Span::new(start, lexer.at) });
    }
    tokens.push(Token { tok: Tok::End, span: Span::new(text.len(), text.len()) });
    tokens
}

/// A text that is a length of time and nothing else.
pub(super) fn duration(text: &str) -> Result<Duration, Box<ExprFault>> {
    let mut faults = Vec::new();
    let tokens = tokens(text, &mut faults);
    match (faults.into_iter().next(), tokens.as_slice()) {
        (Some(fault), _) => Err(Box::new(fault)),
        (None, [Token { tok: Tok::Duration(found), .. }, _]) => Ok(*found),
        _ => Err(Box::new(
            ExprFault::new("bad-duration", Span::new(0, text.len()), format!("“{text}”不是时长"))
                .help("写成 7 working days、180 days、3 months、24 hours 或 2 years"),
        )),
    }
}

struct Lexer<'t, 'f> {
    text: &'t str,
    at: usize,
    faults: &'f mut Vec<ExprFault>,
}

impl<'t> Lexer<'t, '_> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn token(&mut self, first: char) -> Tok<'t> {
        if first.is_ascii_digit() {
            return self.number();
        }
        if let Some((_, close, ours)) = QUOTES.iter().find(|(open, ..)| *open == first).copied() {
            return self.quoted(first, close, ours);
        }
        if let Some((written, sign, meant)) = SIGNS.iter().find(|(s, ..)| self.rest().starts_with(s)) {
            let span = self.take(written.len());
            if let Some(meant) = meant {
                self.faults.push(
                    ExprFault::new("foreign-sign", span, format!("这里应写 {meant}，不写 {written}")).fix(*meant),
                );
            }
            return Tok::Sign(*sign);
        }
        if is_name(first) {
            return self.name();
        }
        let span = self.take(first.len_utf8());
        self.faults.push(ExprFault::syntax(span, format!("表达式里不能有“{first}”")).help("去掉这个符号"));
        Tok::Bad
    }

    fn take(&mut self, bytes: usize) -> Span {
        let start = self.at;
        self.at += bytes;
        Span::new(start, self.at)
    }

    fn name(&mut self) -> Tok<'t> {
        let len = self.rest().find(|c| !is_name(c)).unwrap_or(self.rest().len());
        let word = &self.rest()[..len];
        let span = self.take(len);
        match WORDS.iter().find(|(w, ..)| w.eq_ignore_ascii_case(word)) {
            Some((_, sign, meant)) => {
                self.faults
                    .push(ExprFault::new("foreign-sign", span, format!("这里应写 {meant}，不写 {word}")).fix(*meant));
                Tok::Sign(*sign)
            }
            None => Tok::Name(word),
        }
    }

    fn quoted(&mut self, open: char, close: char, ours: bool) -> Tok<'t> {
        let start = self.at;
        self.at += open.len_utf8();
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((offset, c)) = chars.next() {
            match c {
                _ if c == close => {
                    self.at += offset + c.len_utf8();
                    if !ours {
                        let span = Span::new(start, self.at);
                        self.faults.push(
                            ExprFault::new("foreign-sign", span, "文字要用半角引号")
                                .fix(format!("'{}'", escaped(&text))),
                        );
                    }
                    return Tok::Text(text);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, next)) => text.push(next),
                    None => break,
                },
                _ => text.push(c),
            }
        }
        self.at = self.text.len();
        let span = Span::new(start, self.at);
        self.faults.push(
            ExprFault::syntax(span, "文字没有结束的引号").label("从这里开始").help(format!("在文字后面加 {close}")),
        );
        Tok::Text(text)
    }

    fn number(&mut self) -> Tok<'t> {
        let start = self.at;
        if let Some(date) = self.date() {
            return date;
        }
        let rest = self.rest();
        let whole = digits(rest);
        let fraction = match rest[whole..].strip_prefix('.').map(digits) {
            Some(n) if n > 0 => 1 + n,
            _ => 0,
        };
        let written = &rest[..whole + fraction];
        let span = self.take(written.len());
        let Some(number) = written.parse::<Decimal>().ok().filter(|_| written.len() <= 28) else {
            self.faults.push(ExprFault::syntax(span, "这个数太长").help("最多 28 位数字"));
            return Tok::Bad;
        };
        if let Some(sign) = ["%", "％"].into_iter().find(|s| self.rest().starts_with(s)) {
            self.take(sign.len());
            if sign != "%" {
                let span = Span::new(start, self.at);
                self.faults
                    .push(ExprFault::new("foreign-sign", span, "这里应写 %，不写 ％").fix(format!("{written}%")));
            }
            return Tok::Percent((number / Decimal::ONE_HUNDRED).normalize());
        }
        if fraction > 0 {
            self.unit_behind(start, number);
            return Tok::Decimal(number);
        }
        let Ok(number_int) = written.parse::<i64>() else { return Tok::Decimal(number) };
        self.length_of_time(start, number_int).unwrap_or_else(|| {
            let number = self.unit_behind(start, number);
            number.try_into().map_or(Tok::Decimal(number), Tok::Int)
        })
    }

    /// `2025-01-01`, only without spaces; with one-digit months it is noted.
    fn date(&mut self) -> Option<Tok<'t>> {
        let rest = self.rest();
        let mut parts = [0; 3];
        let mut at = 0;
        for (i, slot) in parts.iter_mut().enumerate() {
            let len = digits(&rest[at..]);
            if (i == 0 && len != 4) || !(1..=4).contains(&len) || (i > 0 && len > 2) {
                return None;
            }
            *slot = rest[at..at + len].parse::<u32>().ok()?;
            at += len;
            if i < 2 {
                at += usize::from(rest[at..].starts_with('-'));
                if !rest[..at].ends_with('-') {
                    return None;
                }
            }
        }
        let span = self.take(at);
        let [year, month, day] = parts;
        let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
        let Some(date) = date else {
            self.faults.push(
                ExprFault::new("bad-date", span, format!("没有 {} 这一天", &self.text[span.start..span.end]))
                    .help("日期写成 2025-01-31"),
            );
            return Some(Tok::Bad);
        };
        if at != 10 {
            self.faults.push(ExprFault::new("bad-date", span, "月和日要写两位").fix(date.to_string()));
        }
        Some(Tok::Date(date))
    }

    /// The unit behind a whole number: ` working days`.
    fn length_of_time(&mut self, start: usize, number: i64) -> Option<Tok<'t>> {
        let rest = self.rest();
        let word = rest.trim_start();
        let skipped = rest.len() - word.len();
        let (unit, len, meant) = time_unit(word)?;
        self.take(skipped + len);
        let span = Span::new(start, self.at);
        let Ok(n) = u32::try_from(number) else {
            self.faults.push(ExprFault::new("bad-duration", span, "时长太大"));
            return Some(Tok::Bad);
        };
        if let Some(meant) = meant {
            let n = if meant == "weeks" { u64::from(n) * 7 } else { u64::from(n) };
            let unit = if meant == "weeks" { "days" } else { meant };
            self.faults.push(ExprFault::new("bad-duration", span, "时长的单位不对").fix(format!("{n} {unit}")));
        } else if skipped == 0 {
            let unit = &word[..len];
            self.faults.push(ExprFault::new("bad-duration", span, "数字和单位之间要有空格").fix(format!("{n} {unit}")));
        }
        Some(Tok::Duration(Duration::new(n, unit)))
    }

    /// A unit glued to a number, like `5万元`: noted, and counted in.
    fn unit_behind(&mut self, start: usize, number: Decimal) -> Decimal {
        let len = self.rest().find(|c: char| !is_name(c)).unwrap_or(self.rest().len());
        let unit = &self.rest()[..len];
        if unit.is_empty() {
            return number;
        }
        self.take(len);
        let times = match unit.chars().next() {
            Some('万') => Decimal::from(10_000),
            Some('亿') => Decimal::from(100_000_000),
            _ => Decimal::ONE,
        };
        let meant = number.checked_mul(times).unwrap_or(number).normalize();
        let span = Span::new(start, self.at);
        self.faults.push(
            ExprFault::syntax(span, format!("数字后面不能写“{unit}”"))
                .help("金额以元为单位，其他数以字段的单位为单位，只写数字")
                .fix(meant.to_string()),
        );
        meant
    }
}

/// Unit at the start of a text, the length of its spelling, and what to write where that is not ours.
fn time_unit(word: &str) -> Option<(TimeUnit, usize, Option<&'static str>)> {
    const UNITS: &[(&str, TimeUnit, Option<&str>)] = &[
        ("days", TimeUnit::Days, None),
        ("day", TimeUnit::Days, None),
        ("months", TimeUnit::Months, None),
        ("month", TimeUnit::Months, None),
        ("hours", TimeUnit::Hours, None),
        ("hour", TimeUnit::Hours, None),
        ("years", TimeUnit::Years, None),
        ("year", TimeUnit::Years, None),
        ("workdays", TimeUnit::WorkingDays, Some("working days")),
        ("weeks", TimeUnit::Days, Some("weeks")),
        ("week", TimeUnit::Days, Some("weeks")),
        ("个工作日", TimeUnit::WorkingDays, Some("working days")),
        ("工作日", TimeUnit::WorkingDays, Some("working days")),
        ("个自然日", TimeUnit::Days, Some("days")),
        ("个月", TimeUnit::Months, Some("months")),
        ("小时", TimeUnit::Hours, Some("hours")),
        ("天", TimeUnit::Days, Some("days")),
        ("日", TimeUnit::Days, Some("days")),
        ("年", TimeUnit::Years, Some("years")),
    ];
    let len = word.find(|c| !is_name(c)).unwrap_or(word.len());
    let first = &word[..len];
    if first == "working" {
        let rest = word[len..].trim_start();
        let days = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        let found = matches!(&rest[..days], "days" | "day");
        return found.then(|| (TimeUnit::WorkingDays, word.len() - rest.len() + days, None));
    }
    UNITS.iter().find(|(unit, ..)| *unit == first).map(|(_, unit, meant)| (*unit, len, *meant))
}

fn digits(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// A text as it stands between single quotes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'").replace('\n', "\\n")
}
