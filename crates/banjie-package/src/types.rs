//! Field types as written, and values as written.

use banjie_model::{
    Name,
    definition::{CodeList, Field, FieldType},
    value::{FileRef, Place, Value},
};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use indexmap::IndexMap;
use rust_decimal::Decimal;

use crate::tree::{At, Item};

/// A field type of the language, for the manual, the schema and suggestions.
#[derive(Debug)]
pub struct TypeWord {
    /// As written, with its parts in brackets.
    pub pattern: &'static str,
    /// Chinese name.
    pub title: &'static str,
    /// What it holds.
    pub help: &'static str,
}

const fn word(pattern: &'static str, title: &'static str, help: &'static str) -> TypeWord {
    TypeWord { pattern, title, help }
}

/// All field types.
pub const TYPE_WORDS: &[TypeWord] = &[
    word("text", "文本", "一行文字"),
    word("long_text", "长文本", "成段的文字"),
    word("int", "整数", "整数"),
    word("decimal(p,s)", "小数", "共 p 位（最多 18）、小数 s 位的精确小数"),
    word("money", "金额", "元，两位小数，精确"),
    word("percent", "百分比", "比例，显示为百分数"),
    word("bool", "是否", "是或否"),
    word("date", "日期", "年月日"),
    word("time", "时刻", "时分"),
    word("datetime", "日期时刻", "年月日时分"),
    word("period", "期间", "年、季、月、学年、学期"),
    word("code(list)", "代码", "代码表中的一项"),
    word("tree(list)", "代码树", "有上级的代码表中的一项"),
    word("ref(ledger)", "引用", "另一本台账的一条记录；其他系统的写成 ref(系统.台账)"),
    word("org", "单位", "组织机构"),
    word("account", "账号", "工作人员"),
    word("file", "文件", "一个文件"),
    word("files", "多个文件", "若干文件"),
    word("place", "地点", "地址和坐标"),
    word("id_card", "身份证号", "公民身份号码，按 GB 11643 校验"),
    word("credit_code", "统一社会信用代码", "按 GB 32100 校验"),
    word("school_code", "学校标识码", "教育部学校（机构）标识码"),
    word("student_no", "学籍号", "学籍号"),
    word("phone", "电话", "手机或固定电话"),
    word("list", "子表", "若干行，有自己的字段（写在 fields 里）"),
];

/// Reads a type; the message says what is wrong. A list comes without its fields.
pub(crate) fn field_type(text: &str) -> Result<FieldType, String> {
    let text = text.trim();
    let (word, inner) = match text.split_once('(') {
        Some((word, rest)) => match rest.strip_suffix(')') {
            Some(inner) => (word.trim(), Some(inner.trim())),
            None => return Err(format!("类型 `{text}` 缺右括号")),
        },
        None => (text, None),
    };
    if let Some(ty) = plain_type(word) {
        return if inner.is_none() { Ok(ty) } else { Err(format!("类型 `{word}` 后面不带括号")) };
    }
    match (word, inner) {
        ("decimal", Some(inner)) => decimal_type(inner),
        ("code", Some(list)) if !list.is_empty() => Ok(FieldType::Code(list.into())),
        ("tree", Some(list)) if !list.is_empty() => Ok(FieldType::Tree(list.into())),
        ("ref", Some(ledger)) if !ledger.is_empty() => Ok(FieldType::Ref(ledger.into())),
        ("decimal", _) => Err("小数要写明位数，例如 decimal(12,2)".into()),
        ("code" | "tree", _) => Err(format!("要写明代码表，例如 {word}(violation_kind)")),
        ("ref", _) => Err("要写明台账，例如 ref(firm)".into()),
        _ => Err(format!("没有 `{word}` 这种字段类型")),
    }
}

fn plain_type(word: &str) -> Option<FieldType> {
    Some(match word {
        "text" => FieldType::Text,
        "long_text" => FieldType::LongText,
        "int" => FieldType::Int,
        "money" => FieldType::Money,
        "percent" => FieldType::Percent,
        "bool" => FieldType::Bool,
        "date" => FieldType::Date,
        "time" => FieldType::Time,
        "datetime" => FieldType::DateTime,
        "period" => FieldType::Period,
        "org" => FieldType::Org,
        "account" => FieldType::Account,
        "file" => FieldType::File,
        "files" => FieldType::Files,
        "place" => FieldType::Place,
        "id_card" => FieldType::IdCard,
        "credit_code" => FieldType::CreditCode,
        "school_code" => FieldType::SchoolCode,
        "student_no" => FieldType::StudentNo,
        "phone" => FieldType::Phone,
        "list" => FieldType::List(Vec::new()),
        _ => return None,
    })
}

