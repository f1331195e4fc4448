use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn d(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
}

/// Shows a check's answer as one text: the canonical code, or the fault as a reader sees it.
fn told<T: ToString>(answer: Result<T, CodeFault>) -> String {
    answer.map_or_else(|fault| fault.to_string(), |code| code.to_string())
}

#[test]
fn sound_identity_numbers_tell_birth_sex_and_province() {
    let card = check_id_card("11010519491231002X").unwrap();
    assert_eq!((card.birth, card.sex), (d("1949-12-31"), Sex::Female));
    assert_eq!((card.holder, card.area(), card.province()), (IdCardHolder::Citizen, "110105", Some("北京市")));
    let card = check_id_card("34052419800101001X").unwrap();
    assert_eq!((card.sex, card.sex.code(), card.sex.to_string()), (Sex::Male, 1, "男".to_owned()));
}

#[test]
fn identity_numbers_are_taken_full_width_spaced_and_in_lower_case() {
    for typed in [
        "１１０１０５１９４９１２３１００２ｘ",
        " 110105 19491231 002x\u{200B}",
        "'11010519491231002X",
        "\u{FEFF}11010519491231002X\t",
    ] {
        assert_eq!(told(check_id_card(typed)), "11010519491231002X", "{typed:?}");
    }
}

#[test]
fn a_faulty_identity_number_says_where_and_what_would_be_right() {
    for (typed, text) in [
        ("", "身份证号码为空，请填写"),
        ("1101051949123100", "身份证号码应为18位，现为16位"),
        ("110105194912310021", "身份证号码第18位校验码应为“X”，现为“1”，请逐位核对原件"),
        ("310108198403300083", "身份证号码第18位校验码应为“X”，现为“3”，请逐位核对原件"),
        ("1101O519491231002X", "身份证号码第5位“O”不对，前17位只能是数字"),
        ("11010519491231002Y", "身份证号码第18位“Y”不对，末位只能是数字或X"),
        ("01010519491231002X", "身份证号码第1、2位“01”不是省级行政区划代码，请核对"),
        ("11010519490231002X", "身份证号码第7至14位“19490231”不是合理的出生日期，请核对"),
        ("110105491231002", "15位的第一代身份证号码已停用，按升位规则应为“11010519491231002X”，请核对后填写18位号码"),
        ("九一010519491231002X", "身份证号码第1位“九”不对，前17位只能是数字"),
    ] {
        assert_eq!(told(check_id_card(typed)), text, "{typed}");
    }
}

#[test]
fn the_day_of_checking_bounds_the_birth_date() {
    assert!(check_id_card_on("11010519491231002X", d("2026-01-01")).is_ok());
    assert!(check_id_card_on("11010519491231002X", d("1949-12-30")).is_err());
    assert!(check_id_card_on("11010519491231002X", d("2110-01-01")).is_err());
}

#[test]
fn other_residents_numbers_of_the_same_form_are_told_apart() {
    let number = |body: &str| format!("{body}{}", id_card_check_digit(body));
    let taiwan = check_id_card(&number("83000019900101001")).unwrap();
    assert_eq!((taiwan.holder, taiwan.province()), (IdCardHolder::HongKongMacaoTaiwan, Some("台湾省")));
    let foreign = check_id_card(&number("93384019900101002")).unwrap();
    assert_eq!((foreign.holder, foreign.province()), (IdCardHolder::PermanentResident, Some("浙江省")));
    assert_eq!(told(check_id_card(&number("90084019900101002"))), "身份证号码第2、3位“00”不是省级行政区划代码，请核对");
}

#[test]
fn a_year_of_age_is_full_on_the_birthday() {
    let card = check_id_card("34052419800101001X").unwrap();
    assert_eq!(card.age_on(d("2025-12-31")), 45);
    assert_eq!(card.age_on(d("2026-01-01")), 46);
}

#[test]
fn a_sound_credit_code_tells_authority_area_and_organisation_code() {
    let code = check_credit_code("91350100m000100y43").unwrap();
    assert_eq!(code.to_string(), "91350100M000100Y43");
    assert_eq!((code.authority(), code.kind()), (Some("市场监管"), Some("企业")));
    assert_eq!((code.area(), code.province(), code.org_code()), ("350100", Some("福建省"), "M000100Y4"));
}

