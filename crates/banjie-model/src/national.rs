//! National codes and personal particulars: checking, normalising and masking them.
//!
//! Every `check_…` takes what a person typed or a workbook held, drops spaces and full-width forms, and answers the code in
//! its one canonical spelling with what it carries, or a [`CodeFault`] that says in Chinese which position is wrong and
//! what would be right. A passed check says that a code is well formed, never that it belongs to somebody.

use thiserror::Error;

mod bank_card;
mod id_card;
mod mask;
mod organisation;
mod phone;
mod region;
mod school;

pub use bank_card::{BankCard, check_bank_card};
pub use id_card::{IdCard, IdCardHolder, Sex, check_id_card, check_id_card_on, id_card_check_digit};
pub use mask::{mask_address, mask_bank, mask_id_card, mask_name, mask_phone};
pub use organisation::{
    CreditCode, OrgCode, check_credit_code, check_org_code, credit_code_check_digit, org_code_check_digit,
};
pub use phone::{Phone, PhoneKind, check_phone};
pub use region::{PROVINCES, PointFault, plausible_point, province_name};
pub use school::{
    SCHOOL_CATEGORIES, SchoolCode, StudentNumber, StudentNumberKind, check_school_code, check_student_number,
    school_category_name,
};

/// What is wrong with a code. Positions count characters of the normalised code from one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodeFault {
    /// Nothing was given.
    #[error("{what}为空，请填写")]
    Empty {
        /// Name of the code in Chinese.
        what: &'static str,
    },
    /// Too short or too long.
    #[error("{what}应为{expected}，现为{found}位")]
    Length {
        /// Name of the code in Chinese.
        what: &'static str,
        /// The right length in words: "18位".
        expected: &'static str,
        /// Number of characters found.
        found: usize,
    },
    /// A character that cannot stand there.
    #[error("{what}第{position}位“{found}”不对，{hint}")]
    Character {
        /// Name of the code in Chinese.
        what: &'static str,
        /// Where, from one.
        position: usize,
        /// The character.
        found: char,
        /// What may stand there.
        hint: &'static str,
    },
    /// The check digit contradicts the characters before it: one of them, or the check digit itself, is mistyped.
    #[error("{what}第{position}位校验码应为“{expected}”，现为“{found}”，请逐位核对原件")]
    CheckDigit {
        /// Name of the code in Chinese.
        what: &'static str,
        /// Where, from one.
        position: usize,
        /// What the other characters call for.
        expected: char,
        /// What is there.
        found: char,
    },
    /// The province digits name no province (GB/T 2260).
    #[error("{what}第{position}、{}位“{found}”不是省级行政区划代码，请核对", position + 1)]
    Region {
        /// Name of the code in Chinese.
        what: &'static str,
        /// Where the two digits start, from one.
        position: usize,
        /// The two digits.
        found: String,
    },
    /// The digits of the birth date are no date on which a living person was born.
    #[error("{what}第7至14位“{found}”不是合理的出生日期，请核对")]
    BirthDate {
        /// Name of the code in Chinese.
        what: &'static str,
        /// The eight digits.
        found: String,
    },
    /// An identity number of the first generation, out of use since 2013-01-01 (居民身份证法 2011 amendment, §23).
    #[error("15位的第一代身份证号码已停用，按升位规则应为“{upgraded}”，请核对后填写18位号码")]
    FirstGeneration {
        /// The number with century and check digit added.
        upgraded: String,
    },
    /// The two leading digits name no kind of school.
    #[error("{what}第1、2位“{found}”不是学校（机构）类别代码，请核对")]
    Category {
        /// Name of the code in Chinese.
        what: &'static str,
        /// The two digits.
        found: String,
    },
    /// Not of any known shape.
    #[error("{what}“{found}”无法识别，{hint}")]
    Form {
        /// Name of the code in Chinese.
        what: &'static str,
        /// What was found.
        found: String,
        /// What to write.
        hint: &'static str,
    },
}

/// The half-width form of a full-width letter, digit or sign; any other character unchanged.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Half-width, upper case, without white space and invisible characters that come along when copying.
fn compact(text: &str) -> String {
    let visible = text.chars().map(half_width).filter(|c| !c.is_whitespace() && !is_invisible(*c));
    visible.map(|c| c.to_ascii_uppercase()).collect()
}

/// Joiners, direction marks and the byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\'')
}

/// Refuses an empty code and one whose length is not `length`.
fn expect_length(what: &'static str, code: &str, length: usize, expected: &'static str) -> Result<(), CodeFault> {
    match code.chars().count() {
        0 => Err(CodeFault::Empty { what }),
        found if found != length => Err(CodeFault::Length { what, expected, found }),
        _ => Ok(()),
    }
}

/// Refuses the first character that does not pass; `from` is the position of the first character, from one.
fn expect_characters(
    what: &'static str,
    part: &str,
    from: usize,
    hint: &'static str,
    passes: impl Fn(char) -> bool,
) -> Result<(), CodeFault> {
    match part.chars().enumerate().find(|(_, c)| !passes(*c)) {
        Some((index, found)) => Err(CodeFault::Character { what, position: from + index, found, hint }),
        None => Ok(()),
    }
}

/// Refuses two digits that are no province.
fn expect_province(what: &'static str, digits: &str, position: usize) -> Result<(), CodeFault> {
    match province_name(digits) {
        Some(_) => Ok(()),
        None => Err(CodeFault::Region { what, position, found: digits.to_owned() }),
    }
}

/// Refuses a check digit other than the expected one; it stands last.
fn expect_check_digit(what: &'static str, code: &str, position: usize, expected: char) -> Result<(), CodeFault> {
    match code.chars().nth(position - 1) {
        Some(found) if found != expected => Err(CodeFault::CheckDigit { what, position, expected, found }),
        _ => Ok(()),
    }
}

/// Value of a digit or letter where A is ten (ISO 7064, GB 11714).
fn value36(c: char) -> u32 {
    c.to_digit(36).unwrap_or(0)
}

#[cfg(test)]
mod tests;
