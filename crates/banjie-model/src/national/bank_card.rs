//! Numbers of bank cards.

use std::fmt;

use super::{CodeFault, compact, expect_characters, expect_check_digit};

const WHAT: &str = "银行卡号";

/// A card number of 13 to 19 digits. Accounts of organisations (对公账号) follow no common rule and are not card numbers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BankCard {
    /// The digits without spaces.
    pub number: String,
}

impl fmt::Display for BankCard {
    /// In groups of four, as printed on the card.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, c) in self.number.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{c}")?;
        }
        Ok(())
    }
}

/// Checks a card number: 13 to 19 digits (ISO/IEC 7812-1) and the Luhn check digit at its end.
///
/// # Errors
/// A wrong length, a character that is no digit, or the check digit that would be right.
pub fn check_bank_card(text: &str) -> Result<BankCard, CodeFault> {
    let number = compact(text).replace('-', "");
    expect_characters(WHAT, &number, 1, "只能是数字", |c| c.is_ascii_digit())?;
    match number.len() {
        0 => return Err(CodeFault::Empty { what: WHAT }),
        13..=19 => {}
        found => return Err(CodeFault::Length { what: WHAT, expected: "13至19位", found }),
    }
    let (body, _) = number.split_at(number.len() - 1);
    expect_check_digit(WHAT, &number, number.len(), luhn_check_digit(body))?;
    Ok(BankCard { number })
}

/// The digit that makes the Luhn sum a multiple of ten (ISO/IEC 7812-1 annex B).
fn luhn_check_digit(body: &str) -> char {
    let digits = body.chars().rev().map(|c| c.to_digit(10).unwrap_or(0));
    let sum: u32 = digits.enumerate().map(|(i, d)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d }).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}