#[test]
fn a_faulty_credit_code_says_where_and_what_would_be_right() {
    for (typed, text) in [
        ("91350100M000100Y4", "统一社会信用代码应为18位，现为17位"),
        ("91350100M000100Y44", "统一社会信用代码第18位校验码应为“3”，现为“4”，请逐位核对原件"),
        ("9135O100M000100Y43", "统一社会信用代码第5位“O”不对，代码中没有字母O，可能是数字0"),
        ("9135A100M000100Y43", "统一社会信用代码第5位“A”不对，第3至8位是行政区划代码，只能是数字"),
        ("91990100M000100Y43", "统一社会信用代码第3、4位“99”不是省级行政区划代码，请核对"),
    ] {
        assert_eq!(told(check_credit_code(typed)), text, "{typed}");
    }
    // The inner organisation code is checked even when the outer check digit fits.
    let body = "91350100M000100Y5";
    let outer_fits = format!("{body}{}", credit_code_check_digit(body));
    assert_eq!(told(check_credit_code(&outer_fits)), "统一社会信用代码第17位校验码应为“4”，现为“5”，请逐位核对原件");
}

#[test]
fn an_organisation_code_is_written_with_its_hyphen() {
    assert_eq!(told(check_org_code("M000100Y4")), "M000100Y-4");
    assert_eq!(told(check_org_code("m000100y－4")), "M000100Y-4");
    assert_eq!(told(check_org_code("M000100Y-X")), "组织机构代码第9位校验码应为“4”，现为“X”，请逐位核对原件");
}

#[test]
fn a_school_code_tells_category_province_and_university() {
    let primary = check_school_code("2133000123").unwrap();
    assert_eq!((primary.category(), primary.province()), (Some("小学"), Some("浙江省")));
    assert_eq!(primary.university_code(), None);
    let university = check_school_code("4111010001").unwrap();
    assert_eq!(university.university_code(), Some("10001"));
    assert_eq!(told(check_school_code("213300012")), "学校（机构）标识码应为10位数字，现为9位");
    assert_eq!(told(check_school_code("9933000123")), "学校（机构）标识码第1、2位“99”不是学校（机构）类别代码，请核对");
    assert_eq!(told(check_school_code("2199000123")), "学校（机构）标识码第3、4位“99”不是省级行政区划代码，请核对");
}

#[test]
fn student_numbers_are_told_apart_by_their_letter() {
    for (typed, kind) in [
        ("g11010519491231002x", StudentNumberKind::Formal),
        ("L330302201509010123", StudentNumberKind::Temporary),
        ("J33030220150901012X", StudentNumberKind::WithoutId),
    ] {
        assert_eq!(check_student_number(typed).unwrap().kind, kind, "{typed}");
    }
    for (typed, text) in [
        (
            "11010519491231002X",
            "学籍号“11010519491231002X”无法识别，学籍号以字母开头：G（正式）、L（临时）或J（无身份证）",
        ),
        ("K11010519491231002X", "学籍号第1位“K”不对，首位应为G（正式）、L（临时）或J（无身份证）"),
        ("G110105194912310021", "身份证号码第18位校验码应为“X”，现为“1”，请逐位核对原件"),
        ("L33030220150901012", "学籍号应为19位（1位字母加18位），现为18位"),
        ("L3303022015O9010123", "学籍号第12位“O”不对，字母之后只能是数字"),
    ] {
        assert_eq!(told(check_student_number(typed)), text, "{typed}");
    }
}

