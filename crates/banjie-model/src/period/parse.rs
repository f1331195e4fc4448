//! Reading periods as people write them.

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use super::{Half, Period, Quarter, Term, month};
use crate::calendar::date_zh;
use crate::national::half_width;
use crate::rounding::numerals_to_digits;

/// Why a text is no period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PeriodFault {
    /// Nothing was given.
    #[error("统计期间为空，请填写，如2025年、2025年第三季度、2025-07")]
    Empty,
    /// Not of any known shape.
    #[error(
        "无法识别统计期间“{found}”，可写2025、2025上半年、2025年第三季度（2025Q3）、2025-07、2025-2026学年、2025学年第一学期、2023..2025或2025-01-01..2025-06-30"
    )]
    Unknown {
        /// What was given.
        found: String,
    },
    /// A number that is out of bounds: month 13, quarter 5, 30 February.
    #[error("统计期间“{found}”中的{what}不对，{hint}")]
    OutOfBounds {
        /// What was given.
        found: String,
        /// The part in Chinese.
        what: &'static str,
        /// What may stand there.
        hint: &'static str,
    },
    /// A school year whose two years do not follow each other.
    #[error("学年应跨相邻两年，“{found}”应写成{start}-{}学年", start + 1)]
    SchoolYear {
        /// What was given.
        found: String,
        /// The first of the two years.
        start: i32,
    },
    /// A range that ends before it begins.
    #[error("起始日{}晚于截止日{}，请调换", date_zh(*from), date_zh(*to))]
    Order {
        /// The first day given.
        from: NaiveDate,
        /// The last day given.
        to: NaiveDate,
    },
}

pub(super) fn parse(text: &str) -> Result<Period, PeriodFault> {
    let plain = plain(text);
    if plain.is_empty() {
        return Err(PeriodFault::Empty);
    }
    let reader = Reader { found: text.trim() };
    match plain.split_once("..") {
        Some((from, to)) => reader.range(from, to),
        None => match reader.dashed(&plain)? {
            Some(period) => Ok(period),
            None => reader.single(&plain),
        },
    }
}

/// Half-width, upper case, without spaces, Chinese numerals as digits, one spelling for each sign.
fn plain(text: &str) -> String {
    let visible = text.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '\u{FEFF}');
    let mut plain = numerals_to_digits(&visible.collect::<String>()).to_ascii_uppercase();
    for (spelling, one) in [
        ("...", ".."),
        ("…", ".."),
        ("至", ".."),
        ("到", ".."),
        ("~", ".."),
        ("～", ".."),
        ("——", "—"),
        ("–", "—"),
        ("年度", "年"),
        ("季度", "季"),
        ("全年", ""),
        ("/", "-"),
    ] {
        plain = plain.replace(spelling, one);
    }
    plain
}

struct Reader<'a> {
    found: &'a str,
}

