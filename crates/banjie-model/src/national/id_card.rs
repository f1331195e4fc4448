//! Identity numbers by GB 11643-1999, with the numbers of other residents that follow the same form.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{CodeFault, compact, expect_characters, expect_check_digit, expect_length, province_name};

const WHAT: &str = "身份证号码";

/// Sex as GB/T 2261.1 codes it; an identity number only ever tells one of these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男, code 1.
    Male,
    /// 女, code 2.
    Female,
}

impl Sex {
    /// The digit of GB/T 2261.1.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Sex::Male => 1,
            Sex::Female => 2,
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sex::Male => "男",
            Sex::Female => "女",
        })
    }
}

/// Whose number it is, told by the leading digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdCardHolder {
    /// 公民身份号码 of a citizen of the mainland.
    Citizen,
    /// 港澳台居民居住证: 81, 82 or 83 in front (国办发〔2018〕81号).
    HongKongMacaoTaiwan,
    /// 外国人永久居留身份证 of the form issued since 2023-12-01: 9 in front, then province and nationality.
    PermanentResident,
}

/// An identity number and what it tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdCard {
    /// Eighteen characters, the last one a digit or a capital X.
    pub number: String,
    /// Whose it is.
    pub holder: IdCardHolder,
    /// Date of birth.
    pub birth: NaiveDate,
    /// From the parity of the seventeenth digit.
    pub sex: Sex,
}

impl IdCard {
    /// The six digits of the place of first registration; it need not be where the person lives.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.number[..6]
    }

    /// The province of first registration or, for a permanent resident, of issue.
    #[must_use]
    pub fn province(&self) -> Option<&'static str> {
        match (self.holder, &self.number[..2]) {
            (IdCardHolder::PermanentResident, _) => province_name(&self.number[1..3]),
            (_, "83") => province_name("71"),
            (_, digits) => province_name(digits),
        }
    }

    /// Full years on a day (周岁): a year is full on the birthday, 1 March for those born on 29 February in other years.
    #[must_use]
    pub fn age_on(&self, day: NaiveDate) -> i32 {
        let years = day.year() - self.birth.year();
        let before_birthday = (day.month(), day.day()) < (self.birth.month(), self.birth.day());
        years - i32::from(before_birthday)
    }
}

impl fmt::Display for IdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// Checks an identity number: eighteen characters, plausible region and birth date, check digit by ISO 7064 MOD 11-2.
///
/// # Errors
/// The first fault from left to right, the check digit last; a number of the first generation with its upgraded form.
pub fn check_id_card(text: &str) -> Result<IdCard, CodeFault> {
    let number = compact(text);
    if number.len() == 15 && number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(CodeFault::FirstGeneration { upgraded: upgrade(&number) });
    }
    expect_length(WHAT, &number, 18, "18位")?;
    let body: String = number.chars().take(17).collect();
    expect_characters(WHAT, &body, 1, "前17位只能是数字", |c| c.is_ascii_digit())?;
    let last: String = number.chars().skip(17).collect();
    expect_characters(WHAT, &last, 18, "末位只能是数字或X", |c| c.is_ascii_digit() || c == 'X')?;
    let holder = holder(&number)?;
    let birth = birth(&number[6..14])?;
    expect_check_digit(WHAT, &number, 18, id_card_check_digit(&body))?;
    let odd = number.as_bytes()[16] % 2 == 1;
    Ok(IdCard { number, holder, birth, sex: if odd { Sex::Male } else { Sex::Female } })
}

/// Checks an identity number as [`check_id_card`] does, and that its holder is born by `today` and not older than 150.
///
/// # Errors
/// As [`check_id_card`].
pub fn check_id_card_on(text: &str, today: NaiveDate) -> Result<IdCard, CodeFault> {
    let card = check_id_card(text)?;
    if card.birth > today || card.age_on(today) > 150 {
        return Err(CodeFault::BirthDate { what: WHAT, found: card.number[6..14].to_owned() });
    }
    Ok(card)
}

/// The check digit the first seventeen digits call for (GB 11643, ISO 7064 MOD 11-2).
#[must_use]
pub fn id_card_check_digit(first_seventeen: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const DIGITS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = first_seventeen.chars().zip(WEIGHTS).map(|(c, w)| c.to_digit(10).unwrap_or(0) * w).sum();
    DIGITS[(sum % 11) as usize]
}

/// Adds the century and the check digit to fifteen digits.
fn upgrade(old: &str) -> String {
    let body = format!("{}19{}", &old[..6], &old[6..]);
    let check = id_card_check_digit(&body);
    format!("{body}{check}")
}

fn holder(number: &str) -> Result<IdCardHolder, CodeFault> {
    let region = |position: usize| CodeFault::Region {
        what: WHAT,
        position,
        found: number[position - 1..position + 1].to_owned(),
    };
    match &number[..2] {
        "81" | "82" | "83" => Ok(IdCardHolder::HongKongMacaoTaiwan),
        front if front.starts_with('9') => match province_name(&number[1..3]) {
            Some(_) => Ok(IdCardHolder::PermanentResident),
            None => Err(region(2)),
        },
        front if province_name(front).is_some() => Ok(IdCardHolder::Citizen),
        _ => Err(region(1)),
    }
}

/// A date between 1880 and 2099.
fn birth(digits: &str) -> Result<NaiveDate, CodeFault> {
    NaiveDate::parse_from_str(digits, "%Y%m%d")
        .ok()
        .filter(|date| (1880..2100).contains(&date.year()))
        .ok_or_else(|| CodeFault::BirthDate { what: WHAT, found: digits.to_owned() })
}
