//! Units and measure words.

/// Units that may follow Arabic numerals, longest first within a first character.
const UNITS: &[&str] = &[
    "个百分点",
    "百分点",
    "个工作日",
    "工作日",
    "平方公里",
    "平方千米",
    "平方米",
    "立方米",
    "千瓦时",
    "千瓦",
    "公里",
    "公顷",
    "公斤",
    "千克",
    "千米",
    "毫米",
    "厘米",
    "毫克",
    "个小时",
    "小时",
    "分钟",
    "周年",
    "个月",
    "美元",
    "港元",
    "欧元",
    "日元",
    "人次",
    "批次",
    "车次",
    "架次",
    "件次",
    "户次",
    "家次",
    "项次",
    "场次",
    "例次",
    "课时",
    "学时",
    "学分",
    "班次",
    "标段",
    "张次",
    "元",
    "人",
    "名",
    "位",
    "所",
    "个",
    "家",
    "项",
    "件",
    "篇",
    "次",
    "户",
    "条",
    "处",
    "期",
    "批",
    "届",
    "场",
    "部",
    "套",
    "台",
    "辆",
    "册",
    "本",
    "份",
    "座",
    "栋",
    "幢",
    "间",
    "班",
    "节",
    "门",
    "种",
    "类",
    "级",
    "年",
    "天",
    "周",
    "亩",
    "米",
    "吨",
    "度",
    "分",
    "岁",
    "只",
    "头",
    "株",
    "棵",
    "艘",
    "架",
    "支",
    "张",
    "封",
    "轮",
    "例",
    "宗",
    "起",
    "笔",
    "单",
    "款",
    "科",
    "对",
    "组",
    "片",
    "段",
    "道",
    "盏",
    "块",
    "枚",
    "副",
    "盒",
    "箱",
    "袋",
    "瓶",
    "村",
    "乡",
    "镇",
    "县",
    "市",
    "省",
    "区",
    "校",
    "站",
    "点",
    "宗",
    "师",
    "幅",
    "首",
    "克",
    "升",
    "秒",
    "代",
    "层",
    "方面",
    "大",
    "步",
    "环节",
    "地",
    "卷",
    "尊",
    "床",
    "孔",
    "眼",
    "面",
    "顶",
];

/// Measure words that make a Chinese numeral a figure.
const AFTER_CHINESE: &[&str] = &[
    "周年",
    "个月",
    "人次",
    "批次",
    "平方米",
    "公里",
    "公顷",
    "小时",
    "万元",
    "元",
    "人",
    "名",
    "位",
    "所",
    "个",
    "家",
    "项",
    "件",
    "篇",
    "次",
    "户",
    "条",
    "处",
    "期",
    "批",
    "届",
    "场",
    "部",
    "套",
    "台",
    "辆",
    "册",
    "本",
    "份",
    "座",
    "栋",
    "幢",
    "间",
    "节",
    "门",
    "种",
    "类",
    "级",
    "年",
    "天",
    "周",
    "亩",
    "大",
    "方面",
    "步",
    "环节",
    "地",
    "点",
    "轮",
    "例",
    "起",
    "笔",
    "组",
    "块",
    "对",
    "方",
    "市",
    "县",
    "区",
    "省",
    "校",
    "村",
    "镇",
    "支",
    "张",
    "只",
    "头",
    "道",
    "关",
    "级",
];

/// The unit that `rest` begins with.
pub(super) fn leading(rest: &[char], chinese: bool) -> usize {
    let list = if chinese { AFTER_CHINESE } else { UNITS };
    let mut best = 0;
    for unit in list {
        let mut length = 0;
        let fits = unit.chars().all(|c| {
            let same = rest.get(length) == Some(&c);
            length += usize::from(same);
            same
        });
        if fits && length > best {
            best = length;
        }
    }
    if best == 0 { latin(rest) } else { best }
}

/// Latin units: km, kg, m, kW, GB and their kin.
fn latin(rest: &[char]) -> usize {
    let length = rest.iter().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '²' | '³')).count();
    let word: String = rest[..length].iter().collect::<String>().to_ascii_lowercase();
    let known = [
        "km", "kg", "m", "cm", "mm", "g", "t", "l", "ml", "kw", "kwh", "mw", "km²", "m²", "m³", "gb", "mb", "tb", "kb",
        "g", "hz", "mbps", "gbps", "db", "w", "v", "k",
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

/// Units of money; others are counts or measures.
pub(super) fn money(unit: &str) -> bool {
    matches!(unit, "元" | "美元" | "港元" | "欧元" | "日元")
}

/// Units of quantities that need not be whole.
pub(super) fn measure(unit: &str) -> bool {
    unit.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
        || matches!(
            unit,
            "平方公里"
                | "平方千米"
                | "平方米"
                | "立方米"
                | "千瓦时"
                | "千瓦"
                | "公里"
                | "公顷"
                | "公斤"
                | "千克"
                | "千米"
                | "毫米"
                | "厘米"
                | "毫克"
                | "亩"
                | "米"
                | "吨"
                | "度"
                | "克"
                | "升"
                | "分"
        )
}

/// Units of time.
pub(super) fn duration(unit: &str) -> bool {
    matches!(
        unit,
        "年" | "天"
            | "周"
            | "个月"
            | "小时"
            | "个小时"
            | "分钟"
            | "周年"
            | "个工作日"
            | "工作日"
            | "秒"
            | "岁"
            | "课时"
            | "学时"
    )
}
