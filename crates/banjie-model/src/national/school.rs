//! Codes of education: 学校（机构）标识码 and 学籍号.

use std::fmt;

use super::{CodeFault, check_id_card, compact, expect_characters, expect_length, expect_province, province_name};

const SCHOOL: &str = "学校（机构）标识码";
const STUDENT: &str = "学籍号";

/// The two leading digits of a school code and the kind of school (教育部《学校（机构）代码管理办法》, 2011).
pub const SCHOOL_CATEGORIES: [(&str, &str); 16] = [
    ("11", "幼儿园"),
    ("21", "小学"),
    ("22", "成人小学"),
    ("31", "普通初中"),
    ("32", "职业初中"),
    ("33", "成人初中"),
    ("34", "普通高中"),
    ("35", "成人高中"),
    ("36", "中等职业学校"),
    ("37", "专门学校"),
    ("41", "普通高等学校"),
    ("42", "成人高等学校"),
    ("51", "特殊教育学校"),
    ("91", "研究生培养机构"),
    ("92", "民办的其他高等教育机构"),
    ("93", "中等职业教育培训机构"),
];

/// The kind of school two digits stand for.
#[must_use]
pub fn school_category_name(digits: &str) -> Option<&'static str> {
    SCHOOL_CATEGORIES.iter().find(|(code, _)| *code == digits).map(|(_, name)| *name)
}

/// A school code: category, province, serial. It has no check digit and never changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SchoolCode {
    /// Ten digits.
    pub number: String,
}

impl SchoolCode {
    /// The kind of school.
    #[must_use]
    pub fn category(&self) -> Option<&'static str> {
        school_category_name(&self.number[..2])
    }

    /// The province.
    #[must_use]
    pub fn province(&self) -> Option<&'static str> {
        province_name(&self.number[2..4])
    }

    /// The old code of five digits of a university, which its serial keeps behind a zero.
    #[must_use]
    pub fn university_code(&self) -> Option<&str> {
        let university = matches!(&self.number[..2], "41" | "42");
        if university { self.number[4..].strip_prefix('0') } else { None }
    }
}

impl fmt::Display for SchoolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// Checks a school code: ten digits, a known category, a province.
///
/// # Errors
/// The first fault from left to right.
pub fn check_school_code(text: &str) -> Result<SchoolCode, CodeFault> {
    let number = compact(text);
    expect_length(SCHOOL, &number, 10, "10位数字")?;
    expect_characters(SCHOOL, &number, 1, "只能是数字", |c| c.is_ascii_digit())?;
    if school_category_name(&number[..2]).is_none() {
        return Err(CodeFault::Category { what: SCHOOL, found: number[..2].to_owned() });
    }
    expect_province(SCHOOL, &number[2..4], 3)?;
    Ok(SchoolCode { number })
}

/// What the leading letter of a student number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StudentNumberKind {
    /// G: formal, made from the identity number the pupil had when it was issued.
    Formal,
    /// L: temporary, until the check against the population register is passed.
    Temporary,
    /// J: formal, of a pupil without a usable identity number.
    WithoutId,
}

impl fmt::Display for StudentNumberKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StudentNumberKind::Formal => "正式学籍号",
            StudentNumberKind::Temporary => "临时学籍号",
            StudentNumberKind::WithoutId => "无身份证正式学籍号",
        })
    }
}

/// A student number. It stays with a pupil for life while the identity number may be corrected later, so nothing about
/// the person may be read out of it, and none of its parts is offered here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StudentNumber {
    /// Nineteen characters with the leading letter.
    pub number: String,
    /// Formal, temporary or without identity number.
    pub kind: StudentNumberKind,
}

impl fmt::Display for StudentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// Checks a student number: G with a sound identity number behind it, or L or J with eighteen characters of that form.
///
/// # Errors
/// The first fault; positions of faults inside the identity number count without the leading letter.
pub fn check_student_number(text: &str) -> Result<StudentNumber, CodeFault> {
    let number = compact(text);
    let kind = match number.chars().next() {
        None => return Err(CodeFault::Empty { what: STUDENT }),
        Some('G') => StudentNumberKind::Formal,
        Some('L') => StudentNumberKind::Temporary,
        Some('J') => StudentNumberKind::WithoutId,
        Some(c) if c.is_ascii_digit() => {
            let hint = "学籍号以字母开头：G（正式）、L（临时）或J（无身份证）";
            return Err(CodeFault::Form { what: STUDENT, found: number, hint });
        }
        Some(found) => {
            let hint = "首位应为G（正式）、L（临时）或J（无身份证）";
            return Err(CodeFault::Character { what: STUDENT, position: 1, found, hint });
        }
    };
    expect_length(STUDENT, &number, 19, "19位（1位字母加18位）")?;
    let body = &number[1..];
    if kind == StudentNumberKind::Formal {
        check_id_card(body)?;
    } else {
        let (digits, last): (String, String) = (body.chars().take(17).collect(), body.chars().skip(17).collect());
        expect_characters(STUDENT, &digits, 2, "字母之后只能是数字", |c| c.is_ascii_digit())?;
        expect_characters(STUDENT, &last, 19, "末位只能是数字或X", |c| c.is_ascii_digit() || c == 'X')?;
    }
    Ok(StudentNumber { number, kind })
}