#[test]
fn telephone_numbers_come_out_in_one_spelling() {
    for (typed, number, kind) in [
        ("13800001234", "13800001234", PhoneKind::Mobile),
        ("+86 138-0000-1234", "13800001234", PhoneKind::Mobile),
        ("８６１３８００００１２３４", "13800001234", PhoneKind::Mobile),
        ("0577-88888888", "0577-88888888", PhoneKind::Fixed),
        ("（0577）8888 8888", "0577-88888888", PhoneKind::Fixed),
        ("057788888888", "0577-88888888", PhoneKind::Fixed),
        ("0086-577-88888888", "0577-88888888", PhoneKind::Fixed),
        ("010-8888-8888", "010-88888888", PhoneKind::Fixed),
        ("0577-88888888-601", "0577-88888888-601", PhoneKind::Fixed),
        ("0577-88888888转601", "0577-88888888-601", PhoneKind::Fixed),
        ("057788888888 分机：601", "0577-88888888-601", PhoneKind::Fixed),
        ("400-123-4567", "4001234567", PhoneKind::Service),
        ("12345", "12345", PhoneKind::Service),
        ("96345", "96345", PhoneKind::Service),
    ] {
        let phone = check_phone(typed).unwrap_or_else(|fault| panic!("{typed}: {fault}"));
        assert_eq!((phone.number.as_str(), phone.kind), (number, kind), "{typed}");
        assert_eq!(check_phone(number).unwrap().number, number, "{typed} twice");
    }
}

#[test]
fn a_faulty_telephone_number_says_what_to_write() {
    for (typed, text) in [
        ("", "电话号码为空，请填写"),
        ("88888888", "电话号码“88888888”无法识别，固定电话前应加区号，如0577-88888888"),
        ("1381234", "电话号码“1381234”无法识别，手机号码应为11位，以13至19开头"),
        ("12800001234", "电话号码“12800001234”无法识别，手机号码应为11位，以13至19开头"),
        ("0577-888888", "电话号码“0577-888888”无法识别，区号后应有7位或8位号码"),
        ("0577-18888888", "电话号码“0577-18888888”无法识别，区号后的号码应以2至9开头"),
        ("13800001234转1", "电话号码“13800001234转1”无法识别，只有固定电话可以带分机号，一格只填一个号码"),
        ("13800001234/88888888", "电话号码第12位“/”不对，电话号码只能有数字、连字符和分机号，一格只填一个号码"),
    ] {
        assert_eq!(told(check_phone(typed)), text, "{typed}");
    }
}

#[test]
fn bank_cards_are_checked_by_luhn() {
    assert_eq!(told(check_bank_card("6222 0202 0011 2230 002")), told(check_bank_card("6222020200112230002")));
    assert_eq!(told(check_bank_card("4111111111111111")), "4111 1111 1111 1111");
    assert_eq!(told(check_bank_card("4111111111111112")), "银行卡号第16位校验码应为“1”，现为“2”，请逐位核对原件");
    assert_eq!(told(check_bank_card("411111111111")), "银行卡号应为13至19位，现为12位");
}

#[test]
fn masks_hide_what_is_not_needed() {
    for (name, shown) in [("张三", "张*"), ("张三丰", "张*丰"), ("欧阳修文", "欧**文"), ("王", "*"), ("", "")]
    {
        assert_eq!(mask_name(name), shown);
    }
    assert_eq!(mask_id_card("330302199001011234"), "330***********1234");
    assert_eq!(mask_id_card("330302900101123"), "***********1123");
    assert_eq!(mask_phone("13812345678"), "138****5678");
    assert_eq!(mask_phone("0577-88885678"), "0577-****5678");
    assert_eq!(mask_phone("0577-88885678-601"), "0577-****5678-***");
    assert_eq!(mask_phone("88885678"), "****5678");
    assert_eq!(mask_bank("6222 0202 0011 2230"), "************2230");
}

#[test]
fn addresses_are_shown_down_to_the_street() {
    for (address, shown) in [
        ("浙江省温州市鹿城区五马街道某某路12号", "浙江省温州市鹿城区五马街道***"),
        ("温州市鹿城区五马街1号", "温州市鹿城区五马街***"),
        ("江苏省镇江市京口区正东路8号", "江苏省镇江市京口区正东路***"),
        ("浙江省温州市鹿城区阳光小区3幢201室", "浙江省温州市鹿城区***"),
        ("浙江省乐清市柳市镇后街村5号", "浙江省乐清市柳市镇***"),
        ("宁波市镇海区招宝山街道1号", "宁波市镇海区招宝山街道***"),
        ("台州市路桥区路南街道1号", "台州市路桥区路南街道***"),
        ("五马街1号小区", "五马街***"),
        ("阳光小区3幢201室", "***"),
        ("内蒙古自治区锡林郭勒盟西乌珠穆沁旗某苏木1号", "内蒙古自治区锡林郭勒盟西乌珠穆沁旗某苏木***"),
        ("上海市浦东新区世纪大道1号", "上海市浦东新区世纪大道***"),
        ("浙江省温州市鹿城区五马街道", "浙江省温州市鹿城区五马街道"),
        ("", ""),
    ] {
        assert_eq!(mask_address(address), shown, "{address}");
    }
}

