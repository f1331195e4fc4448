//! Names, numbers and addresses of nobody.

use banjie_model::{
    national::{credit_code_check_digit, id_card_check_digit, org_code_check_digit},
    value::{Place, Value},
};
use chrono::{NaiveDate, TimeDelta};
use rust_decimal::Decimal;

use super::{random::Random, recipe::District};

/// Surnames, the frequent ones more than once; two of two characters.
const SURNAMES: &str =
    "陈陈陈林林林王王张张黄黄李李吴吴周周徐徐叶叶郑郑胡胡朱金项潘谢戴夏蔡孙杨赵刘邵章诸葛欧阳缪瞿厉麻倪卢";
/// Given characters in use.
const GIVEN: &str = "建国明华海平永军志强文斌小红秀英丽娟晓燕春兰荣光福寿云飞光明胜利乐清伟民益众克勤思远立新汉成阿珍素贞爱武银娥仁义友良";
/// Characters that old systems lose: outside GB 2312, outside GBK, outside the basic plane.
const RARE: &str = "喆堃犇翀昇珺囍旸祎琤䶮㛃㵟䲟𬭎𫖯𬘘𬤊𬍛";

/// A name; with the given chance in a million one of its characters is rare.
pub(super) fn person(random: &mut Random, rare: u32) -> String {
    let surnames: Vec<char> = SURNAMES.chars().collect();
    let given: Vec<char> = GIVEN.chars().collect();
    let rare_ones: Vec<char> = RARE.chars().collect();
    let mut name = String::new();
    match random.pick(&surnames).copied().unwrap_or('陈') {
        '诸' | '葛' => name.push_str("诸葛"),
        '欧' | '阳' => name.push_str("欧阳"),
        one => name.push(one),
    }
    let mut rest: Vec<char> = (0..random.between(1, 2)).filter_map(|_| random.pick(&given).copied()).collect();
    if random.chance(rare) {
        rest.pop();
        rest.extend(random.pick(&rare_ones));
    }
    name.extend(rest);
    name
}

/// First and second character of the names of firms that do not exist.
const FIRM_FIRST: &str = "恒天博鼎华金明瑞科蓝宏嘉卓新润云正联东思启景奥百长大丰光和汇";
/// Second character.
const FIRM_SECOND: &str = "瑞启远新辰诺德丰峰川宇泰越锐泽帆阳创旭源明行维禾青岭华达景安";
/// What they do.
const TRADES: [&str; 16] = [
    "光电科技",
    "生物制药",
    "新材料",
    "精密机械",
    "自动化设备",
    "软件",
    "环保科技",
    "新能源",
    "电子",
    "农业科技",
    "医疗器械",
    "智能装备",
    "化工",
    "汽车零部件",
    "信息技术",
    "节能设备",
];

/// The name of a firm in a town that does not exist.
pub(super) fn firm(random: &mut Random) -> String {
    let one = |random: &mut Random, from: &str| random.pick(&from.chars().collect::<Vec<_>>()).copied().unwrap_or('恒');
    let mark = String::from_iter([one(random, FIRM_FIRST), one(random, FIRM_SECOND)]);
    let trade = random.pick(&TRADES).copied().unwrap_or_default();
    let form = if random.between(0, 4) == 0 { "股份有限公司" } else { "有限公司" };
    format!("云溪{mark}{trade}{form}")
}

/// A unified social credit code with right check digits in an area that does not exist (330399).
pub(super) fn credit_code(random: &mut Random) -> String {
    let digit = |random: &mut Random| random.pick(b"0123456789ABCDEFGHJKLMNPQRTUWXY").map_or('0', |b| char::from(*b));
    let eight: String = "MA".chars().chain((0..6).map(|_| digit(random))).collect();
    let check = org_code_check_digit(&eight);
    let body = format!("91330399{eight}{check}");
    let check = credit_code_check_digit(&body);
    format!("{body}{check}")
}

/// A citizen's number with a right check digit in an area that does not exist (330399), so that it is nobody's.
pub(super) fn id_card(random: &mut Random, born: Option<(NaiveDate, NaiveDate)>) -> String {
    let grown = NaiveDate::from_ymd_opt(1945, 1, 1).unwrap_or_default();
    let (first, last) = born.unwrap_or((grown, grown + TimeDelta::days(20_000)));
    let birth = first + TimeDelta::days(random.between(0, (last - first).num_days()));
    let body = format!("330399{}{:03}", birth.format("%Y%m%d"), random.between(1, 999));
    let check = id_card_check_digit(&body);
    format!("{body}{check}")
}

/// A mobile number out of the block used in examples everywhere.
pub(super) fn phone(random: &mut Random) -> String {
    format!("1380000{:04}", random.between(0, 9_999))
}

/// An address in a district with a point inside its box, to five places (about a metre).
pub(super) fn place(random: &mut Random, district: &District) -> Value {
    let street = random.pick(&district.streets).cloned().unwrap_or_default();
    let number = random.between(1, 480);
    let door = match random.between(0, 3) {
        0 => format!("{number}弄{}号", random.between(1, 40)),
        1 => format!("{number}号{}室", random.between(1, 7) * 100 + random.between(1, 4)),
        _ => format!("{number}号"),
    };
    let mut inside = |(low, high): (i64, i64)| Decimal::new(random.between(low, high), 5);
    let point = (inside(district.longitude), inside(district.latitude));
    Value::Place(Place { address: format!("{street}{door}").into(), point: Some(point) })
}

#[cfg(test)]
mod tests {
    use banjie_model::national::{check_credit_code, check_id_card, check_phone};

    use super::*;

    #[test]
    fn numbers_are_valid_and_nobodys() {
        let mut random = Random::of(7, &[]);
        for _ in 0..200 {
            let number = id_card(&mut random, None);
            assert!(check_id_card(&number).is_ok() && number.starts_with("330399"), "{number}");
            let code = credit_code(&mut random);
            assert!(check_credit_code(&code).is_ok() && code.starts_with("91330399"), "{code}");
            assert!(check_phone(&phone(&mut random)).is_ok());
        }
    }

    #[test]
    fn people_are_born_when_asked() {
        let mut random = Random::of(7, &[]);
        let day = |year| NaiveDate::from_ymd_opt(year, 9, 1).unwrap();
        for _ in 0..200 {
            let number = id_card(&mut random, Some((day(2014), day(2015))));
            assert!(check_id_card(&number).is_ok() && ("20140901".."20150902").contains(&&number[6..14]), "{number}");
        }
    }

    #[test]
    fn names_have_two_to_four_characters_and_rare_ones_come_when_asked() {
        let mut random = Random::of(7, &[]);
        for _ in 0..200 {
            let name = person(&mut random, super::super::random::MILLION);
            assert!((2..=4).contains(&name.chars().count()), "{name}");
            assert!(name.chars().any(|c| RARE.contains(c)), "{name}");
        }
    }
}
