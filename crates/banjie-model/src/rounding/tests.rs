use super::*;
use proptest::prelude::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn a_five_goes_away_from_zero() {
    for (value, places, rounded) in [
        ("0.125", 2, "0.13"),
        ("0.135", 2, "0.14"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("-0.125", 2, "-0.13"),
        ("1.005", 2, "1.01"),
        ("2.4999", 0, "2"),
        ("-0.004", 2, "0.00"),
    ] {
        assert_eq!(round_half_up(dec(value), places).to_string(), rounded, "{value}");
    }
}

#[test]
fn shares_of_nothing_are_no_share() {
    assert_eq!(share(dec("442"), dec("500")), Some(dec("0.884")));
    assert_eq!(share(dec("1"), dec("0")), None);
    assert_eq!(share(Decimal::MAX, dec("0.0001")), None);
    assert_eq!(growth(dec("150"), dec("120")), Some(dec("0.25")));
    assert_eq!(growth(dec("150"), dec("0")), None);
    assert_eq!(growth(dec("150"), dec("-3")), None);
}

#[test]
fn ratios_are_shown_as_percent_with_fixed_places() {
    for (ratio, places, shown) in [
        ("0.88449", 1, "88.4%"),
        ("0.8845", 1, "88.5%"),
        ("0.5", 2, "50.00%"),
        ("1", 0, "100%"),
        ("-0.0001", 1, "0.0%"),
        ("-0.125", 0, "-13%"),
    ] {
        assert_eq!(percent(dec(ratio), places), shown, "{ratio}");
    }
    assert_eq!(points(dec("0.0214"), 1), "2.1");
    assert_eq!(percent(Decimal::MAX, 1), format!("{}00%", Decimal::MAX));
}

#[test]
fn large_numbers_are_grouped_by_three() {
    for (value, places, shown) in [
        ("1234567", 2, "1,234,567.00"),
        ("-1234567.895", 2, "-1,234,567.90"),
        ("999.995", 2, "1,000.00"),
        ("100", 0, "100"),
        ("-100", 0, "-100"),
        ("-0.001", 2, "0.00"),
    ] {
        assert_eq!(thousands(dec(value), places), shown, "{value}");
    }
    assert_eq!(in_wan(dec("12345.6")), dec("1.23456"));
    assert_eq!(fixed(in_wan(dec("12345678")), 2), "1234.57");
    assert_eq!(in_yi(dec("250000000")), dec("2.5"));
}

#[test]
fn money_in_capitals_follows_the_rules_of_the_central_bank() {
    for (yuan, words) in [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("10", "壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("123456.78", "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
        ("100000001", "壹亿零壹元整"),
        ("1200000000000", "壹万贰仟亿元整"),
        ("-20", "负贰拾元整"),
        ("0.995", "壹元整"),
    ] {
        assert_eq!(capital_money(dec(yuan)).as_deref(), Some(words), "{yuan}");
    }
    assert_eq!(capital_money(dec("10000000000000000")), None);
    assert_eq!(capital_money(Decimal::MAX), None);
}

#[test]
fn whole_numbers_are_read_in_chinese() {
    for (number, words) in [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (21, "二十一"),
        (105, "一百零五"),
        (110, "一百一十"),
        (2025, "二千零二十五"),
        (10_000, "一万"),
        (120_005, "十二万零五"),
        (100_010_000, "一亿零一万"),
        (1_000_000_000_000, "一万亿"),
        (1_000_100_000_000, "一万零一亿"),
        (10_000_000_000_000_000, "一亿亿"),
        (10_001_000_500_000_000, "一亿零一万零五亿"),
    ] {
        assert_eq!(numeral_zh(number), words, "{number}");
    }
    assert_eq!(digits_zh("2025年10月"), "二〇二五年一〇月");
}

#[test]
fn numerals_inside_a_text_become_digits() {
    for (text, digits) in [
        ("二〇二五年第三季度", "2025年第3季度"),
        ("十二月二十一日", "12月21日"),
        ("一百零五", "105"),
        ("三千零二十", "3020"),
        ("没有数字", "没有数字"),
        ("3百", "3百"),
        ("一百二", "一百二"),
        ("十十", "十十"),
    ] {
        assert_eq!(numerals_to_digits(text), digits, "{text}");
    }
}

#[test]
fn typed_numbers_are_read_exactly() {
    for (typed, value) in [
        ("1234.50", "1234.50"),
        ("１，２３４．５０", "1234.50"),
        (" 1,234,567 ", "1234567"),
        ("￥1,234.5元", "1234.5"),
        ("人民币 1,234.5 元", "1234.5"),
        ("-3", "-3"),
        ("−3.5", "-3.5"),
        ("（1,234.00）", "-1234.00"),
        ("-¥20", "-20"),
        ("12.5万", "125000"),
        ("1.2亿元", "120000000"),
        ("1亿2000万", "120000000"),
        ("3万5000", "35000"),
        ("3千万元", "30000000"),
        ("三千万元", "30000000"),
        ("十二", "12"),
        ("三万零五", "30005"),
        ("2.5万亿", "2500000000000"),
        ("0", "0"),
        ("-0", "0"),
        ("12。5", "12.5"),
        ("0.1234567890123456789012345678", "0.1234567890123456789012345678"),
    ] {
        let read = parse_decimal(typed).unwrap_or_else(|fault| panic!("{typed}: {fault}"));
        assert_eq!(read, dec(value), "{typed}");
    }
}

#[test]
fn a_text_that_is_no_number_says_why() {
    for (typed, message) in [
        ("", "数值为空，请填写"),
        ("  １2O", "第5个字符“O”不是数字，应填如1234.50、1,234.50、12.5万的数值"),
        ("约12万", "第1个字符“约”不是数字，应填如1234.50、1,234.50、12.5万的数值"),
        ("1,23", "“1,23”中的千分位逗号位置不对，每三位一个逗号；小数点请用“.”"),
        ("1,2345.00", "“1,2345.00”中的千分位逗号位置不对，每三位一个逗号；小数点请用“.”"),
        ("1.2.3", "“1.2.3”不是完整的数值，应填如1234.50、12.5万的数值"),
        ("万", "“万”不是完整的数值，应填如1234.50、12.5万的数值"),
        ("-", "“-”不是完整的数值，应填如1234.50、12.5万的数值"),
        ("5万3亿", "“5万3亿”不是完整的数值，应填如1234.50、12.5万的数值"),
        ("3万5", "“3万5”有歧义，请写全，如3.5万或30005"),
        ("1.23E+15", "“1.23E+15”是科学计数法，可能已丢失末尾数字，请把单元格设为文本后重新填写完整数值"),
        ("99999999999999999999999999999999", "“99999999999999999999999999999999”位数太多，最多28位有效数字"),
        ("50%", "“50%”是百分数，这里应填数值"),
    ] {
        assert_eq!(parse_decimal(typed).unwrap_err().to_string(), message, "{typed}");
    }
}

#[test]
fn percentages_are_read_as_exact_ratios() {
    for (typed, ratio) in
        [("88.4%", "0.884"), ("８８．４％", "0.884"), ("百分之五十", "0.5"), ("-5 %", "-0.05"), ("100%", "1")]
    {
        assert_eq!(parse_percent(typed).unwrap(), dec(ratio), "{typed}");
    }
    assert_eq!(parse_percent("0.5").unwrap_err().to_string(), "“0.5”缺少百分号，应填如88.4%");
}

fn any_money() -> impl Strategy<Value = Decimal> {
    any::<i64>().prop_map(|cents| Decimal::new(cents / 1000, 2))
}

/// Half-up rounding in integers, the other way to the same answer.
fn rounded_in_integers(mantissa: i64, scale: u32, places: u32) -> Decimal {
    let unit = 10_i128.pow(scale - places);
    let magnitude = (i128::from(mantissa).abs() + unit / 2) / unit;
    Decimal::from_i128_with_scale(magnitude * i128::from(mantissa.signum()), places)
}

/// Reads capitals back: the value of the words, in 分.
fn value_of_capitals(words: &str) -> i128 {
    let (mut total, mut section, mut group, mut digit) = (0_i128, 0_i128, 0_i128, 0_i128);
    for c in words.chars() {
        if let Some(d) = "零壹贰叁肆伍陆柒捌玖".chars().position(|x| x == c) {
            digit = i128::try_from(d).unwrap();
            continue;
        }
        match c {
            '拾' => group += digit * 10,
            '佰' => group += digit * 100,
            '仟' => group += digit * 1000,
            '万' => section += (group + digit) * 10_000,
            '亿' => total += (section + group + digit) * 100_000_000,
            '元' => total = (total + section + group + digit) * 100,
            '角' => total += digit * 10,
            '分' => total += digit,
            _ => {}
        }
        digit = 0;
        match c {
            '万' => group = 0,
            '亿' | '元' => (section, group) = (0, 0),
            _ => {}
        }
    }
    if words.starts_with('负') { -total } else { total }
}

proptest! {
    #[test]
    fn rounding_agrees_with_integers(mantissa in any::<i64>(), scale in 0u32..12, less in 0u32..12) {
        let places = scale - less.min(scale);
        prop_assert_eq!(round_half_up(Decimal::new(mantissa, scale), places), rounded_in_integers(mantissa, scale, places));
    }

    #[test]
    fn grouped_numbers_read_back_to_the_rounded_value(value in any_money(), places in 0u32..4) {
        prop_assert_eq!(parse_decimal(&thousands(value, places)).unwrap(), round_half_up(value, places));
    }

    #[test]
    fn wan_read_back_to_the_same_yuan(value in any_money()) {
        prop_assert_eq!(parse_decimal(&format!("{}万元", in_wan(value))).unwrap(), value);
    }

    #[test]
    fn percentages_read_back_to_the_same_ratio(mantissa in -1_000_000i64..1_000_000) {
        let ratio = Decimal::new(mantissa, 5);
        prop_assert_eq!(parse_percent(&percent(ratio, 3)).unwrap(), ratio);
    }

    #[test]
    fn capitals_read_back_to_the_same_money(value in any_money()) {
        let words = capital_money(value).unwrap();
        prop_assert_eq!(Decimal::from_i128_with_scale(value_of_capitals(&words), 2), value, "{}", words);
    }

    #[test]
    fn numerals_read_back_to_the_same_number(number in 0u64..10_000) {
        prop_assert_eq!(numerals_to_digits(&numeral_zh(number)), number.to_string());
        prop_assert_eq!(numerals_to_digits(&digits_zh(&number.to_string())), number.to_string());
    }

    #[test]
    fn no_text_at_all_makes_reading_fail_hard(text in "[0-9.,万亿千百元￥％()-]{0,12}|\\PC{0,12}") {
        if let Ok(value) = parse_decimal(&text) {
            prop_assert_eq!(parse_decimal(&value.to_string()).unwrap(), value);
        }
        if let Err(fault) = parse_percent(&text) {
            prop_assert!(!fault.to_string().is_empty());
        }
    }
}