#[test]
fn points_outside_the_country_are_told_from_exchanged_ones() {
    let told = |lon: &str, lat: &str| {
        plausible_point(lon.parse().unwrap(), lat.parse().unwrap())
            .map_or_else(|fault| fault.to_string(), |()| "可".to_owned())
    };
    assert_eq!(told("120.65", "28.01"), "可");
    assert_eq!(told("112.28", "3.97"), "可");
    assert_eq!(told("28.01", "120.65"), "经度28.01、纬度120.65像是写反了，应先经度后纬度");
    assert_eq!(told("-0.12", "51.5"), "经度-0.12、纬度51.5不在我国范围内（经度73—136度，纬度3—54度），请核对");
    assert_eq!(province_name("330302"), Some("浙江省"));
    assert_eq!(province_name("浙江"), None);
}

fn any_birth() -> impl Strategy<Value = NaiveDate> {
    (0u64..50_000).prop_map(|n| d("1900-01-01") + chrono::Days::new(n))
}

proptest! {
    #[test]
    fn exactly_one_check_digit_fits_an_identity_number(birth in any_birth(), serial in 0u32..1000) {
        let body = format!("330302{}{serial:03}", birth.format("%Y%m%d"));
        let fitting: Vec<char> = "0123456789X".chars().filter(|c| check_id_card(&format!("{body}{c}")).is_ok()).collect();
        prop_assert_eq!(fitting, vec![id_card_check_digit(&body)]);
    }

    #[test]
    fn one_mistyped_digit_of_an_identity_number_is_always_found(
        birth in any_birth(), serial in 0u32..1000, at in 0usize..17, shift in 1u8..10,
    ) {
        let body = format!("330302{}{serial:03}", birth.format("%Y%m%d"));
        let mut typed = format!("{body}{}", id_card_check_digit(&body)).into_bytes();
        typed[at] = b'0' + (typed[at] - b'0' + shift) % 10;
        prop_assert!(check_id_card(std::str::from_utf8(&typed).unwrap()).is_err());
    }

    #[test]
    fn one_mistyped_digit_of_a_bank_card_is_always_found(body in "[0-9]{15}", at in 0usize..16, shift in 1u8..10) {
        let sound = ('0'..='9').map(|c| format!("{body}{c}")).find(|n| check_bank_card(n).is_ok()).unwrap();
        let mut typed = sound.into_bytes();
        typed[at] = b'0' + (typed[at] - b'0' + shift) % 10;
        prop_assert!(check_bank_card(std::str::from_utf8(&typed).unwrap()).is_err());
    }

    #[test]
    fn a_made_up_credit_code_with_both_check_digits_passes(org in "[0-9ABCDEFGHJKLMNPQRTUWXY]{8}", area in "[0-9]{4}") {
        let body = format!("5233{area}{org}{}", org_code_check_digit(&org));
        let code = format!("{body}{}", credit_code_check_digit(&body));
        prop_assert_eq!(told(check_credit_code(&code)), code);
    }

    #[test]
    fn no_text_at_all_makes_a_check_or_a_mask_fail_hard(text in "\\PC{0,24}") {
        let answers = [
            told(check_id_card(&text)), told(check_credit_code(&text)), told(check_org_code(&text)),
            told(check_school_code(&text)), told(check_student_number(&text)), told(check_phone(&text)),
            told(check_bank_card(&text)),
        ];
        prop_assert!(answers.iter().all(|a| !a.is_empty()));
        for mask in [mask_name, mask_id_card, mask_phone, mask_bank] {
            prop_assert!(mask(&text).chars().count() <= text.chars().count().max(1) + 1);
        }
        prop_assert!(mask_address(&text).is_empty() || !text.trim().is_empty());
    }
}
