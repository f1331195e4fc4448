//! Codes of organisations: GB 32100-2015 unified social credit code and, inside it, the GB 11714-1997 organisation code.

use std::fmt;

use super::{
    CodeFault, compact, expect_characters, expect_check_digit, expect_length, expect_province, province_name, value36,
};

const CREDIT: &str = "统一社会信用代码";
const ORG: &str = "组织机构代码";
/// GB 32100: digits and capitals without I, O, S, V and Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit code and what it tells.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CreditCode {
    /// Eighteen characters.
    pub number: String,
}

impl CreditCode {
    /// The department that registered the organisation, by the first character (GB 32100-2015 with its amendments).
    #[must_use]
    pub fn authority(&self) -> Option<&'static str> {
        Some(match self.number.as_bytes()[0] {
            b'1' => "机构编制",
            b'2' => "外交",
            b'3' => "司法行政",
            b'4' => "文化",
            b'5' => "民政",
            b'6' => "旅游",
            b'7' => "宗教",
            b'8' => "工会",
            b'9' => "市场监管",
            b'A' => "中央军委改革和编制办公室",
            b'N' => "农业农村",
            b'Y' => "其他",
            _ => return None,
        })
    }

    /// The kind of organisation, by the first two characters, where the table names one.
    #[must_use]
    pub fn kind(&self) -> Option<&'static str> {
        Some(match &self.number[..2] {
            "11" => "机关",
            "12" => "事业单位",
            "13" => "编办直接管理机构编制的群众团体",
            "31" => "律师执业机构",
            "32" => "公证处",
            "33" => "基层法律服务所",
            "34" => "司法鉴定机构",
            "35" => "仲裁委员会",
            "51" => "社会团体",
            "52" => "民办非企业单位",
            "53" => "基金会",
            "71" => "宗教活动场所",
            "72" => "宗教院校",
            "81" => "基层工会",
            "91" => "企业",
            "92" => "个体工商户",
            "93" => "农民专业合作社",
            "N1" => "组级集体经济组织",
            "N2" => "村级集体经济组织",
            "N3" => "乡镇级集体经济组织",
            _ => return None,
        })
    }

    /// The six digits of the registering authority's area; 100000 is the national level.
    #[must_use]
    pub fn area(&self) -> &str {
        &self.number[2..8]
    }

    /// The province of the registering authority; none at the national level.
    #[must_use]
    pub fn province(&self) -> Option<&'static str> {
        province_name(self.area())
    }

    /// The nine characters of the organisation code inside (GB 11714), without a hyphen.
    #[must_use]
    pub fn org_code(&self) -> &str {
        &self.number[8..17]
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// An organisation code of eight characters and a check digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrgCode {
    /// Nine characters, without a hyphen.
    pub number: String,
}

impl fmt::Display for OrgCode {
    /// With the hyphen the standard writes before the check digit.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", &self.number[..8], &self.number[8..])
    }
}

/// Checks a unified social credit code: characters, area, check digit, and the organisation code inside.
///
/// # Errors
/// The first fault from left to right, the check digits last.
pub fn check_credit_code(text: &str) -> Result<CreditCode, CodeFault> {
    let number = compact(text);
    expect_length(CREDIT, &number, 18, "18位")?;
    if let Some((index, found)) = number.chars().enumerate().find(|(_, c)| !ALPHABET.contains(*c)) {
        return Err(CodeFault::Character { what: CREDIT, position: index + 1, found, hint: lookalike(found) });
    }
    let area = &number[2..8];
    expect_characters(CREDIT, area, 3, "第3至8位是行政区划代码，只能是数字", |c| c.is_ascii_digit())?;
    if !area.starts_with("10") {
        expect_province(CREDIT, area.get(..2).unwrap_or(area), 3)?;
    }
    expect_check_digit(CREDIT, &number, 18, credit_code_check_digit(&number[..17]))?;
    expect_check_digit(CREDIT, &number, 17, org_code_check_digit(&number[8..16]))?;
    Ok(CreditCode { number })
}

/// Checks an organisation code, with or without the hyphen before its check digit.
///
/// # Errors
/// The first fault from left to right, the check digit last.
pub fn check_org_code(text: &str) -> Result<OrgCode, CodeFault> {
    let number = compact(text).replace(['-', '—', '－'], "");
    expect_length(ORG, &number, 9, "9位（8位加1位校验码）")?;
    expect_characters(ORG, &number, 1, "只能是数字或大写字母", |c| {
        c.is_ascii_digit() || c.is_ascii_uppercase()
    })?;
    expect_check_digit(ORG, &number, 9, org_code_check_digit(&number[..8]))?;
    Ok(OrgCode { number })
}

/// The check character the first seventeen characters call for: weights 3^i mod 31 (GB 32100-2015).
#[must_use]
pub fn credit_code_check_digit(first_seventeen: &str) -> char {
    let value = |c: char| ALPHABET.find(c).unwrap_or(0);
    let (sum, _) = first_seventeen.chars().fold((0, 1), |(sum, weight), c| (sum + value(c) * weight, weight * 3 % 31));
    let check = (31 - sum % 31) % 31;
    char::from(ALPHABET.as_bytes()[check])
}

/// The check character the first eight characters call for (GB 11714-1997).
#[must_use]
pub fn org_code_check_digit(first_eight: &str) -> char {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first_eight.chars().zip(WEIGHTS).map(|(c, w)| value36(c) * w).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// The letters the code leaves out are mostly digits read wrongly.
fn lookalike(found: char) -> &'static str {
    match found {
        'I' => "代码中没有字母I，可能是数字1",
        'O' => "代码中没有字母O，可能是数字0",
        'S' => "代码中没有字母S，可能是数字5",
        'V' => "代码中没有字母V，可能是字母U或Y",
        'Z' => "代码中没有字母Z，可能是数字2",
        _ => "只能是数字或大写字母（不含I、O、S、V、Z）",
    }
}
