//! Units and measure words.

use std::sync::LazyLock;

/// What a unit counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Things or persons.
    Count,
    /// Yuan and other money.
    Money,
    /// A quantity that need not be whole.
    Measure,
    /// A length of time.
    Duration,
    /// Percentage points.
    Points,
}

/// What numerals a unit follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// Arabic numerals; after a Chinese one it is another word.
    Arabic,
    /// Chinese numerals only.
    Chinese,
    /// Both.
    Both,
}

/// Every unit with what it counts and what it follows; parted by blanks.
const TABLE: &[(&str, Sort, After)] = &[
    (
        "人次 批次 人 名 位 所 个 家 项 件 篇 次 户 条 处 期 批 届 场 部 套 台 辆 册 本 份 座 栋 幢 间 节 门 种 类 级 只 头 支 \
         张 轮 例 起 笔 对 组 道 块 村 镇 县 市 省 区 校 点 方面 大 步 环节 地",
        Sort::Count,
        After::Both,
    ),
    (
        "车次 架次 件次 户次 家次 项次 场次 例次 张次 班次 学分 标段 班 株 棵 艘 架 封 宗 单 款 科 片 段 盏 枚 副 盒 箱 袋 瓶 \
         乡 站 师 幅 首 代 层 卷 尊 床 孔 眼 面 顶",
        Sort::Count,
        After::Arabic,
    ),
    ("方 关", Sort::Count, After::Chinese),
    ("元", Sort::Money, After::Both),
    ("美元 港元 欧元 日元", Sort::Money, After::Arabic),
    ("平方米 公里 公顷 亩", Sort::Measure, After::Both),
    (
        "平方公里 平方千米 立方米 千瓦时 千瓦 公斤 千克 千米 毫米 厘米 毫克 米 吨 度 克 升 分",
        Sort::Measure,
        After::Arabic,
    ),
    ("周年 个月 小时 年 天 周", Sort::Duration, After::Both),
    ("个工作日 工作日 个小时 分钟 课时 学时 秒 岁", Sort::Duration, After::Arabic),
    ("个百分点 百分点", Sort::Points, After::Arabic),
];

struct Unit {
    word: Vec<char>,
    text: &'static str,
    sort: Sort,
    after: After,
}

/// The units by their first character, longer ones first.
static UNITS: LazyLock<Vec<Unit>> = LazyLock::new(|| {
    let mut units: Vec<Unit> = TABLE
        .iter()
        .flat_map(|&(words, sort, after)| {
            words.split(' ').map(move |text| Unit { word: text.chars().collect(), text, sort, after })
        })
        .collect();
    units.sort_by(|a, b| (a.word[0], b.word.len()).cmp(&(b.word[0], a.word.len())));
    units
});

/// The unit that `rest` begins with.
pub(super) fn leading(rest: &[char], chinese: bool) -> usize {
    let Some(&first) = rest.first() else { return 0 };
    let from = UNITS.partition_point(|unit| unit.word[0] < first);
    UNITS[from..]
        .iter()
        .take_while(|unit| unit.word[0] == first)
        .find(|unit| {
            let follows = if chinese { unit.after != After::Arabic } else { unit.after != After::Chinese };
            follows && rest.starts_with(&unit.word)
        })
        .map_or_else(|| latin(rest), |unit| unit.word.len())
}

/// Latin units: km, kg, m, kW, GB and their kin.
fn latin(rest: &[char]) -> usize {
    let length = rest.iter().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '²' | '³')).count();
    if length == 0 {
        return 0;
    }
    let word: String = rest[..length].iter().collect::<String>().to_ascii_lowercase();
    let known = [
        "km", "kg", "m", "cm", "mm", "g", "t", "l", "ml", "kw", "kwh", "mw", "km²", "m²", "m³", "gb", "mb", "tb", "kb",
        "hz", "mbps", "gbps", "db", "w", "v", "k",
    ];
    if known.contains(&word.as_str()) { length } else { 0 }
}

/// Units that count the same thing share a class.
pub(super) fn class(unit: &str) -> &str {
    match unit {
        "人" | "名" | "位" => "人",
        "所" | "家" => "家",
        "件" | "宗" | "起" | "例" => "件",
        "座" | "栋" | "幢" => "座",
        other => other,
    }
}

fn sort(unit: &str) -> Option<Sort> {
    let first = unit.chars().next()?;
    if first.is_ascii_alphabetic() {
        return Some(Sort::Measure);
    }
    let from = UNITS.partition_point(|unit| unit.word[0] < first);
    UNITS[from..].iter().take_while(|u| u.word[0] == first).find(|u| u.text == unit).map(|u| u.sort)
}

/// Units of money; others are counts or measures.
pub(super) fn money(unit: &str) -> bool {
    sort(unit) == Some(Sort::Money)
}

/// Units of quantities that need not be whole.
pub(super) fn measure(unit: &str) -> bool {
    sort(unit) == Some(Sort::Measure)
}

/// Units of time.
pub(super) fn duration(unit: &str) -> bool {
    sort(unit) == Some(Sort::Duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_stands_once_in_the_table() {
        assert!(UNITS.windows(2).all(|pair| pair[0].text != pair[1].text));
    }

    #[test]
    fn the_longest_unit_is_taken_and_some_follow_only_one_kind_of_numeral() {
        let check = |rest: &str, chinese, expected| {
            assert_eq!(leading(&rest.chars().collect::<Vec<_>>(), chinese), expected, "{rest}");
        };
        check("个百分点,", false, 4);
        check("个工作日内", false, 4);
        check("个月内", true, 2);
        check("平方米", true, 3);
        check("吨", false, 1);
        check("吨", true, 0);
        check("方联动", true, 1);
        check("方联动", false, 0);
        check("km²", false, 3);
        check("x", false, 0);
    }
}
