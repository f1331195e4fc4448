//! What people write, and what is made of it.

use banjie_model::{
    definition::{Class, Field, FieldType, Ledger, Library},
    org::OrgTree,
};

use super::{Entry, RefNumbers, Words};
use crate::{directory::People, workbook::Cell};

fn field(ty: FieldType) -> Field {
    Field {
        name: "f".into(),
        title: "栏".into(),
        ty,
        required: false,
        default: None,
        class: Class::Internal,
        mask: None,
        unit: Some("m²".into()),
        help: None,
        group: None,
        formula: None,
        lookup: None,
    }
}

fn read(ty: FieldType, cell: &Cell) -> String {
    let (library, orgs, people) = (Library::default(), OrgTree::default(), People::default());
    let ledger = Ledger {
        package: "p".into(),
        name: "l".into(),
        key: "p.l".into(),
        title: "表".into(),
        purpose: "".into(),
        number: None,
        label: None,
        unique: Vec::new(),
        opened: None,
        creators: Vec::new(),
        fields: Vec::new(),
        checks: Vec::new(),
        states: Vec::new(),
        actions: Vec::new(),
        limits: Vec::new(),
        supervise: Default::default(),
        views: Default::default(),
        basis: None,
    };
    match Words::new(&library, &ledger, &orgs, &people, RefNumbers::new()).read(&field(ty), cell) {
        Ok(Entry::Value(value)) => match value.as_decimal() {
            Some(d) => d.normalize().to_string(),
            None => format!("{value:?}"),
        },
        Ok(other) => format!("{other:?}"),
        Err(fault) => format!("✗{}", fault.problem),
    }
}

fn check(ty: &FieldType, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(read(ty.clone(), &Cell::Text((*text).into())), *expected, "{text}");
    }
}

#[test]
fn money_is_exact_in_any_spelling() {
    check(
        &FieldType::Money,
        &[
            ("1,234.50", "1234.5"),
            ("¥ 1，234.5元", "1234.5"),
            ("１２３４", "1234"),
            ("1.2万元", "12000"),
            ("3亿", "300000000"),
            ("-5", "-5"),
            ("0.005", "✗“0.005”有 3 位小数，最多 2 位"),
            ("12,34", "✗“12,34”的千分位逗号位置不对"),
            ("1 2", "12"),
            ("约5", "✗“约5”不是数"),
            ("1e5", "✗“1e5”不是数"),
            ("", "Blank"),
            ("(清空)", "Clear"),
            ("99999999999999999", "✗“99999999999999999”超过 16 位整数"),
        ],
    );
}

#[test]
fn dates_are_read_in_the_forms_people_use() {
    check(
        &FieldType::Date,
        &[
            ("2025-10-14", "Date(2025-10-14)"),
            ("2025/1/4", "Date(2025-01-04)"),
            ("2025.1.4", "Date(2025-01-04)"),
            ("2025年10月14日", "Date(2025-10-14)"),
            ("2025年10月14日 星期二", "Date(2025-10-14)"),
            ("20251014", "Date(2025-10-14)"),
            ("２０２５－１０－１４", "Date(2025-10-14)"),
            ("2025-10-14 09:30", "Date(2025-10-14)"),
            ("2024-02-29", "Date(2024-02-29)"),
            ("2025-02-29", "✗日历上没有“2025-02-29”这一天"),
            ("25-10-14", "✗“25-10-14”不是日期"),
            ("2025年10月", "✗“2025年10月”不是日期"),
            ("202510141", "✗“202510141”不是日期"),
            ("10/14/2025", "✗“10/14/2025”不是日期"),
            ("1025-10-14", "✗“1025-10-14”的年份 1025 不合理"),
        ],
    );
    assert_eq!(read(FieldType::Date, &Cell::Number(45_928.0)), "Date(2025-09-28)");
    assert_eq!(read(FieldType::Date, &Cell::Number(2025.0)), "✗“2025”不是日期");
}

#[test]
fn times_are_read_in_the_forms_people_use() {
    check(
        &FieldType::Time,
        &[
            ("9:30", "Time(09:30:00)"),
            ("09:30:15", "Time(09:30:15)"),
            ("9时30分", "Time(09:30:00)"),
            ("15点", "Time(15:00:00)"),
            ("下午3:05", "Time(15:05:00)"),
            ("上午12:05", "Time(00:05:00)"),
            ("24:00", "✗“24:00”不是时间"),
            ("9", "✗“9”不是时间"),
        ],
    );
    assert_eq!(read(FieldType::Time, &Cell::Serial(0.5)), "Time(12:00:00)");
    check(
        &FieldType::DateTime,
        &[("2025-10-14T09:30:00", "DateTime(2025-10-14T09:30:00)"), ("2025-10-14", "DateTime(2025-10-14T00:00:00)")],
    );
}

#[test]
fn shares_need_their_sign_where_they_could_be_misread() {
    check(
        &FieldType::Percent,
        &[
            ("88.4%", "0.884"),
            ("0.5", "0.5"),
            ("150%", "1.5"),
            ("5‰", "0.005"),
            ("50", "✗“50”看不出是百分数还是倍数"),
            ("12.34567%", "✗“12.34567%”小数位太多"),
        ],
    );
}

#[test]
fn units_are_taken_off_and_other_units_are_not() {
    let area = FieldType::Decimal { precision: 12, scale: 2 };
    check(&area, &[("120.5 m²", "120.5"), ("120.5㎡", "120.5"), ("120平方米", "120"), ("2亩", "✗“2亩”不是数")]);
    check(&FieldType::Int, &[("1,200", "1200"), ("12.0", "12"), ("1.5", "✗“1.5”不是整数")]);
}

#[test]
fn long_numbers_spoilt_by_a_spreadsheet_are_told() {
    let spoilt = read(FieldType::IdCard, &Cell::Number(330_302_198_001_010_019.0));
    assert_eq!(spoilt, "✗号码被表格软件当作数值，第15位以后已变成0");
    assert_eq!(read(FieldType::Phone, &Cell::Number(13_800_001_234.0)), "Text(\"13800001234\")");
}

#[test]
fn hidden_characters_and_overlong_texts_are_told() {
    check(&FieldType::Text, &[("一\n二", "Text(\"一 二\")"), ("a\u{7}b", "✗含有不可见的控制字符 U+0007")]);
    let long: String = "长".repeat(1_001);
    check(&FieldType::Text, &[(&long, "✗有 1001 字，超过上限 1000 字")]);
}