fn decimal_type(inner: &str) -> Result<FieldType, String> {
    let parts = inner.split_once(',').and_then(|(p, s)| Some((p.trim().parse().ok()?, s.trim().parse().ok()?)));
    match parts {
        Some((precision, scale)) if (1..=18).contains(&precision) && scale <= precision => {
            Ok(FieldType::Decimal { precision, scale })
        }
        Some(_) => Err(format!("decimal({inner}) 的位数不对：总位数 1 到 18，小数位不超过总位数")),
        None => Err(format!("decimal({inner}) 要写两个数，例如 decimal(12,2)")),
    }
}

/// Reads a value written in TOML as a value of the type.
pub(crate) fn value_at(at: At<'_>, ty: &FieldType, codes: &IndexMap<Name, CodeList>) -> Result<Value, String> {
    let plain = |text: String| value_of(&text, ty, codes);
    match (&at.node.item, ty) {
        (Item::Text(text, _), _) => value_of(text, ty, codes),
        (Item::Bool(b), FieldType::Bool) => Ok(Value::Bool(*b)),
        (Item::Int(n), FieldType::Int) => Ok(Value::Int(*n)),
        (Item::Int(n), _) if is_decimal(ty) => plain(n.to_string()),
        (Item::Int(n), FieldType::Code(_) | FieldType::Tree(_)) => plain(n.to_string()),
        (Item::Number(d), _) if is_decimal(ty) => plain(d.to_string()),
        (Item::Date(d), FieldType::Date) => Ok(Value::Date(*d)),
        (Item::Time(t), FieldType::Time) => Ok(Value::Time(*t)),
        (Item::DateTime(m), FieldType::DateTime) => Ok(Value::DateTime(*m)),
        (item, _) => Err(format!("应是{}，这里是{}", type_zh(ty), item.zh())),
    }
}

fn is_decimal(ty: &FieldType) -> bool {
    matches!(ty, FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent)
}

/// Reads a value from text, as written in scenarios and tables; the message says what is wrong.
///
/// # Errors
/// A Chinese message when the text is no value of the type.
pub fn value_of(text: &str, ty: &FieldType, codes: &IndexMap<Name, CodeList>) -> Result<Value, String> {
    let bad = || format!("\"{text}\" 不是{}", type_zh(ty));
    let trimmed = text.trim();
    Ok(match ty {
        FieldType::Int => Value::Int(trimmed.parse().map_err(|_| bad())?),
        FieldType::Decimal { .. } | FieldType::Money | FieldType::Percent => Value::Decimal(number(trimmed, ty)?),
        FieldType::Bool => match trimmed {
            "true" | "是" => Value::Bool(true),
            "false" | "否" => Value::Bool(false),
            _ => return Err(format!("{}，写 true 或 false", bad())),
        },
        FieldType::Date => {
            let date = NaiveDate::parse_from_str(trimmed, "%Y-%m-%d");
            Value::Date(date.map_err(|_| format!("{}，写成 2025-09-28", bad()))?)
        }
        FieldType::Time => Value::Time(NaiveTime::parse_from_str(trimmed, "%H:%M").map_err(|_| bad())?),
        FieldType::DateTime => {
            let moment = NaiveDateTime::parse_from_str(&trimmed.replace('T', " "), "%Y-%m-%d %H:%M");
            Value::DateTime(moment.map_err(|_| format!("{}，写成 2025-09-28 09:00", bad()))?)
        }
        FieldType::Period => Value::Period(trimmed.parse().map_err(|_| bad())?),
        FieldType::Code(list) | FieldType::Tree(list) => code(trimmed, list, codes)?,
        FieldType::Org => Value::Org(text.into()),
        FieldType::Account => Value::Account(text.into()),
        FieldType::File | FieldType::Files => Value::Files(files(trimmed)),
        FieldType::Place => Value::Place(Place { address: text.into(), point: None }),
        FieldType::Ref(_) | FieldType::List(_) => return Err(format!("{}不能这样写成一个值", type_zh(ty))),
        FieldType::Text
        | FieldType::LongText
        | FieldType::IdCard
        | FieldType::CreditCode
        | FieldType::SchoolCode
        | FieldType::StudentNo
        | FieldType::Phone => Value::Text(text.into()),
    })
}