impl Reader<'_> {
    fn unknown(&self) -> PeriodFault {
        PeriodFault::Unknown { found: self.found.to_owned() }
    }

    fn out_of_bounds(&self, what: &'static str, hint: &'static str) -> PeriodFault {
        PeriodFault::OutOfBounds { found: self.found.to_owned(), what, hint }
    }

    /// Two periods joined by "..": everything from the first to the last of them. The second may leave out what it has in
    /// common with the first: 2025年1..6月.
    fn range(&self, from: &str, to: &str) -> Result<Period, PeriodFault> {
        // 2025..2026学年 and 2025..2026学年第1学期 are one school year, 2023..2025 three years.
        if is_digits(from, 4) && to.get(4..).is_some_and(|rest| rest.starts_with("学年")) {
            return self.single(&format!("{from}-{to}"));
        }
        let start = self.single(&with_unit_of(from, to)).or_else(|_| self.single(from))?;
        let end = match self.single(to) {
            Ok(end) if has_year(to) => end,
            _ => self.single(&self.completed(start, to)?)?,
        };
        if start == end { Ok(start) } else { Period::range(start.first(), end.last()) }
    }

    /// Ranges written with a dash, which may also stand inside a date: 2023-2025年, 2025年1—6月, 2024年11月—2025年2月.
    fn dashed(&self, plain: &str) -> Result<Option<Period>, PeriodFault> {
        if let Some((from, to)) = plain.split_once('—') {
            return self.range(from, to).map(Some);
        }
        match plain.split_once('-') {
            Some((from, to)) if is_digits(from, 4) && is_digits(to.trim_end_matches('年'), 4) => {
                self.range(from, to).map(Some)
            }
            Some((from, to)) if from.contains('.') => self.range(from, to).map(Some),
            Some((from, to)) if from.contains('年') && to.contains(['月', '日', '季', '年']) => {
                self.range(from, to).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The end of a range with what it left out taken from the start: after 2025年1月, "6月" is 2025年6月; after 2025.1.1,
    /// "6.30" is 2025.6.30.
    fn completed(&self, start: Period, to: &str) -> Result<String, PeriodFault> {
        let (year, month) = (start.first().year(), start.first().month());
        if to.contains(['月', '季']) || to.ends_with("半年") {
            Ok(format!("{year}年{to}"))
        } else if to.ends_with('日') {
            Ok(format!("{year}年{month}月{to}"))
        } else if to.contains(['-', '.']) || matches!(start, Period::Month(..)) {
            Ok(format!("{year}-{to}"))
        } else if matches!(start, Period::Day(_)) {
            Ok(format!("{year}-{month}-{to}"))
        } else {
            Err(self.unknown())
        }
    }

    fn single(&self, text: &str) -> Result<Period, PeriodFault> {
        let text = text.replace('.', "-");
        let text = text.as_str();
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        if digits != 4 {
            return self.compact_date(text, digits);
        }
        let (year, rest) = text.split_at(4);
        let year = self.year(year)?;
        if let Some(term) = rest.strip_prefix("学年").or_else(|| rest.strip_prefix("-SY")) {
            return self.school(year, term);
        }
        if let Some(pair) = rest.strip_prefix('-').filter(|r| r.get(4..).is_some_and(|s| s.starts_with("学年"))) {
            let (second, term) = pair.split_at(4);
            if second.parse() != Ok(year + 1) {
                return Err(PeriodFault::SchoolYear { found: self.found.to_owned(), start: year });
            }
            return self.school(year, &term["学年".len()..]);
        }
        if rest == "-" {
            return Err(self.unknown());
        }
        let rest = rest.strip_prefix('年').or_else(|| rest.strip_prefix('-')).unwrap_or(rest);
        self.inside(year, rest)
    }

    fn year(&self, digits: &str) -> Result<i32, PeriodFault> {
        let year = digits.parse().map_err(|_| self.unknown())?;
        if (1900..=2200).contains(&year) {
            Ok(year)
        } else {
            Err(self.out_of_bounds("年份", "应在1900至2200之间"))
        }
    }

    /// What follows the year: nothing, half, quarter, term, month, day.
    fn inside(&self, year: i32, rest: &str) -> Result<Period, PeriodFault> {
        match rest {
            "" => return Ok(Period::Year(year)),
            "上半年" | "H1" => return Ok(Period::HalfYear(year, Half::First)),
            "下半年" | "H2" => return Ok(Period::HalfYear(year, Half::Second)),
            "T1" | "秋季学期" | "秋学期" => return Ok(Period::Term(year, Term::Autumn)),
            "T2" => return Ok(Period::Term(year, Term::Spring)),
            "春季学期" | "春学期" => return Ok(Period::Term(year - 1, Term::Spring)),
            _ => {}
        }
        let quarter = rest.strip_prefix('Q').or_else(|| rest.strip_suffix('季').map(|q| q.trim_start_matches('第')));
        if let Some(number) = quarter {
            return self.quarter(year, number);
        }
        let (number, tail) = rest.split_at(rest.chars().take_while(char::is_ascii_digit).count());
        let month0 = self.number(number, 1..=12, "月份", "应在1至12之间")? - 1;
        let month = month(month0);
        match tail {
            "" | "月" | "月份" => Ok(Period::Month(year, month)),
            _ => {
                let day = tail.strip_prefix('月').or_else(|| tail.strip_prefix('-')).ok_or_else(|| self.unknown())?;
                let day = day.strip_suffix(['日', '号']).unwrap_or(day);
                let day = self.number(day, 1..=31, "日", "应在1至31之间")?;
                let date = NaiveDate::from_ymd_opt(year, month0 + 1, day);
                date.map(Period::Day).ok_or_else(|| self.out_of_bounds("日", "该月没有这一天"))
            }
        }
    }

    fn quarter(&self, year: i32, number: &str) -> Result<Period, PeriodFault> {
        let index = self.number(number, 1..=4, "季度", "应在1至4之间")? - 1;
        Ok(Period::Quarter(year, Quarter::ALL[index as usize]))
    }

    fn school(&self, year: i32, term: &str) -> Result<Period, PeriodFault> {
        match term {
            "" => Ok(Period::SchoolYear(year)),
            "第1学期" | "1学期" | "上学期" | "秋季学期" => Ok(Period::Term(year, Term::Autumn)),
            "第2学期" | "2学期" | "下学期" | "春季学期" => Ok(Period::Term(year, Term::Spring)),
            _ if term.ends_with("学期") => Err(self.out_of_bounds("学期", "应为第一学期或第二学期")),
            _ => Err(self.unknown()),
        }
    }

    /// 20250701 and 202507, as systems write them.
    fn compact_date(&self, text: &str, digits: usize) -> Result<Period, PeriodFault> {
        match digits {
            6 if text.len() == 6 => self.inside(self.year(&text[..4])?, &text[4..]),
            8 if text.len() == 8 => self.inside(self.year(&text[..4])?, &format!("{}-{}", &text[4..6], &text[6..])),
            _ => Err(self.unknown()),
        }
    }

    fn number(
        &self,
        digits: &str,
        bounds: std::ops::RangeInclusive<u32>,
        what: &'static str,
        hint: &'static str,
    ) -> Result<u32, PeriodFault> {
        let number: u32 = digits.parse().map_err(|_| self.unknown())?;
        if bounds.contains(&number) { Ok(number) } else { Err(self.out_of_bounds(what, hint)) }
    }
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

fn has_year(text: &str) -> bool {
    text.get(..4).is_some_and(|year| is_digits(year, 4))
}

/// The start of a range with the unit the end carries for both: 2025年1..6月 starts in 2025年1月, 2025年1月3..5日 on the 3rd.
fn with_unit_of(from: &str, to: &str) -> String {
    let bare = from.ends_with(|c: char| c.is_ascii_digit()) && from.contains('年');
    let unit = ["月", "季", "日"].into_iter().find(|unit| to.ends_with(unit));
    match unit {
        Some(unit) if bare => format!("{from}{unit}"),
        _ => from.to_owned(),
    }
}
