//! The lexer of figures: every number with its value, unit, kind, exactness and place in the sentence.

mod chinese;
mod lexer;
mod units;

pub(crate) use chinese::value as chinese_value;
pub(crate) use lexer::figures;

use crate::text::Span;
use rust_decimal::Decimal;
use serde::Serialize;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A count of things or persons.
    Count,
    /// An amount of money, in yuan.
    Money,
    /// A physical quantity.
    Measure,
    /// A percentage; the value is in percent.
    Percent,
    /// Percentage points.
    Points,
    /// A multiple (倍).
    Times,
    /// A fraction (三分之一, 1/5); the value is the fraction.
    Fraction,
    /// A ratio (9:1).
    Ratio,
    /// 第N.
    Ordinal,
    /// A calendar year.
    Year,
    /// A month.
    Month,
    /// A day of a month.
    Day,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// The number of a heading or list item.
    Marker,
    /// A number that names something (720号, A4).
    Label,
    /// A number without a unit.
    Plain,
}

/// How exactly a number is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exactness {
    /// As printed.
    Exact,
    /// 约, 左右.
    About,
    /// 余, 多, 超, 以上: somewhat more.
    More,
    /// 近, 不足, 以下: somewhat less.
    Less,
}

/// One number of the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// First character of the number.
    pub start: usize,
    /// One past the last character of the number, without multiplier and unit.
    pub end: usize,
    /// One past the unit.
    pub full_end: usize,
    /// The value with its multiplier (万, 亿) applied.
    pub value: Decimal,
    /// One unit of the last printed digit.
    pub quantum: Decimal,
    /// What it is.
    pub kind: Kind,
    /// How exact.
    pub exactness: Exactness,
    /// The unit as printed, without multiplier.
    pub unit: String,
    /// Whether it is an end of a range (3-5年).
    pub range: bool,
    /// Whether it is written in Chinese numerals.
    pub chinese: bool,
    /// What is counted, as far as the words after the unit say.
    pub counted: Span,
    /// The words before the number in its clause.
    pub lead: Span,
    /// Index of its sentence.
    pub sentence: usize,
    /// Index of its paragraph.
    pub paragraph: usize,
    /// The period named before it in the sentence (2023年, 上年, 今年), if any.
    pub period: Option<Span>,
    /// Position of the round bracket it stands in, if any.
    #[serde(skip)]
    pub bracket: Option<usize>,
}

impl Figure {
    /// The number itself.
    #[must_use]
    pub const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// The number with its unit.
    #[must_use]
    pub const fn full(&self) -> Span {
        Span::new(self.start, self.full_end)
    }

    /// Whether the value counts whole things and is printed to the last one.
    pub(crate) fn whole(&self) -> bool {
        self.kind == Kind::Count && self.exact() && self.quantum == Decimal::ONE && self.unit != "人次"
    }

    pub(crate) fn exact(&self) -> bool {
        self.exactness == Exactness::Exact && !self.range
    }

    /// Whether it is a count or an amount, exact or not, that can be part of another.
    pub(crate) fn amount(&self) -> bool {
        if !matches!(self.kind, Kind::Count | Kind::Money | Kind::Measure) || self.range || self.value <= Decimal::ZERO
        {
            return false;
        }
        if !self.chinese {
            return true;
        }
        // 超亿元, 近万名: an order of magnitude, no count.
        let magnitude = self.end - self.start == 1 && self.value >= Decimal::ONE_HUNDRED;
        let class = matches!(self.unit.as_str(), "级" | "类" | "大" | "方" | "位" | "地");
        !(self.value <= Decimal::ONE || magnitude || class)
    }

    /// Half of the last printed digit.
    pub(crate) fn half(&self) -> Decimal {
        self.quantum / Decimal::TWO
    }

    /// Whether two figures count in the same unit.
    pub(crate) fn alike(&self, other: &Self) -> bool {
        self.kind == other.kind && units::class(&self.unit) == units::class(&other.unit)
    }

    /// Whether it counts persons.
    pub(crate) fn people(&self) -> bool {
        units::class(&self.unit) == "人" && self.kind == Kind::Count
    }
}