/// Reads a number for a decimal type: `120.50`, `50%`; more places than the type has are refused.
fn number(text: &str, ty: &FieldType) -> Result<Decimal, String> {
    let bad = || format!("\"{text}\" 不是{}", type_zh(ty));
    let (digits, ratio) = match text.strip_suffix('%') {
        Some(digits) if matches!(ty, FieldType::Percent) => (digits.trim(), true),
        Some(_) => return Err(format!("{}：只有百分比类型可以写 %", bad())),
        None => (text, false),
    };
    let mut value: Decimal = digits.parse().map_err(|_| bad())?;
    if ratio {
        value = value.checked_div(Decimal::ONE_HUNDRED).ok_or_else(bad)?;
    }
    let scale = match ty {
        FieldType::Decimal { scale, .. } => u32::from(*scale),
        FieldType::Money => 2,
        _ => 6,
    };
    if value.normalize().scale() > scale {
        return Err(format!("\"{text}\" 的小数位太多：{}只有 {scale} 位小数", type_zh(ty)));
    }
    Ok(value.normalize())
}

fn code(text: &str, list: &str, codes: &IndexMap<Name, CodeList>) -> Result<Value, String> {
    let Some(list) = codes.get(list) else { return Ok(Value::code(text)) };
    if list.entries.contains_key(text) {
        return Ok(Value::code(text));
    }
    let keys: Vec<&str> = list.entries.keys().map(|k| &**k).collect();
    let help = crate::findings::suggestion(text, &keys).unwrap_or_default();
    Err(format!("代码表 {} 里没有 `{text}`;{help}", list.name))
}

fn files(text: &str) -> Vec<FileRef> {
    list_items(text)
        .into_iter()
        .map(|name| FileRef { name: name.as_str().into(), sha256: "".into(), size_bytes: 0 })
        .collect()
}

/// Items of `[a, b]`; a text without brackets is a list of one.
#[must_use]
pub fn list_items(text: &str) -> Vec<String> {
    let text = text.trim();
    match text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        Some(inner) => inner.split([',', '，']).map(|i| i.trim().to_string()).filter(|i| !i.is_empty()).collect(),
        None if text.is_empty() => Vec::new(),
        None => vec![text.to_string()],
    }
}

/// The Chinese name of a type.
#[must_use]
pub fn type_zh(ty: &FieldType) -> String {
    match ty {
        FieldType::Decimal { precision, scale } => format!("小数（{precision} 位，其中小数 {scale} 位）"),
        FieldType::Code(list) | FieldType::Tree(list) => format!("代码（{list}）"),
        FieldType::Ref(ledger) => format!("引用（{ledger}）"),
        other => {
            let word = type_word(other);
            TYPE_WORDS.iter().find(|w| w.pattern == word).map_or(word, |w| w.title).to_string()
        }
    }
}

/// The type as written in a definition.
#[must_use]
pub fn type_text(ty: &FieldType) -> String {
    match ty {
        FieldType::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
        FieldType::Code(list) => format!("code({list})"),
        FieldType::Tree(list) => format!("tree({list})"),
        FieldType::Ref(ledger) => format!("ref({ledger})"),
        other => type_word(other).to_string(),
    }
}

fn type_word(ty: &FieldType) -> &'static str {
    match ty {
        FieldType::Text => "text",
        FieldType::LongText => "long_text",
        FieldType::Int => "int",
        FieldType::Decimal { .. } => "decimal(p,s)",
        FieldType::Money => "money",
        FieldType::Percent => "percent",
        FieldType::Bool => "bool",
        FieldType::Date => "date",
        FieldType::Time => "time",
        FieldType::DateTime => "datetime",
        FieldType::Period => "period",
        FieldType::Code(_) => "code(list)",
        FieldType::Tree(_) => "tree(list)",
        FieldType::Ref(_) => "ref(ledger)",
        FieldType::Org => "org",
        FieldType::Account => "account",
        FieldType::File => "file",
        FieldType::Files => "files",
        FieldType::Place => "place",
        FieldType::IdCard => "id_card",
        FieldType::CreditCode => "credit_code",
        FieldType::SchoolCode => "school_code",
        FieldType::StudentNo => "student_no",
        FieldType::Phone => "phone",
        FieldType::List(_) => "list",
    }
}

/// Types whose values identify a person: they must be classified.
pub(crate) fn identifies_person(ty: &FieldType) -> bool {
    matches!(ty, FieldType::IdCard | FieldType::Phone | FieldType::StudentNo)
}

/// True when the field is computed.
pub(crate) fn is_computed(field: &Field) -> bool {
    field.formula.is_some() || field.lookup.is_some()
}
